"""collections: Counter, OrderedDict, defaultdict, deque, ChainMap, User*; heapq, bisect, array."""
import array
import bisect
import copy
import heapq
from collections import *


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


c = Counter("abracadabra"); print(c, c["z"], c.most_common(2), sorted(c.elements()), c.total(), Counter(a=3, b=-1), Counter({"x": 2}) + Counter(x=1, y=-1), Counter(a=3) - Counter(a=5, b=1), Counter(a=3, b=1) & Counter(a=1, b=5), Counter(a=3) | Counter(a=1, b=5), +Counter(a=-1, b=2), -Counter(a=-1, b=2), attempt(Counter, 5), attempt(Counter, "a", "b"), c == Counter("abracadabra"), Counter(a=1, b=0) == Counter(a=1), Counter(a=1) <= Counter(a=2), Counter(a=1) < Counter(a=1), attempt(Counter.fromkeys, "ab"), Counter([1, 1.0, True]), attempt(lambda: Counter(a=1) + 5), Counter("aab").most_common(), Counter().most_common(3))
c.subtract("aaaaaaa"); c.update(b=10); c["new"] += 1; del c["nothere"]; print(c, c.pop("new"), repr(Counter()), type(c.copy()).__name__, c.most_common(1), Counter(c)["a"], {**Counter("ab")}); c += Counter("z"); c -= Counter("z"); c &= Counter(b=3); c |= Counter(q=1); print(c)
o = OrderedDict([("a", 1), ("b", 2), ("c", 3)]); o.move_to_end("a"); print(o, list(o), attempt(o.move_to_end, "zz")); o.move_to_end("c", last=False); print(list(o.items()), o.popitem(), o.popitem(last=False), o, attempt(OrderedDict().popitem), o == {"b": 2}, OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1}, list(reversed(OrderedDict(a=1, b=2))), OrderedDict(a=1) | {"b": 2}, {"z": 0} | OrderedDict(a=1), attempt(o.pop, "zz"), o.pop("zz", 5), o.setdefault("n", []), OrderedDict.fromkeys("ab", 0), repr(OrderedDict()), list(o.keys()), list(reversed(o.items())), o.copy() == o, copy.deepcopy(o) == o); o["b"] = 20; del o["b"]; o["b"] = 30; print(o); o.update(z=1); o.clear(); print(o, attempt(OrderedDict, 5), attempt(OrderedDict, {}, {}))
od = OrderedDict(a=1, b=2)
for action in ("od['c'] = 3", "od.pop('a')", "od.move_to_end('a')", "od.clear()"):
    od = OrderedDict(a=1, b=2, q=3)
    print(action, attempt(lambda: [exec(action, {"od": od}) for k in od]))
dd = defaultdict(list); dd["a"].append(1); dd["b"]; print(dd, dd.default_factory, attempt(lambda: defaultdict()["x"]), attempt(lambda: defaultdict(None)["x"]), attempt(defaultdict, 5), dd.get("q"), "q" in dd, defaultdict(int, {"a": 1}, b=2), attempt(lambda: defaultdict(lambda: 1 / 0)["x"]), dd.copy(), dd | {"z": 0}, {"z": 0} | dd, repr(defaultdict(dd.__class__)), dd.__missing__("m"), dict(dd), copy.copy(dd), defaultdict(lambda: 5).__missing__(1)); dd.default_factory = int; print(dd["new"], dd); tree = lambda: defaultdict(tree); t = tree(); t["a"]["b"]["c"] = 1; print(list(t["a"]["b"]))
d = deque("abcde", maxlen=5); d.append("f"); d.appendleft("z"); print(d, d.pop(), d.popleft(), d.maxlen, d[0], d[-1], len(d), attempt(lambda: d[9]), attempt(deque().pop), attempt(deque().popleft), d.index("c"), attempt(d.index, "zz"), d.count("b"), "c" in d); d.rotate(1); print(d); d.rotate(-2); print(d); d.extend("xyz"); d.extendleft("12"); print(d, d.reverse(), d, d.copy(), attempt(d.insert, 1, "q")); d.clear()
e = deque([1, 2, 3]); e.insert(1, 9); e.insert(-1, 8); e.insert(100, 7); e.remove(9); print(e, attempt(e.remove, 99), e + deque([4]), e * 2, attempt(lambda: e + [1]), e == deque([1, 2, 8, 3, 7]), e < deque([2]), list(reversed(e)), attempt(hash, e), attempt(deque, 5), attempt(deque, [], -1), attempt(deque, [], "x"), attempt(deque, maxlen=2), deque([1, 2, 3], 2), attempt(setattr, e, "maxlen", 3), attempt(lambda: e[0:1]), repr(deque(maxlen=3)), deque([1]) != [1], e.index(3, 1), attempt(e.index, 1, 2)); e[0] = 100; del e[1]; e *= 2; e += "ab"; print(e, attempt(lambda: e["a"]), deque([[]]) , bool(deque())); r = deque(); r.append(r); print(r)
try:
    for x in e: e.append(1)
