//! The three types.

use std::mem::offset_of;

use ks_runtime::prelude::*;

use super::super::bases::BufferedIOBase_Type;
use super::super::support::*;
use super::common::{self, COMMON_GETSET, COMMON_METHODS, RAW_FLUSH_METHODS, READABLE_METHODS, WRITABLE_METHODS};
use super::read::READ_METHODS;
use super::write::WRITE_METHODS;
use super::{Access, Buffered, PyBufferedObject};

const fn members() -> [PyMemberDef; 2] {
    [
        member!("raw", PyBufferedObject, raw, _Py_T_OBJECT, READONLY),
        member!("_finalizing", PyBufferedObject, finalizing, Py_T_BOOL, 0),
    ]
}

macro_rules! buffered {
    (
        $(#[$meta:meta])* $name:ident, $static:ident, $tp_name:tt, $doc:tt, $readable:literal, $writable:literal,
        [$($check:ident),+], [$($methods:ident),+], { $($next:tt)* }
    ) => {
        object_type!(
            $(#[$meta])*
            pub struct $name(PyBufferedObject): $static
        );

        impl $name {
            fn stream(&self) -> &Buffered {
                // SAFETY: the same layout.
                unsafe { &*std::ptr::from_ref(self).cast::<Buffered>() }
            }
        }

        #[pytype(
            static = $static,
            private,
            name = $tp_name,
            layout = PyBufferedObject,
            base = BufferedIOBase_Type,
            flags(BASETYPE, HAVE_GC),
            dictoffset = offset_of!(PyBufferedObject, dict),
            weaklistoffset = offset_of!(PyBufferedObject, weakreflist),
            text_signature = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)",
            doc = $doc,
            methods = [COMMON_METHODS, $($methods),+],
            getset = [COMMON_GETSET],
            members = [&members()],
        )]
        impl $name {
            #[init(sig = "(raw, buffer_size=DEFAULT_BUFFER_SIZE)")]
            fn py_init(
                &self,
                raw: &Object,
                #[arg(default = DEFAULT_BUFFER_SIZE as isize)] buffer_size: isize,
                th: &mut Thread,
            ) -> PyResult<()> {
                $($check(raw, th)?;)+
                let access = Access { readable: $readable, writable: $writable };
                self.stream().initialize(raw, buffer_size, access, $name::check_exact(self), th)
            }

            #[slot]
            fn tp_dealloc(this: *mut Self, th: &mut Thread) {
                // SAFETY: called with the last reference gone.
                unsafe { common::dealloc(this.cast(), th) }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                common::traverse(self.layout(), visit);
            }

            #[slot]
            fn tp_clear(&self) {
                common::clear(self.layout());
            }

            #[slot]
            fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
                common::repr(self, th)
            }

            $($next)*
        }
    };
}

buffered!(
    /// `_io.BufferedReader`
    BufferedReader,
    BufferedReader_Type,
    "_io.BufferedReader",
    "A buffer over a raw stream that is read.",
    true,
    false,
    [check_readable],
    [RAW_FLUSH_METHODS, READ_METHODS, READABLE_METHODS],
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            common::next(self.stream(), BufferedReader::check_exact(self), th)
        }
    }
);

buffered!(
    /// `_io.BufferedWriter`
    BufferedWriter,
    BufferedWriter_Type,
    "_io.BufferedWriter",
    "A buffer over a raw stream that is written.",
    false,
    true,
    [check_writable],
    [WRITE_METHODS, WRITABLE_METHODS],
    {}
);

buffered!(
    /// `_io.BufferedRandom`
    BufferedRandom,
    BufferedRandom_Type,
    "_io.BufferedRandom",
    "A buffer over a raw stream that is read, written and seeks.",
    true,
    true,
    [check_seekable, check_readable, check_writable],
    [READ_METHODS, READABLE_METHODS, WRITE_METHODS, WRITABLE_METHODS],
    {
        #[slot]
        fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
            common::next(self.stream(), BufferedRandom::check_exact(self), th)
        }
    }
);
