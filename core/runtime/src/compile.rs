//! Source text to code objects: the front end as the interpreter uses it.

use ks_compiler::Options;
use ks_compiler::depth::Limits;
use ks_compiler::error::{CompileError, CompileResult};
use ks_compiler::symtable::SymbolTable;
use ks_syntax::ast::{Ast, Interner, PyStr, Span, class};
use ks_syntax::embedder::{NoNames, WarnOutcome};
use ks_syntax::error::{ErrorClass, SyntaxError as SyntaxErrorValue, Warning, WarningClass};
use ks_syntax::parser::{Origin, ParseOptions};
use ks_syntax::tokenize::{ErrorPlace, TokenError, TokenWarning};

use crate::ast::{Originals, Tree};
use crate::prelude::*;

/// What is compiled (`Py_file_input`, `Py_eval_input`, `Py_single_input`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Exec,
    Eval,
    Single,
}

/// `PyCompilerFlags` and the like.
#[derive(Clone, Copy, Debug)]
pub struct Flags {
    /// `PyCF_*` and `CO_FUTURE_*` bits.
    pub flags: i32,
    pub feature_version: i32,
    /// -1: the interpreter's level.
    pub optimize: i32,
}

impl Default for Flags {
    fn default() -> Flags {
        Flags { flags: 0, feature_version: 13, optimize: -1 }
    }
}

/// The lines end in the middle of a block.
pub const PyCF_DONT_IMPLY_DEDENT: i32 = 0x0200;
/// The tree is wanted, not code.
pub const PyCF_ONLY_AST: i32 = 0x0400;
/// The source is UTF-8, whatever a coding cookie says.
pub const PyCF_IGNORE_COOKIE: i32 = 0x0800;
pub const PyCF_TYPE_COMMENTS: i32 = 0x1000;
pub const PyCF_ALLOW_TOP_LEVEL_AWAIT: i32 = 0x2000;
/// Source that ends too early is an error of its own (`codeop`).
pub const PyCF_ALLOW_INCOMPLETE_INPUT: i32 = 0x4000;
/// The tree is wanted, folded.
pub const PyCF_OPTIMIZED_AST: i32 = 0x8000 | PyCF_ONLY_AST;
/// The `CO_FUTURE_*` bits.
pub const PyCF_MASK: i32 = 0x01fe_0000;

/// The interpreter behind the front end: codecs, character names, warnings. An exception of its own stays set on the thread.
struct Front<'a> {
    filename: &'a Str,
    th: &'a mut Thread,
}

impl Front<'_> {
    fn raised() -> SyntaxErrorValue {
        SyntaxErrorValue::bare(ErrorClass::Embedder, "")
    }

    /// The exception that is set, as a `SyntaxError` of the same words.
    fn said(&mut self) -> SyntaxErrorValue {
        let Some(exception) = self.th.take_raised() else { return Front::raised() };
        match exception.str(self.th).and_then(|text| Ok(text.to_utf8(self.th)?.to_owned())) {
            Ok(text) => SyntaxErrorValue { offset: -1, ..SyntaxErrorValue::bare(ErrorClass::SyntaxError, text) },
            Err(Raised) => Front::raised(),
        }
    }

    /// Shows or raises a warning; whether it has become the exception that is set.
    fn warn(&mut self, category: &'static Type, message: &str, lineno: i32) -> PyResult<()> {
        let text = Str::new(message)?;
        exceptions::warn_explicit(Some(category), &text, self.filename, lineno, None, None, self.th)
    }
}

