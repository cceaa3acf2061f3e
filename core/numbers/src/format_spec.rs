//! The format mini-language `[[fill]align][sign][z][#][0][width][grouping][.precision][type]` of `int`, `float`,
//! `complex` and `str`, and the grouping of digits it asks for.

/// What separates groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    None,
    /// `,` every three digits.
    Comma,
    /// `_` every three digits.
    Underscore,
    /// `_` every four digits, for types `b o x X`.
    UnderscoreFour,
}

impl Grouping {
    /// The separator, and the group sizes in the form of `localeconv()["grouping"]` for [`group_digits`].
    pub fn rule(self) -> (&'static [u32], &'static [u8]) {
        match self {
            Grouping::None => (&[], &[]),
            Grouping::Comma => (&[b',' as u32], &[3, 0]),
            Grouping::Underscore => (&[b'_' as u32], &[3, 0]),
            Grouping::UnderscoreFour => (&[b'_' as u32], &[4, 0]),
        }
    }
}

/// A format specification, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    /// The padding character; a blank if none was given.
    pub fill: u32,
    pub fill_given: bool,
    /// One of `< > = ^`: the default passed in, if none was given.
    pub align: u32,
    pub align_given: bool,
    /// `+`, `-` or a blank; 0 if not given.
    pub sign: u32,
    /// `z`: no negative zero.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    pub width: Option<usize>,
    pub grouping: Grouping,
    pub precision: Option<usize>,
    /// The type character: the default passed in, if none was given.
    pub kind: u32,
}

/// Why a specification is wrong, in words that need the caller's type name only for `Invalid`. `Display` gives the
/// text of Python's ValueError but for `Invalid`, where the caller writes
/// "Invalid format specifier '...' for object of type '...'".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatSpecError {
    TooManyDigits,
    MissingPrecision,
    CommaAndUnderscore,
    /// The separator and the type it does not go with.
    Separator(u32, u32),
    Invalid,
}

impl std::fmt::Display for FormatSpecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            FormatSpecError::TooManyDigits => f.write_str("Too many decimal digits in format string"),
            FormatSpecError::MissingPrecision => f.write_str("Format specifier missing precision"),
            FormatSpecError::CommaAndUnderscore => f.write_str("Cannot specify both ',' and '_'."),
            FormatSpecError::Separator(separator, kind) => {
                let separator = char::from_u32(separator).unwrap_or('?');
                match kind {
                    33..128 => write!(f, "Cannot specify '{separator}' with '{}'.", kind as u8 as char),
                    _ => write!(f, "Cannot specify '{separator}' with '\\x{kind:x}'."),
                }
            }
            FormatSpecError::Invalid => f.write_str("Invalid format specifier"),
        }
    }
}

/// Reads the text from the front.
struct Reader<'a> {
    rest: &'a [u32],
}

impl Reader<'_> {
    fn peek(&self) -> u32 {
        self.rest.first().copied().unwrap_or(0)
    }

    fn accept(&mut self, c: char) -> bool {
        let found = self.rest.first() == Some(&(c as u32));
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    /// A number in digits of any script, None if there is no digit.
    fn number(&mut self) -> Result<Option<usize>, FormatSpecError> {
        let mut value = None;
        while let Some(digit) = self.rest.first().and_then(|&c| ks_unicode::decimal_value(c)) {
            let next = value.unwrap_or(0usize).checked_mul(10).and_then(|v| v.checked_add(digit as usize));
            value = Some(next.filter(|&v| v <= isize::MAX as usize).ok_or(FormatSpecError::TooManyDigits)?);
            self.rest = &self.rest[1..];
        }
        Ok(value)
    }
}

fn is_align(c: u32) -> bool {
    matches!(char::from_u32(c), Some('<' | '>' | '=' | '^'))
}

