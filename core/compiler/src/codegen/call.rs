//! Calls.

use ks_bytecode::op;

use super::expr::TUPLE;
use super::*;
use crate::symtable::{DEF_IMPORT, Scope};

fn is_starred(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Starred { .. })
}

impl<'a> Compiler<'a, '_> {
    #[inline(never)]
    pub(super) fn call(
        &mut self,
        e: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> CompileResult {
        self.check_keywords(keywords)?;
        if self.method_call(e, func, args, keywords)? {
            return Ok(());
        }
        self.check_called(func)?;
        self.expr(func)?;
        self.op(loc(func.span), op::PUSH_NULL);
        self.call_arguments(loc(e.span), 0, args, keywords, None)
    }

    fn check_keywords(&mut self, keywords: &[Keyword]) -> CompileResult {
        for (i, keyword) in keywords.iter().enumerate() {
            let Some(name) = keyword.arg else { continue };
            self.check_forbidden(loc(keyword.span), name, ExprContext::Store)?;
            if let Some(other) = keywords[i + 1..].iter().find(|other| other.arg == Some(name)) {
                let message = format!("keyword argument repeated: {}", self.text(name));
                return self.error(loc(other.span), message);
            }
        }
        Ok(())
    }

    /// A call of an attribute, without stars and with few arguments, need not make a bound method.
    #[inline(never)]
    fn method_call(
        &mut self,
        e: &'a Expr,
        method: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> CompileResult<bool> {
        let ExprKind::Attribute { value, attr, ctx: ExprContext::Load } = &method.kind else { return Ok(false) };
        if self.is_import(value)
            || args.len() + keywords.len() + usize::from(!keywords.is_empty()) >= STACK_USE_GUIDELINE
            || args.iter().any(is_starred)
            || keywords.iter().any(|keyword| keyword.arg.is_none())
        {
            return Ok(false);
        }
        let mut at = loc(method.span);
        if self.is_plain_super(value, *attr) {
            let zero_args = self.super_args(value)?;
            self.op_name(at, if zero_args { op::LOAD_ZERO_SUPER_METHOD } else { op::LOAD_SUPER_METHOD }, *attr);
            at = self.attr_location(at, method, *attr);
            self.op(at, op::NOP);
        } else {
            self.expr(value)?;
            at = self.attr_location(at, method, *attr);
            self.op_name(at, op::LOAD_METHOD, *attr);
        }
        self.exprs(args)?;
        let call_at = self.attr_location(loc(e.span), method, *attr);
        if keywords.is_empty() {
            self.op_i(call_at, op::CALL, args.len() as i32);
        } else {
            self.keyword_values(keywords)?;
            self.keyword_names(at, keywords);
            self.op_i(call_at, op::CALL_KW, (args.len() + keywords.len()) as i32);
        }
        Ok(true)
    }

    /// Whether an expression is a name that the module imports: its attributes are functions, not methods.
    fn is_import(&self, e: &Expr) -> bool {
        let ExprKind::Name { id, .. } = e.kind else { return false };
        self.table[self.table.top].symbols.get(id).is_some_and(|flags| flags & DEF_IMPORT != 0)
    }

    /// The arguments of a call and the call itself. `pushed` arguments are on the stack already; `extra` is a variable
    /// passed after the positional arguments.
    #[inline(never)]
    pub(super) fn call_arguments(
        &mut self,
        at: Location,
        pushed: usize,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        extra: Option<Name>,
    ) -> CompileResult {
        if pushed > 0 {
            self.check_keywords(keywords)?;
        }
        let count = args.len() + usize::from(extra.is_some());
        let simple = count + keywords.len() * 2 <= STACK_USE_GUIDELINE
            && !args.iter().any(is_starred)
            && keywords.iter().all(|keyword| keyword.arg.is_some());
        if simple {
            self.exprs(args)?;
            if let Some(extra) = extra {
                self.load_name(at, extra)?;
            }
            let total = (pushed + count + keywords.len()) as i32;
            if keywords.is_empty() {
                self.op_i(at, op::CALL, total);
            } else {
                self.keyword_values(keywords)?;
                self.keyword_names(at, keywords);
                self.op_i(at, op::CALL_KW, total);
            }
            return Ok(());
        }
        match args {
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if pushed == 0 && extra.is_none() => {
                self.expr(value)?;
            }
            _ => match extra {
                None => self.display(at, args, pushed, TUPLE)?,
                Some(extra) => self.star_args_with_extra(at, args, pushed, extra)?,
            },
        }
        if !keywords.is_empty() {
            self.star_keywords(at, keywords)?;
        }
        self.op_i(at, op::CALL_FUNCTION_EX, i32::from(!keywords.is_empty()));
        Ok(())
    }

    /// As a tuple display of `args` and then the variable `extra`.
    #[inline(never)]
    fn star_args_with_extra(&mut self, at: Location, args: &'a [Expr], pushed: usize, extra: Name) -> CompileResult {
        let big = args.len() + 1 + pushed > STACK_USE_GUIDELINE;
        if !big && !args.iter().any(is_starred) {
            self.exprs(args)?;
            self.load_name(at, extra)?;
            self.op_i(at, op::BUILD_TUPLE, (pushed + args.len() + 1) as i32);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.op_i(at, op::BUILD_LIST, pushed as i32);
        }
        for (i, arg) in args.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &arg.kind {
                if !built {
                    self.op_i(at, op::BUILD_LIST, (pushed + i) as i32);
                    built = true;
                }
                self.expr(value)?;
                self.op_i(at, op::LIST_EXTEND, 1);
            } else {
                self.expr(arg)?;
                if built {
                    self.op_i(at, op::LIST_APPEND, 1);
                }
            }
        }
        self.load_name(at, extra)?;
        if built {
            self.op_i(at, op::LIST_APPEND, 1);
        }
        let to_tuple = ks_bytecode::arg::intrinsic_1::LIST_TO_TUPLE;
        self.op_i(at, op::CALL_INTRINSIC_1, i32::from(to_tuple));
        Ok(())
    }

    #[inline(never)]
    fn keyword_values(&mut self, keywords: &'a [Keyword]) -> CompileResult {
        keywords.iter().try_for_each(|keyword| self.expr(&keyword.value))
    }

    fn keyword_names(&mut self, at: Location, keywords: &[Keyword]) {
        let names = keywords.iter().filter_map(|keyword| keyword.arg).map(|name| self.name_constant(name)).collect();
        self.load_const(at, Constant::Tuple(names));
    }

    /// The keyword arguments of a call with `**`, as one dict.
    #[inline(never)]
    fn star_keywords(&mut self, at: Location, keywords: &'a [Keyword]) -> CompileResult {
        let mut have_dict = false;
        let mut pending = 0;
        for (i, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                pending += 1;
                continue;
            }
            if pending > 0 {
                self.keyword_dict(at, &keywords[i - pending..i])?;
                if have_dict {
                    self.op_i(at, op::DICT_MERGE, 1);
                }
                have_dict = true;
                pending = 0;
            }
            if !have_dict {
                self.op_i(at, op::BUILD_MAP, 0);
                have_dict = true;
            }
            self.expr(&keyword.value)?;
            self.op_i(at, op::DICT_MERGE, 1);
        }
        if pending > 0 {
            self.keyword_dict(at, &keywords[keywords.len() - pending..])?;
            if have_dict {
                self.op_i(at, op::DICT_MERGE, 1);
            }
        }
        Ok(())
    }

    #[inline(never)]
    fn keyword_dict(&mut self, at: Location, keywords: &'a [Keyword]) -> CompileResult {
        let count = keywords.len();
        let big = count * 2 > STACK_USE_GUIDELINE;
        if count > 1 && !big {
            self.keyword_values(keywords)?;
            self.keyword_names(at, keywords);
            self.op_i(at, op::BUILD_CONST_KEY_MAP, count as i32);
            return Ok(());
        }
        if big {
            self.op_i(NO_LOCATION, op::BUILD_MAP, 0);
        }
        for keyword in keywords {
            if let Some(name) = keyword.arg {
                self.load_name_constant(at, name);
            }
            self.expr(&keyword.value)?;
            if big {
                self.op_i(NO_LOCATION, op::MAP_ADD, 1);
            }
        }
        if !big {
            self.op_i(at, op::BUILD_MAP, count as i32);
        }
        Ok(())
    }

    // ---- super() ----

    /// Whether an expression is `super()` or `super(a, b)` and means the builtin, so that no super object is needed.
    /// `attr` is what is looked up in it.
    pub(super) fn is_plain_super(&self, e: &Expr, attr: Name) -> bool {
        // The class of the super object is asked for, not of what it stands for.
        if attr == self.known.dunder_class {
            return false;
        }
        let ExprKind::Call { func, args, keywords } = &e.kind else { return false };
        let ExprKind::Name { id, .. } = func.kind else { return false };
        if id != self.known.super_
            || !keywords.is_empty()
            || self.block().scope_of(id) != Scope::GlobalImplicit
            || self.table[self.table.top].scope_of(id) != Scope::Unknown
            || args.iter().any(is_starred)
        {
            return false;
        }
        match args.len() {
            2 => true,
            // The first argument and the class are taken from the method around.
            0 => self.unit.meta.argcount > 0 && self.block().scope_of(self.known.dunder_class) == Scope::Free,
            _ => false,
        }
    }

    /// Loads `super`, the class and the object; returns whether they were left out in the source.
    #[inline(never)]
    pub(super) fn super_args(&mut self, e: &'a Expr) -> CompileResult<bool> {
        let ExprKind::Call { func, args, .. } = &e.kind else { return Ok(false) };
        let at = loc(e.span);
        self.expr(func)?;
        if let [class, object] = args.as_slice() {
            self.expr(class)?;
            self.expr(object)?;
            return Ok(false);
        }
        let index = self.free_index(self.known.dunder_class);
        let first = self.unit.meta.varnames.iter().next().copied();
        let (Some(index), Some(first)) = (index, first) else { return Err(unknown_block()) };
        self.op_i(at, op::LOAD_DEREF, index);
        self.load_name(at, first)?;
        Ok(true)
    }
}
