//! `weakref.ref`.

use std::ffi::c_int;

use super::*;
use crate::heap;

/// A new reference of a class, or the shared one.
///
/// # Errors
/// `TypeError` if the referent's type does not allow weak references.
pub(super) fn new(ty: &'static Type, object: &Object, callback: Option<&Object>, th: &mut Thread) -> PyResult {
    let callback = callback.filter(|callback| !callback.is(none()));
    let Some(head) = list_head(object) else {
        return Err(cannot_refer(object, th));
    };
    let exact = std::ptr::eq(ty, &_PyWeakref_RefType);
    // SAFETY: the head belongs to a live object.
    let (reference, _) = shared(unsafe { *head });
    if let (None, true, Some(reference)) = (callback, exact, reference)
        && reference.refcnt() > 0
    {
        return Ok(reference.to_ref());
    }
    let new = ty.alloc(0)?;
    // SAFETY: `ty` is the reference type or a subclass.
    let weak: &WeakRef = unsafe { Object::cast_unchecked(&new) };
    init(weak, object, callback);
    // Allocation runs no Python code, so the list is as it was.
    // SAFETY: as above.
    let (reference, proxy) = shared(unsafe { *head });
    if callback.is_none() && exact {
        link(head, weak, None);
    } else {
        link(head, weak, proxy.or(reference));
    }
    Ok(new)
}

/// The arguments of `ref(object[, callback])`.
fn arguments<'a>(function: &str, args: &'a Tuple, th: &mut Thread) -> PyResult<(&'a Object, Option<&'a Object>)> {
    match args.items() {
        [object] => Ok((object, None)),
        [object, callback] => Ok((object, Some(callback))),
        other => Err(crate::args::wrong_positional_count(function, other.len(), 1, 2, th)),
    }
}

#[pytype(
    static = _PyWeakref_RefType,
    name = "weakref.ReferenceType",
    layout = PyWeakReference,
    flags(BASETYPE, HAVE_GC, HAVE_VECTORCALL),
    vectorcall_offset = std::mem::offset_of!(PyWeakReference, vectorcall),
    members = [&[member!("__callback__", PyWeakReference, wr_callback, _Py_T_OBJECT, READONLY)]],
)]
impl WeakRef {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let (object, callback) = arguments("__new__", args, th)?;
        new(ty, object, callback, th)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(crate::args::no_keywords("ref", th));
        }
        arguments("__init__", args, th).map(drop)
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "__call__ expected 0 arguments, got {}", args.len()));
        }
        Ok(self.get().unwrap_or_else(|| none().to_ref()))
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            (*this).unlink();
            (*this).layout().wr_callback.set(None, th);
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().wr_callback);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.unlink();
        self.layout().wr_callback.set(None, th);
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        let cached = self.layout().hash.get();
        if cached != -1 {
            return Ok(cached);
        }
        let Some(object) = self.get() else {
            return Err(raise!(th, TypeError, "weak object has gone away"));
        };
        let hash = object.hash(th)?;
        self.layout().hash.set(hash);
        Ok(hash)
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let Some(object) = self.get() else {
            return Str::new(&format!("<weakref at {self:p}; dead>"));
        };
        let name =
            object::lookup_special(&object, id!(__name__), th)?.and_then(|name| name.downcast_into::<Str>().ok());
        let (ty, address) = (object.ob_type().fully_qualified_name(th)?, object.as_ptr());
        match name {
            Some(name) => Str::new(&format!("<weakref at {self:p}; to '{ty}' at {address:p} ({name})>")),
            None => Str::new(&format!("<weakref at {self:p}; to '{ty}' at {address:p}>")),
        }
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let (Py_EQ | Py_NE, Some(other)) = (op, other.downcast::<WeakRef>()) else {
            return Ok(not_implemented().to_ref());
        };
        match (self.get(), other.get()) {
            (Some(a), Some(b)) => a.rich_compare(&b, op, th),
            _ => Ok(boolobject::bool_object(self.is(other) == (op == Py_EQ)).to_ref()),
        }
    }

    #[classmethod(sig = "(object, /)", name = "__class_getitem__", doc = "See PEP 585")]
    fn class_getitem(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}
