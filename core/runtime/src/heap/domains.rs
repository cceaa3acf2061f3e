//! The three memory domains (`PyMem_Raw*`, `PyMem_*`, `PyObject_*`) and their replaceable allocators (PEP 445).

use std::cell::{Cell, UnsafeCell};
use std::ffi::c_void;

use super::pymalloc::{self, SMALL_REQUEST_THRESHOLD};

/// `PyMemAllocatorEx`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyMemAllocatorEx {
    pub ctx: *mut c_void,
    pub malloc: unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void,
    pub calloc: unsafe extern "C" fn(*mut c_void, usize, usize) -> *mut c_void,
    pub realloc: unsafe extern "C" fn(*mut c_void, *mut c_void, usize) -> *mut c_void,
    pub free: unsafe extern "C" fn(*mut c_void, *mut c_void),
}

/// `PyMemAllocatorDomain`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Domain {
    /// Usable without the interpreter lock.
    Raw,
    Mem,
    Object,
}

unsafe extern "C" fn system_malloc(_: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: plain `malloc`; zero bytes give a unique pointer, as the domains promise.
    unsafe { libc::malloc(size.max(1)) }
}

unsafe extern "C" fn system_calloc(_: *mut c_void, count: usize, size: usize) -> *mut c_void {
    let (count, size) = if count == 0 || size == 0 { (1, 1) } else { (count, size) };
    // SAFETY: plain `calloc`.
    unsafe { libc::calloc(count, size) }
}

unsafe extern "C" fn system_realloc(_: *mut c_void, pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: null or a block of this allocator.
    unsafe { libc::realloc(pointer, size.max(1)) }
}

unsafe extern "C" fn system_free(_: *mut c_void, pointer: *mut c_void) {
    // SAFETY: the caller's promise: null or a block of this allocator.
    unsafe { libc::free(pointer) }
}

/// The C library's allocator.
pub const SYSTEM: PyMemAllocatorEx = PyMemAllocatorEx {
    ctx: std::ptr::null_mut(),
    malloc: system_malloc,
    calloc: system_calloc,
    realloc: system_realloc,
    free: system_free,
};

unsafe extern "C" fn small_malloc(_: *mut c_void, size: usize) -> *mut c_void {
    fast_malloc(size).cast()
}

unsafe extern "C" fn small_calloc(_: *mut c_void, count: usize, size: usize) -> *mut c_void {
    let Some(total) = count.checked_mul(size) else {
        return std::ptr::null_mut();
    };
    fast_calloc(total).cast()
}

unsafe extern "C" fn small_realloc(_: *mut c_void, pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: null or a block of this allocator.
    unsafe { fast_realloc(pointer.cast(), size).cast() }
}

unsafe extern "C" fn small_free(_: *mut c_void, pointer: *mut c_void) {
    // SAFETY: the caller's promise: null or a block of this allocator.
    unsafe { fast_free(pointer.cast()) }
}

/// The small-object allocator, with `malloc` behind it for large requests.
pub const SMALL: PyMemAllocatorEx = PyMemAllocatorEx {
    ctx: std::ptr::null_mut(),
    malloc: small_malloc,
    calloc: small_calloc,
    realloc: small_realloc,
    free: small_free,
};

#[inline(always)]
fn fast_malloc(size: usize) -> *mut u8 {
    if size.wrapping_sub(1) < SMALL_REQUEST_THRESHOLD {
        let block = pymalloc::allocate(size);
        if !block.is_null() {
            return block;
        }
    }
    // SAFETY: plain `malloc`.
    unsafe { libc::malloc(size.max(1)).cast() }
}

#[inline(always)]
fn fast_calloc(size: usize) -> *mut u8 {
    if size.wrapping_sub(1) < SMALL_REQUEST_THRESHOLD {
        let block = pymalloc::allocate(size);
        if !block.is_null() {
            // SAFETY: a fresh block of `size` bytes.
            unsafe { block.write_bytes(0, size) };
            return block;
        }
    }
    // SAFETY: plain `calloc`.
    unsafe { libc::calloc(1, size.max(1)).cast() }
}

/// # Safety
/// `pointer` is null or from this allocator.
#[inline(always)]
unsafe fn fast_free(pointer: *mut u8) {
    // SAFETY: the caller's promise; `free` takes null.
    unsafe {
        if pymalloc::owns(pointer) {
            pymalloc::release(pointer);
        } else {
            libc::free(pointer.cast());
        }
    }
}

