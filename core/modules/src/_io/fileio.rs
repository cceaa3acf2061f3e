//! `_io.FileIO`: a raw stream over a file descriptor.

use std::cell::Cell;
use std::ffi::{CString, c_int, c_uint};
use std::mem::offset_of;

use ks_runtime::abstract_::{ObjectOps, number, repr_guard};
use ks_runtime::heap;
use ks_runtime::objects::fspath;
use ks_runtime::prelude::*;

use super::iobase::{RawIOBase_Type, base_close};
use super::support::*;

/// A descriptor and what it was opened for.
#[repr(C)]
pub struct PyFileIOObject {
    ob_base: Object,
    /// -1 when closed.
    fd: Cell<c_int>,
    created: Cell<bool>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    appending: Cell<bool>,
    /// 0 no, 1 yes, -1 not asked yet.
    seekable: Cell<i8>,
    closefd: Cell<bool>,
    finalizing: Cell<bool>,
    blksize: Cell<c_uint>,
    weakreflist: Cell<*mut Object>,
    dict: Field<Dict>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyFileIOObject {}

object_type!(
    /// `_io.FileIO`
    pub struct FileIO(PyFileIOObject): FileIO_Type
);

/// One `read` or `write` moves at most this much.
const MOST: usize = isize::MAX as usize;

/// What a mode string asks for.
#[derive(Default)]
struct Mode {
    created: bool,
    readable: bool,
    writable: bool,
    appending: bool,
    flags: c_int,
}

fn parse_mode(mode: &str, th: &mut Thread) -> PyResult<Mode> {
    let mut parsed = Mode::default();
    let (mut kinds, mut plus) = (0, false);
    for c in mode.chars() {
        match c {
            'x' => {
                kinds += 1;
                parsed.created = true;
                parsed.writable = true;
                parsed.flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => {
                kinds += 1;
                parsed.readable = true;
            }
            'w' => {
                kinds += 1;
                parsed.writable = true;
                parsed.flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                kinds += 1;
                parsed.writable = true;
                parsed.appending = true;
                parsed.flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => {}
            '+' if !plus => plus = true,
            '+' => kinds = 2,
            _ => return Err(raise!(th, ValueError, "invalid mode: {mode:.200}")),
        }
    }
    if kinds != 1 {
        return Err(raise!(
            th,
            ValueError,
            "Must have exactly one of create/read/write/append mode and at most one plus"
        ));
    }
    if plus {
        parsed.readable = true;
        parsed.writable = true;
    }
    parsed.flags |= match (parsed.readable, parsed.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    parsed.flags |= libc::O_CLOEXEC;
    Ok(parsed)
}

/// The file argument of `FileIO`: an open descriptor, or a path.
enum Target {
    Descriptor(c_int),
    Path(CString),
}

fn target(file: &Object, th: &mut Thread) -> PyResult<Target> {
    if file.ob_type().is_subtype_of(&boolobject::PyBool_Type) {
        exceptions::warn(&exceptions::RuntimeWarning, "bool is used as a file descriptor", 1, th)?;
    }
    match file.as_c_int(th) {
        Ok(fd) if fd >= 0 => return Ok(Target::Descriptor(fd)),
        Ok(_) => return Err(raise!(th, ValueError, "negative file descriptor")),
        Err(Raised) => th.clear_raised(),
    }
    let path = fspath::fs_encode(file, th)?;
    match CString::new(path.as_bytes()) {
        Ok(path) => Ok(Target::Path(path)),
        Err(_) => Err(raise!(th, ValueError, "embedded null byte")),
    }
}

fn open_path(path: &CString, flags: c_int, file: &Object, th: &mut Thread) -> PyResult<c_int> {
    loop {
        // SAFETY: the path ends with a NUL.
        let fd = th.allow_threads(|| unsafe { libc::open(path.as_ptr(), flags, 0o666) });
        if fd >= 0 {
            return Ok(fd);
        }
        match errno() {
            libc::EINTR => interrupted(th)?,
            error => return Err(th.raise_os_error(error, Some(file))),
        }
    }
}

fn open_by(opener: &Object, file: &Object, flags: c_int, th: &mut Thread) -> PyResult<c_int> {
    let number = Long::from_i64(i64::from(flags))?;
    let result = opener.call(&[file, &number], th)?;
    let Some(fd) = result.downcast::<Long>() else {
        return Err(raise!(th, TypeError, "expected integer from opener"));
    };
    let fd = fd.as_c_int(th)?;
    if fd < 0 {
        return Err(raise!(th, ValueError, "opener returned {fd}"));
    }
    // SAFETY: plain system calls on a number.
    unsafe {
        let old = libc::fcntl(fd, libc::F_GETFD);
        if old == -1 || (old & libc::FD_CLOEXEC == 0 && libc::fcntl(fd, libc::F_SETFD, old | libc::FD_CLOEXEC) == -1) {
            return Err(th.raise_os_error(errno(), None));
        }
    }
    Ok(fd)
}

/// `fstat`, without the interpreter.
fn stat(fd: c_int, th: &mut Thread) -> Result<libc::stat, c_int> {
    // SAFETY: all zeros is a value of the plain struct, which the call fills.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        match th.allow_threads(|| libc::fstat(fd, &raw mut status)) {
            0 => Ok(status),
            _ => Err(errno()),
        }
    }
}

impl FileIO {
    /// The descriptor; `ValueError` if closed.
    pub fn descriptor(&self, th: &mut Thread) -> PyResult<c_int> {
        match self.layout().fd.get() {
            fd if fd >= 0 => Ok(fd),
            _ => Err(raise!(th, ValueError, "I/O operation on closed file")),
        }
    }

    /// Whether the descriptor is gone.
    pub fn is_closed(&self) -> bool {
        self.layout().fd.get() < 0
    }

    /// The file system's block size, for the buffer over this file.
    pub fn block_size(&self) -> usize {
        self.layout().blksize.get() as usize
    }

    fn for_reading(&self, th: &mut Thread) -> PyResult<c_int> {
        let fd = self.descriptor(th)?;
        if !self.layout().readable.get() {
            return Err(unsupported("File not open for reading", th));
        }
        Ok(fd)
    }

    fn for_writing(&self, th: &mut Thread) -> PyResult<c_int> {
        let fd = self.descriptor(th)?;
        if !self.layout().writable.get() {
            return Err(unsupported("File not open for writing", th));
        }
        Ok(fd)
    }

    /// Reads into memory; `None` if it would block.
    ///
    /// # Safety
    /// `len` bytes at `to` stay in place and are this call's alone.
    pub unsafe fn read_raw(&self, to: *mut u8, len: usize, th: &mut Thread) -> PyResult<Option<usize>> {
        let fd = self.for_reading(th)?;
        // SAFETY: the caller's promise.
        unsafe { read_descriptor(fd, to, len, th) }
    }

    /// Writes from memory; `None` if it would block.
    ///
    /// # Safety
    /// `len` bytes at `from` stay in place.
    pub unsafe fn write_raw(&self, from: *const u8, len: usize, th: &mut Thread) -> PyResult<Option<usize>> {
        let fd = self.for_writing(th)?;
        loop {
            // SAFETY: the caller's promise.
            let count = th.allow_threads(|| unsafe { libc::write(fd, from.cast(), len.min(MOST)) });
            if count >= 0 {
                return Ok(Some(count as usize));
            }
            match errno() {
                libc::EINTR => interrupted(th)?,
                libc::EAGAIN => return Ok(None),
                error => return Err(th.raise_os_error(error, None)),
            }
        }
    }

    /// Moves the position; returns the new one.
    pub fn seek_raw(&self, offset: i64, whence: c_int, th: &mut Thread) -> PyResult<i64> {
        let fd = self.descriptor(th)?;
        let position = self.lseek(fd, offset, whence, th);
        if position < 0 { Err(th.raise_os_error(errno(), None)) } else { Ok(position) }
    }

    fn lseek(&self, fd: c_int, offset: i64, whence: c_int, th: &mut Thread) -> i64 {
        // SAFETY: a plain system call.
        let position = th.allow_threads(|| unsafe { libc::lseek(fd, offset, whence) });
        if self.layout().seekable.get() < 0 {
            self.layout().seekable.set(i8::from(position >= 0));
        }
        position
    }

    fn close_descriptor(&self, th: &mut Thread) -> PyResult<()> {
        let fd = self.layout().fd.replace(-1);
        // SAFETY: the descriptor is ours. It is gone even after EINTR, so there is no second try.
        if fd >= 0 && th.allow_threads(|| unsafe { libc::close(fd) }) < 0 {
            return Err(th.raise_os_error(errno(), None));
        }
        Ok(())
    }

    /// "unclosed file", when an open file is dropped.
    fn warn_unclosed(&self, source: &Object, th: &mut Thread) {
        if self.is_closed() || !self.layout().closefd.get() {
            return;
        }
        let pending = th.take_raised();
        let warned = source.repr(th).and_then(|shown| {
            let message = Str::new("unclosed file ")?.concat(&shown)?;
            exceptions::warn_object(Some(&exceptions::ResourceWarning), &message, 1, Some(source), th)
        });
        // A filter made the warning an exception; a destructor cannot raise it.
        if warned.is_err() && th.raised_matches(&exceptions::Warning) {
            th.write_unraisable(Some(self));
        }
        th.clear_raised();
        if let Some(pending) = pending {
            let _ = th.restore_raised(pending);
        }
    }

    fn mode_text(&self) -> &'static str {
        let layout = self.layout();
        match (layout.created.get(), layout.appending.get(), layout.readable.get(), layout.writable.get()) {
            (true, _, true, _) => "xb+",
            (true, ..) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, ..) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, _) => "rb",
            _ => "wb",
        }
    }

    fn initialize(
        &self,
        file: &Object,
        mode: &str,
        closefd: bool,
        opener: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<()> {
        let layout = self.layout();
        if layout.fd.get() >= 0 {
            if layout.closefd.get() {
                self.close_descriptor(th)?;
            } else {
                layout.fd.set(-1);
            }
        }
        let target = target(file, th)?;
        let parsed = parse_mode(mode, th)?;
        layout.created.set(parsed.created);
        layout.readable.set(parsed.readable);
        layout.writable.set(parsed.writable);
        layout.appending.set(parsed.appending);
        layout.seekable.set(-1);
        layout.closefd.set(closefd);
        ks_runtime::state::audit::event(
            c"open",
            || {
                Ok([
                    file.to_ref(),
                    Str::new(mode)?.into_object(),
                    Long::from_i64(i64::from(parsed.flags))?.into_object(),
                ])
            },
            th,
        )?;
        // A descriptor that was given stays open if something goes wrong here.
        let mut own = false;
        match &target {
            Target::Descriptor(fd) => layout.fd.set(*fd),
            Target::Path(path) => {
                if !closefd {
                    return Err(raise!(th, ValueError, "Cannot use closefd=False with file name"));
                }
                let fd = match opener {
                    None => open_path(path, parsed.flags, file, th)?,
                    Some(opener) => open_by(opener, file, parsed.flags, th)?,
                };
                layout.fd.set(fd);
                own = true;
            }
        }
        let result = self.examine(file, th);
        if result.is_err() {
            if own {
                let pending = th.take_raised();
                if self.close_descriptor(th).is_err() {
                    th.clear_raised();
                }
                if let Some(pending) = pending {
                    let _ = th.restore_raised(pending);
                }
            } else {
                layout.fd.set(-1);
            }
        }
        result
    }

    /// What is behind a descriptor just opened: no directory; its block size; the end, for appending.
    fn examine(&self, file: &Object, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let fd = layout.fd.get();
        layout.blksize.set(DEFAULT_BUFFER_SIZE as c_uint);
        match stat(fd, th) {
            Ok(status) => {
                if status.st_mode & libc::S_IFMT == libc::S_IFDIR {
                    return Err(th.raise_os_error(libc::EISDIR, Some(file)));
                }
                if status.st_blksize > 1 {
                    layout.blksize.set(status.st_blksize as c_uint);
                }
            }
            Err(libc::EBADF) => return Err(th.raise_os_error(libc::EBADF, None)),
            Err(_) => {}
        }
        self.set_attr(id!(name), file, th)?;
        if layout.appending.get() && self.lseek(fd, 0, libc::SEEK_END, th) < 0 {
            let error = errno();
            if error != libc::ESPIPE {
                return Err(th.raise_os_error(error, None));
            }
        }
        Ok(())
    }

    /// Reads to the end; `None` if nothing is there yet.
    pub fn read_all(&self, th: &mut Thread) -> PyResult<Option<Vec<u8>>> {
        let fd = self.for_reading(th)?;
        // With the size known, one byte more finds the end without another growth.
        let position = self.lseek(fd, 0, libc::SEEK_CUR, th);
        let mut room = match stat(fd, th) {
            Ok(status) if status.st_size > 0 && position >= 0 && status.st_size >= position => {
                usize::try_from(status.st_size - position).unwrap_or(0).saturating_add(1)
            }
            _ => DEFAULT_BUFFER_SIZE,
        };
        let mut data: Vec<u8> = Vec::new();
        loop {
            if data.capacity() - data.len() < room && data.try_reserve_exact(room).is_err() {
                return Err(th.no_memory());
            }
            let free = data.capacity() - data.len();
            // SAFETY: the vector's spare room is behind its length.
            let count = unsafe { read_descriptor(fd, data.as_mut_ptr().add(data.len()), free, th)? };
            match count {
                None if data.is_empty() => return Ok(None),
                None | Some(0) => return Ok(Some(data)),
                // SAFETY: so many bytes were put there.
                Some(count) => unsafe { data.set_len(data.len() + count) },
            }
            if data.len() == data.capacity() {
                let more = if data.len() > 65536 { data.len() >> 3 } else { data.len() + 256 };
                room = more.max(DEFAULT_BUFFER_SIZE);
            } else {
                room = 1;
            }
        }
    }
}

