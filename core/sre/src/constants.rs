//! The numbers of the pattern language: opcodes, positions, categories and flags of magic 20230612.
//!
//! They are those of `re/_constants.py` in the standard library, whose compiler emits them.

#![allow(missing_docs)]

/// `_sre.MAGIC`: the version of the pattern language.
pub const MAGIC: u32 = 20230612;
/// `_sre.CODESIZE`: bytes per code word.
pub const CODESIZE: u32 = 4;
/// `_sre.MAXREPEAT`: no upper bound.
pub const MAXREPEAT: u32 = u32::MAX;
/// `_sre.MAXGROUPS`: how many groups a pattern may have.
pub const MAXGROUPS: u32 = i32::MAX as u32 / 2;

macro_rules! numbered {
    ($($name:ident = $value:literal,)*) => { $(pub const $name: u32 = $value;)* };
}

/// Opcodes.
pub mod op {
    numbered! {
        FAILURE = 0, SUCCESS = 1, ANY = 2, ANY_ALL = 3, ASSERT = 4, ASSERT_NOT = 5, AT = 6, BRANCH = 7,
        CATEGORY = 8, CHARSET = 9, BIGCHARSET = 10, GROUPREF = 11, GROUPREF_EXISTS = 12, IN = 13, INFO = 14,
        JUMP = 15, LITERAL = 16, MARK = 17, MAX_UNTIL = 18, MIN_UNTIL = 19, NOT_LITERAL = 20, NEGATE = 21,
        RANGE = 22, REPEAT = 23, REPEAT_ONE = 24, SUBPATTERN = 25, MIN_REPEAT_ONE = 26, ATOMIC_GROUP = 27,
        POSSESSIVE_REPEAT = 28, POSSESSIVE_REPEAT_ONE = 29, GROUPREF_IGNORE = 30, IN_IGNORE = 31,
        LITERAL_IGNORE = 32, NOT_LITERAL_IGNORE = 33, GROUPREF_LOC_IGNORE = 34, IN_LOC_IGNORE = 35,
        LITERAL_LOC_IGNORE = 36, NOT_LITERAL_LOC_IGNORE = 37, GROUPREF_UNI_IGNORE = 38, IN_UNI_IGNORE = 39,
        LITERAL_UNI_IGNORE = 40, NOT_LITERAL_UNI_IGNORE = 41, RANGE_UNI_IGNORE = 42,
    }
}

/// Positions, the argument of `AT`.
pub mod at {
    numbered! {
        BEGINNING = 0, BEGINNING_LINE = 1, BEGINNING_STRING = 2, BOUNDARY = 3, NON_BOUNDARY = 4, END = 5,
        END_LINE = 6, END_STRING = 7, LOC_BOUNDARY = 8, LOC_NON_BOUNDARY = 9, UNI_BOUNDARY = 10,
        UNI_NON_BOUNDARY = 11, COUNT = 12,
    }
}

/// Categories, the argument of `CATEGORY`. Each odd one is the negation of the one before.
pub mod category {
    numbered! {
        DIGIT = 0, SPACE = 2, WORD = 4, LINEBREAK = 6, LOC_WORD = 8, UNI_DIGIT = 10, UNI_SPACE = 12,
        UNI_WORD = 14, UNI_LINEBREAK = 16, COUNT = 18,
    }
}

/// Flags of the `INFO` block.
pub mod info {
    numbered! { PREFIX = 1, LITERAL = 2, CHARSET = 4, }
}
