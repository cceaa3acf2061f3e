//! Frame objects: what Python sees of an activation, and what outlives it.

mod attributes;
mod proxy;

use crate::eval::IFrame;
use crate::heap;
use crate::prelude::*;

pub use attributes::PyFrame_Type;
pub use proxy::{FrameLocalsProxy, PyFrameLocalsProxy_Type};

object_type!(
    /// A frame object.
    pub struct Frame(PyFrameObject): PyFrame_Type
);

impl Frame {
    /// A frame object for an activation, which then owns it.
    pub(crate) fn new_for(activation: IFrame, _th: &mut Thread) -> PyResult<Ref<Frame>> {
        let code = activation.code().layout();
        let slots = (code.co_nlocalsplus.get() + code.co_stacksize.get()) as usize;
        let size = attributes::BASIC_SIZE + slots * size_of::<usize>();
        let frame = heap::new_sized::<Frame>(&PyFrame_Type, size)?;
        frame.layout().f_frame.set(activation.as_ptr());
        frame.layout().f_trace_lines.set(1);
        // SAFETY: `Frame` is the transparent wrapper of its layout.
        activation.frame_obj.init(unsafe { frame.clone().into_object().cast_unchecked() });
        Ok(frame)
    }

    /// The activation.
    #[inline(always)]
    pub fn activation(&self) -> IFrame {
        // SAFETY: a frame object always has one: a running one, or the copy inside itself.
        unsafe { IFrame::new(self.layout().f_frame.get()) }
    }

    /// Whether the activation is over and its content stands inside this object.
    pub fn owns_activation(&self) -> bool {
        self.activation().owner.get() == FRAME_OWNED_BY_FRAME_OBJECT
    }

    /// `PyFrame_GetCode`.
    pub fn code(&self) -> &Code {
        self.activation().code()
    }

    /// `PyFrame_GetLineNumber`; -1 if unknown.
    pub fn line_number(&self) -> i32 {
        let set = self.layout().f_lineno.get();
        if set != 0 { set } else { self.activation().line() }
    }

    /// `PyFrame_GetBack`: the caller's frame object.
    pub fn back(&self, th: &mut Thread) -> PyResult<Option<Ref<Frame>>> {
        if let Some(back) = self.layout().f_back.get() {
            // SAFETY: `Frame` is the transparent wrapper of its layout.
            return Ok(Some(unsafe { back.into_object().cast_unchecked() }));
        }
        match IFrame::first_complete(self.activation().previous_frame()) {
            Some(previous) => previous.frame_object(th).map(Some),
            None => Ok(None),
        }
    }

    /// Takes the content of a finished activation over (`take_ownership`). The activation keeps only its code reference.
    pub(crate) fn take_ownership(&self, activation: IFrame, th: &mut Thread) {
        let layout = self.layout();
        let code = activation.code();
        // SAFETY: the object was allocated with room for the code's frame.
        let own = unsafe {
            let data = (&raw const layout._f_frame_data).cast_mut().cast::<_PyInterpreterFrame>();
            activation.move_to(data);
            IFrame::new(data)
        };
        // Both the copy and the original refer to the code.
        code.incref();
        if activation.is_incomplete() {
            // It never began: let it look as if it had.
            // SAFETY: a function has an instruction behind its first traceable one.
            own.instr_ptr
                .set(unsafe { code.layout().code_ptr().add(code.layout()._co_firsttraceable.get() as usize + 1) });
        }
        own.owner.set(FRAME_OWNED_BY_FRAME_OBJECT);
        layout.f_frame.set(own.as_ptr());
        if let Some(previous) = IFrame::first_complete(activation.previous_frame()) {
            match previous.frame_object(th) {
                Ok(back) => {
                    // SAFETY: `Frame` is the transparent wrapper of its layout.
                    layout.f_back.init(unsafe { back.into_object().cast_unchecked() });
                }
                Err(Raised) => th.clear_raised(),
            }
        }
        if !heap::gc_is_tracked(self) {
            heap::gc_track(self);
        }
    }

    /// The namespace that the frame runs in: a module's or class's own, or the view of a function's variables.
    pub fn locals(&self, th: &mut Thread) -> PyResult {
        let activation = self.activation();
        let optimized = activation.code().layout().co_flags.get() & CO_OPTIMIZED != 0;
        if optimized || has_hidden_locals(activation) {
            return Ok(FrameLocalsProxy::new(self)?.into_object());
        }
        if activation.f_locals.is_null() {
            activation.f_locals.set(Some(Dict::new()?.into_object()), th);
        }
        Ok(activation.f_locals.get().unwrap_or_else(|| none().to_ref()))
    }

    /// Releases variables and stack of a frame that is over (`frame.clear()`).
    fn clear_content(&self) {
        let layout = self.layout();
        drop(layout.f_trace.take());
        drop(layout.f_extra_locals.take());
        drop(layout.f_locals_cache.take());
        let activation = self.activation();
        if activation.owner.get() == FRAME_OWNED_BY_FRAME_OBJECT {
            activation.clear_slots();
            // The slots stay readable as empty ones.
            activation.stacktop.set(activation.code().layout().co_nlocalsplus.get());
        }
    }
}

/// `framelocalsproxy_hasval`: the value that a local, cell or free variable has now.
pub fn variable(activation: IFrame, index: usize) -> Option<Ref> {
    let kind = *activation.code().local_kinds().get(index)?;
    let value = activation.slot(index).get()?;
    if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0
        && let Some(cell) = value.downcast_exact::<CellObject>()
    {
        return cell.get();
    }
    Some(value)
}

/// `_PyFrame_HasHiddenLocals`: whether a comprehension that was inlined into a class or module body is running.
pub fn has_hidden_locals(activation: IFrame) -> bool {
    let kinds = activation.code().local_kinds();
    kinds.iter().enumerate().any(|(index, kind)| kind & CO_FAST_HIDDEN != 0 && variable(activation, index).is_some())
}

/// Visits what an activation owns, except its code.
pub(crate) fn traverse_frame(activation: IFrame, visit: &mut Visitor) {
    visit.visit(&activation.frame_obj);
    visit.visit(&activation.f_locals);
    visit.visit(&activation.f_funcobj);
    for index in 0..activation.stacktop.get().max(0) as usize {
        visit.visit(activation.slot(index));
    }
}

/// `PyFrame_New`: a frame object of its own, as if its code had just begun.
pub fn new_detached(code: &Code, globals: &Object, locals: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Frame>> {
    let function = Function::new(code, globals, None, th)?;
    let layout = code.layout();
    let slots = (layout.co_nlocalsplus.get() + layout.co_stacksize.get()) as usize;
    let size = attributes::BASIC_SIZE + slots * size_of::<usize>();
    let frame = heap::new_sized::<Frame>(&PyFrame_Type, size)?;
    // SAFETY: the object was allocated with room for the code's frame.
    let own = unsafe {
        let data = (&raw const frame.layout()._f_frame_data).cast_mut().cast::<_PyInterpreterFrame>();
        IFrame::new(data)
    };
    own.init(function, locals.map(Object::to_ref), code, 0);
    own.owner.set(FRAME_OWNED_BY_FRAME_OBJECT);
    // SAFETY: a function has an instruction behind its first traceable one.
    own.instr_ptr.set(unsafe { layout.code_ptr().add(layout._co_firsttraceable.get() as usize + 1) });
    frame.layout().f_frame.set(own.as_ptr());
    frame.layout().f_trace_lines.set(1);
    heap::gc_track(&frame);
    Ok(frame)
}
