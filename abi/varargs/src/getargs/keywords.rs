//! Arguments by position and keyword: `PyArg_ParseTupleAndKeywords` and its fellows, and `_PyArg_Parser`.

use std::ffi::{CStr, c_char, c_int};

use ks_runtime::args::{ArgKeyword, ArgParser, Kwargs};
use ks_runtime::prelude::*;

use super::convert::Converter;
use super::{Format, answer, tuple_items};
use crate::va::VaList;

/// The parameters of a call with keywords, from the format and the list of names.
struct Plan<'a> {
    format: Format<'a>,
    /// All names; the positional-only ones, first, are empty.
    names: Vec<&'a str>,
    positional_only: usize,
    /// Parameters before `|`, positional or keyword-only.
    required: usize,
    /// Parameters before `$`.
    max_positional: usize,
}

impl<'a> Plan<'a> {
    /// # Safety
    /// `names` is an array of C strings ended by null.
    unsafe fn new(format: &'a [u8], names: *const *const c_char, th: &mut Thread) -> PyResult<Plan<'a>> {
        let mut list = Vec::new();
        // SAFETY: the caller's promise; names are ASCII in practice and UTF-8 by definition.
        unsafe {
            let mut at = names;
            while !(*at).is_null() {
                list.push(CStr::from_ptr(*at).to_str().unwrap_or("?"));
                at = at.add(1);
            }
        }
        let positional_only = list.iter().take_while(|name| name.is_empty()).count();
        if list[positional_only..].iter().any(|name| name.is_empty()) {
            return Err(raise!(th, SystemError, "Empty keyword parameter name"));
        }
        // Counted here, not by `Format::parse`, whose `(`…`)` check words its errors for positional formats.
        let end = format.iter().position(|byte| matches!(byte, b':' | b';')).unwrap_or(format.len());
        let rest = || String::from_utf8_lossy(&format[end + 1..]).into_owned();
        let parsed = Format {
            units: &format[..end],
            function: (format.get(end) == Some(&b':')).then(rest),
            message: (format.get(end) == Some(&b';')).then(rest),
            min: 0,
            max: list.len(),
        };
        Ok(Plan { format: parsed, max_positional: list.len(), required: list.len(), names: list, positional_only })
    }

    fn callee(&self) -> String {
        self.format.callee()
    }
}

/// Converts arguments by position and keyword.
///
/// # Safety
/// The variadic arguments are as the format says.
unsafe fn parse(
    args: &[&Object],
    kwargs: Kwargs<'_>,
    mut plan: Plan<'_>,
    va: &mut VaList,
    th: &mut Thread,
) -> PyResult<()> {
    let total = plan.names.len();
    let given = args.len() + kwargs.len();
    if given > total {
        let kind = if args.is_empty() { "keyword " } else { "" };
        let plural = if total == 1 { "" } else { "s" };
        let callee = plan.callee();
        return Err(raise!(th, TypeError, "{callee} takes at most {total} {kind}argument{plural} ({given} given)"));
    }
    let mut converter = Converter::new(plan.format.units, va);
    let mut left = kwargs.len();
    let (mut optional, mut keyword_only) = (false, false);
    // The first positional-only parameter that was required and not given: said only after all have been looked at.
    let mut missing_positional = false;
    let mut skipping = false;
    let mut index = 0;
    while index < total {
        match converter.next_unit() {
            Some(b'|') => {
                if optional {
                    return Err(raise!(th, SystemError, "Invalid format string (| specified twice)"));
                }
                optional = true;
                plan.required = index;
                converter.advance();
                continue;
            }
            Some(b'$') => {
                if keyword_only {
                    return Err(raise!(th, SystemError, "Invalid format string ($ specified twice)"));
                }
                keyword_only = true;
                plan.max_positional = index;
                converter.advance();
                if index < plan.positional_only {
                    return Err(raise!(th, SystemError, "Empty parameter name after $"));
                }
                if args.len() > index {
                    let bound = if optional { "at most" } else { "exactly" };
                    let plural = if index == 1 { "" } else { "s" };
                    let (callee, nargs) = (plan.callee(), args.len());
                    converter.undo(th);
                    return Err(raise!(
                        th,
                        TypeError,
                        "{callee} takes {bound} {index} positional argument{plural} ({nargs} given)"
                    ));
                }
                continue;
            }
            None => {
                let count = total;
                converter.undo(th);
                return Err(raise!(
                    th,
                    SystemError,
                    "More keyword list entries ({count}) than format specifiers ({index})"
                ));
            }
            Some(_) => {}
        }
        let owned;
        let current: Option<&Object> = if skipping {
            None
        } else if index < args.len() {
            Some(args[index])
        } else if left > 0 && index >= plan.positional_only {
            let name = Str::intern_str(plan.names[index])?;
            owned = kwargs.get(&name, th)?;
            if owned.is_some() {
                left -= 1;
            }
            owned.as_deref()
        } else {
            None
        };
        if let Some(current) = current {
            let mut path = vec![index + 1];
            // SAFETY: the caller's promise.
            if let Err(refused) = unsafe { converter.item(current, &mut path, th) } {
                converter.undo(th);
                return Err(plan.format.refuse(refused, &path, th));
            }
            index += 1;
            continue;
        }
        if !optional && !skipping {
            if index < plan.positional_only {
                missing_positional = true;
                skipping = true;
            } else {
                let (callee, name) = (plan.callee(), plan.names[index]);
                converter.undo(th);
                return Err(raise!(th, TypeError, "{callee} missing required argument '{name}' (pos {})", index + 1));
            }
        }
        // Nothing more to look for, and nothing required can be missing behind `|`.
        if left == 0 && !skipping && optional {
            converter.keep();
            return Ok(());
        }
        // SAFETY: the caller's promise.
        if let Err(refused) = unsafe { converter.skip_item() } {
            converter.undo(th);
            return Err(plan.format.refuse(refused, &[], th));
        }
        index += 1;
    }
    if missing_positional {
        let needed = plan.positional_only.min(plan.required);
        let bound = if plan.required < plan.max_positional || needed < plan.max_positional && keyword_only_less(&plan) {
            "at least"
        } else {
            "exactly"
        };
        let plural = if needed == 1 { "" } else { "s" };
        let (callee, nargs) = (plan.callee(), args.len());
        converter.undo(th);
        return Err(raise!(
            th,
            TypeError,
            "{callee} takes {bound} {needed} positional argument{plural} ({nargs} given)"
        ));
    }
    if converter.next_unit().is_some_and(|unit| !matches!(unit, b'|' | b'$')) {
        let rest = converter.rest();
        converter.undo(th);
        return Err(raise!(
            th,
            SystemError,
            "more argument specifiers than keyword list entries (remaining format:'{rest}')"
        ));
    }
    if left > 0 {
        let raised = left_over(args.len(), kwargs, &plan, th);
        converter.undo(th);
        return Err(raised);
    }
    converter.keep();
    Ok(())
}

/// Whether positional parameters follow the positional-only ones.
fn keyword_only_less(plan: &Plan<'_>) -> bool {
    plan.positional_only < plan.max_positional
}

/// Every parameter has been served and keywords remain: which one is wrong, and how.
fn left_over(nargs: usize, kwargs: Kwargs<'_>, plan: &Plan<'_>, th: &mut Thread) -> Raised {
    let callee = plan.callee();
    for index in plan.positional_only..nargs {
        let name = plan.names[index];
        let found = Str::intern_str(name).and_then(|name| kwargs.get(&name, th));
        match found {
            Err(raised) => return raised,
            Ok(None) => {}
            Ok(Some(_)) => {
                let position = index + 1;
                return raise!(
                    th,
                    TypeError,
                    "argument for {callee} given by name ('{name}') and position ({position})"
                );
            }
        }
    }
    for (name, _) in kwargs.iter() {
        let Some(name) = name.downcast::<Str>() else {
            return raise!(th, TypeError, "keywords must be strings");
        };
        let names = || plan.names[plan.positional_only..].iter().copied();
        if !names().any(|known| name.eq_ascii(known)) {
            let text = name.to_string_lossy();
            let callee = if callee == "function" { "this function" } else { &callee };
            return match ks_runtime::suggestions::closest(&text, names()) {
                Some(hint) => raise!(
                    th,
                    TypeError,
                    "{callee} got an unexpected keyword argument '{text}'. Did you mean '{hint}'?"
                ),
                None => raise!(th, TypeError, "{callee} got an unexpected keyword argument '{text}'"),
            };
        }
    }
    raise!(th, SystemError, "keywords were counted that cannot be found")
}

/// `PyArg_ParseTupleAndKeywords`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse_keywords(
    args: Option<&Object>,
    kwargs: Option<&Object>,
    format: *const c_char,
    names: *const *const c_char,
    va: &mut VaList,
) -> c_int {
    // SAFETY: C callers hold the interpreter and pass what the format says; so throughout this file.
    unsafe {
        let th = Thread::enter();
        let (Some(args), false) = (args.and_then(Object::downcast::<Tuple>), format.is_null() || names.is_null())
        else {
            let _ = th.bad_internal_call();
            return 0;
        };
        if kwargs.is_some_and(|kwargs| !Dict::check(kwargs)) {
            let _ = th.bad_internal_call();
            return 0;
        }
        let plan = match Plan::new(CStr::from_ptr(format).to_bytes(), names, th) {
            Ok(plan) => plan,
            Err(Raised) => return 0,
        };
        answer(parse(&tuple_items(args), Kwargs::from_dict(kwargs), plan, va, th))
    }
}

