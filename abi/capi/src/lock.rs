//! `cpython/lock.h`, `pycore_lock.h`, `pycore_parking_lot.h`, `pycore_semaphore.h`: locks of one byte or word, sleeping at
//! addresses.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ks_layout::{_PyOnceFlag, _PyRWMutex, _PyRecursiveMutex, PyEvent, PyMutex, PyTime_t};
use ks_runtime::prelude::*;
use ks_runtime::state::parking::{self, Parked};
use ks_runtime::state::{mutex, thread};
use ks_runtime::unwritten::fatal;

/// A negative number of nanoseconds waits for ever.
fn timeout(nanoseconds: PyTime_t) -> Option<Duration> {
    u64::try_from(nanoseconds).ok().map(Duration::from_nanos)
}

#[unsafe(no_mangle)]
pub extern "C" fn PyMutex_Lock(lock: &PyMutex) {
    mutex::lock(lock, None, true, false);
}

#[unsafe(no_mangle)]
pub extern "C" fn PyMutex_Unlock(lock: &PyMutex) {
    if !mutex::unlock(lock) {
        fatal("unlocking mutex that is not locked");
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyEvent_IsSet(event: &PyEvent) -> c_int {
    c_int::from(mutex::is_set(event))
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyEvent_Notify(event: &PyEvent) {
    mutex::notify(event);
}

#[unsafe(no_mangle)]
pub extern "C" fn PyEvent_Wait(event: &PyEvent) {
    while !mutex::wait_for(event, None, true) {}
}

#[unsafe(no_mangle)]
pub extern "C" fn PyEvent_WaitTimed(event: &PyEvent, nanoseconds: PyTime_t, detach: c_int) -> c_int {
    c_int::from(mutex::wait_for(event, timeout(nanoseconds), detach != 0))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyOnceFlag_CallOnceSlow(
    flag: &_PyOnceFlag,
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the caller passes a function and its argument.
    unsafe { mutex::call_once(flag, function, argument) }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRecursiveMutex_IsLockedByCurrentThread(lock: &_PyRecursiveMutex) -> c_int {
    c_int::from(mutex::is_own(lock))
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRecursiveMutex_Lock(lock: &_PyRecursiveMutex) {
    mutex::lock_recursive(lock);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRecursiveMutex_Unlock(lock: &_PyRecursiveMutex) {
    if !mutex::unlock_recursive(lock) {
        fatal("unlocking a recursive mutex that is not owned by the current thread");
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRWMutex_RLock(lock: &_PyRWMutex) {
    mutex::lock_read(lock);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRWMutex_RUnlock(lock: &_PyRWMutex) {
    mutex::unlock_read(lock);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRWMutex_Lock(lock: &_PyRWMutex) {
    mutex::lock_write(lock);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyRWMutex_Unlock(lock: &_PyRWMutex) {
    mutex::unlock_write(lock);
}

/// `_PySeqLock`: even when unlocked; each writing moves on by two.
#[repr(C)]
pub struct _PySeqLock {
    sequence: AtomicU32,
}

impl _PySeqLock {
    /// The next even number, once there is one.
    fn even(&self) -> u32 {
        loop {
            let sequence = self.sequence.load(Ordering::Acquire);
            if sequence & 1 == 0 {
                return sequence;
            }
            std::thread::yield_now();
        }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_LockWrite(lock: &_PySeqLock) {
    loop {
        let sequence = lock.even();
        if lock.sequence.compare_exchange(sequence, sequence + 1, Ordering::SeqCst, Ordering::Relaxed).is_ok() {
            // What the writer writes must not be seen before the odd number.
            std::sync::atomic::fence(Ordering::Release);
            return;
        }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_UnlockWrite(lock: &_PySeqLock) {
    lock.sequence.fetch_add(1, Ordering::SeqCst);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_AbandonWrite(lock: &_PySeqLock) {
    lock.sequence.fetch_sub(1, Ordering::SeqCst);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_BeginRead(lock: &_PySeqLock) -> u32 {
    lock.even()
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_EndRead(lock: &_PySeqLock, previous: u32) -> c_int {
    std::sync::atomic::fence(Ordering::Acquire);
    if lock.sequence.load(Ordering::Relaxed) == previous {
        return 1;
    }
    std::thread::yield_now();
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn _PySeqLock_AfterFork(lock: &_PySeqLock) -> c_int {
    if lock.sequence.load(Ordering::SeqCst) & 1 == 0 {
        return 0;
    }
    lock.sequence.store(0, Ordering::SeqCst);
    1
}

/// `Py_PARK_*`.
fn park_status(parked: Parked) -> c_int {
    match parked {
        Parked::Woken => 0,
        Parked::Changed => -1,
        Parked::TimedOut => -2,
        Parked::Interrupted => -3,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyParkingLot_Park(
    address: *const c_void,
    expected: *const c_void,
    size: usize,
    nanoseconds: PyTime_t,
    argument: *mut c_void,
    detach: c_int,
) -> c_int {
    // SAFETY: the caller passes two places of that many bytes, the first of which is written atomically.
    let is_unchanged = || unsafe {
        match size {
            1 => address.cast::<u8>().read_volatile() == *expected.cast::<u8>(),
            2 => address.cast::<u16>().read_volatile() == *expected.cast::<u16>(),
            4 => address.cast::<u32>().read_volatile() == *expected.cast::<u32>(),
            8 => address.cast::<u64>().read_volatile() == *expected.cast::<u64>(),
            _ => fatal("_PyParkingLot_Park: bad size"),
        }
    };
    park_status(parking::park(address as usize, is_unchanged, timeout(nanoseconds), argument, detach != 0))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyParkingLot_Unpark(
    address: *const c_void,
    tell: unsafe extern "C" fn(*mut c_void, *mut c_void, c_int),
    argument: *mut c_void,
) {
    parking::unpark(address as usize, |parked_with, more| {
        let parked_with = parked_with.unwrap_or_default();
        // SAFETY: the caller passes a function and its argument.
        unsafe { tell(argument, parked_with, c_int::from(more)) }
    });
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyParkingLot_UnparkAll(address: *const c_void) {
    parking::unpark_all(address as usize);
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyParkingLot_AfterFork() {
    parking::after_fork();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySemaphore_Init(semaphore: *mut libc::sem_t) {
    // SAFETY: the caller passes room for a semaphore.
    if unsafe { libc::sem_init(semaphore, 0, 0) } < 0 {
        fatal("parking_lot: sem_init failed");
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySemaphore_Destroy(semaphore: *mut libc::sem_t) {
    // SAFETY: the caller passes a semaphore that nobody uses any more.
    unsafe { libc::sem_destroy(semaphore) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySemaphore_Wakeup(semaphore: *mut libc::sem_t) {
    // SAFETY: the caller passes a semaphore.
    if unsafe { libc::sem_post(semaphore) } != 0 {
        fatal("parking_lot: sem_post failed");
    }
}

unsafe extern "C" {
    /// Of glibc since 2.30; waits by a clock of choice.
    fn sem_clockwait(semaphore: *mut libc::sem_t, clock: libc::clockid_t, until: *const libc::timespec) -> c_int;
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySemaphore_Wait(semaphore: *mut libc::sem_t, nanoseconds: PyTime_t, detach: c_int) -> c_int {
    const BILLION: i64 = 1_000_000_000;
    let detach = detach != 0 && !Thread::current_ptr().is_null();
    // SAFETY: the caller passes a semaphore, structs are ours; a current state is this thread's, and is so again after.
    unsafe {
        let state = if detach { thread::detach() } else { std::ptr::null_mut() };
        let result = if nanoseconds < 0 {
            libc::sem_wait(semaphore)
        } else {
            let mut until = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut until);
            let nanosecond = until.tv_nsec + nanoseconds % BILLION;
            until.tv_sec = until.tv_sec.saturating_add(nanoseconds / BILLION + nanosecond / BILLION);
            until.tv_nsec = nanosecond % BILLION;
            sem_clockwait(semaphore, libc::CLOCK_MONOTONIC, &raw const until)
        };
        let errno = *libc::__errno_location();
        if detach {
            thread::attach(state);
        }
        park_status(match (result, errno) {
            (0, _) => Parked::Woken,
            (_, libc::EINTR) => Parked::Interrupted,
            (_, libc::ETIMEDOUT) => Parked::TimedOut,
            _ => fatal("unexpected error from semaphore"),
        })
    }
}
