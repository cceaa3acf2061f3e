#!/usr/bin/env python3
"""Compiled files between the library and CPython: each writes .pyc files and each imports those of the other.

    pyc_exchange.py [N [SEED]]     N files of the standard library, chosen at random (default: 150), besides the fixed cases

What is compared: the bytes of the files, for three ways of validation and three levels of optimization; the code that the
importer of the one side takes from the files of the other, with other sources in place, so that only the file can have given
it; and what programs print that import files which are current, out of date, truncated, of another version or otherwise
wrong, from the cache, without sources and from zip files. KINGSNAKE_LIBRARY names the library under test.
"""

import concurrent.futures
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import candidate
import oracle
from sides import in_oracle

WAYS = [("timestamp", 0), ("checked-hash", 1), ("unchecked-hash", 2), ("unchecked-hash", 0), ("checked-hash", 0)]

# Writes files: `source target way level` a line. Which strings are interned shows in marshalled code, so each source is
# compiled in a process of its own, alike on both sides.
WRITE = r"""
import os, py_compile, sys
with open(sys.argv[1]) as f:
    jobs = [line.split("\t") for line in f.read().splitlines()]
modes = {mode.name.lower().replace("_", "-"): mode for mode in py_compile.PycInvalidationMode}
sources = {}
for source, *rest in jobs:
    sources.setdefault(source, []).append(rest)
for source, made in sources.items():
    pid = os.fork()
    if not pid:
        for target, way, level in made:
            try:
                py_compile.compile(source, target, doraise=True, optimize=int(level), invalidation_mode=modes[way])
            except py_compile.PyCompileError as error:
                with open(target, "wb") as f:
                    f.write(b"!" + str(error).encode("utf-8", "backslashreplace"))
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit(f"died of {source}")
"""

# Reads them through the importer: `name source original` a line. The code must be what this side makes of the original, whose
# place in the tree something else has taken.
READ = r"""
import importlib.machinery, sys
with open(sys.argv[1]) as f:
    jobs = [line.split("\t") for line in f.read().splitlines()]
same = 0
for name, source, original in jobs:
    try:
        code = importlib.machinery.SourceFileLoader(name, source).get_code(name)
        with open(original, "rb") as f:
            own = compile(f.read(), source, "exec", dont_inherit=True, optimize=0)
    except BaseException as error:
        print(source, type(error).__name__, error)
        continue
    if code == own and code.co_filename == own.co_filename:
        same += 1
    else:
        print(source, "is not what was compiled")
print(same)
"""


def sides():
    library = candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))
    return {"theirs": [str(oracle.python())], "ours": candidate.command(library)}


def both(commands):
    """Runs the commands at the same time; what each printed."""
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        sys.exit(f"a side ended: {[process.returncode for process in running]}\n{said}")
    return said


# ---- many files ----


def library_files(count, seed):
    root = Path(os.__file__).parent
    files = [p for p in sorted(root.rglob("*.py")) if not {"site-packages", "test", "idlelib", "turtledemo"} & set(p.parts)]
    files += [p for p in sorted((root / "test").glob("test_*.py")) if p.stat().st_size < 60_000]
    return random.Random(seed).sample(files, min(count, len(files)))


