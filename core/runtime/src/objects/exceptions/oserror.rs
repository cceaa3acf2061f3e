//! `OSError`: error number, its text, file names; the number decides the subclass.

use super::fields::{no_keywords, not_none};
use super::storage;
use super::*;

object_type!(
    /// `OSError`
    pub struct OSErrorObject(PyOSErrorObject): OSError
);

/// The subclass for an error number (PEP 3151).
fn subclass_for(errno: i64) -> Option<&'static Type> {
    Some(match i32::try_from(errno).ok()? {
        // EWOULDBLOCK is EAGAIN.
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => &BrokenPipeError,
        libc::ECHILD => &ChildProcessError,
        libc::ECONNABORTED => &ConnectionAbortedError,
        libc::ECONNREFUSED => &ConnectionRefusedError,
        libc::ECONNRESET => &ConnectionResetError,
        libc::EEXIST => &FileExistsError,
        libc::ENOENT => &FileNotFoundError,
        libc::EISDIR => &IsADirectoryError,
        libc::ENOTDIR => &NotADirectoryError,
        libc::EINTR => &InterruptedError,
        libc::EACCES | libc::EPERM => &PermissionError,
        libc::ESRCH => &ProcessLookupError,
        libc::ETIMEDOUT => &TimeoutError,
        _ => return None,
    })
}

/// The arguments, by their places: two to five of them are the known ones.
struct Parts<'a> {
    errno: Option<&'a Object>,
    strerror: Option<&'a Object>,
    filename: Option<&'a Object>,
    filename2: Option<&'a Object>,
}

fn parts(args: &Tuple) -> Parts<'_> {
    let items = args.items();
    let get = |index: usize| items.get(index).map(|item| &**item);
    if (2..=5).contains(&items.len()) {
        // The fourth is for other systems' error numbers.
        Parts { errno: get(0), strerror: get(1), filename: get(2), filename2: get(4) }
    } else {
        Parts { errno: None, strerror: None, filename: None, filename2: None }
    }
}

/// Whether `__new__` does all the work: a subclass that has its own `__init__` but not its own `__new__` may be given
/// arguments that only its `__init__` understands.
fn initializes_in_new(class: &Type) -> bool {
    let own_init = !class.tp_init.get().is_some_and(|init| std::ptr::fn_addr_eq(init, SLOT_tp_init));
    let same_new = class.tp_new.get().is_some_and(|new| std::ptr::fn_addr_eq(new, SLOT_tp_new));
    !(own_init && same_new)
}

impl OSErrorObject {
    fn fill(&self, args: &Tuple, parts: &Parts, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let mut shown = Ref::new(args);
        if let Some(filename) = parts.filename.filter(|filename| !filename.is(none())) {
            let is_blocking = std::ptr::eq(self.ob_type(), &BlockingIOError);
            if is_blocking && crate::abstract_::number::is_index(filename) {
                layout.written.set(filename.as_isize(Some(&ValueError), th)?);
            } else {
                layout.filename.set(Some(filename.to_ref()), th);
                layout.filename2.set(parts.filename2.filter(|filename| !filename.is(none())).map(Object::to_ref), th);
                // `args` has had only number and text since file names came.
                let items: Vec<&Object> = args.items().iter().take(2).map(|item| &**item).collect();
                shown = Tuple::new(&items)?;
            }
        }
        layout.myerrno.set(parts.errno.map(Object::to_ref), th);
        layout.strerror.set(parts.strerror.map(Object::to_ref), th);
        layout.base.args.set(Some(shown.into_object()), th);
        Ok(())
    }
}

