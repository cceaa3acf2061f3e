//! `weakref.proxy`: stands for its referent in every operation.

use std::ffi::c_int;

use super::*;
use crate::abstract_::{BinaryOperator, number, protocol, sequence};
use crate::heap;

object_type!(
    /// A proxy of an object that cannot be called.
    pub struct Proxy(PyWeakReference): _PyWeakref_ProxyType
);
object_type!(
    /// A proxy of a callable.
    pub struct CallableProxy(PyWeakReference): _PyWeakref_CallableProxyType
);

/// `PyWeakref_CheckProxy`.
pub fn is_proxy(object: &Object) -> bool {
    let ty = object.ob_type();
    std::ptr::eq(ty, &_PyWeakref_ProxyType) || std::ptr::eq(ty, &_PyWeakref_CallableProxyType)
}

/// `PyWeakref_NewProxy`: the shared one where there is no callback.
///
/// # Errors
/// `TypeError` if the type does not allow weak references.
pub fn new_proxy(object: &Object, callback: Option<&Object>, th: &mut Thread) -> PyResult {
    let callback = callback.filter(|callback| !callback.is(none()));
    let Some(head) = list_head(object) else {
        return Err(cannot_refer(object, th));
    };
    // SAFETY: the head belongs to a live object.
    let (_, proxy) = shared(unsafe { *head });
    if let (None, Some(proxy)) = (callback, proxy)
        && proxy.refcnt() > 0
    {
        return Ok(proxy.to_ref());
    }
    let ty = if object.is_callable() { &_PyWeakref_CallableProxyType } else { &_PyWeakref_ProxyType };
    let new = heap::new_object::<WeakRef>(ty)?;
    init(&new, object, callback);
    // SAFETY: as above.
    let (reference, proxy) = shared(unsafe { *head });
    link(head, &new, if callback.is_none() { reference } else { proxy.or(reference) });
    heap::gc_track(&new);
    Ok(new.into_object())
}

/// The referent of a proxy; other objects stand for themselves.
fn unwrap(object: &Object, th: &mut Thread) -> PyResult {
    if !is_proxy(object) {
        return Ok(object.to_ref());
    }
    // SAFETY: proxies have this layout.
    let weak: &WeakRef = unsafe { object.cast_unchecked() };
    match weak.get() {
        Some(object) => Ok(object),
        None => Err(raise!(th, ReferenceError, "weakly-referenced object no longer exists")),
    }
}

fn dealloc(this: *mut WeakRef, th: &mut Thread) {
    // SAFETY: the object is dead but whole.
    unsafe {
        heap::gc_untrack(&*this);
        (*this).unlink();
        (*this).layout().wr_callback.set(None, th);
        heap::free_object(this.cast());
    }
}

fn repr(proxy: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let Some(object) = as_weak(proxy).and_then(WeakRef::get) else {
        return Str::new(&format!("<weakproxy at {proxy:p}; dead>"));
    };
    let name = object.ob_type().fully_qualified_name(th)?;
    Str::new(&format!("<weakproxy at {proxy:p}; to '{name}' at {:p}>", object.as_ptr()))
}

fn get_attr(proxy: &Object, name: &Object, th: &mut Thread) -> PyResult {
    let object = unwrap(proxy, th)?;
    match name.downcast::<Str>() {
        Some(name) => object.get_attr(name, th),
        None => Err(th.bad_internal_call()),
    }
}

fn set_attr(proxy: &Object, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let object = unwrap(proxy, th)?;
    match name.downcast::<Str>() {
        Some(name) => protocol::set_attr(&object, name, value, th),
        None => Err(th.bad_internal_call()),
    }
}

fn next(proxy: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let object = unwrap(proxy, th)?;
    if !object.is_iterator() {
        return Err(raise!(
            th,
            TypeError,
            "Weakref proxy referenced a non-iterator '{:.200}' object",
            object.ob_type().display_name()
        ));
    }
    object.iter_next(th)
}

fn binary(op: BinaryOperator, a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    let (a, b) = (unwrap(a, th)?, unwrap(b, th)?);
    a.binary(op, &b, th)
}

fn inplace(op: BinaryOperator, a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    let (a, b) = (unwrap(a, th)?, unwrap(b, th)?);
    a.inplace(op, &b, th)
}

mod unhashable {
    use crate::prelude::*;

    pub(super) const SLOT_tp_hash: hashfunc = typeobject::hash_not_implemented;
}

