//! Functions written in C or Rust.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::offset_of;

use crate::abstract_::{call, recursion};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A function written in C.
    pub struct CFunction(PyCFunctionObject): PyCFunction_Type
);

object_type!(
    /// A function written in C that knows its defining class.
    pub struct CMethod(PyCMethodObject): PyCMethod_Type
);

/// The C types that `ml_meth` really has, by the flags.
pub type MethNoArgs = unsafe extern "C" fn(*mut Object, *mut Object) -> PyResult;
pub type MethKeywords = unsafe extern "C" fn(*mut Object, *mut Object, *mut Object) -> PyResult;
pub type MethFast = unsafe extern "C" fn(*mut Object, *const *mut Object, isize) -> PyResult;
pub type MethFastKeywords = unsafe extern "C" fn(*mut Object, *const *mut Object, isize, *mut Object) -> PyResult;
pub type MethMethod = unsafe extern "C" fn(*mut Object, *mut Type, *const *mut Object, isize, *mut Object) -> PyResult;

/// The flags that tell a method's calling convention.
pub const CONVENTION: c_int = METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD;

/// `Py_HashPointer`: the address, turned so that its low bits vary.
pub fn hash_pointer(pointer: *const c_void) -> isize {
    let hash = (pointer as usize).rotate_right(4) as isize;
    if hash == -1 { -2 } else { hash }
}

impl CFunction {
    /// `PyCMethod_New`. `method` must outlive the function.
    pub fn new(
        method: &'static PyMethodDef,
        this: Option<&Object>,
        module: Option<&Object>,
        class: Option<&'static Type>,
    ) -> PyResult<Ref<CFunction>> {
        // SAFETY: only raises: no storage borrow is live.
        let th = unsafe { Thread::enter() };
        let vectorcall: Option<vectorcallfunc> = match method.ml_flags & CONVENTION {
            flags if flags == METH_VARARGS || flags == METH_VARARGS | METH_KEYWORDS => None,
            METH_FASTCALL => Some(vectorcall_fast),
            METH_NOARGS => Some(vectorcall_noargs),
            METH_O => Some(vectorcall_o),
            flags if flags == METH_FASTCALL | METH_KEYWORDS => Some(vectorcall_fast_keywords),
            flags if flags == METH_METHOD | METH_FASTCALL | METH_KEYWORDS => Some(vectorcall_method),
            _ => {
                // SAFETY: a method's name is a C string.
                let name = unsafe { CStr::from_ptr(method.ml_name) }.to_string_lossy();
                return Err(raise!(th, SystemError, "{name}() method: bad call flags"));
            }
        };
        let function: Ref<CFunction> = if method.ml_flags & METH_METHOD != 0 {
            let Some(class) = class else {
                return Err(raise!(
                    th,
                    SystemError,
                    "attempting to create PyCMethod with a METH_METHOD flag but no class"
                ));
            };
            let made = heap::new_object::<CMethod>(&PyCMethod_Type)?;
            made.layout().mm_class.init(Ref::new(class));
            // SAFETY: a `CMethod` begins with a `CFunction`.
            unsafe { made.cast_unchecked() }
        } else {
            if class.is_some() {
                return Err(raise!(
                    th,
                    SystemError,
                    "attempting to create PyCFunction with class but no METH_METHOD flag"
                ));
            }
            heap::new_object::<CFunction>(&PyCFunction_Type)?
        };
        let parts = function.layout();
        parts.m_ml.set(method);
        parts.m_self.replace(this.map(Object::to_ref));
        parts.m_module.replace(module.map(Object::to_ref));
        parts.vectorcall.set(vectorcall);
        heap::gc_track(&function);
        Ok(function)
    }

    /// The method definition.
    #[inline(always)]
    pub fn def(&self) -> &PyMethodDef {
        // SAFETY: the definition outlives the function.
        unsafe { &*self.layout().m_ml.get() }
    }

    /// What the C function gets as its first argument (`PyCFunction_GetSelf`), null for static methods.
    #[inline(always)]
    pub fn self_argument(&self) -> *mut Object {
        if self.def().ml_flags & METH_STATIC != 0 { std::ptr::null_mut() } else { self.layout().m_self.as_ptr() }
    }

