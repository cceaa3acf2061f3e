"""hashlib, hmac, zlib, gzip, bz2, lzma, zipfile, tarfile, secrets, uuid."""
import bz2
import gzip
import hashlib
import hmac
import io
import lzma
import secrets
import tarfile
import uuid
import zipfile
import zlib


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


data = b"The quick brown fox " * 50
for n in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s", "sha512_256"):
    h = hashlib.new(n, data); c = h.copy(); c.update(b"more"); print(n, h.hexdigest()[:40], c.hexdigest()[:16], h.digest_size, h.block_size, h.name)
s = hashlib.shake_128(data); print(s.hexdigest(10), attempt(s.hexdigest), attempt(hashlib.new, "nope"), attempt(hashlib.md5, "str"), attempt(hashlib.sha256().update, 5), hashlib.blake2b(b"x", digest_size=8, key=b"k", salt=b"s", person=b"p").hexdigest(), attempt(hashlib.blake2b, digest_size=99), hashlib.pbkdf2_hmac("sha256", b"pw", b"salt", 100).hex()[:32], hashlib.scrypt(b"pw", salt=b"s", n=16, r=1, p=1).hex()[:32], attempt(hashlib.pbkdf2_hmac, "sha256", b"p", b"s", 0), hashlib.file_digest(io.BytesIO(data), "md5").hexdigest(), sorted(hashlib.algorithms_guaranteed)[:3], hmac.new(b"k", data, "sha256").hexdigest()[:32], hmac.digest(b"k", b"m", "md5").hex(), hmac.compare_digest(b"a", b"a"), hmac.compare_digest("a", "b"), attempt(hmac.compare_digest, "é", "é"), attempt(hmac.compare_digest, "a", b"a"), attempt(hmac.new, b"k"), attempt(hmac.new, "k", b"", "md5"), hashlib.md5(usedforsecurity=False).hexdigest(), repr(hashlib.sha256()).split(" @")[0][:30])
z = zlib.compress(data, 9); print(len(z) < 100, zlib.decompress(z) == data, attempt(zlib.decompress, b"junk"), attempt(zlib.decompress, z[:-3]), attempt(zlib.compress, "s"), attempt(zlib.compress, b"", 99), zlib.adler32(data), zlib.crc32(data), zlib.crc32(b"b", zlib.crc32(b"a")) == zlib.crc32(b"ab"), zlib.decompress(zlib.compress(b"x", wbits=-15), -15), zlib.decompress(zlib.compress(b"x", wbits=31), 47)); co = zlib.compressobj(6); out = co.compress(data[:500]) + co.flush(zlib.Z_SYNC_FLUSH) + co.compress(data[500:]) + co.flush(); do = zlib.decompressobj(); part = do.decompress(out + b"tail", 100); print(len(part), len(do.unconsumed_tail) > 0, do.decompress(do.unconsumed_tail) == data[100:], do.unused_data, do.eof, attempt(co.compress, b"x"), attempt(do.flush, -1), zlib.decompressobj(zdict=b"abc").decompress(zlib.compressobj(zdict=b"abc").compress(b"") or b"") == b"", attempt(zlib.compressobj, 99), zlib.ZLIB_VERSION == zlib.ZLIB_RUNTIME_VERSION)
for m in (gzip, bz2, lzma):
    c = m.compress(data); print(m.__name__, m.decompress(c) == data, attempt(m.decompress, b"junk junk junk"), attempt(m.decompress, c[:-5]), m.decompress(c + m.compress(b"2nd"))[-3:], attempt(m.compress, "s"), m.decompress(m.compress(b""))); name = f"f.{m.__name__}"
    with m.open(name, "wt", encoding="utf-8") as f: f.write("é line\n" * 3)
    with m.open(name, "rt", encoding="utf-8") as f: print(f.readline(), f.read(3), f.readlines())
    with m.open(name, "ab") as f: f.write(b"app\n")
    with m.open(name) as f: print(f.read()[-8:], f.seek(2), f.read(3), f.tell(), f.readable(), f.writable(), attempt(f.write, b"x"))
    print(attempt(m.open, "nofile"), attempt(m.open, name, "zz"), attempt(m.open, name, "rb", encoding="x"))
