# Chaining, notes, groups, state of exceptions.
def chain():
    try:
        try:
            raise KeyError(1)
        except KeyError:
            raise ValueError(2)
    except ValueError as error:
        return error


e = chain()
assert type(e.__context__) is KeyError and e.__cause__ is None and not e.__suppress_context__
assert e.__context__.__context__ is None

# Raising an exception again within the handling of one whose context it is closes no cycle.
a, b = ValueError("a"), TypeError("b")
try:
    try:
        raise a
    except ValueError:
        try:
            raise b
        except TypeError:
            assert b.__context__ is a
            raise a
except ValueError as error:
    assert error is a and a.__context__ is b and b.__context__ is None

try:
    raise ValueError from KeyError("k")
except ValueError as error:
    assert error.__suppress_context__ and error.__cause__.args == ("k",)

e.add_note("one")
e.add_note("two")
assert e.__notes__ == ["one", "two"] and e.__dict__ == {"__notes__": ["one", "two"]}
assert e.__reduce__() == (ValueError, (2,), {"__notes__": ["one", "two"]})
e.__setstate__({"extra": 5})
assert e.extra == 5
e.args = [1, 2]
assert e.args == (1, 2) and str(e) == "(1, 2)"
tb = e.__traceback__
assert e.with_traceback(None) is e and e.__traceback__ is None
e.__traceback__ = tb
assert e.__traceback__ is tb


class Base(OSError):
    def __init__(self, first, second=None, keyword=None):
        super().__init__(first, second)
        self.keyword = keyword


error = Base(2, "text", keyword=3)
assert (error.errno, error.strerror, error.keyword, error.args) == (2, "text", 3, (2, "text"))
assert type(OSError(13, "x", "f")) is PermissionError
assert type(ConnectionError(104, "x")) is ConnectionError
error = OSError(2, "no", "f1", None, "f2")
assert (error.filename, error.filename2, str(error)) == ("f1", "f2", "[Errno 2] no: 'f1' -> 'f2'")
try:
    error.characters_written
    assert False
except AttributeError:
    pass
error.characters_written = 7
assert error.characters_written == 7

group = ExceptionGroup("top", [ValueError(1), ExceptionGroup("in", [TypeError(2), ValueError(3)]), OSError(4)])
group.add_note("n")
yes, no = group.split(ValueError)
assert repr(yes) == "ExceptionGroup('top', [ValueError(1), ExceptionGroup('in', [ValueError(3)])])"
assert repr(no) == "ExceptionGroup('top', [ExceptionGroup('in', [TypeError(2)]), OSError(4)])"
assert yes.__notes__ == ["n"] and yes.__notes__ is not group.__notes__
assert group.subgroup(lambda x: x is group) is group and group.subgroup(KeyError) is None
assert group.message == "top" and len(group.exceptions) == 3
seen = []
try:
    try:
        raise group
    except* ValueError as part:
        seen.append(len(part.exceptions))
        raise KeyError("new")
    except* TypeError:
        seen.append("type")
except ExceptionGroup as result:
    assert seen == [2, "type"]
    assert [type(x).__name__ for x in result.exceptions] == ["KeyError", "ExceptionGroup"], result
    assert repr(result.exceptions[1]) == "ExceptionGroup('top', [OSError(4)])"

try:
    None.missing
except AttributeError as error:
    assert error.name == "missing" and error.obj is None
try:
    missing
except NameError as error:
    assert error.name == "missing"


def generator():
    return 5
    yield


try:
    next(generator())
except StopIteration as stop:
    assert stop.value == 5 and stop.args == (5,)

deep = ValueError(0)
for i in range(20000):
    new = ValueError(i)
    new.__context__ = deep
    deep = new
del deep, new
for name in ("MemoryError", "IndexError", "UnicodeDecodeError", "IndentationError", "BrokenPipeError"):
    assert isinstance(eval(name), type) and issubclass(eval(name), Exception)
many = [MemoryError(i) for i in range(40)]
assert [m.args[0] for m in many] == list(many_args for many_args in range(40))
del many
assert MemoryError().args == () and MemoryError("x").args == ("x",)
