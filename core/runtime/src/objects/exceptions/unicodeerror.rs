//! The three `UnicodeError`s that know what could not be encoded, decoded or translated, and where.

use super::fields::no_keywords;
use super::storage;
use super::*;
use crate::objects::memoryobject::Buffer;

object_type!(
    /// `UnicodeEncodeError`; the other two have the same fields.
    pub struct UnicodeErrorObject(PyUnicodeErrorObject): UnicodeEncodeError
);

impl UnicodeErrorObject {
    /// The object as one of the three, if it is.
    pub fn of(object: &Object) -> Option<&UnicodeErrorObject> {
        let class = object.ob_type();
        let known = [&UnicodeEncodeError, &UnicodeDecodeError, &UnicodeTranslateError];
        if known.into_iter().any(|known| class.is_subtype_of(known)) {
            // SAFETY: all three have the layout.
            Some(unsafe { object.cast_unchecked() })
        } else {
            None
        }
    }

    /// A field that must be a string.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn str_field(field: &Field, name: &str, th: &mut Thread) -> PyResult<Ref<Str>> {
        match field.get().map(Ref::downcast_into::<Str>) {
            None => Err(raise!(th, TypeError, "{name} attribute not set")),
            Some(Ok(text)) => Ok(text),
            Some(Err(_)) => Err(raise!(th, TypeError, "{name} attribute must be unicode")),
        }
    }

    /// A field that must be bytes.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn bytes_field(field: &Field, name: &str, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        match field.get().map(Ref::downcast_into::<Bytes>) {
            None => Err(raise!(th, TypeError, "{name} attribute not set")),
            Some(Ok(bytes)) => Ok(bytes),
            Some(Err(_)) => Err(raise!(th, TypeError, "{name} attribute must be bytes")),
        }
    }

    /// `start`, kept within an object of `size` units.
    pub fn clipped_start(&self, size: usize) -> isize {
        self.layout().start.get().max(0).min((size as isize - 1).max(0))
    }

    /// `end`, kept within an object of `size` units.
    pub fn clipped_end(&self, size: usize) -> isize {
        self.layout().end.get().max(1).min(size as isize)
    }

    fn fill(
        &self,
        args: &Tuple,
        encoding: Option<&Object>,
        object: Ref,
        [start, end]: [isize; 2],
        reason: &Object,
        th: &mut Thread,
    ) {
        let layout = self.layout();
        layout.base.args.set(Some(Ref::new(args).into_object()), th);
        layout.encoding.set(encoding.map(Object::to_ref), th);
        layout.object.set(Some(object), th);
        layout.start.set(start);
        layout.end.set(end);
        layout.reason.set(Some(reason.to_ref()), th);
    }

    /// Encoding and reason as text, for messages; nothing if the instance was never initialized.
    fn head(&self, th: &mut Thread) -> PyResult<Option<(Ref, Ref<Str>, Ref<Str>)>> {
        let layout = self.layout();
        let Some(object) = layout.object.get() else { return Ok(None) };
        let encoding = match layout.encoding.get() {
            Some(encoding) => encoding.str(th)?,
            None => Ref::new(empty_str()),
        };
        let reason = super::fields::or_none(&layout.reason).str(th)?;
        Ok(Some((object, encoding, reason)))
    }
}

/// The arguments of a constructor: each must be of the type given.
fn check_text(items: &[Ref], index: usize, th: &mut Thread) -> PyResult<()> {
    let item = &items[index];
    if Str::check(item) {
        return Ok(());
    }
    let number = index + 1;
    let name = if item.is(none()) { "None".into() } else { item.ob_type().display_name() };
    Err(raise!(th, TypeError, "argument {number} must be str, not {name:.50}"))
}

fn check_count(args: &Tuple, wanted: usize, th: &mut Thread) -> PyResult<()> {
    let given = args.len();
    if given == wanted {
        return Ok(());
    }
    Err(raise!(th, TypeError, "function takes exactly {wanted} arguments ({given} given)"))
}

/// `'\xe9'`, `'\u1234'` or `'\U0001f600'`.
fn escaped(point: u32) -> String {
    match point {
        0..=0xff => format!("\\x{point:02x}"),
        0x100..=0xffff => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

mod encode {
    use super::*;

    #[pymethods]
    impl UnicodeErrorObject {
        #[slot(tp_init)]
        fn encode_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
            no_keywords(&self.ob_type().display_name(), kwargs, th)?;
            self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
            check_count(args, 5, th)?;
            let items = args.items();
            check_text(items, 0, th)?;
            check_text(items, 1, th)?;
            let range = [items[2].as_isize(Some(&OverflowError), th)?, items[3].as_isize(Some(&OverflowError), th)?];
            check_text(items, 4, th)?;
            self.fill(args, Some(&items[0]), items[1].clone(), range, &items[4], th);
            Ok(())
        }

        #[slot(tp_str)]
        fn encode_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let Some((object, encoding, reason)) = self.head(th)? else {
                return Ok(Ref::new(empty_str()));
            };
            let (start, end) = (self.layout().start.get(), self.layout().end.get());
            let point = single(&object, start, end);
            let mut text = StrWriter::with_capacity(64);
            text.push_ascii("'");
            text.push_str(&encoding);
            text.push_ascii("' codec can't encode character");
            text.push_ascii(&match point {
                Some(point) => format!(" '{}' in position {start}: ", escaped(point)),
                None => format!("s in position {start}-{}: ", end.wrapping_sub(1)),
            });
            text.push_str(&reason);
            text.finish()
        }
    }
}

