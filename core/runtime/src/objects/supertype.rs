//! `super`.

use super::typeobject::{mro_tuple, static_type, type_dict};
use crate::heap;
use crate::objects::dictobject::inline_values;
use crate::prelude::*;

object_type!(
    /// `super`.
    pub struct Super(superobject): PySuper_Type
);

/// Whether `class` is in the MRO of `ty`: not even of itself, if a metaclass's `mro()` left it out.
fn derives(ty: &Type, class: &Type) -> bool {
    match mro_tuple(ty) {
        Some(mro) => mro.items().iter().any(|other| std::ptr::eq(other.as_ptr(), class.as_ptr())),
        None => ty.is_subtype_of(class),
    }
}

/// The class whose MRO is walked for `super(class, object)`: `object` itself if it is a subclass, else its type, or what its
/// `__class__` claims.
///
/// # Errors
/// `TypeError` if it is neither an instance nor a subclass.
fn check(class: &Type, object: &Object, th: &mut Thread) -> PyResult<Ref<Type>> {
    if let Some(subclass) = object.downcast::<Type>()
        && derives(subclass, class)
    {
        return Ok(Ref::new(subclass));
    }
    let ty = object.ob_type();
    if derives(ty, class) {
        return Ok(Ref::new(ty));
    }
    let claimed = object.get_attr_opt(id!(__class__), th)?;
    if let Some(claimed) = claimed.as_ref().and_then(|claimed| claimed.downcast::<Type>())
        && !std::ptr::eq(claimed, ty)
        && derives(claimed, class)
    {
        return Ok(Ref::new(claimed));
    }
    let (kind, shown) = match object.downcast::<Type>() {
        Some(object) => ("type", object.display_name()),
        None => ("instance of", ty.display_name()),
    };
    Err(raise!(
        th,
        TypeError,
        "super(type, obj): obj ({kind} {shown:.200}) is not an instance or subtype of type ({:.200}).",
        class.display_name()
    ))
}

/// What stands under `name` in the MRO of `start` after `class`, unbound.
fn find(class: &Type, start: &Type, name: &Str) -> Option<Ref> {
    let mro = mro_tuple(start).map(Ref::new)?;
    let position = mro.items().iter().position(|other| std::ptr::eq(other.as_ptr(), class.as_ptr()))?;
    let hash = name.hash();
    mro.items()[position + 1..].iter().find_map(|candidate| {
        let candidate = candidate.downcast::<Type>()?;
        // SAFETY: owned at once.
        unsafe { inline_values::find_value(type_dict(candidate)?.layout(), name, hash) }.map(Object::to_ref)
    })
}

fn bind(value: Ref, object: &Object, start: &Type, th: &mut Thread) -> PyResult {
    let _ = th;
    match value.ob_type().tp_descr_get.get() {
        Some(get) => {
            // Of a class itself, the attribute is the unbound one.
            let instance = (!std::ptr::eq(object, start.as_object())).then_some(object);
            // SAFETY: a slot of the descriptor's type.
            unsafe { get(&value, instance, Some(start)) }
        }
        None => Ok(value),
    }
}

/// `_PySuper_Lookup`: the attribute of `super(class, object)` without making the object. With `want_method`, a method that
/// takes `object` first is given unbound, and the flag is set.
///
/// # Errors
/// `AttributeError`, what binding raises, and `TypeError` if `super(class, object)` would raise it.
pub fn lookup_method(
    class: &Type,
    object: &Object,
    name: &Str,
    want_method: bool,
    th: &mut Thread,
) -> PyResult<(Ref, bool)> {
    let start = check(class, object, th)?;
    if name.eq(id!(__class__)) {
        return Ok((PySuper_Type.to_ref(), false));
    }
    let Some(value) = find(class, &start, name) else {
        // What `super` itself has; a real object knows.
        let real = new(class, object, th)?;
        return Ok((object::generic_get_attr(&real, name, th)?, false));
    };
    if want_method && value.ob_type().has_flags(Py_TPFLAGS_METHOD_DESCRIPTOR) && !object.is(start.as_object()) {
        return Ok((value, true));
    }
    Ok((bind(value, object, &start, th)?, false))
}

