//! Modules: the type, and making modules from C definitions in one or several phases (PEP 489).

use std::ffi::{CStr, c_char, c_void};

use crate::heap;
use crate::prelude::*;
use crate::state::subinterp;

object_type!(
    /// Modules
    pub struct Module(PyModuleObject): PyModule_Type
);

/// The type of module definitions.
#[unsafe(no_mangle)]
pub static PyModuleDef_Type: Type =
    Type::new_static(&typeobject::PyType_Type, c"moduledef", size_of::<PyModuleDef>(), Py_TPFLAGS_DEFAULT);

/// `PyModuleDef_Init`: makes the definition an object with an index of its own, if it is not one yet.
pub fn def_init(definition: &'static PyModuleDef) -> &'static Object {
    // Index 0 is nobody's.
    static NEXT_INDEX: std::sync::atomic::AtomicIsize = std::sync::atomic::AtomicIsize::new(1);
    if definition.m_base.m_index.get() == 0 {
        let object = definition.as_object();
        object.make_immortal();
        object.set_ob_type(&PyModuleDef_Type);
        definition.m_base.m_index.set(NEXT_INDEX.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
    definition.as_object()
}

/// A C string of a definition.
fn text<'a>(pointer: *const c_char) -> Option<std::borrow::Cow<'a, str>> {
    // SAFETY: null, or a string that lives as long as its definition.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_string_lossy())
}

/// Slots of a definition, up to the one that ends them.
fn slots(def: &PyModuleDef) -> impl Iterator<Item = PyModuleDef_Slot> {
    let mut at = def.m_slots.get();
    std::iter::from_fn(move || {
        // SAFETY: null, or an array ended by slot 0.
        let slot = *unsafe { at.as_ref() }?;
        if slot.slot == 0 {
            return None;
        }
        // SAFETY: as above.
        at = unsafe { at.add(1) };
        Some(slot)
    })
}

/// A module with an empty dict, not tracked yet.
fn allocate(ty: &'static Type) -> PyResult<Ref<Module>> {
    let object = typeobject::alloc_no_track(ty, 0)?;
    // SAFETY: just allocated as a kind of module.
    let module: Ref<Module> = unsafe { object.cast_unchecked() };
    module.layout().md_dict.init(Dict::new()?.into_object());
    Ok(module)
}

impl Module {
    /// `PyModule_NewObject`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new(name: &Str, th: &mut Thread) -> PyResult<Ref<Module>> {
        let module = allocate(&PyModule_Type)?;
        module.fill(name, None, th)?;
        heap::gc_track(&module);
        Ok(module)
    }

    /// The attributes that every module starts with.
    fn fill(&self, name: &Str, doc: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let dict = self.dict();
        dict.set_str(id!(__name__), name, th)?;
        dict.set_str(id!(__doc__), doc.unwrap_or(none()), th)?;
        for key in [id!(__package__), id!(__loader__), id!(__spec__)] {
            dict.set_str(key, none(), th)?;
        }
        if Str::check_exact(name) {
            self.layout().md_name.set(Some(name.to_ref()), th);
        }
        Ok(())
    }

    /// `PyModule_GetDict`.
    pub fn dict(&self) -> Ref<Dict> {
        match self.layout().md_dict.get().map(Ref::downcast_into::<Dict>) {
            Some(Ok(dict)) => dict,
            // Every module is made with one; `__dict__` is read-only.
            _ => crate::unwritten::fatal("a module without a dict"),
        }
    }

    /// `PyModule_AddObjectRef`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn add(&self, name: &str, value: &Object, th: &mut Thread) -> PyResult<()> {
        let name = Str::intern_str(name)?;
        self.dict().set_str(&name, value, th)
    }

    /// `PyModule_AddType`: makes the type ready and adds it under its name.
    ///
    /// # Errors
    /// What making the type ready raises.
    pub fn add_type(&self, ty: &'static Type, th: &mut Thread) -> PyResult<()> {
        ty.ready(th)?;
        typeobject::add_module_attribute(ty, th)?;
        let name = ty.display_name();
        self.add(name.rsplit('.').next().unwrap_or(&name), ty, th)
    }

    /// `PyModule_AddFunctions`.
    ///
    /// # Errors
    /// `ValueError` for a class or static method.
    ///
    /// # Safety
    /// `table` is ended by a row with a null name, and outlives the module.
    pub unsafe fn add_functions(&self, table: *const PyMethodDef, th: &mut Thread) -> PyResult<()> {
        // SAFETY: the caller's promise.
        unsafe { add_functions(self, self.name_object(th)?.as_deref(), table, th) }
    }

    /// `__name__`, if it is there.
    fn name_object(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.dict().get_str(id!(__name__), th)
    }

    /// `PyModule_GetNameObject`.
    ///
    /// # Errors
    /// `SystemError` for a module without a name.
    pub fn name(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        match self.name_object(th)?.map(Ref::downcast_into::<Str>) {
            Some(Ok(name)) => Ok(name),
            _ => Err(raise!(th, SystemError, "nameless module")),
        }
    }

    /// `PyModule_GetFilenameObject`.
    ///
    /// # Errors
    /// `SystemError` for a module without one.
    pub fn filename(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        match self.dict().get_str(id!(__file__), th)?.map(Ref::downcast_into::<Str>) {
            Some(Ok(name)) => Ok(name),
            _ => Err(raise!(th, SystemError, "module filename missing")),
        }
    }

    /// `PyModule_SetDocString`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn set_doc(&self, doc: &CStr, th: &mut Thread) -> PyResult<()> {
        let doc = Str::decode_utf8(doc.to_bytes(), None, th)?;
        self.set_attr(id!(__doc__), &doc, th)
    }

    /// `PyModule_Create2`: a module of one phase.
    ///
    /// # Errors
    /// `SystemError` for a definition with slots.
    pub fn create(def: &'static PyModuleDef, name: &Str, th: &mut Thread) -> PyResult<Ref<Module>> {
        def_init(def);
        if !def.m_slots.get().is_null() {
            return Err(raise!(th, SystemError, "module {name}: PyModule_Create is incompatible with m_slots"));
        }
        let module = Module::new(name, th)?;
        module.allocate_state(def, 1, th)?;
        // SAFETY: a definition's table.
        unsafe { module.add_functions(def.m_methods.get(), th)? };
        if !def.m_doc.get().is_null() {
            // SAFETY: a definition's string.
            module.set_doc(unsafe { CStr::from_ptr(def.m_doc.get()) }, th)?;
        }
        module.layout().md_def.set(std::ptr::from_ref(def).cast_mut());
        Ok(module)
    }

    fn allocate_state(&self, def: &PyModuleDef, least: isize, th: &mut Thread) -> PyResult<()> {
        let size = def.m_size.get();
        if size >= least && self.layout().md_state.get().is_null() {
            let state = heap::domains::calloc(heap::domains::Domain::Mem, 1, size as usize);
            if state.is_null() {
                return Err(th.no_memory());
            }
            self.layout().md_state.set(state.cast());
        }
        Ok(())
    }

    /// `PyModule_FromDefAndSpec2`: creates a module of several phases, or what its create slot makes.
    ///
    /// # Errors
    /// `SystemError` for a definition that contradicts itself; `ImportError` for a module that does not support this kind of
    /// interpreter.
    pub fn from_def_and_spec(def: &'static PyModuleDef, spec: &Object, th: &mut Thread) -> PyResult {
        def_init(def);
        let name = spec.get_attr(id!(name), th)?;
        let Some(name) = name.downcast_into::<Str>().ok() else {
            return Err(raise!(th, SystemError, "nameless module"));
        };
        if def.m_size.get() < 0 {
            return Err(raise!(
                th,
                SystemError,
                "module {name}: m_size may not be negative for multi-phase initialization"
            ));
        }
        let mut create = None;
        let (mut has_exec, mut has_interpreters, mut has_gil) = (false, false, false);
        // `Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED` unless the module says otherwise.
        let mut interpreters = 1;
        for slot in slots(def) {
            match slot.slot {
                Py_mod_create if create.is_some() => {
                    return Err(raise!(th, SystemError, "module {name} has multiple create slots"));
                }
                Py_mod_create => create = Some(slot.value),
                Py_mod_exec => has_exec = true,
                Py_mod_multiple_interpreters if has_interpreters => {
                    return Err(raise!(
                        th,
                        SystemError,
                        "module {name} has more than one 'multiple interpreters' slots"
                    ));
                }
                Py_mod_multiple_interpreters => {
                    has_interpreters = true;
                    interpreters = slot.value as usize;
                }
                Py_mod_gil if has_gil => {
                    return Err(raise!(th, SystemError, "module {name} has more than one 'gil' slot"));
                }
                Py_mod_gil => has_gil = true,
                other => {
                    return Err(raise!(th, SystemError, "module {name} uses unknown slot ID {other}"));
                }
            }
        }
        // SAFETY: the interpreter's block, of which this thread holds the lock.
        let own_gil = unsafe { (*th.interp().block).ceval.own_gil.get() } != 0;
        if interpreters == 0 || (interpreters == 1 && own_gil) {
            subinterp::refuse_extension(&name, th)?;
        }
        let object = match create.filter(|create| !create.is_null()) {
            Some(create) => {
                type Create = unsafe extern "C" fn(&Object, &PyModuleDef) -> Option<Ref>;
                // SAFETY: a create slot's function.
                let made = unsafe { std::mem::transmute::<*mut c_void, Create>(create)(spec, def) };
                match made {
                    None if th.is_raised() => return Err(Raised),
                    None => {
                        return Err(raise!(
                            th,
                            SystemError,
                            "creation of module {name} failed without setting an exception"
                        ));
                    }
                    Some(object) => {
                        if th.is_raised() {
                            return Err(unreported("creation", &name, th));
                        }
                        object
                    }
                }
            }
            None => Module::new(&name, th)?.into_object(),
        };
        match object.downcast::<Module>() {
            Some(module) => {
                module.layout().md_state.set(std::ptr::null_mut());
                module.layout().md_def.set(std::ptr::from_ref(def).cast_mut());
            }
            None => {
                if def.m_size.get() > 0
                    || def.m_traverse.get().is_some()
                    || def.m_clear.get().is_some()
                    || def.m_free.get().is_some()
                {
                    return Err(raise!(
                        th,
                        SystemError,
                        "module {name} is not a module object, but requests module state"
                    ));
                }
                if has_exec {
                    return Err(raise!(
                        th,
                        SystemError,
                        "module {name} specifies execution slots, but did not create a ModuleType instance"
                    ));
                }
            }
        }
        // SAFETY: a definition's table.
        unsafe { add_functions(&object, Some(&name), def.m_methods.get(), th)? };
        if !def.m_doc.get().is_null() {
            // SAFETY: a definition's string.
            let doc = unsafe { CStr::from_ptr(def.m_doc.get()) };
            let doc = Str::decode_utf8(doc.to_bytes(), None, th)?;
            object.set_attr(id!(__doc__), &doc, th)?;
        }
        Ok(object)
    }

    /// `PyModule_ExecDef`: allocates the module's state and runs its exec slots.
    ///
    /// # Errors
    /// What the slots raise.
    pub fn exec_def(module: &Object, def: &'static PyModuleDef, th: &mut Thread) -> PyResult<()> {
        let Some(own) = module.downcast::<Module>() else {
            return Err(th.bad_internal_call());
        };
        let name = own.name(th)?;
        // Also of no bytes: that there is a state says that the module has been executed.
        own.allocate_state(def, 0, th)?;
        for slot in slots(def) {
            match slot.slot {
                Py_mod_exec => {
                    // SAFETY: an exec slot's function.
                    let exec = unsafe { std::mem::transmute::<*mut c_void, inquiry>(slot.value) };
                    // SAFETY: as above; the module is alive.
                    let status = unsafe { exec(module) };
                    if status.0 != 0 {
                        if th.is_raised() {
                            return Err(Raised);
                        }
                        return Err(raise!(
                            th,
                            SystemError,
                            "execution of module {name} failed without setting an exception"
                        ));
                    }
                    if th.is_raised() {
                        return Err(unreported("execution", &name, th));
                    }
                }
                Py_mod_create | Py_mod_multiple_interpreters | Py_mod_gil => {}
                other => {
                    return Err(raise!(th, SystemError, "module {name} initialized with unknown slot {other}"));
                }
            }
        }
        Ok(())
    }

    /// An attribute, or what the module's `__getattr__` says; missing is `Ok(None)` and raises nothing.
    ///
    /// # Errors
    /// What `__getattr__` raises, an `AttributeError` included.
    pub fn find(&self, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        if let Some(value) = object::generic_get_attr_opt(self, name, th)? {
            return Ok(Some(value));
        }
        match self.dict().get_str(id!(__getattr__), th)? {
            Some(hook) => hook.call(&[name], th).map(Some),
            None => Ok(None),
        }
    }

    /// `PyModule_GetState`.
    pub fn state(&self) -> *mut c_void {
        self.layout().md_state.get()
    }

    /// `PyModule_GetDef`, or null.
    pub fn def(&self) -> *mut PyModuleDef {
        self.layout().md_def.get()
    }

    /// The definition, while its hooks may be called: not before its state is allocated.
    fn live_def(&self) -> Option<&PyModuleDef> {
        // SAFETY: null, or a definition that outlives its modules.
        let def = unsafe { self.layout().md_def.get().as_ref() }?;
        (def.m_size.get() <= 0 || !self.layout().md_state.get().is_null()).then_some(def)
    }
}

