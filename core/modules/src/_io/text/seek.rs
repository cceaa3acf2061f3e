//! Positions in text: `tell` gives a number that says where in the bytes to start and how to go on from there.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::super::support::*;
use super::TextIOWrapper;
use super::codec::fix_encoder_state;

/// A position: a byte offset at which decoding can start, and what to decode from there. As a number it has the fields
/// from the lowest bits on, so that a plain offset is itself.
#[derive(Default)]
struct Cookie {
    start: i64,
    flags: i32,
    bytes_to_feed: i32,
    chars_to_skip: i32,
    need_eof: bool,
}

/// Bytes of the number: eight, four, four, four, one.
const COOKIE_LEN: usize = 21;

impl Cookie {
    fn pack(&self) -> PyResult<Ref<Long>> {
        let mut bytes = [0; COOKIE_LEN];
        bytes[..8].copy_from_slice(&self.start.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.flags.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.bytes_to_feed.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.chars_to_skip.to_le_bytes());
        bytes[20] = u8::from(self.need_eof);
        Long::from_bytes(&bytes, true, false)
    }

    fn unpack(number: &Object, th: &mut Thread) -> PyResult<Cookie> {
        let number = number.long(th)?;
        let mut bytes = [0; COOKIE_LEN];
        number.to_bytes(&mut bytes, true, false, th)?;
        let word = |at: usize| i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut start = [0; 8];
        start.copy_from_slice(&bytes[..8]);
        Ok(Cookie {
            start: i64::from_le_bytes(start),
            flags: word(8),
            bytes_to_feed: word(12),
            chars_to_skip: word(16),
            need_eof: bytes[20] != 0,
        })
    }
}

impl TextIOWrapper {
    fn flush_self(&self, th: &mut Thread) -> PyResult<()> {
        self.call_method(id!(flush), &[], th).map(drop)
    }

    /// How many characters the first `count` bytes of the input decode to, from the given decoder flags on.
    fn decoded_len(&self, input: &[u8], count: usize, flags: &Long, th: &mut Thread) -> PyResult<usize> {
        self.set_decoder_state(&[], flags, th)?;
        let piece = Bytes::new(&input[..count.min(input.len())])?;
        Ok(self.decode(&piece, false, th)?.len())
    }

    /// The position behind `skip` characters of the snapshot's input, which begins at byte `start`.
    fn locate(&self, start: i64, input: &[u8], flags: &Ref<Long>, skip: usize, th: &mut Thread) -> PyResult<Cookie> {
        // The cookie is visible, so a place is looked for as CPython does: a guess by the bytes to a character, from which
        // it goes back in growing steps to where the decoder holds nothing and has given at most `skip` characters.
        let mut cookie = Cookie { flags: flags.to_i64(th)? as i32, ..Cookie::default() };
        let guess = (self.layout().bytes_per_character.get() * skip as f64) as usize;
        let mut safe = guess.min(input.len());
        let (mut back, mut passed) = (1, 0);
        while safe > 0 {
            let given = self.decoded_len(input, safe, flags, th)?;
            if given > skip {
                safe = safe.saturating_sub(back);
                back *= 2;
                continue;
            }
            let state = self.decoder_state(th)?;
            if state.buffer.is_empty() {
                cookie.flags = state.flags.to_i64(th)? as i32;
                passed = given;
                break;
            }
            safe = safe.saturating_sub(state.buffer.len());
            back = 1;
        }
        if safe == 0 {
            self.set_decoder_state(&[], flags, th)?;
        }
        cookie.start = start + safe as i64;
        let mut left = skip - passed;
        if left == 0 {
            return Ok(cookie);
        }
        // From there byte by byte, moving the start along as often as the decoder holds nothing.
        let (mut fed, mut chars) = (0, 0);
        let mut at = safe;
        while at < input.len() {
            let byte = Bytes::new(&input[at..at + 1])?;
            chars += self.decode(&byte, false, th)?.len();
            at += 1;
            fed += 1;
            let state = self.decoder_state(th)?;
            if state.buffer.is_empty() && chars <= left {
                cookie.start += fed;
                left -= chars;
                cookie.flags = state.flags.to_i64(th)? as i32;
                fed = 0;
                chars = 0;
            }
            if chars >= left {
                break;
            }
        }
        if chars < left {
            let end = Bytes::new(&[])?;
            chars += self.decode(&end, true, th)?.len();
            cookie.need_eof = true;
            if chars < left {
                return Err(raise!(th, OSError, "can't reconstruct logical file position"));
            }
        }
        cookie.bytes_to_feed = fed as i32;
        cookie.chars_to_skip = left as i32;
        Ok(cookie)
    }

