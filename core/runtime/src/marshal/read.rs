//! Reading. Any input gives an object or an exception; nothing is allocated by a count that the input cannot back.

use super::{FLAG_REF, MAX_DEPTH, SHORT_SHIFT, code};
use crate::abstract_::ObjectOps;
use crate::abstract_::recursion::stack_is_low;
use crate::objects::codeobject::CodeParts;
use crate::prelude::*;

/// Where the bytes come from.
pub trait ByteSource {
    /// Appends exactly `count` bytes to `out`.
    ///
    /// # Errors
    /// `EOFError` if there are fewer.
    fn read(&mut self, count: usize, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()>;

    /// One byte, or `None` at the end.
    fn byte(&mut self, th: &mut Thread) -> PyResult<Option<u8>>;

    /// How many bytes are left, where that is known.
    fn left(&self) -> Option<usize> {
        None
    }
}

/// Bytes in memory.
pub struct SliceSource<'a> {
    bytes: &'a [u8],
}

impl<'a> SliceSource<'a> {
    pub fn new(bytes: &'a [u8]) -> SliceSource<'a> {
        SliceSource { bytes }
    }

    /// The bytes not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}

impl ByteSource for SliceSource<'_> {
    fn read(&mut self, count: usize, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()> {
        let Some((head, tail)) = self.bytes.split_at_checked(count) else {
            return Err(raise!(th, EOFError, "marshal data too short"));
        };
        out.extend_from_slice(head);
        self.bytes = tail;
        Ok(())
    }

    fn byte(&mut self, _th: &mut Thread) -> PyResult<Option<u8>> {
        Ok(self.bytes.split_off_first().copied())
    }

    fn left(&self) -> Option<usize> {
        Some(self.bytes.len())
    }
}

/// A Python file: its `readinto` is called for every piece, so that nothing beyond the object is consumed.
pub struct FileSource<'a> {
    file: &'a Object,
}

impl<'a> FileSource<'a> {
    pub fn new(file: &'a Object) -> FileSource<'a> {
        FileSource { file }
    }

    /// Up to `count` bytes.
    fn piece(&mut self, count: usize, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<usize> {
        let buffer = ByteArray::new(&vec![0; count])?;
        let view = MemoryView::from_object(&buffer, th)?;
        let answer = call_method(self.file, id!(readinto), &view, th)?;
        let got = answer.as_isize(Some(&exceptions::ValueError), th)?;
        let got = usize::try_from(got).unwrap_or(0);
        if got > count {
            return Err(raise!(
                th,
                ValueError,
                "read() returned too much data: {count} bytes requested, {got} returned"
            ));
        }
        out.extend_from_slice(&buffer.as_bytes(th)[..got]);
        Ok(got)
    }
}

impl ByteSource for FileSource<'_> {
    fn read(&mut self, count: usize, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()> {
        // In one step if it is sensible, for the file sees it; a hostile length must not make us allocate what the file does
        // not have.
        const STEP: usize = 1 << 24;
        let mut left = count;
        while left > 0 {
            let step = left.min(STEP);
            let got = self.piece(step, out, th)?;
            if got != step {
                return Err(raise!(th, EOFError, "EOF read where not expected"));
            }
            left -= got;
        }
        Ok(())
    }

    fn byte(&mut self, th: &mut Thread) -> PyResult<Option<u8>> {
        let mut out = Vec::with_capacity(1);
        self.piece(1, &mut out, th)?;
        Ok(out.first().copied())
    }
}

/// Calls a method of a file, whose name may be taken by something else.
///
/// # Errors
/// What the method raises; `AttributeError`, `TypeError`.
pub fn call_method(file: &Object, name: &Str, argument: &Object, th: &mut Thread) -> PyResult {
    let method = file.get_attr(name, th)?;
    if !method.is_callable() {
        let found = method.ob_type().display_name();
        return Err(raise!(th, TypeError, "attribute of type '{found:.200}' is not callable"));
    }
    method.call(&[argument], th)
}

/// The longest tuple that is allocated ahead while it is unknown how much there is to read.
const AHEAD: usize = 1 << 20;

/// One reading of one or more objects.
pub struct Reader<'a, S> {
    source: &'a mut S,
    /// Items that tuples still lack, of all that are being read. Each takes a byte at least, so what is allocated ahead is
    /// no more than the input can fill.
    owed: usize,
    /// Objects that have numbers; `None` while one is being built that may not contain itself.
    refs: Vec<Option<Ref>>,
    depth: usize,
    scratch: Vec<u8>,
    allow_code: bool,
}

/// `marshal.loads`: the object at the start of `bytes`; what follows is ignored.
///
/// # Errors
/// `EOFError`, `ValueError` or `TypeError` for bytes that are not marshal data.
pub fn loads(bytes: &[u8], allow_code: bool, th: &mut Thread) -> PyResult {
    Reader::new(&mut SliceSource::new(bytes), allow_code).read_object(th)
}

impl<'a, S: ByteSource> Reader<'a, S> {
    pub fn new(source: &'a mut S, allow_code: bool) -> Reader<'a, S> {
        Reader { source, owed: 0, refs: Vec::new(), depth: 0, scratch: Vec::new(), allow_code }
    }

    /// The next object.
    ///
    /// # Errors
    /// As [`loads`].
    pub fn read_object(&mut self, th: &mut Thread) -> PyResult {
        match self.object(th)? {
            Some(object) => Ok(object),
            None => Err(raise!(th, TypeError, "NULL object in marshal data for object")),
        }
    }

    fn bytes(&mut self, count: usize, th: &mut Thread) -> PyResult<&[u8]> {
        self.scratch.clear();
        self.source.read(count, &mut self.scratch, th)?;
        Ok(&self.scratch)
    }

    fn u16(&mut self, th: &mut Thread) -> PyResult<u16> {
        let bytes = self.bytes(2, th)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// A 16-bit signed number (`PyMarshal_ReadShortFromFile`).
    ///
    /// # Errors
    /// `EOFError`.
    pub fn i16(&mut self, th: &mut Thread) -> PyResult<i16> {
        Ok(self.u16(th)? as i16)
    }

    /// A 32-bit signed number (`PyMarshal_ReadLongFromFile`).
    ///
    /// # Errors
    /// `EOFError`.
    pub fn i32(&mut self, th: &mut Thread) -> PyResult<i32> {
        let bytes = self.bytes(4, th)?;
        Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn u64(&mut self, th: &mut Thread) -> PyResult<u64> {
        let bytes = self.bytes(8, th)?;
        let mut word = [0; 8];
        word.copy_from_slice(bytes);
        Ok(u64::from_le_bytes(word))
    }

    fn short_len(&mut self, th: &mut Thread) -> PyResult<usize> {
        match self.source.byte(th)? {
            Some(len) => Ok(usize::from(len)),
            None => Err(raise!(th, EOFError, "EOF read where not expected")),
        }
    }

    /// A length of `what`, which must not be negative.
    fn len(&mut self, what: &str, th: &mut Thread) -> PyResult<usize> {
        let len = self.i32(th)?;
        usize::try_from(len).map_err(|_| bad(&format!("{what} size out of range"), th))
    }

    /// Gives the next number to an object that is being built; the place is filled by [`Reader::fill`].
    fn reserve(&mut self, flag: bool) -> Option<usize> {
        flag.then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        })
    }

    fn fill(&mut self, place: Option<usize>, object: &Ref) {
        if let Some(place) = place {
            self.refs[place] = Some(object.clone());
        }
    }

    /// An object that refers to nothing, numbered if flagged.
    fn leaf<T: ObjectLayout>(&mut self, object: Ref<T>, flag: bool) -> PyResult<Option<Ref>> {
        let object = object.into_object();
        let place = self.reserve(flag);
        self.fill(place, &object);
        Ok(Some(object))
    }

    /// An object, or the mark that ends a dict.
    fn object(&mut self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let Some(byte) = self.source.byte(th)? else {
            return Err(raise!(th, EOFError, "EOF read where object expected"));
        };
        self.depth += 1;
        // A thread may have less room than that depth takes.
        if self.depth > MAX_DEPTH || stack_is_low() {
            self.depth -= 1;
            return Err(raise!(th, ValueError, "recursion limit exceeded"));
        }
        let object = self.typed(byte & !FLAG_REF, byte & FLAG_REF != 0, th);
        self.depth -= 1;
        object
    }

    fn typed(&mut self, kind: u8, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        match kind {
            code::NULL => Ok(None),
            code::NONE => Ok(Some(none().to_ref())),
            code::STOPITER => Ok(Some(exceptions::StopIteration.to_ref())),
            code::ELLIPSIS => Ok(Some(ellipsis().to_ref())),
            code::FALSE => Ok(Some(boolobject::bool_object(false).to_ref())),
            code::TRUE => Ok(Some(boolobject::bool_object(true).to_ref())),
            code::INT => {
                let value = self.i32(th)?;
                self.leaf(Long::from_i64(i64::from(value))?, flag)
            }
            code::INT64 => {
                let value = self.u64(th)? as i64;
                self.leaf(Long::from_i64(value)?, flag)
            }
            code::LONG => {
                let value = self.long(th)?;
                self.leaf(value, flag)
            }
            code::FLOAT => {
                let value = self.float_text(th)?;
                self.leaf(Float::new(value)?, flag)
            }
            code::BINARY_FLOAT => {
                let value = f64::from_bits(self.u64(th)?);
                self.leaf(Float::new(value)?, flag)
            }
            code::COMPLEX => {
                let (real, imag) = (self.float_text(th)?, self.float_text(th)?);
                self.leaf(Complex::new(real, imag)?, flag)
            }
            code::BINARY_COMPLEX => {
                let (real, imag) = (self.u64(th)?, self.u64(th)?);
                self.leaf(Complex::new(f64::from_bits(real), f64::from_bits(imag))?, flag)
            }
            code::STRING => {
                let len = self.len("bytes object", th)?;
                let bytes = self.bytes(len, th)?;
                // An object of its own, even of one byte.
                let bytes = match len {
                    0 => Bytes::new(&[])?,
                    _ => Bytes::with_len(len, |room| room.copy_from_slice(bytes))?,
                };
                self.leaf(bytes, flag)
            }
            code::ASCII | code::ASCII_INTERNED => {
                let len = self.len("string", th)?;
                self.ascii(len, kind == code::ASCII_INTERNED, flag, th)
            }
            code::SHORT_ASCII | code::SHORT_ASCII_INTERNED => {
                let len = self.short_len(th)?;
                self.ascii(len, kind == code::SHORT_ASCII_INTERNED, flag, th)
            }
            code::UNICODE | code::INTERNED => {
                let len = self.len("string", th)?;
                let bytes = self.bytes(len, th)?.to_vec();
                let text = Str::decode_utf8(&bytes, Some("surrogatepass"), th)?;
                let text = if kind == code::INTERNED { Str::intern(text) } else { text };
                self.leaf(text, flag)
            }
            code::SMALL_TUPLE => {
                let len = self.short_len(th)?;
                self.tuple(len, flag, th)
            }
            code::TUPLE => {
                let len = self.len("tuple", th)?;
                self.tuple(len, flag, th)
            }
            code::LIST => self.list(flag, th),
            code::DICT => self.dict(flag, th),
            code::SET | code::FROZENSET => self.set(kind == code::FROZENSET, flag, th),
            code::CODE => self.code(flag, th),
            code::REF => {
                let index = self.i32(th)?;
                let known = usize::try_from(index).ok().and_then(|index| self.refs.get(index));
                match known {
                    Some(Some(object)) => Ok(Some(object.clone())),
                    _ => Err(bad("invalid reference", th)),
                }
            }
            _ => Err(bad("unknown type code", th)),
        }
    }

    fn ascii(&mut self, len: usize, interned: bool, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        // Latin-1, for what hostile data calls ASCII and is not.
        let text = Str::from_latin1(self.bytes(len, th)?)?;
        let text = if interned { Str::intern(text) } else { text };
        self.leaf(text, flag)
    }

    fn long(&mut self, th: &mut Thread) -> PyResult<Ref<Long>> {
        let count = self.i32(th)?;
        let negative = count < 0;
        let count = count.unsigned_abs() as usize;
        if count > i32::MAX as usize {
            return Err(bad("long size out of range", th));
        }
        let mut digits: Vec<u32> = Vec::new();
        for index in 0..count {
            let short = u32::from(self.u16(th)?);
            if short >> SHORT_SHIFT != 0 {
                return Err(bad("digit out of range in long", th));
            }
            if short == 0 && index == count - 1 {
                return Err(bad("unnormalized long data", th));
            }
            match (index % 2, digits.last_mut()) {
                (1, Some(digit)) => *digit |= short << SHORT_SHIFT,
                _ => digits.push(short),
            }
        }
        Long::from_digits(negative, &digits)
    }

    fn float_text(&mut self, th: &mut Thread) -> PyResult<f64> {
        let len = self.short_len(th)?;
        let bytes = self.bytes(len, th)?;
        // The text ends where a C string would.
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or(bytes);
        let value = ks_numbers::float_text::parse(text).filter(|parsed| parsed.consumed == text.len());
        match value {
            Some(parsed) => Ok(parsed.value),
            None => {
                let shown = String::from_utf8_lossy(&text[..text.len().min(200)]).into_owned();
                Err(raise!(th, ValueError, "could not convert string to float: '{shown}'"))
            }
        }
    }

    /// An item of `what`.
    fn item(&mut self, what: &str, th: &mut Thread) -> PyResult {
        match self.object(th)? {
            Some(item) => Ok(item),
            None => Err(raise!(th, TypeError, "NULL object in marshal data for {what}")),
        }
    }

    fn tuple(&mut self, count: usize, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        let place = self.reserve(flag);
        let left = self.source.left();
        let owed = self.owed.saturating_add(count);
        if owed > left.unwrap_or(AHEAD) {
            if left.is_some() {
                // This will end in an error; until then, whatever refers to the tuple gets one.
                self.fill(place, &Tuple::from_array([none().to_ref()])?.into_object());
            }
            let mut items = Vec::new();
            for _ in 0..count {
                items.push(self.item("tuple", th)?);
            }
            let tuple = Tuple::from_vec(items)?.into_object();
            self.fill(place, &tuple);
            return Ok(Some(tuple));
        }
        // A tuple may contain itself, so it is there before its items are, with `None` in their places.
        self.owed = owed;
        let tuple = Tuple::from_vec(vec![none().to_ref(); count])?;
        self.fill(place, &tuple.clone().into_object());
        for field in tuple.layout().fields() {
            self.owed -= 1;
            let item = self.item("tuple", th)?;
            drop(field.replace(Some(item)));
        }
        Ok(Some(tuple.into_object()))
    }

    fn list(&mut self, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        let count = self.len("list", th)?;
        // It grows as the items arrive, so a hostile count allocates nothing.
        let list = List::with_capacity(count.min(1024))?;
        let place = self.reserve(flag);
        self.fill(place, &list.clone().into_object());
        for _ in 0..count {
            list.push(self.item("list", th)?)?;
        }
        Ok(Some(list.into_object()))
    }

    fn dict(&mut self, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        let dict = Dict::new()?;
        let place = self.reserve(flag);
        self.fill(place, &dict.clone().into_object());
        while let Some(key) = self.object(th)? {
            let Some(value) = self.object(th)? else {
                break;
            };
            dict.set(&key, &value, th)?;
        }
        Ok(Some(dict.into_object()))
    }

    fn set(&mut self, frozen: bool, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        let count = self.len("set", th)?;
        let place = self.reserve(flag);
        let set = if frozen { Set::new_frozen(None, th)? } else { Set::new(None, th)? };
        if !frozen {
            self.fill(place, &set.clone().into_object());
        }
        for _ in 0..count {
            let item = self.item("set", th)?;
            set.add(&item, th)?;
        }
        let set = set.into_object();
        if frozen {
            // A frozenset must not be seen before it is whole: its number was without an object meanwhile.
            self.fill(place, &set);
        }
        Ok(Some(set))
    }

    fn code(&mut self, flag: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        if !self.allow_code {
            return Err(raise!(th, ValueError, "unmarshalling code objects is disallowed"));
        }
        let place = self.reserve(flag);
        let argcount = self.i32(th)?;
        let posonlyargcount = self.i32(th)?;
        let kwonlyargcount = self.i32(th)?;
        let stacksize = self.i32(th)?;
        let flags = self.i32(th)?;
        let code = self.item("code object", th)?;
        let consts = self.item("code object", th)?;
        let names = self.item("code object", th)?;
        let localsplusnames = self.item("code object", th)?;
        let localspluskinds = self.item("code object", th)?;
        let filename = self.item("code object", th)?;
        let name = self.item("code object", th)?;
        let qualname = self.item("code object", th)?;
        let firstlineno = self.i32(th)?;
        let linetable = self.item("code object", th)?;
        let exceptiontable = self.item("code object", th)?;
        // Wrong types are told of when all has been read.
        let parts = CodeParts {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stacksize,
            flags,
            code: part::<Bytes>(&code, th)?,
            consts: part::<Tuple>(&consts, th)?,
            names: part::<Tuple>(&names, th)?,
            localsplusnames: part::<Tuple>(&localsplusnames, th)?,
            localspluskinds: part::<Bytes>(&localspluskinds, th)?,
            filename: part::<Str>(&filename, th)?,
            name: part::<Str>(&name, th)?,
            qualname: part::<Str>(&qualname, th)?,
            firstlineno,
            linetable: part::<Bytes>(&linetable, th)?,
            exceptiontable: part::<Bytes>(&exceptiontable, th)?,
        };
        let code = Code::new(&parts, th)?.into_object();
        self.fill(place, &code);
        Ok(Some(code))
    }
}

/// A part of a code object, which must be of its type.
fn part<'a, T: TypeInfo>(object: &'a Object, th: &mut Thread) -> PyResult<&'a T> {
    match object.downcast::<T>() {
        Some(part) => Ok(part),
        None => Err(th.bad_internal_call()),
    }
}

fn bad(what: &str, th: &mut Thread) -> Raised {
    raise!(th, ValueError, "bad marshal data ({what})")
}