/// The one character concerned, if it is only one.
fn single(object: &Object, start: isize, end: isize) -> Option<u32> {
    let text = object.downcast::<Str>()?;
    let index = usize::try_from(start).ok().filter(|index| *index < text.len())?;
    (start.checked_add(1) == Some(end)).then(|| text.char_at(index))
}

mod decode {
    use super::*;

    #[pymethods]
    impl UnicodeErrorObject {
        #[slot(tp_init)]
        fn decode_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
            no_keywords(&self.ob_type().display_name(), kwargs, th)?;
            self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
            check_count(args, 5, th)?;
            let items = args.items();
            check_text(items, 0, th)?;
            let range = [items[2].as_isize(Some(&OverflowError), th)?, items[3].as_isize(Some(&OverflowError), th)?];
            check_text(items, 4, th)?;
            let object = if Bytes::check(&items[1]) {
                items[1].clone()
            } else {
                let buffer = Buffer::get(&items[1], PyBUF_SIMPLE, th)?;
                Bytes::new(buffer.as_bytes())?.into_object()
            };
            self.fill(args, Some(&items[0]), object, range, &items[4], th);
            Ok(())
        }

        #[slot(tp_str)]
        fn decode_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let Some((object, encoding, reason)) = self.head(th)? else {
                return Ok(Ref::new(empty_str()));
            };
            let (start, end) = (self.layout().start.get(), self.layout().end.get());
            let byte = usize::try_from(start)
                .ok()
                .filter(|_| start.checked_add(1) == Some(end))
                .and_then(|index| object.downcast::<Bytes>()?.as_bytes().get(index).copied());
            let mut text = StrWriter::with_capacity(64);
            text.push_ascii("'");
            text.push_str(&encoding);
            text.push_ascii("' codec can't decode byte");
            text.push_ascii(&match byte {
                Some(byte) => format!(" 0x{byte:02x} in position {start}: "),
                None => format!("s in position {start}-{}: ", end.wrapping_sub(1)),
            });
            text.push_str(&reason);
            text.finish()
        }
    }
}

mod translate {
    use super::*;

    #[pymethods]
    impl UnicodeErrorObject {
        #[slot(tp_init)]
        fn translate_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
            no_keywords(&self.ob_type().display_name(), kwargs, th)?;
            self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
            check_count(args, 4, th)?;
            let items = args.items();
            check_text(items, 0, th)?;
            let range = [items[1].as_isize(Some(&OverflowError), th)?, items[2].as_isize(Some(&OverflowError), th)?];
            check_text(items, 3, th)?;
            self.fill(args, None, items[0].clone(), range, &items[3], th);
            Ok(())
        }

        #[slot(tp_str)]
        fn translate_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
            let Some((object, _, reason)) = self.head(th)? else {
                return Ok(Ref::new(empty_str()));
            };
            let (start, end) = (self.layout().start.get(), self.layout().end.get());
            let mut text = StrWriter::with_capacity(64);
            text.push_ascii("can't translate character");
            text.push_ascii(&match single(&object, start, end) {
                Some(point) => format!(" '{}' in position {start}: ", escaped(point)),
                None => format!("s in position {start}-{}: ", end.wrapping_sub(1)),
            });
            text.push_str(&reason);
            text.finish()
        }
    }
}

const MEMBERS: &[PyMemberDef] = &[
    member!("encoding", PyUnicodeErrorObject, encoding, _Py_T_OBJECT, "the encoding's name"),
    member!("object", PyUnicodeErrorObject, object, _Py_T_OBJECT, "what was to be converted"),
    member!("start", PyUnicodeErrorObject, start, Py_T_PYSSIZET, "where the trouble begins"),
    member!("end", PyUnicodeErrorObject, end, Py_T_PYSSIZET, "where it ends"),
    member!("reason", PyUnicodeErrorObject, reason, _Py_T_OBJECT, "what is wrong"),
];

macro_rules! unicode_error {
    ($module:ident, $name:ident, $text:tt, $doc:tt, $wrapper:ident) => {
        object_type!(
            #[doc = $doc]
            pub struct $wrapper(PyUnicodeErrorObject): $name
        );

        #[pytype(
            static = $name,
            private,
            name = $text,
            layout = PyUnicodeErrorObject,
            base = UnicodeError,
            flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
            doc = $doc,
            members = [MEMBERS],
            slots = [base::tp_new, $module::tp_init, $module::tp_str],
        )]
        impl $wrapper {
            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: the slot of the class whose layout this is.
                unsafe { storage::dealloc::<PyUnicodeErrorObject>(this.cast()) }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                storage::Storage::each(self.layout(), &mut |field| visit.visit(field));
            }

            #[slot]
            fn tp_clear(&self) {
                storage::Storage::each(self.layout(), &mut |field| drop(field.take()));
            }
        }
    };
}

unicode_error!(encode, UnicodeEncodeError, "UnicodeEncodeError", "Text cannot be encoded.", EncodeError);
unicode_error!(decode, UnicodeDecodeError, "UnicodeDecodeError", "Bytes cannot be decoded.", DecodeError);
unicode_error!(translate, UnicodeTranslateError, "UnicodeTranslateError", "Text cannot be translated.", TranslateError);
