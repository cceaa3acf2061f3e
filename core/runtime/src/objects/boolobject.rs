//! `bool`.

use crate::prelude::*;

object_type!(
    /// `bool`
    pub struct Bool(PyLongObject): PyBool_Type
);

/// `True`.
#[unsafe(no_mangle)]
pub static _Py_TrueStruct: PyLongObject = PyLongObject::immortal(&PyBool_Type, 1);
/// `False`.
#[unsafe(no_mangle)]
pub static _Py_FalseStruct: PyLongObject = PyLongObject::immortal(&PyBool_Type, 0);

/// `True` or `False`, borrowed.
#[inline(always)]
pub fn bool_object(value: bool) -> &'static Object {
    if value { _Py_TrueStruct.as_object() } else { _Py_FalseStruct.as_object() }
}

/// Both operands, if both are bools.
#[inline]
fn both(a: &Object, b: &Object) -> Option<(bool, bool)> {
    (Bool::check_exact(a) && Bool::check_exact(b))
        .then(|| (a.is(_Py_TrueStruct.as_object()), b.is(_Py_TrueStruct.as_object())))
}

/// Warns of `~` on a bool, which is deprecated.
pub(crate) fn warn_inversion(th: &mut Thread) -> PyResult<()> {
    exceptions::warn(
        &exceptions::DeprecationWarning,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise \
         inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' \
         operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
        1,
        th,
    )
}

#[pytype(
    static = PyBool_Type,
    name = "bool",
    layout = longobject::Head,
    itemsize = size_of::<u32>(),
    base = longobject::PyLong_Type,
    flags(LONG_SUBCLASS, MATCH_SELF),
    text_signature = "(object=False, /)",
    doc = "The truth value of an object: True or False, which are also the ints 1 and 0.",
)]
impl Bool {
    #[new(sig = "(object=False, /)", vectorcall)]
    fn py_new(ty: &'static Type, object: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        let _ = ty;
        object.map_or(Ok(false), |object| object.is_true(th))
    }

    #[slot]
    fn tp_repr(&self) -> &'static Str {
        if self.is(_Py_TrueStruct.as_object()) { id!(True) } else { id!(False) }
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // C code that counts wrongly must not destroy the two values.
        // SAFETY: statics.
        unsafe { (*this).make_immortal() }
    }

    #[slot]
    fn nb_invert(&self, th: &mut Thread) -> PyResult {
        warn_inversion(th)?;
        Long::from_isize(if self.is(_Py_TrueStruct.as_object()) { -2 } else { -1 }).into_py()
    }

    #[slot]
    fn nb_and(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => (a & b).into_py(),
            None => Long::nb_and(a, b),
        }
    }

    #[slot]
    fn nb_xor(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => (a ^ b).into_py(),
            None => Long::nb_xor(a, b),
        }
    }

    #[slot]
    fn nb_or(a: &Object, b: &Object) -> PyResult {
        match both(a, b) {
            Some((a, b)) => (a | b).into_py(),
            None => Long::nb_or(a, b),
        }
    }
}
