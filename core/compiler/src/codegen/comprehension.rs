//! Comprehensions and generator expressions, inlined into their scope (PEP 709) or as functions.

use ks_bytecode::op;

use super::blocks::{FBlock, FBlockKind};
use super::*;
use crate::instruction_sequence::Label;
use crate::symtable::{ComprehensionKind, DEF_LOCAL, DEF_NONLOCAL, Scope};

/// A comprehension's parts.
#[derive(Clone, Copy)]
struct Parts<'a> {
    kind: ComprehensionKind,
    generators: &'a [Comprehension],
    elt: &'a Expr,
    value: Option<&'a Expr>,
}

impl Parts<'_> {
    fn of(e: &Expr) -> Option<Parts<'_>> {
        use ComprehensionKind as Kind;
        let (kind, generators, elt, value) = match &e.kind {
            ExprKind::ListComp { elt, generators } => (Kind::List, generators, elt, None),
            ExprKind::SetComp { elt, generators } => (Kind::Set, generators, elt, None),
            ExprKind::GeneratorExp { elt, generators } => (Kind::Generator, generators, elt, None),
            ExprKind::DictComp { key, value, generators } => (Kind::Dict, generators, key, Some(&**value)),
            _ => return None,
        };
        Some(Parts { kind, generators, elt, value })
    }
}

/// What an inlined comprehension changed and must put back.
struct Inlined {
    /// Locals of the scope that the comprehension's names hide, saved on the stack.
    pushed: Vec<Name>,
    /// Symbols as they were before.
    symbols: Vec<(Name, u32)>,
    /// Names made fast for the time being.
    hidden: Vec<Name>,
    /// Puts the locals back when the comprehension raises.
    cleanup: Option<Label>,
}

