//! `pymem.h` and `objimpl.h`: memory domains, objects' memory, the collector.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_char, c_int, c_void};

use ks_runtime::heap::domains::{self, Domain, PyMemAllocatorEx};
use ks_runtime::heap::{self, gc};
use ks_runtime::prelude::*;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawMalloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Raw, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawCalloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Raw, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawRealloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Raw, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_RawFree(pointer: *mut c_void) {
    // SAFETY: as above.
    unsafe { domains::free(Domain::Raw, pointer.cast()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Malloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Mem, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Calloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Mem, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Mem, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_Free(pointer: *mut c_void) {
    // SAFETY: as above.
    unsafe { domains::free(Domain::Mem, pointer.cast()) }
}

/// A copy of a C string in memory of `PyMem_Free`; null if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyMem_Strdup(text: *const c_char) -> *mut c_char {
    // SAFETY: the caller passes a C string; the copy has room for all its bytes.
    unsafe {
        let bytes = CStr::from_ptr(text).to_bytes_with_nul();
        let copy = heap::mem_malloc(bytes.len());
        if !copy.is_null() {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
        }
        copy.cast()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Malloc(size: usize) -> *mut c_void {
    domains::malloc(Domain::Object, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Calloc(count: usize, size: usize) -> *mut c_void {
    domains::calloc(Domain::Object, count, size).cast()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the caller's promise: NULL or a block of this domain.
    unsafe { domains::realloc(Domain::Object, pointer.cast(), size).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_Track(object: &Object) {
    if !gc::is_tracked(object) {
        gc::track(object);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_UnTrack(object: &Object) {
    gc::untrack(object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsTracked(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object) && gc::is_tracked(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsFinalized(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object) && gc::is_finalized(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IS_GC(object: &Object) -> c_int {
    c_int::from(gc::is_gc(object))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Collect() -> isize {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    if gc::state().enabled.get() == 0 {
        return 0;
    }
    gc::collect(NUM_GENERATIONS - 1, gc::Reason::Manual, th) as isize
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Enable() -> c_int {
    gc::state().enabled.replace(1)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Disable() -> c_int {
    gc::state().enabled.replace(0)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_IsEnabled() -> c_int {
    gc::state().enabled.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_GC_VisitObjects(
    callback: unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int,
    argument: *mut c_void,
) {
    // SAFETY: the caller's callback and its argument.
    unsafe { gc::visit_objects(callback, argument) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_New(ty: &'static Type) -> PyResult {
    heap::new_object::<Object>(ty)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_NewVar(ty: &'static Type, count: isize) -> PyResult {
    heap::new_var_object::<Object>(ty, count.max(0) as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_New(ty: &'static Type) -> PyResult {
    heap::new_object::<Object>(ty)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_NewVar(ty: &'static Type, count: isize) -> PyResult {
    heap::new_var_object::<Object>(ty, count.max(0) as usize)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_GetAllocator(domain: c_int, allocator: &mut PyMemAllocatorEx) {
    *allocator = domains::allocator(by_number(domain));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMem_SetAllocator(domain: c_int, allocator: &PyMemAllocatorEx) {
    domains::set_allocator(by_number(domain), *allocator);
}

/// The domain of a `PyMemAllocatorDomain`.
fn by_number(number: c_int) -> Domain {
    match number {
        0 => Domain::Raw,
        1 => Domain::Mem,
        _ => Domain::Object,
    }
}

/// Sets the header of memory of the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Init(object: *mut Object, ty: &'static Type) -> *mut Object {
    if object.is_null() {
        // SAFETY: C callers hold the interpreter.
        let Raised = unsafe { Thread::enter() }.no_memory();
        return object;
    }
    // SAFETY: the caller passes memory of an instance's size, behind what stands before one.
    unsafe { heap::init_object(object, ty) };
    object
}

/// As above, with a number of items.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_InitVar(object: *mut VarObject, ty: &'static Type, size: isize) -> *mut VarObject {
    // SAFETY: as above; an object with a number of items has it behind the header.
    unsafe {
        if !PyObject_Init(object.cast(), ty).is_null() {
            (*object).ob_size.set(size);
        }
    }
    object
}

/// Changes the number of items of an object that the collector does not track; it may move.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_Resize(object: *mut VarObject, count: isize) -> *mut VarObject {
    // SAFETY: C callers hold the interpreter and give the object up if it moves.
    unsafe {
        let th = Thread::enter();
        let header: &Object = &*object.cast();
        let ty = header.ob_type();
        let before = heap::presize(ty);
        let size = usize::try_from(count).ok().and_then(|count| heap::var_size(ty, count));
        let Some(size) = size.and_then(|size| size.checked_add(before)) else {
            let Raised = th.no_memory();
            return std::ptr::null_mut();
        };
        let memory = domains::realloc(Domain::Object, object.cast::<u8>().sub(before), size);
        if memory.is_null() {
            let Raised = th.no_memory();
            return std::ptr::null_mut();
        }
        let object = memory.add(before).cast::<VarObject>();
        (*object).ob_size.set(count);
        object
    }
}

/// A new object with so many bytes more than its type says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Object_GC_NewWithExtraData(ty: &'static Type, extra: usize) -> PyResult {
    let size = (ty.tp_basicsize.get() as usize).checked_add(extra).filter(|size| *size <= isize::MAX as usize / 2);
    match size {
        Some(size) => heap::new_sized::<Object>(ty, size),
        None => Err(heap::out_of_memory()),
    }
}

/// Puts the debugging hooks on all allocators.
#[unsafe(no_mangle)]
pub extern "C" fn PyMem_SetupDebugHooks() {
    ks_runtime::heap::debug::set_up();
}

/// The allocators in force, as `PYTHONMALLOC` names them; NULL for ones that others installed.
#[unsafe(no_mangle)]
pub extern "C" fn _PyMem_GetCurrentAllocatorName() -> *const c_char {
    ks_runtime::heap::debug::allocator_name().map_or(std::ptr::null(), CStr::as_ptr)
}

struct Arenas(UnsafeCell<PyObjectArenaAllocator>);
// SAFETY: replaced before the runtime starts (PEP 445's rule for callers).
unsafe impl Sync for Arenas {}

unsafe extern "C" fn map_arena(_: *mut c_void, size: usize) -> *mut c_void {
    let access = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: new memory.
    let memory =
        unsafe { libc::mmap(std::ptr::null_mut(), size, access, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1, 0) };
    if memory == libc::MAP_FAILED { std::ptr::null_mut() } else { memory }
}

unsafe extern "C" fn unmap_arena(_: *mut c_void, memory: *mut c_void, size: usize) {
    // SAFETY: the caller gives up what the function above made.
    unsafe { libc::munmap(memory, size) };
}

static ARENAS: Arenas = Arenas(UnsafeCell::new(PyObjectArenaAllocator {
    ctx: std::ptr::null_mut(),
    alloc: Some(map_arena),
    free: Some(unmap_arena),
}));

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetArenaAllocator(allocator: &mut PyObjectArenaAllocator) {
    // SAFETY: see `Arenas`.
    *allocator = unsafe { *ARENAS.0.get() };
}

/// Kept for who asks: the small-object allocator lives in one range of addresses and takes no arenas.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetArenaAllocator(allocator: &PyObjectArenaAllocator) {
    // SAFETY: see `Arenas`.
    unsafe { *ARENAS.0.get() = *allocator };
}

/// Writes statistics of the small-object allocator to a stream; whether it is in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_DebugMallocStats(stream: *mut libc::FILE) -> c_int {
    let small = std::ptr::fn_addr_eq(domains::allocator(Domain::Object).malloc, domains::SMALL.malloc);
    if small && !stream.is_null() {
        let blocks = heap::pymalloc::allocated_blocks();
        let line = format!("Small block allocator: {blocks} blocks in use\n");
        // SAFETY: the caller passes an open stream.
        unsafe { libc::fwrite(line.as_ptr().cast(), 1, line.len(), stream) };
    }
    c_int::from(small)
}

/// Sees each object made (0) or destroyed (1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRefTracer_SetTracer(tracer: Option<RefTracer>, data: *mut c_void) -> c_int {
    ks_layout::set_ref_tracer(tracer, data);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRefTracer_GetTracer(data: *mut *mut c_void) -> Option<RefTracer> {
    let (tracer, value) = ks_layout::ref_tracer();
    // SAFETY: null or a place.
    if let Some(data) = unsafe { data.as_mut() } {
        *data = value;
    }
    tracer
}

/// Whether an object's memory looks as the debugging hooks leave dead memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_IsFreed(object: *const Object) -> c_int {
    let filled = |word: usize| {
        word == 0
            || [PYMEM_CLEANBYTE, PYMEM_DEADBYTE, PYMEM_FORBIDDENBYTE]
                .iter()
                .any(|byte| word == usize::from_ne_bytes([*byte; size_of::<usize>()]))
    };
    // SAFETY: the caller passes memory that may be read.
    let ty = unsafe { (*object).ob_type_ptr() } as usize;
    c_int::from(filled(object as usize) || filled(ty))
}
