//! How Python calls a slot of a C type: the functions behind slot wrappers (`int.__add__`), and `__new__`.
//!
//! Each takes the instance, the tuple of arguments, and the slot function found when the wrapper was made.

use std::ffi::{c_int, c_void};

use super::{TypeOps, bases, class_of, slot_word, static_type};
use crate::prelude::*;

/// The tuple of arguments; wrapper descriptors always pass one.
fn items(args: Option<&Object>) -> &[Ref] {
    // SAFETY: `wrapperfunc`'s contract: a tuple.
    args.map_or(&[], |args| unsafe { args.cast_unchecked::<Tuple>() }.items())
}

fn exactly<'a, const N: usize>(args: Option<&'a Object>, th: &mut Thread) -> PyResult<&'a [Ref; N]> {
    let items = items(args);
    match items.try_into() {
        Ok(items) => Ok(items),
        Err(_) => {
            let plural = if N == 1 { "" } else { "s" };
            Err(raise!(th, TypeError, "expected {N} argument{plural}, got {}", items.len()))
        }
    }
}

/// One argument and an optional second one.
fn one_or_two<'a>(args: Option<&'a Object>, th: &mut Thread) -> PyResult<(&'a Object, Option<&'a Object>)> {
    match items(args) {
        [] => Err(raise!(th, TypeError, " expected at least 1 argument, got 0")),
        [first] => Ok((first, None)),
        [first, second] => Ok((first, Some(second))),
        more => Err(raise!(th, TypeError, " expected at most 2 arguments, got {}", more.len())),
    }
}

/// The slot function, as its type.
///
/// # Safety
/// `wrapped` came out of a slot of type `F`.
#[inline(always)]
unsafe fn slot<F: Copy>(wrapped: *mut c_void) -> F {
    const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
    // SAFETY: the caller's promise.
    unsafe { std::mem::transmute_copy(&wrapped) }
}

