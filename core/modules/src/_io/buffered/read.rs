//! The reading half of buffered streams.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::super::support::*;
use super::Buffered;

impl Buffered {
    /// One raw read into the buffer's free end. `None` if it would block, 0 at the end.
    fn fill(&self, th: &mut Thread) -> PyResult<Option<usize>> {
        let layout = self.layout();
        let start = if self.has_read() { layout.read_end.get() as usize } else { 0 };
        let len = layout.size.get() - start;
        // SAFETY: the lock is held, so nobody else uses the buffer or frees it.
        let count = unsafe { self.raw_read(layout.buffer.get().add(start), len, th)? };
        if let Some(count) = count
            && count > 0
        {
            layout.read_end.set((start + count) as isize);
            layout.raw_pos.set((start + count) as isize);
        }
        Ok(count)
    }

    /// Takes bytes out of the buffer, at most as many as there are.
    fn take(&self, len: usize, th: &Thread) -> PyResult<Ref<Bytes>> {
        let position = self.layout().pos.get();
        let taken = Bytes::new(self.window(position, len, th))?;
        self.layout().pos.set(position + len);
        Ok(taken)
    }

    /// Before reading from the raw stream: what is to be written goes out first.
    fn settle(&self, th: &mut Thread) -> PyResult<()> {
        if self.layout().writable.get() { self.flush_and_rewind(th) } else { Ok(()) }
    }

    pub(in super::super) fn read_bytes(&self, size: isize, th: &mut Thread) -> PyResult {
        if size < -1 {
            return Err(raise!(th, ValueError, "read length must be non-negative or -1"));
        }
        self.check_open("read of closed file", th)?;
        if size < 0 {
            let _guard = self.enter(th)?;
            return self.read_all(th);
        }
        let size = size as usize;
        if size <= self.ahead() && !self.layout().lock.is_mine(th) {
            return Ok(self.take(size, th)?.into_object());
        }
        let _guard = self.enter(th)?;
        self.read_exactly(size, th)
    }

    /// Fills `to` as far as the stream goes. `None` if nothing is there yet.
    ///
    /// # Safety
    /// `len` bytes at `to` stay in place and are this call's alone.
    unsafe fn read_to(&self, to: *mut u8, len: usize, once: bool, th: &mut Thread) -> PyResult<Option<usize>> {
        let layout = self.layout();
        let copy = |from: &[u8], at: usize| {
            debug_assert!(at + from.len() <= len);
            // SAFETY: `at + from.len()` is at most `len`.
            unsafe { std::ptr::copy_nonoverlapping(from.as_ptr(), to.add(at), from.len()) };
        };
        let mut done = self.ahead().min(len);
        copy(self.window(layout.pos.get(), done, th), 0);
        layout.pos.set(layout.pos.get() + done);
        if done == len {
            return Ok(Some(done));
        }
        self.settle(th)?;
        self.forget_read();
        layout.pos.set(0);
        while done < len {
            let left = len - done;
            // Whole buffers go to their place directly; the rest through the buffer, which then holds what follows.
            let direct = if once { left > layout.size.get() } else { left >= layout.size.get() };
            let count = if direct {
                let part = if once { left } else { left - left % layout.size.get() };
                // SAFETY: the rest of the caller's memory.
                unsafe { self.raw_read(to.add(done), part, th)? }
            } else if once && done > 0 {
                break;
            } else {
                if !self.has_read() {
                    layout.pos.set(0);
                    layout.raw_pos.set(0);
                    layout.read_end.set(0);
                }
                if layout.read_end.get() as usize >= layout.size.get() {
                    break;
                }
                match self.fill(th)? {
                    None => None,
                    Some(0) => Some(0),
                    Some(count) => {
                        let part = count.min(left);
                        copy(self.window(layout.pos.get(), part, th), done);
                        layout.pos.set(layout.pos.get() + part);
                        Some(part)
                    }
                }
            };
            match count {
                None if done == 0 => return Ok(None),
                None | Some(0) => return Ok(Some(done)),
                Some(count) => done += count,
            }
            if once {
                break;
            }
        }
        Ok(Some(done))
    }

    fn read_exactly(&self, size: usize, th: &mut Thread) -> PyResult {
        let bytes = Bytes::alloc(size)?;
        // SAFETY: the object is new, so its bytes are this call's alone.
        match unsafe { self.read_to(bytes.as_bytes().as_ptr().cast_mut(), size, false, th)? } {
            None => Ok(none().to_ref()),
            Some(count) if count == size => Ok(bytes.into_object()),
            Some(count) => Ok(Bytes::new(&bytes.as_bytes()[..count])?.into_object()),
        }
    }

