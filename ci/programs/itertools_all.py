"""itertools and operator."""
import itertools as it
import operator as op
from itertools import *


def attempt(function, *args, **kwargs):
    try:
        result = function(*args, **kwargs)
        return list(islice(result, 12)) if hasattr(result, "__next__") else result
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Err:
    def __iter__(self): yield 1; raise ValueError("iter err")


print(attempt(count), attempt(count, 5, 2), attempt(count, 1.5, 0.5), attempt(count, 10, -3), attempt(count, "a"), repr(count(3)), repr(count(1, 2)), attempt(count, 2**63 - 2), attempt(count, step=2), repr(count(1.0)), attempt(cycle, "ab"), attempt(cycle, []), attempt(cycle, 5), attempt(cycle, Err()), attempt(repeat, 1, 3), attempt(repeat, 1, -1), repr(repeat(1)), repr(repeat("a", 5)), attempt(repeat, 1, "x"), attempt(repeat), repeat(1, 5).__length_hint__(), attempt(repeat(1).__length_hint__), attempt(repeat, object=2, times=2))
print(attempt(accumulate, [1, 2, 3]), attempt(accumulate, [1, 2, 3], op.mul), attempt(accumulate, [1, 2], initial=10), attempt(accumulate, []), attempt(accumulate, [], initial=1), attempt(accumulate, "abc"), attempt(accumulate, [1, "a"]), attempt(accumulate, [3, 1, 2], max), attempt(accumulate, [1, 2], 5), attempt(accumulate, Err()), attempt(batched, "abcdefg", 3), attempt(batched, "abc", 0), attempt(batched, "abcd", 2, strict=True), attempt(batched, "abc", 2, strict=True), attempt(batched, "a", "x"), attempt(batched, 5, 1))
print(attempt(chain, "ab", [1], ()), attempt(chain), attempt(chain, 5), attempt(chain, [1], 5), attempt(chain.from_iterable, ["ab", [1]]), attempt(chain.from_iterable, 5), attempt(chain.from_iterable, [1]), attempt(compress, "abcdef", [1, 0, 1, 0, 1, 1]), attempt(compress, "abc", [1]), attempt(compress, 5, []), attempt(dropwhile, lambda x: x < 3, [1, 4, 2]), attempt(takewhile, lambda x: x < 3, [1, 4, 2]), attempt(dropwhile, None, [1]), attempt(takewhile, bool, Err()), attempt(filterfalse, lambda x: x % 2, range(6)), attempt(filterfalse, None, [0, 1, "", "a"]), attempt(filter, None, [0, 1, "", "a"]), attempt(filter, 5, [1]), attempt(starmap, pow, [(2, 3), (3, 2)]), attempt(starmap, pow, [2]), attempt(starmap, len, [([],)]), attempt(map, lambda a, b: a + b, [1, 2], [10, 20, 30]), attempt(map), attempt(map, len), attempt(map, 5, [1]), attempt(map, str, 5))
print([(k, list(g)) for k, g in groupby("aaabbca")], [(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], lambda x: x % 2)], attempt(groupby, 5), [(k, list(g)) for k, g in groupby([])], [k for k, g in groupby("aabb", key=None)], attempt(lambda: [list(g) for k, g in list(groupby("aab"))]), attempt(groupby, [1], 5))
g = groupby("aabbb"); k1, g1 = next(g); k2, g2 = next(g); print(k1, list(g1), k2, next(g2), list(g2), attempt(next, g))
for args in [(5,), (2, 5), (2, None), (0, None, 2), (1, 8, 3), (None,), (0,), (None, None, None), (3, 2)]:
    print(args, list(islice(range(10), *args)), end=" ")
