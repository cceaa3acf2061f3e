//! Float text against the oracle.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::ask;
use ks_numbers::float_text as f;

fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).expect("ascii")
}

fn float(hex: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(hex, 16).expect("bits"))
}

const FLOATS: &str = r#"
import random, struct, math, ctypes
random.seed(3)
def bits(x): return struct.pack(">d", x).hex()
def pool(n):
    special = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 0.1, 1e16, 1e17, 123456789012345680.0, 9999999999999998.0, 1e-4, 1e-5, 0.00012345,
        5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 1e22, 1e23, float("inf"), float("-inf"),
        float("nan"), 0.001, 0.25, 0.125, 0.375, 1e100, 999.5, 9.5, 99.5, 0.95, 0.05, 1e15, 99999.5, 999999.5, 2**53 + 0.0, 650.0, 550.0]
    yield from special
    for _ in range(n):
        k = random.randrange(6)
        if k == 0: yield struct.unpack(">d", random.randbytes(8))[0]
        elif k == 1: yield random.randrange(-10**6, 10**6) / 10**random.randrange(8)
        elif k == 2: yield random.randrange(-1000, 1000) / 2**random.randrange(12)
        elif k == 3: yield float(random.randrange(-10**20, 10**20)) * 5
        elif k == 4: yield 10.0**random.randrange(-300, 300) * random.randrange(1, 20)
        else: yield random.randrange(1, 100) * 5e-324 * 2**random.randrange(60)
"#;

#[test]
fn repr_hex_hash_ratio() {
    let Some(answers) = ask(&format!(
        r#"{FLOATS}
for x in pool(40000):
    r = "-" if x != x or abs(x) == math.inf else "%x %x" % tuple(map(abs, x.as_integer_ratio()))
    print("%s|%r|%s|%s|%s" % (bits(x), x, x.hex(), "-" if x != x else hash(x), r))
"#
    )) else {
        return;
    };
    for line in answers.lines() {
        let w: Vec<&str> = line.split('|').collect();
        let x = float(w[0]);
        assert_eq!(text(|o| f::repr(x, o)), w[1], "{line}");
        assert_eq!(text(|o| f::to_hex(x, o)), w[2], "{line}");
        assert_eq!(f::hash(x).map_or("-".to_owned(), |h| h.to_string()), w[3], "{line}");
        if w[4] != "-" {
            let (m, e) = f::integer_ratio(x);
            let up = num_bigint::BigUint::from(m) << e.max(0);
            let down = num_bigint::BigUint::from(1u32) << (-e).max(0);
            assert_eq!(format!("{up:x} {down:x}"), w[4], "{line}");
        }
        let back = f::parse(w[1].as_bytes()).expect("a float");
        assert!(back.consumed == w[1].len() && !back.overflow && (back.value == x || x.is_nan()), "{line}");
        let back = f::from_hex(w[2].as_bytes()).expect("a float");
        assert!(back.to_bits() == x.to_bits() || x.is_nan(), "{line}");
    }
}

