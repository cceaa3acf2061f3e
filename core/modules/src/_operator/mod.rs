//! `_operator`: the operators as functions.

mod getters;

use ks_runtime::abstract_::{BinaryOperator, ObjectOps, number, sequence};
use ks_runtime::objects::memoryobject::Buffer;
use ks_runtime::prelude::*;

use getters::{AttrGetter_Type, ItemGetter_Type, MethodCaller_Type};

macro_rules! binary {
    ($($name:ident, $method:ident, $op:ident, $doc:tt;)*) => {
        $(
            #[pyfunction(sig = "(a, b, /)", doc = $doc)]
            fn $name(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
                a.$method(BinaryOperator::$op, b, th)
            }
        )*
    };
}

binary! {
    add, binary, Add, "Same as a + b.";
    sub, binary, Subtract, "Same as a - b.";
    mul, binary, Multiply, "Same as a * b.";
    matmul, binary, MatrixMultiply, "Same as a @ b.";
    floordiv, binary, FloorDivide, "Same as a // b.";
    truediv, binary, TrueDivide, "Same as a / b.";
    r#mod, binary, Remainder, "Same as a % b.";
    lshift, binary, LeftShift, "Same as a << b.";
    rshift, binary, RightShift, "Same as a >> b.";
    and_, binary, And, "Same as a & b.";
    xor, binary, Xor, "Same as a ^ b.";
    or_, binary, Or, "Same as a | b.";
    iadd, inplace, Add, "Same as a += b.";
    isub, inplace, Subtract, "Same as a -= b.";
    imul, inplace, Multiply, "Same as a *= b.";
    imatmul, inplace, MatrixMultiply, "Same as a @= b.";
    ifloordiv, inplace, FloorDivide, "Same as a //= b.";
    itruediv, inplace, TrueDivide, "Same as a /= b.";
    imod, inplace, Remainder, "Same as a %= b.";
    ilshift, inplace, LeftShift, "Same as a <<= b.";
    irshift, inplace, RightShift, "Same as a >>= b.";
    iand, inplace, And, "Same as a &= b.";
    ixor, inplace, Xor, "Same as a ^= b.";
    ior, inplace, Or, "Same as a |= b.";
}

macro_rules! comparison {
    ($($name:ident, $op:ident, $doc:tt;)*) => {
        $(
            #[pyfunction(sig = "(a, b, /)", doc = $doc)]
            fn $name(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
                a.rich_compare(b, $op, th)
            }
        )*
    };
}

