//! `set` and `frozenset`.

mod algebra;
mod iter;
mod methods;
mod table;

use std::ffi::c_int;

use crate::abstract_::repr_guard;
use crate::heap::{self, trashcan};
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

pub use iter::PySetIter_Type;
pub use table::{_PySet_Dummy, DummyPointer};

object_type!(
    /// `set`; also the layout of `frozenset`.
    pub struct Set(PySetObject): PySet_Type
);

#[pytype(
    static = PySet_Type,
    name = "set",
    text_signature = "(iterable=(), /)",
    layout = PySetObject,
    flags(BASETYPE, HAVE_GC, MATCH_SELF),
    weaklistoffset = std::mem::offset_of!(PySetObject, weakreflist),
    doc = "set() -> an empty set\nset(iterable) -> a set of the items of iterable\n\n\
           An unordered collection of unique elements.",
    methods = [methods::shared::METHODS, methods::mutable::METHODS],
    slots = [
        slots::tp_dealloc, slots::tp_traverse, slots::tp_repr, slots::tp_richcompare, slots::tp_iter,
        slots::sq_length, slots::sq_contains, slots::nb_subtract, slots::nb_and, slots::nb_xor, slots::nb_or,
    ],
)]
impl Set {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult<Ref<Set>> {
        Set::allocate(ty)
    }

    #[slot]
    fn tp_vectorcall(class: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult<Ref<Set>> {
        if !kwargs.is_none() {
            return Err(crate::args::no_keywords("set", th));
        }
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "set expected at most 1 argument, got {}", args.len()));
        }
        let Some(ty) = class.downcast::<Type>() else { return Err(th.bad_internal_call()) };
        // SAFETY: the caller holds the class during the call, and the new instance from then on.
        let set = Set::allocate(unsafe { &*std::ptr::from_ref(ty) })?;
        if let Some(iterable) = args.first() {
            set.update(iterable, th)?;
        }
        Ok(set)
    }

    #[init(sig = "(iterable=(), /)", no_keywords)]
    fn py_init(&self, iterable: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        Set::clear(self, th)?;
        self.layout().hash.set(-1);
        match iterable {
            Some(iterable) => self.update(iterable, th),
            None => Ok(()),
        }
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) -> PyResult<()> {
        Set::clear(self, th)
    }

    #[slot]
    fn nb_inplace_subtract(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.change(other, Set::subtract, th)
    }

    #[slot]
    fn nb_inplace_and(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.change(
            other,
            |this, other, th| {
                let kept = this.intersection(other, th)?;
                this.swap_bodies(&kept);
                Ok(())
            },
            th,
        )
    }

    #[slot]
    fn nb_inplace_xor(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.change(other, Set::symmetric_update, th)
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        self.change(other, Set::update, th)
    }
}

object_type!(
    /// `frozenset`
    pub struct FrozenSet(PySetObject): PyFrozenSet_Type
);

#[pytype(
    static = PyFrozenSet_Type,
    name = "frozenset",
    text_signature = "(iterable=(), /)",
    layout = PySetObject,
    flags(BASETYPE, HAVE_GC, MATCH_SELF),
    weaklistoffset = std::mem::offset_of!(PySetObject, weakreflist),
    doc = "frozenset() -> an empty frozenset\nfrozenset(iterable) -> a frozenset of the items of iterable\n\n\
           An immutable unordered collection of unique elements.",
    methods = [methods::shared::METHODS, methods::frozen::METHODS],
    slots = [
        slots::tp_dealloc, slots::tp_traverse, slots::tp_repr, slots::tp_richcompare, slots::tp_iter,
        slots::sq_length, slots::sq_contains, slots::nb_subtract, slots::nb_and, slots::nb_xor, slots::nb_or,
    ],
)]
impl FrozenSet {
    #[new(sig = "(iterable=(), /)", vectorcall)]
    fn py_new(ty: &'static Type, iterable: Option<&Object>, th: &mut Thread) -> PyResult {
        if std::ptr::eq(ty, &PyFrozenSet_Type)
            && let Some(frozen) = iterable.filter(|iterable| FrozenSet::check_exact(iterable))
        {
            return Ok(frozen.to_ref());
        }
        let set = Set::allocate(ty)?;
        if let Some(iterable) = iterable {
            set.update(iterable, th)?;
        }
        Ok(set.into_object())
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) -> PyResult<()> {
        Set::from_layout(self.layout()).clear(th)
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        let layout = self.layout();
        if layout.hash.get() == -1 {
            layout.hash.set(Set::from_layout(layout).elements_hash());
        }
        layout.hash.get()
    }
}

