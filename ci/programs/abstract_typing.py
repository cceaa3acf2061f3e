"""abc, collections.abc, typing, generics with PEP 695 syntax."""
import abc
import collections.abc as cabc
import typing
from typing import *


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...
    @property
    @abc.abstractmethod
    def name(self): ...
    @classmethod
    @abc.abstractmethod
    def make(cls): ...
    @staticmethod
    @abc.abstractmethod
    def help(): ...


class Half(Shape):
    def area(self): return 0


class Square(Half):
    name = "sq"
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def help(): return "h"


print(attempt(Shape), attempt(Half), attempt(type("One", (Shape,), {"area": 1, "name": 1, "make": 1})), Square().area(), Square.make().name, sorted(Shape.__abstractmethods__), Square.__abstractmethods__, isinstance(Square(), Shape), abc.get_cache_token() >= 0)


@Shape.register
class Virtual: pass


class Hook(abc.ABC):
    @classmethod
    def __subclasshook__(cls, C): return any("quack" in B.__dict__ for B in C.__mro__) or NotImplemented


class Duck:
    def quack(self): pass


print(issubclass(Virtual, Shape), isinstance(Virtual(), Shape), Shape in Virtual.__mro__, issubclass(Duck, Hook), issubclass(int, Hook), attempt(Shape.register, 5), attempt(Half.register, Shape), attempt(issubclass, 5, Shape), abc.update_abstractmethods(Half).__name__)
for name in sorted(cabc.__all__):
    print(name, [t.__name__ for t in (int, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, memoryview, type({}.keys()), type({}.items()), type(iter([])), type(x for x in ()), type(lambda: 0)) if issubclass(t, getattr(cabc, name))], sorted(getattr(getattr(cabc, name), "__abstractmethods__", ())))


class MySeq(cabc.Sequence):
    def __init__(self, *a): self.a = a
    def __len__(self): return len(self.a)
    def __getitem__(self, i): return self.a[i]


class MyMap(cabc.MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)


class MySet(cabc.Set):
    def __init__(self, it): self.s = list(dict.fromkeys(it))
    def __contains__(self, x): return x in self.s
    def __iter__(self): return iter(self.s)
    def __len__(self): return len(self.s)
    def __repr__(self): return f"MySet({self.s})"


s, m = MySeq(1, 2, 3, 2), MyMap()
m.update(a=1, b=2); m.setdefault("c", 3)
print(list(reversed(s)), s.index(2), s.count(2), 3 in s, attempt(s.index, 9), list(m.items()), m.pop("a"), attempt(m.pop, "zz"), m == {"b": 2, "c": 3}, m.keys() & {"b"}, m.popitem(), m.get("q", 0), list(m.values()), repr(m.keys()).split(" object")[0], MySet("abc") & MySet("bcd"), MySet("ab") | {"z"}, MySet("ab") <= MySet("abc"), MySet("ab") == {"a", "b"}, MySet("abc") - {"a"}, MySet("ab") ^ MySet("bc"), MySet("ab").isdisjoint("x"), MySet("ab")._hash() == MySet("ba")._hash(), attempt(cabc.Sequence), attempt(lambda: type("X", (cabc.Hashable,), {})()))
for t in [List[int], Dict[str, int], Optional[int], Union[int, str], Union[int, None], Union[int], Union[int, int], Union[int, Union[str, float]], Callable[[int], str], Callable[..., Any], Tuple[int, ...], Tuple[()], Type[int], ClassVar[int], Final[int], Literal[1, "a", None], Annotated[int, "m", 5], Any, NoReturn, Never, Self, list[int], dict[str, list[int]], int | str, int | None, tuple[int, ...], type[int], LiteralString, Required[int], NotRequired[str], ReadOnly[int], TypeGuard[int], TypeIs[int], Unpack[tuple[int]], Concatenate[int, ...], Iterable[int], cabc.Callable[[int, str], None], cabc.Iterator[int], Optional["Fwd"], List["Fwd"], Generator[int, str, None], AsyncIterator[int], ForwardRef("x")]:
    print(t, get_origin(t), get_args(t), end="; ")
print()
for bad in ["List[int, str]", "Dict[int]", "Optional[int, str]", "Union[()]", "Callable[int]", "Callable[int, str]", "Literal[()]", "Annotated[int]", "ClassVar[int, str]", "list[int]()", "List[int]()", "Any()", "Union()", "isinstance(1, List[int])", "isinstance(1, list[int])", "isinstance(1, Any)", "issubclass(int, Union[int, str])", "int[str]", "Generic[int]", "Generic[T, T]", "Protocol[int]", "TypeVar('T', int)", "TypeVar('T', bound=int, covariant=True, contravariant=True)", "TypeVar(5)", "NewType('N', int)('x')", "cast('int', 5)", "List[5]", "Optional[5]", "Union[int, 5]", "Final[1, 2]", "class_ := type('X', (Any,), {})", "type('X', (Union[int, str],), {})", "type('X', (Optional,), {})", "get_type_hints(5)", "Self[int]", "ForwardRef(5)", "ForwardRef('1 +')", "TypedDict('TD', {'a': 5})", "NamedTuple('N', [('a', int)])(5)", "list[int][str]", "dict[T, int][str]", "List[T][int, str]", "int | 5", "int | 'x'", "None | int"]:
    T = TypeVar("T"); print(bad, "->", attempt(eval, bad))
