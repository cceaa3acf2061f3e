x = 1
y = x + 2
assert y == 3
z = [1, 2, 3]
assert z[1] == 2
total = 0
for i in range(100):
    total += i
assert total == 4950
s = "a" + "b"
assert s == "ab"
d = {"k": 1, **{"j": 2}}
assert d["k"] + d["j"] == 3
a, *b, c = range(5)
assert (a, b, c) == (0, [1, 2, 3], 4)
assert [i * i for i in range(5)] == [0, 1, 4, 9, 16]
assert {k: v for k, v in zip("ab", (1, 2))} == {"a": 1, "b": 2}
assert f"{x!r:>3}|{y}" == "  1|3"
assert (1 < 2 < 3) and not (1 < 2 > 3)
assert z[0:2] == [1, 2]
z[0:1] = [9, 8]
assert z == [9, 8, 2, 3]
del z[0]
assert z == [8, 2, 3]
while True:
    x += 1
    if x > 10:
        break
assert x == 11