def exchange(count, seed, scratch):
    """How many of how many files are the same, and are read by the other side."""
    files = library_files(count, seed)
    originals, tree = scratch / "originals", scratch / "tree"
    jobs = {name: [] for name in sides()}
    pairs, readings = [], {name: [] for name in sides()}
    for number, file in enumerate(files):
        (originals / str(number)).mkdir(parents=True)
        (tree / str(number) / "__pycache__").mkdir(parents=True)
        original = shutil.copyfile(file, originals / str(number) / file.name)
        source = shutil.copyfile(file, tree / str(number) / file.name)
        os.utime(source, (1_600_000_000 + number, 1_600_000_000 + number))
        for way, level in WAYS:
            made = []
            for name in jobs:
                target = scratch / name / str(number) / f"{way}.{level}.pyc"
                jobs[name].append(f"{source}\t{target}\t{way}\t{level}")
                made.append(target)
            pairs.append(made)
        for name in readings:
            readings[name].append((file.stem, source, original, number))
    for name in jobs:
        (scratch / f"write.{name}").write_text("\n".join(jobs[name]))
    (scratch / "write.py").write_text(WRITE)
    (scratch / "read.py").write_text(READ)
    both([[*command, "-ISEB", "-W", "ignore", scratch / "write.py", scratch / f"write.{name}"] for name, command in sides().items()])
    same = sum(theirs.read_bytes() == ours.read_bytes() for theirs, ours in pairs)
    print(f"files: {same} of {len(pairs)} the same")
    for theirs, ours in [pair for pair in pairs if pair[0].read_bytes() != pair[1].read_bytes()][:5]:
        print(f"    {files[int(theirs.parent.name)]} {theirs.name}")
    total, read = len(pairs), same
    # Each side's files in turn, for the other; then the same sources with other text of the same size and time.
    for writer, reader in itertools.permutations(sides()):
        for way in "unchecked-hash", "timestamp":
            lines = []
            for stem, source, original, number in readings[reader]:
                pyc = scratch / writer / str(number) / f"{way}.0.pyc"
                if pyc.read_bytes()[:1] == b"!":
                    continue
                size = original.stat().st_size
                source.write_bytes(b"not the source"[:size].ljust(size))
                os.utime(source, (1_600_000_000 + number, 1_600_000_000 + number))
                shutil.copyfile(pyc, source.parent / "__pycache__" / f"{stem}.cpython-313.pyc")
                lines.append(f"{stem}\t{source}\t{original}")
            (scratch / "readings").write_text("\n".join(lines))
            (said,) = both([[*sides()[reader], "-SEB", "-W", "ignore", scratch / "read.py", scratch / "readings"]])
            *complaints, got = said.splitlines()
            print(f"{way} of {writer} read by {reader}: {got} of {len(lines)}", *complaints[:5], sep="\n    " if complaints else "")
            total, read = total + len(lines), read + int(got)
    return read, total


# ---- cases ----

# Addresses, and the place in CPython's sources that some messages name.
PLACES = re.compile(rb"\b\w+/\w+\.c:\d+: |(?<= at )0x[0-9a-f]+")
OLD, NEW, CHECKED, UNCHECKED = "old", "new", ["--invalidation-mode", "checked-hash"], ["--invalidation-mode", "unchecked-hash"]


class Case:
    """One directory in which one side writes and one reads. What is said and left behind goes into `log`, with the name of
    the directory left out: names are of one length, so that sizes are alike."""

    def __init__(self, folder, writer, reader):
        self.folder, self.writer, self.reader, self.log = folder, writer, reader, []
        folder.mkdir(parents=True)

    def run(self, command, *arguments, env=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | (env or {})
        ended = subprocess.run([*command, *arguments], cwd=self.folder, env=environment, capture_output=True, timeout=120)
        said = self.plain(ended.stderr)
        if "-v" in arguments:
            # What concerns our files: the rest tells of the interpreter's own modules.
            said = [line for line in said.splitlines() if b"@" in line]
        self.log.append(([self.plain(os.fsencode(argument)) for argument in arguments], ended.returncode, self.plain(ended.stdout), said))

    def plain(self, data):
        return PLACES.sub(b"", data.replace(os.fsencode(self.folder), b"@"))

    def source(self, text, name="mod.py", time=1_600_000_000):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (time, time))

    def module(self, word, **more):
        self.source(f"word = {word!r}\ndef where(): return where.__code__.co_filename\n", **more)

    def write(self, *options, env=None):
        self.run(self.writer, "-m", "compileall", "-q", *options, ".", env=env)

    def read(self, *options, program="import mod; print(mod.word, mod.__cached__, mod.where())", env=None):
        self.run(self.reader, *options, "-c", program, env=env)

    def pyc(self, name="mod", tag=".cpython-313"):
        return self.folder / "__pycache__" / f"{name}{tag}.pyc"

    def sourceless(self, change=lambda data: data):
        """Only the compiled file is left, changed."""
        data = self.pyc().read_bytes()
        (self.folder / "mod.py").unlink()
        shutil.rmtree(self.folder / "__pycache__")
        (self.folder / "mod.pyc").write_bytes(change(data))

    def left(self):
        self.log.append([(self.plain(os.fsencode(path.relative_to(self.folder))), self.plain(path.read_bytes())) for path in sorted(self.folder.rglob("*.pyc")) if "lib" not in path.parts])


def change_source(options, reading, keep_time=False):
    def case(c):
        c.module(OLD)
        c.write(*options)
        c.module(NEW, time=1_600_000_000 if keep_time else 1_600_000_100)
        c.read(*reading)

    return case


