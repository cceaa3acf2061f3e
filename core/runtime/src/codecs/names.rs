//! Character names, from the extension module `unicodedata`.

use std::ffi::{c_char, c_int};

use crate::prelude::*;

/// The functions of `unicodedata._ucnhash_CAPI`.
#[derive(Clone, Copy)]
pub struct Names(&'static _PyUnicode_Name_CAPI);

/// Finds them, importing the module the first time.
///
/// # Errors
/// What the import raises.
pub fn capi(th: &mut Thread) -> PyResult<Names> {
    // SAFETY: a thread state's interpreter is alive.
    let cell = unsafe { &(*th.interp.get()).unicode.ucnhash_capi };
    if cell.get().is_null() {
        let module = crate::import::level::import_module(&*Str::intern_str("unicodedata")?, th)?;
        let capsule = module.get_attr(&*Str::intern_str("_ucnhash_CAPI")?, th)?;
        let Some(capsule) = capsule.downcast::<Capsule>() else {
            return Err(raise!(th, AttributeError, "unicodedata._ucnhash_CAPI is not valid"));
        };
        cell.set(capsule.layout().pointer.get().cast());
    }
    // SAFETY: the capsule's memory is a static of the module, which is never unloaded.
    match unsafe { cell.get().as_ref() } {
        Some(names) => Ok(Names(names)),
        None => Err(raise!(th, SystemError, "no character names")),
    }
}

impl Names {
    /// The name of a character.
    pub fn name(self, point: u32) -> Option<String> {
        let mut buffer = [0u8; 256];
        let function = self.0.getname?;
        // SAFETY: the function writes a NUL-terminated name into the buffer of that size.
        let found = unsafe { function(point, buffer.as_mut_ptr().cast::<c_char>(), buffer.len() as c_int, 0) };
        if found == 0 {
            return None;
        }
        let len = buffer.iter().position(|byte| *byte == 0)?;
        std::str::from_utf8(&buffer[..len]).ok().map(str::to_owned)
    }

    /// The character of that name.
    pub fn code(self, name: &[u8]) -> Option<u32> {
        let mut point = 0;
        let function = self.0.getcode?;
        let len = c_int::try_from(name.len()).ok()?;
        // SAFETY: the function reads the name by its length and writes the character.
        let found = unsafe { function(name.as_ptr().cast(), len, &mut point, 0) };
        (found != 0).then_some(point)
    }
}
