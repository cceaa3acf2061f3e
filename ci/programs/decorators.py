"""Decorators, function attributes, signatures, partial methods, call errors."""
import functools
import inspect


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def trace(log):
    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args, **kwargs):
            log.append((f.__name__, args, kwargs))
            return f(*args, **kwargs)

        return wrapper

    return decorate


calls = []


@trace(calls)
@functools.lru_cache(maxsize=2)
def add(a: int, b: int = 2, *rest, c=3, **kw) -> int:
    "Adds."
    return a + b + c


print(add(1), add(1), add(2), add(3), add(1, c=4), calls, add.__name__, add.__doc__, add.__wrapped__.cache_info(), inspect.signature(add), add.__annotations__)
order = []
def mark(n):
    order.append(f"make {n}")
    def d(f):
        order.append(f"apply {n}")
        return f
    return d
@mark(1)
@mark(2)
class Decorated:
    @mark("m")
    def method(self): pass
    @staticmethod
    @mark("s")
    def s(): return "static"
    @classmethod
    def c(cls): return cls.__name__
    @property
    def p(self): return "prop"
    @(lambda f: lambda self: "lambda decorated")
    def q(self): pass
print(order, Decorated.s(), Decorated().s(), Decorated.c(), Decorated().c(), Decorated().p, Decorated().q())
def f(a, b, /, c, d=4, *args, e, g=7, **kw): return (a, b, c, d, args, e, g, kw)
for args, kwargs in [((1, 2, 3), {"e": 5}), ((1, 2), {"c": 3, "e": 5}), ((1,), {"e": 5}), ((), {}), ((1, 2, 3), {}), ((1, 2, 3, 4, 5, 6), {"e": 1, "z": 2}), ((1, 2, 3), {"c": 3, "e": 1}), ((1,), {"b": 2, "c": 3, "e": 4}), ((1, 2, 3), {"a": 1, "e": 5}), ((1, 2, 3), {"e": 1, "g": None})]:
    print(args, kwargs, attempt(f, *args, **kwargs), attempt(inspect.signature(f).bind, *args, **kwargs))
def two(a, b): pass
def none(): pass
def kwonly(*, x, y, z=1): pass
def posonly(a, b, /): pass
def dflt(a, b=1, c=2): pass
class K:
    def m(self, a): pass
    @classmethod
    def cm(cls, a): pass
    @staticmethod
    def sm(a): pass
    def nothing(): pass
    def __init__(self, x=1): pass
    def __call__(self, a): return a
for fn, a, k in [(two, (), {}), (two, (1,), {}), (two, (1, 2, 3), {}), (two, (1,), {"a": 2}), (two, (), {"c": 1}), (two, (1, 2), {"bb": 3}), (none, (1,), {}), (none, (), {"x": 1}), (kwonly, (), {}), (kwonly, (), {"x": 1}), (kwonly, (1,), {"x": 1, "y": 2}), (kwonly, (1, 2), {}), (posonly, (), {"a": 1, "b": 2}), (posonly, (1,), {"b": 2}), (dflt, (), {}), (dflt, (1, 2, 3, 4), {}), (dflt, (1, 2, 3, 4), {"d": 1}), (K().m, (), {}), (K().m, (1, 2), {}), (K.m, (), {}), (K.cm, (), {}), (K().cm, (1, 2), {}), (K.sm, (), {}), (K().nothing, (), {}), (K, (1, 2), {}), (K, (), {"y": 1}), (K(), (), {}), (lambda x: x, (), {}), (len, (), {}), (len, (1, 2), {}), (len, ([],), {"x": 1}), (print, (), {"foo": 1}), (int, (), {"z": 1}), (object, (1,), {}), (object().__init__, (1,), {}), ([].append, (), {}), ("".join, (1, 2), {}), (dict.get, (), {}), (str.upper, (5,), {}), (None, (), {}), (5, (1,), {}), ("s", (), {}), (K.__init__, (), {}), (isinstance, (1,), {}), (isinstance, (1, 5), {}), (issubclass, (1, int), {}), (getattr, (1,), {}), (sorted, (), {}), (open, (), {}), (max, (), {}), (sum, (), {}), (zip, (5,), {}), (map, (len,), {}), (filter, (1,), {}), (range, (), {}), (type, (1, 2), {}), (super, (), {}), (hash, (), {}), (abs, ("x",), {}), (chr, ("a",), {}), (divmod, (1,), {}), (pow, (1,), {}), (round, (), {}), (iter, (), {}), (iter, (1,), {}), (iter, (1, 2), {}), (next, (), {}), (id, (), {}), (callable, (), {}), (format, (), {}), (vars, (1,), {}), (dir, (1, 2), {}), (eval, (), {}), (compile, (1,), {}), (ord, (), {}), (input, (1, 2), {}), (setattr, (1, 2), {}), (delattr, (1,), {}), (hasattr, (1, 2), {}), (all, (), {}), (enumerate, (), {}), (reversed, (), {}), (reversed, (5,), {}), (slice, (), {}), (bytes, (1, 2, 3, 4), {}), (memoryview, (), {}), (property, (1, 2, 3, 4, 5), {}), (staticmethod, (), {}), (classmethod, (1, 2), {}), (frozenset, (1, 2), {}), (complex, (1, 2, 3), {}), (float, (1, 2), {}), (bool, (1, 2), {})]:
    print(getattr(fn, "__name__", fn) if not isinstance(fn, K) else "K()", attempt(fn, *a, **k))
