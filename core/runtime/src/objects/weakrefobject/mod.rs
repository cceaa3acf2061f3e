//! Weak references and proxies.
//!
//! A referent holds the head of a doubly linked list of its weak references; each has the referent's address without
//! owning it. Plain references and proxies without callback are shared: they stand first in the list, in that order.

mod proxy;
mod reference;

use crate::abstract_::ObjectOps;
use crate::prelude::*;

pub use proxy::{_PyWeakref_CallableProxyType, _PyWeakref_ProxyType, is_proxy, new_proxy};
pub use reference::_PyWeakref_RefType;

object_type!(
    /// A weak reference, or a proxy: both have this layout.
    pub struct WeakRef(PyWeakReference): _PyWeakref_RefType
);

/// `PyWeakref_Check`: a reference or a proxy.
pub fn is_weak(object: &Object) -> bool {
    WeakRef::check(object) || is_proxy(object)
}

/// A reference or a proxy, as such.
pub fn as_weak(object: &Object) -> Option<&WeakRef> {
    // SAFETY: proxies have the layout of references.
    is_weak(object).then(|| unsafe { object.cast_unchecked::<WeakRef>() })
}

/// The head of an object's list of weak references, if its type allows them.
fn list_head(object: &Object) -> Option<*mut *mut PyWeakReference> {
    let offset = object.ob_type().tp_weaklistoffset.get();
    if offset == 0 {
        return None;
    }
    // SAFETY: the type says that a list head stands there.
    Some(unsafe { object.as_ptr().byte_offset(offset).cast() })
}

impl WeakRef {
    /// `PyWeakref_NewRef`: the shared one where there is no callback.
    ///
    /// # Errors
    /// `TypeError` if the type does not allow weak references.
    pub fn new(object: &Object, callback: Option<&Object>, th: &mut Thread) -> PyResult {
        reference::new(&_PyWeakref_RefType, object, callback, th)
    }

    /// `PyWeakref_GetRef`: the referent if it still lives.
    #[inline]
    pub fn get(&self) -> Option<Ref> {
        let object = self.layout().wr_object.get();
        if std::ptr::eq(object, none()) {
            return None;
        }
        // SAFETY: a referent clears its weak references before it goes; one being destroyed has no references left.
        unsafe {
            let object = &*object;
            if object.refcnt() > 0 { Some(object.to_ref()) } else { None }
        }
    }

    /// Takes the reference out of its referent's list; the callback stays.
    ///
    /// `_PyWeakref_ClearRef`: it refers to nothing any more.
    pub fn clear(&self) {
        self.unlink();
    }

    fn unlink(&self) {
        let layout = self.layout();
        let object = layout.wr_object.replace(none().as_ptr());
        if std::ptr::eq(object, none()) {
            return;
        }
        let (prev, next) = (layout.wr_prev.replace(std::ptr::null_mut()), layout.wr_next.replace(std::ptr::null_mut()));
        // SAFETY: neighbours in a referent's list are alive, as is the referent whose list it is.
        unsafe {
            if let Some(head) = list_head(&*object)
                && std::ptr::eq(*head, layout)
            {
                *head = next;
            }
            if let Some(prev) = prev.as_ref() {
                prev.wr_next.set(next);
            }
            if let Some(next) = next.as_ref() {
                next.wr_prev.set(prev);
            }
        }
    }
}

/// The shared reference and the shared proxy of a list, where they exist.
fn shared(first: *mut PyWeakReference) -> (Option<&'static WeakRef>, Option<&'static WeakRef>) {
    // SAFETY: members of a list are alive.
    let plain = |at: *mut PyWeakReference| unsafe { at.as_ref() }.filter(|at| at.wr_callback.is_null());
    let mut at = first;
    let mut reference = None;
    if let Some(candidate) = plain(at)
        && std::ptr::eq(candidate.ob_base.ob_type(), &_PyWeakref_RefType)
    {
        reference = Some(WeakRef::from_layout(candidate));
        at = candidate.wr_next.get();
    }
    let proxy = plain(at).filter(|candidate| is_proxy(&candidate.ob_base)).map(WeakRef::from_layout);
    (reference, proxy)
}

