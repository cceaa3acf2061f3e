//! `iterobject.h` and the iterators of built-in types.

use std::cell::Cell;
use std::ffi::c_int;

use crate::bytearrayobject::PyByteArrayObject;
use crate::bytesobject::PyBytesObject;
use crate::object::Object;
use crate::refs::Field;

/// `iterator`: by `__getitem__`.
#[repr(C)]
pub struct seqiterobject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    pub it_seq: Field,
}
object_layout!(seqiterobject: ob_base -> Object);

/// `callable_iterator`.
#[repr(C)]
pub struct calliterobject {
    pub ob_base: Object,
    pub it_callable: Field,
    pub it_sentinel: Field,
}
object_layout!(calliterobject: ob_base -> Object);

/// `bytes_iterator`.
#[repr(C)]
pub struct bytesiterobject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    pub it_seq: Field<PyBytesObject>,
}
object_layout!(bytesiterobject: ob_base -> Object);

/// `bytearray_iterator`.
#[repr(C)]
pub struct bytearrayiterobject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    pub it_seq: Field<PyByteArrayObject>,
}
object_layout!(bytearrayiterobject: ob_base -> Object);

/// `str_iterator`, `str_ascii_iterator`.
#[repr(C)]
pub struct unicodeiterobject {
    pub ob_base: Object,
    pub it_index: Cell<isize>,
    pub it_seq: Field,
}
object_layout!(unicodeiterobject: ob_base -> Object);

/// `filter`.
#[repr(C)]
pub struct filterobject {
    pub ob_base: Object,
    pub func: Field,
    pub it: Field,
}
object_layout!(filterobject: ob_base -> Object);

/// `map`.
#[repr(C)]
pub struct mapobject {
    pub ob_base: Object,
    pub iters: Field,
    pub func: Field,
}
object_layout!(mapobject: ob_base -> Object);

/// `zip`.
#[repr(C)]
pub struct zipobject {
    pub ob_base: Object,
    pub tuplesize: Cell<isize>,
    pub ittuple: Field,
    pub result: Field,
    pub strict: Cell<c_int>,
}
object_layout!(zipobject: ob_base -> Object);
