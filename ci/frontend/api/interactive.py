"""What `codeop` and `code` make of input that comes piece by piece.

    interactive
"""

import code
import codeop
import io
import marshal
import sys
import tokenize
import types
import warnings

import compile_snippets
import snippets
from api import symbols, validator

LONGER = [source for mode, source in validator.SNIPPETS if mode != "func_type"] + symbols.SCOPES
LONGER += [
    "def f(a,\n      b):\n    '''doc\n    more'''\n\n    if a:\n        pass\n\n    # comment\n    else:\n        return [\n            1,\n        ]\n\nx = 1\n",
    "class A:\n\n    @property\n    def f(self): return 1\n\n    x = f'''{1\n    }'''\n",
    "try:\n    x\nexcept A:\n    y\nelse:\n    z\nfinally:\n    w\n",
    "if x:\n    y\nelif z:\n    pass\nelse:\n    if a: b\n\n",
    "match x:\n    case 1:\n        y\n    case {'a': [1,\n       2]}:\n        z\n",
    "with (a as b,\n      c as d):\n    pass\n",
    "x = 1; y = 2 \\\n + 3\n",
    "for x in y: pass\nelse: pass\n",
    "async def f():\n\tawait x\n\n",
    "@a\n@b(\n1)\ndef f(): pass\n\n",
    "'abc\\\ndef'\n",
    "lambda x: (yield)\n",
    "type X[\n T] = (\n int)\n",
    "{'a': 1,\n\n 'b': [2]}\n",
    "from a import (b,\n c as d,\n)\n",
]
SYMBOLS = ["single", "exec", "eval"]


def prefixes(source):
    """Up to each line, each token, and each character of short ones."""
    found = {source}
    lines = source.splitlines(keepends=True)
    for end in range(len(lines) + 1):
        found |= {"".join(lines[:end]), "".join(lines[:end]).rstrip("\n"), "".join(lines[:end]) + "\n"}
    starts = [sum(map(len, lines[:end])) for end in range(len(lines) + 1)]
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            row, column = token.end
            if row <= len(lines):
                found.add(source[: starts[row - 1] + column])
    except (tokenize.TokenError, SyntaxError):
        pass
    if len(source) < 120:
        found |= {source[:end] for end in range(len(source))}
    return sorted(found)


def cases():
    every = [prefix for source in LONGER for prefix in prefixes(source)]
    short = [s for s in compile_snippets.SNIPPETS + snippets.STATEMENTS + snippets.VERSIONED if isinstance(s, str)]
    every += short
    every = list(dict.fromkeys(every))
    found = [(f"{symbol} {source!r:.200}", "compile", source, symbol) for source in every for symbol in SYMBOLS]
    found += [(f"session {source!r:.200}", "session", source, None) for source in dict.fromkeys(LONGER + short)]
    found += [(f"interpreter {source!r:.200}", "interpreter", source, None) for source in RUN]
    return found


RUN = ["x = 1\nx\n", "1/0\n", "def f():\n    return 1/0\n\nf()\n", "raise SystemExit(3)\n", "x =\n", "  x\n", "if 1:\nx\n", "(\n1,\n2)\n", "'\n", "'''\na\n'''\n", "x y\nz = 1\nz\n", "\n\n1\n", "def f(:\n"]
RUN += ["from __future__ import annotations\ndef f(x: y): pass\n\nf.__annotations__\n", "from __future__ import barry_as_FLUFL\n1 <> 2\n1 != 2\n", "import warnings\n'\\d'\n", "1 is 1\n", "return\n", "x = '\udc80'\nx\n", "\0\n", "class A:\n  pass\n\n A\n", "for i in range(2):\n  i\n\n", "print(\n", "raise ValueError('a') from KeyError()\n", "try:\n  1/0\nfinally:\n  x\n\n", "_\n", "await x\n", "exit\n"]


class Console(code.InteractiveConsole):
    def write(self, data):
        self.written.append(data)

    def raw_input(self, prompt=""):
        self.written.append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)


def told(made):
    return marshal.dumps(made) if isinstance(made, types.CodeType) else repr(made)


def outcome(how, source, symbol):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if how == "compile":
                said = told(codeop.compile_command(source, "<input>", symbol))
            elif how == "session":
                # Lines up to each complete statement, as at a prompt; what `__future__` brings stays.
                compiler, said, buffer = codeop.CommandCompiler(), [], []
                for line in source.split("\n"):
                    buffer.append(line)
                    try:
                        made = compiler("\n".join(buffer), "<input>", "single")
                    except (SyntaxError, ValueError, OverflowError) as e:
                        made = [type(e).__name__, str(e), getattr(e, "offset", None), getattr(e, "text", None)]
                    if made is not None:
                        buffer.clear()
                    said.append(told(made))
                said.append(compiler.compiler.flags)
            else:
                console = Console({})
                console.written, console.lines = [], source.split("\n")
                output, stdout, stderr = io.StringIO(), sys.stdout, sys.stderr
                sys.stdout = sys.stderr = output
                try:
                    console.interact("hello", "bye")
                    said = console.written
                except SystemExit as e:
                    said = [*console.written, "exit", e.code]
                finally:
                    sys.stdout, sys.stderr = stdout, stderr
                said.append(output.getvalue())
        except Exception as e:
            said = [type(e).__name__, str(e)]
            if isinstance(e, SyntaxError):
                said += [e.args, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]
    return said, [(w.category.__name__, str(w.message), w.filename, w.lineno) for w in caught]
