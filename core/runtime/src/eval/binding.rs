//! Arguments to parameters: what a call of a Python function does before its first instruction.

use super::frame::{IFrame, clear_and_pop, frame_words, push_words};
use crate::prelude::*;
use crate::suggestions;

/// A frame for a call, its parameters bound, on the data stack but not linked into the frame chain
/// (`_PyEvalFramePushAndInit`).
///
/// Takes over the references of `args`: `argcount` positional arguments, then one for each of `kwnames`.
///
/// # Safety
/// `args` points at that many owned references.
///
/// # Errors
/// `TypeError` where the arguments do not fit; they are released then, too.
pub unsafe fn push_and_init(
    function: Ref<Function>,
    locals: Option<Ref>,
    args: *const *mut Object,
    argcount: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult<IFrame> {
    let code = function.code();
    let frame = match push_words(frame_words(&code), th) {
        Ok(frame) => frame,
        Err(raised) => {
            // SAFETY: the references were handed over.
            unsafe { release(args, argcount + kwnames.map_or(0, Tuple::len)) };
            return Err(raised);
        }
    };
    frame.init(function, locals, &code, 0);
    // SAFETY: the caller's promise.
    match unsafe { bind(frame, args, argcount, kwnames, th) } {
        Ok(()) => Ok(frame),
        Err(raised) => {
            clear_and_pop(frame, th);
            Err(raised)
        }
    }
}

unsafe fn release(args: *const *mut Object, count: usize) {
    for index in 0..count {
        // SAFETY: the caller's references.
        drop(unsafe { Ref::from_raw(*args.add(index)) });
    }
}

/// Binds arguments to the locals of a new frame, which are all NULL. Takes the references over.
unsafe fn bind(
    frame: IFrame,
    args: *const *mut Object,
    argcount: usize,
    kwnames: Option<&Tuple>,
    th: &mut Thread,
) -> PyResult<()> {
    let code = frame.code();
    let layout = code.layout();
    let slots = frame.slots();
    let flags = layout.co_flags.get();
    let positional = layout.co_argcount.get() as usize;
    let total = positional + layout.co_kwonlyargcount.get() as usize;
    let kwcount = kwnames.map_or(0, Tuple::len);

    let bound = argcount.min(positional);
    // SAFETY: the frame has a slot for each parameter, and the references of `args` move into them.
    unsafe { std::ptr::copy_nonoverlapping(args, slots, bound) };
    if flags & CO_VARARGS != 0 {
        let mut rest = Vec::with_capacity(argcount - bound);
        for index in bound..argcount {
            // SAFETY: as above.
            rest.push(unsafe { Ref::from_raw(*args.add(index)) });
        }
        let rest = match Tuple::from_vec(rest) {
            Ok(rest) => rest,
            Err(raised) => {
                // SAFETY: the keyword arguments are not taken over yet.
                unsafe { release(args.add(argcount), kwcount) };
                return Err(raised);
            }
        };
        frame.slot(total).init(rest.into_object());
    } else if argcount > bound {
        // Reported below, after the keywords, as other errors come first.
        // SAFETY: the references were handed over.
        unsafe { release(args.add(bound), argcount - bound) };
    }
    if flags & CO_VARKEYWORDS != 0 {
        match Dict::new() {
            Ok(dict) => frame.slot(total + usize::from(flags & CO_VARARGS != 0)).init(dict.into_object()),
            Err(raised) => {
                // SAFETY: as above.
                unsafe { release(args.add(argcount), kwcount) };
                return Err(raised);
            }
        }
    }
    if let Some(kwnames) = kwnames {
        for (index, keyword) in kwnames.items().iter().enumerate() {
            // SAFETY: one value per name, taken over here.
            let value = unsafe { Ref::from_raw(*args.add(argcount + index)) };
            if let Err(raised) = bind_keyword(frame, keyword, value, kwnames, th) {
                // SAFETY: the values after this one are not taken over yet.
                unsafe { release(args.add(argcount + index + 1), kwcount - index - 1) };
                return Err(raised);
            }
        }
    }
    if argcount > positional && flags & CO_VARARGS == 0 {
        return Err(too_many_positional(frame, argcount, th));
    }
    if argcount < positional {
        fill_defaults(frame, argcount, positional, bound, th)?;
    }
    if total > positional {
        fill_keyword_defaults(frame, positional, total, th)?;
    }
    Ok(())
}

/// The slot of a parameter that may be given by keyword.
fn find_parameter(code: &Code, keyword: &Str, th: &mut Thread) -> PyResult<Option<usize>> {
    let layout = code.layout();
    let first = layout.co_posonlyargcount.get() as usize;
    let end = (layout.co_argcount.get() + layout.co_kwonlyargcount.get()) as usize;
    let names = &code.localsplus_names().items()[first..end];
    if let Some(index) = names.iter().position(|name| name.is(keyword)) {
        return Ok(Some(first + index));
    }
    for (index, name) in names.iter().enumerate() {
        if keyword.rich_compare_bool(name, Py_EQ, th)? {
            return Ok(Some(first + index));
        }
    }
    Ok(None)
}

fn bind_keyword(frame: IFrame, keyword: &Object, value: Ref, kwnames: &Tuple, th: &mut Thread) -> PyResult<()> {
    let code = frame.code();
    let layout = code.layout();
    let Some(keyword) = keyword.downcast::<Str>() else {
        let name = frame.function().qualname();
        return Err(raise!(th, TypeError, "{name}() keywords must be strings"));
    };
    if let Some(index) = find_parameter(code, keyword, th)? {
        let slot = frame.slot(index);
        if !slot.is_null() {
            let name = frame.function().qualname();
            return Err(raise!(th, TypeError, "{name}() got multiple values for argument '{keyword}'"));
        }
        slot.init(value);
        return Ok(());
    }
    let flags = layout.co_flags.get();
    if flags & CO_VARKEYWORDS == 0 {
        return Err(unexpected_keyword(frame, keyword, kwnames, th));
    }
    let total = (layout.co_argcount.get() + layout.co_kwonlyargcount.get()) as usize;
    let slot = frame.slot(total + usize::from(flags & CO_VARARGS != 0));
    // SAFETY: `bind` has put a dict there, which nobody else has seen.
    let dict = unsafe { &*slot.as_ptr().cast::<Dict>() };
    dict.set(keyword, &value, th)
}

#[cold]
fn unexpected_keyword(frame: IFrame, keyword: &Str, kwnames: &Tuple, th: &mut Thread) -> Raised {
    let code = frame.code();
    let layout = code.layout();
    let name = frame.function().qualname();
    let names = code.localsplus_names().items();
    let positional_only = layout.co_posonlyargcount.get() as usize;
    if positional_only > 0 {
        let mut misused: Vec<String> = Vec::new();
        for parameter in &names[..positional_only] {
            for given in kwnames.items() {
                match parameter.rich_compare_bool(given, Py_EQ, th) {
                    Ok(true) => misused.push(given.downcast::<Str>().map_or_else(String::new, ToString::to_string)),
                    Ok(false) => {}
                    Err(raised) => return raised,
                }
            }
        }
        if !misused.is_empty() {
            let list = misused.join(", ");
            return raise!(
                th,
                TypeError,
                "{name}() got some positional-only arguments passed as keyword arguments: '{list}'"
            );
        }
    }
    let total = (layout.co_argcount.get() + layout.co_kwonlyargcount.get()) as usize;
    let candidates: Vec<String> = names[positional_only..total]
        .iter()
        .map(|name| name.downcast::<Str>().map_or_else(String::new, ToString::to_string))
        .collect();
    let wanted = keyword.to_string();
    match suggestions::closest(&wanted, candidates.iter().map(String::as_str)) {
        Some(suggestion) => {
            raise!(
                th,
                TypeError,
                "{name}() got an unexpected keyword argument '{keyword}'. Did you mean '{suggestion}'?"
            )
        }
        None => raise!(th, TypeError, "{name}() got an unexpected keyword argument '{keyword}'"),
    }
}

#[cold]
fn too_many_positional(frame: IFrame, given: usize, th: &mut Thread) -> Raised {
    let layout = frame.code().layout();
    let name = frame.function().qualname();
    let positional = layout.co_argcount.get() as usize;
    let keyword_only = layout.co_kwonlyargcount.get() as usize;
    let keyword_given = (positional..positional + keyword_only).filter(|&i| !frame.slot(i).is_null()).count();
    let defaults = frame.function().defaults().map_or(0, |defaults| defaults.len());
    let (takes, plural) = if defaults > 0 {
        (format!("from {} to {positional}", positional - defaults.min(positional)), true)
    } else {
        (positional.to_string(), positional != 1)
    };
    let plural = if plural { "s" } else { "" };
    let mut keywords = String::new();
    if keyword_given > 0 {
        let s = |count: usize| if count == 1 { "" } else { "s" };
        keywords =
            format!(" positional argument{} (and {keyword_given} keyword-only argument{})", s(given), s(keyword_given));
    }
    let verb = if given == 1 && keyword_given == 0 { "was" } else { "were" };
    raise!(th, TypeError, "{name}() takes {takes} positional argument{plural} but {given}{keywords} {verb} given")
}

fn fill_defaults(frame: IFrame, argcount: usize, positional: usize, bound: usize, th: &mut Thread) -> PyResult<()> {
    let function = frame.function();
    let defaults = function.defaults();
    let count = defaults.as_ref().map_or(0, |defaults| defaults.len()).min(positional);
    let required = positional - count;
    let missing = (argcount..required).any(|index| frame.slot(index).is_null());
    if missing {
        return Err(missing_arguments(frame, 0, required, "positional", th));
    }
    if let Some(defaults) = defaults {
        let items = defaults.items();
        let items = items[items.len() - count..].iter().enumerate();
        for (index, item) in items.skip(bound.saturating_sub(required)) {
            let slot = frame.slot(required + index);
            if slot.is_null() {
                slot.init(item.clone());
            }
        }
    }
    Ok(())
}

fn fill_keyword_defaults(frame: IFrame, positional: usize, total: usize, th: &mut Thread) -> PyResult<()> {
    let defaults = frame.function().layout().func_kwdefaults.get();
    let mut missing = false;
    for index in positional..total {
        let slot = frame.slot(index);
        if !slot.is_null() {
            continue;
        }
        if let Some(defaults) = defaults.as_ref().and_then(|defaults| defaults.downcast::<Dict>()) {
            let name = &frame.code().localsplus_names().items()[index];
            if let Some(value) = defaults.get(name, th)? {
                slot.init(value);
                continue;
            }
        }
        missing = true;
    }
    if missing {
        return Err(missing_arguments(frame, positional, total, "keyword-only", th));
    }
    Ok(())
}

#[cold]
fn missing_arguments(frame: IFrame, first: usize, end: usize, kind: &str, th: &mut Thread) -> Raised {
    let names = frame.code().localsplus_names().items();
    let mut missing: Vec<String> = Vec::new();
    for (index, name) in names.iter().enumerate().take(end).skip(first) {
        if !frame.slot(index).is_null() {
            continue;
        }
        match name.repr(th) {
            Ok(text) => missing.push(text.to_string()),
            Err(raised) => return raised,
        }
    }
    let count = missing.len();
    let plural = if count == 1 { "" } else { "s" };
    let list = match missing.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    };
    let name = frame.function().qualname();
    raise!(th, TypeError, "{name}() missing {count} required {kind} argument{plural}: {list}")
}
