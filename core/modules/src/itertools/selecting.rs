//! Iterators that pass on, leave out or combine the items of one iterable.

use ks_runtime::abstract_::{BinaryOperator, ObjectOps};
use ks_runtime::prelude::*;

use super::infinite::empty_iterator;
use super::{grouping, or_none, warn_pickling};

/// Whether a predicate holds for an item; `None` and `bool` stand for the item's own truth.
fn holds(predicate: &Object, item: &Object, th: &mut Thread) -> PyResult<bool> {
    if predicate.is(none()) || predicate.is(boolobject::PyBool_Type.as_object()) {
        return item.is_true(th);
    }
    predicate.call(&[item], th)?.is_true(th)
}

macro_rules! predicate_iterator {
    ($wrapper:ident, $layout:ident, $static:ident, $name:tt, $signature:tt, $doc:tt, $first:ident, { $($next:tt)* } { $($more:tt)* }) => {
        iterator! {
            $wrapper, $layout, $static,
            (name = $name, flags(BASETYPE, HAVE_GC), text_signature = $signature, doc = $doc),
            fields { function: Object, iterator: Object }
            cells { state: isize }
            {
                #[new(sig = $signature)]
                fn py_new(ty: &'static Type, $first: &Object, iterable: &Object, th: &mut Thread) -> PyResult<Ref<$wrapper>> {
                    let iterator = iterable.iter(th)?;
                    let new = $wrapper::allocate(ty, th)?;
                    new.layout().function.init($first.to_ref());
                    new.layout().iterator.init(iterator);
                    Ok(new)
                }

                $($next)*

                $($more)*
            }
        }

        impl $wrapper {
            #[allow(dead_code)]
            fn parts(&self) -> Option<(Ref, Ref)> {
                Some((self.layout().function.get()?, self.layout().iterator.get()?))
            }

            #[allow(dead_code)]
            fn reduced(&self, with_state: bool, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                warn_pickling(th)?;
                let layout = self.layout();
                let arguments = Tuple::from_array([or_none(layout.function.get()), or_none(layout.iterator.get())])?;
                if !with_state {
                    return Tuple::from_array([self.class(), arguments.into_object()]);
                }
                let state = Long::from_isize(layout.state.get())?.into_object();
                Tuple::from_array([self.class(), arguments.into_object(), state])
            }

            #[allow(dead_code)]
            fn set_flag(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
                warn_pickling(th)?;
                let state = state.is_true(th)?;
                self.layout().state.set(isize::from(state));
                Ok(())
            }
        }
    };
}

predicate_iterator! {
    DropWhile, DropWhileLayout, DropWhile_Type, "itertools.dropwhile", "(predicate, iterable, /)",
    "The items of an iterable from the first one on for which predicate(item) is false.", predicate,
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let Some((predicate, iterator)) = self.parts() else { return Ok(None) };
            loop {
                let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
                if self.layout().state.get() != 0 {
                    return Ok(Some(item));
                }
                if !predicate.call(&[&item], th)?.is_true(th)? {
                    self.layout().state.set(1);
                    return Ok(Some(item));
                }
            }
        }
    }
    {
        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            self.reduced(true, th)
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            self.set_flag(object, th)
        }
    }
}

predicate_iterator! {
    TakeWhile, TakeWhileLayout, TakeWhile_Type, "itertools.takewhile", "(predicate, iterable, /)",
    "The items of an iterable up to the first one for which predicate(item) is false.", predicate,
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            if self.layout().state.get() != 0 {
                return Ok(None);
            }
            let Some((predicate, iterator)) = self.parts() else { return Ok(None) };
            let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
            if predicate.call(&[&item], th)?.is_true(th)? {
                return Ok(Some(item));
            }
            self.layout().state.set(1);
            Ok(None)
        }
    }
    {
        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            self.reduced(true, th)
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            self.set_flag(object, th)
        }
    }
}

predicate_iterator! {
    FilterFalse, FilterFalseLayout, FilterFalse_Type, "itertools.filterfalse", "(function, iterable, /)",
    "The items of an iterable for which function(item) is false; with None, the false items.", function,
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let Some((function, iterator)) = self.parts() else { return Ok(None) };
            loop {
                let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
                if !holds(&function, &item, th)? {
                    return Ok(Some(item));
                }
            }
        }
    }
    {
        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            self.reduced(false, th)
        }
    }
}

