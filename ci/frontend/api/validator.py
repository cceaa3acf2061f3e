"""Trees that no parser makes: compiled, folded and written as text.

    validator [COUNT [SEED]]     so many trees with one or two mistakes each (default: 20000)
"""

import ast
import marshal
import random
import warnings

SNIPPETS = [
    ("exec", source)
    for source in """
x = a.b[c](1, *d, e=2, **f); y: int = [1, 2.5, 3j, "s", b"b", None, True, ...]; del x, y[0], (z, w.v)
---
def f(a, /, b: int = 1, *c: str, d, e=2, **g: bytes) -> None:
    "doc"
    global h; nonlocal_ = a if b else c
    return lambda x, /, y=1, *z, w=2, **v: (yield x)
---
@deco(1)
class A(B, metaclass=C, **kw):
    "doc"
    __slots__ = ()
    def m(self): return super().m() + __class__
    async def n(self):
        async with a as b, c: await d
        async for i in j: yield i
        else: pass
        return
---
for i, (j, *k) in enumerate(x):
    if i: continue
    elif j: break
    else: pass
else:
    while i < j <= k != l is m is not n in o not in p: del i
    else: q += 1; r @= 2; s >>= 3
---
try: import a.b as c, d
except (A, B) as e: raise C from e
except D: raise
else: from ..x import y as z, w
finally: assert a, "b"
try: from . import *
except* E as f: pass
---
match x:
    case 1 | -2.5 | 3 + 4j | "s" | b"b" | A.b: pass
    case None | True | False: pass
    case [a, *_, (b, c)] if d: pass
    case {"k": 1, -1: v, A.c: [*w], **rest}: pass
    case A.B(1, x, y=2, z=[_]) as q: pass
    case [1, 2, *rest] | {"a": rest}: pass
    case _: pass
---
type X[T: int, *Ts = *tuple[int], **P = [int]] = dict[T, P]
def f[T: (int, str) = int](a: T) -> T: pass
class A[T, U = T](B[T]): x: T = 1
---
a = [x for x in y if z for w in v]; b = {x async for x in y}; c = {k: v for k, v in w}; d = (i for i in j)
e = {1: 2, **f, 'g': h}; i = {1, *j}; k = a and b or not c; l = -a + ~b ** +c // d % e << f & g | h ^ i
if (n := 10) > 5: m = x[1:2, ::3, ...]; o = x[*y]
---
f"a{x!r:>{w}}b{y=}{z:%d}" f"{1}" "c"; f"{x!s}{y!a:}"; print(f'{f"{a}"}')
with a as b, (c) as (d, e): x = yield
with open(x): z = yield from y
---
from __future__ import annotations
x: "y" = 1; (a): int; b.c: int = 2; d[0]: int
async def f():
    return [await x async for y in z], (lambda: await_)
---
def f():
    x = 1
    def g():
        nonlocal x
        x = "a" "b" % (1, 2); y = (1, 2)[0], "abc"[1:], not 1, -1, 1 if True else 2
        return {"a": 1}.get, x in [1, 2], y in {3, 4}
    for i in [1, 2, 3]: assert (i, "x")
    if __debug__: pass
    return g
""".split("\n---\n")
] + [
    ("eval", "[a.b(c, *d, e=f, **g) for a, b in c if d < e < f] + {1: 2}[x:y:z] or (lambda x=1: f'{x!r:{y}}')"),
    ("eval", "(1, 'a', b'c', 2.5, 3j, None, ..., -1, 1 + 2j, (4, 5)) + (not x, y := 1)"),
    ("single", "x = 1; y; print(f'{z}')"),
    ("single", "@a\nclass B(C): x: int = 1\n"),
    ("func_type", "(int, *str, **Dict[a, b]) -> List[int]"),
]

MODES = ["exec", "eval", "single"]


class OddInt(int):
    pass


class OddStr(str):
    pass


class OddTuple(tuple):
    pass


