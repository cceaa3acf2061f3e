//! Integer arithmetic against `num-bigint` and against the oracle.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Random, ask};
use ks_numbers::digits::{self as d, Int};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

fn big(digits: &[u32]) -> BigUint {
    digits.iter().rev().fold(BigUint::zero(), |n, &x| (n << 30) + x)
}

fn signed(negative: bool, digits: &[u32]) -> BigInt {
    BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, big(digits))
}

fn small(n: &BigInt) -> (bool, Vec<u32>) {
    let mut out = Vec::new();
    let mut m = n.magnitude().clone();
    while !m.is_zero() {
        out.push((&m & BigUint::from(d::MASK)).to_u32().unwrap());
        m >>= 30;
    }
    (n.is_negative(), out)
}

#[test]
fn arithmetic() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..20_000 {
        let size = match round % 50 {
            0 => 300,
            1..5 => 60,
            _ => 6,
        };
        let (a, b) = (random.digits(size), random.digits(size));
        let (na, nb) = (random.below(2) == 1 && !a.is_empty(), random.below(2) == 1 && !b.is_empty());
        let (x, y) = (Int { negative: na, digits: &a }, Int { negative: nb, digits: &b });
        let (bx, by) = (signed(na, &a), signed(nb, &b));
        let n = a.len().max(b.len());
        let mut out = vec![7; n + 1];
        let mut check = |what: &str, wanted: BigInt, f: &dyn Fn(&mut [u32]) -> d::Len| {
            let len = f(&mut out);
            assert_eq!(small(&wanted), (len.negative, out[..len.len].to_vec()), "{what} {bx} {by}");
        };
        check("+", &bx + &by, &|o| d::add_signed(x, y, o));
        check("-", &bx - &by, &|o| d::sub_signed(x, y, o));
        check("&", &bx & &by, &|o| d::and(x, y, o));
        check("|", &bx | &by, &|o| d::or(x, y, o));
        check("^", &bx ^ &by, &|o| d::xor(x, y, o));
        check("~", -(&bx + 1u32), &|o| d::invert(x, o));
        assert_eq!(d::cmp_signed(x, y), bx.cmp(&by));

        let mut out = vec![7; a.len() + b.len()];
        let len = d::mul(&a, &b, &mut out);
        assert_eq!((false, out[..len].to_vec()), small(&(bx.abs() * by.abs())), "* {bx} {by}");
        let mut out = vec![7; 2 * a.len()];
        let len = d::square(&a, &mut out);
        assert_eq!((false, out[..len].to_vec()), small(&(&bx * &bx)), "square {bx}");
        let common = d::gcd(&a, &b);
        assert_eq!((false, common), small(&bx.gcd(&by)), "gcd {bx} {by}");
        assert_eq!(small(&bx.abs().sqrt()).1, d::isqrt(&a));

        if !b.is_empty() {
            let mut q = vec![7; n - b.len() + 2];
            let mut r = vec![7; n];
            let (ql, rl) = d::floor_divmod(x, y, &mut q, &mut r);
            assert_eq!(small(&bx.div_floor(&by)), (ql.negative, q[..ql.len].to_vec()), "// {bx} {by}");
            assert_eq!(small(&bx.mod_floor(&by)), (rl.negative, r[..rl.len].to_vec()), "% {bx} {by}");
        }
        let n = random.below(100);
        let mut out = vec![7; a.len() + n as usize / 30 + 1];
        let len = d::shl(&a, n, &mut out);
        assert_eq!(small(&(bx.abs() << n)).1, out[..len], "{bx} << {n}");
        let mut out = vec![7; a.len() + 1];
        let len = d::shr_floor(x, n, &mut out);
        assert_eq!(small(&(&bx >> n)), (len.negative, out[..len.len].to_vec()), "{bx} >> {n}");
        assert_eq!(d::bit_length(&a), bx.bits());

        let mut text = Vec::new();
        let base = 2 + random.below(35) as u32;
        d::format_radix(&a, base, &mut text);
        assert_eq!(String::from_utf8(text.clone()).unwrap(), big(&a).to_str_radix(base));
        assert_eq!(d::parse(&text, base, 0).unwrap().digits, a);

        for signed in [false, true] {
            for little in [false, true] {
                let mut bytes = vec![7; d::signed_byte_length(x) as usize];
                if d::to_bytes(x, &mut bytes, little, signed).is_ok() {
                    assert_eq!(d::from_bytes(&bytes, little, signed), (na, a.clone()), "{bx}");
                }
            }
        }
    }
}

