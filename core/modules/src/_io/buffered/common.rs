//! What readers, writers and both have in common.

use std::ffi::c_int;

use ks_runtime::abstract_::{ObjectOps, repr_guard};
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::super::support::*;
use super::{Buffered, PyBufferedObject};

/// The destructor of the three types.
///
/// # Safety
/// Called with the last reference gone.
pub(super) unsafe fn dealloc(this: *mut Object, th: &mut Thread) {
    // SAFETY: the caller's promise.
    unsafe {
        let stream = &*this.cast::<Buffered>();
        let layout = stream.layout();
        layout.finalizing.set(true);
        if !begin_dealloc(this, &layout.weakreflist, th) {
            return;
        }
        layout.ok.set(false);
        stream.release_buffer();
        drop(layout.raw.take());
        drop(layout.dict.take());
        heap::free_object(this);
    }
}

pub(super) fn traverse(layout: &PyBufferedObject, visit: &mut Visitor) {
    visit.visit(&layout.raw);
    visit.visit(&layout.dict);
}

pub(super) fn clear(layout: &PyBufferedObject) {
    layout.ok.set(false);
    drop(layout.raw.take());
    drop(layout.dict.take());
}

/// `<class name='…'>`.
pub(super) fn repr(stream: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let class = stream.ob_type().display_name();
    let name = match stream.get_attr_opt(id!(name), th) {
        Ok(name) => name,
        // A detached or uninitialized stream has no name to ask for.
        Err(Raised) if th.raised_matches(&exceptions::ValueError) => {
            th.clear_raised();
            None
        }
        Err(raised) => return Err(raised),
    };
    let Some(name) = name else {
        return Str::new(&format!("<{class}>"));
    };
    let Some(_guard) = repr_guard::enter(stream) else {
        return Err(raise!(th, RuntimeError, "reentrant call inside {class}.__repr__"));
    };
    let shown = name.repr(th)?;
    let mut out = unicodeobject::StrWriter::new();
    out.push_utf8(&format!("<{class} name="));
    out.push_str(&shown);
    out.push_ascii(">");
    out.finish()
}

/// The next line, of an exact type directly, else of its `readline`.
pub(super) fn next(stream: &Buffered, exact: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
    if exact {
        let line = stream.read_line(-1, th)?;
        return Ok((!line.is_empty()).then(|| line.into_object()));
    }
    let line = stream.call_method(id!(readline), &[], th)?;
    let Some(bytes) = line.downcast::<Bytes>() else {
        let name = line.ob_type().display_name();
        return Err(raise!(th, OSError, "readline() should have returned a bytes object, not '{name:.200}'"));
    };
    Ok(if bytes.is_empty() { None } else { Some(line) })
}

fn whence_or_zero(object: &Object, _at: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    object.as_c_int(th)
}

#[pymethods(methods = COMMON_METHODS, getset = COMMON_GETSET)]
impl Buffered {
    #[method(sig = "()", doc = "Flush, then separate the raw stream from the buffer and return it.")]
    fn detach(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?;
        self.call_method(id!(flush), &[], th)?;
        let layout = self.layout();
        let raw = self.raw(th)?;
        drop(layout.raw.take());
        layout.detached.set(true);
        layout.ok.set(false);
        Ok(raw)
    }

