"""An uncaught RecursionError through two functions: repeated lines are left out; and one that is caught and printed."""
import sys
import traceback


def ping(n):
    return pong(n + 1)


def pong(n):
    if n % 2:
        return ping(n)
    return ping(n) + 1


def single(n):
    return single(n + 1)


sys.setrecursionlimit(120)
try:
    single(0)
except RecursionError:
    lines = traceback.format_exc().splitlines()
    print([l for l in lines if "repeated" in l or not l.startswith("  ")])
try:
    ping(0)
except RecursionError as e:
    print(type(e).__name__, str(e), len(traceback.extract_tb(e.__traceback__)) > 80)
single(0)
