//! Writes `src/ast/generated*.rs` from `ast.toml`: `cargo run -p ks-syntax --example gen_ast`.
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
        let boxed = Self::boxed(ty.base) && (ty.optional || !in_product);
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
            "identifier" => format!("sink.name(*{access})?;"),
            "string" => format!("sink.string({access})?;"),
            "int" => format!("sink.int(*{access})?;"),
            "constant" => format!("sink.constant({access})?;"),
            _ => format!("{access}.walk(sink)?;"),
        };
        match (ty.list, ty.optional) {
            (false, false) => one(access),
            (false, true) => {
                format!("match {access} {{ Some(value) => {{ {} }} None => sink.none()? }}", one("value"))
            }
            (true, false) => {
                format!(
                    "sink.begin_list({}.len())?; for item in {access} {{ {} }} sink.end_list()?;",
                    access.trim_start_matches('&'),
                    one("item")
                )
            }
            (true, true) => format!(
                "sink.begin_list({}.len())?; for item in {access} {{ match item {{ Some(value) => {{ {} }} None => sink.none()? }} }} sink.end_list()?;",
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

        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {{"));
        self.line(if positions { "match &self.kind {" } else { "match self {" });
        for (variant, fields) in variants {
            let fields = fields.as_table().expect("fields");
            let names: Vec<_> = fields.keys().map(|f| field_name(f)).collect();
            let pattern = if names.is_empty() { String::new() } else { format!("{{ {} }}", names.join(", ")) };
            let mut arm = format!("{kind}::{variant} {pattern} => {{ sink.begin(class::{variant})?;");
            for (field, ty) in fields {
                let _ = write!(arm, "sink.field(\"{field}\")?;");
                arm.push_str(&self.walk_value(&field_name(field), text(ty)));
            }
            arm.push('}');
            self.line(&arm);
        }
        self.line("}");
        if positions {
            self.line("sink.span(self.span)?;");
        }
        self.line("sink.end()");
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
        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {{"));
        self.line(&format!("sink.begin(class::{name})?;"));
        for (field, ty) in fields {
            self.line(&format!("sink.field(\"{field}\")?;"));
            let access = format!("self.{}", field_name(field));
            let walk = match FieldType::parse(text(ty)) {
                FieldType { base: "identifier", list: false, optional: false } => format!("sink.name({access})?;"),
                FieldType { base: "int", list: false, optional: false } => format!("sink.int({access})?;"),
                FieldType { list: false, optional: false, .. } => self.walk_value(&access, text(ty)),
                _ => self.walk_value(&format!("&{access}"), text(ty)),
            };
            self.line(&walk);
        }
        if positions {
            self.line("sink.span(self.span)?;");
        }
        self.line("sink.end()");
        self.line("} }\n");
    }

    fn choice(&mut self, name: &str, members: &Value) {
        let rust = self.rust_name(name).to_owned();
        let members: Vec<&str> = members.as_array().expect("members").iter().map(text).collect();
        self.line(&format!("/// The classes of `ast.{name}`, none of which has fields."));
        self.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]");
        self.line(&format!("pub enum {rust} {{ {} }}\n", members.join(", ")));
        self.line(&format!("impl {rust} {{ /// The Python class.\npub fn class(self) -> Class {{ match self {{"));
        for member in &members {
            self.line(&format!("{rust}::{member} => class::{member},"));
        }
        self.line("} } }\n");
        self.line(&format!("impl Walk for {rust} {{ fn walk<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {{ sink.singleton(self.class()) }} }}\n"));
    }
}

/// Where a class's constant is.
fn class_path(name: &str) -> String {
    if name == "mod" { "class::r#mod".to_owned() } else { format!("class::{name}") }
}

/// A constructor as a docstring tells it: `Name(identifier id, expr_context ctx)`.
fn constructor(name: &str, fields: &Table) -> String {
    if fields.is_empty() {
        return name.to_owned();
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|(field, ty)| {
            let ty = FieldType::parse(text(ty));
            let mark = if ty.list {
                "*"
            } else if ty.optional {
                "?"
            } else {
                ""
            };
            format!("{}{mark} {field}", ty.base)
        })
        .collect();
    format!("{name}({})", fields.join(", "))
}

/// Which positions nodes have: a variant of `Positions`.
fn positions(class: &Table) -> &'static str {
    let is = |key| class.get(key).and_then(Value::as_bool).unwrap_or(false);
    match (is("positions"), is("end_required")) {
        (false, _) => "No",
        (true, true) => "Whole",
        (true, false) => "EndOptional",
    }
}

/// The table of classes.
struct Classes<'a> {
    data: &'a Table,
    constants: String,
    rows: String,
    count: usize,
}

impl Classes<'_> {
    fn row(&mut self, name: &str, base: &str, fields: &Table, positions: Option<&str>, doc: &str) {
        let raw = class_path(name);
        let _ =
            writeln!(self.constants, "pub const {}: Class = Class({});", raw.trim_start_matches("class::"), self.count);
        self.count += 1;
        let mut row = format!("ClassInfo {{ name: \"{name}\", base: {}, fields: &[", class_path(base));
        for (field, ty) in fields {
            let ty = FieldType::parse(text(ty));
            let value = match ty.base {
                "identifier" | "string" => "Str".to_owned(),
                "int" => "Int".to_owned(),
                "constant" => "Object".to_owned(),
                node => format!("Node({})", class_path(node)),
            };
            let count = match (ty.list, ty.optional) {
                (true, _) => "Many",
                (false, true) => "Optional",
                (false, false) => "One",
            };
            let _ = write!(row, "FieldInfo {{ name: \"{field}\", value: Value::{value}, count: Count::{count} }},");
        }
        let positions = match positions {
            None => "None".to_owned(),
            Some(positions) => format!("Some(Positions::{positions})"),
        };
        let _ = writeln!(self.rows, "{row}], positions: {positions}, doc: {doc:?} }},");
    }

    fn all(&mut self) {
        let none = Table::new();
        for name in self.data["order"].as_array().expect("order") {
            let name = text(name);
            if let Some(sum) = table(self.data, "sum").get(name).and_then(Value::as_table) {
                let variants = table(sum, "variants");
                let lines: Vec<String> =
                    variants.iter().map(|(v, fields)| constructor(v, fields.as_table().expect("fields"))).collect();
                let doc = format!("{name} = {}", lines.join(&format!("\n{} | ", " ".repeat(name.len()))));
                self.row(name, "AST", &none, Some(positions(sum)), &doc);
                for (variant, fields) in variants {
                    let fields = fields.as_table().expect("fields");
                    self.row(variant, name, fields, None, &constructor(variant, fields));
                }
            } else if let Some(product) = table(self.data, "product").get(name).and_then(Value::as_table) {
                let fields = table(product, "fields");
                self.row(name, "AST", fields, Some(positions(product)), &constructor(name, fields));
            } else {
                let members: Vec<&str> =
                    table(self.data, "choice")[name].as_array().expect("members").iter().map(text).collect();
                self.row(name, "AST", &none, Some("No"), &format!("{name} = {}", members.join(" | ")));
                for member in members {
                    self.row(member, name, &none, None, member);
                }
            }
        }
    }
}

