//! The built-in modules, one folder each.

pub mod _imp;
mod frozen;
mod inittab;
pub mod marshal;