g = io.BytesIO(); w = gzip.GzipFile("n", "wb", 9, g, mtime=0); w.write(b"abc"); w.close(); print(g.getvalue(), attempt(gzip.GzipFile, mode="w"), gzip.GzipFile(fileobj=io.BytesIO(g.getvalue())).read(), attempt(gzip.BadGzipFile, "x")); ld = lzma.LZMADecompressor(); lc = lzma.compress(data, format=lzma.FORMAT_ALONE); print(ld.decompress(lc, 20), ld.needs_input, ld.eof, ld.check, attempt(lzma.LZMACompressor, 99), lzma.is_check_supported(lzma.CHECK_SHA256), attempt(lzma.decompress, lc, lzma.FORMAT_XZ), lzma.decompress(lzma.compress(b"q", lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2}]), lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2}])); bd = bz2.BZ2Decompressor(); bd.decompress(bz2.compress(b"x") + b"rest"); print(bd.unused_data, bd.eof, attempt(bd.decompress, b"x"), attempt(bz2.BZ2Compressor, 0))
b = io.BytesIO()
with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as zf:
    zf.writestr("a.txt", "text é"); zf.writestr(zipfile.ZipInfo("d/b.bin", (2020, 1, 2, 3, 4, 6)), b"\0" * 100, zipfile.ZIP_STORED); zf.comment = b"cmt"; zf.mkdir("dir")
    with zf.open("s.txt", "w") as f: f.write(b"streamed")
with zipfile.ZipFile(b) as zf: print(zf.namelist(), zf.read("a.txt").decode(), zf.getinfo("d/b.bin").date_time, zf.getinfo("d/b.bin").file_size, zf.testzip(), zf.comment, attempt(zf.read, "nope"), attempt(zf.getinfo, "x"), repr(zf.getinfo("s.txt")), zf.extract("a.txt", "ex"), attempt(zf.writestr, "x", "y"), [p.name for p in zipfile.Path(zf).iterdir()], zipfile.Path(zf, "d/b.bin").read_bytes()[:2], zf.getinfo("dir/").is_dir()); zf.extractall("all")
raw = bytearray(b.getvalue()); raw[40] ^= 0xFF; print(attempt(lambda: zipfile.ZipFile(io.BytesIO(bytes(raw))).read("a.txt")), attempt(zipfile.ZipFile, io.BytesIO(b"junk")), zipfile.is_zipfile(io.BytesIO(b"x")), attempt(zipfile.ZipFile, "nofile"), attempt(zipfile.ZipFile, b, "q"), attempt(zipfile.ZipFile, b, "r", 999))
import warnings; warnings.simplefilter("ignore"); t = io.BytesIO()
with tarfile.open(fileobj=t, mode="w:gz", format=tarfile.PAX_FORMAT) as tf: ti = tarfile.TarInfo("dir/é.txt"); ti.size = 3; ti.mtime = 5; ti.mode = 0o640; tf.addfile(ti, io.BytesIO(b"abc")); l = tarfile.TarInfo("lnk"); l.type = tarfile.SYMTYPE; l.linkname = "dir/é.txt"; tf.addfile(l); dd = tarfile.TarInfo("d"); dd.type = tarfile.DIRTYPE; tf.addfile(dd); bad = tarfile.TarInfo("../evil"); tf.addfile(bad)
t.seek(0)
with tarfile.open(fileobj=t) as tf: print(tf.getnames(), tf.getmember("dir/é.txt").mode, tf.extractfile("dir/é.txt").read(), tf.getmember("lnk").issym(), attempt(tf.getmember, "zz"), attempt(tf.extractall, "tx", filter="data"), [m.isfile() for m in tf], repr(tf.getmembers()[0]).split(" at ")[0])
print(attempt(tarfile.open, fileobj=io.BytesIO(b"junk" * 200)), attempt(tarfile.open, "nofile"), attempt(tarfile.open, fileobj=io.BytesIO(), mode="zz"), tarfile.is_tarfile(io.BytesIO(b"")), len(secrets.token_bytes(5)), len(secrets.token_hex(4)), len(secrets.token_urlsafe(8)), secrets.randbelow(1), secrets.choice("a"), attempt(secrets.randbelow, 0), secrets.compare_digest("a", "a"))
u = uuid.UUID("12345678123456781234567812345678"); print(u, repr(u), u.hex, u.int, u.bytes[:2], u.fields, u.version, u.variant, u.urn, u == uuid.UUID(int=u.int), u < uuid.UUID(int=2**127), uuid.uuid3(uuid.NAMESPACE_DNS, "x.org"), uuid.uuid5(uuid.NAMESPACE_URL, "x"), uuid.uuid4().version, uuid.uuid1().version, attempt(uuid.UUID, "bad"), attempt(uuid.UUID), attempt(uuid.UUID, int=-1), attempt(uuid.UUID, bytes=b"x"), hash(u) == hash(u.int), attempt(setattr, u, "int", 1), uuid.UUID("{12345678-1234-5678-1234-567812345678}").is_safe, sorted([u, uuid.UUID(int=0)])[0])
