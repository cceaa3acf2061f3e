//! `faulthandler`: Python stacks printed on faults, on signals, and after a time.

use std::ffi::c_int;

use ks_runtime::prelude::*;
use ks_runtime::state::dump::{Out, dump_stack, dump_threads};
use ks_runtime::state::signals::NSIG;
use ks_runtime::state::{fatal, faults};

/// The descriptor to print to, and the object that keeps it open: `sys.stderr` for none, a number, or what has `fileno()`.
fn descriptor(file: Option<&Object>, th: &mut Thread) -> PyResult<(c_int, Option<Ref>)> {
    let file = match file.filter(|file| !file.is(none())) {
        Some(file) => file.to_ref(),
        None => {
            let sysdict = th.interp().sysdict.get();
            let stderr = match sysdict {
                Some(sysdict) => sysdict.get_str(id!(stderr), th)?,
                None => None,
            };
            match stderr {
                Some(stderr) if stderr.is(none()) => return Err(raise!(th, RuntimeError, "sys.stderr is None")),
                Some(stderr) => stderr,
                None => return Err(raise!(th, RuntimeError, "unable to get sys.stderr")),
            }
        }
    };
    if Long::check(&file) {
        let fd = file.as_c_int(th)?;
        if fd < 0 {
            return Err(raise!(th, ValueError, "file is not a valid file descriptor"));
        }
        return Ok((fd, None));
    }
    let number = file.call_method(id!(fileno), &[], th)?;
    let fd = number.downcast::<Long>().and_then(|number| c_int::try_from(number.to_i64_opt()?).ok());
    let Some(fd) = fd.filter(|fd| *fd >= 0) else {
        return Err(raise!(th, RuntimeError, "file.fileno() is not a valid file descriptor"));
    };
    // What is in the buffer goes before the stacks; that this may fail does not matter.
    if file.call_method(id!(flush), &[], th).is_err() {
        th.clear_raised();
    }
    Ok((fd, Some(file)))
}

#[pyfunction(
    sig = "(file=sys.stderr, all_threads=True)",
    doc = "Print the stack of this thread, or of all threads, to file."
)]
fn dump_traceback(file: Option<&Object>, all_threads: bool, th: &mut Thread) -> PyResult<()> {
    let (fd, _file) = descriptor(file, th)?;
    // SAFETY: this thread holds the interpreter, so no stack changes.
    unsafe {
        if all_threads {
            if let Err(message) = dump_threads(Out(fd), None, th.as_ptr()) {
                return Err(raise!(th, RuntimeError, "{message}"));
            }
        } else {
            dump_stack(Out(fd), th, true);
        }
    }
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(
    sig = "(file=sys.stderr, all_threads=True)",
    doc = "Print the stack of the failing thread, or of all threads, to file when a signal like SIGSEGV ends the process."
)]
fn enable(file: Option<&Object>, all_threads: bool, th: &mut Thread) -> PyResult<()> {
    let (fd, file) = descriptor(file, th)?;
    if faults::enable(fd, all_threads, file, th) { Ok(()) } else { Err(last_error(&exceptions::RuntimeError, th)) }
}

/// The system's error as an exception of a class.
fn last_error(class: &'static Type, th: &mut Thread) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    if std::ptr::eq(class, &exceptions::OSError) {
        return th.raise_os_error(errno, None);
    }
    th.raise(class, std::io::Error::from_raw_os_error(errno))
}

#[pyfunction(sig = "()", doc = "Undo enable(); whether it was in force.")]
fn disable(th: &mut Thread) -> bool {
    faults::disable(th)
}

#[pyfunction(sig = "()", doc = "Whether enable() is in force.")]
fn is_enabled() -> bool {
    faults::is_enabled()
}

/// What is printed above the stacks: the time that has run out.
fn timeout_header(timeout: std::time::Duration) -> String {
    let (seconds, micros) = (timeout.as_secs(), timeout.subsec_micros());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match micros {
        0 => format!("Timeout ({hours}:{minutes:02}:{seconds:02})!\n"),
        _ => format!("Timeout ({hours}:{minutes:02}:{seconds:02}.{micros:06})!\n"),
    }
}

#[pyfunction(
    sig = "(timeout, repeat=False, file=sys.stderr, exit=False)",
    doc = "Print the stacks of all threads to file after timeout seconds, or each timeout seconds if repeat.\n\nWith exit, the process then ends at once, which is not safe."
)]
fn dump_traceback_later(
    timeout: &Object,
    repeat: bool,
    file: Option<&Object>,
    exit: bool,
    th: &mut Thread,
) -> PyResult<()> {
    let timeout = crate::_thread::seconds(timeout, th)?;
    let Some(timeout) = timeout.filter(|timeout| !timeout.is_zero()) else {
        return Err(raise!(th, ValueError, "timeout must be greater than 0"));
    };
    let (fd, file) = descriptor(file, th)?;
    let header = timeout_header(timeout);
    let watch = faults::Watch { fd, file, timeout, repeat, exit, header, interp: th.interp() };
    if faults::dump_later(watch) { Ok(()) } else { Err(raise!(th, RuntimeError, "unable to start watchdog thread")) }
}

#[pyfunction(sig = "()", doc = "Undo dump_traceback_later().")]
fn cancel_dump_traceback_later() {
    faults::cancel_dump_later();
}

