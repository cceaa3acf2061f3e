//! `_io`: streams.
//!
//! Raw streams (`FileIO`) make system calls; buffered streams collect for them; text streams decode and encode over
//! buffered ones. Layers that are exactly these types call each other directly; anything else is called as Python would.

mod bases;
pub mod buffered;
mod bytesio;
pub mod fileio;
mod iobase;
pub mod open;
pub mod stdprinter;
mod stringio;
mod support;
pub mod text;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::typeobject::{PyType_Type, TypeOps};
use ks_runtime::prelude::*;

use bases::{BufferedIOBase_Type, TextIOBase_Type};
use buffered::{BufferedRWPair_Type, BufferedRandom_Type, BufferedReader_Type, BufferedWriter_Type};
use bytesio::{BytesIO_Type, BytesIOBuffer_Type};
use fileio::FileIO_Type;
use iobase::{IOBase_Type, RawIOBase_Type};
use stringio::StringIO_Type;
use text::TextIOWrapper_Type;
use text::newline::IncrementalNewlineDecoder_Type;

/// In the order of inheritance.
static TYPES: &[&Type] = &[
    &IOBase_Type,
    &RawIOBase_Type,
    &BufferedIOBase_Type,
    &TextIOBase_Type,
    &FileIO_Type,
    &BufferedReader_Type,
    &BufferedWriter_Type,
    &BufferedRandom_Type,
    &BufferedRWPair_Type,
    &IncrementalNewlineDecoder_Type,
    &TextIOWrapper_Type,
    &BytesIO_Type,
    &BytesIOBuffer_Type,
    &StringIO_Type,
];

/// `io.UnsupportedOperation`, both an `OSError` and a `ValueError`.
fn unsupported_operation(th: &mut Thread) -> PyResult {
    let name = Ref::new(id!(UnsupportedOperation)).into_object();
    let bases = Tuple::new(&[&exceptions::OSError, &exceptions::ValueError])?.into_object();
    let namespace = Dict::new()?;
    namespace.set_str(id!(__module__), id!(io), th)?;
    PyType_Type.call(&[&name, &bases, &namespace], th)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else {
        return Err(th.bad_internal_call());
    };
    // Instances are made as those of classes written in Python are: only arguments for `__init__` are taken.
    for class in TYPES {
        if class.tp_new.get().is_none() && !class.has_flags(Py_TPFLAGS_DISALLOW_INSTANTIATION) {
            PyBaseObject_Type.ready(th)?;
            class.tp_new.set(PyBaseObject_Type.tp_new.get());
        }
    }
    let name = Ref::new(id!(_io));
    for class in TYPES {
        module.add_type(class, th)?;
        // Programs find the module in the class's own dict, where a class that is made at run time has it.
        if let Some(dict) = typeobject::type_dict(class) {
            dict.set_str(id!(__module__), &name, th)?;
            class.modified();
        }
    }
    let size = Long::from_usize(support::DEFAULT_BUFFER_SIZE)?;
    module.add("DEFAULT_BUFFER_SIZE", &size, th)?;
    let class = unsupported_operation(th)?;
    module.add("UnsupportedOperation", &class, th)?;
    module.add("BlockingIOError", &exceptions::BlockingIOError, th)
}

use ks_runtime::objects::object::PyBaseObject_Type;

pymodule! {
    name = "_io",
    init = PyInit__io,
    doc = "Streams: raw, buffered, and text. The io module is the documented face of this one.",
    functions = [open::open, open::text_encoding, open::open_code],
    exec = exec,
}
