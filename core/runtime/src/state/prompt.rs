//! The plain interactive prompt (`PyRun_InteractiveLoop`).

use ks_syntax::ast::{Ast, Mod, Stmt, StmtKind};

use super::pythonrun::{self, RunFlags};
use super::{cstdio, lifecycle, readline};
use crate::abstract_::ObjectOps;
use crate::compile::{self, Flags};
use crate::prelude::*;

/// How a statement ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Done,
    EndOfInput,
}

/// `sys.ps1` or `sys.ps2` as text; set to its default if missing and `define` says so.
fn prompt(name: &str, default: &str, define: bool, th: &mut Thread) -> PyResult<String> {
    let name = Str::intern_str(name)?;
    let Some(sysdict) = th.interp().sysdict.get() else {
        return Ok(default.to_owned());
    };
    match sysdict.get_str(&name, th)? {
        Some(value) => match value.str(th) {
            Ok(text) => Ok(text.to_string_lossy().into_owned()),
            Err(Raised) => {
                th.clear_raised();
                Ok(String::new())
            }
        },
        None if define => {
            sysdict.set_str(&name, &*Str::new(default)?, th)?;
            Ok(default.to_owned())
        }
        None => Ok(String::new()),
    }
}

/// A line of input in UTF-8; `None` at the end.
fn read_line(file: *mut libc::FILE, prompt: &str, th: &mut Thread) -> PyResult<Option<String>> {
    let prompt = readline::prompt_text(prompt);
    // SAFETY: the file being read, which is open, and the C library's own stream.
    let Some(line) = (unsafe { readline::read_line(file, cstdio::stdout(), &prompt, th)? }) else {
        cstdio::error("\n");
        return Ok(None);
    };
    if line.is_ascii() {
        return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
    }
    let encoding = lifecycle::config(th).stdio_encoding.clone();
    let encoding = encoding.as_deref().and_then(|encoding| encoding.to_str()).unwrap_or("utf-8");
    let text = unicodeobject::decode(&line, Some(encoding), Some("replace"), th)?;
    Ok(Some(text.to_string_lossy().into_owned()))
}

/// What lines that may be a statement are.
enum Statement {
    Complete(Ast),
    Incomplete,
}

/// Parses what has been read; `more` says whether further lines may come, `blank` whether the last one was empty, which ends a
/// block.
fn parse_lines(
    source: &str,
    filename: &Str,
    flags: Flags,
    more: bool,
    blank: bool,
    th: &mut Thread,
) -> PyResult<Statement> {
    let parse = |extra: i32, th: &mut Thread| {
        let flags = Flags { flags: flags.flags | extra, ..flags };
        compile::parse_typed(source.as_bytes(), filename, flags, th)
    };
    if !more {
        return parse(0, th).map(Statement::Complete);
    }
    match parse(PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT, th) {
        // A block may go on, with a line more or with `else`, until an empty line.
        Ok(ast) if !blank && is_block(&ast) => Ok(Statement::Incomplete),
        Ok(ast) => Ok(Statement::Complete(ast)),
        Err(Raised) if !th.raised_matches(&exceptions::_PyExc_IncompleteInputError) => Err(Raised),
        Err(Raised) => {
            th.clear_raised();
            if !blank {
                return Ok(Statement::Incomplete);
            }
            // An empty line ends everything but open brackets and strings.
            match parse(0, th) {
                Ok(ast) => Ok(Statement::Complete(ast)),
                Err(Raised) if is_open(th)? => {
                    th.clear_raised();
                    Ok(Statement::Incomplete)
                }
                Err(Raised) => Err(Raised),
            }
        }
    }
}

/// Whether a tree is a compound statement.
fn is_block(ast: &Ast) -> bool {
    let Mod::Interactive { body } = &ast.module else { return false };
    matches!(
        body.as_slice(),
        [Stmt {
            kind: StmtKind::FunctionDef { .. }
                | StmtKind::AsyncFunctionDef { .. }
                | StmtKind::ClassDef { .. }
                | StmtKind::For { .. }
                | StmtKind::AsyncFor { .. }
                | StmtKind::While { .. }
                | StmtKind::If { .. }
                | StmtKind::With { .. }
                | StmtKind::AsyncWith { .. }
                | StmtKind::Match { .. }
                | StmtKind::Try { .. }
                | StmtKind::TryStar { .. },
            ..
        }]
    )
}

/// Whether the `SyntaxError` that is set says that a bracket or a string was not closed.
fn is_open(th: &mut Thread) -> PyResult<bool> {
    let Some(exception) = th.take_raised() else { return Ok(false) };
    let message = exception.get_attr_opt(id!(msg), th);
    let message = message.ok().flatten().and_then(|message| message.downcast_into::<Str>().ok());
    th.clear_raised();
    let open = message.is_some_and(|message| {
        let message = message.to_string_lossy();
        message.ends_with("was never closed") || message.starts_with("unterminated triple-quoted")
    });
    let Raised = th.restore_raised(exception);
    Ok(open)
}

