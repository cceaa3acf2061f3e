//! What the interpreter is: version, implementation, the ranges of numbers.

use ks_runtime::import::builtin;
use ks_runtime::objects::structseq::{self, FieldDef};
use ks_runtime::prelude::*;
use ks_runtime::state::version;

use super::stdlib_names::STDLIB_MODULE_NAMES;

/// `PY_VERSION_HEX` of 3.13.0 final.
const HEX_VERSION: u32 = 0x030d_00f0;

macro_rules! fields {
    ($($name:literal: $doc:literal),+ $(,)?) => {
        &[$(FieldDef { name: constant($name), doc: constant($doc) }),+]
    };
}

/// A literal with its NUL as a C string.
const fn constant(text: &'static str) -> &'static std::ffi::CStr {
    match std::ffi::CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("the literal ends with its only NUL"),
    }
}

const VERSION_INFO: &[FieldDef] = fields![
    "major\0": "Major release number\0",
    "minor\0": "Minor release number\0",
    "micro\0": "Patch release number\0",
    "releaselevel\0": "'alpha', 'beta', 'candidate', or 'final'\0",
    "serial\0": "Serial release number\0",
];

const FLOAT_INFO: &[FieldDef] = fields![
    "max\0": "Largest finite float\0",
    "max_exp\0": "Largest e such that radix**(e-1) is finite\0",
    "max_10_exp\0": "Largest e such that 10**e is finite\0",
    "min\0": "Smallest positive normalized float\0",
    "min_exp\0": "Smallest e such that radix**(e-1) is a normalized float\0",
    "min_10_exp\0": "Smallest e such that 10**e is a normalized float\0",
    "dig\0": "Decimal digits that survive a round trip through float\0",
    "mant_dig\0": "Digits of the mantissa\0",
    "epsilon\0": "Difference between 1.0 and the next float\0",
    "radix\0": "Radix of the exponent\0",
    "rounds\0": "Rounding mode of arithmetic\0",
];

const INT_INFO: &[FieldDef] = fields![
    "bits_per_digit\0": "Bits of a digit\0",
    "sizeof_digit\0": "Bytes of the C type of a digit\0",
    "default_max_str_digits\0": "Default limit of digits in conversions to and from str\0",
    "str_digits_check_threshold\0": "Smallest limit other than none\0",
];

const HASH_INFO: &[FieldDef] = fields![
    "width\0": "Bits of a hash\0",
    "modulus\0": "Prime modulus of hashes of numbers\0",
    "inf\0": "Hash of positive infinity\0",
    "nan\0": "Hash that NaN had once\0",
    "imag\0": "Multiplier of the imaginary part\0",
    "algorithm\0": "Hash function of str, bytes and memoryview\0",
    "hash_bits\0": "Internal output size of that function\0",
    "seed_bits\0": "Size of its seed\0",
    "cutoff\0": "Length up to which short strings hash differently\0",
];

const THREAD_INFO: &[FieldDef] = fields![
    "name\0": "Name of the thread implementation\0",
    "lock\0": "Name of the lock implementation\0",
    "version\0": "Name and version of the thread library\0",
];

/// A struct sequence of a static type, which lives as long as the process. With `only`, the type makes no further
/// instances.
pub(super) fn record(
    name: &'static std::ffi::CStr,
    doc: &'static std::ffi::CStr,
    fields: &'static [FieldDef],
    values: Vec<Ref>,
    only: bool,
    th: &mut Thread,
) -> PyResult {
    structseq::new(record_type(name, doc, fields, fields.len(), only, th)?, values)
}

/// The type of such a struct sequence; fields behind the visible ones are attributes only.
pub(super) fn record_type(
    name: &'static std::ffi::CStr,
    doc: &'static std::ffi::CStr,
    fields: &'static [FieldDef],
    visible: usize,
    only: bool,
    th: &mut Thread,
) -> PyResult<&'static Type> {
    let flags = Py_TPFLAGS_DEFAULT | if only { Py_TPFLAGS_DISALLOW_INSTANTIATION } else { 0 };
    let ty = Box::leak(Box::new(Type::new_static(&typeobject::PyType_Type, name, size_of::<PyTupleObject>(), flags)));
    let rows: Vec<_> = fields.iter().map(|field| (field.name.as_ptr(), field.doc.as_ptr())).collect();
    structseq::init_static(ty, name, doc.as_ptr(), &rows, visible, th)?;
    Ok(ty)
}

pub(super) fn int(value: i64) -> PyResult {
    Ok(Long::from_i64(value)?.into_object())
}

fn float(value: f64) -> PyResult {
    Ok(Float::new(value)?.into_object())
}

pub(super) fn text(value: &str) -> PyResult {
    Ok(Str::new(value)?.into_object())
}

