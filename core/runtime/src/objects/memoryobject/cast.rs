//! `memoryview.cast`.

use super::item::{native, size_of_code};
use super::*;

/// A view of the same memory with another format, and shape.
pub(super) fn cast(
    view: &MemoryView,
    format: &Str,
    shape: Option<&Object>,
    th: &mut Thread,
) -> PyResult<Ref<MemoryView>> {
    view.check_usable(th)?;
    let text = unicodeobject::encode(format, "ascii", None, th)?;
    let text = text.downcast::<Bytes>().map(|text| std::ffi::CString::new(text.as_bytes()).unwrap_or_default());
    let text = text.unwrap_or_default();
    if !view.has(_Py_MEMORYVIEW_C) {
        return Err(raise!(th, TypeError, "memoryview: casts are restricted to C-contiguous views"));
    }
    let ndim = view.shape().len();
    if (shape.is_some() || ndim != 1) && view.shape().contains(&0) {
        return Err(raise!(th, TypeError, "memoryview: cannot cast view with zeros in shape or strides"));
    }
    let dimensions = match shape {
        None => None,
        Some(shape) => {
            let items: Ref<Tuple> = if let Some(list) = shape.downcast::<List>() {
                list.to_tuple()?
            } else if let Some(tuple) = shape.downcast::<Tuple>() {
                Ref::new(tuple)
            } else {
                return Err(raise!(th, TypeError, "shape must be a list or a tuple"));
            };
            let count = items.len();
            if count > PyBUF_MAX_NDIM {
                let message = format!("memoryview: number of dimensions must not exceed {PyBUF_MAX_NDIM}");
                return Err(raise!(th, ValueError, "{message}"));
            }
            if ndim != 1 && count != 1 {
                return Err(raise!(th, TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D"));
            }
            Some(items)
        }
    };
    let must = "format must be a native single character format prefixed with an optional '@'";
    let Some(code) = native(&text) else {
        return Err(raise!(th, ValueError, "memoryview: destination {must}"));
    };
    let is_byte = |code: u8| matches!(code, b'b' | b'B' | b'c');
    if !native(view.format()).is_some_and(is_byte) && !is_byte(code) {
        return Err(raise!(th, TypeError, "memoryview: cannot cast between two non-byte formats"));
    }
    let itemsize = size_of_code(code) as isize;
    let len = view.view().len;
    if len % itemsize != 0 {
        return Err(raise!(th, TypeError, "memoryview: length is not a multiple of itemsize"));
    }
    let mut sizes = vec![len / itemsize];
    if let Some(items) = dimensions {
        sizes.clear();
        let mut product = itemsize;
        for item in items.items() {
            let Some(size) = item.downcast::<Long>() else {
                let message = "memoryview.cast(): elements of shape must be integers";
                return Err(raise!(th, TypeError, "{message}"));
            };
            let size = size.to_isize(th)?;
            if size <= 0 {
                let message = "memoryview.cast(): elements of shape must be integers > 0";
                return Err(raise!(th, ValueError, "{message}"));
            }
            product = match product.checked_mul(size) {
                Some(product) => product,
                None => return Err(raise!(th, ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX")),
            };
            sizes.push(size);
        }
        if product != len {
            return Err(raise!(th, TypeError, "memoryview: product(shape) * itemsize != buffer size"));
        }
    }
    let managed = view.managed(th)?;
    let new = MemoryView::incomplete(&managed, view.view(), sizes.len(), th)?;
    let (new_shape, new_strides, _) = new.arrays(sizes.len());
    new_shape.copy_from_slice(&sizes);
    new_strides.copy_from_slice(&contiguous_strides(&sizes, itemsize, b'C'));
    let geometry = new.view_mut();
    geometry.itemsize = itemsize;
    geometry.format = static_format(code, text.to_bytes().len() == 2);
    geometry.suboffsets = std::ptr::null_mut();
    new.set_flags();
    Ok(new)
}

/// A format's text that lives for ever.
fn static_format(code: u8, prefixed: bool) -> *mut std::ffi::c_char {
    static FORMATS: &[u8] = b"@c\0@b\0@B\0@?\0@h\0@H\0@e\0@i\0@I\0@f\0@l\0@L\0@q\0@Q\0@n\0@N\0@d\0@P\0";
    let at = FORMATS.chunks_exact(3).position(|format| format[1] == code).unwrap_or(2);
    let skip = usize::from(!prefixed);
    FORMATS[at * 3 + skip..].as_ptr().cast_mut().cast()
}

impl MemoryView {
    /// A contiguous view with this one's shape and format over a copy of the items in that order.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn over_copy(&self, copy: &Bytes, order: u8, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        let managed = ManagedBuffer::acquire(copy, PyBUF_FULL_RO, th)?;
        let source = self.view();
        let view = Py_buffer {
            itemsize: source.itemsize,
            ndim: source.ndim,
            // The format lives as long as `self`'s buffer does; native ones live for ever.
            format: match native(self.format()) {
                Some(code) => static_format(code, self.format().to_bytes().len() == 2),
                None => managed.own_format(self.format(), th)?,
            },
            shape: source.shape,
            strides: std::ptr::null_mut(),
            suboffsets: std::ptr::null_mut(),
            // SAFETY: the struct is plain; the fields that own something are not used of this copy.
            ..unsafe { std::ptr::read(managed.master()) }
        };
        let new = MemoryView::on(&managed, &view, th)?;
        let strides = contiguous_strides(self.shape(), source.itemsize, order);
        new.arrays(strides.len()).1.copy_from_slice(&strides);
        new.set_flags();
        Ok(new)
    }
}
