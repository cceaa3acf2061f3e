//! `SystemExit`: carries the exit status.

use super::fields::no_keywords;
use super::storage;
use super::*;

object_type!(
    /// `SystemExit`
    pub struct SystemExitObject(PySystemExitObject): SystemExit
);

impl SystemExitObject {
    /// `code`.
    pub fn code(&self) -> Ref {
        super::fields::or_none(&self.layout().code)
    }
}

#[pytype(
    static = SystemExit,
    private,
    name = "SystemExit",
    layout = PySystemExitObject,
    base = Exception,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "Asks the interpreter to exit.",
    members = [&[member!("code", PySystemExitObject, code, _Py_T_OBJECT, "the exit status, or what to print")]],
)]
impl SystemExitObject {
    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        no_keywords(&self.ob_type().display_name(), kwargs, th)?;
        self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
        let code = match args.items() {
            [] => return Ok(()),
            [only] => only.clone(),
            _ => Ref::new(args).into_object(),
        };
        self.layout().code.set(Some(code), th);
        Ok(())
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PySystemExitObject>(this.cast()) }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        storage::Storage::each(self.layout(), &mut |field| visit.visit(field));
    }

    #[slot]
    fn tp_clear(&self) {
        storage::Storage::each(self.layout(), &mut |field| drop(field.take()));
    }
}
