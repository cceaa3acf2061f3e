//! `dict_keys`, `dict_values`, `dict_items`: windows on a dict, the first and the last with set operations.

use std::ffi::c_int;

use super::{Dict, iter};
use crate::abstract_::items::compare_op;
use crate::abstract_::repr_guard;
use crate::heap;
use crate::objects::unicodeobject::StrWriter;
use crate::prelude::*;

macro_rules! view {
    (
        $(#[$meta:meta])* $wrapper:ident, $type:ident, $name:tt, $forward:path, $backward:path,
        methods $methods:expr, slots [$($slots:tt)*]
    ) => {
        object_type!(
            $(#[$meta])*
            pub struct $wrapper(_PyDictViewObject): $type
        );

        #[pytype(
            static = $type,
            name = $name,
            layout = _PyDictViewObject,
            flags(HAVE_GC),
            methods = [$methods],
            slots = [$($slots)*],
        )]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: called with the last reference gone; nothing touches the object but this function.
                unsafe {
                    heap::gc_untrack(&*this);
                    drop((*this).layout().dv_dict.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                visit.visit(&self.layout().dv_dict);
            }

            #[slot]
            fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
                let Some(_guard) = repr_guard::enter(self) else { return Str::from_ascii(b"...") };
                let items = List::from_iterable(self, th)?;
                let mut out = StrWriter::with_capacity(64);
                out.push_str(&*Str::new(&self.ob_type().display_name())?);
                out.push_ascii("(");
                out.push_str(&*items.repr(th)?);
                out.push_ascii(")");
                out.finish()
            }

            #[slot]
            fn tp_iter(&self) -> PyResult {
                let dict = dict_of(self.layout())?;
                $forward(&dict)
            }

            #[slot]
            fn sq_length(&self) -> usize {
                dict_of(self.layout()).map_or(0, |dict| dict.len())
            }

            #[method(sig = "()", no_text_signature, doc = "Return a reverse iterator over the view.")]
            fn __reversed__(&self) -> PyResult {
                let dict = dict_of(self.layout())?;
                $backward(&dict)
            }

            #[getter(doc = "Read-only proxy of the dictionary viewed.")]
            fn mapping(&self, th: &mut Thread) -> PyResult {
                descrobject::new_proxy(&*dict_of(self.layout())?, th)
            }
        }
    };
}

view!(
    /// `dict_keys`
    KeysView, PyDictKeys_Type, "dict_keys", iter::keys, iter::reversed_keys,
    methods SET_METHODS,
    slots [sets::nb_subtract, sets::nb_and, sets::nb_xor, sets::nb_or, sets::tp_richcompare, in_keys::sq_contains]
);
view!(
    /// `dict_values`
    ValuesView, PyDictValues_Type, "dict_values", iter::values, iter::reversed_values,
    methods &[],
    slots []
);
view!(
    /// `dict_items`
    ItemsView, PyDictItems_Type, "dict_items", iter::items, iter::reversed_items,
    methods SET_METHODS,
    slots [sets::nb_subtract, sets::nb_and, sets::nb_xor, sets::nb_or, sets::tp_richcompare, in_items::sq_contains]
);

/// The dict viewed.
fn dict_of(layout: &_PyDictViewObject) -> PyResult<Ref<Dict>> {
    match layout.dv_dict.get() {
        // SAFETY: the wrapper is transparent.
        Some(dict) => Ok(unsafe { dict.cast_unchecked() }),
        None => Err(heap::out_of_memory()),
    }
}

fn new(dict: &Dict, ty: &'static Type) -> PyResult {
    let view = heap::new_object::<KeysView>(ty)?;
    view.layout().dv_dict.init(Ref::new(dict.layout()));
    heap::gc_track(&view);
    Ok(view.into_object())
}

/// `dict.keys()`.
pub fn keys(dict: &Dict) -> PyResult {
    new(dict, &PyDictKeys_Type)
}

/// `dict.values()`.
pub fn values(dict: &Dict) -> PyResult {
    new(dict, &PyDictValues_Type)
}

/// `dict.items()`.
pub fn items(dict: &Dict) -> PyResult {
    new(dict, &PyDictItems_Type)
}

/// `_PyDictView_New`.
///
/// # Errors
/// `TypeError` for what is no dict.
pub fn new_view(object: &Object, ty: &'static Type, th: &mut Thread) -> PyResult {
    match object.downcast::<Dict>() {
        Some(dict) => new(dict, ty),
        None => Err(raise!(
            th,
            TypeError,
            "{:.100}() requires a dict argument, not '{:.200}'",
            ty.display_name(),
            object.ob_type().display_name()
        )),
    }
}

/// `PyDictViewSet_Check`: a view with set operations.
pub fn is_set_view(object: &Object) -> bool {
    object.downcast::<KeysView>().is_some() || object.downcast::<ItemsView>().is_some()
}