print(attempt(eval, "f(*5)"), attempt(eval, "f(**5)"), attempt(eval, "f(**{1: 2})"), attempt(eval, "f(1, 2, **{'e': 1}, **{'e': 2})"), attempt(eval, "f(*None, 1)"), attempt(eval, "two(*[1], *(2, 3))"), attempt(eval, "two(**{'a': 1}, b=2)"), attempt(eval, "len(*5)"), attempt(eval, "K().m(**[])"))
f.attr = 1; f.__doc__ = "doc"; print(f.attr, f.__dict__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__, f.__module__, attempt(setattr, f, "__name__", 5), attempt(setattr, f, "__defaults__", 5), attempt(setattr, f, "__code__", 5), attempt(delattr, f, "__name__"), attempt(lambda: f.nope), attempt(setattr, f, "__dict__", 5), attempt(setattr, f, "__kwdefaults__", []), attempt(setattr, f, "__annotations__", 1))
dflt.__defaults__ = (10, 20, 30); print(attempt(dflt), inspect.signature(dflt)); two.__code__ = dflt.__code__; print(attempt(two), attempt(two, 1)); dflt.__defaults__ = None; print(attempt(dflt))
p = functools.partial(f, 1, 2, e=5); print(p(3), p(3, e=6, q=1), p.func.__name__, p.args, p.keywords, attempt(p), functools.partial(p, 9).args, repr(functools.partial(print, 1, sep="")), inspect.signature(p), attempt(functools.partial), attempt(functools.partial, 5))
class PM:
    def base(self, a, b=0): return ("base", a, b)
    first = functools.partialmethod(base, 1); second = functools.partialmethod(base, b=5)
    @functools.cached_property
    def costly(self): print("computing"); return 42
    @functools.singledispatchmethod
    def sd(self, x): return "any"
    @sd.register
    def _(self, x: int): return "int"
pm = PM(); print(pm.first(), pm.first(2), pm.second(9), pm.costly, pm.costly, vars(pm), pm.sd(1), pm.sd("s"))
@functools.singledispatch
def show(x): return "object"
@show.register(int)
def _(x): return "int"
@show.register
def _(x: list | tuple): return "seq"
print(show(1), show(True), show([]), show(()), show("s"), show.dispatch(bool).__name__, attempt(show), len(show.registry), attempt(show.register, 5))
@functools.total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
print(V(1) <= V(2), V(1) > V(2), V(3) >= V(3), attempt(functools.total_ordering, type("N", (), {})))
print(functools.reduce(lambda a, b: a * b, range(1, 6)), functools.reduce(max, [3, 9, 2], 5), attempt(functools.reduce, max, []), attempt(functools.reduce, max), attempt(functools.reduce, 5, [1, 2]), functools.reduce(max, [], "d"))
memo = functools.cache(lambda n: n if n < 2 else memo(n - 1) + memo(n - 2)); print(memo(80), memo.cache_info(), memo.cache_clear(), memo.cache_info(), attempt(memo, []), memo.cache_parameters())