/// # Safety
/// `pointer` is null or from this allocator, and not used afterwards unless null is returned.
unsafe fn fast_realloc(pointer: *mut u8, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise; blocks are copied up to the smaller of both sizes.
    unsafe {
        if pointer.is_null() {
            return fast_malloc(size);
        }
        if !pymalloc::owns(pointer) {
            return libc::realloc(pointer.cast(), size.max(1)).cast();
        }
        let old = pymalloc::block_size(pointer);
        // Stay in place unless a quarter or more would be wasted.
        if size <= old && size * 4 > old * 3 {
            return pointer;
        }
        let block = fast_malloc(size);
        if block.is_null() {
            return if size <= old { pointer } else { block };
        }
        std::ptr::copy_nonoverlapping(pointer, block, old.min(size));
        pymalloc::release(pointer);
        block
    }
}

struct Domains {
    allocators: [UnsafeCell<PyMemAllocatorEx>; 3],
    /// Whether the object and mem domains still use [`SMALL`]: then calls go to it directly.
    fast: Cell<bool>,
}
// SAFETY: allocators are replaced before threads start or under the interpreter lock (PEP 445's rule for callers).
unsafe impl Sync for Domains {}

static DOMAINS: Domains = Domains {
    allocators: [UnsafeCell::new(SYSTEM), UnsafeCell::new(SMALL), UnsafeCell::new(SMALL)],
    fast: Cell::new(true),
};

/// `PyMem_GetAllocator`.
pub fn allocator(domain: Domain) -> PyMemAllocatorEx {
    // SAFETY: see `Domains`.
    unsafe { *DOMAINS.allocators[domain as usize].get() }
}

/// `PyMem_SetAllocator`.
pub fn set_allocator(domain: Domain, allocator: PyMemAllocatorEx) {
    // SAFETY: see `Domains`.
    unsafe { *DOMAINS.allocators[domain as usize].get() = allocator };
    let is_small = |domain| std::ptr::fn_addr_eq(self::allocator(domain).malloc, SMALL.malloc);
    DOMAINS.fast.set(is_small(Domain::Mem) && is_small(Domain::Object));
}

/// `PyMem_RawMalloc`, `PyMem_Malloc`, `PyObject_Malloc`; null when out of memory.
#[inline]
pub fn malloc(domain: Domain, size: usize) -> *mut u8 {
    if size > isize::MAX as usize {
        return std::ptr::null_mut();
    }
    if domain != Domain::Raw && DOMAINS.fast.get() {
        return fast_malloc(size);
    }
    let allocator = allocator(domain);
    // SAFETY: an installed allocator, with its own context.
    unsafe { (allocator.malloc)(allocator.ctx, size).cast() }
}

/// `PyMem_RawCalloc` and its fellows.
#[inline]
pub fn calloc(domain: Domain, count: usize, size: usize) -> *mut u8 {
    let Some(total) = count.checked_mul(size).filter(|total| *total <= isize::MAX as usize) else {
        return std::ptr::null_mut();
    };
    if domain != Domain::Raw && DOMAINS.fast.get() {
        return fast_calloc(total);
    }
    let allocator = allocator(domain);
    // SAFETY: an installed allocator, with its own context.
    unsafe { (allocator.calloc)(allocator.ctx, count, size).cast() }
}

/// `PyMem_RawRealloc` and its fellows.
///
/// # Safety
/// `pointer` is null or from the same domain, and not used afterwards unless null is returned.
#[inline]
pub unsafe fn realloc(domain: Domain, pointer: *mut u8, size: usize) -> *mut u8 {
    if size > isize::MAX as usize {
        return std::ptr::null_mut();
    }
    // SAFETY: the caller's promise.
    unsafe {
        if domain != Domain::Raw && DOMAINS.fast.get() {
            return fast_realloc(pointer, size);
        }
        let allocator = allocator(domain);
        (allocator.realloc)(allocator.ctx, pointer.cast(), size).cast()
    }
}

/// `PyMem_RawFree` and its fellows.
///
/// # Safety
/// `pointer` is null or from the same domain, and not used afterwards.
#[inline]
pub unsafe fn free(domain: Domain, pointer: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        if domain != Domain::Raw && DOMAINS.fast.get() {
            return fast_free(pointer);
        }
        let allocator = allocator(domain);
        (allocator.free)(allocator.ctx, pointer.cast());
    }
}
