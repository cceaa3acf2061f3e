//! The committed AST types are what `ast.toml` says.

#[path = "../examples/gen_ast.rs"]
mod gen_ast;

#[test]
fn generated_ast_has_not_drifted() {
    for (name, maker) in gen_ast::FILES {
        let committed = std::fs::read_to_string(format!("{}/src/ast/{name}", env!("CARGO_MANIFEST_DIR"))).expect(name);
        let fresh = gen_ast::format(&maker(include_str!("../ast.toml")));
        assert!(committed == fresh, "{name}: run cargo run -p ks-syntax --example gen_ast");
    }
}
