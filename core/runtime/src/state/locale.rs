//! The C locale at start: PEP 538 coercion, PEP 540 UTF-8 mode, and what encoding it means.

use std::ffi::{CStr, CString};

use super::config::Config;

/// Locales that `LC_CTYPE` is coerced to, in the order in which they are tried.
const TARGETS: [&CStr; 3] = [c"C.UTF-8", c"C.utf8", c"UTF-8"];

/// The name of the current `LC_CTYPE` locale.
fn ctype() -> String {
    // SAFETY: asks for the name, which is valid until the next `setlocale`.
    unsafe {
        let name = libc::setlocale(libc::LC_CTYPE, std::ptr::null());
        if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
    }
}

fn set_ctype(name: &CStr) -> bool {
    // SAFETY: start-up is single-threaded.
    unsafe { !libc::setlocale(libc::LC_CTYPE, name.as_ptr()).is_null() }
}

/// The codeset of the current locale, as Python names encodings.
pub fn encoding() -> String {
    // SAFETY: asks for a string that is valid until the next call.
    let name = unsafe { CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) }.to_string_lossy().into_owned();
    match name.as_str() {
        "" | "UTF-8" => "utf-8".to_owned(),
        _ => name,
    }
}

/// Whether the standard streams accept bytes that cannot be decoded: so in the C locale and what it is coerced to.
pub fn is_lenient() -> bool {
    let name = ctype();
    matches!(name.as_str(), "C" | "POSIX") || TARGETS.iter().any(|target| target.to_str() == Ok(&name))
}

/// Sets `LC_CTYPE` by the environment, coerces the C locale and decides on UTF-8 mode.
pub fn configure(config: &mut Config) {
    set_ctype(c"");
    let environment = config.use_environment;
    let variable = |name: &str| if environment { std::env::var(name).ok() } else { None };
    let coerce = variable("PYTHONCOERCECLOCALE");
    let all_set = std::env::var_os("LC_ALL").is_some_and(|value| !value.is_empty());
    let legacy = |name: &str| matches!(name, "C" | "POSIX");
    if legacy(&ctype()) && coerce.as_deref() != Some("0") && !all_set && !config.isolated {
        for target in TARGETS {
            if set_ctype(target) {
                if coerce.as_deref() == Some("warn") {
                    eprintln!(
                        "Python detected LC_CTYPE=C: LC_CTYPE coerced to {} (set another locale or PYTHONCOERCECLOCALE=0 \
                         to disable this locale coercion behavior).",
                        target.to_string_lossy()
                    );
                }
                set_variable(c"LC_CTYPE", target);
                break;
            }
        }
    }
    config.utf8_mode = match (config.xoption("utf8"), variable("PYTHONUTF8").as_deref()) {
        (Some("0"), _) => false,
        (Some(_), _) => true,
        (None, Some("1")) => true,
        (None, Some("0")) => false,
        _ => legacy(&ctype()),
    };
    if config.utf8_mode {
        config.filesystem_encoding = "utf-8".to_owned();
    } else {
        config.filesystem_encoding = encoding();
    }
}

/// Children are to see the coerced locale.
fn set_variable(name: &CStr, value: &CStr) {
    // SAFETY: start-up is single-threaded; `setenv` copies.
    unsafe { libc::setenv(name.as_ptr(), CString::from(value).as_ptr(), 1) };
}
