//! The debugging hooks of the allocators (`PyMem_SetupDebugHooks`, `PYTHONMALLOC=debug`): each block stands between bytes
//! that nobody may write, says how long it is and which domain it belongs to; new and dead memory is filled.
//!
//! A block is: its size (8 bytes, big-endian), the domain's letter, 7 forbidden bytes, the data, 8 forbidden bytes.

use std::cell::UnsafeCell;
use std::ffi::c_void;

use super::domains::{self, Domain, PyMemAllocatorEx};
use crate::prelude::*;
use crate::state::thread;

const WORD: usize = 8;
const BEFORE: usize = 2 * WORD;
const AROUND: usize = 3 * WORD;
/// Of a freed or shrunk block, this much at each end is filled before the allocator sees it.
const ERASED: usize = 64;

/// What the hooks of one domain stand on.
struct Hooks {
    letter: u8,
    inner: UnsafeCell<PyMemAllocatorEx>,
}

// SAFETY: replaced before threads start or under the interpreter lock (PEP 445's rule for callers).
unsafe impl Sync for Hooks {}

static HOOKS: [Hooks; 3] = [
    Hooks { letter: b'r', inner: UnsafeCell::new(domains::SYSTEM) },
    Hooks { letter: b'm', inner: UnsafeCell::new(domains::SMALL) },
    Hooks { letter: b'o', inner: UnsafeCell::new(domains::SMALL) },
];

/// Puts the hooks on all domains that do not have them.
pub fn set_up() {
    for domain in [Domain::Raw, Domain::Mem, Domain::Object] {
        let installed = domains::allocator(domain);
        if is_hooked(&installed) {
            continue;
        }
        let hooks = &HOOKS[domain as usize];
        // SAFETY: see `Hooks`.
        unsafe { *hooks.inner.get() = installed };
        let ctx = std::ptr::from_ref(hooks).cast_mut().cast();
        let hooked = match domain {
            Domain::Raw => {
                PyMemAllocatorEx { ctx, malloc: raw_malloc, calloc: raw_calloc, realloc: raw_realloc, free: raw_free }
            }
            _ => PyMemAllocatorEx { ctx, malloc, calloc, realloc, free },
        };
        domains::set_allocator(domain, hooked);
    }
}

/// Whether an allocator is that of the hooks.
pub fn is_hooked(allocator: &PyMemAllocatorEx) -> bool {
    HOOKS.iter().any(|hooks| std::ptr::eq(std::ptr::from_ref(hooks).cast(), allocator.ctx))
}

/// What a domain's hooks stand on.
pub fn inner(domain: Domain) -> PyMemAllocatorEx {
    // SAFETY: see `Hooks`.
    unsafe { *HOOKS[domain as usize].inner.get() }
}

fn fatal(function: &str, message: &str) -> ! {
    crate::unwritten::fatal(&format!("{function}: {message}"))
}

/// The domains of objects may be used only with the interpreter held.
fn check_held(function: &str) {
    if thread::gilstate().is_null() && Thread::current_ptr().is_null() || Thread::current_ptr().is_null() {
        fatal(function, "Python memory allocator called without holding the GIL");
    }
}

unsafe fn hooks<'a>(ctx: *mut c_void) -> &'a Hooks {
    // SAFETY: the context that `set_up` gave.
    unsafe { &*ctx.cast::<Hooks>() }
}

/// Writes what stands around `size` bytes of data; their address.
///
/// # Safety
/// `block` has `size + AROUND` bytes.
unsafe fn dress(block: *mut u8, size: usize, letter: u8) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe {
        block.cast::<[u8; WORD]>().write(size.to_be_bytes());
        block.add(WORD).write(letter);
        block.add(WORD + 1).write_bytes(PYMEM_FORBIDDENBYTE, WORD - 1);
        let data = block.add(BEFORE);
        data.add(size).write_bytes(PYMEM_FORBIDDENBYTE, WORD);
        data
    }
}

/// The size of a block by its data.
///
/// # Safety
/// The data of a dressed block.
unsafe fn size_of_block(data: *const u8) -> usize {
    // SAFETY: the caller's promise.
    usize::from_be_bytes(unsafe { data.sub(BEFORE).cast::<[u8; WORD]>().read() })
}

