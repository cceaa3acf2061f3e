//! The declaration of a wrapper type over a layout struct.

/// Declares the Rust type of a Python type: a transparent wrapper over its layout struct, which dereferences to
/// [`Object`](ks_layout::Object) and knows its type object.
///
/// `object_type!(/// docs … pub struct List(PyListObject): PyList_Type, flag Py_TPFLAGS_LIST_SUBCLASS);` The flag, where a
/// type has one, makes the subclass check one bit test.
#[macro_export]
macro_rules! object_type {
    ($(#[$meta:meta])* $vis:vis struct $name:ident($layout:ty): $static:ident $(, flag $flag:ident)?) => {
        $(#[$meta])*
        #[repr(transparent)]
        $vis struct $name($layout);

        // SAFETY: the layout struct begins with the object header.
        unsafe impl $crate::layout::ObjectLayout for $name {}

        // SAFETY: instances of the type and of its subclasses begin with the layout struct.
        unsafe impl $crate::layout::TypeInfo for $name {
            #[inline(always)]
            fn type_object() -> &'static $crate::layout::Type {
                &$static
            }
            $(
                #[inline(always)]
                fn check(object: &$crate::layout::Object) -> bool {
                    object.ob_type().has_flags($crate::layout::$flag)
                }
            )?
        }

        impl std::ops::Deref for $name {
            type Target = $crate::layout::Object;
            #[inline(always)]
            fn deref(&self) -> &$crate::layout::Object {
                $crate::layout::ObjectLayout::as_object(self)
            }
        }

        impl $name {
            /// The Rust type over the C struct.
            #[allow(dead_code)]
            #[inline(always)]
            pub const fn from_layout(layout: &$layout) -> &$name {
                // SAFETY: the wrapper is transparent.
                unsafe { &*std::ptr::from_ref(layout).cast() }
            }

            /// The fields, as C sees them.
            #[allow(dead_code)]
            #[inline(always)]
            pub fn layout(&self) -> &$layout {
                &self.0
            }
        }
    };
}
