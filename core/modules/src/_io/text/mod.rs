//! `_io.TextIOWrapper`: text over a buffered binary stream.

mod codec;
mod methods;
pub mod newline;
mod read;
mod seek;
mod write;

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::{ObjectOps, repr_guard};
use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::bases::TextIOBase_Type;
use super::support::*;
use codec::{Codec, Native, fix_encoder_state};
use newline::{IncrementalNewlineDecoder, NewlineState};

/// What ends a line that is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LineEnd {
    /// `\n` only, also for text that was translated to it.
    Lf,
    Cr,
    CrLf,
    /// Any of the three, untranslated.
    Any,
}

/// The struct of text streams.
#[repr(C)]
pub struct PyTextIOObject {
    pub ob_base: Object,
    ok: Cell<bool>,
    detached: Cell<bool>,
    pub line_buffering: Cell<bool>,
    pub write_through: Cell<bool>,
    pub finalizing: Cell<bool>,
    /// Universal newlines: line ends of all kinds are found.
    universal: Cell<bool>,
    translate: Cell<bool>,
    line_end: Cell<LineEnd>,
    /// `\n` is written as this, if it is something else.
    write_crlf: Cell<Option<&'static str>>,
    native: Cell<Native>,
    can_read: Cell<bool>,
    can_write: Cell<bool>,
    seekable: Cell<bool>,
    /// Whether `tell` works: iteration turns it off.
    telling: Cell<bool>,
    has_read1: Cell<bool>,
    chunk_size: Cell<usize>,
    pub buffer: Field,
    pub encoding: Field<Str>,
    errors: Field<Str>,
    decoder: Field,
    encoder: Field,
    newline: NewlineState,
    /// Text decoded and not yet handed out, from `used` on.
    decoded: Field<Str>,
    used: Cell<usize>,
    /// Bytes of an incomplete character, of a native decoder.
    pending_input: Cell<Vec<u8>>,
    /// Encoded text on its way to the buffer.
    pending_output: Cell<Vec<u8>>,
    /// The decoder's flags and the input that `decoded` came from.
    snapshot_flags: Field<Long>,
    snapshot_input: Field<Bytes>,
    /// Bytes to a character in the input decoded last.
    bytes_per_character: Cell<f64>,
    pub dict: Field<Dict>,
    pub weakreflist: Cell<*mut Object>,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyTextIOObject {}

object_type!(
    /// `_io.TextIOWrapper`
    pub struct TextIOWrapper(PyTextIOObject): TextIOWrapper_Type
);

/// The `newline` argument, checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Newline(pub Option<&'static str>);

/// # Errors
/// `ValueError` for anything else than `None`, `''`, `'\n'`, `'\r'` and `'\r\n'`.
pub fn check_newline(newline: Option<&Str>, th: &mut Thread) -> PyResult<Newline> {
    let Some(text) = newline else { return Ok(Newline(None)) };
    match ["", "\n", "\r", "\r\n"].into_iter().find(|known| text.eq_ascii(known)) {
        Some(known) => Ok(Newline(Some(known))),
        None => Err(raise!(th, ValueError, "illegal newline value: {text}")),
    }
}

impl TextIOWrapper {
    /// "I/O operation on uninitialized object", or that the buffer was detached.
    pub(super) fn check_attached(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        match layout.buffer.get() {
            Some(buffer) if layout.ok.get() && !layout.detached.get() => Ok(buffer),
            _ if layout.detached.get() => Err(raise!(th, ValueError, "underlying buffer has been detached")),
            _ => Err(raise!(th, ValueError, "I/O operation on uninitialized object")),
        }
    }

    /// As [`Self::check_attached`], and the stream must not be closed. Returns the buffer.
    pub(super) fn check_open(&self, th: &mut Thread) -> PyResult {
        let buffer = self.check_attached(th)?;
        let closed = if TextIOWrapper::check_exact(self) {
            buffer.get_attr(id!(closed), th)?.is_true(th)?
        } else {
            self.get_attr(id!(closed), th)?.is_true(th)?
        };
        if closed {
            return Err(raise!(th, ValueError, "I/O operation on closed file."));
        }
        Ok(buffer)
    }

    fn set_newline(&self, newline: Newline) {
        let layout = self.layout();
        let universal = matches!(newline.0, None | Some(""));
        layout.universal.set(universal);
        layout.translate.set(newline.0.is_none());
        layout.newline.translate.set(newline.0.is_none());
        layout.line_end.set(match newline.0 {
            None | Some("\n") => LineEnd::Lf,
            Some("\r") => LineEnd::Cr,
            Some("\r\n") => LineEnd::CrLf,
            Some(_) => LineEnd::Any,
        });
        layout.write_crlf.set(match newline.0 {
            Some(end @ ("\r" | "\r\n")) => Some(end),
            _ => None,
        });
    }

