"""Metaclasses: __prepare__, __new__, __call__, __init_subclass__, __set_name__, conflicts, registries."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}" + "".join(f" | {n}" for n in getattr(error, "__notes__", ()))


class Logged(type):
    @classmethod
    def __prepare__(mcls, name, bases, **kw):
        print("prepare", name, [b.__name__ for b in bases], kw)
        return Namespace()

    def __new__(mcls, name, bases, ns, flag=False, **kw):
        print("new", name, [k for k in ns if not k.startswith("__")], flag)
        cls = super().__new__(mcls, name, bases, dict(ns))
        cls.flag = flag
        return cls

    def __init__(cls, name, bases, ns, **kw):
        print("init", cls.__name__, kw)
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kw):
        print("call", cls.__name__, args, kw)
        return super().__call__(*args, **kw)

    def __getattr__(cls, name):
        return f"meta attr {name}"

    def __iter__(cls):
        return iter(["iterated", cls.__name__])

    def __len__(cls):
        return 7

    def __contains__(cls, item):
        return item == "yes"

    def __getitem__(cls, item):
        return ("item", item)

    def __repr__(cls):
        return f"<Logged {cls.__name__}>"

    def __add__(cls, other):
        return f"{cls.__name__}+{getattr(other, '__name__', other)}"

    def __instancecheck__(cls, obj):
        return obj == "instance"

    def __subclasscheck__(cls, sub):
        return sub is int

    def __bool__(cls):
        return False

    def meta_method(cls):
        return cls.__name__.upper()

    @property
    def meta_prop(cls):
        return "prop of " + cls.__name__


class Namespace(dict):
    def __setitem__(self, key, value):
        if not key.startswith("__"):
            print("  define", key)
        super().__setitem__(key, value)


class Base(metaclass=Logged):
    x = 1
    def method(self): pass


class Child(Base, flag=True, extra=5):
    y: int = 2
    y = 3


print(Base, Child.flag, Base.flag, Child.anything, list(Child), len(Child), "yes" in Child, "no" in Child, Child[1, 2], Child + Base, Base + 5, isinstance("instance", Base), isinstance(Base(), Base), issubclass(int, Base), issubclass(Child, Base), bool(Base), Base.meta_method(), Base.meta_prop, attempt(lambda: Base().meta_method()), type(Base).__name__, attempt(setattr, Base, "meta_prop", 1))
c = Child(); print(attempt(lambda: Child(1)), c.x, attempt(lambda: c.anything))


class M1(type): pass
class M2(type): pass
class M3(M1, M2): pass
class A(metaclass=M1): pass
class B(metaclass=M2): pass
class CC(A, B, metaclass=M3): pass
print(attempt(exec, "class C(A, B): pass"), type(CC).__name__, attempt(M1, "C", (B,), {}), type(M3("D", (A, B), {})).__name__, attempt(exec, "class X(metaclass=M2): pass\nclass Y(X, A): pass"), type(type("Z", (A,), {})).__name__)
def func_meta(name, bases, ns, **kw):
    return (name, bases, sorted(k for k in ns if not k.startswith("__")), kw)
class F(1 if False else object, metaclass=func_meta, opt=3):
    a = b = 0
print(F)
class BadPrepare(type):
    def __prepare__(name, bases): return 5
print(attempt(exec, "class X(metaclass=BadPrepare): pass"))
class NoCell(type):
    def __new__(m, n, b, ns):
        ns.pop("__classcell__", None); return super().__new__(m, n, b, ns)
print(attempt(exec, "class X(metaclass=NoCell):\n def f(self): return __class__"))
class Field:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name); self.name = name
    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__.get(self.name, f"unset {self.name}")
    def __set__(self, obj, value): obj.__dict__[self.name] = value * 2
class BadName:
    def __set_name__(self, owner, name): raise ValueError("refuse " + name)
class Model:
    one, two = Field(), Field()
m = Model(); m.one = 5; print(m.one, m.two, Model.one.name, vars(m)); Model.three = Field(); print(attempt(lambda: Model().three), attempt(exec, "class X:\n  bad = BadName()"))
class Plugin:
    registry = {}
    def __init_subclass__(cls, key=None, **kw):
        super().__init_subclass__(**kw)
        if key: Plugin.registry[key] = cls
class PA(Plugin, key="a"): pass
class PB(PA, key="b"): pass
class PN(Plugin): pass
print({k: v.__name__ for k, v in Plugin.registry.items()}, attempt(exec, "class X(Plugin, other=1): pass"))
class Singleton(type):
    _i = {}
    def __call__(cls, *a):
        if cls not in cls._i: cls._i[cls] = super().__call__(*a)
        return cls._i[cls]
class Config(metaclass=Singleton):
    def __init__(self, v=0): self.v = v
print(Config(1) is Config(2), Config().v)
class Ordered(type):
    def __new__(m, n, b, ns): ns["order"] = [k for k in ns if not k.startswith("_")]; return type.__new__(m, n, b, ns)
class O(metaclass=Ordered): z = 1; a = 2; m = lambda s: 0
print(O.order, attempt(Ordered), attempt(type.__new__, Ordered), attempt(type.__new__, int, "x", (), {}), attempt(type.__new__, type, "x", (), []), attempt(lambda: type.__call__(5)))
class Mro(type):
    def mro(cls): return [cls, *([] if cls.__name__ == "Bare" else [Extra]), object]
class Extra: e = "extra"
class WithMro(metaclass=Mro): pass
print(WithMro.__mro__, WithMro().e)
class BadMro(type):
    def mro(cls): return [1, 2] if cls.__name__ == "X" else 5
print(attempt(exec, "class X(metaclass=BadMro): pass"), attempt(exec, "class Y(metaclass=BadMro): pass"))
class Eq(type):
    def __eq__(c, o): return True
    def __hash__(c): return 1
class Q1(metaclass=Eq): pass
print(Q1 == 5, {Q1: 1}[Q1], Q1 != 5, type.__dict__["__prepare__"].__func__ is not None if hasattr(type.__dict__["__prepare__"], "__func__") else "builtin", type.__prepare__("x", ()), isinstance(type, type), type(type) is type, type.__mro__, object.__class__, attempt(lambda: type.nope), type.__instancecheck__(int, 5), type.__subclasscheck__(int, bool))
class Gen(type):
    def __mro_entries__(self, bases): return ()
class Entry:
    def __mro_entries__(self, bases): print("entries", bases == (ent,)); return (Extra,)
ent = Entry()
class FromEntry(ent): pass
print(FromEntry.__bases__, FromEntry.__orig_bases__ == (ent,), attempt(type, "T", (ent,), {}))
class BadEntry:
    def __mro_entries__(self, bases): return [Extra]
print(attempt(exec, "class X(BadEntry()): pass"))
import types; print(types.new_class("N", (Base,), {"flag": 9}, lambda ns: ns.update(q=1)).q, types.resolve_bases((ent,)), types.prepare_class("P", (A,))[0].__name__, types.get_original_bases(FromEntry)[0] is ent)
