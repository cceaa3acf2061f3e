//! Sources with the trees and errors they give. What is expected was taken from CPython 3.13; `ci/frontend/ast_diff.py`
//! compares far more, with a CPython at hand.

use ks_syntax::ast::dump::dump;
use ks_syntax::ast::{Constant, Expr, ExprKind, Mod, StmtKind};
use ks_syntax::embedder::{Embedder, NoEmbedder, WarnOutcome};
use ks_syntax::error::{ErrorClass, SyntaxError, Warning};
use ks_syntax::parser::{Mode, ParseOptions, parse, parse_bytes};

fn tree(source: &str) -> String {
    match parse(source, ParseOptions::default(), &mut NoEmbedder) {
        Ok(ast) => dump(&ast),
        Err(error) => panic!("{source:?}: {error:?}"),
    }
}

fn error(source: &str) -> SyntaxError {
    match parse(source, ParseOptions::default(), &mut NoEmbedder) {
        Ok(ast) => panic!("{source:?}: {}", dump(&ast)),
        Err(error) => *error,
    }
}

/// Message, line, offset, end offset.
fn check(source: &str, message: &str, lineno: i32, offset: i32, end_offset: i32) {
    let error = error(source);
    let found = (&*error.message, error.lineno, error.offset, error.end_offset);
    assert_eq!(found, (message, lineno, offset, end_offset), "{source:?}");
}

