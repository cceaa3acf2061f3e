//! Writing.

use std::collections::HashMap;

use super::{FLAG_REF, MAX_DEPTH, SHORT_SHIFT, code};
use crate::abstract_::recursion::stack_is_low;
use crate::objects::memoryobject::Buffer;
use crate::prelude::*;

/// One writing of one or more objects.
pub struct Writer {
    out: Vec<u8>,
    version: i32,
    depth: usize,
    /// Numbers of objects that may occur again, by address; the objects are held so that no address is used anew.
    refs: HashMap<usize, u32>,
    held: Vec<Ref>,
    allow_code: bool,
    /// References to the object being written that are ours, not its owners'.
    ours: isize,
    /// Whether something without a marshal form was met.
    failure: Option<Failure>,
}

enum Failure {
    Unmarshallable,
    NestedTooDeep,
    CodeNotAllowed,
}

/// `marshal.dumps`.
///
/// # Errors
/// `ValueError` for objects without a marshal form or nested too deep.
pub fn dumps(object: &Object, version: i32, allow_code: bool, th: &mut Thread) -> PyResult<Vec<u8>> {
    let mut writer = Writer::new(version, allow_code);
    writer.object(object, th)?;
    writer.finish(th)
}

impl Writer {
    pub fn new(version: i32, allow_code: bool) -> Writer {
        Writer {
            out: Vec::with_capacity(64),
            version,
            depth: 0,
            refs: HashMap::new(),
            held: Vec::new(),
            allow_code,
            ours: 0,
            failure: None,
        }
    }

    /// The bytes written.
    ///
    /// # Errors
    /// `ValueError` if an object could not be written.
    pub fn finish(self, th: &mut Thread) -> PyResult<Vec<u8>> {
        match self.failure {
            None => Ok(self.out),
            Some(Failure::Unmarshallable) => Err(raise!(th, ValueError, "unmarshallable object")),
            Some(Failure::NestedTooDeep) => Err(raise!(th, ValueError, "object too deeply nested to marshal")),
            Some(Failure::CodeNotAllowed) => Err(raise!(th, ValueError, "marshalling code objects is disallowed")),
        }
    }

    /// What there is of the bytes, with a mark in the place of each object that could not be written.
    pub fn written(&self) -> &[u8] {
        &self.out
    }

