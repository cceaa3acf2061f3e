"""Subclasses of the built-in types: what overriding does and does not change."""
import json


def attempt(f, *a, **k):
    try: return f(*a, **k)
    except Exception as e: return f"{type(e).__name__}: {e}"


class I(int):
    def __new__(cls, v, tag="t"): o = super().__new__(cls, v); o.tag = tag; return o
    def __repr__(self): return f"I({int(self)},{self.tag})"
    def __index__(self): return 99
    def __eq__(self, o): return "eq!"
    __hash__ = int.__hash__
class F(float):
    def __add__(self, o): return F(float(self) + o + 1)
    def __str__(self): return "F!"
class S(str):
    def __len__(self): return 42
    def __getitem__(self, i): return f"item {i}"
    def __iter__(self): return iter("iterated")
    def upper(self): return "UPPER"
    def __contains__(self, x): return True
    def __hash__(self): return 7
    def __eq__(self, o): return True
class L(list):
    def append(self, x): super().append(x * 2)
    def __len__(self): return 77
    def __iter__(self): return iter(["from iter"])
    def __getitem__(self, i): return ("got", i)
    def __setitem__(self, i, v): print("set", i, v); super().__setitem__(i, v)
class D(dict):
    def __getitem__(self, k): return f"got {k}"
    def __setitem__(self, k, v): print("set", k); super().__setitem__(k, v)
    def __contains__(self, k): return True
    def keys(self): return ["k1"]
    def __iter__(self): return iter(["it"])
    def get(self, k, d=None): return "get"
    def __len__(self): return 5
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __getitem__(self, i): return "tg"
    def __iter__(self): return iter("ti")
    def __len__(self): return 3
class St(set):
    def add(self, x): super().add(str(x))
    def __contains__(self, x): return x == "magic"
    def __len__(self): return 9
class B(bytes):
    def __getitem__(self, i): return 0
    def __bytes__(self): return b"custom"
    def decode(self, *a): return "dec"


i = I(5, tag="x"); print(i, [i], i + 1, type(i + 1).__name__, i == 5, i != 5, {i: 1}.get(5), [10, 20, 30, 40, 50, 60][i], range(10)[i], hex(i), f"{i:>4}", "%d %s %r" % (i, i, i), json.dumps(i), json.dumps({i: i}), int(i), type(int(i)).__name__, -i, abs(i), i.real, i.tag, I("0x10" if 0 else 16).tag, attempt(I, "x"), divmod(i, 2), round(i), sum([i, i]), max(i, 3), bool(i), i.__class__.__name__, I.from_bytes(b"\1").tag, [i].index(5), [5].count(i), i in (5,), bytes(I(2)) if 0 else bytearray(1) * I(2))
f = F(1.5); print(f, [f], f + 1, 1 + f, f"{f}", f"{f:.1f}", "%s %r" % (f, f), json.dumps(f), sum([f, f]), F.fromhex("0x1p1"), type(f * 2).__name__, float(f))
s = S("abc"); print(s, len(s), s[0], s[1:], list(s), "".join(s), "-".join([s, s]), s.upper(), s + "d", s * 2, "zz" in s, s == "other", hash(s), {s: 1}, f"{s}|{s:>5}", "%s" % s, s.lower(), s.split("b"), str(s), type(str(s)).__name__, "x".join(s), s.replace("a", "z"), s.encode(), json.dumps(s), sorted(s), reversed(s).__class__.__name__, s.join("12"), s.startswith("a"), repr(s), max(s), "abc".find(s), [*s], dict.fromkeys(s), s.center(7), eval(s, {"abc": 5}))
l = L([1, 2]); l.append(3); l.extend([4]); l += [5]; l[0] = 9; print(l, len(l), list(l), l[0], l[1:], l + [6], sorted(l), tuple(l), [*l], l == [9, 2, 6, 4, 5], max(l), "from iter" in l, 9 in l, l.copy(), type(l.copy()).__name__, l.index(6), bool(L()), sum(L([1])) if 0 else "", list.__len__(l), json.dumps(l), str(l), l * 2, list(reversed(l))[:1] if 0 else "", l.pop(), [].__add__(l), [0, *l], list(map(str, l)), ",".join(l), l[::-1], any(l))
l[0:1] = [7]; a, = l; print(a, list.__iter__(l).__next__())
d = D(a=1); d["b"] = 2; d.update(c=3); d.setdefault("e", 4); print(d, len(d), d["zz"], d.get("q"), list(d), "x" in d, dict(d), {**d}, d | {"n": 1}, type(d | {}).__name__, d.copy(), d == {"a": 1, "b": 2, "c": 3, "e": 4}, list(d.items()), d.pop("a"), json.dumps(d), (lambda **k: k)(**d), attempt("{a}".format, **d), "{a}".format_map(d), "%(zz)s" % d, attempt(eval, "undefined", {}, d) if 1 else eval("undefined", {}, d), bool(D()), list(d.keys()), [*d], dict.__getitem__(d, "b"), attempt(str.maketrans, D({"x": "y"})), sorted(d))
exec("newvar = 5", d); exec("x1 = 5", {}, d); print(sorted(dict.keys(d) - {"__builtins__"}))
t = T(1, 2); print(t, len(t), t[0], list(t), (*t,), t + (3,), hash(t) == hash((1, 2)), t == (1, 2), "%s %s" % t, isinstance("a", (T(int, str))) if 0 else "", max(t), tuple(t), type(tuple(t)).__name__, t.index(2), repr(t), [x for x in t], sum(T(1, 2), 0) if 0 else "", json.dumps(t), t[:1], str.join("", t), print(*t) or "")
st = St([1, 2]); st.add(3); st.update([4]); print(sorted(map(str, set.__iter__(st))), len(st), 1 in st, "magic" in st, st == {1, 2, "3", 4}, type(st | {5}).__name__, st.copy().__class__.__name__, st <= {1, 2, "3", 4, 5}, bool(St()))
b = B(b"hey"); print(b, b[0], bytes(b), list(b), b + b"x", b.decode(), b.upper(), str(b, "ascii"), b == b"hey", hash(b) == hash(b"hey"), b"".join([b, b]), int.from_bytes(b), b[1:], memoryview(b)[0], f"{b}", "%s" % b, b"%s" % b, b"%b" % b)
class E(Exception):
    def __init__(self, a, b): self.a = a
    def __str__(self): return "E!"
print(E(1, 2), repr(E(1, 2)), E(1, 2).args, attempt(E), attempt(lambda: {}[E(1, 2)]))
class Bo(type): pass
print(attempt(lambda: type("X", (bool,), {})), attempt(lambda: type("X", (type(None),), {})), attempt(lambda: type("X", (range,), {})), attempt(lambda: type("X", (slice,), {})), attempt(lambda: type("X", (memoryview,), {})), attempt(lambda: type("X", (type(lambda: 0),), {})), attempt(lambda: type("X", (type(len),), {})), attempt(lambda: type("X", (type(i for i in ()),), {})), attempt(lambda: type("X", (int, float), {})), attempt(lambda: type("X", (dict, set), {})), attempt(lambda: type("X", (Exception, KeyError), {})).__class__.__name__, type("X", (KeyError, AttributeError), {}).__mro__[1].__name__)
