//! `pythread.h`: locks, thread ids, thread-specific storage.

use std::ffi::{c_int, c_longlong, c_ulong, c_void};
use std::time::{Duration, Instant};

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
