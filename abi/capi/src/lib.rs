//! The exported C functions, one file per header.

mod call;
mod cellobject;
mod ceval;
mod classobject;
mod code;
mod funcobject;
mod genobject;
mod methodobject;
mod pyframe;
mod tables;
mod traceback;
