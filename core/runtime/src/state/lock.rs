//! The lock of Python programs: may be released by another thread than its holder, and waited for with a time-out.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::prelude::*;

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and somebody may wait.
const CONTENDED: u32 = 2;

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    Acquired,
    TimedOut,
    /// A signal came.
    Interrupted,
}

/// A lock on a futex.
#[derive(Default)]
pub struct RawLock(AtomicU32);

impl RawLock {
    pub const fn new() -> RawLock {
        RawLock(AtomicU32::new(FREE))
    }

    /// Takes the lock if it is free.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.0.compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Whether somebody holds it.
    #[inline]
    pub fn is_held(&self) -> bool {
        self.0.load(Ordering::Relaxed) != FREE
    }

    /// Lets the lock go, whoever took it.
    #[inline]
    pub fn release(&self) {
        if self.0.swap(FREE, Ordering::Release) == CONTENDED {
            // SAFETY: the word's address; waking needs nothing else.
            unsafe {
                libc::syscall(libc::SYS_futex, self.0.as_ptr(), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, 1);
            }
        }
    }

    /// Makes the lock free, in the child of `fork`.
    pub fn reset(&self) {
        self.0.store(FREE, Ordering::SeqCst);
    }

    /// Waits for the lock until `deadline` (`None`: for ever); ends early when a signal comes, if asked to.
    pub fn wait(&self, deadline: Option<Instant>, interruptible: bool) -> Wait {
        while self.0.swap(CONTENDED, Ordering::Acquire) != FREE {
            let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            let timeout = match deadline {
                None => std::ptr::null(),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Wait::TimedOut;
                    }
                    time.tv_sec = left.as_secs() as i64;
                    time.tv_nsec = i64::from(left.subsec_nanos());
                    &raw const time
                }
            };
            let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
            // SAFETY: the word's address, and a time that lives until the call is over.
            let result = unsafe { libc::syscall(libc::SYS_futex, self.0.as_ptr(), operation, CONTENDED, timeout) };
            // SAFETY: this thread's own.
            if result < 0 && interruptible && unsafe { *libc::__errno_location() } == libc::EINTR {
                return Wait::Interrupted;
            }
        }
        Wait::Acquired
    }

    /// Waits without the interpreter; handlers of signals that come meanwhile run, and may raise.
    ///
    /// # Errors
    /// What a signal's handler raises; the lock is not taken then.
    pub fn acquire_timed(&self, timeout: Option<Duration>, th: &mut Thread) -> PyResult<bool> {
        if self.try_acquire() {
            return Ok(true);
        }
        if timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Ok(false);
        }
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            match th.allow_threads(|| self.wait(deadline, true)) {
                Wait::Acquired => return Ok(true),
                Wait::TimedOut => return Ok(false),
                Wait::Interrupted => super::handle_signals(th)?,
            }
        }
    }
}
