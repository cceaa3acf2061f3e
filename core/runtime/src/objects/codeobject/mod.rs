//! Code objects: construction, the accessors that evaluation uses, quickening.

mod attributes;
mod compare;
pub mod convert;
mod lines;

use std::cell::Cell;
use std::mem::offset_of;

use ks_bytecode::{location, op};

pub use attributes::{CodeArguments, PyCode_Type};
pub use compare::constant_key;
pub use lines::{PyLineIterator_Type, PyPositionsIterator_Type};

use crate::abstract_::recursion::require_stack;
use crate::eval::interp::{block, function_versions};
use crate::heap;
use crate::prelude::*;

object_type!(
    /// A code object.
    pub struct Code(PyCodeObject): PyCode_Type
);

/// Initial value of an adaptive counter: specialize after one more execution (`adaptive_counter_warmup`).
pub const COUNTER_WARMUP: u16 = 1 << 4 | 1;
/// Initial value of the counter of a backward jump.
const COUNTER_JUMP: u16 = 16 << 4 | 4;
/// Initial history of a conditional jump.
const BRANCH_HISTORY: u16 = 0x5555;

/// What a code object is made of, as `marshal` has it (`_PyCodeConstructor`).
pub struct CodeParts<'a> {
    pub argcount: i32,
    pub posonlyargcount: i32,
    pub kwonlyargcount: i32,
    pub stacksize: i32,
    pub flags: i32,
    pub code: &'a Bytes,
    pub consts: &'a Tuple,
    pub names: &'a Tuple,
    pub localsplusnames: &'a Tuple,
    pub localspluskinds: &'a Bytes,
    pub filename: &'a Str,
    pub name: &'a Str,
    pub qualname: &'a Str,
    pub firstlineno: i32,
    pub linetable: &'a Bytes,
    pub exceptiontable: &'a Bytes,
}

/// Parts of the locals' kinds.
struct LocalCounts {
    locals: i32,
    cells: i32,
    free: i32,
}

/// Whether a variable is of the kind; one that is the function's own is not free, whatever the rest of its bits says.
fn is_of_kind(kinds: u8, kind: u8) -> bool {
    kinds & kind != 0 && (kind != CO_FAST_FREE || kinds & (CO_FAST_LOCAL | CO_FAST_CELL) == 0)
}

fn count_locals(kinds: &[u8]) -> LocalCounts {
    let count = |bit: u8| kinds.iter().filter(|kind| is_of_kind(**kind, bit)).count() as i32;
    LocalCounts { locals: count(CO_FAST_LOCAL), cells: count(CO_FAST_CELL), free: count(CO_FAST_FREE) }
}

impl Code {
    /// `_PyCode_Validate` and `_PyCode_New`: checks the parts against each other, interns names and name-like constants.
    ///
    /// # Errors
    /// `SystemError` (bad argument) or `ValueError`, as `_PyCode_Validate`.
    pub fn new(parts: &CodeParts<'_>, th: &mut Thread) -> PyResult<Ref<Code>> {
        validate(parts, th)?;
        intern_names(parts.names, th)?;
        intern_names(parts.localsplusnames, th)?;
        intern_constants(parts.consts, th)?;
        let wants_columns = th.interp().config.get().is_none_or(|config| config.code_debug_ranges != 0);
        let linetable = if wants_columns {
            Ref::new(parts.linetable)
        } else {
            Bytes::new(&location::without_columns(parts.linetable.as_bytes()))?
        };
        let bytes = parts.code.as_bytes();
        let units = bytes.len() / 2;
        let counts = count_locals(parts.localspluskinds.as_bytes());
        let nlocalsplus = parts.localsplusnames.len() as i32;
        let made = heap::new_var_object::<Code>(&PyCode_Type, units)?;
        let layout = made.layout();
        // SAFETY: the object has room for the instructions.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), layout.code_ptr().cast::<u8>(), units * 2) };
        layout.co_flags.set(parts.flags);
        layout.co_argcount.set(parts.argcount);
        layout.co_posonlyargcount.set(parts.posonlyargcount);
        layout.co_kwonlyargcount.set(parts.kwonlyargcount);
        let stacksize = parts.stacksize.max(1);
        layout.co_stacksize.set(stacksize);
        layout.co_firstlineno.set(parts.firstlineno);
        layout.co_nlocalsplus.set(nlocalsplus);
        layout.co_framesize.set(stacksize.saturating_add(nlocalsplus).saturating_add(FRAME_SPECIALS_SIZE as i32));
        layout.co_nlocals.set(counts.locals);
        layout.co_ncellvars.set(counts.cells);
        layout.co_nfreevars.set(counts.free);
        let next_version = &function_versions(th).next_version;
        layout.co_version.set(next_version.get());
        if next_version.get() != 0 {
            next_version.set(next_version.get().wrapping_add(1));
        }
        layout.co_consts.init(parts.consts.to_ref());
        layout.co_names.init(parts.names.to_ref());
        layout.co_exceptiontable.init(parts.exceptiontable.to_ref());
        layout.co_localsplusnames.init(parts.localsplusnames.to_ref());
        layout.co_localspluskinds.init(parts.localspluskinds.to_ref());
        layout.co_filename.init(Str::intern(Ref::new(parts.filename)).into_object());
        layout.co_name.init(Str::intern(Ref::new(parts.name)).into_object());
        layout.co_qualname.init(Str::intern(Ref::new(parts.qualname)).into_object());
        layout.co_linetable.init(linetable.into_object());
        let mut entry = 0;
        while entry < units && made.unit(entry) as u8 != op::RESUME {
            entry += 1;
        }
        layout._co_firsttraceable.set(entry as i32);
        made.quicken();
        notify(&made, PY_CODE_EVENT_CREATE, th);
        Ok(made)
    }

