//! Rows of method, getset and member tables.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Error, Expr, Ident, LitStr, Result, Token, Type};

use crate::attrs::{Entries, c_string};
use crate::call::{self, Convention};
use crate::params::{Params, Receiver};
use crate::sig::Sig;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Method,
    ClassMethod,
    StaticMethod,
    Function,
}

/// Where the Rust function is: `<List>::append`, or `getattr`.
pub struct Target<'a> {
    pub path: TokenStream,
    pub self_type: Option<&'a Type>,
}

/// The lints that generated C functions do not follow. Their `unsafe` rests on one thing: the caller keeps the C
/// convention of the table or slot that the function stands in, so receivers and arguments are live objects, argument
/// vectors are as long as their count says, and the calling thread holds the interpreter.
pub fn shim_attributes() -> TokenStream {
    quote!(#[allow(unused_unsafe, unused_variables, unused_mut, clippy::all, non_snake_case)])
}

/// What the C function around a Rust function is called in symbol tables, which profilers and debuggers show.
pub fn shim_name(name: &Ident) -> Ident {
    format_ident!("{}__C", plain_name(name))
}

/// One `PyMethodDef` expression.
pub fn method_row(
    role: Role,
    rust_name: &Ident,
    target: &Target,
    mut params: Params,
    mut entries: Entries,
) -> Result<TokenStream> {
    let span = entries.span;
    let sig_text = entries.take_str("sig")?;
    let doc = entries.take_str("doc")?.map(|doc| doc.value()).unwrap_or_default();
    let name = entries.take_str("name")?.map_or_else(|| plain_name(rust_name), |name| name.value());
    let raw = entries.take_expr("raw")?;
    let no_signature = entries.take_flag("no_text_signature")?;
    let coexist = entries.take_flag("coexist")?;
    entries.finish()?;

    let sig = sig_text.as_ref().map(Sig::parse).transpose()?;
    let rt = quote!(::ks_runtime::args);
    let path = &target.path;

    // The receiver.
    let mut receiver = Vec::new();
    match role {
        Role::Method => {
            if params.receiver != Receiver::Ref {
                return Err(Error::new(params.span, "a method takes `&self`"));
            }
            let self_type = target.self_type;
            receiver.push(quote!(&*__self.cast::<#self_type>()));
        }
        Role::ClassMethod => {
            let class = params.take_first("the class: `&'static Type`")?;
            if !crate::params::is_type(&class.ty) {
                return Err(Error::new(class.span, "a classmethod's first parameter is `&'static Type`"));
            }
            receiver.push(quote!(&*__self.cast::<#rt::layout::Type>()));
        }
        Role::StaticMethod | Role::Function => {}
    }
    if role != Role::Method && params.receiver == Receiver::Ref {
        return Err(Error::new(params.span, "this has no `&self`"));
    }
    if role == Role::Function {
        let expected = match (&sig, &raw) {
            (Some(sig), None) => sig.params.len(),
            (_, Some(raw)) => raw_arity(&raw_flags(raw)?),
            (None, None) => 0,
        };
        if params.args.len() == expected + 1 {
            let module = params.take_first("the module")?;
            if !crate::params::is_object(&module.ty) {
                return Err(Error::new(
                    module.span,
                    "one parameter more than the signature has: the module, `&Object`",
                ));
            }
            receiver.push(quote!(&*__self));
        }
    }

    let doc_text = match &sig {
        Some(sig) if !no_signature => {
            let receiver = match role {
                Role::Method => Some("$self"),
                Role::ClassMethod => Some("$type"),
                Role::StaticMethod => None,
                Role::Function => Some("$module"),
            };
            sig.doc(&name, receiver, &doc)
        }
        _ => doc.clone(),
    };
    let doc_text = if doc_text.is_empty() {
        quote!(::core::ptr::null())
    } else {
        let text = c_string(&doc_text, span)?;
        quote!(#text.as_ptr())
    };
    let thread = params.thread_argument();
    let attributes = shim_attributes();
    let object = quote!(#rt::layout::Object);
    let result = quote!(#rt::layout::PyResult);
    let fn_span = params.span;
    let call = |arguments: &[TokenStream]| quote_spanned!(fn_span=> ::ks_runtime::args::IntoPy::into_py(#path(#(#receiver,)* #(#arguments,)* #thread)));

    let shim = shim_name(rust_name);
    let (flags, function) = if let Some(raw) = raw {
        raw_shim(&shim, &raw, &params, &call)?
    } else {
        let sig = sig.ok_or_else(|| Error::new(span, "`sig = \"(…)\"` or `raw = …` is missing"))?;
        let convention = Convention::of(&sig);
        let enter = quote!(let __th: &mut #rt::layout::Thread = #rt::layout::Thread::enter(););
        let function = match convention {
            Convention::NoArgs => {
                call::match_up(&sig, &params)?;
                let enter = params.thread.then_some(&enter);
                let body = call(&[]);
                quote! {
                    unsafe extern "C" fn #shim(__self: *mut #object, _: *mut #object) -> #result {
                        unsafe { #enter #body }
                    }
                }
            }
            Convention::OneArg => {
                let unpacked = call::unpack_one(&sig, &params, &name)?;
                let plain = params.args.iter().all(|arg| arg.with.is_none() && crate::params::is_object(&arg.ty));
                let enter = (params.thread || !plain).then_some(&enter);
                let statements = unpacked.statements;
                let body = call(&unpacked.arguments);
                quote! {
                    unsafe extern "C" fn #shim(__self: *mut #object, __arg: *mut #object) -> #result {
                        unsafe { #enter #statements #body }
                    }
                }
            }
            Convention::Fast => {
                let unpacked = call::unpack(&sig, &params, &name)?;
                let statements = unpacked.statements;
                let body = call(&unpacked.arguments);
                quote! {
                    unsafe extern "C" fn #shim(__self: *mut #object, __args: *const *mut #object, __nargs: usize) -> #result {
                        unsafe { #enter #statements #body }
                    }
                }
            }
            Convention::FastKeywords => {
                let unpacked = call::unpack(&sig, &params, &name)?;
                let statements = unpacked.statements;
                let body = call(&unpacked.arguments);
                quote! {
                    unsafe extern "C" fn #shim(
                        __self: *mut #object, __args: *const *mut #object, __nargs: usize, __kwnames: Option<&#object>,
                    ) -> #result {
                        unsafe {
                            #enter
                            let __kw = #rt::Kwargs::from_vector(__kwnames, __args, __nargs);
                            #statements
                            #body
                        }
                    }
                }
            }
        };
        (convention.flags(), function)
    };
    let mut flags = flags;
    match role {
        Role::ClassMethod => flags = quote!(#flags | #rt::layout::METH_CLASS),
        Role::StaticMethod => flags = quote!(#flags | #rt::layout::METH_STATIC),
        Role::Method | Role::Function => {}
    }
    if coexist {
        flags = quote!(#flags | #rt::layout::METH_COEXIST);
    }
    let name = c_string(&name, span)?;
    Ok(quote! {{
        #attributes
        #function
        #rt::layout::PyMethodDef {
            ml_name: #name.as_ptr(),
            // SAFETY: `ml_flags` says what the function's type really is.
            ml_meth: Some(unsafe { ::core::mem::transmute::<*const (), #rt::layout::PyCFunction>(#shim as *const ()) }),
            ml_flags: #flags,
            ml_doc: #doc_text,
        }
    }})
}

/// A Rust name without `r#`.
pub fn plain_name(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_owned()
}

fn raw_flags(expr: &Expr) -> Result<Vec<Ident>> {
    match expr {
        Expr::Binary(binary) if matches!(binary.op, syn::BinOp::BitOr(_)) => {
            let mut flags = raw_flags(&binary.left)?;
            flags.extend(raw_flags(&binary.right)?);
            Ok(flags)
        }
        Expr::Path(path) if path.path.get_ident().is_some() => Ok(path.path.get_ident().cloned().into_iter().collect()),
        other => Err(Error::new_spanned(other, "flags joined by `|`: VARARGS, FASTCALL, KEYWORDS, METHOD, NOARGS, O")),
    }
}

/// How many parameters a raw function takes.
fn raw_arity(flags: &[Ident]) -> usize {
    let has = |name: &str| flags.iter().any(|flag| flag == name);
    if has("NOARGS") { 0 } else { 1 + usize::from(has("KEYWORDS")) + usize::from(has("METHOD")) }
}

/// The conventions taken as they are:
///
/// | flags | parameters |
/// | --- | --- |
/// | `VARARGS` | `args: &Object` (a tuple) |
/// | `VARARGS \| KEYWORDS` | `args: &Object, kwargs: Option<&Object>` (a dict) |
/// | `FASTCALL` | `args: &[&Object]` |
/// | `FASTCALL \| KEYWORDS` | `args: &[&Object], kwargs: Kwargs<'_>` |
/// | `FASTCALL \| KEYWORDS \| METHOD` | `defining_class: &'static Type` in front of these |
fn raw_shim(
    shim: &Ident,
    raw: &Expr,
    params: &Params,
    call: &dyn Fn(&[TokenStream]) -> TokenStream,
) -> Result<(TokenStream, TokenStream)> {
    let rt = quote!(::ks_runtime::args);
    let object = quote!(#rt::layout::Object);
    let result = quote!(#rt::layout::PyResult);
    let flags = raw_flags(raw)?;
    if params.args.len() != raw_arity(&flags) {
        return Err(Error::new(params.span, format!("this convention takes {} parameter(s)", raw_arity(&flags))));
    }
    let enter = params.thread.then(|| quote!(let __th: &mut #rt::layout::Thread = #rt::layout::Thread::enter();));
    let mut names: Vec<String> = flags.iter().map(Ident::to_string).collect();
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let slice = quote!(#rt::slice_arguments(__args, __nargs, 0, &__call));
    let kwargs = quote!(#rt::Kwargs::from_vector(__kwnames, __args, __nargs));
    let (parameters, arguments): (TokenStream, Vec<TokenStream>) = match names.as_slice() {
        ["NOARGS"] => (quote!(_: *mut #object), vec![]),
        ["O"] => (quote!(__arg: &#object), vec![quote!(__arg)]),
        ["VARARGS"] => (quote!(__args: &#object), vec![quote!(__args)]),
        ["KEYWORDS", "VARARGS"] => {
            (quote!(__args: &#object, __kwargs: Option<&#object>), vec![quote!(__args), quote!(__kwargs)])
        }
        ["FASTCALL"] => (quote!(__args: *const *mut #object, __nargs: usize), vec![slice]),
        ["FASTCALL", "KEYWORDS"] => {
            (quote!(__args: *const *mut #object, __nargs: usize, __kwnames: Option<&#object>), vec![slice, kwargs])
        }
        ["FASTCALL", "KEYWORDS", "METHOD"] => (
            quote!(__class: &'static #rt::layout::Type, __args: *const *mut #object, __nargs: usize, __kwnames: Option<&#object>),
            vec![quote!(__class), slice, kwargs],
        ),
        _ => return Err(Error::new_spanned(raw, "not a calling convention")),
    };
    let body = call(&arguments);
    let flags = flags.iter().map(|flag| format_ident!("METH_{}", flag));
    Ok((
        quote!(#(#rt::layout::#flags)|*),
        quote! {
            unsafe extern "C" fn #shim(__self: *mut #object, #parameters) -> #result {
                unsafe { let __call = (); #enter #body }
            }
        },
    ))
}

/// One attribute of a type: getter, setter or both.
pub struct Attribute {
    pub name: String,
    pub span: Span,
    pub doc: String,
    getter: Option<TokenStream>,
    setter: Option<TokenStream>,
}

/// Adds a getter or a setter to the attributes collected so far.
pub fn add_accessor(
    list: &mut Vec<Attribute>,
    is_setter: bool,
    rust_name: &Ident,
    target: &Target,
    params: &Params,
    mut entries: Entries,
) -> Result<()> {
    let span = rust_name.span();
    let doc = entries.take_str("doc")?.map(|doc| doc.value()).unwrap_or_default();
    let given = entries.take_str("name")?.map(|name| name.value());
    entries.finish()?;
    let plain = plain_name(rust_name);
    let name = match given {
        Some(name) => name,
        None if is_setter => plain
            .strip_prefix("set_")
            .map(str::to_owned)
            .ok_or_else(|| Error::new(span, "a setter is called `set_<name>`, or says `name = \"…\"`"))?,
        None => plain,
    };
    if params.receiver != Receiver::Ref {
        return Err(Error::new(params.span, "an accessor takes `&self`"));
    }
    let expected = usize::from(is_setter);
    if params.args.len() != expected {
        let message = if is_setter { "a setter takes `value: Option<&Object>`" } else { "a getter takes no arguments" };
        return Err(Error::new(params.span, message));
    }
    let rt = quote!(::ks_runtime::args);
    let object = quote!(#rt::layout::Object);
    let (path, self_type, thread) = (&target.path, target.self_type, params.thread_argument());
    let enter = params.thread.then(|| quote!(let __th: &mut #rt::layout::Thread = #rt::layout::Thread::enter();));
    let attributes = shim_attributes();
    let call = |arguments: TokenStream| quote_spanned!(span=> #path(__self.cast_unchecked::<#self_type>(), #arguments #thread));
    let index = match list.iter().position(|attribute| attribute.name == name) {
        Some(index) => index,
        None => {
            list.push(Attribute { name, span, doc: String::new(), getter: None, setter: None });
            list.len() - 1
        }
    };
    let attribute = &mut list[index];
    if !doc.is_empty() {
        attribute.doc = doc;
    }
    let shim = shim_name(rust_name);
    let place = if is_setter { &mut attribute.setter } else { &mut attribute.getter };
    if place.is_some() {
        return Err(Error::new(span, "declared twice"));
    }
    let body = call(if is_setter { quote!(__value,) } else { TokenStream::new() });
    *place = Some(if is_setter {
        quote! {{
            #attributes
            unsafe extern "C" fn #shim(__self: &#object, __value: Option<&#object>, _: *mut ::core::ffi::c_void) -> #rt::layout::Status {
                unsafe {
                    #enter
                    #rt::IntoStatus::into_status(#body)
                }
            }
            #shim as #rt::layout::setter
        }}
    } else {
        quote! {{
            #attributes
            unsafe extern "C" fn #shim(__self: &#object, _: *mut ::core::ffi::c_void) -> #rt::layout::PyResult {
                unsafe {
                    #enter
                    #rt::IntoPy::into_py(#body)
                }
            }
            #shim as #rt::layout::getter
        }}
    });
    Ok(())
}

/// One `PyGetSetDef` expression.
pub fn getset_row(attribute: &Attribute) -> Result<TokenStream> {
    let name = c_string(&attribute.name, attribute.span)?;
    let doc = if attribute.doc.is_empty() {
        quote!(::core::ptr::null())
    } else {
        let text = c_string(&attribute.doc, attribute.span)?;
        quote!(#text.as_ptr())
    };
    let option = |side: &Option<TokenStream>| match side {
        Some(function) => quote!(::core::option::Option::Some(#function)),
        None => quote!(::core::option::Option::None),
    };
    let (get, set) = (option(&attribute.getter), option(&attribute.setter));
    Ok(quote! {
        ::ks_runtime::args::layout::PyGetSetDef {
            name: #name.as_ptr(),
            get: #get,
            set: #set,
            doc: #doc,
            closure: ::core::ptr::null_mut(),
        }
    })
}

struct Member {
    name: LitStr,
    layout: Type,
    field: syn::Member,
    nested: Vec<syn::Member>,
    kind: Ident,
    flags: Option<Expr>,
    doc: Option<LitStr>,
}

impl Parse for Member {
    fn parse(input: ParseStream) -> Result<Member> {
        let name = input.parse()?;
        input.parse::<Token![,]>()?;
        let layout = input.parse()?;
        input.parse::<Token![,]>()?;
        let field = input.parse()?;
        let mut nested = Vec::new();
        while input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            nested.push(input.parse()?);
        }
        input.parse::<Token![,]>()?;
        let kind = input.parse()?;
        let (mut flags, mut doc) = (None, None);
        if input.peek(Token![,]) && !input.peek2(syn::parse::End) {
            input.parse::<Token![,]>()?;
            if !input.peek(LitStr) {
                flags = Some(input.parse()?);
                if input.peek(Token![,]) {
                    input.parse::<Token![,]>()?;
                }
            }
            if input.peek(LitStr) {
                doc = Some(input.parse()?);
            }
        }
        input.parse::<Option<Token![,]>>()?;
        Ok(Member { name, layout, field, nested, kind, flags, doc })
    }
}

/// `member!(…)`.
pub fn member(input: TokenStream) -> Result<TokenStream> {
    let Member { name, layout, field, nested, kind, flags, doc } = Member::parse.parse2(input)?;
    let name = c_string(&name.value(), name.span())?;
    let rt = quote!(::ks_runtime::args::layout);
    let flags = match flags {
        None => quote!(0),
        Some(Expr::Lit(literal)) => quote!(#literal),
        Some(expr) => {
            let flags = raw_flags(&expr)?.into_iter().map(|flag| match flag.to_string().as_str() {
                "WRITE_RESTRICTED" => Ok(format_ident!("_Py_WRITE_RESTRICTED", span = flag.span())),
                "READONLY" | "AUDIT_READ" | "RELATIVE_OFFSET" => Ok(format_ident!("Py_{}", flag)),
                "Py_READONLY" | "Py_AUDIT_READ" => Ok(flag),
                _ => Err(Error::new(flag.span(), "READONLY, AUDIT_READ or 0")),
            });
            let flags = flags.collect::<Result<Vec<_>>>()?;
            quote!(#(#rt::#flags)|*)
        }
    };
    let doc = match doc {
        None => quote!(::core::ptr::null()),
        Some(doc) => {
            let text = c_string(&doc.value(), doc.span())?;
            quote!(#text.as_ptr())
        }
    };
    Ok(quote! {
        #rt::PyMemberDef {
            name: #name.as_ptr(),
            type_: #rt::#kind,
            offset: ::core::mem::offset_of!(#layout, #field #(.#nested)*) as isize,
            flags: #flags,
            doc: #doc,
        }
    })
}
