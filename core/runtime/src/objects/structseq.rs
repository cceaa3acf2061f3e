//! Named tuples of C: `os.stat_result`, `sys.flags`, …
//!
//! A struct sequence is a tuple whose first fields are its items; further ones are attributes only. The items all stand
//! in the tuple's storage; `ob_size` counts the visible ones.

use std::ffi::{CStr, c_char};

use crate::heap;
use crate::objects::typeobject::type_dict;
use crate::prelude::*;

/// A field of a struct sequence: name and doc; a null name ends the table.
pub struct FieldDef {
    pub name: &'static CStr,
    pub doc: &'static CStr,
}

/// `PyStructSequence_UnnamedField`: the name of fields that are items only. Recognized by its address.
pub const UNNAMED: &CStr = c"unnamed field";

/// The exported pointer to it.
#[repr(transparent)]
pub struct UnnamedField(pub *const c_char);
// SAFETY: the address of a constant.
unsafe impl Sync for UnnamedField {}

/// `PyStructSequence_UnnamedField`.
#[unsafe(no_mangle)]
pub static PyStructSequence_UnnamedField: UnnamedField = UnnamedField(UNNAMED.as_ptr());

/// `PyStructSequence_NewType`, as a heap type. The first `n_in_sequence` fields are the tuple's items.
///
/// # Errors
/// `MemoryError`.
pub fn new_type(
    name: &'static CStr,
    doc: &'static CStr,
    fields: &'static [FieldDef],
    n_in_sequence: usize,
    th: &mut Thread,
) -> PyResult<Ref<Type>> {
    let rows: Vec<(*const c_char, *const c_char)> =
        fields.iter().map(|field| (field.name.as_ptr(), field.doc.as_ptr())).collect();
    new_type_of(name, doc.as_ptr(), &rows, n_in_sequence, 0, th)
}

/// As [`new_type`], of fields as C gives them, with further type flags.
///
/// # Errors
/// `MemoryError`.
pub fn new_type_of(
    name: &CStr,
    doc: *const c_char,
    fields: &[(*const c_char, *const c_char)],
    n_in_sequence: usize,
    flags: std::ffi::c_ulong,
    th: &mut Thread,
) -> PyResult<Ref<Type>> {
    let members = member_rows(fields);
    let bases = Tuple::new(&[&tupleobject::PyTuple_Type])?;
    let mut slots = vec![
        typeobject::spec::slot(Py_tp_repr, repr_slot as *const ()),
        typeobject::spec::slot(Py_tp_new, new_slot as *const ()),
        typeobject::spec::slot(Py_tp_dealloc, dealloc_slot as *const ()),
        typeobject::spec::slot(Py_tp_traverse, traverse_slot as *const ()),
        typeobject::spec::slot(Py_tp_methods, METHODS_TABLE.as_ptr().cast()),
        typeobject::spec::slot(Py_tp_members, members.as_ptr().cast()),
    ];
    if !doc.is_null() {
        slots.push(typeobject::spec::slot(Py_tp_doc, doc.cast()));
    }
    slots.push(PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() });
    let hidden = fields.len().saturating_sub(n_in_sequence);
    let spec = PyType_Spec {
        name: name.as_ptr(),
        basicsize: (size_of::<PyTupleObject>() - size_of::<*mut Object>() + hidden * size_of::<*mut Object>()) as i32,
        itemsize: size_of::<*mut Object>() as i32,
        flags: (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | flags) as u32,
        slots: slots.as_mut_ptr(),
    };
    let ty = typeobject::spec::from_spec(None, None, &spec, Some(&bases), th)?;
    add_counts(&ty, fields, n_in_sequence, th)?;
    Ok(ty)
}

