#!/usr/bin/env python3
"""Large packages of PyPI as further sources to compare: those of packages.txt, in the versions it names.

    packages.py                              downloads and unpacks them, and prints where they are
    packages.py SCRIPT.py [ARGUMENT...]      runs a comparison of this folder on them: its arguments, then each package

They are kept in target/frontend-packages. KINGSNAKE_PACKAGES=name,name chooses among them.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE.parents[1] / "target" / "frontend-packages"

sys.path.insert(0, str(HERE.parent))
from oracle import python


def wheel(requirement):
    """The wheel of `name==version`, downloaded if need be."""
    name, _, version = requirement.partition("==")
    wheels = PLACE / "wheels"
    pattern = f"{name}-{version}-*.whl"
    if not list(wheels.glob(pattern)):
        command = [python(), "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", wheels, requirement]
        subprocess.run(command, check=True)
    return next(wheels.glob(pattern))


def unpacked(requirement):
    """The folder with the Python files of a package."""
    folder = PLACE / "trees" / requirement
    if not folder.exists():
        unfinished = folder.with_name(f"{requirement}.{os.getpid()}")
        with zipfile.ZipFile(wheel(requirement)) as archive:
            archive.extractall(unfinished, [name for name in archive.namelist() if name.endswith(".py")])
        unfinished.rename(folder)
    return folder


def main():
    chosen = os.environ.get("KINGSNAKE_PACKAGES")
    requirements = (HERE / "packages.txt").read_text().split()
    if chosen:
        requirements = [r for r in requirements if r.partition("==")[0] in chosen.split(",")]
    folders = list(map(unpacked, requirements))
    if len(sys.argv) < 2:
        print(*folders, sep="\n")
        return 0
    return subprocess.run([sys.executable, HERE / sys.argv[1], *sys.argv[2:], *folders]).returncode


if __name__ == "__main__":
    sys.exit(main())
