//! The parser: recursive descent over the token list, with precedence climbing for operators.
//!
//! It works in two passes. The first only builds the tree, and on failure knows no more than how far it came. Then
//! the second goes over the same tokens with `diagnosing` set, in which the functions of `diagnose` look for the
//! specific mistakes that have messages of their own. Valid code never pays for them.

mod arguments;
mod atom;
mod compound;
mod diagnose;
mod diagnose_params;
mod expr;
mod fstring;
mod number;
mod params;
mod pattern;
mod report;
mod simple;
mod string;
mod targets;
mod type_params;

use crate::ast::{Ast, Constant, Expr, ExprKind, Interner, Mod, Name, PyStr, Span, Stmt, StmtKind, TypeIgnore};
use crate::decode::Decoded;
use crate::embedder::Embedder;
use crate::error::{ErrorClass, SyntaxError};
use crate::lexer::{self, LexOptions, Lexed};
use crate::source::Source;
use crate::stack;
use crate::token::{Token, TokenKind as T};

/// What the source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A module.
    #[default]
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement.
    Single,
    /// The type comment of a function.
    FuncType,
}

/// Where the source comes from. It decides what is shown of it in errors, and what is read after one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// It is there as a whole.
    #[default]
    Text,
    /// It is read line by line.
    File,
    /// Its lines are typed by somebody.
    Prompt,
}

/// How to parse.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions {
    pub origin: Origin,
    pub mode: Mode,
    /// Keep `# type:` comments (`PyCF_TYPE_COMMENTS`).
    pub type_comments: bool,
    /// The minor version of Python 3 whose syntax is accepted, as far as it is checked.
    pub feature_version: u8,
    /// Report input that is merely not complete as such (`PyCF_ALLOW_INCOMPLETE_INPUT`).
    pub allow_incomplete: bool,
    /// In `Single` mode, do not close blocks at the end of the text (`PyCF_DONT_IMPLY_DEDENT`).
    pub dont_imply_dedent: bool,
    /// The tree itself is wanted (`PyCF_ONLY_AST`), not code: the words of one error depend on it.
    pub only_ast: bool,
    /// PEP 401: `<>` instead of `!=`. Only the caller's flag counts; the future import does not change its own source.
    pub barry_as_flufl: bool,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            origin: Origin::Text,
            mode: Mode::Exec,
            type_comments: false,
            feature_version: 13,
            allow_incomplete: false,
            dont_imply_dedent: false,
            only_ast: false,
            barry_as_flufl: false,
        }
    }
}

/// Parses a decoded source.
///
/// # Errors
/// The `SyntaxError` (or relative) that CPython would raise.
pub fn parse(source: &str, options: ParseOptions, embedder: &mut dyn Embedder) -> Result<Ast, Box<SyntaxError>> {
    if memchr::memchr(0, source.as_bytes()).is_some() {
        let message = "source code string cannot contain null bytes";
        return Err(Box::new(SyntaxError::bare(ErrorClass::SyntaxError, message)));
    }
    parse_source(&Source::new(source, options.mode == Mode::Exec), options, embedder)
}

fn parse_source(source: &Source, options: ParseOptions, embedder: &mut dyn Embedder) -> Result<Ast, Box<SyntaxError>> {
    let mut interner = Interner::new();
    let soft = SoftKeywords::new(&mut interner);
    let lex_options = LexOptions { type_comments: options.type_comments, ..LexOptions::default() };
    let mut lexed = lexer::lex(source, lex_options, &mut interner);
    if options.mode == Mode::Single {
        end_interactive(&mut lexed, &options);
    }
    let mut parser = Parser {
        source,
        tokens: &lexed.tokens,
        lexed: &lexed,
        pos: 0,
        furthest: 0,
        filled: 0,
        diagnosing: false,
        second_pass: false,
        quiet_from: 0,
        raw_named: 0,
        examined: Vec::new(),
        failed: Vec::new(),
        bare_generator: None,
        level: TOP_LEVEL,
        targets: 0..0,
        targets_level: 0,
        stack_limit: stack::lowest_address(),
        deep: 0,
        too_deep: false,
        error: None,
        forced: false,
        warnings: Vec::new(),
        refused_literal: None,
        stale_strings: false,
        interner,
        soft,
        options,
        embedder,
    };
    parser.level = parser.top_level();
    let result = parser.run();
    match result {
        Ok(module) => Ok(Ast { module, interner: parser.interner }),
        Err(error) => Err(error),
    }
}

