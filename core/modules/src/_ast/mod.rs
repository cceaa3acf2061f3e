//! `_ast`: the node classes of `ast`, and the flags of `compile()` that have to do with trees.

use ks_runtime::ast;
use ks_runtime::compile::{PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST, PyCF_OPTIMIZED_AST, PyCF_TYPE_COMMENTS};
use ks_runtime::prelude::*;

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    let state = ast::state(th)?;
    let mut classes = state.classes();
    if let Some((name, class)) = classes.next() {
        module.add(name, class, th)?;
    }
    for (name, flag) in [
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", PyCF_ALLOW_TOP_LEVEL_AWAIT),
        ("PyCF_ONLY_AST", PyCF_ONLY_AST),
        ("PyCF_TYPE_COMMENTS", PyCF_TYPE_COMMENTS),
        ("PyCF_OPTIMIZED_AST", PyCF_OPTIMIZED_AST),
    ] {
        module.add(name, &*Long::from_i64(i64::from(flag))?, th)?;
    }
    for (name, class) in classes {
        module.add(name, class, th)?;
    }
    Ok(())
}

pymodule! {
    name = "_ast",
    init = PyInit__ast,
    exec = exec,
}
