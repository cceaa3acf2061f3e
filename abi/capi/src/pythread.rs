//! `pythread.h`: locks, thread ids, thread-specific storage.

use std::ffi::{c_int, c_longlong, c_ulong, c_ulonglong, c_void};
use std::time::{Duration, Instant};

use ks_runtime::prelude::*;
use ks_runtime::state::Interp;
use ks_runtime::state::lock::{RawLock, Wait};

/// A new lock, free.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_allocate_lock() -> *mut RawLock {
    Box::into_raw(Box::new(RawLock::new()))
}

/// Frees a lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_free_lock(lock: *mut RawLock) {
    // SAFETY: a lock of `PyThread_allocate_lock` that nobody uses any more.
    drop(unsafe { Box::from_raw(lock) });
}

/// Takes a lock, waiting for it unless `wait` is 0; whether it was got.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_acquire_lock(lock: &RawLock, wait: c_int) -> c_int {
    c_int::from(lock.try_acquire() || (wait != 0 && lock.wait(None, false) == Wait::Acquired))
}

/// Takes a lock, waiting up to so many microseconds (negative: for ever): 0 no, 1 yes, 2 interrupted by a signal.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_acquire_lock_timed(lock: &RawLock, microseconds: c_longlong, interruptible: c_int) -> c_int {
    if lock.try_acquire() {
        return 1;
    }
    let deadline = match u64::try_from(microseconds) {
        Ok(0) => return 0,
        Ok(limit) => Instant::now().checked_add(Duration::from_micros(limit)),
        Err(_) => None,
    };
    match lock.wait(deadline, interruptible != 0) {
        Wait::Acquired => 1,
        Wait::TimedOut => 0,
        Wait::Interrupted => 2,
    }
}

/// Lets a lock go.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_release_lock(lock: &RawLock) {
    lock.release();
}

/// The running thread's id.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_thread_ident() -> c_ulong {
    // SAFETY: only asks who is running.
    unsafe { libc::pthread_self() }
}

/// The system's id of the running thread.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_thread_native_id() -> c_ulong {
    // SAFETY: only asks who is running.
    unsafe { libc::syscall(libc::SYS_gettid) as c_ulong }
}

/// Nothing is to be prepared.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_init_thread() {}

/// `Py_tss_t`.
#[repr(C)]
pub struct Py_tss_t {
    is_initialized: c_int,
    key: libc::pthread_key_t,
}

/// A new key, not created yet.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_alloc() -> *mut Py_tss_t {
    // SAFETY: memory of the struct's size, or null.
    unsafe {
        let key = libc::calloc(1, size_of::<Py_tss_t>());
        key.cast()
    }
}

/// Deletes and frees a key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_free(key: *mut Py_tss_t) {
    // SAFETY: null, or a key of `PyThread_tss_alloc`.
    unsafe {
        if let Some(live) = key.as_mut() {
            PyThread_tss_delete(live);
        }
        libc::free(key.cast::<c_void>());
    }
}

/// Whether a key is created.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_is_created(key: &Py_tss_t) -> c_int {
    c_int::from(key.is_initialized != 0)
}

/// Creates a key, if it is not; -1 for failure.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_create(key: &mut Py_tss_t) -> c_int {
    if key.is_initialized != 0 {
        return 0;
    }
    // SAFETY: room for the key.
    if unsafe { libc::pthread_key_create(&raw mut key.key, None) } != 0 {
        return -1;
    }
    key.is_initialized = 1;
    0
}

/// Deletes a key, if it is created.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_delete(key: &mut Py_tss_t) {
    if key.is_initialized != 0 {
        // SAFETY: a created key.
        unsafe { libc::pthread_key_delete(key.key) };
        key.is_initialized = 0;
    }
}

/// Sets the thread's value of a key; -1 for failure.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_set(key: &Py_tss_t, value: *mut c_void) -> c_int {
    // SAFETY: a created key.
    if unsafe { libc::pthread_setspecific(key.key, value) } == 0 { 0 } else { -1 }
}

/// The thread's value of a key.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_get(key: &Py_tss_t) -> *mut c_void {
    // SAFETY: a created key.
    unsafe { libc::pthread_getspecific(key.key) }
}

/// An old name of [`PyThread_get_thread_ident`].
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_thread_ident_ex() -> c_ulonglong {
    PyThread_get_thread_ident()
}

/// Ends the thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_exit_thread() -> ! {
    // SAFETY: the caller wants this.
    unsafe { libc::pthread_exit(std::ptr::null_mut()) }
}

/// A function for a new thread, with its argument.
struct Start {
    function: unsafe extern "C" fn(*mut c_void),
    argument: *mut c_void,
}

extern "C" fn run(start: *mut c_void) -> *mut c_void {
    // SAFETY: the box that `start` made for this thread.
    unsafe {
        let Start { function, argument } = *Box::from_raw(start.cast::<Start>());
        function(argument);
    }
    std::ptr::null_mut()
}

/// Starts a thread that does not hold the interpreter; its id.
unsafe fn start(function: unsafe extern "C" fn(*mut c_void), argument: *mut c_void, detached: bool) -> Option<c_ulong> {
    let start = Box::into_raw(Box::new(Start { function, argument }));
    let mut thread: libc::pthread_t = 0;
    // SAFETY: attributes of ours; the thread takes the box over if it is made.
    unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_attr_init(&raw mut attributes) != 0 {
            drop(Box::from_raw(start));
            return None;
        }
        let size = interp().map_or(0, ks_modules::_thread::stack_size_of_new_threads);
        if size != 0 {
            libc::pthread_attr_setstacksize(&raw mut attributes, size);
        }
        if detached {
            libc::pthread_attr_setdetachstate(&raw mut attributes, libc::PTHREAD_CREATE_DETACHED);
        }
        let error = libc::pthread_create(&raw mut thread, &raw const attributes, run, start.cast());
        libc::pthread_attr_destroy(&raw mut attributes);
        if error != 0 {
            drop(Box::from_raw(start));
            return None;
        }
    }
    Some(thread)
}

