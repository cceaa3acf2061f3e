//! Parses sources and prints their trees or errors, for comparison with another implementation.
//!
//! Reads requests from standard input, answers on standard output. A request is a line with a mode (`exec`, `eval`,
//! `single`, `func_type`), a letter set of options (`t`: type comments, `i`: incomplete input, `d`: no implied ends of
//! blocks, `b`: PEP 401, `s`: the source is text, `-`: none), the feature version's minor number and the lengths of what
//! an interpreter would know and of the source, followed by these two. An answer is a line with `ok` or `error` and the
//! lengths of a text and of the warnings, followed by these two.

use std::io::{self, BufRead, Read, Write};

use ks_syntax::ast::dump::dump;
use ks_syntax::embedder::{Embedder, NoNames, WarnOutcome};
use ks_syntax::error::{ErrorClass, SyntaxError, Warning};
use ks_syntax::parser::{Mode, ParseOptions, parse, parse_bytes};

mod facts;

use facts::Facts;

struct Recorder<'a> {
    warnings: Vec<String>,
    facts: Option<Facts<'a>>,
}

impl Embedder for Recorder<'_> {
    fn decode(&mut self, _encoding: &str, _bytes: &[u8]) -> Result<Option<String>, SyntaxError> {
        self.facts.as_ref().map_or(Ok(None), Facts::decode)
    }

    fn warn(&mut self, warning: &Warning) -> WarnOutcome {
        self.warnings.push(format!("{}:{:?}:{}", warning.lineno, warning.class, warning.message));
        WarnOutcome::Done
    }

    fn unicode_name(&mut self, name: &str) -> Result<Option<u32>, NoNames> {
        Ok(self.facts.as_ref().and_then(|facts| facts.unicode_name(name)))
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c as u32 {
            0x20..0x7f if c != '"' && c != '\\' => out.push(c),
            code => out.push_str(&format!("\\{code:x};")),
        }
    }
    out.push('"');
    out
}

fn main() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [mode, letters, version, facts_length, length] = parts[..] else {
            return Err(io::Error::other("malformed request"));
        };
        let mut facts = vec![0; facts_length.parse().map_err(io::Error::other)?];
        input.read_exact(&mut facts)?;
        let length: usize = length.parse().map_err(io::Error::other)?;
        let mut source = vec![0; length];
        input.read_exact(&mut source)?;
        let mode = match mode {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            "single" => Mode::Single,
            "func_type" => Mode::FuncType,
            _ => return Err(io::Error::other("unknown mode")),
        };
        let options = ParseOptions {
            mode,
            type_comments: letters.contains('t'),
            allow_incomplete: letters.contains('i'),
            dont_imply_dedent: letters.contains('d'),
            barry_as_flufl: letters.contains('b'),
            feature_version: version.parse().map_err(io::Error::other)?,
            only_ast: true,
            ..ParseOptions::default()
        };
        let mut recorder = Recorder { warnings: Vec::new(), facts: Facts::read(&facts) };
        let (status, text) = match if letters.contains('s') {
            // A source that is text already: a coding cookie in it means nothing.
            parse(&String::from_utf8(source).map_err(io::Error::other)?, options, &mut recorder)
        } else {
            parse_bytes(&source, options, &mut recorder)
        } {
            Ok(ast) => ("ok", dump(&ast)),
            Err(e) => {
                let undecodable = e.class == ErrorClass::UnicodeDecodeError;
                let text = e.text.as_deref().filter(|_| !undecodable).map_or("None".to_owned(), escaped);
                let message = escaped(&e.message);
                let class = e.class.name();
                let (line, offset, end_line, end_offset) = (e.lineno, e.offset, e.end_lineno, e.end_offset);
                ("error", format!("{class} {message} {line} {offset} {end_line} {end_offset} {text}"))
            }
        };
        let warnings = recorder.warnings.join("\n");
        writeln!(output, "{status} {} {}", text.len(), warnings.len())?;
        output.write_all(text.as_bytes())?;
        output.write_all(warnings.as_bytes())?;
        output.flush()?;
    }
}
