//! `gc`: what Python code may ask of the cycle collector, and tell it.

use std::ffi::c_int;

use ks_runtime::heap::gc;
use ks_runtime::prelude::*;
use ks_runtime::state::audit;

#[pyfunction(sig = "()", doc = "Have collections start by themselves.")]
fn enable() {
    gc::state().enabled.set(1);
}

#[pyfunction(sig = "()", doc = "Have no collection start by itself.")]
fn disable() {
    gc::state().enabled.set(0);
}

#[pyfunction(sig = "()", doc = "Whether collections start by themselves.")]
fn isenabled() -> bool {
    gc::state().enabled.get() != 0
}

#[pyfunction(
    sig = "(generation=2)",
    doc = "Collect a generation and the younger ones; 2, the oldest, is everything.\n\nReturns the number of unreachable objects found. ValueError if there is no such generation."
)]
fn collect(generation: c_int, th: &mut Thread) -> PyResult<usize> {
    match usize::try_from(generation) {
        Ok(generation) if generation < NUM_GENERATIONS => Ok(gc::collect(generation, gc::Reason::Manual, th)),
        _ => Err(raise!(th, ValueError, "invalid generation")),
    }
}

#[pyfunction(
    sig = "(flags, /)",
    doc = "Set what the collector prints on sys.stderr, and keeps: an or of the DEBUG_ constants.\n\nDEBUG_STATS prints statistics of each collection, DEBUG_COLLECTABLE and DEBUG_UNCOLLECTABLE the\nunreachable objects; DEBUG_SAVEALL puts them into garbage instead of freeing them. DEBUG_LEAK is for\nlooking for leaks."
)]
fn set_debug(flags: c_int) {
    gc::state().debug.set(flags);
}

#[pyfunction(sig = "()", doc = "The debugging flags.")]
fn get_debug() -> c_int {
    gc::state().debug.get()
}

#[pyfunction(
    raw = FASTCALL,
    doc = "set_threshold(threshold0, [threshold1, [threshold2]])\nSet how many allocations, or younger collections, a collection of each generation waits for.\n\nA threshold0 of zero means that none starts by itself."
)]
fn set_threshold(_module: &Object, args: &[&Object], th: &mut Thread) -> PyResult<()> {
    if args.is_empty() || args.len() > NUM_GENERATIONS {
        return Err(raise!(th, TypeError, "gc.set_threshold requires 1 to 3 arguments"));
    }
    let mut thresholds = [None; NUM_GENERATIONS];
    for (threshold, arg) in thresholds.iter_mut().zip(args) {
        *threshold = Some(arg.as_c_int(th)?);
    }
    for (generation, threshold) in gc::state().generations.iter().zip(thresholds) {
        if let Some(threshold) = threshold {
            generation.threshold.set(threshold);
        }
    }
    Ok(())
}

/// A tuple of a number of each generation.
fn of_generations(number: impl Fn(&gc_generation) -> c_int) -> PyResult<Ref<Tuple>> {
    let mut numbers = Vec::with_capacity(NUM_GENERATIONS);
    for generation in &gc::state().generations {
        numbers.push(Long::from_i64(i64::from(number(generation)))?.into_object());
    }
    Tuple::from_vec(numbers)
}

#[pyfunction(sig = "()", doc = "The thresholds of the generations.")]
fn get_threshold() -> PyResult<Ref<Tuple>> {
    of_generations(|generation| generation.threshold.get())
}

#[pyfunction(sig = "()", doc = "What each generation has counted since it was last collected.")]
fn get_count() -> PyResult<Ref<Tuple>> {
    of_generations(|generation| generation.count.get())
}

#[pyfunction(sig = "(*objs)", doc = "The containers that refer directly to one of objs.")]
fn get_referrers(objs: &[&Object], th: &mut Thread) -> PyResult<Ref<List>> {
    let targets = Tuple::new(objs)?;
    audit::event(c"gc.get_referrers", || Ok([targets.clone().into_object()]), th)?;
    gc::referrers(&targets)
}

#[pyfunction(sig = "(*objs)", doc = "What objs refer to directly.")]
fn get_referents(objs: &[&Object], th: &mut Thread) -> PyResult<Ref<List>> {
    audit::event(c"gc.get_referents", || Ok([Tuple::new(objs)?.into_object()]), th)?;
    gc::referents(objs)
}

/// A generation's number, -1 for all.
fn generation_or_all(object: &Object, _at: &'static ArgName, th: &mut Thread) -> PyResult<isize> {
    if object.is(none()) {
        return Ok(-1);
    }
    if !ks_runtime::abstract_::number::is_index(object) {
        let name = object.ob_type().display_name();
        return Err(raise!(th, TypeError, "argument should be integer or None, not '{name:.200}'"));
    }
    object.as_isize(Some(&exceptions::OverflowError), th)
}

