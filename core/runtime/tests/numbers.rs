//! Arithmetic of int objects around the borders of the short ways (one digit, two digits, machine words), against `i128`.

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::objects::longobject::PyLong_Type;
use ks_runtime::prelude::*;

/// A thread state for this test's thread.
fn enter() -> &'static mut Thread {
    // SAFETY: the first and only thread; a zeroed state is enough for what holds no frame.
    unsafe {
        let interp = ks_runtime::state::Interp::init_main();
        let state: &'static mut PyThreadState = Box::leak(Box::new(std::mem::zeroed()));
        state.interp.set(interp.block);
        state.exc_info.set(&raw mut state.exc_state);
        Thread::set_current_ptr(state);
        Thread::enter()
    }
}

fn long(value: i128) -> Ref<Long> {
    let mut digits = Vec::new();
    let mut rest = value.unsigned_abs();
    while rest != 0 {
        digits.push((rest & 0x3fff_ffff) as u32);
        rest >>= 30;
    }
    Long::from_digits(value < 0, &digits).expect("memory")
}

fn value(object: &Object) -> i128 {
    let long = object.downcast::<Long>().expect("an int");
    let magnitude = long.digits().iter().rev().fold(0i128, |sum, digit| sum << 30 | i128::from(*digit));
    if long.sign() < 0 { -magnitude } else { magnitude }
}

/// Numbers around the borders of representations.
fn samples() -> Vec<i128> {
    let mut samples = vec![0];
    for base in [1i128, 5, 6, 256, 257, 1 << 29, 1 << 30, 1 << 31, 1 << 32, 1 << 53, 1 << 59, 1 << 60, 1 << 61, 1 << 62]
    {
        for delta in -2..=2 {
            samples.extend([base + delta, -(base + delta)]);
        }
    }
    samples.extend([i128::from(i64::MAX), i128::from(i64::MIN), i128::from(u64::MAX)]);
    samples.sort_unstable();
    samples.dedup();
    samples
}

fn floor_div(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}

#[test]
fn borders() {
    let th = enter();
    let samples = samples();
    let check = |a: i128, b: i128, name: &str, got: PyResult, wanted: i128| {
        let got = got.unwrap_or_else(|_| panic!("{a} {name} {b} raised"));
        assert_eq!(value(&got), wanted, "{a} {name} {b}");
        if (-5..257).contains(&wanted) {
            assert!(got.is_immortal(), "{wanted} is shared");
        }
    };
    let methods = PyLong_Type.tp_as_number.get().expect("number methods");
    for &a in &samples {
        let x = long(a);
        assert_eq!(value(&x), a);
        assert_eq!(x.to_i64_opt(), i64::try_from(a).ok());
        assert_eq!(x.to_u64_opt(), u64::try_from(a).ok());
        assert_eq!(x.to_u64_mask(), a as u64);
        assert_eq!(x.to_f64_opt(), Some(a as f64));
        assert_eq!(x.to_decimal(th).expect("text").to_string(), a.to_string());
        // SAFETY: a slot of the type.
        unsafe {
            let slot = |slot: &std::cell::Cell<Option<unaryfunc>>| slot.get().expect("filled")(&x);
            check(a, 0, "neg", slot(&methods.nb_negative), -a);
            check(a, 0, "abs", slot(&methods.nb_absolute), a.abs());
            check(a, 0, "invert", slot(&methods.nb_invert), !a);
        }
        for count in [0u64, 1, 29, 30, 31, 32, 40, 60, 62, 63, 64, 90] {
            if count <= 60 {
                let shifted = Long::shift_left(&x, count).map(Ref::into_object);
                check(a, count.into(), "<<", shifted, a << count);
            }
            let shifted = Long::shift_right(&x, count).map(Ref::into_object);
            check(a, count.into(), ">>", shifted, a >> count);
        }
        for &b in &samples {
            let y = long(b);
            let mut binary = |op: BinaryOperator, wanted: i128| {
                let got = x.binary(op, &y, th);
                check(a, b, &format!("{op:?}"), got, wanted);
            };
            binary(BinaryOperator::Add, a + b);
            binary(BinaryOperator::Subtract, a - b);
            if let Some(product) = a.checked_mul(b) {
                binary(BinaryOperator::Multiply, product);
            }
            binary(BinaryOperator::And, a & b);
            binary(BinaryOperator::Or, a | b);
            binary(BinaryOperator::Xor, a ^ b);
            if b != 0 {
                binary(BinaryOperator::FloorDivide, floor_div(a, b));
                binary(BinaryOperator::Remainder, a - floor_div(a, b) * b);
            }
            assert_eq!(Long::compare(&x, &y), a.cmp(&b));
            assert_eq!(Long::equal(&x, &y), a == b);
        }
    }
    let power = |base: i128, exponent: i128, th: &mut Thread| long(base).power(&long(exponent), none(), th);
    check(3, 40, "**", power(3, 40, th), 3i128.pow(40));
    check(-3, 41, "**", power(-3, 41, th), (-3i128).pow(41));
    check(-1, 1 << 70, "**", power(-1, 1 << 70, th), 1);
    for (a, b, m, wanted) in
        [(2, 10, -7, -5), (-2, 3, 5, 2), (2, -1, 7, 4), (3, -5, -7, -4), (0, 0, 1, 0), (2, 5, 1, 0)]
    {
        check(a, b, "** %", long(a).power(&long(b), &long(m), th), wanted);
    }
}
