//! `_signal`: handlers, masks, waiting for and sending signals, interval timers.

use std::ffi::{CStr, c_int};

use ks_runtime::abstract_::{ObjectOps, items};
use ks_runtime::prelude::*;
use ks_runtime::state::{audit, signals};

use crate::posix::path::{check, errno, os_error, retry};
use crate::record::{Record, float, int};

/// The numbers of the module.
const NUMBERS: &[(&str, i32)] = &[
    ("NSIG", 65),
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
    ("SIG_BLOCK", 0),
    ("SIG_UNBLOCK", 1),
    ("SIG_SETMASK", 2),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGIOT", 6),
    ("SIGABRT", 6),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGBUS", 7),
    ("SIGSEGV", 11),
    ("SIGSYS", 31),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGUSR1", 10),
    ("SIGUSR2", 12),
    ("SIGCLD", 17),
    ("SIGCHLD", 17),
    ("SIGPWR", 30),
    ("SIGIO", 29),
    ("SIGURG", 23),
    ("SIGWINCH", 28),
    ("SIGPOLL", 29),
    ("SIGSTOP", 19),
    ("SIGTSTP", 20),
    ("SIGCONT", 18),
    ("SIGTTIN", 21),
    ("SIGTTOU", 22),
    ("SIGVTALRM", 26),
    ("SIGPROF", 27),
    ("SIGXCPU", 24),
    ("SIGXFSZ", 25),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
    ("SIGSTKFLT", 16),
];

/// `signal.struct_siginfo`.
static SIGINFO: Record = Record::new(
    c"signal.struct_siginfo",
    c"struct_siginfo: what sigwaitinfo and sigtimedwait tell about a signal.",
    &[
        (c"si_signo", c"signal number"),
        (c"si_code", c"signal code"),
        (c"si_errno", c"errno associated with this signal"),
        (c"si_pid", c"sending process ID"),
        (c"si_uid", c"real user ID of sending process"),
        (c"si_status", c"exit value or signal"),
        (c"si_band", c"band event for SIGPOLL"),
    ],
    7,
);

/// The class of timer errors, kept in the module's state.
#[repr(C)]
struct State {
    itimer_error: Field,
}

fn state(module: &Object) -> Option<&State> {
    // SAFETY: a module of this definition has this state once it is executed.
    module.downcast::<Module>().and_then(|module| unsafe { module.state().cast::<State>().as_ref() })
}

fn valid(signal: c_int, th: &mut Thread) -> PyResult<usize> {
    if (1..signals::NSIG as c_int).contains(&signal) {
        return Ok(signal as usize);
    }
    Err(raise!(th, ValueError, "signal number out of range"))
}

#[pyfunction(
    sig = "(signalnum, frame, /)",
    doc = "The handler of SIGINT that Python installs: raises KeyboardInterrupt."
)]
fn default_int_handler(signalnum: c_int, frame: &Object, th: &mut Thread) -> PyResult<()> {
    let _ = (signalnum, frame);
    Err(th.raise_none(&exceptions::KeyboardInterrupt))
}

#[pyfunction(
    sig = "(signalnum, handler, /)",
    doc = "Set the handler of a signal: SIG_DFL, SIG_IGN, or a function of (signal number, frame). The old one."
)]
fn signal(module: &Object, signalnum: c_int, handler: &Object, th: &mut Thread) -> PyResult {
    let _ = module;
    if !signals::is_main_thread(th) {
        return Err(raise!(th, ValueError, "signal only works in main thread of the main interpreter"));
    }
    let number = valid(signalnum, th)?;
    let known = handler.downcast::<Long>().and_then(Long::to_i64_opt);
    let action = match known {
        Some(0) => libc::SIG_DFL,
        Some(1) => libc::SIG_IGN,
        _ if handler.is_callable() => signals::c_handler as extern "C" fn(c_int) as usize,
        _ => {
            return Err(raise!(
                th,
                TypeError,
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
            ));
        }
    };
    // Signals that came already belong to the old handler.
    ks_runtime::state::handle_signals(th)?;
    if signals::install(signalnum, action) == libc::SIG_ERR {
        return Err(os_error(th));
    }
    // Plain ints stand for the defaults, whatever enum member was given.
    let kept = match action {
        libc::SIG_DFL | libc::SIG_IGN => int(action as i64)?,
        _ => handler.to_ref(),
    };
    Ok(signals::set_handler(number, Some(kept)).unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "(signalnum, /)", doc = "The handler of a signal; None if others than Python installed it.")]
