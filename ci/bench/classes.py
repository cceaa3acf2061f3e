"""Classes: making instances, inheritance, operators as methods, making classes."""


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (self.x, self.y)[index]


class Point(Vector):
    def __bool__(self):
        return self.x != 0


def run():
    at = Vector(0, 0)
    step = Point(1, 2)
    hits = 0
    for i in range(30_000):
        at = at + step * 2
        if at == step or len(at) == 3 or not step:
            hits += 1
        hits += at[0] > at[1] and isinstance(step, Vector)
    made = [type("Made", (Vector,), {"number": i}) for i in range(150)]
    return hits, at.x, len(made)
