//! One collection.

use std::ffi::{c_int, c_void};

use super::list::{self, Heads};
use super::{from_head, head, is_gc, state};
use crate::prelude::*;

/// Why a collection runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Enough containers were allocated: the oldest generation over its threshold is collected.
    Heap,
    /// `gc.collect()` or `PyGC_Collect`.
    Manual,
    /// The interpreter ends: no callbacks.
    Shutdown,
}

/// While candidates are sorted, this bit of `_gc_next` marks members of the "tentatively unreachable" list.
const NEXT_UNREACHABLE: usize = 1;

fn is_collecting(head: &PyGC_Head) -> bool {
    head._gc_prev.get() & _PyGC_PREV_MASK_COLLECTING != 0
}

fn clear_collecting(head: &PyGC_Head) {
    head._gc_prev.set(head._gc_prev.get() & !_PyGC_PREV_MASK_COLLECTING);
}

/// The copy of the reference count, while a collection is under way.
fn gc_refs(head: &PyGC_Head) -> usize {
    head._gc_prev.get() >> _PyGC_PREV_SHIFT
}

fn set_gc_refs(head: &PyGC_Head, refs: usize) {
    head._gc_prev.set(head._gc_prev.get() & !_PyGC_PREV_MASK | refs << _PyGC_PREV_SHIFT);
}

/// Calls `tp_traverse` of the object behind `at`.
fn traverse(at: &PyGC_Head, visit: visitproc, arg: *mut c_void) {
    // SAFETY: listed headers stand before live objects.
    let object = unsafe { &*from_head(at) };
    if let Some(slot) = object.ob_type().tp_traverse.get() {
        // SAFETY: a slot of the object's type; the visitors below run no Python code and always return 0.
        unsafe { slot(object, visit, arg) };
    }
}

/// A local list: one header that belongs to no object.
fn new_list() -> Box<PyGC_Head> {
    let list = Box::new(PyGC_Head { _gc_next: 0.into(), _gc_prev: 0.into() });
    list::make_empty(&list);
    list
}

/// Runs the collection that the breaker asked for.
///
/// # Errors
/// None: what finalizers raise is reported as unraisable.
pub fn run_scheduled(th: &mut Thread) {
    if state().enabled.get() != 0 {
        collect_generation(None, Reason::Heap, th);
    }
}

/// Collects `generation` (0 youngest, 2 all) and returns the number of unreachable objects found, collected or not.
pub fn collect(generation: usize, reason: Reason, th: &mut Thread) -> usize {
    collect_generation(Some(generation.min(NUM_GENERATIONS - 1)), reason, th)
}

/// The collection at the interpreter's end.
pub fn collect_all_at_exit(th: &mut Thread) -> usize {
    collect_generation(Some(NUM_GENERATIONS - 1), Reason::Shutdown, th)
}

/// The oldest generation over its threshold; the full one only when enough new objects have survived since the last.
fn due_generation(state: &_gc_runtime_state) -> Option<usize> {
    for (index, generation) in state.generations.iter().enumerate().rev() {
        if generation.count.get() > generation.threshold.get() {
            let full = index == NUM_GENERATIONS - 1;
            if full && state.long_lived_pending.get() < state.long_lived_total.get() / 4 {
                continue;
            }
            return Some(index);
        }
    }
    None
}