/// A signal that may be registered.
fn checked(signal: c_int, th: &mut Thread) -> PyResult<()> {
    if faults::is_fatal(signal) {
        return Err(raise!(th, RuntimeError, "signal {signal} cannot be registered, use enable() instead"));
    }
    if !(1..NSIG as c_int).contains(&signal) {
        return Err(raise!(th, ValueError, "signal number out of range"));
    }
    Ok(())
}

#[pyfunction(
    sig = "(signum, file=sys.stderr, all_threads=True, chain=False)",
    doc = "Print the stack of this thread, or of all threads, to file when a signal comes.\n\nWith chain, the signal's former handler runs afterwards."
)]
fn register(signum: c_int, file: Option<&Object>, all_threads: bool, chain: bool, th: &mut Thread) -> PyResult<()> {
    checked(signum, th)?;
    let target = descriptor(file, th)?;
    if faults::register(signum, target, all_threads, chain, th) {
        Ok(())
    } else {
        Err(last_error(&exceptions::OSError, th))
    }
}

#[pyfunction(sig = "(signum, /)", doc = "Undo register(); whether it was in force.")]
fn unregister(signum: c_int, th: &mut Thread) -> PyResult<bool> {
    checked(signum, th)?;
    Ok(faults::unregister(signum, th))
}

/// Leaves no core file behind: what follows ends the process on purpose.
fn suppress_core_file() {
    // SAFETY: a struct of ours.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        if libc::getrlimit(libc::RLIMIT_CORE, &raw mut limit) == 0 {
            limit.rlim_cur = 0;
            libc::setrlimit(libc::RLIMIT_CORE, &raw const limit);
        }
    }
}

#[pyfunction(sig = "()", doc = "Read from address 0, which ends the process.")]
fn _read_null() -> i32 {
    suppress_core_file();
    let null = std::hint::black_box(std::ptr::null::<i32>());
    // SAFETY: there is nothing safe about it: the fault is what is asked for.
    unsafe { std::ptr::read_volatile(null) }
}

fn raise_segfault() {
    suppress_core_file();
    // SAFETY: ends the process, as asked. Twice, should a handler return.
    unsafe {
        libc::raise(libc::SIGSEGV);
        libc::raise(libc::SIGSEGV);
    }
}

#[pyfunction(sig = "(release_gil=False, /)", doc = "Raise SIGSEGV, perhaps without the interpreter lock.")]
fn _sigsegv(release_gil: bool, th: &mut Thread) {
    if release_gil {
        th.allow_threads(raise_segfault);
    } else {
        raise_segfault();
    }
}

#[pyfunction(sig = "()", doc = "Raise SIGABRT.")]
fn _sigabrt() {
    suppress_core_file();
    std::process::abort();
}

#[pyfunction(sig = "()", doc = "Raise SIGFPE.")]
fn _sigfpe() {
    suppress_core_file();
    // SAFETY: ends the process, as asked.
    unsafe { libc::raise(libc::SIGFPE) };
}

#[pyfunction(sig = "()", doc = "A fatal error in a new thread of C.")]
fn _fatal_error_c_thread(th: &mut Thread) -> PyResult<()> {
    suppress_core_file();
    let thread = std::thread::Builder::new()
        .spawn(|| fatal::fatal_error(Some(b"faulthandler_fatal_error_thread"), b"in new thread"));
    match thread {
        Ok(thread) => {
            // The thread ends the process, not itself.
            let _ = thread.join();
            Ok(())
        }
        Err(_) => Err(raise!(th, RuntimeError, "unable to start the thread")),
    }
}

/// Goes down until the stack pointer is outside the bounds; how deep it was.
#[inline(never)]
fn descend(low: usize, high: usize, depth: &mut usize) -> usize {
    let buffer = std::hint::black_box([0u8; 4096]);
    let at = buffer.as_ptr() as usize;
    *depth += 1;
    if !(low..=high).contains(&at) {
        return at;
    }
    let reached = descend(low, high, depth);
    // After the call, so that it is none that reuses this frame.
    std::hint::black_box(&buffer);
    reached
}

#[pyfunction(sig = "()", doc = "Exhaust the stack.")]
fn _stack_overflow(th: &mut Thread) -> PyResult<()> {
    const MAX_SIZE: usize = 100 * 1024 * 1024;
    suppress_core_file();
    let here = std::ptr::from_ref(&th) as usize;
    let mut depth = 0;
    let low = here.saturating_sub(MAX_SIZE);
    let reached = descend(low, here.saturating_add(MAX_SIZE), &mut depth);
    let size = here.abs_diff(reached);
    Err(raise!(
        th,
        RuntimeError,
        "unable to raise a stack overflow (allocated {size} bytes on the stack, {depth} recursive calls)"
    ))
}

pymodule! {
    name = "faulthandler",
    init = PyInit_faulthandler,
    doc = "Python stacks printed on faults, on signals, and after a time.",
    functions = [
        enable, disable, is_enabled, dump_traceback, dump_traceback_later, cancel_dump_traceback_later, register,
        unregister, _read_null, _sigsegv, _fatal_error_c_thread, _sigabrt, _sigfpe, _stack_overflow,
    ],
}
