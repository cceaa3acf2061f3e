//! `#[pytype]` and `#[pymethods]`: an `impl` block becomes tables, slots and the static type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Error, Expr, Ident, ImplItem, ItemImpl, Result, Type};

use crate::attrs::{self, Entries, c_string};
use crate::call;
use crate::params::{Params, Receiver, is_type};
use crate::sig::Sig;
use crate::slots::{self, Slot, Suite};
use crate::table::{self, Role, Target};

const OWN: &[&str] = &["slot", "new", "init", "method", "classmethod", "staticmethod", "getter", "setter"];

/// What an `impl` block declares.
#[derive(Default)]
struct Declared {
    methods: Vec<TokenStream>,
    accessors: Vec<table::Attribute>,
    slots: Vec<Slot>,
}

/// What the type's name and static are, where they are known (`#[pytype]`).
struct Naming {
    /// The last component of the type's name, which argument errors of `new` and `init` use.
    name: String,
    static_name: Ident,
}

fn collect(block: &mut ItemImpl, naming: Option<&Naming>) -> Result<Declared> {
    if let Some((_, path, _)) = &block.trait_ {
        return Err(Error::new_spanned(path, "an inherent `impl` is wanted"));
    }
    let self_type = (*block.self_ty).clone();
    let mut declared = Declared::default();
    let mut errors: Option<Error> = None;
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else { continue };
        let own = attrs::extract(&mut function.attrs, OWN);
        let [attribute] = own.as_slice() else {
            if let Some(extra) = own.get(1) {
                return Err(Error::new_spanned(extra, "one of these attributes is enough"));
            }
            continue;
        };
        let result = Params::take(&mut function.sig)
            .and_then(|params| declare(&mut declared, attribute, &function.sig.ident, params, &self_type, naming));
        if let Err(error) = result {
            match &mut errors {
                None => errors = Some(error),
                Some(errors) => errors.combine(error),
            }
        }
    }
    errors.map_or(Ok(declared), Err)
}

