//! Objects and types, heap, evaluation, calls, exceptions, import, interpreter and thread state.
//!
//! `ks-layout` says what objects look like; this crate says how they behave. Every Python type is a transparent wrapper
//! over its layout struct (`List` over `PyListObject`), in the file named after it, with its static type.

extern crate self as ks_runtime;

#[macro_use]
pub mod unwritten;
pub mod abstract_;
pub mod args;
pub mod ast;
pub mod codecs;
pub mod compile;
pub mod eval;
pub mod heap;
pub mod import;
pub mod instruction_sequence;
pub mod marshal;
pub mod objects;
pub mod prelude;
pub mod pyhash;
pub mod raise;
pub mod state;
pub mod suggestions;

/// Everything that generated code of `ks-macros` refers to.
pub use ks_layout as layout;