#[pytype(static = _PyWeakref_ProxyType, name = "weakref.ProxyType", layout = PyWeakReference, flags(HAVE_GC), no_new, slots = [unhashable::tp_hash])]
impl Proxy {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        dealloc(this.cast(), th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().wr_callback);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        WeakRef::from_layout(self.layout()).unlink();
        self.layout().wr_callback.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        repr(self, th)
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        ObjectOps::str(&*unwrap(self, th)?, th)
    }

    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        get_attr(self, name, th)
    }

    #[slot]
    fn tp_setattro(&self, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_attr(self, name, value, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let (a, b) = (unwrap(self, th)?, unwrap(other, th)?);
        a.rich_compare(&b, op, th)
    }

    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.iter(th)
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        next(self, th)
    }

    #[slot]
    fn nb_bool(&self, th: &mut Thread) -> PyResult<bool> {
        unwrap(self, th)?.is_true(th)
    }

    #[slot]
    fn nb_negative(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.negative(th)
    }

    #[slot]
    fn nb_positive(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.positive(th)
    }

    #[slot]
    fn nb_absolute(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.absolute(th)
    }

    #[slot]
    fn nb_invert(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.invert(th)
    }

    #[slot]
    fn nb_int(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.long(th)?.into_object())
    }

    #[slot]
    fn nb_float(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.float(th)?.into_object())
    }

    #[slot]
    fn nb_index(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.index(th)?.into_object())
    }

    #[slot]
    fn nb_add(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Add, a, b, th)
    }

    #[slot]
    fn nb_inplace_add(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Add, self, other, th)
    }

    #[slot]
    fn nb_subtract(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Subtract, a, b, th)
    }

    #[slot]
    fn nb_inplace_subtract(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Subtract, self, other, th)
    }

    #[slot]
    fn nb_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Multiply, a, b, th)
    }

    #[slot]
    fn nb_inplace_multiply(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Multiply, self, other, th)
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Remainder, a, b, th)
    }

    #[slot]
    fn nb_inplace_remainder(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Remainder, self, other, th)
    }

    #[slot]
    fn nb_divmod(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Divmod, a, b, th)
    }

    #[slot]
    fn nb_lshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::LeftShift, a, b, th)
    }

    #[slot]
    fn nb_inplace_lshift(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::LeftShift, self, other, th)
    }

    #[slot]
    fn nb_rshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::RightShift, a, b, th)
    }

    #[slot]
    fn nb_inplace_rshift(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::RightShift, self, other, th)
    }

    #[slot]
    fn nb_and(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::And, a, b, th)
    }

    #[slot]
    fn nb_inplace_and(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::And, self, other, th)
    }

    #[slot]
    fn nb_xor(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Xor, a, b, th)
    }

    #[slot]
    fn nb_inplace_xor(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Xor, self, other, th)
    }

    #[slot]
    fn nb_or(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Or, a, b, th)
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Or, self, other, th)
    }

    #[slot]
    fn nb_floor_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::FloorDivide, a, b, th)
    }

    #[slot]
    fn nb_inplace_floor_divide(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::FloorDivide, self, other, th)
    }

    #[slot]
    fn nb_true_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::TrueDivide, a, b, th)
    }

    #[slot]
    fn nb_inplace_true_divide(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::TrueDivide, self, other, th)
    }

    #[slot]
    fn nb_matrix_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::MatrixMultiply, a, b, th)
    }

    #[slot]
    fn nb_inplace_matrix_multiply(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::MatrixMultiply, self, other, th)
    }

    #[slot]
    fn nb_power(a: &Object, b: &Object, c: Option<&Object>, th: &mut Thread) -> PyResult {
        let (a, b, c) = (unwrap(a, th)?, unwrap(b, th)?, unwrap(c.unwrap_or(none()), th)?);
        a.power(&b, &c, th)
    }

    #[slot]
    fn nb_inplace_power(&self, b: &Object, c: Option<&Object>, th: &mut Thread) -> PyResult {
        let (a, b, c) = (unwrap(self, th)?, unwrap(b, th)?, unwrap(c.unwrap_or(none()), th)?);
        number::inplace_power(&a, &b, &c, th)
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        unwrap(self, th)?.contains(value, th)
    }

    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<usize> {
        ObjectOps::len(&*unwrap(self, th)?, th)
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.get_item(key, th)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let object = unwrap(self, th)?;
        sequence::assign_item(&object, key, value, th)
    }

    #[method(sig = "()", doc = "bytes() of the referent.")]
    fn __bytes__(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.call_method(id!(__bytes__), &[], th)
    }

    #[method(sig = "()", doc = "reversed() of the referent.")]
    fn __reversed__(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.call_method(id!(__reversed__), &[], th)
    }
}

