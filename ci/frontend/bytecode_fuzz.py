"""Makes random programs that CPython accepts and compares what both compilers make of them, by `bytecode_diff.py`.

usage: bytecode_fuzz.py [--count N] [--seed N] [--keep DIR]

Programs are nonsense, but every statement and most expressions occur, in every nesting, over few names (so that they turn
up as locals, cells, globals and class variables) and with line breaks in odd places (so that positions matter).
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from flowgraph_diff import oracle

NAMES = "abcxyz"
ATOMS = ["1", "0", "True", "False", "None", '"s"', "()", "1.5", "-1", "...", 'b"q"', '""', "__debug__", "10**3", "2j"]
COMPARISONS = ["<", "==", "is", "is not", "in", "not in", ">="]


class Program:
    """Writes one program. `where` says what surrounds a statement: f(unction), a(sync), g(enerator), l(oop)."""

    def __init__(self, rng):
        self.rng = rng
        self.pick = rng.choice

    def chance(self, p):
        return self.rng.random() < p

    def name(self):
        return self.pick(NAMES)

    def atom(self):
        return self.pick([self.name(), self.name(), self.pick(ATOMS), f"{self.name()}.{self.name()}"])

    def expr(self, depth=0):
        if depth > 2 or self.chance(0.15):
            return self.atom()
        n = self.name

        def e():
            inner = self.expr(depth + 1)
            return f"({self.brk()}{inner}{self.brk()})" if self.chance(0.4) else inner

        makers = [
            lambda: f"({e()} {self.pick(['and', 'or'])} {self.brk()}{e()})",
            lambda: f"({e()} {self.pick(['and', 'or'])} {e()} {self.pick(['and', 'or'])} {e()})",
            lambda: f"(not {e()})",
            lambda: f"({self.pick('-+~')}{e()})",
            lambda: f"({e()} {self.pick(COMPARISONS)} {e()})",
            lambda: f"({e()} {self.pick(['is', 'is not'])} None)",
            lambda: f"({e()} < {e()} {self.pick(COMPARISONS)} {e()})",
            lambda: f"({e()} if {e()} else {e()})",
            lambda: f"{n()}({e()}, {self.brk()}{e()})",
            lambda: f"{n()}({e()}, k={e()})",
            lambda: f"{n()}(*{n()}, {e()}, k={e()}, **{n()})",
            lambda: f"{n()}.{n()}({e()}, j={e()})",
            lambda: f"super().{n()}({e()})",
            lambda: f"({e()}, {e()}, {self.brk()}*{n()})",
            lambda: f"({e()}, {e()})",
            lambda: f"[{e()}, {self.brk()}{e()}]",
            lambda: f"[{self.pick(ATOMS)}, {self.pick(ATOMS)}, {self.pick(ATOMS)}]",
            lambda: f"{{{e()}, {e()}}}",
            lambda: f"{{{e()}: {e()}, {e()}: {e()}, **{n()}}}",
            lambda: f"[{n()} for {n()} in {e()} if {e()}]",
            lambda: f"{{{n()}: {e()} for {n()} in {e()} if {e()} for {n()}, {n()} in {e()}}}",
            lambda: f"({n()} for {n()} in {e()} if (lambda: {n()})())",
            lambda: f"(lambda {n()}, *{self.pick('pq')}, k={e()}: {e()})",
            lambda: f"f'{{{n()}}}a{{{n()}!r:>{{{n()}}}}}{{{n()} = }}'",
            lambda: f"'%s-%r' % ({e()}, {e()})",
            lambda: f"{n()}[{e()}]",
            lambda: f"{n()}[{e()}:{e()}]",
            lambda: f"{n()}[{e()}:{e()}:{e()}, {e()}]",
            lambda: f"({n()} := {e()})",
            lambda: f"({e()} {self.pick(['+', '*', '//', '@', '<<'])} {self.brk()}{e()})",
        ]
        return self.pick(makers)()

    def brk(self):
        return self.pick(["", "", "", "\n"])

    def target(self):
        n = self.name
        return self.pick([n(), n(), f"{n()}, {n()}", f"{n()}.{n()}", f"{n()}[{n()}]", f"{n()}, *{n()}", f"{n()}, {n()}, {n()}"])

    def pattern(self, depth=0):
        n, p = self.name(), lambda: self.pattern(3)
        simple = ["1", '"s"', "None", "True", "-1", "1+2j", f"{n}.{self.name()}"]
        if depth > 1:
            return self.pick([*simple, "_"])
        return self.pick(
            [*simple, f"[{p()}, *_]", f"[{p()}, {p()}]", f'{{"k": {p()}, **rest}}', f'{{"k": {p()}}}', f"{n}({p()}, q={p()})"]
            + [f"({p()} | {p()})", f"[{p()}, {p()}] as w", f"[*v, {p()}]", f"{n}(v)"]
        )

    def block(self, indent, depth, where, count=None):
        return [line for _ in range(count or self.pick([1, 1, 2, 3])) for line in self.statement(indent, depth, where)]

    def simple(self, where):
        n, e = self.name, self.expr
        choices = [
            f"{self.target()} = {e()}",
            f"{self.target()} = {e()}",
            f"{n()} = {self.target()} = {e()}",
            f"{n()}, {n()} = {e()}, {e()}",
            f"{n()}, {n()}, {n()} = {n()}, {e()}, {n()}",
            e(),
            f"{n()} += {e()}",
            f"{n()}[{e()}] -= {e()}",
            f"{n()}.{n()} |= {e()}",
            f"{n()}: {e()} = {e()}",
            f"assert {e()}, {e()}",
            f"{n()} = {n()}; {n()} = {e()}",
            f"type {n()}[T: {e()}] = {e()}",
        ]
        choices += ["pass", f"del {n()}", f"del {n()}.{n()}, {n()}[{e()}]", f"raise {n()}", "raise", "raise a from b"]
        choices += ["import a.b as c", "import a.b.c", "from a import b, c", "from . import x"]
        if "f" in where:
            choices += [f"return {e()}", "return"] * 2
            if "a" in where:
                choices += [f"{n()} = await {n()}", f"{n()} = [{n()} async for {n()} in {e()}]"]
            elif "g" in where:
                choices += [f"{n()} = yield {e()}", f"yield from {e()}"]
        if "l" in where:
            choices += ["break", "continue"] * 2
        return self.pick(choices)

    def statement(self, indent, depth, where):
        pad, inner, e = " " * indent, indent + 1, self.expr
        if depth > 2 or self.chance(0.4):
            return [pad + self.simple(where)]

        def suite(around=where):
            return self.block(inner, depth + 1, around)

        lines = []

        def clause(head, around=where):
            lines.append(f"{pad}{head}:")
            lines.extend(suite(around))

        maybe_async = "async " if "a" in where and self.chance(0.5) else ""
        kind = self.pick(["if", "if", "while", "for", "try", "try", "with", "match", "def", "def", "class"])
        if kind == "if":
            clause(f"if {e()}")
            while self.chance(0.3):
                clause(f"elif {e()}")
            if self.chance(0.5):
                clause("else")
        elif kind == "while":
            clause(f"while {self.pick([e(), e(), 'True', '1', '0'])}", where + "l")
            if self.chance(0.3):
                clause("else")
        elif kind == "for":
            clause(f"{maybe_async}for {self.target()} in {e()}", where + "l")
            if self.chance(0.3):
                clause("else")
        elif kind == "try":
            clause("try")
            star = self.chance(0.15)
            handled = self.chance(0.7)
            if handled:
                around = where.replace("l", "").replace("f", "") if star else where
                for _ in range(self.pick([1, 1, 2])):
                    clause(f"except{'*' if star else ''} {self.name()}{self.pick(['', ' as v', ' as x'])}", around)
                if not star and self.chance(0.3):
                    clause("except")
                if self.chance(0.3):
                    clause("else")
            if not handled or self.chance(0.4):
                clause("finally")
        elif kind == "with":
            more = self.pick(["", ", b as q", f", {e()}"])
            clause(f"{maybe_async}with {self.name()}{self.pick(['', ' as y', ' as (y, z)'])}{more}")
        elif kind == "match":
            lines.append(f"{pad}match {e()}:")
            for _ in range(self.pick([1, 2, 3])):
                lines.append(f"{pad} case {self.pattern()}{self.pick(['', ' if ' + e()])}:")
                lines.extend(self.block(indent + 2, depth + 1, where))
        elif kind == "def":
            if self.chance(0.2):
                lines.append(f"{pad}@{self.name()}")
            is_async = self.chance(0.25)
            around = "f" + ("a" if is_async else "") + ("g" if self.chance(0.3) else "")
            params = f"a, b={e()}, /, *c, x: {e()} = {e()}, **y"
            generic = self.pick(["", "", "[T]", "[T = int, *S]"])
            lines.append(
                f"{pad}{'async ' if is_async else ''}def {self.name()}{generic}({params}){self.pick(['', ' -> ' + e()])}:"
            )
            if self.chance(0.1):
                lines.append(f"{pad} {self.pick(['global z', 'nonlocal z'])}")
            lines.extend(self.block(inner, depth + 1, around, self.pick([2, 4, 6])))
        else:
            clause(f"class {self.name()}{self.pick(['', '', '[T]'])}({e()}, k={e()})", "")
        return lines

    def text(self):
        """Whole statements that compile; most attempts fail, so the shorter the better."""
        lines = ["from __future__ import annotations"] if self.chance(0.05) else []
        wanted = len(lines) + self.pick([2, 4, 8])
        while len(lines) < wanted:
            attempt = "\n".join(self.statement(0, 0, ""))
            try:
                compile(attempt, "p", "exec", dont_inherit=True)
                lines.append(attempt)
            except (SyntaxError, RecursionError, SystemError):
                pass
        return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500, help="programs")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="printed, to repeat a run")
    parser.add_argument("--keep", type=Path, help="where to leave the programs")
    args = parser.parse_args()
    if sys.version_info[:2] != (3, 13):
        os.execv(oracle(), [oracle(), sys.argv[0], "--seed", str(args.seed), *sys.argv[1:]])
    print("seed", args.seed, flush=True)
    warnings.simplefilter("ignore")
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        made = 0
        while made < args.count:
            text = Program(rng).text()
            try:
                compile(text, "p", "exec", dont_inherit=True)
            except (SyntaxError, RecursionError, SystemError):
                continue
            (folder / f"p{made}.py").write_text(text)
            made += 1
        script = Path(__file__).with_name("bytecode_diff.py")
        return subprocess.run([sys.executable, script, folder]).returncode


if __name__ == "__main__":
    sys.exit(main())
