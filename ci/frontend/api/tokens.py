"""What `_tokenize.TokenizerIter` yields, and what it makes of odd readers.

    tokens mutated [COUNT [SEED]]     pieces of the standard library with one mistake each (default: 10000)
    tokens readers                    `readline` functions that return or raise something odd
"""

import _tokenize
import io
import os
import random
import textwrap
import tokenize
import warnings
from pathlib import Path

import error_diff
import snippets


def cases(what="mutated", count="10000", seed="0"):
    if what == "readers":
        return readers()
    rng = random.Random(int(seed))
    files = sorted(p for p in Path(os.__file__).parent.rglob("*.py") if "site-packages" not in p.parts)
    texts, found = {}, []
    while len(found) < int(count):
        path = rng.choice(files)
        if path not in texts:
            try:
                texts[path] = path.read_text("utf-8").splitlines(keepends=True)
            except UnicodeDecodeError:
                texts[path] = []
        lines = texts[path]
        if not lines:
            continue
        start = rng.randrange(len(lines))
        source = error_diff.mutate(textwrap.dedent("".join(lines[start : start + rng.choice((1, 2, 3, 5, 10, 20))])) or "x", rng)
        if rng.random() < 0.1 and isinstance(source, str):
            source = error_diff.mutate(source, rng)
        if "\0" in source if isinstance(source, str) else b"\0" in source:
            # In a block, CPython then returns a token with an exception set.
            continue
        found.append((f"mutant {len(found)} {source!r:.300}", "tokens", source))
    found += [(f"{source!r:.200}", "tokens", source) for source in dict.fromkeys(s if isinstance(s, (str, bytes)) else s[3] for s in snippets.SNIPPETS)]
    return found


class Text(str):
    pass


class Data(bytes):
    pass


ITEMS = [["x = 1\n", "y"], ["x", " = 1\n"], ["x\n", ""], ["", "x\n"], [b"x\n"], ["x\n", b"y\n"], ["x\n", None], [None], [1], ["x\n", 1], [["x"]], [Text("x\n")], ["x\ny\n"], ["x\0\n"], ["\udc80\n"], ["x\n", "\udc80\n"], ["'''a\n", "b'''\n"], ["(\n", "1)\n"], ["x\r\n", "y\r\n"], ["x\r", "y"], ["\ufeffx\n"], ["\\\n", "x\n"], ["if 1:\n", "  x\n", "\n", "y\n"], ["f'{x\n", "}'\n"], [" x\n"], ["x" * 5000 + "\n"], [bytearray(b"x\n")], ["\n"] * 5, []]
ITEMS += [[item.encode("utf-8", "surrogatepass") if isinstance(item, str) else item for item in items] for items in ITEMS]
ITEMS += [[b"\xff\n"], [b"x\n", b"'\xe9'\n"], [b"# coding: latin-1\n", b"'\xe9'\n"], [b"\xef\xbb\xbfx\n"], [Data(b"x\n")], [memoryview(b"x\n")], [b"'\xa4'\n"], [b"\xc3\xa9 = '\xc3\xa9'\n"], [b"\x00x\n"], [b"x\x00\n"]]
ENCODINGS = [None, "utf-8", "latin-1", "ascii", "nope", "", "utf-16", "utf-8-sig", "rot13", "\udc80", b"utf-8", 1, "utf-8\0", "cp1252"]
ENDS = [StopIteration, StopIteration("a"), EOFError("b"), ValueError("c"), KeyboardInterrupt, SystemExit(1), StopAsyncIteration, "", b"", None]


class Reader:
    def __init__(self, items, end):
        self.items = list(items)
        self.end = end
        self.calls = 0

    def __call__(self, *args):
        self.calls += 1
        if self.items:
            return self.items.pop(0)
        if isinstance(self.end, (str, bytes, type(None))):
            return self.end
        raise self.end


def readers():
    found = []
    for items in ITEMS:
        for encoding in ENCODINGS:
            found.append((f"{items!r:.100} {encoding!r}", "reader", items, "", encoding))
        for end in ENDS:
            for encoding in None, "utf-8":
                found.append((f"{items!r:.100} {encoding!r} {end!r}", "reader", items, end, encoding))
    found += [(f"arguments {number}", "arguments", number) for number in range(len(CALLS))]
    return found


