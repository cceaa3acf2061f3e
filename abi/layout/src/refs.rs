//! Owned references, nullable reference fields, and the results C sees as `NULL` or `-1`.
//!
//! CPython returns an owned pointer, or `NULL` with the thread's exception set. `Result<Ref, Raised>` has exactly that
//! representation (a niche-carrying pointer and a field-less error), so it is the C convention, not a translation of it.

use std::cell::Cell;
use std::ffi::c_int;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::object::{Object, Type};
use crate::thread::Thread;

/// A struct whose first field is, directly or nested, an [`Object`] header.
///
/// # Safety
/// A pointer to the implementor must be a valid pointer to the `Object` header of the same Python object.
pub unsafe trait ObjectLayout: Sized + 'static {
    /// The object header.
    #[inline(always)]
    fn as_object(&self) -> &Object {
        // SAFETY: the trait's contract: the header stands at offset 0.
        unsafe { &*(self as *const Self).cast::<Object>() }
    }
}

/// A layout with a type object of its own, so that an `&Object` can be asked whether it is one.
///
/// # Safety
/// `check` must return true only for objects whose storage begins with `Self`.
pub unsafe trait TypeInfo: ObjectLayout {
    /// The type object (`PyList_Type`, …).
    fn type_object() -> &'static Type;

    /// `PyX_Check`: an instance of the type or of a subclass.
    #[inline(always)]
    fn check(object: &Object) -> bool {
        object.ob_type().is_subtype_of(Self::type_object())
    }

    /// `PyX_CheckExact`: an instance of exactly the type.
    #[inline(always)]
    fn check_exact(object: &Object) -> bool {
        std::ptr::eq(object.ob_type(), Self::type_object())
    }
}

/// An owned reference. Cloning increments the reference count, dropping decrements it.
///
/// Dropping the last reference may run arbitrary Python code (a finalizer). Do not drop a `Ref` that may be the last one
/// while a storage borrow is live; builds with debug assertions trap when a finalizer runs inside one.
#[repr(transparent)]
pub struct Ref<T: ObjectLayout = Object>(NonNull<T>, PhantomData<T>);

// SAFETY: reference counts are touched only by the thread that holds the interpreter (the GIL); a `Ref` in a static or
// sent to another thread is used under it.
unsafe impl<T: ObjectLayout> Send for Ref<T> {}
// SAFETY: as above.
unsafe impl<T: ObjectLayout> Sync for Ref<T> {}

impl<T: ObjectLayout> Ref<T> {
    /// A new owned reference to `object`.
    #[inline(always)]
    pub fn new(object: &T) -> Ref<T> {
        object.as_object().incref();
        Ref(NonNull::from(object), PhantomData)
    }

    /// Takes over an owned reference.
    ///
    /// # Safety
    /// `pointer` must be a live object of layout `T`, and the caller gives up one reference to it.
    #[inline(always)]
    pub unsafe fn from_raw(pointer: *mut T) -> Ref<T> {
        // SAFETY: the caller's promise: not null.
        Ref(unsafe { NonNull::new_unchecked(pointer) }, PhantomData)
    }

    /// Takes over an owned reference that may be `NULL`.
    ///
    /// # Safety
    /// As [`Ref::from_raw`], when not null.
    #[inline(always)]
    pub unsafe fn from_raw_option(pointer: *mut T) -> Option<Ref<T>> {
        NonNull::new(pointer).map(|pointer| Ref(pointer, PhantomData))
    }

    /// A new owned reference to a pointer that C lends, which may be `NULL`.
    ///
    /// # Safety
    /// `pointer` must be null or a live object of layout `T`.
    #[inline(always)]
    pub unsafe fn from_borrowed(pointer: *mut T) -> Option<Ref<T>> {
        // SAFETY: the caller's promise.
        unsafe { pointer.as_ref() }.map(Ref::new)
    }

    /// Gives the reference away without decrementing.
    #[inline(always)]
    pub fn into_raw(self) -> *mut T {
        let pointer = self.0.as_ptr();
        std::mem::forget(self);
        pointer
    }

    /// The address, keeping ownership.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }

    /// The same reference, seen as a plain object.
    #[inline(always)]
    pub fn into_object(self) -> Ref<Object> {
        // SAFETY: every layout begins with the object header; the reference moves over.
        unsafe { Ref::from_raw(self.into_raw().cast()) }
    }

    /// The same reference, seen as layout `U`, without a check.
    ///
    /// # Safety
    /// The object must have layout `U`.
    #[inline(always)]
    pub unsafe fn cast_unchecked<U: ObjectLayout>(self) -> Ref<U> {
        // SAFETY: the caller's promise; the reference moves over.
        unsafe { Ref::from_raw(self.into_raw().cast()) }
    }

    /// Lets the object live for ever and borrows it for as long.
    #[inline(always)]
    pub fn leak(self) -> &'static T {
        // SAFETY: the reference is never given back, so the object is never freed.
        unsafe { &*self.into_raw() }
    }
}

impl Ref<Object> {
    /// The same reference as layout `T` if the object is an instance of its type, else the reference back.
    #[inline(always)]
    pub fn downcast_into<T: TypeInfo>(self) -> Result<Ref<T>, Ref<Object>> {
        if T::check(&self) {
            // SAFETY: just checked.
            Ok(unsafe { self.cast_unchecked() })
        } else {
            Err(self)
        }
    }
}

impl<T: ObjectLayout> Deref for Ref<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: an owned reference keeps the object alive.
        unsafe { self.0.as_ref() }
    }
}

impl<T: ObjectLayout> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Ref<T> {
        Ref::new(self)
    }
}

impl<T: ObjectLayout> Drop for Ref<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: this reference is owned and given up here.
        unsafe { Object::decref(self.0.as_ptr().cast()) }
    }
}

