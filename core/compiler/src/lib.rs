//! Symbol table, code generation, flow graph, assembler and marshal-able code units.

pub mod assembler;
pub mod flowgraph;
pub mod indexed_set;
pub mod instruction_sequence;
pub mod marshal;
pub mod unit;
