"""re: syntax, flags, groups, substitution, errors, and small tools made of it."""
import re
import warnings


def attempt(function, *args, **kwargs):
    try:
        result = function(*args, **kwargs)
        return (result.group(), result.span(), result.groups(), result.groupdict()) if isinstance(result, re.Match) else result
    except Exception as error:
        return f"{type(error).__name__}: {error}"


cases = [(r"abc", "xabcx"), (r"a|b|", "cab"), (r"^a.c$", "abc\n"), (r"(?m)^b", "a\nb"), (r"(?s)a.b", "a\nb"), (r"(?i)ABC", "xaBc"), (r"(?x) a b  # c\n c", "abc"), (r"[a-c]+", "xxabcabc"), (r"[^a-c]+", "abxyc"), (r"[]a]+", "]a]"), (r"[a\]-]+", "a]-"), (r"\d+\s\w+\S\D\W", "12 ab!x!"), (r"\bfoo\b", "a foo b"), (r"\Boo", "foo"), (r"\Aab\Z", "ab"), (r"a{2,3}", "aaaa"), (r"a{2}", "aaa"), (r"a{,2}b", "aaab"), (r"a{2,}?", "aaaa"), (r"a*?b", "aab"), (r"a+?", "aaa"), (r"a??b", "ab"), (r"a*+b", "aab"), (r"a++a", "aaa"), (r"(?>a+)b", "aab"), (r"(a)(b)?(c)", "ac"), (r"(?P<x>a)(?P<y>b)", "ab"), (r"(?:ab)+", "ababx"), (r"(a)\1", "aa"), (r"(?P<q>['\"]).*?(?P=q)", "x'a\"b'"), (r"a(?=b)", "acab"), (r"a(?!b)", "abac"), (r"(?<=a)b", "bab"), (r"(?<!a)b", "abcb"), (r"(a)?(?(1)b|c)", "ab c"), (r"(?i:a)b", "Ab"), (r"(?-i:a)b", "Ab"), (r"(?i)a(?-i:b)", "AB Ab"), (r"(a|ab)(c|bcd)(d*)", "abcd"), (r"((a)|b)*", "abab"), (r"(?:(a)|b)*", "ab"), (r"\x41\u0042\n\t\\", "AB\n\t\\"), (r"\N{LATIN SMALL LETTER A}", "a"), (r"[\w.]+@[\w.]+", "me <a.b@c.org>"), (r"é+", "caféé"), (r"(?a)\w+", "éa"), (r"(?u)\w+", "éa"), (r"[[:alpha:]]", "a:"), (r"\0", "\0"), (r"[\b]", "\b"), (r"\101", "A"), (r"(?#comment)a", "a"), (r"x*", "aaa"), (r"(.*)(\d)", "ab12"), (r"(?s:.*)\Z", "a\n"), (r".\b.", "a b"), (r"[a-z&&b]", "&"), (r"(?i)ß|ſ|K", "SsK\u212a"), (r"(?i)[k-m]", "K"), (r"[\d-z]+", "1-z")]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for pattern, text in cases:
        print(ascii(pattern), attempt(re.search, pattern, text), attempt(re.match, pattern, text) is not None, attempt(re.fullmatch, pattern, text) is not None, ascii(attempt(re.findall, pattern, text)))
for bad in ["(", ")", "[", "a**", "*a", "a{2,1}", "(?P<1a>x)", "(?P<a>x)(?P<a>y)", r"\1", "(?P=z)", "(?<z)", "(?z)", "(?P<a", "[z-a]", "\\", r"\x4", r"\u12", r"\q", "(?<=a+)b", "(?(1)a|b|c)", "(?(9)a)", "(?(x)a)", "a++b**", "x{99999999999}", "(?i", "(?-i)a", "a(?i)b", "(?au)x", "(?P>x)", r"\N{nope}", r"[\d-]", "(?L)x", "(?#", "a{1", "(?:", "(?P<é>a)", "+", "?", "a|*", "[a-\\d]", "\\8", "(?<>a)", "(?ii-:x)", r"[\q]", "(?P", "((?P<x>a)"]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            r = re.compile(bad); print(repr(bad), "ok", r.groups, end=" ")
        except re.error as e:
            print(repr(bad), "|", e, "|", e.msg, e.pos, e.lineno, e.colno, end=" ")
        except Exception as e:
            print(repr(bad), type(e).__name__, e, end=" ")
        print([str(w.message) for w in caught])
