//! `StopIteration`: carries the value that a generator returned.

use super::fields::no_keywords;
use super::storage;
use super::*;

object_type!(
    /// `StopIteration`
    pub struct StopIterationObject(PyStopIterationObject): StopIteration
);

impl StopIterationObject {
    /// `value`.
    pub fn value(&self) -> Ref {
        super::fields::or_none(&self.layout().value)
    }
}

#[pytype(
    static = StopIteration,
    private,
    name = "StopIteration",
    layout = PyStopIterationObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "Says that an iterator has no more items.",
    members = [&[member!("value", PyStopIterationObject, value, _Py_T_OBJECT, "what the generator returned")]],
)]
impl StopIterationObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        no_keywords(&self.ob_type().display_name(), kwargs, th)?;
        self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
        let value = args.items().first().cloned().unwrap_or_else(|| none().to_ref());
        self.layout().value.set(Some(value), th);
        Ok(())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyStopIterationObject>(this.cast()) }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        storage::Storage::each(self.layout(), &mut |field| visit.visit(field));
    }

    #[slot]
    fn tp_clear(&self) {
        storage::Storage::each(self.layout(), &mut |field| drop(field.take()));
    }
}
