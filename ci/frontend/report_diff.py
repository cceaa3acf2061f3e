#!/usr/bin/env python3
"""Compares what the library prints about wrong sources with what CPython prints, for every way that a source can be run.

    report_diff.py [FILTER]     only the sources that contain FILTER

KINGSNAKE_LIBRARY names the library under test.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import candidate
import oracle

TEXTS = [
    "x y\n",
    "x y",
    "\tx y\n",
    "if x:\n\t\tf(a b)\n",
    "if x:\n        y\n\tz\n",
    "if x:\n    y\n  z\n",
    "if x:\ny\n",
    "  x\n",
    "\x0cx y\n",
    "if x:\n \x0c  f(a b)\n",
    "(\n",
    "f(a, b\nc d\n",
    "x = [1,\n2\ny = 3\n",
    "x = (1,\n     2))\n",
    "'abc\n",
    "'''abc\ndef",
    "f'{a b}'\n",
    "f'''\n{a b}\n'''\n",
    "f'{a!x}'\n",
    "f'{'\n",
    "x = '\u4e2d\u6587' y\n",
    "\u4e2d\u6587 = \u4e2d x \u6587\n",
    "a\u0301\u0301 = f(x y)\n",
    "\U0001f600\n",
    "x\u3000y\n",
    "x\u200by\n",
    "é = é é\n",
    "x = " + "a + " * 200 + "b c\n",
    "f(" + "a, " * 300 + "b c)\n",
    "x = 1\n" * 50 + "y z\n",
    "a = \\\n  b c\n",
    "a = \\",
    "a = \\ \n",
    "a = 1 \\\n",
    "\\\n\\\nx y\n",
    "f(a\n for a in b, c)\n",
    "f(x for x in y\n  , 1)\n",
    "(a, b) += 1\n",
    "def f(a, (b, c)): pass\n",
    "def f(a=1, b): pass\n",
    "def f(a, a): pass\n",
    "def f():\n  nonlocal x\n",
    "def f():\n  x = 1\n  global x\n",
    "return\n",
    "yield 1\n",
    "break\n",
    "continue\n",
    "class A:\n  return\n",
    "await x\n",
    "def f(): [await x for x in y]\n",
    "[(x := 1) for x in y]\n",
    "__debug__ = 1\n",
    "def f(__debug__): pass\n",
    "f(__debug__=1)\n",
    "del __debug__\n",
    "*a, *b = c\n",
    "*a = c\n",
    "x = *a\n",
    "def f():\n  from m import *\n",
    "from __future__ import braces\n",
    "from __future__ import nothing\n",
    "x = 1\nfrom __future__ import annotations\n",
    "try:\n  pass\nexcept:\n  pass\nexcept A:\n  pass\n",
    "match x:\n  case a: pass\n  case b: pass\n",
    "match x:\n  case A(a=1, a=2): pass\n",
    "match x:\n  case {1: a, 1: b}: pass\n",
    "def f[T, T](): pass\n",
    "class A[T: (yield)]: pass\n",
    "x = '\\d'\n",
    "x = b'\\d' '\n",
    "'\\d'\n(a b)\n",
    "x = '''\n\n\\d'''\n",
    "f'\\d{x}\\{y}'\n",
    "x = '\\777'\n",
    "1 is 1\n",
    "x is 'a'\n",
    "x == 1 is not 'a'\n",
    "(1)(2)\n",
    "[(1, 2) (3, 4)]\n",
    "'a'[b'c']\n",
    "[1, 2]['a']\n",
    "assert (x, 'y')\n",
    "1if 1else 2\n",
    "0x1for x in y\n",
    "x = 1__0\n",
    "x = 1e\n",
    "x = 0777\n",
    "x = 0b2\n",
    "x = " + "9" * 5000 + "\n",
    "'\\N{nothing}'\n",
    "'\\x1'\n",
    "b'\\x1'\n",
    "b'\u00e9'\n",
    "u'a' b'b'\n",
    "print x\n",
    "exec x\n",
    "x = $\n",
    "x = ?\n",
    "x!\n",
    "a <> b\n",
    "x++\n",
    "# comment\n\n\n  x y\n",
    "def f():\n    '''doc'''\n  x\n",
    "for x in y: pass; z w\n",
    "x = 5; y z\n",
    "import a.b as c.d\n",
    "from a import (b, c\n",
    "from a import b,\n",
    "import a from b\n",
    "lambda x: (yield) y\n",
    "x: int: str\n",
    "if x = 1: pass\n",
    "x = {a: b, c}\n",
    "x = {a:, b: c}\n",
    "async def f():\n  async x\n",
    "(" * 201 + ")" * 201 + "\n",
    "if 1:\n" + "".join(" " * n + "if 1:\n" for n in range(1, 101)) + " " * 101 + "x\n",
    "x = " + "-" * 10000 + "1\n",
    "def f():\n\tif x:\n\t\treturn y z\n",
    "x = 'a\\\n' y\n",
    "x = (a\n# comment\nb)\n",
    "try:\n  x y\nfinally: pass\n",
    "\n\n\n",
    "x\r\ny z\r\n",
    "x\ry z\r",
    "'''\r\n\r\n'''; y z\r\n",
]
SOURCES = [text.encode() for text in TEXTS] + [
    b"x = '\xff'\n",
    b"# \xff\nx y\n",
    b"x\xff = 1\n",
    b"x y \xff\n",
    b"x = (\n\xff\n",
    b"f'\xff'\n",
    b"'''\n\n\xff'''\n",
    b"# coding: latin-1\nx = '\xff' y\n",
    b"# coding: latin-1\n\xff y\n",
    b"# coding: ascii\nx = '\xff' y\n",
    b"# coding: ascii\nx y\n",
    b"# coding: cp1252\nx = '\x80' y\n",
    b"# coding: cp1252\nx = '\x81'\n",
    b"# coding: utf-16\nx y\n",
    b"# coding: nothing\nx y\n",
    b"# coding: hex\nx y\n",
    b"# coding: rot13\nx y\n",
    b"# coding: utf-7\nx y +AGE-\n",
    b"# coding: shift_jis\nx = '\x83\x5c' y\n",
    b"# coding: iso-2022-jp\nx = '\x1b$B$\"\x1b(B' y\n",
    b"\n# coding: koi8-r\nx = '\xc1' y\n",
    b"\n\n# coding: koi8-r\nx = '\xc1'\n",
    b"\xef\xbb\xbfx y\n",
    b"\xef\xbb\xbf# coding: latin-1\nx y\n",
    b"\xef\xbb\xbf\xff\n",
    b"\xff\xfex\0 \0y\0",
    b"x = 1\0\n",
    b"x\n\0y z\n",
    b"'\xed\xa0\x80'\n",
    b"x \xc2\xa0y\n",
    b"x \x01 y\n",
    b"\x1a",
    b"x = '\xe4\xb8\xad" + b"\xe6\x96\x87" * 60 + b"' + (a b)\n",
]

# The words after the interpreter's, and what it reads from standard input.
WAYS = {
    "script": (["bad.py"], False),
    "command": (["-c", None], False),
    "stdin": (["-"], True),
    "interactive": (["-q", "-i"], True),
    "import": (["-c", "import bad"], False),
    "module": (["-m", "bad"], False),
    "exec": (["-c", "exec(open('bad.py', 'rb').read())"], False),
    "compile": (["-c", "compile(open('bad.py', encoding='utf-8', errors='replace').read(), 'bad.py', 'exec')"], False),
    "error": (["-W", "error", "bad.py"], False),
    "deep": (["-c", "def f(n):\n  if n: f(n - 1)\n  else: import bad\nf(3)"], False),
}


def printed(command, way, source, folder):
    """What a run prints, and how it ends; None for a source that cannot be given in this way."""
    words, is_input = WAYS[way]
    if None in words and b"\0" in source:
        return None
    words = [source if word is None else word for word in words]
    given = source if is_input else b""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHON_COLORS": "0"}
    result = subprocess.run([*command, "-X", "utf8", *words], cwd=folder, input=given, capture_output=True, env=environment)
    return result.returncode, result.stdout, result.stderr


def compare(sources):
    library = candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))
    commands = [oracle.python()], candidate.command(library)
    same = total = 0
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor() as pool:
        asked = []
        for number, source in enumerate(sources):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            (folder / "bad.py").write_bytes(source)
            for way in WAYS:
                answers = [pool.submit(printed, command, way, source, folder) for command in commands]
                asked.append((way, source, answers))
        for way, source, answers in asked:
            theirs, ours = (answer.result() for answer in answers)
            if theirs is None:
                continue
            total += 1
            if theirs == ours:
                same += 1
                continue
            print(f"--- {way}: {source!r:.300}")
            for name, (code, out, err) in ("oracle", theirs), ("ours  ", ours):
                print(f"    {name}: {code} {out!r:.200} {err!r:.1500}")
    print(f"{same} of {total} identical")
    return same != total


if __name__ == "__main__":
    wanted = os.fsencode(sys.argv[1]) if len(sys.argv) > 1 else b""
    sys.exit(compare([source for source in SOURCES if wanted in source]))
