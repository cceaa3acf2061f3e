//! Activations: `_PyInterpreterFrame` on the thread's data stack, inside a generator, or inside a frame object.
//!
//! The chain `tstate.current_frame`, `previous`, … is true in memory whenever C code can run: debuggers, profilers and
//! greenlet walk and switch it.

use std::ops::Deref;
use std::ptr::NonNull;

use crate::prelude::*;

/// A live activation. Copying it copies the address: whoever holds one knows that the frame has not been popped.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct IFrame(NonNull<_PyInterpreterFrame>);

impl Deref for IFrame {
    type Target = _PyInterpreterFrame;
    #[inline(always)]
    fn deref(&self) -> &_PyInterpreterFrame {
        // SAFETY: the frame is live, and all of its fields are cells.
        unsafe { self.0.as_ref() }
    }
}

impl IFrame {
    /// The frame at an address, none for null.
    ///
    /// # Safety
    /// `frame` is null or a live frame, and stays live for as long as the result is used.
    #[inline(always)]
    pub unsafe fn from_ptr(frame: *mut _PyInterpreterFrame) -> Option<IFrame> {
        NonNull::new(frame).map(IFrame)
    }

    /// The frame at an address that is not null.
    ///
    /// # Safety
    /// As [`IFrame::from_ptr`].
    #[inline(always)]
    pub unsafe fn new(frame: *mut _PyInterpreterFrame) -> IFrame {
        // SAFETY: the caller's promise.
        IFrame(unsafe { NonNull::new_unchecked(frame) })
    }

    /// The address.
    #[inline(always)]
    pub fn as_ptr(self) -> *mut _PyInterpreterFrame {
        self.0.as_ptr()
    }

    /// The frame that the thread runs.
    #[inline(always)]
    pub fn current(th: &Thread) -> Option<IFrame> {
        // SAFETY: the thread state's frame chain is live.
        unsafe { IFrame::from_ptr(th.current_frame.get()) }
    }

    /// The caller.
    #[inline(always)]
    pub fn previous_frame(self) -> Option<IFrame> {
        // SAFETY: a frame's callers outlive it.
        unsafe { IFrame::from_ptr(self.previous.get()) }
    }

    /// The code that runs. Not for the frames of the C stack.
    #[inline(always)]
    pub fn code<'a>(self) -> &'a Code {
        // SAFETY: every frame but those of the C stack owns its code object, which is fixed.
        unsafe { &*self.f_executable.as_ptr().cast::<Code>() }
    }

    /// The function called.
    #[inline(always)]
    pub fn function<'a>(self) -> &'a Function {
        // SAFETY: the frame owns its function, which is fixed.
        unsafe { &*self.f_funcobj.as_ptr().cast::<Function>() }
    }

    /// `f_globals`, borrowed from the function.
    #[inline(always)]
    pub fn globals<'a>(self) -> &'a Object {
        // SAFETY: the function that the frame owns keeps it alive.
        unsafe { &*self.f_globals.get() }
    }

    /// `f_builtins`, borrowed from the function.
    #[inline(always)]
    pub fn builtins<'a>(self) -> &'a Object {
        // SAFETY: as above.
        unsafe { &*self.f_builtins.get() }
    }

    /// `f_locals`: the namespace of a class or module body.
    #[inline(always)]
    pub fn locals<'a>(self) -> Option<&'a Object> {
        // SAFETY: the frame owns it and never replaces it while it runs.
        unsafe { self.f_locals.as_ptr().as_ref() }
    }

    /// The slots: locals, cells, free variables, then the stack.
    #[inline(always)]
    pub fn slots(self) -> *mut *mut Object {
        _PyInterpreterFrame::localsplus_ptr(self.as_ptr())
    }

    /// The local variable in a slot, as a field.
    #[inline(always)]
    pub fn slot<'a>(self, index: usize) -> &'a Field {
        // SAFETY: the index is below `co_nlocalsplus`, by the compiler's or the caller's knowledge; slots own references.
        unsafe { &*self.slots().add(index).cast::<Field>() }
    }

    /// Where the stack begins.
    #[inline(always)]
    pub fn stack_base(self) -> *mut *mut Object {
        self.slots().wrapping_add(self.code().layout().co_nlocalsplus.get() as usize)
    }