/// `PyStructSequence_InitType2`: makes a static type of C a struct sequence. The description must outlive it.
///
/// # Errors
/// `MemoryError`; what making the type ready raises.
pub fn init_static(
    ty: &'static Type,
    name: &CStr,
    doc: *const c_char,
    fields: &[(*const c_char, *const c_char)],
    n_in_sequence: usize,
    th: &mut Thread,
) -> PyResult<()> {
    if ty.has_flags(Py_TPFLAGS_READY) {
        return Ok(());
    }
    let hidden = fields.len().saturating_sub(n_in_sequence);
    // The rows live as long as the type, for ever.
    let members: &'static [PyMemberDef] = Vec::leak(member_rows(fields));
    ty.tp_name.set(name.as_ptr());
    ty.tp_basicsize
        .set((size_of::<PyTupleObject>() - size_of::<*mut Object>() + hidden * size_of::<*mut Object>()) as isize);
    ty.tp_itemsize.set(size_of::<*mut Object>() as isize);
    ty.tp_dealloc.set(Some(dealloc_static));
    ty.tp_traverse.set(Some(traverse_slot));
    ty.tp_repr.set(Some(repr_slot));
    ty.tp_doc.set(doc);
    ty.tp_base.set(Some(&tupleobject::PyTuple_Type));
    ty.tp_methods.set(METHODS_TABLE.as_ptr());
    ty.tp_new.set(Some(new_slot));
    ty.tp_flags.set(ty.tp_flags.get() | Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC);
    ty.tp_members.set(members.as_ptr());
    ty.ready(th)?;
    add_counts(ty, fields, n_in_sequence, th)
}

fn is_unnamed(name: *const c_char) -> bool {
    // SAFETY: a field's name.
    name == UNNAMED.as_ptr() || unsafe { CStr::from_ptr(name) } == UNNAMED
}

/// Read-only members of the named fields, ended.
fn member_rows(fields: &[(*const c_char, *const c_char)]) -> Vec<PyMemberDef> {
    let mut rows: Vec<PyMemberDef> = fields
        .iter()
        .enumerate()
        .filter(|(_, (name, _))| !is_unnamed(*name))
        .map(|(index, (name, doc))| PyMemberDef {
            name: *name,
            type_: _Py_T_OBJECT,
            offset: (std::mem::offset_of!(PyTupleObject, ob_item) + index * size_of::<*mut Object>()) as isize,
            flags: Py_READONLY,
            doc: *doc,
        })
        .collect();
    rows.push(PyMemberDef::END);
    rows
}

/// What the type knows of its fields.
fn add_counts(
    ty: &Type,
    fields: &[(*const c_char, *const c_char)],
    n_in_sequence: usize,
    th: &mut Thread,
) -> PyResult<()> {
    let Some(dict) = type_dict(ty).map(Ref::new) else { return Err(th.bad_internal_call()) };
    let unnamed = fields.iter().filter(|(name, _)| is_unnamed(*name)).count();
    for (key, count) in
        [(id!(n_sequence_fields), n_in_sequence), (id!(n_fields), fields.len()), (id!(n_unnamed_fields), unnamed)]
    {
        dict.set_str(key, &*Long::from_usize(count)?, th)?;
    }
    let mut names = Vec::new();
    for (name, _) in fields.iter().take(n_in_sequence).filter(|(name, _)| !is_unnamed(*name)) {
        // SAFETY: a field's name.
        names.push(Str::intern_str(&unsafe { CStr::from_ptr(*name) }.to_string_lossy())?.into_object());
    }
    dict.set_str(id!(__match_args__), &*Tuple::from_vec(names)?, th)?;
    ty.modified();
    Ok(())
}

/// A number that the type has in its dict.
fn count(ty: &Type, key: &Str, th: &mut Thread) -> PyResult<usize> {
    // Subclasses do not exist: these types are final.
    let value = match type_dict(ty) {
        Some(dict) => Ref::new(dict).get_str(key, th)?,
        None => None,
    };
    match value.as_ref().and_then(|value| value.downcast::<Long>()).and_then(Long::to_i64_opt) {
        Some(count) if count >= 0 => Ok(count as usize),
        _ => Err(raise!(th, TypeError, "Missed attribute '{key}' of type {}", ty.display_name())),
    }
}

/// How many fields an instance has, counted without the dict: the size of its type.
fn places(ty: &Type) -> usize {
    let extra = ty.tp_basicsize.get() as usize - (size_of::<PyTupleObject>() - size_of::<*mut Object>());
    extra / size_of::<*mut Object>()
}

