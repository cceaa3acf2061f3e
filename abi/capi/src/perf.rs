//! `cpython/sysmodule.h`: the map of native code that Linux's `perf` reads, `/tmp/perf-PID.map`.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ks_layout::PyCodeObject;

static MAP: Mutex<Option<File>> = Mutex::new(None);

fn map() -> MutexGuard<'static, Option<File>> {
    MAP.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the map, if it is not open; 0, or -1 if it cannot be.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfMapState_Init() -> c_int {
    let mut map = map();
    if map.is_none() {
        let path = format!("/tmp/perf-{}.map", std::process::id());
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_CLOEXEC);
        match options.open(path) {
            Ok(file) => *map = Some(file),
            Err(_) => return -1,
        }
    }
    0
}

/// Says where the code of a name is; -1 if it cannot be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_WritePerfMapEntry(code: *const c_void, size: c_uint, name: *const c_char) -> c_int {
    let status = PyUnstable_PerfMapState_Init();
    if status != 0 {
        return status;
    }
    // SAFETY: the caller passes a string.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    match map().as_mut().map(|file| writeln!(file, "{:x} {size:x} {name}", code as usize)) {
        Some(Ok(())) => 0,
        _ => -1,
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfMapState_Fini() {
    drop(map().take());
}

/// Appends another process's map to this one's; -1 if that fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_CopyPerfMapFile(parent: *const c_char) -> c_int {
    if PyUnstable_PerfMapState_Init() != 0 {
        return -1;
    }
    // SAFETY: the caller passes a string.
    let path = unsafe { CStr::from_ptr(parent) }.to_string_lossy().into_owned();
    let Ok(mut source) = File::open(path) else { return 0 };
    match map().as_mut().map(|file| std::io::copy(&mut source, file)) {
        Some(Ok(_)) => 0,
        _ => -1,
    }
}

/// Trampolines are made when code is first run while `sys.activate_stack_trampoline` is on, which it cannot be yet.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfTrampoline_CompileCode(_code: *mut PyCodeObject) -> c_int {
    0
}

/// As above: there is nothing to persist.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfTrampoline_SetPersistAfterFork(_enable: c_int) -> c_int {
    0
}

// The code that trampolines are copies of: calls the evaluation function, the fourth argument, with the first three.
std::arch::global_asm!(
    ".pushsection .text._Py_trampoline,\"ax\",@progbits",
    ".p2align 4",
    ".globl _Py_trampoline_func_start",
    ".type _Py_trampoline_func_start,@function",
    "_Py_trampoline_func_start:",
    "push rbp",
    "mov rbp, rsp",
    "call rcx",
    "pop rbp",
    "ret",
    ".globl _Py_trampoline_func_end",
    ".type _Py_trampoline_func_end,@notype",
    "_Py_trampoline_func_end:",
    ".size _Py_trampoline_func_start, . - _Py_trampoline_func_start",
    ".byte 0xc3",
    ".popsection",
);

/// Keeps the code above from being left out.
#[used]
static KEEP: unsafe extern "C" fn() = {
    unsafe extern "C" {
        fn _Py_trampoline_func_start();
    }
    _Py_trampoline_func_start
};
