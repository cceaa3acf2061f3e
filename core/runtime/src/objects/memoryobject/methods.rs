//! Methods and attributes of views.

use super::item::{native, unpack, unsupported};
use super::*;
use crate::objects::bytesobject::byte_methods;

/// Nested lists of the items, one dimension after the other.
///
/// # Safety
/// The view is held; `base` is where the dimensions from `dimension` on begin.
unsafe fn nested(view: &MemoryView, base: *mut u8, dimension: usize, th: &mut Thread) -> PyResult {
    // SAFETY: indices are within the shape.
    unsafe {
        if dimension == view.shape().len() {
            return unpack(base, view.format(), th);
        }
        let count = view.shape()[dimension];
        let mut items = Vec::with_capacity(count.max(0) as usize);
        for index in 0..count {
            let mut place = base.offset(index * view.strides()[dimension]);
            if let Some(offset) = view.suboffsets().get(dimension)
                && *offset >= 0
            {
                place = place.cast::<*mut u8>().read().offset(*offset);
            }
            items.push(nested(view, place, dimension + 1, th)?);
        }
        List::from_vec(items)?.into_py()
    }
}

fn sizes(sizes: &[isize]) -> PyResult<Ref<Tuple>> {
    let sizes = sizes.iter().map(|size| Ok(Long::from_isize(*size)?.into_object()));
    Tuple::from_vec(sizes.collect::<PyResult<Vec<_>>>()?)
}

#[pymethods]
impl MemoryView {
    #[method(sig = "()", doc = "Give the buffer back.")]
    fn release(&self, th: &mut Thread) -> PyResult<()> {
        self.release_view(th)
    }

    #[method(sig = "(order='C')", doc = "The items' bytes, in that order: C, F, or A for the memory's own.")]
    fn tobytes(&self, #[arg(or_none)] order: Option<&str>, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        self.check_released(th)?;
        let order = match order {
            None | Some("C") => b'C',
            Some("F") => b'F',
            Some("A") if self.has(_Py_MEMORYVIEW_FORTRAN) && !self.has(_Py_MEMORYVIEW_C) => b'F',
            Some("A") => b'C',
            Some(_) => return Err(raise!(th, ValueError, "order must be 'C', 'F' or 'A'")),
        };
        let mut bytes = Vec::new();
        copy_to_vec(self.view(), order, &mut bytes, th)?;
        Bytes::new(&bytes)
    }

    #[method(
        sig = "(sep=<unrepresentable>, bytes_per_sep=1)",
        doc = "The items' bytes in hexadecimal digits, groups of them with a separator between if there is one.\n\n    >>> memoryview(bytes(range(4))).hex('-', 2)\n    '0001-0203'"
    )]
    fn hex(&self, sep: Option<&Object>, bytes_per_sep: i32, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_released(th)?;
        let mut bytes = Vec::new();
        copy_to_vec(self.view(), b'C', &mut bytes, th)?;
        Str::from_ascii(&byte_methods::hex(&bytes, sep, bytes_per_sep, th)?)
    }

    #[method(sig = "()", doc = "The items in lists.")]
    fn tolist(&self, th: &mut Thread) -> PyResult {
        self.check_released(th)?;
        if native(self.format()).is_none() {
            return Err(unsupported(self.format(), th));
        }
        // SAFETY: `self` holds the buffer; making numbers runs no Python code.
        unsafe { nested(self, self.view().buf.cast(), 0, th) }
    }

    #[method(sig = "(format, shape=<unrepresentable>)", doc = "A view of the same memory by another format or shape.")]
    fn cast(&self, format: &Str, shape: Option<&Object>, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        cast::cast(self, format, shape, th)
    }

    #[method(sig = "()", doc = "A view that cannot be written through.")]
    fn toreadonly(&self, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        self.check_usable(th)?;
        let managed = self.managed(th)?;
        let new = MemoryView::on(&managed, self.view(), th)?;
        new.view_mut().readonly = 1;
        Ok(new)
    }

    #[classmethod(sig = "(object, flags)", doc = "A view, the buffer asked for with those flags.")]
    fn _from_flags(cls: &'static Type, object: &Object, flags: i32, th: &mut Thread) -> PyResult<Ref<MemoryView>> {
        let _ = cls;
        MemoryView::from_object_flags(object, flags, th)
    }

    #[method(sig = "()", doc = "The view itself.")]
    fn __enter__(&self, th: &mut Thread) -> PyResult<Ref> {
        self.check_released(th)?;
        Ok(self.to_ref())
    }

    #[method(sig = "(*exc_info)", doc = "Give the buffer back.")]
    fn __exit__(&self, exc_info: &[&Object], th: &mut Thread) -> PyResult<()> {
        let _ = exc_info;
        self.release_view(th)
    }

    #[getter(doc = "The object whose memory it is.")]
    fn obj(&self, th: &mut Thread) -> PyResult<Ref> {
        self.check_released(th)?;
        // SAFETY: the exporter is null or alive.
        Ok(unsafe { Ref::from_borrowed(self.view().obj) }.unwrap_or_else(|| none().to_ref()))
    }

    #[getter(doc = "Bytes of all items.")]
    fn nbytes(&self, th: &mut Thread) -> PyResult<isize> {
        self.check_released(th)?;
        Ok(self.view().len)
    }

    #[getter(doc = "Whether the memory cannot be written.")]
    fn readonly(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_released(th)?;
        Ok(self.view().readonly != 0)
    }

    #[getter(doc = "Bytes of an item.")]
    fn itemsize(&self, th: &mut Thread) -> PyResult<isize> {
        self.check_released(th)?;
        Ok(self.view().itemsize)
    }

    #[getter(name = "format", doc = "The items' format, as struct has it.")]
    fn format_text(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_released(th)?;
        Str::decode_utf8(self.format().to_bytes(), None, th)
    }

    #[getter(doc = "Number of dimensions.")]
    fn ndim(&self, th: &mut Thread) -> PyResult<i32> {
        self.check_released(th)?;
        Ok(self.view().ndim)
    }

    #[getter(name = "shape", doc = "Items in each dimension.")]
    fn shape_tuple(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.check_released(th)?;
        sizes(self.shape())
    }

    #[getter(name = "strides", doc = "Bytes from one item to the next, in each dimension.")]
    fn strides_tuple(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.check_released(th)?;
        sizes(self.strides())
    }

    #[getter(name = "suboffsets", doc = "Of memory by pointers: where behind each pointer it goes on.")]
    fn suboffsets_tuple(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.check_released(th)?;
        sizes(self.suboffsets())
    }

    #[getter(doc = "Whether the last index runs fastest, without gaps.")]
    fn c_contiguous(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_released(th)?;
        Ok(self.has(_Py_MEMORYVIEW_C))
    }

    #[getter(doc = "Whether the first index runs fastest, without gaps.")]
    fn f_contiguous(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_released(th)?;
        Ok(self.has(_Py_MEMORYVIEW_FORTRAN))
    }

    #[getter(doc = "Whether there are no gaps.")]
    fn contiguous(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_released(th)?;
        Ok(self.has(_Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN))
    }
}