/// Takes a specification apart.
///
/// `default_kind` is the type assumed if none is given (0 if that must stay visible); `default_align` is `<` for text
/// and `>` for numbers.
pub fn parse(spec: &[u32], default_kind: char, default_align: char) -> Result<FormatSpec, FormatSpecError> {
    let mut out = FormatSpec {
        fill: ' ' as u32,
        fill_given: false,
        align: default_align as u32,
        align_given: false,
        sign: 0,
        no_negative_zero: false,
        alternate: false,
        width: None,
        grouping: Grouping::None,
        precision: None,
        kind: if default_kind == '\0' { 0 } else { default_kind as u32 },
    };
    let mut reader = Reader { rest: spec };
    match *spec {
        [fill, align, ..] if is_align(align) => {
            (out.fill, out.fill_given, out.align, out.align_given) = (fill, true, align, true);
            reader.rest = &spec[2..];
        }
        [align, ..] if is_align(align) => {
            (out.align, out.align_given) = (align, true);
            reader.rest = &spec[1..];
        }
        _ => {}
    }
    if matches!(char::from_u32(reader.peek()), Some('+' | '-' | ' ')) {
        out.sign = reader.peek();
        reader.rest = &reader.rest[1..];
    }
    out.no_negative_zero = reader.accept('z');
    out.alternate = reader.accept('#');
    if !out.fill_given && reader.accept('0') {
        out.fill = '0' as u32;
        if !out.align_given && default_align == '>' {
            out.align = '=' as u32;
        }
    }
    out.width = reader.number()?;
    if reader.accept(',') {
        out.grouping = Grouping::Comma;
    }
    if reader.accept('_') {
        if out.grouping == Grouping::Comma {
            return Err(FormatSpecError::CommaAndUnderscore);
        }
        out.grouping = Grouping::Underscore;
    }
    if reader.peek() == ',' as u32 && out.grouping == Grouping::Underscore {
        return Err(FormatSpecError::CommaAndUnderscore);
    }
    if reader.accept('.') {
        out.precision = Some(reader.number()?.ok_or(FormatSpecError::MissingPrecision)?);
    }
    match *reader.rest {
        [] => {}
        [kind] => out.kind = kind,
        _ => return Err(FormatSpecError::Invalid),
    }
    if out.grouping != Grouping::None {
        let kind = if out.kind == 0 { Some('\0') } else { char::from_u32(out.kind) };
        match kind {
            Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0') => {}
            Some('b' | 'o' | 'x' | 'X') if out.grouping == Grouping::Underscore => {
                out.grouping = Grouping::UnderscoreFour;
            }
            _ => {
                let separator = if out.grouping == Grouping::Comma { ',' } else { '_' };
                return Err(FormatSpecError::Separator(separator as u32, out.kind));
            }
        }
    }
    Ok(out)
}

/// Appends digits in groups, with zeros in front until `min_width` characters are reached (one more if a separator
/// would come first).
///
/// `sizes` is a grouping string as `localeconv()["grouping"]` and C have it: the size of each group from the right; 0
/// or the end repeats the last size, 127 ends grouping, and an empty string groups nothing. A caller whose `min_width`
/// is not known to be small reserves memory first.
pub fn group_digits(digits: &[u8], min_width: usize, sizes: &[u8], separator: &[u32], out: &mut Vec<u32>) {
    let start = out.len();
    let mut digits = digits.iter().rev();
    let mut width = min_width;
    let mut sizes = sizes.iter();
    let mut size = 0;
    // From the right, so everything is turned round in the end.
    loop {
        let wanted = digits.len().max(width).max(1);
        // A size of 0, or the end, repeats the one before for ever; one of 127 (CHAR_MAX) or more ends grouping.
        size = match sizes.next() {
            Some(0) | None if size > 0 => {
                sizes = [].iter();
                size
            }
            Some(&n) if n > 0 && n < 127 => n as usize,
            _ => usize::MAX,
        };
        let take = size.min(wanted);
        let goal = out.len() + take;
        out.extend(digits.by_ref().take(take).map(|&b| u32::from(b)));
        out.resize(goal, '0' as u32);
        width = width.saturating_sub(take);
        if digits.len() == 0 && width == 0 {
            break;
        }
        width = width.saturating_sub(separator.len());
        out.extend(separator.iter().rev());
    }
    out[start..].reverse();
}
