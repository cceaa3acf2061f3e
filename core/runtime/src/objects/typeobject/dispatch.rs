//! The slots of classes written in Python: C functions that look the method up and call it.

use std::ffi::{c_int, c_void};

use super::{TypeOps, class_of, slot_word};
use crate::prelude::*;

/// Calls the method `name` of `args[0]`'s type; `Ok(None)` if there is none. No bound method is made of functions.
///
/// # Errors
/// What binding or the method raises.
#[inline]
pub fn call_special(name: &Str, args: &[&Object], th: &mut Thread) -> PyResult<Option<Ref>> {
    match special(args[0], name, th)? {
        Some((method, true)) => method.call(args, th).map(Some),
        Some((method, false)) => method.call(&args[1..], th).map(Some),
        None => Ok(None),
    }
}

/// The method of an object's class, and whether it is still to be given the object as its first argument.
fn special(this: &Object, name: &Str, th: &mut Thread) -> PyResult<Option<(Ref, bool)>> {
    let ty = this.ob_type();
    let Some(method) = ty.lookup(name, th).map(Object::to_ref) else {
        return Ok(None);
    };
    let kind = method.ob_type();
    if kind.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) {
        return Ok(Some((method, true)));
    }
    match kind.tp_descr_get.get() {
        // SAFETY: a slot of the descriptor's type.
        Some(get) => Ok(Some((unsafe { get(&method, Some(this), Some(ty)) }?, false))),
        None => Ok(Some((method, false))),
    }
}

/// As [`call_special`]; a missing method is the `AttributeError` of its name.
fn call_method(name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
    match call_special(name, args, th)? {
        Some(value) => Ok(value),
        None => Err(th.raise_object(&exceptions::AttributeError, name)),
    }
}

/// The token of a slot function.
///
/// # Safety
/// As [`Thread::enter`]: called first thing in a slot function.
#[inline(always)]
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

/// Whether the type of `right` defines `name` otherwise than the type of `left`.
fn is_overloaded(left: &Object, right: &Object, name: &Str, th: &mut Thread) -> PyResult<bool> {
    let Some(theirs) = right.ob_type().get_attr_opt(name, th)? else {
        return Ok(false);
    };
    match left.ob_type().get_attr_opt(name, th)? {
        None => Ok(true),
        Some(own) => own.rich_compare_bool(&theirs, Py_NE, th),
    }
}

/// A binary operator between instances, at least one of a class written in Python. `slot` tells whether a type dispatches
/// this operator to Python.
fn binary(
    left: &Object,
    right: &Object,
    dispatches: impl Fn(&Type) -> bool,
    name: &Str,
    reflected: &Str,
    th: &mut Thread,
) -> PyResult {
    let same = std::ptr::eq(left.ob_type(), right.ob_type());
    let mut ask_right = !same && dispatches(right.ob_type());
    if dispatches(left.ob_type()) {
        if ask_right && right.ob_type().is_subtype_of(left.ob_type()) && is_overloaded(left, right, reflected, th)? {
            if let Some(value) = call_special(reflected, &[right, left], th)?
                && !value.is(not_implemented())
            {
                return Ok(value);
            }
            ask_right = false;
        }
        let value = call_special(name, &[left, right], th)?;
        match value {
            Some(value) if same || !value.is(not_implemented()) => return Ok(value),
            None if same => return Ok(not_implemented().to_ref()),
            _ => {}
        }
    }
    if ask_right {
        return Ok(call_special(reflected, &[right, left], th)?.unwrap_or_else(|| not_implemented().to_ref()));
    }
    Ok(not_implemented().to_ref())
}

macro_rules! binary_slots {
    ($($function:ident $slot:ident $name:ident $reflected:ident;)*) => {$(
        pub(super) unsafe extern "C" fn $function(left: &Object, right: &Object) -> PyResult {
            let dispatches = |ty: &Type| {
                ty.tp_as_number.get().is_some_and(|suite| slot_word(&suite.$slot) == $function as binaryfunc as usize)
            };
            // SAFETY: a slot function.
            let th = unsafe { enter() };
            binary(left, right, dispatches, id!($name), id!($reflected), th)
        }
    )*};
}

