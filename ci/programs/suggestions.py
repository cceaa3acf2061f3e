"""The suggestions in messages of NameError, AttributeError, ImportError, TypeError; uncaught at the end."""
import sys
import traceback


class Thing:
    colour = 1
    _private = 2
    very_long_attribute_name = 3
    def __init__(self): self.instance_attr = 1
    def method(self):
        return instance_attr
    def self_missing(self):
        return colour
    def call(self): return self.methd()


def test(function):
    try:
        function()
    except Exception as e:
        lines = traceback.format_exception_only(e)
        print(lines[-1].rstrip())


global_variable = 1
t = Thing()
def f1(): return t.color
def f2(): return t.colours
def f3(): return t.private
def f4(): return t.instance_atr
def f5(): return t.very_long_atribute_nam
def f6(): return t.xyz
def f7(): return global_varable
def f8(): local_value = 1; return local_valeu
def f9(): return prnt
def f10(): return lenn
def f11(): import collection
def f12(): from collections import orderedDict
def f13(): from math import Sqrt
def f14(): return [].appendd
def f15(): return "".uper
def f16(): return Thing.methd
def f17(): return sys.versionn
def f18(): return maths
def f19(): return math.pi
def f20(): return t.method()
def f21(): return t.self_missing()
def f22(): return t.call()
def f23(): return itertools.chain
def f24(): return none
def f25(): return true
def f26(): return int.form_bytes
def f27(): return {}.item
def f28(): return None.foo
def f29(): return f1.__nam__
def f30(): return a
def f31(): return dict.fromkey
def f32(): import os.pathh
def f33(): from os import pathh
def f34(): return os.path
def f35(): return (1).rael
def f36(): return sys.std_out
def f37(): nonexistent_function_name()
def f38(): return datetime.now()
def f39(): print(sep="", ned="")
def f40(): sorted([], revers=True)
def f41(): int("1", bas=2)
def f42(): open("x", encodin="utf-8")
def f43():
    def g(first, second): pass
    g(1, secnd=2)
def f44(): "".split(seperator=",")
def f45(): "a".encode(error="x")
def f46(): dict.fromkeys(iterble=1)
def f47(): return ValueErorr
def f48(): return __nam__
def f49(): return __file
def f50():
    colour = 5
    class In:
        def m(self): return colou
    In().m()
for i in range(1, 51):
    print(i, end=" "); test(globals()[f"f{i}"])
class Dir:
    def __dir__(self): return ["alpha", "beta", 5]
class BadDir:
    def __dir__(self): raise RuntimeError("dir")
class GetAttr:
    def __getattr__(self, name): raise AttributeError(f"custom {name}")
class GetAttr2:
    near = 1
    def __getattr__(self, name): raise AttributeError(name, name=name, obj=self)
test(lambda: Dir().alpa); test(lambda: BadDir().x); test(lambda: GetAttr().y); test(lambda: GetAttr2().nearr)
test(lambda: exec("import thread")); test(lambda: exec("from json import dump_s")); test(lambda: exec("import xml.dmo")); test(lambda: exec("from . import x")); test(lambda: exec("import json.nothing"))
for src in ["x = ", "if True print(1)", "print 'hello'", "exec 'x'", "a = 1 b = 2", "f(a b)", "class A\n  pass", "def f(:\n pass", "for i in range(3) print(i)", "while True print()", "else: pass", "x = [1, 2", "x = (1, 2]", "x = {1: 2, 3}", "x = {1, 2: 3}", "'abc", '"""abc', "f'{x'", "f'{}'", "f'{a b}'", "f'{a!x}'", "f'}'", "f'{a:{b:{c:{d}}}}'", "x = 5 +", "1 = x", "x + 1 = 2", "f() = 1", "None = 1", "True += 1", "(a, b) += 1", "[a, 1] = 2", "del f()", "del 1", "del (a, b + 1)", "for f() in x: pass", "with a as f(): pass", "import a.b as c.d", "from a import", "from a import (b, c", "from a import *, b", "import a from b", "lambda x: return 1", "return 1", "yield 1", "break", "continue", "a = yield", "x = 1 if 2", "if x = 1: pass", "while x = 1: pass", "a := 1", "(a.b := 1)", "f(a=1, 2)", "f(**a, *b)", "f(**a, b)", "f(x for x in y, z)", "f(a=1, a=2)", "f(1=2)", "f(True=1)", "f(a.b=1)", "def f(a=1, b): pass", "def f(*): pass", "def f(**a, b): pass", "def f(*, **a): pass", "def f(a, /, b, /): pass", "def f(/): pass", "def f(*a, *b): pass", "def f(a, *, /): pass", "def f(1): pass", "def f((a)): pass", "lambda a=1, b: 1", "@\nclass A: pass", "async x", "a b", "a ? b", "a $ b", "a ! b", "0777", "0b12", "0o8", "0xg", "1__0", "1_", "1.e", "1e", "1abc", "0_", "é€", "a\u00a0b", "‘x’", "x = “y”", "\t x\n  y", "if 1:\nx", "if 1:\n  x\n y", "def f():\nreturn", "  x", "x\n  y", "class A:\ndef f(): pass", "try:\n  x\ny", "try:\n x\nexcept A:\ny", "for x in y:\nz", "with a:\nb", "match x:\n  case 1:\n  y", "(", ")", "]", "}", "(]", "a[1:2", "a[", "{'a': }", "{'a' 1}", "{**a: 1}", "[x for]", "[for x in y]", "[x for x in]", "[x, y for x in z]", "{x, y for x in z}", "(x, y for x in z)", "not", "a not b", "a is not", "a in", "1 < > 2", "a <> b", "a++", "++a +", "a = *b", "*a", "*a = b", "print(*)", "print(**)", "f(*)", "a, *b = *c", "x: int: str", "(x): int = 1", "(x, y): int", "[x]: int", "x.y(): int", "global a.b", "nonlocal", "assert", "assert (1, 'x')", "raise a, b", "raise a from", "pass x", "a;;b", ";", ":", "a:", "class", "class 1: pass", "class A(: pass", "def", "def f", "def f()", "lambda", "if", "while", "for", "for x", "for x in", "try", "with", "with a", "with a as", "import", "import a,", "from", "from .", "from . import", "del", "return x y", "\\x", "x \\ y", "'\\x1'", "'\\u12'", "b'\\x1'", "'\\N{foo}'", "b'é'", "u'x' b'y'", "f'' b''", "rb'x' u'y'", "a = b = ", "a += b += c", "a -> b", "def f() -> : pass", "def f(a: ): pass", "def f(a = ): pass", "type X", "type X = ", "type X[T = int, U] = 1", "def f[T(): pass", "class A[]: pass", "def f[*T: int](): pass", "x = await y", "async with a: pass", "async for a in b: pass", "async def f(): yield from x", "elif x: pass", "except: pass", "finally: pass", "case 1: pass", "None.x = 1", "a.None", "a.1", "a..b", "__debug__ = 1", "def f(__debug__): pass", "from __future__ import braces", "from __future__ import nope", "x = 1\nfrom __future__ import division", "\0", "x\0y"]:
    try:
        compile(src, "<test>", "exec")
        print(repr(src), "compiles")
    except (SyntaxError, ValueError) as e:
        print(repr(src), "->", type(e).__name__, e.args[0], *(e.args[1][1:] if len(e.args) > 1 else ()))
t.instance_attrr
