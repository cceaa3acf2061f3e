//! Traces of memory blocks: hooks around the allocators that keep, for each block, its size and the Python stack that asked
//! for it.
//!
//! The tables are Rust's and use the system's allocator, so that keeping them is not traced. They are never locked while
//! something may run that allocates through the hooks; what a thread allocates while it keeps a trace is not traced.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::ffi::c_void;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::domains::{self, Domain, PyMemAllocatorEx};
use super::object::presize;
use crate::eval::IFrame;
use crate::prelude::*;
use crate::state::thread;

/// The most frames that a trace can hold.
pub const MAX_FRAMES: usize = u16::MAX as usize;

/// A file's name, compared as text.
#[derive(Clone)]
struct Filename(Ref<Str>);

impl PartialEq for Filename {
    fn eq(&self, other: &Filename) -> bool {
        self.0.eq(&other.0)
    }
}
impl Eq for Filename {}
impl Hash for Filename {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_isize(self.0.hash());
    }
}

/// Where a block was allocated: the innermost frames, and how many there were in all.
#[derive(PartialEq, Eq, Hash)]
pub struct Trace {
    frames: Vec<(Filename, u32)>,
    total: u16,
}

/// A block of a domain; 0 is Python's own, others are those of `PyTraceMalloc_Track`.
type Block = (u32, usize);

#[derive(Default)]
struct Tables {
    blocks: HashMap<Block, (usize, Arc<Trace>)>,
    traces: HashSet<Arc<Trace>>,
    /// Bytes of all blocks, and the most that were at once.
    size: usize,
    peak: usize,
}

impl Tables {
    fn insert(&mut self, block: Block, size: usize, trace: Arc<Trace>) {
        if let Some((old, _)) = self.blocks.insert(block, (size, trace)) {
            self.size -= old;
        }
        self.size += size;
        self.peak = self.peak.max(self.size);
    }

    fn remove(&mut self, block: Block) -> Option<(usize, Arc<Trace>)> {
        let removed = self.blocks.remove(&block)?;
        self.size -= removed.0;
        Some(removed)
    }
}

static TABLES: Mutex<Option<Tables>> = Mutex::new(None);
static TRACING: AtomicBool = AtomicBool::new(false);
static LIMIT: AtomicUsize = AtomicUsize::new(1);

thread_local! {
    /// Whether this thread is keeping a trace.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Keeps what this thread allocates from being traced.
struct Untraced;

impl Untraced {
    /// None if this is so already.
    fn enter() -> Option<Untraced> {
        (!BUSY.replace(true)).then_some(Untraced)
    }
}

impl Drop for Untraced {
    fn drop(&mut self) {
        BUSY.set(false);
    }
}

fn tables() -> MutexGuard<'static, Option<Tables>> {
    TABLES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether blocks are traced.
#[inline]
pub fn is_tracing() -> bool {
    TRACING.load(Ordering::Relaxed)
}

/// The most frames that traces hold.
pub fn limit() -> usize {
    LIMIT.load(Ordering::Relaxed)
}

/// The stack of this thread, which holds the interpreter.
fn stack() -> Trace {
    // SAFETY: asked for by a thread that holds the interpreter: its frames are live and do not change meanwhile.
    let innermost = unsafe { Thread::current_ptr().as_ref().and_then(|th| IFrame::from_ptr(th.current_frame.get())) };
    let limit = limit();
    let (mut frames, mut total) = (Vec::new(), 0u16);
    let mut at = IFrame::first_complete(innermost);
    while let Some(frame) = at {
        if frames.len() < limit {
            // SAFETY: a field that is fixed.
            let filename = unsafe { frame.code().layout().co_filename.borrow_unchecked() };
            let filename = match filename.and_then(Object::downcast::<Str>) {
                Some(name) => Ref::new(name),
                None => Ref::new(id!("<unknown>")),
            };
            frames.push((Filename(filename), u32::try_from(frame.line()).unwrap_or(0)));
        }
        total = total.saturating_add(1);
        at = IFrame::first_complete(frame.previous_frame());
    }
    if frames.is_empty() {
        return nowhere();
    }
    Trace { frames, total }
}

/// The trace of blocks that no Python code asked for.
fn nowhere() -> Trace {
    Trace { frames: vec![(Filename(Ref::new(id!("<unknown>"))), 0)], total: 1 }
}

/// Traces a block, with this thread's stack. The thread is untraced, and holds the interpreter if it has a state.
fn trace(block: Block, size: usize) {
    let trace = stack();
    let mut guard = tables();
    let surplus = match guard.as_mut() {
        Some(tables) => {
            let (trace, surplus) = match tables.traces.get(&trace) {
                Some(known) => (known.clone(), Some(trace)),
                None => {
                    let trace = Arc::new(trace);
                    tables.traces.insert(trace.clone());
                    (trace, None)
                }
            };
            tables.insert(block, size, trace);
            surplus
        }
        None => Some(trace),
    };
    drop(guard);
    // References to names are given back, which may free them, without the lock.
    drop(surplus);
}

/// As [`trace`], by a thread that may not hold the interpreter: then it takes it meanwhile.
fn trace_anywhere(block: Block, size: usize) {
    let state = thread::gilstate();
    let away = Thread::current_ptr().is_null() && !state.is_null() && !crate::state::is_finalizing();
    // SAFETY: this native thread's own state, which is not current.
    unsafe {
        if away {
            thread::attach(state);
        }
        trace(block, size);
        if away {
            thread::detach();
        }
    }
}

fn forget(block: Block) -> Option<(usize, Arc<Trace>)> {
    tables().as_mut()?.remove(block)
}

/// The allocators behind the hooks.
struct Inner(std::cell::UnsafeCell<[PyMemAllocatorEx; 3]>);
// SAFETY: written when tracing starts, by the thread that holds the interpreter, before the hooks are installed.
unsafe impl Sync for Inner {}
static INNER: Inner = Inner(std::cell::UnsafeCell::new([domains::SYSTEM, domains::SMALL, domains::SMALL]));

/// The allocator behind the hook whose context this is.
fn inner(ctx: *mut c_void) -> &'static PyMemAllocatorEx {
    // SAFETY: the context is the domain's number; see `Inner`.
    unsafe { &(&*INNER.0.get())[(ctx as usize).min(2)] }
}

