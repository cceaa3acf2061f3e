//! What a comparing process tells an example of an interpreter's knowledge; `ci/frontend/facts.py` writes it.
//!
//! The first line is `text N`, `error N` or nothing: the source decoded by the codec that it declares, or what the codec
//! said instead, in the N bytes that follow. Then come lines of a code point and a character's name.

use ks_syntax::error::{ErrorClass, SyntaxError};

/// Answers for one source.
pub struct Facts<'a> {
    decoded: Option<Result<&'a str, &'a str>>,
    names: &'a str,
}

impl Facts<'_> {
    pub fn read(bytes: &[u8]) -> Option<Facts<'_>> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, rest) = text.split_once('\n')?;
        let Some((kind, length)) = head.split_once(' ') else { return Some(Facts { decoded: None, names: rest }) };
        let (body, names) = rest.split_at_checked(length.parse().ok()?)?;
        Some(Facts { decoded: Some(if kind == "text" { Ok(body) } else { Err(body) }), names })
    }

    pub fn decode(&self) -> Result<Option<String>, SyntaxError> {
        match self.decoded {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text.to_owned())),
            Some(Err(message)) => {
                Err(SyntaxError { offset: -1, ..SyntaxError::bare(ErrorClass::SyntaxError, message.to_owned()) })
            }
        }
    }

    pub fn unicode_name(&self, name: &str) -> Option<u32> {
        let found = self.names.lines().filter_map(|line| line.split_once(' ')).find(|entry| entry.1 == name);
        found.and_then(|entry| entry.0.parse().ok())
    }
}
