//! Exceptions: the built-in classes, the `PyErr_*` state, chaining, warnings, and what is printed in the end.
//!
//! Classes that add nothing but a name stand in one table here; the others have a file each.

mod attributeerror;
mod base;
mod classes;
mod display;
mod fields;
mod group;
mod importerror;
mod memoryerror;
mod nameerror;
mod oserror;
mod program_text;
mod state;
mod stopiteration;
mod storage;
mod syntaxerror;
mod systemexit;
mod unicodeerror;
pub mod unraisable;
pub mod warnings;

use std::ffi::{CStr, c_int};
use std::fmt::Display;

use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;
use crate::raise::Raise;

pub use attributeerror::{AttributeErrorObject, set_attribute_error_context};
pub use classes::*;
pub use display::{
    display_exception, display_on, print_traceback, print_uncaught, print_uncaught_with, write_to_stderr,
};
pub use group::{ExceptionGroupObject, is_group, prep_reraise_star, project, split_by_class};
pub use importerror::{ImportErrorObject, raise_import_error, set_import_error};
pub use nameerror::NameErrorObject;
pub use oserror::{OSErrorObject, from_errno, raise_errno, strerror};
pub use program_text::{decoded_program_text, program_text};
pub use state::{
    chain_exceptions, create, exception_matches, format_from_cause, given_matches, new_exception,
    set_cause_and_context, set_object, topmost_exception,
};
pub use stopiteration::StopIterationObject;
pub use syntaxerror::{SyntaxErrorObject, syntax_location};
pub use systemexit::SystemExitObject;
pub use unicodeerror::UnicodeErrorObject;
pub use unraisable::{default_unraisablehook, unraisable_hook_args_type, write_unraisable_message};
pub(crate) use warnings::warnings_attribute;
pub use warnings::{warn, warn_explicit, warn_object};

object_type!(
    /// `BaseException` and everything derived from it.
    pub struct BaseException(PyBaseExceptionObject): BaseException_Type, flag Py_TPFLAGS_BASE_EXC_SUBCLASS
);

/// What the interpreter needs of exceptions before it can run: the classes made ready, `ExceptionGroup`, the reserve of
/// `MemoryError`s. Called once per interpreter, after the types that exceptions are made of are ready.
///
/// # Errors
/// What making a type ready raises.
pub fn init(th: &mut Thread) -> PyResult<()> {
    for class in BUILTIN_CLASSES {
        class.ready(th)?;
    }
    InterpreterError.ready(th)?;
    InterpreterNotFoundError.ready(th)?;
    memoryerror::fill_reserve(th)?;
    group::create_exception_group(th)?;
    Ok(())
}

/// Puts the exception classes into the dictionary of `builtins`.
///
/// # Errors
/// `MemoryError`.
pub fn add_to_builtins(builtins: &Dict, th: &mut Thread) -> PyResult<()> {
    for class in BUILTIN_CLASSES {
        let name = class.name().to_string_lossy();
        builtins.set_str(&*Str::intern_str(&name)?, class, th)?;
    }
    builtins.set_str(&*Str::intern_str("EnvironmentError")?, &OSError, th)?;
    builtins.set_str(&*Str::intern_str("IOError")?, &OSError, th)?;
    let group = group::exception_group_class(th);
    builtins.set_str(&*Str::intern_str("ExceptionGroup")?, &group, th)
}
