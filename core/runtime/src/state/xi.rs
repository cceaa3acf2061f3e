//! What crosses interpreters (`pycore_crossinterp.h`): data of objects, names of a namespace, exceptions as text.

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};

use crate::heap::domains::{self, Domain};
use crate::objects::unicodeobject::units::copy_to_kind;
use crate::prelude::*;
use crate::with_units;

/// Fills a `_PyCrossInterpreterData` from an object of the type it is registered for; -1 for an error.
pub type GetData = unsafe extern "C" fn(*mut PyThreadState, &Object, *mut _PyCrossInterpreterData) -> c_int;

/// A class whose instances can cross.
struct Registered {
    /// Not looked at once `weak` says that it is gone.
    class: *const Type,
    /// A weak reference to a heap type.
    weak: Option<Ref>,
    count: usize,
    get_data: GetData,
}

struct Registry(RefCell<Vec<Registered>>);
// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Registry {}
static REGISTRY: Registry = Registry(RefCell::new(Vec::new()));

/// Makes `NotShareableError` where extensions look for it.
///
/// # Errors
/// `MemoryError`.
pub fn init(th: &mut Thread) -> PyResult<()> {
    let base: &Object = &exceptions::ValueError;
    let error = exceptions::new_exception("interpreters.NotShareableError", None, Some(base), None, th)?;
    crate::eval::interp::block(th).xi.PyExc_NotShareableError.set(Some(error), th);
    Ok(())
}

/// Raises `NotShareableError` with a message.
fn not_shareable(message: &str, th: &mut Thread) -> Raised {
    match crate::eval::interp::block(th).xi.PyExc_NotShareableError.get() {
        Some(class) => match Str::new(message).and_then(|message| class.call(&[&message], th)) {
            Ok(exception) => th.raise_instance(exception),
            Err(raised) => raised,
        },
        None => raise!(th, ValueError, "{message}"),
    }
}

/// `_PyCrossInterpreterData_RegisterClass`.
///
/// # Errors
/// `TypeError` if no weak reference to the class can be made.
pub fn register(class: &Type, get_data: GetData, th: &mut Thread) -> PyResult<()> {
    let known =
        REGISTRY.0.borrow_mut().iter_mut().find(|entry| entry.class == std::ptr::from_ref(class)).map(|entry| {
            entry.count += 1;
        });
    if known.is_some() {
        return Ok(());
    }
    let weak =
        if class.has_any_flag(Py_TPFLAGS_HEAPTYPE) { Some(WeakRef::new(class.as_object(), None, th)?) } else { None };
    REGISTRY.0.borrow_mut().push(Registered { class, weak, count: 1, get_data });
    Ok(())
}

/// `_PyCrossInterpreterData_UnregisterClass`: whether it was registered.
pub fn unregister(class: &Type) -> bool {
    let mut registry = REGISTRY.0.borrow_mut();
    let Some(at) = registry.iter().position(|entry| entry.class == std::ptr::from_ref(class)) else {
        return false;
    };
    registry[at].count -= 1;
    let gone = (registry[at].count == 0).then(|| registry.remove(at));
    drop(registry);
    drop(gone);
    true
}

/// `_PyCrossInterpreterData_Lookup`: how an object's data is taken.
pub fn lookup(object: &Object) -> Option<GetData> {
    let ty = object.ob_type();
    for (class, get_data) in [
        (none().ob_type(), share_none as GetData),
        (&longobject::PyLong_Type, share_int),
        (&bytesobject::PyBytes_Type, share_bytes),
        (&unicodeobject::PyUnicode_Type, share_str),
        (&boolobject::PyBool_Type, share_bool),
        (&floatobject::PyFloat_Type, share_float),
        (&tupleobject::PyTuple_Type, share_tuple),
    ] {
        if std::ptr::eq(ty, class) {
            return Some(get_data);
        }
    }
    let gone = |entry: &Registered| {
        entry.weak.as_ref().is_some_and(|weak| weak.downcast::<WeakRef>().is_none_or(|weak| weak.get().is_none()))
    };
    let registry = REGISTRY.0.borrow();
    registry.iter().find(|entry| std::ptr::eq(entry.class, ty) && !gone(entry)).map(|entry| entry.get_data)
}

