"""An uncaught exception group, nested, with notes, causes and a group of groups; more members than are shown."""


def fail(n):
    def inner(depth):
        if depth:
            inner(depth - 1)
        raise ValueError(f"number {n}", {"detail": n})
    inner(n % 3)


def collect(numbers):
    errors = []
    for n in numbers:
        try:
            fail(n)
        except ValueError as e:
            e.add_note(f"note for {n}\nsecond line")
            errors.append(e)
    return errors


try:
    raise ExceptionGroup("first", collect(range(3)))
except* ValueError as group:
    try:
        raise TypeError("while handling") from group
    except TypeError as e:
        cause = e
errors = collect(range(20))
errors[2].__cause__ = KeyError("a cause")
errors[3] = ExceptionGroup("inner", [OSError(2, "No such file", "x"), cause, ExceptionGroup("deep", [ExceptionGroup("deeper", [IndexError("leaf")])])])
final = ExceptionGroup("too many to show", errors)
final.add_note("the end")
raise final
