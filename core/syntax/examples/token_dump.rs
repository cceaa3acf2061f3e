//! Prints the token streams of texts, each given on standard input as a line with its length in bytes and the text: for
//! each token a line of tab-separated fields with `repr`-like escapes, then an empty line.

use std::io::{self, BufRead, Read, Write};

use ks_syntax::tokenize::tokenize;

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c as u32 {
            0x20..0x7f if c != '\\' => out.push(c),
            code => out.push_str(&format!("\\{code:x};")),
        }
    }
    out
}

fn main() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let mut text = vec![0; line.trim().parse().map_err(io::Error::other)?];
        line.clear();
        input.read_exact(&mut text)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let stream = tokenize(&lines, true);
        for token in stream.tokens {
            let (start, end) = (token.start, token.end);
            writeln!(
                output,
                "{}\t{}\t{},{}\t{},{}\t{}",
                token.kind,
                escaped(&token.string),
                start.0,
                start.1,
                end.0,
                end.1,
                escaped(&token.line)
            )?;
        }
        if let Some(error) = stream.error {
            writeln!(output, "error\t{}", escaped(&error.message))?;
        }
        writeln!(output)?;
        output.flush()?;
    }
    Ok(())
}
