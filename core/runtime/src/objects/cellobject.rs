//! Cells: variables shared between scopes.

use std::ffi::c_int;

use crate::heap;
use crate::prelude::*;

object_type!(
    /// A cell.
    pub struct CellObject(PyCellObject): PyCell_Type
);

impl CellObject {
    /// `PyCell_New`.
    #[inline]
    pub fn new(value: Option<Ref>) -> PyResult<Ref<CellObject>> {
        let cell = heap::new_object::<CellObject>(&PyCell_Type)?;
        cell.layout().ob_ref.replace(value);
        heap::gc_track(&cell);
        Ok(cell)
    }

    /// `PyCell_Get`.
    #[inline(always)]
    pub fn get(&self) -> Option<Ref> {
        self.layout().ob_ref.get()
    }

    /// `PyCell_Set`.
    #[inline(always)]
    pub fn set(&self, value: Option<Ref>, th: &mut Thread) {
        self.layout().ob_ref.set(value, th);
    }
}

#[pytype(
    static = PyCell_Type,
    name = "cell",
    layout = PyCellObject,
    flags(HAVE_GC),
    text_signature = "([contents])",
    doc = "A variable that scopes share.\n\n  contents\n    what it holds; empty if left out",
)]
impl CellObject {
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "cell() takes no keyword arguments"));
        }
        let args = args.items();
        if args.len() > 1 {
            return Err(raise!(th, TypeError, "cell expected at most 1 argument, got {}", args.len()));
        }
        Ok(CellObject::new(args.first().cloned())?.into_object())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().ob_ref.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ob_ref);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.set(None, th);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        match self.get() {
            None => format!("<cell at {:p}: empty>", self),
            Some(value) => {
                format!("<cell at {:p}: {:.80} object at {:p}>", self, value.ob_type().display_name(), value.as_ptr())
            }
        }
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<CellObject>() else {
            return Ok(not_implemented().to_ref());
        };
        match (self.get(), other.get()) {
            (Some(a), Some(b)) => a.rich_compare(&b, op, th),
            // An empty cell is less than a full one.
            (a, b) => {
                let order = a.is_some().cmp(&b.is_some());
                Ok(boolobject::bool_object(compare_holds(order, op)).to_ref())
            }
        }
    }

    #[getter(name = "cell_contents")]
    fn cell_contents(&self, th: &mut Thread) -> PyResult {
        match self.get() {
            Some(value) => Ok(value),
            None => Err(raise!(th, ValueError, "Cell is empty")),
        }
    }

    #[setter(name = "cell_contents")]
    fn set_cell_contents(&self, value: Option<&Object>, th: &mut Thread) {
        self.set(value.map(Object::to_ref), th);
    }
}

/// Whether an order satisfies a comparison operator.
pub(crate) fn compare_holds(order: std::cmp::Ordering, op: c_int) -> bool {
    match op {
        Py_LT => order.is_lt(),
        Py_LE => order.is_le(),
        Py_EQ => order.is_eq(),
        Py_NE => order.is_ne(),
        Py_GT => order.is_gt(),
        _ => order.is_ge(),
    }
}