predicate_iterator! {
    StarMap, StarMapLayout, StarMap_Type, "itertools.starmap", "(function, iterable, /)",
    "function(*item) for each item of an iterable.", function,
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let Some((function, iterator)) = self.parts() else { return Ok(None) };
            let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
            let args = match item.downcast_exact::<Tuple>() {
                Some(args) => Ref::new(args),
                None => Tuple::from_iterable(&item, th)?,
            };
            function.call_dict(&args, None, th).map(Some)
        }
    }
    {
        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            self.reduced(false, th)
        }
    }
}

iterator! {
    Compress, CompressLayout, Compress_Type,
    (
        name = "itertools.compress",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(data, selectors)",
        doc = "The items of data whose companions in selectors are true.",
    ),
    fields { data: Object, selectors: Object }
    cells { }
    {
        #[new(sig = "(data, selectors)")]
        fn py_new(ty: &'static Type, data: &Object, selectors: &Object, th: &mut Thread) -> PyResult<Ref<Compress>> {
            let data = data.iter(th)?;
            let selectors = selectors.iter(th)?;
            let new = Compress::allocate(ty, th)?;
            new.layout().data.init(data);
            new.layout().selectors.init(selectors);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let (Some(data), Some(selectors)) = (self.layout().data.get(), self.layout().selectors.get()) else {
                return Ok(None);
            };
            loop {
                let Some(item) = data.iter_next(th)? else { return Ok(None) };
                let Some(selector) = selectors.iter_next(th)? else { return Ok(None) };
                if selector.is_true(th)? {
                    return Ok(Some(item));
                }
            }
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let arguments = Tuple::from_array([or_none(self.layout().data.get()), or_none(self.layout().selectors.get())])?;
            Tuple::from_array([self.class(), arguments.into_object()])
        }
    }
}

iterator! {
    Accumulate, AccumulateLayout, Accumulate_Type,
    (
        name = "itertools.accumulate",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, func=None, *, initial=None)",
        doc = "Running sums of an iterable, or running results of another function of two arguments.",
    ),
    fields { total: Object, iterator: Object, function: Object, initial: Object }
    cells { _unused: usize }
    {
        #[new(sig = "(iterable, func=None, *, initial=None)")]
        fn py_new(
            ty: &'static Type,
            iterable: &Object,
            func: Option<&Object>,
            initial: Option<&Object>,
            th: &mut Thread,
        ) -> PyResult<Ref<Accumulate>> {
            let iterator = iterable.iter(th)?;
            let new = Accumulate::allocate(ty, th)?;
            new.layout().iterator.init(iterator);
            new.layout().function.replace(func.map(Object::to_ref));
            new.layout().initial.replace(initial.map(Object::to_ref));
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            if let Some(initial) = layout.initial.take() {
                layout.total.set(Some(initial.clone()), th);
                return Ok(Some(initial));
            }
            let Some(iterator) = layout.iterator.get() else { return Ok(None) };
            let Some(item) = iterator.iter_next(th)? else { return Ok(None) };
            let total = match layout.total.get() {
                None => item,
                Some(total) => match layout.function.get() {
                    None => total.binary(BinaryOperator::Add, &item, th)?,
                    Some(function) => function.call(&[&total, &item], th)?,
                },
            };
            layout.total.set(Some(total.clone()), th);
            Ok(Some(total))
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            let iterator = or_none(layout.iterator.get());
            let function = or_none(layout.function.get());
            if let Some(initial) = layout.initial.get() {
                let chained = grouping::Chain::over([Tuple::from_array([initial])?.into_object(), iterator], th)?;
                let arguments = Tuple::from_array([chained, function])?.into_object();
                return Tuple::from_array([self.class(), arguments, none().to_ref()]);
            }
            let total = layout.total.get();
            if total.as_ref().is_some_and(|total| total.is(none())) {
                // A state of None means that there is no total yet.
                let chained = grouping::Chain::over([Tuple::from_array([none().to_ref()])?.into_object(), iterator], th)?;
                let running = Accumulate_Type.call(&[&chained, &function], th)?;
                let one = Long::from_isize(1)?.into_object();
                let arguments = Tuple::from_array([running, one, none().to_ref()])?.into_object();
                return Tuple::from_array([ISlice_Type.as_object().to_ref(), arguments]);
            }
            let arguments = Tuple::from_array([iterator, function])?.into_object();
            Tuple::from_array([self.class(), arguments, or_none(total)])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            self.layout().total.set(Some(object.to_ref()), th);
            Ok(())
        }
    }
}

