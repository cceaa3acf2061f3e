"""Errors that nobody catches, in threads, in finalizers, in hooks and at exit; the program's own comes last."""
import atexit
import sys
import threading


class Loud:
    def __init__(self, name): self.name = name
    def __repr__(self): return f"Loud({self.name})"
    def __del__(self): raise OSError(f"finalizer of {self.name}")


def worker(n):
    data = {"n": n}
    return data["missing"] if n else Loud("in thread")


for n in range(2):
    t = threading.Thread(target=worker, args=(n,), name=f"worker-{n}")
    t.start(); t.join()
loud = Loud("module")
del loud
cycle = [Loud("cycle")]; cycle.append(cycle); del cycle
import gc; gc.collect()


def gen():
    try: yield 1
    finally: raise KeyError("generator's finally")


g = gen(); next(g); del g
threading.excepthook = lambda args: print("thread hook:", args.exc_type.__name__, args.exc_value, args.thread.name, file=sys.stderr)
t = threading.Thread(target=worker, args=(5,), name="hooked"); t.start(); t.join()
atexit.register(lambda: {}["at exit"])
atexit.register(print, "exit handler runs")


def hook(kind, value, tb):
    print("my hook:", kind.__name__, value, tb.tb_lineno, file=sys.stderr)
    raise TypeError("the hook fails too")


sys.excepthook = hook
keep = Loud("kept to the end")
keep.worker(1)
