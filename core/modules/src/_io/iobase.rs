//! `_io._IOBase` and `_io._RawIOBase`: what all streams, and all raw streams, have.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::support::*;

/// An abstract stream: an instance dict and weak references.
#[repr(C)]
pub struct PyIOBaseObject {
    pub ob_base: Object,
    pub dict: Field<Dict>,
    pub weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyIOBaseObject {}

object_type!(
    /// `_io._IOBase`
    pub struct IOBase(PyIOBaseObject): IOBase_Type
);

/// What `closed` of the base class looks for: `close` sets this attribute.
fn base_closed(stream: &Object, th: &mut Thread) -> PyResult<bool> {
    Ok(stream.get_attr_opt(id!(__IOBase_closed), th)?.is_some())
}

/// `_IOBase.close`: flushes and marks the stream as closed, even if flushing fails.
pub fn base_close(stream: &Object, th: &mut Thread) -> PyResult<()> {
    if base_closed(stream, th)? {
        return Ok(());
    }
    let flushed = stream.call_method(id!(flush), &[], th);
    let pending = if flushed.is_err() { th.take_raised() } else { None };
    let marked = stream.set_attr(id!(__IOBase_closed), boolobject::bool_object(true), th);
    chain(pending, marked.map(|()| none().to_ref()), th).map(drop)
}

/// `_IOBase.__del__`: closes the stream if it is open; what goes wrong is unraisable.
pub fn finalize(stream: &Object, th: &mut Thread) {
    let pending = th.take_raised();
    let closed = match stream.get_attr_opt(id!(closed), th) {
        Ok(Some(closed)) => closed.is_true(th),
        // Without a state to ask about there is nothing to close.
        Ok(None) => Ok(true),
        Err(raised) => Err(raised),
    };
    match closed {
        Ok(false) => {
            // Tells `close` that it is called by the destructor.
            if stream.set_attr(id!(_finalizing), boolobject::bool_object(true), th).is_err() {
                th.clear_raised();
            }
            if stream.call_method(id!(close), &[], th).is_err() {
                th.write_unraisable(Some(stream));
            }
        }
        Ok(true) => {}
        Err(Raised) => th.clear_raised(),
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
}

/// `readline` by `peek` and `read`, for any stream.
pub fn base_readline(stream: &Object, limit: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
    let peek = stream.get_attr_opt(id!(peek), th)?;
    let one = Long::from_i64(1)?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as isize) < limit {
        let mut wanted = 1;
        if let Some(peek) = &peek {
            let ahead = peek.call(&[&one], th)?;
            let Some(ahead) = ahead.downcast::<Bytes>() else {
                let name = ahead.ob_type().display_name();
                return Err(raise!(th, OSError, "peek() should have returned a bytes object, not '{name:.200}'"));
            };
            let mut bytes = ahead.as_bytes();
            if limit >= 0 {
                bytes = &bytes[..bytes.len().min(limit as usize - line.len())];
            }
            if !bytes.is_empty() {
                wanted = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            }
        }
        let wanted = Long::from_usize(wanted)?;
        let piece = stream.call_method(id!(read), &[&wanted], th)?;
        let Some(piece) = piece.downcast::<Bytes>() else {
            let name = piece.ob_type().display_name();
            return Err(raise!(th, OSError, "read() should have returned a bytes object, not '{name:.200}'"));
        };
        if piece.is_empty() {
            break;
        }
        line.extend_from_slice(piece.as_bytes());
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Bytes::new(&line)
}

/// `readlines` of any stream.
pub fn base_readlines(stream: &Object, hint: isize, th: &mut Thread) -> PyResult<Ref<List>> {
    let lines = List::with_capacity(0)?;
    if hint <= 0 {
        lines.extend(stream, th)?;
        return Ok(lines);
    }
    let iterator = stream.iter(th)?;
    let mut total = 0;
    while let Some(line) = iterator.iter_next(th)? {
        let len = line.len(th)?;
        lines.push(line)?;
        if len > (hint as usize).saturating_sub(total) {
            break;
        }
        total += len;
    }
    Ok(lines)
}

#[pytype(
    static = IOBase_Type,
    private,
    name = "_io._IOBase",
    layout = PyIOBaseObject,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyIOBaseObject, dict),
    weaklistoffset = offset_of!(PyIOBaseObject, weakreflist),
    doc = "The base of all stream classes.\n\nReads, writes and seeks raise UnsupportedOperation unless a subclass has them. A stream is\nan iterator of its lines and a context manager that closes it.",
)]
impl IOBase {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone.
        unsafe {
            let layout = (*this).layout();
            if !begin_dealloc(this.cast(), &layout.weakreflist, th) {
                return;
            }
            drop(layout.dict.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().dict);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().dict.take());
    }

    #[slot]
    fn tp_finalize(this: *mut Self, th: &mut Thread) {
        // SAFETY: finalizers are called with the object alive.
        finalize(unsafe { &*this }, th);
    }

    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        check_closed(self, th)?;
        Ok(self.to_ref())
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let line = self.call_method(id!(readline), &[], th)?;
        Ok(if line.len(th)? == 0 { None } else { Some(line) })
    }

    #[method(sig = "(offset, whence=os.SEEK_SET, /)", doc = "Change the position; return the new one.")]
    fn seek(&self, _offset: &Object, _whence: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("seek", th))
    }

    #[method(sig = "()", doc = "The position in the stream.")]
    fn tell(&self, th: &mut Thread) -> PyResult {
        let zero = Long::from_i64(0)?;
        let one = Long::from_i64(1)?;
        self.call_method(id!(seek), &[&zero, &one], th)
    }

    #[method(
        sig = "(size=None, /)",
        doc = "Cut or extend the file to a size, the position by default; return the size."
    )]
    fn truncate(&self, _size: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("truncate", th))
    }

    #[method(sig = "()", doc = "Write out what is buffered.")]
    fn flush(&self, th: &mut Thread) -> PyResult<()> {
        if base_closed(self, th)? {
            return Err(raise!(th, ValueError, "I/O operation on closed file."));
        }
        Ok(())
    }

    #[method(sig = "()", doc = "Flush and close the stream. A second close does nothing.")]
    fn close(&self, th: &mut Thread) -> PyResult<()> {
        base_close(self, th)
    }

    #[method(sig = "()", doc = "Whether seek() and truncate() work.")]
    fn seekable(&self) -> bool {
        false
    }

    #[method(sig = "()", doc = "Whether read() works.")]
    fn readable(&self) -> bool {
        false
    }

    #[method(sig = "()", doc = "Whether write() works.")]
    fn writable(&self) -> bool {
        false
    }

    #[method(name = "_checkClosed", sig = "()", doc = "Raise ValueError if the stream is closed.")]
    fn check_closed_method(&self, th: &mut Thread) -> PyResult<()> {
        check_closed(self, th)
    }

    #[method(name = "_checkSeekable", sig = "()", doc = "Raise UnsupportedOperation if the stream cannot seek.")]
    fn check_seekable_method(&self, th: &mut Thread) -> PyResult {
        check_seekable(self, th)?;
        Ok(boolobject::bool_object(true).to_ref())
    }

    #[method(name = "_checkReadable", sig = "()", doc = "Raise UnsupportedOperation if the stream cannot be read.")]
    fn check_readable_method(&self, th: &mut Thread) -> PyResult {
        check_readable(self, th)?;
        Ok(boolobject::bool_object(true).to_ref())
    }

    #[method(name = "_checkWritable", sig = "()", doc = "Raise UnsupportedOperation if the stream cannot be written.")]
    fn check_writable_method(&self, th: &mut Thread) -> PyResult {
        check_writable(self, th)?;
        Ok(boolobject::bool_object(true).to_ref())
    }

    #[method(sig = "()", doc = "The descriptor of the stream, if it has one.")]
    fn fileno(&self, th: &mut Thread) -> PyResult<()> {
        Err(unsupported("fileno", th))
    }

    #[method(sig = "()", doc = "Whether the stream is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> PyResult<bool> {
        check_closed(self, th)?;
        Ok(false)
    }

    #[method(name = "__enter__", sig = "()")]
    fn enter(&self, th: &mut Thread) -> PyResult {
        check_closed(self, th)?;
        Ok(self.to_ref())
    }

    #[method(name = "__exit__", raw = VARARGS)]
    fn exit(&self, _args: &Object, th: &mut Thread) -> PyResult {
        self.call_method(id!(close), &[], th)
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line, or at most size bytes of it.")]
    fn readline(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        base_readline(self, size, th)
    }

    #[method(sig = "(hint=-1, /)", doc = "A list of lines; no more are read once they are longer than hint together.")]
    fn readlines(&self, #[arg(with = size_or_none, default = -1)] hint: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        base_readlines(self, hint, th)
    }

    #[method(sig = "(lines, /)", doc = "Write each of the lines; no line ends are added.")]
    fn writelines(&self, lines: &Object, th: &mut Thread) -> PyResult<()> {
        check_closed(self, th)?;
        let iterator = lines.iter(th)?;
        while let Some(line) = iterator.iter_next(th)? {
            self.call_method(id!(write), &[&line], th)?;
        }
        Ok(())
    }

    #[getter(name = "__dict__")]
    fn dict(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }

    #[getter]
    fn closed(&self, th: &mut Thread) -> PyResult<bool> {
        base_closed(self, th)
    }
}

