"""Compares our writer of marshalled code with CPython's: what `marshal.dumps` gives for every file of a source tree is
read and written again by the `remarshal` example, and must come back as it was.

usage: marshal_diff.py [path ...]      (default: the oracle's standard library)
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from flowgraph_diff import build, oracle
from lean import Lean


def main():
    if "KINGSNAKE_REMARSHAL" not in os.environ:
        os.environ["KINGSNAKE_REMARSHAL"] = str(build("remarshal"))
        os.execv(oracle(), [oracle(), *sys.argv])

    paths = [Path(p) for p in sys.argv[1:]] or [Path(os.__file__).parent]
    files = [f for p in paths for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    lean = Lean()
    bodies = [lean.marshalled(path) for path in files]
    got = subprocess.run([os.environ["KINGSNAKE_REMARSHAL"]], input=b"".join(len(b).to_bytes(4, "little") + b for b in bodies if b), capture_output=True, check=True).stdout
    bad = at = 0
    for path, body in zip(files, bodies):
        if not body:
            continue
        size = int.from_bytes(got[at : at + 4], "little")
        ours = got[at + 4 : at + 4 + size]
        at += 4 + size
        if ours != body:
            bad += 1
            where = next((i for i, (a, b) in enumerate(zip(ours, body)) if a != b), min(len(ours), len(body)))
            print(f"{path}: byte {where} of {len(body)}: {body[max(0, where - 40) : where + 20]!r} but {ours[max(0, where - 40) : where + 20]!r}")
    compiled = sum(map(bool, bodies))
    print(f"{compiled - bad} of {compiled} identical")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
