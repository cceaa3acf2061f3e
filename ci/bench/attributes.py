"""Loads and stores of attributes: instance, slot, class, property, module."""

import math


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self):
        self.left = 0
        self.right = 1


class Plain:
    limit = 7

    def __init__(self):
        self.count = 0
        self.other = Slotted()

    @property
    def half(self):
        return self.count / 2


def run():
    plain = Plain()
    for i in range(120_000):
        plain.count += 1
        plain.other.left = plain.other.right
        if plain.half > plain.limit and math.pi < 3:
            plain.count = 0
    return plain.count
