//! The methods of `dict`.

use super::{Dict, iter, keys, views};
use crate::prelude::*;

#[pymethods]
impl Dict {
    #[method(sig = "(key, /)", coexist, doc = "Return whether the dictionary has the key.")]
    fn __contains__(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        Dict::contains(self, key, th)
    }

    #[method(sig = "(key, /)", coexist, doc = "Return self[key].")]
    fn __getitem__(&self, key: &Object, th: &mut Thread) -> PyResult {
        self.subscript(key, th)
    }

    #[method(sig = "()", doc = "Return the size of the dictionary in memory, in bytes.")]
    fn __sizeof__(&self) -> usize {
        self.size_in_bytes()
    }

    #[method(
        sig = "(key, default=None, /)",
        name = "get",
        doc = "Return the value for key if it is in the dictionary, else default."
    )]
    fn py_get(&self, key: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult {
        Ok(Dict::get(self, key, th)?.unwrap_or_else(|| default.unwrap_or(none()).to_ref()))
    }

    #[method(
        sig = "(key, default=None, /)",
        doc = "Insert key with the value default if it is not in the dictionary.\n\n\
               Return the value for key."
    )]
    fn setdefault(&self, key: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult {
        Ok(self.set_default(key, default.unwrap_or(none()), th)?.0)
    }

    #[method(
        sig = "(key, default=<unrepresentable>, /)",
        no_text_signature,
        name = "pop",
        doc = "D.pop(k[,d]) -> v\n\nRemove the key and return its value. A missing key gives d, or KeyError without d."
    )]
    fn py_pop(&self, key: &Object, default: Option<&Object>, th: &mut Thread) -> PyResult {
        match (Dict::pop(self, key, th)?, default) {
            (Some(value), _) => Ok(value),
            (None, Some(default)) => Ok(default.to_ref()),
            (None, None) => Err(super::key_error(key, th)),
        }
    }

    #[method(
        sig = "()",
        doc = "Remove and return a (key, value) pair as a 2-tuple.\n\n\
               The pair inserted last comes first. Raises KeyError if the dict is empty."
    )]
    fn popitem(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        match self.pop_last(th)? {
            Some((key, value)) => Tuple::from_array([key, value]),
            None => Err(raise!(th, KeyError, "popitem(): dictionary is empty")),
        }
    }

    #[method(
        sig = "()",
        name = "keys",
        no_text_signature,
        doc = "D.keys() -> a set-like object providing a view on D's keys"
    )]
    fn py_keys(&self) -> PyResult {
        views::keys(self)
    }

    #[method(
        sig = "()",
        name = "items",
        no_text_signature,
        doc = "D.items() -> a set-like object providing a view on D's items"
    )]
    fn py_items(&self) -> PyResult {
        views::items(self)
    }

    #[method(
        sig = "()",
        name = "values",
        no_text_signature,
        doc = "D.values() -> an object providing a view on D's values"
    )]
    fn py_values(&self) -> PyResult {
        views::values(self)
    }

    #[method(
        sig = "(*args, **kwargs)",
        no_text_signature,
        doc = "D.update([E, ]**F) -> None\n\n\
               Set the keys of the mapping or the pairs of the iterable E, then the keywords F."
    )]
    fn update(&self, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<()> {
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "update expected at most 1 argument, got {}", args.len()));
        }
        self.fill(args, kwargs, th)
    }

    #[classmethod(
        sig = "(iterable, value=None, /)",
        doc = "Create a new dictionary with keys from iterable and values set to value."
    )]
    fn fromkeys(cls: &'static Type, iterable: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult {
        from_keys(cls, iterable, value.unwrap_or(none()), th)
    }

    #[method(sig = "()", name = "clear", doc = "Remove all items from the dict.")]
    fn py_clear(&self, th: &mut Thread) {
        self.clear(th);
    }

    #[method(sig = "()", name = "copy", doc = "Return a shallow copy of the dict.")]
    fn py_copy(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        self.copy(th)
    }

    #[method(sig = "()", doc = "Return a reverse iterator over the dict keys.")]
    fn __reversed__(&self) -> PyResult {
        iter::reversed_keys(self)
    }

    #[classmethod(sig = "(object, /)", no_text_signature, doc = "Parametrized form, for type hints: dict[str, int].")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}

/// `_PyDict_FromKeys`: `cls()` with these keys, all with one value.
///
/// # Errors
/// What making, iterating and setting raises.
pub(crate) fn from_keys(cls: &'static Type, iterable: &Object, value: &Object, th: &mut Thread) -> PyResult {
    let new = cls.call(&[], th)?;
    let Some(dict) = new.downcast_exact::<Dict>() else {
        let iterator = iterable.iter(th)?;
        while let Some(key) = iterator.iter_next(th)? {
            new.set_item(&key, value, th)?;
        }
        return Ok(new);
    };
    if dict.is_empty()
        && let Some(source) = iterable.downcast_exact::<Dict>()
    {
        // SAFETY: only the kind is read.
        let unicode = keys::is_unicode(unsafe { source.table() });
        dict.resize(keys::log2_for_entries(source.len()), unicode)?;
        let mut position = 0;
        while let Some((key, _, hash)) = source.next_with_hash(&mut position) {
            dict.set_known_hash(&key, hash, value, th)?;
        }
        return Ok(new);
    }
    if dict.is_empty()
        && let Some(source) = setobject::as_exact_set(iterable)
    {
        dict.resize(keys::log2_for_entries(source.len()), false)?;
        let mut position = 0;
        while let Some((key, hash)) = source.entry_at(&mut position) {
            dict.set_known_hash(&key, hash, value, th)?;
        }
        return Ok(new);
    }
    let iterator = iterable.iter(th)?;
    while let Some(key) = iterator.iter_next(th)? {
        dict.set(&key, value, th)?;
    }
    Ok(new)
}
