"""struct: formats, alignment, errors, iter_unpack; a small binary file format."""
import io
import struct


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


values = {"x": [()], "c": [(b"a",), ("a",), (b"ab",), (5,)], "b": [(-128,), (128,), (-129,), ("a",), (1.5,)], "B": [(255,), (256,), (-1,)], "?": [(True,), (0,), ("x",), ([],)], "h": [(-32768,), (32768,)], "H": [(65535,), (65536,)], "i": [(-(2**31),), (2**31,)], "I": [(2**32 - 1,), (2**32,), (-1,)], "l": [(5,), (2**63,)], "L": [(5,), (-1,)], "q": [(-(2**63),), (2**63,)], "Q": [(2**64 - 1,), (2**64,), (-1,)], "n": [(5,), (2**63,)], "N": [(5,), (-1,)], "e": [(1.5,), (65504,), (65520,), (1e-8,), (float("inf"),), (float("nan"),)], "f": [(1.1,), (1e39,), ("a",)], "d": [(1.1,), (None,)], "s": [(b"abc",), (b"",), ("s",)], "p": [(b"abc",)], "P": [(5,), (-1,)], "5s": [(b"abc",), (b"abcdefg",)], "5p": [(b"abc",), (b"abcdefg",)], "300p": [(b"x" * 400,)], "0s": [(b"x",)], "3i": [(1, 2, 3), (1, 2)]}
for order in ("", "@", "=", "<", ">", "!"):
    for code, cases in values.items():
        for args in cases:
            packed = attempt(struct.pack, order + code, *args)
            print(order, code, args if len(str(args)) < 30 else "long", packed if len(packed) < 60 else len(packed), attempt(struct.unpack, order + code, packed) if isinstance(packed, bytes) and len(packed) < 60 else "", attempt(struct.calcsize, order + code))
for fmt in ["bi", "bq", "ib", "b0i", "bh0q", "=bi", "c3xi", "ccccd", "2h3bq", "hhi", "xxd", "P?n", "i 3s h", "", "3", "z", "i<", "<n", "=P", "99999999999999999999i", "4611686018427387904d", "é", "i\0", "-1i", " i ", "0i", "<0q1b"]:
    print(repr(fmt), attempt(struct.calcsize, fmt))
s = struct.Struct("<hI3s"); print(s.size, s.format, s.pack(1, 2, b"abc"), s.unpack(b"\1\0\2\0\0\0abc"), attempt(s.unpack, b"short"), attempt(s.pack, 1), attempt(s.pack, 1, 2, 3), attempt(s.pack, "a", 2, b""), list(s.iter_unpack(b"\1\0\2\0\0\0abc" * 2)), attempt(s.iter_unpack, b"123"), attempt(struct.iter_unpack, "", b""), repr(s), s.__sizeof__() > 0, attempt(struct.Struct, 5), attempt(struct.Struct), struct.Struct(b"i").format, attempt(setattr, s, "size", 5))
b = bytearray(20); s.pack_into(b, 3, -1, 7, b"xyz"); print(b, s.unpack_from(b, 3), s.unpack_from(b, offset=-17), attempt(s.pack_into, b, 15, 1, 2, b""), attempt(s.pack_into, b, -25, 1, 2, b""), attempt(s.unpack_from, b, 30), attempt(s.unpack_from, b, -3), attempt(s.unpack_from, b, 12), attempt(s.pack_into, b"ro", 0, 1, 2, b""), attempt(s.pack_into), attempt(s.pack_into, b, "x", 1, 2, b""), struct.unpack_from("B", memoryview(b)[3:]), attempt(struct.unpack, "i", "str"), attempt(struct.unpack, "i", None), attempt(struct.pack), attempt(struct.pack, 5), attempt(struct.unpack, "i"), attempt(struct.pack, "i", 1, 2))
class Idx:
    def __index__(self): return 7
class Flt:
    def __float__(self): return 2.5
print(struct.pack("bq", Idx(), Idx()), struct.pack("d", Flt()), attempt(struct.pack, "i", Flt()), struct.pack("?", [1]), struct.pack(">e", 0.1).hex(), [struct.unpack(">e", bytes.fromhex(h))[0] for h in ("3c00", "7c00", "fc00", "0001", "8000", "7bff")], struct.pack("<f", 16777217), struct.unpack("<d", struct.pack("<d", 0.1))[0] == 0.1, struct.error.__name__, struct.error.__module__)


def write(records):
    out = io.BytesIO(); out.write(b"KSF1" + struct.pack("<H", len(records)))
    for name, score, flags in records:
        raw = name.encode(); out.write(struct.pack(f"<B{len(raw)}sdH", len(raw), raw, score, flags))
    data = out.getvalue(); return data + struct.pack("<I", sum(data) & 0xFFFFFFFF)


def read(data):
    if data[:4] != b"KSF1": raise ValueError("bad magic")
    body, (check,) = data[:-4], struct.unpack("<I", data[-4:])
    if sum(body) & 0xFFFFFFFF != check: raise ValueError("bad checksum")
    (count,), at = struct.unpack_from("<H", data, 4), 6
    for _ in range(count):
        (n,) = struct.unpack_from("<B", data, at); name, score, flags = struct.unpack_from(f"<{n}sdH", data, at + 1); at += struct.calcsize(f"<B{n}sdH"); yield name.decode(), score, flags


data = write([("ann", 1.5, 3), ("böb", -0.25, 65535), ("", 1e300, 0)]); print(data.hex(), list(read(data)), attempt(list, read(b"XXXX")), attempt(list, read(data[:-1] + b"\0")))
