//! Python signatures as text: parameters, kinds, defaults, and the line that `__text_signature__` is read from.

use proc_macro2::Span;
use syn::{Error, LitStr, Result};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

#[derive(Clone, Debug)]
pub struct Param {
    pub name: String,
    pub kind: Kind,
    /// The default's text as the signature shows it.
    pub default: Option<String>,
}

/// A parsed signature.
#[derive(Clone, Debug)]
pub struct Sig {
    pub params: Vec<Param>,
    /// What stands between the parentheses, as written.
    pub text: String,
    has_slash: bool,
}

impl Sig {
    pub fn parse(literal: &LitStr) -> Result<Sig> {
        parse(&literal.value(), literal.span())
    }

    fn of(&self, kinds: &[Kind]) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(move |param| kinds.contains(&param.kind))
    }

    /// The index of `*args` among the parameters.
    pub fn var_positional(&self) -> Option<usize> {
        self.params.iter().position(|param| param.kind == Kind::VarPositional)
    }

    pub fn var_keyword(&self) -> bool {
        self.params.iter().any(|param| param.kind == Kind::VarKeyword)
    }

    pub fn positional_only(&self) -> usize {
        self.of(&[Kind::PositionalOnly]).count()
    }

    /// How many arguments can be given by position (without `*args`).
    pub fn max_positional(&self) -> usize {
        self.of(&[Kind::PositionalOnly, Kind::PositionalOrKeyword]).count()
    }

    /// How many of those are required.
    pub fn min_positional(&self) -> usize {
        self.of(&[Kind::PositionalOnly, Kind::PositionalOrKeyword]).filter(|param| param.default.is_none()).count()
    }

    pub fn required_keyword_only(&self) -> usize {
        self.of(&[Kind::KeywordOnly]).filter(|param| param.default.is_none()).count()
    }

    /// Whether some parameter can be given by name.
    pub fn has_keywords(&self) -> bool {
        self.of(&[Kind::PositionalOrKeyword, Kind::KeywordOnly]).next().is_some()
    }

    /// `name(text)` and the separator that `__text_signature__` is found by, then `doc`.
    pub fn doc(&self, name: &str, receiver: Option<&str>, doc: &str) -> String {
        let text = match (receiver, self.text.is_empty()) {
            (None, _) => self.text.clone(),
            (Some(receiver), true) => format!("{receiver}, /"),
            (Some(receiver), false) if self.has_slash => format!("{receiver}, {}", self.text),
            (Some(receiver), false) => format!("{receiver}, /, {}", self.text),
        };
        format!("{name}({text})\n--\n\n{doc}")
    }
}

