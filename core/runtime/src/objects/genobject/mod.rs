//! Generators and coroutines: sending, throwing, closing, finalization. Asynchronous generators share the layout and stand
//! on top of this.

mod asyncgen;
mod awaitables;
mod types;

use crate::eval::{self, IFrame};
use crate::heap;
use crate::prelude::*;

pub use asyncgen::{_PyAnextAwaitable_Type, _PyAsyncGenASend_Type, _PyAsyncGenAThrow_Type};
pub use asyncgen::{_PyAsyncGenWrappedValue_Type, new_anext_awaitable, wrap_value};
pub use awaitables::{_PyCoroWrapper_Type, get_awaitable_iter, is_awaitable_generator};
pub use types::{PyAsyncGen_Type, PyCoro_Type, PyGen_Type};

object_type!(
    /// A generator; coroutines and asynchronous generators have the same layout.
    pub struct Generator(PyGenObject): PyGen_Type
);

/// The outcome of running a generator until it yields or ends.
pub enum Outcome {
    Yielded(Ref),
    Returned(Ref),
    /// The end without a value for `__next__`: no `StopIteration` need be made.
    Ended,
}

/// Which kind a generator-like object is, for messages.
fn kind_name(generator: &Object) -> &'static str {
    let ty = generator.ob_type();
    if std::ptr::eq(ty, &PyCoro_Type) {
        "coroutine"
    } else if std::ptr::eq(ty, &PyAsyncGen_Type) {
        "async generator"
    } else {
        "generator"
    }
}

/// The layout of a generator, coroutine or asynchronous generator.
///
/// # Safety
/// The object is one of them.
#[inline(always)]
pub(crate) unsafe fn as_generator(object: &Object) -> &Generator {
    // SAFETY: the caller's promise; the three layouts are alike.
    unsafe { object.cast_unchecked() }
}

/// Whether the object is exactly a generator or a coroutine.
fn is_plain(object: &Object) -> bool {
    std::ptr::eq(object.ob_type(), &PyGen_Type) || std::ptr::eq(object.ob_type(), &PyCoro_Type)
}

impl Generator {
    /// The frame inside.
    #[inline(always)]
    pub fn frame(&self) -> IFrame {
        // SAFETY: the frame is part of the object.
        unsafe { IFrame::new(self.layout().iframe()) }
    }

    /// `FRAME_CREATED` … `FRAME_CLEARED`.
    #[inline(always)]
    pub fn state(&self) -> i8 {
        self.layout().gi_frame_state.get()
    }

    /// Whether the generator has returned, raised or been closed.
    #[inline(always)]
    pub fn is_finished(&self) -> bool {
        self.state() >= FRAME_COMPLETED
    }

    fn is_async(&self) -> bool {
        std::ptr::eq(self.ob_type(), &PyAsyncGen_Type)
    }

    /// `gen_send_ex2`: runs the generator with a value (`None` argument: `__next__`), or with the exception set if `throw`.
    pub fn resume(&self, value: Option<&Object>, throw: bool, closing: bool, th: &mut Thread) -> PyResult<Outcome> {
        let state = self.state();
        if state == FRAME_CREATED && value.is_some_and(|value| !value.is(none())) {
            let kind = kind_name(self);
            return Err(raise!(th, TypeError, "can't send non-None value to a just-started {kind}"));
        }
        if state == FRAME_EXECUTING {
            let kind = kind_name(self);
            return Err(raise!(th, ValueError, "{kind} already executing"));
        }
        if state >= FRAME_COMPLETED {
            if std::ptr::eq(self.ob_type(), &PyCoro_Type) && !closing {
                return Err(raise!(th, RuntimeError, "cannot reuse already awaited coroutine"));
            }
            if throw {
                return Err(Raised);
            }
            return Ok(if value.is_some() { Outcome::Returned(none().to_ref()) } else { Outcome::Ended });
        }
        let frame = self.frame();
        let layout = self.layout();
        frame.push_suspended(value.unwrap_or(none()).to_ref());
        layout.gi_exc_state.previous_item.set(th.exc_info.get());
        th.exc_info.set((&raw const layout.gi_exc_state).cast_mut());
        if throw {
            chain_handled(&layout.gi_exc_state, th);
        }
        layout.gi_frame_state.set(FRAME_EXECUTING);
        let result = eval::eval_frame(frame, throw, th)?;
        if self.state() < FRAME_EXECUTING {
            return Ok(Outcome::Yielded(result));
        }
        if value.is_none() && result.is(none()) && !self.is_async() {
            return Ok(Outcome::Ended);
        }
        Ok(Outcome::Returned(result))
    }

