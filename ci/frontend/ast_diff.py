#!/usr/bin/env python3
"""Compares the trees and errors of ks-syntax with those of CPython 3.13.

    ast_diff.py files [PATH...]      trees of files (default: the oracle's standard library)
    ast_diff.py snippets [FILE]      a Python file with a list SNIPPETS of sources or of (mode, options, version, source)
    ast_diff.py strings [PATH...]    every string constant and doctest in files (default: tests about syntax), as source
    ast_diff.py mutate N [SEED]      N mutated pieces of the standard library

The oracle is KINGSNAKE_CPYTHON, or python3.13 on PATH, or pyenv's 3.13.0; the script runs itself with it. The other side
is `cargo run -p ks-syntax --example ast_dump`, or the binary that KINGSNAKE_AST_DUMP names.
"""

import __future__
import ast
import os
import random
import shutil
import struct
import subprocess
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from facts import facts


def find_oracle():
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    from oracle import python

    return str(python())


def quoted(text):
    return '"' + "".join(
        c if " " <= c < "\x7f" and c not in '"\\' else f"\\{ord(c):x};" for c in text
    ) + '"'


def float_bits(value):
    return "f%016x" % struct.unpack("<Q", struct.pack("<d", value))


def dump_constant(value):
    if value is None or value is True or value is False:
        return str(value)
    if value is ...:
        return "Ellipsis"
    if isinstance(value, int):
        return str(value) if -(2**63) <= value < 2**63 else hex(value)
    if isinstance(value, float):
        return float_bits(value)
    if isinstance(value, complex):
        return "c" + float_bits(value.real) + float_bits(value.imag)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bytes):
        return 'b"' + value.hex() + '"'
    raise TypeError(type(value))


def dump(node):
    """The text that the other side prints."""
    if isinstance(node, ast.AST):
        parts = []
        for field in node._fields:
            value = getattr(node, field)
            if field == "value" and isinstance(node, (ast.Constant, ast.MatchSingleton)):
                parts.append(f"{field}={dump_constant(value)}")
            else:
                parts.append(f"{field}={dump(value)}")
        if node._attributes:
            parts.extend(f"{a}={getattr(node, a)}" for a in ("lineno", "col_offset", "end_lineno", "end_col_offset"))
        return f"{type(node).__name__}({', '.join(parts)})"
    if isinstance(node, list):
        return "[" + ", ".join(map(dump, node)) + "]"
    if isinstance(node, str):
        return quoted(node)
    return str(node)


FLAGS = {"t": ast.PyCF_TYPE_COMMENTS, "i": 0x4000, "d": 0x200, "b": __future__.barry_as_FLUFL.compiler_flag}


def expected(mode, letters, version, source):
    """What the oracle says, in the other side's words."""
    flags = ast.PyCF_ONLY_AST
    for letter in letters.strip("-"):
        flags |= FLAGS[letter]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            tree = compile(source, "<string>", mode, flags, _feature_version=version)
            status, text = "ok", dump(tree)
        except SyntaxError as e:
            text = "None" if e.text is None else quoted(e.text)
            numbers = [e.lineno, e.offset, e.end_lineno, e.end_offset]
            numbers = " ".join(str(n if n is not None else 0) for n in numbers)
            status, text = "error", f"{type(e).__name__} {quoted(e.msg)} {numbers} {text}"
        except (MemoryError, RecursionError, ValueError, OverflowError) as e:
            status, text = "error", f"{type(e).__name__} {quoted(str(e))} 0 0 0 0 None"
    said = "\n".join(f"{w.lineno}:{w.category.__name__}:{w.message}" for w in caught)
    return status, text, said


class Other:
    def __init__(self):
        binary = os.environ.get("KINGSNAKE_AST_DUMP")
        command = [binary] if binary else ["cargo", "run", "-q", "-p", "ks-syntax", "--example", "ast_dump"]
        self.command = command
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, mode, letters, version, source):
        if isinstance(source, str):
            letters += "s"
            source = source.encode()
        try:
            told = facts(source, mode)
            self.process.stdin.write(f"{mode} {letters} {version} {len(told)} {len(source)}\n".encode() + told + source)
            self.process.stdin.flush()
            answer = self.process.stdout.readline().split()
        except BrokenPipeError:
            answer = []
        if not answer:
            self.start()
            return "crash", "", ""
        text = self.process.stdout.read(int(answer[1])).decode()
        said = self.process.stdout.read(int(answer[2])).decode()
        return answer[0].decode(), text, said


class Score:
    def __init__(self, shown=40):
        self.total = self.same = self.shown = 0
        self.limit = shown

    def compare(self, name, want, got, source=None):
        self.total += 1
        if want == got:
            self.same += 1
            return
        self.shown += 1
        if self.shown > self.limit:
            return
        print(f"--- {name}")
        if source is not None:
            print("    source:", repr(source)[:300])
        a, b = want[1], got[1]
        if want[0] == "ok" and got[0] == "ok" and a != b:
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            a, b = a[max(0, at - 150) : at + 150], b[max(0, at - 150) : at + 150]
        print("    oracle:", want[0], a[:400])
        print("    ours:  ", got[0], b[:400])
        if want[2] != got[2]:
            print("    warnings of oracle:", want[2][:300])
            print("    warnings of ours:  ", got[2][:300])

    def report(self):
        print(f"{self.same} of {self.total} identical")
        return 0 if self.same == self.total else 1


