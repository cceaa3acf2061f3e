//! `_io.StringIO`: a stream over text in memory.
//!
//! Text that is only written at the end is collected as it is; anything else works on an array of characters.

use std::cell::Cell;
use std::ffi::c_int;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

use super::bases::TextIOBase_Type;
use super::bytesio::restore_dict;
use super::support::*;
use super::text::newline::NewlineState;
use super::text::{LineEnd, Newline};

/// The contents in one of their two forms.
enum Contents {
    /// Everything was written at the end, where the position is.
    Collected(StrWriter),
    Array(Vec<u32>),
}

/// Contents, position, and line ends.
#[repr(C)]
pub struct PyStringIOObject {
    ob_base: Object,
    contents: Cell<Option<Box<Contents>>>,
    position: Cell<usize>,
    ok: Cell<bool>,
    closed: Cell<bool>,
    universal: Cell<bool>,
    line_end: Cell<LineEnd>,
    newline: Cell<Option<&'static str>>,
    newlines: NewlineState,
    dict: Field<Dict>,
    weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyStringIOObject {}

object_type!(
    /// `_io.StringIO`
    pub struct StringIO(PyStringIOObject): StringIO_Type
);

impl StringIO {
    fn check_ready(&self, th: &mut Thread) -> PyResult<()> {
        if !self.layout().ok.get() {
            return Err(raise!(th, ValueError, "I/O operation on uninitialized object"));
        }
        Ok(())
    }

    fn check_open(&self, th: &mut Thread) -> PyResult<()> {
        self.check_ready(th)?;
        if self.layout().closed.get() {
            return Err(raise!(th, ValueError, "I/O operation on closed file"));
        }
        Ok(())
    }

    /// Works on the contents. The closure runs no Python code, so nobody misses them meanwhile.
    fn with<T>(&self, work: impl FnOnce(&mut Contents) -> T) -> T {
        let slot = &self.layout().contents;
        let mut contents = slot.take().unwrap_or_else(|| Box::new(Contents::Array(Vec::new())));
        let result = work(&mut contents);
        slot.set(Some(contents));
        result
    }

    /// Works on the contents as an array.
    fn with_array<T>(&self, work: impl FnOnce(&mut Vec<u32>) -> T) -> T {
        self.with(|contents| {
            if let Contents::Collected(writer) = contents {
                *contents = Contents::Array(writer.data().iter().collect());
            }
            match contents {
                Contents::Array(array) => work(array),
                Contents::Collected(_) => work(&mut Vec::new()),
            }
        })
    }

    fn len(&self) -> usize {
        self.with(|contents| match contents {
            Contents::Collected(writer) => writer.len(),
            Contents::Array(array) => array.len(),
        })
    }

    fn value(&self) -> PyResult<Ref<Str>> {
        self.with(|contents| match contents {
            Contents::Collected(writer) => Str::from_data(writer.data()),
            Contents::Array(array) => Str::from_code_points(array),
        })
    }

    /// Puts text in at the position, as it is.
    fn put(&self, text: &Str, th: &mut Thread) -> PyResult<()> {
        let position = self.layout().position.get();
        let Some(end) = position.checked_add(text.len()).filter(|end| *end <= isize::MAX as usize) else {
            return Err(raise!(th, OverflowError, "new position too large"));
        };
        let fits = self.with(|contents| {
            if let Contents::Collected(writer) = contents
                && position == writer.len()
            {
                return match writer.reserve(text.len()) {
                    Ok(()) => {
                        writer.push_str(text);
                        Some(true)
                    }
                    Err(_) => Some(false),
                };
            }
            None
        });
        let fits = match fits {
            Some(true) => true,
            // Raised already.
            Some(false) => return Err(Raised),
            None => self.with_array(|array| {
                let grow = end.saturating_sub(array.len());
                if array.try_reserve(grow).is_err() {
                    return false;
                }
                if array.len() < end {
                    array.resize(end, 0);
                }
                for (to, from) in array[position..end].iter_mut().zip(text.points()) {
                    *to = from;
                }
                true
            }),
        };
        if !fits {
            return Err(th.no_memory());
        }
        self.layout().position.set(end);
        Ok(())
    }

