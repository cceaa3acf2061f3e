//! Compiles Python sources with this crate and `ks-syntax` alone.
//!
//! `pyc [-O|-OO] [-o DIR] PATH…` writes a `.pyc` for each file, and for each file of each tree, under `DIR` or in the
//! usual `__pycache__`.
//!
//! `pyc --serve` answers requests on standard input, for comparison with another implementation. A request is a line
//! of six words: what is wanted (`code`: marshalled code, `seq`: instructions before optimization, `sym`: the symbol
//! table), the mode (`exec`, `eval`, `single`), the letters of options (optimization level, `a` for top-level await),
//! the lengths of the file name, of the facts an interpreter would know and of the source; then these three. An answer is a line with `ok` or `error` and a length, then so many bytes.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ks_bytecode::op;
use ks_compiler::embedder::Embedder;
use ks_compiler::error::{CompileError, CompileResult};
use ks_compiler::instruction_sequence::InstrSeq;
use ks_compiler::marshal::{Validation, dumps, pyc};
use ks_compiler::symtable::{BlockId, SymbolTable};
use ks_compiler::{Options, compile_with_sequence, symbols};
use ks_syntax::ast::{Ast, Interner, PyStr, Span};
use ks_syntax::embedder::NoNames;
use ks_syntax::error::SyntaxError;
use ks_syntax::parser::{Mode, ParseOptions, parse_bytes};

#[path = "../../syntax/examples/facts/mod.rs"]
mod facts;

use facts::Facts;

/// Knows what the request tells.
struct Told<'a>(Option<Facts<'a>>);

impl ks_syntax::embedder::Embedder for Told<'_> {
    fn decode(&mut self, _encoding: &str, _bytes: &[u8]) -> Result<Option<String>, SyntaxError> {
        self.0.as_ref().map_or(Ok(None), Facts::decode)
    }

    fn unicode_name(&mut self, name: &str) -> Result<Option<u32>, NoNames> {
        Ok(self.0.as_ref().and_then(|facts| facts.unicode_name(name)))
    }
}

/// Keeps the warnings for the answer.
#[derive(Default)]
struct Recorder {
    warnings: String,
}

impl Embedder for Recorder {
    fn syntax_warning(&mut self, message: &str, span: Span) -> CompileResult {
        let _ = writeln!(self.warnings, "{}: {message}", span.lineno);
        Ok(())
    }

    fn inverting_bool(&mut self) -> CompileResult<bool> {
        Ok(true)
    }
}

fn describe(error: &CompileError) -> String {
    match error {
        CompileError::Syntax(error) => {
            let (lineno, col) = error.start;
            let end = error.end.1.map_or("None".to_owned(), |col| (col + 1).to_string());
            format!(
                "SyntaxError {lineno} {} {} {end} {} {}",
                col + 1,
                error.end.0,
                error.position_in_args,
                error.message
            )
        }
        other => format!("{other:?}"),
    }
}

fn write_seq(out: &mut String, seq: &InstrSeq, indent: usize) {
    let pad = " ".repeat(indent);
    for (i, instr) in seq.instrs().iter().enumerate() {
        let at = instr.loc;
        let name = op::name(instr.opcode).unwrap_or("?");
        let oparg = if op::has_target(instr.opcode) {
            seq.target(instr).map_or(-1, |target| target as i64)
        } else {
            i64::from(instr.oparg)
        };
        let has_arg = op::flags(instr.opcode).has(op::Flags::ARG) || op::has_target(instr.opcode);
        let oparg = if has_arg { oparg.to_string() } else { "None".to_owned() };
        let _ = writeln!(
            out,
            "{pad} {i} {name} {oparg} {} {} {} {}",
            at.lineno, at.end_lineno, at.col_offset, at.end_col_offset
        );
    }
    for nested in &seq.nested {
        let _ = writeln!(out, "nested");
        write_seq(out, nested, indent + 4);
    }
}

fn write_block(out: &mut String, table: &SymbolTable, id: BlockId, names: &Interner, indent: usize) {
    let block = &table[id];
    let _ = write!(
        out,
        "{:indent$} {} {} {} {}",
        "",
        names.get(block.name),
        block.kind as u8,
        u8::from(block.nested),
        block.span.lineno
    );
    let mut symbols: Vec<(&str, u32)> = block.symbols.iter().map(|(name, flags)| (names.get(name), flags)).collect();
    symbols.sort_unstable();
    for (name, flags) in symbols {
        let _ = write!(out, " {name}={flags}");
    }
    let _ = write!(out, " |");
    for &name in &block.varnames {
        let _ = write!(out, " {}", names.get(name));
    }
    out.push('\n');
    for &child in &block.children {
        write_block(out, table, child, names, indent + 2);
    }
}

