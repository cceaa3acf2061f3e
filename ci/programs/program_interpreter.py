"""A small Lisp: reader, evaluator with tail calls and macros, printer, errors."""
import math
import operator
import re
import sys


class LispError(Exception):
    pass


class Symbol(str):
    table = {}

    def __new__(cls, name):
        return cls.table.setdefault(name, super().__new__(cls, name))


TOKEN = re.compile(r"""\s*(?:;[^\n]*\n)?\s*(,@|[('`,)]|"(?:\\.|[^\\"])*"|[^\s('"`,;)]+)""")
QUOTES = {"'": Symbol("quote"), "`": Symbol("quasiquote"), ",": Symbol("unquote"), ",@": Symbol("splice")}


def read_all(text):
    tokens = TOKEN.findall(text)
    position = 0

    def read():
        nonlocal position
        if position >= len(tokens):
            raise LispError("unexpected end")
        token = tokens[position]
        position += 1
        if token == "(":
            items = []
            while position < len(tokens) and tokens[position] != ")":
                items.append(read())
            if position >= len(tokens):
                raise LispError("missing )")
            position += 1
            return items
        if token == ")":
            raise LispError("unexpected )")
        if token in QUOTES:
            return [QUOTES[token], read()]
        if token.startswith('"'):
            return token[1:-1].encode().decode("unicode_escape")
        if token in ("#t", "#f"):
            return token == "#t"
        for kind in (int, float):
            try:
                return kind(token)
            except ValueError:
                pass
        return Symbol(token)

    while position < len(tokens):
        yield read()


def show(value):
    match value:
        case bool():
            return "#t" if value else "#f"
        case list():
            return "(" + " ".join(map(show, value)) + ")"
        case Symbol():
            return str(value)
        case str():
            return '"' + value.replace('"', '\\"') + '"'
        case Lambda():
            return f"<lambda {' '.join(value.params)}>"
        case None:
            return "nil"
        case _ if callable(value):
            return "<primitive>"
        case _:
            return str(value)


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise LispError(f"unbound: {name}")


class Lambda:
    def __init__(self, params, body, env, macro=False):
        self.params, self.body, self.env, self.macro = params, body, env, macro

    def bind(self, args):
        params = self.params
        if "." in params:
            at = params.index(".")
            if len(args) < at:
                raise LispError(f"expected at least {at} arguments, got {len(args)}")
            return Env([*params[:at], params[at + 1]], [*args[:at], list(args[at:])], self.env)
        if len(args) != len(params):
            raise LispError(f"expected {len(params)} arguments, got {len(args)}")
        return Env(params, args, self.env)

    def __call__(self, *args):
        return evaluate(self.body, self.bind(args))


def quasi(x, env):
    if not isinstance(x, list):
        return x
    if x and x[0] == "unquote":
        return evaluate(x[1], env)
    out = []
    for item in x:
        if isinstance(item, list) and item and item[0] == "splice":
            out.extend(evaluate(item[1], env))
        else:
            out.append(quasi(item, env))
    return out


def evaluate(x, env):
    while True:
        if isinstance(x, Symbol):
            return env.find(x)[x]
        if not isinstance(x, list):
            return x
        if not x:
            raise LispError("empty call")
        match x:
            case ["quote", value]:
                return value
            case ["quasiquote", value]:
                return quasi(value, env)
            case ["if", test, then, *otherwise]:
                x = then if evaluate(test, env) is not False else otherwise[0] if otherwise else None
                continue
            case ["define", [name, *params], *body]:
                env[name] = Lambda(params, [Symbol("begin"), *body], env)
                return None
            case ["define", name, value]:
                env[name] = evaluate(value, env)
                return None
            case ["macro", [name, *params], body]:
                env[name] = Lambda(params, body, env, macro=True)
                return None
            case ["set!", name, value]:
                env.find(name)[name] = evaluate(value, env)
                return None
            case ["lambda", params, *body]:
                return Lambda(params, [Symbol("begin"), *body], env)
            case ["begin", *body, last]:
                for part in body:
                    evaluate(part, env)
                x = last
                continue
            case ["let", bindings, *body]:
                names, values = zip(*bindings) if bindings else ((), ())
                env = Env(names, [evaluate(v, env) for v in values], env)
                x = [Symbol("begin"), *body]
                continue
            case ["try", body, handler]:
                try:
                    return evaluate(body, env)
                except (LispError, ArithmeticError, RecursionError) as error:
                    return evaluate(handler, env)(f"{type(error).__name__}: {error}")
        f = evaluate(x[0], env)
        if isinstance(f, Lambda):
            if f.macro:
                x = f(*x[1:])
                continue
            env = f.bind([evaluate(a, env) for a in x[1:]])
            x = f.body
            continue
        if not callable(f):
            raise LispError(f"not a function: {show(f)}")
        try:
            return f(*(evaluate(a, env) for a in x[1:]))
        except TypeError as error:
            raise LispError(str(error)) from error


