//! `listdir`, `scandir`, and what `scandir` yields.

use std::cell::Cell;
use std::ffi::{CStr, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;
use ks_runtime::state::audit;

use super::path::{Path, errno, path_fd_none, set_errno};
use super::stat::{empty_stat, stat_object};

/// Opens a directory to read it. A descriptor is duplicated, so that closing leaves the caller's open.
fn open_directory(path: &Path, th: &mut Thread) -> PyResult<*mut libc::DIR> {
    // SAFETY: the path is a C string; the duplicate is given to the stream, or closed.
    let directory = th.allow_threads(|| unsafe {
        if path.fd == -1 {
            return libc::opendir(path.as_ptr());
        }
        let fd = libc::fcntl(path.fd, libc::F_DUPFD_CLOEXEC, 0);
        if fd < 0 {
            return std::ptr::null_mut();
        }
        let directory = libc::fdopendir(fd);
        if directory.is_null() {
            let saved = errno();
            libc::close(fd);
            set_errno(saved);
        }
        directory
    });
    if directory.is_null() { Err(path.error(th)) } else { Ok(directory) }
}

/// What is kept of one entry.
struct Entry {
    name: Vec<u8>,
    kind: u8,
    inode: u64,
}

/// The next entry that is not `.` or `..`; `None` at the end.
fn read_entry(directory: *mut libc::DIR, th: &mut Thread) -> Result<Option<Entry>, ()> {
    loop {
        set_errno(0);
        // SAFETY: the stream is open, and only this thread reads it.
        let entry = th.allow_threads(|| unsafe { libc::readdir(directory) });
        if entry.is_null() {
            return if errno() == 0 { Ok(None) } else { Err(()) };
        }
        // SAFETY: the entry stays valid until the stream is read again or closed.
        let (name, kind, inode) =
            unsafe { (CStr::from_ptr((&raw const (*entry).d_name).cast()), (*entry).d_type, (*entry).d_ino) };
        let name = name.to_bytes();
        if name != b"." && name != b".." {
            return Ok(Some(Entry { name: name.to_vec(), kind, inode }));
        }
    }
}

fn close_directory(directory: *mut libc::DIR, of_fd: bool, th: &mut Thread) {
    // SAFETY: the stream is open and not used afterwards. A duplicate shares its position with the caller's descriptor,
    // which should find the beginning again.
    th.allow_threads(|| unsafe {
        if of_fd {
            libc::rewinddir(directory);
        }
        libc::closedir(directory);
    });
}

#[pyfunction(
    sig = "(path=None)",
    doc = "The names in a directory, in no order, without '.' and '..'; bytes if the path is bytes."
)]
fn listdir(#[arg(with = path_fd_none, default = Path::current())] path: Path, th: &mut Thread) -> PyResult<Ref<List>> {
    audit::event(c"os.listdir", || Ok([path.shown()]), th)?;
    let directory = open_directory(&path, th)?;
    let mut names = Vec::new();
    let result = loop {
        match read_entry(directory, th) {
            Ok(Some(entry)) => match path.name(&entry.name, th) {
                Ok(name) => names.push(name),
                Err(raised) => break Err(raised),
            },
            Ok(None) => break Ok(()),
            Err(()) => break Err(path.error(th)),
        }
    };
    close_directory(directory, path.fd != -1, th);
    result?;
    List::from_vec(names)
}

/// The fields of `os.DirEntry`.
#[repr(C)]
pub struct DirEntryObject {
    ob_base: Object,
    name: Field,
    path: Field,
    stat: Field,
    lstat: Field,
    kind: Cell<u8>,
    inode: Cell<u64>,
    dir_fd: Cell<c_int>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for DirEntryObject {}

object_type!(
    /// `os.DirEntry`: one entry that `scandir` found.
    pub struct DirEntry(DirEntryObject): DIR_ENTRY
);

impl DirEntry {
    /// Asks the system, with or without following a symbolic link.
    fn ask(&self, follow_symlinks: bool, th: &mut Thread) -> PyResult<libc::stat> {
        let layout = self.layout();
        let fd = layout.dir_fd.get();
        let object = if fd == -1 { layout.path.get() } else { layout.name.get() };
        let Some(object) = object else { return Err(th.bad_internal_call()) };
        let text = ks_runtime::objects::fspath::fs_encode(&object, th)?;
        let mut stat = empty_stat();
        let dir = if fd == -1 { libc::AT_FDCWD } else { fd };
        let flags = super::path::link_flag(follow_symlinks);
        let address = text.as_bytes().as_ptr().cast();
        // SAFETY: bytes objects end with a NUL; the struct is ours.
        let result = th.allow_threads(|| unsafe { libc::fstatat(dir, address, &raw mut stat, flags) });
        if result < 0 {
            let errno = errno();
            let path = layout.path.get();
            return Err(th.raise_os_error(errno, path.as_deref()));
        }
        Ok(stat)
    }

