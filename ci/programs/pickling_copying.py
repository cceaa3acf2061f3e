"""pickle and copy: protocols, reducers, slots, cycles, persistent ids, errors, copyreg."""
import collections
import copy
import copyreg
import datetime
import decimal
import enum
import fractions
import functools
import io
import operator
import pickle
import pickletools
import re


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return re.sub(r" at 0x\w+", "", f"{type(error).__name__}: {error}")


class Plain:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return type(o) is type(self) and self.__dict__ == o.__dict__
    def __repr__(self): return f"{type(self).__name__}({self.__dict__})"


class Slots:
    __slots__ = ("a", "b")
    def __init__(self, a): self.a = a
    def __repr__(self): return f"Slots({self.a}, {getattr(self, 'b', 'unset')})"


class Both(Slots):
    pass


class State(Plain):
    def __getstate__(self): return {"x": self.x * 2}
    def __setstate__(self, s): self.x = s["x"] + 1


class NewArgs:
    def __new__(cls, a, *, k=0): o = super().__new__(cls); o.v = (a, k); return o
    def __getnewargs_ex__(self): return (self.v[0],), {"k": self.v[1]}
    def __repr__(self): return f"NewArgs{self.v}"


class Reduce:
    def __init__(self, *a): self.a = a
    def __reduce__(self): return (Reduce, (1, 2), {"extra": 5}, None, None)
    def __repr__(self): return f"Reduce({self.__dict__})"


class RList(list):
    def __reduce__(self): return (RList, (), {"tag": 1}, iter([7, 8]))


class RDict(dict):
    def __reduce_ex__(self, p): return (RDict, (), None, None, iter([("k", p)]))


class Color(enum.Enum):
    RED = 1


class Outer:
    class Inner(Plain): pass
    def method(self): return "m"


Point = collections.namedtuple("Point", "x y")


def func(): pass


values = [None, True, 0, 1, -1, 255, 256, 65535, 65536, -2**31, 2**31, 2**63, -(2**100), 10**400, 0.0, -1.5, float("inf"), 1j, "", "a", "é日😀", "\ud800", "x" * 300, b"", b"abc", b"\xff" * 300, bytearray(b"q"), (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1, [2]], {}, {"a": 1, 2: [3]}, {1, 2}, frozenset([3]), set(), range(3), slice(1, 2), ..., NotImplemented, int, len, func, Plain(5), Slots(1), Both(2), State(3), NewArgs(1, k=2), Reduce(), RList([1]), RDict(a=1), Color.RED, Outer.Inner(4), Point(1, 2), datetime.datetime(2024, 1, 2, 3, tzinfo=datetime.timezone.utc), datetime.timedelta(1, 2), decimal.Decimal("1.5"), fractions.Fraction(1, 3), collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1, 2], 5), collections.defaultdict(list, a=[1]), functools.partial(int, base=2), operator.itemgetter(1), ValueError("v", 1), KeyError("k"), OSError(2, "m", "f"), Plain.__init__, Outer().method, "a".upper, [].append, str.upper, type(None), type(...), memoryview, Exception, iter([1, 2, 3]), iter((1,)), iter("ab"), iter({1: 2}), reversed([1, 2]), enumerate("ab"), zip([1], [2]), map(str, [1]), iter(range(5)), complex, object(), {}.keys(), property, staticmethod(len), print, open, abs]
for v in values:
    row = []
    for proto in range(6):
        data = attempt(pickle.dumps, v, proto)
        if isinstance(data, str):
            row.append("E " + data.split(" at 0x")[0][:70]); continue
        back = attempt(pickle.loads, data)
        row.append(f"{len(data)} {'same' if type(back) is type(v) and (back == v or repr(back) == repr(v)) else repr(back).split(' at 0x')[0][:50]}")
    print(type(v).__name__, *dict.fromkeys(row), sep=" | ")
for v in (Plain(Plain(1)), [1, "a", {"b": (None, True)}], Point(1, 2), Color.RED, {1, 2}, b"abc", 2**40):
    for proto in (0, 2, 4, 5):
        print(proto, pickle.dumps(v, proto), pickle._dumps(v, proto) == pickle.dumps(v, proto))
lst = [1]; lst.append(lst); d = {}; d["self"] = d; p = Plain(None); p.x = p; t = ([],); t[0].append(t)
for cyc in (lst, d, p, t):
    back = pickle.loads(pickle.dumps(cyc)); c = copy.deepcopy(cyc); print(type(back).__name__, (back[1] is back) if cyc is lst else (back["self"] is back) if cyc is d else (back.x is back) if cyc is p else (back[0][0] is back), c is not cyc)
