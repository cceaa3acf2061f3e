//! The exported C functions, one file per header.

mod call;
mod cellobject;
mod ceval;
mod classobject;
mod code;
mod descrobject;
mod funcobject;
mod genericaliasobject;
mod genobject;
mod methodobject;
mod modsupport;
mod moduleobject;
mod object;
mod pycapsule;
mod pyframe;
mod pymain;
mod structseq;
mod tables;
mod traceback;
mod typeobject;
