//! From the compiler's code unit to objects.

use std::collections::HashMap;
use std::mem::Discriminant;
use std::rc::Rc;

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
        // Trees with such are not compiled.
        Constant::Foreign(_) => return Err(th.bad_internal_call()),
        Constant::Int(Int::Small(value)) => Long::from_i64(*value)?.into_object(),
        Constant::Int(Int::Big(value)) => Long::from_bytes(&value.to_signed_bytes_le(), true, true)?.into_object(),
        Constant::Float(value) => Float::new(*value)?.into_object(),
        Constant::Complex(real, imaginary) => Complex::new(*real, *imaginary)?.into_object(),
        Constant::Str(text) => string(text)?.into_object(),
        Constant::Bytes(bytes) => Bytes::new(bytes)?.into_object(),
        Constant::Tuple(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items.iter() {
                values.push(constant(item, th)?);
            }
            Tuple::from_vec(values)?.into_object()
        }
        Constant::FrozenSet(items) => {
            let mut values = Vec::with_capacity(items.len());
            for item in items.iter() {
                values.push(constant(item, th)?);
            }
            let values = Tuple::from_vec(values)?;
            Set::new_frozen(Some(&values), th)?.into_object()
        }
    })
}

/// The number of a constant in its compilation: equal constants of equal type have the same.
type Id = usize;

/// What a constant is numbered by. Items of containers are numbered first.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    /// One of those that exist once.
    Singleton(Discriminant<Constant>),
    Int(&'a Int),
    /// By its bits.
    Float(u64),
    Complex(u64, u64),
    Str(&'a [u8]),
    Bytes(&'a [u8]),
    Tuple(Vec<Id>),
    /// The numbers in order.
    FrozenSet(Vec<Id>),
    Code(*const CodeUnit),
}

/// Builds the code objects of one compilation. Equal constants become one object, in whichever code object they are, and so
/// do equal tuples of names and equal tables: `marshal` shows it.
struct Builder<'a> {
    ids: HashMap<Key<'a>, Id>,
    /// What was built, by number.
    objects: Vec<Option<Ref>>,
    filename: Ref<Str>,
    /// The numbers of tuples and frozen sets by where their items are.
    containers: HashMap<*const Constant, Id>,
    /// Objects that constants came from.
    originals: Option<&'a HashMap<Constant, Ref>>,
    /// The constants of the outermost code object, instead of its own.
    given: Option<Ref<Tuple>>,
}

impl<'a> Builder<'a> {
    /// A number that no constant has.
    fn fresh(&mut self) -> Id {
        self.objects.push(None);
        self.objects.len() - 1
    }

    fn number(&mut self, key: Key<'a>) -> Id {
        let next = self.objects.len();
        let id = *self.ids.entry(key).or_insert(next);
        if id == next {
            self.objects.push(None);
        }
        id
    }

    fn id(&mut self, value: &'a Constant) -> Id {
        // Of containers within containers each would ask for all that it holds.
        let container = match value {
            Constant::Tuple(items) | Constant::FrozenSet(items) if !items.is_empty() => items.as_ptr(),
            _ => return self.new_id(value),
        };
        if let Some(id) = self.containers.get(&container) {
            return *id;
        }
        let id = self.new_id(value);
        self.containers.insert(container, id);
        id
    }

    fn new_id(&mut self, value: &'a Constant) -> Id {
        let key = match value {
            Constant::None | Constant::True | Constant::False | Constant::Ellipsis | Constant::Foreign(_) => {
                Key::Singleton(std::mem::discriminant(value))
            }
            // Not equal even to itself.
            Constant::Float(number) if number.is_nan() => return self.fresh(),
            Constant::Int(number) => Key::Int(number),
            Constant::Float(number) => Key::Float(number.to_bits()),
            Constant::Complex(real, imaginary) => Key::Complex(real.to_bits(), imaginary.to_bits()),
            Constant::Str(text) => Key::Str(text.as_bytes()),
            Constant::Bytes(bytes) => Key::Bytes(bytes),
            Constant::Tuple(items) => Key::Tuple(items.iter().map(|item| self.id(item)).collect()),
            Constant::FrozenSet(items) => {
                let mut ids: Vec<Id> = items.iter().map(|item| self.id(item)).collect();
                ids.sort_unstable();
                Key::FrozenSet(ids)
            }
        };
        self.number(key)
    }

    /// The object with this number, built if need be.
    fn object(&mut self, id: Id, build: impl FnOnce(&mut Self) -> PyResult) -> PyResult {
        if let Some(known) = self.objects.get(id).cloned().flatten() {
            return Ok(known);
        }
        let object = build(self)?;
        if let Some(place) = self.objects.get_mut(id) {
            *place = Some(object.clone());
        }
        Ok(object)
    }

    fn constant(&mut self, value: &'a Constant, th: &mut Thread) -> PyResult {
        let id = self.id(value);
        let original = self.originals.and_then(|originals| originals.get(value));
        match (original, value) {
            (None, _) => {}
            // A set is made anew of its merged items.
            (_, Constant::FrozenSet(items)) if !items.is_empty() => {}
            // So is a tuple whose items are not the merged ones.
            (Some(original), Constant::Tuple(items)) => {
                return self.object(id, |builder| {
                    let merged = builder.items(items, th)?;
                    let same = original.downcast_exact::<Tuple>().is_some_and(|original| {
                        original.items().iter().zip(merged.items()).all(|(old, new)| old.is(new))
                    });
                    Ok(if same { original.clone() } else { merged.into_object() })
                });
            }
            (Some(original), _) => return self.object(id, |_| Ok(original.clone())),
        }
        self.object(id, |builder| match value {
            Constant::Tuple(items) => Ok(builder.items(items, th)?.into_object()),
            Constant::FrozenSet(items) => {
                let items = builder.items(items, th)?;
                let set = Set::new_frozen(Some(&items), th)?;
                // Made anew of its own items, which shows in their order.
                let items = Tuple::from_iterable(&set, th)?;
                Ok(Set::new_frozen(Some(&items), th)?.into_object())
            }
            _ => constant(value, th),
        })
    }

    fn items(&mut self, values: &'a [Constant], th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            items.push(self.constant(value, th)?);
        }
        Tuple::from_vec(items)
    }

    /// A tuple of names, which are not themselves among the constants.
    fn names(&mut self, texts: &'a [PyStr]) -> PyResult<Ref<Tuple>> {
        let ids = texts.iter().map(|text| self.number(Key::Str(text.as_bytes()))).collect();
        let id = self.number(Key::Tuple(ids));
        let object = self.object(id, |_| {
            let mut items = Vec::with_capacity(texts.len());
            for text in texts {
                items.push(Str::intern(string(text)?).into_object());
            }
            Ok(Tuple::from_vec(items)?.into_object())
        })?;
        // SAFETY: what is built under a tuple's number is a tuple.
        Ok(unsafe { object.cast_unchecked() })
    }

    fn table(&mut self, bytes: &'a [u8]) -> PyResult<Ref<Bytes>> {
        let id = self.number(Key::Bytes(bytes));
        let object = self.object(id, |_| Ok(Bytes::new(bytes)?.into_object()))?;
        // SAFETY: what is built under such a number is a bytes object.
        Ok(unsafe { object.cast_unchecked() })
    }

    /// The qualified name. That of a class is a constant in its body, too, and the same object if it is new there.
    fn qualname(&mut self, unit: &'a CodeUnit, name: &Ref<Str>) -> PyResult<Ref<Str>> {
        if unit.qualname == unit.name {
            return Ok(name.clone());
        }
        let text = string(&unit.qualname)?;
        let is_constant =
            matches!(unit.consts.first(), Some(ConstValue::Value(Constant::Str(first))) if *first == unit.qualname);
        if is_constant && unit.flags & CO_OPTIMIZED as u32 == 0 {
            let id = self.number(Key::Str(unit.qualname.as_bytes()));
            self.object(id, |_| Ok(text.to_ref()))?;
        }
        Ok(text)
    }

    fn code(&mut self, unit: &'a CodeUnit, th: &mut Thread) -> PyResult {
        let id = self.number(Key::Code(unit));
        self.object(id, |builder| builder.new_code(unit, th))
    }

    fn consts(&mut self, values: &'a [ConstValue], th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let mut consts = Vec::with_capacity(values.len());
        let mut ids = Vec::with_capacity(values.len());
        for value in values {
            match value {
                ConstValue::Value(value) => {
                    ids.push(self.id(value));
                    consts.push(self.constant(value, th)?);
                }
                ConstValue::Code(inner) => {
                    ids.push(self.number(Key::Code(Rc::as_ptr(inner))));
                    consts.push(self.code(inner, th)?);
                }
            }
        }
        let id = self.number(Key::Tuple(ids));
        let object = self.object(id, |_| Ok(Tuple::from_vec(consts)?.into_object()))?;
        // SAFETY: what is built under a tuple's number is a tuple.
        Ok(unsafe { object.cast_unchecked() })
    }

    fn new_code(&mut self, unit: &'a CodeUnit, th: &mut Thread) -> PyResult {
        let name = Str::intern(string(&unit.name)?);
        let qualname = self.qualname(unit, &name)?;
        let consts = match self.given.take() {
            Some(consts) => consts,
            None => self.consts(&unit.consts, th)?,
        };
        let names = self.names(&unit.names)?;
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
        Ok(Code::new(&parts, th)?.into_object())
    }
}

