"""Descriptors, properties, bound methods, static and class methods."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Data:
    def __get__(self, obj, owner): return ("data get", obj is not None, owner.__name__)
    def __set__(self, obj, value): print("data set", value)
    def __delete__(self, obj): print("data delete")


class NonData:
    def __get__(self, obj, owner=None): return ("nondata", obj is not None)


class SetOnly:
    def __set__(self, obj, v): obj.__dict__["so"] = v


class DelOnly:
    def __delete__(self, obj): print("deleted")


class Host:
    d, n, so, do = Data(), NonData(), SetOnly(), DelOnly()


h = Host(); h.__dict__.update(d="inst d", n="inst n")
print(h.d, h.n, Host.d, Host.n); h.d = 5; del h.d; h.n = 6; print(h.n, vars(h)); del h.n; print(h.n); print(type(h.so).__name__); h.so = 3; print(h.so, attempt(delattr, h, "so")); del h.do; print(attempt(setattr, h, "do", 1))
Host.d = "replaced"; print(Host.d, h.d)


class Temp:
    def __init__(self, c): self._c = c
    @property
    def celsius(self):
        """Degrees."""
        return self._c
    @celsius.setter
    def celsius(self, v):
        if v < -273: raise ValueError("too cold")
        self._c = v
    @celsius.deleter
    def celsius(self): print("deleting"); del self._c
    @property
    def fahrenheit(self): return self._c * 9 / 5 + 32
    ro = property(lambda self: 1)
    wo = property(None, lambda self, v: print("wrote", v))
    nothing = property()
    documented = property(doc="custom")


t = Temp(20); t.celsius = 30; t.wo = 9
print(t.celsius, t.fahrenheit, attempt(setattr, t, "celsius", -300), attempt(setattr, t, "fahrenheit", 1), attempt(delattr, t, "fahrenheit"), attempt(lambda: t.wo), attempt(lambda: t.nothing), attempt(setattr, t, "ro", 1), attempt(delattr, t, "ro"), Temp.celsius.__doc__, Temp.documented.__doc__, Temp.celsius.fget.__name__, Temp.ro.fset, attempt(setattr, Temp.celsius, "fget", 1), Temp.celsius.__name__, attempt(property, 1, 2, 3, 4, 5), property(1).fget, attempt(Temp.celsius.__get__, None), Temp.celsius.__get__(None, Temp) is Temp.celsius, attempt(lambda: property(5).__get__(t)))
del t.celsius; print(attempt(lambda: t.celsius))


class SubTemp(Temp):
    @Temp.celsius.getter
    def celsius(self): return f"{super().celsius} C"


st = SubTemp(5); st.celsius = 6; print(st.celsius, SubTemp.celsius.fset is Temp.celsius.fset)


class Broken:
    @property
    def p(self): return self.missing_inner
    def __getattr__(self, name): return f"getattr {name}"


print(Broken().p)


class M:
    def method(self, *a): return (type(self).__name__, a)
    @classmethod
    def cm(cls, *a): return (cls.__name__, a)
    @staticmethod
    def sm(*a): return a
    builtin = len
    lam = lambda self: "lam"
    nested = staticmethod(classmethod(lambda c: c)) if False else 0


class N(M): pass


m = M(); bound = m.method
print(bound(1), bound.__self__ is m, bound.__func__ is M.method, M.method(m, 2), N.cm(1), N().cm(2), m.sm(3), M.sm(), attempt(lambda: m.builtin()), m.builtin([1]), m.lam(), bound == m.method, bound is m.method, hash(bound) == hash(m.method), bound != M().method, attempt(setattr, bound, "x", 1), attempt(lambda: M.method()), M.__dict__["cm"].__func__.__name__, M.__dict__["sm"].__func__(7), M.__dict__["cm"].__get__(None, int)(1), M.__dict__["sm"](8), attempt(M.__dict__["cm"], 1), M.cm.__self__ is M, bound.__name__, bound.__qualname__, attempt(lambda: bound.nope), repr(M.__dict__["sm"]).split(" at ")[0], M.sm.__name__, M.__dict__["cm"].__name__, M.__dict__["sm"].__wrapped__.__name__)
import types
print(types.MethodType(lambda s, x: (s, x), 5)(6), attempt(types.MethodType, 5, 6), attempt(types.MethodType, len, None), attempt(types.MethodType, len), m.method.__get__(5).__self__ is m, M.method.__get__(5, int)(1), M.method.__get__(None, M) is M.method, attempt(M.method.__get__, None), len.__get__ if hasattr(len, "__get__") else "no get", str.upper.__get__("abc")(), attempt(str.upper.__get__, 5), str.upper.__objclass__, attempt(str.upper, 5), dict.__dict__["fromkeys"].__get__(None, dict)("a"), attempt(dict.__dict__["fromkeys"].__get__, {}, list), int.real.__get__(5), attempt(int.real.__get__, "s"), attempt(int.real.__set__, 5, 1), type(int.real).__name__, type(str.upper).__name__, type(str.__add__).__name__, type("".upper).__name__, type("".__add__).__name__, "a".__add__.__self__, str.__add__.__get__("x")("y"))


class Typed:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name): self.slot = "_" + name
    def __get__(self, obj, owner): return self if obj is None else getattr(obj, self.slot)
    def __set__(self, obj, value):
        if not isinstance(value, self.kind): raise TypeError(f"{self.slot[1:]} wants {self.kind.__name__}, got {type(value).__name__}")
        setattr(obj, self.slot, value)


class Person:
    name, age = Typed(str), Typed(int)
    def __init__(self, name, age): self.name, self.age = name, age


p = Person("Al", 5); print(p.name, p.age, attempt(Person, 5, 5), attempt(setattr, p, "age", "x"), vars(p), attempt(lambda: Person.__new__(Person).name))


class Lazy:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, obj, o):
        if obj is None: return self
        v = obj.__dict__[self.n] = self.f(obj); return v


class L:
    calls = 0
    @Lazy
    def value(self): L.calls += 1; return L.calls * 10


l = L(); print(l.value, l.value, L.calls); del l.value; print(l.value)


class Raising:
    def __get__(self, o, t): raise AttributeError("from get")
    def __set__(self, o, v): raise RuntimeError("from set")
class R:
    r = Raising()
    def __getattr__(self, n): return "via getattr " + n
print(R().r, attempt(lambda: R.r), attempt(setattr, R(), "r", 1), hasattr(R, "r"))
class Callable:
    def __call__(self, *a): return ("called", len(a))
class UsesCallable: c = Callable()
print(UsesCallable().c(1), attempt(lambda: Data().__get__()), attempt(classmethod), attempt(staticmethod, 1, 2), classmethod(5).__get__(None, int), attempt(lambda: staticmethod(5)()), staticmethod(5).__get__(1), [staticmethod(len)([1])])
class Meta(type):
    x = Data()
class UsesMeta(metaclass=Meta): pass
UsesMeta.x = 1; print(UsesMeta.x, attempt(lambda: UsesMeta().x)); del UsesMeta.x
