//! Descriptors of C-defined attributes: method, classmethod, member, getset, slot wrapper, method-wrapper; `property`,
//! `mappingproxy`.

mod call;
mod kinds;
mod property;
mod proxy;
mod wrapper;

use std::ffi::{CStr, c_char, c_int, c_void};

use crate::heap;
use crate::prelude::*;

pub use call::{call_method_def, vectorcall_from_tuple};
pub use kinds::{
    ClassMethodDescr, GetSetDescr, MemberDescr, MethodDescr, PyClassMethodDescr_Type, PyGetSetDescr_Type,
    PyMemberDescr_Type, PyMethodDescr_Type,
};
pub use property::{Property, PyProperty_Type};
pub use proxy::{MappingProxy, PyDictProxy_Type};
pub use wrapper::{_PyMethodWrapper_Type, MethodWrapper, PyWrapperDescr_Type, WrapperDescr, new_method_wrapper};

/// Fills what all descriptors begin with.
fn init(descriptor: &PyDescrObject, ty: &'static Type, name: *const c_char) -> PyResult<()> {
    descriptor.d_type.init(Ref::new(ty));
    // SAFETY: a table row's name.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    descriptor.d_name.init(Str::intern_str(&name)?.into_object());
    Ok(())
}

/// `PyDescr_NewMethod`. `method` must outlive the type.
///
/// # Errors
/// `MemoryError`; `SystemError` for flags that contradict each other.
pub fn new_method(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    let vectorcall = call::vectorcall_of(method)?;
    let object = heap::new_object::<PyMethodDescrObject>(&PyMethodDescr_Type)?;
    init(&object, ty, method.ml_name)?;
    object.d_method.set(method);
    object.vectorcall.set(Some(vectorcall));
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

/// `PyDescr_NewClassMethod`.
///
/// # Errors
/// `MemoryError`.
pub fn new_class_method(ty: &'static Type, method: &'static PyMethodDef) -> PyResult {
    let object = heap::new_object::<PyMethodDescrObject>(&PyClassMethodDescr_Type)?;
    init(&object, ty, method.ml_name)?;
    object.d_method.set(method);
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

/// `PyDescr_NewMember`.
///
/// # Errors
/// `MemoryError`.
pub fn new_member(ty: &'static Type, member: &'static PyMemberDef) -> PyResult {
    let object = heap::new_object::<PyMemberDescrObject>(&PyMemberDescr_Type)?;
    init(&object, ty, member.name)?;
    object.d_member.set(member);
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

/// `PyDescr_NewGetSet`.
///
/// # Errors
/// `MemoryError`.
pub fn new_getset(ty: &'static Type, getset: &'static PyGetSetDef) -> PyResult {
    let object = heap::new_object::<PyGetSetDescrObject>(&PyGetSetDescr_Type)?;
    init(&object, ty, getset.name)?;
    object.d_getset.set(getset);
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

/// `PyDescr_NewWrapper`: the slot `function` of `ty`, called as `base` says.
///
/// # Errors
/// `MemoryError`.
pub fn new_wrapper(ty: &'static Type, base: &'static wrapperbase, function: *mut c_void) -> PyResult {
    let object = heap::new_object::<PyWrapperDescrObject>(&PyWrapperDescr_Type)?;
    init(&object, ty, base.name)?;
    object.d_base.set(base);
    object.d_wrapped.set(function);
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

/// Whether `object` is the wrapper of the slot function `function`.
pub fn wraps(object: &Object, function: *mut c_void) -> bool {
    object.downcast_exact::<WrapperDescr>().is_some_and(|wrapper| wrapper.layout().d_wrapped.get() == function)
}

/// `PyDictProxy_New`.
///
/// # Errors
/// `TypeError` for something that is no mapping.
pub fn new_proxy(mapping: &Object, th: &mut Thread) -> PyResult {
    proxy::new(mapping, th)
}

/// The name of a descriptor.
fn name(descriptor: &PyDescrObject) -> Ref<Str> {
    match descriptor.d_name.get().map(Ref::downcast_into) {
        Some(Ok(name)) => name,
        _ => Ref::new(empty_str()),
    }
}

/// The class that a descriptor is for.
fn class(descriptor: &PyDescrObject) -> &'static Type {
    // SAFETY: fixed when the descriptor is made, and owned by it.
    match unsafe { descriptor.d_type.borrow_unchecked() } {
        Some(class) => typeobject::static_type(class),
        None => &object::PyBaseObject_Type,
    }
}

/// Checks that a descriptor applies to an object.
#[inline]
fn check(descriptor: &PyDescrObject, object: &Object, th: &mut Thread) -> PyResult<()> {
    if object.ob_type().is_subtype_of(class(descriptor)) {
        return Ok(());
    }
    Err(wrong_object(descriptor, object, th))
}

#[cold]
fn wrong_object(descriptor: &PyDescrObject, object: &Object, th: &mut Thread) -> Raised {
    raise!(
        th,
        TypeError,
        "descriptor '{}' for '{:.100}' objects doesn't apply to a '{:.100}' object",
        name(descriptor),
        class(descriptor).display_name(),
        object.ob_type().display_name()
    )
}

/// `Class.name`, computed once.
fn qualname(descriptor: &PyDescrObject, th: &mut Thread) -> PyResult<Ref> {
    if let Some(known) = descriptor.d_qualname.get() {
        return Ok(known);
    }
    let own = descriptor.d_name.get().map(Ref::downcast_into::<Str>);
    let Some(Ok(own)) = own else {
        return Err(raise!(th, TypeError, "<descriptor>.__name__ is not a unicode object"));
    };
    let of_class = class(descriptor).get_attr(id!(__qualname__), th)?;
    let Some(of_class) = of_class.downcast_into::<Str>().ok() else {
        return Err(raise!(th, TypeError, "<descriptor>.__objclass__.__qualname__ is not a unicode object"));
    };
    let text = Str::new(&format!("{of_class}.{own}"))?;
    descriptor.d_qualname.set(Some(text.clone().into_object()), th);
    Ok(text.into_object())
}

/// A function of `builtins`, for `__reduce__` methods.
///
/// # Errors
/// `AttributeError` if somebody took it away.
pub fn builtin(name: &Str, th: &mut Thread) -> PyResult {
    crate::eval::builtin(name, th)
}

/// `(getattr, (owner, name))`, for pickle.
fn reduce_by_getattr(owner: &Object, name: &Str, th: &mut Thread) -> PyResult {
    let getattr = builtin(id!(getattr), th)?;
    let args = Tuple::new(&[owner, name])?;
    Tuple::from_array([getattr, args.into_object()])?.into_py()
}

/// A table row's docstring.
fn doc_of<'a>(doc: *const c_char) -> Option<&'a CStr> {
    // SAFETY: null, or a string that lives as long as its table.
    (!doc.is_null()).then(|| unsafe { CStr::from_ptr(doc) })
}

fn name_bytes<'a>(name: *const c_char) -> &'a [u8] {
    // SAFETY: a table row's name.
    unsafe { CStr::from_ptr(name) }.to_bytes()
}

/// Releases a descriptor.
///
/// # Safety
/// Called by its destructor.
unsafe fn dealloc(this: *mut Object) {
    // SAFETY: the caller's promise.
    unsafe {
        let descriptor: &PyDescrObject = (*this).cast_unchecked();
        heap::gc_untrack(&*this);
        drop(descriptor.d_type.take());
        drop(descriptor.d_name.take());
        drop(descriptor.d_qualname.take());
        heap::free_object(this);
    }
}

/// `PyDescr_IsData`: whether it takes part in setting.
pub fn is_data(object: &Object) -> bool {
    object.ob_type().tp_descr_set.get().is_some()
}

/// The bits of `ml_flags` that say how a function is called.
const CONVENTION: c_int = METH_VARARGS | METH_KEYWORDS | METH_NOARGS | METH_O | METH_FASTCALL | METH_METHOD;