fn declare(
    declared: &mut Declared,
    attribute: &Attribute,
    name: &Ident,
    params: Params,
    self_type: &Type,
    naming: Option<&Naming>,
) -> Result<()> {
    let kind = attribute.path().get_ident().map(Ident::to_string).unwrap_or_default();
    let mut entries = Entries::of_attribute(attribute)?;
    let path = quote_spanned!(name.span()=> <#self_type>::#name);
    let target = Target { path: path.clone(), self_type: Some(self_type) };
    match kind.as_str() {
        "slot" => {
            let slot_name = match entries.take_any_flag() {
                Some((text, span)) => Ident::new(&text, span),
                None => name.clone(),
            };
            entries.finish()?;
            add_slot(declared, slots::slot(&slot_name, &path, self_type, params)?)
        }
        "new" | "init" => {
            let naming = naming.ok_or_else(|| Error::new(entries.span, "stands in the `#[pytype]` block"))?;
            for slot in constructor(kind == "init", name, &target, self_type, params, entries, naming)? {
                add_slot(declared, slot)?;
            }
            Ok(())
        }
        "getter" | "setter" => {
            table::add_accessor(&mut declared.accessors, kind == "setter", name, &target, &params, entries)
        }
        _ => {
            let role = match kind.as_str() {
                "classmethod" => Role::ClassMethod,
                "staticmethod" => Role::StaticMethod,
                _ => Role::Method,
            };
            declared.methods.push(table::method_row(role, name, &target, params, entries)?);
            Ok(())
        }
    }
}

fn add_slot(declared: &mut Declared, slot: Slot) -> Result<()> {
    if declared.slots.iter().any(|other| other.name == slot.name) {
        return Err(Error::new(slot.name.span(), format!("`{}` is filled twice", slot.name)));
    }
    declared.slots.push(slot);
    Ok(())
}

/// `#[new]` and `#[init]`: `tp_new` or `tp_init` with the arguments parsed, and `tp_vectorcall` if wanted.
fn constructor(
    is_init: bool,
    rust_name: &Ident,
    target: &Target,
    self_type: &Type,
    mut params: Params,
    mut entries: Entries,
    naming: &Naming,
) -> Result<Vec<Slot>> {
    let span = params.span;
    let vectorcall = entries.take_flag("vectorcall")?;
    // What messages about the arguments call the function, where that is not the type's name.
    let own_name = entries.take_str("name")?.map(|name| name.value());
    // Not even a subclass may take keywords.
    let no_keywords = entries.take_flag("no_keywords")?;
    let sig = entries.take_str("sig")?.ok_or_else(|| Error::new(entries.span, "`sig = \"(…)\"` is missing"))?;
    entries.finish()?;
    let sig = Sig::parse(&sig)?;
    let rt = quote!(::ks_runtime::args);
    let object = quote!(#rt::layout::Object);
    let name = own_name.as_ref().unwrap_or(&naming.name);
    let static_name = &naming.static_name;
    if is_init {
        if params.receiver != Receiver::Ref {
            return Err(Error::new(span, "`#[init]` takes `&self`"));
        }
    } else {
        let class = params.take_first("the class: `&'static Type`")?;
        if params.receiver == Receiver::Ref || !is_type(&class.ty) {
            return Err(Error::new(class.span, "`#[new]` takes `ty: &'static Type` first"));
        }
    }
    let unpacked = if sig.params.is_empty() {
        call::match_up(&sig, &params)?;
        call::Unpacked {
            statements: quote! {
                if __nargs != 0 {
                    return ::core::result::Result::Err(#rt::no_positional(#name, __th));
                }
            },
            arguments: Vec::new(),
        }
    } else {
        call::unpack(&sig, &params, name)?
    };
    let statements = &unpacked.statements;
    let arguments = &unpacked.arguments;
    let path = &target.path;
    let thread = params.thread_argument();
    let enter = quote!(let __th: &mut #rt::layout::Thread = #rt::layout::Thread::enter(););
    let attributes = table::shim_attributes();
    let takes_keywords = sig.has_keywords() || sig.var_keyword();
    // A subclass that overrides the other half of construction may take keywords of its own.
    let refuse_keywords = if takes_keywords {
        TokenStream::new()
    } else if no_keywords {
        quote! {
            if !__kw.is_none() {
                return ::core::result::Result::Err(#rt::no_keywords(#name, __th));
            }
        }
    } else if is_init {
        quote! {
            if !__kw.is_none() && #rt::init_refuses_keywords(__this, &#static_name) {
                return ::core::result::Result::Err(#rt::no_keywords(#name, __th));
            }
        }
    } else {
        quote! {
            if !__kw.is_none() && #rt::new_refuses_keywords(__this, &#static_name) {
                return ::core::result::Result::Err(#rt::no_keywords(#name, __th));
            }
        }
    };
    let refuse_names = (!takes_keywords).then(|| {
        quote! {
            if !__kw.is_none() {
                return ::core::result::Result::Err(#rt::no_keywords(#name, __th));
            }
        }
    });
    let from_tuple = quote! {
        let (__args, __nargs) = #rt::tuple_vector(__tuple);
        let __kw = #rt::Kwargs::from_dict(__dict);
    };
    let mut made = Vec::new();
    let shim = table::shim_name(rust_name);
    let own = if is_init {
        quote! {{
            #attributes
            unsafe extern "C" fn #shim(__this: &#object, __tuple: &#object, __dict: Option<&#object>) -> #rt::layout::Status {
                unsafe fn __init(__this: &#object, __tuple: &#object, __dict: Option<&#object>) -> #rt::layout::PyResult<()> {
                    unsafe {
                        #enter
                        #from_tuple
                        #refuse_keywords
                        #statements
                        #rt::IntoInit::into_init(#path(__this.cast_unchecked::<#self_type>(), #(#arguments,)* #thread))
                    }
                }
                unsafe { ::core::convert::From::from(__init(__this, __tuple, __dict)) }
            }
            #shim as #rt::layout::initproc
        }}
    } else {
        quote! {{
            #attributes
            unsafe extern "C" fn #shim(
                __this: &'static #rt::layout::Type, __tuple: &#object, __dict: Option<&#object>,
            ) -> #rt::layout::PyResult {
                unsafe {
                    #enter
                    #from_tuple
                    #refuse_keywords
                    #statements
                    #rt::IntoPy::into_py(#path(__this, #(#arguments,)* #thread))
                }
            }
            #shim as #rt::layout::newfunc
        }}
    };
    let slot_name = Ident::new(if is_init { "tp_init" } else { "tp_new" }, span);
    let c_type = if is_init { "initproc" } else { "newfunc" };
    made.push(Slot { name: slot_name, suite: Suite::Type, c_type, value: own });
    if vectorcall {
        let body = if is_init {
            quote! {
                let __object = #rt::allocate(__class, __th)?;
                let () = #rt::IntoInit::into_init(#path(
                    #rt::layout::Object::cast_unchecked::<#self_type>(&__object), #(#arguments,)* #thread
                ))?;
                ::core::result::Result::Ok(__object)
            }
        } else {
            quote!(#rt::IntoPy::into_py(#path(__class, #(#arguments,)* #thread)))
        };
        // The object is made before the arguments of `__init__` are looked at only in effect, not in order: nothing can tell.
        let shim = format_ident!("{}_vectorcall__C", table::plain_name(rust_name));
        let value = quote! {{
            #attributes
            unsafe extern "C" fn #shim(
                __this: &#object, __args: *const *mut #object, __nargsf: usize, __kwnames: Option<&#object>,
            ) -> #rt::layout::PyResult {
                unsafe {
                    #enter
                    let __class: &'static #rt::layout::Type = &*__this.as_ptr().cast::<#rt::layout::Type>();
                    let __nargs = __nargsf & !#rt::layout::PY_VECTORCALL_ARGUMENTS_OFFSET;
                    let __kw = #rt::Kwargs::from_vector(__kwnames, __args, __nargs);
                    #refuse_names
                    #statements
                    #body
                }
            }
            #shim as #rt::layout::vectorcallfunc
        }};
        made.push(Slot {
            name: Ident::new("tp_vectorcall", span),
            suite: Suite::Type,
            c_type: "vectorcallfunc",
            value,
        });
    }
    Ok(made)
}

