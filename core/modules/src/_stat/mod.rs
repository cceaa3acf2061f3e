//! `_stat`: the bits of file modes and flags.

use ks_runtime::prelude::*;

/// Names and values. Flags that Linux lacks have the values of the systems that have them.
const CONSTANTS: &[(&str, u64)] = &[
    ("S_IFDIR", 0o40000),
    ("S_IFCHR", 0o20000),
    ("S_IFBLK", 0o60000),
    ("S_IFREG", 0o100000),
    ("S_IFIFO", 0o10000),
    ("S_IFLNK", 0o120000),
    ("S_IFSOCK", 0o140000),
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ISUID", 0o4000),
    ("S_ISGID", 0o2000),
    ("S_ISVTX", 0o1000),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IRWXG", 0o70),
    ("S_IRGRP", 0o40),
    ("S_IWGRP", 0o20),
    ("S_IXGRP", 0o10),
    ("S_IRWXO", 0o7),
    ("S_IROTH", 0o4),
    ("S_IWOTH", 0o2),
    ("S_IXOTH", 0o1),
    ("UF_SETTABLE", 0xffff),
    ("UF_NODUMP", 0x1),
    ("UF_IMMUTABLE", 0x2),
    ("UF_APPEND", 0x4),
    ("UF_OPAQUE", 0x8),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_TRACKED", 0x40),
    ("UF_DATAVAULT", 0x80),
    ("UF_HIDDEN", 0x8000),
    ("SF_SETTABLE", 0xffff0000),
    ("SF_ARCHIVED", 0x10000),
    ("SF_IMMUTABLE", 0x20000),
    ("SF_APPEND", 0x40000),
    ("SF_NOUNLINK", 0x100000),
    ("SF_SNAPSHOT", 0x200000),
    ("SF_FIRMLINK", 0x800000),
    ("SF_DATALESS", 0x40000000),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
];

const FORMAT: u32 = 0o170000;

/// A file mode.
fn mode(object: &Object, th: &mut Thread) -> PyResult<u32> {
    let Some(value) = object.downcast::<Long>() else {
        return Err(raise!(th, TypeError, "an integer is required"));
    };
    if value.sign() < 0 {
        return Err(raise!(th, OverflowError, "can't convert negative value to unsigned int"));
    }
    let Some(value) = value.to_u64_opt() else {
        return Err(raise!(th, OverflowError, "Python int too large to convert to C unsigned long"));
    };
    u32::try_from(value).map_err(|_| raise!(th, OverflowError, "mode out of range"))
}

macro_rules! test {
    ($name:ident, $format:literal, $doc:tt) => {
        #[pyfunction(sig = "(object, /)", doc = $doc)]
        #[allow(non_snake_case)]
        fn $name(object: &Object, th: &mut Thread) -> PyResult<bool> {
            Ok(mode(object, th)? & FORMAT == $format)
        }
    };
}

test!(S_ISDIR, 0o040000, "Whether a mode is that of a directory.");
test!(S_ISCHR, 0o020000, "Whether a mode is that of a character device.");
test!(S_ISBLK, 0o060000, "Whether a mode is that of a block device.");
test!(S_ISREG, 0o100000, "Whether a mode is that of a regular file.");
test!(S_ISFIFO, 0o010000, "Whether a mode is that of a named pipe.");
test!(S_ISLNK, 0o120000, "Whether a mode is that of a symbolic link.");
test!(S_ISSOCK, 0o140000, "Whether a mode is that of a socket.");

#[pyfunction(sig = "(object, /)", doc = "Whether a mode is that of a door: never, here.")]
#[allow(non_snake_case)]
fn S_ISDOOR(object: &Object, th: &mut Thread) -> PyResult<bool> {
    mode(object, th).map(|_| false)
}

#[pyfunction(sig = "(object, /)", doc = "Whether a mode is that of an event port: never, here.")]
#[allow(non_snake_case)]
fn S_ISPORT(object: &Object, th: &mut Thread) -> PyResult<bool> {
    mode(object, th).map(|_| false)
}

#[pyfunction(sig = "(object, /)", doc = "Whether a mode is that of a whiteout: never, here.")]
#[allow(non_snake_case)]
fn S_ISWHT(object: &Object, th: &mut Thread) -> PyResult<bool> {
    mode(object, th).map(|_| false)
}

#[pyfunction(sig = "(object, /)", doc = "The permission bits of a mode, which os.chmod can set.")]
#[allow(non_snake_case)]
fn S_IMODE(object: &Object, th: &mut Thread) -> PyResult<u64> {
    Ok(u64::from(mode(object, th)? & 0o7777))
}

#[pyfunction(sig = "(object, /)", doc = "The bits of a mode that tell the kind of file.")]
#[allow(non_snake_case)]
fn S_IFMT(object: &Object, th: &mut Thread) -> PyResult<u64> {
    Ok(u64::from(mode(object, th)? & FORMAT))
}

/// The letter of an execute bit together with the special bit of its group.
fn execute(mode: u32, execute: u32, special: u32, letter: u8) -> u8 {
    match (mode & execute != 0, mode & special != 0) {
        (true, true) => letter,
        (false, true) => letter.to_ascii_uppercase(),
        (true, false) => b'x',
        (false, false) => b'-',
    }
}

#[pyfunction(sig = "(object, /)", doc = "A mode in the form that ls -l shows: '-rwxrwxrwx'.")]
fn filemode(object: &Object, th: &mut Thread) -> PyResult<Ref<Str>> {
    let mode = mode(object, th)?;
    let kind = match mode & FORMAT {
        0o040000 => b'd',
        0o020000 => b'c',
        0o060000 => b'b',
        0o100000 => b'-',
        0o010000 => b'p',
        0o120000 => b'l',
        0o140000 => b's',
        _ => b'?',
    };
    let flag = |bit: u32, letter: u8| if mode & bit != 0 { letter } else { b'-' };
    let text = [
        kind,
        flag(0o400, b'r'),
        flag(0o200, b'w'),
        execute(mode, 0o100, 0o4000, b's'),
        flag(0o040, b'r'),
        flag(0o020, b'w'),
        execute(mode, 0o010, 0o2000, b's'),
        flag(0o004, b'r'),
        flag(0o002, b'w'),
        execute(mode, 0o001, 0o1000, b't'),
    ];
    Str::from_ascii(&text)
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    // SAFETY: a module is being executed.
    let module: &Module = unsafe { module.cast_unchecked() };
    for (name, value) in CONSTANTS {
        let value = Long::from_u64(*value)?;
        module.add(name, &value, th)?;
    }
    Ok(())
}

pymodule! {
    name = "_stat",
    init = PyInit__stat,
    doc = "The bits of file modes, tests for kinds of files, indices of os.stat's results, and file flags.",
    functions = [
        S_ISDIR, S_ISCHR, S_ISBLK, S_ISREG, S_ISFIFO, S_ISLNK, S_ISSOCK, S_ISDOOR, S_ISPORT, S_ISWHT, S_IMODE, S_IFMT,
        filemode,
    ],
    exec = exec,
}
