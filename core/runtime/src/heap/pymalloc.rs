//! The small-object allocator: blocks of up to 512 bytes from pools of one size class.
//!
//! All pools lie in one reserved range of addresses, so "is this block mine" is two compares. A pool is 16 KiB, aligned,
//! and begins with a header; its free blocks form a list, its never-used tail is handed out by bumping. Touched only by
//! the thread that holds the interpreter.

use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Largest request served here, in bytes; larger ones go to `malloc`.
pub const SMALL_REQUEST_THRESHOLD: usize = 512;
/// Block sizes are multiples of this, in bytes.
const ALIGNMENT: usize = 16;
const CLASSES: usize = SMALL_REQUEST_THRESHOLD / ALIGNMENT;
const POOL_SIZE: usize = 16 * 1024;
/// Address space reserved at first, in bytes; halved until the system grants it.
const RESERVE: usize = 1 << 38;
const MIN_RESERVE: usize = 1 << 26;
/// Memory is made accessible in steps of this many bytes.
const COMMIT: usize = 1 << 20;
/// This many free pools keep their pages; further ones give them back to the system.
const HOT_FREE_POOLS: usize = 32;

#[repr(C)]
struct Pool {
    /// Freed blocks, each holding the address of the next.
    free: *mut u8,
    /// Where the never-used tail begins; null when there is none.
    tail: *mut u8,
    next: *mut Pool,
    prev: *mut Pool,
    /// Blocks handed out.
    used: u32,
    /// Size class: block size is `(class + 1) * ALIGNMENT`.
    class: u32,
    _pad: u64,
}

const FIRST_BLOCK: usize = size_of::<Pool>();
const _: () = assert!(FIRST_BLOCK.is_multiple_of(ALIGNMENT));

struct Heap {
    base: usize,
    /// End of the reserved range; `base..end` is empty where nothing could be reserved.
    end: usize,
    /// Where the accessible part ends.
    committed: usize,
    /// Where never-used pools begin.
    fresh: usize,
    /// Per class: the pools that have a block to give, most recently used first.
    usable: [*mut Pool; CLASSES],
    /// Addresses of empty pools.
    empty: Vec<*mut Pool>,
    reserved: bool,
}

struct Shared(UnsafeCell<Heap>);
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Shared {}

static HEAP: Shared = Shared(UnsafeCell::new(Heap {
    base: 0,
    end: 0,
    committed: 0,
    fresh: 0,
    usable: [null_mut(); CLASSES],
    empty: Vec::new(),
    reserved: false,
}));

#[inline(always)]
fn heap() -> &'static mut Heap {
    // SAFETY: the interpreter lock is held, and no reference obtained here outlives the call of the function below that
    // uses it; none of them calls out.
    unsafe { &mut *HEAP.0.get() }
}

/// Whether `pointer` is a block of this allocator.
#[inline(always)]
pub fn owns(pointer: *const u8) -> bool {
    let heap = heap();
    (pointer as usize).wrapping_sub(heap.base) < heap.end.wrapping_sub(heap.base)
}

/// A block of at least `size` bytes (1 to [`SMALL_REQUEST_THRESHOLD`]), aligned to 16; null if there is none to be had.
#[inline]
pub fn allocate(size: usize) -> *mut u8 {
    debug_assert!((1..=SMALL_REQUEST_THRESHOLD).contains(&size));
    let class = (size - 1) / ALIGNMENT;
    let heap = heap();
    let pool = heap.usable[class];
    if pool.is_null() {
        return heap.allocate_in_new_pool(class);
    }
    // SAFETY: a listed pool is live and has a block in its free list or its tail.
    unsafe { heap.take_block(pool, class) }
}

