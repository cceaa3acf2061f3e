//! The table of built-in modules.
//!
//! Each module's folder declares it with `pymodule!` and an `init` function; its row stands here, in alphabetical order.

use std::cell::Cell;

use ks_runtime::import::builtin::{_inittab, InitTable};

static MODULES: &[_inittab] = &[
    _inittab::new(c"_abc", crate::_abc::PyInit__abc),
    _inittab::new(c"_ast", crate::_ast::PyInit__ast),
    _inittab::new(c"_codecs", crate::_codecs::PyInit__codecs),
    _inittab::new(c"_collections", crate::_collections::PyInit__collections),
    _inittab::new(c"_functools", crate::_functools::PyInit__functools),
    _inittab::new(c"_imp", crate::_imp::PyInit__imp),
    _inittab::new(c"_io", crate::_io::PyInit__io),
    _inittab::new(c"_operator", crate::_operator::PyInit__operator),
    _inittab::new(c"_sre", crate::_sre::PyInit__sre),
    _inittab::new(c"_stat", crate::_stat::PyInit__stat),
    _inittab::new(c"_locale", crate::_locale::PyInit__locale),
    _inittab::new(c"_string", crate::_string::PyInit__string),
    _inittab::new(c"_suggestions", crate::_suggestions::PyInit__suggestions),
    _inittab::new(c"_symtable", crate::_symtable::PyInit__symtable),
    _inittab::new(c"_sysconfig", crate::_sysconfig::PyInit__sysconfig),
    _inittab::new(c"_thread", crate::_thread::PyInit__thread),
    _inittab::new(c"_tokenize", crate::_tokenize::PyInit__tokenize),
    _inittab::new(c"_tracemalloc", crate::_tracemalloc::PyInit__tracemalloc),
    _inittab::new(c"_typing", crate::_typing::PyInit__typing),
    _inittab::new(c"_warnings", crate::_warnings::_PyWarnings_Init),
    _inittab::new(c"_weakref", crate::_weakref::PyInit__weakref),
    _inittab::new(c"atexit", crate::atexit::PyInit_atexit),
    _inittab::new(c"_signal", crate::_signal::PyInit__signal),
    _inittab::new(c"errno", crate::errno::PyInit_errno),
    _inittab::new(c"faulthandler", crate::faulthandler::PyInit_faulthandler),
    _inittab::new(c"gc", crate::gc::PyInit_gc),
    _inittab::new(c"itertools", crate::itertools::PyInit_itertools),
    _inittab::new(c"marshal", crate::marshal::PyMarshal_Init),
    _inittab::new(c"posix", crate::posix::PyInit_posix),
    _inittab::new(c"pwd", crate::pwd::PyInit_pwd),
    _inittab::new(c"time", crate::time::PyInit_time),
    // Made at the start, and never again.
    _inittab { name: c"builtins".as_ptr(), initfunc: None },
    _inittab { name: c"sys".as_ptr(), initfunc: None },
    _inittab::END,
];

/// The table in force; `PyImport_ExtendInittab` and embedders replace it before start-up.
#[unsafe(no_mangle)]
pub static PyImport_Inittab: InitTable = InitTable(Cell::new(MODULES.as_ptr()));
