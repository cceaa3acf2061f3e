//! Symbol table, code generation, flow graph, assembler and marshal-able code units.

pub mod instruction_sequence;
