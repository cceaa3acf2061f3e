//! `typing.Generic`, the base of generic classes.

use super::*;
use crate::heap;
use crate::objects::typeobject::spec;
use crate::state::InterpAccess;

object_type!(
    /// `typing.Generic`.
    pub struct Generic(Object): GENERIC_BASE
);
use crate::objects::object::PyBaseObject_Type as GENERIC_BASE;

#[pymethods(methods = METHODS)]
impl Generic {
    #[classmethod(raw = VARARGS | KEYWORDS, doc = "Parameterizes a generic class, or declares the parameters of one.")]
    fn __class_getitem__(cls: &'static Type, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        forward(id!(_generic_class_getitem), cls, args, kwargs, th)
    }

    #[classmethod(raw = VARARGS | KEYWORDS, doc = "Finds the parameters of a subclass.")]
    fn __init_subclass__(cls: &'static Type, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        forward(id!(_generic_init_subclass), cls, args, kwargs, th)
    }
}

/// `typing` does it in Python.
fn forward(name: &Str, cls: &Type, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
    let function = crate::import::import_module(id!(typing), th)?.get_attr(name, th)?;
    let mut all: Vec<Ref> = vec![cls.to_ref()];
    all.extend(args.downcast::<Tuple>().iter().flat_map(|args| args.items().iter().cloned()));
    let all = Tuple::from_vec(all)?;
    function.call_dict(&all, kwargs.and_then(|kwargs| kwargs.downcast::<Dict>()), th)
}

static METHODS_TABLE: [PyMethodDef; METHODS.len() + 1] = crate::args::join_tables(&[METHODS], PyMethodDef::END);

unsafe extern "C" fn dealloc(this: *mut Object) {
    // SAFETY: the destructor's contract.
    unsafe {
        heap::gc_untrack(&*this);
        heap::free_instance(this);
    }
}

unsafe extern "C" fn traverse(this: &Object, visit: visitproc, arg: *mut std::ffi::c_void) -> std::ffi::c_int {
    let mut visitor = Visitor::new(visit, arg);
    visitor.visit_object(this.ob_type());
    crate::args::IntoVisit::into_visit((), &visitor)
}

/// The interpreter's `typing.Generic`, made when it is first asked for.
///
/// # Errors
/// `MemoryError`.
pub fn generic_type(th: &mut Thread) -> PyResult<Ref<Type>> {
    // SAFETY: the thread's interpreter.
    let place = unsafe { &(*th.interp().block).cached_objects.generic_type };
    if let Some(generic) = place.get() {
        return Ok(generic);
    }
    let doc = c"Base class of generic classes.\n\nClasses with a parameter list, as in\n\n    class Mapping[KT, VT]: ...\n\nhave it as a base without saying so; others say Generic[KT, VT].";
    let mut slots = [
        spec::slot(Py_tp_doc, doc.as_ptr().cast()),
        spec::slot(Py_tp_methods, METHODS_TABLE.as_ptr().cast()),
        spec::slot(Py_tp_alloc, typeobject::generic_alloc as *const ()),
        spec::slot(Py_tp_free, heap::gc::PyObject_GC_Del as *const ()),
        spec::slot(Py_tp_traverse, traverse as *const ()),
        spec::slot(Py_tp_dealloc, dealloc as *const ()),
        PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() },
    ];
    let description = PyType_Spec {
        name: c"typing.Generic".as_ptr(),
        basicsize: size_of::<Object>() as i32,
        itemsize: 0,
        flags: (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC) as u32,
        slots: slots.as_mut_ptr(),
    };
    let generic = spec::from_spec(None, None, &description, None, th)?;
    place.replace(Some(generic.clone()));
    Ok(generic)
}