/// `list.extend` with a view, whose number is known: `None` for anything else.
pub(crate) fn extend_list(list: &List, iterable: &Object) -> PyResult<Option<()>> {
    let ty = iterable.ob_type();
    let (keys, values) = if std::ptr::eq(ty, &PyDictKeys_Type) {
        (true, false)
    } else if std::ptr::eq(ty, &PyDictValues_Type) {
        (false, true)
    } else if std::ptr::eq(ty, &PyDictItems_Type) {
        (true, true)
    } else {
        return Ok(None);
    };
    // SAFETY: all views have this layout.
    let dict = dict_of(unsafe { iterable.cast_unchecked::<KeysView>() }.layout())?;
    list.reserve_more(dict.len())?;
    let mut position = 0;
    while let Some((key, value)) = dict.next(&mut position) {
        list.push(match (keys, values) {
            (true, false) => key,
            (false, _) => value,
            (true, true) => Tuple::from_array([key, value])?.into_object(),
        })?;
    }
    Ok(Some(()))
}

mod in_keys {
    use super::*;

    #[pymethods]
    impl KeysView {
        #[slot]
        fn sq_contains(&self, key: &Object, th: &mut Thread) -> PyResult<bool> {
            dict_of(self.layout())?.contains(key, th)
        }
    }
}

mod in_items {
    use super::*;

    #[pymethods]
    impl ItemsView {
        #[slot]
        fn sq_contains(&self, item: &Object, th: &mut Thread) -> PyResult<bool> {
            let Some([key, value]) = item.downcast::<Tuple>().map(Tuple::items) else { return Ok(false) };
            match dict_of(self.layout())?.get(key, th)? {
                Some(found) => found.rich_compare_bool(value, Py_EQ, th),
                None => Ok(false),
            }
        }
    }
}

/// A new set of a view's elements.
fn to_set(view: &Object, th: &mut Thread) -> PyResult<Ref<Set>> {
    Set::new(Some(view), th)
}

/// Whether `all` contains every element of `some`.
fn contains_all(some: &Object, all: &Object, th: &mut Thread) -> PyResult<bool> {
    let iterator = some.iter(th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if !ObjectOps::contains(all, &item, th)? {
            return Ok(false);
        }
    }
    Ok(true)
}

mod sets {
    use super::*;

    #[pymethods(methods = METHODS)]
    impl KeysView {
        #[slot]
        fn tp_richcompare(this: &Object, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
            if !setobject::is_any_set(other) && !is_set_view(other) {
                return Ok(not_implemented().to_ref());
            }
            let (len, other_len) = (ObjectOps::len(this, th)?, ObjectOps::len(other, th)?);
            let answer = match op {
                Py_EQ | Py_NE => {
                    let equal = len == other_len && contains_all(this, other, th)?;
                    equal == (op == Py_EQ)
                }
                Py_LT | Py_LE => compare_op(len, other_len, op) && contains_all(this, other, th)?,
                _ => compare_op(len, other_len, op) && contains_all(other, this, th)?,
            };
            Ok(boolobject::bool_object(answer).to_ref())
        }

        #[slot]
        fn nb_subtract(this: &Object, other: &Object, th: &mut Thread) -> PyResult {
            let result = to_set(this, th)?;
            result.call_method(id!(difference_update), &[other], th)?;
            Ok(result.into_object())
        }

        #[slot]
        fn nb_and(this: &Object, other: &Object, th: &mut Thread) -> PyResult {
            intersection(this, other, th)
        }

        #[slot]
        fn nb_xor(this: &Object, other: &Object, th: &mut Thread) -> PyResult {
            let result = to_set(this, th)?;
            result.call_method(id!(symmetric_difference_update), &[other], th)?;
            Ok(result.into_object())
        }

        #[slot]
        fn nb_or(this: &Object, other: &Object, th: &mut Thread) -> PyResult {
            let result = to_set(this, th)?;
            result.update(other, th)?;
            Ok(result.into_object())
        }

        #[method(
            sig = "(other, /)",
            no_text_signature,
            doc = "Return True if the view and the given iterable have no element in common."
        )]
        fn isdisjoint(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
            let view = self.as_object();
            let len = ObjectOps::len(view, th)?;
            if view.is(other) {
                return Ok(len == 0);
            }
            // Iterate over the shorter where both can be asked.
            let (asked, other) =
                if (setobject::is_any_set(other) || is_set_view(other)) && ObjectOps::len(other, th)? > len {
                    (other, view)
                } else {
                    (view, other)
                };
            let iterator = other.iter(th)?;
            while let Some(item) = iterator.iter_next(th)? {
                if ObjectOps::contains(asked, &item, th)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}
const SET_METHODS: &[PyMethodDef] = sets::METHODS;

/// `_PyDictView_Intersect`: what one operand gives that a view contains.
fn intersection(this: &Object, other: &Object, th: &mut Thread) -> PyResult {
    // Either operand may be the view; the longer view is the one asked.
    let (view, other) =
        if is_set_view(other) && (!is_set_view(this) || ObjectOps::len(other, th)? > ObjectOps::len(this, th)?) {
            (other, this)
        } else {
            (this, other)
        };
    if setobject::is_exact_set(other) && ObjectOps::len(view, th)? <= ObjectOps::len(other, th)? {
        return other.call_method(id!(intersection), &[view], th);
    }
    let result = Set::new(None, th)?;
    let iterator = other.iter(th)?;
    while let Some(item) = iterator.iter_next(th)? {
        if ObjectOps::contains(view, &item, th)? {
            result.add(&item, th)?;
        }
    }
    Ok(result.into_object())
}