print(attempt(islice, "abc", -1), attempt(islice, "abc", 0, -1), attempt(islice, "abc", 0, 1, 0), attempt(islice, "abc", "x"), attempt(islice, "abc"), attempt(islice, 5, 1), attempt(islice, "abc", 1, 2, 3, 4), attempt(islice, "abc", 1.5)); src = iter(range(10)); list(islice(src, 3)); print(next(src), list(islice(src, 1, 4, 2)), next(src))
print(attempt(pairwise, "abcd"), attempt(pairwise, "a"), attempt(pairwise, 5), attempt(zip_longest, "ab", "xyz", [1]), attempt(zip_longest, "a", "bc", fillvalue="-"), attempt(zip_longest), attempt(zip_longest, "a", foo=1), attempt(zip_longest, 5), attempt(zip, "ab", [1, 2, 3]), attempt(zip), attempt(zip, "ab", [1], strict=True), attempt(zip, "a", [1, 2], strict=True), attempt(zip, "a", "b", "", strict=True), attempt(zip, "ab", 5), attempt(zip, [], "a", strict=True), attempt(zip, "a", strict=5), attempt(zip, "a", foo=1))
a, b, c = tee(range(5), 3); print(next(a), next(a), list(b), next(a), list(c), list(a), tee("a", 0), attempt(tee, 5), attempt(tee, "a", -1), len(tee("ab")), attempt(tee)); d = tee(iter("xyz"))[0]; e, f = tee(d); next(e); print(list(e), list(f), list(d.__copy__()))
print(attempt(product, "ab", [1, 2]), attempt(product), attempt(product, "ab", repeat=2), attempt(product, "a", [], "b"), attempt(product, "ab", repeat=0), attempt(product, "a", repeat=-1), attempt(product, 5), attempt(product, "a", repeat="x"), attempt(product, "a", foo=1), attempt(permutations, "abc"), attempt(permutations, "abc", 2), attempt(permutations, "ab", 3), attempt(permutations, "ab", 0), attempt(permutations, "ab", -1), attempt(permutations, 5), attempt(permutations, "ab", "x"), attempt(combinations, "abcd", 2), attempt(combinations, "ab", 3), attempt(combinations, "ab", 0), attempt(combinations, "ab", -1), attempt(combinations, "ab"), attempt(combinations_with_replacement, "abc", 2), attempt(combinations_with_replacement, "", 2), attempt(combinations_with_replacement, "a", -1), sum(1 for _ in permutations(range(7))), sum(1 for _ in combinations(range(20), 5)))
import copy, warnings
warnings.simplefilter("ignore")
for i in [count(3), cycle("abc"), repeat(1, 3), chain("ab", "c"), islice("abcdef", 1, 5), permutations("abc", 2), product("ab", "cd"), combinations("abc", 2), accumulate([1, 2, 3]), takewhile(bool, [1, 2, 0]), zip_longest("ab", "c"), groupby("aab")]:
    attempt(lambda: next(i)); r = attempt(i.__reduce__); print(type(i).__name__, r if isinstance(r, str) and "Error" in r else "reduces", end=" ")
    try: cp = copy.copy(i); print(list(islice(cp, 3)) == list(islice(i, 3)) if type(i) is not groupby else "", end="; ")
    except Exception as e2: print(type(e2).__name__, str(e2)[:50], end="; ")
print()
names = [n for n in dir(op) if not n.startswith("_")]
for n in names:
    f = getattr(op, n)
    print(n, [attempt(f, *args) for args in ((), (5,), (7, 3), ([1, 2], 0), ("ab", "b"), (None, None), ([1, 2], 0, 9)) if n not in ("attrgetter", "itemgetter", "methodcaller")])
class O: x = 1; y = None
O.y = O
print(op.attrgetter("x")(O), op.attrgetter("x", "y.x")(O), op.attrgetter("y.y.y.x")(O), attempt(op.attrgetter("z"), O), attempt(op.attrgetter), attempt(op.attrgetter, 5), repr(op.attrgetter("a.b", "c")), op.itemgetter(1)("abc"), op.itemgetter(0, slice(1, 3))("abcd"), op.itemgetter("k")({"k": 5}), attempt(op.itemgetter(9), "a"), attempt(op.itemgetter("a"), [1]), attempt(op.itemgetter), repr(op.itemgetter(1, "a")), op.methodcaller("upper")("a"), op.methodcaller("split", ",", maxsplit=1)("a,b,c"), attempt(op.methodcaller("nope"), 5), attempt(op.methodcaller), attempt(op.methodcaller, 5), repr(op.methodcaller("m", 1, k=2)), op.length_hint([1, 2]), op.length_hint(5, 7), attempt(op.length_hint, 5, "x"), op.concat([1], [2]), attempt(op.concat, 1, 2), op.countOf([1, 2, 1], 1), op.indexOf("abc", "c"), attempt(op.indexOf, [], 1), op.contains("abc", "b"), op.iadd([1], (2,)), op.truth([]), op.is_(None, None), op.index(True), attempt(op.index, 1.5), op.matmul.__name__, attempt(op.matmul, 1, 2), op.call(max, 1, 5), op.inv(5), op.not_(0), sorted([(1, "b"), (0, "a")], key=op.itemgetter(1)))


def sliding(seq, n):
    its = tee(seq, n)
    for i, x in enumerate(its): next(islice(x, i, i), None)
    return zip(*its)


def powerset(s): return chain.from_iterable(combinations(s, r) for r in range(len(s) + 1))
def flatten(x): return chain.from_iterable(map(flatten, x)) if isinstance(x, list) else (x,)
def roundrobin(*its):
    for its in iter(lambda: its, []):
        nxt = []
        for i in map(iter, its):
            for v in i: yield v; nxt.append(i); break
        its = nxt
        if not its: return
        yield from roundrobin(*its); return
print(list(sliding(range(6), 3)), ["".join(p) for p in powerset("abc")], list(flatten([1, [2, [3, [4]], 5]])), "".join(roundrobin("ABC", "D", "EF")), list(map(op.itemgetter(0), groupby(sorted("mississippi")))), list(takewhile(lambda p: p < 40, (lambda: (p for p in count(2) if all(p % q for q in range(2, int(p**0.5) + 1))))())), [next(cycle([i])) for i in range(3)], dict(zip("abc", count())), sum(starmap(op.mul, zip(range(5), range(5)))))
