//! Rust parameter lists: the receiver, the token, and what is left for the signature or the slot.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, FnArg, GenericArgument, Pat, PathArguments, Result, Signature, Type};

use crate::attrs::{self, Entries};

/// How a function takes the object it is called on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// `&self`.
    Ref,
    None,
}

pub struct Arg {
    pub name: String,
    pub ty: Type,
    pub span: Span,
    pub default: Option<Expr>,
    pub with: Option<Expr>,
    pub keep_none: bool,
    /// `None` stands for the default, whatever that is.
    pub or_none: bool,
}

pub struct Params {
    pub receiver: Receiver,
    pub args: Vec<Arg>,
    /// Whether the last parameter is the token.
    pub thread: bool,
    pub span: Span,
}

impl Params {
    /// Reads a function's parameters, and takes the macros' attributes off them.
    pub fn take(signature: &mut Signature) -> Result<Params> {
        let span = signature.ident.span();
        if let Some(asyncness) = &signature.asyncness {
            return Err(Error::new(asyncness.span, "an async function cannot be called from Python"));
        }
        let mut params = Params { receiver: Receiver::None, args: Vec::new(), thread: false, span };
        for input in &mut signature.inputs {
            if params.thread {
                return Err(Error::new(input.span(), "the thread token goes last"));
            }
            match input {
                FnArg::Receiver(receiver) => {
                    if receiver.reference.is_none() || receiver.mutability.is_some() {
                        return Err(Error::new_spanned(receiver, "objects are shared: take `&self`"));
                    }
                    params.receiver = Receiver::Ref;
                }
                FnArg::Typed(typed) => {
                    let own = attrs::extract(&mut typed.attrs, &["arg"]);
                    let mut arg = Arg {
                        name: pattern_name(&typed.pat),
                        ty: (*typed.ty).clone(),
                        span: typed.ty.span(),
                        default: None,
                        with: None,
                        keep_none: false,
                        or_none: false,
                    };
                    for attribute in own {
                        let mut entries = Entries::of_attribute(&attribute)?;
                        arg.default = entries.take_expr("default")?;
                        arg.with = entries.take_expr("with")?;
                        arg.keep_none = entries.take_flag("keep_none")?;
                        arg.or_none = entries.take_flag("or_none")?;
                        entries.finish()?;
                    }
                    if is_reference_to(&arg.ty, "Thread") {
                        params.thread = true;
                    } else {
                        params.args.push(arg);
                    }
                }
            }
        }
        Ok(params)
    }

    /// Takes the first parameter off, for the receiver that is not `&self`.
    pub fn take_first(&mut self, what: &str) -> Result<Arg> {
        if self.args.is_empty() {
            return Err(Error::new(self.span, format!("the first parameter must be {what}")));
        }
        Ok(self.args.remove(0))
    }

    /// The argument list's tail: `th` if the function takes it.
    pub fn thread_argument(&self) -> TokenStream {
        if self.thread { quote!(__th) } else { TokenStream::new() }
    }
}

fn pattern_name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(ident) => {
            let text = ident.ident.to_string();
            text.strip_prefix("r#").unwrap_or(&text).to_owned()
        }
        _ => "_".to_owned(),
    }
}

/// The last segment of a path type.
fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Paren(inner) => last_segment(&inner.elem),
        Type::Group(inner) => last_segment(&inner.elem),
        _ => None,
    }
}

/// Whether the type is `&name` or `&mut name`, whatever the path in front.
pub fn is_reference_to(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Reference(reference) => {
            last_segment(&reference.elem).is_some_and(|segment| segment.ident == name && segment.arguments.is_none())
        }
        _ => false,
    }
}

pub fn is_object(ty: &Type) -> bool {
    is_reference_to(ty, "Object") || is_reference_to(ty, "PyObject")
}

pub fn is_type(ty: &Type) -> bool {
    is_reference_to(ty, "Type") || is_reference_to(ty, "PyTypeObject")
}

/// `T` of `Option<T>`.
pub fn option_inner(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty)?;
    if segment.ident != "Option" {
        return None;
    }
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(inner) => Some(inner),
            _ => None,
        }),
        _ => None,
    }
}

impl Arg {
    /// Converts `object: &Object`, which was given; `at` names the place (`&'static ArgName`).
    fn convert(&self, ty: &Type, object: &TokenStream, at: &TokenStream) -> TokenStream {
        let span = self.span;
        if let Some(with) = &self.with {
            quote_spanned!(span=> (#with)(#object, #at, __th)?)
        } else if is_object(ty) {
            object.clone()
        } else if is_type(ty) {
            quote_spanned!(span=> ::ks_runtime::args::type_argument(#object, #at, __th)?)
        } else {
            quote_spanned!(span=> ::ks_runtime::args::FromArg::from_arg(#object, #at, __th)?)
        }
    }

    /// The argument's value from `pointer: *mut Object`, null when missing.
    ///
    /// `display` is how messages call the place, `function` what they call the function, `default` the sig's.
    pub fn value(
        &self,
        pointer: &TokenStream,
        function: &str,
        display: &str,
        default: Option<&str>,
    ) -> Result<TokenStream> {
        let inner = option_inner(&self.ty);
        let default_none = default == Some("None") && !self.keep_none && self.default.is_none();
        let none_means_missing = inner.is_some() && (default_none || self.or_none);
        let at = quote! {{
            const __AT: &::ks_runtime::args::ArgName =
                &::ks_runtime::args::ArgName::new(#function, #display, #none_means_missing);
            __AT
        }};
        let object = quote!(::ks_runtime::args::borrow_argument(__p, &__call));
        let target = if self.with.is_some() { &self.ty } else { inner.unwrap_or(&self.ty) };
        let wrap = inner.is_some() && self.with.is_none();
        let mut converted = self.convert(target, &object, &at);
        if wrap {
            converted = quote!(::core::option::Option::Some(#converted));
        }
        let Some(default) = default else {
            return Ok(quote! {{ let __p = #pointer; #converted }});
        };
        let missing = self.missing(inner.is_some(), default)?;
        let condition = if none_means_missing {
            quote!(__p.is_null() || ::ks_runtime::args::is_none(__p))
        } else {
            quote!(__p.is_null())
        };
        Ok(quote! {{ let __p = #pointer; if #condition { #missing } else { #converted } }})
    }

    fn missing(&self, optional: bool, default: &str) -> Result<TokenStream> {
        let ty = &self.ty;
        if let Some(expression) = &self.default {
            return Ok(quote!(#expression));
        }
        if optional {
            return Ok(quote!(::core::option::Option::None));
        }
        if is_object(ty) && default == "None" {
            return Ok(quote!(::ks_runtime::args::none()));
        }
        match default {
            "True" => return Ok(quote!(true)),
            "False" => return Ok(quote!(false)),
            _ => {}
        }
        if is_reference_to(ty, "str")
            && let Some(text) = default.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))
            && !text.contains(['\\', '\''])
        {
            return Ok(quote!(#text));
        }
        let number = default.strip_prefix('-').unwrap_or(default);
        if number.starts_with(|c: char| c.is_ascii_digit())
            && let Ok(expression) = syn::parse_str::<Expr>(default)
        {
            return Ok(quote!((#expression) as #ty));
        }
        Err(Error::new(
            self.span,
            format!("no Rust value for the default `{default}`: take an `Option`, or put `#[arg(default = …)]` here"),
        ))
    }
}
