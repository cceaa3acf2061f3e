#!/usr/bin/env python3
"""Compares what the library says to wrong sources with what CPython says: class and the seven attributes of a SyntaxError,
warnings, and the code where a source compiles after all.

    error_diff.py mutated N [SEED]     N pieces of the standard library with one mistake each
    error_diff.py modes N [SEED]       the same in all modes, with flags and older feature versions
    error_diff.py dense N [SEED]       N of the short sources in tests about syntax with up to three mistakes each
    error_diff.py tests [PATH...]      every string constant, doctest and bytes literal in files (default: CPython's tests)

KINGSNAKE_LIBRARY names the library under test.
"""

import __future__
import ast
import doctest
import io
import keyword
import marshal
import os
import random
import sys
import tempfile
import textwrap
import tokenize
from collections import Counter
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import compile_snippets
import sides
import snippets

# Runs on both sides, from the request that it is told on; a side that dies is started again behind the one it died of.
SIDE = r"""
import ast, marshal, sys, warnings

with open(sys.argv[1], "rb") as f:
    requests = marshal.load(f)
caught = []
warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: caught.append(
    (category.__name__, str(message), filename, lineno))
warnings.simplefilter("always")
FIELDS = "msg filename lineno offset text end_lineno end_offset print_file_and_line".split()

Code = type(compile("", "", "exec"))

def outcome(mode, flags, version, source):
    caught.clear()
    try:
        code = compile(source, "<source>", mode, flags, True, 0, _feature_version=version)
        said = ("code", marshal.dumps(code) if isinstance(code, Code) else ast.dump(code, include_attributes=True))
    except SyntaxError as e:
        said = (type(e).__name__, *(getattr(e, field) for field in FIELDS))
    except BaseException as e:
        said = (type(e).__name__, str(e))
    return said, list(caught)

with open(sys.argv[2], "ab") as out:
    for request in requests[int(sys.argv[3]):]:
        body = marshal.dumps(outcome(*request))
        out.write(len(body).to_bytes(4, "little") + body)
        out.flush()
"""


def compare(requests):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        (scratch / "side.py").write_text(SIDE)
        (scratch / "requests").write_bytes(marshal.dumps(requests))
        options = ["-ISE", scratch / "side.py", scratch / "requests"]
        theirs, ours = sides.both(options, len(requests), scratch, lambda status: (("died", status), []))
    same, rest, shown = 0, Counter(), Counter()
    for request, a, b in zip(requests, theirs, ours, strict=True):
        if a == b:
            same += 1
            continue
        kind = f"{a[0][0]}: {a[0][1]!r:.100}" if a[0] != b[0] else f"warnings {a[1]!r:.100}"
        rest[kind] += 1
        shown[kind] += 1
        if shown[kind] > 2 or len(shown) > int(os.environ.get("SHOWN", "30")):
            continue
        print(f"--- {request[:3]} {request[3]!r:.600}")
        for name, said in ("oracle", a), ("ours  ", b):
            print(f"    {name}: {said[0]!r:.400}", f"{said[1]!r:.300}" if a[1] != b[1] else "")
    for kind, count in rest.most_common():
        print(f"{count:6}  {kind}")
    rejected = sum(a[0][0] != "code" for a in theirs)
    print(f"{rejected} rejected by the oracle; {same} of {len(requests)} identical")
    return same != len(requests)


# ---- mistakes ----

KINDS = "delete duplicate swap bracket quote indent bytes character".split()
BRACKETS = "()[]{}"


