#!/usr/bin/env python3
"""Compares where deep nesting and size end on the library and on CPython: at which size the outcome changes, into which, and
what is said right below, at, and far above that size.

    depth_diff.py [NAME...]            every construct of `depth_side.py`, or those named, in all modes
    depth_diff.py threads [NAME...]    on threads with small stacks: CPython may die there, the library may not
    depth_diff.py huge [NAME...]       very long flat sources: the same outcome, in no more time

The address space of both sides is bounded; what ends in a MemoryError for that is not compared. KINGSNAKE_LIBRARY names the
library under test; SHOW_LIMITS prints CPython's limits.
"""

import marshal
import os
import resource
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import candidate
import depth_side
import oracle

MEMORY = 4 << 30
"""Bytes of address space for a side."""
SECONDS = 30
"""The time for one answer."""
FAR = 16_384
"""The largest size, beyond all limits of levels."""
MODES = {"expression": ("exec", "eval", "ast", "folded ast"), "statement": ("exec", "ast", "folded ast"), "tree": ("tree", "folded tree")}
DEEPER = "minus", "sum", "attributes", "calls of calls", "sum in functions", "sum in a lambda", "elif"
"""Also compiled further down from C, of which CPython counts the levels."""
TABLES = {"expression": depth_side.EXPRESSIONS, "statement": depth_side.STATEMENTS, "tree": depth_side.TREES}
RAISED = "RecursionError", "MemoryError", "SyntaxError", "IndentationError"
STACKS = [kilobytes << 10 for kilobytes in (32, 64, 128, 256, 512, 1024)]


class Side:
    """A Python that answers requests; one that dies or takes too long is replaced."""

    def __init__(self, command):
        self.command = [*command, "-ISE", Path(depth_side.__file__)]
        self.process = None

    def start(self):
        bound = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, preexec_fn=bound, bufsize=0)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.stdin.close()
            self.process.stdout.close()
            status = self.process.wait()
            self.process = None
            return status

    def read(self, size):
        data = b""
        while len(data) < size:
            if not select.select([self.process.stdout], [], [], SECONDS)[0]:
                raise TimeoutError
            piece = self.process.stdout.read(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def ask(self, *request):
        """The answer; ("died", signal) or ("slow", "") where there is none."""
        if not self.process:
            self.start()
        body = marshal.dumps(request)
        try:
            self.process.stdin.write(len(body).to_bytes(4, "little") + body)
            return marshal.loads(self.read(int.from_bytes(self.read(4), "little")))
        except TimeoutError:
            self.stop()
            return ("slow", ""), None
        except (EOFError, OSError):
            status = self.process.wait()
            self.stop()
            return ("died", str(status)), None


def says_nothing(kind):
    """Whether the outcome says nothing about a limit of levels."""
    return kind[0] in ("slow", "died") or kind == ("MemoryError", "")


class Search:
    """Outcomes of one construct on one side by size: the places where they change, and all that is said there."""

    def __init__(self, side, case, far):
        self.side, self.case = side, case
        self.kinds, self.said, self.changes = {}, {}, []
        size, before = 1, None
        while size <= far and self.kind(size)[0] != "slow":
            if before:
                self.between(before, size)
            before = size
            size = min(2 * size, far) if size < far else far + 1
        for n in {1, before, *self.changes, *(n - 1 for n in self.changes)}:
            if n and not says_nothing(self.kind(n)):
                self.said[n] = self.side.ask("outcome", (*self.case, n), True)[1]

    def kind(self, n):
        if n not in self.kinds:
            self.kinds[n] = self.side.ask("outcome", (*self.case, n))[0]
        return self.kinds[n]

    def between(self, low, high):
        """Finds each change between two sizes whose outcomes differ."""
        if self.kind(low) == self.kind(high):
            return
        if high - low == 1:
            self.changes.append(high)
            return
        middle = (low + high) // 2
        self.between(low, middle)
        self.between(middle, high)

    def limits(self):
        return "; ".join(f"{n}: {': '.join(self.kind(n)):.90}" for n in [1, *self.changes])

    def differences(self, other):
        """What another side says otherwise at the sizes that this one was asked for."""
        for n, kind in sorted(self.kinds.items()):
            answer, said = other.ask("outcome", (*self.case, n), n in self.said)
            if says_nothing(kind):
                if answer[0] in ("slow", "died"):
                    yield f"{n}: ours {answer}"
            elif answer != kind:
                yield f"{n}: {kind} / ours {answer}"
            elif n in self.said and said != self.said[n]:
                yield f"{n}: {kind} {self.said[n]!r:.300} / ours {said!r:.300}"


def cases(names):
    for kind, table in TABLES.items():
        for name in table:
            if not names or name in names:
                yield from ((kind, mode, name) for mode in MODES[kind])
                if name in DEEPER:
                    yield kind, "deeper", name


def report(total, same, what=""):
    print(f"{same} of {total} identical{what}")
    return same != total


def sides():
    return Side([oracle.python()]), Side(candidate.command(candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))))


def depth(names):
    theirs, ours = sides()
    wanted = list(cases(names))
    same = 0
    with ThreadPoolExecutor(1) as pool:
        far = lambda case: depth_side.farthest(*case, FAR)
        for found in pool.map(lambda case: Search(theirs, case, far(case)), wanted):
            if os.environ.get("SHOW_LIMITS"):
                print(*found.case, found.limits(), sep=" | ", flush=True)
            differences = list(found.differences(ours))
            same += not differences
            if differences:
                print(f"--- {' | '.join(found.case)}: {len(differences)} sizes differ\n    oracle: {found.limits()}")
                print(f"    ours  : {Search(ours, found.case, max(found.kinds)).limits()}")
                print(*(f"    {line}" for line in differences[:3]), sep="\n", flush=True)
    theirs.stop()
    ours.stop()
    return report(len(wanted), same)


def threads(names):
    """Sizes far beyond the limits, where the native stack ends before: the library raises, or gets through."""
    ours = sides()[1]
    wanted = [(case, stack) for case in cases(names) if case[1] in ("exec", "ast", "tree", "folded tree") for stack in STACKS]
    same = 0
    for case, stack in wanted:
        answer = ours.ask("in_thread", (*case, depth_side.farthest(*case, FAR)), stack)
        fine = answer[0] in RAISED or answer[0] == "ok"
        same += fine
        if not fine:
            print(f"--- {' | '.join(case)}, {stack >> 10} KiB: {answer}", flush=True)
    ours.stop()
    return report(len(wanted), same)


def huge(names):
    """Outcome and time of very long sources."""
    theirs, ours = sides()
    wanted = [name for name in depth_side.HUGE if not names or name in names]
    same = 0
    for name in wanted:
        (kind, seconds), (answer, taken) = (side.ask("timed", name) for side in (theirs, ours))
        bounded = says_nothing(kind)
        fine = answer[0] not in ("slow", "died") if bounded else kind == answer and taken <= seconds * 1.5 + 0.1
        same += fine
        said = "the same" if answer == kind else answer
        print(f"{'' if fine else '--- '}{name}: {kind}, {seconds or 0:.2f} s / ours {said}, {taken or 0:.2f} s", flush=True)
    theirs.stop()
    ours.stop()
    return report(len(wanted), same)


if __name__ == "__main__":
    mode = {"threads": threads, "huge": huge}.get(sys.argv[1] if sys.argv[1:] else "")
    sys.exit(mode(sys.argv[2:]) if mode else depth(sys.argv[1:]))
