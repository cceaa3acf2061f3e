"""json and csv: encoding, decoding, hooks, dialects, errors."""
import csv
import io
import json
import math


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}" + "".join(f" | {n}" for n in getattr(error, "__notes__", ()))


for v in [None, True, 0, -5, 10**30, 1.5, 1e100, -0.0, "a", "é\n\t\"\\/\x00\x1f\u2028😀\ud800", [], [1, [2, {}]], {}, {"a": {"b": [None]}}, (1, 2), {1: "i", 1.5: "f", None: "n", True: "t"}, float("nan"), [float("inf"), -float("inf")], {"b": 1, "a": 2}]:
    print(attempt(json.dumps, v), attempt(json.dumps, v, ensure_ascii=False).encode("utf-8", "surrogatepass"), attempt(json.dumps, v, indent=2, sort_keys=True), attempt(json.dumps, v, separators=(",", ":")), attempt(json.dumps, v, allow_nan=False), attempt(json.dumps, v, indent="\t"))
circ = []; circ.append(circ); dcirc = {}; dcirc["x"] = [dcirc]
class Obj: pass
class S(str): pass
class I(int):
    def __repr__(self): return "I!"
class L(list): pass
import collections, enum
class E(enum.IntEnum): A = 1
print(attempt(json.dumps, circ), attempt(json.dumps, dcirc), attempt(json.dumps, {1, 2}), attempt(json.dumps, b"x"), attempt(json.dumps, {"k": [Obj]})[:60], attempt(json.dumps, {(1, 2): 3}), attempt(json.dumps, {(1, 2): 3, "a": 1}, skipkeys=True), attempt(json.dumps, {1j}), json.dumps(S("s")), json.dumps(I(5)), json.dumps(L([1])), json.dumps(collections.OrderedDict(z=1, a=2)), json.dumps(E.A), json.dumps({E.A: 1}), json.dumps({1, 2}, default=sorted), attempt(json.dumps, Obj(), default=lambda o: o) == "x", attempt(json.dumps, [Obj()], default=lambda o: 1 / 0), json.dumps([1, 2], indent=0), json.dumps({"a": 1, 2: 3, None: 4}, sort_keys=False), attempt(json.dumps, {"a": 1, 2: 3}, sort_keys=True), json.dumps([[], {}], indent=1), attempt(json.dumps, 1, foo=2))
texts = ["null", "true", " [1, 2.5, -3e2, 1E+3] ", '{"a": {"b": []}}', '"\\u00e9\\ud83d\\ude00\\n\\/"', '"\\ud800"', "NaN", "-Infinity", "", " ", "[1,]", "[1 2]", "{", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "{'a':1}", "[", '"abc', '"a\nb"', '"\\x"', '"\\u12"', "01", "1.", ".5", "-", "+1", "1e", "nul", "True", "[1] x", '{"a":1 "b":2}', "\ufeff1", '"\t"', "[[[[1]]]]", "1e400", "123456789012345678901234567890", '{"a":1,"a":2}', "[1,\n2,\n}", '{"k": tru}', "-0", "0.0e-0", "[}", "\x001", '["a",]', '{1: 2}', "//c\n1"]
for t in texts:
    print(ascii(t), ascii(attempt(json.loads, t)))
try: json.loads('{"a": [1,\n  2,\n  oops]}')
except json.JSONDecodeError as e: print(e.msg, e.pos, e.lineno, e.colno, e.doc == '{"a": [1,\n  2,\n  oops]}', e, repr(e))
print(json.loads(b'"\xc3\xa9"'), json.loads('"é"'.encode("utf-16")), json.loads('[1]'.encode("utf-32-be")), attempt(json.loads, b'"\xff"'), attempt(json.loads, None), attempt(json.loads, 5), json.loads("[1.5, 2]", parse_float=str, parse_int=float), json.loads('[NaN]', parse_constant=lambda c: f"<{c}>"), json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d.items())), json.loads('{"a":1,"a":2}', object_pairs_hook=list), attempt(json.loads, "[" * 100000), json.loads('"a\nb"', strict=False), json.JSONDecoder().raw_decode('[1] tail'), attempt(json.JSONDecoder().raw_decode, "x"), json.load(io.StringIO("[1]")), json.detect_encoding(b"\0[\0]"))
class Enc(json.JSONEncoder):
    def default(self, o): return {"__set__": sorted(o)} if isinstance(o, set) else super().default(o)