def change_size(c):
    c.module(OLD)
    c.write()
    c.module("longer")
    c.read()


def change_compiled(change, reading=()):
    def case(c):
        c.module(OLD)
        c.write()
        c.pyc().write_bytes(change(c.pyc().read_bytes()))
        c.read(*reading)

    return case


def sourceless(change, options=()):
    def case(c):
        c.module(OLD)
        c.write(*options)
        c.sourceless(change)
        c.read()

    return case


def run_file(change):
    def case(c):
        c.source("import sys\nprint(__name__, __file__, sys.argv)\n1/0\n")
        c.write()
        c.sourceless(change)
        c.run(c.reader, "mod.pyc", "argument")
        c.run(c.reader, "-m", "mod", "argument")

    return case


def levels(c):
    c.source("'''doc'''\nword = __doc__\ndef where(): return __debug__\nassert False, 'asserted'\n")
    c.write("-o", "0", "-o", "1", "-o", "2")
    c.source("word = 'new'\n", time=1_600_000_000)
    for option in "-S", "-O", "-OO":
        c.read(option, "-B")
    c.write("-o", "1", "-o", "2", "--hardlink-dupes", "-f")


def own_level(option):
    def case(c):
        c.source("'''doc'''\nword = __doc__\ndef where(): return __debug__\nassert not __debug__, 'asserted'\n")
        c.run(c.writer, option, "-m", "compileall", "-q", ".")
        c.read(option)

    return case


def package(c):
    c.module(OLD, name="pack/__init__.py")
    c.module("inner", name="pack/mod.py")
    c.write("-b")
    for path in c.folder.rglob("*.py"):
        path.unlink()
    c.read(program="import pack, pack.mod; print(pack.word, pack.mod.word, pack.__file__, pack.__path__, pack.mod.__spec__)")


def tracebacks(c):
    """The names of files in code are those of the place where it is loaded."""
    c.source("def outer():\n    def inner(): 1/0\n    class A:\n        def f(self): inner()\n    A().f()\n")
    c.write()
    moved = c.folder / "moved"
    moved.mkdir()
    for name in "mod.py", "__pycache__":
        (c.folder / name).rename(moved / name)
    c.run(c.reader, "-c", "import sys; sys.path.insert(0, 'moved'); import mod; mod.outer()")


def prefix(c):
    c.module(OLD)
    c.write(env={"PYTHONPYCACHEPREFIX": str(c.folder / "cache")})
    c.module(NEW, time=1_600_000_000)
    c.read(env={"PYTHONPYCACHEPREFIX": str(c.folder / "cache")})
    c.read("-X", f"pycache_prefix={c.folder}/cache")
    c.read("-B")


def epoch(c):
    c.module(OLD)
    c.write(env={"SOURCE_DATE_EPOCH": "1"})
    c.module(NEW)
    c.read()


def unwritable(c):
    c.module(OLD)
    (c.folder / "__pycache__").write_text("a file is in the way")
    c.read()
    c.read("-v", "-B")


def errors(c):
    c.source("def f(:\n", name="bad.py")
    c.source("x = '\\d'\n", name="warns.py")
    c.source("# coding: nowhere\n", name="coding.py")
    (c.folder / "binary.py").write_bytes(b"x = '\xff'\n")
    c.module(OLD)
    c.run(c.writer, "-m", "compileall", ".")
    c.run(c.writer, "-m", "compileall", "-f", "-q", ".")
    c.run(c.writer, "-m", "compileall", "-f", "-qq", ".")
    c.run(c.writer, "-m", "py_compile", "mod.py", "bad.py")
    c.run(c.writer, "-m", "py_compile", "-q", "bad.py")
    c.run(c.writer, "-m", "compileall", "-f", "-b", "-d", "there", "mod.py")
    c.run(c.writer, "-m", "compileall", "-f", "-s", str(c.folder), "-p", "/there", str(c.folder / "mod.py"))
    c.run(c.writer, "-m", "compileall", "-l", "-x", "bad|coding", ".")
    c.run(c.writer, "-m", "compileall", "-l", "missing.py")
    c.run(c.writer, "-c", "import py_compile; py_compile.compile('mod.py', cfile='.')")
    c.run(c.writer, "-c", "import py_compile; print(py_compile.compile('mod.py', dfile='other', optimize=2))")
    c.run(c.writer, "-c", "import py_compile; py_compile.compile('warns.py', doraise=True)")


