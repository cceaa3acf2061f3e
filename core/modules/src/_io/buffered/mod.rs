//! `_io.BufferedReader`, `BufferedWriter`, `BufferedRandom`: a buffer over a raw stream.
//!
//! One struct serves all three. The buffer is a window on the raw stream: `pos` is the stream's position in it, `raw_pos`
//! the raw stream's; `..read_end` has been read, `write_pos..write_end` is still to be written. What calls the raw stream
//! holds the stream's lock, for other threads run meanwhile.

mod common;
mod pair;
mod read;
mod types;
mod write;

use std::cell::Cell;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::fileio::FileIO;
use super::support::*;

pub use common::warn_unclosed;
pub use pair::BufferedRWPair_Type;
pub use types::{BufferedRandom_Type, BufferedReader_Type, BufferedWriter_Type};

/// The struct of the three buffered streams.
#[repr(C)]
pub struct PyBufferedObject {
    pub ob_base: Object,
    pub raw: Field,
    ok: Cell<bool>,
    detached: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    pub finalizing: Cell<bool>,
    /// The raw stream is exactly a `FileIO`, which is then called without going through Python.
    file: Cell<bool>,
    /// The raw stream's position, -1 if not known.
    abs_pos: Cell<i64>,
    buffer: Cell<*mut u8>,
    size: Cell<usize>,
    pos: Cell<usize>,
    /// The raw stream's position in the buffer, -1 if it is elsewhere.
    raw_pos: Cell<isize>,
    /// The end of what has been read, -1 if nothing.
    read_end: Cell<isize>,
    write_pos: Cell<usize>,
    /// The end of what is to be written, -1 if nothing.
    write_end: Cell<isize>,
    lock: StreamLock,
    pub dict: Field<Dict>,
    pub weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyBufferedObject {}

/// Any of the three.
#[repr(transparent)]
pub struct Buffered(PyBufferedObject);
// SAFETY: transparent over the layout.
unsafe impl ObjectLayout for Buffered {}

impl std::ops::Deref for Buffered {
    type Target = Object;
    fn deref(&self) -> &Object {
        self.as_object()
    }
}

/// What the stream is opened for.
#[derive(Clone, Copy)]
pub struct Access {
    pub readable: bool,
    pub writable: bool,
}

impl Buffered {
    #[inline(always)]
    pub fn layout(&self) -> &PyBufferedObject {
        &self.0
    }

