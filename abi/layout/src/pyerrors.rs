//! `cpython/pyerrors.h`: exception objects. In C the fields of `PyBaseExceptionObject` are repeated at the head of each.

use std::cell::Cell;
use std::ffi::c_char;

use crate::object::Object;
use crate::refs::Field;

/// `BaseException`.
#[repr(C)]
pub struct PyBaseExceptionObject {
    pub ob_base: Object,
    pub dict: Field,
    pub args: Field,
    /// Unused: the notes are in `dict`.
    pub notes: Field,
    pub traceback: Field,
    pub context: Field,
    pub cause: Field,
    pub suppress_context: Cell<c_char>,
}
object_layout!(PyBaseExceptionObject: ob_base -> Object);

/// `BaseExceptionGroup`.
#[repr(C)]
pub struct PyBaseExceptionGroupObject {
    pub base: PyBaseExceptionObject,
    pub msg: Field,
    pub excs: Field,
}
object_layout!(PyBaseExceptionGroupObject: base -> PyBaseExceptionObject);

/// `SyntaxError`.
#[repr(C)]
pub struct PySyntaxErrorObject {
    pub base: PyBaseExceptionObject,
    pub msg: Field,
    pub filename: Field,
    pub lineno: Field,
    pub offset: Field,
    pub end_lineno: Field,
    pub end_offset: Field,
    pub text: Field,
    pub print_file_and_line: Field,
}
object_layout!(PySyntaxErrorObject: base -> PyBaseExceptionObject);

/// `ImportError`.
#[repr(C)]
pub struct PyImportErrorObject {
    pub base: PyBaseExceptionObject,
    pub msg: Field,
    pub name: Field,
    pub path: Field,
    pub name_from: Field,
}
object_layout!(PyImportErrorObject: base -> PyBaseExceptionObject);

/// `UnicodeError`'s three subclasses.
#[repr(C)]
pub struct PyUnicodeErrorObject {
    pub base: PyBaseExceptionObject,
    pub encoding: Field,
    pub object: Field,
    pub start: Cell<isize>,
    pub end: Cell<isize>,
    pub reason: Field,
}
object_layout!(PyUnicodeErrorObject: base -> PyBaseExceptionObject);

/// `SystemExit`.
#[repr(C)]
pub struct PySystemExitObject {
    pub base: PyBaseExceptionObject,
    pub code: Field,
}
object_layout!(PySystemExitObject: base -> PyBaseExceptionObject);

/// `OSError`.
#[repr(C)]
pub struct PyOSErrorObject {
    pub base: PyBaseExceptionObject,
    pub myerrno: Field,
    pub strerror: Field,
    pub filename: Field,
    pub filename2: Field,
    /// `characters_written`; -1 while not set.
    pub written: Cell<isize>,
}
object_layout!(PyOSErrorObject: base -> PyBaseExceptionObject);

/// `StopIteration`.
#[repr(C)]
pub struct PyStopIterationObject {
    pub base: PyBaseExceptionObject,
    pub value: Field,
}
object_layout!(PyStopIterationObject: base -> PyBaseExceptionObject);

/// `NameError`.
#[repr(C)]
pub struct PyNameErrorObject {
    pub base: PyBaseExceptionObject,
    pub name: Field,
}
object_layout!(PyNameErrorObject: base -> PyBaseExceptionObject);

/// `AttributeError`.
#[repr(C)]
pub struct PyAttributeErrorObject {
    pub base: PyBaseExceptionObject,
    pub obj: Field,
    pub name: Field,
}
object_layout!(PyAttributeErrorObject: base -> PyBaseExceptionObject);
