//! `BaseException`: arguments, traceback, context, cause, notes.

use super::fields::{no_keywords, or_none};
use super::storage;
use super::*;
use crate::heap;

impl BaseException {
    /// `args`; the empty tuple where there are none.
    pub fn args(&self) -> Ref {
        match self.layout().args.get() {
            Some(args) => args,
            None => empty_tuple(),
        }
    }

    /// `__traceback__`.
    #[inline]
    pub fn traceback(&self) -> Option<Ref> {
        self.layout().traceback.get()
    }

    /// `__traceback__ = traceback`, which must be a traceback or `None`.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn set_traceback(&self, traceback: &Object, th: &mut Thread) -> PyResult<()> {
        let value = if traceback.is(none()) {
            None
        } else if Traceback::check(traceback) {
            Some(traceback.to_ref())
        } else {
            return Err(raise!(th, TypeError, "__traceback__ must be a traceback or None"));
        };
        self.layout().traceback.set(value, th);
        Ok(())
    }

    /// `__context__`.
    #[inline]
    pub fn context(&self) -> Option<Ref> {
        self.layout().context.get()
    }

    /// `PyException_SetContext`.
    #[inline]
    pub fn set_context(&self, context: Option<Ref>, th: &mut Thread) {
        self.layout().context.set(context, th);
    }

    /// `__cause__`.
    #[inline]
    pub fn cause(&self) -> Option<Ref> {
        self.layout().cause.get()
    }

    /// `PyException_SetCause`: the context is no longer shown.
    #[inline]
    pub fn set_cause(&self, cause: Option<Ref>, th: &mut Thread) {
        self.layout().suppress_context.set(1);
        self.layout().cause.set(cause, th);
    }

    /// `add_note`.
    ///
    /// # Errors
    /// `TypeError` for notes that are no list; what setting an attribute raises.
    pub fn add_note(&self, note: &Object, th: &mut Thread) -> PyResult<()> {
        if !Str::check(note) {
            return Err(raise!(th, TypeError, "note must be a str, not '{}'", note.ob_type().display_name()));
        }
        let notes = match self.get_attr_opt(id!(__notes__), th)? {
            Some(notes) => notes,
            None => {
                let notes = List::with_capacity(0)?.into_object();
                self.set_attr(id!(__notes__), &notes, th)?;
                notes
            }
        };
        match notes.downcast::<List>() {
            Some(notes) => notes.push(note.to_ref()),
            None => Err(raise!(th, TypeError, "Cannot add note: __notes__ is not a list")),
        }
    }
}

fn empty_tuple() -> Ref {
    _PyRuntime.static_objects.singletons.tuple_empty.as_object().to_ref()
}

/// A new instance of `class` with `args`, nothing else filled in.
///
/// # Errors
/// `MemoryError`.
#[inline]
pub(super) fn allocate(class: &'static Type, args: Ref) -> PyResult {
    let object = if std::ptr::eq(class, &MemoryError) {
        super::memoryerror::take(false)?
    } else if class.has_flags(Py_TPFLAGS_HEAPTYPE) || class.tp_alloc.get().is_none() {
        class.alloc(0)?
    } else {
        let object: Ref<PyBaseExceptionObject> = heap::new_object(class)?;
        heap::gc_track(&object);
        object.into_object()
    };
    // SAFETY: an instance of an exception class.
    drop(unsafe { (*object).cast_unchecked::<BaseException>() }.layout().args.replace(Some(args)));
    Ok(object)
}

/// Whether instances are made and initialized by nothing but `BaseException`'s own functions.
#[inline]
pub(super) fn is_plain(class: &Type) -> bool {
    let same_new = class.tp_new.get().is_some_and(|new| std::ptr::fn_addr_eq(new, SLOT_tp_new));
    same_new && class.tp_init.get().is_some_and(|init| std::ptr::fn_addr_eq(init, SLOT_tp_init))
}

