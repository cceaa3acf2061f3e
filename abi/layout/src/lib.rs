//! C struct layouts and constants of CPython 3.13, one file per header.
//!
//! Everything here is a fact about memory that code outside this library relies on: which fields a struct has, in
//! which order, of which size. Behaviour lives in `core/runtime`. Two things stand here although they behave, because
//! every layout speaks of them: [`Ref`], the owned reference, and [`Thread`], the token that says "this thread holds the
//! interpreter".

#[macro_use]
mod opaque;

mod bytearrayobject;
mod bytesobject;
mod cellobject;
mod classobject;
mod code;
mod complexobject;
mod context;
mod descrobject;
mod dictobject;
mod enumobject;
mod floatobject;
mod frameobject;
mod funcobject;
mod gc;
mod genericaliasobject;
mod genobject;
mod hamt;
mod initconfig;
mod interp;
mod iterobject;
mod listobject;
mod lock;
mod longintrepr;
mod memoryobject;
mod methodobject;
mod modsupport;
mod moduleobject;
mod namespace;
mod object;
mod odictobject;
mod pybuffer;
mod pycapsule;
mod pyerrors;
mod pyhash;
mod pystate;
mod rangeobject;
mod refs;
mod setobject;
mod sliceobject;
mod structseq;
mod thread;
mod traceback;
mod tupleobject;
mod typeobject;
mod typevarobject;
mod unicodeobject;
mod unionobject;
mod weakrefobject;

pub use bytearrayobject::*;
pub use bytesobject::*;
pub use cellobject::*;
pub use classobject::*;
pub use code::*;
pub use complexobject::*;
pub use context::*;
pub use descrobject::*;
pub use dictobject::*;
pub use enumobject::*;
pub use floatobject::*;
pub use frameobject::*;
pub use funcobject::*;
pub use gc::*;
pub use genericaliasobject::*;
pub use genobject::*;
pub use hamt::*;
pub use initconfig::*;
pub use interp::*;
pub use iterobject::*;
pub use listobject::*;
pub use lock::*;
pub use longintrepr::*;
pub use memoryobject::*;
pub use methodobject::*;
pub use modsupport::*;
pub use moduleobject::*;
pub use namespace::*;
pub use object::*;
pub use odictobject::*;
pub use opaque::*;
pub use pybuffer::*;
pub use pycapsule::*;
pub use pyerrors::*;
pub use pyhash::*;
pub use pystate::*;
pub use rangeobject::*;
pub use refs::*;
pub use setobject::*;
pub use sliceobject::*;
pub use structseq::*;
pub use thread::Thread;
pub use traceback::*;
pub use tupleobject::*;
pub use typeobject::*;
pub use typevarobject::*;
pub use unicodeobject::*;
pub use unionobject::*;
pub use weakrefobject::*;