impl Code {
    /// From what the compiler made of a source with these identifiers.
    pub fn from_unit(unit: &CodeUnit, identifiers: &Interner, th: &mut Thread) -> PyResult<Ref<Code>> {
        let filename = string(&unit.filename)?;
        Code::from_unit_reusing(unit, identifiers, &filename, &HashMap::new(), th)
    }

    /// As [`Code::from_unit`], with this object as the name of the file; constants for which there is an object already
    /// are that object.
    pub fn from_unit_reusing(
        unit: &CodeUnit,
        identifiers: &Interner,
        filename: &Str,
        originals: &HashMap<Constant, Ref>,
        th: &mut Thread,
    ) -> PyResult<Ref<Code>> {
        // The parser has interned them all before there is a constant; they stay so until the end.
        let mut interned = Vec::with_capacity(identifiers.len());
        for text in identifiers.iter() {
            interned.push(Str::intern_str(text)?);
        }
        let filename = Ref::new(filename);
        let originals = Some(originals).filter(|originals| !originals.is_empty());
        let mut builder = Builder {
            ids: HashMap::new(),
            containers: HashMap::new(),
            objects: Vec::new(),
            filename,
            originals,
            given: None,
        };
        // SAFETY: a code object it is.
        Ok(unsafe { builder.code(unit, th)?.cast_unchecked() })
    }

    /// From what the assembler made, with these constants instead of its own.
    pub fn with_consts(unit: &CodeUnit, consts: Vec<Ref>, th: &mut Thread) -> PyResult<Ref<Code>> {
        let (filename, given) = (string(&unit.filename)?, Some(Tuple::from_vec(consts)?));
        let mut builder = Builder {
            ids: HashMap::new(),
            containers: HashMap::new(),
            objects: Vec::new(),
            filename,
            originals: None,
            given,
        };
        // SAFETY: a code object it is.
        Ok(unsafe { builder.code(unit, th)?.cast_unchecked() })
    }
}
