//! Parses and compiles all files named on standard input in memory, for `ci/bench_compile`.
//!
//! `compile_bench time` prints the seconds of one pass over all files (the least of three); `compile_bench memory` prints for
//! each file the most bytes that were allocated at one time beyond those before it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, BufRead};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use ks_compiler::embedder::Silent;
use ks_compiler::{Options, compile};
use ks_syntax::ast::PyStr;
use ks_syntax::embedder::{Embedder, NoNames};
use ks_syntax::parser::{ParseOptions, parse_bytes};

/// Counts what is allocated, and its maximum.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
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
            compile_one(path, source);
            println!("{}", MOST.load(Ordering::Relaxed) - before);
        }
        return Ok(());
    }
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        let compiled = files.iter().filter(|(path, source)| compile_one(path, source)).count();
        least = least.min(start.elapsed().as_secs_f64());
        if compiled == 0 {
            return Err(io::Error::other("nothing compiles"));
        }
    }
    println!("{least}");
    Ok(())
}
