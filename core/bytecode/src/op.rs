//! Instruction numbers and their fixed properties: name, flags, inline cache size, family.
//!
//! Real instructions are `u8` constants (`op::LOAD_FAST`), pseudo-instructions `u16` constants from 256 on. Functions
//! take `u16` where a pseudo-instruction may appear and `u8` where only code units of a code object can.

use crate::table::with_instructions;

/// Properties of an instruction; the bits are those of `HAS_*_FLAG` in `internal/pycore_opcode_metadata.h`.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Flags(pub u16);

impl Flags {
    /// The argument is used.
    pub const ARG: Flags = Flags(1);
    /// The argument is an index into `co_consts`.
    pub const CONST: Flags = Flags(2);
    /// The argument is (or contains) an index into `co_names`.
    pub const NAME: Flags = Flags(4);
    /// The argument is a jump distance.
    pub const JUMP: Flags = Flags(8);
    /// The argument is the index of a cell or free variable in `co_localsplusnames`.
    pub const FREE: Flags = Flags(16);
    /// The argument is the index of a local variable.
    pub const LOCAL: Flags = Flags(32);
    /// The eval breaker is checked.
    pub const EVAL_BREAK: Flags = Flags(64);
    /// A specialized form that may fall back to its family's base.
    pub const DEOPT: Flags = Flags(128);
    /// May raise, its inputs already popped.
    pub const ERROR: Flags = Flags(256);
    /// May run arbitrary code.
    pub const ESCAPES: Flags = Flags(512);
    /// May leave an optimized trace.
    pub const EXIT: Flags = Flags(1024);
    /// Only moves values about.
    pub const PURE: Flags = Flags(2048);
    /// Leaves its inputs on the stack.
    pub const PASSTHROUGH: Flags = Flags(4096);
    /// Only bit 0 of the argument matters.
    pub const OPARG_AND_1: Flags = Flags(8192);
    /// May raise with its inputs still on the stack.
    pub const ERROR_NO_POP: Flags = Flags(16384);

    /// Whether any of `other`'s bits is set.
    #[inline]
    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }
}

/// Numbers below this one never use their argument.
pub const HAVE_ARGUMENT: u8 = 44;
/// Numbers from here on (within a byte) are instrumented forms.
pub const MIN_INSTRUMENTED_OPCODE: u8 = 236;
/// Number of opcodes with a meaning to the compiler, pseudo-instructions included.
pub const COUNT: usize = 268;
/// The first pseudo-instruction.
pub const MIN_PSEUDO_OPCODE: u16 = 256;

