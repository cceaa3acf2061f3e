//! `_string`: the parsers of format strings, for `string.Formatter`.

use std::cell::Cell;

use ks_runtime::heap;
use ks_runtime::objects::unicodeobject::template::{FieldName, Key, Pieces};
use ks_runtime::prelude::*;

fn text<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
    object.downcast::<Str>().ok_or_else(|| {
        let name = object.ob_type().display_name();
        raise!(th, TypeError, "expected str, got {name}")
    })
}

/// A part of the format string as an object.
fn part(text: &Str, (start, end): (usize, usize)) -> PyResult {
    Str::from_data(text.data().slice(start, end))?.into_py()
}

/// A key as an object.
fn key(text: &Str, key: Key) -> PyResult {
    match key {
        Key::Index(index) => Long::from_usize(index)?.into_py(),
        Key::Name(range) => part(text, range),
    }
}

/// Where an iterator stands in its string.
#[repr(C)]
pub struct FormatIterLayout {
    ob_base: Object,
    text: Field<Str>,
    at: Cell<usize>,
}
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for FormatIterLayout {}

macro_rules! format_iterator {
    ($(#[$doc:meta])* $wrapper:ident, $static:ident, $name:tt, $next:path) => {
        object_type!(
            $(#[$doc])*
            pub struct $wrapper(FormatIterLayout): $static
        );

        impl $wrapper {
            fn new(text: &Str, at: usize) -> PyResult<Ref<$wrapper>> {
                let iterator = heap::new_object::<$wrapper>(&$static)?;
                iterator.layout().text.init(Ref::new(text));
                iterator.layout().at.set(at);
                Ok(iterator)
            }
        }

        #[pytype(static = $static, private, name = $name, layout = FormatIterLayout, no_new)]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: a dead iterator.
                unsafe {
                    drop((*this).layout().text.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_iter(&self) -> Ref {
                self.to_ref()
            }

            #[slot]
            fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
                let Some(text) = self.layout().text.get() else {
                    return Ok(None);
                };
                $next(&text, &self.layout().at, th)
            }
        }
    };
}

format_iterator!(
    /// Iterator over the pieces of a format string.
    FormatterIterator,
    FormatterIterator_Type,
    "formatteriterator",
    next_piece
);
format_iterator!(
    /// Iterator over the parts of a field's name.
    FieldNameIterator,
    FieldNameIterator_Type,
    "fieldnameiterator",
    next_name
);

/// `(literal, field name, specification, conversion)`.
fn next_piece(text: &Str, at: &Cell<usize>, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
    let mut pieces = Pieces::new(text.data(), at.get(), text.len());
    let piece = pieces.next(th)?;
    at.set(pieces.position());
    let Some(piece) = piece else {
        return Ok(None);
    };
    let literal = part(text, piece.literal)?;
    let nothing = || none().to_ref();
    let (name, spec, conversion) = match piece.field {
        None => (nothing(), nothing(), nothing()),
        Some(field) => {
            let conversion = match field.conversion {
                Some(point) => Str::from_char(point)?.into_object(),
                None => nothing(),
            };
            (part(text, field.name)?, part(text, field.spec)?, conversion)
        }
    };
    Tuple::from_array([literal, name, spec, conversion]).map(Some)
}

/// `(is attribute, key)`.
fn next_name(text: &Str, at: &Cell<usize>, th: &mut Thread) -> PyResult<Option<Ref<Tuple>>> {
    let mut rest = FieldName::resume(text.data(), at.get(), text.len());
    let next = rest.next(th)?;
    at.set(rest.position());
    let Some((attribute, name)) = next else {
        return Ok(None);
    };
    Tuple::from_array([attribute.into_py()?, key(text, name)?]).map(Some)
}

#[pyfunction(sig = "(string, /)", no_text_signature, doc = "Iterate over the pieces of a format string.")]
fn formatter_parser(string: &Object, th: &mut Thread) -> PyResult<Ref<FormatterIterator>> {
    FormatterIterator::new(text(string, th)?, 0)
}

#[pyfunction(
    sig = "(string, /)",
    no_text_signature,
    doc = "The first part of a field's name, and an iterator over the others."
)]
fn formatter_field_name_split(string: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let string = text(string, th)?;
    let (first, rest) = FieldName::new(string.data(), (0, string.len()), th)?;
    let rest = FieldNameIterator::new(string, rest.position())?;
    Tuple::from_array([key(string, first)?, rest.into_object()])
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let _ = module;
    FormatterIterator_Type.ready(th)?;
    FieldNameIterator_Type.ready(th)
}

pymodule! {
    name = "_string",
    init = PyInit__string,
    doc = "Helpers of the module string.",
    functions = [formatter_parser, formatter_field_name_split],
    exec = exec,
}
