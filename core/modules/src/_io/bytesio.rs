//! `_io.BytesIO`: a stream over bytes in memory.
//!
//! The contents are either a bytes object that others may hold, too, or memory of the stream's own: the first write after
//! `getvalue` or after construction copies, and only that.

use std::cell::Cell;
use std::ffi::c_int;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::memoryobject::{self, Buffer};
use ks_runtime::prelude::*;

use super::bases::BufferedIOBase_Type;
use super::support::*;

/// Contents and position.
#[repr(C)]
pub struct PyBytesIOObject {
    ob_base: Object,
    /// The contents, if not null; else `data` has them.
    shared: Field<Bytes>,
    data: Cell<Vec<u8>>,
    closed: Cell<bool>,
    position: Cell<usize>,
    /// Views of `getbuffer` alive: the memory stays where it is.
    exports: Cell<usize>,
    dict: Field<Dict>,
    weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyBytesIOObject {}

object_type!(
    /// `_io.BytesIO`
    pub struct BytesIO(PyBytesIOObject): BytesIO_Type
);

impl BytesIO {
    fn check_open(&self, th: &mut Thread) -> PyResult<()> {
        if self.layout().closed.get() {
            return Err(raise!(th, ValueError, "I/O operation on closed file."));
        }
        Ok(())
    }

    fn check_resizable(&self, th: &mut Thread) -> PyResult<()> {
        self.check_open(th)?;
        if self.layout().exports.get() > 0 {
            return Err(raise!(th, BufferError, "Existing exports of data: object cannot be re-sized"));
        }
        Ok(())
    }

    /// The contents, as long as nothing runs that writes.
    fn contents<'a>(&'a self, th: &'a Thread) -> &'a [u8] {
        let layout = self.layout();
        match layout.shared.borrow(th) {
            Some(bytes) => bytes.as_bytes(),
            // SAFETY: the vector is replaced only by methods that take the token, which is borrowed.
            None => unsafe { &*layout.data.as_ptr() },
        }
    }

    fn len(&self, th: &Thread) -> usize {
        self.contents(th).len()
    }

    /// What is from the position on, at most `size` bytes unless negative; moves behind it.
    fn take(&self, size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let layout = self.layout();
        let contents = self.contents(th);
        let rest = contents.get(layout.position.get()..).unwrap_or_default();
        let size = usize::try_from(size).map_or(rest.len(), |size| size.min(rest.len()));
        // All of a shared object is the object itself.
        let whole = size == contents.len() && size > 1;
        let taken = match layout.shared.get() {
            Some(bytes) if whole => bytes,
            _ => Bytes::new(&rest[..size])?,
        };
        layout.position.set(layout.position.get() + size);
        Ok(taken)
    }

    fn take_line(&self, limit: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let rest = self.contents(th).get(self.layout().position.get()..).unwrap_or_default();
        let mut len = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        if let Ok(limit) = usize::try_from(limit) {
            len = len.min(limit);
        }
        self.take(len as isize, th)
    }

    /// Takes the contents out as memory of the stream's own; [`Cell::set`] puts them back.
    fn own(&self, th: &mut Thread) -> PyResult<Vec<u8>> {
        let layout = self.layout();
        if let Some(bytes) = layout.shared.get() {
            let mut data = Vec::new();
            if data.try_reserve(bytes.len()).is_err() {
                return Err(th.no_memory());
            }
            data.extend_from_slice(bytes.as_bytes());
            layout.shared.set(None, th);
            return Ok(data);
        }
        Ok(layout.data.take())
    }

    fn write_at_position(&self, bytes: &[u8], th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let position = layout.position.get();
        let Some(end) = position.checked_add(bytes.len()).filter(|end| *end <= isize::MAX as usize) else {
            return Err(raise!(th, OverflowError, "new buffer size too large"));
        };
        let mut data = self.own(th)?;
        let grow = end.saturating_sub(data.len());
        if data.try_reserve(grow).is_err() {
            layout.data.set(data);
            return Err(th.no_memory());
        }
        if position == data.len() {
            data.extend_from_slice(bytes);
        } else {
            if data.len() < end {
                data.resize(end, 0);
            }
            data[position..end].copy_from_slice(bytes);
        }
        layout.data.set(data);
        layout.position.set(end);
        Ok(())
    }