#[pytype(static = _PyWeakref_CallableProxyType, name = "weakref.CallableProxyType", layout = PyWeakReference, flags(HAVE_GC), no_new, slots = [unhashable::tp_hash])]
impl CallableProxy {
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.call_dict(args, kwargs, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        dealloc(this.cast(), th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().wr_callback);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        WeakRef::from_layout(self.layout()).unlink();
        self.layout().wr_callback.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        repr(self, th)
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        ObjectOps::str(&*unwrap(self, th)?, th)
    }

    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        get_attr(self, name, th)
    }

    #[slot]
    fn tp_setattro(&self, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_attr(self, name, value, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let (a, b) = (unwrap(self, th)?, unwrap(other, th)?);
        a.rich_compare(&b, op, th)
    }

    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.iter(th)
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        next(self, th)
    }

    #[slot]
    fn nb_bool(&self, th: &mut Thread) -> PyResult<bool> {
        unwrap(self, th)?.is_true(th)
    }

    #[slot]
    fn nb_negative(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.negative(th)
    }

    #[slot]
    fn nb_positive(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.positive(th)
    }

    #[slot]
    fn nb_absolute(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.absolute(th)
    }

    #[slot]
    fn nb_invert(&self, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.invert(th)
    }

    #[slot]
    fn nb_int(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.long(th)?.into_object())
    }

    #[slot]
    fn nb_float(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.float(th)?.into_object())
    }

    #[slot]
    fn nb_index(&self, th: &mut Thread) -> PyResult {
        Ok(unwrap(self, th)?.index(th)?.into_object())
    }

    #[slot]
    fn nb_add(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Add, a, b, th)
    }

    #[slot]
    fn nb_inplace_add(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Add, self, other, th)
    }

    #[slot]
    fn nb_subtract(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Subtract, a, b, th)
    }

    #[slot]
    fn nb_inplace_subtract(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Subtract, self, other, th)
    }

    #[slot]
    fn nb_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Multiply, a, b, th)
    }

    #[slot]
    fn nb_inplace_multiply(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Multiply, self, other, th)
    }

    #[slot]
    fn nb_remainder(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Remainder, a, b, th)
    }

    #[slot]
    fn nb_inplace_remainder(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Remainder, self, other, th)
    }

    #[slot]
    fn nb_divmod(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Divmod, a, b, th)
    }

    #[slot]
    fn nb_lshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::LeftShift, a, b, th)
    }

    #[slot]
    fn nb_inplace_lshift(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::LeftShift, self, other, th)
    }

    #[slot]
    fn nb_rshift(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::RightShift, a, b, th)
    }

    #[slot]
    fn nb_inplace_rshift(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::RightShift, self, other, th)
    }

    #[slot]
    fn nb_and(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::And, a, b, th)
    }

    #[slot]
    fn nb_inplace_and(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::And, self, other, th)
    }

    #[slot]
    fn nb_xor(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Xor, a, b, th)
    }

    #[slot]
    fn nb_inplace_xor(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Xor, self, other, th)
    }

    #[slot]
    fn nb_or(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::Or, a, b, th)
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::Or, self, other, th)
    }

    #[slot]
    fn nb_floor_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::FloorDivide, a, b, th)
    }

    #[slot]
    fn nb_inplace_floor_divide(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::FloorDivide, self, other, th)
    }

    #[slot]
    fn nb_true_divide(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::TrueDivide, a, b, th)
    }

    #[slot]
    fn nb_inplace_true_divide(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::TrueDivide, self, other, th)
    }

    #[slot]
    fn nb_matrix_multiply(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        binary(BinaryOperator::MatrixMultiply, a, b, th)
    }

    #[slot]
    fn nb_inplace_matrix_multiply(&self, other: &Object, th: &mut Thread) -> PyResult {
        inplace(BinaryOperator::MatrixMultiply, self, other, th)
    }

    #[slot]
    fn nb_power(a: &Object, b: &Object, c: Option<&Object>, th: &mut Thread) -> PyResult {
        let (a, b, c) = (unwrap(a, th)?, unwrap(b, th)?, unwrap(c.unwrap_or(none()), th)?);
        a.power(&b, &c, th)
    }

    #[slot]
    fn nb_inplace_power(&self, b: &Object, c: Option<&Object>, th: &mut Thread) -> PyResult {
        let (a, b, c) = (unwrap(self, th)?, unwrap(b, th)?, unwrap(c.unwrap_or(none()), th)?);
        number::inplace_power(&a, &b, &c, th)
    }

    #[slot]
    fn sq_contains(&self, value: &Object, th: &mut Thread) -> PyResult<bool> {
        unwrap(self, th)?.contains(value, th)
    }

    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<usize> {
        ObjectOps::len(&*unwrap(self, th)?, th)
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        unwrap(self, th)?.get_item(key, th)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let object = unwrap(self, th)?;
        sequence::assign_item(&object, key, value, th)
    }
}
