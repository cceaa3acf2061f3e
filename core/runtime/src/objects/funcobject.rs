//! Python functions, `classmethod`, `staticmethod`.

use std::ffi::c_int;
use std::mem::offset_of;

use crate::abstract_::call;
use crate::eval::interp::{block, function_versions};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A Python function.
    pub struct Function(PyFunctionObject): PyFunction_Type
);

/// `_PyFunction_Vectorcall`: the vectorcall of Python functions. Its address tells the evaluator that nobody replaced it.
pub unsafe extern "C" fn _PyFunction_Vectorcall(
    callable: &Object,
    args: *const *mut Object,
    nargsf: usize,
    kwnames: Option<&Object>,
) -> PyResult {
    // SAFETY: vectorcall's contract: the callable is a function, the names are a tuple.
    unsafe {
        let th = Thread::enter();
        let kwnames = kwnames.map(|names| names.cast_unchecked::<Tuple>());
        crate::eval::function_vectorcall(callable.cast_unchecked(), args, nargsf, kwnames, th)
    }
}

impl Function {
    /// `PyFunction_NewWithQualName`.
    pub fn new(code: &Code, globals: &Object, qualname: Option<&Str>, th: &mut Thread) -> PyResult<Ref<Function>> {
        let parts = code.layout();
        let module = match globals.downcast::<Dict>() {
            Some(globals) => globals.get_str(id!(__name__), th)?,
            None => None,
        };
        let builtins = builtins_from_globals(globals, th)?;
        let doc = code.constants().first().filter(|doc| Str::check(doc)).cloned();
        let function = heap::new_object::<Function>(&PyFunction_Type)?;
        let made = function.layout();
        made.func_globals.init(globals.to_ref());
        made.func_builtins.init(builtins);
        made.func_name.replace(parts.co_name.get());
        made.func_qualname.replace(qualname.map(|name| name.to_ref()).or_else(|| parts.co_qualname.get()));
        // SAFETY: `Code` is the transparent wrapper of its layout.
        made.func_code.init(unsafe { Ref::new(code).into_object().cast_unchecked() });
        made.func_doc.init(doc.unwrap_or_else(|| none().to_ref()));
        made.func_module.replace(module);
        made.vectorcall.set(Some(_PyFunction_Vectorcall));
        heap::gc_track(&function);
        notify(PyFunction_EVENT_CREATE, &function, None, th);
        Ok(function)
    }

    /// `__code__`.
    #[inline(always)]
    pub fn code(&self) -> Ref<Code> {
        // SAFETY: a function always has its code.
        unsafe { Ref::new(&*self.layout().func_code.as_ptr().cast::<Code>()) }
    }

    /// `__code__`, borrowed: nothing may run that could replace it.
    #[inline(always)]
    pub fn code_unchecked<'a>(&self) -> &'a Code {
        // SAFETY: a function always has its code; the caller does not keep the borrow across Python code.
        unsafe { &*self.layout().func_code.as_ptr().cast::<Code>() }
    }

    /// `__code__.co_flags`.
    #[inline(always)]
    pub fn code_flags(&self) -> c_int {
        self.code_unchecked().layout().co_flags.get()
    }

    /// `__qualname__`.
    pub fn qualname(&self) -> Ref<Str> {
        let name = self.layout().func_qualname.get().and_then(|name| name.downcast_into::<Str>().ok());
        name.unwrap_or_else(|| Ref::new(empty_str()))
    }

    /// `__defaults__`.
    pub fn defaults(&self) -> Option<Ref<Tuple>> {
        self.layout().func_defaults.get().and_then(|defaults| defaults.downcast_into::<Tuple>().ok())
    }

