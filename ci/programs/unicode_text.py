"""Unicode: normalization, properties, case, surrogates, identifiers, widths."""
import unicodedata as u


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {ascii(str(error))}"


print(u.unidata_version, u.ucd_3_2_0.unidata_version)
texts = ["é", "e\u0301", "ﬁ", "Å", "\u212b", "ẛ̣", "한글", "\u1112\u1161\u11ab", "①½²", "a\u0315\u0300\u05ae\u0062", "ｱﾞ", "\u0344", "☃", "", "abc", "𝒳", "\u2126", "क़"]
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    print(form, [ascii(u.normalize(form, t)) for t in texts], [int(u.is_normalized(form, t)) for t in texts])
print(attempt(u.normalize, "NFX", "a"), attempt(u.normalize, "NFC", b"a"), attempt(u.is_normalized, "x", "a"), attempt(u.normalize, "NFC"))
chars = "aZ5_ é\u0300\u00a0\u2028\u2029٣½Ⅷ²日\U0001f600\ud800\ue000\uffff\U0010ffff\x00\x85\u200b\u00ad\u01c5αΣς"
for c in chars:
    print(f"{ord(c):06x}", u.category(c), u.bidirectional(c), u.combining(c), u.east_asian_width(c), u.mirrored(c), repr(u.decomposition(c)), attempt(u.name, c), u.decimal(c, None), u.digit(c, None), u.numeric(c, None),
          "".join(str(int(f(c))) for f in (str.isalpha, str.isalnum, str.isdigit, str.isdecimal, str.isnumeric, str.isspace, str.isupper, str.islower, str.istitle, str.isprintable, str.isidentifier)))
for name in ["LATIN SMALL LETTER A", "latin small letter a", "GREEK SMALL LETTER FINAL SIGMA", "SNOWMAN", "NOT A NAME", "HANGUL SYLLABLE HAN", "CJK UNIFIED IDEOGRAPH-4E00", "CJK UNIFIED IDEOGRAPH-0041", "BELL", "LINE FEED", "LATIN SMALL LETTER GHA", "KEYCAP DIGIT ONE", ""]:
    print(name, ascii(attempt(u.lookup, name)))
print(attempt(u.name, "ab"), attempt(u.name, "\x00"), u.name("\x00", "none"), attempt(u.decimal, "a"), attempt(u.numeric, "a"), attempt(u.digit, "½"), u.numeric("½"), attempt(u.category, ""), attempt(u.category, 5), attempt(u.lookup, 5))
print(ascii("\N{SNOWMAN}\N{LATIN SMALL LETTER E WITH ACUTE}\N{BULLET}\N{HANGUL SYLLABLE HAN}"), attempt(eval, r"'\N{NO SUCH THING}'"), attempt(eval, r"'\N{'"), attempt(eval, r"'\N'"))
import hashlib
totals = {}
digest = hashlib.sha256()
for code in range(0x110000):
    c = chr(code)
    totals[u.category(c)] = totals.get(u.category(c), 0) + 1
    flags = (c.isalpha() << 0 | c.isalnum() << 1 | c.isdigit() << 2 | c.isdecimal() << 3 | c.isnumeric() << 4 | c.isspace() << 5 | c.isupper() << 6 | c.islower() << 7 | c.istitle() << 8 | c.isprintable() << 9 | c.isidentifier() << 10 | ("a" + c).isidentifier() << 11)
    digest.update(flags.to_bytes(2, "big"))
print(sorted(totals.items()), digest.hexdigest())
digest = hashlib.sha256()
for code in range(0x110000):
    if 0xD800 <= code < 0xE000:
        continue
    c = chr(code)
    digest.update((c.upper() + "," + c.lower() + "," + c.title() + "," + c.casefold() + "," + c.swapcase() + "," + c.capitalize()).encode())
print(digest.hexdigest())
print(["ΑΣ".lower(), "ΑΣΑ".lower(), "Σ".lower(), "ΑΣ'".lower(), "Α'Σ".lower(), "ΑΣ.Β".lower(), "İ".lower(), "ŉ".upper(), "ﬃ".title(), "ǰ".upper(), "ß".title(), "they're o'neil".title(), "ǆabc".title(), "ᾳ".upper(), "ᾳ".title(), "İ".casefold(), "ß".swapcase(), "ﬀx".capitalize()])
print("straße".casefold() == "STRASSE".casefold(), "Σ".casefold() == "ς".casefold(), "ﬁ".casefold(), "Ǆ".casefold(), "K".lower(), "ſ".upper())
ident = {}
exec("ﬁ = 1; 𝔘𝔫𝔦 = 2; é = 3; e\u0301 = 4; ª = 5", ident)
print(sorted(ascii(k) for k in ident if not k.startswith("__")))
s = "a\ud800b\udc00c"
print(len(s), ascii(s), s.isprintable(), ascii(s.upper()), attempt(s.encode, "utf-8"), s.encode("utf-8", "surrogatepass"), s.encode("utf-16-le", "surrogatepass"), s.encode("ascii", "backslashreplace"), "\ud83d\ude00" == "😀", len("\ud83d\ude00"), hash(s) == hash("a\ud800" + "b\udc00c"))
print(ascii(b"\xff\xfe\x80abc".decode("utf-8", "surrogateescape")), b"\xff\xfe\x80abc".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"), attempt("\udc41".encode, "ascii", "surrogateescape"))


def width(text):
    return sum(2 if u.east_asian_width(c) in "WF" else 0 if u.combining(c) else 1 for c in text)


for text in ["hello", "日本語", "e\u0301le\u0300ve", "ｱｲｳ", "😀 ok"]:
    print(text + " " * (12 - width(text)) + "|", width(text), len(text), len(u.normalize("NFC", text)), len(text.encode()), len(text.encode("utf-16-le")) // 2)
print("".join(c for c in u.normalize("NFD", "Ünïcödé Ñandú") if not u.combining(c)), sorted(["éa", "ez", "e", "É", "zebra", "Ähm"], key=lambda t: u.normalize("NFKD", t).casefold()))
print(u.ucd_3_2_0.category("\u20ac"), u.ucd_3_2_0.normalize("NFC", "e\u0301") == "é", attempt(u.ucd_3_2_0.name, "\U0001f600"), u.ucd_3_2_0.bidirectional("a"), u.ucd_3_2_0.numeric("5"))
