//! The built-in modules, one folder each.

pub mod _abc;
pub mod _ast;
pub mod _codecs;
pub mod _collections;
pub mod _functools;
pub mod _imp;
pub mod _io;
pub mod _locale;
pub mod _operator;
pub mod _signal;
pub mod _sre;
pub mod _stat;
pub mod _string;
pub mod _suggestions;
pub mod _symtable;
pub mod _sysconfig;
pub mod _thread;
pub mod _tokenize;
pub mod _tracemalloc;
pub mod _typing;
pub mod _warnings;
pub mod _weakref;
pub mod atexit;
pub mod builtins;
pub mod errno;
pub mod faulthandler;
mod frozen;
pub mod gc;
mod inittab;
pub mod itertools;
pub mod marshal;
pub mod posix;
pub mod pwd;
pub mod record;
pub mod sys;
pub mod time;

use ks_runtime::state::lifecycle::CoreModules;

/// `sys` and `builtins`, for the start of an interpreter.
pub static CORE_MODULES: CoreModules = CoreModules {
    create_sys: sys::create,
    create_builtins: builtins::create,
    configure_sys: sys::configure,
    at_exit: atexit::run,
};
