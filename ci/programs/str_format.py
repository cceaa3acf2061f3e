"""Formatting: %, str.format, f-strings, format_map, Formatter."""
import datetime
import string


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class P:
    x, y = 3, [10, {"k": "deep"}]

    def __format__(self, spec):
        return f"<P:{spec}>"

    def __repr__(self):
        return "P()"

    def __str__(self):
        return "p é"


p = P()
formats = [("{}", 1), ("{0}{1}{0}", 1, 2), ("{} {}", 1), ("{0} {}", 1, 2), ("{} {0}", 1, 2), ("{!r}", "a"), ("{!s:>5}", "a"), ("{!a}", "é"), ("{!x}", 1), ("{!", 1), ("{!r", 1), ("{!rs}", 1), ("{:>{}}", "a", 5), ("{0:{1}{2}}", "a", "^", 7), ("{0.x} {0.y[1][k]}", p), ("{0.nope}", p), ("{0[a]}", {"a": 1}), ("{0[1]}", [1, 2]),
           ("{0[5]}", [1]), ("{0[a}", {}), ("{", 1), ("}", 1), ("{{}}",), ("{{{}}}", 1), ("{0[]}", {}), ("{0.}", p), ("{:", 1), ("{:{:{}}}", 1, 2, 3), ("{a}",), ("{:spec}", p), ("{!s:spec}", p), ("{!r:*^9}", p), ("{0x}", 1), ("{-1}", 1), ("{ 0}", 1), ("{0 }", 1), ("{99999999999999999999}", 1), ("{0[-1]}", [1]), ("{0[ 1]}", [1]), ("a{}b{}c", 1, 2), ("{:d}", "x"), ("{:5}", None), ("{:}", None), ("{0.x:>{0.x}}", p), ("{:\n>4}", "x"), ("{:}}", 1), ("{:{}", 1), ("}{", 1), ("{0}}", 1), ("{!r:}", 1), ("{:!r}", 1), ("{:>+5}", "a"), ("{:=5}", "a"), ("{:05}", "a"), ("{:,}", "a"), ("{:.2}", "abc"), ("{:.2s}|{:5.1}", "abc", "xyz"), ("{:é^5}", "a"), ("{:1000000000000000000000}", 1), ("{:.99999999999999999999f}", 1.0)]
for fmt, *args in formats:
    print(ascii(fmt), attempt(fmt.format, *args))
print("{a} {b[x]} {c.x} {a!r}".format(a="A", b={"x": 1}, c=p), attempt("{a}{}".format, 1, a=2), attempt("{b}".format, a=1), "{0}{kw}".format(1, kw=2), "{}".format("{}"), attempt("{}".format))


class Default(dict):
    def __missing__(self, key):
        return f"<{key}>"


print("{a}-{b}".format_map(Default(a=1)), attempt("{a}".format_map, {}), attempt("{}".format_map, {"": 5}), attempt("{0}".format_map, {"0": 5}), attempt("{0}".format_map, [7]))
for fmt, value in [("%s", 1), ("%s %s", (1, 2)), ("%s", (1,)), ("%s %s", 1), ("%s", (1, 2)), ("%d", "a"), ("%(a)s", {"a": 5}), ("%(a)s %(b)r", {"a": 5, "b": "x"}), ("%(a)s", {}), ("%(a)s", 5), ("%(a)s %s", {"a": 1}), ("%%", ()), ("%", ()), ("%z", 1), ("%5", 1), ("%*d|%-*d|", (5, 3, 5, 3)), ("%.*f", (2, 3.14159)), ("%*d", ("x", 1)), ("%5s|%-5s|%.1s", ("ab", "cd", "ef")), ("%r %a", ("é", "é")), ("%c%c", ("a", 98)), ("%c", ""), ("%(a", {"a": 1}), ("%((a))s", {"(a)": 1}), ("%s", {}), ("%s", []), ("%s", None), ("%i", True), ("%x", -255), ("%#X", 255), ("%e", 12345.678), ("%g", 1e-10), ("%5.1f%%", 99.55), ("%-010d|", 5), ("%+ d", 5), ("%ld %hd %Ld", (1, 2, 3)), ("no", 1), ("no", ()), ("no", {}), ("no", []), ("%s", p), ("%r", p), ("%", 1), ("%s %", 1), ("%999999999999999999999d", 1), ("%.0s|", "abc"), ("%s%s", "ab"), ("%é", 1), ("%\u3000", 1), ("%.3", 1), ("%(x)d", {"x": 1.7}), ("%o", -8), ("%s", b"b"), ("%d", 3.99), ("%d", float("nan")), ("%x", 3.0), ("%f", "x"), ("%c", 1.5)]:
    print(ascii(fmt), attempt(lambda: fmt % value))

