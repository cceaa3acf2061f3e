//! Reading text.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::unicodeobject::{StrData, StrWriter};
use ks_runtime::prelude::*;

use super::super::buffered::{Buffered, BufferedRandom_Type, BufferedReader_Type};
use super::super::support::*;
use super::{LineEnd, TextIOWrapper};

/// Where the first line of `text[start..]` ends: just behind its end, if that is there.
pub fn find_line_end(text: &Str, start: usize, end: LineEnd) -> Option<usize> {
    let len = text.len();
    let (cr, lf) = (u32::from(b'\r'), u32::from(b'\n'));
    match end {
        LineEnd::Lf => text.find_char(lf, start, len).map(|at| at + 1),
        LineEnd::Cr => text.find_char(cr, start, len).map(|at| at + 1),
        LineEnd::CrLf => {
            let mut at = start;
            while let Some(found) = text.find_char(cr, at, len) {
                if found + 1 < len && text.char_at(found + 1) == lf {
                    return Some(found + 2);
                }
                at = found + 1;
            }
            None
        }
        LineEnd::Any => {
            let newline = text.find_char(lf, start, len);
            let Some(found) = text.find_char(cr, start, newline.unwrap_or(len)) else {
                return newline.map(|at| at + 1);
            };
            Some(if found + 1 < len && text.char_at(found + 1) == lf { found + 2 } else { found + 1 })
        }
    }
}

impl TextIOWrapper {
    /// How many characters are decoded and not handed out.
    fn available(&self) -> usize {
        let layout = self.layout();
        // SAFETY: only its length is read, and nothing runs meanwhile.
        let len = unsafe { layout.decoded.borrow_unchecked() }.map_or(0, Str::len);
        len.saturating_sub(layout.used.get())
    }

    /// Hands out decoded characters: at most `count`, all for -1.
    pub(super) fn take_decoded(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let available = self.available();
        let count = usize::try_from(count).map_or(available, |count| count.min(available));
        let Some(decoded) = layout.decoded.get() else {
            return Ok(Ref::new(empty_str()));
        };
        let start = layout.used.get();
        layout.used.set(start + count);
        if count == decoded.len() {
            return Ok(decoded);
        }
        let text = decoded.substring(start, start + count)?;
        let _ = th;
        Ok(text)
    }

    pub(super) fn set_decoded(&self, text: Ref<Str>, th: &mut Thread) {
        self.layout().used.set(0);
        self.layout().decoded.set(Some(text), th);
    }

    /// Reads and decodes a piece of the input; false at the end.
    fn read_chunk(&self, hint: usize, th: &mut Thread) -> PyResult<bool> {
        let layout = self.layout();
        let buffer = self.check_attached(th)?;
        if !layout.can_read.get() {
            return Err(unsupported("not readable", th));
        }
        let telling = layout.telling.get();
        let state = if telling { Some(self.decoder_state(th)?) } else { None };
        let size = layout.chunk_size.get().max(hint);
        let plain = Buffered::exact(&buffer, &BufferedReader_Type).or(Buffered::exact(&buffer, &BufferedRandom_Type));
        let input = match plain {
            Some(stream) => stream.read_one(size as isize, th)?.into_object(),
            None => {
                let method = if layout.has_read1.get() { id!(read1) } else { id!(read) };
                let size = Long::from_usize(size)?;
                let input = buffer.call_method(method, &[&size], th)?;
                if !memoryobject::is_buffer(&input) {
                    let name = input.ob_type().display_name();
                    return Err(raise!(
                        th,
                        TypeError,
                        "underlying {method}() should have returned a bytes-like object, not '{name:.200}'"
                    ));
                }
                input
            }
        };
        let len = match input.downcast::<Bytes>() {
            Some(bytes) => bytes.len(),
            None => memoryobject::Buffer::get(&input, PyBUF_SIMPLE, th)?.len(),
        };
        let decoded = self.decode(&input, len == 0, th)?;
        let more = len > 0 || !decoded.is_empty();
        let ratio = if decoded.is_empty() { 0.0 } else { len as f64 / decoded.len() as f64 };
        layout.bytes_per_character.set(ratio);
        self.set_decoded(decoded, th);
        if let Some(state) = state {
            let next = if state.buffer.is_empty()
                && let Some(bytes) = input.downcast_exact::<Bytes>()
            {
                Ref::new(bytes)
            } else {
                let mut joined = state.buffer.as_bytes().to_vec();
                joined.extend_from_slice(memoryobject::Buffer::get(&input, PyBUF_SIMPLE, th)?.as_bytes());
                Bytes::new(&joined)?
            };
            layout.snapshot_flags.set(Some(state.flags), th);
            layout.snapshot_input.set(Some(next), th);
        }
        Ok(more)
    }

