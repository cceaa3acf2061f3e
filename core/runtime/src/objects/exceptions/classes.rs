//! The table of built-in exception classes, and the pointers to them that C code uses (`PyExc_*`).

use std::cell::Cell;

use super::storage::{Storage, clear, dealloc, traverse};
use super::*;

pub use super::attributeerror::AttributeError;
pub use super::base::BaseException_Type;
pub use super::group::BaseExceptionGroup;
pub use super::importerror::{ImportError, ModuleNotFoundError};
pub use super::memoryerror::MemoryError;
pub use super::nameerror::{NameError, UnboundLocalError};
pub use super::oserror::OSError;
pub use super::stopiteration::StopIteration;
pub use super::syntaxerror::{_PyExc_IncompleteInputError, IndentationError, SyntaxError, TabError};
pub use super::systemexit::SystemExit;
pub use super::unicodeerror::{UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError};

/// A class with the memory layout `T`; instances are made and initialized as the base's are.
const fn class<T: Storage>(name: &'static CStr, doc: &'static CStr, base: &'static Type) -> Type {
    Type {
        tp_dealloc: Cell::new(Some(dealloc::<T>)),
        tp_doc: Cell::new(doc.as_ptr()),
        tp_traverse: Cell::new(Some(traverse::<T>)),
        tp_clear: Cell::new(Some(clear::<T>)),
        tp_base: Cell::new(Some(base)),
        ..Type::new_static(
            &raw const typeobject::PyType_Type,
            name,
            size_of::<T>(),
            Py_TPFLAGS_DEFAULT
                | Py_TPFLAGS_BASETYPE
                | Py_TPFLAGS_HAVE_GC
                | Py_TPFLAGS_BASE_EXC_SUBCLASS
                | Py_TPFLAGS_IMMUTABLETYPE
                | _Py_TPFLAGS_STATIC_BUILTIN,
        )
    }
}

/// A subclass that adds nothing but its name to a class with fields of its own.
pub(super) const fn derived<T: Storage>(
    name: &'static CStr,
    doc: &'static CStr,
    base: &'static Type,
    init: initproc,
) -> Type {
    Type { tp_init: Cell::new(Some(init)), ..class::<T>(name, doc, base) }
}

/// A class that adds nothing but its name to those without fields of their own.
const fn plain(name: &'static CStr, doc: &'static CStr, base: &'static Type) -> Type {
    Type {
        tp_new: Cell::new(Some(base::SLOT_tp_new)),
        tp_init: Cell::new(Some(base::SLOT_tp_init)),
        tp_vectorcall: Cell::new(Some(base::SLOT_tp_vectorcall)),
        ..class::<PyBaseExceptionObject>(name, doc, base)
    }
}

macro_rules! plain {
    ($($name:ident: $base:ident, $doc:literal;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        pub static $name: Type = plain(
            // SAFETY: the only NUL is the one put at the end.
            unsafe { CStr::from_bytes_with_nul_unchecked(concat!(stringify!($name), "\0").as_bytes()) },
            $doc,
            &$base,
        );
    )*};
}

plain! {
    Exception: BaseException_Type, c"Base of all exceptions that programs are meant to handle.";
    GeneratorExit: BaseException_Type, c"Raised in a generator that is being closed.";
    KeyboardInterrupt: BaseException_Type, c"The user interrupted the program.";
    ArithmeticError: Exception, c"Base of the errors of calculations.";
    FloatingPointError: ArithmeticError, c"A floating-point operation failed.";
    OverflowError: ArithmeticError, c"A result is too large.";
    ZeroDivisionError: ArithmeticError, c"Division or modulo by zero.";
    AssertionError: Exception, c"An assertion does not hold.";
    BufferError: Exception, c"A buffer operation is not possible.";
    EOFError: Exception, c"The end of the input was reached too early.";
    LookupError: Exception, c"Base of the errors of looking something up.";
    IndexError: LookupError, c"An index is out of range.";
    ReferenceError: Exception, c"A weak proxy's object is gone.";
    RuntimeError: Exception, c"An error that no other class describes.";
    NotImplementedError: RuntimeError, c"The method or function is to be written, perhaps in a subclass.";
    PythonFinalizationError: RuntimeError, c"Not possible any more: the interpreter is shutting down.";
    RecursionError: RuntimeError, c"Calls are nested too deeply.";
    StopAsyncIteration: Exception, c"Says that an asynchronous iterator has no more items.";
    SystemError: Exception, c"The interpreter found an error in itself or in an extension module.";
    TypeError: Exception, c"The argument or operand is of a wrong type.";
    ValueError: Exception, c"The argument is of the right type but has a wrong value.";
    UnicodeError: ValueError, c"Base of the errors of encoding and decoding text.";
    Warning: Exception, c"Base of all warning categories.";
    BytesWarning: Warning, c"Bytes and text are mixed up.";
    DeprecationWarning: Warning, c"A feature will go away; for developers.";
    EncodingWarning: Warning, c"The default encoding is used where one should be named.";
    FutureWarning: Warning, c"Behaviour will change; for users.";
    ImportWarning: Warning, c"An import is probably a mistake.";
    PendingDeprecationWarning: Warning, c"A feature will be deprecated.";
    ResourceWarning: Warning, c"A resource was not released.";
    RuntimeWarning: Warning, c"Behaviour at run time is dubious.";
    SyntaxWarning: Warning, c"Source code is dubious.";
    UnicodeWarning: Warning, c"Something about text is dubious.";
    UserWarning: Warning, c"A warning by user code.";
}

