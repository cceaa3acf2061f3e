"""A JSON parser, a tokenizer and a template engine of our own, compared with the library's."""
import json
import math
import re
import unicodedata


class ParseError(ValueError):
    def __init__(self, message, text, at):
        line = text.count("\n", 0, at) + 1
        super().__init__(f"{message} at line {line} column {at - text.rfind(chr(10), 0, at)}")
        self.at = at


class Parser:
    ESCAPES = dict(zip('"\\/bfnrt', '"\\/\b\f\n\r\t'))
    NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<frac>\.\d+)?(?P<exp>[eE][-+]?\d+)?", re.A)

    def __init__(self, text): self.text, self.at = text, 0
    def fail(self, message, at=None): raise ParseError(message, self.text, self.at if at is None else at)
    def peek(self): return self.text[self.at] if self.at < len(self.text) else ""
    def blank(self):
        while self.peek() and self.peek() in " \t\n\r": self.at += 1

    def parse(self):
        value = self.value(); self.blank()
        return value if self.at == len(self.text) else self.fail("extra data")

    def value(self):
        self.blank()
        match self.peek():
            case "": self.fail("unexpected end")
            case "{": return self.object()
            case "[": return self.array()
            case '"': return self.string()
            case "t" | "f" | "n":
                for word, value in (("true", True), ("false", False), ("null", None)):
                    if self.text.startswith(word, self.at): self.at += len(word); return value
                self.fail("bad literal")
            case c if c in "-0123456789": return self.number()
            case c: self.fail(f"unexpected {c!r}")

    def number(self):
        if not (m := self.NUMBER.match(self.text, self.at)): self.fail("bad number")
        self.at = m.end()
        return float(m[0]) if m["frac"] or m["exp"] else int(m[0])

    def string(self):
        start, out = self.at, []
        self.at += 1
        while (c := self.peek()) != '"':
            if not c: self.fail("unterminated string", start)
            if c < " ": self.fail("control character")
            self.at += 1
            if c != "\\": out.append(c); continue
            e = self.peek(); self.at += 1
            if e in self.ESCAPES and e: out.append(self.ESCAPES[e])
            elif e == "u":
                digits = self.text[self.at:self.at + 4]
                if not re.fullmatch("[0-9a-fA-F]{4}", digits): self.fail("bad escape")
                self.at += 4; out.append(chr(int(digits, 16)))
            else: self.fail("bad escape", self.at - 1)
        self.at += 1
        return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")

    def sequence(self, close, item):
        self.at += 1; self.blank()
        if self.peek() == close: self.at += 1; return
        while True:
            yield item(); self.blank(); c = self.peek()
            if c == close: self.at += 1; return
            if c != ",": self.fail(f"expected , or {close}")
            self.at += 1

    def array(self): return list(self.sequence("]", self.value))
    def object(self): return dict(self.sequence("}", self.pair))
    def pair(self):
        self.blank()
        if self.peek() != '"': self.fail("expected a name")
        name = self.string(); self.blank()
        if self.peek() != ":": self.fail("expected :")
        self.at += 1
        return name, self.value()


good = ['null', '[]', '{}', ' [1, -2.5, 3e2, 0, -0.0] ', '{"a": {"b": [true, false, null]}}', '"\\u00e9\\ud83d\\ude00 \\"q\\" \\\\ \\n"', '[[[[1]]]]', '{"é": "日本"}', '1e400', '{"a":1,"a":2}', '123456789012345678901234567890']
for text in good:
    mine, theirs = Parser(text).parse(), json.loads(text)
    print(ascii(mine), mine == theirs)
for text in ['', '[1,]', '[1 2]', '{"a"}', '{"a":}', '{a:1}', '"abc', '"a\nb"', '"\\x"', '"\\u12"', '01', '1.', '-', 'nul', '[1] x', '[\n1,\n  }', '{"a":1,}', '[' * 5, '\x00']:
    try: print(repr(text), Parser(text).parse())
    except ParseError as e: print(repr(text), "->", e, e.at)
    try: json.loads(text)
    except json.JSONDecodeError as e: print("   library:", e)


class Template:
    SPLIT = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.S)
    def __init__(self, text): self.root = self.build(iter(self.SPLIT.split(text)), None)
    def build(self, tokens, until):
        nodes = []
        for t in tokens:
            if t.startswith("{{"):
                expr, *filters = t[2:-2].split("|"); nodes.append(("expr", compile(expr.strip(), "<template>", "eval"), [f.strip() for f in filters]))
            elif t.startswith("{%"):
                words = t[2:-2].split(None, 1)
                match words:
                    case ["for", rest]: var, _, seq = rest.partition(" in "); nodes.append(("for", var.strip(), compile(seq.strip(), "<template>", "eval"), self.build(tokens, "endfor")))
                    case ["if", cond]: nodes.append(("if", compile(cond.strip(), "<template>", "eval"), self.build(tokens, "endif")))
                    case [word] if word == until: return nodes
                    case _: raise SyntaxError(f"unexpected tag {t}")
            elif t: nodes.append(("text", t))
        if until: raise SyntaxError(f"missing {until}")
        return nodes
    FILTERS = {"upper": str.upper, "title": str.title, "len": len, "join": ", ".join, "repr": repr}
    def render(self, nodes=None, **ctx):
        out = []
        for n in self.root if nodes is None else nodes:
            match n:
                case ("text", t): out.append(t)
                case ("expr", code, filters):
                    v = eval(code, {}, ctx)
                    for f in filters: v = self.FILTERS[f](v)
                    out.append(str(v))
                case ("if", code, body): out.append(self.render(body, **ctx) if eval(code, {}, ctx) else "")
                case ("for", var, code, body): out += [self.render(body, **{**ctx, var: v, "loop": i}) for i, v in enumerate(eval(code, {}, ctx))]
        return "".join(out)


t = Template("Hello {{ name | upper }}!\n{% for x in items %}{% if x % 2 %}{{ loop }}: {{ x ** 2 }}\n{% endif %}{% endfor %}Total {{ sum(items) }}, {{ names | join }}, {{ names | len }}")
print(t.render(name="wörld", items=range(6), names=["a", "b"]))
for bad in ("{% for x in y %}", "{% nope %}", "{{ 1 + }}", "{% endif %}"):
    try: Template(bad)
    except SyntaxError as e: print(bad, "->", e.msg)
try: Template("{{ missing.x }}").render()
except NameError as e: print(e)
def slugify(s): return re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", s).encode("ascii", "ignore").decode().lower()).strip("-")
def wrap(words, width):
    line = []
    for w in words:
        if line and len(" ".join([*line, w])) > width: yield " ".join(line); line = []
        line.append(w)
    if line: yield " ".join(line)
def caesar(s, k): return s.translate(str.maketrans({c: chr((ord(c) - b + k) % 26 + b) for b in (65, 97) for c in map(chr, range(b, b + 26))}))
def rle(s): return re.sub(r"(.)\1*", lambda m: f"{len(m[0])}{m[1]}", s)
print(slugify("  Crème Brûlée & Ünïcode!! "), list(wrap("the quick brown fox jumps over the lazy dog".split(), 15)), caesar("Hello, World", 3), caesar(caesar("abcxyz", 5), -5), rle("aaabccd"), re.sub(r"(\d+)(.)", lambda m: m[2] * int(m[1]), rle("wwwwbbbwwc")), math.isinf(Parser("1e999").parse()))
t.render(name="x", items=[1, "a"], names=[])
