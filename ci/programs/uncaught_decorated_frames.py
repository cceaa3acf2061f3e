"""An uncaught error through decorators, comprehensions, generators, lambdas, sort keys, context managers and properties."""
import contextlib
import functools


def traced(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper


@contextlib.contextmanager
def section(name):
    try:
        yield name
    except ZeroDivisionError as e:
        raise RuntimeError(f"in section {name!r}") from e


class Table:
    def __init__(self, rows): self.rows = rows

    @property
    def ratios(self):
        return {name: [self.ratio(*r) for r in rows] for name, rows in self.rows.items()}

    @staticmethod
    def ratio(a, b): return (a *
                             100
                             ) / (
            b - 1)

    def __iter__(self):
        with section("iteration") as s:
            yield from (sorted(v, key=lambda x: -x + 0 * len(s)) for v in self.ratios.values())

    @traced
    @traced
    def report(self, *, title="t", **options):
        lines = [f"{title}: {row[0]:.2f} {max(row, key=(lambda v: v))!r:>8}" for row in self]
        return "\n".join(
            line.upper()
            for line in lines
        )


print(Table({"ok": [(1, 2), (3, 5)]}).report(title="first"))
Table({"good": [(1, 2)], "bad": [(5, 3), (7, 1)]}).report(title="second", extra=[1, 2, 3])
