//! Calling methods of C types through their descriptor, by each calling convention.

use super::{CONVENTION, MethodDescr, check, class, qualname};
use crate::abstract_::recursion;
use crate::prelude::*;

type WithKeywords = unsafe extern "C" fn(*mut Object, *mut Object, *mut Object) -> PyResult;
type Fast = unsafe extern "C" fn(*mut Object, *const *mut Object, isize) -> PyResult;
type FastKeywords = unsafe extern "C" fn(*mut Object, *const *mut Object, isize, *mut Object) -> PyResult;
type WithClass = unsafe extern "C" fn(*mut Object, *mut Object, *const *mut Object, usize, *mut Object) -> PyResult;

const VARARGS_KEYWORDS: i32 = METH_VARARGS | METH_KEYWORDS;
const FASTCALL_KEYWORDS: i32 = METH_FASTCALL | METH_KEYWORDS;
const FASTCALL_KEYWORDS_METHOD: i32 = METH_FASTCALL | METH_KEYWORDS | METH_METHOD;

/// The function of a row as the type that its flags say.
///
/// # Safety
/// `F` is the type for the row's flags.
#[inline(always)]
unsafe fn function<F: Copy>(method: &PyMethodDef) -> F {
    const { assert!(size_of::<F>() == size_of::<usize>()) };
    // SAFETY: the caller's promise; a row in use has a function.
    unsafe { std::mem::transmute_copy(&method.ml_meth) }
}

/// A vectorcall as it arrives, taken apart.
struct Arguments<'a> {
    descriptor: &'a MethodDescr,
    method: &'static PyMethodDef,
    this: *mut Object,
    /// Those after `this`.
    args: *const *mut Object,
    count: usize,
    names: Option<&'a Tuple>,
}

/// The receiver and the rest; checks that there is a receiver, and that the descriptor applies to it.
///
/// # Safety
/// As a vectorcall function of a method descriptor.
#[inline(always)]
unsafe fn arguments<'a>(
    callable: &'a Object,
    args: *const *mut Object,
    nargsf: usize,
    names: Option<&'a Object>,
    th: &mut Thread,
) -> PyResult<Arguments<'a>> {
    // SAFETY: the caller's promise.
    unsafe {
        let descriptor: &MethodDescr = callable.cast_unchecked();
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        if count == 0 {
            let text = display(descriptor, th)?;
            return Err(raise!(th, TypeError, "unbound method {text} needs an argument"));
        }
        let this = *args;
        check(descriptor.layout(), &*this, th)?;
        Ok(Arguments {
            descriptor,
            method: &*descriptor.layout().d_method.get(),
            this,
            args: args.add(1),
            count: count - 1,
            names: names.map(|names| names.cast_unchecked::<Tuple>()).filter(|names| !names.is_empty()),
        })
    }
}

/// `Class.method()`, for messages.
fn display(descriptor: &MethodDescr, th: &mut Thread) -> PyResult<String> {
    let name = qualname(descriptor.layout(), th)?;
    Ok(format!("{}()", name.str(th)?))
}

impl Arguments<'_> {
    #[inline(always)]
    fn no_keywords(&self, th: &mut Thread) -> PyResult<()> {
        if self.names.is_some() {
            let text = display(self.descriptor, th)?;
            return Err(raise!(th, TypeError, "{text} takes no keyword arguments"));
        }
        Ok(())
    }

    fn names_ptr(&self) -> *mut Object {
        self.names.map_or(std::ptr::null_mut(), |names| names.as_ptr())
    }
}

const RECURSION: &str = " while calling a Python object";

macro_rules! conventions {
    ($($name:ident($a:ident, $th:ident) $body:block)*) => {$(
        unsafe extern "C" fn $name(
            callable: &Object, args: *const *mut Object, nargsf: usize, names: Option<&Object>,
        ) -> PyResult {
            // SAFETY: a vectorcall function of a method descriptor, on a thread that holds the interpreter.
            unsafe {
                let $th = Thread::enter();
                let $a = arguments(callable, args, nargsf, names, $th)?;
                $body
            }
        }
    )*};
}

