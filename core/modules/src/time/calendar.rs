//! Calendar time: `struct_time`, zones, formatting.

use std::ffi::{CStr, CString, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use crate::posix::path::{os_error, set_errno};
use crate::record::{Record, int};

/// `time.struct_time`.
pub static STRUCT_TIME: Record = Record::new(
    c"time.struct_time",
    c"A calendar time, as gmtime(), localtime() and strptime() give it.",
    &[
        (c"tm_year", c"year, for example, 1993"),
        (c"tm_mon", c"month of year, range [1, 12]"),
        (c"tm_mday", c"day of month, range [1, 31]"),
        (c"tm_hour", c"hours, range [0, 23]"),
        (c"tm_min", c"minutes, range [0, 59]"),
        (c"tm_sec", c"seconds, range [0, 61])"),
        (c"tm_wday", c"day of week, range [0, 6], Monday is 0"),
        (c"tm_yday", c"day of year, range [1, 366]"),
        (c"tm_isdst", c"1 if summer time is in effect, 0 if not, and -1 if unknown"),
        (c"tm_zone", c"abbreviation of timezone name"),
        (c"tm_gmtoff", c"offset from UTC in seconds"),
    ],
    9,
);

fn empty_tm() -> libc::tm {
    // SAFETY: numbers and a null pointer.
    unsafe { std::mem::zeroed() }
}

fn zone_name(tm: &libc::tm, th: &mut Thread) -> PyResult {
    // SAFETY: the C library's text, or null.
    let name = unsafe { tm.tm_zone.as_ref().map(|name| CStr::from_ptr(name)) };
    match name {
        Some(name) => Ok(Str::decode_fs(name.to_bytes(), th)?.into_object()),
        None => Ok(none().to_ref()),
    }
}

fn to_object(tm: &libc::tm, th: &mut Thread) -> PyResult {
    let mut values = Vec::with_capacity(11);
    for number in [
        i64::from(tm.tm_year) + 1900,
        i64::from(tm.tm_mon) + 1,
        i64::from(tm.tm_mday),
        i64::from(tm.tm_hour),
        i64::from(tm.tm_min),
        i64::from(tm.tm_sec),
        i64::from((tm.tm_wday + 6) % 7),
        i64::from(tm.tm_yday) + 1,
        i64::from(tm.tm_isdst),
    ] {
        values.push(int(number)?);
    }
    values.push(zone_name(tm, th)?);
    values.push(int(tm.tm_gmtoff)?);
    STRUCT_TIME.make(values)
}

/// Whole seconds, rounded down; now if there is no argument.
fn whole_seconds(object: Option<&Object>, th: &mut Thread) -> PyResult<i64> {
    let Some(object) = object.filter(|object| !object.is(none())) else {
        // SAFETY: asks for the time.
        return Ok(unsafe { libc::time(std::ptr::null_mut()) });
    };
    let range = |th: &mut Thread| raise!(th, OverflowError, "timestamp out of range for platform time_t");
    if let Some(value) = object.downcast::<Float>() {
        let value = value.value();
        if value.is_nan() {
            return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
        }
        let value = value.floor();
        if !(-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&value) {
            return Err(range(th));
        }
        return Ok(value as i64);
    }
    object.index(th)?.to_i64_opt().ok_or_else(|| range(th))
}

fn local(seconds: i64, th: &mut Thread) -> PyResult<libc::tm> {
    let mut tm = empty_tm();
    set_errno(0);
    // SAFETY: structs of ours.
    if unsafe { libc::localtime_r(&raw const seconds, &raw mut tm) }.is_null() {
        return Err(os_error(th));
    }
    Ok(tm)
}

#[pyfunction(sig = "(seconds=None, /)", no_text_signature, doc = "A time (now by default) as struct_time of UTC.")]
pub fn gmtime(seconds: Option<&Object>, th: &mut Thread) -> PyResult {
    let seconds = whole_seconds(seconds, th)?;
    let mut tm = empty_tm();
    set_errno(0);
    // SAFETY: structs of ours.
    if unsafe { libc::gmtime_r(&raw const seconds, &raw mut tm) }.is_null() {
        return Err(os_error(th));
    }
    to_object(&tm, th)
}

#[pyfunction(
    sig = "(seconds=None, /)",
    no_text_signature,
    doc = "A time (now by default) as struct_time of the local zone."
)]
pub fn localtime(seconds: Option<&Object>, th: &mut Thread) -> PyResult {
    let seconds = whole_seconds(seconds, th)?;
    to_object(&local(seconds, th)?, th)
}

