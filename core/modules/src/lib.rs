//! The built-in modules, one folder each.

pub mod _imp;
pub mod builtins;
pub mod _warnings;
pub mod errno;
mod frozen;
mod inittab;
pub mod marshal;
