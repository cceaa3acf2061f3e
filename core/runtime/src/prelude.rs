//! What nearly every file of the runtime and the modules uses.

pub use ks_layout::*;

pub use ks_macros::{member, pyfunction, pymethods, pymodule, pytype};

pub use crate::abstract_::ObjectOps;
pub use crate::args::{ArgName, CodePoint, FromArg, IntoPy, Kwargs, Sent, SliceIndex, Visitor, WritableBuffer};
pub use crate::objects::unicodeobject::empty_str;
pub use crate::objects::*;
pub use crate::raise::Raise;
pub use crate::state::{Detach, InterpAccess};
pub use crate::{id, object_type, raise, unwritten};
