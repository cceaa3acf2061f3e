#!/usr/bin/env python3
"""Compares the code objects that ks-syntax and ks-compiler make with those of CPython 3.13.

    bytecode_diff.py [-O|-OO] [-v] [PATH...]     files and trees (default: the oracle's standard library)
    bytecode_diff.py seq FILE                    instructions before optimization, as a diff
    bytecode_diff.py rewrite FILE...             rewrites what the crate's tests (tests/sequences) expect
    bytecode_diff.py symbols [PATH...]           symbol tables, as `symtable` shows them
    bytecode_diff.py errors FILE                 a Python file with a list SNIPPETS of sources or (mode, source) pairs:
                                                 the errors and warnings of compiling them

The oracle is KINGSNAKE_CPYTHON, or python3.13 on PATH, or pyenv's 3.13.0; the script runs itself with it. The other side
is `cargo run -p ks-compiler --example pyc`, or the binary that KINGSNAKE_PYC names.
"""

import ast
import difflib
import dis
import marshal
import os
import re
import shutil
import subprocess
import sys
import types
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sides
from facts import facts
from lean import Lean

FIELDS = (
    "co_name co_qualname co_argcount co_posonlyargcount co_kwonlyargcount co_flags co_firstlineno co_names "
    "co_varnames co_cellvars co_freevars co_consts co_code co_stacksize co_exceptiontable co_linetable co_filename"
).split()


class Other:
    """Our side, as a server process. Restarted when it dies."""

    def __init__(self):
        binary = os.environ.get("KINGSNAKE_PYC")
        self.command = (
            [binary] if binary else ["cargo", "run", "-q", "-p", "ks-compiler", "--example", "pyc", "--"]
        ) + ["--serve"]
        self.process = None

    def ask(self, wanted, mode, letters, filename, source):
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        name = filename.encode()
        told = facts(source, mode)
        request = f"{wanted} {mode} {letters} {len(name)} {len(told)} {len(source)}\n".encode()
        try:
            self.process.stdin.write(request + name + told + source)
            self.process.stdin.flush()
            status, length = self.process.stdout.readline().split()
        except (BrokenPipeError, ValueError):
            self.process.wait()
            code, self.process = self.process.returncode, None
            return False, f"died: {code}".encode()
        return status == b"ok", self.process.stdout.read(int(length))


def typed(value):
    """A constant with its types, so that 1, 1.0 and True differ; code objects aside."""
    if isinstance(value, (tuple, list)):
        return (type(value), tuple(map(typed, value)))
    if isinstance(value, frozenset):
        return (frozenset, frozenset(map(typed, value)))
    if isinstance(value, types.CodeType):
        return types.CodeType
    if isinstance(value, (float, complex)):
        return (type(value), repr(value))
    return (type(value), value)


def differences(ours, theirs, path=""):
    """Yields (place, field, ours, theirs)."""
    path = f"{path}/{theirs.co_name}"
    for field in FIELDS:
        a, b = getattr(ours, field), getattr(theirs, field)
        if field == "co_consts":
            a, b = typed(a), typed(b)
        if a != b:
            yield path, field, getattr(ours, field), getattr(theirs, field)
    inner_ours = [c for c in ours.co_consts if isinstance(c, types.CodeType)]
    inner_theirs = [c for c in theirs.co_consts if isinstance(c, types.CodeType)]
    for a, b in zip(inner_ours, inner_theirs):
        yield from differences(a, b, path)


def listing(code):
    lines = []
    for i in dis.get_instructions(code):
        p = i.positions
        lines.append(f"{i.opname} {i.argrepr or i.arg} {p.lineno}:{p.col_offset}-{p.end_lineno}:{p.end_col_offset}")
    return lines


def find_code(code, path):
    """The code object that a path from `differences` names (the first of that name)."""
    for name in path.split("/")[2:]:
        code = next(c for c in code.co_consts if isinstance(c, types.CodeType) and c.co_name == name)
    return code


def files(paths):
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*.py") if p.is_file())
        else:
            yield path


def compare_files(paths, level, verbose):
    other, lean = Other(), Lean(level)
    total = same = refused = 0
    fields, broken = Counter(), []
    for path in files(paths or [os.path.dirname(os.__file__)]):
        expected = lean.marshalled(path)
        if not expected:
            refused += 1
            continue
        total += 1
        ok, answer = other.ask("code", "exec", str(level), str(path), path.read_bytes())
        if not ok:
            broken.append(path)
            print(f"{path}: {answer.decode(errors='replace')[:300]}")
            continue
        if answer == expected:
            same += 1
            continue
        ours, theirs = marshal.loads(answer), marshal.loads(expected)
        found = list(differences(ours, theirs))
        for field in {field for _, field, _, _ in found} or {"marshal only"}:
            fields[field] += 1
        print(f"{path}: {len(found)} fields differ" if found else f"{path}: only the marshalled form differs")
        for place, field, a, b in found[: 1000 if verbose else 2]:
            if field in ("co_code", "co_linetable", "co_exceptiontable"):
                print(f"  {place} {field}")
                try:
                    a, b = find_code(ours, place), find_code(theirs, place)
                except StopIteration:
                    continue
                lines = list(difflib.unified_diff(listing(a), listing(b), "ours", "theirs", lineterm="", n=2))
                for line in lines[: 200 if verbose else 12]:
                    print("    " + line)
            else:
                print(f"  {place} {field}: ours {a!r:.150} theirs {b!r:.150}")
    print(f"{total} files, {same} identical, {len(broken)} not compiled, {refused} refused by the oracle; {dict(fields)}")
    return same == total


