"""Integers to text and back: bases, underscores, formats, the digits limit."""
import sys


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


for text in ["0", " 12 ", "-5", "+7", "1_000", "_1", "1__0", "1_", "", " ", "0x10", "1.5", "१२३", "٣", "٣x", "\t7\n", "1 2", "--1", "+ 1", "9" * 30, "\x00", "1\x00", "½", "²", "i", "0b1"]:
    print(ascii(text), attempt(int, text))
for text, base in [("ff", 16), ("0xff", 16), ("0xff", 0), ("0XfF", 0), ("0b101", 0), ("0o17", 0), ("017", 0), ("00", 0), ("0_0", 0), ("0x_f", 0), ("0x", 16), ("z", 36), ("Zz", 36),
                   ("12", 2), ("1", 1), ("1", 37), ("1", -1), ("-0b11", 2), ("b1", 16), ("0b1", 16), ("1e5", 16), ("", 16), ("_", 36), ("10", True)]:
    print(repr(text), base, attempt(int, text, base))
print(attempt(int, b"12"), attempt(int, bytearray(b" -7 ")), attempt(int, b"1x"), attempt(int, b"\xff"), attempt(int, memoryview(b"5")), attempt(int, None), attempt(int, []), attempt(int, "5", base=10))
print(attempt(int, 5, 10), attempt(int, base=10), attempt(int, "1", "2"), attempt(int), attempt(int, x=1), attempt(int, 3.99), attempt(int, "3.99"), attempt(int, "1", 2, 3))


class Trunc:
    def __trunc__(self):
        return 5


class Int:
    def __init__(self, result):
        self.result = result

    def __int__(self):
        return self.result


class MyInt(int):
    pass


print(attempt(int, Int(3)), attempt(int, Int("x")), attempt(int, Int(1.5)), attempt(int, Int(True)))
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(attempt(int, Trunc()), attempt(int, Int(MyInt(4))), type(int(Int(MyInt(4)))).__name__)
for warning in caught:
    print(warning.category.__name__, warning.message)

numbers = [0, 5, -5, 255, -255, 65535, 10**20, -(10**20), 2**64]
specs = ["", "d", "b", "o", "x", "X", "#b", "#o", "#x", "#X", "n", "c", "e", ".3e", "f", ".2f", "g", "%", ",", "_", "_x", "_b", "#_x", "+", " ", "-", "10", "<10", ">10", "^10", "=10", "010", "+010",
         "*^+20,", "x<#12x", "020,", "020_b", "=+,", "s", ".3d", ",x", ",n", "+c", "#c", "z", "10.", "q", "5q", "#", "<", "<<5", "0", "00", "_,", ",_", "__", "=", "é^7"]
for spec in specs:
    print(repr(spec), [attempt(format, number, spec) for number in (numbers if spec not in ("c", "+c", "#c") else [65, 0x10FFFF, -1, 0x110000])])
for number in numbers:
    print("%d %5d %-5d| %05d %+d % d %x %X %o %#x %#o %i %u %s %r %.3d %10.5d %-+8d|" % ((number,) * 18))
print(attempt(lambda: "%d" % 1.9), attempt(lambda: "%d" % "1"), attempt(lambda: "%x" % 1.5), attempt(lambda: "%c" % 0x110000), attempt(lambda: "%c" % "ab"), attempt(lambda: "%c" % 955), attempt(lambda: "%d" % None))
print(hex(-255), oct(8), bin(-10), hex(2**100), bin(2**65), oct(-(2**70)), attempt(hex, 1.5), attempt(bin, "1"))

print(sys.get_int_max_str_digits(), sys.int_info)
big = 10**4300
print(attempt(str, big), attempt(int, "1" * 4301), len(str(big // 10)), attempt(repr, -big), len(hex(big)), attempt(format, big, "d"), attempt(format, big, ",d"), attempt(lambda: "%d" % big), len(attempt(format, big, "x")))
print(attempt(eval, "1" * 4400), attempt(int, "1" * 5000, 16) % 1000007, attempt(int, "_".join("1" * 4300)) % 1000007, attempt(int, "1" * 5000, 3))
print(attempt(sys.set_int_max_str_digits, 100), attempt(sys.set_int_max_str_digits, -5), attempt(sys.set_int_max_str_digits, "x"))
sys.set_int_max_str_digits(640)
print(attempt(str, 10**700), len(str(10**600)))
sys.set_int_max_str_digits(0)
print(len(str(10**10000)), int("7" * 20000) % (10**9 + 7), str(7**6000)[:30], str(-(7**6000))[-30:], int(str(3**9000)) == 3**9000)
print(0b1111_0000, 0xDEAD_BEEF, 0o777, 1_000_000, 00000, 0_0)
for value in range(-3, 4):
    print(f"{value:+d}|{value: d}|{value:3d}|{value:<3d}|{value:^5d}|{value:=+5d}|{value:#06x}|{value:08b}")
print(f"{123456789:,} {123456789:_} {0xABCDEF:_x} {12:,} {1234:07,} {1234:06,} {1234:08_} {-1234:08,}")
print(int.__doc__ is not None, repr(int("-0")), str(True), format(True), format(True, "d"), format(True, "5"), f"{True!s:>6}", int(True), int("0" * 5000 + "1"))
