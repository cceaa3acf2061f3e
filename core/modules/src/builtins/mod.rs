//! `builtins`.

mod build_class;
pub mod evaluate;
mod iterate;
mod minmax;
mod numbers;
mod objects;
mod output;
mod sum;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;
use ks_runtime::state::lifecycle::config;

use build_class::__build_class____DEF;
use evaluate::{__import____DEF, compile__DEF, eval__DEF, exec__DEF, globals__DEF, locals__DEF};
use iterate::{aiter__DEF, all__DEF, anext__DEF, any__DEF, iter__DEF, len__DEF, next__DEF, sorted__DEF};
use minmax::{max__DEF, min__DEF};
use numbers::{abs__DEF, bin__DEF, chr__DEF, divmod__DEF, hex__DEF, oct__DEF, ord__DEF, pow__DEF, round__DEF};
use objects::{
    ascii__DEF, callable__DEF, delattr__DEF, dir__DEF, format__DEF, getattr__DEF, hasattr__DEF, hash__DEF, id__DEF,
    isinstance__DEF, issubclass__DEF, repr__DEF, setattr__DEF, vars__DEF,
};
use output::{breakpoint__DEF, input__DEF, print__DEF};
use sum::sum__DEF;

unsafe extern "C" {
    safe static PyEnum_Type: Type;
    safe static PyFilter_Type: Type;
    safe static PyMap_Type: Type;
    safe static PyReversed_Type: Type;
    safe static PySuper_Type: Type;
    safe static PyZip_Type: Type;
}

pymodule! {
    name = "builtins",
    doc = "What every program can name without an import: functions, types, constants and exceptions.",
    def = BUILTINS_DEF,
    functions = [
        __build_class__, __import__, abs, all, any, ascii, bin, breakpoint, callable, chr, compile, delattr, dir, divmod,
        eval, exec, format, getattr, globals, hasattr, hash, hex, id, input, isinstance, issubclass, iter, aiter, len,
        locals, max, min, next, anext, oct, ord, pow, print, repr, round, setattr, sorted, sum, vars,
    ],
}

/// Makes the module: functions, constants, types, exceptions. `open` is `_io`'s and comes with the standard streams.
///
/// # Errors
/// `MemoryError`.
pub fn create(th: &mut Thread) -> PyResult<Ref<Module>> {
    // A string of its own: `len.__module__ is int.__module__` does not hold, which pickles show.
    let spec = namespaceobject::new(&[(id!(name), Str::new("builtins")?.as_object())], th)?;
    let module = Module::from_def_and_spec(&BUILTINS_DEF, &spec, th)?;
    Module::exec_def(&module, &BUILTINS_DEF, th)?;
    let Ok(module) = module.downcast_into::<Module>() else {
        return Err(th.bad_internal_call());
    };
    let debug = config(th).optimization_level == 0;
    let constants: [(&str, &Object); 6] = [
        ("None", none()),
        ("Ellipsis", ellipsis()),
        ("NotImplemented", not_implemented()),
        ("False", boolobject::bool_object(false)),
        ("True", boolobject::bool_object(true)),
        ("__debug__", boolobject::bool_object(debug)),
    ];
    for (name, value) in constants {
        module.add(name, value, th)?;
    }
    let types: [(&str, &'static Type); 26] = [
        ("bool", &boolobject::PyBool_Type),
        ("memoryview", &memoryobject::PyMemoryView_Type),
        ("bytearray", &bytearrayobject::PyByteArray_Type),
        ("bytes", &bytesobject::PyBytes_Type),
        ("classmethod", &funcobject::PyClassMethod_Type),
        ("complex", &complexobject::PyComplex_Type),
        ("dict", &dictobject::PyDict_Type),
        ("enumerate", &PyEnum_Type),
        ("filter", &PyFilter_Type),
        ("float", &floatobject::PyFloat_Type),
        ("frozenset", &setobject::PyFrozenSet_Type),
        ("property", &descrobject::PyProperty_Type),
        ("int", &longobject::PyLong_Type),
        ("list", &listobject::PyList_Type),
        ("map", &PyMap_Type),
        ("object", &object::PyBaseObject_Type),
        ("range", &rangeobject::PyRange_Type),
        ("reversed", &PyReversed_Type),
        ("set", &setobject::PySet_Type),
        ("slice", &sliceobject::PySlice_Type),
        ("staticmethod", &funcobject::PyStaticMethod_Type),
        ("str", &unicodeobject::PyUnicode_Type),
        ("super", &PySuper_Type),
        ("tuple", &tupleobject::PyTuple_Type),
        ("type", &typeobject::PyType_Type),
        ("zip", &PyZip_Type),
    ];
    for (name, ty) in types {
        module.add(name, ty.as_object(), th)?;
    }
    exceptions::add_to_builtins(&module.dict(), th)?;
    Ok(module)
}

/// The name of an attribute, or the `TypeError` that says it is none.
fn attribute_name<'a>(name: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
    match name.downcast::<Str>() {
        Some(name) => Ok(name),
        None => {
            Err(raise!(th, TypeError, "attribute name must be string, not '{:.200}'", name.ob_type().display_name()))
        }
    }
}

/// Calls `callable` with no arguments; shorthand for special methods.
fn call0(callable: &Object, th: &mut Thread) -> PyResult {
    callable.call(&[], th)
}
