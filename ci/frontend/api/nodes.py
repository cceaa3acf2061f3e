"""The classes of `ast`: constructors, attributes, pickles and copies; trees of snippets by every option.

    nodes
"""

import ast
import copy
import pickle
import warnings

import compile_snippets
import snippets
from api import symbols, validator

CLASSES = [cls for _, cls in sorted(vars(ast).items()) if isinstance(cls, type) and issubclass(cls, ast.AST)]


class Own(ast.AST):
    _fields = ("a", "b")


class Typed(ast.expr):
    _fields = ("a", "b", "c")
    _field_types = {"a": int, "b": int | None, "c": list[int]}


class Partly(ast.expr):
    _fields = ("a", "b")
    _field_types = {"a": int}


class Attributes(ast.AST):
    _attributes = ("z",)
    _fields = ["x"]


class WithInit(ast.Name):
    extra = 1

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class Slotted(ast.Name):
    __slots__ = ("own",)


class Odd(ast.AST):
    _fields = (1, "a")


class NoFields(ast.AST):
    _fields = None


class OwnTypes(ast.AST):
    _fields = ("a",)
    _field_types = 1


OWN = [Own, Typed, Partly, Attributes, WithInit, Slotted, Odd, NoFields, OwnTypes]


def shown(value):
    if isinstance(value, ast.AST):
        return [type(value).__name__, [[name, shown(item)] for name, item in getattr(value, "__dict__", {}).items()]]
    if isinstance(value, list):
        return [shown(item) for item in value]
    return repr(value)


def about(cls):
    """What the class says of itself."""
    said = [cls.__name__, cls.__qualname__, cls.__module__, [base.__name__ for base in cls.__mro__], cls.__doc__]
    for name in "_fields _attributes __match_args__ _field_types __annotations__ __text_signature__ __basicsize__ __itemsize__ __flags__ __dictoffset__ __weakrefoffset__".split():
        said.append([name, repr(getattr(cls, name, "missing")) if name != "__flags__" else cls.__flags__ & 0xFFFFF])
    said.append(sorted(vars(cls)) if cls.__module__ == "ast" else None)
    said.append([[name, repr(value)] for name, value in vars(cls).items() if value is None])
    return said


def constructed(cls):
    """Constructors with too few, too many and odd arguments."""
    said = []
    fields = [name for name in cls._fields or () if isinstance(name, str)]
    calls = [((), {})] + [((1,) * n, {}) for n in range(1, len(fields) + 2)]
    calls += [((), {name: 2}) for name in (*fields, "nope", "lineno", "end_lineno", "parent")]
    calls += [((3,), {name: 2}) for name in fields[:2]]
    calls += [((), dict.fromkeys(fields, None)), ((), dict.fromkeys((*fields, "lineno", "col_offset"), 4)), ((None,) * len(fields), {"lineno": 1, "nope": 2})]
    for args, kwargs in calls:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                node = cls(*args, **kwargs)
                result = [shown(node), repr(node).partition(" object")[0]]
                try:
                    result.append(ast.dump(node, include_attributes=True))
                except Exception as e:
                    result.append([type(e).__name__, str(e)])
                for name in "lineno", "end_lineno", "col_offset":
                    result.append(repr(getattr(node, name, "missing")))
            except Exception as e:
                result = [type(e).__name__, str(e)]
        said.append([repr(args), sorted(kwargs), result, [(w.category.__name__, str(w.message)) for w in caught]])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                cls(*args, **kwargs)
            except Exception as e:
                said.append([type(e).__name__, str(e)])
    return said


