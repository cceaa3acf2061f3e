//! Lexer, parser, AST and `SyntaxError` wording of Python 3.13.
//!
//! Knows nothing of Python objects: what needs the running interpreter (codecs, character names, warnings) is asked of
//! an embedder. The compiler and the runtime stand on it.

pub mod ast;
pub mod decode;
pub mod embedder;
pub mod error;
pub mod lexer;
pub mod parser;
pub mod source;
pub mod stack;
pub mod token;
pub mod tokenize;
