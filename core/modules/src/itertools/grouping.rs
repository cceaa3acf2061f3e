//! Iterators that put items together, or several iterables: `batched`, `pairwise`, `groupby`, `chain`, `zip_longest`.

use std::cell::Cell;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::iterobject::builtin;
use ks_runtime::prelude::*;

use super::{or_none, state_tuple, warn_pickling};

iterator! {
    Batched, BatchedLayout, Batched_Type,
    (
        name = "itertools.batched",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, n, *, strict=False)",
        doc = "The items of an iterable in tuples of n; the last may be shorter.\n\nIf strict is true, a shorter last one raises ValueError instead.",
    ),
    fields { iterator: Object }
    cells { size: usize, strict: bool }
    {
        #[new(sig = "(iterable, n, *, strict=<unrepresentable>)")]
        fn py_new(ty: &'static Type, iterable: &Object, n: &Object, #[arg(keep_none)] strict: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Batched>> {
            let n = n.as_isize(Some(&exceptions::OverflowError), th)?;
            let strict = match strict {
                None => false,
                Some(strict) => strict.is_true(th)?,
            };
            if n < 1 {
                return Err(raise!(th, ValueError, "n must be at least one"));
            }
            let iterator = iterable.iter(th)?;
            let new = Batched::allocate(ty, th)?;
            new.layout().iterator.init(iterator);
            new.layout().size.set(n as usize);
            new.layout().strict.set(strict);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let Some(iterator) = layout.iterator.get() else { return Ok(None) };
            let size = layout.size.get();
            let mut items = Vec::with_capacity(size.min(1024));
            while items.len() < size {
                match iterator.iter_next(th) {
                    Ok(Some(item)) => items.push(item),
                    Ok(None) => {
                        layout.iterator.set(None, th);
                        if items.is_empty() {
                            return Ok(None);
                        }
                        if layout.strict.get() {
                            return Err(raise!(th, ValueError, "batched(): incomplete batch"));
                        }
                        break;
                    }
                    Err(Raised) => {
                        layout.iterator.set(None, th);
                        return Err(Raised);
                    }
                }
            }
            Ok(Some(Tuple::from_vec(items)?.into_object()))
        }
    }
}

iterator! {
    Pairwise, PairwiseLayout, Pairwise_Type,
    (
        name = "itertools.pairwise",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, /)",
        doc = "Each item of an iterable together with the next one.",
    ),
    fields { iterator: Object, old: Object }
    cells { _unused: usize }
    {
        #[new(sig = "(iterable, /)")]
        fn py_new(ty: &'static Type, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Pairwise>> {
            let iterator = iterable.iter(th)?;
            let new = Pairwise::allocate(ty, th)?;
            new.layout().iterator.init(iterator);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let Some(iterator) = layout.iterator.get() else { return Ok(None) };
            let old = match layout.old.get() {
                Some(old) => old,
                None => {
                    let first = iterator.iter_next(th);
                    let Ok(Some(first)) = first else {
                        layout.iterator.set(None, th);
                        layout.old.set(None, th);
                        return first;
                    };
                    layout.old.set(Some(first.clone()), th);
                    // The iterable may have called this very iterator, up to its end.
                    if layout.iterator.is_null() {
                        layout.old.set(None, th);
                        return Ok(None);
                    }
                    first
                }
            };
            let next = iterator.iter_next(th);
            let Ok(Some(next)) = next else {
                layout.iterator.set(None, th);
                layout.old.set(None, th);
                return next;
            };
            layout.old.set(Some(next.clone()), th);
            Ok(Some(Tuple::from_array([old, next])?.into_object()))
        }
    }
}

iterator! {
    Chain, ChainLayout, Chain_Type,
    (
        name = "itertools.chain",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(*iterables)",
        doc = "The items of several iterables, one after the other.",
    ),
    fields { source: Object, active: Object }
    cells { }
    {
        #[new(sig = "(*iterables)")]
        fn py_new(ty: &'static Type, iterables: &[&Object], th: &mut Thread) -> PyResult<Ref<Chain>> {
            let source = Tuple::new(iterables)?.iter(th)?;
            Chain::of(ty, source, th)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            loop {
                let Some(source) = layout.source.get() else { return Ok(None) };
                let active = match layout.active.get() {
                    Some(active) => active,
                    None => {
                        let next = source.iter_next(th);
                        let Ok(Some(iterable)) = next else {
                            layout.source.set(None, th);
                            return next;
                        };
                        match iterable.iter(th) {
                            Ok(active) => {
                                layout.active.set(Some(active.clone()), th);
                                active
                            }
                            Err(Raised) => {
                                layout.source.set(None, th);
                                return Err(Raised);
                            }
                        }
                    }
                };
                if let Some(item) = active.iter_next(th)? {
                    return Ok(Some(item));
                }
                layout.active.set(None, th);
            }
        }

        #[classmethod(sig = "(iterable, /)", doc = "The items of the iterables that an iterable gives, one after the other.")]
        fn from_iterable(cls: &'static Type, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Chain>> {
            let source = iterable.iter(th)?;
            Chain::of(cls, source, th)
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let empty = Tuple::empty().to_ref();
            let state = match (self.layout().source.get(), self.layout().active.get()) {
                (None, _) => return Tuple::from_array([self.class(), empty]),
                (Some(source), None) => Tuple::from_array([source])?,
                (Some(source), Some(active)) => Tuple::from_array([source, active])?,
            };
            Tuple::from_array([self.class(), empty, state.into_object()])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let state = state_tuple(object, th)?;
            let (source, active) = match state.items() {
                [source] => (source, None),
                [source, active] => (source, Some(active)),
                [] => return Err(raise!(th, TypeError, "function takes at least 1 argument (0 given)")),
                items => return Err(raise!(th, TypeError, "function takes at most 2 arguments ({} given)", items.len())),
            };
            if !source.is_iterator() || active.is_some_and(|active| !active.is_iterator()) {
                return Err(raise!(th, TypeError, "Arguments must be iterators."));
            }
            self.layout().source.set(Some(source.clone()), th);
            self.layout().active.set(active.cloned(), th);
            Ok(())
        }

        #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
        fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
            genericaliasobject::new(cls, object, th)
        }
    }
}

