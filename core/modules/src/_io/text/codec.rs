//! How a text stream decodes and encodes: UTF-8, ASCII and Latin-1 directly, all else by the codec registry's objects.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::codecs::{single_byte, utf8};
use ks_runtime::prelude::*;

use super::newline::IncrementalNewlineDecoder;
use super::{PyTextIOObject, TextIOWrapper};

/// Encodings that need no codec object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Native {
    /// None of them: the stream has codec objects.
    No,
    Utf8,
    Ascii,
    Latin1,
}

impl Native {
    pub fn of(encoding: &str) -> Native {
        match ks_runtime::codecs::normalize(encoding).as_str() {
            "utf_8" | "utf8" => Native::Utf8,
            "ascii" | "us_ascii" => Native::Ascii,
            "latin1" | "latin_1" | "iso_8859_1" | "iso8859_1" => Native::Latin1,
            _ => Native::No,
        }
    }
}

/// The state of a stream's decoder, as `getstate()` gives it.
pub struct DecoderState {
    pub buffer: Ref<Bytes>,
    pub flags: Ref<Long>,
}

/// The codec object of an encoding, which must be one of text.
fn lookup(encoding: &str, th: &mut Thread) -> PyResult {
    let codecs = ks_runtime::import::import_module(id!(_codecs), th)?;
    let name = Str::new(encoding)?;
    let codec = codecs.call_method(id!(lookup), &[&name], th)?;
    let text = match codec.get_attr_opt(id!(_is_text_encoding), th)? {
        Some(flag) => flag.is_true(th)?,
        None => true,
    };
    if !text {
        return Err(raise!(
            th,
            LookupError,
            "'{encoding:.400}' is not a text encoding; use codecs.open() to handle arbitrary codecs"
        ));
    }
    Ok(codec)
}

/// An encoding's codec objects, or that none are needed.
pub struct Codec {
    pub native: Native,
    info: Option<Ref>,
}

impl Codec {
    /// # Errors
    /// `LookupError`.
    pub fn find(encoding: &str, th: &mut Thread) -> PyResult<Codec> {
        match Native::of(encoding) {
            Native::No => Ok(Codec { native: Native::No, info: Some(lookup(encoding, th)?) }),
            native => Ok(Codec { native, info: None }),
        }
    }

    pub fn decoder(&self, errors: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        match &self.info {
            None => Ok(None),
            Some(info) => info.call_method(id!(incrementaldecoder), &[errors], th).map(Some),
        }
    }

    pub fn encoder(&self, errors: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        match &self.info {
            None => Ok(None),
            Some(info) => info.call_method(id!(incrementalencoder), &[errors], th).map(Some),
        }
    }
}

impl TextIOWrapper {
    pub(super) fn errors_text(&self, th: &mut Thread) -> PyResult<String> {
        match self.layout().errors.get() {
            Some(errors) => Ok(errors.to_utf8(th)?.to_owned()),
            None => Ok("strict".to_owned()),
        }
    }

    /// Decodes a piece of the input. `last` ends it.
    pub(super) fn decode(&self, input: &Object, last: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        if let Some(decoder) = layout.decoder.get() {
            if let Some(newlines) = decoder.downcast_exact::<IncrementalNewlineDecoder>() {
                return newlines.decode_object(input, last, th);
            }
            let text = decoder.call_method(id!(decode), &[input, boolobject::bool_object(last)], th)?;
            return match text.downcast_into::<Str>() {
                Ok(text) => Ok(text),
                Err(other) => {
                    let name = other.ob_type().display_name();
                    Err(raise!(th, TypeError, "decoder should return a string result, not '{name:.200}'"))
                }
            };
        }
        match input.downcast::<Bytes>() {
            Some(bytes) => self.decode_native(bytes.as_bytes(), last, th),
            None => {
                let bytes = memoryobject::Buffer::get(input, PyBUF_SIMPLE, th)?.as_bytes().to_vec();
                self.decode_native(&bytes, last, th)
            }
        }
    }

    fn decode_native(&self, bytes: &[u8], last: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let text = match layout.native.get() {
            Native::Latin1 => Str::from_latin1(bytes)?,
            Native::Ascii if bytes.is_ascii() => Str::from_ascii(bytes)?,
            Native::Ascii => {
                let errors = self.errors_text(th)?;
                single_byte::decode_ascii(bytes, Some(&errors), th)?
            }
            Native::Utf8 | Native::No => self.decode_utf8(bytes, last, th)?,
        };
        if layout.universal.get() { layout.newline.decode(text, last) } else { Ok(text) }
    }