    /// A code unit as it stands, perhaps specialized or instrumented.
    #[inline(always)]
    pub fn unit(&self, index: usize) -> u16 {
        debug_assert!(index < self.layout().unit_count());
        // SAFETY: inside the code, by the callers' loops over its length.
        unsafe { *self.layout().code_ptr().add(index) }
    }

    /// Replaces a code unit.
    #[inline(always)]
    pub fn set_unit(&self, index: usize, unit: u16) {
        debug_assert!(index < self.layout().unit_count());
        // SAFETY: as above; instructions are written only by threads that hold the interpreter.
        unsafe { *self.layout().code_ptr().add(index) = unit };
    }

    /// Replaces the number of an instruction.
    #[inline(always)]
    pub fn set_opcode(&self, index: usize, opcode: u8) {
        self.set_unit(index, self.unit(index) & 0xFF00 | u16::from(opcode));
    }

    /// `_PyCode_Quicken`: sets the counters of the inline caches.
    fn quicken(&self) {
        let count = self.layout().unit_count();
        let mut index = 0;
        while index < count {
            let opcode = self.base_opcode(index);
            let caches = op::CACHES[opcode as usize] as usize;
            if caches > 0 && index + caches < count {
                let initial = match opcode {
                    op::JUMP_BACKWARD => COUNTER_JUMP,
                    op::POP_JUMP_IF_FALSE | op::POP_JUMP_IF_TRUE | op::POP_JUMP_IF_NONE | op::POP_JUMP_IF_NOT_NONE => {
                        BRANCH_HISTORY
                    }
                    _ => COUNTER_WARMUP,
                };
                self.set_unit(index + 1, initial);
                for cache in 1..caches {
                    self.set_unit(index + 1 + cache, 0);
                }
            }
            index += 1 + caches;
        }
    }

    /// The instruction number as the compiler emitted it (`_Py_GetBaseOpcode`).
    pub fn base_opcode(&self, index: usize) -> u8 {
        let mut opcode = self.unit(index) as u8;
        let data = self.layout()._co_monitoring.get();
        // Code of foreign make may have these instructions without having been instrumented.
        if !data.is_null() {
            // SAFETY: monitoring data is this code's own; a table that it has has an entry for each code unit.
            unsafe {
                let (lines, opcodes) = ((*data).lines.get(), (*data).per_instruction_opcodes.get());
                if opcode == op::INSTRUMENTED_LINE && !lines.is_null() {
                    opcode = (*lines.add(index)).original_opcode.get();
                }
                if opcode == op::INSTRUMENTED_INSTRUCTION && !opcodes.is_null() {
                    opcode = *opcodes.add(index);
                }
            }
        }
        if !op::is_valid(opcode.into()) {
            return op::CACHE;
        }
        op::DEOPT[op::DEINSTRUMENT[opcode as usize] as usize]
    }

