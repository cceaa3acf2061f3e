"""Float arithmetic: a small n-body simulation and the Mandelbrot set."""


def bodies():
    points = [[0.1 * i, 1.0 / (i + 1), 0.3 * i * i, 0.0, 0.01 * i, -0.02 * i, 1.0 + i] for i in range(5)]
    for _ in range(1500):
        for i, one in enumerate(points):
            for other in points[i + 1 :]:
                dx, dy, dz = one[0] - other[0], one[1] - other[1], one[2] - other[2]
                pull = 0.001 / ((dx * dx + dy * dy + dz * dz) ** 1.5 + 0.1)
                for axis, delta in ((3, dx), (4, dy), (5, dz)):
                    one[axis] -= delta * other[6] * pull
                    other[axis] += delta * one[6] * pull
        for body in points:
            body[0] += 0.001 * body[3]
            body[1] += 0.001 * body[4]
            body[2] += 0.001 * body[5]
    return points[0][0]


def mandelbrot():
    inside = 0
    for row in range(50):
        for column in range(50):
            x = y = 0.0
            a, b = column / 20 - 2.0, row / 25 - 1.0
            for _ in range(40):
                x, y = x * x - y * y + a, 2.0 * x * y + b
                if x * x + y * y > 4.0:
                    break
            else:
                inside += 1
    return inside


def run():
    return bodies(), mandelbrot()
