//! Searching: the places at which a match is attempted.

use crate::chars::{Char, in_set};
use crate::engine::{Error, Run};
use crate::program::Plan;

impl<C: Char> Run<'_, C> {
    /// The first match at or after the start.
    pub(crate) fn search(&mut self) -> Result<bool, Error> {
        let program = self.program;
        if self.text.len() < self.from + program.min_width {
            return Ok(false);
        }
        // The last place from which there is room for a match.
        let last = self.text.len() - program.min_width;
        match &program.plan {
            Plan::Everywhere { only_first } => {
                let last = if *only_first { self.from } else { last };
                for at in self.from..=last {
                    if self.attempt(program.start, at, at)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Plan::Set { set } => {
                let mut at = self.from;
                while at <= last {
                    self.step()?;
                    let Some(found) = self.text[at..].iter().position(|c| in_set(&program.code, *set, c.code())) else {
                        break;
                    };
                    at += found;
                    if self.attempt(program.start, at, at)? {
                        return Ok(true);
                    }
                    at += 1;
                }
                Ok(false)
            }
            Plan::Prefix { text, overlap, skip, literal } => {
                let mut at = self.from;
                while let Some(found) = self.find(text, overlap, at)? {
                    if *literal {
                        if found + text.len() != self.forbidden {
                            self.m.set_span(found, found + text.len());
                            return Ok(true);
                        }
                    } else if self.attempt(program.start + skip, found + skip / 2, found)? {
                        return Ok(true);
                    }
                    at = found + 1;
                }
                Ok(false)
            }
        }
    }

    /// The first place of a text at or after `from`, by the method of Knuth, Morris and Pratt.
    fn find(&mut self, wanted: &[u32], overlap: &[u32], from: usize) -> Result<Option<usize>, Error> {
        let mut at = from;
        let mut matched = 0;
        while at < self.text.len() {
            if matched == 0 {
                self.step()?;
                match C::find(self.text, at, wanted[0]) {
                    Some(found) => (at, matched) = (found + 1, 1),
                    None => return Ok(None),
                }
            } else if self.text[at].code() == wanted[matched] {
                at += 1;
                matched += 1;
            } else {
                // A table that was not made by the compiler must not send us forward.
                matched = (overlap[matched - 1] as usize).min(matched - 1);
            }
            if matched == wanted.len() {
                return Ok(Some(at - matched));
            }
        }
        Ok(None)
    }
}
