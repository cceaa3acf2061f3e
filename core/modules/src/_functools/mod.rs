//! `_functools`: the parts of `functools` that are built in.

mod keywrapper;
mod lru_cache;
mod partial;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::prelude::*;

use keywrapper::KeyWrapper_Type;
use lru_cache::{LruCache_Type, LruLink_Type};
use partial::Partial_Type;

#[pyfunction(
    sig = "(function, iterable, initial=<unrepresentable>, /)",
    no_text_signature,
    doc = "reduce(function, iterable[, initial], /) -> value\n\nCombine the items of an iterable, from the left, with a function of two arguments;\ninitial, if given, stands before them and is the result of an empty iterable."
)]
fn reduce(
    function: &Object,
    iterable: &Object,
    #[arg(keep_none)] initial: Option<&Object>,
    th: &mut Thread,
) -> PyResult {
    let iterator = match iterable.iter(th) {
        Ok(iterator) => iterator,
        Err(Raised) => {
            if th.raised_matches(&exceptions::TypeError) {
                th.clear_raised();
                return Err(raise!(th, TypeError, "reduce() arg 2 must support iteration"));
            }
            return Err(Raised);
        }
    };
    let mut result = initial.map(Object::to_ref);
    while let Some(item) = iterator.iter_next(th)? {
        result = Some(match result {
            None => item,
            Some(so_far) => function.call(&[&so_far, &item], th)?,
        });
    }
    result.ok_or_else(|| raise!(th, TypeError, "reduce() of empty iterable with no initial value"))
}

#[pyfunction(sig = "(mycmp)", doc = "Make a key function of a function that compares two values.")]
fn cmp_to_key(mycmp: &Object) -> PyResult {
    Ok(keywrapper::KeyWrapper::make(mycmp, None)?.into_object())
}

fn exec(_module: &Object, th: &mut Thread) -> PyResult<()> {
    KeyWrapper_Type.ready(th)?;
    LruLink_Type.ready(th)
}

pymodule! {
    name = "_functools",
    init = PyInit__functools,
    doc = "Functions that work on functions.",
    functions = [reduce, cmp_to_key],
    types = [Partial_Type, LruCache_Type],
    exec = exec,
}