/// Parses a source given as bytes: its encoding is found out first.
///
/// # Errors
/// The `SyntaxError` (or relative) that CPython would raise.
pub fn parse_bytes(source: &[u8], options: ParseOptions, embedder: &mut dyn Embedder) -> Result<Ast, Box<SyntaxError>> {
    if memchr::memchr(0, source).is_some() {
        let message = "source code string cannot contain null bytes";
        return Err(Box::new(SyntaxError::bare(ErrorClass::SyntaxError, message)));
    }
    match crate::decode::decode(source, options.mode == Mode::Exec, embedder)? {
        Decoded::Text(text) => parse(&text, options, embedder),
        Decoded::BrokenUtf8(bytes) => {
            parse_source(&Source::from_broken_utf8(bytes, options.mode == Mode::Exec), options, embedder)
        }
    }
}

/// Parses the contents of a file, whose encoding errors are worded differently.
///
/// # Errors
/// The `SyntaxError` (or relative) that CPython would raise.
pub fn parse_file(
    source: &[u8],
    filename: &str,
    options: ParseOptions,
    embedder: &mut dyn Embedder,
) -> Result<Ast, Box<SyntaxError>> {
    let options = ParseOptions { origin: Origin::File, ..options };
    if let Some(at) = memchr::memchr(0, source) {
        let message = "source code cannot contain null bytes";
        let mut error = SyntaxError::bare(ErrorClass::SyntaxError, message);
        let line_start = memchr::memrchr(b'\n', &source[..at]).map_or(0, |n| n + 1);
        error.lineno = memchr::memchr_iter(b'\n', &source[..at]).count() as i32 + 1;
        error.end_lineno = error.lineno;
        error.text = Some(String::from_utf8_lossy(&source[line_start..at]).into_owned());
        return Err(Box::new(error));
    }
    match crate::decode::decode_file(source, filename, embedder)? {
        Decoded::Text(text) => parse(&text, options, embedder),
        Decoded::BrokenUtf8(bytes) => {
            parse_source(&Source::from_broken_utf8(bytes, options.mode == Mode::Exec), options, embedder)
        }
    }
}

/// At the end of interactive input a line end is implied, and so are the ends of blocks.
fn end_interactive(lexed: &mut Lexed, options: &ParseOptions) {
    let Some(&end) = lexed.tokens.last() else { return };
    if end.kind != T::EndMarker || lexed.tokens.len() == 1 {
        return;
    }
    lexed.tokens.pop();
    lexed.tokens.push(Token { kind: T::Newline, ..end });
    if !options.dont_imply_dedent {
        for _ in 0..lexed.open_blocks {
            lexed.tokens.push(Token { kind: T::Dedent, ..end });
        }
        if lexed.open_blocks > 0 {
            // The end after the blocks' ends counts as a line end once more: it ends the compound statement.
            lexed.tokens.push(Token { kind: T::Newline, ..end });
        }
    }
    lexed.tokens.push(end);
}

/// The parse does not go on here. Either `Parser::error` says why, or (with no error set) it is just "invalid syntax".
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fail;

pub(crate) type PResult<T> = Result<T, Fail>;

/// The names that are keywords only in some places.
#[derive(Clone, Copy)]
struct SoftKeywords {
    match_: Name,
    case: Name,
    type_: Name,
    underscore: Name,
    print: Name,
    exec: Name,
}

impl SoftKeywords {
    fn new(interner: &mut Interner) -> Self {
        SoftKeywords {
            match_: interner.intern("match"),
            case: interner.intern("case"),
            type_: interner.intern("type"),
            underscore: interner.intern("_"),
            print: interner.intern("print"),
            exec: interner.intern("exec"),
        }
    }
}

/// The constructs whose failures are remembered.
mod construct {
    pub const ATOM: u8 = 1;
    pub const ARGUMENTS: u8 = 2;
    pub const SUBSCRIPT: u8 = 4;
    pub const LAMBDA: u8 = 8;
    /// One read without looking for mistakes in it, which is no reason not to look for them.
    pub const QUIET_LAMBDA: u8 = 32;
    pub const FIELD: u8 = 16;
}

