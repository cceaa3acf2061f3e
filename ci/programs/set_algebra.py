"""Sets and frozen sets: algebra, mutation, comparisons, errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def show(s):
    return f"{type(s).__name__}{sorted(s, key=repr)}" if isinstance(s, (set, frozenset)) else s


a, b = {1, 2, 3, 4}, {3, 4, 5}
for t in (set, frozenset):
    x, y = t(a), t(b)
    print(show(x | y), show(x & y), show(x - y), show(x ^ y), x <= y, x < y, t({3}) < x, x >= t({1}), x > x, x == set(x), x != y, x.isdisjoint({9}), x.isdisjoint([1]), x.issubset(range(10)), x.issuperset("") and x.issuperset([1, 2]))
    print(show(x.union([7], "a", {8: 0})), show(x.intersection([1, 2, 9], range(2))), show(x.difference([1], [2])), show(x.symmetric_difference([1, 99, 99])), show(x.union()), show(x.intersection()), show(x.difference()), show(x.copy()), len(x), 1 in x, "q" in x)
    for op in ("union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint"):
        print(op, attempt(getattr(x, op), 5), attempt(getattr(x, op), [[]]) if op != "issubset" else "", attempt(getattr(x, op)) if op in ("issubset", "isdisjoint", "symmetric_difference") else "")
    print(attempt(lambda: x | [1]), attempt(lambda: x & 5), attempt(lambda: x - "a"), attempt(lambda: x ^ None), attempt(lambda: x < [1]), attempt(lambda: x + y), attempt(lambda: [1] | x), x == [1, 2, 3, 4], attempt(t, 5), attempt(t, 1, 2), attempt(t, [[]]), attempt(t, iterable=[1]), show(t("hello")), show(t({1: 2})), t(), repr(t([1])), repr(t([(1, 2)])), bool(t()), attempt(lambda: x[0]), attempt(hash, x) == hash(frozenset(a)) if t is frozenset else attempt(hash, x))
print(type(set() | frozenset()).__name__, type(frozenset() | set()).__name__, {1} == frozenset([1]), {frozenset([1]): "ok"}[frozenset([1])], {1} in {frozenset([1])}, attempt(lambda: [] in {1}), attempt(lambda: {[]}), attempt(lambda: {{}}), attempt(lambda: {{1}}), frozenset(f := frozenset([1])) is f, f.copy() is f, f | set() is f, hash(frozenset()), hash(frozenset([1, 2, 3])), hash(frozenset(range(100))))
s = {1, 2, 3}
s.add(4); s.add(4); s.discard(99); s.discard(1); s.remove(2); print(s, attempt(s.remove, 99), attempt(s.remove, []), attempt(s.add, []), attempt(s.add), attempt(s.discard, []), s.pop() in (3, 4), len(s)); s.clear(); print(s, attempt(s.pop))
s = {1, 2}; s.update([3], "ab", {9: 1}); print(show(s)); s |= {10}; s &= {1, 2, 10, "a"}; s -= {2}; s ^= {1, 50}; print(show(s))
s.intersection_update([10, 50, 7]); s.difference_update([10]); s.symmetric_difference_update([50, 60]); print(show(s), attempt(s.update, 5), attempt(s.update, [1], 5), show(s), attempt(lambda: s.__ior__([1])), attempt(s.intersection_update, 5), attempt(s.difference_update, 5), show(s))
f = frozenset([1]); g = f; f |= {2}; print(show(f), show(g), attempt(lambda: f.add(1)), attempt(lambda: f.pop()))
s = {1, 2, 3}; s -= s; print(s); s = {1, 2}; s ^= s; print(s); s = {1}; s |= s; s &= s; print(s)
for action in ["s.add(100)", "s.remove(1) or s.remove(2)", "s.clear()", "s.add(1)", "s.discard(3); s.add(300)"]:
    s = {1, 2, 3}
    try:
        for i in s:
            exec(action)
        print(action, "fine")
    except RuntimeError as e:
        print(action, e)
it = iter({1, 2, 3}); print(it.__length_hint__(), next(it) in (1, 2, 3), it.__length_hint__(), len(list(it)), next(it, "end"))


class H:
    def __init__(self, v, raises=False):
        self.v, self.raises = v, raises

    def __hash__(self):
        return 7

    def __eq__(self, other):
        if self.raises:
            raise KeyError("compare")
        return self.v == other.v

    def __repr__(self):
        return f"H{self.v}"


s = {H(1), H(2), H(1), H(3)}
print(len(s), H(2) in s, attempt(lambda: H(9, True) in s), attempt(s.add, H(9, True)), len(s), attempt(s.discard, H(1, True)), show(s & {H(2)}), attempt(lambda: s | {H(5)}) == {H(1), H(2), H(3), H(5)}, attempt(lambda: {H(1, True)} == {H(1)}))


class S(set):
    def __init__(self, it=(), tag="t"):
        super().__init__(it)
        self.tag = tag


class F(frozenset):
    pass


x = S([1], tag="mine")
print(x, x.tag, x | {2}, type(x | {2}).__name__, type(x.copy()).__name__, type({2} | x).__name__, type(x.union([3])).__name__, type(F([1]) & {1}).__name__, F([1]), F([1]) == {1}, hash(F([1])) == hash(frozenset([1])), attempt(F, tag=1), repr(S()), type(F([1]).copy()).__name__)


def primes(n):
    sieve = set(range(2, n))
    for i in range(2, int(n**0.5) + 1):
        if i in sieve:
            sieve -= set(range(i * i, n, i))
    return sorted(sieve)


def powerset(s):
    return [set(x for j, x in enumerate(s) if i >> j & 1) for i in range(1 << len(s))]


print(primes(60), powerset([1, 2, 3]), {x % 3 for x in range(10)}, {c for c in "hello" if c != "l"} == set("heo"), {*range(3), *"a"} == {0, 1, 2, "a"}, set().union(*[{i} for i in range(5)]), len({1, 1.0, True, 1 + 0j}), len({0, False, -0.0, ""}), set(map(type, [1, "a", 2.0])) == {int, str, float})
r = set(); r2 = frozenset([frozenset([frozenset()])]); print(r2, attempt(lambda: r.add(r)), {1, 2}.__reduce__()[1], S([1]).__reduce__()[2], frozenset([5]).__reduce__(), [set().__sizeof__(), {1}.__sizeof__(), set(range(5)).__sizeof__(), set(range(100)).__sizeof__(), frozenset(range(10)).__sizeof__()])
graph = {"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set(), "e": {"a"}}


def reachable(start):
    seen, todo = set(), {start}
    while todo:
        node = todo.pop()
        seen.add(node)
        todo |= graph[node] - seen
    return sorted(seen)


print({n: reachable(n) for n in graph}, list({3, 1, 2}), list({10, 20, 30, 5}), list(set(range(20, 0, -1))), [*{8, 16, 0, 24}], sorted(dir(set)) == sorted(set(dir(frozenset)) | {"add", "clear", "difference_update", "discard", "intersection_update", "pop", "remove", "symmetric_difference_update", "update", "__iand__", "__ior__", "__isub__", "__ixor__"}))
