//! Gives the library the name by which the dynamic linker knows it.

fn main() {
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libpython3.13.so.1.0");
    println!("cargo::rerun-if-changed=build.rs");
}
