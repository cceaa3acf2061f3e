//! Classes.

use ks_bytecode::{arg, op};

use super::*;

impl<'a> Compiler<'a, '_> {
    #[inline(never)]
    pub(super) fn class_def(&mut self, s: &'a Stmt) -> CompileResult {
        let StmtKind::ClassDef { name, bases, keywords, body, decorator_list, type_params } = &s.kind else {
            return Ok(());
        };
        let at = loc(s.span);
        let firstlineno = decorator_list.first().map_or(s.span.lineno, |decorator| decorator.span.lineno);
        self.exprs(decorator_list)?;
        let is_generic = !type_params.is_empty();
        if is_generic {
            self.enter_type_params(s, *name, firstlineno, Some(*name))?;
            self.type_params(type_params)?;
            self.store_name(at, self.known.type_params)?;
        }
        self.class_body(s, *name, body, is_generic, firstlineno)?;
        if is_generic {
            self.load_name(at, self.known.type_params)?;
            self.op_i(at, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::SUBSCRIPT_GENERIC));
            self.store_name(at, self.known.generic_base)?;
            self.call_arguments(at, 2, bases, keywords, Some(self.known.generic_base))?;
            self.leave_type_params(at)?;
            self.op(at, op::PUSH_NULL);
            self.op_i(at, op::CALL, 0);
        } else {
            self.call_arguments(at, 2, bases, keywords, None)?;
        }
        self.apply_decorators(decorator_list);
        self.store_name(at, *name)
    }

    /// The class body as a function, and what `__build_class__` is called with besides the bases.
    #[inline(never)]
    fn class_body(
        &mut self,
        s: &'a Stmt,
        name: Name,
        body: &'a [Stmt],
        is_generic: bool,
        firstlineno: i32,
    ) -> CompileResult {
        self.enter_scope(NodeKey::new(s, Part::Body), ScopeKind::Class, name, firstlineno, Some(name))?;
        let at = Location::new(firstlineno, 0, firstlineno, 0);
        self.load_name(at, self.known.dunder_name)?;
        self.store_name(at, self.known.dunder_module)?;
        let qualname = self.unit.meta.qualname.clone();
        self.load_const(at, Constant::Str(qualname));
        self.store_name(at, self.known.dunder_qualname)?;
        self.load_int(at, i64::from(firstlineno));
        self.store_name(at, self.known.dunder_firstlineno)?;
        if is_generic {
            self.load_name(at, self.known.type_params)?;
            self.store_name(at, self.known.dunder_type_params)?;
        }
        if self.block().needs_classdict {
            self.op(at, op::LOAD_LOCALS);
            // As a cell, although the name is none in a class's namespace.
            let index = self.cell_index(self.known.dunder_classdict).ok_or_else(unknown_block)?;
            self.op_i(at, op::STORE_DEREF, index);
        }
        self.body(at, body)?;

        let mut attributes = std::mem::take(&mut self.unit.static_attributes).into_vec();
        attributes.sort_unstable_by(|a, b| self.interner.get(*a).cmp(self.interner.get(*b)));
        let attributes = attributes.into_iter().map(|name| self.name_constant(name)).collect();
        self.load_const(NO_LOCATION, Constant::Tuple(attributes));
        self.store_name(NO_LOCATION, self.known.dunder_static_attributes)?;
        if self.block().needs_classdict {
            let index = self.cell_index(self.known.dunder_classdict).ok_or_else(unknown_block)?;
            self.op_i(NO_LOCATION, op::LOAD_CLOSURE, index);
            self.store_name(NO_LOCATION, self.known.dunder_classdictcell)?;
        }
        // The function returns the cell of `__class__`, to be filled, if there is one.
        if self.block().needs_class_closure {
            let index = self.cell_index(self.known.dunder_class).ok_or_else(unknown_block)?;
            self.op_i(NO_LOCATION, op::LOAD_CLOSURE, index);
            self.op_i(NO_LOCATION, op::COPY, 1);
            self.store_name(NO_LOCATION, self.known.dunder_classcell)?;
        } else {
            self.load_none(NO_LOCATION);
        }
        self.op(NO_LOCATION, op::RETURN_VALUE);
        let code = self.exit_scope(true)?;

        let at = loc(s.span);
        self.op(at, op::LOAD_BUILD_CLASS);
        self.op(at, op::PUSH_NULL);
        self.make_closure(at, code, 0)?;
        self.load_name_constant(at, name);
        Ok(())
    }
}
