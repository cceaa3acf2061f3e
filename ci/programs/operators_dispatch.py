"""Operators: which special method is asked, in which order, reflected and in-place forms, NotImplemented, errors."""
import operator

log = []


def make(name, answer):
    def method(self, *args):
        log.append(f"{type(self).__name__}.{name}")
        return answer(self, *args) if callable(answer) else answer
    method.__name__ = name
    return method


BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split()
COMPARE = "lt le eq ne gt ge".split()


def kind(name, bases=(), answer=NotImplemented, only=None):
    ns = {"__hash__": object.__hash__}
    for b in BINARY:
        for prefix in ("", "r", "i"):
            if b == "divmod" and prefix == "i" or only and prefix not in only:
                continue
            ns[f"__{prefix}{b}__"] = make(f"__{prefix}{b}__", answer)
    for c in COMPARE:
        ns[f"__{c}__"] = make(f"__{c}__", answer)
    return type(name, bases, ns)


def attempt(f, *args):
    log.clear()
    try:
        r = f(*args)
        r = r if isinstance(r, (str, bool, int)) or r is NotImplemented else type(r).__name__
    except Exception as e:
        r = f"{type(e).__name__}: {e}"
    return r, list(log)


Yes = kind("Yes", answer="yes")
No = kind("No")
Other = kind("Other")
SubNo = kind("SubNo", (No,))
SubSame = type("SubSame", (No,), {})
Right = kind("Right", answer="right", only=("r",))
ops = [getattr(operator, n) for n in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "lshift", "rshift", "and_", "xor", "or_", "pow")] + [divmod]
for a, b in [(No(), Other()), (No(), Yes()), (Yes(), No()), (No(), SubNo()), (SubNo(), No()), (No(), SubSame()), (No(), No()), (1, No()), (No(), 1), (1, Yes()), ("s", Right()), ([], Right()), (object(), Right()), (No(), Right())]:
    print(type(a).__name__, type(b).__name__)
    for op in ops:
        print("  ", op.__name__, *attempt(op, a, b))
    for name in COMPARE:
        print("  ", name, *attempt(getattr(operator, name), a, b))
for name in BINARY:
    if name == "divmod":
        continue
    f = getattr(operator, "i" + name)
    print(f.__name__, attempt(f, Yes(), 1), attempt(f, No(), Yes()), attempt(f, No(), 1), attempt(f, 1, Yes()))


class Unary:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __int__(self): return 5
    def __float__(self): return 2.5
    def __complex__(self): return 1j
    def __index__(self): return 7
    def __round__(self, n="none"): return f"round {n}"
    def __trunc__(self): return 3
    def __bool__(self): return False
    def __len__(self): return 4
    def __contains__(self, x): return x == "in"
    def __call__(self, *a, **k): return (a, k)
    def __length_hint__(self): return 9
    def __reversed__(self): return "reversed"
    def __pow__(self, o, m=None): return f"pow {o} {m}"
    def __rpow__(self, o, m=None): return f"rpow {o} {m}"


u = Unary()
print(-u, +u, ~u, abs(u), int(u), float(u), complex(u), hex(u), round(u), round(u, 2), bool(u), len(u), "in" in u, "x" in u, u(1, a=2), reversed(u), pow(u, 2), pow(u, 2, 3), pow(2, u), attempt(pow, 2, u, 5), [0] * 8 and list(range(10))[u], operator.index(u), operator.length_hint(u))
for bad in ("-o", "+o", "~o", "abs(o)", "int(o)", "float(o)", "complex(o)", "hex(o)", "round(o)", "len(o)", "1 in o", "o()", "o[0]", "o[0] = 1", "del o[0]", "for i in o: pass", "reversed(o)", "o @ 1", "o ** 2", "pow(o, 2, 3)", "o < 1", "o <= o", "o == 1", "o != o", "with o: pass", "o.x", "o += 1", "o << 1", "divmod(o, 1)", "{**o}", "print(*o)", "[*o]", "a, b = o", "next(o)", "iter(o)", "'%d' % o", "'%c' % o", "f'{o:d}'", "[1][o]", "'a' * o", "range(o)", "chr(o)", "bytes(o)", "o or 1", "not o", "await_(o)", "isinstance(1, o)", "raise o", "o.__add__", "hash(o)", "dir(o)", "vars(o)", "sum([o, o])", "max(o, o)", "sorted([o, o])", "open(o)", "exec(o)", "compile(o, '', 'exec')", "super(o)", "type(o)(1)", "del o.x", "o.x = 1", "import o.x", "'a' in 5", "5 in 'a'", "() < []", "{} < {}", "None + 1", "1 + None", "[] + ()", "'a' + 1", "1 + 'a'", "b'a' + 'a'", "'a' % {}", "'a' - 'b'", "{1} + {2}", "{1} | [2]", "1 | 'a'", "1.5 | 1", "1.5 % 'a'", "print >> 1", "len + 1", "int | 5", "-'a'", "~1.5", "[1] * 1.5", "'a' ** 2", "2 ** 'a'", "1 @ 2", "lambda: 0 < 1"):
    o = object()
    try:
        exec(bad, {"o": o}); print(bad, "ok")
    except Exception as e:
        print(bad, "->", type(e).__name__, e)


class V:
    def __init__(self, *a): self.a = a
    def __repr__(self): return f"V{self.a}"
    def __add__(self, o): return V(*(x + y for x, y in zip(self.a, o.a))) if isinstance(o, V) else NotImplemented
    def __mul__(self, k): return V(*(x * k for x in self.a)) if isinstance(k, (int, float)) else NotImplemented
    __rmul__ = __mul__
    def __matmul__(self, o): return sum(x * y for x, y in zip(self.a, o.a))
    def __eq__(self, o): return isinstance(o, V) and self.a == o.a
    def __hash__(self): return hash(self.a)
    def __lt__(self, o): return abs(self) < abs(o)
    def __abs__(self): return sum(x * x for x in self.a) ** 0.5
    def __iter__(self): return iter(self.a)
    def __getitem__(self, i): return self.a[i] if isinstance(i, int) else V(*self.a[i])
    def __imul__(self, k): self.a = tuple(x * k for x in self.a); return self
    def __neg__(self): return self * -1


v = w = V(1, 2); w *= 3; print(v, v + V(1, 1), 2 * v, v * 1.5, v @ V(2, 2), v == V(3, 6), {v: 1}[V(3, 6)], sorted([V(3, 4), V(1, 0)]), [*v], v[0], v[1:], -v, v != w, v is w, max(V(1, 1), V(5, 0)), sum([V(1, 2), V(3, 4)], V(0, 0)))
V(1) + 5