#[test]
fn powers() {
    let mut random = Random(42);
    for _ in 0..2000 {
        let (a, e, m) = (random.digits(6), random.digits(3), random.digits(5));
        let n = random.below(60);
        assert_eq!(big(&d::pow(&a, n)), Pow::pow(big(&a), n));
        if !m.is_empty() {
            assert_eq!(big(&d::pow_mod(&a, &e, &m)), big(&a).modpow(&big(&e), &big(&m)), "{a:?} {e:?} {m:?}");
            match d::inv_mod(&a, &m) {
                Some(i) => {
                    assert_eq!((big(&i) * big(&a)) % big(&m), BigUint::from(1u32) % big(&m));
                    assert!(big(&i) < big(&m));
                }
                None => assert_ne!(big(&a).gcd(&big(&m)), BigUint::from(1u32)),
            }
        }
    }
}

#[test]
fn large_text() {
    let mut random = Random(7);
    for len in [199, 200, 201, 399, 600, 1000, 5000, 20_000] {
        let a: Vec<u32> = (0..len).map(|_| random.next() as u32 & d::MASK).chain([1]).collect();
        for base in [10, 7, 36] {
            let mut text = Vec::new();
            d::format_radix(&a, base, &mut text);
            if len <= 5000 {
                assert_eq!(String::from_utf8(text.clone()).unwrap(), big(&a).to_str_radix(base));
            }
            assert_eq!(d::parse(&text, base, 0).unwrap().digits, a);
        }
        // Powers of the base have long runs of zeros.
        let power = d::pow(&[10], len * 9);
        let mut text = Vec::new();
        d::to_decimal(&power, 0, &mut text).unwrap();
        assert!(text.len() == len as usize * 9 + 1 && text[0] == b'1' && text[1..].iter().all(|&b| b == b'0'));
    }
}

#[test]
fn large_division() {
    let mut random = Random(11);
    for (la, lb) in [(2000, 500), (3000, 1500), (1000, 900), (5000, 200), (2000, 1999)] {
        let b = random.digits(lb);
        let (mut q, r) = (random.digits(la - lb), random.digits(lb - 1));
        q.push(1);
        let n = big(&b) * big(&q) + (big(&r) % big(&b));
        let a = small(&n.into()).1;
        let mut quotient = vec![0; a.len() - b.len() + 1];
        let mut rest = vec![0; a.len()];
        let (ql, rl) = d::divmod(&a, &b, &mut quotient, &mut rest);
        assert_eq!((&quotient[..ql], big(&rest[..rl])), (&q[..], big(&r) % big(&b)));
    }
}

fn parse_signed(text: &str) -> (bool, Vec<u32>) {
    let p = d::parse(text.as_bytes(), 16, 0).expect("hexadecimal");
    (p.negative, p.digits)
}

#[test]
fn oracle_floats_and_hashes() {
    let script = r#"
import random, math
random.seed(5)
def one():
    k = random.choice([1, 10, 29, 30, 31, 52, 53, 54, 55, 60, 61, 62, 63, 64, 65, 90, 100, 120, 200, 1000, 1023, 1024, 1025, 2100])
    n = random.getrandbits(k)
    m = random.randrange(6)
    if m == 0: n = 1 << k
    if m == 1: n = (1 << k) - 1
    if m == 2: n = ((1 << 53) + random.randrange(4)) << k
    if m == 3: n = (((1 << 54) + random.randrange(8)) << k) + random.randrange(-1, 2)
    return random.choice([n, -n])
def f(fn):
    try: return fn()
    except OverflowError: return "overflow"
for _ in range(20000):
    a, b = one(), one() or 1
    print("%x %x %s %s %s %s %s" % (a, b, f(lambda: float(abs(a)).hex()), hash(a), f(lambda: (abs(a) / abs(b)).hex()),
        f(lambda: "%x" % int(float(a))), a.bit_count()))
"#;
    let Some(answers) = ask(script) else { return };
    let hex = |f: Option<f64>| f.map_or("overflow".to_owned(), |f| format!("{:x}", f.to_bits()));
    let bits = |text: &str| match text {
        "overflow" => text.to_owned(),
        _ => {
            // Read the oracle's hexadecimal float by hand: 0x1.hhhp+e or 0x0.hhhp-1022.
            let body = &text[2..];
            let (mantissa, exponent) = body.split_once('p').unwrap();
            let (whole, rest) = mantissa.split_once('.').unwrap();
            let digits = u64::from_str_radix(&format!("{whole}{rest}"), 16).unwrap();
            let e = exponent.parse::<i32>().unwrap() - 4 * rest.len() as i32;
            let f = (digits as f64) * 2f64.powi(e / 2) * 2f64.powi(e - e / 2);
            format!("{:x}", f.to_bits())
        }
    };
    for line in answers.lines() {
        let w: Vec<&str> = line.split(' ').collect();
        let ((na, a), (_, b)) = (parse_signed(w[0]), parse_signed(w[1]));
        assert_eq!(hex(d::to_f64(&a)), bits(w[2]), "float {line}");
        assert_eq!(d::hash(Int { negative: na, digits: &a }).to_string(), w[3], "hash {line}");
        assert_eq!(hex(d::true_divide(&a, &b)), bits(w[4]), "/ {line}");
        if let Some(f) = d::to_f64(&a) {
            let mut out = [0; 36];
            let len = d::from_f64(if na { -f } else { f }, &mut out);
            assert_eq!((len.negative, out[..len.len].to_vec()), parse_signed(w[5]), "int {line}");
            let (m, e) = d::frexp(&a);
            assert!(f == 0.0 || (0.5..1.0).contains(&m));
            assert_eq!(m * 2f64.powi((e / 2) as i32) * 2f64.powi((e - e / 2) as i32), f);
        }
        assert_eq!(d::bit_count(&a).to_string(), w[6]);
    }
}

