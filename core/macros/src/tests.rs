//! What the macros refuse, and what they say.

use proc_macro2::TokenStream;
use quote::quote;

fn refused(result: syn::Result<TokenStream>) -> String {
    match result {
        Ok(tokens) => panic!("accepted: {tokens}"),
        Err(error) => error.to_string(),
    }
}

fn pytype(item: TokenStream) -> syn::Result<TokenStream> {
    crate::types::pytype(quote!(static = X_Type, name = "m.X", layout = XObject), item)
}

#[test]
fn slots() {
    let cases = [
        (
            quote!(
                #[slot]
                fn tp_rept(&self) {}
            ),
            "no slot is called `tp_rept`",
        ),
        (
            quote!(
                #[slot]
                fn tp_repr(&self, other: &Object) {}
            ),
            "takes 0 parameter(s)",
        ),
        (
            quote!(
                #[slot]
                fn sq_item(&self) {}
            ),
            "takes 1 parameter(s)",
        ),
        (
            quote!(
                #[slot]
                fn nb_add(&self, b: &Object) {}
            ),
            "either operand",
        ),
        (
            quote!(
                #[slot]
                fn tp_repr(&mut self) {}
            ),
            "take `&self`",
        ),
        (
            quote!(
                #[slot]
                fn tp_repr(&self, th: &mut Thread, x: i32) {}
            ),
            "token goes last",
        ),
        (
            quote!(
                #[slot]
                fn tp_new(a: &Object, args: &Object, kwargs: Option<&Object>) {}
            ),
            "&'static Type",
        ),
        (
            quote!(
                #[slot]
                fn tp_call(&self, args: &Object, kwargs: &Object) {}
            ),
            "may be NULL",
        ),
        (
            quote!(
                #[slot]
                fn tp_traverse(&self) {}
            ),
            "visit: &mut Visitor",
        ),
        (
            quote!(
                #[slot]
                #[method]
                fn tp_repr(&self) {}
            ),
            "one of these attributes",
        ),
        (
            quote!(
                #[slot]
                fn tp_repr(&self) {}
                #[slot(tp_repr)]
                fn again(&self) {}
            ),
            "filled twice",
        ),
    ];
    for (function, message) in cases {
        let text = refused(pytype(quote!(impl X { #function })));
        assert!(text.contains(message), "{text:?} for {function}");
    }
}

#[test]
fn methods() {
    let cases = [
        (
            quote!(
                #[method]
                fn f(&self) {}
            ),
            "is missing",
        ),
        (
            quote!(
                #[method(sig = "(a, b)")]
                fn f(&self, a: &Object) {}
            ),
            "has 2 parameter(s), the function 1",
        ),
        (
            quote!(
                #[method(sig = "(a)")]
                fn f(&self, b: &Object) {}
            ),
            "calls this parameter `a`, not `b`",
        ),
        (
            quote!(
                #[method(sig = "()", dok = "x")]
                fn f(&self) {}
            ),
            "unknown key `dok`",
        ),
        (
            quote!(
                #[method(sig = "(a=x)")]
                fn f(&self, a: &Object) {}
            ),
            "no Rust value for the default `x`",
        ),
        (
            quote!(
                #[method(sig = "()")]
                fn f() {}
            ),
            "takes `&self`",
        ),
        (
            quote!(
                #[classmethod(sig = "()")]
                fn f(cls: &Object) {}
            ),
            "&'static Type",
        ),
        (
            quote!(
                #[method(raw = VARARGS)]
                fn f(&self) {}
            ),
            "takes 1 parameter(s)",
        ),
        (
            quote!(
                #[method(raw = SOMETHING)]
                fn f(&self, a: &Object) {}
            ),
            "not a calling convention",
        ),
        (
            quote!(
                #[setter]
                fn value(&self, value: Option<&Object>) {}
            ),
            "set_<name>",
        ),
        (
            quote!(
                #[getter]
                fn value(&self, extra: &Object) {}
            ),
            "no arguments",
        ),
    ];
    for (function, message) in cases {
        let text = refused(pytype(quote!(impl X { #function })));
        assert!(text.contains(message), "{text:?} for {function}");
    }
}

#[test]
fn types_and_modules() {
    let text = refused(crate::types::pytype(
        quote!(static = X_Type, name = "X", layout = XObject, flags(BASETYP)),
        quote!(impl X {}),
    ));
    assert!(text.contains("no type flag is called `BASETYP`"), "{text}");
    let text = refused(crate::types::pytype(quote!(name = "X", layout = XObject), quote!(impl X {})));
    assert!(text.contains("`static"), "{text}");
    let text = refused(crate::module::pymodule(quote!(name = "m", functoins = [a])));
    assert!(text.contains("unknown key `functoins`"), "{text}");
    let text = refused(crate::module::pyfunction(
        quote!(sig = "()"),
        quote!(
            fn f(&self) {}
        ),
    ));
    assert!(text.contains("no `&self`"), "{text}");
}
