"""threading, queue, concurrent.futures, contextvars across threads."""
import concurrent.futures as cf
import contextvars
import queue
import re
import threading
import time


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return re.sub(r" at 0x\w+|after 0\.\d+", "", f"{type(error).__name__}: {error}")


total, lock = 0, threading.Lock()
def add(n):
    global total
    for _ in range(n):
        with lock: total += 1
ts = [threading.Thread(target=add, args=(2000,), name=f"t{i}", daemon=i == 0) for i in range(4)]
print(ts[0].daemon, ts[1].name, ts[0].is_alive(), ts[0].ident); [t.start() for t in ts]; [t.join() for t in ts]; print(total, ts[0].is_alive(), ts[0].ident is not None, attempt(ts[0].start), attempt(threading.Thread().join), attempt(threading.Thread, 5), attempt(threading.Thread, target=5, foo=1), attempt(setattr, ts[0], "daemon", True), attempt(threading.current_thread().join))
print(lock.locked(), lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01), lock.release(), attempt(lock.release), attempt(lock.acquire, False, 1), attempt(lock.acquire, timeout=-5), attempt(lock.acquire, timeout=1e20), repr(lock).split(" at ")[0], threading.Lock().__enter__())
r = threading.RLock(); r.acquire(); r.acquire(); print(r.release(), r.release(), attempt(r.release), attempt(lambda: threading.Lock(5))); s = threading.Semaphore(2); print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release(2), attempt(threading.Semaphore, -1), attempt(s.release, 0)); bs = threading.BoundedSemaphore(1); print(attempt(bs.release))
e = threading.Event(); print(e.is_set(), e.wait(0.01)); threading.Timer(0.02, e.set).start(); print(e.wait(2), e.is_set(), e.clear()); tm = threading.Timer(5, print); tm.start(); tm.cancel(); tm.join(); print(tm.finished.is_set())
c, items, got = threading.Condition(), [], []
def consumer():
    with c:
        while len(got) < 3:
            c.wait_for(lambda: items); got.append(items.pop(0))
t = threading.Thread(target=consumer); t.start()
for i in range(3):
    with c: items.append(i); c.notify()
t.join(); print(got, attempt(c.notify), attempt(c.wait), c.acquire(), c.wait(0.01), c.wait_for(lambda: False, 0.01), c.release())
b = threading.Barrier(3, action=lambda: got.append("action")); out = []
ts = [threading.Thread(target=lambda: out.append(b.wait())) for _ in range(3)]; [t.start() for t in ts]; [t.join() for t in ts]; print(sorted(out), got, b.parties, b.n_waiting, b.broken); b.abort(); print(attempt(b.wait), b.broken, b.reset(), attempt(b.wait, 0.01))
loc = threading.local(); loc.x = 1; seen = []
class Local(threading.local):
    def __init__(self, v): self.v = v; seen.append("init")
l2 = Local(5)
def look(): seen.append(hasattr(loc, "x")); loc.x = 2; seen.append(l2.v); l2.v = 6; seen.append(sorted(loc.__dict__))
t = threading.Thread(target=look); t.start(); t.join(); print(seen, loc.x, l2.v, attempt(lambda: loc.y), attempt(threading.local, 5), attempt(setattr, loc, "__dict__", {}))
q = queue.Queue(2); q.put(1); q.put_nowait(2); print(attempt(q.put_nowait, 3), attempt(q.put, 3, timeout=0.01), q.get(), q.get(), attempt(q.get_nowait), attempt(q.get, timeout=0.01), attempt(q.get, True, -1), q.task_done(), q.task_done(), attempt(q.task_done), q.empty(), q.qsize()); pq = queue.PriorityQueue(); [pq.put(x) for x in ((2, "b"), (1, "a"))]; lq = queue.LifoQueue(); [lq.put(x) for x in "ab"]; sq = queue.SimpleQueue(); sq.put(1); print(pq.get(), lq.get(), sq.get(), sq.empty(), attempt(sq.get_nowait), attempt(sq.get, timeout=0.01), attempt(sq.get, timeout=-1)); q.shutdown(); print(attempt(q.put, 1), attempt(q.get))
def worker():
    while (v := wq.get()) is not None: res.append(v * v); wq.task_done()