    /// Makes the codec objects for the encoding and the error handler.
    fn set_codec(&self, codec: &Codec, errors: &Str, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let buffer = match layout.buffer.get() {
            Some(buffer) => buffer,
            None => return Err(self.check_attached(th).err().unwrap_or(Raised)),
        };
        let can_read = buffer.call_method(id!(readable), &[], th)?.is_true(th)?;
        let mut decoder = None;
        if can_read {
            decoder = codec.decoder(errors, th)?;
            if layout.universal.get()
                && let Some(inner) = &decoder
            {
                decoder = Some(IncrementalNewlineDecoder::new(inner, layout.translate.get())?.into_object());
            }
        }
        layout.decoder.set(decoder, th);
        let can_write = buffer.call_method(id!(writable), &[], th)?.is_true(th)?;
        let encoder = if can_write { codec.encoder(errors, th)? } else { None };
        layout.encoder.set(encoder, th);
        layout.native.set(codec.native);
        layout.can_read.set(can_read);
        layout.can_write.set(can_write);
        layout.pending_input.set(Vec::new());
        Ok(())
    }

    /// Encoders that begin with a mark must not write it in the middle of a file.
    fn fix_encoder(&self, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        if !layout.seekable.get() || layout.encoder.is_null() {
            return Ok(());
        }
        let Some(buffer) = layout.buffer.get() else { return Ok(()) };
        let position = buffer.call_method(id!(tell), &[], th)?;
        if super::fileio::offset(&position, th)? != 0 {
            fix_encoder_state(layout, false, th)?;
        }
        Ok(())
    }

    fn initialize(
        &self,
        buffer: &Object,
        encoding: Option<&str>,
        errors: Option<&Str>,
        newline: Newline,
        lines: bool,
        through: bool,
        th: &mut Thread,
    ) -> PyResult<()> {
        let layout = self.layout();
        layout.ok.set(false);
        layout.detached.set(false);
        if encoding.is_none() {
            super::open::warn_default_encoding(1, th)?;
        }
        let chosen = match encoding {
            None if ks_runtime::state::flags::utf8_mode() => "utf-8".to_owned(),
            None | Some("locale") => locale_encoding(),
            Some(encoding) => encoding.to_owned(),
        };
        let codec = Codec::find(&chosen, th)?;
        let errors = match errors {
            Some(errors) => Ref::new(errors),
            None => Str::new("strict")?,
        };
        let chosen = Str::new(&chosen)?;
        layout.encoding.set(Some(chosen), th);
        layout.errors.set(Some(errors.clone()), th);
        layout.chunk_size.set(DEFAULT_BUFFER_SIZE);
        layout.line_buffering.set(lines);
        layout.write_through.set(through);
        layout.newline.reset();
        self.set_newline(newline);
        layout.buffer.set(Some(buffer.to_ref()), th);
        layout.decoded.set(None, th);
        layout.used.set(0);
        layout.snapshot_input.set(None, th);
        layout.pending_output.set(Vec::new());
        self.set_codec(&codec, &errors, th)?;
        let seekable = buffer.call_method(id!(seekable), &[], th)?.is_true(th)?;
        layout.seekable.set(seekable);
        layout.telling.set(seekable);
        layout.has_read1.set(buffer.get_attr_opt(id!(read1), th)?.is_some());
        self.fix_encoder(th)?;
        layout.ok.set(true);
        Ok(())
    }

    /// Drops what was decoded ahead.
    pub(super) fn forget_decoded(&self, th: &mut Thread) {
        self.layout().used.set(0);
        self.layout().decoded.set(None, th);
    }

