#!/usr/bin/env python3
"""Lists the names of the static strings of `_PyRuntime`, in the order of the stock headers.

Writes the sections `[literals]` and `[identifiers]` of abi/layout/identifiers.toml from
`internal/pycore_global_strings.h`; leaves the `[own_*]` sections, which are edited by hand, as they are.

usage: identifiers.py [--check]
"""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from oracle import include_dir  # noqa: E402

TABLE = pathlib.Path(__file__).resolve().parents[2] / "abi/layout/identifiers.toml"
MARK = "# Our own, by hand:"


def from_header():
    text = (include_dir() / "internal/pycore_global_strings.h").read_text()
    literals = re.findall(r"^ +STRUCT_FOR_STR\((\w+), (\".*\")\)$", text, re.M)
    names = re.findall(r"^ +STRUCT_FOR_ID\((\w+)\)$", text, re.M)
    lines = ["[literals]"]
    lines += [f"{name} = {json.dumps(json.loads(value))}" for name, value in literals]
    lines += ["", "[identifiers]"]
    lines += [f'{name} = "{name}"' for name in names]
    return "\n".join(lines) + "\n"


def main():
    old = TABLE.read_text() if TABLE.exists() else ""
    head = (
        "# Static strings. The first two sections stand in `_PyRuntime`, in the header's order, and are written by\n"
        "# ci/generate/identifiers.py; `id!(name)` gives any of them.\n\n"
    )
    own = old[old.index(MARK):] if MARK in old else f"{MARK}\n\n[own_literals]\n\n[own_identifiers]\n"
    new = head + from_header() + "\n" + own
    if "--check" in sys.argv:
        sys.exit(0 if new == old else "identifiers.toml differs from the header")
    TABLE.write_text(new)


if __name__ == "__main__":
    main()
