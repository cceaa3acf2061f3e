//! Processes: ending, forking, waiting, signals sent, scheduling.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;
use ks_runtime::state::audit;
use ks_runtime::state::subinterp;

use super::path::{check, retry};
use crate::record::{Record, int};

/// `posix.waitid_result`.
pub static WAITID_RESULT: Record = Record::new(
    c"posix.waitid_result",
    c"waitid_result: what waitid() tells about a process.",
    &[(c"si_pid", c""), (c"si_uid", c""), (c"si_signo", c""), (c"si_status", c""), (c"si_code", c"")],
    5,
);

/// `posix.sched_param`.
pub static SCHED_PARAM: Record = Record::new(
    c"posix.sched_param",
    c"sched_param(sched_priority)\n--\n\nScheduling parameters.\n\n  sched_priority\n    the priority",
    &[(c"sched_priority", c"the scheduling priority")],
    1,
);

/// `sched_param(sched_priority)`: takes the one value, not a sequence.
unsafe extern "C" fn sched_param_new(_ty: &'static Type, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { Thread::enter() };
    let given = args.downcast::<Tuple>().map(Tuple::items).unwrap_or_default();
    let named = match kwargs.and_then(|kwargs| kwargs.downcast::<Dict>()) {
        Some(kwargs) if !kwargs.is_empty() => {
            let value = kwargs.get_str(&*Str::intern_str("sched_priority")?, th)?;
            if value.is_none() || kwargs.len() > 1 {
                return Err(raise!(th, TypeError, "sched_param() got an unexpected keyword argument"));
            }
            value
        }
        _ => None,
    };
    match (given, named) {
        ([value], None) => SCHED_PARAM.make(vec![value.clone()]),
        ([], Some(value)) => SCHED_PARAM.make(vec![value]),
        ([], None) => Err(raise!(th, TypeError, "sched_param() missing required argument 'sched_priority' (pos 1)")),
        (given, _) => Err(raise!(th, TypeError, "sched_param() takes at most 1 argument ({} given)", given.len())),
    }
}

/// Makes the records ready.
pub fn init(module: &Module, th: &mut Thread) -> PyResult<()> {
    WAITID_RESULT.add_to(module, "waitid_result", th)?;
    SCHED_PARAM.add_to(module, "sched_param", th)?;
    SCHED_PARAM.class().tp_new.set(Some(sched_param_new));
    Ok(())
}

#[pyfunction(sig = "(status)", doc = "End the process at once, without cleaning up.")]
fn _exit(status: c_int) {
    // SAFETY: ends the process.
    unsafe { libc::_exit(status) }
}

#[pyfunction(sig = "()", doc = "Abort the process, leaving a core file where the system makes them.")]
fn abort() {
    std::process::abort()
}

#[pyfunction(sig = "(pid, signal, /)", doc = "Send a signal to a process.")]
fn kill(pid: c_int, signal: c_int, th: &mut Thread) -> PyResult<()> {
    audit::event(c"os.kill", || Ok([int(i64::from(pid))?, int(i64::from(signal))?]), th)?;
    // SAFETY: numbers only.
    check(unsafe { libc::kill(pid, signal) }, th)?;
    // To itself: the handler runs now.
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(sig = "(pgid, signal, /)", doc = "Send a signal to a process group.")]
fn killpg(pgid: c_int, signal: c_int, th: &mut Thread) -> PyResult<()> {
    audit::event(c"os.killpg", || Ok([int(i64::from(pgid))?, int(i64::from(signal))?]), th)?;
    // SAFETY: numbers only.
    check(unsafe { libc::killpg(pgid, signal) }, th)?;
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(sig = "(pid, flags=0)", doc = "A descriptor that refers to a process.")]
fn pidfd_open(pid: c_int, flags: u32, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) } as c_int;
    check(fd, th)?;
    Ok(fd)
}

fn pair(pid: c_int, status: c_int) -> PyResult<Ref<Tuple>> {
    Tuple::from_array([int(i64::from(pid))?, int(i64::from(status))?])
}