/// `_PyObject_CheckCrossInterpreterData`.
///
/// # Errors
/// `NotShareableError`.
pub fn check(object: &Object, th: &mut Thread) -> PyResult<()> {
    if lookup(object).is_some() { Ok(()) } else { Err(cannot_cross(object, th)) }
}

fn cannot_cross(object: &Object, th: &mut Thread) -> Raised {
    match object.str(th) {
        Ok(text) => not_shareable(&format!("{text} does not support cross-interpreter data"), th),
        Err(raised) => raised,
    }
}

/// `_PyObject_GetCrossInterpreterData`.
///
/// # Errors
/// `NotShareableError`, and what the type's function raises.
pub fn get_data(object: &Object, data: &_PyCrossInterpreterData, th: &mut Thread) -> PyResult<()> {
    reset(data);
    let Some(get_data) = lookup(object) else { return Err(cannot_cross(object, th)) };
    // SAFETY: registered for the object's type.
    let status = unsafe { get_data(th.as_ptr(), object, std::ptr::from_ref(data).cast_mut()) };
    if status != 0 {
        clear(data);
        return Err(Raised);
    }
    data.interpid.set(th.interp().id);
    if data.new_object.get().is_none() {
        clear(data);
        return Err(raise!(th, SystemError, "missing new_object func"));
    }
    Ok(())
}

/// Makes the data empty, without releasing anything.
pub fn reset(data: &_PyCrossInterpreterData) {
    data.data.set(std::ptr::null_mut());
    std::mem::forget(data.obj.replace(None));
    data.interpid.set(-1);
    data.new_object.set(None);
    data.free.set(None);
}

/// Frees what the data holds.
pub fn clear(data: &_PyCrossInterpreterData) {
    let memory = data.data.replace(std::ptr::null_mut());
    if let (false, Some(free)) = (memory.is_null(), data.free.get()) {
        // SAFETY: the function that belongs to the memory.
        unsafe { free(memory) };
    }
    drop(data.obj.replace(None));
}

/// `_PyCrossInterpreterData_Init`.
pub fn fill(
    data: &_PyCrossInterpreterData,
    interp: i64,
    shared: *mut c_void,
    object: Option<&Object>,
    new_object: unsafe extern "C" fn(*mut _PyCrossInterpreterData) -> *mut Object,
) {
    reset(data);
    data.data.set(shared);
    std::mem::forget(data.obj.replace(object.map(Object::to_ref)));
    data.interpid.set(interp);
    data.new_object.set(Some(new_object));
}

unsafe extern "C" fn raw_free(memory: *mut c_void) {
    // SAFETY: memory of the raw domain.
    unsafe { domains::free(Domain::Raw, memory.cast()) }
}

/// `_PyCrossInterpreterData_InitWithSize`: with memory of its own.
///
/// # Errors
/// `MemoryError`.
pub fn fill_with_memory(
    data: &_PyCrossInterpreterData,
    interp: i64,
    size: usize,
    object: Option<&Object>,
    new_object: unsafe extern "C" fn(*mut _PyCrossInterpreterData) -> *mut Object,
    th: &mut Thread,
) -> PyResult<()> {
    let memory = domains::malloc(Domain::Raw, size);
    fill(data, interp, memory.cast(), object, new_object);
    if memory.is_null() {
        return Err(th.no_memory());
    }
    data.free.set(Some(raw_free));
    Ok(())
}

// The built-in types. Each pair takes an object's data and makes an object of it again.

/// What the functions below are called with.
unsafe fn parts<'a>(
    state: *mut PyThreadState,
    data: *mut _PyCrossInterpreterData,
) -> (&'a mut Thread, &'a _PyCrossInterpreterData, i64) {
    // SAFETY: called with the current state and data to fill.
    unsafe {
        let th = Thread::from_ptr(state);
        let id = th.interp().id;
        (th, &*data, id)
    }
}

fn raw(result: PyResult) -> *mut Object {
    result.map_or(std::ptr::null_mut(), Ref::into_raw)
}

unsafe extern "C" fn new_none(_data: *mut _PyCrossInterpreterData) -> *mut Object {
    none().as_ptr()
}

unsafe extern "C" fn share_none(state: *mut PyThreadState, _: &Object, data: *mut _PyCrossInterpreterData) -> c_int {
    // SAFETY: see `parts`.
    let (_, data, id) = unsafe { parts(state, data) };
    fill(data, id, std::ptr::null_mut(), None, new_none);
    0
}

