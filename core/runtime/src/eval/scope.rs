//! The namespaces of the running code: what `globals()` gives.

use super::frame::IFrame;
use crate::prelude::*;

/// `PyEval_GetGlobals`: the globals of the running Python code, if any runs.
pub fn current_globals(th: &Thread) -> Option<Ref> {
    IFrame::first_complete(IFrame::current(th)).map(|frame| frame.globals().to_ref())
}