fn collect_generation(generation: Option<usize>, reason: Reason, th: &mut Thread) -> usize {
    let state = state();
    if state.collecting.get() != 0 {
        return 0;
    }
    let Some(generation) = generation.or_else(|| due_generation(state)) else {
        return 0;
    };
    state.collecting.set(1);
    // What is being raised belongs to the code that was interrupted, not to finalizers.
    let pending = th.take_raised();
    if reason != Reason::Shutdown {
        callbacks("start", generation, 0, 0, th);
    }
    let (collected, uncollectable) = run(state, generation, reason, th);
    if reason != Reason::Shutdown {
        callbacks("stop", generation, collected, uncollectable, th);
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
    state.collecting.set(0);
    collected + uncollectable
}

fn run(state: &_gc_runtime_state, generation: usize, reason: Reason, th: &mut Thread) -> (usize, usize) {
    let last = NUM_GENERATIONS - 1;
    let started = (state.debug.get() & _PyGC_DEBUG_STATS != 0).then(|| {
        print_sizes(state, generation, th);
        std::time::Instant::now()
    });
    if generation < last {
        let older = &state.generations[generation + 1].count;
        older.set(older.get() + 1);
    }
    for younger in &state.generations[..=generation] {
        younger.count.set(0);
    }
    for younger in &state.generations[..generation] {
        list::merge(&younger.head, &state.generations[generation].head);
    }
    let young = &state.generations[generation].head;
    let old = &state.generations[(generation + 1).min(last)].head;

    let unreachable = new_list();
    deduce_unreachable(young, &unreachable);
    untrack_tuples(young);
    if generation < last {
        if generation == last - 1 {
            let pending = &state.long_lived_pending;
            pending.set(pending.get() + Heads::new(young).count() as isize);
        }
        list::merge(young, old);
    } else {
        // Only here, so that a dict that grows is not looked at again and again.
        untrack_dicts(young);
        state.long_lived_pending.set(0);
        state.long_lived_total.set(Heads::new(young).count() as isize);
    }

    // Objects with the old `tp_del`, and what they reach, cannot be collected.
    let finalizers = new_list();
    move_legacy_finalizers(&unreachable, &finalizers);
    move_reachable_from(&finalizers);
    if state.debug.get() & _PyGC_DEBUG_COLLECTABLE != 0 {
        for at in Heads::new(&unreachable) {
            debug_line("collectable", at, th);
        }
    }

    clear_weakrefs(&unreachable, old, th);
    finalize(&unreachable, th);
    let still_unreachable = new_list();
    handle_resurrected(&unreachable, &still_unreachable, old);
    let collected = Heads::new(&still_unreachable).count();
    delete(state, &still_unreachable, old, th);

    let mut uncollectable = 0;
    for at in Heads::new(&finalizers) {
        uncollectable += 1;
        if state.debug.get() & _PyGC_DEBUG_UNCOLLECTABLE != 0 {
            debug_line("uncollectable", at, th);
        }
    }
    if let Some(started) = started {
        let unreachable = collected + uncollectable;
        let elapsed = started.elapsed().as_secs_f64();
        let text =
            format!("gc: done, {unreachable} unreachable, {uncollectable} uncollectable, {elapsed:.4}s elapsed\n");
        print(&text, th);
    }
    keep_legacy_finalizers(state, &finalizers, old, th);
    if th.is_raised() {
        if reason == Reason::Shutdown { th.clear_raised() } else { th.write_unraisable(None) }
    }
    let stats = &state.generation_stats[generation];
    stats.collections.set(stats.collections.get() + 1);
    stats.collected.set(stats.collected.get() + collected as isize);
    stats.uncollectable.set(stats.uncollectable.get() + uncollectable as isize);
    (collected, uncollectable)
}

/// Splits `base`: what nothing outside it keeps alive goes to `unreachable`. Ordinary links are restored in both.
fn deduce_unreachable(base: &PyGC_Head, unreachable: &PyGC_Head) {
    update_refs(base);
    for at in Heads::new(base) {
        traverse(at, visit_decref, std::ptr::null_mut());
    }
    move_unreachable(base, unreachable);
    // `move_unreachable` has marked the list's links; take the marks off.
    let mut at = unreachable;
    loop {
        let next = at._gc_next.get() & !NEXT_UNREACHABLE;
        at._gc_next.set(next);
        // SAFETY: links lead to live headers.
        at = unsafe { &*(next as *const PyGC_Head) };
        if std::ptr::eq(at, unreachable) {
            break;
        }
    }
}

/// Copies every count into its header and marks the header as a candidate. Immortal objects leave for good.
fn update_refs(containers: &PyGC_Head) {
    let iterator = Heads::new(containers);
    for at in iterator {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if object.is_immortal() {
            list::move_to(at, &state().permanent_generation.head);
            continue;
        }
        let finalized = at._gc_prev.get() & _PyGC_PREV_MASK_FINALIZED;
        at._gc_prev.set(finalized | _PyGC_PREV_MASK_COLLECTING | (object.refcnt() as usize) << _PyGC_PREV_SHIFT);
    }
}

/// Takes one reference off the copy of a candidate's count.
unsafe extern "C" fn visit_decref(object: *mut Object, _: *mut c_void) -> c_int {
    // SAFETY: `tp_traverse` hands out live objects.
    let object = unsafe { &*object };
    if is_gc(object) {
        let head = head(object);
        if is_collecting(head) {
            // Extension types may hand a reference out twice; the object then counts as reached from outside.
            set_gc_refs(head, gc_refs(head).wrapping_sub(1));
        }
    }
    0
}

/// Walks `young` in order: a candidate with references from outside keeps all it reaches, others are set aside and brought
/// back when a later one reaches them. During the walk `_gc_prev` of candidates holds counts, so only `_gc_next` links.
fn move_unreachable(young: &PyGC_Head, unreachable: &PyGC_Head) {
    unreachable._gc_next.set(std::ptr::from_ref(unreachable) as usize | NEXT_UNREACHABLE);
    let mut prev = young;
    let mut at = list::next(young);
    while !std::ptr::eq(at, young) {
        if gc_refs(at) != 0 {
            traverse(at, visit_reachable, std::ptr::from_ref(young).cast_mut().cast());
            // Reached: an ordinary member again.
            at._gc_prev.set(at._gc_prev.get() & _PyGC_PREV_MASK_FINALIZED);
            list::set_prev(at, prev);
            prev = at;
        } else {
            list::set_next(prev, list::next(at));
            let last = list::prev(unreachable);
            last._gc_next.set(std::ptr::from_ref(at) as usize | NEXT_UNREACHABLE);
            list::set_prev(at, last);
            at._gc_next.set(std::ptr::from_ref(unreachable) as usize | NEXT_UNREACHABLE);
            unreachable._gc_prev.set(std::ptr::from_ref(at) as usize);
        }
        at = list::next(prev);
    }
    young._gc_prev.set(std::ptr::from_ref(prev) as usize);
    unreachable._gc_next.set(unreachable._gc_next.get() & !NEXT_UNREACHABLE);
}

/// Marks a candidate as reached; one set aside already returns to the end of the list being walked (`arg`).
unsafe extern "C" fn visit_reachable(object: *mut Object, arg: *mut c_void) -> c_int {
    // SAFETY: `tp_traverse` hands out live objects; `arg` is the list given above.
    let (object, young) = unsafe { (&*object, &*arg.cast::<PyGC_Head>()) };
    if !is_gc(object) {
        return 0;
    }
    let head = head(object);
    if !is_collecting(head) {
        return 0;
    }
    if head._gc_next.get() & NEXT_UNREACHABLE != 0 {
        let before = list::prev(head);
        let after = head._gc_next.get() & !NEXT_UNREACHABLE;
        // The links of the set-aside list carry the mark; keep it.
        before._gc_next.set(after | NEXT_UNREACHABLE);
        // SAFETY: links lead to live headers.
        list::set_prev(unsafe { &*(after as *const PyGC_Head) }, before);
        head._gc_next.set(after);
        list::append(young, head);
        set_gc_refs(head, 1);
    } else if gc_refs(head) == 0 {
        set_gc_refs(head, 1);
    }
    0
}

/// Tuples that hold nothing collectable need not be looked at again.
fn untrack_tuples(list: &PyGC_Head) {
    let iterator = Heads::new(list);
    for at in iterator {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if let Some(tuple) = object.downcast_exact::<Tuple>() {
            let may_cycle = |item: &Ref| is_gc(item) && (!Tuple::check_exact(item) || super::is_tracked(item));
            if !tuple.items().iter().any(may_cycle) {
                list::remove(at);
            }
        }
    }
}

/// As [`untrack_tuples`], for dicts.
fn untrack_dicts(list: &PyGC_Head) {
    for at in Heads::new(list) {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if let Some(dict) = object.downcast_exact::<Dict>() {
            dict.maybe_untrack();
        }
    }
}

fn move_legacy_finalizers(unreachable: &PyGC_Head, finalizers: &PyGC_Head) {
    let iterator = Heads::new(unreachable);
    for at in iterator {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if object.ob_type().tp_del.get().is_some() {
            clear_collecting(at);
            list::move_to(at, finalizers);
        }
    }
}

/// Moves all that `finalizers` reach among the candidates into the same list.
fn move_reachable_from(finalizers: &PyGC_Head) {
    unsafe extern "C" fn visit_move(object: *mut Object, arg: *mut c_void) -> c_int {
        // SAFETY: `tp_traverse` hands out live objects; `arg` is the list.
        let (object, list) = unsafe { (&*object, &*arg.cast::<PyGC_Head>()) };
        if is_gc(object) {
            let head = head(object);
            if is_collecting(head) {
                clear_collecting(head);
                list::move_to(head, list);
            }
        }
        0
    }
    let mut at = list::next(finalizers);
    while !std::ptr::eq(at, finalizers) {
        traverse(at, visit_move, std::ptr::from_ref(finalizers).cast_mut().cast());
        at = list::next(at);
    }
}

/// Clears every weak reference to the garbage, then calls the callbacks of those that are not garbage themselves.
fn clear_weakrefs(unreachable: &PyGC_Head, old: &PyGC_Head, th: &mut Thread) {
    let mut due: Vec<Ref> = Vec::new();
    for at in Heads::new(unreachable) {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        // A weak reference that is garbage itself must not call back when its referent goes: that could show objects that
        // have been cleared.
        if let Some(weak) = weakrefobject::as_weak(object) {
            weak.clear();
        }
        for reference in weakrefobject::clear_refs_keeping_callbacks(object) {
            if !is_collecting(head(&reference)) {
                due.push(reference);
            }
        }
    }
    for reference in due {
        weakrefobject::run_callback(&reference, th);
        // A reference that died in its own callback must be seen by a later collection, wherever it was listed.
        if reference.refcnt() > 1 && super::is_tracked(&reference) {
            list::move_to(head(&reference), old);
        }
    }
}

/// Calls `tp_finalize` of the garbage, each once in its life.
fn finalize(unreachable: &PyGC_Head, th: &mut Thread) {
    let seen = new_list();
    while !list::is_empty(unreachable) {
        let at = list::next(unreachable);
        list::move_to(at, &seen);
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if let Some(finalizer) = object.ob_type().tp_finalize.get()
            && !super::is_finalized(object)
        {
            super::set_finalized(object);
            let keep = object.to_ref();
            // SAFETY: a slot of the object's type; the reference above keeps the object alive through it.
            unsafe { finalizer(keep.as_ptr()) };
            debug_assert!(!th.is_raised(), "a finalizer left an exception set");
            drop(keep);
        }
    }
    list::merge(&seen, unreachable);
}

/// After finalizers have run: what they brought back to life, and all it reaches, returns to the living.
fn handle_resurrected(unreachable: &PyGC_Head, still_unreachable: &PyGC_Head, old: &PyGC_Head) {
    for at in Heads::new(unreachable) {
        clear_collecting(at);
    }
    deduce_unreachable(unreachable, still_unreachable);
    for at in Heads::new(still_unreachable) {
        clear_collecting(at);
    }
    list::merge(unreachable, old);
}

/// Breaks the cycles with `tp_clear`; what survives that joins the old generation.
fn delete(state: &_gc_runtime_state, garbage: &PyGC_Head, old: &PyGC_Head, th: &mut Thread) {
    while !list::is_empty(garbage) {
        let at = list::next(garbage);
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if state.debug.get() & _PyGC_DEBUG_SAVEALL != 0 {
            save_garbage(state, object, th);
        } else if let Some(clear) = object.ob_type().tp_clear.get() {
            let keep = object.to_ref();
            // SAFETY: a slot of the object's type; the reference above keeps the object alive through it.
            let _ = unsafe { clear(&keep) };
            if th.is_raised() {
                th.write_unraisable(None);
            }
            drop(keep);
        }
        if std::ptr::eq(list::next(garbage), at) {
            list::move_to(at, old);
        }
    }
}

fn save_garbage(state: &_gc_runtime_state, object: &Object, th: &mut Thread) {
    if state.garbage.is_null() {
        match List::with_capacity(0) {
            Ok(list) => state.garbage.init(list.into_object()),
            Err(Raised) => return th.write_unraisable(None),
        }
    }
    let list = state.garbage.get();
    if let Some(list) = list.as_deref().and_then(Object::downcast::<List>)
        && list.push(object.to_ref()).is_err()
    {
        th.write_unraisable(None);
    }
}

/// `gc.garbage` gets the uncollectable objects; they go on living in the old generation.
fn keep_legacy_finalizers(state: &_gc_runtime_state, finalizers: &PyGC_Head, old: &PyGC_Head, th: &mut Thread) {
    let save_all = state.debug.get() & _PyGC_DEBUG_SAVEALL != 0;
    for at in Heads::new(finalizers) {
        // SAFETY: listed headers stand before live objects.
        let object = unsafe { &*from_head(at) };
        if save_all || object.ob_type().tp_del.get().is_some() {
            save_garbage(state, object, th);
        }
    }
    list::merge(finalizers, old);
}

/// At the interpreter's end: warns if garbage was left that could not be freed, and lists it if the flags ask for it.
pub fn tell_uncollectable(th: &mut Thread) {
    let state = state();
    let garbage = state.garbage.get();
    let Some(garbage) = garbage.as_deref().and_then(Object::downcast::<List>) else { return };
    let debug = state.debug.get();
    if debug & _PyGC_DEBUG_SAVEALL != 0 || garbage.is_empty() {
        return;
    }
    let list_it = debug & _PyGC_DEBUG_UNCOLLECTABLE != 0;
    let hint = if list_it { "" } else { "; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them" };
    let text = format!("gc: {} uncollectable objects at shutdown{hint}", garbage.len());
    if warn_at_shutdown(&text, th).is_err() {
        th.write_unraisable(None);
    }
    if list_it {
        match garbage.repr(th) {
            Ok(repr) => print(&format!("      {}\n", repr.to_string_lossy()), th),
            Err(Raised) => th.write_unraisable(Some(garbage)),
        }
    }
}

fn warn_at_shutdown(text: &str, th: &mut Thread) -> PyResult<()> {
    let (text, name) = (Str::new(text)?, Str::new("gc")?);
    exceptions::warnings::warn_explicit(Some(&exceptions::ResourceWarning), &text, &name, 0, Some(&name), None, th)
}

fn debug_line(what: &str, at: &PyGC_Head, th: &mut Thread) {
    // SAFETY: listed headers stand before live objects.
    let object = unsafe { &*from_head(at) };
    print(&format!("gc: {what} <{} {object:p}>\n", object.ob_type().display_name()), th);
}

/// Writes to `sys.stderr`; failing to does not matter.
fn print(text: &str, th: &mut Thread) {
    match Str::new(text) {
        Ok(text) => exceptions::write_to_stderr(&text, th),
        Err(Raised) => th.clear_raised(),
    }
}

fn print_sizes(state: &_gc_runtime_state, generation: usize, th: &mut Thread) {
    let mut text = format!("gc: collecting generation {generation}...\ngc: objects in each generation:");
    for generation in &state.generations {
        text.push_str(&format!(" {}", Heads::new(&generation.head).count()));
    }
    text.push_str(&format!("\ngc: objects in permanent generation: {}\n", super::freeze_count()));
    print(&text, th);
}

/// Calls `gc.callbacks` with the phase and what was found.
fn callbacks(phase: &str, generation: usize, collected: usize, uncollectable: usize, th: &mut Thread) {
    let Some(list) = state().callbacks.get() else {
        return;
    };
    let Some(list) = list.downcast::<List>() else {
        return;
    };
    if list.is_empty() {
        return;
    }
    let Ok((phase, info)) = callback_arguments(phase, generation, collected, uncollectable, th) else {
        th.write_unraisable(None);
        return;
    };
    let mut index = 0;
    while let Some(callback) = list.get(index) {
        if callback.call(&[&phase, &info], th).is_err() {
            th.write_unraisable(Some(&callback));
        }
        index += 1;
    }
}

fn callback_arguments(
    phase: &str,
    generation: usize,
    collected: usize,
    uncollectable: usize,
    th: &mut Thread,
) -> PyResult<(Ref<Str>, Ref<Dict>)> {
    let info = Dict::new()?;
    for (name, value) in [("generation", generation), ("collected", collected), ("uncollectable", uncollectable)] {
        let value = Long::from_usize(value)?;
        info.set_str(&*Str::intern_str(name)?, &value, th)?;
    }
    Ok((Str::intern_str(phase)?, info))
}
