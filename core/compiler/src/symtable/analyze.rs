//! Second pass of the symbol table: where each name lives.
//!
//! Blocks are visited outside in with what the enclosing functions bind and what is declared global; on the way back
//! each block learns which names its children need from it, and makes cells of them.

use ks_syntax::ast::{Interner, Name};

use super::*;
use crate::depth::{Depth, Limits};
use crate::error::{CompileError, CompileResult};
use crate::names::Known;

/// Resolves all names of a table.
pub(super) fn analyze(table: &mut SymbolTable, interner: &Interner, known: &Known, limits: Limits) -> CompileResult {
    let mut analysis = Analysis { table, interner, known, depth: Depth::new(limits) };
    let top = analysis.table.top;
    let mut context = Context { bound: None, global: NameSet::default(), type_params: NameSet::default() };
    analysis.block(top, &mut context, None)?;
    Ok(())
}

/// What a block is told by those around it. Each block has its own copy.
#[derive(Clone)]
struct Context {
    /// Names bound by enclosing functions; `None` at module level.
    bound: Option<NameSet>,
    /// Names declared global by enclosing blocks.
    global: NameSet,
    /// Names that are type parameters of enclosing blocks.
    type_params: NameSet,
}

/// Scopes found for a block's names, before they are written into its table.
type Scopes = NameMap<Scope>;

struct Analysis<'a> {
    table: &'a mut SymbolTable,
    interner: &'a Interner,
    known: &'a Known,
    depth: Depth,
}

