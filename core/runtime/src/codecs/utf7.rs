//! UTF-7 (RFC 2152): ASCII, with other characters as base64 of their UTF-16 between `+` and `-`.

use std::borrow::Cow;

use super::errors::DecodeErrors;
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_value(byte: u8) -> Option<u32> {
    BASE64.iter().position(|digit| *digit == byte).map(|value| value as u32)
}

/// Whether the encoder writes the character as itself: the RFC's sets D and O, and white space.
fn is_direct(point: u32) -> bool {
    matches!(point, 0x20..0x7e | 0x09 | 0x0a | 0x0d) && !matches!(point as u8, b'+' | b'\\')
}

/// A base64 run that is being decoded.
struct Run {
    /// Where its `+` stands.
    start: usize,
    bits: u32,
    buffer: u32,
    /// The first half of a pair.
    surrogate: Option<u32>,
    /// What it has given so far; a run that is cut off gives nothing yet.
    points: Vec<u32>,
}

impl Run {
    fn new(start: usize) -> Run {
        Run { start, bits: 0, buffer: 0, surrogate: None, points: Vec::new() }
    }

    fn push(&mut self, value: u32) {
        self.buffer = self.buffer << 6 | value;
        self.bits += 6;
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let unit = self.buffer >> self.bits;
        self.buffer &= (1 << self.bits) - 1;
        if let Some(high) = self.surrogate.take() {
            if (0xdc00..0xe000).contains(&unit) {
                self.points.push(0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff));
                return;
            }
            self.points.push(high);
        }
        if (0xd800..0xdc00).contains(&unit) {
            self.surrogate = Some(unit);
        } else {
            self.points.push(unit);
        }
    }

    /// What is wrong with its end, if the next byte ends it.
    fn fault(&self) -> Option<&'static str> {
        if self.bits >= 6 {
            Some("partial character in shift sequence")
        } else if self.bits > 0 && self.buffer != 0 {
            Some("non-zero padding bits in shift sequence")
        } else {
            None
        }
    }

    fn write(self, out: &mut StrWriter) {
        self.points.into_iter().for_each(|point| out.push(point));
    }
}

/// Decodes; gives the text and the number of bytes used. Unless `last`, a run that has not ended stays.
///
/// # Errors
/// What the error handler raises.
pub fn decode(bytes: &[u8], errors: Option<&str>, last: bool, th: &mut Thread) -> PyResult<(Ref<Str>, usize)> {
    let mut errors = DecodeErrors::new("utf7", errors);
    let mut input = Cow::Borrowed(bytes);
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut run: Option<Run> = None;
    let mut at = 0;
    loop {
        let Some(byte) = input.get(at).copied() else {
            let Some(cut) = run.take() else { break };
            if !last {
                return Ok((out.finish()?, cut.start));
            }
            let complete = cut.surrogate.is_none() && cut.bits < 6 && cut.buffer == 0;
            let start = cut.start;
            cut.write(&mut out);
            if complete {
                break;
            }
            let end = input.len();
            at = errors.handle(&mut input, start, end, "unterminated shift sequence", &mut out, th)?;
            continue;
        };
        let (start, end, reason) = if let Some(mut ended) = run.take() {
            if let Some(value) = base64_value(byte) {
                ended.push(value);
                run = Some(ended);
                at += 1;
                continue;
            }
            let (start, fault) = (ended.start, ended.fault());
            if fault.is_none()
                && byte < 0x80
                && byte != b'+'
                && let Some(high) = ended.surrogate
            {
                ended.points.push(high);
            }
            ended.write(&mut out);
            match fault {
                None => {
                    // This one byte only ends the run; others stand for themselves.
                    at += usize::from(byte == b'-');
                    continue;
                }
                Some(reason) => (start, at + 1, reason),
            }
        } else if byte == b'+' {
            match input.get(at + 1) {
                Some(b'-') => {
                    out.push(u32::from(b'+'));
                    at += 2;
                    continue;
                }
                Some(next) if base64_value(*next).is_none() => (at, at + 2, "ill-formed sequence"),
                _ => {
                    run = Some(Run::new(at));
                    at += 1;
                    continue;
                }
            }
        } else if byte < 0x80 {
            out.push(byte.into());
            at += 1;
            continue;
        } else {
            (at, at + 1, "unexpected special character")
        };
        at = errors.handle(&mut input, start, end, reason, &mut out, th)?;
    }
    Ok((out.finish()?, at))
}

/// Encodes. Every string can be, lone surrogates included.
///
/// # Errors
/// `MemoryError`.
pub fn encode(text: &Str) -> PyResult<Ref<Bytes>> {
    let mut out = Vec::with_capacity(text.len());
    let (mut shifted, mut bits, mut buffer) = (false, 0u32, 0u32);
    let digit = |value: u32| BASE64[(value & 63) as usize];
    for index in 0..text.len() {
        let point = text.char_at(index);
        if is_direct(point) {
            let byte = point as u8;
            if shifted {
                if bits > 0 {
                    out.push(digit(buffer << (6 - bits)));
                    (bits, buffer) = (0, 0);
                }
                shifted = false;
                // Where the next byte could be taken for more of the run, its end is told.
                if base64_value(byte).is_some() || byte == b'-' {
                    out.push(b'-');
                }
            }
            out.push(byte);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if point == u32::from(b'+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        let (units, count) = match point {
            0x10000.. => {
                let rest = point - 0x10000;
                ([0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff)], 2)
            }
            _ => ([point, 0], 1),
        };
        for unit in &units[..count] {
            buffer = buffer << 16 | unit;
            bits += 16;
            while bits >= 6 {
                bits -= 6;
                out.push(digit(buffer >> bits));
            }
            buffer &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        out.push(digit(buffer << (6 - bits)));
    }
    if shifted {
        out.push(b'-');
    }
    Bytes::new(&out)
}
