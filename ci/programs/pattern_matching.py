"""match statements: every kind of pattern, guards, binding, errors."""
import dataclasses
import enum
from collections import OrderedDict, defaultdict, deque


class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y


class NoArgs:
    a = 1


class BadArgs:
    __match_args__ = ["x"]


class BadArgs2:
    __match_args__ = (5,)


class Dup:
    __match_args__ = ("x", "x")
    x = 1


@dataclasses.dataclass
class Op:
    op: str
    args: list = dataclasses.field(default_factory=list)


class E(enum.Enum):
    A = 1
    B = 2


class K:
    C = 42


def m(v):
    match v:
        case None: return "none"
        case True | False: return f"bool {v}"
        case 0: return "zero"
        case -1 | 1.5 | 2j | -3 + 4j: return "number literal"
        case "hello" | b"bytes": return "text literal"
        case K.C: return "constant"
        case E.A: return "enum A"
        case int(n) if n > 100: return f"big int {n}"
        case int() | float() as n: return f"num {n}"
        case str(s) if s.startswith("x"): return f"x-string {s}"
        case str(): return "string"
        case []: return "empty seq"
        case [x]: return f"one {x}"
        case [1, x, *rest]: return f"1,{x},{rest}"
        case [[a, b], (c, *_)]: return f"nested {a} {b} {c}"
        case (a, b): return f"pair {a} {b}"
        case [first, *middle, "end"]: return f"ends {first} {middle}"
        case [*_, 9]: return "ends in 9"
        case [_, _, *rest]: return f"long {rest}"
        case {"type": "a", "v": v2}: return f"map a {v2}"
        case {"type": ("b" | "c") as t, **rest}: return f"map {t} {rest}"
        case {1: [_, {"deep": d}]}: return f"deep {d}"
        case {}: return f"any map {len(v)}"
        case P(0, 0): return "origin"
        case P(x=0, y=y): return f"on y {y}"
        case P(x, y) if x == y: return f"diag {x}"
        case P(px, py=0): raise AssertionError
        case P(): return "a P"
        case Op("+", [a, b]): return f"add {a} {b}"
        case Op(op=o, args=[]): return f"nullary {o}"
        case Op(o, [Op() as inner, *_]): return f"nested op {o} {inner}"
        case NoArgs(a=q): return f"noargs {q}"
        case E(): return f"other enum {v}"
        case bytearray(b"ba") | set() as z: return f"z {z}"
        case _: return f"default {type(v).__name__}"


for v in [None, True, False, 0, -1, 1.5, 2j, -3 + 4j, "hello", b"bytes", 42, E.A, E.B, 101, 7, 3.25, "xyz", "abc", [], (5,), [1, 2], (1, 2, 3, 4), [[1, 2], (3, 4, 5)], (7, 8), [7, 8, "end"], ["s", "end"], [3, 4, 9], [3, 4, 5, 6], {"type": "a", "v": 1}, {"type": "b", "k": 2}, {"type": "c"}, {1: [0, {"deep": "D"}]}, {}, {"q": 1}, P(0, 0), P(0, 5), P(3, 3), P(1, 2), Op("+", [1, 2]), Op("x"), Op("-", [Op("+")]), NoArgs(), bytearray(b"ba"), {1}, deque([1, 2]), range(3), OrderedDict(type="a", v=9), defaultdict(int), frozenset(), object(), memoryview(b"ab"), iter([1]), b"other", bytearray(b"q"), type, ...]:
    print(m(v), end=" | ")
print()


def errors(v):
    out = []
    for f in (e1, e2, e3, e4, e5, e6, e7):
        try:
            out.append(f(v))
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    return out


def e1(v):
    match v:
        case P(1, 2, 3): return 1
def e2(v):
    match v:
        case P(1, x=1): return 2
        case _: return "no"
def e3(v):
    match v:
        case BadArgs(1): return 3
def e4(v):
    match v:
        case BadArgs2(1): return 4
