//! Entering and leaving scopes: a unit's tables from its symbol-table block, its qualified name, its code object.

use std::rc::Rc;

use ks_bytecode::{arg, co, op};

use super::*;
use crate::flowgraph::FlowError;
use crate::names::mangle;
use crate::symtable::{DEF_COMP_CELL, DEF_FREE_CLASS, Scope, SymbolTable};

/// A unit for a block, with its variables numbered.
pub(super) fn new_unit<'a>(
    table: &SymbolTable,
    interner: &Interner,
    known: &Known,
    id: BlockId,
    kind: ScopeKind,
    name: Name,
    firstlineno: i32,
    private: Option<Name>,
) -> Unit<'a> {
    let block = &table[id];
    let text = PyStr::identifier(interner.get(name));
    let mut meta = UnitMetadata::new(text.clone(), text, firstlineno);
    meta.varnames = block.varnames.iter().copied().collect();
    let sorted = |keep: &dyn Fn(u32) -> bool| -> NameTable {
        let mut names: Vec<Name> = block.symbols.iter().filter(|(_, f)| keep(*f)).map(|(name, _)| name).collect();
        names.sort_unstable_by(|a, b| interner.get(*a).cmp(interner.get(*b)));
        names.into_iter().collect()
    };
    meta.cellvars = sorted(&|flags| Scope::of_flags(flags) == Scope::Cell || flags & DEF_COMP_CELL != 0);
    if block.needs_class_closure {
        meta.cellvars.insert(known.dunder_class);
    }
    if block.needs_classdict {
        meta.cellvars.insert(known.dunder_classdict);
    }
    meta.freevars = sorted(&|flags| Scope::of_flags(flags) == Scope::Free || flags & DEF_FREE_CLASS != 0);
    Unit {
        block: id,
        kind,
        private,
        name,
        seq: InstrSeq::new(),
        meta,
        fblocks: Vec::new(),
        fast_hidden: NameMap::default(),
        in_inlined_comp: 0,
        static_attributes: NameTable::new(),
    }
}

