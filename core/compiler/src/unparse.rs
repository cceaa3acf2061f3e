//! Expressions back to source text, as annotations are kept under `from __future__ import annotations`.

use ks_syntax::ast::*;

use crate::depth::{Depth, Limits};
use crate::error::{CompileError, CompileResult};

/// Precedence levels, loosest first. An operand that binds looser than its place asks for gets parentheses.
mod level {
    pub const TUPLE: u8 = 0;
    pub const NAMED: u8 = 1;
    pub const TEST: u8 = 1;
    pub const OR: u8 = 2;
    pub const AND: u8 = 3;
    pub const NOT: u8 = 4;
    pub const CMP: u8 = 5;
    pub const EXPR: u8 = 6;
    pub const BOR: u8 = EXPR;
    pub const BXOR: u8 = 7;
    pub const BAND: u8 = 8;
    pub const SHIFT: u8 = 9;
    pub const ARITH: u8 = 10;
    pub const TERM: u8 = 11;
    pub const FACTOR: u8 = 12;
    pub const POWER: u8 = 13;
    pub const AWAIT: u8 = 14;
    pub const ATOM: u8 = 15;
}

/// The source text of an expression.
///
/// # Errors
/// The recursion error, and trees that no parser makes.
pub fn expression(e: &Expr, interner: &Interner, limits: Limits) -> CompileResult<PyStr> {
    let mut writer = Writer { out: Vec::new(), interner, depth: Depth::new(limits) };
    writer.expr(e, level::TEST)?;
    Ok(PyStr::from_wtf8(&writer.out))
}

/// `repr()` of a constant.
pub fn repr(value: &Constant) -> String {
    let mut out = Vec::new();
    write_repr(&mut out, value);
    String::from_utf8_lossy(&out).into_owned()
}

/// `repr()` of a text.
pub fn repr_text(text: &str) -> String {
    let mut out = Vec::new();
    write_str(&mut out, &text.into());
    String::from_utf8_lossy(&out).into_owned()
}

fn write_repr(out: &mut Vec<u8>, value: &Constant) {
    match value {
        Constant::None => out.extend(b"None"),
        Constant::True => out.extend(b"True"),
        Constant::False => out.extend(b"False"),
        Constant::Ellipsis => out.extend(b"Ellipsis"),
        Constant::Int(Int::Small(value)) => out.extend(value.to_string().bytes()),
        Constant::Int(Int::Big(value)) => out.extend(value.to_string().bytes()),
        Constant::Float(value) => out.extend(float_repr(*value, true).bytes()),
        Constant::Complex(real, imag) => {
            if *real == 0.0 && real.is_sign_positive() {
                out.extend(float_repr(*imag, false).bytes());
                out.push(b'j');
            } else {
                out.push(b'(');
                out.extend(float_repr(*real, false).bytes());
                let imag = float_repr(*imag, false);
                if !imag.starts_with('-') {
                    out.push(b'+');
                }
                out.extend(imag.bytes());
                out.extend(b"j)");
            }
        }
        Constant::Str(text) => write_str(out, text),
        Constant::Bytes(bytes) => write_bytes(out, bytes),
        Constant::Tuple(items) => {
            out.push(b'(');
            write_items(out, items);
            if items.len() == 1 {
                out.push(b',');
            }
            out.push(b')');
        }
        Constant::FrozenSet(items) => {
            out.extend(b"frozenset(");
            if !items.is_empty() {
                out.push(b'{');
                write_items(out, items);
                out.push(b'}');
            }
            out.push(b')');
        }
        Constant::Foreign(_) => out.push(b'?'),
    }
}

fn write_items(out: &mut Vec<u8>, items: &[Constant]) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.extend(b", ");
        }
        write_repr(out, item);
    }
}

/// `repr()` of a float; `point` adds `.0` to integral values.
fn float_repr(value: f64, point: bool) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // Both give the shortest digits that read back as the same value; only their layout differs.
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let mut plain = format!("{value}");
        if point && !plain.contains('.') {
            plain.push_str(".0");
        }
        return plain;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// The quote that needs the fewest escapes: `'`, unless only that occurs in the text.
fn quote_for(bytes: &[u8]) -> u8 {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' }
}