/// The flags a type can be declared with, and whether CPython's name begins with an underscore.
const FLAGS: &[(&str, bool)] = &[
    ("INLINE_VALUES", false),
    ("MANAGED_WEAKREF", false),
    ("MANAGED_DICT", false),
    ("SEQUENCE", false),
    ("MAPPING", false),
    ("DISALLOW_INSTANTIATION", false),
    ("BASETYPE", false),
    ("HAVE_VECTORCALL", false),
    ("HAVE_GC", false),
    ("METHOD_DESCRIPTOR", false),
    ("IS_ABSTRACT", false),
    ("MATCH_SELF", true),
    ("ITEMS_AT_END", false),
    ("LONG_SUBCLASS", false),
    ("LIST_SUBCLASS", false),
    ("TUPLE_SUBCLASS", false),
    ("BYTES_SUBCLASS", false),
    ("UNICODE_SUBCLASS", false),
    ("DICT_SUBCLASS", false),
    ("BASE_EXC_SUBCLASS", false),
    ("TYPE_SUBCLASS", false),
    ("HAVE_FINALIZE", false),
];

fn flag_constant(flag: &Ident) -> Result<Ident> {
    match FLAGS.iter().find(|(name, _)| flag == name) {
        Some((name, true)) => Ok(format_ident!("_Py_TPFLAGS_{name}", span = flag.span())),
        Some((name, false)) => Ok(format_ident!("Py_TPFLAGS_{name}", span = flag.span())),
        None => Err(Error::new(flag.span(), format!("no type flag is called `{flag}`"))),
    }
}

