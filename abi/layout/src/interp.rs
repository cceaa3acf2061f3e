//! `pycore_interp.h`: the interpreter state.

use crate::opaque::Opaque;

/// `PyInterpreterState`.
#[repr(C)]
pub struct PyInterpreterState {
    pub rest: Opaque<194968>,
}
