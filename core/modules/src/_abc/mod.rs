//! `_abc`: the registry and the caches of abstract base classes (PEP 3119).

use std::cell::Cell;
use std::ffi::c_ulong;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::typeobject::set_flags_recursive;
use ks_runtime::prelude::*;

const COLLECTION_FLAGS: c_ulong = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;

/// The module's state. A new module has it zeroed.
struct State {
    /// Grows whenever a class is registered anywhere: negative caches of older versions are void.
    invalidation_counter: Cell<u64>,
}

fn counter(module: &Object) -> &Cell<u64> {
    // SAFETY: functions of this module get the module as their first argument, and its state was allocated with it.
    unsafe { &(*module.cast_unchecked::<Module>().state().cast::<State>()).invalidation_counter }
}

/// What a class keeps as `_abc_impl`.
#[repr(C)]
pub struct AbcDataLayout {
    ob_base: Object,
    registry: Field<Set>,
    cache: Field<Set>,
    negative_cache: Field<Set>,
    negative_cache_version: Cell<u64>,
}

object_type!(
    /// `_abc._abc_data`: registry and caches of one abstract base class, sets of weak references.
    pub struct AbcData(AbcDataLayout): AbcData_Type
);

#[pytype(
    static = AbcData_Type,
    private,
    name = "_abc._abc_data",
    layout = AbcDataLayout,
    flags(HAVE_GC),
    doc = "What an abstract base class knows about its subclasses."
)]
impl AbcData {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<Ref<AbcData>> {
        let _ = ty;
        AbcData::make(th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            (*this).tp_clear(th);
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().registry);
        visit.visit(&self.layout().cache);
        visit.visit(&self.layout().negative_cache);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().registry.set(None, th);
        self.layout().cache.set(None, th);
        self.layout().negative_cache.set(None, th);
    }
}

impl AbcData {
    fn make(_th: &mut Thread) -> PyResult<Ref<AbcData>> {
        let data = heap::new_object::<AbcData>(&AbcData_Type)?;
        heap::gc_track(&data);
        Ok(data)
    }

    fn of(class: &Object, th: &mut Thread) -> PyResult<Ref<AbcData>> {
        let data = class.get_attr(id!(_abc_impl), th)?;
        if !AbcData::check_exact(&data) {
            return Err(raise!(th, TypeError, "_abc_impl is set to a wrong type"));
        }
        // SAFETY: just checked.
        Ok(unsafe { data.cast_unchecked() })
    }
}

#[pyfunction(sig = "(reference, /)", name = "_destroy")]
fn destroy(set: &Object, reference: &Object, th: &mut Thread) -> PyResult<()> {
    // The function's self is a weak reference to the set that `reference` stands in.
    let set = set.downcast::<WeakRef>().and_then(WeakRef::get);
    if let Some(set) = set.as_ref().and_then(|set| set.downcast_exact::<Set>()) {
        set.discard(reference, th)?;
    }
    Ok(())
}

static DESTROY: PyMethodDef = destroy__DEF;

/// Adds a weak reference to `object`, which takes itself out when the object dies.
fn add_weak(field: &Field<Set>, object: &Object, th: &mut Thread) -> PyResult<()> {
    let set = match field.get() {
        Some(set) => set,
        None => {
            let set = Set::new(None, th)?;
            field.replace(Some(set.clone()));
            set
        }
    };
    let own = WeakRef::new(&set, None, th)?;
    let callback = methodobject::CFunction::new(&DESTROY, Some(&own), None, None)?;
    let reference = WeakRef::new(object, Some(&callback), th)?;
    set.add(&reference, th)
}

/// Whether a live weak reference to `object` is in the set.
fn has_weak(field: &Field<Set>, object: &Object, th: &mut Thread) -> PyResult<bool> {
    let Some(set) = field.get().filter(|set| !set.is_empty()) else { return Ok(false) };
    let reference = WeakRef::new(object, None, th);
    match ks_runtime::raise::catch(reference, &exceptions::TypeError, th)? {
        Some(reference) => set.contains(&reference, th),
        None => Ok(false),
    }
}

fn clear_set(field: &Field<Set>, th: &mut Thread) {
    field.set(None, th);
}

/// Whether a value that stands in a class is marked `__isabstractmethod__`.
fn is_abstract(value: &Object, th: &mut Thread) -> PyResult<bool> {
    match value.get_attr_opt(id!(__isabstractmethod__), th)? {
        Some(mark) => mark.is_true(th),
        None => Ok(false),
    }
}

