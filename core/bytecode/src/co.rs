//! Bits of `co_flags` (`CO_*` in `cpython/code.h`) and of `co_localspluskinds`.

/// Local variables live in the frame's fast slots.
pub const CO_OPTIMIZED: u32 = 0x1;
/// A new dict is made for the locals when none is given.
pub const CO_NEWLOCALS: u32 = 0x2;
/// The function has a `*args` parameter.
pub const CO_VARARGS: u32 = 0x4;
/// The function has a `**kwargs` parameter.
pub const CO_VARKEYWORDS: u32 = 0x8;
/// The scope is nested in another function.
pub const CO_NESTED: u32 = 0x10;
/// Calling it makes a generator.
pub const CO_GENERATOR: u32 = 0x20;
/// Calling it makes a coroutine.
pub const CO_COROUTINE: u32 = 0x80;
/// A generator marked by `types.coroutine`.
pub const CO_ITERABLE_COROUTINE: u32 = 0x100;
/// Calling it makes an asynchronous generator.
pub const CO_ASYNC_GENERATOR: u32 = 0x200;
/// `from __future__ import division`
pub const CO_FUTURE_DIVISION: u32 = 0x20000;
/// `from __future__ import absolute_import`
pub const CO_FUTURE_ABSOLUTE_IMPORT: u32 = 0x40000;
/// `from __future__ import with_statement`
pub const CO_FUTURE_WITH_STATEMENT: u32 = 0x80000;
/// `from __future__ import print_function`
pub const CO_FUTURE_PRINT_FUNCTION: u32 = 0x100000;
/// `from __future__ import unicode_literals`
pub const CO_FUTURE_UNICODE_LITERALS: u32 = 0x200000;
/// `from __future__ import barry_as_FLUFL`
pub const CO_FUTURE_BARRY_AS_BDFL: u32 = 0x400000;
/// `from __future__ import generator_stop`
pub const CO_FUTURE_GENERATOR_STOP: u32 = 0x800000;
/// `from __future__ import annotations`
pub const CO_FUTURE_ANNOTATIONS: u32 = 0x1000000;
/// No monitoring events are sent for this code.
pub const CO_NO_MONITORING_EVENTS: u32 = 0x2000000;

/// A fast local that `locals()` does not show (the variables of an inlined comprehension).
pub const CO_FAST_HIDDEN: u8 = 0x10;
/// A local variable.
pub const CO_FAST_LOCAL: u8 = 0x20;
/// A variable kept in a cell because an inner scope uses it.
pub const CO_FAST_CELL: u8 = 0x40;
/// A variable of an enclosing scope.
pub const CO_FAST_FREE: u8 = 0x80;