/// `super(class, object)`.
///
/// # Errors
/// `TypeError` if the object does not belong to the class.
pub fn new(class: &Type, object: &Object, th: &mut Thread) -> PyResult {
    let made = PySuper_Type.alloc(0)?;
    // SAFETY: just allocated as `super`.
    let fields = unsafe { (*made).cast_unchecked::<Super>() };
    fill(fields, Some(class), Some(object), th)?;
    Ok(made)
}

fn fill(this: &Super, class: Option<&Type>, object: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let (class, object) = match class {
        Some(class) => (Ref::new(class), object.filter(|object| !object.is(none())).map(Object::to_ref)),
        None => {
            let (class, object) = from_frame(th)?;
            (class, Some(object))
        }
    };
    let start = match &object {
        Some(object) => Some(check(&class, object, th)?),
        None => None,
    };
    let fields = this.layout();
    fields.type_.set(Some(class), th);
    fields.obj.set(object, th);
    fields.obj_type.set(start, th);
    Ok(())
}

/// Class and object of `super()`: the `__class__` cell and the first argument of the running function.
fn from_frame(th: &mut Thread) -> PyResult<(Ref<Type>, Ref)> {
    let frame = th.current_frame.get();
    // SAFETY: null or the running frame, whose locals and code are alive; nothing runs while they are read.
    let Some(frame) = (unsafe { frame.as_ref() }) else {
        return Err(raise!(th, RuntimeError, "super(): no current frame"));
    };
    // SAFETY: a frame with code.
    let code: &PyCodeObject = unsafe { &*frame.f_executable.as_ptr().cast::<PyCodeObject>() };
    if code.co_argcount.get() == 0 {
        return Err(raise!(th, RuntimeError, "super(): no arguments"));
    }
    let locals = frame.localsplus.as_ptr().cast::<Field>();
    let kinds = bytes_of(&code.co_localspluskinds);
    // SAFETY: `co_nlocalsplus` places follow the frame; place 0 is the first argument.
    let mut first = unsafe { (*locals).get() };
    const CO_FAST_FREE: u8 = 0x80;
    const CO_FAST_CELL: u8 = 0x40;
    if kinds.first().is_some_and(|kind| kind & CO_FAST_CELL != 0)
        && let Some(cell) = first.as_ref().and_then(|cell| cell.downcast_exact::<CellObject>())
    {
        // The argument was moved into a cell, as an inner function uses it.
        first = cell.get();
    }
    let Some(first) = first else {
        return Err(raise!(th, RuntimeError, "super(): arg[0] deleted"));
    };
    // SAFETY: `co_localsplusnames` is a tuple of names.
    let names = unsafe { &*code.co_localsplusnames.as_ptr().cast::<Tuple>() };
    for (index, name) in names.items().iter().enumerate() {
        let is_class = name.downcast::<Str>().is_some_and(|name| name.eq(id!(__class__)));
        if !is_class || kinds.get(index).is_none_or(|kind| kind & CO_FAST_FREE == 0) {
            continue;
        }
        // SAFETY: as above.
        let cell = unsafe { (*locals.add(index)).get() };
        let Some(cell) = cell.and_then(|cell| cell.downcast_into::<CellObject>().ok()) else {
            return Err(raise!(th, RuntimeError, "super(): bad __class__ cell"));
        };
        let Some(class) = cell.get() else {
            return Err(raise!(th, RuntimeError, "super(): empty __class__ cell"));
        };
        return match class.downcast_into::<Type>() {
            Ok(class) => Ok((class, first)),
            Err(other) => {
                Err(raise!(th, RuntimeError, "super(): __class__ is not a type ({})", other.ob_type().display_name()))
            }
        };
    }
    Err(raise!(th, RuntimeError, "super(): __class__ cell not found"))
}

/// The bytes of a code object's field.
fn bytes_of(field: &Field) -> &[u8] {
    // SAFETY: such fields hold a bytes object for the code's life.
    unsafe {
        let bytes = &*field.as_ptr().cast::<PyBytesObject>();
        std::slice::from_raw_parts(bytes.ob_sval.as_ptr().cast::<u8>(), bytes.ob_base.ob_size.get() as usize)
    }
}

