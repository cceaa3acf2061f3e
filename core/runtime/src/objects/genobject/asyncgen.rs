//! Asynchronous generators: the awaitables of `__anext__`, `asend`, `athrow`, `aclose`, and `anext()` with a default.

use std::ffi::c_int;

use super::types::AsyncGenerator;
use super::{Generator, ThrowArguments, set_stop_iteration_value};
use crate::abstract_::iter::is_iterator;
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A value that an asynchronous generator yielded itself, as against one that it awaited.
    pub struct WrappedValue(_PyAsyncGenWrappedValue): _PyAsyncGenWrappedValue_Type
);

object_type!(
    /// The awaitable of `__anext__` and `asend`.
    pub struct AsyncSend(PyAsyncGenASend): _PyAsyncGenASend_Type
);

object_type!(
    /// The awaitable of `athrow` and `aclose`.
    pub struct AsyncThrow(PyAsyncGenAThrow): _PyAsyncGenAThrow_Type
);

object_type!(
    /// The awaitable of `anext(iterator, default)`.
    pub struct AnextAwaitable(anextawaitableobject): _PyAnextAwaitable_Type
);

#[pytype(
    static = _PyAsyncGenWrappedValue_Type,
    private,
    name = "async_generator_wrapped_value",
    layout = _PyAsyncGenWrappedValue,
    flags(HAVE_GC),
    no_new,
)]
impl WrappedValue {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().agw_val.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().agw_val);
    }
}

/// `_PyAsyncGenValueWrapperNew`: marks a value as yielded.
pub fn wrap_value(value: Ref) -> PyResult {
    let made = heap::new_object::<WrappedValue>(&_PyAsyncGenWrappedValue_Type)?;
    made.layout().agw_val.init(value);
    heap::gc_track(&made);
    Ok(made.into_object())
}

fn is_wrapped(value: &Object) -> bool {
    std::ptr::eq(value.ob_type(), &_PyAsyncGenWrappedValue_Type)
}

/// Shows a new asynchronous generator to the hooks of `sys.set_asyncgen_hooks`, once.
fn init_hooks(generator: &AsyncGenerator, th: &mut Thread) -> PyResult<()> {
    let layout = generator.layout();
    if layout.ag_hooks_inited.replace(1) != 0 {
        return Ok(());
    }
    if let Some(finalizer) = th.async_gen_finalizer.get() {
        layout.ag_origin_or_finalizer.set(Some(finalizer), th);
    }
    if let Some(first) = th.async_gen_firstiter.get() {
        first.call(&[generator], th)?;
    }
    Ok(())
}

pub(super) fn anext(generator: &AsyncGenerator, th: &mut Thread) -> PyResult {
    asend(generator, None, th)
}

pub(super) fn asend(generator: &AsyncGenerator, value: Option<&Object>, th: &mut Thread) -> PyResult {
    init_hooks(generator, th)?;
    let made = heap::new_object::<AsyncSend>(&_PyAsyncGenASend_Type)?;
    made.layout().ags_gen.init(Ref::new(generator.layout()));
    made.layout().ags_sendval.replace(value.map(Object::to_ref));
    made.layout().ags_state.set(AWAITABLE_STATE_INIT);
    heap::gc_track(&made);
    Ok(made.into_object())
}

fn new_throw(generator: &AsyncGenerator, args: Option<&Object>) -> PyResult {
    let made = heap::new_object::<AsyncThrow>(&_PyAsyncGenAThrow_Type)?;
    made.layout().agt_gen.init(Ref::new(generator.layout()));
    made.layout().agt_args.replace(args.map(Object::to_ref));
    made.layout().agt_state.set(AWAITABLE_STATE_INIT);
    heap::gc_track(&made);
    Ok(made.into_object())
}

pub(super) fn athrow(generator: &AsyncGenerator, args: &Object, th: &mut Thread) -> PyResult {
    if args.downcast::<Tuple>().is_some_and(|args| args.len() > 1) {
        exceptions::warn(
            &exceptions::DeprecationWarning,
            "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.",
            1,
            th,
        )?;
    }
    init_hooks(generator, th)?;
    new_throw(generator, Some(args))
}

pub(super) fn aclose(generator: &AsyncGenerator, th: &mut Thread) -> PyResult {
    init_hooks(generator, th)?;
    new_throw(generator, None)
}

