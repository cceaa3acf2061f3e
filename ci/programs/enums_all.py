"""enum: Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique, verify, functional API, errors."""
import enum
from enum import *
import pickle


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    BLUE = "b"
    def describe(self): return f"{self.name}:{self.value}"
    @classmethod
    def favourite(cls): return cls.BLUE
    @property
    def lower(self): return self.name.lower()


print(Color.RED, repr(Color.RED), Color(1), Color["GREEN"], Color.CRIMSON, Color.RED.name, Color.RED.value, list(Color), len(Color), Color.__members__, Color.RED is Color.CRIMSON, Color.RED in Color, 1 in Color, 99 in Color, "b" in Color, Color.favourite().describe(), Color.RED.lower, Color, repr(Color), hash(Color.RED) == hash("RED"), Color.RED == 1, list(reversed(Color)), bool(Color.RED), f"{Color.RED} {Color.RED!r} {Color.RED:>12}", "%s" % Color.BLUE)
print(attempt(Color, 99), attempt(lambda: Color["X"]), attempt(lambda: Color.X), attempt(setattr, Color, "RED", 5), attempt(delattr, Color, "RED"), attempt(setattr, Color.RED, "value", 5), attempt(setattr, Color.RED, "name", 5), attempt(lambda: Color.RED < Color.GREEN), attempt(lambda: Color()), attempt(lambda: type("C2", (Color,), {})), attempt(exec, "class C3(Color): pass"), attempt(exec, "class C4(Enum):\n A = 1\n A = 2"), attempt(exec, "class C5(Enum):\n mro = 1"), attempt(exec, "class C5(Enum):\n _x_ = 1"), attempt(exec, "@unique\nclass C6(Enum):\n A = 1\n B = 1"), attempt(lambda: Color.RED.GREEN), attempt(lambda: Color.RED.nope), attempt(Color, 1, 2), attempt(lambda: Color.__members__.__setitem__("A", 1)))


class N(IntEnum):
    A = 1
    B = auto()
    C = 10
    D = auto()


class S(StrEnum):
    ONE = auto()
    TWO = "deux"


print(list(N), N.A + 1, N.B * 2, N.C > 5, N.A == 1, str(N.A), repr(N.A), f"{N.A}", f"{N.C:04d}", [10, 20][N.A], isinstance(N.A, int), N(2), N["C"] | 1, max(N), sum(N), sorted(N, reverse=True), S.ONE, repr(S.ONE), S.TWO.upper(), S("one"), S.ONE == "one", "x" + S.TWO, f"{S.ONE:>5}", attempt(exec, "class X(StrEnum):\n A = 5"), attempt(exec, "class X(IntEnum):\n A = 'x'"), N.__str__ is int.__repr__, N.A.real, N.A.bit_length(), attempt(N, "x"), {1: "k"}[N.A])


class Perm(Flag):
    R = 4
    W = 2
    X = 1
    RW = R | W
    NONE = 0


class Opt(IntFlag):
    A = auto()
    B = auto()
    C = auto()


p = Perm.R | Perm.X
print(p, repr(p), p.value, Perm.RW, repr(Perm(7)), Perm(0), repr(~Perm.R), Perm.R in p, Perm.W in p, p & Perm.R, p ^ Perm.R, bool(Perm.NONE), list(Perm), list(p), len(p), Perm.R | Perm.W is Perm.RW, p.name, attempt(Perm, 8), attempt(Perm, "x"), attempt(lambda: p | 1), [m.name for m in Perm], Perm.RW.name, -1 & 7, Perm["R"], ~Perm.NONE, attempt(lambda: "R" in Perm.R), (Perm.R | Perm.W) is Perm.RW)
o = Opt.A | Opt.C
print(o, repr(o), o | 8, repr(o | 8), o + 1, Opt(16), repr(Opt(16)), ~Opt.A, repr(~Opt.A), o & 4, 5 == o, list(o), Opt(0), f"{o}", f"{o:x}", str(o), 1 in Opt, repr(Opt(7)), o - 1, isinstance(o | 1, Opt), [*Opt.__members__])
for boundary in (STRICT, CONFORM, EJECT, KEEP):
    class B(Flag, boundary=boundary):
        X = 1
        Y = 2
    print(boundary, attempt(B, 9), attempt(lambda: repr(~B.X)))