#[pyfunction(sig = "(pid, options, /)", doc = "Wait for a child process: (pid, status).")]
fn waitpid(pid: c_int, options: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut status = 0;
    // SAFETY: room for the status.
    let pid = retry(|| unsafe { libc::waitpid(pid, &raw mut status, options) } as isize, th)?;
    pair(pid as c_int, status)
}

#[pyfunction(sig = "()", doc = "Wait for any child process: (pid, status).")]
fn wait(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut status = 0;
    // SAFETY: room for the status.
    let pid = th.allow_threads(|| unsafe { libc::wait(&raw mut status) });
    check(pid, th)?;
    pair(pid, status)
}

fn wait_usage(pid: c_int, options: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut status = 0;
    // SAFETY: plain numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: room for status and usage.
    let pid = retry(|| unsafe { libc::wait4(pid, &raw mut status, options, &raw mut usage) } as isize, th)?;
    let resource = ks_runtime::import::import_module(&*Str::intern_str("resource")?, th)?;
    let class = resource.get_attr(&*Str::intern_str("struct_rusage")?, th)?;
    let seconds = |time: &libc::timeval| crate::record::float(time.tv_sec as f64 + time.tv_usec as f64 * 1e-6);
    let mut values = vec![seconds(&usage.ru_utime)?, seconds(&usage.ru_stime)?];
    for number in [
        usage.ru_maxrss,
        usage.ru_ixrss,
        usage.ru_idrss,
        usage.ru_isrss,
        usage.ru_minflt,
        usage.ru_majflt,
        usage.ru_nswap,
        usage.ru_inblock,
        usage.ru_oublock,
        usage.ru_msgsnd,
        usage.ru_msgrcv,
        usage.ru_nsignals,
        usage.ru_nvcsw,
        usage.ru_nivcsw,
    ] {
        values.push(int(number)?);
    }
    let usage = class.call(&[&*Tuple::from_vec(values)?], th)?;
    Tuple::from_array([int(pid as i64)?, int(i64::from(status))?, usage])
}

#[pyfunction(sig = "(options)", doc = "Wait for any child process: (pid, status, resource usage).")]
fn wait3(options: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    wait_usage(-1, options, th)
}

#[pyfunction(sig = "(pid, options)", doc = "Wait for a child process: (pid, status, resource usage).")]
fn wait4(pid: c_int, options: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    wait_usage(pid, options, th)
}

#[pyfunction(
    sig = "(idtype, id, options, /)",
    doc = "Wait for child processes chosen by P_PID, P_PGID, P_ALL or P_PIDFD; None with WNOHANG and none ready."
)]
fn waitid(idtype: c_int, id: c_int, options: c_int, th: &mut Thread) -> PyResult {
    // SAFETY: plain numbers.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let kind = idtype as libc::idtype_t;
    // SAFETY: room for the answer.
    retry(|| unsafe { libc::waitid(kind, id as libc::id_t, &raw mut info, options) } as isize, th)?;
    // SAFETY: what `waitid` fills in.
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    if pid == 0 {
        return Ok(none().to_ref());
    }
    WAITID_RESULT.make(vec![
        int(i64::from(pid))?,
        super::path::id_object(uid)?,
        int(i64::from(info.si_signo))?,
        int(i64::from(status))?,
        int(i64::from(info.si_code))?,
    ])
}

#[pyfunction(sig = "(status)", doc = "A wait status as an exit code; minus the signal if one ended the process.")]
fn waitstatus_to_exitcode(status: c_int, th: &mut Thread) -> PyResult<c_int> {
    if libc::WIFEXITED(status) {
        Ok(libc::WEXITSTATUS(status))
    } else if libc::WIFSIGNALED(status) {
        Ok(-libc::WTERMSIG(status))
    } else if libc::WIFSTOPPED(status) {
        let signal = libc::WSTOPSIG(status);
        Err(raise!(th, ValueError, "process stopped by delivery of signal {signal}"))
    } else {
        Err(raise!(th, ValueError, "invalid wait status: {status}"))
    }
}

#[pyfunction(sig = "(status, /)", doc = "Whether the process left a core file.")]
fn WCOREDUMP(status: c_int) -> bool {
    libc::WCOREDUMP(status)
}

