//! `libpython3.13.so.1.0`. Nothing but linkage: the rooms below hold the code.

extern crate ks_capi;
extern crate ks_modules;
extern crate ks_runtime;
extern crate ks_varargs;