    /// `_PyFunction_GetVersionForCurrentState`: a number that changes with code and defaults; 0 if none is to be had.
    pub fn version(&self, th: &PyThreadState) -> u32 {
        let current = self.layout().func_version.get();
        if current != 0 {
            return current;
        }
        let plain = self
            .layout()
            .vectorcall
            .get()
            .is_some_and(|f| std::ptr::fn_addr_eq(f, _PyFunction_Vectorcall as vectorcallfunc));
        let next = &function_versions(th).next_version;
        if !plain || next.get() == 0 {
            return 0;
        }
        let version = next.get();
        next.set(version.wrapping_add(1));
        self.layout().func_version.set(version);
        remember_version(self, th);
        version
    }

    /// Forgets the version, as what it stands for changes (`_PyFunction_SetVersion(func, 0)`).
    fn clear_version(&self, th: &PyThreadState) {
        let version = self.layout().func_version.replace(0);
        if version != 0 {
            let slot = &function_versions(th).cache[version as usize % 4096];
            if std::ptr::eq(slot[0].get(), self.as_ptr()) {
                slot[0].set(std::ptr::null_mut());
            }
        }
    }

    /// `PyFunction_SetDefaults`.
    pub fn set_defaults(&self, value: Option<&Object>, th: &mut Thread) {
        let field = &self.layout().func_defaults;
        self.modify(field, value.map(Object::to_ref), PyFunction_EVENT_MODIFY_DEFAULTS, th);
    }

    /// `PyFunction_SetKwDefaults`.
    pub fn set_kwdefaults(&self, value: Option<&Object>, th: &mut Thread) {
        let field = &self.layout().func_kwdefaults;
        self.modify(field, value.map(Object::to_ref), PyFunction_EVENT_MODIFY_KWDEFAULTS, th);
    }

    /// `PyFunction_SetClosure`.
    pub fn set_closure(&self, value: Option<&Object>, th: &mut Thread) {
        self.clear_version(th);
        self.layout().func_closure.set(value.map(Object::to_ref), th);
    }

    /// `PyFunction_SetAnnotations`.
    pub fn set_annotations(&self, value: Option<&Object>, th: &mut Thread) {
        self.clear_version(th);
        self.layout().func_annotations.set(value.map(Object::to_ref), th);
    }

    /// `PyFunction_SetVectorcall`.
    pub fn set_vectorcall(&self, vectorcall: Option<vectorcallfunc>, th: &mut Thread) {
        self.clear_version(th);
        self.layout().vectorcall.set(vectorcall);
    }

    /// `_PyFunction_SetVersion`.
    pub fn set_version(&self, version: u32, th: &mut Thread) {
        self.clear_version(th);
        self.layout().func_version.set(version);
        remember_version(self, th);
    }

    /// Changes an attribute that versions and watchers depend on.
    fn modify(&self, field: &Field, value: Option<Ref>, event: PyFunction_WatchEvent, th: &mut Thread) {
        let count = &block(th).rare_events.func_modification;
        count.set(count.get().saturating_add(1));
        notify(event, self, value.as_deref(), th);
        self.clear_version(th);
        field.set(value, th);
    }
}

/// Puts a function that has a version into the table by version.
pub fn remember_version(function: &Function, th: &PyThreadState) {
    let version = function.layout().func_version.get();
    if version != 0 {
        let slot = &function_versions(th).cache[version as usize % 4096];
        slot[0].set(function.as_ptr());
        slot[1].set(function.layout().func_code.as_ptr().cast());
    }
}

/// The function that has a version, if the table still knows it.
pub fn function_by_version(version: u32, th: &PyThreadState) -> Option<Ref<Function>> {
    let slot = &function_versions(th).cache[version as usize % 4096];
    // SAFETY: entries are cleared when their function dies.
    let function = unsafe { Ref::from_borrowed(slot[0].get().cast::<Function>()) }?;
    if function.layout().func_version.get() == version { Some(function) } else { None }
}

/// Calls the watchers of functions.
fn notify(event: PyFunction_WatchEvent, function: &Function, value: Option<&Object>, th: &mut Thread) {
    let interp = block(th);
    let active = interp.active_func_watchers.get();
    if active == 0 {
        return;
    }
    for (index, watcher) in interp.func_watchers.iter().enumerate() {
        if active >> index & 1 != 0
            && let Some(watcher) = watcher.get()
        {
            // SAFETY: a watcher's contract; the function is live.
            if unsafe { watcher(event, function.layout(), value) }.ok().is_err() {
                th.write_unraisable(Some(function));
            }
        }
    }
}

