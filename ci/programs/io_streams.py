# stdin: one\ntwo\nthree é\n
"""io: text, binary, buffering, newlines, encodings, seeking, StringIO, BytesIO, subclasses, errors."""
import codecs
import io
import os


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


content = "one\ntwo\r\nthree\rfour\n\nlast é日😀"
with open("t.txt", "wb") as f: f.write(content.encode())
for newline in (None, "", "\n", "\r", "\r\n"):
    with open("t.txt", newline=newline, encoding="utf-8") as f: lines = f.readlines(); print(repr(newline), lines, f.newlines)
    with open("w.txt", "w", newline=newline, encoding="utf-8") as f: f.write("a\nb\r\nc")
    print(open("w.txt", "rb").read())
with open("t.txt", encoding="utf-8") as f:
    print(f.readline(), f.readline(3), f.tell(), f.read(4), next(f), attempt(f.tell), f.name, f.mode, f.encoding, f.errors, f.line_buffering, f.readable(), f.writable(), f.seekable(), f.fileno() > 2, f.isatty(), f.closed, repr(f), f.buffer.__class__.__name__, f.buffer.raw.__class__.__name__)
    print(attempt(f.write, "x"), attempt(f.seek, 5, 1), attempt(f.seek, -1), attempt(f.seek, 0, 9), f.seek(0, 2), f.read(), f.seek(0), f.read(1), attempt(f.read, "x"), attempt(f.truncate), attempt(f.readlines, "x"), f.readlines(5), attempt(f.seek, 1.5))
print(attempt(f.read), attempt(f.readline), attempt(f.fileno), attempt(next, f), f.close(), attempt(f.__enter__), attempt(lambda: list(f)), attempt(f.tell))
with open("m.txt", "w+", encoding="utf-16") as f: f.write("héllo"); f.write(" world"); pos = f.tell(); f.write("!"); f.seek(0); print(f.read(), f.seek(pos), f.read(), f.buffer.seek(0), f.buffer.read(4))
with open("m.txt", "a", encoding="utf-16") as f: f.write("more")
print(open("m.txt", encoding="utf-16").read(), attempt(open("m.txt", encoding="utf-8").read), attempt(open("m.txt", encoding="ascii", errors="replace").read)[:5], ascii(open("m.txt", encoding="utf-8", errors="surrogateescape").read())[:20])
with open("e.txt", "w", encoding="ascii", errors="backslashreplace") as f: f.write("é日"); print(attempt(f.write, 5), attempt(f.write), attempt(f.writelines, 5), attempt(f.writelines, ["a", 5]), f.writelines(["x", "y"]), f.reconfigure(errors="xmlcharrefreplace", line_buffering=True), f.write("é"), attempt(f.reconfigure, newline="bad"), attempt(f.read))
print(open("e.txt").read(), attempt(open("e2.txt", "w", encoding="ascii").write, "é"))
with open("b.bin", "wb+") as f: print(f.write(b"0123456789"), f.write(memoryview(b"ab")), f.write(bytearray(b"c")), attempt(f.write, "str"), attempt(f.write, 5), f.tell(), f.seek(-3, 2), f.read(), f.seek(2), f.read(3), f.peek(2)[:2], f.read1(2), f.readinto(b := bytearray(3)), b, f.seek(5), f.write(b"XX"), f.seek(0), f.read(), f.truncate(4), f.seek(0), f.readlines(), attempt(f.seek, -5), attempt(f.readinto, b"ro"), attempt(f.peek, "x"), f.raw, f.flush()) if False else (f.write(b"0123456789abc"), f.seek(-3, 2), print(f.read(), f.seek(2), f.read(3), f.peek(2)[:2], f.read1(2), f.readinto(b := bytearray(3)), b, f.seek(5), f.write(b"XX"), f.seek(0), f.read(), f.truncate(4), f.seek(0), f.readlines(), attempt(f.seek, -5), attempt(f.readinto, b"ro"), attempt(f.write, "str"), attempt(f.write, 5)))
with open("b.bin", "rb", buffering=0) as f: print(f, f.read(2), f.readall(), f.read(1), attempt(f.write, b"x"), f.readinto(bytearray(2)), f.mode, f.closefd, f.seek(1), f.readline())
print(attempt(io.FileIO, "b.bin", "q"), attempt(io.FileIO, "b.bin", "rw"), attempt(io.FileIO, -5), attempt(io.FileIO, "b.bin", closefd=False), attempt(open, "b.bin", "rb", newline="\n"), attempt(open, "b.bin", "b"), attempt(open, "b.bin", "r", -1, "utf-8", "bad").__class__.__name__, attempt(open, "nofile", "r+"), attempt(open, "", "r"), attempt(open, "x", opener=lambda p, f: -1), attempt(open, "x", opener=lambda p, f: "a"), attempt(open, "b.bin", "U"), attempt(open, "b.bin", "rt+b"), attempt(open, "b.bin", buffering=1, mode="rb").__class__.__name__, attempt(open, "b.bin", buffering="x"))
s = io.StringIO("a\nb\r\nc", newline=None); print(s.readlines(), s.newlines, s.getvalue(), s.seek(0), s.read(2), s.tell(), s.write("ZZ"), s.getvalue(), s.truncate(3), s.getvalue(), attempt(s.seek, -1), attempt(s.seek, 1, 1), s.seek(0, 2), s.seek(10), s.write("x"), repr(s.getvalue()), attempt(s.write, 5), attempt(s.write, b"x"), attempt(io.StringIO, 5), attempt(io.StringIO, "a", newline="x"), s.line_buffering, s.encoding, s.readable(), attempt(s.fileno), s.isatty(), attempt(s.truncate, -1), attempt(s.read, "a")); s.close(); print(attempt(s.getvalue), s.closed, attempt(s.read))
for nl in (None, "", "\n", "\r\n"): s = io.StringIO("x\ny\r\nz\r", newline=nl); s2 = io.StringIO(newline=nl); s2.write("p\nq\r\n"); print(list(s), repr(s2.getvalue()))
b = io.BytesIO(b"hello\nworld"); print(b.readline(), b.read(2), b.tell(), b.getvalue(), b.getbuffer()[0], b.seek(0), b.read1(3), b.readinto(x := bytearray(4)), x, b.write(b"END"), b.getvalue(), b.seek(-2, 2), b.read(), attempt(b.seek, -1), attempt(b.write, "s"), attempt(b.write, 1), b.truncate(5), b.getvalue(), attempt(io.BytesIO, "s"), attempt(io.BytesIO, 5), b.seek(8), b.write(b"!"), b.getvalue(), list(io.BytesIO(b"a\nb")), attempt(b.readline, "x")); v = b.getbuffer(); print(attempt(b.write, b"x" * 100), attempt(b.truncate, 0), attempt(b.close)); v.release(); b.close(); print(attempt(b.getvalue))
raw = io.BytesIO("é\nü\r\n".encode("latin-1")); t = io.TextIOWrapper(raw, "latin-1", newline="\n"); print(t.readline(), t.read(), t.detach() is raw, attempt(t.read), attempt(t.detach), attempt(io.TextIOWrapper, 5), attempt(io.TextIOWrapper, raw, "nope"), attempt(io.TextIOWrapper, raw, newline=5), attempt(io.TextIOWrapper, raw, errors=5))
out = io.BytesIO(); t = io.TextIOWrapper(out, "utf-8", write_through=False); t.write("abc"); print(out.getvalue(), t.flush(), out.getvalue(), t.write("é\n"), repr(t), t._CHUNK_SIZE); t2 = io.TextIOWrapper(io.BytesIO(), "utf-8", line_buffering=True); t2.write("a\n"); print(t2.buffer.getvalue())