    /// `gen_send_ex`: as [`Generator::resume`]; the end raises `StopIteration` with the value returned, or
    /// `StopAsyncIteration`.
    pub fn send(&self, value: Option<&Object>, throw: bool, closing: bool, th: &mut Thread) -> PyResult {
        match self.resume(value, throw, closing, th)? {
            Outcome::Yielded(value) => Ok(value),
            Outcome::Ended => Err(th.raise_none(&exceptions::StopIteration)),
            Outcome::Returned(_) if self.is_async() => Err(th.raise_none(&exceptions::StopAsyncIteration)),
            Outcome::Returned(value) if value.is(none()) => Err(th.raise_none(&exceptions::StopIteration)),
            Outcome::Returned(value) => Err(set_stop_iteration_value(&value, th)),
        }
    }

    /// As [`Generator::send`] for asynchronous generators, whose end without a value need not have raised.
    fn send_quietly(&self, value: Option<&Object>, throw: bool, th: &mut Thread) -> PyResult<Option<Ref>> {
        match self.resume(value, throw, false, th)? {
            Outcome::Yielded(value) => Ok(Some(value)),
            Outcome::Ended => Ok(None),
            Outcome::Returned(_) if self.is_async() => Err(th.raise_none(&exceptions::StopAsyncIteration)),
            Outcome::Returned(value) => Err(set_stop_iteration_value(&value, th)),
        }
    }

    /// `__next__`.
    pub fn next(&self, th: &mut Thread) -> PyResult<Option<Ref>> {
        match self.resume(None, false, false, th)? {
            Outcome::Yielded(value) => Ok(Some(value)),
            Outcome::Ended => Ok(None),
            Outcome::Returned(value) if value.is(none()) => Ok(None),
            Outcome::Returned(value) => Err(set_stop_iteration_value(&value, th)),
        }
    }

    /// `_PyGen_yf`: what a suspended generator delegates to.
    pub fn delegate(&self) -> Option<Ref> {
        if self.state() != FRAME_SUSPENDED_YIELD_FROM {
            return None;
        }
        let frame = self.frame();
        let top = frame.stacktop.get() as isize - 1;
        // SAFETY: a generator suspended in a delegation has the receiver on top of its stack.
        unsafe { Ref::from_borrowed(*frame.slots().offset(top)) }
    }

    /// `close()`: raises `GeneratorExit` where the generator stands; gives the value that it returns.
    pub fn close(&self, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        if self.state() == FRAME_CREATED {
            layout.gi_frame_state.set(FRAME_COMPLETED);
            return Ok(none().to_ref());
        }
        if self.is_finished() {
            return Ok(none().to_ref());
        }
        let mut failed = false;
        if let Some(inner) = self.delegate() {
            let state = self.state();
            layout.gi_frame_state.set(FRAME_EXECUTING);
            failed = close_iterator(&inner, th).is_err();
            layout.gi_frame_state.set(state);
        }
        if !failed {
            if self.state() < FRAME_EXECUTING && self.stands_outside_try() {
                layout.gi_frame_state.set(FRAME_COMPLETED);
                self.clear_frame(th);
                return Ok(none().to_ref());
            }
            let _ = th.raise_none(&exceptions::GeneratorExit);
        }
        match self.send(Some(none()), true, true, th) {
            Ok(value) => {
                drop(value);
                let kind = kind_name(self);
                Err(raise!(th, RuntimeError, "{kind} ignored GeneratorExit"))
            }
            Err(Raised) => {
                if th.raised_matches(&exceptions::StopIteration) {
                    return fetch_stop_iteration_value(th);
                }
                if th.raised_matches(&exceptions::GeneratorExit) {
                    th.clear_raised();
                    return Ok(none().to_ref());
                }
                Err(Raised)
            }
        }
    }

