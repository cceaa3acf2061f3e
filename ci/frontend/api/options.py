"""The arguments of `compile`, `eval`, `exec`, `ast.parse` and the modules that pass them on.

    options
"""

import __future__
import ast
import importlib.util
import io
import marshal
import os
import pathlib
import sys
import tempfile
import types
import warnings

BITS = [1 << bit for bit in range(31)] + [-1, -(2**31), 2**31, 2**31 - 1, 2**63, -(2**63) - 1, 0x400 | 0x8000, 0x8000, 0x1400, 0x2400, 0x4200, 0x600]


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, type):
            raise self.value("asked")
        return self.value


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        if isinstance(self.value, type):
            raise self.value("asked")
        return self.value


class Path(os.PathLike):
    def __init__(self, value):
        self.value = value

    def __fspath__(self):
        return self.value


class Text(str):
    def __str__(self):
        return "other"

    def encode(self, *args):
        return b"other"


class Data(bytes):
    pass


def told(made):
    """What a result is."""
    if isinstance(made, types.CodeType):
        return ["code", marshal.dumps(made), made.co_filename, made.co_flags]
    if isinstance(made, ast.AST):
        return ["tree", ast.dump(made, include_attributes=True)]
    return ["object", type(made).__name__, repr(made)]


def outcome(call, *args):
    *args, kwargs = args
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = told(call(*args, **kwargs))
        except BaseException as e:
            said = ["raised", type(e).__name__, str(e), type(e.__cause__).__name__, type(e.__context__).__name__]
            if isinstance(e, SyntaxError):
                said += [e.args[1:], e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]
    return said, [(w.category.__name__, str(w.message), os.path.basename(w.filename), w.lineno) for w in caught]


