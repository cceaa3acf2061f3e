//! `wrapper_descriptor` (`int.__add__`) and `method-wrapper` (`(1).__add__`).

use super::kinds::COMMON_MEMBERS;
use super::*;

object_type!(
    /// A slot of a C-defined type, as a method.
    pub struct WrapperDescr(PyWrapperDescrObject): PyWrapperDescr_Type
);
object_type!(
    /// A slot wrapper bound to an object.
    pub struct MethodWrapper(wrapperobject): _PyMethodWrapper_Type
);

impl WrapperDescr {
    fn row(&self) -> &'static wrapperbase {
        // SAFETY: set when the descriptor is made; the row outlives it.
        unsafe { &*self.layout().d_base.get() }
    }

    /// Calls the slot with the receiver checked already.
    fn call(&self, this: &Object, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let row = self.row();
        let Some(wrapper) = row.wrapper else { return Err(th.bad_internal_call()) };
        let wrapped = self.layout().d_wrapped.get();
        if row.flags & PyWrapperFlag_KEYWORDS != 0 {
            // SAFETY: the flag says what the function's type really is; the slot is one of a class of the object.
            return unsafe {
                let wrapper = std::mem::transmute::<wrapperfunc, wrapperfunc_kwds>(wrapper);
                wrapper(this, Some(args), wrapped, kwargs.map(|kwargs| &**kwargs))
            };
        }
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            let name = String::from_utf8_lossy(name_bytes(row.name));
            return Err(raise!(th, TypeError, "wrapper {name}() takes no keyword arguments"));
        }
        // SAFETY: the slot is one of a class of the object.
        unsafe { wrapper(this, Some(args), wrapped) }
    }
}

#[pytype(
    static = PyWrapperDescr_Type,
    name = "wrapper_descriptor",
    layout = PyWrapperDescrObject,
    flags(HAVE_GC, METHOD_DESCRIPTOR),
    members = [COMMON_MEMBERS],
)]
impl WrapperDescr {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe { dealloc(this.cast()) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().d_common.d_type);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let (name, class) = (name(self.layout()), class(self.layout()));
        Str::new(&format!("<slot wrapper '{name}' of '{}' objects>", class.display_name()))
    }
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let of = class(self.layout());
        let Some((this, rest)) = args.items().split_first() else {
            return Err(raise!(
                th,
                TypeError,
                "descriptor '{}' of '{:.100}' object needs an argument",
                name(self.layout()),
                of.display_name()
            ));
        };
        if !this.ob_type().is_subtype_of(of) {
            return Err(raise!(
                th,
                TypeError,
                "descriptor '{}' requires a '{:.100}' object but received a '{:.100}'",
                name(self.layout()),
                of.display_name(),
                this.ob_type().display_name()
            ));
        }
        let rest = Tuple::new(&rest.iter().map(|item| &**item).collect::<Vec<_>>())?;
        self.call(this, &rest, kwargs, th)
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(instance) = instance else {
            return Ok(self.to_ref());
        };
        check(self.layout(), instance, th)?;
        new_method_wrapper(self, instance)
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        reduce_by_getattr(class(self.layout()), &name(self.layout()), th)
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_doc(name_bytes(row.name), doc_of(row.doc), th)
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.layout(), th)
    }
    #[getter]
    fn __text_signature__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_text_signature(name_bytes(row.name), doc_of(row.doc), th)
    }
}

/// `PyWrapper_New`.
///
/// # Errors
/// `MemoryError`.
pub fn new_method_wrapper(descriptor: &WrapperDescr, this: &Object) -> PyResult {
    let object = heap::new_object::<wrapperobject>(&_PyMethodWrapper_Type)?;
    object.descr.init(Ref::new(descriptor.layout()));
    object.self_.init(this.to_ref());
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

impl MethodWrapper {
    fn descriptor(&self) -> &WrapperDescr {
        // SAFETY: set when the wrapper is made, for its life.
        unsafe { &*self.layout().descr.as_ptr().cast::<WrapperDescr>() }
    }

    fn receiver(&self) -> &Object {
        // SAFETY: set when the wrapper is made, for its life.
        unsafe { &*self.layout().self_.as_ptr() }
    }
}

#[pytype(
    static = _PyMethodWrapper_Type,
    private,
    name = "method-wrapper",
    layout = wrapperobject,
    flags(HAVE_GC),
    members = [WRAPPER_MEMBERS],
)]
impl MethodWrapper {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            let wrapper = &*this;
            heap::gc_untrack(wrapper);
            let Some(_guard) = heap::trashcan::enter(wrapper) else { return };
            drop(wrapper.layout().descr.take());
            drop(wrapper.layout().self_.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().descr);
        visit.visit(&self.layout().self_);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let name = String::from_utf8_lossy(name_bytes(self.descriptor().row().name));
        let receiver = self.receiver();
        let class = receiver.ob_type().display_name();
        Str::new(&format!("<method-wrapper '{name}' of {class} object at {receiver:p}>"))
    }
    #[slot]
    fn tp_hash(&self) -> isize {
        let of = |object: &Object| (object.as_ptr() as usize).rotate_right(4) as isize;
        of(self.receiver()) ^ of(self.descriptor())
    }
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let descriptor = Ref::new(self.descriptor());
        let receiver = self.receiver().to_ref();
        descriptor.call(&receiver, args, kwargs, th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> PyResult {
        let Some(other) = other.downcast_exact::<MethodWrapper>() else {
            return Ok(not_implemented().to_ref());
        };
        let equal = self.descriptor().is(other.descriptor()) && self.receiver().is(other.receiver());
        match op {
            Py_EQ => equal.into_py(),
            Py_NE => (!equal).into_py(),
            _ => Ok(not_implemented().to_ref()),
        }
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        reduce_by_getattr(self.receiver(), &name(self.descriptor().layout()), th)
    }
    #[getter]
    fn __objclass__(&self) -> Ref {
        class(self.descriptor().layout()).to_ref()
    }
    #[getter]
    fn __name__(&self) -> Ref<Str> {
        name(self.descriptor().layout())
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.descriptor().layout(), th)
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        let row = self.descriptor().row();
        typeobject::internal_doc(name_bytes(row.name), doc_of(row.doc), th)
    }
    #[getter]
    fn __text_signature__(&self, th: &mut Thread) -> PyResult {
        let row = self.descriptor().row();
        typeobject::internal_text_signature(name_bytes(row.name), doc_of(row.doc), th)
    }
}

const WRAPPER_MEMBERS: &[PyMemberDef] = &[member!("__self__", wrapperobject, self_, _Py_T_OBJECT, READONLY)];
