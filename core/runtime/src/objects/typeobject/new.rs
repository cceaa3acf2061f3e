//! Making classes: `type(name, bases, dict)`.

use std::ffi::c_char;

use super::{
    PyType_Type, TypeOps, attributes, bases, generic_alloc, slot_word, static_type, subtype_clear, subtype_dealloc,
    subtype_traverse, type_dict, update,
};
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::objects::object::PyBaseObject_Type;
use crate::prelude::*;

/// `type.__new__`.
pub(super) fn type_new(metatype: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
    let [name, bases, namespace] = args.items() else {
        return Err(raise!(th, TypeError, "type.__new__() takes exactly 3 arguments ({} given)", args.len()));
    };
    let Some(name) = name.downcast::<Str>() else {
        return Err(bad_argument(1, "str", name, th));
    };
    let Some(bases) = bases.downcast::<Tuple>() else {
        return Err(bad_argument(2, "tuple", bases, th));
    };
    let Some(namespace) = namespace.downcast::<Dict>() else {
        return Err(bad_argument(3, "dict", namespace, th));
    };
    if bases.is_empty() {
        let bases = Tuple::new(&[&PyBaseObject_Type])?;
        return create(metatype, name, &bases, namespace, kwargs, th);
    }
    for base in bases.items() {
        if base.downcast::<Type>().is_none() && base.get_attr_opt(id!(__mro_entries__), th)?.is_some() {
            return Err(raise!(th, TypeError, "type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = bases::calculate_metaclass(metatype, bases, th)?;
    if !std::ptr::eq(winner, metatype) && slot_word(&winner.tp_new) != slot_word(&PyType_Type.tp_new) {
        // The most derived metaclass makes classes in its own way.
        let Some(new) = winner.tp_new.get() else { return Err(bases::no_instances(winner, th)) };
        // SAFETY: the metaclass's own slot.
        return unsafe { new(winner, args, kwargs.map(|kwargs| &**kwargs)) };
    }
    create(winner, name, bases, namespace, kwargs, th)
}

#[cold]
fn bad_argument(number: usize, wanted: &str, given: &Object, th: &mut Thread) -> Raised {
    let given = given.ob_type().display_name();
    raise!(th, TypeError, "type.__new__() argument {number} must be {wanted}, not {given:.50}")
}

/// `type(name, bases, dict)` as a class statement calls it, with the right metaclass given.
///
/// # Errors
/// `TypeError`, `ValueError`, and what `__set_name__` and `__init_subclass__` raise.
pub fn new_class(metatype: &'static Type, name: &Str, bases: &Tuple, namespace: &Dict, th: &mut Thread) -> PyResult {
    let args = Tuple::new(&[name, bases, namespace])?;
    type_new(metatype, &args, None, th)
}

/// What `__slots__` says.
struct Slots {
    /// The names, mangled and sorted; `None` without `__slots__`.
    names: Option<Ref<Tuple>>,
    add_dict: bool,
    add_weak: bool,
}

fn read_slots(name: &Str, base: &Type, bases: &Tuple, dict: &Dict, th: &mut Thread) -> PyResult<Slots> {
    let may_add_dict = base.tp_dictoffset.get() == 0;
    let may_add_weak = base.tp_weaklistoffset.get() == 0 && base.tp_itemsize.get() == 0;
    let Some(slots) = dict.get_str(id!(__slots__), th)? else {
        return Ok(Slots { names: None, add_dict: may_add_dict, add_weak: may_add_weak });
    };
    let slots = match slots.downcast_into::<Str>() {
        Ok(single) => Tuple::new(&[&single])?,
        Err(slots) => Tuple::from_iterable(&slots, th)?,
    };
    if !slots.is_empty() && base.tp_itemsize.get() != 0 {
        return Err(raise!(th, TypeError, "nonempty __slots__ not supported for subtype of '{}'", base.display_name()));
    }
    let (mut add_dict, mut add_weak) = (false, false);
    let names = List::with_capacity(slots.len())?;
    for slot in slots.items() {
        let Some(slot) = slot.downcast::<Str>() else {
            return Err(raise!(
                th,
                TypeError,
                "__slots__ items must be strings, not '{:.200}'",
                slot.ob_type().display_name()
            ));
        };
        if !is_identifier(slot) {
            return Err(raise!(th, TypeError, "__slots__ must be identifiers"));
        }
        if slot.eq(id!(__dict__)) {
            if !may_add_dict || add_dict {
                return Err(raise!(th, TypeError, "__dict__ slot disallowed: we already got one"));
            }
            add_dict = true;
            continue;
        }
        if slot.eq(id!(__weakref__)) {
            if !may_add_weak || add_weak {
                return Err(raise!(th, TypeError, "__weakref__ slot disallowed: we already got one"));
            }
            add_weak = true;
            continue;
        }
        let mangled = Str::intern(mangle(name, slot)?);
        // Those two stand in the namespace only until the class is made.
        if dict.contains(&mangled, th)? && !mangled.eq(id!(__qualname__)) && !mangled.eq(id!(__classcell__)) {
            let shown = slot.as_object().repr(th)?;
            return Err(raise!(th, ValueError, "{shown} in __slots__ conflicts with class variable"));
        }
        names.push(mangled.into_object())?;
    }
    names.sort(th)?;
    // A further base may have brought a dict or weak references.
    for other in bases.items() {
        let other = super::class_of(other);
        if std::ptr::eq(other, base) {
            continue;
        }
        add_dict |= may_add_dict && other.tp_dictoffset.get() != 0;
        add_weak |= may_add_weak && other.tp_weaklistoffset.get() != 0;
    }
    Ok(Slots { names: Some(names.to_tuple()?), add_dict, add_weak })
}

/// `str.isidentifier`.
fn is_identifier(text: &Str) -> bool {
    !text.is_empty()
        && (0..text.len()).all(|index| {
            let point = text.char_at(index);
            point == u32::from(b'_')
                || if index == 0 { ks_unicode::is_xid_start(point) } else { ks_unicode::is_xid_continue(point) }
        })
}

/// `_Py_Mangle`: `__name` in class `C` is `_C__name`.
fn mangle(class: &Str, name: &Str) -> PyResult<Ref<Str>> {
    const UNDERSCORE: u32 = b'_' as u32;
    let length = name.len();
    let at = |index: usize| name.char_at(index);
    let private = length > 2
        && at(0) == UNDERSCORE
        && at(1) == UNDERSCORE
        && !(at(length - 1) == UNDERSCORE && at(length - 2) == UNDERSCORE)
        && (0..length).all(|index| at(index) != u32::from(b'.'));
    let start = (0..class.len()).find(|&index| class.char_at(index) != UNDERSCORE);
    match start {
        Some(start) if private => {
            let class = class.substring(start, class.len())?;
            Str::from_char(UNDERSCORE)?.concat(&class)?.concat(name)
        }
        _ => Ok(Ref::new(name)),
    }
}

fn create(
    metatype: &'static Type,
    name: &Str,
    bases: &Tuple,
    namespace: &Dict,
    kwargs: Option<&Dict>,
    th: &mut Thread,
) -> PyResult {
    let base = bases::best_base(bases, th)?;
    let dict = namespace.copy(th)?;
    let slots = read_slots(name, base, bases, &dict, th)?;
    attributes::check_no_nul(name, th)?;

    let count = slots.names.as_ref().map_or(0, |names| names.len());
    let Some(alloc) = metatype.tp_alloc.get() else { return Err(bases::no_instances(metatype, th)) };
    // SAFETY: the metatype's own allocator.
    let object = unsafe { alloc(metatype, count as isize) }?;
    // SAFETY: an instance of a metaclass.
    let ty = static_type(unsafe { (*object).cast_unchecked::<Type>() });
    // SAFETY: `type.__new__` makes heap types.
    let heap: &'static PyHeapTypeObject = unsafe { ty.cast_unchecked() };
    ty.tp_flags.set(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC);
    ty.tp_as_async.set(Some(&heap.as_async));
    ty.tp_as_number.set(Some(&heap.as_number));
    ty.tp_as_sequence.set(Some(&heap.as_sequence));
    ty.tp_as_mapping.set(Some(&heap.as_mapping));
    ty.tp_as_buffer.set(Some(&heap.as_buffer));
    ty.tp_bases.init(bases.to_ref());
    base.incref();
    ty.tp_base.set(Some(base));
    ty.tp_dict.init(dict.clone().into_object());
    heap.ht_name.init(name.to_ref());
    heap.ht_qualname.init(name.to_ref());
    ty.tp_name.set(attributes::utf8_pointer(name, th)?);
    if let Some(names) = &slots.names {
        heap.ht_slots.init(names.clone().into_object());
    }
    ty.tp_dealloc.set(Some(subtype_dealloc));
    ty.tp_alloc.set(Some(generic_alloc));
    ty.tp_free.set(Some(heap::gc::PyObject_GC_Del));
    ty.tp_traverse.set(Some(subtype_traverse));
    ty.tp_clear.set(Some(subtype_clear));

    fill_namespace(ty, heap, &dict, th)?;
    lay_out(ty, base, &slots, th)?;
    set_cells(ty, &dict, th)?;
    ty.ready(th)?;
    update::all(ty);
    check_keys(ty, th)?;
    set_names(ty, th)?;
    init_subclass(ty, kwargs, th)?;
    Ok(object)
}

/// `__module__`, `__qualname__`, the doc, and methods that are static or of the class without saying so.
fn fill_namespace(ty: &Type, heap: &PyHeapTypeObject, dict: &Dict, th: &mut Thread) -> PyResult<()> {
    if !dict.contains(id!(__module__), th)?
        && let Some(globals) = current_globals(th)
        && let Some(module) = globals.get_str(id!(__name__), th)?
    {
        dict.set_str(id!(__module__), &module, th)?;
    }
    if let Some(qualname) = dict.get_str(id!(__qualname__), th)? {
        if !Str::check(&qualname) {
            let given = qualname.ob_type().display_name();
            return Err(raise!(th, TypeError, "type __qualname__ must be a str, not {given}"));
        }
        let qualname = dict.pop(id!(__qualname__), th)?;
        heap.ht_qualname.set(qualname, th);
    }
    if let Some(doc) = dict.get_str(id!(__doc__), th)?
        && let Some(doc) = doc.downcast_into::<Str>().ok()
    {
        let text = doc.to_utf8(th)?;
        let copy = heap::mem_malloc(text.len() + 1);
        if copy.is_null() {
            return Err(th.no_memory());
        }
        // SAFETY: `len + 1` bytes were just allocated.
        unsafe {
            copy.copy_from_nonoverlapping(text.as_ptr(), text.len());
            copy.add(text.len()).write(0);
        }
        ty.tp_doc.set(copy.cast::<c_char>());
    }
    if let Some(new) = dict.get_str(id!(__new__), th)?
        && Function::check_exact(&new)
    {
        let method = funcobject::new_static_method(&new)?;
        dict.set_str(id!(__new__), &method, th)?;
    }
    for name in [id!(__init_subclass__), id!(__class_getitem__)] {
        if let Some(function) = dict.get_str(name, th)?
            && Function::check_exact(&function)
        {
            let method = funcobject::new_class_method(&function)?;
            dict.set_str(name, &method, th)?;
        }
    }
    Ok(())
}

/// The globals of the Python code that is running (`PyEval_GetGlobals`).
pub(crate) fn current_globals(th: &Thread) -> Option<Ref<Dict>> {
    let mut frame = th.current_frame.get();
    // SAFETY: the thread's frames are live, linked, and own their globals.
    unsafe {
        while let Some(current) = frame.as_ref() {
            if let Some(globals) = current.f_globals.get().cast::<Object>().as_ref() {
                return globals.downcast::<Dict>().map(Ref::new);
            }
            frame = current.previous.get();
        }
    }
    None
}

/// The fields of instances, behind those of the base, and the managed words before them.
fn lay_out(ty: &'static Type, base: &Type, slots: &Slots, th: &mut Thread) -> PyResult<()> {
    let mut offset = base.tp_basicsize.get();
    if let Some(names) = &slots.names {
        // SAFETY: the class was allocated with room for as many rows, and one to end them.
        let rows =
            unsafe { ty.as_ptr().cast::<u8>().add(ty.ob_type().tp_basicsize.get() as usize).cast::<PyMemberDef>() };
        for (index, name) in names.items().iter().enumerate() {
            let name =
                name.downcast::<Str>().map_or(Ok(std::ptr::null()), |name| attributes::utf8_pointer(name, th))?;
            // SAFETY: as above.
            unsafe {
                rows.add(index).write(PyMemberDef {
                    name,
                    type_: Py_T_OBJECT_EX,
                    offset,
                    flags: 0,
                    doc: std::ptr::null(),
                });
            }
            offset += size_of::<*mut Object>() as isize;
        }
        ty.tp_members.set(rows);
    }
    ty.tp_basicsize.set(offset);
    ty.tp_itemsize.set(base.tp_itemsize.get());
    let mut flags = ty.tp_flags.get();
    if slots.add_dict {
        flags |= Py_TPFLAGS_MANAGED_DICT;
        ty.tp_dictoffset.set(-1);
    }
    if slots.add_weak {
        flags |= Py_TPFLAGS_MANAGED_WEAKREF;
        ty.tp_weaklistoffset.set(inline_values::MANAGED_WEAKREF_OFFSET);
    }
    ty.tp_flags.set(flags);
    ty.tp_getset.set(match (slots.add_dict, slots.add_weak) {
        (true, true) => &raw const BOTH as *const PyGetSetDef,
        (true, false) => &raw const DICT_ONLY as *const PyGetSetDef,
        (false, true) => &raw const WEAKREF_ONLY as *const PyGetSetDef,
        (false, false) => std::ptr::null(),
    });
    Ok(())
}

const DICT: PyGetSetDef = PyGetSetDef {
    name: c"__dict__".as_ptr(),
    get: Some(subtype_dict),
    set: Some(subtype_set_dict),
    doc: c"the instance's attributes".as_ptr(),
    closure: std::ptr::null_mut(),
};
const WEAKREF: PyGetSetDef = PyGetSetDef {
    name: c"__weakref__".as_ptr(),
    get: Some(subtype_weakref),
    set: None,
    doc: c"the object's weak references".as_ptr(),
    closure: std::ptr::null_mut(),
};
static BOTH: [PyGetSetDef; 3] = [DICT, WEAKREF, PyGetSetDef::END];
static DICT_ONLY: [PyGetSetDef; 2] = [DICT, PyGetSetDef::END];
static WEAKREF_ONLY: [PyGetSetDef; 2] = [WEAKREF, PyGetSetDef::END];

/// The `__dict__` descriptor of the nearest built-in base that has instance dicts of its own, if any.
fn builtin_dict_descriptor(object: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
    let mut ty = object.ob_type();
    while let Some(base) = ty.tp_base.get() {
        if ty.tp_dictoffset.get() != 0 && !ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
            let descriptor = ty.lookup(id!(__dict__), th).map(Object::to_ref);
            return match descriptor {
                Some(descriptor) if descriptor.ob_type().tp_descr_set.get().is_some() => Ok(Some(descriptor)),
                _ => Err(raise!(
                    th,
                    TypeError,
                    "this __dict__ descriptor does not support '{:.200}' objects",
                    object.ob_type().display_name()
                )),
            };
        }
        ty = base;
    }
    Ok(None)
}

unsafe extern "C" fn subtype_dict(object: &Object, _: *mut std::ffi::c_void) -> PyResult {
    // SAFETY: a getter.
    let th = unsafe { Thread::enter() };
    if let Some(descriptor) = builtin_dict_descriptor(object, th)? {
        return match descriptor.ob_type().tp_descr_get.get() {
            // SAFETY: a slot of the descriptor's type.
            Some(get) => unsafe { get(&descriptor, Some(object), Some(object.ob_type())) },
            None => Ok(descriptor),
        };
    }
    object::generic_get_dict(object, th)
}

unsafe extern "C" fn subtype_set_dict(object: &Object, value: Option<&Object>, _: *mut std::ffi::c_void) -> Status {
    // SAFETY: a setter.
    let th = unsafe { Thread::enter() };
    let descriptor = match builtin_dict_descriptor(object, th) {
        Ok(descriptor) => descriptor,
        Err(Raised) => return Status::ERROR,
    };
    if let Some(descriptor) = descriptor
        && let Some(set) = descriptor.ob_type().tp_descr_set.get()
    {
        // SAFETY: a slot of the descriptor's type.
        return unsafe { set(&descriptor, object, value) };
    }
    object::replace_dict(object, value, th).into()
}

unsafe extern "C" fn subtype_weakref(object: &Object, _: *mut std::ffi::c_void) -> PyResult {
    // SAFETY: a getter.
    let th = unsafe { Thread::enter() };
    let offset = object.ob_type().tp_weaklistoffset.get();
    if offset == 0 {
        return Err(raise!(th, AttributeError, "This object has no __weakref__"));
    }
    // SAFETY: the type's offset of the word with the list's head, which is null or alive.
    let head = unsafe { object.as_ptr().cast::<u8>().offset(offset).cast::<*mut Object>().read().as_ref() };
    Ok(head.unwrap_or(none()).to_ref())
}

/// `__class__` (and the namespace) for the methods' closures.
fn set_cells(ty: &'static Type, dict: &Dict, th: &mut Thread) -> PyResult<()> {
    for (name, value) in [(id!(__classcell__), &**ty), (id!(__classdictcell__), &**dict)] {
        let Some(cell) = dict.get_str(name, th)? else { continue };
        let Some(cell) = cell.downcast_into::<CellObject>().ok() else {
            let given: Ref = match dict.get_str(name, th)? {
                Some(given) => given.ob_type().to_ref(),
                None => none().to_ref(),
            };
            let given = given.repr(th)?;
            return Err(raise!(th, TypeError, "{name} must be a nonlocal cell, not {given:.200}"));
        };
        cell.set(Some(value.to_ref()), th);
        dict.pop(name, th)?;
    }
    Ok(())
}

/// Warns of keys that attribute access cannot reach.
fn check_keys(ty: &Type, th: &mut Thread) -> PyResult<()> {
    let Some(dict) = type_dict(ty).map(Ref::new) else { return Ok(()) };
    // SAFETY: a dict has a key table.
    if unsafe { (*dict.layout().ma_keys.get()).dk_kind.get() } != DICT_KEYS_GENERAL {
        return Ok(());
    }
    let mut position = 0;
    while let Some((key, _)) = dict.next(&mut position) {
        if !Str::check(&key) {
            return exceptions::warn(
                &exceptions::RuntimeWarning,
                format_args!("non-string key in the __dict__ of class {:.200}", ty.display_name()),
                1,
                th,
            );
        }
    }
    Ok(())
}

/// Tells attributes which class they stand in, under which name (`__set_name__`).
fn set_names(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    let Some(dict) = type_dict(ty).map(Ref::new) else { return Ok(()) };
    let mut waiting = Vec::new();
    let mut position = 0;
    while let Some((key, value)) = dict.next(&mut position) {
        if value.ob_type().lookup(id!(__set_name__), th).is_some() {
            waiting.push((key, value));
        }
    }
    for (key, value) in waiting {
        if let Err(Raised) = super::call_special(id!(__set_name__), &[&value, ty, &key], th) {
            let shown = match th.take_raised() {
                None => return Err(Raised),
                Some(error) => {
                    let shown = key.repr(th);
                    let _ = th.restore_raised(error);
                    shown?
                }
            };
            return Err(add_note(
                format_args!(
                    "Error calling __set_name__ on '{:.100}' instance {shown} in '{:.100}'",
                    value.ob_type().display_name(),
                    ty.display_name()
                ),
                th,
            ));
        }
    }
    Ok(())
}

/// Adds a note to the exception that is set.
fn add_note(note: impl std::fmt::Display, th: &mut Thread) -> Raised {
    let Some(error) = th.take_raised() else { return Raised };
    let added = Str::new(&note.to_string()).and_then(|note| error.call_method(id!(add_note), &[&note], th));
    if added.is_err() {
        return Raised;
    }
    th.restore_raised(error)
}

/// `super(ty, ty).__init_subclass__(**kwargs)`.
fn init_subclass(ty: &'static Type, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
    let (method, _) = crate::objects::supertype::lookup_method(ty, ty, id!(__init_subclass__), false, th)?;
    let none_given = Tuple::new(&[])?;
    method.call_dict(&none_given, kwargs, th).map(drop)
}
