//! `PyType_Spec`: types described by a table of slots, as C extensions make them, and reading slots back.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::offset_of;

use super::slotdefs::slot_address;
use super::{PyType_Type, TypeOps, bases, heap_type, slot_word, static_type, subtype_dealloc, type_dict};
use crate::heap;
use crate::objects::object::PyBaseObject_Type;
use crate::prelude::*;

/// Where each slot stands in a heap type, by number.
const OFFSETS: [usize; 82] = [
    0,
    offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_getbuffer),
    offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_releasebuffer),
    offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_ass_subscript),
    offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_length),
    offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_subscript),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_absolute),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_add),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_and),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_bool),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_divmod),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_float),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_floor_divide),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_index),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_add),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_and),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_floor_divide),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_lshift),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_multiply),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_or),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_power),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_remainder),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_rshift),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_subtract),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_true_divide),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_xor),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_int),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_invert),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_lshift),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_multiply),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_negative),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_or),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_positive),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_power),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_remainder),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_rshift),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_subtract),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_true_divide),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_xor),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_ass_item),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_concat),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_contains),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_concat),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_repeat),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_item),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_length),
    offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_repeat),
    offset_of!(Type, tp_alloc),
    offset_of!(Type, tp_base),
    offset_of!(Type, tp_bases),
    offset_of!(Type, tp_call),
    offset_of!(Type, tp_clear),
    offset_of!(Type, tp_dealloc),
    offset_of!(Type, tp_del),
    offset_of!(Type, tp_descr_get),
    offset_of!(Type, tp_descr_set),
    offset_of!(Type, tp_doc),
    offset_of!(Type, tp_getattr),
    offset_of!(Type, tp_getattro),
    offset_of!(Type, tp_hash),
    offset_of!(Type, tp_init),
    offset_of!(Type, tp_is_gc),
    offset_of!(Type, tp_iter),
    offset_of!(Type, tp_iternext),
    offset_of!(Type, tp_methods),
    offset_of!(Type, tp_new),
    offset_of!(Type, tp_repr),
    offset_of!(Type, tp_richcompare),
    offset_of!(Type, tp_setattr),
    offset_of!(Type, tp_setattro),
    offset_of!(Type, tp_str),
    offset_of!(Type, tp_traverse),
    offset_of!(Type, tp_members),
    offset_of!(Type, tp_getset),
    offset_of!(Type, tp_free),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_matrix_multiply),
    offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_matrix_multiply),
    offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_await),
    offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_aiter),
    offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_anext),
    offset_of!(Type, tp_finalize),
    offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_send),
];

/// One row of a spec.
pub fn slot(slot: c_int, pfunc: *const ()) -> PyType_Slot {
    PyType_Slot { slot, pfunc: pfunc.cast_mut().cast() }
}

/// The rows of a spec, without the one that ends them.
fn rows(spec: &PyType_Spec) -> impl Iterator<Item = PyType_Slot> {
    let mut at = spec.slots.cast_const();
    std::iter::from_fn(move || {
        // SAFETY: an array ended by slot 0.
        let row = *unsafe { at.as_ref() }?;
        if row.slot == 0 {
            return None;
        }
        // SAFETY: as above.
        at = unsafe { at.add(1) };
        Some(row)
    })
}

/// A table of members, without the row that ends it.
fn member_rows<'a>(table: *const PyMemberDef) -> &'a [PyMemberDef] {
    let mut count = 0;
    // SAFETY: a table ended by a row with a null name.
    unsafe {
        if table.is_null() {
            return &[];
        }
        while !(*table.add(count)).name.is_null() {
            count += 1;
        }
        std::slice::from_raw_parts(table, count)
    }
}

/// What a member table says of offsets in the type itself.
#[derive(Default)]
struct Offsets {
    weaklist: Option<isize>,
    dict: Option<isize>,
    vectorcall: Option<isize>,
}

/// Sizes round up to this, so that any C struct may follow.
const ALIGNMENT: isize = 16;

fn align(size: isize) -> isize {
    (size + ALIGNMENT - 1) & !(ALIGNMENT - 1)
}