/// Sets `__abstractmethods__` of a new class.
fn compute_abstract_methods(class: &Object, th: &mut Thread) -> PyResult<()> {
    let namespace = class.get_attr(id!(__dict__), th)?;
    let found = Set::new(None, th)?;
    let items = namespace.call_method(id!(items), &[], th)?;
    let items = List::from_iterable(&items, th)?;
    let mut index = 0;
    while let Some(item) = items.get(index) {
        index += 1;
        let Some([key, value]) = item.downcast::<Tuple>().map(Tuple::items).and_then(|items| items.first_chunk())
        else {
            return Err(raise!(th, TypeError, "Iteration over mapping.items() does not give pairs"));
        };
        if is_abstract(value, th)? {
            found.add(key, th)?;
        }
    }
    let bases = class.get_attr(id!(__bases__), th)?;
    let Some(bases) = bases.downcast::<Tuple>() else {
        return Err(raise!(th, TypeError, "__bases__ is not tuple"));
    };
    for base in bases.items() {
        let Some(names) = base.get_attr_opt(id!(__abstractmethods__), th)? else { continue };
        let names = names.iter(th)?;
        while let Some(name) = names.iter_next(th)? {
            let Some(text) = name.downcast::<Str>() else {
                return Err(object::bad_attribute_name(&name, th));
            };
            if let Some(value) = class.get_attr_opt(text, th)?
                && is_abstract(&value, th)?
            {
                found.add(&name, th)?;
            }
        }
    }
    let frozen = Set::new_frozen(Some(&found), th)?;
    class.set_attr(id!(__abstractmethods__), &frozen, th)
}

#[pyfunction(sig = "(self, /)", doc = "Prepare a new abstract base class: to be called when it has been made.")]
fn _abc_init(self_: &Object, th: &mut Thread) -> PyResult<()> {
    compute_abstract_methods(self_, th)?;
    let data = AbcData::make(th)?;
    self_.set_attr(id!(_abc_impl), &data, th)?;
    let Some(class) = self_.downcast::<Type>() else { return Ok(()) };
    // A class may say itself that it matches sequence or mapping patterns.
    let Some(dict) = typeobject::type_dict(class).map(Ref::new) else { return Ok(()) };
    let Some(flags) = dict.get_str(id!(__abc_tpflags__), th)? else { return Ok(()) };
    if !Long::check_exact(&flags) {
        return Ok(());
    }
    let flags = flags.downcast::<Long>().and_then(Long::to_i64_opt).unwrap_or(0) as c_ulong & COLLECTION_FLAGS;
    if flags == COLLECTION_FLAGS {
        return Err(raise!(th, TypeError, "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING"));
    }
    if flags != 0 {
        class.tp_flags.set(class.tp_flags.get() | flags);
    }
    dict.del(id!(__abc_tpflags__), th)?;
    class.modified();
    Ok(())
}

#[pyfunction(sig = "(self, subclass, /)", doc = "Make a class a virtual subclass of an abstract base class.")]
fn _abc_register(module: &Object, self_: &Object, subclass: &Object, th: &mut Thread) -> PyResult {
    let Some(class) = subclass.downcast::<Type>() else {
        return Err(raise!(th, TypeError, "Can only register classes"));
    };
    if subclass.is_subclass(self_, th)? {
        return Ok(subclass.to_ref());
    }
    // The other direction would make a cycle of subclass checks.
    if self_.is_subclass(subclass, th)? {
        return Err(raise!(th, RuntimeError, "Refusing to create an inheritance cycle"));
    }
    let data = AbcData::of(self_, th)?;
    add_weak(&data.layout().registry, subclass, th)?;
    let counter = counter(module);
    counter.set(counter.get() + 1);
    if let Some(own) = self_.downcast::<Type>() {
        let flags = own.tp_flags.get() & COLLECTION_FLAGS;
        if flags != 0 {
            set_flags_recursive(class, COLLECTION_FLAGS, flags);
        }
    }
    Ok(subclass.to_ref())
}

#[pyfunction(sig = "(self, instance, /)", doc = "What isinstance does for an abstract base class.")]
fn _abc_instancecheck(module: &Object, self_: &Object, instance: &Object, th: &mut Thread) -> PyResult {
    let data = AbcData::of(self_, th)?;
    let subclass = instance.get_attr(id!(__class__), th)?;
    if has_weak(&data.layout().cache, &subclass, th)? {
        return true.into_py();
    }
    let ty: Ref = Ref::new(instance.ob_type().as_object());
    if ty.is(&subclass) {
        if data.layout().negative_cache_version.get() == counter(module).get()
            && has_weak(&data.layout().negative_cache, &subclass, th)?
        {
            return false.into_py();
        }
        return self_.call_method(id!(__subclasscheck__), &[&subclass], th);
    }
    let result = self_.call_method(id!(__subclasscheck__), &[&subclass], th)?;
    if result.is_true(th)? {
        return Ok(result);
    }
    self_.call_method(id!(__subclasscheck__), &[&ty], th)
}

