#!/usr/bin/env python3.13
"""Writes core/unicode/src/generated.rs from what a stock CPython 3.13 answers about every code point.

Run on the oracle:  python3.13 ci/generate/unicode.py            (rewrites the file)
                    python3.13 ci/generate/unicode.py --check    (fails if the committed file differs)

Nothing is read but the interpreter's own behaviour: the methods of `str` and the `unicodedata` module.
"""

import pathlib
import sys
import unicodedata

WANTED = "15.1.0"
COUNT = 0x110000
SHIFT = 7

FLAGS = (
    "ALPHA", "DECIMAL", "DIGIT", "NUMERIC", "LOWER", "UPPER", "TITLE", "SPACE",
    "LINEBREAK", "PRINTABLE", "XID_START", "XID_CONTINUE", "CASED", "CASE_IGNORABLE", "EXPANDS",
)
BIT = {name: 1 << i for i, name in enumerate(FLAGS)}
NO_DIGIT = 255


def final_sigma(text):
    """Whether the capital sigma at index 1 of `text` is lowered to the final form."""
    return text.lower()[1] == "\u03c2"


def properties(cp):
    """The flags of a code point, as the str methods show them."""
    c = chr(cp)
    # `title` keeps the letter after a cased character small, which shows the Cased property; lowering a
    # capital sigma looks through case-ignorable characters, which shows Case_Ignorable.
    cased = (c + "a").title()[-1] == "a"
    ignorable = not final_sigma("a\u03a3" + c + "a") and final_sigma("a\u03a3" + c)
    answers = {
        "ALPHA": c.isalpha(),
        "DECIMAL": c.isdecimal(),
        "DIGIT": c.isdigit(),
        "NUMERIC": c.isnumeric(),
        "LOWER": c.islower(),
        "UPPER": c.isupper(),
        "TITLE": unicodedata.category(c) == "Lt",
        "SPACE": c.isspace(),
        "LINEBREAK": len((c + "a").splitlines()) == 2,
        "PRINTABLE": c.isprintable(),
        # An underscore may start a name but is not XID_Start.
        "XID_START": c.isidentifier() and c != "_",
        "XID_CONTINUE": ("a" + c).isidentifier(),
        "CASED": cased,
        "CASE_IGNORABLE": ignorable,
    }
    return sum(BIT[name] for name, yes in answers.items() if yes)


def cases(cp):
    c = chr(cp)
    return [tuple(map(ord, f(c))) for f in (str.lower, str.upper, str.title, str.casefold)]


def numbers(values, width=118):
    """Lines of a Rust array body."""
    line, out = "   ", []
    for v in values:
        item = f" {v},"
        if len(line) + len(item) > width:
            out.append(line)
            line = "   "
        line += item
    out.append(line)
    return "\n".join(out)


