class Node:
    def __init__(self, v):
        self.v = v
        self.me = self
def make(n):
    i = 0
    while i < n:
        node = Node(i)
        node.f = lambda: node
        i += 1
    return i
assert make(20000) == 20000
def g(n):
    i = 0
    while i < n:
        yield [i]
        i += 1
t = 0
for x in g(20000):
    t += x[0]
assert t == 199990000
def rec(n):
    if n == 0:
        raise ValueError(n)
    rec(n - 1)
c = 0
for _ in [0] * 300:
    try:
        rec(50)
    except ValueError as e:
        c += 1
        keep = e
assert c == 300
n = 0
tb = keep.__traceback__
while tb:
    n += 1
    tb = tb.tb_next
assert n == 52, n
def chunks(n):
    a = b = c = d = e = f = g = h = None
    return 0 if n == 0 else 1 + chunks(n - 1)
for _ in [0] * 20:
    assert chunks(900) == 900
gens = [g(3) for _ in [0] * 1000]
assert sum(next(x)[0] for x in gens) == 0
del gens
async def inner(n):
    return n if n == 0 else await inner(n - 1)
for _ in [0] * 50:
    try:
        inner(200).send(None)
    except StopIteration as e:
        assert e.value == 0
