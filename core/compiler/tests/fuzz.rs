//! A short run of the fuzzer; `ci/fuzz` runs it for long, on more sources.

#[path = "../examples/fuzz/mod.rs"]
mod fuzz;

use std::time::Duration;

#[test]
fn the_front_end_answers_everything() {
    let corpus: Vec<Vec<u8>> = fuzz::SEEDS.iter().map(|text| text.as_bytes().to_vec()).collect();
    for (seed, stack) in [(1, 8 << 20), (2, 512 << 10)] {
        let corpus = corpus.clone();
        let worker = std::thread::Builder::new()
            .stack_size(stack)
            .spawn(move || fuzz::run(seed, Duration::from_secs(8), &corpus, stack / 2, |_| {}))
            .expect("a thread starts");
        let ran = worker.join().expect("nothing panics");
        assert!(ran.count > 100, "{} sources", ran.count);
        assert!(
            ran.longest < Duration::from_secs(10),
            "{:?} for {:?}",
            ran.longest,
            String::from_utf8_lossy(&ran.slowest)
        );
    }
}