/// A slot function succeeded with an exception set: a `SystemError` caused by it.
#[cold]
fn unreported(what: &str, name: &Str, th: &mut Thread) -> Raised {
    let cause = th.take_raised();
    let raised = raise!(th, SystemError, "{what} of module {name} raised unreported exception");
    if let (Some(cause), Some(error)) = (cause, th.take_raised()) {
        if error.set_attr(id!(__cause__), &cause, th).is_err() || error.set_attr(id!(__context__), &cause, th).is_err()
        {
            return Raised;
        }
        return th.restore_raised(error);
    }
    raised
}

/// Adds the functions of a table to any object that stands for a module.
///
/// # Errors
/// `ValueError` for a class or static method.
///
/// # Safety
/// `table` is null or ended by a row with a null name, and outlives the module.
unsafe fn add_functions(
    module: &Object,
    name: Option<&Object>,
    table: *const PyMethodDef,
    th: &mut Thread,
) -> PyResult<()> {
    let mut at = table;
    // SAFETY: the caller's promise.
    while let Some(row) = unsafe { at.as_ref() } {
        let Some(function_name) = text(row.ml_name) else { break };
        if row.ml_flags & (METH_CLASS | METH_STATIC) != 0 {
            return Err(raise!(th, ValueError, "module functions cannot set METH_CLASS or METH_STATIC"));
        }
        let function = CFunction::new(row, Some(module), name, None)?;
        let function_name = Str::intern_str(&function_name)?;
        module.set_attr(&function_name, &function, th)?;
        // SAFETY: the caller's promise.
        at = unsafe { at.add(1) };
    }
    Ok(())
}

