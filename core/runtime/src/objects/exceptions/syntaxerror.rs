//! `SyntaxError` and its subclasses: where in which source.

use super::fields::no_keywords;
use super::storage;
use super::*;

object_type!(
    /// `SyntaxError`
    pub struct SyntaxErrorObject(PySyntaxErrorObject): SyntaxError
);

/// The text after the last slash.
fn base_name(path: &Str) -> PyResult<Ref<Str>> {
    let length = path.len();
    let start = (0..length).rev().find(|&at| path.char_at(at) == '/' as u32).map_or(0, |at| at + 1);
    path.substring(start, length)
}

impl SyntaxErrorObject {
    /// Takes the details apart: file name, line, column, text, and perhaps the end's line and column.
    fn fill_details(&self, details: &Object, th: &mut Thread) -> PyResult<()> {
        let details = Tuple::from_iterable(details, th)?;
        let items = details.items();
        let given = items.len();
        if given < 4 {
            return Err(raise!(th, TypeError, "function takes at least 4 arguments ({given} given)"));
        }
        if given > 6 {
            return Err(raise!(th, TypeError, "function takes at most 6 arguments ({given} given)"));
        }
        let layout = self.layout();
        let fields =
            [&layout.filename, &layout.lineno, &layout.offset, &layout.text, &layout.end_lineno, &layout.end_offset];
        for (index, field) in fields.into_iter().enumerate() {
            field.set(items.get(index).cloned(), th);
        }
        if given == 5 {
            return Err(raise!(th, TypeError, "end_offset must be provided when end_lineno is provided"));
        }
        Ok(())
    }
}

#[pymethods]
impl SyntaxErrorObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        no_keywords(&self.ob_type().display_name(), kwargs, th)?;
        let layout = self.layout();
        layout.base.args.set(Some(Ref::new(args).into_object()), th);
        if let Some(message) = args.items().first() {
            layout.msg.set(Some(message.clone()), th);
        }
        match args.items() {
            [_, details] => self.fill_details(details, th),
            _ => Ok(()),
        }
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let message = super::fields::or_none(&layout.msg);
        let filename = layout.filename.get().and_then(|name| name.downcast_into::<Str>().ok());
        let filename = filename.as_deref().map(base_name).transpose()?;
        let lineno = layout.lineno.get().filter(|line| Long::check_exact(line));
        let lineno =
            lineno.as_deref().and_then(|line| line.downcast::<Long>()).map(|line| line.to_i64_opt().unwrap_or(-1));
        let message = message.str(th)?;
        let mut text = StrWriter::with_capacity(message.len() + 32);
        text.push_str(&message);
        match (&filename, lineno) {
            (None, None) => return Ok(message),
            (Some(filename), None) => {
                text.push_ascii(" (");
                text.push_str(filename);
            }
            (None, Some(lineno)) => text.push_ascii(&format!(" (line {lineno}")),
            (Some(filename), Some(lineno)) => {
                text.push_ascii(" (");
                text.push_str(filename);
                text.push_ascii(&format!(", line {lineno}"));
            }
        }
        text.push_ascii(")");
        text.finish()
    }
}

#[pytype(
    static = SyntaxError,
    private,
    name = "SyntaxError",
    layout = PySyntaxErrorObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "The source text is not valid.",
    members = [&[
        member!("msg", PySyntaxErrorObject, msg, _Py_T_OBJECT, "the message"),
        member!("filename", PySyntaxErrorObject, filename, _Py_T_OBJECT, "the source file"),
        member!("lineno", PySyntaxErrorObject, lineno, _Py_T_OBJECT, "the line, from 1"),
        member!("offset", PySyntaxErrorObject, offset, _Py_T_OBJECT, "the column, from 1"),
        member!("text", PySyntaxErrorObject, text, _Py_T_OBJECT, "the source line"),
        member!("end_lineno", PySyntaxErrorObject, end_lineno, _Py_T_OBJECT, "the line of the end"),
        member!("end_offset", PySyntaxErrorObject, end_offset, _Py_T_OBJECT, "the column of the end"),
        member!("print_file_and_line", PySyntaxErrorObject, print_file_and_line, _Py_T_OBJECT,
            "whether the place is printed"),
    ]],
    slots = [tp_init, tp_str],
)]
impl SyntaxErrorObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PySyntaxErrorObject>(this.cast()) }
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

/// `IndentationError`.
pub static IndentationError: Type = classes::derived::<PySyntaxErrorObject>(
    c"IndentationError",
    c"Lines are indented wrongly.",
    &SyntaxError,
    SLOT_tp_init,
);
/// `TabError`.
pub static TabError: Type = classes::derived::<PySyntaxErrorObject>(
    c"TabError",
    c"Tabs and blanks are mixed in an indentation.",
    &IndentationError,
    SLOT_tp_init,
);
/// `_IncompleteInputError`: more lines may make the input valid.
#[unsafe(no_mangle)]
pub static _PyExc_IncompleteInputError: Type = classes::derived::<PySyntaxErrorObject>(
    c"_IncompleteInputError",
    c"The input ends too early.",
    &SyntaxError,
    SLOT_tp_init,
);

/// `PyErr_SyntaxLocation…`: completes the exception being raised with a place in a source file. Columns are
/// the attributes' values (from 1); -1 is unknown. Works on any exception, by attributes.
pub fn syntax_location(
    filename: Option<&Object>,
    lineno: c_int,
    column: c_int,
    end_lineno: c_int,
    end_column: c_int,
    th: &mut Thread,
) {
    let Some(exception) = th.take_raised() else { return };
    let number = |value: c_int, th: &mut Thread| match Long::from_i64(i64::from(value)) {
        Ok(number) => Some(number.into_object()),
        Err(Raised) => {
            th.clear_raised();
            None
        }
    };
    let position = |value: c_int, th: &mut Thread| {
        if value >= 0 { number(value, th) } else { Some(none().to_ref()) }
    };
    let line = number(lineno, th);
    let offset = position(column, th);
    let end_line = if end_lineno >= 0 { number(end_lineno, th) } else { Some(none().to_ref()) };
    let end_offset = position(end_column, th);
    let text = filename.and_then(|filename| program_text(filename, lineno, th));
    let text = text.or_else(|| Some(none().to_ref()));
    let mut set = |name: &Str, value: Option<&Object>| {
        if let Some(value) = value
            && exception.set_attr(name, value, th).is_err()
        {
            th.clear_raised();
        }
    };
    set(id!(lineno), line.as_deref());
    set(id!(offset), offset.as_deref());
    set(id!(end_lineno), end_line.as_deref());
    set(id!(end_offset), end_offset.as_deref());
    if let Some(filename) = filename {
        set(id!(filename), Some(filename));
        set(id!(text), text.as_deref());
    }
    if !SyntaxErrorObject::check_exact(&exception) {
        for (name, value) in [(id!(msg), None), (id!(print_file_and_line), Some(none()))] {
            let missing = match exception.has_attr(name, th) {
                Ok(found) => !found,
                Err(Raised) => {
                    th.clear_raised();
                    continue;
                }
            };
            if !missing {
                continue;
            }
            let value = match value {
                Some(value) => Ok(value.to_ref()),
                None => exception.str(th).map(Ref::into_object),
            };
            if value.and_then(|value| exception.set_attr(name, &value, th)).is_err() {
                th.clear_raised();
            }
        }
    }
    let _ = th.restore_raised(exception);
}