/// The field at `index` of an instance.
///
/// # Safety
/// `index` is below the number of fields.
pub unsafe fn field(object: &Object, index: usize) -> &Field {
    // SAFETY: the caller's promise: fields follow the tuple's head.
    unsafe { &*object.cast_unchecked::<PyTupleObject>().ob_item.as_ptr().add(index) }
}

/// An instance whose fields are still empty (`PyStructSequence_New`).
///
/// # Errors
/// `MemoryError`; `TypeError` for a type that is no struct sequence.
pub fn new_empty(ty: &'static Type, th: &mut Thread) -> PyResult {
    let visible = count(ty, id!(n_sequence_fields), th)?;
    allocate(ty, visible)
}

fn allocate(ty: &'static Type, visible: usize) -> PyResult {
    // `tp_basicsize` has room for the fields behind the visible ones.
    heap::new_var_object::<Object>(ty, visible)
}

/// An instance from all its fields, in order.
///
/// # Errors
/// `MemoryError`.
pub fn new(ty: &'static Type, values: Vec<Ref>) -> PyResult {
    let hidden = places(ty);
    let visible = values.len().saturating_sub(hidden);
    let object = allocate(ty, visible)?;
    for (index, value) in values.into_iter().enumerate() {
        // SAFETY: visible and hidden fields together are as many as there are values.
        unsafe { field(&object, index) }.init(value);
    }
    heap::gc_track(&object);
    Ok(object)
}

/// All the fields of an instance, hidden ones included.
fn fields(object: &Object) -> usize {
    // SAFETY: an instance is a tuple.
    let visible = unsafe { object.cast_unchecked::<VarObject>() }.ob_size.get() as usize;
    visible + places(object.ob_type())
}

unsafe extern "C" fn dealloc_slot(this: *mut Object) {
    // SAFETY: the destructor's contract.
    unsafe {
        release(&*this);
        heap::free_instance(this);
    }
}

/// Of a static type.
unsafe extern "C" fn dealloc_static(this: *mut Object) {
    // SAFETY: the destructor's contract.
    unsafe {
        release(&*this);
        heap::free_object(this);
    }
}

fn release(object: &Object) {
    heap::gc_untrack(object);
    for index in 0..fields(object) {
        // SAFETY: the index is in range.
        drop(unsafe { field(object, index) }.take());
    }
}

unsafe extern "C" fn traverse_slot(this: &Object, visit: visitproc, arg: *mut std::ffi::c_void) -> std::ffi::c_int {
    let mut visitor = Visitor::new(visit, arg);
    if this.ob_type().has_flags(Py_TPFLAGS_HEAPTYPE) {
        visitor.visit_object(this.ob_type());
    }
    for index in 0..fields(this) {
        // SAFETY: the index is in range.
        visitor.visit(unsafe { field(this, index) });
    }
    crate::args::IntoVisit::into_visit((), &visitor)
}

/// `tp_new` of struct sequences.
///
/// # Safety
/// A slot function: a tuple and a dict or nothing, called by a thread that holds the interpreter.
pub unsafe extern "C" fn new_slot(ty: &'static Type, args: &Object, kwargs: Option<&Object>) -> PyResult {
    // SAFETY: a slot function; `tp_new` takes a tuple and a dict or nothing.
    unsafe { construct(ty, args.cast_unchecked(), kwargs.map(|kwargs| kwargs.cast_unchecked()), Thread::enter()) }
}

