//! Calling objects (`PyObject_Call*`, `PyObject_Vectorcall*`).
//!
//! A callable is called by vectorcall (PEP 590) where its type offers it, else through `tp_call`. Arguments are borrowed.

use super::recursion;
use crate::prelude::*;

/// The object's vectorcall function (`PyVectorcall_Function`).
#[inline(always)]
pub fn vectorcall_function(callable: &Object) -> Option<vectorcallfunc> {
    let ty = callable.ob_type();
    if !ty.has_flags(Py_TPFLAGS_HAVE_VECTORCALL) {
        return None;
    }
    // SAFETY: a type with the flag tells where its instances hold the function.
    unsafe { *callable.as_ptr().byte_offset(ty.tp_vectorcall_offset.get()).cast::<Option<vectorcallfunc>>() }
}

/// `_Py_CheckFunctionResult`: a call returned NULL without an exception, or a value with one.
#[inline(always)]
pub fn check_result(callable: Option<&Object>, result: PyResult, place: &str, th: &mut Thread) -> PyResult {
    let raised = !th.current_exception.is_null();
    if result.is_err() == raised { result } else { bad_result(callable, result, place, th) }
}

#[cold]
#[inline(never)]
fn bad_result(callable: Option<&Object>, result: PyResult, place: &str, th: &mut Thread) -> PyResult {
    match result {
        Err(Raised) => match callable {
            Some(callable) => {
                let text = callable.repr(th)?;
                Err(raise!(th, SystemError, "{text} returned NULL without setting an exception"))
            }
            None => Err(raise!(th, SystemError, "{place} returned NULL without setting an exception")),
        },
        Ok(value) => {
            let cause = th.take_raised();
            drop(value);
            let text = match callable {
                Some(callable) => match callable.repr(th) {
                    Ok(text) => text.to_string(),
                    Err(Raised) => {
                        th.clear_raised();
                        String::from("<callable>")
                    }
                },
                None => place.to_owned(),
            };
            if let Some(cause) = cause {
                let _ = th.restore_raised(cause);
            }
            Err(crate::eval::raise_from_cause(
                &exceptions::SystemError,
                format_args!("{text} returned a result with an exception set"),
                th,
            ))
        }
    }
}

/// Vectorcall with C's convention: `nargsf` is the number of positional arguments, perhaps with
/// `PY_VECTORCALL_ARGUMENTS_OFFSET`; the values of `kwnames` follow them.
///
/// # Safety
/// `args` points at that many live objects, and at one writable slot more before them if the flag says so.
#[inline(always)]
pub unsafe fn vectorcall_raw(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    match vectorcall_function(callable) {
        Some(function) => {
            // SAFETY: the callable's own function; the caller's promise for the arguments.
            let result = unsafe { function(callable, args, nargsf, kwnames.map(|names| &**names)) };
            check_result(Some(callable), result, "", th)
        }
        None => {
            let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
            let total = count + kwnames.map_or(0, Tuple::len);
            // SAFETY: a reference has the representation of its address; the caller's promise.
            let args = unsafe { slice(args, total) };
            make_tp_call(callable, &args[..count], &args[count..], kwnames, th)
        }
    }
}

/// Arguments as borrowed references.
///
/// # Safety
/// `args` points at `count` live objects, or `count` is 0.
#[inline(always)]
pub unsafe fn slice<'a>(args: *const *mut Object, count: usize) -> &'a [&'a Object] {
    if count == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(args.cast::<&Object>(), count) }
}

