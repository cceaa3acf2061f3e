//! Calling objects (`PyObject_Call*`, `PyObject_Vectorcall*`).

use crate::prelude::*;

/// `PyObject_Vectorcall` with borrowed arguments; the last `kwnames.len()` of `args` are keyword arguments.
#[allow(unused_variables)]
pub fn vectorcall(callable: &Object, args: &[&Object], kwnames: Option<&Tuple>, th: &mut Thread) -> PyResult {
    unwritten!("call::vectorcall")
}

/// `PyObject_Call`.
#[allow(unused_variables)]
pub fn call_dict(callable: &Object, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    unwritten!("call::call_dict")
}

/// `PyObject_VectorcallMethod`: looks the method up and calls it without making a bound method.
#[allow(unused_variables)]
pub fn call_method(object: &Object, name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
    unwritten!("call::call_method")
}

/// `PyCallable_Check`.
pub fn is_callable(object: &Object) -> bool {
    object.ob_type().tp_call.get().is_some()
}
