//! Matching positional and keyword arguments to parameters, and the errors of calls that do not fit.

use std::cell::Cell;

use crate::prelude::*;

use super::vector::Kwargs;

/// A parameter name that can be given as a keyword; interned when first asked for.
pub struct ArgKeyword {
    text: &'static str,
    interned: Cell<Option<&'static Str>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for ArgKeyword {}

impl ArgKeyword {
    pub const fn new(text: &'static str) -> ArgKeyword {
        ArgKeyword { text, interned: Cell::new(None) }
    }

    fn interned(&self) -> PyResult<&'static Str> {
        if let Some(name) = self.interned.get() {
            return Ok(name);
        }
        let name = Str::intern_str(self.text)?.leak();
        self.interned.set(Some(name));
        Ok(name)
    }
}

/// What a function with keyword parameters accepts.
pub struct ArgParser {
    function: &'static str,
    /// Names of the parameters after the positional-only ones.
    names: &'static [ArgKeyword],
    positional_only: usize,
    min_positional: usize,
    max_positional: usize,
    required_keywords: usize,
    has_var: bool,
}

impl ArgParser {
    pub const fn new(
        function: &'static str,
        names: &'static [ArgKeyword],
        positional_only: usize,
        min_positional: usize,
        max_positional: usize,
        required_keywords: usize,
        has_var: bool,
    ) -> ArgParser {
        ArgParser { function, names, positional_only, min_positional, max_positional, required_keywords, has_var }
    }

    /// Fills `out`, one place per parameter (`*args` excepted), with borrowed pointers, null where nothing was given.
    ///
    /// # Errors
    /// `TypeError` for arguments that do not fit.
    ///
    /// # Safety
    /// `args` points at `nargs` live objects.
    pub unsafe fn unpack(
        &self,
        args: *const *mut Object,
        nargs: usize,
        kwargs: Kwargs<'_>,
        out: &mut [*mut Object],
        th: &mut Thread,
    ) -> PyResult<()> {
        let total = self.positional_only + self.names.len();
        if let Some(message) = self.misfit(nargs, kwargs.len(), total) {
            return Err(raise!(th, TypeError, "{message}"));
        }
        let given = if self.has_var { nargs.min(self.max_positional) } else { nargs };
        if given > 0 {
            // SAFETY: the caller's promise; the counts were checked.
            out[..given].copy_from_slice(unsafe { std::slice::from_raw_parts(args, given) });
        }
        let required =
            if self.required_keywords > 0 { self.max_positional + self.required_keywords } else { self.min_positional };
        let mut left = kwargs.len();
        let by_position = given.saturating_sub(self.positional_only);
        for (index, keyword) in (self.positional_only..total).zip(self.names).skip(by_position) {
            if left > 0 {
                out[index] = kwargs.find(keyword.interned()?, th)?;
                if !out[index].is_null() {
                    left -= 1;
                    continue;
                }
            }
            if index < self.min_positional || (self.max_positional <= index && index < required) {
                let function = self.function;
                let position = index + 1;
                return Err(raise!(
                    th,
                    TypeError,
                    "{function}() missing required argument '{}' (pos {position})",
                    keyword.text
                ));
            }
        }
        if left > 0 { Err(self.left_over(given, kwargs, th)) } else { Ok(()) }
    }

    /// What is wrong with the mere numbers of arguments, if something is.
    #[inline]
    fn misfit(&self, nargs: usize, nkwargs: usize, total: usize) -> Option<String> {
        let needed = self.positional_only.min(self.min_positional);
        let fits = nargs >= needed && (self.has_var || (nargs + nkwargs <= total && nargs <= self.max_positional));
        if fits { None } else { Some(self.describe_misfit(nargs, nkwargs, total, needed)) }
    }

    #[cold]
    fn describe_misfit(&self, nargs: usize, nkwargs: usize, total: usize, needed: usize) -> String {
        let function = self.function;
        let max = self.max_positional;
        if !self.has_var && nargs + nkwargs > total {
            let kind = if nargs == 0 { "keyword " } else { "" };
            let given = nargs + nkwargs;
            return format!("{function}() takes at most {total} {kind}argument{} ({given} given)", plural(total));
        }
        if !self.has_var && nargs > max {
            if max == 0 {
                return format!("{function}() takes no positional arguments");
            }
            let bound = if self.min_positional < max { "at most" } else { "exactly" };
            return format!("{function}() takes {bound} {max} positional argument{} ({nargs} given)", plural(max));
        }
        let bound = if self.has_var || needed < max { "at least" } else { "exactly" };
        format!("{function}() takes {bound} {needed} positional argument{} ({nargs} given)", plural(needed))
    }

