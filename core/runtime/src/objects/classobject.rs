//! Bound methods, and `instancemethod`.

use std::ffi::c_int;
use std::mem::offset_of;

use crate::abstract_::call;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A bound method.
    pub struct Method(PyMethodObject): PyMethod_Type
);

object_type!(
    /// A C function that binds to instances as a Python function does.
    pub struct InstanceMethod(PyInstanceMethodObject): PyInstanceMethod_Type
);

unsafe extern "C" fn method_vectorcall(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: vectorcall's contract: the callable is a bound method, whose parts are set for its life; names are a tuple.
    unsafe {
        let th = Thread::enter();
        let method = callable.cast_unchecked::<Method>().layout();
        let (function, this) = (&*method.im_func.as_ptr(), &*method.im_self.as_ptr());
        let kwnames = kwnames.map(|names| names.cast_unchecked::<Tuple>());
        call::vectorcall_prepend(function, this, args, nargsf, kwnames, th)
    }
}

impl Method {
    /// `PyMethod_New`.
    #[inline]
    pub fn new(function: &Object, this: &Object) -> PyResult<Ref<Method>> {
        let method = heap::new_object::<Method>(&PyMethod_Type)?;
        let parts = method.layout();
        parts.im_func.init(function.to_ref());
        parts.im_self.init(this.to_ref());
        parts.vectorcall.set(Some(method_vectorcall));
        heap::gc_track(&method);
        Ok(method)
    }

    /// `__func__`.
    #[inline(always)]
    pub fn function(&self) -> &Object {
        // SAFETY: set for the method's life.
        unsafe { &*self.layout().im_func.as_ptr() }
    }

    /// `__self__`.
    #[inline(always)]
    pub fn this(&self) -> &Object {
        // SAFETY: as above.
        unsafe { &*self.layout().im_self.as_ptr() }
    }
}

/// An attribute of a wrapper: its type's, or else that of the function inside.
fn wrapper_attribute(wrapper: &Object, function: &Object, name: &Object, th: &mut Thread) -> PyResult {
    let Some(name) = name.downcast::<Str>() else {
        let found = name.ob_type().display_name();
        return Err(raise!(th, TypeError, "attribute name must be string, not '{found:.200}'"));
    };
    let ty = wrapper.ob_type();
    if let Some(descriptor) = ty.lookup_ref(name) {
        return match descriptor.ob_type().tp_descr_get.get() {
            // SAFETY: a slot of the descriptor's type.
            Some(get) => unsafe { get(&descriptor, Some(wrapper), Some(ty)) },
            None => Ok(descriptor),
        };
    }
    function.get_attr(name, th)
}

/// The name for a wrapper's repr: `__qualname__`, `__name__`, or a question mark.
fn function_name(function: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    if let Some(name) = function.get_attr_opt(id!(__qualname__), th)?
        && Str::check(&name)
    {
        return Ok(Some(name));
    }
    Ok(function.get_attr_opt(id!(__name__), th)?.filter(|name| Str::check(name)))
}

fn text_or_mark(name: Option<Ref>) -> String {
    name.as_ref().and_then(|name| name.downcast::<Str>()).map_or_else(|| String::from("?"), ToString::to_string)
}

#[pytype(
    static = PyMethod_Type,
    name = "method",
    layout = PyMethodObject,
    flags(HAVE_GC, HAVE_VECTORCALL),
    weaklistoffset = offset_of!(PyMethodObject, im_weakreflist),
    vectorcall_offset = offset_of!(PyMethodObject, vectorcall),
    text_signature = "(function, instance, /)",
    doc = "A function bound to an instance.",
    members = [&[
        member!("__func__", PyMethodObject, im_func, _Py_T_OBJECT, READONLY, "the function bound"),
        member!("__self__", PyMethodObject, im_self, _Py_T_OBJECT, READONLY, "what it is bound to"),
    ]],
)]
impl Method {
    #[new(sig = "(function, instance, /)")]
    fn py_new(_ty: &'static Type, function: &Object, instance: &Object, th: &mut Thread) -> PyResult<Ref<Method>> {
        if !function.is_callable() {
            return Err(raise!(th, TypeError, "first argument must be callable"));
        }
        if instance.is(none()) {
            return Err(raise!(th, TypeError, "instance must not be None"));
        }
        Method::new(function, instance)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            // Methods of methods may be nested deeply.
            let Some(_guard) = heap::trashcan::enter(&*this) else { return };
            let parts = (*this).layout();
            if !parts.im_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop(parts.im_func.take());
            drop(parts.im_self.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().im_func);
        visit.visit(&self.layout().im_self);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let name = text_or_mark(function_name(self.function(), th)?);
        let this = self.this().repr(th)?;
        Ok(format!("<bound method {name} of {this}>"))
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        let this = methodobject::hash_pointer(self.this().as_ptr().cast());
        Ok(this ^ self.function().hash(th)?)
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::vectorcall_call(self, args, kwargs, th)
    }

    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        wrapper_attribute(self, self.function(), name, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<Method>() else {
            return Ok(not_implemented().to_ref());
        };
        if op != Py_EQ && op != Py_NE {
            return Ok(not_implemented().to_ref());
        }
        let same = self.function().rich_compare_bool(other.function(), Py_EQ, th)? && self.this().is(other.this());
        Ok(boolobject::bool_object(same == (op == Py_EQ)).to_ref())
    }

