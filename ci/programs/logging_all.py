"""logging: levels, handlers, formatters, filters, configuration, exceptions, adapters."""
import io
import logging
import logging.config
import logging.handlers
import queue
import sys
import warnings

out = io.StringIO()
handler = logging.StreamHandler(out); handler.setFormatter(logging.Formatter("%(levelname)-8s|%(name)s|%(message)s|%(funcName)s|%(lineno)d|%(process)d"[:-12]))
log = logging.getLogger("a.b"); log.addHandler(handler); log.setLevel(logging.DEBUG); log.propagate = False
log.debug("d %s", 1); log.info("i %(k)s", {"k": "v"}); log.warning("w"); log.error("e %d", 5); log.critical("c"); log.log(25, "custom")
def failing():
    try: 1 / 0
    except ZeroDivisionError: log.exception("failed %s", "here"); log.error("plain", exc_info=False); log.info("with stack", stack_info=False)
failing(); print(out.getvalue().replace(__file__, "FILE")); out.truncate(0); out.seek(0)
print(log, log.isEnabledFor(10), log.getEffectiveLevel(), log.parent, log.hasHandlers(), log.getChild("c"), logging.getLogger("a.b") is log, logging.getLevelName(30), logging.getLevelName("INFO"), logging.getLevelName(33), logging.addLevelName(33, "THIRTY3"), logging.getLevelName(33), logging.getLevelNamesMapping()["ERROR"], logging.getLogger(), repr(handler), logging.getLogger("x").getEffectiveLevel())
for f in (lambda: log.setLevel("NOPE"), lambda: log.setLevel(1.5), lambda: logging.getLogger(5), lambda: logging.Formatter("%(x"), lambda: logging.Formatter("no fields"), lambda: logging.Formatter("{x", style="{"), lambda: logging.Formatter("x", style="?"), lambda: logging.basicConfig(foo=1), lambda: logging.basicConfig(stream=1, filename="x"), lambda: logging.config.dictConfig({}), lambda: logging.config.dictConfig({"version": 2}), lambda: logging.config.dictConfig({"version": 1, "handlers": {"h": {"class": "no.such"}}}), lambda: logging.disable("bad"), lambda: log.log("x", "y")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class F(logging.Filter):
    def filter(self, r): r.extra = "added"; return "skip" not in r.getMessage()
log.addFilter(F()); handler.setFormatter(logging.Formatter("{levelname:>7} {message} {extra} {asctime}"[:-10], style="{")); log.info("keep"); log.info("skip me"); handler.setFormatter(logging.Formatter("$levelname $message", style="$")); log.info("dollar"); log.filters.clear(); log.addFilter(logging.Filter("a")); log.info("name ok"); log.filters.clear(); log.addFilter(lambda r: r.levelno > 20); log.info("no"); log.warning("yes"); log.filters.clear(); print(out.getvalue()); out.truncate(0); out.seek(0)
log.info("bad args %d", "x"); err, sys.stderr = sys.stderr, io.StringIO(); log.info("bad %d", "x"); log.info("too many", 1, 2); text = sys.stderr.getvalue(); sys.stderr = err; print([l for l in text.splitlines() if not l.startswith("  ")][:6])
ad = logging.LoggerAdapter(log, {"user": "u"}); handler.setFormatter(logging.Formatter("%(message)s [%(user)s]", defaults={"user": "nobody"})); ad.info("adapted"); log.info("plain"); print(out.getvalue()); out.truncate(0); out.seek(0)
root = logging.getLogger(); mem = logging.handlers.MemoryHandler(3, logging.ERROR, handler); log2 = logging.getLogger("mem"); log2.addHandler(mem); log2.propagate = False; log2.setLevel(1); log2.info("1"); print(repr(out.getvalue())); log2.error("2"); print(repr(out.getvalue())); q = queue.Queue(); qh = logging.handlers.QueueHandler(q); ql = logging.handlers.QueueListener(q, handler); ql.start(); log3 = logging.getLogger("q"); log3.addHandler(qh); log3.propagate = False; log3.warning("queued %s", "x"); ql.stop(); print(out.getvalue().splitlines()[-1])
logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, "formatters": {"f": {"format": "%(name)s:%(message)s"}}, "handlers": {"h": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "f", "level": "INFO"}}, "loggers": {"conf": {"handlers": ["h"], "level": "DEBUG", "propagate": False}}, "root": {"level": "WARNING"}}); logging.getLogger("conf").debug("hidden"); logging.getLogger("conf").info("shown"); sys.stdout.flush()
fh = logging.FileHandler("log.txt", mode="w", encoding="utf-8", delay=True); lf = logging.getLogger("file"); lf.addHandler(fh); lf.propagate = False; lf.warning("é to file"); fh.close(); print(open("log.txt", encoding="utf-8").read(), repr(fh).split("/")[0]); rh = logging.handlers.RotatingFileHandler("rot.txt", maxBytes=20, backupCount=2); lr = logging.getLogger("rot"); lr.addHandler(rh); lr.propagate = False
for i in range(6): lr.warning("line %d long", i)
rh.close(); import os; print(sorted(f for f in os.listdir() if f.startswith("rot")), open("rot.txt").read())
logging.captureWarnings(True); w = logging.getLogger("py.warnings"); w.addHandler(handler); w.propagate = False; warnings.warn("captured"); logging.captureWarnings(False); print("captured" in out.getvalue()); r = logging.LogRecord("n", 20, "/p/f.py", 5, "m %s", ("a",), None); print(r, r.getMessage(), r.module, r.filename, r.levelname, logging.makeLogRecord({"msg": "x"}).msg, logging.Formatter().format(r), logging.BASIC_FORMAT, logging.lastResort, logging.NullHandler(), logging.raiseExceptions)
logging.disable(logging.CRITICAL); log.critical("off"); logging.disable(logging.NOTSET); logging.getLogger("nohandler.x").warning("to stderr by last resort"); logging.warning("root via basicConfig"); logging.shutdown()
