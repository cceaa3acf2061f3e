"""Compares the flow-graph optimizer with CPython's, scope by scope, over Python source trees.

usage: flowgraph_diff.py [--show N] [--limit N] [path ...]      (default: the oracle's standard library)

Runs itself under the oracle (KINGSNAKE_CPYTHON, python3.13 on PATH, or pyenv's 3.13.0), where
`_testinternalcapi.compiler_codegen` gives the instruction sequences of every scope before optimization and
`optimize_cfg` the ones after. Constants of inner scopes are not told, so both sides get made-up ones.

Format sent to the `flowgraph` example: a line "instructions constants locals", then one line
"opcode argument line end_line column end_column" each. Back come such lines, closed by "= constants".
"""

import argparse
import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

sys.path.insert(0, str(ROOT / "ci"))
from oracle import python as find_oracle  # noqa: E402


def oracle():
    return str(find_oracle())


def build(example, package="ks-compiler"):
    subprocess.run(["cargo", "build", "-q", "-p", package, "--example", example], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "debug" / "examples" / example


def made_up_consts(n):
    special = {1: None, 2: False, 3: True, 4: 0}
    return [special.get(i, 1000 + i) for i in range(n)]


def show(value):
    if isinstance(value, tuple):
        return "(" + "".join(show(v) + "," for v in value) + ")"
    return str(value)


def scopes(seq):
    yield seq
    for inner in seq.get_nested():
        yield from scopes(inner)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--show", type=int, default=3, help="differences to print in full")
    parser.add_argument("--before", action="store_true", help="print the sequences before optimization, too")
    parser.add_argument("--limit", type=int, default=None, help="files to look at")
    args = parser.parse_args()
    if "KINGSNAKE_FLOWGRAPH" not in os.environ:
        os.environ["KINGSNAKE_FLOWGRAPH"] = str(build("flowgraph"))
        os.execv(oracle(), [oracle(), *sys.argv])

    import ast
    import opcode

    import _opcode
    import _testinternalcapi

    local_ops = set(opcode.haslocal)
    const_ops = set(opcode.hasconst)
    paths = args.paths or [Path(os.__file__).parent]
    files = [f for p in paths for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])][: args.limit]
    total = bad = skipped = 0
    for path in files:
        try:
            tree = ast.parse(path.read_bytes())
            seq, _ = _testinternalcapi.compiler_codegen(tree, str(path), 0)
        except (SyntaxError, ValueError, RecursionError):
            skipped += 1
            continue
        sent, wanted, sources = [], [], []
        for scope in scopes(seq):
            rows = [(r[0], r[1] or 0, *r[2:]) for r in scope.get_instructions()]
            nconsts = max((r[1] + 1 for r in rows if r[0] in const_ops), default=0)
            nlocals = max((r[1] + 1 for r in rows if r[0] in local_ops), default=0)
            consts = made_up_consts(nconsts)
            after = _testinternalcapi.optimize_cfg(scope, consts, nlocals)
            wanted.append([" ".join(str(x or 0) for x in r) for r in after.get_instructions()]
                          + ["= " + " ".join(map(show, consts))])
            sent.append(f"{len(rows)} {nconsts} {nlocals}\n")
            sent.extend(" ".join(map(str, r)) + "\n" for r in rows)
            sources.append(rows)
        run = subprocess.run([os.environ["KINGSNAKE_FLOWGRAPH"]], input="".join(sent), capture_output=True, text=True)
        if run.returncode:
            print(path, "FAILED:", run.stderr.strip()[-300:])
            bad += len(wanted)
            total += len(wanted)
            continue
        lines = iter(run.stdout.splitlines())
        for rows, want in zip(sources, wanted):
            got = []
            for line in lines:
                got.append(line)
                if line.startswith("="):
                    break
            got[-1] = got[-1].rstrip()
            want[-1] = want[-1].rstrip()
            total += 1
            if got != want:
                bad += 1
                if bad <= args.show:
                    name = lambda l: l if l.startswith("=") else opcode.opname[int(l.split()[0])] + " " + l.split(" ", 1)[1]
                    print(f"--- {path}")
                    for i, r in enumerate(rows if args.before else ()):
                        print("   before", i, opcode.opname[r[0]], *r[1:])
                    for line in difflib.unified_diff(list(map(name, want)), list(map(name, got)), "CPython", "ours", lineterm=""):
                        print("  ", line)
    print(f"{len(files)} files ({skipped} skipped), {total} scopes, {bad} differ")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
