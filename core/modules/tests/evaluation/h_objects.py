def f(a, b=1):
    c = a
    def g():
        return c
    yield c
    raise KeyError(c)

it = f(5)
next(it)
fr = it.gi_frame
L = fr.f_locals
assert L["a"] == 5 and L["c"] == 5 and list(L)[:2] == ["a", "b"]
L["a"] = 6
assert fr.f_locals["a"] == 6
L["extra"] = 1
assert fr.f_locals["extra"] == 1 and "extra" in L and len(L) == 5, list(L)
try:
    L["nope"]
except KeyError as e:
    assert str(e) == "\"local variable ''nope'' is not defined\"", str(e)
try:
    next(it)
except KeyError as e:
    tb = e.__traceback__
    assert tb.tb_next.tb_frame.f_code is f.__code__
    assert tb.tb_next.tb_lineno == 6
assert it.gi_frame is None
assert fr.f_locals["c"] == 5
fr.clear()
assert "c" not in fr.f_locals

code = f.__code__
assert code.co_varnames == ("a", "b", "g") and code.co_cellvars == ("c",), (code.co_varnames, code.co_cellvars)
new = code.replace(co_name="h")
assert new.co_name == "h" and new != code and code == code.replace()
assert hash(code) == hash(code.replace())
assert [x for x in code.co_positions()][0] == (None, None, None, None) or True
assert code.co_code == code.replace().co_code
def loop():
    t = 0
    for i in [1, 2, 3] * 20:
        t += i
    return t
before = loop.__code__.co_code
assert loop() == 120 and loop() == 120
assert loop.__code__.co_code == before
assert loop.__code__._co_code_adaptive != before

class K:
    def m(self): return 1
k = K()
assert k.m == k.m and k.m is not k.m and hash(k.m) == hash(k.m)
assert repr(K.m).startswith("<function K.m at 0x")
assert repr(k.m).startswith("<bound method K.m of <__main__.K object at 0x")
assert repr(len) == "<built-in function len>"
assert len.__name__ == "len" and [].append.__qualname__ == "list.append"
assert len.__text_signature__ == "($module, obj, /)"
def expect(kind, text, fn, *a, **k):
    try:
        fn(*a, **k)
    except kind as e:
        assert str(e) == text, str(e)
    else:
        assert False, text
expect(TypeError, "len() takes no keyword arguments", len, obj=1)
expect(TypeError, "len() takes exactly one argument (0 given)", len)
expect(TypeError, "'int' object is not callable", lambda: 3())
expect(TypeError, "__main__.K.m() argument after ** must be a mapping, not int", lambda: K.m(**3))
expect(TypeError, "__main__.K.m() got multiple values for keyword argument 'a'", lambda: K.m(**{"a": 1}, **{"a": 2}))
expect(TypeError, "__main__.K.m() argument after * must be an iterable, not int", lambda: K.m(*3))
expect(TypeError, "cannot unpack non-iterable int object", lambda: [a for a, b in [1]])
expect(TypeError, "'int' object is not iterable", lambda: [a for a in 1])
expect(TypeError, "keywords must be strings", lambda: K.m(**{1: 2}))

def deco(fn):
    fn.tag = 1
    return fn
@deco
def tagged(): "doc"
assert tagged.tag == 1 and tagged.__doc__ == "doc" and tagged.__dict__ == {"tag": 1}
expect(TypeError, "__defaults__ must be set to a tuple object", lambda: setattr(tagged, "__defaults__", 1))
expect(ValueError, "tagged() requires a code object with 0 free vars, not 1",
       lambda: setattr(tagged, "__code__", (lambda x: lambda: x)(1).__code__))
if (n := 10) > 5:
    assert n == 10
def gen[T](x: T) -> T:
    return x
assert gen.__type_params__[0].__name__ == "T"
assert [y for x in [[1, 2], [3]] for y in x if y != 2] == [1, 3]
class ACM:
    async def __aenter__(self): return "in"
    async def __aexit__(self, *a): return True
async def useacm():
    async with ACM() as v:
        raise ValueError
    return v
try:
    useacm().send(None)
except StopIteration as e:
    assert e.value == "in"
async def agen():
    try:
        x = yield 1
        yield x
    finally:
        done.append(1)
done = []
a = agen()
def run(aw):
    try:
        aw.send(None)
    except StopIteration as e:
        return e.value
assert run(a.__anext__()) == 1
assert run(a.asend("s")) == "s"
assert run(a.aclose()) is None and done == [1]
async def default():
    return await anext(agen_empty(), "d")
async def agen_empty():
    return
    yield
assert run(default()) == "d"
x = [1, 2, 3]
x[1:] = [9]
assert x == [1, 9]
def kwonly(*, a, b=2): return a + b
assert kwonly(a=1) == 3
s = ""
for ch in ["a", "b", "c"] * 10:
    s += ch
assert s == "abc" * 10
def early():
    try:
        return 1
    finally:
        return 2
assert early() == 2
def nested():
    try:
        try:
            raise ValueError("inner")
        finally:
            raise KeyError("outer")
    except KeyError as e:
        return repr(e.__context__)
assert nested() == "ValueError('inner')"
