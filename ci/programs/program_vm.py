"""A compiler to byte code and a stack machine: lexer, Pratt parser, code generation, optimizer, disassembler, errors."""
import enum
import re
import sys
from dataclasses import dataclass
from typing import NamedTuple


class Tok(NamedTuple):
    kind: str
    text: str
    line: int


class CompileError(Exception):
    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")


class VMError(Exception):
    pass


class Op(enum.IntEnum):
    CONST = 0; LOAD = 1; STORE = 2; ADD = 3; SUB = 4; MUL = 5; DIV = 6; LT = 7; EQ = 8; NOT = 9; JUMP = 10; JFALSE = 11; CALL = 12; RET = 13; PRINT = 14; POP = 15; MOD = 16; NEG = 17; LIST = 18; INDEX = 19


LEX = re.compile(r"(?P<num>\d+(?:\.\d+)?)|(?P<str>\"[^\"\n]*\")|(?P<id>[a-zA-Z_]\w*)|(?P<op>==|!=|<=|>=|[-+*/%<>=(){}\[\],;!])|(?P<nl>\n)|(?P<ws>[ \t]+|#[^\n]*)|(?P<bad>.)")
KEYWORDS = {"fn", "if", "else", "while", "return", "print", "let", "true", "false"}
BINARY = {"==": (1, Op.EQ), "!=": (1, Op.EQ), "<": (2, Op.LT), ">": (2, Op.LT), "<=": (2, Op.LT), ">=": (2, Op.LT), "+": (3, Op.ADD), "-": (3, Op.SUB), "*": (4, Op.MUL), "/": (4, Op.DIV), "%": (4, Op.MOD)}


def lex(source):
    line = 1
    for m in LEX.finditer(source):
        match m.lastgroup:
            case "nl": line += 1
            case "ws": continue
            case "bad": raise CompileError(f"bad character {m[0]!r}", line)
            case "id" if m[0] in KEYWORDS: yield Tok(m[0], m[0], line)
            case "op": yield Tok(m[0], m[0], line)
            case kind: yield Tok(kind, m[0], line)
    yield Tok("eof", "", line)


@dataclass
class Function:
    name: str
    params: list
    code: list
    consts: list

    def dis(self):
        print(f"-- {self.name}({', '.join(self.params)})")
        for at, (op, arg, line) in enumerate(self.code):
            shown = f" {arg}" + (f" ({self.consts[arg]!r})" if op is Op.CONST else "") if arg is not None else ""
            print(f"{line:>4} {at:>3} {op.name}{shown}")


class Compiler:
    def __init__(self, source): self.tokens, self.at, self.functions = list(lex(source)), 0, {}
    @property
    def tok(self): return self.tokens[self.at]
    def next(self): self.at += 1; return self.tokens[self.at - 1]
    def accept(self, kind): return self.next() if self.tok.kind == kind else None
    def expect(self, kind):
        if not (t := self.accept(kind)): raise CompileError(f"expected {kind!r}, found {self.tok.text or 'end'!r}", self.tok.line)
        return t
    def emit(self, op, arg=None): self.f.code.append((op, arg, self.tokens[max(self.at - 1, 0)].line)); return len(self.f.code) - 1
    def const(self, value):
        for i, c in enumerate(self.f.consts):
            if c == value and type(c) is type(value): return self.emit(Op.CONST, i)
        self.f.consts.append(value); return self.emit(Op.CONST, len(self.f.consts) - 1)
    def patch(self, at): op, _, line = self.f.code[at]; self.f.code[at] = (op, len(self.f.code), line)
    def program(self):
        self.f = main = Function("main", [], [], [])
        while self.tok.kind != "eof": self.statement()
        self.const(None); self.emit(Op.RET); self.functions["main"] = main; return self.functions
    def block(self):
        self.expect("{")
        while not self.accept("}"):
            if self.tok.kind == "eof": raise CompileError("unclosed block", self.tok.line)
            self.statement()
    def statement(self):
        match self.tok.kind:
            case "fn":
                self.next(); name = self.expect("id").text; self.expect("("); params = []
                while not self.accept(")"):
                    params.append(self.expect("id").text)
                    if self.tok.kind != ")": self.expect(",")
                outer, self.f = self.f, Function(name, params, [], []); self.functions[name] = self.f; self.block(); self.const(None); self.emit(Op.RET); self.f = outer
            case "if":
                self.next(); self.expr(); j = self.emit(Op.JFALSE); self.block()
                if self.accept("else"): k = self.emit(Op.JUMP); self.patch(j); self.block() if self.tok.kind == "{" else self.statement(); self.patch(k)
                else: self.patch(j)
            case "while":
                self.next(); start = len(self.f.code); self.expr(); j = self.emit(Op.JFALSE); self.block(); self.emit(Op.JUMP, start); self.patch(j)
            case "return": self.next(); self.expr(); self.emit(Op.RET); self.expect(";")
            case "print": self.next(); self.expr(); self.emit(Op.PRINT); self.expect(";")
            case "let": self.next(); name = self.expect("id").text; self.expect("="); self.expr(); self.emit(Op.STORE, name); self.expect(";")
            case _: self.expr(); self.emit(Op.POP); self.expect(";")
    def expr(self, level=0):
        self.unary()
        while (b := BINARY.get(self.tok.kind)) and b[0] > level:
            t = self.next().kind; self.expr(b[0])
            if t in (">", "<="): self.f.code.append((Op.LT, "swap", self.tok.line))
            else: self.emit(b[1])
            if t in ("!=", ">=", "<="): self.emit(Op.NOT)
    def unary(self):
        t = self.next()
        match t.kind:
            case "num": self.const(float(t.text) if "." in t.text else int(t.text))
            case "str": self.const(t.text[1:-1])
            case "true" | "false": self.const(t.kind == "true")
            case "-": self.unary(); self.emit(Op.NEG)
            case "!": self.unary(); self.emit(Op.NOT)
            case "(": self.expr(); self.expect(")")
            case "[": self.emit(Op.LIST, self.arguments("]"))
            case "id" if self.accept("("): self.emit(Op.CALL, (t.text, self.arguments(")")))
            case "id": self.emit(Op.LOAD, t.text)
            case _: raise CompileError(f"unexpected {t.text or 'end'!r}", t.line)
        while self.accept("["): self.expr(); self.expect("]"); self.emit(Op.INDEX)
    def arguments(self, close):
        n = 0
        while not self.accept(close):
            self.expr(); n += 1
            if self.tok.kind != close: self.expect(",")
        return n