class Odd:
    def __repr__(self):
        return "<odd>"


class OddName(ast.Name):
    pass


NAMES = ["None", "True", "False", "", "_", "a\0b", "\udc80", "\u2102", "\ufb01", "\u00e9", "e\u0301", "__debug__", "a b", "1", "x" * 300]
NAMES += ["__x", "__x__", "class", "*", ".0", "__class__", "__classdict__", ".type_params", "super", "annotations", "__future__", "_A__x"]
CONSTANTS = [None, True, False, ..., 0, 1, -1, 2**31, 2**63, -(2**70), 10**4000, 0.0, -0.0, float("inf"), float("nan"), 1j, -0j]
CONSTANTS += [complex(float("nan"), 1), "", "a", "a b", "\udc80", "\0", b"", b"ab", b"\0\xff", (), (1,), (1, (2, "x", (None,))), ((),)]
CONSTANTS += [frozenset(), frozenset({1}), frozenset({(1, frozenset({"b"}))}), (frozenset({1, 2}), ...), OddInt(1), OddStr("a")]
CONSTANTS += [OddTuple((1,)), (OddInt(2),), (1, [2]), [1], {1: 2}, {1}, bytearray(b"a"), Odd(), Odd, object, len, (Odd(),), frozenset({Odd})]
CONSTANTS += [NotImplemented, range(3), slice(1, 2), ast.Load(), "%s", "__debug__", 1.5, "x" * 5000, (1,) * 300]
POSITIONS = [None, -1, -2, 0, 1, 2, 3, 5, 100, 70000, 2**31 - 1, 2**31, -(2**31), 2**63, True, OddInt(1), "1", 1.0, b"", [], Odd()]
ATOMS = "x; 1; 'a'; x.y; x[0]; f(); [a]; (a, b); *a; x[1:2]; lambda: 1; [a for a in b]; a if b else c; a and b; -1; not a; f'{a}'; {}; {1}"
EXTRA = """x = 1; pass; break; return; return 1; import a; def f(): pass; class A: pass; global x; nonlocal x; del x; raise; assert x
from a import *; from __future__ import annotations; from __future__ import nope; x: int; yield x; await x; (x := 1); yield from x; continue"""


def pool():
    """Nodes to put where they may not belong."""
    found = [statement for part in ATOMS.split("; ") if part != "*a" for statement in ast.parse(part).body]
    found += [part for line in EXTRA.splitlines() for source in line.split("; ") for part in ast.parse(source).body]
    found += [node.value for node in found if isinstance(node, ast.Expr)]
    found += [ast.Starred(ast.Name("s", ast.Load()), ast.Load()), ast.Slice(None, None, None), ast.Name("t", ast.Store()), ast.Name("d", ast.Del())]
    found += ast.parse("match x:\n case [1, *a]: pass\n case {1: b, **c}: pass\n case A(d, e=f) as g: pass\n case None: pass\n case _: pass").body
    found += [case.pattern for case in found[-1].cases] + found[-1].cases[:1]
    found += [ast.MatchStar("h"), ast.MatchStar(None), ast.MatchAs(), ast.MatchOr([]), ast.MatchAs(None, "i"), ast.MatchAs(ast.MatchAs(), None)]
    found += [ast.arguments(), ast.arg("j", None), ast.keyword("k", ast.Name("l")), ast.keyword(None, ast.Name("m")), ast.alias("n", None)]
    found += [ast.alias("*", None), ast.alias("o.p", "q"), ast.withitem(ast.Name("r")), ast.comprehension(ast.Name("s", ast.Store()), ast.Name("t"), [], 0)]
    found += [ast.ExceptHandler(None, None, [ast.Pass()]), ast.TypeVar("T"), ast.ParamSpec("P"), ast.TypeVarTuple("Ts"), ast.TypeIgnore(1, "")]
    found += [ast.FormattedValue(ast.Name("u"), -1, None), ast.JoinedStr([]), ast.JoinedStr([ast.Constant(1)]), ast.Module([], []), ast.Expression(ast.Name("v"))]
    found += [ast.Interactive([]), ast.Load(), ast.Store(), ast.Del(), ast.Add(), ast.And(), ast.Not(), ast.Eq(), ast.NotIn(), OddName("w")]
    found += [ast.Constant(1), ast.Constant("a", "u"), ast.MatchSingleton(None), ast.MatchSingleton(1), ast.MatchValue(ast.Name("x")), Odd(), None, 1, "a", [], ()]
    return found


