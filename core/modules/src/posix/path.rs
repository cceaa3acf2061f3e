//! Arguments of system calls: paths, descriptors, directory descriptors, user and group ids; errors of system calls.

use std::ffi::{c_char, c_int};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::abstract_::number::is_index;
use ks_runtime::prelude::*;

/// A path as the system takes it, or a descriptor in its place.
pub struct Path {
    /// What errors show: the argument, `__fspath__` applied. None where the argument was left out.
    object: Option<Ref>,
    /// Keeps the text alive that is not the object's own.
    encoded: Option<Ref<Bytes>>,
    text: *const c_char,
    len: usize,
    /// The descriptor, or -1.
    pub fd: c_int,
    /// Whether results that name files are bytes.
    pub is_bytes: bool,
}

/// What besides a path a function takes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Accept {
    fd: bool,
    none: bool,
}

impl Path {
    /// The path of an argument that was left out: the current directory.
    pub fn current() -> Path {
        Path { object: None, encoded: None, text: c".".as_ptr(), len: 1, fd: -1, is_bytes: false }
    }

    fn convert(object: &Object, argument: &str, accept: Accept, function: &str, th: &mut Thread) -> PyResult<Path> {
        if accept.none && object.is(none()) {
            return Ok(Path::current());
        }
        if accept.fd && is_index(object) {
            let fd = descriptor(object, th)?;
            let object = Some(object.to_ref());
            return Ok(Path { object, encoded: None, text: c"".as_ptr(), len: 0, fd, is_bytes: false });
        }
        let object = if Str::check(object) || Bytes::check(object) {
            object.to_ref()
        } else {
            match object::lookup_special(object, id!(__fspath__), th)? {
                Some(method) => {
                    let result = method.call(&[], th)?;
                    if !Str::check(&result) && !Bytes::check(&result) {
                        return Err(raise!(
                            th,
                            TypeError,
                            "expected {:.200}.__fspath__() to return str or bytes, not {:.200}",
                            object.ob_type().display_name(),
                            result.ob_type().display_name()
                        ));
                    }
                    result
                }
                None => {
                    let expected = match accept {
                        Accept { fd: true, none: true } => "string, bytes, os.PathLike, integer or None",
                        Accept { fd: true, none: false } => "string, bytes, os.PathLike or integer",
                        Accept { fd: false, none: true } => "string, bytes, os.PathLike or None",
                        Accept { fd: false, none: false } => "string, bytes or os.PathLike",
                    };
                    let actual = object.ob_type().display_name();
                    return Err(raise!(
                        th,
                        TypeError,
                        "{function}: {argument} should be {expected}, not {actual:.200}"
                    ));
                }
            }
        };
        Path::from_text(object, argument, function, th)
    }

    /// From a str or bytes object.
    fn from_text(object: Ref, argument: &str, function: &str, th: &mut Thread) -> PyResult<Path> {
        let (encoded, text, is_bytes) = match object.downcast::<Str>() {
            // ASCII is the same in every file system encoding, and the text is followed by a NUL.
            Some(text) if text.is_ascii() => (None, text.as_ascii().map_or(&b""[..], str::as_bytes), false),
            Some(text) => (Some(text.encode_fs(th)?), &b""[..], false),
            None => match object.downcast::<Bytes>() {
                Some(bytes) => (None, bytes.as_bytes(), true),
                None => return Err(th.bad_internal_call()),
            },
        };
        let text = match &encoded {
            Some(bytes) => bytes.as_bytes(),
            None => text,
        };
        if memchr::memchr(0, text).is_some() {
            return Err(raise!(th, ValueError, "{function}: embedded null character in {argument}"));
        }
        let (text, len) = (text.as_ptr().cast(), text.len());
        Ok(Path { object: Some(object), encoded, text, len, fd: -1, is_bytes })
    }

    /// The path as a C string.
    pub fn as_ptr(&self) -> *const c_char {
        self.text
    }

