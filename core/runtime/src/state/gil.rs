//! The interpreter lock (GIL).
//!
//! A thread that waits longer than the switch interval asks the holder, through its breaker, to let go; the holder then
//! waits until somebody else has had the lock, so that a busy thread cannot take it straight back.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::breaker;
use crate::layout::PyThreadState;

/// The lock of one interpreter (or of all that share it).
pub struct Gil {
    /// Guards waiting and waking, not the lock itself.
    mutex: Mutex<()>,
    released: Condvar,
    switched: Condvar,
    locked: AtomicBool,
    /// The thread state that holds, or last held, the lock.
    holder: AtomicPtr<PyThreadState>,
    /// Counts changes of holder.
    switches: AtomicU64,
    /// Microseconds a waiter is patient.
    interval: AtomicU64,
}

impl Gil {
    /// An unlocked lock with CPython's interval of 5 ms.
    pub const fn new() -> Gil {
        Gil {
            mutex: Mutex::new(()),
            released: Condvar::new(),
            switched: Condvar::new(),
            locked: AtomicBool::new(false),
            holder: AtomicPtr::new(std::ptr::null_mut()),
            switches: AtomicU64::new(0),
            interval: AtomicU64::new(5000),
        }
    }

    fn guard(&self) -> MutexGuard<'_, ()> {
        self.mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The switch interval in microseconds.
    pub fn interval(&self) -> u64 {
        self.interval.load(Ordering::Relaxed)
    }

    /// Sets the switch interval in microseconds (at least 1).
    pub fn set_interval(&self, microseconds: u64) {
        self.interval.store(microseconds.max(1), Ordering::Relaxed);
    }

    /// Whether `thread` holds the lock now.
    pub fn is_held_by(&self, thread: *mut PyThreadState) -> bool {
        self.locked.load(Ordering::Relaxed) && self.holder.load(Ordering::Relaxed) == thread
    }

    /// Waits until the lock is `thread`'s.
    pub fn acquire(&self, thread: &PyThreadState) {
        let address = std::ptr::from_ref(thread).cast_mut();
        let mut guard = self.guard();
        while self.locked.load(Ordering::Relaxed) {
            let switches = self.switches.load(Ordering::Relaxed);
            let interval = Duration::from_micros(self.interval());
            let (next, timeout) = self.released.wait_timeout(guard, interval).unwrap_or_else(PoisonError::into_inner);
            guard = next;
            let unchanged = switches == self.switches.load(Ordering::Relaxed);
            if timeout.timed_out() && self.locked.load(Ordering::Relaxed) && unchanged {
                let holder = self.holder.load(Ordering::Relaxed);
                // SAFETY: while the lock is held its holder's state is alive, and the mutex keeps it from being released.
                if let Some(holder) = unsafe { holder.as_ref() } {
                    breaker::set(holder, breaker::_PY_GIL_DROP_REQUEST_BIT);
                }
            }
        }
        self.locked.store(true, Ordering::Release);
        if self.holder.swap(address, Ordering::Relaxed) != address {
            self.switches.fetch_add(1, Ordering::Relaxed);
        }
        self.switched.notify_one();
        drop(guard);
        breaker::clear(thread, breaker::_PY_GIL_DROP_REQUEST_BIT);
    }

    /// Lets go. `thread` is the holder, or `None` if its state is gone already.
    pub fn release(&self, thread: Option<&PyThreadState>) {
        let mut guard = self.guard();
        if let Some(thread) = thread {
            self.holder.store(std::ptr::from_ref(thread).cast_mut(), Ordering::Relaxed);
        }
        self.locked.store(false, Ordering::Release);
        self.released.notify_one();
        let Some(thread) = thread else { return };
        if !breaker::is_set(thread, breaker::_PY_GIL_DROP_REQUEST_BIT) {
            return;
        }
        breaker::clear(thread, breaker::_PY_GIL_DROP_REQUEST_BIT);
        let address = std::ptr::from_ref(thread).cast_mut();
        // Somebody asked for the lock: let them have it before we may want it again.
        while self.holder.load(Ordering::Relaxed) == address {
            guard = self.switched.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// In the child of `fork`: makes the lock new, held by `thread`.
    ///
    /// # Safety
    /// Only the forking thread exists, and it held the lock.
    pub unsafe fn after_fork(&self, thread: &PyThreadState) {
        // SAFETY: no other thread can see the parts being replaced.
        unsafe {
            let this = std::ptr::from_ref(self).cast_mut();
            (&raw mut (*this).mutex).write(Mutex::new(()));
            (&raw mut (*this).released).write(Condvar::new());
            (&raw mut (*this).switched).write(Condvar::new());
        }
        self.locked.store(true, Ordering::Release);
        self.holder.store(std::ptr::from_ref(thread).cast_mut(), Ordering::Relaxed);
        breaker::clear(thread, breaker::_PY_GIL_DROP_REQUEST_BIT);
    }
}

impl Default for Gil {
    fn default() -> Gil {
        Gil::new()
    }
}
