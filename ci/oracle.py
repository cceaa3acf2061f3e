"""Where the stock CPython 3.13.0 is that the generators and checks compare with."""

import functools
import os
import pathlib
import shutil
import subprocess
import sys


def _candidates():
    named = os.environ.get("KINGSNAKE_CPYTHON")
    if named:
        yield named if os.path.isfile(named) else os.path.join(named, "bin/python3.13")
    found = shutil.which("python3.13")
    if found:
        yield found
    if shutil.which("pyenv"):
        prefix = subprocess.run(["pyenv", "prefix", "3.13.0"], capture_output=True, text=True)
        if prefix.returncode == 0:
            yield prefix.stdout.strip() + "/bin/python3.13"


@functools.cache
def python():
    """The path of its interpreter: `KINGSNAKE_CPYTHON` (an interpreter or a prefix), `python3.13` on `PATH`, or pyenv's 3.13.0."""
    for candidate in _candidates():
        # A shim may be there and refuse to run.
        if os.path.isfile(candidate) and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return pathlib.Path(candidate)
    sys.exit("no CPython 3.13 found: set KINGSNAKE_CPYTHON to its interpreter or its prefix")


@functools.cache
def _ask(expression):
    code = f"import sysconfig; print({expression})"
    return subprocess.run([python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def include_dir():
    """The directory of `Python.h`."""
    return pathlib.Path(_ask("sysconfig.get_path('include')"))


def library():
    """The shared library."""
    return pathlib.Path(_ask("sysconfig.get_config_var('LIBDIR')")) / "libpython3.13.so.1.0"
