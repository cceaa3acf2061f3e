//! Type parameters and type aliases (PEP 695, PEP 696): what the `type` statement and generic functions and classes are
//! compiled to, and the types of the `_typing` module.

mod alias;
mod generic;
mod paramspec;
mod typevar;
mod typevartuple;

use crate::prelude::*;

pub use alias::{TypeAlias, TypeAlias_Type};
pub use generic::generic_type;
pub use paramspec::{
    ParamSpec, ParamSpec_Type, ParamSpecArgs, ParamSpecArgs_Type, ParamSpecKwargs, ParamSpecKwargs_Type,
};
pub use typevar::{TypeVar, TypeVar_Type};
pub use typevartuple::{TypeVarTuple, TypeVarTuple_Type};

/// `typing.NoDefault`.
pub static _Py_NoDefaultStruct: Object = Object::immortal(&NoDefault_Type);

object_type!(
    /// The type of `typing.NoDefault`.
    pub struct NoDefaultType(Object): NoDefault_Type
);

#[pytype(
    static = NoDefault_Type,
    private,
    name = "NoDefaultType",
    layout = Object,
    text_signature = "()",
    doc = "The type of NoDefault, which says that a type parameter has no default."
)]
impl NoDefaultType {
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        Str::new("typing.NoDefault")
    }
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "NoDefaultType takes no arguments"));
        }
        Ok(no_default().to_ref())
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        Ref::new(id!(NoDefault))
    }
}

/// `typing.NoDefault`, borrowed.
pub fn no_default() -> &'static Object {
    &_Py_NoDefaultStruct
}

/// Calls a function of `typing`.
fn call_typing(name: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
    crate::import::import_module(id!(typing), th)?.get_attr(name, th)?.call(args, th)
}

/// What may be a type, as `typing` checks it; `None` is its type.
fn type_check(value: &Object, message: &str, th: &mut Thread) -> PyResult {
    if value.is(none()) {
        return Ok(object::_PyNone_Type.to_ref());
    }
    let message = Str::new(message)?;
    call_typing(id!(_type_check), &[value, &message], th)
}

/// `left | right` of anything but types.
fn make_union(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    call_typing(id!(_make_union), &[left, right], th)
}

/// Tells a parameter which module it is made in, where code in a module makes it.
fn set_module(parameter: &Object, th: &mut Thread) -> PyResult<()> {
    let module = calling_module(th)?;
    parameter.set_attr(id!(__module__), module.as_deref().unwrap_or(none()), th)
}

/// `__name__` of the module whose code is running.
fn calling_module(th: &mut Thread) -> PyResult<Option<Ref>> {
    match typeobject::current_globals(th) {
        Some(globals) => globals.get_str(id!(__name__), th),
        None => Ok(None),
    }
}

/// A value that is there, or that a function gives when it is first asked for.
fn lazy(value: &Field, evaluate: &Field, th: &mut Thread) -> PyResult<Option<Ref>> {
    if let Some(value) = value.get() {
        return Ok(Some(value));
    }
    let Some(function) = evaluate.get() else {
        return Ok(None);
    };
    let made = function.call(&[], th)?;
    value.set(Some(made.clone()), th);
    Ok(Some(made))
}

/// `__default__`.
fn default_of(value: &Field, evaluate: &Field, th: &mut Thread) -> PyResult {
    Ok(lazy(value, evaluate, th)?.unwrap_or_else(|| no_default().to_ref()))
}

/// `has_default()`.
fn has_default(value: &Field, evaluate: &Field) -> bool {
    !evaluate.is_null() || value.get().is_some_and(|value| !value.is(no_default()))
}

/// The error of a parameter among the bases of a class.
#[cold]
fn no_subclass(kind: &str, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "Cannot subclass an instance of {kind}")
}

/// The str in a name field.
fn name_of(field: &Field) -> Ref<Str> {
    match field.get().map(Ref::downcast_into::<Str>) {
        Some(Ok(name)) => name,
        _ => Ref::new(empty_str()),
    }
}

/// The name as its variance decorates it.
fn variance_repr(name: &Str, covariant: bool, contravariant: bool, infer: bool) -> PyResult<Ref<Str>> {
    let sign = match (infer, covariant, contravariant) {
        (true, ..) => "",
        (_, true, _) => "+",
        (_, _, true) => "-",
        _ => "~",
    };
    Str::new(&format!("{sign}{name}"))
}