impl<'a> Compiler<'a, '_> {
    /// Starts the unit of a node's block inside the current one. `private` is the class that mangles names from here
    /// on; without one it is the current unit's.
    pub(super) fn enter_scope(
        &mut self,
        key: NodeKey,
        kind: ScopeKind,
        name: Name,
        firstlineno: i32,
        private: Option<Name>,
    ) -> CompileResult {
        let block = self.table.lookup(key).ok_or_else(unknown_block)?;
        let private = private.or(self.unit.private);
        let unit = new_unit(self.table, self.interner, self.known, block, kind, name, firstlineno, private);
        let outer = std::mem::replace(&mut self.unit, unit);
        self.stack.push(outer);
        self.set_qualname();
        let at = Location::new(firstlineno, 0, firstlineno, 0);
        self.op_i(at, op::RESUME, i32::from(arg::resume::AT_FUNC_START));
        Ok(())
    }

    /// `co_qualname`: the path of scopes from the module.
    fn set_qualname(&mut self) {
        let depth = self.stack.len();
        if depth < 2 {
            return; // directly in the module: the name itself
        }
        let mut parent = &self.stack[depth - 1];
        if parent.kind == ScopeKind::TypeParams {
            // Type parameters do not show in the path.
            if depth == 2 {
                return;
            }
            parent = &self.stack[depth - 2];
        }
        let own_kind = self.unit.kind;
        if matches!(own_kind, ScopeKind::Function | ScopeKind::AsyncFunction | ScopeKind::Class) {
            let mangled = mangle(self.interner, parent.private, self.unit.name);
            // Declared global: it is known by its plain name.
            if self.table[parent.block].scope_of(mangled) == Scope::GlobalExplicit {
                return;
            }
        }
        let base = parent.meta.qualname.as_bytes();
        let locals: &[u8] = if matches!(parent.kind, ScopeKind::Function | ScopeKind::AsyncFunction | ScopeKind::Lambda)
        {
            b".<locals>."
        } else {
            b"."
        };
        let name = self.interner.get(self.unit.name).as_bytes();
        self.unit.meta.qualname = PyStr::from_wtf8(&[base, locals, name].concat());
    }

    /// Ends the current unit with a return, of None or of what is on the stack, and goes back to the one around it.
    pub(super) fn exit_scope(&mut self, add_none: bool) -> CompileResult<Finished> {
        if add_none {
            self.load_none(NO_LOCATION);
        }
        self.op(NO_LOCATION, op::RETURN_VALUE);
        let flags = self.code_flags();
        let Some(outer) = self.stack.pop() else { return Err(unknown_block()) };
        let unit = std::mem::replace(&mut self.unit, outer);
        let (seq, mut meta) = (unit.seq, unit.meta);
        meta.flags = flags;
        meta.fasthidden = unit.fast_hidden.into_keys().collect();
        let free: Vec<Name> = meta.freevars.iter().copied().collect();
        if self.settings.keep_sequences {
            self.unit.seq.nested.push(seq.clone());
        }
        let code = Rc::new(self.assemble(seq, meta)?);
        Ok(Finished { code, free })
    }

    /// Ends the outermost unit.
    pub(super) fn finish_top(mut self, add_none: bool) -> CompileResult<Generated> {
        if add_none {
            self.load_none(NO_LOCATION);
        }
        self.op(NO_LOCATION, op::RETURN_VALUE);
        let flags = self.code_flags();
        let Compiler { mut assembler, unit, interner, settings, .. } = self;
        let (seq, mut meta) = (unit.seq, unit.meta);
        meta.flags = flags;
        meta.fasthidden = unit.fast_hidden.into_keys().collect();
        let before = settings.keep_sequences.then(|| (seq.clone(), meta.clone()));
        let code = assembler.assemble(seq, meta, interner).map_err(flow_error)?;
        Ok(Generated { code: Rc::new(code), before })
    }

    fn assemble(&mut self, seq: InstrSeq, meta: UnitMetadata) -> CompileResult<CodeUnit> {
        self.assembler.assemble(seq, meta, self.interner).map_err(flow_error)
    }

    fn code_flags(&self) -> u32 {
        let block = self.block();
        let mut flags = 0;
        if block.is_function_like() {
            flags |= co::CO_NEWLOCALS | co::CO_OPTIMIZED;
            if block.nested {
                flags |= co::CO_NESTED;
            }
            flags |= match (block.generator, block.coroutine) {
                (true, false) => co::CO_GENERATOR,
                (false, true) => co::CO_COROUTINE,
                (true, true) => co::CO_ASYNC_GENERATOR,
                (false, false) => 0,
            };
            if block.varargs {
                flags |= co::CO_VARARGS;
            }
            if block.varkeywords {
                flags |= co::CO_VARKEYWORDS;
            }
        }
        flags |= self.settings.flags;
        if self.is_top_level_await() && block.coroutine && !block.generator {
            flags |= co::CO_COROUTINE;
        }
        flags
    }

    /// Makes a function of a finished unit, with its closure and the attributes that `flags`
    /// ([`ks_bytecode::arg::make_function`]) says are on the stack.
    pub(super) fn make_closure(&mut self, at: Location, finished: Finished, mut flags: u8) -> CompileResult {
        if !finished.free.is_empty() {
            for &name in &finished.free {
                let index = if self.is_cell_here(name) { self.cell_index(name) } else { self.free_index(name) };
                let Some(index) = index else {
                    let message = format!("no cell for free variable '{}'", self.text(name));
                    return Err(CompileError::System(message));
                };
                self.op_i(at, op::LOAD_CLOSURE, index);
            }
            flags |= arg::make_function::CLOSURE;
            self.op_i(at, op::BUILD_TUPLE, finished.free.len() as i32);
        }
        let index = self.unit.meta.consts.add(crate::unit::ConstValue::Code(finished.code));
        self.op_i(at, op::LOAD_CONST, index);
        self.op(at, op::MAKE_FUNCTION);
        for attribute in [
            arg::make_function::CLOSURE,
            arg::make_function::ANNOTATIONS,
            arg::make_function::KWDEFAULTS,
            arg::make_function::DEFAULTS,
        ] {
            if flags & attribute != 0 {
                self.op_i(at, op::SET_FUNCTION_ATTRIBUTE, i32::from(attribute));
            }
        }
        Ok(())
    }

    /// Whether a name that an inner scope needs is a cell of the current unit (rather than free in it too).
    fn is_cell_here(&self, name: Name) -> bool {
        if self.unit.kind == ScopeKind::Class
            && (name == self.known.dunder_class || name == self.known.dunder_classdict)
        {
            return true;
        }
        self.block().scope_of(name) == Scope::Cell
    }
}

/// A unit made into a code object, and the variables it takes from outside.
pub(super) struct Finished {
    pub code: Rc<CodeUnit>,
    pub free: Vec<Name>,
}

fn flow_error(error: FlowError) -> CompileError {
    match error {
        FlowError::MalformedCfg => CompileError::System(error.to_string()),
        _ => CompileError::Value(error.to_string()),
    }
}