/// A tuple of nine numbers or a `struct_time`; the zone's name is kept alive by the caller.
fn from_object(object: &Object, function: &str, th: &mut Thread) -> PyResult<(libc::tm, Option<CString>)> {
    let Some(tuple) = object.downcast::<Tuple>() else {
        return Err(raise!(th, TypeError, "Tuple or struct_time argument required"));
    };
    let items = tuple.items();
    if items.len() != 9 {
        return Err(raise!(th, TypeError, "{function}(): illegal time tuple argument"));
    }
    let mut numbers = [0 as c_int; 9];
    for (number, item) in numbers.iter_mut().zip(items) {
        let value = item.index(th)?.to_i64(th)?;
        *number = match c_int::try_from(value) {
            Ok(value) => value,
            Err(_) if value > 0 => {
                return Err(raise!(th, OverflowError, "signed integer is greater than maximum"));
            }
            Err(_) => return Err(raise!(th, OverflowError, "signed integer is less than minimum")),
        };
    }
    let [year, month, day, hour, minute, second, weekday, yearday, dst] = numbers;
    let Some(year) = year.checked_sub(1900) else {
        return Err(raise!(th, OverflowError, "year out of range"));
    };
    let mut tm = empty_tm();
    tm.tm_year = year;
    tm.tm_mon = month.wrapping_sub(1);
    tm.tm_mday = day;
    tm.tm_hour = hour;
    tm.tm_min = minute;
    tm.tm_sec = second;
    // Monday is 0 in Python, Sunday in C; negative values stay so, to be refused.
    tm.tm_wday = weekday.wrapping_add(1) % 7;
    tm.tm_yday = yearday.wrapping_sub(1);
    tm.tm_isdst = dst;
    let mut zone = None;
    if std::ptr::eq(object.ob_type(), STRUCT_TIME.class()) {
        let name = object.get_attr(&*Str::intern_str("tm_zone")?, th)?;
        if let Some(name) = name.downcast::<Str>() {
            zone = Some(name.to_c_string(th)?);
        }
        let offset = object.get_attr(&*Str::intern_str("tm_gmtoff")?, th)?;
        if let Some(offset) = offset.downcast::<Long>() {
            tm.tm_gmtoff = offset.to_i64(th)?;
        }
    }
    tm.tm_zone = zone.as_ref().map_or(std::ptr::null(), |zone| zone.as_ptr());
    Ok((tm, zone))
}

/// Refuses what formatting cannot take; month, day and day of year of 0 stand for 1.
fn check_ranges(tm: &mut libc::tm, th: &mut Thread) -> PyResult<()> {
    let bad = |what: &str, th: &mut Thread| Err(raise!(th, ValueError, "{what} out of range"));
    if tm.tm_mon == -1 {
        tm.tm_mon = 0;
    } else if !(0..=11).contains(&tm.tm_mon) {
        return bad("month", th);
    }
    if tm.tm_mday == 0 {
        tm.tm_mday = 1;
    } else if !(0..=31).contains(&tm.tm_mday) {
        return bad("day of month", th);
    }
    if !(0..=23).contains(&tm.tm_hour) {
        return bad("hour", th);
    }
    if !(0..=59).contains(&tm.tm_min) {
        return bad("minute", th);
    }
    if !(0..=61).contains(&tm.tm_sec) {
        return bad("seconds", th);
    }
    if tm.tm_wday < 0 {
        return bad("day of week", th);
    }
    if tm.tm_yday == -1 {
        tm.tm_yday = 0;
    } else if !(0..=365).contains(&tm.tm_yday) {
        return bad("day of year", th);
    }
    Ok(())
}

fn as_text(tm: &libc::tm) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let day = DAYS.get(tm.tm_wday as usize).copied().unwrap_or("???");
    let month = MONTHS.get(tm.tm_mon as usize).copied().unwrap_or("???");
    let year = i64::from(tm.tm_year) + 1900;
    format!("{day} {month}{:3} {:02}:{:02}:{:02} {year}", tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec)
}

/// The time given, checked for formatting, or the local time of now.
fn given_or_now(given: Option<&Object>, function: &str, th: &mut Thread) -> PyResult<(libc::tm, Option<CString>)> {
    match given {
        Some(given) => {
            let (mut tm, zone) = from_object(given, function, th)?;
            check_ranges(&mut tm, th)?;
            Ok((tm, zone))
        }
        None => {
            let now = whole_seconds(None, th)?;
            Ok((local(now, th)?, None))
        }
    }
}

