"""with statements, contextlib, ExitStack."""
import contextlib
import io
import os
import sys


class CM:
    def __init__(self, name, suppress=False, enter_error=None, exit_error=None):
        self.name, self.suppress, self.enter_error, self.exit_error = name, suppress, enter_error, exit_error

    def __enter__(self):
        print("enter", self.name)
        if self.enter_error:
            raise self.enter_error
        return self.name

    def __exit__(self, t, v, tb):
        print("exit", self.name, t and t.__name__, v, tb is not None)
        if self.exit_error:
            raise self.exit_error
        return self.suppress


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        return f"{type(error).__name__}: {error} (context {error.__context__!r})"


with CM("a") as a, CM("b") as b:
    print(a, b)
with (CM("p") as p, CM("q"),):
    print(p)
with CM("s", suppress=True):
    raise ValueError("suppressed")
print("after")


def nested():
    with CM("outer", suppress=True), CM("inner", exit_error=KeyError("from exit")):
        raise ValueError("body")
    return "suppressed both"


def ret():
    with CM("r"):
        return "returned"


def loop():
    for i in range(3):
        with CM(i):
            if i == 0:
                continue
            if i == 1:
                break
    else:
        print("no")
    return i


print(nested(), ret(), loop())


def enter_fails():
    with CM("1"), CM("2", enter_error=OSError("enter")), CM("3"):
        print("never")


def exit_fails():
    with CM("x", exit_error=RuntimeError("exit")):
        raise ValueError("orig")


print(attempt(enter_fails), attempt(exit_fails))


class NoExit:
    def __enter__(self):
        return 1


class NoEnter:
    def __exit__(self, *a):
        pass


class Async:
    async def __aenter__(self): pass
    async def __aexit__(self, *a): pass


for bad in (5, NoExit(), NoEnter(), Async(), CM):
    def use():
        with bad:
            pass

    print(attempt(use))


@contextlib.contextmanager
def managed(tag, swallow=False):
    print("setup", tag)
    try:
        yield tag
    except ValueError as e:
        print("saw", e)
        if not swallow:
            raise
    finally:
        print("cleanup", tag)


with managed("m") as m:
    print(m)
with managed("sw", swallow=True):
    raise ValueError("v")
def raising():
    with managed("r"):
        raise ValueError("again")
print(attempt(raising))


@contextlib.contextmanager
def twice():
    yield 1
    yield 2


@contextlib.contextmanager
def never():
    if False:
        yield


@contextlib.contextmanager
def stop():
    try:
        yield
    except StopIteration:
        raise


def use(cm, error=None):
    with cm:
        if error:
            raise error


print(attempt(use, twice()), attempt(use, never()), attempt(use, twice(), KeyError("k")), attempt(use, stop(), StopIteration("si")), attempt(lambda: managed()))


@managed("decorated")
def decorated(x):
    return x * 2


print(decorated(4), decorated(5))
with contextlib.suppress(KeyError, IndexError):
    {}[1]
print(attempt(use, contextlib.suppress(KeyError), ValueError("not")), contextlib.suppress().__enter__())
with contextlib.suppress(ValueError):
    raise ExceptionGroup("g", [ValueError(1)])
def grp():
    with contextlib.suppress(ValueError):
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
print(attempt(grp))
out = io.StringIO()
with contextlib.redirect_stdout(out), contextlib.closing(io.StringIO("x")) as f, contextlib.nullcontext(7) as n:
    print("captured", n)
print(repr(out.getvalue()), f.closed)
with contextlib.redirect_stderr(io.StringIO()) as err:
    print("err", file=sys.stderr)
print(err.getvalue().strip())
with contextlib.ExitStack() as stack:
    for i in range(3):
        stack.enter_context(CM(i))
    stack.callback(print, "callback", sep="-", end="!\n")
    stack.push(lambda t, v, tb: print("pushed", t, v) or True)
    @stack.callback
    def cb():
        print("decorated callback")
    raise LookupError("in stack")
print("survived")
def chain():
    with contextlib.ExitStack() as s:
        s.push(CM("c1", exit_error=KeyError("c1")))
        s.push(CM("c2", exit_error=IndexError("c2")))
        raise ValueError("first")
try:
    chain()
except KeyError as e:
    print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
with contextlib.ExitStack() as s:
    s.enter_context(CM("moved"))
    kept = s.pop_all()
print("not yet"); kept.close()
print(attempt(contextlib.ExitStack().enter_context, 5), attempt(contextlib.ExitStack().enter_context, NoExit()), attempt(contextlib.ExitStack().push, 5))


class Decor(contextlib.ContextDecorator):
    def __enter__(self): print("start"); return self
    def __exit__(self, *e): print("stop", e[0]); return False


@Decor()
def f(): print("body")
f()


class ABCM(contextlib.AbstractContextManager):
    def __exit__(self, *a):
        print("abc exit")


with ABCM() as x:
    print(type(x).__name__, issubclass(CM, contextlib.AbstractContextManager), attempt(contextlib.AbstractContextManager))
here = os.getcwd()
with contextlib.chdir("/"):
    print(os.getcwd())
print(os.getcwd() == here)
import asyncio
@contextlib.asynccontextmanager
async def am(v):
    print("aenter"); 
    try: yield v
    finally: print("aexit")
async def main():
    async with am(5) as v, contextlib.AsyncExitStack() as st:
        print(v, await st.enter_async_context(am(6)))
        st.push_async_callback(am(7).__aenter__)
        st.callback(print, "sync cb")
    async with contextlib.aclosing(agen()) as g:
        async for x in g: print(x); break
    try:
        async with 5: pass
    except TypeError as e: print(e)
    try:
        async with CM("sync"): pass
    except TypeError as e: print(e)
async def agen():
    try:
        yield 1; yield 2
    finally: print("agen closed")
asyncio.run(main())
with CM("last", exit_error=ValueError("uncaught from exit")):
    pass
