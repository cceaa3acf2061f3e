//! Reads marshalled code objects back into code units, for comparisons and tests. Any input gives code or an error: nothing
//! is allocated by a count that the input cannot back, nesting is bounded, and so is what shared parts grow to where a code
//! unit has copies of them.

use std::rc::Rc;

use ks_syntax::ast::{Constant, PyStr};
use num_bigint::{BigInt, Sign};

use crate::unit::{CodeUnit, ConstValue};

/// Why bytes are not marshalled code, or not code that a compiler makes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Unreadable(pub &'static str);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}

type Result<T> = std::result::Result<T, Unreadable>;

/// Deeper than any compiler nests scopes and constants in one another.
const MAX_DEPTH: u32 = 200;
/// How many values code units may have in all, copies counted.
const MAX_VALUES: usize = 1 << 22;
/// Set in the type byte of an object that gets a number.
const FLAG_REF: u8 = 0x80;

/// The code object at the start of `bytes`.
///
/// # Errors
/// The first fault.
pub fn loads(bytes: &[u8]) -> Result<Rc<CodeUnit>> {
    let mut reader = Reader { bytes, refs: Vec::new(), depth: 0, values: 0 };
    match reader.object()? {
        Object::Code(code) => Ok(code),
        _ => Err(Unreadable("not a code object")),
    }
}

#[derive(Clone)]
enum Object {
    Value(Constant),
    FrozenSet(Rc<[Object]>),
    Tuple(Rc<[Object]>),
    Code(Rc<CodeUnit>),
    /// Numbered and not read to its end.
    Pending,
}

struct Reader<'a> {
    bytes: &'a [u8],
    refs: Vec<Object>,
    depth: u32,
    values: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(count).ok_or(Unreadable("too short"))?;
        self.bytes = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(Unreadable("too short"))?;
        self.bytes = rest;
        Ok(*head)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn long(&mut self) -> Result<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn unsigned(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn double(&mut self) -> Result<f64> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    fn short_size(&mut self) -> Result<usize> {
        Ok(usize::from(self.byte()?))
    }

    fn size(&mut self) -> Result<usize> {
        usize::try_from(self.long()?).map_err(|_| Unreadable("negative size"))
    }

    fn items(&mut self, count: usize) -> Result<Rc<[Object]>> {
        if count > self.bytes.len() {
            return Err(Unreadable("too short"));
        }
        (0..count).map(|_| self.object()).collect()
    }

    fn text_of(&mut self, size: usize) -> Result<Object> {
        let text = self.take(size)?;
        if !is_wtf8(text) {
            return Err(Unreadable("not UTF-8"));
        }
        Ok(Object::Value(Constant::Str(PyStr::from_wtf8(text))))
    }

    fn object(&mut self) -> Result<Object> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unreadable("nested too deeply"));
        }
        let head = self.byte()?;
        let place = (head & FLAG_REF != 0).then_some(self.refs.len());
        if place.is_some() {
            self.refs.push(Object::Pending);
        }
        let object = self.of_type(head & !FLAG_REF)?;
        if let Some(place) = place.and_then(|place| self.refs.get_mut(place)) {
            *place = object.clone();
        }
        self.depth -= 1;
        Ok(object)
    }

    fn of_type(&mut self, kind: u8) -> Result<Object> {
        Ok(match kind {
            b'N' => Object::Value(Constant::None),
            b'T' => Object::Value(Constant::True),
            b'F' => Object::Value(Constant::False),
            b'.' => Object::Value(Constant::Ellipsis),
            b'i' => Object::Value(Constant::Int(i64::from(self.long()?).into())),
            b'l' => {
                let count = self.long()?;
                let size = (count.unsigned_abs() as usize).saturating_mul(2);
                Object::Value(Constant::Int(big_int(self.take(size)?, count < 0).into()))
            }
            b'g' => Object::Value(Constant::Float(self.double()?)),
            b'y' => Object::Value(Constant::Complex(self.double()?, self.double()?)),
            b'z' | b'Z' => {
                let size = self.short_size()?;
                self.text_of(size)?
            }
            b'u' | b't' | b'a' | b'A' => {
                let size = self.size()?;
                self.text_of(size)?
            }
            b's' => {
                let size = self.size()?;
                Object::Value(Constant::Bytes(self.take(size)?.into()))
            }
            b')' => {
                let count = self.short_size()?;
                Object::Tuple(self.items(count)?)
            }
            b'(' => {
                let count = self.size()?;
                Object::Tuple(self.items(count)?)
            }
            b'>' => {
                let count = self.size()?;
                Object::FrozenSet(self.items(count)?)
            }
            b'r' => {
                let number = self.size()?;
                self.refs.get(number).cloned().ok_or(Unreadable("bad reference"))?
            }
            b'c' => Object::Code(Rc::new(self.code()?)),
            _ => return Err(Unreadable("unknown type")),
        })
    }

    fn code(&mut self) -> Result<CodeUnit> {
        Ok(CodeUnit {
            argcount: self.unsigned()?,
            posonlyargcount: self.unsigned()?,
            kwonlyargcount: self.unsigned()?,
            stacksize: self.unsigned()?,
            flags: self.unsigned()?,
            code: self.bytes()?,
            consts: {
                let items = self.tuple()?;
                items.iter().map(|item| self.constant(item)).collect::<Result<_>>()?
            },
            names: self.names()?,
            localsplusnames: self.names()?,
            localspluskinds: self.bytes()?,
            filename: self.text()?,
            name: self.text()?,
            qualname: self.text()?,
            firstlineno: self.long()?,
            linetable: self.bytes()?,
            exceptiontable: self.bytes()?,
        })
    }

    fn tuple(&mut self) -> Result<Rc<[Object]>> {
        match self.object()? {
            Object::Tuple(items) => Ok(items),
            _ => Err(Unreadable("not a tuple")),
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        match self.object()? {
            Object::Value(Constant::Bytes(bytes)) => {
                self.count(bytes.len() / size_of::<Constant>())?;
                Ok(bytes.to_vec())
            }
            _ => Err(Unreadable("not bytes")),
        }
    }

    fn text(&mut self) -> Result<PyStr> {
        text(&self.object()?)
    }

    fn names(&mut self) -> Result<Vec<PyStr>> {
        let items = self.tuple()?;
        self.count(items.len())?;
        items.iter().map(text).collect()
    }

    /// Counts values that a code unit gets.
    fn count(&mut self, more: usize) -> Result<()> {
        self.values += more;
        if self.values > MAX_VALUES { Err(Unreadable("too much is shared")) } else { Ok(()) }
    }

    fn constant(&mut self, object: &Object) -> Result<ConstValue> {
        self.count(1)?;
        match object {
            Object::Code(code) => Ok(ConstValue::Code(Rc::clone(code))),
            other => Ok(ConstValue::Value(self.value(other, false)?)),
        }
    }

    fn value(&mut self, object: &Object, in_set: bool) -> Result<Constant> {
        self.count(1)?;
        match object {
            Object::Value(value) => Ok(value.clone()),
            Object::Tuple(items) => {
                Ok(Constant::Tuple(items.iter().map(|item| self.value(item, in_set)).collect::<Result<_>>()?))
            }
            // No compiler makes sets of sets; to write them takes time exponential in their nesting.
            Object::FrozenSet(items) if !in_set => {
                Ok(Constant::FrozenSet(items.iter().map(|item| self.value(item, true)).collect::<Result<_>>()?))
            }
            _ => Err(Unreadable("not a constant")),
        }
    }
}