/// Links a new weak reference: shared ones at their places, others behind them.
fn link(head: *mut *mut PyWeakReference, new: &WeakRef, after: Option<&WeakRef>) {
    let layout = new.layout();
    let address = std::ptr::from_ref(layout).cast_mut();
    // SAFETY: the list and its members are alive.
    unsafe {
        match after {
            Some(prev) => {
                let prev = prev.layout();
                let next = prev.wr_next.get();
                layout.wr_prev.set(std::ptr::from_ref(prev).cast_mut());
                layout.wr_next.set(next);
                if let Some(next) = next.as_ref() {
                    next.wr_prev.set(address);
                }
                prev.wr_next.set(address);
            }
            None => {
                let next = *head;
                layout.wr_prev.set(std::ptr::null_mut());
                layout.wr_next.set(next);
                if let Some(next) = next.as_ref() {
                    next.wr_prev.set(address);
                }
                *head = address;
            }
        }
    }
}

/// Fills a new weak reference.
fn init(new: &WeakRef, object: &Object, callback: Option<&Object>) {
    let layout = new.layout();
    layout.hash.set(-1);
    layout.wr_object.set(object.as_ptr());
    layout.wr_callback.replace(callback.map(Object::to_ref));
}

fn cannot_refer(object: &Object, th: &mut Thread) -> Raised {
    raise!(th, TypeError, "cannot create weak reference to '{}' object", object.ob_type().display_name())
}

/// `_PyWeakref_GetWeakrefCount`.
pub fn count(object: &Object) -> usize {
    let Some(head) = list_head(object) else {
        return 0;
    };
    let mut count = 0;
    // SAFETY: the list and its members are alive.
    unsafe {
        let mut at = *head;
        while let Some(reference) = at.as_ref() {
            count += 1;
            at = reference.wr_next.get();
        }
    }
    count
}

/// All weak references and proxies of an object, owned.
pub fn all(object: &Object) -> Vec<Ref> {
    let mut found = Vec::new();
    if let Some(head) = list_head(object) {
        // SAFETY: the list and its members are alive.
        unsafe {
            let mut at = *head;
            while let Some(reference) = at.as_ref() {
                if reference.ob_base.refcnt() > 0 {
                    found.push(reference.ob_base.to_ref());
                }
                at = reference.wr_next.get();
            }
        }
    }
    found
}

/// Clears every weak reference to `object` and returns, owned, those that have a callback still to be called.
pub fn clear_refs_keeping_callbacks(object: &Object) -> Vec<Ref> {
    let mut due = Vec::new();
    let Some(head) = list_head(object) else {
        return due;
    };
    // SAFETY: the list and its members are alive; each round unlinks the first.
    unsafe {
        while let Some(reference) = (*head).as_ref() {
            let weak = WeakRef::from_layout(reference);
            weak.unlink();
            if !reference.wr_callback.is_null() && weak.refcnt() > 0 {
                due.push(weak.to_ref());
            }
        }
    }
    due
}

/// `PyUnstable_Object_ClearWeakRefsNoCallbacks`: clears every weak reference to `object`; no callback will be called.
pub fn clear_without_callbacks(object: &Object) {
    let Some(head) = list_head(object) else {
        return;
    };
    // SAFETY: the list and its members are alive; each round unlinks the first.
    while let Some(reference) = unsafe { (*head).as_ref() } {
        let weak = WeakRef::from_layout(reference);
        weak.unlink();
        drop(weak.layout().wr_callback.take());
    }
}

/// Calls and drops the callback of a cleared weak reference; what it raises is unraisable.
pub fn run_callback(reference: &Object, th: &mut Thread) {
    // SAFETY: callers hand over what `clear_refs_keeping_callbacks` gave.
    let weak: &WeakRef = unsafe { reference.cast_unchecked() };
    let Some(callback) = weak.layout().wr_callback.take() else {
        return;
    };
    if callback.call(&[reference], th).is_err() {
        th.write_unraisable(Some(&callback));
    }
}

/// `PyObject_ClearWeakRefs`: called by destructors of weakly referenceable objects, before they take anything apart.
/// Clears all references, then runs the callbacks; the exception being raised stays.
#[inline]
pub fn clear_weakrefs(object: &Object, th: &mut Thread) {
    let Some(head) = list_head(object) else {
        return;
    };
    // SAFETY: the list head belongs to the object being destroyed.
    if unsafe { (*head).is_null() } {
        return;
    }
    let pending = th.take_raised();
    for reference in clear_refs_keeping_callbacks(object) {
        run_callback(&reference, th);
    }
    if let Some(pending) = pending {
        let _ = th.restore_raised(pending);
    }
}
