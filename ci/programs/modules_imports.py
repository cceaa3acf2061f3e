"""importlib: packages in the working directory, reload, hooks, zipimport, namespace packages, errors."""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pathlib
import re
import sys
import traceback
import types
import zipfile

W = pathlib.Path.cwd()


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as error:
        return re.sub(r" at 0x\w+|after 0\.\d+", "", f"{type(error).__name__}: {error}").replace(str(W), "<cwd>")


def write(path, text):
    p = W / path; p.parent.mkdir(parents=True, exist_ok=True); p.write_text(text); importlib.invalidate_caches()


sys.path.insert(0, str(W)); sys.dont_write_bytecode = True
write("pkg/__init__.py", "print('pkg init', __name__, __package__, __path__ is not None)\n__all__ = ['a', 'sub']\nx = 1\n"); write("pkg/a.py", "from . import x\nfrom .sub import b as bb\nname = __name__\n"); write("pkg/sub/__init__.py", ""); write("pkg/sub/b.py", "from ..  import x as up\nfrom .. import a\nval = up + 1\n"); write("pkg/bad.py", "from ... import nothing\n"); write("pkg/err.py", "def boom():\n    1 / 0\nboom()\n"); write("pkg/__main__.py", "print('main of pkg', __name__)\n"); write("circ1.py", "import circ2\nv = 1\n"); write("circ2.py", "from circ1 import v\n"); write("circ3.py", "import circ4\nv = circ4.w\n"); write("circ4.py", "import circ3\nw = circ3.v\n"); write("syn.py", "x = = 1\n"); write("ns1/nspkg/m1.py", "v = 'm1'\n"); write("ns2/nspkg/m2.py", "v = 'm2'\n"); write("star.py", "_hidden = 1\nshown = 2\n"); write("badall.py", "__all__ = ['nope']\n"); write("badall2.py", "__all__ = [5]\n"); write("getattr_mod.py", "def __getattr__(n):\n    if n == 'dyn': return 'dynamic'\n    raise AttributeError(f'no {n}')\ndef __dir__(): return ['dyn', 'z']\n"); write("exits.py", "raise SystemExit(3)\n")
import pkg.a
print(pkg.a.name, pkg.sub.b.val, pkg.x, pkg.__spec__.origin.endswith("__init__.py"), pkg.a.__spec__.parent, pkg.a.__loader__.__class__.__name__, pkg.a.__file__.endswith("pkg/a.py"), pkg.__name__, repr(pkg).replace(str(W), "<cwd>"), pkg.a.__cached__.endswith(".pyc"), sorted(k for k in sys.modules if k.startswith("pkg")))
for src in ["import nope", "import pkg.nope", "from pkg import nope", "from pkg.a import nope", "import pkg.a.nope", "from pkg import bad", "import pkg.bad", "import circ1", "import circ3", "import syn", "from . import x", "from .pkg import x", "from badall import *", "from badall2 import *", "import exits", "from star import _hidden, shown", "from star import shown as s, nope2", "import getattr_mod; print(getattr_mod.dyn, dir(getattr_mod)); getattr_mod.zz", "from getattr_mod import dyn", "from getattr_mod import other", "from os import no_such_thing", "import os.nope", "from pkg import *; print(sub, a)", "import pkg.err", "__import__('')", "__import__(5)", "__import__('pkg', level=-1)", "__import__('a', {}, level=1)", "__import__('x', {'__package__': 5}, level=1)", "__import__('x', {'__name__': 'a.b'}, level=3)", "__import__('pkg.a').__name__ + 1", "importlib.import_module('.a', 'pkg').q", "importlib.import_module('.a')", "importlib.import_module('..x', 'pkg')", "import encodings.nope as q", "from sys import path as p, nopath"]:
    print(src, attempt(exec, src, {"importlib": importlib, "__name__": "__main__"}))
try: importlib.import_module("pkg.err")
except ZeroDivisionError: print(traceback.format_exc().replace(str(W), "<cwd>").split("import_module(name")[0], "pkg.err" in sys.modules)
try: import syn
except SyntaxError: print(traceback.format_exc().replace(str(W), "<cwd>"))
print(vars(ns := types.ModuleType("ns", "doc")), ns, attempt(types.ModuleType), attempt(types.ModuleType, 5), attempt(lambda: ns.nope), attempt(setattr, ns, "__dict__", {}), exec("from star import *", g := {}) or sorted(k for k in g if k != "__builtins__"))
write("rel.py", "import sys\nn = globals().get('n', 0) + 1\n"); import rel; rel.extra = 5; write("rel.py", "import sys\nn = globals().get('n', 0) + 10  # changed size\nnew = 1\n"); print(importlib.reload(rel) is rel, rel.n, rel.new, rel.extra, attempt(importlib.reload, 5), attempt(importlib.reload, types.ModuleType("zz")))
sys.path[:0] = [str(W / "ns1"), str(W / "ns2")]; importlib.invalidate_caches(); import nspkg.m1, nspkg.m2; print(nspkg.m1.v, nspkg.m2.v, len(nspkg.__path__), nspkg.__file__ if hasattr(nspkg, "__file__") else "no file", type(nspkg.__loader__).__name__, repr(nspkg).replace(str(W), "<cwd>"), type(nspkg.__path__).__name__)
with zipfile.ZipFile("lib.zip", "w") as z: z.writestr("zmod.py", "v = __file__\ndef f(): raise ValueError('in zip')\n"); z.writestr("zpkg/__init__.py", ""); z.writestr("zpkg/data.txt", "zip data"); z.writestr("zpkg/m.py", "x = 7\n")
sys.path.insert(0, str(W / "lib.zip")); import zmod, zpkg.m; print(zmod.v.replace(str(W), "<cwd>"), zpkg.m.x, type(zmod.__loader__).__name__, attempt(zmod.f), zmod.__loader__.get_data(str(W / "lib.zip" / "zpkg" / "data.txt")), attempt(exec, "import zpkg.nope"), zmod.__loader__.is_package("zpkg"))
import importlib.resources as ir; print(ir.files("zpkg").joinpath("data.txt").read_text(), ir.read_text("zpkg", "data.txt"), sorted(p.name for p in ir.files("zpkg").iterdir()))
try: zmod.f()
except ValueError: print(traceback.format_exc().replace(str(W), "<cwd>").split("\n", 3)[3])
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None): asked.append((name, path)); return importlib.machinery.ModuleSpec(name, self, origin="virtual", is_package=name == "virt") if name.startswith("virt") else None
    def create_module(self, spec): return None
    def exec_module(self, m): m.value = f"made {m.__name__}"; 1 / 0 if m.__name__.endswith("bad") else None
