def f():
    try:
        raise ValueError("x")
    except ValueError as e:
        return "caught", str(e)
    finally:
        pass
assert f() == ("caught", "x")

log = []
class CM:
    def __enter__(self):
        log.append("enter")
        return self
    def __exit__(self, t, v, tb):
        log.append(t)
        return t is KeyError
with CM() as c:
    assert isinstance(c, CM)
with CM():
    raise KeyError(1)
assert log == ["enter", None, "enter", KeyError], log

def g():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                return i
        finally:
            log.append(i)
assert g() == 2
assert log[-3:] == [0, 1, 2]

try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("r") from e
except RuntimeError as e:
    assert isinstance(e.__cause__, ZeroDivisionError)
    assert e.__context__ is e.__cause__
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined_name
except NameError as e:
    assert isinstance(e.__context__, ZeroDivisionError)
    assert e.name == "undefined_name"
    assert str(e) == "name 'undefined_name' is not defined"
def unbound():
    print(q)
    q = 1
try:
    unbound()
except UnboundLocalError as e:
    assert str(e) == "cannot access local variable 'q' where it is not associated with a value"
try:
    raise
except RuntimeError as e:
    assert str(e) == "No active exception to reraise"
try:
    raise 3
except TypeError as e:
    assert str(e) == "exceptions must derive from BaseException"
try:
    a, b = 1, 2, 3
except ValueError as e:
    assert str(e) == "too many values to unpack (expected 2)"
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
except* ValueError as eg:
    assert len(eg.exceptions) == 1
except* TypeError as eg:
    assert len(eg.exceptions) == 1
tb = None
try:
    f.nope
except AttributeError as e:
    tb = e.__traceback__
assert tb.tb_lineno == 80, tb.tb_lineno
