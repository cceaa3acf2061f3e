//! `pycore_typevarobject.h`: type parameters and aliases.

use std::cell::Cell;

use crate::object::Object;
use crate::refs::Field;

/// `typing.TypeVar` (`typevarobject` in C).
#[repr(C)]
pub struct PyTypeVarObject {
    pub ob_base: Object,
    pub name: Field,
    pub bound: Field,
    pub evaluate_bound: Field,
    pub constraints: Field,
    pub evaluate_constraints: Field,
    pub default_value: Field,
    pub evaluate_default: Field,
    pub covariant: Cell<bool>,
    pub contravariant: Cell<bool>,
    pub infer_variance: Cell<bool>,
}
object_layout!(PyTypeVarObject: ob_base -> Object);

/// `typing.ParamSpec`.
#[repr(C)]
pub struct paramspecobject {
    pub ob_base: Object,
    pub name: Field,
    pub bound: Field,
    pub default_value: Field,
    pub evaluate_default: Field,
    pub covariant: Cell<bool>,
    pub contravariant: Cell<bool>,
    pub infer_variance: Cell<bool>,
}
object_layout!(paramspecobject: ob_base -> Object);

/// `typing.TypeVarTuple`.
#[repr(C)]
pub struct typevartupleobject {
    pub ob_base: Object,
    pub name: Field,
    pub default_value: Field,
    pub evaluate_default: Field,
}
object_layout!(typevartupleobject: ob_base -> Object);

/// `typing.ParamSpecArgs`, `typing.ParamSpecKwargs`.
#[repr(C)]
pub struct paramspecattrobject {
    pub ob_base: Object,
    pub __origin__: Field,
}
object_layout!(paramspecattrobject: ob_base -> Object);

/// `typing.TypeAliasType`.
#[repr(C)]
pub struct typealiasobject {
    pub ob_base: Object,
    pub name: Field,
    pub type_params: Field,
    pub compute_value: Field,
    pub value: Field,
    pub module: Field,
}
object_layout!(typealiasobject: ob_base -> Object);