/// The text of `generated_classes.rs`, before formatting.
pub fn generate_classes(toml: &str) -> String {
    let data: Table = toml.parse().expect("ast.toml");
    let mut classes = Classes { data: &data, constants: String::new(), rows: String::new(), count: 1 };
    classes.all();
    let Classes { constants, rows, count, .. } = classes;
    format!(
        "// Generated from ast.toml by examples/gen_ast.rs; do not edit.\n\n\
         use super::classes::{{Class, ClassInfo, Count, FieldInfo, Positions, Value}};\n\n\
         /// The classes, by their Python names.\n#[allow(non_upper_case_globals, reason = \"the names are Python's\")]\n\
         pub mod class {{ use super::Class; pub const AST: Class = Class(0);\n{constants} }}\n\n\
         /// What each class is, in the order of [`class`] (which is that of `_ast`).\n\
         pub static CLASSES: [ClassInfo; {count}] = [\
         ClassInfo {{ name: \"AST\", base: class::AST, fields: &[], positions: Some(Positions::No), doc: \"\" }},\n{rows}];\n"
    )
}

/// What is read in its own way: whether it is a node with fields, one without, or a plain value.
fn what(data: &Table, base: &str) -> String {
    match base {
        "identifier" => "Identifier".to_owned(),
        "string" => "String".to_owned(),
        "int" => "Int".to_owned(),
        "constant" => "Constant".to_owned(),
        choice if table(data, "choice").contains_key(choice) => format!("Choice({})", class_path(choice)),
        sum if table(data, "sum").contains_key(sum) => format!("Sum({})", class_path(sum)),
        product => format!("Product({})", class_path(product)),
    }
}

