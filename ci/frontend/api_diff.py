#!/usr/bin/env python3
"""Compares what Python code gets from the compiler by other ways than plain `compile(source)`, on the library and on CPython.

    api_diff.py KIND [ARGUMENT...]

Each KIND is a module in the folder `api`, which says what it compares and what arguments it takes: its `cases(*arguments)` are
labels with whatever `outcome(*case)` wants, and the outcomes are compared. Both sides make the cases by themselves, so these
depend on nothing but the arguments. A case that CPython dies of is left out, unless the library dies of it, too.

KINGSNAKE_LIBRARY names the library under test; SHOWN how many differences are printed.
"""

import hashlib
import importlib
import os
import re
import resource
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sides

# Seconds without an answer after which a side is taken to be at no end.
PATIENCE = 30


def plain(value, whole):
    """The value as what `marshal` can write; long texts as their digests unless the whole of it is wanted."""
    if isinstance(value, (tuple, list)):
        return [plain(item, whole) for item in value]
    if isinstance(value, dict):
        return {plain(key, whole): plain(item, whole) for key, item in value.items()}
    if isinstance(value, (int, float, bool, type(None))) and type(value).__module__ == "builtins":
        return value
    if not isinstance(value, (str, bytes)):
        value = repr(value)
    if isinstance(value, str):
        value = re.sub(r"\b0x[0-9a-f]{6,}", "0x...", value)
    if len(value) > 4000 and not whole:
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return f"{len(value)} {hashlib.sha1(data).hexdigest()}"
    return value


def on_a_side(kind, arguments, out, skip):
    module = importlib.import_module(f"api.{kind}")
    whole = "WHOLE" in os.environ
    fork = getattr(module, "FORK", False)
    with open(out, "ab") as answers:
        for label, *case in module.cases(*arguments)[int(skip) :]:
            if fork:
                # What is interned, and cached on the way, is the same in each.
                if pid := os.fork():
                    if os.waitpid(pid, 0)[1]:
                        os.kill(os.getpid(), 9)
                    continue
            try:
                answer = module.outcome(*case)
            except BaseException as e:
                answer = raised(e)
            sides.write(answers, plain(answer, whole))
            if fork:
                os._exit(0)


def raised(e):
    """Class, text and what else an exception says."""
    said = ["raised", type(e).__name__, str(e)]
    if isinstance(e, SyntaxError):
        said += [getattr(e, name) for name in "msg filename lineno offset text end_lineno end_offset".split()]
    return said


def differences(a, b, path=""):
    """Where two answers differ."""
    if isinstance(a, dict) and isinstance(b, dict) and list(a) == list(b):
        for key in a:
            yield from differences(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        for index, pair in enumerate(zip(a, b)):
            yield from differences(*pair, f"{path}[{index}]")
        if len(a) != len(b):
            yield f"{path} length", a[len(b) :], b[len(a) :]
    elif a != b or type(a) is not type(b):
        yield path, a, b


def is_death(answer):
    return isinstance(answer, list) and answer[:1] == ["died"]


def excerpt(a, b):
    if isinstance(a, (str, bytes)) and type(a) is type(b):
        at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), 0)
        start = max(0, at - 100)
        return repr(a[start : at + 250]), repr(b[start : at + 250])
    return f"{a!r:.400}", f"{b!r:.400}"


def main():
    kind, *arguments = sys.argv[1:]
    labels = [case[0] for case in importlib.import_module(f"api.{kind}").cases(*arguments)]
    # Whatever runs away ends by itself. The library reserves address space that it may be denied.
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    with tempfile.TemporaryDirectory() as scratch:
        # The order of sets shows.
        os.environ["PYTHONHASHSEED"] = "0"
        options = ["-sSP", "-X", "utf8", __file__, "--side", kind, *arguments]
        died = lambda status: ["died", status]
        theirs, ours = sides.both(options, len(labels), scratch, died, PATIENCE)
    deaths = [label for label, a, b in zip(labels, theirs, ours) if is_death(a) and not is_death(b)]
    same, kinds = 0, Counter()
    for label, a, b in zip(labels, theirs, ours, strict=True):
        if is_death(a) and not is_death(b):
            continue
        found = [("", a, b)] if is_death(b) else list(differences(a, b))
        if not found:
            same += 1
            continue
        where, x, y = found[0]
        kind = re.sub(r"\d+", "N", where) + f" {x!r:.60} / {y!r:.60}"
        kinds[kind] += 1
        # Two of a kind will do.
        if kinds[kind] <= 2 and len(kinds) <= int(os.environ.get("SHOWN", "30")):
            print(f"--- {label}")
            for where, x, y in found[:3]:
                x, y = excerpt(x, y)
                print(f"  {where}\n    oracle: {x}\n    ours:   {y}")
    for text, count in kinds.most_common(40):
        if count > 1:
            print(f"{count:6}  {text}")
    left = f"{len(deaths)} left out, as CPython dies of them; " if deaths else ""
    if "SHOWN" in os.environ:
        print(*deaths, sep="\n")
    print(f"{left}{same} of {len(labels) - len(deaths)} identical")
    return same + len(deaths) != len(labels)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1:2] == ["--side"]:
        _, _, kind, *arguments, out, skip = sys.argv
        on_a_side(kind, arguments, out, skip)
    else:
        sides.in_oracle(main)
