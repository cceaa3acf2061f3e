//! `typing.TypeAliasType`.

use super::*;
use crate::heap;
use crate::objects::genericaliasobject;

object_type!(
    /// What a `type` statement makes.
    pub struct TypeAlias(typealiasobject): TypeAlias_Type
);

pub(super) fn make(
    name: &Str,
    params: Option<&Tuple>,
    value: Option<&Object>,
    compute: Option<&Object>,
    module: Option<Ref>,
) -> PyResult {
    let object = heap::new_object::<typealiasobject>(&TypeAlias_Type)?;
    object.name.init(name.to_ref());
    object.type_params.replace(params.filter(|params| !params.is_empty()).map(|params| params.to_ref()));
    object.value.replace(value.map(Object::to_ref));
    object.compute_value.replace(compute.map(Object::to_ref));
    object.module.replace(module);
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

impl TypeAlias {
    fn fields(&self) -> [&Field; 5] {
        let fields = self.layout();
        [&fields.name, &fields.type_params, &fields.compute_value, &fields.value, &fields.module]
    }

    fn params(&self) -> PyResult {
        match self.layout().type_params.get() {
            Some(params) => Ok(params),
            None => Tuple::new(&[])?.into_py(),
        }
    }
}

#[pytype(
    static = TypeAlias_Type,
    private,
    name = "typing.TypeAliasType",
    layout = typealiasobject,
    flags(HAVE_GC),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "Type alias, as the type statement makes it:\n\n    type Alias[T] = list[T]\n\n__name__ is its name, __type_params__ its parameters, __value__ what it stands\nfor, which is not evaluated before it is asked for.",
    members = [MEMBERS],
)]
impl TypeAlias {
    #[new(sig = "(name, value, *, type_params=<unrepresentable>)")]
    fn py_new(
        _ty: &'static Type,
        name: &Str,
        value: &Object,
        type_params: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult {
        let params = match type_params.map(|params| params.downcast::<Tuple>()) {
            None => None,
            Some(Some(params)) => Some(params),
            Some(None) => return Err(raise!(th, TypeError, "type_params must be a tuple")),
        };
        let module = calling_module(th)?;
        make(name, params, Some(value), None, module)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            for field in (*this).fields() {
                drop(field.take());
            }
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in self.fields() {
            visit.visit(field);
        }
    }
    #[slot]
    fn tp_clear(&self) {
        for field in &self.fields()[1..] {
            drop(field.take());
        }
    }
    #[slot]
    fn tp_repr(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        unionobject::type_or(left, right, th)
    }
    #[slot]
    fn mp_subscript(&self, args: &Object, th: &mut Thread) -> PyResult {
        if self.layout().type_params.is_null() {
            return Err(raise!(th, TypeError, "Only generic type aliases are subscriptable"));
        }
        genericaliasobject::new(self, args, th)
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[getter]
    fn __parameters__(&self, th: &mut Thread) -> PyResult {
        let params = self.params()?;
        unpack_typevartuples(&params, th)
    }
    #[getter]
    fn __type_params__(&self) -> PyResult {
        self.params()
    }
    #[getter]
    fn __value__(&self, th: &mut Thread) -> PyResult {
        Ok(lazy(&self.layout().value, &self.layout().compute_value, th)?.unwrap_or_else(|| none().to_ref()))
    }
    #[getter]
    fn __module__(&self, th: &mut Thread) -> PyResult {
        if let Some(module) = self.layout().module.get() {
            return Ok(module);
        }
        match self.layout().compute_value.get() {
            Some(function) => function.get_attr(id!(__module__), th),
            None => Ok(none().to_ref()),
        }
    }
}

const MEMBERS: &[PyMemberDef] = &[member!("__name__", typealiasobject, name, _Py_T_OBJECT, READONLY)];
