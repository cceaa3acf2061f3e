//! What CPython exports and we have not written yet. Calling such a function is a fatal error that names it.
//! All data is there. The list only shrinks: `ci/abi --prune` takes out what has been written.
//!
//! The symbols are weak, so a definition anywhere else in the library takes their place. The crate depends on nothing and
//! everything depends on it (through `ks-layout`), which puts it last on the linker's command line: had the linker seen a
//! place-holder first, it would not look further for the definition.

use std::arch::global_asm;
use std::ffi::{CStr, c_char};
use std::io::Write;

/// Ends the process as a fatal Python error does.
///
/// # Safety
/// `name` is a NUL-terminated string.
unsafe extern "C" fn unimplemented(name: *const c_char) -> ! {
    // SAFETY: the place-holders below pass their own names.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    // Nothing can be done when even the error stream is gone.
    let _ = writeln!(std::io::stderr(), "Fatal Python error: {name}: not implemented by Kingsnake");
    std::process::abort()
}

/// `Name, …`: a function for each, of any signature, that does not return.
macro_rules! unimplemented_functions {
    ($($name:ident)*) => {
        global_asm!(
            // By this name the linker finds the object file.
            ".globl kingsnake_unimplemented",
            ".hidden kingsnake_unimplemented",
            ".set kingsnake_unimplemented, {target}",
            $(concat!(
                ".pushsection .text.", stringify!($name), ",\"ax\",@progbits\n",
                ".weak ", stringify!($name), "\n",
                ".type ", stringify!($name), ",@function\n",
                stringify!($name), ":\n",
                "lea rdi, [rip + 8f]\n",
                "jmp {target}\n",
                ".size ", stringify!($name), ", . - ", stringify!($name), "\n",
                ".popsection\n",
                ".pushsection .rodata.kingsnake_names,\"a\",@progbits\n",
                "8: .asciz \"", stringify!($name), "\"\n",
                ".popsection"
            ),)*
            target = sym unimplemented,
        );
    };
}

#[rustfmt::skip]
unimplemented_functions! {
    _PyAST_Compile
    _Py_DisplaySourceLine
}