binary_slots! {
    slot_nb_add nb_add __add__ __radd__;
    slot_nb_subtract nb_subtract __sub__ __rsub__;
    slot_nb_multiply nb_multiply __mul__ __rmul__;
    slot_nb_matrix_multiply nb_matrix_multiply __matmul__ __rmatmul__;
    slot_nb_remainder nb_remainder __mod__ __rmod__;
    slot_nb_divmod nb_divmod __divmod__ __rdivmod__;
    slot_nb_lshift nb_lshift __lshift__ __rlshift__;
    slot_nb_rshift nb_rshift __rshift__ __rrshift__;
    slot_nb_and nb_and __and__ __rand__;
    slot_nb_xor nb_xor __xor__ __rxor__;
    slot_nb_or nb_or __or__ __ror__;
    slot_nb_floor_divide nb_floor_divide __floordiv__ __rfloordiv__;
    slot_nb_true_divide nb_true_divide __truediv__ __rtruediv__;
}

/// Of two operands it is a binary operator; of three, only the first one's `__pow__` is asked.
pub(super) unsafe extern "C" fn slot_nb_power(base: &Object, exponent: &Object, modulus: Option<&Object>) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let dispatches = |ty: &Type| {
        ty.tp_as_number.get().is_some_and(|suite| slot_word(&suite.nb_power) == slot_nb_power as ternaryfunc as usize)
    };
    match modulus.filter(|modulus| !modulus.is(none())) {
        None => binary(base, exponent, dispatches, id!(__pow__), id!(__rpow__), th),
        // The slot may also have been found in the second or third operand's type.
        Some(modulus) if dispatches(base.ob_type()) => call_method(id!(__pow__), &[base, exponent, modulus], th),
        Some(_) => Ok(not_implemented().to_ref()),
    }
}

/// The modulus is never given by the language.
pub(super) unsafe extern "C" fn slot_nb_inplace_power(this: &Object, value: &Object, _: Option<&Object>) -> PyResult {
    // SAFETY: a slot function.
    call_method(id!(__ipow__), &[this, value], unsafe { enter() })
}

macro_rules! simple_slots {
    ($($function:ident $name:ident ($($argument:ident),*);)*) => {$(
        pub(super) unsafe extern "C" fn $function($($argument: &Object),*) -> PyResult {
            // SAFETY: a slot function.
            call_method(id!($name), &[$($argument),*], unsafe { enter() })
        }
    )*};
}

simple_slots! {
    slot_nb_negative __neg__(this);
    slot_nb_positive __pos__(this);
    slot_nb_absolute __abs__(this);
    slot_nb_invert __invert__(this);
    slot_nb_index __index__(this);
    slot_nb_int __int__(this);
    slot_nb_float __float__(this);
    slot_nb_inplace_add __iadd__(this, value);
    slot_nb_inplace_subtract __isub__(this, value);
    slot_nb_inplace_multiply __imul__(this, value);
    slot_nb_inplace_matrix_multiply __imatmul__(this, value);
    slot_nb_inplace_remainder __imod__(this, value);
    slot_nb_inplace_lshift __ilshift__(this, value);
    slot_nb_inplace_rshift __irshift__(this, value);
    slot_nb_inplace_and __iand__(this, value);
    slot_nb_inplace_xor __ixor__(this, value);
    slot_nb_inplace_or __ior__(this, value);
    slot_nb_inplace_floor_divide __ifloordiv__(this, value);
    slot_nb_inplace_true_divide __itruediv__(this, value);
    slot_mp_subscript __getitem__(this, key);
}

pub(super) unsafe extern "C" fn slot_nb_bool(this: &Object) -> Status {
    // SAFETY: a slot function.
    truth(this, unsafe { enter() }).into()
}

