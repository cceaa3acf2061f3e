//! Exceptions: the built-in classes, the `PyErr_*` state, chaining.

use std::fmt::Display;

use crate::prelude::*;
use crate::raise::Raise;

object_type!(
    /// `BaseException` and everything derived from it.
    pub struct BaseException(PyBaseExceptionObject): BaseException_Type, flag Py_TPFLAGS_BASE_EXC_SUBCLASS
);

/// `BaseException`.
pub static BaseException_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"BaseException",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `Exception`.
pub static Exception: Type =
    Type::new_static(&typeobject::PyType_Type, c"Exception", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `TypeError`.
pub static TypeError: Type =
    Type::new_static(&typeobject::PyType_Type, c"TypeError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `ValueError`.
pub static ValueError: Type =
    Type::new_static(&typeobject::PyType_Type, c"ValueError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `AttributeError`.
pub static AttributeError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"AttributeError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `KeyError`.
pub static KeyError: Type =
    Type::new_static(&typeobject::PyType_Type, c"KeyError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `IndexError`.
pub static IndexError: Type =
    Type::new_static(&typeobject::PyType_Type, c"IndexError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `LookupError`.
pub static LookupError: Type =
    Type::new_static(&typeobject::PyType_Type, c"LookupError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `NameError`.
pub static NameError: Type =
    Type::new_static(&typeobject::PyType_Type, c"NameError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `UnboundLocalError`.
pub static UnboundLocalError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"UnboundLocalError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `StopIteration`.
pub static StopIteration: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"StopIteration",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `StopAsyncIteration`.
pub static StopAsyncIteration: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"StopAsyncIteration",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `GeneratorExit`.
pub static GeneratorExit: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"GeneratorExit",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `KeyboardInterrupt`.
pub static KeyboardInterrupt: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"KeyboardInterrupt",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `SystemExit`.
pub static SystemExit: Type =
    Type::new_static(&typeobject::PyType_Type, c"SystemExit", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `RuntimeError`.
pub static RuntimeError: Type =
    Type::new_static(&typeobject::PyType_Type, c"RuntimeError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `RecursionError`.
pub static RecursionError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"RecursionError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `NotImplementedError`.
pub static NotImplementedError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"NotImplementedError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `SystemError`.
pub static SystemError: Type =
    Type::new_static(&typeobject::PyType_Type, c"SystemError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `MemoryError`.
pub static MemoryError: Type =
    Type::new_static(&typeobject::PyType_Type, c"MemoryError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `OverflowError`.
pub static OverflowError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"OverflowError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `ZeroDivisionError`.
pub static ZeroDivisionError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ZeroDivisionError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `FloatingPointError`.
pub static FloatingPointError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"FloatingPointError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `ArithmeticError`.
pub static ArithmeticError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ArithmeticError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `AssertionError`.
pub static AssertionError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"AssertionError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `BufferError`.
pub static BufferError: Type =
    Type::new_static(&typeobject::PyType_Type, c"BufferError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `EOFError`.
pub static EOFError: Type =
    Type::new_static(&typeobject::PyType_Type, c"EOFError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `ImportError`.
pub static ImportError: Type =
    Type::new_static(&typeobject::PyType_Type, c"ImportError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `ModuleNotFoundError`.
pub static ModuleNotFoundError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ModuleNotFoundError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `OSError`.
pub static OSError: Type =
    Type::new_static(&typeobject::PyType_Type, c"OSError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `BlockingIOError`.
pub static BlockingIOError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"BlockingIOError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `SyntaxError`.
pub static SyntaxError: Type =
    Type::new_static(&typeobject::PyType_Type, c"SyntaxError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `IndentationError`.
pub static IndentationError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"IndentationError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `TabError`.
pub static TabError: Type =
    Type::new_static(&typeobject::PyType_Type, c"TabError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `UnicodeError`.
pub static UnicodeError: Type =
    Type::new_static(&typeobject::PyType_Type, c"UnicodeError", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `UnicodeDecodeError`.
pub static UnicodeDecodeError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"UnicodeDecodeError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `UnicodeEncodeError`.
pub static UnicodeEncodeError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"UnicodeEncodeError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `UnicodeTranslateError`.
pub static UnicodeTranslateError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"UnicodeTranslateError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `ReferenceError`.
pub static ReferenceError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ReferenceError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `PythonFinalizationError`.
pub static PythonFinalizationError: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"PythonFinalizationError",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `Warning`.
pub static Warning: Type =
    Type::new_static(&typeobject::PyType_Type, c"Warning", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `DeprecationWarning`.
pub static DeprecationWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"DeprecationWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `PendingDeprecationWarning`.
pub static PendingDeprecationWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"PendingDeprecationWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `RuntimeWarning`.
pub static RuntimeWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"RuntimeWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `SyntaxWarning`.
pub static SyntaxWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"SyntaxWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `UserWarning`.
pub static UserWarning: Type =
    Type::new_static(&typeobject::PyType_Type, c"UserWarning", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `FutureWarning`.
pub static FutureWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"FutureWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `ImportWarning`.
pub static ImportWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ImportWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `UnicodeWarning`.
pub static UnicodeWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"UnicodeWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `BytesWarning`.
pub static BytesWarning: Type =
    Type::new_static(&typeobject::PyType_Type, c"BytesWarning", size_of::<PyBaseExceptionObject>(), Py_TPFLAGS_DEFAULT);
/// `ResourceWarning`.
pub static ResourceWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"ResourceWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `EncodingWarning`.
pub static EncodingWarning: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"EncodingWarning",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);
/// `BaseExceptionGroup`.
pub static BaseExceptionGroup: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"BaseExceptionGroup",
    size_of::<PyBaseExceptionObject>(),
    Py_TPFLAGS_DEFAULT,
);

/// `PyErr_WarnFormat`.
#[allow(unused_variables)]
pub fn warn(category: &'static Type, message: impl Display, stack_level: isize, th: &mut Thread) -> PyResult<()> {
    unwritten!("exceptions::warn")
}

/// `PyErr_WarnEx` with an object as message; `None` is `RuntimeWarning`.
#[allow(unused_variables)]
pub fn warn_object(
    category: Option<&Object>,
    message: &Object,
    stack_level: isize,
    source: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    unwritten!("exceptions::warn_object")
}

/// `PyErr_WarnExplicitObject`.
#[allow(unused_variables)]
pub fn warn_explicit(
    category: Option<&Object>,
    message: &Object,
    filename: &Str,
    lineno: i32,
    module: Option<&Str>,
    registry: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    unwritten!("exceptions::warn_explicit")
}

/// Makes `cause` both `__cause__` and `__context__` of `exception`.
#[allow(unused_variables)]
pub fn set_cause_and_context(exception: &Object, cause: Ref, th: &mut Thread) {
    unwritten!("exceptions::set_cause_and_context")
}

/// Reports the set exception through `sys.unraisablehook` with a message of its own instead of "Exception ignored in".
#[allow(unused_variables)]
pub fn write_unraisable_message(message: Option<&Str>, th: &mut Thread) {
    unwritten!("exceptions::write_unraisable_message")
}

/// `PyErr_SetImportError`.
#[allow(unused_variables)]
pub fn raise_import_error(message: &str, name: Option<&Object>, path: Option<&Object>, th: &mut Thread) -> Raised {
    unwritten!("exceptions::raise_import_error")
}

/// Fills `name` and `obj` of an `AttributeError` being raised, if they are not set yet; leaves other exceptions alone.
#[allow(unused_variables)]
pub fn set_attribute_error_context(object: &Object, name: &Str, th: &mut Thread) {
    unwritten!("exceptions::set_attribute_error_context")
}

#[allow(unused_variables)]
impl Raise for Thread {
    fn raise(&mut self, class: &'static Type, message: impl Display) -> Raised {
        unwritten!("Raise::raise")
    }
    fn raise_object(&mut self, class: &'static Type, value: &Object) -> Raised {
        unwritten!("Raise::raise_object")
    }
    fn raise_none(&mut self, class: &'static Type) -> Raised {
        unwritten!("Raise::raise_none")
    }
    fn raise_instance(&mut self, exception: Ref) -> Raised {
        unwritten!("Raise::raise_instance")
    }
    fn restore_raised(&mut self, exception: Ref) -> Raised {
        unwritten!("Raise::restore_raised")
    }
    fn take_raised(&mut self) -> Option<Ref> {
        unwritten!("Raise::take_raised")
    }
    fn clear_raised(&mut self) {
        unwritten!("Raise::clear_raised")
    }
    fn is_raised(&self) -> bool {
        unwritten!("Raise::is_raised")
    }
    fn raised_matches(&self, class: &Type) -> bool {
        unwritten!("Raise::raised_matches")
    }
    fn no_memory(&mut self) -> Raised {
        unwritten!("Raise::no_memory")
    }
    fn bad_internal_call(&mut self) -> Raised {
        unwritten!("Raise::bad_internal_call")
    }
    fn raise_os_error(&mut self, errno: i32, filename: Option<&Object>) -> Raised {
        unwritten!("Raise::raise_os_error")
    }
    fn write_unraisable(&mut self, context: Option<&Object>) {
        unwritten!("Raise::write_unraisable")
    }
}
