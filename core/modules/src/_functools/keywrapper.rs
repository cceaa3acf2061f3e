//! What `functools.cmp_to_key` returns, and what that returns: keys that compare by a function.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::prelude::*;

#[repr(C)]
pub struct KeyWrapperLayout {
    ob_base: Object,
    cmp: Field,
    /// The value compared; missing in the key function itself.
    object: Field,
}

object_type!(
    /// `functools.KeyWrapper`
    pub struct KeyWrapper(KeyWrapperLayout): KeyWrapper_Type
);

impl KeyWrapper {
    /// A key, or the key function if there is no object.
    pub fn make(cmp: &Object, object: Option<&Object>) -> PyResult<Ref<KeyWrapper>> {
        let wrapper = heap::new_object::<KeyWrapper>(&KeyWrapper_Type)?;
        wrapper.layout().cmp.init(cmp.to_ref());
        wrapper.layout().object.replace(object.map(Object::to_ref));
        heap::gc_track(&wrapper);
        Ok(wrapper)
    }
}

#[pytype(
    static = KeyWrapper_Type,
    private,
    no_new,
    name = "functools.KeyWrapper",
    layout = KeyWrapperLayout,
    flags(HAVE_GC),
    members = [&[member!("obj", KeyWrapperLayout, object, _Py_T_OBJECT, 0, "The value that the function compares.")]],
)]
impl KeyWrapper {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().cmp.take());
            drop((*this).layout().object.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().cmp);
        visit.visit(&self.layout().object);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().cmp.set(None, th);
        self.layout().object.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let keyword = match kwargs {
            Some(kwargs) => kwargs.get_str(id!(obj), th)?,
            None => None,
        };
        let given = args.len() + kwargs.map_or(0, Dict::len);
        let object = match (args.items(), keyword) {
            ([object], None) if given == 1 => object.clone(),
            ([], Some(object)) if given == 1 => object,
            _ if given == 0 => {
                return Err(raise!(th, TypeError, "K() missing required argument 'obj' (pos 1)"));
            }
            _ if given > 1 => {
                return Err(raise!(th, TypeError, "K() takes at most 1 argument ({given} given)"));
            }
            _ => return Err(raise!(th, TypeError, "K() missing required argument 'obj' (pos 1)")),
        };
        let Some(cmp) = self.layout().cmp.get() else { return Err(th.bad_internal_call()) };
        Ok(KeyWrapper::make(&cmp, Some(&object))?.into_object())
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast_exact::<KeyWrapper>() else {
            return Err(raise!(th, TypeError, "other argument must be K instance"));
        };
        let (Some(a), Some(b)) = (self.layout().object.get(), other.layout().object.get()) else {
            return Err(raise!(th, AttributeError, "object"));
        };
        let Some(cmp) = self.layout().cmp.get() else { return Err(th.bad_internal_call()) };
        let order = cmp.call(&[&a, &b], th)?;
        order.rich_compare(&Long::zero(), op, th)
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(&self) -> &'static str {
        "(obj)"
    }
}