/// The plan of a `_PyArg_Parser`: its format, or a name where the format holds none.
unsafe fn parser_plan<'a>(parser: &_PyArg_Parser, th: &mut Thread) -> PyResult<Plan<'a>> {
    // SAFETY: parsers are statics of the extension; their strings live as long.
    unsafe {
        let format: &'a [u8] = match parser.format.get().is_null() {
            true => b"",
            false => CStr::from_ptr(parser.format.get()).to_bytes(),
        };
        let mut plan = Plan::new(format, parser.keywords.get(), th)?;
        if plan.format.function.is_none() && !parser.fname.get().is_null() {
            plan.format.function = Some(CStr::from_ptr(parser.fname.get()).to_string_lossy().into_owned());
        }
        if plan.format.message.is_none() && !parser.custom_msg.get().is_null() {
            plan.format.message = Some(CStr::from_ptr(parser.custom_msg.get()).to_string_lossy().into_owned());
        }
        Ok(plan)
    }
}

/// `_PyArg_ParseTupleAndKeywordsFast`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse_tuple_parser(
    args: &Tuple,
    kwargs: Option<&Object>,
    parser: &_PyArg_Parser,
    va: &mut VaList,
) -> c_int {
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let th = Thread::enter();
        match parser_plan(parser, th) {
            Ok(plan) => answer(parse(&tuple_items(args), Kwargs::from_dict(kwargs), plan, va, th)),
            Err(Raised) => 0,
        }
    }
}

