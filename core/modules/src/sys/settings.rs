//! Settings of the running interpreter, and what it knows of its own memory.

use std::cell::Cell;
use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::objects::structseq::{self, FieldDef};
use ks_runtime::prelude::*;
use ks_runtime::state::Config;
use ks_runtime::state::lifecycle::config;

#[pyfunction(sig = "()", doc = "The encoding that str and bytes convert by where none is named.")]
pub fn getdefaultencoding() -> PyResult<Ref<Str>> {
    Str::intern_str("utf-8")
}

#[pyfunction(sig = "()", doc = "The flags that extension modules are loaded with.")]
pub fn getdlopenflags(th: &mut Thread) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(th.interp().dlopen_flags.get()))
}

#[pyfunction(sig = "(flags, /)", doc = "Set the flags that extension modules are loaded with.")]
pub fn setdlopenflags(flags: c_int, th: &mut Thread) {
    th.interp().dlopen_flags.set(flags);
}

#[pyfunction(sig = "()", doc = "The number of memory blocks in use.")]
pub fn getallocatedblocks() -> PyResult<Ref<Long>> {
    Long::from_usize(ks_runtime::heap::pymalloc::allocated_blocks())
}

#[pyfunction(sig = "(*, _only_immortal=False)", doc = "The number of interned strings.")]
pub fn getunicodeinternedsize(_only_immortal: bool, th: &mut Thread) -> PyResult<Ref<Long>> {
    let _ = _only_immortal;
    Long::from_usize(th.interp().interned.borrow().len())
}

#[pyfunction(sig = "()", doc = "The encoding of file names.")]
pub fn getfilesystemencoding(th: &mut Thread) -> PyResult<Ref<Str>> {
    Str::intern_str(Config::name_of(&config(th).filesystem_encoding))
}

#[pyfunction(sig = "()", doc = "The error handler of file names.")]
pub fn getfilesystemencodeerrors(th: &mut Thread) -> PyResult<Ref<Str>> {
    Str::intern_str(Config::name_of(&config(th).filesystem_errors))
}

#[pyfunction(sig = "(object, /)", doc = "The reference count of an object, one more for the argument itself.")]
pub fn getrefcount(object: &Object) -> PyResult<Ref<Long>> {
    Long::from_isize(object.refcnt())
}

#[pyfunction(sig = "()", doc = "How deep Python calls may nest.")]
pub fn getrecursionlimit(th: &mut Thread) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(th.py_recursion_limit.get()))
}

#[pyfunction(sig = "(limit, /)", doc = "Set how deep Python calls may nest.")]
pub fn setrecursionlimit(limit: c_int, th: &mut Thread) -> PyResult<()> {
    if limit < 1 {
        return Err(raise!(th, ValueError, "recursion limit must be greater or equal than 1"));
    }
    let depth = th.py_recursion_limit.get() - th.py_recursion_remaining.get();
    if depth >= limit {
        return Err(raise!(
            th,
            RecursionError,
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        ));
    }
    ks_runtime::eval::set_recursion_limit(limit, th);
    Ok(())
}

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "getsizeof(object [, default]) -> int\n\nThe size of an object in bytes, without what it refers to."
)]
pub fn getsizeof(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let default = match args {
        [_, default] => Some(default.to_ref()),
        _ => kwargs.get(id!(default), th)?,
    };
    let object = match args {
        [object] | [object, _] => object.to_ref(),
        [] => match kwargs.get(id!(object), th)? {
            Some(object) => object,
            None => {
                return Err(raise!(th, TypeError, "getsizeof() missing required argument 'object' (pos 1)"));
            }
        },
        _ => {
            return Err(raise!(
                th,
                TypeError,
                "getsizeof() takes at most 2 arguments ({} given)",
                args.len() + kwargs.len()
            ));
        }
    };
    let size = size_in_bytes(&object, th).and_then(|size| Ok(Long::from_usize(size)?.into_object()));
    match default {
        None => size,
        Some(default) => {
            let size = ks_runtime::raise::catch(size, &exceptions::TypeError, th)?;
            Ok(size.unwrap_or(default))
        }
    }
}

