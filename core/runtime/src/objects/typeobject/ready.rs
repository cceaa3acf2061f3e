//! `PyType_Ready`: from a filled-in struct to a working type.

use std::ffi::{CStr, c_void};

use super::slotdefs::{SLOTDEFS, name, slot_address};
use super::update::hash_not_implemented;
use super::{
    PyType_Type, TypeOps, class_of, docs, heap_type, inherit, mro, mro_tuple, slot_word, subclasses, tp_new_wrapper,
    type_dict,
};
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::objects::object::PyBaseObject_Type;
use crate::prelude::*;

/// `PyType_Ready`.
pub(super) fn ready(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if ty.has_flags(Py_TPFLAGS_READY) {
        return Ok(());
    }
    if ty.tp_name.get().is_null() {
        return Err(raise!(th, SystemError, "Type does not define the tp_name field."));
    }
    inherit::add_flags(ty, Py_TPFLAGS_READYING);
    // Types of C that Python could not change before there were heap types stay so.
    if !ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
        inherit::add_flags(ty, Py_TPFLAGS_IMMUTABLETYPE);
    }
    let result = steps(ty, th);
    let flags = ty.tp_flags.get() & !Py_TPFLAGS_READYING;
    ty.tp_flags.set(if result.is_ok() { flags | Py_TPFLAGS_READY } else { flags });
    result
}

fn steps(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if ty.tp_dict.is_null() {
        ty.tp_dict.init(Dict::new()?.into_object());
    }
    set_bases(ty, th)?;
    set_mro(ty, th)?;
    set_new(ty, th)?;
    fill_dict(ty, th)?;
    inherit_all(ty, th)?;
    preheader(ty, th)?;
    set_hash(ty, th)?;
    subclasses::add_to_bases(ty, th)?;
    if ty.has_flags(Py_TPFLAGS_MANAGED_DICT) {
        managed_dict(ty)?;
    }
    if ty.has_flags(Py_TPFLAGS_DISALLOW_INSTANTIATION) {
        debug_assert!(ty.tp_new.get().is_none());
    }
    Ok(())
}

/// Base (default: `object`), metatype (default: the base's), and the tuple of bases.
fn set_bases(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if ty.tp_base.get().is_none() && !std::ptr::eq(ty, &PyBaseObject_Type) {
        ty.tp_base.set(Some(&PyBaseObject_Type));
        if ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
            PyBaseObject_Type.incref();
        }
    }
    if let Some(base) = ty.tp_base.get()
        && base.tp_dict.is_null()
    {
        base.ready(th)?;
    }
    if ty.ob_type_ptr().is_null() {
        ty.set_ob_type(ty.tp_base.get().map_or(&PyType_Type, |base| base.ob_type()));
    }
    if ty.tp_bases.is_null() {
        let bases = match ty.tp_base.get() {
            None => Tuple::new(&[])?,
            Some(base) => Tuple::new(&[base])?,
        };
        ty.tp_bases.init(bases.into_object());
    }
    Ok(())
}

fn set_mro(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    mro::update(ty, th)?;
    if ty.has_flags(Py_TPFLAGS_HEAPTYPE) {
        return Ok(());
    }
    // A static type cannot have classes in its MRO that may go away or change.
    let Some(order) = mro_tuple(ty).map(Ref::new) else { return Ok(()) };
    for class in order.items() {
        let class = class_of(class);
        if class.has_flags(Py_TPFLAGS_HEAPTYPE) {
            return Err(raise!(
                th,
                TypeError,
                "type '{:.100}' is not dynamically allocated but its base type '{:.100}' is dynamically allocated",
                ty.display_name(),
                class.display_name()
            ));
        }
    }
    Ok(())
}

/// `tp_new`, and `__new__` for types that define it in C.
fn set_new(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    let base = ty.tp_base.get();
    // A static type right below `object` that says nothing about construction cannot be made from Python.
    if ty.tp_new.get().is_none()
        && base.is_some_and(|base| std::ptr::eq(base, &PyBaseObject_Type))
        && !ty.has_flags(Py_TPFLAGS_HEAPTYPE)
    {
        inherit::add_flags(ty, Py_TPFLAGS_DISALLOW_INSTANTIATION);
    }
    if ty.has_flags(Py_TPFLAGS_DISALLOW_INSTANTIATION) {
        ty.tp_new.set(None);
        return Ok(());
    }
    if ty.tp_new.get().is_none() {
        ty.tp_new.set(base.and_then(|base| base.tp_new.get()));
        return Ok(());
    }
    // Classes made by `type.__new__` find `__new__` in their dict already.
    if slot_word(&ty.tp_new) == super::dispatch::slot_tp_new as newfunc as usize || has_own(ty, id!(__new__)) {
        return Ok(());
    }
    let function = CFunction::new(&NEW_METHOD, Some(ty), None, None)?;
    set(ty, id!(__new__), &function, th)
}

