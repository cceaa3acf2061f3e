"""Sorting: stability, keys, reverse, errors, mutation, mixed types, sorted()."""
import functools
import random


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


records = [("b", 2), ("a", 1), ("b", 1), ("a", 2), ("c", 0), ("a", 0)]
print(sorted(records), sorted(records, key=lambda r: r[0]), sorted(records, key=lambda r: r[1], reverse=True), sorted(records, reverse=True), sorted("bca"), sorted({3: 1, 1: 2}), sorted(set("hello")))
print(attempt(sorted, [1, "a"]), attempt(sorted, ["a", 1, None]), attempt(sorted, [1j, 2j]), attempt(sorted, 5), attempt(sorted, [1], 2), attempt(sorted), attempt(sorted, [2, 1], key=5), attempt(sorted, [2, 1], reverse="x"), attempt(sorted, [2, 1], cmp=1), attempt(sorted, [2, 1], key=None), attempt(sorted, [1, 2], key=lambda: 1), attempt(sorted, [], key=5), attempt(sorted, [3, 1], reverse=[]), attempt([].sort, lambda x: x), attempt(sorted, [None, None]), attempt(sorted, [(1, "a"), (1, 2)]), attempt(sorted, [(1, "a"), (2, 2)]), attempt(sorted, [[1], (2,)]), attempt(sorted, [{}, {}]))
comparisons = 0


class Item:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        global comparisons
        comparisons += 1
        return self.value < other.value


random.seed(42)
for n in (0, 1, 2, 3, 5, 10, 50, 63, 64, 65, 100, 500, 1000, 3000):
    for kind in ("random", "ascending", "descending", "few", "saw", "organ", "tail"):
        values = {"random": lambda: [random.random() for _ in range(n)], "ascending": lambda: list(range(n)), "descending": lambda: list(range(n, 0, -1)), "few": lambda: [random.randrange(4) for _ in range(n)], "saw": lambda: [i % 7 for i in range(n)],
                  "organ": lambda: list(range(n // 2)) + list(range(n - n // 2, 0, -1)), "tail": lambda: list(range(n)) + [5, 3, 1]}[kind]()
        comparisons = 0
        result = sorted(map(Item, values))
        assert [r.value for r in result] == sorted(values)
        print(n, kind, comparisons, end="; ")
    print()
for n in (10, 100, 1000):
    pairs = [(random.randrange(10), i) for i in range(n)]
    by_first = sorted(pairs, key=lambda p: p[0])
    assert by_first == sorted(pairs)
    descending = sorted(pairs, key=lambda p: p[0], reverse=True)
    assert descending == [p for k in range(9, -1, -1) for p in pairs if p[0] == k]


class Mutator:
    def __init__(self, target):
        self.target = target

    def __lt__(self, other):
        self.target.append(1)
        return True


t = []
t.extend([Mutator(t), Mutator(t)])
print(attempt(t.sort), len(t))
t = [1, 2, 3]
print(attempt(t.sort, key=lambda x: t.append(x) or x), t)
t = [3, 1, 2]
print(attempt(t.sort, key=lambda x: len(t)), t)
t = [3, 2, 1, 0]


def failing(x):
    if x == 1:
        raise KeyError("key of 1")
    return x


print(attempt(t.sort, key=failing), t)


class Bad:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if self.n == 3 or other.n == 3:
            raise ValueError("cannot compare 3")
        return self.n < other.n

    def __repr__(self):
        return f"Bad({self.n})"


t = [Bad(i) for i in (5, 4, 3, 2, 1)]
print(attempt(t.sort), sorted(b.n for b in t))


class Gt:
    def __init__(self, n):
        self.n = n

    def __gt__(self, other):
        return self.n > other.n

    def __repr__(self):
        return str(self.n)


print(sorted([Gt(3), Gt(1), Gt(2)]), attempt(sorted, [object(), object()])[:60])
words = "the Quick brown Fox jumps over The lazy dog".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w.lower())), sorted(words, key=str.casefold, reverse=True))


def compare(a, b):
    return (a > b) - (a < b)


print(sorted([5, 2, 9], key=functools.cmp_to_key(lambda a, b: b - a)), sorted(words, key=functools.cmp_to_key(lambda a, b: compare(a[-1], b[-1]))), attempt(sorted, [1, 2], key=functools.cmp_to_key(lambda a, b: "x")), functools.cmp_to_key(compare)(3) < functools.cmp_to_key(compare)(4), attempt(functools.cmp_to_key), attempt(lambda: functools.cmp_to_key(compare)(3) < 5))
nan = float("nan")
for data in [[3.0, nan, 1.0, 2.0], [nan, 1.0, nan, 0.0], [2.0, 1, 3.5, True], [2**100, -(2**100), 0, 1.5], ["b", "á", "a", "Z", "😀"], [b"b", b"a", b""], [(2, "b"), (1, "z"), (2, "a")], [[3], [1, 2], []], [True, False, True], [1, 2.0, 0.5, 10**400]]:
    print(sorted(data), sorted(data, reverse=True))
x = [1, 2, 3]
print(x.sort(), x.sort(reverse=True), x, list(reversed(sorted(x))), max([1, 5, 3], key=lambda v: -v), min("b", "a", key=ord), attempt(max, []), max([], default="d"), attempt(max, 1), attempt(max, 1, "a"), attempt(min, [1], 2, key=None), max((1, "a"), (1, "b")), attempt(max, 1, 2, default=3), attempt(max), attempt(min, key=len), max("abc", "abd", "zz", key=len), min([3, 1, 2], default=None))


class IntSub(int):
    def __lt__(self, other):
        return int(self) > int(other)


print(sorted([IntSub(1), IntSub(3), IntSub(2)]), sorted([IntSub(1), 3, IntSub(2)]))


class SortedList(list):
    def sort(self, **kw):
        print("custom sort")
        super().sort(**kw)


s = SortedList([2, 1])
s.sort()
print(s, sorted(s), type(sorted(s)).__name__)
data = [{"name": n, "age": a} for n, a in (("Zed", 30), ("Amy", 25), ("Bob", 30), ("Cat", 25))]
print([d["name"] for d in sorted(data, key=lambda d: (d["age"], d["name"]))], [d["name"] for d in sorted(sorted(data, key=lambda d: d["name"]), key=lambda d: d["age"], reverse=True)], attempt(sorted, data), attempt(sorted, data, key=lambda d: d["x"]))