#[pyfunction(
    sig = "(generation=None)",
    doc = "The containers that the collector watches, or those of one generation, without the list itself."
)]
fn get_objects(
    #[arg(with = generation_or_all, default = -1)] generation: isize,
    th: &mut Thread,
) -> PyResult<Ref<List>> {
    audit::event(c"gc.get_objects", || Ok([Long::from_isize(generation)?.into_object()]), th)?;
    if generation >= NUM_GENERATIONS as isize {
        return Err(raise!(
            th,
            ValueError,
            "generation parameter must be less than the number of available generations ({NUM_GENERATIONS})"
        ));
    }
    if generation < -1 {
        return Err(raise!(th, ValueError, "generation parameter cannot be negative"));
    }
    gc::objects(usize::try_from(generation).ok())
}

#[pyfunction(sig = "()", doc = "A list of dicts, one of each generation: what its collections have done.")]
fn get_stats(th: &mut Thread) -> PyResult<Ref<List>> {
    let mut dicts = Vec::with_capacity(NUM_GENERATIONS);
    for stats in &gc::state().generation_stats {
        let dict = Dict::new()?;
        let numbers = [
            ("collections", stats.collections.get()),
            ("collected", stats.collected.get()),
            ("uncollectable", stats.uncollectable.get()),
        ];
        for (name, number) in numbers {
            let number = Long::from_isize(number)?;
            dict.set_str(&*Str::intern_str(name)?, &number, th)?;
        }
        dicts.push(dict.into_object());
    }
    List::from_vec(dicts)
}

#[pyfunction(sig = "(obj, /)", doc = "Whether the collector watches the object: it may be part of a cycle.")]
fn is_tracked(obj: &Object) -> bool {
    gc::is_object_tracked(obj)
}

#[pyfunction(sig = "(obj, /)", doc = "Whether the collector has called the object's finalizer.")]
fn is_finalized(obj: &Object) -> bool {
    gc::is_gc(obj) && gc::is_finalized(obj)
}

#[pyfunction(
    sig = "()",
    doc = "Put all containers there are out of the collector's sight.\n\nBefore a fork, that keeps collections in the child from touching the memory it shares."
)]
fn freeze() {
    gc::freeze();
}

#[pyfunction(sig = "()", doc = "Put the frozen containers into the oldest generation.")]
fn unfreeze() {
    gc::unfreeze();
}

#[pyfunction(sig = "()", doc = "How many containers are frozen.")]
fn get_freeze_count() -> usize {
    gc::freeze_count()
}

/// The list in a field of the collector's state, made when it is first asked for.
fn list(field: &Field) -> PyResult {
    if let Some(list) = field.get() {
        return Ok(list);
    }
    let list = List::new(&[])?.into_object();
    field.init(list.clone());
    Ok(list)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    let state = gc::state();
    module.add("garbage", &*list(&state.garbage)?, th)?;
    module.add("callbacks", &*list(&state.callbacks)?, th)?;
    let flags = [
        ("DEBUG_STATS", _PyGC_DEBUG_STATS),
        ("DEBUG_COLLECTABLE", _PyGC_DEBUG_COLLECTABLE),
        ("DEBUG_UNCOLLECTABLE", _PyGC_DEBUG_UNCOLLECTABLE),
        ("DEBUG_SAVEALL", _PyGC_DEBUG_SAVEALL),
        ("DEBUG_LEAK", _PyGC_DEBUG_COLLECTABLE | _PyGC_DEBUG_UNCOLLECTABLE | _PyGC_DEBUG_SAVEALL),
    ];
    for (name, flag) in flags {
        let flag = Long::from_i64(i64::from(flag))?;
        module.add(name, &flag, th)?;
    }
    Ok(())
}

pymodule! {
    name = "gc",
    init = PyInit_gc,
    doc = "The collector of reference cycles.\n\nenable(), disable(), isenabled() -- whether it starts by itself\ncollect() -- start it now\nset_threshold(), get_threshold(), get_count() -- when it starts by itself\nget_objects(), get_referrers(), get_referents(), is_tracked() -- what it sees\nfreeze(), unfreeze(), get_freeze_count() -- what it is to overlook\nset_debug(), get_debug(), get_stats() -- what it tells\ncallbacks -- called before and after each collection\ngarbage -- what it could not free",
    functions = [
        enable, disable, isenabled, set_debug, get_debug, get_count, set_threshold, get_threshold, collect, get_objects,
        get_stats, is_tracked, get_referrers, get_referents, is_finalized, freeze, unfreeze, get_freeze_count,
    ],
    exec = exec,
}
