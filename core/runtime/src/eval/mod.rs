//! The evaluation loop: frames, instructions, specialization, calls from Python to Python.

mod binding;
pub mod breaker;
mod build;
mod calls;
mod dispatch;
mod entry;
mod exc;
mod flow;
pub mod frame;
mod imports;
mod instrumented;
pub mod interp;
pub mod intrinsics;
mod matching;
pub mod monitoring;
mod names;
mod operators;
mod regs;
pub mod scope;
mod specialize;
mod stack;
mod unwind;

pub use binding::push_and_init;
pub use build::unpack_to;
pub(crate) use calls::function_text;
pub use calls::kwargs_error;
pub(crate) use dispatch::is_adaptive;
pub use dispatch::{eval_frame, run};
pub use entry::{
    builtin, current_builtins, eval_code, frame_locals, function_vectorcall, locals_snapshot, set_recursion_limit,
    utf8_of, vector,
};
pub(crate) use exc::raise_from_cause;
pub use exc::{awaitable_error, check_except_star_type, check_except_type, exception_group_match};
pub use frame::{IFrame, free_chunk};
pub use imports::attribute_of_module;
pub use matching::{attributes_of_class, values_of_keys};
pub use operators::binary_by_number;
pub use scope::current_globals;
pub use unwind::{exception_matches, handled_exception, is_exception_class, raise_class, set_name, unbound_error};
