//! Arguments as C hands them over: vectors, tuples, and keywords in either form.

use crate::prelude::*;

/// The keyword arguments of one call: none, names with values behind the positional ones (vectorcall), or a dict.
#[derive(Clone, Copy)]
pub struct Kwargs<'a>(Form<'a>);

#[derive(Clone, Copy)]
enum Form<'a> {
    None,
    /// The tuple of names, and the values in its order.
    Vector(&'a Tuple, &'a [&'a Object]),
    Dict(&'a Dict),
}

impl<'a> Kwargs<'a> {
    /// No keywords.
    pub const NONE: Kwargs<'static> = Kwargs(Form::None);

    /// The keywords of a vectorcall.
    ///
    /// # Safety
    /// `names` is a tuple or missing, and `args` has its values behind `nargs` positional arguments; all live for `'a`.
    #[inline(always)]
    pub unsafe fn from_vector(names: Option<&'a Object>, args: *const *mut Object, nargs: usize) -> Kwargs<'a> {
        match names {
            None => Kwargs(Form::None),
            Some(names) => {
                // SAFETY: the caller's promise.
                let names: &Tuple = unsafe { names.cast_unchecked() };
                if names.is_empty() {
                    // C may pass NULL for no arguments.
                    return Kwargs(Form::None);
                }
                // SAFETY: as above; a non-null `*mut Object` has the representation of `&Object`.
                let values = unsafe { std::slice::from_raw_parts(args.add(nargs).cast::<&Object>(), names.len()) };
                Kwargs(Form::Vector(names, values))
            }
        }
    }

    /// The keywords of a `tp_call`, `tp_new` or `tp_init`.
    ///
    /// # Safety
    /// `dict` is a dict or missing.
    #[inline(always)]
    pub unsafe fn from_dict(dict: Option<&'a Object>) -> Kwargs<'a> {
        match dict {
            None => Kwargs(Form::None),
            Some(dict) => {
                // SAFETY: the caller's promise.
                let dict: &Dict = unsafe { dict.cast_unchecked() };
                if dict.is_empty() { Kwargs(Form::None) } else { Kwargs(Form::Dict(dict)) }
            }
        }
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_none(&self) -> bool {
        matches!(self.0, Form::None)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self.0 {
            Form::None => 0,
            Form::Vector(_, values) => values.len(),
            Form::Dict(dict) => dict.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.is_none()
    }

    /// The value given for an interned name, owned.
    ///
    /// # Errors
    /// What comparing a dict's keys raises.
    pub fn get(&self, name: &Str, th: &mut Thread) -> PyResult<Option<Ref>> {
        let found = self.find(name, th)?;
        // SAFETY: the caller's arguments hold the value.
        Ok(unsafe { Ref::from_borrowed(found) })
    }

    /// The value given for an interned name, borrowed from the caller's arguments; null if there is none.
    ///
    /// # Errors
    /// What comparing a dict's keys raises.
    pub(super) fn find(&self, name: &Str, th: &mut Thread) -> PyResult<*mut Object> {
        match self.0 {
            Form::None => Ok(std::ptr::null_mut()),
            Form::Vector(names, values) => {
                let names = names.items();
                // Names in code are interned, so the same pointer nearly always.
                let found = names.iter().position(|candidate| candidate.is(name)).or_else(|| {
                    names.iter().position(|candidate| candidate.downcast::<Str>().is_some_and(|s| s.eq(name)))
                });
                Ok(found.map_or(std::ptr::null_mut(), |index| values[index].as_ptr()))
            }
            // The dict belongs to this call and holds the value, so the reference can be given back at once.
            Form::Dict(dict) => Ok(dict.get_str(name, th)?.map_or(std::ptr::null_mut(), |value| value.as_ptr())),
        }
    }

    /// Names and values, owned.
    pub fn iter(self) -> impl Iterator<Item = (Ref, Ref)> + 'a {
        let mut position = 0;
        std::iter::from_fn(move || match self.0 {
            Form::None => None,
            Form::Vector(names, values) => {
                let (name, value) = (names.items().get(position)?, values.get(position)?);
                position += 1;
                Some((name.clone(), value.to_ref()))
            }
            Form::Dict(dict) => dict.next(&mut position),
        })
    }

    /// `callable(*args, **self)`.
    ///
    /// # Errors
    /// What the call raises.
    pub fn call(&self, callable: &Object, args: &[&Object], th: &mut Thread) -> PyResult {
        match self.0 {
            Form::None => callable.call(args, th),
            Form::Vector(names, values) => callable.call_kw(&[args, values].concat(), Some(names), th),
            Form::Dict(dict) => callable.call_dict(&*Tuple::new(args)?, Some(dict), th),
        }
    }

    /// A new dict of them.
    ///
    /// # Errors
    /// `MemoryError`, and what hashing the names raises.
    pub fn to_dict(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        let dict = Dict::presized(self.len(), true)?;
        for (name, value) in self.iter() {
            dict.set(&name, &value, th)?;
        }
        Ok(dict)
    }
}

/// An argument that was given, for as long as `_call` lives: until the C function returns.
///
/// # Safety
/// The pointer is a live object, for as long as the call lasts.
#[inline(always)]
pub unsafe fn borrow_argument(argument: *mut Object, _call: &()) -> &Object {
    // SAFETY: the caller's promise.
    unsafe { &*argument }
}

/// Whether the pointer is `None`'s.
#[inline(always)]
pub fn is_none(argument: *mut Object) -> bool {
    std::ptr::eq(argument, none())
}

/// The positional arguments from `start` on, for as long as `_call` lives.
///
/// # Safety
/// `args` points at `nargs` live objects (it may be null if there are none), for as long as the call lasts.
#[inline(always)]
pub unsafe fn slice_arguments(args: *const *mut Object, nargs: usize, start: usize, _call: &()) -> &[&Object] {
    if nargs <= start {
        return &[];
    }
    // SAFETY: the caller's promise; a non-null `*mut Object` has the representation of `&Object`.
    unsafe { std::slice::from_raw_parts(args.add(start).cast::<&Object>(), nargs - start) }
}

/// An argument tuple as a vector.
///
/// # Safety
/// `tuple` is a tuple.
#[inline(always)]
pub unsafe fn tuple_vector(tuple: &Object) -> (*const *mut Object, usize) {
    // SAFETY: the caller's promise.
    let items = unsafe { tuple.cast_unchecked::<Tuple>() }.items();
    (items.as_ptr().cast(), items.len())
}

/// Whether `tp_new` of `base`, which takes no keywords, must refuse them for `class`: not if a subclass has an `__init__`
/// of its own that may want them.
pub fn new_refuses_keywords(class: &Type, base: &Type) -> bool {
    std::ptr::eq(class, base)
        || class.tp_init.get().map(|f| f as *const ()) == base.tp_init.get().map(|f| f as *const ())
}

/// Whether `tp_init` of `base`, which takes no keywords, must refuse them for `object`: not if a subclass has a `__new__`
/// of its own that may have wanted them.
pub fn init_refuses_keywords(object: &Object, base: &Type) -> bool {
    let class = object.ob_type();
    std::ptr::eq(class, base) || class.tp_new.get().map(|f| f as *const ()) == base.tp_new.get().map(|f| f as *const ())
}

/// A new instance by the type's `tp_alloc`.
///
/// # Errors
/// `MemoryError`.
pub fn allocate(class: &'static Type, _th: &mut Thread) -> PyResult {
    match class.tp_alloc.get() {
        // SAFETY: the type's own allocator.
        Some(alloc) => unsafe { alloc(class, 0) },
        None => class.alloc(0),
    }
}
