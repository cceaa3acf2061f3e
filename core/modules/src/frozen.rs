//! The tables of frozen modules, made by the build script, and the exported pointers to them.

use ks_runtime::import::frozen::{_frozen, _module_alias, AliasTable, FrozenTable};

include!(concat!(env!("OUT_DIR"), "/frozen_tables.rs"));

/// The embedder's own frozen modules.
#[unsafe(no_mangle)]
pub static PyImport_FrozenModules: FrozenTable = FrozenTable::new(std::ptr::null());
#[unsafe(no_mangle)]
pub static _PyImport_FrozenBootstrap: FrozenTable = FrozenTable::new(BOOTSTRAP.as_ptr());
#[unsafe(no_mangle)]
pub static _PyImport_FrozenStdlib: FrozenTable = FrozenTable::new(STDLIB.as_ptr());
#[unsafe(no_mangle)]
pub static _PyImport_FrozenTest: FrozenTable = FrozenTable::new(TEST.as_ptr());
#[unsafe(no_mangle)]
pub static _PyImport_FrozenAliases: AliasTable = AliasTable::new(ALIASES.as_ptr());
