//! `object.h` and `cpython/object.h`: the object header, the type object and its method suites.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_uint, c_ulong, c_void};

use crate::pybuffer::Py_buffer;
use crate::refs::{Field, ObjectLayout, PyResult, Ref, Size, Status};

/// `PyObject`: reference count and type.
#[repr(C)]
pub struct Object {
    ob_refcnt: Cell<isize>,
    ob_type: Cell<*const Type>,
}
/// CPython's name for [`Object`].
pub type PyObject = Object;

/// `PyVarObject`: an object whose size varies, with its item count.
#[repr(C)]
pub struct VarObject {
    pub ob_base: Object,
    /// Number of items; ints and others give it a meaning of their own.
    pub ob_size: Cell<isize>,
}
/// CPython's name for [`VarObject`].
pub type PyVarObject = VarObject;

// SAFETY: object memory is touched only by the thread that holds the interpreter (the GIL).
unsafe impl Sync for Object {}
// SAFETY: as above.
unsafe impl Sync for VarObject {}
// SAFETY: is the header itself.
unsafe impl ObjectLayout for Object {}
// SAFETY: begins with the header.
unsafe impl ObjectLayout for VarObject {}

impl std::ops::Deref for VarObject {
    type Target = Object;
    #[inline(always)]
    fn deref(&self) -> &Object {
        &self.ob_base
    }
}

/// The reference count of immortal objects (PEP 683).
pub const _Py_IMMORTAL_REFCNT: isize = u32::MAX as isize;

impl Object {
    /// Where the type word stands, in bytes.
    pub const OB_TYPE_OFFSET: usize = std::mem::offset_of!(Object, ob_type);

    /// The header of an immortal static object.
    pub const fn immortal(ob_type: *const Type) -> Object {
        Object { ob_refcnt: Cell::new(_Py_IMMORTAL_REFCNT), ob_type: Cell::new(ob_type) }
    }

    /// The type. (Of a C extension's static type before `PyType_Ready`, see [`Object::ob_type_ptr`].)
    #[inline(always)]
    pub fn ob_type(&self) -> &'static Type {
        // SAFETY: every object that has been handed out has a type; a heap type outlives its instances, each of which owns
        // a reference to it.
        unsafe { &*self.ob_type.get() }
    }

    /// The type's address, which may be null in a static type not made ready yet.
    #[inline(always)]
    pub fn ob_type_ptr(&self) -> *const Type {
        self.ob_type.get()
    }

    /// `Py_SET_TYPE`: changes the type word; counts no references.
    #[inline(always)]
    pub fn set_ob_type(&self, ob_type: *const Type) {
        self.ob_type.set(ob_type);
    }

    /// `Py_REFCNT`.
    #[inline(always)]
    pub fn refcnt(&self) -> isize {
        self.ob_refcnt.get()
    }

    /// `Py_SET_REFCNT`, also for immortal objects (the caller knows).
    #[inline(always)]
    pub fn set_refcnt(&self, count: isize) {
        self.ob_refcnt.set(count);
    }

    /// Whether the object is never freed.
    #[inline(always)]
    pub fn is_immortal(&self) -> bool {
        (self.ob_refcnt.get() as i32) < 0
    }

    /// Makes the object immortal.
    #[inline(always)]
    pub fn make_immortal(&self) {
        self.ob_refcnt.set(_Py_IMMORTAL_REFCNT);
    }

    /// `Py_INCREF`. Immortal objects keep their count.
    #[inline(always)]
    pub fn incref(&self) {
        // As CPython: only the low 32 bits count, and they saturate instead of wrapping to zero.
        let low = (self.ob_refcnt.get() as u32).wrapping_add(1);
        if low != 0 {
            // SAFETY: writes the low half of the count word through its cell (little-endian).
            unsafe { self.ob_refcnt.as_ptr().cast::<u32>().write(low) };
        }
    }

    /// `Py_DECREF`: gives one reference back and frees the object with the last one.
    ///
    /// # Safety
    /// The caller owns the reference that it gives up.
    #[inline(always)]
    pub unsafe fn decref(object: *mut Object) {
        // SAFETY: the reference being given up keeps the object alive until here.
        let header = unsafe { &*object };
        let count = header.ob_refcnt.get();
        if (count as i32) < 0 {
            return;
        }
        header.ob_refcnt.set(count - 1);
        if count == 1 {
            // SAFETY: nobody else holds a reference.
            unsafe { Object::dealloc(object) }
        }
    }

    /// `_Py_Dealloc`.
    ///
    /// # Safety
    /// The reference count has just become zero.
    #[cold]
    #[inline(never)]
    pub unsafe fn dealloc(object: *mut Object) {
        // SAFETY: the object is still whole; its type's destructor takes it apart.
        unsafe {
            crate::reftracer::trace_object(object, crate::reftracer::PyRefTracer_DESTROY);
            if let Some(destructor) = (*object).ob_type().tp_dealloc.get() {
                destructor(object);
            }
        }
    }

    /// `a is b`.
    #[inline(always)]
    pub fn is(&self, other: &Object) -> bool {
        std::ptr::eq(self, other)
    }

    /// The address, as C takes it.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut Object {
        std::ptr::from_ref(self).cast_mut()
    }

    /// A new owned reference to this object (`Py_NewRef`).
    #[inline(always)]
    pub fn to_ref(&self) -> Ref<Object> {
        Ref::new(self)
    }

    /// As layout `T`, if the object is an instance of its type or of a subclass.
    #[inline(always)]
    pub fn downcast<T: crate::refs::TypeInfo>(&self) -> Option<&T> {
        // SAFETY: `check` vouches for the layout.
        if T::check(self) { Some(unsafe { self.cast_unchecked() }) } else { None }
    }

    /// As layout `T`, if the object is of exactly its type.
    #[inline(always)]
    pub fn downcast_exact<T: crate::refs::TypeInfo>(&self) -> Option<&T> {
        // SAFETY: an exact instance has the layout.
        if T::check_exact(self) { Some(unsafe { self.cast_unchecked() }) } else { None }
    }

    /// As layout `T`, without a check.
    ///
    /// # Safety
    /// The object has layout `T`.
    #[inline(always)]
    pub unsafe fn cast_unchecked<T: ObjectLayout>(&self) -> &T {
        // SAFETY: the caller's promise.
        unsafe { &*std::ptr::from_ref(self).cast::<T>() }
    }
}

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{} object at {:p}>", self.ob_type().name().to_string_lossy(), self)
    }
}

