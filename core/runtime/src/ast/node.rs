//! `ast.AST`: making a node from its fields, pickling.

use std::mem::offset_of;

use ks_syntax::ast::class;

use crate::abstract_::sequence;
use crate::heap;
use crate::objects::object::{PyBaseObject_Type as NODE_BASE, generic_get_dict, generic_set_dict};
use crate::objects::typeobject::spec;
use crate::prelude::*;

#[repr(C)]
pub struct NodeLayout {
    ob_base: Object,
    dict: Field<Dict>,
}

// SAFETY: begins with the header.
unsafe impl ObjectLayout for NodeLayout {}

object_type!(
    /// An instance of `ast.AST`. There is one such class per interpreter, so `downcast` cannot tell; see [`super::is_ast`].
    pub struct Node(NodeLayout): NODE_BASE
);

impl Node {
    /// A new node with these attributes.
    ///
    /// # Errors
    /// `MemoryError`.
    pub(super) fn with_dict(class: &Type, dict: Ref<Dict>, th: &mut Thread) -> PyResult {
        let object = crate::args::allocate(typeobject::static_type(class), th)?;
        // SAFETY: a new instance of a class of `_ast`.
        let node: &Node = unsafe { (*object).cast_unchecked() };
        node.layout().dict.init(dict);
        Ok(object)
    }
}

/// A deprecation warning of the constructor.
fn deprecated(message: std::fmt::Arguments<'_>, th: &mut Thread) -> PyResult<()> {
    exceptions::warn(&exceptions::DeprecationWarning, message, 1, th)
}

/// The items of a sequence such as `_fields`.
fn items(names: &Object, th: &mut Thread) -> PyResult<Vec<Ref>> {
    let len = sequence::sequence_len(names, th)?;
    let mut all = Vec::with_capacity(len);
    for index in 0..len {
        all.push(sequence::item(names, index as isize, th)?);
    }
    Ok(all)
}

/// Sets an attribute whose name came from Python code.
fn set(node: &Object, name: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
    match name.downcast::<Str>() {
        Some(name) => node.set_attr(name, value, th),
        None => {
            Err(raise!(th, TypeError, "attribute name must be string, not '{:.200}'", name.ob_type().display_name()))
        }
    }
}

#[pymethods(methods = METHODS)]
impl Node {
    #[slot]
    fn tp_new(ty: &'static Type, _args: &Tuple, _kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        crate::args::allocate(ty, th)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        let ty = Ref::new(self.ob_type());
        let (fields, names) = match ty.get_attr_opt(id!(_fields), th)? {
            Some(fields) => {
                let names = items(&fields, th)?;
                (Some(fields), names)
            }
            None => (None, Vec::new()),
        };
        let remaining = Set::new(fields.as_deref(), th)?;
        if names.len() < args.len() {
            let (name, most) = (ty.short_name(), names.len());
            let plural = if most == 1 { "" } else { "s" };
            return Err(raise!(
                th,
                TypeError,
                "{name:.400} constructor takes at most {most} positional argument{plural}"
            ));
        }
        for (name, value) in names.iter().zip(args.items()) {
            set(self, name, value, th)?;
            remaining.discard(name, th)?;
        }
        if let Some(kwargs) = kwargs {
            self.set_keywords(&ty, fields.as_deref(), &remaining, kwargs, th)?;
        }
        self.set_defaults(&ty, &remaining, th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, _th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().dict.take());
            heap::free_instance(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit_object(self.ob_type());
        visit.visit(&self.layout().dict);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().dict.set(None, th);
    }

    #[method(sig = "()", no_text_signature)]
    fn __reduce__(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let ty = self.ob_type().to_ref();
        let Some(dict) = self.get_attr_opt(id!(__dict__), th)? else {
            return Tuple::from_array([ty, Tuple::new(&[])?.into_object()]);
        };
        // The constructor is called with as many arguments as there are values for, so that it does not warn; the values
        // themselves come with the state.
        let mut count = 0;
        if let Some(fields) = self.ob_type().get_attr_opt(id!(_fields), th)? {
            for name in items(&fields, th)? {
                let Some(dict) = dict.downcast::<Dict>() else { return Err(th.bad_internal_call()) };
                if dict.get(&name, th)?.is_none() {
                    break;
                }
                count += 1;
            }
        }
        let args = Tuple::from_vec(vec![none().to_ref(); count])?;
        Tuple::from_array([ty, args.into_object(), dict])
    }
}

impl Node {
    fn set_keywords(
        &self,
        ty: &Type,
        fields: Option<&Object>,
        remaining: &Set,
        kwargs: &Dict,
        th: &mut Thread,
    ) -> PyResult<()> {
        let mut attributes = None;
        let mut position = 0;
        while let Some((key, value)) = kwargs.next(&mut position) {
            let is_field = match fields {
                Some(fields) => sequence::contains(fields, &key, th)?,
                None => false,
            };
            if is_field {
                if !remaining.discard(&key, th)? {
                    let (name, key) = (ty.short_name(), key.repr(th)?);
                    return Err(raise!(th, TypeError, "{name:.400} got multiple values for argument {key}"));
                }
            } else {
                let attributes = match &attributes {
                    Some(attributes) => attributes,
                    None => attributes.insert(ty.get_attr(id!(_attributes), th)?),
                };
                if !sequence::contains(attributes, &key, th)? {
                    let (name, key) = (ty.display_name(), key.repr(th)?);
                    deprecated(
                        format_args!(
                            "{name:.400}.__init__ got an unexpected keyword argument {key}. Support for arbitrary keyword \
                             arguments is deprecated and will be removed in Python 3.15."
                        ),
                        th,
                    )?;
                }
            }
            set(self, &key, &value, th)?;
        }
        Ok(())
    }

