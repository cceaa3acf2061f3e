//! `method_descriptor`, `classmethod_descriptor`, `member_descriptor`, `getset_descriptor`.

use super::*;
use crate::objects::structmember;

object_type!(
    /// A method of a C-defined type.
    pub struct MethodDescr(PyMethodDescrObject): PyMethodDescr_Type
);
object_type!(
    /// A class method of a C-defined type.
    pub struct ClassMethodDescr(PyMethodDescrObject): PyClassMethodDescr_Type
);
object_type!(
    /// A field of a C struct.
    pub struct MemberDescr(PyMemberDescrObject): PyMemberDescr_Type
);
object_type!(
    /// An attribute computed by C functions.
    pub struct GetSetDescr(PyGetSetDescrObject): PyGetSetDescr_Type
);

/// `__objclass__` and `__name__`, which all descriptors have.
pub(super) const COMMON_MEMBERS: &[PyMemberDef] = &[
    member!("__objclass__", PyDescrObject, d_type, _Py_T_OBJECT, READONLY),
    member!("__name__", PyDescrObject, d_name, _Py_T_OBJECT, READONLY),
];

fn traverse(descriptor: &PyDescrObject, visit: &mut Visitor) {
    visit.visit(&descriptor.d_type);
}

impl MethodDescr {
    fn row(&self) -> &'static PyMethodDef {
        // SAFETY: set when the descriptor is made; the row outlives it.
        unsafe { &*self.layout().d_method.get() }
    }
}

#[pytype(
    static = PyMethodDescr_Type,
    name = "method_descriptor",
    layout = PyMethodDescrObject,
    flags(HAVE_GC, HAVE_VECTORCALL, METHOD_DESCRIPTOR),
    vectorcall_offset = std::mem::offset_of!(PyMethodDescrObject, vectorcall),
    members = [COMMON_MEMBERS],
)]
impl MethodDescr {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe { dealloc(this.cast()) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self.layout(), visit);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let (name, class) = (name(self.layout()), class(self.layout()));
        Str::new(&format!("<method '{name}' of '{}' objects>", class.display_name()))
    }
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        match self.layout().vectorcall.get() {
            Some(function) => vectorcall_from_tuple(function, self, args, kwargs, th),
            None => Err(th.bad_internal_call()),
        }
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(instance) = instance else {
            return Ok(self.to_ref());
        };
        check(self.layout(), instance, th)?;
        let row = self.row();
        if row.ml_flags & METH_METHOD != 0 {
            if owner.is_some_and(|owner| !Type::check(owner)) {
                let given = owner.map_or_else(Default::default, |owner| owner.ob_type().display_name());
                return Err(raise!(
                    th,
                    TypeError,
                    "descriptor '{}' needs a type, not '{given}', as arg 2",
                    name(self.layout())
                ));
            }
            return CFunction::new(row, Some(instance), None, Some(class(self.layout())))?.into_py();
        }
        CFunction::new(row, Some(instance), None, None)?.into_py()
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        reduce_by_getattr(class(self.layout()), &name(self.layout()), th)
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_doc(name_bytes(row.ml_name), doc_of(row.ml_doc), th)
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.layout(), th)
    }
    #[getter]
    fn __text_signature__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_text_signature(name_bytes(row.ml_name), doc_of(row.ml_doc), th)
    }
}

impl ClassMethodDescr {
    fn row(&self) -> &'static PyMethodDef {
        // SAFETY: set when the descriptor is made; the row outlives it.
        unsafe { &*self.layout().d_method.get() }
    }

    fn bind(&self, instance: Option<&Object>, owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let (own, of) = (name(self.layout()), class(self.layout()));
        let owner: &Object = match (owner, instance) {
            (Some(owner), _) => owner,
            (None, Some(instance)) => instance.ob_type(),
            (None, None) => {
                return Err(raise!(
                    th,
                    TypeError,
                    "descriptor '{own}' for type '{:.100}' needs either an object or a type",
                    of.display_name()
                ));
            }
        };
        let Some(class) = owner.downcast::<Type>() else {
            return Err(raise!(
                th,
                TypeError,
                "descriptor '{own}' for type '{:.100}' needs a type, not a '{:.100}' as arg 2",
                of.display_name(),
                owner.ob_type().display_name()
            ));
        };
        if !class.is_subtype_of(of) {
            return Err(raise!(
                th,
                TypeError,
                "descriptor '{own}' requires a subtype of '{:.100}' but received '{:.100}'",
                of.display_name(),
                class.display_name()
            ));
        }
        let row = self.row();
        let defining = (row.ml_flags & METH_METHOD != 0).then_some(of);
        CFunction::new(row, Some(class), None, defining)?.into_py()
    }
}

