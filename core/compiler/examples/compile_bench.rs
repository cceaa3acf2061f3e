//! Parses and compiles all files named on standard input in memory, for `ci/bench/compile`.
//!
//! `compile_bench time` prints the seconds of processor time of one pass over all files; `compile_bench memory` prints for
//! each file the most bytes that were allocated at one time beyond those before it, and 1 if it compiles, else 0.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, BufRead};
use std::sync::atomic::{AtomicUsize, Ordering};

use ks_compiler::embedder::Silent;
use ks_compiler::{Options, compile};
use ks_syntax::ast::PyStr;
use ks_syntax::embedder::{Embedder, NoNames};
use ks_syntax::parser::{ParseOptions, parse_bytes};

/// Counts what is allocated, and its maximum, as `tracemalloc` does: what was asked for, and the new size in the place of the
/// old one where a block is resized.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn more(bytes: usize) {
    let now = NOW.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(now, Ordering::Relaxed);
}

fn less(bytes: usize) {
    NOW.fetch_sub(bytes, Ordering::Relaxed);
}

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match size.checked_sub(layout.size()) {
            Some(grown) => more(grown),
            None => less(layout.size() - size),
        }
        // SAFETY: the caller's promise.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        less(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Any character will do for a name.
struct AnyName;

impl Embedder for AnyName {
    fn unicode_name(&mut self, _name: &str) -> Result<Option<u32>, NoNames> {
        Ok(Some(0x2603))
    }
}

fn compile_one(path: &PyStr, source: &[u8]) -> bool {
    let Ok(mut ast) = parse_bytes(source, ParseOptions::default(), &mut AnyName) else { return false };
    compile(&mut ast, path, &Options::default(), &mut Silent).is_ok()
}

/// Seconds of processor time that the process has used.
fn processor_time() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists, and its reading goes into a place for one.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

fn main() -> io::Result<()> {
    let memory = std::env::args().nth(1).as_deref() == Some("memory");
    let mut files = Vec::new();
    for path in io::stdin().lock().lines() {
        let path = path?;
        files.push((PyStr::from(&*path), std::fs::read(&path)?));
    }
    if memory {
        for (path, source) in &files {
            let before = NOW.load(Ordering::Relaxed);
            MOST.store(before, Ordering::Relaxed);
            let compiled = compile_one(path, source);
            println!("{} {}", MOST.load(Ordering::Relaxed) - before, u8::from(compiled));
        }
        return Ok(());
    }
    let start = processor_time();
    let compiled = files.iter().filter(|(path, source)| compile_one(path, source)).count();
    let seconds = processor_time() - start;
    if compiled == 0 {
        return Err(io::Error::other("nothing compiles"));
    }
    println!("{seconds}");
    Ok(())
}