// The `function` types follow from the flags that `vectorcall_of` chose by.
conventions! {
    call_noargs(a, th) {
        a.no_keywords(th)?;
        if a.count != 0 {
            let text = display(a.descriptor, th)?;
            return Err(raise!(th, TypeError, "{text} takes no arguments ({} given)", a.count));
        }
        let _guard = recursion::enter(RECURSION, th)?;
        function::<PyCFunction>(a.method)(a.this, std::ptr::null_mut())
    }
    call_o(a, th) {
        a.no_keywords(th)?;
        if a.count != 1 {
            let text = display(a.descriptor, th)?;
            return Err(raise!(th, TypeError, "{text} takes exactly one argument ({} given)", a.count));
        }
        let _guard = recursion::enter(RECURSION, th)?;
        function::<PyCFunction>(a.method)(a.this, *a.args)
    }
    call_fast(a, th) {
        a.no_keywords(th)?;
        let _guard = recursion::enter(RECURSION, th)?;
        function::<Fast>(a.method)(a.this, a.args, a.count as isize)
    }
    call_fast_keywords(a, th) {
        let _guard = recursion::enter(RECURSION, th)?;
        function::<FastKeywords>(a.method)(a.this, a.args, a.count as isize, a.names_ptr())
    }
    call_fast_keywords_method(a, th) {
        let _guard = recursion::enter(RECURSION, th)?;
        let class = class(a.descriptor.layout()).as_ptr();
        function::<WithClass>(a.method)(a.this, class, a.args, a.count, a.names_ptr())
    }
    call_varargs(a, th) {
        a.no_keywords(th)?;
        let tuple = Tuple::new(crate::args::slice_arguments(a.args, a.count, 0, &()))?;
        let _guard = recursion::enter(RECURSION, th)?;
        function::<PyCFunction>(a.method)(a.this, tuple.as_ptr().cast())
    }
    call_varargs_keywords(a, th) {
        let tuple = Tuple::new(crate::args::slice_arguments(a.args, a.count, 0, &()))?;
        let dict = match a.names {
            None => None,
            Some(names) => Some(Kwargs::from_vector(Some(names), a.args, a.count).to_dict(th)?),
        };
        let _guard = recursion::enter(RECURSION, th)?;
        let dict = dict.as_ref().map_or(std::ptr::null_mut(), |dict| dict.as_ptr().cast());
        function::<WithKeywords>(a.method)(a.this, tuple.as_ptr().cast(), dict)
    }
}

/// The vectorcall function for a row's flags.
///
/// # Errors
/// `SystemError` for flags that contradict each other.
pub(super) fn vectorcall_of(method: &PyMethodDef) -> PyResult<vectorcallfunc> {
    Ok(match method.ml_flags & CONVENTION {
        METH_VARARGS => call_varargs,
        VARARGS_KEYWORDS => call_varargs_keywords,
        METH_FASTCALL => call_fast,
        FASTCALL_KEYWORDS => call_fast_keywords,
        METH_NOARGS => call_noargs,
        METH_O => call_o,
        FASTCALL_KEYWORDS_METHOD => call_fast_keywords_method,
        _ => {
            // SAFETY: types are made on a thread that holds the interpreter; raising touches no borrowed storage.
            let th = unsafe { Thread::enter() };
            let name = super::doc_of(method.ml_name).map_or_else(Default::default, |name| name.to_string_lossy());
            return Err(raise!(th, SystemError, "{name}() method: bad call flags"));
        }
    })
}

/// Calls a vectorcall function with a tuple and a dict of arguments (`PyVectorcall_Call`).
///
/// # Errors
/// What the callee raises; `TypeError` for keywords that are not strings.
pub fn vectorcall_from_tuple(
    function: vectorcallfunc,
    callable: &Object,
    args: &Tuple,
    kwargs: Option<&Dict>,
    th: &mut Thread,
) -> PyResult {
    let Some(kwargs) = kwargs.filter(|kwargs| !kwargs.is_empty()) else {
        // SAFETY: a tuple's items, which live as long as it.
        return unsafe { function(callable, args.items().as_ptr().cast(), args.len(), None) };
    };
    let mut values: Vec<Ref> = args.items().to_vec();
    let mut names: Vec<Ref> = Vec::with_capacity(kwargs.len());
    let mut position = 0;
    while let Some((name, value)) = kwargs.next(&mut position) {
        if !Str::check(&name) {
            return Err(raise!(th, TypeError, "keywords must be strings"));
        }
        names.push(name);
        values.push(value);
    }
    let names = Tuple::from_vec(names)?;
    // SAFETY: positional arguments and then the values of the names, alive until the call is over.
    unsafe { function(callable, values.as_ptr().cast(), args.len(), Some(&names)) }
}

/// Calls a row's function on `this`, for descriptors that bind without making a bound function.
///
/// # Errors
/// What the function raises.
///
/// # Safety
/// The row is a method of a class of `this`, with a `METH_NOARGS` function.
pub unsafe fn call_method_def(method: &PyMethodDef, this: &Object) -> PyResult {
    // SAFETY: the caller's promise.
    unsafe { function::<PyCFunction>(method)(this.as_ptr(), std::ptr::null_mut()) }
}
