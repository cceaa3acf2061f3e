"""string, textwrap, difflib, pprint, reprlib, shlex, getopt, fnmatch, glob-like tools."""
import difflib
import fnmatch
import getopt
import pprint
import reprlib
import shlex
import string
import textwrap
import dataclasses, types, collections


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


t = string.Template("$name owes ${amount}$$ to $other.x $$")
print(attempt(t.substitute, name="A", amount=5, other="B"), attempt(t.substitute, name="A"), t.safe_substitute(name="A"), t.substitute({"name": 1}, amount=2, other=3), attempt(string.Template("bad $ x").substitute), string.Template("bad $ ${").safe_substitute(), attempt(string.Template("a\n$1").substitute), t.get_identifiers(), t.is_valid(), string.Template("$").is_valid(), string.capwords("hello  big-world", None), string.capwords("a-b", "-"), string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace), string.hexdigits, len(string.printable))
class Perc(string.Template): delimiter = "%"; idpattern = "[a-z]+_[a-z]+"
print(Perc("%a_b $x %%").substitute(a_b=1), attempt(Perc("%ab").substitute, ab=1))
text = "The quick brown fox jumped over the lazy dog. It-was a verylongwordthatexceedsthewidth indeed!  Two  spaces.\n\nNew paragraph   here."
for kw in [{}, {"width": 20}, {"width": 12, "break_long_words": False}, {"width": 20, "initial_indent": "* ", "subsequent_indent": "  "}, {"width": 15, "break_on_hyphens": False}, {"width": 30, "max_lines": 2, "placeholder": " [...]"}, {"width": 25, "replace_whitespace": False, "drop_whitespace": False}, {"width": 20, "fix_sentence_endings": True}, {"width": 1}, {"width": 0}, {"width": 5, "max_lines": 1, "placeholder": "too long"}]:
    print(kw, attempt(textwrap.wrap, text, **kw))
print(textwrap.fill(text, 40), textwrap.shorten(text, 30), textwrap.shorten("hello world", 11), textwrap.shorten("hello world", 8, placeholder="~"), repr(textwrap.dedent("    a\n      b\n\n    c\n")), repr(textwrap.dedent("\ta\n  b")), repr(textwrap.indent("a\n\nb\n", "> ")), repr(textwrap.indent("a\n\nb", "> ", lambda l: True)), textwrap.wrap(""), textwrap.wrap("   "), textwrap.TextWrapper(width=10, tabsize=4).wrap("a\tb c"), sep="\n")
a, b = "one\ntwo\nthree\nfour\nfive\n".splitlines(True), "one\n2\nthree\nfour and\nfive\nsix\n".splitlines(True)
print("".join(difflib.unified_diff(a, b, "old", "new", "d1", "d2", n=1)), "".join(difflib.context_diff(a, b)), "".join(difflib.ndiff(a, b)), "".join(difflib.restore(difflib.ndiff(a, b), 1)), sep="---\n")
s = difflib.SequenceMatcher(None, "abxcd", "abcd"); print(s.ratio(), s.quick_ratio(), s.real_quick_ratio(), s.get_opcodes(), s.get_matching_blocks(), s.find_longest_match(), list(difflib.SequenceMatcher(lambda c: c == " ", " abcd", "abcd abcd").get_matching_blocks()), difflib.get_close_matches("appel", ["ape", "apple", "peach", "puppy"]), attempt(difflib.get_close_matches, "a", [], n=0), difflib.get_close_matches("x", ["a"]), [list(g) for g in difflib.SequenceMatcher(None, a, b).get_grouped_opcodes(1)], difflib.IS_CHARACTER_JUNK(" "), difflib.HtmlDiff().make_table(a[:2], b[:2]).count("<tr>"))
@dataclasses.dataclass
class DC:
    name: str
    items: list
    nested: "DC | None" = None
