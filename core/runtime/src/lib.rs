//! Objects and types, heap, evaluation, calls, exceptions, import, interpreter and thread state.