name, width, prec, value, items = "World", 12, 3, 3.14159265, {"a": [1, 2], 'q"': 3}
print(f"Hello {name}!", f"{name!r:>{width}}", f"{value:{width}.{prec}f}", f"{value:{'>'}{width}{'.2'}f}", f"{items['a'][1]}", f'{items["a"]}', f"{name:{name[0]!s}<10}", f"{'nested ' + f'{name} {f'{width}'}'}", f"{{literal}} {{{name}}}")
print(f"{name=}", f"{ name = }", f"{name=!s}", f"{value=:.2f}", f"{width + prec=}", f"{items['a']=!r:^12}", f"{name.upper()  =  }", f"{(lambda x: x * 2)(4)=}", f"{'a' 'b'=}", f"""{
    width
    + 1 = }""")
print(f"{name!a}", f"{'é'!a}", f"{p}", f"{p!r}", f"{p:abc}", f"{p!s:>7}", f"{p:{p}}", f"{None}", f"{[1, 2]}", f"{ {1: 2} }", f"{ {x for x in range(3)} }", f"{(1, 2)}", f"{1, 2}", f"{1 if width else 2}", f"{(y := 5)} {y}", f"{*[1, 2], 3}", f"{not width}", f"{width:=5}" if False else "")
print(f"{datetime.date(2024, 2, 29):%Y/%m/%d %A}", f"{datetime.datetime(2024, 1, 2, 3, 4, 5):%H:%M:%S}", f"{12:#x}", f"{1e10:,.0f}", rf"\n{name}\d", f"\N{GREEK SMALL LETTER ALPHA}\x41\u00e9\101", f"{'\n'}".encode(), f"{'\\'}", fr"{name}\{width}", f'{"'"}', f"a{''}b", f"" f"{1}" "2" f"{3}", f"{1}{2}" "{3}")
print(attempt(lambda: f"{name:d}"), attempt(lambda: f"{undefined}"), attempt(lambda: f"{1:{'x' * 3}}"), attempt(lambda: f"{1/0}"), attempt(lambda: f"{[]:5}"), attempt(lambda: f"{object:>5}"), attempt(lambda: f"{value:.2d}"))
print(f"{'a':>5}|{'a':<5}|{'a':^5}|{'a':*^5}|{5:>5}|{5:<5}|{5:^5}|{True:>6}|{True!s:>6}|{None!s:^8}|{'x':{width}}|")
lines = [f"{i:>2}: {chr(i + 96) * i:<6}|{i**3:^8,}|{i / 7:+.4e}|{i:#010b}" for i in range(1, 6)]
print("\n".join(lines))
for spec in ["", "10", "<10", "^10.2", ".0", "s", "10s", "=10", "+", "#", "0", "010", ",", "_", "d", "z", "x<5", "<<5", ".", "5.", ".2s"]:
    print(repr(spec), attempt(format, "abc", spec))
print(attempt(format, [], "x"), attempt(format, 1, 2), attempt(format), format([1]), format(None, ""), attempt(format, None, "5"), attempt(format, object(), "s").replace(" ", "") if False else "", attempt(format, {}, "s"), attempt(format, type, "5"), attempt(format, ..., "x"))


class BadFormat:
    def __format__(self, spec):
        return 5


class BadRepr:
    def __repr__(self):
        return 5

    def __str__(self):
        raise ValueError("no str")


print(attempt(format, BadFormat()), attempt("{}".format, BadFormat()), attempt(lambda: f"{BadFormat()}"), attempt(repr, BadRepr()), attempt(str, BadRepr()), attempt(lambda: "%s" % BadRepr()), attempt(lambda: "%r" % BadRepr()), attempt(lambda: f"{BadRepr()!r}"), attempt(lambda: f"{BadRepr()!s}"), attempt(lambda: "{}".format(BadRepr())))
f = string.Formatter()
print(list(f.parse("a{0!r:>5}b{x.y[1]}{{}}{:{}}")), f.format("{0} {a} {}", 1, 2, a=3) if False else f.format("{} {a}", 1, a=3), attempt(f.format), attempt(f.format, "{0} {}", 1), f.vformat("{0}{x}", ("p",), {"x": 1}), f.get_field("0.x", (p,), {}), attempt(f.get_field, "5", (), {}), attempt(f.convert_field, 1, "z"), attempt(f.format, "{!z}", 1))
import _string
print(list(_string.formatter_parser("x{a!s:b{c}d}")), [_string.formatter_field_name_split("a.b[0][k]")[0], list(_string.formatter_field_name_split("a.b[0][k]")[1])], attempt(list, _string.formatter_parser("{")), attempt(lambda: list(_string.formatter_field_name_split("a[")[1])))
