//! Runs the front end on mutated sources: `fuzz SECONDS SEED SCRATCH [FILE…]`.
//!
//! Ends with 0 if nothing happened. The source in work is kept in the file SCRATCH, so that it is there after a crash. A
//! source that takes longer than ten seconds is a hang.

#[path = "fuzz/mod.rs"]
mod fuzz;

use std::fs;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// A source that takes longer is kept to be looked at.
const SLOW: Duration = Duration::from_secs(1);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut word = || arguments.next().unwrap_or_default();
    let (seconds, seed, scratch) = (word().parse().unwrap_or(10), word().parse().unwrap_or(1u64), word());
    let kept = format!("{scratch}.slow");
    let mut corpus: Vec<Vec<u8>> = fuzz::SEEDS.iter().map(|text| text.as_bytes().to_vec()).collect();
    corpus.extend(arguments.filter_map(|path| fs::read(path).ok()));
    let done = Arc::new(AtomicU64::new(0));
    let progress = Arc::clone(&done);
    // Half of the seeds run where there is little room.
    let stack = if seed % 2 == 0 { 512 << 10 } else { 8 << 20 };
    let worker = thread::Builder::new().stack_size(stack).spawn(move || {
        fuzz::run(seed, Duration::from_secs(seconds), &corpus, stack / 2, |source| {
            let _ = fs::write(&scratch, source);
            progress.fetch_add(1, Ordering::Relaxed);
        })
    });
    let Ok(worker) = worker else { exit(2) };
    let (mut last, mut waited) = (0, 0);
    while !worker.is_finished() {
        thread::sleep(Duration::from_secs(1));
        let now = done.load(Ordering::Relaxed);
        waited = if now == last { waited + 1 } else { 0 };
        last = now;
        if waited > 10 {
            eprintln!("hang");
            exit(3);
        }
    }
    match worker.join() {
        Ok(ran) => {
            println!("seed {seed}: {} sources, the longest took {:?}", ran.count, ran.longest);
            if ran.longest > SLOW {
                let _ = fs::write(&kept, ran.slowest);
                println!("it is in {kept}");
            }
        }
        Err(_) => exit(1),
    }
}
