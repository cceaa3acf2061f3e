"""Dictionaries: insertion, look-up, deletion, iteration, merging."""


class Key:
    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return self.number == other.number


def run():
    table = {}
    for i in range(60_000):
        table[i % 5000] = table.get(i % 777, 0) + 1
        if i % 3 == 0:
            table.pop(i % 1000, None)
    names = {f"name{i}": i for i in range(10_000)}
    total = 0
    for name, value in names.items():
        if name in names:
            total += names[name] - value
    merged = {**names, **{k: v for v, k in names.items()}}
    keyed = {Key(i): i for i in range(3000)}
    return total, len(merged), sum(keyed[Key(i)] for i in range(3000))