/// Refuses variances that contradict each other.
fn check_variance(covariant: bool, contravariant: bool, infer: bool, th: &mut Thread) -> PyResult<()> {
    if covariant && contravariant {
        return Err(raise!(th, ValueError, "Bivariant types are not supported."));
    }
    if infer && (covariant || contravariant) {
        return Err(raise!(th, ValueError, "Variance cannot be specified with infer_variance."));
    }
    Ok(())
}

/// A name that the compiler gives.
fn compiler_name(name: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    match name.downcast::<Str>() {
        Some(name) => Ok(Ref::new(name)),
        None => Err(th.bad_internal_call()),
    }
}

/// A `TypeVar` of the running function, by name.
///
/// # Errors
/// `MemoryError`.
pub fn make_typevar(name: &Object, th: &mut Thread) -> PyResult {
    typevar::make(&*compiler_name(name, th)?, None, None)
}

/// A `TypeVar` with a function that gives its bound.
///
/// # Errors
/// `MemoryError`.
pub fn make_typevar_with_bound(name: &Object, bound: &Object, th: &mut Thread) -> PyResult {
    typevar::make(&*compiler_name(name, th)?, Some(bound), None)
}

/// A `TypeVar` with a function that gives its constraints.
///
/// # Errors
/// `MemoryError`.
pub fn make_typevar_with_constraints(name: &Object, constraints: &Object, th: &mut Thread) -> PyResult {
    typevar::make(&*compiler_name(name, th)?, None, Some(constraints))
}

/// A `ParamSpec`.
///
/// # Errors
/// `MemoryError`.
pub fn make_paramspec(name: &Object, th: &mut Thread) -> PyResult {
    paramspec::make(&*compiler_name(name, th)?)
}

/// A `TypeVarTuple`.
///
/// # Errors
/// `MemoryError`.
pub fn make_typevartuple(name: &Object, th: &mut Thread) -> PyResult {
    typevartuple::make(&*compiler_name(name, th)?, None)
}

/// A `TypeAliasType` from name, parameters and a function that gives the value.
///
/// # Errors
/// `MemoryError`.
pub fn make_typealias(parts: &Object, th: &mut Thread) -> PyResult {
    let items = parts.downcast::<Tuple>().map_or(&[][..], |parts| parts.items());
    match items {
        [name, params, compute] => {
            let params = params.downcast::<Tuple>();
            alias::make(&*compiler_name(name, th)?, params, None, Some(compute), None)
        }
        _ => Err(th.bad_internal_call()),
    }
}

/// `Generic[parameters]`.
///
/// # Errors
/// What `typing` raises.
pub fn subscript_generic(parameters: &Object, th: &mut Thread) -> PyResult {
    let parameters = unpack_typevartuples(parameters, th)?;
    let generic = generic_type(th)?;
    call_typing(id!(_GenericAlias), &[&**generic, &parameters], th)
}

/// Gives a type parameter the function that makes its default.
///
/// # Errors
/// `TypeError` for something else.
pub fn set_typeparam_default(parameter: &Object, default: &Object, th: &mut Thread) -> PyResult {
    let field = if let Some(parameter) = parameter.downcast_exact::<TypeVar>() {
        &parameter.layout().evaluate_default
    } else if let Some(parameter) = parameter.downcast_exact::<ParamSpec>() {
        &parameter.layout().evaluate_default
    } else if let Some(parameter) = parameter.downcast_exact::<TypeVarTuple>() {
        &parameter.layout().evaluate_default
    } else {
        let shown = parameter.repr(th)?;
        return Err(raise!(th, TypeError, "Expected a type param, got {shown}"));
    };
    field.set(Some(default.to_ref()), th);
    Ok(parameter.to_ref())
}

/// The parameters with every `TypeVarTuple` unpacked.
fn unpack_typevartuples(parameters: &Object, th: &mut Thread) -> PyResult {
    let Some(items) = parameters.downcast::<Tuple>() else {
        return Ok(parameters.to_ref());
    };
    if !items.items().iter().any(|item| TypeVarTuple::check_exact(item)) {
        return Ok(parameters.to_ref());
    }
    let mut unpacked = Vec::with_capacity(items.len());
    for item in items.items() {
        unpacked.push(match TypeVarTuple::check_exact(item) {
            true => typevartuple::unpack(item, th)?,
            false => item.clone(),
        });
    }
    Tuple::from_vec(unpacked)?.into_py()
}

/// Whether an object is an alias made by a `type` statement.
pub fn is_type_alias(object: &Object) -> bool {
    TypeAlias::check_exact(object)
}
