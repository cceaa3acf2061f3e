//! The registers of the evaluation loop: frame, instruction pointer, stack pointer, thread.
//!
//! Instruction bodies reach the stack, the locals and the code only through these methods, which is where the unchecked
//! accesses are. They rest on one fact: the code object was made by our compiler or accepted by `Code::new`, so its
//! instructions push and pop within `co_stacksize`, and index within its tables. As in CPython, bytecode forged by hand is
//! trusted.

use super::frame::IFrame;
use crate::prelude::*;

/// Why an instruction does not simply go on to the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leave {
    /// An exception has just been raised: the frame is added to its traceback, and a handler is looked for.
    Error,
    /// An exception is raised again: no traceback entry.
    Reraise,
    /// The frame that was just entered fails as a whole: it is popped, and its caller has the error.
    Unwind,
    /// The loop ends; the value is on the stack of the entry frame.
    Exit,
}

impl From<Raised> for Leave {
    #[inline(always)]
    fn from(_: Raised) -> Leave {
        Leave::Error
    }
}

/// What an instruction body returns.
pub(super) type Step = Result<(), Leave>;

/// What a specialized instruction body returns: false, before any effect, if its assumptions do not hold.
pub(super) type Guarded = Result<bool, Leave>;

pub(super) struct Regs<'t> {
    pub frame: IFrame,
    /// The instruction being executed.
    pub this: *mut u16,
    /// The next one, inline caches skipped.
    pub ip: *mut u16,
    /// The first free stack slot.
    pub sp: *mut *mut Object,
    pub th: &'t mut Thread,
}

