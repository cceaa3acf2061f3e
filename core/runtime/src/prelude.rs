//! What nearly every file of the runtime and the modules uses.

pub use ks_layout::*;

pub use crate::abstract_::ObjectOps;
pub use crate::objects::unicodeobject::empty_str;
pub use crate::objects::*;
pub use crate::raise::Raise;
pub use crate::{id, object_type, raise, unwritten};
