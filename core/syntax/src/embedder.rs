//! What the front end cannot know without an interpreter.

use crate::error::{SyntaxError, Warning};

/// There is no table of character names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoNames;

/// What became of a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarnOutcome {
    /// Shown or filtered away.
    Done,
    /// The filters turn it into an error: the warning's `SyntaxError` is reported.
    Error,
    /// Another exception came up, which the embedder holds.
    Raised,
}

/// Answers the questions of the lexer and the parser. All methods have a default that does without an interpreter.
pub trait Embedder {
    /// Decodes a source in an encoding other than UTF-8, Latin-1 and ASCII. `Ok(None)`: no such encoding.
    fn decode(&mut self, _encoding: &str, _bytes: &[u8]) -> Result<Option<String>, SyntaxError> {
        Ok(None)
    }

    /// The code point of `\N{name}`.
    fn unicode_name(&mut self, _name: &str) -> Result<Option<u32>, NoNames> {
        Ok(None)
    }

    /// Reports a warning.
    fn warn(&mut self, _warning: &Warning) -> WarnOutcome {
        WarnOutcome::Done
    }

    /// `sys.get_int_max_str_digits()`: the longest decimal literal, 0 for no limit.
    fn int_max_str_digits(&self) -> usize {
        4300
    }
}

/// An embedder that knows nothing: no further encodings, no character names, no warnings.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEmbedder;

impl Embedder for NoEmbedder {}
