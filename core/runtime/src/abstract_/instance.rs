//! `isinstance` and `issubclass`, with `__instancecheck__`, `__subclasscheck__`, tuples, unions and abstract classes.

use super::recursion;
use crate::prelude::*;

const INSTANCE_ARG: &str = "isinstance() arg 2 must be a type, a tuple of types, or a union";
const SUBCLASS_ARG: &str = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

/// `__bases__` of something that behaves as a class: a tuple, or nothing.
fn abstract_bases(class: &Object, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
    let bases = class.get_attr_opt(id!(__bases__), th)?;
    Ok(bases.and_then(|bases| bases.downcast_into::<Tuple>().ok()))
}

/// Raises `TypeError` with `message` unless `class` behaves as a class.
fn check_class(class: &Object, message: &str, th: &mut Thread) -> PyResult<()> {
    match abstract_bases(class, th)? {
        Some(_) => Ok(()),
        None => Err(raise!(th, TypeError, "{message}")),
    }
}

/// Whether `class` is reached from `derived` by `__bases__`.
fn abstract_is_subclass(derived: &Object, class: &Object, th: &mut Thread) -> PyResult<bool> {
    let mut derived = derived.to_ref();
    loop {
        if derived.is(class) {
            return Ok(true);
        }
        let Some(bases) = abstract_bases(&derived, th)? else {
            return Ok(false);
        };
        match bases.items() {
            [] => return Ok(false),
            // A chain of single bases needs no recursion.
            [only] => derived = only.clone(),
            several => {
                for base in several {
                    let guard = recursion::enter(" in __issubclass__", th)?;
                    let found = abstract_is_subclass(base, class, th)?;
                    drop(guard);
                    if found {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
        }
    }
}

/// `_PyObject_RealIsInstance`: what `type.__instancecheck__` does.
pub fn real_is_instance(object: &Object, class: &Object, th: &mut Thread) -> PyResult<bool> {
    if let Some(class_type) = class.downcast::<Type>() {
        if object.ob_type().is_subtype_of(class_type) {
            return Ok(true);
        }
        let claimed = object.get_attr_opt(id!(__class__), th)?;
        return Ok(claimed.is_some_and(|claimed| {
            !std::ptr::eq(claimed.as_ptr(), std::ptr::from_ref(object.ob_type()).cast())
                && claimed.downcast_into::<Type>().is_ok_and(|claimed| claimed.is_subtype_of(class_type))
        }));
    }
    check_class(class, INSTANCE_ARG, th)?;
    match object.get_attr_opt(id!(__class__), th)? {
        Some(claimed) => abstract_is_subclass(&claimed, class, th),
        None => Ok(false),
    }
}

/// `_PyObject_RealIsSubclass`: what `type.__subclasscheck__` does.
pub fn real_is_subclass(derived: &Object, class: &Object, th: &mut Thread) -> PyResult<bool> {
    if let (Some(derived), Some(class)) = (derived.downcast::<Type>(), class.downcast::<Type>()) {
        return Ok(derived.is_subtype_of(class));
    }
    check_class(derived, "issubclass() arg 1 must be a class", th)?;
    if !unionobject::is_union(class) {
        check_class(class, SUBCLASS_ARG, th)?;
    }
    abstract_is_subclass(derived, class, th)
}

/// `PyObject_IsInstance`.
pub fn is_instance(object: &Object, class: &Object, th: &mut Thread) -> PyResult<bool> {
    if std::ptr::eq(std::ptr::from_ref(object.ob_type()).cast(), class) {
        return Ok(true);
    }
    if std::ptr::eq(class.ob_type(), &typeobject::PyType_Type) {
        return real_is_instance(object, class, th);
    }
    let union_members = unionobject::args(class);
    let class = union_members.as_deref().map_or(class, |members| members.as_object());
    if let Some(classes) = class.downcast::<Tuple>() {
        return any(classes, " in __instancecheck__", |class, th| is_instance(object, class, th), th);
    }
    match object::lookup_special(class, id!(__instancecheck__), th)? {
        Some(checker) => ask(&checker, object, " in __instancecheck__", th),
        None => real_is_instance(object, class, th),
    }
}

/// `PyObject_IsSubclass`.
pub fn is_subclass(derived: &Object, class: &Object, th: &mut Thread) -> PyResult<bool> {
    if std::ptr::eq(class.ob_type(), &typeobject::PyType_Type) {
        return if derived.is(class) { Ok(true) } else { real_is_subclass(derived, class, th) };
    }
    let union_members = unionobject::args(class);
    let class = union_members.as_deref().map_or(class, |members| members.as_object());
    if let Some(classes) = class.downcast::<Tuple>() {
        return any(classes, " in __subclasscheck__", |class, th| is_subclass(derived, class, th), th);
    }
    match object::lookup_special(class, id!(__subclasscheck__), th)? {
        Some(checker) => ask(&checker, derived, " in __subclasscheck__", th),
        None => real_is_subclass(derived, class, th),
    }
}

/// Whether the check holds for one of `classes`, nested tuples included.
fn any(
    classes: &Tuple,
    context: &str,
    mut check: impl FnMut(&Object, &mut Thread) -> PyResult<bool>,
    th: &mut Thread,
) -> PyResult<bool> {
    let guard = recursion::enter(context, th)?;
    for class in classes.items() {
        if check(class, th)? {
            return Ok(true);
        }
    }
    drop(guard);
    Ok(false)
}

/// Calls a class's own check.
fn ask(checker: &Object, subject: &Object, context: &str, th: &mut Thread) -> PyResult<bool> {
    let guard = recursion::enter(context, th)?;
    let answer = checker.call(&[subject], th);
    drop(guard);
    answer?.is_true(th)
}
