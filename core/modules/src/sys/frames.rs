//! Frames of the running threads; tracing and profiling.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::eval::IFrame;
use ks_runtime::eval::monitoring::legacy;
use ks_runtime::prelude::*;

/// The frame `depth` calls up.
fn frame_at(depth: c_int, th: &mut Thread) -> PyResult<IFrame> {
    let mut frame = IFrame::first_complete(IFrame::current(th));
    for _ in 0..depth.max(0) {
        frame = frame.and_then(|frame| IFrame::first_complete(frame.previous_frame()));
    }
    match frame {
        Some(frame) => Ok(frame),
        None => Err(raise!(th, ValueError, "call stack is not deep enough")),
    }
}

#[pyfunction(sig = "(depth=0, /)", doc = "A frame object of the call stack, the caller's by default.")]
pub fn _getframe(#[arg(default = 0)] depth: c_int, th: &mut Thread) -> PyResult {
    let frame = frame_at(depth, th)?.frame_object(th)?.into_object();
    let shown = frame.clone();
    ks_runtime::state::audit::event(c"sys._getframe", || Ok([shown]), th)?;
    Ok(frame)
}

#[pyfunction(
    sig = "(depth=0)",
    doc = "The name of the module in which a function of the call stack was defined, or None."
)]
pub fn _getframemodulename(#[arg(default = 0)] depth: c_int, th: &mut Thread) -> PyResult {
    ks_runtime::state::audit::event(
        c"sys._getframemodulename",
        || Ok([Long::from_i64(i64::from(depth))?.into_object()]),
        th,
    )?;
    let Ok(frame) = frame_at(depth, th) else {
        th.clear_raised();
        return Ok(none().to_ref());
    };
    let function = Ref::new(frame.function());
    Ok(function.get_attr_opt(id!(__module__), th)?.unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "()", doc = "The current frame of each thread, by thread id.")]
pub fn _current_frames(th: &mut Thread) -> PyResult<Ref<Dict>> {
    ks_runtime::state::audit::event(c"sys._current_frames", || Ok([]), th)?;
    let dict = Dict::new()?;
    let mut state = th.interp().threads.get();
    // SAFETY: listed states are alive while this thread holds the interpreter.
    while let Some(thread) = unsafe { state.as_ref() } {
        // SAFETY: a thread's frame chain is live.
        let frame = IFrame::first_complete(unsafe { IFrame::from_ptr(thread.current_frame.get()) });
        if let Some(frame) = frame {
            let frame = frame.frame_object(th)?;
            let id = Long::from_u64(thread.thread_id.get())?;
            dict.set(&id, &frame, th)?;
        }
        state = thread.next.get();
    }
    Ok(dict)
}

#[pyfunction(sig = "()", doc = "The exception that each thread handles, by thread id.")]
pub fn _current_exceptions(th: &mut Thread) -> PyResult<Ref<Dict>> {
    ks_runtime::state::audit::event(c"sys._current_exceptions", || Ok([]), th)?;
    let dict = Dict::new()?;
    let mut state = th.interp().threads.get();
    // SAFETY: listed states are alive while this thread holds the interpreter.
    while let Some(thread) = unsafe { state.as_ref() } {
        // SAFETY: the exception stack of a live thread is never null and lives with it.
        let mut item = unsafe { thread.exc_info.get().as_ref() };
        let mut value = None;
        while let Some(level) = item {
            value = level.exc_value.get().filter(|value| !value.is(none()));
            if value.is_some() {
                break;
            }
            // SAFETY: as above.
            item = unsafe { level.previous_item.get().as_ref() };
        }
        let id = Long::from_u64(thread.thread_id.get())?;
        let value = value.unwrap_or_else(|| none().to_ref());
        dict.set(&id, &value, th)?;
        state = thread.next.get();
    }
    Ok(dict)
}

#[pyfunction(sig = "(func, args, /)", doc = "Call func(*args) with tracing on, from within a trace function.")]
pub fn call_tracing(func: &Object, args: &Tuple, th: &mut Thread) -> PyResult {
    let tracing = th.tracing.replace(0);
    let result = func.call_dict(args, None, th);
    th.tracing.set(tracing);
    result
}

#[pyfunction(sig = "(function, /)", doc = "Set the function that is told of every line; None ends it.")]
pub fn settrace(function: &Object, th: &mut Thread) -> PyResult<()> {
    legacy::settrace(function, th)
}

#[pyfunction(sig = "(function, /)", doc = "Set the function that is told of calls and returns; None ends it.")]
pub fn setprofile(function: &Object, th: &mut Thread) -> PyResult<()> {
    legacy::setprofile(function, th)
}

#[pyfunction(sig = "(function, /)", doc = "Set the trace function of every thread.")]
pub fn _settraceallthreads(function: &Object, th: &mut Thread) -> PyResult<()> {
    legacy::settrace_all_threads(function, th)
}

#[pyfunction(sig = "(function, /)", doc = "Set the profile function of every thread.")]
pub fn _setprofileallthreads(function: &Object, th: &mut Thread) -> PyResult<()> {
    legacy::setprofile_all_threads(function, th)
}

#[pyfunction(sig = "()", doc = "The trace function, or None.")]
pub fn gettrace(th: &mut Thread) -> PyResult {
    Ok(th.c_traceobj.get().unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "()", doc = "The profile function, or None.")]
pub fn getprofile(th: &mut Thread) -> PyResult {
    Ok(th.c_profileobj.get().unwrap_or_else(|| none().to_ref()))
}
