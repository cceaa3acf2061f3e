//! `bytearray`: storage and the type. The methods that it shares with `bytes` are in `byte_methods`.

mod methods;
mod slots;

use crate::heap;
use crate::prelude::*;

pub use slots::{PyByteArray_Type, concat};

object_type!(
    /// `bytearray`
    pub struct ByteArray(PyByteArrayObject): PyByteArray_Type
);

/// The byte that an empty bytearray's address points to.
#[unsafe(no_mangle)]
pub static _PyByteArray_empty_string: [u8; 1] = [0];

impl ByteArray {
    /// `PyByteArray_FromStringAndSize`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(bytes: &[u8]) -> PyResult<Ref<ByteArray>> {
        let array = heap::new_object::<ByteArray>(&PyByteArray_Type)?;
        array.resize_storage(bytes.len())?;
        // SAFETY: the storage has as many bytes, and is new.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), array.start(), bytes.len()) };
        Ok(array)
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.layout().ob_base.ob_size.get() as usize
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `PyByteArray_AS_STRING`.
    #[inline(always)]
    pub fn start(&self) -> *mut u8 {
        if self.is_empty() {
            (&raw const _PyByteArray_empty_string).cast_mut().cast()
        } else {
            self.layout().ob_start.get()
        }
    }

    /// The bytes, while nothing can run that resizes them.
    #[inline(always)]
    pub fn as_bytes<'a>(&'a self, _th: &'a Thread) -> &'a [u8] {
        // SAFETY: `len` bytes stand there, and nothing that changes them runs while the token is borrowed.
        unsafe { std::slice::from_raw_parts(self.start(), self.len()) }
    }

    /// The bytes, to change in place.
    #[inline(always)]
    pub fn as_bytes_mut<'a>(&'a self, _th: &'a mut Thread) -> &'a mut [u8] {
        // SAFETY: as `as_bytes`; the token is borrowed exclusively.
        unsafe { std::slice::from_raw_parts_mut(self.start(), self.len()) }
    }

    /// Makes the size `len`, without a look at exports: growing leaves new bytes undefined.
    ///
    /// # Errors
    /// `MemoryError`; the array is unchanged.
    fn resize_storage(&self, len: usize) -> PyResult<()> {
        let layout = self.layout();
        let old = self.len();
        let alloc = layout.ob_alloc.get() as usize;
        let offset = if layout.ob_bytes.get().is_null() {
            0
        } else {
            layout.ob_start.get() as usize - layout.ob_bytes.get() as usize
        };
        let needed = len.checked_add(offset + 1).filter(|size| *size < isize::MAX as usize);
        let Some(needed) = needed else {
            return Err(heap::out_of_memory());
        };
        let size = if needed > alloc {
            if (len as f64) <= alloc as f64 * 1.125 {
                // Grows little by little: allocate ahead.
                len + (len >> 3) + if len < 9 { 3 } else { 6 }
            } else {
                len + 1
            }
        } else if len < alloc / 2 {
            len + 1
        } else {
            layout.ob_base.ob_size.set(len as isize);
            if alloc > 0 {
                // SAFETY: inside the allocation.
                unsafe { layout.ob_start.get().add(len).write(0) };
            }
            return Ok(());
        };
        let memory = if offset > 0 {
            let memory = heap::mem_malloc(size);
            if !memory.is_null() {
                // SAFETY: both places hold the bytes that are kept.
                unsafe {
                    std::ptr::copy_nonoverlapping(layout.ob_start.get(), memory, old.min(len));
                    heap::mem_free(layout.ob_bytes.get());
                }
            }
            memory
        } else {
            // SAFETY: null or the array's allocation, which is replaced.
            unsafe { heap::mem_realloc(layout.ob_bytes.get(), size) }
        };
        if memory.is_null() {
            return Err(heap::out_of_memory());
        }
        layout.ob_bytes.set(memory);
        layout.ob_start.set(memory);
        layout.ob_alloc.set(size as isize);
        layout.ob_base.ob_size.set(len as isize);
        // SAFETY: `size` is more than `len`.
        unsafe { memory.add(len).write(0) };
        Ok(())
    }

    /// `PyByteArray_Resize`.
    ///
    /// # Errors
    /// `BufferError` while a buffer is lent, `MemoryError`.
    pub fn resize(&self, len: usize, th: &mut Thread) -> PyResult<()> {
        if len == self.len() {
            return Ok(());
        }
        self.check_exports(th)?;
        self.resize_storage(len)
    }

    /// # Errors
    /// `BufferError` while a buffer is lent.
    fn check_exports(&self, th: &mut Thread) -> PyResult<()> {
        if self.layout().ob_exports.get() > 0 {
            return Err(raise!(th, BufferError, "Existing exports of data: object cannot be re-sized"));
        }
        Ok(())
    }
}
