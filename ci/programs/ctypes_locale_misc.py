"""ctypes, locale, ipaddress, graphlib, resource, tracemalloc, warnings, sched, contextvars, types."""
import contextvars
import ctypes
import graphlib
import ipaddress
import locale
import resource
import re
import sched
import sys
import tracemalloc
import types
import warnings


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return re.sub(r" at 0x\w+", "", f"{type(error).__name__}: {error}")


libc = ctypes.CDLL(None); libc.strlen.argtypes = [ctypes.c_char_p]; libc.strlen.restype = ctypes.c_size_t; print(libc.strlen(b"hello"), attempt(libc.strlen, "s"), attempt(libc.strlen), attempt(lambda: libc.no_such_fn), attempt(ctypes.CDLL, "nolib.so"), libc.abs(-5))
class P(ctypes.Structure): _fields_ = [("x", ctypes.c_int8), ("y", ctypes.c_int32), ("a", ctypes.c_char * 4), ("b", ctypes.c_uint, 3)]
class U(ctypes.Union): _fields_ = [("i", ctypes.c_uint32), ("f", ctypes.c_float)]
p = P(1, 2, b"ab", 9); u = U(f=1.0); print(ctypes.sizeof(P), P.y.offset, p.x, p.a, p.b, hex(u.i), attempt(P, 1, 2, 3, 4, 5), attempt(setattr, p, "a", b"toolong"), attempt(setattr, p, "x", "s"), attempt(lambda: p.zz), bytes(p)[:2], P.from_buffer_copy(bytes(p)).y, ctypes.alignment(P), attempt(P.from_buffer, b"x"))
arr = (ctypes.c_int * 3)(1, 2, 3); pt = ctypes.pointer(ctypes.c_int(7)); print(arr[:], len(arr), attempt(lambda: arr[5]), pt.contents.value, pt[0], bool(ctypes.POINTER(ctypes.c_int)()), attempt(lambda: ctypes.POINTER(ctypes.c_int)().contents), ctypes.c_int(2**33 + 1).value, ctypes.c_ubyte(-1).value, attempt(ctypes.c_int, "x"), ctypes.c_char_p(b"z").value, ctypes.create_string_buffer(b"ab", 5).raw, ctypes.c_wchar_p("é").value, repr(ctypes.c_double(1.5)), ctypes.cast(arr, ctypes.POINTER(ctypes.c_short))[0], ctypes.addressof(arr) > 0)
cmp = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))(lambda a, b: a[0] - b[0]); big = (ctypes.c_int * 5)(5, 3, 1, 4, 2); libc.qsort(big, 5, 4, cmp); print(big[:], ctypes.string_at(b"abc", 2), ctypes.get_errno(), attempt(ctypes.CFUNCTYPE, 5))
print(locale.setlocale(locale.LC_ALL), locale.localeconv()["decimal_point"], locale.getlocale(), attempt(locale.setlocale, locale.LC_ALL, "nope"), locale.strcoll("a", "b"), locale.format_string("%d", 12345, grouping=True), locale.atof("1.5"), locale.getpreferredencoding(False), locale.normalize("de"), locale.strxfrm("a"), locale.currency.__name__, attempt(locale.currency, 5), locale.nl_langinfo(locale.CODESET))
for a in ["192.168.1.1", "::1", "256.1.1.1", "1.2.3", "", "01.2.3.4", "::ffff:1.2.3.4", "1::2::3", "g::", 5, 2**32, -1, b"\1\2\3\4"]:
    i = attempt(ipaddress.ip_address, a); print(a, i, *((i.version, i.is_private, i.is_loopback, i.packed, int(i), i.reverse_pointer) if not isinstance(i, str) else ()))