asked = []; sys.meta_path.insert(0, Finder()); import virt.sub; print(virt.value, virt.sub.value, virt, virt.sub.__spec__.name, asked, attempt(exec, "import virtbad"), "virtbad" in sys.modules); sys.meta_path.pop(0)
sys.modules["blocked"] = None; print(attempt(exec, "import blocked"), attempt(importlib.util.find_spec, "blocked"), importlib.util.find_spec("nope"), importlib.util.find_spec("pkg.a").name, attempt(importlib.util.find_spec, "nope.x"), attempt(importlib.util.find_spec, ".a", "pkg").name, importlib.util.resolve_name("..x", "a.b.c"), attempt(importlib.util.resolve_name, "..x", "a"), importlib.util.cache_from_source("/a/b.py"), importlib.util.source_from_cache("/a/__pycache__/b.cpython-313.pyc"), attempt(importlib.util.source_from_cache, "/a/b.pyc"), importlib.util.MAGIC_NUMBER, importlib.machinery.SOURCE_SUFFIXES, importlib.machinery.all_suffixes()[-1], importlib.util.find_spec("sys").origin, importlib.util.find_spec("math").loader.__class__.__name__, importlib.util.find_spec("_frozen_importlib").origin)
spec = importlib.util.spec_from_file_location("dyn", W / "star.py"); m = importlib.util.module_from_spec(spec); spec.loader.exec_module(m); print(m.shown, "dyn" in sys.modules, spec.loader.get_source("dyn"), spec.loader.get_code("dyn").co_name, attempt(spec.loader.get_code, "other"), spec.loader.path_stats(str(W / "star.py"))["size"], importlib.util.spec_from_loader("x", None)); lazy = importlib.util.LazyLoader.factory(importlib.machinery.SourceFileLoader)("lz", str(W / "star.py")); sp = importlib.util.spec_from_loader("lz", lazy); lm = importlib.util.module_from_spec(sp); lazy.exec_module(lm); print(type(lm).__name__, lm.shown, type(lm).__name__)
sys.dont_write_bytecode = False; write("cached.py", "v = 1\n"); import cached; pyc = pathlib.Path(cached.__cached__); print(pyc.exists(), pyc.read_bytes()[:4] == importlib.util.MAGIC_NUMBER); import py_compile, compileall, marshal; code = marshal.loads(pyc.read_bytes()[16:]); print(code.co_name, code.co_consts, py_compile.compile("star.py", cfile="s.pyc", doraise=True), attempt(py_compile.compile, "syn.py", doraise=True).splitlines()[0], compileall.compile_dir("pkg", quiet=2, maxlevels=0)); os.rename("s.pyc", "onlypyc.pyc"); importlib.invalidate_caches(); import onlypyc; print(onlypyc.shown, type(onlypyc.__loader__).__name__); pathlib.Path("badpyc.pyc").write_bytes(b"junk" * 8); importlib.invalidate_caches(); print(attempt(exec, "import badpyc")); pathlib.Path("shortpyc.pyc").write_bytes(importlib.util.MAGIC_NUMBER); importlib.invalidate_caches(); print(attempt(exec, "import shortpyc"))
import runpy; print(runpy.run_path("star.py")["shown"], runpy.run_module("pkg", run_name="custom")["__name__"], attempt(runpy.run_module, "nope"), attempt(runpy.run_path, "nope.py"), attempt(runpy.run_module, "pkg.sub")); import pkgutil; print(sorted(m.name for m in pkgutil.iter_modules(pkg.__path__)), [m.name for m in pkgutil.walk_packages(pkg.__path__, "pkg.") if "err" not in m.name and "bad" not in m.name], pkgutil.resolve_name("os.path:join").__name__, attempt(pkgutil.resolve_name, "os:nope"), pkgutil.extend_path([], "x"), pkgutil.get_data("zpkg", "data.txt"))
