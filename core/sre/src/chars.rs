//! Characters: the widths of text, case and categories, and the evaluation of character sets.

use crate::constants::{category, op};
use ks_unicode as unicode;

/// A character in memory: one, two or four bytes.
pub(crate) trait Char: Copy + Eq {
    fn code(self) -> u32;

    /// The first place of `wanted` at or after `from`.
    fn find(text: &[Self], from: usize, wanted: u32) -> Option<usize> {
        text[from..].iter().position(|c| c.code() == wanted).map(|i| i + from)
    }
}

impl Char for u8 {
    #[inline(always)]
    fn code(self) -> u32 {
        self as u32
    }

    fn find(text: &[u8], from: usize, wanted: u32) -> Option<usize> {
        memchr::memchr(u8::try_from(wanted).ok()?, &text[from..]).map(|i| i + from)
    }
}

impl Char for u16 {
    #[inline(always)]
    fn code(self) -> u32 {
        self as u32
    }
}

impl Char for u32 {
    #[inline(always)]
    fn code(self) -> u32 {
        self
    }
}

/// `_sre.ascii_tolower`
#[inline]
pub fn ascii_to_lower(ch: u32) -> u32 {
    if ch.wrapping_sub('A' as u32) < 26 { ch | 0x20 } else { ch }
}

/// `_sre.ascii_iscased`
#[inline]
pub fn ascii_is_cased(ch: u32) -> bool {
    ch < 128 && (ch as u8).is_ascii_alphabetic()
}

/// `_sre.unicode_tolower`
#[inline]
pub fn unicode_to_lower(ch: u32) -> u32 {
    unicode::to_lower(ch)
}

/// `_sre.unicode_iscased`
#[inline]
pub fn unicode_is_cased(ch: u32) -> bool {
    unicode::to_lower(ch) != ch || unicode::to_upper(ch) != ch
}

pub(crate) fn locale_lower(ch: u32) -> u32 {
    // SAFETY: the C function is defined for every unsigned char.
    if ch < 256 { unsafe { libc::tolower(ch as i32) as u32 } } else { ch }
}

pub(crate) fn locale_upper(ch: u32) -> u32 {
    // SAFETY: the C function is defined for every unsigned char.
    if ch < 256 { unsafe { libc::toupper(ch as i32) as u32 } } else { ch }
}

/// Whether a pattern's character stands for `ch` where the locale decides about case.
pub(crate) fn locale_same(pattern: u32, ch: u32) -> bool {
    ch == pattern || locale_lower(ch) == pattern || locale_upper(ch) == pattern
}

pub(crate) fn is_word(ch: u32) -> bool {
    ch < 128 && ((ch as u8).is_ascii_alphanumeric() || ch == '_' as u32)
}

pub(crate) fn is_locale_word(ch: u32) -> bool {
    // SAFETY: the C function is defined for every unsigned char.
    ch < 256 && unsafe { libc::isalnum(ch as i32) != 0 } || ch == '_' as u32
}

pub(crate) fn is_unicode_word(ch: u32) -> bool {
    unicode::is_alnum(ch) || ch == '_' as u32
}

/// Whether a character belongs to a category.
pub(crate) fn in_category(code: u32, ch: u32) -> bool {
    let yes = match code & !1 {
        category::DIGIT => ch.wrapping_sub('0' as u32) < 10,
        category::SPACE => ch == ' ' as u32 || ch.wrapping_sub('\t' as u32) < 5,
        category::WORD => is_word(ch),
        category::LINEBREAK => ch == '\n' as u32,
        category::LOC_WORD => is_locale_word(ch),
        category::UNI_DIGIT => unicode::is_decimal(ch),
        category::UNI_SPACE => unicode::is_space(ch),
        category::UNI_WORD => is_unicode_word(ch),
        category::UNI_LINEBREAK => unicode::is_linebreak(ch),
        // Checked when the program was made.
        _ => return false,
    };
    yes != (code & 1 != 0)
}

fn bit(words: &[u32], at: usize) -> bool {
    words.get(at / 32).is_some_and(|w| w >> (at % 32) & 1 != 0)
}

/// Whether a character is in the set whose words begin at `at` of a checked program.
pub(crate) fn in_set(code: &[u32], mut at: usize, ch: u32) -> bool {
    let mut found = true;
    loop {
        let args = &code[at + 1..];
        match code[at] {
            op::LITERAL => {
                if ch == args[0] {
                    return found;
                }
                at += 2;
            }
            op::RANGE => {
                if args[0] <= ch && ch <= args[1] {
                    return found;
                }
                at += 3;
            }
            op::RANGE_UNI_IGNORE => {
                let within = |c| args[0] <= c && c <= args[1];
                if within(ch) || within(unicode::to_upper(ch)) {
                    return found;
                }
                at += 3;
            }
            op::CATEGORY => {
                if in_category(args[0], ch) {
                    return found;
                }
                at += 2;
            }
            op::CHARSET => {
                if ch < 256 && bit(&args[..8], ch as usize) {
                    return found;
                }
                at += 9;
            }
            op::BIGCHARSET => {
                let blocks = args[0] as usize;
                if ch < 0x10000 {
                    let place = (ch >> 8) as usize;
                    let block = args[1 + place / 4].to_ne_bytes()[place % 4] as usize;
                    if bit(&args[65..65 + 8 * blocks], block * 256 + (ch & 255) as usize) {
                        return found;
                    }
                }
                at += 66 + 8 * blocks;
            }
            op::NEGATE => {
                found = !found;
                at += 1;
            }
            // FAILURE, which ends every set.
            _ => return !found,
        }
    }
}

/// Whether an `IN` instruction of any kind at `pc` accepts a character.
pub(crate) fn in_matches(code: &[u32], pc: usize, ch: u32) -> bool {
    let set = pc + 2;
    match code[pc] {
        op::IN => in_set(code, set, ch),
        op::IN_IGNORE => in_set(code, set, ascii_to_lower(ch)),
        op::IN_UNI_IGNORE => in_set(code, set, unicode::to_lower(ch)),
        _ => {
            let (lower, upper) = (locale_lower(ch), locale_upper(ch));
            in_set(code, set, lower) || upper != lower && in_set(code, set, upper)
        }
    }
}