    /// The instructions as the compiler emitted them: no specialization, no instrumentation, empty caches.
    pub fn plain_code(&self) -> Vec<u8> {
        let count = self.layout().unit_count();
        let mut bytes = vec![0; count * 2];
        let mut index = 0;
        while index < count {
            let opcode = self.base_opcode(index);
            bytes[2 * index] = opcode;
            bytes[2 * index + 1] = (self.unit(index) >> 8) as u8;
            index += 1 + op::CACHES[opcode as usize] as usize;
        }
        bytes
    }

    fn bytes_of<'a>(&'a self, field: &'a Field) -> &'a [u8] {
        // SAFETY: set at construction, for the code's life; a bytes object by `CodeParts`.
        unsafe { (*field.as_ptr().cast::<Bytes>()).as_bytes() }
    }

    fn tuple_of<'a>(&'a self, field: &'a Field) -> &'a Tuple {
        // SAFETY: as above; a tuple.
        unsafe { &*field.as_ptr().cast::<Tuple>() }
    }

    fn str_of<'a>(&'a self, field: &'a Field) -> &'a Str {
        // SAFETY: as above; a str. (`co_filename` may be replaced by import, which then owns the code alone.)
        unsafe { &*field.as_ptr().cast::<Str>() }
    }

    /// `co_exceptiontable`.
    #[inline]
    pub fn exception_table(&self) -> &[u8] {
        self.bytes_of(&self.layout().co_exceptiontable)
    }

    /// `co_linetable`.
    pub fn line_table(&self) -> &[u8] {
        self.bytes_of(&self.layout().co_linetable)
    }

    /// `co_localspluskinds`.
    pub fn local_kinds(&self) -> &[u8] {
        self.bytes_of(&self.layout().co_localspluskinds)
    }

    /// `co_localsplusnames`.
    pub fn localsplus_names(&self) -> &Tuple {
        self.tuple_of(&self.layout().co_localsplusnames)
    }

    /// `co_consts`.
    pub fn constants(&self) -> &[Ref] {
        self.tuple_of(&self.layout().co_consts).items()
    }

    /// `co_names`.
    pub fn names(&self) -> &[Ref] {
        self.tuple_of(&self.layout().co_names).items()
    }

    /// `co_name`.
    pub fn name(&self) -> &Str {
        self.str_of(&self.layout().co_name)
    }

    /// `co_qualname`.
    pub fn qualname(&self) -> &Str {
        self.str_of(&self.layout().co_qualname)
    }

    /// `co_filename`.
    pub fn filename(&self) -> Ref<Str> {
        Ref::new(self.str_of(&self.layout().co_filename))
    }

    /// The name of a local, cell or free variable.
    pub fn local_name(&self, index: usize) -> Option<&Str> {
        self.localsplus_names().items().get(index)?.downcast::<Str>()
    }

    /// `_PyCode_GetCode`: `co_code`, the instructions as compiled, without specialization and instrumentation; made once.
    pub fn bytecode(&self) -> PyResult<Ref<Bytes>> {
        let cached = self.cached()?;
        if let Some(bytes) = cached._co_code.get() {
            // SAFETY: the field holds what is put there below.
            return Ok(unsafe { bytes.cast_unchecked() });
        }
        let bytes = Bytes::new(&self.plain_code())?;
        cached._co_code.replace(Some(bytes.to_ref()));
        Ok(bytes)
    }

    /// The block of attributes made on demand.
    fn cached(&self) -> PyResult<&_PyCoCached> {
        let field = &self.layout()._co_cached;
        if field.get().is_null() {
            let memory = heap::mem_malloc(size_of::<_PyCoCached>()).cast::<_PyCoCached>();
            if memory.is_null() {
                return Err(heap::out_of_memory());
            }
            // SAFETY: fresh memory; all-zero is empty.
            unsafe { memory.write_bytes(0, 1) };
            field.set(memory);
        }
        // SAFETY: lives as long as the code object.
        Ok(unsafe { &*field.get() })
    }

    fn names_of_kind(&self, kind: u8, field: fn(&_PyCoCached) -> &Field) -> PyResult {
        let slot = field(self.cached()?);
        if let Some(names) = slot.get() {
            return Ok(names);
        }
        let kinds = self.local_kinds().iter();
        let chosen = self.localsplus_names().items().iter().zip(kinds).filter(|(_, kinds)| is_of_kind(**kinds, kind));
        let names = Tuple::from_vec(chosen.map(|(name, _)| name.clone()).collect())?.into_object();
        slot.replace(Some(names.clone()));
        Ok(names)
    }