/// `structseq(sequence, dict={})`.
fn construct(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    let given = args.len() + kwargs.map_or(0, |kwargs| kwargs.len());
    if given > 2 {
        return Err(raise!(th, TypeError, "structseq() takes at most 2 arguments ({given} given)"));
    }
    let mut parameters: [Option<Ref>; 2] = [args.items().first().cloned(), args.items().get(1).cloned()];
    if let Some(kwargs) = kwargs {
        let mut position = 0;
        while let Some((key, value)) = kwargs.next(&mut position) {
            let index = match key.downcast::<Str>() {
                Some(key) if key.eq_ascii("sequence") => 0,
                Some(key) if key.eq_ascii("dict") => 1,
                _ => {
                    let key = key.str(th)?;
                    return Err(raise!(th, TypeError, "structseq() got an unexpected keyword argument '{key}'"));
                }
            };
            parameters[index] = Some(value);
        }
    }
    let [sequence, dict] = parameters;
    let Some(sequence) = sequence else {
        return Err(raise!(th, TypeError, "structseq() missing required argument 'sequence' (pos 1)"));
    };
    let minimum = count(ty, id!(n_sequence_fields), th)?;
    let maximum = count(ty, id!(n_fields), th)?;
    let sequence = match crate::raise::catch(Tuple::from_iterable(&sequence, th), &exceptions::TypeError, th)? {
        Some(sequence) => sequence,
        None => return Err(raise!(th, TypeError, "constructor requires a sequence")),
    };
    let dict = match dict.map(Ref::downcast_into::<Dict>) {
        None => None,
        Some(Ok(dict)) => Some(dict),
        Some(Err(_)) => {
            return Err(raise!(th, TypeError, "{:.500}() takes a dict as second arg, if any", ty.display_name()));
        }
    };
    let length = sequence.len();
    if length < minimum || length > maximum {
        let (bound, wanted) = match (minimum == maximum, length < minimum) {
            (true, _) => ("a", minimum),
            (_, true) => ("an at least", minimum),
            (_, false) => ("an at most", maximum),
        };
        return Err(raise!(
            th,
            TypeError,
            "{:.500}() takes {bound} {wanted}-sequence ({length}-sequence given)",
            ty.display_name()
        ));
    }
    let object = allocate(ty, minimum)?;
    for (index, item) in sequence.items().iter().enumerate() {
        // SAFETY: the index is below the number of fields.
        unsafe { field(&object, index) }.init(item.clone());
    }
    let mut taken = 0;
    let dict = dict.filter(|dict| !dict.is_empty());
    for index in length..maximum {
        let mut value = None;
        if let (Some(dict), Some(name)) = (&dict, hidden_name(ty, index)?) {
            value = dict.get_str(&name, th)?;
            taken += usize::from(value.is_some());
        }
        // SAFETY: as above.
        unsafe { field(&object, index) }.init(value.unwrap_or_else(|| none().to_ref()));
    }
    if dict.is_some_and(|dict| dict.len() > taken) {
        return Err(raise!(th, TypeError, "{:.500}() got duplicate or unexpected field name(s)", ty.display_name()));
    }
    heap::gc_track(&object);
    Ok(object)
}

/// The member row of the field at `index`.
fn row(ty: &Type, index: usize) -> Option<&PyMemberDef> {
    let wanted = (std::mem::offset_of!(PyTupleObject, ob_item) + index * size_of::<*mut Object>()) as isize;
    let mut at = ty.tp_members.get();
    loop {
        // SAFETY: a table ended by a row with a null name.
        let row = unsafe { at.as_ref() }?;
        if row.name.is_null() {
            return None;
        }
        if row.offset == wanted {
            return Some(row);
        }
        // SAFETY: as above.
        at = unsafe { at.add(1) };
    }
}

fn hidden_name(ty: &Type, index: usize) -> PyResult<Option<Ref<Str>>> {
    match row(ty, index) {
        // SAFETY: a row's name.
        Some(row) => Str::intern_str(&unsafe { CStr::from_ptr(row.name) }.to_string_lossy()).map(Some),
        None => Ok(None),
    }
}

/// The name in the member row of this number, whichever field it is of.
fn row_name(ty: &Type, number: usize) -> PyResult<Option<Ref<Str>>> {
    // SAFETY: the member table of a struct sequence type, which ends with a null name.
    unsafe {
        let mut row = ty.tp_members.get();
        for _ in 0..number {
            if row.is_null() || (*row).name.is_null() {
                return Ok(None);
            }
            row = row.add(1);
        }
        if row.is_null() || (*row).name.is_null() {
            return Ok(None);
        }
        Str::intern_str(&CStr::from_ptr((*row).name).to_string_lossy()).map(Some)
    }
}

