//! The namespaces of the running code: what `globals()` and `locals()` give.

use super::frame::IFrame;
use crate::prelude::*;

/// `PyEval_GetGlobals`: the globals of the running Python code, if any runs.
pub fn current_globals(th: &Thread) -> Option<Ref> {
    IFrame::first_complete(IFrame::current(th)).map(|frame| frame.globals().to_ref())
}

/// `locals()`: the namespace of a class or module body itself; of a function, a new dict with what its variables hold now.
///
/// # Errors
/// `SystemError` if no Python code runs.
pub fn current_locals(th: &mut Thread) -> PyResult {
    match IFrame::first_complete(IFrame::current(th)) {
        Some(frame) => frame_locals(frame, th),
        None => Err(raise!(th, SystemError, "frame does not exist")),
    }
}

/// The namespace of a frame, as [`current_locals`].
///
/// # Errors
/// `MemoryError`.
pub fn frame_locals(frame: IFrame, th: &mut Thread) -> PyResult {
    if let Some(locals) = frame.locals() {
        return Ok(locals.to_ref());
    }
    let layout = frame.code().layout();
    let (Some(names), Some(kinds)) = (layout.co_localsplusnames.get(), layout.co_localspluskinds.get()) else {
        return Err(th.bad_internal_call());
    };
    let dict = Dict::new()?;
    if let (Some(names), Some(kinds)) = (names.downcast::<Tuple>(), kinds.downcast::<Bytes>()) {
        for (index, (name, kind)) in names.items().iter().zip(kinds.as_bytes()).enumerate() {
            if kind & CO_FAST_HIDDEN != 0 {
                continue;
            }
            let Some(mut value) = frame.slot(index).get() else {
                continue;
            };
            if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0
                && let Some(cell) = value.downcast::<CellObject>()
            {
                match cell.get() {
                    Some(contents) => value = contents,
                    None => continue,
                }
            }
            dict.set(name, &value, th)?;
        }
    }
    Ok(dict.into_object())
}