/// A copy of a C string in memory that the type owns.
fn copy_text(text: &CStr, th: &mut Thread) -> PyResult<*mut c_char> {
    let bytes = text.to_bytes_with_nul();
    let copy = heap::mem_malloc(bytes.len());
    if copy.is_null() {
        return Err(th.no_memory());
    }
    // SAFETY: as many bytes were just allocated.
    unsafe { copy.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    Ok(copy.cast())
}

/// The bases: those given, those of the spec's slots, or `object`.
fn spec_bases(spec: &PyType_Spec, given: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let as_tuple = |object: &Object, th: &mut Thread| match object.downcast::<Tuple>() {
        Some(tuple) => Ok(Ref::new(tuple)),
        None if Type::check(object) => Tuple::new(&[object]),
        None => Err(raise!(th, SystemError, "Py_tp_bases is not a tuple")),
    };
    if let Some(given) = given {
        return as_tuple(given, th);
    }
    let (mut base, mut several) = (None, None);
    for row in rows(spec) {
        // SAFETY: these slots hold objects, or null.
        let value = unsafe { row.pfunc.cast::<Object>().as_ref() };
        match row.slot {
            Py_tp_base => base = value,
            Py_tp_bases => several = value,
            _ => {}
        }
    }
    match (several, base) {
        (Some(several), _) => as_tuple(several, th),
        (None, Some(base)) => Tuple::new(&[base]),
        (None, None) => Tuple::new(&[&PyBaseObject_Type]),
    }
}

/// `PyType_FromMetaclass`.
///
/// # Errors
/// `SystemError` for a spec that contradicts itself, `TypeError` for bases that do not go together.
pub fn from_spec(
    metaclass: Option<&'static Type>,
    module: Option<&Object>,
    spec: &PyType_Spec,
    given_bases: Option<&Object>,
    th: &mut Thread,
) -> PyResult<Ref<Type>> {
    let mut members: Option<&[PyMemberDef]> = None;
    let mut doc: Option<*const c_char> = None;
    for row in rows(spec) {
        if row.slot < 0 || row.slot as usize >= OFFSETS.len() {
            return Err(raise!(th, RuntimeError, "invalid slot offset"));
        }
        match row.slot {
            Py_tp_members => {
                if members.is_some() {
                    return Err(raise!(th, SystemError, "Multiple Py_tp_members slots are not supported."));
                }
                members = Some(member_rows(row.pfunc.cast()));
            }
            Py_tp_doc => {
                if doc.is_some() {
                    return Err(raise!(th, SystemError, "Multiple Py_tp_doc slots are not supported."));
                }
                doc = Some(row.pfunc.cast_const().cast());
            }
            _ => {}
        }
    }
    let members = members.unwrap_or(&[]);
    if spec.name.is_null() {
        return Err(raise!(th, SystemError, "Type spec does not define the name field."));
    }
    // SAFETY: a spec's name.
    let full_name = unsafe { CStr::from_ptr(spec.name) };
    let full = full_name.to_string_lossy().into_owned();

    let bases = spec_bases(spec, given_bases, th)?;
    let custom = metaclass;
    let metaclass = bases::calculate_metaclass(metaclass.unwrap_or(&PyType_Type), &bases, th)?;
    if !metaclass.is_subtype_of(&PyType_Type) {
        return Err(raise!(
            th,
            TypeError,
            "Metaclass '{:.200}' is not a subclass of 'type'.",
            metaclass.display_name()
        ));
    }
    if metaclass.tp_new.get().is_some() && slot_word(&metaclass.tp_new) != slot_word(&PyType_Type.tp_new) {
        if custom.is_some() {
            return Err(raise!(th, TypeError, "Metaclasses with custom tp_new are not supported."));
        }
        exceptions::warn(
            &exceptions::DeprecationWarning,
            format_args!(
                "Type {full} uses PyType_Spec with a metaclass that has custom tp_new. This is deprecated and will no \
                 longer be allowed in Python 3.14."
            ),
            1,
            th,
        )?;
    }
    let base = bases::best_base(&bases, th)?;
    if !base.has_flags(Py_TPFLAGS_BASETYPE) {
        return Err(raise!(th, TypeError, "type '{:.100}' is not an acceptable base type", base.display_name()));
    }

    // Sizes: zero inherits, a negative one is what the type adds to its base.
    let mut basicsize = spec.basicsize as isize;
    let mut data_offset = basicsize;
    if basicsize == 0 {
        basicsize = base.tp_basicsize.get();
    } else if basicsize < 0 {
        if base.tp_itemsize.get() != 0 && !base.has_flags(Py_TPFLAGS_ITEMS_AT_END) {
            return Err(raise!(th, SystemError, "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END."));
        }
        data_offset = align(base.tp_basicsize.get());
        basicsize = data_offset + align(-basicsize);
    }
    let mut offsets = Offsets::default();
    for member in members {
        let mut offset = member.offset;
        if member.flags & Py_RELATIVE_OFFSET != 0 {
            if spec.basicsize >= 0 {
                return Err(raise!(th, SystemError, "With Py_RELATIVE_OFFSET, basicsize must be negative."));
            }
            if offset < 0 || offset >= -(spec.basicsize as isize) {
                return Err(raise!(th, SystemError, "Member offset out of range (0..-basicsize)"));
            }
            offset += data_offset;
        }
        // SAFETY: a row's name.
        match unsafe { CStr::from_ptr(member.name) }.to_bytes() {
            b"__weaklistoffset__" => offsets.weaklist = Some(offset),
            b"__dictoffset__" => offsets.dict = Some(offset),
            b"__vectorcalloffset__" => offsets.vectorcall = Some(offset),
            _ => {}
        }
    }

    let Some(alloc) = metaclass.tp_alloc.get() else { return Err(bases::no_instances(metaclass, th)) };
    // SAFETY: the metaclass's own allocator.
    let object = unsafe { alloc(metaclass, members.len() as isize) }?;
    // SAFETY: an instance of a metaclass.
    let owned: Ref<Type> = unsafe { object.cast_unchecked() };
    let ty = static_type(&owned);
    // SAFETY: made with room for a heap type.
    let heap: &'static PyHeapTypeObject = unsafe { ty.cast_unchecked() };
    ty.tp_flags.set(u64::from(spec.flags) | Py_TPFLAGS_HEAPTYPE);
    ty.tp_as_async.set(Some(&heap.as_async));
    ty.tp_as_number.set(Some(&heap.as_number));
    ty.tp_as_sequence.set(Some(&heap.as_sequence));
    ty.tp_as_mapping.set(Some(&heap.as_mapping));
    ty.tp_as_buffer.set(Some(&heap.as_buffer));
    let short = Str::intern_str(full.rsplit('.').next().unwrap_or(&full))?;
    heap.ht_name.init(short.clone().into_object());
    heap.ht_qualname.init(short.into_object());
    let name_copy = copy_text(full_name, th)?;
    heap._ht_tpname.set(name_copy);
    ty.tp_name.set(name_copy);
    if let Some(module) = module {
        heap.ht_module.init(module.to_ref());
    }
    ty.tp_bases.init(bases.clone().into_object());
    base.incref();
    ty.tp_base.set(Some(base));
    ty.tp_basicsize.set(basicsize);
    ty.tp_itemsize.set(spec.itemsize as isize);

    for row in rows(spec) {
        match row.slot {
            Py_tp_base | Py_tp_bases => {}
            Py_tp_doc => {
                if !row.pfunc.is_null() {
                    // SAFETY: a docstring.
                    let text = unsafe { CStr::from_ptr(row.pfunc.cast_const().cast()) };
                    ty.tp_doc.set(copy_text(text, th)?);
                }
            }
            Py_tp_members => {
                // SAFETY: the type was allocated with room for the rows, and one to end them.
                unsafe {
                    let own = ty.as_ptr().cast::<u8>().add(metaclass.tp_basicsize.get() as usize).cast::<PyMemberDef>();
                    for (index, member) in members.iter().enumerate() {
                        let mut member = *member;
                        if member.flags & Py_RELATIVE_OFFSET != 0 {
                            member.flags &= !Py_RELATIVE_OFFSET;
                            member.offset += data_offset;
                        }
                        own.add(index).write(member);
                    }
                    ty.tp_members.set(own);
                }
            }
            number => {
                if let Some(address) = slot_address(ty, OFFSETS[number as usize]) {
                    // SAFETY: the slot's address; the spec gives a function of its type.
                    unsafe { address.write(row.pfunc as usize) };
                }
            }
        }
    }
    if ty.tp_dealloc.get().is_none() {
        ty.tp_dealloc.set(Some(subtype_dealloc));
    }
    ty.tp_vectorcall_offset.set(offsets.vectorcall.unwrap_or(0));
    ty.tp_weaklistoffset.set(offsets.weaklist.unwrap_or(0));
    ty.tp_dictoffset.set(offsets.dict.unwrap_or(0));
    ty.ready(th)?;

    if base.tp_basicsize.get() > ty.tp_basicsize.get() {
        return Err(raise!(
            th,
            TypeError,
            "tp_basicsize for type '{}' ({}) is too small for base '{}' ({})",
            ty.display_name(),
            ty.tp_basicsize.get(),
            base.display_name(),
            base.tp_basicsize.get()
        ));
    }
    // These two members only say where; they are no attributes.
    let dict = type_dict(ty).map(Ref::new);
    for (offset, name) in [(offsets.weaklist, id!(__weaklistoffset__)), (offsets.dict, id!(__dictoffset__))] {
        if let (Some(_), Some(dict)) = (offset, &dict) {
            dict.pop(name, th)?;
        }
    }
    for (what, offset) in [("weaklist", offsets.weaklist), ("dict", offsets.dict), ("vectorcall", offsets.vectorcall)] {
        if let Some(offset) = offset
            && (offset >= ty.tp_basicsize.get() || offset < -ty.tp_basicsize.get())
        {
            return Err(raise!(
                th,
                TypeError,
                "{what} offset {offset} is out of bounds for type '{}' (tp_basicsize = {})",
                ty.display_name(),
                ty.tp_basicsize.get()
            ));
        }
    }
    set_module_name(ty, &full, th)?;
    Ok(owned)
}

/// `__module__`, from the name before the last dot.
fn set_module_name(ty: &Type, full: &str, th: &mut Thread) -> PyResult<()> {
    let Some(dict) = type_dict(ty).map(Ref::new) else { return Err(th.bad_internal_call()) };
    if dict.contains(id!(__module__), th)? {
        return Ok(());
    }
    match full.rsplit_once('.') {
        Some((module, _)) => {
            dict.set_str(id!(__module__), &*Str::intern_str(module)?, th)?;
            ty.modified();
            Ok(())
        }
        None => exceptions::warn(
            &exceptions::DeprecationWarning,
            format_args!("builtin type {full:.200} has no __module__ attribute"),
            1,
            th,
        ),
    }
}

/// `PyType_GetSlot`: what a slot holds; null if it is empty or its suite is missing.
///
/// # Errors
/// `SystemError` for a number that is no slot's.
pub fn get_slot(ty: &Type, number: c_int, th: &mut Thread) -> PyResult<*mut c_void> {
    if number <= 0 || number as usize >= OFFSETS.len() {
        return Err(th.bad_internal_call());
    }
    if number == Py_tp_bases {
        return Ok(ty.tp_bases.as_ptr().cast());
    }
    Ok(match slot_address(ty, OFFSETS[number as usize]) {
        // SAFETY: the address of a slot of a live type.
        Some(address) => unsafe { address.read() as *mut c_void },
        None => std::ptr::null_mut(),
    })
}

/// The module that a heap type was made for (`PyType_GetModule`), borrowed.
///
/// # Errors
/// `TypeError` if there is none.
pub fn module_of<'a>(ty: &'a Type, th: &mut Thread) -> PyResult<&'a Object> {
    let Some(heap) = heap_type(ty) else {
        return Err(raise!(th, TypeError, "PyType_GetModule: Type '{}' is not a heap type", ty.display_name()));
    };
    // SAFETY: null, or owned by the type for its life.
    match unsafe { heap.ht_module.borrow_unchecked() } {
        Some(module) => Ok(module),
        None => Err(raise!(th, TypeError, "PyType_GetModule: Type '{}' has no associated module", ty.display_name())),
    }
}