unsafe extern "C" fn repr_slot(this: &Object) -> PyResult {
    // SAFETY: a slot function.
    let th = unsafe { Thread::enter() };
    let ty = this.ob_type();
    // SAFETY: an instance is a tuple.
    let visible = unsafe { this.cast_unchecked::<VarObject>() }.ob_size.get() as usize;
    let mut text = format!("{}(", ty.display_name());
    for index in 0..visible {
        if index > 0 {
            text.push_str(", ");
        }
        // The name of the member's row, which runs ahead of the items behind unnamed fields: `os.stat_result` shows its
        // whole seconds by the names of the exact times.
        let Some(name) = row_name(ty, index)? else {
            return Err(raise!(
                th,
                SystemError,
                "In structseq_repr(), member {index} name is NULL for type {:.500}",
                ty.display_name()
            ));
        };
        // SAFETY: the index is in range.
        let value = unsafe { field(this, index) }.get().unwrap_or_else(|| none().to_ref());
        text.push_str(&format!("{name}={}", value.repr(th)?));
    }
    text.push(')');
    Str::new(&text)?.into_py()
}

object_type!(
    /// An instance of a struct sequence.
    pub struct StructSequence(PyTupleObject): STRUCT_SEQUENCE
);
use crate::objects::tupleobject::PyTuple_Type as STRUCT_SEQUENCE;

#[pymethods(methods = METHODS)]
impl StructSequence {
    #[method(raw = NOARGS)]
    fn __reduce__(&self) -> PyResult {
        let ty = self.ob_type();
        // SAFETY: an instance is a tuple.
        let visible = self.layout().ob_base.ob_size.get() as usize;
        // SAFETY: the index is in range.
        let value = |index| unsafe { field(self, index) }.get().unwrap_or_else(|| none().to_ref());
        let items = Tuple::from_vec((0..visible).map(value).collect())?;
        // SAFETY: reducing an instance happens on a thread that holds the interpreter, called by Python.
        let th = unsafe { Thread::enter() };
        let dict = Dict::new()?;
        for index in visible..fields(self) {
            if let Some(name) = hidden_name(ty, index)? {
                dict.set_str(&name, &value(index), th)?;
            }
        }
        let args = Tuple::from_array([items.into_object(), dict.into_object()])?;
        Tuple::from_array([ty.to_ref(), args.into_object()])?.into_py()
    }

    #[method(
        raw = VARARGS | KEYWORDS,
        doc = "__replace__($self, /, **changes)\n--\n\nA copy with some fields changed."
    )]
    fn __replace__(&self, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult {
        if args.downcast::<Tuple>().is_some_and(|args| !args.is_empty()) {
            return Err(raise!(th, TypeError, "__replace__() takes no positional arguments"));
        }
        let ty = self.ob_type();
        if count(ty, id!(n_unnamed_fields), th)? > 0 {
            return Err(raise!(
                th,
                TypeError,
                "__replace__() is not supported for {:.500} because it has unnamed field(s)",
                ty.display_name()
            ));
        }
        let changes = match kwargs.and_then(|kwargs| kwargs.downcast::<Dict>()) {
            Some(kwargs) => kwargs.copy(th)?,
            None => Dict::new()?,
        };
        let mut values = Vec::with_capacity(fields(self));
        for index in 0..fields(self) {
            let changed = match hidden_name(ty, index)? {
                Some(name) => changes.pop(&name, th)?,
                None => None,
            };
            // SAFETY: the index is in range.
            let own = || unsafe { field(self, index) }.get().unwrap_or_else(|| none().to_ref());
            values.push(changed.unwrap_or_else(own));
        }
        if !changes.is_empty() {
            let names = changes.keys()?.repr(th)?;
            return Err(raise!(th, TypeError, "Got unexpected field name(s): {names}"));
        }
        new(ty, values)
    }
}

static METHODS_TABLE: [PyMethodDef; METHODS.len() + 1] = crate::args::join_tables(&[METHODS], PyMethodDef::END);