    /// `co_varnames`.
    pub fn varnames(&self) -> PyResult {
        self.names_of_kind(CO_FAST_LOCAL, |cached| &cached._co_varnames)
    }

    /// `co_cellvars`.
    pub fn cellvars(&self) -> PyResult {
        self.names_of_kind(CO_FAST_CELL, |cached| &cached._co_cellvars)
    }

    /// `co_freevars`.
    pub fn freevars(&self) -> PyResult {
        self.names_of_kind(CO_FAST_FREE, |cached| &cached._co_freevars)
    }
}

/// `_PyCode_Validate`.
fn validate(parts: &CodeParts<'_>, th: &mut Thread) -> PyResult<()> {
    if parts.argcount < parts.posonlyargcount
        || parts.posonlyargcount < 0
        || parts.kwonlyargcount < 0
        || parts.stacksize < 0
        || parts.flags < 0
        || parts.localsplusnames.len() != parts.localspluskinds.as_bytes().len()
    {
        return Err(th.bad_internal_call());
    }
    if !parts.code.as_bytes().len().is_multiple_of(2) {
        return Err(raise!(th, ValueError, "code: co_code is malformed"));
    }
    let counts = count_locals(parts.localspluskinds.as_bytes());
    let total = i64::from(parts.argcount)
        + i64::from(parts.kwonlyargcount)
        + i64::from(parts.flags & CO_VARARGS != 0)
        + i64::from(parts.flags & CO_VARKEYWORDS != 0);
    if total > i64::from(counts.locals) {
        return Err(raise!(th, ValueError, "code: co_varnames is too small"));
    }
    Ok(())
}

/// A tuple's item field, to be replaced by an equal object before anybody looks.
fn tuple_field(tuple: &Tuple, index: usize) -> &Field {
    &tuple.layout().fields()[index]
}

fn intern_names(names: &Tuple, th: &mut Thread) -> PyResult<()> {
    for index in 0..names.len() {
        let field = tuple_field(names, index);
        match field.get().map(Ref::downcast_into::<Str>) {
            Some(Ok(name)) if Str::check_exact(&name) => {
                let interned = Str::intern(name);
                drop(field.replace(Some(interned.into_object())));
            }
            _ => return Err(raise!(th, SystemError, "non-string found in code slot")),
        }
    }
    Ok(())
}

