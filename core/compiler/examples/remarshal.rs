//! Reads marshalled code objects that CPython wrote and writes them again, for comparison; see
//! `ci/frontend/marshal_diff.py`. The reader trusts its input.

use std::error::Error;
use std::io::{self, Read, Write};
use std::rc::Rc;

use ks_compiler::marshal;
use ks_compiler::unit::{CodeUnit, ConstValue};
use ks_syntax::ast::{Constant, PyStr};
use num_bigint::{BigInt, Sign};

#[derive(Clone)]
enum Object {
    Value(Constant),
    Tuple(Vec<Object>),
    Code(Rc<CodeUnit>),
    /// A reference to something not read to its end: does not occur in code objects.
    Pending,
}

struct Reader<'a> {
    bytes: &'a [u8],
    refs: Vec<Object>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.bytes.split_at_checked(n).ok_or("truncated")?;
        self.bytes = rest;
        Ok(head)
    }

    fn long(&mut self) -> Result<i32> {
        Ok(i32::from_le_bytes(self.take(4)?.try_into()?))
    }

    fn double(&mut self) -> Result<f64> {
        Ok(f64::from_le_bytes(self.take(8)?.try_into()?))
    }

    fn items(&mut self, n: usize) -> Result<Vec<Object>> {
        (0..n).map(|_| self.object()).collect()
    }

    fn object(&mut self) -> Result<Object> {
        let head = self.take(1)?[0];
        let slot = (head & 0x80 != 0).then(|| {
            self.refs.push(Object::Pending);
            self.refs.len() - 1
        });
        let object = match head & 0x7f {
            b'N' => Object::Value(Constant::None),
            b'T' => Object::Value(Constant::True),
            b'F' => Object::Value(Constant::False),
            b'.' => Object::Value(Constant::Ellipsis),
            b'i' => Object::Value(Constant::Int((self.long()? as i64).into())),
            b'l' => {
                let count = self.long()?;
                let mut value = BigInt::ZERO;
                for (i, digit) in self.take(count.unsigned_abs() as usize * 2)?.chunks(2).enumerate() {
                    value += BigInt::from(u16::from_le_bytes(digit.try_into()?)) << (15 * i);
                }
                if count < 0 {
                    value = BigInt::from_biguint(Sign::Minus, value.magnitude().clone());
                }
                Object::Value(Constant::Int(value.into()))
            }
            b'g' => Object::Value(Constant::Float(self.double()?)),
            b'y' => Object::Value(Constant::Complex(self.double()?, self.double()?)),
            b'z' | b'Z' => {
                let n = self.take(1)?[0] as usize;
                Object::Value(Constant::Str(PyStr::from_wtf8(self.take(n)?)))
            }
            b'u' | b't' | b'a' | b'A' => {
                let n = self.long()? as usize;
                Object::Value(Constant::Str(PyStr::from_wtf8(self.take(n)?)))
            }
            b's' => {
                let n = self.long()? as usize;
                Object::Value(Constant::Bytes(self.take(n)?.into()))
            }
            b')' => {
                let n = self.take(1)?[0] as usize;
                Object::Tuple(self.items(n)?)
            }
            b'(' => {
                let n = self.long()? as usize;
                Object::Tuple(self.items(n)?)
            }
            b'>' => {
                let n = self.long()? as usize;
                let items = self.items(n)?;
                Object::Value(Constant::FrozenSet(items.into_iter().map(value).collect::<Result<_>>()?))
            }
            b'r' => {
                let n = self.long()? as usize;
                self.refs.get(n).ok_or("bad reference")?.clone()
            }
            b'c' => {
                let mut head = [0u32; 5];
                for field in &mut head {
                    *field = self.long()? as u32;
                }
                let [argcount, posonlyargcount, kwonlyargcount, stacksize, flags] = head;
                Object::Code(Rc::new(CodeUnit {
                    argcount,
                    posonlyargcount,
                    kwonlyargcount,
                    stacksize,
                    flags,
                    code: bytes(self.object()?)?,
                    consts: tuple(self.object()?)?.into_iter().map(constant).collect::<Result<_>>()?,
                    names: tuple(self.object()?)?.into_iter().map(text).collect::<Result<_>>()?,
                    localsplusnames: tuple(self.object()?)?.into_iter().map(text).collect::<Result<_>>()?,
                    localspluskinds: bytes(self.object()?)?,
                    filename: text(self.object()?)?,
                    name: text(self.object()?)?,
                    qualname: text(self.object()?)?,
                    firstlineno: self.long()?,
                    linetable: bytes(self.object()?)?,
                    exceptiontable: bytes(self.object()?)?,
                }))
            }
            other => return Err(format!("type {:?}", other as char).into()),
        };
        if let Some(slot) = slot {
            self.refs[slot] = object.clone();
        }
        Ok(object)
    }
}

fn value(o: Object) -> Result<Constant> {
    match o {
        Object::Value(v) => Ok(v),
        Object::Tuple(items) => Ok(Constant::Tuple(items.into_iter().map(value).collect::<Result<_>>()?)),
        _ => Err("not a constant".into()),
    }
}

fn constant(o: Object) -> Result<ConstValue> {
    match o {
        Object::Code(c) => Ok(ConstValue::Code(c)),
        other => Ok(ConstValue::Value(value(other)?)),
    }
}

fn tuple(o: Object) -> Result<Vec<Object>> {
    match o {
        Object::Tuple(items) => Ok(items),
        _ => Err("not a tuple".into()),
    }
}

fn bytes(o: Object) -> Result<Vec<u8>> {
    match o {
        Object::Value(Constant::Bytes(b)) => Ok(b.to_vec()),
        _ => Err("not bytes".into()),
    }
}

fn text(o: Object) -> Result<PyStr> {
    match o {
        Object::Value(Constant::Str(s)) => Ok(s),
        _ => Err("not a string".into()),
    }
}

/// Length-prefixed code objects in, length-prefixed code objects out.
fn main() -> Result<()> {
    let mut input = Vec::new();
    io::stdin().read_to_end(&mut input)?;
    let mut rest = &input[..];
    let mut out = io::stdout().lock();
    while let Some((head, tail)) = rest.split_at_checked(4) {
        let (body, tail) = tail.split_at(u32::from_le_bytes(head.try_into()?) as usize);
        rest = tail;
        let Object::Code(code) = (Reader { bytes: body, refs: Vec::new() }).object()? else {
            return Err("no code".into());
        };
        let again = marshal::dumps(&code);
        out.write_all(&(again.len() as u32).to_le_bytes())?;
        out.write_all(&again)?;
    }
    Ok(())
}