def fold(op, start):
    def f(*args):
        result = start if len(args) != 1 else args[0]
        for a in args if len(args) == 1 and start is not None else args:
            result = a if result is None else op(result, a)
        return result

    return f


GLOBAL = Env()
GLOBAL.update({
    "+": lambda *a: sum(a), "*": lambda *a: math.prod(a), "-": lambda a, *b: a - sum(b) if b else -a, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod, "<": operator.lt, "=": operator.eq,
    ">": operator.gt, "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a, *l], "list": lambda *a: list(a), "null?": lambda l: l == [], "not": lambda v: v is False, "eq?": operator.is_, "len": len,
    "map": lambda f, *ls: [f(*a) for a in zip(*ls)], "filter": lambda f, l: [v for v in l if f(v) is not False], "reduce": lambda f, l, s: __import__("functools").reduce(f, l, s), "apply": lambda f, l: f(*l),
    "print": lambda *a: print("  out:", *map(show, a)), "sqrt": math.sqrt, "expt": pow, "string-append": lambda *a: "".join(a), "range": lambda *a: list(range(*a)), "append": lambda *ls: sum(ls, []), "error": lambda m: (_ for _ in ()).throw(LispError(m)),
})
PROGRAM = r"""
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 30)
(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n))))
(loop 20000 0)
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(map fib (range 15))
(define make-counter (lambda () (let ((n 0)) (lambda () (set! n (+ n 1)) n))))
(define c (make-counter)) (c) (c) (define d (make-counter)) (list (c) (d))
(macro (unless test . body) `(if ,test #f (begin ,@body)))
(unless (< 2 1) (print "unless" 'ran) 42)
(macro (swap! a b) `(let ((tmp ,a)) (set! ,a ,b) (set! ,b tmp)))
(define p 1) (define q 2) (swap! p q) (list p q)
(define (quicksort l) (if (null? l) l (let ((p (car l)) (r (cdr l))) (append (quicksort (filter (lambda (x) (< x p)) r)) (list p) (quicksort (filter (lambda (x) (not (< x p))) r))))))
(quicksort '(3 1 4 1 5 9 2 6 5 3 5))
(define (compose . fs) (reduce (lambda (f g) (lambda (x) (f (g x)))) fs (lambda (x) x)))
((compose (lambda (x) (* x 2)) (lambda (x) (+ x 1))) 5)
`(1 ,(+ 1 1) ,@(map (lambda (x) (* x x)) '(2 3)) (nested ,(car '(a b))))
(try (car '()) (lambda (e) e))
(try (/ 1 0) (lambda (e) (string-append "caught " e)))
(try (undefined 1) (lambda (e) e))
(try (fact) (lambda (e) e))
(try (5 5) (lambda (e) e))
(try (error "custom") (lambda (e) e))
"string\n\"q\""
(list #t #f 1.5 'sym fact +)
(let () 5)
; comment
(expt 2 100)
"""
for form in read_all(PROGRAM):
    try:
        result = evaluate(form, GLOBAL)
        if result is not None:
            print(show(result))
    except (LispError, IndexError) as error:
        print("error:", type(error).__name__, error)
for bad in ("(1 2", ")", "(unclosed (list", "(if)", "()", "(car '())"):
    try:
        print([show(evaluate(f, GLOBAL)) for f in read_all(bad)])
    except Exception as error:
        print(repr(bad), type(error).__name__, error)
sys.setrecursionlimit(300)
try:
    evaluate(next(read_all("(fact 500)")), GLOBAL)
except RecursionError as error:
    print(str(error)[:34])
evaluate(next(read_all("(this-is-unbound 1 2)")), GLOBAL)
