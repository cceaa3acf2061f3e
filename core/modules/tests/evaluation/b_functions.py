def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw

assert f(1, c=3) == (1, 2, (), 3, 4, {})
assert f(1, 5, 6, 7, c=3, e=9) == (1, 5, (6, 7), 3, 4, {"e": 9})
assert f(*[1, 2, 3], **{"c": 4, "z": 5}) == (1, 2, (3,), 4, 4, {"z": 5})

def expect(kind, text, fn, *args, **kw):
    try:
        fn(*args, **kw)
    except kind as e:
        assert str(e) == text, str(e)
    else:
        assert False, text

expect(TypeError, "f() missing 1 required keyword-only argument: 'c'", f, 1)
expect(TypeError, "f() missing 1 required positional argument: 'a'", f, c=1)
expect(TypeError, "f() got multiple values for argument 'a'", f, 1, a=2, c=3)

def g(a, b, /, c):
    return a + b + c

expect(TypeError, "g() takes 3 positional arguments but 4 were given", g, 1, 2, 3, 4)
expect(TypeError, "g() missing 2 required positional arguments: 'b' and 'c'", g, 1)
expect(TypeError, "g() got some positional-only arguments passed as keyword arguments: 'a, b'", g, a=1, b=2, c=3)
expect(TypeError, "g() got an unexpected keyword argument 'cc'. Did you mean 'c'?", g, 1, 2, cc=3)
assert g(1, 2, c=3) == 6

def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    inner()
    return inner
assert outer()() == 2

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
assert fib(15) == 610

def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)
assert deep(500) == 500
try:
    deep(10**6)
except RecursionError as e:
    assert str(e) == "maximum recursion depth exceeded", e
else:
    assert False

lam = lambda x, *, y=2: x * y
assert lam(3) == 6 and lam(3, y=5) == 15
assert f.__name__ == "f" and f.__kwdefaults__ == {"d": 4} and f.__defaults__ == (2,)
def ann(x: int) -> str: ...
assert ann.__annotations__ == {"x": int, "return": str}