fn parse(source: &[u8], mode: Mode, facts: &[u8]) -> Result<Ast, String> {
    let options = ParseOptions { mode, ..ParseOptions::default() };
    parse_bytes(source, options, &mut Told(Facts::read(facts))).map_err(|error| format!("parser: {error:?}"))
}

fn answer(
    wanted: &str,
    mode: Mode,
    letters: &str,
    filename: &str,
    facts: &[u8],
    source: &[u8],
) -> Result<Vec<u8>, String> {
    let mut ast = parse(source, mode, facts)?;
    let optimize = letters.bytes().find(u8::is_ascii_digit).map_or(0, |digit| digit - b'0');
    let options = Options { optimize, top_level_await: letters.contains('a'), ..Options::default() };
    // Whatever the parser makes is valid.
    ks_compiler::validate::validate(&ast.module, &ast.interner, &[], options.limits)
        .map_err(|error| describe(&error))?;
    let mut recorder = Recorder::default();
    if wanted == "sym" {
        let table = symbols(&mut ast, &options).map_err(|error| describe(&error))?;
        let mut out = String::new();
        write_block(&mut out, &table, table.top, &ast.interner, 0);
        return Ok(out.into_bytes());
    }
    let filename = PyStr::from(filename);
    let (seq, _, code) = compile_with_sequence(&mut ast, &filename, &options, &mut recorder)
        .map_err(|error| recorder.warnings.clone() + &describe(&error))?;
    if wanted == "seq" {
        let mut out = recorder.warnings;
        write_seq(&mut out, &seq, 0);
        return Ok(out.into_bytes());
    }
    Ok(dumps(&code))
}

fn serve() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [wanted, mode, letters, name_length, facts_length, length] = parts[..] else {
            return Err(io::Error::other("malformed request"));
        };
        let mode = match mode {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            _ => return Err(io::Error::other("unknown mode")),
        };
        let mut filename = vec![0; name_length.parse().map_err(io::Error::other)?];
        input.read_exact(&mut filename)?;
        let mut facts = vec![0; facts_length.parse().map_err(io::Error::other)?];
        input.read_exact(&mut facts)?;
        let mut source = vec![0; length.parse().map_err(io::Error::other)?];
        input.read_exact(&mut source)?;
        let filename = String::from_utf8_lossy(&filename).into_owned();
        let (status, bytes) = match answer(wanted, mode, letters, &filename, &facts, &source) {
            Ok(bytes) => ("ok", bytes),
            Err(text) => ("error", text.into_bytes()),
        };
        writeln!(output, "{status} {}", bytes.len())?;
        output.write_all(&bytes)?;
        output.flush()?;
    }
}

fn compile_file(path: &Path, target: &Path, optimize: u8) -> Result<(), String> {
    let io_error = |error: io::Error| error.to_string();
    let source = fs::read(path).map_err(io_error)?;
    let mut ast = parse(&source, Mode::Exec, b"")?;
    let options = Options { optimize, ..Options::default() };
    let filename = PyStr::from(&*path.to_string_lossy());
    let code = ks_compiler::compile(&mut ast, &filename, &options, &mut Recorder::default())
        .map_err(|error| describe(&error))?;
    let modified = fs::metadata(path).and_then(|data| data.modified()).map_err(io_error)?;
    let mtime = modified.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs()) as u32;
    let bytes = pyc(&code, Validation::Timestamp { mtime, size: source.len() as u32 });
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(io_error)?;
    }
    fs::write(target, bytes).map_err(io_error)
}

/// The files under a path, with their places relative to it.
fn sources(path: &Path, inside: &Path, found: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    if !path.is_dir() {
        found.push((path.to_owned(), inside.to_owned()));
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?.path();
        let Some(name) = entry.file_name() else { continue };
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "py") {
            sources(&entry, &inside.join(name), found)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut optimize = 0;
    let mut folder = None;
    let mut found = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--serve" => return serve(),
            "-O" => optimize = 1,
            "-OO" => optimize = 2,
            "-o" => folder = arguments.next().map(PathBuf::from),
            path => {
                let path = Path::new(path);
                let name = if path.is_dir() { PathBuf::new() } else { path.file_name().unwrap_or_default().into() };
                sources(path, &name, &mut found)?;
            }
        }
    }
    let suffix = match optimize {
        0 => "pyc".to_owned(),
        level => format!("opt-{level}.pyc"),
    };
    let mut failed = 0;
    for (path, inside) in found {
        let target = match &folder {
            Some(folder) => folder.join(&inside).with_extension(&suffix),
            None => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                path.with_file_name("__pycache__").join(format!("{stem}.cpython-313.{suffix}"))
            }
        };
        if let Err(error) = compile_file(&path, &target, optimize) {
            eprintln!("{}: {error}", path.display());
            failed += 1;
        }
    }
    std::process::exit(i32::from(failed > 0))
}
