//! `ceval.h`, `cpython/ceval.h`, `eval.h`, `pycore_ceval.h`: evaluation, threads, recursion, pending calls.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::MaybeUninit;
use std::sync::PoisonError;

use ks_runtime::abstract_::recursion;
use ks_runtime::eval::{self, IFrame, breaker, interp::block, monitoring};
use ks_runtime::prelude::*;
use ks_runtime::state::{InterpAccess, breaker as bits, thread};

/// The frame whose code runs.
fn current(th: &Thread) -> Option<IFrame> {
    IFrame::first_complete(IFrame::current(th))
}

fn status(result: PyResult<()>) -> c_int {
    if result.is_ok() { 0 } else { -1 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_EvalFrameDefault(
    state: *mut PyThreadState,
    frame: *mut _PyInterpreterFrame,
    throw: c_int,
) -> *mut Object {
    // SAFETY: called with the current thread state and a new or suspended frame.
    unsafe {
        let th = Thread::from_ptr(state);
        eval::run(IFrame::new(frame), throw != 0, th).map_or(std::ptr::null_mut(), Ref::into_raw)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalCode(code: &Object, globals: &Object, locals: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let Some(globals) = globals.downcast::<Dict>() else {
        return Err(raise!(th, SystemError, "PyEval_EvalCode: globals must be a dict"));
    };
    eval::eval_code(code, globals, locals.unwrap_or(globals), th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalCodeEx(
    code: &Object,
    globals: &Object,
    locals: Option<&Object>,
    args: *const *mut Object,
    argcount: c_int,
    keywords: *const *mut Object,
    kwcount: c_int,
    defaults: *const *mut Object,
    defcount: c_int,
    kwdefaults: Option<&Object>,
    closure: Option<&Object>,
) -> PyResult {
    // SAFETY: the C API's contract: the arrays have the given lengths, keywords in pairs.
    unsafe {
        let th = Thread::enter();
        let slice = |items: *const *mut Object, count: c_int| ks_runtime::abstract_::call::slice(items, count as usize);
        let Some(code) = code.downcast::<Code>() else {
            return Err(th.bad_internal_call());
        };
        let function = Function::new(code, globals, None, th)?;
        let parts = function.layout();
        if defcount > 0 {
            parts.func_defaults.set(Some(Tuple::new(slice(defaults, defcount))?.into_object()), th);
        }
        parts.func_kwdefaults.set(kwdefaults.map(Object::to_ref), th);
        parts.func_closure.set(closure.map(Object::to_ref), th);
        let mut values: Vec<*mut Object> = slice(args, argcount).iter().map(|value| value.as_ptr()).collect();
        let mut names = Vec::new();
        for pair in slice(keywords, 2 * kwcount).chunks_exact(2) {
            names.push(pair[0]);
            values.push(pair[1].as_ptr());
        }
        let names = if names.is_empty() { None } else { Some(Tuple::new(&names)?) };
        let locals = locals.unwrap_or(globals).to_ref();
        eval::vector(&function, Some(locals), values.as_ptr(), argcount as usize, names.as_deref(), th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalFrame(frame: *mut PyFrameObject) -> *mut Object {
    // SAFETY: as `PyEval_EvalFrameEx`.
    unsafe { PyEval_EvalFrameEx(frame, 0) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalFrameEx(frame: *mut PyFrameObject, throw: c_int) -> *mut Object {
    // SAFETY: the C API's contract: a frame object; the interpreter is held.
    unsafe {
        let th = Thread::enter();
        let frame = &*frame.cast::<Frame>();
        eval::eval_frame(frame.activation(), throw != 0, th).map_or(std::ptr::null_mut(), Ref::into_raw)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetBuiltins() -> *mut Object {
    // SAFETY: called by C with the interpreter held; the frame or the interpreter keeps what is returned.
    eval::current_builtins(unsafe { Thread::enter() }).map_or(std::ptr::null_mut(), |builtins| builtins.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetGlobals() -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    current(th).map_or(std::ptr::null_mut(), |frame| frame.f_globals.get())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetLocals() -> *mut Object {
    // SAFETY: called by C with the interpreter held; the frame keeps what is returned.
    eval::locals_snapshot(unsafe { Thread::enter() }).map_or(std::ptr::null_mut(), |locals| locals.as_ptr())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrame() -> *mut PyFrameObject {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match current(th).map(|frame| frame.frame_object(th)) {
        // The activation owns the frame object.
        Some(Ok(frame)) => frame.as_ptr().cast(),
        Some(Err(Raised)) => {
            th.clear_raised();
            std::ptr::null_mut()
        }
        None => std::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameBuiltins() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    eval::current_builtins(unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameGlobals() -> Option<Ref> {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    current(th).map(|frame| frame.globals().to_ref())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameLocals() -> PyResult {
    // SAFETY: called by C with the interpreter held.
    eval::frame_locals(unsafe { Thread::enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_GetBuiltin(name: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match name.downcast::<Str>() {
        Some(name) => eval::builtin(name, th),
        None => Err(th.bad_internal_call()),
    }
}

/// `PyCF_MASK`: the `__future__` flags.
const FUTURE_MASK: c_int = CO_FUTURE_DIVISION
    | CO_FUTURE_ABSOLUTE_IMPORT
    | CO_FUTURE_WITH_STATEMENT
    | CO_FUTURE_PRINT_FUNCTION
    | CO_FUTURE_UNICODE_LITERALS
    | CO_FUTURE_BARRY_AS_BDFL
    | CO_FUTURE_GENERATOR_STOP
    | CO_FUTURE_ANNOTATIONS;

/// `flags` begins with `cf_flags`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_MergeCompilerFlags(flags: *mut c_int) -> c_int {
    // SAFETY: called by C with the interpreter held, with a `PyCompilerFlags`.
    unsafe {
        let th = Thread::enter();
        if let Some(frame) = current(th) {
            *flags |= frame.code().layout().co_flags.get() & FUTURE_MASK;
        }
        (*flags != 0).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFuncName(callable: &Object) -> *const c_char {
    if let Some(method) = callable.downcast_exact::<Method>() {
        // SAFETY: as this function.
        return unsafe { PyEval_GetFuncName(method.function()) };
    }
    if let Some(function) = callable.downcast_exact::<Function>() {
        // SAFETY: the function keeps its name, which keeps its UTF-8.
        return unsafe { eval::utf8_of(function.layout().func_name.as_ptr(), Thread::enter()) };
    }
    match callable.downcast::<CFunction>() {
        Some(function) => function.def().ml_name,
        None => callable.ob_type().tp_name.get(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFuncDesc(callable: &Object) -> *const c_char {
    let is_function = Method::check_exact(callable) || Function::check_exact(callable) || CFunction::check(callable);
    if is_function { c"()".as_ptr() } else { c" object".as_ptr() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_SliceIndex(value: &Object, result: *mut isize) -> c_int {
    if value.is(none()) {
        return 1;
    }
    // SAFETY: as below.
    unsafe { slice_index(value, result, "slice indices must be integers or None or have an __index__ method") }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_SliceIndexNotNone(value: &Object, result: *mut isize) -> c_int {
    // SAFETY: as below.
    unsafe { slice_index(value, result, "slice indices must be integers or have an __index__ method") }
}

unsafe fn slice_index(value: &Object, result: *mut isize, message: &str) -> c_int {
    // SAFETY: called by C with the interpreter held; the result goes where the caller says.
    unsafe {
        let th = Thread::enter();
        if !ks_runtime::abstract_::number::is_index(value) {
            let _ = raise!(th, TypeError, "{message}");
            return 0;
        }
        match value.as_isize(None, th) {
            Ok(index) => {
                *result = index;
                1
            }
            Err(Raised) => 0,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_AddPendingCall(
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: the main thread state lives as long as the runtime is initialized.
    let Some(main) = (unsafe { _PyRuntime.main_tstate.get().as_ref() }) else { return -1 };
    let mut queue = main.interp().pending_calls.lock().unwrap_or_else(PoisonError::into_inner);
    if queue.len() >= 32 {
        return -1;
    }
    queue.push(ks_runtime::state::interp::PendingCall { function, argument: argument as usize });
    drop(queue);
    bits::set(main, bits::_PY_CALLS_TO_DO_BIT);
    0
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_MakePendingCalls() -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    status(ks_runtime::state::handle_signals(th).and_then(|()| breaker::make_pending_calls(th)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_MakePendingCalls(state: *mut PyThreadState) -> c_int {
    // SAFETY: the current thread state.
    status(breaker::make_pending_calls(unsafe { Thread::from_ptr(state) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_HandlePending(state: *mut PyThreadState) -> c_int {
    // SAFETY: the current thread state.
    status(breaker::handle_pending(unsafe { Thread::from_ptr(state) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetRecursionLimit() -> c_int {
    // SAFETY: called by C with the interpreter held.
    block(unsafe { Thread::enter() }).ceval.recursion_limit.get()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetRecursionLimit(limit: c_int) {
    // SAFETY: called by C with the interpreter held.
    eval::set_recursion_limit(limit, unsafe { Thread::enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EnterRecursiveCall(place: *const c_char) -> c_int {
    // SAFETY: called by C with the interpreter held, with a C string.
    unsafe {
        let th = Thread::enter();
        let place = CStr::from_ptr(place).to_string_lossy();
        match recursion::enter(&place, th) {
            Ok(level) => {
                // Left by `Py_LeaveRecursiveCall`.
                std::mem::forget(level);
                0
            }
            Err(Raised) => -1,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_LeaveRecursiveCall() {
    // SAFETY: called by C with the interpreter held.
    let remaining = unsafe { &Thread::enter().c_recursion_remaining };
    remaining.set(remaining.get() + 1);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_CheckRecursiveCall(state: *mut PyThreadState, place: *const c_char) -> c_int {
    // SAFETY: the current thread state and a C string.
    unsafe { status(recursion::check(&CStr::from_ptr(place).to_string_lossy(), Thread::from_ptr(state))) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SaveThread() -> *mut PyThreadState {
    // SAFETY: called by C with the interpreter held.
    unsafe { thread::detach() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_RestoreThread(state: *mut PyThreadState) {
    // SAFETY: a state of this native thread; none is current.
    unsafe { thread::attach(state) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_AcquireThread(state: *mut PyThreadState) {
    // SAFETY: as above.
    unsafe { thread::attach(state) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_ReleaseThread(state: *mut PyThreadState) {
    if !std::ptr::eq(Thread::current_ptr(), state) {
        ks_runtime::unwritten::fatal("PyEval_ReleaseThread: thread state mix-up");
    }
    // SAFETY: the state is current.
    unsafe { thread::detach() };
}

/// Does nothing since 3.9.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_InitThreads() {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_ThreadsInitialized() -> c_int {
    1
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetTrace(function: Option<Py_tracefunc>, argument: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let state = th.as_ptr();
    // SAFETY: the state of this thread.
    if unsafe { monitoring::legacy::set_trace(state, function, argument, th) }.is_err() {
        th.write_unraisable(None);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetProfile(function: Option<Py_tracefunc>, argument: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    let state = th.as_ptr();
    // SAFETY: the state of this thread.
    if unsafe { monitoring::legacy::set_profile(state, function, argument, th) }.is_err() {
        th.write_unraisable(None);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_SetProfile(
    state: *mut PyThreadState,
    function: Option<Py_tracefunc>,
    argument: Option<&Object>,
) -> c_int {
    // SAFETY: called by C with the interpreter held and a live thread's state.
    status(unsafe { monitoring::legacy::set_profile(state, function, argument, Thread::enter()) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetTraceAllThreads(function: Option<Py_tracefunc>, argument: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if monitoring::legacy::set_all_threads(false, function, argument, th).is_err() {
        th.write_unraisable(None);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetProfileAllThreads(function: Option<Py_tracefunc>, argument: Option<&Object>) {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    if monitoring::legacy::set_all_threads(true, function, argument, th).is_err() {
        th.write_unraisable(None);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Eval_RequestCodeExtraIndex(free: Option<freefunc>) -> isize {
    // SAFETY: called by C with the interpreter held.
    let interp = block(unsafe { Thread::enter() });
    let index = interp.co_extra_user_count.get();
    let Some(slot) = usize::try_from(index).ok().and_then(|index| interp.co_extra_freefuncs.get(index)) else {
        return -1;
    };
    slot.set(free);
    interp.co_extra_user_count.set(index + 1);
    index
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_CheckExceptTypeValid(state: *mut PyThreadState, pattern: &Object) -> c_int {
    // SAFETY: the current thread state.
    status(eval::check_except_type(pattern, unsafe { Thread::from_ptr(state) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_CheckExceptStarTypeValid(state: *mut PyThreadState, pattern: &Object) -> c_int {
    // SAFETY: the current thread state.
    status(eval::check_except_star_type(pattern, unsafe { Thread::from_ptr(state) }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_MatchKeys(state: *mut PyThreadState, subject: &Object, keys: &Object) -> PyResult {
    // SAFETY: the current thread state.
    let values = eval::values_of_keys(subject, keys, unsafe { Thread::from_ptr(state) })?;
    Ok(values.unwrap_or_else(|| none().to_ref()))
}

/// NULL without an exception: no match.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_MatchClass(
    state: *mut PyThreadState,
    subject: &Object,
    class: &Object,
    positional: isize,
    names: &Object,
) -> Option<Ref> {
    // SAFETY: the current thread state.
    let th = unsafe { Thread::from_ptr(state) };
    eval::attributes_of_class(subject, class, positional as usize, names, th).ok().flatten()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_UnpackIterable(
    state: *mut PyThreadState,
    value: &Object,
    before: c_int,
    after: c_int,
    end: *mut *mut Object,
) -> c_int {
    let after = usize::try_from(after).ok();
    let total = before as usize + after.map_or(0, |after| after + 1);
    // SAFETY: the caller's array ends at `end` and has that many slots.
    unsafe {
        let slots = std::slice::from_raw_parts_mut(end.sub(total).cast::<MaybeUninit<Ref>>(), total);
        eval::unpack_to(value, before as usize, after, slots, Thread::from_ptr(state)).is_ok().into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_FormatKwargsError(state: *mut PyThreadState, callable: &Object, kwargs: &Object) {
    // SAFETY: the current thread state.
    let _ = eval::kwargs_error(callable, kwargs, unsafe { Thread::from_ptr(state) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_FrameClearAndPop(state: *mut PyThreadState, frame: *mut _PyInterpreterFrame) {
    // SAFETY: the current thread state and a frame that has been left.
    unsafe { eval::frame::clear_and_pop(IFrame::new(frame), Thread::from_ptr(state)) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_PopFrame(state: *mut PyThreadState, frame: *mut _PyInterpreterFrame) {
    // SAFETY: the current thread state and its topmost frame.
    unsafe { eval::frame::pop_words(IFrame::new(frame), Thread::from_ptr(state)) }
}

/// Takes the interpreter lock for the current state: a thing of the past.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_AcquireLock() {
    let state = thread::gilstate();
    if state.is_null() {
        ks_runtime::unwritten::fatal("PyEval_AcquireLock: current thread state is NULL");
    }
    // SAFETY: this thread's state, which is not current.
    unsafe { thread::attach(state) };
}

/// Lets it go.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_ReleaseLock() {
    if !Thread::current_ptr().is_null() {
        // SAFETY: a current state is this thread's.
        unsafe { thread::detach() };
    }
}

/// Has a function called soon, by the main thread if `flags` say so (1): 0, or -1 if too many wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_AddPendingCall(
    _interp: *mut PyInterpreterState,
    function: unsafe extern "C" fn(*mut c_void) -> c_int,
    argument: *mut c_void,
    _flags: c_int,
) -> c_int {
    // SAFETY: as that function.
    unsafe { Py_AddPendingCall(function, argument) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_FormatAwaitableError(state: *mut PyThreadState, ty: &Type, oparg: c_int) {
    // SAFETY: the current thread state.
    eval::awaitable_error(ty, oparg as u32, unsafe { Thread::from_ptr(state) });
}

/// Raises with the name that the object is put into the format.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_FormatExcCheckArg(
    state: *mut PyThreadState,
    exception: &'static Type,
    format: *const c_char,
    name: Option<&Object>,
) {
    let Some(name) = name.and_then(Object::downcast::<Str>) else { return };
    // SAFETY: the current thread state and a C string with one `%s` in it.
    unsafe {
        let th = Thread::from_ptr(state);
        let format = CStr::from_ptr(format).to_string_lossy();
        let shown = format!("{name:.200}");
        let message = format.replacen("%.200s", &shown, 1).replacen("%U", &shown, 1).replacen("%s", &shown, 1);
        if let Ok(message) = Str::new(&message) {
            let Raised = th.raise_object(exception, &message);
        }
        eval::set_name(name, th);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_FormatExcUnbound(state: *mut PyThreadState, code: &Code, index: c_int) {
    // SAFETY: the current thread state.
    let Raised = eval::unbound_error(code, index.max(0) as usize, unsafe { Thread::from_ptr(state) });
}

/// What `except*` handles and what is left, at their places; -1 for an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_ExceptionGroupMatch(
    exception: &Object,
    pattern: &Object,
    matched: *mut *mut Object,
    rest: *mut *mut Object,
) -> c_int {
    // SAFETY: called by C with the interpreter held, while a frame runs, with two places.
    unsafe {
        let th = Thread::enter();
        let Some(frame) = current(th) else {
            let Raised = th.bad_internal_call();
            return -1;
        };
        match eval::exception_group_match(exception, pattern, frame, th) {
            Ok((found, left)) => {
                *matched = found.map_or(none().as_ptr(), Ref::into_raw);
                *rest = left.into_raw();
                0
            }
            Err(Raised) => -1,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_MonitorRaise(
    state: *mut PyThreadState,
    frame: *mut _PyInterpreterFrame,
    instruction: *mut u16,
) {
    // SAFETY: the current thread state, a live frame and an instruction of its code.
    unsafe { monitoring::raise_at(IFrame::new(frame), instruction, Thread::from_ptr(state)) }
}

/// Pushes a frame for a call; the references to function, namespace and arguments are taken over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEvalFramePushAndInit(
    state: *mut PyThreadState,
    function: *mut Function,
    locals: *mut Object,
    args: *const *mut Object,
    argcount: usize,
    kwnames: Option<&Tuple>,
) -> *mut _PyInterpreterFrame {
    // SAFETY: the current thread state; the references are the callee's.
    unsafe {
        let th = Thread::from_ptr(state);
        let frame =
            eval::push_and_init(Ref::from_raw(function), Ref::from_raw_option(locals), args, argcount, kwnames, th);
        frame.map_or(std::ptr::null_mut(), IFrame::as_ptr)
    }
}

/// The generator, coroutine or asynchronous generator of a call of this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_MakeCoro(function: &Function) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { Thread::enter() };
    match current(th) {
        Some(frame) if std::ptr::eq(frame.function(), function) => {
            genobject::make_for_frame(frame, th).map(Ref::into_object)
        }
        _ => Err(th.bad_internal_call()),
    }
}

/// An intrinsic and its name.
#[repr(C)]
pub struct Intrinsic<F> {
    function: F,
    name: *const c_char,
}
// SAFETY: a function and a constant text.
unsafe impl<F> Sync for Intrinsic<F> {}

type Unary = unsafe extern "C" fn(*mut PyThreadState, &Object) -> PyResult;
type Binary = unsafe extern "C" fn(*mut PyThreadState, &Object, &Object) -> PyResult;

unsafe extern "C" fn unary<const NUMBER: u8>(state: *mut PyThreadState, value: &Object) -> PyResult {
    // SAFETY: the current thread state.
    let th = unsafe { Thread::from_ptr(state) };
    match IFrame::current(th) {
        Some(frame) => eval::intrinsics::unary(NUMBER, value.to_ref(), frame, th),
        None => Err(th.bad_internal_call()),
    }
}

unsafe extern "C" fn binary<const NUMBER: u8>(state: *mut PyThreadState, first: &Object, second: &Object) -> PyResult {
    // SAFETY: the current thread state.
    eval::intrinsics::binary(NUMBER, first.to_ref(), second.to_ref(), unsafe { Thread::from_ptr(state) })
}

macro_rules! intrinsics {
    ($function:ident: $($number:literal $name:literal)*) => {
        [$(Intrinsic { function: $function::<$number>, name: $name.as_ptr() }),*]
    };
}

/// The intrinsics of one operand, by number.
#[unsafe(no_mangle)]
pub static _PyIntrinsics_UnaryFunctions: [Intrinsic<Unary>; 12] = intrinsics! { unary:
    0 c"INTRINSIC_1_INVALID"
    1 c"INTRINSIC_PRINT"
    2 c"INTRINSIC_IMPORT_STAR"
    3 c"INTRINSIC_STOPITERATION_ERROR"
    4 c"INTRINSIC_ASYNC_GEN_WRAP"
    5 c"INTRINSIC_UNARY_POSITIVE"
    6 c"INTRINSIC_LIST_TO_TUPLE"
    7 c"INTRINSIC_TYPEVAR"
    8 c"INTRINSIC_PARAMSPEC"
    9 c"INTRINSIC_TYPEVARTUPLE"
    10 c"INTRINSIC_SUBSCRIPT_GENERIC"
    11 c"INTRINSIC_TYPEALIAS"
};

/// The intrinsics of two operands, by number.
#[unsafe(no_mangle)]
pub static _PyIntrinsics_BinaryFunctions: [Intrinsic<Binary>; 6] = intrinsics! { binary:
    0 c"INTRINSIC_2_INVALID"
    1 c"INTRINSIC_PREP_RERAISE_STAR"
    2 c"INTRINSIC_TYPEVAR_WITH_BOUND"
    3 c"INTRINSIC_TYPEVAR_WITH_CONSTRAINTS"
    4 c"INTRINSIC_SET_FUNCTION_TYPE_PARAMS"
    5 c"INTRINSIC_SET_TYPEPARAM_DEFAULT"
};
