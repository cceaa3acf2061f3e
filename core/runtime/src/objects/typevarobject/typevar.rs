//! `typing.TypeVar`.

use super::*;
use crate::heap;

object_type!(
    /// A type variable.
    pub struct TypeVar(PyTypeVarObject): TypeVar_Type
);

/// A type variable of a type parameter list: bound or constraints are functions that give them.
pub(super) fn make(name: &Str, bound: Option<&Object>, constraints: Option<&Object>) -> PyResult {
    let object = typeobject::alloc_no_track(&TypeVar_Type, 0)?;
    // SAFETY: just allocated as a type variable.
    let fields: &PyTypeVarObject = unsafe { (*object).cast_unchecked() };
    fields.name.init(name.to_ref());
    fields.evaluate_bound.replace(bound.map(Object::to_ref));
    fields.evaluate_constraints.replace(constraints.map(Object::to_ref));
    fields.infer_variance.set(true);
    heap::gc_track(&object);
    Ok(object)
}

impl TypeVar {
    fn fields(&self) -> [&Field; 7] {
        let fields = self.layout();
        [
            &fields.name,
            &fields.bound,
            &fields.evaluate_bound,
            &fields.constraints,
            &fields.evaluate_constraints,
            &fields.default_value,
            &fields.evaluate_default,
        ]
    }
}

/// The parsed arguments of the constructor.
#[derive(Default)]
struct Options {
    name: Option<Ref>,
    bound: Option<Ref>,
    default: Option<Ref>,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}