/// The module with definition `def` that a class of the MRO was made for, borrowed from that class.
pub fn find_module_by_def(ty: &Type, def: *const PyModuleDef) -> Option<&Object> {
    let matches = |class: &Type| -> Option<*mut Object> {
        let heap = heap_type(class)?;
        let module = heap.ht_module.as_ptr();
        // SAFETY: null, or a live module.
        let own = unsafe { module.as_ref() }?.downcast::<Module>()?;
        std::ptr::eq(own.def(), def).then_some(module)
    };
    let mro = super::mro_tuple(ty)?;
    let module = mro.items().iter().find_map(|class| matches(super::class_of(class)))?;
    // SAFETY: a class of the MRO keeps it alive.
    Some(unsafe { &*module })
}

/// `PyType_GetModuleByDef`.
///
/// # Errors
/// `TypeError` if no class of the MRO has such a module.
pub fn module_by_def<'a>(ty: &'a Type, def: *const PyModuleDef, th: &mut Thread) -> PyResult<&'a Object> {
    match find_module_by_def(ty, def) {
        Some(module) => Ok(module),
        None => Err(raise!(
            th,
            TypeError,
            "PyType_GetModuleByDef: No superclass of '{}' has the given module",
            ty.display_name()
        )),
    }
}

/// `PyObject_GetItemData`: the items of an object of a type with `Py_TPFLAGS_ITEMS_AT_END`.
///
/// # Errors
/// `TypeError` for another type.
pub fn item_data(object: &Object, th: &mut Thread) -> PyResult<*mut c_void> {
    let ty = object.ob_type();
    if !ty.has_flags(Py_TPFLAGS_ITEMS_AT_END) {
        return Err(raise!(th, TypeError, "type '{}' does not have Py_TPFLAGS_ITEMS_AT_END", ty.display_name()));
    }
    // SAFETY: the items stand behind the basic size.
    Ok(unsafe { object.as_ptr().cast::<u8>().add(ty.tp_basicsize.get() as usize).cast() })
}

/// `PyObject_GetTypeData`: what `class` adds to its base in an object.
pub fn type_data(object: &Object, class: &Type) -> *mut c_void {
    let base = class.tp_base.get().map_or(0, |base| base.tp_basicsize.get());
    // SAFETY: the data stands behind the base's part, within the object.
    unsafe { object.as_ptr().cast::<u8>().add(align(base) as usize).cast() }
}

/// `PyType_GetTypeDataSize`.
pub fn type_data_size(class: &Type) -> isize {
    let base = class.tp_base.get().map_or(0, |base| base.tp_basicsize.get());
    (class.tp_basicsize.get() - align(base)).max(0)
}
