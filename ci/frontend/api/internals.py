"""The compiler's passes as tests ask for them, code objects, and what `dis` and `opcode` say.

    internals passes                      `_testinternalcapi`'s code generation, optimization and assembly of snippets
    internals mutated [COUNT [SEED]]      the latter two, of instructions with mistakes
    internals files [STEP [PATH...]]      code objects of files, and their disassembly
    internals tables                      `_opcode`, `opcode` and `dis`
"""

import _opcode
import _testinternalcapi
import ast
import dis
import io
import marshal
import opcode
import random
import types
import warnings

import compile_snippets
from api import files, symbols, validator

SOURCES = [source for mode, source in validator.SNIPPETS if mode == "exec"] + symbols.SCOPES + compile_snippets.SNIPPETS
SOURCES += ["def f():\n" + "".join(f" {line}\n" for line in source.splitlines()) for source in SOURCES[:40]]


def cases(what="passes", *arguments):
    if what == "files":
        return [(path, of_file, path) for path, _ in files.cases(*arguments)]
    if what == "tables":
        return [(name, getattr(Tables, name)) for name in vars(Tables) if not name.startswith("_")]
    if what == "mutated":
        count, seed = [*map(int, arguments), *(4000, 0)[len(arguments) :]]
        return [(f"mutant {number} of seed {seed}", mutated, number, seed) for number in range(count)]
    found = [(f"optimize {level}: {source!r:.200}", passes, source, level) for source in dict.fromkeys(SOURCES) for level in (0, 2)]
    return found + [(f"{mode}: {source!r:.200}", in_mode, source, mode) for mode, source in validator.SNIPPETS if mode != "func_type"]


def outcome(act, *args):
    warnings.simplefilter("ignore")
    return act(*args)


def listing(sequence):
    return [list(row) for row in sequence.get_instructions()], [listing(inner) for inner in sequence.get_nested()]


def by_index(table):
    return [key for key, _ in sorted(table.items(), key=lambda item: item[1])]


def constants(table):
    return [constant[1] if isinstance(constant, tuple) and len(constant) > 1 else constant for constant in by_index(table)]


def passes(source, level):
    tree = ast.parse(source)
    sequence, metadata = _testinternalcapi.compiler_codegen(tree, "<source>", level, 0)
    said = [listing(sequence), [[key, table(value)] for key, value in metadata.items()]]
    optimized, consts = optimized_of(sequence, constants(metadata["consts"]), 0)
    said += [listing(optimized), [code_or(constant) for constant in consts]]
    said.append(assembled(optimized, consts, metadata))
    return said


def in_mode(source, mode):
    tree = ast.parse(source, mode=mode)
    number = ["exec", "single", "eval"].index(mode)
    said = []
    # CPython dies of numbers that no mode has.
    for number in number, 0:
        try:
            sequence, _ = _testinternalcapi.compiler_codegen(tree, "<source>", 0, number)
            said.append(listing(sequence))
        except Exception as e:
            said.append([type(e).__name__, str(e)])
    return said


def table(value):
    if isinstance(value, dict):
        return [[code_or(key), index] for key, index in value.items()]
    return repr(value)


def code_or(constant):
    if isinstance(constant, tuple):
        return [code_or(item) for item in constant]
    return marshal.dumps(constant, 2) if isinstance(constant, types.CodeType) else repr(constant)


def optimized_of(sequence, consts, nlocals):
    consts = list(consts)
    return _testinternalcapi.optimize_cfg(sequence, consts, nlocals), consts


def assembled(sequence, consts, metadata, **changes):
    metadata = {
        "name": "name", "qualname": "qual.name", "consts": {(index, constant): index for index, constant in enumerate(consts)},
        "names": metadata["names"], "varnames": metadata["varnames"], "cellvars": metadata["cellvars"], "freevars": metadata["freevars"],
        "fasthidden": {}, "argcount": metadata["argcount"], "posonlyargcount": metadata["posonlyargcount"], "kwonlyargcount": metadata["kwonlyargcount"], "firstlineno": 1, **changes,
    }
    code = _testinternalcapi.assemble_code_object("<assembled>", sequence, metadata)
    return described(code)


def described(code):
    return [code.co_code.hex(), code.co_linetable.hex(), code.co_exceptiontable.hex(), code.co_stacksize, code.co_flags, code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars, [code_or(constant) for constant in code.co_consts], code.co_firstlineno, code.co_qualname]


# ---- instructions with mistakes ----