wq, res = queue.Queue(), []; ws = [threading.Thread(target=worker) for _ in range(3)]; [w.start() for w in ws]; [wq.put(i) for i in range(20)]; wq.join(); [wq.put(None) for _ in ws]; [w.join() for w in ws]; print(sorted(res))
hooks = []; old = threading.excepthook; threading.excepthook = lambda a: hooks.append((a.exc_type.__name__, str(a.exc_value), a.thread.name)); t = threading.Thread(target=lambda: 1 / 0, name="bad"); t.start(); t.join(); threading.excepthook = old; print(hooks, threading.excepthook is threading.__excepthook__)
print(threading.main_thread().name, threading.current_thread() is threading.main_thread(), threading.active_count(), [x.name for x in threading.enumerate()], threading.get_ident() == threading.main_thread().ident, threading.get_native_id() > 0, threading.stack_size(), attempt(threading.stack_size, 5), threading.TIMEOUT_MAX > 1e6, repr(threading.main_thread()).split(",")[0], threading.gettrace(), threading.getprofile())
var = contextvars.ContextVar("v", default=0); var.set(1); vals = []; t = threading.Thread(target=lambda: vals.append(var.get())); t.start(); t.join(); ctx = contextvars.copy_context(); t = threading.Thread(target=ctx.run, args=(lambda: vals.append(var.get()),)); t.start(); t.join(); print(vals)
def slow(n):
    time.sleep(n / 200); return n * 10
def fail(n): raise ValueError(f"fail {n}")
with cf.ThreadPoolExecutor(3, thread_name_prefix="pool") as ex:
    fs = [ex.submit(slow, n) for n in (3, 1, 2)]; print([f.result() for f in fs], list(ex.map(slow, [3, 1, 2])), sorted(f.result() for f in cf.as_completed(fs)), fs[0].done(), fs[0].running(), fs[0].cancel(), fs[0].cancelled(), fs[0].exception())
    f = ex.submit(fail, 1); print(attempt(f.result), repr(f.exception()), attempt(lambda: list(ex.map(fail, [1]))), attempt(ex.submit(slow, 20).result, 0.001), attempt(lambda: list(ex.map(slow, [20], timeout=0.001)))); d, nd = cf.wait([ex.submit(slow, 0), ex.submit(slow, 40)], return_when=cf.FIRST_COMPLETED); print(len(d), len(nd)); f = ex.submit(slow, 0); cb = []; f.add_done_callback(lambda f: cb.append(f.result())); f.result(); time.sleep(0.01); print(cb, ex.submit(lambda: threading.current_thread().name.startswith("pool")).result())
print(attempt(ex.submit, slow, 1), attempt(cf.ThreadPoolExecutor, 0), attempt(cf.ThreadPoolExecutor, initializer=5)); ex = cf.ThreadPoolExecutor(1, initializer=lambda: 1 / 0); print(attempt(ex.submit(slow, 0).result)); ex.shutdown(cancel_futures=True)
f = cf.Future(); print(f.set_running_or_notify_cancel(), f.running(), f.set_result(5), f.result(), attempt(f.set_result, 6), repr(f).split(" at ")[0]); f = cf.Future(); print(f.cancel(), attempt(f.result), f.cancelled(), attempt(f.set_exception, 5))
import _thread; print(_thread.LockType is type(lock), attempt(_thread.start_new_thread, 5, ()), attempt(_thread.start_new_thread, slow, 5), attempt(_thread.allocate_lock().release), _thread.interrupt_main.__name__, _thread._count())
class Sub(threading.Thread):
    def run(self): self.result = sum(range(100))
s = Sub(); s.start(); s.join(); print(s.result); n = 0
def ping(my, other, k):
    global n
    for _ in range(k): my.acquire(); n += 1; other.release()
a, b2 = threading.Semaphore(1), threading.Semaphore(0); ts = [threading.Thread(target=ping, args=(a, b2, 200)), threading.Thread(target=ping, args=(b2, a, 200))]; [t.start() for t in ts]; [t.join() for t in ts]; print(n)
