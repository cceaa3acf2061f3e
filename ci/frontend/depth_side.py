"""One side of `depth_diff.py`: makes nested and long sources and trees by name and size, and says what becomes of them.

Reads requests from standard input and writes answers to standard output, both marshalled and with their length before them;
both sides run it, so that only names and sizes go through the pipe.
"""

import ast
import hashlib
import marshal
import re
import sys
import threading
import time
import warnings

FIELDS = "msg filename lineno offset text end_lineno end_offset print_file_and_line".split()


# ---- sources: from a size to a text ----


def blocks(head, tail=""):
    """Blocks in blocks, indented by a column each; `tail` closes each at its own column."""

    def source(n):
        lines = [" " * i + head for i in range(n)]
        lines.append(" " * n + "pass")
        lines += [" " * i + tail for i in reversed(range(n))] if tail else []
        return "\n".join(lines) + "\n"

    return source


def cases(n):
    lines = []
    for i in range(n):
        lines += [" " * (2 * i) + "match a:", " " * (2 * i + 1) + "case b:"]
    return "\n".join([*lines, " " * (2 * n) + "pass"]) + "\n"


def enclosed(before, after, core="", start="", end=""):
    return lambda n: start + before * n + core + after * n + end


def repeated(text, core="", start=""):
    return lambda n: start + text * n + core


