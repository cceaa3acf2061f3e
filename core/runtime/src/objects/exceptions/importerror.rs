//! `ImportError` and `ModuleNotFoundError`: know the module's name and file, and the name wanted from it.

use super::fields::keyword_fields;
use super::storage;
use super::*;

object_type!(
    /// `ImportError`
    pub struct ImportErrorObject(PyImportErrorObject): ImportError
);

/// `PyErr_SetImportErrorSubclass` and its fellows: raises `class(message, name=…, path=…, name_from=…)`.
pub fn set_import_error(
    class: &Object,
    message: Option<&Object>,
    name: Option<&Object>,
    path: Option<&Object>,
    name_from: Option<&Object>,
    th: &mut Thread,
) -> Raised {
    match class.is_subclass(&ImportError, th) {
        Ok(true) => {}
        Ok(false) => return raise!(th, TypeError, "expected a subclass of ImportError"),
        Err(raised) => return raised,
    }
    let Some(message) = message else {
        return raise!(th, TypeError, "expected a message argument");
    };
    let result = (|| {
        let mut values = vec![message, name.unwrap_or(none()), path.unwrap_or(none())];
        let mut names: Vec<&Object> = vec![id!(name), id!(path)];
        if let Some(name_from) = name_from {
            values.push(name_from);
            names.push(id!(name_from));
        }
        let names = Tuple::new(&names)?;
        class.call_kw(&values, Some(&names), th)
    })();
    match result {
        Ok(exception) => set_object(exception.ob_type(), Some(&exception), th),
        Err(raised) => raised,
    }
}

/// `ImportError(message, name=…, path=…)`.
pub fn raise_import_error(message: &str, name: Option<&Object>, path: Option<&Object>, th: &mut Thread) -> Raised {
    match Str::new(message) {
        Ok(message) => set_import_error(&ImportError, Some(&message), name, path, None, th),
        Err(raised) => raised,
    }
}

#[pymethods]
impl ImportErrorObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        layout.base.args.set(Some(Ref::new(args).into_object()), th);
        let fields = [(id!(name), &layout.name), (id!(path), &layout.path), (id!(name_from), &layout.name_from)];
        keyword_fields("ImportError", kwargs, fields, th)?;
        let message = match args.items() {
            [only] => Some(only.clone()),
            _ => None,
        };
        layout.msg.set(message, th);
        Ok(())
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        match self.layout().msg.get() {
            Some(message) if Str::check_exact(&message) => message.str(th),
            _ => BaseException::from_layout(&self.layout().base).tp_str(th),
        }
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let (name, path, name_from) = (layout.name.get(), layout.path.get(), layout.name_from.get());
        let args = super::fields::or_none(&layout.base.args);
        let dict = layout.base.dict.get();
        if name.is_none() && path.is_none() && name_from.is_none() {
            return match dict {
                Some(dict) => Tuple::new(&[self.ob_type(), &args, &dict]),
                None => Tuple::new(&[self.ob_type(), &args]),
            };
        }
        let state = match dict.as_deref().and_then(|dict| dict.downcast::<Dict>()) {
            Some(dict) => dict.copy(th)?,
            None => Dict::new()?,
        };
        for (key, value) in [(id!(name), name), (id!(path), path), (id!(name_from), name_from)] {
            if let Some(value) = value {
                state.set_str(key, &value, th)?;
            }
        }
        Tuple::new(&[self.ob_type(), &args, &state])
    }
}

#[pytype(
    static = ImportError,
    private,
    name = "ImportError",
    layout = PyImportErrorObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "A module, or a name from it, could not be imported.",
    methods = [METHODS],
    members = [&[
        member!("msg", PyImportErrorObject, msg, _Py_T_OBJECT, "the message"),
        member!("name", PyImportErrorObject, name, _Py_T_OBJECT, "the module's name"),
        member!("path", PyImportErrorObject, path, _Py_T_OBJECT, "the module's file"),
        member!("name_from", PyImportErrorObject, name_from, _Py_T_OBJECT, "the name wanted from the module"),
    ]],
    slots = [tp_init, tp_str],
)]
impl ImportErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyImportErrorObject>(this.cast()) }
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

/// `ModuleNotFoundError`.
pub static ModuleNotFoundError: Type = classes::derived::<PyImportErrorObject>(
    c"ModuleNotFoundError",
    c"There is no such module.",
    &ImportError,
    SLOT_tp_init,
);
