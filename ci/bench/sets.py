"""Sets: membership, algebra, a breadth-first search."""


def run():
    evens, threes = set(range(0, 60_000, 2)), set(range(0, 60_000, 3))
    both, either, only = evens & threes, evens | threes, evens - threes
    found = sum(1 for i in range(60_000) if i in both)
    seen, edge = {(0, 0)}, [(0, 0)]
    while edge:
        following = []
        for x, y in edge:
            for move in ((x + 1, y), (x, y + 1), (x - 1, y), (x, y - 1)):
                if move not in seen and abs(move[0]) + abs(move[1]) < 50:
                    seen.add(move)
                    following.append(move)
        edge = following
    return len(either), len(only), found, len(seen)