impl Analysis<'_> {
    /// Resolves a block and those inside it; returns the names it needs from outside.
    fn block(&mut self, id: BlockId, context: &mut Context, class: Option<BlockId>) -> CompileResult<NameSet> {
        self.depth.enter()?;
        let is_class = self.table[id].kind == BlockKind::Class;
        let mut local = NameSet::default();
        let mut scopes = Scopes::default();
        let mut free = NameSet::default();
        let mut inner_free = NameSet::default();
        let mut inlined_cells = NameSet::default();

        // Names bound in a class are not seen by its methods: they see what the class sees.
        let mut inner = if is_class { Some(context.clone()) } else { None };

        for index in 0..self.table[id].symbols.len() {
            let (name, flags) = self.table[id].symbols.entries[index];
            self.name(id, &mut scopes, name, flags, context, &mut local, &mut free, class)?;
        }

        let inner = match &mut inner {
            Some(inner) => {
                inner.type_params.clone_from(&context.type_params);
                let bound = inner.bound.get_or_insert_default();
                bound.insert(self.known.dunder_class);
                bound.insert(self.known.dunder_classdict);
                inner
            }
            None => {
                let mut made = context.clone();
                let bound = made.bound.get_or_insert_default();
                if self.table[id].is_function_like() {
                    bound.extend(&local);
                }
                inner.insert(made)
            }
        };

        // The list of children is rebuilt: an inlined comprehension's place is taken by its own children.
        let children = std::mem::take(&mut self.table[id].children);
        let mut spliced = Vec::with_capacity(children.len());
        for (i, &child) in children.iter().enumerate() {
            let child_class =
                if self.table[child].can_see_class_scope { if is_class { Some(id) } else { class } } else { None };
            let inline =
                !matches!(self.table[child].comprehension, ComprehensionKind::None | ComprehensionKind::Generator)
                    && !self.table[id].can_see_class_scope;
            let mut child_free = self.block(child, &mut inner.clone(), child_class)?;
            if inline {
                self.inline(id, child, &mut scopes, &mut child_free, &mut inlined_cells);
                self.table[child].comp_inlined = true;
                let grandchildren = std::mem::take(&mut self.table[child].children);
                spliced.extend(&grandchildren);
                self.table[child].children = grandchildren;
            } else {
                spliced.push(children[i]);
            }
            inner_free.extend(&child_free);
        }
        self.table[id].children = spliced;

        if self.table[id].is_function_like() {
            make_cells(&self.table[id], &mut scopes, &mut inner_free, &inlined_cells);
        } else if is_class {
            self.table[id].needs_class_closure |= inner_free.remove(&self.known.dunder_class);
            self.table[id].needs_classdict |= inner_free.remove(&self.known.dunder_classdict);
        }
        let sees_class = is_class || self.table[id].can_see_class_scope;
        self.write_scopes(id, &scopes, context.bound.as_ref(), &inner_free, &inlined_cells, sees_class);
        free.extend(&inner_free);
        self.depth.leave();
        Ok(free)
    }

    /// Decides about one name of a block from what the block does with it.
    fn name(
        &self,
        id: BlockId,
        scopes: &mut Scopes,
        name: Name,
        flags: u32,
        context: &mut Context,
        local: &mut NameSet,
        free: &mut NameSet,
        class: Option<BlockId>,
    ) -> CompileResult {
        if flags & DEF_GLOBAL != 0 {
            if flags & DEF_NONLOCAL != 0 {
                return self.error_at_directive(id, name, "name '{}' is nonlocal and global");
            }
            scopes.insert(name, Scope::GlobalExplicit);
            context.global.insert(name);
            if let Some(bound) = &mut context.bound {
                bound.remove(&name);
            }
            return Ok(());
        }
        if flags & DEF_NONLOCAL != 0 {
            let Some(bound) = &context.bound else {
                return self.error_at_directive(id, name, "nonlocal declaration not allowed at module level");
            };
            if !bound.contains(&name) {
                return self.error_at_directive(id, name, "no binding for nonlocal '{}' found");
            }
            if context.type_params.contains(&name) {
                let template = "nonlocal binding not allowed for type parameter '{}'";
                return self.error_at_directive(id, name, template);
            }
            scopes.insert(name, Scope::Free);
            free.insert(name);
            return Ok(());
        }
        if flags & DEF_BOUND != 0 {
            scopes.insert(name, Scope::Local);
            local.insert(name);
            context.global.remove(&name);
            if flags & DEF_TYPE_PARAM != 0 {
                context.type_params.insert(name);
            } else {
                context.type_params.remove(&name);
            }
            return Ok(());
        }
        // An annotation scope in a class looks in the class namespace first, at run time.
        if let Some(class) = class {
            let there = self.table[class].symbols.get(name).unwrap_or(0);
            if there & DEF_GLOBAL != 0 {
                scopes.insert(name, Scope::GlobalExplicit);
                return Ok(());
            }
            if there & DEF_BOUND != 0 && there & DEF_NONLOCAL == 0 {
                scopes.insert(name, Scope::GlobalImplicit);
                return Ok(());
            }
        }
        if context.bound.as_ref().is_some_and(|bound| bound.contains(&name)) {
            scopes.insert(name, Scope::Free);
            free.insert(name);
            return Ok(());
        }
        scopes.insert(name, Scope::GlobalImplicit);
        Ok(())
    }

    fn error_at_directive(&self, id: BlockId, name: Name, template: &str) -> CompileResult {
        let span = self.table[id].directives.iter().find(|d| d.0 == name).map_or(Span::default(), |d| d.1);
        Err(CompileError::early(span, template.replace("{}", self.interner.get(name))))
    }

    /// Takes the names of a comprehension that is compiled into `id` over into it (PEP 709).
    fn inline(
        &mut self,
        id: BlockId,
        comprehension: BlockId,
        scopes: &mut Scopes,
        comp_free: &mut NameSet,
        inlined_cells: &mut NameSet,
    ) {
        let mut drop_class = false;
        for index in 0..self.table[comprehension].symbols.len() {
            let (name, flags) = self.table[comprehension].symbols.entries[index];
            if flags & DEF_PARAM != 0 {
                continue; // the iterable it is called with
            }
            let mut scope = Scope::of_flags(flags);
            let plain = flags & ((1 << SCOPE_OFFSET) - 1);
            if scope == Scope::Free && self.table[id].kind == BlockKind::Class && name == self.known.dunder_class {
                // In the class body itself there is no cell to read: the name is looked up as a global.
                scope = Scope::GlobalImplicit;
                comp_free.remove(&name);
                drop_class = true;
            }
            if scope == Scope::Cell || plain & DEF_COMP_CELL != 0 {
                inlined_cells.insert(name);
            }
            match self.table[id].symbols.get(name) {
                None => {
                    self.table[id].symbols.insert(name, plain);
                    scopes.insert(name, scope);
                }
                Some(existing) => {
                    // What the comprehension took from outside is a plain local now, unless a function inside the
                    // comprehension needs it too. (A class's names stay out of reach of both.)
                    if existing & DEF_BOUND != 0
                        && self.table[id].kind != BlockKind::Class
                        && !self.free_in_children(comprehension, name)
                    {
                        comp_free.remove(&name);
                    }
                }
            }
        }
        if drop_class {
            self.table[comprehension].symbols.remove(self.known.dunder_class);
        }
    }

    fn free_in_children(&self, id: BlockId, name: Name) -> bool {
        self.table[id].children.iter().any(|&child| self.table[child].scope_of(name) == Scope::Free)
    }

    /// Writes the scopes into the block's table, and adds what only inner blocks need.
    fn write_scopes(
        &mut self,
        id: BlockId,
        scopes: &Scopes,
        bound: Option<&NameSet>,
        inner_free: &NameSet,
        inlined_cells: &NameSet,
        sees_class: bool,
    ) {
        let block = &mut self.table[id];
        for (name, flags) in &mut block.symbols.entries {
            if inlined_cells.contains(name) {
                *flags |= DEF_COMP_CELL;
            }
            let scope = scopes.get(name).copied().unwrap_or(Scope::Unknown);
            *flags |= (scope as u32) << SCOPE_OFFSET;
        }
        let mut passed_on: Vec<Name> = inner_free.iter().copied().collect();
        passed_on.sort_unstable();
        for name in passed_on {
            match block.symbols.get(name) {
                // Bound here and free in a method: remembered, so that both the class's and the outer one are found.
                Some(flags) => {
                    if sees_class {
                        block.symbols.insert(name, flags | DEF_FREE_CLASS);
                    }
                }
                None => {
                    if bound.is_none_or(|bound| bound.contains(&name)) {
                        block.symbols.insert(name, (Scope::Free as u32) << SCOPE_OFFSET);
                    }
                }
            }
        }
    }
}

/// Locals that inner blocks use become cells, and are no longer looked for further out.
fn make_cells(block: &Block, scopes: &mut Scopes, inner_free: &mut NameSet, inlined_cells: &NameSet) {
    for (name, _) in block.symbols.iter() {
        if let Some(scope @ Scope::Local) = scopes.get_mut(&name)
            && (inner_free.contains(&name) || inlined_cells.contains(&name))
        {
            *scope = Scope::Cell;
            inner_free.remove(&name);
        }
    }
}
