"""Comprehensions, scopes, closures, global and nonlocal, class bodies, exec scopes."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


x = "global"
print([x for x in range(3)], x, {x: y for x, y in zip("ab", (1, 2))}, {x % 2 for x in range(5)}, list(x * 2 for x in "ab"), x)
print([(i, j) for i in range(3) if i for j in range(i) if j != 5], [[j for j in range(i)] for i in range(4)], [i for row in [[1, 2], [3]] for i in row], [a if a % 2 else -a for a in range(5)], [(y := v * 2, y + 1) for v in range(3)], y)
print([f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]], [(lambda z: z + n)(1) for n in range(3)], [lambda: x for x in "ab"][0]())


def outer():
    count = 0
    log = []

    def inc(by=1):
        nonlocal count
        count += by
        log.append(count)
        return count

    def get():
        return count, log

    def deep():
        def deeper():
            nonlocal count
            count *= 10
            return inc(5)

        return deeper()

    return inc, get, deep


inc, get, deep = outer()
print(inc(), inc(2), deep(), get(), inc.__closure__[0].cell_contents, inc.__code__.co_freevars, outer.__code__.co_cellvars, get.__code__.co_freevars, [type(c.cell_contents).__name__ for c in deep.__closure__])


def unbound():
    try:
        print(later)
    except UnboundLocalError as error:
        print(error)
    later = 1
    del later
    try:
        later
    except UnboundLocalError as error:
        print(error)

    def inner():
        return captured

    print(attempt(inner))
    captured = 5
    print(attempt(inner))
    del captured
    print(attempt(inner))


unbound()
print(attempt(lambda: undefined_name), attempt(exec, "del nothing"), attempt(exec, "def f():\n  global g1\n  del g1\nf()", {}), attempt(exec, "x += 1", {}), attempt(exec, "def f(): y += 1\nf()", {}))
counter = 0


def glob():
    global counter, created
    counter += 1
    created = "made"
    return [counter for _ in range(2)]


print(glob(), created)


class C:
    x = "class"
    y = [x for _ in range(2)]
    first = [v for v in x]
    try:
        lst = [(lambda: x)() for _ in range(1)]
    except NameError as e:
        lst = e
    gen = list((x, i) for i in x[:2])
    z = x + "!"

    def method(self):
        return x, __class__.x

    def counter(self, n=z):
        return n

    nested = {k: v for k, v in [("a", z)]}
    if True:
        cond = 1
    for loopvar in range(3):
        pass
    del cond


c = C()
print(C.y, C.first, C.lst, C.gen, c.method(), c.counter(), C.nested, C.loopvar, hasattr(C, "cond"), sorted(k for k in vars(C) if not k.startswith("__")))


def class_in_function(x):
    class Inner:
        x = x if False else "own"
        def get(self):
            return x

    class Other:
        nonlocal x
        x = "changed by class"

    return Inner.x, Inner().get(), x


print(attempt(class_in_function, "arg"))


def default_args(a, b=[], *args, c, d={}, **kw):
    b.append(a)
    d[a] = c
    return b, args, d, kw


print(default_args(1, c=2), default_args(2, c=3), default_args(1, [9], 5, c=1, e=4), default_args.__defaults__, default_args.__kwdefaults__)


def walrus():
    if (n := len("abc")) > 2 and (m := n * 2):
        pass
    while (n := n - 1) > 0:
        m += n
    return n, m, [last := i for i in range(4)], last, any((hit := v) > 2 for v in range(5)), hit


print(walrus())
for src in ["[i := 0 for i in range(5)]", "[[(j := 0) for i in range(5)] for j in range(5)]", "class A: [x := 1 for i in range(3)]", "[x for x in (y := range(3))]", "def f():\n nonlocal zz", "def f(a):\n global a", "x = 1\nglobal x", "def f():\n x = 1\n global x", "nonlocal x", "def f(a, a): pass", "lambda a, a: 1", "def f():\n print(x)\n global x", "def f():\n  def g():\n    nonlocal q\n", "(x for x in range(5) = 1)", "[x async for x in y]", "def f(): return [await x for x in y]", "[*x for x in y]", "{**x for x in y}", "{x: y, z for x in y}", "f(x for x in y, 1)", "class C:\n  def f(self): nonlocal yy"]:
    print(repr(src), attempt(exec, src, {}))
ns = {"a": 1}
exec("b = a + 1\ndef f(): return a, b\nc = f()\nd = [a for _ in range(2)]", ns)
print({k: v for k, v in ns.items() if k in "bcd"}, eval("a + b + e", ns, {"e": 10}), attempt(eval, "a", {}, {}), eval("[a for i in range(2)]", {"a": 1}), attempt(exec, "def f(): return loc\nf()", {}, {"loc": 1}))


def locs(a, b=2):
    c = 3
    before = dict(locals())
    locals()["a"] = 99
    exec("c = 100; new = 1")
    return before, a, c, sorted(locals()), [sorted(locals()) for _ in range(1)]


print(locs(1))
def make():
    fs = []
    for i in range(3):
        def f(k=i, *, j=i * 2):
            return i, k, j
        fs.append(f)
    return [f() for f in fs]
print(make(), (lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4), (lambda: (yield))().__class__.__name__, sorted(n for n in globals() if len(n) < 4))
try:
    raise ValueError("v")
except ValueError as exc:
    saved = exc
print(attempt(lambda: exc), repr(saved))
for i in []:
    pass
print(i if "i" in globals() else "no i", attempt(lambda: [loopv for loopv in [1]] and loopv))
gen = (v for v in attempt)  if False else None
try:
    g = (a for a in 5)
except TypeError as e:
    print(e)
g = (1 / a for a in (1, 0))
print(next(g), attempt(next, g), attempt(next, g), sum(i * i for i in range(10)), max((len(w), w) for w in "a bbb cc".split()), dict((k, [v]) for k, v in zip("ab", range(2))))
