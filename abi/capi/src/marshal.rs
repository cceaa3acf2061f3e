//! `marshal.h`: marshal data in C files and strings.

use std::ffi::{c_char, c_int, c_long, c_void};

use ks_runtime::marshal::{self, ByteSource, Reader, Writer};
use ks_runtime::prelude::*;

/// A C stream.
struct Stream(*mut libc::FILE);

impl ByteSource for Stream {
    fn read(&mut self, count: usize, out: &mut Vec<u8>, th: &mut Thread) -> PyResult<()> {
        let mut left = count;
        let mut buffer = [0u8; 4096];
        while left > 0 {
            let part = left.min(buffer.len());
            // SAFETY: the caller's stream; the buffer has room.
            let read = unsafe { libc::fread(buffer.as_mut_ptr().cast::<c_void>(), 1, part, self.0) };
            if read == 0 {
                return Err(raise!(th, EOFError, "EOF read where not expected"));
            }
            out.extend_from_slice(&buffer[..read]);
            left -= read;
        }
        Ok(())
    }

    fn byte(&mut self, _th: &mut Thread) -> PyResult<Option<u8>> {
        // SAFETY: the caller's stream.
        Ok(u8::try_from(unsafe { libc::fgetc(self.0) }).ok())
    }
}

/// Writes bytes to a C stream; failures are the stream's.
unsafe fn put(bytes: &[u8], file: *mut libc::FILE) {
    // SAFETY: the caller's stream.
    unsafe { libc::fwrite(bytes.as_ptr().cast::<c_void>(), 1, bytes.len(), file) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteLongToFile(value: c_long, file: *mut libc::FILE, _version: c_int) {
    // SAFETY: the caller's stream. The low 32 bits are what the format has room for.
    unsafe { put(&(value as i32).to_le_bytes(), file) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteObjectToFile(object: &Object, file: *mut libc::FILE, version: c_int) {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    let mut writer = Writer::new(version, true);
    // Nobody asks for an error: what cannot be written shows in the file.
    if writer.object(object, th).is_err() {
        th.clear_raised();
    }
    // SAFETY: the caller's stream.
    unsafe { put(writer.written(), file) };
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteObjectToString(object: &Object, version: c_int) -> PyResult {
    // SAFETY: C callers hold the interpreter.
    let th = unsafe { Thread::enter() };
    super::support::object(Bytes::new(&marshal::dumps(object, version, true, th)?))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadObjectFromString(data: *const c_char, size: isize) -> PyResult {
    // SAFETY: C callers hold the interpreter and pass `size` bytes.
    unsafe { marshal::loads(super::support::bytes(data, size), true, Thread::enter()) }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadObjectFromFile(file: *mut libc::FILE) -> PyResult {
    // SAFETY: C callers hold the interpreter and pass an open stream; so below.
    Reader::new(&mut Stream(file), true).read_object(unsafe { Thread::enter() })
}

/// Files up to this size are read as a whole where nothing else is read from them.
const WHOLE_FILE: usize = 1 << 18;

/// As `PyMarshal_ReadObjectFromFile`, for a stream that nothing else is read from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadLastObjectFromFile(file: *mut libc::FILE) -> PyResult {
    // SAFETY: the caller's stream; zeros are a `stat`.
    let size = unsafe {
        let mut status = std::mem::zeroed::<libc::stat>();
        if libc::fstat(libc::fileno(file), &raw mut status) == 0 { status.st_size } else { 0 }
    };
    match usize::try_from(size) {
        Ok(size @ 1..=WHOLE_FILE) => {
            let mut bytes = vec![0; size];
            // SAFETY: the buffer has room for as much; C callers hold the interpreter.
            unsafe {
                let read = libc::fread(bytes.as_mut_ptr().cast::<c_void>(), 1, size, file);
                marshal::loads(&bytes[..read], true, Thread::enter())
            }
        }
        // SAFETY: as above.
        _ => unsafe { PyMarshal_ReadObjectFromFile(file) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadLongFromFile(file: *mut libc::FILE) -> c_long {
    // SAFETY: as above.
    Reader::new(&mut Stream(file), true).i32(unsafe { Thread::enter() }).map_or(-1, c_long::from)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadShortFromFile(file: *mut libc::FILE) -> c_int {
    // SAFETY: as above.
    Reader::new(&mut Stream(file), true).i16(unsafe { Thread::enter() }).map_or(-1, c_int::from)
}
