//! `types.SimpleNamespace`: attributes and nothing else.

use std::ffi::c_int;

use crate::abstract_::recursion;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// `types.SimpleNamespace`.
    pub struct Namespace(_PyNamespaceObject): _PyNamespace_Type
);

/// A namespace with these attributes.
///
/// # Errors
/// `MemoryError`.
pub fn new(attributes: &[(&Str, &Object)], th: &mut Thread) -> PyResult {
    let dict = Dict::new()?;
    for (name, value) in attributes {
        dict.set_str(name, value, th)?;
    }
    let object = typeobject::alloc_no_track(&_PyNamespace_Type, 0)?;
    // SAFETY: just allocated as a namespace.
    unsafe { (*object).cast_unchecked::<_PyNamespaceObject>() }.ns_dict.init(dict.into_object());
    heap::gc_track(&object);
    Ok(object)
}

/// `_PyNamespace_New`: with a copy of a dict, if one is given.
///
/// # Errors
/// `MemoryError`.
pub fn from_dict(attributes: Option<&Object>, th: &mut Thread) -> PyResult {
    let object = new(&[], th)?;
    if let (Some(attributes), Some(namespace)) = (attributes, object.downcast::<Namespace>()) {
        namespace.dict().merge(attributes, 1, th)?;
    }
    Ok(object)
}

impl Namespace {
    fn dict(&self) -> Ref<Dict> {
        match self.layout().ns_dict.get().map(Ref::downcast_into::<Dict>) {
            Some(Ok(dict)) => dict,
            // Set when the object is made; `__dict__` is read-only.
            _ => crate::unwritten::fatal("a namespace without a dict"),
        }
    }

    fn update(&self, attributes: &Dict, th: &mut Thread) -> PyResult<()> {
        let mut position = 0;
        while let Some((key, _)) = attributes.next(&mut position) {
            if !Str::check(&key) {
                return Err(raise!(th, TypeError, "keywords must be strings"));
            }
        }
        self.dict().merge(attributes, 1, th)
    }
}

#[pytype(
    static = _PyNamespace_Type,
    private,
    name = "types.SimpleNamespace",
    layout = _PyNamespaceObject,
    flags(BASETYPE, HAVE_GC),
    dictoffset = std::mem::offset_of!(_PyNamespaceObject, ns_dict),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    text_signature = "(mapping_or_iterable=(), /, **kwargs)",
    doc = "An object that just has attributes.",
    members = [MEMBERS],
)]
impl Namespace {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        let dict = Dict::new()?;
        let object = ty.alloc(0)?;
        // SAFETY: just allocated as a kind of namespace.
        unsafe { (*object).cast_unchecked::<_PyNamespaceObject>() }.ns_dict.init(dict.into_object());
        Ok(object)
    }
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        match args.items() {
            [] => {}
            [source] => match source.downcast_exact::<Dict>() {
                Some(source) => self.update(source, th)?,
                None => {
                    let dict = dictobject::PyDict_Type.as_object().call(&[source], th)?;
                    if let Some(dict) = dict.downcast::<Dict>() {
                        self.update(dict, th)?;
                    }
                }
            },
            more => {
                let name = self.ob_type().short_name();
                return Err(raise!(th, TypeError, "{name} expected at most 1 argument, got {}", more.len()));
            }
        }
        match kwargs {
            Some(kwargs) => self.update(kwargs, th),
            None => Ok(()),
        }
    }
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().ns_dict.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ns_dict);
    }
    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().ns_dict.take());
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let name = if std::ptr::eq(self.ob_type(), &_PyNamespace_Type) {
            "namespace".to_owned()
        } else {
            self.ob_type().display_name().into_owned()
        };
        if !recursion::repr_enter(self, th)? {
            return Str::new(&format!("{name}(...)"));
        }
        let text = self.pieces(th);
        recursion::repr_leave(self, th);
        Str::new(&format!("{name}({})", text?))
    }
    fn pieces(&self, th: &mut Thread) -> PyResult<String> {
        let mut pieces = Vec::new();
        let dict = self.dict();
        let mut position = 0;
        while let Some((key, value)) = dict.next(&mut position) {
            if let Some(key) = key.downcast::<Str>().filter(|key| !key.is_empty()) {
                pieces.push(format!("{key}={}", value.repr(th)?));
            }
        }
        Ok(pieces.join(", "))
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        match other.downcast::<Namespace>() {
            Some(other) => self.dict().rich_compare(&other.dict(), op, th),
            None => Ok(not_implemented().to_ref()),
        }
    }
    #[method(raw = NOARGS, doc = "How to make the namespace again, for pickle.")]
    fn __reduce__(&self, _th: &mut Thread) -> PyResult {
        let none_given = Tuple::new(&[])?;
        Tuple::from_array([self.ob_type().to_ref(), none_given.into_object(), self.dict().into_object()])?.into_py()
    }
    #[method(
        raw = VARARGS | KEYWORDS,
        doc = "__replace__($self, /, **changes)\n--\n\nA copy of the namespace with some attributes changed."
    )]
    fn __replace__(&self, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        if args.downcast::<Tuple>().is_some_and(|args| !args.is_empty()) {
            return Err(raise!(th, TypeError, "__replace__() takes no positional arguments"));
        }
        let copy = self.ob_type().as_object().call(&[], th)?;
        let Some(namespace) = copy.downcast::<Namespace>() else {
            return Err(raise!(
                th,
                TypeError,
                "expect {} type, but {}() returned '{}' object",
                _PyNamespace_Type.display_name(),
                self.ob_type().display_name(),
                copy.ob_type().display_name()
            ));
        };
        namespace.dict().merge(&self.dict(), 1, th)?;
        if let Some(kwargs) = kwargs {
            namespace.dict().merge(kwargs, 1, th)?;
        }
        Ok(copy)
    }
}

const MEMBERS: &[PyMemberDef] = &[member!("__dict__", _PyNamespaceObject, ns_dict, _Py_T_OBJECT, READONLY)];