    /// The path's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        let _ = &self.encoded;
        // SAFETY: the text belongs to the object or to `encoded`, both immutable and held here.
        unsafe { std::slice::from_raw_parts(self.text.cast(), self.len) }
    }

    /// What errors show.
    pub fn object(&self) -> Option<&Object> {
        self.object.as_deref()
    }

    /// As [`object`](Path::object), owned; None for an argument left out.
    pub fn shown(&self) -> Ref {
        self.object.clone().unwrap_or_else(|| none().to_ref())
    }

    /// Raises the thread's `errno` as `OSError` about this path.
    #[cold]
    pub fn error(&self, th: &mut Thread) -> Raised {
        let errno = errno();
        th.raise_os_error(errno, self.object())
    }

    /// Fails if a system call did.
    pub fn check(&self, result: c_int, th: &mut Thread) -> PyResult<()> {
        if result < 0 { Err(self.error(th)) } else { Ok(()) }
    }

    /// A file name that the system gave, as str, or as bytes if the path was.
    pub fn name(&self, name: &[u8], th: &mut Thread) -> PyResult {
        if self.is_bytes { Bytes::new(name)?.into_py() } else { Str::decode_fs(name, th)?.into_py() }
    }
}

/// The thread's `errno`.
pub fn errno() -> c_int {
    // SAFETY: the address is this thread's own.
    unsafe { *libc::__errno_location() }
}

/// Sets the thread's `errno`.
pub fn set_errno(errno: c_int) {
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno }
}

/// Raises the thread's `errno` as `OSError`.
#[cold]
pub fn os_error(th: &mut Thread) -> Raised {
    let errno = errno();
    th.raise_os_error(errno, None)
}

/// Fails if a system call did.
pub fn check(result: c_int, th: &mut Thread) -> PyResult<()> {
    if result < 0 { Err(os_error(th)) } else { Ok(()) }
}

/// Makes a system call without the interpreter, again if a signal interrupted it; its handler runs first and may raise.
pub fn retry(call: impl FnMut() -> isize, th: &mut Thread) -> PyResult<isize> {
    retry_about(None, call, th)
}

/// As [`retry`]; errors show a file name.
pub fn retry_about(filename: Option<&Object>, mut call: impl FnMut() -> isize, th: &mut Thread) -> PyResult<isize> {
    loop {
        let result = th.allow_threads(&mut call);
        if result >= 0 {
            return Ok(result);
        }
        let errno = errno();
        if errno != libc::EINTR {
            return Err(th.raise_os_error(errno, filename));
        }
        ks_runtime::state::handle_signals(th)?;
    }
}

/// A descriptor where a path might stand.
fn descriptor(object: &Object, th: &mut Thread) -> PyResult<c_int> {
    if object.ob_type().is_subtype_of(&boolobject::PyBool_Type) {
        exceptions::warn(&exceptions::RuntimeWarning, "bool is used as a file descriptor", 1, th)?;
    }
    let number = object.index(th)?;
    match number.to_i64_opt() {
        Some(value) if value > i64::from(c_int::MAX) => Err(raise!(th, OverflowError, "fd is greater than maximum")),
        Some(value) if value < i64::from(c_int::MIN) => Err(raise!(th, OverflowError, "fd is less than minimum")),
        Some(value) => Ok(value as c_int),
        None if number.sign() > 0 => Err(raise!(th, OverflowError, "fd is greater than maximum")),
        None => Err(raise!(th, OverflowError, "fd is less than minimum")),
    }
}

macro_rules! path_arguments {
    ($($name:ident: $argument:literal, fd $fd:literal, none $none:literal;)*) => {$(
        #[doc = concat!("Converts the argument `", $argument, "`.")]
        pub fn $name(object: &Object, at: &'static ArgName, th: &mut Thread) -> PyResult<Path> {
            Path::convert(object, $argument, Accept { fd: $fd, none: $none }, at.function, th)
        }
    )*};
}