/// `async_gen_unwrap_value`: what awaiting gives: an awaited value goes on, a yielded one is the result, by `StopIteration`.
fn unwrap(generator: &AsyncGenerator, result: PyResult<Option<Ref>>, th: &mut Thread) -> PyResult {
    let layout = generator.layout();
    match result {
        Ok(Some(value)) if is_wrapped(&value) => {
            layout.ag_running_async.set(0);
            // SAFETY: just checked.
            let inner = unsafe { (*value).cast_unchecked::<WrappedValue>() }.layout().agw_val.get();
            Err(set_stop_iteration_value(inner.as_deref().unwrap_or(none()), th))
        }
        Ok(Some(value)) => Ok(value),
        ended => {
            if ended.is_ok() {
                let _ = th.raise_none(&exceptions::StopAsyncIteration);
            }
            if th.raised_matches(&exceptions::StopAsyncIteration) || th.raised_matches(&exceptions::GeneratorExit) {
                layout.ag_closed.set(1);
            }
            layout.ag_running_async.set(0);
            Err(Raised)
        }
    }
}

/// Whether awaiting has just ended by one of the exceptions that mean the end; clears it then.
fn ended_quietly(th: &mut Thread, stop_too: bool) -> bool {
    let quiet = (stop_too && th.raised_matches(&exceptions::StopIteration))
        || th.raised_matches(&exceptions::StopAsyncIteration)
        || th.raised_matches(&exceptions::GeneratorExit);
    if quiet {
        th.clear_raised();
    }
    quiet
}

/// `close()` of an awaitable: throws `GeneratorExit` and expects the end.
fn close_awaitable(state: c_int, throw: impl FnOnce(&mut Thread) -> PyResult, th: &mut Thread) -> PyResult {
    if state == AWAITABLE_STATE_CLOSED {
        return Ok(none().to_ref());
    }
    match throw(th) {
        Ok(_) => Err(raise!(th, RuntimeError, "coroutine ignored GeneratorExit")),
        Err(Raised) if ended_quietly(th, true) => Ok(none().to_ref()),
        Err(Raised) => Err(Raised),
    }
}

/// A dying awaitable's finalizer, then its fields.
macro_rules! awaitable_dealloc {
    ($this:ident, $th:ident, $finalize:path, [$($field:ident),*]) => {
        // SAFETY: the object is dead but whole.
        unsafe {
            if super::finalized_alive($this.cast(), $th, $finalize) {
                return;
            }
            heap::gc_untrack(&*$this);
            $(drop((*$this).layout().$field.take());)*
            heap::free_object($this.cast());
        }
    };
}

impl AsyncSend {
    fn generator(&self) -> Ref<AsyncGenerator> {
        // SAFETY: set for the awaitable's life.
        unsafe { Ref::new(&*self.layout().ags_gen.as_ptr().cast::<AsyncGenerator>()) }
    }

    /// Checks that the awaitable may run, and marks it as running.
    fn begin(&self, generator: &AsyncGenerator, th: &mut Thread) -> PyResult<bool> {
        let layout = self.layout();
        match layout.ags_state.get() {
            AWAITABLE_STATE_CLOSED => Err(raise!(th, RuntimeError, "cannot reuse already awaited __anext__()/asend()")),
            AWAITABLE_STATE_INIT => {
                if generator.layout().ag_running_async.get() != 0 {
                    layout.ags_state.set(AWAITABLE_STATE_CLOSED);
                    return Err(raise!(th, RuntimeError, "anext(): asynchronous generator is already running"));
                }
                layout.ags_state.set(AWAITABLE_STATE_ITER);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn resume(&self, value: Option<&Object>, th: &mut Thread) -> PyResult {
        let generator = self.generator();
        let first = self.begin(&generator, th)?;
        let layout = self.layout();
        let mut sent = value.map(Object::to_ref);
        if first && value.is_none_or(|value| value.is(none())) {
            sent = layout.ags_sendval.get();
        }
        generator.layout().ag_running_async.set(1);
        let result = generator.inner().send_quietly(sent.as_deref(), false, th);
        unwrap(&generator, result, th).inspect_err(|_| layout.ags_state.set(AWAITABLE_STATE_CLOSED))
    }

    fn throw_in(&self, args: &ThrowArguments, th: &mut Thread) -> PyResult {
        let generator = self.generator();
        if self.begin(&generator, th)? {
            generator.layout().ag_running_async.set(1);
        }
        let result = generator.inner().throw(args, true, th).map(Some);
        unwrap(&generator, result, th).inspect_err(|_| self.layout().ags_state.set(AWAITABLE_STATE_CLOSED))
    }
}

fn finalize_send(this: &Object, th: &mut Thread) {
    // SAFETY: the finalizer of this type only.
    let awaitable = unsafe { this.cast_unchecked::<AsyncSend>() };
    if awaitable.layout().ags_state.get() == AWAITABLE_STATE_INIT {
        let saved = th.take_raised();
        let generator = awaitable.generator();
        super::awaitables::warn_method_never_awaited(&generator, "asend", &generator.layout().ag_qualname, th);
        if let Some(exception) = saved {
            let _ = th.restore_raised(exception);
        }
    }
}

#[pytype(
    static = _PyAsyncGenASend_Type,
    name = "async_generator_asend",
    layout = PyAsyncGenASend,
    flags(HAVE_GC),
    no_new,
)]
impl AsyncSend {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        awaitable_dealloc!(this, th, finalize_send, [ags_gen, ags_sendval]);
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        finalize_send(self, th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ags_gen);
        visit.visit(&self.layout().ags_sendval);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.resume(None, th).map(Some)
    }

