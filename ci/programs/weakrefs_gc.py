"""weakref, gc, finalizers, reference cycles, object lifetime, sys.getrefcount-free checks."""
import gc
import sys
import weakref


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Node:
    def __init__(self, name): self.name = name
    def __repr__(self): return f"Node({self.name})"
    def method(self): return self.name
    def __del__(self): log.append(f"del {self.name}")


log = []
a = Node("a"); r = weakref.ref(a, lambda ref: log.append(f"callback dead={ref() is None}")); p = weakref.proxy(a)
print(r(), r is weakref.ref(a), weakref.ref(a) == r, weakref.getweakrefcount(a), len(weakref.getweakrefs(a)), p.name, p.method(), repr(r).split(";")[0][:12], hash(r) == hash(a), r.__callback__ is not None, isinstance(p, Node), type(p).__name__)
p.extra = 5; print(a.extra, attempt(hash, p), p == a, attempt(lambda: p < 1)); del a; print(log, r(), attempt(lambda: p.name), attempt(str, p), bool(r), attempt(hash, weakref.ref(Node("h"))), r.__callback__, repr(r).split(" at ")[0])
for bad in (5, "s", None, (1,), [], {}, object()):
    print(type(bad).__name__, attempt(weakref.ref, bad), attempt(weakref.proxy, bad))
print(attempt(weakref.ref), attempt(weakref.ref, Node, 5).__class__.__name__, attempt(weakref.ref, Node, None, 1), type(weakref.proxy(len)).__name__, attempt(lambda: weakref.proxy(Node("x").method) and log[-1]))
log.clear(); x, y = Node("x"), Node("y"); x.other, y.other = y, x; wx = weakref.ref(x); del x, y; print(wx() is not None, gc.collect() > 0, wx(), sorted(log)); log.clear()
class Res:
    def __init__(self, n): self.n = n
    def __del__(self):
        global saved
        saved = self; log.append(f"resurrect {self.n}")
q = Res(1); del q; print(log, saved.n); del saved; print(log, "saved" in globals())
d = weakref.WeakValueDictionary(); k = weakref.WeakKeyDictionary(); s = weakref.WeakSet(); n1, n2 = Node("n1"), Node("n2"); d["one"], d["two"] = n1, n2; k[n1] = 1; k[n2] = 2; s.update([n1, n2]); print(sorted(d), len(k), len(s), d["one"], d.get("zz", 0), attempt(lambda: d["zz"]), n1 in s, list(d.valuerefs())[0]() is n1, len(k.keyrefs()), attempt(lambda: k.__setitem__(5, 1)), attempt(s.add, 5), d.pop("two"), d.setdefault("three", n2), repr(d).split(" at ")[0]); del n1; print(sorted(d), len(k), len(s), dict(k), s == {n2}, s | {n2} == {n2}, d.copy()["three"], list(d.items())); log.clear()
m = Node("m"); wm = weakref.WeakMethod(m.method); print(wm()(), wm == weakref.WeakMethod(m.method), attempt(weakref.WeakMethod, len)); del m; print(wm(), weakref.ref(Node("temp").method)())
f = Node("f"); fin = weakref.finalize(f, lambda *a, **k: log.append(("fin", a, k)), 1, k=2); print(fin.alive, fin.peek()[2:], fin.atexit, repr(fin).split(" at ")[0]); del f; print(log, fin.alive, fin(), fin.detach(), fin.peek()); f = Node("f2"); fin = weakref.finalize(f, log.append, "called"); print(fin(), fin(), log[-1]); log.clear(); order = [weakref.finalize(f, log.append, i) for i in range(3)]; del f; print(log)
class Slotted: __slots__ = ("a",)
class SlotWeak: __slots__ = ("__weakref__",)
class SubRef(weakref.ref):
    __slots__ = ("tag",)
    def __init__(self, o, cb=None, tag=0): super().__init__(o, cb); self.tag = tag
o = SlotWeak(); print(attempt(weakref.ref, Slotted()), weakref.ref(o)() is o, SubRef(o, tag=3).tag, SubRef(o) is not SubRef(o), attempt(setattr, weakref.ref(o), "x", 1))
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), gc.get_threshold(), attempt(gc.set_threshold, "x"), gc.get_count()[2] >= 0, gc.is_tracked([]), gc.is_tracked({}), gc.is_tracked(()), gc.is_tracked((1, 2)), gc.is_tracked(5), gc.is_tracked("a"), gc.is_tracked({"a": 1}), gc.is_tracked({"a": []}), gc.is_tracked(Node), gc.is_finalized(Node), attempt(gc.collect, 9), attempt(gc.collect, "x"), gc.get_debug(), len(gc.get_stats()), gc.garbage, gc.freeze(), gc.get_freeze_count() > 0, gc.unfreeze(), gc.get_freeze_count(), len(gc.get_objects()) > 100, attempt(gc.get_objects, 9), gc.callbacks)
lst = [1]; holder = {"k": lst}; print(any(r is holder for r in gc.get_referrers(lst)), gc.get_referents([1, "a"]), gc.get_referents((lst,))[0] is lst, sorted(map(str, gc.get_referents({"x": 5}))))
def cb(phase, info): phases.append((phase, sorted(info)))
phases = []; gc.callbacks.append(cb); gc.collect(); gc.callbacks.remove(cb); print(phases)
def gen():
    try: yield 1
    finally: log.append("gen closed")
log.clear(); g = gen(); next(g); del g; print(log)
class Cyc:
    def __init__(self): self.me = self; self.data = [self]
refs = [weakref.ref(Cyc(), lambda r: log.append("cyc")) for _ in range(3)]; gc.collect(); print([r() for r in refs], log)
class Bad:
    def __del__(self): raise ValueError("in del")
unr = []; sys.unraisablehook = lambda u: unr.append((u.exc_type.__name__, str(u.exc_value), u.err_msg, u.object.__name__)); b = Bad(); del b; b = Bad(); b.c = b; del b; gc.collect(); r = weakref.ref(z := Node("z"), lambda r: 1 / 0); sys.unraisablehook = lambda u: unr.append((u.exc_type.__name__, u.err_msg)); del z; sys.unraisablehook = sys.__unraisablehook__; print(unr)
class Tracker:
    alive = 0
    def __init__(self): Tracker.alive += 1
    def __del__(self): Tracker.alive -= 1
def use():
    t = Tracker(); u = [Tracker() for _ in range(5)]; v = {1: Tracker()}; w = (Tracker(),); del t; print(Tracker.alive); u.clear(); print(Tracker.alive); v[1] = None; print(Tracker.alive)
    try: raise ValueError(Tracker())
    except ValueError as e: print(Tracker.alive)
    print(Tracker.alive); x = y = Tracker(); x = None; print(Tracker.alive); y = None; print(Tracker.alive, [Tracker() for _ in range(3)] and Tracker.alive)
use(); print(Tracker.alive); t = Tracker(); c = lambda: t; del t; print(Tracker.alive); last = Node("module level, at exit"); log = type("L", (), {"append": staticmethod(lambda s: print("exit:", s))})
