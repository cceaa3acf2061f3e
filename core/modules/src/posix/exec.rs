//! Other programs: `execv`, `execve`, `posix_spawn`.

use std::ffi::{c_char, c_int};

use ks_runtime::abstract_::{ObjectOps, items, sequence};
use ks_runtime::prelude::*;
use ks_runtime::state::audit;
use ks_runtime::state::subinterp;

use super::path::{Path, path, path_or_fd};
use super::process::sched_parameters;
use super::system::encode;

/// C strings with the null-ended list of their addresses.
struct Strings {
    _texts: Vec<Ref<Bytes>>,
    addresses: Vec<*mut c_char>,
}

impl Strings {
    fn new(texts: Vec<Ref<Bytes>>) -> Strings {
        let addresses = texts.iter().map(|text| text.as_bytes().as_ptr().cast_mut().cast());
        let addresses = addresses.chain([std::ptr::null_mut()]).collect();
        Strings { _texts: texts, addresses }
    }
}

/// The arguments of a program.
fn arguments(argv: &Object, wrong: &str, empty: &str, empty_first: &str, th: &mut Thread) -> PyResult<Strings> {
    if !List::check(argv) && !Tuple::check(argv) {
        return Err(raise!(th, TypeError, "{wrong}"));
    }
    let items = items::collect(argv, 0, th)?;
    if items.is_empty() {
        return Err(raise!(th, ValueError, "{empty}"));
    }
    let mut texts = Vec::with_capacity(items.len());
    for item in &items {
        texts.push(encode(item, th)?);
    }
    if texts.first().is_some_and(|first| first.is_empty()) {
        return Err(raise!(th, ValueError, "{empty_first}"));
    }
    Ok(Strings::new(texts))
}

/// An environment, from a mapping.
fn environment(env: &Object, th: &mut Thread) -> PyResult<Strings> {
    let parts = |name: &str, th: &mut Thread| -> PyResult<Vec<Ref>> {
        let list = env.call_method(&*Str::intern_str(name)?, &[], th)?;
        items::collect(&list, 0, th)
    };
    let (keys, values) = (parts("keys", th)?, parts("values", th)?);
    let mut texts = Vec::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(&values) {
        let (key, value) = (encode(key, th)?, encode(value, th)?);
        if key.is_empty() || key.as_bytes().contains(&b'=') {
            return Err(raise!(th, ValueError, "illegal environment variable name"));
        }
        texts.push(Bytes::new(&[key.as_bytes(), b"=", value.as_bytes()].concat())?);
    }
    Ok(Strings::new(texts))
}

#[pyfunction(sig = "(path, argv, /)", doc = "Become another program, with these arguments.")]
fn execv(#[arg(with = path)] path: Path, argv: &Object, th: &mut Thread) -> PyResult<()> {
    subinterp::require(Py_RTFLAGS_EXEC, "exec", th)?;
    let strings = arguments(
        argv,
        "execv() arg 2 must be a tuple or list",
        "execv() arg 2 must not be empty",
        "execv() arg 2 first element cannot be empty",
        th,
    )?;
    let (shown, argv) = (path.shown(), argv.to_ref());
    audit::event(c"os.exec", || Ok([shown, argv, none().to_ref()]), th)?;
    // SAFETY: C strings, null-ended lists.
    unsafe { libc::execv(path.as_ptr(), strings.addresses.as_ptr().cast()) };
    Err(super::path::os_error(th))
}

#[pyfunction(sig = "(path, argv, env)", doc = "Become another program, with these arguments and this environment.")]
fn execve(#[arg(with = path_or_fd)] path: Path, argv: &Object, env: &Object, th: &mut Thread) -> PyResult<()> {
    subinterp::require(Py_RTFLAGS_EXEC, "exec", th)?;
    let strings = arguments(
        argv,
        "execve: argv must be a tuple or list",
        "execve: argv must not be empty",
        "execve: argv first element cannot be empty",
        th,
    )?;
    if !sequence::is_mapping(env) {
        return Err(raise!(th, TypeError, "execve: environment must be a mapping object"));
    }
    let variables = environment(env, th)?;
    let (shown, argv, env) = (path.shown(), argv.to_ref(), env.to_ref());
    audit::event(c"os.exec", || Ok([shown, argv, env]), th)?;
    let (argv, envp) = (strings.addresses.as_ptr().cast(), variables.addresses.as_ptr().cast());
    // SAFETY: C strings, null-ended lists.
    unsafe { if path.fd != -1 { libc::fexecve(path.fd, argv, envp) } else { libc::execve(path.as_ptr(), argv, envp) } };
    Err(path.error(th))
}

/// Attributes and file actions of a process to be, freed at the end.
struct Spawn {
    attributes: libc::posix_spawnattr_t,
    actions: libc::posix_spawn_file_actions_t,
    /// Paths of the actions, kept until the process is made.
    paths: Vec<Ref<Bytes>>,
    flags: c_int,
}