impl Generator<'_> {
    /// The description of a class's fields for the reader.
    fn field_row(&mut self, class: &str, fields: &Table) {
        let mut row = format!("{} => &[", class_path(class));
        for (field, ty) in fields {
            let ty = FieldType::parse(text(ty));
            let how = match (ty.list, ty.optional) {
                (true, true) => "OptionalList",
                (true, false) => "List",
                (false, true) => "Optional",
                (false, false) => "Required",
            };
            let what = what(self.data, ty.base);
            let _ = write!(row, "Field {{ name: \"{field}\", what: What::{what}, how: How::{how} }},");
        }
        self.line(&format!("{row}],"));
    }

    /// The arm that makes a node of its parts.
    fn build_arm(&mut self, class: &str, fields: &Table, head: &str, tail: &str, in_product: bool) {
        let class = class_path(class);
        let mut literal = String::new();
        for (index, (field, ty)) in fields.iter().enumerate() {
            let name = field_name(field);
            let ty = FieldType::parse(text(ty));
            let boxed = Self::boxed(ty.base) && !ty.list && (ty.optional || !in_product);
            let value = match (ty.list, ty.optional, boxed) {
                (true, true, _) => "parts.items()".to_owned(),
                (true, false, _) => "parts.all_items()".to_owned(),
                (false, true, true) => "parts.one().map(Box::new)".to_owned(),
                (false, true, false) => "parts.one()".to_owned(),
                (false, false, true) => format!("Box::new(parts.present(source, {class}, {index})?)"),
                (false, false, false) => format!("parts.present(source, {class}, {index})?"),
            };
            let _ = write!(literal, "{name}: {value},");
        }
        let braces = if fields.is_empty() && !in_product { String::new() } else { format!("{{ {literal} {tail} }}") };
        let end = if head.contains('{') { "})" } else { ")" };
        self.line(&format!("{class} => {head}{braces}{end},"));
    }

    fn read_choice(&mut self, name: &str, members: &Value) {
        let rust = self.rust_name(name).to_owned();
        let base = class_path(name);
        self.line(&format!("{base} => match variant {{"));
        for member in members.as_array().expect("members").iter().map(text) {
            self.line(&format!("Some({}) => Ok(Part::from({rust}::{member})),", class_path(member)));
        }
        self.line("_ => Err(source.unexpected(node, base)), },");
    }
}

