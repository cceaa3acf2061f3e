//! `_tracemalloc`: traces of memory blocks, for `tracemalloc`.

use ks_runtime::heap::tracemalloc;
use ks_runtime::prelude::*;

#[pyfunction(sig = "()", doc = "Whether memory blocks are traced.")]
fn is_tracing() -> bool {
    tracemalloc::is_tracing()
}

#[pyfunction(sig = "()", doc = "Forget the traces of all memory blocks.")]
fn clear_traces() {
    tracemalloc::clear();
}

#[pyfunction(
    sig = "()",
    doc = "The traces of all memory blocks: (domain, size, frames, number of frames) each.\n\nframes are (filename, lineno) tuples."
)]
fn _get_traces() -> PyResult<Ref<List>> {
    tracemalloc::all_traces()
}

#[pyfunction(
    sig = "(obj, /)",
    doc = "Where an object was allocated: a tuple of (filename, lineno) tuples; None if that was not traced."
)]
fn _get_object_traceback(obj: &Object) -> PyResult {
    Ok(tracemalloc::object_traceback(obj)?.map_or_else(|| none().to_ref(), Ref::into_object))
}

#[pyfunction(sig = "(nframe=1, /)", doc = "Trace memory blocks from now on, each with up to nframe frames.")]
fn start(nframe: std::ffi::c_int, th: &mut Thread) -> PyResult<()> {
    tracemalloc::start(nframe.into(), th)
}

#[pyfunction(sig = "()", doc = "Stop tracing memory blocks, and forget the traces.")]
fn stop() {
    tracemalloc::stop();
}

#[pyfunction(sig = "()", doc = "The most frames that a trace keeps.")]
fn get_traceback_limit() -> usize {
    tracemalloc::limit()
}

#[pyfunction(sig = "()", doc = "How many bytes the traces take.")]
fn get_tracemalloc_memory() -> usize {
    tracemalloc::own_memory()
}

#[pyfunction(sig = "()", doc = "The bytes of all traced blocks now, and when they were most.")]
fn get_traced_memory() -> PyResult<Ref<Tuple>> {
    let (now, peak) = tracemalloc::traced_memory();
    Tuple::from_array([Long::from_usize(now)?.into_object(), Long::from_usize(peak)?.into_object()])
}

#[pyfunction(sig = "()", doc = "Have the most bytes of traced blocks be those of now.")]
fn reset_peak() {
    tracemalloc::reset_peak();
}

pymodule! {
    name = "_tracemalloc",
    init = PyInit__tracemalloc,
    doc = "Traces of memory blocks.",
    functions = [
        is_tracing, clear_traces, _get_traces, _get_object_traceback, start, stop, get_traceback_limit,
        get_tracemalloc_memory, get_traced_memory, reset_peak,
    ],
}
