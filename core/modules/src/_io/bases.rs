//! `_io._BufferedIOBase` and `_io._TextIOBase`: the abstract classes of buffered and of text streams.

use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::iobase::{IOBase_Type, PyIOBaseObject};
use super::support::*;

object_type!(
    /// `_io._BufferedIOBase`
    pub struct BufferedIOBase(PyIOBaseObject): BufferedIOBase_Type
);

/// `readinto` by `read` or `read1`.
fn readinto_by(stream: &Object, method: &Str, mut buffer: WritableBuffer, th: &mut Thread) -> PyResult<usize> {
    let size = Long::from_usize(buffer.0.len())?;
    let data = stream.call_method(method, &[&size], th)?;
    let Some(bytes) = data.downcast::<Bytes>() else {
        return Err(raise!(th, TypeError, "read() should return bytes"));
    };
    let (from, to) = (bytes.as_bytes(), buffer.0.as_bytes_mut());
    let Some(to) = to.get_mut(..from.len()) else {
        let (got, room) = (from.len(), to.len());
        return Err(raise!(th, ValueError, "read() returned too much data: {room} bytes requested, {got} returned"));
    };
    to.copy_from_slice(from);
    Ok(from.len())
}

#[pytype(
    static = BufferedIOBase_Type,
    private,
    name = "_io._BufferedIOBase",
    layout = PyIOBaseObject,
    base = IOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyIOBaseObject, dict),
    weaklistoffset = offset_of!(PyIOBaseObject, weakreflist),
    doc = "The base of buffered binary streams: reads and writes are complete, however many system calls that takes.",
)]
impl BufferedIOBase {
    #[method(sig = "()", doc = "Separate the raw stream from its buffer and return it.")]
    fn detach(&self, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("detach", th))
    }

    #[method(sig = "(size=-1, /)", doc = "Read size bytes, or all for -1 and None.")]
    fn read(&self, #[arg(with = size_or_none, default = -1)] _size: isize, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("read", th))
    }

    #[method(sig = "(size=-1, /)", doc = "Read at most size bytes with at most one read of the raw stream.")]
    fn read1(&self, _size: isize, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("read1", th))
    }

    #[method(sig = "(buffer, /)", doc = "Fill the buffer; return how many bytes there were.")]
    fn readinto(&self, buffer: WritableBuffer, th: &mut Thread) -> PyResult<usize> {
        readinto_by(self, id!(read), buffer, th)
    }

    #[method(sig = "(buffer, /)", doc = "As readinto, with at most one read of the raw stream.")]
    fn readinto1(&self, buffer: WritableBuffer, th: &mut Thread) -> PyResult<usize> {
        readinto_by(self, id!(read1), buffer, th)
    }

    #[method(sig = "(b, /)", doc = "Write the bytes; return how many there are.")]
    fn write(&self, _b: &Object, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("write", th))
    }
}

object_type!(
    /// `_io._TextIOBase`
    pub struct TextIOBase(PyIOBaseObject): TextIOBase_Type
);

#[pytype(
    static = TextIOBase_Type,
    private,
    name = "_io._TextIOBase",
    layout = PyIOBaseObject,
    base = IOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyIOBaseObject, dict),
    weaklistoffset = offset_of!(PyIOBaseObject, weakreflist),
    doc = "The base of text streams.",
)]
impl TextIOBase {
    #[method(sig = "()", doc = "Separate the binary stream from the text stream and return it.")]
    fn detach(&self, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("detach", th))
    }

    #[method(sig = "(size=-1, /)", doc = "Read size characters, or all.")]
    fn read(&self, _size: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("read", th))
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line; an empty string at the end.")]
    fn readline(&self, _size: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("readline", th))
    }

    #[method(sig = "(s, /)", doc = "Write the text; return how many characters it has.")]
    fn write(&self, _s: &Object, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("write", th))
    }

    #[getter(doc = "The name of the encoding, or None.")]
    fn encoding(&self) {}

    #[getter(doc = "The line ends seen so far.")]
    fn newlines(&self) {}

    #[getter(doc = "How errors of decoding and encoding are handled, or None.")]
    fn errors(&self) {}
}
