//! Stack effects of instructions.

use crate::op;
use crate::table::with_instructions;

macro_rules! define {
    (($arg:ident)
     base { $($b:ident $bn:literal + $bc:literal ($bpop:expr => $bpush:expr) [$($bf:ident)*];)* }
     specialized { $($s:ident $sn:literal of $sb:ident ($spop:expr => $spush:expr) [$($sf:ident)*];)* }
     instrumented { $($i:ident $in:literal for $ib:ident ($ipop:expr => $ipush:expr) [$($if:ident)*];)* }
     pseudo { $($p:ident $pn:literal as [$($pt:ident)*] ($ppop:expr => $ppush:expr) [$($pf:ident)*];)* }
    ) => {
        /// Items taken from the stack, on the fall-through path. Zero for a meaningless number.
        #[inline]
        pub const fn popped(op: u16, $arg: i32) -> i32 {
            match op {
                $($bn => $bpop,)*
                $($sn => $spop,)*
                $($in => $ipop,)*
                $($pn => $ppop,)*
                _ => 0,
            }
        }

        /// Items left on the stack in their place, on the fall-through path. Zero for a meaningless number.
        #[inline]
        pub const fn pushed(op: u16, $arg: i32) -> i32 {
            match op {
                $($bn => $bpush,)*
                $($sn => $spush,)*
                $($in => $ipush,)*
                $($pn => $ppush,)*
                _ => 0,
            }
        }
    };
}

with_instructions!(define);

/// Net effect on the stack depth of an instruction the compiler may emit, or `None` where CPython knows none
/// (meaningless numbers and specialized forms). `jump` says whether its jump is taken; for `SETUP_*` that means
/// reaching the handler, with the exception (and what the handler is given besides) pushed.
pub fn effect(op: u16, oparg: i32, jump: bool) -> Option<i32> {
    if !op::is_valid(op) || op == op::INSTRUMENTED_LINE as u16 {
        return None;
    }
    if op < op::MIN_PSEUDO_OPCODE && op::DEOPT[op as usize] != op as u8 {
        return None;
    }
    Some(match op {
        op::SETUP_FINALLY | op::SETUP_WITH => jump as i32,
        op::SETUP_CLEANUP => 2 * jump as i32,
        _ => pushed(op, oparg) - popped(op, oparg),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects() {
        assert_eq!(effect(op::CALL as u16, 3, false), Some(-4));
        assert_eq!(effect(op::UNPACK_EX as u16, 0x102, false), Some(3));
        assert_eq!(effect(op::BUILD_SLICE as u16, 3, false), Some(-2));
        assert_eq!(effect(op::SETUP_CLEANUP, 0, true), Some(2));
        assert_eq!(effect(op::SETUP_CLEANUP, 0, false), Some(0));
        assert_eq!(effect(op::LOAD_ATTR_SLOT as u16, 0, false), None);
        assert_eq!(effect(119, 0, false), None);
    }
}
