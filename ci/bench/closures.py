"""Closures, lambdas, decorators, functools."""

import functools


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@traced
def add(a, b):
    return a + b


@functools.lru_cache(maxsize=None)
def ways(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])


def run():
    step, compose = counter(), functools.reduce(lambda f, g: lambda x: g(f(x)), [lambda x: x + 1] * 5)
    total = 0
    for i in range(30_000):
        step()
        total += add(i, 1) + compose(i)
    ways.cache_clear()
    return total, step(0), ways(300, (50, 20, 10, 5, 2, 1))