/// Declares wrappers: the body has `this`, `args`, `wrapped` and the token.
macro_rules! wrappers {
    ($($(#[$meta:meta])* $name:ident($this:ident, $args:ident, $wrapped:ident, $th:ident) $body:block)*) => {$(
        $(#[$meta])*
        pub(super) unsafe extern "C" fn $name($this: &Object, $args: Option<&Object>, $wrapped: *mut c_void) -> PyResult {
            // SAFETY: wrapper descriptors call this on a thread that holds the interpreter.
            let $th = unsafe { Thread::enter() };
            // The slot functions called here come from slots of the type that the wrapper's name belongs to.
            $body
        }
    )*};
}

// SAFETY of the `slot` calls below: `slotdefs` pairs each wrapper with slots of the C type it names.
wrappers! {
    wrap_unaryfunc(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<unaryfunc>(wrapped)(this) }
    }
    wrap_binaryfunc(this, args, wrapped, th) {
        let [other] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<binaryfunc>(wrapped)(this, other) }
    }
    /// The left operand's wrapper. `update` tells it from `wrap_binaryfunc` by its address: `nb_add` and `sq_concat` are
    /// not the same for a subclass of `list`. The barrier keeps the compiler from making one function of both.
    wrap_binaryfunc_l(this, args, wrapped, th) {
        let [other] = exactly(args, th)?;
        let wrapped = std::hint::black_box(wrapped);
        // SAFETY: as above.
        unsafe { slot::<binaryfunc>(wrapped)(this, other) }
    }
    wrap_binaryfunc_r(this, args, wrapped, th) {
        let [other] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<binaryfunc>(wrapped)(other, this) }
    }
    wrap_ternaryfunc(this, args, wrapped, th) {
        let (other, third) = one_or_two(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<ternaryfunc>(wrapped)(this, other, Some(third.unwrap_or(none()))) }
    }
    wrap_ternaryfunc_r(this, args, wrapped, th) {
        let (other, third) = one_or_two(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<ternaryfunc>(wrapped)(other, this, Some(third.unwrap_or(none()))) }
    }
    wrap_inquirypred(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<inquiry>(wrapped)(this) }.truth().into_py()
    }
    wrap_lenfunc(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        let length = unsafe { slot::<lenfunc>(wrapped)(this) }.0;
        if length == -1 && th.is_raised() { Err(Raised) } else { length.into_py() }
    }
    wrap_hashfunc(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        let hash = unsafe { slot::<hashfunc>(wrapped)(this) }.0;
        if hash == -1 && th.is_raised() { Err(Raised) } else { hash.into_py() }
    }
    wrap_indexargfunc(this, args, wrapped, th) {
        let [count] = exactly(args, th)?;
        let count = count.as_isize(Some(&exceptions::OverflowError), th)?;
        // SAFETY: as above.
        unsafe { slot::<ssizeargfunc>(wrapped)(this, count) }
    }
    wrap_sq_item(this, args, wrapped, th) {
        let [index] = exactly(args, th)?;
        let index = sequence_index(this, index, th)?;
        // SAFETY: as above.
        unsafe { slot::<ssizeargfunc>(wrapped)(this, index) }
    }
    wrap_sq_setitem(this, args, wrapped, th) {
        let (index, value) = match items(args) {
            [index, value] => (index, value),
            items => return Err(unpack_error(items.len(), 2, th)),
        };
        let index = sequence_index(this, index, th)?;
        // SAFETY: as above.
        unsafe { slot::<ssizeobjargproc>(wrapped)(this, index, Some(value)) }.ok().into_py()
    }
    wrap_sq_delitem(this, args, wrapped, th) {
        let [index] = exactly(args, th)?;
        let index = sequence_index(this, index, th)?;
        // SAFETY: as above.
        unsafe { slot::<ssizeobjargproc>(wrapped)(this, index, None) }.ok().into_py()
    }
    wrap_objobjproc(this, args, wrapped, th) {
        let [value] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<objobjproc>(wrapped)(this, value) }.truth().into_py()
    }
    wrap_objobjargproc(this, args, wrapped, th) {
        let (key, value) = match items(args) {
            [key, value] => (key, value),
            items => return Err(unpack_error(items.len(), 2, th)),
        };
        // SAFETY: as above.
        unsafe { slot::<objobjargproc>(wrapped)(this, key, Some(value)) }.ok().into_py()
    }
    wrap_delitem(this, args, wrapped, th) {
        let [key] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<objobjargproc>(wrapped)(this, key, None) }.ok().into_py()
    }
    wrap_setattr(this, args, wrapped, th) {
        let (name, value) = match items(args) {
            [name, value] => (name, value),
            items => return Err(unpack_error(items.len(), 2, th)),
        };
        check_setattr(this, wrapped, "__setattr__", th)?;
        // SAFETY: as above.
        unsafe { slot::<setattrofunc>(wrapped)(this, name, Some(value)) }.ok().into_py()
    }
    wrap_delattr(this, args, wrapped, th) {
        let [name] = exactly(args, th)?;
        check_setattr(this, wrapped, "__delattr__", th)?;
        // SAFETY: as above.
        unsafe { slot::<setattrofunc>(wrapped)(this, name, None) }.ok().into_py()
    }
    wrap_lt(this, args, wrapped, th) { compare(this, args, wrapped, Py_LT, th) }
    wrap_le(this, args, wrapped, th) { compare(this, args, wrapped, Py_LE, th) }
    wrap_eq(this, args, wrapped, th) { compare(this, args, wrapped, Py_EQ, th) }
    wrap_ne(this, args, wrapped, th) { compare(this, args, wrapped, Py_NE, th) }
    wrap_gt(this, args, wrapped, th) { compare(this, args, wrapped, Py_GT, th) }
    wrap_ge(this, args, wrapped, th) { compare(this, args, wrapped, Py_GE, th) }
    wrap_next(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        match unsafe { slot::<iternextfunc>(wrapped)(this) } {
            Some(value) => Ok(value),
            None if th.is_raised() => Err(Raised),
            None => Err(th.raise_none(&exceptions::StopIteration)),
        }
    }
    wrap_descr_get(this, args, wrapped, th) {
        let (instance, owner) = one_or_two(args, th)?;
        let instance = Some(instance).filter(|instance| !instance.is(none()));
        let owner = owner.filter(|owner| !owner.is(none()));
        if instance.is_none() && owner.is_none() {
            return Err(raise!(th, TypeError, "__get__(None, None) is invalid"));
        }
        // SAFETY: as above.
        unsafe { slot::<descrgetfunc>(wrapped)(this, instance, owner) }
    }
    wrap_descr_set(this, args, wrapped, th) {
        let (instance, value) = match items(args) {
            [instance, value] => (instance, value),
            items => return Err(unpack_error(items.len(), 2, th)),
        };
        // SAFETY: as above.
        unsafe { slot::<descrsetfunc>(wrapped)(this, instance, Some(value)) }.ok().into_py()
    }
    wrap_descr_delete(this, args, wrapped, th) {
        let [instance] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<descrsetfunc>(wrapped)(this, instance, None) }.ok().into_py()
    }
    wrap_del(this, args, wrapped, th) {
        let [] = exactly(args, th)?;
        // SAFETY: as above.
        unsafe { slot::<destructor>(wrapped)(this.as_ptr()) };
        ().into_py()
    }
    wrap_buffer(this, args, wrapped, th) {
        let [flags] = exactly(args, th)?;
        let flags = flags.as_isize(Some(&exceptions::OverflowError), th)?;
        let Ok(flags) = c_int::try_from(flags) else {
            let bound = if flags > 0 { "large" } else { "small" };
            return Err(raise!(th, OverflowError, "buffer flags too {bound}"));
        };
        // SAFETY: as above.
        super::buffer::from_export(this, flags, unsafe { slot::<getbufferproc>(wrapped) }, th)
    }
    wrap_releasebuffer(this, args, wrapped, th) {
        let [view] = exactly(args, th)?;
        let _ = wrapped;
        super::buffer::release_from(this, view, th)?;
        ().into_py()
    }
}

