//! Meanings of instruction arguments that are neither index nor count.

/// `CALL_INTRINSIC_1` (`internal/pycore_intrinsics.h`).
pub mod intrinsic_1 {
    pub const INVALID: u8 = 0;
    pub const PRINT: u8 = 1;
    pub const IMPORT_STAR: u8 = 2;
    pub const STOPITERATION_ERROR: u8 = 3;
    pub const ASYNC_GEN_WRAP: u8 = 4;
    pub const UNARY_POSITIVE: u8 = 5;
    pub const LIST_TO_TUPLE: u8 = 6;
    pub const TYPEVAR: u8 = 7;
    pub const PARAMSPEC: u8 = 8;
    pub const TYPEVARTUPLE: u8 = 9;
    pub const SUBSCRIPT_GENERIC: u8 = 10;
    pub const TYPEALIAS: u8 = 11;

    /// The names that `dis` shows, by number.
    pub const NAMES: [&str; 12] = [
        "INTRINSIC_1_INVALID",
        "INTRINSIC_PRINT",
        "INTRINSIC_IMPORT_STAR",
        "INTRINSIC_STOPITERATION_ERROR",
        "INTRINSIC_ASYNC_GEN_WRAP",
        "INTRINSIC_UNARY_POSITIVE",
        "INTRINSIC_LIST_TO_TUPLE",
        "INTRINSIC_TYPEVAR",
        "INTRINSIC_PARAMSPEC",
        "INTRINSIC_TYPEVARTUPLE",
        "INTRINSIC_SUBSCRIPT_GENERIC",
        "INTRINSIC_TYPEALIAS",
    ];
}

/// `CALL_INTRINSIC_2` (`internal/pycore_intrinsics.h`).
pub mod intrinsic_2 {
    pub const INVALID: u8 = 0;
    pub const PREP_RERAISE_STAR: u8 = 1;
    pub const TYPEVAR_WITH_BOUND: u8 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u8 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u8 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u8 = 5;

    /// The names that `dis` shows, by number.
    pub const NAMES: [&str; 6] = [
        "INTRINSIC_2_INVALID",
        "INTRINSIC_PREP_RERAISE_STAR",
        "INTRINSIC_TYPEVAR_WITH_BOUND",
        "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
        "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
        "INTRINSIC_SET_TYPEPARAM_DEFAULT",
    ];
}

/// `BINARY_OP` (`opcode.h`).
pub mod nb {
    pub const ADD: u8 = 0;
    pub const AND: u8 = 1;
    pub const FLOOR_DIVIDE: u8 = 2;
    pub const LSHIFT: u8 = 3;
    pub const MATRIX_MULTIPLY: u8 = 4;
    pub const MULTIPLY: u8 = 5;
    pub const REMAINDER: u8 = 6;
    pub const OR: u8 = 7;
    pub const POWER: u8 = 8;
    pub const RSHIFT: u8 = 9;
    pub const SUBTRACT: u8 = 10;
    pub const TRUE_DIVIDE: u8 = 11;
    pub const XOR: u8 = 12;
    /// Added to a plain operation to mean its in-place form; the order of both halves is the same.
    pub const INPLACE: u8 = 13;

    /// Name and sign of every operation, by number, as `_opcode.get_nb_ops()` gives them.
    pub const OPS: [(&str, &str); 26] = [
        ("NB_ADD", "+"),
        ("NB_AND", "&"),
        ("NB_FLOOR_DIVIDE", "//"),
        ("NB_LSHIFT", "<<"),
        ("NB_MATRIX_MULTIPLY", "@"),
        ("NB_MULTIPLY", "*"),
        ("NB_REMAINDER", "%"),
        ("NB_OR", "|"),
        ("NB_POWER", "**"),
        ("NB_RSHIFT", ">>"),
        ("NB_SUBTRACT", "-"),
        ("NB_TRUE_DIVIDE", "/"),
        ("NB_XOR", "^"),
        ("NB_INPLACE_ADD", "+="),
        ("NB_INPLACE_AND", "&="),
        ("NB_INPLACE_FLOOR_DIVIDE", "//="),
        ("NB_INPLACE_LSHIFT", "<<="),
        ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
        ("NB_INPLACE_MULTIPLY", "*="),
        ("NB_INPLACE_REMAINDER", "%="),
        ("NB_INPLACE_OR", "|="),
        ("NB_INPLACE_POWER", "**="),
        ("NB_INPLACE_RSHIFT", ">>="),
        ("NB_INPLACE_SUBTRACT", "-="),
        ("NB_INPLACE_TRUE_DIVIDE", "/="),
        ("NB_INPLACE_XOR", "^="),
    ];
}

/// `COMPARE_OP`: `operator << 5 | to_bool << 4 | mask`, where `mask` tells the outcomes for which the answer is true.
pub mod compare {
    pub const LT: u8 = 0;
    pub const LE: u8 = 1;
    pub const EQ: u8 = 2;
    pub const NE: u8 = 3;
    pub const GT: u8 = 4;
    pub const GE: u8 = 5;

    /// Outcome bits of the mask.
    pub const UNORDERED: u8 = 1;
    pub const LESS_THAN: u8 = 2;
    pub const GREATER_THAN: u8 = 4;
    pub const EQUALS: u8 = 8;
    pub const NOT_EQUALS: u8 = UNORDERED | LESS_THAN | GREATER_THAN;

    /// Set when the result is to be converted to a bool.
    pub const TO_BOOL: u8 = 16;

    /// How far the operator is shifted left in the argument.
    pub const SHIFT: u32 = 5;

    /// The outcomes that make the operator true.
    pub const MASKS: [u8; 6] = [LESS_THAN, LESS_THAN | EQUALS, EQUALS, NOT_EQUALS, GREATER_THAN, GREATER_THAN | EQUALS];

    /// The operators' signs, by number.
    pub const SIGNS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

    /// The argument of `COMPARE_OP` for an operator given by number.
    pub const fn oparg(op: u8) -> u8 {
        op << SHIFT | MASKS[op as usize]
    }
}

/// `RESUME`: where in the function it stands, and whether it stands directly inside one `try` region at most.
pub mod resume {
    pub const AT_FUNC_START: u8 = 0;
    pub const AFTER_YIELD: u8 = 1;
    pub const AFTER_YIELD_FROM: u8 = 2;
    pub const AFTER_AWAIT: u8 = 3;
    pub const OPARG_LOCATION_MASK: u8 = 3;
    pub const OPARG_DEPTH1_MASK: u8 = 4;
}

/// `SET_FUNCTION_ATTRIBUTE`.
pub mod make_function {
    pub const DEFAULTS: u8 = 1;
    pub const KWDEFAULTS: u8 = 2;
    pub const ANNOTATIONS: u8 = 4;
    pub const CLOSURE: u8 = 8;
}

/// `CONVERT_VALUE`: the conversion of a replacement field.
pub mod convert {
    pub const STR: u8 = 1;
    pub const REPR: u8 = 2;
    pub const ASCII: u8 = 3;
}
