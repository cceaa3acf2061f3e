//! The abstract object layer: what any object can be asked, through its type's slots (`abstract.h`, `object.h`).
//!
//! One file per protocol. `ObjectOps` gathers the operations as methods of [`Object`], so that the code of types and
//! modules reads `sequence.len(th)?`; the C functions (`PyObject_Size`, …) delegate to the same methods.

mod ops;

pub use ops::{BinaryOperator, ObjectOps};