def sequence_text(sequence, indent=0):
    names = {number: name for name, number in dis.opmap.items()}
    import opcode

    names.update({number: name for name, number in opcode.opmap.items()})
    lines = []
    for i, (number, arg, *position) in enumerate(sequence.get_instructions()):
        lines.append(" " * indent + f" {i} {names[number]} {arg} " + " ".join(map(str, position)))
    for nested in sequence.get_nested():
        lines.append("nested")
        lines += sequence_text(nested, indent + 4)
    return lines


def compare_sequences(path):
    import _testinternalcapi

    source = Path(path).read_bytes()
    sequence, _ = _testinternalcapi.compiler_codegen(ast.parse(source), str(path), 0)
    theirs = sequence_text(sequence)
    ok, answer = Other().ask("seq", "exec", "0", str(path), source)
    ours = answer.decode().splitlines()
    lines = list(difflib.unified_diff(ours, theirs, "ours", "theirs", lineterm="", n=3))
    print("\n".join(lines) if lines else "identical")
    return not lines


def rewrite_expectations(paths):
    import _testinternalcapi

    for path in map(Path, paths):
        source = path.read_text().partition("---\n")[0]
        sequence, _ = _testinternalcapi.compiler_codegen(ast.parse(source), "<test>", 0)
        path.write_text(source + "---\n" + "".join(line.strip(" ") + "\n" for line in sequence_text(sequence)))
    return True


def table_text(table, indent=0):
    symbols = sorted(table.symbols.items(), key=lambda item: item[0].encode())
    line = f"{'':{indent}} {table.name} {table.type} {table.nested} {table.lineno}"
    line += "".join(f" {name}={flags}" for name, flags in symbols) + " |" + "".join(f" {n}" for n in table.varnames)
    return [line] + [inner for child in table.children for inner in table_text(child, indent + 2)]


def compare_symbols(paths):
    import _symtable

    other = Other()
    total = same = 0
    for path in files(paths or [os.path.dirname(os.__file__)]):
        source = path.read_bytes()
        try:
            source.decode()
            theirs = table_text(_symtable.symtable(source, str(path), "exec"))
        except (SyntaxError, ValueError, RecursionError):
            continue
        total += 1
        ok, answer = other.ask("sym", "exec", "0", str(path), source)
        ours = answer.decode().splitlines()
        if ours == theirs:
            same += 1
            continue
        print(path)
        for line in list(difflib.unified_diff(ours, theirs, "ours", "theirs", lineterm="", n=0))[:8]:
            print("    " + line[:300])
    print(f"{total} files, {same} identical")
    return same == total


def compare_errors(path):
    scope = {}
    exec(compile(Path(path).read_bytes(), path, "exec"), scope)
    other = Other()
    wrong = 0
    for snippet in scope["SNIPPETS"]:
        mode, source = snippet if isinstance(snippet, tuple) else ("exec", snippet)
        expected = ""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                compile(source, "<snippet>", mode, dont_inherit=True)
            except SyntaxError as e:
                expected = f"SyntaxError {e.lineno} {e.offset} {e.end_lineno} {e.end_offset}"
                expected += f" {str(len(e.args) > 1).lower()} {e.msg}"
            except RecursionError:
                expected = "Recursion"
        messages = "".join(
            f"{w.lineno}: {w.message}\n" for w in caught if w.category is SyntaxWarning
        )
        ok, answer = other.ask("seq", mode, "0", "<snippet>", source.encode())
        if answer.startswith(b"parser:") and not ok and expected:
            continue  # refused before compilation; `ast_diff.py` compares those
        answer = answer.decode()
        if ok:
            answer = "".join(line + "\n" for line in answer.splitlines() if line.split(" ")[0].endswith(":"))
        if answer != messages + expected:
            wrong += 1
            print(f"{source!r:.200}\n  ours   {answer!r}\n  theirs {messages + expected!r}")
    print(f"{len(scope['SNIPPETS'])} snippets, {wrong} differ")
    return not wrong


def main():
    sys.setrecursionlimit(100000)
    return not run(sys.argv[1:])


def run(args):
    """Whether all is the same."""
    level = 0
    if "-O" in args:
        level = 1
    if "-OO" in args:
        level = 2
    verbose = "-v" in args
    args = [a for a in args if not a.startswith("-")]
    if args[:1] == ["seq"]:
        return compare_sequences(args[1])
    if args[:1] == ["rewrite"]:
        return rewrite_expectations(args[1:])
    if args[:1] == ["symbols"]:
        return compare_symbols(args[1:])
    if args[:1] == ["errors"]:
        return compare_errors(args[1])
    warnings.simplefilter("ignore")
    return compare_files(args, level, verbose)


if __name__ == "__main__":
    sides.in_oracle(main)