    /// Takes the saved stack pointer over: while the frame runs, the evaluator knows it and `stacktop` is -1.
    #[inline(always)]
    pub fn take_stack_pointer(self) -> *mut *mut Object {
        let top = self.slots().wrapping_offset(self.stacktop.get() as isize);
        self.stacktop.set(-1);
        top
    }

    /// Saves the stack pointer.
    #[inline(always)]
    pub fn save_stack_pointer(self, sp: *mut *mut Object) {
        let distance = sp.addr().wrapping_sub(self.slots().addr());
        self.stacktop.set((distance / size_of::<*mut Object>()) as i32);
    }

    /// Pushes a value onto a frame that does not run.
    #[inline(always)]
    pub fn push_suspended(self, value: Ref) {
        let top = self.stacktop.get();
        // SAFETY: the compiler's stack size has room for it.
        unsafe { *self.slots().offset(top as isize) = value.into_raw() };
        self.stacktop.set(top + 1);
    }

    /// Offset of the current instruction, in code units (`_PyInterpreterFrame_LASTI`).
    #[inline(always)]
    pub fn lasti(self) -> i32 {
        // SAFETY: the instruction pointer points into the code.
        unsafe { self.instr_ptr.get().offset_from(self.code().layout().code_ptr()) as i32 }
    }

    /// Whether the frame stands inside a generator.
    #[inline(always)]
    pub fn is_in_generator(self) -> bool {
        self.owner.get() == FRAME_OWNED_BY_GENERATOR
    }

    /// `_PyFrame_IsIncomplete`: has not reached its first traceable instruction, or belongs to the C stack.
    pub fn is_incomplete(self) -> bool {
        let owner = self.owner.get();
        if owner == FRAME_OWNED_BY_CSTACK {
            return true;
        }
        owner != FRAME_OWNED_BY_GENERATOR && self.lasti() < self.code().layout()._co_firsttraceable.get()
    }

    /// The nearest complete frame, this one included.
    pub fn first_complete(frame: Option<IFrame>) -> Option<IFrame> {
        let mut frame = frame;
        while let Some(candidate) = frame {
            if !candidate.is_incomplete() {
                break;
            }
            frame = candidate.previous_frame();
        }
        frame
    }

    /// The generator that the frame stands in (`_PyGen_GetGeneratorFromFrame`).
    #[inline(always)]
    pub fn generator<'a>(self) -> &'a PyGenObject {
        debug_assert!(self.is_in_generator());
        // SAFETY: a frame owned by a generator stands at `gi_iframe`.
        unsafe { &*self.as_ptr().byte_sub(std::mem::offset_of!(PyGenObject, gi_iframe)).cast::<PyGenObject>() }
    }

    /// `PyUnstable_InterpreterFrame_GetLine`; -1 if unknown.
    pub fn line(self) -> i32 {
        self.code().addr2line(self.lasti() * 2)
    }

    /// Fills a new frame; locals from `null_from` on become NULL. The caller stores the arguments below.
    #[inline(always)]
    pub fn init(self, function: Ref<Function>, locals: Option<Ref>, code: &Code, null_from: usize) {
        let layout = code.layout();
        let head = self.as_ptr();
        // SAFETY: the memory is a frame's, large enough for the code's locals, and holds nothing yet.
        unsafe {
            (&raw mut (*head).f_executable).write(Field::new(Some(Ref::new(code).into_object())));
            (&raw mut (*head).previous).write(std::cell::Cell::new(std::ptr::null_mut()));
            let parts = function.layout();
            (&raw mut (*head).f_globals).write(std::cell::Cell::new(parts.func_globals.as_ptr()));
            (&raw mut (*head).f_builtins).write(std::cell::Cell::new(parts.func_builtins.as_ptr()));
            (&raw mut (*head).f_funcobj).write(Field::new(Some(function.into_object())));
            (&raw mut (*head).f_locals).write(Field::new(locals));
            (&raw mut (*head).frame_obj).write(Field::NULL);
            (&raw mut (*head).instr_ptr).write(std::cell::Cell::new(layout.code_ptr()));
            (&raw mut (*head).stacktop).write(std::cell::Cell::new(layout.co_nlocalsplus.get()));
            (&raw mut (*head).return_offset).write(std::cell::Cell::new(0));
            (&raw mut (*head).owner).write(std::cell::Cell::new(FRAME_OWNED_BY_THREAD));
            let slots = self.slots();
            for index in null_from..layout.co_nlocalsplus.get() as usize {
                *slots.add(index) = std::ptr::null_mut();
            }
        }
    }

