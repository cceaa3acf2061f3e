//! `float`.

mod arithmetic;
mod methods;

use ks_numbers::digits;
use ks_numbers::float_text;

use crate::heap;
use crate::objects::memoryobject::Buffer;
use crate::prelude::*;

pub use arithmetic::power;

object_type!(
    /// `float`
    pub struct Float(PyFloatObject): PyFloat_Type
);

impl Float {
    /// `PyFloat_FromDouble`.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub fn new(value: f64) -> PyResult<Ref<Float>> {
        // SAFETY: the value is all there is beside the header.
        let object: Ref<Float> = unsafe { heap::new_plain(&PyFloat_Type, size_of::<PyFloatObject>()) }?;
        object.layout().ob_fval.set(value);
        Ok(object)
    }

    /// The value.
    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.layout().value()
    }

    /// `PyFloat_AsDouble` of any object: floats, `__float__`, `__index__`.
    ///
    /// # Errors
    /// `TypeError`: "must be real number, not …".
    #[inline]
    pub fn to_f64(object: &Object, th: &mut Thread) -> PyResult<f64> {
        match object.downcast::<Float>() {
            Some(float) => Ok(float.value()),
            None => convert(object, th),
        }
    }

    /// `PyFloat_FromString`: from str, bytes or a buffer; the errors are those of `float(x)`.
    ///
    /// # Errors
    /// `ValueError` for text that is no number, `TypeError` for what is no text.
    pub fn from_str_object(text: &Object, th: &mut Thread) -> PyResult<Ref<Float>> {
        let value = if let Some(string) = text.downcast::<Str>() {
            read(&longobject::ascii_digits(string))
        } else if let Some(bytes) = text.downcast::<Bytes>() {
            read(bytes.as_bytes())
        } else {
            let has_buffer = text.ob_type().tp_as_buffer.get().is_some_and(|procs| procs.bf_getbuffer.get().is_some());
            if !has_buffer {
                let name = text.ob_type().display_name();
                return Err(raise!(
                    th,
                    TypeError,
                    "float() argument must be a string or a real number, not '{name:.200}'"
                ));
            }
            read(Buffer::get(text, PyBUF_SIMPLE, th)?.as_bytes())
        };
        match value {
            Some(value) => Float::new(value),
            None => {
                let repr = text.repr(th)?;
                Err(raise!(th, ValueError, "could not convert string to float: {repr}"))
            }
        }
    }
}

/// The value of an object that is no float.
fn convert(object: &Object, th: &mut Thread) -> PyResult<f64> {
    let methods = object.ob_type().tp_as_number.get();
    let Some(slot) = methods.and_then(|methods| methods.nb_float.get()) else {
        if methods.is_some_and(|methods| methods.nb_index.get().is_some()) {
            return crate::abstract_::number::index_any(object, th)?.to_f64(th);
        }
        return Err(raise!(th, TypeError, "must be real number, not {:.50}", object.ob_type().display_name()));
    };
    // SAFETY: a number slot of the object's type.
    let value = unsafe { slot(object) }?;
    if let Some(value) = value.downcast_exact::<Float>() {
        return Ok(value.value());
    }
    let (name, returned) = (object.ob_type().display_name(), value.ob_type().display_name());
    let Some(float) = value.downcast::<Float>() else {
        return Err(raise!(th, TypeError, "{name:.50}.__float__ returned non-float (type {returned:.50})"));
    };
    exceptions::warn(
        &exceptions::DeprecationWarning,
        format_args!(
            "{name:.50}.__float__ returned non-float (type {returned:.50}).  The ability to return an instance of a strict \
             subclass of float is deprecated, and may be removed in a future version of Python."
        ),
        1,
        th,
    )?;
    Ok(float.value())
}

/// The text without white space around it, as C's `isspace` has it.
pub(crate) fn strip(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let Some(start) = text.iter().position(|byte| !is_space(byte)) else { return b"" };
    let end = text.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Reads the whole text as a float, white space around it allowed.
fn read(text: &[u8]) -> Option<f64> {
    let text = strip(text);
    let text = float_text::without_underscores(text)?;
    let parsed = float_text::parse(&text)?;
    (parsed.consumed == text.len()).then_some(parsed.value)
}

/// `_Py_HashDouble`: a NaN is hashed by its object.
#[inline]
pub fn hash_double(object: &Object, value: f64) -> isize {
    match float_text::hash(value) {
        Some(hash) => hash as isize,
        None => hash_pointer(object),
    }
}

/// `_Py_HashPointer`: the address with the bits that alignment leaves zero moved to the top.
#[inline]
pub fn hash_pointer(object: *const Object) -> isize {
    let hash = (object as usize).rotate_right(4) as isize;
    if hash == -1 { -2 } else { hash }
}

/// `repr(float)`.
///
/// # Errors
/// `MemoryError`.
pub fn repr_text(value: f64) -> PyResult<Ref<Str>> {
    let mut text = Vec::with_capacity(32);
    // The code and precision are right, so that nothing can fail.
    let written = float_text::format_double(value, b'r', 0, float_text::ADD_DOT_0, &mut text);
    debug_assert!(written.is_ok());
    Str::from_ascii(&text)
}

#[pytype(
    static = PyFloat_Type,
    name = "float",
    layout = PyFloatObject,
    flags(BASETYPE, MATCH_SELF),
    text_signature = "(x=0, /)",
    doc = "A number or text as a floating-point number.",
    methods = [methods::METHODS],
    getset = [methods::GETSET],
    slots = [
        arithmetic::nb_add, arithmetic::nb_subtract, arithmetic::nb_multiply, arithmetic::nb_remainder,
        arithmetic::nb_divmod, arithmetic::nb_power, arithmetic::nb_negative, arithmetic::nb_positive,
        arithmetic::nb_absolute, arithmetic::nb_bool, arithmetic::nb_int, arithmetic::nb_float,
        arithmetic::nb_floor_divide, arithmetic::nb_true_divide, arithmetic::tp_richcompare,
    ],
)]
impl Float {
    #[new(sig = "(x=0, /)", vectorcall)]
    fn py_new(ty: &'static Type, x: Option<&Object>, th: &mut Thread) -> PyResult {
        let float = match x {
            None => Float::new(0.0)?,
            Some(text) if Str::check_exact(text) => Float::from_str_object(text, th)?,
            Some(x) => x.float(th)?,
        };
        if std::ptr::eq(ty, &PyFloat_Type) {
            return Ok(float.into_object());
        }
        let object = ty.alloc(0)?;
        // SAFETY: an instance of a subclass of `float`.
        unsafe { (*object).cast_unchecked::<PyFloatObject>() }.ob_fval.set(float.value());
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is going; it holds nothing.
        unsafe { heap::free_object(this.cast()) }
    }

    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        repr_text(self.value())
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        hash_double(self, self.value())
    }
}