except RuntimeError as err: print(err)
cm = ChainMap({"a": 1}, {"a": 2, "b": 3}, {"c": 4}); print(cm, cm["a"], cm["b"], attempt(lambda: cm["z"]), list(cm), len(cm), dict(cm), cm.maps[1], cm.new_child({"n": 0}), cm.parents, cm.get("q", 9), "c" in cm, cm | {"x": 1}, {"y": 1} | cm); cm["b"] = 30; print(cm.maps[0], attempt(cm.pop, "c"), attempt(lambda: cm.__delitem__("c")), cm.popitem(), attempt(ChainMap().popitem), ChainMap(), ChainMap.fromkeys("ab", 1), bool(ChainMap({})))
class UL(UserList): pass
class UD(UserDict):
    def __missing__(self, k): return f"missing {k}"
class US(UserString): pass
u = UL([3, 1]); u.append(2); u.sort(); print(u, u[1:], type(u[1:]).__name__, u + [9], [0] + u, u * 2, u == [1, 2, 3], UD(a=1)["zz"], UD({"a": 1}, b=2), UD(a=1) | {"c": 3}, "a" in UD(a=1), US("abc").upper(), type(US("a") + "b").__name__, US("abc")[1], US("x%s") % 5, US("a") == "a", hash(US("a")) == hash("a"), "b" in US("abc"), UD.fromkeys("a"), copy.copy(UD(a=1)), attempt(UserDict, 5), UserList("ab").data, u.index(2), int(UserString("5")))
h = [5, 2, 8, 1, 9, 3]; heapq.heapify(h); print(h, heapq.heappop(h), h); heapq.heappush(h, 0); print(h, heapq.heappushpop(h, 4), heapq.heapreplace(h, 7), h, heapq.nlargest(3, h), heapq.nsmallest(2, h), heapq.nsmallest(2, ["bbb", "a", "cc"], key=len), heapq.nlargest(0, h), heapq.nlargest(100, [1, 2]), list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge([3, 1], [4, 2], reverse=True)), list(heapq.merge(["a", "ccc"], ["bb"], key=len)), attempt(heapq.heappop, []), attempt(heapq.heapreplace, [], 1), heapq.heappushpop([], 5), attempt(heapq.heapify, 5), attempt(heapq.heappush, [1], "a"), attempt(heapq.heapify, ["a", 1]), attempt(heapq.heappush, (), 1), heapq.nlargest(1, []), attempt(heapq.nlargest, "x", [1]))
b = [1, 3, 3, 5]; print([bisect.bisect_left(b, x) for x in range(7)], [bisect.bisect(b, x) for x in range(7)], bisect.bisect_left(b, 3, 2), bisect.bisect_right(b, 3, 0, 2), attempt(bisect.bisect, b, "a"), attempt(bisect.bisect, b, 1, -1), attempt(bisect.bisect, 5, 1), bisect.bisect_left(["a", "bbb"], 2, key=len), attempt(bisect.insort, (1,), 2)); bisect.insort(b, 4); bisect.insort_left(b, 3.0); bisect.insort(b, -1, key=abs); print(b)
a = array.array("i", [1, 2, 3]); a.append(4); a.extend([5]); a.insert(0, 0); print(a, a.pop(), a.pop(0), a.index(3), a.count(2), a[1:3], a[::-1], a + a, a * 2, a.tolist(), a.tobytes(), a.itemsize, a.typecode, len(a), 2 in a, a == array.array("i", [1, 2, 3, 4]), a == array.array("h", [1, 2, 3, 4]), a < array.array("i", [9]), attempt(a.append, "x"), attempt(a.append, 2**40), attempt(a.append, 1.5), attempt(array.array, "z"), attempt(array.array, "i", "abc"), attempt(array.array), attempt(array.array, "i", 5), attempt(a.remove, 99), attempt(lambda: a[99]), attempt(a.index, 99), attempt(lambda: a + [1]), attempt(a.extend, "a"), attempt(a.extend, array.array("d")), attempt(array.array, "b", [200]), attempt(array.array, "B", [-1]), array.array("u", "héé"), array.array("w", "😀x"), array.array("d", [1.5]), array.array("f", [0.1]), array.array("q", b"\1" + b"\0" * 7), attempt(array.array, "i", b"abc"), array.array("b"), array.typecodes, attempt(array.array("u", "ab").tounicode), a.byteswap(), a, attempt(lambda: a.__setitem__(slice(0, 1), [1])), attempt(hash, a)); a[0:2] = array.array("i", [9]); a.reverse(); del a[0]; a.frombytes(b"\1\0\0\0"); a.fromlist([7]); print(a, attempt(a.fromlist, ["x"]), attempt(a.frombytes, b"abc"), copy.copy(a) == a, a.__reduce_ex__(2)[1][:2], list(reversed(a)), memoryview(a).format, a.buffer_info()[1], array.array("i", [1]).__sizeof__())
class LRU(OrderedDict):
    def __init__(self, n): super().__init__(); self.n = n
    def __getitem__(self, k): v = super().__getitem__(k); self.move_to_end(k); return v
    def __setitem__(self, k, v):
        super().__setitem__(k, v)
        if len(self) > self.n: del self[next(iter(self))]
l = LRU(2); l["a"] = 1; l["b"] = 2; l["a"]; l["c"] = 3; print(list(l), len(l))
