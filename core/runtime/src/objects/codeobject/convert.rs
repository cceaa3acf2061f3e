//! From the compiler's code unit to objects.

use ks_compiler::unit::{CodeUnit, ConstValue};
use ks_syntax::ast::{Constant, Int, PyStr};

use super::{Code, CodeParts};
use crate::prelude::*;

fn string(text: &PyStr) -> PyResult<Ref<Str>> {
    Str::from_wtf8(text.as_bytes())
}

fn strings(texts: &[PyStr]) -> PyResult<Ref<Tuple>> {
    let mut items = Vec::with_capacity(texts.len());
    for text in texts {
        items.push(Str::intern(string(text)?).into_object());
    }
    Tuple::from_vec(items)
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

impl Code {
    /// From what the compiler made.
    pub fn from_unit(unit: &CodeUnit, th: &mut Thread) -> PyResult<Ref<Code>> {
        let mut consts = Vec::with_capacity(unit.consts.len());
        for value in &unit.consts {
            consts.push(match value {
                ConstValue::Value(value) => constant(value, th)?,
                ConstValue::Code(inner) => Code::from_unit(inner, th)?.into_object(),
            });
        }
        let parts = CodeParts {
            filename: &*string(&unit.filename)?,
            name: &*string(&unit.name)?,
            qualname: &*string(&unit.qualname)?,
            flags: unit.flags as i32,
            code: &*Bytes::new(&unit.code)?,
            firstlineno: unit.firstlineno,
            linetable: &*Bytes::new(&unit.linetable)?,
            consts: &*Tuple::from_vec(consts)?,
            names: &*strings(&unit.names)?,
            localsplusnames: &*strings(&unit.localsplusnames)?,
            localspluskinds: &*Bytes::new(&unit.localspluskinds)?,
            argcount: unit.argcount as i32,
            posonlyargcount: unit.posonlyargcount as i32,
            kwonlyargcount: unit.kwonlyargcount as i32,
            stacksize: unit.stacksize as i32,
            exceptiontable: &*Bytes::new(&unit.exceptiontable)?,
        };
        Code::new(&parts, th)
    }
}