def mutated(number, seed):
    rng = random.Random(number + seed * 1_000_003)
    if number % 2:
        rows, consts, nlocals = random_rows(rng)
    else:
        tree = ast.parse(rng.choice(SOURCES[:30]))
        rows, consts, nlocals = generated_rows(tree, rng)
    sequence = rebuilt(rows)
    if sequence is None:
        return "no sequence"
    said = [listing(sequence)]
    try:
        optimized, consts = optimized_of(sequence, consts, nlocals)
        said.append([listing(optimized), [code_or(constant) for constant in consts]])
    except Exception as e:
        return said + [[type(e).__name__, str(e)]]
    metadata = {"names": {f"n{i}": i for i in range(20)}, "varnames": {f"v{i}": i for i in range(nlocals)}, "cellvars": {}, "freevars": {}, "argcount": 0, "posonlyargcount": 0, "kwonlyargcount": 0}
    try:
        said.append(assembled(optimized, consts, metadata))
    except Exception as e:
        said.append([type(e).__name__, str(e)])
    return said


def random_rows(rng):
    """Pushes, pops, jumps and the like, with a stack that is never too low."""
    rows, depth, nlocals = [], 0, 4
    size = rng.randrange(3, 40)
    consts = [None, 0, 1, "a", (1, 2), 2.5, True, False, ()]
    while len(rows) < size:
        choice = rng.randrange(16)
        if choice < 4:
            rows.append(("LOAD_CONST", rng.randrange(len(consts))))
            depth += 1
        elif choice < 7:
            rows.append((rng.choice(["LOAD_FAST", "LOAD_FAST_CHECK"]), rng.randrange(nlocals)))
            depth += 1
        elif choice == 7 and depth:
            rows.append(("STORE_FAST", rng.randrange(nlocals)))
            depth -= 1
        elif choice == 8 and depth:
            rows.append(("POP_TOP", 0))
            depth -= 1
        elif choice == 9 and depth >= 2:
            rows.append(("SWAP", rng.randrange(2, depth + 1)))
        elif choice == 10 and depth:
            rows.append(("COPY", rng.randrange(1, depth + 1)))
            depth += 1
        elif choice == 11 and depth >= 2:
            rows.append(("BINARY_OP", rng.randrange(13)))
            depth -= 1
        elif choice == 12:
            count = rng.randrange(min(depth, 4) + 1)
            rows.append((rng.choice(["BUILD_TUPLE", "BUILD_LIST", "BUILD_SET"]), count))
            depth += 1 - count
        elif choice == 13 and depth:
            rows.append(("TO_BOOL", 0))
            rows.append((rng.choice(["POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE"]), "end"))
            depth -= 1
        elif choice == 14:
            rows.append((rng.choice(["NOP", "NOP", "PUSH_NULL"]), 0))
            depth += rows[-1][0] == "PUSH_NULL"
        elif choice == 15 and depth:
            count = rng.randrange(1, 4)
            rows.append(("UNPACK_SEQUENCE", count))
            depth += count - 1
    rows += [("LOAD_CONST", 0), ("RETURN_VALUE", 0)]
    end = len(rows)
    rows += [("LOAD_CONST", 1), ("RETURN_VALUE", 0)]
    lines = rng.choice([lambda: 1, lambda: rng.randrange(1, 5), lambda: rng.choice([-1, 1, 2, 3])])
    return [(opcode.opmap[name], end if arg == "end" else arg, line := lines(), line, 0, rng.choice([0, 5, -1])) for name, arg in rows], consts, nlocals


def generated_rows(tree, rng):
    sequence, metadata = _testinternalcapi.compiler_codegen(tree, "<source>", 0, 0)
    rows = [list(row) for row in sequence.get_instructions()]
    consts = constants(metadata["consts"])
    for _ in range(rng.choice([1, 1, 2])):
        index = rng.randrange(len(rows))
        kind = rng.randrange(5)
        if kind == 0:
            # A doubled instruction without effect moves all jumps.
            rows[index][2] = rows[index][3] = rng.choice([1, 2, 7, 300])
        elif kind == 1:
            rows[index][4:] = rng.choice([[0, 0], [5, 2], [200, 300], [-1, -1]])
        elif kind == 2 and rows[index][0] == opcode.opmap["LOAD_CONST"]:
            rows[index][1] = rng.randrange(len(consts))
        elif kind == 3 and rows[index][0] == opcode.opmap["BINARY_OP"]:
            rows[index][1] = rng.randrange(26)
        elif kind == 4 and rows[index][0] == opcode.opmap["LOAD_NAME"]:
            rows[index][0] = opcode.opmap["LOAD_GLOBAL"]
            rows[index][1] = (rows[index][1] or 0) * 2
    return rows, consts, 0


def rebuilt(rows):
    """A sequence of these rows, whose jumps are told as indices."""
    sequence = _testinternalcapi.new_instruction_sequence()
    labels = {}
    for op, arg, *_ in rows:
        if op in TARGETS and arg not in labels:
            labels[arg] = sequence.new_label()
    for index, (op, arg, lineno, end_lineno, col, end_col) in enumerate(rows):
        if index in labels:
            sequence.use_label(labels[index])
        if op in TARGETS:
            arg = labels[arg]
        sequence.addop(op, arg or 0, lineno, end_lineno, col, end_col)
    if len(rows) in labels:
        return None
    return sequence


