//! `compile`, `eval`, `exec`, `__import__`, `globals`, `locals`.

use std::ffi::c_int;

use ks_runtime::abstract_::sequence;
use ks_runtime::compile::{
    self, Flags, Mode, PyCF_ALLOW_INCOMPLETE_INPUT, PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_DONT_IMPLY_DEDENT, PyCF_MASK,
    PyCF_ONLY_AST, PyCF_OPTIMIZED_AST, PyCF_TYPE_COMMENTS,
};
use ks_runtime::prelude::*;

#[pyfunction(
    sig = "(name, globals=None, locals=None, fromlist=(), level=0)",
    doc = "Import a module; what an import statement calls. importlib.import_module() is what programs should call.\n\nWithout fromlist the top-level package of a dotted name is returned, with it the module itself. level is 0 for an\nabsolute import, or the number of parent packages to search relative to."
)]
pub fn __import__(
    name: &Object,
    globals: Option<&Object>,
    locals: Option<&Object>,
    fromlist: Option<&Object>,
    #[arg(default = 0)] level: c_int,
    th: &mut Thread,
) -> PyResult {
    ks_runtime::import::import_level(name, globals, locals, fromlist, level, th)
}

#[pyfunction(sig = "()", doc = "The dictionary of the current scope's global variables.")]
pub fn globals(th: &mut Thread) -> PyResult {
    match ks_runtime::eval::current_globals(th) {
        Some(globals) => Ok(globals),
        None => Err(raise!(th, SystemError, "frame does not exist")),
    }
}

#[pyfunction(
    sig = "()",
    doc = "A dictionary of the current scope's local variables: a snapshot in functions, the namespace itself elsewhere."
)]
pub fn locals(th: &mut Thread) -> PyResult {
    ks_runtime::eval::frame_locals(th)
}

/// The flags that `compile()` knows, besides those of `__future__`.
const PyCF_MASK_OBSOLETE: c_int = 0x0010;
const PyCF_COMPILE_MASK: c_int = PyCF_ONLY_AST
    | PyCF_ALLOW_TOP_LEVEL_AWAIT
    | PyCF_TYPE_COMMENTS
    | PyCF_DONT_IMPLY_DEDENT
    | PyCF_ALLOW_INCOMPLETE_INPUT
    | PyCF_OPTIMIZED_AST;

/// The `__future__` features of the running code, which compiled code inherits.
fn inherited_flags(th: &Thread) -> c_int {
    use ks_runtime::eval::IFrame;
    IFrame::first_complete(IFrame::current(th)).map_or(0, |frame| frame.code().layout().co_flags.get() & PyCF_MASK)
}

/// Source text: str, or bytes with whatever encoding they say; nothing else.
pub enum Source {
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

/// The source in an object; `TypeError` names the function and what it takes.
pub fn source(object: &Object, function: &str, what: &str, th: &mut Thread) -> PyResult<Source> {
    let source = if let Some(text) = object.downcast::<Str>() {
        Source::Text(text.to_utf8(th)?.as_bytes().to_vec())
    } else if let Some(bytes) = object.downcast::<Bytes>() {
        Source::Bytes(bytes.as_bytes().to_vec())
    } else if let Some(bytes) = object.downcast::<ByteArray>() {
        Source::Bytes(bytes.as_bytes(th).to_vec())
    } else if let Ok(buffer) = memoryobject::Buffer::get(object, PyBUF_SIMPLE, th) {
        Source::Bytes(buffer.as_bytes().to_vec())
    } else {
        th.clear_raised();
        return Err(raise!(th, TypeError, "{function}() arg 1 must be a {what} object"));
    };
    let (Source::Text(bytes) | Source::Bytes(bytes)) = &source;
    if bytes.contains(&0) {
        return Err(raise!(th, SyntaxError, "source code string cannot contain null bytes"));
    }
    Ok(source)
}

impl Source {
    /// Text needs no decoding, whatever a cookie says.
    pub fn cookie_flag(&self) -> c_int {
        match self {
            Source::Text(_) => compile::PyCF_IGNORE_COOKIE,
            Source::Bytes(_) => 0,
        }
    }

    pub fn bytes(&self) -> &[u8] {
        let (Source::Text(bytes) | Source::Bytes(bytes)) = self;
        bytes
    }

