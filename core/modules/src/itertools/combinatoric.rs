//! `product`, `permutations`, `combinations` and `combinations_with_replacement`.
//!
//! Each keeps the indices of the last result; the next result follows from them alone.

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::{or_none, state_tuple, warn_pickling};

type Indices = Option<Box<[usize]>>;

/// The items of a pool at some indices.
fn select(pool: &Tuple, indices: &[usize]) -> PyResult<Option<Ref>> {
    let items = pool.items();
    let selected = indices.iter().map(|index| items.get(*index).cloned()).collect::<Option<Vec<_>>>();
    match selected {
        Some(selected) => Ok(Some(Tuple::from_vec(selected)?.into_object())),
        None => Ok(None),
    }
}

fn index_tuple(indices: &[usize]) -> PyResult {
    let mut items = Vec::with_capacity(indices.len());
    for index in indices {
        items.push(Long::from_usize(*index)?.into_object());
    }
    Ok(Tuple::from_vec(items)?.into_object())
}

fn invalid(th: &mut Thread) -> Raised {
    raise!(th, ValueError, "invalid arguments")
}

/// The indices that a state has, each clipped to the range that `range` gives for its place.
fn indices_of(
    state: &Object,
    len: usize,
    range: impl Fn(usize) -> (isize, isize),
    th: &mut Thread,
) -> PyResult<Box<[usize]>> {
    let Some(state) = state.downcast::<Tuple>().filter(|state| state.len() == len) else {
        return Err(invalid(th));
    };
    let mut indices = Vec::with_capacity(len);
    for (place, item) in state.items().iter().enumerate() {
        let Some(index) = item.downcast::<Long>() else {
            return Err(raise!(th, TypeError, "an integer is required"));
        };
        let (least, most) = range(place);
        indices.push(index.to_isize(th)?.min(most).max(least).max(0) as usize);
    }
    Ok(indices.into_boxed_slice())
}