/// `read`, again after signals; `None` if it would block.
///
/// # Safety
/// `len` bytes at `to` stay in place and are this call's alone.
unsafe fn read_descriptor(fd: c_int, to: *mut u8, len: usize, th: &mut Thread) -> PyResult<Option<usize>> {
    loop {
        // SAFETY: the caller's promise.
        let count = th.allow_threads(|| unsafe { libc::read(fd, to.cast(), len.min(MOST)) });
        if count >= 0 {
            return Ok(Some(count as usize));
        }
        match errno() {
            libc::EINTR => interrupted(th)?,
            libc::EAGAIN => return Ok(None),
            error => return Err(th.raise_os_error(error, None)),
        }
    }
}

/// An offset: any int, not a float.
pub fn offset(object: &Object, th: &mut Thread) -> PyResult<i64> {
    object.index(th)?.to_i64(th)
}

#[pytype(
    static = FileIO_Type,
    private,
    name = "_io.FileIO",
    layout = PyFileIOObject,
    base = RawIOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyFileIOObject, dict),
    weaklistoffset = offset_of!(PyFileIOObject, weakreflist),
    text_signature = "(file, mode='r', closefd=True, opener=None)",
    doc = "A raw stream over a file.\n\nThe file is a path or a descriptor. The mode is one of 'r', 'w', 'x' and 'a', with '+' for both\nreading and writing. With closefd=False a descriptor stays open. The opener is called with the\nfile and the flags, and returns an open descriptor.",
    members = [&[
        member!("_blksize", PyFileIOObject, blksize, Py_T_UINT, 0),
        member!("_finalizing", PyFileIOObject, finalizing, Py_T_BOOL, 0),
    ]],
)]
impl FileIO {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult {
        let file = allocate::<FileIO>(ty)?;
        let layout = file.layout();
        layout.fd.set(-1);
        layout.seekable.set(-1);
        layout.closefd.set(true);
        Ok(file.into_object())
    }

