//! The operations as methods of [`Object`].

use crate::prelude::*;

/// A binary operator; `Power` of two operands has modulus `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BinaryOperator {
    // In the order of the interpreter's `NB_*` numbers (`opcode.h`).
    Add,
    And,
    FloorDivide,
    LeftShift,
    MatrixMultiply,
    Multiply,
    Remainder,
    Or,
    Power,
    RightShift,
    Subtract,
    TrueDivide,
    Xor,
    /// `divmod`, which has no instruction.
    Divmod,
}

/// What any object can be asked.
pub trait ObjectOps {
    /// `PyObject_GetAttr`.
    fn get_attr(&self, name: &Str, th: &mut Thread) -> PyResult;
    /// `PyObject_GetOptionalAttr`: a missing attribute is `Ok(None)`.
    fn get_attr_opt(&self, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>>;
    /// `PyObject_SetAttr`.
    fn set_attr(&self, name: &Str, value: &Object, th: &mut Thread) -> PyResult<()>;
    /// `PyObject_DelAttr`.
    fn del_attr(&self, name: &Str, th: &mut Thread) -> PyResult<()>;
    /// `PyObject_HasAttrWithError`.
    fn has_attr(&self, name: &Str, th: &mut Thread) -> PyResult<bool>;
    /// Calls with positional arguments, through vectorcall.
    fn call(&self, args: &[&Object], th: &mut Thread) -> PyResult;
    /// `PyObject_Vectorcall`: the last `kwnames.len()` of `args` are keyword arguments.
    fn call_kw(&self, args: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult;
    /// `PyObject_Call`.
    fn call_dict(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult;
    /// `PyObject_VectorcallMethod`: no bound method is made.
    fn call_method(&self, name: &Str, args: &[&Object], th: &mut Thread) -> PyResult;
    /// `PyCallable_Check`.
    fn is_callable(&self) -> bool;
    /// `PyObject_Repr`.
    fn repr(&self, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// `PyObject_Str`.
    fn str(&self, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// `PyObject_ASCII`.
    fn ascii(&self, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// `PyObject_Bytes`.
    fn bytes(&self, th: &mut Thread) -> PyResult<Ref>;
    /// `PyObject_Format`.
    fn format(&self, spec: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// `PyObject_Hash`.
    fn hash(&self, th: &mut Thread) -> PyResult<isize>;
    /// `PyObject_IsTrue`.
    fn is_true(&self, th: &mut Thread) -> PyResult<bool>;
    /// `PyObject_RichCompare`.
    fn rich_compare(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult;
    /// `PyObject_RichCompareBool`: identity counts as equality.
    fn rich_compare_bool(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult<bool>;
    /// `PyObject_Dir`.
    fn dir(&self, th: &mut Thread) -> PyResult<Ref<List>>;
    /// `PyObject_IsInstance`.
    fn is_instance(&self, class: &Object, th: &mut Thread) -> PyResult<bool>;
    /// `PyObject_IsSubclass`.
    fn is_subclass(&self, class: &Object, th: &mut Thread) -> PyResult<bool>;
    /// `PyObject_Size`.
    fn len(&self, th: &mut Thread) -> PyResult<usize>;
    /// `PyObject_LengthHint`.
    fn length_hint(&self, default: usize, th: &mut Thread) -> PyResult<usize>;
    /// `PyObject_GetItem`.
    fn get_item(&self, key: &Object, th: &mut Thread) -> PyResult;
    /// `PyObject_SetItem`.
    fn set_item(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()>;
    /// `PyObject_DelItem`.
    fn del_item(&self, key: &Object, th: &mut Thread) -> PyResult<()>;
    /// `PySequence_GetItem`.
    fn sequence_item(&self, index: isize, th: &mut Thread) -> PyResult;
    /// `PySequence_Contains`.
    fn contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool>;
    /// `PyObject_GetIter`.
    fn iter(&self, th: &mut Thread) -> PyResult;
    /// `PyIter_NextItem`-like: `Ok(None)` at the end, `StopIteration` cleared.
    fn iter_next(&self, th: &mut Thread) -> PyResult<Option<Ref>>;
    /// `PyIter_Check`.
    fn is_iterator(&self) -> bool;
    /// `PyNumber_Add` and its fellows, reflected operands and sequences included.
    fn binary(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult;
    /// `PyNumber_InPlaceAdd` and its fellows.
    fn inplace(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult;
    /// `PyNumber_Power`; `modulus` may be `None`.
    fn power(&self, exponent: &Object, modulus: &Object, th: &mut Thread) -> PyResult;
    /// `PyNumber_Negative`.
    fn negative(&self, th: &mut Thread) -> PyResult;
    /// `PyNumber_Positive`.
    fn positive(&self, th: &mut Thread) -> PyResult;
    /// `PyNumber_Invert`.
    fn invert(&self, th: &mut Thread) -> PyResult;
    /// `PyNumber_Absolute`.
    fn absolute(&self, th: &mut Thread) -> PyResult;
    /// `PyNumber_Index`.
    fn index(&self, th: &mut Thread) -> PyResult<Ref<Long>>;
    /// `PyNumber_Long`.
    fn long(&self, th: &mut Thread) -> PyResult<Ref<Long>>;
    /// `PyNumber_Float`.
    fn float(&self, th: &mut Thread) -> PyResult<Ref<Float>>;
    /// `PyNumber_AsSsize_t`: out of range raises `overflow`, or clips for `None`.
    fn as_isize(&self, overflow: Option<&'static Type>, th: &mut Thread) -> PyResult<isize>;
    /// `PyLong_AsInt` of an object with `__index__`.
    fn as_c_int(&self, th: &mut Thread) -> PyResult<std::ffi::c_int>;
}

#[allow(unused_variables)]
impl ObjectOps for Object {
    fn get_attr(&self, name: &Str, th: &mut Thread) -> PyResult {
        unwritten!("Object::get_attr")
    }
    fn get_attr_opt(&self, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Object::get_attr_opt")
    }
    fn set_attr(&self, name: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Object::set_attr")
    }
    fn del_attr(&self, name: &Str, th: &mut Thread) -> PyResult<()> {
        unwritten!("Object::del_attr")
    }
    fn has_attr(&self, name: &Str, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::has_attr")
    }
    fn call(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        unwritten!("Object::call")
    }
    fn call_kw(&self, args: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult {
        unwritten!("Object::call_kw")
    }
    fn call_dict(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        unwritten!("Object::call_dict")
    }
    fn call_method(&self, name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
        unwritten!("Object::call_method")
    }
    fn is_callable(&self) -> bool {
        unwritten!("Object::is_callable")
    }
    fn repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Object::repr")
    }
    fn str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Object::str")
    }
    fn ascii(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Object::ascii")
    }
    fn bytes(&self, th: &mut Thread) -> PyResult<Ref> {
        unwritten!("Object::bytes")
    }
    fn format(&self, spec: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Object::format")
    }
    fn hash(&self, th: &mut Thread) -> PyResult<isize> {
        unwritten!("Object::hash")
    }
    fn is_true(&self, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::is_true")
    }
    fn rich_compare(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult {
        unwritten!("Object::rich_compare")
    }
    fn rich_compare_bool(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::rich_compare_bool")
    }
    fn dir(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        unwritten!("Object::dir")
    }
    fn is_instance(&self, class: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::is_instance")
    }
    fn is_subclass(&self, class: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::is_subclass")
    }
    fn len(&self, th: &mut Thread) -> PyResult<usize> {
        unwritten!("Object::len")
    }
    fn length_hint(&self, default: usize, th: &mut Thread) -> PyResult<usize> {
        unwritten!("Object::length_hint")
    }
    fn get_item(&self, key: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Object::get_item")
    }
    fn set_item(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Object::set_item")
    }
    fn del_item(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        unwritten!("Object::del_item")
    }
    fn sequence_item(&self, index: isize, th: &mut Thread) -> PyResult {
        unwritten!("Object::sequence_item")
    }
    fn contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
        unwritten!("Object::contains")
    }
    fn iter(&self, th: &mut Thread) -> PyResult {
        unwritten!("Object::iter")
    }
    fn iter_next(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        unwritten!("Object::iter_next")
    }
    fn is_iterator(&self) -> bool {
        unwritten!("Object::is_iterator")
    }
    fn binary(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Object::binary")
    }
    fn inplace(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Object::inplace")
    }
    fn power(&self, exponent: &Object, modulus: &Object, th: &mut Thread) -> PyResult {
        unwritten!("Object::power")
    }
    fn negative(&self, th: &mut Thread) -> PyResult {
        unwritten!("Object::negative")
    }
    fn positive(&self, th: &mut Thread) -> PyResult {
        unwritten!("Object::positive")
    }
    fn invert(&self, th: &mut Thread) -> PyResult {
        unwritten!("Object::invert")
    }
    fn absolute(&self, th: &mut Thread) -> PyResult {
        unwritten!("Object::absolute")
    }
    fn index(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        unwritten!("Object::index")
    }
    fn long(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        unwritten!("Object::long")
    }
    fn float(&self, th: &mut Thread) -> PyResult<Ref<Float>> {
        unwritten!("Object::float")
    }
    fn as_isize(&self, overflow: Option<&'static Type>, th: &mut Thread) -> PyResult<isize> {
        unwritten!("Object::as_isize")
    }
    fn as_c_int(&self, th: &mut Thread) -> PyResult<std::ffi::c_int> {
        unwritten!("Object::as_c_int")
    }
}
