"""fractions and numbers: construction, arithmetic, formatting, the numeric tower."""
from fractions import Fraction as F
from decimal import Decimal
import math
import numbers
import operator
import pickle


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(F(), F(3), F(6, 4), F(-6, 4), F(6, -4), F("3/4"), F(" -3/4 "), F("1.25"), F("1e-3"), F("1_000/3"), F(0.5), F(0.1), F(Decimal("1.1")), F(F(1, 2), F(3, 4)), F(True), repr(F(7, 3)))
for bad in ["", "1/0", "1/", "/2", "a", "1/2/3", "1 / 2", "1.5/2", "3/-4", "１/２", "1e", "+ 1"]:
    print(repr(bad), attempt(F, bad))
print(attempt(F, 1, 0), attempt(F, 1.5, 2), attempt(F, "1", 2), attempt(F, None), attempt(F, float("nan")), attempt(F, float("inf")), attempt(F, Decimal("sNaN")), attempt(F, 1j), attempt(F, 1, 2, 3))
ops = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow, divmod, operator.lt, operator.ge, operator.eq]
for op in ops:
    for a, b in [(F(1, 2), F(3, 4)), (F(7, 3), 2), (2, F(7, 3)), (F(1, 2), 0.25), (0.25, F(1, 2)), (F(5, 2), F(0)), (F(-7, 2), F(3)), (F(1, 2), "x"), (F(1, 2), 1j), (F(1, 3), Decimal(1))]:
        print(op.__name__, a, b, attempt(op, a, b))
print(F(2, 3) ** -2, F(-2, 3) ** 3, attempt(lambda: F(0) ** -1), F(4, 9) ** F(1, 2), F(4) ** 0.5, 2 ** F(1, 2), 2 ** F(3), F(2) ** F(-3), attempt(lambda: F(-1) ** F(1, 2)))
x = F(-22, 7)
print(math.floor(x), math.ceil(x), math.trunc(x), round(x), round(x, 2), round(F(5, 2)), round(F(7, 2)), round(F(125), -1), abs(x), -x, +x, int(x), float(x), bool(F(0)), hash(F(1, 2)) == hash(0.5), hash(F(3)) == hash(3), complex(x), x.is_integer(), F(4).is_integer())
print(F(math.pi).limit_denominator(100), F(math.pi).limit_denominator(), attempt(F(1, 3).limit_denominator, 0), F("3.14159").limit_denominator(7), x.numerator, x.denominator, x.as_integer_ratio(), F.from_float(0.75), F.from_decimal(Decimal("0.2")), attempt(F.from_float, "x"))
for spec in ["", "f", ".3f", ".0f", "e", ".2e", "g", ".4g", "%", ".1%", "+.2f", " .1f", "015.3f", "<12.2f", "*^14.1f", ",.2f", "_.1f", "d", "x", "10", "+", "#.0f", "z.1f", "#", "<10", "010", "s"]:
    print(repr(spec), [attempt(format, v, spec) for v in (F(0), F(1, 3), F(-7, 2), F(1234567, 10), F(-1, 1000), F(5))])
print(F(1, 2) == 0.5, F(1, 2) == Decimal("0.5"), F(1, 3) < 0.3333, F(1, 3) == 1 / 3, F(1, 2) == "1/2", F(10**400, 3) > float("inf"), F(1) < float("nan"), attempt(lambda: F(1) < "a"), sorted([F(1, 2), 0.3, 1, F(1, 3)]), sum(F(1, n) for n in range(1, 20)), max(F(1, 2), 0.75))
print(pickle.loads(pickle.dumps(F(3, 7))), attempt(setattr, F(1), "numerator", 5), F(1, 3).__reduce__(), isinstance(F(1), numbers.Rational), isinstance(1, numbers.Integral), isinstance(1.0, numbers.Real), isinstance(1j, numbers.Complex), isinstance(Decimal(1), numbers.Number), isinstance(Decimal(1), numbers.Real), issubclass(bool, numbers.Integral))


class Half(F):
    pass


print(Half(1, 2) + Half(1, 2), type(Half(1, 2) + 1).__name__, repr(Half(1, 2)))


class MyReal(numbers.Real):
    def __init__(self, v):
        self.v = v

    def __float__(self):
        return float(self.v)

    def __trunc__(self): return int(self.v)
    def __floor__(self): return math.floor(self.v)
    def __ceil__(self): return math.ceil(self.v)
    def __round__(self, ndigits=None): return round(self.v, ndigits)
    def __floordiv__(self, other): return self.v // other
    def __rfloordiv__(self, other): return other // self.v
    def __mod__(self, other): return self.v % other
    def __rmod__(self, other): return other % self.v
    def __lt__(self, other): return self.v < other
    def __le__(self, other): return self.v <= other
    def __add__(self, other): return self.v + other
    def __radd__(self, other): return other + self.v
    def __neg__(self): return -self.v
    def __pos__(self): return self.v
    def __mul__(self, other): return self.v * other
    def __rmul__(self, other): return other * self.v
    def __truediv__(self, other): return self.v / other
    def __rtruediv__(self, other): return other / self.v
    def __pow__(self, other): return self.v**other
    def __rpow__(self, other): return other**self.v
    def __abs__(self): return abs(self.v)
    def __eq__(self, other): return self.v == other


m = MyReal(2.5)
print(divmod(m, 2), rdiv := divmod(7, m), complex(m), m.real is not None, m.imag, attempt(m.conjugate), F(1, 2) + m, m - F(1, 2), bool(m), attempt(hash, m))
print(attempt(numbers.Real), attempt(type("Partial", (numbers.Integral,), {"__int__": lambda self: 1})))


def egyptian(f):
    parts = []
    while f:
        n = math.ceil(1 / f)
        parts.append(F(1, n))
        f -= F(1, n)
    return parts


def continued(f):
    while True:
        whole = f.numerator // f.denominator
        yield whole
        f -= whole
        if not f:
            return
        f = 1 / f


print(*egyptian(F(7, 15)), *egyptian(F(5, 121)))
print(list(continued(F(415, 93))), list(continued(F(math.e).limit_denominator(10**6))))
bernoulli = [F(1)]
for n in range(1, 21):
    bernoulli.append(-sum(math.comb(n + 1, k) * bernoulli[k] for k in range(n)) / (n + 1))
print(*bernoulli)
