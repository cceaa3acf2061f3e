//! Bodies that take arguments apart as the signature says and call the user's function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Result};

use crate::params::{Arg, Params};
use crate::sig::{Kind, Sig};

/// The calling conventions a signature can get.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    NoArgs,
    OneArg,
    Fast,
    FastKeywords,
}

impl Convention {
    /// The convention CPython's generated code uses for such a signature.
    pub fn of(sig: &Sig) -> Convention {
        if sig.params.is_empty() {
            Convention::NoArgs
        } else if sig.has_keywords() || sig.var_keyword() {
            Convention::FastKeywords
        } else if sig.params.len() == 1 && sig.min_positional() == 1 && sig.var_positional().is_none() {
            Convention::OneArg
        } else {
            Convention::Fast
        }
    }

    pub fn flags(self) -> TokenStream {
        match self {
            Convention::NoArgs => quote!(::ks_runtime::args::layout::METH_NOARGS),
            Convention::OneArg => quote!(::ks_runtime::args::layout::METH_O),
            Convention::Fast => quote!(::ks_runtime::args::layout::METH_FASTCALL),
            Convention::FastKeywords => {
                quote!(::ks_runtime::args::layout::METH_FASTCALL | ::ks_runtime::args::layout::METH_KEYWORDS)
            }
        }
    }
}

/// Checks that the Rust parameters are the signature's, one by one and by name.
pub fn match_up(sig: &Sig, params: &Params) -> Result<()> {
    if sig.params.len() != params.args.len() {
        let message = format!(
            "the signature has {} parameter(s), the function {} (not counting receiver and token)",
            sig.params.len(),
            params.args.len()
        );
        return Err(Error::new(params.span, message));
    }
    for (python, rust) in sig.params.iter().zip(&params.args) {
        let plain = |name: &str| name.trim_matches('_').to_owned();
        if plain(&python.name) != plain(&rust.name) {
            let message = format!("the signature calls this parameter `{}`, not `{}`", python.name, rust.name);
            return Err(Error::new(rust.span, message));
        }
    }
    Ok(())
}

/// Statements and the argument list made from them.
pub struct Unpacked {
    pub statements: TokenStream,
    pub arguments: Vec<TokenStream>,
}

/// The single argument of `METH_O`, `__arg: *mut Object`.
pub fn unpack_one(sig: &Sig, params: &Params, function: &str) -> Result<Unpacked> {
    match_up(sig, params)?;
    let value = params.args[0].value(&quote!(__arg), function, "argument", None)?;
    Ok(Unpacked { statements: quote!(let __call = (); let __a0 = #value;), arguments: vec![quote!(__a0)] })
}

/// Takes `__args: *const *mut Object`, `__nargs: usize` and, where the signature has keywords, `__kw: Kwargs<'_>` apart.
///
/// The statements use `?` with `Raised` and expect the token as `__th`.
pub fn unpack(sig: &Sig, params: &Params, function: &str) -> Result<Unpacked> {
    match_up(sig, params)?;
    let min = sig.min_positional();
    let max = sig.max_positional();
    let var = sig.var_positional();
    // What arguments are borrowed from: they live until the C function returns, so no callee can ask for `'static`.
    let mut statements = quote!(let __call = (););
    let rt = quote!(::ks_runtime::args);

    if sig.has_keywords() {
        let named: Vec<_> = sig.params.iter().filter(|p| p.kind != Kind::VarPositional).collect();
        let total = named.len();
        let posonly = sig.positional_only();
        let names = named[posonly..].iter().map(|param| &param.name);
        let count = named.len() - posonly;
        let required_keywords = sig.required_keyword_only();
        // With `*args`, positional arguments beyond the named ones are not the parser's business.
        let positional = if var.is_some() { quote!(::core::cmp::min(__nargs, #max)) } else { quote!(__nargs) };
        let has_var = var.is_some();
        let mut fast = quote!(__kw.is_none());
        if min > 0 {
            fast = quote!(#fast && __nargs >= #min);
        }
        if var.is_none() {
            fast = quote!(#fast && __nargs <= #max);
        }
        let unpack_call = quote! {
            __PARSER.unpack(__args, __nargs, __kw, &mut __buffer, __th)?
        };
        let choose = if required_keywords == 0 {
            quote! {
                let (__argv, __given): (*const *mut #rt::layout::Object, usize) = if #fast {
                    (__args, #positional)
                } else {
                    #unpack_call;
                    (__buffer.as_ptr(), #total)
                };
            }
        } else {
            quote! {
                #unpack_call;
                let (__argv, __given): (*const *mut #rt::layout::Object, usize) = (__buffer.as_ptr(), #total);
            }
        };
        statements.extend(quote! {
            static __PARSER: #rt::ArgParser = #rt::ArgParser::new(
                #function,
                { static __NAMES: [#rt::ArgKeyword; #count] = [#(#rt::ArgKeyword::new(#names)),*]; &__NAMES },
                #posonly, #min, #max, #required_keywords, #has_var,
            );
            let mut __buffer = [::core::ptr::null_mut::<#rt::layout::Object>(); #total];
            #choose
        });
    } else {
        if min == max && var.is_none() {
            statements.extend(quote! {
                if __nargs != #min {
                    return ::core::result::Result::Err(#rt::wrong_positional_count(#function, __nargs, #min, #max, __th));
                }
            });
        } else if var.is_none() && min == 0 {
            statements.extend(quote! {
                if __nargs > #max {
                    return ::core::result::Result::Err(#rt::wrong_positional_count(#function, __nargs, #min, #max, __th));
                }
            });
        } else if var.is_none() {
            statements.extend(quote! {
                if !(#min..=#max).contains(&__nargs) {
                    return ::core::result::Result::Err(#rt::wrong_positional_count(#function, __nargs, #min, #max, __th));
                }
            });
        } else if min > 0 {
            statements.extend(quote! {
                if __nargs < #min {
                    return ::core::result::Result::Err(#rt::wrong_positional_count(#function, __nargs, #min, isize::MAX as usize, __th));
                }
            });
        }
        statements.extend(quote! {
            let (__argv, __given) = (__args, __nargs);
        });
    }

    let mut arguments = Vec::new();
    let mut index = 0usize;
    for (number, (python, rust)) in sig.params.iter().zip(&params.args).enumerate() {
        let variable = format_ident!("__a{number}");
        let value = match python.kind {
            Kind::VarPositional => quote!(#rt::slice_arguments(__args, __nargs, #max, &__call)),
            Kind::VarKeyword => quote!(__kw),
            _ => {
                let value = argument(rust, index, python, sig, function)?;
                index += 1;
                value
            }
        };
        statements.extend(quote!(let #variable = #value;));
        arguments.push(quote!(#variable));
    }
    Ok(Unpacked { statements, arguments })
}

fn argument(rust: &Arg, index: usize, python: &crate::sig::Param, sig: &Sig, function: &str) -> Result<TokenStream> {
    let display = if python.kind == Kind::PositionalOnly {
        // A lone positional-only parameter is "argument 1" here, too: only METH_O leaves the number out.
        format!("argument {}", index + 1)
    } else {
        format!("argument '{}'", python.name)
    };
    let always_given =
        python.default.is_none() && (python.kind != Kind::KeywordOnly || sig.required_keyword_only() > 0);
    let pointer = if always_given {
        quote!(*__argv.add(#index))
    } else {
        quote!(if #index < __given { *__argv.add(#index) } else { ::core::ptr::null_mut() })
    };
    rust.value(&pointer, function, &display, python.default.as_deref())
}