fn getsignal(signalnum: c_int, th: &mut Thread) -> PyResult {
    let number = valid(signalnum, th)?;
    Ok(signals::handler(number).unwrap_or_else(|| none().to_ref()))
}

#[pyfunction(sig = "(signalnum, /)", doc = "The system's description of a signal.")]
fn strsignal(signalnum: c_int, th: &mut Thread) -> PyResult {
    valid(signalnum, th)?;
    // SAFETY: the C library's own text.
    let text = unsafe { libc::strsignal(signalnum).as_ref().map(|text| CStr::from_ptr(text)) };
    match text.map(CStr::to_string_lossy) {
        Some(text) if !text.starts_with("Unknown signal") => text.into_owned().into_py(),
        _ => Ok(none().to_ref()),
    }
}

#[pyfunction(sig = "(seconds, /)", doc = "Send SIGALRM in so many seconds; what was left of the last alarm.")]
fn alarm(seconds: c_int) -> c_int {
    // SAFETY: numbers only.
    unsafe { libc::alarm(seconds as u32) as c_int }
}

#[pyfunction(sig = "()", doc = "Wait until a signal comes.")]
fn pause(th: &mut Thread) -> PyResult<()> {
    // SAFETY: no arguments.
    th.allow_threads(|| unsafe { libc::pause() });
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(sig = "(signalnum, /)", doc = "Send a signal to this thread.")]
fn raise_signal(signalnum: c_int, th: &mut Thread) -> PyResult<()> {
    // SAFETY: numbers only.
    check(unsafe { libc::raise(signalnum) }, th)?;
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(sig = "(signalnum, flag, /)", doc = "Whether a signal interrupts system calls (else they go on).")]
fn siginterrupt(signalnum: c_int, flag: c_int, th: &mut Thread) -> PyResult<()> {
    valid(signalnum, th)?;
    // SAFETY: a struct of ours.
    let result = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let result = libc::sigaction(signalnum, std::ptr::null(), &raw mut action);
        if flag != 0 {
            action.sa_flags &= !libc::SA_RESTART;
        } else {
            action.sa_flags |= libc::SA_RESTART;
        }
        if result < 0 { result } else { libc::sigaction(signalnum, &raw const action, std::ptr::null_mut()) }
    };
    check(result, th)
}

#[pyfunction(
    sig = "(fd, /, *, warn_on_full_buffer=True)",
    doc = "Write the number of each signal that comes to a descriptor that does not block; the old descriptor, or -1."
)]
fn set_wakeup_fd(#[arg(keep_none)] fd: &Object, warn_on_full_buffer: bool, th: &mut Thread) -> PyResult<c_int> {
    let fd = fd.as_c_int(th)?;
    if !signals::is_main_thread(th) {
        return Err(raise!(th, ValueError, "set_wakeup_fd only works in main thread of the main interpreter"));
    }
    if fd != -1 {
        // SAFETY: numbers and a struct of ours.
        unsafe {
            let mut stat: libc::stat = std::mem::zeroed();
            check(libc::fstat(fd, &raw mut stat), th)?;
            let flags = libc::fcntl(fd, libc::F_GETFL);
            check(flags, th)?;
            if flags & libc::O_NONBLOCK == 0 {
                return Err(raise!(th, ValueError, "the fd {fd} must be in non-blocking mode"));
            }
        }
    }
    Ok(signals::set_wakeup_fd(fd, warn_on_full_buffer))
}

