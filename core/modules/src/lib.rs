//! The built-in modules, one folder each.

pub mod _imp;
pub mod builtins;
mod frozen;
mod inittab;
pub mod marshal;
