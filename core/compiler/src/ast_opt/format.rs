//! `'…%s…' % (a, b)` as the f-string that does the same.

use ks_syntax::ast::*;

/// Longest run of digits of a width or precision.
const MAX_DIGITS: usize = 3;

/// The position of what has none.
const NOWHERE: Span = Span { lineno: -1, col_offset: -1, end_lineno: -1, end_col_offset: -1 };

/// One `%` conversion.
struct Conversion {
    letter: u8,
    left: bool,
    width: Option<i32>,
    precision: Option<i32>,
}

/// The values of an f-string equal to `format % args`, or the untouched arguments if the format has a conversion other
/// than `%s`, `%r`, `%a` and `%%`, or does not fit the arguments.
///
/// The literal parts have no position.
pub fn to_fstring(format: &PyStr, args: Vec<Expr>) -> Result<Vec<Expr>, Vec<Expr>> {
    let Some(pieces) = parse(format.as_bytes()) else { return Err(args) };
    let wanted = pieces.iter().filter(|piece| matches!(piece, Piece::Value(_))).count();
    if wanted != args.len() {
        return Err(args);
    }
    let mut args = args.into_iter();
    let mut values = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Text(text) => values.push(text_constant(&text)),
            Piece::Value(conversion) => {
                if let Some(arg) = args.next() {
                    values.push(formatted(arg, &conversion));
                }
            }
        }
    }
    Ok(values)
}

enum Piece {
    Text(Vec<u8>),
    Value(Conversion),
}

fn parse(format: &[u8]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    let mut rest = format;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            text.push(byte);
            continue;
        }
        if let Some((b'%', after)) = rest.split_first() {
            text.push(b'%');
            rest = after;
            continue;
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Value(parse_conversion(&mut rest)?));
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Some(pieces)
}

fn parse_conversion(rest: &mut &[u8]) -> Option<Conversion> {
    let mut left = false;
    let mut byte = next(rest)?;
    loop {
        match byte {
            b'-' => left = true,
            b'+' | b' ' | b'#' | b'0' => {}
            _ => break,
        }
        byte = next(rest)?;
    }
    let mut width = None;
    if byte.is_ascii_digit() {
        (width, byte) = parse_number(byte, rest)?;
    }
    let mut precision = None;
    if byte == b'.' {
        byte = next(rest)?;
        precision = Some(0);
        if byte.is_ascii_digit() {
            (precision, byte) = parse_number(byte, rest)?;
        }
    }
    matches!(byte, b's' | b'r' | b'a').then_some(Conversion { letter: byte, left, width, precision })
}

fn next(rest: &mut &[u8]) -> Option<u8> {
    let (&byte, after) = rest.split_first()?;
    *rest = after;
    Some(byte)
}

fn parse_number(first: u8, rest: &mut &[u8]) -> Option<(Option<i32>, u8)> {
    let mut value = 0;
    let mut byte = first;
    let mut digits = 0;
    while byte.is_ascii_digit() {
        value = value * 10 + i32::from(byte - b'0');
        byte = next(rest)?;
        digits += 1;
        if digits >= MAX_DIGITS {
            return None;
        }
    }
    Some((Some(value), byte))
}

fn text_constant(text: &[u8]) -> Expr {
    // A percent sign that two stood for is a string of its own.
    let value = Constant::Str(if text == b"%" { PyStr::made(text) } else { PyStr::from_wtf8(text) });
    Expr { kind: ExprKind::Constant { value, kind: None }, span: NOWHERE }
}

fn formatted(arg: Expr, conversion: &Conversion) -> Expr {
    let span = arg.span;
    let mut spec = String::new();
    if !conversion.left && conversion.width.is_some_and(|width| width > 0) {
        spec.push('>');
    }
    if let Some(width) = conversion.width {
        spec.push_str(&width.to_string());
    }
    if let Some(precision) = conversion.precision {
        spec.push('.');
        spec.push_str(&precision.to_string());
    }
    let format_spec = (!spec.is_empty()).then(|| Box::new(text_constant(spec.as_bytes())));
    let conversion = i32::from(conversion.letter);
    Expr { kind: ExprKind::FormattedValue { value: Box::new(arg), conversion, format_spec }, span }
}
