//! `lock` and `RLock`.

use std::cell::Cell;
use std::time::Duration;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;
use ks_runtime::state::lock::RawLock;

/// The longest time-out, in seconds (`TIMEOUT_MAX`).
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// The running thread's id.
pub fn own_ident() -> u64 {
    // SAFETY: only asks who is running.
    unsafe { libc::pthread_self() }
}

/// A time-out in seconds; negative numbers are `None`, for ever.
///
/// # Errors
/// `TypeError` for what is no number, `OverflowError`, `ValueError` for NaN.
pub fn seconds(object: &Object, th: &mut Thread) -> PyResult<Option<Duration>> {
    let value = match object.downcast::<Float>() {
        Some(value) => value.value(),
        None => match object.index(th)?.to_f64_opt() {
            Some(value) => value,
            None => return Err(raise!(th, OverflowError, "timestamp too large to convert to C PyTime_t")),
        },
    };
    if value.is_nan() {
        return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
    }
    if value.abs() > TIMEOUT_MAX {
        return Err(raise!(th, OverflowError, "timestamp out of range for platform time_t"));
    }
    Ok(Duration::try_from_secs_f64(value).ok())
}

/// The arguments of `acquire` as a time-out (`None`: for ever); zero does not wait.
///
/// # Errors
/// `ValueError` for a time-out without waiting, or a negative one; as [`seconds`].
pub fn timeout_of(blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<Option<Duration>> {
    let default = match timeout {
        None => true,
        Some(timeout) => match timeout.downcast::<Float>() {
            Some(value) => value.value() == -1.0,
            None => timeout.downcast::<Long>().is_some_and(|value| value.to_i64_opt() == Some(-1)),
        },
    };
    let given = match timeout {
        Some(timeout) if !default => Some(seconds(timeout, th)?),
        _ => None,
    };
    if !blocking {
        return match given {
            Some(_) => Err(raise!(th, ValueError, "can't specify a timeout for a non-blocking call")),
            None => Ok(Some(Duration::ZERO)),
        };
    }
    match given {
        None => Ok(None),
        Some(Some(timeout)) => Ok(Some(timeout)),
        Some(None) => Err(raise!(th, ValueError, "timeout value must be a non-negative number")),
    }
}

/// The fields of a lock.
#[repr(C)]
pub struct LockObject {
    ob_base: Object,
    lock: RawLock,
    weakreflist: Cell<*mut Object>,
    _reserved: Cell<usize>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for LockObject {}

object_type!(
    /// `_thread.lock`.
    pub struct Lock(LockObject): LOCK
);

/// A new lock, free.
pub fn new_lock() -> PyResult {
    Ok(ks_runtime::heap::new_object::<Lock>(&LOCK)?.into_object())
}

impl Lock {
    fn take(&self, blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        let timeout = timeout_of(blocking, timeout, th)?;
        self.layout().lock.acquire_timed(timeout, th)
    }

    fn give(&self, th: &mut Thread) -> PyResult<()> {
        if !self.layout().lock.is_held() {
            return Err(raise!(th, RuntimeError, "release unlocked lock"));
        }
        self.layout().lock.release();
        Ok(())
    }
}

#[pytype(
    static = LOCK,
    private,
    name = "_thread.lock",
    layout = LockObject,
    weaklistoffset = std::mem::offset_of!(LockObject, weakreflist),
    doc = "A lock: one thread at a time gets past acquire().\n\nacquire() -- take the lock, waiting for it if asked to\nrelease() -- let it go, whichever thread took it\nlocked() -- whether it is taken",
)]
impl Lock {
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "lock() takes no keyword arguments"));
        }
        if !args.is_empty() {
            return Err(raise!(th, TypeError, "lock expected 0 arguments, got {}", args.len()));
        }
        new_lock()
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            ks_runtime::heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self) -> String {
        let state = if self.layout().lock.is_held() { "locked" } else { "unlocked" };
        format!("<{state} {} object at {:p}>", self.ob_type().display_name(), self.as_ptr())
    }

    #[method(
        sig = "(blocking=True, timeout=-1)",
        doc = "Lock the lock, waiting for it up to timeout seconds if blocking; whether it was got."
    )]
    fn acquire(&self, blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        self.take(blocking, timeout, th)
    }

    #[method(sig = "(blocking=True, timeout=-1)", doc = "An old name of acquire().")]
    fn acquire_lock(&self, blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        self.take(blocking, timeout, th)
    }

    #[method(sig = "()", doc = "Release the lock.")]
    fn release(&self, th: &mut Thread) -> PyResult<()> {
        self.give(th)
    }

    #[method(sig = "()", doc = "An old name of release().")]
    fn release_lock(&self, th: &mut Thread) -> PyResult<()> {
        self.give(th)
    }

    #[method(sig = "()", doc = "Whether the lock is held.")]
    fn locked(&self) -> bool {
        self.layout().lock.is_held()
    }

    #[method(sig = "()", doc = "An old name of locked().")]
    fn locked_lock(&self) -> bool {
        self.layout().lock.is_held()
    }

    #[method(sig = "()", doc = "Lock the lock.")]
    fn __enter__(&self, th: &mut Thread) -> PyResult<bool> {
        self.take(true, None, th)
    }

    #[method(sig = "(*exc_info)", doc = "Release the lock.")]
    fn __exit__(&self, exc_info: &[&Object], th: &mut Thread) -> PyResult<()> {
        let _ = exc_info;
        self.give(th)
    }

    #[method(sig = "()", doc = "Make the lock free, in a forked child.")]
    fn _at_fork_reinit(&self) {
        self.layout().lock.reset();
    }
}

