//! `tee`: several iterators over one, which share what was read in a chain of blocks.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::{or_none, state_tuple, warn_pickling};

/// Items in a block; blocks are as large as CPython's.
const BLOCK_LEN: usize = 57;

#[repr(C)]
pub struct TeeDataLayout {
    ob_base: Object,
    iterator: Field,
    read: Cell<u32>,
    running: Cell<bool>,
    next: Field<TeeData>,
    values: [Field; BLOCK_LEN],
}

object_type!(
    /// `itertools._tee_dataobject`: a block of items.
    pub struct TeeData(TeeDataLayout): TeeData_Type
);

impl TeeData {
    fn over(iterator: Ref) -> PyResult<Ref<TeeData>> {
        let data = heap::new_object::<TeeData>(&TeeData_Type)?;
        data.layout().iterator.init(iterator);
        heap::gc_track(&data);
        Ok(data)
    }

    fn item(&self, index: usize, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let read = layout.read.get() as usize;
        if index < read {
            return Ok(layout.values[index].get());
        }
        if layout.running.get() {
            return Err(raise!(th, RuntimeError, "cannot re-enter the tee iterator"));
        }
        let Some(iterator) = layout.iterator.get() else { return Ok(None) };
        layout.running.set(true);
        let item = iterator.iter_next(th);
        layout.running.set(false);
        let Some(item) = item? else { return Ok(None) };
        if let Some(place) = layout.values.get(read) {
            place.replace(Some(item.clone()));
            layout.read.set(read as u32 + 1);
        }
        Ok(Some(item))
    }

    fn following(&self) -> PyResult<Option<Ref<TeeData>>> {
        let layout = self.layout();
        if layout.next.is_null()
            && let Some(iterator) = layout.iterator.get()
        {
            layout.next.init(TeeData::over(iterator)?);
        }
        Ok(layout.next.get())
    }

    /// Drops a chain of blocks one by one: a long chain must not recurse.
    fn drop_chain(first: Option<Ref<TeeData>>) {
        let mut block = first;
        while let Some(current) = block {
            block = if current.refcnt() == 1 { current.layout().next.take() } else { None };
            drop(current);
        }
    }
}

#[pytype(
    static = TeeData_Type,
    private,
    name = "itertools._tee_dataobject",
    layout = TeeDataLayout,
    flags(HAVE_GC),
    doc = "What the iterators of tee() share."
)]
impl TeeData {
    #[new(sig = "(it, values, next, /)")]
    fn py_new(
        _ty: &'static Type,
        it: &Object,
        values: &List,
        #[arg(keep_none)] next: &Object,
        th: &mut Thread,
    ) -> PyResult<Ref<TeeData>> {
        let data = TeeData::over(it.to_ref())?;
        let count = values.len();
        if count > BLOCK_LEN {
            return Err(raise!(th, ValueError, "Invalid arguments"));
        }
        for (place, value) in data.layout().values.iter().zip(values.items(th)) {
            place.init(value.clone());
        }
        data.layout().read.set(count as u32);
        if !next.is(none()) {
            match next.downcast_exact::<TeeData>() {
                Some(next) if count == BLOCK_LEN => data.layout().next.init(Ref::new(next)),
                _ => return Err(raise!(th, ValueError, "Invalid arguments")),
            }
        }
        Ok(data)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            (*this).tp_clear();
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().iterator);
        for value in &self.layout().values {
            visit.visit(value);
        }
        visit.visit(&self.layout().next);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().iterator.take());
        for value in &self.layout().values {
            drop(value.take());
        }
        TeeData::drop_chain(self.layout().next.take());
    }

    #[method(sig = "()", doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        warn_pickling(th)?;
        let layout = self.layout();
        let values: Vec<Ref> =
            layout.values.iter().take(layout.read.get() as usize).map(|value| or_none(value.get())).collect();
        let next = or_none(layout.next.get().map(Ref::into_object));
        let arguments = [or_none(layout.iterator.get()), List::from_vec(values)?.into_object(), next];
        Tuple::from_array([TeeData_Type.as_object().to_ref(), Tuple::from_array(arguments)?.into_object()])
    }
}

#[repr(C)]
pub struct TeeLayout {
    ob_base: Object,
    data: Field<TeeData>,
    index: Cell<usize>,
    weakreflist: Cell<*mut Object>,
    _unused: usize,
}

