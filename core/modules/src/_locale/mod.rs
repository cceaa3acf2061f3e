//! `_locale`: the C library's locales.

use std::ffi::{CStr, CString, c_char, c_int};

use ks_runtime::objects::exceptions;
use ks_runtime::prelude::*;

/// `locale.Error`.
fn error_class(module: &Object, th: &mut Thread) -> PyResult {
    module.get_attr(&*Str::intern_str("Error")?, th)
}

/// Text of the C library, in the encoding of the locale.
///
/// # Safety
/// `text` is null or NUL-terminated.
unsafe fn decoded(text: *const c_char, th: &mut Thread) -> PyResult<Ref<Str>> {
    if text.is_null() {
        return Ok(Ref::new(empty_str()));
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    Str::decode_utf8(bytes, Some("surrogateescape"), th)
}

fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', "")).unwrap_or_default()
}

#[pyfunction(sig = "(category, locale=<unrepresentable>, /)", doc = "Set or ask for the locale of a category.")]
fn setlocale(module: &Object, category: i32, locale: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
    if !(0..=12).contains(&category) {
        let class = error_class(module, th)?;
        return Err(exceptions::set_object(&class, Some(&*Str::new("invalid locale category")?), th));
    }
    let name = match locale {
        Some(locale) if !locale.is(none()) => match locale.downcast::<Str>() {
            Some(locale) => Some(locale.to_c_string(th)?),
            None => {
                let other = locale.ob_type().display_name();
                return Err(raise!(th, TypeError, "setlocale() argument 2 must be str or None, not {other}"));
            }
        },
        _ => None,
    };
    let pointer = name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    // SAFETY: a NUL-terminated name, or null for asking.
    let result = unsafe { libc::setlocale(category, pointer) };
    if result.is_null() {
        let message = if name.is_some() { "unsupported locale setting" } else { "locale query failed" };
        let class = error_class(module, th)?;
        return Err(exceptions::set_object(&class, Some(&*Str::new(message)?), th));
    }
    // SAFETY: the C library's string.
    unsafe { decoded(result, th) }
}

/// A grouping string as a list, its end as 0.
///
/// # Safety
/// `grouping` is NUL-terminated.
unsafe fn grouping_list(grouping: *const c_char) -> PyResult<Ref<List>> {
    // SAFETY: the caller's promise.
    let sizes = unsafe { CStr::from_ptr(grouping) }.to_bytes();
    let mut items = Vec::new();
    for size in sizes {
        items.push(Long::from_u64((*size).into())?.into_object());
        if *size == libc::c_char::MAX as u8 {
            return List::from_vec(items);
        }
    }
    if !sizes.is_empty() {
        items.push(Long::from_u64(0)?.into_object());
    }
    List::from_vec(items)
}

#[pyfunction(sig = "()", doc = "How the locale writes numbers and money.")]
fn localeconv(th: &mut Thread) -> PyResult<Ref<Dict>> {
    let result = Dict::new()?;
    // SAFETY: the C library's struct stays until the next call.
    let conv = unsafe { &*libc::localeconv() };
    let texts = [
        ("decimal_point", conv.decimal_point),
        ("thousands_sep", conv.thousands_sep),
        ("int_curr_symbol", conv.int_curr_symbol),
        ("currency_symbol", conv.currency_symbol),
        ("mon_decimal_point", conv.mon_decimal_point),
        ("mon_thousands_sep", conv.mon_thousands_sep),
        ("positive_sign", conv.positive_sign),
        ("negative_sign", conv.negative_sign),
    ];
    for (name, text) in texts {
        // SAFETY: a string of the struct.
        let text = unsafe { decoded(text, th) }?;
        result.set_str(&*Str::intern_str(name)?, &text, th)?;
    }
    for (name, grouping) in [("grouping", conv.grouping), ("mon_grouping", conv.mon_grouping)] {
        // SAFETY: a string of the struct.
        let list = unsafe { grouping_list(grouping) }?;
        result.set_str(&*Str::intern_str(name)?, &list, th)?;
    }
    let numbers = [
        ("int_frac_digits", conv.int_frac_digits),
        ("frac_digits", conv.frac_digits),
        ("p_cs_precedes", conv.p_cs_precedes),
        ("p_sep_by_space", conv.p_sep_by_space),
        ("n_cs_precedes", conv.n_cs_precedes),
        ("n_sep_by_space", conv.n_sep_by_space),
        ("p_sign_posn", conv.p_sign_posn),
        ("n_sign_posn", conv.n_sign_posn),
    ];
    for (name, number) in numbers {
        result.set_str(&*Str::intern_str(name)?, &*Long::from_i64(number.into())?, th)?;
    }
    Ok(result)
}

#[pyfunction(sig = "(os1, os2, /)", doc = "Compare two strings as the locale sorts them.")]
fn strcoll(os1: &Str, os2: &Str) -> i32 {
    let wide = |text: &Str| text.points().chain([0]).map(|point| point as libc::wchar_t).collect::<Vec<_>>();
    let (a, b) = (wide(os1), wide(os2));
    // SAFETY: NUL-terminated wide strings.
    unsafe { wcscoll(a.as_ptr(), b.as_ptr()) }
}

