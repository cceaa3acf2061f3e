//! Specialization (PEP 659): instructions that adapt to what they meet.
//!
//! The first unit of an adaptive instruction's inline cache counts down; at zero the specializer looks at the operands and
//! replaces the instruction by a form that is fast for such operands, guarded by cheap checks. Where a check fails, the form
//! hands over to the general instruction, whose counter lets it be specialized anew.

pub(super) mod attrs;
pub(super) mod call_forms;
mod choose;
mod choose_attr;
mod choose_call;
pub(super) mod loops;
pub(super) mod values;

pub(super) use choose::*;
pub(super) use choose_attr::{load_attr, load_global, load_super_attr, store_attr};
pub(super) use choose_call::call;

use super::regs::Regs;
use crate::prelude::*;

/// After a specialization: executions of the general form before the next try (`adaptive_counter_cooldown`).
const COOLDOWN: u16 = 52 << 4;
const BACKOFF_MASK: u16 = 15;
const MAX_BACKOFF: u16 = 12;

/// Whether the counter has run out.
#[inline(always)]
pub(super) fn triggers(counter: u16) -> bool {
    counter >> 4 == 0
}

/// Counts one execution of the general form.
#[inline(always)]
pub(super) fn advance(counter: u16) -> u16 {
    counter.wrapping_sub(1 << 4)
}

/// The counter after a try that failed: waits twice as long as before.
fn restart(counter: u16) -> u16 {
    let backoff = (counter & BACKOFF_MASK) + 1;
    let backoff = backoff.min(MAX_BACKOFF);
    ((1 << backoff) - 1) << 4 | backoff
}

/// Makes the running instruction a special form.
fn specialized(r: &mut Regs, opcode: u8) {
    r.set_opcode(opcode);
    r.set_cache(0, COOLDOWN);
}

/// Leaves the running instruction general for a while.
fn failed(r: &mut Regs) {
    r.set_opcode(ks_bytecode::op::DEOPT[r.opcode() as usize]);
    let counter = r.cache(0);
    r.set_cache(0, restart(counter));
}

/// Takes the specializer's word: a form, or failure.
fn settle(r: &mut Regs, choice: Option<u8>) {
    match choice {
        Some(opcode) => specialized(r, opcode),
        None => failed(r),
    }
}

/// `_PyDictKeys_GetVersionForCurrentState`: a number that stands for the keys of a table of strings; 0 if none is to be had.
/// The table's owner sets `dk_version` to 0 whenever a key is added or removed.
fn keys_version(keys: &PyDictKeysObject, th: &Thread) -> u32 {
    if keys.dk_version.get() != 0 {
        return keys.dk_version.get();
    }
    let next = &super::interp::block(th).dict_state.next_keys_version;
    // The state starts zeroed; versions start at 2, as CPython's do.
    let version = next.get().max(2);
    if version == u32::MAX {
        return 0;
    }
    next.set(version + 1);
    keys.dk_version.set(version);
    version
}

/// The entry of a table whose keys are all strings.
///
/// # Safety
/// The table is of kind unicode or split, and has more than `index` entries.
#[inline(always)]
unsafe fn unicode_entry(keys: &PyDictKeysObject, index: usize) -> &PyDictUnicodeEntry {
    let header = size_of::<PyDictKeysObject>() + (1usize << keys.dk_log2_index_bytes.get());
    // SAFETY: the caller's promise: entries follow the indices.
    unsafe { &*std::ptr::from_ref(keys).byte_add(header).cast::<PyDictUnicodeEntry>().add(index) }
}

/// The key table of a dict.
#[inline(always)]
fn keys_of(dict: &Dict) -> &PyDictKeysObject {
    // SAFETY: a dict always has a table; nothing that changes the dict runs while the borrow is used.
    unsafe { &*dict.layout().ma_keys.get() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_back_off() {
        let mut counter = crate::objects::codeobject::COUNTER_WARMUP;
        assert!(!triggers(counter));
        counter = advance(counter);
        assert!(triggers(counter));
        let first = restart(counter);
        assert_eq!(first, 3 << 4 | 2);
        assert_eq!(restart(4095 << 4 | 12), 4095 << 4 | 12);
        assert!(!triggers(COOLDOWN));
    }
}
