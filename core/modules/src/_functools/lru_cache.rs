//! The wrapper that `functools.lru_cache` makes.
//!
//! A bounded cache is a dict from keys to links; the links form a list from the one used longest ago to the latest. The dict
//! owns the links, the list only points.

use std::cell::Cell;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::objects::object::PyBaseObject_Type;
use ks_runtime::prelude::*;

#[repr(C)]
pub struct LruLinkLayout {
    ob_base: Object,
    previous: Cell<*const LruLink>,
    next: Cell<*const LruLink>,
    hash: Cell<isize>,
    key: Field,
    result: Field,
}

object_type!(
    /// `functools._lru_list_elem`: a cached result in its place of the order of use.
    pub struct LruLink(LruLinkLayout): LruLink_Type
);

#[pytype(static = LruLink_Type, private, no_new, name = "functools._lru_list_elem", layout = LruLinkLayout, flags(HAVE_GC))]
impl LruLink {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().key.take());
            drop((*this).layout().result.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().key);
        visit.visit(&self.layout().result);
    }
}

/// How results are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Uncached,
    Unbounded,
    Bounded,
}

#[repr(C)]
pub struct LruCacheLayout {
    ob_base: Object,
    /// The ends of the list of links.
    oldest: Cell<*const LruLink>,
    latest: Cell<*const LruLink>,
    maxsize: Cell<isize>,
    hits: Cell<isize>,
    misses: Cell<isize>,
    function: Field,
    cache: Field<Dict>,
    /// Stands in keys between positional and keyword arguments.
    mark: Field,
    info_type: Field,
    typed: Cell<bool>,
    kind: Cell<Kind>,
    _unused: [usize; 4],
    dict: Field,
    weakreflist: Cell<*mut Object>,
}

object_type!(
    /// `functools._lru_cache_wrapper`
    pub struct LruCache(LruCacheLayout): LruCache_Type
);

impl LruCache {
    /// Takes a link out of the list.
    fn unlink(&self, link: &LruLink) {
        let (previous, next) = (link.layout().previous.get(), link.layout().next.get());
        // SAFETY: links in the list are alive: the dict owns them, and they leave the list before the dict.
        unsafe {
            match previous.as_ref() {
                Some(previous) => previous.layout().next.set(next),
                None => self.layout().oldest.set(next),
            }
            match next.as_ref() {
                Some(next) => next.layout().previous.set(previous),
                None => self.layout().latest.set(previous),
            }
        }
    }

    /// Puts a link at the end of the latest.
    fn append(&self, link: &LruLink) {
        let latest = self.layout().latest.get();
        link.layout().previous.set(latest);
        link.layout().next.set(std::ptr::null());
        // SAFETY: as in `unlink`.
        match unsafe { latest.as_ref() } {
            Some(latest) => latest.layout().next.set(link),
            None => self.layout().oldest.set(link),
        }
        self.layout().latest.set(link);
    }

    fn count(counter: &Cell<isize>) {
        counter.set(counter.get() + 1);
    }

    /// The key of a call.
    fn key(&self, args: &Tuple, kwargs: Option<&Dict>, _th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let kwargs = kwargs.filter(|kwargs| !kwargs.is_empty());
        let typed = layout.typed.get();
        if !typed && kwargs.is_none() {
            // One plain int or str is its own key: no such key equals a tuple.
            if let [only] = args.items()
                && (Str::check_exact(only) || Long::check_exact(only))
            {
                return Ok(only.clone());
            }
            return Ok(args.to_ref());
        }
        let mut key: Vec<Ref> = args.items().to_vec();
        let mut values = Vec::new();
        if let Some(kwargs) = kwargs {
            key.extend(layout.mark.get());
            let mut position = 0;
            while let Some((name, value)) = kwargs.next(&mut position) {
                key.push(name);
                key.push(value.clone());
                values.push(value);
            }
        }
        if typed {
            key.extend(args.items().iter().map(|item| item.ob_type().as_object().to_ref()));
            key.extend(values.iter().map(|item| item.ob_type().as_object().to_ref()));
        }
        Ok(Tuple::from_vec(key)?.into_object())
    }

