//! Writes `src/ast/generated.rs` from `ast.toml`: `cargo run -p ks-syntax --example gen_ast`.
//!
//! `tests/ast_generated.rs` includes this file to check that the committed output has not drifted.

use std::fmt::Write as _;

use toml::{Table, Value};

/// A field's type as written in `ast.toml`.
struct FieldType<'a> {
    base: &'a str,
    list: bool,
    optional: bool,
}

impl<'a> FieldType<'a> {
    fn parse(text: &'a str) -> Self {
        let (text, list) = text.strip_suffix('*').map_or((text, false), |t| (t, true));
        let (base, optional) = text.strip_suffix('?').map_or((text, false), |t| (t, true));
        FieldType { base, list, optional }
    }
}

struct Generator<'a> {
    data: &'a Table,
    out: String,
}

fn table<'a>(value: &'a Table, key: &str) -> &'a Table {
    value[key].as_table().unwrap_or_else(|| panic!("{key} is not a table"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string"))
}

/// Rust keywords cannot be field names.
fn field_name(name: &str) -> String {
    if name == "type" { "type_".to_owned() } else { name.to_owned() }
}

impl Generator<'_> {
    fn rust_name(&self, name: &str) -> &str {
        text(&table(self.data, "rust")[name])
    }

    /// Nodes that would make their parent's variant large are boxed; small products stay inline in lists.
    fn boxed(base: &str) -> bool {
        matches!(base, "expr" | "pattern" | "arguments" | "arg")
    }

    fn rust_type(&self, field: &str, in_product: bool) -> String {
        let ty = FieldType::parse(field);
        let name = self.rust_name(ty.base).to_owned();
        // A product lies in a list or a box already, so what it always has is inline.
        let boxed = Self::boxed(ty.base) && !(in_product && !ty.optional);
        match (ty.list, ty.optional) {
            (true, true) => format!("Vec<Option<{name}>>"),
            (true, false) => format!("Vec<{name}>"),
            (false, true) if boxed => format!("Option<Box<{name}>>"),
            (false, true) => format!("Option<{name}>"),
            (false, false) if boxed => format!("Box<{name}>"),
            (false, false) => name,
        }
    }

    fn walk_value(&self, access: &str, field: &str) -> String {
        let ty = FieldType::parse(field);
        let one = |access: &str| match ty.base {
            "identifier" => format!("sink.name(*{access});"),
            "string" => format!("sink.string({access});"),
            "int" => format!("sink.int(*{access});"),
            "constant" => format!("sink.constant({access});"),
            _ => format!("{access}.walk(sink);"),
        };
        match (ty.list, ty.optional) {
            (false, false) => one(access),
            (false, true) => {
                format!("match {access} {{ Some(value) => {{ {} }} None => sink.none() }}", one("value"))
            }
            (true, false) => {
                format!(
                    "sink.begin_list({}.len()); for item in {access} {{ {} }} sink.end_list();",
                    access.trim_start_matches('&'),
                    one("item")
                )
            }
            (true, true) => format!(
                "sink.begin_list({}.len()); for item in {access} {{ match item {{ Some(value) => {{ {} }} None => sink.none() }} }} sink.end_list();",
                access.trim_start_matches('&'),
                one("value")
            ),
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn sum(&mut self, name: &str, sum: &Table) {
        let rust = self.rust_name(name).to_owned();
        let positions = sum["positions"].as_bool().unwrap_or(false);
        let variants = table(sum, "variants");
        let kind = if positions { format!("{rust}Kind") } else { rust.clone() };
        if positions {
            self.line(&format!("/// A `{name}` node with its position."));
            self.line("#[derive(Clone, Debug, PartialEq)]");
            self.line(&format!("pub struct {rust} {{ pub kind: {kind}, pub span: Span }}\n"));
        }
        self.line(&format!("/// The classes of `ast.{name}`."));
        self.line("#[derive(Clone, Debug, PartialEq)]");
        self.line(&format!("pub enum {kind} {{"));
        for (variant, fields) in variants {
            let fields = fields.as_table().expect("fields");
            if fields.is_empty() {
                self.line(&format!("{variant},"));
                continue;
            }
            let mut row = format!("{variant} {{ ");
            for (field, ty) in fields {
                let _ = write!(row, "{}: {}, ", field_name(field), self.rust_type(text(ty), false));
            }
            row.push_str("},");
            self.line(&row);
        }
        self.line("}\n");

        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink + ?Sized>(&self, sink: &mut S) {{"));
        self.line(if positions { "match &self.kind {" } else { "match self {" });
        for (variant, fields) in variants {
            let fields = fields.as_table().expect("fields");
            let names: Vec<_> = fields.keys().map(|f| field_name(f)).collect();
            let pattern = if names.is_empty() { String::new() } else { format!("{{ {} }}", names.join(", ")) };
            let mut arm = format!("{kind}::{variant} {pattern} => {{ sink.begin(\"{variant}\");");
            for (field, ty) in fields {
                let _ = write!(arm, "sink.field(\"{field}\");");
                arm.push_str(&self.walk_value(&field_name(field), text(ty)));
            }
            arm.push('}');
            self.line(&arm);
        }
        self.line("}");
        if positions {
            self.line("sink.span(self.span);");
        }
        self.line("sink.end();");
        self.line("} }\n");
    }

    fn product(&mut self, name: &str, product: &Table) {
        let rust = self.rust_name(name).to_owned();
        let positions = product["positions"].as_bool().unwrap_or(false);
        let fields = table(product, "fields");
        self.line(&format!("/// `ast.{name}`."));
        let default = if name == "arguments" { ", Default" } else { "" };
        self.line(&format!("#[derive(Clone, Debug, PartialEq{default})]"));
        self.line(&format!("pub struct {rust} {{"));
        for (field, ty) in fields {
            let row = format!("pub {}: {},", field_name(field), self.rust_type(text(ty), true));
            self.line(&row);
        }
        if positions {
            self.line("pub span: Span,");
        }
        self.line("}\n");
        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink + ?Sized>(&self, sink: &mut S) {{"));
        self.line(&format!("sink.begin(\"{name}\");"));
        for (field, ty) in fields {
            self.line(&format!("sink.field(\"{field}\");"));
            let access = format!("self.{}", field_name(field));
            let walk = match FieldType::parse(text(ty)) {
                FieldType { base: "identifier", list: false, optional: false } => format!("sink.name({access});"),
                FieldType { base: "int", list: false, optional: false } => format!("sink.int({access});"),
                FieldType { list: false, optional: false, .. } => self.walk_value(&access, text(ty)),
                _ => self.walk_value(&format!("&{access}"), text(ty)),
            };
            self.line(&walk);
        }
        if positions {
            self.line("sink.span(self.span);");
        }
        self.line("sink.end();");
        self.line("} }\n");
    }

    fn choice(&mut self, name: &str, members: &Value) {
        let rust = self.rust_name(name).to_owned();
        let members: Vec<&str> = members.as_array().expect("members").iter().map(text).collect();
        self.line(&format!("/// The classes of `ast.{name}`, none of which has fields."));
        self.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]");
        self.line(&format!("pub enum {rust} {{ {} }}\n", members.join(", ")));
        self.line(&format!(
            "impl {rust} {{ /// The Python class's name.\npub fn class_name(self) -> &'static str {{ match self {{"
        ));
        for member in &members {
            self.line(&format!("{rust}::{member} => \"{member}\","));
        }
        self.line("} } }\n");
        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink + ?Sized>(&self, sink: &mut S) {{ sink.singleton(self.class_name()); }} }}\n"));
    }
}

/// The text of `generated.rs`, before formatting.
pub fn generate(toml: &str) -> String {
    let data: Table = toml.parse().expect("ast.toml");
    let mut generator = Generator { data: &data, out: String::new() };
    generator.line("// Generated from ast.toml by examples/gen_ast.rs; do not edit.\n");
    generator.line("use super::{Constant, Name, PyStr, Sink, Span, Walk};\n");
    for (name, sum) in table(&data, "sum") {
        generator.sum(name, sum.as_table().expect("sum"));
    }
    for (name, product) in table(&data, "product") {
        generator.product(name, product.as_table().expect("product"));
    }
    for (name, members) in table(&data, "choice") {
        generator.choice(name, members);
    }
    generator.out
}

/// Formats Rust source with the workspace's rustfmt settings.
pub fn format(source: &str) -> String {
    use std::io::Write as _;
    let mut child = std::process::Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", concat!(env!("CARGO_MANIFEST_DIR"), "/../../rustfmt.toml")])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("rustfmt runs");
    child.stdin.take().expect("piped").write_all(source.as_bytes()).expect("rustfmt reads");
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "rustfmt failed");
    String::from_utf8(output.stdout).expect("rustfmt writes UTF-8")
}

#[allow(dead_code, reason = "the drift test includes this file as a module")]
fn main() {
    let root = env!("CARGO_MANIFEST_DIR");
    let toml = std::fs::read_to_string(std::format!("{root}/ast.toml")).expect("ast.toml");
    std::fs::write(std::format!("{root}/src/ast/generated.rs"), format(&generate(&toml))).expect("written");
}
