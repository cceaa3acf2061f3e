//! The format mini-language against the oracle.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::ask;
use ks_numbers::format_spec as fs;

fn points(s: &str) -> Vec<u32> {
    s.chars().map(u32::from).collect()
}

#[test]
fn every_short_spec() {
    // What a specification means is seen from what it does: whether it is refused and how, and where fill, width and
    // grouping leave their traces in the text of 1234.
    let script = r#"
import itertools
for n in range(0, 5):
    for t in itertools.product("<=0z#,_.1x+d", repeat=n):
        s = "".join(t)
        try: r = "ok" + format(1234, s)
        except ValueError as e: r = str(e)
        print(s + "|" + r)
for s in ["99999999999999999999", ".99999999999999999999", ".", "\u0663", "\u0663.\u0661d", ",n", "_n", ",c", ",\u20ac", "_\u20ac", ",\x01", "_o", ",o", "x<5",
          "<<5", "<5,,d", ",_", "_,", "__", "-,d", " d", "+010,d", "^9", "*^9d", "9223372036854775807.99", "9223372036854775808",
          "09,d", "08,d", "07,d", "012_d", "012_x", "013_x"]:
    try: r = "ok" + format(1234, s)
    except (ValueError, OverflowError, MemoryError) as e: r = str(e)
    print(s + "|" + r)
"#;
    let Some(answers) = ask(script) else { return };
    let mut seen = 0;
    for line in answers.split_terminator('\n') {
        let (spec, wanted) = line.split_once('|').expect("two fields");
        let got = fs::parse(&points(spec), 'd', '>');
        match got {
            Err(fs::FormatSpecError::Invalid) => assert!(wanted.starts_with("Invalid format specifier"), "{line}"),
            Err(e) => assert_eq!(e.to_string(), wanted, "{line}"),
            Ok(p) => {
                let kind = char::from_u32(p.kind).unwrap();
                if let Some(text) = wanted.strip_prefix("ok") {
                    assert!(matches!(kind, 'd' | 'x' | 'o'), "{line}");
                    let digits = match kind {
                        'x' => "4d2",
                        'o' => "2322",
                        _ => "1234",
                    };
                    let prefix = match kind {
                        'x' if p.alternate => "0x",
                        'o' if p.alternate => "0o",
                        _ => "",
                    };
                    let sign = if p.sign == '+' as u32 || p.sign == ' ' as u32 { 1 } else { 0 };
                    let sign = ["", if p.sign == '+' as u32 { "+" } else { " " }][sign];
                    let width = p.width.unwrap_or(0);
                    let zeros = p.fill == '0' as u32 && p.align == '=' as u32;
                    let min = if zeros { width.saturating_sub(sign.len() + prefix.len()) } else { 0 };
                    let (separator, sizes) = p.grouping.rule();
                    let mut body = Vec::new();
                    fs::group_digits(digits.as_bytes(), min, sizes, separator, &mut body);
                    let body: String = body.iter().map(|&c| char::from_u32(c).unwrap()).collect();
                    let len = sign.len() + prefix.len() + body.len();
                    let pad = |n: usize| char::from_u32(p.fill).unwrap().to_string().repeat(n);
                    let missing = width.saturating_sub(len);
                    let whole = match char::from_u32(p.align).unwrap() {
                        '<' => format!("{sign}{prefix}{body}{}", pad(missing)),
                        '>' => format!("{}{sign}{prefix}{body}", pad(missing)),
                        '=' => format!("{sign}{prefix}{}{body}", pad(missing)),
                        _ => format!("{}{sign}{prefix}{body}{}", pad(missing / 2), pad(missing - missing / 2)),
                    };
                    assert_eq!(whole, text, "{line}");
                } else {
                    // Refused later, for reasons of the type.
                    assert!(
                        p.precision.is_some()
                            || p.no_negative_zero
                            || !matches!(kind, 'd' | 'x')
                            || p.width > Some(1 << 40),
                        "{line}"
                    );
                }
            }
        }
        seen += 1;
    }
    assert!(seen > 20_000);
}

#[test]
fn locale_groupings() {
    let show = |digits: &str, width, sizes: &[u8], separator: &str| {
        let mut out = Vec::new();
        fs::group_digits(digits.as_bytes(), width, sizes, &points(separator), &mut out);
        out.into_iter().map(|c| char::from_u32(c).unwrap()).collect::<String>()
    };
    assert_eq!(show("123456789", 0, &[3, 2, 0], ","), "12,34,56,789");
    assert_eq!(show("123456789", 0, &[3, 127], "."), "123456.789");
    assert_eq!(show("123456789", 0, &[3], "."), "123.456.789");
    assert_eq!(show("123456789", 0, &[], "."), "123456789");
    assert_eq!(show("1", 6, &[3, 0], ", "), "0, 001");
    assert_eq!(show("", 0, &[3, 0], ","), "0");
}
