//! C struct layouts and constants of CPython 3.13, one file per header.
//!
//! Everything here is a fact about memory that code outside this library relies on: which fields a struct has, in
//! which order, of which size. Behaviour lives in `core/runtime`. Two things stand here although they behave, because
//! every layout speaks of them: [`Ref`], the owned reference, and [`Thread`], the token that says "this thread holds the
//! interpreter".

#[macro_use]
pub mod opaque;

pub mod bytearrayobject;
pub mod bytesobject;
pub mod cellobject;
pub mod classobject;
pub mod code;
pub mod complexobject;
pub mod context;
pub mod descrobject;
pub mod dictobject;
pub mod enumobject;
pub mod floatobject;
pub mod frameobject;
pub mod funcobject;
pub mod gc;
pub mod genericaliasobject;
pub mod genobject;
pub mod hamt;
pub mod initconfig;
pub mod interp;
pub mod iterobject;
pub mod listobject;
pub mod lock;
pub mod longintrepr;
pub mod memoryobject;
pub mod methodobject;
pub mod modsupport;
pub mod moduleobject;
pub mod namespace;
pub mod object;
pub mod odictobject;
pub mod pybuffer;
pub mod pycapsule;
pub mod pyerrors;
pub mod pyhash;
pub mod pystate;
pub mod rangeobject;
pub mod refs;
pub mod setobject;
pub mod sliceobject;
pub mod structseq;
pub mod thread;
pub mod traceback;
pub mod tupleobject;
pub mod typeobject;
pub mod typevarobject;
pub mod unicodeobject;
pub mod unionobject;
pub mod weakrefobject;

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