mod slots {
    use super::*;

    #[pymethods]
    impl Set {
        #[slot]
        fn tp_dealloc(this: *mut Self) {
            // SAFETY: called with the last reference gone; nothing touches the object but this function, and the callbacks
            // of weak references, which do not see it any more.
            unsafe {
                heap::gc_untrack(&*this);
                let own: &Type =
                    if (*this).ob_type().is_subtype_of(&PySet_Type) { &PySet_Type } else { &PyFrozenSet_Type };
                let Some(_guard) = trashcan::enter_own(&*this, own) else { return };
                if !(*this).layout().weakreflist.get().is_null() {
                    weakrefobject::clear_weakrefs(&*this, Thread::enter());
                }
                (*this).release();
                heap::free_object(this.cast());
            }
        }

        #[slot]
        fn tp_traverse(&self, visit: &mut Visitor) {
            if self.layout().table.get().is_null() {
                return;
            }
            // SAFETY: the callbacks of a traversal change no set.
            for entry in unsafe { self.slots() } {
                if entry.hash.get() != -1 || !entry.key.is_null() {
                    visit.visit(&entry.key);
                }
            }
        }

        #[slot]
        fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let class = self.ob_type();
            let name = class.short_name();
            let mut out = StrWriter::with_capacity(64);
            let Some(_guard) = repr_guard::enter(self) else {
                out.push_str(&name);
                out.push_ascii("(...)");
                return out.finish();
            };
            if self.is_empty() {
                out.push_str(&name);
                out.push_ascii("()");
                return out.finish();
            }
            // As a list, so that a set that changes meanwhile does no harm.
            let items = List::from_iterable(self, th)?;
            let text = items.repr(th)?;
            let plain = std::ptr::eq(class, &PySet_Type);
            if !plain {
                out.push_str(&name);
                out.push_ascii("(");
            }
            out.push_ascii("{");
            out.push_slice(&text, 1, text.len() - 1);
            out.push_ascii(if plain { "}" } else { "})" });
            out.finish()
        }

        #[slot]
        fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
            let Some(other_set) = as_set(other) else { return Ok(not_implemented().to_ref()) };
            let answer = match op {
                Py_EQ => self.equals(other, th)?,
                Py_NE => !self.equals(other, th)?,
                Py_LE => self.is_subset(other, th)?,
                Py_GE => other_set.is_subset(self, th)?,
                Py_LT => self.len() < other_set.len() && self.is_subset(other, th)?,
                _ => self.len() > other_set.len() && other_set.is_subset(self, th)?,
            };
            Ok(boolobject::bool_object(answer).to_ref())
        }

        #[slot]
        fn tp_iter(&self) -> PyResult {
            iter::new(self)
        }

        #[slot]
        fn sq_length(&self) -> usize {
            Set::len(self)
        }

        #[slot]
        fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
            Set::contains(self, key, th)
        }

        #[slot]
        fn nb_subtract(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
            algebra::sub(a, b, th)
        }

        #[slot]
        fn nb_and(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
            algebra::and(a, b, th)
        }

        #[slot]
        fn nb_xor(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
            algebra::xor(a, b, th)
        }

        #[slot]
        fn nb_or(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
            algebra::or(a, b, th)
        }
    }
}

impl Set {
    /// An empty set of type `ty`: `set`, `frozenset` or a subclass.
    ///
    /// # Errors
    /// `MemoryError`.
    fn allocate(ty: &'static Type) -> PyResult<Ref<Set>> {
        let set = if ty.has_any_flag(Py_TPFLAGS_HEAPTYPE) || ty.tp_alloc.get().is_some() {
            let object = match ty.tp_alloc.get() {
                // SAFETY: the type's own allocator.
                Some(alloc) => unsafe { alloc(ty, 0) }?,
                None => ty.alloc(0)?,
            };
            // SAFETY: an instance of a type derived from `set` or `frozenset`.
            unsafe { object.cast_unchecked::<Set>() }
        } else {
            let set = heap::new_object::<Set>(ty)?;
            heap::gc_track(&set);
            set
        };
        set.init_table();
        Ok(set)
    }