    /// Copies head, locals and the saved stack to `target`, a frame's memory of the same size. What the frame owned is then
    /// owned by the copy; the original must not be cleared.
    ///
    /// # Safety
    /// `target` has room for the code's frame.
    pub unsafe fn move_to(self, target: *mut _PyInterpreterFrame) {
        debug_assert!(self.stacktop.get() >= 0);
        let words = FRAME_SPECIALS_SIZE + self.stacktop.get() as usize;
        // SAFETY: both blocks are of at least that many words.
        unsafe {
            std::ptr::copy_nonoverlapping(self.as_ptr().cast::<usize>(), target.cast::<usize>(), words);
            (*target).previous.set(std::ptr::null_mut());
        }
    }

    /// `_PyFrame_ClearLocals`: releases stack, locals and namespace.
    pub fn clear_slots(self) {
        let top = self.stacktop.get();
        self.stacktop.set(0);
        let slots = self.slots();
        for index in 0..top.max(0) as usize {
            // SAFETY: slots below the stack top are NULL or owned.
            drop(unsafe { Ref::from_raw_option(std::ptr::replace(slots.add(index), std::ptr::null_mut())) });
        }
        drop(self.f_locals.take());
    }

    /// `_PyFrame_ClearExceptCode`: the activation is over. A frame object that somebody else holds takes the content over.
    pub fn clear_except_code(self, th: &mut Thread) {
        if let Some(object) = self.frame_obj.take() {
            // SAFETY: `Frame` is the transparent wrapper of the layout struct.
            let object = unsafe { object.cast_unchecked::<Frame>() };
            if object.refcnt() > 1 {
                object.take_ownership(self, th);
                return;
            }
            drop(object);
        }
        self.clear_slots();
        drop(self.f_funcobj.take());
    }

    /// The frame object, made on first demand (`_PyFrame_GetFrameObject`).
    pub fn frame_object(self, th: &mut Thread) -> PyResult<Ref<Frame>> {
        if let Some(object) = self.frame_obj.get() {
            // SAFETY: `Frame` is the transparent wrapper of the layout struct.
            return Ok(unsafe { object.cast_unchecked() });
        }
        let raised = th.take_raised();
        let object = Frame::new_for(self, th);
        match (object, raised) {
            (Ok(object), raised) => {
                if let Some(exception) = raised {
                    let _ = th.restore_raised(exception);
                }
                Ok(object)
            }
            (Err(Raised), _) => Err(Raised),
        }
    }
}

/// Bytes of a data stack chunk, at least.
const CHUNK_BYTES: usize = 16 * 1024;
/// Words a chunk must have beside the frame it is made for.
const CHUNK_SPARE_WORDS: usize = 1000;

/// Words of a frame for `code`.
#[inline(always)]
pub fn frame_words(code: &Code) -> usize {
    code.layout().co_framesize.get() as usize
}

/// Room for a frame of `words` words on the thread's data stack (`_PyThreadState_PushFrame`).
///
/// # Errors
/// `MemoryError`.
#[inline(always)]
pub fn push_words(words: usize, th: &mut Thread) -> PyResult<IFrame> {
    let top = th.datastack_top.get();
    let left = (th.datastack_limit.get() as usize).wrapping_sub(top as usize) / size_of::<*mut Object>();
    if !top.is_null() && words < left {
        th.datastack_top.set(top.wrapping_add(words));
        // SAFETY: not null.
        return Ok(unsafe { IFrame::new(top.cast()) });
    }
    push_chunk(words, th)
}

