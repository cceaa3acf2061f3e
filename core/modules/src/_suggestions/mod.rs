//! `_suggestions`: the closest of some names, for `traceback`.

use ks_runtime::prelude::*;
use ks_runtime::suggestions;

#[pyfunction(
    sig = "(candidates, item, /)",
    doc = "The string among the candidates that is closest to the item; None if none is close."
)]
fn _generate_suggestions(candidates: &Object, item: &Str, th: &mut Thread) -> PyResult {
    let Some(candidates) = candidates.downcast::<List>() else {
        return Err(raise!(th, TypeError, "candidates must be a list"));
    };
    let mut names = Vec::new();
    let mut index = 0;
    while let Some(candidate) = candidates.get(index) {
        index += 1;
        let Some(name) = candidate.downcast::<Str>() else {
            return Err(raise!(th, TypeError, "all elements in 'candidates' must be strings"));
        };
        // A name with lone surrogates has no UTF-8, as in CPython.
        names.push(name.to_utf8(th)?.to_owned());
    }
    let item = item.to_utf8(th)?;
    match suggestions::closest(item, names.iter().map(String::as_str)) {
        Some(name) => Ok(Str::new(name)?.into_object()),
        None => Ok(none().to_ref()),
    }
}

pymodule! {
    name = "_suggestions",
    init = PyInit__suggestions,
    functions = [_generate_suggestions],
}
