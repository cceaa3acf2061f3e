"""decimal: contexts, signals, rounding, formatting, text."""
from decimal import *


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


D = Decimal
print(D("1.10") + D("2.20"), D("0.1") + D("0.2"), D(1) / D(3), D("1e3"), D("-0"), D("NaN"), D("sNaN123"), D("-Infinity"), D((1, (1, 4, 7), -2)), D(0.1), D(10**30), D(True), D(" 1_000.5 "), D("１.５"))
for bad in ["", "abc", "1..2", "1e", "--1", "1 2", "0x1"]:
    print(repr(bad), attempt(D, bad))
print(attempt(D, None), attempt(D, [1]), attempt(D, (1, 2)), attempt(D, (2, (1,), 0)), attempt(D, (0, (10,), 0)), attempt(D, 1j), attempt(D, b"1"), attempt(D, (0, (1, 2), "F")))
print(getcontext())
for rounding in [ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, ROUND_05UP]:
    print(rounding, *(D(x).quantize(D("0.1"), rounding=rounding) for x in ("1.25", "1.35", "-1.25", "1.01", "-1.01", "1.05", "0.55")), *(D(x).to_integral_value(rounding) for x in ("0.5", "1.5", "-2.5")))
print(attempt(lambda: D(1) / 0), attempt(lambda: D(0) / 0), attempt(lambda: D("sNaN") + 1), attempt(lambda: D("Infinity") - D("Infinity")), attempt(lambda: D(-1).sqrt()), attempt(lambda: D("1e1000000") * D("1e999999")), attempt(lambda: D(1) % 0), attempt(lambda: D(1) // 0), attempt(lambda: D(0) ** 0))
print(attempt(lambda: D(1) + 1.5), attempt(lambda: D(1) + "1"), attempt(lambda: D(1) < "x"), D(1) == 1.0, D("0.1") == 0.1, D(1) < 1.5, attempt(lambda: D("NaN") < 1), D("NaN") == D("NaN"), attempt(hash, D("sNaN")), hash(D(5)) == hash(5), hash(D("0.5")) == hash(0.5), D(3) + 2, 2 - D(3), 2 ** D(3))
with localcontext() as ctx:
    ctx.prec = 5
    print(D(1) / D(7), D("123456.789") + 0, +D("9.999999"), D(2).sqrt(), ctx.create_decimal("3.14159265"), ctx.flags[Inexact], ctx.flags[Rounded])
    ctx.clear_flags()
    ctx.traps[Inexact] = True
    print(attempt(lambda: D(1) / 3), D(1) / 4)
with localcontext(prec=50, rounding=ROUND_UP) as ctx:
    print(D(1) / 7, ctx.prec, D(2).ln(), D(10).exp(), D(2) ** D("0.5"), D(2).log10())
print(getcontext().prec, attempt(setattr, getcontext(), "prec", 0), attempt(setattr, getcontext(), "prec", "x"), attempt(setattr, getcontext(), "rounding", "x"), attempt(setattr, getcontext(), "nothing", 1), attempt(Context, prec=-1), attempt(Context, foo=1))
specs = ["", "f", ".2f", "e", ".3e", "E", "g", ".4g", "%", ".1%", ",", ",.2f", "+", " ", "010", "<12", "^12", ">12", "*^15,.1f", "=+12", "n", "z.0f", "d", "x", ".3", "0<10", "#f", "s", "_"]
for spec in specs:
    print(repr(spec), [attempt(format, D(x), spec) for x in ("0", "-0.04", "1234567.891", "1E+10", "1E-10", "NaN", "-Inf", "1.50")])
for name in ["adjusted", "as_tuple", "as_integer_ratio", "normalize", "to_eng_string", "is_signed", "is_zero", "is_finite", "is_normal", "is_subnormal", "number_class", "logb", "copy_abs", "copy_negate", "next_plus", "next_minus", "radix", "canonical", "to_integral_exact", "exp", "ln", "log10", "logical_invert", "conjugate", "__int__", "__float__", "__round__", "__ceil__", "__floor__", "__trunc__", "__bool__", "__complex__"]:
    print(name, [attempt(getattr(D(x), name)) for x in ("0", "-1.50", "123E+3", "1E-7", "101", "NaN", "Infinity")])
a, b = D("12.345"), D("-6.7")
for name in ["compare", "compare_signal", "compare_total", "compare_total_mag", "max", "min", "max_mag", "min_mag", "remainder_near", "same_quantum", "scaleb", "shift", "rotate", "next_toward", "copy_sign", "quantize", "logical_and", "logical_or", "__divmod__", "__floordiv__", "__mod__", "__pow__", "__rsub__"]:
    print(name, attempt(getattr(a, name), b), attempt(getattr(a, name), 2), attempt(getattr(D(1100), name), D(1010)))
print(a.fma(2, 3), attempt(a.fma, 2), round(D("2.675"), 2), round(D("2.5")), round(D("-3.5")), attempt(round, D("NaN")), attempt(int, D("Infinity")), attempt(float, D("sNaN")), str(D("1E+5")), repr(D("0E-10")), D("1E+5").to_eng_string(), D("123456E-10"))
c = Context(prec=4, rounding=ROUND_HALF_UP, Emin=-10, Emax=10, capitals=0, clamp=0, traps=[InvalidOperation])
print(c, c.divide(1, 3), c.multiply(D("1e8"), D("1e8")), c.add(D("1e-12"), 0), c.sqrt(2), c.power(2, 10), c.power(3, 4, 5), sorted(f.__name__ for f, v in c.flags.items() if v), c.Etiny(), c.Etop(), c.copy().prec, c.to_sci_string(D("1E+20")))
print([s.__name__ for s in (Clamped, DivisionByZero, Inexact, Overflow, Rounded, Underflow, InvalidOperation, Subnormal, FloatOperation)], DivisionByZero.__mro__[1:4], MAX_PREC, MIN_ETINY, HAVE_THREADS)
setcontext(ExtendedContext)
print(D(1) / 0, D(-1).sqrt(), D("x1") if False else "", getcontext().prec)
setcontext(DefaultContext)
import pickle, copy
print(pickle.loads(pickle.dumps(D("1.500"))), copy.copy(a) is a, copy.deepcopy(a) is a, DecimalTuple(0, (1, 2), -1), sorted([D("3"), 2, D("1.5"), 1.75]), sum([D("0.1")] * 10), max(D(3), 4), D.from_float(0.25), attempt(D.from_float, "x"))


def pi():
    with localcontext() as ctx:
        ctx.prec = 60
        three = D(3)
        lasts, t, s, n, na, d, da = 0, three, 3, 1, 0, 0, 24
        while s != lasts:
            lasts = s
            n, na = n + na, na + 8
            d, da = d + da, da + 32
            t = (t * n) / d
            s += t
    with localcontext(prec=50):
        return +s


print(pi())


class Money(Decimal):
    def __new__(cls, value):
        return super().__new__(cls, value).quantize(D("0.01"))


print(Money("1.005"), type(Money("2")).__name__, D("1.1").__reduce__()[0].__name__)
