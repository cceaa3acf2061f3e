"""Calls of Python functions: positional, keyword, default, recursive."""


def plain(a, b):
    return a


def keywords(a, *, b=1, c=2):
    return b


def defaults(a, b=2, c=3):
    return c


def starred(*args, **kwargs):
    return args


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def run():
    for i in range(60_000):
        plain(i, 2)
        keywords(i, b=3)
        defaults(i)
        defaults(i, 5)
        starred(i, 1, k=2)
    return ackermann(2, 60)