/// `__bool__`, else `__len__`, else true.
fn truth(this: &Object, th: &mut Thread) -> PyResult<bool> {
    if let Some(value) = call_special(id!(__bool__), &[this], th)? {
        if std::ptr::eq(value.ob_type(), &boolobject::PyBool_Type) {
            return Ok(value.is(boolobject::bool_object(true)));
        }
        return Err(raise!(
            th,
            TypeError,
            "__bool__ should return bool, returned {:.200}",
            value.ob_type().display_name()
        ));
    }
    match call_special(id!(__len__), &[this], th)? {
        Some(length) => Ok(checked_length(&length, th)? != 0),
        None => Ok(true),
    }
}

/// What `__len__` returned, as a length.
fn checked_length(value: &Object, th: &mut Thread) -> PyResult<isize> {
    let value = value.index(th)?;
    if value.sign() < 0 {
        return Err(raise!(th, ValueError, "__len__() should return >= 0"));
    }
    value.as_isize(Some(&exceptions::OverflowError), th)
}

pub(super) unsafe extern "C" fn slot_mp_length(this: &Object) -> Size {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    call_method(id!(__len__), &[this], th).and_then(|value| checked_length(&value, th)).into()
}

pub(super) unsafe extern "C" fn slot_sq_item(this: &Object, index: isize) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let index = Long::from_isize(index)?;
    call_method(id!(__getitem__), &[this, &index], th)
}

pub(super) unsafe extern "C" fn slot_sq_ass_item(this: &Object, index: isize, value: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let Ok(index) = Long::from_isize(index) else { return Status::ERROR };
    assign_item(this, &index, value, th).into()
}

pub(super) unsafe extern "C" fn slot_mp_ass_subscript(this: &Object, key: &Object, value: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    assign_item(this, key, value, unsafe { enter() }).into()
}

fn assign_item(this: &Object, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    match value {
        Some(value) => call_method(id!(__setitem__), &[this, key, value], th),
        None => call_method(id!(__delitem__), &[this, key], th),
    }
    .map(drop)
}

pub(super) unsafe extern "C" fn slot_sq_contains(this: &Object, value: &Object) -> Status {
    // SAFETY: a slot function.
    contains(this, value, unsafe { enter() }).into()
}

fn contains(this: &Object, value: &Object, th: &mut Thread) -> PyResult<bool> {
    let Some(method) = this.ob_type().lookup(id!(__contains__), th) else {
        return crate::abstract_::sequence::contains_by_iteration(this, value, th);
    };
    if method.is(none()) {
        return Err(raise!(th, TypeError, "'{:.200}' object is not a container", this.ob_type().display_name()));
    }
    match call_special(id!(__contains__), &[this, value], th)? {
        Some(answer) => answer.is_true(th),
        None => Ok(false),
    }
}

pub(super) unsafe extern "C" fn slot_tp_repr(this: &Object) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    match call_special(id!(__repr__), &[this], th)? {
        Some(text) => Ok(text),
        None => Str::new(&format!("<{} object at {:p}>", this.ob_type().display_name(), this))?.into_py(),
    }
}

pub(super) unsafe extern "C" fn slot_tp_str(this: &Object) -> PyResult {
    // SAFETY: a slot function.
    call_method(id!(__str__), &[this], unsafe { enter() })
}

pub(super) unsafe extern "C" fn slot_tp_hash(this: &Object) -> Size {
    // SAFETY: a slot function.
    hash(this, unsafe { enter() }).into()
}

fn hash(this: &Object, th: &mut Thread) -> PyResult<isize> {
    if this.ob_type().lookup(id!(__hash__), th).is_none_or(|method| method.is(none())) {
        return Err(crate::abstract_::protocol::not_hashable(this, th));
    }
    let value = call_method(id!(__hash__), &[this], th)?;
    let Some(value) = value.downcast::<Long>() else {
        return Err(raise!(th, TypeError, "__hash__ method should return an integer"));
    };
    // Large values are reduced as the hash of an int is; small ones are kept as they are.
    let hash = match value.to_i64_opt() {
        Some(value) => value as isize,
        None => longobject_hash(value, th)?,
    };
    Ok(if hash == -1 { -2 } else { hash })
}

