"""What an interpreter knows and our examples do not, for one source: characters by name, and the source in a codec of its own.

Sent with each source; `core/syntax/examples/facts` reads it.
"""

import re
import unicodedata

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
KNOWN = re.compile(r"(utf-?8(-.*)?|latin-1|iso-8859-1|iso-latin-1)(-.*)?|latin1?|l1|iso8859-1|8859|cp819", re.I)


def cookie(source):
    """The name of the encoding that one of the first two lines declares."""
    for line in re.split(rb"\r\n|\r|\n", source)[:2]:
        if match := COOKIE.match(line):
            return match[1].decode()
        if line.strip(b" \t\f") and not line.lstrip(b" \t\f").startswith(b"#"):
            break
    return None


def decoded(source, mode):
    """The first part: nothing for the encodings that the lexer knows by itself."""
    name = cookie(source)
    if name is None or KNOWN.fullmatch(name.replace("_", "-")):
        return b"\n"
    source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if mode == "exec" and source and not source.endswith(b"\n"):
        source += b"\n"
    try:
        kind, text = b"text", source.decode(name).encode()
    except (ValueError, LookupError) as e:
        kind, text = b"error", str(e).encode()
    return b"%s %d\n%s" % (kind, len(text), text)


def facts(source, mode="exec"):
    lines = [decoded(source, mode)]
    for name in set(re.findall(rb"N\{([^{}\n]+)\}", source)):
        try:
            lines.append(b"%d %s\n" % (ord(unicodedata.lookup(name.decode())), name))
        except (KeyError, UnicodeDecodeError, TypeError):
            pass
    return b"".join(lines)