    /// Whether nothing but the outermost handler, which only turns `StopIteration` into an error, guards the place where the
    /// generator stands: then closing it runs no code of it.
    fn stands_outside_try(&self) -> bool {
        use ks_bytecode::{arg::resume, op};
        // SAFETY: a suspended frame stands at an instruction.
        let unit = unsafe { *self.frame().instr_ptr.get() };
        let opcode = unit as u8;
        let is_resume = matches!(opcode, op::RESUME | op::RESUME_CHECK | op::INSTRUMENTED_RESUME);
        is_resume && (unit >> 8) as u8 & resume::OPARG_DEPTH1_MASK != 0
    }

    /// Releases what the frame holds; the generator cannot be resumed any more.
    fn clear_frame(&self, th: &mut Thread) {
        if self.state() == FRAME_CLEARED {
            return;
        }
        self.layout().gi_frame_state.set(FRAME_CLEARED);
        let frame = self.frame();
        frame.previous.set(std::ptr::null_mut());
        frame.clear_except_code(th);
        drop(self.layout().gi_exc_state.exc_value.take());
    }

    /// `throw(type, value, traceback)`, or `throw(exception)`.
    pub fn throw(&self, args: &ThrowArguments, close_on_exit: bool, th: &mut Thread) -> PyResult {
        if let Some(inner) = self.delegate() {
            let exit = exceptions::GeneratorExit.as_object();
            if close_on_exit && eval::exception_matches(&args.class, exit) {
                let state = self.state();
                self.layout().gi_frame_state.set(FRAME_EXECUTING);
                let closed = close_iterator(&inner, th);
                self.layout().gi_frame_state.set(state);
                drop(inner);
                if closed.is_err() {
                    return self.send(Some(none()), true, false, th);
                }
                return self.throw_here(args, th);
            }
            let method = if is_plain(&inner) { None } else { Some(inner.get_attr_opt(id!(throw), th)?) };
            if matches!(method, Some(None)) {
                return self.throw_here(args, th);
            }
            // The frame is part of the chain while the delegate runs, for tracebacks and warnings.
            let frame = self.frame();
            let previous = th.current_frame.get();
            frame.previous.set(previous);
            th.current_frame.set(frame.as_ptr());
            let state = self.state();
            self.layout().gi_frame_state.set(FRAME_EXECUTING);
            let result = match method {
                Some(Some(method)) => method.call(&args.list(), th),
                // SAFETY: `is_plain` was true.
                _ => unsafe { as_generator(&inner) }.throw(args, close_on_exit, th),
            };
            th.current_frame.set(previous);
            frame.previous.set(std::ptr::null_mut());
            self.layout().gi_frame_state.set(state);
            return match result {
                Ok(value) => Ok(value),
                Err(Raised) => self.send(Some(none()), true, false, th),
            };
        }
        self.throw_here(args, th)
    }

    fn throw_here(&self, args: &ThrowArguments, th: &mut Thread) -> PyResult {
        args.set_raised(th)?;
        self.send(Some(none()), true, false, th)
    }
}

/// The arguments of `throw`: an exception, or class, value and traceback.
pub struct ThrowArguments {
    class: Ref,
    value: Option<Ref>,
    traceback: Option<Ref>,
}

impl ThrowArguments {
    /// Checks number and form; warns of the old form.
    pub fn new(name: &str, args: &[&Object], th: &mut Thread) -> PyResult<ThrowArguments> {
        if args.is_empty() {
            return Err(raise!(th, TypeError, "{name} expected at least 1 argument, got 0"));
        }
        if args.len() > 3 {
            let given = args.len();
            return Err(raise!(th, TypeError, "{name} expected at most 3 arguments, got {given}"));
        }
        if args.len() > 1 {
            exceptions::warn(
                &exceptions::DeprecationWarning,
                format_args!(
                    "the (type, exc, tb) signature of {name}() is deprecated, use the single-arg signature instead."
                ),
                1,
                th,
            )?;
        }
        Ok(ThrowArguments {
            class: args[0].to_ref(),
            value: args.get(1).map(|value| value.to_ref()),
            traceback: args.get(2).map(|traceback| traceback.to_ref()),
        })
    }