n = ipaddress.ip_network("10.0.0.0/29"); print(n, list(n.hosts())[:2], n.num_addresses, n.netmask, n.broadcast_address, ipaddress.ip_address("10.0.0.5") in n, list(n.subnets(1)), n.supernet(), attempt(ipaddress.ip_network, "10.0.0.1/24"), ipaddress.ip_network("10.0.0.1/24", False), attempt(ipaddress.ip_network, "1.1.1.1/33"), n.overlaps(ipaddress.ip_network("10.0.0.4/30")), list(ipaddress.collapse_addresses([ipaddress.ip_network("1.0.0.0/25"), ipaddress.ip_network("1.0.0.128/25")])), ipaddress.ip_interface("1.2.3.4/8").network, attempt(lambda: ipaddress.ip_address("1.1.1.1") < ipaddress.ip_address("::1")), ipaddress.ip_address("1.1.1.1") + 5, list(ipaddress.summarize_address_range(ipaddress.ip_address("1.1.1.0"), ipaddress.ip_address("1.1.1.5"))), f"{ipaddress.ip_address('1.2.3.4'):x}", list(n.address_exclude(ipaddress.ip_network("10.0.0.0/30"))))
ts = graphlib.TopologicalSorter({"d": ["b", "c"], "b": ["a"], "c": ["a"]}); print(list(ts.static_order()), attempt(lambda: list(graphlib.TopologicalSorter({"a": ["b"], "b": ["a"]}).static_order()))); t2 = graphlib.TopologicalSorter(); t2.add(1, 2, 3); t2.prepare(); print(sorted(t2.get_ready()), t2.is_active(), t2.done(2, 3), t2.get_ready(), attempt(t2.done, 9), attempt(t2.add, 5), attempt(t2.prepare).__class__.__name__)
print(resource.getrlimit(resource.RLIMIT_CORE)[0] >= -1, resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0, attempt(resource.getrlimit, 999), attempt(resource.setrlimit, 0, (1,)), resource.getpagesize(), resource.RLIM_INFINITY)
tracemalloc.start(3); x = [bytes(1000) for _ in range(10)]; s = tracemalloc.take_snapshot(); print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory()[0] > 10000, any(st.size > 10000 for st in s.statistics("lineno")), tracemalloc.get_object_traceback(x[0]) is not None, tracemalloc.get_traceback_limit(), tracemalloc.stop(), tracemalloc.is_tracing(), attempt(tracemalloc.take_snapshot), attempt(tracemalloc.start, -1))
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always"); warnings.warn("plain"); warnings.warn("dep", DeprecationWarning, stacklevel=1); warnings.warn(UserWarning("inst")); warnings.warn_explicit("ex", RuntimeWarning, "f.py", 5); print([(x.category.__name__, str(x.message), x.lineno if x.filename == "f.py" else "") for x in w]); warnings.filterwarnings("error", "bad.*"); print(attempt(warnings.warn, "bad one"), attempt(warnings.warn, "x", int), attempt(warnings.warn, 5), attempt(warnings.filterwarnings, "nope"), attempt(warnings.simplefilter, "error", 5), warnings.formatwarning("m", UserWarning, "f", 1, "line"), len(warnings.filters) > 2)
@warnings.deprecated("old func")
def old(): return 1
with warnings.catch_warnings(record=True) as w: warnings.simplefilter("default"); print(old(), old.__deprecated__, [str(x.message) for x in w]); [warnings.warn("same") for _ in range(3)]; print(len(w))
out = []; sc = sched.scheduler(lambda: len(out), lambda d: out.append(("sleep", d))); sc.enter(2, 1, out.append, ("b",)); e = sc.enter(1, 1, out.append, ("a",)); sc.enter(1, 0, out.append, ("first",)); print(len(sc.queue), sc.empty(), attempt(sc.cancel, e), attempt(sc.cancel, e), sc.run(), out)
v = contextvars.ContextVar("v", default=1); v2 = contextvars.ContextVar("v2"); t = v.set(2); print(v.get(), v2.get(5), attempt(v2.get), v.name, t.var is v, t.old_value is contextvars.Token.MISSING, v.reset(t), v.get(), attempt(v.reset, t), attempt(v2.reset, v.set(9)), attempt(contextvars.ContextVar, 5), attempt(contextvars.ContextVar, "x", 5)); c = contextvars.copy_context(); print(c.run(lambda: (v.set(100), v.get())[1]), v.get(), c[v], len(c), v in c, list(c) == [v], attempt(lambda: c[v2]), c.get(v2, "d"), attempt(lambda: c.run(c.run, print)), attempt(c.run), attempt(lambda: c["x"]), c.copy() == c, repr(t).split(" var")[0])
ns = types.SimpleNamespace(a=1, b="x"); ns.c = [ns]; print(ns, ns == types.SimpleNamespace(a=1), types.MappingProxyType({"a": 1}), attempt(lambda: types.MappingProxyType({})["x"]), attempt(types.MappingProxyType, 5), types.new_class("C", (int,)).__name__, attempt(types.SimpleNamespace, 5), types.SimpleNamespace({"z": 1}, y=2), types.CellType(5).cell_contents, attempt(lambda: types.CellType().cell_contents), types.GenericAlias(list, int), types.UnionType, types.NoneType(), attempt(types.NoneType, 5), types.EllipsisType() is ..., types.DynamicClassAttribute, types.FunctionType((lambda: x2).__code__, {"x2": 7})(), attempt(types.FunctionType), types.coroutine.__name__, types.get_original_bases(list))
