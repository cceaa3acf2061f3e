//! Memory of exception objects: every layout is the base's fields and some references more.

use super::*;
use crate::heap;

/// A layout struct of exceptions: how to reach each reference it holds.
pub(super) trait Storage: ObjectLayout {
    /// Calls `visit` with every field that owns a reference.
    fn each(&self, visit: &mut dyn FnMut(&Field));
}

impl Storage for PyBaseExceptionObject {
    #[inline]
    fn each(&self, visit: &mut dyn FnMut(&Field)) {
        for field in [&self.dict, &self.args, &self.notes, &self.traceback, &self.cause, &self.context] {
            visit(field);
        }
    }
}

macro_rules! storage {
    ($layout:ident: $($field:ident)*) => {
        impl Storage for $layout {
            fn each(&self, visit: &mut dyn FnMut(&Field)) {
                $(visit(&self.$field);)*
                self.base.each(visit);
            }
        }
    };
}
storage!(PyStopIterationObject: value);
storage!(PySystemExitObject: code);
storage!(PyImportErrorObject: msg name path name_from);
storage!(PyNameErrorObject: name);
storage!(PyAttributeErrorObject: obj name);
storage!(PyOSErrorObject: myerrno strerror filename filename2);
storage!(PySyntaxErrorObject: msg filename lineno offset end_lineno end_offset text print_file_and_line);
storage!(PyUnicodeErrorObject: encoding object reason);
storage!(PyBaseExceptionGroupObject: msg excs);

/// `tp_traverse` of the exceptions with layout `T`.
pub(super) unsafe extern "C" fn traverse<T: Storage>(
    object: &Object,
    visit: visitproc,
    arg: *mut std::ffi::c_void,
) -> c_int {
    let mut visitor = Visitor::new(visit, arg);
    // SAFETY: the slot of a type whose instances have layout `T`.
    unsafe { object.cast_unchecked::<T>() }.each(&mut |field| visitor.visit(field));
    if visitor.stopped() { 1 } else { 0 }
}

/// `tp_clear` of the exceptions with layout `T`.
pub(super) unsafe extern "C" fn clear<T: Storage>(object: &Object) -> Status {
    // SAFETY: the slot of a type whose instances have layout `T`.
    unsafe { object.cast_unchecked::<T>() }.each(&mut |field| drop(field.take()));
    Status::OK
}

/// `tp_dealloc` of the exceptions with layout `T`. Chains of contexts and tracebacks may be long: the trashcan bounds the
/// recursion.
pub(super) unsafe extern "C" fn dealloc<T: Storage>(object: *mut Object) {
    // SAFETY: the object is going: nobody else uses it; it has layout `T`.
    unsafe {
        heap::gc_untrack(&*object);
        // The destructor of a class made in Python has entered already; putting the object aside is its to do.
        let guard = if (*object).ob_type().has_flags(Py_TPFLAGS_HEAPTYPE) {
            None
        } else {
            let Some(guard) = heap::trashcan::enter(&*object) else { return };
            Some(guard)
        };
        let _ = clear::<T>(&*object);
        heap::free_object(object);
        drop(guard);
    }
}