#[pymethods]
impl BaseException {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        allocate(ty, Ref::new(args).into_object())
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        no_keywords(&self.ob_type().display_name(), kwargs, th)?;
        self.layout().args.set(Some(Ref::new(args).into_object()), th);
        Ok(())
    }

    /// Calls of the plain classes: no argument tuple is passed around and no keyword dict made.
    #[slot]
    fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        if !kwargs.is_none() && !kwargs.is_empty() {
            return Err(raise!(th, TypeError, "{:.200}() takes no keyword arguments", ty.display_name()));
        }
        let args = if args.is_empty() { empty_tuple() } else { Tuple::new(args)?.into_object() };
        allocate(ty, args)
    }

    #[slot]
    pub(super) fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let args = self.args();
        match args.downcast::<Tuple>().map(Tuple::items) {
            Some([]) => Ok(Ref::new(empty_str())),
            Some([only]) => only.str(th),
            _ => args.str(th),
        }
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let args = self.args();
        let name = self.ob_type().short_name();
        let mut text = StrWriter::with_capacity(32);
        text.push_str(&name);
        match args.downcast::<Tuple>().map(Tuple::items) {
            Some([only]) => {
                let repr = only.repr(th)?;
                text.push_ascii("(");
                text.push_str(&repr);
                text.push_ascii(")");
            }
            _ => {
                let repr = args.repr(th)?;
                text.push_str(&repr);
            }
        }
        text.finish()
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self) -> PyResult<Ref<Tuple>> {
        let class = self.ob_type();
        match self.layout().dict.get() {
            Some(dict) => Tuple::new(&[class, &self.args(), &dict]),
            None => Tuple::new(&[class, &self.args()]),
        }
    }

    #[method(sig = "(object, /)", name = "__setstate__")]
    fn setstate(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        if object.is(none()) {
            return Ok(());
        }
        let Some(state) = object.downcast::<Dict>() else {
            return Err(raise!(th, TypeError, "state is not a dictionary"));
        };
        let mut position = 0;
        while let Some((key, value)) = state.next(&mut position) {
            match key.downcast::<Str>() {
                Some(key) => self.set_attr(key, &value, th)?,
                None => {
                    let name = key.ob_type().display_name();
                    return Err(raise!(th, TypeError, "attribute name must be string, not '{name:.200}'"));
                }
            }
        }
        Ok(())
    }

    #[method(sig = "(object, /)", doc = "Set __traceback__ to the argument and return the exception.")]
    fn with_traceback(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.set_traceback(object, th)?;
        Ok(self.to_ref())
    }

    #[method(sig = "(object, /)", name = "add_note", doc = "Append a str to __notes__, which a traceback shows.")]
    fn py_add_note(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        self.add_note(object, th)
    }

    #[getter]
    fn __dict__(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }

    #[setter]
    fn set___dict__(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value else {
            return Err(raise!(th, TypeError, "cannot delete __dict__"));
        };
        if !Dict::check(value) {
            let name = value.ob_type().display_name();
            return Err(raise!(th, TypeError, "__dict__ must be set to a dictionary, not a '{name:.200}'"));
        }
        self.layout().dict.set(Some(value.to_ref()), th);
        Ok(())
    }

    #[getter(name = "args")]
    fn get_args(&self) -> Ref {
        or_none(&self.layout().args)
    }

    #[setter]
    fn set_args(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value else {
            return Err(raise!(th, TypeError, "args may not be deleted"));
        };
        let args = Tuple::from_iterable(value, th)?;
        self.layout().args.set(Some(args.into_object()), th);
        Ok(())
    }

    #[getter]
    fn __traceback__(&self) -> Ref {
        or_none(&self.layout().traceback)
    }

    #[setter]
    fn set___traceback__(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        match value {
            Some(value) => self.set_traceback(value, th),
            None => Err(raise!(th, TypeError, "__traceback__ may not be deleted")),
        }
    }

    #[getter(doc = "The exception that was being handled when this one was raised.")]
    fn __context__(&self) -> Ref {
        or_none(&self.layout().context)
    }

    #[setter]
    fn set___context__(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let context = exception_or_none("context", value, th)?;
        self.set_context(context, th);
        Ok(())
    }

    #[getter(doc = "The exception that this one was raised from.")]
    fn __cause__(&self) -> Ref {
        or_none(&self.layout().cause)
    }

    #[setter]
    fn set___cause__(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let cause = exception_or_none("cause", value, th)?;
        self.set_cause(cause, th);
        Ok(())
    }
}

/// `__getattribute__`: the generic one, whose address others look for.
const SLOT_tp_getattro: getattrofunc = object::generic_getattro_slot;

/// The value for `__cause__` or `__context__`.
fn exception_or_none(what: &str, value: Option<&Object>, th: &mut Thread) -> PyResult<Option<Ref>> {
    match value {
        None => Err(raise!(th, TypeError, "__{what}__ may not be deleted")),
        Some(value) if value.is(none()) => Ok(None),
        Some(value) if BaseException::check(value) => Ok(Some(value.to_ref())),
        Some(_) => Err(raise!(th, TypeError, "exception {what} must be None or derive from BaseException")),
    }
}

#[pytype(
    static = BaseException_Type,
    private,
    name = "BaseException",
    layout = PyBaseExceptionObject,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    dictoffset = std::mem::offset_of!(PyBaseExceptionObject, dict),
    doc = "Root of all exceptions.",
    methods = [METHODS],
    getset = [GETSET],
    members = [&[member!("__suppress_context__", PyBaseExceptionObject, suppress_context, Py_T_BOOL)]],
    slots = [tp_new, tp_init, tp_vectorcall, tp_str, tp_repr, tp_getattro],
)]
impl BaseException {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class itself and of those that inherit its layout.
        unsafe { storage::dealloc::<PyBaseExceptionObject>(this.cast()) }
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
