//! Turns `identifiers.toml` into the structs of static strings and a constant for each (`ids`).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::{env, fs, path::Path};

/// A section: field name and text, in file order.
type Section = Vec<(String, String)>;

fn main() {
    println!("cargo::rerun-if-changed=identifiers.toml");
    println!("cargo::rerun-if-changed=build.rs");
    let source = fs::read_to_string("identifiers.toml").unwrap_or_else(|error| panic!("identifiers.toml: {error}"));
    let sections = parse(&source);
    let out = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("static_strings.rs");
    fs::write(&out, generate(&sections)).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

/// Reads the subset of TOML that the file uses: sections, and `name = "text"` whose text has no escapes but `\"` and `\\`.
fn parse(source: &str) -> HashMap<String, Section> {
    let mut sections: HashMap<String, Section> = HashMap::new();
    let mut current = String::new();
    for (index, line) in source.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            current = name.to_owned();
            continue;
        }
        let fields = line.split_once('=').and_then(|(name, text)| {
            let text = text.trim().strip_prefix('"')?.strip_suffix('"')?;
            Some((name.trim().to_owned(), text.replace("\\\"", "\"").replace("\\\\", "\\")))
        });
        let Some(row) = fields else { panic!("identifiers.toml:{}: name = \"text\" expected", index + 1) };
        assert!(row.1.len() != 1, "identifiers.toml:{}: strings of one character are there anyway", index + 1);
        assert!(row.1.is_ascii(), "identifiers.toml:{}: not ASCII", index + 1);
        sections.entry(current.clone()).or_default().push(row);
    }
    sections
}

/// The Rust name of a field.
fn field(name: &str) -> String {
    const RAW: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
        "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    match name {
        "self" | "super" | "crate" | "Self" => format!("{name}_"),
        _ if RAW.contains(&name) => format!("r#{name}"),
        _ => name.to_owned(),
    }
}

fn generate(sections: &HashMap<String, Section>) -> String {
    let runtime = "_PyRuntime.static_objects.singletons.strings";
    let tables = [
        ("literals", "Literals", format!("{runtime}.literals")),
        ("identifiers", "Identifiers", format!("{runtime}.identifiers")),
        ("own_literals", "OwnLiterals", "OWN_STRINGS.literals".to_owned()),
        ("own_identifiers", "OwnIdentifiers", "OWN_STRINGS.identifiers".to_owned()),
    ];
    let (mut structs, mut list) = (String::new(), String::new());
    let (mut literals, mut names) = (String::new(), String::new());
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let none = Section::new();
    for (section, name, place) in &tables {
        let rows = sections.get(*section).unwrap_or(&none);
        let (mut fields, mut values) = (String::new(), String::new());
        for (id, text) in rows {
            let rust = field(id);
            if let Some(first) = seen.insert(text, section) {
                panic!("identifiers.toml: {text:?} stands in [{first}] and in [{section}]");
            }
            // `write!` to a `String` cannot fail.
            let _ = writeln!(fields, "    pub {rust}: StaticStr<{}>,", text.len() + 1);
            let _ = writeln!(values, "        {rust}: StaticStr::new({text:?}),");
            let (module, consts) =
                if section.ends_with("literals") { ("literal_ids", &mut literals) } else { ("ids", &mut names) };
            let _ = writeln!(
                consts,
                "    pub const {rust}: super::StaticId = super::StaticId::new(&raw const super::{place}.{rust}.head);"
            );
            let _ = writeln!(list, "    ({text:?}, {module}::{rust}),");
        }
        let _ = write!(
            structs,
            "#[doc = \"Section `{section}` of `identifiers.toml`.\"]\n#[repr(C)]\npub struct {name} {{\n{fields}}}\n\n\
             impl {name} {{\n    const NEW: {name} = {name} {{\n{values}    }};\n}}\n\n"
        );
    }
    format!(
        "{structs}/// A constant for each static string whose text is a name.\npub mod ids {{\n{names}}}\n\n\
         /// A constant for each other static string, by the name that the table gives it.\n\
         pub mod literal_ids {{\n{literals}}}\n\n/// Every named static string, with its text.\npub static STATIC_STRINGS: [(&str, StaticId); {}] = [\n{list}];\n",
        seen.len()
    )
}
