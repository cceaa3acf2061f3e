"""Tracebacks with carets: each kind of expression; the last is uncaught."""
import traceback


class Obj:
    attr = None
    def method(self, x): return x / 0
    def __getitem__(self, k): raise KeyError(k)
    def __call__(self, *a, **k): raise ValueError("called")
    def __add__(self, o): return 1 + o
    def __enter__(self): raise OSError("enter")
    def __exit__(self, *a): pass
    def __iter__(self): raise RuntimeError("iter")
    def __bool__(self): raise ArithmeticError("bool")
    def __eq__(self, o): raise LookupError("eq")
    def __contains__(self, o): raise BufferError("contains")
    def __neg__(self): raise EOFError("neg")
    def __setitem__(self, k, v): raise IndexError("set")
    def __delitem__(self, k): raise IndexError("del")
    def __setattr__(self, k, v): raise AttributeError("cannot set " + k)
    def __format__(self, s): raise ValueError("fmt")
    def __await__(self): raise TypeError("await")


obj, lst, dct, none, s, f = Obj(), [1, 2], {"a": {"b": None}}, None, "text", len


def c01(): return 1 / 0
def c02(): return (1 + 2) / (3 - 3) + 4
def c03(): return lst[0] + lst[5] * 2
def c04(): return dct["a"]["b"]["c"]
def c05(): return none.attribute.other
def c06(): return s.upper().nope.strip()
def c07(): return obj.method(5) + 1
def c08(): return f(1, 2, 3)
def c09(): return obj(1, key=2)(3)
def c10(): return undefined_thing + 1
def c11(): return s + 5 + "x"
def c12(): return obj + "str"
def c13():
    with obj: pass
def c14():
    for x in obj: pass
def c15():
    if obj: pass
def c16(): return 1 == obj == 2
def c17(): return 5 in obj
def c18(): return -obj
def c19(): lst[10] = 5
def c20(): del lst[10]
def c21(): obj.x = 5
def c22(): a, b, c = lst
def c23(): [x / 0 for x in lst if x]
def c24(): return {k: v[0] for k, v in {"q": 5}.items()}
def c25(): return f"{obj:spec} {s}"
def c26(): return f"{1 / 0!r:>{5}}"
def c27(): raise ValueError("plain raise")
def c28(): raise ValueError("from") from KeyError("cause")
def c29(): assert 1 == 2, "message"
def c30(): assert lst == []
def c31(): import no_such_module
def c32(): from os import no_such_name
def c33(): return lst[1:2, 3]
def c34(): return (lambda q: q.zz)(5)
def c35(): return sorted([3, "a", 1], key=lambda v: v + 1)
def c36(): return int("x" * 3, base=10)
def c37(): return max(
        1, 2,
        "three",
    )
def c38(): return (
        1 +
        none +
        3
    )
def c39(): return obj[
        "multi"
    ]
def c40(): return 'é' + 日本 + 1 if False else "日本語" + 5
def c41(): return [*none]
def c42(): return {**none}
def c43(): return f(*none)
def c44(): return f(**{"a": 1}, b=2)
def c45(): x = 1; x.y.z = 3
def c46(): x: int = "a" + 1
def c47(): lst[0] += "a"
def c48(): obj["k"] += 1
def c49():
    global gg
    del gg
def c50():
    print(local)
    local = 1
def c51(): return not obj
def c52(): return obj and 1
def c53(): return 1 if obj else 2
def c54():
    while obj: pass
def c55(): return lst.append(1).foo
def c56(): return  (  s  .  nope  )
def c57(): return ((((1)/(0))))
def c58(): return s[1.5]
def c59(): return 2 ** -1 ** 0.5 @ 3
def c60(): yield_ = (x for x in (1 // y for y in (0,))); return next(yield_)
def c61(): return some.thing(1)(2) if 0 else none(1)(2)
def c62(): match_ = {}; return match_.get("a").b
def c63(): return super().x
def c64(): return type("X", (int, str), {})
def c65(): class_ = 5; return class_ < "a" < 3
def c66(): lst[none], dct[0] = 1, 2
def c67():
    try: 1 / 0
    except ZeroDivisionError: raise KeyError("during")
def c68():
    try: c01()
    except ZeroDivisionError as e: raise RuntimeError from e
def c69(): return (yield_ := none + 1)
def c70(): return "%d" % "x" + s
def c71(): return "{} {}".format(1)
def c72(): return open("/no/such/file")
def c73(): return lst.index(99)
def c74(): eval("1 +")
def c75(): exec("a = 1\nb = a / 0")
def c76(): compile("x y", "<src>", "exec")
def c77(): return [].pop()
def c78(): return next(iter([]))
def c79(): obj.method(x=1, y=2)
def c80(): c80.attr.other


for name in sorted(n for n in globals() if n[0] == "c" and n[1:].isdigit()):
    try:
        globals()[name]()
    except Exception:
        print(name); traceback.print_exc(file=__import__("sys").stdout)


def recurse(n):
    if n == 0: raise OverflowError("deep")
    recurse(n - 1)


try: recurse(10)
except OverflowError: traceback.print_exc(limit=2); traceback.print_exc()
def level1(a, b): return level2(a)(b)
def level2(a): return lambda z: a.missing + z
class Outer:
    def run(self): return [self.inner(i) for i in range(3)][0]
    def inner(self, i): return level1(i, b=i + 1)
Outer().run()