/// `_PySys_GetSizeOf`: what `__sizeof__` says, and what stands before the object.
pub fn size_in_bytes(object: &Object, th: &mut Thread) -> PyResult<usize> {
    let Some(method) = object::lookup_special(object, id!(__sizeof__), th)? else {
        return Err(raise!(th, TypeError, "Type {:.100} doesn't define __sizeof__", object.ob_type().display_name()));
    };
    let size = method.call(&[], th)?;
    let size = ks_runtime::abstract_::number::index_any(&size, th)?.to_isize(th)?;
    let Ok(size) = usize::try_from(size) else {
        return Err(raise!(th, ValueError, "__sizeof__() should return >= 0"));
    };
    Ok(size + ks_runtime::heap::presize(object.ob_type()))
}

#[pyfunction(sig = "(interval, /)", doc = "Set for how many seconds a thread may run before it lets others run.")]
pub fn setswitchinterval(interval: f64, th: &mut Thread) -> PyResult<()> {
    if interval <= 0.0 {
        return Err(raise!(th, ValueError, "switch interval must be strictly positive"));
    }
    th.interp().gil.set_interval((interval * 1e6) as u64);
    Ok(())
}

#[pyfunction(sig = "()", doc = "For how many seconds a thread may run before it lets others run.")]
pub fn getswitchinterval(th: &mut Thread) -> PyResult<Ref<Float>> {
    Float::new(th.interp().gil.interval() as f64 / 1e6)
}

#[pyfunction(
    sig = "(string, /)",
    doc = "The interned string equal to the argument: the same object for equal strings."
)]
pub fn intern(string: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    if !Str::check_exact(string) {
        return Err(raise!(th, TypeError, "can't intern {:.400}", string.ob_type().display_name()));
    }
    Ok(Str::intern(Ref::new(string)))
}

#[pyfunction(sig = "(string, /)", doc = "Whether a string is interned.")]
pub fn _is_interned(string: &Str) -> bool {
    string.is_interned()
}

#[pyfunction(sig = "()", doc = "Whether the interpreter is shutting down.")]
pub fn is_finalizing() -> bool {
    ks_runtime::state::is_finalizing()
}

#[pyfunction(sig = "()", doc = "Whether threads take turns by a global lock.")]
pub fn _is_gil_enabled() -> bool {
    true
}

#[pyfunction(sig = "()", doc = "Print statistics of the memory allocator to stderr.")]
pub fn _debugmallocstats() {
    eprintln!("{} blocks of the small-object allocator in use", ks_runtime::heap::pymalloc::allocated_blocks());
}

#[pyfunction(sig = "()", doc = "Clear the cache of attribute lookups on types.")]
pub fn _clear_type_cache(th: &mut Thread) {
    typeobject::clear_cache(th);
}

#[pyfunction(sig = "()", doc = "Clear all caches of the interpreter's own.")]
pub fn _clear_internal_caches(th: &mut Thread) {
    typeobject::clear_cache(th);
}

#[pyfunction(sig = "()", doc = "Run the plain interactive prompt.")]
pub fn _baserepl(th: &mut Thread) -> PyResult<()> {
    ks_runtime::state::run::base_repl(th)
}

#[pyfunction(sig = "(depth)", doc = "Set how many frames are remembered of where coroutines were made; 0 for none.")]
pub fn set_coroutine_origin_tracking_depth(depth: c_int, th: &mut Thread) -> PyResult<()> {
    if depth < 0 {
        return Err(raise!(th, ValueError, "depth must be >= 0"));
    }
    th.coroutine_origin_tracking_depth.set(depth);
    Ok(())
}

#[pyfunction(sig = "()", doc = "How many frames are remembered of where coroutines were made.")]
pub fn get_coroutine_origin_tracking_depth(th: &mut Thread) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(th.coroutine_origin_tracking_depth.get()))
}

