"""Where the library under test is, and the command that runs a program on it under the stock launcher."""

import os
import pathlib
import sys

import oracle

ROOT = pathlib.Path(__file__).resolve().parents[1]
WITHLIB = ROOT / "ci/withlib.sh"


def library(named=None):
    """The library `named`, else the newest of debug and release in the target directory."""
    if named:
        return pathlib.Path(named).resolve()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = list(target.glob("*/libpython3_13.so"))
    if not built:
        sys.exit(f"no libpython3_13.so under {target}: build it, or name it with --library")
    return max(built, key=lambda path: path.stat().st_mtime)


def command(path, mode="env"):
    """The words that start Python on the library at `path`; `mode` as in ci/withlib.sh."""
    return ["sh", str(WITHLIB), mode, str(path), str(oracle.python())]


def environment(path):
    """`LD_LIBRARY_PATH` for the stock launcher, without a shell in between (for timing): a directory with the library under
    the name that the launcher looks for."""
    home = path.parent / ".withlib"
    home.mkdir(exist_ok=True)
    copy = home / "libpython3.13.so.1.0"
    if not copy.exists() or copy.stat().st_mtime < path.stat().st_mtime:
        fresh = home / f"copy.{os.getpid()}"
        fresh.write_bytes(path.read_bytes())
        fresh.rename(copy)
    return {**os.environ, "LD_LIBRARY_PATH": str(home)}
