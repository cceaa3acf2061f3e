//! Starting threads, and the handles by which they are waited for.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_runtime::state::lock::RawLock;
use ks_runtime::state::{Interp, subinterp, thread};

use super::local;
use super::lock::{own_ident, seconds};
use crate::record::Record;

const NOT_STARTED: u8 = 0;
const RUNNING: u8 = 1;
const DONE: u8 = 2;

/// What thread and handles share.
pub struct Shared {
    ident: AtomicU64,
    state: AtomicU8,
    /// Held until the thread is done.
    done: RawLock,
    /// The system's thread, for whoever joins or detaches it; zero where that is nobody's to do, or is done.
    joinable: AtomicU64,
}

impl Drop for Shared {
    fn drop(&mut self) {
        let system = self.joinable.swap(0, Ordering::SeqCst);
        if system != 0 {
            // SAFETY: a joinable thread that nobody has joined or detached, as the swap tells.
            unsafe { libc::pthread_detach(system) };
        }
    }
}

impl Shared {
    fn new(ident: u64, state: u8) -> Arc<Shared> {
        let (ident, state, joinable) = (AtomicU64::new(ident), AtomicU8::new(state), AtomicU64::new(0));
        let shared = Shared { ident, state, done: RawLock::new(), joinable };
        shared.done.try_acquire();
        Arc::new(shared)
    }

    fn set_done(&self) {
        if self.state.swap(DONE, Ordering::SeqCst) != DONE {
            self.done.release();
        }
    }

    fn is_done(&self) -> bool {
        self.state.load(Ordering::SeqCst) == DONE
    }

    /// Waits until the system's thread is gone as well, which is about to end: a process that forks then has one thread less.
    fn join_system(&self, th: &mut Thread) {
        let system = self.joinable.swap(0, Ordering::SeqCst);
        if system != 0 {
            // SAFETY: a joinable thread that nobody has joined or detached, as the swap tells.
            th.allow_threads(|| unsafe { libc::pthread_join(system, std::ptr::null_mut()) });
        }
    }
}

/// The threads of an interpreter.
#[derive(Default)]
pub(super) struct Threads {
    /// Those that the interpreter waits for when it ends.
    waited_for: Mutex<Vec<Arc<Shared>>>,
    /// Those that Python code started and that run.
    running: AtomicUsize,
    /// All that have handles, for `fork`.
    known: Mutex<Vec<Weak<Shared>>>,
}

/// Notes a thread that has a handle.
fn note(shared: &Arc<Shared>, interp: &'static Interp) {
    let mut known = super::state(interp).threads.known.lock().unwrap_or_else(PoisonError::into_inner);
    // Handles that are gone are taken off when the list would grow.
    if known.len() == known.capacity() {
        known.retain(|shared| shared.strong_count() > 0);
    }
    known.push(Arc::downgrade(shared));
}

