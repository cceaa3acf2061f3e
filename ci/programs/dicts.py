"""Dicts: order, views, merging, mutation while iterating, subclass hooks, errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


d = {"a": 1, "b": 2, 3: "three", (1, 2): [4], None: None, 2.5: True}
print(d, dict(), dict(a=1, b=2), dict([("x", 1), ["y", 2]]), dict({"k": 1}, z=3), dict(zip("abc", range(3))), dict(["ab", "cd"]), {**d, "a": 9, **{"n": 1}}, {i: i * i for i in range(4)}, dict.fromkeys("aab", 0), dict.fromkeys([1, 2]))
for bad in [5, None, [1], [(1,)], [(1, 2, 3)], ["a"], [None], "ab", [([], 1)], {1, 2}]:
    print(bad, attempt(dict, bad))
print(attempt(dict, {}, {}), attempt(dict, **{"a": 1}), attempt(eval, "dict(**{1: 2})"), attempt(eval, "dict(a=1, **{'a': 2})"), attempt(eval, "dict(**5)"), attempt(eval, "{**5}"), attempt(eval, "{[]: 1}"), attempt(eval, "{**[1]}"), attempt(dict.fromkeys), attempt(dict.fromkeys, 5))
print(d["a"], d[3], d[3.0], attempt(lambda: d["zz"]), attempt(lambda: d[[]]), attempt(lambda: d[(1, 3)]), d.get("zz"), d.get("zz", 5), attempt(d.get), d.setdefault("new", 10), d.setdefault("a", 99), d.setdefault("none"), d.pop("new"), d.pop("nope", "dflt"), attempt(d.pop, "nope"), attempt(d.pop), d.popitem(), attempt({}.popitem), "a" in d, 1 not in d, attempt(lambda: [] in d), len(d))
try:
    del d["missing"]
except KeyError as e:
    print(repr(e), e.args, str(e))
e = {"x": 1}
e.update(y=2); e.update({"z": 3}, x=10); e.update([("w", 4)]); e.update(); e |= {"v": 5}; e |= [("u", 6)]
print(e, attempt(e.update, 5), attempt(e.update, {}, {}), attempt(lambda: e | [("a", 1)]), attempt(lambda: e | 5), {"a": 1} | {"a": 2, "b": 3}, attempt(lambda: e.__ior__(5)))
del e["y"]; e["y"] = "back"; e["x"] = "same place"; print(e, list(reversed(e)), list(reversed(e.items())), list(e.values()))
k, v, i = e.keys(), e.values(), e.items()
print(k, v, i, len(k), "x" in k, ("x", "same place") in i, ("x", 1) in i, 5 in i, 5 in v, k & {"x", "q"}, sorted(k | ["new"]), sorted(k - {"x"}), sorted(k ^ {"x", "n"}), k == set(e), k < {*e, "m"}, k.isdisjoint("q"), i & [("u", 6)], attempt(lambda: k & 5), attempt(lambda: v & set()), attempt(lambda: k + k), i - {("u", 6)} == set(i) - {("u", 6)}, sorted({"x", 1, 2} & k), attempt(hash, k), k.mapping, attempt(lambda: k.mapping.__setitem__("a", 1)), type(k.mapping).__name__, attempt(lambda: k[0]), attempt(lambda: {1: []}.items() | {1}))
e["late"] = 1
print(len(k), list(i)[-1])
for action in ["e['n'] = 1", "del e['x']", "e.clear()", "e['x'] = 5", "e.pop('y'); e['yy'] = 1", "e.update(e)"]:
    e = {"x": 1, "y": 2, "z": 3}
    seen = []
    try:
        for key in e:
            seen.append(key)
            if len(seen) == 1:
                exec(action)
    except RuntimeError as error:
        print(action, "->", error, seen, e)
    else:
        print(action, "ok", seen, e)
e = {i: i for i in range(5)}
try:
    for key in e:
        del e[key]
        e[key + 100] = 1
except RuntimeError as error:
    print(error)
for view in (e.items(), e.values(), e.keys(), {**e}.items()):
    it = iter(view)
    keys = e
    next(it)
    e[len(e) + 1000] = 0
    print(type(view).__name__, attempt(next, it), it.__length_hint__())


class Bad:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if self.n == "raise" or getattr(other, "n", 0) == "raise":
            raise ZeroDivisionError("eq")
        return isinstance(other, Bad) and self.n == other.n

    def __repr__(self):
        return f"Bad({self.n})"


c = {Bad(1): "one", Bad(2): "two"}
print(c, c[Bad(2)], attempt(lambda: c[Bad("raise")]), attempt(c.get, Bad("raise")), attempt(lambda: c.__setitem__(Bad("raise"), 1)), len(c), attempt(c.pop, Bad("raise")), Bad(3) in c, attempt(c.setdefault, Bad("raise")), attempt(lambda: c == {Bad("raise"): 1, Bad(2): 2}))


class NoHash:
    __eq__ = lambda self, other: True


class BadHash:
    def __hash__(self):
        return "x"


class HashRaises:
    def __hash__(self):
        raise OSError("hash")


print(attempt(lambda: {NoHash(): 1}), attempt(lambda: {BadHash(): 1}), attempt(lambda: {HashRaises(): 1}), attempt(lambda: {}.get(HashRaises())), attempt(lambda: {1: 2}[HashRaises()]), attempt(lambda: {slice(1): 1}), attempt(lambda: {{}: 1}), attempt(lambda: {set(): 1}), attempt(lambda: {bytearray(): 1}))


class Missing(dict):
    def __missing__(self, key):
        if key == "err":
            raise LookupError("in missing")
        self[key] = f"made {key}"
        return self[key]

    def __setitem__(self, key, value):
        super().__setitem__(key, value if isinstance(value, str) else f"set {value}")


m = Missing(a=1)
m["b"] = 2
m.update(c=3)
print(m["q"], m, m.get("zz"), "zz" in m, attempt(lambda: m["err"]), m.setdefault("s", 5), type(m.copy()).__name__, type(m | {}).__name__, Missing.fromkeys("ab", 1), m == {"a": 1, "b": "set 2", "c": 3, "q": "made q", "s": 5}, repr(Missing()))


class Mapping:
    def keys(self):
        return ["k1", "k2"]

    def __getitem__(self, key):
        return key.upper()


print(dict(Mapping()), {**Mapping()}, (lambda **kw: kw)(**Mapping()), {"a": 0} | dict(Mapping()), attempt(lambda: {} | Mapping()))
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} != {"a": 1.0}, {1: {2: {3: 4}}} == {1: {2: {3: 4}}}, attempt(lambda: {} < {}), {} == [], {1: float("nan")} == {1: float("nan")}, {True: "t", 1: "one", 1.0: "f"}, attempt(hash, {}), bool({}), bool({0: 0}))
r = {}
r["self"] = r
r["list"] = [r]
print(r, {1: {}.items()}, {}.keys(), {}.values(), str({"é": 'q"\''}), {"a": ...}, dict(a=int))
big = {i: str(i) for i in range(1000)}
for i in range(0, 1000, 3):
    del big[i]
for i in range(2000, 2050):
    big[i] = i
print(len(big), list(big)[:5], list(big)[-3:], sum(k for k in big), big.popitem(), next(reversed(big)), [{}.__sizeof__(), {1: 1}.__sizeof__(), {"a": 1}.__sizeof__(), {i: i for i in range(6)}.__sizeof__(), {i: i for i in range(100)}.__sizeof__(), dict.fromkeys(range(1000)).__sizeof__()])
count = {}
for word in "the cat and the dog and the bird".split():
    count[word] = count.get(word, 0) + 1
print(count, sorted(count.items(), key=lambda kv: (-kv[1], kv[0])), {v: k for k, v in count.items()}, max(count, key=count.get), [*count], {k: v for k, v in count.items() if v > 1}, dict(sorted(count.items())))
groups = {}
for word in "apple bob cat angle bat cow".split():
    groups.setdefault(word[0], []).append(word)
print(groups, list(map(list, groups.items())), sorted(dir(dict)) == sorted(set(dir({}))), {}.__class_getitem__(int), attempt(lambda: {}.foo), attempt(lambda: {}.update(1, 2)), attempt(lambda: {}.items(1)), attempt({}.get, 1, 2, 3), attempt({}.get, k=1))
