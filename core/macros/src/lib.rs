//! Procedural macros that declare types, methods and module functions.
