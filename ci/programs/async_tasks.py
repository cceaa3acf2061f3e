"""asyncio: tasks, gather, cancellation, TaskGroup, timeouts, queues, locks, events."""
import asyncio
import contextvars
import sys


async def attempt(awaitable):
    try:
        return await awaitable
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


async def work(name, delay, result=None, error=None, log=None):
    try:
        await asyncio.sleep(delay)
        if error:
            raise error
        return result or name
    except asyncio.CancelledError as e:
        if log is not None:
            log.append(f"{name} cancelled {e.args}")
        raise
    finally:
        if log is not None:
            log.append(f"{name} done")


async def basics():
    t = asyncio.create_task(work("t", 0.01), name="my task")
    print(t.get_name(), t.done(), t.cancelled())
    try:
        t.result()
    except asyncio.InvalidStateError as e:
        print(e)
    print(await t, t.done(), t.result(), t.exception())
    print(await asyncio.gather(work("a", 0.02), work("b", 0.01), work("c", 0)), await asyncio.gather())
    print(await attempt(asyncio.gather(work("a", 0.01), work("b", 0, error=ValueError("boom")))), await asyncio.gather(work("x", 0), work("y", 0, error=KeyError("k")), return_exceptions=True))
    log = []
    t = asyncio.create_task(work("c", 1, log=log)); await asyncio.sleep(0); t.cancel("reason"); print(await attempt(t), t.cancelled(), log, t.cancel())
    done, pending = await asyncio.wait([asyncio.create_task(work("p", 0)), asyncio.create_task(work("q", 0.2))], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), done.pop().result()); [p.cancel() for p in pending]
    print([await f for f in asyncio.as_completed([work("s", 0.06), work("m", 0.03), work("f", 0)])])
    print(await attempt(asyncio.wait_for(work("slow", 1), 0.01)), await asyncio.wait_for(work("fast", 0), 1), await attempt(asyncio.wait_for(work("z", 1), 0)))
    inner = asyncio.create_task(work("shielded", 0.03)); outer = asyncio.shield(inner); outer_task = asyncio.ensure_future(outer); outer.cancel(); print(await attempt(outer_task), await inner)


async def groups():
    log = []
    async with asyncio.TaskGroup() as tg:
        a, b = tg.create_task(work("a", 0.01)), tg.create_task(work("b", 0))
    print(a.result(), b.result())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(work("bad", 0.01, error=ValueError("v"), log=log)); tg.create_task(work("long", 5, log=log)); tg.create_task(work("bad2", 0.01, error=TypeError("t"), log=log))
    except* ValueError as eg:
        print("V", eg.exceptions)
    except* TypeError as eg:
        print("T", eg.exceptions)
    print(sorted(log))
    try:
        async with asyncio.TaskGroup() as tg:
            t = tg.create_task(work("n", 5)); raise KeyError("body")
    except* KeyError as eg:
        print(eg, t.cancelled())
    c = work("x", 0)
    try: tg.create_task(c)
    except RuntimeError as e: print(str(e).split(" at ")[0])
    c.close()
    try:
        async with asyncio.timeout(0.01): await asyncio.sleep(1)
    except TimeoutError as e: print(repr(e), repr(e.__cause__)[:40])
    async with asyncio.timeout(None) as tm: print(tm.when(), tm.expired()); tm.reschedule(asyncio.get_running_loop().time() + 10); print(tm.when() is not None)
    async with asyncio.timeout_at(asyncio.get_running_loop().time() + 5): print("in time")


async def queues():
    q = asyncio.Queue(2); out = []
    async def producer():
        for i in range(5): await q.put(i); out.append(f"p{i}")
    async def consumer():
        while True:
            v = await q.get(); out.append(f"c{v}"); q.task_done()
    p, c = asyncio.create_task(producer()), asyncio.create_task(consumer())
    await p; await q.join(); c.cancel(); print(out, q.empty(), q.full(), q.qsize(), q.maxsize)
    for f in (q.get_nowait, q.task_done):
        try: f()
        except Exception as e: print(type(e).__name__, e)
    q.put_nowait(1); q.put_nowait(2)
    try: q.put_nowait(3)
    except asyncio.QueueFull as e: print(repr(e))
    pq = asyncio.PriorityQueue(); [pq.put_nowait(x) for x in (3, 1, 2)]; lq = asyncio.LifoQueue(); [lq.put_nowait(x) for x in (3, 1, 2)]
    print([pq.get_nowait() for _ in range(3)], [lq.get_nowait() for _ in range(3)])
    q.shutdown(immediate=True); print(await attempt(q.get()), await attempt(q.put(1)))


