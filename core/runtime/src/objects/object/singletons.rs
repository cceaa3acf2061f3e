//! `None`, `NotImplemented`, `Ellipsis` and their types.

use crate::prelude::*;

/// `None`.
#[unsafe(no_mangle)]
pub static _Py_NoneStruct: Object = Object::immortal(&_PyNone_Type);
/// `NotImplemented`.
#[unsafe(no_mangle)]
pub static _Py_NotImplementedStruct: Object = Object::immortal(&_PyNotImplemented_Type);
/// `...`.
#[unsafe(no_mangle)]
pub static _Py_EllipsisObject: Object = Object::immortal(&PyEllipsis_Type);

object_type!(
    /// `None`'s type.
    pub struct NoneType(Object): _PyNone_Type
);
object_type!(
    /// `NotImplemented`'s type.
    pub struct NotImplementedType(Object): _PyNotImplemented_Type
);
object_type!(
    /// `Ellipsis`'s type.
    pub struct EllipsisType(Object): PyEllipsis_Type
);

/// Refuses arguments, for types whose only instance exists already.
fn no_arguments(name: &str, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
    if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
        return Err(raise!(th, TypeError, "{name} takes no arguments"));
    }
    Ok(())
}

/// Somebody gave back references that they did not own; the object stays.
unsafe fn revive(this: *mut Object) {
    // SAFETY: a static object.
    unsafe { &*this }.make_immortal();
}

#[pytype(static = _PyNone_Type, name = "NoneType", layout = Object, text_signature = "()", doc = "The type of the None singleton.")]
impl NoneType {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: `None`.
        unsafe { revive(this.cast()) };
    }
    #[slot]
    fn tp_repr(&self) -> Ref<Str> {
        Ref::new(id!(None))
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult {
        // A type with a hash of its own inherits no comparison.
        super::base::compare_identity(self, other, op, th)
    }
    #[slot]
    fn tp_hash(&self) -> isize {
        // A constant, so that the order of sets does not depend on where the object is.
        0xFCA86420
    }
    #[slot]
    fn nb_bool(&self) -> bool {
        false
    }
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        no_arguments("NoneType", args, kwargs, th)?;
        Ok(_Py_NoneStruct.to_ref())
    }
}

#[pytype(
    static = _PyNotImplemented_Type,
    name = "NotImplementedType",
    layout = Object,
    text_signature = "()",
    doc = "The type of the NotImplemented singleton."
)]
impl NotImplementedType {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: `NotImplemented`.
        unsafe { revive(this.cast()) };
    }
    #[slot]
    fn tp_repr(&self) -> Ref<Str> {
        Ref::new(id!(NotImplemented))
    }
    #[slot]
    fn nb_bool(&self, th: &mut Thread) -> PyResult<bool> {
        exceptions::warn(
            &exceptions::DeprecationWarning,
            "NotImplemented should not be used in a boolean context",
            1,
            th,
        )?;
        Ok(true)
    }
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        no_arguments("NotImplementedType", args, kwargs, th)?;
        Ok(_Py_NotImplementedStruct.to_ref())
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        Ref::new(id!(NotImplemented))
    }
}

#[pytype(static = PyEllipsis_Type, name = "ellipsis", layout = Object, text_signature = "()", doc = "The type of the Ellipsis singleton.")]
impl EllipsisType {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: `Ellipsis`.
        unsafe { revive(this.cast()) };
    }
    #[slot]
    fn tp_repr(&self) -> Ref<Str> {
        Ref::new(id!(Ellipsis))
    }
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        no_arguments("EllipsisType", args, kwargs, th)?;
        Ok(_Py_EllipsisObject.to_ref())
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        Ref::new(id!(Ellipsis))
    }
}
