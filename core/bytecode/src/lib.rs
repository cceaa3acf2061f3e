//! The instruction set of CPython 3.13, defined once.
//!
//! Everything here is plain data about code objects: instruction numbers and their properties ([`op`], [`Flags`],
//! [`stack`]), the numbers some instructions take as their argument ([`arg`]), code flags ([`co`]), and the
//! encodings of the exception table ([`exception_table`]) and the location table ([`location`]).
//! Nothing here knows of objects, so that compiler, runtime and tools can share it.

pub mod arg;
pub mod co;
pub mod exception_table;
pub mod location;
pub mod op;
pub mod stack;
mod table;
pub mod varint;

pub use op::Flags;

/// The magic number of CPython 3.13's bytecode, first half of the first word of a `.pyc` file.
pub const MAGIC: u16 = 3571;

/// The first four bytes of a `.pyc` file: [`MAGIC`] in little endian, then CR LF.
pub const MAGIC_BYTES: [u8; 4] = [MAGIC.to_le_bytes()[0], MAGIC.to_le_bytes()[1], b'\r', b'\n'];