/// Whether a string looks like an identifier, so that it may be used as a name.
fn is_name_like(text: &Str) -> bool {
    text.as_ascii().is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

/// Interns name-like strings among constants, in nested tuples and frozen sets too. Whether a string was replaced by another
/// object, not counting those in nested containers.
fn intern_constants(constants: &Tuple, th: &mut Thread) -> PyResult<bool> {
    require_stack(" while interning constants", th)?;
    let mut changed = false;
    for index in 0..constants.len() {
        let field = tuple_field(constants, index);
        let Some(value) = field.get() else { continue };
        if Str::check_exact(&value) {
            if let Ok(text) = value.downcast_into::<Str>()
                && is_name_like(&text)
            {
                let before = std::ptr::from_ref::<Str>(&text);
                let interned = Str::intern(text);
                changed |= !std::ptr::eq(before, &*interned);
                drop(field.replace(Some(interned.into_object())));
            }
        } else if let Some(nested) = value.downcast_exact::<Tuple>() {
            intern_constants(nested, th)?;
        } else if std::ptr::eq(value.ob_type(), &setobject::PyFrozenSet_Type) {
            // A set whose strings are the interned ones stays, for others may have it too.
            let items = Tuple::from_iterable(&value, th)?;
            if intern_constants(&items, th)? {
                let set = Set::new_frozen(Some(&items), th)?;
                drop(field.replace(Some(set.into_object())));
            }
        }
    }
    Ok(changed)
}

/// Calls the watchers of code objects.
fn notify(code: &Code, event: PyCodeEvent, th: &mut Thread) {
    let interp = block(th);
    let active = interp.active_code_watchers.get();
    if active == 0 {
        return;
    }
    for (index, watcher) in interp.code_watchers.iter().enumerate() {
        if active >> index & 1 != 0
            && let Some(watcher) = watcher.get()
        {
            // SAFETY: a watcher's contract; the code is live.
            if unsafe { watcher(event, code.layout()) }.ok().is_err() {
                th.write_unraisable(Some(code));
            }
        }
    }
}

/// Extra data that C code attached (`PyUnstable_Code_SetExtra`): a count, then as many pointers.
#[repr(C)]
pub struct CodeExtra {
    pub size: usize,
    pub extras: [*mut std::ffi::c_void; 1],
}

/// Releases all that a dying code object holds.
///
/// # Safety
/// The object is dead but whole.
unsafe fn destroy(this: *mut Code, th: &mut Thread) {
    // SAFETY: the caller's promise.
    let code = unsafe { &*this };
    if block(th).active_code_watchers.get() != 0 {
        code.set_refcnt(1);
        notify(code, PY_CODE_EVENT_DESTROY, th);
        if code.refcnt() > 1 {
            code.set_refcnt(code.refcnt() - 1);
            return;
        }
        code.set_refcnt(0);
    }
    let layout = code.layout();
    // SAFETY: the blocks belong to this object alone.
    unsafe {
        let extra = layout.co_extra.replace(std::ptr::null_mut()).cast::<CodeExtra>();
        if !extra.is_null() {
            for index in 0..(*extra).size {
                let value = *(&raw const (*extra).extras).cast::<*mut std::ffi::c_void>().add(index);
                if let Some(free) = block(th).co_extra_freefuncs.get(index).and_then(Cell::get)
                    && !value.is_null()
                {
                    free(value);
                }
            }
            heap::mem_free(extra.cast());
        }
        let version = layout.co_version.get();
        if version != 0 {
            let slot = &function_versions(th).cache[version as usize % 4096];
            if std::ptr::eq(slot[1].get(), code.as_ptr()) {
                slot[0].set(std::ptr::null_mut());
                slot[1].set(std::ptr::null_mut());
            }
        }
        for field in [
            &layout.co_consts,
            &layout.co_names,
            &layout.co_localsplusnames,
            &layout.co_localspluskinds,
            &layout.co_filename,
            &layout.co_name,
            &layout.co_qualname,
            &layout.co_linetable,
            &layout.co_exceptiontable,
        ] {
            drop(field.take());
        }
        let cached = layout._co_cached.replace(std::ptr::null_mut());
        if !cached.is_null() {
            for field in
                [&(*cached)._co_code, &(*cached)._co_varnames, &(*cached)._co_cellvars, &(*cached)._co_freevars]
            {
                drop(field.take());
            }
            heap::mem_free(cached.cast());
        }
        if !layout.co_weakreflist.get().is_null() {
            weakrefobject::clear_weakrefs(code, th);
        }
        crate::eval::monitoring::free_data(layout);
        heap::free_object(this.cast());
    }
}

/// Bytes of a code object without its instructions.
const BASIC_SIZE: usize = offset_of!(PyCodeObject, co_code_adaptive);

/// `PyCode_NewEmpty`: code that does nothing but stand for a place in a file.
pub fn empty(filename: &[u8], name: &str, firstlineno: i32, th: &mut Thread) -> PyResult<Ref<Code>> {
    let filename = Str::decode_fs(filename, th)?;
    let name = Str::new(name)?;
    // Three instructions, all on the first line.
    let code = [op::RESUME, 0, op::LOAD_ASSERTION_ERROR, 0, op::RAISE_VARARGS, 1];
    let line = [0x80 | ks_bytecode::location::KIND_NO_COLUMNS << 3 | 2, 0];
    let nothing = Tuple::new(&[])?;
    let no_bytes = Bytes::new(&[])?;
    let parts = CodeParts {
        argcount: 0,
        posonlyargcount: 0,
        kwonlyargcount: 0,
        stacksize: 1,
        flags: 0,
        code: &*Bytes::new(&code)?,
        consts: &nothing,
        names: &nothing,
        localsplusnames: &nothing,
        localspluskinds: &no_bytes,
        filename: &filename,
        name: &name,
        qualname: &name,
        firstlineno,
        linetable: &*Bytes::new(&line)?,
        exceptiontable: &no_bytes,
    };
    Code::new(&parts, th)
}