#[pymethods]
impl OSErrorObject {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let in_new = initializes_in_new(ty);
        let parts = parts(args);
        let mut class = ty;
        if in_new {
            no_keywords(&ty.display_name(), kwargs, th)?;
            if std::ptr::eq(ty, &OSError)
                && let Some(errno) = parts.errno.and_then(|errno| errno.downcast::<Long>())
                && let Some(subclass) = errno.to_i64_opt().and_then(subclass_for)
            {
                class = subclass;
            }
        }
        let object = class.alloc(0)?;
        // SAFETY: an instance of `OSError` or of a subclass.
        let error = unsafe { (*object).cast_unchecked::<OSErrorObject>() };
        error.layout().written.set(-1);
        if in_new {
            error.fill(args, &parts, th)?;
        } else {
            error.layout().base.args.set(Some(Tuple::new(&[])?.into_object()), th);
        }
        Ok(object)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        let class = self.ob_type();
        if initializes_in_new(class) {
            return Ok(());
        }
        no_keywords(&class.display_name(), kwargs, th)?;
        self.fill(args, &parts(args), th)
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let errno = layout.myerrno.get();
        let strerror = layout.strerror.get();
        let filename = not_none(&layout.filename);
        if filename.is_none() && (errno.is_none() || strerror.is_none()) {
            return BaseException::from_layout(&layout.base).tp_str(th);
        }
        let or_none = |value: &Option<Ref>| value.clone().unwrap_or_else(|| none().to_ref());
        let errno = or_none(&errno).str(th)?;
        let strerror = or_none(&strerror).str(th)?;
        let mut text = StrWriter::with_capacity(64);
        text.push_ascii("[Errno ");
        text.push_str(&errno);
        text.push_ascii("] ");
        text.push_str(&strerror);
        if let Some(filename) = filename {
            let repr = filename.repr(th)?;
            text.push_ascii(": ");
            text.push_str(&repr);
            if let Some(filename2) = not_none(&layout.filename2) {
                let repr = filename2.repr(th)?;
                text.push_ascii(" -> ");
                text.push_str(&repr);
            }
        }
        text.finish()
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let mut args = BaseException::from_layout(&layout.base).args();
        // The constructor took the file names out of `args`; put them back.
        if let Some(filename) = layout.filename.get()
            && let Some(items) = args.downcast::<Tuple>().map(Tuple::items)
            && let [errno, strerror] = items
        {
            let filename2 = layout.filename2.get();
            let restored = match &filename2 {
                Some(filename2) => Tuple::new(&[errno, strerror, &filename, none(), filename2]),
                None => Tuple::new(&[errno, strerror, &filename]),
            }?;
            args = restored.into_object();
        }
        match layout.base.dict.get() {
            Some(dict) => Tuple::new(&[self.ob_type(), &args, &dict]),
            None => Tuple::new(&[self.ob_type(), &args]),
        }
    }

    #[getter]
    fn characters_written(&self, th: &mut Thread) -> PyResult<isize> {
        match self.layout().written.get() {
            -1 => Err(raise!(th, AttributeError, "characters_written")),
            written => Ok(written),
        }
    }

    #[setter]
    fn set_characters_written(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        match value {
            Some(value) => {
                self.layout().written.set(value.as_isize(Some(&ValueError), th)?);
                Ok(())
            }
            None if self.layout().written.get() == -1 => Err(raise!(th, AttributeError, "characters_written")),
            None => {
                self.layout().written.set(-1);
                Ok(())
            }
        }
    }
}

#[pytype(
    static = OSError,
    private,
    name = "OSError",
    layout = PyOSErrorObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "The operating system reports an error.",
    methods = [METHODS],
    getset = [GETSET],
    members = [&[
        member!("errno", PyOSErrorObject, myerrno, _Py_T_OBJECT, "the error number"),
        member!("strerror", PyOSErrorObject, strerror, _Py_T_OBJECT, "the error's text"),
        member!("filename", PyOSErrorObject, filename, _Py_T_OBJECT, "the file concerned"),
        member!("filename2", PyOSErrorObject, filename2, _Py_T_OBJECT, "the second file concerned"),
    ]],
    slots = [tp_new, tp_init, tp_str],
)]
impl OSErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyOSErrorObject>(this.cast()) }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        storage::Storage::each(self.layout(), &mut |field| visit.visit(field));
    }

    #[slot]
    fn tp_clear(&self) {
        storage::Storage::each(self.layout(), &mut |field| drop(field.take()));
    }
}

/// The system's text for an error number, in the locale's encoding.
pub fn strerror(errno: i32) -> PyResult<Ref<Str>> {
    if errno == 0 {
        // Some callers get here without an error number; the system's text for 0 ("Success") would mislead.
        return Str::new("Error");
    }
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer's length is passed; the function ends the text with a NUL.
    let status = unsafe { libc::strerror_r(errno, buffer.as_mut_ptr().cast(), buffer.len()) };
    match CStr::from_bytes_until_nul(&buffer) {
        Ok(text) if status == 0 || !text.is_empty() => Str::new(&text.to_string_lossy()),
        _ => Str::new(&format!("Unknown error {errno}")),
    }
}

/// `PyErr_SetFromErrnoWithFilenameObjects`: raises `class(errno, strerror, filename…)`.
pub fn from_errno(
    class: &Object,
    errno: i32,
    filename: Option<&Object>,
    filename2: Option<&Object>,
    th: &mut Thread,
) -> Raised {
    let result = (|| {
        let number = Long::from_i64(i64::from(errno))?;
        let zero = Long::from_i64(0)?;
        let text = strerror(errno)?;
        let mut args: Vec<&Object> = vec![&number, &text];
        if let Some(filename) = filename {
            args.push(filename);
            if let Some(filename2) = filename2 {
                args.push(&zero);
                args.push(filename2);
            }
        }
        class.call(&args, th)
    })();
    match result {
        Ok(exception) => set_object(exception.ob_type(), Some(&exception), th),
        Err(raised) => raised,
    }
}

/// As [`from_errno`] for the thread's `errno` and class `OSError`.
pub fn raise_errno(filename: Option<&Object>, th: &mut Thread) -> Raised {
    let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    from_errno(&OSError, errno, filename, None, th)
}