    /// `GeneratorExit`.
    pub fn generator_exit() -> ThrowArguments {
        ThrowArguments { class: exceptions::GeneratorExit.to_ref(), value: None, traceback: None }
    }

    fn list(&self) -> Vec<&Object> {
        let mut list: Vec<&Object> = vec![&self.class];
        if let Some(value) = &self.value {
            list.push(value);
            if let Some(traceback) = &self.traceback {
                list.push(traceback);
            }
        }
        list
    }

    /// Sets the exception on the thread. `Err` if the arguments are wrong.
    fn set_raised(&self, th: &mut Thread) -> PyResult<()> {
        let traceback = match &self.traceback {
            Some(traceback) if !traceback.is(none()) => {
                if !Traceback::check(traceback) {
                    return Err(raise!(th, TypeError, "throw() third argument must be a traceback object"));
                }
                Some(traceback.clone())
            }
            _ => None,
        };
        let exception = if eval::is_exception_class(&self.class) {
            match instantiate(&self.class, self.value.as_deref(), th) {
                Ok(exception) => exception,
                // What went wrong while making it is what is thrown.
                Err(Raised) => return Ok(()),
            }
        } else if BaseException::check(&self.class) {
            if self.value.as_ref().is_some_and(|value| !value.is(none())) {
                return Err(raise!(th, TypeError, "instance exception may not have a separate value"));
            }
            self.class.clone()
        } else {
            let found = self.class.ob_type().display_name();
            return Err(raise!(
                th,
                TypeError,
                "exceptions must be classes or instances deriving from BaseException, not {found}"
            ));
        };
        if let Some(traceback) = traceback {
            // SAFETY: just found to be an exception.
            let state = unsafe { (*exception).cast_unchecked::<BaseException>() };
            state.layout().traceback.set(Some(traceback), th);
        }
        let _ = th.restore_raised(exception);
        Ok(())
    }
}

