//! The built-in modules, one folder each.

pub mod _imp;
pub mod _warnings;
pub mod builtins;
pub mod errno;
mod frozen;
mod inittab;
pub mod marshal;
