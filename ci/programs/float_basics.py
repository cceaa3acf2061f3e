"""Floats: text, rounding, special values, arithmetic and its errors."""
import math
import sys


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


inf, nan = float("inf"), float("nan")
values = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789012345680.0, 1e-4, 1e-5, 1.5e-7, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
          9007199254740993.0, 0.30000000000000004, 100.0, 1e100, -1e-100, inf, -inf, nan, 4.35, 2.675, 1.005, 0.5, 1.5, 2.5, 1e21, 123456.789]
for value in values:
    print(repr(value), str(value), value.hex(), attempt(value.as_integer_ratio), value.is_integer(), hash(value) if value == value else "nan", attempt(int, value))
for text in ["1", "1.", ".5", "1e5", "1E+5", "1e-5", "inf", "-Infinity", "NaN", "+nan", " 1.5 ", "1_0.0_1", "1__0", "_1", "1_", "1e1_0", "", ".", "e5", "1e", "0x1p3", "1,5", "١.٥", "1e400", "-1e400", "1e-400", "infin", "1 2", "\n3\t", "1.5j", "٣", "1\x00"]:
    print(ascii(text), attempt(float, text))
print(attempt(float, b"1.5"), attempt(float, bytearray(b" 2 ")), attempt(float, b"x"), attempt(float, None), attempt(float, [1]), attempt(float), attempt(float, 1, 2), attempt(float, 1j), attempt(float, x=1))
specs = ["", "e", "E", "f", "F", "g", "G", "n", "%", ".0f", ".1f", ".3f", ".0e", ".10e", ".0g", ".3g", ".17g", ".20f", "+", " ", "+.2f", "10.2f", "<10.2f", "^12.3e", "=+12.2f", "010.2f", "-010.1f", ",", ",.2f", "_.1f",
         "#.0f", "#g", "#.3g", "z.1f", "+z.0f", "s", "d", "x", "c", ".f", "*>15,.3f", "020,.2f", "020", ".500f", ",e", ".2%", "#%"]
for spec in specs:
    print(repr(spec), [attempt(format, v, spec)[:60] for v in (0.0, -0.0, 1.0, -1.5, 3.14159, 1234567.891, 1e-7, 1e22, -0.04, inf, -inf, nan)])
for v in (0.0, -0.0, 1.5, 2.5, 12345.6789, 1e10, 1e-10, inf, nan):
    print("%f|%e|%g|%10.3f|%-10.2e|%+g|% g|%010.2f|%#g|%.0f|%s|%r|%G|%.15g" % ((v,) * 14))
print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 1e20)], [round(x, 2) for x in (2.675, 1.005, 0.125, -0.375, 1e300, 5e-324)], [round(x, -2) for x in (1250.0, 1350.0, -49.0, 1e300)])
print(attempt(round, inf), attempt(round, nan), round(inf, 2), round(nan, 2), attempt(round, 1.5, "x"), attempt(round, 1e308, -308), attempt(round, 1.7e308, -308), round(1.23456, 400), round(123.456, -400), round(1.5, None))
pairs = [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0), (0.0, 3.0), (-0.0, 3.0), (1e300, 7.0), (5.0, inf), (-5.0, inf), (inf, 2.0), (1.0, 0.0), (3.0, 0.1)]
for a, b in pairs:
    print(a, b, attempt(lambda: a // b), attempt(lambda: a % b), attempt(divmod, a, b), attempt(lambda: a / b), attempt(lambda: a**b), math.copysign(1, attempt(lambda: a % b) if b else 1))
print(attempt(lambda: (-8.0) ** (1 / 3)), attempt(lambda: 0.0**-1), attempt(lambda: 1e200**2), attempt(pow, 2.0, 3.0, 5.0), 2.0**-1074, attempt(lambda: 10.0**400), nan**0, 1.0**nan, inf**-1, (-inf) ** 3, (-1.0) ** inf)
print(nan == nan, nan != nan, nan < 1, inf > 10**400, 1e308 < 10**309, 2.0**53 == 2**53 + 1, 9007199254740993 == 9007199254740992.0, 0.1 + 0.2 == 0.3, -0.0 == 0, max(nan, 1.0), max(1.0, nan), min([nan, 2.0]), sorted([3.0, -inf, 2, inf, 1.5]))
print(attempt(lambda: 1.5 < "x"), attempt(lambda: 1.5 + "x"), attempt(lambda: 1.5 + None), attempt(lambda: 1.5 // "x"), attempt(lambda: 1e308 * 10), attempt(lambda: 1.5 & 1), attempt(lambda: 10**400 * 1.0), attempt(lambda: 1.0 + 10**400), attempt(lambda: divmod(1.0, 0)))
for text in ["0x1p3", "0x1.8p-2", "-0x.8p+1", "1.8", "inf", "nan", "0x1p1024", "0x1p-1075", "0x1.fffffffffffff8p1023", "0x", "0xg", "0x1p", " 0x1 ", "0x1.00000000000001p0", "0x1.000000000000008p0"]:
    print(text, attempt(float.fromhex, text))
print(float.__getformat__("double"), attempt(float.__getformat__, "x"), sys.float_info, sys.float_repr_style)
print((1.5).conjugate(), (1.5).real, (1.5).imag, (-2.7).__trunc__(), (-2.7).__floor__(), (-2.7).__ceil__(), (2.5).__round__(), attempt(inf.__floor__), attempt(nan.__ceil__), (3.0).__int__(), (1e25).__floor__())


class F(float):
    def __repr__(self):
        return f"F({float(self)})"


class HasFloat:
    def __init__(self, result):
        self.result = result

    def __float__(self):
        return self.result


print(F(1.5), repr(F(2)), F(1) + F(2), -F(1), F("inf"), attempt(float, HasFloat(2.5)), attempt(float, HasFloat("x")), attempt(float, HasFloat(1)), F.fromhex("0x1p1"), f"{F(3):.2f}", str(F(4)), [F(5)])
total = 0.0
for i in range(1, 10001):
    total += 1 / i - 1e-5 * (i % 7)
print(total, sum([0.1] * 10), math.fsum([0.1] * 10), sum([1e16, 1.0, -1e16]), sum([0.1, 0.2, 0.3], 0.0), sum([1.5, 2, 3]), sum([1, 2.5, inf, -inf]))
print(*(f"{10.0**e!r}" for e in range(-8, 25)))
print(*(f"{x * 0.1}" for x in range(30)))