    #[init(sig = "(file, mode='r', closefd=True, opener=None)")]
    fn py_init(
        &self,
        file: &Object,
        mode: &str,
        closefd: bool,
        opener: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<()> {
        self.initialize(file, mode, closefd, opener, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone.
        unsafe {
            let layout = (*this).layout();
            layout.finalizing.set(true);
            if !begin_dealloc(this.cast(), &layout.weakreflist, th) {
                return;
            }
            drop(layout.dict.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().dict);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().dict.take());
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let name = self.ob_type().display_name();
        if self.is_closed() {
            return Str::new(&format!("<{name} [closed]>"));
        }
        let closefd = if self.layout().closefd.get() { "True" } else { "False" };
        let mode = self.mode_text();
        let Some(file) = self.get_attr_opt(id!(name), th)? else {
            let fd = self.layout().fd.get();
            return Str::new(&format!("<{name} fd={fd} mode='{mode}' closefd={closefd}>"));
        };
        let Some(_guard) = repr_guard::enter(self) else {
            return Err(raise!(th, RuntimeError, "reentrant call inside {name}.__repr__"));
        };
        let shown = file.repr(th)?;
        let mut out = unicodeobject::StrWriter::new();
        out.push_utf8(&format!("<{name} name="));
        out.push_str(&shown);
        out.push_utf8(&format!(" mode='{mode}' closefd={closefd}>"));
        out.finish()
    }

    #[method(
        sig = "(size=-1, /)",
        doc = "Read at most size bytes with one system call, or to the end. None if nothing is there yet."
    )]
    fn read(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult {
        self.for_reading(th)?;
        if size < 0 {
            return self.readall(th);
        }
        let size = size as usize;
        let bytes = Bytes::alloc(size)?;
        // SAFETY: the object is new, so its bytes are this call's alone.
        let count = unsafe { self.read_raw(bytes.as_bytes().as_ptr().cast_mut(), size, th)? };
        match count {
            None => Ok(none().to_ref()),
            Some(count) if count == size => Ok(bytes.into_object()),
            Some(count) => Ok(Bytes::new(&bytes.as_bytes()[..count])?.into_object()),
        }
    }

    #[method(sig = "()", doc = "Read to the end. None if nothing is there yet.")]
    fn readall(&self, th: &mut Thread) -> PyResult {
        match self.read_all(th)? {
            None => Ok(none().to_ref()),
            Some(data) => Ok(Bytes::new(&data)?.into_object()),
        }
    }

    #[method(
        sig = "(buffer, /)",
        doc = "Read into the buffer with one system call; return how many bytes, or None if nothing is there yet."
    )]
    fn readinto(&self, mut buffer: WritableBuffer, th: &mut Thread) -> PyResult {
        let to = buffer.0.as_bytes_mut();
        let (start, len) = (to.as_mut_ptr(), to.len());
        // SAFETY: the buffer is held for the length of the call.
        match unsafe { self.read_raw(start, len, th)? } {
            None => Ok(none().to_ref()),
            Some(count) => Ok(Long::from_usize(count)?.into_object()),
        }
    }

    #[method(
        sig = "(b, /)",
        doc = "Write with one system call; return how many bytes, or None if none can be written now."
    )]
    fn write(&self, b: memoryobject::Buffer, th: &mut Thread) -> PyResult {
        let bytes = b.as_bytes();
        // SAFETY: the buffer is held for the length of the call.
        match unsafe { self.write_raw(bytes.as_ptr(), bytes.len(), th)? } {
            None => Ok(none().to_ref()),
            Some(count) => Ok(Long::from_usize(count)?.into_object()),
        }
    }

    #[method(
        sig = "(pos, whence=0, /)",
        doc = "Move the position, from the start (0), here (1) or the end (2); return it."
    )]
    fn seek(&self, pos: &Object, whence: c_int, th: &mut Thread) -> PyResult<i64> {
        self.descriptor(th)?;
        let offset = offset(pos, th)?;
        self.seek_raw(offset, whence, th)
    }

    #[method(sig = "()", doc = "The position in the file.")]
    fn tell(&self, th: &mut Thread) -> PyResult<i64> {
        self.seek_raw(0, libc::SEEK_CUR, th)
    }

    #[method(
        sig = "(size=None, /)",
        doc = "Cut or extend the file to a size, the position by default; return the size."
    )]
    fn truncate(&self, size: Option<&Object>, th: &mut Thread) -> PyResult {
        let fd = self.for_writing(th)?;
        let size = match size {
            None => Long::from_i64(self.seek_raw(0, libc::SEEK_CUR, th)?)?.into_object(),
            Some(size) => size.to_ref(),
        };
        let length = offset(&size, th)?;
        loop {
            // SAFETY: a plain system call.
            if th.allow_threads(|| unsafe { libc::ftruncate(fd, length) }) == 0 {
                return Ok(size);
            }
            match errno() {
                libc::EINTR => interrupted(th)?,
                error => return Err(th.raise_os_error(error, None)),
            }
        }
    }

    #[method(sig = "()", doc = "Close the file. With closefd=False the descriptor stays open.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let base = base_close(self, th);
        if !layout.closefd.get() {
            layout.fd.set(-1);
            return base.map(|()| none().to_ref());
        }
        let pending = if base.is_err() { th.take_raised() } else { None };
        if layout.finalizing.get() {
            self.warn_unclosed(self, th);
        }
        let closed = self.close_descriptor(th);
        chain(pending, closed.map(|()| none().to_ref()), th)
    }

    #[method(sig = "()", doc = "Whether the file can seek.")]
    fn seekable(&self, th: &mut Thread) -> PyResult<bool> {
        let fd = self.descriptor(th)?;
        if self.layout().seekable.get() < 0 {
            self.lseek(fd, 0, libc::SEEK_CUR, th);
        }
        Ok(self.layout().seekable.get() > 0)
    }

    #[method(sig = "()", doc = "Whether the file was opened for reading.")]
    fn readable(&self, th: &mut Thread) -> PyResult<bool> {
        self.descriptor(th)?;
        Ok(self.layout().readable.get())
    }

    #[method(sig = "()", doc = "Whether the file was opened for writing.")]
    fn writable(&self, th: &mut Thread) -> PyResult<bool> {
        self.descriptor(th)?;
        Ok(self.layout().writable.get())
    }

    #[method(sig = "()", doc = "The descriptor.")]
    fn fileno(&self, th: &mut Thread) -> PyResult<i64> {
        Ok(i64::from(self.descriptor(th)?))
    }

    #[method(sig = "()", doc = "Whether the file is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> PyResult<bool> {
        let fd = self.descriptor(th)?;
        // SAFETY: a plain system call.
        Ok(th.allow_threads(|| unsafe { libc::isatty(fd) }) == 1)
    }

    #[method(name = "_dealloc_warn", sig = "(object, /)")]
    fn dealloc_warn(&self, object: &Object, th: &mut Thread) {
        self.warn_unclosed(object, th);
    }

    #[method(name = "__reduce__", sig = "()")]
    fn reduce(&self, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[method(name = "__reduce_ex__", sig = "(object, /)")]
    fn reduce_ex(&self, _object: &Object, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[getter(doc = "True if the file is closed")]
    fn closed(&self) -> bool {
        self.is_closed()
    }

    #[getter(doc = "Whether closing the stream closes the descriptor.")]
    fn closefd(&self) -> bool {
        self.layout().closefd.get()
    }

    #[getter(doc = "The mode, as open() takes it.")]
    fn mode(&self) -> &'static str {
        self.mode_text()
    }
}

/// Whether an argument of `open` is a number, that is a descriptor.
pub fn is_number(object: &Object) -> bool {
    number::is_index(object) || number::is_number(object)
}