    /// Every parameter has been served and keywords remain.
    #[cold]
    fn left_over(&self, given: usize, kwargs: Kwargs<'_>, th: &mut Thread) -> Raised {
        let function = self.function;
        for index in self.positional_only..given {
            let keyword = &self.names[index - self.positional_only];
            let name = match keyword.interned() {
                Ok(name) => name,
                Err(raised) => return raised,
            };
            match kwargs.find(name, th) {
                Err(raised) => return raised,
                Ok(value) if value.is_null() => {}
                Ok(_) => {
                    let position = index + 1;
                    return raise!(
                        th,
                        TypeError,
                        "argument for {function}() given by name ('{}') and position ({position})",
                        keyword.text
                    );
                }
            }
        }
        for (name, _) in kwargs.iter() {
            let Some(name) = name.downcast::<Str>() else {
                return raise!(th, TypeError, "keywords must be strings");
            };
            let known = match self.knows(name, th) {
                Ok(known) => known,
                Err(raised) => return raised,
            };
            if !known {
                let text = name.to_string_lossy();
                let hint = crate::suggestions::closest(&text, self.names.iter().map(|keyword| keyword.text));
                return match hint {
                    Some(hint) => raise!(
                        th,
                        TypeError,
                        "{function}() got an unexpected keyword argument '{text}'. Did you mean '{hint}'?"
                    ),
                    None => raise!(th, TypeError, "{function}() got an unexpected keyword argument '{text}'"),
                };
            }
        }
        raise!(th, TypeError, "invalid keyword argument for {function}()")
    }

    /// Whether one of the parameters equals the name, which a subclass of `str` may decide.
    fn knows(&self, name: &Str, th: &mut Thread) -> PyResult<bool> {
        if Str::check_exact(name) {
            return Ok(self.names.iter().any(|keyword| name.eq_ascii(keyword.text)));
        }
        for keyword in self.names {
            if keyword.interned()?.rich_compare_bool(name, Py_EQ, th)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// `_PyArg_CheckPositional` failed. `max` beyond `isize::MAX - 1` is "any number".
#[cold]
pub fn wrong_positional_count(function: &str, nargs: usize, min: usize, max: usize, th: &mut Thread) -> Raised {
    let (bound, count) = if nargs < min { ("at least ", min) } else { ("at most ", max) };
    let bound = if min == max { "" } else { bound };
    raise!(th, TypeError, "{function} expected {bound}{count} argument{}, got {nargs}", plural(count))
}

/// `_PyArg_NoPositional` failed.
#[cold]
pub fn no_positional(function: &str, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "{function}() takes no arguments")
}

/// `_PyArg_NoKeywords` failed.
#[cold]
pub fn no_keywords(function: &str, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "{function}() takes no keyword arguments")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Calls every function of `_testclinic` that has a signature with wrong numbers of arguments; prints the parser's
    /// numbers, the numbers given, and the message.
    const SCRIPT: &str = r#"
import _testclinic, inspect
P = inspect.Parameter
for name, f in vars(_testclinic).items():
    if not name.startswith(("keyword", "posonly", "vararg", "gh_")):
        continue
    params = list(inspect.signature(f).parameters.values())
    kinds = [p.kind for p in params]
    if not (P.POSITIONAL_OR_KEYWORD in kinds or P.KEYWORD_ONLY in kinds):
        continue
    positional = [p for p in params if p.kind in (P.POSITIONAL_ONLY, P.POSITIONAL_OR_KEYWORD)]
    numbers = (kinds.count(P.POSITIONAL_ONLY), sum(p.default is P.empty for p in positional), len(positional),
               sum(p.kind == P.KEYWORD_ONLY and p.default is P.empty for p in params),
               int(P.VAR_POSITIONAL in kinds), sum(k != P.VAR_POSITIONAL for k in kinds))
    for nargs in range(6):
        for nkwargs in range(6):
            try:
                f(*[1] * nargs, **{f"unknown{i}": 1 for i in range(nkwargs)})
                message = ""
            except TypeError as error:
                message = str(error)
            print(name, *numbers, nargs, nkwargs, message, sep="|")
"#;

    fn oracle() -> Option<Command> {
        if let Some(path) = std::env::var_os("KINGSNAKE_CPYTHON") {
            return Some(Command::new(path));
        }
        if Command::new("python3.13").arg("--version").output().is_ok_and(|output| output.status.success()) {
            return Some(Command::new("python3.13"));
        }
        let prefix = Command::new("pyenv").args(["prefix", "3.13.0"]).output().ok()?;
        let prefix = String::from_utf8(prefix.stdout).ok()?;
        let path = std::path::Path::new(prefix.trim()).join("bin/python3.13");
        path.exists().then(|| Command::new(path))
    }

    #[test]
    fn counts_as_cpython() {
        let Some(mut oracle) = oracle() else {
            eprintln!("no CPython 3.13 to compare with");
            return;
        };
        let output = oracle.args(["-c", SCRIPT]).output().expect("CPython runs");
        let output = String::from_utf8(output.stdout).expect("text");
        let mut compared = 0;
        for line in output.lines() {
            let fields: Vec<&str> = line.splitn(10, '|').collect();
            let [name, numbers @ .., expected] = fields.as_slice() else { panic!("{line}") };
            let n: Vec<usize> = numbers.iter().map(|text| text.parse().expect("a number")).collect();
            let name: &'static str = Box::leak(name.to_string().into_boxed_str());
            let parser = ArgParser::new(name, &[], n[0], n[1], n[2], n[3], n[4] == 1);
            let counted = expected.contains(" takes ");
            let found = parser.misfit(n[6], n[7], n[5]).unwrap_or_default();
            assert_eq!(found, if counted { expected } else { "" }, "{line}");
            compared += 1;
        }
        assert!(compared > 500, "{compared} calls compared");
    }
}