object_type!(
    /// `itertools._tee`: one of the iterators that `tee()` returns.
    pub struct Tee(TeeLayout): Tee_Type
);

impl Tee {
    fn at(data: Ref<TeeData>, index: usize) -> PyResult<Ref<Tee>> {
        let tee = heap::new_object::<Tee>(&Tee_Type)?;
        tee.layout().data.init(data);
        tee.layout().index.set(index);
        heap::gc_track(&tee);
        Ok(tee)
    }

    fn copied(&self, th: &mut Thread) -> PyResult<Ref<Tee>> {
        match self.layout().data.get() {
            Some(data) => Tee::at(data, self.layout().index.get()),
            None => Err(th.bad_internal_call()),
        }
    }

    fn over(iterable: &Object, th: &mut Thread) -> PyResult<Ref<Tee>> {
        let iterator = iterable.iter(th)?;
        match iterator.downcast::<Tee>() {
            Some(tee) => tee.copied(th),
            None => Tee::at(TeeData::over(iterator)?, 0),
        }
    }
}

#[pytype(
    static = Tee_Type,
    private,
    name = "itertools._tee",
    layout = TeeLayout,
    flags(HAVE_GC),
    weaklistoffset = offset_of!(TeeLayout, weakreflist),
    text_signature = "(iterable, /)",
    doc = "An iterator that tee() made."
)]
impl Tee {
    #[new(sig = "(iterable, /)")]
    fn py_new(_ty: &'static Type, iterable: &Object, th: &mut Thread) -> PyResult<Ref<Tee>> {
        Tee::over(iterable, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop((*this).layout().data.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().data);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().data.set(None, th);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let layout = self.layout();
        let Some(mut data) = layout.data.get() else { return Ok(None) };
        if layout.index.get() >= BLOCK_LEN {
            let Some(next) = data.following()? else { return Ok(None) };
            layout.data.set(Some(next.clone()), th);
            layout.index.set(0);
            data = next;
        }
        let item = data.item(layout.index.get(), th)?;
        if item.is_some() {
            layout.index.set(layout.index.get() + 1);
        }
        Ok(item)
    }

    #[method(sig = "()", doc = "Another iterator that goes on from here.")]
    fn __copy__(&self, th: &mut Thread) -> PyResult<Ref<Tee>> {
        self.copied(th)
    }

    #[method(sig = "()", doc = "Return state information for pickling.")]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        warn_pickling(th)?;
        let arguments = Tuple::new(&[Tuple::empty().as_object()])?.into_object();
        let data = or_none(self.layout().data.get().map(Ref::into_object));
        let state = Tuple::from_array([data, Long::from_usize(self.layout().index.get())?.into_object()])?;
        Tuple::from_array([self.ob_type().as_object().to_ref(), arguments, state.into_object()])
    }

    #[method(sig = "(object, /)", doc = "Set state information for unpickling.")]
    fn __setstate__(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        warn_pickling(th)?;
        let state = state_tuple(object, th)?;
        let [data, index] = state.items() else {
            return Err(raise!(th, TypeError, "function takes exactly 2 arguments ({} given)", state.len()));
        };
        let Some(data) = data.downcast_exact::<TeeData>() else {
            let name = data.ob_type().display_name();
            return Err(raise!(th, TypeError, "argument 1 must be itertools._tee_dataobject, not {name}"));
        };
        let index = index.as_c_int(th)?;
        let Some(index) = usize::try_from(index).ok().filter(|index| *index <= BLOCK_LEN) else {
            return Err(raise!(th, ValueError, "Index out of range"));
        };
        self.layout().data.set(Some(Ref::new(data)), th);
        self.layout().index.set(index);
        Ok(())
    }
}

#[pyfunction(sig = "(iterable, n=2, /)", doc = "A tuple of n independent iterators over one iterable.")]
pub fn tee(iterable: &Object, n: isize, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    if n < 0 {
        return Err(raise!(th, ValueError, "n must be >= 0"));
    }
    if n == 0 {
        return Ok(Ref::new(Tuple::empty()));
    }
    let mut first = iterable.iter(th)?;
    let copy = match first.get_attr_opt(id!(__copy__), th)? {
        Some(copy) => copy,
        None => {
            first = Tee::over(&first, th)?.into_object();
            first.get_attr(id!(__copy__), th)?
        }
    };
    let mut all = vec![first];
    for _ in 1..n {
        all.push(copy.call(&[], th)?);
    }
    Tuple::from_vec(all)
}
