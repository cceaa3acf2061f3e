//! `MemoryError`: some instances are kept ready, so that it can be raised without memory.

use super::base;
use super::storage::Storage;
use super::*;
use crate::heap;

/// How many instances are kept.
const RESERVE: c_int = 16;

/// The instance raised when even the reserve is used up: it is shared, so it carries nothing.
static LAST_RESORT: PyBaseExceptionObject = PyBaseExceptionObject {
    ob_base: Object::immortal(&MemoryError),
    dict: Field::NULL,
    args: Field::NULL,
    notes: Field::NULL,
    traceback: Field::NULL,
    context: Field::NULL,
    cause: Field::NULL,
    suppress_context: std::cell::Cell::new(0),
};

fn state() -> Option<&'static _Py_exc_state> {
    let thread = Thread::current_ptr();
    if thread.is_null() {
        return None;
    }
    // SAFETY: the current thread state belongs to a live interpreter.
    unsafe { (*thread).interp.get().as_ref() }.map(|interp| &interp.exc_state)
}

/// An instance without arguments: a new one, or (`from_reserve`, or when there is no memory) one kept ready.
pub(super) fn take(from_reserve: bool) -> PyResult {
    let kept = state().and_then(|state| {
        let first = state.memerrors_freelist.take()?;
        // The list is linked by the first field.
        // SAFETY: what is in the list are instances, or null.
        drop(state.memerrors_freelist.replace(unsafe { first.dict.take().map(|next| next.cast_unchecked()) }));
        state.memerrors_numfree.set(state.memerrors_numfree.get() - 1);
        Some(first)
    });
    let object = match kept {
        Some(object) => object,
        None if from_reserve => return Ok(LAST_RESORT.to_ref()),
        None => heap::new_object::<PyBaseExceptionObject>(&MemoryError)?,
    };
    drop(object.args.replace(Some(_PyRuntime.static_objects.singletons.tuple_empty.to_ref())));
    heap::gc_track(&object);
    Ok(object.into_object())
}

/// Fills the reserve, when an interpreter starts.
pub(super) fn fill_reserve(_th: &mut Thread) -> PyResult<()> {
    let made =
        (0..RESERVE).map(|_| heap::new_object::<PyBaseExceptionObject>(&MemoryError)).collect::<PyResult<Vec<_>>>()?;
    drop(made);
    Ok(())
}

object_type!(
    /// `MemoryError`
    pub struct MemoryErrorObject(PyBaseExceptionObject): MemoryError
);

#[pytype(
    static = MemoryError,
    private,
    name = "MemoryError",
    layout = PyBaseExceptionObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "Out of memory.",
    slots = [base::tp_new, base::tp_init],
)]
impl MemoryErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is going: nobody else uses it. Kept instances are untracked, empty and hold one reference.
        unsafe {
            let object = &*this;
            heap::gc_untrack(object);
            object.layout().each(&mut |field| drop(field.take()));
            object.layout().suppress_context.set(0);
            if MemoryErrorObject::check_exact(object)
                && let Some(state) = state()
                && state.memerrors_numfree.get() < RESERVE
            {
                object.set_refcnt(1);
                state.memerrors_numfree.set(state.memerrors_numfree.get() + 1);
                let next = state.memerrors_freelist.take().map(Ref::into_object);
                drop(object.layout().dict.replace(next));
                drop(state.memerrors_freelist.replace(Some(Ref::from_raw(this.cast()))));
                return;
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        self.layout().each(&mut |field| visit.visit(field));
    }

    #[slot]
    fn tp_clear(&self) {
        self.layout().each(&mut |field| drop(field.take()));
    }
}