/// A set of signal numbers from an iterable.
///
/// # Errors
/// `ValueError` for a number out of range.
pub fn signal_set(numbers: &Object, th: &mut Thread) -> PyResult<libc::sigset_t> {
    // SAFETY: made by its own function.
    let mut set = unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        set
    };
    for item in items::collect(numbers, 0, th)? {
        let number = item.index(th)?.to_i64_opt();
        match number {
            Some(number @ 1..65) => {
                // The two that the C library keeps for itself are let pass.
                // SAFETY: a set of ours.
                unsafe { libc::sigaddset(&raw mut set, number as c_int) };
            }
            _ => {
                let shown = item.str(th)?;
                return Err(raise!(th, ValueError, "signal number {shown} out of range [1; 64]"));
            }
        }
    }
    Ok(set)
}

fn set_object(set: &libc::sigset_t, th: &mut Thread) -> PyResult<Ref<Set>> {
    let numbers = Set::new(None, th)?;
    for number in 1..signals::NSIG as c_int {
        // SAFETY: a set of ours.
        if unsafe { libc::sigismember(set, number) } == 1 {
            numbers.add(&*int(i64::from(number))?, th)?;
        }
    }
    Ok(numbers)
}

fn empty_set() -> libc::sigset_t {
    // SAFETY: plain bits.
    unsafe { std::mem::zeroed() }
}

#[pyfunction(sig = "(how, mask, /)", doc = "Change the signals that this thread does not get; the old set.")]
fn pthread_sigmask(how: c_int, mask: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
    let mask = signal_set(mask, th)?;
    let mut old = empty_set();
    // SAFETY: sets of ours.
    let error = unsafe { libc::pthread_sigmask(how, &raw const mask, &raw mut old) };
    if error != 0 {
        return Err(th.raise_os_error(error, None));
    }
    ks_runtime::state::handle_signals(th)?;
    set_object(&old, th)
}

#[pyfunction(sig = "()", doc = "The signals that wait to be delivered.")]
fn sigpending(th: &mut Thread) -> PyResult<Ref<Set>> {
    let mut set = empty_set();
    // SAFETY: a set of ours.
    check(unsafe { libc::sigpending(&raw mut set) }, th)?;
    set_object(&set, th)
}

#[pyfunction(sig = "()", doc = "The signal numbers that this system has.")]
fn valid_signals(th: &mut Thread) -> PyResult<Ref<Set>> {
    let mut set = empty_set();
    // SAFETY: a set of ours.
    check(unsafe { libc::sigfillset(&raw mut set) }, th)?;
    set_object(&set, th)
}

#[pyfunction(sig = "(sigset, /)", doc = "Wait for one of these signals and take it; its number.")]
fn sigwait(sigset: &Object, th: &mut Thread) -> PyResult<c_int> {
    let set = signal_set(sigset, th)?;
    let mut number = 0;
    // SAFETY: a set of ours, room for the number.
    let error = th.allow_threads(|| unsafe { libc::sigwait(&raw const set, &raw mut number) });
    if error != 0 { Err(th.raise_os_error(error, None)) } else { Ok(number) }
}

fn siginfo(info: &libc::siginfo_t) -> PyResult {
    // SAFETY: fields that the system fills in for signals sent by processes.
    let (pid, uid, status, band) =
        unsafe { (info.si_pid(), info.si_uid(), info.si_status(), *std::ptr::from_ref(info).cast::<i64>().add(2)) };
    SIGINFO.make(vec![
        int(i64::from(info.si_signo))?,
        int(i64::from(info.si_code))?,
        int(i64::from(info.si_errno))?,
        int(i64::from(pid))?,
        crate::posix::path::id_object(uid)?,
        int(i64::from(status))?,
        int(band)?,
    ])
}

#[pyfunction(sig = "(sigset, /)", doc = "Wait for one of these signals and take it; what is known of it.")]
fn sigwaitinfo(sigset: &Object, th: &mut Thread) -> PyResult {
    let set = signal_set(sigset, th)?;
    // SAFETY: plain numbers.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: structs of ours.
    retry(|| unsafe { libc::sigwaitinfo(&raw const set, &raw mut info) } as isize, th)?;
    siginfo(&info)
}

