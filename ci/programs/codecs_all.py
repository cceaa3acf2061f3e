"""codecs: encodings, error handlers, incremental and stream classes, registry; base64, binascii."""
import base64
import binascii
import codecs
import encodings


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


text = "Hé€日😀\x00\udc80"
names = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "ascii", "latin-1", "cp1252", "cp437", "koi8-r", "iso8859-15", "mac_roman", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "iso2022_jp", "hz", "cp932", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "cp037", "cp65001", "utf_8", "U8", "L1", "charmap", "undefined", "tis-620", "ptcp154"]
for n in names:
    clean = text[:4]
    enc = attempt(clean.encode, n)
    print(n, enc, attempt(enc.decode, n) if isinstance(enc, bytes) else "", [ascii(attempt(text.encode, n, e)) for e in ("strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogateescape", "surrogatepass")][:8], attempt(lambda: codecs.lookup(n).name))
bad = [b"\xff", b"a\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\x80abc", b"a\x00\xd8", b"\x00\xd8a\x00", b"\x00\x00\x11\x00", b"+AAA-", b"+", b"\\x4", b"\\u12", b"\\N{x}", b"\\777", b"\\ud800", b"", b"\xef\xbb\xbfx", b"\xff\xfea\x00"]
for b in bad:
    print(b, [ascii(attempt(b.decode, n, e)) for n in ("utf-8", "utf-16", "utf-16-le", "utf-32-le", "utf-7", "ascii", "unicode_escape", "utf-8-sig", "shift_jis") for e in ("strict", "replace", "backslashreplace", "surrogateescape", "surrogatepass")])


def handler(e):
    if isinstance(e, UnicodeEncodeError): return ("<" + ",".join(hex(ord(c)) for c in e.object[e.start:e.end]) + ">", e.end)
    if isinstance(e, UnicodeDecodeError): return (f"<{e.object[e.start:e.end].hex()}>", e.end)
    return ("?", e.end)


codecs.register_error("mine", handler)
codecs.register_error("bytes", lambda e: (b"??", e.end)); codecs.register_error("badpos", lambda e: ("", 1000)); codecs.register_error("neg", lambda e: ("x", -1)); codecs.register_error("badtype", lambda e: 5); codecs.register_error("raises", lambda e: 1 / 0); codecs.register_error("nonstr", lambda e: (5, 1))
for h in ("mine", "bytes", "badpos", "neg", "badtype", "raises", "nonstr", "unknown_h"):
    print(h, attempt("aé日b".encode, "ascii", h) if h != "neg" else "", attempt(b"a\xff\xfeb".decode, "utf-8", h) if h != "neg" else "", attempt("aé".encode, "latin-1" if h == "neg" else "cp437", h))
print(attempt(codecs.lookup_error, "zz"), codecs.lookup_error("strict").__name__, attempt(codecs.strict_errors, ValueError("v")), attempt(codecs.ignore_errors, UnicodeEncodeError("a", "é", 0, 1, "r")), attempt(codecs.replace_errors, UnicodeDecodeError("a", b"\xff", 0, 1, "r")), attempt(codecs.replace_errors, UnicodeTranslateError("é", 0, 1, "r")), attempt(codecs.replace_errors, 5), attempt(codecs.register_error, 5, 5), attempt(codecs.register_error, "x", 5), attempt(codecs.xmlcharrefreplace_errors, UnicodeEncodeError("a", "é日", 0, 2, "r")), attempt(codecs.namereplace_errors, UnicodeEncodeError("a", "é", 0, 1, "r")))
print(attempt(codecs.lookup, "nope"), attempt(codecs.lookup, "a\0b"), attempt(codecs.encode, "a", "rot13"), attempt(codecs.decode, b"aGk=\n", "base64"), attempt(codecs.encode, b"hi", "hex"), attempt(codecs.encode, "hi", "hex"), attempt("hi".encode, "rot13"), attempt(b"hi".decode, "hex"), codecs.encode(b"x" * 30, "zlib")[:2], codecs.encode("é", "utf-8"), attempt(codecs.encode, 5, "utf-8"), attempt(codecs.decode, "s", "utf-8"), codecs.encode(b"a b=\n", "quopri"), codecs.decode(b"a=20b", "quopri"), codecs.encode(b"hello", "uu").splitlines()[0], codecs.lookup("utf8").name, codecs.getencoder("ascii")("ab"), codecs.getdecoder("utf-8")(b"\xc3\xa9"), attempt(codecs.getincrementalencoder, "zz"), codecs.charmap_encode("ab", "strict", {97: 65, 98: "xy"}), attempt(codecs.charmap_encode, "c", "strict", {}), codecs.charmap_decode(b"\0\1", "strict", "xy"), attempt(codecs.charmap_decode, b"\5", "strict", "x"), codecs.utf_8_decode(b"a\xc3", "strict"), attempt(codecs.utf_8_decode, b"a\xc3", "strict", True), codecs.escape_decode(b"\\n\\x41"), codecs.escape_encode(b"\n'\xff"), codecs.unicode_escape_encode("é\n日"), codecs.raw_unicode_escape_decode(b"\\u00e9\xe9"), codecs.ascii_encode("a"), codecs.utf_7_encode("a€+"), codecs.utf_16_ex_decode(b"\xff\xfea\0", "strict", 0, False), codecs.readbuffer_encode(b"q"), codecs.BOM_UTF8, codecs.BOM_UTF16 == codecs.BOM_UTF16_LE)
for n in ("utf-8", "utf-16", "utf-8-sig", "shift_jis", "utf-7", "utf-32", "unicode_escape"):
    d = codecs.getincrementaldecoder(n)(); data = "aé日\U00010000"[: 3 if n == "shift_jis" else 4].replace("é", "ﾊ" if n == "shift_jis" else "é").encode(n); print(n, [ascii(d.decode(data[i:i + 1])) for i in range(len(data))], attempt(d.decode, b"", True), attempt(d.getstate)); d.reset(); e = codecs.getincrementalencoder(n)(); print(e.encode("a"), e.encode("b", True), attempt(e.getstate))
