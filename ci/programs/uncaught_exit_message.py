# args: one --two
"""SystemExit with an object, after output to both streams, with finally blocks, context managers and exit handlers."""
import atexit
import contextlib
import sys


class Code:
    def __init__(self, args): self.args = args
    def __str__(self): return f"leaving because of {self.args!r}"


@contextlib.contextmanager
def scope(name):
    print("enter", name)
    try:
        yield
    except SystemExit as e:
        print("passing", name, type(e.code).__name__)
        raise
    finally:
        print("leave", name)


atexit.register(lambda: print("bye", file=sys.stderr))
with scope("outer"), scope("inner"):
    try:
        print("out", end=" ")
        sys.stdout.flush()
        print("err", file=sys.stderr)
        sys.exit(Code(sys.argv[1:]))
    finally:
        print("finally", sys.exception().code)
