"""Compares the instruction table and the readers of location and exception tables with CPython's: numbers, names,
families, caches, stack effects, and the flags that `_opcode` tells of; positions and handlers of every code object of the
standard library.
"""

import os
import subprocess
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from flowgraph_diff import build, oracle

FLAGS = {"arg": 1, "const": 2, "name": 4, "jump": 8, "free": 16, "local": 32}
ARGS = (0, 1, 2, 3, 7, 255, 258, 1029)


def codes(code):
    yield code
    for c in code.co_consts:
        if isinstance(c, types.CodeType):
            yield from codes(c)


def main():
    if "KINGSNAKE_FACTS" not in os.environ:
        os.environ["KINGSNAKE_FACTS"] = str(build("facts", "ks-bytecode"))
        os.execv(oracle(), [oracle(), *sys.argv])
    import _opcode
    import _opcode_metadata as metadata
    import dis
    import opcode

    want = []
    family = {s: b for b, forms in metadata._specializations.items() for s in forms}
    for name, number in sorted({**metadata.opmap, **metadata._specialized_opmap}.items(), key=lambda i: i[1]):
        base = family.get(name, name)
        flags = sum(bit for f, bit in FLAGS.items() if getattr(_opcode, "has_" + f)(number))
        effects = []
        for arg in ARGS:
            for jump in (False, True):
                try:
                    effects.append(str(_opcode.stack_effect(number, arg if _opcode.has_arg(number) else None, jump=jump)))
                except ValueError:
                    effects.append("-")
        number_of_base = {**metadata.opmap, **metadata._specialized_opmap}[base]
        want.append(f"{name} {number} {number_of_base} {opcode._inline_cache_entries.get(base, 0)} {flags} " + " ".join(effects))
    instructions = len(want)
    want.append(" ".join(_opcode.get_intrinsic1_descs()))
    want.append(" ".join(_opcode.get_intrinsic2_descs()))
    want.append(" ".join(map(":".join, _opcode.get_nb_ops())))
    sent = []
    for path in sorted(Path(os.__file__).parent.glob("*.py")) + sorted(Path(os.__file__).parent.glob("test/test_*.py")):
        try:
            top = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        for code in codes(top):
            sent.append(f"{code.co_firstlineno} {code.co_linetable.hex()} {code.co_exceptiontable.hex()}\n")
            none = lambda v: -1 if v is None else v
            positions = "".join(" " + ",".join(str(none(v)) for v in p) for p in code.co_positions())
            handlers = "".join(
                f" {e.start // 2},{e.end // 2},{e.target // 2},{e.depth},{int(e.lasti)}"
                for e in dis._parse_exception_table(code)
            )
            want.append(f"={positions} |{handlers}")
    run = subprocess.run([os.environ["KINGSNAKE_FACTS"]], input="".join(sent), capture_output=True, text=True, check=True)
    got = run.stdout.splitlines()
    bad = 0
    for i, (w, g) in enumerate(zip(want, got, strict=True)):
        if i < instructions:
            words = g.split(" ")
            words[4] = str(int(words[4]) & 63)
            g = " ".join(words)
        if w != g:
            bad += 1
            if bad < 20:
                print("want", w[:300])
                print("got ", g[:300])
    print(f"{len(want)} facts, {bad} differ")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
