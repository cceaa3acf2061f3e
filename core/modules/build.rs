//! Freezes the modules that importing itself is made of, and those imported at every start: their source is taken from
//! the CPython 3.13 installation that the library is built for, and compiled with our own compiler.
//!
//! The standard library is found by `KINGSNAKE_STDLIB` (the directory with `os.py`), `KINGSNAKE_CPYTHON` (a prefix, or a
//! `python3.13` in one), `python3.13` on `PATH`, or `pyenv prefix 3.13.0`. No CPython is run.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ks_compiler::embedder::Silent;
use ks_compiler::{Options, marshal};
use ks_syntax::ast::PyStr;
use ks_syntax::parser::{Mode, ParseOptions, parse_bytes};

/// A frozen module: its name, the source below the standard library, whether it is a package, the module it is another
/// name of (`None`: itself; `Some("")`: nothing).
struct Entry(&'static str, &'static str, bool, Option<&'static str>);

/// In the order of `_imp._frozen_module_names()`.
const BOOTSTRAP: &[Entry] = &[
    Entry("_frozen_importlib", "importlib/_bootstrap.py", false, Some("importlib._bootstrap")),
    Entry(
        "_frozen_importlib_external",
        "importlib/_bootstrap_external.py",
        false,
        Some("importlib._bootstrap_external"),
    ),
    Entry("zipimport", "zipimport.py", false, None),
];

const STDLIB: &[Entry] = &[
    Entry("abc", "abc.py", false, None),
    Entry("codecs", "codecs.py", false, None),
    Entry("io", "io.py", false, None),
    Entry("_collections_abc", "_collections_abc.py", false, None),
    Entry("_sitebuiltins", "_sitebuiltins.py", false, None),
    Entry("genericpath", "genericpath.py", false, None),
    Entry("ntpath", "ntpath.py", false, None),
    Entry("posixpath", "posixpath.py", false, None),
    Entry("os.path", "posixpath.py", false, Some("posixpath")),
    Entry("os", "os.py", false, None),
    Entry("site", "site.py", false, None),
    Entry("stat", "stat.py", false, None),
    Entry("importlib.util", "importlib/util.py", false, None),
    Entry("importlib.machinery", "importlib/machinery.py", false, None),
    Entry("runpy", "runpy.py", false, None),
];

const TEST: &[Entry] = &[
    Entry("__hello__", "__hello__.py", false, None),
    Entry("__hello_alias__", "__hello__.py", false, Some("__hello__")),
    Entry("__phello_alias__", "__hello__.py", true, Some("__hello__")),
    Entry("__phello_alias__.spam", "__hello__.py", false, Some("__hello__")),
    Entry("__phello__", "__phello__/__init__.py", true, None),
    Entry("__phello__.__init__", "__phello__/__init__.py", false, Some("<__phello__")),
    Entry("__phello__.ham", "__phello__/ham/__init__.py", true, None),
    Entry("__phello__.ham.__init__", "__phello__/ham/__init__.py", false, Some("<__phello__.ham")),
    Entry("__phello__.ham.eggs", "__phello__/ham/eggs.py", false, None),
    Entry("__phello__.spam", "__phello__/spam.py", false, None),
    Entry("__hello_only__", "../../Tools/freeze/flag.py", false, Some("")),
];

/// The source of `__hello_only__`, which has no file in an installation.
const HELLO_ONLY: &[u8] = b"initialized = True\nprint(\"Hello world!\")\n";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["KINGSNAKE_STDLIB", "KINGSNAKE_CPYTHON", "PATH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let Some(stdlib) = find_stdlib() else {
        panic!(
            "no standard library of CPython 3.13 found: set KINGSNAKE_STDLIB to the directory that holds its os.py, \
             or KINGSNAKE_CPYTHON to its prefix"
        );
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut rust = String::new();
    let mut aliases = String::new();
    for (table, entries) in [("BOOTSTRAP", BOOTSTRAP), ("STDLIB", STDLIB), ("TEST", TEST)] {
        let _ = writeln!(rust, "static {table}: &[_frozen] = &[");
        for Entry(name, source, package, origin) in entries {
            let file = out.join(format!("{name}.marshal"));
            fs::write(&file, freeze(name, &stdlib.join(source))).expect("the build directory is writable");
            let _ = writeln!(
                rust,
                "    _frozen::new(c{name:?}, include_bytes!({file:?}), {package}),",
                file = file.display().to_string()
            );
            match origin {
                None => {}
                Some("") => {
                    let _ =
                        writeln!(aliases, "    _module_alias {{ name: c{name:?}.as_ptr(), orig: std::ptr::null() }},");
                }
                Some(origin) => {
                    let _ = writeln!(
                        aliases,
                        "    _module_alias {{ name: c{name:?}.as_ptr(), orig: c{origin:?}.as_ptr() }},"
                    );
                }
            }
        }
        rust.push_str("    _frozen::END,\n];\n");
    }
    let _ = write!(
        rust,
        "static ALIASES: &[_module_alias] = &[\n{aliases}    _module_alias {{ name: std::ptr::null(), orig: std::ptr::null() }},\n];\n"
    );
    fs::write(out.join("frozen_tables.rs"), rust).expect("the build directory is writable");
}

/// The marshalled code of one module.
fn freeze(name: &str, path: &Path) -> Vec<u8> {
    let source = if name == "__hello_only__" {
        HELLO_ONLY.to_vec()
    } else if name.starts_with("__phello__.ham") && !path.is_file() {
        // Empty modules, which an installation leaves out.
        Vec::new()
    } else {
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    struct NoNames;
    impl ks_syntax::embedder::Embedder for NoNames {}
    let options = ParseOptions { mode: Mode::Exec, ..ParseOptions::default() };
    let mut ast =
        parse_bytes(&source, options, &mut NoNames).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
    // The name under which the code was frozen, as tracebacks show it.
    let shown = match name {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        "os.path" => "posixpath",
        "__hello_alias__" | "__phello_alias__" | "__phello_alias__.spam" => "__hello__",
        other => other,
    };
    let filename = PyStr::from(format!("<frozen {shown}>").as_str());
    let code = ks_compiler::compile(&mut ast, &filename, &Options::default(), &mut Silent)
        .unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
    marshal::dumps(&code)
}

fn find_stdlib() -> Option<PathBuf> {
    if let Some(directory) = env::var_os("KINGSNAKE_STDLIB") {
        return Some(PathBuf::from(directory)).filter(|directory| directory.join("os.py").is_file());
    }
    let from_environment = env::var_os("KINGSNAKE_CPYTHON").map(PathBuf::from);
    let on_path = || env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join("python3.13")).find(|p| p.is_file());
    let pyenv = || {
        let output = Command::new("pyenv").args(["prefix", "3.13.0"]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| PathBuf::from(text.trim()))
    };
    from_environment
        .and_then(|at| stdlib_of(&at))
        .or_else(|| on_path().and_then(|at| stdlib_of(&at)))
        .or_else(|| pyenv().and_then(|at| stdlib_of(&at)))
}

/// The standard library of a prefix, or of the prefix that an executable stands in.
fn stdlib_of(at: &Path) -> Option<PathBuf> {
    let at = fs::canonicalize(at).ok()?;
    at.ancestors().map(|prefix| prefix.join("lib/python3.13")).find(|lib| lib.join("os.py").is_file())
}
