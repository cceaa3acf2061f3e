"""Files and directories: os, pathlib, shutil, tempfile, glob, stat; errors."""
import errno
import glob
import os
import os.path as op
import pathlib
import shutil
import stat
import tempfile
from pathlib import Path, PurePosixPath as PP, PureWindowsPath as PW

BASE = os.getcwd()


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}".replace(BASE, "<cwd>")


def tree():
    return sorted(str(p.relative_to(BASE)) + ("/" if p.is_dir() else f"={p.read_text()}" if p.is_file() else "?") for p in Path(BASE).rglob("*"))


os.umask(0o022)
Path("a/b/c").mkdir(parents=True); Path("a/f.txt").write_text("one\ntwo\n"); Path("a/b/g.bin").write_bytes(b"\0\1"); os.symlink("f.txt", "a/link"); os.link("a/f.txt", "a/hard"); os.symlink("nowhere", "broken"); Path("é 日").touch()
print(tree(), sorted(os.listdir("a")), attempt(os.listdir, "nope"), attempt(os.listdir, "a/f.txt"), attempt(os.mkdir, "a"), attempt(os.makedirs, "a/b"), os.makedirs("a/b", exist_ok=True), attempt(os.rmdir, "a"), attempt(os.remove, "a"), attempt(os.remove, "zz"), attempt(os.rename, "zz", "y"), attempt(os.stat, "zz"), attempt(open, "zz"), attempt(open, "a"), attempt(open, "a/f.txt", "x"), attempt(open, "a/f.txt", "q"), attempt(open, "a/f.txt", "rw"), attempt(open, "a/f.txt", "rb", encoding="utf-8"), attempt(open, 5.5), attempt(open, "a\0b"), attempt(open, "a/f.txt", buffering=0), attempt(open, -1), attempt(open, "a/f.txt", newline="x"), attempt(open, "a/f.txt", encoding="nope"), attempt(os.symlink, "x", "a"), attempt(os.readlink, "a"), os.readlink("a/link"), attempt(os.chdir, "nope"), attempt(os.unlink, b"nope"), attempt(os.stat, None), attempt(os.listdir, 1.5), attempt(os.mkdir, "x\0"), attempt(os.open, "nope", os.O_RDONLY), attempt(os.close, 999), attempt(os.read, 999, 1), attempt(os.fspath, 5))
s = os.stat("a/f.txt"); print(s.st_size, s.st_nlink, oct(s.st_mode), stat.filemode(s.st_mode), stat.S_ISREG(s.st_mode), stat.S_ISLNK(os.lstat("a/link").st_mode), len(s), s[6], os.access("a", os.R_OK), os.access("zz", os.F_OK), op.samefile("a/f.txt", "a/hard"), op.getsize("a/f.txt")); os.chmod("a/f.txt", 0o600); print(stat.filemode(os.stat("a/f.txt").st_mode)); os.utime("a/f.txt", (1, 2)); print(os.stat("a/f.txt").st_mtime, os.stat("a/f.txt").st_atime_ns); os.truncate("a/f.txt", 3); print(open("a/f.txt").read())
with os.scandir("a") as it:
    print(sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.path, repr(e), e.stat().st_size > 0, e.inode() > 0) for e in it if e.name != "b"))
print([(r.replace(BASE, ""), sorted(d), sorted(f)) for r, d, f in os.walk("a")], [r for r, *_ in os.walk("a", topdown=False)], list(os.walk("nope")), sorted(glob.glob("**/*", recursive=True)), glob.glob("a/*.txt"), sorted(glob.glob("a/[fh]*")), glob.glob("nope*"), glob.escape("a*[b]"), sorted(glob.glob("*", root_dir="a")), glob.has_magic("a?"))
fd = os.open("raw", os.O_RDWR | os.O_CREAT, 0o640); print(os.write(fd, b"hello world"), os.lseek(fd, 6, os.SEEK_SET), os.read(fd, 3), os.pread(fd, 4, 1), os.pwrite(fd, b"J", 0), os.fstat(fd).st_size, os.ftruncate(fd, 5), os.isatty(fd), os.get_inheritable(fd), os.fsync(fd)); d2 = os.dup(fd); os.close(fd); os.lseek(d2, 0, 0); print(os.read(d2, 100), attempt(os.read, fd, 1)); os.close(d2); r, w = os.pipe(); os.write(w, b"pipe"); os.close(w); print(os.read(r, 10), os.read(r, 10)); os.close(r)
for p in ["", "/", "a", "a/b", "/a/b.c.d", "a//b/../c", "./x", "../y", "~", "a/", ".hid", "a.", "//x", "é/日.txt"]:
    print(repr(p), op.split(p), op.splitext(p), op.basename(p), op.dirname(p), op.normpath(p), op.isabs(p), op.join(p, "z"), op.splitroot(p), PP(p), PP(p).parts, PP(p).name, PP(p).stem, PP(p).suffix, PP(p).suffixes, PP(p).parent, PP(p).root, list(map(str, PP(p).parents)))
