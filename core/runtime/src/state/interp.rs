//! What belongs to one interpreter.
//!
//! `PyInterpreterState` is a block of memory whose few contractual fields stand at CPython's offsets; everything else we
//! keep about an interpreter is in [`Interp`], whose address the block holds in a place that nothing outside reads.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, OnceLock};

use super::config::Config;
use super::gil::Gil;
use super::subinterp::Settings;
use crate::import::extension::{DEFAULT_DLOPEN_FLAGS, SinglePhase};
use crate::import::level::ImportTimes;
use crate::objects::unicodeobject::intern::InternTable;
use crate::prelude::*;

/// Where `PyInterpreterState` holds the address of its [`Interp`], in bytes: in CPython's block for float conversion state.
const INTERP_OFFSET: usize = 14560;

/// A queued `Py_AddPendingCall`.
pub struct PendingCall {
    pub function: unsafe extern "C" fn(*mut std::ffi::c_void) -> std::ffi::c_int,
    pub argument: usize,
}

/// An interpreter: our half of `PyInterpreterState`. One line per subject; what belongs to a built-in module lives in the
/// module's own state instead.
pub struct Interp {
    /// The lock its threads hold: the main interpreter's, for all.
    pub gil: &'static Gil,
    /// The C half.
    pub block: *mut PyInterpreterState,
    /// `interp_id` of PEP 554; 0 is the main one.
    pub id: i64,
    /// `sys.modules`.
    pub modules: Field<Dict>,
    /// `sys.__dict__`.
    pub sysdict: Field<Dict>,
    /// `builtins.__dict__`.
    pub builtins: Field<Dict>,
    /// `builtins.__dict__` as it was when the interpreter started.
    pub builtins_copy: Field<Dict>,
    /// `importlib._bootstrap`.
    pub importlib: Field,
    /// `builtins.__import__` as it was when the interpreter started: what `IMPORT_NAME` may shortcut.
    pub import_func: Field,
    /// The interpreter's dictionary for extensions (`PyInterpreterState_GetDict`).
    pub dict: Field<Dict>,
    /// The interned strings.
    pub interned: RefCell<InternTable>,
    /// Search functions, cache, error handlers of the codec registry.
    pub codec_search_path: Field<List>,
    pub codec_search_cache: Field<Dict>,
    pub codec_error_registry: Field<Dict>,
    /// How the interpreter was started.
    pub config: Cell<Option<&'static Config>>,
    /// First of the linked list of thread states; guarded by `threads_lock`.
    pub threads: Cell<*mut PyThreadState>,
    pub threads_lock: Mutex<()>,
    /// The id the next thread state gets.
    pub next_thread_id: AtomicU64,
    /// Calls to make on the main thread.
    pub pending_calls: Mutex<Vec<PendingCall>>,
    /// Audit hooks of `sys.addaudithook`.
    pub audit_hooks: Field<List>,
    /// Functions of `os.register_at_fork`.
    pub before_forkers: Field<List>,
    pub after_forkers_parent: Field<List>,
    pub after_forkers_child: Field<List>,
    /// Whether `Py_FinalizeEx` has begun, for this interpreter.
    pub finalizing: Cell<bool>,
    /// `sys.set_int_max_str_digits`.
    pub int_max_str_digits: Cell<i32>,
    /// The functions of `atexit`, last registered last.
    pub atexit: Field<List>,
    /// C functions of `PyUnstable_AtExit`.
    pub atexit_c: RefCell<Vec<(unsafe extern "C" fn(*mut std::ffi::c_void), usize)>>,
    /// Flags that extension modules are opened with (`sys.setdlopenflags`).
    pub dlopen_flags: Cell<i32>,
    /// The full name of the single-phase module being initialized, if it stands in a package.
    pub package_context: Field<Str>,
    /// Single-phase modules by file and name.
    pub single_phase: RefCell<HashMap<(String, String), SinglePhase>>,
    /// Modules by the index of their definition (`PyState_FindModule`).
    pub modules_by_index: RefCell<Vec<Option<Ref>>>,
    /// `-X importtime`.
    pub import_times: Cell<ImportTimes>,
    /// The type of `sys.unraisablehook`'s argument, once made.
    pub unraisable_hook_args: Field<Type>,
    /// What `_thread` keeps, in a type of its own; other threads reach for it, too.
    pub thread_module: OnceLock<Box<dyn Any + Send + Sync>>,
    /// Objects that Rust code keeps per interpreter by key (heap types of modules without state, caches), released last.
    pub kept: RefCell<Vec<Ref>>,
    /// The classes of `_ast`, once asked for.
    pub ast: OnceCell<crate::ast::State>,
}

