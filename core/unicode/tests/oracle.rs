//! Compares every function for every code point with what a stock CPython 3.13 answers.

use ks_unicode as u;
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

fn ask(script: &str) -> Option<String> {
    let Some(python) = oracle() else {
        eprintln!("SKIPPED: no CPython 3.13 found (KINGSNAKE_CPYTHON, PATH, pyenv)");
        return None;
    };
    let out = Command::new(python).args(["-X", "utf8", "-c", script]).output().expect("the oracle runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(String::from_utf8(out.stdout).expect("ascii"))
}

const EVERY: &str = r#"
import unicodedata as u, sys
def full(s): return ",".join("%x" % ord(c) for c in s)
out = []
for cp in range(0x110000):
    c = chr(cp)
    flags = "".join("01"[bool(b)] for b in (
        c.isalpha(), c.isdecimal(), c.isdigit(), c.isnumeric(), c.isalnum(), c.islower(), c.isupper(),
        u.category(c) == "Lt", c.isspace(), len((c + "x").splitlines()) == 2, c.isprintable(),
        c.isidentifier() and c != "_", ("a" + c).isidentifier(), (c + "a").title()[-1] == "a"))
    out.append("%s %s %s %s %s %s %s %r" % (flags, full(c.lower()), full(c.upper()), full(c.title()),
        full(c.casefold()), u.decimal(c, None), u.digit(c, None), u.numeric(c, None)))
sys.stdout.write("\n".join(out))
"#;

#[test]
fn every_code_point() {
    let Some(answers) = ask(EVERY) else { return };
    let full = |f: fn(u32, &mut [u32; 3]) -> usize, cp: u32| {
        let mut buf = [0; 3];
        let n = f(cp, &mut buf);
        buf[..n].iter().map(|c| format!("{c:x}")).collect::<Vec<_>>().join(",")
    };
    let opt = |v: Option<u8>| v.map_or("None".to_owned(), |v| v.to_string());
    let tests: [fn(u32) -> bool; 14] = [
        u::is_alpha,
        u::is_decimal,
        u::is_digit,
        u::is_numeric,
        u::is_alnum,
        u::is_lower,
        u::is_upper,
        u::is_title,
        u::is_space,
        u::is_linebreak,
        u::is_printable,
        u::is_xid_start,
        u::is_xid_continue,
        u::is_cased,
    ];
    let mut seen = 0;
    for (cp, line) in answers.lines().enumerate() {
        let cp = cp as u32;
        let flags: String = tests.iter().map(|t| if t(cp) { '1' } else { '0' }).collect();
        let numeric = u::numeric_value(cp);
        let wanted: Vec<&str> = line.split(' ').collect();
        let got = [
            flags,
            full(u::lower_full, cp),
            full(u::upper_full, cp),
            full(u::title_full, cp),
            full(u::fold_full, cp),
            opt(u::decimal_value(cp)),
            opt(u::digit_value(cp)),
        ];
        assert_eq!(got[..], wanted[..7], "U+{cp:04X}");
        assert_eq!(numeric, wanted[7].parse().ok(), "numeric U+{cp:04X}");
        let first = |s: &str| u32::from_str_radix(s.split(',').next().unwrap_or(""), 16).ok();
        assert_eq!(Some(u::to_lower(cp)), first(wanted[1]), "U+{cp:04X}");
        assert_eq!(Some(u::to_upper(cp)), first(wanted[2]), "U+{cp:04X}");
        assert_eq!(Some(u::to_title(cp)), first(wanted[3]), "U+{cp:04X}");
        seen += 1;
    }
    assert_eq!(seen, 0x110000);
}

#[test]
fn identifier_normalization() {
    let script = r#"
import unicodedata as u, sys
for cp in range(0x80, 0x110000):
    c = chr(cp)
    if ("a" + c).isidentifier():
        for s in (c, "e" + c, c + "\u0301", "\u1100" + c + "\u11a8"):
            print(s.encode().hex(), u.normalize("NFKC", s).encode().hex())
"#;
    let Some(answers) = ask(script) else { return };
    let text = |hex: &str| {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex")).collect();
        String::from_utf8(bytes).expect("utf-8")
    };
    for line in answers.lines() {
        let (from, to) = line.split_once(' ').expect("two fields");
        assert_eq!(u::nfkc(&text(from)), text(to), "{from}");
    }
}

#[test]
fn case_ignorable() {
    let script = r#"
final = lambda s: s.lower()[1] == "\u03c2"
print("".join("01"[not final("a\u03a3" + c + "a") and final("a\u03a3" + c)] for c in map(chr, range(0x110000))))
"#;
    let Some(answers) = ask(script) else { return };
    for (cp, wanted) in answers.trim().bytes().enumerate() {
        assert_eq!(u::is_case_ignorable(cp as u32), wanted == b'1', "U+{cp:04X}");
    }
}

#[test]
fn beyond_unicode() {
    for cp in [0x110000, 0x7fff_ffff, u32::MAX] {
        assert!(!u::is_alpha(cp) && !u::is_printable(cp) && !u::is_space(cp));
        assert_eq!((u::to_lower(cp), u::to_upper(cp), u::numeric_value(cp)), (cp, cp, None));
    }
}

#[test]
fn generated_file_is_current() {
    let Some(python) = oracle() else {
        eprintln!("SKIPPED: no CPython 3.13 found (KINGSNAKE_CPYTHON, PATH, pyenv)");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ci/generate/unicode.py");
    let out = Command::new(python).args([script, "--check"]).output().expect("the oracle runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn characters_of_numbers() {
    let script = r#"
for cp in range(128, 0x110000):
    c = chr(cp)
    try: v = str(int(c))
    except ValueError: v = "-"
    try: int("1" + c); s = " "
    except ValueError: s = "-"
    if v != "-": print(cp, v)
    elif s != "-": print(cp, "space")
"#;
    let Some(answers) = ask(script) else { return };
    let mut got = String::new();
    for cp in 128..0x110000 {
        match u::ascii_in_number(cp) {
            Some(b' ') => got += &format!("{cp} space\n"),
            Some(digit) => got += &format!("{cp} {}\n", digit - b'0'),
            None => {}
        }
    }
    assert_eq!(got, answers);
}