fn write_str(out: &mut Vec<u8>, text: &PyStr) {
    let quote = quote_for(text.as_bytes());
    out.push(quote);
    for code in text.code_points() {
        match char::from_u32(code) {
            Some('\n') => out.extend(b"\\n"),
            Some('\r') => out.extend(b"\\r"),
            Some('\t') => out.extend(b"\\t"),
            Some('\\') => out.extend(b"\\\\"),
            Some(c) if c == char::from(quote) => out.extend([b'\\', quote]),
            Some(' '..='~') => out.push(code as u8),
            Some(c) if code >= 0x80 && ks_unicode::is_printable(c as u32) => PyStr::push_code_point(out, code),
            _ if code < 0x100 => out.extend(format!("\\x{code:02x}").bytes()),
            _ if code < 0x1_0000 => out.extend(format!("\\u{code:04x}").bytes()),
            _ => out.extend(format!("\\U{code:08x}").bytes()),
        }
    }
    out.push(quote);
}

fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let quote = quote_for(bytes);
    out.push(b'b');
    out.push(quote);
    for &byte in bytes {
        match byte {
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            b'\\' => out.extend(b"\\\\"),
            _ if byte == quote => out.extend([b'\\', quote]),
            b' '..=b'~' => out.push(byte),
            _ => out.extend(format!("\\x{byte:02x}").bytes()),
        }
    }
    out.push(quote);
}

struct Writer<'a> {
    out: Vec<u8>,
    interner: &'a Interner,
    depth: Depth,
}

fn bool_operator(op: BoolOperator) -> (&'static str, u8) {
    match op {
        BoolOperator::And => (" and ", level::AND),
        BoolOperator::Or => (" or ", level::OR),
    }
}