path_arguments! {
    path: "path", fd false, none false;
    path_or_fd: "path", fd true, none false;
    path_fd_none: "path", fd true, none true;
    src: "src", fd false, none false;
    dst: "dst", fd false, none false;
    attribute: "attribute", fd false, none false;
    command: "command", fd false, none false;
}

/// `dir_fd`: a descriptor, or None for the current directory.
pub fn dir_fd(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    if object.is(none()) {
        return Ok(libc::AT_FDCWD);
    }
    if is_index(object) {
        return descriptor(object, th);
    }
    Err(raise!(th, TypeError, "argument should be integer or None, not {:.200}", object.ob_type().display_name()))
}

/// `PyObject_AsFileDescriptor`: an int, or what `fileno()` gives.
pub fn fildes(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<c_int> {
    as_descriptor(object, th)
}

/// As [`fildes`].
///
/// # Errors
/// `TypeError`, `ValueError` for a negative one, `OverflowError`.
pub fn as_descriptor(object: &Object, th: &mut Thread) -> PyResult<c_int> {
    let fd = if let Some(number) = object.downcast::<Long>() {
        if number.ob_type().is_subtype_of(&boolobject::PyBool_Type) {
            exceptions::warn(&exceptions::RuntimeWarning, "bool is used as a file descriptor", 1, th)?;
        }
        number.as_c_int(th)?
    } else {
        let Some(method) = object.get_attr_opt(id!(fileno), th)? else {
            return Err(raise!(th, TypeError, "argument must be an int, or have a fileno() method."));
        };
        let number = method.call(&[], th)?;
        if !Long::check(&number) {
            return Err(raise!(th, TypeError, "fileno() returned a non-integer"));
        }
        number.as_c_int(th)?
    };
    if fd < 0 {
        return Err(raise!(th, ValueError, "file descriptor cannot be a negative integer ({fd})"));
    }
    Ok(fd)
}

fn id_of(object: &Object, what: &str, th: &mut Thread) -> PyResult<u32> {
    if !is_index(object) {
        return Err(raise!(th, TypeError, "{what} should be integer, not {:.200}", object.ob_type().display_name()));
    }
    let number = object.index(th)?;
    match number.to_i64_opt() {
        // -1 is the id that means "leave it".
        Some(-1) => Ok(u32::MAX),
        Some(value) if (0..=i64::from(u32::MAX)).contains(&value) => Ok(value as u32),
        Some(value) if value > i64::from(u32::MAX) => Err(raise!(th, OverflowError, "{what} is greater than maximum")),
        None if number.sign() > 0 => Err(raise!(th, OverflowError, "{what} is greater than maximum")),
        _ => Err(raise!(th, OverflowError, "{what} is less than minimum")),
    }
}

/// `uid`: a user id.
pub fn uid(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u32> {
    id_of(object, "uid", th)
}

/// `gid`: a group id.
pub fn gid(object: &Object, _: &'static ArgName, th: &mut Thread) -> PyResult<u32> {
    id_of(object, "gid", th)
}

/// A user id by itself.
pub fn uid_item(object: &Object, th: &mut Thread) -> PyResult<u32> {
    id_of(object, "uid", th)
}

/// A group id in a list.
pub fn gid_item(object: &Object, th: &mut Thread) -> PyResult<u32> {
    id_of(object, "gid", th)
}

/// An id as Python shows it: the largest one is -1.
pub fn id_object(id: u32) -> PyResult {
    crate::record::int(if id == u32::MAX { -1 } else { i64::from(id) })
}

/// Refuses a descriptor where only a path makes sense.
pub fn no_fd_with(function: &str, path: &Path, dir_fd: c_int, th: &mut Thread) -> PyResult<()> {
    if path.fd != -1 && dir_fd != libc::AT_FDCWD {
        return Err(raise!(th, ValueError, "{function}: can't specify both dir_fd and fd"));
    }
    Ok(())
}

/// Flags that act on a symbolic link itself.
pub fn link_flag(follow_symlinks: bool) -> c_int {
    if follow_symlinks { 0 } else { libc::AT_SYMLINK_NOFOLLOW }
}