    pub(super) fn tell_position(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let buffer = self.check_open(th)?;
        if !layout.seekable.get() {
            return Err(unsupported("underlying stream is not seekable", th));
        }
        if !layout.telling.get() {
            return Err(raise!(th, OSError, "telling position disabled by next() call"));
        }
        self.write_out(th)?;
        self.flush_self(th)?;
        let position = buffer.call_method(id!(tell), &[], th)?;
        let (Some(input), Some(flags)) = (layout.snapshot_input.get(), layout.snapshot_flags.get()) else {
            return Ok(position);
        };
        if !layout.can_read.get() {
            return Ok(position);
        }
        let start = super::super::fileio::offset(&position, th)? - input.len() as i64;
        let skip = layout.used.get();
        if skip == 0 {
            let cookie = Cookie { start, flags: flags.to_i64(th)? as i32, ..Cookie::default() };
            return Ok(cookie.pack()?.into_object());
        }
        // The decoder is used to measure, and put back afterwards.
        let saved = self.decoder_state(th)?;
        let found = self.locate(start, input.as_bytes(), &flags, skip, th);
        let pending = if found.is_err() { th.take_raised() } else { None };
        let restored = self.set_decoder_state(saved.buffer.as_bytes(), &saved.flags, th);
        if let Some(pending) = pending {
            if restored.is_err() {
                th.clear_raised();
            }
            return Err(th.restore_raised(pending));
        }
        restored?;
        Ok(found?.pack()?.into_object())
    }

    pub(super) fn seek_position(&self, cookie: &Object, whence: c_int, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let buffer = self.check_open(th)?;
        if !layout.seekable.get() {
            return Err(unsupported("underlying stream is not seekable", th));
        }
        let zero = Long::from_i64(0)?;
        let target = match whence {
            libc::SEEK_CUR => {
                if !cookie.rich_compare_bool(&zero, Py_EQ, th)? {
                    return Err(unsupported("can't do nonzero cur-relative seeks", th));
                }
                // To where it is: leaves the decoder in a known state.
                self.call_method(id!(tell), &[], th)?
            }
            libc::SEEK_END => {
                if !cookie.rich_compare_bool(&zero, Py_EQ, th)? {
                    return Err(unsupported("can't do nonzero end-relative seeks", th));
                }
                self.flush_self(th)?;
                self.forget_decoded(th);
                self.forget_snapshot(th);
                if layout.can_read.get() {
                    self.reset_decoder(th)?;
                }
                let two = Long::from_i64(2)?;
                let end = buffer.call_method(id!(seek), &[&zero, &two], th)?;
                let at_start = end.rich_compare_bool(&zero, Py_EQ, th)?;
                fix_encoder_state(layout, at_start, th)?;
                return Ok(end);
            }
            libc::SEEK_SET => cookie.to_ref(),
            _ => {
                return Err(raise!(
                    th,
                    ValueError,
                    "invalid whence ({whence}, should be {}, {} or {})",
                    libc::SEEK_SET,
                    libc::SEEK_CUR,
                    libc::SEEK_END
                ));
            }
        };
        if target.rich_compare_bool(&zero, Py_LT, th)? {
            let shown = target.repr(th)?;
            return Err(raise!(th, ValueError, "negative seek position {shown}"));
        }
        self.flush_self(th)?;
        let cookie = Cookie::unpack(&target, th)?;
        let start = Long::from_i64(cookie.start)?;
        buffer.call_method(id!(seek), &[&start], th)?;
        self.forget_decoded(th);
        self.forget_snapshot(th);
        if layout.can_read.get() {
            if cookie.start == 0 && cookie.flags == 0 {
                self.reset_decoder(th)?;
            } else {
                let flags = Long::from_i64(i64::from(cookie.flags))?;
                self.set_decoder_state(&[], &flags, th)?;
            }
        }
        if cookie.chars_to_skip != 0 {
            let count = Long::from_i64(i64::from(cookie.bytes_to_feed))?;
            let input = buffer.call_method(id!(read), &[&count], th)?;
            let Some(bytes) = input.downcast::<Bytes>() else {
                let name = input.ob_type().display_name();
                return Err(raise!(
                    th,
                    TypeError,
                    "underlying read() should have returned a bytes object, not '{name:.200}'"
                ));
            };
            layout.snapshot_flags.set(Some(Long::from_i64(i64::from(cookie.flags))?), th);
            layout.snapshot_input.set(Some(Ref::new(bytes)), th);
            let decoded = self.decode(&input, cookie.need_eof, th)?;
            let skip = cookie.chars_to_skip as usize;
            if decoded.len() < skip {
                return Err(raise!(th, OSError, "can't restore logical file position"));
            }
            self.set_decoded(decoded, th);
            layout.used.set(skip);
        } else if layout.can_read.get() {
            layout.snapshot_flags.set(Some(Long::from_i64(i64::from(cookie.flags))?), th);
            layout.snapshot_input.set(Some(Bytes::new(&[])?), th);
        }
        let at_start = cookie.start == 0 && cookie.flags == 0;
        fix_encoder_state(layout, at_start, th)?;
        Ok(target)
    }
}
