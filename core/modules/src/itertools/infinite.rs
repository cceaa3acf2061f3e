//! `count`, `cycle` and `repeat`.

use ks_runtime::abstract_::{BinaryOperator, ObjectOps, number};
use ks_runtime::objects::iterobject::builtin;
use ks_runtime::prelude::*;

use super::{state_tuple, warn_pickling};

iterator! {
    Count, CountLayout, Count_Type,
    (
        name = "itertools.count",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(start=0, step=1)",
        doc = "start, start + step, start + 2 * step, and so on.",
    ),
    fields { value: Object, step: Object }
    cells {
        // The next value, while `value` is null: then the step is 1.
        next: isize
    }
    {
        #[new(sig = "(start=0, step=1)")]
        fn py_new(ty: &'static Type, start: Option<&Object>, step: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Count>> {
            for argument in [start, step].into_iter().flatten() {
                if !number::is_number(argument) {
                    return Err(raise!(th, TypeError, "a number is required"));
                }
            }
            let start = match start {
                Some(start) => start.to_ref(),
                None => Long::zero().into_object(),
            };
            let step = match step {
                Some(step) => step.to_ref(),
                None => Long::from_isize(1)?.into_object(),
            };
            let new = Count::allocate(ty, th)?;
            let one = step.downcast::<Long>().and_then(Long::compact_value) == Some(1);
            let small = start.downcast::<Long>().and_then(Long::to_i64_opt);
            match small {
                Some(next) if one && Long::check_exact(&start) && Long::check_exact(&step) => {
                    new.layout().next.set(next as isize);
                }
                _ => new.layout().value.init(start),
            }
            new.layout().step.init(step);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            if layout.value.is_null() {
                let next = layout.next.get();
                if next != isize::MAX {
                    layout.next.set(next + 1);
                    return Ok(Some(Long::from_isize(next)?.into_object()));
                }
                layout.value.init(Long::from_isize(next)?.into_object());
            }
            let (Some(value), Some(step)) = (layout.value.get(), layout.step.get()) else { return Ok(None) };
            let next = value.binary(BinaryOperator::Add, &step, th)?;
            layout.value.set(Some(next), th);
            Ok(Some(value))
        }

        #[slot]
        fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let name = self.ob_type().short_name();
            let Some(value) = self.layout().value.get() else {
                return Str::new(&format!("{name}({})", self.layout().next.get()));
            };
            let value = value.repr(th)?;
            let Some(step) = self.step_if_not_one() else {
                return Str::new(&format!("{name}({})", value.to_string_lossy()));
            };
            let step = step.repr(th)?;
            Str::new(&format!("{name}({}, {})", value.to_string_lossy(), step.to_string_lossy()))
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let value = match self.layout().value.get() {
                None => Long::from_isize(self.layout().next.get())?.into_object(),
                Some(value) => value,
            };
            let arguments = match self.step_if_not_one() {
                None => Tuple::from_array([value])?,
                Some(step) => Tuple::from_array([value, step])?,
            };
            Tuple::from_array([self.class(), arguments.into_object()])
        }
    }
}

impl Count {
    fn step_if_not_one(&self) -> Option<Ref> {
        let step = self.layout().step.get()?;
        let one = step.downcast::<Long>().and_then(Long::compact_value) == Some(1);
        (!one).then_some(step)
    }
}

