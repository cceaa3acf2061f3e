class A:
    x = 1
    def __init__(self, y):
        self.y = y
    def m(self):
        return self.x + self.y
    @property
    def p(self):
        return self.y * 2
    @classmethod
    def cm(cls):
        return cls.__name__
    @staticmethod
    def sm(v):
        return v
class B(A):
    def m(self):
        return super().m() + 10
    def __getitem__(self, k):
        return k
    def __len__(self):
        return 0
for _ in range(50):
    a = A(2)
    assert a.m() == 3
    assert a.p == 4
    b = B(3)
    assert b.m() == 14
    assert b[5] == 5
    assert not b
    assert B.cm() == "B" and b.sm(4) == 4
    a.z = 5
    assert a.__dict__ == {"y": 2, "z": 5}
    assert A.x == 1
class S:
    __slots__ = ("q",)
    def __init__(self):
        self.q = 1
for _ in range(20):
    s = S()
    s.q += 1
    assert s.q == 2
class M(type):
    def __call__(cls, *a):
        return ("made", a)
class C(metaclass=M):
    pass
assert C(1, 2) == ("made", (1, 2))
def shadow(o):
    return o.x
for _ in range(30):
    assert shadow(a) == 1
a.x = 7
for _ in range(30):
    assert shadow(a) == 7
A.x = 9
assert shadow(B(1)) == 9
m = a.m
assert m() == 9 and m.__self__ is a