    /// The function's name.
    pub fn name(&self) -> std::borrow::Cow<'_, str> {
        // SAFETY: a method's name is a C string.
        unsafe { CStr::from_ptr(self.def().ml_name) }.to_string_lossy()
    }

    /// Whether the method table gives the function this name.
    pub fn name_is(&self, name: &CStr) -> bool {
        // SAFETY: a method's name is a C string.
        unsafe { CStr::from_ptr(self.def().ml_name) == name }
    }

    /// Whether the function belongs to a module rather than to an object.
    fn is_plain(&self) -> bool {
        match self.layout().m_self.get() {
            None => true,
            Some(this) => Module::check(&this),
        }
    }
}

/// The doc string of an `ml_doc` or `tp_doc`, without a signature at its start; none if there is none.
pub fn doc_without_signature<'a>(name: &str, doc: &'a str) -> &'a str {
    signature_end(name, doc).map_or(doc, |end| &doc[end..])
}

/// The signature at the start of an `ml_doc` or `tp_doc`, in its parentheses.
pub fn signature_of_doc<'a>(name: &str, doc: &'a str) -> Option<&'a str> {
    let end = signature_end(name, doc)?;
    let start = name.rsplit('.').next().unwrap_or(name).len();
    Some(&doc[start..end - END_MARKER.len() + 1])
}

const END_MARKER: &str = ")\n--\n\n";

/// Where the doc text begins after a signature line.
fn signature_end(name: &str, doc: &str) -> Option<usize> {
    let name = name.rsplit('.').next().unwrap_or(name);
    let rest = doc.strip_prefix(name)?;
    if !rest.starts_with('(') {
        return None;
    }
    let end = doc.find(END_MARKER)?;
    // A blank line before means that the marker belongs to something else.
    if doc.find("\n\n").is_some_and(|blank| blank < end) {
        return None;
    }
    Some(end + END_MARKER.len())
}

/// `__doc__` and `__text_signature__` of a C function, as objects.
pub fn doc_object(name: &str, doc: *const c_char) -> PyResult {
    let Some(text) = doc_text(doc) else { return Ok(none().to_ref()) };
    let text = doc_without_signature(name, &text);
    if text.is_empty() { Ok(none().to_ref()) } else { Ok(Str::new(text)?.into_object()) }
}

/// As [`doc_object`], the signature.
pub fn signature_object(name: &str, doc: *const c_char) -> PyResult {
    let Some(text) = doc_text(doc) else { return Ok(none().to_ref()) };
    match signature_of_doc(name, &text) {
        Some(text) => Ok(Str::new(text)?.into_object()),
        None => Ok(none().to_ref()),
    }
}

fn doc_text(doc: *const c_char) -> Option<std::borrow::Cow<'static, str>> {
    if doc.is_null() {
        return None;
    }
    // SAFETY: docs are C strings that outlive their function.
    Some(unsafe { CStr::from_ptr(doc) }.to_string_lossy())
}