    /// A 32-bit number (`PyMarshal_WriteLongToFile`).
    pub fn i32(&mut self, value: i32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn fail(&mut self, failure: Failure) {
        self.failure = Some(failure);
    }

    /// Fails for an object without a form, leaving a mark in its place.
    fn unknown(&mut self, flag: u8) {
        self.fail(Failure::Unmarshallable);
        self.out.push(code::UNKNOWN | flag);
    }

    /// A count of items or bytes.
    fn size(&mut self, count: usize) -> bool {
        match i32::try_from(count) {
            Ok(count) => {
                self.i32(count);
                true
            }
            Err(_) => {
                self.fail(Failure::Unmarshallable);
                false
            }
        }
    }

    /// Writes an object of which we hold a reference of our own.
    fn owned(&mut self, object: &Ref, th: &mut Thread) -> PyResult<()> {
        self.ours = 1;
        let result = self.object(object, th);
        self.ours = 0;
        result
    }

    fn counted_bytes(&mut self, bytes: &[u8]) {
        if self.size(bytes.len()) {
            self.out.extend_from_slice(bytes);
        }
    }

    /// Writes an object.
    ///
    /// # Errors
    /// What a buffer's exporter raises; objects without a form are reported by [`Writer::finish`].
    pub fn object(&mut self, object: &Object, th: &mut Thread) -> PyResult<()> {
        self.depth += 1;
        let result = if self.depth > MAX_DEPTH || stack_is_low() {
            self.fail(Failure::NestedTooDeep);
            Ok(())
        } else {
            self.counted_object(object, th)
        };
        self.depth -= 1;
        result
    }

    fn counted_object(&mut self, object: &Object, th: &mut Thread) -> PyResult<()> {
        let singleton = if object.is(none()) {
            Some(code::NONE)
        } else if object.is(exceptions::StopIteration.as_object()) {
            Some(code::STOPITER)
        } else if object.is(ellipsis()) {
            Some(code::ELLIPSIS)
        } else if object.is(boolobject::bool_object(false)) {
            Some(code::FALSE)
        } else if object.is(boolobject::bool_object(true)) {
            Some(code::TRUE)
        } else {
            None
        };
        if let Some(byte) = singleton {
            self.out.push(byte);
            return Ok(());
        }
        match self.known(object) {
            Some(flag) => self.complex(object, flag, th),
            None => Ok(()),
        }
    }

    /// Writes a back reference if the object has a number already (`None`); otherwise numbers it if it may occur again and
    /// says which flag its type byte gets.
    fn known(&mut self, object: &Object) -> Option<u8> {
        if self.version < 3 {
            return Some(0);
        }
        // An object that only its container holds cannot occur again; interned strings are numbered all the same, so that
        // output does not depend on who else holds them.
        let interned = object.downcast_exact::<Str>().is_some_and(Str::is_interned);
        if object.refcnt() - std::mem::take(&mut self.ours) == 1 && !interned {
            return Some(0);
        }
        let address = std::ptr::from_ref(object) as usize;
        if let Some(&index) = self.refs.get(&address) {
            self.out.push(code::REF);
            self.i32(index as i32);
            return None;
        }
        let index = self.refs.len() as u32;
        self.refs.insert(address, index);
        self.held.push(object.to_ref());
        Some(FLAG_REF)
    }

    fn complex(&mut self, object: &Object, flag: u8, th: &mut Thread) -> PyResult<()> {
        if let Some(value) = object.downcast_exact::<Long>() {
            self.long(value, flag);
        } else if let Some(value) = object.downcast_exact::<Float>() {
            if self.version > 1 {
                self.out.push(code::BINARY_FLOAT | flag);
                self.out.extend_from_slice(&value.value().to_bits().to_le_bytes());
            } else {
                self.out.push(code::FLOAT | flag);
                self.float_text(value.value());
            }
        } else if Complex::check_exact(object) {
            let (real, imag) = complexobject::to_parts(object, th)?;
            if self.version > 1 {
                self.out.push(code::BINARY_COMPLEX | flag);
                self.out.extend_from_slice(&real.to_bits().to_le_bytes());
                self.out.extend_from_slice(&imag.to_bits().to_le_bytes());
            } else {
                self.out.push(code::COMPLEX | flag);
                self.float_text(real);
                self.float_text(imag);
            }
        } else if let Some(bytes) = object.downcast_exact::<Bytes>() {
            self.out.push(code::STRING | flag);
            self.counted_bytes(bytes.as_bytes());
        } else if let Some(text) = object.downcast_exact::<Str>() {
            self.text(text, flag);
        } else if let Some(tuple) = object.downcast_exact::<Tuple>() {
            let count = tuple.len();
            if self.version >= 4 && count < 256 {
                self.out.extend_from_slice(&[code::SMALL_TUPLE | flag, count as u8]);
            } else {
                self.out.push(code::TUPLE | flag);
                if !self.size(count) {
                    return Ok(());
                }
            }
            for item in tuple.items() {
                self.object(item, th)?;
            }
        } else if let Some(list) = object.downcast_exact::<List>() {
            self.out.push(code::LIST | flag);
            let count = list.len();
            if self.size(count) {
                for index in 0..count {
                    match list.get(index) {
                        Some(item) => self.owned(&item, th)?,
                        None => self.fail(Failure::Unmarshallable),
                    }
                }
            }
        } else if let Some(dict) = object.downcast_exact::<Dict>() {
            self.out.push(code::DICT | flag);
            let mut position = 0;
            while let Some((key, value)) = dict.next(&mut position) {
                self.owned(&key, th)?;
                self.owned(&value, th)?;
            }
            self.null();
        } else if setobject::as_exact_set(object).is_some() {
            self.set(object, flag, th)?;
        } else if let Some(value) = object.downcast::<Code>() {
            self.code(value, flag, th)?;
        } else if object.ob_type().tp_as_buffer.get().is_some_and(|methods| methods.bf_getbuffer.get().is_some()) {
            match Buffer::get(object, PyBUF_SIMPLE, th) {
                Ok(buffer) => {
                    self.out.push(code::STRING | flag);
                    self.counted_bytes(buffer.as_bytes());
                }
                Err(Raised) => {
                    th.clear_raised();
                    self.unknown(flag);
                }
            }
        } else {
            self.unknown(flag);
        }
        Ok(())
    }

    /// The end of a dict: one level down, like its items.
    fn null(&mut self) {
        if self.depth < MAX_DEPTH {
            self.out.push(code::NULL);
        } else {
            self.fail(Failure::NestedTooDeep);
        }
    }

    fn long(&mut self, value: &Long, flag: u8) {
        if let Some(small) = value.to_i64_opt().and_then(|value| i32::try_from(value).ok()) {
            self.out.push(code::INT | flag);
            self.i32(small);
            return;
        }
        self.out.push(code::LONG | flag);
        let digits = value.digits();
        let mut shorts: Vec<u16> = Vec::with_capacity(digits.len() * 2);
        for digit in digits {
            shorts.push((digit & ((1 << SHORT_SHIFT) - 1)) as u16);
            shorts.push((digit >> SHORT_SHIFT) as u16);
        }
        if shorts.last() == Some(&0) {
            shorts.pop();
        }
        let Ok(count) = i32::try_from(shorts.len()) else {
            return self.fail(Failure::Unmarshallable);
        };
        self.i32(if value.sign() < 0 { -count } else { count });
        for short in shorts {
            self.out.extend_from_slice(&short.to_le_bytes());
        }
    }

    /// A float as text of 17 significant digits, as the old versions have it.
    fn float_text(&mut self, value: f64) {
        let mut text = Vec::with_capacity(32);
        match ks_numbers::float_text::format_double(value, b'g', 17, 0, &mut text) {
            Ok(_) => {
                self.out.push(text.len() as u8);
                self.out.extend_from_slice(&text);
            }
            Err(_) => self.fail(Failure::Unmarshallable),
        }
    }

    fn text(&mut self, text: &Str, flag: u8) {
        let interned = text.is_interned();
        if self.version >= 4
            && let Some(ascii) = text.as_ascii()
        {
            let short = ascii.len() < 256;
            let kind = match (short, interned) {
                (true, true) => code::SHORT_ASCII_INTERNED,
                (true, false) => code::SHORT_ASCII,
                (false, true) => code::ASCII_INTERNED,
                (false, false) => code::ASCII,
            };
            self.out.push(kind | flag);
            if short {
                self.out.push(ascii.len() as u8);
                self.out.extend_from_slice(ascii.as_bytes());
            } else {
                self.counted_bytes(ascii.as_bytes());
            }
            return;
        }
        let kind = if self.version >= 3 && interned { code::INTERNED } else { code::UNICODE };
        self.out.push(kind | flag);
        self.counted_bytes(&text.to_wtf8());
    }

    /// Elements in the order of their own marshal forms, so that equal sets give equal bytes.
    fn set(&mut self, object: &Object, flag: u8, th: &mut Thread) -> PyResult<()> {
        let frozen = std::ptr::eq(object.ob_type(), &setobject::PyFrozenSet_Type);
        self.out.push(if frozen { code::FROZENSET } else { code::SET } | flag);
        let items = Tuple::from_iterable(object, th)?;
        let mut ordered = Vec::with_capacity(items.len());
        for item in items.items() {
            let mut writer = Writer::new(self.version, self.allow_code);
            writer.object(item, th)?;
            if writer.failure.is_some() {
                self.fail(Failure::Unmarshallable);
                return Ok(());
            }
            ordered.push((writer.out, item));
        }
        ordered.sort_by(|a, b| a.0.cmp(&b.0));
        if self.size(ordered.len()) {
            for (_, item) in ordered {
                self.object(item, th)?;
            }
        }
        Ok(())
    }

    fn code(&mut self, value: &Code, flag: u8, th: &mut Thread) -> PyResult<()> {
        if !self.allow_code {
            self.fail(Failure::CodeNotAllowed);
            return Ok(());
        }
        self.out.push(code::CODE | flag);
        let layout = value.layout();
        let bytecode = value.bytecode()?;
        for number in [
            layout.co_argcount.get(),
            layout.co_posonlyargcount.get(),
            layout.co_kwonlyargcount.get(),
            layout.co_stacksize.get(),
            layout.co_flags.get(),
        ] {
            self.i32(number);
        }
        // The code object keeps it, so that it counts as shared.
        self.object(&bytecode, th)?;
        let fields = [
            &layout.co_consts,
            &layout.co_names,
            &layout.co_localsplusnames,
            &layout.co_localspluskinds,
            &layout.co_filename,
            &layout.co_name,
            &layout.co_qualname,
        ];
        for field in fields {
            self.field(field, th)?;
        }
        self.i32(layout.co_firstlineno.get());
        self.field(&layout.co_linetable, th)?;
        self.field(&layout.co_exceptiontable, th)
    }

    fn field(&mut self, field: &Field, th: &mut Thread) -> PyResult<()> {
        match field.get() {
            Some(object) => self.owned(&object, th),
            None => {
                self.null();
                Ok(())
            }
        }
    }
}
