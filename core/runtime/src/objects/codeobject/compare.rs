//! Equality and hash of code objects, and the key under which equal constants merge.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Code;
use crate::abstract_::recursion::require_stack;
use crate::prelude::*;

/// `_PyCode_ConstantKey`: an object equal to another's only if the constants are of the same type and value, `-0.0` and
/// `0.0` told apart.
pub fn constant_key(constant: &Object, th: &mut Thread) -> PyResult {
    let ty = constant.ob_type();
    if constant.is(none())
        || constant.is(ellipsis())
        || Long::check_exact(constant)
        || Str::check_exact(constant)
        || Code::check_exact(constant)
    {
        return Ok(constant.to_ref());
    }
    let class = ty.as_object();
    if std::ptr::eq(ty, &boolobject::PyBool_Type) || Bytes::check_exact(constant) {
        return Ok(Tuple::new(&[class, constant])?.into_object());
    }
    if let Some(float) = constant.downcast_exact::<Float>() {
        let value = float.value();
        if value == 0.0 && value.is_sign_negative() {
            return Ok(Tuple::new(&[class, constant, none()])?.into_object());
        }
        return Ok(Tuple::new(&[class, constant])?.into_object());
    }
    if let Some(complex) = constant.downcast_exact::<Complex>() {
        let value = complex.layout().cval.get();
        let (real, imaginary) = (value.real, value.imag);
        let negative = |part: f64| part == 0.0 && part.is_sign_negative();
        let mark: &Object = match (negative(real), negative(imaginary)) {
            (true, true) => boolobject::bool_object(true),
            (false, true) => boolobject::bool_object(false),
            (true, false) => none(),
            (false, false) => return Ok(Tuple::new(&[class, constant])?.into_object()),
        };
        return Ok(Tuple::new(&[class, constant, mark])?.into_object());
    }
    if let Some(tuple) = constant.downcast_exact::<Tuple>() {
        require_stack(" while comparing constants", th)?;
        let mut keys = Vec::with_capacity(tuple.len());
        for item in tuple.items() {
            keys.push(constant_key(item, th)?);
        }
        let keys = Tuple::from_vec(keys)?;
        return Ok(Tuple::new(&[&keys, constant])?.into_object());
    }
    if std::ptr::eq(ty, &setobject::PyFrozenSet_Type) {
        let items = Tuple::from_iterable(constant, th)?;
        let mut keys = Vec::with_capacity(items.len());
        for item in items.items() {
            keys.push(constant_key(item, th)?);
        }
        let keys = Tuple::from_vec(keys)?;
        let set = Set::new_frozen(Some(&keys), th)?;
        return Ok(Tuple::new(&[&set, constant])?.into_object());
    }
    let address = Long::from_usize(constant.as_ptr() as usize)?;
    Ok(Tuple::new(&[constant, &address])?.into_object())
}

/// Whether two code objects do the same; names of file and scope do not count, positions do.
pub(super) fn equal(a: &Code, b: &Code, th: &mut Thread) -> PyResult<bool> {
    let (x, y) = (a.layout(), b.layout());
    if x.co_argcount.get() != y.co_argcount.get()
        || x.co_posonlyargcount.get() != y.co_posonlyargcount.get()
        || x.co_kwonlyargcount.get() != y.co_kwonlyargcount.get()
        || x.co_flags.get() != y.co_flags.get()
        || x.co_firstlineno.get() != y.co_firstlineno.get()
        || !a.name().eq(b.name())
        || a.line_table() != b.line_table()
        || a.exception_table() != b.exception_table()
        || a.plain_code() != b.plain_code()
    {
        return Ok(false);
    }
    let keys = (constant_key(a.tuple_of(&x.co_consts), th)?, constant_key(b.tuple_of(&y.co_consts), th)?);
    if !keys.0.rich_compare_bool(&keys.1, Py_EQ, th)? {
        return Ok(false);
    }
    Ok(a.tuple_of(&x.co_names).rich_compare_bool(b.tuple_of(&y.co_names), Py_EQ, th)?
        && a.localsplus_names().rich_compare_bool(b.localsplus_names(), Py_EQ, th)?)
}

/// A hash that agrees with [`equal`].
pub(super) fn hash(code: &Code, th: &mut Thread) -> PyResult<isize> {
    let layout = code.layout();
    let mut state = DefaultHasher::new();
    code.name().hash().hash(&mut state);
    ObjectOps::hash(&**code.tuple_of(&layout.co_consts), th)?.hash(&mut state);
    ObjectOps::hash(&**code.tuple_of(&layout.co_names), th)?.hash(&mut state);
    ObjectOps::hash(&**code.localsplus_names(), th)?.hash(&mut state);
    code.line_table().hash(&mut state);
    code.exception_table().hash(&mut state);
    [
        layout.co_argcount.get(),
        layout.co_posonlyargcount.get(),
        layout.co_kwonlyargcount.get(),
        layout.co_flags.get(),
        layout.co_firstlineno.get(),
    ]
    .hash(&mut state);
    code.plain_code().hash(&mut state);
    let hash = state.finish() as isize;
    Ok(if hash == -1 { -2 } else { hash })
}