fn parse(text: &str, span: Span) -> Result<Sig> {
    let fail = |message: &str| Error::new(span, format!("signature {text:?}: {message}"));
    let inner = text
        .trim()
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .ok_or_else(|| fail("must be in parentheses"))?
        .trim();
    let mut params: Vec<Param> = Vec::new();
    let mut has_slash = false;
    let mut kind = Kind::PositionalOrKeyword;
    // `sub[, start[, end]], /` is how a few old signatures are shown; the parameters in brackets may be left out.
    let plain = inner.contains("[,").then(|| optional_in_brackets(inner));
    for part in split_commas(plain.as_deref().unwrap_or(inner)) {
        let part = part.trim();
        if part.is_empty() {
            return Err(fail("empty parameter"));
        }
        if params.last().is_some_and(|param| param.kind == Kind::VarKeyword) {
            return Err(fail("parameters after `**`"));
        }
        if part == "/" {
            if has_slash || kind != Kind::PositionalOrKeyword || params.is_empty() {
                return Err(fail("misplaced `/`"));
            }
            has_slash = true;
            for param in &mut params {
                param.kind = Kind::PositionalOnly;
            }
        } else if part == "*" {
            if kind == Kind::KeywordOnly {
                return Err(fail("two `*`"));
            }
            kind = Kind::KeywordOnly;
        } else if let Some(name) = part.strip_prefix("**") {
            params.push(Param { name: name.to_owned(), kind: Kind::VarKeyword, default: None });
        } else if let Some(name) = part.strip_prefix('*') {
            if kind == Kind::KeywordOnly {
                return Err(fail("two `*`"));
            }
            kind = Kind::KeywordOnly;
            params.push(Param { name: name.to_owned(), kind: Kind::VarPositional, default: None });
        } else {
            let (name, default) = match part.split_once('=') {
                Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
                None => (part, None),
            };
            if name.starts_with('$') {
                return Err(fail("the receiver (`$self`) is put in by the macro"));
            }
            if !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) || name.is_empty() {
                return Err(fail(&format!("{name:?} is not a name")));
            }
            let positional = kind == Kind::PositionalOrKeyword;
            let previous = params.last().filter(|param| param.kind == Kind::KeywordOnly);
            if !positional && default.is_none() && previous.is_some_and(|param| param.default.is_some()) {
                return Err(fail("required keywords go before those with a default"));
            }
            if positional && default.is_none() && params.last().is_some_and(|param| param.default.is_some()) {
                return Err(fail("a parameter without a default after one with a default"));
            }
            params.push(Param { name: name.to_owned(), kind, default });
        }
    }
    let sig = Sig { params, text: inner.to_owned(), has_slash };
    if sig.var_keyword() && sig.has_keywords() {
        return Err(fail("`**` together with named keywords is not supported: take `raw`"));
    }
    Ok(sig)
}

/// `a[, b[, c]]` as `a, b=None, c=None`.
fn optional_in_brackets(text: &str) -> String {
    let mut pieces = text.split("[,");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push(',');
        match piece.split_once(']') {
            Some((name, rest)) => {
                out.push_str(name);
                out.push_str("=None");
                out.push_str(rest.trim_start_matches(']'));
            }
            None => {
                out.push_str(piece);
                out.push_str("=None");
            }
        }
    }
    out
}

/// Splits at the commas outside brackets and quotes.
fn split_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start, mut escaped) = (0usize, None, 0, false);
    for (index, c) in text.char_indices() {
        if let Some(q) = quote {
            if !escaped && c == q {
                quote = None;
            }
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '\'' | '"' => quote = Some(c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() || start > 0 {
        parts.push(&text[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sig(text: &str) -> Sig {
        match parse(text, Span::call_site()) {
            Ok(sig) => sig,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn kinds_and_counts() {
        let s = sig("(a, b=(1, 2), /, c=',', *, d, e=None)");
        assert_eq!(s.params.len(), 5);
        assert_eq!((s.positional_only(), s.min_positional(), s.max_positional()), (2, 1, 3));
        assert_eq!(s.required_keyword_only(), 1);
        assert_eq!(s.params[1].default.as_deref(), Some("(1, 2)"));
        assert!(s.has_keywords());
    }

    #[test]
    fn text_signatures() {
        let cases = [
            ("(object, /)", "f($self, object, /)\n--\n\nd"),
            ("()", "f($self, /)\n--\n\nd"),
            ("(*, key=None, reverse=False)", "f($self, /, *, key=None, reverse=False)\n--\n\nd"),
            ("(iterable, /, start=0)", "f($self, iterable, /, start=0)\n--\n\nd"),
        ];
        for (text, expected) in cases {
            assert_eq!(sig(text).doc("f", Some("$self"), "d"), expected);
        }
        assert_eq!(sig("(x, /)").doc("f", None, ""), "f(x, /)\n--\n\n");
    }

    #[test]
    fn refused() {
        for text in ["a", "(a=1, b)", "(/)", "(*, *)", "(**k, a)", "($self)", "(a,,b)", "(a, **k)"] {
            assert!(parse(text, Span::call_site()).is_err(), "{text}");
        }
    }
}