#[pyfunction(sig = "(sigset, timeout, /)", doc = "As sigwaitinfo, for a time in seconds; None when it is over.")]
fn sigtimedwait(sigset: &Object, timeout: f64, th: &mut Thread) -> PyResult {
    let set = signal_set(sigset, th)?;
    if timeout.is_nan() || timeout < 0.0 {
        return Err(raise!(th, ValueError, "timeout must be non-negative"));
    }
    let Ok(timeout) = std::time::Duration::try_from_secs_f64(timeout) else {
        return Err(raise!(th, OverflowError, "timestamp too large to convert to C PyTime_t"));
    };
    let deadline = std::time::Instant::now().checked_add(timeout);
    // SAFETY: plain numbers.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    loop {
        let left = deadline.map_or(timeout, |deadline| deadline.saturating_duration_since(std::time::Instant::now()));
        let time = libc::timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
        // SAFETY: structs of ours.
        let result = th.allow_threads(|| unsafe { libc::sigtimedwait(&raw const set, &raw mut info, &raw const time) });
        match errno() {
            _ if result >= 0 => return siginfo(&info),
            libc::EAGAIN => return Ok(none().to_ref()),
            libc::EINTR => ks_runtime::state::handle_signals(th)?,
            _ => return Err(os_error(th)),
        }
    }
}

#[pyfunction(sig = "(thread_id, signalnum, /)", doc = "Send a signal to a thread of this process.")]
fn pthread_kill(thread_id: u64, signalnum: c_int, th: &mut Thread) -> PyResult<()> {
    let arguments = || Ok([Long::from_u64(thread_id)?.into_object(), int(i64::from(signalnum))?]);
    audit::event(c"signal.pthread_kill", arguments, th)?;
    // SAFETY: the thread's id is the caller's to know.
    let error = unsafe { libc::pthread_kill(thread_id, signalnum) };
    if error != 0 {
        return Err(th.raise_os_error(error, None));
    }
    ks_runtime::state::handle_signals(th)
}

#[pyfunction(
    sig = "(pidfd, signalnum, siginfo=None, flags=0, /)",
    doc = "Send a signal to the process that a descriptor refers to."
)]
fn pidfd_send_signal(
    pidfd: c_int,
    signalnum: c_int,
    #[arg(keep_none)] siginfo: Option<&Object>,
    flags: u32,
    th: &mut Thread,
) -> PyResult<()> {
    if siginfo.is_some_and(|siginfo| !siginfo.is(none())) {
        return Err(raise!(th, TypeError, "siginfo must be None"));
    }
    let nothing = std::ptr::null::<libc::siginfo_t>();
    // SAFETY: numbers, and no information.
    check(unsafe { libc::syscall(libc::SYS_pidfd_send_signal, pidfd, signalnum, nothing, flags) } as c_int, th)
}

fn itimer_error(module: &Object, th: &mut Thread) -> Raised {
    let errno = errno();
    match state(module).and_then(|state| state.itimer_error.get()) {
        Some(class) => exceptions::from_errno(&class, errno, None, None, th),
        None => os_error(th),
    }
}

fn timer_object(value: &libc::itimerval) -> PyResult<Ref<Tuple>> {
    let seconds = |time: &libc::timeval| float(time.tv_sec as f64 + time.tv_usec as f64 * 1e-6);
    Tuple::from_array([seconds(&value.it_value)?, seconds(&value.it_interval)?])
}

fn to_timeval(seconds: f64, th: &mut Thread) -> PyResult<libc::timeval> {
    if seconds.is_nan() {
        return Err(raise!(th, ValueError, "Invalid value NaN (not a number)"));
    }
    if seconds.abs() > 9.2e18 {
        return Err(raise!(th, OverflowError, "timestamp out of range for platform time_t"));
    }
    let mut whole = seconds.floor();
    let mut rest = ((seconds - whole) * 1e6).ceil();
    if rest >= 1e6 {
        rest -= 1e6;
        whole += 1.0;
    }
    Ok(libc::timeval { tv_sec: whole as i64, tv_usec: rest as i64 })
}