#[pytype(
    static = TypeVar_Type,
    private,
    name = "typing.TypeVar",
    layout = PyTypeVarObject,
    flags(HAVE_GC, MANAGED_DICT, MANAGED_WEAKREF),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "Type variable.\n\nBest made by the parameter list of a generic class, function or alias, as T in\n\n    class Sequence[T]: ...\n\nor by hand: TypeVar('T'), with constraints TypeVar('A', str, bytes), or with a\nbound TypeVar('S', bound=str). A default goes into default=.",
    members = [MEMBERS],
)]
impl TypeVar {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let mut options = Options { name: args.items().first().cloned(), ..Options::default() };
        if let Some(kwargs) = kwargs {
            let mut position = 0;
            while let Some((key, value)) = kwargs.next(&mut position) {
                let key = key.str(th)?;
                match &*key.to_string_lossy() {
                    "name" if options.name.is_some() => {
                        return Err(raise!(
                            th,
                            TypeError,
                            "argument for typevar() given by name ('name') and position (1)"
                        ));
                    }
                    "name" => options.name = Some(value),
                    "bound" => options.bound = Some(value),
                    "default" => options.default = Some(value),
                    "covariant" => options.covariant = value.is_true(th)?,
                    "contravariant" => options.contravariant = value.is_true(th)?,
                    "infer_variance" => options.infer_variance = value.is_true(th)?,
                    _ => {
                        return Err(raise!(th, TypeError, "typevar() got an unexpected keyword argument '{key}'"));
                    }
                }
            }
        }
        let Some(name) = options.name else {
            return Err(raise!(th, TypeError, "typevar() missing required argument 'name' (pos 1)"));
        };
        let Some(name) = name.downcast::<Str>() else {
            return Err(raise!(
                th,
                TypeError,
                "typevar() argument 'name' must be str, not {:.50}",
                name.ob_type().display_name()
            ));
        };
        check_variance(options.covariant, options.contravariant, options.infer_variance, th)?;
        let bound = match options.bound.filter(|bound| !bound.is(none())) {
            Some(bound) => Some(type_check(&bound, "Bound must be a type.", th)?),
            None => None,
        };
        let constraints = args.items().get(1..).unwrap_or(&[]);
        if constraints.len() == 1 {
            return Err(raise!(th, TypeError, "A single constraint is not allowed"));
        }
        if !constraints.is_empty() && bound.is_some() {
            return Err(raise!(th, TypeError, "Constraints cannot be combined with bound=..."));
        }
        let constraints = match constraints {
            [] => None,
            several => Some(Tuple::from_vec(several.to_vec())?.into_object()),
        };
        let object = typeobject::alloc_no_track(ty, 0)?;
        // SAFETY: just allocated as a type variable.
        let fields: &PyTypeVarObject = unsafe { (*object).cast_unchecked() };
        fields.name.init(name.to_ref());
        fields.bound.replace(bound);
        fields.constraints.replace(constraints);
        fields.default_value.init(options.default.unwrap_or_else(|| no_default().to_ref()));
        fields.covariant.set(options.covariant);
        fields.contravariant.set(options.contravariant);
        fields.infer_variance.set(options.infer_variance);
        heap::gc_track(&object);
        set_module(&object, th)?;
        Ok(object)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract; the type has a managed dict and weak references.
        unsafe {
            let variable = &*this;
            heap::gc_untrack(variable);
            for field in variable.fields() {
                drop(field.take());
            }
            crate::objects::dictobject::inline_values::clear_managed_dict(variable, th);
            weakrefobject::clear_weakrefs(variable, th);
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        for field in self.fields() {
            visit.visit(field);
        }
        // SAFETY: the type has a managed dict.
        unsafe { crate::objects::dictobject::inline_values::visit_managed_dict(self, visit) };
    }
    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        for field in &self.fields()[1..] {
            drop(field.take());
        }
        // SAFETY: the type has a managed dict.
        unsafe { crate::objects::dictobject::inline_values::clear_managed_dict(self, th) };
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let fields = self.layout();
        variance_repr(
            &name_of(&fields.name),
            fields.covariant.get(),
            fields.contravariant.get(),
            fields.infer_variance.get(),
        )
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        make_union(left, right, th)
    }
    #[method(sig = "(arg, /)")]
    fn __typing_subst__(&self, arg: &Object, th: &mut Thread) -> PyResult {
        call_typing(id!(_typevar_subst), &[self, arg], th)
    }
    #[method(sig = "(alias, args, /)")]
    fn __typing_prepare_subst__(&self, alias: &Object, args: &Object, th: &mut Thread) -> PyResult {
        let parameters = alias.get_attr(id!(__parameters__), th)?;
        let given = args.len(th)?;
        let index = crate::abstract_::sequence::position(&parameters, self, th)?;
        if index < given {
            return Ok(args.to_ref());
        }
        if index == given {
            let default = default_of(&self.layout().default_value, &self.layout().evaluate_default, th)?;
            if !default.is(no_default()) {
                let more = Tuple::from_array([default])?;
                return crate::abstract_::sequence::concat(args, &more, false, th);
            }
        }
        let shown = alias.str(th)?;
        Err(raise!(th, TypeError, "Too few arguments for {shown}; actual {given}, expected at least {}", index + 1))
    }
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> Ref<Str> {
        name_of(&self.layout().name)
    }
    #[method(sig = "()")]
    fn has_default(&self) -> bool {
        has_default(&self.layout().default_value, &self.layout().evaluate_default)
    }
    #[method(sig = "(object, /)")]
    fn __mro_entries__(&self, _object: &Object, th: &mut Thread) -> PyResult {
        Err(no_subclass("TypeVar", th))
    }
    #[getter]
    fn __bound__(&self, th: &mut Thread) -> PyResult {
        Ok(lazy(&self.layout().bound, &self.layout().evaluate_bound, th)?.unwrap_or_else(|| none().to_ref()))
    }
    #[getter]
    fn __constraints__(&self, th: &mut Thread) -> PyResult {
        match lazy(&self.layout().constraints, &self.layout().evaluate_constraints, th)? {
            Some(constraints) => Ok(constraints),
            None => Tuple::new(&[])?.into_py(),
        }
    }
    #[getter]
    fn __default__(&self, th: &mut Thread) -> PyResult {
        default_of(&self.layout().default_value, &self.layout().evaluate_default, th)
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("__name__", PyTypeVarObject, name, _Py_T_OBJECT, READONLY),
    member!("__covariant__", PyTypeVarObject, covariant, Py_T_BOOL, READONLY),
    member!("__contravariant__", PyTypeVarObject, contravariant, Py_T_BOOL, READONLY),
    member!("__infer_variance__", PyTypeVarObject, infer_variance, Py_T_BOOL, READONLY),
];
