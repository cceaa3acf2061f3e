"""Functions made of functions: currying, memo, Y combinator, pipelines, lazy streams, cells, late binding, recursion schemes."""
import functools
import itertools


def curry(f, n=None):
    n = f.__code__.co_argcount if n is None else n
    def go(*args):
        return f(*args) if len(args) >= n else lambda *more: go(*args, *more)
    return go


def compose(*fs): return functools.reduce(lambda f, g: lambda x: f(g(x)), fs, lambda x: x)
def flip(f): return lambda a, b: f(b, a)
Y = lambda f: (lambda x: f(lambda *a: x(x)(*a)))(lambda x: f(lambda *a: x(x)(*a)))
add3 = curry(lambda a, b, c: a * 100 + b * 10 + c)
print(add3(1)(2)(3), add3(1, 2)(3), add3(1)(2, 3), compose(str, lambda x: x + 1, abs)(-5), flip(pow)(2, 3), Y(lambda f: lambda n: 1 if n == 0 else n * f(n - 1))(10))


def counter():
    n = 0
    def up(by=1):
        nonlocal n; n += by; return n
    def reset():
        nonlocal n; n, old = 0, n; return old
    up.reset = reset
    return up


a, b = counter(), counter(); print(a(), a(5), b(), a.reset(), a(), a.__closure__[0].cell_contents, a.__code__.co_freevars, b.__closure__[0] is a.__closure__[0], a.reset.__closure__[0] is a.__closure__[0])
cell = a.__closure__[0]; cell.cell_contents = 100; print(a(), cell == a.__closure__[0], cell < b.__closure__[0], repr(cell).split(" at ")[0])
del cell.cell_contents
try: a()
except NameError as e: print(type(e).__name__, e)
try: cell.cell_contents
except ValueError as e: print(e)
fs = [lambda: i for i in range(3)]; gs = [lambda i=i: i for i in range(3)]; hs = [(lambda j: lambda: j)(i) for i in range(3)]; print([f() for f in fs], [g() for g in gs], [h() for h in hs])


class Stream:
    def __init__(self, head, tail): self.head, self._tail = head, tail
    @functools.cached_property
    def tail(self): return self._tail()
    def __iter__(self):
        s = self
        while s: yield s.head; s = s.tail
    def map(self, f): return Stream(f(self.head), lambda: self.tail.map(f))
    def filter(self, p):
        s = self
        while not p(s.head): s = s.tail
        return Stream(s.head, lambda: s.tail.filter(p))


def ints(n=0): return Stream(n, lambda: ints(n + 1))
def sieve(s): return Stream(s.head, lambda: sieve(s.tail.filter(lambda x: x % s.head)))
take = lambda n, s: list(itertools.islice(s, n))
print(take(10, sieve(ints(2))), take(5, ints().map(lambda x: x * x).filter(lambda x: x % 2)))


def memo(f):
    cache = {}
    @functools.wraps(f)
    def w(*a):
        if a not in cache: cache[a] = f(*a)
        return cache[a]
    w.cache = cache
    return w


@memo
def ways(n, coins=(1, 5, 10, 25, 50)): return 1 if n == 0 else 0 if n < 0 or not coins else ways(n, coins[1:]) + ways(n - coins[0], coins)


@memo
def ack(m, n): return n + 1 if m == 0 else ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))


print(ways(100), len(ways.cache), ack(2, 9), ways.__name__, ways.__wrapped__.__defaults__)


def trampoline(f):
    @functools.wraps(f)
    def w(*a):
        r = f(*a)
        while callable(r): r = r()
        return r
    return w


@trampoline
def even(n): return True if n == 0 else lambda: odd.__wrapped__(n - 1)
@trampoline
def odd(n): return False if n == 0 else lambda: even.__wrapped__(n - 1)
print(even(5001), odd(5001))
def gen_pipeline():
    @functools.wraps(gen_pipeline)
    def stage(f): return lambda src: (f(x) for x in src)
    double, inc = stage(lambda x: x * 2), stage(lambda x: x + 1)
    return list(inc(double(range(4)))), stage.__name__
print(gen_pipeline())
def church(n): return lambda f: lambda x: functools.reduce(lambda v, _: f(v), range(n), x)
to_int = lambda c: c(lambda x: x + 1)(0); plus = lambda m: lambda n: lambda f: lambda x: m(f)(n(f)(x)); times = lambda m: lambda n: lambda f: m(n(f)); print(to_int(plus(church(3))(church(4))), to_int(times(church(3))(church(4))))
def outer():
    x = "outer"
    class K:
        y = x
        x = "class"
        def m(self): return x
        z = [1 for _ in "a"]
    def inner(): nonlocal x; x = "changed"; return K().m()
    return K.y, K.x, K.z, inner(), x
print(outer())
def rec(depth, acc=[]): acc.append(depth); return rec(depth - 1) if depth else list(acc)
print(rec(3), rec(1), rec.__defaults__)
def params(pos, /, std, *va, kw, dflt={}, **kws): locals()["new"] = 1; dflt[pos] = kw; return sorted(locals())
print(params(1, 2, 3, kw=4, z=5), params.__kwdefaults__, params.__code__.co_varnames)
print((lambda f: f(f, 20))(lambda self, n: n if n < 2 else self(self, n - 1) + self(self, n - 2)), [f(3) for f in (lambda x: x, lambda x, y=1: x + y, lambda *x: x, lambda x, **k: (x, k))], (lambda: (yield))().__name__)
missing_free = lambda: undefined_free_name
missing_free()