shared = [1]; a, b = pickle.loads(pickle.dumps((shared, shared))); print(a is b, *map(id, copy.deepcopy([shared, shared])) if False else [copy.deepcopy([shared, shared])[0] is not shared])
print(attempt(pickle.dumps, lambda: 0), attempt(pickle.dumps, type("Local", (), {})()), attempt(pickle.dumps, open(__file__)), attempt(pickle.dumps, (x for x in ())), attempt(pickle.dumps, io.StringIO), attempt(pickle.dumps, 1, 9), attempt(pickle.dumps, 1, -1) == pickle.dumps(1, 5), attempt(pickle.loads, b""), attempt(pickle.loads, b"garbage"), attempt(pickle.loads, b"\x80\x09."), attempt(pickle.loads, b"cnosuch\nmod\n."), attempt(pickle.loads, b"cos\nnosuch\n."), attempt(pickle.loads, b"(lp0\n"), attempt(pickle.loads, "str"), attempt(pickle.loads, b"."), attempt(pickle.loads, b"I1"), attempt(pickle.loads, b"\x80\x04K\x01"), attempt(pickle.loads, b"}."), attempt(pickle.loads, b"0."), attempt(pickle.loads, b"t."), attempt(pickle.loads, b"h\x05."), attempt(pickle.loads, b"F1.5x\n."), attempt(pickle.loads, b"S'abc\n."), pickle.loads(b"I01\n."), pickle.loads(b"S'a\\x41'\n."), pickle.loads(b"L5L\n."), pickle.loads(b"Va\\u00e9\n."))


class Pers(pickle.Pickler):
    def persistent_id(self, o): return "P" if isinstance(o, Plain) else None
    def reducer_override(self, o): return (str, ("reduced",)) if o is func else NotImplemented
class Unpers(pickle.Unpickler):
    def persistent_load(self, pid): return f"loaded {pid}"
    def find_class(self, m, n): print("find", m, n); return super().find_class(m, n)


f = io.BytesIO(); Pers(f).dump([Plain(1), func, Color.RED]); f.seek(0); print(Unpers(f).load(), attempt(pickle.loads, f.getvalue()))
f = io.BytesIO(); pk = pickle.Pickler(f, 2); pk.dump(shared); pk.dump(shared); pk.clear_memo(); pk.dump(shared); print(f.getvalue()); f.seek(0); un = pickle.Unpickler(f); print(un.load(), attempt(un.load), attempt(pickle.Pickler, 5), attempt(pickle.Unpickler, 5), pk.bin, pk.fast)
bufs = []; data = pickle.dumps(pickle.PickleBuffer(bytearray(b"oob")), 5, buffer_callback=bufs.append); print(data, len(bufs), bytes(pickle.loads(data, buffers=bufs)), attempt(pickle.loads, data), attempt(pickle.dumps, pickle.PickleBuffer(b"x"), 4))
copyreg.pickle(Slots, lambda s: (Slots, ("via copyreg",))); print(pickle.loads(pickle.dumps(Slots(9))), copy.copy(Slots(8)), attempt(copyreg.pickle, 5, 5), attempt(copyreg.constructor, 5)); del copyreg.dispatch_table[Slots]
copyreg.add_extension("__main__", "func", 200); print(pickle.dumps(func, 2), pickle.loads(pickle.dumps(func, 2)) is func, attempt(copyreg.add_extension, "a", "b", 200)); copyreg.remove_extension("__main__", "func", 200)
class Deep:
    def __init__(self): self.l = [1]
    def __copy__(self): return "copied"
    def __deepcopy__(self, memo): return f"deep {len(memo)}"
print(copy.copy(Deep()), copy.deepcopy([Deep(), Deep()]), copy.copy(Both(1)), copy.deepcopy(Slots([1])), copy.copy(func) is func, copy.deepcopy(len) is len, copy.copy((1,)), copy.copy(State(1)), copy.deepcopy({(1, 2): [Plain(1)]}), attempt(copy.copy, (x for x in ())), attempt(copy.deepcopy, open(__file__)), copy.copy(RList([1])), copy.deepcopy(collections.OrderedDict(a=[1])), copy.replace(Point(1, 2), x=9), attempt(copy.replace, 5), copy.Error is copy.error)
m = copy.copy(Outer().method); print(m(), copy.deepcopy(Outer().method)())
out = io.StringIO(); pickletools.dis(pickle.dumps([1, "a", Plain(2), (3,), {4: None}], 4), out); print(out.getvalue()); pickletools.dis(pickle.dumps({"k": [1.5, b"x"]}, 0)); print(pickletools.optimize(pickle.dumps(["a", "a", Plain(1)], 4)))
def parts(r):
    return (r[0].__name__, *r[1:]) if isinstance(r, tuple) else r


print(parts(Plain(1).__reduce_ex__(2)), parts(Plain(1).__reduce_ex__(4)), parts(attempt(Plain(1).__reduce__)), parts(Slots(1).__reduce_ex__(2)), attempt(Slots(1).__reduce_ex__, 1), parts((5).__reduce_ex__(2)), parts(object().__reduce__()), attempt([].__reduce_ex__, "x"), Plain(1).__getstate__(), Slots(1).__getstate__(), object().__getstate__(), attempt(lambda: type.__reduce_ex__(Plain, 2)), parts([1].__reduce_ex__(4))[:3])
