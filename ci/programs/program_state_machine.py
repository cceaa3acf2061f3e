"""Event driven pieces: a state machine from a table, observers with weak references, an event loop, an LRU cache, a rate limiter, a plug-in registry."""
import collections
import contextlib
import enum
import functools
import heapq
import itertools
import types
import weakref


class State(enum.Enum):
    IDLE = enum.auto(); CONNECTING = enum.auto(); UP = enum.auto(); BROKEN = enum.auto()
    def __init__(self, *_): self.visits = 0


class TransitionError(RuntimeError):
    pass


class Machine:
    TABLE = {(State.IDLE, "connect"): State.CONNECTING, (State.CONNECTING, "ok"): State.UP, (State.CONNECTING, "fail"): State.BROKEN, (State.UP, "drop"): State.BROKEN, (State.BROKEN, "reset"): State.IDLE, (State.UP, "close"): State.IDLE}
    def __init__(self): self.state, self.history, self.hooks = State.IDLE, [], collections.defaultdict(list)
    def on(self, state):
        def register(f): self.hooks[state].append(f); return f
        return register
    def fire(self, event):
        try: new = self.TABLE[self.state, event]
        except KeyError: raise TransitionError(f"{event!r} in {self.state.name}") from None
        self.history.append((self.state.name, event)); self.state = new; new.visits += 1
        for hook in self.hooks[new]: hook(self, event)
        return self


m = Machine()
@m.on(State.BROKEN)
def broken(machine, event): print("broken by", event, "after", len(machine.history))
for e in "connect ok drop reset connect fail ok".split():
    try: m.fire(e)
    except TransitionError as err: print(type(err).__name__, err, err.__suppress_context__)
print(m.state, m.history, {s.name: s.visits for s in State})


class Signal:
    def __init__(self): self._refs = []
    def connect(self, f): self._refs.append(weakref.WeakMethod(f) if isinstance(f, types.MethodType) else weakref.ref(f)); return f
    def emit(self, *a):
        results = []
        for r in list(self._refs):
            f = r()
            if f is None: self._refs.remove(r)
            else: results.append(f(*a))
        return results


class Listener:
    def __init__(self, name): self.name = name
    def got(self, x): return f"{self.name}:{x}"


s, l1, l2 = Signal(), Listener("one"), Listener("two"); s.connect(l1.got); s.connect(l2.got); keep = s.connect(lambda x: x * 2); print(s.emit(5)); del l2; print(s.emit("q"), len(s._refs)); del keep; print(s.emit(1))


class Loop:
    def __init__(self): self.now, self.queue, self.order = 0, [], itertools.count()
    def at(self, delay, f, *a): heapq.heappush(self.queue, (self.now + delay, next(self.order), f, a))
    def spawn(self, gen): self.at(0, self.step, gen, None)
    def step(self, gen, value):
        try: delay = gen.send(value)
        except StopIteration as stop: print(f"{self.now:>3} {gen.__name__} returned {stop.value}")
        except Exception as e: print(f"{self.now:>3} {gen.__name__} failed {e!r}")
        else: self.at(delay, self.step, gen, self.now + delay)
    def run(self):
        while self.queue: self.now, _, f, a = heapq.heappop(self.queue); f(*a)


def ticker(name, n, gap):
    for i in range(n):
        t = yield gap
        print(f"{t:>3} {name} tick {i}")
    return n
def bomb():
    yield 4
    raise OSError("boom")
loop = Loop(); loop.spawn(ticker("fast", 3, 2)); loop.spawn(ticker("slow", 2, 3)); loop.spawn(bomb()); loop.at(5, print, "  at five"); loop.run()


class LRU:
    def __init__(self, size, on_evict=None): self.size, self.data, self.hits, self.misses, self.on_evict = size, collections.OrderedDict(), 0, 0, on_evict
    def __call__(self, f):
        @functools.wraps(f)
        def w(*a, **k):
            key = (a, tuple(sorted(k.items())))
            with contextlib.suppress(KeyError):
                self.data.move_to_end(key); self.hits += 1; return self.data[key]
            self.misses += 1; v = self.data[key] = f(*a, **k)
            if len(self.data) > self.size: old = self.data.popitem(last=False); self.on_evict and self.on_evict(old)
            return v
        w.cache = self
        return w


evicted = []
@LRU(2, evicted.append)
def square(x, *, plus=0): return x * x + plus
print([square(i) for i in (1, 2, 1, 3, 2, 1)], square(2, plus=5), square.cache.hits, square.cache.misses, evicted, list(square.cache.data))


class Bucket:
    def __init__(self, rate, cap, clock): self.rate, self.cap, self.clock, self.tokens, self.last = rate, cap, clock, cap, clock()
    def allow(self, n=1):
        t = self.clock(); self.tokens = min(self.cap, self.tokens + (t - self.last) * self.rate); self.last = t
        if self.tokens >= n: self.tokens -= n; return True
        return False


times = iter([0, 0, 0, 0, 0.5, 1, 1, 3]); b = Bucket(2, 3, lambda: next(times)); print([b.allow() for _ in range(7)])


class Plugin:
    registry, order = {}, []
    def __init_subclass__(cls, /, name=None, needs=(), **kw):
        super().__init_subclass__(**kw); cls.name, cls.needs = name or cls.__name__.lower(), needs
        if cls.name in Plugin.registry: raise TypeError(f"plugin {cls.name} twice")
        Plugin.registry[cls.name] = cls
    @classmethod
    def load(cls, name, trail=()):
        if name in trail: raise RecursionError(" -> ".join((*trail, name)))
        for need in cls.registry[name].needs: cls.load(need, (*trail, name))
        if name not in cls.order: cls.order.append(name)
        return cls.order


class A(Plugin): pass
class B(Plugin, needs=("a",)): pass
class C(Plugin, name="sea", needs=("b", "a")): pass
class X(Plugin, needs=("y",)): pass
class Y(Plugin, needs=("x",)): pass
print(Plugin.load("sea"))
for bad in (lambda: Plugin.load("x"), lambda: Plugin.load("zzz"), lambda: type("A", (Plugin,), {})):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
class Undo:
    def __init__(self): self.done, self.undone, self.value = [], [], 0
    def do(self, f, g): self.value = f(self.value); self.done.append((f, g)); self.undone.clear(); return self
    def undo(self): f, g = self.done.pop(); self.value = g(self.value); self.undone.append((f, g)); return self
    def redo(self): f, g = self.undone.pop(); self.value = f(self.value); self.done.append((f, g)); return self
u = Undo().do(lambda v: v + 5, lambda v: v - 5).do(lambda v: v * 3, lambda v: v // 3); print(u.value, u.undo().value, u.undo().value, u.redo().value); u.undo().undo()
