"""Generators: plain, nested with `yield from`, driven by send()."""


class Tree:
    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None
        self.depth = depth

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.depth
        if self.right:
            yield from self.right


def averager():
    total = count = 0
    while True:
        total += yield total / count if count else 0
        count += 1


def pairs(limit):
    for i in range(limit):
        for j in range(i):
            yield i, j


def run():
    total = sum(Tree(11))
    average = averager()
    next(average)
    for i in range(40_000):
        average.send(i)
    return total, sum(i * j for i, j in pairs(300)), average.send(0)
