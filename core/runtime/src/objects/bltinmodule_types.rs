//! `zip`, `map` and `filter`.

use crate::heap;
use crate::prelude::*;

object_type!(
    /// `filter`
    pub struct Filter(filterobject): PyFilter_Type
);

#[pytype(
    static = PyFilter_Type,
    name = "filter",
    layout = filterobject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(function, iterable, /)",
    doc = "Iterator over the items of iterable for which function(item) is true, or which are true if function is None.",
)]
impl Filter {
    #[new(sig = "(*args)", vectorcall)]
    fn py_new(ty: &'static Type, args: &[&Object], th: &mut Thread) -> PyResult {
        let &[function, iterable] = args else {
            return Err(raise!(th, TypeError, "filter expected 2 arguments, got {}", args.len()));
        };
        let iterator = iterable.iter(th)?;
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of the type or of a subclass.
        let layout = unsafe { Object::cast_unchecked::<Filter>(&object) }.layout();
        layout.func.init(function.to_ref());
        layout.it.init(iterator);
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let Some(_guard) = heap::trashcan::enter_own(&*this, &PyFilter_Type) else { return };
            drop((*this).layout().func.take());
            drop((*this).layout().it.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().func);
        visit.visit(&self.layout().it);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let (Some(function), Some(iterator)) = (layout.func.get(), layout.it.get()) else { return Ok(None) };
        let plain = function.is(none()) || function.is(&boolobject::PyBool_Type);
        while let Some(item) = next_raw(&iterator, th)? {
            let good = if plain { item.is_true(th)? } else { function.call(&[&item], th)?.is_true(th)? };
            if good {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let part = |field: &Field| field.get().unwrap_or_else(|| none().to_ref());
        let arguments = Tuple::from_array([part(&layout.func), part(&layout.it)])?;
        Tuple::from_array([self.ob_type().to_ref(), arguments.into_object()])
    }
}

/// The next item; `StopIteration` raised by the iterator stays set, as an end of our own.
#[inline(always)]
fn next_raw(iterator: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let Some(slot) = iterator.ob_type().tp_iternext.get() else { return iterator.iter_next(th) };
    // SAFETY: a slot of the iterator's type.
    match unsafe { slot(iterator) } {
        Some(item) => Ok(Some(item)),
        None if th.is_raised() => Err(Raised),
        None => Ok(None),
    }
}

object_type!(
    /// `map`
    pub struct Map(mapobject): PyMap_Type
);

#[pytype(
    static = PyMap_Type,
    name = "map",
    layout = mapobject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(function, iterable, /, *iterables)",
    doc = "Iterator over function(*items), with an item of each of the iterables, until the shortest is exhausted.",
)]
impl Map {
    #[new(sig = "(*args)", vectorcall)]
    fn py_new(ty: &'static Type, args: &[&Object], th: &mut Thread) -> PyResult {
        let [function, iterables @ ..] = args else {
            return Err(raise!(th, TypeError, "map() must have at least two arguments."));
        };
        if iterables.is_empty() {
            return Err(raise!(th, TypeError, "map() must have at least two arguments."));
        }
        let mut iterators = Vec::with_capacity(iterables.len());
        for iterable in iterables {
            iterators.push(iterable.iter(th)?);
        }
        let iterators = Tuple::from_vec(iterators)?;
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of the type or of a subclass.
        let layout = unsafe { Object::cast_unchecked::<Map>(&object) }.layout();
        layout.iters.init(iterators.into_object());
        layout.func.init(function.to_ref());
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().iters.take());
            drop((*this).layout().func.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().iters);
        visit.visit(&self.layout().func);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let (Some(function), Some(iterators)) = (layout.func.get(), layout.iters.get()) else { return Ok(None) };
        let Some(iterators) = iterators.downcast::<Tuple>() else { return Ok(None) };
        if let [iterator] = iterators.items() {
            let Some(item) = next_raw(iterator, th)? else { return Ok(None) };
            return function.call(&[&item], th).map(Some);
        }
        let mut items = Vec::with_capacity(iterators.len());
        for iterator in iterators.items() {
            match next_raw(iterator, th)? {
                Some(item) => items.push(item),
                None => return Ok(None),
            }
        }
        let arguments: Vec<&Object> = items.iter().map(|item| &**item).collect();
        function.call(&arguments, th).map(Some)
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let mut arguments = vec![layout.func.get().unwrap_or_else(|| none().to_ref())];
        if let Some(iterators) = layout.iters.get()
            && let Some(iterators) = iterators.downcast::<Tuple>()
        {
            arguments.extend_from_slice(iterators.items());
        }
        let arguments = Tuple::from_vec(arguments)?;
        Tuple::from_array([self.ob_type().to_ref(), arguments.into_object()])
    }
}

object_type!(
    /// `zip`
    pub struct Zip(zipobject): PyZip_Type
);

