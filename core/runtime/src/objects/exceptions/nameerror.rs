//! `NameError` and `UnboundLocalError`: know the name.

use super::fields::keyword_fields;
use super::storage;
use super::*;

object_type!(
    /// `NameError`
    pub struct NameErrorObject(PyNameErrorObject): NameError
);

#[pymethods]
impl NameErrorObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
        keyword_fields("NameError", kwargs, [(id!(name), &self.layout().name)], th)
    }
}

const SLOT_tp_str: reprfunc = base::SLOT_tp_str;

#[pytype(
    static = NameError,
    private,
    name = "NameError",
    layout = PyNameErrorObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "No variable has that name.",
    members = [&[member!("name", PyNameErrorObject, name, _Py_T_OBJECT, "the name")]],
    slots = [tp_init, tp_str],
)]
impl NameErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyNameErrorObject>(this.cast()) }
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

/// `UnboundLocalError`.
pub static UnboundLocalError: Type = classes::derived::<PyNameErrorObject>(
    c"UnboundLocalError",
    c"A local variable has no value yet.",
    &NameError,
    SLOT_tp_init,
);
