//! Line ends: translating what is read, and `_io.IncrementalNewlineDecoder`.

use std::cell::Cell;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::unicodeobject::StrWriter;
use ks_runtime::prelude::*;

const SEEN_CR: u8 = 1;
const SEEN_LF: u8 = 2;
const SEEN_CRLF: u8 = 4;

/// What universal newlines remember between two pieces of text.
#[derive(Default)]
pub struct NewlineState {
    /// Whether all line ends become `\n`.
    pub translate: Cell<bool>,
    /// The last piece ended with a `\r`, which was kept back.
    pub pending_cr: Cell<bool>,
    seen: Cell<u8>,
}

impl NewlineState {
    pub fn reset(&self) {
        self.pending_cr.set(false);
        self.seen.set(0);
    }

    /// Notes the line ends of a piece, translates them if that is wanted, and keeps a `\r` at the end back unless it is
    /// the last piece.
    pub fn decode(&self, piece: Ref<Str>, last: bool) -> PyResult<Ref<Str>> {
        let mut text = piece;
        if self.pending_cr.get() && (last || !text.is_empty()) {
            self.pending_cr.set(false);
            text = unicodeobject::latin1_char(u32::from(b'\r')).concat(&text)?;
        }
        let len = text.len();
        if !last && len > 0 && text.char_at(len - 1) == u32::from(b'\r') {
            text = text.substring(0, len - 1)?;
            self.pending_cr.set(true);
        }
        let len = text.len();
        if len == 0 {
            return Ok(text);
        }
        let (cr, lf) = (u32::from(b'\r'), u32::from(b'\n'));
        let Some(first) = text.find_char(cr, 0, len) else {
            if self.seen.get() & SEEN_LF == 0 && text.find_char(lf, 0, len).is_some() {
                self.seen.set(self.seen.get() | SEEN_LF);
            }
            return Ok(text);
        };
        let mut seen = self.seen.get();
        if seen & SEEN_LF == 0 && text.find_char(lf, 0, first).is_some() {
            seen |= SEEN_LF;
        }
        let data = text.data();
        let translate = self.translate.get();
        let mut out = StrWriter::with_capacity(if translate { len } else { 0 });
        if translate {
            out.push_slice(&text, 0, first);
        }
        let mut at = first;
        while at < len {
            let point = data.at(at);
            at += 1;
            let shown = if point == lf {
                seen |= SEEN_LF;
                lf
            } else if point == cr {
                if at < len && data.at(at) == lf {
                    at += 1;
                    seen |= SEEN_CRLF;
                } else {
                    seen |= SEEN_CR;
                }
                lf
            } else {
                point
            };
            if translate {
                out.push(shown);
            }
        }
        self.seen.set(seen);
        if translate { out.finish() } else { Ok(text) }
    }

    /// The `newlines` attribute: none, a string, or a tuple of strings.
    pub fn newlines(&self) -> PyResult {
        let seen = self.seen.get();
        let kinds = [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")];
        let mut found = Vec::new();
        for (flag, text) in kinds {
            if seen & flag != 0 {
                found.push(Str::new(text)?.into_object());
            }
        }
        match found.len() {
            0 => Ok(none().to_ref()),
            1 => found.pop().ok_or_else(heap::out_of_memory),
            _ => Ok(Tuple::from_vec(found)?.into_object()),
        }
    }
}

/// A decoder of another kind, whose text's line ends are translated.
#[repr(C)]
pub struct PyNewlineDecoderObject {
    ob_base: Object,
    /// `None` for a decoder of text.
    decoder: Field,
    errors: Field,
    state: NewlineState,
}
// SAFETY: begins with the object header.
unsafe impl ObjectLayout for PyNewlineDecoderObject {}

object_type!(
    /// `_io.IncrementalNewlineDecoder`
    pub struct IncrementalNewlineDecoder(PyNewlineDecoderObject): IncrementalNewlineDecoder_Type
);

impl IncrementalNewlineDecoder {
    /// A decoder over another one.
    pub fn new(decoder: &Object, translate: bool) -> PyResult<Ref<IncrementalNewlineDecoder>> {
        let new: Ref<IncrementalNewlineDecoder> = super::super::support::allocate(&IncrementalNewlineDecoder_Type)?;
        new.layout().decoder.init(decoder.to_ref());
        new.layout().state.translate.set(translate);
        Ok(new)
    }

    fn inner(&self, th: &mut Thread) -> PyResult {
        match self.layout().decoder.get() {
            Some(decoder) => Ok(decoder),
            None => Err(raise!(th, ValueError, "IncrementalNewlineDecoder.__init__() not called")),
        }
    }

