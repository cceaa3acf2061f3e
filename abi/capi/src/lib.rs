//! The exported C functions, one file per header.

mod tables;