impl<'a> Compiler<'a, '_> {
    #[inline(never)]
    pub(super) fn comprehension(&mut self, e: &'a Expr) -> CompileResult {
        let Some(parts) = Parts::of(e) else { return Ok(()) };
        let Some(outermost) = parts.generators.first() else {
            return Err(CompileError::Value("comprehension with no generators".to_owned()));
        };
        let key = NodeKey::new(e, Part::Body);
        let entry = self.table.lookup(key).ok_or_else(unknown_block)?;
        let at = loc(e.span);
        let is_generator = parts.kind == ComprehensionKind::Generator;
        let is_async = self.table[entry].coroutine;
        let around = self.unit.kind;
        let top_level_await = self.is_top_level_await();
        let inlined = self.table[entry].comp_inlined;
        let state = if inlined {
            self.iterator(&outermost.iter, outermost)?;
            Some(self.push_inlined(at, entry)?)
        } else {
            let name = match parts.kind {
                ComprehensionKind::List => self.known.listcomp_brackets,
                ComprehensionKind::Set => self.known.setcomp_brackets,
                ComprehensionKind::Dict => self.known.dictcomp_brackets,
                _ => self.known.genexpr_brackets,
            };
            self.enter_scope(key, ScopeKind::Comprehension, name, e.span.lineno, None)?;
            None
        };
        if is_async
            && !is_generator
            && !matches!(around, ScopeKind::AsyncFunction | ScopeKind::Comprehension)
            && !top_level_await
        {
            return self.error(at, "asynchronous comprehension outside of an asynchronous function");
        }
        if !is_generator {
            let build = match parts.kind {
                ComprehensionKind::Set => op::BUILD_SET,
                ComprehensionKind::Dict => op::BUILD_MAP,
                _ => op::BUILD_LIST,
            };
            self.op_i(at, build, 0);
            if inlined {
                self.op_i(at, op::SWAP, 2);
            }
        }
        self.generator(at, parts, 0, 0, inlined)?;
        if let Some(state) = state {
            return self.pop_inlined(at, state);
        }
        if is_generator {
            self.wrap_in_stopiteration_handler();
        } else {
            self.op(at, op::RETURN_VALUE);
        }
        let code = self.exit_scope(true)?;
        if top_level_await && is_async {
            let module = self.unit.block;
            self.table[module].coroutine = true;
        }
        self.make_closure(at, code, 0)?;
        self.iterator(&outermost.iter, outermost)?;
        self.op_i(at, op::CALL, 0);
        if is_async && !is_generator {
            self.add_await(at, 0);
        }
        Ok(())
    }

    #[inline(never)]
    fn iterator(&mut self, iter: &'a Expr, generator: &Comprehension) -> CompileResult {
        self.expr(iter)?;
        self.op(loc(iter.span), if generator.is_async != 0 { op::GET_AITER } else { op::GET_ITER });
        Ok(())
    }

    /// The loop of one `for` clause, with those after it inside. `depth` is the number of iterators on the stack.
    fn generator(
        &mut self,
        at: Location,
        parts: Parts<'a>,
        index: usize,
        depth: i32,
        iter_on_stack: bool,
    ) -> CompileResult {
        self.depth.enter()?;
        if parts.generators[index].is_async != 0 {
            self.async_generator(at, parts, index, depth, iter_on_stack)?;
        } else {
            self.sync_generator(at, parts, index, depth, iter_on_stack)?;
        }
        self.depth.leave();
        Ok(())
    }

    fn sync_generator(
        &mut self,
        at: Location,
        parts: Parts<'a>,
        index: usize,
        mut depth: i32,
        iter_on_stack: bool,
    ) -> CompileResult {
        let generator = &parts.generators[index];
        let skip = self.new_label();
        // `for x in [value]` just assigns.
        let mut single = None;
        if !iter_on_stack {
            if index == 0 {
                self.unit.meta.argcount = 1;
                self.op_i(at, op::LOAD_FAST, 0);
            } else {
                if let ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } = &generator.iter.kind
                    && let [only] = elts.as_slice()
                    && !matches!(only.kind, ExprKind::Starred { .. })
                {
                    single = Some(only);
                }
                match single {
                    Some(only) => self.expr(only)?,
                    None => {
                        self.expr(&generator.iter)?;
                        self.op(loc(generator.iter.span), op::GET_ITER);
                    }
                }
            }
        }
        let mut labels = None;
        if single.is_none() {
            depth += 1;
            let (start, anchor) = (self.new_label(), self.new_label());
            self.use_label(start);
            self.jump(loc(generator.iter.span), op::FOR_ITER, anchor);
            labels = Some((start, anchor));
        }
        self.expr(&generator.target)?;
        let elt_at = self.generator_inside(at, parts, index, depth, skip)?;
        self.use_label(skip);
        if let Some((start, anchor)) = labels {
            self.jump(elt_at, op::JUMP, start);
            self.use_label(anchor);
            self.op(NO_LOCATION, op::END_FOR);
            self.op(NO_LOCATION, op::POP_TOP);
        }
        Ok(())
    }

    fn async_generator(
        &mut self,
        at: Location,
        parts: Parts<'a>,
        index: usize,
        depth: i32,
        iter_on_stack: bool,
    ) -> CompileResult {
        let generator = &parts.generators[index];
        let (start, except, skip) = (self.new_label(), self.new_label(), self.new_label());
        if !iter_on_stack {
            if index == 0 {
                self.unit.meta.argcount = 1;
                self.op_i(at, op::LOAD_FAST, 0);
            } else {
                self.expr(&generator.iter)?;
                self.op(loc(generator.iter.span), op::GET_AITER);
            }
        }
        self.use_label(start);
        self.push_fblock(FBlock { start: Some(start), ..FBlock::new(FBlockKind::AsyncComprehensionGenerator, at) })?;
        self.jump(at, op::SETUP_FINALLY, except);
        self.op(at, op::GET_ANEXT);
        self.load_none(at);
        self.add_yield_from(at, true);
        self.op(at, op::POP_BLOCK);
        self.expr(&generator.target)?;
        let elt_at = self.generator_inside(at, parts, index, depth + 1, skip)?;
        self.use_label(skip);
        self.jump(elt_at, op::JUMP, start);
        self.pop_fblock(FBlockKind::AsyncComprehensionGenerator);
        self.use_label(except);
        self.op(at, op::END_ASYNC_FOR);
        Ok(())
    }

    /// What is inside a clause's loop: its conditions, then the next clause or the element. Returns the position of
    /// the jump back.
    fn generator_inside(
        &mut self,
        at: Location,
        parts: Parts<'a>,
        index: usize,
        depth: i32,
        skip: Label,
    ) -> CompileResult<Location> {
        for condition in &parts.generators[index].ifs {
            self.jump_if(condition, skip, false)?;
        }
        let mut elt_at = loc(parts.elt.span);
        if index + 1 < parts.generators.len() {
            self.generator(at, parts, index + 1, depth, false)?;
            return Ok(elt_at);
        }
        self.expr(parts.elt)?;
        match parts.kind {
            ComprehensionKind::List => self.op_i(elt_at, op::LIST_APPEND, depth + 1),
            ComprehensionKind::Set => self.op_i(elt_at, op::SET_ADD, depth + 1),
            ComprehensionKind::Dict => {
                if let Some(value) = parts.value {
                    self.expr(value)?;
                    elt_at = loc(parts.elt.span.to(value.span));
                }
                self.op_i(elt_at, op::MAP_ADD, depth + 1);
            }
            _ => {
                self.add_yield(elt_at);
                self.op(elt_at, op::POP_TOP);
            }
        }
        Ok(elt_at)
    }

    // ---- inlining ----

    /// Gives the comprehension's names room in the current scope. The iterator is on the stack.
    fn push_inlined(&mut self, at: Location, entry: BlockId) -> CompileResult<Inlined> {
        let block = self.block();
        let in_class = block.kind == BlockKind::Class && self.unit.in_inlined_comp == 0;
        let function_like = block.is_function_like();
        self.unit.in_inlined_comp += 1;
        let mut state = Inlined { pushed: Vec::new(), symbols: Vec::new(), hidden: Vec::new(), cleanup: None };
        let here = self.unit.block;
        let symbols: Vec<(Name, u32)> = self.table[entry].symbols.iter().collect();
        for (name, flags) in symbols {
            let outer_flags = self.table[here].symbols.get(name).unwrap_or(0);
            let (scope, outer) = (Scope::of_flags(flags), Scope::of_flags(outer_flags));
            if scope != outer && scope != Scope::Free && !(scope == Scope::Cell && outer == Scope::Free) || in_class {
                self.table[here].symbols.insert(name, flags);
                state.symbols.push((name, outer_flags));
            }
            // Names that the comprehension does not bind are those around it, except that a class's are not seen.
            if !(flags & DEF_LOCAL != 0 && flags & DEF_NONLOCAL == 0 || in_class) {
                continue;
            }
            if !function_like && self.unit.fast_hidden.insert(name, true) != Some(true) {
                state.hidden.push(name);
            }
            // A cell is saved as it is, and the comprehension gets a new one.
            self.op_local(at, op::LOAD_FAST_AND_CLEAR, name);
            if scope == Scope::Cell {
                let index = if outer == Scope::Free { self.free_index(name) } else { self.cell_index(name) };
                let index = index.ok_or_else(unknown_block)?;
                self.op_i(at, op::MAKE_CELL, index);
            }
            state.pushed.push(name);
        }
        if !state.pushed.is_empty() {
            self.op_i(at, op::SWAP, state.pushed.len() as i32 + 1);
            let cleanup = self.new_label();
            self.jump(at, op::SETUP_FINALLY, cleanup);
            state.cleanup = Some(cleanup);
        }
        Ok(state)
    }

    fn pop_inlined(&mut self, at: Location, state: Inlined) -> CompileResult {
        self.unit.in_inlined_comp -= 1;
        if let Some(cleanup) = state.cleanup {
            self.op(NO_LOCATION, op::POP_BLOCK);
            let end = self.new_label();
            self.jump(NO_LOCATION, op::JUMP_NO_INTERRUPT, end);
            self.use_label(cleanup);
            // Below the exception is the unfinished result.
            self.op_i(NO_LOCATION, op::SWAP, 2);
            self.op(NO_LOCATION, op::POP_TOP);
            self.restore_locals(at, &state);
            self.op_i(NO_LOCATION, op::RERAISE, 0);
            self.use_label(end);
            self.restore_locals(at, &state);
        }
        let here = self.unit.block;
        for (name, flags) in state.symbols {
            self.table[here].symbols.insert(name, flags);
        }
        for name in state.hidden {
            self.unit.fast_hidden.insert(name, false);
        }
        Ok(())
    }

    fn restore_locals(&mut self, at: Location, state: &Inlined) {
        self.op_i(at, op::SWAP, state.pushed.len() as i32 + 1);
        for &name in state.pushed.iter().rev() {
            self.op_local(at, op::STORE_FAST_MAYBE_NULL, name);
        }
    }
}
