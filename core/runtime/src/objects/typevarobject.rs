//! Type parameters: what the `type` statement and generic functions and classes are compiled to.

use crate::prelude::*;

/// A `TypeVar` of the running function, by name.
#[allow(unused_variables)]
pub fn make_typevar(name: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_typevar")
}

/// A `TypeVar` with a function that gives its bound.
#[allow(unused_variables)]
pub fn make_typevar_with_bound(name: &Object, bound: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_typevar_with_bound")
}

/// A `TypeVar` with a function that gives its constraints.
#[allow(unused_variables)]
pub fn make_typevar_with_constraints(name: &Object, constraints: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_typevar_with_constraints")
}

/// A `ParamSpec`.
#[allow(unused_variables)]
pub fn make_paramspec(name: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_paramspec")
}

/// A `TypeVarTuple`.
#[allow(unused_variables)]
pub fn make_typevartuple(name: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_typevartuple")
}

/// A `TypeAliasType` from name, parameters and a function that gives the value.
#[allow(unused_variables)]
pub fn make_typealias(parts: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::make_typealias")
}

/// `Generic[parameters]`.
#[allow(unused_variables)]
pub fn subscript_generic(parameters: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::subscript_generic")
}

/// Gives a type parameter the function that makes its default.
#[allow(unused_variables)]
pub fn set_typeparam_default(parameter: &Object, default: &Object, th: &mut Thread) -> PyResult {
    unwritten!("typevarobject::set_typeparam_default")
}

/// Whether an object is an alias made by a `type` statement.
pub fn is_type_alias(object: &Object) -> bool {
    let _ = object;
    false
}