/// Where a speculation returns to.
#[derive(Clone, Copy)]
struct Mark {
    pos: usize,
    level: u32,
    deep: u32,
}

/// A warning that waits for the end of the pass, with the token it belongs to.
struct PendingWarning {
    token: usize,
    /// Where its literal starts.
    start: u32,
    lineno: i32,
    message: String,
    error: SyntaxError,
}

struct Parser<'a> {
    source: &'a Source,
    tokens: &'a [Token],
    lexed: &'a Lexed,
    pos: usize,
    /// The furthest token that a failure of the first pass looked at: where "invalid syntax" is reported.
    furthest: usize,
    /// The furthest token that any pass looked at.
    filled: usize,
    diagnosing: bool,
    /// Set in the second pass, even where mistakes are not looked for.
    second_pass: bool,
    /// Where the reading without looking for mistakes started.
    quiet_from: usize,
    /// Above 0 while `expression` is asked without its mistakes being looked for.
    raw_named: u32,
    /// For each token, the searches that the second pass has made there in vain: each is made only once, or nested
    /// brackets would take exponential time.
    examined: Vec<u16>,
    /// For each token, the constructs that are known not to parse from there (see `remember`).
    failed: Vec<u8>,
    /// The position of a generator expression just read that has no parentheses of its own.
    bare_generator: Option<Span>,
    /// Nesting, counted as CPython's parser counts its own: the level at which it would come to a name that stands here.
    level: u32,
    /// The tokens that CPython's parser has first tried as an assignment's target, which takes fewer levels.
    targets: std::ops::Range<usize>,
    targets_level: u32,
    /// The address that the native stack must not grow beyond.
    stack_limit: usize,
    /// No expression completed since the last reset is deeper than this.
    deep: u32,
    /// A chain was longer than any compiler allows.
    too_deep: bool,
    error: Option<Box<SyntaxError>>,
    /// The error is about a missing token, which the second pass may explain better.
    forced: bool,
    warnings: Vec<PendingWarning>,
    /// The token at which a warning about a literal has become an error.
    refused_literal: Option<usize>,
    /// The string literals being read have been read before in the second pass.
    stale_strings: bool,
    interner: Interner,
    soft: SoftKeywords,
    options: ParseOptions,
    embedder: &'a mut dyn Embedder,
}

/// The nesting at which CPython's parser gives up (with a `MemoryError`).
const MAX_LEVEL: u32 = 6000;
/// The levels from a module down to a name that is a statement.
const TOP_LEVEL: u32 = 31;
/// So many levels fewer lie between a statement and its first name where that is tried as a target.
const TARGET_LEVELS: u32 = 19;
/// From this depth of tree on, the room for dropping it is watched.
const UNUSUAL_DEPTH: u32 = 50;
/// The depth of tree at which the compiler gives up for certain (with a `RecursionError`).
const MAX_DEPTH: u32 = 10_000;