fn empty_timer() -> libc::itimerval {
    let zero = libc::timeval { tv_sec: 0, tv_usec: 0 };
    libc::itimerval { it_interval: zero, it_value: zero }
}

#[pyfunction(
    sig = "(which, seconds, interval=0.0, /)",
    doc = "Start an interval timer; what was left of it: (seconds, interval)."
)]
fn setitimer(
    module: &Object,
    which: c_int,
    seconds: &Object,
    interval: Option<&Object>,
    th: &mut Thread,
) -> PyResult<Ref<Tuple>> {
    let number = |object: &Object, th: &mut Thread| Float::to_f64(object, th);
    let mut new = empty_timer();
    new.it_value = to_timeval(number(seconds, th)?, th)?;
    if let Some(interval) = interval {
        new.it_interval = to_timeval(number(interval, th)?, th)?;
    }
    let mut old = empty_timer();
    // SAFETY: structs of ours.
    if unsafe { libc::setitimer(which as _, &raw const new, &raw mut old) } != 0 {
        return Err(itimer_error(module, th));
    }
    timer_object(&old)
}

#[pyfunction(sig = "(which, /)", doc = "What is left of an interval timer: (seconds, interval).")]
fn getitimer(module: &Object, which: c_int, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut value = empty_timer();
    // SAFETY: a struct of ours.
    if unsafe { libc::getitimer(which as _, &raw mut value) } != 0 {
        return Err(itimer_error(module, th));
    }
    timer_object(&value)
}

/// Learns what handlers the process has, and takes SIGINT over if nobody else did.
fn learn_handlers(module: &Module, th: &mut Thread) -> PyResult<()> {
    let default_int = module.get_attr(&*Str::intern_str("default_int_handler")?, th)?;
    for number in 1..signals::NSIG {
        // SAFETY: a struct of ours; only asks.
        let action = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            libc::sigaction(number as c_int, std::ptr::null(), &raw mut action);
            action.sa_sigaction
        };
        let handler = match action {
            libc::SIG_DFL | libc::SIG_IGN => Some(int(action as i64)?),
            _ => Some(none().to_ref()),
        };
        if signals::handler(number).is_none() {
            signals::set_handler(number, handler);
        }
        let installs = th.interp().config.get().is_some_and(|config| config.install_signal_handlers != 0);
        if number == libc::SIGINT as usize && action == libc::SIG_DFL && installs {
            signals::set_handler(number, Some(default_int.clone()));
            signals::install(libc::SIGINT, signals::c_handler as extern "C" fn(c_int) as usize);
        }
    }
    Ok(())
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let Some(as_module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    for (name, number) in NUMBERS {
        as_module.add(name, &*int(i64::from(*number))?, th)?;
    }
    SIGINFO.add_to(as_module, "struct_siginfo", th)?;
    let error = exceptions::new_exception("signal.itimer_error", None, Some(&exceptions::OSError), None, th)?;
    as_module.add("ItimerError", &error, th)?;
    if let Some(state) = state(module) {
        state.itimer_error.set(Some(error), th);
    }
    if signals::is_main_thread(th) {
        learn_handlers(as_module, th)?;
    }
    Ok(())
}

pymodule! {
    name = "_signal",
    init = PyInit__signal,
    doc = "Signals: their handlers, and sending, blocking and waiting for them.",
    functions = [
        default_int_handler, alarm, setitimer, getitimer, signal, raise_signal, strsignal, getsignal, set_wakeup_fd,
        siginterrupt, pause, pidfd_send_signal, pthread_kill, pthread_sigmask, sigpending, sigwait, sigwaitinfo,
        sigtimedwait, valid_signals,
    ],
    exec = exec,
    state = State,
}
