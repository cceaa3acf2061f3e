"""inspect, ast, dis, tokenize, symtable, compile/exec/eval, code objects, sys introspection."""
import ast
import dis
import inspect
import io
import symtable
import re
import sys
import tokenize
import types


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return re.sub(r" at 0x\w+|after 0\.\d+", "", f"{type(error).__name__}: {error}")


SOURCE = '''
"""doc"""
from a.b import (c as d, *) if 0 else x
'''
CODE = '''
import os as o, sys
from . import q
@deco(1)
async def f(a, /, b: int = 1, *args: str, c, d=2, **kw) -> None:
    """Doc."""
    global g
    async with x as y, z: await w
    async for i in j: yield i
    return
class C[T: int](B, metaclass=M):
    x: int = 5
    y: "str"
    def m(self): return super().m() + self.x[1:2, ...] ** -3 @ ~z
def g(n):
    nonlocal_ = lambda *a, k=1: (yield)
    try: raise E from None
    except* (A, B) as e: pass
    else: del n[0], n.x
    finally: assert n, f"{n!r:>{w}} {{}} {n=}"
    while 1 < n <= 3 != 4 not in k is not None: break
    else: continue_ = [*a, 1] + [i async for i in x if i if not i]
    match n:
        case [1, *r] | {"k": v, **rest} if r: pass
        case P(x, y=-1) as p: pass
        case None | "s" | 1+2j | a.b: pass
        case _: pass
    with (a as b, c): x = y = {**d, 'k': {1, 2}}; x += 1; (z := 5)
    return b'bytes', 1.5e3, 3j, True, ..., not a and b or c, a if b else c
type X[*Ts, **P] = int
for i, (j, *k) in range(3): print(i, end='', *a, **k)
'''
tree = ast.parse(CODE); print(ast.dump(tree, indent=1, include_attributes=False)[:6000]); print(ast.unparse(tree)); print(ast.dump(ast.parse("x = 1 + 2", mode="exec"), include_attributes=True), ast.dump(ast.parse("a.b[c](d)", mode="eval")), ast.dump(ast.parse("(int, *str) -> bool", mode="func_type")), ast.get_docstring(ast.parse('"""d\n  e"""')), [type(n).__name__ for n in ast.walk(ast.parse("a + b * c"))], attempt(ast.parse, "a b"), ast.literal_eval("{'a': [1, (2, -3.5), None, b'x', {1}]}"), attempt(ast.literal_eval, "a()"), attempt(ast.literal_eval, "1 +"), attempt(ast.literal_eval, "2**3"), ast.literal_eval("1+2j"), ast.get_source_segment("x = foo(1,\n 2)", ast.parse("x = foo(1,\n 2)").body[0].value))
class Tr(ast.NodeTransformer):
    def visit_Constant(self, n): return ast.copy_location(ast.Constant(n.value * 2), n) if isinstance(n.value, int) else n
    def visit_Name(self, n): return None if n.id == "gone" else n
t = ast.fix_missing_locations(Tr().visit(ast.parse("r = [1, 2, x]"))); ns = {"x": 9}; exec(compile(t, "<t>", "exec"), ns); print(ns["r"], attempt(compile, ast.Module([ast.Expr(ast.Name("x", ast.Load()))], []), "f", "exec"), attempt(compile, ast.Module([ast.Pass(lineno=1, col_offset=0)]), "f", "exec").__class__.__name__, attempt(ast.Name, 1, 2, 3), ast.Name("x", ast.Load())._fields, ast.Constant(5).value, attempt(lambda: ast.Name().id), eval(compile(ast.Expression(ast.Constant(5, lineno=1, col_offset=0)), "f", "eval")), ast.BinOp.__doc__, isinstance(ast.parse("1").body[0].value, ast.Constant))
def sample(a, b=2, *args, c: int, d=4, **kw) -> "ret":
    """Sample doc."""
    x = a + b
    for i in range(3):
        try: x += [j for j in range(i) if j][0]
        except (IndexError, KeyError) as e: continue
    return lambda: x + c
