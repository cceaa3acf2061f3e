//! The type `frame`.

use std::ffi::c_int;
use std::mem::offset_of;

use super::{Frame, traverse_frame};
use crate::eval::monitoring;
use crate::heap;
use crate::objects::genobject;
use crate::prelude::*;

/// Bytes of a frame object without locals and stack.
pub(super) const BASIC_SIZE: usize =
    offset_of!(PyFrameObject, _f_frame_data) + FRAME_SPECIALS_SIZE * size_of::<usize>();

/// A frame object's fixed part, for `tp_basicsize`.
type Basic = [u8; BASIC_SIZE];

#[pytype(
    static = PyFrame_Type,
    name = "frame",
    layout = Basic,
    itemsize = 8,
    flags(HAVE_GC),
    no_new,
    members = [&[
        member!("f_trace_lines", PyFrameObject, f_trace_lines, Py_T_BOOL),
    ]],
)]
impl Frame {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            let frame = &*this;
            heap::gc_untrack(frame);
            let Some(_guard) = heap::trashcan::enter(frame) else { return };
            let layout = frame.layout();
            let mut code = None;
            if frame.owns_activation() {
                let activation = frame.activation();
                code = activation.f_executable.take();
                let top = activation.stacktop.get().max(0) as usize;
                drop(activation.f_funcobj.take());
                drop(activation.f_locals.take());
                for index in 0..top {
                    drop(activation.slot(index).take());
                }
            }
            drop(layout.f_back.take());
            drop(layout.f_trace.take());
            drop(layout.f_extra_locals.take());
            drop(layout.f_locals_cache.take());
            heap::free_object(this.cast());
            drop(code);
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.f_back);
        visit.visit(&layout.f_trace);
        visit.visit(&layout.f_extra_locals);
        visit.visit(&layout.f_locals_cache);
        if self.owns_activation() {
            visit.visit(&self.activation().f_executable);
            traverse_frame(self.activation(), visit);
        }
    }

    #[slot]
    fn tp_clear(&self) {
        self.clear_content();
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let line = self.line_number();
        let file = self.code().filename().as_object().repr(th)?;
        Ok(format!("<frame at {:p}, file {file}, line {line}, code {}>", self, self.code().name()))
    }

    #[method(sig = "()", doc = "Clear the variables of a frame that has finished.")]
    fn clear(&self, th: &mut Thread) -> PyResult<()> {
        let activation = self.activation();
        let owner = activation.owner.get();
        if owner == FRAME_OWNED_BY_GENERATOR {
            let generator = activation.generator();
            match generator.gi_frame_state.get() {
                FRAME_EXECUTING => {
                    return Err(raise!(th, RuntimeError, "cannot clear an executing frame"));
                }
                FRAME_SUSPENDED | FRAME_SUSPENDED_YIELD_FROM => {
                    return Err(raise!(th, RuntimeError, "cannot clear a suspended frame"));
                }
                _ => {}
            }
            genobject::finalize_now(generator, th);
        } else if owner == FRAME_OWNED_BY_THREAD {
            return Err(raise!(th, RuntimeError, "cannot clear an executing frame"));
        } else {
            self.clear_content();
        }
        Ok(())
    }

    #[method(sig = "()", name = "__sizeof__", doc = "Size in memory, in bytes.")]
    fn sizeof(&self) -> usize {
        let code = self.code().layout();
        BASIC_SIZE + (code.co_nlocalsplus.get() + code.co_stacksize.get()) as usize * size_of::<usize>()
    }

    #[getter]
    fn f_back(&self, th: &mut Thread) -> PyResult {
        Ok(self.back(th)?.map_or_else(|| none().to_ref(), Ref::into_object))
    }

    #[getter]
    fn f_locals(&self, th: &mut Thread) -> PyResult {
        self.locals(th)
    }

    #[getter]
    fn f_lineno(&self) -> PyResult {
        let line = self.line_number();
        if line < 0 { Ok(none().to_ref()) } else { Ok(Long::from_i64(line.into())?.into_object()) }
    }

    #[setter]
    fn set_f_lineno(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value else {
            return Err(raise!(th, AttributeError, "cannot delete attribute"));
        };
        let Some(line) = value.downcast_exact::<Long>() else {
            return Err(raise!(th, ValueError, "lineno must be an integer"));
        };
        monitoring::set_line(self, line, th)
    }

    #[getter]
    fn f_trace(&self) -> Ref {
        self.layout().f_trace.get().unwrap_or_else(|| none().to_ref())
    }

    #[setter]
    fn set_f_trace(&self, value: Option<&Object>, th: &mut Thread) {
        let value = value.filter(|value| !value.is(none())).map(Object::to_ref);
        self.layout().f_trace.set(value, th);
    }

    #[getter]
    fn f_lasti(&self) -> c_int {
        let lasti = self.activation().lasti();
        if lasti < 0 { -1 } else { lasti * 2 }
    }

    #[getter]
    fn f_globals(&self) -> Ref {
        self.activation().globals().to_ref()
    }

    #[getter]
    fn f_builtins(&self) -> Ref {
        self.activation().builtins().to_ref()
    }

    #[getter]
    fn f_code(&self, th: &mut Thread) -> PyResult<Ref<Code>> {
        if crate::state::audit::is_watched(th) {
            let name = Str::new("f_code")?;
            crate::state::audit::audit(c"object.__getattr__", &*Tuple::new(&[self, &name])?, th)?;
        }
        Ok(Ref::new(self.code()))
    }

    #[getter]
    fn f_trace_opcodes(&self) -> bool {
        self.layout().f_trace_opcodes.get() != 0
    }

    #[setter]
    fn set_f_trace_opcodes(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let value = value.unwrap_or(none());
        if !std::ptr::eq(value.ob_type(), &boolobject::PyBool_Type) {
            return Err(raise!(th, TypeError, "attribute value type must be bool"));
        }
        let enable = value.is(boolobject::bool_object(true));
        self.layout().f_trace_opcodes.set(enable.into());
        monitoring::set_opcode_trace(self, enable, th)
    }
}
