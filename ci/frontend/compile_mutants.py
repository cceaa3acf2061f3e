#!/usr/bin/env python3
"""Grafts statements and expressions of the standard library onto each other, compiles what still parses with both
compilers, and compares code, errors and warnings.

    compile_mutants.py [COUNT [SEED]]

Unlike `bytecode_fuzz.py`, a good part of the results does not compile: `return` outside a function, names both global
and local, assignment expressions in the wrong scope. Needs what `bytecode_diff.py` needs.
"""

import ast
import copy
import marshal
import os
import random
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bytecode_diff
import sides

NAMES = ["x", "y", "z", "self", "T"]

# Statements with an effect on scopes or control flow; the expressions in them are grafted too.
GRAFTS = """
return 1
return
break
continue
nonlocal x
global x
x: int = 1
x = 1
del x
yield x
await x
[(x := 1) for y in z]
[0 for y in (x := z)]
[lambda: x for x in y]
[[x for x in y] for y in x]
{x: y for x, y in z}
(x async for x in y)
[x async for x in y]
lambda x: x
super().x()
super(a, b).x
__class__
class x: pass
class x[T](y): z = T
def x[T: (int, str) = int](y: T) -> T: return T
type x[T] = T
from __future__ import annotations
import x.y as z
from x import *
assert (x, y)
x is 1
x += 1
x[y:z] += 1
self.x = 1
print(__x)
f(*x, **y)
'%s %r' % (x, y)
x in {1, 2}
x < y < z
if not (x and y or z): w
while x: y
for x in y: z
with x as y: z
async with x as y: z
async for x in y: z
async def f(): await x
def f(x=(y := 1), *, z): return [x + y + z for w in x]
""".strip().splitlines() + [
    "try: x\nexcept* y as z: x",
    "try: x\nexcept y as z: x\nelse: z",
    "try: x\nfinally: y",
    "def f():\n global x\n def g(): nonlocal y",
    "match x:\n case [x, *y]: z",
    "match x:\n case {1: y, **z} if y: z",
    "match x:\n case A(x, y=z) | B(z, y=x): z\n case _: y",
]


def is_loaded(node):
    return (
        isinstance(node, ast.expr)
        and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        and not isinstance(node, (ast.Slice, ast.Starred))
    )


def collect(rng):
    """Definitions to change, and statements and expressions to put into them."""
    statements, expressions, definitions = [], [], []
    for source in GRAFTS:
        for statement in ast.parse(source).body:
            statements += [statement] * 3
            expressions += [node for node in ast.walk(statement) if is_loaded(node)]
    files = sorted(Path(os.__file__).parent.rglob("*.py"))
    for path in rng.sample(files, 60):
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            size = sum(1 for _ in ast.walk(node)) if isinstance(node, ast.stmt) else 0
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) and size < 300:
                definitions.append(node)
            elif 0 < size < 40:
                statements.append(node)
    return statements, expressions, definitions


def mutated(rng, node, statements, expressions):
    node = copy.deepcopy(node)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and rng.random() < 0.25:
            inner.id = rng.choice(NAMES)
        if isinstance(inner, ast.arg) and rng.random() < 0.1:
            inner.arg = rng.choice(NAMES)
        for field, value in ast.iter_fields(inner):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                for _ in range(rng.choice([0, 0, 1, 2, 3])):
                    value.insert(rng.randrange(len(value) + 1), copy.deepcopy(rng.choice(statements)))
            elif (
                is_loaded(value)
                and not isinstance(value, ast.Constant)
                and not isinstance(inner, (ast.FormattedValue, ast.MatchValue, ast.MatchClass))
                and rng.random() < 0.12
            ):
                setattr(inner, field, copy.deepcopy(rng.choice(expressions)))
    return node


def outcome(source):
    """What CPython makes of a source: code or None, and its warnings and error as `pyc --serve` words them."""
    code, error = None, ""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            code = compile(source, "<mutant>", "exec", dont_inherit=True)
        except SyntaxError as e:
            error = f"SyntaxError {e.lineno} {e.offset} {e.end_lineno} {e.end_offset}"
            error += f" {str(len(e.args) > 1).lower()} {e.msg}"
    said = "".join(f"{w.lineno}: {w.message}\n" for w in caught if w.category is SyntaxWarning)
    return code, said + error


def main():
    numbers = [int(argument) for argument in sys.argv[1:]] + [1000, 0][len(sys.argv) - 1 :]
    return not run(*numbers[:2])


def run(count, seed):
    """Whether all is the same."""
    rng = random.Random(seed)
    other = bytecode_diff.Other()
    statements, expressions, definitions = collect(rng)
    compiled = refused = wrong = 0
    for _ in range(count):
        body = [mutated(rng, rng.choice(definitions), statements, expressions) for _ in range(rng.choice([1, 1, 2]))]
        if rng.random() < 0.3:
            body.append(copy.deepcopy(rng.choice(statements)))
        try:
            source = ast.unparse(ast.fix_missing_locations(ast.Module(body, []))).encode()
            ast.parse(source)
        except (SyntaxError, ValueError, UnicodeError):
            continue
        try:
            code, said = outcome(source)
        except (SystemError, RecursionError, ValueError):
            continue
        ok, answer = other.ask("code", "exec", "0", "<mutant>", source)
        if code is None:
            refused += 1
            same = not ok and answer.decode() == said
        else:
            compiled += 1
            same = ok and (
                answer == marshal.dumps(code) or not list(bytecode_diff.differences(marshal.loads(answer), code))
            )
        if not same:
            wrong += 1
            print(source.decode())
            print("#   ours   ", "code" if ok else answer)
            print("#   theirs ", "code" if code else said)
    print(f"{compiled} compiled, {refused} refused, {wrong} differ")
    return wrong == 0


if __name__ == "__main__":
    sides.in_oracle(main, "-W", "ignore")
