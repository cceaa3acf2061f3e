"""Complex numbers: text, arithmetic, cmath, formatting, errors."""
import cmath


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


inf, nan = float("inf"), float("nan")
values = [0j, 1j, -1j, 1 + 2j, -1.5 - 2.5j, complex(0, -0.0), complex(-0.0, 0.0), complex(-0.0, -0.0), complex(inf, nan), complex(nan, -inf), complex(1e300, 1e-300), 1e16 + 1e-5j, complex(3), complex("1+2j")]
for z in values:
    print(repr(z), str(z), z.real, z.imag, attempt(abs, z), z.conjugate(), -z, +z, bool(z), hash(z) if z == z else "")
for text in ["1", "1j", "j", "-j", "+j", "1+j", "1-j", "1+2j", " ( 1+2j ) ", "(1+2j)", "1e5-2e-3j", "inf+nanj", "nan-infj", "1 + 2j", "1+2", "", "()", "1jj", "1+2j3", "1_0+2_0j", "1__0", "j1", "(1", "1+2J", "infinityj", "+-1j", "١j"]:
    print(ascii(text), attempt(complex, text))
print(attempt(complex, 1, 2), attempt(complex, 1j, 2j), attempt(complex, "1", 2), attempt(complex, 1, "2"), attempt(complex, None), attempt(complex, real=1, imag=3), attempt(complex, imag=2), attempt(complex, [], 1), attempt(complex, 1, []), attempt(complex, b"1"), attempt(complex, 1, 2, 3), attempt(complex, x=1))
ops = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "**": lambda a, b: a**b, "//": lambda a, b: a // b, "%": lambda a, b: a % b, "<": lambda a, b: a < b, "==": lambda a, b: a == b, "divmod": divmod}
for name, op in ops.items():
    for a, b in [(1 + 2j, 3 - 1j), (1 + 2j, 2), (2, 1j), (1.5, 2 - 1j), (1j, 0), (0j, 0j), (1 + 2j, "x"), (complex(inf, 1), 1j), (2j, -3), (1 + 1j, 0.5), (0j, -1), (0j, 1j), (1e200 + 0j, 2)]:
        print(name, a, b, attempt(op, a, b))
print(attempt(pow, 1j, 2, 3), attempt(int, 1j), attempt(float, 1j), attempt(round, 1j), attempt(lambda: 1j // 1), attempt(abs, complex(1e308, 1e308)), 1 == 1 + 0j, hash(3 + 0j) == hash(3), (2 + 3j) == (2.0 + 3.0j), {1: "a"}[1 + 0j])
specs = ["", "f", ".2f", "e", "g", ".3g", "+.1f", " .1f", "20.2f", "<20.2f", "^20", "=20", "020", ",.2f", "_", "%", "d", "n", "z.1f", "#g", "s", "c"]
for spec in specs:
    print(repr(spec), [attempt(format, z, spec) for z in (0j, 1 + 2j, -1.5 - 2500.25j, complex(inf, nan), complex(-0.0, -0.0))])
print("%s %r" % (1j, 2 - 3j), attempt(lambda: "%d" % 1j), attempt(lambda: "%f" % 1j), f"{1 + 2j!r:>10}|{3j:.1f}")


class Like:
    def __init__(self, result):
        self.result = result

    def __complex__(self):
        return self.result


class C(complex):
    def __repr__(self):
        return f"C{complex(self)}"


print(attempt(complex, Like(1 + 2j)), attempt(complex, Like(1.0)), attempt(complex, Like("x")), C(1, 2), [C(1)], C(1) + 1, type(C(1) + 1).__name__, C("3j"), complex(C(2, 3)))
functions = [cmath.sqrt, cmath.exp, cmath.log, cmath.log10, cmath.sin, cmath.cos, cmath.tan, cmath.asin, cmath.acos, cmath.atan, cmath.sinh, cmath.cosh, cmath.tanh, cmath.asinh, cmath.acosh, cmath.atanh, cmath.phase, cmath.polar, cmath.isfinite, cmath.isinf, cmath.isnan]
for function in functions:
    results = []
    for z in (0j, 1, -1, 1j, 1 + 1j, -2.5 + 0.5j, complex(inf, 0), complex(0, nan)):
        result = attempt(function, z)
        if isinstance(result, complex):
            result = f"{result:.12g}"
        elif isinstance(result, float):
            result = f"{result:.12g}"
        elif isinstance(result, tuple):
            result = tuple(f"{x:.12g}" for x in result)
        results.append(result)
    print(function.__name__, results)
print(attempt(cmath.log, 0), attempt(cmath.atanh, 1), attempt(cmath.rect, 1, inf), cmath.rect(2, 0), f"{cmath.rect(1, cmath.pi / 2):.10f}", attempt(cmath.sqrt, "x"), cmath.isclose(1, 1 + 1e-10j), attempt(cmath.isclose, 1, 1, rel_tol=-1), cmath.nanj, cmath.infj, f"{cmath.log(2, 4):.10g}")
z = 0j
for i in range(50):
    z = z * z + complex(-0.4, 0.6)
print(f"{z:.9g}")
for y in range(-8, 9):
    row = ""
    for x in range(-30, 12):
        c, z, n = complex(x / 15, y / 7), 0j, 0
        while abs(z) <= 2 and n < 25:
            z, n = z * z + c, n + 1
        row += " .:-=+*#%@"[min(n // 3, 9)]
    print(row.rstrip())
print(1j.__getnewargs__(), (1 + 2j).__complex__(), 3 - 0j, -0j, 0 - 0j, -(0 + 0j), complex(-0.0), 1j * 1j, 1j**2, 1j**3, 1j**-1, (1 + 1j) ** 10, 2**1j)
