//! Parses all files under the paths given as arguments, several times over, and prints the time per pass.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ks_syntax::embedder::NoEmbedder;
use ks_syntax::parser::{ParseOptions, parse_bytes};

fn collect(path: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), out)?;
        }
    } else if path.extension().is_some_and(|e| e == "py") {
        out.push(path.to_owned());
    }
    Ok(())
}

fn main() -> std::io::Result<()> {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        collect(Path::new(&argument), &mut files)?;
    }
    let sources = files.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    let bytes: usize = sources.iter().map(Vec::len).sum();
    for _ in 0..5 {
        let start = Instant::now();
        let mut parsed = 0;
        for source in &sources {
            parsed += usize::from(parse_bytes(source, ParseOptions::default(), &mut NoEmbedder).is_ok());
        }
        let time = start.elapsed();
        let rate = bytes as f64 / 1e6 / time.as_secs_f64();
        println!("{parsed} of {} files, {:.1} MB, {time:.1?}, {rate:.1} MB/s", sources.len(), bytes as f64 / 1e6);
    }
    Ok(())
}