/// An instance of an exception class from what `PyErr_Restore` would take (`PyErr_NormalizeException`).
pub fn instantiate(class: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult {
    let value = value.filter(|value| !value.is(none()));
    let made = match value {
        None => class.call(&[], th)?,
        Some(value) => {
            if BaseException::check(value) && value.ob_type().as_object().is_subclass(class, th)? {
                return Ok(value.to_ref());
            }
            match value.downcast::<Tuple>() {
                Some(args) => class.call_dict(args, None, th)?,
                None => class.call(&[value], th)?,
            }
        }
    };
    if BaseException::check(&made) {
        return Ok(made);
    }
    let class_text = class.repr(th)?;
    let found = made.ob_type().display_name();
    Err(raise!(th, TypeError, "calling {class_text} should have returned an instance of BaseException, not {found}"))
}

/// `_PyErr_ChainStackItem`: the exception set gets the one that the generator handles as its context.
fn chain_handled(state: &_PyErr_StackItem, th: &mut Thread) {
    if state.exc_value.get().is_none_or(|value| value.is(none())) {
        return;
    }
    if let Some(exception) = th.take_raised() {
        let _ = th.raise_instance(exception);
    }
}

/// `gen_close_iter`: closes what a generator delegates to.
fn close_iterator(inner: &Object, th: &mut Thread) -> PyResult<()> {
    if is_plain(inner) {
        // SAFETY: just checked.
        unsafe { as_generator(inner) }.close(th)?;
        return Ok(());
    }
    let method = match inner.get_attr_opt(id!(close), th) {
        Ok(method) => method,
        Err(Raised) => {
            th.write_unraisable(Some(inner));
            None
        }
    };
    if let Some(method) = method {
        method.call(&[], th)?;
    }
    Ok(())
}

/// `_PyGen_SetStopIterationValue`: raises `StopIteration(value)`.
pub fn set_stop_iteration_value(value: &Object, th: &mut Thread) -> Raised {
    if Tuple::check(value) || BaseException::check(value) {
        // Raising with these as the value would take them apart.
        return match exceptions::StopIteration.as_object().call(&[value], th) {
            Ok(exception) => th.raise_instance(exception),
            Err(raised) => raised,
        };
    }
    th.raise_object(&exceptions::StopIteration, value)
}

/// `_PyGen_FetchStopIterationValue`: the value of the `StopIteration` that is set, which is cleared; `None` if nothing is set.
pub fn fetch_stop_iteration_value(th: &mut Thread) -> PyResult {
    if !th.is_raised() {
        return Ok(none().to_ref());
    }
    if !th.raised_matches(&exceptions::StopIteration) {
        return Err(Raised);
    }
    let Some(exception) = th.take_raised() else { return Ok(none().to_ref()) };
    // SAFETY: an instance of `StopIteration`.
    let value = unsafe { (*exception).cast_unchecked::<PyStopIterationObject>() }.value.get();
    Ok(value.unwrap_or_else(|| none().to_ref()))
}

/// What a generator-like object delegates to (`_PyGen_yf`).
pub fn yields_from(object: &Object) -> Option<Ref> {
    if !is_plain(object) && !std::ptr::eq(object.ob_type(), &PyAsyncGen_Type) {
        return None;
    }
    // SAFETY: just checked.
    unsafe { as_generator(object) }.delegate()
}

/// Words of a frame's locals and stack.
fn slot_count(code: &Code) -> usize {
    (code.layout().co_nlocalsplus.get() + code.layout().co_stacksize.get()) as usize
}

/// `_Py_MakeCoro`: the generator, coroutine or asynchronous generator for a frame that begins to run. The caller moves the
/// frame into it.
pub fn make_for_frame(frame: IFrame, th: &mut Thread) -> PyResult<Ref<Generator>> {
    let code = frame.code();
    let flags = code.layout().co_flags.get();
    let ty: &'static Type = if flags & CO_COROUTINE != 0 {
        &PyCoro_Type
    } else if flags & CO_ASYNC_GENERATOR != 0 {
        &PyAsyncGen_Type
    } else {
        &PyGen_Type
    };
    let generator = new_instance(ty, slot_count(code))?;
    let layout = generator.layout();
    let function = frame.function().layout();
    layout.gi_frame_state.set(FRAME_CLEARED);
    layout.gi_name.replace(function.func_name.get());
    layout.gi_qualname.replace(function.func_qualname.get());
    if std::ptr::eq(ty, &PyCoro_Type) {
        let depth = th.coroutine_origin_tracking_depth.get();
        if depth > 0 {
            layout.gi_origin_or_finalizer.replace(Some(origin(frame.previous_frame(), depth, th)?));
        }
    }
    Ok(generator)
}

fn new_instance(ty: &'static Type, slots: usize) -> PyResult<Ref<Generator>> {
    let size = types::BASIC_SIZE + slots * size_of::<usize>();
    heap::new_sized::<Generator>(ty, size)
}

/// `cr_origin`: file, line and function of the frames that made a coroutine.
fn origin(frame: Option<IFrame>, depth: i32, th: &mut Thread) -> PyResult {
    let mut frame = IFrame::first_complete(frame);
    let mut entries = Vec::new();
    while let Some(current) = frame {
        if entries.len() >= depth as usize {
            break;
        }
        let code = current.code();
        let line = Long::from_i64(current.line().into())?;
        let entry = Tuple::from_array([code.filename().into_object(), line.into_object(), code.name().to_ref()])?;
        entries.push(entry.into_object());
        frame = IFrame::first_complete(current.previous_frame());
    }
    let _ = th;
    Ok(Tuple::from_vec(entries)?.into_object())
}

/// `_PyGen_Finalize`: closes a generator that goes away; warns of coroutines that were never awaited.
pub(super) fn finalize(this: &Object, th: &mut Thread) {
    // SAFETY: called by the finalizers of the three types.
    let generator = unsafe { as_generator(this) };
    if generator.is_finished() {
        return;
    }
    let saved = th.take_raised();
    if generator.is_async()
        && let Some(finalizer) = generator.layout().gi_origin_or_finalizer.get()
        && generator.layout().gi_closed.get() == 0
    {
        if finalizer.call(&[this], th).is_err() {
            th.write_unraisable(Some(this));
        }
    } else {
        let flags = generator.frame().code().layout().co_flags.get();
        if flags & CO_COROUTINE != 0 && generator.state() == FRAME_CREATED {
            awaitables::warn_never_awaited(this, th);
        } else if generator.close(th).is_err() && th.is_raised() {
            th.write_unraisable(Some(this));
        }
    }
    if let Some(exception) = saved {
        let _ = th.restore_raised(exception);
    }
}