#[pyfunction(sig = "(string, /)", doc = "A string that sorts by its characters as this one by the locale.")]
fn strxfrm(string: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    let wide: Vec<libc::wchar_t> = string.points().chain([0]).map(|point| point as libc::wchar_t).collect();
    if wide[..wide.len() - 1].contains(&0) {
        return Err(raise!(th, ValueError, "embedded null character"));
    }
    let mut out: Vec<libc::wchar_t> = vec![0; wide.len() + 1];
    loop {
        // SAFETY: the buffer has that many characters.
        let needed = unsafe { wcsxfrm(out.as_mut_ptr(), wide.as_ptr(), out.len()) };
        if needed < out.len() {
            let points: Vec<u32> = out[..needed].iter().map(|point| *point as u32).collect();
            return Str::from_code_points(&points);
        }
        out.resize(needed + 1, 0);
    }
}

#[pyfunction(sig = "(key, /)", doc = "An item of the locale by its number.")]
fn nl_langinfo(key: i32, th: &mut Thread) -> PyResult<Ref<Str>> {
    if !ITEMS.iter().any(|(_, item)| *item == key) {
        return Err(raise!(th, ValueError, "unsupported langinfo constant"));
    }
    // SAFETY: a known item.
    unsafe { decoded(libc::nl_langinfo(key), th) }
}

#[pyfunction(sig = "()", doc = "The locale's encoding.")]
fn getencoding(th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: a known item.
    let text = unsafe { decoded(libc::nl_langinfo(libc::CODESET), th) }?;
    if text.is_empty() { Str::new("utf-8") } else { Ok(text) }
}

#[pyfunction(sig = "(msg, /)", doc = "Translate a message.")]
fn gettext(msg: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
    let msg = c_text(msg);
    // SAFETY: NUL-terminated; the result is it or the catalog's.
    unsafe { decoded(libc_gettext(msg.as_ptr()), th) }
}

#[pyfunction(sig = "(domain, msg, /)", doc = "Translate a message of a domain.")]
fn dgettext(#[arg(keep_none)] domain: Option<&str>, msg: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
    let (domain, msg) = (domain.map(c_text), c_text(msg));
    let domain = domain.as_ref().map_or(std::ptr::null(), |domain| domain.as_ptr());
    // SAFETY: as above.
    unsafe { decoded(libc_dgettext(domain, msg.as_ptr()), th) }
}

#[pyfunction(sig = "(domain, msg, category, /)", doc = "Translate a message of a domain and a category.")]
fn dcgettext(#[arg(keep_none)] domain: Option<&str>, msg: &str, category: i32, th: &mut Thread) -> PyResult<Ref<Str>> {
    let (domain, msg) = (domain.map(c_text), c_text(msg));
    let domain = domain.as_ref().map_or(std::ptr::null(), |domain| domain.as_ptr());
    // SAFETY: as above.
    unsafe { decoded(libc_dcgettext(domain, msg.as_ptr(), category), th) }
}

#[pyfunction(sig = "(domain, /)", doc = "Set or ask for the domain of messages.")]
fn textdomain(#[arg(keep_none)] domain: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let domain = domain.map(c_text);
    let domain = domain.as_ref().map_or(std::ptr::null(), |domain| domain.as_ptr());
    // SAFETY: a NUL-terminated name, or null for asking.
    let result = unsafe { libc_textdomain(domain) };
    if result.is_null() {
        return Err(th.raise_os_error(std::io::Error::last_os_error().raw_os_error().unwrap_or(0), None));
    }
    // SAFETY: the C library's string.
    unsafe { decoded(result, th) }
}

#[pyfunction(sig = "(domain, dir, /)", doc = "Say where the catalogs of a domain are.")]
fn bindtextdomain(domain: &str, #[arg(keep_none)] dir: Option<&str>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let (domain, dir) = (c_text(domain), dir.map(c_text));
    let dir = dir.as_ref().map_or(std::ptr::null(), |dir| dir.as_ptr());
    // SAFETY: as above.
    let result = unsafe { libc_bindtextdomain(domain.as_ptr(), dir) };
    if result.is_null() {
        return Err(th.raise_os_error(std::io::Error::last_os_error().raw_os_error().unwrap_or(0), None));
    }
    // SAFETY: the C library's string.
    unsafe { decoded(result, th) }
}

#[pyfunction(sig = "(domain, codeset, /)", doc = "Say in which encoding messages of a domain are wanted.")]
fn bind_textdomain_codeset(domain: &str, #[arg(keep_none)] codeset: Option<&str>, th: &mut Thread) -> PyResult<Ref> {
    let (domain, codeset) = (c_text(domain), codeset.map(c_text));
    let codeset = codeset.as_ref().map_or(std::ptr::null(), |codeset| codeset.as_ptr());
    // SAFETY: as above.
    let result = unsafe { libc_bind_textdomain_codeset(domain.as_ptr(), codeset) };
    if result.is_null() {
        return Ok(none().to_ref());
    }
    // SAFETY: the C library's string.
    unsafe { decoded(result, th) }.map(Ref::into_object)
}