    #[slot]
    fn am_await(&self) -> Ref {
        self.to_ref()
    }

    #[method(
        sig = "(object, /)",
        doc = "Resume the generator with a value;\nreturn what is awaited next or raise StopIteration."
    )]
    fn send(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.resume(Some(object), th)
    }

    #[method(raw = FASTCALL, doc = "throw(value)\nthrow(type[,value[,tb]])\n\nRaise an exception where the generator stands;\nreturn what is awaited next or raise StopIteration.")]
    fn throw(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        if self.layout().ags_state.get() == AWAITABLE_STATE_CLOSED {
            return Err(raise!(th, RuntimeError, "cannot reuse already awaited __anext__()/asend()"));
        }
        let args = ThrowArguments::new("throw", args, th)?;
        self.throw_in(&args, th)
    }

    #[method(sig = "()", doc = "Raise GeneratorExit where the generator stands.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let state = self.layout().ags_state.get();
        close_awaitable(state, |th| self.throw_in(&ThrowArguments::generator_exit(), th), th)
    }
}

impl AsyncThrow {
    fn generator(&self) -> Ref<AsyncGenerator> {
        // SAFETY: set for the awaitable's life.
        unsafe { Ref::new(&*self.layout().agt_gen.as_ptr().cast::<AsyncGenerator>()) }
    }

    fn is_close(&self) -> bool {
        self.layout().agt_args.is_null()
    }

    fn reused(th: &mut Thread) -> Raised {
        raise!(th, RuntimeError, "cannot reuse already awaited aclose()/athrow()")
    }

    fn running(&self, th: &mut Thread) -> Raised {
        self.layout().agt_state.set(AWAITABLE_STATE_CLOSED);
        if self.is_close() {
            raise!(th, RuntimeError, "aclose(): asynchronous generator is already running")
        } else {
            raise!(th, RuntimeError, "athrow(): asynchronous generator is already running")
        }
    }

    fn ignored_exit(&self, generator: &AsyncGenerator, th: &mut Thread) -> Raised {
        generator.layout().ag_running_async.set(0);
        self.layout().agt_state.set(AWAITABLE_STATE_CLOSED);
        raise!(th, RuntimeError, "async generator ignored GeneratorExit")
    }

    /// The end by an exception: closing ends well.
    fn ended(&self, generator: &AsyncGenerator, th: &mut Thread) -> Raised {
        generator.layout().ag_running_async.set(0);
        self.layout().agt_state.set(AWAITABLE_STATE_CLOSED);
        if self.is_close() && ended_quietly(th, false) {
            return th.raise_none(&exceptions::StopIteration);
        }
        Raised
    }