    fn bounded(&self, args: &Tuple, kwargs: Option<&Dict>, function: &Object, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let key = self.key(args, kwargs, th)?;
        let hash = key.hash(th)?;
        let Some(cache) = layout.cache.get() else { return Err(th.bad_internal_call()) };
        if let Some(found) = cache.get_known_hash(&key, hash, th)?
            && let Some(link) = found.downcast_exact::<LruLink>()
        {
            self.unlink(link);
            self.append(link);
            Self::count(&layout.hits);
            return Ok(link.layout().result.get().unwrap_or_else(|| none().to_ref()));
        }
        Self::count(&layout.misses);
        let result = function.call_dict(args, kwargs, th)?;
        // The call may have cached this very result, emptied the cache, or anything else.
        if cache.get_known_hash(&key, hash, th)?.is_some() {
            return Ok(result);
        }
        if cache.len() as isize >= layout.maxsize.get()
            // SAFETY: links in the list are alive.
            && let Some(oldest) = unsafe { layout.oldest.get().as_ref() }
        {
            let oldest = Ref::new(oldest);
            self.unlink(&oldest);
            let Some(old_key) = oldest.layout().key.get() else { return Err(th.bad_internal_call()) };
            match cache.pop_known_hash(&old_key, oldest.layout().hash.get(), th) {
                Ok(Some(popped)) if popped.is(&oldest) => {}
                // The key was removed or replaced while it was looked up: the dict is no longer full of our links.
                Ok(_) => return Ok(result),
                Err(Raised) => {
                    // Still in the dict: back into the list, as the oldest, so that the two agree.
                    self.prepend(&oldest);
                    return Err(Raised);
                }
            }
        }
        let link = heap::new_object::<LruLink>(&LruLink_Type)?;
        link.layout().hash.set(hash);
        link.layout().key.init(key.clone());
        link.layout().result.init(result.clone());
        heap::gc_track(&link);
        cache.set_known_hash(&key, hash, &link, th)?;
        self.append(&link);
        Ok(result)
    }

    fn prepend(&self, link: &LruLink) {
        let oldest = self.layout().oldest.get();
        link.layout().next.set(oldest);
        link.layout().previous.set(std::ptr::null());
        // SAFETY: as in `unlink`.
        match unsafe { oldest.as_ref() } {
            Some(oldest) => oldest.layout().previous.set(link),
            None => self.layout().latest.set(link),
        }
        self.layout().oldest.set(link);
    }

    /// Empties the list. The links live on in the dict, which must be emptied, too.
    fn forget_links(&self) {
        self.layout().oldest.set(std::ptr::null());
        self.layout().latest.set(std::ptr::null());
    }
}

