//! The abstract object layer: what any object can be asked, through its type's slots (`abstract.h`, `object.h`).
//!
//! One file per protocol. `ObjectOps` gathers the operations as methods of [`Object`](ks_layout::Object), so that the code
//! of types and modules reads `sequence.len(th)?`; the C functions (`PyObject_Size`, …) delegate to the same functions.

pub mod call;
pub mod instance;
pub mod items;
pub mod iter;
pub mod number;
mod ops;
pub mod protocol;
pub mod recursion;
pub mod repr_guard;
pub mod sequence;

pub use ops::{BinaryOperator, ObjectOps};