/// `_PyEval_BuiltinsFromGlobals`: `__builtins__` of a namespace, or the interpreter's.
pub fn builtins_from_globals(globals: &Object, th: &mut Thread) -> PyResult {
    let found = match globals.downcast::<Dict>() {
        Some(globals) => globals.get_str(id!(__builtins__), th)?,
        None => globals.get_item(id!(__builtins__), th).map(Some).or_else(|_| {
            if th.raised_matches(&exceptions::KeyError) {
                th.clear_raised();
                return Ok(None);
            }
            Err(Raised)
        })?,
    };
    if let Some(found) = found {
        return Ok(match found.downcast_into::<Module>() {
            Ok(module) => module.dict().into_object(),
            Err(found) => found,
        });
    }
    crate::eval::current_builtins(th)
}

#[pytype(
    static = PyFunction_Type,
    name = "function",
    layout = PyFunctionObject,
    flags(HAVE_GC, HAVE_VECTORCALL, METHOD_DESCRIPTOR),
    dictoffset = offset_of!(PyFunctionObject, func_dict),
    weaklistoffset = offset_of!(PyFunctionObject, func_weakreflist),
    vectorcall_offset = offset_of!(PyFunctionObject, vectorcall),
    text_signature = "(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)",
    doc = "A function.\n\n  code\n    its code object\n  globals\n    the namespace it runs in\n  name\n    overrides the code's name\n  argdefs\n    tuple of default values\n  closure\n    tuple of cells\n  kwdefaults\n    dict of defaults of keyword-only parameters",
    members = [&[
        member!("__closure__", PyFunctionObject, func_closure, _Py_T_OBJECT, READONLY),
        member!("__doc__", PyFunctionObject, func_doc, _Py_T_OBJECT),
        member!("__globals__", PyFunctionObject, func_globals, _Py_T_OBJECT, READONLY),
        member!("__module__", PyFunctionObject, func_module, _Py_T_OBJECT),
        member!("__builtins__", PyFunctionObject, func_builtins, _Py_T_OBJECT, READONLY),
    ]],
)]
impl Function {
    #[new(sig = "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)")]
    fn py_new(
        _ty: &'static Type,
        code: &Code,
        globals: &Dict,
        #[arg(keep_none)] name: Option<&Object>,
        #[arg(keep_none)] argdefs: Option<&Object>,
        #[arg(keep_none)] closure: Option<&Object>,
        #[arg(keep_none)] kwdefaults: Option<&Object>,
        th: &mut Thread,
    ) -> PyResult<Ref<Function>> {
        let given = |object: Option<&Object>| object.filter(|object| !object.is(none())).map(Object::to_ref);
        let (name, argdefs, kwdefaults) = (given(name), given(argdefs), given(kwdefaults));
        if name.as_ref().is_some_and(|name| !Str::check(name)) {
            return Err(raise!(th, TypeError, "arg 3 (name) must be None or string"));
        }
        if argdefs.as_ref().is_some_and(|defaults| !Tuple::check(defaults)) {
            return Err(raise!(th, TypeError, "arg 4 (defaults) must be None or tuple"));
        }
        let free = code.layout().co_nfreevars.get() as usize;
        let closure_given = closure.unwrap_or(none());
        let closure = match closure_given.downcast::<Tuple>() {
            Some(closure) => Some(closure),
            None if free > 0 => return Err(raise!(th, TypeError, "arg 5 (closure) must be tuple")),
            None if !closure_given.is(none()) => {
                return Err(raise!(th, TypeError, "arg 5 (closure) must be None or tuple"));
            }
            None => None,
        };
        if kwdefaults.as_ref().is_some_and(|defaults| !Dict::check(defaults)) {
            return Err(raise!(th, TypeError, "arg 6 (kwdefaults) must be None or dict"));
        }
        let cells = closure.map_or(0, Tuple::len);
        if cells != free {
            let name = code.name();
            return Err(raise!(th, ValueError, "{name} requires closure of length {free}, not {cells}"));
        }
        if let Some(closure) = closure {
            for cell in closure.items() {
                if !CellObject::check(cell) {
                    let found = cell.ob_type().display_name();
                    return Err(raise!(th, TypeError, "arg 5 (closure) expected cell, found {found}"));
                }
            }
        }
        let function = Function::new(code, globals, None, th)?;
        let parts = function.layout();
        if let Some(name) = name {
            parts.func_name.set(Some(name), th);
        }
        parts.func_defaults.set(argdefs, th);
        parts.func_kwdefaults.set(kwdefaults, th);
        parts.func_closure.set(closure.filter(|closure| !closure.is_empty()).map(|closure| closure.to_ref()), th);
        Ok(function)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole; watchers are the only ones that may see it again, and are told so by a
        // reference held meanwhile.
        unsafe {
            let function = &*this;
            if block(th).active_func_watchers.get() != 0 {
                function.set_refcnt(1);
                notify(PyFunction_EVENT_DESTROY, function, None, th);
                if function.refcnt() > 1 {
                    function.set_refcnt(function.refcnt() - 1);
                    return;
                }
                function.set_refcnt(0);
            }
            heap::gc_untrack(function);
            let parts = function.layout();
            if !parts.func_weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(function, th);
            }
            function.clear_version(th);
            function.clear_fields();
            drop(parts.func_name.take());
            drop(parts.func_qualname.take());
            drop(parts.func_code.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let parts = self.layout();
        visit.visit(&parts.func_code);
        for field in self.collectable() {
            visit.visit(field);
        }
        visit.visit(&parts.func_name);
        visit.visit(&parts.func_qualname);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.clear_version(th);
        self.clear_fields();
        // A function always has code and names.
        self.layout().func_name.set(Some(empty_str().to_ref()), th);
        self.layout().func_qualname.set(Some(empty_str().to_ref()), th);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        format!("<function {} at {:p}>", self.qualname(), self)
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        call::vectorcall_call(self, args, kwargs, th)
    }

    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _class: Option<&Object>) -> PyResult {
        match instance {
            Some(instance) if !instance.is(none()) => Ok(Method::new(self, instance)?.into_object()),
            _ => Ok(self.to_ref()),
        }
    }

