"""RecursionError of many kinds, MemoryError and OverflowError, limits; recovers after each."""
import copy
import json
import pickle
import re
import sys


def attempt(function, *args, **kwargs):
    try:
        r = function(*args, **kwargs)
        return r if isinstance(r, (int, str, bool)) or r is None else type(r).__name__
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:110]


def plain(n): return plain(n + 1)
def mutual_a(): return mutual_b()
def mutual_b(): return mutual_a()
class Rep:
    def __repr__(self): return repr(self)
    def __str__(self): return str(self)
    def __eq__(self, o): return self == o
    def __hash__(self): return hash(self)
    def __getattr__(self, n): return getattr(self, n + "x")
    def __call__(self): return self()
    def __add__(self, o): return self + o
    def __len__(self): return len(self)
    def __iter__(self): return iter(self)
    def __getitem__(self, k): return self[k]
    def __contains__(self, k): return k in self
    def __bool__(self): return bool(self)
    def __lt__(self, o): return self < o
    def __format__(self, s): return format(self, s)
    def __index__(self): return [1][self]
    def __enter__(self):
        with self: pass
    def __exit__(self, *a): pass
def gen():
    yield from gen()
def deep_list(n):
    x = []
    for _ in range(n): x = [x]
    return x
r = Rep()
print(sys.getrecursionlimit(), attempt(plain, 0), attempt(mutual_a))
for f in (lambda: repr(r), lambda: str(r), lambda: r == r and r == Rep(), lambda: hash(r), lambda: r.attr, lambda: r(), lambda: r + 1, lambda: len(r), lambda: iter(r), lambda: r[0], lambda: 5 in r, lambda: bool(r), lambda: r < 1, lambda: f"{r:x}", lambda: list(gen()), lambda: [1][r], lambda: r.__enter__(), lambda: sorted([r, Rep()]), lambda: {r: 1}, lambda: isinstance(1, tuple_nest(100000)), lambda: (lambda g: g(g))(lambda g: g(g))):
    print(attempt(f))
def tuple_nest(n):
    t = (int,)
    for _ in range(n): t = (str, t)
    return t
print(attempt(lambda: isinstance(1, tuple_nest(100000))), attempt(lambda: issubclass(bytes, tuple_nest(100000))))
d = deep_list(100000)
print(attempt(repr, d), attempt(lambda: d == deep_list(100000)), attempt(copy.deepcopy, d), attempt(json.dumps, d), attempt(pickle.dumps, d), attempt(json.loads, "[" * 100000), attempt(lambda: d < deep_list(100000)), attempt(eval, "(" * 300 + ")" * 300), attempt(eval, "-" * 100000 + "1")[:30], attempt(eval, "[" * 150 + "]" * 150), attempt(compile, "x" + ".a" * 3000, "f", "eval"), attempt(re.compile, "(" * 5000 + ")" * 5000)[:20])
del d
def limited(n):
    old = sys.getrecursionlimit(); sys.setrecursionlimit(n)
    try: return depth(0)
    finally: sys.setrecursionlimit(old)
def depth(n):
    try: return depth(n + 1)
    except RecursionError: return n
base = limited(500); print(limited(600) - base, limited(1000) - base, attempt(sys.setrecursionlimit, 0), attempt(sys.setrecursionlimit, -5), attempt(sys.setrecursionlimit, 2**40), attempt(sys.setrecursionlimit, "x"), attempt(sys.setrecursionlimit, 1))
def count(n): return 0 if n == 0 else 1 + count(n - 1)
sys.setrecursionlimit(50000); print(count(40000)); sys.setrecursionlimit(1000)
class Prop:
    @property
    def p(self): return self.p
    def __del__(self): pass
print(attempt(lambda: Prop().p))
class DC(dict):
    def __missing__(self, k): return self[k]
print(attempt(lambda: DC()[1]))
class M(type):
    def __getattr__(cls, n): return getattr(cls, n)
class C(metaclass=M): pass
print(attempt(lambda: C.zz))
def handler():
    try: handler()
    finally:
        try: handler_count.append(1)
        except RecursionError: pass
handler_count = []; print(attempt(handler), len(handler_count) > 500)
def catches():
    try: return catches()
    except RecursionError as e: return type(e).__name__
print(catches())
print(attempt(lambda: "x" * 2**62), attempt(lambda: [0] * 2**60), attempt(lambda: (0,) * 2**62), attempt(lambda: b"a" * 2**62), attempt(lambda: bytearray(2**62)), attempt(lambda: bytes(2**62)), attempt(lambda: list(range(2**62))) if 0 else "", attempt(lambda: "a".ljust(2**62)), attempt(lambda: " ".join(["x" * 10**6] * 10**13)) if 0 else "", attempt(lambda: 1 << 2**62), attempt(lambda: 2 ** (2**70)) if 0 else "", attempt(lambda: range(2**70).__len__()), attempt(lambda: [1] * 2**70), attempt(lambda: "a"[2**70]), attempt(lambda: "a".center(2**70)), attempt(lambda: "%*d" % (2**70, 1)), attempt(lambda: f"{1:{2**70}}"), attempt(lambda: bytes(-1)), attempt(lambda: bytearray(b"a") * 2**62), attempt(lambda: 10.0**400), attempt(lambda: int(float("inf"))), attempt(lambda: float(10**400)), attempt(lambda: (1.5).__round__(2**70)) , attempt(lambda: chr(2**40)), attempt(lambda: [].insert(2**70, 1)), attempt(lambda: "a".replace("a", "b", 2**70)), attempt(lambda: memoryview(b"a")[2**70]), attempt(lambda: __import__("time").sleep(2**70)), attempt(lambda: __import__("array").array("i", [0]) * 2**62), attempt(lambda: "ab".expandtabs(2**31)), attempt(lambda: "\t".expandtabs(2**62)), attempt(lambda: "a".zfill(2**62)), attempt(lambda: "aa".replace("a", "b" * 2**30 * 1)) if 0 else "", attempt(lambda: list("abc") * 2**61))
plain(0)