def facts(c):
    c.run(
        c.reader,
        "-c",
        "import _imp, importlib.util as u; print(u.MAGIC_NUMBER, u.source_hash(b'text'), _imp.source_hash(5, b''), _imp.check_hash_based_pycs, "
        "u.cache_from_source('a/b.py'), u.cache_from_source('b.py', optimization='x'), u.source_from_cache('__pycache__/b.cpython-313.opt-1.pyc'))",
    )
    for mode in "always", "never", "default", "else":
        c.run(c.reader, "--check-hash-based-pycs", mode, "-c", "import _imp; print(_imp.check_hash_based_pycs)")


def loader(expression):
    def case(c):
        c.module(OLD)
        c.write()
        c.run(c.reader, "-c", f"import importlib._bootstrap_external as b, marshal, _imp\ndata = open({str(c.pyc())!r}, 'rb').read()\nprint({expression})")

    return case


def zipped(prepare):
    """A module in a zip file, prepared by what is run on the writer's side."""

    def case(c):
        c.module(OLD)
        c.write()
        names = {"source": "mod.py", "compiled": f"__pycache__/{c.pyc().name}"}
        made = (
            "import struct, sys, zipfile\n"
            f"source, compiled = open({names['source']!r}, 'rb').read(), open({names['compiled']!r}, 'rb').read()\n"
            "def put(name, data, when=(2020, 9, 13, 12, 26, 40)):\n"
            "    with zipfile.ZipFile('z.zip', 'a') as z: z.writestr(zipfile.ZipInfo(name, when), data)\n"
            "def stamp(data, time, size=len(source)): return data[:8] + struct.pack('<II', time, size) + data[16:]\n" + prepare
        )
        c.run(c.writer, "-c", made)
        (c.folder / "mod.py").unlink()
        shutil.rmtree(c.folder / "__pycache__")
        for zone in "UTC", "XXX-5":
            c.run(c.reader, "-c", "import sys; sys.path.insert(0, 'z.zip'); import mod; print(mod.word, mod.__file__, mod.__cached__, mod.where(), mod.__loader__)", env={"TZ": zone})

    return case


def cut(size):
    return lambda data: data[:size]


def set_at(at, new):
    return lambda data: data[:at] + new + data[at + len(new) :]


