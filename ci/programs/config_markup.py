"""configparser, tomllib, html, xml (etree, sax, minidom), urllib.parse, email, http pieces."""
import configparser
import email
import email.message
import email.policy
import email.utils
import html
import html.parser
import http.client
import http.cookies
import io
import tomllib
import urllib.error
import urllib.parse as up
import urllib.request
import xml.dom.minidom as md
import xml.etree.ElementTree as ET
import xml.sax
import xml.sax.saxutils as su


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


c = configparser.ConfigParser(allow_no_value=True); c.read_string("[DEFAULT]\nbase = /b\n[a]\npath = %(base)s/x\nnum: 5\nflag = yes\nmulti = one\n  two\n\n  three\nempty\n; comment\n# c2\nfl=1.5\n[b]\nesc = 100%%\n")
print(c.sections(), dict(c["a"]), c.getint("a", "num"), c.getboolean("a", "flag"), c["a"].getfloat("fl"), c.get("b", "base"), c.get("a", "zz", fallback="F"), c["a"]["empty"], c.has_option("a", "num"), c.options("b"), c.items("b"), attempt(c.get, "zz", "x"), attempt(c.get, "a", "zz"), attempt(lambda: c["nope"]), attempt(c.getint, "a", "path"), attempt(c.getboolean, "a", "num"), attempt(c.add_section, "a"), attempt(c.set, "a", "k", 5), attempt(c.set, "a", "k", "%bad"), "a" in c, c.remove_option("a", "num"), c.remove_section("zz"), len(c))
for bad in ["x = 1", "[a]\nx = 1\nx = 2", "[a]\n[a]", "[a\nx=1", "[a]\nnovalue", "[a]\nx = %(y)s", "[a]\nx = %(x)s"]:
    q = configparser.ConfigParser(); print(repr(bad), attempt(q.read_string, bad), attempt(q.get, "a", "x"))
e = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation()); e.read_dict({"s": {"a": "1", "b": "${a}-${t:c}"}, "t": {"c": "C"}}); f = io.StringIO(); e.write(f); print(e["s"]["b"], f.getvalue(), configparser.RawConfigParser().sections())
for t in ["a = 1\n[t.u]\nb = [1, 2.5, 'x']\nd = 2024-01-02T03:04:05Z\nt = 07:32:00\n[[arr]]\nx = {y = true}\n[[arr]]\ns = '''m\nl'''\n", "a = ", "a = 1\na = 2", "[t]\n[t]", "x = 01", 'x = "\\q"', "é = 1", "x = inf", "x = 0xFF_FF", "a.b = 1\na.c = 2", "x = [1,", "= 1"]:
    print(attempt(tomllib.loads, t))
print(html.escape("<a href='x'>&\"</a>"), html.unescape("&lt;&amp;&#65;&#x42;&eacute;&nope;&copy&#99999999;&notit;"), su.escape("<&>", {"x": "y"}), su.quoteattr('a"b'), su.unescape("&lt;"))
class HP(html.parser.HTMLParser):
    def handle_starttag(self, t, a): print("start", t, a, self.getpos())
    def handle_endtag(self, t): print("end", t)
    def handle_data(self, d): d.strip() and print("data", repr(d))
    def handle_comment(self, d): print("comment", d)
    def handle_decl(self, d): print("decl", d)
    def handle_startendtag(self, t, a): print("startend", t, a)
    def handle_pi(self, d): print("pi", d)
h = HP(); h.feed("<!DOCTYPE html><p class=a id='b' checked>Hi &amp; <br/><!-- c --><b>x</b"); h.feed("><script>if (a<b) {}</script><?pi x?></p><unclosed"); h.close()
x = ET.fromstring("<?xml version='1.0'?><r xmlns:n='urn:x' a='1'><c i='1'>t1</c>tail<c i='2'><d/>é</c><n:e>ns</n:e><!-- c --></r>")
print(x.tag, x.attrib, [k.tag for k in x], x.find("c").text, x.findall("c[@i='2']")[0].get("i"), x.findtext("c"), [k.tag for k in x.iter()], x[0].tail, ET.tostring(x), ET.tostring(x, encoding="unicode", short_empty_elements=False), x.find("zz"), x.findall("{urn:x}e")[0].text, x.find("n:e", {"n": "urn:x"}).text, len(x), list(x.itertext()), attempt(ET.fromstring, "<a>"), attempt(ET.fromstring, "<a></b>"), attempt(ET.fromstring, ""), attempt(ET.fromstring, "<a>&nope;</a>"), attempt(x.find, "c["), attempt(lambda: x[99]), repr(x).split(" at ")[0])
r = ET.Element("root", {"k": "v"}, z="1"); s = ET.SubElement(r, "s"); s.text = "<&>"; s.tail = "\n"; r.append(ET.Comment("c")); r.insert(0, ET.ProcessingInstruction("pi", "x")); ET.indent(r); print(ET.tostring(r, "unicode"), attempt(r.append, 5), attempt(ET.tostring, 5), attempt(ET.Element, 5).__class__.__name__, r.remove(s), attempt(r.remove, s), ET.canonicalize("<a b='2' a='1'/>"), [(ev, el.tag) for ev, el in ET.iterparse(io.BytesIO(b"<a><b/></a>"), ("start", "end"))]); tb = ET.TreeBuilder(); p = ET.XMLParser(target=tb); p.feed("<a>x"); p.feed("</a>"); print(p.close().text); pp = ET.XMLPullParser(["end"]); pp.feed("<a><b>1</b>"); print([e.tag for _, e in pp.read_events()])
class SH(xml.sax.ContentHandler):
    def startElement(self, n, a): print("sax start", n, dict(a))
    def endElement(self, n): print("sax end", n)
    def characters(self, d): print("sax chars", repr(d))
