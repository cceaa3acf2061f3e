//! `abstract.h`: the object, number, sequence, mapping and iterator protocols.
//!
//! Thin: each function checks for NULL as CPython does, enters the thread and delegates.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::abstract_::{BinaryOperator, ObjectOps, instance, iter, number, protocol, sequence};
use ks_runtime::prelude::*;

/// The error of a NULL argument: what is set already, or `SystemError`.
#[cold]
fn null_error(th: &mut Thread) -> Raised {
    if th.is_raised() { Raised } else { raise!(th, SystemError, "null argument to internal routine") }
}

/// A C string as a str object.
unsafe fn text(chars: *const c_char, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the caller passes a C string.
    Str::decode_utf8(unsafe { CStr::from_ptr(chars) }.to_bytes(), None, th)
}

/// The token, and the arguments as references: NULL is an error.
macro_rules! enter {
    ($th:ident $(, $arg:ident)*) => {
        // SAFETY: C callers hold the interpreter and pass NULL or live objects.
        let $th = unsafe { Thread::enter() };
        $(
            // SAFETY: as above.
            let Some($arg) = (unsafe { $arg.as_ref() }) else {
                return FromRaised::from_raised(null_error($th));
            };
        )*
    };
}

/// What a function of this return type gives when it fails.
trait FromRaised {
    fn from_raised(raised: Raised) -> Self;
}
impl FromRaised for PyResult {
    fn from_raised(raised: Raised) -> PyResult {
        Err(raised)
    }
}
impl FromRaised for Status {
    fn from_raised(_: Raised) -> Status {
        Status::ERROR
    }
}
impl FromRaised for Size {
    fn from_raised(_: Raised) -> Size {
        Size::ERROR
    }
}

