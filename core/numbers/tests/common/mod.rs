//! The oracle and the random numbers that the tests share.
#![allow(dead_code)]

use std::path::PathBuf;
use std::process::Command;

/// The oracle's interpreter: `KINGSNAKE_CPYTHON`, then `python3.13` on `PATH`, then pyenv's 3.13.0.
pub fn oracle() -> Option<PathBuf> {
    let works = |p: &PathBuf| Command::new(p).arg("-c").arg("pass").output().is_ok_and(|o| o.status.success());
    if let Some(named) = std::env::var_os("KINGSNAKE_CPYTHON") {
        return Some(PathBuf::from(named)).filter(works);
    }
    let on_path = PathBuf::from("python3.13");
    if works(&on_path) {
        return Some(on_path);
    }
    let out = Command::new("pyenv").args(["prefix", "3.13.0"]).output().ok()?;
    let prefix = String::from_utf8(out.stdout).ok()?;
    Some(PathBuf::from(prefix.trim()).join("bin/python3.13")).filter(works)
}

/// What the oracle prints for a script; None, with a loud line, if there is no oracle.
pub fn ask(script: &str) -> Option<String> {
    let Some(python) = oracle() else {
        eprintln!("SKIPPED: no CPython 3.13 found (KINGSNAKE_CPYTHON, PATH, pyenv)");
        return None;
    };
    let out = Command::new(python).args(["-X", "utf8", "-c", script]).output().expect("the oracle runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(String::from_utf8(out.stdout).expect("utf-8"))
}

/// Xorshift: the same numbers in every run.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Normalized digits, with runs of zeros and ones more often than chance has them.
    pub fn digits(&mut self, max_len: u64) -> Vec<u32> {
        let len = self.below(max_len + 1);
        let mut out: Vec<u32> = (0..len)
            .map(|_| match self.below(5) {
                0 => 0,
                1 => (1 << 30) - 1,
                2 => self.below(3) as u32,
                _ => self.next() as u32 & ((1 << 30) - 1),
            })
            .collect();
        while out.last() == Some(&0) {
            out.pop();
        }
        out
    }
}