fn note(ctx: *mut c_void, pointer: *mut c_void, size: usize) {
    let block = (0, pointer as usize);
    if ctx as usize == Domain::Raw as usize { trace_anywhere(block, size) } else { trace(block, size) }
}

unsafe extern "C" fn hook_malloc(ctx: *mut c_void, size: usize) -> *mut c_void {
    let inner = inner(ctx);
    let untraced = Untraced::enter();
    // SAFETY: the allocator's own function and context.
    let pointer = unsafe { (inner.malloc)(inner.ctx, size) };
    if untraced.is_some() && !pointer.is_null() {
        note(ctx, pointer, size);
    }
    pointer
}

unsafe extern "C" fn hook_calloc(ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    let inner = inner(ctx);
    let untraced = Untraced::enter();
    // SAFETY: as above.
    let pointer = unsafe { (inner.calloc)(inner.ctx, count, size) };
    if untraced.is_some() && !pointer.is_null() {
        note(ctx, pointer, count.saturating_mul(size));
    }
    pointer
}

unsafe extern "C" fn hook_realloc(ctx: *mut c_void, pointer: *mut c_void, size: usize) -> *mut c_void {
    let inner = inner(ctx);
    let untraced = Untraced::enter();
    // Before the block may be another thread's.
    let old = if pointer.is_null() { None } else { forget((0, pointer as usize)) };
    // SAFETY: as above; the caller's promise for the block.
    let new = unsafe { (inner.realloc)(inner.ctx, pointer, size) };
    if !new.is_null() {
        if untraced.is_some() {
            note(ctx, new, size);
        }
    } else if let (Some((size, trace)), Some(tables)) = (old, tables().as_mut()) {
        tables.insert((0, pointer as usize), size, trace);
    }
    new
}

unsafe extern "C" fn hook_free(ctx: *mut c_void, pointer: *mut c_void) {
    if pointer.is_null() {
        return;
    }
    drop(forget((0, pointer as usize)));
    let inner = inner(ctx);
    // SAFETY: as above.
    unsafe { (inner.free)(inner.ctx, pointer) }
}

const DOMAINS: [Domain; 3] = [Domain::Raw, Domain::Mem, Domain::Object];

/// Traces what is allocated from now on; nothing if that is so already.
///
/// # Errors
/// `ValueError` for a number of frames out of range.
pub fn start(frames: i64, th: &mut Thread) -> PyResult<()> {
    if !(1..=MAX_FRAMES as i64).contains(&frames) {
        return Err(raise!(th, ValueError, "the number of frames must be in range [1; {MAX_FRAMES}]"));
    }
    if is_tracing() {
        return Ok(());
    }
    LIMIT.store(frames as usize, Ordering::SeqCst);
    *tables() = Some(Tables::default());
    for domain in DOMAINS {
        // SAFETY: see `Inner`: no hook is installed yet.
        unsafe { (&mut *INNER.0.get())[domain as usize] = domains::allocator(domain) };
        let hooks = PyMemAllocatorEx {
            ctx: domain as usize as *mut c_void,
            malloc: hook_malloc,
            calloc: hook_calloc,
            realloc: hook_realloc,
            free: hook_free,
        };
        domains::set_allocator(domain, hooks);
    }
    TRACING.store(true, Ordering::SeqCst);
    Ok(())
}

