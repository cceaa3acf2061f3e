#!/usr/bin/env python3
"""Compares what the library's `marshal` says to data of all kinds with what CPython's says: what `loads` and `load` make of
data with faults, what `dump` and `dumps` write, and all errors.

    marshal_loads_diff.py [N [SEED]]     N pieces of data with faults put in at random (default: 20000), besides the fixed cases

Values are compared with their types and with what they share; code objects by every attribute and by everything that reads
them without running them. Not counted are cases where the oracle dies, which it does of some code objects, and cases where
one side runs out of memory: both have two gigabytes, and CPython allocates what a size field claims, where we wait for the
data. A case that takes a side longer than 20 seconds kills it. KINGSNAKE_LIBRARY names the library under test.
"""

import concurrent.futures
import hashlib
import io
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import marshal

import marshal_cases
from marshal_cases import BOUND, describe, shortened, text, value

# ---- on either side ----

DATA = marshal.dumps([1, "text", b"bytes", (2.5, None), {"k": 10**20}], 4)


class File:
    """A file whose `readinto` gives what `answer` makes of the buffer and of the count that there is."""

    def __init__(self, answer, data=DATA, read=b""):
        self.rest, self.answer, self.first, self.asked = data, answer, read, []

    def read(self, size):
        self.asked.append(("read", size))
        if isinstance(self.first, Exception):
            raise self.first
        return self.first

    def readinto(self, view):
        self.asked.append(len(view))
        count = min(len(view), len(self.rest))
        view[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return self.answer(view, count)

    def load(self):
        try:
            return marshal.load(self), self.asked
        except Exception as error:
            return text(error), self.asked


def fails(*_):
    raise KeyError("from the file")


def about(view, count):
    File.seen = type(view).__name__, view.format, view.itemsize, view.nbytes, view.readonly, view.shape, view.contiguous
    return count


class Kept(list):
    def __call__(self, view, count):
        self.append(view)
        return count


class Index:
    def __init__(self, count):
        self.count = count

    def __index__(self):
        return self.count


class Sink:
    """A file to write to."""

    def __init__(self, answer=None):
        self.answer, self.got = answer, []

    def write(self, data):
        self.got.append((type(data).__name__, data))
        return fails() if self.answer is fails else self.answer

    def dump(self, *arguments, **more):
        return marshal.dump(arguments[0], self, *arguments[1:], **more), self.got


def from_disk(data, buffering):
    """Loads from a real file; what came, and where in the file that left us."""
    with tempfile.TemporaryFile(buffering=buffering) as file:
        file.write(data)
        file.seek(0)
        return marshal.load(file), marshal.load(file), file.tell()


def onto_disk(made):
    with tempfile.TemporaryFile() as file:
        count = marshal.dump(made, file)
        file.seek(0)
        return count, file.read()


def through_c(function, data):
    import _testcapi

    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return getattr(_testcapi, "pymarshal_read_" + function)(file.name)


def into_c(made, version):
    import _testcapi

    with tempfile.NamedTemporaryFile() as file:
        _testcapi.pymarshal_write_object_to_file(made, file.name, version)
        return file.read()


def long_into_c(number):
    import _testcapi

    with tempfile.NamedTemporaryFile() as file:
        _testcapi.pymarshal_write_long_to_file(number, file.name, 4)
        return file.read()


# Expressions of all that is not data: arguments, files, buffers.
CALLS = """
marshal.version
marshal.loads()
marshal.loads(b'N', b'N')
marshal.loads(bytes=b'N')
marshal.loads('N')
marshal.loads(None)
marshal.loads(7)
marshal.loads(bytearray(DATA))
marshal.loads(memoryview(DATA + b'rest'))
marshal.loads(memoryview(DATA)[::2])
marshal.loads(memoryview(b'NN').cast('H'))
marshal.loads(io.BytesIO(DATA).getbuffer())
marshal.loads(DATA, allow_code=0)
marshal.loads(DATA, allow_code=[])
marshal.loads(DATA, allow_code=Index(fails))
marshal.loads(DATA, other=1)
marshal.loads(DATA, False)
marshal.load()
marshal.load(None)
marshal.load(io.StringIO('N'))
marshal.load(io.BytesIO(DATA), True)
marshal.load(io.BytesIO(b''))
marshal.load(io.BytesIO(b'i\\0'))
marshal.load(io.BytesIO(b's\\xff\\xff\\xff\\x00' + bytes(100)))
marshal.load(io.BytesIO(b'\\xe3'), allow_code=False)
marshal.load(io.BytesIO(marshal_cases.code_data()), allow_code=False)
marshal.load(File)
File(lambda view, count: count).load()
File(lambda view, count: count, b'').load()
File(lambda view, count: count, DATA[:-1]).load()
File(lambda view, count: count, DATA + b'rest').load()
File(lambda view, count: count, b's' + marshal_cases.long(70000) + bytes(70000)).load()
File(lambda view, count: count, b's' + marshal_cases.long(70001) + bytes(70000)).load()
File(lambda view, count: count, read='').load()
File(lambda view, count: count, read=None).load()
File(lambda view, count: count, read=bytearray()).load()
File(lambda view, count: count, read=b'more than asked').load()
File(lambda view, count: count, read=type('B', (bytes,), {})()).load()
File(lambda view, count: count, read=KeyError('read')).load()
File(lambda view, count: count + 1).load()
File(lambda view, count: count - 1).load()
File(lambda view, count: 2**31).load()
File(lambda view, count: 2**63).load()
File(lambda view, count: 2**100).load()
File(lambda view, count: -(2**100)).load()
File(lambda view, count: -1).load()
File(lambda view, count: None).load()
File(lambda view, count: 'a').load()
File(lambda view, count: 1.0).load()
File(lambda view, count: Index(count)).load()
File(lambda view, count: Index('a')).load()
File(lambda view, count: True).load()
File(fails).load()
File(about).load(), File.seen
File(Kept()).load()
type('NoReadinto', (), {'read': lambda self, size: b''})().load
marshal.load(type('NoReadinto', (), {'read': lambda self, size: b''})())
marshal.load(type('NoRead', (), {'readinto': lambda self, view: 1})())
marshal.load(type('Uncallable', (), {'read': lambda self, size: b'', 'readinto': 5})())
from_disk(DATA + DATA + b'rest', -1)
from_disk(DATA + DATA + b'rest', 0)
from_disk(DATA + b'rest', -1)
from_disk(marshal.dumps((None,) * 70000 + (b'a' * 100_000,)) * 2, -1)
from_disk(marshal.dumps([1.5] * 2000) * 2, 0)
onto_disk([1, 2, {'a': 3}])
onto_disk(list(range(100_000)))
Sink().dump([1])
Sink(17).dump('a', 2)
Sink('anything').dump((), 0, allow_code=True)
Sink(fails).dump([1])
Sink().dump(object())
Sink().dump([1], None)
Sink().dump([1], '1')
marshal.dump([1])
marshal.dump([1], None)
marshal.dump(object(), None)
marshal.dump([1], Sink(), 4, 5)
marshal.dump([1], Sink(), version=4)
marshal.dumps()
marshal.dumps(1, 2, 3)
marshal.dumps(1, 2.5)
marshal.dumps(1, '2')
marshal.dumps(1, None)
marshal.dumps(1, 2**31)
marshal.dumps(1, -(2**31))
marshal.dumps(1, -(2**31) - 1)
marshal.dumps(1, 2**100)
marshal.dumps(1, Index(2))
marshal.dumps(1, True)
marshal.dumps(1, version=2)
marshal.dumps(value=1)
marshal.dumps(1, allow_code=None)
marshal.dumps(memoryview(b'ab').cast('H'))
marshal.dumps(memoryview(bytearray(b'abcdef')).cast('B', (2, 3)))
marshal.dumps(memoryview(b'abc')[::-1])
marshal.dumps((lambda view: (view.release(), view)[1])(memoryview(b'a')))
marshal.dumps(io.BytesIO(b'buffer').getbuffer())
marshal.dumps(__import__('array').array('i', [1, 2]))
marshal.dumps({frozenset({object()}): 1})
marshal.dumps({b'a', 'a', 1, 1.5, (1, 'b'), frozenset([1])})
marshal.dumps({(code('1'), 1)}, allow_code=False)
marshal.dumps([code('1')], allow_code=False)
marshal.dumps([code('1'), object()], allow_code=False)
marshal.dumps([object(), code('1')], allow_code=False)
marshal.dumps([object(), nest('list', 3000)])
marshal.dumps(nest('frozenset', 12))
marshal.dumps({nest('tuple', 1998)})
marshal.dumps({nest('tuple', 1999)})
marshal.dumps({nest('tuple', 2000)})
marshal.dumps([nest('tuple', 1000), [nest('tuple', 1000)]]) == marshal.dumps([nest('tuple', 1000), [nest('tuple', 1000)]])
marshal.dumps('\\ud800' * 3, 1)
marshal.dumps([f'item {i}' for i in range(300)], 3)
marshal.dumps([x for i in range(5) for x in [object] * 0 + [i * 1000]] * 2)
marshal.dumps((lambda a: [a, a, [a]])(['x' * 2]))
len(marshal.dumps(bytes(10**6)))
marshal.loads(marshal.dumps(recursive('dict')))
through_c('short_from_file', b'\\x01\\x02\\x03')
through_c('short_from_file', b'\\xff\\xff')
through_c('short_from_file', b'\\xff')
through_c('short_from_file', b'')
through_c('long_from_file', b'\\x01\\x02\\x03\\x84\\x05')
through_c('long_from_file', b'\\xff\\xff\\xff')
through_c('long_from_file', b'')
through_c('object_from_file', DATA + b'rest')
through_c('last_object_from_file', DATA + b'rest')
through_c('object_from_file', b'')
through_c('last_object_from_file', b'')
through_c('object_from_file', DATA[:-1])
through_c('last_object_from_file', DATA[:-1])
through_c('object_from_file', b'?')
long_into_c(0)
long_into_c(0x12345678)
long_into_c(-1)
long_into_c(2**31)
long_into_c(2**40 + 5)
""".strip().split("\n")


def outcome(kind, *rest):
    if kind == "loads":
        data, options = rest
        return marshal.loads(data, **options)
    if kind == "load":
        file = io.BytesIO(rest[0] + b"rest")
        return marshal.load(file), file.tell()
    if kind == "C":
        return through_c(*rest)
    if kind == "dumps":
        expression, version, options = rest
        written = marshal.dumps(value(expression), version, **options)
        return written if len(written) < 3000 else (len(written), written[:500], hashlib.sha256(written).hexdigest())
    if kind == "into C":
        return into_c(value(rest[0]), rest[1])
    return eval(rest[0], {**marshal_cases.__dict__, **globals()})


def side(requests, out, start):
    sys.setrecursionlimit(50_000)
    with open(requests, "rb") as f:
        requests = marshal.load(f)
    with open(out, "ab") as out:
        for request in requests[int(start) :]:
            signal.alarm(20)
            try:
                said = ("value", outcome(*request))
            except BaseException as error:
                said = (text(error), type(error.__cause__).__name__, type(error.__context__).__name__)
            try:
                said = (said[0], shortened(describe(said[1:])))
            except BaseException as error:
                said = (said[0], "", text(error))
            body = marshal.dumps(said)
            out.write(len(body).to_bytes(4, "little") + body)
            out.flush()


# ---- the comparison ----

def requests(count, seed):
    rng = random.Random(seed)
    made = [("call", expression) for expression in CALLS]
    for expression in marshal_cases.VALUES:
        made += [("dumps", expression, version, {}) for version in (0, 1, 2, 3, 4, 5, -1)]
        made += [("dumps", expression, 4, {"allow_code": False}), ("into C", expression, rng.randrange(5))]
    for source in marshal_cases.SOURCES:
        made += [("dumps", f"code({source!r})", version, {}) for version in range(5)]
    fixed = marshal_cases.fixed()
    plain, compiled = marshal_cases.bases()
    short = [data for data in plain + compiled if len(data) < 400]
    fixed += [data[:end] for data in rng.sample(short, 80) for end in range(len(data))]
    mutants = marshal_cases.Mutants(seed)
    for data in fixed + [mutants.next() for _ in range(count)]:
        made.append(("loads", data, {}))
        way = rng.randrange(16)
        if way < 2:
            made.append(("load", data))
        elif way == 2:
            made.append(("loads", data, {"allow_code": False}))
        elif way == 3:
            made.append(("C", rng.choice(("object_from_file", "last_object_from_file")), data))
    return made


def main():
    import candidate
    import oracle
    import sides

    asked = requests(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    library = candidate.library(os.environ.get("KINGSNAKE_LIBRARY"))
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor() as pool:
        scratch = Path(scratch)
        (scratch / "requests").write_bytes(marshal.dumps(asked))
        options = ["-sSPB", "-X", "utf8", __file__, "side", scratch / "requests"]
        running = [
            pool.submit(sides.run, [*BOUND, *command, *options], len(asked), scratch / name, lambda status: (("died", status), []))
            for name, command in (("theirs", [oracle.python()]), ("ours", candidate.command(library)))
        ]
        theirs, ours = (side.result() for side in running)
    same = counted = shown = 0
    rest, uncounted = Counter(), Counter()
    for request, a, b in zip(asked, theirs, ours, strict=True):
        if a[0][0] == "died" and b[0][0] != "died":
            uncounted[f"the oracle died ({a[0][1]})"] += 1
            if "DIED" in os.environ:
                print(f"--- the oracle died of {request!r:.600}")
            continue
        if a != b and any(str(said).startswith(("MemoryError", "('MemoryError")) for said in (a[0], b[0])):
            uncounted["out of memory"] += 1
            continue
        counted += 1
        if a == b:
            same += 1
            continue
        rest[f"{request[0]}: {a[0]!s:.60} / {b[0]!s:.60}"] += 1
        if (shown := shown + 1) <= int(os.environ.get("SHOWN", "30")):
            at = next((i for i, (x, y) in enumerate(zip(a[-1], b[-1])) if x != y), 0) if isinstance(a[-1], str) and isinstance(b[-1], str) else 0
            print(f"--- {request!r:.400}")
            for name, said in ("oracle", a), ("ours  ", b):
                print(f"    {name}: {said[0]!s:.300} {said[-1][max(0, at - 60) : at + 100]!r}" if isinstance(said[-1], str) else f"    {name}: {said!r:.300}")
    for kinds in rest, uncounted:
        for kind, count in kinds.most_common(40):
            print(f"{count:6}  {kind}{' (not counted)' if kinds is uncounted else ''}")
    refused = sum(said[0] != "value" for said in theirs)
    print(f"{refused} refused by the oracle; {same} of {counted} identical")
    return same != counted


if __name__ == "__main__":
    if sys.argv[1:2] == ["side"]:
        side(*sys.argv[2:])
        sys.exit()
    import sides

    sides.in_oracle(main)
