//! A tree as text, as `ast.dump(tree, include_attributes=True, show_empty=True)` prints it, except that strings and
//! names appear as JSON-like literals whose escapes do not depend on what is printable.

use std::convert::Infallible;
use std::fmt::Write as _;

use super::{Ast, Class, Constant, Int, Interner, Mod, Name, PyStr, Sink, Span, Walk};

/// Writes events as text.
pub struct Dumper<'a> {
    interner: &'a Interner,
    out: String,
    /// For each open node or list: whether something was written in it.
    open: Vec<bool>,
    fresh_field: bool,
}

/// The text of a whole tree.
pub fn dump(ast: &Ast) -> String {
    dump_mod(&ast.module, &ast.interner)
}

/// The text of a tree whose names are in `interner`.
pub fn dump_mod(module: &Mod, interner: &Interner) -> String {
    let mut dumper = Dumper { interner, out: String::new(), open: Vec::new(), fresh_field: true };
    let Ok(()) = module.walk(&mut dumper);
    dumper.out
}

impl Dumper<'_> {
    fn separate(&mut self) {
        if let Some(written) = self.open.last_mut() {
            if *written {
                self.out.push_str(", ");
            }
            *written = true;
        }
    }

    /// Before a value: in a list it needs a comma, after a field's name it does not.
    fn value(&mut self) {
        if self.fresh_field {
            self.fresh_field = false;
        } else {
            self.separate();
        }
    }

    fn quoted(&mut self, text: &PyStr) {
        self.out.push('"');
        for code in text.code_points() {
            match code {
                0x20..0x7f if code != 0x22 && code != 0x5c => self.out.push(code as u8 as char),
                _ => {
                    let _ = write!(self.out, "\\{code:x};");
                }
            }
        }
        self.out.push('"');
    }

    fn float(&mut self, value: f64) {
        let _ = write!(self.out, "f{:016x}", value.to_bits());
    }
}

impl Sink for Dumper<'_> {
    type Error = Infallible;

    fn begin(&mut self, class: Class) -> Result<(), Infallible> {
        self.value();
        self.out.push_str(class.name());
        self.out.push('(');
        self.open.push(false);
        Ok(())
    }

    fn field(&mut self, name: &'static str) -> Result<(), Infallible> {
        self.separate();
        self.out.push_str(name);
        self.out.push('=');
        self.fresh_field = true;
        Ok(())
    }

    fn span(&mut self, span: Span) -> Result<(), Infallible> {
        self.separate();
        let _ = write!(
            self.out,
            "lineno={}, col_offset={}, end_lineno={}, end_col_offset={}",
            span.lineno, span.col_offset, span.end_lineno, span.end_col_offset
        );
        Ok(())
    }

    fn end(&mut self) -> Result<(), Infallible> {
        self.open.pop();
        self.out.push(')');
        Ok(())
    }

    fn begin_list(&mut self, _len: usize) -> Result<(), Infallible> {
        self.value();
        self.out.push('[');
        self.open.push(false);
        Ok(())
    }

    fn end_list(&mut self) -> Result<(), Infallible> {
        self.open.pop();
        self.out.push(']');
        Ok(())
    }

    fn singleton(&mut self, class: Class) -> Result<(), Infallible> {
        self.value();
        self.out.push_str(class.name());
        self.out.push_str("()");
        Ok(())
    }

    fn none(&mut self) -> Result<(), Infallible> {
        self.value();
        self.out.push_str("None");
        Ok(())
    }

    fn name(&mut self, name: Name) -> Result<(), Infallible> {
        self.value();
        let text = PyStr::from(self.interner.get(name));
        self.quoted(&text);
        Ok(())
    }

    fn string(&mut self, text: &PyStr) -> Result<(), Infallible> {
        self.value();
        self.quoted(text);
        Ok(())
    }

    fn int(&mut self, value: i32) -> Result<(), Infallible> {
        self.value();
        let _ = write!(self.out, "{value}");
        Ok(())
    }

    fn constant(&mut self, value: &Constant) -> Result<(), Infallible> {
        self.literal(value);
        Ok(())
    }
}

impl Dumper<'_> {
    fn literal(&mut self, value: &Constant) {
        self.value();
        match value {
            Constant::None => self.out.push_str("None"),
            Constant::True => self.out.push_str("True"),
            Constant::False => self.out.push_str("False"),
            Constant::Ellipsis => self.out.push_str("Ellipsis"),
            Constant::Int(Int::Small(value)) => {
                let _ = write!(self.out, "{value}");
            }
            Constant::Int(Int::Big(value)) => {
                let _ = write!(self.out, "{:#x}", **value);
            }
            Constant::Float(value) => self.float(*value),
            Constant::Complex(real, imag) => {
                self.out.push('c');
                self.float(*real);
                self.float(*imag);
            }
            Constant::Str(text) => self.quoted(text),
            Constant::Bytes(bytes) => {
                self.out.push_str("b\"");
                for byte in bytes.iter() {
                    let _ = write!(self.out, "{byte:02x}");
                }
                self.out.push('"');
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => {
                self.out.push('(');
                for item in items.iter() {
                    self.fresh_field = true;
                    self.literal(item);
                    self.out.push(',');
                }
                self.out.push(')');
            }
            Constant::Foreign(number) => {
                let _ = write!(self.out, "?{number}");
            }
        }
    }
}