AWAITING = ["await x", "async for x in y: z", "async with x as y: z", "[x async for x in y]", "[await x for x in y]", "lambda: await x"]
AWAITING += ["def f(): await x", "class A: await x", "(x async for x in y)", "(await x)", "await x\nyield y", "[[x async for x in y] for z in w]"]
AWAITING += ["x: await y = 1", "f'{await x}'", "class A: [x async for x in y]", "type X = await y", "def f[T: (await x)](): pass", "@await x\ndef f(): pass"]
AWAITING += ["x", "{x: await y async for x in y}", "del (await x).y", "match await x:\n case 1: await y", "try: await x\nexcept await y: pass", "", "await"]
FUTURES = [name for name in __future__.all_feature_names] + ["braces", "nope", "GIL", "*", "annotations, division", "annotations as a"]
SOURCES = [
    "x = 1", "", "\n", "  x", "x\0", "\0", "x = '\0'", "#\0\n1", "\ufeffx = 1", "\ufeff", " \ufeffx", "# -*- coding: latin-1 -*-\n'\u00e9'", "x = '\udc80'", "\udc80", "# \udc80",
    "\u2102 = 1", "'\u00e9\U0001f600'", "x\r\ny\rz\n", "x\f\ny", "x\\\n", "x\x1a", "if 1:\n  x", "if 1:\n  x\n ", "'''\r\n'''", "\t\n", "x #", "x = (\n", "pass;", "1\n#", "\\", "\\\n",
]
RAW = [source.encode("utf-8", "surrogatepass") for source in SOURCES] + [
    b"# coding: latin-1\n'\xe9'", b"# coding: utf-8\n'\xe9'", b"#!\n# coding: latin-1\n'\xe9'", b"\n\n# coding: latin-1\n'\xe9'", b"'a'\n# coding: latin-1\n'\xe9'",
    b"# coding: nope\nx", b"# coding: rot13\nk = 1", b"# coding: utf-16\nx", b"# coding: ascii\n'\xe9'", b"# coding: cp1252\n'\x80'", b"# coding: cp1252\n'\x81'", b"# vim: set fileencoding=koi8-r :\n'\xc1'",
    b"\xef\xbb\xbf# coding: latin-1\nx", b"\xef\xbb\xbf# coding: utf-8\nx", b"\xef\xbb\xbfx = '\xc3\xa9'", b"\xef\xbb\xbf\xef\xbb\xbfx", b"\xff\xfex\0", b"\xef\xbb", b"\xe9", b"x = '\xe9'", b"# \xe9", b"# coding: utf8\n\xc3\xa9 = 1",
    b"# coding: iso-8859-15\n'\xa4'", b"# coding: shift_jis\n'\x83\x41'", b"# coding: euc-jp\n'\xa4\xa2'", b"# coding: big5\n'\xa4@'", b"# coding: utf-7\n'+AGE-'", b"# coding: raw_unicode_escape\n'\\u0041'", b"# coding: hex\n61",
    b"# coding: utf-8-sig\nx", b"# coding=utf-8", b"#coding:latin-1\r'\xe9'", b"# coding: latin-1 \\\n'\xe9'", b"# coding: UTF_8\nx", b"# coding: utf-8-unix\nx", b"# coding: latin-1-unix\n'\xe9'", b"# coding: iso_8859_1\n'\xe9'",
    b"# coding: \nx", b"# coding: idna\nx", b"# coding: punycode\nx", b"# coding: unicode_escape\n'\\x41'", b"# coding: mbcs\nx", b"# coding: undefined\nx", b"\x0c# coding: latin-1\n'\xe9'", b"x # coding: latin-1\n'\xe9'",
]
SHAPES = [lambda b: b, bytearray, memoryview, Data, lambda b: memoryview(b)[::2], lambda b: memoryview(b + b"!")[:-1], lambda b: memoryview(bytearray(b"?" + b))[1:]]
OTHERS = [None, 1, 1.5, [], ast.Load(), ast.AST(), ast.Pass(), ast.Module([], []), ast.Module, object(), io.StringIO("x"), types.SimpleNamespace(), (), "x".encode, range(3)]
FILENAMES = ["", "f", b"f", b"f\0g", "f\0g", b"\xff\xfe", "\udc80", "\ud800", Path("p"), Path(b"p\xff"), Path(1), pathlib.PurePosixPath("a/b"), bytearray(b"f"), memoryview(b"f"), None, 1, Text("f"), Data(b"f"), array_like := [], "\u20ac"]
MODES = ["exec", "eval", "single", "func_type", "", "exe", "exec\0", "Exec", b"exec", None, 1, "\udc80", "\u20ac", Text("exec"), Text("eval")]
INHERITING = """
from __future__ import {}
def run(source, how, *args):
    if how == "compile": return compile(source, "f", "exec", *args)
    if how == "eval": return eval(source, {{}})
    if how == "exec":
        namespace = {{}}; exec(source, namespace); return namespace.get("r")
    if how == "eval of compile": return eval("compile(source, 'f', 'exec')", {{"source": source}})
    if how == "lambda": return (lambda: compile(source, "f", "exec", *args))()
    if how == "comprehension": return [compile(source, "f", "exec", *args) for x in [1]][0]
    if how == "class":
        class A: made = compile(source, "f", "exec", *args)
        return A.made
    if how == "map": return list(map(compile, [source], ["f"], ["exec"]))[0]
    if how == "generator": return next(compile(source, "f", "exec", *args) for x in [1])
"""
INHERITED = ["def f(x: y): pass", "x: y", "a <> b", "a != b", "r = compile('x: y', 'g', 'exec')", "def g(x: y): pass\nr = g.__annotations__", "r = eval(\"compile('x: z', 'g', 'exec')\")"]


def run_in(future, source, how, *args):
    namespace = {}
    exec(compile(INHERITING.format(future), "inheriting", "exec", 0, True), namespace)
    return namespace["run"](source, how, *args)


