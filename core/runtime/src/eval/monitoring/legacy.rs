//! `sys.settrace` and `sys.setprofile`, on top of monitoring.

use crate::prelude::*;

fn missing(th: &mut Thread) -> PyResult<()> {
    Err(raise!(th, NotImplementedError, "tracing and profiling functions"))
}

/// `_PyEval_SetTrace`.
pub fn set_trace(
    _state: *mut PyThreadState,
    _function: Option<Py_tracefunc>,
    _argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    missing(th)
}

/// `_PyEval_SetProfile`.
pub fn set_profile(
    _state: *mut PyThreadState,
    _function: Option<Py_tracefunc>,
    _argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    missing(th)
}

/// `PyEval_SetTraceAllThreads` and `PyEval_SetProfileAllThreads`.
pub fn set_all_threads(
    _profile: bool,
    _function: Option<Py_tracefunc>,
    _argument: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    missing(th)
}
