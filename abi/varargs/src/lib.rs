//! C shims that turn variadic calls into `va_list` walks, and what is done with the values.
//!
//! `shims/` holds the C half, which makes a cursor from `...` or a `va_list`; this crate walks the cursor by the format.

mod build_value;
mod calls;
mod exports;
mod format;
mod getargs;
mod va;

pub use exports::*;
