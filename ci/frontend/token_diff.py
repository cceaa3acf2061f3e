#!/usr/bin/env python3
"""Compares token streams of ks-syntax with those of CPython 3.13's `_tokenize`, over files or the standard library.

    token_diff.py [PATH...]

The other side is `cargo run -p ks-syntax --example token_dump`, or the binary that KINGSNAKE_TOKEN_DUMP names.
"""

import io
import os
import subprocess
import sys
import tokenize
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from ast_diff import find_oracle, library_files


def escaped(text):
    return "".join(c if " " <= c < "\x7f" and c != "\\" else f"\\{ord(c):x};" for c in text)


def expected(source):
    out = []
    try:
        stream = tokenize.tokenize(io.BytesIO(source).readline)
        next(stream)  # the encoding
        for kind, string, start, end, line in stream:
            out.append(
                f"{kind}\t{escaped(string)}\t{start[0]},{start[1]}\t{end[0]},{end[1]}\t{escaped(line)}"
            )
    except (tokenize.TokenError, SyntaxError) as e:
        out.append("error\t" + escaped(e.args[0]))
    return out


def main():
    if sys.version_info[:2] != (3, 13):
        oracle = find_oracle()
        os.execv(oracle, [oracle, *sys.argv])
    binary = os.environ.get("KINGSNAKE_TOKEN_DUMP")
    command = [binary] if binary else ["cargo", "run", "-q", "-p", "ks-syntax", "--example", "token_dump"]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    files = []
    for path in map(Path, sys.argv[1:]):
        files.extend(sorted(path.rglob("*.py")) if path.is_dir() else [path])
    total = same = shown = 0
    for path in files or library_files():
        source = path.read_bytes()
        try:
            text = source.decode(tokenize.detect_encoding(io.BytesIO(source).readline)[0]).encode()
        except (UnicodeDecodeError, SyntaxError):
            continue
        other.stdin.write(b"%d\n%s" % (len(text), text))
        other.stdin.flush()
        got = []
        while (line := other.stdout.readline().decode().rstrip("\n")) != "":
            got.append(line)
        want = expected(source)
        total += 1
        if want == got:
            same += 1
            continue
        shown += 1
        if shown <= 30:
            i = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
            print(f"--- {path}: token {i}")
            print("    oracle:", (want[i] if i < len(want) else "<end>")[:200])
            print("    ours:  ", (got[i] if i < len(got) else "<end>")[:200])
    print(f"{same} of {total} identical")
    return 0 if same == total else 1


if __name__ == "__main__":
    sys.exit(main())