fn version_info(th: &mut Thread) -> PyResult {
    let values = vec![int(3)?, int(13)?, int(0)?, text("final")?, int(0)?];
    record(c"sys.version_info", c"Version information as a named tuple.", VERSION_INFO, values, true, th)
}

/// Adds it all.
pub fn add(module: &Module, th: &mut Thread) -> PyResult<()> {
    module.add("version", &*text(&version::full())?, th)?;
    module.add("hexversion", &*int(i64::from(HEX_VERSION))?, th)?;
    let git = Tuple::from_array([text("CPython")?, text("")?, text("")?])?;
    module.add("_git", &git, th)?;
    module.add("_framework", &*text("")?, th)?;
    module.add("api_version", &*int(1013)?, th)?;
    module.add("copyright", &*text(ks_runtime::state::version::COPYRIGHT)?, th)?;
    module.add("platform", &*text("linux")?, th)?;
    module.add("maxsize", &*int(isize::MAX as i64)?, th)?;
    module.add("maxunicode", &*int(0x10ffff)?, th)?;
    module.add("byteorder", &*text("little")?, th)?;
    module.add("abiflags", &*text("")?, th)?;
    module.add("float_repr_style", &*text("short")?, th)?;
    let version_info = version_info(th)?;
    module.add("version_info", &version_info, th)?;
    add_numbers(module, th)?;
    add_names(module, th)?;
    let (name, cache_tag) = (text("cpython")?, text("cpython-313")?);
    let (hexversion, multiarch) = (int(i64::from(HEX_VERSION))?, text("x86_64-linux-gnu")?);
    let implementation = namespaceobject::new(
        &[
            (id!(name), &name),
            (id!(cache_tag), &cache_tag),
            (id!(version), &version_info),
            (id!(hexversion), &hexversion),
            (id!(_multiarch), &multiarch),
        ],
        th,
    )?;
    module.add("implementation", &implementation, th)
}

fn add_numbers(module: &Module, th: &mut Thread) -> PyResult<()> {
    let values = vec![
        float(f64::MAX)?,
        int(i64::from(f64::MAX_EXP))?,
        int(i64::from(f64::MAX_10_EXP))?,
        float(f64::MIN_POSITIVE)?,
        int(i64::from(f64::MIN_EXP))?,
        int(i64::from(f64::MIN_10_EXP))?,
        int(i64::from(f64::DIGITS))?,
        int(i64::from(f64::MANTISSA_DIGITS))?,
        float(f64::EPSILON)?,
        int(i64::from(f64::RADIX))?,
        int(1)?,
    ];
    let info = record(c"sys.float_info", c"The range and precision of floats.", FLOAT_INFO, values, false, th)?;
    module.add("float_info", &info, th)?;
    let values = vec![int(30)?, int(4)?, int(4300)?, int(640)?];
    let info = record(c"sys.int_info", c"How ints are represented.", INT_INFO, values, false, th)?;
    module.add("int_info", &info, th)?;
    let values = vec![
        int(64)?,
        int((1 << 61) - 1)?,
        int(314_159)?,
        int(0)?,
        int(1_000_003)?,
        text("siphash13")?,
        int(64)?,
        int(128)?,
        int(0)?,
    ];
    let info = record(c"sys.hash_info", c"How hashes are computed.", HASH_INFO, values, false, th)?;
    module.add("hash_info", &info, th)?;
    // SAFETY: asks the C library for a string of its own, first for its length.
    let library = unsafe {
        let mut buffer = [0u8; 64];
        libc::confstr(libc::_CS_GNU_LIBPTHREAD_VERSION, buffer.as_mut_ptr().cast(), buffer.len());
        std::ffi::CStr::from_bytes_until_nul(&buffer)
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let values = vec![text("pthread")?, text("semaphore")?, text(&library)?];
    let info = record(c"sys.thread_info", c"How threads are implemented.", THREAD_INFO, values, false, th)?;
    module.add("thread_info", &info, th)
}

fn add_names(module: &Module, th: &mut Thread) -> PyResult<()> {
    // SAFETY: rows of the table have names, which are constants.
    let mut names: Vec<String> = builtin::rows()
        .map(|row| unsafe { std::ffi::CStr::from_ptr(row.name) }.to_string_lossy().into_owned())
        .collect();
    names.extend(["builtins", "sys"].map(str::to_owned));
    names.sort();
    names.dedup();
    let names = names.iter().map(|name| text(name)).collect::<PyResult<Vec<_>>>()?;
    module.add("builtin_module_names", &*Tuple::from_vec(names)?, th)?;
    let names = STDLIB_MODULE_NAMES.iter().map(|name| text(name)).collect::<PyResult<Vec<_>>>()?;
    let names = Tuple::from_vec(names)?;
    let names = Set::new_frozen(Some(&names), th)?;
    module.add("stdlib_module_names", &names, th)
}