# What is an expression, so that all modes make sense.
EXPRESSIONS = {
    # Brackets: the tokenizer's limit.
    "parentheses": enclosed("(", ")", "a"),
    "empty parentheses": enclosed("(", ")"),
    "lists": enclosed("[", "]"),
    "sets": enclosed("{", "}"),
    "open parentheses": repeated("("),
    "open lists": repeated("["),
    "open sets": repeated("{"),
    "open calls": repeated("f("),
    "open subscripts": repeated("a["),
    "mixed brackets": enclosed("([{", "}])", "a"),
    "wrong brackets": lambda n: "(" * n + "a" + ")" * (n - 1) + "]",
    "tuples": enclosed("(a,", ")"),
    "dicts": enclosed("{a:", "}", "1"),
    "calls": enclosed("f(", ")"),
    "keyword calls": enclosed("f(a=", ")", "1"),
    "starred calls": enclosed("f(*", ")", "a"),
    "double-starred calls": enclosed("f(**", ")", "a"),
    "subscripts": enclosed("a[", "]", "b"),
    "slices": enclosed("a[b:", "]", "c"),
    "comprehensions": enclosed("[a for a in ", "]", "b"),
    "set comprehensions": enclosed("{a for a in ", "}", "b"),
    "dict comprehensions": enclosed("{a:a for a in ", "}", "b"),
    "generators": enclosed("(a for a in ", ")", "b"),
    "comprehensions inside out": enclosed("[", " for a in b]", "a"),
    "named expressions": enclosed("(x:=", ")", "1"),
    "conditions in parentheses": enclosed("(a if b else ", ")", "c"),
    "lambdas in parentheses": enclosed("(lambda:", ")", "1"),
    "signs in parentheses": enclosed("(-", ")", "1"),
    "sums in parentheses": enclosed("(a+", ")", "1"),
    "sums in parentheses, left": enclosed("(", "+a)", "1"),
    "awaits in parentheses": enclosed("(await ", ")", "a"),
    "starred in lists": enclosed("[*", "]", "a"),
    "signs and parentheses": enclosed("(" + "-" * 20, ")", "1"),
    "nots and parentheses": enclosed("(" + "not " * 20, ")", "1"),
    "lambdas and parentheses": enclosed("(" + "lambda:" * 10, ")", "1"),
    "conditions and parentheses": enclosed("(" + "a if b else " * 10, ")", "1"),
    "powers and parentheses": enclosed("(" + "a**" * 10, ")", "1"),
    # Prefixes: the parser's limit.
    "minus": repeated("-", "1"),
    "plus": repeated("+", "a"),
    "tilde": repeated("~", "a"),
    "not": repeated("not ", "a"),
    "not with a mistake": repeated("not ", "a b"),
    "minus with a mistake": repeated("-", "a b"),
    "await": repeated("await ", "a"),
    "lambda": repeated("lambda:", "1"),
    "lambda with parameters": repeated("lambda a, *b, c=1:", "1"),
    "lambda in defaults": enclosed("lambda a=", ":1", "1"),
    "conditions": repeated("a if b else ", "c"),
    "conditions in the middle": enclosed("a if ", " else b", "c"),
    "powers": repeated("**a", start="a"),
    "powers of minus": repeated("**-a", start="a"),
    "named without parentheses": repeated("x:=", "1"),
    "stars": repeated("*", "a"),
    "double stars": repeated("**", "a"),
    "minus not": repeated("- not ", "a"),
    "lambda conditions": repeated("lambda: a if b else ", "c"),
    # Chains to the left: the compiler's limits.
    "sum": repeated("+a", start="a"),
    "sum of constants": repeated("+1", start="1"),
    "product": repeated("*a", start="a"),
    "shifts": repeated("<<a", start="a"),
    "ors of bits": repeated("|a", start="a"),
    "sums and products": repeated("+a*a", start="a"),
    "attributes": repeated(".b", start="a"),
    "calls of calls": repeated("()", start="a"),
    "subscripts of subscripts": repeated("[0]", start="a"),
    "methods of methods": repeated(".b()", start="a"),
    "methods with arguments": repeated(".b(c, d=1)", start="a"),
    "mixed trailers": repeated(".b[c](d)", start="a"),
    "sum of calls": repeated("+a.b(c)", start="a"),
    "sum with a mistake": repeated("+a", start="a b"),
    "attributes with a mistake": repeated(".b", "b c", start="a"),
    "awaited attributes": repeated(".b", start="await a"),
    # Flat: no limit.
    "and": repeated(" and a", start="a"),
    "or": repeated(" or a", start="a"),
    "and and or": repeated(" and a or a", start="a"),
    "comparisons": repeated("<a", start="a"),
    "not in": repeated(" not in a", start="a"),
    "tuple": repeated("a,"),
    "strings": repeated("'a' "),
    "f-strings in a row": repeated("f'{a}' "),
    "fields": lambda n: "f'" + "{a}" * n + "'",
    "arguments": lambda n: "f(" + "a," * n + ")",
    "keyword arguments": lambda n: "f(" + ",".join(f"a{i}=1" for i in range(n)) + ")",
    "double-starred arguments": lambda n: "f(" + "**a," * n + ")",
    "digits": repeated("1"),
    "hexadecimal digits": lambda n: "0x" + "1" * n,
    "digits of an exponent": lambda n: "1e" + "1" * n,
    "digits with underscores": lambda n: "1" + "_1" * n,
    "digits and letters": lambda n: "1" * n + "a",
    # F-strings.
    "f-strings": lambda n: "f'{" * n + "a" + "}'" * n,
    "open f-strings": lambda n: "f'{" * n,
    "format specifications": lambda n: "f'{a:" + "{b:" * n + "}" * n + "}'",
    "f-strings in format specifications": lambda n: "f'{a:{" * n + "b" + "}}'" * n,
    "f-strings with quotes": lambda n: "".join("f" + "'\""[i % 2] + "{" for i in range(n)) + "a" + "".join("}" + "'\""[i % 2] for i in reversed(range(n))),
    "brackets in an f-string": lambda n: "f'{" + "(" * n + "a" + ")" * n + "}'",
    "signs in an f-string": lambda n: "f'{" + "-" * n + "a" + "}'",
    "sum in an f-string": lambda n: "f'{a" + "+a" * n + "}'",
    "f-strings and brackets": lambda n: "f'{(" * n + "a" + ")}'" * n,
    "debug fields": lambda n: "f'{" * n + "a" + "=}'" * n,
    "lambdas in f-strings": lambda n: "f'{(lambda:" * n + "a" + ")}'" * n,
}