class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.42e23, 3.39e6)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def g(self): return round(6.67e-11 * self.mass / self.radius**2, 2)


class Coord(bytes, Enum):
    def __new__(cls, value, label):
        o = bytes.__new__(cls, [value]); o._value_ = value; o.label = label; return o
    PX = (0, "x")
    PY = (1, "y")


class Auto(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last): return f"{name}-{count}-{len(last)}"
    A = auto()
    B = auto()


class Miss(Enum):
    A = 1
    @classmethod
    def _missing_(cls, v):
        if v == "bad": return 5
        if v == "err": raise KeyError("missing err")
        return cls.A if v == "dflt" else None


print(Planet.EARTH.g, Planet.MARS.mass, Planet((6.42e23, 3.39e6)), Coord(1), Coord.PX.label, repr(Coord.PY), bytes(Coord.PY), Auto.A.value, Auto.B.value, Miss("dflt"), attempt(Miss, "none"), attempt(Miss, "bad"), attempt(Miss, "err"))
F1 = Enum("F1", "A B C"); F2 = Enum("F2", {"x": 10, "y": 20}); F3 = IntEnum("F3", [("p", 5), ("q", 6)], module="mod", qualname="Q.F3"); F4 = Enum("F4", ["a", "b"], start=10); F5 = Flag("F5", "a b c"); F6 = Enum("F6", "m", type=str)
print(list(F1), list(F2), list(F3), F3.__module__, F3.__qualname__, list(F4), list(F5), F6.m, attempt(Enum, "Bad", "A A"), attempt(Enum, "Bad", 5), Enum("Empty", ""), list(Enum("E", ())))


class WithNon(Enum):
    _ignore_ = ["tmp"]
    tmp = 5
    A = 1
    _private = 3
    __dunder__ = 4
    f = lambda self: 1
    n = nonmember(42)
    m = member(lambda: 7)
    @nonmember
    class Inner: pass
    annotated: int
    for i in range(2): vars()[f"L{i}"] = i + 50


print(list(WithNon), WithNon.n, WithNon.m.value(), WithNon.A.f(), WithNon.__dunder__, hasattr(WithNon, "tmp"), WithNon.Inner.__name__, WithNon._private)
print(pickle.loads(pickle.dumps(Color.RED)) is Color.RED, [pickle.loads(pickle.dumps(p, i)) for i in (0, 2, 5)], Color.RED.__reduce_ex__(2)[1], dir(Color)[:6], [d for d in dir(Color.RED) if not d.startswith("_")], Color.__class__, Color.RED.__class__, type(Color).__mro__[0].__name__, Color.__doc__, Color._member_names_, Color._value2member_map_)
print(attempt(exec, "@verify(CONTINUOUS)\nclass V(IntEnum):\n A=1\n B=3"), attempt(exec, "@verify(UNIQUE)\nclass V(IntEnum):\n A=1\n B=1"), attempt(exec, "@verify(NAMED_FLAGS)\nclass V(Flag):\n A=1\n B=6"), attempt(exec, "class V(Enum, int):\n A = 1"), attempt(exec, "class V(int, str, Enum): A = 1"), attempt(exec, "class V(Enum):\n A: int = 1\nprint(list(V))"))
@global_enum
class G(IntFlag):
    GA = 1
    GB = 2
print(GA, repr(GB), str(GA | GB), enum.show_flag_values(6), enum.bin(10), enum.bin(-10), enum.property, EnumCheck.UNIQUE, ReprEnum)
match Color.RED:
    case Color.GREEN: print("g")
    case Color.RED: print("r")
class Ordered(Enum):
    LOW, MID, HIGH = range(3)
    def __lt__(self, o): return self.value < o.value if self.__class__ is o.__class__ else NotImplemented
    def __str__(self): return self.name.title()
print(sorted([Ordered.HIGH, Ordered.LOW]), str(Ordered.MID), f"{Ordered.MID}", attempt(lambda: Ordered.LOW < 5), EnumType is EnumMeta, Color.__call__.__name__ if hasattr(Color, "__call__") else "")
Color(77)