impl Parser<'_> {
    #[inline(always)]
    fn kind(&self) -> T {
        self.tokens[self.pos].kind
    }

    #[inline(always)]
    fn token(&self) -> Token {
        self.tokens[self.pos]
    }

    /// The kind of the token so many after the current one.
    #[inline]
    fn kind_at(&self, ahead: usize) -> T {
        self.tokens.get(self.pos + ahead).map_or(T::EndMarker, |t| t.kind)
    }

    #[inline(always)]
    fn span(&self) -> Span {
        self.tokens[self.pos].span
    }

    /// Goes past the current token, which is not the last.
    #[inline(always)]
    fn advance(&mut self) -> Token {
        let token = self.tokens[self.pos];
        if self.pos + 1 < self.tokens.len() {
            self.pos += 1;
        }
        token
    }

    #[inline(always)]
    fn at(&self, kind: T) -> bool {
        self.kind() == kind
    }

    /// Goes past the current token if it is of this kind.
    #[inline(always)]
    fn eat(&mut self, kind: T) -> bool {
        if self.kind() == kind {
            self.advance();
            true
        } else {
            false
        }
    }

    #[inline(always)]
    fn expect(&mut self, kind: T) -> PResult<Token> {
        if self.kind() == kind { Ok(self.advance()) } else { self.fail() }
    }

    /// A token without which the parse cannot be anything else.
    #[inline]
    fn expect_forced(&mut self, kind: T, text: &str) -> PResult<Token> {
        if self.kind() == kind {
            return Ok(self.advance());
        }
        self.fail_forced(text)
    }

    #[cold]
    fn fail_forced(&mut self, text: &str) -> PResult<Token> {
        let token = self.token();
        self.forced = true;
        self.raise_at(token.span, format!("expected '{text}'"))
    }

    #[cold]
    fn fail<R>(&mut self) -> PResult<R> {
        self.furthest = self.furthest.max(self.pos);
        Err(Fail)
    }

    #[inline]
    fn mark(&self) -> Mark {
        Mark { pos: self.pos, level: self.level, deep: self.deep }
    }

    #[inline]
    fn reset(&mut self, mark: Mark) {
        self.furthest = self.furthest.max(self.pos);
        self.pos = mark.pos;
        self.level = mark.level;
        self.deep = mark.deep;
    }

    /// Tries something; without success the position is as before. Errors proper go on being errors.
    fn attempt<R>(&mut self, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<Option<R>> {
        self.watch_stack()?;
        let mark = self.mark();
        match parse(self) {
            Ok(value) => Ok(Some(value)),
            Err(Fail) if self.error.is_none() => {
                self.reset(mark);
                Ok(None)
            }
            Err(Fail) => Err(Fail),
        }
    }

    /// What may follow: in the first pass it has to parse; the second is content with what came before.
    #[inline]
    fn maybe<R>(&mut self, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<Option<R>> {
        if self.second_pass { self.attempt(parse) } else { parse(self).map(Some) }
    }

    /// The level at which a statement or the expression of the mode starts.
    fn top_level(&self) -> u32 {
        if self.options.mode == Mode::Exec { TOP_LEVEL } else { TOP_LEVEL - 6 }
    }

    /// Parses what CPython's grammar reaches over so many rules more.
    #[inline(always)]
    fn below<R>(&mut self, levels: u32, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<R> {
        let level = self.level;
        self.descend(levels)?;
        let result = parse(self);
        self.level = level;
        result
    }

    /// The same for what it reaches over fewer rules than a statement's expression.
    #[inline(always)]
    fn above<R>(&mut self, levels: u32, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<R> {
        let level = self.level;
        self.level = level.saturating_sub(levels);
        let result = parse(self);
        self.level = level;
        result
    }

    /// Something without parts, for which CPython's parser goes so many rules further than for a name.
    #[inline]
    fn touch(&mut self, levels: u32) -> PResult<()> {
        if self.level + levels > MAX_LEVEL { self.overflow() } else { Ok(()) }
    }

    /// From here on stands what CPython's parser tries as a target first: a primary, in parentheses perhaps.
    #[inline]
    fn expect_target(&mut self) {
        let mut end = self.pos;
        while self.tokens[end].kind == T::LPar {
            end += 1;
        }
        self.targets = self.pos..end + 1;
        self.targets_level = self.level.saturating_sub(TARGET_LEVELS);
    }

    /// One level of nesting deeper (or as many as CPython's grammar would be).
    #[inline]
    fn descend(&mut self, levels: u32) -> PResult<()> {
        self.level += levels;
        if self.level > MAX_LEVEL { self.overflow() } else { self.watch_stack() }
    }

    #[inline]
    fn ascend(&mut self, levels: u32) {
        self.level = self.level.saturating_sub(levels);
    }

    /// For constructs that nest, whether or not CPython counts them: the native stack may end before its count.
    #[inline(always)]
    fn watch_stack(&mut self) -> PResult<()> {
        if stack::current_address() < self.stack_limit { self.overflow() } else { Ok(()) }
    }

    #[cold]
    fn overflow(&mut self) -> PResult<()> {
        let message = "Parser stack overflowed - Python source too complex to parse";
        self.error = Some(Box::new(SyntaxError::bare(ErrorClass::MemoryError, message)));
        Err(Fail)
    }

    /// Counts one more link of a chain that nests to the left, which its last node is given for.
    #[inline]
    fn link(&mut self, last: &mut Expr) {
        self.deep += 1;
        if self.deep > UNUSUAL_DEPTH {
            self.check_chain(last);
        }
    }

    /// A long chain: the limit is the compiler's, or what the native stack has room for when the tree is dropped. Mistakes
    /// further on are still looked for, so the chain is cut and starts again.
    #[cold]
    fn check_chain(&mut self, last: &mut Expr) {
        let room = stack::current_address().saturating_sub(self.stack_limit);
        if self.deep > MAX_DEPTH || self.deep as usize * stack::DROPPED_LEVEL > room {
            self.too_deep = true;
            self.deep = 0;
            *last = expr(ExprKind::Constant { value: Constant::None, kind: None }, last.span);
        }
    }

    /// The end of the last token that is more than layout.
    #[inline]
    fn last_end(&self) -> Span {
        let mut at = self.pos;
        while at > 0 {
            at -= 1;
            let token = &self.tokens[at];
            if token.kind == T::EndMarker || (T::Newline..=T::Dedent).contains(&token.kind) {
                continue;
            }
            return token.span;
        }
        Span::default()
    }

    /// From a start to the end of what has been read.
    #[inline]
    fn from(&self, start: Span) -> Span {
        start.to(self.last_end())
    }

    fn text(&self, token: Token) -> &str {
        self.source.slice(token.start as usize, token.end as usize)
    }

    /// A name: any `NAME` token, soft keywords included.
    #[inline]
    fn name(&mut self) -> PResult<Token> {
        self.expect(T::Name)
    }

    #[inline]
    fn at_soft(&self, name: Name) -> bool {
        let token = &self.tokens[self.pos];
        token.kind == T::Name && token.name == name && self.is_plain(token)
    }

    /// Soft keywords are compared as they are spelled, before normalization.
    #[inline]
    fn is_plain(&self, token: &Token) -> bool {
        self.source.padded()[token.start as usize] < 128
    }

    /// Whether this search is yet to be made here; it counts as made from now on.
    fn unexamined(&mut self, search: u16) -> bool {
        if self.examined.is_empty() {
            self.examined.resize(self.tokens.len(), 0);
        }
        let seen = &mut self.examined[self.pos];
        let fresh = *seen & search == 0;
        *seen |= search;
        fresh
    }

    /// Parses a construct that may contain others of its kind, and remembers where it fails: where parsing is tried
    /// more than once, nested failures would take exponential time.
    #[inline]
    fn remember<R>(&mut self, construct: u8, parse: impl FnOnce(&mut Self) -> PResult<R>) -> PResult<R> {
        let at = self.pos;
        if !self.failed.is_empty() && self.failed[at] & construct != 0 {
            return self.fail();
        }
        let result = parse(self);
        if result.is_err() && self.error.is_none() {
            self.note_failure(at, construct);
        }
        result
    }

    #[cold]
    fn note_failure(&mut self, at: usize, construct: u8) {
        if self.failed.is_empty() {
            self.failed.resize(self.tokens.len(), 0);
        }
        self.failed[at] |= construct;
    }

    /// The text of a type comment, if there is one here.
    fn type_comment(&mut self) -> Option<PyStr> {
        if !self.at(T::TypeComment) {
            return None;
        }
        let token = self.advance();
        Some(PyStr::from(self.text(token)))
    }

    /// Both passes, and what is said at their end.
    fn run(&mut self) -> Result<Mod, Box<SyntaxError>> {
        match self.module() {
            Ok(module) => {
                self.flush_warnings()?;
                if self.options.mode == Mode::Single && self.more_statements() {
                    return Err(self.more_than_one_statement());
                }
                if self.too_deep {
                    let message = "maximum recursion depth exceeded during compilation";
                    return Err(Box::new(SyntaxError::bare(ErrorClass::RecursionError, message)));
                }
                Ok(module)
            }
            Err(Fail) => Err(self.explain()),
        }
    }

    fn module(&mut self) -> PResult<Mod> {
        match self.options.mode {
            Mode::Exec => {
                let mut body = Vec::new();
                while !self.at(T::EndMarker) {
                    self.statement(&mut body)?;
                }
                Ok(Mod::Module { body: trimmed(body), type_ignores: self.type_ignores() })
            }
            Mode::Eval => {
                let levels = if self.second_pass { 4 } else { 0 };
                let body = Box::new(self.below(levels, Self::expressions)?);
                while self.eat(T::Newline) {}
                if !self.at(T::EndMarker) {
                    return self.fail();
                }
                Ok(Mod::Expression { body })
            }
            Mode::Single => Ok(Mod::Interactive { body: self.interactive()? }),
            Mode::FuncType => self.function_type(),
        }
    }

    fn type_ignores(&self) -> Vec<TypeIgnore> {
        let comments = self.lexed.type_ignores.iter();
        comments
            .map(|comment| {
                let (start, end) = comment.tag;
                let tag = PyStr::from(self.source.slice(start as usize, end as usize));
                TypeIgnore::TypeIgnore { lineno: comment.lineno, tag }
            })
            .collect()
    }

    fn interactive(&mut self) -> PResult<Vec<Stmt>> {
        let mut body = Vec::new();
        let token = self.token();
        match token.kind {
            T::Newline => {
                self.advance();
                body.push(Stmt { kind: StmtKind::Pass, span: token.span });
            }
            T::EndMarker => return self.fail(),
            _ => {
                let compound = self.statement(&mut body)?;
                if compound {
                    self.expect(T::Newline)?;
                }
            }
        }
        Ok(body)
    }

    /// Whether anything but blank lines and comments follows an interactive statement.
    fn more_statements(&self) -> bool {
        let last = self.tokens[..self.pos].last();
        let mut at = last.map_or(0, |t| t.end as usize);
        let text = self.source.text().as_bytes();
        while let Some(&c) = text.get(at) {
            match c {
                b' ' | b'\t' | b'\n' | b'\x0c' => at += 1,
                b'#' => at = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n),
                _ => return true,
            }
        }
        false
    }

    /// `(int, *str, **Any) -> None`: the stars say nothing in the tree.
    fn function_type(&mut self) -> PResult<Mod> {
        self.expect(T::LPar)?;
        let mut argtypes = Vec::new();
        let mut stars = 0;
        while !self.at(T::RPar) {
            match self.kind() {
                T::Star if stars == 0 => {
                    stars = 1;
                    self.advance();
                }
                T::DoubleStar if stars < 2 => {
                    stars = 2;
                    self.advance();
                }
                _ if stars == 0 => {}
                _ => return self.fail(),
            }
            argtypes.push(self.expression()?);
            if self.at(T::RPar) || stars == 2 {
                break;
            }
            self.expect(T::Comma)?;
            if self.at(T::RPar) {
                return self.fail();
            }
        }
        self.expect(T::RPar)?;
        self.expect(T::RArrow)?;
        let returns = Box::new(self.expression()?);
        while self.eat(T::Newline) {}
        if !self.at(T::EndMarker) {
            return self.fail();
        }
        Ok(Mod::FunctionType { argtypes, returns })
    }

    /// Refuses syntax newer than the requested version of Python.
    #[inline]
    fn check_version(&mut self, minor: u8, what: &str) -> PResult<()> {
        if self.options.feature_version < minor { self.too_new(minor, what) } else { Ok(()) }
    }

    /// An expression in syntax newer than the requested version perhaps: the refusal comes before what follows is read.
    #[inline]
    fn expression_since(&mut self, minor: u8) -> PResult<crate::ast::Expr> {
        if self.options.feature_version < minor { self.leniently(Self::expression) } else { self.expression() }
    }

    /// The same at the end of a construct, whose last token is where the error is.
    #[inline]
    fn check_version_behind(&mut self, minor: u8, what: &str) -> PResult<()> {
        if self.options.feature_version >= minor {
            return Ok(());
        }
        self.pos -= 1;
        self.too_new(minor, what)
    }

    #[cold]
    fn too_new(&mut self, minor: u8, what: &str) -> PResult<()> {
        self.raise(format!("{what} only supported in Python 3.{minor} and greater"))
    }
}

/// A finished list of the tree, without the room it had to grow: trees have many short lists, and live long.
#[inline]
fn trimmed<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

#[inline(always)]
fn expr(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span }
}
