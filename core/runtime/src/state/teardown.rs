//! Taking modules apart at the end (`finalize_modules`), in CPython's order: user modules first, `sys` and `builtins` last.

use crate::prelude::*;

/// Attributes of `sys` that keep user objects alive; set to `None` first.
const SYS_DELETES: [&str; 12] = [
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "path_importer_cache",
    "meta_path",
    "path_hooks",
    "__interactivehook__",
];

/// Standard streams are put back to what they were at the start.
const SYS_FILES: [(&str, &str); 3] = [("stdin", "__stdin__"), ("stdout", "__stdout__"), ("stderr", "__stderr__")];

/// Drops all modules.
pub fn finalize_modules(th: &mut Thread) {
    let interp = th.interp();
    let Some(modules) = interp.modules.get() else {
        return;
    };
    delete_special_names(th);
    // Weak references tell afterwards which modules something else still holds.
    let mut survivors: Vec<(Ref<Str>, Ref)> = Vec::new();
    let mut position = 0;
    let mut keys = Vec::new();
    while let Some((name, module)) = modules.next(&mut position) {
        if let (Ok(name), true) = (name.clone().downcast_into::<Str>(), Module::check(&module)) {
            if let Ok(weak) = WeakRef::new(&module, None, th) {
                survivors.push((name, weak));
            } else {
                th.clear_raised();
            }
        }
        keys.push(name);
    }
    for name in keys {
        if modules.set(&name, none(), th).is_err() {
            th.clear_raised();
        }
    }
    modules.clear(th);
    crate::heap::gc::collect_all_at_exit(th);
    crate::heap::gc::tell_uncollectable(th);
    let core: Vec<_> = [&interp.sysdict, &interp.builtins].into_iter().filter_map(Field::get).collect();
    for (_, weak) in survivors.iter().rev() {
        let Some(module) = weak.downcast::<WeakRef>().and_then(WeakRef::get) else {
            continue;
        };
        let Some(dict) = module.downcast::<Module>().map(Module::dict) else {
            continue;
        };
        if core.iter().any(|kept| kept.is(&dict)) {
            continue;
        }
        clear_module_dict(&dict, th);
    }
    drop(survivors);
    drop(core);
    if let Some(sysdict) = interp.sysdict.get() {
        clear_module_dict(&sysdict, th);
    }
    if let Some(builtins) = interp.builtins.get() {
        clear_module_dict(&builtins, th);
    }
}

fn delete_special_names(th: &mut Thread) {
    let interp = th.interp();
    if let Some(builtins) = interp.builtins.get() {
        let name = Str::intern_str("_");
        if name.and_then(|name| builtins.set_str(&name, none(), th)).is_err() {
            th.clear_raised();
        }
    }
    let Some(sysdict) = interp.sysdict.get() else {
        return;
    };
    for name in SYS_DELETES {
        let result = Str::intern_str(name).and_then(|name| {
            if sysdict.get_str(&name, th)?.is_some() { sysdict.set_str(&name, none(), th) } else { Ok(()) }
        });
        if result.is_err() {
            th.clear_raised();
        }
    }
    for (name, original) in SYS_FILES {
        let result = Str::intern_str(original).and_then(|original| {
            let value = sysdict.get_str(&original, th)?;
            let value = value.as_deref().unwrap_or(none());
            sysdict.set_str(&*Str::intern_str(name)?, value, th)
        });
        if result.is_err() {
            th.clear_raised();
        }
    }
}

/// `_PyModule_ClearDict`: names with one underscore first, then all but `__builtins__`.
fn clear_module_dict(dict: &Dict, th: &mut Thread) {
    let is_private = |name: &Str| {
        !name.is_empty() && name.char_at(0) == u32::from(b'_') && (name.len() < 2 || name.char_at(1) != u32::from(b'_'))
    };
    for private_only in [true, false] {
        let mut position = 0;
        let mut names = Vec::new();
        while let Some((name, value)) = dict.next(&mut position) {
            if let Ok(name) = name.downcast_into::<Str>()
                && !value.is(none())
                && (if private_only { is_private(&name) } else { !name.eq_ascii("__builtins__") })
            {
                names.push(name);
            }
        }
        for name in names {
            if dict.set_str(&name, none(), th).is_err() {
                th.clear_raised();
            }
        }
    }
}