    fn read_all(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let ahead = self.ahead();
        let mut data = self.window(layout.pos.get(), ahead, th).to_vec();
        layout.pos.set(layout.pos.get() + ahead);
        self.settle(th)?;
        self.forget_read();
        layout.pos.set(0);
        if let Some(file) = self.raw_file() {
            layout.abs_pos.set(-1);
            return match file.read_all(th)? {
                None if data.is_empty() => Ok(none().to_ref()),
                None => Ok(Bytes::new(&data)?.into_object()),
                Some(rest) if data.is_empty() => Ok(Bytes::new(&rest)?.into_object()),
                Some(rest) => {
                    data.extend_from_slice(&rest);
                    Ok(Bytes::new(&data)?.into_object())
                }
            };
        }
        let raw = self.raw(th)?;
        if let Some(readall) = raw.get_attr_opt(id!(readall), th)? {
            let rest = readall.call(&[], th)?;
            layout.abs_pos.set(-1);
            if data.is_empty() && (rest.is(none()) || Bytes::check(&rest)) {
                return Ok(rest);
            }
            if !rest.is(none()) {
                let Some(rest) = rest.downcast::<Bytes>() else {
                    return Err(raise!(th, TypeError, "readall() should return bytes"));
                };
                data.extend_from_slice(rest.as_bytes());
            }
            return Ok(Bytes::new(&data)?.into_object());
        }
        loop {
            let piece = raw.call_method(id!(read), &[], th)?;
            if piece.is(none()) && data.is_empty() {
                return Ok(piece);
            }
            let bytes = match piece.downcast::<Bytes>() {
                Some(bytes) => bytes.as_bytes(),
                None if piece.is(none()) => &[],
                None => return Err(raise!(th, TypeError, "read() should return bytes")),
            };
            if bytes.is_empty() {
                return Ok(Bytes::new(&data)?.into_object());
            }
            data.extend_from_slice(bytes);
            if layout.abs_pos.get() >= 0 {
                layout.abs_pos.set(layout.abs_pos.get() + bytes.len() as i64);
            }
        }
    }

    pub(in super::super) fn read_one(&self, size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let layout = self.layout();
        let size = if size < 0 { layout.size.get() } else { size as usize };
        self.check_open("read of closed file", th)?;
        if size == 0 {
            return Bytes::new(&[]);
        }
        let ahead = self.ahead();
        if ahead > 0 && !layout.lock.is_mine(th) {
            return self.take(ahead.min(size), th);
        }
        let bytes = Bytes::alloc(size)?;
        let _guard = self.enter(th)?;
        self.settle(th)?;
        self.forget_read();
        layout.pos.set(0);
        // SAFETY: the object is new, so its bytes are this call's alone.
        let count = unsafe { self.raw_read(bytes.as_bytes().as_ptr().cast_mut(), size, th)? }.unwrap_or(0);
        if count == size { Ok(bytes) } else { Bytes::new(&bytes.as_bytes()[..count]) }
    }

    fn read_into(&self, mut buffer: WritableBuffer, once: bool, th: &mut Thread) -> PyResult {
        self.check_open("readinto of closed file", th)?;
        let to = buffer.0.as_bytes_mut();
        let (start, len) = (to.as_mut_ptr(), to.len());
        let _guard = self.enter(th)?;
        let once_done = once && self.ahead() > 0;
        let len = if once_done { len.min(self.ahead()) } else { len };
        // SAFETY: the buffer is held for the length of the call.
        match unsafe { self.read_to(start, len, once, th)? } {
            None => Ok(none().to_ref()),
            Some(count) => Ok(Long::from_usize(count)?.into_object()),
        }
    }

    /// A line with its end; at most `limit` bytes unless negative.
    pub(in super::super) fn read_line(&self, limit: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let layout = self.layout();
        self.check_open("readline of closed file", th)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let ahead = self.ahead().min(limit);
        let window = self.window(layout.pos.get(), ahead, th);
        if let Some(at) = memchr::memchr(b'\n', window) {
            return self.take(at + 1, th);
        }
        if ahead == limit {
            return self.take(limit, th);
        }
        let _guard = self.enter(th)?;
        let mut line = self.window(layout.pos.get(), ahead, th).to_vec();
        layout.pos.set(layout.pos.get() + ahead);
        self.settle(th)?;
        loop {
            self.forget_read();
            layout.pos.set(0);
            let count = match self.fill(th)? {
                None | Some(0) => break,
                Some(count) => count.min(limit - line.len()),
            };
            let window = self.window(0, count, th);
            let (used, done) = match memchr::memchr(b'\n', window) {
                Some(at) => (at + 1, true),
                None => (count, line.len() + count == limit),
            };
            line.extend_from_slice(&window[..used]);
            layout.pos.set(used);
            if done {
                break;
            }
        }
        Bytes::new(&line)
    }
}

#[pymethods(methods = READ_METHODS)]
impl Buffered {
    #[method(
        sig = "(size=-1, /)",
        doc = "Read size bytes, or all for -1 and None; fewer only at the end or if no more is there yet."
    )]
    fn read(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult {
        self.read_bytes(size, th)
    }

    #[method(sig = "(size=-1, /)", doc = "Read at most size bytes with at most one raw read; buffered bytes first.")]
    fn read1(&self, size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.read_one(size, th)
    }

    #[method(sig = "(buffer, /)", doc = "Fill the buffer; return how many bytes there were.")]
    fn readinto(&self, buffer: WritableBuffer, th: &mut Thread) -> PyResult {
        self.read_into(buffer, false, th)
    }

    #[method(sig = "(buffer, /)", doc = "As readinto, with at most one raw read.")]
    fn readinto1(&self, buffer: WritableBuffer, th: &mut Thread) -> PyResult {
        self.read_into(buffer, true, th)
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line, or at most size bytes of it.")]
    fn readline(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.read_line(size, th)
    }

    #[method(
        sig = "(size=0, /)",
        doc = "Buffered bytes, after at most one raw read if there are none; the position stays."
    )]
    fn peek(&self, #[arg(default = 0)] size: isize, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        let _ = size;
        let layout = self.layout();
        self.check_open("peek of closed file", th)?;
        let _guard = self.enter(th)?;
        self.settle(th)?;
        let ahead = self.ahead();
        if ahead > 0 {
            return Bytes::new(self.window(layout.pos.get(), ahead, th));
        }
        self.forget_read();
        let count = self.fill(th)?.unwrap_or(0);
        layout.pos.set(0);
        Bytes::new(self.window(0, count, th))
    }
}
