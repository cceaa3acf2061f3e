//! `_weakref`.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

#[pyfunction(sig = "(object, /)", doc = "The number of weak references to an object.")]
fn getweakrefcount(object: &Object) -> PyResult<Ref<Long>> {
    Long::from_usize(weakrefobject::count(object))
}

#[pyfunction(sig = "(object, /)", doc = "A list of all weak references to an object.")]
fn getweakrefs(object: &Object) -> PyResult<Ref<List>> {
    List::from_vec(weakrefobject::all(object))
}

#[pyfunction(
    sig = "(object, callback=None, /)",
    doc = "A proxy that stands for an object without keeping it alive; the callback is called with it when the object goes."
)]
fn proxy(object: &Object, callback: Option<&Object>, th: &mut Thread) -> PyResult {
    weakrefobject::new_proxy(object, callback, th)
}

#[pyfunction(
    sig = "(dct, key, /)",
    doc = "Remove a key from a dict if its value is a dead weak reference, as one step."
)]
fn _remove_dead_weakref(dct: &Dict, key: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(value) = dct.get(key, th)? else {
        return Ok(());
    };
    let Some(reference) = value.downcast::<WeakRef>() else {
        return Err(raise!(th, TypeError, "not a weakref"));
    };
    if reference.get().is_none() && dct.contains(key, th)? {
        dct.del(key, th)?;
    }
    Ok(())
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let types: [(&str, &'static Type); 4] = [
        ("ref", &weakrefobject::_PyWeakref_RefType),
        ("ReferenceType", &weakrefobject::_PyWeakref_RefType),
        ("ProxyType", &weakrefobject::_PyWeakref_ProxyType),
        ("CallableProxyType", &weakrefobject::_PyWeakref_CallableProxyType),
    ];
    for (name, ty) in types {
        module.set_attr(&*Str::intern_str(name)?, ty, th)?;
    }
    Ok(())
}

pymodule! {
    name = "_weakref",
    init = PyInit__weakref,
    doc = "Weak references.",
    functions = [getweakrefcount, getweakrefs, proxy, _remove_dead_weakref],
    exec = exec,
}