#[pytype(
    static = PyZip_Type,
    name = "zip",
    layout = zipobject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(*iterables, strict=False)",
    doc = "Iterator of tuples with an item of each of the iterables, until the shortest is exhausted.\n\n\
           With strict, iterables of different lengths raise ValueError.\n\n    \
           >>> list(zip('ab', [1, 2]))\n    [('a', 1), ('b', 2)]",
)]
impl Zip {
    #[new(sig = "(*iterables, strict=False)", vectorcall)]
    fn py_new(ty: &'static Type, iterables: &[&Object], strict: bool, th: &mut Thread) -> PyResult {
        let mut iterators = Vec::with_capacity(iterables.len());
        for iterable in iterables {
            iterators.push(iterable.iter(th)?);
        }
        let count = iterators.len();
        let iterators = Tuple::from_vec(iterators)?;
        let result = Tuple::from_vec(vec![none().to_ref(); count])?;
        let object = crate::args::allocate(ty, th)?;
        // SAFETY: a new instance of the type or of a subclass.
        let layout = unsafe { Object::cast_unchecked::<Zip>(&object) }.layout();
        layout.tuplesize.set(count as isize);
        layout.ittuple.init(iterators.into_object());
        layout.result.init(result.into_object());
        layout.strict.set(i32::from(strict));
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().ittuple.take());
            drop((*this).layout().result.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ittuple);
        visit.visit(&self.layout().result);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let count = layout.tuplesize.get() as usize;
        if count == 0 {
            return Ok(None);
        }
        let Some(iterators) = layout.ittuple.get() else { return Ok(None) };
        let Some(iterators) = iterators.downcast::<Tuple>() else { return Ok(None) };
        // SAFETY: the borrow ends before anything runs.
        let reuse = unsafe { layout.result.borrow_unchecked() }.is_some_and(|result| result.refcnt() == 1);
        if reuse && let Some(result) = layout.result.get() {
            for (index, iterator) in iterators.items().iter().enumerate() {
                let Some(item) = self.next_of(iterator, th)? else { return self.ended(index, iterators, th) };
                // SAFETY: a tuple of `count` that only this iterator has, made in `py_new`.
                let fields = unsafe { Object::cast_unchecked::<Tuple>(&result) }.layout().fields();
                fields[index].set(Some(item), th);
            }
            // The collector may have given up a tuple of objects that were no containers.
            if !heap::gc_is_tracked(&result) {
                heap::gc_track(&result);
            }
            return Ok(Some(result));
        }
        let mut items = Vec::with_capacity(count);
        for (index, iterator) in iterators.items().iter().enumerate() {
            let Some(item) = self.next_of(iterator, th)? else { return self.ended(index, iterators, th) };
            items.push(item);
        }
        Tuple::from_vec(items).map(|tuple| Some(tuple.into_object()))
    }

    #[method(sig = "()", no_text_signature, doc = "Return state information for pickling.")]
    fn __reduce__(&self) -> PyResult<Ref<Tuple>> {
        let layout = self.layout();
        let class = self.ob_type().to_ref();
        let iterators = layout.ittuple.get().unwrap_or_else(|| Tuple::empty().to_ref());
        if layout.strict.get() != 0 {
            return Tuple::from_array([class, iterators, boolobject::bool_object(true).to_ref()]);
        }
        Tuple::from_array([class, iterators])
    }

    #[method(sig = "(state, /)", no_text_signature, doc = "Set state information for unpickling.")]
    fn __setstate__(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let strict = state.is_true(th)?;
        self.layout().strict.set(i32::from(strict));
        Ok(())
    }
}

impl Zip {
    /// The next item of one of the iterators. `strict` has to know of every end, also of one raised as `StopIteration`.
    #[inline(always)]
    fn next_of(&self, iterator: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        if self.layout().strict.get() != 0 { iterator.iter_next(th) } else { next_raw(iterator, th) }
    }

    /// The iterator at `index` is exhausted: that is the end, unless `strict` finds another that is not.
    #[cold]
    fn ended(&self, index: usize, iterators: &Tuple, th: &mut Thread) -> PyResult<Option<Ref>> {
        if self.layout().strict.get() == 0 {
            return Ok(None);
        }
        if index > 0 {
            let others = if index == 1 { "argument ".to_owned() } else { "arguments 1-".to_owned() };
            return Err(raise!(th, ValueError, "zip() argument {} is shorter than {others}{index}", index + 1));
        }
        for (index, iterator) in iterators.items().iter().enumerate().skip(1) {
            if iterator.iter_next(th)?.is_some() {
                let others = if index == 1 { "argument ".to_owned() } else { "arguments 1-".to_owned() };
                return Err(raise!(th, ValueError, "zip() argument {} is longer than {others}{index}", index + 1));
            }
        }
        Ok(None)
    }
}
