#!/usr/bin/env python3
"""Compares what the library makes of source files with what CPython makes of them, in processes that are alike.

    library_diff.py KIND [PATH...]     files and trees (default: the oracle's standard library)

KIND is `code0`, `code1` or `code2`: `marshal.dumps(compile(source))` at that level of optimization, byte for byte;
`ast`: `ast.dump` with positions; or `tokens`: what `tokenize` yields. Which strings are interned already shows in marshalled
code, so both sides import the same few modules and fork for each file. KINGSNAKE_LIBRARY names the library under test.
"""

import marshal
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import candidate
import oracle
import sides

# Runs on both sides. Answers for each file: a length and so many bytes.
SIDE = r"""
import marshal, posix, sys
kind = sys.argv[1]
if kind == "ast":
    import ast
if kind == "tokens":
    import tokenize

def made(path):
    with open(path, "rb") as f:
        source = f.read()
    if kind == "ast":
        return ast.dump(ast.parse(source), include_attributes=True).encode("utf-8", "surrogatepass")
    if kind == "tokens":
        with open(path, "rb") as f:
            return "\n".join(map(repr, map(tuple, tokenize.tokenize(f.readline)))).encode("utf-8", "surrogatepass")
    return marshal.dumps(compile(source, path, "exec", dont_inherit=True, optimize=int(kind[4:])))

sys.setrecursionlimit(20000)
with open(sys.argv[2]) as f:
    paths = f.read().split("\n")
with open(sys.argv[3], "wb") as out:
    for path in paths:
        out.flush()
        pid = posix.fork()
        if not pid:
            try:
                body = made(path)
            except BaseException as e:
                body = b"!" + type(e).__name__.encode() + b" " + repr(e).encode("utf-8", "backslashreplace")
            out.write(len(body).to_bytes(4, "little") + body)
            out.flush()
            posix._exit(0)
        _, status = posix.waitpid(pid, 0)
        if status:
            body = b"!status %d" % status
            out.write(len(body).to_bytes(4, "little") + body)
"""


def answers(path):
    with open(path, "rb") as f:
        while head := f.read(4):
            yield f.read(int.from_bytes(head, "little"))


def explain(kind, path, theirs, ours):
    print(f"--- {path}")
    if kind.startswith("code") and not theirs.startswith(b"!") and not ours.startswith(b"!"):
        import bytecode_diff

        found = list(bytecode_diff.differences(marshal.loads(ours), marshal.loads(theirs)))
        for place, field, a, b in found[:3]:
            print(f"  {place} {field}: ours {a!r:.150} theirs {b!r:.150}")
        if found:
            return
        print("  only the marshalled form differs")
    at = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours)))
    print(f"    byte {at} of {len(theirs)}\n    oracle: {theirs[max(0, at - 60) : at + 60]!r}\n    ours:   {ours[max(0, at - 60) : at + 60]!r}")


def files(paths):
    for path in map(Path, paths):
        yield from sorted(p for p in path.rglob("*.py") if p.is_file()) if path.is_dir() else [path]


def main():
    kind, paths = sys.argv[1], list(files(sys.argv[2:] or [Path(os.__file__).parent]))
    library = candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))
    with tempfile.TemporaryDirectory() as scratch:
        names, side = Path(scratch) / "names", Path(scratch) / "side.py"
        names.write_text("\n".join(map(str, paths)))
        side.write_text(SIDE)
        options = ["-W", "ignore", "-ISE", side, kind, names]
        running = [
            subprocess.Popen([oracle.python(), *options, f"{scratch}/theirs"]),
            subprocess.Popen([*candidate.command(library), *options, f"{scratch}/ours"]),
        ]
        failed = [process.wait() for process in running]
        if any(failed):
            sys.exit(f"a side ended with {failed}")
        same = shown = 0
        for path, theirs, ours in zip(paths, answers(f"{scratch}/theirs"), answers(f"{scratch}/ours"), strict=True):
            if theirs == ours:
                same += 1
            elif (shown := shown + 1) <= 30:
                explain(kind, path, theirs, ours)
    print(f"{same} of {len(paths)} identical")
    return same != len(paths)


if __name__ == "__main__":
    sides.in_oracle(main)