def source_file(data, way, *args):
    """A module from a file, by the ways that programs go."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m.py")
        with open(path, "wb") as f:
            f.write(data)
        import compileall
        import linecache
        import py_compile
        import runpy
        import tokenize

        output = io.StringIO()
        stdout, sys.stdout, stderr, sys.stderr = sys.stdout, output, sys.stderr, output
        try:
            if way == "py_compile":
                made = py_compile.compile(path, *args)
            elif way == "compileall":
                made = compileall.compile_dir(folder, *args)
            elif way == "compile_file":
                made = compileall.compile_file(path, *args)
            elif way == "runpy":
                made = sorted(runpy.run_path(path))
            elif way == "open":
                with tokenize.open(path) as f:
                    made = f.read()
            elif way == "linecache":
                made = linecache.getlines(path)
            elif way == "import":
                spec = importlib.util.spec_from_file_location("m", path)
                made = sorted(vars(spec.loader.load_module("m")))
                sys.modules.pop("m", None)
        except BaseException as e:
            e.args = tuple(str(arg).replace(folder, "F") for arg in e.args)
            made = [type(e).__name__, repr(e.args)]
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        pycs = []
        for where, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(".pyc"):
                    with open(os.path.join(where, name), "rb") as f:
                        data = f.read()
                    pycs.append([name, data[:8], data[12:16], marshal.loads(data[16:]).co_code, data[16:].count(folder.encode())])
        return repr(made).replace(folder, "F"), output.getvalue().replace(folder, "F"), pycs


def cases():
    return [(f"{name} {args!r:.150} {kwargs or ''}", call, *args, kwargs) for name, call, args, kwargs in all_cases()]


def all_cases():
    make = lambda name, call, *args, **kwargs: found.append((name, call, args, kwargs))
    found = []
    for bit in BITS:
        for source in "x = 1", "from __future__ import annotations\nx: y", ast.parse("x: y = 1"):
            for inherit in True, False:
                make("compile", compile, source, "f", "exec", bit, inherit)
    for flags in [Index(0x2000), Index("a"), Index(ValueError), 1.0, None, "1", True, 0x20000, 0x100000, 0x1000000 | 0x400]:
        make("compile", compile, "x: y", "f", "exec", flags)
    for inherit in [0, 1, None, "", Truth(True), Truth(False), Truth(ValueError), 2**70]:
        make("compile", compile, "x: y", "f", "exec", 0, inherit)
    for level in [-2, -1, 0, 1, 2, 3, 100, 2**31, -(2**31) - 1, Index(2), Index(KeyError), None, 1.0, True, "1"]:
        for source in "'doc'\nassert x, 'y'\nif __debug__: z\ndef f():\n 'doc'\n", ast.parse("'doc'\nassert x\nprint(__debug__)"):
            make("compile", compile, source, "f", "exec", 0, True, level)
            make("compile", compile, source, "f", "exec", ast.PyCF_OPTIMIZED_AST, True, level)
            make("ast.parse", ast.parse, source, optimize=level)
    for version in [-1, 0, 1, 3, 4, 8, 12, 13, 14, 100, 2**31, None, 1.5, Index(7), "3", (3, 8), (3,), (2, 7), (4, 0), (3, 20), (3, 7, 1), (), (3, -1), ("3", 1)]:
        for source in "(x := 1)", "match x:\n case 1: pass", "def f(a, /): pass", "x: int = 1":
            make("compile", compile, source, "f", "exec", 0x400, _feature_version=version)
            make("compile", compile, source, "f", "exec", _feature_version=version)
            make("ast.parse", ast.parse, source, feature_version=version)
    for mode in MODES:
        for source in "x", "x = 1", "(int) -> str", "", b"x", ast.parse("x"), ast.parse("x", mode="eval"), ast.parse("() -> x", mode="func_type"), ast.Interactive([ast.Pass()]), 1:
            for flags in 0, 0x400, 0x8400, 0x1400:
                if mode == "func_type" and flags == 0x8400 and isinstance(source, ast.AST):
                    # CPython reads outside an array.
                    continue
                make("compile", compile, source, "f", mode, flags)
        make("ast.parse", ast.parse, "x", mode=mode)
    for name in FILENAMES:
        for source in "x", "x = ", ast.parse("x"):
            make("compile", compile, source, name, "exec")
        make("compile", compile, "x: int = (yield)", name, "exec", 0x400)
        make("ast.parse", ast.parse, "x y", name)
    for source in SOURCES + RAW:
        shapes = SHAPES if isinstance(source, bytes) else [lambda text: text, Text]
        for shape in shapes:
            try:
                given = shape(source)
            except (ValueError, UnicodeError):
                continue
            for mode in "exec", "eval", "single":
                for flags in 0, 0x400, 0x4200:
                    make("compile", compile, given, "f", mode, flags)
            make("eval", eval, given, {"x": 1})
            make("exec", exec, given, {"x": 1, "y": 2, "z": 3})
            make("ast.literal_eval", ast.literal_eval, given)
    for other in OTHERS:
        for call in compile, eval, exec, ast.parse, ast.literal_eval, ast.unparse, ast.dump:
            make(call.__name__, call, other, *(["f", "exec"] if call is compile else []))
    for source in AWAITING:
        for flags in 0, 0x2000, 0x2400, 0x2000 | 0x8400:
            for mode in "exec", "eval", "single":
                make("compile", compile, source, "f", mode, flags)
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue
        make("compile", compile, tree, "f", "exec", 0x2000)
        make("compile", compile, tree, "f", "exec", 0)
    for feature in FUTURES:
        for before in "", "'doc'\n", "'doc' 'more'\n", "x\n", "from __future__ import division\n", "import a\n", "pass;", "f'doc'\n", "'a'; 'b'\n", "(\n", "from __future__ import annotations\n'doc'\n":
            for mode in "exec", "single", "eval":
                make("compile", compile, f"{before}from __future__ import {feature}\nx: y\na <> b", "f", mode)
                make("compile", compile, f"{before}from __future__ import {feature}\nx: y\na != b", "f", mode)
                make("compile", compile, f"{before}from __future__ import {feature}\nx: y", "f", mode)
    for inner in "def f():\n from __future__ import annotations", "if 1: from __future__ import annotations", "from __future__ import (annotations)", "from .__future__ import annotations", "import __future__", "from __future__ import annotations\nfrom __future__ import nope":
        make("compile", compile, inner, "f", "exec")
    for future in "annotations", "division", "barry_as_FLUFL", "generator_stop, annotations":
        for source in INHERITED:
            for how in "compile", "eval", "exec", "eval of compile", "lambda", "comprehension", "class", "map", "generator":
                make(f"inherited by {how}", run_in, future, source, how)
            for how in "compile", "lambda":
                make(f"inherited by {how}", run_in, future, source, how, 0, True)
                make(f"inherited by {how}", run_in, future, source, how, 0x400)
    for args in [(), ("x",), ("x", "f"), ("x", "f", "exec", 0, 0, 0, 0), ("x", "f", "exec", 0, 0, 0, 0, 0)]:
        make("compile", compile, *args)
    for kwargs in [{"source": "x", "filename": "f", "mode": "exec"}, {"sauce": 1}, {"_feature_version": 8}, {"mode": "exec"}]:
        make("compile", compile, **kwargs)
        make("compile", compile, "x", "f", **kwargs)
    for globals, locals in [(None, None), ({}, None), ({}, {}), (1, None), ({}, 1), (None, 1), (None, {}), (types.MappingProxyType({}), None), ([], None), ({}, []), ({"__builtins__": {}}, None), ({"__builtins__": None}, None), ({"__builtins__": types}, None)]:
        for call in eval, exec:
            for source in "1", "x", "sorted(locals())", "len", compile("1", "f", "eval"), compile("x = 1", "f", "exec"):
                make(call.__name__, call, source, globals and dict(globals) if type(globals) is dict else globals, locals)
                make(call.__name__, call, source, globals=globals and dict(globals) if type(globals) is dict else globals, locals=locals)
    for text in ["1", "-1", "+1", "--1", "~1", "1+2j", "1-2j", "-1+2j", "2j+1", "1+2", "'a' 'b'", "b'a'", "(1,)", "[1, 'a']", "{1}", "{}", "{1: [2]}", "set()", "set(1)", "frozenset()", "None", "True", "...", "a", "a.b", "f''", "f'{1}'", "1 if 1 else 2", "{**{}}", "[*[]]", "  1", "\t1", "\n1", "1 # c", "1\n", "(1", "-'a'", "+True", "-True", "1+True", "1j+2j", "1e400", "9" * 5000, "0x" + "f" * 5000, "'\\ud800'", "[" * 300 + "]" * 300, "-" * 500 + "1", "{[]: 1}", "{{}}", "()", "list()", "1,", "x := 1", "lambda: 1", "b'a' 'c'", "1_0", "'\\d'"]:
        make("ast.literal_eval", ast.literal_eval, text)
    for data in [b"x = 1", b"x = ", b"'\\d'", b"# coding: nope\n", b"\xff", b"x = 1\0", b"return", b"\xef\xbb\xbfx=1", b"# coding: latin-1\nx='\xe9'", b"'doc'\nassert 1", b"def f(:\n", b"", b"  x", b"x" * 3000 + b" y"]:
        for way in "py_compile", "compileall", "compile_file", "runpy", "open", "linecache", "import":
            make(way, source_file, data, way)
        make("py_compile", source_file, data, "py_compile", None, None, True, 2)
        make("py_compile", source_file, data, "py_compile", None, "shown", True, 1)
        make("compile_file", source_file, data, "compile_file", "dest", True)
    return found