#[pyfunction(sig = "(status)", doc = "Whether the process goes on after having been stopped.")]
fn WIFCONTINUED(status: c_int) -> bool {
    libc::WIFCONTINUED(status)
}

#[pyfunction(sig = "(status)", doc = "Whether the process is stopped.")]
fn WIFSTOPPED(status: c_int) -> bool {
    libc::WIFSTOPPED(status)
}

#[pyfunction(sig = "(status)", doc = "Whether a signal ended the process.")]
fn WIFSIGNALED(status: c_int) -> bool {
    libc::WIFSIGNALED(status)
}

#[pyfunction(sig = "(status)", doc = "Whether the process ended by exiting.")]
fn WIFEXITED(status: c_int) -> bool {
    libc::WIFEXITED(status)
}

#[pyfunction(sig = "(status)", doc = "The exit code.")]
fn WEXITSTATUS(status: c_int) -> c_int {
    libc::WEXITSTATUS(status)
}

#[pyfunction(sig = "(status)", doc = "The signal that ended the process.")]
fn WTERMSIG(status: c_int) -> c_int {
    libc::WTERMSIG(status)
}

#[pyfunction(sig = "(status)", doc = "The signal that stopped the process.")]
fn WSTOPSIG(status: c_int) -> c_int {
    libc::WSTOPSIG(status)
}

#[pyfunction(sig = "(policy)", doc = "The highest priority of a scheduling policy.")]
fn sched_get_priority_max(policy: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let priority = unsafe { libc::sched_get_priority_max(policy) };
    check(priority, th)?;
    Ok(priority)
}

#[pyfunction(sig = "(policy)", doc = "The lowest priority of a scheduling policy.")]
fn sched_get_priority_min(policy: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let priority = unsafe { libc::sched_get_priority_min(policy) };
    check(priority, th)?;
    Ok(priority)
}

#[pyfunction(sig = "()", doc = "Let another process run.")]
fn sched_yield(th: &mut Thread) -> PyResult<()> {
    // SAFETY: no arguments.
    let result = th.allow_threads(|| unsafe { libc::sched_yield() });
    check(result, th)
}

#[pyfunction(sig = "(pid, /)", doc = "The scheduling policy of a process.")]
fn sched_getscheduler(pid: c_int, th: &mut Thread) -> PyResult<c_int> {
    // SAFETY: numbers only.
    let policy = unsafe { libc::sched_getscheduler(pid) };
    check(policy, th)?;
    Ok(policy)
}

/// The parameters in a `sched_param`.
pub fn sched_parameters(param: &Object, th: &mut Thread) -> PyResult<libc::sched_param> {
    if !std::ptr::eq(param.ob_type(), SCHED_PARAM.class()) {
        return Err(raise!(th, TypeError, "must have a sched_param object"));
    }
    let value = param.get_item(&Long::zero(), th)?;
    let Ok(priority) = c_int::try_from(value.index(th)?.to_i64(th)?) else {
        return Err(raise!(th, OverflowError, "sched_priority out of range"));
    };
    Ok(libc::sched_param { sched_priority: priority })
}

#[pyfunction(sig = "(pid, policy, param, /)", doc = "Set scheduling policy and parameters of a process.")]
fn sched_setscheduler(pid: c_int, policy: c_int, param: &Object, th: &mut Thread) -> PyResult<()> {
    let param = sched_parameters(param, th)?;
    // SAFETY: the struct is ours.
    check(unsafe { libc::sched_setscheduler(pid, policy, &raw const param) }, th)
}

#[pyfunction(sig = "(pid, /)", doc = "The scheduling parameters of a process.")]
fn sched_getparam(pid: c_int, th: &mut Thread) -> PyResult {
    let mut param = libc::sched_param { sched_priority: 0 };
    // SAFETY: the struct is ours.
    check(unsafe { libc::sched_getparam(pid, &raw mut param) }, th)?;
    SCHED_PARAM.make(vec![int(i64::from(param.sched_priority))?])
}

#[pyfunction(sig = "(pid, param, /)", doc = "Set the scheduling parameters of a process.")]
fn sched_setparam(pid: c_int, param: &Object, th: &mut Thread) -> PyResult<()> {
    let param = sched_parameters(param, th)?;
    // SAFETY: the struct is ours.
    check(unsafe { libc::sched_setparam(pid, &raw const param) }, th)
}