    #[method(sig = "()", doc = "Flush, then close the raw stream. A second close does nothing.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let raw = self.raw(th)?;
        {
            let _guard = self.enter(th)?;
            if self.is_closed(th)? {
                return Ok(none().to_ref());
            }
            if layout.finalizing.get() {
                warn_unclosed(&raw, self, th);
            }
        }
        let flushed = self.call_method(id!(flush), &[], th);
        let pending = if flushed.is_err() { th.take_raised() } else { None };
        let _guard = self.enter(th)?;
        let closed = raw.call_method(id!(close), &[], th);
        self.release_buffer();
        chain(pending, closed, th)
    }

    #[method(sig = "()", doc = "Whether the raw stream can seek.")]
    fn seekable(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(seekable), &[], th)
    }

    #[method(sig = "()", doc = "The descriptor of the raw stream.")]
    fn fileno(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(fileno), &[], th)
    }

    #[method(sig = "()", doc = "Whether the raw stream is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(isatty), &[], th)
    }

    #[method(name = "_dealloc_warn", sig = "(source, /)")]
    fn dealloc_warn(&self, source: &Object, th: &mut Thread) {
        if self.layout().ok.get()
            && let Some(raw) = self.layout().raw.get()
        {
            warn_unclosed(&raw, source, th);
        }
    }

    #[method(
        sig = "(target, whence=0, /)",
        doc = "Move the position, from the start (0), here (1) or the end (2); return it."
    )]
    fn seek(
        &self,
        target: &Object,
        #[arg(with = whence_or_zero, default = 0)] whence: c_int,
        th: &mut Thread,
    ) -> PyResult<i64> {
        let layout = self.layout();
        let raw = self.raw(th)?;
        if !matches!(whence, libc::SEEK_SET | libc::SEEK_CUR | libc::SEEK_END | libc::SEEK_DATA | libc::SEEK_HOLE) {
            return Err(raise!(th, ValueError, "whence value {whence} unsupported"));
        }
        self.check_open("seek of closed file", th)?;
        check_seekable(&raw, th)?;
        let mut target = super::super::fileio::offset(target, th)?;
        if matches!(whence, libc::SEEK_SET | libc::SEEK_CUR) && layout.readable.get() {
            // Inside the buffer, nothing but the position changes.
            let current = self.known_position(th)? - self.raw_offset();
            let ahead = self.ahead() as i64;
            if ahead > 0 {
                let offset = if whence == libc::SEEK_SET { target - current } else { target };
                if offset >= -(layout.pos.get() as i64) && offset <= ahead {
                    layout.pos.set((layout.pos.get() as i64 + offset) as usize);
                    return Ok(current + offset);
                }
            }
        }
        let _guard = self.enter(th)?;
        if layout.writable.get() {
            self.flush_locked(th)?;
        }
        if whence == libc::SEEK_CUR {
            target = target.saturating_sub(self.raw_offset());
        }
        let position = self.raw_seek(target, whence, th)?;
        layout.raw_pos.set(-1);
        if layout.readable.get() {
            self.forget_read();
        }
        Ok(position)
    }

    #[method(sig = "()", doc = "The position in the stream.")]
    fn tell(&self, th: &mut Thread) -> PyResult<i64> {
        self.raw(th)?;
        let position = self.raw_tell(th)? - self.raw_offset();
        // A device may tell less than was read from it.
        Ok(position.max(0))
    }

    #[method(
        sig = "(pos=None, /)",
        doc = "Cut or extend the file to a size, the position by default; return the size."
    )]
    fn truncate(&self, pos: Option<&Object>, th: &mut Thread) -> PyResult {
        let raw = self.raw(th)?;
        self.check_open("truncate of closed file", th)?;
        if !self.layout().writable.get() {
            return Err(unsupported("truncate", th));
        }
        let _guard = self.enter(th)?;
        self.flush_and_rewind(th)?;
        let result = raw.call_method(id!(truncate), &[pos.unwrap_or(none())], th)?;
        if self.raw_tell(th).is_err() {
            th.clear_raised();
        }
        Ok(result)
    }

    #[method(name = "__sizeof__", sig = "()")]
    fn sizeof(&self) -> usize {
        let buffer = if self.layout().buffer.get().is_null() { 0 } else { self.layout().size.get() };
        self.ob_type().tp_basicsize.get() as usize + buffer
    }

    #[method(name = "__reduce__", sig = "()")]
    fn reduce(&self, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[method(name = "__reduce_ex__", sig = "(object, /)")]
    fn reduce_ex(&self, _object: &Object, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[getter(doc = "Whether the stream is closed.")]
    fn closed(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.get_attr(id!(closed), th)
    }

    #[getter(doc = "The name of the raw stream.")]
    fn name(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.get_attr(id!(name), th)
    }

    #[getter(doc = "The mode of the raw stream.")]
    fn mode(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.get_attr(id!(mode), th)
    }
}

#[pymethods(methods = READABLE_METHODS)]
impl Buffered {
    #[method(sig = "()", doc = "Whether the raw stream can be read.")]
    fn readable(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(readable), &[], th)
    }
}

#[pymethods(methods = WRITABLE_METHODS)]
impl Buffered {
    #[method(sig = "()", doc = "Whether the raw stream can be written.")]
    fn writable(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(writable), &[], th)
    }
}

#[pymethods(methods = RAW_FLUSH_METHODS)]
impl Buffered {
    #[method(name = "flush", sig = "()", doc = "Flush the raw stream.")]
    fn flush_raw(&self, th: &mut Thread) -> PyResult {
        self.raw(th)?.call_method(id!(flush), &[], th)
    }
}

/// Lets the stream below warn that `source` was dropped open.
pub fn warn_unclosed(below: &Object, source: &Object, th: &mut Thread) {
    if below.call_method(id!(_dealloc_warn), &[source], th).is_err() {
        th.clear_raised();
    }
}