object_type!(
    /// `_io._RawIOBase`
    pub struct RawIOBase(PyIOBaseObject): RawIOBase_Type
);

/// `readall` by `read`, for raw streams of any kind.
pub fn base_readall(stream: &Object, th: &mut Thread) -> PyResult {
    let size = Long::from_usize(DEFAULT_BUFFER_SIZE)?;
    let mut all: Vec<u8> = Vec::new();
    loop {
        let data = stream.call_method(id!(read), &[&size], th)?;
        if data.is(none()) {
            if all.is_empty() {
                return Ok(data);
            }
            break;
        }
        let Some(bytes) = data.downcast::<Bytes>() else {
            return Err(raise!(th, TypeError, "read() should return bytes"));
        };
        if bytes.is_empty() {
            break;
        }
        all.extend_from_slice(bytes.as_bytes());
    }
    Ok(Bytes::new(&all)?.into_object())
}

#[pytype(
    static = RawIOBase_Type,
    private,
    name = "_io._RawIOBase",
    layout = PyIOBaseObject,
    base = IOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyIOBaseObject, dict),
    weaklistoffset = offset_of!(PyIOBaseObject, weakreflist),
    doc = "The base of unbuffered binary streams.",
)]
impl RawIOBase {
    #[method(sig = "(size=-1, /)", doc = "Read at most size bytes with one system call, or all for -1.")]
    fn read(&self, size: isize, th: &mut Thread) -> PyResult {
        if size < 0 {
            return self.call_method(id!(readall), &[], th);
        }
        let zeros = vec![0; size as usize];
        let array = ByteArray::new(&zeros)?;
        let count = self.call_method(id!(readinto), &[&array], th)?;
        if count.is(none()) {
            return Ok(count);
        }
        let count = count.as_isize(Some(&exceptions::ValueError), th)?;
        let bytes = array.as_bytes(th);
        match usize::try_from(count) {
            Ok(count) if count <= bytes.len() => Ok(Bytes::new(&bytes[..count])?.into_object()),
            _ => {
                let len = bytes.len();
                Err(raise!(th, ValueError, "readinto returned {count} outside buffer size {len}"))
            }
        }
    }

    #[method(sig = "()", doc = "Read until the end.")]
    fn readall(&self, th: &mut Thread) -> PyResult {
        base_readall(self, th)
    }

    #[method(raw = VARARGS)]
    fn readinto(&self, _args: &Object, th: &mut Thread) -> PyResult {
        Err(th.raise_none(&exceptions::NotImplementedError))
    }

    #[method(raw = VARARGS)]
    fn write(&self, _args: &Object, th: &mut Thread) -> PyResult {
        Err(th.raise_none(&exceptions::NotImplementedError))
    }
}