#[pyfunction(sig = "(self, subclass, /)", doc = "What issubclass does for an abstract base class.")]
fn _abc_subclasscheck(module: &Object, self_: &Object, subclass: &Object, th: &mut Thread) -> PyResult<bool> {
    let Some(class) = subclass.downcast::<Type>() else {
        return Err(raise!(th, TypeError, "issubclass() arg 1 must be a class"));
    };
    let data = AbcData::of(self_, th)?;
    let data = data.layout();
    if has_weak(&data.cache, subclass, th)? {
        return Ok(true);
    }
    let version = counter(module).get();
    if data.negative_cache_version.get() < version {
        clear_set(&data.negative_cache, th);
        data.negative_cache_version.set(version);
    } else if has_weak(&data.negative_cache, subclass, th)? {
        return Ok(false);
    }
    let answer = self_.call_method(id!(__subclasshook__), &[subclass], th)?;
    if answer.is(boolobject::bool_object(true)) {
        add_weak(&data.cache, subclass, th)?;
        return Ok(true);
    }
    if answer.is(boolobject::bool_object(false)) {
        add_weak(&data.negative_cache, subclass, th)?;
        return Ok(false);
    }
    if !answer.is(not_implemented()) {
        return Err(raise!(th, AssertionError, "__subclasshook__ must return either False, True, or NotImplemented"));
    }
    if self_.downcast::<Type>().is_some_and(|own| class.is_subtype_of(own)) {
        add_weak(&data.cache, subclass, th)?;
        return Ok(true);
    }
    if in_registry(data, subclass, th)? {
        return Ok(true);
    }
    let subclasses = self_.call_method(id!(__subclasses__), &[], th)?;
    let Some(subclasses) = subclasses.downcast::<List>() else {
        return Err(raise!(th, TypeError, "__subclasses__() must return a list"));
    };
    let mut index = 0;
    while let Some(candidate) = subclasses.get(index) {
        index += 1;
        if subclass.is_subclass(&candidate, th)? {
            add_weak(&data.cache, subclass, th)?;
            return Ok(true);
        }
    }
    add_weak(&data.negative_cache, subclass, th)?;
    Ok(false)
}

/// Whether `subclass` is registered, or a subclass of a registered class.
fn in_registry(data: &AbcDataLayout, subclass: &Object, th: &mut Thread) -> PyResult<bool> {
    if has_weak(&data.registry, subclass, th)? {
        return Ok(true);
    }
    let Some(registry) = data.registry.get() else { return Ok(false) };
    // A check may register further classes: look at those known now.
    let mut known = Vec::with_capacity(registry.len());
    let mut position = 0;
    while let Some(reference) = registry.next(&mut position) {
        known.push(reference);
    }
    for reference in known {
        let Some(class) = reference.downcast::<WeakRef>().and_then(WeakRef::get) else { continue };
        if subclass.is_subclass(&class, th)? {
            add_weak(&data.cache, subclass, th)?;
            return Ok(true);
        }
    }
    Ok(false)
}

#[pyfunction(sig = "()", doc = "The version of the registries: it changes whenever a class is registered.")]
fn get_cache_token(module: &Object) -> u64 {
    counter(module).get()
}

#[pyfunction(sig = "(self, /)", doc = "Forget the registered classes. For tests of the library only.")]
fn _reset_registry(self_: &Object, th: &mut Thread) -> PyResult<()> {
    let data = AbcData::of(self_, th)?;
    clear_set(&data.layout().registry, th);
    Ok(())
}

#[pyfunction(sig = "(self, /)", doc = "Empty both caches. For tests of the library only.")]
fn _reset_caches(self_: &Object, th: &mut Thread) -> PyResult<()> {
    let data = AbcData::of(self_, th)?;
    clear_set(&data.layout().cache, th);
    clear_set(&data.layout().negative_cache, th);
    Ok(())
}

#[pyfunction(sig = "(self, /)", doc = "Registry, cache, negative cache and its version, copied. For debugging.")]
fn _get_dump(self_: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let data = AbcData::of(self_, th)?;
    let data = data.layout();
    let copy = |field: &Field<Set>, th: &mut Thread| {
        let set = field.get();
        Set::new(set.as_deref().map(|set| set.as_object()), th)
    };
    let registry = copy(&data.registry, th)?.into_object();
    let cache = copy(&data.cache, th)?.into_object();
    let negative_cache = copy(&data.negative_cache, th)?.into_object();
    let version = Long::from_u64(data.negative_cache_version.get())?.into_object();
    Tuple::from_array([registry, cache, negative_cache, version])
}

fn exec(_module: &Object, th: &mut Thread) -> PyResult<()> {
    AbcData_Type.ready(th)
}

pymodule! {
    name = "_abc",
    init = PyInit__abc,
    doc = "Registry and caches of abstract base classes, for abc.",
    functions = [
        get_cache_token, _abc_init, _reset_registry, _reset_caches, _get_dump, _abc_register, _abc_instancecheck,
        _abc_subclasscheck,
    ],
    exec = exec,
    state = State,
}
