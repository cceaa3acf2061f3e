"""Arithmetic on small and big integers."""


def collatz(number):
    steps = 0
    while number != 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


def run():
    longest = max(collatz(n) for n in range(1, 4000))
    bits = 0
    for i in range(60_000):
        bits ^= (i << 3) & 0xFFFF | i >> 2
    power = 1
    for i in range(1, 400):
        power = power * i + (power >> 7)
    return longest, bits, pow(7, power % 2**256, 2**255 - 19), len(str(power))