    #[getter(name = "__code__")]
    fn code_attribute(&self) -> Ref<Code> {
        self.code()
    }

    #[setter(name = "__code__")]
    fn set_code_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(code) = value.and_then(|value| value.downcast::<Code>()) else {
            return Err(raise!(th, TypeError, "__code__ must be set to a code object"));
        };
        audit_attribute(self, "__code__", value, th)?;
        let free = code.layout().co_nfreevars.get() as usize;
        let closure = self.layout().func_closure.get();
        let cells = closure.as_ref().and_then(|closure| closure.downcast::<Tuple>()).map_or(0, Tuple::len);
        if cells != free {
            let name = self.layout().func_name.get();
            let name = name.as_ref().and_then(|name| name.downcast::<Str>()).map(ToString::to_string);
            let name = name.unwrap_or_default();
            return Err(raise!(th, ValueError, "{name}() requires a code object with {cells} free vars, not {free}"));
        }
        let kinds = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
        if self.code_flags() & kinds != code.layout().co_flags.get() & kinds {
            exceptions::warn(
                &exceptions::DeprecationWarning,
                "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)",
                1,
                th,
            )?;
        }
        let count = &block(th).rare_events.func_modification;
        count.set(count.get().saturating_add(1));
        notify(PyFunction_EVENT_MODIFY_CODE, self, Some(code), th);
        self.clear_version(th);
        // SAFETY: `Code` is the transparent wrapper of its layout.
        self.layout().func_code.set(Some(unsafe { Ref::new(code).into_object().cast_unchecked() }), th);
        Ok(())
    }

    #[getter(name = "__defaults__")]
    fn defaults_attribute(&self) -> Ref {
        self.layout().func_defaults.get().unwrap_or_else(|| none().to_ref())
    }

    #[setter(name = "__defaults__")]
    fn set_defaults_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let value = value.filter(|value| !value.is(none()));
        if value.is_some_and(|value| !Tuple::check(value)) {
            return Err(raise!(th, TypeError, "__defaults__ must be set to a tuple object"));
        }
        audit_attribute(self, "__defaults__", value, th)?;
        let field = &self.layout().func_defaults;
        self.modify(field, value.map(Object::to_ref), PyFunction_EVENT_MODIFY_DEFAULTS, th);
        Ok(())
    }

    #[getter(name = "__kwdefaults__")]
    fn kwdefaults_attribute(&self) -> Ref {
        self.layout().func_kwdefaults.get().unwrap_or_else(|| none().to_ref())
    }

    #[setter(name = "__kwdefaults__")]
    fn set_kwdefaults_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let value = value.filter(|value| !value.is(none()));
        if value.is_some_and(|value| !Dict::check(value)) {
            return Err(raise!(th, TypeError, "__kwdefaults__ must be set to a dict object"));
        }
        audit_attribute(self, "__kwdefaults__", value, th)?;
        let field = &self.layout().func_kwdefaults;
        self.modify(field, value.map(Object::to_ref), PyFunction_EVENT_MODIFY_KWDEFAULTS, th);
        Ok(())
    }

    #[getter(name = "__annotations__")]
    fn annotations_attribute(&self, th: &mut Thread) -> PyResult {
        self.annotations(th)
    }

    #[setter(name = "__annotations__")]
    fn set_annotations_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let value = value.filter(|value| !value.is(none()));
        if value.is_some_and(|value| !Dict::check(value)) {
            return Err(raise!(th, TypeError, "__annotations__ must be set to a dict object"));
        }
        self.clear_version(th);
        self.layout().func_annotations.set(value.map(Object::to_ref), th);
        Ok(())
    }

    #[getter(name = "__dict__")]
    fn dict_attribute(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }

    #[setter(name = "__dict__")]
    fn set_dict_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_dict(&self.layout().func_dict, value, th)
    }

    #[getter(name = "__name__")]
    fn name_attribute(&self) -> Ref {
        self.layout().func_name.get().unwrap_or_else(|| empty_str().to_ref())
    }

    #[setter(name = "__name__")]
    fn set_name_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value.filter(|value| Str::check(value)) else {
            return Err(raise!(th, TypeError, "__name__ must be set to a string object"));
        };
        self.layout().func_name.set(Some(value.to_ref()), th);
        Ok(())
    }

    #[getter(name = "__qualname__")]
    fn qualname_attribute(&self) -> Ref<Str> {
        self.qualname()
    }

    #[setter(name = "__qualname__")]
    fn set_qualname_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value.filter(|value| Str::check(value)) else {
            return Err(raise!(th, TypeError, "__qualname__ must be set to a string object"));
        };
        self.layout().func_qualname.set(Some(value.to_ref()), th);
        Ok(())
    }

    #[getter(name = "__type_params__")]
    fn type_params(&self) -> PyResult {
        match self.layout().func_typeparams.get() {
            Some(params) => Ok(params),
            None => Ok(Tuple::new(&[])?.into_object()),
        }
    }

    #[setter(name = "__type_params__")]
    fn set_type_params(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(value) = value.filter(|value| Tuple::check(value)) else {
            return Err(raise!(th, TypeError, "__type_params__ must be set to a tuple"));
        };
        self.layout().func_typeparams.set(Some(value.to_ref()), th);
        Ok(())
    }
}