def carried(source, mode):
    """A tree pickled, copied, compared, walked and changed."""
    tree = ast.parse(source, mode=mode)
    said = [pickle.dumps(tree, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    plain = ast.dump(tree, include_attributes=True)
    for made in pickle.loads(said[-1]), copy.deepcopy(tree), copy.copy(tree), pickle.loads(said[0]):
        said.append(ast.dump(made, include_attributes=True) == plain)
    said += [tree == ast.parse(source, mode=mode), hash(tree) == id(tree) >> 4, [type(node).__name__ for node in ast.walk(tree)]]
    said += [shown(tree), ast.dump(tree, indent=1), ast.dump(tree, annotate_fields=False), ast.dump(tree, show_empty=True)]
    said += [ast.unparse(tree), ast.get_docstring(tree) if hasattr(tree, "body") and isinstance(tree.body, list) and mode == "exec" else None]
    said.append([ast.get_source_segment(source, node) for node in ast.walk(tree) if hasattr(node, "lineno")])

    class Doubler(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.copy_location(ast.BinOp(node, ast.Add(), ast.Constant(1)), node) if isinstance(node.ctx, ast.Load) else node

        def visit_Pass(self, node):
            return [node, ast.Expr(ast.Constant(...))]

        def visit_Delete(self, node):
            return None

    changed = ast.fix_missing_locations(Doubler().visit(tree))
    said.append(ast.dump(changed, include_attributes=True))
    ast.increment_lineno(changed, 3)
    said.append(ast.dump(changed, include_attributes=True))
    return said


def parsed(source, mode, options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = ast.dump(ast.parse(source, "<source>", mode, **options), include_attributes=True)
        except Exception as e:
            said = [type(e).__name__, str(e)]
            if isinstance(e, SyntaxError):
                said += [e.args[1:], e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]
    return said, [(w.category.__name__, str(w.message), w.lineno) for w in caught]


def oddly():
    """What is done to nodes and classes that hardly anybody does."""
    node = ast.Name("x", ast.Load())
    acts = [
        lambda: ast.AST(), lambda: ast.AST(1), lambda: ast.AST(a=1).a, lambda: ast.AST.__new__(ast.Name).__dict__, lambda: ast.Name.__new__(ast.Name, 1, 2, 3).__dict__,
        lambda: setattr(node, "__dict__", {"id": "y"}), lambda: node.id, lambda: setattr(node, "__dict__", 1), lambda: delattr(node, "__dict__"), lambda: node.__dict__,
        lambda: delattr(node, "nope"), lambda: delattr(ast.Name("x"), "id"), lambda: ast.Name("x").__reduce__()[1:], lambda: ast.Name("x").__reduce_ex__(4)[1:], lambda: ast.AST().__reduce__()[1:],
        lambda: [cls.__name__ for cls in ast.AST.__subclasses__() if cls.__module__ == "ast"], lambda: [cls.__name__ for cls in ast.expr.__subclasses__() if cls.__module__ == "ast"], lambda: setattr(ast.Name, "own", 1), lambda: delattr(ast.Name, "own"),
        lambda: ast.Num(1), lambda: ast.Str("a"), lambda: ast.Bytes(b"a"), lambda: ast.NameConstant(None), lambda: ast.Ellipsis(), lambda: ast.Index(1), lambda: ast.ExtSlice([]), lambda: ast.Constant(1).n, lambda: ast.Constant("a").s,
        lambda: isinstance(ast.Constant(1), ast.Num), lambda: ast.Constant(1, kind=None, n=2), lambda: ast.Constant(), lambda: ast.Constant(value=1, s=2).s,
        lambda: ast.parse("x").body[0].value.ctx is ast.parse("y").body[0].value.ctx, lambda: ast.Load() is ast.Load(), lambda: ast.parse("x").body[0].value.ctx is ast.Load(),
        lambda: weak(ast.Name("x")), lambda: ast.Name.__init__(ast.Name("x"), "y", nope=1), lambda: type(ast.Name)("A", (ast.Name,), {"_fields": ("id", "more")})("x", more=1).__dict__, lambda: ast.Name(**{"id": "x", "": 1}).__dict__,
        lambda: ast.FunctionDef("f").__dict__.keys(), lambda: ast.arguments().__dict__, lambda: ast.Module().__dict__, lambda: ast.MatchAs().__dict__, lambda: ast.Dict().__dict__, lambda: ast.Compare(1).__dict__.keys(),
        lambda: match(ast.Name("x", ast.Load())), lambda: match(ast.BinOp(1, ast.Add(), 2)), lambda: match(ast.Pass()), lambda: ast.Name.__match_args__ is ast.Name._fields, lambda: ast.Name._fields is ast.Name._fields,
        lambda: ast.compare if hasattr(ast, "compare") else None, lambda: sorted(name for name in vars(ast) if not name.startswith("__")), lambda: sorted(vars(__import__("_ast"))), lambda: ast.Name("x", ctx=1).ctx, lambda: object.__new__(ast.Name), lambda: repr(ast.Name),
        lambda: copy.copy(WithInit("x")).__dict__.keys(), lambda: pickle.loads(pickle.dumps(Typed(1, 2, [3]))).__dict__, lambda: copy.deepcopy(Slotted("x")).__dict__.keys(), lambda: copy.replace(ast.Name("x"), id="y"), lambda: vars(ast.Name("x", lineno=1)),
        lambda: ast.Name.__dictoffset__, lambda: ast.Name("x").__sizeof__(), lambda: ast.AST.__doc__, lambda: ast.AST.__init__.__doc__ is None, lambda: ast.AST.__reduce__.__doc__, lambda: ast.AST.__hash__ is object.__hash__,
    ]
    said = []
    for act in acts:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                said.append(shown(act()))
            except Exception as e:
                said.append([type(e).__name__, str(e)])
        said.append([(w.category.__name__, str(w.message)) for w in caught])
    return said


def weak(node):
    import weakref

    return weakref.ref(node)() is node


def match(node):
    match node:
        case ast.Name(name, ast.Load()):
            return name
        case ast.BinOp(left, ast.Add(), right):
            return left, right
        case ast.Pass():
            return "pass"


def cases():
    found = [(f"class {cls.__name__}", about, cls) for cls in [*CLASSES, *OWN]]
    found += [(f"constructor {cls.__name__}", constructed, cls) for cls in [*CLASSES, *OWN]]
    found += [("odd", oddly)]
    dense = validator.SNIPPETS + [("exec", source) for source in symbols.SCOPES]
    for mode, source in dense:
        if mode != "func_type":
            found.append((f"carried {source!r:.100}", carried, source, mode))
    sources = [(mode, source) for mode, source in dense]
    sources += [("exec", source) for source in compile_snippets.SNIPPETS + snippets.STATEMENTS + snippets.VERSIONED + snippets.TYPE_COMMENTS + FOLDED]
    sources += [("eval", source) for source in snippets.STATEMENTS + FOLDED] + [("func_type", source) for source in snippets.FUNCTION_TYPES]
    sources += [("single", source) for source in snippets.STATEMENTS + snippets.TYPE_COMMENTS]
    for mode, source in dict.fromkeys(sources):
        options = [{"type_comments": True}] + [{"optimize": level} for level in (-1, 0, 1, 2)] + [{"type_comments": True, "optimize": 1}]
        if source in snippets.VERSIONED or (mode, source) in dense:
            options += [{"feature_version": (3, minor)} for minor in range(3, 14)]
        found += [(f"{mode} {option} {source!r:.150}", parsed, source, mode, option) for option in options]
    return found


FOLDED = """1 + 2 * 3; -(1); not True; not x in y; not x is y; (1, 2, (3, 4)); [1, 2][0]; (1, 2)[1]; "abc"[1]; "abc"[5]; b"abc"[0]; 1 / 0; 2 ** 1000; 1 << 200; "a" * 5000
"a" * 3 + "b"; (1,) * 3; (1,) * 5000; x in [1, 2]; x in {1, 2}; x not in {1, (2, 3)}; x in [a, 1]; x in {}; __debug__; __debug__ = 1; assert x; 'doc'
"%s" % x; "%s %r %a" % (x, y, z); "%d" % x; "%10s|%-5r" % (a, b); "%%" % (); "%s" % (x, y); "%(a)s" % x; "a%sb" % (x,); "%s%s" % (*x,); "%.2s" % (x,); "\\u20ac%s" % (x,)
1 if 2 else 3; a if True else b; 1 and 2; x and 0 or 3; 1 < 2; 3 == 3; ~5; +1; -0.0; -1j; 1 - 2j; 1 + 2j * 3; 0x10 | 0b1 & 7 ^ 2; 10 // 3 % 2; 1.5 * 2; 1 @ 2; not not 1; - - 1
(1, 2) + (3,); "a" "b" + "c"; b"a" + b"b"; f"{1}a{'b'}"; f"{x}" + "a"; f"a" "b"; f"{1 + 2}"; f"{'a'!r:>{1+1}}"; [*(1, 2)]; (*(1, 2), 3); {**{}}; x[1:2]; x[1, 2]; x[-1]; x[()]
for x in [1, 2, 3]: pass; for x in [a, 1]: pass; [x for y in [1, 2]]; {x for y in {1, 2}}; lambda: 1 + 1; def f(x=1+1) -> 2+2: return 3+3; while 1 + 1: pass; if 0: x""".replace("\n", "; ").split("; ")
FOLDED += ["'doc'\nx", "def f():\n 'doc'\n return 1", "class A:\n 'doc'", "f'doc'", "'a' + 'b'", "match x:\n case -1: pass\n case 1 + 2j: pass\n case -1 - 2j: pass\n case {-1: y, 1+1j: z}: pass", "x: 1 + 1 = 2 + 2", "async def f():\n 'doc'", "'doc' if 1 else 2", "from __future__ import annotations\nx: 1 + 1", "type X = 1 + 1", "def f[T: 1 + 1](): pass", "with 1 + 1 as x[2 * 3]: pass", "del x[1 + 1]", "assert 1 + 1, 2 + 2", "raise 1 + 1 from 2 + 2", "return (1, 2)", "global x", "x = (1 + 1, *y)", "@(1 + 1)\ndef f(): pass"]


def outcome(act, *args):
    return act(*args)
