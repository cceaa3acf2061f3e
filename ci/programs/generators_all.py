"""Generators: send, throw, close, yield from, return values, states, reentrancy."""
import inspect
import sys


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def echo():
    received = []
    try:
        while True:
            try:
                value = yield received and received[-1]
                received.append(value)
            except KeyError as e:
                received.append(f"caught {e}")
    except GeneratorExit:
        print("closing with", received)
        raise
    finally:
        print("finally")


g = echo()
print(attempt(g.send, 5), next(g), g.send("a"), g.send(None), g.throw(KeyError("k")), g.throw(KeyError), attempt(g.throw, ValueError("out")), attempt(next, g), attempt(g.send, 1), attempt(g.throw, IndexError("after")), g.close())
g = echo(); next(g); g.send(1); print(g.close(), g.gi_frame, g.gi_running, inspect.getgeneratorstate(g))
g = echo(); print(inspect.getgeneratorstate(g), g.close(), inspect.getgeneratorstate(g), attempt(next, g))
g = echo(); print(attempt(g.throw, KeyError, "never started"), attempt(next, g))


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield "ignored"


g = stubborn(); next(g); print(attempt(g.close)); print(attempt(next, g))


def closer():
    try:
        yield 1
    except GeneratorExit:
        return "value from close"


g = closer(); next(g); print(g.close(), g.close())


def sub(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("sub got", got)
    except ValueError as e:
        print("sub caught", e)
        yield "recovered"
    finally:
        print("sub done")
    return n * 100


def delegate():
    result = yield from sub(2)
    print("result", result)
    more = yield from [7, 8]
    print("more", more)
    last = yield from sub(1)
    return last + 1


g = delegate()
print(next(g), g.send("hello"), next(g), next(g), next(g), g.gi_yieldfrom.__name__, attempt(next, g))
g = delegate(); next(g); print(g.throw(ValueError("into sub")), next(g)); g.close()
g = delegate(); next(g); print(attempt(g.throw, OSError("through")))
try:
    g = delegate()
    while True:
        next(g)
except StopIteration as stop:
    print("stop", stop.value, stop.args)


def stopper():
    raise StopIteration("inside")
    yield


print(attempt(next, stopper()))
try:
    next(stopper())
except RuntimeError as e:
    print(repr(e.__cause__), repr(e.__context__))


def reenter():
    try:
        next(me)
    except ValueError as e:
        yield str(e)
    me.close() if False else None
    yield attempt(me.close)


me = reenter(); print(list(me))
g = (x for x in range(3)); print(g.__name__, g.__qualname__, next(g), g.gi_code.co_name, iter(g) is g, list(g), attempt(next, g)); g.__name__ = "renamed"; print(g.__name__, attempt(setattr, g, "__name__", 5), repr(g).split(" at ")[0])
print(attempt(lambda: sub()), attempt(lambda: next(5)), attempt(lambda: sub(1).send()), attempt(lambda: sub(1).throw()), attempt(lambda: sub(1).throw(5)), attempt(lambda: sub(1).throw(int)), attempt(lambda: sub(1).throw(ValueError, ValueError("x"), None)), attempt(lambda: sub(1).throw(ValueError("a"), "b")), attempt(lambda: sub(1).throw(ValueError, "v", "notb")))


def ret(value):
    return value
    yield


for v in (None, 5, (1, 2), StopIteration(3), ValueError("x")):
    try:
        next(ret(v))
    except StopIteration as s:
        print(repr(s.value), s.args, end=" ")
print()


class Iter:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("iter value")
        return self.n


def from_iter():
    r = yield from Iter()
    yield r


print(list(from_iter()))
g = from_iter(); next(g); print(attempt(g.send, 1)); g = from_iter(); next(g); print(attempt(g.throw, ValueError("no throw method")))


class Full(Iter):
    def send(self, v):
        return f"sent {v}"

    def throw(self, *a):
        return f"thrown {a}"

    def close(self):
        print("iter closed")


g = from_iter.__class__(from_iter.__code__, {**globals(), "Iter": Full})(); print(next(g), g.send(5), g.throw(KeyError("q")), g.close())


def nested(depth):
    if depth:
        yield from nested(depth - 1)
    yield depth


print(list(nested(5)), sum(nested(100)), list(nested(0)))


def tree(t):
    if t:
        left, v, right = t
        yield from tree(left)
        yield v
        yield from tree(right)


print(list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))))


def ctx():
    try:
        yield 1
    except Exception as e:
        try:
            yield 2
        finally:
            print("exc in gen:", sys.exception())
    print("after", sys.exception())
    yield 3


g = ctx(); next(g)
try:
    raise TypeError("outer")
except TypeError:
    print(g.throw(ValueError("inner")), sys.exception(), next(g), sys.exception())


def average():
    total = n = 0
    avg = None
    while True:
        avg = (total := total + (yield avg)) / (n := n + 1)


a = average(); next(a); print([a.send(v) for v in (10, 20, 60)])


def pipeline(source, *stages):
    for s in stages:
        source = s(source)
    return source


print(list(pipeline(range(10), lambda s: (x for x in s if x % 2), lambda s: (x * x for x in s), lambda s: ((yield x) for x in ()) if False else s)))
def fin():
    try:
        yield 1
    finally:
        print("finalized by del")
g = fin(); next(g); del g
def with_return_in_finally():
    try:
        yield 1
    finally:
        return "swallowed"
g = with_return_in_finally(); next(g); print(attempt(g.throw, KeyError("gone")), [x for x in with_return_in_finally()])
x, *y = (i for i in range(4)); print(x, y, [*sub(1)], max(sub(3)), dict.fromkeys(sub(1)), "".join(c for c in "abc"), all(v for v in (1, 1)), (lambda: [(yield)])().send(None))
import types; print(isinstance(g, types.GeneratorType), attempt(types.GeneratorType), g.gi_suspended, fin.__code__.co_flags & inspect.CO_GENERATOR != 0)
def leak():
    yield from fin()
for v in leak():
    print("breaking"); break
def gen_error():
    yield 1
    {}["missing"]
for v in gen_error():
    print(v)