/// The event of setting or deleting an attribute.
fn audit_attribute(object: &Object, name: &str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    use crate::state::audit;
    if !audit::is_watched(th) {
        return Ok(());
    }
    let name = Str::new(name)?;
    match value {
        Some(value) => audit::audit(c"object.__setattr__", &*Tuple::new(&[object, &name, value])?, th),
        None => audit::audit(c"object.__delattr__", &*Tuple::new(&[object, &name])?, th),
    }
}

/// Sets a `__dict__` that stands in a plain field (`PyObject_GenericSetDict`).
fn set_dict(field: &Field, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    match value {
        None => Err(raise!(th, TypeError, "cannot delete __dict__")),
        Some(value) if !Dict::check(value) => {
            let found = value.ob_type().display_name();
            Err(raise!(th, TypeError, "__dict__ must be set to a dictionary, not a '{found:.200}'"))
        }
        Some(value) => {
            field.set(Some(value.to_ref()), th);
            Ok(())
        }
    }
}

impl Function {
    /// The fields that a cycle may go through, except code and names.
    fn collectable(&self) -> [&Field; 10] {
        let parts = self.layout();
        [
            &parts.func_globals,
            &parts.func_builtins,
            &parts.func_module,
            &parts.func_defaults,
            &parts.func_kwdefaults,
            &parts.func_doc,
            &parts.func_dict,
            &parts.func_closure,
            &parts.func_annotations,
            &parts.func_typeparams,
        ]
    }