/// `int.__hash__`, whatever a subclass says.
fn longobject_hash(value: &Long, th: &mut Thread) -> PyResult<isize> {
    match longobject::PyLong_Type.tp_hash.get() {
        // SAFETY: the slot of `int`, called on an int.
        Some(slot) => unsafe { slot(value) }.get(),
        None => Err(th.bad_internal_call()),
    }
}

pub(super) unsafe extern "C" fn slot_tp_call(this: &Object, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    // SAFETY: `tp_call` takes a tuple and a dict or nothing.
    let (args, kwargs) = unsafe { (args.cast_unchecked::<Tuple>(), kwargs.map(|dict| dict.cast_unchecked::<Dict>())) };
    call_with(this, id!(__call__), args, kwargs, th)
}

/// Calls a method with a tuple and a dict of arguments.
fn call_with(this: &Object, name: &Str, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    let ty = this.ob_type();
    let Some(method) = ty.lookup(name, th).map(Object::to_ref) else {
        return Err(th.raise_object(&exceptions::AttributeError, name));
    };
    let kind = method.ob_type();
    if kind.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) {
        let mut all: Vec<&Object> = Vec::with_capacity(args.len() + 1);
        all.push(this);
        all.extend(args.items().iter().map(|item| &**item));
        if kwargs.is_none_or(|kwargs| kwargs.is_empty()) {
            return method.call(&all, th);
        }
        let all = Tuple::new(&all)?;
        return method.call_dict(&all, kwargs, th);
    }
    let bound = match kind.tp_descr_get.get() {
        // SAFETY: a slot of the descriptor's type.
        Some(get) => unsafe { get(&method, Some(this), Some(ty)) }?,
        None => method,
    };
    bound.call_dict(args, kwargs, th)
}

/// `__getattribute__` of a class without `__getattr__`.
pub unsafe extern "C" fn slot_tp_getattro(this: &Object, name: &Object) -> PyResult {
    // SAFETY: a slot function.
    call_method(id!(__getattribute__), &[this, name], unsafe { enter() })
}

/// The first call of an attribute slot: finds out which of `__getattribute__` and `__getattr__` the class really has. With
/// neither of its own, or only the former, the slot is replaced by a faster one.
pub unsafe extern "C" fn slot_tp_getattr_hook(this: &Object, name: &Object) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let ty = this.ob_type();
    let Some(getattr) = ty.lookup(id!(__getattr__), th).map(Object::to_ref) else {
        ty.tp_getattro.set(Some(slot_tp_getattro));
        // SAFETY: as this function.
        return unsafe { slot_tp_getattro(this, name) };
    };
    let getattribute = ty.lookup(id!(__getattribute__), th).map(Object::to_ref);
    let text = name.downcast::<Str>();
    let value = match (&getattribute, text) {
        (Some(method), Some(text))
            if descrobject::wraps(method, object::generic_getattro_slot as *const () as *mut c_void) =>
        {
            // The usual case: no exception is made only to be thrown away.
            match object::generic_get_attr_opt(this, text, th)? {
                Some(value) => return Ok(value),
                None => None,
            }
        }
        (None, Some(text)) => match object::generic_get_attr_opt(this, text, th)? {
            Some(value) => return Ok(value),
            None => None,
        },
        (Some(_), _) => {
            crate::raise::catch(call_method(id!(__getattribute__), &[this, name], th), &exceptions::AttributeError, th)?
        }
        (None, None) => None,
    };
    match value {
        Some(value) => Ok(value),
        None => {
            let kind = getattr.ob_type();
            if kind.has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) {
                return getattr.call(&[this, name], th);
            }
            let bound = match kind.tp_descr_get.get() {
                // SAFETY: a slot of the descriptor's type.
                Some(get) => unsafe { get(&getattr, Some(this), Some(ty)) }?,
                None => getattr,
            };
            bound.call(&[name], th)
        }
    }
}

