//! Interned strings: one object per text.
//!
//! The table belongs to the interpreter and refers to its strings without owning them: a mortal interned string leaves the
//! table when it dies. Static strings are in every table from the start.

use super::*;
use crate::state::interp::Interp;

/// An open-addressing table of strings by text. `GONE` marks places whose string has died.
#[derive(Default)]
pub struct InternTable {
    slots: Vec<*const Str>,
    /// Places that are not null.
    used: usize,
    /// Places that hold a string.
    live: usize,
}

const GONE: *const Str = std::ptr::without_provenance(1);

/// Room for the static strings and what start-up adds.
const FIRST_SIZE: usize = 8192;

impl InternTable {
    /// The place of a string equal to `text`, or the one where it would go.
    fn find(&self, text: &Str) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let hash = text.hash() as usize;
        let mut at = hash & mask;
        let mut perturb = hash;
        let mut free = None;
        loop {
            let slot = self.slots[at];
            if slot.is_null() {
                return Err(free.unwrap_or(at));
            }
            if std::ptr::eq(slot, GONE) {
                free = free.or(Some(at));
            } else {
                // SAFETY: a string leaves the table before it is freed.
                let other = unsafe { &*slot };
                if std::ptr::eq(other, text) || (other.hash() == text.hash() && other.eq(text)) {
                    return Ok(at);
                }
            }
            perturb >>= 5;
            at = at.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = if self.slots.is_empty() { FIRST_SIZE } else { (self.live * 3).next_power_of_two().max(FIRST_SIZE) };
        let old = std::mem::replace(&mut self.slots, vec![std::ptr::null(); size]);
        self.used = self.live;
        for slot in old {
            if !slot.is_null() && !std::ptr::eq(slot, GONE) {
                // SAFETY: as in `find`.
                if let Err(at) = self.find(unsafe { &*slot }) {
                    self.slots[at] = slot;
                }
            }
        }
    }

    fn seed(&mut self) {
        self.grow();
        for string in static_strings() {
            let string = Str::from_layout(string);
            if let Err(at) = self.find(string) {
                self.slots[at] = string;
                self.used += 1;
                self.live += 1;
            }
        }
    }

    /// The string of the table equal to `text`; `text` itself if it was not there before.
    fn insert<'a>(&mut self, text: &'a Str) -> &'a Str {
        if self.slots.is_empty() {
            self.seed();
        } else if self.used * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        match self.find(text) {
            // SAFETY: as in `find`; the caller takes a reference at once.
            Ok(at) => unsafe { &*self.slots[at] },
            Err(at) => {
                self.used += usize::from(self.slots[at].is_null());
                self.live += 1;
                self.slots[at] = text;
                text
            }
        }
    }

    fn remove(&mut self, text: &Str) {
        if self.slots.is_empty() {
            return;
        }
        if let Ok(at) = self.find(text)
            && std::ptr::eq(self.slots[at], text)
        {
            self.slots[at] = GONE;
            self.live -= 1;
        }
    }

    /// Number of interned strings.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }
}

fn with_table<T>(body: impl FnOnce(&mut InternTable) -> T) -> T {
    // One table for all interpreters, whichever makes or drops a string.
    match Interp::main() {
        Some(main) => body(&mut main.interned.borrow_mut()),
        None => body(&mut InternTable::default()),
    }
}

/// Called by the destructor of a mortal interned string.
pub(super) fn forget(text: &Str) {
    with_table(|table| table.remove(text));
}

impl Str {
    /// `PyUnicode_InternInPlace`: the interned string equal to `text`. Subclass instances are not interned and come back.
    pub fn intern(text: Ref<Str>) -> Ref<Str> {
        if text.layout().interned() != SSTATE_NOT_INTERNED || !Str::check_exact(&text) {
            return text;
        }
        if let StrData::Ascii(&[one]) | StrData::Latin1(&[one]) = text.data() {
            return Ref::new(latin1_char(u32::from(one)));
        }
        let found = with_table(|table| Ref::new(table.insert(&text)));
        if found.is(&text) {
            let immortal = found.is_immortal();
            found.layout().set_interned(if immortal { SSTATE_INTERNED_IMMORTAL } else { SSTATE_INTERNED_MORTAL });
        }
        found
    }

    /// As [`Str::intern`], and the string lives for ever (`_PyUnicode_InternImmortal`).
    pub fn intern_immortal(text: Ref<Str>) -> Ref<Str> {
        let text = Str::intern(text);
        if text.layout().interned() == SSTATE_INTERNED_MORTAL {
            text.make_immortal();
            text.layout().set_interned(SSTATE_INTERNED_IMMORTAL);
        }
        text
    }

    /// Interns UTF-8 text.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn intern_str(text: &str) -> PyResult<Ref<Str>> {
        Ok(Str::intern(Str::new(text)?))
    }

    /// Whether the string is interned.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.layout().interned() != SSTATE_NOT_INTERNED
    }
}
