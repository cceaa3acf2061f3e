//! `FrameLocalsProxy`: the write-through view of a function's variables (PEP 667).

use std::ffi::c_int;

use super::{Frame, variable};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A view of the variables of a frame.
    pub struct FrameLocalsProxy(PyFrameLocalsProxyObject): PyFrameLocalsProxy_Type
);

impl FrameLocalsProxy {
    /// `_PyFrameLocalsProxy_New`.
    pub fn new(frame: &Frame) -> PyResult<Ref<FrameLocalsProxy>> {
        let proxy = heap::new_object::<FrameLocalsProxy>(&PyFrameLocalsProxy_Type)?;
        proxy.layout().frame.init(Ref::new(frame.layout()));
        heap::gc_track(&proxy);
        Ok(proxy)
    }

    fn frame(&self) -> Ref<Frame> {
        // SAFETY: set for the proxy's life.
        unsafe { Ref::new(&*self.layout().frame.as_ptr().cast::<Frame>()) }
    }

    /// Variables set by hand that the code does not have.
    fn extra(frame: &Frame) -> Option<Ref<Dict>> {
        frame.layout().f_extra_locals.get().and_then(|extra| extra.downcast_into::<Dict>().ok())
    }

    /// The slot of a name: for reading one that has a value, for writing one that is not hidden.
    fn slot_of(frame: &Frame, name: &Object, read: bool, th: &mut Thread) -> PyResult<Option<usize>> {
        // What cannot be hashed is no key; any object that equals a name and hashes like it is one.
        let hash = name.hash(th)?;
        let activation = frame.activation();
        let code = activation.code();
        let kinds = code.local_kinds();
        let fits = |index: usize| {
            if read { variable(activation, index).is_some() } else { kinds[index] & CO_FAST_HIDDEN == 0 }
        };
        let names = code.localsplus_names().items();
        for (index, candidate) in names.iter().enumerate() {
            if candidate.is(name) && fits(index) {
                return Ok(Some(index));
            }
        }
        for (index, candidate) in names.iter().enumerate() {
            if !candidate.is(name)
                && candidate.hash(th)? == hash
                && candidate.rich_compare_bool(name, Py_EQ, th)?
                && fits(index)
            {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }

    fn lookup(&self, name: &Object, th: &mut Thread) -> PyResult<Option<Ref>> {
        let frame = self.frame();
        if let Some(index) = Self::slot_of(&frame, name, true, th)?
            && let Some(value) = variable(frame.activation(), index)
        {
            return Ok(Some(value));
        }
        match Self::extra(&frame) {
            Some(extra) => extra.get(name, th),
            None => Ok(None),
        }
    }

    fn assign(&self, name: &Object, value: &Object, th: &mut Thread) -> PyResult<()> {
        let frame = self.frame();
        if let Some(index) = Self::slot_of(&frame, name, false, th)? {
            let activation = frame.activation();
            let slot = activation.slot(index);
            let kind = activation.code().local_kinds()[index];
            if kind & (CO_FAST_CELL | CO_FAST_FREE) != 0
                && let Some(content) = slot.get()
                && let Some(cell) = content.downcast_exact::<CellObject>()
            {
                cell.set(Some(value.to_ref()), th);
                return Ok(());
            }
            slot.set(Some(value.to_ref()), th);
            return Ok(());
        }
        let extra = match Self::extra(&frame) {
            Some(extra) => extra,
            None => {
                let extra = Dict::new()?;
                frame.layout().f_extra_locals.set(Some(extra.to_ref()), th);
                extra
            }
        };
        extra.set(name, value, th)
    }

    /// Names and values, as they are now.
    fn pairs(&self, th: &mut Thread) -> PyResult<Vec<(Ref, Ref)>> {
        let frame = self.frame();
        let activation = frame.activation();
        let names = activation.code().localsplus_names().items();
        let mut pairs = Vec::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            if let Some(value) = variable(activation, index) {
                pairs.push((name.clone(), value));
            }
        }
        if let Some(extra) = Self::extra(&frame) {
            let mut position = 0;
            while let Some(pair) = extra.next(&mut position) {
                pairs.push(pair);
            }
        }
        let _ = th;
        Ok(pairs)
    }

    fn to_dict(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        let dict = Dict::new()?;
        for (name, value) in self.pairs(th)? {
            dict.set(&name, &value, th)?;
        }
        Ok(dict)
    }

    /// A dict or another proxy as a dict.
    fn mapping(other: &Object, th: &mut Thread) -> PyResult<Option<Ref<Dict>>> {
        if let Some(dict) = other.downcast::<Dict>() {
            return Ok(Some(Ref::new(dict)));
        }
        match other.downcast::<FrameLocalsProxy>() {
            Some(proxy) => proxy.to_dict(th).map(Some),
            None => Ok(None),
        }
    }

    /// Takes over every item of a mapping; false if it is none.
    fn merge(&self, other: &Object, th: &mut Thread) -> PyResult<bool> {
        let Some(dict) = Self::mapping(other, th)? else { return Ok(false) };
        let mut position = 0;
        while let Some((name, value)) = dict.next(&mut position) {
            self.assign(&name, &value, th)?;
        }
        Ok(true)
    }

    fn list_of(pairs: Vec<(Ref, Ref)>, choose: fn((Ref, Ref)) -> PyResult) -> PyResult<Ref<List>> {
        let mut items = Vec::with_capacity(pairs.len());
        for pair in pairs {
            items.push(choose(pair)?);
        }
        List::from_vec(items)
    }

    fn missing(name: &Object, th: &mut Thread) -> Raised {
        match name.repr(th) {
            Ok(text) => raise!(th, KeyError, "local variable '{text}' is not defined"),
            Err(raised) => raised,
        }
    }
}

#[pytype(
    static = PyFrameLocalsProxy_Type,
    name = "FrameLocalsProxy",
    layout = PyFrameLocalsProxyObject,
    flags(HAVE_GC, MAPPING),
)]
impl FrameLocalsProxy {
    #[slot]
    fn tp_new(_ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        if args.len() != 1 {
            let given = args.len();
            return Err(raise!(th, TypeError, "FrameLocalsProxy expected 1 argument, got {given}"));
        }
        let Some(frame) = args.items()[0].downcast::<Frame>() else {
            let found = args.items()[0].ob_type().fully_qualified_name(th)?;
            return Err(raise!(th, TypeError, "expect frame, not {found}"));
        };
        if kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
            return Err(raise!(th, TypeError, "FrameLocalsProxy takes no keyword arguments"));
        }
        Ok(FrameLocalsProxy::new(frame)?.into_object())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().frame.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().frame);
    }

    #[slot]
    fn tp_clear(&self) {
        drop(self.layout().frame.take());
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        match crate::abstract_::repr_guard::enter(self) {
            None => Str::new("{...}"),
            Some(_guard) => self.to_dict(th)?.as_object().repr(th),
        }
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        if op != Py_EQ && op != Py_NE {
            return Ok(not_implemented().to_ref());
        }
        if let Some(proxy) = other.downcast_exact::<FrameLocalsProxy>() {
            let same = std::ptr::eq(self.layout().frame.as_ptr(), proxy.layout().frame.as_ptr());
            return Ok(boolobject::bool_object(same == (op == Py_EQ)).to_ref());
        }
        if Dict::check(other) {
            return self.to_dict(th)?.rich_compare(other, op, th);
        }
        Ok(not_implemented().to_ref())
    }

    #[slot]
    fn tp_iter(&self, th: &mut Thread) -> PyResult {
        let keys = Self::list_of(self.pairs(th)?, |(name, _)| Ok(name))?;
        keys.iter(th)
    }

    #[slot]
    fn nb_or(a: &Object, b: &Object, th: &mut Thread) -> PyResult {
        let (Some(left), Some(right)) = (Self::mapping(a, th)?, Self::mapping(b, th)?) else {
            return Ok(not_implemented().to_ref());
        };
        let merged = left.copy(th)?;
        merged.merge(&right, 1, th)?;
        Ok(merged.into_object())
    }

    #[slot]
    fn nb_inplace_or(&self, other: &Object, th: &mut Thread) -> PyResult {
        if !self.merge(other, th)? {
            return Ok(not_implemented().to_ref());
        }
        Ok(self.to_ref())
    }

    #[slot]
    fn sq_contains(&self, name: &Object, th: &mut Thread) -> PyResult<bool> {
        Ok(self.lookup(name, th)?.is_some())
    }

    #[slot]
    fn mp_length(&self, th: &mut Thread) -> PyResult<usize> {
        Ok(self.pairs(th)?.len())
    }

    #[slot]
    fn mp_subscript(&self, name: &Object, th: &mut Thread) -> PyResult {
        match self.lookup(name, th)? {
            Some(value) => Ok(value),
            None => Err(Self::missing(name, th)),
        }
    }

    #[slot]
    fn mp_ass_subscript(&self, name: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        match value {
            Some(value) => self.assign(name, value, th),
            None => Err(raise!(th, TypeError, "cannot remove variables from FrameLocalsProxy")),
        }
    }

    #[method(sig = "(object, /)", name = "__contains__", coexist)]
    fn contains_method(&self, object: &Object, th: &mut Thread) -> PyResult<bool> {
        Ok(self.lookup(object, th)?.is_some())
    }

    #[method(sig = "(object, /)", name = "__getitem__", coexist)]
    fn getitem_method(&self, object: &Object, th: &mut Thread) -> PyResult {
        match self.lookup(object, th)? {
            Some(value) => Ok(value),
            None => Err(Self::missing(object, th)),
        }
    }

    #[method(sig = "(object, /)")]
    fn update(&self, object: &Object, th: &mut Thread) -> PyResult<()> {
        if !self.merge(object, th)? {
            return Err(raise!(th, TypeError, "update() argument must be dict or another FrameLocalsProxy"));
        }
        Ok(())
    }

    #[method(sig = "()", name = "__reversed__")]
    fn reversed(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        let mut pairs = self.pairs(th)?;
        pairs.reverse();
        Self::list_of(pairs, |(name, _)| Ok(name))
    }

    #[method(sig = "()")]
    fn copy(&self, th: &mut Thread) -> PyResult<Ref<Dict>> {
        self.to_dict(th)
    }

    #[method(sig = "()")]
    fn keys(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        Self::list_of(self.pairs(th)?, |(name, _)| Ok(name))
    }

    #[method(sig = "()")]
    fn values(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        Self::list_of(self.pairs(th)?, |(_, value)| Ok(value))
    }

    #[method(sig = "()")]
    fn items(&self, th: &mut Thread) -> PyResult<Ref<List>> {
        Self::list_of(self.pairs(th)?, |(name, value)| Ok(Tuple::from_array([name, value])?.into_object()))
    }

    #[method(raw = FASTCALL)]
    fn get(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        if args.is_empty() || args.len() > 2 {
            return Err(raise!(th, TypeError, "get expected 1 or 2 arguments"));
        }
        match self.lookup(args[0], th)? {
            Some(value) => Ok(value),
            None => Ok(args.get(1).unwrap_or(&none()).to_ref()),
        }
    }

    #[method(raw = FASTCALL)]
    fn setdefault(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        if args.is_empty() || args.len() > 2 {
            return Err(raise!(th, TypeError, "setdefault expected 1 or 2 arguments"));
        }
        if let Some(value) = self.lookup(args[0], th)? {
            return Ok(value);
        }
        let default = *args.get(1).unwrap_or(&none());
        self.assign(args[0], default, th)?;
        Ok(default.to_ref())
    }
}