impl Spawn {
    fn new() -> Spawn {
        // SAFETY: both are made by their own functions before anything else uses them.
        unsafe {
            let mut spawn =
                Spawn { attributes: std::mem::zeroed(), actions: std::mem::zeroed(), paths: Vec::new(), flags: 0 };
            libc::posix_spawnattr_init(&raw mut spawn.attributes);
            libc::posix_spawn_file_actions_init(&raw mut spawn.actions);
            spawn
        }
    }
}

impl Drop for Spawn {
    fn drop(&mut self) {
        // SAFETY: made by `new`.
        unsafe {
            libc::posix_spawnattr_destroy(&raw mut self.attributes);
            libc::posix_spawn_file_actions_destroy(&raw mut self.actions);
        }
    }
}

/// Fails with the error number that a spawn function returned.
fn numbered(error: c_int, th: &mut Thread) -> PyResult<()> {
    if error == 0 { Ok(()) } else { Err(th.raise_os_error(error, None)) }
}

impl Spawn {
    fn add_actions(&mut self, actions: &Object, th: &mut Thread) -> PyResult<()> {
        unsafe extern "C" {
            fn posix_spawn_file_actions_addclosefrom_np(
                actions: *mut libc::posix_spawn_file_actions_t,
                from: c_int,
            ) -> c_int;
        }
        for action in items::collect(actions, 0, th)? {
            let Some([tag, rest @ ..]) = action.downcast::<Tuple>().map(Tuple::items) else {
                return Err(raise!(th, TypeError, "Each file_actions element must be a non-empty tuple"));
            };
            let target = &raw mut self.actions;
            // SAFETY (all four): the actions were made by `new`; paths are kept.
            match (tag.as_c_int(th)?, rest) {
                (0, [fd, path, flags, mode]) => {
                    let (fd, path) = (fd.as_c_int(th)?, encode(path, th)?);
                    let (flags, mode) = (flags.as_c_int(th)?, mode.index(th)?.to_u64(th)? as libc::mode_t);
                    let address = path.as_bytes().as_ptr().cast();
                    self.paths.push(path);
                    // SAFETY: see above.
                    let error = unsafe { libc::posix_spawn_file_actions_addopen(target, fd, address, flags, mode) };
                    numbered(error, th)?;
                }
                (0, _) => return Err(raise!(th, TypeError, "A open file_action tuple must have 5 elements")),
                (1, [fd]) => {
                    let fd = fd.as_c_int(th)?;
                    // SAFETY: see above.
                    numbered(unsafe { libc::posix_spawn_file_actions_addclose(target, fd) }, th)?;
                }
                (1, _) => return Err(raise!(th, TypeError, "A close file_action tuple must have 2 elements")),
                (2, [fd, new]) => {
                    let (fd, new) = (fd.as_c_int(th)?, new.as_c_int(th)?);
                    // SAFETY: see above.
                    numbered(unsafe { libc::posix_spawn_file_actions_adddup2(target, fd, new) }, th)?;
                }
                (2, _) => return Err(raise!(th, TypeError, "A dup2 file_action tuple must have 3 elements")),
                (3, [fd]) => {
                    let fd = fd.as_c_int(th)?;
                    // SAFETY: see above.
                    numbered(unsafe { posix_spawn_file_actions_addclosefrom_np(target, fd) }, th)?;
                }
                (3, _) => return Err(raise!(th, TypeError, "A closefrom file_action tuple must have 2 elements")),
                _ => return Err(raise!(th, TypeError, "Unknown file_actions identifier")),
            }
        }
        Ok(())
    }

    fn set_scheduler(&mut self, scheduler: &Object, th: &mut Thread) -> PyResult<()> {
        let Some([policy, param]) = scheduler.downcast::<Tuple>().map(Tuple::items) else {
            return Err(raise!(th, SystemError, "new style getargs format but argument is not a tuple"));
        };
        let param = sched_parameters(param, th)?;
        if !policy.is(none()) {
            let policy = policy.as_c_int(th)?;
            self.flags |= libc::POSIX_SPAWN_SETSCHEDULER;
            // SAFETY: the attributes were made by `new`.
            numbered(unsafe { libc::posix_spawnattr_setschedpolicy(&raw mut self.attributes, policy) }, th)?;
        }
        self.flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
        // SAFETY: as above.
        numbered(unsafe { libc::posix_spawnattr_setschedparam(&raw mut self.attributes, &raw const param) }, th)
    }
}

/// What both spawn functions are given.
struct Request<'a> {
    path: Path,
    argv: &'a Object,
    env: &'a Object,
    file_actions: Option<&'a Object>,
    setpgroup: Option<&'a Object>,
    resetids: bool,
    setsid: bool,
    setsigmask: Option<&'a Object>,
    setsigdef: Option<&'a Object>,
    scheduler: Option<&'a Object>,
}

