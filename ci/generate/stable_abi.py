#!/usr/bin/env python3
"""Writes stable-abi.toml: every symbol that the stock library exports.

Facts and where they come from: the names, kinds and sizes from the library's dynamic symbol table; the header from
preprocessing all headers; `stable` from the names that the stock `test_stable_abi_ctypes` expects of every 3.x library;
`since` from preprocessing `Python.h` with `Py_LIMITED_API` set to each version (symbols of the stable ABI that no header
declares any more have been there since 3.2); the rest is `private` if the name begins with an underscore or only
`internal/` headers declare it, else `public`.

usage: stable_abi.py [--check]
"""

import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import oracle  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSIONS = range(2, 14)
# Other platforms', or needing a context of their own.
SKIPPED = {
    "pycore_emscripten_signal.h",
    "pycore_emscripten_trampoline.h",
    "pycore_fileutils_windows.h",
    "pycore_blocks_output_buffer.h",
    "pycore_mimalloc.h",
    "pycore_jit.h",
}


def symbols(library):
    """Name -> (kind, size in bytes), of what the library defines."""
    out = subprocess.run(["nm", "-D", "-S", "--defined-only", library], capture_output=True, text=True, check=True)
    found = {}
    for line in out.stdout.splitlines():
        fields = line.split()
        letter, name = fields[-2], fields[-1]
        size = int(fields[1], 16) if len(fields) == 4 else 0
        found[name] = ("function" if letter in "TtWi" else "data", size)
    return found


def declared(names, source, flags):
    """Name -> header that mentions it first outside a function's body, of the preprocessed source."""
    include = oracle.include_dir()
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write(source)
        file.flush()
        command = ["cc", "-E", "-w", f"-I{include}", f"-I{include}/internal", *flags, file.name]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found, header, depth = {}, None, 0
    word = re.compile(r"\b_?Py\w*|\b_?PY\w*")
    for line in text.splitlines():
        if line.startswith("# "):
            path = line.split('"')[1]
            header = path.removeprefix(f"{include}/") if path.startswith(str(include)) else None
            continue
        if header is not None and depth == 0:
            for name in word.findall(line):
                if name in names and name not in found:
                    found[name] = header
        depth += line.count("{") - line.count("}")
        # `extern "C"` does not occur: this is C.
        depth = max(depth, 0)
    return found


def stable_names():
    """The names that the stock test suite expects of the stable ABI."""
    code = "import test.test_stable_abi_ctypes as t; print('\\n'.join(t.SYMBOL_NAMES))"
    return set(subprocess.run([oracle.python(), "-c", code], capture_output=True, text=True, check=True).stdout.split())


def main():
    exported = symbols(oracle.library())
    names = set(exported)
    include = oracle.include_dir()
    extra = "".join(f"#include <{name}>\n" for name in ("datetime.h", "frameobject.h", "marshal.h", "structmember.h"))
    internal = "".join(
        f'#include "internal/{path.name}"\n'
        for path in sorted((include / "internal").glob("*.h"))
        if path.name not in SKIPPED
    )
    public = declared(names, "#include <Python.h>\n" + extra, [])
    core = declared(names, "#include <Python.h>\n" + extra + internal, ["-DPy_BUILD_CORE=1"])
    since = {}
    for minor in VERSIONS:
        flags = [f"-DPy_LIMITED_API=0x03{minor:02x}0000"]
        for name in declared(names, "#include <Python.h>\n#include <structmember.h>\n#include <marshal.h>\n", flags):
            since.setdefault(name, minor)
    stable = stable_names()

    lines = [
        "# Every symbol that the stock libpython3.13.so.1.0 (3.13.0, x86-64 Linux) exports: the contract.",
        "# Written by ci/generate/stable_abi.py. `size` is in bytes. `tier` is stable (since 3.x), public or private.",
        "",
    ]
    for name in sorted(exported):
        kind, size = exported[name]
        row = [f'kind = "{kind}"']
        if kind == "data":
            row.append(f"size = {size}")
        header = public.get(name) or core.get(name)
        if header:
            row.append(f'header = "{header}"')
        if name in stable:
            row += ['tier = "stable"', f'since = "3.{since.get(name, 2)}"']
        elif name.startswith("_") or name not in public:
            row.append('tier = "private"')
        else:
            row.append('tier = "public"')
        lines.append(f"{name} = {{ {', '.join(row)} }}")
    text = "\n".join(lines) + "\n"
    path = ROOT / "stable-abi.toml"
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text() == text else "stable-abi.toml differs from the stock library and headers")
    path.write_text(text)


if __name__ == "__main__":
    main()