pub(super) unsafe extern "C" fn slot_tp_setattro(this: &Object, name: &Object, value: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let result = match value {
        Some(value) => call_method(id!(__setattr__), &[this, name, value], th),
        None => call_method(id!(__delattr__), &[this, name], th),
    };
    result.map(drop).into()
}

fn comparison_name(op: c_int) -> &'static Str {
    match op {
        Py_LT => id!(__lt__),
        Py_LE => id!(__le__),
        Py_EQ => id!(__eq__),
        Py_NE => id!(__ne__),
        Py_GT => id!(__gt__),
        _ => id!(__ge__),
    }
}

pub(super) unsafe extern "C" fn slot_tp_richcompare(this: &Object, other: &Object, op: c_int) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    match special(this, comparison_name(op), th) {
        Ok(Some((method, true))) => method.call(&[this, other], th),
        Ok(Some((method, false))) => method.call(&[other], th),
        Ok(None) => Ok(not_implemented().to_ref()),
        // What getting the method raises only says that it cannot compare.
        Err(Raised) => {
            th.clear_raised();
            Ok(not_implemented().to_ref())
        }
    }
}

pub(super) unsafe extern "C" fn slot_tp_iter(this: &Object) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let iter = this.ob_type().lookup(id!(__iter__), th);
    if iter.is_some_and(|method| method.is(none())) {
        return Err(raise!(th, TypeError, "'{:.200}' object is not iterable", this.ob_type().display_name()));
    }
    if iter.is_some() {
        return call_method(id!(__iter__), &[this], th);
    }
    if this.ob_type().lookup(id!(__getitem__), th).is_none() {
        return Err(raise!(th, TypeError, "'{:.200}' object is not iterable", this.ob_type().display_name()));
    }
    iterobject::new_seq_iter(this)
}

pub(super) unsafe extern "C" fn slot_tp_iternext(this: &Object) -> Option<Ref> {
    // SAFETY: a slot function.
    call_method(id!(__next__), &[this], unsafe { enter() }).ok()
}

pub(super) unsafe extern "C" fn slot_tp_descr_get(
    this: &Object,
    instance: Option<&Object>,
    owner: Option<&Object>,
) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let ty = this.ob_type();
    let Some(method) = ty.lookup(id!(__get__), th).map(Object::to_ref) else {
        // The slot was left behind when `__get__` was deleted.
        if slot_word(&ty.tp_descr_get) == slot_tp_descr_get as descrgetfunc as usize {
            ty.tp_descr_get.set(None);
        }
        return Ok(this.to_ref());
    };
    method.call(&[this, instance.unwrap_or(none()), owner.unwrap_or(none())], th)
}

pub(super) unsafe extern "C" fn slot_tp_descr_set(this: &Object, target: &Object, value: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    let result = match value {
        Some(value) => call_method(id!(__set__), &[this, target, value], th),
        None => call_method(id!(__delete__), &[this, target], th),
    };
    result.map(drop).into()
}

pub(super) unsafe extern "C" fn slot_tp_init(this: &Object, args: &Object, kwargs: Option<&Object>) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    // SAFETY: `tp_init` takes a tuple and a dict or nothing.
    let (args, kwargs) = unsafe { (args.cast_unchecked::<Tuple>(), kwargs.map(|dict| dict.cast_unchecked::<Dict>())) };
    match call_with(this, id!(__init__), args, kwargs, th) {
        Err(Raised) => Status::ERROR,
        Ok(value) if value.is(none()) => Status::OK,
        Ok(value) => {
            let _ =
                raise!(th, TypeError, "__init__() should return None, not '{:.200}'", value.ob_type().display_name());
            Status::ERROR
        }
    }
}