    fn resume(&self, value: Option<&Object>, th: &mut Thread) -> PyResult {
        let generator = self.generator();
        let layout = self.layout();
        let inner: &Generator = generator.inner();
        if layout.agt_state.get() == AWAITABLE_STATE_CLOSED {
            return Err(Self::reused(th));
        }
        if inner.is_finished() {
            layout.agt_state.set(AWAITABLE_STATE_CLOSED);
            return Err(th.raise_none(&exceptions::StopIteration));
        }
        let result = if layout.agt_state.get() == AWAITABLE_STATE_INIT {
            if generator.layout().ag_running_async.get() != 0 {
                return Err(self.running(th));
            }
            if generator.layout().ag_closed.get() != 0 {
                layout.agt_state.set(AWAITABLE_STATE_CLOSED);
                return Err(th.raise_none(&exceptions::StopAsyncIteration));
            }
            if value.is_some_and(|value| !value.is(none())) {
                return Err(raise!(th, RuntimeError, "can't send non-None value to a just-started coroutine"));
            }
            layout.agt_state.set(AWAITABLE_STATE_ITER);
            generator.layout().ag_running_async.set(1);
            match layout.agt_args.get() {
                None => {
                    generator.layout().ag_closed.set(1);
                    inner.throw(&ThrowArguments::generator_exit(), false, th)
                }
                Some(args) => {
                    let items: Vec<&Object> =
                        args.downcast::<Tuple>().map_or(Vec::new(), |args| args.items().iter().map(|a| &**a).collect());
                    if items.is_empty() || items.len() > 3 {
                        return Err(raise!(th, TypeError, "athrow expected at least 1 argument, got {}", items.len()));
                    }
                    let args = ThrowArguments {
                        class: items[0].to_ref(),
                        value: items.get(1).map(|value| value.to_ref()),
                        traceback: items.get(2).map(|traceback| traceback.to_ref()),
                    };
                    let result = inner.throw(&args, false, th).map(Some);
                    unwrap(&generator, result, th)
                }
            }
        } else {
            let result = inner.send_quietly(value, false, th);
            if !self.is_close() {
                return unwrap(&generator, result, th);
            }
            match result {
                Ok(Some(value)) => Ok(value),
                Ok(None) | Err(Raised) => Err(Raised),
            }
        };
        match result {
            Ok(value) if self.is_close() && is_wrapped(&value) => Err(self.ignored_exit(&generator, th)),
            Ok(value) => Ok(value),
            Err(Raised) => Err(self.ended(&generator, th)),
        }
    }

    fn throw_in(&self, args: &ThrowArguments, th: &mut Thread) -> PyResult {
        let generator = self.generator();
        let layout = self.layout();
        if layout.agt_state.get() == AWAITABLE_STATE_CLOSED {
            return Err(Self::reused(th));
        }
        if layout.agt_state.get() == AWAITABLE_STATE_INIT {
            if generator.layout().ag_running_async.get() != 0 {
                return Err(self.running(th));
            }
            layout.agt_state.set(AWAITABLE_STATE_ITER);
            generator.layout().ag_running_async.set(1);
        }
        let result = generator.inner().throw(args, true, th);
        if !self.is_close() {
            return unwrap(&generator, result.map(Some), th)
                .inspect_err(|_| layout.agt_state.set(AWAITABLE_STATE_CLOSED));
        }
        match result {
            Ok(value) if is_wrapped(&value) => Err(self.ignored_exit(&generator, th)),
            Ok(value) => Ok(value),
            Err(Raised) => {
                layout.agt_state.set(AWAITABLE_STATE_CLOSED);
                if ended_quietly(th, false) {
                    return Err(th.raise_none(&exceptions::StopIteration));
                }
                Err(Raised)
            }
        }
    }
}

fn finalize_throw(this: &Object, th: &mut Thread) {
    // SAFETY: the finalizer of this type only.
    let awaitable = unsafe { this.cast_unchecked::<AsyncThrow>() };
    if awaitable.layout().agt_state.get() == AWAITABLE_STATE_INIT {
        let saved = th.take_raised();
        let generator = awaitable.generator();
        let method = if awaitable.is_close() { "aclose" } else { "athrow" };
        super::awaitables::warn_method_never_awaited(&generator, method, &generator.layout().ag_qualname, th);
        if let Some(exception) = saved {
            let _ = th.restore_raised(exception);
        }
    }
}

#[pytype(
    static = _PyAsyncGenAThrow_Type,
    private,
    name = "async_generator_athrow",
    layout = PyAsyncGenAThrow,
    flags(HAVE_GC),
    no_new,
)]
impl AsyncThrow {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        awaitable_dealloc!(this, th, finalize_throw, [agt_gen, agt_args]);
    }

    #[slot]
    fn tp_finalize(&self, th: &mut Thread) {
        finalize_throw(self, th);
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().agt_gen);
        visit.visit(&self.layout().agt_args);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.resume(None, th).map(Some)
    }

    #[slot]
    fn am_await(&self) -> Ref {
        self.to_ref()
    }

    #[method(
        sig = "(object, /)",
        doc = "Resume the generator with a value;\nreturn what is awaited next or raise StopIteration."
    )]
    fn send(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.resume(Some(object), th)
    }

    #[method(raw = FASTCALL, doc = "throw(value)\nthrow(type[,value[,tb]])\n\nRaise an exception where the generator stands;\nreturn what is awaited next or raise StopIteration.")]
    fn throw(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        if self.layout().agt_state.get() == AWAITABLE_STATE_CLOSED {
            return Err(Self::reused(th));
        }
        let args = ThrowArguments::new("throw", args, th)?;
        self.throw_in(&args, th)
    }

    #[method(sig = "()", doc = "Raise GeneratorExit where the generator stands.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        let state = self.layout().agt_state.get();
        close_awaitable(state, |th| self.throw_in(&ThrowArguments::generator_exit(), th), th)
    }
}

