//! `object.h`, `cpython/object.h`, `pycore_object.h`: references, attributes, comparison, text forms.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};

use ks_runtime::abstract_::{protocol, recursion};
use ks_runtime::heap;
use ks_runtime::objects::dictobject::inline_values;
use ks_runtime::prelude::*;

/// The token of an exported function.
///
/// # Safety
/// Called first thing in a function that C calls with the interpreter held.
unsafe fn enter<'a>() -> &'a mut Thread {
    // SAFETY: the caller's promise.
    unsafe { Thread::enter() }
}

/// A name that C passes as UTF-8, interned.
///
/// # Safety
/// A NUL-terminated string.
unsafe fn name(text: *const c_char, th: &mut Thread) -> PyResult<Ref<Str>> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    Ok(Str::intern(Str::decode_utf8(bytes, None, th)?))
}

/// A name that C passes as an object.
fn checked_name<'a>(object: &'a Object, th: &mut Thread) -> PyResult<&'a Str> {
    match object.downcast::<Str>() {
        Some(name) => Ok(name),
        None => Err(object::bad_attribute_name(object, th)),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IncRef(object: Option<&Object>) {
    if let Some(object) = object {
        object.incref();
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_DecRef(object: *mut Object) {
    if !object.is_null() {
        // SAFETY: the caller gives up a reference that it owns.
        unsafe { Object::decref(object) };
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_IncRef(object: &Object) {
    object.incref();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_DecRef(object: *mut Object) {
    // SAFETY: the caller gives up a reference that it owns.
    unsafe { Object::decref(object) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_Dealloc(object: *mut Object) {
    // SAFETY: the caller found the count to be zero.
    unsafe { Object::dealloc(object) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_SetRefcnt(object: &Object, count: isize) {
    if !object.is_immortal() {
        object.set_refcnt(count);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_NewRef(object: &Object) -> *mut Object {
    object.to_ref().into_raw()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_XNewRef(object: Option<&Object>) -> *mut Object {
    object.map_or(std::ptr::null_mut(), |object| object.to_ref().into_raw())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_NewReference(object: &Object) {
    object.set_refcnt(1);
    if ks_runtime::heap::tracemalloc::is_tracing() {
        ks_runtime::heap::tracemalloc::retrace(object);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_NewReferenceNoTotal(object: &Object) {
    object.set_refcnt(1);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_ResurrectReference(object: &Object) {
    object.set_refcnt(1);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Is(a: *const Object, b: *const Object) -> c_int {
    c_int::from(std::ptr::eq(a, b))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsNone(object: *const Object) -> c_int {
    c_int::from(std::ptr::eq(object, none()))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsTrue(object: *const Object) -> c_int {
    c_int::from(std::ptr::eq(object, boolobject::bool_object(true)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsFalse(object: *const Object) -> c_int {
    c_int::from(std::ptr::eq(object, boolobject::bool_object(false)))
}

/// Constants by number: None, False, True, Ellipsis, NotImplemented, 0, 1, "", b"", ().
fn constant(number: c_uint) -> Option<&'static Object> {
    let singletons = &_PyRuntime.static_objects.singletons;
    Some(match number {
        0 => none(),
        1 => boolobject::bool_object(false),
        2 => boolobject::bool_object(true),
        3 => ellipsis(),
        4 => not_implemented(),
        5 => singletons.small_ints[_PY_NSMALLNEGINTS].as_object(),
        6 => singletons.small_ints[_PY_NSMALLNEGINTS + 1].as_object(),
        7 => empty_str().as_object(),
        8 => singletons.bytes_empty.as_object(),
        9 => singletons.tuple_empty.as_object(),
        _ => return None,
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetConstant(number: c_uint) -> PyResult {
    match constant(number) {
        Some(object) => Ok(object.to_ref()),
        // SAFETY: called by C with the interpreter held.
        None => Err(unsafe { enter() }.bad_internal_call()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetConstantBorrowed(number: c_uint) -> *mut Object {
    match constant(number) {
        // Immortal, so the borrow needs no owner.
        Some(object) => object.as_ptr(),
        None => {
            // SAFETY: called by C with the interpreter held.
            let Raised = unsafe { enter() }.bad_internal_call();
            std::ptr::null_mut()
        }
    }
}

/// What the text functions show of NULL.
fn null_text() -> PyResult {
    Str::new("<NULL>")?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Repr(object: Option<&Object>) -> PyResult {
    match object {
        // SAFETY: called by C with the interpreter held.
        Some(object) => object.repr(unsafe { enter() })?.into_py(),
        None => null_text(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Str(object: Option<&Object>) -> PyResult {
    match object {
        // SAFETY: called by C with the interpreter held.
        Some(object) => object.str(unsafe { enter() })?.into_py(),
        None => null_text(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ASCII(object: Option<&Object>) -> PyResult {
    match object {
        // SAFETY: called by C with the interpreter held.
        Some(object) => object.ascii(unsafe { enter() })?.into_py(),
        None => null_text(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Bytes(object: Option<&Object>) -> PyResult {
    match object {
        // SAFETY: called by C with the interpreter held.
        Some(object) => object.bytes(unsafe { enter() }),
        None => Bytes::new(b"<NULL>")?.into_py(),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_RichCompare(left: Option<&Object>, right: Option<&Object>, op: c_int) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let (Some(left), Some(right)) = (left, right) else {
        if !th.is_raised() {
            return Err(th.bad_internal_call());
        }
        return Err(Raised);
    };
    left.rich_compare(right, op, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_RichCompareBool(left: Option<&Object>, right: Option<&Object>, op: c_int) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let (Some(left), Some(right)) = (left, right) else {
        if !th.is_raised() {
            let Raised = th.bad_internal_call();
        }
        return Status::ERROR;
    };
    left.rich_compare_bool(right, op, th).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAttr(object: &Object, name: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    object.get_attr(checked_name(name, th)?, th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAttrString(object: &Object, text: *const c_char) -> PyResult {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        if object.ob_type().tp_getattro.get().is_none()
            && let Some(slot) = object.ob_type().tp_getattr.get()
        {
            return slot(object, text);
        }
        object.get_attr(&*name(text, th)?, th)
    }
}

/// Stores an optional result where C wants it: 1 found, 0 missing, -1 error.
///
/// # Safety
/// `place` is valid for a write.
unsafe fn store(found: PyResult<Option<Ref>>, place: *mut *mut Object) -> c_int {
    let (value, status) = match found {
        Ok(Some(value)) => (value.into_raw(), 1),
        Ok(None) => (std::ptr::null_mut(), 0),
        Err(Raised) => (std::ptr::null_mut(), -1),
    };
    // SAFETY: the caller's promise.
    unsafe { *place = value };
    status
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetOptionalAttr(object: &Object, name: &Object, result: *mut *mut Object) -> c_int {
    // SAFETY: called by C with the interpreter held, with a place for the result.
    unsafe {
        let th = enter();
        let found = checked_name(name, th).and_then(|name| object.get_attr_opt(name, th));
        store(found, result)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetOptionalAttrString(
    object: &Object,
    text: *const c_char,
    result: *mut *mut Object,
) -> c_int {
    // SAFETY: called by C with the interpreter held, with a string and a place for the result.
    unsafe {
        let th = enter();
        let found = name(text, th).and_then(|name| object.get_attr_opt(&name, th));
        store(found, result)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetAttr(object: &Object, name: &Object, value: Option<&Object>) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    checked_name(name, th).and_then(|name| protocol::set_attr(object, name, value, th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetAttrString(
    object: &Object,
    text: *const c_char,
    value: Option<&Object>,
) -> Status {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        if let Some(slot) = object.ob_type().tp_setattr.get() {
            return slot(object, text, value);
        }
        name(text, th).and_then(|name| protocol::set_attr(object, &name, value, th)).into()
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelAttr(object: &Object, name: &Object) -> Status {
    // SAFETY: as that function.
    unsafe { PyObject_SetAttr(object, name, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelAttrString(object: &Object, text: *const c_char) -> Status {
    // SAFETY: as that function.
    unsafe { PyObject_SetAttrString(object, text, None) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrWithError(object: &Object, name: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    checked_name(name, th).and_then(|name| object.has_attr(name, th)).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrStringWithError(object: &Object, text: *const c_char) -> Status {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        name(text, th).and_then(|name| object.has_attr(&name, th)).into()
    }
}

/// The functions that cannot fail report what went wrong and say no.
fn without_error(found: PyResult<bool>, function: &str, th: &mut Thread) -> c_int {
    match found {
        Ok(found) => c_int::from(found),
        Err(Raised) => {
            let suffix = function.trim_start_matches("PyObject_HasAttr");
            let message = Str::new(&format!(
                "Exception ignored in {function}(); consider using {function}WithError(), \
                 PyObject_GetOptionalAttr{suffix}() or PyObject_GetAttr{suffix}()"
            ));
            exceptions::write_unraisable_message(message.ok().as_deref(), th);
            0
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttr(object: &Object, name: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let found = checked_name(name, th).and_then(|name| object.has_attr(name, th));
    without_error(found, "PyObject_HasAttr", th)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrString(object: &Object, text: *const c_char) -> c_int {
    // SAFETY: called by C with the interpreter held, with a string.
    unsafe {
        let th = enter();
        let found = name(text, th).and_then(|name| object.has_attr(&name, th));
        without_error(found, "PyObject_HasAttrString", th)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SelfIter(object: &Object) -> *mut Object {
    object.to_ref().into_raw()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericGetDict(object: &Object, _context: *mut c_void) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    object::generic_get_dict(object, unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericSetDict(
    object: &Object,
    value: Option<&Object>,
    _context: *mut c_void,
) -> Status {
    // SAFETY: called by C with the interpreter held.
    object::generic_set_dict(object, value, unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GenericGetAttrWithDict(
    object: &Object,
    name: &Object,
    dict: Option<&Object>,
    suppress: c_int,
) -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let found = checked_name(name, th).and_then(|name| match dict.and_then(|dict| dict.downcast::<Dict>()) {
        Some(dict) => match object::generic_get_attr_with_dict(object, name, dict, th)? {
            None if suppress == 0 => Err(raise!(
                th,
                AttributeError,
                "'{:.100}' object has no attribute '{name}'",
                object.ob_type().display_name()
            )),
            found => Ok(found),
        },
        None if suppress != 0 => object::generic_get_attr_opt(object, name, th),
        None => object::generic_get_attr(object, name, th).map(Some),
    });
    match found {
        Ok(found) => found.map_or(std::ptr::null_mut(), Ref::into_raw),
        Err(Raised) => {
            if suppress != 0 && th.raised_matches(&exceptions::AttributeError) {
                th.clear_raised();
            }
            std::ptr::null_mut()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GenericSetAttrWithDict(
    object: &Object,
    name: &Object,
    value: Option<&Object>,
    dict: Option<&Object>,
) -> Status {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    checked_name(name, th)
        .and_then(|name| match dict.and_then(|dict| dict.downcast::<Dict>()) {
            Some(dict) => object::generic_set_attr_with_dict(object, name, value, dict, th),
            None => object::generic_set_attr(object, name, value, th),
        })
        .into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetDictPtr(object: &Object) -> *mut *mut Object {
    if object.ob_type().has_flags(Py_TPFLAGS_MANAGED_DICT) {
        // The word before the object; attributes kept inside become a dict first, which C may then read.
        if object::generic_get_dict(object, unsafe_token()).is_err() {
            unsafe_token().clear_raised();
            return std::ptr::null_mut();
        }
        // SAFETY: the flag says so.
        let word: *const Field<Dict> = unsafe { inline_values::managed_dict_word(object) };
        return word.cast_mut().cast();
    }
    // SAFETY: the type's own offset.
    unsafe { typeobject::dict_field_pointer(object) }
}

/// The token for functions whose C signature leaves none.
fn unsafe_token<'a>() -> &'a mut Thread {
    // SAFETY: used only in functions that C calls with the interpreter held.
    unsafe { Thread::enter() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetMethod(object: &Object, name: &Object, method: *mut *mut Object) -> c_int {
    // SAFETY: called by C with the interpreter held, with a place for the result.
    unsafe {
        let th = enter();
        let found = checked_name(name, th).and_then(|name| object::get_method(object, name, th));
        let (value, unbound) = match found {
            Ok((value, unbound)) => (value.into_raw(), c_int::from(unbound)),
            Err(Raised) => (std::ptr::null_mut(), 0),
        };
        *method = value;
        unbound
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_LookupSpecial(object: &Object, name: &Object) -> *mut Object {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let found = checked_name(name, th).and_then(|name| object::lookup_special(object, name, th));
    found.ok().flatten().map_or(std::ptr::null_mut(), Ref::into_raw)
}

/// `_Py_Identifier`: a name that is interned at its first use. Only the text is used here.
#[repr(C)]
pub struct _Py_Identifier {
    string: *const c_char,
    index: isize,
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetAttrId(object: &Object, id: &_Py_Identifier) -> PyResult {
    // SAFETY: as that function.
    unsafe { PyObject_GetAttrString(object, id.string) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Hash(object: &Object) -> Size {
    // SAFETY: called by C with the interpreter held.
    object.hash(unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericHash(object: &Object) -> Size {
    Size(object::hash_pointer(object.as_ptr().cast_const().cast()))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsTrue(object: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    object.is_true(unsafe { enter() }).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Not(object: &Object) -> Status {
    // SAFETY: called by C with the interpreter held.
    object.is_true(unsafe { enter() }).map(|truth| !truth).into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Dir(object: Option<&Object>) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    match object {
        Some(object) => object.dir(th)?.into_py(),
        None => {
            // The names of the running code's local variables.
            let locals = descrobject::builtin(id!(locals), th)?.call(&[], th)?;
            let names = List::from_iterable(&locals, th)?;
            names.sort(th)?;
            names.into_py()
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetState(object: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    object::get_state(object, false, unsafe { enter() })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_FunctionStr(function: &Object) -> PyResult {
    // SAFETY: called by C with the interpreter held.
    let th = unsafe { enter() };
    let Some(qualname) = function.get_attr_opt(id!(__qualname__), th)? else {
        return function.str(th)?.into_py();
    };
    let qualname = qualname.str(th)?;
    if let Some(module) = function.get_attr_opt(id!(__module__), th)?
        && !module.is(none())
        && !module.downcast::<Str>().is_some_and(|module| module.eq(id!(builtins)))
    {
        return Str::new(&format!("{}.{qualname}()", module.str(th)?))?.into_py();
    }
    Str::new(&format!("{qualname}()"))?.into_py()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFinalizer(object: &Object) {
    typeobject::call_finalizer(object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFinalizerFromDealloc(object: *mut Object) -> c_int {
    // SAFETY: called by the object's destructor.
    if unsafe { typeobject::call_finalizer_from_dealloc(object) } { 0 } else { -1 }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ClearManagedDict(object: &Object) {
    // SAFETY: the type has a managed dict, says the caller; the interpreter is held.
    unsafe { inline_values::clear_managed_dict(object, enter()) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VisitManagedDict(object: &Object, visit: visitproc, arg: *mut c_void) -> c_int {
    if !object.ob_type().has_flags(Py_TPFLAGS_MANAGED_DICT) {
        return 0;
    }
    let mut visitor = Visitor::new(visit, arg);
    // SAFETY: the flag says so.
    unsafe { inline_values::visit_managed_dict(object, &mut visitor) };
    ks_runtime::args::IntoVisit::into_visit((), &visitor)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_SetManagedDict(object: &Object, dict: Option<&Object>) -> Status {
    let dict = dict.and_then(|dict| dict.downcast::<Dict>()).map(Ref::new);
    // SAFETY: the type has a managed dict, says the caller.
    unsafe { inline_values::set_managed_dict(object, dict) }.into()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GET_WEAKREFS_LISTPTR(object: &Object) -> *mut *mut Object {
    // SAFETY: the type supports weak references, says the caller.
    unsafe { object.as_ptr().cast::<u8>().offset(object.ob_type().tp_weaklistoffset.get()).cast() }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetTypeData(object: &Object, class: &Type) -> *mut c_void {
    typeobject::spec::type_data(object, class)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetItemData(object: &Object) -> *mut c_void {
    // SAFETY: called by C with the interpreter held.
    typeobject::spec::item_data(object, unsafe { enter() }).unwrap_or(std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ReprEnter(object: &Object) -> c_int {
    // SAFETY: called by C with the interpreter held.
    match recursion::repr_enter(object, unsafe { enter() }) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(Raised) => -1,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ReprLeave(object: &Object) {
    // SAFETY: called by C with the interpreter held.
    recursion::repr_leave(object, unsafe { enter() });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Print(object: Option<&Object>, file: *mut libc::FILE, flags: c_int) -> Status {
    const Py_PRINT_RAW: c_int = 1;
    // SAFETY: called by C with the interpreter held, with an open file.
    unsafe {
        let th = enter();
        let text = match object {
            None => Str::new("<nil>"),
            Some(object) if object.refcnt() <= 0 => Str::new(&format!("<refcnt {} at {object:p}>", object.refcnt())),
            Some(object) if flags & Py_PRINT_RAW != 0 => object.str(th),
            Some(object) => object.repr(th),
        };
        let Ok(text) = text else { return Status::ERROR };
        let text = text.to_string_lossy();
        libc::clearerr(file);
        libc::fwrite(text.as_ptr().cast(), 1, text.len(), file);
        if libc::ferror(file) != 0 {
            let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
            let Raised = th.raise_os_error(errno, None);
            libc::clearerr(file);
            return Status::ERROR;
        }
    }
    Status::OK
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_Dump(object: Option<&Object>) {
    match object {
        None => eprintln!("object address  : NULL"),
        Some(object) => {
            eprintln!("object address  : {object:p}");
            eprintln!("object refcount : {}", object.refcnt());
            eprintln!("object type     : {:p}", object.ob_type().as_object());
            eprintln!("object type name: {}", object.ob_type().display_name());
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTrash_thread_deposit_object(thread: &PyThreadState, object: &Object) {
    heap::trashcan::deposit(thread, object);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTrash_thread_destroy_chain(thread: &PyThreadState) {
    heap::trashcan::destroy_chain(thread);
}

/// The conversions of f-strings, by number; none for 0.
#[unsafe(no_mangle)]
pub static _PyEval_ConversionFuncs: [Option<unsafe extern "C" fn(Option<&Object>) -> PyResult>; 4] =
    [None, Some(PyObject_Str), Some(PyObject_Repr), Some(PyObject_ASCII)];

/// The types of what frames run, by kind.
#[repr(transparent)]
pub struct Kinds([*const Type; 6]);
// SAFETY: points at statics.
unsafe impl Sync for Kinds {}

#[unsafe(no_mangle)]
pub static PyUnstable_ExecutableKinds: Kinds = Kinds([
    &raw const object::_PyNone_Type,
    &raw const codeobject::PyCode_Type,
    std::ptr::null(),
    &raw const classobject::PyMethod_Type,
    &raw const descrobject::PyMethodDescr_Type,
    std::ptr::null(),
]);

/// Ends the process: a check of an object has failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_AssertFailed(
    object: Option<&Object>,
    expression: *const c_char,
    message: *const c_char,
    file: *const c_char,
    line: c_int,
    function: *const c_char,
) -> ! {
    // SAFETY: C strings, or null.
    let text =
        |text: *const c_char| unsafe { (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned()) };
    let place = format!("{}:{line}: ", text(file).unwrap_or_default());
    let place = text(function).map_or(place.clone(), |function| format!("{place}{function}: "));
    let message = text(message).map(|message| format!(": {message}")).unwrap_or_default();
    match text(expression) {
        Some(expression) => eprintln!("{place}Assertion \"{expression}\" failed{message}"),
        None => eprintln!("{place}Assertion failed{message}"),
    }
    eprintln!("Enable tracemalloc to get the memory block allocation traceback\n");
    // SAFETY: null or an object.
    unsafe { _PyObject_Dump(object) };
    ks_runtime::unwritten::fatal("_PyObject_AssertFailed")
}

/// Ends the process: a reference count is wrong.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_FatalRefcountErrorFunc(function: *const c_char, message: *const c_char) -> ! {
    // SAFETY: C strings.
    let text = |text| unsafe { CStr::from_ptr(text).to_string_lossy() };
    ks_runtime::unwritten::fatal(&format!("{}: {}", text(function), text(message)))
}

/// A place for debuggers to stop at.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn _Py_BreakPoint() {}
