//! `await`: what can be awaited, and the iterator that a coroutine's `__await__` returns.

use super::types::Coroutine;
use super::{PyCoro_Type, PyGen_Type, ThrowArguments, as_generator};
use crate::abstract_::iter::is_iterator;
use crate::heap;
use crate::prelude::*;

/// `gen_is_coroutine`: a generator that `types.coroutine` has marked.
pub fn is_awaitable_generator(object: &Object) -> bool {
    if !std::ptr::eq(object.ob_type(), &PyGen_Type) {
        return false;
    }
    // SAFETY: just checked.
    let flags = unsafe { as_generator(object) }.frame().code().layout().co_flags.get();
    flags & CO_ITERABLE_COROUTINE != 0
}

/// `_PyCoro_GetAwaitableIter`: the iterator that awaiting an object runs; a coroutine is its own.
pub fn get_awaitable_iter(object: &Object, th: &mut Thread) -> PyResult {
    let ty = object.ob_type();
    if std::ptr::eq(ty, &PyCoro_Type) || is_awaitable_generator(object) {
        return Ok(object.to_ref());
    }
    let Some(slot) = ty.tp_as_async.get().and_then(|methods| methods.am_await.get()) else {
        let name = ty.display_name();
        return Err(raise!(th, TypeError, "object {name:.100} can't be used in 'await' expression"));
    };
    // SAFETY: a slot of the object's type.
    let iterator = unsafe { slot(object) }?;
    if std::ptr::eq(iterator.ob_type(), &PyCoro_Type) || is_awaitable_generator(&iterator) {
        return Err(raise!(th, TypeError, "__await__() returned a coroutine"));
    }
    if !is_iterator(&iterator) {
        let name = iterator.ob_type().display_name();
        return Err(raise!(th, TypeError, "__await__() returned non-iterator of type '{name:.100}'"));
    }
    Ok(iterator)
}

object_type!(
    /// What a coroutine's `__await__` returns.
    pub struct CoroutineWrapper(PyCoroWrapper): _PyCoroWrapper_Type
);

impl CoroutineWrapper {
    pub(super) fn new(coroutine: &Coroutine) -> PyResult<Ref<CoroutineWrapper>> {
        let made = heap::new_object::<CoroutineWrapper>(&_PyCoroWrapper_Type)?;
        made.layout().cw_coroutine.init(Ref::new(coroutine.layout()));
        heap::gc_track(&made);
        Ok(made)
    }

    fn coroutine(&self) -> Ref<Coroutine> {
        // SAFETY: set for the wrapper's life.
        unsafe { Ref::new(&*self.layout().cw_coroutine.as_ptr().cast::<Coroutine>()) }
    }
}

#[pytype(
    static = _PyCoroWrapper_Type,
    private,
    name = "coroutine_wrapper",
    layout = PyCoroWrapper,
    flags(HAVE_GC),
    no_new,
    doc = "The iterator that awaiting a coroutine runs.",
)]
impl CoroutineWrapper {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the object is dead but whole.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().cw_coroutine.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().cw_coroutine);
    }

    #[slot]
    fn tp_iter(&self) -> Ref {
        self.to_ref()
    }

    #[slot]
    fn tp_iternext(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        self.coroutine().inner().next(th)
    }

    #[method(
        sig = "(object, /)",
        doc = "Resume the coroutine with a value;\nreturn what is awaited next or raise StopIteration."
    )]
    fn send(&self, object: &Object, th: &mut Thread) -> PyResult {
        self.coroutine().inner().send(Some(object), false, false, th)
    }

    #[method(raw = FASTCALL, doc = "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise an exception where the coroutine stands;\nreturn what is awaited next or raise StopIteration.")]
    fn throw(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        let args = ThrowArguments::new("throw", args, th)?;
        self.coroutine().inner().throw(&args, true, th)
    }

    #[method(sig = "()", doc = "Raise GeneratorExit where the coroutine stands.")]
    fn close(&self, th: &mut Thread) -> PyResult {
        self.coroutine().inner().close(th)
    }
}

/// `_PyErr_WarnUnawaitedCoroutine`: through `warnings`, which can tell where the coroutine was made; without it if that fails.
pub(super) fn warn_never_awaited(coroutine: &Object, th: &mut Thread) {
    let mut warned = false;
    match warn_by_module(coroutine, th) {
        Ok(done) => warned = done,
        Err(Raised) => {
            // The warning itself, as an error.
            warned |= th.raised_matches(&exceptions::RuntimeWarning);
            th.write_unraisable(Some(coroutine));
        }
    }
    if !warned {
        // SAFETY: called for coroutines only.
        let name = unsafe { as_generator(coroutine) }.qualified_name();
        let text = format_args!("coroutine '{name}' was never awaited");
        if exceptions::warn(&exceptions::RuntimeWarning, text, 1, th).is_err() {
            th.write_unraisable(Some(coroutine));
        }
    }
}

fn warn_by_module(coroutine: &Object, th: &mut Thread) -> PyResult<bool> {
    match exceptions::warnings_attribute(id!(_warn_unawaited_coroutine), true, th)? {
        Some(function) => function.call(&[coroutine], th).map(|_| true),
        None => Ok(false),
    }
}

/// `_PyErr_WarnUnawaitedAgenMethod`.
pub(super) fn warn_method_never_awaited(generator: &Object, method: &str, name: &Field, th: &mut Thread) {
    let text = match name.get() {
        Some(name) => name.repr(th).map(|text| text.to_string()),
        None => Ok(String::from("<NULL>")),
    };
    let result = text.and_then(|text| {
        exceptions::warn(
            &exceptions::RuntimeWarning,
            format_args!("coroutine method '{method}' of {text} was never awaited"),
            1,
            th,
        )
    });
    if result.is_err() {
        th.write_unraisable(Some(generator));
    }
}
