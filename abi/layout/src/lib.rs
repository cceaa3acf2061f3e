//! C struct layouts and constants of CPython 3.13, one file per header.
//!
//! Everything here is a fact about memory that code outside this library relies on: which fields a struct has, in
//! which order, of which size. Behaviour lives in `core/runtime`. Two things stand here although they behave, because
//! every layout speaks of them: [`Ref`], the owned reference, and [`Thread`], the token that says "this thread holds the
//! interpreter".

pub mod object;
pub mod pybuffer;
pub mod pystate;
pub mod refs;
pub mod thread;

pub use object::*;
pub use pybuffer::*;
pub use pystate::*;
pub use refs::*;
pub use thread::Thread;