#[pytype(
    static = PySuper_Type,
    name = "super",
    layout = superobject,
    flags(HAVE_GC, BASETYPE),
    alloc = typeobject::generic_alloc,
    free = heap::gc::PyObject_GC_Del,
    doc = "super() -> super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> the attributes of obj as the classes after type in its MRO have them\nsuper(type, type2) -> the same of a subclass",
    members = [MEMBERS],
)]
impl Super {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>) -> PyResult {
        ty.alloc(0)
    }
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "super() takes no keyword arguments"));
        }
        init(self, &args.items().iter().map(|item| &**item).collect::<Vec<_>>(), th)
    }
    #[slot]
    fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread) -> PyResult {
        if !kwargs.is_none() {
            return Err(raise!(th, TypeError, "super() takes no keyword arguments"));
        }
        let made = ty.alloc(0)?;
        // SAFETY: just allocated as a kind of `super`.
        init(unsafe { (*made).cast_unchecked::<Super>() }, args, th)?;
        Ok(made)
    }
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the destructor's contract.
        unsafe {
            heap::gc_untrack(&*this);
            let fields = (*this).layout();
            drop(fields.obj.take());
            drop(fields.type_.take());
            drop(fields.obj_type.take());
            heap::free_object(this.cast());
        }
    }
    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        let fields = self.layout();
        visit.visit(&fields.obj);
        visit.visit(&fields.type_);
        visit.visit(&fields.obj_type);
    }
    #[slot]
    fn tp_repr(&self) -> PyResult<Ref<Str>> {
        let fields = self.layout();
        let class = fields.type_.get().map_or_else(|| "NULL".to_owned(), |class| class.display_name().into_owned());
        match fields.obj_type.get() {
            Some(start) => Str::new(&format!("<super: <class '{class}'>, <{} object>>", start.display_name())),
            None => Str::new(&format!("<super: <class '{class}'>, NULL>")),
        }
    }
    #[slot]
    fn tp_getattro(&self, name: &Object, th: &mut Thread) -> PyResult {
        let fields = self.layout();
        let Some(text) = name.downcast::<Str>() else {
            return Err(object::bad_attribute_name(name, th));
        };
        // `__class__` is that of the super object itself.
        if let (Some(class), Some(object), Some(start)) = (fields.type_.get(), fields.obj.get(), fields.obj_type.get())
            && !text.eq(id!(__class__))
            && let Some(value) = find(&class, &start, text)
        {
            return bind(value, &object, &start, th);
        }
        object::generic_get_attr(self, text, th)
    }
    #[slot]
    fn tp_descr_get(&self, instance: Option<&Object>, _owner: Option<&Object>, th: &mut Thread) -> PyResult {
        let fields = self.layout();
        let Some(instance) = instance.filter(|instance| !instance.is(none()) && fields.obj.is_null()) else {
            return Ok(self.to_ref());
        };
        let Some(class) = fields.type_.get() else { return Ok(self.to_ref()) };
        if !std::ptr::eq(self.ob_type(), &PySuper_Type) {
            // A subclass may have its own idea of being made.
            return self.ob_type().as_object().call(&[class.as_object(), instance], th);
        }
        new(&class, instance, th)
    }
}

fn init(this: &Super, args: &[&Object], th: &mut Thread) -> PyResult<()> {
    let (class, object) = match args {
        [] => (None, None),
        [class] => (Some(*class), None),
        [class, object] => (Some(*class), Some(*object)),
        more => return Err(raise!(th, TypeError, "super() expected at most 2 arguments, got {}", more.len())),
    };
    let class = match class.map(|class| class.downcast::<Type>().ok_or(class)) {
        None => None,
        Some(Ok(class)) => Some(static_type(class)),
        Some(Err(other)) => {
            return Err(raise!(
                th,
                TypeError,
                "super() argument 1 must be a type, not {:.200}",
                other.ob_type().display_name()
            ));
        }
    };
    fill(this, class, object, th)
}

const MEMBERS: &[PyMemberDef] = &[
    member!("__thisclass__", superobject, type_, _Py_T_OBJECT, READONLY, "the class that super() was called for"),
    member!("__self__", superobject, obj, _Py_T_OBJECT, READONLY, "the object that super() was called for, or None"),
    member!("__self_class__", superobject, obj_type, _Py_T_OBJECT, READONLY, "the class whose MRO is walked, or None"),
];