    fn clear_fields(&self) {
        for field in self.collectable() {
            drop(field.take());
        }
    }

    /// `__annotations__`, made on demand; the compiler leaves names and values in a flat tuple.
    pub fn annotations(&self, th: &mut Thread) -> PyResult {
        let field = &self.layout().func_annotations;
        let dict = match field.get() {
            None => Dict::new()?,
            Some(annotations) => match annotations.downcast_into::<Tuple>() {
                Err(dict) => return Ok(dict),
                Ok(pairs) => {
                    let dict = Dict::new()?;
                    for pair in pairs.items().chunks_exact(2) {
                        dict.set(&pair[0], &pair[1], th)?;
                    }
                    dict
                }
            },
        };
        let dict = dict.into_object();
        field.set(Some(dict.clone()), th);
        Ok(dict)
    }
}

/// Copies what `functools.wraps` would, from a wrapped function to its wrapper.
fn copy_attributes(wrapper: &Object, wrapped: &Object, th: &mut Thread) -> PyResult<()> {
    for name in [id!(__module__), id!(__name__), id!(__qualname__), id!(__doc__), id!(__annotations__)] {
        if let Some(value) = wrapped.get_attr_opt(name, th)? {
            wrapper.set_attr(name, &value, th)?;
        }
    }
    Ok(())
}

/// `_PyObject_IsAbstract`.
pub(crate) fn is_abstract(object: &Object, th: &mut Thread) -> PyResult<bool> {
    match object.get_attr_opt(id!(__isabstractmethod__), th)? {
        Some(flag) => flag.is_true(th),
        None => Ok(false),
    }
}

