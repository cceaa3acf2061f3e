//! Literal values, and the equality under which a constants table merges them.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::ToPrimitive;

use super::PyStr;

/// An integer constant. `Big` never holds what fits in `Small`; build through `From`, so that equality is structural.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    Small(i64),
    Big(Rc<BigInt>),
}

impl From<i64> for Int {
    fn from(value: i64) -> Self {
        Int::Small(value)
    }
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Self {
        match value.to_i64() {
            Some(small) => Int::Small(small),
            None => Int::Big(Rc::new(value)),
        }
    }
}

impl Int {
    /// From a sign and the magnitude's digits of 32 bits, the lowest first.
    pub fn from_words(negative: bool, words: Vec<u32>) -> Int {
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, BigUint::new(words)).into()
    }

    /// The value as a big integer.
    pub fn to_bigint(&self) -> BigInt {
        match self {
            Int::Small(value) => BigInt::from(*value),
            Int::Big(value) => BigInt::clone(value),
        }
    }
}

/// The value of a `Constant` node.
///
/// Equality is that of a code object's constants table: values of different types differ (`1`, `1.0`, `True`), floats
/// and the parts of complex numbers are compared by their bits (so `0.0` and `-0.0` differ), tuples and frozen sets
/// item by item.
#[derive(Clone, Debug)]
pub enum Constant {
    None,
    True,
    False,
    Ellipsis,
    Int(Int),
    Float(f64),
    /// Real and imaginary part.
    Complex(f64, f64),
    Str(PyStr),
    Bytes(Rc<[u8]>),
    Tuple(Rc<[Constant]>),
    FrozenSet(Rc<[Constant]>),
    /// An object that no literal stands for, by a number of the embedder's. Checking a tree refuses it.
    Foreign(u32),
}

impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        use Constant::*;
        match (self, other) {
            (None, None) | (True, True) | (False, False) | (Ellipsis, Ellipsis) => true,
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Complex(a, b), Complex(c, d)) => a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits(),
            (Str(a), Str(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (Tuple(a), Tuple(b)) | (FrozenSet(a), FrozenSet(b)) => a == b,
            (Foreign(a), Foreign(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl Hash for Constant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Constant::None | Constant::True | Constant::False | Constant::Ellipsis => {}
            Constant::Int(value) => value.hash(state),
            Constant::Float(value) => value.to_bits().hash(state),
            Constant::Complex(real, imag) => (real.to_bits(), imag.to_bits()).hash(state),
            Constant::Str(value) => value.hash(state),
            Constant::Bytes(value) => value.hash(state),
            Constant::Tuple(items) | Constant::FrozenSet(items) => items.hash(state),
            Constant::Foreign(number) => number.hash(state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_signs_are_told_apart() {
        assert_ne!(Constant::Float(0.0), Constant::Float(-0.0));
        assert_ne!(Constant::Int(1.into()), Constant::Float(1.0));
        assert_ne!(Constant::Int(1.into()), Constant::True);
        assert_eq!(Constant::Int(BigInt::from(5).into()), Constant::Int(Int::Small(5)));
        assert_ne!(Constant::Str("a".into()), Constant::Bytes(Rc::from(&b"a"[..])));
        assert_ne!(Constant::Complex(0.0, 1.0), Constant::Complex(-0.0, 1.0));
    }
}