    fn write_object(&self, object: &Object, th: &mut Thread) -> PyResult<usize> {
        self.check_resizable(th)?;
        let buffer = Buffer::get(object, PyBUF_CONTIG_RO, th)?;
        // Getting a buffer may have run code that closed or lent this one.
        self.check_resizable(th)?;
        if !buffer.is_empty() {
            self.write_at_position(buffer.as_bytes(), th)?;
        }
        Ok(buffer.len())
    }

    fn value(&self, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let layout = self.layout();
        if let Some(bytes) = layout.shared.get() {
            return Ok(bytes);
        }
        let bytes = Bytes::new(self.contents(th))?;
        if layout.exports.get() == 0 {
            layout.shared.set(Some(bytes.clone()), th);
            drop(layout.data.take());
        }
        Ok(bytes)
    }
}

/// A size that may be `None`, which means a default.
fn optional_size(object: &Object, at: &'static ArgName, th: &mut Thread) -> PyResult<Option<isize>> {
    if object.is(none()) { Ok(None) } else { size_or_none(object, at, th).map(Some) }
}

#[pytype(
    static = BytesIO_Type,
    private,
    name = "_io.BytesIO",
    layout = PyBytesIOObject,
    base = BufferedIOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyBytesIOObject, dict),
    weaklistoffset = offset_of!(PyBytesIOObject, weakreflist),
    text_signature = "(initial_bytes=b'')",
    doc = "A stream over bytes in memory.",
)]
impl BytesIO {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult {
        let new = allocate::<BytesIO>(ty)?;
        // SAFETY: the memory is new and zeroed, which is no value of a vector.
        unsafe {
            let layout = std::ptr::from_ref(new.layout()).cast_mut();
            (&raw mut (*layout).data).write(Cell::new(Vec::new()));
        }
        Ok(new.into_object())
    }

