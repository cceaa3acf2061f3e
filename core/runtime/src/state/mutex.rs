//! Locks that are one byte or one word: `PyMutex`, `PyEvent`, `_PyOnceFlag`, `_PyRecursiveMutex`, `_PyRWMutex`. Their bits
//! are those of `pycore_lock.h`, since inline functions of the headers take the free ones themselves.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::layout::{
    _Py_HAS_PARKED, _Py_LOCKED, _Py_ONCE_INITIALIZED, _Py_UNLOCKED, _PyOnceFlag, _PyRWMutex, _PyRecursiveMutex,
    PyEvent, PyMutex,
};
use crate::prelude::*;
use crate::state::lock::Wait;
use crate::state::parking::{self, Parked};

/// A lock is handed directly to a thread that has waited longer, lest others keep taking it first.
const PATIENCE: Duration = Duration::from_millis(1);

/// The thread id that recursive locks note.
fn own_ident() -> u64 {
    // SAFETY: only asks who is running.
    unsafe { libc::pthread_self() }
}

fn address<T>(place: &T) -> usize {
    std::ptr::from_ref(place) as usize
}

/// Sleeps at a byte while it is `seen`.
fn park_at(byte: &AtomicU8, seen: u8, timeout: Option<Duration>, argument: *mut c_void, detach: bool) -> Parked {
    parking::park(address(byte), || byte.load(Ordering::Relaxed) == seen, timeout, argument, detach)
}

fn replace(byte: &AtomicU8, old: u8, new: u8) -> bool {
    byte.compare_exchange(old, new, Ordering::SeqCst, Ordering::Relaxed).is_ok()
}

/// What a thread parks with at a mutex.
struct Turn {
    /// When it may be handed the lock.
    impatient_from: Instant,
    /// Whether it was.
    handed_over: bool,
}

/// `_PyMutex_LockTimed`: `timeout` of `None` waits for ever, of zero not at all. `interruptible`: a signal ends the wait.
pub fn lock(mutex: &PyMutex, timeout: Option<Duration>, detach: bool, interruptible: bool) -> Wait {
    let bits = &mutex._bits;
    let start = Instant::now();
    let deadline = timeout.and_then(|timeout| start.checked_add(timeout));
    let mut turn = Turn { impatient_from: start + PATIENCE, handed_over: false };
    let mut left = timeout;
    loop {
        let seen = bits.load(Ordering::Relaxed);
        if seen & _Py_LOCKED == 0 {
            if replace(bits, seen, seen | _Py_LOCKED) {
                return Wait::Acquired;
            }
            continue;
        }
        if left.is_some_and(|left| left.is_zero()) {
            return Wait::TimedOut;
        }
        let waited_for = seen | _Py_HAS_PARKED;
        if seen != waited_for && !replace(bits, seen, waited_for) {
            continue;
        }
        match park_at(bits, waited_for, left, (&raw mut turn).cast(), detach) {
            Parked::Woken if turn.handed_over => return Wait::Acquired,
            Parked::Woken | Parked::Changed => {}
            Parked::TimedOut => return Wait::TimedOut,
            Parked::Interrupted if interruptible => return Wait::Interrupted,
            Parked::Interrupted => {}
        }
        left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    }
}

/// `_PyMutex_TryUnlock`: false if the mutex is not locked.
pub fn unlock(mutex: &PyMutex) -> bool {
    let bits = &mutex._bits;
    loop {
        let seen = bits.load(Ordering::Relaxed);
        if seen & _Py_LOCKED == 0 {
            return false;
        }
        if seen & _Py_HAS_PARKED == 0 {
            if replace(bits, seen, _Py_UNLOCKED) {
                return true;
            }
            continue;
        }
        parking::unpark(address(bits), |turn, more| {
            let mut new = if more { _Py_HAS_PARKED } else { 0 };
            // SAFETY: those who park at a mutex hand over their `Turn`, which lives until they are woken.
            if let Some(turn) = turn.and_then(|turn| unsafe { turn.cast::<Turn>().as_mut() }) {
                turn.handed_over = Instant::now() > turn.impatient_from;
                if turn.handed_over {
                    new |= _Py_LOCKED;
                }
            }
            bits.store(new, Ordering::SeqCst);
        });
        return true;
    }
}

/// `_PyRecursiveMutex_IsLockedByCurrentThread`.
pub fn is_own(mutex: &_PyRecursiveMutex) -> bool {
    mutex.thread.load(Ordering::Relaxed) == own_ident()
}

/// `_PyRecursiveMutex_Lock`.
pub fn lock_recursive(mutex: &_PyRecursiveMutex) {
    if is_own(mutex) {
        mutex.level.fetch_add(1, Ordering::Relaxed);
        return;
    }
    lock(&mutex.mutex, None, true, false);
    mutex.thread.store(own_ident(), Ordering::Relaxed);
}

/// `_PyRecursiveMutex_Unlock`; false if this thread does not hold it.
pub fn unlock_recursive(mutex: &_PyRecursiveMutex) -> bool {
    if !is_own(mutex) {
        return false;
    }
    if mutex.level.load(Ordering::Relaxed) > 0 {
        mutex.level.fetch_sub(1, Ordering::Relaxed);
        return true;
    }
    mutex.thread.store(0, Ordering::Relaxed);
    unlock(&mutex.mutex)
}

