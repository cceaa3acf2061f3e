//! `stderrprinter`: a stream that writes text to a descriptor with nothing else working (`PyFile_NewStdPrinter`).

use std::cell::Cell;
use std::ffi::c_int;

use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::support::errno;

/// The descriptor.
#[repr(C)]
pub struct PyStdPrinterObject {
    ob_base: Object,
    fd: Cell<c_int>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyStdPrinterObject {}

object_type!(
    /// `stderrprinter`
    pub struct StdPrinter(PyStdPrinterObject): PyStdPrinter_Type
);

impl StdPrinter {
    /// `PyFile_NewStdPrinter` for descriptor 1 or 2.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(fd: c_int) -> PyResult<Ref<StdPrinter>> {
        let printer: Ref<StdPrinter> = heap::new_object(&PyStdPrinter_Type)?;
        printer.layout().fd.set(fd);
        Ok(printer)
    }
}

#[pytype(
    static = PyStdPrinter_Type,
    name = "stderrprinter",
    layout = PyStdPrinterObject,
    flags(),
    no_new,
)]
impl StdPrinter {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone.
        unsafe { heap::free_object(this.cast()) }
    }

    #[slot]
    fn tp_repr(&self) -> String {
        format!("<stdprinter(fd={}) object at {:p}>", self.layout().fd.get(), self)
    }

    #[method(sig = "()", doc = "Nothing.")]
    fn close(&self) {}

    #[method(sig = "()", doc = "Nothing: nothing is buffered.")]
    fn flush(&self) {}

    #[method(sig = "()", doc = "The descriptor.")]
    fn fileno(&self) -> i64 {
        i64::from(self.layout().fd.get())
    }

    #[method(sig = "()", doc = "Whether the descriptor is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> bool {
        let fd = self.layout().fd.get();
        // SAFETY: a plain system call.
        fd >= 0 && th.allow_threads(|| unsafe { libc::isatty(fd) }) == 1
    }

    #[method(sig = "(text, /)", doc = "Write the text; return how many bytes were written.")]
    fn write(&self, text: &Str, th: &mut Thread) -> PyResult {
        let fd = self.layout().fd.get();
        // Without a descriptor the text goes nowhere, silently.
        if fd < 0 {
            return Ok(none().to_ref());
        }
        let bytes = ks_runtime::codecs::utf8::encode(text, Some("backslashreplace"), th)?;
        let bytes = bytes.as_bytes();
        // SAFETY: the bytes stay in place.
        let count = th.allow_threads(|| unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) });
        match errno() {
            _ if count >= 0 => Ok(Long::from_isize(count)?.into_object()),
            libc::EAGAIN => Ok(none().to_ref()),
            error => Err(th.raise_os_error(error, None)),
        }
    }

    #[getter]
    fn closed(&self) -> bool {
        false
    }

    #[getter]
    fn encoding(&self) {}

    #[getter]
    fn mode(&self) -> &'static str {
        "w"
    }
}