    /// The stream behind an object of exactly one of the three types, which nobody can have overridden.
    pub fn exact<'a>(object: &'a Object, class: &Type) -> Option<&'a Buffered> {
        // SAFETY: an instance of the type has the layout.
        std::ptr::eq(object.ob_type(), class).then(|| unsafe { &*std::ptr::from_ref(object).cast::<Buffered>() })
    }

    /// `__init__`, after the raw stream was asked whether it can do what is wanted.
    pub(super) fn initialize(
        &self,
        raw: &Object,
        size: isize,
        access: Access,
        exact: bool,
        th: &mut Thread,
    ) -> PyResult<()> {
        let layout = self.layout();
        layout.ok.set(false);
        layout.detached.set(false);
        layout.raw.set(Some(raw.to_ref()), th);
        layout.readable.set(access.readable);
        layout.writable.set(access.writable);
        let Some(wanted) = usize::try_from(size).ok().filter(|size| *size > 0) else {
            return Err(raise!(th, ValueError, "buffer size must be strictly positive"));
        };
        let guard = layout.lock.enter(self, th)?;
        let memory = heap::mem_malloc(wanted);
        if memory.is_null() {
            return Err(th.no_memory());
        }
        // SAFETY: null or the old allocation, which nobody uses: the lock is held.
        unsafe { heap::mem_free(layout.buffer.replace(memory)) };
        drop(guard);
        layout.size.set(wanted);
        layout.pos.set(0);
        layout.raw_pos.set(0);
        self.forget_read();
        self.forget_write();
        layout.file.set(exact && FileIO::check_exact(raw));
        if self.raw_tell(th).is_err() {
            th.clear_raised();
        }
        layout.ok.set(true);
        Ok(())
    }

    /// The raw stream. `ValueError` without one.
    pub(super) fn raw(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        match layout.raw.get() {
            Some(raw) if layout.ok.get() => Ok(raw),
            _ => Err(self.not_ready(th)),
        }
    }

    #[cold]
    fn not_ready(&self, th: &mut Thread) -> Raised {
        if self.layout().detached.get() {
            raise!(th, ValueError, "raw stream has been detached")
        } else {
            raise!(th, ValueError, "I/O operation on uninitialized object")
        }
    }

    /// The raw file, when it is called directly. Borrowed for as long as the guard of the stream's lock keeps others out.
    fn raw_file(&self) -> Option<Ref<FileIO>> {
        if !self.layout().file.get() {
            return None;
        }
        self.layout().raw.get().and_then(|raw| raw.downcast_into::<FileIO>().ok())
    }

    pub(super) fn is_closed(&self, th: &mut Thread) -> PyResult<bool> {
        if !self.layout().ok.get() {
            return Err(self.not_ready(th));
        }
        if let Some(file) = self.raw_file() {
            return Ok(file.is_closed());
        }
        self.raw(th)?.get_attr(id!(closed), th)?.is_true(th)
    }

    /// Raises `ValueError(message)` if the stream is closed.
    pub(super) fn check_open(&self, message: &str, th: &mut Thread) -> PyResult<()> {
        if self.is_closed(th)? || self.layout().buffer.get().is_null() {
            return Err(raise!(th, ValueError, "{message}"));
        }
        Ok(())
    }

    pub(super) fn enter<'a>(&'a self, th: &mut Thread) -> PyResult<StreamGuard<'a>> {
        self.layout().lock.enter(self, th)
    }

    pub(super) fn release_buffer(&self) {
        let layout = self.layout();
        // SAFETY: null or the allocation, which is not used again.
        unsafe { heap::mem_free(layout.buffer.replace(std::ptr::null_mut())) };
    }

    // The window.

    fn has_read(&self) -> bool {
        self.layout().readable.get() && self.layout().read_end.get() >= 0
    }

    fn has_write(&self) -> bool {
        self.layout().writable.get() && self.layout().write_end.get() >= 0
    }

    fn forget_read(&self) {
        self.layout().read_end.set(-1);
    }

    fn forget_write(&self) {
        self.layout().write_pos.set(0);
        self.layout().write_end.set(-1);
    }

    /// How far the raw stream is ahead of this one.
    fn raw_offset(&self) -> i64 {
        let layout = self.layout();
        if (self.has_read() || self.has_write()) && layout.raw_pos.get() >= 0 {
            layout.raw_pos.get() as i64 - layout.pos.get() as i64
        } else {
            0
        }
    }

    /// How many bytes can be read from the buffer.
    fn ahead(&self) -> usize {
        if self.has_read() {
            (self.layout().read_end.get() as usize).saturating_sub(self.layout().pos.get())
        } else {
            0
        }
    }

    /// Moves the position; what was read reaches at least there.
    fn move_to(&self, position: usize) {
        let layout = self.layout();
        layout.pos.set(position);
        if self.has_read() && layout.read_end.get() < position as isize {
            layout.read_end.set(position as isize);
        }
    }

    /// Buffered bytes. Nothing that could change the buffer runs while the token is borrowed.
    fn window<'a>(&'a self, start: usize, len: usize, _th: &'a Thread) -> &'a [u8] {
        let layout = self.layout();
        debug_assert!(start + len <= layout.size.get());
        if layout.buffer.get().is_null() {
            return &[];
        }
        // SAFETY: inside the allocation; see above.
        unsafe { std::slice::from_raw_parts(layout.buffer.get().add(start), len) }
    }

    /// Copies bytes into the buffer, which has room for them there.
    fn put(&self, start: usize, bytes: &[u8]) {
        let layout = self.layout();
        debug_assert!(start + bytes.len() <= layout.size.get());
        if layout.buffer.get().is_null() {
            return;
        }
        // SAFETY: inside the allocation; the source may be another part of memory or, through a view, this one.
        unsafe { std::ptr::copy(bytes.as_ptr(), layout.buffer.get().add(start), bytes.len()) };
    }

    // The raw stream.

    fn position_of(&self, answer: &Object, th: &mut Thread) -> PyResult<i64> {
        let position = super::fileio::offset(answer, th)?;
        if position < 0 {
            return Err(raise!(th, OSError, "Raw stream returned invalid position {position}"));
        }
        Ok(position)
    }

    fn raw_tell(&self, th: &mut Thread) -> PyResult<i64> {
        let layout = self.layout();
        layout.abs_pos.set(-1);
        let position = match self.raw_file() {
            Some(file) => file.seek_raw(0, libc::SEEK_CUR, th)?,
            None => {
                let Some(raw) = layout.raw.get() else { return Err(self.not_ready(th)) };
                let answer = raw.call_method(id!(tell), &[], th)?;
                self.position_of(&answer, th)?
            }
        };
        layout.abs_pos.set(position);
        Ok(position)
    }

    /// The raw stream's position, asked only if it is not known.
    fn known_position(&self, th: &mut Thread) -> PyResult<i64> {
        match self.layout().abs_pos.get() {
            -1 => self.raw_tell(th),
            position => Ok(position),
        }
    }

    fn raw_seek(&self, target: i64, whence: i32, th: &mut Thread) -> PyResult<i64> {
        let layout = self.layout();
        layout.abs_pos.set(-1);
        let position = match self.raw_file() {
            Some(file) => file.seek_raw(target, whence, th)?,
            None => {
                let raw = self.raw(th)?;
                let (target, whence) = (Long::from_i64(target)?, Long::from_i64(i64::from(whence))?);
                let answer = raw.call_method(id!(seek), &[&target, &whence], th)?;
                self.position_of(&answer, th)?
            }
        };
        layout.abs_pos.set(position);
        Ok(position)
    }

    /// Reads into memory with one call of the raw stream; `None` if it would block.
    ///
    /// # Safety
    /// `len` bytes at `to` stay in place and are this call's alone.
    unsafe fn raw_read(&self, to: *mut u8, len: usize, th: &mut Thread) -> PyResult<Option<usize>> {
        let layout = self.layout();
        let count = match self.raw_file() {
            // SAFETY: the caller's promise.
            Some(file) => unsafe { file.read_raw(to, len, th)? },
            None => {
                let raw = self.raw(th)?;
                // The raw stream is lent memory of its own, so that what it keeps of it does not dangle.
                let array = ByteArray::new(&vec![0; len])?;
                let view = MemoryView::from_object(&array, th)?;
                let answer = raw.call_method(id!(readinto), &[&view], th)?;
                drop(view);
                if answer.is(none()) {
                    None
                } else {
                    let count = length_of(&answer, len, "readinto", th)?;
                    let bytes = array.as_bytes(th);
                    let count = count.min(bytes.len());
                    // SAFETY: the caller's promise.
                    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, count) };
                    Some(count)
                }
            }
        };
        if let Some(count) = count
            && layout.abs_pos.get() >= 0
        {
            layout.abs_pos.set(layout.abs_pos.get() + count as i64);
        }
        Ok(count)
    }

    /// Writes from memory with one call of the raw stream; `None` if it would block.
    ///
    /// # Safety
    /// `len` bytes at `from` stay in place.
    unsafe fn raw_write(&self, from: *const u8, len: usize, th: &mut Thread) -> PyResult<Option<usize>> {
        let layout = self.layout();
        let count = match self.raw_file() {
            // SAFETY: the caller's promise.
            Some(file) => unsafe { file.write_raw(from, len, th)? },
            None => {
                let raw = self.raw(th)?;
                // SAFETY: the caller's promise.
                let bytes = Bytes::new(unsafe { std::slice::from_raw_parts(from, len) })?;
                let view = MemoryView::from_object(&bytes, th)?;
                let answer = raw.call_method(id!(write), &[&view], th)?;
                if answer.is(none()) { None } else { Some(length_of(&answer, len, "write", th)?) }
            }
        };
        if let Some(count) = count
            && layout.abs_pos.get() >= 0
        {
            layout.abs_pos.set(layout.abs_pos.get() + count as i64);
        }
        Ok(count)
    }
}

/// What a raw `readinto` or `write` says it moved.
fn length_of(answer: &Object, most: usize, method: &str, th: &mut Thread) -> PyResult<usize> {
    let count = match answer.as_isize(Some(&exceptions::ValueError), th) {
        Ok(count) => count,
        Err(raised) if method == "readinto" => {
            let _ = raised;
            return Err(exceptions::format_from_cause(&exceptions::OSError, "raw readinto() failed", th));
        }
        Err(raised) => return Err(raised),
    };
    match usize::try_from(count) {
        Ok(count) if count <= most => Ok(count),
        _ => Err(raise!(
            th,
            OSError,
            "raw {method}() returned invalid length {count} (should have been between 0 and {most})"
        )),
    }
}