/// Starts a thread; its id, or all ones (`PYTHREAD_INVALID_THREAD_ID`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_start_new_thread(
    function: unsafe extern "C" fn(*mut c_void),
    argument: *mut c_void,
) -> c_ulong {
    // SAFETY: the caller passes a function and its argument.
    unsafe { start(function, argument, true) }.unwrap_or(c_ulong::MAX)
}

/// Starts a thread that must be joined or detached; -1 for failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_start_joinable_thread(
    function: unsafe extern "C" fn(*mut c_void),
    argument: *mut c_void,
    ident: *mut c_ulonglong,
    handle: *mut usize,
) -> c_int {
    // SAFETY: the caller passes a function, its argument and two places.
    unsafe {
        let Some(thread) = start(function, argument, false) else { return -1 };
        *ident = thread;
        *handle = thread as usize;
    }
    0
}

/// Waits for the end of a joinable thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_join_thread(handle: usize) -> c_int {
    // SAFETY: the caller passes a handle that it uses up.
    unsafe { libc::pthread_join(handle as libc::pthread_t, std::ptr::null_mut()) }
}

/// Lets a joinable thread go.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_detach_thread(handle: usize) -> c_int {
    // SAFETY: the caller passes a handle that it uses up.
    unsafe { libc::pthread_detach(handle as libc::pthread_t) }
}

/// The interpreter of the running thread, or else the main one, if there is one yet.
fn interp() -> Option<&'static Interp> {
    // SAFETY: the running thread's own state, or null.
    unsafe { Thread::current_ptr().as_ref() }.map(|thread| thread.interp()).or_else(Interp::main)
}

/// The stack size of new threads in bytes, 0 for the system's.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_stacksize() -> usize {
    interp().map_or(0, ks_modules::_thread::stack_size_of_new_threads)
}

/// Sets it; -1 if it is too small.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_set_stacksize(size: usize) -> c_int {
    if interp().is_some_and(|interp| ks_modules::_thread::set_stack_size(interp, size)) { 0 } else { -1 }
}

/// `sys.thread_info`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_GetInfo() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let name = Str::intern_str("thread_info")?;
    let found = match th.interp().sysdict.get() {
        Some(sys) => sys.get_str(&name, th)?,
        None => None,
    };
    found.ok_or_else(|| raise!(th, RuntimeError, "lost sys.thread_info"))
}

/// The time-out of a method `acquire(blocking, timeout)`, in microseconds, at its place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_ParseTimeoutArg(
    argument: Option<&Object>,
    blocking: c_int,
    timeout: *mut c_longlong,
) -> c_int {
    // SAFETY: called by C with the interpreter held and a place.
    unsafe {
        let th = Thread::enter();
        let argument = argument.filter(|argument| !argument.is(none()));
        match ks_modules::_thread::timeout_of(blocking != 0, argument, th) {
            Ok(None) => *timeout = -1,
            // Rounded up, so that no wait ends early.
            Ok(Some(time)) => *timeout = time.as_nanos().div_ceil(1000) as c_longlong,
            Err(Raised) => return -1,
        }
    }
    0
}

/// Takes a lock, running the handlers of signals that come meanwhile: 0 no, 1 yes, 2 a handler raised.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_acquire_lock_timed_with_retries(lock: &RawLock, microseconds: c_longlong) -> c_int {
    let timeout = u64::try_from(microseconds).ok().map(Duration::from_micros);
    // SAFETY: called by C with the interpreter held.
    match lock.acquire_timed(timeout, unsafe { Thread::enter() }) {
        Ok(got) => c_int::from(got),
        Err(Raised) => 2,
    }
}

// The older keys of thread-specific storage, which are numbers.

/// A new key; -1 for failure.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_create_key() -> c_int {
    let mut key: libc::pthread_key_t = 0;
    // SAFETY: room for the key.
    if unsafe { libc::pthread_key_create(&raw mut key, None) } != 0 {
        return -1;
    }
    match c_int::try_from(key) {
        Ok(key) => key,
        Err(_) => {
            // SAFETY: the key just made.
            unsafe { libc::pthread_key_delete(key) };
            -1
        }
    }
}

/// Deletes a key.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_delete_key(key: c_int) {
    // SAFETY: the system checks the key.
    unsafe { libc::pthread_key_delete(key as libc::pthread_key_t) };
}

/// Forgets the thread's value of a key.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_delete_key_value(key: c_int) {
    PyThread_set_key_value(key, std::ptr::null_mut());
}

/// Sets the thread's value of a key; -1 for failure.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_set_key_value(key: c_int, value: *mut c_void) -> c_int {
    // SAFETY: the system checks the key.
    if unsafe { libc::pthread_setspecific(key as libc::pthread_key_t, value) } == 0 { 0 } else { -1 }
}

/// The thread's value of a key.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_key_value(key: c_int) -> *mut c_void {
    // SAFETY: the system checks the key.
    unsafe { libc::pthread_getspecific(key as libc::pthread_key_t) }
}

/// Keys outlive `fork`.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_ReInitTLS() {}
