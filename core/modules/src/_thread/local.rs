//! `_local`: attributes that each thread has its own of.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ks_runtime::heap;
use ks_runtime::prelude::*;

type Dicts = RefCell<HashMap<u64, Ref<Dict>>>;

/// The fields of a `_local`.
#[repr(C)]
pub struct LocalObject {
    ob_base: Object,
    /// The dict of each thread, by the id of its state.
    dicts: Cell<*mut Dicts>,
    args: Field,
    kwargs: Field,
    weakreflist: Cell<*mut Object>,
}

// SAFETY: the header is the first field.
unsafe impl ObjectLayout for LocalObject {}

object_type!(
    /// `_thread._local`.
    pub struct Local(LocalObject): LOCAL
);

/// The living objects of an interpreter, by address, for threads that end.
pub(super) type Locals = Mutex<Vec<usize>>;

fn all(th: &Thread) -> MutexGuard<'static, Vec<usize>> {
    super::state(th.interp()).locals.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Releases what a thread that ends has in all of them.
pub fn forget_thread(id: u64, th: &mut Thread) {
    let mut dicts = Vec::new();
    for address in all(th).iter() {
        // SAFETY: an object is taken off the list before it is freed, under the interpreter lock, which is held here.
        let local = unsafe { &*(*address as *const Local) };
        if let Some(dict) = local.dicts().and_then(|dicts| dicts.borrow_mut().remove(&id)) {
            dicts.push(dict);
        }
    }
    drop(dicts);
}

impl Local {
    fn dicts(&self) -> Option<&Dicts> {
        // SAFETY: a box of this object, freed with it.
        unsafe { self.layout().dicts.get().as_ref() }
    }

    /// This thread's dict; a thread that comes for the first time gets one, and `__init__` is called in it.
    fn dict(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        let Some(dicts) = self.dicts() else { return Err(th.bad_internal_call()) };
        let id = th.id.get();
        if let Some(dict) = dicts.borrow().get(&id) {
            return Ok(dict.clone());
        }
        let dict = Dict::new()?;
        dicts.borrow_mut().insert(id, dict.clone());
        let init = self.ob_type().tp_init.get();
        if let Some(init) = init.filter(|init| !is_object_init(*init)) {
            let args = self.layout().args.get();
            let kwargs = self.layout().kwargs.get();
            let empty = Tuple::empty();
            // SAFETY: the slot of this object's type, with the arguments of the constructor.
            let status = unsafe { init(self, args.as_deref().unwrap_or(empty), kwargs.as_deref()) };
            if status.ok().is_err() {
                // The next access tries again.
                let removed = dicts.borrow_mut().remove(&id);
                drop(removed);
                return Err(Raised);
            }
        }
        Ok(dict)
    }
}

/// Whether an initializer is `object`'s, which takes no arguments.
fn is_object_init(init: initproc) -> bool {
    object::PyBaseObject_Type.tp_init.get().is_some_and(|own| std::ptr::fn_addr_eq(own, init))
}

#[pytype(
    static = LOCAL,
    private,
    name = "_thread._local",
    layout = LocalObject,
    flags(BASETYPE, HAVE_GC),
    weaklistoffset = std::mem::offset_of!(LocalObject, weakreflist),
    doc = "Thread-local data",
)]
impl Local {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let given = !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty());
        if given && ty.tp_init.get().is_none_or(is_object_init) {
            return Err(raise!(th, TypeError, "Initialization arguments are not supported"));
        }
        let object = ty.alloc(0)?;
        let Some(local) = object.downcast::<Local>() else { return Err(th.bad_internal_call()) };
        let layout = local.layout();
        let dicts: Dicts = RefCell::new(HashMap::new());
        // The constructor's caller runs `__init__` in this thread.
        dicts.borrow_mut().insert(th.id.get(), Dict::new()?);
        layout.dicts.set(Box::into_raw(Box::new(dicts)));
        layout.args.init(args.to_ref());
        if let Some(kwargs) = kwargs {
            layout.kwargs.init(kwargs.to_ref());
        }
        all(th).push(local.as_ptr() as usize);
        Ok(object)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            all(th).retain(|address| *address != this as usize);
            let layout = (*this).layout();
            if !layout.weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            let dicts = layout.dicts.replace(std::ptr::null_mut());
            if !dicts.is_null() {
                drop(Box::from_raw(dicts));
            }
            drop(layout.args.take());
            drop(layout.kwargs.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().args);
        visit.visit(&self.layout().kwargs);
        if let Some(dicts) = self.dicts() {
            dicts.borrow().values().for_each(|dict| visit.visit_object(dict));
        }
    }

    #[slot]
    fn tp_clear(&self) {
        let dicts = self.dicts().map(|dicts| dicts.take());
        drop(dicts);
        drop(self.layout().args.take());
        drop(self.layout().kwargs.take());
    }

    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        let Some(name) = name.downcast::<Str>() else { return Err(object::bad_attribute_name(name, th)) };
        let dict = self.dict(th)?;
        if name.eq(id!(__dict__)) {
            return Ok(dict.into_object());
        }
        match object::generic_get_attr_with_dict(self, name, &dict, th)? {
            Some(value) => Ok(value),
            None => {
                let class = self.ob_type().display_name();
                let raised = raise!(th, AttributeError, "'{class:.100}' object has no attribute '{name}'");
                exceptions::set_attribute_error_context(self, name, th);
                Err(raised)
            }
        }
    }

    #[slot]
    fn tp_setattro(&self, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let Some(name) = name.downcast::<Str>() else { return Err(object::bad_attribute_name(name, th)) };
        if name.eq(id!(__dict__)) {
            let class = self.ob_type().display_name();
            return Err(raise!(th, AttributeError, "'{class:.100}' object attribute '{name}' is read-only"));
        }
        let dict = self.dict(th)?;
        object::generic_set_attr_with_dict(self, name, value, &dict, th)
    }
}
