//! Equality and hash of views.

use super::item::{native, unpack};
use super::*;
use crate::pyhash;

fn format_of(view: &Py_buffer) -> &CStr {
    if view.format.is_null() {
        c"B"
    } else {
        // SAFETY: a NUL-terminated string that lives as long as the buffer is held.
        unsafe { CStr::from_ptr(view.format) }
    }
}

fn shape_of(view: &Py_buffer) -> Vec<isize> {
    if view.shape.is_null() {
        return if view.ndim == 0 { Vec::new() } else { vec![view.len / view.itemsize.max(1)] };
    }
    // SAFETY: a shape has `ndim` sizes.
    unsafe { std::slice::from_raw_parts(view.shape, view.ndim as usize).to_vec() }
}

/// Reads items of a view, natively or through the module `struct`.
struct Reader<'a> {
    format: &'a CStr,
    unpack_from: Option<Ref>,
    itemsize: usize,
}

impl<'a> Reader<'a> {
    /// `None` for a format that `struct` does not know either.
    fn new(view: &'a Py_buffer, th: &mut Thread) -> PyResult<Option<Reader<'a>>> {
        let format = format_of(view);
        let mut reader = Reader { format, unpack_from: None, itemsize: view.itemsize as usize };
        if native(format).is_none() {
            let module = crate::import::level::import_module(&*Str::intern_str("struct")?, th)?;
            let class = module.get_attr(&*Str::intern_str("Struct")?, th)?;
            let text = Str::decode_utf8(format.to_bytes(), Some("replace"), th)?;
            let made = class.call(&[&text], th);
            let Ok(made) = made else {
                th.clear_raised();
                return Ok(None);
            };
            let size = made.get_attr(&*Str::intern_str("size")?, th)?.as_isize(None, th)?;
            if size != view.itemsize {
                return Ok(None);
            }
            reader.unpack_from = Some(made.get_attr(&*Str::intern_str("unpack")?, th)?);
        }
        Ok(Some(reader))
    }

    /// # Safety
    /// An item stands there.
    unsafe fn read(&self, place: *const u8, th: &mut Thread) -> PyResult {
        // SAFETY: the caller's promise.
        unsafe {
            match &self.unpack_from {
                None => unpack(place, self.format, th),
                Some(unpack) => {
                    let bytes = Bytes::new(std::slice::from_raw_parts(place, self.itemsize))?;
                    unpack.call(&[&bytes], th)
                }
            }
        }
    }
}

fn places(view: &Py_buffer) -> Vec<*mut u8> {
    let mut places = Vec::new();
    // SAFETY: the caller holds the view.
    unsafe { each_item(view, b'C', |place| places.push(place)) };
    places
}

fn equal(a: &Py_buffer, b: &Py_buffer, th: &mut Thread) -> PyResult<bool> {
    if shape_of(a) != shape_of(b) {
        return Ok(false);
    }
    let plain = |format: &CStr| native(format);
    if let (Some(x), Some(y)) = (plain(format_of(a)), plain(format_of(b)))
        && x == y
        && !matches!(x, b'e' | b'f' | b'd' | b'?')
    {
        let same = |a: &Py_buffer, b: &Py_buffer| {
            // SAFETY: contiguous views of `len` bytes.
            unsafe {
                let a = std::slice::from_raw_parts(a.buf.cast::<u8>(), a.len as usize);
                a == std::slice::from_raw_parts(b.buf.cast::<u8>(), b.len as usize)
            }
        };
        if a.len == 0 {
            return Ok(true);
        }
        if is_contiguous(a, b'C') && is_contiguous(b, b'C') {
            return Ok(same(a, b));
        }
    }
    let (Some(left), Some(right)) = (Reader::new(a, th)?, Reader::new(b, th)?) else {
        return Ok(false);
    };
    for (x, y) in places(a).into_iter().zip(places(b)) {
        // SAFETY: both views are held, and items stand there.
        let (x, y) = unsafe { (left.read(x, th)?, right.read(y, th)?) };
        // Unlike in containers, an item that is not equal to itself makes the views unequal.
        if !x.rich_compare(&y, Py_EQ, th)?.is_true(th)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[pymethods]
impl MemoryView {
    #[slot(tp_richcompare)]
    fn compare_views(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        if op != Py_EQ && op != Py_NE {
            return Ok(not_implemented().to_ref());
        }
        let answer = if self.is_released() {
            self.is(other)
        } else if let Some(view) = other.downcast::<MemoryView>() {
            if view.is_released() { self.is(other) } else { equal(self.view(), view.view(), th)? }
        } else {
            match Buffer::get(other, PyBUF_FULL_RO, th) {
                Ok(buffer) => equal(self.view(), &buffer.view, th)?,
                Err(Raised) => {
                    th.clear_raised();
                    return Ok(not_implemented().to_ref());
                }
            }
        };
        (answer == (op == Py_EQ)).into_py()
    }

    #[slot(tp_hash)]
    fn hash_view(&self, th: &mut Thread) -> PyResult<isize> {
        let cell = &self.layout().hash;
        if cell.get() != -1 {
            return Ok(cell.get());
        }
        self.check_released(th)?;
        let view = self.view();
        if view.readonly == 0 {
            return Err(raise!(th, ValueError, "cannot hash writable memoryview object"));
        }
        if !matches!(native(self.format()), Some(b'B' | b'b' | b'c')) {
            let message = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
            return Err(raise!(th, ValueError, "{message}"));
        }
        // SAFETY: the exporter is null or alive.
        if let Some(exporter) = unsafe { Ref::from_borrowed(view.obj) } {
            exporter.hash(th)?;
        }
        let mut bytes = Vec::new();
        copy_to_vec(view, b'C', &mut bytes, th)?;
        let hash = pyhash::hash_bytes(&bytes);
        cell.set(hash);
        Ok(hash)
    }
}