unsafe extern "C" {
    fn wcscoll(a: *const libc::wchar_t, b: *const libc::wchar_t) -> c_int;
    fn wcsxfrm(to: *mut libc::wchar_t, from: *const libc::wchar_t, size: usize) -> usize;
    #[link_name = "gettext"]
    fn libc_gettext(message: *const c_char) -> *const c_char;
    #[link_name = "dgettext"]
    fn libc_dgettext(domain: *const c_char, message: *const c_char) -> *const c_char;
    #[link_name = "dcgettext"]
    fn libc_dcgettext(domain: *const c_char, message: *const c_char, category: c_int) -> *const c_char;
    #[link_name = "textdomain"]
    fn libc_textdomain(domain: *const c_char) -> *const c_char;
    #[link_name = "bindtextdomain"]
    fn libc_bindtextdomain(domain: *const c_char, dir: *const c_char) -> *const c_char;
    #[link_name = "bind_textdomain_codeset"]
    fn libc_bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *const c_char;
}

/// Items of `nl_langinfo`, by glibc's numbers.
static ITEMS: &[(&str, c_int)] = &[
    ("DAY_1", 131_079),
    ("DAY_2", 131_080),
    ("DAY_3", 131_081),
    ("DAY_4", 131_082),
    ("DAY_5", 131_083),
    ("DAY_6", 131_084),
    ("DAY_7", 131_085),
    ("ABDAY_1", 131_072),
    ("ABDAY_2", 131_073),
    ("ABDAY_3", 131_074),
    ("ABDAY_4", 131_075),
    ("ABDAY_5", 131_076),
    ("ABDAY_6", 131_077),
    ("ABDAY_7", 131_078),
    ("MON_1", 131_098),
    ("MON_2", 131_099),
    ("MON_3", 131_100),
    ("MON_4", 131_101),
    ("MON_5", 131_102),
    ("MON_6", 131_103),
    ("MON_7", 131_104),
    ("MON_8", 131_105),
    ("MON_9", 131_106),
    ("MON_10", 131_107),
    ("MON_11", 131_108),
    ("MON_12", 131_109),
    ("ABMON_1", 131_086),
    ("ABMON_2", 131_087),
    ("ABMON_3", 131_088),
    ("ABMON_4", 131_089),
    ("ABMON_5", 131_090),
    ("ABMON_6", 131_091),
    ("ABMON_7", 131_092),
    ("ABMON_8", 131_093),
    ("ABMON_9", 131_094),
    ("ABMON_10", 131_095),
    ("ABMON_11", 131_096),
    ("ABMON_12", 131_097),
    ("RADIXCHAR", 65_536),
    ("THOUSEP", 65_537),
    ("CRNCYSTR", 262_159),
    ("D_T_FMT", 131_112),
    ("D_FMT", 131_113),
    ("T_FMT", 131_114),
    ("AM_STR", 131_110),
    ("PM_STR", 131_111),
    ("CODESET", 14),
    ("T_FMT_AMPM", 131_115),
    ("ERA", 131_116),
    ("ERA_D_FMT", 131_118),
    ("ERA_D_T_FMT", 131_120),
    ("ERA_T_FMT", 131_121),
    ("ALT_DIGITS", 131_119),
    ("YESEXPR", 327_680),
    ("NOEXPR", 327_681),
    ("_DATE_FMT", 131_180),
];

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let categories: [(&str, c_int); 8] = [
        ("LC_CTYPE", libc::LC_CTYPE),
        ("LC_TIME", libc::LC_TIME),
        ("LC_COLLATE", libc::LC_COLLATE),
        ("LC_MONETARY", libc::LC_MONETARY),
        ("LC_MESSAGES", libc::LC_MESSAGES),
        ("LC_NUMERIC", libc::LC_NUMERIC),
        ("LC_ALL", libc::LC_ALL),
        ("CHAR_MAX", c_char::MAX as c_int),
    ];
    for (name, value) in categories.iter().chain(ITEMS) {
        module.set_attr(&*Str::intern_str(name)?, &*Long::from_i64((*value).into())?, th)?;
    }
    let class = exceptions::new_exception("locale.Error", None, None, None, th)?;
    module.set_attr(&*Str::intern_str("Error")?, &class, th)
}

pymodule! {
    name = "_locale",
    init = PyInit__locale,
    doc = "The C library's locales.",
    functions = [
        setlocale, localeconv, strcoll, strxfrm, nl_langinfo, gettext, dgettext, dcgettext, textdomain,
        bindtextdomain, bind_textdomain_codeset, getencoding,
    ],
    exec = exec,
}