/// `_PyArg_ParseStackAndKeywords`.
#[unsafe(no_mangle)]
unsafe extern "C" fn ks_parse_stack_parser(
    args: *const &Object,
    nargs: isize,
    kwnames: Option<&Object>,
    parser: &_PyArg_Parser,
    va: &mut VaList,
) -> c_int {
    // SAFETY: see `ks_parse_keywords`; `args` holds `nargs` arguments and the keywords' values behind them.
    unsafe {
        let th = Thread::enter();
        let nargs = nargs as usize;
        let positional = if nargs == 0 { &[][..] } else { std::slice::from_raw_parts(args, nargs) };
        match parser_plan(parser, th) {
            Ok(plan) => answer(parse(positional, Kwargs::from_vector(kwnames, args.cast(), nargs), plan, va, th)),
            Err(Raised) => 0,
        }
    }
}

/// What is worked out once per `_PyArg_Parser`; its `next` field holds the address.
struct Cached {
    function: &'static str,
    names: &'static [ArgKeyword],
    positional_only: usize,
}

unsafe fn cached(parser: &_PyArg_Parser) -> &'static Cached {
    let known = parser.next.get().cast::<Cached>();
    if !known.is_null() {
        // SAFETY: only this function writes the field, with a leaked box.
        return unsafe { &*known };
    }
    // SAFETY: parsers are statics of the extension; their strings live as long.
    let cached = unsafe {
        let text = |text: *const c_char| CStr::from_ptr(text).to_str().unwrap_or("?");
        let mut names = Vec::new();
        let mut positional_only = 0;
        let mut at = parser.keywords.get();
        while !(*at).is_null() {
            match text(*at) {
                "" => positional_only += 1,
                name => names.push(ArgKeyword::new(name)),
            }
            at = at.add(1);
        }
        let function = if parser.fname.get().is_null() { "function" } else { text(parser.fname.get()) };
        Box::leak(Box::new(Cached { function, names: Box::leak(names.into_boxed_slice()), positional_only }))
    };
    parser.next.set(std::ptr::from_mut(cached).cast());
    cached
}

