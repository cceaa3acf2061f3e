"""Methods of str, with edge cases and errors."""


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


texts = ["", "a", "Hello World", "  spaced\tout\n", "ÀÉîõü", "ßtraße ﬁ", "ΑΣ ΑΣΑ Σ", "日本語テキスト", "mixed123ABC", "𝔘𝔫𝔦 😀", "ǆ ǅ Ǆ", "İıiI", "x" * 20, "tab\tsep\tx", "١٢٣ ²½ Ⅷ", "\x00\x1f\x7f\x85\u2028"]
for name in ["upper", "lower", "title", "capitalize", "swapcase", "casefold", "strip", "lstrip", "rstrip", "isalpha", "isalnum", "isdigit", "isdecimal", "isnumeric", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii", "split", "splitlines", "expandtabs", "__len__", "__hash__"]:
    if name == "__hash__":
        continue
    print(name, [ascii(getattr(text, name)()) for text in texts])
s = "the quick brown the lazy the end"
for name in ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"]:
    f = getattr(s, name)
    print(name, attempt(f, "the"), attempt(f, "the", 1), attempt(f, "the", 1, 20), attempt(f, "the", -7), attempt(f, "the", -10, -4), attempt(f, "zzz"), attempt(f, ""), attempt(f, "", 100), attempt(f, "", 5, 3), attempt(f, 5), attempt(f, "the", None, None), attempt(f, "t", "x"), attempt(f), attempt(f, "the", 0, 2**70))
print(s.startswith(("a", "th")), s.endswith(("d", "x")), attempt(s.startswith, (1,)), attempt(s.startswith, ["the"]), s.startswith(()), attempt(s.count, "the", 1, 2, 3))
for args in [("a,b,,c", ",", -1), ("a,b,,c", ",", 1), ("a,b,,c", ",,", -1), ("", ",", -1), ("  a  b ", None, -1), ("  a  b c ", None, 1), ("", None, -1), ("aXXbXXc", "XX", 5), ("aaa", "aa", -1), ("\u2003x\u00a0y\x1cz", None, -1), ("abc", "", -1), ("abc", 5, -1), ("abc", "b", "x"), ("abc", "b", 2**70)]:
    print(ascii(args[0]), attempt(args[0].split, args[1], args[2]), attempt(args[0].rsplit, args[1], args[2]))
print("a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i".splitlines(), "a\n\nb\n".splitlines(True), "".splitlines(), "\n".splitlines(), attempt("x".splitlines, 1, 2), "a\r\n".splitlines(keepends=True))
print("a.b.c".partition("."), "a.b.c".rpartition("."), "abc".partition("x"), "abc".rpartition("x"), attempt("a".partition, ""), attempt("a".partition, 1), "aXXb".partition("XX"))
print("-".join("abc"), "".join([]), "x".join(["solo"]), ", ".join(str(i) for i in range(5)), attempt("-".join, [1]), attempt("-".join, ["a", None]), attempt("-".join, 5), attempt(",".join, ["a", b"b"]), "é".join(["a", "日", "😀"]))
print("abcabc".replace("b", "XX"), "aaa".replace("a", "b", 2), "abc".replace("", "-"), "abc".replace("", "-", 2), "".replace("", "x"), "aaaa".replace("aa", "a"), attempt("a".replace, "a"), attempt("a".replace, 1, "b"), "abc".replace("b", "", count=1), "é日é".replace("é", "𝔘"), attempt("a".replace, "a", "b", "c"), "aaa".replace("a", "é", -1), "abab".replace("ab", "ba", 0))
for width in (0, 3, 4, 7, 10):
    print("abc".center(width, "*"), "abcd".center(width, "-"), "abc".ljust(width, "."), "abc".rjust(width), "abc".zfill(width), "-42".zfill(width), "+".zfill(width), "é".rjust(width, "日"), sep="|")
print(attempt("a".center, 5, "xy"), attempt("a".ljust, 5, ""), attempt("a".zfill, "5"), attempt("a".center), attempt("a".rjust, 5, 1))
print("xxhixx".strip("x"), "abcba".strip("ab"), "abc".lstrip("cab"), "abc".rstrip(""), attempt("a".strip, 1), "\u3000a\u2009".strip() == "a", "prefix_x".removeprefix("prefix_"), "x.py".removesuffix(".py"), "abc".removesuffix(""), "abc".removeprefix("b"), attempt("a".removeprefix, 1))
print("a\tb\tc".expandtabs(4), "ab\tc\n\td".expandtabs(), "a\tb".expandtabs(0), "\t".expandtabs(-1) == "", "日\tx".expandtabs(4), attempt("a".expandtabs, "x"), "a\rb\tc".expandtabs(tabsize=8).encode())
table = str.maketrans({"a": "1", "b": None, ord("c"): "three", "d": 0x1F600})
print("abcde".translate(table), "abc".translate(str.maketrans("abc", "xyz")), "abcd".translate(str.maketrans("ab", "xy", "d")), attempt(str.maketrans, "ab", "x"), attempt(str.maketrans, {"ab": 1}), attempt(str.maketrans, 5), attempt("a".translate, {97: 2**40}), attempt("a".translate, {97: 1.5}), "a".translate({}), attempt("abc".translate, 5), "abc".translate([None] * 98 + ["z"]), attempt(str.maketrans, "a", "b", 3), sorted(str.maketrans("ab", "yz", "c").items(), key=str))
print("abc" * 3, 3 * "ab", "a" * 0, "a" * -5, "" * 100, attempt(lambda: "a" * 1.5), attempt(lambda: "a" * "b"), attempt(lambda: "a" * 2**63), attempt(lambda: "ab" * (2**62)), "a" "b" 'c', "a" + "b", attempt(lambda: "a" + b"b"), attempt(lambda: "a" + 1), attempt(lambda: 1 + "a"))
t = "0123456789"
print(t[3], t[-1], t[2:5], t[::-1], t[::2], t[-3:], t[5:2], t[5:2:-1], t[100:], t[-100:3], t[None:None], t[True], attempt(lambda: t[10]), attempt(lambda: t["a"]), attempt(lambda: t[1.0]), attempt(lambda: t[::0]), attempt(lambda: t[2**70]), attempt(lambda: t["a":]), attempt(lambda: t[1, 2]), "日本語"[1], "a😀b"[1], "a😀b"[::-1])
print("b" in "abc", "" in "abc", "abcd" in "abc", attempt(lambda: 1 in "abc"), attempt(lambda: b"a" in "abc"), "a" < "b", "a" < "B", "abc" < "abcd", "é" > "z", "a" == b"a", attempt(lambda: "a" < 1), "" < "a", max("hello"), min("hello"), sorted("hello"), list(reversed("abc")), "😀" > "\uffff")
print(str(), str(5), str(None), str(b"abc", "ascii"), str(b"\xc3\xa9", "utf-8"), attempt(str, b"\xff", "utf-8"), attempt(str, "a", "utf-8"), attempt(str, 5, "utf-8"), str(b"x"), str(object=3), str(b"\xff", errors="replace"), str(encoding="ascii"), attempt(str, 1, "a", "b", 4), attempt(str, b"a", "nope"))
for args in [("utf-8",), ("ascii",), ("latin-1",), ("ascii", "ignore"), ("ascii", "replace"), ("ascii", "xmlcharrefreplace"), ("ascii", "backslashreplace"), ("ascii", "namereplace"), ("utf-16-le",), ("utf-32",), ("nope",), ("ascii", "nope"), ("cp1252", "replace"), ("utf-8", "surrogatepass")]:
    print(args, attempt("aé日😀".encode, *args))
print(attempt("\ud800".encode), "\ud800".encode("utf-8", "surrogatepass"), "\udc80".encode("utf-8", "surrogateescape"), attempt("a\ud800b".encode, "utf-16"))
for value in ["a'b", 'a"b', "a'b\"c", "\n\t\r\\", "\x00\x7f\x80\xa0\xad", "é\u0300\u200b\u2028", "\ud800\U000e0001\U0010ffff", "日😀"]:
    print(ascii(repr(value)), ascii(value))


class S(str):
    def __str__(self):
        return "S!"

    def __repr__(self):
        return "S(" + super().__repr__() + ")"


x = S("abc")
print(x, [x], x + "d", type(x + "d").__name__, type(x.upper()).__name__, type(x[:]).__name__, x == "abc", hash(x) == hash("abc"), {"abc": 1}[x], f"{x}", f"{x!r}", "%s" % x, format(x), x.join(["1", "2"]), type(str(x)).__name__, type(x.strip()).__name__, type("".join([x])).__name__, type(x * 1).__name__, len(x))
print("x".isidentifier(), "1x".isidentifier(), "class".isidentifier(), "é".isidentifier(), "a b".isidentifier(), "_".isidentifier(), "".isidentifier(), "℘".isidentifier(), attempt(ord, "ab"), attempt(ord, ""), attempt(chr, -1), attempt(chr, 0x110000), ord("😀"), chr(955), attempt(ord, 5), ord(b"a"), attempt(chr, "a"), attempt(chr, 2**40))
print(attempt(lambda: "abc".foo), attempt(lambda: setattr("abc", "x", 1)), attempt(lambda: "abc".upper(1)), attempt(lambda: str.upper()), attempt(lambda: str.upper(5)), attempt(lambda: "a".encode(1)), attempt(lambda: "a".join()), attempt(lambda: "abc".__getitem__()), attempt(lambda: "a".split(sep="b", foo=1)))