iterator! {
    ISlice, ISliceLayout, ISlice_Type,
    (
        name = "itertools.islice",
        flags(BASETYPE, HAVE_GC),
        doc = "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nThe items of an iterable that a slice would select, one by one.",
    ),
    fields { iterator: Object }
    cells {
        // The index of the item to give next.
        next: usize,
        // Negative: none.
        stop: isize,
        step: usize,
        // How many items were taken.
        count: usize,
    }
    {
        #[slot]
        fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<ISlice>> {
            if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) && ks_runtime::args::new_refuses_keywords(ty, &ISlice_Type) {
                return Err(raise!(th, TypeError, "islice() takes no keyword arguments"));
            }
            let (iterable, start, stop, step) = match args.items() {
                [iterable, stop] => (iterable, None, stop, None),
                [iterable, start, stop] => (iterable, Some(start), stop, None),
                [iterable, start, stop, step] => (iterable, Some(start), stop, Some(step)),
                items => {
                    let (bound, count) = if items.len() < 2 { ("at least 2", items.len()) } else { ("at most 4", items.len()) };
                    return Err(raise!(th, TypeError, "islice expected {bound} arguments, got {count}"));
                }
            };
            let mut index = |object: Option<&Ref>, default: isize, least: isize| -> PyResult<Option<isize>> {
                let Some(object) = object.filter(|object| !object.is(none())) else { return Ok(Some(default)) };
                match object.as_isize(Some(&exceptions::OverflowError), th) {
                    Ok(value) => Ok((value >= least).then_some(value)),
                    Err(Raised) => {
                        th.clear_raised();
                        Ok(None)
                    }
                }
            };
            let start_value = index(start, 0, 0)?;
            let stop_value = index(Some(stop), -1, 0)?;
            let step_value = index(step, 1, 1)?;
            let Some(stop_value) = stop_value else {
                return Err(raise!(th, ValueError, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
            };
            let Some(start_value) = start_value else {
                return Err(raise!(th, ValueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."));
            };
            let Some(step_value) = step_value else {
                return Err(raise!(th, ValueError, "Step for islice() must be a positive integer or None."));
            };
            let iterator = iterable.iter(th)?;
            let new = ISlice::allocate(ty, th)?;
            let layout = new.layout();
            layout.iterator.init(iterator);
            layout.next.set(start_value as usize);
            layout.stop.set(stop_value);
            layout.step.set(step_value as usize);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let Some(iterator) = layout.iterator.get() else { return Ok(None) };
            let stop = usize::try_from(layout.stop.get()).ok();
            while layout.count.get() < layout.next.get() {
                if iterator.iter_next(th)?.is_none() {
                    layout.iterator.set(None, th);
                    return Ok(None);
                }
                layout.count.set(layout.count.get() + 1);
            }
            if stop.is_some_and(|stop| layout.count.get() >= stop) {
                layout.iterator.set(None, th);
                return Ok(None);
            }
            let Some(item) = iterator.iter_next(th)? else {
                layout.iterator.set(None, th);
                return Ok(None);
            };
            layout.count.set(layout.count.get() + 1);
            let next = layout.next.get().saturating_add(layout.step.get());
            layout.next.set(stop.map_or(next, |stop| next.min(stop)));
            Ok(Some(item))
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            let Some(iterator) = layout.iterator.get() else {
                let arguments = Tuple::from_array([empty_iterator(th)?, Long::zero().into_object()])?.into_object();
                return Tuple::from_array([self.class(), arguments, Long::zero().into_object()]);
            };
            let stop = match layout.stop.get() {
                stop if stop < 0 => none().to_ref(),
                stop => Long::from_isize(stop)?.into_object(),
            };
            let number = |value: usize| Ok(Long::from_usize(value)?.into_object());
            let arguments = Tuple::from_array([iterator, number(layout.next.get())?, stop, number(layout.step.get())?])?;
            Tuple::from_array([self.class(), arguments.into_object(), number(layout.count.get())?])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let count = iterobject::state_index(object, th)?;
            self.layout().count.set(count.max(0) as usize);
            Ok(())
        }
    }
}