CALLS = [
    lambda: _tokenize.TokenizerIter(), lambda: _tokenize.TokenizerIter(1), lambda: _tokenize.TokenizerIter(None, extra_tokens=True), lambda: list(_tokenize.TokenizerIter(1, extra_tokens=True)),
    lambda: _tokenize.TokenizerIter(len, True), lambda: list(_tokenize.TokenizerIter(len, extra_tokens=False)), lambda: list(_tokenize.TokenizerIter(lambda x: x, extra_tokens=0)),
    lambda: _tokenize.TokenizerIter(lambda: "", extra_tokens=True, encoding=1), lambda: _tokenize.TokenizerIter(lambda: "", extra_tokens=True, nope=1), lambda: _tokenize.TokenizerIter(lambda: "", encoding="utf-8"),
    lambda: list(tokenize.tokenize(io.BytesIO(b"# coding: nope\n").readline)), lambda: list(tokenize.tokenize(io.StringIO("x").readline)), lambda: list(tokenize.generate_tokens(io.BytesIO(b"x").readline)),
    lambda: list(tokenize.tokenize(io.BytesIO(b"# coding: latin-1\n'\xe9'").readline)), lambda: list(tokenize.tokenize(io.BytesIO(b"\xff").readline)), lambda: tokenize.untokenize(tokenize.generate_tokens(io.StringIO("if x:\n  y  # c\nz").readline)),
    lambda: [repr(_tokenize.TokenizerIter), _tokenize.TokenizerIter.__name__, _tokenize.TokenizerIter.__module__, sorted(set(dir(_tokenize)) - {"__file__"})], lambda: next(_tokenize.TokenizerIter(iter([]).__next__, extra_tokens=True)),
    lambda: iter(t := _tokenize.TokenizerIter(iter(["x"]).__next__, extra_tokens=True)) is t, lambda: _tokenize.TokenizerIter.__new__(_tokenize.TokenizerIter), lambda: type("A", (_tokenize.TokenizerIter,), {}),
    lambda: eager(), lambda: after_the_end(), lambda: after_an_error(),
]


def eager():
    """How many lines have been read when each token is told."""
    reader = Reader(["x = 1\n", "if y:\n", "    z = '''\n", "  a'''\n", "(\n", "1)\n", "\n", "# c\n", "w \\\n", "+ 1\n"], "")
    return [(token[1], reader.calls) for token in _tokenize.TokenizerIter(reader, extra_tokens=True)]


def after_the_end():
    tokens = _tokenize.TokenizerIter(iter(["x\n"]).__next__, extra_tokens=True)
    return list(tokens), list(tokens), next(tokens, "nothing")


def after_an_error():
    tokens, said = _tokenize.TokenizerIter(iter(["x\n", "(\n", "]\n", "y\n"]).__next__, extra_tokens=True), []
    for _ in range(8):
        try:
            said.append(next(tokens, "nothing"))
        except Exception as e:
            said.append(problem(e))
    return said


def problem(e):
    said = [type(e).__name__, str(e), type(e.__cause__).__name__, type(e.__context__).__name__]
    if isinstance(e, SyntaxError):
        said += [e.args, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]
    return said


def all_of(make):
    said = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            for token in make():
                said.append(repr(token))
        except BaseException as e:
            said.append(problem(e))
    return said + [(w.category.__name__, str(w.message), w.filename, w.lineno) for w in caught]


def outcome(how, *args):
    if how == "arguments":
        return repr(CALLS[args[0]]())
    if how == "reader":
        items, end, encoding = args
        options = {} if encoding is None else {"encoding": encoding}
        said = []
        for extra in True, False:
            reader = Reader(items, end)
            said.append(all_of(lambda: _tokenize.TokenizerIter(reader, extra_tokens=extra, **options)))
            said.append(reader.calls)
        return said
    (source,) = args
    if isinstance(source, bytes):
        make = lambda extra: _tokenize.TokenizerIter(io.BytesIO(source).readline, encoding="utf-8", extra_tokens=extra)
    else:
        make = lambda extra: _tokenize.TokenizerIter(io.StringIO(source).readline, extra_tokens=extra)
    return [all_of(lambda: make(True)), all_of(lambda: make(False))]
