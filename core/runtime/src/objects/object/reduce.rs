//! `__reduce_ex__` and `__getstate__`: what pickle and copy are told of an object.

use std::ffi::c_int;

use super::PyBaseObject_Type;
use super::generic_get_dict;
use crate::objects::typeobject::type_dict;
use crate::prelude::*;

/// `object.__reduce_ex__`: `__reduce__` if a class overrides it, else by protocol.
pub(super) fn reduce_ex(object: &Object, protocol: c_int, th: &mut Thread) -> PyResult {
    if let Some(reduce) = object.get_attr_opt(id!(__reduce__), th)? {
        let own = PyBaseObject_Type.lookup_ref(id!(__reduce__));
        let of_class = object.ob_type().get_attr(id!(__reduce__), th)?;
        if !own.is_some_and(|own| own.is(&of_class)) {
            return reduce.call(&[], th);
        }
    }
    common_reduce(object, protocol, th)
}

fn copyreg(th: &mut Thread) -> PyResult {
    crate::import::import_module(id!(copyreg), th)
}

pub(super) fn common_reduce(object: &Object, protocol: c_int, th: &mut Thread) -> PyResult {
    if protocol >= 2 {
        return reduce_newobj(object, th);
    }
    let copyreg = copyreg(th)?;
    let protocol = Long::from_isize(protocol as isize)?;
    copyreg.call_method(id!(_reduce_ex), &[object, &protocol], th)
}

/// What `__getnewargs_ex__` or `__getnewargs__` says.
fn new_arguments(object: &Object, th: &mut Thread) -> PyResult<(Option<Ref<Tuple>>, Option<Ref<Dict>>)> {
    if let Some(method) = super::lookup_special(object, id!(__getnewargs_ex__), th)? {
        let value = method.call(&[], th)?;
        let pair = match value.downcast_into::<Tuple>() {
            Ok(pair) => pair,
            Err(other) => return Err(not_a_tuple("__getnewargs_ex__", &other, th)),
        };
        let [args, kwargs] = pair.items() else {
            return Err(raise!(
                th,
                ValueError,
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                pair.len()
            ));
        };
        let Some(args) = args.downcast::<Tuple>() else {
            return Err(raise!(
                th,
                TypeError,
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{:.200}'",
                args.ob_type().display_name()
            ));
        };
        let Some(kwargs) = kwargs.downcast::<Dict>() else {
            return Err(raise!(
                th,
                TypeError,
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{:.200}'",
                kwargs.ob_type().display_name()
            ));
        };
        return Ok((Some(Ref::new(args)), Some(Ref::new(kwargs))));
    }
    if let Some(method) = super::lookup_special(object, id!(__getnewargs__), th)? {
        let value = method.call(&[], th)?;
        return match value.downcast_into::<Tuple>() {
            Ok(args) => Ok((Some(args), None)),
            Err(other) => Err(not_a_tuple("__getnewargs__", &other, th)),
        };
    }
    Ok((None, None))
}

#[cold]
fn not_a_tuple(method: &str, value: &Object, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "{method} should return a tuple, not '{:.200}'", value.ob_type().display_name())
}

/// Protocols 2 and above: `copyreg.__newobj__` (or `__newobj_ex__`), its arguments, state, and the items of lists and dicts.
fn reduce_newobj(object: &Object, th: &mut Thread) -> PyResult {
    let ty = object.ob_type();
    if ty.tp_new.get().is_none() {
        return Err(raise!(th, TypeError, "cannot pickle '{:.200}' object", ty.display_name()));
    }
    let (args, kwargs) = new_arguments(object, th)?;
    let has_args = args.is_some();
    let copyreg = copyreg(th)?;
    let (function, new_args) = match (&args, kwargs.filter(|kwargs| !kwargs.is_empty())) {
        (args, None) => {
            let mut all: Vec<Ref> = vec![ty.to_ref()];
            all.extend(args.iter().flat_map(|args| args.items().iter().cloned()));
            (copyreg.get_attr(id!(__newobj__), th)?, Tuple::from_vec(all)?)
        }
        (Some(args), Some(kwargs)) => {
            let all = Tuple::new(&[ty, args, &kwargs])?;
            (copyreg.get_attr(id!(__newobj_ex__), th)?, all)
        }
        (None, Some(_)) => return Err(th.bad_internal_call()),
    };
    let is_list = object.downcast::<List>().is_some();
    let is_dict = object.downcast::<Dict>().is_some();
    let state = get_state(object, !(has_args || is_list || is_dict), th)?;
    let list_items = if is_list { object.iter(th)? } else { none().to_ref() };
    let dict_items = if is_dict { object.call_method(id!(items), &[], th)?.iter(th)? } else { none().to_ref() };
    Tuple::from_array([function, new_args.into_object(), state, list_items, dict_items])?.into_py()
}