    pub(super) fn forget_snapshot(&self, th: &mut Thread) {
        self.layout().snapshot_input.set(None, th);
    }
}

/// The encoding of the locale, as the system calls it.
pub fn locale_encoding() -> String {
    // SAFETY: asks for a string that is valid until the next call, and copies it.
    let name = unsafe { std::ffi::CStr::from_ptr(libc::nl_langinfo(libc::CODESET)) };
    match name.to_string_lossy() {
        name if name.is_empty() => "UTF-8".to_owned(),
        name => name.into_owned(),
    }
}

#[pytype(
    static = TextIOWrapper_Type,
    private,
    name = "_io.TextIOWrapper",
    layout = PyTextIOObject,
    base = TextIOBase_Type,
    flags(BASETYPE, HAVE_GC),
    dictoffset = offset_of!(PyTextIOObject, dict),
    weaklistoffset = offset_of!(PyTextIOObject, weakreflist),
    text_signature = "(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)",
    doc = "Text over a buffered binary stream.\n\nThe encoding is the locale's by default; errors names an error handler, 'strict' by default.\nNewline None reads '\\r', '\\n' and '\\r\\n' as '\\n'; '' finds all three but leaves them; any of the three\nis the only line end. With line_buffering, writing a line end flushes.",
    methods = [methods::METHODS],
    getset = [methods::GETSET],
    members = [&[
        member!("encoding", PyTextIOObject, encoding, _Py_T_OBJECT, READONLY),
        member!("buffer", PyTextIOObject, buffer, _Py_T_OBJECT, READONLY),
        member!("line_buffering", PyTextIOObject, line_buffering, Py_T_BOOL, READONLY),
        member!("write_through", PyTextIOObject, write_through, Py_T_BOOL, READONLY),
        member!("_finalizing", PyTextIOObject, finalizing, Py_T_BOOL, 0),
    ]],
)]
impl TextIOWrapper {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult {
        let new = allocate::<TextIOWrapper>(ty)?;
        // SAFETY: the memory is new and zeroed, which is no value of a vector.
        unsafe {
            let layout = std::ptr::from_ref(new.layout()).cast_mut();
            (&raw mut (*layout).pending_input).write(Cell::new(Vec::new()));
            (&raw mut (*layout).pending_output).write(Cell::new(Vec::new()));
            (&raw mut (*layout).write_crlf).write(Cell::new(None));
        }
        new.layout().chunk_size.set(DEFAULT_BUFFER_SIZE);
        Ok(new.into_object())
    }

    #[init(sig = "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)")]
    fn py_init(
        &self,
        buffer: &Object,
        encoding: Option<&str>,
        errors: Option<&Str>,
        newline: Option<&Str>,
        line_buffering: bool,
        write_through: bool,
        th: &mut Thread,
    ) -> PyResult<()> {
        let newline = check_newline(newline, th)?;
        self.initialize(buffer, encoding, errors, newline, line_buffering, write_through, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone.
        unsafe {
            let layout = (*this).layout();
            layout.finalizing.set(true);
            if !begin_dealloc(this.cast(), &layout.weakreflist, th) {
                return;
            }
            layout.ok.set(false);
            drop(layout.buffer.take());
            drop(layout.encoding.take());
            drop(layout.errors.take());
            drop(layout.decoder.take());
            drop(layout.encoder.take());
            drop(layout.decoded.take());
            drop(layout.snapshot_flags.take());
            drop(layout.snapshot_input.take());
            drop(layout.dict.take());
            drop(layout.pending_input.take());
            drop(layout.pending_output.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.buffer);
        visit.visit(&layout.decoder);
        visit.visit(&layout.encoder);
        visit.visit(&layout.dict);
    }

    #[slot]
    fn tp_clear(&self) {
        let layout = self.layout();
        layout.ok.set(false);
        drop(layout.buffer.take());
        drop(layout.decoder.take());
        drop(layout.encoder.take());
        drop(layout.dict.take());
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        if !layout.ok.get() && !layout.detached.get() {
            return Err(raise!(th, ValueError, "I/O operation on uninitialized object"));
        }
        let class = self.ob_type().display_name();
        let Some(_guard) = repr_guard::enter(self) else {
            return Err(raise!(th, RuntimeError, "reentrant call inside {class}.__repr__"));
        };
        let mut out = unicodeobject::StrWriter::new();
        out.push_utf8(&format!("<{class}"));
        for (attribute, label) in [(id!(name), " name="), (id!(mode), " mode=")] {
            match self.get_attr_opt(attribute, th) {
                Ok(Some(value)) => {
                    out.push_ascii(label);
                    let shown = value.repr(th)?;
                    out.push_str(&shown);
                }
                Ok(None) => {}
                // A detached stream.
                Err(Raised) if th.raised_matches(&exceptions::ValueError) => th.clear_raised(),
                Err(raised) => return Err(raised),
            }
        }
        if let Some(encoding) = layout.encoding.get() {
            out.push_ascii(" encoding=");
            let shown = encoding.repr()?;
            out.push_str(&shown);
        }
        out.push_ascii(">");
        out.finish()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.check_attached(th)?;
        let layout = self.layout();
        layout.telling.set(false);
        let line = if TextIOWrapper::check_exact(self) {
            self.read_line(-1, th)?
        } else {
            let line = self.call_method(id!(readline), &[], th)?;
            match line.downcast_into::<Str>() {
                Ok(line) => line,
                Err(other) => {
                    let name = other.ob_type().display_name();
                    return Err(raise!(th, OSError, "readline() should have returned a str object, not '{name:.200}'"));
                }
            }
        };
        if line.is_empty() {
            self.forget_snapshot(th);
            layout.telling.set(layout.seekable.get());
            return Ok(None);
        }
        Ok(Some(line.into_object()))
    }
}
