//! The slots of a type: which C type each has, and the C functions that stand in them.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Error, Ident, Result, Type};

use crate::params::{Arg, Params, Receiver, is_object, is_type};
use crate::table::{shim_attributes, shim_name};

/// A parameter of a slot's C type, after the receiver.
#[derive(Clone, Copy)]
enum P {
    /// `&Object`.
    Object,
    /// `Option<&Object>`: C may pass NULL.
    Nullable,
    /// `isize`.
    Size,
    /// `c_int`, or anything made `From` it.
    Int,
    /// The argument tuple of a call: `&Object`, or a layout the caller vouches for (`&Tuple`).
    Args,
    /// The keyword dict of a call, or NULL: `Option<&Object>`, `Option<&Dict>`.
    Kwargs,
    /// A raw pointer, handed on as it is.
    Pointer(&'static str),
}

/// What a slot returns, which is what its function's result is converted to.
#[derive(Clone, Copy)]
enum R {
    Object,
    Status,
    Size,
    Hash,
    Next,
    Nothing,
}

/// The first parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum This {
    /// An instance: `&self`.
    Instance,
    /// Either operand may be the instance: `a: &Object`.
    Either,
    /// `ty: &'static Type`.
    Type,
    /// `this: *mut Self`: the object is going.
    Raw,
}

struct Shape {
    c_type: &'static str,
    this: This,
    params: &'static [P],
    result: R,
}

/// Which struct a slot is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    Type,
    Number,
    Sequence,
    Mapping,
    Async,
    Buffer,
}

impl Suite {
    fn of(name: &str) -> Option<Suite> {
        Some(match name.split('_').next()? {
            "tp" => Suite::Type,
            "nb" => Suite::Number,
            "sq" => Suite::Sequence,
            "mp" => Suite::Mapping,
            "am" => Suite::Async,
            "bf" => Suite::Buffer,
            _ => return None,
        })
    }

    /// The field of the type and the struct's name.
    pub fn names(self) -> Option<(Ident, Ident)> {
        let (field, name) = match self {
            Suite::Type => return None,
            Suite::Number => ("tp_as_number", "PyNumberMethods"),
            Suite::Sequence => ("tp_as_sequence", "PySequenceMethods"),
            Suite::Mapping => ("tp_as_mapping", "PyMappingMethods"),
            Suite::Async => ("tp_as_async", "PyAsyncMethods"),
            Suite::Buffer => ("tp_as_buffer", "PyBufferProcs"),
        };
        Some((format_ident!("{field}"), format_ident!("{name}")))
    }
}