/// `_PyEvent_IsSet`.
pub fn is_set(event: &PyEvent) -> bool {
    event.v.load(Ordering::SeqCst) == _Py_LOCKED
}

/// `_PyEvent_Notify`.
pub fn notify(event: &PyEvent) {
    if event.v.swap(_Py_LOCKED, Ordering::SeqCst) == _Py_HAS_PARKED {
        parking::unpark_all(address(&event.v));
    }
}

/// `PyEvent_WaitTimed`: whether the event is set; an interruption ends the wait, too.
pub fn wait_for(event: &PyEvent, timeout: Option<Duration>, detach: bool) -> bool {
    loop {
        match event.v.load(Ordering::SeqCst) {
            _Py_LOCKED => return true,
            _Py_UNLOCKED if !replace(&event.v, _Py_UNLOCKED, _Py_HAS_PARKED) => {}
            _ => {
                park_at(&event.v, _Py_HAS_PARKED, timeout, std::ptr::null_mut(), detach);
                return is_set(event);
            }
        }
    }
}

/// `_PyOnceFlag_CallOnceSlow`: runs the function unless it has succeeded already; others wait meanwhile. What it returns:
/// 0, or -1 when it failed, and the next caller tries again.
///
/// # Safety
/// The function may be called with that argument.
pub unsafe fn call_once(
    flag: &_PyOnceFlag,
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
) -> c_int {
    let bits = &flag.v;
    loop {
        let seen = bits.load(Ordering::SeqCst);
        if seen == _Py_ONCE_INITIALIZED {
            return 0;
        }
        if seen & _Py_LOCKED == 0 {
            if !replace(bits, seen, seen | _Py_LOCKED) {
                continue;
            }
            // SAFETY: the caller's promise.
            let result = unsafe { function(argument) };
            let new = if result < 0 { _Py_UNLOCKED } else { _Py_ONCE_INITIALIZED };
            if bits.swap(new, Ordering::SeqCst) & _Py_HAS_PARKED != 0 {
                parking::unpark_all(address(bits));
            }
            return result;
        }
        let waited_for = seen | _Py_HAS_PARKED;
        if seen == waited_for || replace(bits, seen, waited_for) {
            park_at(bits, waited_for, None, std::ptr::null_mut(), true);
        }
    }
}

const WRITE_LOCKED: usize = 1;
const WAITED_FOR: usize = 2;
const ONE_READER: usize = 4;

fn replace_word(mutex: &_PyRWMutex, old: usize, new: usize) -> bool {
    mutex.bits.compare_exchange(old, new, Ordering::SeqCst, Ordering::Relaxed).is_ok()
}

/// Sleeps until the lock may have become free.
fn park_at_word(mutex: &_PyRWMutex, seen: usize) {
    if seen & WAITED_FOR != 0 || replace_word(mutex, seen, seen | WAITED_FOR) {
        let waited_for = seen | WAITED_FOR;
        let is_unchanged = || mutex.bits.load(Ordering::Relaxed) == waited_for;
        parking::park(address(&mutex.bits), is_unchanged, None, std::ptr::null_mut(), true);
    }
}

/// `_PyRWMutex_RLock`: among readers; a writer that waits comes first.
pub fn lock_read(mutex: &_PyRWMutex) {
    loop {
        let seen = mutex.bits.load(Ordering::Relaxed);
        if seen & (WRITE_LOCKED | WAITED_FOR) != 0 {
            park_at_word(mutex, seen);
        } else if replace_word(mutex, seen, seen + ONE_READER) {
            return;
        }
    }
}

/// `_PyRWMutex_RUnlock`.
pub fn unlock_read(mutex: &_PyRWMutex) {
    let left = mutex.bits.fetch_sub(ONE_READER, Ordering::SeqCst) - ONE_READER;
    if left == WAITED_FOR {
        wake_one(mutex);
    }
}

/// Wakes whoever has waited longest; the mark stays if there are others.
fn wake_one(mutex: &_PyRWMutex) {
    parking::unpark(address(&mutex.bits), |_, more| {
        mutex.bits.store(if more { WAITED_FOR } else { 0 }, Ordering::SeqCst);
    });
}

/// `_PyRWMutex_Lock`: alone.
pub fn lock_write(mutex: &_PyRWMutex) {
    loop {
        let seen = mutex.bits.load(Ordering::Relaxed);
        if seen & !WAITED_FOR != 0 {
            park_at_word(mutex, seen);
        } else if replace_word(mutex, seen, seen | WRITE_LOCKED) {
            return;
        }
    }
}

/// `_PyRWMutex_Unlock`.
pub fn unlock_write(mutex: &_PyRWMutex) {
    if mutex.bits.swap(0, Ordering::SeqCst) & WAITED_FOR != 0 {
        // Readers may all go on; writers wait anew.
        parking::unpark_all(address(&mutex.bits));
    }
}

/// Whether a signal's handler raised while waiting for a mutex.
///
/// # Errors
/// What the handler raises.
pub fn lock_handling_signals(mutex: &PyMutex, th: &mut Thread) -> PyResult<()> {
    while lock(mutex, None, true, true) == Wait::Interrupted {
        crate::state::handle_signals(th)?;
    }
    Ok(())
}