out = io.StringIO(); dis.dis(sample, file=out, depth=1); print("\n".join(l.split("(<code")[0] for l in out.getvalue().splitlines() if "code object" not in l)); dis.dis("a = b[1] if c else d.e(f, g=1)\nwith x as y: pass"); dis.show_code(compile("x = 1", "<f>", "exec")); print([(i.opname, i.argrepr, i.offset, i.line_number) for i in dis.get_instructions("import a.b as c; del c")], list(dis.findlinestarts(sample.__code__))[0][0], dis.findlabels(b"\x00" * 4), dis.stack_effect(dis.opmap["POP_TOP"]), attempt(dis.stack_effect, 9999), attempt(dis.dis, 5), dis.code_info("x").splitlines()[1], dis.Bytecode("1 + x").codeobj.co_consts)
co = sample.__code__; print(co.co_name, co.co_qualname, co.co_argcount, co.co_posonlyargcount, co.co_kwonlyargcount, co.co_nlocals, co.co_varnames, co.co_cellvars, co.co_freevars, co.co_names, co.co_flags, co.co_stacksize, [c if not isinstance(c, types.CodeType) else c.co_name for c in co.co_consts], co.co_firstlineno, list(co.co_lines())[:3], list(co.co_positions())[:4], len(co.co_code), co.co_exceptiontable[:6], co.replace(co_name="new").co_name, co == co.replace(), co == co.replace(co_name="z"), hash(co) == hash(co.replace()), attempt(co.replace, co_argcount=-1), attempt(co.replace, nope=1), attempt(types.CodeType), attempt(setattr, co, "co_name", "x"), repr(co).split(" at ")[0])
for fn in (sample, lambda *, k: 0, len, int, print, dict.get, str.join, type, object, sorted, type("C", (), {"__init__": lambda self, a, b=1: None}), types.SimpleNamespace, isinstance, map, [].append, range, __import__("functools").partial(sample, 1, c=2), open, Exception, iter, max, classmethod):
    print(getattr(fn, "__name__", "?"), attempt(inspect.signature, fn))
s = inspect.signature(sample); print(s.parameters["c"].kind, s.parameters["c"].annotation, s.parameters["b"].default, s.return_annotation, s.bind(1, c=2), s.bind_partial(), attempt(s.bind), attempt(s.bind, 1, c=1, a=2), (ba := s.bind(1, 9, 8, c=3, z=4)).args, ba.kwargs, ba.apply_defaults(), ba.arguments, s.replace(return_annotation=int), s == inspect.signature(sample), attempt(inspect.Parameter, "1", inspect.Parameter.POSITIONAL_ONLY), attempt(inspect.Signature, [inspect.Parameter("a", inspect.Parameter.KEYWORD_ONLY), inspect.Parameter("b", inspect.Parameter.POSITIONAL_ONLY)]), inspect.getfullargspec(sample), inspect.getdoc(sample), inspect.getsource(sample).splitlines()[0], inspect.getsourcelines(Tr)[1] > 0, attempt(inspect.getsource, len), attempt(inspect.getsource, eval("lambda: 0")) if 0 else "", inspect.getmodule(sample).__name__, inspect.isfunction(sample), inspect.isbuiltin(len), inspect.ismethod("".join), inspect.isroutine(str.join), inspect.isclass(int), inspect.isgeneratorfunction(sample), inspect.getmro(bool), inspect.cleandoc("  a\n    b\n"), [n for n, _ in inspect.getmembers(Tr, inspect.isfunction)][:2], inspect.getattr_static(sample, "__name__", 0), inspect.unwrap(sample) is sample, inspect.getclosurevars(sample).builtins.keys(), inspect.getcallargs(sample, 1, c=2), inspect.classify_class_attrs(Tr)[0].kind, inspect.indentsize("\t x"), inspect.formatannotation(list[int]))
for tok in tokenize.generate_tokens(io.StringIO("def f(a, b=1):\n    # c\n    return f'{a!r:>{b}} x' + 0x1F\n\nif x: y = 'é' \\\n  + 1.5\n").readline): print(tokenize.tok_name[tok.exact_type], repr(tok.string), tok.start, tok.end)
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO("a = (1,\n 2)\n").readline)), attempt(lambda: list(tokenize.generate_tokens(io.StringIO("(1").readline))), attempt(lambda: list(tokenize.generate_tokens(io.StringIO("'abc").readline))), attempt(lambda: list(tokenize.generate_tokens(io.StringIO("if 1:\n  a\n b\n").readline))), tokenize.detect_encoding(io.BytesIO(b"# coding: latin-1\n").readline), attempt(tokenize.detect_encoding, io.BytesIO(b"# coding: nope\n").readline), [t.string for t in tokenize.tokenize(io.BytesIO("é = 1".encode()).readline)])
def show(t, ind=0):
    print(" " * ind, t.get_type(), t.get_name(), t.is_nested(), t.has_children(), [(s.get_name(), s.is_referenced(), s.is_assigned(), s.is_parameter(), s.is_global(), s.is_local(), s.is_free(), s.is_imported(), s.is_annotated(), s.is_namespace(), s.is_nonlocal()) for s in t.get_symbols()])
    for c in t.get_children(): show(c, ind + 1)