// SAFETY: touched by the thread that holds the interpreter; what others touch is behind locks or atomics.
unsafe impl Sync for Interp {}

impl Interp {
    /// A new interpreter over its C half.
    pub fn new(block: *mut PyInterpreterState, id: i64, gil: &'static Gil) -> Interp {
        Interp {
            gil,
            block,
            id,
            modules: Field::NULL,
            sysdict: Field::NULL,
            builtins: Field::NULL,
            builtins_copy: Field::NULL,
            importlib: Field::NULL,
            import_func: Field::NULL,
            dict: Field::NULL,
            interned: RefCell::default(),
            codec_search_path: Field::NULL,
            codec_search_cache: Field::NULL,
            codec_error_registry: Field::NULL,
            config: Cell::new(None),
            threads: Cell::new(std::ptr::null_mut()),
            threads_lock: Mutex::new(()),
            next_thread_id: AtomicU64::new(1),
            pending_calls: Mutex::new(Vec::new()),
            audit_hooks: Field::NULL,
            before_forkers: Field::NULL,
            after_forkers_parent: Field::NULL,
            after_forkers_child: Field::NULL,
            finalizing: Cell::new(false),
            int_max_str_digits: Cell::new(4300),
            atexit: Field::NULL,
            atexit_c: RefCell::new(Vec::new()),
            dlopen_flags: Cell::new(DEFAULT_DLOPEN_FLAGS),
            package_context: Field::NULL,
            single_phase: RefCell::new(HashMap::new()),
            modules_by_index: RefCell::new(Vec::new()),
            import_times: Cell::default(),
            unraisable_hook_args: Field::NULL,
            thread_module: OnceLock::new(),
            kept: RefCell::new(Vec::new()),
            ast: OnceCell::new(),
        }
    }

