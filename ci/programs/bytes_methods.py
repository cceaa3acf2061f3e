"""bytes and bytearray: construction, methods, mutation, errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Index:
    def __index__(self):
        return 3


class HasBytes:
    def __bytes__(self):
        return b"made"


class BadBytes:
    def __bytes__(self):
        return "text"


class BadIter:
    def __iter__(self):
        yield 1
        raise KeyError("iter")


for t in (bytes, bytearray):
    for args in [(), (3,), (-1,), (2**70,), (b"abc",), ("abc",), ("é", "utf-8"), ("é", "ascii"), ("é", "ascii", "replace"), ([1, 2, 255],), ([256],), ([-1],), (["a"],), ([1.5],), (Index(),), ([Index()],), (HasBytes(),), (BadBytes(),), (BadIter(),), (None,), (1.5,), (b"a", "utf-8"), (memoryview(b"xyz")[::2],), (range(5),), ({3, 1},), ((1, 2),), (True,), ("a", "nope"), ("a", "utf-8", "x", 4), (bytearray(b"q"),), (3, "utf-8"), (object,)]:
        print(t.__name__, ascii(args) if "object at" not in repr(args) and "memory at" not in repr(args) else "...", attempt(t, *args))
    print(attempt(t, source=b"x"), attempt(t, encoding="utf-8"), attempt(t, errors="x"), attempt(t, foo=1))
b = b"Hello World, hello bytes\x00\xff"
for t in (bytes, bytearray):
    v = t(b)
    for name in ["upper", "lower", "title", "capitalize", "swapcase", "strip", "split", "splitlines", "isalpha", "isalnum", "isdigit", "isspace", "isupper", "islower", "istitle", "isascii", "hex", "expandtabs", "copy", "__len__", "__repr__"]:
        print(name, attempt(lambda: getattr(v, name)()))
    for name in ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"]:
        f = getattr(v, name)
        print(name, *(attempt(f, *a) for a in [(b"l",), (108,), (b"l", 5), (b"l", -8, -2), (b"zz",), (256,), (-1,), (b"",), ("l",), (None,), (b"", 100), (bytearray(b"World"),), (memoryview(b"ello"),), ((b"He", b"x"),), (1.5,), ()]))
    print(v.split(b"l"), v.split(b"l", 2), v.rsplit(b"l", 1), v.partition(b", "), v.rpartition(b"o"), v.partition(b"zz"), attempt(v.split, b""), attempt(v.split, "l"), attempt(v.partition, b""), attempt(v.split, 5), t(b" a  b ").split(None, 1), t(b"a\nb\r\nc\rd").splitlines(True), t(b"").split(), t(b"").split(b","))
    print(v.replace(b"l", b"LL"), v.replace(b"o", b"", 1), v.replace(b"", b"-", 3), attempt(v.replace, "a", b"b"), v.strip(b"H\xff"), v.lstrip(b"leH"), v.rstrip(b"\xff\x00"), attempt(v.strip, "x"), v.removeprefix(b"Hello"), v.removesuffix(b"\xff"), v.center(30, b"*"), v.ljust(28, b"."), v.rjust(28), v.zfill(30), t(b"-5").zfill(5), attempt(v.center, 40, b"ab"), attempt(v.center, 40, "a"), attempt(v.ljust, 40, 5))
    print(t(b",").join([b"a", bytearray(b"b"), memoryview(b"c")]), attempt(t(b",").join, ["a"]), attempt(t(b",").join, [1]), attempt(t(b"").join, 5), t(b"").join([]), t(b"abc").translate(bytes(range(256)).upper()), t(b"abc").translate(None, b"b"), attempt(t(b"abc").translate, b"x"), t(b"abc").translate(bytes.maketrans(b"ab", b"yz"), delete=b"c"), attempt(t.maketrans, b"a", b"bc"), attempt(t.maketrans, "a", "b"))
    print(v[0], v[-1], v[1:4], v[::-3], v[100:], attempt(lambda: v[100]), attempt(lambda: v["a"]), attempt(lambda: v[1.5]), attempt(lambda: v[::0]), 72 in v, b"ell" in v, attempt(lambda: 256 in v), attempt(lambda: "a" in v), attempt(lambda: None in v), v + b"x" == t(b + b"x"), type(v + bytearray(b"x")).__name__, type(b"x" + v).__name__, attempt(lambda: v + "x"), attempt(lambda: "x" + v), attempt(lambda: v + 5), t(b"ab") * 3, 2 * t(b"ab"), t(b"a") * -1, attempt(lambda: v * 1.5), attempt(lambda: t(b"ab") * 2**63))
    print(t(b"abc") < t(b"abd"), t(b"a") == b"a", t(b"a") == "a", attempt(lambda: t(b"a") < "a"), t(b"a") != bytearray(b"b"), t(b"a") < bytearray(b"b"), t(b"") < b"a", max(t(b"abc")), sorted(t(b"hello")), list(reversed(t(b"abc"))), attempt(hash, t(b"a")) == hash(b"a") if t is bytes else attempt(hash, t()))
    print(t(b"%s|%5d|%c|%x|%r|%a|%.2f|%b|%%") % (b"x", 5, 65, 255, "é", "é", 1.5, b"b"), attempt(lambda: t(b"%s") % "x"), attempt(lambda: t(b"%d") % b"1"), attempt(lambda: t(b"%c") % 256), attempt(lambda: t(b"%c") % b"ab"), t(b"%(a)s") % {b"a": b"v"}, attempt(lambda: t(b"%s %s") % b"x"), attempt(lambda: t(b"x") % 1), t(b"%s") % HasBytes(), attempt(lambda: t(b"%b") % 5), t(b"%-6s|%06.1f|%+d|%#x") % (b"ab", 2.25, 3, 16), attempt(lambda: t(b"%z") % 1), attempt(lambda: t(b"%") % 1))
    print(t.fromhex("00 ff 7F"), attempt(t.fromhex, "0"), attempt(t.fromhex, "zz"), attempt(t.fromhex, "0 0"), attempt(t.fromhex, b"00"), t.fromhex(" \n00\t01 "), t(b"\x01\xab\xff").hex(":"), t(b"\x01\xab\xff\x10").hex("-", 2), t(b"\x01\xab\xff").hex("_", -2), attempt(v.hex, "ab"), attempt(v.hex, 5), attempt(v.hex, "é"), t(b"abc").hex(sep=b" "))
    print(t(b"abc").decode(), attempt(v.decode), v.decode("latin-1"), v.decode("ascii", "replace"), v.decode(errors="backslashreplace"), attempt(v.decode, "nope"), attempt(v.decode, "utf-8", "nope"), attempt(v.decode, 5), repr(t(b"a'b")), repr(t(b"a'b\"")), repr(t(b"\t\n\r\\\x00\x7f\x80")), str(t(b"x")))
a = bytearray(b"0123456789")
a[0] = 65; a[-1:] = b"XYZ"; a[2:4] = b""; a[::2] = bytes(len(a[::2])); print(a)
del a[0]; del a[-3:]; del a[::2]; print(a, len(a))
a = bytearray(b"abc")
a.append(100); a.extend(b"ef"); a.extend([103, Index()]); a.insert(0, 64); a.insert(-100, 1); a.insert(100, 2); a += b"!"; a *= 2; print(a)
print(a.pop(), a.pop(0), a.remove(100), a, attempt(a.pop, 100), attempt(a.remove, 200), attempt(a.append, 256), attempt(a.append, "a"), attempt(a.extend, "abc"), attempt(a.extend, [300]), attempt(a.extend, 5), attempt(a.insert, 0, -1), attempt(bytearray().pop), attempt(lambda: a.__setitem__(0, 256)), attempt(lambda: a.__setitem__(0, b"x")), attempt(lambda: a.__setitem__(slice(0, 2), 5)), attempt(lambda: a.__setitem__(slice(0, 4, 2), b"abc")), attempt(lambda: a.__setitem__(100, 1)), attempt(lambda: a.__delitem__(100)), attempt(lambda: a.__setitem__("x", 1)))
a.reverse(); print(a); c = a.copy(); a.clear(); print(a, c == a, len(c)); a.extend(c[:3]); a.extend(a); print(a)
a[1:2] = range(5); print(a); a[:] = "é".encode(); print(a); a[0:0] = a; print(a); attempt(a.extend, BadIter()); print(a)
m = memoryview(a)
print(attempt(a.append, 1), attempt(lambda: a.__setitem__(slice(0, 1), b"")), attempt(a.clear), attempt(a.pop), a.__setitem__(0, 90), a)
m.release(); a.append(1); print(a, a.__alloc__() >= len(a), attempt(a.__init__, 5), a)


class B(bytes):
    def __repr__(self):
        return f"B<{len(self)}>"


class BA(bytearray):
    pass


x, y = B(b"abc"), BA(b"abc")
y.attr = 5
print(x, x + b"d", type(x[:]).__name__, type(x.upper()).__name__, x == b"abc", y, type(y[:]).__name__, y.attr, repr(y), BA.fromhex("00"), B.fromhex("01"), hash(x) == hash(b"abc"), bytes(x), type(bytes(x)).__name__, type(x.replace(b"q", b"")).__name__)
print(attempt(lambda: b"abc".__setitem__(0, 1)), attempt(lambda: b"a".foo), attempt(lambda: bytearray(b"a").foo), b"a" b"b", b"\101\x41\n" rb"\n", attempt(eval, "b'é'"), attempt(eval, "b'a' 'b'"), b"abc".__sizeof__(), b"".__sizeof__(), bytearray().__sizeof__())