unsafe extern "C" fn new_bool(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: called with data that was filled.
    boolobject::bool_object(unsafe { !(*data).data.get().is_null() }).as_ptr()
}

unsafe extern "C" fn share_bool(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (_, data, id) = unsafe { parts(state, data) };
    let truth = usize::from(object.is(boolobject::bool_object(true)));
    fill(data, id, truth as *mut c_void, None, new_bool);
    0
}

unsafe extern "C" fn new_int(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: called with data that was filled.
    raw(Long::from_i64(unsafe { (*data).data.get() } as i64).map(Ref::into_object))
}

unsafe extern "C" fn share_int(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (th, data, id) = unsafe { parts(state, data) };
    let Some(value) = object.downcast::<Long>().and_then(Long::to_i64_opt) else {
        let Raised = raise!(th, OverflowError, "try sending as bytes");
        return -1;
    };
    fill(data, id, value as *mut c_void, None, new_int);
    0
}

unsafe extern "C" fn new_float(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: called with data that was filled.
    raw(Float::new(f64::from_bits(unsafe { (*data).data.get() } as u64)).map(Ref::into_object))
}

unsafe extern "C" fn share_float(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (_, data, id) = unsafe { parts(state, data) };
    let value = object.downcast::<Float>().map_or(0.0, Float::value);
    fill(data, id, value.to_bits() as *mut c_void, None, new_float);
    0
}

/// The object, kept alive, whose content is copied.
unsafe fn original(data: *mut _PyCrossInterpreterData) -> Option<Ref> {
    // SAFETY: called with data that was filled.
    unsafe { (*data).obj.get() }
}

unsafe extern "C" fn new_bytes(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: as above; the original's content does not change.
    let Some(original) = (unsafe { original(data) }) else { return std::ptr::null_mut() };
    let bytes = original.downcast::<Bytes>().map(Bytes::as_bytes).unwrap_or_default();
    raw(Bytes::new(bytes).map(Ref::into_object))
}

unsafe extern "C" fn share_bytes(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (_, data, id) = unsafe { parts(state, data) };
    fill(data, id, object.as_ptr().cast(), Some(object), new_bytes);
    0
}

unsafe extern "C" fn new_str(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: as above.
    let Some(original) = (unsafe { original(data) }) else { return std::ptr::null_mut() };
    let Some(text) = original.downcast::<Str>().map(Str::data) else { return std::ptr::null_mut() };
    let copy = Str::alloc(text.len(), text.max_char());
    if let Ok(copy) = &copy
        && !text.is_empty()
    {
        // SAFETY: the copy has room for as many characters as wide.
        unsafe { with_units!(text, units => copy_to_kind(units, copy.storage(), text.kind())) };
    }
    raw(copy.map(Ref::into_object))
}

unsafe extern "C" fn share_str(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (_, data, id) = unsafe { parts(state, data) };
    fill(data, id, object.as_ptr().cast(), Some(object), new_str);
    0
}

type Items = Vec<Box<_PyCrossInterpreterData>>;

fn empty() -> Box<_PyCrossInterpreterData> {
    // SAFETY: all fields are numbers, nullable pointers and optional functions.
    Box::new(unsafe { std::mem::zeroed() })
}

unsafe extern "C" fn free_items(items: *mut c_void) {
    // SAFETY: the box that `share_tuple` made.
    for item in *unsafe { Box::from_raw(items.cast::<Items>()) } {
        clear(&item);
    }
}

unsafe extern "C" fn new_tuple(data: *mut _PyCrossInterpreterData) -> *mut Object {
    // SAFETY: the box that `share_tuple` made.
    let items = unsafe { &*(*data).data.get().cast::<Items>() };
    let mut objects = Vec::with_capacity(items.len());
    for item in items {
        match new_object(item) {
            Ok(object) => objects.push(object),
            Err(Raised) => return std::ptr::null_mut(),
        }
    }
    let objects: Vec<&Object> = objects.iter().map(|object| &**object).collect();
    raw(Tuple::new(&objects).map(Ref::into_object))
}

