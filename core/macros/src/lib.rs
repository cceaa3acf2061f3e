//! Procedural macros that declare types, methods and module functions.
//!
//! A built-in type is an attributed `impl` block ([`macro@pytype`]); parts of it may stand in other files
//! ([`macro@pymethods`]); a module is a list of functions and types ([`macro@pyfunction`], [`pymodule!`]). The macros turn
//! that into constant tables and into C functions that check and convert arguments, so that nothing is left to do when
//! the interpreter starts. What the generated code calls stands in `ks_runtime::args`; a Python signature is written once,
//! and the calling convention, the argument parser and `__text_signature__` follow from it.
//!
//! Functions, methods, classmethods and staticmethods take the sig's parameters by name and in order, with the token
//! (`th: &mut Thread` or `&Thread`) last where they need it. How a parameter's Rust type is obtained from the object:
//!
//! | Rust type | conversion |
//! | --- | --- |
//! | `&Object` | none |
//! | `&'static Type` | must be a type |
//! | anything else | `FromArg` in `ks_runtime::args`: `&Str`, `isize`, `bool`, `Buffer`, … |
//! | `Option<T>` | `None` when the argument is missing; see below |
//! | `&[&Object]` for `*args`, `Kwargs<'_>` for `**kwargs` | none |
//!
//! Defaults: a parameter with a default in the sig is `Option<T>` (missing is `None`; if the sig's default is the text
//! `None`, an explicit Python `None` is `None` too, unless `#[arg(keep_none)]` is put on the parameter), or has a number, a
//! plain string (for `&str`) or `True`/`False`/`None` as its default in the sig, or says `#[arg(default = expression)]`. A
//! converter of one's own is named by `#[arg(with = path)]`: `fn(&Object, &'static ArgName, &mut Thread) -> PyResult<T>`.

mod attrs;
mod call;
mod module;
mod params;
mod sig;
mod slots;
mod table;
#[cfg(test)]
mod tests;
mod types;

use proc_macro::TokenStream;

/// Declares a static built-in type by an `impl` block of its wrapper.
///
/// ```ignore
/// object_type!(pub struct List(PyListObject): PyList_Type, flag Py_TPFLAGS_LIST_SUBCLASS);
///
/// #[pytype(
///     static = PyList_Type,
///     name = "list",
///     layout = PyListObject,
///     flags(BASETYPE, HAVE_GC, LIST_SUBCLASS, SEQUENCE, MATCH_SELF),
///     text_signature = "(iterable=(), /)",
///     doc = "Built-in mutable sequence.",
///     methods = [split::METHODS],
/// )]
/// impl List {
///     #[slot]
///     fn sq_length(&self) -> isize { … }
///     #[init(sig = "(iterable=(), /)", vectorcall)]
///     fn py_init(&self, iterable: Option<&Object>, th: &mut Thread) -> PyResult<()> { … }
///     #[method(sig = "(object, /)", doc = "Append object to the end.")]
///     fn append(&self, object: &Object, th: &mut Thread) -> PyResult<()> { … }
/// }
/// ```
///
/// Keys: `static` (exported to C under that name, or, with `private`, to Rust only), `name`, `layout`, `itemsize`, `base`,
/// `metatype`, `flags(…)`, `weaklistoffset`, `dictoffset`, `vectorcall_offset`, `alloc`, `free`, `text_signature`, `doc`,
/// `methods`, `getset`, `members` (lists of tables), `slots` (list of `module::slot_name`, filled there by `#[slot]` in a
/// [`macro@pymethods`] block), `no_new` (`tp_new` stays empty and `DISALLOW_INSTANTIATION` is set).
/// The wrapper struct and its traits come from `object_type!`.
///
/// Attributes of the functions inside: `#[slot]` (named for the slot, or `#[slot(tp_repr)]`), `#[new(sig = …)]`,
/// `#[init(sig = …)]` (either with `vectorcall`), `#[method]`, `#[classmethod]`, `#[staticmethod]` (`sig`, `doc`, `name`,
/// `coexist`, `raw = VARARGS | KEYWORDS`), `#[getter]`, `#[setter]` (`name`, `doc`; the setter of `x` is `set_x`).
#[proc_macro_attribute]
pub fn pytype(attr: TokenStream, item: TokenStream) -> TokenStream {
    types::pytype(attr.into(), item.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Declares methods, getters and setters of a type outside the type's main `impl` block.
///
/// Makes the constants `METHODS: &[PyMethodDef]` and `GETSET: &[PyGetSetDef]` beside the block (those that are not empty),
/// for the `methods` and `getset` keys of [`macro@pytype`]. `#[pymethods(methods = NAME, getset = NAME)]` names them
/// otherwise. Each `#[slot]` becomes a constant that the key `slots = [module::slot_name]` puts into the type.
#[proc_macro_attribute]
pub fn pymethods(attr: TokenStream, item: TokenStream) -> TokenStream {
    types::pymethods(attr.into(), item.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Declares a module function; makes the constant `<name>__DEF: PyMethodDef` beside it, `<name>` being the Rust name.
///
/// Takes `sig`, `doc`, `name`, `raw` as methods do. One parameter more than the sig has, in front, is the module.
#[proc_macro_attribute]
pub fn pyfunction(attr: TokenStream, item: TokenStream) -> TokenStream {
    module::pyfunction(attr.into(), item.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Declares a module: its definition, and its exported `PyInit_` function.
///
/// ```ignore
/// pymodule! {
///     name = "_operator",
///     init = PyInit__operator,
///     doc = "Operator interface.",
///     functions = [truth, index],
///     types = [PyAttrGetter_Type],
///     exec = exec,
/// }
/// ```
///
/// Also `methods = [TABLE, …]` (whole tables), `def = NAME` (the static's name, `MODULE_DEF` by default), `state` (a type;
/// its size is the module's state), `traverse`, `clear`, `free` (C functions). Without `init` only the definition is made.
/// `exec` is `fn(&Object, &mut Thread) -> PyResult<()>` and runs after the types are added.
#[proc_macro]
pub fn pymodule(input: TokenStream) -> TokenStream {
    module::pymodule(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// A row of a member table: `member!("name", Layout, field, Py_T_OBJECT_EX, READONLY, "doc")`.
///
/// Flags and doc may be left out; flags are `READONLY`, `AUDIT_READ`, joined by `|`, or `0`.
#[proc_macro]
pub fn member(input: TokenStream) -> TokenStream {
    table::member(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