def e5(v):
    match v:
        case NoArgs(1): return 5
def e6(v):
    match v:
        case Dup(1, 1): return 6
def e7(v):
    match v:
        case int(1, 2): return 7
        case len(): return 8


for v in (P(1, 2), BadArgs(), BadArgs2(), NoArgs(), Dup(), 5):
    print(errors(v))
for src in ["match 1:\n case x: pass\n case y: pass", "match 1:\n case x | 1: pass", "match 1:\n case [x] | [y]: pass", "match 1:\n case [x, x]: pass", "match 1:\n case {'a': x, 'a': y}: pass", "match 1:\n case [*a, *b]: pass", "match 1:\n case {**r, 'a': 1}: pass", "match 1:\n case P(x=1, x=2): pass", "match 1:\n case P(x=1, 2): pass", "match 1:\n case _ as x: pass", "match 1:\n case x as _: pass", "match 1:\n case x as y.z: pass", "match 1:\n case 1 + 2: pass", "match 1:\n case 1 + 2j: pass", "match 1:\n case f'x': pass", "match 1:\n case -x: pass", "match 1:\n case {x: 1}: pass", "match 1:\n case {**_}: pass", "match 1:\n pass", "match 1: case 1: pass", "match x, y:\n case 1, 2: pass", "match = 1; case = 2; _ = 3", "match (1)", "match *a, b:\n case _: pass", "match 1:\n case _: pass\n case 1: pass", "match 1:\n case (a, b) | [a, b]: pass", "match 1:\n case {1: _, 1.0: _}: pass", "match 1:\n case a.b.c | d.e: pass", "match 1:\n case {'a': 1, 'b'}: pass", "match 1:\n case 'a' 'b' | b'c': pass", "match 1:\n case -1j | +1: pass"]:
    try:
        compile(src, "<m>", "exec"); print(repr(src), "ok")
    except SyntaxError as e:
        print(repr(src), e.msg, e.lineno, e.offset, e.end_offset)


class Tracker:
    def __init__(self, log): self.log = log
    def __eq__(self, o): self.log.append(("eq", o)); return False
    def __getattr__(self, n): self.log.append(("attr", n)); raise AttributeError(n)


log = []
match Tracker(log):
    case 1 | "a": pass
    case None | True: pass
    case Tracker(zz=1): pass
    case [_]: pass
    case {"k": _}: pass
print(log)


class Meta(type):
    def __instancecheck__(cls, o): print("isinstance", o); return True


class Inst(metaclass=Meta):
    __match_args__ = ("real",)


match 5:
    case Inst(v): print("inst", v)


class Map(dict):
    def get(self, k, d=None): print("get", k); return super().get(k, d)
    def __missing__(self, k): return "missing"


match Map(a=1):
    case {"zz": _}: print("wrong")
    case {"a": a}: print("a", a)
match = {"case": 1}
match match:
    case {"case": case}: print(match, case)
x = y = 0
match (1, 2, 3):
    case (x, y): print("no")
    case (x, 5, _): print("no")
    case _ if (x := x + 1) > 100: print("no")
    case (a, *b) if not b: print("no")
print(x, y, a, b)


def calc(e):
    match e:
        case int() | float(): return e
        case ("+", a, b): return calc(a) + calc(b)
        case ("*", a, b): return calc(a) * calc(b)
        case ("-", a): return -calc(a)
        case ("let", str(n), v, body): return calc(subst(body, n, calc(v)))
        case str(): raise NameError(f"unbound {e}")
        case _: raise TypeError(f"bad expression {e!r}")


def subst(e, n, v):
    match e:
        case str() if e == n: return v
        case (op, *args): return (op, *(subst(a, n, v) for a in args))
        case _: return e


print(calc(("let", "x", ("+", 1, 2), ("*", "x", ("-", ("+", "x", 4))))))
calc(("+", 1, ("*", 2, "y")))