#[pytype(
    static = PyClassMethodDescr_Type,
    name = "classmethod_descriptor",
    layout = PyMethodDescrObject,
    flags(HAVE_GC),
    members = [COMMON_MEMBERS],
)]
impl ClassMethodDescr {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe { dealloc(this.cast()) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self.layout(), visit);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let (name, class) = (name(self.layout()), class(self.layout()));
        Str::new(&format!("<method '{name}' of '{}' objects>", class.display_name()))
    }
    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let Some((first, rest)) = args.items().split_first() else {
            return Err(raise!(
                th,
                TypeError,
                "descriptor '{}' of '{:.100}' object needs an argument",
                name(self.layout()),
                class(self.layout()).display_name()
            ));
        };
        let bound = self.bind(None, Some(first), th)?;
        let rest = Tuple::new(&rest.iter().map(|item| &**item).collect::<Vec<_>>())?;
        bound.call_dict(&rest, kwargs, th)
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, owner: Option<&Object>, th: &mut Thread) -> PyResult {
        self.bind(instance, owner, th)
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_doc(name_bytes(row.ml_name), doc_of(row.ml_doc), th)
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.layout(), th)
    }
    #[getter]
    fn __text_signature__(&self, th: &mut Thread) -> PyResult {
        let row = self.row();
        typeobject::internal_text_signature(name_bytes(row.ml_name), doc_of(row.ml_doc), th)
    }
}

impl MemberDescr {
    fn row(&self) -> &'static PyMemberDef {
        // SAFETY: set when the descriptor is made; the row outlives it.
        unsafe { &*self.layout().d_member.get() }
    }
}

#[pytype(
    static = PyMemberDescr_Type,
    name = "member_descriptor",
    layout = PyMemberDescrObject,
    flags(HAVE_GC),
    members = [COMMON_MEMBERS],
)]
impl MemberDescr {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe { dealloc(this.cast()) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self.layout(), visit);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let (name, class) = (name(self.layout()), class(self.layout()));
        Str::new(&format!("<member '{name}' of '{}' objects>", class.display_name()))
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(instance) = instance else {
            return Ok(self.to_ref());
        };
        check(self.layout(), instance, th)?;
        if self.row().flags & Py_AUDIT_READ != 0 {
            object::audit_attribute(c"object.__getattr__", instance, &name(self.layout()).to_string_lossy(), None, th)?;
        }
        // SAFETY: the row describes a field of the class, of which the object is an instance.
        unsafe { structmember::get(instance.as_ptr().cast(), self.row(), th) }
    }
    #[slot]
    fn tp_descr_set(&self, instance: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        check(self.layout(), instance, th)?;
        // SAFETY: as above.
        unsafe { structmember::set(instance.as_ptr().cast(), self.row(), value, th) }
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        reduce_by_getattr(class(self.layout()), &name(self.layout()), th)
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        match doc_of(self.row().doc) {
            Some(doc) => Str::decode_utf8(doc.to_bytes(), None, th)?.into_py(),
            None => Ok(none().to_ref()),
        }
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.layout(), th)
    }
}

impl GetSetDescr {
    fn row(&self) -> &'static PyGetSetDef {
        // SAFETY: set when the descriptor is made; the row outlives it.
        unsafe { &*self.layout().d_getset.get() }
    }
}

#[pytype(
    static = PyGetSetDescr_Type,
    name = "getset_descriptor",
    layout = PyGetSetDescrObject,
    flags(HAVE_GC),
    members = [COMMON_MEMBERS],
)]
impl GetSetDescr {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe { dealloc(this.cast()) };
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self.layout(), visit);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let (name, class) = (name(self.layout()), class(self.layout()));
        Str::new(&format!("<attribute '{name}' of '{}' objects>", class.display_name()))
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let Some(instance) = instance else {
            return Ok(self.to_ref());
        };
        check(self.layout(), instance, th)?;
        let row = self.row();
        match row.get {
            // SAFETY: the getter of the class, of which the object is an instance.
            Some(get) => unsafe { get(instance, row.closure) },
            None => Err(self.not_possible("readable", th)),
        }
    }
    #[slot]
    fn tp_descr_set(&self, instance: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        check(self.layout(), instance, th)?;
        let row = self.row();
        match row.set {
            // SAFETY: the setter of the class, of which the object is an instance.
            Some(set) => unsafe { set(instance, value, row.closure) }.ok(),
            None => Err(self.not_possible("writable", th)),
        }
    }
    #[getter]
    fn __doc__(&self, th: &mut Thread) -> PyResult {
        match doc_of(self.row().doc) {
            Some(doc) => Str::decode_utf8(doc.to_bytes(), None, th)?.into_py(),
            None => Ok(none().to_ref()),
        }
    }
    #[getter]
    fn __qualname__(&self, th: &mut Thread) -> PyResult {
        qualname(self.layout(), th)
    }
}

impl GetSetDescr {
    #[cold]
    fn not_possible(&self, what: &str, th: &mut Thread) -> Raised {
        let (name, class) = (name(self.layout()), class(self.layout()));
        raise!(th, AttributeError, "attribute '{name}' of '{:.100}' objects is not {what}", class.display_name())
    }
}
