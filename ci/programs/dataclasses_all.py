"""dataclasses: options, fields, inheritance, errors, replace, asdict."""
from dataclasses import *
import dataclasses
import typing


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@dataclass
class P:
    x: int
    y: int = 2
    tags: list = field(default_factory=list, repr=False)
    cls: typing.ClassVar[int] = 5
    init: InitVar[int] = 0
    hidden: int = field(default=9, init=False, compare=False)
    def __post_init__(self, init): self.hidden += init


print(P(1), P(1, 3, ["t"], init=4), P(1) == P(1), P(1) == P(2), P(1) == (1, 2), P(1, init=1) == P(1), attempt(P), attempt(P, 1, 2, 3, 4, 5), attempt(P, 1, z=1), attempt(hash, P(1)), P.__match_args__, [(f.name, f.type, f.init, f.repr, f.compare) for f in fields(P)], P.__annotations__, P.__doc__)
print(asdict(P(1)), astuple(P(1)), replace(P(1), x=10, init=1), attempt(replace, P(1), hidden=3), attempt(replace, P(1), q=3, init=0), is_dataclass(P), is_dataclass(P(1)), is_dataclass(5), attempt(asdict, 5), attempt(asdict, P), attempt(fields, 5), P.__init__.__annotations__, repr(field(default=3))[:40])


@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = field(default="z", compare=False)


f = F(1)
print(attempt(setattr, f, "a", 2), attempt(delattr, f, "a"), attempt(setattr, f, "new", 2), hash(F(1)) == hash(F(1, "q")), F(1) < F(2), F(1) <= F(1, "b"), attempt(lambda: F(1) < 5), sorted([F(3), F(1)]), {F(1): 1}[F(1)])


@dataclass(slots=True, kw_only=True)
class S:
    a: int
    b: int = 5
    _: KW_ONLY


@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int = 1
    c: int


print(attempt(S, 1), S(a=1), attempt(setattr, S(a=1), "zz", 1), S.__slots__, hasattr(S(a=1), "__dict__"), K(1, c=2), attempt(K, 1, 2), attempt(K, 1), K.__match_args__)


@dataclass
class Base:
    x: int = 1
    y: int = 2


@dataclass
class Child(Base):
    z: int = 3
    x: str = "overridden"


@dataclass(repr=False, eq=False)
class Plain(Child):
    w: list = field(default_factory=lambda: [1])


print(Child(), Child("a", 5), [f.name for f in fields(Child)], Plain().w, "Plain object" in repr(Plain()), Plain() == Plain(), dataclasses.fields(Plain)[4].default_factory is not None)
for src in ["@dataclass\nclass X:\n a: int = 1\n b: int", "@dataclass\nclass X:\n a: list = []", "@dataclass\nclass X:\n a: dict = field(default={})", "@dataclass\nclass X:\n a: int = field(default=1, default_factory=int)", "@dataclass(frozen=True)\nclass X(Base): pass", "@dataclass\nclass X(F): pass", "@dataclass(order=True)\nclass X:\n a: int\n def __lt__(s, o): pass", "@dataclass(order=True, eq=False)\nclass X: pass", "@dataclass(unsafe_hash=True)\nclass X:\n def __hash__(s): return 1", "@dataclass(slots=True)\nclass X:\n __slots__ = ()\n a: int", "@dataclass\nclass X:\n a: int\n _: KW_ONLY\n __: KW_ONLY", "@dataclass\nclass X:\n a = field()", "@dataclass(weakref_slot=True)\nclass X: pass", "@dataclass(frozen=True)\nclass X:\n def __setattr__(s, n, v): pass", "dataclass(5)", "@dataclass(foo=1)\nclass X: pass", "@dataclass\nclass X:\n c: typing.ClassVar = field(default_factory=int)"]:
    print(repr(src), attempt(exec, src))


@dataclass(unsafe_hash=True, match_args=False)
class H:
    a: int
    b: list = field(default_factory=list, hash=False)


print(hash(H(1)) == hash(H(1, [2])), hasattr(H, "__match_args__"))
D = make_dataclass("D", ["a", ("b", int), ("c", str, field(default="q"))], namespace={"hi": lambda self: self.a}, frozen=True)
print(D(1, 2), D(1, 2).hi(), D.__name__, attempt(make_dataclass, "E", ["1a"]), attempt(make_dataclass, "E", ["a", "a"]), attempt(make_dataclass, "E", ["class"]), attempt(make_dataclass, "E", [5]))


@dataclass
class Node:
    value: int
    children: list["Node"] = field(default_factory=list)
    parent: "Node | None" = field(default=None, repr=False)
    meta: dict = field(default_factory=dict, metadata={"doc": "meta"})


n = Node(1, [Node(2), Node(3, [Node(4)])], meta={"k": Node(9), "t": (1, [Node(8)])})
print(n, asdict(n), astuple(n)[0], asdict(n, dict_factory=lambda kv: [k for k, _ in kv]), fields(Node)[3].metadata["doc"], fields(Node)[1].type)
n.children.append(n); print(repr(n)[-60:])
match P(1, 2):
    case P(1, y): print("match", y)
match f:
    case F(a=1, b=bb): print("kw", bb)


@dataclass
class Desc:
    class D:
        def __get__(self, o, t): return 100 if o is None else o._v
        def __set__(self, o, v): o._v = v * 2
    v: int = D()


print(Desc(), Desc(5).v)


@dataclass
class Gen[T]:
    item: T
    def get(self) -> T: return self.item


@dataclass
class Inventory:
    name: str
    price: float
    qty: int = 0
    @property
    def total(self): return self.price * self.qty
    def __add__(self, o): return replace(self, qty=self.qty + o.qty)


print(Gen(5), Gen[int](6).get(), Inventory("w", 2.5, 4).total, Inventory("w", 1.0, 1) + Inventory("x", 0, 2), Gen.__type_params__)
import copy, pickle
print(copy.copy(f) == f, copy.deepcopy(n.children[0]), pickle.loads(pickle.dumps(P(7))), copy.replace(P(1), x=3), pickle.loads(pickle.dumps(S(a=3))))
print(Inventory.__doc__, Inventory.__init__.__doc__, inspect.signature(Inventory) if (inspect := __import__("inspect")) else "", inspect.signature(P), Inventory.__eq__.__qualname__, Inventory.__repr__.__name__, MISSING, attempt(F))