/// Results as C takes them.
trait IntoC<T> {
    fn into_c(self) -> T;
}
impl IntoC<PyResult> for PyResult {
    fn into_c(self) -> PyResult {
        self
    }
}
impl IntoC<Status> for PyResult<()> {
    fn into_c(self) -> Status {
        self.into()
    }
}
impl IntoC<Status> for PyResult<bool> {
    fn into_c(self) -> Status {
        self.into()
    }
}
impl IntoC<Status> for PyResult {
    fn into_c(self) -> Status {
        self.map(drop).into()
    }
}
impl IntoC<Size> for PyResult<usize> {
    fn into_c(self) -> Size {
        self.into()
    }
}
impl IntoC<Size> for PyResult {
    fn into_c(self) -> Size {
        self.map(|_| 0usize).into()
    }
}
impl IntoC<Size> for PyResult<isize> {
    fn into_c(self) -> Size {
        self.into()
    }
}
impl IntoC<Status> for PyResult<usize> {
    fn into_c(self) -> Status {
        self.map(drop).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Size(o: *const Object) -> Size {
    enter!(th, o);
    sequence::len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Length(o: *const Object) -> Size {
    enter!(th, o);
    sequence::len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Size(o: *const Object) -> Size {
    enter!(th, o);
    sequence::sequence_len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Length(o: *const Object) -> Size {
    enter!(th, o);
    sequence::sequence_len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Size(o: *const Object) -> Size {
    enter!(th, o);
    sequence::mapping_len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Length(o: *const Object) -> Size {
    enter!(th, o);
    sequence::mapping_len(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetItem(o: *const Object, key: *const Object) -> PyResult {
    enter!(th, o, key);
    sequence::get_item(o, key, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetItem(o: *const Object, key: *const Object, value: *const Object) -> Status {
    enter!(th, o, key, value);
    sequence::assign_item(o, key, Some(value), th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelItem(o: *const Object, key: *const Object) -> Status {
    enter!(th, o, key);
    sequence::assign_item(o, key, None, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Type(o: *const Object) -> PyResult {
    enter!(th, o);
    {
        let _ = &th;
        Ok(o.ob_type().to_ref())
    }
    .into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsInstance(o: *const Object, class: *const Object) -> Status {
    enter!(th, o, class);
    instance::is_instance(o, class, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsSubclass(o: *const Object, class: *const Object) -> Status {
    enter!(th, o, class);
    instance::is_subclass(o, class, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetIter(o: *const Object) -> PyResult {
    enter!(th, o);
    iter::iter(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAIter(o: *const Object) -> PyResult {
    enter!(th, o);
    iter::aiter(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Add(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Add, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceAdd(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Add, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Subtract(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Subtract, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceSubtract(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Subtract, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Multiply(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Multiply, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceMultiply(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Multiply, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_MatrixMultiply(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::MatrixMultiply, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceMatrixMultiply(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::MatrixMultiply, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_FloorDivide(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::FloorDivide, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceFloorDivide(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::FloorDivide, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_TrueDivide(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::TrueDivide, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceTrueDivide(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::TrueDivide, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Remainder(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Remainder, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceRemainder(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Remainder, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Lshift(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::LeftShift, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceLshift(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::LeftShift, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Rshift(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::RightShift, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceRshift(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::RightShift, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_And(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::And, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceAnd(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::And, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Xor(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Xor, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceXor(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Xor, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Or(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Or, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceOr(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::inplace(BinaryOperator::Or, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Divmod(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    number::binary(BinaryOperator::Divmod, a, b, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Power(a: *const Object, b: *const Object, c: *const Object) -> PyResult {
    enter!(th, a, b, c);
    number::power(a, b, c, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlacePower(a: *const Object, b: *const Object, c: *const Object) -> PyResult {
    enter!(th, a, b, c);
    number::inplace_power(a, b, c, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Negative(o: *const Object) -> PyResult {
    enter!(th, o);
    number::negative(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Positive(o: *const Object) -> PyResult {
    enter!(th, o);
    number::positive(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Invert(o: *const Object) -> PyResult {
    enter!(th, o);
    number::invert(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Absolute(o: *const Object) -> PyResult {
    enter!(th, o);
    number::absolute(o, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Long(o: *const Object) -> PyResult {
    enter!(th, o);
    number::long(o, th).map(Ref::into_object).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Float(o: *const Object) -> PyResult {
    enter!(th, o);
    number::float(o, th).map(Ref::into_object).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Index(o: *const Object) -> PyResult {
    enter!(th, o);
    number::index(o, th).map(Ref::into_object).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Concat(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    sequence::concat(a, b, false, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_InPlaceConcat(a: *const Object, b: *const Object) -> PyResult {
    enter!(th, a, b);
    sequence::concat(a, b, true, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Contains(o: *const Object, value: *const Object) -> Status {
    enter!(th, o, value);
    sequence::contains(o, value, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_In(o: *const Object, value: *const Object) -> Status {
    enter!(th, o, value);
    sequence::contains(o, value, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Count(o: *const Object, value: *const Object) -> Size {
    enter!(th, o, value);
    sequence::count(o, value, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Index(o: *const Object, value: *const Object) -> Size {
    enter!(th, o, value);
    sequence::position(o, value, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_List(o: *const Object) -> PyResult {
    enter!(th, o);
    List::from_iterable(o, th).map(Ref::into_object).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Tuple(o: *const Object) -> PyResult {
    enter!(th, o);
    Tuple::from_iterable(o, th).map(Ref::into_object).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Keys(o: *const Object) -> PyResult {
    enter!(th, o);
    mapping_list(o, id!(keys), th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Values(o: *const Object) -> PyResult {
    enter!(th, o);
    mapping_list(o, id!(values), th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Items(o: *const Object) -> PyResult {
    enter!(th, o);
    mapping_list(o, id!(items), th).into_c()
}

/// A view of a mapping as a list.
fn mapping_list(mapping: &Object, name: &Str, th: &mut Thread) -> PyResult {
    let view = mapping.call_method(name, &[], th)?;
    Ok(List::from_iterable(&view, th)?.into_object())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Check(o: &Object) -> c_int {
    c_int::from(iter::is_iterator(o))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyAIter_Check(o: &Object) -> c_int {
    c_int::from(iter::is_async_iterator(o))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Next(o: &Object) -> Option<Ref> {
    // SAFETY: C callers hold the interpreter.
    iter::next(o, unsafe { Thread::enter() }).ok().flatten()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIndex_Check(o: &Object) -> c_int {
    c_int::from(number::is_index(o))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Check(o: *const Object) -> c_int {
    // SAFETY: NULL or a live object.
    c_int::from(unsafe { o.as_ref() }.is_some_and(number::is_number))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Check(o: &Object) -> c_int {
    c_int::from(sequence::is_sequence(o))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Check(o: *const Object) -> c_int {
    // SAFETY: NULL or a live object.
    c_int::from(unsafe { o.as_ref() }.is_some_and(sequence::is_mapping))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_AsSsize_t(o: *const Object, error: Option<&Object>) -> Size {
    enter!(th, o);
    // SAFETY: exception classes outlive the raising of their instances.
    let overflow = error.and_then(Object::downcast::<Type>).map(|class| unsafe { &*std::ptr::from_ref(class) });
    number::as_isize(o, overflow, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_ToBase(o: *const Object, base: c_int) -> PyResult {
    enter!(th, o);
    if ![2, 8, 10, 16].contains(&base) {
        return Err(raise!(th, SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16"));
    }
    let value = number::index_any(o, th)?;
    value.format(base as u32, base != 10, th).map(Ref::into_object)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_GetItem(o: *const Object, index: isize) -> PyResult {
    enter!(th, o);
    sequence::item(o, index, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_SetItem(o: *const Object, index: isize, value: Option<&Object>) -> Status {
    enter!(th, o);
    sequence::set_item(o, index, value, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_DelItem(o: *const Object, index: isize) -> Status {
    enter!(th, o);
    sequence::set_item(o, index, None, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_GetSlice(o: *const Object, low: isize, high: isize) -> PyResult {
    enter!(th, o);
    let slice = slice(low, high)?;
    sequence::get_item(o, &slice, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_SetSlice(
    o: *const Object,
    low: isize,
    high: isize,
    value: Option<&Object>,
) -> Status {
    enter!(th, o);
    slice(low, high).and_then(|slice| sequence::assign_item(o, &slice, value, th)).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_DelSlice(o: *const Object, low: isize, high: isize) -> Status {
    enter!(th, o);
    slice(low, high).and_then(|slice| sequence::assign_item(o, &slice, None, th)).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Repeat(o: *const Object, count: isize) -> PyResult {
    enter!(th, o);
    sequence::repeat(o, count, false, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_InPlaceRepeat(o: *const Object, count: isize) -> PyResult {
    enter!(th, o);
    sequence::repeat(o, count, true, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Fast(o: *const Object, message: *const c_char) -> PyResult {
    enter!(th, o);
    if List::check_exact(o) || Tuple::check_exact(o) {
        return Ok(o.to_ref());
    }
    let list = iter::iter(o, th);
    match ks_runtime::raise::catch(list, &exceptions::TypeError, th)? {
        Some(iterator) => List::from_iterable(&iterator, th).map(Ref::into_object),
        None => {
            // SAFETY: the caller passes a C string.
            let message = unsafe { CStr::from_ptr(message) }.to_string_lossy();
            Err(raise!(th, TypeError, "{message}"))
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetItemString(o: *const Object, key: *const c_char) -> PyResult {
    enter!(th, o);
    // SAFETY: the caller passes a C string.
    let key = unsafe { text(key, th) }?;
    sequence::get_item(o, &key, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_SetItemString(
    o: *const Object,
    key: *const c_char,
    value: Option<&Object>,
) -> Status {
    enter!(th, o);
    // SAFETY: the caller passes a C string.
    let key = unsafe { text(key, th) };
    key.and_then(|key| sequence::assign_item(o, &key, value, th)).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetOptionalItem(o: *const Object, key: &Object, result: *mut *mut Object) -> c_int {
    // SAFETY: C callers hold the interpreter and pass live objects and a place.
    unsafe {
        let th = Thread::enter();
        *result = std::ptr::null_mut();
        let found = sequence::get_item(&*o, key, th);
        match ks_runtime::raise::catch(found, &exceptions::KeyError, th) {
            Ok(Some(value)) => {
                *result = value.into_raw();
                1
            }
            Ok(None) => 0,
            Err(Raised) => -1,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelItemString(o: *const Object, key: *const c_char) -> Status {
    enter!(th, o);
    // SAFETY: the caller passes a C string.
    let key = unsafe { text(key, th) };
    key.and_then(|key| sequence::assign_item(o, &key, None, th)).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_LengthHint(o: *const Object, default: isize) -> Size {
    enter!(th, o);
    sequence::length_hint(o, default.max(0) as usize, th).into_c()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Format(o: *const Object, spec: Option<&Object>) -> PyResult {
    enter!(th, o);
    let spec = match spec {
        None => None,
        Some(spec) => match spec.downcast::<Str>() {
            Some(spec) => Some(spec),
            None => {
                let name = spec.ob_type().display_name();
                return Err(raise!(th, SystemError, "Format specifier must be a string, not {name:.200}"));
            }
        },
    };
    protocol::format(o, spec, th).map(Ref::into_object)
}

/// `slice(low, high)`.
fn slice(low: isize, high: isize) -> PyResult<Ref<Slice>> {
    let (low, high) = (Long::from_isize(low)?, Long::from_isize(high)?);
    Slice::new(Some(&low), Some(&high), None)
}

/// 1 and a new reference, 0 and NULL for a missing key, -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetOptionalItemString(
    o: *const Object,
    key: *const c_char,
    result: *mut *mut Object,
) -> c_int {
    // SAFETY: C callers hold the interpreter and pass a live object, a string and a place.
    unsafe {
        if o.is_null() {
            *result = std::ptr::null_mut();
            let Raised = Thread::enter().bad_internal_call();
            return -1;
        }
        match text(key, Thread::enter()) {
            Ok(key) => PyMapping_GetOptionalItem(o, &key, result),
            Err(Raised) => {
                *result = std::ptr::null_mut();
                -1
            }
        }
    }
}

/// Whether a key is there: 1 or 0, or -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyWithError(o: *const Object, key: &Object) -> c_int {
    // SAFETY: as `PyMapping_GetOptionalItem`; the reference it gives is dropped.
    unsafe {
        let mut value = std::ptr::null_mut();
        let found = PyMapping_GetOptionalItem(o, key, &raw mut value);
        drop(Ref::from_raw_option(value));
        found
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyStringWithError(o: *const Object, key: *const c_char) -> c_int {
    // SAFETY: as `PyMapping_GetOptionalItemString`; the reference it gives is dropped.
    unsafe {
        let mut value = std::ptr::null_mut();
        let found = PyMapping_GetOptionalItemString(o, key, &raw mut value);
        drop(Ref::from_raw_option(value));
        found
    }
}

/// An error of a function that cannot say so: reported, and the answer is no.
unsafe fn ignored(found: c_int, function: &str) -> c_int {
    if found >= 0 {
        return found;
    }
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let saved = th.take_raised();
    let message = format!(
        "Exception ignored in {function}; consider using {}",
        match function {
            "PyMapping_HasKey()" => "PyMapping_HasKeyWithError(), PyMapping_GetOptionalItem() or PyObject_GetItem()",
            _ => "PyMapping_HasKeyStringWithError(), PyMapping_GetOptionalItemString() or PyMapping_GetItemString()",
        }
    );
    let message = Str::new(&message).ok();
    if let Some(saved) = saved {
        let Raised = th.restore_raised(saved);
    }
    exceptions::write_unraisable_message(message.as_deref(), th);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKey(o: Option<&Object>, key: Option<&Object>) -> c_int {
    // SAFETY: as above.
    unsafe {
        let found = match (o, key) {
            (Some(o), Some(key)) => PyMapping_HasKeyWithError(o, key),
            _ => {
                let Raised = Thread::enter().bad_internal_call();
                -1
            }
        };
        ignored(found, "PyMapping_HasKey()")
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyString(o: Option<&Object>, key: *const c_char) -> c_int {
    // SAFETY: as above.
    unsafe {
        let found = match o {
            Some(o) if !key.is_null() => PyMapping_HasKeyStringWithError(o, key),
            _ => {
                let Raised = Thread::enter().bad_internal_call();
                -1
            }
        };
        ignored(found, "PyMapping_HasKeyString()")
    }
}

/// 1 and what was yielded, 0 and what was returned, or -1 and NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Send(o: &Object, value: &Object, result: *mut *mut Object) -> c_int {
    // SAFETY: C callers hold the interpreter and pass live objects and a place.
    unsafe { Sent::store(ks_runtime::abstract_::iter::send(o, value, Thread::enter()), result) }
}

unsafe extern "C" fn power(a: *const Object, b: *const Object) -> PyResult {
    // SAFETY: as `PyNumber_Power`.
    unsafe { PyNumber_Power(a, b, none()) }
}

unsafe extern "C" fn inplace_power(a: *const Object, b: *const Object) -> PyResult {
    // SAFETY: as `PyNumber_InPlacePower`.
    unsafe { PyNumber_InPlacePower(a, b, none()) }
}

type Binary = unsafe extern "C" fn(*const Object, *const Object) -> PyResult;

/// The operators by the argument of `BINARY_OP`.
#[unsafe(no_mangle)]
pub static _PyEval_BinaryOps: [Binary; 26] = [
    PyNumber_Add,
    PyNumber_And,
    PyNumber_FloorDivide,
    PyNumber_Lshift,
    PyNumber_MatrixMultiply,
    PyNumber_Multiply,
    PyNumber_Remainder,
    PyNumber_Or,
    power,
    PyNumber_Rshift,
    PyNumber_Subtract,
    PyNumber_TrueDivide,
    PyNumber_Xor,
    PyNumber_InPlaceAdd,
    PyNumber_InPlaceAnd,
    PyNumber_InPlaceFloorDivide,
    PyNumber_InPlaceLshift,
    PyNumber_InPlaceMatrixMultiply,
    PyNumber_InPlaceMultiply,
    PyNumber_InPlaceRemainder,
    PyNumber_InPlaceOr,
    inplace_power,
    PyNumber_InPlaceRshift,
    PyNumber_InPlaceSubtract,
    PyNumber_InPlaceTrueDivide,
    PyNumber_InPlaceXor,
];
