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

# Which strings are interned already shows in the result, so this runs in processes of its own that have seen little, and
# forks for each file.
COMPILE = """
import marshal, posix, sys
out = sys.stdout.buffer
for path in sys.stdin.read().split("\\n"):
    out.flush()
    pid = posix.fork()
    if not pid:
        try:
            with open(path, "rb") as f:
                code = compile(f.read(), path, "exec", dont_inherit=True)
            body = marshal.dumps(code)
        except (SyntaxError, ValueError, RecursionError):
            body = b""
        out.write(len(body).to_bytes(4, "little") + body)
        out.flush()
        posix._exit(0)
    posix.waitpid(pid, 0)
"""


def main():
    if "KINGSNAKE_REMARSHAL" not in os.environ:
        os.environ["KINGSNAKE_REMARSHAL"] = str(build("remarshal"))
        os.execv(oracle(), [oracle(), *sys.argv])

    paths = [Path(p) for p in sys.argv[1:]] or [Path(os.__file__).parent]
    files = [f for p in paths for f in (sorted(p.rglob("*.py")) if p.is_dir() else [p])]
    sent = subprocess.run(
        [sys.executable, "-ISEc", COMPILE], input="\n".join(map(str, files)).encode(), capture_output=True, check=True
    ).stdout
    bodies, at = [], 0
    while at < len(sent):
        size = int.from_bytes(sent[at : at + 4], "little")
        bodies.append(sent[at + 4 : at + 4 + size])
        at += 4 + size
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
    print(f"{len(files)} files, {bad} differ")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