d = codecs.getincrementaldecoder("utf-8")("replace"); print(ascii(d.decode(b"\xe6\x97")), d.getstate(), attempt(d.setstate, (b"\xe6", 0)), ascii(d.decode(b"\x97\xa5")), ascii(d.decode(b"\xe6", final=True)), list(codecs.iterdecode([b"\xc3", b"\xa9"], "utf-8")), list(codecs.iterencode("aé", "utf-16-le")))
import io
r = codecs.getreader("utf-8")(io.BytesIO("é\nb\r\nc".encode())); print(r.readline(), r.read(1), r.readlines()); w = codecs.getwriter("utf-16")(b := io.BytesIO()); w.write("a"); w.writelines(["b"]); print(b.getvalue()); rec = codecs.EncodedFile(io.BytesIO("é".encode("latin-1")), "utf-8", "latin-1"); print(rec.read())
def search(name): return codecs.CodecInfo(lambda s, e="strict": (s.upper().encode(), len(s)), lambda b, e="strict": (bytes(b).decode().lower(), len(b)), name="shout") if name == "shout" else None
codecs.register(search); print("abc".encode("shout"), b"ABC".decode("shout"), codecs.unregister(search), attempt("a".encode, "shout"), attempt(codecs.register, 5), encodings.normalize_encoding("UTF 8-x"), encodings.aliases.aliases["latin"], "bücher.example".encode("idna"), b"xn--bcher-kva".decode("idna"), attempt(("a" * 64).encode, "idna"), "bücher".encode("punycode"))
for f, args in [(base64.b64encode, (b"\xfb\xff\x00hi",)), (base64.b64encode, (b"\xfb\xff", b"-_")), (base64.urlsafe_b64encode, (b"\xfb\xff",)), (base64.b64decode, ("aGk=",)), (base64.b64decode, (b"aGk",)), (base64.b64decode, (b"a",)), (base64.b64decode, (b"aG k=\n!",)), (base64.b64decode, (b"aG k=", None, True)), (base64.b64decode, ("é",)), (base64.b32encode, (b"hello",)), (base64.b32decode, (b"NBSWY3DP",)), (base64.b32decode, (b"nbswy3dp",)), (base64.b32decode, (b"nbswy3dp", True)), (base64.b32hexencode, (b"hi",)), (base64.b16encode, (b"\xab",)), (base64.b16decode, (b"ab",)), (base64.b16decode, (b"ab", True)), (base64.a85encode, (b"hello\0\0\0\0",)), (base64.a85decode, (b"BOu!rDZz",)), (base64.a85decode, (b"~",)), (base64.b85encode, (b"hello",)), (base64.b85decode, (b"Xk~0{Zv",)), (base64.b85decode, (b"\"",)), (base64.z85encode, (b"hell",)), (base64.encodebytes, (b"x" * 60,)), (base64.decodebytes, (b"eA==",)), (base64.b64encode, ("s",)), (base64.b64encode, (b"a", b"x")), (binascii.hexlify, (b"\x01\xff", ":")), (binascii.unhexlify, ("01ff",)), (binascii.unhexlify, ("0",)), (binascii.unhexlify, ("zz",)), (binascii.a2b_base64, (b"a",)), (binascii.a2b_base64, (b"aGk=x",)), (binascii.b2a_base64, (b"hi",)), (binascii.crc32, (b"hello",)), (binascii.crc32, (b"lo", binascii.crc32(b"hel"))), (binascii.crc_hqx, (b"hello", 0)), (binascii.a2b_qp, (b"a=3D=\nb",)), (binascii.b2a_qp, (b"a=\xff \n",)), (binascii.a2b_uu, (b"%:&5L;&\\\n",)), (binascii.b2a_uu, (b"hello",)), (binascii.a2b_uu, (b"x",)), (binascii.b2a_uu, (b"x" * 50,)), (binascii.hexlify, ("s",)), (binascii.a2b_hex, ("é",))]:
    print(f.__name__, args, attempt(f, *args))
