//! `enumerate` and `reversed`.

use crate::heap;
use crate::prelude::*;

object_type!(
    /// `enumerate`
    pub struct Enumerate(PyEnumObject): PyEnum_Type
);

#[pytype(
    static = PyEnum_Type,
    name = "enumerate",
    layout = PyEnumObject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(iterable, start=0)",
    doc = "Iterator of (count, item) pairs, for the items of iterable; the count begins with start.",
)]
impl Enumerate {
    /// Words its argument errors otherwise than `__new__`, which calls of the type itself do not go through.
    #[slot]
    fn tp_vectorcall(class: &Object, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        let Some(ty) = class.downcast::<Type>() else { return Err(th.bad_internal_call()) };
        // SAFETY: the caller holds the class during the call, and the new instance from then on.
        let ty: &'static Type = unsafe { &*std::ptr::from_ref(ty) };
        let given = args.len() + kwargs.len();
        if given > 2 {
            return Err(raise!(th, TypeError, "enumerate() takes at most 2 arguments ({given} given)"));
        }
        if given == 0 {
            return Err(raise!(th, TypeError, "enumerate() missing required argument 'iterable'"));
        }
        let names = [id!(iterable), id!(start)];
        for (name, _) in kwargs.iter() {
            let known = name
                .downcast::<Str>()
                .is_some_and(|name| names.iter().take(given).skip(args.len()).any(|candidate| candidate.eq(name)));
            if !known {
                let text = name.str(th)?;
                return Err(raise!(th, TypeError, "'{}' is an invalid keyword argument for enumerate()", &*text));
            }
        }
        let mut iterable = args.first().map(|object| object.to_ref());
        if iterable.is_none() {
            iterable = kwargs.get(names[0], th)?;
        }
        let Some(iterable) = iterable else {
            return Err(raise!(th, TypeError, "enumerate() missing required argument 'iterable'"));
        };
        let start = match args.get(1) {
            Some(start) => Some(start.to_ref()),
            None => kwargs.get(names[1], th)?,
        };
        Enumerate::py_new(ty, &iterable, start.as_deref(), th)
    }

    #[new(sig = "(iterable, start=0)")]
    fn py_new(ty: &'static Type, iterable: &Object, start: Option<&Object>, th: &mut Thread) -> PyResult {
        let start = match start {
            Some(start) => start.index(th)?,
            None => Long::from_isize(0)?,
        };
        let iterator = iterable.iter(th)?;
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of the type or of a subclass.
        let layout = unsafe { Object::cast_unchecked::<Enumerate>(&object) }.layout();
        match start.to_i64_opt() {
            Some(start) if start != i64::MAX => layout.en_index.set(start as isize),
            _ => {
                layout.en_index.set(isize::MAX);
                layout.en_longindex.init(start.into_object());
            }
        }
        layout.one.init(Long::from_isize(1)?.into_object());
        layout.en_result.init(Tuple::new(&[none(), none()])?.into_object());
        layout.en_sit.init(iterator);
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            drop(layout.en_sit.take());
            drop(layout.en_result.take());
            drop(layout.en_longindex.take());
            drop(layout.one.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.en_sit);
        visit.visit(&layout.en_result);
        visit.visit(&layout.en_longindex);
        visit.visit(&layout.one);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(iterator) = layout.en_sit.get() else { return Ok(None) };
        let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
        let index = layout.en_index.get();
        let count = if index == isize::MAX {
            self.next_long()?
        } else {
            layout.en_index.set(index + 1);
            Long::from_isize(index)?.into_object()
        };
        pair(&layout.en_result, count, item).map(Some)
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let count = match layout.en_longindex.get() {
            Some(count) => count,
            None => Long::from_isize(layout.en_index.get())?.into_object(),
        };
        let iterator = layout.en_sit.get().unwrap_or_else(|| none().to_ref());
        let arguments = Tuple::from_array([iterator, count])?;
        Tuple::from_array([self.ob_type().to_ref(), arguments.into_object()])
    }

    #[classmethod(sig = "(object, /)", no_text_signature, doc = "Parametrized form, for type hints.")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
}

impl Enumerate {
    /// The count beyond machine integers; moves on.
    #[cold]
    fn next_long(&self) -> PyResult {
        let field = &self.layout().en_longindex;
        let count = match field.get() {
            Some(count) => count,
            None => Long::from_isize(isize::MAX)?.into_object(),
        };
        if let Some(count) = count.downcast::<Long>() {
            let next = Long::add(count, &*Long::from_isize(1)?)?;
            drop(field.replace(Some(next.into_object())));
        }
        Ok(count)
    }
}

