//! `#[pyfunction]` and `pymodule!`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Expr, ItemFn, Result};

use crate::attrs::{Entries, c_string};
use crate::params::Params;
use crate::table::{self, Role, Target, plain_name};

pub fn pyfunction(attr: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut function: ItemFn = syn::parse2(item)?;
    let name = function.sig.ident.clone();
    let entries = Entries::parse(attr, name.span())?;
    let params = Params::take(&mut function.sig)?;
    let target = Target { path: quote!(#name), self_type: None };
    let row = table::method_row(Role::Function, &name, &target, params, entries)?;
    let constant = format_ident!("{}__DEF", plain_name(&name), span = name.span());
    let visibility = &function.vis;
    let visibility = match visibility {
        syn::Visibility::Inherited => quote!(pub(crate)),
        other => quote!(#other),
    };
    let title = format!("The method table row of [`{}`].", plain_name(&name));
    Ok(quote! {
        #function

        #[doc = #title]
        #[allow(dead_code)]
        #visibility const #constant: ::ks_runtime::args::layout::PyMethodDef = #row;
    })
}

pub fn pymodule(input: TokenStream) -> Result<TokenStream> {
    let mut entries = Entries::parse(input, proc_macro2::Span::call_site())?;
    let rt = quote!(::ks_runtime::args);
    let name = entries.take_str("name")?.ok_or_else(|| Error::new(entries.span, "`name = \"…\"` is missing"))?;
    let init = entries.take_ident("init")?;
    let definition = entries.take_ident("def")?.unwrap_or_else(|| format_ident!("MODULE_DEF"));
    let doc = entries.take_str("doc")?;
    let functions = entries.take_exprs("functions")?;
    let tables = entries.take_exprs("methods")?;
    let types = entries.take_exprs("types")?;
    let exec = entries.take_expr("exec")?;
    let state = entries.take_expr("state")?;
    let hooks = [
        ("m_traverse", "traverseproc", entries.take_expr("traverse")?),
        ("m_clear", "inquiry", entries.take_expr("clear")?),
        ("m_free", "freefunc", entries.take_expr("free")?),
    ];
    entries.finish()?;

    let rows = functions.into_iter().map(definition_path).collect::<Result<Vec<_>>>()?;
    let c_name = c_string(&name.value(), name.span())?;
    let doc = match doc {
        None => quote!(::core::ptr::null()),
        Some(doc) => {
            let text = c_string(&doc.value(), doc.span())?;
            quote!(#text.as_ptr())
        }
    };
    let size = state.map_or_else(|| quote!(0), |state| quote!(::core::mem::size_of::<#state>() as isize));
    let hooks = hooks.iter().map(|(field, c_type, value)| {
        let (field, c_type) = (format_ident!("{field}"), format_ident!("{c_type}"));
        match value {
            None => quote!(#field: ::core::cell::Cell::new(::core::option::Option::None)),
            Some(value) => {
                quote!(#field: ::core::cell::Cell::new(::core::option::Option::Some(#value as #rt::layout::#c_type)))
            }
        }
    });
    let attributes = table::shim_attributes();
    let exec_call = exec.map(|exec| quote!(#rt::IntoInit::into_init(#exec(__module, __th))?;));
    let title = format!("The definition of module `{}`.", name.value());
    let init = init.map(|init| {
        let title = format!("Makes module `{}` for the import system: its definition, to be executed.", name.value());
        quote! {
            #[doc = #title]
            #[unsafe(no_mangle)]
            pub extern "C" fn #init() -> *mut #rt::layout::Object {
                #rt::module_def_init(&#definition)
            }
        }
    });
    let methods = if rows.is_empty() && tables.is_empty() {
        quote!(::core::ptr::null())
    } else {
        quote! {{
            const __TABLES: &[&[#rt::layout::PyMethodDef]] = &[&[#(#rows),*], #(#tables),*];
            static __TABLE: [#rt::layout::PyMethodDef; #rt::table_length(__TABLES) + 1] =
                #rt::join_tables(__TABLES, #rt::layout::PyMethodDef::END);
            &raw const __TABLE as *const #rt::layout::PyMethodDef
        }}
    };
    Ok(quote! {
        #[doc = #title]
        #attributes
        pub static #definition: #rt::layout::PyModuleDef = #rt::layout::PyModuleDef {
            m_base: #rt::MODULE_DEF_BASE,
            m_name: ::core::cell::Cell::new(#c_name.as_ptr()),
            m_doc: ::core::cell::Cell::new(#doc),
            m_size: ::core::cell::Cell::new(#size),
            m_methods: ::core::cell::Cell::new(#methods),
            m_slots: ::core::cell::Cell::new({
                unsafe extern "C" fn __exec(__module: &#rt::layout::Object) -> #rt::layout::Status {
                    fn __run(__module: &#rt::layout::Object, __th: &mut #rt::layout::Thread) -> #rt::layout::PyResult<()> {
                        #(#rt::add_type(__module, &#types, __th)?;)*
                        #exec_call
                        ::core::result::Result::Ok(())
                    }
                    unsafe { ::core::convert::From::from(__run(__module, #rt::layout::Thread::enter())) }
                }
                const __SLOTS: &[#rt::layout::PyModuleDef_Slot] = &#rt::module_slots(__exec);
                __SLOTS.as_ptr()
            }),
            #(#hooks,)*
        };
        #init
    })
}

/// `a::getattr` names the function; its row is `a::getattr__DEF`.
fn definition_path(function: Expr) -> Result<TokenStream> {
    match function {
        Expr::Path(mut path) => {
            let Some(last) = path.path.segments.last_mut() else {
                return Err(Error::new_spanned(path, "a function's name"));
            };
            last.ident = format_ident!("{}__DEF", plain_name(&last.ident), span = last.ident.span());
            Ok(quote!(#path))
        }
        other => Err(Error::new_spanned(other, "a function's name")),
    }
}