impl<T: ObjectLayout> std::fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_object().fmt(f)
    }
}

impl<T: ObjectLayout + std::fmt::Display> std::fmt::Display for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        T::fmt(self, f)
    }
}

/// An owned reference in an object's struct that may be `NULL`; C code may read it, and write it where CPython lets it.
///
/// Has no `Drop`: the storage of an object is released by its `tp_dealloc`, which clears its fields by name.
#[repr(transparent)]
pub struct Field<T: ObjectLayout = Object>(Cell<*mut T>);

// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl<T: ObjectLayout> Sync for Field<T> {}

impl<T: ObjectLayout> Field<T> {
    /// `NULL`.
    pub const NULL: Field<T> = Field(Cell::new(std::ptr::null_mut()));

    /// A field that owns `value`.
    #[inline(always)]
    pub fn new(value: Option<Ref<T>>) -> Field<T> {
        Field(Cell::new(into_raw(value)))
    }

    /// A field that refers to an immortal object, for statics.
    #[inline(always)]
    pub const fn immortal(value: *const T) -> Field<T> {
        Field(Cell::new(value.cast_mut()))
    }

    /// The address held, or null.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.get()
    }

    /// Whether the field is `NULL`.
    #[inline(always)]
    pub fn is_null(&self) -> bool {
        self.0.get().is_null()
    }

    /// A new owned reference to what the field holds.
    #[inline(always)]
    pub fn get(&self) -> Option<Ref<T>> {
        // SAFETY: the field owns a reference, so the pointer is null or live.
        unsafe { Ref::from_borrowed(self.0.get()) }
    }

    /// What the field holds, for as long as no Python code can run (the token is borrowed).
    #[inline(always)]
    pub fn borrow<'a>(&'a self, _th: &'a Thread) -> Option<&'a T> {
        // SAFETY: the field owns a reference, and nothing that could replace it runs while the token is borrowed.
        unsafe { self.0.get().as_ref() }
    }

    /// What the field holds, without the token.
    ///
    /// # Safety
    /// The field must not be changed while the borrow lives: a field that is fixed once the object is built, or a caller
    /// that runs no Python code meanwhile.
    #[inline(always)]
    pub unsafe fn borrow_unchecked<'a>(&self) -> Option<&'a T> {
        // SAFETY: the caller's promise.
        unsafe { self.0.get().as_ref() }
    }

    /// Takes the reference out, leaving `NULL`.
    #[inline(always)]
    pub fn take(&self) -> Option<Ref<T>> {
        self.replace(None)
    }

    /// Puts `value` in and hands the old reference out.
    #[inline(always)]
    pub fn replace(&self, value: Option<Ref<T>>) -> Option<Ref<T>> {
        // SAFETY: the field owned the old reference and gives it up.
        unsafe { Ref::from_raw_option(self.0.replace(into_raw(value))) }
    }

    /// Puts `value` in, then drops what was there: Python code may run, after the field is already right.
    #[inline(always)]
    pub fn set(&self, value: Option<Ref<T>>, _th: &mut Thread) {
        drop(self.replace(value));
    }

    /// Puts the first value into a field known to be `NULL`.
    #[inline(always)]
    pub fn init(&self, value: Ref<T>) {
        debug_assert!(self.is_null());
        self.0.set(value.into_raw());
    }
}

#[inline(always)]
fn into_raw<T: ObjectLayout>(value: Option<Ref<T>>) -> *mut T {
    value.map_or(std::ptr::null_mut(), Ref::into_raw)
}

/// "The exception is set on this thread". Carries nothing: the thread does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "an exception is set on the thread"]
pub struct Raised;

/// An owned reference, or `NULL` with the exception set on the thread: the same bits as CPython's convention.
pub type PyResult<T = Ref> = Result<T, Raised>;

const _: () = assert!(size_of::<PyResult>() == size_of::<*mut Object>());

/// The `int` that C functions return: negative for "an exception is set".
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use = "a negative status means that an exception is set"]
pub struct Status(pub c_int);

impl Status {
    pub const ERROR: Status = Status(-1);
    pub const OK: Status = Status(0);

    /// `Err` when negative.
    #[inline(always)]
    pub fn ok(self) -> PyResult<()> {
        if self.0 < 0 { Err(Raised) } else { Ok(()) }
    }

    /// `Err` when negative, else whether non-zero.
    #[inline(always)]
    pub fn truth(self) -> PyResult<bool> {
        if self.0 < 0 { Err(Raised) } else { Ok(self.0 != 0) }
    }
}

impl From<PyResult<()>> for Status {
    #[inline(always)]
    fn from(result: PyResult<()>) -> Status {
        Status(if result.is_ok() { 0 } else { -1 })
    }
}

impl From<PyResult<bool>> for Status {
    #[inline(always)]
    fn from(result: PyResult<bool>) -> Status {
        Status(result.map_or(-1, c_int::from))
    }
}

/// The `Py_ssize_t` or `Py_hash_t` that C functions return: -1 may mean "an exception is set".
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use = "-1 means that an exception is set"]
pub struct Size(pub isize);

impl Size {
    pub const ERROR: Size = Size(-1);

    /// `Err` for -1.
    #[inline(always)]
    pub fn get(self) -> PyResult<isize> {
        if self.0 == -1 { Err(Raised) } else { Ok(self.0) }
    }
}

impl From<PyResult<isize>> for Size {
    #[inline(always)]
    fn from(result: PyResult<isize>) -> Size {
        Size(result.unwrap_or(-1))
    }
}

impl From<PyResult<usize>> for Size {
    #[inline(always)]
    fn from(result: PyResult<usize>) -> Size {
        Size(result.map_or(-1, |n| n as isize))
    }
}