/// `PyObject_Vectorcall` with borrowed arguments; the last `kwnames.len()` of `args` are keyword arguments.
#[inline]
pub fn vectorcall(callable: &Object, args: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult {
    let keywords = kwnames.map_or(0, Tuple::len);
    let count = args.len() - keywords;
    match vectorcall_function(callable) {
        Some(function) => {
            // SAFETY: the callable's own function; the arguments are borrowed for the call. The flag is not set, for the
            // slot before them is not ours.
            let result = unsafe {
                function(callable, args.as_ptr().cast::<*mut Object>(), count, kwnames.map(|names| &**names))
            };
            check_result(Some(callable), result, "", th)
        }
        None => make_tp_call(callable, &args[..count], &args[count..], kwnames, th),
    }
}

/// `_PyObject_MakeTpCall`: through `tp_call`, with a tuple and a dict.
pub fn make_tp_call(
    callable: &Object,
    args: &[&Object],
    keyword_values: &[&Object],
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    let Some(slot) = callable.ob_type().tp_call.get() else {
        return Err(not_callable(callable, th));
    };
    let tuple = Tuple::new(args)?;
    let mut kwargs = None;
    if let Some(kwnames) = kwnames
        && !kwnames.is_empty()
    {
        kwargs = Some(keyword_dict(keyword_values, kwnames, th)?);
    }
    call_slot(slot, callable, &tuple, kwargs.as_deref(), th)
}

#[inline]
fn call_slot(slot: ternaryfunc, callable: &Object, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    let guard = recursion::enter(" while calling a Python object", th)?;
    // SAFETY: the callable's own slot.
    let result = unsafe { slot(callable, args, kwargs.map(|kwargs| &**kwargs)) };
    drop(guard);
    check_result(Some(callable), result, "", th)
}

/// The name of a module that has something callable of its own name: that was meant, probably.
fn called_of_module(module: &Object, th: &mut Thread) -> Option<Ref<Str>> {
    let found = module.downcast::<Module>()?.name(th).and_then(|name| {
        let inner = module.get_attr_opt(&name, th)?;
        Ok(inner.is_some_and(|inner| is_callable(&inner)).then_some(name))
    });
    match found {
        Ok(name) => name,
        Err(Raised) => {
            th.clear_raised();
            None
        }
    }
}

#[cold]
fn not_callable(callable: &Object, th: &mut Thread) -> Raised {
    let ty = callable.ob_type().display_name();
    match called_of_module(callable, th) {
        Some(name) => raise!(th, TypeError, "'{ty:.200}' object is not callable. Did you mean: '{name}.{name}(...)'?"),
        None => raise!(th, TypeError, "'{ty:.200}' object is not callable"),
    }
}

/// `_PyStack_AsDict`: the keyword arguments of a vectorcall as a dict.
pub fn keyword_dict(values: &[&Object], kwnames: &Tuple, th: &mut Thread) -> PyResult<Ref<Dict>> {
    let dict = Dict::presized(values.len(), true)?;
    for (name, value) in kwnames.items().iter().zip(values) {
        dict.set(name, value, th)?;
    }
    Ok(dict)
}

/// `_PyStack_UnpackDict`: puts new references to the positional arguments and the dict's values into `values`, which is
/// empty; returns the names. On failure `values` is empty again.
pub fn unpack_keywords(
    kwargs: &Dict,
    values: &mut Vec<*mut Object>,
    args: &[Ref],
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let mut names = Vec::with_capacity(kwargs.len());
    let mut owned: Vec<Ref> = args.to_vec();
    let mut position = 0;
    let mut all_strings = true;
    while let Some((key, value)) = kwargs.next(&mut position) {
        all_strings &= Str::check(&key);
        names.push(key);
        owned.push(value);
    }
    if !all_strings {
        return Err(raise!(th, TypeError, "keywords must be strings"));
    }
    let names = Tuple::from_vec(names)?;
    values.extend(owned.into_iter().map(Ref::into_raw));
    Ok(names)
}

/// `PyObject_Call`.
pub fn call_dict(callable: &Object, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    if let Some(function) = vectorcall_function(callable) {
        return call_vectorcall_with_dict(function, callable, args.items(), kwargs, th);
    }
    match callable.ob_type().tp_call.get() {
        Some(slot) => call_slot(slot, callable, args, kwargs, th),
        None => Err(not_callable(callable, th)),
    }
}

/// `_PyVectorcall_Call`: a vectorcall function with a tuple and a dict.
pub fn call_vectorcall_with_dict(
    function: vectorcallfunc,
    callable: &Object,
    args: &[Ref],
    kwargs: Option<&Dict>,
    th: &mut Thread,
) -> PyResult {
    let result = match kwargs.filter(|kwargs| !kwargs.is_empty()) {
        None => {
            // SAFETY: the callable's own function; a tuple's items are addresses of live objects.
            unsafe { function(callable, args.as_ptr().cast::<*mut Object>(), args.len(), None) }
        }
        Some(kwargs) => {
            let mut values = vec![std::ptr::null_mut()];
            let mut rest = Vec::new();
            let names = unpack_keywords(kwargs, &mut rest, args, th)?;
            values.append(&mut rest);
            // SAFETY: as above; one slot more stands before the arguments.
            let result = unsafe {
                function(callable, values.as_ptr().add(1), args.len() | PY_VECTORCALL_ARGUMENTS_OFFSET, Some(&names))
            };
            for value in values.into_iter().skip(1) {
                // SAFETY: `unpack_keywords` made these references for us.
                drop(unsafe { Ref::from_raw(value) });
            }
            result
        }
    };
    check_result(Some(callable), result, "", th)
}

/// `PyVectorcall_Call`: the `tp_call` of types that offer vectorcall.
pub fn vectorcall_call(callable: &Object, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    // Asked here: a subclass with a `__call__` of its own has the place, without the flag.
    let offset = callable.ob_type().tp_vectorcall_offset.get();
    let function = if offset <= 0 {
        None
    } else {
        // SAFETY: a type with an offset has the function there in its instances.
        unsafe { *callable.as_ptr().byte_offset(offset).cast::<Option<vectorcallfunc>>() }
    };
    match function {
        Some(function) => call_vectorcall_with_dict(function, callable, args.items(), kwargs, th),
        None => {
            let name = callable.ob_type().display_name();
            Err(raise!(th, TypeError, "'{name:.200}' object does not support vectorcall"))
        }
    }
}

/// `PyObject_VectorcallMethod`: looks the method up and calls it without making a bound method.
pub fn call_method(object: &Object, name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
    call_method_kw(object, name, args, None, th)
}

/// As [`call_method`], with keyword arguments at the end of `args`.
pub fn call_method_kw(
    object: &Object,
    name: &Str,
    args: &[&Object],
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    let (callable, takes_self) = crate::objects::object::get_method(object, name, th)?;
    if !takes_self {
        return vectorcall(&callable, args, kwnames, th);
    }
    match args {
        [] => vectorcall(&callable, &[object], None, th),
        [one] => vectorcall(&callable, &[object, one], kwnames, th),
        [one, two] => vectorcall(&callable, &[object, one, two], kwnames, th),
        _ => {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(object);
            all.extend_from_slice(args);
            vectorcall(&callable, &all, kwnames, th)
        }
    }
}

/// Calls with one argument put in front (`_PyObject_Call_Prepend` of a vectorcall): bound methods.
///
/// # Safety
/// As [`vectorcall_raw`].
#[inline]
pub unsafe fn vectorcall_prepend(
    callable: &Object,
    first: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult {
    let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
    let total = count + kwnames.map_or(0, Tuple::len);
    if nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET != 0 {
        // SAFETY: the caller lends the slot before the arguments, and has it back as it was.
        unsafe {
            let slot = args.cast_mut().sub(1);
            let saved = *slot;
            *slot = first.as_ptr();
            let result = vectorcall_raw(callable, slot, count + 1, kwnames, th);
            *slot = saved;
            return result;
        }
    }
    const SMALL: usize = 8;
    if total < SMALL {
        let mut all = [std::ptr::null_mut(); SMALL];
        all[0] = first.as_ptr();
        // SAFETY: the caller's arguments, fewer than the array has slots.
        unsafe {
            std::ptr::copy_nonoverlapping(args, all.as_mut_ptr().add(1), total);
            return vectorcall_raw(callable, all.as_ptr(), count + 1, kwnames, th);
        }
    }
    let mut all = Vec::with_capacity(total + 1);
    all.push(first.as_ptr());
    // SAFETY: the caller's arguments.
    unsafe {
        all.extend_from_slice(std::slice::from_raw_parts(args, total));
        vectorcall_raw(callable, all.as_ptr(), count + 1, kwnames, th)
    }
}

/// `PyCallable_Check`.
pub fn is_callable(object: &Object) -> bool {
    object.ob_type().tp_call.get().is_some()
}