/// `product`'s keyword argument.
fn repeat_of(kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<isize> {
    let Some(kwargs) = kwargs.filter(|kwargs| !kwargs.is_empty()) else { return Ok(1) };
    let given = kwargs.len();
    if given > 1 {
        return Err(raise!(th, TypeError, "product() takes at most 1 keyword argument ({given} given)"));
    }
    if let Some(repeat) = kwargs.get_str(&*Str::intern_str("repeat")?, th)? {
        return repeat.as_isize(Some(&exceptions::OverflowError), th);
    }
    let name = kwargs.next(&mut 0).map(|(name, _)| name.str(th)).transpose()?;
    let name = name.map_or(String::new(), |name| name.to_string());
    Err(raise!(th, TypeError, "product() got an unexpected keyword argument '{name}'"))
}

iterator! {
    Product, ProductLayout, Product_Type,
    (
        name = "itertools.product",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(*iterables, repeat=1)",
        doc = "The Cartesian product of iterables, as nested loops give it: the last one turns fastest.\n\nproduct(A, repeat=2) is product(A, A).",
    ),
    fields { pools: Tuple }
    cells { indices: Indices, started: bool, stopped: bool }
    {
        #[slot]
        fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<Product>> {
            let iterables = args.items();
            let repeat = repeat_of(kwargs, th)?;
            if repeat < 0 {
                return Err(raise!(th, ValueError, "repeat argument cannot be negative"));
            }
            let repeat = repeat as usize;
            let count = if repeat == 0 { 0 } else { iterables.len() };
            let Some(total) = count.checked_mul(repeat).filter(|total| *total < isize::MAX as usize / 16) else {
                return Err(raise!(th, OverflowError, "repeat argument too large"));
            };
            let mut pools = Vec::with_capacity(total);
            for iterable in &iterables[..count] {
                pools.push(Tuple::from_iterable(iterable, th)?.into_object());
            }
            for index in count..total {
                let pool: Ref = pools[index - count].clone();
                pools.push(pool);
            }
            let pools = Tuple::from_vec(pools)?;
            let new = Product::allocate(ty, th)?;
            new.layout().indices.set(Some(vec![0; total].into_boxed_slice()));
            new.layout().pools.init(pools);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let (Some(pools), false) = (layout.pools.get(), layout.stopped.get()) else { return Ok(None) };
            let mut indices = layout.indices.take().unwrap_or_default();
            let len_of = |pool: &Ref| pool.downcast::<Tuple>().map_or(0, Tuple::len);
            let more = if layout.started.replace(true) {
                let mut more = false;
                for (index, pool) in indices.iter_mut().zip(pools.items()).rev() {
                    *index += 1;
                    if *index < len_of(pool) {
                        more = true;
                        break;
                    }
                    *index = 0;
                }
                more
            } else {
                pools.items().iter().all(|pool| len_of(pool) != 0)
            };
            let selected = if more {
                let items = pools.items().iter().zip(indices.iter());
                items.map(|(pool, index)| pool.downcast::<Tuple>()?.items().get(*index).cloned()).collect::<Option<Vec<_>>>()
            } else {
                None
            };
            layout.indices.set(Some(indices));
            match selected {
                Some(selected) => Ok(Some(Tuple::from_vec(selected)?.into_object())),
                None => {
                    layout.stopped.set(true);
                    Ok(None)
                }
            }
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            if layout.stopped.get() {
                let arguments = Tuple::new(&[Tuple::empty().as_object()])?.into_object();
                return Tuple::from_array([self.class(), arguments]);
            }
            let pools = or_none(layout.pools.get().map(Ref::into_object));
            if !layout.started.get() {
                return Tuple::from_array([self.class(), pools]);
            }
            let indices = layout.indices.take().unwrap_or_default();
            let state = index_tuple(&indices);
            layout.indices.set(Some(indices));
            Tuple::from_array([self.class(), pools, state?])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let Some(pools) = self.layout().pools.get() else { return Err(th.bad_internal_call()) };
            let lengths: Vec<usize> =
                pools.items().iter().map(|pool| pool.downcast::<Tuple>().map_or(0, Tuple::len)).collect();
            let indices = indices_of(object, lengths.len(), |place| (0, lengths[place] as isize - 1), th)?;
            if lengths.contains(&0) {
                self.layout().stopped.set(true);
                return Ok(());
            }
            self.layout().indices.set(Some(indices));
            self.layout().started.set(true);
            Ok(())
        }

        #[method(sig = "()", doc = "Return the size of the iterator in memory, in bytes.")]
        fn __sizeof__(&self) -> usize {
            let pools = self.layout().pools.get().map_or(0, |pools| pools.len());
            self.ob_type().tp_basicsize.get() as usize + pools * size_of::<usize>()
        }
    }
}

/// What the three that choose from one pool have in common.
macro_rules! choice {
    (
        $wrapper:ident, $layout:ident, $static:ident, ($($attribute:tt)*), unused: $unused:ty,
        first: $first:expr, advance: $advance:expr, range: $range:expr, empty: $empty:expr
    ) => {
        iterator! {
            $wrapper, $layout, $static, ($($attribute)*),
            fields { pool: Tuple }
            cells { indices: Indices, count: usize, started: bool, stopped: bool, _unused: $unused }
            {
                #[new(sig = "(iterable, r)")]
                fn py_new(ty: &'static Type, iterable: &Object, r: &Object, th: &mut Thread) -> PyResult<Ref<$wrapper>> {
                    let r = r.as_isize(Some(&exceptions::OverflowError), th)?;
                    let pool = Tuple::from_iterable(iterable, th)?;
                    if r < 0 {
                        return Err(raise!(th, ValueError, "r must be non-negative"));
                    }
                    let (n, r) = (pool.len(), r as usize);
                    let empty: fn(usize, usize) -> bool = $empty;
                    let stopped = empty(n, r);
                    // Nothing is chosen from too small a pool, so the indices need no room.
                    let first: fn(usize) -> usize = $first;
                    let indices: Vec<usize> = if stopped { Vec::new() } else { (0..r).map(first).collect() };
                    let new = $wrapper::allocate(ty, th)?;
                    new.layout().indices.set(Some(indices.into_boxed_slice()));
                    new.layout().count.set(r);
                    new.layout().stopped.set(stopped);
                    new.layout().pool.init(pool);
                    Ok(new)
                }

                #[slot]
                fn tp_iternext(&self) -> PyResult<Option<Ref>> {
                    let layout = self.layout();
                    let (Some(pool), false) = (layout.pool.get(), layout.stopped.get()) else { return Ok(None) };
                    let mut indices = layout.indices.take().unwrap_or_default();
                    let advance: fn(&mut [usize], usize) -> bool = $advance;
                    let result = if layout.started.replace(true) && !advance(&mut indices, pool.len()) {
                        Ok(None)
                    } else {
                        select(&pool, &indices)
                    };
                    layout.indices.set(Some(indices));
                    if let Ok(None) = result {
                        layout.stopped.set(true);
                    }
                    result
                }

                #[method(sig = "()", doc = "Return state information for pickling.")]
                fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
                    warn_pickling(th)?;
                    let layout = self.layout();
                    let count = Long::from_usize(layout.count.get())?.into_object();
                    let pool = or_none(layout.pool.get().map(Ref::into_object));
                    if !layout.started.get() {
                        return Tuple::from_array([self.class(), Tuple::from_array([pool, count])?.into_object()]);
                    }
                    if layout.stopped.get() {
                        let arguments = Tuple::from_array([Tuple::empty().to_ref(), count])?.into_object();
                        return Tuple::from_array([self.class(), arguments]);
                    }
                    let indices = layout.indices.take().unwrap_or_default();
                    let state = index_tuple(&indices);
                    layout.indices.set(Some(indices));
                    Tuple::from_array([self.class(), Tuple::from_array([pool, count])?.into_object(), state?])
                }

                #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
                fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
                    warn_pickling(th)?;
                    let n = self.layout().pool.get().map_or(0, |pool| pool.len()) as isize;
                    let r = self.layout().count.get();
                    let range: fn(isize, isize, isize) -> (isize, isize) = $range;
                    let indices = indices_of(object, r, |place| range(n, r as isize, place as isize), th)?;
                    self.layout().indices.set(Some(indices));
                    self.layout().started.set(true);
                    Ok(())
                }

                #[method(sig = "()", doc = "Return the size of the iterator in memory, in bytes.")]
                fn __sizeof__(&self) -> usize {
                    self.ob_type().tp_basicsize.get() as usize + self.layout().count.get() * size_of::<usize>()
                }
            }
        }
    };
}

