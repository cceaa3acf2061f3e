//! The methods and attributes of text streams.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use super::super::buffered::warn_unclosed;
use super::super::support::*;
use super::codec::Codec;
use super::newline::IncrementalNewlineDecoder;
use super::{TextIOWrapper, check_newline};

#[pymethods]
impl TextIOWrapper {
    #[method(sig = "()", doc = "Flush, then separate the binary stream from the text stream and return it.")]
    fn detach(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?;
        self.call_method(id!(flush), &[], th)?;
        let buffer = self.check_attached(th)?;
        let layout = self.layout();
        drop(layout.buffer.take());
        layout.detached.set(true);
        Ok(buffer)
    }

    #[method(
        sig = "(*, encoding=None, errors=None, newline=None,\n            line_buffering=None, write_through=None)",
        doc = "Change settings of the stream after flushing it. Encoding and newline only before the first read."
    )]
    fn reconfigure(
        &self,
        encoding: Option<&Object>,
        errors: Option<&Object>,
        #[arg(keep_none)] newline: Option<&Object>,
        line_buffering: Option<&Object>,
        write_through: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<()> {
        let layout = self.layout();
        let text = |name: &str, value: Option<&Object>, th: &mut Thread| -> PyResult<Option<Ref<Str>>> {
            match value {
                None => Ok(None),
                Some(value) => match value.downcast::<Str>() {
                    Some(text) => Ok(Some(Ref::new(text))),
                    None => {
                        let actual = value.ob_type().display_name();
                        Err(raise!(
                            th,
                            TypeError,
                            "reconfigure() argument '{name}' must be str or None, not {actual:.200}"
                        ))
                    }
                },
            }
        };
        if !layout.decoded.is_null() && (encoding.is_some() || errors.is_some() || newline.is_some()) {
            return Err(unsupported(
                "It is not possible to set the encoding or newline of stream after the first read",
                th,
            ));
        }
        let newline = match newline {
            None => None,
            Some(value) => {
                let value = text("newline", Some(value).filter(|value| !value.is(none())), th)?;
                Some(check_newline(value.as_deref(), th)?)
            }
        };
        let flag = |value: Option<&Object>, old: bool, th: &mut Thread| match value {
            Some(value) => Ok(value.as_c_int(th)? != 0),
            None => Ok(old),
        };
        let lines = flag(line_buffering, layout.line_buffering.get(), th)?;
        let through = flag(write_through, layout.write_through.get(), th)?;
        let encoding = text("encoding", encoding, th)?;
        let errors = text("errors", errors, th)?;
        self.call_method(id!(flush), &[], th)?;
        if encoding.is_some() || errors.is_some() || newline.is_some() {
            let chosen = match &encoding {
                None => layout.encoding.get().unwrap_or(Ref::new(empty_str())),
                Some(text) if text.eq_ascii("locale") => Str::new(&super::locale_encoding())?,
                Some(text) => text.clone(),
            };
            let errors = match errors {
                Some(errors) => errors,
                None if encoding.is_some() => Str::new("strict")?,
                None => layout.errors.get().map_or_else(|| Str::new("strict"), Ok)?,
            };
            let codec = Codec::find(chosen.to_utf8(th)?, th)?;
            if let Some(newline) = newline {
                self.set_newline(newline);
            }
            layout.encoding.set(Some(chosen), th);
            layout.errors.set(Some(errors.clone()), th);
            self.set_codec(&codec, &errors, th)?;
            self.fix_encoder(th)?;
        }
        layout.line_buffering.set(lines);
        layout.write_through.set(through);
        Ok(())
    }

    #[method(sig = "(text, /)", doc = "Write the text; return how many characters it has.")]
    fn write(&self, text: &Str, th: &mut Thread) -> PyResult<usize> {
        self.write_text(text, th)
    }

    #[method(sig = "(size=-1, /)", doc = "Read size characters, or all for -1 and None.")]
    fn read(&self, #[arg(with = size_or_none, default = -1)] size: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_attached(th)?;
        self.read_text(size, th)
    }

    #[method(sig = "(size=-1, /)", doc = "Read a line, or at most size characters of it; an empty string at the end.")]
    fn readline(&self, size: isize, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.check_attached(th)?;
        self.read_line(size, th)
    }

    #[method(sig = "()", doc = "Write out what is buffered here and below.")]
    fn flush(&self, th: &mut Thread) -> PyResult {
        let buffer = self.check_open(th)?;
        self.layout().telling.set(self.layout().seekable.get());
        self.write_out(th)?;
        buffer.call_method(id!(flush), &[], th)
    }

    #[method(sig = "()", doc = "Flush, then close the binary stream. A second close does nothing.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let buffer = self.check_attached(th)?;
        if self.get_attr(id!(closed), th)?.is_true(th)? {
            return Ok(none().to_ref());
        }
        if self.layout().finalizing.get() {
            warn_unclosed(&buffer, self, th);
        }
        let flushed = self.call_method(id!(flush), &[], th);
        let pending = if flushed.is_err() { th.take_raised() } else { None };
        let closed = buffer.call_method(id!(close), &[], th);
        chain(pending, closed, th)
    }

    #[method(sig = "()", doc = "The descriptor of the binary stream.")]
    fn fileno(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.call_method(id!(fileno), &[], th)
    }

    #[method(sig = "()", doc = "Whether the binary stream can seek.")]
    fn seekable(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.call_method(id!(seekable), &[], th)
    }

    #[method(sig = "()", doc = "Whether the binary stream can be read.")]
    fn readable(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.call_method(id!(readable), &[], th)
    }

    #[method(sig = "()", doc = "Whether the binary stream can be written.")]
    fn writable(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.call_method(id!(writable), &[], th)
    }

    #[method(sig = "()", doc = "Whether the binary stream is a terminal.")]
    fn isatty(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.call_method(id!(isatty), &[], th)
    }

    #[method(
        sig = "(cookie, whence=os.SEEK_SET, /)",
        doc = "Go to a position that tell() gave, to the start or end, or nowhere; return the position."
    )]
    fn seek(&self, cookie: &Object, #[arg(default = 0)] whence: c_int, th: &mut Thread) -> PyResult {
        self.seek_position(cookie, whence, th)
    }

    #[method(sig = "()", doc = "The position in the stream, as a number for seek().")]
    fn tell(&self, th: &mut Thread) -> PyResult {
        self.tell_position(th)
    }

    #[method(sig = "(pos=None, /)", doc = "Flush, then cut or extend the binary stream; return its size.")]
    fn truncate(&self, pos: Option<&Object>, th: &mut Thread) -> PyResult {
        let buffer = self.check_attached(th)?;
        self.call_method(id!(flush), &[], th)?;
        buffer.call_method(id!(truncate), &[pos.unwrap_or(none())], th)
    }

    #[method(name = "__reduce__", sig = "()")]
    fn reduce(&self, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[method(name = "__reduce_ex__", sig = "(object, /)")]
    fn reduce_ex(&self, _object: &Object, th: &mut Thread) -> PyResult<()> {
        Err(cannot_pickle(self, th))
    }

    #[getter]
    fn name(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.get_attr(id!(name), th)
    }

    #[getter]
    fn closed(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?.get_attr(id!(closed), th)
    }

    #[getter]
    fn newlines(&self, th: &mut Thread) -> PyResult {
        self.check_attached(th)?;
        let layout = self.layout();
        match layout.decoder.get() {
            Some(decoder) => match decoder.downcast::<IncrementalNewlineDecoder>() {
                Some(_) => decoder.get_attr(id!(newlines), th),
                None => Ok(decoder.get_attr_opt(id!(newlines), th)?.unwrap_or_else(|| none().to_ref())),
            },
            None if layout.universal.get() => layout.newline.newlines(),
            None => Ok(none().to_ref()),
        }
    }

    #[getter]
    fn errors(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        match layout.errors.get() {
            Some(errors) => Ok(errors.into_object()),
            None => Err(raise!(th, ValueError, "I/O operation on uninitialized object")),
        }
    }

    #[getter(name = "_CHUNK_SIZE")]
    fn chunk_size(&self, th: &mut Thread) -> PyResult<usize> {
        self.check_attached(th)?;
        Ok(self.layout().chunk_size.get())
    }

    #[setter(name = "_CHUNK_SIZE")]
    fn set_chunk_size(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.check_attached(th)?;
        let Some(value) = value else {
            return Err(raise!(th, AttributeError, "cannot delete attribute"));
        };
        match usize::try_from(value.as_isize(Some(&exceptions::ValueError), th)?) {
            Ok(size) if size > 0 => {
                self.layout().chunk_size.set(size);
                Ok(())
            }
            _ => Err(raise!(th, ValueError, "a strictly positive integer is required")),
        }
    }
}
