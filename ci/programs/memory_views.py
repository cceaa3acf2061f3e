"""memoryview: formats, shapes, casts, slices, comparison, release, errors."""
import array
import struct


def attempt(function, *args, show=False, **kwargs):
    try:
        result = function(*args, **kwargs)
        return "a view" if isinstance(result, memoryview) and not show else result
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def describe(m):
    return (m.format, m.itemsize, m.ndim, m.shape, m.strides, m.suboffsets, m.readonly, m.nbytes, m.c_contiguous, m.f_contiguous, m.contiguous, len(m) if m.ndim else "-")


base = bytearray(range(24))
m = memoryview(base)
print(describe(m), describe(memoryview(b"abc")), describe(m[2:10:3]), describe(m[::-1]), describe(m[5:5]))
print(m[0], m[-1], bytes(m[1:4]), m[3:9:2].tolist(), m[::-5].tobytes(), m[20:].hex(), m[:4].hex(":"), attempt(lambda: m[24]), attempt(lambda: m["a"]), attempt(lambda: m[1.0]), attempt(lambda: m[1, 2]), attempt(lambda: m[::0]), attempt(lambda: memoryview("x")), attempt(memoryview, 5), attempt(memoryview), attempt(memoryview, [1]))
m[0] = 200
m[1:4] = b"xyz"
m[10:16:2] = b"ABC"
print(base, attempt(lambda: m.__setitem__(0, 256)), attempt(lambda: m.__setitem__(0, "a")), attempt(lambda: m.__setitem__(slice(0, 2), b"abc")), attempt(lambda: m.__setitem__(slice(0, 2), 5)), attempt(lambda: m.__setitem__(100, 1)), attempt(lambda: m.__delitem__(0)), attempt(lambda: memoryview(b"abc").__setitem__(0, 1)), attempt(lambda: m.__setitem__(0, b"x")), attempt(lambda: m.__setitem__(0, 1.5)))
for format in ["b", "B", "c", "h", "H", "i", "I", "l", "L", "q", "Q", "f", "d", "n", "N", "P", "?", "@i", "<i", "xx", "e", ""]:
    c = attempt(m.cast, format, show=True)
    print(format, c if isinstance(c, str) else (describe(c), c.tolist()[:3] if format not in "fd" else len(c.tolist())))