    /// `decode`.
    pub fn decode_object(&self, input: &Object, last: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        let decoder = self.inner(th)?;
        let text = if decoder.is(none()) {
            input.to_ref()
        } else {
            decoder.call_method(id!(decode), &[input, boolobject::bool_object(last)], th)?
        };
        match text.downcast_into::<Str>() {
            Ok(text) => self.layout().state.decode(text, last),
            Err(other) => {
                let name = other.ob_type().display_name();
                Err(raise!(th, TypeError, "decoder should return a string result, not '{name:.200}'"))
            }
        }
    }
}

#[pytype(
    static = IncrementalNewlineDecoder_Type,
    private,
    name = "_io.IncrementalNewlineDecoder",
    layout = PyNewlineDecoderObject,
    flags(BASETYPE, HAVE_GC),
    text_signature = "(decoder, translate, errors='strict')",
    doc = "A decoder over a decoder that finds line ends of all kinds, also ones cut in two, and translates them if asked to.",
)]
impl IncrementalNewlineDecoder {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Object, _kwargs: Option<&Object>) -> PyResult {
        Ok(super::super::support::allocate::<IncrementalNewlineDecoder>(ty)?.into_object())
    }

    #[init(sig = "(decoder, translate, errors='strict')")]
    fn py_init(&self, decoder: &Object, translate: bool, errors: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let layout = self.layout();
        let errors = match errors {
            Some(errors) => errors.to_ref(),
            None => Str::new("strict")?.into_object(),
        };
        layout.errors.set(Some(errors), th);
        layout.decoder.set(Some(decoder.to_ref()), th);
        layout.state.translate.set(translate);
        layout.state.reset();
        Ok(())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().decoder.take());
            drop((*this).layout().errors.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().decoder);
        visit.visit(&self.layout().errors);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().decoder.take());
        drop(self.layout().errors.take());
    }

    #[method(sig = "(input, final=False)", doc = "Decode a piece; final says that it is the last one.")]
    fn decode(&self, input: &Object, r#final: bool, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.decode_object(input, r#final, th)
    }

    #[method(sig = "()", doc = "The state: the inner decoder's, with a flag for a line end kept back.")]
    fn getstate(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let decoder = self.inner(th)?;
        let (buffer, flag) = if decoder.is(none()) {
            (Bytes::new(&[])?.into_object(), Long::zero())
        } else {
            let state = decoder.call_method(id!(getstate), &[], th)?;
            let Some(parts) = state.downcast::<Tuple>() else {
                return Err(raise!(th, TypeError, "illegal decoder state"));
            };
            match parts.items() {
                [buffer, flag] => match flag.downcast::<Long>() {
                    Some(flag) => (buffer.clone(), Ref::new(flag)),
                    None => {
                        let name = flag.ob_type().display_name();
                        return Err(raise!(
                            th,
                            TypeError,
                            "illegal decoder state: the second item should be an integer, not {name:.200}"
                        ));
                    }
                },
                _ => return Err(raise!(th, TypeError, "illegal decoder state")),
            }
        };
        let doubled = Long::shift_left(&flag, 1)?;
        let flag =
            if self.layout().state.pending_cr.get() { Long::add(&doubled, &*Long::from_i64(1)?)? } else { doubled };
        Tuple::from_array([buffer, flag.into_object()])
    }

    #[method(sig = "(state, /)", doc = "Go back to a state that getstate() gave.")]
    fn setstate(&self, state: &Object, th: &mut Thread) -> PyResult<()> {
        let decoder = self.inner(th)?;
        let Some(parts) = state.downcast::<Tuple>() else {
            return Err(raise!(th, TypeError, "state argument must be a tuple"));
        };
        let [buffer, flag] = parts.items() else {
            return Err(raise!(th, TypeError, "setstate(): illegal state argument"));
        };
        let flag = flag.index(th)?;
        self.layout().state.pending_cr.set(flag.to_u64_mask() & 1 != 0);
        if decoder.is(none()) {
            return Ok(());
        }
        let rest = Long::shift_right(&flag, 1)?;
        let state = Tuple::from_array([buffer.clone(), rest.into_object()])?;
        decoder.call_method(id!(setstate), &[&state], th)?;
        Ok(())
    }

    #[method(sig = "()", doc = "Forget everything decoded so far.")]
    fn reset(&self, th: &mut Thread) -> PyResult {
        let decoder = self.inner(th)?;
        self.layout().state.reset();
        if decoder.is(none()) {
            return Ok(none().to_ref());
        }
        decoder.call_method(id!(reset), &[], th)
    }

    #[getter]
    fn newlines(&self, th: &mut Thread) -> PyResult {
        self.inner(th)?;
        self.layout().state.newlines()
    }
}