fn spawn(name: &str, search: bool, request: &Request, th: &mut Thread) -> PyResult<c_int> {
    let argv = arguments(
        request.argv,
        &format!("{name}: argv must be a tuple or list"),
        &format!("{name}: argv must not be empty"),
        &format!("{name}: argv first element cannot be empty"),
        th,
    )?;
    unsafe extern "C" {
        static environ: *mut *mut c_char;
    }
    let own;
    let envp = if request.env.is(none()) {
        // SAFETY: the C library's list.
        unsafe { environ }
    } else if sequence::is_mapping(request.env) {
        own = environment(request.env, th)?;
        own.addresses.as_ptr().cast_mut()
    } else {
        return Err(raise!(th, TypeError, "{name}: environment must be a mapping object or None"));
    };
    let mut spawn = Spawn::new();
    if let Some(actions) = request.file_actions {
        if !sequence::is_sequence(actions) {
            return Err(raise!(th, TypeError, "file_actions must be a sequence or None"));
        }
        spawn.add_actions(actions, th)?;
    }
    if let Some(group) = request.setpgroup {
        let group = group.as_c_int(th)?;
        spawn.flags |= libc::POSIX_SPAWN_SETPGROUP;
        // SAFETY: the attributes were made by `new`.
        numbered(unsafe { libc::posix_spawnattr_setpgroup(&raw mut spawn.attributes, group) }, th)?;
    }
    if request.resetids {
        spawn.flags |= libc::POSIX_SPAWN_RESETIDS;
    }
    if request.setsid {
        spawn.flags |= c_int::from(libc::POSIX_SPAWN_SETSID);
    }
    if let Some(mask) = request.setsigmask {
        let mask = crate::_signal::signal_set(mask, th)?;
        spawn.flags |= libc::POSIX_SPAWN_SETSIGMASK;
        // SAFETY: as above.
        numbered(unsafe { libc::posix_spawnattr_setsigmask(&raw mut spawn.attributes, &raw const mask) }, th)?;
    }
    if let Some(signals) = request.setsigdef {
        let signals = crate::_signal::signal_set(signals, th)?;
        spawn.flags |= libc::POSIX_SPAWN_SETSIGDEF;
        // SAFETY: as above.
        numbered(unsafe { libc::posix_spawnattr_setsigdefault(&raw mut spawn.attributes, &raw const signals) }, th)?;
    }
    if let Some(scheduler) = request.scheduler.filter(|scheduler| !scheduler.is(none())) {
        spawn.set_scheduler(scheduler, th)?;
    }
    let flags = spawn.flags as libc::c_short;
    // SAFETY: as above.
    numbered(unsafe { libc::posix_spawnattr_setflags(&raw mut spawn.attributes, flags) }, th)?;
    let (shown, list, env) = (request.path.shown(), request.argv.to_ref(), request.env.to_ref());
    audit::event(c"os.posix_spawn", || Ok([shown, list, env]), th)?;
    let mut pid = 0;
    let function = if search { libc::posix_spawnp } else { libc::posix_spawn };
    // SAFETY: C strings and null-ended lists; attributes and actions live until the call is over.
    let error = unsafe {
        function(
            &raw mut pid,
            request.path.as_ptr(),
            &raw const spawn.actions,
            &raw const spawn.attributes,
            argv.addresses.as_ptr(),
            envp,
        )
    };
    if error != 0 {
        return Err(th.raise_os_error(error, request.path.object()));
    }
    Ok(pid)
}

macro_rules! spawn_function {
    ($name:ident, $text:literal, $search:literal, $sig:tt, $doc:tt) => {
        #[pyfunction(sig = $sig, doc = $doc)]
        fn $name(
            #[arg(with = path)] path: Path,
            argv: &Object,
            env: &Object,
            #[arg(keep_none)] file_actions: Option<&Object>,
            setpgroup: Option<&Object>,
            resetids: bool,
            setsid: bool,
            setsigmask: Option<&Object>,
            setsigdef: Option<&Object>,
            scheduler: Option<&Object>,
            th: &mut Thread,
        ) -> PyResult<c_int> {
            let file_actions = file_actions.filter(|actions| !actions.is(none()));
            let request = Request {
                path,
                argv,
                env,
                file_actions,
                setpgroup,
                resetids,
                setsid,
                setsigmask,
                setsigdef,
                scheduler,
            };
            spawn($text, $search, &request, th)
        }
    };
}

spawn_function!(
    posix_spawn,
    "posix_spawn",
    false,
    "(path, argv, env, /, *, file_actions=(),\n            setpgroup=<unrepresentable>, resetids=False, setsid=False,\n            setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
    "Run a program in a new process; its id."
);
spawn_function!(
    posix_spawnp,
    "posix_spawnp",
    true,
    "(path, argv, env, /, *, file_actions=(),\n             setpgroup=<unrepresentable>, resetids=False, setsid=False,\n             setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
    "Run a program, found on PATH, in a new process; its id."
);