/// The row of `__new__`. `tp_new_wrapper` takes its arguments as `METH_VARARGS | METH_KEYWORDS` says.
static NEW_METHOD: PyMethodDef = PyMethodDef {
    ml_name: c"__new__".as_ptr(),
    // SAFETY: the flags say what the function's type really is.
    ml_meth: Some(unsafe {
        std::mem::transmute::<unsafe extern "C" fn(*mut Object, *mut Object, *mut Object) -> PyResult, PyCFunction>(
            tp_new_wrapper,
        )
    }),
    ml_flags: METH_VARARGS | METH_KEYWORDS,
    ml_doc: c"__new__($type, *args, **kwargs)\n--\n\nMake an object; the class's signature tells the arguments."
        .as_ptr(),
};

/// Whether the type's own dict has `name`.
pub(super) fn has_own(ty: &Type, name: &Str) -> bool {
    // SAFETY: only whether there is one is looked at.
    type_dict(ty).is_some_and(|dict| unsafe { inline_values::find_value(dict.layout(), name, name.hash()) }.is_some())
}

fn set(ty: &Type, name: &Str, value: &Object, th: &mut Thread) -> PyResult<()> {
    match type_dict(ty) {
        Some(dict) => dict.set_str(name, value, th),
        None => Err(th.bad_internal_call()),
    }
}

/// Slot wrappers, methods, members, getsets and the doc.
fn fill_dict(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    add_wrappers(ty, th)?;
    add_methods(ty, th)?;
    add_members(ty, th)?;
    add_getsets(ty, th)?;
    if !has_own(ty, id!(__doc__)) {
        let doc = ty.tp_doc.get();
        // SAFETY: null, or a string that lives as long as the type.
        let doc = (!doc.is_null()).then(|| unsafe { CStr::from_ptr(doc) });
        let doc = docs::internal_doc(ty.name().to_bytes(), doc, th)?;
        set(ty, id!(__doc__), &doc, th)?;
    }
    Ok(())
}

/// A wrapper for every filled slot that has a name.
fn add_wrappers(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    for row in SLOTDEFS.iter().filter(|row| row.wrapper.is_some()) {
        // SAFETY: the address of a slot of a live type.
        let function = slot_address(ty, row.offset as usize).map_or(0, |slot| unsafe { slot.read() });
        if function == 0 || has_own(ty, name(row)) {
            continue;
        }
        if function == hash_not_implemented as hashfunc as usize {
            set(ty, name(row), none(), th)?;
            continue;
        }
        let wrapper = descrobject::new_wrapper(ty, row, function as *mut c_void)?;
        set(ty, name(row), &wrapper, th)?;
    }
    Ok(())
}

/// Rows of a table that ends with a null name.
fn rows<T>(table: *const T, name: impl Fn(&T) -> *const std::ffi::c_char) -> impl Iterator<Item = &'static T>
where
    T: 'static,
{
    let mut at = table;
    std::iter::from_fn(move || {
        // SAFETY: a type's table is null or ended by a row with a null name, and lives as long as the type.
        let row = unsafe { at.as_ref() }?;
        if name(row).is_null() {
            return None;
        }
        // SAFETY: there is at least the end behind a row with a name.
        at = unsafe { at.add(1) };
        Some(row)
    })
}

fn interned(name: *const std::ffi::c_char) -> PyResult<Ref<Str>> {
    // SAFETY: a row's name is a string.
    Str::intern_str(&unsafe { CStr::from_ptr(name) }.to_string_lossy())
}

fn add_methods(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    for method in rows(ty.tp_methods.get(), |row| row.ml_name) {
        add_method(ty, method, th)?;
    }
    Ok(())
}

