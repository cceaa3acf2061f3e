//! `_codecs`: the codec registry, and the encodings built in.

use ks_runtime::codecs::{charmap, escapes, registry, single_byte, utf7, utf8, utf16_32};
use ks_runtime::objects::memoryobject::Buffer;
use ks_runtime::prelude::*;

#[pyfunction(sig = "(search_function, /)", doc = "Add a function that finds codecs by name.")]
fn register(search_function: &Object, th: &mut Thread) -> PyResult<()> {
    registry::register(search_function, th)
}

#[pyfunction(sig = "(search_function, /)", doc = "Take a search function out and forget what was found.")]
fn unregister(search_function: &Object, th: &mut Thread) -> PyResult<()> {
    registry::unregister(search_function, th)
}

#[pyfunction(sig = "(encoding, /)", doc = "Find a codec by name.")]
fn lookup(encoding: &str, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    registry::lookup(encoding, th)
}

#[pyfunction(sig = "(obj, encoding='utf-8', errors='strict')", doc = "Encode with any codec.")]
fn encode(obj: &Object, encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult {
    registry::encode(obj, encoding.unwrap_or("utf-8"), errors, th)
}

#[pyfunction(sig = "(obj, encoding='utf-8', errors='strict')", doc = "Decode with any codec.")]
fn decode(obj: &Object, encoding: Option<&str>, errors: Option<&str>, th: &mut Thread) -> PyResult {
    registry::decode(obj, encoding.unwrap_or("utf-8"), errors, th)
}

#[pyfunction(sig = "(errors, handler, /)", doc = "Name an error handler.")]
fn register_error(errors: &str, handler: &Object, th: &mut Thread) -> PyResult<()> {
    registry::register_error(errors, handler, th)
}

#[pyfunction(sig = "(name, /)", doc = "Find an error handler by name.")]
fn lookup_error(name: &str, th: &mut Thread) -> PyResult {
    registry::lookup_error(name, th)
}

/// What the codec functions return: the result and how much of the input it took.
fn pair<T: ObjectLayout>(result: Ref<T>, used: usize) -> PyResult<Ref<Tuple>> {
    Tuple::from_array([result.into_object(), Long::from_usize(used)?.into_object()])
}

/// Bytes, or a string's UTF-8.
enum Data<'a> {
    Text(&'a str),
    Buffer(Buffer),
}

impl<'a> Data<'a> {
    fn of(object: &'a Object, th: &mut Thread) -> PyResult<Data<'a>> {
        match object.downcast::<Str>() {
            Some(text) => Ok(Data::Text(text.to_utf8(th)?)),
            None => Ok(Data::Buffer(Buffer::get(object, PyBUF_SIMPLE, th)?)),
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Data::Text(text) => text.as_bytes(),
            Data::Buffer(buffer) => buffer.as_bytes(),
        }
    }
}

#[pyfunction(sig = "(data, errors=None, /)", doc = "Decode the escapes of bytes literals.")]
fn escape_decode(data: &Object, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let data = Data::of(data, th)?;
    pair(escapes::decode_bytes_warning(data.as_bytes(), errors, th)?, data.as_bytes().len())
}

#[pyfunction(sig = "(data, errors=None, /)", doc = "Encode bytes with the escapes of literals.")]
fn escape_encode(data: &Bytes, errors: Option<&str>) -> PyResult<Ref<Tuple>> {
    let _ = errors;
    pair(Bytes::new(&escapes::encode_bytes(data.as_bytes()))?, data.len())
}

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn utf_8_encode(str: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    pair(utf8::encode(str, errors, th)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, final=False, /)", doc = "Decode.")]
fn utf_8_decode(data: Buffer, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (text, used) = utf8::decode(data.as_bytes(), errors, r#final, th)?;
    pair(text, used)
}

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn utf_7_encode(str: &Str, errors: Option<&str>) -> PyResult<Ref<Tuple>> {
    // There is nothing that it cannot encode.
    let _ = errors;
    pair(utf7::encode(str)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, final=False, /)", doc = "Decode.")]
fn utf_7_decode(data: Buffer, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let (text, used) = utf7::decode(data.as_bytes(), errors, r#final, th)?;
    pair(text, used)
}

macro_rules! wide_codec {
    ($encode:path, $decode:path, [$enc:ident, $enc_le:ident, $enc_be:ident], [$dec:ident, $dec_le:ident, $dec_be:ident, $dec_ex:ident]) => {
        #[pyfunction(sig = "(str, errors=None, byteorder=0, /)", doc = "Encode.")]
        fn $enc(str: &Str, errors: Option<&str>, byteorder: i32, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            pair($encode(str, errors, byteorder, th)?, str.len())
        }

        #[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
        fn $enc_le(str: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            pair($encode(str, errors, -1, th)?, str.len())
        }

        #[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
        fn $enc_be(str: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            pair($encode(str, errors, 1, th)?, str.len())
        }

        #[pyfunction(sig = "(data, errors=None, final=False, /)", doc = "Decode.")]
        fn $dec(data: Buffer, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            let (text, used) = $decode(data.as_bytes(), errors, &mut 0, r#final, th)?;
            pair(text, used)
        }

        #[pyfunction(sig = "(data, errors=None, final=False, /)", doc = "Decode.")]
        fn $dec_le(data: Buffer, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            let (text, used) = $decode(data.as_bytes(), errors, &mut -1, r#final, th)?;
            pair(text, used)
        }

        #[pyfunction(sig = "(data, errors=None, final=False, /)", doc = "Decode.")]
        fn $dec_be(data: Buffer, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            let (text, used) = $decode(data.as_bytes(), errors, &mut 1, r#final, th)?;
            pair(text, used)
        }

        #[pyfunction(sig = "(data, errors=None, byteorder=0, final=False, /)", doc = "Decode and tell the byte order.")]
        fn $dec_ex(
            data: Buffer,
            errors: Option<&str>,
            byteorder: i32,
            r#final: bool,
            th: &mut Thread,
        ) -> PyResult<Ref<Tuple>> {
            let mut order = byteorder;
            let (text, used) = $decode(data.as_bytes(), errors, &mut order, r#final, th)?;
            Tuple::from_array([
                text.into_object(),
                Long::from_usize(used)?.into_object(),
                Long::from_isize(order as isize)?.into_object(),
            ])
        }
    };
}

wide_codec!(
    utf16_32::encode16,
    utf16_32::decode16,
    [utf_16_encode, utf_16_le_encode, utf_16_be_encode],
    [utf_16_decode, utf_16_le_decode, utf_16_be_decode, utf_16_ex_decode]
);
wide_codec!(
    utf16_32::encode32,
    utf16_32::decode32,
    [utf_32_encode, utf_32_le_encode, utf_32_be_encode],
    [utf_32_decode, utf_32_le_decode, utf_32_be_decode, utf_32_ex_decode]
);

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn unicode_escape_encode(str: &Str, errors: Option<&str>) -> PyResult<Ref<Tuple>> {
    let _ = errors;
    pair(escapes::encode_unicode(str)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, final=True, /)", doc = "Decode.")]
fn unicode_escape_decode(data: &Object, errors: Option<&str>, r#final: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let data = Data::of(data, th)?;
    let (text, used) = escapes::decode_unicode_warning(data.as_bytes(), errors, r#final, th)?;
    pair(text, used)
}

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn raw_unicode_escape_encode(str: &Str, errors: Option<&str>) -> PyResult<Ref<Tuple>> {
    let _ = errors;
    pair(escapes::encode_raw_unicode(str)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, final=True, /)", doc = "Decode.")]
fn raw_unicode_escape_decode(
    data: &Object,
    errors: Option<&str>,
    r#final: bool,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let data = Data::of(data, th)?;
    let (text, used) = escapes::decode_raw_unicode(data.as_bytes(), errors, r#final, th)?;
    pair(text, used)
}

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn latin_1_encode(str: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    pair(single_byte::encode_latin1(str, errors, th)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, /)", doc = "Decode.")]
fn latin_1_decode(data: Buffer, errors: Option<&str>) -> PyResult<Ref<Tuple>> {
    let _ = errors;
    pair(Str::from_latin1(data.as_bytes())?, data.len())
}

#[pyfunction(sig = "(str, errors=None, /)", doc = "Encode.")]
fn ascii_encode(str: &Str, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    pair(single_byte::encode_ascii(str, errors, th)?, str.len())
}

#[pyfunction(sig = "(data, errors=None, /)", doc = "Decode.")]
fn ascii_decode(data: Buffer, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    pair(single_byte::decode_ascii(data.as_bytes(), errors, th)?, data.len())
}

#[pyfunction(sig = "(str, errors=None, mapping=None, /)", doc = "Encode by a mapping.")]
fn charmap_encode(str: &Str, errors: Option<&str>, mapping: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let bytes = match mapping {
        Some(mapping) => charmap::encode(str, mapping, errors, th)?,
        None => single_byte::encode_latin1(str, errors, th)?,
    };
    pair(bytes, str.len())
}

#[pyfunction(sig = "(data, errors=None, mapping=None, /)", doc = "Decode by a mapping or a table.")]
fn charmap_decode(
    data: Buffer,
    errors: Option<&str>,
    mapping: Option<&Object>,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let text = match mapping {
        Some(mapping) => charmap::decode(data.as_bytes(), mapping, errors, th)?,
        None => Str::from_latin1(data.as_bytes())?,
    };
    pair(text, data.len())
}

#[pyfunction(sig = "(map, /)", doc = "The encoding mapping of a decoding table.")]
fn charmap_build(map: &Str, th: &mut Thread) -> PyResult<Ref<Dict>> {
    charmap::build(map, th)
}

#[pyfunction(sig = "(data, errors=None, /)", doc = "The bytes of an object.")]
fn readbuffer_encode(data: &Object, errors: Option<&str>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let _ = errors;
    let data = Data::of(data, th)?;
    pair(Bytes::new(data.as_bytes())?, data.as_bytes().len())
}

pymodule! {
    name = "_codecs",
    init = PyInit__codecs,
    functions = [
        register, unregister, lookup, encode, decode, escape_encode, escape_decode, utf_8_encode, utf_8_decode,
        utf_7_encode, utf_7_decode, utf_16_encode, utf_16_le_encode, utf_16_be_encode, utf_16_decode,
        utf_16_le_decode, utf_16_be_decode, utf_16_ex_decode, utf_32_encode, utf_32_le_encode, utf_32_be_encode,
        utf_32_decode, utf_32_le_decode, utf_32_be_decode, utf_32_ex_decode, unicode_escape_encode,
        unicode_escape_decode, raw_unicode_escape_encode, raw_unicode_escape_decode, latin_1_encode, latin_1_decode,
        ascii_encode, ascii_decode, charmap_encode, charmap_decode, charmap_build, readbuffer_encode, register_error,
        lookup_error,
    ],
}
