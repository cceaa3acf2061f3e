//! The instruction set of CPython 3.13, defined once.
