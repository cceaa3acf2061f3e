"""Coroutines: awaiting chains, a scheduler of our own, asynchronous generators."""

from collections import deque


class Pause:
    def __await__(self):
        yield


async def leaf(number):
    if number % 3 == 0:
        await Pause()
    return number


async def ticks(limit):
    for i in range(limit):
        yield i


async def worker(limit):
    total = 0
    for i in range(limit):
        total += await leaf(i)
    async for tick in ticks(limit):
        total += tick
    return total


def run():
    ready, results = deque(worker(700) for _ in range(20)), []
    while ready:
        task = ready.popleft()
        try:
            task.send(None)
        except StopIteration as stop:
            results.append(stop.value)
        else:
            ready.append(task)
    return sum(results)