unsafe extern "C" fn share_tuple(
    state: *mut PyThreadState,
    object: &Object,
    data: *mut _PyCrossInterpreterData,
) -> c_int {
    // SAFETY: see `parts`.
    let (th, data, id) = unsafe { parts(state, data) };
    let Some(tuple) = object.downcast::<Tuple>() else { return -1 };
    let mut items: Items = Vec::with_capacity(tuple.len());
    for item in tuple.items() {
        let shared = empty();
        let level = crate::abstract_::recursion::enter(" while sharing a tuple", th);
        let result = level.and_then(|_level| get_data(item, &shared, th));
        if result.is_err() {
            items.iter().for_each(|item| clear(item));
            return -1;
        }
        items.push(shared);
    }
    fill(data, id, Box::into_raw(Box::new(items)).cast(), Some(object), new_tuple);
    data.free.set(Some(free_items));
    0
}

/// `_PyCrossInterpreterData_NewObject`.
///
/// # Errors
/// What the type's function raises.
pub fn new_object(data: &_PyCrossInterpreterData) -> PyResult {
    match data.new_object.get() {
        // SAFETY: the function that the data was filled with.
        Some(new_object) => unsafe {
            Ref::from_raw_option(new_object(std::ptr::from_ref(data).cast_mut())).ok_or(Raised)
        },
        None => Err(Raised),
    }
}

/// Names, and data of their values, on the way to another interpreter's namespace.
pub struct Namespace {
    items: Vec<(String, Option<Box<_PyCrossInterpreterData>>)>,
}

impl Namespace {
    /// `_PyXI_NamespaceFromNames`.
    ///
    /// # Errors
    /// `ValueError` without names, `TypeError` for other names than strings.
    pub fn from_names(names: &Object, th: &mut Thread) -> PyResult<Namespace> {
        if names.len(th)? == 0 {
            return Err(raise!(th, ValueError, "empty namespaces not allowed"));
        }
        let mut items = Vec::new();
        let iterator = names.iter(th)?;
        while let Some(name) = iterator.iter_next(th)? {
            match name.downcast::<Str>() {
                Some(name) => items.push((name.to_string_lossy().into_owned(), None)),
                None => {
                    let found = name.ob_type().display_name();
                    return Err(raise!(th, TypeError, "expected str, got {found}"));
                }
            }
        }
        Ok(Namespace { items })
    }

    /// `_PyXI_FillNamespaceFromDict`: takes the data of the names that are there.
    ///
    /// # Errors
    /// As [`get_data`].
    pub fn fill(&mut self, dict: &Dict, th: &mut Thread) -> PyResult<()> {
        for (name, shared) in &mut self.items {
            let key = Str::new(name)?;
            if let Some(value) = dict.get_str(&key, th)? {
                let data = empty();
                get_data(&value, &data, th)?;
                if let Some(old) = shared.replace(data) {
                    clear(&old);
                }
            }
        }
        Ok(())
    }

    /// `_PyXI_ApplyNamespace`: sets the names; `default` stands for values that are missing.
    ///
    /// # Errors
    /// `MemoryError`, and what makes the values raises.
    pub fn apply(&self, dict: &Dict, default: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        for (name, shared) in &self.items {
            let key = Str::new(name)?;
            match (shared, default) {
                (Some(data), _) => dict.set_str(&key, &*new_object(data)?, th)?,
                (None, Some(default)) => dict.set_str(&key, default, th)?,
                (None, None) => {}
            }
        }
        Ok(())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        for (_, data) in &self.items {
            if let Some(data) = data {
                clear(data);
            }
        }
    }
}