/// Stops the process if a block is not as it was left.
///
/// # Safety
/// Memory that was once a dressed block.
unsafe fn check(data: *const u8, letter: u8, function: &str) {
    // SAFETY: the caller's promise.
    unsafe {
        let found = data.sub(WORD).read();
        if found != letter {
            dump(data);
            fatal(
                function,
                &format!("bad ID: Allocated using API '{}', verified using API '{}'", found as char, letter as char),
            );
        }
        let whole = |start: *const u8, count| {
            std::slice::from_raw_parts(start, count).iter().all(|byte| *byte == PYMEM_FORBIDDENBYTE)
        };
        if !whole(data.sub(WORD - 1), WORD - 1) {
            dump(data);
            fatal(function, "bad leading pad byte");
        }
        if !whole(data.add(size_of_block(data)), WORD) {
            dump(data);
            fatal(function, "bad trailing pad byte");
        }
    }
}

/// Prints a block to the error stream.
///
/// # Safety
/// As [`check`].
unsafe fn dump(data: *const u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let size = size_of_block(data);
        eprintln!("Debug memory block at address p={data:p}: API '{}'", data.sub(WORD).read() as char);
        eprintln!("    {size} bytes originally requested");
        let leading = std::slice::from_raw_parts(data.sub(WORD - 1), WORD - 1);
        eprint!("    The {} pad bytes at p-{} are ", WORD - 1, WORD - 1);
        show_padding(leading, |at| format!("at p-{}", WORD - 1 - at));
        if leading.iter().any(|byte| *byte != PYMEM_FORBIDDENBYTE) {
            eprintln!(
                "    Because memory is corrupted at the start, the count of bytes requested\n       may be bogus, and \
                 checking the trailing pad bytes may segfault."
            );
        }
        let tail = data.add(size);
        eprint!("    The {WORD} pad bytes at tail={tail:p} are ");
        show_padding(std::slice::from_raw_parts(tail, WORD), |at| format!("at tail+{at}"));
        if size > 0 {
            eprint!("    Data at p:");
            let show = |bytes: &[u8]| bytes.iter().for_each(|byte| eprint!(" {byte:02x}"));
            let bytes = std::slice::from_raw_parts(data, size);
            if size > 16 {
                show(&bytes[..8]);
                eprint!(" ...");
                show(&bytes[size - 8..]);
            } else {
                show(bytes);
            }
            eprintln!();
        }
        eprintln!("\nEnable tracemalloc to get the memory block allocation traceback\n");
    }
}

fn show_padding(padding: &[u8], place: impl Fn(usize) -> String) {
    if padding.iter().all(|byte| *byte == PYMEM_FORBIDDENBYTE) {
        eprintln!("FORBIDDENBYTE, as expected.");
        return;
    }
    eprintln!("not all FORBIDDENBYTE (0x{PYMEM_FORBIDDENBYTE:02x}):");
    for (at, byte) in padding.iter().enumerate() {
        let ouch = if *byte == PYMEM_FORBIDDENBYTE { "" } else { " *** OUCH" };
        eprintln!("        {}: 0x{byte:02x}{ouch}", place(at));
    }
}

unsafe extern "C" fn raw_malloc(ctx: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: called as the domain's allocator; the inner one gives a block of the size or null.
    unsafe {
        let hooks = hooks(ctx);
        let inner = *hooks.inner.get();
        let Some(total) = size.checked_add(AROUND).filter(|total| *total <= isize::MAX as usize) else {
            return std::ptr::null_mut();
        };
        let block = (inner.malloc)(inner.ctx, total).cast::<u8>();
        if block.is_null() {
            return block.cast();
        }
        let data = dress(block, size, hooks.letter);
        data.write_bytes(PYMEM_CLEANBYTE, size);
        data.cast()
    }
}

unsafe extern "C" fn raw_calloc(ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    // SAFETY: as above.
    unsafe {
        let hooks = hooks(ctx);
        let inner = *hooks.inner.get();
        let Some(size) = count.checked_mul(size).filter(|size| *size <= isize::MAX as usize - AROUND) else {
            return std::ptr::null_mut();
        };
        let block = (inner.calloc)(inner.ctx, 1, size + AROUND).cast::<u8>();
        if block.is_null() {
            return block.cast();
        }
        dress(block, size, hooks.letter).cast()
    }
}

unsafe extern "C" fn raw_free(ctx: *mut c_void, pointer: *mut c_void) {
    if pointer.is_null() {
        return;
    }
    // SAFETY: as above; the caller gives a block of this domain up.
    unsafe {
        let hooks = hooks(ctx);
        let inner = *hooks.inner.get();
        let data = pointer.cast::<u8>();
        check(data, hooks.letter, "_PyMem_DebugRawFree");
        let block = data.sub(BEFORE);
        block.write_bytes(PYMEM_DEADBYTE, size_of_block(data) + AROUND);
        (inner.free)(inner.ctx, block.cast());
    }
}