/// Calls the finalizer of a dying object once; true if that brought it back to life.
///
/// # Safety
/// The object's count is zero, and it is whole and tracked.
pub(super) unsafe fn finalized_alive(this: *mut Object, th: &mut Thread, finalize: fn(&Object, &mut Thread)) -> bool {
    // SAFETY: the caller's promise.
    let object = unsafe { &*this };
    if heap::gc::is_finalized(object) {
        return false;
    }
    object.set_refcnt(1);
    finalize(object, th);
    heap::gc::set_finalized(object);
    let left = object.refcnt() - 1;
    object.set_refcnt(left);
    left > 0
}

/// `gen_dealloc`.
///
/// # Safety
/// The object is dead but whole.
pub(super) unsafe fn dealloc(this: *mut Object, th: &mut Thread) {
    // SAFETY: the caller's promise.
    unsafe {
        let generator = as_generator(&*this);
        let layout = generator.layout();
        heap::gc_untrack(generator);
        if !layout.gi_weakreflist.get().is_null() {
            weakrefobject::clear_weakrefs(generator, th);
        }
        heap::gc_track(generator);
        if finalized_alive(this, th, finalize) {
            return;
        }
        heap::gc_untrack(generator);
        drop(layout.gi_origin_or_finalizer.take());
        if generator.state() != FRAME_CLEARED {
            generator.clear_frame(th);
        }
        drop(generator.frame().f_executable.take());
        drop(layout.gi_exc_state.exc_value.take());
        drop(layout.gi_name.take());
        drop(layout.gi_qualname.take());
        heap::free_object(this);
    }
}

/// `gen_traverse`.
pub(super) fn traverse(this: &Object, visit: &mut Visitor) {
    // SAFETY: called by the three types.
    let generator = unsafe { as_generator(this) };
    let layout = generator.layout();
    visit.visit(&layout.gi_name);
    visit.visit(&layout.gi_qualname);
    visit.visit(&layout.gi_origin_or_finalizer);
    let frame = generator.frame();
    if generator.state() < FRAME_CLEARED {
        crate::objects::frameobject::traverse_frame(frame, visit);
    }
    visit.visit(&frame.f_executable);
    visit.visit(&layout.gi_exc_state.exc_value);
}

/// Closes a generator whose frame is cleared from outside.
pub(crate) fn finalize_now(generator: &PyGenObject, th: &mut Thread) {
    finalize(generator, th);
}

/// `PyGen_NewWithQualName` and its fellows: a generator from a frame object that owns its frame; the frame moves over.
pub fn from_frame_object(
    object: Ref<Frame>,
    ty: &'static Type,
    name: Option<&Object>,
    qualname: Option<&Object>,
    th: &mut Thread,
) -> PyResult<Ref<Generator>> {
    if !object.owns_activation() {
        return Err(th.bad_internal_call());
    }
    let frame = object.activation();
    let code = frame.code();
    let generator = new_instance(ty, slot_count(code))?;
    let layout = generator.layout();
    layout.gi_name.init(name.unwrap_or(code.name()).to_ref());
    layout.gi_qualname.init(qualname.unwrap_or(code.qualname()).to_ref());
    let inner = layout.iframe();
    // SAFETY: the generator was allocated with room for the frame, whose content moves over.
    unsafe {
        frame.move_to(inner);
        (*inner).owner.set(FRAME_OWNED_BY_GENERATOR);
        object.layout().f_frame.set(inner);
        (*inner).frame_obj.init(object.into_object().cast_unchecked());
    }
    layout.gi_frame_state.set(FRAME_CREATED);
    heap::gc_track(&generator);
    Ok(generator)
}