def cases():
    found = {}
    for keep in False, True:
        for name, options in ("timestamp", []), ("checked", CHECKED), ("unchecked", UNCHECKED):
            for reading in [], ["-B"], ["--check-hash-based-pycs", "always"], ["--check-hash-based-pycs", "never"], ["--check-hash-based-pycs", "default"]:
                found[f"changed source {name} {keep} {reading}"] = change_source(options, reading, keep)
    found["changed size"] = change_size
    wrong = {
        "magic": set_at(0, b"\xf2"),
        "line end": set_at(2, b"\n\r"),
        "flags": set_at(4, b"\xff"),
        "other flags": set_at(4, b"\x04"),
        "hash that is no hash": set_at(4, b"\x03"),
        "unchecked that is no hash": set_at(4, b"\x01"),
        "no checked bit alone": set_at(4, b"\x02"),
        "time": set_at(8, b"\1\2\3\4"),
        "size": set_at(12, b"\1\2\3\4"),
        "no code": lambda data: data[:16] + b"N",
        "NULL": lambda data: data[:16] + b"0",
        "unknown type": lambda data: data[:16] + b"?",
        "bad reference": lambda data: data[:16] + b"r\0\0\0\0",
        "deep": lambda data: data[:16] + b")\1" * 3000,
        "bad parts": lambda data: data[:16] + b"c" + bytes(20) + b"N" * 8 + bytes(4) + b"NN",
        "more behind": lambda data: data + b"rest",
        "nothing": lambda data: b"",
        "other text": lambda data: b"word = 1\n" * 20,
    }
    wrong |= {f"cut at {size}": cut(size) for size in (1, 3, 4, 7, 8, 11, 12, 15, 16, 17, 20, 37, 60, -1)}
    for name, change in wrong.items():
        found[f"cached {name}"] = change_compiled(change)
        found[f"sourceless {name}"] = sourceless(change)
        found[f"run {name}"] = run_file(change)
    found["cached verbose"] = change_compiled(wrong["magic"], ["-v"])
    same = lambda data: data
    for name, options in ("timestamp", []), ("checked", CHECKED), ("unchecked", UNCHECKED):
        found[f"sourceless {name}"] = sourceless(same, options)
    found |= {"run": run_file(same), "levels": levels, "own level O": own_level("-O"), "own level OO": own_level("-OO"), "package": package}
    found |= {"tracebacks": tracebacks, "prefix": prefix, "epoch": epoch, "unwritable": unwritable, "errors": errors, "facts": facts}
    for expression in (
        "b._classify_pyc(data, 'name', {}), b._classify_pyc(data[:4] + b'\\1\\0\\0\\0' + data[8:], 'name', {})",
        "b._validate_timestamp_pyc(data, 1600000000, None, 'n', {}), b._validate_timestamp_pyc(data, 1600000000, 5, 'n', {'name': 'n'})",
        "b._compile_bytecode(data[16:], 'n', 'there', 'source.py').co_filename",
        "b._compile_bytecode(b'N', 'n', 'there')",
        "_imp._fix_co_filename(marshal.loads(data[16:]), 5)",
        "(lambda code: (_imp._fix_co_filename(code, 'new'), code.co_filename, code.co_consts[1].co_filename))(marshal.loads(data[16:]))",
        "b._code_to_timestamp_pyc(marshal.loads(data[16:]), 1600000000, data[12])[:16]",
        "_imp.get_frozen_object('mod', data[16:]).co_name",
        "_imp.get_frozen_object('mod', data[16:20])",
        "_imp.get_frozen_object('mod', b'N')",
        "_imp.get_frozen_object('mod', b'')",
        "_imp.get_frozen_object('mod', b'?')",
    ):
        found[f"loader {expression}"] = loader(expression)
    for prepare in (
        "put('mod.pyc', compiled)",
        "put('mod.py', source)",
        "put('mod.py', source); put('mod.pyc', stamp(compiled, 1600000000))",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', stamp(compiled, 1600000000))",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', stamp(compiled, 1600000001))",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', stamp(compiled, 1600000007))",
        "put('mod.py', source.replace(b'old', b'newer')); put('mod.pyc', stamp(compiled, 1600000000))",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', compiled[:4] + b'\\1\\0\\0\\0' + compiled[8:])",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', compiled[:4] + b'\\3\\0\\0\\0' + compiled[8:])",
        "put('mod.py', source); put('mod.pyc', b'junk')",
        "put('mod.pyc', b'junk')",
        "put('mod.pyc', b'\\0' + compiled[1:])",
        "put('mod.pyc', compiled[:10])",
        "put('mod.pyc', compiled[:40])",
        "put('mod.pyc', compiled[:16] + b'N')",
        "put('mod.py', source.replace(b'old', b'new')); put('mod.pyc', stamp(compiled[:40], 1600000000))",
        "put('mod/__init__.pyc', compiled)",
        "put('mod.py', b'def (')",
    ):
        found[f"zip {prepare}"] = zipped(prepare)
    return found


def run_case(name, case, scratch, number):
    """The logs of all pairs of writer and reader."""
    commands, logs = sides(), {}
    for place, (writer, reader) in enumerate(itertools.product(commands, repeat=2)):
        c = Case(scratch / f"{number:03}{place}", commands[writer], commands[reader])
        try:
            case(c)
        except (OSError, subprocess.TimeoutExpired) as error:
            c.log.append(f"{type(error).__name__}")
        c.left()
        logs[writer, reader] = c.log
    return name, logs


def run_cases(scratch):
    same, total = 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(run_case, name, case, scratch, number) for number, (name, case) in enumerate(cases().items())]
        for done in running:
            name, logs = done.result()
            right = logs["theirs", "theirs"]
            for pair, log in logs.items():
                if pair == ("theirs", "theirs"):
                    continue
                total += 1
                if log == right:
                    same += 1
                    continue
                print(f"--- {name}, written by {pair[0]}, read by {pair[1]}")
                for a, b in itertools.zip_longest(right, log):
                    if a != b:
                        print(f"    oracle: {a!r:.700}\n    ours:   {b!r:.700}")
    print(f"cases: {same} of {total} the same")
    return same, total


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as scratch:
        counts = [run_cases(Path(scratch).resolve() / "cases"), exchange(count, seed, Path(scratch).resolve())]
    same, total = map(sum, zip(*counts))
    print(f"{same} of {total} identical")
    return same != total


if __name__ == "__main__":
    in_oracle(main)
