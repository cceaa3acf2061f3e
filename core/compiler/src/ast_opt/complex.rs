//! Complex arithmetic with the operations, in the order, that CPython's results depend on.

use ks_syntax::ast::Operator;

type Complex = (f64, f64);

/// A binary operator on complex numbers; `None` where Python raises.
pub fn binary(op: Operator, a: Complex, b: Complex) -> Option<Complex> {
    match op {
        Operator::Add => Some((a.0 + b.0, a.1 + b.1)),
        Operator::Sub => Some((a.0 - b.0, a.1 - b.1)),
        Operator::Mult => Some(multiply(a, b)),
        Operator::Div => divide(a, b),
        Operator::Pow => power(a, b),
        _ => None,
    }
}

fn multiply(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// Division that scales by the larger part of the divisor, so as not to overflow on the way.
fn divide(a: Complex, b: Complex) -> Option<Complex> {
    let (real, imag) = (b.0.abs(), b.1.abs());
    if real >= imag {
        if real == 0.0 {
            return None; // ZeroDivisionError
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        Some(((a.0 + a.1 * ratio) / denominator, (a.1 - a.0 * ratio) / denominator))
    } else if imag >= real {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        Some(((a.0 * ratio + a.1) / denominator, (a.1 * ratio - a.0) / denominator))
    } else {
        Some((f64::NAN, f64::NAN)) // a part of the divisor is NaN
    }
}

/// `a ** b`: by repeated squaring for small integral exponents, in polar form otherwise.
pub fn power(a: Complex, b: Complex) -> Option<Complex> {
    let result = if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let exponent = b.0 as i64;
        if exponent > 0 { positive_power(a, exponent) } else { divide((1.0, 0.0), positive_power(a, -exponent))? }
    } else {
        general_power(a, b)?
    };
    // An infinite part is an OverflowError, whatever it came from.
    (!result.0.is_infinite() && !result.1.is_infinite()).then_some(result)
}

fn positive_power(a: Complex, exponent: i64) -> Complex {
    let mut result = (1.0, 0.0);
    let mut square = a;
    let mut mask = 1;
    while mask > 0 && exponent >= mask {
        if exponent & mask != 0 {
            result = multiply(result, square);
        }
        mask <<= 1;
        square = multiply(square, square);
    }
    result
}

fn general_power(a: Complex, b: Complex) -> Option<Complex> {
    if b == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if a == (0.0, 0.0) {
        // A negative or complex power of zero raises ZeroDivisionError.
        return (b.1 == 0.0 && b.0 >= 0.0).then_some((0.0, 0.0));
    }
    let absolute = a.0.hypot(a.1);
    let mut length = absolute.powf(b.0);
    let angle = a.1.atan2(a.0);
    let mut phase = angle * b.0;
    if b.1 != 0.0 {
        length /= (angle * b.1).exp();
        phase += b.1 * absolute.ln();
    }
    if phase.is_infinite() {
        return None; // no cosine
    }
    Some((length * phase.cos(), length * phase.sin()))
}
