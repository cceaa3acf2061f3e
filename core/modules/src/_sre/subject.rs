//! What is searched: a `str`, or anything with a buffer.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::memoryobject::{Buffer, is_buffer};
use ks_runtime::objects::unicodeobject::StrData;
use ks_runtime::prelude::*;
use ks_sre::Text;

/// A subject, held in place.
pub struct Subject {
    pub object: Ref,
    /// The buffer, for everything but `str`.
    buffer: Option<Buffer>,
}

impl Subject {
    /// Holds an object's text.
    ///
    /// # Errors
    /// `TypeError` for an object that has none, and what its buffer raises.
    pub fn of(object: &Object, th: &mut Thread) -> PyResult<Subject> {
        if Str::check(object) {
            return Ok(Subject { object: object.to_ref(), buffer: None });
        }
        if !is_buffer(object) {
            let name = object.ob_type().display_name();
            return Err(raise!(th, TypeError, "expected string or bytes-like object, got '{name:.200}'"));
        }
        let buffer = Buffer::get(object, PyBUF_SIMPLE, th)?;
        Ok(Subject { object: object.to_ref(), buffer: Some(buffer) })
    }

    pub fn is_bytes(&self) -> bool {
        self.buffer.is_some()
    }

    pub fn text(&self) -> Text<'_> {
        match (&self.buffer, self.object.downcast::<Str>()) {
            (None, Some(text)) => match text.data() {
                StrData::Ascii(units) | StrData::Latin1(units) => Text::Latin1(units),
                StrData::Ucs2(units) => Text::U16(units),
                StrData::Ucs4(units) => Text::U32(units),
            },
            (Some(buffer), _) => Text::Bytes(buffer.as_bytes()),
            (None, None) => Text::Bytes(&[]),
        }
    }

    pub fn len(&self) -> usize {
        self.text().len()
    }

    /// A part, as `str` or `bytes`.
    pub fn slice(&self, start: usize, end: usize) -> PyResult {
        let end = end.min(self.len());
        let start = start.min(end);
        match (&self.buffer, self.object.downcast::<Str>()) {
            (None, Some(text)) => Ok(text.substring(start, end)?.into_object()),
            (Some(buffer), _) => {
                let bytes = buffer.as_bytes();
                if Bytes::check_exact(&self.object) && end - start == bytes.len() {
                    return Ok(self.object.clone());
                }
                Ok(Bytes::new(bytes.get(start..end).unwrap_or(&[]))?.into_object())
            }
            (None, None) => Ok(self.object.clone()),
        }
    }

    /// The parts of a result put together.
    pub fn join(&self, parts: Vec<Ref>, th: &mut Thread) -> PyResult {
        let empty = self.slice(0, 0)?;
        if parts.is_empty() {
            return Ok(empty);
        }
        match empty.downcast::<Str>() {
            Some(empty) => {
                let parts: Vec<&Object> = parts.iter().map(|part| &**part).collect();
                Ok(Str::join(empty, &parts, th)?.into_object())
            }
            None => {
                let parts = List::from_vec(parts)?;
                empty.call_method(id!(join), &[&parts], th)
            }
        }
    }
}
