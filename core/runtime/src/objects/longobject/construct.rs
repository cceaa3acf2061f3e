//! `int(...)`.

use super::*;

/// `int(text, base)` with the base as an object.
///
/// # Errors
/// `ValueError` for a base out of range or text that is no number, `TypeError` for what is no text.
pub fn from_object_with_base(text: &Object, base: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let base = base.as_isize(None, th)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(raise!(th, ValueError, "int() base must be >= 2 and <= 36, or 0"));
    }
    if Str::check(text) || Bytes::check(text) || ByteArray::check(text) {
        return Long::from_str_object(text, base as i32, th);
    }
    Err(raise!(th, TypeError, "int() can't convert non-string with explicit base"))
}

fn construct(class: &'static Type, value: Option<&Object>, base: Option<&Object>, th: &mut Thread) -> PyResult {
    let number = match (value, base) {
        (None, Some(_)) => return Err(raise!(th, TypeError, "int() missing string argument")),
        (None, None) => Long::zero(),
        (Some(value), None) => value.long(th)?,
        (Some(value), Some(base)) => from_object_with_base(value, base, th)?,
    };
    if std::ptr::eq(class, &PyLong_Type) {
        return Ok(number.into_object());
    }
    // A subclass: its own object, with the digits copied.
    let digits = number.digits();
    let object = class.alloc(digits.len() as isize)?;
    // SAFETY: an instance of a subclass of `int`, allocated with that many digits (one at least has room behind the head),
    // and nobody else has it.
    unsafe {
        let layout = (*object).cast_unchecked::<PyLongObject>();
        layout.long_value.lv_tag.set(number.layout().long_value.lv_tag.get());
        layout.digits_ptr().copy_from_nonoverlapping(digits.as_ptr(), digits.len());
        if digits.is_empty() {
            layout.digits_ptr().write(0);
        }
    }
    Ok(object)
}

#[pymethods]
impl Long {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let items = args.items();
        let mut base = items.get(1).cloned();
        let keywords = kwargs.map_or(0, Dict::len);
        if items.len() + keywords > 2 {
            let given = items.len() + keywords;
            return Err(raise!(th, TypeError, "int() takes at most 2 arguments ({given} given)"));
        }
        if let Some(kwargs) = kwargs
            && keywords > 0
        {
            let found = kwargs.get_str(id!(base), th)?;
            if found.is_none() || keywords > 1 {
                return Err(unexpected_keyword(kwargs, th));
            }
            if base.is_some() {
                return Err(raise!(th, TypeError, "argument for int() given by name ('base') and position (2)"));
            }
            base = found;
        }
        construct(ty, items.first().map(|item| &**item), base.as_deref(), th)
    }

    #[slot]
    fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        if !kwargs.is_none() {
            let kwargs = kwargs.to_dict(th)?;
            return Long::tp_new(ty, &*Tuple::new(args)?, Some(&kwargs), th);
        }
        match args {
            [] => construct(ty, None, None, th),
            [value] => construct(ty, Some(value), None, th),
            [value, base] => construct(ty, Some(value), Some(base), th),
            _ => Err(raise!(th, TypeError, "int expected at most 2 arguments, got {}", args.len())),
        }
    }
}

#[cold]
fn unexpected_keyword(kwargs: &Dict, th: &mut Thread) -> Raised {
    let mut position = 0;
    while let Some((key, _)) = kwargs.next(&mut position) {
        match key.downcast::<Str>() {
            None => return raise!(th, TypeError, "keywords must be strings"),
            Some(key) if key.eq_ascii("base") => {}
            Some(key) => {
                let known = std::iter::once("base");
                return match crate::suggestions::closest(&key.to_string_lossy(), known) {
                    Some(hint) => raise!(
                        th,
                        TypeError,
                        "int() got an unexpected keyword argument '{key}'. Did you mean '{hint}'?"
                    ),
                    None => raise!(th, TypeError, "int() got an unexpected keyword argument '{key}'"),
                };
            }
        }
    }
    th.bad_internal_call()
}
