//! `errno`: names of the system's error numbers.

mod table;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    let names = Dict::new()?;
    module.set_attr(&*Str::intern_str("errorcode")?, &names, th)?;
    for (name, number) in table::ERRORS {
        let name = Str::intern_str(name)?;
        let number = Long::from_i64(i64::from(*number))?;
        module.set_attr(&name, &number, th)?;
        names.set(&number, &name, th)?;
    }
    Ok(())
}

pymodule! {
    name = "errno",
    init = PyInit_errno,
    doc = "The system's error numbers by name; errorcode maps numbers to names.\n\nos.strerror(number) is an error's text.",
    functions = [],
    exec = exec,
}
