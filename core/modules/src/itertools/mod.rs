//! `itertools`.

/// Declares an iterator type: its layout of owned fields and plain cells, and destructor, traversal, clearing and
/// `__iter__`, which are the same for all. A zeroed layout must be a valid one.
macro_rules! iterator {
    (
        $wrapper:ident, $layout:ident, $static:ident, ($($attribute:tt)*),
        fields { $($field:ident: $kind:ty),* $(,)? }
        cells { $($cell:ident: $type:ty),* $(,)? }
        { $($body:tt)* }
    ) => {
        #[repr(C)]
        pub struct $layout {
            ob_base: Object,
            $($field: Field<$kind>,)*
            $($cell: std::cell::Cell<$type>,)*
        }

        object_type!(
            /// An iterator of `itertools`.
            pub struct $wrapper($layout): $static
        );

        impl $wrapper {
            /// A new instance, zeroed.
            #[allow(dead_code)]
            fn allocate(ty: &'static Type, th: &mut Thread) -> PyResult<Ref<$wrapper>> {
                // SAFETY: an instance of this type or a subclass; its zeroed layout is valid.
                Ok(unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked() })
            }

            #[allow(dead_code)]
            fn class(&self) -> Ref {
                self.ob_type().as_object().to_ref()
            }
        }

        #[pytype(static = $static, private, layout = $layout, $($attribute)*)]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: called with the last reference gone; nothing touches the object but this function.
                unsafe {
                    ks_runtime::heap::gc_untrack(&*this);
                    $(drop((*this).layout().$field.take());)*
                    $(std::ptr::drop_in_place((*this).layout().$cell.as_ptr());)*
                    ks_runtime::heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                $(visit.visit(&self.layout().$field);)*
            }

            #[slot]
            fn tp_clear(&self, th: &mut Thread) {
                $(self.layout().$field.set(None, th);)*
            }

            #[slot]
            fn tp_iter(&self) -> Ref {
                self.to_ref()
            }

            $($body)*
        }
    };
}

mod combinatoric;
mod grouping;
mod infinite;
mod selecting;
mod tee;

use ks_runtime::objects::exceptions::warnings;
use ks_runtime::prelude::*;

/// Every pickling method of this module warns first.
fn warn_pickling(th: &mut Thread) -> PyResult<()> {
    let message = "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.";
    warnings::warn(&exceptions::DeprecationWarning, message, 1, th)
}

/// The tuple that `__setstate__` was given.
fn state_tuple<'a>(state: &'a Object, th: &mut Thread) -> PyResult<&'a Tuple> {
    state.downcast::<Tuple>().ok_or_else(|| raise!(th, TypeError, "state is not a tuple"))
}

/// `object`, or `None`.
fn or_none(object: Option<Ref>) -> Ref {
    object.unwrap_or_else(|| none().to_ref())
}

pymodule! {
    name = "itertools",
    init = PyInit_itertools,
    doc = "Iterators to build loops of.\n\nWithout end: count, cycle, repeat. Over what is given: accumulate, batched, chain, compress, dropwhile,\nfilterfalse, groupby, islice, pairwise, starmap, takewhile, tee, zip_longest. Combinatoric: product,\npermutations, combinations, combinations_with_replacement.",
    functions = [tee::tee],
    types = [
        selecting::Accumulate_Type, grouping::Batched_Type, combinatoric::Combinations_Type,
        combinatoric::Replacement_Type, infinite::Cycle_Type, selecting::DropWhile_Type, selecting::TakeWhile_Type,
        selecting::ISlice_Type, selecting::StarMap_Type, grouping::Chain_Type, selecting::Compress_Type,
        selecting::FilterFalse_Type, infinite::Count_Type, grouping::Pairwise_Type, grouping::ZipLongest_Type,
        combinatoric::Permutations_Type, combinatoric::Product_Type, infinite::Repeat_Type, grouping::GroupBy_Type,
        grouping::Grouper_Type, tee::Tee_Type, tee::TeeData_Type,
    ],
}
