"""Trees of whole files: as objects, compiled, folded, and as text again.

    files [STEP [PATH...]]     every STEP-th of the files (default: all of the oracle's standard library)
"""

import ast
import marshal
import os
import pickle
import warnings
from pathlib import Path

FORK = True


def files(paths=()):
    for path in map(Path, paths or [os.path.dirname(os.__file__)]):
        yield from sorted(p for p in path.rglob("*.py") if p.is_file()) if path.is_dir() else [path]


def cases(step="1", *paths):
    return [(str(path), str(path)) for path in list(files(paths))[:: int(step)]]


def flat(tree):
    """Every class, field and attribute; quicker than `ast.dump`."""
    found = []
    todo = [tree]
    while todo:
        value = todo.pop()
        if isinstance(value, ast.AST):
            names = value._fields + value._attributes
            found.append(type(value).__name__)
            found.extend(value.__dict__)
            todo.extend([getattr(value, name) for name in names])
        elif isinstance(value, list):
            found.append(len(value))
            todo.extend(value)
        else:
            found.append(value)
    return repr(found)


def outcome(path):
    warnings.simplefilter("ignore")
    with open(path, "rb") as f:
        source = f.read()
    tree = ast.parse(source)
    said = {"same": compile(tree, path, "exec", ast.PyCF_ONLY_AST, True) is tree}
    for level in 0, 2:
        said[f"compiled {level}"] = marshal.dumps(compile(tree, path, "exec", dont_inherit=True, optimize=level))
    folded = compile(source, path, "exec", ast.PyCF_OPTIMIZED_AST, True, 1)
    said["folded"] = flat(folded)
    said["folded again"] = flat(compile(tree, path, "exec", ast.PyCF_OPTIMIZED_AST, True, 2)) if len(source) < 20000 else None
    said["commented"] = flat(ast.parse(source, type_comments=True)) if b"type:" in source else None
    said["pickled"] = pickle.dumps(tree) if len(source) < 20000 else None
    said["text"] = ast.unparse(tree) if len(source) < 20000 else None
    # Constants that were folded are objects of the tree: how often `marshal` refers to one depends on who else has it.
    said["compiled folded"] = marshal.dumps(compile(folded, path, "exec", dont_inherit=True, optimize=1), 2)
    return said
