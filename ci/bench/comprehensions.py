"""Comprehensions and generator expressions, with conditions and nesting."""


def run():
    squares = [i * i for i in range(50_000) if i & 1]
    grid = [[row * column for column in range(150)] for row in range(150)]
    flat = {value for line in grid for value in line}
    index = {value: key for key, value in enumerate(squares)}
    transposed = [[line[i] for line in grid] for i in range(150)]
    return len(squares), len(flat), len(index), any(x < 0 for x in squares), transposed[3][4]