TARGETS = {op for name, op in opcode.opmap.items() if _opcode.has_jump(op) or name.startswith("SETUP_")}


# ---- code objects of files ----


def inner(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from inner(constant)


def of_file(path):
    with open(path, "rb") as f:
        code = compile(f.read(), path, "exec", dont_inherit=True)
    again = marshal.loads(marshal.dumps(code))
    output = io.StringIO()
    dis.dis(code, file=output, depth=0 if len(code.co_code) > 4000 else None)
    text = output.getvalue()
    output = io.StringIO()
    dis.dis(code, file=output, show_caches=True, adaptive=True, show_offsets=True, depth=0)
    said = [text, output.getvalue(), dis.code_info(code)]
    for one, other in zip(inner(code), inner(again)):
        said.append([one == other, hash(one) == hash(other), one.replace() == one, one.replace(co_name="other") == one, one._co_code_adaptive == one.co_code])
        said.append([repr(list(one.co_lines())), repr(list(one.co_positions())), len(one._varname_from_oparg(0)) if one.co_varnames or one.co_cellvars or one.co_freevars else None, one.co_nlocals])
        other = one.replace(co_firstlineno=7, co_flags=one.co_flags | 0x20000, co_consts=(*one.co_consts, 1), co_filename="other")
        said.append([other == one, other.co_flags, list(other.co_lines())[:3], marshal.dumps(other, 2) if len(one.co_code) < 500 else None])
    return said


class Tables:
    def effects():
        said = []
        for op in range(-5, 300):
            for arg in None, 0, 1, 2, 7, 255, 70000:
                for jump in None, True, False, 1:
                    try:
                        said.append(_opcode.stack_effect(op, arg, jump=jump))
                    except Exception as e:
                        said.append([type(e).__name__, str(e)])
        return said

    def kinds():
        asked = "is_valid has_arg has_const has_name has_jump has_free has_local has_exc".split()
        return [[name, [bool(getattr(_opcode, name)(op)) for op in range(-3, 300)]] for name in asked]

    def arguments():
        said = []
        for call in [lambda: _opcode.stack_effect(), lambda: _opcode.stack_effect("a"), lambda: _opcode.stack_effect(1, "a"), lambda: _opcode.stack_effect(1, 2, 3), lambda: _opcode.stack_effect(1, jump="x"), lambda: _opcode.has_arg("a"), lambda: _opcode.get_executor(code=1, offset=0), lambda: _opcode.get_executor(code=Tables.kinds.__code__, offset=0), lambda: _opcode.get_executor(code=Tables.kinds.__code__, offset=10**6), lambda: _opcode.is_valid(1.5)]:
            try:
                said.append(repr(call()))
            except Exception as e:
                said.append([type(e).__name__, str(e)])
        return said

    def tables():
        return [[name, repr(getattr(opcode, name))] for name in sorted(dir(opcode)) if not name.startswith("__") and not isinstance(getattr(opcode, name), types.ModuleType)]

    def module():
        return sorted(vars(_opcode)), _opcode.get_intrinsic1_descs(), _opcode.get_intrinsic2_descs(), _opcode.get_nb_ops(), repr(_opcode.get_specialization_stats())

    def sequences():
        said = []
        for act in [lambda s: s.addop(1), lambda s: s.addop("a", 0, 0, 0, 0, 0), lambda s: s.addop(100000, 0, 1, 1, 0, 0), lambda s: s.use_label("a"), lambda s: s.new_label(), lambda s: s.get_nested(), lambda s: s.add_nested(1), lambda s: s.add_nested(s.__class__()), lambda s: s.get_instructions(), lambda s: repr(type(s)), lambda s: type(s)(1), lambda s: s.nope, lambda s: sorted(dir(s))]:
            sequence = _testinternalcapi.new_instruction_sequence()
            try:
                said.append(str(act(sequence)))
            except Exception as e:
                said.append([type(e).__name__, str(e)])
        return said

    def generation_of_no_tree():
        return _testinternalcapi.compiler_codegen(1, "f", 0)

    def optimization_of_no_sequence():
        return _testinternalcapi.optimize_cfg(1, [], 0)

    def optimization_without_a_list():
        return _testinternalcapi.optimize_cfg(_testinternalcapi.new_instruction_sequence(), (), 0)


    def cleaned():
        return [_testinternalcapi.compiler_cleandoc(text) for text in ["", "a", " a\n  b\n", "\n\n a\n", "a\n\tb\n  c", "\ta", "a\n   \n b", "a\n\n\n  b\n ", "\u20ac\n \u20ac", "a\n b\n" * 5]]
