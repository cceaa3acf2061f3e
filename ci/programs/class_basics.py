"""Classes: attributes, MRO, super, special methods, repr of classes, errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class A:
    """Doc of A."""

    shared = []
    def __init__(self, x): self.x = x
    def who(self): return ["A"]
    def __repr__(self): return f"{type(self).__name__}({self.x})"


class B(A):
    def who(self): return ["B"] + super().who()


class C(A):
    def who(self): return ["C"] + super().who()


class D(B, C):
    def who(self): return ["D"] + super().who()
    def explicit(self): return super(B, self).who(), super(D, D).__init__, A.who(self)


d = D(5)
print(d.who(), [c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__), d, D.__bases__, A.__subclasses__(), D.__base__, D.__name__, D.__qualname__, D.__module__, A.__doc__, D.__doc__, d.__dict__, d.__class__, d.explicit()[0])
for src in ["class X(A, D): pass", "class X(A, A): pass", "class X(int, str): pass", "class X(5): pass", "class X(bool): pass", "class X(None): pass", "class X(lambda: 0): pass", "class X(A, object, B): pass", "class X(metaclass=5): pass", "class X(foo=1): pass", "class X(type(None)): pass", "class X(dict, list): pass", "class X(object, A): pass", "class X(int): __slots__ = ['a']", "class X(tuple): __slots__ = ('a',)", "class X: __slots__ = 5", "class X: __slots__ = ['1a']", "class X: __slots__ = 'a', 'a'", "class X:\n __slots__ = ['a']\n a = 1", "class X: __slots__ = ['__dict__', '__dict__']", "class X(*[A]): pass", "class X(**{'a': 1}): pass", "class X: __slots__ = [5]"]:
    print(src, attempt(exec, src))
print(attempt(lambda: d.nope), attempt(lambda: D.nope), attempt(lambda: delattr(d, "nope")), attempt(lambda: object().x), attempt(setattr, object(), "x", 1), attempt(setattr, 5, "x", 1), attempt(setattr, int, "x", 1), attempt(delattr, D, "zz"), attempt(lambda: None.foo), attempt(lambda: setattr(None, "a", 1)), attempt(getattr, d, 5), attempt(setattr, d, 5, 1), getattr(d, "nope", "dflt"), hasattr(d, "x"), attempt(lambda: "".nope), attempt(lambda: (1).real.foo), attempt(lambda: A.who()), attempt(lambda: A()), attempt(lambda: len.foo), attempt(lambda: setattr(len, "x", 1)))
d.shared.append(1); D.shared = [2]; d.y = 3; d.__dict__["z"] = 4; print(A.shared, B.shared, d.shared, d.z, vars(d)); del d.y; d.__dict__ = {"x": 9}; print(d, attempt(setattr, d, "__dict__", 5)); d.__class__ = A; print(d, type(d).__name__, attempt(setattr, d, "__class__", int), attempt(setattr, d, "__class__", 5), attempt(setattr, 5, "__class__", float))


class Slots:
    __slots__ = ("a", "b", "__weakref__")
    def __init__(self): self.a = 1


class SubSlots(Slots):
    __slots__ = ["c"]


class SubDict(Slots): pass


s, t, u = Slots(), SubSlots(), SubDict(); t.c = 5; u.other = 6
print(s.a, attempt(lambda: s.b), attempt(setattr, s, "zz", 1), attempt(lambda: s.__dict__), t.c, u.other, u.__dict__, Slots.a, attempt(delattr, s, "b"), Slots.__slots__, attempt(setattr, s, "__class__", SubSlots), type(Slots.a).__name__, Slots.a.__get__(s), attempt(Slots.a.__get__, 5), attempt(lambda: Slots.a.__set__(d, 1)))


class Attr:
    def __getattr__(self, name):
        if name.startswith("dyn_"):
            return name[4:]
        raise AttributeError(f"no {name}", name=name, obj=self)
    def __setattr__(self, name, value):
        print("set", name, value); object.__setattr__(self, name, value)
    def __delattr__(self, name):
        print("del", name); super().__delattr__(name)
    def __dir__(self): return ["z", "a"]


a = Attr(); a.x = 1; print(a.dyn_foo, a.x, attempt(lambda: a.other), dir(a), hasattr(a, "q")); del a.x; print(attempt(delattr, a, "x"))


class GA:
    def __getattribute__(self, name):
        if name == "secret": return "intercepted"
        return super().__getattribute__(name)
    def __getattr__(self, name): return f"fallback {name}"


print(GA().secret, GA().missing, type(GA().__class__).__name__)


class New:
    count = 0
    def __new__(cls, *args, **kw):
        New.count += 1
        if args == ("other",): return "not an instance"
        return super().__new__(cls)
    def __init__(self, *args): print("init", args)


print(type(New(1)).__name__, New("other"), New.count, attempt(object.__new__), attempt(object.__new__, 5), attempt(object.__new__, int), attempt(int.__new__, str), attempt(object.__new__, A, 1), attempt(lambda: A.__init__(5, 1)))


class InitReturns:
    def __init__(self): return 5


class NoNew:
    __new__ = None
    __init__ = None


print(attempt(InitReturns), attempt(NoNew))


class Name:
    __private = 1
    def get(self): return self.__private, self.__class__.__name__
    def set(self): self.__p2 = 5; return vars(self)


print(Name().get(), Name().set(), [k for k in vars(Name) if "private" in k], attempt(lambda: Name().__private))
T = type("T", (A,), {"y": 5, "m": lambda self: self.y, "__module__": "modx"}); print(T, T(1).m(), T.__module__, T.__qualname__, attempt(type, "T"), attempt(type, "T", (), 5), attempt(type, 5, (), {}), attempt(type, "a\0b", (), {}), attempt(type, "T", (5,), {}), attempt(type, "T", [A], {}), attempt(type, "T", (), {}, foo=1), type("Ü", (), {}).__name__)
T.__name__ = "Renamed"; T.__qualname__ = "Q.Renamed"; print(T, attempt(setattr, T, "__name__", 5), attempt(setattr, T, "__name__", "a\0"), attempt(setattr, int, "__name__", "x"), attempt(setattr, T, "__bases__", ()), attempt(setattr, T, "__bases__", (int,)), attempt(setattr, T, "__bases__", 5), attempt(delattr, T, "__name__"), attempt(delattr, T, "__module__"))
class E1: hello = "E1"
class E2: hello = "E2"
class Flip(E1): pass
f = Flip(); print(f.hello); Flip.__bases__ = (E2,); print(f.hello, Flip.__mro__[1].__name__, E1.__subclasses__(), E2.__subclasses__(), attempt(setattr, Flip, "__bases__", (Flip,)))
print(isinstance(d, A), isinstance(1, (str, int)), isinstance(1, int | str), attempt(isinstance, 1, 5), attempt(isinstance, 1, (5,)), attempt(isinstance, 1, [int]), issubclass(D, (C, int)), attempt(issubclass, 5, int), attempt(issubclass, D, 5), attempt(isinstance, 1, list[int]), issubclass(bool, int | str))
class Counter:
    instances = 0
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag; print("subclass", cls.__name__, tag)
    @classmethod
    def create(cls): cls.instances += 1; return cls()
    def __class_getitem__(cls, item): return f"{cls.__name__}[{item}]"
class Tagged(Counter, tag="t1"): pass
class Multi(Tagged): pass
print(Tagged.tag, Multi.tag, Tagged.create().instances, Counter.instances, Counter[int], Multi["x", 1], attempt(lambda: A[int]), attempt(exec, "class Z(Counter, nope=1): pass"))
print(super(B, D(1)).who(), attempt(lambda: super(B, 5)), attempt(lambda: super(5, 5)), attempt(lambda: super()), attempt(lambda: super(B).who), super(B, D).who.__qualname__, repr(super(D, D(3))), attempt(lambda: super(B, D(1)).nope), attempt(lambda: super(B, D(1), 3)))
class P:
    def f(self):
        def inner(): return super().__init__
        return attempt(inner)
    def g(self): self = 5; return attempt(lambda: super())
    def h(): return super()
    def k(self): del self; return attempt(super)
print(P().f(), P().g(), attempt(P.h), P().k()[:60], sorted(set(dir(object)) - set(dir(type)))[:5], len(dir(object)), P.f, str(P().f).split(" of ")[0], P.__dict__.keys() - {"__static_attributes__", "__firstlineno__"})
print(P.__firstlineno__ > 0, A.__static_attributes__, D.__annotations__, type.__call__(A, 3), A.__call__.__name__, object.__repr__(d).split(" at ")[0], object.__str__(d), d == d, d != D(5), hash(d) == hash(d), object().__eq__(5), object.__lt__(d, 1), attempt(lambda: d < d), attempt(lambda: D(1) + 1))