async def sync():
    lock, order = asyncio.Lock(), []
    async def user(n):
        async with lock: order.append(f"{n}+"); await asyncio.sleep(0.001); order.append(f"{n}-")
    await asyncio.gather(*(user(i) for i in range(3))); print(order, lock.locked())
    try: lock.release()
    except RuntimeError as e: print(e)
    ev = asyncio.Event(); w = asyncio.create_task(ev.wait()); await asyncio.sleep(0); print(ev.is_set(), w.done()); ev.set(); print(await w); ev.clear()
    sem = asyncio.BoundedSemaphore(1)
    async with sem: print(sem.locked())
    try: sem.release()
    except ValueError as e: print(e)
    cond = asyncio.Condition(); res = []
    async def waiter(n):
        async with cond: await cond.wait_for(lambda: len(res) >= 0); await cond.wait(); res.append(n)
    ws = [asyncio.create_task(waiter(i)) for i in range(3)]; await asyncio.sleep(0.01)
    async with cond: cond.notify(1)
    await asyncio.sleep(0.01); print(res)
    async with cond: cond.notify_all()
    await asyncio.gather(*ws); print(res)
    b = asyncio.Barrier(2); print(sorted(await asyncio.gather(b.wait(), b.wait())), b.parties)


var = contextvars.ContextVar("var", default="default")
async def contexts():
    async def child(v): var.set(v); await asyncio.sleep(0); return var.get()
    print(await asyncio.gather(child("a"), child("b")), var.get()); await child("direct"); print(var.get())
    loop = asyncio.get_running_loop(); seen = []
    loop.call_soon(seen.append, 1); loop.call_later(0.01, seen.append, 3); h = loop.call_soon(seen.append, 9); h.cancel(); loop.call_soon_threadsafe(seen.append, 2)
    await asyncio.sleep(0.03); print(seen, h.cancelled(), await loop.run_in_executor(None, lambda: sum(range(10))), await asyncio.to_thread(lambda: var.get()))
    f = loop.create_future(); f.add_done_callback(lambda fut: seen.append(fut.result())); f.set_result("res"); print(await f, f.done()); await asyncio.sleep(0); print(seen[-1])
    try: f.set_result(1)
    except asyncio.InvalidStateError as e: print(e)
    f = loop.create_future(); f.set_exception(ValueError("fe")); print(await attempt(f)); f = loop.create_future()
    try: f.set_exception(StopIteration())
    except TypeError as e: print(e)
    f.cancel("why"); print(await attempt(f)); print(len(asyncio.all_tasks()), asyncio.current_task().get_name()[:5])


async def generators():
    async def agen(n):
        try:
            for i in range(n): got = yield i; got and print("got", got)
        finally: print("agen finalized")
    print([x async for x in agen(3)], {x: 1 async for x in agen(2) if x}, [y for x in [1] async for y in agen(1)], [await work(str(i), 0) for i in range(2)])
    g = agen(3); print(await g.__anext__(), await g.asend("sent"), await attempt(g.athrow(ValueError("thrown"))), await attempt(g.__anext__())); g = agen(1); await anext(g); await g.aclose(); print(await anext(agen(0), "dflt"))
    async for x in agen(2): print(x); break
    else: print("no")
    class It:
        def __init__(self): self.n = 0
        def __aiter__(self): return self
        async def __anext__(self):
            self.n += 1
            if self.n > 2: raise StopAsyncIteration
            return self.n
    print([x async for x in It()], await attempt(anext(It())))
    for bad in ("async for x in 5: pass", "await 5", "async for x in []: pass"):
        ns = {}; exec("async def f():\n " + bad, ns); print(await attempt(ns["f"]()))


for main in (basics, groups, queues, sync, contexts, generators):
    print("--", main.__name__)
    asyncio.run(main())
try: asyncio.run(5)
except (ValueError, TypeError) as e: print(type(e).__name__, e)
try: asyncio.get_running_loop()
except RuntimeError as e: print(e)
async def nested():
    c = work("x", 0)
    try: asyncio.run(c)
    except RuntimeError as e: print(e)
    c.close()
asyncio.run(nested())
with asyncio.Runner() as r: print(r.run(work("runner", 0)), r.run(work("again", 0)))
async def failing(): await work("f", 0, error=LookupError("uncaught"))
asyncio.run(failing())