show(symtable.symtable("import z\nx: int = 1\ndef f(a, *b):\n    global g\n    y = a\n    def h():\n        nonlocal y\n        y = g; return [q for q in b]\nclass K[T]:\n    m = x\n    def n(self): return __class__\n", "f", "exec"))
fr = sys._getframe(); print(fr.f_code.co_name, fr.f_lineno > 0, fr.f_back, fr.f_globals is globals(), fr.f_locals is not None, attempt(sys._getframe, 99), [f.function for f in inspect.stack()])
def frames():
    x = 1; f = sys._getframe(); f.f_locals["x"] = 5; f.f_locals["new"] = 2; return x, sorted(f.f_locals), f.f_back.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, inspect.currentframe() is f, type(f.f_locals).__name__, f.f_lasti > 0, f.f_builtins["len"] is len, f.f_trace
print(frames()); events = []
def tracer(frame, event, arg): events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, repr(arg)[:40] if event != "exception" else arg[0].__name__)); return tracer
def traced(n):
    try:
        if n: raise ValueError
    except ValueError: pass
    return [i for i in range(2)]
sys.settrace(tracer); traced(0); traced(1); sys.settrace(None); print(events, sys.gettrace()); events.clear(); sys.setprofile(lambda f, e, a: events.append((f.f_code.co_name, e, getattr(a, "__name__", a)))); len([]); traced(0); sys.setprofile(None); print(events)
mon = sys.monitoring; mon.use_tool_id(3, "t"); events.clear(); E = mon.events; mon.set_events(3, E.PY_START | E.PY_RETURN | E.CALL | E.BRANCH | E.RAISE | E.LINE | E.JUMP); [mon.register_callback(3, e, lambda *a, n=n: events.append((n, getattr(a[0], "co_name", "?"), [getattr(x, "__name__", type(x).__name__ if not isinstance(x, int) else x) for x in a[1:]]))) for n, e in (("start", E.PY_START), ("ret", E.PY_RETURN), ("call", E.CALL), ("branch", E.BRANCH), ("raise", E.RAISE), ("jump", E.JUMP))]; traced(1); mon.set_events(3, 0); mon.free_tool_id(3); print([e for e in events if e[1] == "traced"], mon.get_tool(3), attempt(mon.set_events, 3, 1), attempt(mon.use_tool_id, 9, "x"), attempt(mon.set_events, 3, 2**40))
print(eval("x + y", {"x": 1}, {"y": 2}), attempt(eval, "x = 1"), attempt(eval, ""), attempt(eval, " 1"), attempt(eval, "1\n2"), attempt(eval, b"1 + 1"), attempt(eval, 5), attempt(eval, "1", 5), attempt(eval, "1", {}, 5), attempt(exec, 5), attempt(exec, "x", []), attempt(exec, sample.__code__), attempt(compile, "1", "f", "bad"), attempt(compile, "1", 5, "eval").__class__.__name__, attempt(compile, "1", "f", "eval", 99999), attempt(compile, 5, "f", "exec"), attempt(compile, "x\0", "f", "exec"), compile("1;2", "f", "single").co_consts, eval(compile("[1,\n2]", "f", "eval")), attempt(compile, "a\nb", "f", "single"), exec("import math\nr = math.pi", n := {}) or n["r"], "__builtins__" in n, eval("__import__('os').sep"), attempt(eval, "__builtins__", {"__builtins__": {}}), attempt(eval, "len", {"__builtins__": {}}), compile("assert 0; x='d'", "f", "exec", optimize=1).co_consts, attempt(compile, "1", "f", "eval", optimize=9))