print(op.join("a", "/b", "c"), op.commonpath(["/a/b", "/a/c"]), attempt(op.commonpath, ["a", "/b"]), attempt(op.commonpath, []), op.commonprefix(["abc", "abd"]), op.relpath("a/b", "a/c"), op.expanduser("~nosuchuser/x"), op.expandvars("$NOPE ${HOME}x" if 0 else "$NOPE"), op.realpath("a/link").replace(BASE, "<cwd>"), op.abspath("x/../y").replace(BASE, "<cwd>"), op.exists("broken"), op.lexists("broken"), attempt(op.join, "a", b"b"), attempt(op.join, "a", 5), attempt(op.getsize, "zz"), op.isdir("a"), op.islink("a/link"), op.ismount("/"), op.isfile("\0"))
p = PP("/usr/lib/python3/x.tar.gz"); print(repr(p), p.with_name("y"), p.with_suffix(".z"), p.with_stem("q"), p / "a" / "../b", "r" / PP("z"), p.relative_to("/usr"), attempt(p.relative_to, "/etc"), PP("/a/b").relative_to("/a/c", walk_up=True), p.is_relative_to("/usr"), p.match("*.gz"), p.match("lib/*"), p.full_match("/usr/**/*.gz"), p.as_uri(), p.joinpath("a", "/b"), p < PP("/v"), p == PP("/usr/lib//python3/./x.tar.gz"), hash(p) == hash(PP(str(p))), attempt(p.with_name, ""), attempt(p.with_suffix, "gz"), attempt(p.with_name, "a/b"), p.anchor, p.drive, bytes(p), attempt(lambda: p / 5), attempt(PP, 5), PP("a", "b/c", PP("d")), PP(), p.parents[1], attempt(lambda: p.parents[9]), PW("C:\\a\\b.txt").parts, PW("c:/x") == PW("C:\\X"), PW("\\\\s\\h\\f").drive, PW("a/b").as_posix(), PW("C:x").is_absolute(), attempt(PP("a").as_uri), PP("a") in {PP("a")}, p.segments if hasattr(p, "segments") else "", str(Path.from_uri("file:///a%20b")))
q = Path("a"); print(repr(q), sorted(x.name for x in q.iterdir()), sorted(map(str, q.glob("**/*.*"))), q.exists(), (q / "f.txt").stat().st_size, (q / "link").is_symlink(), (q / "link").readlink(), (q / "link").resolve() == Path(BASE, "a/f.txt"), q.absolute() == Path.cwd() / "a", attempt((q / "zz").read_text), attempt(q.read_text), attempt(q.mkdir), q.mkdir(exist_ok=True), attempt((q / "x/y").mkdir), attempt(q.rmdir), attempt((q / "zz").unlink), (q / "zz").unlink(missing_ok=True), (q / "n.txt").write_text("é\nx", newline="\r\n"), (q / "n.txt").read_bytes(), (q / "n.txt").rename(q / "m.txt"), attempt((q / "f.txt").touch, exist_ok=False), [str(r) for r, d, f in sorted(q.walk())], (q / "f.txt").owner() != "", q.is_mount(), Path("broken").exists(), Path("broken").exists(follow_symlinks=False), (q / "hard").samefile(q / "f.txt"), attempt((q / "f.txt").iterdir().__next__ if False else lambda: list((q / "f.txt").iterdir())))
shutil.copy("a/f.txt", "copy"); shutil.copytree("a", "t2", symlinks=True); shutil.move("copy", "t2/moved"); print(tree(), attempt(shutil.copytree, "a", "t2"), attempt(shutil.copy, "zz", "y"), attempt(shutil.copyfile, "a/f.txt", "a/f.txt"), attempt(shutil.rmtree, "zz"), attempt(shutil.rmtree, "broken"), shutil.rmtree("zz", ignore_errors=True), shutil.which("sh") is not None, shutil.which("no-such-cmd"), shutil.disk_usage("/").total > 0, shutil.ignore_patterns("*.x")("d", ["a.x", "b"]), shutil.get_terminal_size(), attempt(shutil.move, "zz", "y")); shutil.rmtree("t2"); print(op.exists("t2"))
arch = shutil.make_archive("arch", "zip", "a"); print(op.basename(arch), shutil.unpack_archive("arch.zip", "un"), sorted(os.listdir("un")), attempt(shutil.unpack_archive, "a/f.txt"), attempt(shutil.make_archive, "x", "nofmt"), [f[0] for f in shutil.get_archive_formats()])
with tempfile.TemporaryDirectory(dir=".", prefix="pre") as td: print(op.basename(td).startswith("pre"), op.isdir(td), stat.filemode(os.stat(td).st_mode))
print(op.exists(td))
with tempfile.NamedTemporaryFile("w+", suffix=".x", dir=".") as tf: tf.write("data"); tf.seek(0); print(tf.read(), tf.name.endswith(".x"), op.exists(tf.name))
print(op.exists(tf.name), tf.closed)
with tempfile.TemporaryFile() as tf: print(tf.write(b"abc"), tf.seek(0), tf.read())
with tempfile.SpooledTemporaryFile(max_size=5, mode="w+") as sf: sf.write("abc"); print(sf._rolled); sf.write("defgh"); print(sf._rolled, sf.seek(0), sf.read())
fd, name = tempfile.mkstemp(dir="."); os.close(fd); os.remove(name); print(attempt(tempfile.mkstemp, dir="nope").split("nope")[0], attempt(tempfile.mkdtemp, dir=5))
print(os.name, os.sep, os.linesep.encode(), os.devnull, os.curdir, os.strerror(2), errno.errorcode[2], os.path.supports_unicode_filenames, os.fsencode("é\udcff"), os.fsdecode(b"\xff"), os.environ.get("NOPE"), attempt(lambda: os.environ["NOPE"]), os.environ.setdefault("KSX", "v"), os.getenv("KSX"), os.environ.pop("KSX"), attempt(os.putenv, "a=b", "c"), attempt(lambda: os.environ.__setitem__("x", 5)), os.getpid() > 0, os.cpu_count() > 0, len(os.urandom(5)), os.get_exec_path() != [], os.WEXITSTATUS(256), os.waitstatus_to_exitcode(9), os.uname().sysname, os.times().user >= 0, os.getcwd() == BASE, os.getlogin if 0 else "", os.sched_getaffinity(0) != set(), os.stat_result.__name__, os.terminal_size((1, 2)), attempt(os.kill, 99999999, 0), attempt(os.waitpid, 99999, 0))
