"""range and slice objects."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


ranges = [range(0), range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(5, 5), range(-3, 3), range(2**70, 2**70 + 5), range(0, 2**65, 2**62), range(0, -5), range(10, 0, -1)]
for r in ranges:
    print(r, attempt(len, r), list(r) if r.start < 2**60 else [x - r.start for x in r], r.start, r.stop, r.step, bool(r), attempt(lambda: r[0]), attempt(lambda: r[-1]), attempt(lambda: r[1:3]), r[::-1], 3 in r, 3.0 in r, "3" in r, 2**70 + 1 in r, attempt(r.index, 3), r.count(3), hash(r) == hash(range(r.start, r.stop, r.step)), list(reversed(r))[:3])
print(attempt(range), attempt(range, 1, 2, 3, 4), attempt(range, "a"), attempt(range, 1.5), attempt(range, 1, 10, 0), attempt(range, None), attempt(range, 1, 2, "x"), attempt(range, stop=5), attempt(len, range(2**70)), attempt(lambda: range(5)[10]), attempt(lambda: range(5)["a"]), attempt(lambda: range(5)[1.5]), attempt(lambda: range(5)[2**80]), range(2**70)[2**69], attempt(range(5).index, 9), attempt(range(5).index, "a"), attempt(range(3).index))
print(range(0) == range(2, 2), range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], hash(range(0)) == hash(range(5, 1)), {range(3): "a"}[range(0, 3, 1)], attempt(lambda: range(3) < range(4)), attempt(lambda: range(3) + range(3)), attempt(lambda: setattr(range(3), "start", 1)), max(range(10)), min(range(5, 1, -1)), sum(range(101)), sorted(range(5), reverse=True), repr(range(1, 2, 1)), range(True, 5)[0], isinstance(range(1), range), attempt(type, "R", (range,), {}))
it = iter(range(3)); print(it.__length_hint__(), next(it), it.__length_hint__(), list(it), it.__length_hint__(), next(it, "end")); it2 = iter(range(2**64, 2**64 + 3)); print(next(it2) - 2**64, it2.__length_hint__(), it2.__reduce__()[1][0] if False else list(it2)[-1] - 2**64)
it = iter(range(10)); it.__setstate__(4); print(list(it)); print(range(5).__reduce__(), iter(range(3)).__reduce__()[1:], type(iter(range(2**70))).__name__, type(reversed(range(3))).__name__)
s = slice(1, 10, 2)
print(s, slice(5), slice(None), slice(1, None), slice("a", [1], {}), s.start, s.stop, s.step, s == slice(1, 10, 2), s != slice(1), attempt(lambda: s < slice(2)), slice(1, 2) < slice(1, 3), hash(s) == hash(slice(1, 10, 2)), attempt(hash, slice([])), {s: 1}[slice(1, 10, 2)], attempt(setattr, s, "start", 0), attempt(slice), attempt(slice, 1, 2, 3, 4), attempt(type, "S", (slice,), {}))
for sl in [slice(None), slice(2, 5), slice(-3, None), slice(None, None, -1), slice(10, 0, -2), slice(100, 200), slice(-100, 100, 3), slice(2**70), slice(None, -(2**70), -(2**70))]:
    print(sl, [sl.indices(n) for n in (0, 1, 5, 10, 2**70 if abs(sl.step or 1) < 2**60 else 3)], [list(range(*sl.indices(7)))])
print(attempt(s.indices, -1), attempt(s.indices, "x"), attempt(slice(0, 5, 0).indices, 5), attempt(slice("a").indices, 5), attempt(slice(1.5).indices, 5), attempt(s.indices), s.__reduce__())


class Probe:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


p = Probe()
print(p[1], p[1:2], p[::], p[:], p[1:2, ::3], p[...], p[..., 1:, None], p[()], p[(1,)], p[1,], p["a":"b":"c"], p[*[1, 2]], p[*[1], 2:3], p[-1:], p[lambda: 0].__name__)
p[1] = 2; p[1:2] = 3; p[::2, 1] = 4; p[..., -1] = 5; p[*range(2)] = 6
del p[1], p[1:2], p[:, :]
x = [0, 1, 2, 3]
x[1:3] += [9]; print(x); x[::2] = [v * 10 for v in x[::2]]; print(x)


class I:
    def __init__(self, v):
        self.v = v

    def __index__(self):
        print("index", self.v, end=" ")
        return self.v


print(list(range(10))[I(2):I(8):I(3)], "hello"[I(1):], range(I(1), I(4)), (1, 2, 3)[I(-2)], range(10)[I(2):I(5)])


def window(seq, n):
    return [seq[i:i + n] for i in range(len(seq) - n + 1)]


print(window("abcde", 3), window(range(5), 2), [list(range(10))[i::3] for i in range(3)], [("abcdefg"[i:j:k]) for i in (None, 1, -2) for j in (None, 5, -1) for k in (1, 2, -1)])
print(*(f"{a}:{b}:{c}={''.join(map(str, range(10)[a:b:c]))}" for a in (None, 0, 3, -3, 20) for b in (None, 0, 7, -1) for c in (None, 2, -1, -3)))