    #[init(sig = "(initial_bytes=b'')")]
    fn py_init(&self, initial_bytes: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if layout.exports.get() > 0 {
            return Err(raise!(th, BufferError, "Existing exports of data: object cannot be re-sized"));
        }
        layout.shared.set(None, th);
        drop(layout.data.take());
        layout.position.set(0);
        layout.closed.set(false);
        if let Some(initial) = initial_bytes.filter(|initial| !initial.is(none())) {
            match initial.downcast_exact::<Bytes>() {
                Some(bytes) => layout.shared.set(Some(Ref::new(bytes)), th),
                None => {
                    self.write_object(initial, th)?;
                    layout.position.set(0);
                }
            }
        }
        Ok(())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone.
        unsafe {
            let layout = (*this).layout();
            heap::gc_untrack(&*this);
            if layout.exports.get() > 0 {
                let _ = raise!(th, SystemError, "deallocated BytesIO object has exported buffers");
                th.write_unraisable(None);
            }
            if !layout.weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop(layout.shared.take());
            drop(layout.data.take());
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
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.check_open(th)?;
        let line = self.take_line(-1, th)?;
        Ok((!line.is_empty()).then(|| line.into_object()))
    }

    #[method(sig = "()", doc = "Whether the stream can be read: while it is open.")]
    fn readable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(sig = "()", doc = "Whether the stream can be written: while it is open.")]
    fn writable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(sig = "()", doc = "Whether the stream can seek: while it is open.")]
    fn seekable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(sig = "()", doc = "Close the stream and free its memory.")]
    fn close(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if layout.exports.get() > 0 {
            return Err(raise!(th, BufferError, "Existing exports of data: object cannot be re-sized"));
        }
        layout.closed.set(true);
        layout.shared.set(None, th);
        drop(layout.data.take());
        Ok(())
    }

    #[method(sig = "()", doc = "Nothing: there is nothing to flush.")]
    fn flush(&self, th: &mut Thread) -> PyResult<()> {
        self.check_open(th)
    }

    #[method(sig = "()", doc = "Always False.")]
    fn isatty(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(false)
    }

    #[method(sig = "()", doc = "The position in the stream.")]
    fn tell(&self, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        Ok(self.layout().position.get())
    }

    #[method(sig = "(b, /)", doc = "Write the bytes at the position; return how many there are.")]
    fn write(&self, b: &Object, th: &mut Thread) -> PyResult<usize> {
        self.write_object(b, th)
    }

    #[method(sig = "(lines, /)", doc = "Write each of the lines; no line ends are added.")]
    fn writelines(&self, lines: &Object, th: &mut Thread) -> PyResult<()> {
        self.check_open(th)?;
        let iterator = lines.iter(th)?;
        while let Some(line) = iterator.iter_next(th)? {
            self.write_object(&line, th)?;
        }
        Ok(())
    }

    #[method(sig = "(size=-1, /)", doc = "Read size bytes, or all for -1 and None.")]
    fn read1(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.check_open(th)?;
        self.take(size, th)
    }

    #[method(sig = "(buffer, /)", doc = "Fill the buffer; return how many bytes there were.")]
    fn readinto(&self, mut buffer: WritableBuffer, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        let layout = self.layout();
        let rest = self.contents(th).get(layout.position.get()..).unwrap_or_default();
        let to = buffer.0.as_bytes_mut();
        let count = rest.len().min(to.len());
        // SAFETY: both are so long. The buffer may be a view of this very stream.
        unsafe { std::ptr::copy(rest.as_ptr(), to.as_mut_ptr(), count) };
        layout.position.set(layout.position.get() + count);
        Ok(count)
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line, or at most size bytes of it.")]
    fn readline(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.check_open(th)?;
        self.take_line(size, th)
    }

    #[method(
        sig = "(size=None, /)",
        doc = "A list of lines; no more are read once they are longer than size together."
    )]
    fn readlines(&self, size: Option<&Object>, th: &mut Thread) -> PyResult<Ref<List>> {
        self.check_open(th)?;
        let most = match size {
            None => 0,
            Some(size) if size.downcast::<Long>().is_some() => size.as_isize(Some(&exceptions::OverflowError), th)?,
            Some(size) => {
                let name = size.ob_type().display_name();
                return Err(raise!(th, TypeError, "integer argument expected, got '{name}'"));
            }
        };
        let lines = List::with_capacity(0)?;
        let mut total = 0;
        loop {
            let line = self.take_line(-1, th)?;
            if line.is_empty() {
                return Ok(lines);
            }
            total += line.len();
            lines.push(line.into_object())?;
            if most > 0 && total >= most as usize {
                return Ok(lines);
            }
        }
    }

    #[method(sig = "(size=-1, /)", doc = "Read size bytes, or all for -1 and None.")]
    fn read(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.check_open(th)?;
        self.take(size, th)
    }

    #[method(sig = "()", doc = "A writable view of the contents. While it lives, the size is fixed.")]
    fn getbuffer(&self, th: &mut Thread) -> PyResult {
        self.check_open(th)?;
        let buffer: Ref<BytesIOBuffer> = allocate(&BytesIOBuffer_Type)?;
        buffer.layout().source.init(self.to_ref());
        Ok(MemoryView::from_object(&buffer, th)?.into_object())
    }

    #[method(sig = "()", doc = "All of the contents.")]
    fn getvalue(&self, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.check_open(th)?;
        self.value(th)
    }

    #[method(
        sig = "(pos, whence=0, /)",
        doc = "Move the position, from the start (0), here (1) or the end (2); return it."
    )]
    fn seek(&self, pos: isize, whence: c_int, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        if pos < 0 && whence == 0 {
            return Err(raise!(th, ValueError, "negative seek value {pos}"));
        }
        let from = match whence {
            0 => 0,
            1 => self.layout().position.get(),
            2 => self.len(th),
            _ => return Err(raise!(th, ValueError, "invalid whence ({whence}, should be 0, 1 or 2)")),
        };
        let Some(position) = (from as isize).checked_add(pos) else {
            return Err(raise!(th, OverflowError, "new position too large"));
        };
        let position = position.max(0) as usize;
        self.layout().position.set(position);
        Ok(position)
    }

    #[method(
        sig = "(size=None, /)",
        doc = "Cut the contents to at most a size, the position by default; return the size."
    )]
    fn truncate(
        &self,
        #[arg(with = optional_size, default = None)] size: Option<isize>,
        th: &mut Thread,
    ) -> PyResult<usize> {
        self.check_resizable(th)?;
        let size = match size {
            None => self.layout().position.get(),
            Some(size) => match usize::try_from(size) {
                Ok(size) => size,
                Err(_) => return Err(raise!(th, ValueError, "negative size value {size}")),
            },
        };
        if size < self.len(th) {
            let mut data = self.own(th)?;
            data.truncate(size);
            self.layout().data.set(data);
        }
        Ok(size)
    }

    #[method(name = "__getstate__", sig = "()")]
    fn getstate(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.check_open(th)?;
        let value = self.value(th)?;
        let position = Long::from_usize(self.layout().position.get())?;
        let dict = match self.layout().dict.get() {
            Some(dict) => dict.copy(th)?.into_object(),
            None => none().to_ref(),
        };
        Tuple::from_array([value.into_object(), position.into_object(), dict])
    }

    #[method(name = "__setstate__", sig = "(object, /)")]
    fn setstate(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let [value, position, dict] = (match object.downcast::<Tuple>() {
            Some(state) => state.items(),
            None => &[],
        }) else {
            let (this, other) = (self.ob_type().display_name(), object.ob_type().display_name());
            return Err(raise!(th, TypeError, "{this:.200}.__setstate__ argument should be 3-tuple, got {other:.200}"));
        };
        self.check_resizable(th)?;
        layout.shared.set(None, th);
        drop(layout.data.take());
        layout.position.set(0);
        self.write_object(value, th)?;
        if position.downcast::<Long>().is_none() {
            let name = position.ob_type().display_name();
            return Err(raise!(th, TypeError, "second item of state must be an integer, not {name:.200}"));
        }
        match usize::try_from(position.as_isize(Some(&exceptions::OverflowError), th)?) {
            Ok(position) => layout.position.set(position),
            Err(_) => return Err(raise!(th, ValueError, "position value cannot be negative")),
        }
        restore_dict(self, dict, "third", th)
    }

    #[method(name = "__sizeof__", sig = "()")]
    fn sizeof(&self, th: &mut Thread) -> usize {
        let own = if self.layout().shared.is_null() { self.contents(th).len() } else { 0 };
        self.ob_type().tp_basicsize.get() as usize + own
    }

    #[getter(doc = "Whether the stream is closed.")]
    fn closed(&self) -> bool {
        self.layout().closed.get()
    }
}

