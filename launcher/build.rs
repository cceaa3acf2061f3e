//! Links with the library of the prefix in `KINGSNAKE_PREFIX`, which the program will also look for there.

fn main() {
    println!("cargo::rerun-if-env-changed=KINGSNAKE_PREFIX");
    let prefix = std::env::var("KINGSNAKE_PREFIX").unwrap_or_else(|_| "/usr/local".to_owned());
    println!("cargo::rustc-link-search=native={prefix}/lib");
    println!("cargo::rustc-link-lib=dylib=python3.13");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{prefix}/lib");
}
