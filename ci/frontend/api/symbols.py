"""What `symtable` tells of files and of snippets that are about scopes.

    symbols files [STEP [PATH...]]
    symbols snippets
"""

import _symtable
import symtable
import warnings

import compile_snippets
import snippets
from api import files

SCOPES = """
class A:
    __x = 1
    def __f(self, __y, *__z, __w=1, **__v): self.__x; global __g; __g = __y; return lambda __a: __a + __x
    class __B: __c = 1
---
type X[T: int = str, *Ts, **P] = dict[T, P]
type Y = [x for x in y]
---
def f[T: (int, str), U = T](x: T, *y: U) -> T:
    def g[V](z: V) -> T: return x
    return g
---
class A[T, __U](B[T], metaclass=M[__U]):
    x: T
    def m[V](self, y: V) -> T: __class__; return super().m
    type Z[W] = T
---
from __future__ import annotations
def f(x: a, y: (b := 1) = c) -> d: z: e = 1; w: g
---
def f(a, /, b, *c, d, **e):
    global g, h; nonlocal_ = 1
    def i():
        nonlocal b; b = a; del c
        return [j for j in b if (k := j)]
    return {l: m for l, m in n}, {o for o in p}, (q async for q in r)
---
x: int; y: int = 1; (z): int = 2; a.b: int
import c.d, e.f as g; from h import i as j, k
try: pass
except l as m: pass
with n as o, p as (q, [r, *s]): pass
for t in u: pass
match v:
    case {"a": w, **xx}: pass
    case [yy, *zz] | A(bb=cc) as dd: pass
---
def f():
    import a; from b import c
    class A:
        a = a; nonlocal c; c = d
        def g(self): return a, A, __class__
    def h(): global A; A = 1
    exec("x"); locals()
---
class A:
    x = [y for y in z]; w = [lambda: x for x in v]; u = {t: (s := 1) for t in r} if 0 else 1
---
lambda x, *y, z=lambda: w, **v: [x, y, (yield)]
---
def f(): global x; x: int
---
from a import *
def f(): return x
---
def f(x, x): pass
---
def f[T, T](): pass
---
class A: nonlocal x
---
def f():
    x = 1; global x
---
def f(x): nonlocal x
---
def f(): yield; return 1; await x
---
async def f(): return [x async for x in y], (await z for w in v)
---
def f[T]():
    class A: T = T; x: T; nonlocal T
---
class A:
    __slots__ = "x"; __class__ = 2
    def f(self): return __class__, __classdict__
    type T = __class__
---
def __f(__x): class_ = __x
class __A: pass
class ___: __x = 1
class _A__: __x = 1; __y__ = 2; __z_ = 3; _A__w = __w
---
[x for x in [y for y in z] if [w := 1 for v in u]]
---
def outer():
    def f[T: (x := 1)](): pass
""".strip("\n").split("\n---\n")


def cases(what="files", *arguments):
    if what == "files":
        return [(path, path) for path, _ in files.cases(*arguments)]
    sources = SCOPES + compile_snippets.SNIPPETS
    sources += [s if isinstance(s, (str, bytes)) else s[3] for s in snippets.SNIPPETS]
    return [(f"{mode} {source!r:.200}", source, mode) for source in sources for mode in ("exec", "eval", "single")]


NAMESPACE = ["is_referenced", "is_parameter", "is_global", "is_nonlocal", "is_declared_global", "is_local", "is_annotated", "is_free"]
NAMESPACE += ["is_imported", "is_assigned", "is_namespace"]
ASKED = ["is_type_parameter", "is_comp_iter", "is_comp_cell", "is_free_class"]


def ordered(table):
    """The names of a table. Those that only inner scopes mention come in the order of a set, which is anybody's."""
    own = {name: flags & ~(_symtable.SCOPE_MASK << _symtable.SCOPE_OFF) for name, flags in table._table.symbols.items()}
    return [name for name in own if own[name]] + sorted(name for name in own if not own[name])


def view(table):
    """All that a table says, with those in it."""
    names = ordered(table)
    said = [repr(table.get_type()), table.get_name(), table.get_lineno(), table.is_optimized(), table.is_nested()]
    said += [table.has_children(), sorted(table.get_identifiers()) == sorted(names), names, repr(type(table)), len(repr(table))]
    if isinstance(table, symtable.Function):
        said += [table.get_parameters(), table.get_locals(), table.get_globals(), table.get_nonlocals(), sorted(table.get_frees())]
    if isinstance(table, symtable.Class):
        said += [table.get_methods()]
    for symbol in map(table.lookup, names):
        said.append([symbol.get_name(), repr(symbol)] + [getattr(symbol, name)() for name in NAMESPACE])
        said.append([getattr(symbol, name)() for name in ASKED if hasattr(symbol, name)])
        said.append([inner.get_name() for inner in symbol.get_namespaces()])
    entry = table._table
    said += [entry.name, entry.type, entry.lineno, entry.nested, entry.varnames, [(name, entry.symbols[name]) for name in names]]
    return said + [view(child) for child in table.get_children()]


def outcome(source, mode=None):
    warnings.simplefilter("ignore")
    if mode is None:
        with open(source, "rb") as f:
            return repr(view(symtable.symtable(f.read(), source, "exec")))
    return repr(view(symtable.symtable(source, "<source>", mode)))
