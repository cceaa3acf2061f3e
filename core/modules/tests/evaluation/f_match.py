def m(v):
    match v:
        case 0 | 1:
            return "small"
        case [a, b, *rest]:
            return ("seq", a, b, rest)
        case {"k": k, **rest}:
            return ("map", k, rest)
        case P(x=1, y=y):
            return ("P1", y)
        case P(a, b):
            return ("P", a, b)
        case str() as s if s:
            return ("str", s)
        case _:
            return None
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x = x
        self.y = y
for _ in range(3):
    assert m(0) == "small"
    assert m([1, 2, 3]) == ("seq", 1, 2, [3])
    assert m({"k": 5, "z": 6}) == ("map", 5, {"z": 6})
    assert m(P(1, 2)) == ("P1", 2)
    assert m(P(3, 4)) == ("P", 3, 4)
    assert m("q") == ("str", "q")
    assert m("") is None
try:
    match P(1, 2):
        case P(1, 2, 3):
            pass
except TypeError as e:
    assert str(e) == "P() accepts 2 positional sub-patterns (3 given)"