iterator! {
    Cycle, CycleLayout, Cycle_Type,
    (
        name = "itertools.cycle",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, /)",
        doc = "The items of an iterable, again and again.",
    ),
    fields { iterator: Object, saved: List }
    cells { index: usize, complete: bool }
    {
        #[new(sig = "(iterable, /)")]
        fn py_new(ty: &'static Type, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Cycle>> {
            let iterator = iterable.iter(th)?;
            let saved = List::new(&[])?;
            let new = Cycle::allocate(ty, th)?;
            new.layout().iterator.init(iterator);
            new.layout().saved.init(saved);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            if let Some(iterator) = layout.iterator.get() {
                if let Some(item) = iterator.iter_next(th)? {
                    if !layout.complete.get()
                        && let Some(saved) = layout.saved.get()
                    {
                        saved.push(item.clone())?;
                    }
                    return Ok(Some(item));
                }
                layout.iterator.set(None, th);
            }
            let Some(saved) = layout.saved.get() else { return Ok(None) };
            let index = layout.index.get();
            let item = saved.get(index);
            layout.index.set(if index + 1 >= saved.len() { 0 } else { index + 1 });
            Ok(item)
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            let Some(saved) = layout.saved.get() else { return Err(th.bad_internal_call()) };
            let (iterator, complete) = match layout.iterator.get() {
                Some(iterator) => (iterator, layout.complete.get()),
                None => {
                    let iterator = saved.iter(th)?;
                    if layout.index.get() != 0 {
                        let index = Long::from_usize(layout.index.get())?;
                        iterator.call_method(id!(__setstate__), &[&index], th)?;
                    }
                    (iterator, true)
                }
            };
            let arguments = Tuple::from_array([iterator])?.into_object();
            let complete = boolobject::bool_object(complete).to_ref();
            let state = Tuple::from_array([saved.into_object(), complete])?.into_object();
            Tuple::from_array([self.class(), arguments, state])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let state = state_tuple(object, th)?;
            let [saved, complete] = state.items() else {
                return Err(raise!(th, TypeError, "function takes exactly 2 arguments ({} given)", state.len()));
            };
            let Some(saved) = saved.downcast::<List>() else {
                let name = saved.ob_type().display_name();
                return Err(raise!(th, TypeError, "argument 1 must be list, not {name}"));
            };
            let complete = complete.as_c_int(th)? != 0;
            self.layout().complete.set(complete);
            self.layout().index.set(0);
            self.layout().saved.set(Some(Ref::new(saved)), th);
            Ok(())
        }
    }
}

iterator! {
    Repeat, RepeatLayout, Repeat_Type,
    (
        name = "itertools.repeat",
        flags(BASETYPE, HAVE_GC),
        doc = "repeat(object [,times]) -> iterator\n\nThe object, again and again, or as many times as is said.",
    ),
    fields { object: Object }
    cells {
        // Negative: for ever.
        left: isize
    }
    {
        #[new(sig = "(object, times=<unrepresentable>)")]
        fn py_new(ty: &'static Type, object: &Object, #[arg(keep_none)] times: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Repeat>> {
            let left = match times {
                None => -1,
                Some(times) => times.as_isize(Some(&exceptions::OverflowError), th)?.max(0),
            };
            let new = Repeat::allocate(ty, th)?;
            new.layout().object.init(object.to_ref());
            new.layout().left.set(left);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self) -> Option<Ref> {
            let left = self.layout().left.get();
            if left == 0 {
                return None;
            }
            if left > 0 {
                self.layout().left.set(left - 1);
            }
            self.layout().object.get()
        }

        #[slot]
        fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let name = self.ob_type().short_name();
            let object = super::or_none(self.layout().object.get()).repr(th)?;
            let object = object.to_string_lossy();
            match self.layout().left.get() {
                left if left < 0 => Str::new(&format!("{name}({object})")),
                left => Str::new(&format!("{name}({object}, {left})")),
            }
        }

        #[method(sig = "()", doc = "How many items are to come.")]
        fn __length_hint__(&self, th: &mut Thread) -> PyResult<isize> {
            match self.layout().left.get() {
                left if left < 0 => Err(raise!(th, TypeError, "len() of unsized object")),
                left => Ok(left),
            }
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let object = super::or_none(self.layout().object.get());
            let arguments = match self.layout().left.get() {
                left if left < 0 => Tuple::from_array([object])?,
                left => Tuple::from_array([object, Long::from_isize(left)?.into_object()])?,
            };
            Tuple::from_array([self.class(), arguments.into_object()])
        }
    }
}

/// `iter(())`: what exhausted iterators pickle as.
pub fn empty_iterator(th: &mut Thread) -> PyResult {
    let iter = builtin(id!(iter), th)?;
    iter.call(&[Tuple::empty()], th)
}