    fn compile(&self, filename: &Str, mode: Mode, mut flags: Flags, th: &mut Thread) -> PyResult<Ref<Code>> {
        let (Source::Text(bytes) | Source::Bytes(bytes)) = self;
        flags.flags |= self.cookie_flag();
        compile::compile_source(bytes, filename, mode, flags, th)
    }
}

#[pyfunction(
    sig = "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
    doc = "A code object for exec() or eval(), from text, bytes or a syntax tree.\n\nThe filename is for messages. The mode is 'exec' for a module, 'single' for one interactive statement, 'eval' for an\nexpression. Features of __future__ that the caller uses hold too, unless dont_inherit is true."
)]
pub fn compile(
    source: &Object,
    filename: &Object,
    mode: &Str,
    #[arg(default = 0)] flags: c_int,
    #[arg(default = false)] dont_inherit: bool,
    #[arg(default = -1)] optimize: c_int,
    #[arg(default = -1)] _feature_version: c_int,
    th: &mut Thread,
) -> PyResult {
    let filename = fspath::fs_decode(filename, th)?;
    let mode = mode.to_c_text(th)?;
    if flags & !(PyCF_MASK | PyCF_MASK_OBSOLETE | PyCF_COMPILE_MASK) != 0 {
        return Err(raise!(th, ValueError, "compile(): unrecognised flags"));
    }
    if !(-1..=2).contains(&optimize) {
        return Err(raise!(th, ValueError, "compile(): invalid optimize value"));
    }
    let only_ast = flags & PyCF_ONLY_AST != 0;
    let mut all_flags = flags;
    if !dont_inherit {
        all_flags |= inherited_flags(th);
    }
    let feature_version = if only_ast && _feature_version >= 0 { _feature_version } else { 13 };
    let options = Flags { flags: all_flags, feature_version, optimize };
    let mode = match mode {
        "exec" => Some(Mode::Exec),
        "eval" => Some(Mode::Eval),
        "single" => Some(Mode::Single),
        "func_type" if only_ast => None,
        "func_type" => {
            return Err(raise!(th, ValueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
        }
        _ if only_ast => {
            return Err(raise!(th, ValueError, "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"));
        }
        _ => return Err(raise!(th, ValueError, "compile() mode must be 'exec', 'eval' or 'single'")),
    };
    if compile::is_ast(source, th)? {
        return compile::compile_ast(source, &filename, mode.unwrap_or(Mode::Exec), options, th);
    }
    let text = self::source(source, "compile", "string, bytes or AST", th)?;
    let (Source::Text(bytes) | Source::Bytes(bytes)) = &text;
    match mode {
        Some(mode) if !only_ast => Ok(text.compile(&filename, mode, options, th)?.into_object()),
        _ => {
            let mode = mode.map_or(ks_syntax::parser::Mode::FuncType, Into::into);
            let flags = Flags { flags: options.flags | text.cookie_flag(), ..options };
            compile::parse_to_ast(bytes, &filename, mode, flags, th)
        }
    }
}

/// The namespaces of `eval` and `exec`: the caller's where none are given.
fn namespaces(globals: Option<&Object>, locals: Option<&Object>, th: &mut Thread) -> PyResult<(Ref<Dict>, Ref)> {
    let globals_object = match globals {
        Some(globals) => globals.to_ref(),
        None => match ks_runtime::eval::current_globals(th) {
            Some(globals) => globals,
            None => return Err(raise!(th, SystemError, "globals and locals cannot be NULL")),
        },
    };
    let locals = match (locals, globals) {
        (Some(locals), _) => locals.to_ref(),
        (None, Some(globals)) => globals.to_ref(),
        (None, None) => ks_runtime::eval::frame_locals(th)?,
    };
    let Ok(globals) = globals_object.downcast_into::<Dict>() else {
        return Err(th.bad_internal_call());
    };
    if globals.get_str(id!(__builtins__), th)?.is_none() {
        let builtins = ks_runtime::eval::current_builtins(th)?;
        globals.set_str(id!(__builtins__), &builtins, th)?;
    }
    Ok((globals, locals))
}

fn free_variables(code: &Code) -> usize {
    code.layout().co_nfreevars.get().max(0) as usize
}

#[pyfunction(
    sig = "(source, /, globals=None, locals=None)",
    doc = "Evaluate an expression, given as a string or as a code object, in the context of globals and locals."
)]
pub fn eval(source: &Object, globals: Option<&Object>, locals: Option<&Object>, th: &mut Thread) -> PyResult {
    if let Some(locals) = locals
        && !sequence::is_mapping(locals)
    {
        return Err(raise!(th, TypeError, "locals must be a mapping"));
    }
    if let Some(globals) = globals
        && !Dict::check(globals)
    {
        let advice = if sequence::is_mapping(globals) {
            "globals must be a real dict; try eval(expr, {}, mapping)"
        } else {
            "globals must be a dict"
        };
        return Err(raise!(th, TypeError, "{advice}"));
    }
    let (globals, locals) = namespaces(globals, locals, th)?;
    if let Some(code) = source.downcast::<Code>() {
        let object = source.to_ref();
        ks_runtime::state::audit::event(c"exec", || Ok([object]), th)?;
        if free_variables(code) > 0 {
            return Err(raise!(th, TypeError, "code object passed to eval() may not contain free variables"));
        }
        return ks_runtime::eval::eval_code(source, &globals, &locals, th);
    }
    let text = self::source(source, "eval", "string, bytes or code", th)?;
    let text = match text {
        Source::Text(bytes) => Source::Text(without_indent(bytes)),
        Source::Bytes(bytes) => Source::Bytes(without_indent(bytes)),
    };
    let flags = Flags { flags: inherited_flags(th), ..Flags::default() };
    let code = text.compile(&*Str::new("<string>")?, Mode::Eval, flags, th)?;
    ks_runtime::eval::eval_code(&code, &globals, &locals, th)
}