data = {"key" * 3: list(range(30)), "short": (1,), "nested": {"a" * 20: {"b" * 20: ["c" * 30, "d" * 30]}}, 5: {1, 2, 3}, "long": "word " * 30, "bytes": b"x" * 100, "set": frozenset([3, 1, 2]), "dc": DC("n", list(range(25)), DC("m", [])), "ns": types.SimpleNamespace(a=1, b="x" * 70), "od": collections.OrderedDict(a=1), "cnt": collections.Counter("aab"), "dq": collections.deque([1, 2]), "dd": collections.defaultdict(int, z=1), "cm": collections.ChainMap({1: 2}), "mp": types.MappingProxyType({1: 2}), "ud": collections.UserDict(a=1)}
pprint.pprint(data); pprint.pprint(data, width=40, compact=True, depth=2, indent=2, sort_dicts=False); rec = [1]; rec.append(rec); print(pprint.pformat(rec).split("id=")[0], pprint.isreadable(rec), pprint.isrecursive(rec), pprint.saferepr({"b": 1, "a": 2}), pprint.pformat(10**9, underscore_numbers=True), attempt(pprint.pformat, 1, width=0), attempt(pprint.pformat, 1, indent=-1), pprint.pformat("a\nb\n" * 10, width=30), pprint.pformat([DC("x", [])] * 3, width=30)); pprint.pp({"z": 1, "a": 2})
r = reprlib.Repr(maxlist=2, maxstring=15, maxdict=1, maxlevel=2, maxlong=10, maxother=12); print(reprlib.repr(list(range(100))), reprlib.repr("x" * 100), reprlib.repr({i: i for i in range(10)}), reprlib.repr(set(range(10))), reprlib.repr(10**100), r.repr([1, 2, 3, [4, [5, [6]]]]), r.repr("abcdefghijklmnopqrstuvwxyz"), r.repr({1: 2, 3: 4}), r.repr(12345678901234567890), r.repr(complex(1.123456789, 2.123456789)), reprlib.Repr(indent=2).repr([1, {"a": [2]}]), reprlib.repr(frozenset([1])), reprlib.repr((1,)), reprlib.repr(collections.deque(range(9))), reprlib.repr(__import__("array").array("i", range(9))))
class Rec:
    @reprlib.recursive_repr("<...>")
    def __repr__(self): return f"Rec({self.me!r})"
x = Rec(); x.me = x; print(x)
for line in ["a b c", "a 'b c' \"d e\"", r"a\ b", "a # c", "'unclosed", "a\\", '"a\\"b"', "''", "a=b;c|d>e", "é 'ü'", "a'b'c", '"\'"', "\n\ta"]:
    print(repr(line), attempt(shlex.split, line), attempt(shlex.split, line, comments=True), attempt(shlex.split, line, posix=False), attempt(list, shlex.shlex(line, punctuation_chars=True)))
print(shlex.quote("a b"), shlex.quote(""), shlex.quote("it's"), shlex.quote("safe-_./"), shlex.join(["a b", "c", "$d"]), attempt(shlex.quote, 5), attempt(shlex.split, None))
for args in [["-a", "-b", "val", "file"], ["-abval", "--long=1", "--flag", "x"], ["-z"], ["-b"], ["--lon", "2"], ["--nope"], ["--long"], ["--flag=1"], ["--", "-a"], ["x", "-a"], ["-"], ["--f"]]:
    print(args, attempt(getopt.getopt, args, "ab:", ["long=", "flag", "fool"]), attempt(getopt.gnu_getopt, args, "ab:", ["long=", "flag", "fool"]))
print([fnmatch.fnmatch(n, p) for n, p in [("a.py", "*.py"), ("a.py", "?.p[xy]"), ("a.py", "[!a]*"), ("A.PY", "*.py"), ("[", "[[]"), ("a-b", "a[-]b"), ("x", "[")]], fnmatch.filter(["a.c", "b.py", "c.py"], "*.py"), fnmatch.translate("a*[!b]?.t[x-z]"), fnmatch.fnmatchcase("a", "A"), fnmatch.translate("**a*"), fnmatch.translate("[]a]"))