class Stack[T]:
    def __init__(self) -> None: self.items: list[T] = []
    def push(self, x: T) -> Self: self.items.append(x); return self
class Pair[K, V: (int, str) = int]: pass
class Sub[U](Stack[U], dict[str, U]): pass
def first[T: cabc.Sequence, *Ts, **P](x: T, *a: *Ts) -> T: return x
type Alias[X] = list[X] | dict[str, X]
type Rec = dict[str, Rec] | int
print(Stack[int]().push(1).items, Stack.__type_params__, Stack[int], Stack.__parameters__, Pair.__type_params__[1].__constraints__, Pair.__type_params__[1].__default__, Pair[str], Sub.__orig_bases__, Sub.__mro__[1:3], first.__type_params__, first([1]), first.__annotations__, Alias, Alias.__value__, Alias[int], Alias.__type_params__, Rec.__value__, Alias.__name__, type(Alias).__name__, attempt(lambda: Pair[int, str, float]), attempt(lambda: isinstance(1, Alias)), Stack[T][int], attempt(lambda: Alias.foo), T.__bound__, Stack.__type_params__[0].__infer_variance__, TypeVar("Q", covariant=True), ParamSpec("PS").args, TypeVarTuple("TT"), attempt(setattr, Alias, "__value__", 1), first.__type_params__[0].__bound__)
@runtime_checkable
class Closer(Protocol):
    def close(self): ...
class NotRT(Protocol):
    x: int
class TD(TypedDict, total=False):
    a: Required[int]
    b: "str"
class TD2(TD): c: NotRequired[int]
class Fwd: pass
class Hinted:
    a: "Fwd"; b: int = 5; c: Optional["Fwd"] = None; d: ClassVar[int] = 1; e: Annotated[int, "meta"]
    def m(self, x: "int", *a: "str", y: "Fwd" = None) -> "None": pass
@overload
def ov(x: int) -> int: ...
@overload
def ov(x: str) -> str: ...
def ov(x): return x
@final
class Fin: pass
UserId = NewType("UserId", int)
print(isinstance(open, Closer), isinstance(__import__("io").StringIO(), Closer), attempt(isinstance, 1, NotRT), attempt(issubclass, int, NotRT), attempt(Closer), TD(a=1), TD.__required_keys__, sorted(TD2.__optional_keys__), TD.__total__, attempt(isinstance, {}, TD), get_type_hints(Hinted), get_type_hints(Hinted, include_extras=True)["e"], get_type_hints(Hinted.m), len(get_overloads(ov)), Fin.__final__, UserId(5), UserId, UserId.__supertype__, attempt(lambda: get_type_hints(type("B", (), {"__annotations__": {"x": "Undefined"}}))), is_typeddict(TD), is_protocol(Closer), sorted(get_protocol_members(Closer)), assert_type(5, int), attempt(assert_never, 5), reveal_type.__name__, cast(int, "x"), no_type_check(lambda: 0).__no_type_check__, Hinted.__annotations__, dataclass_transform.__name__)
G = Generic; K, V = TypeVar("K"), TypeVar("V")
class Old(Generic[K, V]): pass
class Fixed(Old[int, V]): pass
print(Old[int, str], Fixed[str], attempt(lambda: Old[int]), attempt(lambda: Fixed[int, str]), attempt(lambda: Old[int, str][float]), Old[int, V][str], Old[K, K][int], Fixed.__orig_bases__, Fixed.__parameters__, attempt(exec, "class X(Generic[K], Generic[V]): pass"), attempt(exec, "class X(Old[K, V], Generic[K]): pass"), Old[int, str]().__orig_class__, hash(List[int]) == hash(List[int]), List[int] == list[int], Union[int, str] == Union[str, int], (int | str) == Union[int, str], List[int] is List[int], pickle.loads(pickle.dumps(List[int])) if (pickle := __import__("pickle")) else 0, Optional[int].__args__, (int | str).__args__, list[int].__origin__, list[K].__parameters__, attempt(setattr, list[int], "__origin__", 1), attempt(lambda: list[int].foo), list[int].append.__name__, list[int]([1]), dict[str, int](a=1))