#[pyfunction(sig = "(pid, /)", doc = "The time slice of a process under round-robin scheduling, in seconds.")]
fn sched_rr_get_interval(pid: c_int, th: &mut Thread) -> PyResult<f64> {
    let mut interval = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is ours.
    check(unsafe { libc::sched_rr_get_interval(pid, &raw mut interval) }, th)?;
    Ok(interval.tv_sec as f64 + 1e-9 * interval.tv_nsec as f64)
}

/// Processors as bits.
const MASK_WORDS: usize = 128;

#[pyfunction(sig = "(pid, mask, /)", doc = "Say on which processors a process may run.")]
fn sched_setaffinity(pid: c_int, mask: &Object, th: &mut Thread) -> PyResult<()> {
    let mut words = [0u64; MASK_WORDS];
    for item in ks_runtime::abstract_::items::collect(mask, 0, th)? {
        let Some(number) = item.downcast::<Long>() else {
            let name = item.ob_type().display_name();
            return Err(raise!(th, TypeError, "expected an iterator of ints, but iterator yielded {name}"));
        };
        let cpu = number.to_i64(th)?;
        if cpu < 0 {
            return Err(raise!(th, ValueError, "negative CPU number"));
        }
        let Some(word) = words.get_mut(cpu as usize / 64).filter(|_| cpu < i64::from(c_int::MAX)) else {
            return Err(raise!(th, OverflowError, "CPU number too large"));
        };
        *word |= 1 << (cpu % 64);
    }
    // SAFETY: the mask's size is passed.
    check(unsafe { libc::sched_setaffinity(pid, size_of_val(&words), words.as_ptr().cast()) }, th)
}

#[pyfunction(sig = "(pid, /)", doc = "The processors that a process may run on.")]
fn sched_getaffinity(pid: c_int, th: &mut Thread) -> PyResult<Ref<Set>> {
    let mut words = [0u64; MASK_WORDS];
    // SAFETY: the mask's size is passed.
    check(unsafe { libc::sched_getaffinity(pid, size_of_val(&words), words.as_mut_ptr().cast()) }, th)?;
    let set = Set::new(None, th)?;
    for (index, word) in words.iter().enumerate() {
        for bit in (0..64).filter(|bit| word >> bit & 1 != 0) {
            set.add(&*int((index * 64 + bit) as i64)?, th)?;
        }
    }
    Ok(set)
}

#[pyfunction(
    sig = "(*, before=<unrepresentable>,\n                 after_in_child=<unrepresentable>,\n                 after_in_parent=<unrepresentable>)",
    doc = "Register functions to call around fork(): before it (last registered first), and after it in child and parent."
)]
fn register_at_fork(
    before: Option<&Object>,
    after_in_child: Option<&Object>,
    after_in_parent: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    if before.is_none() && after_in_child.is_none() && after_in_parent.is_none() {
        return Err(raise!(th, TypeError, "At least one argument is required."));
    }
    for (name, function) in
        [("before", before), ("after_in_child", after_in_child), ("after_in_parent", after_in_parent)]
    {
        if let Some(function) = function.filter(|function| !function.is_callable()) {
            let actual = function.ob_type().display_name();
            return Err(raise!(th, TypeError, "'{name}' must be callable, not {actual}"));
        }
    }
    let interp = th.interp();
    for (field, function) in [
        (&interp.before_forkers, before),
        (&interp.after_forkers_child, after_in_child),
        (&interp.after_forkers_parent, after_in_parent),
    ] {
        let Some(function) = function else { continue };
        if field.is_null() {
            field.init(List::with_capacity(4)?);
        }
        if let Some(list) = field.get() {
            list.push(function.to_ref())?;
        }
    }
    Ok(())
}

/// Calls the functions registered for a moment of `fork`; what they raise is reported.
fn run_forkers(list: Option<Ref<List>>, backwards: bool, th: &mut Thread) {
    let Some(list) = list else { return };
    let mut functions: Vec<Ref> = (0..list.len()).filter_map(|index| list.get(index)).collect();
    if backwards {
        functions.reverse();
    }
    for function in functions {
        if function.call(&[], th).is_err() {
            th.write_unraisable(Some(&function));
        }
    }
}