#[cold]
#[inline(never)]
fn push_chunk(words: usize, th: &mut Thread) -> PyResult<IFrame> {
    let mut bytes = CHUNK_BYTES;
    while bytes < size_of::<*mut Object>() * (words + CHUNK_SPARE_WORDS) {
        bytes *= 2;
    }
    let previous = th.datastack_chunk.get();
    // SAFETY: maps fresh memory, filled as a chunk; the current chunk's header is the thread's own.
    unsafe {
        let memory = libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        if memory == libc::MAP_FAILED {
            return Err(th.no_memory());
        }
        if !previous.is_null() {
            let start = (&raw mut (*previous).data).cast::<*mut Object>();
            (*previous).top = th.datastack_top.get().offset_from(start) as usize;
        }
        let chunk = memory.cast::<_PyStackChunk>();
        (*chunk).previous = previous;
        (*chunk).size = bytes;
        (*chunk).top = 0;
        th.datastack_chunk.set(chunk);
        th.datastack_limit.set(chunk.byte_add(bytes).cast());
        // The first chunk is never given back: its frames begin one word later, so that none stands at its start.
        let start = (&raw mut (*chunk).data).cast::<*mut Object>().add(previous.is_null() as usize);
        th.datastack_top.set(start.add(words));
        Ok(IFrame::new(start.cast()))
    }
}

/// Gives the memory of the topmost frame of the data stack back (`_PyThreadState_PopFrame`).
#[inline(always)]
pub fn pop_words(frame: IFrame, th: &mut Thread) {
    let base = frame.as_ptr().cast::<*mut Object>();
    let chunk = th.datastack_chunk.get();
    // SAFETY: the thread has a chunk while frames stand on it.
    let start = unsafe { (&raw mut (*chunk).data).cast::<*mut Object>() };
    if base == start { pop_chunk(chunk, th) } else { th.datastack_top.set(base) }
}

/// Frees one block of a thread's data stack.
///
/// # Safety
/// The block came from the data stack and holds no live frame.
pub unsafe fn free_chunk(chunk: *mut _PyStackChunk) {
    // SAFETY: the block was mapped with this size.
    unsafe { libc::munmap(chunk.cast(), (*chunk).size) };
}

#[cold]
#[inline(never)]
fn pop_chunk(chunk: *mut _PyStackChunk, th: &mut Thread) {
    // SAFETY: a chunk other than the first one has a previous one, with its top saved; nothing stands on it any more.
    unsafe {
        let previous = (*chunk).previous;
        th.datastack_chunk.set(previous);
        th.datastack_limit.set(previous.byte_add((*previous).size).cast());
        th.datastack_top.set((&raw mut (*previous).data).cast::<*mut Object>().add((*previous).top));
        free_chunk(chunk);
    }
}

/// `_PyEval_FrameClearAndPop`: the activation is over; its memory is given back or stays with its generator. The caller
/// has already left it (`current_frame`).
#[inline(always)]
pub fn clear_and_pop(frame: IFrame, th: &mut Thread) {
    if frame.owner.get() == FRAME_OWNED_BY_THREAD {
        clear_thread_frame(frame, th);
    } else {
        clear_generator_frame(frame, th);
    }
}

#[inline(always)]
fn clear_thread_frame(frame: IFrame, th: &mut Thread) {
    // Destructors that run here count against the native recursion limit.
    th.c_recursion_remaining.set(th.c_recursion_remaining.get() - 1);
    frame.clear_except_code(th);
    drop(frame.f_executable.take());
    th.c_recursion_remaining.set(th.c_recursion_remaining.get() + 1);
    pop_words(frame, th);
}

/// As [`clear_and_pop`] for the frame of a generator that never ran.
pub(super) fn clear_generator(frame: IFrame, th: &mut Thread) {
    clear_generator_frame(frame, th);
}

fn clear_generator_frame(frame: IFrame, th: &mut Thread) {
    let generator = frame.generator();
    generator.gi_frame_state.set(FRAME_CLEARED);
    th.exc_info.set(generator.gi_exc_state.previous_item.get());
    generator.gi_exc_state.previous_item.set(std::ptr::null_mut());
    th.c_recursion_remaining.set(th.c_recursion_remaining.get() - 1);
    frame.clear_except_code(th);
    drop(generator.gi_exc_state.exc_value.take());
    th.c_recursion_remaining.set(th.c_recursion_remaining.get() + 1);
    frame.previous.set(std::ptr::null_mut());
}