impl ks_syntax::embedder::Embedder for Front<'_> {
    fn decode(&mut self, encoding: &str, bytes: &[u8]) -> Result<Option<String>, SyntaxErrorValue> {
        match unicodeobject::decode(bytes, Some(encoding), None, self.th) {
            Ok(text) => match text.to_utf8(self.th) {
                Ok(text) => Ok(Some(text.to_owned())),
                Err(Raised) => Err(Front::raised()),
            },
            Err(Raised)
                if self.th.raised_matches(&exceptions::LookupError)
                    || self.th.raised_matches(&exceptions::ValueError) =>
            {
                Err(self.said())
            }
            Err(Raised) => Err(Front::raised()),
        }
    }

    fn unicode_name(&mut self, name: &str) -> Result<Option<u32>, NoNames> {
        match crate::codecs::names::capi(self.th) {
            Ok(names) => Ok(names.code(name.as_bytes())),
            Err(Raised) => {
                self.th.clear_raised();
                Err(NoNames)
            }
        }
    }

    fn warn(&mut self, warning: &Warning) -> WarnOutcome {
        let category: &'static Type = match warning.class {
            WarningClass::SyntaxWarning => &exceptions::SyntaxWarning,
            WarningClass::DeprecationWarning => &exceptions::DeprecationWarning,
        };
        match Front::warn(self, category, &warning.message, warning.lineno) {
            Ok(()) => WarnOutcome::Done,
            Err(Raised) if self.th.raised_matches(category) => {
                self.th.clear_raised();
                WarnOutcome::Error
            }
            Err(Raised) => WarnOutcome::Raised,
        }
    }

    fn int_max_str_digits(&self) -> usize {
        self.th.interp().int_max_str_digits.get().max(0) as usize
    }
}

impl ks_compiler::embedder::Embedder for Front<'_> {
    fn syntax_warning(&mut self, message: &str, span: Span) -> CompileResult {
        match self.warn(&exceptions::SyntaxWarning, message, span.lineno) {
            Ok(()) => Ok(()),
            Err(Raised) if self.th.raised_matches(&exceptions::SyntaxWarning) => {
                self.th.clear_raised();
                Err(CompileError::at(span, message))
            }
            Err(Raised) => Err(CompileError::Raised),
        }
    }

    fn inverting_bool(&mut self) -> CompileResult<bool> {
        match crate::objects::boolobject::warn_inversion(self.th) {
            Ok(()) => Ok(true),
            Err(Raised) => {
                self.th.clear_raised();
                Ok(false)
            }
        }
    }
}

