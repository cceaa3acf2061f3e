//! `types.UnionType`: `int | str`.

use std::ffi::c_int;

use crate::abstract_::BinaryOperator;
use crate::heap;
use crate::objects::genericaliasobject::{self, GenericAlias};
use crate::prelude::*;

object_type!(
    /// A union of types.
    pub struct Union(PyUnionObject): _PyUnion_Type
);

/// `_PyUnion_Check`.
#[inline]
pub fn is_union(object: &Object) -> bool {
    Union::check_exact(object)
}

/// The members of a union; `None` for anything else.
#[inline]
pub fn args(object: &Object) -> Option<Ref<Tuple>> {
    object.downcast_exact::<Union>().map(Union::members)
}

/// Whether an operand can be a member: a type, `None`, an alias, a union, or an alias made by `type`.
fn is_unionable(object: &Object) -> bool {
    object.is(none())
        || Type::check(object)
        || GenericAlias::check(object)
        || typevarobject::is_type_alias(object)
        || is_union(object)
}

/// `_Py_union_type_or`: `left | right` of types.
///
/// # Errors
/// What comparing members raises.
pub fn type_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
    if !is_unionable(left) || !is_unionable(right) {
        return Ok(not_implemented().to_ref());
    }
    let mut members: Vec<Ref> = Vec::new();
    for operand in [left, right] {
        let several = args(operand);
        let single = operand.to_ref();
        let operands = several.as_ref().map_or(std::slice::from_ref(&single), |several| several.items());
        for member in operands {
            // `None` stands for its type.
            let member = if member.is(none()) { object::_PyNone_Type.to_ref() } else { member.clone() };
            if !contains(&members, &member, th)? {
                members.push(member);
            }
        }
    }
    make(members)
}

/// Whether a member is there already. Two aliases are the same only if they are equal aliases.
fn contains(members: &[Ref], wanted: &Object, th: &mut Thread) -> PyResult<bool> {
    for member in members {
        let alias = |object: &Object| GenericAlias::check_exact(object);
        let same = if alias(member) && alias(wanted) {
            genericaliasobject::equal(member, wanted, th)?
        } else {
            member.rich_compare_bool(wanted, Py_EQ, th)?
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A union of several members; the only one as it is.
fn make(members: Vec<Ref>) -> PyResult {
    if let [only] = members.as_slice() {
        return Ok(only.clone());
    }
    let members = Tuple::from_vec(members)?;
    let object = heap::new_object::<PyUnionObject>(&_PyUnion_Type)?;
    object.args.init(members.into_object());
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

impl Union {
    fn members(&self) -> Ref<Tuple> {
        match self.layout().args.get().map(Ref::downcast_into::<Tuple>) {
            Some(Ok(members)) => members,
            // Set when the union is made.
            _ => crate::unwritten::fatal("a union without members"),
        }
    }

    fn parameters(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if self.layout().parameters.is_null() {
            let parameters = genericaliasobject::make_parameters(&self.members(), th)?;
            self.layout().parameters.set(Some(parameters.into_object()), th);
        }
        match self.layout().parameters.get().map(Ref::downcast_into::<Tuple>) {
            Some(Ok(parameters)) => Ok(parameters),
            _ => Err(th.bad_internal_call()),
        }
    }

    fn as_set(&self, th: &mut Thread) -> PyResult<Ref<Set>> {
        Set::new_frozen(Some(&**self.members()), th)
    }
}

#[pytype(
    static = _PyUnion_Type,
    name = "types.UnionType",
    layout = PyUnionObject,
    flags(HAVE_GC),
    doc = "A union of types (PEP 604): int | str",
    members = [MEMBERS],
)]
impl Union {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().args.take());
            drop((*this).layout().parameters.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().args);
        visit.visit(&self.layout().parameters);
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let mut text = String::new();
        for (index, member) in self.members().items().iter().enumerate() {
            if index > 0 {
                text.push_str(" | ");
            }
            if std::ptr::eq(member.as_ptr(), object::_PyNone_Type.as_ptr()) {
                text.push_str("None");
            } else {
                genericaliasobject::repr_item(member, &mut text, th)?;
            }
        }
        Str::new(&text)
    }
    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        // The order does not matter.
        let members = self.as_set(th)?;
        members.as_object().hash(th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let other = match other.downcast_exact::<Union>() {
            Some(other) if op == Py_EQ || op == Py_NE => other,
            _ => return Ok(not_implemented().to_ref()),
        };
        let (own, theirs) = (self.as_set(th)?, other.as_set(th)?);
        own.as_object().rich_compare(&theirs, op, th)
    }
    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        let Some(text) = name.downcast::<Str>() else {
            return Err(object::bad_attribute_name(name, th));
        };
        object::generic_get_attr(self, text, th)
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        type_or(left, right, th)
    }
    #[slot]
    fn mp_subscript(&self, item: &Object, th: &mut Thread) -> PyResult {
        let parameters = self.parameters(th)?;
        let members = genericaliasobject::substitute(self, &self.members(), &parameters, item, th)?;
        // The members may be anything now, so they are joined by the operator.
        let mut result: Option<Ref> = None;
        for member in members.items() {
            result = Some(match result {
                None => member.clone(),
                Some(result) => result.binary(BinaryOperator::Or, member, th)?,
            });
        }
        Ok(result.unwrap_or_else(|| none().to_ref()))
    }
    #[getter(doc = "the type variables in the union")]
    fn __parameters__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.parameters(th)
    }
}

const MEMBERS: &[PyMemberDef] = &[member!("__args__", PyUnionObject, args, _Py_T_OBJECT, READONLY)];
