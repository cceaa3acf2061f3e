//! Identifiers as small integers: each distinct spelling is stored once per parse.

use std::fmt;

/// An identifier, as an index into the [`Interner`] that made it. Equal names of one interner are equal indices;
/// the order is that of first appearance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

impl Name {
    /// The position of this name in its interner, counting from 0: usable as an index of a side table.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The identifiers of one source. Texts lie one after another in one string; an open-addressed table finds them.
#[derive(Clone)]
pub struct Interner {
    text: String,
    /// End of each name's text; it starts where the one before ends.
    ends: Vec<u32>,
    /// Hash of each name, for growing the table and for quick refusals.
    hashes: Vec<u32>,
    /// Indices + 1 into `ends`; 0 is a free slot. A power of two long.
    slots: Vec<u32>,
}

impl Default for Interner {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..self.len()).map(|i| self.get(Name(i as u32)))).finish()
    }
}

/// A multiplicative hash over eight bytes at a time: identifiers are short.
#[inline]
fn hash(text: &[u8]) -> u32 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut h = text.len() as u64;
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        h = (h.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(K);
    }
    let mut last = 0u64;
    for &byte in chunks.remainder() {
        last = last << 8 | u64::from(byte);
    }
    h = (h.rotate_left(5) ^ last).wrapping_mul(K);
    (h >> 32) as u32
}

impl Interner {
    pub fn new() -> Self {
        Interner { text: String::new(), ends: Vec::new(), hashes: Vec::new(), slots: vec![0; 128] }
    }

    /// How many distinct names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name with this spelling, new or known.
    pub fn intern(&mut self, text: &str) -> Name {
        let hash = hash(text.as_bytes());
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                found => {
                    let index = found - 1;
                    if self.hashes[index as usize] == hash && self.get(Name(index)) == text {
                        return Name(index);
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
        let index = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.hashes.push(hash);
        self.slots[slot] = index + 1;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Name(index)
    }

    /// The name with this spelling, if it occurs.
    pub fn find(&self, text: &str) -> Option<Name> {
        let hash = hash(text.as_bytes());
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let index = self.slots[slot].checked_sub(1)?;
            if self.hashes[index as usize] == hash && self.get(Name(index)) == text {
                return Some(Name(index));
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The spelling of a name of this interner.
    #[inline]
    pub fn get(&self, name: Name) -> &str {
        let index = name.index();
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    /// The spellings, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(Name(index as u32)))
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        self.slots = vec![0; size];
        for (index, &hash) in self.hashes.iter().enumerate() {
            let mut slot = hash as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = index as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_stable() {
        let mut interner = Interner::new();
        let names: Vec<Name> = (0..5000).map(|i| interner.intern(&format!("name_{i}"))).collect();
        for (i, &name) in names.iter().enumerate() {
            assert_eq!(interner.get(name), format!("name_{i}"));
            assert_eq!(interner.intern(&format!("name_{i}")), name);
            assert_eq!(interner.find(&format!("name_{i}")), Some(name));
        }
        assert_eq!(interner.len(), 5000);
        assert_eq!(interner.find("other"), None);
    }
}
