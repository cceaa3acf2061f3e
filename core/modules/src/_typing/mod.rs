//! `_typing`: the type parameters' types for `typing`.

use ks_runtime::objects::typevarobject as params;
use ks_runtime::prelude::*;

#[pyfunction(sig = "(x, /)", doc = "x itself; called where typing wants a function of C.")]
fn _idfunc(x: &Object) -> Ref {
    x.to_ref()
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else {
        return Err(th.bad_internal_call());
    };
    for (name, ty) in [
        ("TypeVar", &params::TypeVar_Type),
        ("ParamSpec", &params::ParamSpec_Type),
        ("ParamSpecArgs", &params::ParamSpecArgs_Type),
        ("ParamSpecKwargs", &params::ParamSpecKwargs_Type),
        ("TypeVarTuple", &params::TypeVarTuple_Type),
        ("TypeAliasType", &params::TypeAlias_Type),
    ] {
        ty.ready(th)?;
        module.add(name, ty, th)?;
    }
    let generic = params::generic_type(th)?;
    module.add("Generic", &generic, th)?;
    module.add("NoDefault", params::no_default(), th)
}

pymodule! {
    name = "_typing",
    init = PyInit__typing,
    doc = "Primitives and accelerators of typing.",
    functions = [_idfunc],
    exec = exec,
}