fn shape(name: &str) -> Option<Shape> {
    use This::{Either, Instance, Raw};
    let s = |c_type, this, params, result| Some(Shape { c_type, this, params, result });
    match name {
        "tp_dealloc" | "tp_finalize" | "tp_del" => s("destructor", Raw, &[], R::Nothing),
        "tp_getattr" => s("getattrfunc", Instance, &[P::Pointer("*const ::core::ffi::c_char")], R::Object),
        "tp_setattr" => s("setattrfunc", Instance, &[P::Pointer("*const ::core::ffi::c_char"), P::Nullable], R::Status),
        "tp_repr" | "tp_str" | "tp_iter" => s("unaryfunc", Instance, &[], R::Object),
        "tp_hash" => s("hashfunc", Instance, &[], R::Hash),
        "tp_call" => s("ternaryfunc", Instance, &[P::Args, P::Kwargs], R::Object),
        "tp_getattro" => s("getattrofunc", Instance, &[P::Object], R::Object),
        "tp_setattro" => s("setattrofunc", Instance, &[P::Object, P::Nullable], R::Status),
        "tp_clear" | "tp_is_gc" => s("inquiry", Instance, &[], R::Status),
        "tp_richcompare" => s("richcmpfunc", Instance, &[P::Object, P::Int], R::Object),
        "tp_iternext" => s("iternextfunc", Instance, &[], R::Next),
        "tp_descr_get" => s("descrgetfunc", Instance, &[P::Nullable, P::Nullable], R::Object),
        "tp_descr_set" => s("descrsetfunc", Instance, &[P::Object, P::Nullable], R::Status),
        "tp_init" => s("initproc", Instance, &[P::Args, P::Kwargs], R::Status),
        "tp_new" => s("newfunc", This::Type, &[P::Args, P::Kwargs], R::Object),
        "tp_alloc" => s("allocfunc", This::Type, &[P::Size], R::Object),

        "nb_add" | "nb_subtract" | "nb_multiply" | "nb_remainder" | "nb_divmod" | "nb_lshift" | "nb_rshift"
        | "nb_and" | "nb_xor" | "nb_or" | "nb_floor_divide" | "nb_true_divide" | "nb_matrix_multiply" => {
            s("binaryfunc", Either, &[P::Object], R::Object)
        }
        "nb_power" => s("ternaryfunc", Either, &[P::Object, P::Nullable], R::Object),
        "nb_inplace_power" => s("ternaryfunc", Instance, &[P::Object, P::Nullable], R::Object),
        "nb_negative" | "nb_positive" | "nb_absolute" | "nb_invert" | "nb_int" | "nb_float" | "nb_index" => {
            s("unaryfunc", Instance, &[], R::Object)
        }
        "nb_bool" => s("inquiry", Instance, &[], R::Status),
        "nb_inplace_add"
        | "nb_inplace_subtract"
        | "nb_inplace_multiply"
        | "nb_inplace_remainder"
        | "nb_inplace_lshift"
        | "nb_inplace_rshift"
        | "nb_inplace_and"
        | "nb_inplace_xor"
        | "nb_inplace_or"
        | "nb_inplace_floor_divide"
        | "nb_inplace_true_divide"
        | "nb_inplace_matrix_multiply" => s("binaryfunc", Instance, &[P::Object], R::Object),

        "sq_length" | "mp_length" => s("lenfunc", Instance, &[], R::Size),
        "sq_concat" | "sq_inplace_concat" | "mp_subscript" => s("binaryfunc", Instance, &[P::Object], R::Object),
        "sq_repeat" | "sq_inplace_repeat" | "sq_item" => s("ssizeargfunc", Instance, &[P::Size], R::Object),
        "sq_ass_item" => s("ssizeobjargproc", Instance, &[P::Size, P::Nullable], R::Status),
        "sq_contains" => s("objobjproc", Instance, &[P::Object], R::Status),
        "mp_ass_subscript" => s("objobjargproc", Instance, &[P::Object, P::Nullable], R::Status),

        "am_await" | "am_aiter" | "am_anext" => s("unaryfunc", Instance, &[], R::Object),
        "bf_getbuffer" => {
            s("getbufferproc", Instance, &[P::Pointer("*mut ::ks_runtime::args::layout::Py_buffer"), P::Int], R::Status)
        }
        "bf_releasebuffer" => {
            s("releasebufferproc", Instance, &[P::Pointer("*mut ::ks_runtime::args::layout::Py_buffer")], R::Nothing)
        }
        _ => None,
    }
}

/// One filled slot.
pub struct Slot {
    pub name: Ident,
    pub suite: Suite,
    /// The slot's C type, in the layouts.
    pub c_type: &'static str,
    /// The function pointer expression.
    pub value: TokenStream,
}