#[test]
fn formats() {
    let Some(answers) = ask(&format!(
        r#"{FLOATS}
fn = ctypes.pythonapi.PyOS_double_to_string
fn.argtypes = [ctypes.c_double, ctypes.c_char, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
fn.restype = ctypes.c_char_p
kind = ctypes.c_int()
for x in pool(6000):
    for _ in range(8):
        code = random.choice("eEfFgGr")
        precision = 0 if code == "r" else random.choice([0, 1, 2, 3, 6, 12, 15, 16, 17, 20, 50, random.randrange(1200)])
        flags = random.randrange(16)
        print("%s|%s|%d|%d|%s|%d" % (bits(x), code, precision, flags,
            fn(x, code.encode(), precision, flags, ctypes.byref(kind)).decode(), kind.value))
"#
    )) else {
        return;
    };
    for line in answers.lines() {
        let w: Vec<&str> = line.split('|').collect();
        let mut kind = None;
        let got = text(|o| {
            kind =
                f::format_double(float(w[0]), w[1].as_bytes()[0], w[2].parse().unwrap(), w[3].parse().unwrap(), o).ok()
        });
        assert_eq!(got, w[4], "{line}");
        assert_eq!(kind.expect("a kind") as i32, w[5].parse::<i32>().unwrap(), "{line}");
    }
}

#[test]
fn rounding() {
    let Some(answers) = ask(&format!(
        r#"{FLOATS}
for x in pool(20000):
    for n in [random.randrange(-20, 20), random.randrange(-330, 330), 1, 2, -1, -2, -3]:
        try: r = bits(round(x, n))
        except OverflowError as e: r = str(e)
        print("%s|%d|%s" % (bits(x), n, r))
"#
    )) else {
        return;
    };
    for line in answers.lines() {
        let w: Vec<&str> = line.split('|').collect();
        let x = float(w[0]);
        let got = f::round(x, w[1].parse().unwrap());
        let got = match got {
            Some(r) => format!("{:016x}", r.to_bits()),
            None => "rounded value too large to represent".to_owned(),
        };
        assert_eq!(got, w[2], "{line} {x:?}");
    }
}

#[test]
fn parsing() {
    let script = r#"
import ctypes, itertools, struct, random
random.seed(9)
fn = ctypes.pythonapi.PyOS_string_to_double
fn.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p]
fn.restype = ctypes.c_double
def show(s):
    b = ctypes.create_string_buffer(s.encode())
    end = ctypes.c_void_p()
    try: v = fn(ctypes.addressof(b), ctypes.byref(end), None)
    except ValueError: print("%s|error" % s); return
    print("%s|%s|%d" % (s, struct.pack(">d", v).hex(), end.value - ctypes.addressof(b)))
for n in range(0, 6):
    for t in itertools.product("10.e-+ i", repeat=n): show("".join(t))
for s in ["inf", "INF", "-Infinity", "+iNfInItYx", "infinit", "nan", "-NaN", "nano", "1e400", "-1e400", "1e-400", "1e309", "0x10", "1_0",
    "1.7976931348623158e308", "1.7976931348623159e308", "2.4703282292062327e-324", "2.4703282292062328e-324", "0e99999999999",
    "1e99999999999999999999999", "1e-99999999999999999999999", "0." + "0" * 5000 + "1e5001", "1" + "0" * 5000 + "e-5000",
    "0." + "0" * 300000 + "1e300001", "1" + "0" * 300000 + "e-300000", "123" * 3000 + "e-9000", "0" * 5000 + "1.5", "9007199254740993",
    "9007199254740992.99999999999999999", "9007199254740993.00000000000000000000001"]: show(s)
for _ in range(30000):
    s = str(random.randrange(10 ** random.randrange(1, 40)))
    k = random.randrange(len(s) + 1)
    show(s[:k] + "." + s[k:] + "e%d" % random.randrange(-340, 320))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let w: Vec<&str> = line.split('|').collect();
        let got = match f::parse(w[0].as_bytes()) {
            Some(p) => {
                assert_eq!(p.overflow, p.value.is_infinite() && !w[0].contains(['i', 'I']), "{line}");
                let bits = if p.value.is_nan() { p.value.to_bits() & !(1 << 63) } else { p.value.to_bits() };
                format!("{bits:016x}|{}", p.consumed)
            }
            None => "error".to_owned(),
        };
        let wanted = w[1..].join("|").replace("fff8000000000000|", "7ff8000000000000|");
        assert_eq!(got, wanted, "{}", &w[0][..w[0].len().min(100)]);
    }
}

#[test]
fn underscores() {
    let script = r#"
import itertools
for n in range(0, 7):
    for t in itertools.product("1_.e-", repeat=n):
        s = "".join(t)
        try: r = repr(float(s))
        except ValueError: r = "error"
        print(s + "|" + r)
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let (from, wanted) = line.split_once('|').expect("two fields");
        let got = f::without_underscores(from.as_bytes()).and_then(|t| {
            let p = f::parse(&t).filter(|p| p.consumed == t.len())?;
            Some(text(|o| f::repr(p.value, o)))
        });
        assert_eq!(got.as_deref().unwrap_or("error"), wanted, "{line}");
    }
}

#[test]
fn hexadecimal() {
    let script = r#"
import itertools, struct, random
random.seed(1)
def show(s):
    try: r = struct.pack(">d", float.fromhex(s)).hex()
    except (ValueError, OverflowError) as e: r = str(e)
    print(s.replace("\n", " ") + "|" + r)
for n in range(0, 6):
    for t in itertools.product("0x1.pa-", repeat=n): show("".join(t))
for s in ["", " inf ", "-INFINITY", "nan", "+nan", "nanx", "0x1p99999999999999999999", "0x1p-99999999999999999999", "0x0p99999999999999999999",
    "1p+", "0x1.fffffffffffff7p1023", "0x1.fffffffffffff8p1023", "0x1p1024", "0x.1p1027", "0x1p-1075", "0x1.0000001p-1075", "0x1p-1074",
    "0x1.8p-1074", "0x0.8p-1074", "0x3p-1075", "0x1" + "0" * 400 + "p-1600", "0x." + "0" * 400 + "1p1600", "0x1p5 5", "0x1p5_5", "0X1P5"]: show(s)
for _ in range(40000):
    s = "%x" % random.getrandbits(random.choice([8, 52, 53, 54, 55, 56, 60, 61, 64, 66, 80, 120]))
    if random.random() < .3: s += random.choice(["8", "80", "800000000001", "7ffff", "000000"])
    k = random.randrange(len(s) + 1)
    show("0x" + s[:k] + "." + s[k:] + "p%d" % random.choice([random.randrange(-1200, 1100), random.randrange(-1140, -1020), random.randrange(900, 1024)]))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let (from, wanted) = line.split_once('|').expect("two fields");
        let got = match f::from_hex(from.as_bytes()) {
            Ok(v) => format!("{:016x}", v.to_bits()),
            Err(e) => e.to_string(),
        };
        assert_eq!(got, wanted, "{line}");
    }
}
