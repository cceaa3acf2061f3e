use crate::prelude::*;
pub fn extend_list(_l: &List, _o: &Object) -> PyResult<Option<()>> {
    Ok(None)
}