impl Chain {
    fn of(ty: &'static Type, source: Ref, th: &mut Thread) -> PyResult<Ref<Chain>> {
        let new = Chain::allocate(ty, th)?;
        new.layout().source.init(source);
        Ok(new)
    }

    /// `chain(a, b)`.
    pub fn over(iterables: [Ref; 2], th: &mut Thread) -> PyResult {
        let source = Tuple::from_array(iterables)?.iter(th)?;
        Ok(Chain::of(&Chain_Type, source, th)?.into_object())
    }
}

iterator! {
    ZipLongest, ZipLongestLayout, ZipLongest_Type,
    (
        name = "itertools.zip_longest",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(*iterables, fillvalue=None)",
        doc = "Tuples of an item of each iterable, up to the end of the longest; fillvalue stands for items that are missing.",
    ),
    fields {
        // An iterator each, or None for those at their end.
        iterators: List,
        fill: Object,
    }
    cells { active: usize, _unused: [usize; 2] }
    {
        #[slot]
        fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<ZipLongest>> {
            let mut fill = None;
            if let Some(kwargs) = kwargs.filter(|kwargs| !kwargs.is_empty()) {
                fill = kwargs.get_str(id!(fillvalue), th)?;
                if fill.is_none() || kwargs.len() > 1 {
                    return Err(raise!(th, TypeError, "zip_longest() got an unexpected keyword argument"));
                }
            }
            let iterators = List::with_capacity(args.len())?;
            for iterable in args.items() {
                iterators.push(iterable.iter(th)?)?;
            }
            let new = ZipLongest::allocate(ty, th)?;
            new.layout().active.set(iterators.len());
            new.layout().iterators.init(iterators);
            new.layout().fill.init(or_none(fill));
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let Some(iterators) = layout.iterators.get() else { return Ok(None) };
            if iterators.is_empty() || layout.active.get() == 0 {
                return Ok(None);
            }
            let mut items = Vec::with_capacity(iterators.len());
            let mut index = 0;
            while let Some(iterator) = iterators.get(index) {
                let item = if iterator.is(none()) {
                    or_none(layout.fill.get())
                } else {
                    match iterator.iter_next(th) {
                        Ok(Some(item)) => item,
                        Ok(None) => {
                            layout.active.set(layout.active.get().saturating_sub(1));
                            if layout.active.get() == 0 {
                                return Ok(None);
                            }
                            iterators.set(index, none().to_ref(), th);
                            or_none(layout.fill.get())
                        }
                        Err(Raised) => {
                            layout.active.set(0);
                            return Err(Raised);
                        }
                    }
                };
                items.push(item);
                index += 1;
            }
            Ok(Some(Tuple::from_vec(items)?.into_object()))
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let mut arguments = Vec::new();
            if let Some(iterators) = self.layout().iterators.get() {
                for iterator in iterators.items(th) {
                    arguments.push(if iterator.is(none()) { Tuple::empty().to_ref() } else { iterator.clone() });
                }
            }
            let arguments = Tuple::from_vec(arguments)?.into_object();
            Tuple::from_array([self.class(), arguments, or_none(self.layout().fill.get())])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            self.layout().fill.set(Some(object.to_ref()), th);
            Ok(())
        }
    }
}

