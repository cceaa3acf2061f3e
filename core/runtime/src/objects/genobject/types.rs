//! The types `generator`, `coroutine` and `async_generator`.

use std::mem::offset_of;

use super::asyncgen;
use super::awaitables::CoroutineWrapper;
use super::{Generator, Outcome, ThrowArguments, as_generator, dealloc, finalize, traverse};
use crate::args::Sent;
use crate::prelude::*;

/// Bytes of a generator without the locals and stack of its frame.
pub(super) const BASIC_SIZE: usize = offset_of!(PyGenObject, gi_iframe) + FRAME_SPECIALS_SIZE * size_of::<usize>();

/// A generator's fixed part, for `tp_basicsize`.
type Basic = [u8; BASIC_SIZE];

object_type!(
    /// A coroutine.
    pub struct Coroutine(PyCoroObject): PyCoro_Type
);

object_type!(
    /// An asynchronous generator.
    pub struct AsyncGenerator(PyAsyncGenObject): PyAsyncGen_Type
);

fn or_none(value: Option<Ref>) -> Ref {
    value.unwrap_or_else(|| none().to_ref())
}

fn text_of(field: &Field) -> String {
    field.get().as_ref().and_then(|name| name.downcast::<Str>()).map(ToString::to_string).unwrap_or_default()
}

fn set_text(field: &Field, what: &str, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
    let Some(value) = value.filter(|value| Str::check(value)) else {
        return Err(raise!(th, TypeError, "{what} must be set to a string object"));
    };
    field.set(Some(value.to_ref()), th);
    Ok(())
}

impl Generator {
    fn sent(&self, value: &Object, th: &mut Thread) -> PyResult<Sent> {
        match self.resume(Some(value), false, false, th)? {
            Outcome::Yielded(value) => Ok(Sent::Next(value)),
            Outcome::Returned(value) => Ok(Sent::Return(value)),
            Outcome::Ended => Ok(Sent::Return(none().to_ref())),
        }
    }

    fn size(&self) -> usize {
        BASIC_SIZE + super::slot_count(self.frame().code()) * size_of::<usize>()
    }

    fn frame_or_none(&self, th: &mut Thread) -> PyResult {
        if self.is_finished() {
            return Ok(none().to_ref());
        }
        Ok(self.frame().frame_object(th)?.into_object())
    }

    pub(super) fn qualified_name(&self) -> String {
        text_of(&self.layout().gi_qualname)
    }

    fn code_object(&self) -> Ref {
        self.frame().code().to_ref()
    }
}

#[pytype(
    static = PyGen_Type,
    name = "generator",
    layout = Basic,
    itemsize = 8,
    flags(HAVE_GC),
    no_new,
    weaklistoffset = offset_of!(PyGenObject, gi_weakreflist),
)]
impl Generator {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe { dealloc(this.cast(), th) }
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        finalize(self, th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self, visit);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        format!("<generator object {} at {:p}>", self.qualified_name(), self)
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.next(th)
    }

    #[slot]
    fn am_send(&self, value: &Object, th: &mut Thread) -> PyResult<Sent> {
        self.sent(value, th)
    }

    #[method(
        sig = "(object, /)",
        name = "send",
        doc = "Resume with a value;\nreturn what is yielded next or raise StopIteration."
    )]
    fn send_method(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.send(Some(object), false, false, th)
    }

    #[method(raw = FASTCALL, name = "throw", doc = "throw(value)\nthrow(type[,value[,tb]])\n\nRaise an exception where the generator stands;\nreturn what is yielded next or raise StopIteration.")]
    fn throw_method(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        let args = ThrowArguments::new("throw", args, th)?;
        self.throw(&args, true, th)
    }

    #[method(sig = "()", name = "close", doc = "Raise GeneratorExit where the generator stands.")]
    fn close_method(&self, th: &mut Thread) -> PyResult {
        self.close(th)
    }

    #[method(sig = "()", name = "__sizeof__", doc = "Size in memory, in bytes.")]
    fn sizeof(&self) -> usize {
        self.size()
    }

    #[classmethod(sig = "(object, /)", name = "__class_getitem__", doc = "See PEP 585")]
    fn class_getitem(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(name = "__name__", doc = "name of the generator")]
    fn name(&self) -> Ref {
        or_none(self.layout().gi_name.get())
    }

    #[setter(name = "__name__")]
    fn set_name(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().gi_name, "__name__", value, th)
    }

    #[getter(name = "__qualname__", doc = "qualified name of the generator")]
    fn qualname(&self) -> Ref {
        or_none(self.layout().gi_qualname.get())
    }

    #[setter(name = "__qualname__")]
    fn set_qualname(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().gi_qualname, "__qualname__", value, th)
    }

    #[getter(doc = "what the generator delegates to, or None")]
    fn gi_yieldfrom(&self) -> Ref {
        or_none(self.delegate())
    }

    #[getter]
    fn gi_running(&self) -> bool {
        self.state() == FRAME_EXECUTING
    }

    #[getter]
    fn gi_frame(&self, th: &mut Thread) -> PyResult {
        self.frame_or_none(th)
    }

    #[getter]
    fn gi_suspended(&self) -> bool {
        self.state() == FRAME_SUSPENDED || self.state() == FRAME_SUSPENDED_YIELD_FROM
    }

    #[getter]
    fn gi_code(&self) -> Ref {
        self.code_object()
    }
}