#[pytype(
    static = PyCFunction_Type,
    name = "builtin_function_or_method",
    layout = PyCFunctionObject,
    flags(HAVE_GC, HAVE_VECTORCALL),
    no_new,
    weaklistoffset = offset_of!(PyCFunctionObject, m_weakreflist),
    vectorcall_offset = offset_of!(PyCFunctionObject, vectorcall),
    members = [&[member!("__module__", PyCFunctionObject, m_module, _Py_T_OBJECT)]],
)]
impl CFunction {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            // Chains of methods of methods may be long.
            let Some(_guard) = heap::trashcan::enter(&*this) else { return };
            let parts = (*this).layout();
            if !parts.m_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            if parts.m_ml.get().as_ref().is_some_and(|def| def.ml_flags & METH_METHOD != 0) {
                drop((*this.cast::<PyCMethodObject>()).mm_class.take());
            }
            drop(parts.m_self.take());
            drop(parts.m_module.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        if self.def().ml_flags & METH_METHOD != 0 {
            // SAFETY: with this flag the object is a `CMethod`.
            visit.visit(unsafe { &(*self.as_ptr().cast::<PyCMethodObject>()).mm_class });
        }
        visit.visit(&self.layout().m_self);
        visit.visit(&self.layout().m_module);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        if self.is_plain() {
            return format!("<built-in function {}>", self.name());
        }
        let this = self.layout().m_self.get();
        let class = this.as_ref().map_or_else(String::new, |this| this.ob_type().display_name().into_owned());
        let address = self.layout().m_self.as_ptr();
        format!("<built-in method {} of {class} object at {address:p}>", self.name())
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        let function = self.def().ml_meth.map_or(0, |f| f as usize);
        hash_pointer(self.layout().m_self.as_ptr().cast()) ^ hash_pointer(function as *const c_void)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> Ref {
        let Some(other) = other.downcast::<CFunction>().filter(|_| op == Py_EQ || op == Py_NE) else {
            return not_implemented().to_ref();
        };
        let function = |of: &CFunction| of.def().ml_meth.map_or(0, |f| f as usize);
        let same = std::ptr::eq(self.layout().m_self.as_ptr(), other.layout().m_self.as_ptr())
            && function(self) == function(other);
        boolobject::bool_object(same == (op == Py_EQ)).to_ref()
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if self.layout().vectorcall.get().is_some() {
            return call::vectorcall_call(self, args, kwargs, th);
        }
        let def = self.def();
        let this = self.self_argument();
        let kwargs = kwargs.filter(|kwargs| !kwargs.is_empty());
        let args = args.as_ptr();
        // SAFETY: the method's own function, of the type that its flags tell; arguments are a tuple and a dict or NULL.
        let result = unsafe {
            if def.ml_flags & METH_KEYWORDS != 0 {
                let kwargs = kwargs.map_or(std::ptr::null_mut(), |kwargs| kwargs.as_ptr());
                let function: Option<MethKeywords> = std::mem::transmute(def.ml_meth);
                function.map(|function| function(this, args, kwargs))
            } else {
                if kwargs.is_some() {
                    return Err(raise!(th, TypeError, "{:.200}() takes no keyword arguments", self.name()));
                }
                def.ml_meth.map(|function| function(this, args))
            }
        };
        call::check_result(Some(self), result.unwrap_or(Err(Raised)), "", th)
    }

    #[method(sig = "()", name = "__reduce__")]
    fn reduce(&self, th: &mut Thread) -> PyResult {
        let name = Str::new(&self.name())?;
        let Some(this) = self.layout().m_self.get().filter(|_| !self.is_plain()) else {
            return Ok(name.into_object());
        };
        let getattr = crate::eval::builtin(id!(getattr), th)?;
        let args = Tuple::from_array([this, name.into_object()])?;
        Ok(Tuple::from_array([getattr, args.into_object()])?.into_object())
    }

    #[getter(name = "__doc__")]
    fn doc(&self) -> PyResult {
        doc_object(&self.name(), self.def().ml_doc)
    }

    #[getter(name = "__name__")]
    fn name_attribute(&self) -> PyResult<Ref<Str>> {
        Str::new(&self.name())
    }

    #[getter(name = "__qualname__")]
    fn qualname(&self, th: &mut Thread) -> PyResult {
        let Some(this) = self.layout().m_self.get().filter(|_| !self.is_plain()) else {
            return Ok(Str::new(&self.name())?.into_object());
        };
        let class: &Object = if Type::check(&this) { &this } else { this.ob_type() };
        let outer = class.get_attr(id!(__qualname__), th)?;
        let Some(outer) = outer.downcast::<Str>() else {
            return Err(raise!(th, TypeError, "<method>.__class__.__qualname__ is not a unicode object"));
        };
        Ok(Str::new(&format!("{outer}.{}", self.name()))?.into_object())
    }

    #[getter(name = "__self__")]
    fn this(&self) -> Ref {
        // SAFETY: null or what the function owns.
        unsafe { Ref::from_borrowed(self.self_argument()) }.unwrap_or_else(|| none().to_ref())
    }

    #[getter(name = "__text_signature__")]
    fn text_signature(&self) -> PyResult {
        signature_object(&self.name(), self.def().ml_doc)
    }
}

#[pytype(
    static = PyCMethod_Type,
    name = "builtin_method",
    layout = PyCMethodObject,
    base = PyCFunction_Type,
    flags(HAVE_GC, HAVE_VECTORCALL),
    no_new,
)]
impl CMethod {}