STATEMENTS = {
    "if": blocks("if a:"),
    "if else": blocks("if a:", "else: pass"),
    "for": blocks("for a in b:"),
    "while": blocks("while a:"),
    "with": blocks("with a:"),
    "try": blocks("try:", "finally: pass"),
    "try except": blocks("try:", "except a: pass"),
    "try except star": blocks("try:", "except* a: pass"),
    "def": blocks("def f():"),
    "def with parameters": blocks("def f(a=b, *c: d):"),
    "generic def": blocks("def f[T]():"),
    "class": blocks("class A:"),
    "generic class": blocks("class A[T](B):"),
    "async def": blocks("async def f():"),
    "match": cases,
    "indentation": lambda n: "".join("if a:\n" + " " * (i + 1) for i in range(n)) + "pass\n",
    "indentation by tabs": lambda n: "".join("if a:\n" + "\t" * (i + 1) for i in range(n)) + "pass\n",
    "else if": lambda n: "".join("if a: pass\n" + " " * i + "else:\n" + " " * (i + 1) for i in range(n)) + "pass\n",
    "async with": lambda n: "async def f():\n with " + ",".join(["a"] * n) + ": pass\n",
    "with items": lambda n: "with " + ",".join(["a"] * n) + ": pass\n",
    "with items in parentheses": lambda n: "with (" + ",".join(["a"] * n) + "): pass\n",
    "with items as": lambda n: "with " + ",".join(["a as b"] * n) + ": pass\n",
    "elif": lambda n: "if a: pass\n" + "elif a: pass\n" * n,
    "elif else": lambda n: "if a: pass\n" + "elif a: pass\n" * n + "else: b\n",
    "elif with a mistake": lambda n: "if a: pass\n" + "elif a: pass\n" * n + "else b\n",
    "except": lambda n: "try: pass\n" + "except a: pass\n" * n,
    "case": lambda n: "match a:\n" + " case 1: pass\n" * n,
    "decorators": lambda n: "@a\n" * n + "def f(): pass\n",
    "statements on a line": repeated("a;"),
    "lines": repeated("a\n"),
    "continuation lines": lambda n: "\\\n" * n + "a",
    "blank lines before a mistake": lambda n: "\n" * n + "a b",
    "comment": lambda n: "#" * n,
    "string": lambda n: "'" + "a" * n + "'",
    "name": lambda n: "a" * n,
    "assignments": repeated("a=", "1"),
    "assignments to yields": repeated("a=", "yield"),
    "targets": lambda n: "(" * n + "a" + ")" * n + "=1",
    "tuple targets": lambda n: "(" * n + "a" + ",)" * n + "=1",
    "list targets": lambda n: "[" * n + "a" + "]" * n + "=1",
    "starred targets": lambda n: "[*" * n + "a" + "]" * n + "=1",
    "attribute targets": lambda n: "a" + ".b" * n + "=1",
    "call targets": lambda n: "a" + "()" * n + "=1",
    "for targets": lambda n: "for " + "(" * n + "a" + ")" * n + " in b: pass",
    "with targets": lambda n: "with a as " + "(" * n + "a" + ")" * n + ": pass",
    "with in parentheses": lambda n: "with " + "(" * n + "a" + ")" * n + ": pass",
    "deleted in parentheses": lambda n: "del " + "(" * n + "a" + ")" * n,
    "deleted attributes": lambda n: "del a" + ".b" * n,
    "module names": lambda n: "import a" + ".a" * n,
    "imported names": lambda n: "from a import " + ",".join(["a"] * n),
    "parameters": lambda n: "def f(" + ",".join(f"a{i}" for i in range(n)) + "): pass",
    "defaults": lambda n: "def f(" + ",".join(f"a{i}=1" for i in range(n)) + "): pass",
    "type parameters": lambda n: "def f[" + ",".join(f"a{i}" for i in range(n)) + "](): pass",
    "annotations": lambda n: "x: " + "List[" * n + "int" + "]" * n,
    "annotations of parameters": lambda n: "def f(x: " + "-" * n + "1): pass",
    "bases": lambda n: "class A" + "(" * n + ")" * n + ": pass",
    "brackets of type parameters": lambda n: "def f" + "[" * n + "]" * n + "(): pass",
    "type alias": lambda n: "type X = " + "(" * n + "1" + ")" * n,
    "type alias of signs": lambda n: "type X = " + "-" * n + "1",
    "bounds": lambda n: "def f[T: " + "-" * n + "1](): pass",
    "yields": enclosed("(yield ", ")"),
    "yields from": enclosed("(yield from ", ")", "a"),
    "yields without parentheses": repeated("yield ", "a"),
    "return of signs": lambda n: "def f():\n return " + "-" * n + "a\n",
    "future annotations": lambda n: "from __future__ import annotations\nx: " + "-" * n + "a\n",
    "future annotations of sums": lambda n: "from __future__ import annotations\nx: a" + "+a" * n + "\n",
    "future annotations of attributes": lambda n: "from __future__ import annotations\nx: a" + ".a" * n + "\n",
    "assertion": lambda n: "assert a" + "+a" * n,
    "conditions of if": lambda n: "if " + "not " * n + "a: pass",
    "sum in functions": lambda n: "def f():\n def g():\n  return a" + "+a" * n + "\n",
    "sum in a condition": lambda n: "if a:\n if b:\n  x = a" + "+a" * n + "\n",
    "sum in a lambda": lambda n: "x = lambda: a" + "+a" * n + "\n",
    "sum in a comprehension": lambda n: "x = [a" + "+a" * n + " for a in b]\n",
    "sum in a generator": lambda n: "x = (a for a in b" + "+a" * n + ")\n",
    "sum in a call": lambda n: "f(x, k=a" + "+a" * n + ")\n",
    "sum in a class": lambda n: "class A:\n def f(self, x=a" + "+a" * n + "): pass\n",
    "sum in an elif": lambda n: "if a: pass\nelif b: pass\nelif c" + "+a" * n + ": pass\n",
    "sum in a decorator": lambda n: "@a" + "+a" * n + "\ndef f(): pass\n",
    "sum in a pattern's guard": lambda n: "match a:\n case b if c" + "+a" * n + ": pass\n",
    "sum assigned to": lambda n: "a" + "+a" * n + " = 1\n",
    "sum deleted": lambda n: "del a" + "+a" * n + "\n",
    # Patterns.
    "list patterns": lambda n: "match a:\n case " + "[" * n + "]" * n + ": pass",
    "tuple patterns": lambda n: "match a:\n case " + "(" * n + "b" + ",)" * n + ": pass",
    "patterns in parentheses": lambda n: "match a:\n case " + "(" * n + "b" + ")" * n + ": pass",
    "class patterns": lambda n: "match a:\n case " + "A(" * n + ")" * n + ": pass",
    "keyword patterns": lambda n: "match a:\n case " + "A(b=" * n + "c" + ")" * n + ": pass",
    "mapping patterns": lambda n: "match a:\n case " + "{1:" * n + "b" + "}" * n + ": pass",
    "as patterns": lambda n: "match a:\n case " + "(" * n + "1" + " as b)" * n + ": pass",
    "alternatives": lambda n: "match a:\n case " + "1|" * n + "1: pass",
    "alternatives in parentheses": lambda n: "match a:\n case " + "(1|" * n + "1" + ")" * n + ": pass",
    "names in patterns": lambda n: "match a:\n case a" + ".b" * n + ": pass",
    "strings in patterns": lambda n: "match a:\n case " + "'a' " * n + ": pass",
    "subject": lambda n: "match " + "-" * n + "a:\n case b: pass",
    "subject in parentheses": lambda n: "match (" * n + "a" + ")" * n + ":\n case b: pass",
    "print without parentheses": lambda n: "print " * n + "a",
}

