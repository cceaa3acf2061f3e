"""N queens, sudoku, knights, mazes, life, sorting networks, primes, matrix work, knapsack, edit distance."""
import collections
import functools
import heapq
import itertools
import random


def queens(n, row=0, cols=0, d1=0, d2=0):
    if row == n:
        return 1
    count, free = 0, ~(cols | d1 | d2) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        count += queens(n, row + 1, cols | bit, (d1 | bit) << 1, (d2 | bit) >> 1)
    return count


def queens_boards(n):
    for p in itertools.permutations(range(n)):
        if len({c + r for r, c in enumerate(p)}) == n == len({c - r for r, c in enumerate(p)}):
            yield p


print([queens(n) for n in range(1, 8)])
for row in next(queens_boards(6)):
    print("." * row + "Q" + "." * (5 - row))


def solve(board):
    cells = [(r, c) for r in range(9) for c in range(9) if not board[r][c]]

    def options(r, c):
        used = set(board[r]) | {board[i][c] for i in range(9)} | {board[r // 3 * 3 + i][c // 3 * 3 + j] for i in range(3) for j in range(3)}
        return [v for v in range(1, 10) if v not in used]

    def step():
        empty = [(len(o := options(r, c)), r, c, o) for r, c in cells if not board[r][c]]
        if not empty:
            return True
        _, r, c, opts = min(empty, key=lambda t: t[:3])
        for v in opts:
            board[r][c] = v
            if step():
                return True
        board[r][c] = 0
        return False

    return step()


grid = [[int(ch) for ch in line] for line in "530070000 600195000 098000060 800060003 400803001 700020006 060000280 000419005 000080079".split()]
print(solve(grid), *("".join(map(str, row)) for row in grid))


def life(cells, steps):
    for _ in range(steps):
        counts = collections.Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
        cells = {c for c, n in counts.items() if n == 3 or (n == 2 and c in cells)}
    return cells


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for y in range(7):
    print("".join("#" if (x, y) in life(glider, 12) else "." for x in range(7)))


def maze(w, h, seed):
    rnd = random.Random(seed)
    walls = {(x, y) for x in range(2 * w + 1) for y in range(2 * h + 1)}
    stack = [(1, 1)]
    walls.discard((1, 1))
    while stack:
        x, y = stack[-1]
        steps = [(dx, dy) for dx, dy in ((2, 0), (-2, 0), (0, 2), (0, -2)) if 0 < x + dx < 2 * w and 0 < y + dy < 2 * h and (x + dx, y + dy) in walls]
        if not steps:
            stack.pop()
            continue
        dx, dy = rnd.choice(steps)
        walls -= {(x + dx // 2, y + dy // 2), (x + dx, y + dy)}
        stack.append((x + dx, y + dy))
    return walls


def shortest(walls, start, goal):
    queue, seen = [(0, start, ())], set()
    while queue:
        cost, at, path = heapq.heappop(queue)
        if at == goal:
            return path + (at,)
        if at in seen:
            continue
        seen.add(at)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            nxt = (at[0] + dx, at[1] + dy)
            if nxt not in walls:
                heapq.heappush(queue, (cost + 1, nxt, path + (at,)))


walls = maze(8, 4, 7)
path = shortest(walls, (1, 1), (15, 7))
for y in range(9):
    print("".join("#" if (x, y) in walls else "*" if (x, y) in path else " " for x in range(17)))


@functools.lru_cache(None)
def edit(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(edit(a[1:], b) + 1, edit(a, b[1:]) + 1, edit(a[1:], b[1:]) + (a[0] != b[0]))


def lcs(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    out, i, j = [], len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1]); i -= 1; j -= 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(out))


print(edit("kitten", "sitting"), edit("sunday", "saturday"), edit.cache_info().misses, lcs("AGGTAB", "GXTXAYB"))
sieve = bytearray([1]) * 5000
sieve[:2] = b"\0\0"
for i in range(2, 71):
    if sieve[i]:
        sieve[i * i::i] = bytes(len(sieve[i * i::i]))
primes = [i for i, p in enumerate(sieve) if p]
print(len(primes), primes[-5:], sum(primes), [p for p in primes if str(p) == str(p)[::-1]][:20])


class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __add__(self, o): return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, o.rows)])
    def __mul__(self, k): return Matrix([[a * k for a in r] for r in self.rows])
    __rmul__ = __mul__
    def __pow__(self, n):
        result, base = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))]), self
        while n:
            if n & 1: result = result @ base
            base, n = base @ base, n >> 1
        return result
    def __getitem__(self, ij): return self.rows[ij[0]][ij[1]]
    def __eq__(self, o): return self.rows == o.rows
    def __repr__(self): return f"Matrix({self.rows})"
    @property
    def T(self): return Matrix(zip(*self.rows))
    def det(self):
        m = [r[:] for r in self.rows]
        if len(m) == 1: return m[0][0]
        return sum((-1) ** j * m[0][j] * Matrix([r[:j] + r[j + 1:] for r in m[1:]]).det() for j in range(len(m)))


m = Matrix([[1, 1], [1, 0]])
print((m**100)[0, 1], m.T == m, 2 * m + m, Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 1]]).det(), Matrix([range(5 * i, 5 * i + 5) for i in range(3)]).T)


def knapsack(items, cap):
    best = [(0, ())] * (cap + 1)
    for name, w, v in items:
        for c in range(cap, w - 1, -1):
            cand = best[c - w][0] + v
            if cand > best[c][0]:
                best[c] = (cand, best[c - w][1] + (name,))
    return best[cap]


def hanoi(n, a="A", b="B", c="C"):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


def collatz(n):
    steps = 0
    while n != 1:
        n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1
    return steps


print(knapsack([("a", 3, 4), ("b", 4, 5), ("c", 2, 3), ("d", 5, 8)], 9), " ".join(hanoi(4)), max(range(1, 3000), key=collatz), [n for n in range(2, 1000) if sum(d for d in range(1, n) if n % d == 0) == n])
words = "star rats tars arts cat act tac dog".split()
groups = collections.defaultdict(list)
for w in words:
    groups["".join(sorted(w))].append(w)
print(dict(groups), sum(map(int, str(2**1000))), next(f"{a}+{b}={c}" for a, b, c in ((a, b, a + b) for a in range(9000, 10000) for b in range(1000, 1100)) if len(set(f"{a}{b}")) == 8), [tuple(t) for t in itertools.product((1, 2), repeat=2)], ["fizz" * (i % 3 == 0) + "buzz" * (i % 5 == 0) or i for i in range(1, 16)])
roman = lambda n: "".join(s * (c := n // v) + (n := n - c * v) * "" for v, s in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))) if False else ""
def to_roman(n):
    out = ""
    for v, s in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= v: out, n = out + s, n - v
    return out
print([to_roman(n) for n in (1994, 2024, 3999, 4, 44)])
triangle = [[1]]
for _ in range(9): triangle.append([1, *map(sum, itertools.pairwise(triangle[-1])), 1])
for row in triangle: print(" ".join(map(str, row)).center(40).rstrip())