/// A copy in memory of the raw domain; null without memory.
fn copy_text(text: &str) -> *const c_char {
    let text = CString::new(text.replace('\0', "\\0")).unwrap_or_default();
    let bytes = text.as_bytes_with_nul();
    let memory = domains::malloc(Domain::Raw, bytes.len());
    if !memory.is_null() {
        // SAFETY: room for the bytes.
        unsafe { memory.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    }
    memory.cast()
}

fn text_of(object: &Object, name: &Str, th: &mut Thread) -> PyResult<*const c_char> {
    let value = object.get_attr(name, th)?;
    Ok(match value.downcast::<Str>() {
        Some(text) => copy_text(&text.to_string_lossy()),
        None => std::ptr::null(),
    })
}

/// `_PyXI_InitExcInfo`: what an exception is, as text.
///
/// # Errors
/// What asking it raises.
pub fn describe(exception: &Object, th: &mut Thread) -> PyResult<_PyXI_excinfo> {
    let ty = exception.ob_type();
    let builtin = ty.has_any_flag(_Py_TPFLAGS_STATIC_BUILTIN);
    let builtin = if builtin { std::ptr::from_ref(ty).cast() } else { std::ptr::null() };
    let name = text_of(ty.as_object(), id!(__name__), th)?;
    let qualname = text_of(ty.as_object(), id!(__qualname__), th)?;
    let module = text_of(ty.as_object(), id!(__module__), th)?;
    let message = exception.str(th)?;
    let message = copy_text(&message.to_string_lossy());
    let display = match display(exception, th) {
        Ok(display) => copy_text(&display),
        Err(Raised) => {
            th.clear_raised();
            std::ptr::null()
        }
    };
    Ok(_PyXI_excinfo { type_: [builtin, name, qualname, module], msg: message, errdisplay: display })
}

/// `traceback.TracebackException(exception).format()`, without the traceback's frames if there are none.
fn display(exception: &Object, th: &mut Thread) -> PyResult<String> {
    let module = crate::import::import_module(id!(traceback), th)?;
    let lines = module.call_method(&*Str::intern_str("format_exception")?, &[exception], th)?;
    let text = empty_str().as_object().call_method(&*Str::intern_str("join")?, &[&lines], th)?;
    let text = text.str(th)?.to_string_lossy().into_owned();
    Ok(text.trim_end_matches('\n').to_owned())
}

/// `_PyXI_ClearExcInfo`.
pub fn forget(info: &mut _PyXI_excinfo) {
    for text in [info.type_[1], info.type_[2], info.type_[3], info.msg, info.errdisplay] {
        // SAFETY: null, or copies of `describe`.
        unsafe { domains::free(Domain::Raw, text.cast_mut().cast()) };
    }
    // SAFETY: pointers only.
    *info = unsafe { std::mem::zeroed() };
}

/// The text at a place, if there is one.
fn text_at(text: *const c_char) -> Option<String> {
    // SAFETY: null, or a copy of `describe`.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// The text at a place, or `None`.
fn object_at(text: *const c_char) -> PyResult {
    match text_at(text) {
        Some(text) => Str::new(&text).map(Ref::into_object),
        None => Ok(none().to_ref()),
    }
}

/// The class as messages name it: with its module unless that is `builtins` or `__main__`.
fn class_name(info: &_PyXI_excinfo) -> Option<String> {
    let name = text_at(info.type_[2]).or_else(|| text_at(info.type_[1]))?;
    match text_at(info.type_[3]) {
        Some(module) if module != "builtins" && module != "__main__" => Some(format!("{module}.{name}")),
        _ => Some(name),
    }
}

/// `_PyXI_FormatExcInfo`.
///
/// # Errors
/// `MemoryError`.
pub fn format(info: &_PyXI_excinfo) -> PyResult {
    let text = match (class_name(info), text_at(info.msg)) {
        (Some(class), Some(message)) => format!("{class}: {message}"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => return Ok(none().to_ref()),
    };
    Str::new(&text).map(Ref::into_object)
}

/// `_PyXI_ExcInfoAsObject`: a namespace `type`, `msg`, `formatted`, `errdisplay`.
///
/// # Errors
/// `MemoryError`.
pub fn as_object(info: &_PyXI_excinfo, th: &mut Thread) -> PyResult {
    let set =
        |dict: &Dict, name: &str, value: &Object, th: &mut Thread| dict.set_str(&*Str::intern_str(name)?, value, th);
    let class = Dict::new()?;
    for (name, text) in [("__name__", info.type_[1]), ("__qualname__", info.type_[2]), ("__module__", info.type_[3])] {
        if !text.is_null() {
            set(&class, name, &*object_at(text)?, th)?;
        }
    }
    let class = namespaceobject::from_dict(Some(&class), th)?;
    let dict = Dict::new()?;
    set(&dict, "type", &class, th)?;
    set(&dict, "msg", &*object_at(info.msg)?, th)?;
    set(&dict, "formatted", &*format(info)?, th)?;
    if !info.errdisplay.is_null() {
        set(&dict, "errdisplay", &*object_at(info.errdisplay)?, th)?;
    }
    namespaceobject::from_dict(Some(&dict), th)
}

/// The `NotShareableError` of a value that was not looked at here.
pub fn raise_not_shareable(th: &mut Thread) -> Raised {
    not_shareable("object does not support cross-interpreter data", th)
}