/// The keyword arguments of a call, either as a dict or as names with values behind the positional arguments.
unsafe fn keywords<'a>(
    args: *const *mut Object,
    nargs: usize,
    kwargs: Option<&'a Object>,
    kwnames: Option<&'a Object>,
) -> Kwargs<'a> {
    // SAFETY: the C caller's promise.
    unsafe {
        match kwargs {
            Some(_) => Kwargs::from_dict(kwargs),
            None => Kwargs::from_vector(kwnames, args, nargs),
        }
    }
}

/// `_PyArg_UnpackKeywords`: borrowed pointers, one per parameter, in `buf`; null with the exception set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_UnpackKeywords(
    args: *const *mut Object,
    nargs: isize,
    kwargs: Option<&Object>,
    kwnames: Option<&Object>,
    parser: &_PyArg_Parser,
    minpos: c_int,
    maxpos: c_int,
    minkw: c_int,
    buf: *mut *mut Object,
) -> *const *mut Object {
    // SAFETY: see `ks_parse_keywords`; `buf` has a place for every parameter.
    unsafe {
        let th = Thread::enter();
        let known = cached(parser);
        let total = known.positional_only + known.names.len();
        let out = std::slice::from_raw_parts_mut(buf, total);
        out.fill(std::ptr::null_mut());
        let rust = ArgParser::new(
            known.function,
            known.names,
            known.positional_only,
            minpos as usize,
            maxpos as usize,
            minkw as usize,
            false,
        );
        let kwargs = keywords(args, nargs as usize, kwargs, kwnames);
        match rust.unpack(args, nargs as usize, kwargs, out, th) {
            Ok(()) => buf,
            Err(Raised) => std::ptr::null(),
        }
    }
}

/// `_PyArg_UnpackKeywordsWithVararg`: as above, with a new tuple of the surplus positional arguments at `vararg`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_UnpackKeywordsWithVararg(
    args: *const *mut Object,
    nargs: isize,
    kwargs: Option<&Object>,
    kwnames: Option<&Object>,
    parser: &_PyArg_Parser,
    minpos: c_int,
    maxpos: c_int,
    minkw: c_int,
    vararg: c_int,
    buf: *mut *mut Object,
) -> *const *mut Object {
    // SAFETY: as above; `buf` has one place more, for the tuple.
    unsafe {
        let th = Thread::enter();
        let known = cached(parser);
        let total = known.positional_only + known.names.len();
        let mut out = vec![std::ptr::null_mut(); total];
        let (nargs, max, vararg) = (nargs as usize, maxpos as usize, vararg as usize);
        let rust = ArgParser::new(
            known.function,
            known.names,
            known.positional_only,
            minpos as usize,
            max,
            minkw as usize,
            true,
        );
        let kwargs = keywords(args, nargs, kwargs, kwnames);
        if rust.unpack(args, nargs, kwargs, &mut out, th).is_err() {
            return std::ptr::null();
        }
        let surplus = (max.min(nargs)..nargs).map(|at| (**args.add(at)).to_ref()).collect();
        let Ok(surplus) = Tuple::from_vec(surplus) else {
            return std::ptr::null();
        };
        let all = std::slice::from_raw_parts_mut(buf, total + 1);
        all[..vararg].copy_from_slice(&out[..vararg]);
        all[vararg] = surplus.into_raw().cast();
        all[vararg + 1..].copy_from_slice(&out[vararg..]);
        buf
    }
}

