"""Exceptions whose text cannot be had, odd notes, empty messages, modules and names in what is printed."""
import sys
import traceback


class BadStr(Exception):
    def __str__(self): raise RuntimeError("str fails")
    def __repr__(self): raise RuntimeError("repr fails")


class Empty(Exception):
    pass


class Multi(Exception):
    def __str__(self): return "line one\nline two\n  indented"


class Outer:
    class Nested(ValueError): pass


Foreign = type("Foreign", (Exception,), {"__module__": "some.module"})
NoModule = type("NoModule", (Exception,), {"__module__": None})
Builtin = type("Builtin", (Exception,), {"__module__": "builtins"})


class Meta(type):
    def __str__(cls): return "pretty name"


class WithMeta(Exception, metaclass=Meta):
    pass


class NonStr(Exception):
    def __str__(self): return 5


for e in (BadStr(1), Empty(), Empty(""), Empty(None), Multi(), Outer.Nested("n"), Foreign("f"), NoModule("n"), Builtin("b"), WithMeta("m"), NonStr(), KeyError("k"), KeyError(), KeyError("a", "b"), KeyError(("t",)), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), OSError(5, "io"), SystemExit(3), StopIteration(4), SyntaxError("plain"), SyntaxError("m", ("f.py", 2, 3, "text here", 2, 7)), SyntaxError("m", ("nofile", 1, 100, "short", 1, 200)), SyntaxError("m", ("f", 1, 0, None)), SyntaxError("tab", ("f", 3, 2, "\tx = = 1", 3, 4)), IndentationError("ind", ("f", 1, 1, "  x")), ImportError("i", name="n", path="p"), AttributeError("a"), NameError("n"), ExceptionGroup("g", [ValueError(1)]), BaseExceptionGroup("b", [KeyboardInterrupt()])):
    try:
        raise e
    except BaseException:
        lines = traceback.format_exc().splitlines()
        print(*lines[3:], sep="\n")
    print("only:", traceback.format_exception_only(e), "|", traceback.TracebackException.from_exception(e).exc_type_str)
e = ValueError("with odd notes")
e.__notes__ = ["fine", 5, None, BadStr(), "multi\nline", ""]
print("".join(traceback.format_exception_only(e)))
a, b = ValueError("a"), ValueError("b"); a.__cause__, b.__cause__ = b, a
print("".join(traceback.format_exception(a)))
a = ValueError("self"); a.__context__ = a; print("".join(traceback.format_exception(a)))
tb = None
def deep(n): return deep(n - 1) if n else 1 / 0
try: deep(5)
except ZeroDivisionError as err:
    print("".join(traceback.format_exception(err, limit=1)), "".join(traceback.format_exception(err, limit=-2)), "".join(traceback.format_exception(err, chain=False)).count("deep"), [f.name for f in traceback.extract_tb(err.__traceback__)], traceback.extract_tb(err.__traceback__)[0].line, repr(traceback.extract_tb(err.__traceback__)[1]).split("line")[1])
sys.stdout.flush()
raise BadStr("finally") from Multi()
