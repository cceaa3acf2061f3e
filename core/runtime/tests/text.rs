//! Strings and bytes without an interpreter: storage, hash, searching, escapes. Expected hashes are CPython's for
//! `PYTHONHASHSEED=0`.

use ks_runtime::codecs::escapes;
use ks_runtime::objects::bytesobject::byte_methods;
use ks_runtime::objects::unicodeobject::{StrData, StrWriter};
use ks_runtime::prelude::*;

fn text(text: &str) -> Ref<Str> {
    Str::new(text).expect("memory")
}

#[test]
fn kinds() {
    assert!(matches!(text("abc").data(), StrData::Ascii(b"abc")));
    assert!(matches!(text("aé").data(), StrData::Latin1(b"a\xe9")));
    assert!(matches!(text("aሴ").data(), StrData::Ucs2([0x61, 0x1234])));
    assert!(matches!(text("a😀").data(), StrData::Ucs4([0x61, 0x1f600])));
    assert!(matches!(text("a😀b").substring(2, 3).expect("memory").data(), StrData::Ascii(b"b")));
    assert!(text("é").is(&text("é")) && text("").is(empty_str()));
    assert_eq!(Str::from_wtf8(b"a\xed\xa0\x80").expect("memory").char_at(1), 0xd800);
}

#[test]
fn hashes() {
    assert_eq!(text("abc").hash(), -4_594_863_902_769_663_758);
    assert_eq!(text("ሴ😀").hash(), 2_137_512_660_330_893_942);
    assert_eq!(Bytes::new(b"xyz").expect("memory").hash(), 9_013_747_392_277_146_282);
    assert_eq!(text("").hash(), 0);
}

#[test]
fn searching() {
    let hay = text("aሴbሴc");
    assert_eq!(hay.find_in(&text("ሴ"), 0, 5), Some(1));
    assert_eq!(hay.rfind_in(&text("ሴ"), 0, 5), Some(3));
    assert_eq!(hay.count_in(&text("ሴ"), 0, 5), 2);
    assert_eq!(hay.find_in(&text("😀"), 0, 5), None);
    // The bytes of U+3412 U+0012 have those of U+1234 between two units.
    assert_eq!(text("㐒\u{12}").find_in(&text("ሴ"), 0, 2), None);
    assert_eq!(text("ababab").count_in(&text("aba"), 0, 6), 1);
}

#[test]
fn operations() {
    let replaced = text("abc").replace_with(empty_str(), &text("-"), -1).expect("memory");
    assert_eq!(replaced.to_string_lossy(), "-a-b-c-");
    assert_eq!(text("a'b\n\u{7f}é").repr().expect("memory").to_string_lossy(), "\"a'b\\n\\x7fé\"");
    assert_eq!(text("ΑΣ ΑΣΑ").lower().expect("memory").to_string_lossy(), "ας ασα");
    assert_eq!(text("ab").concat(&text("ሴ")).expect("memory").len(), 3);
    let mut out = StrWriter::new();
    out.push_ascii("a");
    out.push(0xe9);
    out.push(0x1f600);
    assert_eq!(out.finish().expect("memory").to_string_lossy(), "aé😀");
    let appended = ks_runtime::objects::unicodeobject::append(text("abcdef"), &text("gh")).expect("memory");
    assert_eq!(appended.as_ascii(), Some("abcdefgh"));
    assert_eq!(escapes::encode_unicode(&text("é\\\n")).expect("memory").as_bytes(), b"\\xe9\\\\\\n");
}

#[test]
fn byte_algorithms() {
    assert_eq!(byte_methods::words(b" a  b c ", 1), [(1, 2), (4, 8)]);
    assert_eq!(byte_methods::words_from_right(b" a  b c ", 1), [(0, 5), (6, 7)]);
    assert_eq!(byte_methods::pieces(b"a,b,c", b",", 1), [(0, 1), (2, 5)]);
    assert_eq!(byte_methods::lines(b"a\r\nb\rc", false), [(0, 1), (3, 4), (5, 6)]);
    assert_eq!(byte_methods::titled(b"ab cD"), b"Ab Cd");
}