impl Regs<'_> {
    #[inline(always)]
    pub fn push<T: ObjectLayout>(&mut self, value: Ref<T>) {
        self.push_raw(value.into_raw().cast());
    }

    #[inline(always)]
    pub fn push_opt(&mut self, value: Option<Ref>) {
        self.push_raw(value.map_or(std::ptr::null_mut(), Ref::into_raw));
    }

    #[inline(always)]
    pub fn push_null(&mut self) {
        self.push_raw(std::ptr::null_mut());
    }

    /// Pushes an owned pointer, or NULL.
    #[inline(always)]
    pub fn push_raw(&mut self, value: *mut Object) {
        // SAFETY: the code's stack size has room (see the module's head).
        unsafe {
            *self.sp = value;
            self.sp = self.sp.add(1);
        }
    }

    /// Pushes a new reference to an object.
    #[inline(always)]
    pub fn push_new(&mut self, value: &Object) {
        self.push(Ref::new(value));
    }

    #[inline(always)]
    pub fn push_bool(&mut self, value: bool) {
        // The two bools are immortal: no count to keep.
        self.push_raw(boolobject::bool_object(value).as_ptr());
    }

    /// Pops the top, which may be NULL.
    #[inline(always)]
    pub fn pop_raw(&mut self) -> *mut Object {
        // SAFETY: the stack is not empty.
        unsafe {
            self.sp = self.sp.sub(1);
            *self.sp
        }
    }

    /// Pops the top, which is not NULL.
    #[inline(always)]
    pub fn pop(&mut self) -> Ref {
        // SAFETY: the stack owned the value.
        unsafe { Ref::from_raw(self.pop_raw()) }
    }

    #[inline(always)]
    pub fn pop_opt(&mut self) -> Option<Ref> {
        // SAFETY: the stack owned the value.
        unsafe { Ref::from_raw_option(self.pop_raw()) }
    }

    /// Pops `count` values and drops them, the topmost last.
    #[inline(always)]
    pub fn drop_n(&mut self, count: usize) {
        // SAFETY: the stack has that many values and owns them.
        unsafe {
            self.sp = self.sp.sub(count);
            for index in 0..count {
                drop(Ref::from_raw_option(*self.sp.add(index)));
            }
        }
    }

    /// The value `depth` slots down (1: the top), which is not NULL. It must stay on the stack while it is used.
    #[inline(always)]
    pub fn peek<'a>(&self, depth: usize) -> &'a Object {
        // SAFETY: the slot holds an owned reference; the caller leaves it there meanwhile.
        unsafe { &**self.sp.sub(depth) }
    }

    /// As [`Regs::peek`], of a slot that may be NULL.
    #[inline(always)]
    pub fn peek_raw(&self, depth: usize) -> *mut Object {
        // SAFETY: the stack is that deep.
        unsafe { *self.sp.sub(depth) }
    }

    /// Replaces the value `depth` slots down, without releasing the old one, which it hands out.
    #[inline(always)]
    pub fn replace_raw(&mut self, depth: usize, value: *mut Object) -> *mut Object {
        // SAFETY: the stack is that deep.
        unsafe { std::ptr::replace(self.sp.sub(depth), value) }
    }

    /// Puts a value `depth` slots down, then drops the old one.
    #[inline(always)]
    pub fn set(&mut self, depth: usize, value: Ref) {
        let old = self.replace_raw(depth, value.into_raw());
        // SAFETY: the stack owned the old value.
        drop(unsafe { Ref::from_raw_option(old) });
    }

    /// The topmost `count` values, none of them NULL. They must stay on the stack while the slice is used.
    #[inline(always)]
    pub fn top<'a>(&self, count: usize) -> &'a [&'a Object] {
        // SAFETY: as `peek`; a reference has the representation of its address.
        unsafe { std::slice::from_raw_parts(self.sp.sub(count).cast::<&Object>(), count) }
    }

    /// A local variable's slot.
    #[inline(always)]
    pub fn local<'a>(&self, index: u32) -> &'a Field {
        self.frame.slot(index as usize)
    }

    #[inline(always)]
    pub fn code<'a>(&self) -> &'a Code {
        self.frame.code()
    }

    /// An entry of `co_names`.
    #[inline(always)]
    pub fn name<'a>(&self, index: u32) -> &'a Str {
        // SAFETY: `co_names` is a tuple of str, and the index is the compiler's.
        unsafe {
            let names = self.code().layout().co_names.as_ptr().cast::<PyTupleObject>();
            &*(*(*names).items_ptr().add(index as usize)).as_ptr().cast::<Str>()
        }
    }

    /// An entry of `co_consts`.
    #[inline(always)]
    pub fn constant<'a>(&self, index: u32) -> &'a Object {
        // SAFETY: `co_consts` is a tuple, and the index is the compiler's.
        unsafe {
            let consts = self.code().layout().co_consts.as_ptr().cast::<PyTupleObject>();
            &*(*(*consts).items_ptr().add(index as usize)).as_ptr()
        }
    }

    /// Moves the instruction pointer by a number of code units.
    #[inline(always)]
    pub fn jump(&mut self, units: isize) {
        // SAFETY: jumps of compiled code stay inside it.
        self.ip = unsafe { self.ip.offset(units) };
    }

    /// Offset of the instruction being executed, in code units.
    #[inline(always)]
    pub fn offset(&self) -> i32 {
        // SAFETY: both point into the code.
        unsafe { self.this.offset_from(self.code().layout().code_ptr()) as i32 }
    }

    /// Unit `index` of the inline cache of this instruction.
    #[inline(always)]
    pub fn cache(&self, index: usize) -> u16 {
        // SAFETY: the instruction has that much cache.
        unsafe { *self.this.add(1 + index) }
    }

    /// Two units of the inline cache.
    #[inline(always)]
    pub fn cache_u32(&self, index: usize) -> u32 {
        // SAFETY: the instruction has that much cache.
        unsafe { self.this.add(1 + index).cast::<u32>().read_unaligned() }
    }

    /// Four units of the inline cache.
    #[inline(always)]
    pub fn cache_ptr(&self, index: usize) -> *mut Object {
        // SAFETY: the instruction has that much cache.
        unsafe { self.this.add(1 + index).cast::<*mut Object>().read_unaligned() }
    }

    #[inline(always)]
    pub fn set_cache(&mut self, index: usize, value: u16) {
        // SAFETY: the instruction has that much cache; the code is only written here, by the thread that runs it.
        unsafe { *self.this.add(1 + index) = value };
    }

    /// Sets two units of the inline cache.
    #[inline(always)]
    pub fn set_cache_u32(&mut self, index: usize, value: u32) {
        // SAFETY: as above.
        unsafe { self.this.add(1 + index).cast::<u32>().write_unaligned(value) };
    }

    /// Sets four units of the inline cache: a borrowed pointer.
    #[inline(always)]
    pub fn set_cache_ptr(&mut self, index: usize, value: *mut Object) {
        // SAFETY: as above.
        unsafe { self.this.add(1 + index).cast::<*mut Object>().write_unaligned(value) };
    }

    /// The number of the instruction being executed, as it stands in the code.
    #[inline(always)]
    pub fn opcode(&self) -> u8 {
        // SAFETY: inside the code.
        unsafe { *self.this as u8 }
    }

    /// The instruction number that stands at an offset from the next instruction.
    #[inline(always)]
    pub fn opcode_at(&self, units: isize) -> u8 {
        // SAFETY: inside the code.
        unsafe { *self.ip.offset(units) as u8 }
    }

    /// Replaces the number of the instruction being executed.
    #[inline(always)]
    pub fn set_opcode(&mut self, opcode: u8) {
        // SAFETY: the low byte of the code unit, little-endian.
        unsafe { *self.this.cast::<u8>() = opcode };
    }

    /// Goes on in a frame whose caller is the running one; on return, the caller goes on `return_offset` units after the
    /// instruction being executed.
    #[inline(always)]
    pub fn enter(&mut self, callee: IFrame, return_offset: usize) -> Step {
        self.frame.return_offset.set(return_offset as u16);
        self.frame.save_stack_pointer(self.sp);
        callee.previous.set(self.frame.as_ptr());
        self.start(callee)
    }

    /// Makes `frame` the running one, from where it stands.
    #[inline(always)]
    pub fn start(&mut self, frame: IFrame) -> Step {
        self.th.current_frame.set(frame.as_ptr());
        self.frame = frame;
        let remaining = self.th.py_recursion_remaining.get();
        self.th.py_recursion_remaining.set(remaining - 1);
        if remaining <= 0 {
            super::unwind::check_python_recursion(self.th).map_err(|Raised| Leave::Unwind)?;
        }
        self.ip = frame.instr_ptr.get();
        self.this = self.ip;
        self.sp = frame.take_stack_pointer();
        Ok(())
    }

    /// Units from the instruction being executed to the next one.
    #[inline(always)]
    pub fn length(&self) -> usize {
        // SAFETY: both point into the code.
        unsafe { self.ip.offset_from(self.this) as usize }
    }

    /// Goes back to the caller of a frame that has been left, `skip` units after the caller's instruction.
    #[inline(always)]
    pub fn resume_caller(&mut self, caller: IFrame, skip: usize) {
        self.th.current_frame.set(caller.as_ptr());
        self.frame = caller;
        self.this = caller.instr_ptr.get();
        // SAFETY: the caller saved an offset inside its code.
        self.ip = unsafe { self.this.add(skip) };
        self.sp = caller.take_stack_pointer();
    }

    /// Lets other threads, signals, pending calls and collections have their turn, if one of them asked.
    #[inline(always)]
    pub fn check_breaker(&mut self) -> Step {
        if super::breaker::is_requested(self.th) {
            super::breaker::handle_pending(self.th)?;
        }
        Ok(())
    }
}