xml.sax.parseString(b"<a x='1'>t<b/></a>", SH()); print(attempt(xml.sax.parseString, b"<a>", SH())); d = md.parseString("<a b='1'><c>t</c><!--x--></a>"); print(d.documentElement.tagName, d.getElementsByTagName("c")[0].firstChild.data, d.toxml(), d.toprettyxml(indent=" "), d.documentElement.getAttribute("b"), [k.nodeName for k in d.documentElement.childNodes], attempt(md.parseString, "<a"))
for u in ["http://u:p@h.com:80/p/a;x?q=1&r=a%20b#f", "//h/p", "mailto:a@b", "/p?q", "http://[::1]:8/", "http://h:bad/", "http://[bad/", "", "HTTP://H/%7Ea", "file:///x", "x:y:z"]:
    r = attempt(up.urlsplit, u); print(r, attempt(lambda: (r.hostname, r.port, r.username, r.geturl())), attempt(up.urlparse, u))
print(up.quote("a b/é?&"), up.quote("a/b", safe=""), up.quote_plus("a b+"), up.unquote("a%20b%C3%A9%zz"), up.unquote_plus("a+b"), up.unquote_to_bytes("%ff"), up.urlencode({"a": 1, "b": ["x", "y"]}, doseq=True), up.urlencode([("k", "é ")]), up.parse_qs("a=1&a=2&b=&c"), up.parse_qsl("a=1;b=2&c=", keep_blank_values=True), attempt(up.parse_qs, "a", strict_parsing=True), [up.urljoin("http://a/b/c/d?q", r) for r in ("g", "./g", "../g", "../../../g", "/g", "//g", "?y", "#s", "", "http:x", "g;x=1/../y")], up.urldefrag("a#b"), up.urlunsplit(("s", "n", "p", "q", "f")), up.quote_from_bytes(b"\xff "), attempt(up.quote, 5), up.urlsplit(b"http://a/b").netloc)
m = email.message_from_string("From: =?utf-8?q?J=C3=B6?= <j@x.org>\nTo: a@b, c@d\nSubject: =?utf-8?b?w6k=?= test\n continued\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\npre\n--B\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nh=C3=A9\n--B\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"f.bin\"\nContent-Transfer-Encoding: base64\n\nAAEC\n--B--\n", policy=email.policy.default)
print(m["from"], m["Subject"], m["to"].addresses, m.get_content_type(), m.is_multipart(), [p.get_content_type() for p in m.walk()], m.get_payload(0).get_content(), list(m.iter_attachments())[0].get_filename(), list(m.iter_attachments())[0].get_content(), m["nope"], m.get_boundary(), m.keys(), m.defects); n = email.message.EmailMessage(); n["To"] = "é <a@b.c>"; n["Subject"] = "é" * 40; n.set_content("body é\n"); n.add_alternative("<b>h</b>", subtype="html"); t = n.as_string(); b = n.get_boundary(); print(t.replace(b, "BOUND"), attempt(n.__setitem__, "To", "x"), attempt(n.__setitem__, "X", "a\nb"), email.utils.parseaddr("N <a@b>"), email.utils.formataddr(("é", "a@b")), email.utils.parsedate_to_datetime("Mon, 01 Jan 2024 10:00:00 +0100"), email.utils.formatdate(0), email.utils.quote('a"b'), email.utils.getaddresses(["a@b, C <c@d>"]))
print(http.client.responses[404], http.HTTPStatus.NOT_FOUND, http.HTTPMethod.GET, attempt(http.client.HTTPConnection, "h:bad"), http.client.parse_headers(io.BytesIO(b"A: 1\r\nB: 2\r\n\r\n")).items(), attempt(urllib.request.urlopen, "bad"), attempt(urllib.request.urlopen, "http://127.0.0.1:1/"), urllib.request.Request("http://h/p", b"d").get_method(), urllib.request.urlopen("data:text/plain,hi").read(), urllib.error.HTTPError("u", 404, "m", {}, None)); k = http.cookies.SimpleCookie("a=1; b=\"x y\""); k["c"] = "v"; k["c"]["path"] = "/"; print(k, k["b"].value, attempt(k.load, 5), attempt(k.__setitem__, "bad key", "v"))
class FakeSocket:
    def __init__(self, data): self.data = data
    def makefile(self, *a): return io.BytesIO(self.data)
for data in (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabcdef", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"BAD\r\n\r\n", b"", b"HTTP/1.0 404 Nope\r\n\r\nbody"):
    resp = http.client.HTTPResponse(FakeSocket(data)); print(attempt(resp.begin), attempt(lambda: (resp.status, resp.reason, resp.getheader("x"), resp.read())))
