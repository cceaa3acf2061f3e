//! `_tokenize`: the lexer's tokens, for the `tokenize` module.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::compile::{raise_token_error, token_warning};
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_syntax::tokenize::{self, TokenInfo, TokenStream};

/// What is left to be told.
#[derive(Default)]
struct Rest {
    stream: TokenStream,
    /// How many tokens and warnings have been told.
    told: usize,
    warned: usize,
    /// The exception that reading lines ended with.
    exception: Option<Ref>,
    /// The line of the last token, as an object: tokens of one line share it.
    line: Option<(Rc<str>, Ref<Str>)>,
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

    /// All lines, up to the end or the exception that reading them raised.
    fn read(&self, th: &mut Thread) -> (Vec<String>, Option<Ref>) {
        let mut lines = Vec::new();
        let layout = self.layout();
        let (Some(readline), encoding) = (layout.readline.get(), layout.encoding.get()) else { return (lines, None) };
        let encoding = encoding.as_deref().and_then(|encoding| encoding.as_ascii());
        loop {
            let line = match TokenizerIter::line(&readline, encoding, th) {
                Ok(Some(line)) if !line.is_empty() => line,
                Ok(_) => return (lines, None),
                Err(Raised) => return (lines, th.take_raised()),
            };
            match line.to_utf8(th) {
                Ok(line) => lines.push(line.to_owned()),
                Err(Raised) => return (lines, th.take_raised()),
            }
        }
    }

    fn rest(&self, th: &mut Thread) -> Box<Rest> {
        if let Some(rest) = self.layout().rest.take() {
            return rest;
        }
        let (lines, exception) = self.read(th);
        let stream = tokenize::tokenize(&lines, self.layout().extra_tokens.get(), exception.is_none());
        Box::new(Rest { stream, exception, ..Rest::default() })
    }

    /// The next token, after the warnings about it; then what ended the stream.
    fn step(rest: &mut Rest, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
        while let Some(warning) = rest.stream.warnings.get(rest.warned)
            && warning.token <= rest.told
        {
            rest.warned += 1;
            token_warning(warning, th)?;
        }
        if let Some(info) = rest.stream.tokens.get(rest.told) {
            rest.told += 1;
            return TokenizerIter::tuple(info, &mut rest.line).map(Some);
        }
        if let Some(error) = rest.stream.error.take() {
            rest.exception = None;
            return Err(raise_token_error(&error, th));
        }
        match rest.exception.take() {
            Some(exception) => Err(th.restore_raised(exception)),
            None => Ok(None),
        }
    }

    fn tuple(info: &TokenInfo, last: &mut Option<(Rc<str>, Ref<Str>)>) -> PyResult<Ref<Tuple>> {
        let line = match last {
            Some((text, line)) if Rc::ptr_eq(text, &info.line) => line.clone(),
            _ => {
                let line = Str::new(&info.line)?;
                *last = Some((info.line.clone(), line.clone()));
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
        let result = TokenizerIter::step(&mut rest, th);
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