/// The type of what `get_asyncgen_hooks` gives.
struct HooksType(Cell<Option<&'static Type>>);
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for HooksType {}
static HOOKS_TYPE: HooksType = HooksType(Cell::new(None));

#[pyfunction(
    raw = FASTCALL | KEYWORDS,
    doc = "set_asyncgen_hooks([firstiter] [, finalizer])\n\nSet callables that are told when asynchronous generators start and when they are dropped unfinished."
)]
pub fn set_asyncgen_hooks(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<()> {
    let mut hooks: [Option<Ref>; 2] = [None, None];
    for (index, (name, slot)) in [id!(firstiter), id!(finalizer)].into_iter().zip(&mut hooks).enumerate() {
        *slot = match args.get(index) {
            Some(hook) => Some(hook.to_ref()),
            None => kwargs.get(name, th)?,
        };
    }
    for (hook, name) in hooks.iter().zip(["firstiter", "finalizer"]) {
        if let Some(hook) = hook
            && !hook.is(none())
            && !hook.is_callable()
        {
            return Err(raise!(th, TypeError, "callable {name} expected, got {:.50}", hook.ob_type().display_name()));
        }
    }
    let [firstiter, finalizer] = hooks;
    if let Some(hook) = finalizer {
        ks_runtime::state::audit::event::<0>(c"sys.set_asyncgen_hook_finalizer", || Ok([]), th)?;
        let state = th.as_ptr();
        // SAFETY: the current thread state, alive while this thread runs.
        unsafe { &*state }.async_gen_finalizer.set(Some(hook).filter(|hook| !hook.is(none())), th);
    }
    if let Some(hook) = firstiter {
        ks_runtime::state::audit::event::<0>(c"sys.set_asyncgen_hook_firstiter", || Ok([]), th)?;
        let state = th.as_ptr();
        // SAFETY: as above.
        unsafe { &*state }.async_gen_firstiter.set(Some(hook).filter(|hook| !hook.is(none())), th);
    }
    Ok(())
}

const ASYNCGEN_HOOKS: &[FieldDef] = &[
    FieldDef { name: c"firstiter", doc: c"Called when an asynchronous generator starts" },
    FieldDef { name: c"finalizer", doc: c"Called when one is dropped unfinished" },
];

#[pyfunction(sig = "()", doc = "The hooks of asynchronous generators: (firstiter, finalizer).")]
pub fn get_asyncgen_hooks(th: &mut Thread) -> PyResult {
    let values = vec![
        th.async_gen_firstiter.get().unwrap_or_else(|| none().to_ref()),
        th.async_gen_finalizer.get().unwrap_or_else(|| none().to_ref()),
    ];
    let ty = match HOOKS_TYPE.0.get() {
        Some(ty) => ty,
        None => {
            let doc = c"Hooks of asynchronous generators.";
            let ty = super::info::record_type(c"asyncgen_hooks", doc, ASYNCGEN_HOOKS, ASYNCGEN_HOOKS.len(), false, th)?;
            HOOKS_TYPE.0.set(Some(ty));
            ty
        }
    };
    structseq::new(ty, values)
}

#[pyfunction(sig = "()", doc = "The limit of digits in conversions between int and str; 0 for none.")]
pub fn get_int_max_str_digits(th: &mut Thread) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(th.interp().int_max_str_digits.get()))
}

#[pyfunction(sig = "(maxdigits)", doc = "Set the limit of digits in conversions between int and str; 0 for none.")]
pub fn set_int_max_str_digits(maxdigits: c_int, th: &mut Thread) -> PyResult<()> {
    if maxdigits != 0 && maxdigits < 640 {
        return Err(raise!(th, ValueError, "maxdigits must be 0 or larger than 640"));
    }
    th.interp().int_max_str_digits.set(maxdigits);
    Ok(())
}

#[pyfunction(sig = "()", doc = "The number of processors that the configuration claims; -1 for the real one.")]
pub fn _get_cpu_count_config(th: &mut Thread) -> PyResult<Ref<Long>> {
    Long::from_i64(i64::from(config(th).cpu_count))
}

#[pyfunction(sig = "(backend, /)", doc = "Let the profiler perf see Python functions.")]
pub fn activate_stack_trampoline(backend: &Object, th: &mut Thread) -> PyResult<()> {
    let _ = backend;
    Err(raise!(th, NotImplementedError, "sys.activate_stack_trampoline"))
}

#[pyfunction(sig = "()", doc = "End what activate_stack_trampoline() began.")]
pub fn deactivate_stack_trampoline() {}

#[pyfunction(sig = "()", doc = "Whether the profiler perf sees Python functions.")]
pub fn is_stack_trampoline_active() -> bool {
    false
}