/// `PyAnextAwaitable_New`: awaits `awaitable`; the end gives `default`.
pub fn new_anext_awaitable(awaitable: &Object, default: &Object) -> PyResult {
    let made = heap::new_object::<AnextAwaitable>(&_PyAnextAwaitable_Type)?;
    made.layout().wrapped.init(awaitable.to_ref());
    made.layout().default_value.init(default.to_ref());
    heap::gc_track(&made);
    Ok(made.into_object())
}

impl AnextAwaitable {
    /// The iterator that awaiting the wrapped object runs.
    fn iterator(&self, th: &mut Thread) -> PyResult {
        let wrapped = self.layout().wrapped.get().unwrap_or_else(|| none().to_ref());
        let awaitable = super::get_awaitable_iter(&wrapped, th)?;
        if awaitable.ob_type().tp_iternext.get().is_some() {
            return Ok(awaitable);
        }
        // A coroutine is awaitable but no iterator.
        let ty = awaitable.ob_type();
        let Some(slot) = ty.tp_as_async.get().and_then(|methods| methods.am_await.get()) else {
            let name = ty.display_name();
            return Err(raise!(th, TypeError, "object {name:.100} can't be used in 'await' expression"));
        };
        // SAFETY: a slot of the object's type.
        let iterator = unsafe { slot(&awaitable) }?;
        if !is_iterator(&iterator) {
            return Err(raise!(th, TypeError, "__await__ must return an iterable"));
        }
        Ok(iterator)
    }

    /// The end of the iterator is the default as the result.
    fn default_at_end(&self, th: &mut Thread) -> Raised {
        if !th.raised_matches(&exceptions::StopAsyncIteration) {
            return Raised;
        }
        th.clear_raised();
        let default = self.layout().default_value.get().unwrap_or_else(|| none().to_ref());
        set_stop_iteration_value(&default, th)
    }

    fn proxy(&self, method: &Str, args: &[&Object], th: &mut Thread) -> PyResult {
        let iterator = self.iterator(th)?;
        match iterator.call_method(method, args, th) {
            Ok(value) => Ok(value),
            Err(Raised) => Err(self.default_at_end(th)),
        }
    }
}

#[pytype(
    static = _PyAnextAwaitable_Type,
    private,
    name = "anext_awaitable",
    layout = anextawaitableobject,
    flags(HAVE_GC),
    no_new,
)]
impl AnextAwaitable {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().wrapped.take());
            drop((*this).layout().default_value.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().wrapped);
        visit.visit(&self.layout().default_value);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        let iterator = self.iterator(th)?;
        let Some(slot) = iterator.ob_type().tp_iternext.get() else {
            return Err(raise!(th, TypeError, "__await__ must return an iterable"));
        };
        // SAFETY: a slot of the iterator's type.
        match unsafe { slot(&iterator) } {
            Some(value) => Ok(Some(value)),
            None if th.is_raised() => Err(self.default_at_end(th)),
            None => Ok(None),
        }
    }

    #[slot]
    fn am_await(&self) -> Ref {
        self.to_ref()
    }

    #[method(
        sig = "(object, /)",
        doc = "Resume the wrapped iterator with a value;\nreturn what is awaited next or raise StopIteration."
    )]
    fn send(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.proxy(id!(send), &[object], th)
    }

    #[method(raw = VARARGS, doc = "throw(value)\nthrow(typ[,val[,tb]])\n\nRaise an exception in the wrapped iterator;\nreturn what is awaited next or raise StopIteration.")]
    fn throw(&self, args: &Object, th: &mut Thread) -> PyResult {
        let items: Vec<&Object> =
            args.downcast::<Tuple>().map_or(Vec::new(), |args| args.items().iter().map(|a| &**a).collect());
        self.proxy(id!(throw), &items, th)
    }

    #[method(raw = VARARGS, doc = "Raise GeneratorExit in the wrapped iterator.")]
    fn close(&self, args: &Object, th: &mut Thread) -> PyResult {
        let items: Vec<&Object> =
            args.downcast::<Tuple>().map_or(Vec::new(), |args| args.items().iter().map(|a| &**a).collect());
        self.proxy(id!(close), &items, th)
    }
}
