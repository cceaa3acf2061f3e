#!/usr/bin/env python3
"""Gives the library marshal data with faults until the time is over, and reads the code objects that come of it in every way
that does not run them: no crash, no hang, no end of the native stack, memory within bounds. Odd seeds run on a thread with a
small stack.

    marshal_fuzz.py [SECONDS [SEED]]     60 seconds, a seed by chance
    marshal_fuzz.py FILE                 once more what broke it, on both kinds of stack

What broke it is left in target/fuzz/marshal.SEED. KINGSNAKE_LIBRARY names the library under test.
"""

import io
import marshal
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# One input may take so many seconds; with that many bytes of stack on a thread.
PATIENCE = 10
SMALL_STACK = 256 << 10


def attempt(data):
    """Whether the data was refused."""
    from marshal_cases import describe

    signal.alarm(PATIENCE)
    try:
        value = marshal.load(io.BytesIO(data)) if len(data) % 8 == 0 else marshal.loads(data)
        # Sets in sets take time exponential in their depth to write, as in CPython.
        if sum(map(data.count, (b"<\1\0\0\0", b">\1\0\0\0", b"\xbc\1\0\0\0", b"\xbe\1\0\0\0"))) < 12:
            describe(value)
            marshal.loads(marshal.dumps(value))
    except Exception:
        return True
    return False


def side(seconds, seed, scratch):
    import marshal_cases

    sys.setrecursionlimit(10_000)
    mutants = marshal_cases.Mutants(seed)
    fixed = marshal_cases.fixed() if seed % 4 < 2 else []
    random.Random(seed).shuffle(fixed)
    counts, finished = [0, 0, 0.0], []

    def work():
        end = time.monotonic() + seconds
        with open(scratch, "wb", buffering=0) as file:
            while (start := time.monotonic()) < end:
                data = fixed.pop() if fixed else mutants.next()
                os.pwrite(file.fileno(), len(data).to_bytes(8, "little") + data, 0)
                counts[0] += 1
                counts[1] += attempt(data)
                counts[2] = max(counts[2], time.monotonic() - start)
        finished.append(True)

    on_stack(work, seed % 2)
    signal.alarm(0)
    print(f"seed {seed}: {counts[0]} pieces of data, {counts[1]} refused, the longest took {counts[2] * 1000:.0f} ms", flush=True)
    return not finished


def on_stack(work, small):
    if not small:
        return work()
    threading.stack_size(SMALL_STACK)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def main():
    import candidate
    from marshal_cases import BOUND

    command = [*BOUND, *candidate.command(candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))), "-sSPB", __file__]
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        return subprocess.run([*command, "again", sys.argv[1]]).returncode
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    scratch = candidate.ROOT / f"target/fuzz/marshal.{seed}"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    ended = subprocess.run([*command, "side", str(seconds), str(seed), scratch])
    data = scratch.read_bytes()
    scratch.unlink()
    if ended.returncode == 0:
        return 0
    scratch.write_bytes(data[8 : 8 + int.from_bytes(data[:8], "little")])
    way = "hung" if ended.returncode == -signal.SIGALRM else f"ended with {ended.returncode}"
    print(f"seed {seed}: {way}; see {scratch}")
    return 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["side"]:
        sys.exit(side(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
    elif sys.argv[1:2] == ["again"]:
        for small in False, True:
            on_stack(lambda: print("refused" if attempt(Path(sys.argv[2]).read_bytes()) else "accepted"), small)
    else:
        sys.exit(main())
