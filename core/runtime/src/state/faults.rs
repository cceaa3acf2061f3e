//! The fault handler: Python stacks printed when a signal ends the process, when a signal asks for it, or after a time.
//!
//! Signal handlers belong to the process, so this state does, too. Handlers touch nothing but atomics and what
//! [`super::dump`] reads.

use std::cell::UnsafeCell;
use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::dump::{Out, dump_extension_modules, dump_stack, dump_threads};
use super::interp::Interp;
use super::signals::NSIG;
use super::thread::gilstate;
use crate::prelude::*;

/// Signals that end the process, the most interesting last: then its handler is the first to be put back.
const FATAL: [(c_int, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// Where and how a handler prints.
struct Target {
    enabled: AtomicBool,
    fd: AtomicI32,
    all_threads: AtomicBool,
    /// Kept so that its descriptor stays open.
    file: Field,
}

impl Target {
    const NONE: Target = Target {
        enabled: AtomicBool::new(false),
        fd: AtomicI32::new(-1),
        all_threads: AtomicBool::new(false),
        file: Field::NULL,
    };

    fn set(&self, fd: c_int, all_threads: bool, file: Option<Ref>, th: &mut Thread) {
        self.fd.store(fd, Ordering::SeqCst);
        self.all_threads.store(all_threads, Ordering::SeqCst);
        self.file.set(file, th);
    }

    fn dump(&self) {
        static BUSY: AtomicBool = AtomicBool::new(false);
        if BUSY.swap(true, Ordering::SeqCst) {
            return;
        }
        let out = Out(self.fd.load(Ordering::SeqCst));
        let state = gilstate();
        // SAFETY: this native thread's own state, if it has one; a signal has interrupted the thread that would change it.
        unsafe {
            if self.all_threads.load(Ordering::SeqCst) {
                let _ = dump_threads(out, None, state);
            } else if let Some(state) = state.as_ref() {
                dump_stack(out, state, true);
            }
        }
        BUSY.store(false, Ordering::SeqCst);
    }
}

/// The handler that was there before, while ours is installed.
struct Previous(UnsafeCell<Option<libc::sigaction>>);
// SAFETY: written under the interpreter lock while our handler is not installed; handlers only read.
unsafe impl Sync for Previous {}

impl Previous {
    const NONE: Previous = Previous(UnsafeCell::new(None));

    /// Installs `action` and keeps what was there.
    fn install(&self, signal: c_int, action: &libc::sigaction) -> bool {
        // SAFETY: a struct that the call fills; see above for the cell.
        unsafe {
            let mut old: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(signal, action, &raw mut old) != 0 {
                return false;
            }
            *self.0.get() = Some(old);
        }
        true
    }

    /// Puts back what was there.
    fn put_back(&self, signal: c_int) {
        // SAFETY: see above.
        unsafe {
            if let Some(old) = &*self.0.get() {
                libc::sigaction(signal, old, std::ptr::null_mut());
            }
        }
    }
}

fn action(handler: extern "C" fn(c_int), flags: c_int) -> libc::sigaction {
    // SAFETY: all-zero is a valid struct; its mask is made empty.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as libc::sighandler_t;
        libc::sigemptyset(&raw mut action.sa_mask);
        action.sa_flags = flags | libc::SA_ONSTACK;
        action
    }
}

static FAULTS: Target = Target::NONE;
static FATAL_PREVIOUS: [Previous; FATAL.len()] = [Previous::NONE; FATAL.len()];

/// A signal of `faulthandler.register`.
struct UserSignal {
    target: Target,
    chain: AtomicBool,
    previous: Previous,
}

static USER: [UserSignal; NSIG] =
    [const { UserSignal { target: Target::NONE, chain: AtomicBool::new(false), previous: Previous::NONE } }; NSIG];

/// Runs `body` and leaves the error number as it was, for the interrupted code.
fn keeping_errno(body: impl FnOnce()) {
    // SAFETY: reads and writes the thread's error number.
    unsafe {
        let errno = *libc::__errno_location();
        body();
        *libc::__errno_location() = errno;
    }
}

extern "C" fn on_fault(signal: c_int) {
    if !FAULTS.enabled.load(Ordering::SeqCst) {
        return;
    }
    let known = FATAL.iter().zip(&FATAL_PREVIOUS).find(|((number, _), _)| *number == signal);
    // First, so that a fault in here ends the process.
    if let Some((_, previous)) = known {
        previous.put_back(signal);
    }
    keeping_errno(|| {
        let out = Out(FAULTS.fd.load(Ordering::SeqCst));
        out.text("Fatal Python error: ");
        out.text(known.map_or("unexpected signal", |((_, name), _)| name));
        out.text("\n\n");
        FAULTS.dump();
        // SAFETY: this thread's own state, or null.
        let interp = unsafe { gilstate().as_ref() }.map(|state| state.interp()).or_else(Interp::main);
        if let Some(interp) = interp {
            // SAFETY: the process is about to die.
            unsafe { dump_extension_modules(out, interp) };
        }
    });
    // SAFETY: the signal again, for the handler that was there before: a core dump, or another tool's.
    unsafe { libc::raise(signal) };
}

extern "C" fn on_user_signal(signal: c_int) {
    let Some(user) = usize::try_from(signal).ok().and_then(|signal| USER.get(signal)) else { return };
    if !user.target.enabled.load(Ordering::SeqCst) {
        return;
    }
    keeping_errno(|| {
        user.target.dump();
        if user.chain.load(Ordering::SeqCst) {
            user.previous.put_back(signal);
            // SAFETY: the signal again, for the handler that was there before.
            unsafe {
                libc::raise(signal);
                libc::sigaction(signal, &user_action(true), std::ptr::null_mut());
            }
        }
    });
}

fn user_action(chain: bool) -> libc::sigaction {
    // Interrupted system calls go on. With a chain, the signal must come through while its handler runs.
    action(on_user_signal, if chain { libc::SA_NODEFER } else { libc::SA_RESTART })
}

/// The stack that handlers run on, so that they can when the thread's own is exhausted.
struct AlternateStack(Mutex<Option<Box<[u8]>>>);
static STACK: AlternateStack = AlternateStack(Mutex::new(None));

fn use_alternate_stack() {
    let mut stack = STACK.0.lock().unwrap_or_else(PoisonError::into_inner);
    if stack.is_some() {
        return;
    }
    // SAFETY: asks the system; the stack lives until it is taken back.
    unsafe {
        let size = libc::SIGSTKSZ.max(libc::getauxval(libc::AT_MINSIGSTKSZ) as usize) * 8;
        let mut memory = vec![0; size].into_boxed_slice();
        let new = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: size };
        if libc::sigaltstack(&raw const new, std::ptr::null_mut()) == 0 {
            *stack = Some(memory);
        }
    }
}

