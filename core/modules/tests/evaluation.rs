//! Runs the programs in `tests/evaluation` in an interpreter that has types, exceptions and built-ins, and no import system.
//! The programs check themselves with `assert`; they pass on CPython.

use ks_runtime::compile::{Flags, Mode, compile_source};
use ks_runtime::eval::monitoring;
use ks_runtime::prelude::*;
use ks_runtime::state::config::Config;
use ks_runtime::state::{Interp, InterpAccess, thread};

/// Starts just enough of the runtime.
fn start() -> &'static mut Thread {
    unicodeobject::init_hash_secret(Some(0));
    let interp = Interp::init_main();
    interp.config.set(Some(Box::leak(Box::new(Config::python()))));
    // SAFETY: the first thread of the process to do so; the state is new.
    let th = unsafe {
        let state = thread::new_state(interp);
        thread::bind(&*state);
        thread::set_gilstate(state);
        thread::attach(state);
        Thread::enter()
    };
    typeobject::init_builtin_types(th).expect("types");
    exceptions::init(th).expect("exceptions");
    interp.modules.set(Some(Dict::new().expect("dict")), th);
    let builtins = (ks_modules::CORE_MODULES.create_builtins)(th).expect("builtins").dict();
    interp.builtins.set(Some(builtins.clone()), th);
    // Types that other parts of the library have not got yet are place-holders that nothing may look into.
    let mut missing = Vec::new();
    let mut position = 0;
    while let Some((name, value)) = builtins.next(&mut position) {
        if value.ob_type_ptr().is_null() {
            missing.push(name);
            std::mem::forget(value);
        }
    }
    for name in missing {
        builtins.set(&name, none(), th).expect("set");
    }
    let copy = builtins.copy(th).expect("copy");
    interp.builtins_copy.set(Some(copy), th);
    th
}

/// What went wrong: exception, message and lines.
fn describe(th: &mut Thread) -> String {
    let Some(exception) = th.take_raised() else { return String::from("no exception") };
    let text = exception.repr(th).map(|text| text.to_string()).unwrap_or_default();
    let mut lines = String::new();
    // SAFETY: an exception.
    let state = unsafe { (*exception).cast_unchecked::<BaseException>() };
    let mut entry = state.layout().traceback.get().and_then(|entry| entry.downcast_into::<Traceback>().ok());
    while let Some(current) = entry {
        lines.push_str(&format!(" {}", current.line()));
        entry = current.next();
    }
    format!("{text} at lines{lines}")
}

/// Stands in for built-in types that other parts of the library have not got yet.
const PREAMBLE: &[u8] = b"
try:
    range(1)
    zip()
except Exception:
    def range(a, b=None):
        if b is None:
            a, b = 0, a
        while a < b:
            yield a
            a += 1
    def zip(a, b):
        b = iter(b)
        for x in a:
            yield x, next(b)
";

#[pyfunction(sig = "(function, /)")]
fn settrace(function: &Object, th: &mut Thread) -> PyResult<()> {
    monitoring::legacy::settrace(function, th)
}

#[pyfunction(sig = "(function, /)")]
fn setprofile(function: &Object, th: &mut Thread) -> PyResult<()> {
    monitoring::legacy::setprofile(function, th)
}

static SETTRACE: PyMethodDef = settrace__DEF;
static SETPROFILE: PyMethodDef = setprofile__DEF;

fn add_function(globals: &Dict, name: &str, def: &'static PyMethodDef, th: &mut Thread) {
    let function = CFunction::new(def, None, None, None).expect("function");
    globals.set_str(&Str::new(name).expect("name"), &function, th).expect("set");
}

fn run(source: &[u8], name: &str, th: &mut Thread) -> Result<(), String> {
    let filename = Str::new(name).expect("name");
    let preamble = compile_source(PREAMBLE, &filename, Mode::Exec, Flags::default(), th).expect("preamble");
    let Ok(code) = compile_source(source, &filename, Mode::Exec, Flags::default(), th) else {
        return Err(describe(th));
    };
    let globals = Dict::new().expect("dict");
    globals.set_str(id!(__name__), id!(__main__), th).expect("name");
    let builtins = th.interp().builtins.get().expect("builtins");
    globals.set_str(id!(__builtins__), &builtins, th).expect("builtins");
    add_function(&globals, "settrace", &SETTRACE, th);
    add_function(&globals, "setprofile", &SETPROFILE, th);
    let monitoring = monitoring::api::new_module(th).map_err(|_| describe(th)).expect("sys.monitoring");
    globals.set_str(&Str::new("monitoring").expect("name"), &monitoring, th).expect("set");
    ks_runtime::eval::eval_code(&preamble, &globals, &globals, th).expect("preamble");
    match ks_runtime::eval::eval_code(&code, &globals, &globals, th) {
        Ok(_) => Ok(()),
        Err(Raised) => Err(describe(th)),
    }
}

#[test]
fn programs() {
    let th = start();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluation");
    let only = std::env::var("KINGSNAKE_ONLY").unwrap_or_default();
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let mut failures = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.contains(&only) {
            continue;
        }
        let source = std::fs::read(&path).expect("source");
        eprintln!("{name}");
        if let Err(error) = run(&source, &name, th) {
            failures.push(format!("{name}: {error}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