# The text grows with the square of the size.
SMALL = {name: 256 for name, make in STATEMENTS.items() if make.__qualname__.startswith("blocks")}
SMALL |= {"match": 128, "indentation": 256, "indentation by tabs": 256, "else if": 256}

# CPython's time to compile, not to parse, grows with more than the square of the size.
SLOW = {name: 300 for name in EXPRESSIONS if "lambda" in name}
SLOW |= dict.fromkeys("Lambda FunctionDef ClassDef GeneratorExp ListComp DictComp".split(), 300)
SLOW["ListComp element"] = 300

# There is no limit of levels: `huge` has larger ones.
FLAT = """and; or; and and or; comparisons; not in; tuple; strings; f-strings in a row; fields; arguments; keyword arguments;
    double-starred arguments; hexadecimal digits; digits of an exponent; digits and letters; async with; with items;
    with items in parentheses; with items as; except; case; decorators; statements on a line; lines; continuation lines;
    blank lines before a mistake; comment; string; name; assignments; assignments to yields; module names; imported names;
    parameters; defaults; type parameters; alternatives; names in patterns; strings in patterns"""
SMALL |= {" ".join(name.split()): 1024 for name in FLAT.split(";")}


MILLION = 1_000_000
HUGE = {
    "list": lambda: "[" + "a," * MILLION + "]",
    "list of numbers": lambda: "[" + "1," * MILLION + "]",
    "list of strings": lambda: "[" + "'a'," * MILLION + "]",
    "dict": lambda: "{" + "1:1," * MILLION + "}",
    "dict of names": lambda: "{" + "a:b," * (MILLION // 2) + "}",
    "set": lambda: "{" + "a," * MILLION + "}",
    "tuple": lambda: "(" + "1," * MILLION + ")",
    "list of lists": lambda: "[" + "[1,2]," * (MILLION // 4) + "]",
    "call": lambda: "f(" + "a," * MILLION + ")",
    "call with keywords": lambda: "f(" + ",".join(f"a{i}=1" for i in range(5000)) + ")",
    "call with stars": lambda: "f(" + "*a," * (MILLION // 10) + ")",
    "line of 10 MB": lambda: "a = b; " * (10 * MILLION // 7),
    "string of 10 MB": lambda: "'" + "a" * (10 * MILLION) + "'",
    "name of 10 MB": lambda: "a" * (10 * MILLION),
    "comment of 10 MB": lambda: "#" * (10 * MILLION),
    "lines": lambda: "a\n" * (MILLION // 10),
    "assignments": lambda: "a = 1\n" * (MILLION // 10),
    "functions": lambda: "def f(a): return a\n" * (MILLION // 50),
    "elif": lambda: "if a: pass\n" + "elif a: pass\n" * (MILLION // 10),
    "elif below the limit": lambda: "if a: pass\n" + "elif a: pass\n" * 5900,
    "concatenation": lambda: "'a' " * MILLION,
    "concatenation of f-strings": lambda: "f'{a}' " * (MILLION // 10),
    "fields": lambda: "f'" + "{a}" * (MILLION // 10) + "'",
    "sum": lambda: "a" + "+a" * (MILLION // 10),
    "sum of constants": lambda: "1" + "+1" * (MILLION // 10),
    "attributes": lambda: "a" + ".b" * (MILLION // 10),
    "calls": lambda: "a" + "()" * (MILLION // 10),
    "and": lambda: "a" + " and a" * (MILLION // 4),
    "comparisons": lambda: "a" + "<a" * (MILLION // 4),
    "digits": lambda: "1" * MILLION,
    "hexadecimal digits": lambda: "0x" + "1" * MILLION,
    "float": lambda: "1." + "1" * MILLION,
    "parameters": lambda: "def f(" + ",".join(f"a{i}" for i in range(MILLION // 20)) + "): pass",
    "decorators": lambda: "@a\n" * (MILLION // 20) + "def f(): pass",
    "except": lambda: "try: pass\n" + "except a: pass\n" * (MILLION // 20),
    "case": lambda: "match a:\n" + " case 1: pass\n" * (MILLION // 20),
    "targets": lambda: "a=" * (MILLION // 10) + "1",
    "imports": lambda: "from a import " + ",".join(f"a{i}" for i in range(MILLION // 20)),
    "deleted": lambda: "del " + ",".join(["a"] * (MILLION // 10)),
    "globals": lambda: "global " + ",".join(f"a{i}" for i in range(MILLION // 20)),
    "open brackets": lambda: "(" * MILLION,
    "minus": lambda: "-" * MILLION + "1",
    "not": lambda: "not " * MILLION + "a",
    "backslashes": lambda: "\\\n" * (MILLION // 10) + "a",
    "mistake at the end": lambda: "a = 1\n" * (MILLION // 10) + "a b",
    "mistake behind a list": lambda: "[" + "a," * (MILLION // 4) + "] b",
    "list never closed": lambda: "[" + "a," * (MILLION // 4),
    "mistake in a dict": lambda: "{" + "a:b," * (MILLION // 10) + "c d}",
    "mistake behind a call": lambda: "f(" + "a," * (MILLION // 10) + "b c)",
    "mistake behind a sum": lambda: "a" + "+a" * (MILLION // 10) + " b",
    "string never closed": lambda: "'" + "a" * MILLION,
    "triple string never closed": lambda: "''" + "'" + "a\n" * MILLION,
    "dedents": lambda: ("if a:\n" + " b\n") * (MILLION // 20),
}


# ---- trees: from a size to `ast` objects, made from the inside out ----

PLACE = dict(lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)


def name(ctx=None):
    return ast.Name("a", ctx or ast.Load(), **PLACE)


def grown(wrap, core, whole):
    """From a size to what `whole` makes of `core`, wrapped that often. What is inside is kept for the next size."""
    levels = []

    def tree(n):
        if not levels:
            levels.append(core())
        while len(levels) <= n:
            levels.append(wrap(levels[-1]))
        return whole(levels[n])

    return tree


def nested(wrap, core=name):
    def whole(node):
        return ast.Module([ast.Expr(node, **PLACE) if isinstance(node, ast.expr) else node], [])

    return grown(wrap, core, whole)


def nested_pattern(wrap):
    def whole(node):
        case = ast.match_case(node, None, [ast.Pass(**PLACE)])
        return ast.Module([ast.Match(name(), [case], **PLACE)], [])

    return grown(wrap, lambda: ast.MatchValue(ast.Constant(1, **PLACE), **PLACE), whole)


def nested_target(wrap):
    def whole(node):
        return ast.Module([ast.Assign([node], name(), **PLACE)], [])

    return grown(wrap, lambda: name(ast.Store()), whole)


def nested_constant(wrap):
    def whole(value):
        return ast.Module([ast.Expr(ast.Constant(value, **PLACE), **PLACE)], [])

    return grown(wrap, tuple, whole)


def no_arguments():
    return ast.arguments([], [], None, [], [], None, [])


def comprehension(iter):
    return ast.comprehension(name(ast.Store()), iter, [], 0)


TREES = {
    "BinOp left": nested(lambda e: ast.BinOp(e, ast.Add(), name(), **PLACE)),
    "BinOp right": nested(lambda e: ast.BinOp(name(), ast.Add(), e, **PLACE)),
    "UnaryOp": nested(lambda e: ast.UnaryOp(ast.Not(), e, **PLACE)),
    "UnaryOp of a constant": nested(lambda e: ast.UnaryOp(ast.USub(), e, **PLACE), lambda: ast.Constant(1, **PLACE)),
    "BoolOp": nested(lambda e: ast.BoolOp(ast.And(), [name(), e], **PLACE)),
    "NamedExpr": nested(lambda e: ast.NamedExpr(name(ast.Store()), e, **PLACE)),
    "Lambda": nested(lambda e: ast.Lambda(no_arguments(), e, **PLACE)),
    "IfExp": nested(lambda e: ast.IfExp(name(), name(), e, **PLACE)),
    "IfExp test": nested(lambda e: ast.IfExp(e, name(), name(), **PLACE)),
    "Dict": nested(lambda e: ast.Dict([name()], [e], **PLACE)),
    "Set": nested(lambda e: ast.Set([e], **PLACE)),
    "List": nested(lambda e: ast.List([e], ast.Load(), **PLACE)),
    "Tuple": nested(lambda e: ast.Tuple([e], ast.Load(), **PLACE)),
    "Tuple of a constant": nested(lambda e: ast.Tuple([e], ast.Load(), **PLACE), lambda: ast.Constant(1, **PLACE)),
    "ListComp": nested(lambda e: ast.ListComp(name(), [comprehension(e)], **PLACE)),
    "ListComp element": nested(lambda e: ast.ListComp(e, [comprehension(name())], **PLACE)),
    "GeneratorExp": nested(lambda e: ast.GeneratorExp(name(), [comprehension(e)], **PLACE)),
    "DictComp": nested(lambda e: ast.DictComp(name(), e, [comprehension(name())], **PLACE)),
    "Await": nested(lambda e: ast.Await(e, **PLACE)),
    "Yield": nested(lambda e: ast.Yield(e, **PLACE)),
    "YieldFrom": nested(lambda e: ast.YieldFrom(e, **PLACE)),
    "Compare": nested(lambda e: ast.Compare(e, [ast.Lt()], [name()], **PLACE)),
    "Compare right": nested(lambda e: ast.Compare(name(), [ast.Lt()], [e], **PLACE)),
    "Call": nested(lambda e: ast.Call(e, [], [], **PLACE)),
    "Call argument": nested(lambda e: ast.Call(name(), [e], [], **PLACE)),
    "Call keyword": nested(lambda e: ast.Call(name(), [], [ast.keyword("k", e, **PLACE)], **PLACE)),
    "JoinedStr": nested(lambda e: ast.JoinedStr([ast.FormattedValue(e, -1, None, **PLACE)], **PLACE)),
    "JoinedStr format": nested(
        lambda e: ast.JoinedStr([ast.FormattedValue(name(), -1, e, **PLACE)], **PLACE),
        lambda: ast.JoinedStr([], **PLACE)),
    "Attribute": nested(lambda e: ast.Attribute(e, "b", ast.Load(), **PLACE)),
    "Subscript": nested(lambda e: ast.Subscript(e, name(), ast.Load(), **PLACE)),
    "Subscript slice": nested(lambda e: ast.Subscript(name(), e, ast.Load(), **PLACE)),
    "Slice": nested(lambda e: ast.Subscript(name(), ast.Slice(None, e, None, **PLACE), ast.Load(), **PLACE)),
    "Starred": nested(lambda e: ast.List([ast.Starred(e, ast.Load(), **PLACE)], ast.Load(), **PLACE)),
    "If": nested(lambda s: ast.If(name(), [s], [], **PLACE), lambda: ast.Pass(**PLACE)),
    "If else": nested(lambda s: ast.If(name(), [ast.Pass(**PLACE)], [s], **PLACE), lambda: ast.Pass(**PLACE)),
    "While": nested(lambda s: ast.While(name(), [s], [], **PLACE), lambda: ast.Pass(**PLACE)),
    "For": nested(lambda s: ast.For(name(ast.Store()), name(), [s], [], **PLACE), lambda: ast.Pass(**PLACE)),
    "With": nested(lambda s: ast.With([ast.withitem(name())], [s], **PLACE), lambda: ast.Pass(**PLACE)),
    "Try": nested(lambda s: ast.Try([s], [], [], [ast.Pass(**PLACE)], **PLACE), lambda: ast.Pass(**PLACE)),
    "Try handler": nested(
        lambda s: ast.Try([ast.Pass(**PLACE)], [ast.ExceptHandler(None, None, [s], **PLACE)], [], [], **PLACE),
        lambda: ast.Pass(**PLACE)),
    "FunctionDef": nested(
        lambda s: ast.FunctionDef("f", no_arguments(), [s], [], None, None, [], **PLACE), lambda: ast.Pass(**PLACE)),
    "ClassDef": nested(lambda s: ast.ClassDef("A", [], [], [s], [], [], **PLACE), lambda: ast.Pass(**PLACE)),
    "Match": nested(
        lambda s: ast.Match(name(), [ast.match_case(ast.MatchAs(**PLACE), None, [s])], **PLACE),
        lambda: ast.Pass(**PLACE)),
    "MatchSequence": nested_pattern(lambda p: ast.MatchSequence([p], **PLACE)),
    "MatchOr": nested_pattern(lambda p: ast.MatchOr([p, ast.MatchValue(ast.Constant(1, **PLACE), **PLACE)], **PLACE)),
    "MatchMapping": nested_pattern(lambda p: ast.MatchMapping([ast.Constant(1, **PLACE)], [p], None, **PLACE)),
    "MatchClass": nested_pattern(lambda p: ast.MatchClass(name(), [p], [], [], **PLACE)),
    "MatchAs": nested_pattern(lambda p: ast.MatchAs(p, "b", **PLACE)),
    "List target": nested_target(lambda e: ast.List([e], ast.Store(), **PLACE)),
    "Tuple target": nested_target(lambda e: ast.Tuple([e], ast.Store(), **PLACE)),
    "Starred target": nested_target(lambda e: ast.List([ast.Starred(e, ast.Store(), **PLACE)], ast.Store(), **PLACE)),
    "tuple constant": nested_constant(lambda value: (value,)),
    "frozenset constant": nested_constant(lambda value: frozenset([value])),
}


# ---- what becomes of it ----

Code = type(compile("", "", "exec"))
caught = []


def digest(tree):
    """A hash of the nodes of a tree, by no recursion."""
    found = hashlib.md5()
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.AST):
            found.update(type(node).__name__.encode())
            todo += [getattr(node, field, None) for field in node._fields + node._attributes]
        elif isinstance(node, (list, tuple, frozenset)):
            found.update(b"%d" % len(node))
            todo += node
        else:
            found.update(repr(node).encode())
    return found.hexdigest()


def compile_deeper(levels, *args):
    """Compiles under so many calls from C."""
    return compile(*args) if levels == 0 else max([levels - 1], key=lambda levels: Result(compile_deeper(levels, *args)))


class Result:
    def __init__(self, value):
        Result.value = value

    def __lt__(self, other):
        return False


def run(kind, mode, name, n):
    if mode == "tree":
        return compile(TREES[name](n), "<source>", "exec", 0, True, 0)
    if mode == "folded tree":
        return compile(TREES[name](n), "<source>", "exec", ast.PyCF_OPTIMIZED_AST, True, 0)
    source = (EXPRESSIONS if kind == "expression" else STATEMENTS)[name](n)
    if mode == "ast":
        return compile(source, "<source>", "exec", ast.PyCF_ONLY_AST, True, 0)
    if mode == "folded ast":
        return compile(source, "<source>", "exec", ast.PyCF_OPTIMIZED_AST, True, 0)
    if mode == "deeper":
        compile_deeper(50, source, "<source>", "exec", 0, True, 0)
        return Result.value
    return compile(source, "<source>", mode, 0, True, 0)


def farthest(kind, mode, name, far):
    """The largest size that makes sense, of those up to `far`."""
    compiled = mode not in ("ast", "folded ast", "folded tree")
    far = 12_000 if kind == "tree" else SMALL.get(name, far)
    return min(far, SLOW.get(name, far)) if compiled else far


def outcome(request, full=False):
    """The kind of an outcome, and all of it if so wanted."""
    caught.clear()
    try:
        result = run(*request)
    except SyntaxError as e:
        kind = type(e).__name__, re.sub(r"\d+", "N", e.msg)
        said = [getattr(e, field) for field in FIELDS]
    except BaseException as e:
        kind, said = (type(e).__name__, str(e)), None
    else:
        kind, said = ("ok", ""), None
        if full:
            try:
                said = hashlib.md5(marshal.dumps(result)).hexdigest() if isinstance(result, Code) else digest(result)
            except ValueError as e:
                said = str(e)
    return kind, (said, list(caught)) if full else None


def in_thread(request, stack):
    """The kind of an outcome on a thread of so small a stack."""
    threading.stack_size(stack)
    found = []
    thread = threading.Thread(target=lambda: found.append(outcome(request)[0]))
    thread.start()
    thread.join()
    return found[0] if found else ("nothing", "")


def timed(name):
    """The outcome of a huge source, and the seconds it took."""
    source = HUGE[name]()
    start = time.perf_counter()
    try:
        compile(source, "<source>", "exec", 0, True, 0)
        kind = "ok", ""
    except BaseException as e:
        kind = type(e).__name__, str(e)
    return kind, time.perf_counter() - start


def main():
    warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: caught.append(
        (category.__name__, str(message), filename, lineno))
    warnings.simplefilter("always")
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := requests.read(4):
        function, *args = marshal.loads(requests.read(int.from_bytes(head, "little")))
        body = marshal.dumps(globals()[function](*args))
        answers.write(len(body).to_bytes(4, "little") + body)
        answers.flush()


if __name__ == "__main__":
    main()
