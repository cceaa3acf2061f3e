//! Capsules: C pointers as objects, by which extension modules hand each other their C interfaces.

use std::ffi::{CStr, c_char, c_int, c_void};

use crate::heap;
use crate::prelude::*;

object_type!(
    /// Capsules
    pub struct Capsule(PyCapsule): PyCapsule_Type
);

#[pytype(
    static = PyCapsule_Type,
    name = "PyCapsule",
    layout = PyCapsule,
    flags(HAVE_GC),
    free = heap::gc::PyObject_GC_Del,
    doc = "A pointer of C, under a name, for other extension modules to use.",
)]
impl Capsule {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract; the capsule is whole while its own destructor runs.
        unsafe {
            heap::gc_untrack(&*this);
            if let Some(destructor) = (*this).layout().destructor.get() {
                destructor(&*this);
            }
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let name = self.layout().name.get();
        let name = if name.is_null() {
            "NULL".to_owned()
        } else {
            // SAFETY: a capsule's name outlives it.
            format!("\"{}\"", unsafe { CStr::from_ptr(name) }.to_string_lossy())
        };
        Str::new(&format!("<capsule object {name} at {:p}>", self.as_object()))
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) -> c_int {
        match self.layout().traverse_func.get() {
            Some(traverse) => {
                let (function, arg) = visit.parts();
                // SAFETY: the capsule's own hook.
                unsafe { traverse(self, function, arg) }
            }
            None => 0,
        }
    }
    #[slot]
    fn tp_clear(&self) -> Status {
        match self.layout().clear_func.get() {
            // SAFETY: the capsule's own hook.
            Some(clear) => unsafe { clear(self) },
            None => Status::OK,
        }
    }
}

/// `PyCapsule_New`. `name` (if not null) must outlive the capsule.
///
/// # Errors
/// `ValueError` for a null pointer.
pub fn new(
    pointer: *mut c_void,
    name: *const c_char,
    destructor: Option<PyCapsule_Destructor>,
    th: &mut Thread,
) -> PyResult {
    if pointer.is_null() {
        return Err(raise!(th, ValueError, "PyCapsule_New called with null pointer"));
    }
    let capsule = heap::new_object::<PyCapsule>(&PyCapsule_Type)?;
    capsule.pointer.set(pointer);
    capsule.name.set(name);
    capsule.destructor.set(destructor);
    Ok(capsule.into_object())
}

/// Whether two names are the same: both missing, or the same text.
///
/// # Safety
/// The pointers are null or strings.
unsafe fn same_name(a: *const c_char, b: *const c_char) -> bool {
    if a.is_null() || b.is_null() {
        return a == b;
    }
    // SAFETY: the caller's promise.
    a == b || unsafe { CStr::from_ptr(a) == CStr::from_ptr(b) }
}

/// The capsule behind an object that C says is one, with a pointer.
///
/// # Errors
/// `ValueError`, naming the function that was called.
pub fn legal<'a>(object: Option<&'a Object>, function: &str, th: &mut Thread) -> PyResult<&'a PyCapsule> {
    match object.and_then(|object| object.downcast_exact::<Capsule>()) {
        Some(capsule) if !capsule.layout().pointer.get().is_null() => Ok(capsule.layout()),
        _ => Err(raise!(th, ValueError, "{function} called with invalid PyCapsule object")),
    }
}

/// `PyCapsule_IsValid`.
///
/// # Safety
/// `name` is null or a string.
pub unsafe fn is_valid(object: Option<&Object>, name: *const c_char) -> bool {
    object.and_then(|object| object.downcast_exact::<Capsule>()).is_some_and(|capsule| {
        let capsule = capsule.layout();
        // SAFETY: the caller's promise.
        !capsule.pointer.get().is_null() && unsafe { same_name(capsule.name.get(), name) }
    })
}

/// `PyCapsule_GetPointer`.
///
/// # Errors
/// `ValueError` for another name, or no capsule.
///
/// # Safety
/// `name` is null or a string.
pub unsafe fn pointer(object: Option<&Object>, name: *const c_char, th: &mut Thread) -> PyResult<*mut c_void> {
    let capsule = legal(object, "PyCapsule_GetPointer", th)?;
    // SAFETY: the caller's promise.
    if !unsafe { same_name(name, capsule.name.get()) } {
        return Err(raise!(th, ValueError, "PyCapsule_GetPointer called with incorrect name"));
    }
    Ok(capsule.pointer.get())
}

/// `PyCapsule_Import`: imports the module before the first dot, goes along the rest as attributes, and checks that the
/// capsule there has the whole as its name.
///
/// # Errors
/// `ImportError`, `AttributeError`.
///
/// # Safety
/// `name` is a string.
pub unsafe fn import(name: *const c_char, th: &mut Thread) -> PyResult<*mut c_void> {
    // SAFETY: the caller's promise.
    let path = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
    let mut object: Option<Ref> = None;
    for part in path.split('.') {
        let part = Str::intern_str(part)?;
        object = Some(match object {
            None => match crate::import::import_module(&part, th) {
                Ok(module) => module,
                Err(Raised) => {
                    return Err(raise!(th, ImportError, "PyCapsule_Import could not import module \"{part}\""));
                }
            },
            Some(object) => object.get_attr(&part, th)?,
        });
    }
    // SAFETY: the caller's promise.
    unsafe {
        if is_valid(object.as_deref(), name) {
            return pointer(object.as_deref(), name, th);
        }
    }
    Err(raise!(th, AttributeError, "PyCapsule_Import \"{path}\" is not valid"))
}

/// `_PyCapsule_SetTraverse`: the capsule holds references; from now on the collector knows them.
///
/// # Errors
/// `ValueError`.
pub fn set_traverse(
    object: Option<&Object>,
    traverse: Option<traverseproc>,
    clear: Option<inquiry>,
    th: &mut Thread,
) -> PyResult<()> {
    let capsule = legal(object, "_PyCapsule_SetTraverse", th)?;
    if traverse.is_none() || clear.is_none() {
        return Err(raise!(th, ValueError, "_PyCapsule_SetTraverse() called with NULL callback"));
    }
    capsule.traverse_func.set(traverse);
    capsule.clear_func.set(clear);
    if !heap::gc_is_tracked(capsule.as_object()) {
        heap::gc_track(capsule.as_object());
    }
    Ok(())
}