/// `PyOS_BeforeFork`.
pub fn before_fork(th: &mut Thread) {
    run_forkers(th.interp().before_forkers.get(), true, th);
    ks_runtime::import::lock::acquire(th);
}

/// `PyOS_AfterFork_Parent`.
pub fn after_fork_parent(th: &mut Thread) {
    if ks_runtime::import::lock::release(th).is_err() {
        th.write_unraisable(None);
    }
    run_forkers(th.interp().after_forkers_parent.get(), false, th);
}

/// `PyOS_AfterFork_Child`: this thread is the only one left.
pub fn after_fork_child(th: &mut Thread) {
    ks_runtime::state::signals::after_fork(th);
    // SAFETY: only this thread exists, and it holds the interpreter.
    unsafe { th.interp().gil.after_fork(th) };
    ks_runtime::state::thread::bind(th);
    ks_runtime::state::parking::after_fork();
    ks_runtime::import::lock::after_fork();
    if ks_runtime::import::lock::is_held() && ks_runtime::import::lock::release(th).is_err() {
        th.clear_raised();
    }
    crate::_thread::after_fork(th);
    ks_runtime::state::thread::delete_others(th);
    run_forkers(th.interp().after_forkers_child.get(), false, th);
}

/// Warns when other threads run, for they do not exist in the child.
fn warn_about_threads(name: &str, th: &mut Thread) {
    let threads = std::fs::read_dir("/proc/self/task").map_or(1, |tasks| tasks.count());
    if threads > 1 {
        // SAFETY: asks for a number.
        let pid = unsafe { libc::getpid() };
        let message =
            format!("This process (pid={pid}) is multi-threaded, use of {name}() may lead to deadlocks in the child.");
        if exceptions::warn(&exceptions::DeprecationWarning, message, 1, th).is_err() {
            th.write_unraisable(None);
        }
    }
}

fn refuse_at_shutdown(th: &mut Thread) -> PyResult<()> {
    if th.interp().finalizing.get() {
        return Err(raise!(th, PythonFinalizationError, "can't fork at interpreter shutdown"));
    }
    Ok(())
}

#[pyfunction(
    sig = "()",
    doc = "Make a child process, a copy of this one: 0 in the child, the child's id in the parent."
)]
fn fork(th: &mut Thread) -> PyResult<c_int> {
    refuse_at_shutdown(th)?;
    subinterp::require(Py_RTFLAGS_FORK, "fork", th)?;
    audit::event(c"os.fork", || Ok([]), th)?;
    before_fork(th);
    // SAFETY: this thread holds the interpreter; the child repairs what other threads held.
    let pid = unsafe { libc::fork() };
    let errno = super::path::errno();
    if pid == 0 {
        after_fork_child(th);
        return Ok(0);
    }
    if pid > 0 {
        warn_about_threads("fork", th);
    }
    after_fork_parent(th);
    if pid < 0 { Err(th.raise_os_error(errno, None)) } else { Ok(pid) }
}

#[pyfunction(sig = "()", doc = "As fork, with a new pseudo-terminal for the child: (pid, descriptor).")]
fn forkpty(th: &mut Thread) -> PyResult<Ref<Tuple>> {
    refuse_at_shutdown(th)?;
    subinterp::require(Py_RTFLAGS_FORK, "fork", th)?;
    audit::event(c"os.forkpty", || Ok([]), th)?;
    before_fork(th);
    let mut master = -1;
    let nothing = std::ptr::null_mut::<std::ffi::c_void>();
    // SAFETY: as in `fork`; only the descriptor is asked for.
    let pid = unsafe { libc::forkpty(&raw mut master, nothing.cast(), nothing.cast(), nothing.cast()) };
    let errno = super::path::errno();
    if pid == 0 {
        after_fork_child(th);
    } else {
        if pid > 0 {
            warn_about_threads("forkpty", th);
        }
        after_fork_parent(th);
    }
    if pid < 0 {
        return Err(th.raise_os_error(errno, None));
    }
    Tuple::from_array([int(i64::from(pid))?, int(i64::from(master))?])
}
