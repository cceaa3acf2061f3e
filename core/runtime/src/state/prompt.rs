//! The plain interactive prompt (`PyRun_InteractiveLoop`).

use ks_syntax::ast::{Ast, Mod, Stmt, StmtKind};

use super::pythonrun::{self, RunFlags};
use super::{cstdio, lifecycle, readline};
use crate::abstract_::ObjectOps;
use crate::compile::{self, Flags, Mode};
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
    let Some(line) = readline::read_line(file, cstdio::stdout(), &prompt, th)? else {
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
    Complete(Ref<Code>),
    Incomplete,
}

/// Compiles what has been read; `more` says whether further lines may come, `blank` whether the last one was empty, which
/// ends a block.
fn compile_lines(
    source: &str,
    filename: &Str,
    flags: Flags,
    more: bool,
    blank: bool,
    th: &mut Thread,
) -> PyResult<Statement> {
    let base = flags.flags | PyCF_IGNORE_COOKIE | PyCF_SOURCE_IS_UTF8;
    let partial = Flags { flags: base | PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT, ..flags };
    let whole = Flags { flags: base, ..flags };
    if !more {
        return compile::compile_source(source.as_bytes(), filename, Mode::Single, whole, th).map(Statement::Complete);
    }
    let parsed = compile::parse(source.as_bytes(), filename, Mode::Single.into(), partial, th);
    match parsed {
        // A block may go on, with a line more or with `else`, until an empty line.
        Ok(ast) if !blank && is_block(&ast) => Ok(Statement::Incomplete),
        Ok(mut ast) => compile::compile_tree(&mut ast, filename, whole, th).map(Statement::Complete),
        Err(Raised) if !th.raised_matches(&exceptions::_PyExc_IncompleteInputError) => Err(Raised),
        Err(Raised) => {
            th.clear_raised();
            if !blank {
                return Ok(Statement::Incomplete);
            }
            // An empty line ends everything but open brackets and strings.
            match compile::compile_source(source.as_bytes(), filename, Mode::Single, whole, th) {
                Ok(code) => Ok(Statement::Complete(code)),
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
    let code = loop {
        let text = if source.is_empty() { &first } else { &next };
        let line = read_line(file, text, th)?;
        let ended = line.is_none();
        if ended && source.is_empty() {
            return Ok(Outcome::EndOfInput);
        }
        let line = line.unwrap_or_default();
        let bare = line.trim_matches(['\n', '\r', ' ', '\t', '\x0c']);
        if source.is_empty() && (bare.is_empty() || bare.starts_with('#')) {
            return Ok(Outcome::Done);
        }
        // White space or a comment does not end a block.
        let is_empty = line.trim_end_matches(['\n', '\r']).is_empty();
        source.push_str(&line);
        if !ended && !line.ends_with('\n') {
            // The input ends in the middle of a line, which is found out by asking for more.
            continue;
        }
        match compile_lines(&source, filename, pythonrun::flags_of(flags), !ended, is_empty, th)? {
            Statement::Complete(code) => break code,
            Statement::Incomplete => {}
        }
    };
    let code = named(code, &source, filename, th)?;
    pythonrun::merge_flags(flags, &code);
    let dict = pythonrun::main_dict(th)?;
    pythonrun::run_code(&code, &dict, &dict, th)?;
    super::stdio::flush(th);
    Ok(Outcome::Done)
}

/// The code under a file name of its own, by which tracebacks find its source.
fn named(code: Ref<Code>, source: &str, filename: &Str, th: &mut Thread) -> PyResult<Ref<Code>> {
    // SAFETY: the interpreter's block, of which this thread holds the lock.
    let count = unsafe { &(*th.interp().block)._interactive_src_count };
    let key = Str::new(&format!("{}-{}", filename.to_string_lossy(), count.replace(count.get() + 1)))?;
    crate::import::code::replace_filename(&code, filename, &key, th);
    pythonrun::register_source(&key, &*Str::new(source)?, filename, th);
    Ok(code)
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