/// A C name for messages.
unsafe fn name<'a>(text: *const c_char) -> std::borrow::Cow<'a, str> {
    if text.is_null() {
        return "function".into();
    }
    // SAFETY: the C caller's promise: a C string.
    unsafe { CStr::from_ptr(text) }.to_string_lossy()
}

/// `_PyArg_CheckPositional`: 1 if the number of positional arguments fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_CheckPositional(
    function: *const c_char,
    nargs: isize,
    min: isize,
    max: isize,
) -> c_int {
    if min <= nargs && nargs <= max {
        return 1;
    }
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let th = Thread::enter();
        if function.is_null() {
            let (bound, count) = if nargs < min { ("at least ", min) } else { ("at most ", max) };
            let bound = if min == max { "" } else { bound };
            let plural = if count == 1 { "" } else { "s" };
            let _ = raise!(th, TypeError, "unpacked tuple should have {bound}{count} element{plural}, but has {nargs}");
        } else {
            let (nargs, min, max) = (nargs as usize, min as usize, max as usize);
            let _ = ks_runtime::args::wrong_positional_count(&name(function), nargs, min, max, th);
        }
    }
    0
}

/// `_PyArg_NoKeywords`: 1 if there are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_NoKeywords(function: *const c_char, kwargs: Option<&Object>) -> c_int {
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let Some(kwargs) = kwargs else {
            return 1;
        };
        let th = Thread::enter();
        match kwargs.downcast::<Dict>() {
            Some(dict) if dict.is_empty() => 1,
            Some(_) => {
                let _ = ks_runtime::args::no_keywords(&name(function), th);
                0
            }
            None => {
                let _ = th.bad_internal_call();
                0
            }
        }
    }
}

/// `_PyArg_NoPositional`: 1 if there are none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_NoPositional(function: *const c_char, args: Option<&Object>) -> c_int {
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let Some(args) = args else {
            return 1;
        };
        let th = Thread::enter();
        match args.downcast::<Tuple>() {
            Some(tuple) if tuple.is_empty() => 1,
            Some(_) => {
                let _ = ks_runtime::args::no_positional(&name(function), th);
                0
            }
            None => {
                let _ = th.bad_internal_call();
                0
            }
        }
    }
}

/// `_PyArg_BadArgument`: raises "f() argument 'x' must be str, not int".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_BadArgument(
    function: *const c_char,
    display: *const c_char,
    expected: *const c_char,
    arg: &Object,
) {
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let th = Thread::enter();
        let given = arg.ob_type().display_name();
        let given = if arg.is(none()) { "None" } else { &given };
        let _ = raise!(
            th,
            TypeError,
            "{:.200}() {:.200} must be {:.50}, not {given:.50}",
            name(function),
            name(display),
            name(expected)
        );
    }
}

/// `PyArg_ValidateKeywordArguments`: 1 if every key of the dict is a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_ValidateKeywordArguments(kwargs: &Object) -> c_int {
    // SAFETY: see `ks_parse_keywords`.
    unsafe {
        let th = Thread::enter();
        let Some(dict) = kwargs.downcast::<Dict>() else {
            let _ = th.bad_internal_call();
            return 0;
        };
        let mut position = 0;
        while let Some((key, _)) = dict.next(&mut position) {
            if !Str::check(&key) {
                let _ = raise!(th, TypeError, "keywords must be strings");
                return 0;
            }
        }
        1
    }
}