/// Stops tracing and forgets all traces.
pub fn stop() {
    if !TRACING.swap(false, Ordering::SeqCst) {
        return;
    }
    for domain in DOMAINS {
        domains::set_allocator(domain, *inner(domain as usize as *mut c_void));
    }
    let old = tables().take();
    drop(old);
}

/// Forgets the traces there are.
pub fn clear() {
    if is_tracing() {
        let old = tables().replace(Tables::default());
        drop(old);
    }
}

/// Bytes traced, and the most that were at once.
pub fn traced_memory() -> (usize, usize) {
    tables().as_ref().map_or((0, 0), |tables| (tables.size, tables.peak))
}

/// Sets the most that were at once to what is now.
pub fn reset_peak() {
    if let Some(tables) = tables().as_mut() {
        tables.peak = tables.size;
    }
}

/// About how many bytes the traces take themselves.
pub fn own_memory() -> usize {
    tables().as_ref().map_or(0, |tables| {
        let block = size_of::<(Block, (usize, Arc<Trace>))>() + 1;
        let frames = |trace: &Arc<Trace>| size_of::<Trace>() + trace.frames.capacity() * size_of::<(Filename, u32)>();
        tables.blocks.capacity() * block
            + tables.traces.capacity() * (size_of::<usize>() + 1)
            + tables.traces.iter().map(frames).sum::<usize>()
    })
}

/// The frames as a tuple of file names and lines, innermost first.
fn frames_tuple(trace: &Trace) -> PyResult<Ref<Tuple>> {
    let mut frames = Vec::with_capacity(trace.frames.len());
    for (name, line) in &trace.frames {
        let line = Long::from_u64(u64::from(*line))?.into_object();
        frames.push(Tuple::from_array([name.0.clone().into_object(), line])?.into_object());
    }
    Tuple::from_vec(frames)
}

/// The trace of a block, if there is one.
///
/// # Errors
/// `MemoryError`.
pub fn traceback(domain: u32, pointer: usize) -> PyResult<Option<Ref<Tuple>>> {
    let trace = tables().as_ref().and_then(|tables| Some(tables.blocks.get(&(domain, pointer))?.1.clone()));
    trace.map(|trace| frames_tuple(&trace)).transpose()
}

/// The trace of an object's memory, if there is one.
///
/// # Errors
/// `MemoryError`.
pub fn object_traceback(object: &Object) -> PyResult<Option<Ref<Tuple>>> {
    traceback(0, object.as_ptr() as usize - presize(object.ob_type()))
}

/// All traces: domain, size, frames and the number of frames there were.
///
/// # Errors
/// `MemoryError`.
pub fn all_traces() -> PyResult<Ref<List>> {
    let _untraced = Untraced::enter();
    let blocks: Vec<(u32, usize, Arc<Trace>)> = match tables().as_ref() {
        Some(tables) => {
            tables.blocks.iter().map(|((domain, _), (size, trace))| (*domain, *size, trace.clone())).collect()
        }
        None => Vec::new(),
    };
    let mut tuples: HashMap<*const Trace, Ref<Tuple>> = HashMap::new();
    let list = List::with_capacity(blocks.len())?;
    for (domain, size, trace) in &blocks {
        let frames = match tuples.get(&Arc::as_ptr(trace)) {
            Some(frames) => frames.clone(),
            None => {
                let frames = frames_tuple(trace)?;
                tuples.insert(Arc::as_ptr(trace), frames.clone());
                frames
            }
        };
        let (domain, size) = (Long::from_u64(u64::from(*domain))?, Long::from_usize(*size)?);
        let total = Long::from_u64(u64::from(trace.total))?;
        let row = [domain.into_object(), size.into_object(), frames.into_object(), total.into_object()];
        list.push(Tuple::from_array(row)?.into_object())?;
    }
    Ok(list)
}

/// `PyTraceMalloc_Track`: traces a block of somebody else's memory; false if nothing is traced.
pub fn track(domain: u32, pointer: usize, size: usize) -> bool {
    if !is_tracing() {
        return false;
    }
    if let Some(_untraced) = Untraced::enter() {
        trace_anywhere((domain, pointer), size);
    }
    true
}

/// `PyTraceMalloc_Untrack`; false if nothing is traced.
pub fn untrack(domain: u32, pointer: usize) -> bool {
    if !is_tracing() {
        return false;
    }
    drop(forget((domain, pointer)));
    true
}

/// `_PyTraceMalloc_TraceRef`: an object's memory is used anew: a trace that it has becomes one of this place.
#[cold]
pub fn retrace(object: &Object) {
    let block = (0, object.as_ptr() as usize - presize(object.ob_type()));
    let size = tables().as_ref().and_then(|tables| Some(tables.blocks.get(&block)?.0));
    if let (Some(size), Some(_untraced)) = (size, Untraced::enter()) {
        trace(block, size);
    }
}
