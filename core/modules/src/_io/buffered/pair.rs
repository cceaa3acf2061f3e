//! `_io.BufferedRWPair`: a reader and a writer as one stream.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::super::bases::BufferedIOBase_Type;
use super::super::support::*;
use super::{BufferedReader_Type, BufferedWriter_Type};

/// The two halves.
#[repr(C)]
pub struct PyRWPairObject {
    ob_base: Object,
    reader: Field,
    writer: Field,
    dict: Field<Dict>,
    weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyRWPairObject {}

object_type!(
    /// `_io.BufferedRWPair`
    pub struct BufferedRWPair(PyRWPairObject): BufferedRWPair_Type
);

impl BufferedRWPair {
    fn half(&self, field: &Field, th: &mut Thread) -> PyResult {
        field.get().ok_or_else(|| raise!(th, ValueError, "I/O operation on uninitialized object"))
    }

    fn forward(&self, field: &Field, name: &Str, args: &Object, th: &mut Thread) -> PyResult {
        let method = self.half(field, th)?.get_attr(name, th)?;
        match args.downcast::<Tuple>() {
            Some(args) => method.call_dict(args, None, th),
            None => Err(th.bad_internal_call()),
        }
    }
}

#[pytype(
    static = BufferedRWPair_Type,
    private,
    name = "_io.BufferedRWPair",
    layout = PyRWPairObject,
    base = BufferedIOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyRWPairObject, dict),
    weaklistoffset = offset_of!(PyRWPairObject, weakreflist),
    text_signature = "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)",
    doc = "A buffered reader and a buffered writer together, as over a socket or the two ends of pipes.",
)]
impl BufferedRWPair {
    #[init(sig = "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)")]
    fn py_init(
        &self,
        reader: &Object,
        writer: &Object,
        #[arg(default = DEFAULT_BUFFER_SIZE as isize)] buffer_size: isize,
        th: &mut Thread,
    ) -> PyResult<()> {
        check_readable(reader, th)?;
        check_writable(writer, th)?;
        let size = Long::from_isize(buffer_size)?;
        let reader = BufferedReader_Type.call(&[reader, &size], th)?;
        let writer = BufferedWriter_Type.call(&[writer, &size], th)?;
        self.layout().reader.set(Some(reader), th);
        self.layout().writer.set(Some(writer), th);
        Ok(())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone. The halves close themselves, so there is no finalizer to run: a
        // pair that is dropped after one half failed to be made must not close the other.
        unsafe {
            let layout = (*this).layout();
            heap::gc_untrack(&*this);
            if !layout.weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop(layout.reader.take());
            drop(layout.writer.take());
            drop(layout.dict.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().dict);
        visit.visit(&self.layout().reader);
        visit.visit(&self.layout().writer);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().reader.take());
        drop(self.layout().writer.take());
        drop(self.layout().dict.take());
    }

    #[method(raw = VARARGS)]
    fn read(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().reader, id!(read), args, th)
    }

    #[method(raw = VARARGS)]
    fn peek(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().reader, id!(peek), args, th)
    }

    #[method(raw = VARARGS)]
    fn read1(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().reader, id!(read1), args, th)
    }

    #[method(raw = VARARGS)]
    fn readinto(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().reader, id!(readinto), args, th)
    }

    #[method(raw = VARARGS)]
    fn readinto1(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().reader, id!(readinto1), args, th)
    }

    #[method(raw = VARARGS)]
    fn write(&self, args: &Object, th: &mut Thread) -> PyResult {
        self.forward(&self.layout().writer, id!(write), args, th)
    }

    #[method(sig = "()", doc = "Flush the writer.")]
    fn flush(&self, th: &mut Thread) -> PyResult {
        self.half(&self.layout().writer, th)?.call_method(id!(flush), &[], th)
    }

    #[method(sig = "()", doc = "Whether the reader can be read.")]
    fn readable(&self, th: &mut Thread) -> PyResult {
        self.half(&self.layout().reader, th)?.call_method(id!(readable), &[], th)
    }

    #[method(sig = "()", doc = "Whether the writer can be written.")]
    fn writable(&self, th: &mut Thread) -> PyResult {
        self.half(&self.layout().writer, th)?.call_method(id!(writable), &[], th)
    }

    #[method(sig = "()", doc = "Close the writer, then the reader.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let written = self.half(&self.layout().writer, th).and_then(|writer| writer.call_method(id!(close), &[], th));
        let pending = if written.is_err() { th.take_raised() } else { None };
        let read = self.half(&self.layout().reader, th).and_then(|reader| reader.call_method(id!(close), &[], th));
        chain(pending, read, th)
    }

    #[method(sig = "()", doc = "Whether one of the two is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> PyResult {
        let answer = self.half(&self.layout().writer, th)?.call_method(id!(isatty), &[], th)?;
        if !answer.is(boolobject::bool_object(false)) {
            return Ok(answer);
        }
        self.half(&self.layout().reader, th)?.call_method(id!(isatty), &[], th)
    }

    #[getter]
    fn closed(&self, th: &mut Thread) -> PyResult {
        match self.layout().writer.get() {
            Some(writer) => writer.get_attr(id!(closed), th),
            None => Err(raise!(th, RuntimeError, "the BufferedRWPair object is being garbage-collected")),
        }
    }
}
