//! Writing text.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

use super::super::buffered::{Buffered, BufferedRandom_Type, BufferedWriter_Type};
use super::super::support::*;
use super::TextIOWrapper;

/// The text with each `\n` replaced.
fn with_line_end(text: &Str, end: &str) -> PyResult<Ref<Str>> {
    let mut out = StrWriter::with_capacity(text.len() + 8);
    let (mut at, len) = (0, text.len());
    while let Some(next) = text.find_char(u32::from(b'\n'), at, len) {
        out.push_slice(text, at, next);
        out.push_ascii(end);
        at = next + 1;
    }
    out.push_slice(text, at, len);
    out.finish()
}

impl TextIOWrapper {
    /// Hands the encoded text on to the buffer.
    pub(super) fn write_out(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let mut bytes = layout.pending_output.take();
        if bytes.is_empty() {
            layout.pending_output.set(bytes);
            return Ok(());
        }
        let Some(buffer) = layout.buffer.get() else {
            return self.check_attached(th).map(drop);
        };
        let plain = Buffered::exact(&buffer, &BufferedWriter_Type).or(Buffered::exact(&buffer, &BufferedRandom_Type));
        match plain {
            Some(stream) => {
                stream.write_bytes(&bytes, th)?;
            }
            None => {
                let bytes = Bytes::new(&bytes)?;
                buffer.call_method(id!(write), &[&bytes], th)?;
            }
        }
        // The memory is used again, unless Python code has written to the stream meanwhile.
        bytes.clear();
        let newer = layout.pending_output.take();
        layout.pending_output.set(if newer.is_empty() { bytes } else { newer });
        Ok(())
    }

    pub(super) fn write_text(&self, text: &Str, th: &mut Thread) -> PyResult<usize> {
        let layout = self.layout();
        let buffer = self.check_open(th)?;
        if !layout.can_write.get() {
            return Err(unsupported("not writable", th));
        }
        let len = text.len();
        let (line_end, lines) = (layout.write_crlf.get(), layout.line_buffering.get());
        let has_line = (line_end.is_some() || lines) && text.find_char(u32::from(b'\n'), 0, len).is_some();
        let flush = lines && (has_line || text.find_char(u32::from(b'\r'), 0, len).is_some());
        let translated = match line_end {
            Some(end) if has_line => Some(with_line_end(text, end)?),
            _ => None,
        };
        let text = translated.as_deref().unwrap_or(text);
        let mut encoded = layout.pending_output.take();
        let before = encoded.len();
        let native_ascii = layout.encoder.is_null() && text.as_ascii().is_some();
        if native_ascii {
            encoded.extend_from_slice(text.as_ascii().unwrap_or_default().as_bytes());
        } else {
            // Encoding may run Python code that writes to this stream: it must find what was written before.
            layout.pending_output.set(encoded);
            let mut piece = Vec::new();
            self.encode_onto(text, &mut piece, th)?;
            encoded = layout.pending_output.take();
            encoded.extend_from_slice(&piece);
        }
        let total = encoded.len();
        let chunk = layout.chunk_size.get();
        if before > 0 && total > chunk && before <= total {
            // What was there goes first, by itself.
            let rest = encoded.split_off(before);
            layout.pending_output.set(encoded);
            let result = self.write_out(th);
            let mut now = layout.pending_output.take();
            now.extend_from_slice(&rest);
            layout.pending_output.set(now);
            result?;
        } else {
            layout.pending_output.set(encoded);
        }
        let waiting = layout.pending_output.take();
        let write = waiting.len() >= chunk || flush || layout.write_through.get();
        layout.pending_output.set(waiting);
        if write {
            self.write_out(th)?;
        }
        if flush {
            buffer.call_method(id!(flush), &[], th)?;
        }
        if layout.can_read.get() {
            self.forget_decoded(th);
            self.forget_snapshot(th);
            self.reset_decoder(th)?;
        }
        Ok(len)
    }
}