/// `interpreters.InterpreterError`.
pub static InterpreterError: Type = class::<PyBaseExceptionObject>(
    c"interpreters.InterpreterError",
    c"An operation on an interpreter failed.",
    &Exception,
);
/// `interpreters.InterpreterNotFoundError`.
pub static InterpreterNotFoundError: Type = class::<PyBaseExceptionObject>(
    c"interpreters.InterpreterNotFoundError",
    c"There is no such interpreter.",
    &InterpreterError,
);

/// `KeyError`.
pub static KeyError: Type =
    Type { tp_str: Cell::new(Some(key_error_str)), ..plain(c"KeyError", c"A mapping has no such key.", &LookupError) };

/// `str(KeyError(key))` is the key's repr, so that an empty key or one with blanks can be seen.
unsafe extern "C" fn key_error_str(error: &Object) -> PyResult {
    // SAFETY: the slot of an exception class; C calls it on a thread that holds the interpreter.
    unsafe {
        let th = Thread::enter();
        let layout = error.cast_unchecked::<PyBaseExceptionObject>();
        if let Some(args) = layout.args.get()
            && let Some(args) = args.downcast::<Tuple>()
            && let [key] = args.items()
        {
            return key.repr(th).map(Ref::into_object);
        }
        base::SLOT_tp_str(error)
    }
}

macro_rules! os_errors {
    ($($name:ident: $base:ident, $doc:literal;)*) => {$(
        #[doc = concat!("`", stringify!($name), "`.")]
        pub static $name: Type = derived::<PyOSErrorObject>(
            // SAFETY: the only NUL is the one put at the end.
            unsafe { CStr::from_bytes_with_nul_unchecked(concat!(stringify!($name), "\0").as_bytes()) },
            $doc,
            &$base,
            oserror::SLOT_tp_init,
        );
    )*};
}

os_errors! {
    BlockingIOError: OSError, c"The operation would block.";
    ChildProcessError: OSError, c"An operation on a child process failed.";
    ConnectionError: OSError, c"Base of the errors of connections.";
    BrokenPipeError: ConnectionError, c"The other end was closed.";
    ConnectionAbortedError: ConnectionError, c"The peer gave the connection up.";
    ConnectionRefusedError: ConnectionError, c"The peer refuses the connection.";
    ConnectionResetError: ConnectionError, c"The peer reset the connection.";
    FileExistsError: OSError, c"The file exists already.";
    FileNotFoundError: OSError, c"There is no such file or directory.";
    InterruptedError: OSError, c"A signal interrupted the operation.";
    IsADirectoryError: OSError, c"A directory is no file.";
    NotADirectoryError: OSError, c"A file is no directory.";
    PermissionError: OSError, c"Not allowed.";
    ProcessLookupError: OSError, c"There is no such process.";
    TimeoutError: OSError, c"The operation took too long.";
}

/// A pointer variable of C; a program may hold a copy of it, so it never changes.
#[repr(transparent)]
pub struct ExceptionPointer(Cell<*const Type>);

// SAFETY: never written.
unsafe impl Sync for ExceptionPointer {}

impl ExceptionPointer {
    const fn new(class: &'static Type) -> ExceptionPointer {
        ExceptionPointer(Cell::new(class))
    }

    /// The class.
    pub fn class(&self) -> &'static Type {
        // SAFETY: made of a static only.
        unsafe { &*self.0.get() }
    }
}

macro_rules! pointers {
    ($($pointer:ident = $class:ident;)*) => {
        $(
            #[doc = concat!("C's name for `", stringify!($class), "`.")]
            #[unsafe(no_mangle)]
            pub static $pointer: ExceptionPointer = ExceptionPointer::new(&$class);
        )*
    };
}

