"""Lists: indexing, slicing, sorting, growth, a sieve, quicksort."""


def sieve(limit):
    flags = [True] * limit
    for i in range(2, int(limit**0.5) + 1):
        if flags[i]:
            flags[i * i :: i] = [False] * len(range(i * i, limit, i))
    return sum(flags) - 2


def quicksort(items):
    if len(items) < 2:
        return items
    middle = items[len(items) // 2]
    return (
        quicksort([x for x in items if x < middle])
        + [x for x in items if x == middle]
        + quicksort([x for x in items if x > middle])
    )


def run():
    numbers = [(i * 7919) % 10_007 for i in range(8_000)]
    quicksort(numbers)
    sorted(numbers, key=lambda n: -n)
    for i in range(len(numbers) - 1):
        if numbers[i] > numbers[i + 1]:
            numbers[i], numbers[i + 1] = numbers[i + 1], numbers[i]
    while len(numbers) > 10:
        numbers.pop()
    return sieve(100_000), numbers
