//! Builds the C shims.

fn main() {
    println!("cargo::rerun-if-changed=shims");
    cc::Build::new().file("shims/va.c").flag("-std=c11").warnings(true).compile("ks_varargs_shims");
}
