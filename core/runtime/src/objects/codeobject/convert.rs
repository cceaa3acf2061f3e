//! From the compiler's code unit to objects.

use std::collections::HashMap;

use ks_compiler::unit::{CodeUnit, ConstValue};
use ks_syntax::ast::{Constant, Int, Interner, Origin, PyStr};

use super::{Code, CodeParts};
use crate::prelude::*;

fn string(text: &PyStr) -> PyResult<Ref<Str>> {
    match text.origin() {
        Origin::Text => Str::from_wtf8(text.as_bytes()),
        Origin::Identifier => Ok(Str::intern(Str::from_wtf8(text.as_bytes())?)),
        Origin::Made if text.as_bytes().is_ascii() => Str::unshared_ascii(text.as_bytes()),
        Origin::Made => Str::from_wtf8(text.as_bytes()),
    }
}

/// A literal as an object.
pub fn constant(value: &Constant, th: &mut Thread) -> PyResult {
    Ok(match value {
        Constant::None => none().to_ref(),
        Constant::True => boolobject::bool_object(true).to_ref(),
        Constant::False => boolobject::bool_object(false).to_ref(),
        Constant::Ellipsis => ellipsis().to_ref(),
        Constant::Int(Int::Small(value)) => Long::from_i64(*value)?.into_object(),
        Constant::Int(Int::Big(value)) => Long::from_bytes(&value.to_signed_bytes_le(), true, true)?.into_object(),
        Constant::Float(value) => Float::new(*value)?.into_object(),
        Constant::Complex(real, imaginary) => Complex::new(*real, *imaginary)?.into_object(),
        Constant::Str(text) => string(text)?.into_object(),
        Constant::Bytes(bytes) => Bytes::new(bytes)?.into_object(),
        Constant::Tuple(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                values.push(constant(item, th)?);
            }
            Tuple::from_vec(values)?.into_object()
        }
        Constant::FrozenSet(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items {
                values.push(constant(item, th)?);
            }
            let values = Tuple::from_vec(values)?;
            Set::new_frozen(Some(&values), th)?.into_object()
        }
    })
}