macro_rules! wrapper_type {
    ($(#[$meta:meta])* $name:ident, $layout:ident, $static:ident, $text:tt, $doc:tt, $callable:ident, $dict:ident,
     { $($extra:tt)* }) => {
        object_type!(
            $(#[$meta])*
            pub struct $name($layout): $static
        );

        impl $name {
            fn callable(&self, th: &mut Thread) -> PyResult {
                match self.layout().$callable.get() {
                    Some(callable) => Ok(callable),
                    None => Err(raise!(th, RuntimeError, concat!("uninitialized ", $text, " object"))),
                }
            }
        }

        #[pytype(
            static = $static,
            name = $text,
            layout = $layout,
            flags(BASETYPE, HAVE_GC),
            dictoffset = offset_of!($layout, $dict),
            text_signature = "(function, /)",
            doc = $doc,
            members = [&[
                member!("__func__", $layout, $callable, _Py_T_OBJECT, READONLY),
                member!("__wrapped__", $layout, $callable, _Py_T_OBJECT, READONLY),
            ]],
        )]
        impl $name {
            #[slot]
            fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
                ty.alloc(0)
            }

            #[init(sig = "(function, /)", no_keywords)]
            fn py_init(&self, function: &Object, th: &mut Thread) -> PyResult<()> {
                self.layout().$callable.set(Some(function.to_ref()), th);
                copy_attributes(self, function, th)
            }

            #[slot]
            fn tp_dealloc(this: *mut Self) {
                // SAFETY: the object is dead but whole.
                unsafe {
                    heap::gc_untrack(&*this);
                    drop((*this).layout().$callable.take());
                    drop((*this).layout().$dict.take());
                    heap::free_object(this.cast());
                }
            }

            #[slot]
            fn tp_traverse(&self, visit: &mut Visitor) {
                visit.visit(&self.layout().$dict);
                visit.visit(&self.layout().$callable);
            }

            #[slot]
            fn tp_clear(&self, th: &mut Thread) {
                self.layout().$dict.set(None, th);
                self.layout().$callable.set(None, th);
            }

            #[slot]
            fn tp_repr(&self, th: &mut Thread) -> PyResult<String> {
                let inner = match self.layout().$callable.get() {
                    Some(callable) => callable.repr(th)?.to_string(),
                    None => String::from("<NULL>"),
                };
                Ok(format!(concat!("<", $text, "({})>"), inner))
            }

            #[getter(name = "__isabstractmethod__")]
            fn isabstractmethod(&self, th: &mut Thread) -> PyResult<bool> {
                match self.layout().$callable.get() {
                    Some(callable) => is_abstract(&callable, th),
                    None => Ok(false),
                }
            }

            #[getter(name = "__dict__")]
            fn dict_attribute(&self, th: &mut Thread) -> PyResult {
                object::generic_get_dict(self, th)
            }

            #[setter(name = "__dict__")]
            fn set_dict_attribute(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
                set_dict(&self.layout().$dict, value, th)
            }

            $($extra)*
        }
    };
}

wrapper_type!(
    /// `classmethod`.
    ClassMethod, PyClassMethodObject, PyClassMethod_Type, "classmethod",
    "Makes a function a class method: its first argument is the class, whether it is\ncalled on the class or on an instance.\n\n  class C:\n      @classmethod\n      def f(cls, arg1): ...",
    cm_callable, cm_dict,
    {
        #[slot]
        fn tp_descr_get(&self, instance: Option<&Object>, class: Option<&Object>, th: &mut Thread) -> PyResult {
            let callable = self.callable(th)?;
            let class = match (class, instance) {
                (Some(class), _) => class,
                (None, Some(instance)) => instance.ob_type(),
                (None, None) => none(),
            };
            Ok(Method::new(&callable, class)?.into_object())
        }
    }
);

wrapper_type!(
    /// `staticmethod`.
    StaticMethod, PyStaticMethodObject, PyStaticMethod_Type, "staticmethod",
    "Makes a function a static method: called on the class or on an instance, it gets\nneither as an argument.\n\n  class C:\n      @staticmethod\n      def f(arg1, arg2): ...",
    sm_callable, sm_dict,
    {
        #[slot]
        fn tp_descr_get(&self, _instance: Option<&Object>, _class: Option<&Object>, th: &mut Thread) -> PyResult {
            self.callable(th)
        }

        #[slot]
        fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
            self.callable(th)?.call_dict(args, kwargs, th)
        }
    }
);

/// `PyClassMethod_New`.
pub fn new_class_method(callable: &Object) -> PyResult {
    let made = PyClassMethod_Type.alloc(0)?;
    // SAFETY: a new instance of the type.
    unsafe { (*made).cast_unchecked::<ClassMethod>() }.layout().cm_callable.init(callable.to_ref());
    Ok(made)
}

/// `PyStaticMethod_New`.
pub fn new_static_method(callable: &Object) -> PyResult {
    let made = PyStaticMethod_Type.alloc(0)?;
    // SAFETY: a new instance of the type.
    unsafe { (*made).cast_unchecked::<StaticMethod>() }.layout().sm_callable.init(callable.to_ref());
    Ok(made)
}