macro_rules! define {
    (($arg:ident)
     base { $($b:ident $bn:literal + $bc:literal ($($bi:tt)*) [$($bf:ident)*];)* }
     specialized { $($s:ident $sn:literal of $sb:ident ($($si:tt)*) [$($sf:ident)*];)* }
     instrumented { $($i:ident $in:literal for $ib:ident ($($ii:tt)*) [$($if:ident)*];)* }
     pseudo { $($p:ident $pn:literal as [$($pt:ident)*] ($($pi:tt)*) [$($pf:ident)*];)* }
    ) => {
        $(#[doc = concat!("`", stringify!($b), "`")] pub const $b: u8 = $bn;)*
        $(#[doc = concat!("`", stringify!($s), "`, a form of [`", stringify!($sb), "`]")] pub const $s: u8 = $sn;)*
        $(#[doc = concat!("`", stringify!($i), "`, the monitored form of an instruction")] pub const $i: u8 = $in;)*
        $(#[doc = concat!("`", stringify!($p), "`, known to the compiler only")] pub const $p: u16 = $pn;)*

        const NAMES: [&str; COUNT] = {
            let mut t = [""; COUNT];
            $(t[$bn] = stringify!($b);)*
            $(t[$sn] = stringify!($s);)*
            $(t[$in] = stringify!($i);)*
            $(t[$pn] = stringify!($p);)*
            t
        };

        const FLAGS: [Flags; COUNT] = {
            let mut t = [Flags(0); COUNT];
            $(t[$bn] = Flags(0 $(| Flags::$bf.0)*);)*
            $(t[$sn] = Flags(0 $(| Flags::$sf.0)*);)*
            $(t[$in] = Flags(0 $(| Flags::$if.0)*);)*
            $(t[$pn] = Flags(0 $(| Flags::$pf.0)*);)*
            t
        };

        /// Units of inline cache after an instruction, by the number the compiler emits. Zero for specialized and
        /// instrumented forms: look those up by their base.
        pub const CACHES: [u8; 256] = {
            let mut t = [0; 256];
            $(t[$bn] = $bc;)*
            t
        };

        /// The family base of a specialized form; every other number maps to itself.
        pub const DEOPT: [u8; 256] = {
            let mut t = identity();
            $(t[$sn] = $sb;)*
            t
        };

        /// The plain form of an instrumented instruction; every other number maps to itself.
        /// `INSTRUMENTED_LINE` and `INSTRUMENTED_INSTRUCTION` hide an instruction that only the code object's
        /// monitoring data knows, and map to themselves.
        pub const DEINSTRUMENT: [u8; 256] = {
            let mut t = identity();
            $(t[$in] = $ib;)*
            t
        };

        /// The specialized forms, each with its family base.
        pub const SPECIALIZED: &[(u8, u8)] = &[$(($s, $sb)),*];

        /// The real instructions a pseudo-instruction may become; empty for anything else.
        pub const fn pseudo_targets(op: u16) -> &'static [u8] {
            match op {
                $($pn => &[$($pt),*],)*
                _ => &[],
            }
        }
    };
}

with_instructions!(define);

const fn identity() -> [u8; 256] {
    let mut t = [0; 256];
    let mut i = 0;
    while i < 256 {
        t[i] = i as u8;
        i += 1;
    }
    t
}

/// The instruction's name, or `None` for a number that has no meaning.
pub fn name(op: u16) -> Option<&'static str> {
    NAMES.get(op as usize).copied().filter(|n| !n.is_empty())
}

/// The instruction of that name.
pub fn by_name(name: &str) -> Option<u16> {
    (!name.is_empty()).then(|| NAMES.iter().position(|n| *n == name)).flatten().map(|i| i as u16)
}

/// Whether the number means an instruction.
#[inline]
pub const fn is_valid(op: u16) -> bool {
    (op as usize) < COUNT && !NAMES[op as usize].is_empty()
}

/// The properties of an instruction; none for a meaningless number.
#[inline]
pub const fn flags(op: u16) -> Flags {
    if (op as usize) < COUNT { FLAGS[op as usize] } else { Flags(0) }
}

/// Whether the number is that of a pseudo-instruction.
#[inline]
pub const fn is_pseudo(op: u16) -> bool {
    op >= MIN_PSEUDO_OPCODE
}

/// Whether the argument is a jump target: a distance in real instructions, a label before assembly.
#[inline]
pub const fn has_jump(op: u16) -> bool {
    flags(op).has(Flags::JUMP)
}

/// Whether the pseudo-instruction opens a region guarded by an exception handler (`SETUP_*`).
#[inline]
pub const fn is_block_push(op: u16) -> bool {
    matches!(op, SETUP_FINALLY | SETUP_WITH | SETUP_CLEANUP)
}

/// Whether the argument is a label before assembly: jumps and `SETUP_*`.
#[inline]
pub const fn has_target(op: u16) -> bool {
    has_jump(op) || is_block_push(op)
}

/// Whether control never reaches the next instruction because the scope is left: returning or raising.
#[inline]
pub const fn is_scope_exit(op: u16) -> bool {
    op == RETURN_VALUE as u16 || op == RETURN_CONST as u16 || op == RAISE_VARARGS as u16 || op == RERAISE as u16
}

/// Whether the instruction always jumps.
#[inline]
pub const fn is_unconditional_jump(op: u16) -> bool {
    op == JUMP
        || op == JUMP_NO_INTERRUPT
        || op == JUMP_FORWARD as u16
        || op == JUMP_BACKWARD as u16
        || op == JUMP_BACKWARD_NO_INTERRUPT as u16
}