    /// A bound method is not bound again.
    #[slot]
    fn tp_descr_get(&self, _instance: Option<&Object>, _class: Option<&Object>) -> Ref {
        self.to_ref()
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self, th: &mut Thread) -> PyResult {
        let name = self.function().get_attr(id!(__name__), th)?;
        let getattr = crate::eval::builtin(id!(getattr), th)?;
        let args = Tuple::from_array([self.this().to_ref(), name])?;
        Ok(Tuple::from_array([getattr, args.into_object()])?.into_object())
    }

    #[getter(name = "__doc__")]
    fn doc(&self, th: &mut Thread) -> PyResult {
        let doc = self.function().get_attr_opt(id!(__doc__), th)?;
        Ok(doc.unwrap_or_else(|| none().to_ref()))
    }
}

impl InstanceMethod {
    /// `PyInstanceMethod_New`.
    pub fn new(function: &Object) -> PyResult<Ref<InstanceMethod>> {
        let method = heap::new_object::<InstanceMethod>(&PyInstanceMethod_Type)?;
        method.layout().func.init(function.to_ref());
        heap::gc_track(&method);
        Ok(method)
    }

    /// `__func__`.
    pub fn function(&self) -> &Object {
        // SAFETY: set for the object's life.
        unsafe { &*self.layout().func.as_ptr() }
    }
}

#[pytype(
    static = PyInstanceMethod_Type,
    name = "instancemethod",
    layout = PyInstanceMethodObject,
    flags(HAVE_GC),
    text_signature = "(function, /)",
    doc = "Binds a function to a class.",
    members = [&[
        member!("__func__", PyInstanceMethodObject, func, _Py_T_OBJECT, READONLY, "the function bound"),
    ]],
)]
impl InstanceMethod {
    #[new(sig = "(function, /)")]
    fn py_new(_ty: &'static Type, function: &Object, th: &mut Thread) -> PyResult<Ref<InstanceMethod>> {
        if !function.is_callable() {
            return Err(raise!(th, TypeError, "first argument must be callable"));
        }
        InstanceMethod::new(function)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().func.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().func);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
        let name = self.function().get_attr_opt(id!(__name__), th)?.filter(|name| Str::check(name));
        Ok(format!("<instancemethod {} at {:p}>", text_or_mark(name), self))
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        self.function().call_dict(args, kwargs, th)
    }

    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        wrapper_attribute(self, self.function(), name, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<InstanceMethod>() else {
            return Ok(not_implemented().to_ref());
        };
        if op != Py_EQ && op != Py_NE {
            return Ok(not_implemented().to_ref());
        }
        let same = self.function().rich_compare_bool(other.function(), Py_EQ, th)?;
        Ok(boolobject::bool_object(same == (op == Py_EQ)).to_ref())
    }

    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _class: Option<&Object>) -> PyResult {
        match instance {
            None => Ok(self.function().to_ref()),
            Some(instance) => Ok(Method::new(self.function(), instance)?.into_object()),
        }
    }

    #[getter(name = "__doc__")]
    fn doc(&self, th: &mut Thread) -> PyResult {
        let doc = self.function().get_attr_opt(id!(__doc__), th)?;
        Ok(doc.unwrap_or_else(|| none().to_ref()))
    }
}
