"""Prints patterns as code words, texts, and what a stock CPython finds in them.

P groups words                      the program that the following lines use
M mode pos endpos text answer       one match or search; the text as code points
F text answer answer ...            all matches, as finditer gives them

An answer is "-" or "begin:end/begin:end.../lastindex" with the whole match first.
"""

import random
import re
import sys
import warnings
from re import _compiler, _parser

warnings.simplefilter("ignore")
random.seed(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
out = []


def answer(m):
    if m is None:
        return "-"
    return "/".join("%d:%d" % r for r in m.regs) + "/%s" % (m.lastindex or "-")


def wrong(e):
    # A group whose end is from an earlier pass than its begin: CPython refuses to make a match of it.
    assert "span of capturing group" in str(e)
    return "wrong"


def points(text):
    return ",".join(str(c if isinstance(c, int) else ord(c)) for c in text) or "."


def show(pattern, flags, texts):
    try:
        compiled = re.compile(pattern, flags)
        out.append("# %d %r" % (flags, pattern))
        parsed = _parser.parse(pattern, flags)
        words = [int(w) for w in _compiler._code(parsed, flags)]
    except (re.error, OverflowError, RecursionError, ValueError):
        return
    out.append("P %d %s" % (parsed.state.groups - 1, ",".join(map(str, words))))
    for text in texts:
        n = len(text)
        a, b = random.randrange(n + 2), random.randrange(n + 2)
        for name in ("match", "fullmatch", "search"):
            for pos, end in ((0, n), (min(a, n), n), (a, b)):
                try:
                    said = answer(getattr(compiled, name)(text, pos, end))
                except SystemError as e:
                    said = wrong(e)
                out.append("M %s %d %d %s %s" % (name, pos, end, points(text), said))
        found = []
        try:
            for m in compiled.finditer(text):
                found.append(answer(m))
        except SystemError as e:
            found.append(wrong(e))
        out.append("F %s %s" % (points(text), " ".join(found)))


# Patterns written for one rule each.
SAMPLES = [
    r"", r"a*", r"(a)|b", r"(?:(a)|b)*", r"(a|ab)(c|bcd)(d*)", r"(?:a?)*?b", r"(a*)*", r"(a*)+", r"(?:(a)|(b)|c)*?d", r"(a?)*?$",
    r"(?=(a+))a*b\1", r"(?<=a)b", r"(?<!a)b", r"(?<=(a)(b))c", r"(?!(a)b)a", r"((?!(a)b)a)+", r"(?:(?=(b))b|a)*", r"(?>a*)a", r"(?>a|ab)c",
    r"(?:a|b)*+a", r"(?:(a)|b)*+", r"(?:a{2}){2,3}+", r"a*+b", r"a++a", r"[ab]?+b", r"(?:(a)?b)*+", r"(?:a|(b)){3,}+c",
    r"(a)?(?(1)b|c)", r"(a)?(?(1)b)", r"(?:(a)|b)(?(1)c|d)", r"((a)|b)*(?(2)c|d)", r"(?P<q>['\"]).*?(?P=q)", r"(a)\1", r"(?i)(a)\1",
    r"^a", r"a$", r"(?m)^a$", r"\Aa\Z", r"\bfoo\b", r"\B", r"\b", r"(?a:\b)\w", r"\d+\D+", r"\s\S", r"(?a)\w+", r"[^\W\d]+", r".", r"(?s).", r"(?s:.)*x",
    r"[a-c]+?d", r"[^a-c]*", r"[\x00-\xff]{2}", r"[\u0400-\u04ff\u4e00]+", r"[^\u0400-\u04ff]", r"[a-zA-Z0-9_\u0100-\uffff]+", r"[\U00010000-\U0010ffff]",
    r"[bdfhjlnprtvxz\u0101\u0202\u0303\u0404]+", r"(?i)[bdfhjlnprtvxz\u0101\u0202\u0303\u0404]+", r"(?i)stra\u00dfe", r"(?i)\u017f", r"(?i)k", r"(?i)[k]",
    r"(?i)\u0130", r"(?i)[^k]", r"(?i)[a-z]+", r"(?i)[\U00010400-\U00010427]", r"(?i)\u03c3", r"(?ia)\u0130k", r"(?i)\ufb05", r"(?i)[\ufb05-\ufb06]",
    r"abcabd", r"(abc)abd", r"ab(c)abd", r"aaab", r"aaaa", r"abab|abac", r"a.c|b.d", r"(?:abc|abd|xbc)", r"[ab]c", r"(?i)1a", r"a(?i:B)c", r"(?i:a)(?-i:b)",
    r"(a{2,3}){2}", r"(a{2,3}?){2}", r"(?:a{0,2}b){1,2}?", r"a{2,}?b", r"a{,3}$", r"x{0}y", r"(x){0}y", r"(?:(x)|y){0,2}?z", r"(?:){3}a", r"(?:|a)+", r"(|a)+", r"(a|)+?b",
    r"(?=a)*", r"(?:(?=a)|b)+", r"(?:a(?=b)|b)+", r"(?<![ab]{2})c", r"(?<=^a)b", r"(?<=\bfoo)bar", r"(a(b(c)?)?)?", r"((a)|(b))*\2", r"(?:(a)|(b)|(c))+\1", r"(a\1?)b",
    r"(?:(\w+)\s+(?=\w))*", r"(\d+)-(\d+)?(?(2)x|y)", r"(?>(a)|b)+", r"(?>(?:a|(b))*)c?", r"((?>a|(b)))*?c", r"(?:(a)(?>b)|a(c))*", r"(?!)", r"(?:a(?!))|b", r"(?<=a|b)c",
]
TEXTS = [
    "", "a", "b", "aa", "ab", "ba", "abc", "abd", "abcd", "aab", "aaab", "aaaa", "aabb", "abab", "bbaa", "cab", "abcabcabd", "xabcabd", "acd", "\n", "a\n", "a\nb", "\na\n", "foo bar",
    "foobar foo", "  x y", "'a\"b'", "\"q\"", "A", "aA", "Aa1b", "K\u212a", "\u017fs", "\u0130i\u0131", "stra\u00dfe STRASSE", "\u03a3\u03c3\u03c2", "\u0436\u4e00z", "\U00010400\U00010428",
    "\ufb05\ufb06", "12-34x", "12-y", "\u0660\u0661", "\x1c \u2028", "bdfz\u0101\u0100", "aaaaaaaaab", "ccd", "abcbcd", "\xe9\xc9\xb5",
]
for pattern in SAMPLES:
    show(pattern, 0, TEXTS)
for pattern in (r"\w+", r"(?i)\xe9", r"(?i)[\xe0-\xef]+", r"\b.", r"(?i)([a\xe9])\1", r"[\w]+", r"[^\W]", r"(?i)a[B]c"):
    for flags in (re.L, re.A, 0):
        show(pattern.encode("latin-1"), flags, [b"", b"a", b"\xe9\xc9", b"aA", b"ABC abc", b"a_b-\xb5", b"\xff\xe8"])

# The patterns of CPython's own test data, read where they lie.
try:
    from test.re_tests import tests
except ImportError:
    tests = []
for t in tests:
    show(t[0], 0, [t[1]])
    show(t[0], re.I | re.M, [t[1], t[1].upper()])


# Random ones, small enough that trying everything ends.
def atom(depth, groups):
    k = random.randrange(13 if depth > 0 else 6)
    if k < 3:
        return random.choice("abc")
    if k == 3:
        return random.choice([".", "[ab]", "[^a]", r"\w", "[b-c]", "(?i:A)"])
    if k == 4:
        return random.choice(["^", "$", r"\b", r"\B", "", "a", "b"])
    if k == 5:
        return r"\%d" % random.randint(1, groups[0]) if groups[0] and random.random() < .6 else "b"
    if k < 9:
        n = groups[0] = groups[0] + 1
        return "(" + alternatives(depth - 1, groups) + ")"
    if k == 9:
        return "(?:" + alternatives(depth - 1, groups) + ")"
    if k == 10:
        return "(?>" + alternatives(depth - 1, groups) + ")"
    if k == 11:
        return random.choice(["(?=", "(?!", "(?<=", "(?<!"]) + alternatives(depth - 1, groups) + ")"
    if groups[0]:
        n = random.randint(1, groups[0])
        return "(?(%d)%s|%s)" % (n, sequence(depth - 1, groups), sequence(depth - 1, groups))
    return "c"


def sequence(depth, groups):
    parts = []
    for _ in range(random.randint(1, 3)):
        part = atom(depth, groups)
        if random.random() < .5 and part not in ("^", "$", r"\b", r"\B", ""):
            part += random.choice(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}"]) + random.choice(["", "", "", "?", "?", "+"])
        parts.append(part)
    return "".join(parts)


def alternatives(depth, groups):
    return "|".join(sequence(depth, groups) for _ in range(random.choice([1, 1, 2, 2, 3])))


for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 4000):
    pattern = alternatives(3, [0])
    texts = ["".join(random.choice("aabbcA") for _ in range(random.randrange(7))) for _ in range(3)]
    show(pattern, random.choice([0, 0, re.I, re.A | re.I]), texts)

sys.stdout.write("\n".join(out))
