//! The writing half of buffered streams.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::super::support::*;
use super::Buffered;

/// `BlockingIOError` with how many bytes were taken.
#[cold]
fn would_block(written: usize, th: &mut Thread) -> Raised {
    let raise = |th: &mut Thread| -> PyResult<Raised> {
        let number = Long::from_i64(i64::from(libc::EAGAIN))?;
        let text = Str::new("write could not complete without blocking")?;
        let written = Long::from_usize(written)?;
        let error = exceptions::BlockingIOError.call(&[&number, &text, &written], th)?;
        Ok(exceptions::set_object(error.ob_type(), Some(&error), th))
    };
    raise(th).unwrap_or_else(|raised| raised)
}

impl Buffered {
    /// Writes out what is to be written. The lock is held. The position stays, even if it was moved away from what was
    /// written, inside of what was read.
    pub(super) fn flush_locked(&self, th: &mut Thread) -> PyResult<()> {
        let position = self.layout().pos.get();
        let result = self.write_dirty(th);
        if self.has_read() {
            self.layout().pos.set(position);
        }
        result
    }

    fn write_dirty(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if self.has_write() && layout.write_pos.get() as isize != layout.write_end.get() {
            let back = self.raw_offset() + layout.pos.get() as i64 - layout.write_pos.get() as i64;
            if back != 0 {
                self.raw_seek(-back, libc::SEEK_CUR, th)?;
                layout.raw_pos.set(layout.raw_pos.get() - back as isize);
            }
            while (layout.write_pos.get() as isize) < layout.write_end.get() {
                let start = layout.write_pos.get();
                let len = layout.write_end.get() as usize - start;
                // SAFETY: inside the buffer, which stays while the lock is held.
                let count = unsafe { self.raw_write(layout.buffer.get().add(start), len, th)? };
                let Some(count) = count else {
                    return Err(would_block(0, th));
                };
                self.move_to(start + count);
                layout.write_pos.set(layout.pos.get());
                layout.raw_pos.set(layout.pos.get() as isize);
                // A partial write may have been cut short by a signal.
                if count < len {
                    interrupted(th)?;
                }
            }
        }
        self.forget_write();
        Ok(())
    }

    /// Writes out, and takes the raw stream to this one's position if something was read ahead.
    pub(super) fn flush_and_rewind(&self, th: &mut Thread) -> PyResult<()> {
        self.flush_locked(th)?;
        if self.layout().readable.get() {
            let offset = self.raw_offset();
            if offset != 0 {
                self.raw_seek(-offset, libc::SEEK_CUR, th)?;
            }
            self.forget_read();
        }
        Ok(())
    }

    /// `write` of the Python method, for bytes that stay in place.
    pub fn write_bytes(&self, bytes: &[u8], th: &mut Thread) -> PyResult<usize> {
        let layout = self.layout();
        self.check_open("write to closed file", th)?;
        let _guard = self.enter(th)?;
        if !self.has_read() && !self.has_write() {
            layout.pos.set(0);
            layout.raw_pos.set(0);
        }
        let size = layout.size.get();
        let position = layout.pos.get();
        if bytes.len() <= size - position {
            self.put(position, bytes);
            if !self.has_write() || layout.write_pos.get() > position {
                layout.write_pos.set(position);
            }
            self.move_to(position + bytes.len());
            if layout.write_end.get() < layout.pos.get() as isize {
                layout.write_end.set(layout.pos.get() as isize);
            }
            return Ok(bytes.len());
        }
        if let Err(raised) = self.flush_locked(th) {
            if !th.raised_matches(&exceptions::BlockingIOError) {
                return Err(raised);
            }
            th.clear_raised();
            return self.keep_what_fits(bytes, th);
        }
        let offset = self.raw_offset();
        if offset != 0 {
            self.raw_seek(-offset, libc::SEEK_CUR, th)?;
            layout.raw_pos.set(layout.raw_pos.get() - offset as isize);
        }
        let mut written = 0;
        while bytes.len() - written > size {
            let rest = &bytes[written..];
            // SAFETY: the caller's bytes stay in place.
            match unsafe { self.raw_write(rest.as_ptr(), rest.len(), th)? } {
                Some(count) => {
                    written += count;
                    if count < rest.len() {
                        interrupted(th)?;
                    }
                }
                None => {
                    self.put(0, &rest[..size]);
                    layout.raw_pos.set(0);
                    layout.write_pos.set(0);
                    self.move_to(size);
                    layout.write_end.set(size as isize);
                    return Err(would_block(written + size, th));
                }
            }
        }
        if layout.readable.get() {
            self.forget_read();
        }
        let rest = &bytes[written..];
        self.put(0, rest);
        layout.write_pos.set(0);
        layout.write_end.set(rest.len() as isize);
        self.move_to(rest.len());
        layout.raw_pos.set(0);
        Ok(bytes.len())
    }

    /// The raw stream takes nothing now: as much as the buffer has room for is kept.
    fn keep_what_fits(&self, bytes: &[u8], th: &mut Thread) -> PyResult<usize> {
        let layout = self.layout();
        if layout.readable.get() {
            self.forget_read();
        }
        let start = layout.write_pos.get();
        let len = (layout.write_end.get().max(0) as usize).saturating_sub(start);
        let waiting = self.window(start, len, th).to_vec();
        self.put(0, &waiting);
        layout.write_pos.set(0);
        layout.raw_pos.set(layout.raw_pos.get() - start as isize);
        let room = layout.size.get() - len;
        let kept = bytes.len().min(room);
        self.put(len, &bytes[..kept]);
        layout.write_end.set((len + kept) as isize);
        layout.pos.set((layout.pos.get().saturating_sub(start) + kept).min(len + kept));
        if kept == bytes.len() { Ok(kept) } else { Err(would_block(kept, th)) }
    }

    pub(in super::super) fn flush_stream(&self, th: &mut Thread) -> PyResult<()> {
        self.check_open("flush of closed file", th)?;
        let _guard = self.enter(th)?;
        self.flush_and_rewind(th)
    }
}

#[pymethods(methods = WRITE_METHODS)]
impl Buffered {
    #[method(sig = "(buffer, /)", doc = "Write the bytes, through the buffer; return how many there are.")]
    fn write(&self, buffer: memoryobject::Buffer, th: &mut Thread) -> PyResult<usize> {
        self.write_bytes(buffer.as_bytes(), th)
    }

    #[method(sig = "()", doc = "Write out what is buffered.")]
    fn flush(&self, th: &mut Thread) -> PyResult<()> {
        self.flush_stream(th)
    }
}