    fn get_lstat(&self, th: &mut Thread) -> PyResult {
        if let Some(stat) = self.layout().lstat.get() {
            return Ok(stat);
        }
        let stat = stat_object(&self.ask(false, th)?)?;
        self.layout().lstat.set(Some(stat.clone()), th);
        Ok(stat)
    }

    fn get_stat(&self, follow_symlinks: bool, th: &mut Thread) -> PyResult {
        if !follow_symlinks {
            return self.get_lstat(th);
        }
        if let Some(stat) = self.layout().stat.get() {
            return Ok(stat);
        }
        let stat = if self.symlink(th)? { stat_object(&self.ask(true, th)?)? } else { self.get_lstat(th)? };
        self.layout().stat.set(Some(stat.clone()), th);
        Ok(stat)
    }

    fn symlink(&self, th: &mut Thread) -> PyResult<bool> {
        match self.layout().kind.get() {
            libc::DT_UNKNOWN => self.test_mode(false, libc::S_IFLNK, th),
            kind => Ok(kind == libc::DT_LNK),
        }
    }

    /// Whether the file has a type, by what reading the directory said, or by asking.
    fn test_mode(&self, follow_symlinks: bool, mode: u32, th: &mut Thread) -> PyResult<bool> {
        let kind = self.layout().kind.get();
        let known = match kind {
            libc::DT_UNKNOWN => false,
            libc::DT_LNK => !follow_symlinks,
            _ => true,
        };
        if known {
            return Ok(match mode {
                libc::S_IFLNK => kind == libc::DT_LNK,
                libc::S_IFDIR => kind == libc::DT_DIR,
                _ => kind == libc::DT_REG,
            });
        }
        let stat = match self.get_stat(follow_symlinks, th) {
            Ok(stat) => stat,
            // The file may be gone, or the link may lead nowhere.
            Err(Raised) if th.raised_matches(&exceptions::FileNotFoundError) => {
                th.clear_raised();
                return Ok(false);
            }
            Err(Raised) => return Err(Raised),
        };
        let found = stat.get_attr(&*Str::intern_str("st_mode")?, th)?.as_isize(None, th)?;
        Ok(found as u32 & libc::S_IFMT == mode)
    }
}

#[pytype(
    static = DIR_ENTRY,
    private,
    name = "posix.DirEntry",
    layout = DirEntryObject,
    members = [&[
        member!("name", DirEntryObject, name, Py_T_OBJECT_EX, READONLY, "the entry's base filename, relative to scandir() \"path\" argument"),
        member!("path", DirEntryObject, path, Py_T_OBJECT_EX, READONLY, "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"),
    ]],
    no_new,
)]
impl DirEntry {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            let layout = (*this).layout();
            drop(layout.name.take());
            drop(layout.path.take());
            drop(layout.stat.take());
            drop(layout.lstat.take());
            ks_runtime::heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let Some(name) = self.layout().name.get() else { return Err(th.bad_internal_call()) };
        Ok(format!("<DirEntry {}>", name.repr(th)?))
    }

    #[method(sig = "(*, follow_symlinks=True)", doc = "Whether it is a directory; asked once, then remembered.")]
    fn is_dir(&self, follow_symlinks: bool, th: &mut Thread) -> PyResult<bool> {
        self.test_mode(follow_symlinks, libc::S_IFDIR, th)
    }

    #[method(sig = "(*, follow_symlinks=True)", doc = "Whether it is a regular file; asked once, then remembered.")]
    fn is_file(&self, follow_symlinks: bool, th: &mut Thread) -> PyResult<bool> {
        self.test_mode(follow_symlinks, libc::S_IFREG, th)
    }

    #[method(sig = "()", doc = "Whether it is a symbolic link.")]
    fn is_symlink(&self, th: &mut Thread) -> PyResult<bool> {
        self.symlink(th)
    }

    #[method(sig = "()", doc = "Whether it is a junction; never, on this system.")]
    fn is_junction(&self) -> bool {
        false
    }

    #[method(sig = "(*, follow_symlinks=True)", doc = "stat_result of the entry; asked once, then remembered.")]
    fn stat(&self, follow_symlinks: bool, th: &mut Thread) -> PyResult {
        self.get_stat(follow_symlinks, th)
    }

    #[method(sig = "()", doc = "The entry's inode number.")]
    fn inode(&self) -> u64 {
        self.layout().inode.get()
    }

    #[method(sig = "()", doc = "The entry's path.")]
    fn __fspath__(&self, th: &mut Thread) -> PyResult {
        self.layout().path.get().ok_or_else(|| th.bad_internal_call())
    }

    #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls.as_object(), object, th)
    }
}

