//! `dict`: compact tables, split keys, inline values, versions and watchers.

mod api;
mod entries;
pub mod inline_values;
mod insert;
pub mod iter;
pub mod keys;
mod lookup;
mod merge;
mod methods;
pub mod values;
pub mod views;
pub mod watch;

use std::ffi::c_int;

use crate::abstract_::repr_guard;
use crate::heap::{self, trashcan};
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

pub(crate) use lookup::equal_fast;
pub(crate) use methods::from_keys;
pub use views::{PyDictItems_Type, PyDictKeys_Type, PyDictValues_Type};

object_type!(
    /// `dict`
    pub struct Dict(PyDictObject): PyDict_Type, flag Py_TPFLAGS_DICT_SUBCLASS
);

#[pytype(
    static = PyDict_Type,
    name = "dict",
    layout = PyDictObject,
    flags(BASETYPE, HAVE_GC, DICT_SUBCLASS, MAPPING, MATCH_SELF),
    doc = "dict() -> an empty dictionary\n\
           dict(mapping) -> a dictionary of the mapping's keys and values\n\
           dict(iterable) -> a dictionary of the (key, value) pairs that iterable gives\n\
           dict(**kwargs) -> a dictionary of the keyword arguments, after either of the above",
    methods = [methods::METHODS],
)]
impl Dict {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        if std::ptr::eq(ty, &PyDict_Type) {
            return Dict::new().map(Ref::into_object);
        }
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of a subclass.
        let dict = unsafe { object.cast_unchecked::<Dict>() };
        dict.layout().ma_keys.set(keys::empty());
        watch::touch(&dict);
        Ok(dict.into_object())
    }

    #[slot]
    fn tp_vectorcall(class: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<Ref> {
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "dict expected at most 1 argument, got {}", args.len()));
        }
        let Some(ty) = class.downcast::<Type>() else { return Err(th.bad_internal_call()) };
        // SAFETY: the caller holds the class during the call, and the new instance from then on.
        let object = Dict::tp_new(unsafe { &*std::ptr::from_ref(ty) }, class, None, th)?;
        // SAFETY: an instance of `dict` or of a subclass without `__init__` of its own.
        unsafe { Object::cast_unchecked::<Dict>(&object) }.fill(args, kwargs, th)?;
        Ok(object)
    }

    #[init(sig = "(*args, **kwargs)")]
    fn py_init(&self, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<()> {
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "dict expected at most 1 argument, got {}", args.len()));
        }
        self.fill(args, kwargs, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function, and the watchers.
        unsafe {
            let dict = &*this;
            if watch::is_watched(dict) {
                dict.set_refcnt(1);
                watch::send(dict, PyDict_EVENT_DEALLOCATED, None, None, Thread::enter());
                if dict.refcnt() > 1 {
                    dict.set_refcnt(dict.refcnt() - 1);
                    return;
                }
                dict.set_refcnt(0);
            }
            heap::gc_untrack(dict);
            let Some(_guard) = trashcan::enter_own(dict, &PyDict_Type) else { return };
            let layout = dict.layout();
            let array = layout.ma_values.replace(std::ptr::null_mut());
            if !array.is_null() && (*array).embedded.get() == 0 {
                insert::drop_values(array);
            }
            let table = layout.ma_keys.replace(keys::empty());
            if !table.is_null() {
                keys::decref(table);
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        if layout.ma_keys.get().is_null() {
            return;
        }
        // SAFETY: the callbacks of a traversal change no dict.
        unsafe {
            let table = self.table();
            let array = layout.ma_values.get();
            if !array.is_null() {
                // Values inside an object are the object's to visit.
                if (*array).embedded.get() == 0 {
                    for index in 0..(*array).capacity.get() as usize {
                        visit.visit(values::field(array, index));
                    }
                }
                return;
            }
            let general = !keys::is_unicode(table);
            for index in 0..table.dk_nentries.get() as usize {
                let (key, value) = keys::fields(table, index);
                if general && !value.is_null() {
                    visit.visit(key);
                }
                visit.visit(value);
            }
        }
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.clear(th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let Some(_guard) = repr_guard::enter(self) else { return Str::from_ascii(b"{...}") };
        let mut out = StrWriter::with_capacity(64);
        out.push_ascii("{");
        let mut position = 0;
        let mut first = true;
        while let Some((key, value)) = self.next(&mut position) {
            if !std::mem::take(&mut first) {
                out.push_ascii(", ");
            }
            out.push_str(&*key.repr(th)?);
            out.push_ascii(": ");
            out.push_str(&*value.repr(th)?);
        }
        out.push_ascii("}");
        out.finish()
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast::<Dict>().filter(|_| matches!(op, Py_EQ | Py_NE)) else {
            return Ok(not_implemented().to_ref());
        };
        let equal = self.equals(other, th)?;
        Ok(boolobject::bool_object(equal == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_iter(&self) -> PyResult {
        iter::keys(self)
    }

    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        let (Some(left), Some(right)) = (left.downcast::<Dict>(), right.downcast::<Dict>()) else {
            return Ok(not_implemented().to_ref());
        };
        let new = left.copy(th)?;
        new.update_from(right, th)?;
        Ok(new.into_object())
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.update_from(other, th)?;
        Ok(self.to_ref())
    }

    #[slot]
    fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        Dict::contains(self, key, th)
    }

    #[slot]
    fn mp_length(&self) -> usize {
        Dict::len(self)
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        self.subscript(key, th)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        match value {
            Some(value) => self.set(key, value, th),
            None => self.del(key, th),
        }
    }
}

impl Dict {
    /// `self[key]`, with `__missing__` of subclasses.
    ///
    /// # Errors
    /// `KeyError`; what `__hash__`, `__eq__` and `__missing__` raise.
    #[inline]
    pub fn subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        if let Some(value) = self.get(key, th)? {
            return Ok(value);
        }
        if !Dict::check_exact(self)
            && let Some(missing) = object::lookup_special(self, id!(__missing__), th)?
        {
            return missing.call(&[key], th);
        }
        Err(key_error(key, th))
    }

    fn fill(&self, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<()> {
        if let Some(arg) = args.first() {
            self.update_from(arg, th)?;
        }
        for (name, value) in kwargs.iter() {
            if !Str::check(&name) {
                return Err(raise!(th, TypeError, "keywords must be strings"));
            }
            self.set(&name, &value, th)?;
        }
        Ok(())
    }

    /// `self == other`.
    fn equals(&self, other: &Dict, th: &mut Thread) -> PyResult<bool> {
        if self.len() != other.len() {
            return Ok(false);
        }
        let mut position = 0;
        while let Some((key, value, hash)) = self.entry_at(&mut position) {
            let Some(theirs) = other.get_known_hash(&key, hash, th)? else { return Ok(false) };
            if !value.rich_compare_bool(&theirs, Py_EQ, th)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// `_PyErr_SetKeyError`: `KeyError(key)`, also for a key that is a tuple.
#[cold]
pub fn key_error(key: &Object, th: &mut Thread) -> Raised {
    match exceptions::KeyError.call(&[key], th) {
        Ok(error) => th.raise_instance(error),
        Err(Raised) => Raised,
    }
}

/// Drops what may be a last reference: Python code may run.
#[inline(always)]
fn drop_last<T>(value: T, _th: &mut Thread) {
    drop(value);
}
