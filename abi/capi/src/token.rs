//! `internal/pycore_token.h`: operators by their characters.

use std::ffi::c_int;

use ks_syntax::token::TokenKind;

/// The number of the operator with this spelling; `OP` if there is none.
fn operator(text: &[c_int]) -> c_int {
    let bytes: Option<Vec<u8>> = text.iter().map(|&c| u8::try_from(c).ok().filter(u8::is_ascii)).collect();
    let kind = bytes.and_then(|bytes| TokenKind::operator(&bytes)).unwrap_or(TokenKind::Op);
    c_int::from(kind as u8)
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyToken_OneChar(c1: c_int) -> c_int {
    operator(&[c1])
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyToken_TwoChars(c1: c_int, c2: c_int) -> c_int {
    operator(&[c1, c2])
}

#[unsafe(no_mangle)]
pub extern "C" fn _PyToken_ThreeChars(c1: c_int, c2: c_int, c3: c_int) -> c_int {
    operator(&[c1, c2, c3])
}
