//! The runtime half of the declaration macros: what generated C functions call to check and convert arguments, to turn
//! results into what C expects, and to build constant tables.
//!
//! Only functions that `ks-macros` generates should need most of this; types and modules name [`FromArg`], [`IntoPy`],
//! [`Kwargs`], [`ArgName`] and [`Visitor`].

mod convert;
mod parser;
mod results;
mod tables;
mod vector;

pub use convert::{ArgName, CodePoint, FromArg, SliceIndex, WritableBuffer, bad_argument, type_argument};
pub use parser::{ArgKeyword, ArgParser, no_keywords, no_positional, wrong_positional_count};
pub use results::{IntoInit, IntoNext, IntoPy, IntoSize, IntoStatus, IntoVisit, Sent, Visitor};
pub use tables::{MODULE_DEF_BASE, add_type, join_tables, module_def_init, module_slots, table_length};
pub use vector::{
    Kwargs, allocate, borrow_argument, init_refuses_keywords, is_none, new_refuses_keywords, slice_arguments,
    tuple_vector,
};

pub use crate::layout;
pub use crate::objects::none;
pub use crate::objects::typeobject::PyType_Type;