/// The fields of a recursive lock.
#[repr(C)]
pub struct RLockObject {
    ob_base: Object,
    lock: RawLock,
    owner: Cell<u64>,
    count: Cell<u64>,
    weakreflist: Cell<*mut Object>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for RLockObject {}

object_type!(
    /// `_thread.RLock`.
    pub struct RLock(RLockObject): RLOCK
);

impl RLock {
    fn is_own(&self) -> bool {
        let layout = self.layout();
        layout.count.get() > 0 && layout.owner.get() == own_ident()
    }

    fn take(&self, blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        let timeout = timeout_of(blocking, timeout, th)?;
        let layout = self.layout();
        if self.is_own() {
            layout.count.set(layout.count.get() + 1);
            return Ok(true);
        }
        let got = layout.lock.acquire_timed(timeout, th)?;
        if got {
            layout.owner.set(own_ident());
            layout.count.set(1);
        }
        Ok(got)
    }

    fn give(&self, th: &mut Thread) -> PyResult<()> {
        if !self.is_own() {
            return Err(raise!(th, RuntimeError, "cannot release un-acquired lock"));
        }
        let layout = self.layout();
        layout.count.set(layout.count.get() - 1);
        if layout.count.get() == 0 {
            layout.owner.set(0);
            layout.lock.release();
        }
        Ok(())
    }
}

#[pytype(
    static = RLOCK,
    private,
    name = "_thread.RLock",
    layout = RLockObject,
    flags(BASETYPE),
    weaklistoffset = std::mem::offset_of!(RLockObject, weakreflist),
)]
impl RLock {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        ty.alloc(0)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            ks_runtime::heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self) -> String {
        let layout = self.layout();
        let state = if layout.count.get() > 0 { "locked" } else { "unlocked" };
        let (owner, count) = (layout.owner.get(), layout.count.get());
        let name = self.ob_type().display_name();
        format!("<{state} {name} object owner={owner} count={count} at {:p}>", self.as_ptr())
    }

    #[method(
        sig = "(blocking=True, timeout=-1)",
        doc = "Lock the lock, once more if this thread has it; whether it was got."
    )]
    fn acquire(&self, blocking: bool, timeout: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        self.take(blocking, timeout, th)
    }

    #[method(sig = "()", doc = "Take back one acquire(); only the thread that has the lock may.")]
    fn release(&self, th: &mut Thread) -> PyResult<()> {
        self.give(th)
    }

    #[method(sig = "()", doc = "For Condition: whether this thread has the lock.")]
    fn _is_owned(&self) -> bool {
        self.is_own()
    }

    #[method(sig = "(state, /)", doc = "For Condition: take the lock as often as it was.")]
    fn _acquire_restore(&self, state: &Tuple, th: &mut Thread) -> PyResult<()> {
        let [count, owner] = state.items() else {
            let given = state.len();
            return Err(raise!(
                th,
                TypeError,
                "_acquire_restore() argument 1 must be sequence of length 2, not {given}"
            ));
        };
        let (count, owner) = (count.index(th)?.to_u64(th)?, owner.index(th)?.to_u64(th)?);
        let layout = self.layout();
        layout.lock.acquire_timed(None, th)?;
        layout.owner.set(owner);
        layout.count.set(count);
        Ok(())
    }

    #[method(sig = "()", doc = "For Condition: let the lock go entirely; how often it was taken, and by whom.")]
    fn _release_save(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        if layout.count.get() == 0 {
            return Err(raise!(th, RuntimeError, "cannot release un-acquired lock"));
        }
        let count = Long::from_u64(layout.count.replace(0))?.into_object();
        let owner = Long::from_u64(layout.owner.replace(0))?.into_object();
        layout.lock.release();
        Tuple::from_array([count, owner])
    }

    #[method(sig = "()", doc = "For tests: how often this thread has taken the lock.")]
    fn _recursion_count(&self) -> u64 {
        if self.is_own() { self.layout().count.get() } else { 0 }
    }

    #[method(sig = "()", doc = "Lock the lock.")]
    fn __enter__(&self, th: &mut Thread) -> PyResult<bool> {
        self.take(true, None, th)
    }

    #[method(sig = "(*exc_info)", doc = "Release the lock.")]
    fn __exit__(&self, exc_info: &[&Object], th: &mut Thread) -> PyResult<()> {
        let _ = exc_info;
        self.give(th)
    }

    #[method(sig = "()", doc = "Make the lock free, in a forked child.")]
    fn _at_fork_reinit(&self) {
        let layout = self.layout();
        layout.lock.reset();
        layout.owner.set(0);
        layout.count.set(0);
    }
}
