//! `_tokenize`: the lexer's tokens, for the `tokenize` module.

use std::cell::{Cell, RefCell};

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::compile::raise_token_error;
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_syntax::error::SyntaxError;
use ks_syntax::tokenize::{self, TokenInfo};

/// What is left to be told.
#[derive(Default)]
struct Rest {
    tokens: std::vec::IntoIter<TokenInfo>,
    /// What ends the stream, besides its end.
    error: Option<SyntaxError>,
    /// The exception that reading lines ended with.
    exception: Option<Ref>,
    /// The line of the last token, as an object: tokens of one line share it.
    line: Option<(String, Ref<Str>)>,
}

#[repr(C)]
pub struct TokenizerIterLayout {
    ob_base: Object,
    readline: Field,
    encoding: Field<Str>,
    extra_tokens: Cell<bool>,
    rest: RefCell<Option<Box<Rest>>>,
}

object_type!(
    /// `_tokenize.TokenizerIter`
    pub struct TokenizerIter(TokenizerIterLayout): TokenizerIter_Type
);

/// The text that lines make, up to the end or the exception that reading them raised.
struct Text {
    text: String,
    exception: Option<Ref>,
}

impl TokenizerIter {
    /// One line; `None` at the end.
    fn line(readline: &Object, encoding: Option<&str>, th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
        let Some(line) = ks_runtime::raise::catch(readline.call(&[], th), &exceptions::StopIteration, th)? else {
            return Ok(None);
        };
        let line = match encoding {
            Some(encoding) => match line.downcast::<Bytes>() {
                Some(bytes) => {
                    unicodeobject::decode(bytes.as_bytes(), Some(encoding), Some("replace"), th)?.into_object()
                }
                None => return Err(raise!(th, TypeError, "readline() returned a non-bytes object")),
            },
            None => line,
        };
        match line.downcast_into::<Str>() {
            Ok(line) => Ok(Some(line)),
            Err(_) => Err(raise!(th, TypeError, "readline() returned a non-string object")),
        }
    }

    fn read(&self, th: &mut Thread) -> Text {
        let mut text = String::new();
        let layout = self.layout();
        let (Some(readline), encoding) = (layout.readline.get(), layout.encoding.get()) else {
            return Text { text, exception: None };
        };
        let exception = loop {
            let encoding = encoding.as_deref().and_then(|encoding| encoding.as_ascii());
            let line = match TokenizerIter::line(&readline, encoding, th) {
                Ok(Some(line)) => line,
                Ok(None) => break None,
                Err(Raised) => break th.take_raised(),
            };
            if line.is_empty() {
                break None;
            }
            if !text.is_empty() && !text.ends_with(['\n', '\r']) {
                // Each call gives a line, ended or not.
                text.push('\n');
            }
            match line.to_utf8(th) {
                Ok(line) => text.push_str(line),
                Err(Raised) => break th.take_raised(),
            }
        };
        Text { text, exception }
    }

    fn rest(&self, th: &mut Thread) -> Box<Rest> {
        if let Some(rest) = self.layout().rest.take() {
            return rest;
        }
        let Text { text, exception } = self.read(th);
        let stream = tokenize::tokenize(&text, self.layout().extra_tokens.get());
        Box::new(Rest { tokens: stream.tokens.into_iter(), error: stream.error, exception, line: None })
    }

    fn tuple(info: &TokenInfo, rest: &mut Rest) -> PyResult<Ref<Tuple>> {
        let line = match &rest.line {
            Some((text, line)) if *text == info.line => line.clone(),
            _ => {
                let line = Str::new(&info.line)?;
                rest.line = Some((info.line.clone(), line.clone()));
                line
            }
        };
        let place = |(lineno, column): (i32, i32)| {
            Tuple::from_array([
                Long::from_i64(i64::from(lineno))?.into_object(),
                Long::from_i64(i64::from(column))?.into_object(),
            ])
        };
        Tuple::from_array([
            Long::from_i64(i64::from(info.kind))?.into_object(),
            Str::new(&info.string)?.into_object(),
            place(info.start)?.into_object(),
            place(info.end)?.into_object(),
            line.into_object(),
        ])
    }
}

#[pytype(
    static = TokenizerIter_Type,
    private,
    name = "_tokenize.TokenizerIter",
    layout = TokenizerIterLayout
)]
impl TokenizerIter {
    #[new(sig = "(readline, /, *, extra_tokens, encoding=None)", name = "tokenizeriter")]
    fn new(
        ty: &'static Type,
        readline: &Object,
        extra_tokens: bool,
        encoding: Option<&Str>,
        th: &mut Thread,
    ) -> PyResult<Ref<TokenizerIter>> {
        // SAFETY: a new instance of this type.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<TokenizerIter>() };
        let layout = new.layout();
        layout.readline.init(readline.to_ref());
        if let Some(encoding) = encoding {
            layout.encoding.init(Ref::new(encoding));
        }
        layout.extra_tokens.set(extra_tokens);
        Ok(new)
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
        // Taken out while Python code may run: the iterator may be used from there.
        let mut rest = self.rest(th);
        let result = match rest.tokens.next() {
            // The end of the text was not reached if reading it failed.
            Some(info) if rest.exception.is_none() || !info.ends_stream() => {
                TokenizerIter::tuple(&info, &mut rest).map(Some)
            }
            _ => match (rest.exception.take(), rest.error.take()) {
                (Some(exception), _) => {
                    rest.tokens = Vec::new().into_iter();
                    Err(th.restore_raised(exception))
                }
                (None, Some(error)) => Err(raise_token_error(&error, th)),
                (None, None) => Ok(None),
            },
        };
        let replaced = self.layout().rest.replace(Some(rest));
        drop(replaced);
        result
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            let layout = (*this).layout();
            layout.readline.set(None, th);
            layout.encoding.set(None, th);
            drop(layout.rest.take());
            heap::free_object(this.cast());
        }
    }
}

pymodule! {
    name = "_tokenize",
    init = PyInit__tokenize,
    types = [TokenizerIter_Type],
}