    fn decode_utf8(&self, bytes: &[u8], last: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let kept = layout.pending_input.take();
        if kept.is_empty() && bytes.is_ascii() {
            return Str::from_ascii(bytes);
        }
        let joined;
        let input = if kept.is_empty() {
            bytes
        } else {
            joined = [kept.as_slice(), bytes].concat();
            &joined
        };
        let errors = self.errors_text(th)?;
        let (text, used) = match utf8::decode(input, Some(&errors), last, th) {
            Ok(decoded) => decoded,
            Err(raised) => {
                layout.pending_input.set(kept);
                return Err(raised);
            }
        };
        if let Some(rest) = input.get(used..)
            && !rest.is_empty()
        {
            layout.pending_input.set(rest.to_vec());
        }
        Ok(text)
    }

    pub(super) fn decoder_state(&self, th: &mut Thread) -> PyResult<DecoderState> {
        let layout = self.layout();
        let Some(decoder) = layout.decoder.get() else {
            let kept = layout.pending_input.take();
            let buffer = Bytes::new(&kept);
            layout.pending_input.set(kept);
            let flags = i64::from(layout.universal.get() && layout.newline.pending_cr.get());
            return Ok(DecoderState { buffer: buffer?, flags: Long::from_i64(flags)? });
        };
        let state = decoder.call_method(id!(getstate), &[], th)?;
        let Some(parts) = state.downcast::<Tuple>() else {
            return Err(raise!(th, TypeError, "illegal decoder state"));
        };
        let [buffer, flags] = parts.items() else {
            return Err(raise!(th, TypeError, "illegal decoder state"));
        };
        let Some(bytes) = buffer.downcast::<Bytes>() else {
            let name = buffer.ob_type().display_name();
            return Err(raise!(
                th,
                TypeError,
                "illegal decoder state: the first item should be a bytes object, not '{name:.200}'"
            ));
        };
        Ok(DecoderState { buffer: Ref::new(bytes), flags: flags.index(th)? })
    }

    pub(super) fn set_decoder_state(&self, buffer: &[u8], flags: &Long, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        match layout.decoder.get() {
            None => {
                layout.pending_input.set(buffer.to_vec());
                layout.newline.pending_cr.set(layout.universal.get() && flags.to_u64_mask() & 1 != 0);
                Ok(())
            }
            Some(decoder) => {
                let state = Tuple::from_array([Bytes::new(buffer)?.into_object(), flags.to_ref()])?;
                decoder.call_method(id!(setstate), &[&state], th).map(drop)
            }
        }
    }

    pub(super) fn reset_decoder(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        match layout.decoder.get() {
            None => {
                layout.pending_input.set(Vec::new());
                layout.newline.pending_cr.set(false);
                Ok(())
            }
            Some(decoder) => decoder.call_method(id!(reset), &[], th).map(drop),
        }
    }

    /// Encodes text onto the bytes to be written.
    pub(super) fn encode_onto(&self, text: &Str, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if let Some(encoder) = layout.encoder.get() {
            let bytes = encoder.call_method(id!(encode), &[text], th)?;
            let Some(bytes) = bytes.downcast::<Bytes>() else {
                let name = bytes.ob_type().display_name();
                return Err(raise!(th, TypeError, "encoder should return a bytes object, not '{name:.200}'"));
            };
            out.extend_from_slice(bytes.as_bytes());
            return Ok(());
        }
        if let Some(ascii) = text.as_ascii() {
            out.extend_from_slice(ascii.as_bytes());
            return Ok(());
        }
        let errors = self.errors_text(th)?;
        let bytes = match layout.native.get() {
            Native::Utf8 | Native::No => utf8::encode(text, Some(&errors), th)?,
            Native::Ascii => single_byte::encode_ascii(text, Some(&errors), th)?,
            Native::Latin1 => single_byte::encode_latin1(text, Some(&errors), th)?,
        };
        out.extend_from_slice(bytes.as_bytes());
        Ok(())
    }
}

/// A stream that has been read or written from its very start encodes a byte order mark there, and only there.
pub fn fix_encoder_state(layout: &PyTextIOObject, at_start: bool, th: &mut Thread) -> PyResult<()> {
    let Some(encoder) = layout.encoder.get() else { return Ok(()) };
    if at_start {
        encoder.call_method(id!(reset), &[], th)?;
    } else {
        let zero = Long::from_i64(0)?;
        encoder.call_method(id!(setstate), &[&zero], th)?;
    }
    Ok(())
}