/// A pair: the tuple in `reused`, if nobody else has it, or a new one.
#[inline]
pub(crate) fn pair(reused: &Field, first: Ref, second: Ref) -> PyResult {
    // SAFETY: the borrow ends before anything is dropped.
    if let Some(tuple) = unsafe { reused.borrow_unchecked() }
        && tuple.refcnt() == 1
    {
        let tuple = tuple.to_ref();
        // SAFETY: a tuple of two, made in `py_new`, that nobody else has.
        let old = unsafe {
            let fields = Object::cast_unchecked::<Tuple>(&tuple).layout().fields();
            (fields[0].replace(Some(first)), fields[1].replace(Some(second)))
        };
        // The collector may have given up a pair of objects that were no containers.
        if !heap::gc_is_tracked(&tuple) {
            heap::gc_track(&tuple);
        }
        drop(old);
        return Ok(tuple);
    }
    Tuple::from_array([first, second]).map(Ref::into_object)
}

object_type!(
    /// `reversed`
    pub struct Reversed(reversedobject): PyReversed_Type
);

#[pytype(
    static = PyReversed_Type,
    name = "reversed",
    layout = reversedobject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(sequence, /)",
    doc = "Iterator over the items of a sequence, from the last to the first.",
)]
impl Reversed {
    #[new(sig = "(*args)", vectorcall)]
    fn py_new(ty: &'static Type, args: &[&Object], th: &mut Thread) -> PyResult {
        let &[sequence] = args else {
            return Err(raise!(th, TypeError, "reversed expected 1 argument, got {}", args.len()));
        };
        if let Some(method) = object::lookup_special(sequence, id!(__reversed__), th)? {
            if method.is(none()) {
                let name = sequence.ob_type().display_name();
                return Err(raise!(th, TypeError, "'{name:.200}' object is not reversible"));
            }
            return method.call(&[], th);
        }
        if !crate::abstract_::sequence::is_sequence(sequence) {
            let name = sequence.ob_type().display_name();
            return Err(raise!(th, TypeError, "'{name:.200}' object is not reversible"));
        }
        let len = crate::abstract_::sequence::sequence_len(sequence, th)?;
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of the type or of a subclass.
        let layout = unsafe { Object::cast_unchecked::<Reversed>(&object) }.layout();
        layout.index.set(len as isize - 1);
        layout.seq.init(sequence.to_ref());
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().seq.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().seq);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let index = layout.index.get();
        if index >= 0 {
            let Some(sequence) = layout.seq.get() else { return Ok(None) };
            match sequence.sequence_item(index, th) {
                Ok(item) => {
                    layout.index.set(index - 1);
                    return Ok(Some(item));
                }
                Err(Raised)
                    if th.raised_matches(&exceptions::IndexError) || th.raised_matches(&exceptions::StopIteration) =>
                {
                    th.clear_raised();
                }
                Err(Raised) => return Err(Raised),
            }
        }
        layout.index.set(-1);
        layout.seq.set(None, th);
        Ok(None)
    }

    #[method(sig = "()", no_text_signature, doc = "Return an estimate of the number of items left.")]
    fn __length_hint__(&self, th: &mut Thread) -> PyResult<isize> {
        let layout = self.layout();
        let Some(sequence) = layout.seq.get() else { return Ok(0) };
        let left = layout.index.get() + 1;
        let len = crate::abstract_::sequence::sequence_len(&sequence, th)? as isize;
        Ok(if len < left { 0 } else { left })
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let class = self.ob_type().to_ref();
        match layout.seq.get() {
            Some(sequence) => {
                let arguments = Tuple::from_array([sequence])?.into_object();
                let index = Long::from_isize(layout.index.get())?.into_object();
                Tuple::from_array([class, arguments, index])
            }
            None => {
                let arguments = Tuple::new(&[Tuple::empty().as_object()])?.into_object();
                Tuple::from_array([class, arguments])
            }
        }
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let index = iterobject::state_index(state, th)?;
        let layout = self.layout();
        if let Some(sequence) = layout.seq.get() {
            let len = crate::abstract_::sequence::sequence_len(&sequence, th)? as isize;
            layout.index.set(index.clamp(-1, len - 1));
        }
        Ok(())
    }
}