def lists():
    return [[], [None], None, (), "ab", 1, {}, [1], ["a"], [ast.Pass()], [ast.Load()], [Odd()]]


def fields_of(node, kinds):
    return [name for name in node._fields if isinstance(getattr(node, name, None), kinds)]


def change(rng, tree, nodes, others):
    """One mistake, somewhere; what was done."""
    # Operators and contexts are shared by all trees.
    nodes = [node for node in nodes if isinstance(node, ast.AST) and node._fields + node._attributes]
    node = rng.choice(nodes)
    names = list(node._fields)
    kind = rng.choice("delete none swap swap graft graft list list constant identifier position position context class number self extra".split())
    if kind in ("delete", "none") and names + list(node._attributes):
        name = rng.choice(names * 3 + list(node._attributes))
        if kind == "none":
            setattr(node, name, None)
        elif name in node.__dict__:
            delattr(node, name)
        return kind, node, name
    if kind in ("swap", "graft"):
        holders = [n for n in nodes if fields_of(n, (ast.AST, list))]
        if holders:
            node = rng.choice(holders)
            name = rng.choice(fields_of(node, (ast.AST, list)))
            new = rng.choice(others) if kind == "graft" else rng.choice(nodes)
            old = getattr(node, name)
            if not isinstance(old, list):
                setattr(node, name, new)
            elif old and rng.random() < 0.7:
                old[rng.randrange(len(old))] = new
            else:
                old.insert(rng.randrange(len(old) + 1), new)
            return kind, node, name, new
    if kind == "list":
        holders = [n for n in nodes if fields_of(n, list)]
        if holders:
            node = rng.choice(holders)
            name = rng.choice(fields_of(node, list))
            old = getattr(node, name)
            way = rng.randrange(6)
            if way == 0 or not old:
                setattr(node, name, new := rng.choice(lists()))
                return kind, node, name, new
            if way == 1:
                old.clear()
            elif way == 2:
                old.pop(rng.randrange(len(old)))
            elif way == 3:
                old.insert(rng.randrange(len(old) + 1), None)
            elif way == 4:
                old.append(rng.choice(old))
            else:
                old.reverse()
            return kind, node, name, way
    if kind == "constant":
        holders = [n for n in nodes if isinstance(n, (ast.Constant, ast.MatchSingleton))]
        if holders:
            node = rng.choice(holders)
            node.value = rng.choice(CONSTANTS)
            if rng.random() < 0.1:
                node.kind = rng.choice(["u", "x", 1, b"u"])
            return kind, node
    if kind == "identifier":
        holders = [n for n in nodes if fields_of(n, str)]
        if holders:
            node = rng.choice(holders)
            name = rng.choice(fields_of(node, str))
            new = rng.choice(NAMES) if rng.random() < 0.8 else rng.choice(CONSTANTS)
            setattr(node, name, new)
            return kind, node, name, new
    if kind == "position":
        holders = [n for n in nodes if n._attributes]
        node = rng.choice(holders)
        for name in rng.sample(node._attributes, rng.choice([1, 1, 2, 4])):
            value = rng.choice(POSITIONS)
            if rng.random() < 0.3:
                value = getattr(node, name, 0)
                value = value + rng.choice([-1, 1, 40]) if isinstance(value, int) else 1
            setattr(node, name, value)
        return kind, node
    if kind == "context":
        holders = [n for n in nodes if "ctx" in n._fields]
        if holders:
            node = rng.choice(holders)
            node.ctx = rng.choice([ast.Load(), ast.Store(), ast.Del(), ast.Load, ast.Add(), None, "Load"])
            return kind, node
    if kind == "class":
        same = [c for c in type(node).__bases__[0].__subclasses__() if len(c._fields) == len(names)] or [type(node)]
        try:
            node.__class__ = rng.choice(same)
        except TypeError:
            pass
        return kind, node
    if kind == "number":
        holders = [n for n in nodes if isinstance(n, (ast.FormattedValue, ast.AnnAssign, ast.comprehension, ast.ImportFrom))]
        if holders:
            node = rng.choice(holders)
            name = {"FormattedValue": "conversion", "AnnAssign": "simple", "comprehension": "is_async", "ImportFrom": "level"}[type(node).__name__]
            setattr(node, name, rng.choice([*POSITIONS, 114, 115, 97, 113, -1]))
            return kind, node
    if kind == "self":
        holders = [n for n in nodes if fields_of(n, (ast.AST, list))]
        if holders and rng.random() < 0.1:
            node = rng.choice(holders)
            name = rng.choice(fields_of(node, (ast.AST, list)))
            if isinstance(getattr(node, name), list):
                getattr(node, name).append(node)
            else:
                setattr(node, name, node)
            return kind, node, name
    if kind == "extra" and rng.random() < 0.3:
        node.__dict__["extra"] = 1
        return kind, node
    return ("nothing",)


