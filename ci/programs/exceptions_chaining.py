"""Exceptions: chaining, context, notes, groups, except*, finally, uncaught at the end."""
import sys
import traceback


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def show(error, depth=0):
    print("  " * depth + f"{error!r} cause={error.__cause__!r} context={error.__context__!r} suppress={error.__suppress_context__} notes={getattr(error, '__notes__', None)}")
    if isinstance(error, BaseExceptionGroup):
        for e in error.exceptions:
            show(e, depth + 1)


def chain():
    try:
        try:
            {}["a"]
        except KeyError as e:
            raise ValueError("second") from e
    except ValueError:
        raise TypeError("third")


try:
    chain()
except TypeError as e:
    show(e); show(e.__context__); show(e.__context__.__cause__)
    print("".join(traceback.format_exception(e)))
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise OSError("hidden") from None
except OSError as e:
    show(e)


class Custom(Exception):
    def __init__(self, code, *args):
        super().__init__(*args); self.code = code
    def __str__(self): return f"custom {self.code}"


class BadStr(Exception):
    def __str__(self): raise RuntimeError("no str")


class KwOnly(Exception):
    def __init__(self, *, a): self.a = a


for e in [Exception(), Exception(1), Exception(1, "a"), KeyError("k"), KeyError(), KeyError("a", "b"), Custom(5, "x"), StopIteration(3), SystemExit(4), OSError(2, "msg"), OSError(2, "msg", "file"), OSError(2, "m", "f1", None, "f2"), OSError("only"), OSError(1, 2, 3, 4, 5, 6), FileNotFoundError(2, "x"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), UnicodeEncodeError("ascii", "é", 0, 1, "bad"), UnicodeTranslateError("é", 0, 1, "r"), SyntaxError("msg"), SyntaxError("m", ("f", 1, 2, "text")), ImportError("i", name="n", path="p"), AttributeError("a", name="n", obj=5), NameError("n", name="nn"), KwOnly(a=1), ExceptionGroup("g", [ValueError(1)]), BlockingIOError(11, "b", 5), ModuleNotFoundError("m"), AssertionError([]), IndentationError("x", ("f", 3, 1, "t"))]:
    print(repr(e), str(e), e.args, {k: getattr(e, k) for k in ("errno", "strerror", "filename", "filename2", "code", "value", "name", "path", "obj", "start", "end", "reason", "object", "encoding", "msg", "lineno", "offset", "characters_written") if hasattr(e, k)})
print(attempt(str, BadStr()), attempt(repr, BadStr()), attempt(UnicodeDecodeError, 1), attempt(UnicodeDecodeError, "a", "b", 0, 1, "c"), attempt(ExceptionGroup, "x", []), attempt(ExceptionGroup, 5, [ValueError()]), attempt(ExceptionGroup, "x", [5]), attempt(ExceptionGroup, "x", ValueError()), attempt(ExceptionGroup, "x", [KeyboardInterrupt()]), repr(BaseExceptionGroup("b", [ValueError()])), repr(BaseExceptionGroup("b", [KeyboardInterrupt()])), attempt(Exception, a=1), attempt(KeyError, x=1), attempt(ImportError, foo=1), attempt(OSError, a=1), attempt(AttributeError, foo=1))
for bad in ("raise 5", "raise int", "raise", "raise ValueError from 5", "raise ValueError('x') from int", "raise None", "try: 1/0\nexcept 5: pass", "try: 1/0\nexcept (ValueError, 5): pass", "try: 1/0\nexcept* 5: pass", "try: 1/0\nexcept* ExceptionGroup: pass", "raise ValueError('x') from KeyError", "try: raise ValueError\nexcept ValueError: raise", "raise 'string'", "raise KwOnly", "raise BadStr()", "raise type('E', (BaseException,), {})('b')"):
    print(bad.replace("\n", "; "), attempt(exec, bad) if "BadStr" not in bad else "")
