//! `_symtable`: the compiler's symbol tables, for the `symtable` module.

use std::cell::Cell;
use std::ffi::c_int;

use ks_compiler::symtable::{self, BlockId, BlockKind, Scope, SymbolTable};
use ks_runtime::compile::{self, Flags, Mode};
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_syntax::ast::Interner;

use crate::builtins::evaluate;

/// The fields of CPython's entry that `symtable` reads.
#[repr(C)]
pub struct EntryLayout {
    ob_base: Object,
    id: Field,
    symbols: Field<Dict>,
    name: Field<Str>,
    varnames: Field<List>,
    children: Field<List>,
    kind: Cell<c_int>,
    nested: Cell<c_int>,
    lineno: Cell<c_int>,
}

object_type!(
    /// `symtable entry`: one scope.
    pub struct Entry(EntryLayout): PySTEntry_Type
);

#[pytype(
    static = PySTEntry_Type,
    private,
    name = "symtable entry",
    layout = EntryLayout,
    members = [&[
        member!("id", EntryLayout, id, _Py_T_OBJECT, READONLY),
        member!("name", EntryLayout, name, _Py_T_OBJECT, READONLY),
        member!("symbols", EntryLayout, symbols, _Py_T_OBJECT, READONLY),
        member!("varnames", EntryLayout, varnames, _Py_T_OBJECT, READONLY),
        member!("children", EntryLayout, children, _Py_T_OBJECT, READONLY),
        member!("nested", EntryLayout, nested, Py_T_INT, READONLY),
        member!("type", EntryLayout, kind, Py_T_INT, READONLY),
        member!("lineno", EntryLayout, lineno, Py_T_INT, READONLY),
    ]]
)]
impl Entry {
    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let layout = self.layout();
        let (Some(name), Some(id)) = (layout.name.get(), layout.id.get()) else { return Err(th.bad_internal_call()) };
        let id = id.repr(th)?;
        Str::new(&format!("<symtable entry {name}({id}), line {}>", layout.lineno.get()))
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            let layout = (*this).layout();
            layout.id.set(None, th);
            layout.symbols.set(None, th);
            layout.name.set(None, th);
            layout.varnames.set(None, th);
            layout.children.set(None, th);
            heap::free_object(this.cast());
        }
    }
}

impl Entry {
    /// The entry of a block, with those of the blocks in it.
    fn make(table: &SymbolTable, id: BlockId, interner: &Interner, th: &mut Thread) -> PyResult<Ref<Entry>> {
        let _guard = ks_runtime::abstract_::recursion::enter(" during compilation", th)?;
        let block = &table[id];
        let name = |name| Str::intern_str(interner.get(name));
        let symbols = Dict::new()?;
        for (symbol, flags) in block.symbols.iter() {
            symbols.set_str(&*name(symbol)?, &*Long::from_i64(i64::from(flags))?, th)?;
        }
        let varnames = List::with_capacity(block.varnames.len())?;
        for parameter in &block.varnames {
            varnames.push(name(*parameter)?.into_object())?;
        }
        let children = List::with_capacity(block.children.len())?;
        for child in &block.children {
            children.push(Entry::make(table, *child, interner, th)?.into_object())?;
        }
        // SAFETY: a new instance of the type.
        let entry = unsafe { ks_runtime::args::allocate(&PySTEntry_Type, th)?.cast_unchecked::<Entry>() };
        let layout = entry.layout();
        layout.id.init(Long::from_usize(entry.as_ptr() as usize)?.into_object());
        layout.symbols.init(symbols);
        layout.name.init(name(block.name)?);
        layout.varnames.init(varnames);
        layout.children.init(children);
        layout.kind.set(block.kind as c_int);
        layout.nested.set(c_int::from(block.nested));
        layout.lineno.set(block.span.lineno);
        Ok(entry)
    }
}

#[pyfunction(
    name = "symtable",
    sig = "(source, filename, startstr, /)",
    doc = "The symbol table of a source, with those of its inner scopes."
)]
fn make_symtable(source: &Object, filename: &Object, startstr: &Str, th: &mut Thread) -> PyResult<Ref<Entry>> {
    let filename = fspath::fs_decode(filename, th)?;
    let mode = startstr.to_c_text(th)?;
    let source = evaluate::source(source, "symtable", "string or bytes", th)?;
    let mode = match mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => return Err(raise!(th, ValueError, "symtable() arg 3 must be 'exec' or 'eval' or 'single'")),
    };
    let flags = Flags { flags: source.cookie_flag(), ..Flags::default() };
    let (table, interner) = compile::symbols(source.bytes(), &filename, mode, flags, th)?;
    Entry::make(&table, table.top, &interner, th)
}

const CONSTANTS: &[(&str, u32)] = &[
    ("USE", symtable::USE),
    ("DEF_GLOBAL", symtable::DEF_GLOBAL),
    ("DEF_NONLOCAL", symtable::DEF_NONLOCAL),
    ("DEF_LOCAL", symtable::DEF_LOCAL),
    ("DEF_PARAM", symtable::DEF_PARAM),
    ("DEF_FREE", symtable::DEF_FREE),
    ("DEF_FREE_CLASS", symtable::DEF_FREE_CLASS),
    ("DEF_IMPORT", symtable::DEF_IMPORT),
    ("DEF_BOUND", symtable::DEF_BOUND),
    ("DEF_ANNOT", symtable::DEF_ANNOT),
    ("TYPE_FUNCTION", BlockKind::Function as u32),
    ("TYPE_CLASS", BlockKind::Class as u32),
    ("TYPE_MODULE", BlockKind::Module as u32),
    ("TYPE_ANNOTATION", BlockKind::Annotation as u32),
    ("TYPE_TYPE_ALIAS", BlockKind::TypeAlias as u32),
    ("TYPE_TYPE_PARAMETERS", BlockKind::TypeParameters as u32),
    ("TYPE_TYPE_VARIABLE", BlockKind::TypeVariable as u32),
    ("LOCAL", Scope::Local as u32),
    ("GLOBAL_EXPLICIT", Scope::GlobalExplicit as u32),
    ("GLOBAL_IMPLICIT", Scope::GlobalImplicit as u32),
    ("FREE", Scope::Free as u32),
    ("CELL", Scope::Cell as u32),
    ("SCOPE_OFF", symtable::SCOPE_OFFSET),
    ("SCOPE_MASK", symtable::SCOPE_MASK),
];

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    PySTEntry_Type.ready(th)?;
    let Some(module) = module.downcast::<Module>() else { return Err(th.bad_internal_call()) };
    for (name, value) in CONSTANTS {
        module.add(name, &*Long::from_i64(i64::from(*value))?, th)?;
    }
    Ok(())
}

pymodule! {
    name = "_symtable",
    init = PyInit__symtable,
    functions = [make_symtable],
    exec = exec,
}