// The slots' C types. `&Object` is a borrowed reference, `Option<&Object>` one that may be NULL, `PyResult` an owned one or
// NULL with the exception set.

pub type unaryfunc = unsafe extern "C" fn(&Object) -> PyResult;
pub type binaryfunc = unsafe extern "C" fn(&Object, &Object) -> PyResult;
pub type ternaryfunc = unsafe extern "C" fn(&Object, &Object, Option<&Object>) -> PyResult;
pub type inquiry = unsafe extern "C" fn(&Object) -> Status;
pub type lenfunc = unsafe extern "C" fn(&Object) -> Size;
pub type ssizeargfunc = unsafe extern "C" fn(&Object, isize) -> PyResult;
pub type ssizeobjargproc = unsafe extern "C" fn(&Object, isize, Option<&Object>) -> Status;
pub type objobjargproc = unsafe extern "C" fn(&Object, &Object, Option<&Object>) -> Status;
pub type objobjproc = unsafe extern "C" fn(&Object, &Object) -> Status;
/// Called by `tp_traverse` for each object held; non-zero stops the walk and is passed on.
pub type visitproc = unsafe extern "C" fn(*mut Object, *mut c_void) -> c_int;
pub type traverseproc = unsafe extern "C" fn(&Object, visitproc, *mut c_void) -> c_int;
pub type freefunc = unsafe extern "C" fn(*mut c_void);
pub type destructor = unsafe extern "C" fn(*mut Object);
pub type getattrfunc = unsafe extern "C" fn(&Object, *const c_char) -> PyResult;
pub type setattrfunc = unsafe extern "C" fn(&Object, *const c_char, Option<&Object>) -> Status;
pub type getattrofunc = unsafe extern "C" fn(&Object, &Object) -> PyResult;
pub type setattrofunc = unsafe extern "C" fn(&Object, &Object, Option<&Object>) -> Status;
pub type reprfunc = unaryfunc;
pub type hashfunc = lenfunc;
pub type richcmpfunc = unsafe extern "C" fn(&Object, &Object, c_int) -> PyResult;
pub type getiterfunc = unaryfunc;
/// `None` is the end, or an error if an exception is set.
pub type iternextfunc = unsafe extern "C" fn(&Object) -> Option<Ref>;
pub type descrgetfunc = unsafe extern "C" fn(&Object, Option<&Object>, Option<&Object>) -> PyResult;
pub type descrsetfunc = unsafe extern "C" fn(&Object, &Object, Option<&Object>) -> Status;
pub type initproc = unsafe extern "C" fn(&Object, &Object, Option<&Object>) -> Status;
pub type newfunc = unsafe extern "C" fn(&'static Type, &Object, Option<&Object>) -> PyResult;
pub type allocfunc = unsafe extern "C" fn(&'static Type, isize) -> PyResult;
/// Callable, arguments, their number (with `PY_VECTORCALL_ARGUMENTS_OFFSET`), names of the trailing keyword arguments.
pub type vectorcallfunc = unsafe extern "C" fn(&Object, *const *mut Object, usize, Option<&Object>) -> PyResult;
/// Iterator, value sent, where the result goes; returns a `PySendResult`.
pub type sendfunc = unsafe extern "C" fn(&Object, &Object, *mut *mut Object) -> c_int;
pub type getbufferproc = unsafe extern "C" fn(&Object, *mut Py_buffer, c_int) -> Status;
pub type releasebufferproc = unsafe extern "C" fn(&Object, *mut Py_buffer);
pub type PyCFunction = unsafe extern "C" fn(*mut Object, *mut Object) -> PyResult;
pub type getter = unsafe extern "C" fn(&Object, *mut c_void) -> PyResult;
pub type setter = unsafe extern "C" fn(&Object, Option<&Object>, *mut c_void) -> Status;

pub const PYGEN_RETURN: c_int = 0;
pub const PYGEN_ERROR: c_int = -1;
pub const PYGEN_NEXT: c_int = 1;

pub const PY_VECTORCALL_ARGUMENTS_OFFSET: usize = 1 << 63;

pub const Py_LT: c_int = 0;
pub const Py_LE: c_int = 1;
pub const Py_EQ: c_int = 2;
pub const Py_NE: c_int = 3;
pub const Py_GT: c_int = 4;
pub const Py_GE: c_int = 5;

/// `tp_as_number`.
#[repr(C)]
pub struct PyNumberMethods {
    pub nb_add: Cell<Option<binaryfunc>>,
    pub nb_subtract: Cell<Option<binaryfunc>>,
    pub nb_multiply: Cell<Option<binaryfunc>>,
    pub nb_remainder: Cell<Option<binaryfunc>>,
    pub nb_divmod: Cell<Option<binaryfunc>>,
    pub nb_power: Cell<Option<ternaryfunc>>,
    pub nb_negative: Cell<Option<unaryfunc>>,
    pub nb_positive: Cell<Option<unaryfunc>>,
    pub nb_absolute: Cell<Option<unaryfunc>>,
    pub nb_bool: Cell<Option<inquiry>>,
    pub nb_invert: Cell<Option<unaryfunc>>,
    pub nb_lshift: Cell<Option<binaryfunc>>,
    pub nb_rshift: Cell<Option<binaryfunc>>,
    pub nb_and: Cell<Option<binaryfunc>>,
    pub nb_xor: Cell<Option<binaryfunc>>,
    pub nb_or: Cell<Option<binaryfunc>>,
    pub nb_int: Cell<Option<unaryfunc>>,
    pub nb_reserved: Cell<*mut c_void>,
    pub nb_float: Cell<Option<unaryfunc>>,
    pub nb_inplace_add: Cell<Option<binaryfunc>>,
    pub nb_inplace_subtract: Cell<Option<binaryfunc>>,
    pub nb_inplace_multiply: Cell<Option<binaryfunc>>,
    pub nb_inplace_remainder: Cell<Option<binaryfunc>>,
    pub nb_inplace_power: Cell<Option<ternaryfunc>>,
    pub nb_inplace_lshift: Cell<Option<binaryfunc>>,
    pub nb_inplace_rshift: Cell<Option<binaryfunc>>,
    pub nb_inplace_and: Cell<Option<binaryfunc>>,
    pub nb_inplace_xor: Cell<Option<binaryfunc>>,
    pub nb_inplace_or: Cell<Option<binaryfunc>>,
    pub nb_floor_divide: Cell<Option<binaryfunc>>,
    pub nb_true_divide: Cell<Option<binaryfunc>>,
    pub nb_inplace_floor_divide: Cell<Option<binaryfunc>>,
    pub nb_inplace_true_divide: Cell<Option<binaryfunc>>,
    pub nb_index: Cell<Option<unaryfunc>>,
    pub nb_matrix_multiply: Cell<Option<binaryfunc>>,
    pub nb_inplace_matrix_multiply: Cell<Option<binaryfunc>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PyNumberMethods {}

impl PyNumberMethods {
    /// No slot filled.
    pub const fn new() -> PyNumberMethods {
        PyNumberMethods {
            nb_add: Cell::new(None),
            nb_subtract: Cell::new(None),
            nb_multiply: Cell::new(None),
            nb_remainder: Cell::new(None),
            nb_divmod: Cell::new(None),
            nb_power: Cell::new(None),
            nb_negative: Cell::new(None),
            nb_positive: Cell::new(None),
            nb_absolute: Cell::new(None),
            nb_bool: Cell::new(None),
            nb_invert: Cell::new(None),
            nb_lshift: Cell::new(None),
            nb_rshift: Cell::new(None),
            nb_and: Cell::new(None),
            nb_xor: Cell::new(None),
            nb_or: Cell::new(None),
            nb_int: Cell::new(None),
            nb_reserved: Cell::new(std::ptr::null_mut()),
            nb_float: Cell::new(None),
            nb_inplace_add: Cell::new(None),
            nb_inplace_subtract: Cell::new(None),
            nb_inplace_multiply: Cell::new(None),
            nb_inplace_remainder: Cell::new(None),
            nb_inplace_power: Cell::new(None),
            nb_inplace_lshift: Cell::new(None),
            nb_inplace_rshift: Cell::new(None),
            nb_inplace_and: Cell::new(None),
            nb_inplace_xor: Cell::new(None),
            nb_inplace_or: Cell::new(None),
            nb_floor_divide: Cell::new(None),
            nb_true_divide: Cell::new(None),
            nb_inplace_floor_divide: Cell::new(None),
            nb_inplace_true_divide: Cell::new(None),
            nb_index: Cell::new(None),
            nb_matrix_multiply: Cell::new(None),
            nb_inplace_matrix_multiply: Cell::new(None),
        }
    }
}

impl Default for PyNumberMethods {
    fn default() -> Self {
        Self::new()
    }
}

/// `tp_as_sequence`.
#[repr(C)]
pub struct PySequenceMethods {
    pub sq_length: Cell<Option<lenfunc>>,
    pub sq_concat: Cell<Option<binaryfunc>>,
    pub sq_repeat: Cell<Option<ssizeargfunc>>,
    pub sq_item: Cell<Option<ssizeargfunc>>,
    pub was_sq_slice: Cell<*mut c_void>,
    pub sq_ass_item: Cell<Option<ssizeobjargproc>>,
    pub was_sq_ass_slice: Cell<*mut c_void>,
    pub sq_contains: Cell<Option<objobjproc>>,
    pub sq_inplace_concat: Cell<Option<binaryfunc>>,
    pub sq_inplace_repeat: Cell<Option<ssizeargfunc>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PySequenceMethods {}

impl PySequenceMethods {
    /// No slot filled.
    pub const fn new() -> PySequenceMethods {
        PySequenceMethods {
            sq_length: Cell::new(None),
            sq_concat: Cell::new(None),
            sq_repeat: Cell::new(None),
            sq_item: Cell::new(None),
            was_sq_slice: Cell::new(std::ptr::null_mut()),
            sq_ass_item: Cell::new(None),
            was_sq_ass_slice: Cell::new(std::ptr::null_mut()),
            sq_contains: Cell::new(None),
            sq_inplace_concat: Cell::new(None),
            sq_inplace_repeat: Cell::new(None),
        }
    }
}

impl Default for PySequenceMethods {
    fn default() -> Self {
        Self::new()
    }
}

/// `tp_as_mapping`.
#[repr(C)]
pub struct PyMappingMethods {
    pub mp_length: Cell<Option<lenfunc>>,
    pub mp_subscript: Cell<Option<binaryfunc>>,
    pub mp_ass_subscript: Cell<Option<objobjargproc>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PyMappingMethods {}

impl PyMappingMethods {
    /// No slot filled.
    pub const fn new() -> PyMappingMethods {
        PyMappingMethods {
            mp_length: Cell::new(None),
            mp_subscript: Cell::new(None),
            mp_ass_subscript: Cell::new(None),
        }
    }
}

impl Default for PyMappingMethods {
    fn default() -> Self {
        Self::new()
    }
}

/// `tp_as_async`.
#[repr(C)]
pub struct PyAsyncMethods {
    pub am_await: Cell<Option<unaryfunc>>,
    pub am_aiter: Cell<Option<unaryfunc>>,
    pub am_anext: Cell<Option<unaryfunc>>,
    pub am_send: Cell<Option<sendfunc>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PyAsyncMethods {}

impl PyAsyncMethods {
    /// No slot filled.
    pub const fn new() -> PyAsyncMethods {
        PyAsyncMethods {
            am_await: Cell::new(None),
            am_aiter: Cell::new(None),
            am_anext: Cell::new(None),
            am_send: Cell::new(None),
        }
    }
}

impl Default for PyAsyncMethods {
    fn default() -> Self {
        Self::new()
    }
}

/// `tp_as_buffer`.
#[repr(C)]
pub struct PyBufferProcs {
    pub bf_getbuffer: Cell<Option<getbufferproc>>,
    pub bf_releasebuffer: Cell<Option<releasebufferproc>>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for PyBufferProcs {}

impl PyBufferProcs {
    /// No slot filled.
    pub const fn new() -> PyBufferProcs {
        PyBufferProcs { bf_getbuffer: Cell::new(None), bf_releasebuffer: Cell::new(None) }
    }
}

impl Default for PyBufferProcs {
    fn default() -> Self {
        Self::new()
    }
}

/// `PyTypeObject`. For heap types this is the first part of `PyHeapTypeObject`.
#[repr(C)]
pub struct Type {
    pub ob_base: VarObject,
    pub tp_name: Cell<*const c_char>,
    pub tp_basicsize: Cell<isize>,
    pub tp_itemsize: Cell<isize>,
    pub tp_dealloc: Cell<Option<destructor>>,
    pub tp_vectorcall_offset: Cell<isize>,
    pub tp_getattr: Cell<Option<getattrfunc>>,
    pub tp_setattr: Cell<Option<setattrfunc>>,
    pub tp_as_async: Cell<Option<&'static PyAsyncMethods>>,
    pub tp_repr: Cell<Option<reprfunc>>,
    pub tp_as_number: Cell<Option<&'static PyNumberMethods>>,
    pub tp_as_sequence: Cell<Option<&'static PySequenceMethods>>,
    pub tp_as_mapping: Cell<Option<&'static PyMappingMethods>>,
    pub tp_hash: Cell<Option<hashfunc>>,
    pub tp_call: Cell<Option<ternaryfunc>>,
    pub tp_str: Cell<Option<reprfunc>>,
    pub tp_getattro: Cell<Option<getattrofunc>>,
    pub tp_setattro: Cell<Option<setattrofunc>>,
    pub tp_as_buffer: Cell<Option<&'static PyBufferProcs>>,
    pub tp_flags: Cell<c_ulong>,
    pub tp_doc: Cell<*const c_char>,
    pub tp_traverse: Cell<Option<traverseproc>>,
    pub tp_clear: Cell<Option<inquiry>>,
    pub tp_richcompare: Cell<Option<richcmpfunc>>,
    pub tp_weaklistoffset: Cell<isize>,
    pub tp_iter: Cell<Option<getiterfunc>>,
    pub tp_iternext: Cell<Option<iternextfunc>>,
    pub tp_methods: Cell<*const PyMethodDef>,
    pub tp_members: Cell<*const PyMemberDef>,
    pub tp_getset: Cell<*const PyGetSetDef>,
    pub tp_base: Cell<Option<&'static Type>>,
    pub tp_dict: Field,
    pub tp_descr_get: Cell<Option<descrgetfunc>>,
    pub tp_descr_set: Cell<Option<descrsetfunc>>,
    pub tp_dictoffset: Cell<isize>,
    pub tp_init: Cell<Option<initproc>>,
    pub tp_alloc: Cell<Option<allocfunc>>,
    pub tp_new: Cell<Option<newfunc>>,
    pub tp_free: Cell<Option<freefunc>>,
    pub tp_is_gc: Cell<Option<inquiry>>,
    pub tp_bases: Field,
    pub tp_mro: Field,
    pub tp_cache: Field,
    pub tp_subclasses: Cell<*mut c_void>,
    pub tp_weaklist: Field,
    pub tp_del: Cell<Option<destructor>>,
    pub tp_version_tag: Cell<c_uint>,
    pub tp_finalize: Cell<Option<destructor>>,
    pub tp_vectorcall: Cell<Option<vectorcallfunc>>,
    pub tp_watched: Cell<u8>,
    pub tp_versions_used: Cell<u16>,
}
/// CPython's name for [`Type`].
pub type PyTypeObject = Type;

// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Type {}
// SAFETY: begins with the header.
unsafe impl ObjectLayout for Type {}

impl Type {
    /// A static type with nothing but its head filled; slots are set with struct-update syntax.
    pub const fn new_static(metatype: *const Type, name: &'static CStr, basicsize: usize, flags: c_ulong) -> Type {
        Type {
            ob_base: VarObject { ob_base: Object::immortal(metatype), ob_size: Cell::new(0) },
            tp_name: Cell::new(name.as_ptr()),
            tp_basicsize: Cell::new(basicsize as isize),
            tp_itemsize: Cell::new(0),
            tp_dealloc: Cell::new(None),
            tp_vectorcall_offset: Cell::new(0),
            tp_getattr: Cell::new(None),
            tp_setattr: Cell::new(None),
            tp_as_async: Cell::new(None),
            tp_repr: Cell::new(None),
            tp_as_number: Cell::new(None),
            tp_as_sequence: Cell::new(None),
            tp_as_mapping: Cell::new(None),
            tp_hash: Cell::new(None),
            tp_call: Cell::new(None),
            tp_str: Cell::new(None),
            tp_getattro: Cell::new(None),
            tp_setattro: Cell::new(None),
            tp_as_buffer: Cell::new(None),
            tp_flags: Cell::new(flags),
            tp_doc: Cell::new(std::ptr::null()),
            tp_traverse: Cell::new(None),
            tp_clear: Cell::new(None),
            tp_richcompare: Cell::new(None),
            tp_weaklistoffset: Cell::new(0),
            tp_iter: Cell::new(None),
            tp_iternext: Cell::new(None),
            tp_methods: Cell::new(std::ptr::null()),
            tp_members: Cell::new(std::ptr::null()),
            tp_getset: Cell::new(std::ptr::null()),
            tp_base: Cell::new(None),
            tp_dict: Field::NULL,
            tp_descr_get: Cell::new(None),
            tp_descr_set: Cell::new(None),
            tp_dictoffset: Cell::new(0),
            tp_init: Cell::new(None),
            tp_alloc: Cell::new(None),
            tp_new: Cell::new(None),
            tp_free: Cell::new(None),
            tp_is_gc: Cell::new(None),
            tp_bases: Field::NULL,
            tp_mro: Field::NULL,
            tp_cache: Field::NULL,
            tp_subclasses: Cell::new(std::ptr::null_mut()),
            tp_weaklist: Field::NULL,
            tp_del: Cell::new(None),
            tp_version_tag: Cell::new(0),
            tp_finalize: Cell::new(None),
            tp_vectorcall: Cell::new(None),
            tp_watched: Cell::new(0),
            tp_versions_used: Cell::new(0),
        }
    }

    /// `tp_name`: of static types `module.name`, of heap types the bare name.
    #[inline]
    pub fn name(&self) -> &CStr {
        // SAFETY: every type that was made ready has a NUL-terminated name that lives as long as the type.
        unsafe { CStr::from_ptr(self.tp_name.get()) }
    }

    /// Whether all of `flags` are set.
    #[inline(always)]
    pub fn has_flags(&self, flags: c_ulong) -> bool {
        self.tp_flags.get() & flags == flags
    }

    /// Whether any of `flags` is set.
    #[inline(always)]
    pub fn has_any_flag(&self, flags: c_ulong) -> bool {
        self.tp_flags.get() & flags != 0
    }

    /// `PyType_IsSubtype`: by the method resolution order, or the base chain before it is computed.
    #[inline]
    pub fn is_subtype_of(&self, ancestor: &Type) -> bool {
        if std::ptr::eq(self, ancestor) {
            return true;
        }
        let mro = self.tp_mro.as_ptr();
        if mro.is_null() {
            let mut base = self.tp_base.get();
            while let Some(candidate) = base {
                if std::ptr::eq(candidate, ancestor) {
                    return true;
                }
                base = candidate.tp_base.get();
            }
            return ancestor.is_base_object();
        }
        // SAFETY: `tp_mro` is a tuple: a `VarObject` followed by its item pointers; nothing runs that could replace it.
        let entries = unsafe {
            let count = (*mro.cast::<VarObject>()).ob_size.get() as usize;
            std::slice::from_raw_parts(mro.cast::<VarObject>().add(1).cast::<*const Type>(), count)
        };
        entries.contains(&std::ptr::from_ref(ancestor))
    }

    /// Whether this is `object`: the one type without a base that has been made ready.
    #[inline]
    fn is_base_object(&self) -> bool {
        self.tp_base.get().is_none() && self.has_flags(Py_TPFLAGS_READY)
    }
}

unsafe extern "C" {
    /// The type of types, defined with its behaviour in the runtime.
    safe static PyType_Type: Type;
}

// SAFETY: instances of `type` and of metaclasses begin with `Type`.
unsafe impl crate::refs::TypeInfo for Type {
    #[inline(always)]
    fn type_object() -> &'static Type {
        &PyType_Type
    }
    #[inline(always)]
    fn check(object: &Object) -> bool {
        object.ob_type().has_flags(Py_TPFLAGS_TYPE_SUBCLASS)
    }
}

impl std::ops::Deref for Type {
    type Target = Object;
    #[inline(always)]
    fn deref(&self) -> &Object {
        &self.ob_base.ob_base
    }
}

/// `PyMethodDef`: one row of a method table, ended by a row with a null name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyMethodDef {
    pub ml_name: *const c_char,
    /// Its real type depends on `ml_flags`.
    pub ml_meth: Option<PyCFunction>,
    pub ml_flags: c_int,
    /// Signature line, `--`, and text; or null.
    pub ml_doc: *const c_char,
}
// SAFETY: points at constants.
unsafe impl Sync for PyMethodDef {}

impl PyMethodDef {
    /// The row that ends a table.
    pub const END: PyMethodDef =
        PyMethodDef { ml_name: std::ptr::null(), ml_meth: None, ml_flags: 0, ml_doc: std::ptr::null() };
}

/// `PyMemberDef`: one row of a member table, ended by a row with a null name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyMemberDef {
    pub name: *const c_char,
    pub type_: c_int,
    /// Bytes from the object's start.
    pub offset: isize,
    pub flags: c_int,
    pub doc: *const c_char,
}
// SAFETY: points at constants.
unsafe impl Sync for PyMemberDef {}

impl PyMemberDef {
    /// The row that ends a table.
    pub const END: PyMemberDef =
        PyMemberDef { name: std::ptr::null(), type_: 0, offset: 0, flags: 0, doc: std::ptr::null() };
}

/// `PyGetSetDef`: one row of a getset table, ended by a row with a null name.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyGetSetDef {
    pub name: *const c_char,
    pub get: Option<getter>,
    pub set: Option<setter>,
    pub doc: *const c_char,
    pub closure: *mut c_void,
}
// SAFETY: points at constants.
unsafe impl Sync for PyGetSetDef {}

impl PyGetSetDef {
    /// The row that ends a table.
    pub const END: PyGetSetDef = PyGetSetDef {
        name: std::ptr::null(),
        get: None,
        set: None,
        doc: std::ptr::null(),
        closure: std::ptr::null_mut(),
    };
}

pub const Py_TPFLAGS_HAVE_FINALIZE: c_ulong = 1 << 0;
pub const _Py_TPFLAGS_STATIC_BUILTIN: c_ulong = 1 << 1;
pub const Py_TPFLAGS_INLINE_VALUES: c_ulong = 1 << 2;
pub const Py_TPFLAGS_MANAGED_WEAKREF: c_ulong = 1 << 3;
pub const Py_TPFLAGS_MANAGED_DICT: c_ulong = 1 << 4;
pub const Py_TPFLAGS_PREHEADER: c_ulong = Py_TPFLAGS_MANAGED_WEAKREF | Py_TPFLAGS_MANAGED_DICT;
pub const Py_TPFLAGS_SEQUENCE: c_ulong = 1 << 5;
pub const Py_TPFLAGS_MAPPING: c_ulong = 1 << 6;
pub const Py_TPFLAGS_DISALLOW_INSTANTIATION: c_ulong = 1 << 7;
pub const Py_TPFLAGS_IMMUTABLETYPE: c_ulong = 1 << 8;
pub const Py_TPFLAGS_HEAPTYPE: c_ulong = 1 << 9;
pub const Py_TPFLAGS_BASETYPE: c_ulong = 1 << 10;
pub const Py_TPFLAGS_HAVE_VECTORCALL: c_ulong = 1 << 11;
pub const Py_TPFLAGS_READY: c_ulong = 1 << 12;
pub const Py_TPFLAGS_READYING: c_ulong = 1 << 13;
pub const Py_TPFLAGS_HAVE_GC: c_ulong = 1 << 14;
pub const Py_TPFLAGS_METHOD_DESCRIPTOR: c_ulong = 1 << 17;
pub const Py_TPFLAGS_HAVE_VERSION_TAG: c_ulong = 1 << 18;
pub const Py_TPFLAGS_VALID_VERSION_TAG: c_ulong = 1 << 19;
pub const Py_TPFLAGS_IS_ABSTRACT: c_ulong = 1 << 20;
pub const _Py_TPFLAGS_MATCH_SELF: c_ulong = 1 << 22;
pub const Py_TPFLAGS_ITEMS_AT_END: c_ulong = 1 << 23;
pub const Py_TPFLAGS_LONG_SUBCLASS: c_ulong = 1 << 24;
pub const Py_TPFLAGS_LIST_SUBCLASS: c_ulong = 1 << 25;
pub const Py_TPFLAGS_TUPLE_SUBCLASS: c_ulong = 1 << 26;
pub const Py_TPFLAGS_BYTES_SUBCLASS: c_ulong = 1 << 27;
pub const Py_TPFLAGS_UNICODE_SUBCLASS: c_ulong = 1 << 28;
pub const Py_TPFLAGS_DICT_SUBCLASS: c_ulong = 1 << 29;
pub const Py_TPFLAGS_BASE_EXC_SUBCLASS: c_ulong = 1 << 30;
pub const Py_TPFLAGS_TYPE_SUBCLASS: c_ulong = 1 << 31;
pub const Py_TPFLAGS_DEFAULT: c_ulong = 0;

pub const METH_VARARGS: c_int = 0x1;
pub const METH_KEYWORDS: c_int = 0x2;
pub const METH_NOARGS: c_int = 0x4;
pub const METH_O: c_int = 0x8;
pub const METH_CLASS: c_int = 0x10;
pub const METH_STATIC: c_int = 0x20;
pub const METH_COEXIST: c_int = 0x40;
pub const METH_FASTCALL: c_int = 0x80;
pub const METH_METHOD: c_int = 0x200;

pub const Py_T_SHORT: c_int = 0;
pub const Py_T_INT: c_int = 1;
pub const Py_T_LONG: c_int = 2;
pub const Py_T_FLOAT: c_int = 3;
pub const Py_T_DOUBLE: c_int = 4;
pub const Py_T_STRING: c_int = 5;
pub const _Py_T_OBJECT: c_int = 6;
pub const Py_T_CHAR: c_int = 7;
pub const Py_T_BYTE: c_int = 8;
pub const Py_T_UBYTE: c_int = 9;
pub const Py_T_USHORT: c_int = 10;
pub const Py_T_UINT: c_int = 11;
pub const Py_T_ULONG: c_int = 12;
pub const Py_T_STRING_INPLACE: c_int = 13;
pub const Py_T_BOOL: c_int = 14;
pub const Py_T_OBJECT_EX: c_int = 16;
pub const Py_T_LONGLONG: c_int = 17;
pub const Py_T_ULONGLONG: c_int = 18;
pub const Py_T_PYSSIZET: c_int = 19;
pub const _Py_T_NONE: c_int = 20;
pub const Py_READONLY: c_int = 1;
pub const Py_AUDIT_READ: c_int = 2;
pub const _Py_WRITE_RESTRICTED: c_int = 4;
pub const Py_RELATIVE_OFFSET: c_int = 8;

// What `Py_GetConstant` is asked for.
pub const Py_CONSTANT_NONE: c_uint = 0;
pub const Py_CONSTANT_FALSE: c_uint = 1;
pub const Py_CONSTANT_TRUE: c_uint = 2;
pub const Py_CONSTANT_ELLIPSIS: c_uint = 3;
pub const Py_CONSTANT_NOT_IMPLEMENTED: c_uint = 4;
pub const Py_CONSTANT_ZERO: c_uint = 5;
pub const Py_CONSTANT_ONE: c_uint = 6;
pub const Py_CONSTANT_EMPTY_STR: c_uint = 7;
pub const Py_CONSTANT_EMPTY_BYTES: c_uint = 8;
pub const Py_CONSTANT_EMPTY_TUPLE: c_uint = 9;

pub const Py_PRINT_RAW: c_int = 1;

// Where pre-headers stand, in bytes from the object.
pub const MANAGED_WEAKREF_OFFSET: isize = -32;
pub const MANAGED_DICT_OFFSET: isize = -24;

// `structmember.h`: older names of the member types.
pub const T_SHORT: c_int = 0;
pub const T_INT: c_int = 1;
pub const T_LONG: c_int = 2;
pub const T_FLOAT: c_int = 3;
pub const T_DOUBLE: c_int = 4;
pub const T_STRING: c_int = 5;
pub const T_OBJECT: c_int = 6;
pub const T_CHAR: c_int = 7;
pub const T_BYTE: c_int = 8;
pub const T_UBYTE: c_int = 9;
pub const T_USHORT: c_int = 10;
pub const T_UINT: c_int = 11;
pub const T_ULONG: c_int = 12;
pub const T_STRING_INPLACE: c_int = 13;
pub const T_BOOL: c_int = 14;
pub const T_OBJECT_EX: c_int = 16;
pub const T_LONGLONG: c_int = 17;
pub const T_ULONGLONG: c_int = 18;
pub const T_PYSSIZET: c_int = 19;
pub const T_NONE: c_int = 20;
pub const READONLY: c_int = 1;
pub const READ_RESTRICTED: c_int = 2;
pub const PY_WRITE_RESTRICTED: c_int = 4;
pub const RESTRICTED: c_int = 6;
pub const PY_AUDIT_READ: c_int = 2;