/// The dict of a pickled stream: what is in it is added to the instance's.
pub fn restore_dict(stream: &Object, dict: &Object, which: &str, th: &mut Thread) -> PyResult<()> {
    if dict.is(none()) {
        return Ok(());
    }
    let Some(dict) = dict.downcast::<Dict>() else {
        let name = dict.ob_type().display_name();
        return Err(raise!(th, TypeError, "{which} item of state should be a dict, got a {name:.200}"));
    };
    let own = object::generic_get_dict(stream, th)?;
    match own.downcast::<Dict>() {
        Some(own) => own.merge(dict, 1, th),
        None => Err(th.bad_internal_call()),
    }
}

/// What the view of `getbuffer` is over.
#[repr(C)]
pub struct PyBytesIOBufferObject {
    ob_base: Object,
    source: Field,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyBytesIOBufferObject {}

object_type!(
    /// `_io._BytesIOBuffer`
    pub struct BytesIOBuffer(PyBytesIOBufferObject): BytesIOBuffer_Type
);

impl BytesIOBuffer {
    fn stream(&self) -> Option<Ref<BytesIO>> {
        self.layout().source.get().and_then(|source| source.downcast_into::<BytesIO>().ok())
    }
}

#[pytype(
    static = BytesIOBuffer_Type,
    private,
    name = "_io._BytesIOBuffer",
    layout = PyBytesIOBufferObject,
    flags(HAVE_GC),
    no_new,
)]
impl BytesIOBuffer {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().source.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().source);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().source.take());
    }

    #[slot]
    fn bf_getbuffer(&self, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        if view.is_null() {
            return Err(raise!(th, BufferError, "bytesiobuf_getbuffer: view==NULL argument is obsolete"));
        }
        let Some(stream) = self.stream() else {
            return Err(th.bad_internal_call());
        };
        let layout = stream.layout();
        if layout.exports.get() == 0 {
            // Writing through the view must not change a bytes object that others hold.
            let data = stream.own(th)?;
            layout.data.set(data);
        }
        // SAFETY: the memory stays as long as it is exported.
        unsafe {
            let data = &mut *layout.data.as_ptr();
            memoryobject::fill(view, Some(self), data.as_mut_ptr().cast(), data.len(), false, flags, th)?;
        }
        layout.exports.set(layout.exports.get() + 1);
        Ok(())
    }

    #[slot]
    fn bf_releasebuffer(&self, _view: *mut Py_buffer) {
        if let Some(stream) = self.stream() {
            let layout = stream.layout();
            layout.exports.set(layout.exports.get().saturating_sub(1));
        }
    }
}
