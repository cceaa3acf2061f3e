"""Iteration protocols: __iter__, __getitem__ sequences, iter(callable), exhaustion, length hints, unpacking."""
import itertools


def attempt(f, *a):
    try:
        return f(*a)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


class Count:
    def __init__(self, n): self.n, self.i = n, 0
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i


class Old:
    def __init__(self, n): self.n = n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError("end")
        return i * 10
    def __len__(self): return self.n


class Bad1:
    def __iter__(self): return 5
class Bad2:
    def __iter__(self): raise KeyError("iter")
class Bad3:
    def __iter__(self): return self
    def __next__(self): raise ValueError("next")
class Bad4:
    __iter__ = None
class Bad5:
    def __getitem__(self, i): raise KeyError(i)
class Bad6:
    def __len__(self): return -1
    def __iter__(self): return iter([1])
class Bad7:
    def __length_hint__(self): return "x"
    def __iter__(self): return iter([1])
class Bad8:
    def __length_hint__(self): raise RuntimeError("hint")
    def __iter__(self): return iter([1])


for make in (lambda: Count(3), lambda: Old(3), Bad1, Bad2, Bad3, Bad4, Bad5, Bad6, Bad7, Bad8, lambda: 5, lambda: None, lambda: Count, lambda: "a", lambda: {1: 2}, lambda: range(2), lambda: (x for x in "a"), lambda: b"ab"):
    print(attempt(list, make()), attempt(tuple, make()), attempt(set, make()), attempt(sum, make()), attempt(lambda: [*make()]), attempt(lambda: (lambda *a: a)(*make())), attempt(lambda: dict.fromkeys(make())), attempt(lambda: 10 in make()), attempt(max, make()), attempt(lambda: "".join(make())), attempt(lambda: list(zip(make(), "xyz"))), attempt(lambda: list(enumerate(make()))), attempt(lambda: sorted(make())), attempt(lambda: list(map(str, make()))), attempt(lambda: [].extend(make())), attempt(any, make()), attempt(bytes, make()) if not isinstance(make(), int) else "")
    def unpack2():
        a, b = make()
        return a, b
    def unpack_star():
        a, *b = make()
        return a, b
    def unpack4():
        a, b, c, d = make()
    print("  ", attempt(unpack2), attempt(unpack_star), attempt(unpack4), attempt(lambda: next(iter(make()))), attempt(lambda: list(reversed(make()))))
it = iter(Count(2)); print(next(it), next(it), next(it, "default"), attempt(next, it), list(it)); o = iter(Old(2)); print(type(o).__name__, list(o), list(o), o.__length_hint__(), attempt(next, o))
vals = iter([1, 2, 0, 3]); f = iter(lambda: next(vals), 0); print(list(f), list(f), attempt(iter, 5, 0), attempt(iter, len), type(f).__name__); g = iter(lambda: 1 / 0, 5); print(attempt(next, g), attempt(next, g)); s = iter(iter([1]).__next__, None); print(list(s))
l = [1, 2, 3]; i = iter(l); next(i); print(i.__reduce__()[1:], i.__setstate__(0), list(i), i.__reduce__()[1:], i.__length_hint__()); print(iter("ab").__length_hint__(), iter((1, 2)).__reduce__()[1:], iter({1: 2}.items()).__length_hint__(), reversed([1, 2]).__reduce__()[1:], enumerate("ab", 3).__reduce__()[1][1], zip().__reduce__()[1])
class StopInside:
    def __iter__(self):
        for x in (1, 2): yield x
        raise StopIteration("converted")
print(attempt(list, StopInside())); d = {"a": 1}; it = iter(d); d["b"] = 2; print(attempt(next, it), attempt(next, it)); e = [1]; 
for x in e:
    if len(e) < 5: e.append(x + 1)
print(e, [x for x in e if e.pop()], e)
class Nested:
    def __init__(self, *c): self.c = c
    def __iter__(self):
        for x in self.c:
            if isinstance(x, Nested): yield from x
            else: yield x
print(list(Nested(1, Nested(2, Nested(3), 4), 5)), list(itertools.islice(iter(int, 1), 3)), [c for c in "héé"], *map(lambda a, b=2: a * b, [1, 2]), sum(x for x in range(4)), list(filter(None, map(lambda x: x % 2, range(4)))))
a = [1, 2, 3, 4]; x, *y, z = a; (p, q), [r, *t] = "ab", (1, 2, 3); *h, = range(2); print(x, y, z, p, q, r, t, h, [*a, *"b", *range(2)], {**{"k": 1}, "j": 2}, (*a[:2],), {*a, *a})
for i, (j, k) in enumerate([(1, 2), (3, 4)]): print(i, j, k, end=";")
for a[0] in range(2): pass
for a[1], d["n"] in [(7, 8)]: pass
print(a, d)
for v in Count(2): print(v)
else: print("else")
for v in Bad3(): pass
