//! Functions that ask objects about themselves.

use ks_runtime::abstract_::{ObjectOps, protocol};
use ks_runtime::prelude::*;

use super::attribute_name;

#[pyfunction(sig = "(obj, /)", doc = "An ASCII-only representation of an object.")]
pub fn ascii(obj: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    obj.ascii(th)
}

#[pyfunction(
    sig = "(obj, /)",
    doc = "Whether an object can be called, as functions, classes and instances with __call__ can."
)]
pub fn callable(obj: &Object) -> bool {
    obj.is_callable()
}

#[pyfunction(sig = "(obj, name, /)", doc = "Delete the named attribute: delattr(x, 'y') is del x.y.")]
pub fn delattr(obj: &Object, name: &Object, th: &mut Thread) -> PyResult<()> {
    let name = attribute_name(name, th)?;
    obj.del_attr(name, th)
}

#[pyfunction(
    raw = FASTCALL,
    doc = "dir([object]) -> list of strings\n\nNames in the current scope; of an object, names of its attributes, or what its __dir__ says."
)]
pub fn dir(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult<Ref<List>> {
    match args {
        [] => {
            let locals = ks_runtime::eval::frame_locals(th)?;
            let keys = locals.call_method(id!(keys), &[], th)?;
            let names = List::from_iterable(&keys, th)?;
            names.sort(th)?;
            Ok(names)
        }
        [object] => object.dir(th),
        _ => Err(raise!(th, TypeError, "dir expected at most 1 argument, got {}", args.len())),
    }
}

#[pyfunction(sig = "(value, format_spec='', /)", doc = "type(value).__format__(value, format_spec)")]
pub fn format(value: &Object, format_spec: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    value.format(format_spec, th)
}

#[pyfunction(
    raw = FASTCALL,
    doc = "getattr(object, name[, default]) -> value\n\nThe named attribute of an object; the default, where one is given, if there is none."
)]
pub fn getattr(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult {
    match args {
        [object, name] => {
            let name = attribute_name(name, th)?;
            object.get_attr(name, th)
        }
        [object, name, default] => {
            let name = attribute_name(name, th)?;
            Ok(object.get_attr_opt(name, th)?.unwrap_or_else(|| default.to_ref()))
        }
        _ => Err(ks_runtime::args::wrong_positional_count("getattr", args.len(), 2, 3, th)),
    }
}

#[pyfunction(sig = "(obj, name, /)", doc = "Whether the object has an attribute of that name.")]
pub fn hasattr(obj: &Object, name: &Object, th: &mut Thread) -> PyResult<bool> {
    let name = attribute_name(name, th)?;
    obj.has_attr(name, th)
}

#[pyfunction(sig = "(obj, /)", doc = "The hash of an object: an int that is the same for equal objects.")]
pub fn hash(obj: &Object, th: &mut Thread) -> PyResult<isize> {
    obj.hash(th)
}

#[pyfunction(sig = "(obj, /)", doc = "The identity of an object: unique among objects that live at the same time.")]
pub fn id(obj: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    let address = Long::from_usize(std::ptr::from_ref(obj) as usize)?;
    ks_runtime::state::audit::event(c"builtins.id", || Ok([address.clone().into_object()]), th)?;
    Ok(address)
}

#[pyfunction(
    sig = "(obj, class_or_tuple, /)",
    doc = "Whether an object is an instance of a class or of a subclass of it; of any, where a tuple or union is given."
)]
pub fn isinstance(obj: &Object, class_or_tuple: &Object, th: &mut Thread) -> PyResult<bool> {
    obj.is_instance(class_or_tuple, th)
}

#[pyfunction(
    sig = "(cls, class_or_tuple, /)",
    doc = "Whether a class is derived from a class or identical to it; from any, where a tuple or union is given."
)]
pub fn issubclass(cls: &Object, class_or_tuple: &Object, th: &mut Thread) -> PyResult<bool> {
    cls.is_subclass(class_or_tuple, th)
}

#[pyfunction(sig = "(obj, /)", doc = "The canonical string representation of an object; often eval(repr(obj)) == obj.")]
pub fn repr(obj: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    obj.repr(th)
}

#[pyfunction(sig = "(obj, name, value, /)", doc = "Set the named attribute: setattr(x, 'y', v) is x.y = v.")]
pub fn setattr(obj: &Object, name: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
    let name = attribute_name(name, th)?;
    protocol::set_attr(obj, name, Some(value), th)
}

#[pyfunction(
    raw = FASTCALL,
    doc = "vars([object]) -> dictionary\n\nWithout arguments locals(), with one object.__dict__."
)]
pub fn vars(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult {
    match args {
        [] => ks_runtime::eval::frame_locals(th),
        [object] => match object.get_attr_opt(id!(__dict__), th)? {
            Some(dict) => Ok(dict),
            None => Err(raise!(th, TypeError, "vars() argument must have __dict__ attribute")),
        },
        _ => Err(ks_runtime::args::wrong_positional_count("vars", args.len(), 0, 1, th)),
    }
}
