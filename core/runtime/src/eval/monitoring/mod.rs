//! Monitoring: `sys.monitoring` (PEP 669), on which `sys.settrace` and `sys.setprofile` stand.

pub mod legacy;

use super::frame::IFrame;
use super::regs::{Regs, Step};
use crate::prelude::*;

pub(super) fn raise(_frame: IFrame, _this: *mut u16, _th: &mut Thread) {}

pub(super) fn reraise(_frame: IFrame, _this: *mut u16, _th: &mut Thread) {}

pub(super) fn unwind(_frame: IFrame, _this: *mut u16, _th: &mut Thread) {}

pub(super) fn handled(_frame: IFrame, _this: *mut u16, _th: &mut Thread) -> PyResult<()> {
    Ok(())
}

pub(super) fn throw(_r: &mut Regs) -> Step {
    Ok(())
}

/// `_Py_Instrument`.
pub fn instrument(_code: &Code, _th: &mut Thread) -> PyResult<()> {
    unwritten!("monitoring::instrument")
}

/// Frees the monitoring data of a dying code object.
pub fn free_data(code: &PyCodeObject) {
    if !code._co_monitoring.get().is_null() {
        unwritten!("monitoring::free_data")
    }
}

/// `frame.f_lineno = line`, in a trace function.
pub fn set_line(_frame: &Frame, _line: &Long, th: &mut Thread) -> PyResult<()> {
    Err(raise!(th, ValueError, "f_lineno can only be set in a trace function"))
}

/// `_PyEval_SetOpcodeTrace`.
pub fn set_opcode_trace(_frame: &Frame, _enable: bool, _th: &mut Thread) -> PyResult<()> {
    Ok(())
}
