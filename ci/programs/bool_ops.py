"""Truth: bool, and/or/not, chained comparisons, __bool__ and __len__, any/all."""


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Noisy:
    def __init__(self, name, truth):
        self.name, self.truth = name, truth

    def __bool__(self):
        print(f"<{self.name}?>", end=" ")
        return self.truth

    def __repr__(self):
        return self.name

    def __lt__(self, other):
        print(f"<{self}<{other}>", end=" ")
        return Noisy(f"{self}<{other}", self.truth)

    def __eq__(self, other):
        print(f"<{self}=={other}>", end=" ")
        return Noisy(f"{self}=={other}", self.truth)


T, N = Noisy("T", True), Noisy("N", False)
print(T and N, N and T, T or N, N or T, not T, not N)
print(T and T and N or T, N or N or T and N, (T or N) and (N or T), not (T and N))
print(T < N < T, N < T < N, T < T == T, T == N == T)
if T and not N or N:
    print("taken")
while N or not T:
    print("never")
else:
    print("else")
print("yes" if T else "no", "yes" if N else "no", [x for x in (T, N, T) if x], [x for x in (T, N) if not x])
assert T
try:
    assert N, "message"
except AssertionError as error:
    print(repr(error))


class BadBool:
    def __bool__(self):
        return 1


class BadLen:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Raises:
    def __bool__(self):
        raise ZeroDivisionError("in bool")


class Nothing:
    __bool__ = None


print(attempt(bool, BadBool()), attempt(bool, BadLen(0)), attempt(bool, BadLen(3)), attempt(bool, BadLen(-1)), attempt(bool, BadLen("x")), attempt(bool, BadLen(2**70)), attempt(bool, BadLen(True)), attempt(bool, Raises()), attempt(bool, Nothing()))
print(attempt(lambda: not BadBool()), attempt(lambda: Raises() and 1), attempt(lambda: [x for x in [Raises()] if x]), attempt(any, [0, Raises()]), attempt(all, [1, Raises()]), attempt(len, BadLen(-5)), attempt(len, BadLen(1.5)))
for value in [0, 1, -1, 0.0, -0.0, float("nan"), 0j, "", " ", "0", b"", b"\0", [], [0], (), ((),), {}, {0: 0}, set(), {0}, frozenset(), range(0), range(5, 5), range(1), None, ..., NotImplemented if False else 0, object, lambda: 0, type, Exception(), iter([]), memoryview(b""), bytearray(), slice(0)]:
    print(int(bool(value)), end="")
print()
print(any([]), all([]), any([0, "", None]), all([1, "x", [0]]), any(x > 3 for x in range(10)), all(x < 3 for x in range(10)), attempt(any, 5), attempt(all, None), attempt(bool, 1, 2), bool(), attempt(bool, x=1) if False else "")
print(True & False, True | False, True ^ True, ~5, True & 3, True | 6, 5 ^ True, type(True & False).__name__, type(True & 1).__name__, True + 1, True * 3.5, -True, +False, True / 2, True // 2, divmod(True, 2), True**2, round(True), abs(True), True < 2, True == 1.0, {True: "a", 1: "b", 1.0: "c"}, [10, 20][True], "ab"[False])
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(eval("~True"), eval("~False"), eval("not NotImplemented") if False else "")
    print(attempt(bool, NotImplemented))
for w in caught:
    print(w.category.__name__, str(w.message))
print(attempt(type, "B", (bool,), {}), bool.__mro__, repr(bool), bool("False"), bool(int("0")), str(True), repr(False), f"{True!r:>7}", int.__repr__(True), True.__class__, (True).real, False.numerator, True.to_bytes(1, "big"), bool.from_bytes(b"\1", "big"), bool.from_bytes(b"\0", "big"))
print(attempt(lambda: True.x), attempt(lambda: setattr(True, "x", 1)), True is (1 == 1), (1 > 2) is False, 1 in [True], True in [1.0], [True, False].index(0), [1, 0, True].count(True), sorted([True, False, 2, -1, 0.5]), max(True, 1), min(1, True), sum([True] * 5))
print(1 < 2 < 3 < 4, 1 < 3 > 2, 1 == 1.0 == True, 3 in [3] == True, (3 in [3]) == True, 1 is 1 is not None, not 1 == 2, not None is None, 1 < 2 > 1 != 5 <= 5 >= 4 is not 3 if False else "skip")
calls = []


def f(x, r=True):
    calls.append(x)
    return r


f(1) and f(2, False) and f(3) or f(4, False) or f(5)
print(calls, 0 or "a" and [] or {}, 1 and "" or 0, None or 0 or () or "last", (0 or None) is None, not not [], not [] is True, [] or not [])
x = y = None
x = x or "default"
if (y := x and len(x)) and y > 3:
    print(x, y)
for a in (0, 1):
    for b in (0, 1):
        for c in (0, 1):
            print(int(bool(a and b or c)), int(bool(a and (b or c))), int(bool(not a or b and not c)), int(not (a or b) == ((not a) and (not b))), int(a if b else c), int((a and b) ^ c), end="|")
print()
