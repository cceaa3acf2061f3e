"""Marshal data, right and wrong, and all that can be done with what it gives short of running it. `marshal_loads_diff.py`
compares the outcomes, `marshal_fuzz.py` only waits for a crash; this runs on either side."""

import contextlib
import dis
import hashlib
import io
import itertools
import marshal
import os
import re
import struct
import sys
import types
import warnings
from pathlib import Path

# Words that bound the memory of the command that follows, from its start, for what the library reserves depends on it; and that
# make sets have one order.
BOUND = ["sh", "-c", 'ulimit -v 2000000; ulimit -c 0; PYTHONHASHSEED=0 exec "$@"', "sh"]

# ---- values ----


def recursive(kind):
    made = [] if kind == "list" else {}
    if kind == "list":
        made.append(made)
    elif kind == "dict":
        made["self"] = made
    else:
        made = []
        made.append((1, {"up": made}))
    return made


def shared(value):
    return [value, (value, value), {1: value, value if isinstance(value, (int, str, bytes, tuple)) else 2: 3}]


def nest(kind, depth, inner=None):
    for _ in range(depth):
        inner = {"list": lambda: [inner], "tuple": lambda: (inner,), "dict": lambda: {1: inner}, "frozenset": lambda: frozenset([inner])}[kind]()
    return inner


def _values():
    yield from ("None", "True", "False", "...", "StopIteration", "0", "-1", "10**500", "-(10**500)")
    for bits in (7, 8, 14, 15, 16, 29, 30, 31, 32, 33, 44, 45, 46, 59, 60, 62, 63, 64, 65, 100, 1000):
        yield from (f"{sign}(2**{bits}{less})" for sign in ("", "-") for less in ("", " - 1", " + 1"))
    floats = "0.0 -0.0 1.5 0.1 -1e300 5e-324 1/3 1e16 1e17 123456789.123 float('inf') -float('inf') float('nan') -float('nan')".split()
    yield from floats
    yield "struct.unpack('<d', bytes.fromhex('010000000000f47f'))[0]"
    yield from (f"complex({real}, {imag})" for real in floats[:12:3] for imag in floats[1:12:4])
    yield from ("''", "'a'", "'\\x00'", "'\\xe9'", "'\\xff' * 3", "'\\u20ac'", "'\\U0001f600'", "'\\ud800'", "'\\udcff a'", "'a b'", "'name_of_1'", "sys.intern('interned here')")
    yield from ("sys.intern('\\u20ac interned')", "'x y' * 85", "'x y' * 86", "sys.intern('x y ' * 64)", "sys.intern('x' * 300)", "'\\xe9' * 200", "''.join(['not', 'interned'])")
    yield from ("b''", "b'a'", "b'\\xff'", "bytes(range(256))", "b'ab' * 200", "bytearray(b'array')", "memoryview(b'view')", "memoryview(b'stepped')[::2]")
    yield from ("()", "(1,)", "(None,) * 255", "(None,) * 256", "((), (()), ((),))", "[]", "[1, 'two', 3.0]", "[[], [[]]]", "[None] * 300", "{}", "{'a': 1, 2: (), None: []}")
    yield from ("set()", "{1}", "{1, 'a', None, 2.5, b'c', (1, 2)}", "frozenset()", "frozenset(range(50))", "frozenset({frozenset(), frozenset({1})})", "[frozenset('ab')] * 2")
    yield from (f"shared({value})" for value in ("1", "10**20", "1.5", "2j", "'a'", "'not a name'", "b'bytes'", "()", "(1, 2)", "[1]", "{}", "set()", "frozenset([3])", "nest('tuple', 3)"))
    yield from ("recursive('list')", "recursive('dict')", "recursive('tuple')", "[recursive('list')]")
    yield from (f"nest({kind!r}, {depth})" for kind in ("list", "tuple", "dict") for depth in (5, 1000, 1998, 1999, 2000, 2001))
    yield from ("nest('frozenset', 6)", "nest('tuple', 1990, inner=recursive('list'))")
    # What has no form.
    yield from ("object()", "int", "range(3)", "[object()]", "(1, object(), 2)", "{'a': object()}", "{object()}", "frozenset([object()])", "recursive", "NotImplemented", "type('I', (int,), {})(3)", "type('S', (str,), {})('a')")
    yield from ("type('B', (bytes,), {})(b'a')", "type('T', (tuple,), {})((1,))", "type('L', (list,), {})([1])", "type('D', (dict,), {})(a=1)", "True + 0", "slice(1, 2)", "[nest('list', 2001), object()]")
    yield from ("[object(), nest('list', 2001)]", "{nest('tuple', 2001)}", "StopAsyncIteration", "types.SimpleNamespace()", "[code('1'), object()]", "(code('f(x)'),)")


