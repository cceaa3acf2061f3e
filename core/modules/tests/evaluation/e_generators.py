def g(n):
    for i in range(n):
        got = yield i
        if got:
            yield got
    return "end"
assert list(g(3)) == [0, 1, 2]
it = g(2)
assert next(it) == 0
assert it.send("x") == "x"
assert next(it) == 1
try:
    next(it)
except StopIteration as e:
    assert e.value == "end"
def d():
    r = yield from g(2)
    yield r
assert list(d()) == [0, 1, "end"]
def t():
    try:
        yield 1
    except ValueError:
        yield 2
    finally:
        log.append("fin")
log = []
it = t()
next(it)
assert it.throw(ValueError) == 2
it.close()
assert log == ["fin"]
def bad():
    yield 1
    raise StopIteration
it = bad()
next(it)
try:
    next(it)
except RuntimeError as e:
    assert str(e) == "generator raised StopIteration"
    assert isinstance(e.__cause__, StopIteration)
it = g(1)
try:
    it.send(5)
except TypeError as e:
    assert str(e) == "can't send non-None value to a just-started generator"
assert sum(x * x for x in range(10)) == 285
def self_run():
    next(me)
    yield
me = self_run()
try:
    next(me)
except ValueError as e:
    assert str(e) == "generator already executing"
async def co(x):
    return x * 2
async def main():
    return await co(4) + await co(5)
c = main()
try:
    c.send(None)
except StopIteration as e:
    assert e.value == 18
class Aw:
    def __await__(self):
        v = yield "y"
        return v
async def waits():
    return [await Aw(), await Aw()]
w = waits()
assert w.send(None) == "y"
assert w.send(1) == "y"
try:
    w.send(2)
except StopIteration as e:
    assert e.value == [1, 2]
async def agen():
    yield 1
    yield 2
async def collect():
    return [x async for x in agen()]
try:
    collect().send(None)
except StopIteration as e:
    assert e.value == [1, 2]
def inner():
    try:
        yield 1
    except GeneratorExit:
        log.append("closed")
        raise
def outer():
    yield from inner()
o = outer()
next(o)
o.close()
assert log[-1] == "closed"