/// An expression may stand behind spaces and tabs.
fn without_indent(mut bytes: Vec<u8>) -> Vec<u8> {
    let indent = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    bytes.drain(..indent);
    bytes
}

#[pyfunction(
    sig = "(source, /, globals=None, locals=None, *, closure=None)",
    doc = "Execute statements, given as a string or as a code object, in the context of globals and locals.\n\nA code object with free variables needs a closure: a tuple of exactly so many cells."
)]
pub fn exec(
    source: &Object,
    globals: Option<&Object>,
    locals: Option<&Object>,
    closure: Option<&Object>,
    th: &mut Thread,
) -> PyResult<()> {
    if let Some(globals) = globals
        && !Dict::check(globals)
    {
        return Err(raise!(
            th,
            TypeError,
            "exec() globals must be a dict, not {:.100}",
            globals.ob_type().display_name()
        ));
    }
    if let Some(locals) = locals
        && !sequence::is_mapping(locals)
    {
        return Err(raise!(
            th,
            TypeError,
            "locals must be a mapping or None, not {:.100}",
            locals.ob_type().display_name()
        ));
    }
    let (globals, locals) = namespaces(globals, locals, th)?;
    if let Some(code) = source.downcast::<Code>() {
        let count = free_variables(code);
        if count == 0 && closure.is_some() {
            return Err(raise!(th, TypeError, "cannot use a closure with this code object"));
        }
        let cells = closure.and_then(Object::downcast_exact::<Tuple>);
        let fits = |cells: &Tuple| cells.len() == count && cells.items().iter().all(|cell| CellObject::check(cell));
        if count > 0 && !cells.is_some_and(fits) {
            return Err(raise!(th, TypeError, "code object requires a closure of exactly length {count}"));
        }
        let object = source.to_ref();
        ks_runtime::state::audit::event(c"exec", || Ok([object]), th)?;
        if let Some(cells) = cells {
            let function = Function::new(code, &globals, None, th)?;
            function.layout().func_closure.set(Some(cells.to_ref()), th);
            // SAFETY: no arguments.
            unsafe { ks_runtime::eval::vector(&function, Some(locals), std::ptr::null(), 0, None, th) }?;
            return Ok(());
        }
        ks_runtime::eval::eval_code(source, &globals, &locals, th)?;
        return Ok(());
    }
    if closure.is_some() {
        return Err(raise!(th, TypeError, "closure can only be used when source is a code object"));
    }
    let text = self::source(source, "exec", "string, bytes or code", th)?;
    let flags = Flags { flags: inherited_flags(th), ..Flags::default() };
    let code = text.compile(&*Str::new("<string>")?, Mode::Exec, flags, th)?;
    ks_runtime::eval::eval_code(&code, &globals, &locals, th)?;
    Ok(())
}