    fn write_text(&self, text: &Str, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let mut text = Ref::new(text);
        if layout.universal.get() {
            text = layout.newlines.decode(text, true)?;
        }
        if let Some(end @ ("\r" | "\r\n")) = layout.newline.get()
            && text.find_char(u32::from(b'\n'), 0, text.len()).is_some()
        {
            let mut out = StrWriter::with_capacity(text.len() + 8);
            for point in text.points() {
                if point == u32::from(b'\n') { out.push_ascii(end) } else { out.push(point) }
            }
            text = out.finish()?;
        }
        self.put(&text, th)
    }

    fn set_newline(&self, newline: Newline) {
        let layout = self.layout();
        layout.newline.set(newline.0);
        layout.universal.set(matches!(newline.0, None | Some("")));
        layout.newlines.reset();
        layout.newlines.translate.set(newline.0.is_none());
        layout.line_end.set(match newline.0 {
            None | Some("\n") => LineEnd::Lf,
            Some("\r") => LineEnd::Cr,
            Some("\r\n") => LineEnd::CrLf,
            Some(_) => LineEnd::Any,
        });
    }

    fn initialize(&self, value: Option<&Object>, newline: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let newline = match newline {
            None => None,
            Some(newline) => match newline.downcast::<Str>() {
                Some(text) => Some(text),
                None => {
                    let name = newline.ob_type().display_name();
                    return Err(raise!(th, TypeError, "newline must be str or None, not {name:.200}"));
                }
            },
        };
        let known = match newline {
            None => Newline(None),
            Some(text) => match ["", "\n", "\r", "\r\n"].into_iter().find(|known| text.eq_ascii(known)) {
                Some(known) => Newline(Some(known)),
                None => {
                    let shown = text.repr()?;
                    return Err(raise!(th, ValueError, "illegal newline value: {shown}"));
                }
            },
        };
        let value = match value.filter(|value| !value.is(none())) {
            None => None,
            Some(value) => match value.downcast::<Str>() {
                Some(text) => Some(text),
                None => {
                    let name = value.ob_type().display_name();
                    return Err(raise!(th, TypeError, "initial_value must be str or None, not {name:.200}"));
                }
            },
        };
        layout.ok.set(false);
        self.set_newline(known);
        layout.contents.set(Some(Box::new(Contents::Collected(StrWriter::new()))));
        layout.position.set(0);
        layout.closed.set(false);
        if let Some(value) = value
            && !value.is_empty()
        {
            self.write_text(value, th)?;
            // Reading is what comes next.
            self.with_array(|_| ());
            layout.position.set(0);
        }
        layout.ok.set(true);
        Ok(())
    }

    /// Reads characters from the position on: at most `count`, all for -1.
    fn take(&self, count: isize) -> PyResult<Ref<Str>> {
        let position = self.layout().position.get();
        let rest = self.len().saturating_sub(position);
        let count = usize::try_from(count).map_or(rest, |count| count.min(rest));
        if count == 0 {
            return Ok(Ref::new(empty_str()));
        }
        let text = if position == 0 && count == rest {
            self.value()?
        } else {
            self.with_array(|array| Str::from_code_points(&array[position..position + count]))?
        };
        self.layout().position.set(position + count);
        Ok(text)
    }