/// `__call__`: with keywords.
pub(super) unsafe extern "C" fn wrap_call(
    this: &Object,
    args: Option<&Object>,
    wrapped: *mut c_void,
    kwargs: Option<&Object>,
) -> PyResult {
    // SAFETY: `tp_call`; the wrapper descriptor passes a tuple.
    unsafe { slot::<ternaryfunc>(wrapped)(this, args.unwrap_unchecked(), kwargs) }
}

/// `__init__`: with keywords.
pub(super) unsafe extern "C" fn wrap_init(
    this: &Object,
    args: Option<&Object>,
    wrapped: *mut c_void,
    kwargs: Option<&Object>,
) -> PyResult {
    // SAFETY: `tp_init`; the wrapper descriptor passes a tuple.
    unsafe { slot::<initproc>(wrapped)(this, args.unwrap_unchecked(), kwargs) }.ok().into_py()
}

fn compare(this: &Object, args: Option<&Object>, wrapped: *mut c_void, op: c_int, th: &mut Thread) -> PyResult {
    let [other] = exactly(args, th)?;
    // SAFETY: `tp_richcompare`.
    unsafe { slot::<richcmpfunc>(wrapped)(this, other, op) }
}

#[cold]
fn unpack_error(given: usize, wanted: usize, th: &mut Thread) -> Raised {
    raise!(th, TypeError, " expected {wanted} arguments, got {given}")
}

/// An index of a sequence slot, which takes no negative ones.
fn sequence_index(this: &Object, index: &Object, th: &mut Thread) -> PyResult<isize> {
    let index = index.as_isize(Some(&exceptions::OverflowError), th)?;
    if index < 0
        && let Some(length) = this.ob_type().tp_as_sequence.get().and_then(|suite| suite.sq_length.get())
    {
        // SAFETY: a slot of the object's type.
        return Ok(index + unsafe { length(this) }.get()?);
    }
    Ok(index)
}

/// Refuses `object.__setattr__(SomeType, …)`: the setter of a base must not be applied around that of a more derived
/// built-in type.
fn check_setattr(this: &Object, wrapped: *mut c_void, what: &str, th: &mut Thread) -> PyResult<()> {
    let ty = this.ob_type();
    let Some(mro) = super::mro_tuple(ty) else { return Ok(()) };
    let python = super::dispatch::slot_tp_setattro as setattrofunc as usize;
    // The class that the type has its C setter from; classes made by Python have none of their own.
    let defining = mro.items().iter().rev().map(|class| class_of(class)).find(|class| {
        slot_word(&class.tp_setattro) != python && slot_word(&class.tp_setattro) == slot_word(&ty.tp_setattro)
    });
    // From there down, no other C setter may come before the one called.
    let mut base = Some(defining.unwrap_or(ty));
    while let Some(class) = base {
        let setter = slot_word(&class.tp_setattro);
        if setter == wrapped as usize {
            break;
        }
        if setter != python {
            return Err(raise!(th, TypeError, "can't apply this {what} to {} object", ty.display_name()));
        }
        base = class.tp_base.get();
    }
    Ok(())
}

/// The `__new__` of built-in types, bound to the type: checks that the type asked for may be made by it.
pub unsafe extern "C" fn tp_new_wrapper(this: *mut Object, args: *mut Object, kwargs: *mut Object) -> PyResult {
    // SAFETY: a method with `METH_VARARGS | METH_KEYWORDS`, bound to a type.
    let (th, this, args, kwargs) = unsafe { (Thread::enter(), this.as_ref(), &*args.cast::<Tuple>(), kwargs.as_ref()) };
    let Some(ty) = this.and_then(|this| this.downcast::<Type>()) else {
        return Err(raise!(th, SystemError, "__new__() called with non-type 'self'"));
    };
    let name = ty.display_name();
    let Some((first, rest)) = args.items().split_first() else {
        return Err(raise!(th, TypeError, "{name}.__new__(): not enough arguments"));
    };
    let Some(subtype) = first.downcast::<Type>() else {
        return Err(raise!(
            th,
            TypeError,
            "{name}.__new__(X): X is not a type object ({})",
            first.ob_type().display_name()
        ));
    };
    if !subtype.is_subtype_of(ty) {
        let sub = subtype.display_name();
        return Err(raise!(th, TypeError, "{name}.__new__({sub}): {sub} is not a subtype of {name}"));
    }
    // The nearest base that is not made by Python must construct in the same way: `object.__new__(dict)` would make an
    // object whose fields nobody has set.
    let mut base = Some(subtype);
    while let Some(candidate) = base
        && slot_word(&candidate.tp_new) == super::dispatch::slot_tp_new as newfunc as usize
    {
        base = candidate.tp_base.get();
    }
    if let Some(base) = base
        && slot_word(&base.tp_new) != slot_word(&ty.tp_new)
    {
        return Err(raise!(
            th,
            TypeError,
            "{name}.__new__({}) is not safe, use {}.__new__()",
            subtype.display_name(),
            base.display_name()
        ));
    }
    let rest = Tuple::new(&rest.iter().map(|item| &**item).collect::<Vec<_>>())?;
    let Some(new) = ty.tp_new.get() else {
        return Err(bases::no_instances(ty, th));
    };
    // SAFETY: the type's own slot.
    unsafe { new(static_type(subtype), &rest, kwargs) }
}
