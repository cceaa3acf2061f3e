//! Import: the frozen bootstrap, built-in, frozen and extension modules; what `_imp` and `PyImport_*` are made of.
//!
//! Finding and loading is importlib's, which we freeze into the library; here is what Python code cannot do itself, and
//! the short cut of an import statement for modules that are in `sys.modules` already.

pub mod bootstrap;
pub mod builtin;
pub mod code;
pub mod extension;
pub mod frozen;
pub mod importer;
pub mod level;
pub mod lock;
pub mod modules;

pub use level::{import_level, import_module};