impl Slot {
    /// The field initializer: `tp_repr: Cell::new(Some(…))`.
    pub fn field(&self) -> TokenStream {
        let (name, value) = (&self.name, &self.value);
        quote!(#name: ::core::cell::Cell::new(::core::option::Option::Some(#value)))
    }
}

/// Builds the C function of a slot around `path`, the Rust function.
pub fn slot(name: &Ident, path: &TokenStream, self_type: &Type, params: Params) -> Result<Slot> {
    let text = name.to_string();
    let unknown = || Error::new(name.span(), format!("no slot is called `{text}`"));
    let suite = Suite::of(&text).ok_or_else(unknown)?;
    let shim = shim_name(name);
    let (c_type, value) = match text.as_str() {
        "tp_traverse" => ("traverseproc", traverse(&shim, path, self_type, &params)?),
        "tp_vectorcall" => ("vectorcallfunc", vectorcall(&shim, path, params)?),
        "am_send" => ("sendfunc", send(&shim, path, self_type, &params)?),
        _ => {
            let shape = shape(&text).ok_or_else(unknown)?;
            (shape.c_type, general(&shim, &shape, path, self_type, params)?)
        }
    };
    Ok(Slot { name: name.clone(), suite, c_type, value })
}

/// A slot filled by `#[slot]` in a `#[pymethods]` block: `path::to::nb_add` stands for the constant made there.
pub fn from_elsewhere(path: &syn::Expr) -> Result<Slot> {
    let syn::Expr::Path(path) = path else {
        return Err(Error::new_spanned(path, "`path::to::slot_name`"));
    };
    let mut constant = path.clone();
    let Some(last) = constant.path.segments.last_mut() else {
        return Err(Error::new_spanned(path, "`path::to::slot_name`"));
    };
    let name = last.ident.clone();
    let text = name.to_string();
    let suite = Suite::of(&text).filter(|_| is_slot(&text));
    let suite = suite.ok_or_else(|| Error::new(name.span(), format!("no slot is called `{text}`")))?;
    last.ident = constant_name(&name);
    Ok(Slot { name, suite, c_type: "", value: quote!(#constant) })
}

/// What the constant is called that `#[pymethods]` makes of a slot.
pub fn constant_name(slot: &Ident) -> Ident {
    format_ident!("SLOT_{}", slot, span = slot.span())
}

fn is_slot(name: &str) -> bool {
    matches!(name, "tp_traverse" | "tp_vectorcall" | "am_send") || shape(name).is_some()
}

fn enter(params: &Params) -> Option<TokenStream> {
    params.thread.then(
        || quote!(let __th: &mut ::ks_runtime::args::layout::Thread = ::ks_runtime::args::layout::Thread::enter();),
    )
}

fn general(
    shim: &Ident,
    shape: &Shape,
    path: &TokenStream,
    self_type: &Type,
    mut params: Params,
) -> Result<TokenStream> {
    let rt = quote!(::ks_runtime::args);
    let object = quote!(#rt::layout::Object);
    let span = params.span;
    let (this_type, this_value) = match shape.this {
        This::Raw if params.receiver == Receiver::Ref => (quote!(*mut #object), quote!(&*__this.cast::<#self_type>())),
        This::Raw => {
            let this = params.take_first("`&self` or `this: *mut Self`")?;
            if !matches!(this.ty, Type::Ptr(_)) {
                return Err(Error::new(this.span, "the object is going: `&self` or `this: *mut Self`"));
            }
            (quote!(*mut #object), quote!(__this.cast()))
        }
        This::Instance if params.receiver == Receiver::Ref => {
            (quote!(&#object), quote!(__this.cast_unchecked::<#self_type>()))
        }
        This::Instance => {
            let this = params.take_first("`&self`")?;
            if !is_object(&this.ty) {
                return Err(Error::new(this.span, "this slot takes `&self` (or `this: &Object`)"));
            }
            (quote!(&#object), quote!(__this))
        }
        This::Either => {
            if params.receiver == Receiver::Ref {
                return Err(Error::new(span, "either operand may be the instance: take `a: &Object, b: &Object`"));
            }
            let this = params.take_first("`&Object`")?;
            if !is_object(&this.ty) {
                return Err(Error::new(this.span, "either operand may be the instance: take `&Object`"));
            }
            (quote!(&#object), quote!(__this))
        }
        This::Type => {
            if params.receiver == Receiver::Ref {
                return Err(Error::new(span, "this slot takes `ty: &'static Type` first"));
            }
            let this = params.take_first("`ty: &'static Type`")?;
            if !is_type(&this.ty) {
                return Err(Error::new(this.span, "this slot takes `ty: &'static Type` first"));
            }
            (quote!(&'static #rt::layout::Type), quote!(__this))
        }
    };
    if params.args.len() != shape.params.len() {
        let message = format!("a `{}` takes {} parameter(s) after the first", shape.c_type, shape.params.len());
        return Err(Error::new(span, message));
    }
    let mut parameters = Vec::new();
    let mut arguments = Vec::new();
    for (index, (kind, arg)) in shape.params.iter().zip(&params.args).enumerate() {
        let name = format_ident!("__p{index}", span = arg.span);
        let (c_type, value) = parameter(*kind, &name, arg)?;
        parameters.push(quote!(#name: #c_type));
        arguments.push(value);
    }
    let thread = params.thread_argument();
    let enter = enter(&params);
    let call = quote_spanned!(span=> #path(#this_value, #(#arguments,)* #thread));
    let (c_result, body) = match shape.result {
        R::Object => (quote!(-> #rt::layout::PyResult), quote!(#rt::IntoPy::into_py(#call))),
        R::Status => (quote!(-> #rt::layout::Status), quote!(#rt::IntoStatus::into_status(#call))),
        R::Size => (quote!(-> #rt::layout::Size), quote!(#rt::IntoSize::into_size(#call))),
        R::Hash => (quote!(-> #rt::layout::Size), quote!(#rt::IntoSize::into_hash(#call))),
        R::Next => (quote!(-> Option<#rt::layout::Ref>), quote!(#rt::IntoNext::into_next(#call))),
        R::Nothing => (quote!(), quote!(let () = #call;)),
    };
    let c_type = format_ident!("{}", shape.c_type);
    let attributes = shim_attributes();
    Ok(quote! {{
        #attributes
        unsafe extern "C" fn #shim(__this: #this_type, #(#parameters),*) #c_result {
            unsafe { #enter #body }
        }
        #shim as #rt::layout::#c_type
    }})
}

fn parameter(kind: P, name: &Ident, arg: &Arg) -> Result<(TokenStream, TokenStream)> {
    let object = quote!(::ks_runtime::args::layout::Object);
    let span: Span = arg.span;
    Ok(match kind {
        P::Object => (quote!(&#object), quote_spanned!(span=> #name)),
        P::Nullable => (quote!(Option<&#object>), quote_spanned!(span=> #name)),
        P::Size => (quote!(isize), quote_spanned!(span=> #name)),
        P::Int => (quote!(::core::ffi::c_int), quote_spanned!(span=> ::core::convert::From::from(#name))),
        P::Args if is_object(&arg.ty) => (quote!(&#object), quote!(#name)),
        P::Args => (quote!(&#object), quote_spanned!(span=> #name.cast_unchecked())),
        P::Kwargs => match crate::params::option_inner(&arg.ty) {
            None => return Err(Error::new(span, "the keywords may be NULL: take `Option<…>`")),
            Some(inner) if is_object(inner) => (quote!(Option<&#object>), quote!(#name)),
            Some(_) => {
                (quote!(Option<&#object>), quote_spanned!(span=> #name.map(|__object| __object.cast_unchecked())))
            }
        },
        P::Pointer(text) => {
            let c_type: Type = syn::parse_str(text)?;
            (quote!(#c_type), quote_spanned!(span=> #name))
        }
    })
}

/// `fn tp_traverse(&self, visit: &mut Visitor)`.
fn traverse(shim: &Ident, path: &TokenStream, self_type: &Type, params: &Params) -> Result<TokenStream> {
    if params.receiver != Receiver::Ref || params.args.len() != 1 || params.thread {
        return Err(Error::new(params.span, "write `fn tp_traverse(&self, visit: &mut Visitor)`"));
    }
    let rt = quote!(::ks_runtime::args);
    let attributes = shim_attributes();
    Ok(quote! {{
        #attributes
        unsafe extern "C" fn #shim(
            __this: &#rt::layout::Object, __visit: #rt::layout::visitproc, __arg: *mut ::core::ffi::c_void,
        ) -> ::core::ffi::c_int {
            unsafe {
                let mut __visitor = #rt::Visitor::new(__visit, __arg);
                let __result = #path(__this.cast_unchecked::<#self_type>(), &mut __visitor);
                #rt::IntoVisit::into_visit(__result, &__visitor)
            }
        }
        #shim as #rt::layout::traverseproc
    }})
}

/// `fn tp_vectorcall(callable: &Object | ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th)`.
fn vectorcall(shim: &Ident, path: &TokenStream, mut params: Params) -> Result<TokenStream> {
    let first = params.take_first("`ty: &'static Type`")?;
    if params.receiver == Receiver::Ref || params.args.len() != 2 {
        let message =
            "write `fn tp_vectorcall(ty: &'static Type, args: &[&Object], kwargs: Kwargs<'_>, th: &mut Thread)`";
        return Err(Error::new(params.span, message));
    }
    let rt = quote!(::ks_runtime::args);
    let this = if is_type(&first.ty) { quote!(&*__this.as_ptr().cast::<#rt::layout::Type>()) } else { quote!(__this) };
    let (thread, enter) = (params.thread_argument(), enter(&params));
    let attributes = shim_attributes();
    Ok(quote! {{
        #attributes
        unsafe extern "C" fn #shim(
            __this: &#rt::layout::Object, __args: *const *mut #rt::layout::Object, __nargsf: usize,
            __kwnames: Option<&#rt::layout::Object>,
        ) -> #rt::layout::PyResult {
            unsafe {
                #enter
                let __call = ();
                let __nargs = __nargsf & !#rt::layout::PY_VECTORCALL_ARGUMENTS_OFFSET;
                #rt::IntoPy::into_py(#path(
                    #this, #rt::slice_arguments(__args, __nargs, 0, &__call), #rt::Kwargs::from_vector(__kwnames, __args, __nargs), #thread
                ))
            }
        }
        #shim as #rt::layout::vectorcallfunc
    }})
}

/// `fn am_send(&self, value: &Object, th: &mut Thread) -> PyResult<Sent>`.
fn send(shim: &Ident, path: &TokenStream, self_type: &Type, params: &Params) -> Result<TokenStream> {
    if params.receiver != Receiver::Ref || params.args.len() != 1 {
        return Err(Error::new(
            params.span,
            "write `fn am_send(&self, value: &Object, th: &mut Thread) -> PyResult<Sent>`",
        ));
    }
    let rt = quote!(::ks_runtime::args);
    let (thread, enter) = (params.thread_argument(), enter(params));
    let attributes = shim_attributes();
    Ok(quote! {{
        #attributes
        unsafe extern "C" fn #shim(
            __this: &#rt::layout::Object, __value: &#rt::layout::Object, __result: *mut *mut #rt::layout::Object,
        ) -> ::core::ffi::c_int {
            unsafe {
                #enter
                let __sent: #rt::layout::PyResult<#rt::Sent> =
                    #path(__this.cast_unchecked::<#self_type>(), __value, #thread);
                #rt::Sent::store(__sent, __result)
            }
        }
        #shim as #rt::layout::sendfunc
    }})
}