    /// `PySet_New`.
    ///
    /// # Errors
    /// What iterating, `__hash__` and `__eq__` raise; `MemoryError`.
    pub fn new(iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Set>> {
        Set::filled(&PySet_Type, iterable, th)
    }

    /// `PyFrozenSet_New`: always a new one.
    ///
    /// # Errors
    /// As [`Set::new`].
    pub fn new_frozen(iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Set>> {
        Set::filled(&PyFrozenSet_Type, iterable, th)
    }

    fn filled(ty: &'static Type, iterable: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Set>> {
        let set = Set::allocate(ty)?;
        if let Some(iterable) = iterable {
            set.update(iterable, th)?;
        }
        Ok(set)
    }

    /// An augmented assignment: `other` must be a set.
    fn change(
        &self,
        other: &Object,
        operation: impl Fn(&Set, &Object, &mut Thread) -> PyResult<()>,
        th: &mut Thread,
    ) -> PyResult {
        if !is_any_set(other) {
            return Ok(not_implemented().to_ref());
        }
        operation(self, other, th)?;
        Ok(self.to_ref())
    }
}

/// `PyAnySet_Check`: a set, a frozenset, or an instance of a subclass.
#[inline]
pub fn is_any_set(object: &Object) -> bool {
    let ty = object.ob_type();
    std::ptr::eq(ty, &PySet_Type)
        || std::ptr::eq(ty, &PyFrozenSet_Type)
        || ty.is_subtype_of(&PySet_Type)
        || ty.is_subtype_of(&PyFrozenSet_Type)
}

/// The object as a set or frozenset.
#[inline]
pub fn as_set(object: &Object) -> Option<&Set> {
    // SAFETY: both types and their subclasses have the layout.
    if is_any_set(object) { Some(unsafe { object.cast_unchecked() }) } else { None }
}

/// As [`as_set`], for sets and frozensets that are no instances of subclasses.
pub(crate) fn as_exact_set(object: &Object) -> Option<&Set> {
    let ty = object.ob_type();
    let exact = std::ptr::eq(ty, &PySet_Type) || std::ptr::eq(ty, &PyFrozenSet_Type);
    // SAFETY: both types have the layout.
    if exact { Some(unsafe { object.cast_unchecked() }) } else { None }
}

/// `PySet_CheckExact`.
pub fn is_exact_set(object: &Object) -> bool {
    std::ptr::eq(object.ob_type(), &PySet_Type)
}

/// The hash of an element.
#[inline(always)]
fn hash_of(key: &Object, th: &mut Thread) -> PyResult<isize> {
    match key.downcast_exact::<Str>() {
        Some(key) => Ok(key.hash()),
        None => key.hash(th),
    }
}

/// Looks a key up, or, if it is a set without a hash, the frozenset of its elements.
fn lookup_key<T>(
    key: &Object,
    th: &mut Thread,
    look: impl Fn(&Object, isize, &mut Thread) -> PyResult<T>,
) -> PyResult<T> {
    let attempt = match hash_of(key, th) {
        Ok(hash) => look(key, hash, th),
        Err(Raised) => Err(Raised),
    };
    match (attempt, key.downcast::<Set>()) {
        (Err(Raised), Some(set)) if th.raised_matches(&exceptions::TypeError) => {
            th.clear_raised();
            // A frozen copy, so that comparisons see a set that nobody changes.
            let frozen = Set::new_frozen(Some(set), th)?;
            let hash = frozen.elements_hash();
            frozen.layout().hash.set(hash);
            look(&frozen, hash, th)
        }
        (attempt, _) => attempt,
    }
}

use dictobject::key_error;

/// Drops what may be a last reference: Python code may run.
#[inline(always)]
fn drop_last<T>(value: T, _th: &mut Thread) {
    drop(value);
}
