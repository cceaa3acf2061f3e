//! The engine against CPython's, on the code words CPython's compiler makes.
//!
//! `tests/oracle.py` says what is compared. `KINGSNAKE_SRE_SEED` and `KINGSNAKE_SRE_COUNT` choose other random patterns.

use ks_sre::{Matcher, Mode, Program, Request, Text};
use std::path::PathBuf;
use std::process::Command;

/// The oracle's interpreter: `KINGSNAKE_CPYTHON`, then `python3.13` on `PATH`, then pyenv's 3.13.0.
fn oracle() -> Option<PathBuf> {
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

fn list(text: &str) -> Vec<u32> {
    if text == "." { Vec::new() } else { text.split(',').map(|w| w.parse().expect("a number")).collect() }
}

fn describe(m: &Matcher, groups: usize) -> String {
    let (start, end) = m.span();
    let mut out = format!("{start}:{end}");
    for g in 0..groups {
        let (s, e) = m.group(g).map_or((-1, -1), |(s, e)| (s as i64, e as i64));
        if s > e {
            return "wrong".to_owned();
        }
        out += &format!("/{s}:{e}");
    }
    out + &m.last_index().map_or("/-".to_owned(), |i| format!("/{i}"))
}

/// Runs something on the text in every width that can hold it; the results must agree.
fn in_every_width<T: PartialEq + std::fmt::Debug>(text: &[u32], mut run: impl FnMut(Text) -> T) -> T {
    let wide = run(Text::U32(text));
    if let Ok(half) = text.iter().map(|&c| u16::try_from(c)).collect::<Result<Vec<_>, _>>() {
        assert_eq!(run(Text::U16(&half)), wide);
    }
    if let Ok(bytes) = text.iter().map(|&c| u8::try_from(c)).collect::<Result<Vec<_>, _>>() {
        assert_eq!(run(Text::Latin1(&bytes)), wide);
    }
    wide
}

#[test]
fn same_as_cpython() {
    let Some(python) = oracle() else {
        eprintln!("SKIPPED: no CPython 3.13 found (KINGSNAKE_CPYTHON, PATH, pyenv)");
        return;
    };
    let setting = |name: &str, default: &str| std::env::var(name).unwrap_or(default.to_owned());
    let out = Command::new(python)
        .args(["-X", "utf8", "-c", include_str!("oracle.py")])
        .args([setting("KINGSNAKE_SRE_SEED", "1"), setting("KINGSNAKE_SRE_COUNT", "4000")])
        .output()
        .expect("the oracle runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = String::from_utf8(out.stdout).expect("ascii");
    let mut program = Program::new(&[1], 0).expect("the empty pattern");
    let mut m = Matcher::new();
    let (mut compared, mut wrong) = (0, Vec::new());
    let mut go = || true;
    let mut source = "";
    for line in lines.lines() {
        let w: Vec<&str> = line.split(' ').collect();
        let (got, wanted) = match w[0] {
            "#" => {
                source = line;
                continue;
            }
            "P" => {
                let (code, groups) = (list(w[2]), w[1].parse().expect("a number"));
                program = Program::new(&code, groups).unwrap_or_else(|e| panic!("{e}: {line}"));
                continue;
            }
            "M" => {
                let mode = match w[1] {
                    "match" => Mode::Match,
                    "fullmatch" => Mode::FullMatch,
                    _ => Mode::Search,
                };
                let (start, end) = (w[2].parse().expect("a number"), w[3].parse().expect("a number"));
                let got = in_every_width(&list(w[4]), |text| {
                    // The caller of the engine brings positions into the text, as `re` does.
                    let (start, end) = (usize::min(start, text.len()), usize::min(end, text.len()));
                    let found = m.run(&program, Request { text, mode, start, end, must_advance: false }, &mut go);
                    if found.expect("no error") { describe(&m, program.groups()) } else { "-".to_owned() }
                });
                (got, w[5].to_owned())
            }
            _ => {
                let got = in_every_width(&list(w[1]), |text| {
                    let mut all = Vec::new();
                    let (mut start, mut must_advance) = (0, false);
                    let end = text.len();
                    let ask = |start, must_advance| Request { text, mode: Mode::Search, start, end, must_advance };
                    while m.run(&program, ask(start, must_advance), &mut go).expect("no error") {
                        all.push(describe(&m, program.groups()));
                        if all.last().is_some_and(|a| a == "wrong") {
                            break;
                        }
                        let (s, e) = m.span();
                        (start, must_advance) = (e, s == e);
                    }
                    all.join(" ")
                });
                (got, w[2..].join(" "))
            }
        };
        compared += 1;
        if got != wanted {
            wrong.push(format!("{source}\n  {line}\n  got {got}"));
        }
    }
    println!("{compared} answers compared, {} differ", wrong.len());
    assert!(wrong.is_empty(), "{} of {compared} differ\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(compared > 50_000);
}
