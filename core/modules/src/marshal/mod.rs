//! `marshal`: the module over `ks_runtime::marshal`.

use std::ffi::c_int;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::marshal::{self, FileSource, Reader, SliceSource};
use ks_runtime::prelude::*;

#[pyfunction(
    sig = "(value, file, version=version, /, *, allow_code=True)",
    doc = "Write the value to a binary file. ValueError if it has no marshal form."
)]
fn dump(
    value: &Object,
    file: &Object,
    #[arg(default = Py_MARSHAL_VERSION as c_int)] version: c_int,
    allow_code: bool,
    th: &mut Thread,
) -> PyResult {
    let bytes = marshal::dumps(value, version, allow_code, th)?;
    let bytes = Bytes::new(&bytes)?;
    file.call_method(id!(write), &[&bytes], th)
}

#[pyfunction(sig = "(file, /, *, allow_code=True)", doc = "Read one value from a binary file.")]
fn load(file: &Object, allow_code: bool, th: &mut Thread) -> PyResult {
    // An empty read says whether the file gives bytes at all.
    let probe = Long::from_i64(0)?;
    let data = marshal::call_method(file, id!(read), &probe, th)?;
    if !Bytes::check(&data) {
        return Err(raise!(th, TypeError, "file.read() returned not bytes but {:.100}", data.ob_type().display_name()));
    }
    Reader::new(&mut FileSource::new(file), allow_code).read_object(th)
}

#[pyfunction(
    sig = "(value, version=version, /, *, allow_code=True)",
    doc = "The bytes that dump() would write. ValueError if the value has no marshal form."
)]
fn dumps(
    value: &Object,
    #[arg(default = Py_MARSHAL_VERSION as c_int)] version: c_int,
    allow_code: bool,
    th: &mut Thread,
) -> PyResult<Ref<Bytes>> {
    let bytes = marshal::dumps(value, version, allow_code, th)?;
    Bytes::new(&bytes)
}

#[pyfunction(
    sig = "(bytes, /, *, allow_code=True)",
    doc = "The value in a bytes-like object; bytes after it are ignored."
)]
fn loads(bytes: Buffer, allow_code: bool, th: &mut Thread) -> PyResult {
    Reader::new(&mut SliceSource::new(bytes.as_bytes()), allow_code).read_object(th)
}

use memoryobject::Buffer;

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let version = Long::from_i64(i64::from(marshal::VERSION))?;
    module.set_attr(id!(version), &version, th)
}

pymodule! {
    name = "marshal",
    init = PyMarshal_Init,
    doc = "Python values to and from bytes, in a format of Python's own that .pyc files use. Not for data one does not trust.",
    functions = [dump, load, dumps, loads],
    exec = exec,
}