/// `object_getstate`: what `__getstate__` says. `required`: the object must be picklable by its attributes alone.
///
/// # Errors
/// `TypeError` if it is not, and what `__getstate__` raises.
pub fn get_state(object: &Object, required: bool, th: &mut Thread) -> PyResult {
    let method = object.get_attr(id!(__getstate__), th)?;
    let own = PyBaseObject_Type.lookup_ref(id!(__getstate__));
    let of_class = object.ob_type().lookup_ref(id!(__getstate__));
    let is_default =
        method.downcast::<CFunction>().is_some_and(|function| std::ptr::eq(function.layout().m_self.as_ptr(), object))
            && matches!((own, of_class), (Some(own), Some(of_class)) if own.is(&of_class));
    if is_default { default_state(object, required, th) } else { method.call(&[], th) }
}

/// The names of the slots of a class and its bases, from `copyreg`, remembered in the class.
fn slot_names(ty: &Type, th: &mut Thread) -> PyResult<Option<Ref<List>>> {
    let check = |names: Ref, message: &str, th: &mut Thread| -> PyResult<Option<Ref<List>>> {
        if names.is(none()) {
            return Ok(None);
        }
        match names.downcast_into::<List>() {
            Ok(names) => Ok(Some(names)),
            Err(other) => Err(raise!(th, TypeError, "{message}{:.200}", other.ob_type().display_name())),
        }
    };
    if let Some(dict) = type_dict(ty).map(Ref::new)
        && let Some(names) = dict.get_str(id!(__slotnames__), th)?
    {
        let message = format!("{:.200}.__slotnames__ should be a list or None, not ", ty.display_name());
        return check(names, &message, th);
    }
    let names = copyreg(th)?.call_method(id!(_slotnames), &[ty], th)?;
    if !names.is(none()) && !List::check(&names) {
        return Err(raise!(th, TypeError, "copyreg._slotnames didn't return a list or None"));
    }
    check(names, "", th)
}

/// The instance's attributes: its dict (or None), and with slots a pair of that and a dict of the slots' values.
pub(super) fn default_state(object: &Object, required: bool, th: &mut Thread) -> PyResult {
    let ty = object.ob_type();
    if required && ty.tp_itemsize.get() != 0 {
        return Err(raise!(th, TypeError, "cannot pickle {:.200} objects", ty.display_name()));
    }
    let state = match is_dict_empty(object) {
        true => none().to_ref(),
        false => generic_get_dict(object, th)?,
    };
    let names = slot_names(ty, th)?;
    if required {
        const WORD: isize = size_of::<*mut Object>() as isize;
        let mut expected = size_of::<Object>() as isize;
        if ty.tp_dictoffset.get() != 0 && !ty.has_any_flag(Py_TPFLAGS_MANAGED_DICT) {
            expected += WORD;
        }
        if ty.tp_weaklistoffset.get() > 0 {
            expected += WORD;
        }
        expected += names.as_ref().map_or(0, |names| names.len() as isize) * WORD;
        if ty.tp_basicsize.get() > expected {
            return Err(raise!(th, TypeError, "cannot pickle '{:.200}' object", ty.display_name()));
        }
    }
    let Some(names) = names.filter(|names| !names.is_empty()) else {
        return Ok(state);
    };
    let values = Dict::new()?;
    let count = names.len();
    for index in 0..count {
        let Some(name) = names.get(index) else { break };
        let Some(name) = name.downcast_into::<Str>().ok() else { continue };
        if let Some(value) = object.get_attr_opt(&name, th)? {
            values.set_str(&name, &value, th)?;
        }
        if names.len() != count {
            return Err(raise!(th, RuntimeError, "__slotsname__ changed size during iteration"));
        }
    }
    if values.is_empty() {
        return Ok(state);
    }
    Tuple::from_array([state, values.into_object()])?.into_py()
}

/// `_PyObject_IsInstanceDictEmpty`, without making the dict.
fn is_dict_empty(object: &Object) -> bool {
    use crate::objects::dictobject::inline_values;
    let ty = object.ob_type();
    if ty.tp_dictoffset.get() == 0 {
        return true;
    }
    // SAFETY: the flag says so.
    if ty.has_any_flag(Py_TPFLAGS_INLINE_VALUES) && unsafe { inline_values::is_valid(object) } {
        // SAFETY: as above.
        return unsafe { inline_values::inline_values(object) }.size.get() == 0;
    }
    super::instance_dict(object).is_none_or(|dict| dict.is_empty())
}
