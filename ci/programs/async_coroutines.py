"""Coroutines without an event loop: the protocol, awaitables, async generators driven by hand."""
import collections.abc
import inspect
import types


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


class Awaitable:
    def __init__(self, *values): self.values = values
    def __await__(self):
        for v in self.values:
            got = yield v
            if got: print("  got", got)
        return "awaited " + str(self.values)


def run(coro, *sends):
    out, sends = [], list(sends)
    try:
        out.append(coro.send(None))
        while True: out.append(coro.send(sends.pop(0) if sends else None))
    except StopIteration as s:
        return out, s.value


async def simple(): return 5
async def chain(n): return await chain(n - 1) + 1 if n else await Awaitable("x", "y") and 0
print(run(simple()), run(chain(3), "s1"), inspect.iscoroutinefunction(simple), isinstance(simple.__code__.co_flags, int))
c = simple(); print(c.cr_frame is not None, c.cr_running, c.cr_await, c.cr_origin, c.__name__, inspect.getcoroutinestate(c), c.close(), inspect.getcoroutinestate(c), attempt(c.send, None), attempt(c.close))
c = chain(1); print(c.send(None), c.cr_await.__name__, inspect.getcoroutinestate(c), attempt(c.throw, KeyError("t")), inspect.getcoroutinestate(c))
c = simple(); attempt(c.send, None); print(attempt(c.send, None)); c = simple(); print(attempt(c.send, 5), attempt(lambda: iter(c)), attempt(lambda: next(c)), attempt(lambda: [x for x in c])); c.close()
for bad in ("await 5", "await None", "await [1]", "await (x for x in [1])", "async with 5: pass", "async for x in 5: pass", "[x async for x in 5]", "await Bad()", "await Bad2()", "await print", "await simple", "await Gen()"):
    class Bad:
        def __await__(self): return 5
    class Bad2:
        def __await__(self): return simple_c
    class Gen:
        def __await__(self): yield 1; return 2
    simple_c = simple(); ns = {"Bad": Bad, "Bad2": Bad2, "simple": simple, "Gen": Gen}
    exec(f"async def f():\n {bad}", ns); print(bad, attempt(run, ns["f"]())); simple_c.close()
@types.coroutine
def old(n):
    r = yield n
    return ("old", r)
async def uses_old(): return await old(1), await old(2)
print(run(uses_old(), "a", "b"), isinstance(old(1), collections.abc.Coroutine), isinstance(Awaitable(), collections.abc.Awaitable), isinstance(simple_c, collections.abc.Coroutine))
shared = simple()
async def twice(): await shared; await shared
print(attempt(run, twice()))
async def agen(n):
    try:
        for i in range(n):
            sent = yield await Awaitable(f"w{i}") and i
            if sent: print("  sent", sent)
    except ValueError as e:
        print("  caught", e); yield "recovered"
    finally:
        await Awaitable("fin"); print("  finally")
g = agen(2)
print(g.__name__, g.ag_running, g.ag_frame is not None, g.ag_await, run(g.__anext__()), run(g.asend("S")), run(g.athrow(ValueError("V"))), attempt(run, g.__anext__()), attempt(run, g.__anext__()))
g = agen(3); run(g.__anext__()); print(run(g.aclose()), run(g.aclose()), attempt(run, g.asend(1)), attempt(run, g.athrow(ValueError)))
g = agen(1); print(attempt(run, g.asend("early"))); a = g.__anext__(); a.send(None); b = g.__anext__(); print(attempt(b.send, None), a.close()); print(attempt(a.send, None))
g = agen(1); n = g.__anext__(); run(n); print(attempt(n.send, None)); run(g.aclose())
async def bad_close():
    try: yield 1
    except GeneratorExit: yield 2
g = bad_close(); run(g.__anext__()); print(attempt(run, g.aclose()))
async def stop_async(): yield 1; raise StopAsyncIteration("inner")
async def stop_iter(): raise StopIteration("inner")
g = stop_async(); run(g.__anext__()); print(attempt(run, g.__anext__()), attempt(run, stop_iter()))
async def comp():
    a = [x async for x in agen(2)]
    b = {x: y async for x in agen(1) for y in "ab"}
    g = (x * 2 async for x in agen(1)); c = [v async for v in g]
    d = [await Awaitable(i) for i in range(2)]
    return a, b, c, d, type(g).__name__
print(run(comp()))
async def anext_tests():
    g = agen(1); x = await anext(g); y = await anext(g, "default")
    try: await anext(g)
    except StopAsyncIteration as e: z = repr(e)
    return x, y, z, attempt(anext, 5), attempt(aiter, 5), attempt(anext), aiter(g) is g
print(run(anext_tests()))
class ACM:
    async def __aenter__(self): await Awaitable("enter"); return "res"
    async def __aexit__(self, t, v, tb): await Awaitable("exit"); print("  exit", t and t.__name__); return t is KeyError
async def withs():
    async with ACM() as a, ACM(): print("  in", a)
    async with ACM(): raise KeyError("swallowed")
    try:
        async with ACM(): raise IndexError("passes")
    except IndexError as e: return repr(e)
    finally: await Awaitable("outer finally")
print(run(withs()))
async def loops():
    out = []
    async for i in agen(4):
        if i == 1: continue
        if i == 3: break
        out.append(i)
    else: out.append("else")
    async for i in agen(1): pass
    else: out.append("else2")
    return out
print(run(loops()))
c = loops(); c.send(None); print(c.cr_await is not None); c.close()
for src in ["async def f(): yield 1; return 2", "async def f(): yield from x", "def f(): await x", "await x", "async with x: pass", "def f():\n async for i in x: pass", "async def f():\n def g(): await x", "def f(): [x async for x in y]", "async def f(): [await x for x in y]", "lambda: await x", "async lambda: 1", "async x = 1", "class A:\n await x", "async def f(): return (await x for x in y)", "def f(): (x async for x in y)"]:
    print(src, attempt(lambda: exec(src)))
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always"); simple(); import gc; gc.collect(); print([str(x.message) for x in w])
print(repr(simple()).split(" at ")[0] if False else "", types.coroutine(lambda: 5)(), attempt(types.coroutine, 5), simple.__code__.co_flags & inspect.CO_COROUTINE, agen.__code__.co_flags & inspect.CO_ASYNC_GENERATOR, attempt(types.CoroutineType), attempt(types.AsyncGeneratorType))
