//! `_sysconfig`: what `sysconfig` cannot know without asking the library.

use ks_runtime::prelude::*;

#[pyfunction(sig = "()", doc = "The build variables that sysconfig is to show beside those it reads from files.")]
fn config_vars(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let variables = Dict::new()?;
    variables.set_str(&*Str::intern_str("Py_GIL_DISABLED")?, &Long::zero(), th)?;
    Ok(variables)
}

pymodule! {
    name = "_sysconfig",
    init = PyInit__sysconfig,
    doc = "A helper of sysconfig.",
    functions = [config_vars],
}
