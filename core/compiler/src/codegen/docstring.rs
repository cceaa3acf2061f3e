//! Docstrings: finding them, and taking their common indentation away.

use ks_syntax::ast::{Constant, ExprKind, PyStr, Stmt, StmtKind};

use crate::error::{CompileError, CompileResult};

/// The docstring of a body: its first statement, if that is a string literal.
pub fn docstring(body: &[Stmt]) -> Option<&PyStr> {
    let StmtKind::Expr { value } = &body.first()?.kind else { return None };
    match &value.kind {
        ExprKind::Constant { value: Constant::Str(text), .. } => Some(text),
        _ => None,
    }
}

/// A docstring without the indentation that all its lines but the first have, and without the first line's.
/// Tabs become spaces first.
///
/// # Errors
/// [`CompileError::Encode`] for a text with lone surrogates.
pub fn clean_docstring(text: &PyStr) -> CompileResult<PyStr> {
    let expanded = expand_tabs(text.as_bytes());
    if text.as_str().is_none() {
        return Err(CompileError::Encode(PyStr::from_wtf8(&expanded)));
    }
    let doc = expanded.as_slice();
    let spaces = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let first_indent = spaces(doc);
    // A line of nothing but spaces does not count, unless it ends the text.
    let margin = doc
        .split(|&byte| byte == b'\n')
        .skip(1)
        .map(|line| (spaces(line), line.len()))
        .filter(|(indent, len)| indent < len)
        .map(|(indent, _)| indent)
        .min()
        .unwrap_or(0);
    if first_indent == 0 && margin == 0 {
        return Ok(PyStr::from_wtf8(doc));
    }
    let mut cleaned = Vec::with_capacity(doc.len());
    for (i, line) in doc.split(|&byte| byte == b'\n').enumerate() {
        if i == 0 {
            cleaned.extend_from_slice(&line[first_indent..]);
        } else {
            cleaned.push(b'\n');
            cleaned.extend_from_slice(&line[spaces(line).min(margin)..]);
        }
    }
    Ok(PyStr::from_wtf8(&cleaned))
}

/// `str.expandtabs()`: columns count characters, from the last line break.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut expanded = Vec::with_capacity(text.len());
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                expanded.resize(expanded.len() + width, b' ');
                column += width;
                continue;
            }
            b'\n' | b'\r' => column = 0,
            // Only the first byte of a character is a column.
            0x80..0xc0 => {}
            _ => column += 1,
        }
        expanded.push(byte);
    }
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        clean_docstring(&text.into()).ok().and_then(|doc| doc.as_str().map(str::to_owned)).unwrap_or_default()
    }

    #[test]
    fn indentation_goes() {
        assert_eq!(clean("a"), "a");
        assert_eq!(clean("  a\n    b\n      c\n  "), "a\nb\n  c\n");
        assert_eq!(clean("a\n\tb\n        c"), "a\nb\nc");
        assert_eq!(clean("a\n\n  b\n"), "a\n\nb\n");
    }
}