m = re.search(r"(?P<year>\d{4})-(?P<month>\d\d)(-(\d\d))?", "on 2024-05 or 2023-01-02")
print(m, m.group(), m.group(1, "month", 4), m[0], m["year"], m.groups("dflt"), m.groupdict(), m.start("month"), m.end(1), m.span(4), m.regs, m.pos, m.endpos, m.lastindex, m.lastgroup, m.re.pattern, m.string, m.expand(r"\g<year>/\2 [\4]"), attempt(m.group, 9), attempt(m.group, "zz"), attempt(lambda: m[9]), attempt(m.expand, r"\9"), bool(m), attempt(m.start, "q"), repr(m))
for args in [(r"a", "b", "banana"), (r"a", "b", "banana", 2), (r"(\w)(\w)", r"\2\1", "abcd"), (r"(?P<n>\d)", r"<\g<n>>", "a1b2"), (r"x*", "-", "abxd"), (r"", "-", "ab"), (r"(a)|b", r"[\1]", "ab"), (r"\d", lambda m: str(int(m[0]) * 2), "a1b5"), (r"a", r"\n\t\\", "a"), (r"a", r"\q", "a"), (r"a", r"\1", "a"), (r"a", r"\g<x>", "a"), (r"a", r"\g<0>\g<0>", "a"), (r"a", lambda m: 5, "a"), (r"a", 5, "a"), (r"a", b"b", "a"), (b"a", b"b", b"aa"), (r"(a)", r"\g<1>0", "a"), (r"a", r"\101", "a"), (r"\b", "|", "hi there"), (r"(?m)^", "> ", "a\nb"), (r"\s+", " ", "a  b\t\nc"), (r"a", "", "aaa", -1)]:
    print(args[0], attempt(re.sub, *args), attempt(re.subn, *args))
print(re.split(r"[,;]\s*", "a, b;c"), re.split(r"(,)", "a,b,c"), re.split(r"x*", "axbc"), re.split(r",", "a,b,c", maxsplit=1), re.split(r"\b", "hi you"), re.split("(a)|b", "xaybz"), re.split(r"\W+", ""), re.escape("a.b*c [é]\n-#&~"), re.escape(b"a.b"), attempt(re.split, "a", b"b"), attempt(re.match, b"a", "a"), attempt(re.compile, 5), attempt(re.search, "a", 5), attempt(re.search, "a", None))
p = re.compile(r"(?P<a>x)(y)", re.I | re.M)
print(p, p.flags, p.groups, p.groupindex, p.pattern, p == re.compile(r"(?P<a>x)(y)", re.I | re.M), hash(p) == hash(re.compile(p)), p.search("axyxy", 2).span(), p.match("axy", 1).span(), p.fullmatch("zxyz", 1, 3).span(), [m.span() for m in p.finditer("xy XY")], p.findall("xyXY"), attempt(re.compile, p, re.S), re.compile(p) is p, repr(re.compile("a" * 300))[:60], re.compile("a/b", re.X | re.A | re.S), re.compile(b"a", re.L), attempt(re.compile, "a", re.L), re.RegexFlag(0), re.I | re.S, re.NOFLAG, attempt(setattr, p, "flags", 1), p.scanner("xyxy").match().span())
import copy, pickle; print(copy.copy(p) is p, pickle.loads(pickle.dumps(p)) == p, copy.deepcopy(m) is m, attempt(pickle.dumps, m))
print([m.span() for m in re.finditer(r"a|", "baac")], [m.group() for m in re.finditer(r"(?=(\w\w))", "abcd")], re.findall(r"(\w)(\d)?", "a1b"), list(re.finditer("x", "")), re.search(r"(?:a|b)*?c", "abac").group(), re.match(r"(a+)+$", "a" * 22) is not None, re.search(r"(x+x+)+y", "x" * 14), re.match(r"(?:.|\n){3}", "a\nb").span())


def tokenize(code):
    spec = [("NUM", r"\d+(\.\d*)?"), ("ASSIGN", r":="), ("END", r";"), ("ID", r"[A-Za-z_]\w*"), ("OP", r"[+\-*/()]"), ("NL", r"\n"), ("WS", r"[ \t]+"), ("BAD", r".")]
    for m in re.finditer("|".join(f"(?P<{n}>{r})" for n, r in spec), code):
        if m.lastgroup not in ("WS", "NL"):
            yield m.lastgroup, m.group(), m.start()


print(list(tokenize("x := 3.5*(y_1 - 2);\n z := @")))
sc = re.Scanner([(r"[a-z]+", lambda s, t: ("W", t)), (r"\d+", lambda s, t: int(t)), (r"\s+", None)]); print(sc.scan("ab 12 c3!"))
print(re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567"), re.sub(r"([a-z])([A-Z])", r"\1_\2", "camelCaseName").lower(), re.sub(r"_(\w)", lambda m: m[1].upper(), "snake_case_name"), re.fullmatch(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}", "192.168.1.255") is not None, re.findall(r"<(\w+)[^>]*>(.*?)</\1>", "<b>x</b><i a='1'>y</i>"), dict(re.findall(r"(\w+)=(\w+)", "a=1 b=2")), re.sub(r"(?P<first>\w+) (?P<last>\w+)", r"\g<last>, \g<first>", "John Smith"))
print(re.compile(r"(a(?P<n>b)?)+[^x-z]|\s{2,4}?(?=q)$", re.DEBUG) and "debugged")