def is_cyclic(tree):
    """Whether some node is among its own descendants."""
    on_the_way, finished = set(), set()
    todo = [(tree, False)]
    while todo:
        value, leaving = todo.pop()
        if leaving:
            on_the_way.discard(id(value))
            finished.add(id(value))
        elif isinstance(value, (ast.AST, list)) and id(value) not in finished:
            if id(value) in on_the_way:
                return True
            on_the_way.add(id(value))
            todo.append((value, True))
            todo.extend((item, False) for item in (value if isinstance(value, list) else value.__dict__.values()))
    return False


def mutant(number, seed):
    rng = random.Random(number + seed * 1_000_003)
    mode, source = SNIPPETS[number % len(SNIPPETS)]
    tree = compile(source, "<source>", mode, ast.PyCF_ONLY_AST)
    others = pool()
    what = [change(rng, tree, list(ast.walk(tree)), others)]
    if rng.random() < 0.2 and not is_cyclic(tree):
        try:
            what.append(change(rng, tree, list(ast.walk(tree)), others))
        except (AttributeError, TypeError, ValueError, RecursionError):
            pass
    if rng.random() < 0.3:
        try:
            ast.fix_missing_locations(tree)
        except (AttributeError, TypeError, RecursionError):
            pass
    if rng.random() < 0.03 or mode == "func_type":
        # CPython dies of the latter.
        mode = rng.choice(MODES)
    return mode, tree, what


def cases(count="20000", seed="0"):
    return [(f"mutant {number} of seed {seed}", number, int(seed)) for number in range(int(count))]


def outcome(number, seed):
    try:
        mode, tree, what = mutant(number, seed)
    except RecursionError:
        return "no end"
    said = {"what": repr(what)}
    for name, flags, optimize in ("code", 0, 0), ("tree", ast.PyCF_OPTIMIZED_AST, 2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                made = compile(tree, "<mutant>", mode, flags, True, optimize)
                said[name] = ast.dump(made, include_attributes=True) if flags else marshal.dumps(made)
            except Exception as e:
                said[name] = problem(e)
        said[name + " warned"] = [(w.category.__name__, str(w.message), w.lineno, w.filename) for w in caught]
    if not is_cyclic(tree):
        try:
            said["text"] = ast.unparse(tree)
        except Exception as e:
            said["text"] = [type(e).__name__, str(e)]
    return said


def problem(e):
    said = [type(e).__name__, str(e)]
    if isinstance(e, SyntaxError):
        said += [e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]
    return said