/// The fields of the iterator.
#[repr(C)]
pub struct ScandirObject {
    ob_base: Object,
    /// The argument; bytes, str, an int, or NULL for none.
    path: Field,
    directory: Cell<*mut libc::DIR>,
    fd: Cell<c_int>,
    is_bytes: Cell<bool>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for ScandirObject {}

object_type!(
    /// What `scandir` returns.
    pub struct Scandir(ScandirObject): SCANDIR_ITERATOR
);

impl Scandir {
    fn shut(&self, th: &mut Thread) {
        let directory = self.layout().directory.replace(std::ptr::null_mut());
        if !directory.is_null() {
            close_directory(directory, self.layout().fd.get() != -1, th);
        }
    }

    fn entry(&self, entry: &Entry, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let text = |bytes: &[u8], th: &mut Thread| -> PyResult {
            if layout.is_bytes.get() { Bytes::new(bytes)?.into_py() } else { Str::decode_fs(bytes, th)?.into_py() }
        };
        let name = text(&entry.name, th)?;
        let path = match layout.path.get() {
            _ if layout.fd.get() != -1 => name.clone(),
            directory => {
                let mut joined = match &directory {
                    Some(directory) => ks_runtime::objects::fspath::fs_encode(directory, th)?.as_bytes().to_vec(),
                    None => b".".to_vec(),
                };
                if joined.last().is_some_and(|last| *last != b'/') {
                    joined.push(b'/');
                }
                joined.extend_from_slice(&entry.name);
                text(&joined, th)?
            }
        };
        let object = ks_runtime::heap::new_object::<DirEntry>(&DIR_ENTRY)?;
        let fields = object.layout();
        fields.name.init(name);
        fields.path.init(path);
        fields.kind.set(entry.kind);
        fields.inode.set(entry.inode);
        fields.dir_fd.set(layout.fd.get());
        Ok(object.into_object())
    }
}

#[pytype(
    static = SCANDIR_ITERATOR,
    private,
    name = "posix.ScandirIterator",
    layout = ScandirObject,
    no_new,
)]
impl Scandir {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole; a finalizer that brings it back to life stops here.
        unsafe {
            if typeobject::call_finalizer_from_dealloc(this.cast()) {
                return;
            }
            drop((*this).layout().path.take());
            ks_runtime::heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        if self.layout().directory.get().is_null() {
            return;
        }
        let saved = th.take_raised();
        let warned = (|| {
            let message = Str::new(&format!("unclosed scandir iterator {}", self.repr(th)?))?;
            exceptions::warn_object(Some(&exceptions::ResourceWarning), &message, 1, Some(self), th)
        })();
        if warned.is_err() {
            if th.raised_matches(&exceptions::Warning) {
                th.write_unraisable(Some(self));
            } else {
                th.clear_raised();
            }
        }
        self.shut(th);
        if let Some(saved) = saved {
            let Raised = th.restore_raised(saved);
        }
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let directory = self.layout().directory.get();
        if directory.is_null() {
            return Ok(None);
        }
        match read_entry(directory, th) {
            Ok(Some(entry)) => match self.entry(&entry, th) {
                Ok(object) => Ok(Some(object)),
                Err(raised) => {
                    self.shut(th);
                    Err(raised)
                }
            },
            Ok(None) => {
                self.shut(th);
                Ok(None)
            }
            Err(()) => {
                let errno = errno();
                let path = self.layout().path.get();
                let raised = th.raise_os_error(errno, path.as_deref());
                self.shut(th);
                Err(raised)
            }
        }
    }

    #[method(raw = NOARGS, doc = "Close the directory; the iterator is at its end then.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        self.shut(th);
        Ok(none().to_ref())
    }

    #[method(raw = NOARGS)]
    fn __enter__(&self, _th: &mut Thread) -> PyResult {
        Ok(self.to_ref())
    }

    #[method(raw = VARARGS)]
    fn __exit__(&self, _args: &Object, th: &mut Thread) -> PyResult {
        self.shut(th);
        Ok(none().to_ref())
    }
}

#[pyfunction(
    sig = "(path=None)",
    doc = "An iterator over DirEntry objects of a directory, in no order, without '.' and '..'."
)]
fn scandir(#[arg(with = path_fd_none, default = Path::current())] path: Path, th: &mut Thread) -> PyResult {
    audit::event(c"os.scandir", || Ok([path.shown()]), th)?;
    let directory = open_directory(&path, th)?;
    let Ok(iterator) = ks_runtime::heap::new_object::<Scandir>(&SCANDIR_ITERATOR) else {
        close_directory(directory, false, th);
        return Err(Raised);
    };
    let layout = iterator.layout();
    if let Some(object) = path.object() {
        layout.path.init(object.to_ref());
    }
    layout.directory.set(directory);
    layout.fd.set(path.fd);
    layout.is_bytes.set(path.is_bytes);
    Ok(iterator.into_object())
}

/// Makes the types ready.
pub fn init(module: &Module, th: &mut Thread) -> PyResult<()> {
    SCANDIR_ITERATOR.ready(th)?;
    module.add_type(&DIR_ENTRY, th)
}