/// Refuses keyword arguments.
fn refuse_keywords(callable: &Object, kwnames: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    // SAFETY: vectorcall's names are a tuple.
    if kwnames.is_none_or(|names| unsafe { names.cast_unchecked::<Tuple>() }.is_empty()) {
        return Ok(());
    }
    let name = crate::eval::function_text(callable, th)?;
    Err(raise!(th, TypeError, "{name} takes no keyword arguments"))
}

unsafe extern "C" fn vectorcall_fast(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: vectorcall's contract; the callable is a `CFunction` with this convention.
    unsafe {
        let th = Thread::enter();
        if kwnames.is_some() {
            refuse_keywords(callable, kwnames, th)?;
        }
        let function = callable.cast_unchecked::<CFunction>();
        let meth: MethFast = std::mem::transmute(function.def().ml_meth);
        let count = (nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET) as isize;
        let guard = recursion::enter(" while calling a Python object", th)?;
        let result = meth(function.self_argument(), args, count);
        drop(guard);
        result
    }
}

unsafe extern "C" fn vectorcall_fast_keywords(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        let function = callable.cast_unchecked::<CFunction>();
        let meth: MethFastKeywords = std::mem::transmute(function.def().ml_meth);
        let count = (nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET) as isize;
        let guard = recursion::enter(" while calling a Python object", th)?;
        let kwnames = kwnames.map_or(std::ptr::null_mut(), Object::as_ptr);
        let result = meth(function.self_argument(), args, count, kwnames);
        drop(guard);
        result
    }
}

unsafe extern "C" fn vectorcall_method(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: as above; with this convention the callable is a `CMethod`.
    unsafe {
        let th = Thread::enter();
        let function = callable.cast_unchecked::<CFunction>();
        let class = callable.cast_unchecked::<CMethod>().layout().mm_class.as_ptr();
        let meth: MethMethod = std::mem::transmute(function.def().ml_meth);
        let count = (nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET) as isize;
        let guard = recursion::enter(" while calling a Python object", th)?;
        let kwnames = kwnames.map_or(std::ptr::null_mut(), Object::as_ptr);
        let result = meth(function.self_argument(), class, args, count, kwnames);
        drop(guard);
        result
    }
}

unsafe extern "C" fn vectorcall_noargs(
    callable: &Object,
    _args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        if kwnames.is_some() {
            refuse_keywords(callable, kwnames, th)?;
        }
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        if count != 0 {
            let name = crate::eval::function_text(callable, th)?;
            return Err(raise!(th, TypeError, "{name} takes no arguments ({count} given)"));
        }
        let function = callable.cast_unchecked::<CFunction>();
        let meth: MethNoArgs = std::mem::transmute(function.def().ml_meth);
        let guard = recursion::enter(" while calling a Python object", th)?;
        let result = meth(function.self_argument(), std::ptr::null_mut());
        drop(guard);
        result
    }
}

unsafe extern "C" fn vectorcall_o(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: as above.
    unsafe {
        let th = Thread::enter();
        if kwnames.is_some() {
            refuse_keywords(callable, kwnames, th)?;
        }
        let count = nargsf & !PY_VECTORCALL_ARGUMENTS_OFFSET;
        if count != 1 {
            let name = crate::eval::function_text(callable, th)?;
            return Err(raise!(th, TypeError, "{name} takes exactly one argument ({count} given)"));
        }
        let function = callable.cast_unchecked::<CFunction>();
        let meth: MethNoArgs = std::mem::transmute(function.def().ml_meth);
        let guard = recursion::enter(" while calling a Python object", th)?;
        let result = meth(function.self_argument(), *args);
        drop(guard);
        result
    }
}
