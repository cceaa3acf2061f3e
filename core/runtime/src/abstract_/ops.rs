//! The operations as methods of [`Object`].

use super::{call, instance, iter, number, protocol, sequence};
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

impl ObjectOps for Object {
    #[inline]
    fn get_attr(&self, name: &Str, th: &mut Thread) -> PyResult {
        protocol::get_attr(self, name, th)
    }
    #[inline]
    fn get_attr_opt(&self, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        protocol::get_attr_opt(self, name, th)
    }
    #[inline]
    fn set_attr(&self, name: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
        protocol::set_attr(self, name, Some(value), th)
    }
    #[inline]
    fn del_attr(&self, name: &Str, th: &mut Thread) -> PyResult<()> {
        protocol::set_attr(self, name, None, th)
    }
    #[inline]
    fn has_attr(&self, name: &Str, th: &mut Thread) -> PyResult<bool> {
        protocol::has_attr(self, name, th)
    }
    #[inline]
    fn call(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        call::vectorcall(self, args, None, th)
    }
    #[inline]
    fn call_kw(&self, args: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult {
        call::vectorcall(self, args, kwnames, th)
    }
    #[inline]
    fn call_dict(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::call_dict(self, args, kwargs, th)
    }
    #[inline]
    fn call_method(&self, name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
        call::call_method(self, name, args, th)
    }
    #[inline]
    fn is_callable(&self) -> bool {
        call::is_callable(self)
    }
    #[inline]
    fn repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        protocol::repr(self, th)
    }
    #[inline]
    fn str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        protocol::str(self, th)
    }
    #[inline]
    fn ascii(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        protocol::ascii(self, th)
    }
    #[inline]
    fn bytes(&self, th: &mut Thread) -> PyResult<Ref> {
        protocol::bytes(self, th)
    }
    #[inline]
    fn format(&self, spec: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Str>> {
        protocol::format(self, spec, th)
    }
    #[inline]
    fn hash(&self, th: &mut Thread) -> PyResult<isize> {
        protocol::hash(self, th)
    }
    #[inline]
    fn is_true(&self, th: &mut Thread) -> PyResult<bool> {
        protocol::is_true(self, th)
    }
    #[inline]
    fn rich_compare(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult {
        protocol::rich_compare(self, other, op, th)
    }
    #[inline]
    fn rich_compare_bool(&self, other: &Object, op: std::ffi::c_int, th: &mut Thread) -> PyResult<bool> {
        protocol::rich_compare_bool(self, other, op, th)
    }
    #[inline]
    fn dir(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        protocol::dir(self, th)
    }
    #[inline]
    fn is_instance(&self, class: &Object, th: &mut Thread) -> PyResult<bool> {
        instance::is_instance(self, class, th)
    }
    #[inline]
    fn is_subclass(&self, class: &Object, th: &mut Thread) -> PyResult<bool> {
        instance::is_subclass(self, class, th)
    }
    #[inline]
    fn len(&self, th: &mut Thread) -> PyResult<usize> {
        sequence::len(self, th)
    }
    #[inline]
    fn length_hint(&self, default: usize, th: &mut Thread) -> PyResult<usize> {
        sequence::length_hint(self, default, th)
    }
    #[inline]
    fn get_item(&self, key: &Object, th: &mut Thread) -> PyResult {
        sequence::get_item(self, key, th)
    }
    #[inline]
    fn set_item(&self, key: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        sequence::assign_item(self, key, Some(value), th)
    }
    #[inline]
    fn del_item(&self, key: &Object, th: &mut Thread) -> PyResult<()> {
        sequence::assign_item(self, key, None, th)
    }
    #[inline]
    fn sequence_item(&self, index: isize, th: &mut Thread) -> PyResult {
        sequence::item(self, index, th)
    }
    #[inline]
    fn contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
        sequence::contains(self, item, th)
    }
    #[inline]
    fn iter(&self, th: &mut Thread) -> PyResult {
        iter::iter(self, th)
    }
    #[inline]
    fn iter_next(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        iter::next(self, th)
    }
    #[inline]
    fn is_iterator(&self) -> bool {
        iter::is_iterator(self)
    }
    #[inline]
    fn binary(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult {
        number::binary(op, self, other, th)
    }
    #[inline]
    fn inplace(&self, op: BinaryOperator, other: &Object, th: &mut Thread) -> PyResult {
        number::inplace(op, self, other, th)
    }
    #[inline]
    fn power(&self, exponent: &Object, modulus: &Object, th: &mut Thread) -> PyResult {
        number::power(self, exponent, modulus, th)
    }
    #[inline]
    fn negative(&self, th: &mut Thread) -> PyResult {
        number::negative(self, th)
    }
    #[inline]
    fn positive(&self, th: &mut Thread) -> PyResult {
        number::positive(self, th)
    }
    #[inline]
    fn invert(&self, th: &mut Thread) -> PyResult {
        number::invert(self, th)
    }
    #[inline]
    fn absolute(&self, th: &mut Thread) -> PyResult {
        number::absolute(self, th)
    }
    #[inline]
    fn index(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        number::index(self, th)
    }
    #[inline]
    fn long(&self, th: &mut Thread) -> PyResult<Ref<Long>> {
        number::long(self, th)
    }
    #[inline]
    fn float(&self, th: &mut Thread) -> PyResult<Ref<Float>> {
        number::float(self, th)
    }
    #[inline]
    fn as_isize(&self, overflow: Option<&'static Type>, th: &mut Thread) -> PyResult<isize> {
        number::as_isize(self, overflow, th)
    }
    #[inline]
    fn as_c_int(&self, th: &mut Thread) -> PyResult<std::ffi::c_int> {
        number::as_c_int(self, th)
    }
}