choice! {
    Combinations, CombinationsLayout, Combinations_Type,
    (
        name = "itertools.combinations",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, r)",
        doc = "The selections of r items of an iterable, in its order, none twice.",
    ),
    unused: u8,
    first: |place| place,
    advance: |indices, n| {
        let r = indices.len();
        let Some(place) = (0..r).rev().find(|&place| indices[place] != place + n - r) else { return false };
        indices[place] += 1;
        for next in place + 1..r {
            indices[next] = indices[next - 1] + 1;
        }
        true
    },
    range: |n, r, place| (0, n - r + place),
    empty: |n, r| r > n
}

choice! {
    Replacement, ReplacementLayout, Replacement_Type,
    (
        name = "itertools.combinations_with_replacement",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, r)",
        doc = "The selections of r items of an iterable, in its order, each as often as it comes.",
    ),
    unused: u8,
    first: |_| 0,
    advance: |indices, n| {
        let Some(place) = (0..indices.len()).rev().find(|&place| indices[place] + 1 != n) else { return false };
        let index = indices[place] + 1;
        indices[place..].fill(index);
        true
    },
    range: |n, _, _| (0, n - 1),
    empty: |n, r| n == 0 && r > 0
}

iterator! {
    Permutations, PermutationsLayout, Permutations_Type,
    (
        name = "itertools.permutations",
        flags(BASETYPE, HAVE_GC),
        text_signature = "(iterable, r=None)",
        doc = "The orders of r of the items of an iterable; of all, unless r is given.",
    ),
    fields { pool: Tuple }
    cells {
        // The indices of all items in their order, and behind them the countdown of each chosen place.
        indices: Indices,
        count: usize,
        started: bool,
        stopped: bool,
        _unused: usize
    }
    {
        #[new(sig = "(iterable, r=None)")]
        fn py_new(ty: &'static Type, iterable: &Object, r: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Permutations>> {
            let pool = Tuple::from_iterable(iterable, th)?;
            let n = pool.len();
            let r = match r {
                None => n as isize,
                Some(r) => match r.downcast::<Long>() {
                    Some(r) => r.to_isize(th)?,
                    None => return Err(raise!(th, TypeError, "Expected int as r")),
                },
            };
            if r < 0 {
                return Err(raise!(th, ValueError, "r must be non-negative"));
            }
            let r = r as usize;
            let stopped = r > n;
            let cycles = (0..if stopped { 0 } else { r }).map(|place| n - place);
            let indices: Vec<usize> = (0..n).chain(cycles).collect();
            let new = Permutations::allocate(ty, th)?;
            new.layout().indices.set(Some(indices.into_boxed_slice()));
            new.layout().count.set(r);
            new.layout().stopped.set(stopped);
            new.layout().pool.init(pool);
            Ok(new)
        }

        #[slot]
        fn tp_iternext(&self) -> PyResult<Option<Ref>> {
            let layout = self.layout();
            let (Some(pool), false) = (layout.pool.get(), layout.stopped.get()) else { return Ok(None) };
            let (n, r) = (pool.len(), layout.count.get());
            let mut all = layout.indices.take().unwrap_or_default();
            let more = all.len() == n + r && (!layout.started.replace(true) || advance_permutation(&mut all, n));
            let result = if more { select(&pool, &all[..r]) } else { Ok(None) };
            layout.indices.set(Some(all));
            if let Ok(None) = result {
                layout.stopped.set(true);
            }
            result
        }

        #[method(sig = "()", doc = "Return state information for pickling.")]
        fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
            warn_pickling(th)?;
            let layout = self.layout();
            let count = Long::from_usize(layout.count.get())?.into_object();
            let pool = layout.pool.get().unwrap_or_else(|| Ref::new(Tuple::empty()));
            if !layout.started.get() {
                let arguments = Tuple::from_array([pool.into_object(), count])?.into_object();
                return Tuple::from_array([self.class(), arguments]);
            }
            if layout.stopped.get() {
                let arguments = Tuple::from_array([Tuple::empty().to_ref(), count])?.into_object();
                return Tuple::from_array([self.class(), arguments]);
            }
            let all = layout.indices.take().unwrap_or_default();
            let (indices, cycles) = all.split_at(pool.len().min(all.len()));
            let parts = (index_tuple(indices), index_tuple(cycles));
            layout.indices.set(Some(all));
            let state = Tuple::from_array([parts.0?, parts.1?])?.into_object();
            let arguments = Tuple::from_array([pool.into_object(), count])?.into_object();
            Tuple::from_array([self.class(), arguments, state])
        }

        #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
        fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
            warn_pickling(th)?;
            let state = state_tuple(object, th)?;
            let [indices, cycles] = state.items() else { return Err(invalid(th)) };
            let n = self.layout().pool.get().map_or(0, |pool| pool.len());
            let r = self.layout().count.get();
            let indices = indices_of(indices, n, |_| (0, n as isize - 1), th)?;
            let cycles = indices_of(cycles, r, |place| (1, n as isize - place as isize), th)?;
            let all: Vec<usize> = indices.iter().chain(cycles.iter()).copied().collect();
            self.layout().indices.set(Some(all.into_boxed_slice()));
            self.layout().started.set(true);
            Ok(())
        }

        #[method(sig = "()", doc = "Return the size of the iterator in memory, in bytes.")]
        fn __sizeof__(&self) -> usize {
            let n = self.layout().pool.get().map_or(0, |pool| pool.len());
            self.ob_type().tp_basicsize.get() as usize + (n + self.layout().count.get()) * size_of::<usize>()
        }
    }
}

/// Makes the next permutation; false after the last one.
fn advance_permutation(all: &mut [usize], n: usize) -> bool {
    let (indices, cycles) = all.split_at_mut(n);
    for place in (0..cycles.len()).rev() {
        cycles[place] = cycles[place].saturating_sub(1);
        if cycles[place] == 0 {
            // This place has seen all the rest: its item goes to the end.
            indices[place..].rotate_left(1);
            cycles[place] = n - place;
        } else {
            let other = n - cycles[place].min(n);
            if other >= n {
                return false;
            }
            indices.swap(place, other);
            return true;
        }
    }
    false
}