    fn take_line(&self, limit: isize) -> PyResult<Ref<Str>> {
        let position = self.layout().position.get();
        let end = self.layout().line_end.get();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let len = self.with_array(|array| {
            let rest = array.get(position..).unwrap_or_default();
            line_len(rest, end).min(limit)
        });
        self.take(len as isize)
    }
}

/// How long the first line is.
fn line_len(text: &[u32], end: LineEnd) -> usize {
    let (cr, lf) = (u32::from(b'\r'), u32::from(b'\n'));
    let mut at = 0;
    while let Some(&point) = text.get(at) {
        at += 1;
        let next_lf = text.get(at) == Some(&lf);
        match end {
            LineEnd::Lf if point == lf => return at,
            LineEnd::Cr if point == cr => return at,
            LineEnd::CrLf if point == cr && next_lf => return at + 1,
            LineEnd::Any if point == lf => return at,
            LineEnd::Any if point == cr => return at + usize::from(next_lf),
            _ => {}
        }
    }
    text.len()
}

#[pytype(
    static = StringIO_Type,
    private,
    name = "_io.StringIO",
    layout = PyStringIOObject,
    base = TextIOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyStringIOObject, dict),
    weaklistoffset = offset_of!(PyStringIOObject, weakreflist),
    text_signature = "(initial_value='', newline='\\n')",
    doc = "A stream over text in memory.\n\nThe newline argument is that of TextIOWrapper, but None translates when writing, too.",
)]
impl StringIO {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult {
        let new = allocate::<StringIO>(ty)?;
        // SAFETY: the memory is new; zeros need not be values of these.
        unsafe {
            let layout = std::ptr::from_ref(new.layout()).cast_mut();
            (&raw mut (*layout).contents).write(Cell::new(None));
            (&raw mut (*layout).newline).write(Cell::new(None));
        }
        Ok(new.into_object())
    }

    #[init(sig = "(initial_value='', newline='\\n')")]
    fn py_init(&self, initial_value: Option<&Object>, newline: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let line_feed = Str::new("\n")?;
        let newline = match newline {
            None => Some(line_feed.as_object()),
            Some(newline) => Some(newline).filter(|newline| !newline.is(none())),
        };
        self.initialize(initial_value, newline, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone.
        unsafe {
            let layout = (*this).layout();
            heap::gc_untrack(&*this);
            layout.ok.set(false);
            if !layout.weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop(layout.contents.take());
            drop(layout.dict.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().dict);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().dict.take());
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.check_open(th)?;
        if StringIO::check_exact(self) {
            let line = self.take_line(-1)?;
            return Ok((!line.is_empty()).then(|| line.into_object()));
        }
        let line = self.call_method(id!(readline), &[], th)?;
        let Some(text) = line.downcast::<Str>() else {
            let name = line.ob_type().display_name();
            return Err(raise!(th, OSError, "readline() should have returned a str object, not '{name:.200}'"));
        };
        Ok(if text.is_empty() { None } else { Some(line) })
    }

    #[method(sig = "()", doc = "Close the stream and free its memory.")]
    fn close(&self) {
        let layout = self.layout();
        layout.closed.set(true);
        drop(layout.contents.take());
    }

    #[method(sig = "()", doc = "All of the contents.")]
    fn getvalue(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_open(th)?;
        self.value()
    }

    #[method(sig = "(size=-1, /)", doc = "Read size characters, or all for -1 and None.")]
    fn read(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_open(th)?;
        self.take(size)
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line, or at most size characters of it; an empty string at the end.")]
    fn readline(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_open(th)?;
        self.take_line(size)
    }

    #[method(sig = "()", doc = "The position in the stream.")]
    fn tell(&self, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        Ok(self.layout().position.get())
    }

    #[method(
        sig = "(pos=None, /)",
        doc = "Cut the contents to at most a size, the position by default; return the size."
    )]
    fn truncate(&self, pos: Option<&Object>, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        let size = match pos {
            None => self.layout().position.get(),
            Some(pos) => {
                if !ks_runtime::abstract_::number::is_index(pos) {
                    let name = pos.ob_type().display_name();
                    return Err(raise!(th, TypeError, "argument should be integer or None, not '{name:.200}'"));
                }
                let size = pos.as_isize(Some(&exceptions::OverflowError), th)?;
                match usize::try_from(size) {
                    Ok(size) => size,
                    Err(_) => return Err(raise!(th, ValueError, "Negative size value {size}")),
                }
            }
        };
        if size < self.len() {
            self.with_array(|array| array.truncate(size));
        }
        Ok(size)
    }