comparison! {
    lt, Py_LT, "Same as a < b.";
    le, Py_LE, "Same as a <= b.";
    eq, Py_EQ, "Same as a == b.";
    ne, Py_NE, "Same as a != b.";
    ge, Py_GE, "Same as a >= b.";
    gt, Py_GT, "Same as a > b.";
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a ** b.")]
fn pow(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    a.power(b, none(), th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a **= b.")]
fn ipow(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    number::inplace_power(a, b, none(), th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as -a.")]
fn neg(a: &Object, th: &mut Thread) -> PyResult {
    a.negative(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as +a.")]
fn pos(a: &Object, th: &mut Thread) -> PyResult {
    a.positive(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as abs(a).")]
fn abs(a: &Object, th: &mut Thread) -> PyResult {
    a.absolute(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as ~a.")]
fn inv(a: &Object, th: &mut Thread) -> PyResult {
    a.invert(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as ~a.")]
fn invert(a: &Object, th: &mut Thread) -> PyResult {
    a.invert(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as a.__index__().")]
fn index(a: &Object, th: &mut Thread) -> PyResult<Ref<Long>> {
    a.index(th)
}

#[pyfunction(sig = "(a, /)", doc = "Same as not a.")]
fn not_(a: &Object, th: &mut Thread) -> PyResult<bool> {
    a.is_true(th).map(|truth| !truth)
}

#[pyfunction(sig = "(a, /)", doc = "Whether a is true.")]
fn truth(a: &Object, th: &mut Thread) -> PyResult<bool> {
    a.is_true(th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a is b.")]
fn is_(a: &Object, b: &Object) -> bool {
    a.is(b)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a is not b.")]
fn is_not(a: &Object, b: &Object) -> bool {
    !a.is(b)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a + b, for sequences.")]
fn concat(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    sequence::concat(a, b, false, th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a += b, for sequences.")]
fn iconcat(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    sequence::concat(a, b, true, th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as b in a.")]
fn contains(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    a.contains(b, th)
}

#[pyfunction(sig = "(a, b, /)", name = "countOf", doc = "How often b is in a.")]
fn count_of(a: &Object, b: &Object, th: &mut Thread) -> PyResult<usize> {
    sequence::count(a, b, th)
}

#[pyfunction(sig = "(a, b, /)", name = "indexOf", doc = "The first index of b in a.")]
fn index_of(a: &Object, b: &Object, th: &mut Thread) -> PyResult<usize> {
    sequence::position(a, b, th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as a[b].")]
fn getitem(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
    a.get_item(b, th)
}

#[pyfunction(sig = "(a, b, c, /)", doc = "Same as a[b] = c.")]
fn setitem(a: &Object, b: &Object, c: &Object, th: &mut Thread) -> PyResult<()> {
    a.set_item(b, c, th)
}

#[pyfunction(sig = "(a, b, /)", doc = "Same as del a[b].")]
fn delitem(a: &Object, b: &Object, th: &mut Thread) -> PyResult<()> {
    a.del_item(b, th)
}

#[pyfunction(
    sig = "(obj, default=0, /)",
    doc = "An estimate of the number of items of obj.\n\nIts length, or what its __length_hint__() gives, or else default."
)]
fn length_hint(obj: &Object, default: isize, th: &mut Thread) -> PyResult<isize> {
    // A negative default passes through: where nothing better is known, it comes back as it is.
    obj.length_hint(default as usize, th).map(|hint| hint as isize)
}

#[pyfunction(raw = FASTCALL | KEYWORDS, sig = "(obj, /, *args, **kwargs)", doc = "Same as obj(*args, **kwargs).")]
fn call(_module: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
    let Some((function, rest)) = args.split_first() else {
        return Err(raise!(th, TypeError, "call expected at least 1 argument, got 0"));
    };
    if kwargs.is_none() {
        return function.call(rest, th);
    }
    let rest = Tuple::new(rest)?;
    let kwargs = kwargs.to_dict(th)?;
    function.call_dict(&rest, Some(&kwargs), th)
}

/// Compares without telling by its time where the two differ.
fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    let same_length = a.len() == b.len();
    // With different lengths, b is compared with itself: the time depends on the length of b only.
    let left = if same_length { a } else { b };
    let mut difference = u8::from(!same_length);
    for (x, y) in left.iter().zip(b) {
        difference = std::hint::black_box(difference | (x ^ y));
    }
    difference == 0
}

#[pyfunction(
    sig = "(a, b, /)",
    doc = "Compare two bytes-like objects, or two ASCII strings, in a time that does not tell where they differ."
)]
fn _compare_digest(a: &Object, b: &Object, th: &mut Thread) -> PyResult<bool> {
    if let (Some(a), Some(b)) = (a.downcast::<Str>(), b.downcast::<Str>()) {
        return match (a.as_ascii(), b.as_ascii()) {
            (Some(a), Some(b)) => Ok(equal_in_constant_time(a.as_bytes(), b.as_bytes())),
            _ => Err(raise!(th, TypeError, "comparing strings with non-ASCII characters is not supported")),
        };
    }
    let is_buffer = ks_runtime::objects::memoryobject::is_buffer;
    if !is_buffer(a) && !is_buffer(b) {
        let (a, b) = (a.ob_type().display_name(), b.ob_type().display_name());
        return Err(raise!(
            th,
            TypeError,
            "unsupported operand types(s) or combination of types: '{a:.100}' and '{b:.100}'"
        ));
    }
    let a = Buffer::get(a, PyBUF_SIMPLE, th)?;
    let b = Buffer::get(b, PyBUF_SIMPLE, th)?;
    Ok(equal_in_constant_time(a.as_bytes(), b.as_bytes()))
}

pymodule! {
    name = "_operator",
    init = PyInit__operator,
    doc = "The operators as functions.\n\nFor example, operator.add(x, y) is x + y. The names are those of the special methods, without underscores.",
    functions = [
        truth, contains, index_of, count_of, is_, is_not, add, sub, mul, matmul, floordiv, truediv, r#mod, neg, pos, abs,
        inv, invert, index, lshift, rshift, not_, and_, xor, or_, iadd, isub, imul, imatmul, ifloordiv, itruediv, imod,
        ilshift, irshift, iand, ixor, ior, concat, iconcat, getitem, setitem, delitem, pow, ipow, eq, ne, lt, le, gt, ge,
        _compare_digest, length_hint, call,
    ],
    types = [ItemGetter_Type, AttrGetter_Type, MethodCaller_Type],
}
