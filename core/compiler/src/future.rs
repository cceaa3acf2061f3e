//! `from __future__ import …`: which features a module turns on, and where its last future statement is.

use ks_bytecode::co::*;
use ks_syntax::ast::{Interner, Mod, Span, Stmt, StmtKind};

use crate::codegen::docstring;
use crate::error::{CompileError, CompileResult};

/// What a module's future statements say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Future {
    /// `CO_FUTURE_*` bits.
    pub features: u32,
    /// Position of the last future statement; line -1 if there is none.
    pub location: Span,
}

/// Reads the future statements at the top of a module.
///
/// Only the docstring and other future statements may stand before one; a later one is found by code generation.
pub fn future_features(module: &Mod, interner: &Interner) -> CompileResult<Future> {
    let mut future =
        Future { features: 0, location: Span { lineno: -1, col_offset: -1, end_lineno: -1, end_col_offset: -1 } };
    let (Mod::Module { body, .. } | Mod::Interactive { body }) = module else { return Ok(future) };
    let start = usize::from(docstring(body).is_some());
    for statement in &body[start..] {
        let is_future = matches!(&statement.kind, StmtKind::ImportFrom { module: Some(name), level, .. }
            if level.unwrap_or(0) == 0 && interner.get(*name) == "__future__");
        if !is_future {
            break;
        }
        future.features |= features_of(statement, interner)?;
        future.location = statement.span;
    }
    Ok(future)
}

fn features_of(statement: &Stmt, interner: &Interner) -> CompileResult<u32> {
    let StmtKind::ImportFrom { names, .. } = &statement.kind else { return Ok(0) };
    let mut features = 0;
    for alias in names {
        features |= match interner.get(alias.name) {
            // Part of the language since before 3.0; they set no flag.
            "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement" | "print_function"
            | "unicode_literals" | "generator_stop" => 0,
            "barry_as_FLUFL" => CO_FUTURE_BARRY_AS_BDFL,
            "annotations" => CO_FUTURE_ANNOTATIONS,
            "braces" => return Err(CompileError::future(statement.span, "not a chance")),
            other => {
                // The text is cut as `%.100s` does, after a hundred bytes or before a NUL, but not within a character.
                let mut end = other.find('\0').unwrap_or(other.len()).min(100);
                while !other.is_char_boundary(end) {
                    end -= 1;
                }
                let message = format!("future feature {} is not defined", &other[..end]);
                return Err(CompileError::future(statement.span, message));
            }
        };
    }
    Ok(features)
}