VALUES = list(dict.fromkeys(_values()))
SOURCES = [
    "x = 1",
    "def f(a, b=2, /, *c, d, **e):\n    def g(): return a, f\n    return [g for a in b if (lambda: c)]\n",
    "class A[T](B):\n    '''doc'''\n    x: int = 1\n    def m(self): return super().m(), __class__\n",
    "async def f():\n    async with a as b: await c\n    async for d in e: yield d\n",
    "try:\n    x(1.5, 2j, 'a b', b'c', (1, 'n'), 10**30)\nexcept A as e:\n    raise\nfinally:\n    y in {1, 'a', 2}\n",
    "match a:\n    case [1, *_]: pass\n    case {'k': v, **r}: f'{v!r:>{r}}'\n",
    "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x += 1\n        del x\n    return g\n" + "\n" * 300 + "f(1,\n  2,\n\n 3)\n",
]
MODULES = "bisect keyword heapq fnmatch reprlib colorsys contextlib types copy shlex".split()


def code(source):
    return compile(source, "<source>", "exec", dont_inherit=True)


def value(expression):
    return eval(expression, globals())


def codes(top):
    yield top
    for constant in top.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def bases():
    """Marshal data without a fault, of plain values and of code."""
    plain, compiled = [], []
    for expression in VALUES:
        made = value(expression)
        for version in range(5):
            with contextlib.suppress(ValueError):
                plain.append(marshal.dumps(made, version))
    sources = SOURCES + [(Path(os.__file__).parent / f"{name}.py").read_text() for name in MODULES]
    for source in sources:
        for part in codes(code(source)):
            compiled += [marshal.dumps(part, version) for version in (4, 2)]
    short = [data for data in compiled if len(data) < 1500]
    return list(dict.fromkeys(data for data in plain if len(data) < 3000)), short + [data for data in compiled if 1500 <= len(data) < 8000][:10]


# ---- data made by hand ----


def long(number):
    return (number & 0xFFFFFFFF).to_bytes(4, "little")


def string(data):
    return b"s" + long(len(data)) + data


CODE = {
    "argcount": long(0),
    "posonlyargcount": long(0),
    "kwonlyargcount": long(0),
    "stacksize": long(1),
    "flags": long(0),
    "code": string(b"\x95\x00\x24\x00"),
    "consts": b")\0",
    "names": b")\0",
    "localsplusnames": b")\0",
    "localspluskinds": string(b""),
    "filename": b"z\1f",
    "name": b"z\1n",
    "qualname": b"z\3a.n",
    "firstlineno": long(1),
    "linetable": string(b""),
    "exceptiontable": string(b""),
}
OBJECTS = [b"N", b"0", b".", b"S", b"T", b"i" + long(7), b"z\1a", b"Z\4name", b"z\2a ", b"u" + long(2) + b"\xc3\xa9", string(b""), string(b"a"), string(b"ab"), b")\0", b"(" + long(0), b")\1z\1a", b")\1N"]
OBJECTS += [b"[" + long(0), b"{0", b"<" + long(0), b">" + long(0), b">" + long(1) + b"z\1a", b"l" + long(3) + b"\1\0\2\0\3\0", b"r" + long(0), b"r" + long(1), b"g" + bytes(8), b"y" + bytes(16), b"f\x031.5", b"?", b"\xda\1n", b"\xa9\1r" + long(0)]


def code_data(head=b"c", **changed):
    return head + b"".join((CODE | changed).values())


