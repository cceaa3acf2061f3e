"""Tuples and named tuples."""
import pickle
import typing
from collections import namedtuple


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


t = (1, "a", 2.5, None, (1, 2))
print((), (1,), t, tuple("abc"), tuple([1]), tuple(), attempt(tuple, 5), attempt(tuple, 1, 2), attempt(tuple, iterable=()), t[0], t[-1], t[1:3], t[::-1], attempt(lambda: t[5]), attempt(lambda: t["a"]), attempt(lambda: t[1.5]), attempt(lambda: t[1, 2]), attempt(lambda: t.__setitem__(0, 1)), attempt(lambda: t.append(1)))
x = (1, 2)
try:
    x[0] = 5
except TypeError as e:
    print(e)
try:
    del x[0]
except TypeError as e:
    print(e)
y = ([1], 2)
try:
    y[0] += [2]
except TypeError as e:
    print(e, y)
print(x + (3,), attempt(lambda: x + [3]), attempt(lambda: x + 5), x * 2, 2 * x, x * -1, attempt(lambda: x * 2**62), attempt(lambda: x * 1.5), x == (1.0, 2.0), x < (1, 3), x < (1, 2, 0), attempt(lambda: x < [1, 3]), attempt(lambda: x < (1, "a")), (1, "a") < (2, 1), x.count(1), x.index(2), attempt(x.index, 9), attempt(x.index, 1, 1), attempt(x.index), 1 in x, hash((1, 2)) == hash((1.0, 2.0)), hash(()), hash((1,)), hash((1, 2, 3)), hash((0, -1, -2)), attempt(hash, (1, [])), {(1, 2): "k"}[1, 2], len(t), () is tuple(), tuple(x) is x, x[:] is x)
a, b = x; (c, d), *e = (x, 5, 6); f, *g, h = range(5); *i, = "ab"; [j, [k, l]] = 1, (2, 3)
print(a, b, c, d, e, f, g, h, i, j, k, l)
for src in ["a, b = 1, 2, 3", "a, b = 1,", "a, b = 5", "a, *b, c = 1,", "a, b = 'x'", "a, b = None", "(a, b), c = 1, 2", "a, b = {1, 2, 3}", "a, b = iter(range(10))", "a, b, c = 'ab'", "*a, = 5", "[a, b] = {}", "a, b = {'x': 1, 'y': 2, 'z': 3}"]:
    print(src, attempt(exec, src))


def swap(a, b):
    return b, a


m = n = 1
m, n = swap(m, n + 5)
print(m, n, (lambda *args: args)(1, *x, *[3]), (1, 2)[::2], (yes := (1, 2)), *x, sep="|")
Point = namedtuple("Point", "x y z", defaults=[0])
p = Point(1, 2)
print(p, p.x, p[1], p.z, Point._fields, Point._field_defaults, p._asdict(), p._replace(x=10), Point._make([7, 8, 9]), p == (1, 2, 0), hash(p) == hash((1, 2, 0)), p + (1,), p[:2], len(p), tuple(p), *p, Point(y=5, x=4), isinstance(p, tuple), p.__match_args__, p.__slots__, Point.__doc__, Point.x.__doc__, Point.__mro__, p.index(2), p._fields)
print(attempt(Point), attempt(Point, 1), attempt(Point, 1, 2, 3, 4), attempt(Point, 1, 2, q=3), attempt(Point, 1, 2, x=3), attempt(p._replace, q=1), attempt(Point._make, [1]), attempt(lambda: p.w), attempt(setattr, p, "x", 5), attempt(setattr, p, "new", 5), attempt(delattr, p, "x"), attempt(setattr, Point, "_fields", ()))
print(attempt(namedtuple, "N", "a a"), attempt(namedtuple, "N", "1a"), attempt(namedtuple, "N", "class"), attempt(namedtuple, "N", "_a"), attempt(namedtuple, "1N", "a"), attempt(namedtuple, "N", ["a", "b"], defaults=[1, 2, 3]), attempt(namedtuple, "N", 5), namedtuple("N", "a a class _x b", rename=True)._fields, namedtuple("N", "a, b,c")._fields, namedtuple("N", [])(), namedtuple("N", "a", module="mod").__module__, namedtuple("N", ())._fields)


class Emp(typing.NamedTuple):
    """An employee."""

    name: str
    id: int = 3

    def greet(self):
        return f"hi {self.name}"

    @property
    def double(self):
        return self.id * 2


class Sub(Point):
    __slots__ = ()

    def norm(self):
        return sum(v * v for v in self) ** 0.5


e = Emp("Bob")
print(e, e.greet(), e.double, Emp.__annotations__, Emp._field_defaults, Emp.__doc__, e._replace(id=9), attempt(Emp), attempt(setattr, e, "id", 1), Sub(3, 4), Sub(3, 4).norm(), Sub(3, 4)._replace(x=1), type(Sub(1, 2)._replace(x=3)).__name__, e == ("Bob", 3))
print(attempt(lambda: type("Bad", (typing.NamedTuple,), {"x": 1})) if False else "", attempt(exec, "class B(typing.NamedTuple):\n    a: int = 1\n    b: int", {"typing": typing}), attempt(exec, "class B(typing.NamedTuple, list): pass", {"typing": typing}), attempt(exec, "class B(typing.NamedTuple):\n    _a: int", {"typing": typing}), attempt(exec, "class B(typing.NamedTuple):\n    a: int\n    def __new__(cls): pass", {"typing": typing}))
print(pickle.loads(pickle.dumps(p)), pickle.loads(pickle.dumps(e)) == e, [pickle.loads(pickle.dumps(p, proto)) for proto in range(6)])
match p:
    case Point(x=1, y=yy):
        print("matched", yy)
match e:
    case Emp(name, 3):
        print("positional", name)


class T(tuple):
    def __new__(cls, *args):
        return super().__new__(cls, args)

    def __repr__(self):
        return f"T{super().__repr__()}"


print(T(1, 2), T(1) + (2,), type(T(1, 2)[:]).__name__, T(1, 2) == (1, 2), T() == (), bool(T()), f"{T(1)}", "%s %s" % T(1, 2), sorted([T(3), T(1, 5), T(1)]), ().__sizeof__(), (1, 2, 3).__sizeof__(), T(1).__sizeof__(), (1, 2).__getnewargs__(), [attempt(lambda: ().__class__), (1,).__class_getitem__(int)])
nested = (1, (2, (3, (4, [5, {"k": (6,)}]))))
r = []
r.append((r, r))
print(nested, r, repr(tuple(range(5))), str(("é", 'q"', "'")), (1, 2) is (1, 2), tuple({1: 2}.items()), tuple(zip("ab", "cd")), max((3, 1), (2, 9)), sum((1, 2, 3)), (*"ab", *(1, 2)), (x for x in x).__next__(), ((1, 2), 3).index(3), (None,).count(None))
