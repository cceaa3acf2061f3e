"""Lists: methods, slices, mutation while iterating, errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(list(), list("abc"), list(range(3)), list({1: 2}), list((1,)), attempt(list, 5), attempt(list, None), attempt(list, 1, 2), attempt(list, iterable=[1]), [*range(3), *"ab"], list(x for x in "xy"))
a = [3, 1, 2]
a.append(4); a.extend((5, 6)); a.insert(0, 0); a.insert(-1, "x"); a.insert(100, "end"); a.insert(-100, "start"); a += "ab"; print(a)
print(a.pop(), a.pop(0), a.pop(-2), a, attempt(a.pop, 100), attempt([].pop), attempt(a.pop, "x"), attempt(a.pop, 1.5), a.index(2), attempt(a.index, 99), a.index(5, 2), attempt(a.index, 3, 5), a.index(6, -4, 100), a.count(1), attempt(a.remove, 99), a.remove("x"), a)
print(attempt(a.index), attempt(a.append), attempt(a.append, 1, 2), attempt(a.extend, 5), attempt(a.insert, 1), attempt(a.insert, "a", 1), attempt(a.remove), attempt(a.copy, 1), attempt(a.index, 1, "x"), attempt(a.reverse, 1), attempt(a.clear, 1), attempt(a.count), attempt(lambda: a.foo), attempt(lambda: [].append(x=1)))
b = list(range(10))
for s in [slice(None), slice(2, 5), slice(None, None, 3), slice(None, None, -1), slice(8, 2, -2), slice(-3, None), slice(100, 200), slice(5, 5), slice(-100, 3), slice(3, -100, -1), slice(None, None, 2**70), slice(-(2**70), 2**70)]:
    print(s, b[s], end=" ")
print(attempt(lambda: b[10]), attempt(lambda: b[-11]), attempt(lambda: b["a"]), attempt(lambda: b[1.0]), attempt(lambda: b[None]), attempt(lambda: b[1, 2]), attempt(lambda: b[::0]), attempt(lambda: b["a":2]), attempt(lambda: b[2**70]), b[True], b[-1])


def after(target, action):
    t = list(target)
    r = attempt(action, t)
    return t if r is None else r


def setslice(s, v):
    return lambda t: t.__setitem__(s, v)


for s, v in [(slice(2, 4), "XYZ"), (slice(2, 2), [1]), (slice(None), []), (slice(None, None, 2), "abcde"), (slice(None, None, 2), "ab"), (slice(5, 2), "q"), (slice(-1, None), (7, 8)), (slice(0, 3), 5), (slice(None, None, -1), range(10)), (slice(0, 10, 3), iter("wxyz")), (slice(100, 200), "end"), (slice(1, 1, 1), "k"), (slice(5, 2, -1), "abc"), (slice(5, 2, -1), "ab"), (3, "item"), (-1, None), (10, 1), (-11, 1), ("x", 1), (slice("a"), [])]:
    print(s, after(range(10), setslice(s, v)))
for s in [slice(2, 4), slice(None, None, 2), slice(None, None, -3), slice(None), 0, -1, 10, "x", slice(8, 1, -3), slice(5, 5), slice(100, None), 1.5]:
    print(s, after(range(10), lambda t: t.__delitem__(s)))
c = [1, 2, 3]
c[1:2] = c; print(c); c[:] = c[::-1]; print(c); c.extend(c); print(c); c += c[:2]; c *= 2; print(c, len(c)); c *= 0; print(c); c.append(c); print(c, repr(c) == str(c), c in c, c == c)
d = []; d2 = [d]; d.append(d2); print(d, attempt(lambda: [d] == [d2]) if False else "", attempt(lambda: d == d2)[:60])
print([1, 2] + [3], attempt(lambda: [1] + (2,)), attempt(lambda: [1] + 5), attempt(lambda: (1,) + [2]), [0] * 3, 3 * [1, 2], [1] * -1, attempt(lambda: [1] * 1.5), attempt(lambda: [1] * 2**62), attempt(lambda: [1] * 2**70), attempt(lambda: [1] * "a"), attempt(lambda: [1] - [1]), attempt(lambda: [] < ()), attempt(lambda: [1, "a"] < [1, 2]), [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 5], [1, 2] == [1.0, 2.0], [1] == (1,), [float("nan")] == [float("nan")], (n := [float("nan")]) == n)
print(attempt(hash, []), attempt(lambda: {[]: 1}), 2 in [1, 2], "2" in [1, 2], [[]] * 2, list(reversed([1, 2, 3])), list(enumerate("ab", 5)), attempt(enumerate, "a", "b"), sum([[1], [2]], []), [1, 2, 3].__reversed__().__length_hint__(), iter([1, 2]).__length_hint__())
e = [1, 2, 3, 4, 5]
for x in e:
    if x == 2:
        e.remove(x)
print(e)
out = []
for x in e:
    out.append(x)
    if len(e) < 10:
        e.append(x * 10)
print(out)
e = [1, 2, 3]
it = iter(e)
print(next(it), next(it)); e.clear(); print(next(it, "done")); e.extend("abcdef"); print(next(it, "still done"), list(it))
rit = reversed(e); print(next(rit)); del e[1:]; print(list(rit))


class Evil:
    def __init__(self, lst):
        self.lst = lst

    def __eq__(self, other):
        self.lst.clear()
        return False


for method in ("index", "count", "remove"):
    t = [1, 2, 3]
    t[:] = [Evil(t), 5, 6, 7]
    print(method, attempt(getattr(t, method), 7), len(t))
t = []; t.extend([Evil(t), 1, 2]); print(attempt(lambda: 9 in t), t)
t = [1, 2]; u = [Evil(t), 3]; print(u == [0, 3], t)


class Index:
    def __index__(self):
        return 2


class L(list):
    def __init__(self, *args):
        super().__init__(*args)
        self.tag = "t"

    def __getitem__(self, key):
        return ("got", key, super().__getitem__(key))

    def __len__(self):
        return 100


x = L([1, 2, 3])
print(x, x[0], x[1:], x.tag, len(x), list(x), x + [4], type(x + [4]).__name__, type(x.copy()).__name__, type(x * 2).__name__, bool(L()), [*x], tuple(x), x == [1, 2, 3], [10, 20, 30][Index()], attempt(lambda: x["a"]))
m, *n = x; print(m, n)
grid = [[0] * 3 for _ in range(3)]
grid[1][2] = 5
print(grid, [list(r) for r in zip(*grid)], [v for row in grid for v in row if v], [[r * c for c in range(3)] for r in range(3)])
stack, queue = [], []
for token in "3 4 + 2 * 7 - 5 1 - /".split():
    if token in "+-*/":
        y, x = stack.pop(), stack.pop()
        stack.append({"+": x + y, "-": x - y, "*": x * y, "/": x / y if y else 0}[token])
    else:
        stack.append(int(token))
print(stack, [].__sizeof__(), [1].__sizeof__(), list(range(10)).__sizeof__(), [[]].__sizeof__())
big = []
sizes = set()
for i in range(200):
    big.append(i)
    sizes.add(big.__sizeof__())
print(sorted(sizes))
h = list(range(100)); h[10:90] = []; print(h.__sizeof__(), h); h[5:5] = range(30); print(len(h), h.__sizeof__())
print(sorted(dir(list)))