#[pyfunction(
    sig = "(tuple=<unrepresentable>, /)",
    no_text_signature,
    doc = "A time tuple (now by default) as text: 'Sat Jun 06 16:26:11 1998'."
)]
pub fn asctime(tuple: Option<&Object>, th: &mut Thread) -> PyResult<String> {
    let (tm, _zone) = given_or_now(tuple, "asctime", th)?;
    Ok(as_text(&tm))
}

#[pyfunction(sig = "(seconds=None, /)", no_text_signature, doc = "A time (now by default) as text of local time.")]
pub fn ctime(seconds: Option<&Object>, th: &mut Thread) -> PyResult<String> {
    let seconds = whole_seconds(seconds, th)?;
    Ok(as_text(&local(seconds, th)?))
}

#[pyfunction(sig = "(object, /)", doc = "A time tuple of local time as seconds since the epoch.")]
pub fn mktime(object: &Object, th: &mut Thread) -> PyResult<f64> {
    let (mut tm, _zone) = from_object(object, "mktime", th)?;
    // Tells a failure from the second before the epoch.
    tm.tm_wday = -1;
    // SAFETY: a struct of ours.
    let seconds = unsafe { libc::mktime(&raw mut tm) };
    if seconds == -1 && tm.tm_wday == -1 {
        return Err(raise!(th, OverflowError, "mktime argument out of range"));
    }
    Ok(seconds as f64)
}

#[pyfunction(
    sig = "(format, tuple=<unrepresentable>, /)",
    no_text_signature,
    doc = "A time tuple (now by default) as text, by a format such as '%Y-%m-%d %H:%M:%S'."
)]
pub fn strftime(format: &Str, tuple: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Str>> {
    let (mut tm, _zone) = given_or_now(tuple, "strftime", th)?;
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    let text = format.encode_fs(th)?;
    let text = text.as_bytes();
    if text.is_empty() {
        return Str::new("");
    }
    if text.contains(&0) {
        return Err(raise!(th, ValueError, "embedded null character"));
    }
    // A mark in front tells an empty result from one that did not fit.
    let Ok(marked) = CString::new([b"\x01", text].concat()) else { return Err(th.bad_internal_call()) };
    let mut buffer = vec![0u8; 1024.max(text.len() * 4)];
    loop {
        // SAFETY: C strings and a struct of ours; the buffer's size is passed.
        let got = unsafe { libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), marked.as_ptr(), &raw const tm) };
        if got > 0 {
            return Str::decode_fs(&buffer[1..got], th);
        }
        if buffer.len() > text.len() * 256 + (1 << 20) {
            return Err(th.no_memory());
        }
        buffer.resize(buffer.len() * 2, 0);
    }
}

#[pyfunction(raw = VARARGS, doc = "strptime(string, format) -> struct_time\n\nRead a time from text, by a format as strftime takes.")]
pub fn strptime(_module: &Object, args: &Object, th: &mut Thread) -> PyResult {
    let module = ks_runtime::import::import_module(&*Str::intern_str("_strptime")?, th)?;
    let function = module.get_attr(&*Str::intern_str("_strptime_time")?, th)?;
    match args.downcast::<Tuple>() {
        Some(args) => function.call_dict(args, None, th),
        None => Err(th.bad_internal_call()),
    }
}

/// `timezone`, `altzone`, `daylight` and `tzname`: the zone in January and July of this year.
pub fn add_zone(module: &Module, th: &mut Thread) -> PyResult<()> {
    unsafe extern "C" {
        fn tzset();
    }
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    // SAFETY: reads `TZ` and the zone files.
    unsafe { tzset() };
    let now = whole_seconds(None, th)?;
    let start = now / YEAR * YEAR;
    let january = local(start, th)?;
    let july = local(start + YEAR / 2, th)?;
    let (west, west_july) = (-january.tm_gmtoff, -july.tm_gmtoff);
    let names = (zone_name(&january, th)?, zone_name(&july, th)?);
    // In the south, summer is in January.
    let (timezone, altzone, names) = if west < west_july {
        (west_july, west, Tuple::from_array([names.1, names.0])?)
    } else {
        (west, west_july, Tuple::from_array([names.0, names.1])?)
    };
    module.add("timezone", &*int(timezone)?, th)?;
    module.add("altzone", &*int(altzone)?, th)?;
    module.add("daylight", &*int(i64::from(west != west_july))?, th)?;
    module.add("tzname", &names, th)
}

#[pyfunction(sig = "()", doc = "Read the local zone again, after the environment variable TZ was changed.")]
pub fn tzset(module: &Object, th: &mut Thread) -> PyResult<()> {
    match module.downcast::<Module>() {
        Some(module) => add_zone(module, th),
        None => Err(th.bad_internal_call()),
    }
}