#[test]
fn oracle_bytes() {
    let script = r#"
for a in [*range(-300, 301), *(s * (1 << k) + d for k in (15, 23, 31, 63, 64) for s in (1, -1) for d in (-1, 0, 1))]:
    for n in range(0, 10):
        for signed in (False, True):
            try: r = a.to_bytes(n, "big", signed=signed).hex()
            except OverflowError as e: r = str(e)
            print("%x;%d;%d;%s" % (a, n, signed, r))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let w: Vec<&str> = line.split(';').collect();
        let (negative, a) = parse_signed(w[0]);
        let mut out = vec![0; w[1].parse().unwrap()];
        let got = match d::to_bytes(Int { negative, digits: &a }, &mut out, false, w[2] == "1") {
            Ok(()) => out.iter().map(|b| format!("{b:02x}")).collect(),
            Err(e) => e.to_string(),
        };
        assert_eq!(got, w[3], "{line}");
    }
}

#[test]
fn oracle_parse() {
    let script = r#"
import itertools
for base in (0, 2, 8, 10, 16, 36):
    for n in range(0, 6):
        for t in itertools.product("01_x -b", repeat=n):
            s = "".join(t)
            try: print("%d;%s;%d" % (base, s, int(s, base)))
            except ValueError: print("%d;%s;error" % (base, s))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let w: Vec<&str> = line.split(';').collect();
        let got = match d::parse(w[1].as_bytes(), w[0].parse().unwrap(), 0) {
            Ok(p) if p.end == w[1].len() => signed(p.negative, &p.digits).to_string(),
            _ => "error".to_owned(),
        };
        assert_eq!(got, w[2], "{line}");
    }
}

#[test]
fn oracle_limits() {
    let script = r#"
import sys
for limit in (0, 640, 641, 4300):
    sys.set_int_max_str_digits(limit)
    for n in (639, 640, 641, 642, 4299, 4300, 4301, 5000):
        for text in ("9" * n, "0" * n):
            try: int(text); r = "ok"
            except ValueError as e: r = str(e)
            print("parse|%d|%d|%s|%s" % (limit, n, text[0], r))
        for d in (0, -1):
            try: str(10 ** n + d); r = "ok"
            except ValueError as e: r = str(e)
            print("format|%d|%d|%d|%s" % (limit, n, d, r))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let w: Vec<&str> = line.split('|').collect();
        let (limit, n) = (w[1].parse().unwrap(), w[2].parse::<usize>().unwrap());
        let got = if w[0] == "parse" {
            match d::parse(w[3].repeat(n).as_bytes(), 10, limit) {
                Ok(_) => "ok".to_owned(),
                Err(d::ParseError::TooManyDigits(e)) => e.to_string(),
                Err(e) => format!("{e:?}"),
            }
        } else {
            let mut a = d::pow(&[10], n as u64);
            if w[3] == "-1" {
                let mut less = vec![0; a.len()];
                let len = d::sub(&a, &[1], &mut less);
                less.truncate(len);
                a = less;
            }
            d::to_decimal(&a, limit, &mut Vec::new()).map_or_else(|e| e.to_string(), |()| "ok".to_owned())
        };
        assert_eq!(got, w[4], "{line}");
    }
}

#[test]
fn oracle_comparison_with_floats() {
    let script = r#"
import random, struct
random.seed(8)
for _ in range(20000):
    f = random.choice([struct.unpack(">d", random.randbytes(8))[0], random.randrange(-20, 20) / 4, float(random.getrandbits(70)), -0.0, 2.0**53, float("inf"), -2.0**64])
    i = random.choice([0, random.randrange(-6, 6), random.getrandbits(70), 2**53 + random.randrange(-2, 3), -2**64])
    if f - f == 0 and random.random() < .5: i = int(f) + random.randrange(-1, 2)
    print("%x %s %s" % (i, struct.pack(">d", f).hex(), "Less" if i < f else "Greater" if i > f else "Equal" if i == f else "None"))
"#;
    let Some(answers) = ask(script) else { return };
    for line in answers.lines() {
        let w: Vec<&str> = line.split(' ').collect();
        let (negative, a) = parse_signed(w[0]);
        let f = f64::from_bits(u64::from_str_radix(w[1], 16).unwrap());
        let got = d::cmp_f64(Int { negative, digits: &a }, f);
        assert_eq!(got.map_or("None".to_owned(), |o| format!("{o:?}")), w[2], "{line}");
    }
}
