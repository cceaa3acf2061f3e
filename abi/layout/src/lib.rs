//! C struct layouts and constants of CPython 3.13, one file per header.