def generate():
    records, record_index, of_cp, expansions, numeric = [], {}, [], [], []
    for cp in range(COUNT):
        flags, mapped = properties(cp), cases(cp)
        if any(len(m) > 1 for m in mapped):
            flags |= BIT["EXPANDS"]
            expansions.append((cp, mapped))
        deltas = tuple(m[0] - cp for m in mapped)
        decimal = unicodedata.decimal(chr(cp), NO_DIGIT)
        digit = unicodedata.digit(chr(cp), NO_DIGIT)
        value = unicodedata.numeric(chr(cp), None)
        if value is not None:
            numeric.append((cp, value))
        record = (flags, deltas, decimal, digit)
        if record not in record_index:
            record_index[record] = len(records)
            records.append(record)
        of_cp.append(record_index[record])

    pages, page_index, first = [], {}, []
    for start in range(0, COUNT, 1 << SHIFT):
        page = tuple(of_cp[start:start + (1 << SHIFT)])
        if page not in page_index:
            page_index[page] = len(pages)
            pages.append(page)
        first.append(page_index[page])
    assert len(pages) < 65536 and len(records) < 65536
    page_type = "u8" if len(pages) <= 256 else "u16"
    record_type = "u8" if len(records) <= 256 else "u16"
    flat = [r for page in pages for r in page]
    distinct = sorted({v for _, v in numeric})
    assert len(distinct) <= 256
    position = {v: i for i, v in enumerate(distinct)}

    out = [
        "//! Unicode character data. Written by `ci/generate/unicode.py`; do not edit.",
        "//!",
        "//! Drift: `python3.13 ci/generate/unicode.py --check` compares this file with what the oracle says, and the",
        "//! crate's test `oracle` compares the functions built on it for every code point.",
        "",
        "use crate::Record;",
        "",
        "/// The version of the Unicode Character Database the tables follow (`unicodedata.unidata_version`).",
        f'pub const UNIDATA_VERSION: &str = "{WANTED}";',
        "",
        "/// Code points per page of the second stage, as a shift.",
        f"pub(crate) const SHIFT: u32 = {SHIFT};",
        "",
    ]
    for name in FLAGS:
        out.append(f"pub(crate) const {name}: u16 = {BIT[name]:#06x};")
    out += ["", "/// The flags of the first 256 code points, for the short way.",
            "#[rustfmt::skip]",
            "pub(crate) static LATIN1: [u16; 256] = [", numbers([f"{records[of_cp[c]][0]:#06x}" for c in range(256)]), "];"]
    out += ["", "#[rustfmt::skip]", f"pub(crate) static RECORDS: [Record; {len(records)}] = ["]
    for flags, (lo, up, ti, fo), decimal, digit in records:
        out.append(f"    Record {{ flags: {flags:#06x}, decimal: {decimal}, digit: {digit}, lower: {lo}, upper: {up}, "
                   f"title: {ti}, fold: {fo} }},")
    out += ["];", "", "#[rustfmt::skip]", f"pub(crate) static PAGES: [{page_type}; {len(first)}] = [", numbers(first), "];"]
    out += ["", "#[rustfmt::skip]", f"pub(crate) static RECORD_OF: [{record_type}; {len(flat)}] = [", numbers(flat), "];"]
    out += ["", "/// Characters with a case mapping of more than one character: lower, upper, title, fold; 0 ends a mapping.",
            "#[rustfmt::skip]",
            f"pub(crate) static EXPANSIONS: [(u32, [[u32; 3]; 4]); {len(expansions)}] = ["]
    for cp, mapped in expansions:
        padded = ", ".join("[" + ", ".join(f"{v:#x}" if v else "0" for v in (m + (0, 0))[:3]) + "]" for m in mapped)
        out.append(f"    ({cp:#x}, [{padded}]),")
    out += ["];", "", "/// Characters with a numeric value, in order; `NUMERIC_VALUE_OF` runs beside it.", "#[rustfmt::skip]",
            f"pub(crate) static NUMERIC_CHARS: [u32; {len(numeric)}] = [", numbers([f"{cp:#x}" for cp, _ in numeric]), "];",
            "", "#[rustfmt::skip]",
            f"pub(crate) static NUMERIC_VALUE_OF: [u8; {len(numeric)}] = [", numbers([position[v] for _, v in numeric]), "];",
            "", "#[rustfmt::skip]",
            f"pub(crate) static NUMERIC_VALUES: [f64; {len(distinct)}] = [", numbers([repr(v) for v in distinct]), "];"]
    return "\n".join(out) + "\n"


def main():
    if unicodedata.unidata_version != WANTED or sys.implementation.name != "cpython":
        sys.exit(f"need a CPython with Unicode {WANTED}, this one has {unicodedata.unidata_version}")
    target = pathlib.Path(__file__).resolve().parents[2] / "core/unicode/src/generated.rs"
    text = generate()
    if "--check" in sys.argv:
        if target.read_text() != text:
            sys.exit(f"{target} is not what this interpreter says; run without --check")
    else:
        target.write_text(text)


if __name__ == "__main__":
    main()