iterator! {
    GroupBy, GroupByLayout, GroupBy_Type,
    (
        name = "itertools.groupby",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, key=None)",
        doc = "Neighbouring items with equal keys: pairs of the key and an iterator over the group.\n\nThe key of an item is key(item), or the item itself.",
    ),
    fields { iterator: Object, key: Object, target: Object, current_key: Object, current: Object }
    cells {
        // The group that may still be read, not owned.
        grouper: *const Grouper,
        _unused: usize
    }
    {
        #[new(sig = "(iterable, key=None)")]
        fn py_new(ty: &'static Type, iterable: &Object, key: Option<&Object>, th: &mut Thread) -> PyResult<Ref<GroupBy>> {
            let iterator = iterable.iter(th)?;
            let new = GroupBy::allocate(ty, th)?;
            new.layout().iterator.init(iterator);
            new.layout().key.replace(key.map(Object::to_ref));
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            layout.grouper.set(std::ptr::null());
            // Over the rest of the group before.
            loop {
                if let Some(current) = layout.current_key.get() {
                    match layout.target.get() {
                        Some(target) if target.rich_compare_bool(&current, Py_EQ, th)? => {}
                        _ => break,
                    }
                }
                if !self.step(th)? {
                    return Ok(None);
                }
            }
            let Some(key) = layout.current_key.get() else { return Ok(None) };
            layout.target.set(Some(key.clone()), th);
            let grouper = Grouper::over(self, &key)?;
            Ok(Some(Tuple::from_array([key, grouper.into_object()])?.into_object()))
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            let arguments = Tuple::from_array([or_none(layout.iterator.get()), or_none(layout.key.get())])?.into_object();
            match (layout.current_key.get(), layout.current.get(), layout.target.get()) {
                (Some(key), Some(value), Some(target)) => {
                    let state = Tuple::from_array([key, value, target])?.into_object();
                    Tuple::from_array([self.class(), arguments, state])
                }
                _ => Tuple::from_array([self.class(), arguments]),
            }
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let state = state_tuple(object, th)?;
            let [key, value, target] = state.items() else {
                return Err(raise!(th, TypeError, "function takes exactly 3 arguments ({} given)", state.len()));
            };
            self.layout().current_key.set(Some(key.clone()), th);
            self.layout().current.set(Some(value.clone()), th);
            self.layout().target.set(Some(target.clone()), th);
            Ok(())
        }
    }
}

impl GroupBy {
    /// Reads the next item and its key; false at the end.
    fn step(&self, th: &mut Thread) -> PyResult<bool> {
        let layout = self.layout();
        let Some(iterator) = layout.iterator.get() else { return Ok(false) };
        let Some(value) = iterator.iter_next(th)? else { return Ok(false) };
        let key = match layout.key.get() {
            None => value.clone(),
            Some(function) => function.call(&[&value], th)?,
        };
        layout.current.set(Some(value), th);
        layout.current_key.set(Some(key), th);
        Ok(true)
    }
}

iterator! {
    Grouper, GrouperLayout, Grouper_Type,
    (name = "itertools._grouper", flags(HAVE_GC)),
    fields { parent: GroupBy, target: Object }
    cells { }
    {
        #[new(sig = "(parent, tgtkey, /)")]
        fn py_new(_ty: &'static Type, parent: &Object, tgtkey: &Object, th: &mut Thread) -> PyResult<Ref<Grouper>> {
            let Some(parent) = parent.downcast::<GroupBy>() else {
                let name = parent.ob_type().display_name();
                return Err(raise!(th, TypeError, "_grouper() argument 1 must be itertools.groupby, not {name:.50}"));
            };
            Grouper::over(parent, tgtkey)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let (Some(parent), Some(target)) = (self.layout().parent.get(), self.layout().target.get()) else {
                return Ok(None);
            };
            let layout = parent.layout();
            if !std::ptr::eq(layout.grouper.get(), self) {
                return Ok(None);
            }
            if layout.current.is_null() && !parent.step(th)? {
                return Ok(None);
            }
            let Some(key) = layout.current_key.get() else { return Ok(None) };
            if !target.rich_compare_bool(&key, Py_EQ, th)? {
                return Ok(None);
            }
            let value = layout.current.take();
            layout.current_key.set(None, th);
            Ok(value)
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let (parent, target) = (self.layout().parent.get(), self.layout().target.get());
            match (parent, target) {
                (Some(parent), Some(target)) if std::ptr::eq(parent.layout().grouper.get(), self) => {
                    let arguments = Tuple::from_array([parent.into_object(), target])?.into_object();
                    Tuple::from_array([self.class(), arguments])
                }
                _ => {
                    let iter = builtin(id!(iter), th)?;
                    let arguments = Tuple::new(&[Tuple::empty().as_object()])?.into_object();
                    Tuple::from_array([iter, arguments])
                }
            }
        }
    }
}

impl Grouper {
    fn over(parent: &GroupBy, target: &Object) -> PyResult<Ref<Grouper>> {
        let grouper = heap::new_object::<Grouper>(&Grouper_Type)?;
        grouper.layout().parent.init(Ref::new(parent));
        grouper.layout().target.init(target.to_ref());
        let current: &Cell<*const Grouper> = &parent.layout().grouper;
        current.set(grouper.as_ptr());
        heap::gc_track(&grouper);
        Ok(grouper)
    }
}