    /// Fields that no argument was given for: lists are empty, contexts are `Load()`, optional ones are left to the class.
    fn set_defaults(&self, ty: &Type, remaining: &Set, th: &mut Thread) -> PyResult<()> {
        if remaining.is_empty() {
            return Ok(());
        }
        let Some(types) = ty.get_attr_opt(id!(_field_types), th)? else { return Ok(()) };
        let missing = List::from_iterable(remaining, th)?;
        let mut index = 0;
        while let Some(name) = missing.get(index) {
            index += 1;
            let Some(types) = types.downcast::<Dict>() else { return Err(th.bad_internal_call()) };
            let Some(field) = types.get(&name, th)? else {
                let (name, class) = (name.repr(th)?, ty.display_name());
                deprecated(
                    format_args!(
                        "Field {name} is missing from {class:.400}._field_types. This will become an error in Python \
                         3.15."
                    ),
                    th,
                )?;
                continue;
            };
            if unionobject::is_union(&field) {
                continue;
            }
            if field.ob_type().is(&genericaliasobject::Py_GenericAliasType) {
                set(self, &name, &*List::new(&[])?, th)?;
                continue;
            }
            let state = super::state(th)?;
            match state.singleton(class::Load) {
                Some(load) if field.is(state.class(class::expr_context)) => set(self, &name, load, th)?,
                _ => {
                    let (name, class) = (name.repr(th)?, ty.display_name());
                    deprecated(
                        format_args!(
                            "{class:.400}.__init__ missing 1 required positional argument: {name}. This will become an \
                             error in Python 3.15."
                        ),
                        th,
                    )?;
                }
            }
        }
        Ok(())
    }
}

unsafe extern "C" fn get_dict(node: &Object, _closure: *mut std::ffi::c_void) -> PyResult {
    // SAFETY: called by C conventions, by a caller that holds the interpreter.
    unsafe { generic_get_dict(node, Thread::enter()) }
}

unsafe extern "C" fn set_dict(node: &Object, value: Option<&Object>, _closure: *mut std::ffi::c_void) -> Status {
    // SAFETY: as above.
    unsafe { generic_set_dict(node, value, Thread::enter()).into() }
}

static METHODS_TABLE: [PyMethodDef; METHODS.len() + 1] = crate::args::join_tables(&[METHODS], PyMethodDef::END);

static GETSET_TABLE: [PyGetSetDef; 2] = [
    PyGetSetDef {
        name: c"__dict__".as_ptr(),
        get: Some(get_dict),
        set: Some(set_dict),
        doc: std::ptr::null(),
        closure: std::ptr::null_mut(),
    },
    PyGetSetDef::END,
];

static MEMBERS_TABLE: [PyMemberDef; 2] = [
    PyMemberDef {
        name: c"__dictoffset__".as_ptr(),
        type_: Py_T_PYSSIZET,
        offset: offset_of!(NodeLayout, dict) as isize,
        flags: Py_READONLY,
        doc: std::ptr::null(),
    },
    PyMemberDef::END,
];

/// The class `AST`.
pub(super) fn make_type(th: &mut Thread) -> PyResult<Ref<Type>> {
    let mut slots = [
        spec::slot(Py_tp_dealloc, SLOT_tp_dealloc as *const ()),
        spec::slot(Py_tp_getattro, object::generic_getattro_slot as *const ()),
        spec::slot(Py_tp_setattro, object::generic_setattro_slot as *const ()),
        spec::slot(Py_tp_traverse, SLOT_tp_traverse as *const ()),
        spec::slot(Py_tp_clear, SLOT_tp_clear as *const ()),
        spec::slot(Py_tp_members, MEMBERS_TABLE.as_ptr().cast()),
        spec::slot(Py_tp_methods, METHODS_TABLE.as_ptr().cast()),
        spec::slot(Py_tp_getset, GETSET_TABLE.as_ptr().cast()),
        spec::slot(Py_tp_init, SLOT_tp_init as *const ()),
        spec::slot(Py_tp_alloc, typeobject::generic_alloc as *const ()),
        spec::slot(Py_tp_new, SLOT_tp_new as *const ()),
        spec::slot(Py_tp_free, heap::gc::PyObject_GC_Del as *const ()),
        PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() },
    ];
    let description = PyType_Spec {
        name: c"ast.AST".as_ptr(),
        basicsize: size_of::<NodeLayout>() as i32,
        itemsize: 0,
        flags: (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC) as u32,
        slots: slots.as_mut_ptr(),
    };
    spec::from_spec(None, None, &description, None, th)
}