/// Gives a block back.
///
/// # Safety
/// `pointer` came from [`allocate`] and is not used afterwards.
#[inline]
pub unsafe fn release(pointer: *mut u8) {
    let pool = (pointer as usize & !(POOL_SIZE - 1)) as *mut Pool;
    // SAFETY: a block lies in a live pool, whose header stands at the pool's start; the block is at least 8 bytes.
    unsafe {
        let head = &mut *pool;
        let was_full = head.free.is_null() && head.tail.is_null();
        pointer.cast::<*mut u8>().write(head.free);
        head.free = pointer;
        head.used -= 1;
        if head.used == 0 {
            heap().retire(pool, was_full);
        } else if was_full {
            heap().link(pool);
        }
    }
}

/// Usable bytes of a block.
///
/// # Safety
/// `pointer` came from [`allocate`].
#[inline]
pub unsafe fn block_size(pointer: *const u8) -> usize {
    let pool = (pointer as usize & !(POOL_SIZE - 1)) as *const Pool;
    // SAFETY: a block lies in a live pool.
    unsafe { ((*pool).class as usize + 1) * ALIGNMENT }
}

/// Number of blocks handed out now (`sys.getallocatedblocks`).
pub fn allocated_blocks() -> usize {
    let heap = heap();
    let mut count = 0;
    let mut pool = heap.base;
    while pool < heap.fresh {
        // SAFETY: every pool below `fresh` is accessible; an empty one has `used` 0, also after its pages were given back.
        count += unsafe { (*(pool as *const Pool)).used as usize };
        pool += POOL_SIZE;
    }
    count
}

impl Heap {
    /// Takes a block from a pool that has one; unlists the pool with its last.
    ///
    /// # Safety
    /// `pool` is `usable[class]`.
    #[inline(always)]
    unsafe fn take_block(&mut self, pool: *mut Pool, class: usize) -> *mut u8 {
        // SAFETY: the caller's promise; free blocks hold the next one's address, the tail lies within the pool.
        unsafe {
            let head = &mut *pool;
            head.used += 1;
            let mut block = head.free;
            if block.is_null() {
                block = head.tail;
                let next = block.add((class + 1) * ALIGNMENT);
                let end = pool.cast::<u8>().add(POOL_SIZE - (class + 1) * ALIGNMENT);
                head.tail = if next > end { null_mut() } else { next };
            } else {
                head.free = block.cast::<*mut u8>().read();
            }
            if head.free.is_null() && head.tail.is_null() {
                self.unlink(pool);
            }
            block
        }
    }

    #[cold]
    fn allocate_in_new_pool(&mut self, class: usize) -> *mut u8 {
        let pool = self.new_pool();
        if pool.is_null() {
            return null_mut();
        }
        // SAFETY: a new pool is accessible, unused and POOL_SIZE long.
        unsafe {
            pool.write(Pool {
                free: null_mut(),
                tail: pool.cast::<u8>().add(FIRST_BLOCK),
                next: null_mut(),
                prev: null_mut(),
                used: 0,
                class: class as u32,
                _pad: 0,
            });
            self.link(pool);
            self.take_block(pool, class)
        }
    }

    /// An unused pool, or null.
    fn new_pool(&mut self) -> *mut Pool {
        if let Some(pool) = self.empty.pop() {
            return pool;
        }
        if !self.reserved {
            self.reserve();
        }
        if self.fresh + POOL_SIZE > self.committed && !self.commit() {
            return null_mut();
        }
        let pool = self.fresh as *mut Pool;
        self.fresh += POOL_SIZE;
        pool
    }

    fn reserve(&mut self) {
        self.reserved = true;
        let mut size = RESERVE;
        while size >= MIN_RESERVE {
            // SAFETY: reserves addresses nobody has; nothing is accessible yet.
            let start = unsafe {
                libc::mmap(
                    null_mut(),
                    size,
                    libc::PROT_NONE,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                    -1,
                    0,
                )
            };
            if start != libc::MAP_FAILED {
                self.base = (start as usize).next_multiple_of(POOL_SIZE);
                self.end = (start as usize + size) & !(POOL_SIZE - 1);
                self.committed = self.base;
                self.fresh = self.base;
                return;
            }
            size /= 2;
        }
    }

