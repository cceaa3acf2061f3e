//! `format(number, specification)` against the oracle.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::ask;
use ks_numbers::digits::{self, Int};
use ks_numbers::format_number::{self as fnum, FormatError, Locale};
use ks_numbers::format_spec;

#[test]
fn same_as_format() {
    let script = r##"
import random, struct
random.seed(4)
bits = lambda x: struct.pack(">d", x).hex()
floats = [0.0, -0.0, 1.0, -1.5, 1234567.891, 1e16, 1e22, 123456789012345.0, 1e-5, -0.0004, float("inf"), float("-inf"), float("nan"), 0.5, 99.995, 5e-324, 1e300]
ints = [0, 1, -1, 65, 255, -1234, 1234567, 10**20, -10**30, 0x10ffff, 0x110000, 1 << 70]
def spec():
    s = random.choice(["", "", "<", ">", "=", "^", "*<", "\u20ac^", "0>", "x=", "0="])
    s += random.choice(["", "", "+", "-", " "]) + random.choice(["", "", "", "z"]) + random.choice(["", "", "#"])
    s += random.choice(["", "", "0"]) + random.choice(["", "5", "12", "30"]) + random.choice(["", "", ",", "_"])
    s += random.choice(["", "", ".0", ".1", ".3", ".12", ".2147483648"])
    return s + random.choice(["", "", *"bcdeEfFgGnoxX%", "q", "\u20ac"])
def show(kind, value, text, s):
    try: r = "ok:" + format(value, s)
    except (ValueError, OverflowError) as e: r = type(e).__name__ + ":" + str(e)
    print("|".join((kind, text, s, r)))
for _ in range(60000):
    s = spec()
    i, x, y = random.choice(ints), random.choice(floats), random.choice(floats)
    if s[-1:] not in tuple("eEfFgG%"): show("i", i, "%x" % i, s)
    show("f", x, bits(x), s)
    show("c", complex(x, y), bits(x) + "," + bits(y), s)
"##;
    let Some(answers) = ask(script) else { return };
    let float = |hex: &str| f64::from_bits(u64::from_str_radix(hex, 16).unwrap());
    let mut seen = 0;
    for line in answers.lines() {
        let w: Vec<&str> = line.splitn(4, '|').collect();
        let (kind, wanted) = (w[0], w[3]);
        // An empty specification is `str(value)`, which the caller sees to.
        if w[2].is_empty() {
            continue;
        }
        let points: Vec<u32> = w[2].chars().map(u32::from).collect();
        let default = if kind == "i" { 'd' } else { '\0' };
        let type_name = match kind {
            "i" => "int",
            "f" => "float",
            _ => "complex",
        };
        let got = match format_spec::parse(&points, default, '>') {
            Err(format_spec::FormatSpecError::Invalid) => {
                assert!(wanted.contains("Invalid format specifier"), "{line}");
                continue;
            }
            Err(e) => format!("ValueError:{e}"),
            Ok(spec) => {
                let mut out = Vec::new();
                let done = match kind {
                    "i" => {
                        let n = digits::parse(w[1].as_bytes(), 16, 0).unwrap();
                        fnum::format_int(Int::new(n.negative, &n.digits), &spec, &Locale::C, &mut out)
                    }
                    "f" => fnum::format_float(float(w[1]), &spec, &Locale::C, &mut out),
                    _ => {
                        let (re, im) = w[1].split_once(',').unwrap();
                        fnum::format_complex(float(re), float(im), &spec, &Locale::C, &mut out)
                    }
                };
                match done {
                    Ok(()) => "ok:".chars().chain(out.iter().map(|&c| char::from_u32(c).unwrap())).collect(),
                    Err(FormatError::Unknown(code)) => format!("ValueError:{}", fnum::unknown_code(code, type_name)),
                    Err(e) if e.is_overflow() => format!("OverflowError:{e}"),
                    Err(e) => format!("ValueError:{e}"),
                }
            }
        };
        assert_eq!(got, wanted, "{line}");
        seen += 1;
    }
    assert!(seen > 100_000);
}

#[test]
fn too_much_memory() {
    for (text, memory) in [
        ("9223372036854775807", true),
        ("09223372036854775807,", true),
        ("_<4611686018427387904", true),
        ("100000", false),
    ] {
        let points: Vec<u32> = text.chars().map(u32::from).collect();
        let spec = format_spec::parse(&points, '\0', '>').unwrap();
        let mut out = Vec::new();
        let wanted = if memory { Err(FormatError::Memory) } else { Ok(()) };
        assert_eq!(fnum::format_int(Int::new(false, &[1]), &spec, &Locale::C, &mut out), wanted);
        assert_eq!(fnum::format_float(1.5, &spec, &Locale::C, &mut out), wanted);
        assert_eq!(fnum::format_complex(1.5, 2.0, &spec, &Locale::C, &mut out).is_err(), memory);
    }
}
