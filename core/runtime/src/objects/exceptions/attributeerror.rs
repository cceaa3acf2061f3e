//! `AttributeError`: knows the object and the name.

use super::fields::keyword_fields;
use super::storage;
use super::*;

object_type!(
    /// `AttributeError`
    pub struct AttributeErrorObject(PyAttributeErrorObject): AttributeError
);

/// Fills `name` and `obj` of an `AttributeError` being raised, if they are not set yet; leaves other exceptions alone.
pub fn set_attribute_error_context(object: &Object, name: &Str, th: &mut Thread) {
    let Some(exception) = th.current_exception.get() else { return };
    if let Some(error) = exception.downcast::<AttributeErrorObject>()
        && error.layout().name.is_null()
        && error.layout().obj.is_null()
    {
        error.layout().name.init(Ref::new(name).into_object());
        error.layout().obj.init(object.to_ref());
    }
}

#[pymethods]
impl AttributeErrorObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
        let layout = self.layout();
        keyword_fields("AttributeError", kwargs, [(id!(name), &layout.name), (id!(obj), &layout.obj)], th)
    }

    /// The object may be anything, so it is not pickled.
    #[method(sig = "()", name = "__getstate__")]
    fn getstate(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let dict = layout.base.dict.get();
        let name = layout.name.get();
        let args = layout.base.args.get();
        if name.is_none() && args.is_none() {
            return Ok(dict.unwrap_or_else(|| none().to_ref()));
        }
        let state = match dict.as_deref().and_then(|dict| dict.downcast::<Dict>()) {
            Some(dict) => dict.copy(th)?,
            None => Dict::new()?,
        };
        if let Some(name) = name {
            state.set_str(id!(name), &name, th)?;
        }
        if let Some(args) = args {
            state.set_str(id!(args), &args, th)?;
        }
        Ok(state.into_object())
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let state = self.getstate(th)?;
        Tuple::new(&[self.ob_type(), &super::fields::or_none(&self.layout().base.args), &state])
    }
}

const SLOT_tp_str: reprfunc = base::SLOT_tp_str;

#[pytype(
    static = AttributeError,
    private,
    name = "AttributeError",
    layout = PyAttributeErrorObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "The object has no such attribute.",
    methods = [METHODS],
    members = [&[
        member!("name", PyAttributeErrorObject, name, _Py_T_OBJECT, "the attribute's name"),
        member!("obj", PyAttributeErrorObject, obj, _Py_T_OBJECT, "the object"),
    ]],
    slots = [tp_init, tp_str],
)]
impl AttributeErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyAttributeErrorObject>(this.cast()) }
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
