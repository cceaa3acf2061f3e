//! What the stream types share: errors, checks by attribute, the lock of buffered streams.

use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::typeobject;
use ks_runtime::prelude::*;

/// `io.DEFAULT_BUFFER_SIZE`.
pub const DEFAULT_BUFFER_SIZE: usize = 8192;

/// Raises `io.UnsupportedOperation`.
#[cold]
pub fn unsupported(message: &str, th: &mut Thread) -> Raised {
    let raise = |th: &mut Thread| -> PyResult<Raised> {
        let module = ks_runtime::import::import_module(id!(_io), th)?;
        let class = module.get_attr(id!(UnsupportedOperation), th)?;
        let message = Str::new(message)?;
        Ok(exceptions::set_object(&class, Some(&message), th))
    };
    raise(th).unwrap_or_else(|raised| raised)
}

/// "I/O operation on closed file." unless the stream's `closed` is false.
pub fn check_closed(stream: &Object, th: &mut Thread) -> PyResult<()> {
    match stream.get_attr_opt(id!(closed), th)? {
        Some(closed) if closed.is_true(th)? => Err(raise!(th, ValueError, "I/O operation on closed file.")),
        _ => Ok(()),
    }
}

/// Asks `stream.readable()` or its like; anything but `True` raises `UnsupportedOperation`.
pub fn check_able(stream: &Object, method: &Str, message: &str, th: &mut Thread) -> PyResult<()> {
    let answer = stream.call_method(method, &[], th)?;
    if answer.is(boolobject::bool_object(true)) { Ok(()) } else { Err(unsupported(message, th)) }
}

pub fn check_readable(stream: &Object, th: &mut Thread) -> PyResult<()> {
    check_able(stream, id!(readable), "File or stream is not readable.", th)
}

pub fn check_writable(stream: &Object, th: &mut Thread) -> PyResult<()> {
    check_able(stream, id!(writable), "File or stream is not writable.", th)
}

pub fn check_seekable(stream: &Object, th: &mut Thread) -> PyResult<()> {
    check_able(stream, id!(seekable), "File or stream is not seekable.", th)
}

/// `__reduce__` and `__reduce_ex__` of streams over the outside world.
pub fn cannot_pickle(stream: &Object, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "cannot pickle '{:.100}' instances", stream.ob_type().short_name())
}

/// A size argument: `None` is -1, ints go through `__index__`.
pub fn size_or_none(object: &Object, _at: &'static ArgName, th: &mut Thread) -> PyResult<isize> {
    if object.is(none()) {
        return Ok(-1);
    }
    if let Some(value) = object.downcast_exact::<Long>().and_then(Long::compact_value) {
        return Ok(value);
    }
    if ks_runtime::abstract_::number::is_index(object) {
        return object.as_isize(Some(&exceptions::OverflowError), th);
    }
    let name = object.ob_type().display_name();
    Err(raise!(th, TypeError, "argument should be integer or None, not '{name:.200}'"))
}

/// An exception that has already been raised, then a second one: the first becomes the second's context, and the last
/// one raised is what stays set.
pub fn chain(first: Option<Ref>, second: PyResult<Ref>, th: &mut Thread) -> PyResult<Ref> {
    match (first, second) {
        (None, second) => second,
        (Some(first), Ok(_)) => Err(th.restore_raised(first)),
        (Some(first), Err(raised)) => {
            exceptions::chain_exceptions(first, th);
            Err(raised)
        }
    }
}

/// Allocates an instance, zeroed, tracked.
pub fn allocate<T: ObjectLayout>(ty: &'static Type) -> PyResult<Ref<T>> {
    let object = ty.alloc(0)?;
    // SAFETY: the type is `T`'s or a subclass, so the allocation has the layout.
    Ok(unsafe { object.cast_unchecked() })
}

/// The common beginning of a stream's `tp_dealloc`: the finalizer (`close`), then weak references. False if the
/// finalizer made the object live on.
///
/// # Safety
/// Called by `tp_dealloc` with the object whole; `weakrefs` is its weak reference list.
pub unsafe fn begin_dealloc(this: *mut Object, weakrefs: &Cell<*mut Object>, th: &mut Thread) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if !typeobject::call_finalizer_from_dealloc(this) {
            return false;
        }
        heap::gc_untrack(&*this);
        if !weakrefs.get().is_null() {
            ks_runtime::objects::weakrefobject::clear_weakrefs(&*this, th);
        }
    }
    true
}

/// Sees to signals after a system call was interrupted; `Err` if a handler raised.
pub fn interrupted(th: &mut Thread) -> PyResult<()> {
    ks_runtime::state::handle_signals(th)
}

/// This thread's `errno`.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// The lock of a buffered stream: held over calls of the raw stream, which may run Python code and other threads.
///
/// Its fields are only touched by the thread that holds the interpreter, so taking a free lock is a test and a store.
#[derive(Default)]
pub struct StreamLock {
    /// The thread state's address of the owner, 0 when free.
    owner: Cell<usize>,
    waiters: Cell<u32>,
}

static QUEUE: Mutex<()> = Mutex::new(());
static RELEASED: Condvar = Condvar::new();

impl StreamLock {
    /// Takes the lock, waiting for other threads.
    ///
    /// # Errors
    /// `RuntimeError` if this thread has it already.
    pub fn enter<'a>(&'a self, stream: &'a Object, th: &mut Thread) -> PyResult<StreamGuard<'a>> {
        let me = th.as_ptr() as usize;
        if self.owner.get() != 0 {
            self.wait(me, stream, th)?;
        }
        self.owner.set(me);
        Ok(StreamGuard { lock: self, _stream: Ref::new(stream) })
    }

    #[cold]
    fn wait(&self, me: usize, stream: &Object, th: &mut Thread) -> PyResult<()> {
        while self.owner.get() != 0 {
            if self.owner.get() == me {
                let shown = stream.repr(th)?;
                return Err(raise!(th, RuntimeError, "reentrant call inside {shown}"));
            }
            self.waiters.set(self.waiters.get() + 1);
            th.allow_threads(|| {
                let guard = QUEUE.lock().unwrap_or_else(PoisonError::into_inner);
                // The release may have come before the wait began, so the wait is short.
                drop(RELEASED.wait_timeout(guard, Duration::from_millis(1)));
            });
            self.waiters.set(self.waiters.get() - 1);
        }
        Ok(())
    }

    /// Whether this thread is inside.
    pub fn is_mine(&self, th: &Thread) -> bool {
        self.owner.get() == th.as_ptr() as usize
    }
}

/// The lock, until dropped. Keeps the stream alive.
pub struct StreamGuard<'a> {
    lock: &'a StreamLock,
    _stream: Ref,
}

impl Drop for StreamGuard<'_> {
    fn drop(&mut self) {
        self.lock.owner.set(0);
        if self.lock.waiters.get() > 0 {
            RELEASED.notify_all();
        }
    }
}
