//! Token kinds and tokens. The first 65 kinds have the numbers of the `token` module; keywords follow.

use crate::ast::{Name, Span};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What a token is. Up to `ErrorToken` the numbers are those of Python's `token` module.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum TokenKind { $($(#[$doc])* $name),* }
    };
}

kinds! {
    EndMarker, Name, Number, String, Newline, Indent, Dedent,
    LPar, RPar, LSqb, RSqb, Colon, Comma, Semi, Plus, Minus, Star, Slash, VBar, Amper, Less, Greater, Equal, Dot,
    Percent, LBrace, RBrace, EqEqual, NotEqual, LessEqual, GreaterEqual, Tilde, Circumflex, LeftShift, RightShift,
    DoubleStar, PlusEqual, MinEqual, StarEqual, SlashEqual, PercentEqual, AmperEqual, VBarEqual, CircumflexEqual,
    LeftShiftEqual, RightShiftEqual, DoubleStarEqual, DoubleSlash, DoubleSlashEqual, At, AtEqual, RArrow, Ellipsis,
    ColonEqual, Exclamation, Op, TypeIgnore, TypeComment, SoftKeyword, FStringStart, FStringMiddle, FStringEnd,
    Comment, Nl,
    /// Where the lexer gave up; its error says why.
    ErrorToken,
    False, None, True, And, As, Assert, Async, Await, Break, Class, Continue, Def, Del, Elif, Else, Except, Finally,
    For, From, Global, If, Import, In, Is, Lambda, Nonlocal, Not, Or, Pass, Raise, Return, Try, While, With, Yield,
}

impl TokenKind {
    /// The number in the `token` module; every keyword is a `NAME` there.
    pub fn python_number(self) -> u8 {
        if self > TokenKind::ErrorToken { TokenKind::Name as u8 } else { self as u8 }
    }

    pub fn is_keyword(self) -> bool {
        self > TokenKind::ErrorToken
    }

    /// Whether the token is an operator or a delimiter (`OP` in the `tokenize` module).
    pub fn is_operator(self) -> bool {
        (TokenKind::LPar..=TokenKind::Op).contains(&self)
    }

    /// The operator or delimiter with this spelling.
    pub fn operator(text: &[u8]) -> Option<TokenKind> {
        use TokenKind::*;
        Some(match text {
            b"(" => LPar,
            b")" => RPar,
            b"[" => LSqb,
            b"]" => RSqb,
            b":" => Colon,
            b"," => Comma,
            b";" => Semi,
            b"+" => Plus,
            b"-" => Minus,
            b"*" => Star,
            b"/" => Slash,
            b"|" => VBar,
            b"&" => Amper,
            b"<" => Less,
            b">" => Greater,
            b"=" => Equal,
            b"." => Dot,
            b"%" => Percent,
            b"{" => LBrace,
            b"}" => RBrace,
            b"==" => EqEqual,
            b"!=" | b"<>" => NotEqual,
            b"<=" => LessEqual,
            b">=" => GreaterEqual,
            b"~" => Tilde,
            b"^" => Circumflex,
            b"<<" => LeftShift,
            b">>" => RightShift,
            b"**" => DoubleStar,
            b"+=" => PlusEqual,
            b"-=" => MinEqual,
            b"*=" => StarEqual,
            b"/=" => SlashEqual,
            b"%=" => PercentEqual,
            b"&=" => AmperEqual,
            b"|=" => VBarEqual,
            b"^=" => CircumflexEqual,
            b"<<=" => LeftShiftEqual,
            b">>=" => RightShiftEqual,
            b"**=" => DoubleStarEqual,
            b"//" => DoubleSlash,
            b"//=" => DoubleSlashEqual,
            b"@" => At,
            b"@=" => AtEqual,
            b"->" => RArrow,
            b"..." => Ellipsis,
            b":=" => ColonEqual,
            b"!" => Exclamation,
            _ => return Option::None,
        })
    }

    /// Whether this is `+=` or one of its relatives.
    pub fn is_augmented_assignment(self) -> bool {
        (TokenKind::PlusEqual..=TokenKind::DoubleStarEqual).contains(&self)
            || matches!(self, TokenKind::DoubleSlashEqual | TokenKind::AtEqual)
    }

    /// The keyword with this spelling.
    #[inline]
    pub fn keyword(text: &[u8]) -> Option<TokenKind> {
        use TokenKind::*;
        if text.len() < 2 || text.len() > 8 {
            return Option::None;
        }
        Some(match text {
            b"if" => If,
            b"in" => In,
            b"is" => Is,
            b"or" => Or,
            b"as" => As,
            b"and" => And,
            b"def" => Def,
            b"del" => Del,
            b"for" => For,
            b"not" => Not,
            b"try" => Try,
            b"None" => None,
            b"True" => True,
            b"elif" => Elif,
            b"else" => Else,
            b"from" => From,
            b"pass" => Pass,
            b"with" => With,
            b"False" => False,
            b"async" => Async,
            b"await" => Await,
            b"break" => Break,
            b"class" => Class,
            b"raise" => Raise,
            b"while" => While,
            b"yield" => Yield,
            b"assert" => Assert,
            b"except" => Except,
            b"global" => Global,
            b"import" => Import,
            b"lambda" => Lambda,
            b"return" => Return,
            b"finally" => Finally,
            b"continue" => Continue,
            b"nonlocal" => Nonlocal,
            _ => return Option::None,
        })
    }
}

/// One token: its kind, the bytes it covers, and its position.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: TokenKind,
    /// Columns are -1 for tokens without a place of their own (`INDENT`, `DEDENT`) unless extra tokens were asked for.
    pub span: Span,
    /// Byte range in the source text.
    pub start: u32,
    pub end: u32,
    /// The interned spelling of a `Name`; otherwise of no meaning.
    pub name: Name,
}
