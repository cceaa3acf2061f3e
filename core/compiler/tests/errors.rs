//! Errors and warnings of the passes after parsing: words and positions.

use ks_compiler::embedder::Embedder;
use ks_compiler::error::{CompileError, CompileResult};
use ks_compiler::{Options, compile};
use ks_syntax::ast::Span;
use ks_syntax::embedder::NoEmbedder;
use ks_syntax::parser::{ParseOptions, parse};

#[derive(Default)]
struct Recorder(Vec<String>);

impl Embedder for Recorder {
    fn syntax_warning(&mut self, message: &str, _span: Span) -> CompileResult {
        self.0.push(message.to_owned());
        Ok(())
    }

    fn inverting_bool(&mut self) -> CompileResult<bool> {
        Ok(true)
    }
}

fn outcome(source: &str) -> (Result<(), CompileError>, Vec<String>) {
    let mut ast = parse(source, ParseOptions::default(), &mut NoEmbedder).expect("a source that parses");
    let mut recorder = Recorder::default();
    let result = compile(&mut ast, &"<test>".into(), &Options::default(), &mut recorder).map(|_| ());
    (result, recorder.0)
}

#[track_caller]
fn refuses(source: &str, start: (i32, i32), message: &str) {
    match outcome(source).0 {
        Err(CompileError::Syntax(error)) => assert_eq!((error.message.as_str(), error.start), (message, start)),
        other => panic!("{source:?}: {other:?}"),
    }
}

#[test]
fn scopes() {
    refuses("def f(a, a): pass", (1, 9), "duplicate argument 'a' in function definition");
    refuses("def f():\n  x = 1\n  global x", (3, 2), "name 'x' is assigned to before global declaration");
    refuses("def f():\n  nonlocal x", (2, 2), "no binding for nonlocal 'x' found");
    refuses("nonlocal x", (1, 0), "nonlocal declaration not allowed at module level");
    refuses("def f[T, T](): pass", (1, 9), "duplicate type parameter 'T'");
    refuses(
        "[0 for x in y if (x := 1)]",
        (1, 18),
        "assignment expression cannot rebind comprehension iteration variable 'x'",
    );
    refuses("type X = (yield)", (1, 10), "yield expression cannot be used within a type alias");
    refuses("def f[T = (yield)](): pass", (1, 11), "yield expression cannot be used within a TypeVar default");
}

#[test]
fn placement() {
    refuses("return 1", (1, 0), "'return' outside function");
    refuses("if x:\n  break", (2, 2), "'break' outside loop");
    refuses("continue", (1, 0), "'continue' not properly in loop");
    refuses("def f(): await x", (1, 9), "'await' outside async function");
    refuses("async def f():\n  yield\n  return 1", (3, 2), "'return' with value in async generator");
    refuses("try: pass\nexcept: pass\nexcept E: pass", (2, 0), "default 'except:' must be last");
    refuses(
        "match x:\n  case a: pass\n  case b: pass",
        (2, 7),
        "name capture 'a' makes remaining patterns unreachable",
    );
    refuses("*a = 1", (1, 0), "starred assignment target must be in a list or tuple");
    refuses("x.__debug__ = 1", (1, 0), "cannot assign to __debug__");
    refuses("from __future__ import braces", (1, 0), "not a chance");
}

#[test]
fn warnings() {
    let warned = |source| outcome(source).1;
    assert_eq!(warned("x is 1"), ["\"is\" with 'int' literal. Did you mean \"==\"?"]);
    assert_eq!(warned("assert (x, 'm')"), ["assertion is always true, perhaps remove parentheses?"]);
    assert_eq!(warned("'a'()"), ["'str' object is not callable; perhaps you missed a comma?"]);
    assert_eq!(
        warned("[1][2, 3]"),
        ["list indices must be integers or slices, not tuple; perhaps you missed a comma?"]
    );
    assert!(warned("x is None").is_empty());
}

#[test]
fn depth_is_bounded() {
    // Test threads have less native stack than the limits allow for.
    let run = || {
        assert!(outcome(&format!("a{}", ".b".repeat(9_000))).0.is_ok());
        assert!(outcome(&format!("if a: b\n{}", "elif c: d\n".repeat(2_000))).0.is_ok());
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread");
    thread.join().expect("no native overflow");
}
