"""Exceptions: raised and caught near and far, finally, with, a loop over a dictionary's misses."""


class Failure(Exception):
    pass


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        return kind is Failure


def deep(depth):
    if not depth:
        raise Failure(depth)
    try:
        deep(depth - 1)
    finally:
        depth += 1


def run():
    caught, table = 0, {}
    for i in range(15_000):
        try:
            table[i]
        except KeyError:
            caught += 1
        with Guard():
            raise Failure
        try:
            int("x")
        except (TypeError, ValueError) as error:
            caught += error is not None
    for _ in range(1500):
        try:
            deep(10)
        except Failure:
            caught += 1
    return caught