fn operator(op: Operator) -> (&'static str, u8) {
    match op {
        Operator::Add => (" + ", level::ARITH),
        Operator::Sub => (" - ", level::ARITH),
        Operator::Mult => (" * ", level::TERM),
        Operator::MatMult => (" @ ", level::TERM),
        Operator::Div => (" / ", level::TERM),
        Operator::Mod => (" % ", level::TERM),
        Operator::FloorDiv => (" // ", level::TERM),
        Operator::LShift => (" << ", level::SHIFT),
        Operator::RShift => (" >> ", level::SHIFT),
        Operator::BitOr => (" | ", level::BOR),
        Operator::BitXor => (" ^ ", level::BXOR),
        Operator::BitAnd => (" & ", level::BAND),
        Operator::Pow => (" ** ", level::POWER),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, name: Name) {
        self.put(self.interner.get(name));
    }

    /// Opens a parenthesis if what follows binds looser than `outer` asks; returns whether it did.
    fn open(&mut self, outer: u8, own: u8) -> bool {
        if outer > own {
            self.out.push(b'(');
        }
        outer > own
    }

    fn close(&mut self, opened: bool) {
        if opened {
            self.out.push(b')');
        }
    }

    fn list(&mut self, items: &[Expr], at: u8) -> CompileResult {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.expr(item, at)?;
        }
        Ok(())
    }

    fn expr(&mut self, e: &Expr, outer: u8) -> CompileResult {
        self.depth.enter()?;
        self.expr_inner(e, outer)?;
        self.depth.leave();
        Ok(())
    }

    fn expr_inner(&mut self, e: &Expr, outer: u8) -> CompileResult {
        match &e.kind {
            ExprKind::BoolOp { op, values } => {
                let (sign, own) = bool_operator(*op);
                let opened = self.open(outer, own);
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        self.put(sign);
                    }
                    self.expr(value, own + 1)?;
                }
                self.close(opened);
            }
            ExprKind::BinOp { left, op, right } => {
                let (sign, own) = operator(*op);
                let right_associative = *op == Operator::Pow;
                let opened = self.open(outer, own);
                self.expr(left, own + u8::from(right_associative))?;
                self.put(sign);
                self.expr(right, own + u8::from(!right_associative))?;
                self.close(opened);
            }
            ExprKind::UnaryOp { op, operand } => {
                let (sign, own) = match op {
                    UnaryOperator::Invert => ("~", level::FACTOR),
                    UnaryOperator::Not => ("not ", level::NOT),
                    UnaryOperator::UAdd => ("+", level::FACTOR),
                    UnaryOperator::USub => ("-", level::FACTOR),
                };
                let opened = self.open(outer, own);
                self.put(sign);
                self.expr(operand, own)?;
                self.close(opened);
            }
            ExprKind::Lambda { args, body } => {
                let opened = self.open(outer, level::TEST);
                // `lambda*args: …` is how CPython writes it.
                let positional = !args.posonlyargs.is_empty() || !args.args.is_empty();
                self.put(if positional { "lambda " } else { "lambda" });
                self.arguments(args)?;
                self.put(": ");
                self.expr(body, level::TEST)?;
                self.close(opened);
            }
            ExprKind::IfExp { test, body, orelse } => {
                let opened = self.open(outer, level::TEST);
                self.expr(body, level::TEST + 1)?;
                self.put(" if ");
                self.expr(test, level::TEST + 1)?;
                self.put(" else ");
                self.expr(orelse, level::TEST)?;
                self.close(opened);
            }
            ExprKind::Dict { keys, values } => {
                self.put("{");
                for (i, (key, value)) in keys.iter().zip(values).enumerate() {
                    if i > 0 {
                        self.put(", ");
                    }
                    match key {
                        Some(key) => {
                            self.expr(key, level::TEST)?;
                            self.put(": ");
                            self.expr(value, level::TEST)?;
                        }
                        None => {
                            self.put("**");
                            self.expr(value, level::EXPR)?;
                        }
                    }
                }
                self.put("}");
            }
            ExprKind::Set { elts } => {
                self.put("{");
                self.list(elts, level::TEST)?;
                self.put("}");
            }
            ExprKind::GeneratorExp { elt, generators } => self.comprehension("(", elt, None, generators, ")")?,
            ExprKind::ListComp { elt, generators } => self.comprehension("[", elt, None, generators, "]")?,
            ExprKind::SetComp { elt, generators } => self.comprehension("{", elt, None, generators, "}")?,
            ExprKind::DictComp { key, value, generators } => {
                self.comprehension("{", key, Some(value), generators, "}")?;
            }
            ExprKind::Yield { value } => match value {
                None => self.put("(yield)"),
                Some(value) => {
                    self.put("(yield ");
                    self.expr(value, level::TEST)?;
                    self.put(")");
                }
            },
            ExprKind::YieldFrom { value } => {
                self.put("(yield from ");
                self.expr(value, level::TEST)?;
                self.put(")");
            }
            ExprKind::Await { value } => {
                let opened = self.open(outer, level::AWAIT);
                self.put("await ");
                self.expr(value, level::ATOM)?;
                self.close(opened);
            }
            ExprKind::Compare { left, ops, comparators } => {
                let opened = self.open(outer, level::CMP);
                self.expr(left, level::CMP + 1)?;
                for (op, comparator) in ops.iter().zip(comparators) {
                    self.put(comparison(*op));
                    self.expr(comparator, level::CMP + 1)?;
                }
                self.close(opened);
            }
            ExprKind::Call { func, args, keywords } => self.call(func, args, keywords)?,
            ExprKind::Constant { value, kind } => {
                if *value == Constant::Ellipsis {
                    self.put("...");
                } else {
                    if let Some(kind) = kind {
                        self.out.extend_from_slice(kind.as_bytes());
                    }
                    self.constant(value);
                }
            }
            ExprKind::JoinedStr { .. } | ExprKind::FormattedValue { .. } => {
                let mut body = Vec::new();
                self.fstring_part(e, &mut body)?;
                self.out.push(b'f');
                write_str(&mut self.out, &PyStr::from_wtf8(&body));
            }
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value, level::ATOM)?;
                // The dot would be taken for a decimal point.
                let number = matches!(&value.kind, ExprKind::Constant { value: Constant::Int(_), .. });
                self.put(if number { " ." } else { "." });
                self.name(*attr);
            }
            ExprKind::Starred { value, .. } => {
                self.put("*");
                self.expr(value, level::EXPR)?;
            }
            ExprKind::Name { id, .. } => self.name(*id),
            ExprKind::List { elts, .. } => {
                self.put("[");
                self.list(elts, level::TEST)?;
                self.put("]");
            }
            ExprKind::Tuple { elts, .. } => {
                if elts.is_empty() {
                    self.put("()");
                } else {
                    let opened = self.open(outer, level::TUPLE);
                    self.list(elts, level::TEST)?;
                    if elts.len() == 1 {
                        self.put(",");
                    }
                    self.close(opened);
                }
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value, level::ATOM)?;
                self.put("[");
                self.expr(slice, level::TUPLE)?;
                self.put("]");
            }
            ExprKind::Slice { lower, upper, step } => {
                if let Some(lower) = lower {
                    self.expr(lower, level::TEST)?;
                }
                self.put(":");
                if let Some(upper) = upper {
                    self.expr(upper, level::TEST)?;
                }
                if let Some(step) = step {
                    self.put(":");
                    self.expr(step, level::TEST)?;
                }
            }
            ExprKind::NamedExpr { target, value } => {
                let opened = self.open(outer, level::NAMED);
                self.expr(target, level::ATOM)?;
                self.put(" := ");
                self.expr(value, level::ATOM)?;
                self.close(opened);
            }
        }
        Ok(())
    }

    /// A literal; infinities, which have none, as a number that overflows to them.
    fn constant(&mut self, value: &Constant) {
        let mut text = Vec::new();
        write_repr(&mut text, value);
        if matches!(value, Constant::Float(_) | Constant::Complex(..)) {
            let text = String::from_utf8_lossy(&text).replace("inf", "1e309");
            self.put(&text);
        } else {
            self.out.extend(text);
        }
    }

    fn call(&mut self, func: &Expr, args: &[Expr], keywords: &[Keyword]) -> CompileResult {
        self.expr(func, level::ATOM)?;
        // A generator expression as the only argument shares the call's parentheses.
        if let [Expr { kind: ExprKind::GeneratorExp { .. }, .. }] = args
            && keywords.is_empty()
        {
            return self.expr(&args[0], level::TEST);
        }
        self.put("(");
        self.list(args, level::TEST)?;
        for (i, keyword) in keywords.iter().enumerate() {
            if i > 0 || !args.is_empty() {
                self.put(", ");
            }
            match keyword.arg {
                Some(arg) => {
                    self.name(arg);
                    self.put("=");
                }
                None => self.put("**"),
            }
            self.expr(&keyword.value, level::TEST)?;
        }
        self.put(")");
        Ok(())
    }

    fn comprehension(
        &mut self,
        open: &str,
        elt: &Expr,
        value: Option<&Expr>,
        generators: &[Comprehension],
        close: &str,
    ) -> CompileResult {
        self.put(open);
        self.expr(elt, level::TEST)?;
        if let Some(value) = value {
            self.put(": ");
            self.expr(value, level::TEST)?;
        }
        for generator in generators {
            self.put(if generator.is_async != 0 { " async for " } else { " for " });
            self.expr(&generator.target, level::TUPLE)?;
            self.put(" in ");
            self.expr(&generator.iter, level::TEST + 1)?;
            for condition in &generator.ifs {
                self.put(" if ");
                self.expr(condition, level::TEST + 1)?;
            }
        }
        self.put(close);
        Ok(())
    }

    fn arguments(&mut self, args: &Arguments) -> CompileResult {
        let mut first = true;
        let mut separator = |writer: &mut Self| {
            if !std::mem::replace(&mut first, false) {
                writer.put(", ");
            }
        };
        let positional = args.posonlyargs.len() + args.args.len();
        let without_default = positional.saturating_sub(args.defaults.len());
        for (i, arg) in args.posonlyargs.iter().chain(&args.args).enumerate() {
            separator(self);
            self.argument(arg)?;
            if i >= without_default
                && let Some(default) = args.defaults.get(i - without_default)
            {
                self.put("=");
                self.expr(default, level::TEST)?;
            }
            if i + 1 == args.posonlyargs.len() {
                self.put(", /");
            }
        }
        if args.vararg.is_some() || !args.kwonlyargs.is_empty() {
            separator(self);
            self.put("*");
            if let Some(arg) = &args.vararg {
                self.argument(arg)?;
            }
        }
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            separator(self);
            self.argument(arg)?;
            if let Some(default) = default {
                self.put("=");
                self.expr(default, level::TEST)?;
            }
        }
        if let Some(arg) = &args.kwarg {
            separator(self);
            self.put("**");
            self.argument(arg)?;
        }
        Ok(())
    }

    fn argument(&mut self, arg: &Arg) -> CompileResult {
        self.name(arg.arg);
        if let Some(annotation) = &arg.annotation {
            self.put(": ");
            self.expr(annotation, level::TEST)?;
        }
        Ok(())
    }

    /// One part of an f-string, as it stands between the quotes.
    fn fstring_part(&mut self, e: &Expr, body: &mut Vec<u8>) -> CompileResult {
        match &e.kind {
            ExprKind::Constant { value: Constant::Str(text), .. } => {
                for &byte in text.as_bytes() {
                    body.push(byte);
                    if matches!(byte, b'{' | b'}') {
                        body.push(byte);
                    }
                }
                Ok(())
            }
            ExprKind::JoinedStr { values } => values.iter().try_for_each(|value| self.fstring_part(value, body)),
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                let outer = std::mem::take(&mut self.out);
                self.expr(value, level::TEST + 1)?;
                let text = std::mem::replace(&mut self.out, outer);
                // A brace right after the opening one would be a literal brace.
                body.extend_from_slice(if text.first() == Some(&b'{') { b"{ " } else { b"{" });
                body.extend(text);
                if let Ok(conversion) = u8::try_from(*conversion) {
                    body.extend([b'!', conversion]);
                }
                if let Some(spec) = format_spec {
                    body.push(b':');
                    self.fstring_part(spec, body)?;
                }
                body.push(b'}');
                Ok(())
            }
            _ => Err(CompileError::System("unknown expression kind inside f-string".to_owned())),
        }
    }
}
