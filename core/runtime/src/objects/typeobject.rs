//! `type`: static and heap types, readying, inheritance, the method cache, attribute lookup.

use crate::prelude::*;

/// The type of `type`
#[unsafe(no_mangle)]
pub static PyType_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"type",
    size_of::<Type>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_TYPE_SUBCLASS,
);

/// The type of `super`
#[unsafe(no_mangle)]
pub static PySuper_Type: Type = Type::new_static(
    &typeobject::PyType_Type,
    c"super",
    size_of::<Object>(),
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
);

/// What can be asked of a type.
pub trait TypeOps {
    /// `_PyType_Lookup`: the attribute found along the MRO, borrowed through the method cache; raises nothing.
    fn lookup<'a>(&self, name: &Str, th: &'a Thread) -> Option<&'a Object>;
    /// As [`TypeOps::lookup`], owned, for use across calls.
    fn lookup_ref(&self, name: &Str) -> Option<Ref>;
    /// `PyType_Ready`.
    fn ready(&'static self, th: &mut Thread) -> PyResult<()>;
    /// `PyType_Modified`: invalidates version tags and caches of the type and its subclasses.
    fn modified(&self);
    /// The type's current version tag, assigning one if possible; 0 if none is to be had.
    fn assign_version_tag(&'static self) -> u32;
    /// `tp_alloc`: a new zeroed instance with one reference, GC-tracked if the type is.
    fn alloc(&'static self, nitems: isize) -> PyResult;
    /// `__name__` (the part of a static type's `tp_name` after the last dot).
    fn short_name(&self) -> Ref<Str>;
    /// `__qualname__`.
    fn qualname(&self) -> Ref<Str>;
    /// `_PyType_GetFullyQualifiedName`-like: `module.qualname`, without `builtins.` and `__main__.`.
    fn fully_qualified_name(&self, th: &mut Thread) -> PyResult<Ref<Str>>;
    /// The name for messages: `%.200s` of `tp_name`.
    fn display_name(&self) -> std::borrow::Cow<'_, str>;
}

#[allow(unused_variables)]
impl TypeOps for Type {
    fn lookup<'a>(&self, name: &Str, th: &'a Thread) -> Option<&'a Object> {
        unwritten!("Type::lookup")
    }
    fn lookup_ref(&self, name: &Str) -> Option<Ref> {
        unwritten!("Type::lookup_ref")
    }
    fn ready(&'static self, th: &mut Thread) -> PyResult<()> {
        unwritten!("Type::ready")
    }
    fn modified(&self) {
        unwritten!("Type::modified")
    }
    fn assign_version_tag(&'static self) -> u32 {
        unwritten!("Type::assign_version_tag")
    }
    fn alloc(&'static self, nitems: isize) -> PyResult {
        unwritten!("Type::alloc")
    }
    fn short_name(&self) -> Ref<Str> {
        unwritten!("Type::short_name")
    }
    fn qualname(&self) -> Ref<Str> {
        unwritten!("Type::qualname")
    }
    fn fully_qualified_name(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        unwritten!("Type::fully_qualified_name")
    }
    fn display_name(&self) -> std::borrow::Cow<'_, str> {
        self.name().to_string_lossy()
    }
}

/// `type(name, bases, dict)` as a class statement calls it, with the right metaclass given.
#[allow(unused_variables)]
pub fn new_class(metatype: &'static Type, name: &Str, bases: &Tuple, namespace: &Dict, th: &mut Thread) -> PyResult {
    unwritten!("typeobject::new_class")
}

/// `_PyType_CalculateMetaclass`.
#[allow(unused_variables)]
pub fn calculate_metaclass(metatype: &'static Type, bases: &Tuple, th: &mut Thread) -> PyResult<&'static Type> {
    unwritten!("typeobject::calculate_metaclass")
}

/// Readies every static built-in type, in the order that inheritance needs.
#[allow(unused_variables)]
pub fn init_builtin_types(th: &mut Thread) -> PyResult<()> {
    unwritten!("typeobject::init_builtin_types")
}

/// `type.__getattribute__` as a slot; its address marks metaclasses that use it.
pub unsafe extern "C" fn type_getattro_slot(class: &Object, name: &Object) -> PyResult {
    let _ = (class, name);
    unwritten!("type_getattro")
}

/// Attribute of a class; a missing one is `Ok(None)` and raises nothing.
#[allow(unused_variables)]
pub fn type_get_attr_opt(class: &Type, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
    unwritten!("typeobject::type_get_attr_opt")
}
