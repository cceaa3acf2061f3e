//! From Rust results to what C slots return.

use std::ffi::{c_int, c_void};

use crate::prelude::*;

/// What a method, a getter or an object slot may return.
pub trait IntoPy {
    /// The object, or the error that is set.
    ///
    /// # Errors
    /// The result's own, and `MemoryError`.
    fn into_py(self) -> PyResult;
}

impl<T: ObjectLayout> IntoPy for Ref<T> {
    #[inline(always)]
    fn into_py(self) -> PyResult {
        Ok(self.into_object())
    }
}

/// A new reference to an object that lives on elsewhere.
impl<T: ObjectLayout> IntoPy for &T {
    #[inline(always)]
    fn into_py(self) -> PyResult {
        Ok(self.as_object().to_ref())
    }
}

impl<T: IntoPy> IntoPy for PyResult<T> {
    #[inline(always)]
    fn into_py(self) -> PyResult {
        self?.into_py()
    }
}

/// A reference to an immortal object, which nobody counts.
#[inline(always)]
fn immortal(object: &'static Object) -> Ref {
    debug_assert!(object.is_immortal());
    // SAFETY: an immortal object lives for ever, whatever its count says.
    unsafe { Ref::from_raw(object.as_ptr()) }
}

impl IntoPy for () {
    #[inline(always)]
    fn into_py(self) -> PyResult {
        Ok(immortal(none()))
    }
}

impl IntoPy for bool {
    #[inline(always)]
    fn into_py(self) -> PyResult {
        Ok(immortal(crate::objects::boolobject::bool_object(self)))
    }
}

impl IntoPy for isize {
    #[inline]
    fn into_py(self) -> PyResult {
        Long::from_isize(self)?.into_py()
    }
}

impl IntoPy for usize {
    #[inline]
    fn into_py(self) -> PyResult {
        Long::from_usize(self)?.into_py()
    }
}

impl IntoPy for i64 {
    #[inline]
    fn into_py(self) -> PyResult {
        Long::from_i64(self)?.into_py()
    }
}

impl IntoPy for u64 {
    #[inline]
    fn into_py(self) -> PyResult {
        Long::from_u64(self)?.into_py()
    }
}

macro_rules! into_py_widened {
    ($($narrow:ty => $wide:ty),*) => {$(
        impl IntoPy for $narrow {
            #[inline]
            fn into_py(self) -> PyResult {
                <$wide>::from(self).into_py()
            }
        }
    )*};
}
into_py_widened!(u8 => u64, u16 => u64, u32 => u64, i16 => i64, i32 => i64);

impl IntoPy for f64 {
    #[inline]
    fn into_py(self) -> PyResult {
        Float::new(self)?.into_py()
    }
}

impl IntoPy for &str {
    fn into_py(self) -> PyResult {
        Str::new(self)?.into_py()
    }
}

impl IntoPy for String {
    fn into_py(self) -> PyResult {
        Str::new(&self)?.into_py()
    }
}

/// What a slot that returns 0, 1 or -1 may return.
pub trait IntoStatus {
    fn into_status(self) -> Status;
}

impl IntoStatus for () {
    #[inline(always)]
    fn into_status(self) -> Status {
        Status::OK
    }
}

impl IntoStatus for bool {
    #[inline(always)]
    fn into_status(self) -> Status {
        Status(c_int::from(self))
    }
}

impl IntoStatus for PyResult<()> {
    #[inline(always)]
    fn into_status(self) -> Status {
        self.into()
    }
}

impl IntoStatus for PyResult<bool> {
    #[inline(always)]
    fn into_status(self) -> Status {
        self.into()
    }
}

impl IntoStatus for Status {
    #[inline(always)]
    fn into_status(self) -> Status {
        self
    }
}

/// What a slot that returns a length or a hash may return.
pub trait IntoSize: Sized {
    fn into_size(self) -> Size;

    /// As a hash: -1 is taken by the error, so a hash of -1 becomes -2.
    fn into_hash(self) -> Size;
}

impl IntoSize for isize {
    #[inline(always)]
    fn into_size(self) -> Size {
        Size(self)
    }
    #[inline(always)]
    fn into_hash(self) -> Size {
        Size(if self == -1 { -2 } else { self })
    }
}

impl IntoSize for usize {
    #[inline(always)]
    fn into_size(self) -> Size {
        Size(self as isize)
    }
    #[inline(always)]
    fn into_hash(self) -> Size {
        (self as isize).into_hash()
    }
}