pub(super) unsafe extern "C" fn slot_tp_new(ty: &'static Type, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    // SAFETY: `tp_new` takes a tuple and a dict or nothing.
    let (args, kwargs) = unsafe { (args.cast_unchecked::<Tuple>(), kwargs.map(|dict| dict.cast_unchecked::<Dict>())) };
    let new = ty.get_attr(id!(__new__), th)?;
    let mut all: Vec<&Object> = Vec::with_capacity(args.len() + 1);
    all.push(ty);
    all.extend(args.items().iter().map(|item| &**item));
    if kwargs.is_none_or(|kwargs| kwargs.is_empty()) {
        return new.call(&all, th);
    }
    let all = Tuple::new(&all)?;
    new.call_dict(&all, kwargs, th)
}

pub(super) unsafe extern "C" fn slot_tp_finalize(this: *mut Object) {
    // SAFETY: a slot function; the caller keeps the object alive during the call.
    let (th, this) = unsafe { (enter(), &*this) };
    let saved = th.take_raised();
    match special(this, id!(__del__), th) {
        Ok(Some((method, unbound))) => {
            let called = if unbound { method.call(&[this], th) } else { method.call(&[], th) };
            if called.is_err() {
                th.write_unraisable(Some(&method));
            }
        }
        Ok(None) => {}
        Err(Raised) => th.write_unraisable(Some(this)),
    }
    if let Some(saved) = saved {
        let _ = th.restore_raised(saved);
    }
}

macro_rules! async_slots {
    ($($function:ident $name:ident $message:literal;)*) => {$(
        pub(super) unsafe extern "C" fn $function(this: &Object) -> PyResult {
            // SAFETY: a slot function.
            let th = unsafe { enter() };
            match call_special(id!($name), &[this], th)? {
                Some(value) => Ok(value),
                None => Err(raise!(th, AttributeError, $message, this.ob_type().display_name())),
            }
        }
    )*};
}

async_slots! {
    slot_am_await __await__ "object {:.50} does not have __await__ method";
    slot_am_aiter __aiter__ "object {:.50} does not have __aiter__ method";
    slot_am_anext __anext__ "object {:.50} does not have __anext__ method";
}

pub(super) unsafe extern "C" fn slot_bf_getbuffer(this: &Object, view: *mut Py_buffer, flags: c_int) -> Status {
    // SAFETY: a slot function.
    let th = unsafe { enter() };
    // SAFETY: the caller's buffer struct is valid for a write.
    unsafe { get_buffer(this, view, flags, th) }.into()
}

/// Asks `__buffer__` for a memoryview and hands its buffer on; the view is released when this one is.
unsafe fn get_buffer(this: &Object, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
    let number = Long::from_isize(flags as isize)?;
    let value = call_method(id!(__buffer__), &[this, &number], th)?;
    let Some(exported) = value.downcast::<MemoryView>() else {
        return Err(raise!(th, TypeError, "__buffer__ returned non-memoryview object"));
    };
    // SAFETY: the caller's promise.
    unsafe { super::buffer::export_through(this, exported, view, flags, th) }
}

pub(super) unsafe extern "C" fn slot_bf_releasebuffer(this: &Object, view: *mut Py_buffer) {
    // SAFETY: a slot function; the buffer is one that `slot_bf_getbuffer` filled.
    unsafe { super::buffer::release_through(this, view, enter()) };
}

/// The nearest class of the MRO whose `bf_releasebuffer` is C code; buffers of its instances are released by it, too.
pub fn base_releasebuffer(ty: &Type) -> Option<releasebufferproc> {
    let mro = super::mro_tuple(ty)?;
    mro.items().iter().find_map(|class| {
        let release = class_of(class).tp_as_buffer.get()?.bf_releasebuffer.get()?;
        (!std::ptr::fn_addr_eq(release, slot_bf_releasebuffer as releasebufferproc)).then_some(release)
    })
}