/// The text of `generated_read.rs`, before formatting.
pub fn generate_read(toml: &str) -> String {
    let data: Table = toml.parse().expect("ast.toml");
    let mut generator = Generator { data: &data, out: String::new() };
    generator.line("// Generated from ast.toml by examples/gen_ast.rs; do not edit.\n");
    generator.line("use super::generated::*;");
    generator.line("use super::read::{Field, FromPart, How, Parts, Source, What, parts};");
    generator.line("use super::{Class, Constant, Name, PyStr, Span, class};\n");

    let kinds = ["sum", "product", "choice"];
    let mut types = vec!["Name".to_owned(), "PyStr".to_owned(), "i32".to_owned(), "Constant".to_owned()];
    types.extend(
        kinds.iter().flat_map(|kind| table(&data, kind).keys()).map(|name| generator.rust_name(name).to_owned()),
    );
    generator.line(&format!("parts!({});\n", types.join(", ")));

    generator.line("/// The fields of a class, in the order in which they are read.");
    generator.line("pub(super) fn fields(class: Class) -> &'static [Field] { match class {");
    let sums = || table(&data, "sum").iter().map(|(name, sum)| (name, sum.as_table().expect("sum")));
    let variants = |sum| table(sum, "variants").iter().map(|(name, fields)| (name, fields.as_table().expect("fields")));
    let products =
        || table(&data, "product").iter().map(|(name, product)| (name, product.as_table().expect("product")));
    for (name, fields) in sums().flat_map(|(_, sum)| variants(sum)).filter(|(_, fields)| !fields.is_empty()) {
        generator.field_row(name, fields);
    }
    for (name, product) in products() {
        generator.field_row(name, table(product, "fields"));
    }
    generator.line("_ => &[], } }\n");

    generator.line("/// Makes a node of what has been read of it.");
    generator.line("pub(super) fn build<S: Source>(source: &mut S, class: Class, span: Span, parts: &mut Parts<'_>) -> Result<Part, S::Error> {");
    generator.line("Ok(match class {");
    for (name, sum) in sums() {
        let rust = generator.rust_name(name).to_owned();
        let positions = sum["positions"].as_bool().unwrap_or(false);
        for (variant, fields) in variants(sum) {
            if positions {
                generator.build_arm(
                    variant,
                    fields,
                    &format!("Part::from({rust} {{ span, kind: {rust}Kind::{variant}"),
                    "",
                    false,
                );
            } else {
                generator.build_arm(variant, fields, &format!("Part::from({rust}::{variant}"), "", false);
            }
        }
    }
    for (name, product) in products() {
        let rust = generator.rust_name(name).to_owned();
        let tail = if product["positions"].as_bool().unwrap_or(false) { "span" } else { "" };
        generator.build_arm(name, table(product, "fields"), &format!("Part::from({rust}"), tail, true);
    }
    generator.line("_ => Part::Null, }) }\n");

    generator.line("/// The operator or context that a node stands for.");
    generator.line(
        "pub(super) fn choice<S: Source>(source: &mut S, node: &S::Node, base: Class) -> Result<Part, S::Error> {",
    );
    generator.line("let variant = source.variant(node, base)?;");
    generator.line("match base {");
    for (name, members) in table(&data, "choice") {
        generator.read_choice(name, members);
    }
    generator.line("_ => Err(source.unexpected(node, base)), } }");
    generator.out
}

/// The text of `generated.rs`, before formatting.
pub fn generate(toml: &str) -> String {
    let data: Table = toml.parse().expect("ast.toml");
    let mut generator = Generator { data: &data, out: String::new() };
    generator.line("// Generated from ast.toml by examples/gen_ast.rs; do not edit.\n");
    generator.line("use super::{Class, Constant, Name, PyStr, Sink, Span, Walk, class};\n");
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

/// What makes a file's text of `ast.toml`.
pub type Maker = fn(&str) -> String;

/// The files to write, in `src/ast`.
pub const FILES: [(&str, Maker); 3] =
    [("generated.rs", generate), ("generated_classes.rs", generate_classes), ("generated_read.rs", generate_read)];

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
    for (name, maker) in FILES {
        std::fs::write(std::format!("{root}/src/ast/{name}"), format(&maker(&toml))).expect("written");
    }
}