#[pytype(
    static = PyModule_Type,
    name = "module",
    layout = PyModuleObject,
    flags(BASETYPE, HAVE_GC),
    weaklistoffset = std::mem::offset_of!(PyModuleObject, md_weaklist),
    dictoffset = std::mem::offset_of!(PyModuleObject, md_dict),
    free = heap::gc::PyObject_GC_Del,
    text_signature = "(name, doc=None)",
    doc = "A module, empty but for its name and doc; the name must be a str.",
    members = [MEMBERS],
)]
impl Module {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        let module = allocate(ty)?;
        heap::gc_track(&module);
        Ok(module.into_object())
    }
    #[init(sig = "(name, doc=None)")]
    fn py_init(&self, name: &Str, #[arg(keep_none)] doc: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        self.fill(name, doc, th)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the destructor's contract.
        unsafe {
            let module = &*this;
            heap::gc_untrack(module);
            if let Some(free) = module.live_def().and_then(|def| def.m_free.get()) {
                free(this.cast());
            }
            if !module.layout().md_weaklist.get().is_null() {
                weakrefobject::clear_weakrefs(module, th);
            }
            drop(module.layout().md_dict.take());
            drop(module.layout().md_name.take());
            heap::mem_free(module.layout().md_state.replace(std::ptr::null_mut()).cast());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        if let Some(traverse) = self.live_def().and_then(|def| def.m_traverse.get()) {
            let (function, arg) = visit.parts();
            // SAFETY: the module's own hook.
            let result = unsafe { traverse(self, function, arg) };
            visit.record(result);
        }
        visit.visit(&self.layout().md_dict);
    }
    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        if let Some(clear) = self.live_def().and_then(|def| def.m_clear.get()) {
            // SAFETY: the module's own hook.
            if unsafe { clear(self) }.0 != 0 && th.is_raised() {
                th.write_unraisable(Some(self));
            }
        }
        drop(self.layout().md_dict.take());
    }
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult {
        match th.interp().importlib.get() {
            Some(importlib) => importlib.call_method(id!(_module_repr), &[self], th),
            None => Str::new("<module>")?.into_py(),
        }
    }
    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        let Some(name) = name.downcast::<Str>() else {
            return Err(object::bad_attribute_name(name, th));
        };
        match self.find(name, th)? {
            Some(value) => Ok(value),
            None => Err(missing(self, name, th)),
        }
    }
    #[method(raw = NOARGS, doc = "__dir__() -> list\nThe module's own names, or what its function of that name says.")]
    fn __dir__(&self, th: &mut Thread) -> PyResult {
        let dict = self.get_attr(id!(__dict__), th)?;
        let Some(dict) = dict.downcast::<Dict>() else {
            return Err(raise!(th, TypeError, "<module>.__dict__ is not a dictionary"));
        };
        match dict.get_str(id!(__dir__), th)? {
            Some(hook) => hook.call(&[], th),
            None => dict.keys()?.into_py(),
        }
    }
    #[getter]
    fn __annotations__(&self, th: &mut Thread) -> PyResult {
        let dict = self.dict();
        if let Some(annotations) = dict.get_str(id!(__annotations__), th)? {
            return Ok(annotations);
        }
        let annotations = Dict::new()?;
        dict.set_str(id!(__annotations__), &annotations, th)?;
        annotations.into_py()
    }
    #[setter(name = "__annotations__")]
    fn set_annotations(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let dict = self.dict();
        match value {
            Some(value) => dict.set_str(id!(__annotations__), value, th),
            None => match dict.pop(id!(__annotations__), th)? {
                Some(_) => Ok(()),
                None => Err(raise!(th, AttributeError, "__annotations__")),
            },
        }
    }
}