    pub(super) fn read_text(&self, count: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let buffer = self.check_open(th)?;
        if !layout.can_read.get() {
            return Err(unsupported("not readable", th));
        }
        self.write_out(th)?;
        if count < 0 {
            let bytes = buffer.call_method(id!(read), &[], th)?;
            if bytes.is(none()) {
                let name = bytes.ob_type().display_name();
                return Err(raise!(
                    th,
                    TypeError,
                    "underlying read() should have returned a bytes-like object, not '{name}'"
                ));
            }
            let decoded = self.decode(&bytes, true, th)?;
            let before = self.take_decoded(-1, th)?;
            let result = if before.is_empty() { decoded } else { before.concat(&decoded)? };
            if !layout.snapshot_input.is_null() {
                self.forget_decoded(th);
                self.forget_snapshot(th);
            } else {
                self.forget_decoded(th);
            }
            return Ok(result);
        }
        let first = self.take_decoded(count, th)?;
        let mut left = count as usize - first.len();
        if left == 0 {
            return Ok(first);
        }
        let mut out: Option<StrWriter> = None;
        let mut single = first;
        while left > 0 {
            if !self.read_chunk(left, th)? {
                break;
            }
            let piece = self.take_decoded(left as isize, th)?;
            left -= piece.len().min(left);
            if out.is_none() && single.is_empty() {
                single = piece;
                continue;
            }
            let writer = out.get_or_insert_with(StrWriter::new);
            if writer.is_empty() {
                writer.push_str(&single);
            }
            writer.push_str(&piece);
        }
        match out {
            Some(out) => out.finish(),
            None => Ok(single),
        }
    }

    /// A line with its end; at most `limit` characters unless negative.
    pub(super) fn read_line(&self, limit: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        self.check_open(th)?;
        self.write_out(th)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut line: Option<StrWriter> = None;
        loop {
            while self.available() == 0 {
                if !self.read_chunk(0, th)? {
                    self.forget_decoded(th);
                    self.forget_snapshot(th);
                    return line.map_or_else(|| Ok(Ref::new(empty_str())), StrWriter::finish);
                }
            }
            let Some(decoded) = layout.decoded.get() else { continue };
            let start = layout.used.get();
            let so_far = line.as_ref().map_or(0, StrWriter::len);
            let room = limit - so_far;
            // A `\r\n` that was cut in two by the chunk's end.
            let split = layout.line_end.get() == LineEnd::CrLf
                && decoded.char_at(start) == u32::from(b'\n')
                && line.as_ref().is_some_and(|line| last_point(line.data()) == Some(u32::from(b'\r')));
            let found = if split { Some(start + 1) } else { find_line_end(&decoded, start, layout.line_end.get()) };
            let (end, done) = match found {
                Some(end) if end - start <= room => (end, true),
                _ if decoded.len() - start >= room => (start + room, true),
                _ => (decoded.len(), false),
            };
            layout.used.set(end);
            if done && line.is_none() {
                if start == 0 && end == decoded.len() {
                    return Ok(decoded);
                }
                return decoded.substring(start, end);
            }
            let writer = line.get_or_insert_with(StrWriter::new);
            writer.push_slice(&decoded, start, end);
            if done {
                return line.map_or_else(|| Ok(Ref::new(empty_str())), StrWriter::finish);
            }
        }
    }
}

fn last_point(data: StrData<'_>) -> Option<u32> {
    data.len().checked_sub(1).map(|last| data.at(last))
}