/// Compiles source text.
///
/// # Errors
/// `SyntaxError` and its subclasses with all their attributes, `ValueError` for NUL bytes, `RecursionError`, `MemoryError`,
/// and what warnings raise.
pub fn compile_source(source: &[u8], filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult<Ref<Code>> {
    let ast = parse(source, filename, mode.into(), flags, th)?;
    compile_tree(ast, filename, flags, th)
}

/// Compiles the contents of a file that is run directly.
///
/// # Errors
/// As [`compile_source`]; what cannot be decoded is told of differently.
pub fn compile_file(source: &[u8], filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult<Ref<Code>> {
    let ast = parse_from(source, Origin::File, filename, mode.into(), flags, th)?;
    compile_tree(ast, filename, flags, th)
}

/// Parses source text to a tree of the front end.
///
/// # Errors
/// As [`compile_source`].
pub fn parse(
    source: &[u8],
    filename: &Str,
    mode: ks_syntax::parser::Mode,
    flags: Flags,
    th: &mut Thread,
) -> PyResult<Ast> {
    parse_from(source, Origin::Text, filename, mode, flags, th)
}

/// Parses a statement typed at the prompt, as far as it has been typed.
///
/// # Errors
/// As [`compile_source`].
pub fn parse_typed(source: &[u8], filename: &Str, flags: Flags, th: &mut Thread) -> PyResult<Ast> {
    parse_from(source, Origin::Prompt, filename, ks_syntax::parser::Mode::Single, flags, th)
}

fn parse_from(
    source: &[u8],
    origin: Origin,
    filename: &Str,
    mode: ks_syntax::parser::Mode,
    flags: Flags,
    th: &mut Thread,
) -> PyResult<Ast> {
    let has = |flag: i32| flags.flags & flag != 0;
    let is_file = origin == Origin::File;
    let options = ParseOptions {
        origin,
        mode,
        type_comments: has(PyCF_TYPE_COMMENTS),
        feature_version: u8::try_from(flags.feature_version).unwrap_or(13),
        allow_incomplete: has(PyCF_ALLOW_INCOMPLETE_INPUT),
        dont_imply_dedent: has(PyCF_DONT_IMPLY_DEDENT),
        only_ast: has(PyCF_ONLY_AST),
        barry_as_flufl: has(ks_bytecode::co::CO_FUTURE_BARRY_AS_BDFL as i32),
    };
    let shown = if is_file { filename.to_utf8(th).map(str::to_owned).ok() } else { None };
    if is_file && shown.is_none() {
        th.clear_raised();
    }
    let mut front = Front { filename, th };
    let parsed = match std::str::from_utf8(source) {
        _ if is_file => {
            ks_syntax::parser::parse_file(source, shown.as_deref().unwrap_or("<file>"), options, &mut front)
        }
        Ok(text) if has(PyCF_IGNORE_COOKIE) => ks_syntax::parser::parse(text, options, &mut front),
        _ => ks_syntax::parser::parse_bytes(source, options, &mut front),
    };
    // Text that is told to have no cookie is UTF-8, whatever the file says.
    let is_text = !is_file && has(PyCF_IGNORE_COOKIE) && std::str::from_utf8(source).is_ok();
    let encoding = if is_text {
        None
    } else {
        ks_syntax::decode::cookie(source, is_file || mode == ks_syntax::parser::Mode::Exec)
    };
    parsed.map_err(|error| match error.class {
        ErrorClass::RecursionError if flags.flags & PyCF_OPTIMIZED_AST == PyCF_ONLY_AST => {
            raise!(th, RecursionError, "{}", crate::ast::RECURSION_MESSAGE)
        }
        _ => raise_syntax_error(&error, filename, encoding, th),
    })
}

/// Compiles a tree of the front end.
///
/// # Errors
/// As [`compile_source`].
pub fn compile_tree(ast: Ast, filename: &Str, flags: Flags, th: &mut Thread) -> PyResult<Ref<Code>> {
    compile_tree_of(ast, &Originals::new(), filename, flags, th)
}

/// As [`compile_tree`], of a tree whose constants are objects already.
fn compile_tree_of(
    mut ast: Ast,
    originals: &Originals,
    filename: &Str,
    flags: Flags,
    th: &mut Thread,
) -> PyResult<Ref<Code>> {
    let options = options(flags, th);
    let name = PyStr::from_wtf8(&filename.to_wtf8());
    let compiled = ks_compiler::compile(&mut ast, &name, &options, &mut Front { filename, th });
    // The nodes are not needed any more, and take more room than what is made of them.
    let Ast { module, interner } = ast;
    drop(module);
    match compiled {
        Ok(unit) => Code::from_unit_reusing(&unit, &interner, filename, originals, th),
        Err(error) => Err(raise_compile_error(error, filename, th)),
    }
}

impl From<Mode> for ks_syntax::parser::Mode {
    fn from(mode: Mode) -> ks_syntax::parser::Mode {
        match mode {
            Mode::Exec => ks_syntax::parser::Mode::Exec,
            Mode::Eval => ks_syntax::parser::Mode::Eval,
            Mode::Single => ks_syntax::parser::Mode::Single,
        }
    }
}

fn error_class(class: ErrorClass) -> &'static Type {
    match class {
        ErrorClass::SyntaxError => &exceptions::SyntaxError,
        ErrorClass::IndentationError => &exceptions::IndentationError,
        ErrorClass::TabError => &exceptions::TabError,
        ErrorClass::IncompleteInputError => &exceptions::_PyExc_IncompleteInputError,
        ErrorClass::MemoryError => &exceptions::MemoryError,
        ErrorClass::RecursionError => &exceptions::RecursionError,
        ErrorClass::UnicodeDecodeError => &exceptions::UnicodeDecodeError,
        ErrorClass::Embedder => &exceptions::SystemError,
    }
}

/// Raises a `SyntaxError` with its place in `args`; an unknown column is `None`.
fn raise_located(
    class: &'static Type,
    message: &str,
    filename: &Str,
    place: (i32, i32, i32, Option<i32>),
    text: Ref,
    th: &mut Thread,
) -> PyResult<Raised> {
    let number = |value: i32| Ok(Long::from_i64(i64::from(value))?.into_object());
    let (lineno, offset, end_lineno, end_offset) = place;
    let end_offset = match end_offset {
        Some(offset) => number(offset)?,
        None => none().to_ref(),
    };
    let details = Tuple::from_array([
        filename.to_ref(),
        number(lineno)?,
        number(offset)?,
        text,
        number(end_lineno)?,
        end_offset,
    ])?;
    let args = Tuple::from_array([Str::new(message)?.into_object(), details.into_object()])?;
    Ok(th.raise_object(class, &args))
}

fn raise_before_lines(error: &SyntaxErrorValue, filename: &Str, th: &mut Thread) -> PyResult<Raised> {
    let number = |value: i32| Ok(Long::from_i64(i64::from(value))?.into_object());
    let details = Tuple::from_array([filename.to_ref(), number(0)?, number(-1)?, none().to_ref()])?;
    let args = Tuple::from_array([Str::new(&error.message)?.into_object(), details.into_object()])?;
    Ok(th.raise_object(error_class(error.class), &args))
}

/// A line of the file, if there is one in this encoding: with its end, which the parser's text lacks.
fn line_of_file(filename: &Str, lineno: i32, encoding: Option<&str>, th: &mut Thread) -> Option<Ref> {
    let text = exceptions::decoded_program_text(filename, lineno, encoding, th)?;
    let decoded = text.downcast::<Str>().is_some_and(|text| !text.to_string_lossy().contains('\u{fffd}'));
    decoded.then_some(text)
}

/// An offset in the parser's line as an offset in the line that is shown, which may have a byte-order mark before it or lack
/// the end that was added: the place is the same byte.
fn offset_in(shown: &[u8], line: &str, offset: i32) -> i32 {
    let Some(before) = usize::try_from(offset - 1).ok().filter(|_| !shown.starts_with(line.as_bytes())) else {
        return offset;
    };
    let bytes = line.char_indices().nth(before).map_or(line.len(), |(at, _)| at);
    // Behind the line there is room for one more, as behind C's strings.
    shown.iter().chain(&[0]).take(bytes + 1).filter(|byte| **byte & 0xc0 != 0x80).count() as i32
}

/// Raises what the parser found in a source of this encoding, UTF-8 without one.
fn raise_syntax_error(error: &SyntaxErrorValue, filename: &Str, encoding: Option<&str>, th: &mut Thread) -> Raised {
    match error.class {
        ErrorClass::Embedder if th.is_raised() => return Raised,
        ErrorClass::MemoryError | ErrorClass::RecursionError if error.message.is_empty() => {
            return th.raise_none(error_class(error.class));
        }
        _ if error.lineno == 0 && error.offset == -1 => {
            // Where nothing could be decoded, there are no lines either.
            return raise_before_lines(error, filename, th).unwrap_or_else(|raised| raised);
        }
        _ if error.lineno == 0 && error.text.is_none() => return th.raise(error_class(error.class), &*error.message),
        _ => {}
    }
    if error.class == ErrorClass::UnicodeDecodeError {
        let bytes: Vec<u8> = error.text.iter().flat_map(|text| text.chars()).map(|c| c as u8).collect();
        // What UTF-8 has no objection to has a bad escape.
        let decoded = Str::decode_utf8(&bytes, None, th).map(|_| ());
        let decoded = decoded.and_then(|()| crate::codecs::escapes::decode_unicode(&bytes, None, true, th).map(|_| ()));
        return match decoded {
            Ok(()) => th.bad_internal_call(),
            Err(raised) => raised,
        };
    }
    let of_file = if error.text_of_file { line_of_file(filename, error.lineno, encoding, th) } else { None };
    let shown = of_file.as_ref().and_then(|text| text.downcast::<Str>()).map(|text| text.to_wtf8());
    let offset = |offset: i32| match (&shown, &error.text) {
        (Some(shown), Some(text)) => offset_in(shown, text, offset),
        _ => offset,
    };
    let place = (error.lineno, offset(error.offset), error.end_lineno, Some(offset(error.end_offset)));
    let text = match (of_file, error.text.as_deref().map(Str::new)) {
        (Some(text), _) => text,
        (None, Some(Ok(text))) => text.into_object(),
        (None, Some(Err(raised))) => return raised,
        (None, None) => none().to_ref(),
    };
    raise_located(error_class(error.class), &error.message, filename, place, text, th).unwrap_or_else(|raised| raised)
}

/// The symbol table of source text, with the names in it.
///
/// # Errors
/// As [`compile_source`].
pub fn symbols(
    source: &[u8],
    filename: &Str,
    mode: Mode,
    flags: Flags,
    th: &mut Thread,
) -> PyResult<(SymbolTable, Interner)> {
    let mut ast = parse(source, filename, mode.into(), flags, th)?;
    let options = options(flags, th);
    match ks_compiler::symbols(&mut ast, &options) {
        Ok(table) => Ok((table, ast.interner)),
        Err(error) => Err(raise_compile_error(error, filename, th)),
    }
}

/// Raises what stopped the tokens of `_tokenize`.
pub fn raise_token_error(error: &TokenError, th: &mut Thread) -> Raised {
    fn raise(error: &TokenError, th: &mut Thread) -> PyResult<Raised> {
        let filename = Str::new("<string>")?;
        let class = error_class(error.class);
        let number = |value: i32| Ok(Long::from_i64(i64::from(value))?.into_object());
        let (text, end_lineno, end_offset) = match &error.place {
            ErrorPlace::Attributes => {
                let raised = th.raise(class, &*error.message);
                exceptions::syntax_location(Some(&filename), error.lineno, error.offset, error.lineno, -1, th);
                return Ok(raised);
            }
            ErrorPlace::Start { text } => (text, none().to_ref(), none().to_ref()),
            ErrorPlace::Range { text, end_lineno, end_offset } => (text, number(*end_lineno)?, number(*end_offset)?),
        };
        let text = Str::new(text)?.into_object();
        let (lineno, offset) = (number(error.lineno)?, number(error.offset)?);
        let details = Tuple::from_array([filename.into_object(), lineno, offset, text, end_lineno, end_offset])?;
        let args = Tuple::from_array([Str::new(&error.message)?.into_object(), details.into_object()])?;
        Ok(th.raise_object(class, &args))
    }
    raise(error, th).unwrap_or_else(|raised| raised)
}

/// Warns about a token of `_tokenize`.
///
/// # Errors
/// What the warning becomes.
pub fn token_warning(warning: &TokenWarning, th: &mut Thread) -> PyResult<()> {
    let filename = Str::new("<string>")?;
    let text = Str::new(&warning.message)?;
    exceptions::warn_explicit(Some(&exceptions::SyntaxWarning), &text, &filename, warning.lineno, None, None, th)
}

/// Raises what the compiler found.
fn raise_compile_error(error: CompileError, filename: &Str, th: &mut Thread) -> Raised {
    match error {
        CompileError::Raised => Raised,
        CompileError::Encode(text) => match Str::from_wtf8(text.as_bytes()).and_then(|text| text.to_utf8(th).map(drop))
        {
            Ok(()) => th.bad_internal_call(),
            Err(raised) => raised,
        },
        CompileError::Recursion => raise!(th, RecursionError, "{}", ks_compiler::error::RECURSION_MESSAGE),
        CompileError::Overflow(text) => raise!(th, OverflowError, "{text}"),
        CompileError::System(text) => raise!(th, SystemError, "{text}"),
        CompileError::Value(text) => raise!(th, ValueError, "{text}"),
        CompileError::Type(text) => raise!(th, TypeError, "{text}"),
        CompileError::Syntax(error) if error.position_in_args => {
            let text = exceptions::program_text(filename, error.start.0, th).unwrap_or_else(|| none().to_ref());
            let column = |column: i32| column.wrapping_add(1);
            let place = (error.start.0, column(error.start.1), error.end.0, error.end.1.map(column));
            raise_located(&exceptions::SyntaxError, &error.message, filename, place, text, th)
                .unwrap_or_else(|raised| raised)
        }
        CompileError::Syntax(error) => {
            let raised = raise!(th, SyntaxError, "{}", error.message);
            let (start, end) = (error.start, error.end);
            let end_offset = end.1.map_or(-1, |column| column.wrapping_add(1));
            exceptions::syntax_location(Some(filename), start.0, start.1.wrapping_add(1), end.0, end_offset, th);
            raised
        }
    }
}

pub use crate::ast::is_ast;

/// The level of optimization asked for, or the interpreter's.
fn optimization(flags: Flags, th: &Thread) -> u8 {
    let level = match flags.optimize {
        -1 => crate::state::lifecycle::config(th).optimization_level,
        level => level,
    };
    level.clamp(0, 2) as u8
}

/// How the compiler is to work.
fn options(flags: Flags, th: &Thread) -> Options {
    Options {
        optimize: optimization(flags, th),
        flags: (flags.flags & PyCF_MASK) as u32,
        top_level_await: flags.flags & PyCF_ALLOW_TOP_LEVEL_AWAIT != 0,
        limits: limits(th),
    }
}

/// What is left of the thread's levels of C recursion.
fn limits(th: &Thread) -> Limits {
    Limits { depth: th.c_recursion_remaining.get().max(0) as u32, ..Limits::default() }
}

/// The tree that `ast` nodes stand for, checked.
///
/// # Errors
/// `TypeError` and `ValueError` for trees that mean nothing.
fn read_tree(tree: &Object, mode: Mode, th: &mut Thread) -> PyResult<Tree> {
    let wanted = match mode {
        Mode::Exec => class::Module,
        Mode::Eval => class::Expression,
        Mode::Single => class::Interactive,
    };
    crate::state::audit::event(c"compile", || Ok([tree.to_ref(), none().to_ref()]), th)?;
    let expected = crate::ast::state(th)?.class(wanted);
    if !crate::abstract_::instance::is_instance(tree, expected, th)? {
        let name = tree.ob_type().short_name();
        return Err(raise!(th, TypeError, "expected {} node, got {name:.400}", wanted.name()));
    }
    let tree = crate::ast::read_module(tree, th)?;
    match ks_compiler::validate::validate(&tree.ast.module, &tree.ast.interner, &tree.foreign, limits(th)) {
        Ok(()) => Ok(tree),
        Err(error) => Err(raise_compile_error(error, empty_str(), th)),
    }
}

/// Compiles a tree of `ast` nodes. With `PyCF_ONLY_AST` it is returned as it is; with `PyCF_OPTIMIZED_AST`, a folded copy.
///
/// # Errors
/// `TypeError` and `ValueError` for trees that mean nothing, and what compiling raises.
pub fn compile_ast(tree: &Object, filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult {
    let only = flags.flags & PyCF_OPTIMIZED_AST;
    if only == PyCF_ONLY_AST {
        return Ok(tree.to_ref());
    }
    let Tree { mut ast, originals, .. } = read_tree(tree, mode, th)?;
    if only == PyCF_OPTIMIZED_AST {
        fold(&mut ast, filename, flags, th)?;
        return crate::ast::module_object(&ast, th);
    }
    Ok(compile_tree_of(ast, &originals, filename, flags, th)?.into_object())
}

/// The instructions of a tree of `ast` nodes before optimization, and a dict of what else is known of the module
/// (`_PyCompile_CodeGen`).
///
/// # Errors
/// As [`compile_ast`].
pub fn generate(tree: &Object, filename: &Str, mode: Mode, flags: Flags, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    if !is_ast(tree, th)? {
        return Err(raise!(th, TypeError, "expected an AST"));
    }
    let Tree { mut ast, .. } = read_tree(tree, mode, th)?;
    let options = options(flags, th);
    let name = PyStr::from_wtf8(&filename.to_wtf8());
    let generated = ks_compiler::compile_with_sequence(&mut ast, &name, &options, &mut Front { filename, th });
    match generated {
        Ok((seq, unit, _)) => crate::instruction_sequence::generated(&seq, &unit, &ast.interner, th),
        Err(error) => Err(raise_compile_error(error, filename, th)),
    }
}

/// A docstring as the compiler keeps it (`_PyCompile_CleanDoc`).
///
/// # Errors
/// `MemoryError`; `UnicodeEncodeError` for lone surrogates.
pub fn clean_doc(doc: &Str, th: &mut Thread) -> PyResult<Ref<Str>> {
    match ks_compiler::codegen::clean_docstring(&PyStr::from_wtf8(&doc.to_wtf8())) {
        Ok(cleaned) => Str::from_wtf8(cleaned.as_bytes()),
        Err(error) => Err(raise_compile_error(error, doc, th)),
    }
}

/// Folds the constants of a tree.
fn fold(ast: &mut Ast, filename: &Str, flags: Flags, th: &mut Thread) -> PyResult<()> {
    let options = options(flags, th);
    match ks_compiler::fold(ast, &options, &mut Front { filename, th }) {
        Ok(()) => Ok(()),
        Err(error) => Err(raise_compile_error(error, filename, th)),
    }
}

/// Parses source text to a tree of `ast` nodes.
///
/// # Errors
/// As [`compile_source`].
pub fn parse_to_ast(
    source: &[u8],
    filename: &Str,
    mode: ks_syntax::parser::Mode,
    flags: Flags,
    th: &mut Thread,
) -> PyResult {
    let mut ast = parse(source, filename, mode, flags, th)?;
    if flags.flags & PyCF_OPTIMIZED_AST == PyCF_OPTIMIZED_AST {
        fold(&mut ast, filename, flags, th)?;
    }
    crate::ast::module_object(&ast, th)
}