    #[method(
        sig = "(pos, whence=0, /)",
        doc = "Move the position, from the start (0); to here (1) or the end (2) only with 0. Return it."
    )]
    fn seek(&self, pos: isize, whence: c_int, th: &mut Thread) -> PyResult<usize> {
        self.check_open(th)?;
        let position = match (whence, usize::try_from(pos)) {
            (0, Ok(position)) => position,
            (0, Err(_)) => return Err(raise!(th, ValueError, "Negative seek position {pos}")),
            (1, Ok(0)) => self.layout().position.get(),
            (2, Ok(0)) => self.len(),
            (1 | 2, _) => return Err(raise!(th, OSError, "Can't do nonzero cur-relative seeks")),
            _ => return Err(raise!(th, ValueError, "Invalid whence ({whence}, should be 0, 1 or 2)")),
        };
        self.layout().position.set(position);
        Ok(position)
    }

    #[method(sig = "(s, /)", doc = "Write the text at the position; return how many characters it has.")]
    fn write(&self, s: &Object, th: &mut Thread) -> PyResult<usize> {
        self.check_ready(th)?;
        let Some(text) = s.downcast::<Str>() else {
            let name = s.ob_type().display_name();
            return Err(raise!(th, TypeError, "string argument expected, got '{name}'"));
        };
        self.check_open(th)?;
        if !text.is_empty() {
            self.write_text(text, th)?;
        }
        Ok(text.len())
    }

    #[method(sig = "()", doc = "Whether the stream can seek: while it is open.")]
    fn seekable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(sig = "()", doc = "Whether the stream can be read: while it is open.")]
    fn readable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(sig = "()", doc = "Whether the stream can be written: while it is open.")]
    fn writable(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(true)
    }

    #[method(name = "__getstate__", sig = "()")]
    fn getstate(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        self.check_open(th)?;
        let layout = self.layout();
        let newline = match layout.newline.get() {
            None => none().to_ref(),
            Some(text) => Str::new(text)?.into_object(),
        };
        let dict = match layout.dict.get() {
            Some(dict) => dict.copy(th)?.into_object(),
            None => none().to_ref(),
        };
        let position = Long::from_usize(layout.position.get())?;
        Tuple::from_array([self.value()?.into_object(), newline, position.into_object(), dict])
    }

    #[method(name = "__setstate__", sig = "(state, /)")]
    fn setstate(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if layout.closed.get() {
            return Err(raise!(th, ValueError, "I/O operation on closed file"));
        }
        let [value, newline, position, dict] = (match state.downcast::<Tuple>() {
            Some(state) => state.items(),
            None => &[],
        }) else {
            let (this, other) = (self.ob_type().display_name(), state.ob_type().display_name());
            return Err(raise!(th, TypeError, "{this:.200}.__setstate__ argument should be 4-tuple, got {other:.200}"));
        };
        self.initialize(Some(value), Some(&**newline).filter(|newline| !newline.is(none())), th)?;
        // The value is what the contents were: it is not to be translated again.
        if let Some(text) = value.downcast::<Str>() {
            let points: Vec<u32> = text.points().collect();
            layout.contents.set(Some(Box::new(Contents::Array(points))));
        }
        if position.downcast::<Long>().is_none() {
            let name = position.ob_type().display_name();
            return Err(raise!(th, TypeError, "third item of state must be an integer, got {name:.200}"));
        }
        match usize::try_from(position.as_isize(Some(&exceptions::OverflowError), th)?) {
            Ok(position) => layout.position.set(position),
            Err(_) => return Err(raise!(th, ValueError, "position value cannot be negative")),
        }
        restore_dict(self, dict, "fourth", th)
    }

    #[getter]
    fn closed(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_ready(th)?;
        Ok(self.layout().closed.get())
    }

    #[getter]
    fn newlines(&self, th: &mut Thread) -> PyResult {
        self.check_open(th)?;
        if self.layout().universal.get() { self.layout().newlines.newlines() } else { Ok(none().to_ref()) }
    }

    #[getter]
    fn line_buffering(&self, th: &mut Thread) -> PyResult<bool> {
        self.check_open(th)?;
        Ok(false)
    }
}
