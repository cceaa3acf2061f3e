//! The attributes' grammar: `key = value`, `key(…)` and bare keys, with spans for messages.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, Ident, Lit, LitStr, Meta, Result, Token};

/// One `key`, `key = value` or `key(tokens)`. Keys may be Rust keywords (`static`).
pub struct Entry {
    pub key: String,
    pub span: Span,
    pub value: Value,
}

pub enum Value {
    Flag,
    Expr(Box<Expr>),
    List(TokenStream),
}

impl Parse for Entry {
    fn parse(input: ParseStream) -> Result<Entry> {
        use syn::ext::IdentExt;
        let key = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Expr(Box::new(input.parse()?))
        } else if input.peek(syn::token::Paren) {
            let inner;
            syn::parenthesized!(inner in input);
            Value::List(inner.parse()?)
        } else {
            Value::Flag
        };
        Ok(Entry { key: key.to_string(), span: key.span(), value })
    }
}

/// The entries of one attribute; `take_*` remove them, [`Entries::finish`] refuses what is left.
pub struct Entries {
    entries: Vec<Entry>,
    pub span: Span,
}

impl Entries {
    pub fn parse(tokens: TokenStream, span: Span) -> Result<Entries> {
        let entries = Punctuated::<Entry, Token![,]>::parse_terminated.parse2(tokens)?;
        Ok(Entries { entries: entries.into_iter().collect(), span })
    }

    pub fn of_attribute(attribute: &Attribute) -> Result<Entries> {
        let span = attribute.path().get_ident().map_or_else(Span::call_site, Ident::span);
        match &attribute.meta {
            Meta::Path(_) => Ok(Entries { entries: Vec::new(), span }),
            Meta::List(list) => Entries::parse(list.tokens.clone(), span),
            Meta::NameValue(pair) => Err(Error::new_spanned(pair, "write `#[attribute(key = value)]`")),
        }
    }

    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }

    pub fn take_expr(&mut self, key: &str) -> Result<Option<Expr>> {
        match self.take(key) {
            None => Ok(None),
            Some(Entry { value: Value::Expr(expr), .. }) => Ok(Some(*expr)),
            Some(entry) => Err(Error::new(entry.span, format!("`{key}` takes a value: `{key} = …`"))),
        }
    }

    pub fn require_expr(&mut self, key: &str) -> Result<Expr> {
        self.take_expr(key)?.ok_or_else(|| Error::new(self.span, format!("`{key} = …` is missing")))
    }

    pub fn take_str(&mut self, key: &str) -> Result<Option<LitStr>> {
        let mut value = self.take_expr(key)?;
        // What a macro by example hands on stands in an invisible group.
        while let Some(Expr::Group(group)) = value {
            value = Some(*group.expr);
        }
        match value {
            None => Ok(None),
            Some(Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. })) => Ok(Some(text)),
            Some(other) => Err(Error::new_spanned(other, format!("`{key}` is a string literal"))),
        }
    }

    pub fn take_ident(&mut self, key: &str) -> Result<Option<Ident>> {
        match self.take_expr(key)? {
            None => Ok(None),
            Some(Expr::Path(path)) if path.path.get_ident().is_some() => Ok(path.path.get_ident().cloned()),
            Some(other) => Err(Error::new_spanned(other, format!("`{key}` is a name"))),
        }
    }

    /// `key = [a, b]`, empty when absent.
    pub fn take_exprs(&mut self, key: &str) -> Result<Vec<Expr>> {
        match self.take_expr(key)? {
            None => Ok(Vec::new()),
            Some(Expr::Array(array)) => Ok(array.elems.into_iter().collect()),
            Some(other) => Err(Error::new_spanned(other, format!("`{key}` is a list: `{key} = [a, b]`"))),
        }
    }

    pub fn take_flag(&mut self, key: &str) -> Result<bool> {
        match self.take(key) {
            None => Ok(false),
            Some(Entry { value: Value::Flag, .. }) => Ok(true),
            Some(entry) => Err(Error::new(entry.span, format!("`{key}` takes no value"))),
        }
    }

    /// `key(A, B)`, empty when absent.
    pub fn take_idents(&mut self, key: &str) -> Result<Vec<Ident>> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Entry { value: Value::List(tokens), .. }) => {
                Ok(Punctuated::<Ident, Token![,]>::parse_terminated.parse2(tokens)?.into_iter().collect())
            }
            Some(entry) => Err(Error::new(entry.span, format!("write `{key}(A, B)`"))),
        }
    }

    /// The first bare key left, whatever it is called.
    pub fn take_any_flag(&mut self) -> Option<(String, Span)> {
        let index = self.entries.iter().position(|entry| matches!(entry.value, Value::Flag))?;
        let entry = self.entries.remove(index);
        Some((entry.key, entry.span))
    }

    pub fn finish(self) -> Result<()> {
        match self.entries.first() {
            None => Ok(()),
            Some(entry) => Err(Error::new(entry.span, format!("unknown key `{}`", entry.key))),
        }
    }
}

/// Takes the attributes of the given names out of a list.
pub fn extract(attributes: &mut Vec<Attribute>, names: &[&str]) -> Vec<Attribute> {
    let (taken, kept) = std::mem::take(attributes)
        .into_iter()
        .partition(|attribute| names.iter().any(|name| attribute.path().is_ident(name)));
    *attributes = kept;
    taken
}

/// A C string literal; refuses inner NULs.
pub fn c_string(text: &str, span: Span) -> Result<proc_macro2::Literal> {
    let text = std::ffi::CString::new(text).map_err(|_| Error::new(span, "the text contains a NUL"))?;
    let mut literal = proc_macro2::Literal::c_string(&text);
    literal.set_span(span);
    Ok(literal)
}
