//! Tracebacks.

use std::ffi::c_int;

use crate::heap;
use crate::prelude::*;

object_type!(
    /// An entry of a traceback.
    pub struct Traceback(PyTracebackObject): PyTraceBack_Type
);

/// A traceback entry; a line of -1 is worked out when it is asked for.
pub fn new(next: Option<Ref<Traceback>>, frame: &Frame, lasti: c_int, lineno: c_int) -> PyResult<Ref<Traceback>> {
    let entry = heap::new_object::<Traceback>(&PyTraceBack_Type)?;
    let layout = entry.layout();
    // SAFETY: `Traceback` is the transparent wrapper of its layout.
    layout.tb_next.replace(next.map(|next| unsafe { next.into_object().cast_unchecked() }));
    layout.tb_frame.init(Ref::new(frame.layout()));
    layout.tb_lasti.set(lasti);
    layout.tb_lineno.set(lineno);
    heap::gc_track(&entry);
    Ok(entry)
}

/// `PyTraceBack_Here`: prepends the frame to the traceback of the exception being raised.
pub fn here(frame: &Frame, th: &mut Thread) -> PyResult<()> {
    let Some(exception) = th.current_exception.get() else { return Ok(()) };
    // SAFETY: the exception set on a thread is one.
    let state = unsafe { (*exception).cast_unchecked::<BaseException>() }.layout();
    let next = state.traceback.get().and_then(|next| next.downcast_into::<Traceback>().ok());
    let lasti = frame.activation().lasti() * 2;
    match new(next, frame, lasti, -1) {
        Ok(entry) => {
            state.traceback.set(Some(entry.into_object()), th);
            Ok(())
        }
        Err(raised) => Err(raised),
    }
}

impl Traceback {
    /// `tb_frame`.
    pub fn frame(&self) -> Option<Ref<Frame>> {
        // SAFETY: `Frame` is the transparent wrapper of its layout.
        self.layout().tb_frame.get().map(|frame| unsafe { frame.into_object().cast_unchecked() })
    }

    /// `tb_next`.
    pub fn next(&self) -> Option<Ref<Traceback>> {
        // SAFETY: as above.
        self.layout().tb_next.get().map(|next| unsafe { next.into_object().cast_unchecked() })
    }

    /// Sets `tb_next`, to an entry that comes later in the same traceback.
    pub fn set_next(&self, next: Option<Ref<Traceback>>) {
        // SAFETY: `Traceback` is the transparent wrapper of its layout.
        drop(self.layout().tb_next.replace(next.map(|next| unsafe { next.into_object().cast_unchecked() })));
    }

    /// `tb_lineno`; -1 if unknown.
    pub fn line(&self) -> c_int {
        let line = self.layout().tb_lineno.get();
        if line != -1 {
            return line;
        }
        self.frame().map_or(-1, |frame| frame.code().addr2line(self.layout().tb_lasti.get()))
    }
}

#[pytype(
    static = PyTraceBack_Type,
    name = "traceback",
    layout = PyTracebackObject,
    flags(HAVE_GC),
    text_signature = "(tb_next, tb_frame, tb_lasti, tb_lineno)",
    doc = "An entry of a traceback.",
    members = [&[
        member!("tb_frame", PyTracebackObject, tb_frame, _Py_T_OBJECT, READONLY | AUDIT_READ),
        member!("tb_lasti", PyTracebackObject, tb_lasti, Py_T_INT, READONLY),
    ]],
)]
impl Traceback {
    #[new(sig = "(tb_next, tb_frame, tb_lasti, tb_lineno)")]
    fn py_new(
        _ty: &'static Type,
        tb_next: &Object,
        tb_frame: &Frame,
        tb_lasti: c_int,
        tb_lineno: c_int,
        th: &mut Thread,
    ) -> PyResult<Ref<Traceback>> {
        let next = as_entry(tb_next, th)?;
        new(next, tb_frame, tb_lasti, tb_lineno)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            let entry = &*this;
            heap::gc_untrack(entry);
            let Some(_guard) = heap::trashcan::enter(entry) else { return };
            drop(entry.layout().tb_next.take());
            drop(entry.layout().tb_frame.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().tb_next);
        visit.visit(&self.layout().tb_frame);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().tb_next.take());
        drop(self.layout().tb_frame.take());
    }

    #[method(sig = "()", name = "__dir__")]
    fn dir_method(&self) -> PyResult<Ref<List>> {
        List::new(&[id!(tb_frame), id!(tb_next), id!(tb_lasti), id!(tb_lineno)])
    }

    #[getter]
    fn tb_next(&self) -> Ref {
        self.next().map_or_else(|| none().to_ref(), Ref::into_object)
    }

    #[setter]
    fn set_tb_next(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value else {
            return Err(raise!(th, TypeError, "can't delete tb_next attribute"));
        };
        let next = as_entry(value, th)?;
        let mut cursor = next.clone();
        while let Some(entry) = cursor {
            if entry.is(self) {
                return Err(raise!(th, ValueError, "traceback loop detected"));
            }
            cursor = entry.next();
        }
        // SAFETY: `Traceback` is the transparent wrapper of its layout.
        let next = next.map(|next| unsafe { next.into_object().cast_unchecked() });
        self.layout().tb_next.set(next, th);
        Ok(())
    }

    #[getter]
    fn tb_lineno(&self) -> PyResult {
        let line = self.line();
        if line < 0 { Ok(none().to_ref()) } else { Ok(Long::from_i64(line.into())?.into_object()) }
    }
}

/// A traceback entry or `None`.
fn as_entry(object: &Object, th: &mut Thread) -> PyResult<Option<Ref<Traceback>>> {
    if object.is(none()) {
        return Ok(None);
    }
    match object.downcast::<Traceback>() {
        Some(entry) => Ok(Some(Ref::new(entry))),
        None => {
            let found = object.ob_type().display_name();
            Err(raise!(th, TypeError, "expected traceback object, got '{found}'"))
        }
    }
}

/// `PyErr_Display`/`PyErr_Print` text: writes the exception's traceback to `sys.stderr`.
pub fn print_exception(exception: &Object, th: &mut Thread) {
    exceptions::display_exception(exception, None, th);
}