def library_files():
    root = Path(os.__file__).parent
    return sorted(p for p in root.rglob("*.py") if "site-packages" not in p.parts)


def compare_files(paths):
    other, score = Other(), Score()
    files = []
    for path in map(Path, paths):
        files.extend(sorted(path.rglob("*.py")) if path.is_dir() else [path])
    for path in files or library_files():
        source = path.read_bytes()
        for letters in ("-", "t"):
            want = expected("exec", letters, 13, source)
            score.compare(path, want, other.ask("exec", letters, 13, source))
    return score.report()


def compare_snippets(path=Path(__file__).with_name("snippets.py")):
    scope = {}
    exec(compile(Path(path).read_text(), str(path), "exec"), scope)
    other, score = Other(), Score(200)
    for snippet in scope["SNIPPETS"]:
        request = ("exec", "-", 13, snippet)
        if isinstance(snippet, tuple):
            request = (snippet + ("-", 13))[:4] if len(snippet) > 2 else (snippet[0], "-", 13, snippet[1])
        score.compare(request[0], expected(*request), other.ask(*request), request[3])
    return score.report()


def sources_in(path):
    """String constants and doctest examples that might be source text."""
    import doctest
    import textwrap

    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and len(node.value) < 3000:
            text = node.value
            yield text
            if isinstance(text, str):
                if "\n" in text:
                    yield textwrap.dedent(text)
                if ">>>" in text:
                    try:
                        for example in doctest.DocTestParser().get_examples(text):
                            yield example.source
                    except ValueError:
                        pass


def compare_strings(paths):
    root = Path(os.__file__).parent / "test"
    names = """test_syntax test_exceptions test_fstring test_patma test_named_expressions test_positional_only_arg
        test_keywordonlyarg test_type_params test_type_aliases test_type_comments test_eof test_string_literals
        test_grammar test_unpack_ex test_generators test_coroutines test_except_star test_tokenize test_codeop
        test_unparse test_with test_compile test_flufl test_source_encoding test_unicode_identifiers test_dict
        test_listcomps test_genexps test_setcomps test_decorators test_future_stmt/test_future test_traceback""".split()
    files = [Path(p) for p in paths] or [root / f"{name}.py" for name in names] + [root / "test_ast/test_ast.py"]
    other, score, seen = Other(), Score(int(os.environ.get("SHOWN", "60"))), set()
    for path in files:
        if not path.exists():
            continue
        for source in sources_in(path):
            data = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
            if data in seen or b"\\N{" in data:
                continue
            seen.add(data)
            text = source if isinstance(source, bytes) else data.decode()
            for mode, letters in (("exec", "-"), ("eval", "-"), ("single", "id"), ("exec", "t")):
                score.compare(f"{path.name} {mode}", expected(mode, letters, 13, text), other.ask(mode, letters, 13, text), text)
    return score.report()


def mutate(source, rng, pieces):
    kind = rng.randrange(7)
    at = rng.randrange(len(source) + 1)
    length = rng.choice((1, 1, 1, 2, 3, 5, 8))
    if kind == 0:
        return source[:at] + source[at + length :]
    if kind == 1:
        return source[:at] + rng.choice(pieces) + source[at:]
    if kind == 2:
        return source[:at] + rng.choice(pieces) + source[at + length :]
    if kind == 3:
        return source[:at] + source[at : at + length] * 2 + source[at + length :]
    words = source.split(" ")
    i = rng.randrange(len(words))
    if kind == 4:
        del words[i]
    elif kind == 5:
        words[i] = rng.choice(pieces)
    else:
        j = rng.randrange(len(words))
        words[i], words[j] = words[j], words[i]
    return " ".join(words)


def compare_mutations(count, seed=1):
    rng = random.Random(int(seed))
    pieces = list("()[]{}:;,.=+-*/%@&|^~<>!?$\\'\"#\n \t_") + """ if  else  elif  for  in  is  not  and  or  lambda
 import  from  as  def  class  with  async  await  yield  return  del  None  True  print  match  case  type
 except  try:  finally:  := ** // -> == != ... f' f" ''' \"\"\" 0x 1e 1_ 09 x y = ( ) raise  global  assert """.split(" ")
    files = library_files()
    other, score = Other(), Score()
    while score.total < int(count):
        try:
            lines = rng.choice(files).read_text().splitlines(keepends=True)
        except UnicodeDecodeError:
            continue
        if not lines:
            continue
        start = rng.randrange(len(lines))
        source = "".join(lines[start : start + rng.choice((1, 2, 3, 5, 10, 20))])
        import textwrap

        source = textwrap.dedent(source)
        if "\\N{" in source or "\0" in source or not source:
            continue
        source = mutate(source, rng, pieces)
        if "\\N" in source or "\0" in source:
            continue
        try:
            source.encode()
        except UnicodeEncodeError:
            continue
        score.compare("mutation", expected("exec", "-", 13, source), other.ask("exec", "-", 13, source), source)
    return score.report()


def main():
    if sys.version_info[:2] != (3, 13) or sys.implementation.name != "cpython":
        oracle = find_oracle()
        os.execv(oracle, [oracle, *sys.argv])
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    command, arguments = sys.argv[1], sys.argv[2:]
    sys.setrecursionlimit(20000)
    if command == "files":
        return compare_files(arguments)
    if command == "snippets":
        return compare_snippets(*arguments)
    if command == "strings":
        return compare_strings(arguments)
    if command == "mutate":
        return compare_mutations(*arguments)
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