/// Prints stacks to `fd` when a signal ends the process; false, with the error number set, if the system refuses.
pub fn enable(fd: c_int, all_threads: bool, file: Option<Ref>, th: &mut Thread) -> bool {
    FAULTS.set(fd, all_threads, file, th);
    if FAULTS.enabled.swap(true, Ordering::SeqCst) {
        return true;
    }
    use_alternate_stack();
    let action = action(on_fault, libc::SA_NODEFER);
    FATAL.iter().zip(&FATAL_PREVIOUS).all(|((signal, _), previous)| previous.install(*signal, &action))
}

/// Whether [`enable`] is in force.
pub fn is_enabled() -> bool {
    FAULTS.enabled.load(Ordering::SeqCst)
}

/// Puts the handlers back that were there before [`enable`]; whether it was in force. Touches no object.
pub fn restore_fatal() -> bool {
    let enabled = FAULTS.enabled.swap(false, Ordering::SeqCst);
    if enabled {
        for ((signal, _), previous) in FATAL.iter().zip(&FATAL_PREVIOUS) {
            previous.put_back(*signal);
        }
    }
    enabled
}

/// Undoes [`enable`]; whether it was in force.
pub fn disable(th: &mut Thread) -> bool {
    let enabled = restore_fatal();
    FAULTS.file.set(None, th);
    enabled
}

/// Whether a signal is one of those that [`enable`] handles.
pub fn is_fatal(signal: c_int) -> bool {
    FATAL.iter().any(|(number, _)| *number == signal)
}