fn constant(source: &str) -> Constant {
    let options = ParseOptions { mode: Mode::Eval, ..ParseOptions::default() };
    let ast = parse(source, options, &mut NoEmbedder).expect("valid");
    match ast.module {
        Mod::Expression { body } => match *body {
            Expr { kind: ExprKind::Constant { value, .. }, .. } => value,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_bind_as_they_should() {
    let text = tree("-a ** -b * c");
    assert!(text.starts_with("Module(body=[Expr(value=BinOp(left=UnaryOp(op=USub(), operand=BinOp(left=Name(id=\"a\""));
    let text = tree("not a in b or c < d < e and f");
    assert!(text.starts_with("Module(body=[Expr(value=BoolOp(op=Or(), values=[UnaryOp(op=Not(), operand=Compare("));
    assert!(tree("a if b else c if d else e").contains("orelse=IfExp("));
}

#[test]
fn positions_are_bytes_and_exclude_parentheses() {
    let text = tree("é = (x)");
    assert!(text.contains("id=\"\\e9;\", ctx=Store(), lineno=1, col_offset=0, end_lineno=1, end_col_offset=2"));
    assert!(text.contains("id=\"x\", ctx=Load(), lineno=1, col_offset=6, end_lineno=1, end_col_offset=7"));
}

#[test]
fn literals_have_their_values() {
    assert_eq!(constant("0x_ff"), Constant::Int(255.into()));
    assert_eq!(constant("1_000.5e1"), Constant::Float(10005.0));
    assert_eq!(constant("2.5j"), Constant::Complex(0.0, 2.5));
    assert_eq!(constant(r"'a\x62\u0063\n' 'd'"), Constant::Str("abc\nd".into()));
    assert_eq!(constant(r"b'\x00\377'"), Constant::Bytes(std::rc::Rc::from(&[0u8, 255][..])));
    let Constant::Str(surrogate) = constant(r"'\ud800'") else { panic!("not a string") };
    assert_eq!(surrogate.code_points().collect::<Vec<_>>(), [0xd800]);
    assert_eq!(surrogate.as_str(), None);
}

#[test]
fn soft_keywords_are_names_elsewhere() {
    for source in ["match = 1", "match(x)", "match[x:y]", "match, case = 1, 2", "type = 1", "type(x)", "_ = case"] {
        let ast = parse(source, ParseOptions::default(), &mut NoEmbedder).expect(source);
        let Mod::Module { body, .. } = ast.module else { panic!("not a module") };
        assert!(matches!(body[0].kind, StmtKind::Assign { .. } | StmtKind::Expr { .. }), "{source}");
    }
    assert!(tree("match x:\n  case [a, *_]: pass").starts_with("Module(body=[Match("));
    assert!(tree("type X[T] = int").starts_with("Module(body=[TypeAlias("));
}

#[test]
fn with_items_and_tuples_are_told_apart() {
    assert!(tree("with (a, b): pass").contains("withitem(context_expr=Name(id=\"b\""));
    assert!(tree("with (a, b) as c: pass").contains("withitem(context_expr=Tuple("));
    assert!(tree("with (yield): pass").contains("withitem(context_expr=Yield("));
}

#[test]
fn fstrings_may_nest_and_debug() {
    let text = tree("f'{x = !r:>{w}}{{}}'");
    assert!(text.contains("Constant(value=\"x = \""));
    assert!(text.contains("conversion=114"));
    assert!(text.contains("value=\"{}\""));
    assert!(tree("f'{f'{1}'}'").contains("JoinedStr(values=[FormattedValue(value=JoinedStr("));
}

#[test]
fn errors_have_cpythons_words_and_places() {
    check("f(", "'(' was never closed", 1, 2, 0);
    check("(a b)", "invalid syntax. Perhaps you forgot a comma?", 1, 2, 5);
    check("if x\n  pass", "expected ':'", 1, 5, 6);
    check("if x:\npass", "expected an indented block after 'if' statement on line 1", 2, 1, 5);
    check("f() = 1", "cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1, 4);
    check("a, b: int", "only single target (not tuple) can be annotated", 1, 1, 2);
    check("print x", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1, 8);
    check("def f(a=1, b): pass", "parameter without a default follows parameter with a default", 1, 12, 13);
    check("f(a for a in b, c)", "Generator expression must be parenthesized", 1, 3, 15);
    check("x = 'abc", "unterminated string literal (detected at line 1)", 1, 5, 5);
    check("try: pass\nx", "expected 'except' or 'finally' block", 2, 1, 2);
    check("f'{}'", "f-string: valid expression required before '}'", 1, 4, 5);
    check("{a: 1, b}", "':' expected after dictionary key", 1, 8, 0);
    check(
        "0777",
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        1,
        1,
        2,
    );
    check("x = 1 +", "invalid syntax", 1, 8, 9);
}

#[test]
fn indentation_has_classes_of_its_own() {
    assert_eq!(error("  x").class, ErrorClass::IndentationError);
    assert_eq!(error("if 1:\n    x\n  y").class, ErrorClass::IndentationError);
    assert_eq!(error("if 1:\n\tx\n        y").class, ErrorClass::TabError);
}

#[test]
fn depth_is_bounded() {
    // What is deep is bounded by the room on the stack too: that of a main thread is measured.
    let main_sized = std::thread::Builder::new().stack_size(8 << 20).spawn(depths);
    main_sized.expect("a thread").join().expect("no panic");
}

fn depths() {
    assert_eq!(error(&"(".repeat(201)).message, "too many nested parentheses");
    assert_eq!(error(&format!("{}a", "-".repeat(100_000))).class, ErrorClass::MemoryError);
    assert_eq!(error(&format!("a{}", "+a".repeat(100_000))).class, ErrorClass::RecursionError);
    assert_eq!(error(&format!("if a: b\n{}", "elif a: b\n".repeat(100_000))).class, ErrorClass::MemoryError);
    tree(&format!("a{}", "+a".repeat(9_000)));
    tree(&format!("[{}]", "a,".repeat(100_000)));
}

#[test]
fn nested_mistakes_take_linear_time() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("f(", ")"), ("a[", "]"), ("{a:", "}"), ("(lambda x=", ":1)")]
    {
        error(&format!("{}a b{}", open.repeat(60), close.repeat(60)));
        error(&format!("{}a b", open.repeat(60)));
    }
}

#[test]
fn incomplete_input_is_recognized() {
    let options =
        ParseOptions { mode: Mode::Single, allow_incomplete: true, dont_imply_dedent: true, ..ParseOptions::default() };
    for source in ["if x:", "(", "'''abc", "def f():\n  pass", "x = \\\n"] {
        let error = parse(source, options, &mut NoEmbedder).expect_err(source);
        assert_eq!(error.class, ErrorClass::IncompleteInputError, "{source:?}");
    }
    for source in ["x = 1", "f(x)", "if x:\n  pass\n\n"] {
        assert!(parse(source, options, &mut NoEmbedder).is_ok() || source.starts_with("if"), "{source:?}");
    }
}

#[test]
fn encodings() {
    let ast = parse_bytes(b"# coding: latin-1\nx = '\xe9'", ParseOptions::default(), &mut NoEmbedder).expect("valid");
    assert!(dump(&ast).contains("\"\\e9;\""));
    let error = parse_bytes(b"# coding: nonsense\n", ParseOptions::default(), &mut NoEmbedder).expect_err("unknown");
    assert_eq!(error.message, "unknown encoding: nonsense");
    assert!(parse_bytes(b"x = '\xff'", ParseOptions::default(), &mut NoEmbedder).is_err());
    assert!(parse_bytes(b"x\0", ParseOptions::default(), &mut NoEmbedder).is_err());
}

struct Strict;

impl Embedder for Strict {
    fn warn(&mut self, _warning: &Warning) -> WarnOutcome {
        WarnOutcome::Error
    }
}

#[test]
fn warnings_can_be_errors() {
    let error = parse(r"x = '\d'", ParseOptions::default(), &mut Strict).expect_err("strict");
    assert_eq!(error.message, r"invalid escape sequence '\d'");
    assert_eq!((error.lineno, error.offset), (1, 5));
    assert!(parse("x = 1if y else 2", ParseOptions::default(), &mut Strict).is_err());
}
