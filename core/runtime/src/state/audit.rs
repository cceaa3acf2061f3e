//! Audit hooks (PEP 578): those of C, process-wide, and those of `sys.addaudithook`, per interpreter.

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};

use crate::abstract_::ObjectOps;
use crate::eval::monitoring::untraced;
use crate::prelude::*;

/// `Py_AuditHookFunction`: event, tuple of arguments, the pointer registered with it; non-zero stops the event.
pub type Py_AuditHookFunction = unsafe extern "C" fn(*const c_char, &Object, *mut c_void) -> c_int;

struct Hooks(RefCell<Vec<(Py_AuditHookFunction, usize)>>);
// SAFETY: touched only by the thread that holds the interpreter, or before it exists.
unsafe impl Sync for Hooks {}

static C_HOOKS: Hooks = Hooks(RefCell::new(Vec::new()));

/// `PySys_AddAuditHook`.
pub fn add_c_hook(hook: Py_AuditHookFunction, user_data: *mut c_void) {
    C_HOOKS.0.borrow_mut().push((hook, user_data as usize));
}

/// Forgets all hooks, which are told of it.
pub fn clear(th: &mut Thread) {
    if event::<0>(c"cpython._PySys_ClearAuditHooks", || Ok([]), th).is_err() {
        // A hook may veto nothing any more.
        th.clear_raised();
    }
    C_HOOKS.0.borrow_mut().clear();
    th.interp().audit_hooks.set(None, th);
}

/// Whether anybody listens: without, an event costs nothing but this.
#[inline]
pub fn is_watched(th: &Thread) -> bool {
    !C_HOOKS.0.borrow().is_empty() || !th.interp().audit_hooks.is_null()
}

/// Tells every hook of an event.
///
/// # Errors
/// What a hook raises: the event must then not happen.
pub fn audit(event: &CStr, args: &Tuple, th: &mut Thread) -> PyResult<()> {
    let mut at = 0;
    loop {
        let hook = C_HOOKS.0.borrow().get(at).copied();
        let Some((hook, user_data)) = hook else {
            break;
        };
        // SAFETY: the hook was registered with this pointer; the arguments live through the call.
        if unsafe { hook(event.as_ptr(), args, user_data as *mut c_void) } < 0 {
            return Err(if th.is_raised() {
                Raised
            } else {
                raise!(th, RuntimeError, "audit hook failed without an exception")
            });
        }
        at += 1;
    }
    let Some(hooks) = th.interp().audit_hooks.get() else {
        return Ok(());
    };
    let name = Str::new(&event.to_string_lossy())?;
    let mut at = 0;
    while let Some(hook) = hooks.get(at) {
        call_hook(&hook, &name, args, th)?;
        at += 1;
    }
    Ok(())
}

/// Calls a hook of Python code: hidden from trace and profile functions, unless its `__cantrace__` is true.
fn call_hook(hook: &Object, name: &Str, args: &Tuple, th: &mut Thread) -> PyResult<()> {
    let traceable = untraced(th, |th| match hook.get_attr_opt(id!(__cantrace__), th)? {
        Some(answer) => answer.is_true(th),
        None => Ok(false),
    })?;
    if traceable {
        hook.call(&[name, args], th)?;
    } else {
        untraced(th, |th| hook.call(&[name, args], th))?;
    }
    Ok(())
}

/// `sys.audit` from Rust, with arguments that are only made when somebody listens.
///
/// # Errors
/// As [`audit`].
#[inline]
pub fn event<const N: usize>(name: &CStr, args: impl FnOnce() -> PyResult<[Ref; N]>, th: &mut Thread) -> PyResult<()> {
    if !is_watched(th) {
        return Ok(());
    }
    let args = Tuple::from_array(args()?)?;
    audit(name, &args, th)
}
