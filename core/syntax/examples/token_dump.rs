//! Prints the token stream of each file named on standard input, one per line: tab-separated fields of each token with
//! `repr`-like escapes, then an empty line.

use std::io::{self, BufRead, Write};

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
    let mut output = io::BufWriter::new(io::stdout().lock());
    for path in io::stdin().lock().lines() {
        let bytes = std::fs::read(path?)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        let stream = tokenize(&lines, true, true);
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
