"""Literals and lexical matters: escapes, prefixes, concatenation, numbers, line continuation, encodings, unusual formatting."""
import warnings
warnings.simplefilter("ignore")
print('a' "b" '''c''' """d""", r'\n' R"\x", b'\x00\xff' B"a" rb'\n' Rb"\q" bR'\w', u'u' U"U", f'{1}' F"{2}" rf'\{3}' fR"{4}\n", "tab\there", "\a\b\f\v\0\1\12\123\x41\u00e9\U0001F600\N{BULLET}".encode(), '\
continued', "\\ \' \"", '''multi
line "with" 'quotes' \
joined''', "a\
b", "\q\w\8".encode(), b"\q\8", "\400".encode("utf-8") if 0 else "", len("\r\n"), "é" "\u0301", '\ud800'.encode("utf-8", "surrogatepass"))
print(0, 00, 0_0, 1_000, 0xFF, 0Xf_f, 0o17, 0O1_7, 0b101, 0B1_1, 1., .5, 1e3, 1E-3, 1_0.0_1e1_0, 1j, 1.5J, 0j, 1e1j, 10**20, 0xFFFFFFFFFFFFFFFFFF, 1if 1else 2, 0x1for x in [1]) if 0 else print(0, 00, 0_0, 1_000, 0xFF, 0Xf_f, 0o17, 0O1_7, 0b101, 0B1_1, 1., .5, 1e3, 1E-3, 1_0.0_1e1_0, 1j, 1.5J, 0j, 1e1j, 10**20, 0xFFFFFFFFFFFFFFFFFF, 1 if 1 else 2)
x = (1 +
     2  # comment inside
     + 3)
y = [
    1,

    2,
    # c
    3
]; z = {'a': 1,
        'b': 2, }; w = x if x else \
    y
if x == 6: print("one line"); print("two")
else: print("no")
for i in range(2): print(i, end=' '); continue
while False: pass
else: print()
class Empty: pass
def one(): return 1
def two(a,
        b=2,
        *,
        c=3,): return a, b, c
lam = lambda *a, **k: (a, k); print(one(), two(1), lam(1, x=2), (lambda: (yield))().__class__.__name__, [*range(3),], (1,), (), {*()}, {**{}}, x, y, z, w)
print(1 < 2 < 3, 1 < 3 > 2, not 1 == 2, -2 ** 2, (-2) ** 2, 2 ** -1, 2 ** 3 ** 2, 7 // 2 * 2, 7 % 3 - -1, ~-1, - - 1, + - + 1, 1 << 2 + 1, 5 & 3 | 4 ^ 1, 1 or 0 and 0, (1 or 0) and 0, not not 1, 1 if 0 else 2 if 0 else 3, "a" "b" * 2, "a" + "b" * 2, 3 - 2 - 1, 2 * 3 % 4, 10 / 2 / 5, 1 in [1] == True, (1 in [1]) == True, 1 is not None, not None is None, lambda: 0 and 1, *[1, 2], sep="|") if 0 else print(1 < 2 < 3, 1 < 3 > 2, not 1 == 2, -2 ** 2, (-2) ** 2, 2 ** -1, 2 ** 3 ** 2, 7 // 2 * 2, 7 % 3 - -1, ~-1, - - 1, + - + 1, 1 << 2 + 1, 5 & 3 | 4 ^ 1, 1 or 0 and 0, (1 or 0) and 0, not not 1, 1 if 0 else 2 if 0 else 3, "a" "b" * 2, "a" + "b" * 2, 3 - 2 - 1, 2 * 3 % 4, 10 / 2 / 5, 1 in [1] == True, (1 in [1]) == True, 1 is not None, sep="|")
été = 1; _ = 2; __x__ = 3; ªb = 4; 变量 = 5; print(été + _ + __x__ + ªb + 变量, "ªb" in globals(), "ab" in globals())
match = case = type = _ = 1; print(match, case, type); print = print; async_ = 1
a = b = c = []; a.append(1); print(b, c is a); a, b = b, 2; (d, e), f = (1, 2), 3; [g, *h] = "xyz"; print(a, b, d, e, f, g, h); i: int = 5; j: "str"; k: list[int] = []; (l): int = 3; print(i, k, l, "j" in globals(), __annotations__ if "__annotations__" in globals() else {})
n = 5; n += 1; n -= 2; n *= 3; n //= 2; n **= 2; n %= 7; n <<= 3; n |= 1; n ^= 2; n &= 0xFF; n >>= 1; n /= 2; print(n); s = "x"; s *= 3; s += "y"; s %= () if 0 else (); print(s)
del a, (b, c), [d]; print("a" in globals(), "d" in globals())
assert True, "never"; pass; ...; "doc"; 5; None
global_set = {1, 2, *[3]}; print(len(global_set), {1: 2, **{3: 4}}, {x: y for x, y in ((1, 2),)}, {x for x in (1, 1)}, [x for x in (1, 2) if x > 1], (x for x in ()), sep=" ") if 0 else print(len(global_set), {1: 2, **{3: 4}})
if (q := 10) > 5 and (r := q * 2): print(q, r)
print(f"{'a' if True else 'b'} {x!r:>{5}} {{}} {x=} {'nested ' f'{1}'} {[i for i in range(3)]} {(lambda v: v)(2)} {'''triple'''} {x:{'>'}{4}} {x!s} {1:02d} {3.14159:.{2}f} {'\n'!r} {"same quotes"} {chr(65)} {None} {x,} {x if x else 0} {z['a']} {(y:=1)}", f'{x:%%}' if 0 else "", f"{'{'}{'}'}", f"{x}{x}" f"{x}", rf"{x}\d{{2}}", f"""
{x
 + 1}""")
print(*(eval(e) for e in ("0_1" if 0 else "1", "0xA", "1_1", "'\\x41'", "b'\\x41'", "(1)", "(1,)", "1,", "'a' 'b'", "...", "not 1", "[]", "{}", "lambda: 1") if not e.startswith("lambda")))
print(__doc__[:10], __name__, compile("'doc'\nx=1", "f", "exec").co_consts, eval("__debug__"), (yield_ := 5), type)
exec("if 1:\n\tprint('tab')\n\tif 1:\n\t        print('mixed')\n"); exec("\n\n# only comment\n\n"); exec("x = 1;"); exec("print('form')\x0c\nprint('feed')"); exec("print('crlf')\r\nprint('cr')\r"); exec("if 1: print('a'); print('b')"); exec("class A:\n  'd'\n  x = 1\nprint(A.__doc__, A.x)"); exec(b"# coding: latin-1\nprint(len('\xe9'))"); exec("print(1)\n  # odd comment\nprint(2)")