print(json.dumps({"s": {2, 1}}, cls=Enc), attempt(Enc().encode, Obj())[:40], list(json.JSONEncoder(indent=1).iterencode({"a": [1, {}]})), attempt(json.dumps, 1, cls=5), "".join(json.JSONEncoder(separators=("|", "=")).iterencode({"a": [1, 2]})))
f = io.StringIO(); json.dump({"k": [1, "é"]}, f, indent=1); print(f.getvalue()); deep = 1
for _ in range(200): deep = [deep]
print(json.loads(json.dumps(deep)) == deep, json.loads(json.dumps({str(i): i * 1.1 for i in range(50)})) == {str(i): i * 1.1 for i in range(50)}, attempt(json.dumps, math.inf, allow_nan=False), json.dumps("</script>"), json.dumps({"a": 1e16, "b": 1e-7, "c": 123456789.123}), json.encoder.encode_basestring_ascii("é\"") , json.decoder.scanstring('abc" rest', 0), attempt(json.decoder.scanstring, 'abc', 0))

rows = [["a", 'say "hi"', "x,y", "line\nbreak", 5, None, 1.5, ""], ["é", "'", "\t", " lead", True, "\\", "end "], []]
for dialect in csv.list_dialects():
    out = io.StringIO(newline=""); w = csv.writer(out, dialect); print(dialect, [w.writerow(r) for r in rows], repr(out.getvalue()))
for kw in [dict(quoting=csv.QUOTE_ALL), dict(quoting=csv.QUOTE_NONNUMERIC), dict(quoting=csv.QUOTE_NONE, escapechar="\\"), dict(quoting=csv.QUOTE_NONE), dict(delimiter=";", quotechar="'"), dict(doublequote=False, escapechar="\\"), dict(doublequote=False), dict(lineterminator="\n"), dict(delimiter=""), dict(delimiter="ab"), dict(quotechar=None), dict(quoting=9), dict(nope=1), dict(delimiter=5), dict(lineterminator=5), dict(quoting=csv.QUOTE_STRINGS), dict(quoting=csv.QUOTE_NOTNULL), dict(escapechar="\\"), dict(delimiter="\n"), dict(delimiter=" ", skipinitialspace=True)]:
    out = io.StringIO(newline=""); print(kw, attempt(lambda: csv.writer(out, **kw).writerows(rows[:2])), repr(out.getvalue()))
for text, kw in [('a,b\r\n1,"x,y"\r\n', {}), ('"a""b",c\n', {}), ('"a\nb",c\n', {}), ('a,"b', {}), ('a,"b', {"strict": True}), ('"a"b,c', {}), ('"a"b,c', {"strict": True}), ("a;b;'c;d'", {"delimiter": ";", "quotechar": "'"}), (' a, "b"', {"skipinitialspace": True}), ("a\\,b,c", {"escapechar": "\\"}), ("1,2.5,\"x\"", {"quoting": csv.QUOTE_NONNUMERIC}), ("1,x", {"quoting": csv.QUOTE_NONNUMERIC}), ("a\tb", {"dialect": "excel-tab"}), ("\n\na", {}), ("", {}), ("a\0b", {}), ("a,b\rc", {}), ('"",,', {"quoting": csv.QUOTE_NOTNULL})]:
    print(repr(text), kw, attempt(lambda: list(csv.reader(io.StringIO(text, newline=""), **kw))))
r = csv.reader(["a,b", "c,d"]); print(next(r), r.line_num, r.dialect.delimiter, list(r), attempt(csv.reader), attempt(csv.reader, 5), attempt(lambda: list(csv.reader([5]))), attempt(lambda: list(csv.reader([b"a"]))), attempt(csv.writer, 5), csv.field_size_limit(), attempt(csv.field_size_limit, "x"))
old = csv.field_size_limit(5); print(attempt(lambda: list(csv.reader(["abcdefgh"])))); csv.field_size_limit(old)
d = csv.DictReader(io.StringIO("n,a\nBob,5,extra\nAl\n\nZed,7\n"), restkey="rest", restval="none"); print(list(d), d.fieldnames, d.line_num); out = io.StringIO(); w = csv.DictWriter(out, ["x", "y"], restval="-", extrasaction="raise"); w.writeheader(); w.writerow({"x": 1}); print(attempt(w.writerow, {"x": 1, "z": 2}), repr(out.getvalue()), attempt(csv.DictWriter, out, ["a"], extrasaction="bad"))
class My(csv.excel): delimiter = "|"
csv.register_dialect("my", My); csv.register_dialect("kw", delimiter="~"); print(csv.get_dialect("my").delimiter, list(csv.reader(["a|b"], "my")), list(csv.reader(["a~b"], "kw")), csv.unregister_dialect("my"), attempt(csv.get_dialect, "my"), attempt(csv.unregister_dialect, "zz"), attempt(csv.register_dialect, 5), attempt(type("B", (csv.Dialect,), {"delimiter": "xx"})))
sn = csv.Sniffer(); print(sn.sniff("a;b;c\n1;2;3\n").delimiter, sn.has_header("name,age\nBob,5\nAl,6\n"), attempt(sn.sniff, "abc"), sn.sniff("'a'\t'b'\n'c'\t'd'\n").quotechar)