fn add_method(ty: &'static Type, method: &'static PyMethodDef, th: &mut Thread) -> PyResult<()> {
    let name = interned(method.ml_name)?;
    if method.ml_flags & METH_COEXIST == 0 && has_own(ty, &name) {
        return Ok(());
    }
    let value = if method.ml_flags & METH_CLASS != 0 {
        if method.ml_flags & METH_STATIC != 0 {
            return Err(raise!(th, ValueError, "method cannot be both class and static"));
        }
        descrobject::new_class_method(ty, method)?
    } else if method.ml_flags & METH_STATIC != 0 {
        let function = CFunction::new(method, Some(ty), None, None)?;
        funcobject::new_static_method(&function)?
    } else {
        descrobject::new_method(ty, method)?
    };
    set(ty, &name, &value, th)
}

fn add_members(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    for member in rows(ty.tp_members.get(), |row| row.name) {
        let name = interned(member.name)?;
        if !has_own(ty, &name) {
            let descriptor = descrobject::new_member(ty, member)?;
            set(ty, &name, &descriptor, th)?;
        }
    }
    Ok(())
}

fn add_getsets(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    for getset in rows(ty.tp_getset.get(), |row| row.name) {
        let name = interned(getset.name)?;
        if !has_own(ty, &name) {
            let descriptor = descrobject::new_getset(ty, getset)?;
            set(ty, &name, &descriptor, th)?;
        }
    }
    Ok(())
}

fn inherit_all(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if let Some(base) = ty.tp_base.get() {
        inherit::special(ty, base);
    }
    let Some(order) = mro_tuple(ty).map(Ref::new) else { return Ok(()) };
    for class in order.items().iter().skip(1) {
        inherit::slots(ty, class_of(class));
        inherit::collection_flags(ty, class_of(class));
    }
    if let Some(base) = ty.tp_base.get() {
        inherit::suites(ty, base);
    }
    // A base type that is collected cannot be freed as if it were not.
    if ty.has_flags(Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE)
        && (ty.tp_free.get().is_none() || slot_word(&ty.tp_free) == heap::PyObject_Free as freefunc as usize)
    {
        return Err(raise!(
            th,
            TypeError,
            "type '{:.100}' participates in gc and is a base type but has inappropriate tp_free slot",
            ty.display_name()
        ));
    }
    Ok(())
}

/// The offsets that types with managed words have.
fn preheader(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if ty.has_flags(Py_TPFLAGS_MANAGED_DICT) {
        match ty.tp_dictoffset.get() {
            0 => ty.tp_dictoffset.set(-1),
            -1 => {}
            offset if !(-1..=0).contains(&offset) => {
                return Err(raise!(
                    th,
                    TypeError,
                    "type {} has the Py_TPFLAGS_MANAGED_DICT flag but tp_dictoffset is set to incompatible value",
                    ty.display_name()
                ));
            }
            _ => {}
        }
    }
    if ty.has_flags(Py_TPFLAGS_MANAGED_WEAKREF) {
        let offset = ty.tp_weaklistoffset.get();
        if offset != 0 && offset != inline_values::MANAGED_WEAKREF_OFFSET {
            return Err(raise!(
                th,
                TypeError,
                "type {} has the Py_TPFLAGS_MANAGED_WEAKREF flag but tp_weaklistoffset is set to incompatible value",
                ty.display_name()
            ));
        }
        ty.tp_weaklistoffset.set(inline_values::MANAGED_WEAKREF_OFFSET);
    }
    Ok(())
}

/// A type that compares but has no hash is not hashable, and says so by `__hash__ = None`.
fn set_hash(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    if ty.tp_hash.get().is_some() || has_own(ty, id!(__hash__)) {
        return Ok(());
    }
    set(ty, id!(__hash__), none(), th)?;
    ty.tp_hash.set(Some(hash_not_implemented));
    Ok(())
}

/// The key table of a class with managed dicts; small instances keep their values inside.
fn managed_dict(ty: &'static Type) -> PyResult<()> {
    let Some(heap) = heap_type(ty) else { return Ok(()) };
    if ty.tp_basicsize.get() == size_of::<Object>() as isize && ty.tp_itemsize.get() == 0 {
        inherit::add_flags(ty, Py_TPFLAGS_INLINE_VALUES);
    }
    if heap.ht_cached_keys.get().is_null() {
        heap.ht_cached_keys.set(inline_values::new_shared_keys()?);
    }
    Ok(())
}