unsafe extern "C" fn raw_realloc(ctx: *mut c_void, pointer: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: as above. The block's ends are dead while the inner allocator has it, and are put back if it stays.
    unsafe {
        if pointer.is_null() {
            return raw_malloc(ctx, size);
        }
        let hooks = hooks(ctx);
        let inner = *hooks.inner.get();
        let data = pointer.cast::<u8>();
        check(data, hooks.letter, "_PyMem_DebugRawRealloc");
        if size > isize::MAX as usize - AROUND {
            return std::ptr::null_mut();
        }
        let old = size_of_block(data);
        let block = data.sub(BEFORE);
        let mut saved = [0u8; 2 * ERASED];
        let ends = old.min(2 * ERASED);
        let (head, tail) = if old <= 2 * ERASED { (old, 0) } else { (ERASED, ERASED) };
        let tail_at = old - tail;
        data.copy_to_nonoverlapping(saved.as_mut_ptr(), head);
        data.add(tail_at).copy_to_nonoverlapping(saved.as_mut_ptr().add(head), tail);
        block.write_bytes(PYMEM_DEADBYTE, BEFORE + head);
        data.add(tail_at).write_bytes(PYMEM_DEADBYTE, tail + WORD);
        let moved = (inner.realloc)(inner.ctx, block.cast(), size + AROUND).cast::<u8>();
        let (block, size) = if moved.is_null() { (block, old) } else { (moved, size) };
        let data = dress(block, size, hooks.letter);
        debug_assert!(head + tail == ends);
        data.copy_from_nonoverlapping(saved.as_ptr(), head.min(size));
        if size > tail_at {
            data.add(tail_at).copy_from_nonoverlapping(saved.as_ptr().add(head), tail.min(size - tail_at));
        }
        if moved.is_null() {
            return std::ptr::null_mut();
        }
        if size > old {
            data.add(old).write_bytes(PYMEM_CLEANBYTE, size - old);
        }
        data.cast()
    }
}

unsafe extern "C" fn malloc(ctx: *mut c_void, size: usize) -> *mut c_void {
    check_held("_PyMem_DebugMalloc");
    // SAFETY: as that function.
    unsafe { raw_malloc(ctx, size) }
}

unsafe extern "C" fn calloc(ctx: *mut c_void, count: usize, size: usize) -> *mut c_void {
    check_held("_PyMem_DebugCalloc");
    // SAFETY: as that function.
    unsafe { raw_calloc(ctx, count, size) }
}

unsafe extern "C" fn realloc(ctx: *mut c_void, pointer: *mut c_void, size: usize) -> *mut c_void {
    check_held("_PyMem_DebugRealloc");
    // SAFETY: as that function.
    unsafe { raw_realloc(ctx, pointer, size) }
}

unsafe extern "C" fn free(ctx: *mut c_void, pointer: *mut c_void) {
    check_held("_PyMem_DebugFree");
    // SAFETY: as that function.
    unsafe { raw_free(ctx, pointer) }
}

/// The name of the allocators in force, as `PYTHONMALLOC` has it; none for ones that others installed.
pub fn allocator_name() -> Option<&'static std::ffi::CStr> {
    let is = |allocator: &PyMemAllocatorEx, other: &PyMemAllocatorEx| {
        std::ptr::fn_addr_eq(allocator.malloc, other.malloc) && allocator.ctx.is_null()
    };
    let all = [Domain::Raw, Domain::Mem, Domain::Object];
    let hooked = all.iter().filter(|domain| is_hooked(&domains::allocator(**domain))).count();
    let [raw, mem, object] = match hooked {
        0 => all.map(domains::allocator),
        3 => all.map(inner),
        _ => return None,
    };
    if !is(&raw, &domains::SYSTEM) {
        return None;
    }
    let kind = |allocator: &PyMemAllocatorEx| (is(&mem, allocator) && is(&object, allocator)).then_some(());
    match (kind(&domains::SMALL), kind(&domains::SYSTEM), hooked) {
        (Some(()), _, 0) => Some(c"pymalloc"),
        (Some(()), _, _) => Some(c"pymalloc_debug"),
        (_, Some(()), 0) => Some(c"malloc"),
        (_, Some(()), _) => Some(c"malloc_debug"),
        _ => None,
    }
}
