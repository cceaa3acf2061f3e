//! `_tokenize`: the lexer's tokens, for the `tokenize` module.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::compile::{raise_token_error, token_warning};
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_syntax::tokenize::{TokenInfo, TokenStream, Tokenizer};

/// What has been read.
struct Progress {
    tokenizer: Tokenizer,
    /// The last tokens read; how many of them, and of their warnings, have been told.
    stream: TokenStream,
    told: usize,
    warned: usize,
    /// Whether reading lines has come to an end, and the exception that it ended with.
    ended: bool,
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
    progress: RefCell<Option<Box<Progress>>>,
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
                Some(bytes) if bytes.as_bytes().is_empty() => return Ok(None),
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

    fn new_progress(&self) -> Box<Progress> {
        Box::new(Progress {
            tokenizer: Tokenizer::new(self.layout().extra_tokens.get()),
            stream: TokenStream::default(),
            told: 0,
            warned: 0,
            ended: false,
            exception: None,
            line: None,
        })
    }

    /// Reads on until there are tokens, or an error, or no more lines.
    fn read(&self, progress: &mut Progress, th: &mut Thread) {
        let layout = self.layout();
        let (Some(readline), encoding) = (layout.readline.get(), layout.encoding.get()) else { return };
        let encoding = encoding.as_deref().and_then(|encoding| encoding.as_ascii());
        loop {
            let line = TokenizerIter::line(&readline, encoding, th).and_then(|line| match line {
                Some(line) => Ok(line.to_utf8(th)?.to_owned()),
                None => Ok(String::new()),
            });
            let stream = match line {
                Ok(line) if !line.is_empty() => progress.tokenizer.feed(line),
                ended => {
                    progress.ended = true;
                    if ended.is_err() {
                        progress.exception = th.take_raised();
                    }
                    progress.tokenizer.finish(progress.exception.is_none())
                }
            };
            progress.ended |= stream.error.is_some();
            let empty = stream.tokens.is_empty() && stream.warnings.is_empty();
            (progress.stream, progress.told, progress.warned) = (stream, 0, 0);
            if progress.ended || !empty {
                return;
            }
        }
    }

    /// The next token, after the warnings about it; then what ended the stream.
    fn step(&self, progress: &mut Progress, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
        loop {
            while let Some(warning) = progress.stream.warnings.get(progress.warned)
                && warning.token <= progress.told
            {
                progress.warned += 1;
                token_warning(warning, th)?;
            }
            if let Some(info) = progress.stream.tokens.get(progress.told) {
                progress.told += 1;
                return TokenizerIter::tuple(info, &mut progress.line).map(Some);
            }
            if progress.ended {
                break;
            }
            self.read(progress, th);
        }
        if let Some(error) = progress.stream.error.take() {
            progress.exception = None;
            return Err(raise_token_error(&error, th));
        }
        match progress.exception.take() {
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
        encoding: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<Ref<TokenizerIter>> {
        let encoding = match encoding {
            None => None,
            Some(encoding) => match encoding.downcast::<Str>() {
                Some(text) => {
                    text.to_c_text(th)?;
                    Some(text)
                }
                None => {
                    let name = encoding.ob_type().display_name();
                    return Err(raise!(
                        th,
                        TypeError,
                        "tokenizeriter() argument 'encoding' must be str, not {name:.50}"
                    ));
                }
            },
        };
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
        let mut progress = self.layout().progress.take().unwrap_or_else(|| self.new_progress());
        let result = self.step(&mut progress, th);
        let replaced = self.layout().progress.replace(Some(progress));
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
            drop(layout.progress.take());
            heap::free_object(this.cast());
        }
    }
}

pymodule! {
    name = "_tokenize",
    init = PyInit__tokenize,
    types = [TokenizerIter_Type],
}