impl Coroutine {
    /// The coroutine as the generator that it is inside.
    pub(super) fn inner(&self) -> &Generator {
        // SAFETY: a coroutine.
        unsafe { as_generator(self) }
    }
}

#[pytype(
    static = PyCoro_Type,
    name = "coroutine",
    layout = Basic,
    itemsize = 8,
    flags(HAVE_GC),
    no_new,
    weaklistoffset = offset_of!(PyCoroObject, cr_weakreflist),
    members = [&[
        member!("cr_origin", PyCoroObject, cr_origin_or_finalizer, _Py_T_OBJECT, READONLY),
    ]],
)]
impl Coroutine {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe { dealloc(this.cast(), th) }
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        finalize(self, th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self, visit);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        format!("<coroutine object {} at {:p}>", self.inner().qualified_name(), self)
    }

    #[slot]
    fn am_await(&self) -> PyResult<Ref<CoroutineWrapper>> {
        CoroutineWrapper::new(self)
    }

    #[slot]
    fn am_send(&self, value: &Object, th: &mut Thread) -> PyResult<Sent> {
        self.inner().sent(value, th)
    }

    #[method(
        sig = "(object, /)",
        doc = "Resume with a value sent into coroutine;\nreturn what is awaited next or raise StopIteration."
    )]
    fn send(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.inner().send(Some(object), false, false, th)
    }

    #[method(raw = FASTCALL, doc = "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise an exception in coroutine where it stands;\nreturn what is awaited next or raise StopIteration.")]
    fn throw(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        let args = ThrowArguments::new("throw", args, th)?;
        self.inner().throw(&args, true, th)
    }

    #[method(sig = "()", doc = "Raise GeneratorExit inside coroutine, where it stands.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        self.inner().close(th)
    }

    #[method(sig = "()", name = "__sizeof__", doc = "Size in memory, in bytes.")]
    fn sizeof(&self) -> usize {
        self.inner().size()
    }

    #[classmethod(sig = "(object, /)", name = "__class_getitem__", doc = "See PEP 585")]
    fn class_getitem(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(name = "__name__", doc = "name of the coroutine")]
    fn name(&self) -> Ref {
        or_none(self.layout().cr_name.get())
    }

    #[setter(name = "__name__")]
    fn set_name(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().cr_name, "__name__", value, th)
    }

    #[getter(name = "__qualname__", doc = "qualified name of the coroutine")]
    fn qualname(&self) -> Ref {
        or_none(self.layout().cr_qualname.get())
    }

    #[setter(name = "__qualname__")]
    fn set_qualname(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().cr_qualname, "__qualname__", value, th)
    }

    #[getter(doc = "what the coroutine awaits, or None")]
    fn cr_await(&self) -> Ref {
        or_none(self.inner().delegate())
    }

    #[getter]
    fn cr_running(&self) -> bool {
        self.inner().state() == FRAME_EXECUTING
    }

    #[getter]
    fn cr_frame(&self, th: &mut Thread) -> PyResult {
        self.inner().frame_or_none(th)
    }

    #[getter]
    fn cr_code(&self) -> Ref {
        self.inner().code_object()
    }

    #[getter]
    fn cr_suspended(&self) -> bool {
        let state = self.inner().state();
        state == FRAME_SUSPENDED || state == FRAME_SUSPENDED_YIELD_FROM
    }
}

