//! A set that numbers its members in order of first appearance, as the tables of a code object need.

use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// Up to this many members are searched one by one, without hashing.
const LINEAR: usize = 8;

/// A multiply-and-rotate hasher for small keys of our own making; no protection against crafted collisions is needed
/// beyond what a compiler can live with, so it mixes well but has no secret.
#[derive(Clone, Copy, Default)]
pub struct FastHasher(u64);

impl FastHasher {
    #[inline]
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for c in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(c);
            self.mix(u64::from_le_bytes(word));
        }
        let mut last = 1u64;
        for &b in chunks.remainder() {
            last = last << 8 | b as u64;
        }
        self.mix(last);
    }

    fn write_u8(&mut self, v: u8) {
        self.mix(v as u64);
    }

    fn write_u32(&mut self, v: u32) {
        self.mix(v as u64);
    }

    fn write_u64(&mut self, v: u64) {
        self.mix(v);
    }

    fn write_i64(&mut self, v: i64) {
        self.mix(v as u64);
    }

    fn write_usize(&mut self, v: usize) {
        self.mix(v as u64);
    }

    fn write_isize(&mut self, v: isize) {
        self.mix(v as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// [`FastHasher`] for the standard collections.
pub type FastState = BuildHasherDefault<FastHasher>;

/// Distinct values, numbered from 0 in order of first appearance.
#[derive(Clone, Debug)]
pub struct IndexedSet<T> {
    items: Vec<T>,
    /// Open-addressed, a power of two long: index + 1, or 0 for free. Empty while `items` is short.
    slots: Vec<u32>,
}

impl<T> Default for IndexedSet<T> {
    fn default() -> Self {
        IndexedSet { items: Vec::new(), slots: Vec::new() }
    }
}

impl<T: Eq + Hash> IndexedSet<T> {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The values in order of their numbers.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The values in order of their numbers.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The values in order of their numbers, given away.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// The number of `value`, if it is a member.
    pub fn index_of(&self, value: &T) -> Option<u32> {
        if self.slots.is_empty() {
            return self.items.iter().position(|i| i == value).map(|i| i as u32);
        }
        self.find(value).ok()
    }

    /// The number of `value`, which becomes a member if it was none.
    pub fn insert(&mut self, value: T) -> u32 {
        let index = self.items.len() as u32;
        if self.slots.is_empty() {
            if let Some(i) = self.items.iter().position(|i| *i == value) {
                return i as u32;
            }
            self.items.push(value);
            if self.items.len() > LINEAR {
                self.rehash();
            }
            return index;
        }
        match self.find(&value) {
            Ok(found) => found,
            Err(slot) => {
                self.slots[slot] = index + 1;
                self.items.push(value);
                if self.items.len() * 2 > self.slots.len() {
                    self.rehash();
                }
                index
            }
        }
    }

    /// Adds `value` under a number of its own, even if there is an equal one. Returns the number.
    pub fn append(&mut self, value: T) -> u32 {
        let index = self.items.len() as u32;
        if !self.slots.is_empty() {
            let mask = self.slots.len() - 1;
            let mut slot = FastState::default().hash_one(&value) as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = index + 1;
        }
        self.items.push(value);
        if self.items.len() > LINEAR && self.items.len() * 2 > self.slots.len() {
            self.rehash();
        }
        index
    }

    fn find(&self, value: &T) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = FastState::default().hash_one(value) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                n if self.items[n as usize - 1] == *value => return Ok(n - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn rehash(&mut self) {
        let size = (self.items.len() * 4).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, 0);
        for (i, item) in self.items.iter().enumerate() {
            let mut slot = FastState::default().hash_one(item) as usize & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = i as u32 + 1;
        }
    }
}

impl<T: Eq + Hash> FromIterator<T> for IndexedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = IndexedSet::new();
        for item in items {
            set.insert(item);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable() {
        let mut set = IndexedSet::new();
        for round in 0..2 {
            for i in 0..1000u32 {
                assert_eq!(set.insert(format!("v{i}")), i, "{round}");
            }
        }
        assert_eq!(set.len(), 1000);
        assert_eq!(set.index_of(&"v999".into()), Some(999));
        assert_eq!(set.index_of(&"w".into()), None);
    }
}
