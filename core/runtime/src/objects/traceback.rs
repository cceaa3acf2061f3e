//! Tracebacks.

use crate::prelude::*;

object_type!(
    /// Tracebacks
    pub struct Traceback(PyTracebackObject): PyTraceBack_Type
);

/// The type of tracebacks
#[unsafe(no_mangle)]
pub static PyTraceBack_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"traceback", size_of::<PyTracebackObject>(), Py_TPFLAGS_DEFAULT);

/// `PyTraceBack_Here`: prepends the frame to the traceback of the exception being raised.
#[allow(unused_variables)]
pub fn here(frame: &Frame, th: &mut Thread) -> PyResult<()> {
    unwritten!("traceback::here")
}

/// `PyErr_Display`/`PyErr_Print` text: writes the exception's traceback to `sys.stderr`.
#[allow(unused_variables)]
pub fn print_exception(exception: &Object, th: &mut Thread) {
    unwritten!("traceback::print_exception")
}