def tokens(source):
    """Start and end of each token as offsets."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.string.strip():
                start, end = (starts[row - 1] + column for row, column in (token.start, token.end))
                found.append((start, end))
    except (tokenize.TokenError, SyntaxError, IndexError):
        pass
    return found


def mutate(source, rng):
    """The source with one mistake; bytes if that broke its encoding."""
    kind = rng.choice(KINDS)
    found = tokens(source)
    if kind in ("delete", "duplicate", "swap") and len(found) > 1:
        index = rng.randrange(len(found) - 1)
        (a, b), (c, d) = found[index : index + 2]
        if kind == "delete":
            return source[:a] + source[b:]
        if kind == "duplicate":
            return source[:b] + rng.choice(["", " "]) + source[a:b] + source[b:]
        return source[:a] + source[c:d] + source[b:c] + source[a:b] + source[d:]
    at = rng.randrange(len(source) + 1)
    if kind in ("bracket", "quote"):
        wanted = BRACKETS if kind == "bracket" else "'\""
        places = [i for i, c in enumerate(source) if c in wanted]
        if places and rng.random() < 0.6:
            at = rng.choice(places)
            return source[:at] + rng.choice(["", "", rng.choice(wanted)]) + source[at + 1 :]
        return source[:at] + rng.choice(wanted) * rng.choice([1, 1, 3]) + source[at:]
    if kind == "indent":
        lines = source.splitlines(keepends=True)
        index = rng.randrange(len(lines))
        line = lines[index]
        indent = len(line) - len(line.lstrip(" \t"))
        lines[index] = rng.choice(["", " ", "\t", " " * (indent + 1), " " * max(0, indent - 1), "\t" * (indent // 8 + 1), " " * (indent + 4)]) + line[indent:]
        return "".join(lines)
    if kind == "bytes":
        data = bytearray(source.encode())
        at = rng.randrange(len(data) + 1)
        data[at:at] = rng.choice([b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\0", b"\xc2\xa0", b"\xef\xbb\xbf", b"\x0c", b"\r", b"\x1a", b"\x7f"])
        return bytes(data)
    return source[:at] + rng.choice("?$!@\\`:;,.=~%&|^<>+-*/ \n\t0_ax\u20ac\u3000") + source[at + rng.randrange(2) :]


def pieces(rng):
    """Pieces of the standard library with one mistake each, without end."""
    root = Path(os.__file__).parent
    files = sorted(p for p in root.rglob("*.py") if "site-packages" not in p.parts)
    while True:
        try:
            lines = rng.choice(files).read_text().splitlines(keepends=True)
        except UnicodeDecodeError:
            continue
        if not lines:
            continue
        start = rng.randrange(len(lines))
        piece = textwrap.dedent("".join(lines[start : start + rng.choice((1, 2, 3, 5, 10, 20, 60))]))
        try:
            piece.encode()
        except UnicodeEncodeError:
            continue
        if piece.strip():
            yield mutate(piece, rng)


def mutated(count, seed=0):
    rng = random.Random(int(seed))
    return [("exec", 0, -1, source) for source in islice(pieces(rng), int(count))]


# ---- modes and flags ----

TYPE_COMMENTS, INCOMPLETE, DONT_IMPLY_DEDENT = ast.PyCF_TYPE_COMMENTS, 0x4000, 0x200
FLUFL = __future__.barry_as_FLUFL.compiler_flag


def in_some_mode(source, rng):
    """A request for the source that is not the plain one, mostly."""
    mode = rng.choice(["exec", "exec", "exec", "eval", "single", "single", "func_type"])
    flags = 0
    if mode != "eval" and rng.random() < 0.4:
        flags |= TYPE_COMMENTS
    if rng.random() < (0.6 if mode == "single" else 0.2):
        flags |= rng.choice([INCOMPLETE, DONT_IMPLY_DEDENT, INCOMPLETE | DONT_IMPLY_DEDENT])
    if rng.random() < 0.05:
        flags |= FLUFL
    if mode == "func_type" or rng.random() < 0.1:
        flags |= ast.PyCF_ONLY_AST
    version = rng.randrange(3, 14) if flags & ast.PyCF_ONLY_AST or rng.random() < 0.2 else -1
    return mode, flags, version, source


def modes(count, seed=0):
    rng = random.Random(int(seed))
    return [in_some_mode(source, rng) for source in islice(pieces(rng), int(count))]


def dense(count, seed=0):
    rng = random.Random(int(seed))
    root = Path(os.__file__).parent / "test"
    files = [path for path in sorted(root.rglob("*.py")) if path.stem in ABOUT_SYNTAX]
    sources = {text for path in files for text in sources_in(path) if isinstance(text, str) and len(text) < 300}
    sources |= {text for text in snippets.SNIPPETS + compile_snippets.SNIPPETS if isinstance(text, str)}
    sources = sorted(text for text in sources if len(tokens(text)) > 2 and text.isprintable() | ("\n" in text))
    words = sorted({text[a:b] for text in sources for a, b in tokens(text) if b - a < 12 and not text[a].isalnum()})
    words += keyword.kwlist * 2 + keyword.softkwlist * 4 + ["print", "x", "1", "'a'", "f'{a}'", "b''"] * 4
    requests = []
    while len(requests) < int(count):
        source = rng.choice(sources)
        for _ in range(rng.choice((1, 1, 2, 2, 3))):
            source = mutate_densely(source, words, rng) if isinstance(source, str) else source
        requests.append(("exec", 0, -1, source) if rng.random() < 0.7 else in_some_mode(source, rng))
    return requests


def mutate_densely(source, words, rng):
    """The source with one token more, or another one; or with a mistake of the other sort."""
    found = tokens(source)
    if not found or rng.random() < 0.3:
        return mutate(source, rng)
    start, end = rng.choice(found)
    word = rng.choice(words)
    space = " " if word[-1:].isalnum() or rng.random() < 0.2 else ""
    return source[:start] + (word + space + source[start:] if rng.random() < 0.6 else word + source[end:])


# ---- CPython's tests ----

ABOUT_SYNTAX = """test_syntax test_exceptions test_fstring test_patma test_named_expressions test_positional_only_arg
    test_keywordonlyarg test_type_params test_type_aliases test_type_comments test_eof test_string_literals
    test_grammar test_unpack_ex test_generators test_coroutines test_except_star test_tokenize test_codeop
    test_unparse test_with test_compile test_flufl test_source_encoding test_unicode_identifiers test_dict
    test_listcomps test_genexps test_setcomps test_decorators test_traceback test_future test_global test_scope
    test_super test_symtable test_warnings test_ast test_invalid test_utf8source test_pep646_syntax""".split()


def sources_in(path):
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        # A bad file: the source itself.
        yield path.read_bytes()
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and len(node.value) < 5000:
            text = node.value
            yield text
            if isinstance(text, str):
                if "\n" in text:
                    yield textwrap.dedent(text)
                if ">>>" in text:
                    try:
                        yield from (example.source for example in doctest.DocTestParser().get_examples(text))
                    except ValueError:
                        pass


def tests(*paths):
    root = Path(os.__file__).parent / "test"
    files = [Path(p) for p in paths] or sorted(root.rglob("*.py"))
    seen, requests = set(), []
    for path in files:
        special = path.stem in ABOUT_SYNTAX or bool(paths)
        for source in sources_in(path):
            if source in seen:
                continue
            seen.add(source)
            requests.append(("exec", 0, -1, source))
            if special:
                for mode, flags in ("eval", 0), ("single", 0x4000 | 0x200), ("exec", 0x2000), ("exec", ast.PyCF_TYPE_COMMENTS):
                    requests.append((mode, flags, -1, source))
    return requests


def main():
    make = {"mutated": mutated, "modes": modes, "dense": dense, "tests": tests}[sys.argv[1]]
    return compare(make(*sys.argv[2:]))


if __name__ == "__main__":
    sides.in_oracle(main, "-W", "ignore")