pointers! {
    PyExc_BaseException = BaseException_Type;
    PyExc_BaseExceptionGroup = BaseExceptionGroup;
    PyExc_Exception = Exception;
    PyExc_ArithmeticError = ArithmeticError;
    PyExc_AssertionError = AssertionError;
    PyExc_AttributeError = AttributeError;
    PyExc_BlockingIOError = BlockingIOError;
    PyExc_BrokenPipeError = BrokenPipeError;
    PyExc_BufferError = BufferError;
    PyExc_BytesWarning = BytesWarning;
    PyExc_ChildProcessError = ChildProcessError;
    PyExc_ConnectionAbortedError = ConnectionAbortedError;
    PyExc_ConnectionError = ConnectionError;
    PyExc_ConnectionRefusedError = ConnectionRefusedError;
    PyExc_ConnectionResetError = ConnectionResetError;
    PyExc_DeprecationWarning = DeprecationWarning;
    PyExc_EOFError = EOFError;
    PyExc_EncodingWarning = EncodingWarning;
    PyExc_EnvironmentError = OSError;
    PyExc_FileExistsError = FileExistsError;
    PyExc_FileNotFoundError = FileNotFoundError;
    PyExc_FloatingPointError = FloatingPointError;
    PyExc_FutureWarning = FutureWarning;
    PyExc_GeneratorExit = GeneratorExit;
    PyExc_IOError = OSError;
    PyExc_ImportError = ImportError;
    PyExc_ImportWarning = ImportWarning;
    PyExc_IndentationError = IndentationError;
    PyExc_IndexError = IndexError;
    PyExc_InterpreterError = InterpreterError;
    PyExc_InterpreterNotFoundError = InterpreterNotFoundError;
    PyExc_InterruptedError = InterruptedError;
    PyExc_IsADirectoryError = IsADirectoryError;
    PyExc_KeyError = KeyError;
    PyExc_KeyboardInterrupt = KeyboardInterrupt;
    PyExc_LookupError = LookupError;
    PyExc_MemoryError = MemoryError;
    PyExc_ModuleNotFoundError = ModuleNotFoundError;
    PyExc_NameError = NameError;
    PyExc_NotADirectoryError = NotADirectoryError;
    PyExc_NotImplementedError = NotImplementedError;
    PyExc_OSError = OSError;
    PyExc_OverflowError = OverflowError;
    PyExc_PendingDeprecationWarning = PendingDeprecationWarning;
    PyExc_PermissionError = PermissionError;
    PyExc_ProcessLookupError = ProcessLookupError;
    PyExc_PythonFinalizationError = PythonFinalizationError;
    PyExc_RecursionError = RecursionError;
    PyExc_ReferenceError = ReferenceError;
    PyExc_ResourceWarning = ResourceWarning;
    PyExc_RuntimeError = RuntimeError;
    PyExc_RuntimeWarning = RuntimeWarning;
    PyExc_StopAsyncIteration = StopAsyncIteration;
    PyExc_StopIteration = StopIteration;
    PyExc_SyntaxError = SyntaxError;
    PyExc_SyntaxWarning = SyntaxWarning;
    PyExc_SystemError = SystemError;
    PyExc_SystemExit = SystemExit;
    PyExc_TabError = TabError;
    PyExc_TimeoutError = TimeoutError;
    PyExc_TypeError = TypeError;
    PyExc_UnboundLocalError = UnboundLocalError;
    PyExc_UnicodeDecodeError = UnicodeDecodeError;
    PyExc_UnicodeEncodeError = UnicodeEncodeError;
    PyExc_UnicodeError = UnicodeError;
    PyExc_UnicodeTranslateError = UnicodeTranslateError;
    PyExc_UnicodeWarning = UnicodeWarning;
    PyExc_UserWarning = UserWarning;
    PyExc_ValueError = ValueError;
    PyExc_Warning = Warning;
    PyExc_ZeroDivisionError = ZeroDivisionError;
}

/// The classes in `builtins`, each after its base. (`ExceptionGroup`, a heap type, is made by [`super::init`].)
pub static BUILTIN_CLASSES: &[&Type] = &[
    &BaseException_Type,
    &Exception,
    &BaseExceptionGroup,
    &GeneratorExit,
    &KeyboardInterrupt,
    &SystemExit,
    &ArithmeticError,
    &AssertionError,
    &AttributeError,
    &BufferError,
    &EOFError,
    &ImportError,
    &LookupError,
    &MemoryError,
    &NameError,
    &OSError,
    &ReferenceError,
    &RuntimeError,
    &StopAsyncIteration,
    &StopIteration,
    &SyntaxError,
    &SystemError,
    &TypeError,
    &ValueError,
    &Warning,
    &FloatingPointError,
    &OverflowError,
    &ZeroDivisionError,
    &BytesWarning,
    &DeprecationWarning,
    &EncodingWarning,
    &FutureWarning,
    &ImportWarning,
    &PendingDeprecationWarning,
    &ResourceWarning,
    &RuntimeWarning,
    &SyntaxWarning,
    &UnicodeWarning,
    &UserWarning,
    &BlockingIOError,
    &ChildProcessError,
    &ConnectionError,
    &FileExistsError,
    &FileNotFoundError,
    &InterruptedError,
    &IsADirectoryError,
    &NotADirectoryError,
    &PermissionError,
    &ProcessLookupError,
    &TimeoutError,
    &IndentationError,
    &_PyExc_IncompleteInputError,
    &IndexError,
    &KeyError,
    &ModuleNotFoundError,
    &NotImplementedError,
    &PythonFinalizationError,
    &RecursionError,
    &UnboundLocalError,
    &UnicodeError,
    &BrokenPipeError,
    &ConnectionAbortedError,
    &ConnectionRefusedError,
    &ConnectionResetError,
    &TabError,
    &UnicodeDecodeError,
    &UnicodeEncodeError,
    &UnicodeTranslateError,
];