    /// Makes the main interpreter: its C half is the one inside `_PyRuntime`. Called once, before any object is made.
    pub fn init_main() -> &'static Interp {
        let block = (&raw const _PyRuntime._main_interpreter).cast_mut();
        // SAFETY: the runtime's block is zeroed, and nobody else runs yet.
        unsafe { crate::eval::interp::init(block) };
        let interp = Box::leak(Box::new(Interp::new(block, 0, Box::leak(Box::new(Gil::new())))));
        // SAFETY: the block is ours to write at this offset, and nobody else runs yet.
        unsafe { block.byte_add(INTERP_OFFSET).cast::<*const Interp>().write(interp) };
        // SAFETY: the block is ours, and nobody else runs yet.
        unsafe {
            (*block)._whence.set(_PyInterpreterState_WHENCE_RUNTIME);
            (*block)._initialized.set(1);
            (*block).ceval.recursion_limit.set(super::thread::DEFAULT_RECURSION_LIMIT);
            (*block).feature_flags.set(super::subinterp::Settings::LEGACY.features);
            (*block).runtime.set((&raw const _PyRuntime).cast_mut());
        }
        // Debuggers find the interpreters here.
        _PyRuntime.interpreters.head.set(block);
        _PyRuntime.interpreters.main.set(block);
        _PyRuntime.interpreters.next_id.set(1);
        _PyRuntime.gilstate.autoInterpreterState.set(block);
        // SAFETY: as above; the collector's state stands at its offset in the block.
        crate::heap::gc::init(unsafe { crate::heap::gc::state_of(block) });
        interp
    }

    /// Makes an interpreter beside the main one, and lists it. It starts as the main one did. `None` when out of memory.
    pub fn init_further(main: &'static Interp, settings: Settings) -> Option<&'static Interp> {
        let size = size_of::<PyInterpreterState>();
        let block =
            crate::heap::domains::calloc(crate::heap::domains::Domain::Raw, 1, size).cast::<PyInterpreterState>();
        // SAFETY: memory of the struct's size, for which all-zero is valid; nobody else knows it yet.
        let fields = unsafe { block.as_ref() }?;
        let interpreters = &_PyRuntime.interpreters;
        let id = interpreters.next_id.get();
        interpreters.next_id.set(id + 1);
        let interp: &'static Interp = Box::leak(Box::new(Interp::new(block, id, main.gil)));
        // SAFETY: as above.
        unsafe { block.byte_add(INTERP_OFFSET).cast::<*const Interp>().write(interp) };
        if let Some(config) = main.config.get() {
            interp.config.set(Some(config));
        }
        interp.int_max_str_digits.set(main.int_max_str_digits.get());
        interp.dlopen_flags.set(main.dlopen_flags.get());
        // SAFETY: the block is zeroed, and nobody else knows it.
        unsafe { crate::eval::interp::init(block) };
        fields.id.set(id);
        fields._whence.set(settings.whence);
        fields._initialized.set(1);
        fields.runtime.set((&raw const _PyRuntime).cast_mut());
        fields.feature_flags.set(settings.features);
        fields.ceval.own_gil.set(settings.own_gil.into());
        // SAFETY: the main interpreter's block; the collector's state stands at its offset in the new one.
        unsafe {
            fields.ceval.gil.set((*main.block).ceval.gil.get());
            fields.ceval.recursion_limit.set((*main.block).ceval.recursion_limit.get());
            crate::heap::gc::init(crate::heap::gc::state_of(block));
        }
        fields.next.set(interpreters.head.replace(block));
        Some(interp)
    }

    /// Drops what is kept about an interpreter that ends.
    pub fn release(&self, th: &mut Thread) {
        let mut gone: Vec<Option<Ref>> = Vec::new();
        macro_rules! take {
            ($($field:ident)*) => {$( gone.push(self.$field.take().map(Ref::into_object)); )*};
        }
        take!(
            modules sysdict builtins builtins_copy importlib import_func dict codec_search_path codec_search_cache
            codec_error_registry audit_hooks before_forkers after_forkers_parent after_forkers_child atexit
            package_context unraisable_hook_args
        );
        gone.extend(std::mem::take(&mut *self.modules_by_index.borrow_mut()));
        gone.extend(std::mem::take(&mut *self.kept.borrow_mut()).into_iter().map(Some));
        let single_phase = std::mem::take(&mut *self.single_phase.borrow_mut());
        drop(gone);
        drop(single_phase);
        let _ = th;
    }

    /// The main interpreter, once it is made.
    pub fn main() -> Option<&'static Interp> {
        let block = (&raw const _PyRuntime._main_interpreter).cast_mut();
        // SAFETY: null until `init_main` puts the address there; an `Interp` outlives its threads.
        unsafe { (*block.byte_add(INTERP_OFFSET).cast::<*const Interp>()).as_ref() }
    }

    /// The interpreter of a C half.
    ///
    /// # Safety
    /// `block` belongs to a live interpreter.
    #[inline(always)]
    pub unsafe fn of(block: *mut PyInterpreterState) -> &'static Interp {
        // SAFETY: `init_main` and its fellows put the address there; an `Interp` outlives its threads.
        unsafe { &**block.byte_add(INTERP_OFFSET).cast::<*const Interp>() }
    }
}

/// The interpreter of a thread.
pub trait InterpAccess {
    /// The interpreter this thread belongs to.
    fn interp(&self) -> &'static Interp;
}

impl InterpAccess for PyThreadState {
    #[inline(always)]
    fn interp(&self) -> &'static Interp {
        // SAFETY: a thread state belongs to a live interpreter.
        unsafe { Interp::of(self.interp.get()) }
    }
}