impl AsyncGenerator {
    /// The asynchronous generator as the generator that it is inside.
    pub(super) fn inner(&self) -> &Generator {
        // SAFETY: an asynchronous generator.
        unsafe { as_generator(self) }
    }
}

#[pytype(
    static = PyAsyncGen_Type,
    name = "async_generator",
    layout = Basic,
    itemsize = 8,
    flags(HAVE_GC),
    no_new,
    weaklistoffset = offset_of!(PyAsyncGenObject, ag_weakreflist),
    members = [&[
        member!("ag_running", PyAsyncGenObject, ag_running_async, Py_T_BOOL, READONLY),
    ]],
)]
impl AsyncGenerator {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe { dealloc(this.cast(), th) }
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        finalize(self, th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        traverse(self, visit);
    }

    #[slot]
    fn tp_repr(&self) -> String {
        format!("<async_generator object {} at {:p}>", self.inner().qualified_name(), self)
    }

    #[slot]
    fn am_aiter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn am_anext(&self, th: &mut Thread) -> PyResult {
        asyncgen::anext(self, th)
    }

    #[slot]
    fn am_send(&self, value: &Object, th: &mut Thread) -> PyResult<Sent> {
        self.inner().sent(value, th)
    }

    #[method(sig = "(object, /)", doc = "An awaitable that resumes with a value.")]
    fn asend(&self, object: &Object, th: &mut Thread) -> PyResult {
        asyncgen::asend(self, Some(object), th)
    }

    #[method(raw = VARARGS, doc = "athrow(value)\nathrow(type[,value[,tb]])\n\nAn awaitable that raises an exception where the generator stands.")]
    fn athrow(&self, args: &Object, th: &mut Thread) -> PyResult {
        asyncgen::athrow(self, args, th)
    }

    #[method(sig = "()", doc = "An awaitable that raises GeneratorExit where the generator stands.")]
    fn aclose(&self, th: &mut Thread) -> PyResult {
        asyncgen::aclose(self, th)
    }

    #[method(sig = "()", name = "__sizeof__", doc = "Size in memory, in bytes.")]
    fn sizeof(&self) -> usize {
        self.inner().size()
    }

    #[classmethod(sig = "(object, /)", name = "__class_getitem__", doc = "See PEP 585")]
    fn class_getitem(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(name = "__name__", doc = "name of the async generator")]
    fn name(&self) -> Ref {
        or_none(self.layout().ag_name.get())
    }

    #[setter(name = "__name__")]
    fn set_name(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().ag_name, "__name__", value, th)
    }

    #[getter(name = "__qualname__", doc = "qualified name of the async generator")]
    fn qualname(&self) -> Ref {
        or_none(self.layout().ag_qualname.get())
    }

    #[setter(name = "__qualname__")]
    fn set_qualname(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        set_text(&self.layout().ag_qualname, "__qualname__", value, th)
    }

    #[getter(doc = "what the generator awaits, or None")]
    fn ag_await(&self) -> Ref {
        or_none(self.inner().delegate())
    }

    #[getter]
    fn ag_frame(&self, th: &mut Thread) -> PyResult {
        self.inner().frame_or_none(th)
    }

    #[getter]
    fn ag_code(&self) -> Ref {
        self.inner().code_object()
    }

    #[getter]
    fn ag_suspended(&self) -> bool {
        let state = self.inner().state();
        state == FRAME_SUSPENDED || state == FRAME_SUSPENDED_YIELD_FROM
    }
}
