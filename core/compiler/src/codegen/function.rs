//! Functions and lambdas.

use ks_bytecode::{arg, op};

use super::blocks::{FBlock, FBlockKind};
use super::*;

impl<'a> Compiler<'a, '_> {
    #[inline(never)]
    pub(super) fn function_def(&mut self, s: &'a Stmt) -> CompileResult {
        let (StmtKind::FunctionDef { name, args, body, decorator_list, returns, type_params, .. }
        | StmtKind::AsyncFunctionDef { name, args, body, decorator_list, returns, type_params, .. }) = &s.kind
        else {
            return Ok(());
        };
        let is_async = matches!(s.kind, StmtKind::AsyncFunctionDef { .. });
        let at = loc(s.span);
        // The code starts where the first decorator does.
        let firstlineno = decorator_list.first().map_or(s.span.lineno, |decorator| decorator.span.lineno);
        self.check_argument_names(args)?;
        self.exprs(decorator_list)?;
        let mut flags = self.default_arguments(at, args)?;
        let mut passed = 0;
        if !type_params.is_empty() {
            // The type parameters' scope gets the default values as arguments.
            passed = (flags & (arg::make_function::DEFAULTS | arg::make_function::KWDEFAULTS)).count_ones() as i32;
            if passed == 2 {
                self.op_i(at, op::SWAP, 2);
            }
            self.enter_type_params(s, *name, firstlineno, None)?;
            self.type_params(type_params)?;
            for i in 0..passed {
                self.op_i(at, op::LOAD_FAST, i);
            }
        }
        if self.function_annotations(at, args, returns.as_deref())? {
            flags |= arg::make_function::ANNOTATIONS;
        }
        self.function_body(s, *name, is_async, args, body, flags, firstlineno)?;
        if !type_params.is_empty() {
            self.op_i(at, op::SWAP, 2);
            self.op_i(at, op::CALL_INTRINSIC_2, i32::from(arg::intrinsic_2::SET_FUNCTION_TYPE_PARAMS));
            self.unit.meta.argcount = passed as u32;
            self.leave_type_params(at)?;
            if passed > 0 {
                self.op_i(at, op::SWAP, passed + 1);
                self.op_i(at, op::CALL, passed - 1);
            } else {
                self.op(at, op::PUSH_NULL);
                self.op_i(at, op::CALL, 0);
            }
        }
        self.apply_decorators(decorator_list);
        self.store_name(at, *name)
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators.iter().rev() {
            self.op_i(loc(decorator.span), op::CALL, 0);
        }
    }

    /// Evaluates default values; returns the flags for what is on the stack then.
    #[inline(never)]
    fn default_arguments(&mut self, at: Location, args: &'a Arguments) -> CompileResult<u8> {
        let mut flags = 0;
        if !args.defaults.is_empty() {
            self.exprs(&args.defaults)?;
            self.op_i(at, op::BUILD_TUPLE, args.defaults.len() as i32);
            flags |= arg::make_function::DEFAULTS;
        }
        let mut keys = Vec::new();
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            if let Some(default) = default {
                let name = self.mangled(arg.arg);
                keys.push(self.name_constant(name));
                self.expr(default)?;
            }
        }
        if !keys.is_empty() {
            let count = keys.len() as i32;
            self.load_const(at, Constant::Tuple(keys.into()));
            self.op_i(at, op::BUILD_CONST_KEY_MAP, count);
            flags |= arg::make_function::KWDEFAULTS;
        }
        Ok(flags)
    }

    fn check_argument_names(&self, args: &Arguments) -> CompileResult {
        args.posonlyargs
            .iter()
            .chain(&args.args)
            .chain(args.vararg.as_deref())
            .chain(&args.kwonlyargs)
            .chain(args.kwarg.as_deref())
            .try_for_each(|arg| self.check_forbidden(loc(arg.span), arg.arg, ExprContext::Store))
    }

    fn set_argument_counts(&mut self, args: &Arguments) {
        let meta = &mut self.unit.meta;
        meta.argcount = (args.posonlyargs.len() + args.args.len()) as u32;
        meta.posonlyargcount = args.posonlyargs.len() as u32;
        meta.kwonlyargcount = args.kwonlyargs.len() as u32;
    }

    #[inline(never)]
    fn function_body(
        &mut self,
        s: &'a Stmt,
        name: Name,
        is_async: bool,
        args: &'a Arguments,
        body: &'a [Stmt],
        flags: u8,
        firstlineno: i32,
    ) -> CompileResult {
        let kind = if is_async { ScopeKind::AsyncFunction } else { ScopeKind::Function };
        self.enter_scope(NodeKey::new(s, Part::Body), kind, name, firstlineno, None)?;
        let doc = docstring(body);
        // The first constant is the docstring, or None.
        let doc_constant = match doc {
            Some(text) if self.settings.optimize < 2 => Constant::Str(clean_docstring(text)?),
            _ => Constant::None,
        };
        self.add_const(doc_constant);
        self.set_argument_counts(args);
        let suspends = self.block().coroutine || self.block().generator;
        if suspends {
            let start = self.new_label();
            self.use_label(start);
            self.push_fblock(FBlock { start: Some(start), ..FBlock::new(FBlockKind::StopIteration, NO_LOCATION) })?;
        }
        self.stmts(&body[usize::from(doc.is_some())..])?;
        if suspends {
            self.wrap_in_stopiteration_handler();
            self.pop_fblock(FBlockKind::StopIteration);
        }
        let code = self.exit_scope(true)?;
        self.make_closure(loc(s.span), code, flags)
    }

    /// A StopIteration that leaves a generator or coroutine becomes a RuntimeError (PEP 479).
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.new_label();
        self.unit.seq.insert_jump(0, op::SETUP_CLEANUP, handler, NO_LOCATION);
        self.load_none(NO_LOCATION);
        self.op(NO_LOCATION, op::RETURN_VALUE);
        self.use_label(handler);
        self.op_i(NO_LOCATION, op::CALL_INTRINSIC_1, i32::from(arg::intrinsic_1::STOPITERATION_ERROR));
        self.op_i(NO_LOCATION, op::RERAISE, 1);
    }

    #[inline(never)]
    pub(super) fn lambda(&mut self, e: &'a Expr, args: &'a Arguments, body: &'a Expr) -> CompileResult {
        let at = loc(e.span);
        self.check_argument_names(args)?;
        let flags = self.default_arguments(at, args)?;
        let name = self.known.lambda_brackets;
        self.enter_scope(NodeKey::new(e, Part::Body), ScopeKind::Lambda, name, e.span.lineno, None)?;
        // A string that the body starts with must not become the docstring.
        self.add_const(Constant::None);
        self.set_argument_counts(args);
        self.expr(body)?;
        let code = if self.block().generator {
            self.exit_scope(false)?
        } else {
            self.op(loc(body.span), op::RETURN_VALUE);
            self.exit_scope(true)?
        };
        self.make_closure(at, code, flags)
    }
}