print(attempt(m[:5].cast, "i"), attempt(m[::2].cast, "i"), attempt(m.cast, "i", [2, 3]), attempt(m.cast, "B", [4, 6]), attempt(m.cast, "B", [5, 5]), attempt(m.cast, "B", [0]), attempt(m.cast, "B", [-1, 24]), attempt(m.cast, "B", "x"), attempt(m.cast, 5), attempt(m.cast), attempt(m.cast("i").cast, "h"), m.cast("i").cast("B").tolist() == m.tolist(), attempt(m.cast, "B", [2.5]), attempt(m.cast, "B", []))
g = m.cast("B", [4, 6])
print(describe(g), g.tolist(), g[1, 2], g[-1, -1], attempt(lambda: g[4, 0]), attempt(lambda: g[0]), attempt(lambda: g[0, 0, 0]), attempt(lambda: g[0:2]), attempt(lambda: g[0:1, 0:1]), len(g), attempt(list, g), g == m.cast("B", [4, 6]), g == m, attempt(g.hex), g.tobytes("F")[:6], attempt(lambda: g["a", 1]), attempt(lambda: g[()]), describe(m.cast("B", [2, 3, 4])), m.cast("B", [2, 3, 4]).tolist())
g[2, 3] = 99
print(base[15], attempt(lambda: g.__setitem__((9, 9), 1)), attempt(lambda: g.__setitem__(0, 1)))
z = memoryview(struct.pack("i", 42)).cast("i", []) if False else memoryview(array.array("i", [42])).cast("B").cast("i", [])
print(describe(z), z[()], z.tolist(), attempt(len, z), attempt(lambda: z[0]), z[...] is not None, attempt(list, z), z.tobytes(), z == memoryview(array.array("i", [42])).cast("B").cast("i", ()))
a = array.array("h", [1, -2, 300, -400])
v = memoryview(a)
print(describe(v), v.tolist(), v[1], v[::-1].tolist(), v == a, v == array.array("i", [1, -2, 300, -400]), v == [1, -2, 300, -400], v != a, attempt(lambda: v < v), attempt(a.append, 5), v.obj is a, attempt(lambda: v.index(300)), attempt(lambda: v.count(1)), 300 in v, 5 in v)
v[2] = 7
v[0:2] = array.array("h", [8, 9])
print(a, attempt(lambda: v.__setitem__(slice(0, 2), array.array("i", [8, 9]))), attempt(lambda: v.__setitem__(0, 40000)), attempt(lambda: v.__setitem__(slice(0, 2), b"abcd")))
f = memoryview(array.array("d", [1.5, float("nan"), -0.0]))
print(f.tolist(), f == f, f[0:1] == memoryview(array.array("f", [1.5])), attempt(hash, f), attempt(hash, memoryview(b"abc")) == hash(b"abc"), attempt(hash, memoryview(bytearray(b"x"))), attempt(hash, memoryview(b"abcd").cast("i")))
print([x for x in memoryview(b"abc")], list(reversed(memoryview(b"abc"))), sorted(memoryview(b"cab")), b"".join([memoryview(b"x"), b"y"]), bytes(memoryview(b"abc")[::-1]), memoryview(b"a") == b"a", memoryview(b"a") == "a", memoryview(b"ab") == bytearray(b"ab"), b"ab" == memoryview(b"ab"), memoryview(b"") == b"")
r = m.toreadonly()
print(r.readonly, attempt(lambda: r.__setitem__(0, 1)), m.readonly)
print(attempt(base.append, 1), attempt(lambda: base.__delitem__(0)))
with memoryview(base) as w:
    w[0] = 1
print(attempt(lambda: w[0]), attempt(len, w), attempt(w.tolist), attempt(lambda: w.format), attempt(lambda: w == w), attempt(w.__enter__), attempt(w.release), repr(w).split(" at ")[0], repr(m).split(" at ")[0], attempt(hash, w), attempt(memoryview, w), attempt(lambda: w.obj))
x = memoryview(base)
y = x[2:]
x.release()
print(y[0], attempt(lambda: x[0]), y.nbytes)
y.release()
b = bytearray(8)
struct.pack_into("<ih", b, 1, -5, 77)
mv = memoryview(b)[1:]
print(b, struct.unpack_from("<ih", mv), int.from_bytes(mv[:4], "little", signed=True), bytes(mv)[::-1])


class Exporter:
    def __init__(self):
        self.data, self.views = bytearray(b"exported"), 0

    def __buffer__(self, flags):
        self.views += 1
        return memoryview(self.data)

    def __release_buffer__(self, view):
        self.views -= 1
        view.release()


e = Exporter()
with memoryview(e) as view:
    print(bytes(view), e.views, view.obj is e)
print(e.views, bytes(e), b"-".join([e, e]), bytearray(e))


class Wrong:
    def __buffer__(self, flags):
        return 5


print(attempt(memoryview, Wrong()), attempt(bytes, Wrong()))
import inspect
print(inspect.BufferFlags.SIMPLE.value, attempt(b"x".__buffer__, 0, show=True).tolist(), attempt(b"x".__buffer__, inspect.BufferFlags.WRITABLE), attempt(bytearray(b"q").__buffer__, inspect.BufferFlags.FULL, show=True).readonly)
packed = memoryview(struct.pack("3h2d", 1, 2, 3, 4.5, 5.5))
print(packed[:6].cast("h").tolist(), packed[8:].cast("d").tolist(), packed.cast("c")[0], packed.nbytes)
chars = memoryview(bytearray(b"abc")).cast("c")
chars[0] = b"Z"
print(chars.tolist(), attempt(lambda: chars.__setitem__(0, 65)), attempt(lambda: chars.__setitem__(0, b"xx")), chars[1:] == b"bc", memoryview(b"\x00\x01\x02").cast("?").tolist())