    /// Makes the next step of the range accessible.
    fn commit(&mut self) -> bool {
        let size = COMMIT.min(self.end - self.committed);
        if size < POOL_SIZE {
            return false;
        }
        // SAFETY: the step lies in the range reserved above.
        let status =
            unsafe { libc::mprotect(self.committed as *mut libc::c_void, size, libc::PROT_READ | libc::PROT_WRITE) };
        if status == 0 {
            self.committed += size;
        }
        status == 0
    }

    /// Lists a pool first among those of its class.
    ///
    /// # Safety
    /// `pool` is live and not listed.
    unsafe fn link(&mut self, pool: *mut Pool) {
        // SAFETY: listed pools are live.
        unsafe {
            let first = &mut self.usable[(*pool).class as usize];
            (*pool).prev = null_mut();
            (*pool).next = *first;
            if !first.is_null() {
                (**first).prev = pool;
            }
            *first = pool;
        }
    }

    /// # Safety
    /// `pool` is listed.
    unsafe fn unlink(&mut self, pool: *mut Pool) {
        // SAFETY: listed pools are live.
        unsafe {
            let Pool { next, prev, class, .. } = *pool;
            if prev.is_null() {
                self.usable[class as usize] = next;
            } else {
                (*prev).next = next;
            }
            if !next.is_null() {
                (*next).prev = prev;
            }
        }
    }

    /// Puts a pool without used blocks among the empty ones, unless it is the first one of its class.
    ///
    /// # Safety
    /// `pool` is live and has no used block; it is listed unless `was_full`.
    unsafe fn retire(&mut self, pool: *mut Pool, was_full: bool) {
        // SAFETY: the caller's promise.
        unsafe {
            if was_full {
                // A pool of one block; keep it for the next request.
                self.link(pool);
                return;
            }
            if self.usable[(*pool).class as usize] != pool {
                self.put_away(pool);
                return;
            }
            // The first pool stays: a block that is taken, given back and taken again is the same one. But only one empty
            // pool does.
            let next = (*pool).next;
            if !next.is_null() && (*next).used == 0 {
                self.put_away(next);
            }
        }
    }

    /// # Safety
    /// `pool` is listed and has no used block.
    unsafe fn put_away(&mut self, pool: *mut Pool) {
        // SAFETY: the caller's promise.
        unsafe {
            self.unlink(pool);
            if self.empty.len() >= HOT_FREE_POOLS {
                libc::madvise(pool.cast(), POOL_SIZE, libc::MADV_DONTNEED);
            }
        }
        self.empty.push(pool);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_distinct_aligned_and_reused() {
        let mut blocks = Vec::new();
        for round in 0..20_000 {
            let size = 1 + (round * 37) % SMALL_REQUEST_THRESHOLD;
            let block = allocate(size);
            assert!(!block.is_null() && (block as usize).is_multiple_of(ALIGNMENT) && owns(block));
            // SAFETY: a fresh block of at least `size` bytes.
            unsafe {
                assert!(block_size(block) >= size);
                block.write_bytes((round % 251) as u8, size);
            }
            blocks.push((block, size, (round % 251) as u8));
        }
        let before = allocated_blocks();
        for (block, size, byte) in &blocks {
            // SAFETY: still live; nobody else may have written into it.
            let bytes = unsafe { std::slice::from_raw_parts(*block, *size) };
            assert!(bytes.iter().all(|b| b == byte));
        }
        for (block, _, _) in &blocks {
            // SAFETY: given back once.
            unsafe { release(*block) };
        }
        assert_eq!(before - allocated_blocks(), blocks.len());
        let again = allocate(64);
        assert!(owns(again));
        let local = 0u8;
        assert!(!owns(&raw const local));
    }
}