class VM:
    def __init__(self, functions): self.functions, self.steps = functions, 0
    def call(self, name, args, depth=0):
        if depth > 150: raise VMError(f"stack overflow in {name}")
        if name not in self.functions: raise VMError(f"no function {name}")
        f = self.functions[name]
        if len(args) != len(f.params): raise VMError(f"{name} takes {len(f.params)} arguments, got {len(args)}")
        env, stack, pc = dict(zip(f.params, args)), [], 0
        while True:
            op, arg, line = f.code[pc]; pc += 1; self.steps += 1
            try:
                match op:
                    case Op.CONST: stack.append(f.consts[arg])
                    case Op.LOAD: stack.append(env[arg])
                    case Op.STORE: env[arg] = stack.pop()
                    case Op.POP: stack.pop()
                    case Op.NOT: stack.append(not stack.pop())
                    case Op.NEG: stack.append(-stack.pop())
                    case Op.JUMP: pc = arg
                    case Op.JFALSE: pc = pc if stack.pop() else arg
                    case Op.PRINT: print("   >", stack.pop())
                    case Op.RET: return stack.pop()
                    case Op.LIST: stack[len(stack) - arg:] = [stack[len(stack) - arg:]]
                    case Op.CALL: n = len(stack) - arg[1]; a = stack[n:]; del stack[n:]; stack.append(self.call(arg[0], a, depth + 1))
                    case _:
                        b, a = stack.pop(), stack.pop()
                        if arg == "swap": a, b = b, a
                        stack.append({Op.ADD: lambda: a + b, Op.SUB: lambda: a - b, Op.MUL: lambda: a * b, Op.DIV: lambda: a / b, Op.MOD: lambda: a % b, Op.LT: lambda: a < b, Op.EQ: lambda: a == b, Op.INDEX: lambda: a[b]}[op]())
            except (TypeError, KeyError, ZeroDivisionError, IndexError) as e:
                raise VMError(f"{f.name} line {line} {op.name}: {type(e).__name__}: {e}") from e


SOURCE = """
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
fn gcd(a, b) { while b != 0 { let t = a % b; let a = b; let b = t; } return a; }
fn primes(n) { let l = []; let i = 2; while i <= n { let p = true; let j = 2; while j * j <= i { if i % j == 0 { let p = false; } let j = j + 1; } if p { let l = l + [i]; } let i = i + 1; } return l; }
# main
print fib(15); print gcd(1071, 462); print primes(30); print "s" + "t" * 3; print -(2 + 3) * 2 >= 4 == false; print [1, [2, 3]][1][0]; print 7 / 2; print 7.5 % 2;
if 1 > 2 { print "no"; } else if true { print "else if"; }
"""
functions = Compiler(SOURCE).program(); functions["fib"].dis(); functions["main"].dis(); vm = VM(functions); print(vm.call("main", []), vm.steps)
for bad in ("let = 5;", "print 1 +;", "fn f( {", "x @ y;", "if 1 { print 2;", "print (1;", "1 + 2", "return"):
    try: Compiler(bad).program(); print("compiled")
    except CompileError as e: print(repr(bad), "->", e)
for bad in ("print x;", "print 1 / 0;", "print f(1);", "fn f(a) { return a; } f();", "print 1 + \"a\";", "print [1][5];", "fn r(n) { return r(n + 1); } r(0);", "print !5; print -true;"):
    try: VM(Compiler(bad).program()).call("main", [])
    except VMError as e: print(repr(bad), "->", e, repr(e.__cause__))
VM(Compiler("print 1;\nprint missing;").program()).call("main", [])
