"""Integers: all operators around digit boundaries, identities, errors."""
import operator


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


edges = [0, 1, -1, 2, 7, -7, 2**15, 2**29, 2**30 - 1, 2**30, 2**30 + 1, -(2**30), 2**31, 2**45, 2**60 - 1, 2**60, -(2**60),
         2**62, 2**63 - 1, 2**63, -(2**63), 2**64, 2**90 - 1, 2**90, 10**30, -(10**30), 3**100, -(7**80)]
operators = [operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod, operator.and_, operator.or_, operator.xor]
checksum = 0
for a in edges:
    for b in edges:
        for op in operators:
            if b == 0 and op in (operator.floordiv, operator.mod):
                continue
            checksum = (checksum * 1000003 + op(a, b)) % (2**127 - 1)
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)) and abs(r) < abs(b)
        assert (a < b) == (not a >= b) and (a == b) == (not a != b)
        assert -(a + b) == -a - b and ~a == -a - 1
print("checksum", checksum)

for shift in (0, 1, 29, 30, 31, 59, 60, 61, 100):
    print(shift, [(a << shift) % 1000007 for a in edges[:12]], [a >> shift for a in edges[-6:]])
print(attempt(operator.lshift, 1, -1), attempt(operator.rshift, 1, -1), attempt(operator.lshift, 0, 10**30))
print(attempt(operator.lshift, 1, 10**30), attempt(operator.rshift, -5, 10**30), attempt(operator.rshift, 5, 10**30))

for base, exponent, modulus in [(2, 100, None), (-3, 51, None), (7, 0, None), (0, 0, None), (2, -3, None), (-2, -3, None), (0, -1, None),
                                (3, 200, 1000), (3, -1, 7), (3, -5, 11), (2, -1, 4), (5, 3, -7), (5, 3, 1), (5, 3, 0), (10**40, 10**5, 10**9 + 7),
                                (-10**20, 3, 10**15), (2, 3.5, None), (2, 3.0, 5), (2.0, 3, 5)]:
    print(base, exponent, modulus, attempt(pow, base, exponent) if modulus is None else attempt(pow, base, exponent, modulus))

for value in edges:
    print(value.bit_length(), value.bit_count(), hash(value), value.__sizeof__(), bool(value), end="; ")
print()
print(attempt(operator.floordiv, 1, 0), attempt(operator.mod, 1, 0), attempt(divmod, 10**50, 0), attempt(operator.truediv, 5, 0))
print(10**400 // 10**399, attempt(operator.truediv, 10**400, 3), 10**400 / 10**399, (2**1100 + 1) / 2**1099, attempt(operator.truediv, -1, 10**400))
print(7 / 2, -7 / 2, (2**53 + 1) / 1, (2**54 + 3) / 2, 1 / 3, (10**22 + 1) / 10**22)
print(attempt(float, 10**309), float(2**1023), attempt(int, float("inf")), attempt(int, float("nan")), int(1e300) % 1000, int(-0.9))

for length, order, signed in [(1, "big", False), (2, "little", True), (8, "big", True), (16, "little", False), (0, "big", False)]:
    for value in (0, 1, -1, 127, 128, 255, 256, -128, -129, 2**63, 2**100):
        print(value, length, order, signed, attempt(lambda: value.to_bytes(length, order, signed=signed)))
print(int.from_bytes(b"\xff\x00\x01", "big"), int.from_bytes(b"\xff\x00\x01", "little", signed=True), int.from_bytes([1, 2, 255], "big", signed=False))
print((1000).to_bytes(2), int.from_bytes(b"\x80", signed=True), attempt(int.from_bytes, "abc", "big"), attempt(int.from_bytes, b"", "middle"))
print(attempt((5).to_bytes, -1), attempt(int.from_bytes, [256], "big"), attempt(int.from_bytes, 5))

for number, digits in [(12345, -2), (15, -1), (25, -1), (-15, -1), (35, -1), (10**25 + 5, -1), (149, -2), (150, -2), (250, -2), (5, 3), (5, -5), (10**20, -40)]:
    print(round(number, digits), end=" ")
print(attempt(round, 5, 1.5), round(5, None), round(-7))
print((5).numerator, (5).denominator, (-5).real, (5).imag, (5).conjugate(), (2**70).as_integer_ratio(), (10).is_integer())


class Sub(int):
    def __add__(self, other):
        return Sub(int(self) + other + 100)

    __radd__ = __add__

    def __repr__(self):
        return f"Sub({int(self)})"


print(Sub(1) + 2, 2 + Sub(1), Sub(3) * 2, -Sub(3), Sub(3) - 1, sum([Sub(1), 2, 3]), Sub(5) == 5, hash(Sub(5)), {5: "x"}[Sub(5)], f"{Sub(7):04d}", repr(Sub(8)), str(Sub(9)))


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


print([10, 20, 30][Index(1)], range(Index(3)), hex(Index(255)), attempt(hex, Index("x")), attempt(lambda: [1][Index(2**70)]), attempt(lambda: 1 + Index(1)), int(Index(77)))
print(attempt(lambda: 1 + "a"), attempt(lambda: "a" + 1), attempt(lambda: 1 < "a"), attempt(lambda: -"x"), attempt(lambda: 5 @ 3), attempt(lambda: ~1.5), attempt(lambda: 1 << 1.0))
x = 10
x += 5; x -= 3; x *= 4; x //= 5; x **= 3; x %= 101; x <<= 2; x |= 1; x ^= 6; x >>= 1; x &= 0xFF
print(x, x is not None, True + True, True << 3, ~True if False else -True, isinstance(True, int), int.__add__(3, 4), int.__add__(3, 4.0), (3).__radd__(4), (3).__rpow__(2))
a, b = 0, 1
for _ in range(1000):
    a, b = b, a + b
print(a, len(str(a)), a % 997, a.bit_length())


def gcd_ext(a, b):
    old_r, r, old_s, s = a, b, 1, 0
    while r:
        q = old_r // r
        old_r, r, old_s, s = r, old_r - q * r, s, old_s - q * s
    return old_r, old_s


print(gcd_ext(3**150, 2**200), gcd_ext(10**60, 15**40))
factorial = 1
for i in range(1, 301):
    factorial *= i
print(str(factorial)[:50], factorial % (2**61 - 1), factorial >> 2000)
print((-(10**60)) // 7**20, (-(10**60)) % 7**20, (10**60) // -(7**20), (10**60) % -(7**20), divmod(-1, 2**64), divmod(2**64, -1))
