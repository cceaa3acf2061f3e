//! "Not written yet" is loud: it names what is missing and stops the process.

/// Ends the process, naming the part of the library that is not written yet.
#[cold]
pub fn stop(what: &str) -> ! {
    eprintln!("Fatal Python error: {what}: not implemented by Kingsnake");
    std::process::abort()
}

/// A body that is not written yet. Ends the process, naming the function; for Python-visible features raise
/// `NotImplementedError` instead.
#[macro_export]
macro_rules! unwritten {
    ($what:expr) => {
        $crate::unwritten::stop($what)
    };
}

/// `Py_FatalError`.
#[cold]
pub fn fatal(message: &str) -> ! {
    crate::state::fatal::fatal_error(None, message.as_bytes())
}