/// Prints stacks when a signal comes, and lets its former handler run if `chain`; false, with the error number set, if the
/// system refuses. The signal's number is in range.
pub fn register(signal: c_int, (fd, file): (c_int, Option<Ref>), all: bool, chain: bool, th: &mut Thread) -> bool {
    let Some(user) = usize::try_from(signal).ok().and_then(|signal| USER.get(signal)) else { return false };
    use_alternate_stack();
    if !user.target.enabled.load(Ordering::SeqCst) && !user.previous.install(signal, &user_action(chain)) {
        return false;
    }
    user.target.set(fd, all, file, th);
    user.chain.store(chain, Ordering::SeqCst);
    user.target.enabled.store(true, Ordering::SeqCst);
    true
}

/// Undoes [`register`]; whether it was in force.
pub fn unregister(signal: c_int, th: &mut Thread) -> bool {
    let Some(user) = usize::try_from(signal).ok().and_then(|signal| USER.get(signal)) else { return false };
    let enabled = user.target.enabled.swap(false, Ordering::SeqCst);
    if enabled {
        user.previous.put_back(signal);
        user.target.file.set(None, th);
        user.target.fd.store(-1, Ordering::SeqCst);
    }
    enabled
}

/// What the watchdog thread is told.
pub struct Watch {
    pub fd: c_int,
    pub file: Option<Ref>,
    pub timeout: Duration,
    pub repeat: bool,
    /// Whether to end the process afterwards.
    pub exit: bool,
    /// Printed above the stacks.
    pub header: String,
    pub interp: &'static Interp,
}

struct Watchdog {
    cancelled: Arc<(Mutex<bool>, Condvar)>,
    thread: JoinHandle<()>,
    /// The process that has the thread: a forked child has not.
    process: u32,
    file: Option<Ref>,
}

static WATCHDOG: Mutex<Option<Watchdog>> = Mutex::new(None);

/// Prints the stacks of all threads after a time, again and again if told so, in a thread of its own that needs no
/// interpreter; false if there can be no such thread.
pub fn dump_later(mut watch: Watch) -> bool {
    cancel_dump_later();
    let cancelled = Arc::new((Mutex::new(false), Condvar::new()));
    let (file, shared) = (watch.file.take(), cancelled.clone());
    match std::thread::Builder::new().spawn(move || watch_over(&watch, &shared)) {
        Ok(thread) => {
            let watchdog = Watchdog { cancelled, thread, process: std::process::id(), file };
            *WATCHDOG.lock().unwrap_or_else(PoisonError::into_inner) = Some(watchdog);
            true
        }
        Err(_) => false,
    }
}

fn watch_over(watch: &Watch, (flag, changed): &(Mutex<bool>, Condvar)) {
    // SAFETY: blocks all signals in this thread: they are the other threads' business.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, std::ptr::null_mut());
    }
    loop {
        let cancelled = flag.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(cancelled, watch.timeout, |cancelled| !*cancelled);
        if *waited.unwrap_or_else(PoisonError::into_inner).0 {
            return;
        }
        let out = Out(watch.fd);
        out.text(&watch.header);
        // SAFETY: the other threads run on; what is printed of them may be a moment old.
        let printed = unsafe { dump_threads(out, Some(watch.interp), std::ptr::null_mut()) };
        if watch.exit {
            // SAFETY: ends the process.
            unsafe { libc::_exit(1) };
        }
        if printed.is_err() || !watch.repeat {
            return;
        }
    }
}

/// Undoes [`dump_later`].
pub fn cancel_dump_later() {
    let watchdog = WATCHDOG.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(Watchdog { cancelled, thread, process, file }) = watchdog else { return };
    if process == std::process::id() {
        *cancelled.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        cancelled.1.notify_all();
        // It panics nowhere; and if it did, it would be over.
        let _ = thread.join();
    } else {
        std::mem::forget(thread);
    }
    drop(file);
}

/// At the interpreter's end: undoes everything.
pub fn finish(th: &mut Thread) {
    cancel_dump_later();
    for signal in 1..NSIG as c_int {
        unregister(signal, th);
    }
    disable(th);
    if let Some(memory) = STACK.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // SAFETY: takes the stack back before its memory goes, unless somebody has set another meanwhile.
        unsafe {
            let mut now: libc::stack_t = std::mem::zeroed();
            let known =
                libc::sigaltstack(std::ptr::null(), &raw mut now) == 0 && now.ss_sp == memory.as_ptr() as *mut _;
            if known {
                now.ss_flags = libc::SS_DISABLE;
                libc::sigaltstack(&raw const now, std::ptr::null_mut());
            }
        }
    }
}