/// `PyRun_InteractiveOneObject`: reads and runs one statement.
///
/// # Errors
/// What the statement raises.
pub fn run_one(file: *mut libc::FILE, filename: &Str, flags: &mut RunFlags<'_>, th: &mut Thread) -> PyResult<Outcome> {
    let (first, next) = (prompt("ps1", "", false, th)?, prompt("ps2", "", false, th)?);
    let mut source = String::new();
    let how = pythonrun::flags_of(flags);
    let how = Flags { flags: how.flags | PyCF_IGNORE_COOKIE | PyCF_SOURCE_IS_UTF8, ..how };
    let ast = loop {
        let text = if source.is_empty() { &first } else { &next };
        let line = read_line(file, text, th)?;
        let ended = line.is_none();
        if ended && source.is_empty() {
            return Ok(Outcome::EndOfInput);
        }
        let line = line.unwrap_or_default();
        let bare = line.trim_matches(['\n', '\r', ' ', '\t', '\x0c']);
        if source.is_empty() && (bare.is_empty() || bare.starts_with('#')) {
            next_number(th);
            return Ok(Outcome::Done);
        }
        // White space or a comment does not end a block.
        let is_empty = line.trim_end_matches(['\n', '\r']).is_empty();
        source.push_str(&line);
        if !ended && !line.ends_with('\n') {
            // The input ends in the middle of a line, which is found out by asking for more.
            continue;
        }
        match parse_lines(&source, filename, how, !ended, is_empty, th)? {
            Statement::Complete(ast) => break ast,
            Statement::Incomplete => {}
        }
    };
    // Under a file name of its own tracebacks find the source.
    let key = Str::new(&format!("{}-{}", filename.to_string_lossy(), next_number(th)))?;
    let code = match compile::compile_tree(ast, &key, how, th) {
        Ok(code) => code,
        Err(raised) => {
            add_text(&source, th);
            return Err(raised);
        }
    };
    pythonrun::register_source(&key, &*Str::new(&source)?, filename, th);
    pythonrun::merge_flags(flags, &code);
    let dict = pythonrun::main_dict(th)?;
    pythonrun::run_code(&code, &dict, &dict, th)?;
    super::stdio::flush(th);
    Ok(Outcome::Done)
}

/// How many statements there have been in this interpreter.
fn next_number(th: &Thread) -> isize {
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let count = unsafe { &(*th.interp().block)._interactive_src_count };
    count.replace(count.get() + 1)
}

/// Gives a `SyntaxError` of the compiler its line, which is in no file.
fn add_text(source: &str, th: &mut Thread) {
    let Some(exception) = th.take_raised() else { return };
    let add = |th: &mut Thread| -> PyResult<()> {
        let line = exception.get_attr(id!(lineno), th)?;
        let line = line.downcast::<Long>().and_then(|line| usize::try_from(line.to_i64_opt()?).ok());
        let text = line.and_then(|line| source.lines().nth(line.checked_sub(1)?));
        match text {
            Some(text) if exception.get_attr(id!(text), th)?.is(none()) => {
                exception.set_attr(id!(text), &*Str::new(&format!("{text}\n"))?, th)
            }
            _ => Ok(()),
        }
    };
    if add(th).is_err() {
        th.clear_raised();
    }
    let Raised = th.restore_raised(exception);
}

/// `PyRun_InteractiveLoopFlags`: reads and runs until the input ends. False if a statement failed so that the loop could
/// not go on.
pub fn run(file: *mut libc::FILE, filename: &Str, flags: RunFlags<'_>, th: &mut Thread) -> bool {
    let mut own = PyCompilerFlags { cf_flags: 0, cf_feature_version: 13 };
    let mut flags = Some(flags.unwrap_or(&mut own));
    for (name, default) in [("ps1", ">>> "), ("ps2", "... ")] {
        if prompt(name, default, true, th).is_err() {
            th.clear_raised();
        }
    }
    let mut out_of_memory = 0;
    loop {
        match run_one(file, filename, &mut flags, th) {
            Ok(Outcome::Done) => out_of_memory = 0,
            Ok(Outcome::EndOfInput) => return true,
            Err(Raised) => {
                // A prompt that only ever fails for lack of memory would not end.
                out_of_memory = if th.raised_matches(&exceptions::MemoryError) { out_of_memory + 1 } else { 0 };
                lifecycle::print_error(th);
                super::stdio::flush(th);
                if out_of_memory > 16 {
                    return false;
                }
            }
        }
    }
}
