//! The built-in modules, one folder each.
