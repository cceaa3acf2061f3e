//! Gives the library the name by which the dynamic linker knows it, and exports every symbol of the contract, whether Rust,
//! C or assembly defines it (rustc exports by itself what Rust defines).

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libpython3.13.so.1.0");
    // The ends of the section in which types register themselves are nobody else's business.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,start-stop-visibility=hidden");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=stable-abi.toml");

    let contract = fs::read_to_string("stable-abi.toml").unwrap_or_else(|error| panic!("stable-abi.toml: {error}"));
    let names: String =
        contract.lines().filter_map(|row| Some(format!("    {};\n", row.split_once(" = {")?.0))).collect();
    let map = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("exports.map");
    fs::write(&map, format!("{{\n  global:\n{names}}};\n")).unwrap_or_else(|error| panic!("exports.map: {error}"));
    println!("cargo::rustc-cdylib-link-arg=-Wl,--version-script={}", map.display());
    // The place-holders stand in one object file of an archive, which the linker takes only if it is asked for.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-u,kingsnake_unimplemented");
}
