# stdin: first\nsecond\nthird é\n
"""Built-in functions over odd arguments; sys, dir, vars, help texts' shapes, print and input."""
import builtins
import sys


def attempt(f, *a, **k):
    try:
        r = f(*a, **k)
        return r if " at 0x" not in repr(r) else type(r).__name__
    except BaseException as e:
        return f"{type(e).__name__}: {e}"


SKIP = {"exit", "quit", "copyright", "credits", "license", "help", "input", "breakpoint", "open", "print", "id", "hash", "globals", "locals", "vars", "dir", "__build_class__", "object", "exec", "eval", "compile", "memoryview"}
args = [(), (None,), (5,), ("a",), ([3, 1, 2],), (1.5,), (1, 2), ("a", "b"), ([1], 2), (5, "x"), (1, 2, 3), ({}, {}, {})]
for name in sorted(vars(builtins)):
    f = getattr(builtins, name)
    if callable(f) and name not in SKIP and not name.startswith("_") and not (isinstance(f, type) and issubclass(f, BaseException)):
        print(name, [attempt(f, *a) for a in args])
print(sorted(n for n in vars(builtins) if not n.startswith("_") and n not in ("copyright", "credits", "license", "exit", "quit", "help", "_")), len(builtins.__doc__) > 0)
print(attempt(vars), attempt(vars, 5), sorted(vars(type("V", (), {"a": 1})))[:2], attempt(dir, 1, 2), sorted(dir(5))[-3:], dir(type("D", (), {"__dir__": lambda s: ["z", "a"]})()), attempt(dir, type("D", (), {"__dir__": lambda s: 5})()), attempt(hash, []), hash(-1), hash(2**61 - 1), hash(2**61), hash(-(2**61)), hash(1.5), hash(float("inf")), hash(True), hash(None) == hash(None), hash(()) , attempt(hash, type("H", (), {"__hash__": lambda s: 2**100})()), attempt(hash, type("H", (), {"__hash__": None})()), hash(type("H", (), {"__hash__": lambda s: -1})()))
for a in [("sys",), ("no_mod",), (5,), ("a", {}, {}, (), 1), ("",), ("os.path",), ("os", None, None, ["path"])]: print(a, attempt(__import__, *a) if a != ("sys",) else __import__("sys") is sys)
for a in [(object, "x"), (5, "real"), (5, "x", "d"), (5, 5), (5,), ("a", "upper")]: print(attempt(getattr, *a), attempt(hasattr, *a[:2]), attempt(setattr, *a[:2], 1), attempt(delattr, *a[:2]))
print(attempt(isinstance, 1, ()), attempt(isinstance, 1, (int, 5)), attempt(isinstance, 1, (5, int)), attempt(issubclass, int, ()), callable(len), callable(5), callable(type("C", (), {"__call__": 1})()), [round(x, n) for x, n in ((2.5, 0), (0.15, 1), (1234, -2), (5.5, None))], divmod(-7, 3), divmod(7.5, -2), pow(2, -1), pow(3, -1, 7), attempt(pow, 2, -1, 4), attempt(pow, 2, 2, 0), sum([], 5), sum(["a"], "") if 0 else attempt(sum, ["a"], ""), attempt(sum, [b"a"], b""), attempt(sum, [bytearray()], bytearray()), sum([[1]], []), attempt(sum, [1, "a"]), min(3, 1, key=lambda x: -x), attempt(min, [], default=None), attempt(max, 1, 2, 3, foo=1), bin(5), oct(-8), hex(255), ascii("é\n"), repr("é"), chr(0x1F600), ord("é"), format(3.14159, ".2f"), format(255, "#x"), sorted("bca", reverse=True), list(reversed("abc")), list(enumerate("ab", start=1)), list(zip(range(3), "ab")), all([]), any([]), abs(-3 + 4j), callable(print), bool(0.0), type(1)(2), slice(1, 2), complex("1+2j"), bytes([65]), frozenset("a"), attempt(eval, "1 +"), eval("[x for x in (1, 2)]"), attempt(exec, "raise KeyError(1)"))
print(input("prompt: "), input(), attempt(input, 1, 2), repr(input("é? "))); print(attempt(input, "eof?"))
print("a", "b", sep=None, end=None); print(sep="x"); print("x", end=""); print(); print(1, "a", [2], None, 1.5, sep="|", end="!\n", flush=True); print(*range(3), sep="\n", file=sys.stdout)
print(sys.version_info[:3], sys.version_info.major, sys.version_info >= (3, 13), sys.hexversion >> 16, sys.implementation.name, sys.implementation.cache_tag, sys.byteorder, sys.maxsize, sys.maxunicode, sys.float_info.max, sys.int_info.bits_per_digit, sys.hash_info.width, sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors(), sys.platform, sys.api_version, sys.argv[1:], sys.flags.isolated, sys.path[0] != "", sys.getrecursionlimit(), sys.getswitchinterval(), sys.is_finalizing(), sys.platlibdir, sys.copyright[:15], len(sys.stdlib_module_names), "os" in sys.stdlib_module_names, sys.getsizeof(5), sys.getsizeof(""), sys.getsizeof([]), attempt(sys.getsizeof), sys.intern("a") is sys.intern("a"), attempt(sys.intern, 5), sys.exc_info(), sys.exception(), attempt(sys.setswitchinterval, 0), sys.getallocatedblocks() > 0, sys._is_gil_enabled(), sys.abiflags, sys.thread_info.name, sys.get_asyncgen_hooks(), sys.getunicodeinternedsize() > 0, sys._git[0], sys.dont_write_bytecode, sys.pycache_prefix, sys.warnoptions, sys._xoptions, sys.tracebacklimit if hasattr(sys, "tracebacklimit") else "none", sys.call_tracing(lambda a: a + 1, (1,)), sys.get_coroutine_origin_tracking_depth(), sys.version.split()[0], sys.executable != "", sys._framework)
print(Ellipsis, NotImplemented, __debug__, __name__, __doc__[:20], __file__.endswith("builtins_all.py"), __spec__, __package__, __builtins__ is builtins, __loader__.__class__.__name__, attempt(lambda: exit.__class__.__name__), repr(exit), repr(quit), repr(help), type(_ := 5).__name__)
import io
h = io.StringIO(); sys.stdout, old = h, sys.stdout; sys.displayhook([1]); sys.displayhook(None); sys.displayhook("é"); sys.stdout = old; print(repr(h.getvalue()), builtins._)