fn text(object: &Object) -> Result<PyStr> {
    match object {
        Object::Value(Constant::Str(text)) => Ok(text.clone()),
        _ => Err(Unreadable("not a string")),
    }
}

/// From digits of 15 bits in two bytes each.
fn big_int(digits: &[u8], negative: bool) -> BigInt {
    let mut bytes = Vec::with_capacity(digits.len());
    let (mut window, mut bits) = (0u32, 0);
    for digit in digits.as_chunks().0 {
        window |= u32::from(u16::from_le_bytes(*digit) & 0x7fff) << bits;
        bits += 15;
        while bits >= 8 {
            bytes.push(window as u8);
            window >>= 8;
            bits -= 8;
        }
    }
    bytes.push(window as u8);
    BigInt::from_bytes_le(if negative { Sign::Minus } else { Sign::Plus }, &bytes)
}

/// Whether the bytes are UTF-8 in which surrogates may occur.
fn is_wtf8(mut bytes: &[u8]) -> bool {
    while let Err(fault) = std::str::from_utf8(bytes) {
        match bytes.get(fault.valid_up_to()..) {
            Some([0xed, 0xa0..=0xbf, 0x80..=0xbf, rest @ ..]) => bytes = rest,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marshal::dumps;

    fn code(consts: Vec<ConstValue>) -> CodeUnit {
        let text = |text: &str| PyStr::from_wtf8(text.as_bytes());
        CodeUnit {
            argcount: 1,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            stacksize: 2,
            flags: 3,
            code: vec![149, 0, 36, 0],
            consts,
            names: vec![text("name")],
            localsplusnames: vec![text("a")],
            localspluskinds: vec![0x26],
            filename: text("<file>"),
            name: text("f"),
            qualname: text("C.f"),
            firstlineno: 7,
            linetable: vec![0x80, 0],
            exceptiontable: vec![],
        }
    }

    #[test]
    fn round_trip() {
        let big = |shift: usize| Constant::Int((BigInt::from(-5) - (BigInt::from(1) << shift)).into());
        let values = [Constant::None, Constant::Float(-0.0), Constant::Complex(1.0, 2.0), big(31), big(60), big(1000)];
        let mut consts: Vec<ConstValue> = values.iter().cloned().map(ConstValue::Value).collect();
        consts.push(ConstValue::Value(Constant::Tuple(values.as_slice().into())));
        consts.push(ConstValue::Value(Constant::FrozenSet([Constant::Ellipsis].into())));
        consts.push(ConstValue::Value(Constant::Str(PyStr::from_wtf8(b"a\xed\xa0\x80b"))));
        consts.push(code(vec![]).into());
        let made = code(consts);
        assert_eq!(loads(&dumps(&made)).as_deref(), Ok(&made));
    }

    #[test]
    fn faults() {
        let data = dumps(&code(vec![ConstValue::Value(Constant::None)]));
        for end in 0..data.len() {
            assert!(loads(&data[..end]).is_err());
        }
        assert_eq!(loads(b"N").err(), Some(Unreadable("not a code object")));
        assert_eq!(loads(b"(\xff\xff\xff\x7f").err(), Some(Unreadable("too short")));
        assert_eq!(loads(b"(\xff\xff\xff\xff").err(), Some(Unreadable("negative size")));
        assert_eq!(loads(&b")\x01".repeat(5000)).err(), Some(Unreadable("nested too deeply")));
    }
}