impl<T: IntoSize> IntoSize for PyResult<T> {
    #[inline(always)]
    fn into_size(self) -> Size {
        self.map_or(Size::ERROR, T::into_size)
    }
    #[inline(always)]
    fn into_hash(self) -> Size {
        self.map_or(Size::ERROR, T::into_hash)
    }
}

impl IntoSize for Size {
    #[inline(always)]
    fn into_size(self) -> Size {
        self
    }
    #[inline(always)]
    fn into_hash(self) -> Size {
        self
    }
}

/// What `tp_iternext` may return: the next object, or nothing more.
pub trait IntoNext {
    fn into_next(self) -> Option<Ref>;
}

impl<T: ObjectLayout> IntoNext for Option<Ref<T>> {
    #[inline(always)]
    fn into_next(self) -> Option<Ref> {
        self.map(Ref::into_object)
    }
}

impl<T: ObjectLayout> IntoNext for PyResult<Option<Ref<T>>> {
    #[inline(always)]
    fn into_next(self) -> Option<Ref> {
        // NULL with an exception set is the error, NULL without is the end.
        self.ok().flatten().map(Ref::into_object)
    }
}

/// What `#[init]` functions and module `exec` functions may return.
pub trait IntoInit {
    /// # Errors
    /// The result's own.
    fn into_init(self) -> PyResult<()>;
}

impl IntoInit for () {
    #[inline(always)]
    fn into_init(self) -> PyResult<()> {
        Ok(())
    }
}

impl IntoInit for PyResult<()> {
    #[inline(always)]
    fn into_init(self) -> PyResult<()> {
        self
    }
}

/// What `am_send` gives: the value yielded, or the value returned.
pub enum Sent {
    Next(Ref),
    Return(Ref),
}

impl Sent {
    /// Stores the value where C wants it and says what it is.
    ///
    /// # Safety
    /// `place` is valid for a write.
    #[inline]
    pub unsafe fn store(sent: PyResult<Sent>, place: *mut *mut Object) -> c_int {
        let (value, kind) = match sent {
            Ok(Sent::Next(value)) => (value.into_raw(), PYGEN_NEXT),
            Ok(Sent::Return(value)) => (value.into_raw(), PYGEN_RETURN),
            Err(Raised) => (std::ptr::null_mut(), PYGEN_ERROR),
        };
        // SAFETY: the caller's promise.
        unsafe { *place = value };
        kind
    }
}

/// The walk of `tp_traverse`: calls back for each object held. Once the callback has asked to stop, further visits do
/// nothing.
pub struct Visitor {
    visit: visitproc,
    arg: *mut c_void,
    result: c_int,
}

impl Visitor {
    #[inline(always)]
    pub fn new(visit: visitproc, arg: *mut c_void) -> Visitor {
        Visitor { visit, arg, result: 0 }
    }

    /// Visits what a field holds.
    #[inline(always)]
    pub fn visit<T: ObjectLayout>(&mut self, field: &Field<T>) {
        // SAFETY: a field holds a live object or null.
        unsafe { self.visit_ptr(field.as_ptr().cast()) };
    }

    /// Visits an object that is referred to in another way.
    #[inline(always)]
    pub fn visit_object(&mut self, object: &Object) {
        // SAFETY: borrowed, so live.
        unsafe { self.visit_ptr(object.as_ptr()) };
    }

    /// Visits an object by its address; null is skipped.
    ///
    /// # Safety
    /// The address is null or a live object's.
    #[inline(always)]
    pub unsafe fn visit_ptr(&mut self, object: *mut Object) {
        if !object.is_null() && self.result == 0 {
            // SAFETY: the callback and its argument belong together; the object is live, its owner being traversed.
            self.result = unsafe { (self.visit)(object, self.arg) };
        }
    }

    /// Whether the callback has asked to stop.
    #[inline(always)]
    pub fn stopped(&self) -> bool {
        self.result != 0
    }

    /// Callback and argument, to hand on to another traverse function.
    #[inline(always)]
    pub fn parts(&self) -> (visitproc, *mut c_void) {
        (self.visit, self.arg)
    }

    /// Takes over what another traverse function returned.
    #[inline(always)]
    pub fn record(&mut self, result: c_int) {
        if self.result == 0 {
            self.result = result;
        }
    }
}

/// What `tp_traverse` may return.
pub trait IntoVisit {
    fn into_visit(self, visitor: &Visitor) -> c_int;
}

impl IntoVisit for () {
    #[inline(always)]
    fn into_visit(self, visitor: &Visitor) -> c_int {
        visitor.result
    }
}

impl IntoVisit for c_int {
    #[inline(always)]
    fn into_visit(self, visitor: &Visitor) -> c_int {
        if self != 0 { self } else { visitor.result }
    }
}
