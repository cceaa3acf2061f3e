//! The committed AST types are what `ast.toml` says.

#[path = "../examples/gen_ast.rs"]
mod gen_ast;

#[test]
fn generated_ast_has_not_drifted() {
    let committed = include_str!("../src/ast/generated.rs");
    let fresh = gen_ast::format(&gen_ast::generate(include_str!("../ast.toml")));
    assert!(committed == fresh, "run: cargo run -p ks-syntax --example gen_ast");
}
