//! Lexer, parser, AST and SyntaxError wording.