e = ValueError("noted"); e.add_note("one"); e.add_note("two\nlines"); print(e.__notes__, attempt(e.add_note, 5)); print("".join(traceback.format_exception(e)), end=""); e.__notes__ = "str"; print(traceback.format_exception_only(e)); e.__notes__ = [1, None]; print(traceback.format_exception_only(e)); e.__notes__ = 5; print(traceback.format_exception_only(e))
print(attempt(setattr, e, "__cause__", 5), attempt(setattr, e, "__context__", 5), attempt(setattr, e, "__traceback__", 5), attempt(setattr, e, "args", 5), attempt(delattr, e, "__cause__"), attempt(delattr, e, "args"), attempt(e.with_traceback, 5), e.with_traceback(None) is e)
e.args = (1, 2); print(e, e.__reduce__()); e.__cause__ = KeyError("c"); print(e.__suppress_context__); e.__cause__ = None; print(e.__suppress_context__, e.__setstate__({"x": 5}), e.x, attempt(e.__setstate__, 5))
eg = ExceptionGroup("top", [ValueError(1), TypeError("t"), ExceptionGroup("nested", [ValueError(2), OSError("o")]), KeyError("k")])
print(eg, repr(eg.subgroup(ValueError)), repr(eg.subgroup(lambda e: isinstance(e, ExceptionGroup))), eg.split((ValueError, TypeError)), eg.subgroup(ZeroDivisionError), eg.split(ZeroDivisionError), eg.message, len(eg.exceptions), repr(eg.derive([ValueError("d")])), attempt(eg.subgroup, 5), attempt(eg.split), attempt(setattr, eg, "message", "x"), eg.args)
try:
    raise eg
except* ValueError as v:
    print("V", repr(v), sys.exception() is v)
except* (TypeError, OSError) as t:
    print("T", repr(t))
except* KeyError:
    print("K", repr(sys.exception()))
else:
    print("no")
finally:
    print("finally")


def star(error, handler_error=None):
    try:
        try:
            raise error
        except* ValueError as g:
            if handler_error: raise handler_error
            print("handled", repr(g))
        except* TypeError as g:
            raise
    except BaseException as e:
        return show(e)


for err in (ValueError("plain"), TypeError("plain t"), KeyError("other"), ExceptionGroup("m", [ValueError(1), KeyError(2)]), ExceptionGroup("m", [ValueError(1), TypeError(2)]), BaseExceptionGroup("b", [KeyboardInterrupt(), ValueError(3)])):
    star(err); star(err, OSError("in handler")) if isinstance(err, ExceptionGroup) else None
for src in ["try: pass\nexcept* ValueError: break", "for i in x:\n try: pass\n except* ValueError: continue", "def f():\n try: pass\n except* V: return 1", "try: pass\nexcept*: pass", "try: pass\nexcept V: pass\nexcept* W: pass", "try: pass\nexcept: pass\nexcept V: pass", "try: pass", "try: pass\nelse: pass", "try: pass\nexcept V, W: pass", "try: pass\nexcept V as x.y: pass", "except: pass", "finally: pass", "try: pass\nexcept V as 5: pass"]:
    print(repr(src), attempt(compile, src, "s", "exec") if "break" not in src else attempt(compile, src, "s", "exec"))


def order():
    log = []
    def f(n):
        try:
            log.append("try")
            if n == 1: raise ValueError
            if n == 2: return "ret"
        except ValueError: log.append("except"); return "from except"
        else: log.append("else"); return "from else"
        finally:
            log.append("finally")
            if n == 3: return "override"
    return [f(i) for i in range(4)], log


def loop():
    for i in range(3):
        try:
            if i == 0: continue
            if i == 1: break
        finally: print("f", i)
    while True:
        try:
            try: raise KeyError("lost")
            finally: break
        except KeyError: print("never")
    return "done"


print(order(), loop())
def ctx_cycle():
    try: raise ValueError("a")
    except ValueError as a:
        try: raise a
        except ValueError as b: print(b.__context__, a is b)
    try: raise KeyError("x")
    except KeyError:
        try: raise IndexError("y")
        except IndexError: pass
        print(repr(sys.exception()), sys.exc_info()[0])
    print(sys.exc_info())
ctx_cycle()
def gen():
    try: yield 1
    except ValueError as e: yield repr(e.__context__)
try: raise OSError("outer")
except OSError:
    g = gen(); next(g); print(g.throw(ValueError("in")))
class E1(Exception):
    def __init_subclass__(cls, **k): print("sub", cls.__name__)
class E2(E1, KeyError): pass
print(attempt(lambda: (_ for _ in ()).throw(E2("multi"))), E2.__mro__[2].__name__, issubclass(TimeoutError, OSError), IOError is OSError, EnvironmentError is OSError, [type(OSError(n, "")).__name__ for n in (1, 2, 3, 4, 9, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111, 999)])
try:
    try: raise ExceptionGroup("final", [ValueError("one"), ExceptionGroup("inner", [KeyError("k"), OSError(5, "io", "f")])])
    except ExceptionGroup as g: g.add_note("a note"); raise RuntimeError("wrapping") from g
finally: print("last finally")
