//! `sys.monitoring` (PEP 669): the evaluation loop's.

use ks_runtime::prelude::*;

/// Adds the namespace to `sys`.
pub fn add(sys: &Module, th: &mut Thread) -> PyResult<()> {
    let module = ks_runtime::eval::monitoring::api::new_module(th)?;
    sys.add("monitoring", &module, th)
}
