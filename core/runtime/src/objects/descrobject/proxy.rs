//! `mappingproxy`: a read-only view of a mapping.

use std::ffi::c_int;

use super::*;
use crate::abstract_::{BinaryOperator, sequence};

object_type!(
    /// A read-only view of a mapping.
    pub struct MappingProxy(mappingproxyobject): PyDictProxy_Type
);

pub(super) fn new(mapping: &Object, th: &mut Thread) -> PyResult {
    if !sequence::is_mapping(mapping) || List::check(mapping) || Tuple::check(mapping) {
        return Err(raise!(
            th,
            TypeError,
            "mappingproxy() argument must be a mapping, not {}",
            mapping.ob_type().display_name()
        ));
    }
    let object = heap::new_object::<mappingproxyobject>(&PyDictProxy_Type)?;
    object.mapping.init(mapping.to_ref());
    heap::gc_track(object.as_object());
    Ok(object.into_object())
}

impl MappingProxy {
    fn mapping(&self) -> &Object {
        // SAFETY: set when the proxy is made, for its life.
        unsafe { &*self.layout().mapping.as_ptr() }
    }
}

/// What a proxy stands for; anything else as it is.
fn unwrap(object: &Object) -> &Object {
    object.downcast::<MappingProxy>().map_or(object, MappingProxy::mapping)
}

#[pytype(
    static = PyDictProxy_Type,
    name = "mappingproxy",
    layout = mappingproxyobject,
    flags(HAVE_GC, MAPPING),
    text_signature = "(mapping)",
    doc = "Read-only view of a mapping.",
)]
impl MappingProxy {
    #[new(sig = "(mapping)")]
    fn py_new(_ty: &'static Type, mapping: &Object, th: &mut Thread) -> PyResult {
        new(mapping, th)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().mapping.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().mapping);
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        Str::new(&format!("mappingproxy({})", self.mapping().repr(th)?))
    }
    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.mapping().str(th)
    }
    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        self.mapping().hash(th)
    }
    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        self.mapping().rich_compare(other, op, th)
    }
    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        self.mapping().iter(th)
    }
    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<usize> {
        self.mapping().len(th)
    }
    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        self.mapping().get_item(key, th)
    }
    #[slot]
    fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
        self.mapping().contains(key, th)
    }
    #[slot]
    fn nb_or(left: &Object, right: &Object, th: &mut Thread) -> PyResult {
        unwrap(left).binary(BinaryOperator::Or, unwrap(right), th)
    }
    #[slot]
    fn nb_inplace_or(&self, _other: &Object, th: &mut Thread) -> PyResult {
        Err(raise!(th, TypeError, "'|=' is not supported by {}; use '|' instead", self.ob_type().display_name()))
    }
    #[method(sig = "(key, default=None, /)", doc = "The value for key, or default.")]
    fn get(&self, key: &Object, #[arg(keep_none)] default: Option<&Object>, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(get), &[key, default.unwrap_or(none())], th)
    }
    #[method(sig = "()", doc = "A set-like view of the keys.")]
    fn keys(&self, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(keys), &[], th)
    }
    #[method(sig = "()", doc = "A view of the values.")]
    fn values(&self, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(values), &[], th)
    }
    #[method(sig = "()", doc = "A set-like view of the items.")]
    fn items(&self, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(items), &[], th)
    }
    #[method(sig = "()", doc = "A shallow copy of the mapping.")]
    fn copy(&self, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(copy), &[], th)
    }
    #[classmethod(sig = "(object, /)", doc = "Generic aliases, see PEP 585.")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }
    #[method(sig = "()", doc = "The keys in reverse order.")]
    fn __reversed__(&self, th: &mut Thread) -> PyResult {
        self.mapping().call_method(id!(__reversed__), &[], th)
    }
}
