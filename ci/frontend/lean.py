"""CPython's marshalled code of source files, from a process that has seen little.

Which strings are interned or in use elsewhere already shows in marshalled code, as flags and numbers of references. So the process
imports next to nothing, and forks for each file.
"""

import subprocess

import oracle

COMPILE = r"""
import marshal, posix, sys
sys.setrecursionlimit(20000)
level, out = int(sys.argv[1]), sys.stdout.buffer
for path in sys.stdin:
    pid = posix.fork()
    if not pid:
        path = path[:-1]
        try:
            with open(path, "rb") as f:
                source = f.read()
            # Held by a name, as the code is that importlib writes to a file.
            code = compile(source, path, "exec", dont_inherit=True, optimize=level)
            body = marshal.dumps(code)
        except (SyntaxError, ValueError, RecursionError):
            body = b""
        out.write(len(body).to_bytes(4, "little") + body)
        out.flush()
        posix._exit(0)
    posix.waitpid(pid, 0)
"""


class Lean:
    """Compiles in the order it is asked."""

    def __init__(self, level=0):
        command = [oracle.python(), "-W", "ignore", "-ISEc", COMPILE, str(level)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def marshalled(self, path):
        """What `marshal.dumps(compile(…))` gives; nothing for a file that does not compile."""
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        return self.process.stdout.read(int.from_bytes(self.process.stdout.read(4), "little"))