/// Every static built-in type of the runtime; a base stands before its subclasses only where [`ready`] does not care: it
/// readies bases first itself.
fn builtin_types() -> Vec<&'static Type> {
    let mut types: Vec<&'static Type> = vec![
        &PyType_Type,
        &PyBaseObject_Type,
        &object::_PyNone_Type,
        &object::_PyNotImplemented_Type,
        &object::PyEllipsis_Type,
    ];
    types.extend_from_slice(&[
        &boolobject::PyBool_Type,
        &bytearrayobject::PyByteArray_Type,
        &bytesobject::PyBytes_Type,
        &capsule::PyCapsule_Type,
        &cellobject::PyCell_Type,
        &classobject::PyMethod_Type,
        &classobject::PyInstanceMethod_Type,
        &codeobject::PyCode_Type,
        &complexobject::PyComplex_Type,
        &descrobject::PyMethodDescr_Type,
        &descrobject::PyClassMethodDescr_Type,
        &descrobject::PyMemberDescr_Type,
        &descrobject::PyGetSetDescr_Type,
        &descrobject::PyWrapperDescr_Type,
        &descrobject::_PyMethodWrapper_Type,
        &descrobject::PyDictProxy_Type,
        &descrobject::PyProperty_Type,
        &dictobject::PyDict_Type,
        &floatobject::PyFloat_Type,
        &funcobject::PyFunction_Type,
        &funcobject::PyClassMethod_Type,
        &funcobject::PyStaticMethod_Type,
        &genobject::PyGen_Type,
        &genobject::PyCoro_Type,
        &genobject::PyAsyncGen_Type,
        &listobject::PyList_Type,
        &longobject::PyLong_Type,
        &memoryobject::PyMemoryView_Type,
        &methodobject::PyCFunction_Type,
        &methodobject::PyCMethod_Type,
        &moduleobject::PyModule_Type,
        &moduleobject::PyModuleDef_Type,
        &setobject::PySet_Type,
        &setobject::PyFrozenSet_Type,
        &sliceobject::PySlice_Type,
        &super::PySuper_Type,
        &traceback::PyTraceBack_Type,
        &tupleobject::PyTuple_Type,
        &unicodeobject::PyUnicode_Type,
        &weakrefobject::_PyWeakref_RefType,
        &weakrefobject::_PyWeakref_ProxyType,
        &weakrefobject::_PyWeakref_CallableProxyType,
    ]);
    types.extend(registered_types());
    types
}

/// The types that `#[pytype]` declares in this crate: each puts its address into a section of its own, whose bounds the
/// linker knows.
fn registered_types() -> &'static [&'static Type] {
    unsafe extern "C" {
        static __start_ks_builtin_types: &'static Type;
        static __stop_ks_builtin_types: &'static Type;
    }
    let (start, stop) = (&raw const __start_ks_builtin_types, &raw const __stop_ks_builtin_types);
    // SAFETY: the section holds nothing but such references, one after the other.
    unsafe { std::slice::from_raw_parts(start, stop.offset_from_unsigned(start)) }
}

/// Puts `__module__` into the dict of a type of a module, where CPython's, which are heap types, have it. The runtime's own
/// types have none there.
///
/// # Errors
/// `MemoryError`.
pub fn add_module_attribute(ty: &'static Type, th: &mut Thread) -> PyResult<()> {
    let name = ty.display_name();
    let Some((module, _)) = name.rsplit_once('.') else { return Ok(()) };
    let own = registered_types().iter().any(|builtin| std::ptr::eq(*builtin, ty));
    if own || ty.has_flags(Py_TPFLAGS_HEAPTYPE) || has_own(ty, id!(__module__)) {
        return Ok(());
    }
    let module = Str::intern_str(module)?;
    set(ty, id!(__module__), &module, th)?;
    ty.modified();
    Ok(())
}

/// Readies every static built-in type. Types that are not listed are made ready by whoever first uses them.
///
/// # Errors
/// `MemoryError`, or what is wrong with a type.
pub fn init_builtin_types(th: &mut Thread) -> PyResult<()> {
    super::methods::set_known_slots();
    object::set_known_slots();
    for ty in builtin_types() {
        ty.ready(th)?;
    }
    Ok(())
}