/// A constant that was built, told from others as the compiler tells them: by type and value. Parts of containers go by the
/// address of the object that stands for them.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Int(i64),
    BigInt(&'a Int),
    /// By its bits.
    Float(u64),
    Complex(u64, u64),
    Str(&'a [u8]),
    Bytes(&'a [u8]),
    Tuple(Vec<usize>),
    /// The addresses in order.
    FrozenSet(Vec<usize>),
}

fn address(object: &Object) -> usize {
    std::ptr::from_ref(object).addr()
}

/// Builds the code objects of one compilation. Equal constants of equal type become one object, in whichever code object
/// they are, and so do equal tuples of names and equal tables: `marshal` shows it.
struct Builder<'a> {
    constants: HashMap<Key<'a>, Ref>,
    codes: HashMap<*const CodeUnit, Ref>,
    filename: Ref<Str>,
}

impl<'a> Builder<'a> {
    /// What was built under this key, or what is built now.
    fn shared(&mut self, key: Key<'a>, build: impl FnOnce() -> PyResult) -> PyResult {
        if let Some(known) = self.constants.get(&key) {
            return Ok(known.clone());
        }
        let object = build()?;
        self.constants.insert(key, object.clone());
        Ok(object)
    }

    fn constant(&mut self, value: &'a Constant, th: &mut Thread) -> PyResult {
        let key = match value {
            Constant::Tuple(items) => {
                let items = self.constants(items, th)?;
                return self.tuple(items);
            }
            Constant::FrozenSet(items) => {
                let items = self.constants(items, th)?;
                let mut addresses: Vec<usize> = items.iter().map(|item| address(item)).collect();
                addresses.sort_unstable();
                let items = Tuple::from_vec(items)?;
                return self.shared(Key::FrozenSet(addresses), || Ok(Set::new_frozen(Some(&items), th)?.into_object()));
            }
            // Not equal even to itself.
            Constant::Float(number) if number.is_nan() => return constant(value, th),
            Constant::None | Constant::True | Constant::False | Constant::Ellipsis => return constant(value, th),
            Constant::Int(Int::Small(number)) => Key::Int(*number),
            Constant::Int(number) => Key::BigInt(number),
            Constant::Float(number) => Key::Float(number.to_bits()),
            Constant::Complex(real, imaginary) => Key::Complex(real.to_bits(), imaginary.to_bits()),
            Constant::Str(text) => Key::Str(text.as_bytes()),
            Constant::Bytes(bytes) => Key::Bytes(bytes),
        };
        self.shared(key, || constant(value, th))
    }

    fn constants(&mut self, values: &'a [Constant], th: &mut Thread) -> PyResult<Vec<Ref>> {
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            items.push(self.constant(value, th)?);
        }
        Ok(items)
    }

    fn tuple(&mut self, items: Vec<Ref>) -> PyResult {
        let key = Key::Tuple(items.iter().map(|item| address(item)).collect());
        self.shared(key, || Ok(Tuple::from_vec(items)?.into_object()))
    }

    fn names(&mut self, texts: &'a [PyStr]) -> PyResult<Ref<Tuple>> {
        let mut items = Vec::with_capacity(texts.len());
        for text in texts {
            items.push(self.shared(Key::Str(text.as_bytes()), || Ok(Str::intern(string(text)?).into_object()))?);
        }
        // SAFETY: what is built under a tuple's key is a tuple.
        Ok(unsafe { self.tuple(items)?.cast_unchecked() })
    }

    fn table(&mut self, bytes: &'a [u8]) -> PyResult<Ref<Bytes>> {
        let object = self.shared(Key::Bytes(bytes), || Ok(Bytes::new(bytes)?.into_object()))?;
        // SAFETY: what is built under such a key is a bytes object.
        Ok(unsafe { object.cast_unchecked() })
    }

    /// The qualified name. That of a class is a constant in its body, too, and the same object if it is new there.
    fn qualname(&mut self, unit: &'a CodeUnit, name: &Ref<Str>) -> PyResult<Ref<Str>> {
        if unit.qualname == unit.name {
            return Ok(name.clone());
        }
        let text = string(&unit.qualname)?;
        let is_constant = matches!(unit.consts.first(), Some(ConstValue::Value(Constant::Str(first))) if *first == unit.qualname);
        if is_constant && unit.flags & CO_OPTIMIZED as u32 == 0 {
            self.constants.entry(Key::Str(unit.qualname.as_bytes())).or_insert_with(|| text.clone().into_object());
        }
        Ok(text)
    }

    fn code(&mut self, unit: &'a CodeUnit, th: &mut Thread) -> PyResult {
        if let Some(known) = self.codes.get(&std::ptr::from_ref(unit)) {
            return Ok(known.clone());
        }
        let name = Str::intern(string(&unit.name)?);
        let qualname = self.qualname(unit, &name)?;
        let mut consts = Vec::with_capacity(unit.consts.len());
        for value in &unit.consts {
            consts.push(match value {
                ConstValue::Value(value) => self.constant(value, th)?,
                ConstValue::Code(inner) => self.code(inner, th)?,
            });
        }
        let names = self.names(&unit.names)?;
        // SAFETY: what is built under a tuple's key is a tuple.
        let consts: Ref<Tuple> = unsafe { self.tuple(consts)?.cast_unchecked() };
        // An object of its own, even of one byte.
        let kinds = match unit.localspluskinds.len() {
            0 => Bytes::new(&[])?,
            len => Bytes::with_len(len, |bytes| bytes.copy_from_slice(&unit.localspluskinds))?,
        };
        let parts = CodeParts {
            filename: &self.filename.clone(),
            name: &name,
            qualname: &qualname,
            flags: unit.flags as i32,
            code: &*Bytes::new(&unit.code)?,
            firstlineno: unit.firstlineno,
            linetable: &*self.table(&unit.linetable)?,
            consts: &consts,
            names: &names,
            localsplusnames: &*self.names(&unit.localsplusnames)?,
            localspluskinds: &kinds,
            argcount: unit.argcount as i32,
            posonlyargcount: unit.posonlyargcount as i32,
            kwonlyargcount: unit.kwonlyargcount as i32,
            stacksize: unit.stacksize as i32,
            exceptiontable: &*self.table(&unit.exceptiontable)?,
        };
        let code = Code::new(&parts, th)?.into_object();
        self.codes.insert(unit, code.clone());
        Ok(code)
    }
}

impl Code {
    /// From what the compiler made of a source with these identifiers.
    pub fn from_unit(unit: &CodeUnit, identifiers: &Interner, th: &mut Thread) -> PyResult<Ref<Code>> {
        // The parser has interned them all before there is a constant; they stay so until the end.
        let mut interned = Vec::with_capacity(identifiers.len());
        for text in identifiers.iter() {
            interned.push(Str::intern_str(text)?);
        }
        let filename = string(&unit.filename)?;
        let mut builder = Builder { constants: HashMap::new(), codes: HashMap::new(), filename };
        // SAFETY: a code object it is.
        Ok(unsafe { builder.code(unit, th)?.cast_unchecked() })
    }
}