const MEMBERS: &[PyMemberDef] = &[member!("__dict__", PyModuleObject, md_dict, _Py_T_OBJECT, READONLY)];

/// The `AttributeError` of a module, with a hint where the module looks unfinished or mistaken for another.
#[cold]
fn missing(module: &Module, name: &Str, th: &mut Thread) -> Raised {
    match explain(module, name, th) {
        Err(Raised) => Raised,
        Ok(message) => {
            let raised = raise!(th, AttributeError, "{message}");
            exceptions::set_attribute_error_context(module, name, th);
            raised
        }
    }
}

fn explain(module: &Module, name: &Str, th: &mut Thread) -> PyResult<String> {
    let dict = module.dict();
    let module_name = dict.get_str(id!(__name__), th)?;
    let Some(module_name) = module_name.and_then(|name| name.downcast_into::<Str>().ok()) else {
        return Ok(format!("module has no attribute '{name}'"));
    };
    let plain = format!("module '{module_name}' has no attribute '{name}'");
    let Some(spec) = dict.get_str(id!(__spec__), th)? else {
        return Ok(plain);
    };
    let origin = file_origin(&spec, th)?;
    let shadowing = origin.as_deref().is_some_and(|origin| is_possibly_shadowing(origin, th));
    if shadowing
        && let Some(origin) = &origin
        && let Some(names) = th.interp().sysdict.get()
        && let Some(names) = names.get_str(id!(stdlib_module_names), th)?
        && names.ob_type().is_subtype_of(&setobject::PyFrozenSet_Type)
        && names.contains(&module_name, th)?
    {
        return Ok(format!(
            "{plain} (consider renaming '{origin}' since it has the same name as the standard library module named \
             '{module_name}' and the import system gives it precedence)"
        ));
    }
    if crate::import::level::is_initializing(&spec, th)? {
        return Ok(match &origin {
            Some(origin) if shadowing => format!(
                "{plain} (consider renaming '{origin}' if it has the same name as a third-party module you intended to \
                 import)"
            ),
            Some(origin) => format!(
                "partially initialized module '{module_name}' from '{origin}' has no attribute '{name}' (most likely due \
                 to a circular import)"
            ),
            None => format!(
                "partially initialized module '{module_name}' has no attribute '{name}' (most likely due to a circular \
                 import)"
            ),
        });
    }
    if let Some(pending) = spec.get_attr_opt(id!(_uninitialized_submodules), th)?
        && pending.contains(name, th)?
    {
        return Ok(format!(
            "cannot access submodule '{name}' of module '{module_name}' (most likely due to a circular import)"
        ));
    }
    Ok(plain)
}