#[pytype(
    static = LruCache_Type,
    private,
    name = "functools._lru_cache_wrapper",
    layout = LruCacheLayout,
    flags(HAVE_GC, METHOD_DESCRIPTOR),
    dictoffset = offset_of!(LruCacheLayout, dict),
    weaklistoffset = offset_of!(LruCacheLayout, weakreflist),
    doc = "A function that remembers its latest results.\n\nuser_function is the function; maxsize the number of results, None for all; typed tells whether values of\ndifferent types are different arguments although they are equal; cache_info_type makes cache_info()'s results."
)]
impl LruCache {
    #[new(sig = "(user_function, maxsize, typed, cache_info_type)")]
    fn py_new(
        ty: &'static Type,
        user_function: &Object,
        #[arg(keep_none)] maxsize: &Object,
        typed: bool,
        cache_info_type: &Object,
        th: &mut Thread,
    ) -> PyResult<Ref<LruCache>> {
        if !user_function.is_callable() {
            return Err(raise!(th, TypeError, "the first argument must be callable"));
        }
        let (kind, limit) = if maxsize.is(none()) {
            (Kind::Unbounded, -1)
        } else if ks_runtime::abstract_::number::is_index(maxsize) {
            match maxsize.as_isize(Some(&exceptions::OverflowError), th)? {
                limit if limit <= 0 => (Kind::Uncached, 0),
                limit => (Kind::Bounded, limit),
            }
        } else {
            return Err(raise!(th, TypeError, "maxsize should be integer or None"));
        };
        let cache = Dict::new()?;
        let mark = PyBaseObject_Type.alloc(0)?;
        // SAFETY: a new instance of this type.
        let new = unsafe { ks_runtime::args::allocate(ty, th)?.cast_unchecked::<LruCache>() };
        let layout = new.layout();
        layout.maxsize.set(limit);
        layout.kind.set(kind);
        layout.typed.set(typed);
        layout.function.init(user_function.to_ref());
        layout.cache.init(cache);
        layout.mark.init(mark);
        layout.info_type.init(cache_info_type.to_ref());
        Ok(new)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            if !(*this).layout().weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            (*this).tp_clear(th);
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let layout = self.layout();
        visit.visit(&layout.function);
        visit.visit(&layout.cache);
        visit.visit(&layout.mark);
        visit.visit(&layout.info_type);
        visit.visit(&layout.dict);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        let layout = self.layout();
        self.forget_links();
        layout.function.set(None, th);
        layout.cache.set(None, th);
        layout.mark.set(None, th);
        layout.info_type.set(None, th);
        layout.dict.set(None, th);
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let Some(function) = layout.function.get() else { return Err(th.bad_internal_call()) };
        match layout.kind.get() {
            Kind::Uncached => {
                Self::count(&layout.misses);
                function.call_dict(args, kwargs, th)
            }
            Kind::Unbounded => {
                let key = self.key(args, kwargs, th)?;
                let hash = key.hash(th)?;
                let Some(cache) = layout.cache.get() else { return Err(th.bad_internal_call()) };
                if let Some(result) = cache.get_known_hash(&key, hash, th)? {
                    Self::count(&layout.hits);
                    return Ok(result);
                }
                Self::count(&layout.misses);
                let result = function.call_dict(args, kwargs, th)?;
                cache.set(&key, &result, th)?;
                Ok(result)
            }
            Kind::Bounded => self.bounded(args, kwargs, &function, th),
        }
    }

    #[slot]
    fn tp_descr_get(&self, object: Option<&Object>, _class: Option<&Object>) -> PyResult {
        match object {
            Some(object) if !object.is(none()) => Ok(Method::new(self, object)?.into_object()),
            _ => Ok(self.to_ref()),
        }
    }

    #[method(sig = "()", doc = "How well the cache does: hits, misses, maxsize, currsize.")]
    fn cache_info(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        let number = |value: isize| Long::from_isize(value);
        let maxsize = match layout.maxsize.get() {
            -1 => none().to_ref(),
            limit => number(limit)?.into_object(),
        };
        let (hits, misses) = (number(layout.hits.get())?, number(layout.misses.get())?);
        let size = number(layout.cache.get().map_or(0, |cache| cache.len() as isize))?;
        let Some(class) = layout.info_type.get() else { return Err(th.bad_internal_call()) };
        class.call(&[&hits, &misses, &maxsize, &size], th)
    }

    #[method(sig = "()", doc = "Forget all results, and the counts of hits and misses.")]
    fn cache_clear(&self, th: &mut Thread) {
        let layout = self.layout();
        layout.hits.set(0);
        layout.misses.set(0);
        self.forget_links();
        if let Some(cache) = layout.cache.get() {
            cache.clear(th);
        }
    }

    #[method(sig = "()", no_text_signature)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult {
        self.get_attr(id!(__qualname__), th)
    }

    #[method(raw = VARARGS)]
    fn __copy__(&self, _args: &Object) -> Ref {
        self.to_ref()
    }

    #[method(raw = VARARGS)]
    fn __deepcopy__(&self, _args: &Object) -> Ref {
        self.to_ref()
    }

    #[getter(name = "__dict__")]
    fn dict(&self, th: &mut Thread) -> PyResult {
        object::generic_get_dict(self, th)
    }

    #[setter(name = "__dict__")]
    fn set_dict(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        object::generic_set_dict(self, value, th)
    }
}
