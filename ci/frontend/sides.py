"""Runs one and the same program on CPython and on the library, and starts it again behind what it died of.

A side program is told a number of requests to skip and writes its answers one after another: a length and so many marshalled
bytes. The request whose answer is missing when a side ends is the one that it died of, or that it did not come to an end with.
"""

import marshal
import os
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import candidate
import oracle


def write(out, answer):
    """Called on a side."""
    body = marshal.dumps(answer)
    out.write(len(body).to_bytes(4, "little") + body)
    out.flush()


def answers(path):
    found = []
    if path.exists():
        with open(path, "rb") as f:
            while len(head := f.read(4)) == 4:
                found.append(marshal.loads(f.read(int.from_bytes(head, "little"))))
    return found


def run(command, count, out, died, patience=None):
    """All answers of a side to `count` requests. `command` gets the path of the answers and how many requests to skip;
    `died` makes the answer to one that killed the side, or took it longer than `patience` seconds."""
    while (done := len(answers(out))) < count:
        process = subprocess.Popen([*command, out, str(done)])
        size, status = -1, None
        while status is None:
            try:
                status = process.wait(patience)
            except subprocess.TimeoutExpired:
                grown = out.stat().st_size if out.exists() else 0
                if grown == size:
                    process.kill()
                    process.wait()
                    status = "no end"
                size = grown
        if status != 0:
            with open(out, "ab") as f:
                write(f, died(status))
    return answers(out)


def both(options, count, scratch, died, patience=None):
    """The answers of CPython and those of the library."""
    library = candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))
    found = {}

    def side(name, command):
        found[name] = run([*command, *options], count, Path(scratch) / name, died, patience)

    sides = [("theirs", [oracle.python()]), ("ours", candidate.command(library))]
    threads = [threading.Thread(target=side, args=each) for each in sides]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) != 2:
        sys.exit("a side did not answer")
    return found["theirs"], found["ours"]


def in_oracle(main, *options):
    """Runs `main` in CPython 3.13, by starting this program again there if need be."""
    theirs = str(oracle.python())
    if sys.version_info[:2] != (3, 13) or os.path.realpath(sys.executable) != os.path.realpath(theirs):
        os.execv(theirs, [theirs, *options, *sys.argv])
    sys.exit(main())