/// The file a spec says its module is from.
fn file_origin(spec: &Object, th: &mut Thread) -> PyResult<Option<Ref<Str>>> {
    let Some(has_location) = spec.get_attr_opt(id!(has_location), th)? else {
        return Ok(None);
    };
    if !has_location.is_true(th)? {
        return Ok(None);
    }
    let origin = spec.get_attr_opt(id!(origin), th)?;
    Ok(origin.and_then(|origin| origin.downcast_into::<Str>().ok()))
}

/// Whether a module's file is where only the start of `sys.path` makes it found, before the standard library.
fn is_possibly_shadowing(origin: &Str, th: &mut Thread) -> bool {
    let Some(config) = th.interp().config.get() else { return false };
    let Some(first) = config.sys_path_0.as_ref().filter(|_| config.safe_path == 0).map(|path| path.to_string_lossy())
    else {
        return false;
    };
    let origin = origin.to_string_lossy();
    let Some((mut directory, file)) = origin.rsplit_once('/') else {
        return false;
    };
    if file == "__init__.py" {
        match directory.rsplit_once('/') {
            Some((parent, _)) => directory = parent,
            None => return false,
        }
    }
    if first.is_empty() {
        return std::env::current_dir().is_ok_and(|current| current.to_str() == Some(directory));
    }
    first == directory
}