class Raw(io.RawIOBase):
    def __init__(self, data): self.data, self.log = bytearray(data), []
    def readable(self): return True
    def writable(self): return True
    def readinto(self, b): n = min(len(b), 3, len(self.data)); b[:n] = self.data[:n]; del self.data[:n]; self.log.append(n); return n
    def write(self, b): self.log.append(bytes(b)); return min(len(b), 4)


r = Raw(b"line one\nline two\nrest"); br = io.BufferedReader(r, 5); print(br.readline(), br.read(3), br.peek(1), br.read(), r.log, br.readable(), attempt(br.write, b"x"), attempt(br.seek, 0), attempt(io.BufferedReader, r, 0), attempt(io.BufferedReader, 5))
r = Raw(b""); bw = io.BufferedWriter(r, 6); print(bw.write(b"abc"), bw.write(b"defghij"), bw.flush(), r.log, attempt(bw.read)); rw = io.BufferedRWPair(Raw(b"xyz"), Raw(b"")); print(rw.read(2), rw.write(b"q"), rw.flush(), rw.readable(), attempt(io.BufferedRandom, r))
class Partial(io.RawIOBase):
    def readable(self): return True
    def readinto(self, b): return None
class BadLen(io.RawIOBase):
    def readable(self): return True
    def readinto(self, b): return 99999
print(Partial().read(5), io.BufferedReader(Partial()).read(5), attempt(io.BufferedReader(BadLen()).read, 5), attempt(io.RawIOBase().read, 1), attempt(io.IOBase().readline), attempt(io.IOBase().seek, 0), attempt(io.IOBase().fileno), io.IOBase().readable(), attempt(io.TextIOBase().read), attempt(io.BufferedIOBase().read), attempt(io.open_code, "nofile"), io.DEFAULT_BUFFER_SIZE, io.SEEK_END, issubclass(io.UnsupportedOperation, (OSError, ValueError)), io.text_encoding(None), io.text_encoding("x"))
class Lines(io.TextIOBase):
    def readline(self): return "L\n" if (setattr(self, "n", getattr(self, "n", 0) + 1) or self.n < 3) else ""
print(list(Lines()))
d = io.IncrementalNewlineDecoder(None, True); print(repr(d.decode("a\r")), repr(d.decode("\nb\r\r\n", True)), d.newlines, d.getstate()); d.reset()
with open(os.open("fd.txt", os.O_RDWR | os.O_CREAT), "w+") as f: f.write("via fd"); f.seek(0); print(f.read(), isinstance(f.name, int))
print(*"abc", sep="-", end="|\n"); print("x", file=(o := io.StringIO()), flush=True); print(o.getvalue(), attempt(print, 1, sep=5), attempt(print, 1, end=5), attempt(print, 1, file=5), attempt(print, 1, foo=2), attempt(print, 1, sep=b""), print())
class W:
    def write(self, s): log.append(s)
log = []; print("a", 1, None, sep=", ", file=W()); print(log, attempt(print, "x", file=W(), flush=True))
with codecs.open("c.txt", "w", "utf-8-sig") as f: f.write("bom")
print(open("c.txt", "rb").read(), open("c.txt", encoding="utf-8-sig").read(), open("c.txt", encoding="utf-8").read().encode())
import sys; print(sys.stdin.read(3), sys.stdin.readline(), list(sys.stdin), sys.stdin.encoding, sys.stdout.encoding, sys.stderr.errors, sys.stdout.name, sys.stdin.mode, sys.stdout.isatty(), sys.__stdout__ is sys.stdout); sys.stdout.buffer.write(b"raw\n"); sys.stdout.flush(); sys.stderr.write("to stderr\n"); sys.stdout.write("é日\n")