pub fn pytype(attr: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut entries = Entries::parse(attr, proc_macro2::Span::call_site())?;
    let mut block: ItemImpl = syn::parse2(item)?;
    let rt = quote!(::ks_runtime::args);

    let static_name =
        entries.take_ident("static")?.ok_or_else(|| Error::new(entries.span, "`static = PyX_Type` is missing"))?;
    let private = entries.take_flag("private")?;
    let name = entries.take_str("name")?.ok_or_else(|| Error::new(entries.span, "`name = \"…\"` is missing"))?;
    let layout = entries.require_expr("layout")?;
    let itemsize = entries.take_expr("itemsize")?;
    let base = entries.take_expr("base")?;
    let metatype = entries.take_expr("metatype")?.map_or_else(|| quote!(#rt::PyType_Type), |path| quote!(#path));
    let flag_names = entries.take_idents("flags")?;
    let offsets: Vec<(Ident, Option<Expr>)> = vec![
        (format_ident!("tp_weaklistoffset"), entries.take_expr("weaklistoffset")?),
        (format_ident!("tp_dictoffset"), entries.take_expr("dictoffset")?),
        (format_ident!("tp_vectorcall_offset"), entries.take_expr("vectorcall_offset")?),
    ];
    let functions: Vec<(Ident, Option<Expr>)> = vec![
        (format_ident!("tp_alloc"), entries.take_expr("alloc")?),
        (format_ident!("tp_free"), entries.take_expr("free")?),
    ];
    let text_signature = entries.take_str("text_signature")?;
    let doc = entries.take_str("doc")?;
    let no_new = entries.take_flag("no_new")?;
    let other_methods = entries.take_exprs("methods")?;
    let other_getset = entries.take_exprs("getset")?;
    let other_members = entries.take_exprs("members")?;
    let other_slots = entries.take_exprs("slots")?;
    entries.finish()?;

    let full_name = name.value();
    let naming = Naming {
        name: full_name.rsplit('.').next().unwrap_or(&full_name).to_owned(),
        static_name: static_name.clone(),
    };
    let mut declared = collect(&mut block, Some(&naming))?;
    for path in &other_slots {
        add_slot(&mut declared, slots::from_elsewhere(path)?)?;
    }

    // Flags.
    let mut flags: Vec<Ident> = flag_names.iter().map(flag_constant).collect::<Result<_>>()?;
    let has_new = declared.slots.iter().any(|slot| slot.name == "tp_new");
    if no_new {
        if has_new {
            return Err(Error::new(name.span(), "`no_new`, but there is a `tp_new`"));
        }
        flags.push(format_ident!("Py_TPFLAGS_DISALLOW_INSTANTIATION"));
    }
    // Fields.
    let mut fields = Vec::new();
    for slot in declared.slots.iter().filter(|slot| slot.suite == Suite::Type) {
        fields.push(slot.field());
    }
    for suite in [Suite::Number, Suite::Sequence, Suite::Mapping, Suite::Async, Suite::Buffer] {
        let slots: Vec<_> = declared.slots.iter().filter(|slot| slot.suite == suite).map(Slot::field).collect();
        let (Some((field, suite_type)), false) = (suite.names(), slots.is_empty()) else { continue };
        fields.push(quote! {
            #field: ::core::cell::Cell::new(::core::option::Option::Some({
                static __SUITE: #rt::layout::#suite_type = #rt::layout::#suite_type {
                    #(#slots,)*
                    ..#rt::layout::#suite_type::new()
                };
                &__SUITE
            }))
        });
    }
    for (field, value) in &offsets {
        if let Some(value) = value {
            fields.push(quote!(#field: ::core::cell::Cell::new((#value) as isize)));
        }
    }
    for (field, value) in &functions {
        if let Some(value) = value {
            fields.push(quote!(#field: ::core::cell::Cell::new(::core::option::Option::Some(#value))));
        }
    }
    if let Some(itemsize) = &itemsize {
        fields.push(quote!(tp_itemsize: ::core::cell::Cell::new((#itemsize) as isize)));
    }
    if let Some(base) = &base {
        fields.push(quote!(tp_base: ::core::cell::Cell::new(::core::option::Option::Some(&#base))));
    }
    let bare_name = &naming.name;
    let doc_text = match (&text_signature, &doc) {
        (None, None) => None,
        (None, Some(doc)) => Some(doc.value()),
        (Some(signature), doc) => Some(format!(
            "{bare_name}{}\n--\n\n{}",
            signature.value(),
            doc.as_ref().map(|doc| doc.value()).unwrap_or_default()
        )),
    };
    if let Some(text) = doc_text {
        let text = c_string(&text, name.span())?;
        fields.push(quote!(tp_doc: ::core::cell::Cell::new(#text.as_ptr())));
    }
    let getset = declared.accessors.iter().map(table::getset_row).collect::<Result<Vec<_>>>()?;
    let tables = [
        ("tp_methods", "PyMethodDef", declared.methods, other_methods),
        ("tp_getset", "PyGetSetDef", getset, other_getset),
        ("tp_members", "PyMemberDef", Vec::new(), other_members),
    ];
    for (field, row, own, others) in tables {
        if own.is_empty() && others.is_empty() {
            continue;
        }
        let (field, row) = (format_ident!("{field}"), format_ident!("{row}"));
        let row = quote!(#rt::layout::#row);
        fields.push(quote! {
            #field: ::core::cell::Cell::new({
                const __TABLES: &[&[#row]] = &[&[#(#own),*], #(#others),*];
                static __TABLE: [#row; #rt::table_length(__TABLES) + 1] = #rt::join_tables(__TABLES, #row::END);
                &raw const __TABLE as *const #row
            })
        });
    }

    let c_name = c_string(&full_name, name.span())?;
    let export = (!private).then(|| quote!(#[unsafe(no_mangle)]));
    let attributes = table::shim_attributes();
    let title = format!("The type object of `{full_name}`.");
    // The runtime's own types are made ready when the interpreter starts; those of modules, by their module.
    let registration = (std::env::var("CARGO_PKG_NAME").as_deref() == Ok("ks-runtime")).then(|| {
        quote! {
            const _: () = {
                #[used]
                #[unsafe(link_section = "ks_builtin_types")]
                static __ENTRY: &#rt::layout::Type = &#static_name;
            };
        }
    });
    Ok(quote! {
        #block

        #[doc = #title]
        #export
        #attributes
        pub static #static_name: #rt::layout::Type = #rt::layout::Type {
            #(#fields,)*
            ..#rt::layout::Type::new_static(
                &raw const #metatype,
                #c_name,
                ::core::mem::size_of::<#layout>(),
                #rt::layout::Py_TPFLAGS_DEFAULT
                    | #rt::layout::Py_TPFLAGS_IMMUTABLETYPE
                    | #rt::layout::_Py_TPFLAGS_STATIC_BUILTIN
                    #(| #rt::layout::#flags)*,
            )
        };

        #registration
    })
}

pub fn pymethods(attr: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut entries = Entries::parse(attr, proc_macro2::Span::call_site())?;
    let methods_name = entries.take_ident("methods")?.unwrap_or_else(|| format_ident!("METHODS"));
    let getset_name = entries.take_ident("getset")?.unwrap_or_else(|| format_ident!("GETSET"));
    entries.finish()?;
    let mut block: ItemImpl = syn::parse2(item)?;
    let declared = collect(&mut block, None)?;
    let rt = quote!(::ks_runtime::args::layout);
    let methods = (!declared.methods.is_empty()).then(|| {
        let rows = &declared.methods;
        quote! {
            /// The methods declared here, for the type's table.
            pub(crate) const #methods_name: &[#rt::PyMethodDef] = &[#(#rows),*];
        }
    });
    let rows = declared.accessors.iter().map(table::getset_row).collect::<Result<Vec<_>>>()?;
    let getset = (!rows.is_empty()).then(|| {
        quote! {
            /// The attributes declared here, for the type's table.
            pub(crate) const #getset_name: &[#rt::PyGetSetDef] = &[#(#rows),*];
        }
    });
    let slots = declared.slots.iter().map(|slot| {
        let (name, value) = (slots::constant_name(&slot.name), &slot.value);
        let c_type = format_ident!("{}", slot.c_type);
        let title = format!("The C function for `{}`.", slot.name);
        quote! {
            #[doc = #title]
            pub(crate) const #name: #rt::#c_type = #value;
        }
    });
    let slots = quote!(#(#slots)*);
    Ok(quote!(#block #methods #getset #slots))
}