fn waited_for(interp: &'static Interp) -> MutexGuard<'static, Vec<Arc<Shared>>> {
    super::state(interp).threads.waited_for.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many threads run that Python code started.
pub fn running(th: &Thread) -> usize {
    super::state(th.interp()).threads.running.load(Ordering::SeqCst)
}

/// In the child of `fork`: the other threads are gone.
pub fn after_fork(th: &mut Thread) {
    let (own, interp) = (own_ident(), th.interp());
    let gone = std::mem::take(&mut *waited_for(interp));
    let known = std::mem::take(&mut *super::state(interp).threads.known.lock().unwrap_or_else(PoisonError::into_inner));
    for shared in known.iter().filter_map(Weak::upgrade) {
        // There is nothing to join in this process.
        shared.joinable.store(0, Ordering::SeqCst);
        // Also of threads that Python code did not start, like the main one: nobody will ever end them.
        if shared.ident.load(Ordering::SeqCst) != own && shared.state.load(Ordering::SeqCst) == RUNNING {
            shared.set_done();
        }
        note(&shared, interp);
    }
    for shared in gone {
        if shared.ident.load(Ordering::SeqCst) == own {
            waited_for(interp).push(shared);
        } else {
            shared.set_done();
        }
    }
    super::state(interp).threads.running.store(0, Ordering::SeqCst);
}

/// `threading._shutdown`: waits for threads that are no daemons.
pub fn shutdown(th: &mut Thread) -> PyResult<()> {
    let (own, interp) = (own_ident(), th.interp());
    loop {
        let next = waited_for(interp).iter().find(|shared| shared.ident.load(Ordering::SeqCst) != own).cloned();
        let Some(shared) = next else { return Ok(()) };
        wait(&shared, None, th)?;
        waited_for(interp).retain(|other| !Arc::ptr_eq(other, &shared));
    }
}

fn wait(shared: &Shared, timeout: Option<std::time::Duration>, th: &mut Thread) -> PyResult<()> {
    if !shared.is_done() && shared.done.acquire_timed(timeout, th)? {
        // For others who wait.
        shared.done.release();
    }
    if shared.is_done() {
        shared.join_system(th);
    }
    Ok(())
}

/// The fields of a handle.
#[repr(C)]
pub struct HandleObject {
    ob_base: Object,
    /// An `Arc<Shared>`.
    shared: Cell<*const Shared>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for HandleObject {}

object_type!(
    /// `_thread._ThreadHandle`.
    pub struct ThreadHandle(HandleObject): HANDLE
);

impl ThreadHandle {
    fn with(shared: Arc<Shared>, th: &Thread) -> PyResult<Ref<ThreadHandle>> {
        note(&shared, th.interp());
        let object = heap::new_object::<ThreadHandle>(&HANDLE)?;
        object.layout().shared.set(Arc::into_raw(shared));
        Ok(object)
    }

    /// A handle of a thread that others started.
    pub fn running(ident: u64, th: &Thread) -> PyResult {
        Ok(ThreadHandle::with(Shared::new(ident, RUNNING), th)?.into_object())
    }

    fn shared(&self) -> &Shared {
        // SAFETY: every handle is made with it.
        unsafe { &*self.layout().shared.get() }
    }

    fn share(&self) -> Arc<Shared> {
        // SAFETY: as above; one more owner is counted first.
        unsafe {
            Arc::increment_strong_count(self.layout().shared.get());
            Arc::from_raw(self.layout().shared.get())
        }
    }
}

#[pytype(
    static = HANDLE,
    private,
    name = "_thread._ThreadHandle",
    layout = HandleObject,
)]
impl ThreadHandle {
    #[slot]
    fn tp_new(_ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        Ok(ThreadHandle::with(Shared::new(0, NOT_STARTED), th)?.into_object())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            let shared = (*this).layout().shared.get();
            if !shared.is_null() {
                drop(Arc::from_raw(shared));
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self) -> String {
        let ident = self.shared().ident.load(Ordering::SeqCst);
        format!("<{} object: ident={ident}>", self.ob_type().display_name())
    }

    #[getter]
    fn ident(&self) -> u64 {
        self.shared().ident.load(Ordering::SeqCst)
    }

    #[method(sig = "()", doc = "Whether the thread has ended.")]
    fn is_done(&self) -> bool {
        self.shared().is_done()
    }

    #[method(sig = "()", doc = "Say that the thread has ended.")]
    fn _set_done(&self, th: &mut Thread) -> PyResult<()> {
        if self.shared().state.load(Ordering::SeqCst) == NOT_STARTED {
            return Err(raise!(th, RuntimeError, "thread not started"));
        }
        self.shared().set_done();
        Ok(())
    }

    #[method(raw = VARARGS, doc = "Wait until the thread has ended, or for a time in seconds.")]
    fn join(&self, args: &Object, th: &mut Thread) -> PyResult {
        let timeout = match args.downcast::<Tuple>().map(Tuple::items) {
            None | Some([]) => None,
            Some([timeout]) if timeout.is(none()) => None,
            Some([timeout]) => seconds(timeout, th)?,
            Some(given) => {
                let given = given.len();
                return Err(raise!(th, TypeError, "join() takes at most 1 argument ({given} given)"));
            }
        };
        let shared = self.share();
        if shared.state.load(Ordering::SeqCst) == NOT_STARTED {
            return Err(raise!(th, RuntimeError, "thread not started"));
        }
        if !shared.is_done() && shared.ident.load(Ordering::SeqCst) == own_ident() {
            return Err(raise!(th, RuntimeError, "Cannot join current thread"));
        }
        wait(&shared, timeout, th)?;
        Ok(none().to_ref())
    }
}

/// What a new thread needs to begin.
struct Boot {
    state: *mut PyThreadState,
    function: Ref,
    args: Ref<Tuple>,
    kwargs: Option<Ref<Dict>>,
    shared: Option<Arc<Shared>>,
}

extern "C" fn bootstrap(boot: *mut c_void) -> *mut c_void {
    // SAFETY: the box that `start_thread` made for this thread; its state belongs to this thread from here on.
    unsafe {
        let boot = Box::from_raw(boot.cast::<Boot>());
        let state = boot.state;
        thread::bind(&*state);
        thread::set_gilstate(state);
        thread::attach(state);
        let th = Thread::enter();
        let interp = th.interp();
        let running = &super::state(interp).threads.running;
        running.fetch_add(1, Ordering::SeqCst);
        let Boot { function, args, kwargs, shared, .. } = *boot;
        if let Some(shared) = &shared {
            shared.ident.store(own_ident(), Ordering::SeqCst);
        }
        if function.call_dict(&args, kwargs.as_deref(), th).is_err() {
            report(&function, th);
        }
        drop((function, args, kwargs));
        local::forget_thread((*state).id.get(), th);
        thread::clear_state(&*state, th);
        running.fetch_sub(1, Ordering::SeqCst);
        thread::detach();
        thread::set_gilstate(std::ptr::null_mut());
        thread::delete_state(state);
        if let Some(shared) = shared {
            waited_for(interp).retain(|other| !Arc::ptr_eq(other, &shared));
            shared.set_done();
        }
    }
    std::ptr::null_mut()
}

/// An exception that ended a thread: SystemExit ends it quietly.
fn report(function: &Object, th: &mut Thread) {
    if th.raised_matches(&exceptions::SystemExit) {
        th.clear_raised();
        return;
    }
    let saved = th.take_raised();
    let message =
        function.repr(th).and_then(|name| Str::new(&format!("Exception ignored in thread started by {name}")));
    if message.is_err() {
        th.clear_raised();
    }
    if let Some(saved) = saved {
        let Raised = th.restore_raised(saved);
    }
    exceptions::write_unraisable_message(message.ok().as_deref(), th);
}

/// Starts a thread that calls a function; its id.
///
/// # Errors
/// `RuntimeError` if the system makes no thread; `PythonFinalizationError` when the interpreter ends.
pub fn start_thread(
    function: &Object,
    args: &Tuple,
    kwargs: Option<&Dict>,
    shared: Option<Arc<Shared>>,
    th: &mut Thread,
) -> PyResult<u64> {
    subinterp::require(Py_RTFLAGS_THREADS, "thread is", th)?;
    if th.interp().finalizing.get() {
        return Err(raise!(th, PythonFinalizationError, "can't create new thread at interpreter shutdown"));
    }
    let state = thread::new_state(th.interp());
    if state.is_null() {
        return Err(th.no_memory());
    }
    let joined = shared.clone();
    let boot = Boot { state, function: function.to_ref(), args: Ref::new(args), kwargs: kwargs.map(Ref::new), shared };
    let boot = Box::into_raw(Box::new(boot));
    let mut ident: libc::pthread_t = 0;
    // SAFETY: attributes of ours; the thread takes the box over if it is made.
    let error = unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        libc::pthread_attr_init(&raw mut attributes);
        if joined.is_none() {
            libc::pthread_attr_setdetachstate(&raw mut attributes, libc::PTHREAD_CREATE_DETACHED);
        }
        let size = super::state((*state).interp()).stack_size.load(Ordering::SeqCst);
        if size != 0 {
            libc::pthread_attr_setstacksize(&raw mut attributes, size);
        }
        let error = libc::pthread_create(&raw mut ident, &raw const attributes, bootstrap, boot.cast());
        libc::pthread_attr_destroy(&raw mut attributes);
        error
    };
    if error != 0 {
        // SAFETY: no thread has it.
        unsafe {
            drop(Box::from_raw(boot));
            thread::clear_state(&*state, th);
            thread::delete_state(state);
        }
        return Err(raise!(th, RuntimeError, "can't start new thread"));
    }
    if let Some(joined) = joined {
        // Before anybody can join: that takes the interpreter, which this thread holds.
        joined.joinable.store(ident, Ordering::SeqCst);
    }
    Ok(ident)
}

/// `start_new_thread`.
pub fn start_new(function: &Object, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult<u64> {
    if !function.is_callable() {
        return Err(raise!(th, TypeError, "first arg must be callable"));
    }
    let Some(args) = args.downcast::<Tuple>() else {
        return Err(raise!(th, TypeError, "2nd arg must be a tuple"));
    };
    let kwargs = match kwargs.map(|kwargs| kwargs.downcast::<Dict>()) {
        None => None,
        Some(Some(kwargs)) => Some(kwargs),
        Some(None) => return Err(raise!(th, TypeError, "optional 3rd arg must be a dictionary")),
    };
    let shown = Tuple::new(&[function, args, kwargs.map_or(none(), |kwargs| kwargs)])?;
    ks_runtime::state::audit::audit(c"_thread.start_new_thread", &shown, th)?;
    start_thread(function, args, kwargs, None, th)
}

/// `start_joinable_thread`.
pub fn start_joinable(function: &Object, handle: Option<&Object>, daemon: bool, th: &mut Thread) -> PyResult {
    if !function.is_callable() {
        return Err(raise!(th, TypeError, "thread function must be callable"));
    }
    let flag = Long::from_i64(i64::from(daemon))?;
    let shown = Tuple::new(&[function, &flag, handle.unwrap_or(none())])?;
    ks_runtime::state::audit::audit(c"_thread.start_joinable_thread", &shown, th)?;
    let handle = match handle {
        None => ThreadHandle::with(Shared::new(0, NOT_STARTED), th)?,
        Some(handle) => match handle.downcast::<ThreadHandle>() {
            Some(handle) => Ref::new(handle),
            None => return Err(raise!(th, TypeError, "'handle' must be a _ThreadHandle")),
        },
    };
    let shared = handle.share();
    let begun = shared.state.compare_exchange(NOT_STARTED, RUNNING, Ordering::SeqCst, Ordering::SeqCst);
    if begun.is_err() {
        return Err(raise!(th, RuntimeError, "thread already started"));
    }
    if !daemon {
        waited_for(th.interp()).push(shared.clone());
    }
    match start_thread(function, Tuple::empty(), None, Some(shared.clone()), th) {
        Ok(ident) => {
            shared.ident.store(ident, Ordering::SeqCst);
            Ok(handle.into_object())
        }
        Err(raised) => {
            waited_for(th.interp()).retain(|other| !Arc::ptr_eq(other, &shared));
            shared.state.store(NOT_STARTED, Ordering::SeqCst);
            Err(raised)
        }
    }
}

/// `_excepthook`: prints the exception that ended a thread; SystemExit is not reported.
pub fn excepthook(arguments: &Object, class: &'static Record, th: &mut Thread) -> PyResult<()> {
    let items = arguments.downcast::<Tuple>().filter(|args| std::ptr::eq(args.ob_type(), class.class()));
    let Some([exc_type, exc_value, exc_traceback, thread]) = items.map(Tuple::items) else {
        return Err(raise!(th, TypeError, "_thread.excepthook argument type must be ExceptHookArgs"));
    };
    if exc_type.is(&exceptions::SystemExit) {
        return Ok(());
    }
    let name = match &**thread {
        thread if thread.is(none()) => format!("{}", own_ident()),
        thread => match thread.get_attr_opt(&*Str::intern_str("_name")?, th)? {
            Some(name) => name.str(th)?.to_string_lossy().into_owned(),
            None => "<failed to get thread name>".to_owned(),
        },
    };
    let text = Str::new(&format!("Exception in thread {name}:\n"))?;
    exceptions::write_to_stderr(&text, th);
    let traceback = (!exc_traceback.is(none())).then_some(&**exc_traceback);
    exceptions::display_exception(exc_value, traceback, th);
    Ok(())
}