def _fixed():
    yield from (bytes([first]) + rest for first in range(256) for rest in (b"", bytes(1), bytes(4), bytes(8), b"\1\0\0\0N", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1aN0", b"\5ab"))
    for text in (b"1.5", b" 1.5", b"1.5 ", b"", b"1_0", b"nan", b"-inf", b"infinity", b"1e999", b"-1e999", b"1e-999", b"0x10", b"1.5\0", b"1.5\0junk", b"\0", b"\xff1", b"\xc3\xa9", b"a" * 255, b"1" * 255, b"+1", b"1e5", b"."):
        yield b"f" + bytes([len(text)]) + text
        yield b"x\x011" + bytes([len(text)]) + text
    for count in (1, 2, 3, -1, -2, -3):
        for digits in (b"\0\0", b"\1\0", b"\xff\x7f", b"\0\x80", b"\1\0\0\0", b"\1\0\1\0\0\0", b"\1\0\1\0\xff\x7f", b"\1\0\xff\xff\1\0", b"\1\0\2\0\3"):
            yield b"l" + long(count) + digits
    for text in (b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"ab\xc3", b"\0", b"\xf0\x9f\x98\x80"):
        for kind in b"utaAzZs":
            yield bytes([kind]) + (bytes([len(text)]) if kind in b"zZ" else long(len(text))) + text
    # Numbers of objects: none, too high, of an object that is not finished.
    for flagged in (b"\xa9\2", b"\xa8" + long(2), b"\xdb" + long(2), b"\xbc" + long(2), b"\xbe" + long(2), b"\xfb"):
        for index in (0, 1, 2, -1, 1 << 30, -(1 << 31)):
            yield flagged + b"N" + b"r" + long(index) + (b"0" if flagged == b"\xfb" else b"")
            yield flagged + b"\xdb" + long(0) + b"r" + long(index) + (b"0" if flagged == b"\xfb" else b"")
            yield b"[" + long(3) + flagged + b"N\xe9\1\0\0\0" + (b"0" if flagged == b"\xfb" else b"") + b"r" + long(index) + b"N"
    for single in b"NTFS.r0?":
        yield b"[" + long(2) + bytes([single | 0x80]) + (long(0) if single == ord("r") else b"") + b"r" + long(0)
    # Items that a set or a dict refuses, before other faults.
    for container in (b"<" + long(2), b">" + long(2), b"{"):
        for item in (b"[" + long(0), b"{0", b"<" + long(0), b")\1[" + long(0), b"N", b"0", b")\0"):
            for after in (b"N", b"?", b"", b"0", b"N0"):
                yield container + item + after
    for depth in (100, 1000, 1998, 1999, 2000, 2001, 20_000):
        for head in (b")\1", b"(" + long(1), b"[" + long(1), b"<" + long(1), b">" + long(1), b"{N", b"{", b"\xa9\1", b"\xdb" + long(1), b"\xbe" + long(1)):
            yield head * depth + b"N" + (b"0" * depth if head[:1] == b"{" else b"")
        yield b"c" + b"".join(list(CODE.values())[:5]) + (b"c" + b"".join(list(CODE.values())[:5])) * depth
    for size in (0x7FFFFFFF, 0x7FFFFFFE, 0x40000000, 0x10000000, 0x1000000, 0x100000, 0x10000, -1, -2, -(1 << 31)):
        for kind in b"([<>suaAtl":
            yield bytes([kind]) + long(size) + b"N" * 5
            yield bytes([kind | 0x80]) + long(size) + b"r" + long(0)
    # Code objects whose parts do not fit together.
    for name in CODE:
        for made in OBJECTS if not CODE[name].startswith((b"\0", b"\1")) else map(long, (-1, -5, 1, 2, 255, 0x7FFFFFFF, 1 << 30, -(1 << 31))):
            yield code_data(**{name: made})
            yield code_data(b"\xe3", **{name: made})
    for flags in (0x4, 0x8, 0xC, 0x20, 0x2000000, 0x7FFFFFFF):
        yield code_data(flags=long(flags))
    for kinds in (b"\x20", b"\x40", b"\x80", b"\x60", b"\0", b"\x10", b"\xff", b"\xe0"):
        for count in (0, 1, 2):
            yield code_data(localsplusnames=b")\1z\1a", localspluskinds=string(kinds), argcount=long(count))
            yield code_data(localsplusnames=b")\2z\1az\1b", localspluskinds=string(kinds * 2), kwonlyargcount=long(count), flags=long(0xC))
    for table in (b"\x80", b"\x80\xff", b"\xf8", b"\xf8" * 20, b"\xf0\1\2\3\4", b"\xf0\x7f\x7f\x7f\x7f\x7f\x7f\x3f\0\0\0", b"\xe8\x7e\x7f\x7f\x7f\x7f\x03", b"\0", b"\x7f" * 10, b"\xd0\1\2", b"\xd8\xff\xff", b"\xe0\x80\0", b"\xef\1" * 50, b"\xff" * 30):
        for line in (1, 0, -1, 0x7FFFFFFF, -(1 << 31)):
            yield code_data(linetable=string(table), firstlineno=long(line))
        yield code_data(exceptiontable=string(table))
    for instructions in (b"", b"\0", b"\x95\0", b"\x95", b"\0\0", b"\x90\xff" * 6 + b"\x53\xff", b"\x95\0" * 100, b"\x53\1", b"\x3c\0\0\0\0\0\0\0\0\0\0\0", bytes(range(1, 236)) + b"\0"):
        yield code_data(code=string(instructions))
        yield code_data(code=string(instructions), linetable=string(b"\xf0\1\2\3\4" * 20), consts=b")\1N", names=b")\1z\1a")
    yield code_data(consts=b"\xa9\3z\4namer" + long(0) + b"N")
    yield code_data(b"\xe3", consts=b")\2r" + long(0) + b"N")
    yield code_data(names=b")\2z\1a\xa9\0")
    yield code_data(consts=b")\2" + code_data() + code_data(name=b"z\3sub"))
    yield code_data(consts=b")\3>" + long(2) + b"z\1az\1b" + b")\1z\1c" + b">" + long(1) + b")\1z\1d")


def fixed():
    return list(dict.fromkeys(_fixed()))


# ---- data made wrong ----

SIZED = b"([<>suaAtl"
COUNTED = b"([<>"


def layout(data):
    """What is where: kind (type, size, short, number, ref, payload, object), start and end. Up to the first fault."""
    found = []

    def word(kind, at):
        if at + 4 > len(data):
            raise IndexError
        found.append((kind, at, at + 4))
        return int.from_bytes(data[at : at + 4], "little", signed=True), at + 4

    def thing(at):
        start, kind = at, data[at] & 0x7F
        found.append(("type", at, at + 1))
        at += 1
        count = 0
        if kind in SIZED:
            count, at = word("size", at)
            if count < 0 and kind != ord("l"):
                raise IndexError
            if kind not in COUNTED:
                length = abs(count) * 2 if kind == ord("l") else count
                found.append(("payload", at, at + length))
                at += length
                count = 0
        elif kind in b")zZf":
            found.append(("short", at, at + 1))
            count, at = data[at], at + 1
            if kind != ord(")"):
                found.append(("payload", at, at + count))
                at += count
                count = 0
        elif kind in b"ir":
            _, at = word("number" if kind == ord("i") else "ref", at)
        elif kind in b"gI":
            at += 8
        elif kind == ord("y"):
            at += 16
        elif kind == ord("x"):
            for _ in range(2):
                at += 1 + data[at]
        elif kind == ord("{"):
            while data[at] != ord("0"):
                at = thing(thing(at))
            at += 1
        elif kind == ord("c"):
            for name, part in CODE.items():
                at = word("number", at)[1] if name in ("argcount", "posonlyargcount", "kwonlyargcount", "stacksize", "flags", "firstlineno") else thing(at)
        for _ in range(count):
            at = thing(at)
        found.append(("object", start, at))
        return at

    with contextlib.suppress(IndexError, RecursionError):
        thing(0)
    return [field for field in found if field[2] <= len(data)]


SIZES = [-1, -2, 0, 1, 2, 3, 254, 255, 256, 257, 0x10000, 0x100000, 0x1000000, 0x7FFFFFFF, -(1 << 31)]
TYPES = b"0NFTS.iIfgxylstr([{cu?<>aA)zZ"
HEADS = [b")\1", b"[" + long(1), b"<" + long(1), b">" + long(1), b"{N", b"\xa9\1", b"\xdb" + long(1), b"\xa9\2N"]


class Mutants:
    """Endless marshal data with one to four faults, the same for the same seed."""

    def __init__(self, seed):
        import random

        self.rng = random.Random(seed)
        self.plain, self.compiled = bases()
        self.layouts = {}

    def base(self):
        return self.rng.choice(self.plain if self.rng.random() < 0.55 else self.compiled)

    def layout(self, data):
        if data not in self.layouts:
            self.layouts[data] = layout(data)
        return self.layouts[data]

    def span(self):
        """Some whole object."""
        rng = self.rng
        if rng.random() < 0.4:
            return rng.choice(OBJECTS)
        data = self.base()
        _, start, end = rng.choice([field for field in self.layout(data) if field[0] == "object"] or [("object", 0, len(data))])
        return data[start:end]

    def next(self):
        rng = self.rng
        data = self.base()
        fields = self.layout(data)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
            data = self.fault(data, fields)
            fields = layout(data)
        return data[:100_000]

    def fault(self, data, fields):
        rng = self.rng
        way = rng.randrange(16)
        by_kind = {}
        for kind, start, end in fields:
            by_kind.setdefault(kind, []).append((start, end))

        def put(start, end, new):
            return data[:start] + new + data[end:]

        at = rng.randrange(len(data) + 1)
        if way in (0, 1) and (choices := by_kind.get("size", []) + by_kind.get("number", [])):
            start, end = rng.choice(choices)
            old = int.from_bytes(data[start:end], "little", signed=True)
            return put(start, end, long(rng.choice([*SIZES, old + 1, old - 1, old * 2, -old, old ^ 1 << rng.randrange(32)])))
        if way == 2 and "short" in by_kind:
            start, end = rng.choice(by_kind["short"])
            return put(start, end, bytes([rng.choice([0, 1, 2, 255, data[start] ^ 1 << rng.randrange(8)])]))
        if way in (3, 4) and "type" in by_kind:
            start, end = rng.choice(by_kind["type"])
            return put(start, end, bytes([data[start] ^ 0x80 if way == 4 else rng.choice(TYPES) | data[start] & 0x80]))
        if way == 5 and "ref" in by_kind:
            start, end = rng.choice(by_kind["ref"])
            return put(start, end, long(rng.choice([rng.randrange(12), rng.randrange(200), -1, 1 << 30])))
        if way in (6, 7, 8) and "object" in by_kind:
            start, end = rng.choice(by_kind["object"])
            return put(start, end, b"r" + long(rng.randrange(8)) if way == 8 else self.span())
        if way in (9, 10) and (payloads := [(s, e) for s, e in by_kind.get("payload", []) if e > s]):
            start, end = rng.choice(payloads)
            new = bytearray(data[start:end])
            for _ in range(rng.choice((1, 1, 3, 10))):
                new[rng.randrange(len(new))] = rng.randrange(256)
            return put(start, end, bytes(new))
        if way == 11:
            return data[:at]
        if way == 12 and "object" in by_kind and rng.random() < 0.3:
            start, end = rng.choice(by_kind["object"])
            depth = rng.choice((1, 2, 10, 300, 1000, 1995, 1999, 2000, 2001))
            return put(start, end, rng.choice(HEADS) * depth + data[start:end])
        if way == 13:
            end = min(len(data), at + rng.randrange(1, 9))
            return rng.choice([put(at, end, b""), put(at, at, data[at:end]), put(at, at, rng.randbytes(rng.randrange(1, 5)))])
        if at == len(data):
            return data + rng.randbytes(1)
        return put(at, at + 1, bytes([rng.choice([data[at] ^ 1 << rng.randrange(8), rng.randrange(256)])]))


# ---- what comes of it ----

PLACES = re.compile(r"\b\w+/\w+\.c:\d+: |(?<= at )0x[0-9a-f]+")


def text(error):
    """The class and words of an exception, without addresses and without the place in CPython's sources that some of its
    messages name."""
    return f"{type(error).__name__}: {PLACES.sub('', str(error))}"


def shortened(description):
    if len(description) < 3000:
        return description
    return description[:1500] + " ... " + hashlib.sha256(description.encode("utf-8", "surrogatepass")).hexdigest()


def leaf(value):
    if isinstance(value, (float, complex)):
        parts = (value.real, value.imag) if isinstance(value, complex) else (value,)
        return type(value).__name__ + struct.pack(f"<{len(parts)}d", *parts).hex()
    return hex(value) if type(value) is int else ascii(value)


FIELDS = """co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_stacksize co_flags co_firstlineno co_code co_consts co_names
    co_varnames co_freevars co_cellvars co_filename co_name co_qualname co_linetable co_exceptiontable""".split()


def is_sound(table):
    """Whether a location table's entries are whole and numbers fit: where they are not, CPython reads what is not the table's."""
    at = 0

    def plain(count):
        nonlocal at
        at += count
        return at <= len(table) and not any(byte & 0x80 for byte in table[at - count : at])

    def number():
        nonlocal at
        start = at
        while plain(1):
            if not table[at - 1] & 0x40:
                return at - start < 6 or at - start == 6 and table[at - 1] < 4
        return False

    while at < len(table):
        kind = table[at] >> 3 & 15
        if not table[at] & 0x80:
            return False
        at += 1
        if not all(number() for _ in range({13: 1, 14: 4}.get(kind, 0))) or not plain({10: 2, 11: 2, 12: 2, 13: 0, 14: 0, 15: 0}.get(kind, 1)):
            return False
    return True


def listing(code):
    out = io.StringIO()
    dis.dis(code, file=out, depth=0)
    return PLACES.sub("", out.getvalue())


def line_table(code):
    with warnings.catch_warnings(action="ignore"):
        return code.co_lnotab


def again(code):
    copy = code.replace()
    return copy == code, hash(copy) == hash(code), copy.replace(co_name="other") == code


# Everything that reads code without running it. Those of the second part go by the location table.
READINGS = {
    "adaptive": lambda code: len(code._co_code_adaptive),
    "repr": lambda code: PLACES.sub("", repr(code)),
    "size": lambda code: code.__sizeof__(),
    "again": again,
    "dumps": lambda code: hashlib.sha256(marshal.dumps(code, 2)).hexdigest(),
    "back": lambda code: marshal.loads(marshal.dumps(code)) == code,
    "function": lambda code: type(types.FunctionType(code, {}, closure=tuple(types.CellType() for _ in code.co_freevars))).__name__,
    "variables": lambda code: [code._varname_from_oparg(i) for i in range(code.co_nlocals)],
}
LOCATIONS = {
    "lines": lambda code: list(itertools.islice(code.co_lines(), 20_000)),
    "positions": lambda code: list(itertools.islice(code.co_positions(), 20_000)),
    "lnotab": lambda code: hashlib.sha256(line_table(code)).hexdigest(),
    "dis": listing,
}


def describe(value):
    """Types, values and sharing of containers. Code objects are read in every way."""
    out, seen = [], {}

    def each(opening, items):
        out.append(opening)
        for item in items:
            walk(item)
            out.append(",")
        out.append(")")

    def walk(value):
        kind = type(value)
        if kind not in (tuple, list, dict, set, frozenset, types.CodeType) or value == ():
            out.append(leaf(value))
            return
        if (number := seen.get(id(value))) is not None:
            out.append(f"^{number}")
            return
        seen[id(value)] = len(seen)
        if kind is dict:
            each("dict(", itertools.chain.from_iterable(value.items()))
        elif kind in (set, frozenset):
            # The order is the hashes'.
            out.append(f"{kind.__name__}({','.join(sorted(describe(item) for item in value))})")
        elif kind is types.CodeType:
            each("code(", (getattr(value, name) for name in FIELDS))
            for name, read in (READINGS | LOCATIONS).items():
                try:
                    said = f"{name}={read(value)}\n"
                except Exception as error:
                    said = f"{name}!{text(error)}\n"
                if name in READINGS or is_sound(value.co_linetable):
                    out.append(said)
        else:
            each(kind.__name__ + "(", value)

    walk(value)
    return "".join(out)
