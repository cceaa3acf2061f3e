//! The declaration macros: a type and a module that use every form, their tables, and calls through them.

use std::ffi::{CStr, c_int};

use ks_runtime::objects::typeobject::PyType_Type;
use ks_runtime::prelude::*;

object_type!(
    /// A type with one of everything.
    pub struct Sample(PyCellObject): Sample_Type
);

#[pytype(
    static = Sample_Type,
    private,
    name = "tests.Sample",
    layout = PyCellObject,
    metatype = PyType_Type,
    flags(BASETYPE, HAVE_GC, MATCH_SELF),
    weaklistoffset = 8,
    text_signature = "(value=None, /)",
    doc = "A sample.",
    methods = [elsewhere::METHODS],
    getset = [elsewhere::GETSET],
    slots = [elsewhere::nb_or, elsewhere::tp_str],
    members = [&[member!("contents", PyCellObject, ob_ref, Py_T_OBJECT_EX, READONLY, "What it holds.")]],
)]
impl Sample {
    #[new(sig = "(value=None, /)", vectorcall)]
    fn py_new(ty: &'static Type, value: Option<&Object>, th: &mut Thread) -> PyResult {
        let _ = (ty, th);
        Ok(value.unwrap_or(none()).to_ref())
    }

    #[init(sig = "(*args, **kwargs)")]
    fn py_init(&self, args: &[&Object], kwargs: Kwargs<'_>) {
        let _ = (args, kwargs.len());
    }

    #[slot]
    fn tp_dealloc(this: *mut Self) {
        let _ = this;
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().ob_ref);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().ob_ref.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        self.str(th)
    }

    #[slot]
    fn tp_hash(&self) -> isize {
        -1
    }

    #[slot]
    fn tp_call(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        self.call_dict(args, kwargs, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int) -> bool {
        self.is(other) == (op == Py_EQ)
    }

    #[slot]
    fn tp_iternext(&self) -> PyResult<Option<Ref>> {
        Ok(self.layout().ob_ref.get())
    }

    #[slot]
    fn am_send(&self, value: &Object, _th: &mut Thread) -> PyResult<Sent> {
        Ok(Sent::Return(value.to_ref()))
    }

    #[slot]
    fn nb_add(a: &Object, b: &Object) -> Ref {
        if a.is(b) { a.to_ref() } else { none().to_ref() }
    }

    #[slot]
    fn nb_bool(&self) -> bool {
        !self.layout().ob_ref.is_null()
    }

    #[slot]
    fn sq_length(&self) -> usize {
        3
    }

    #[slot(sq_item)]
    fn item(&self, index: isize, th: &mut Thread) -> PyResult<isize> {
        let _ = th;
        Ok(index)
    }

    #[slot]
    fn mp_ass_subscript(&self, key: &Object, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let _ = (key, th);
        self.layout().ob_ref.replace(value.map(Object::to_ref));
        Ok(())
    }

    #[slot]
    fn bf_getbuffer(&self, view: *mut Py_buffer, flags: c_int, th: &mut Thread) -> PyResult<()> {
        let _ = (view, flags, th);
        Err(Raised)
    }

    #[slot]
    fn bf_releasebuffer(&self, view: *mut Py_buffer) {
        let _ = view;
    }

    #[method(sig = "()", doc = "Give it.")]
    fn get(&self) -> Ref {
        self.layout().ob_ref.get().unwrap_or_else(|| none().to_ref())
    }

    #[method(sig = "(value, /)", doc = "Put it.")]
    fn put(&self, value: &Object) {
        self.layout().ob_ref.replace(Some(value.to_ref()));
    }

    #[method(sig = "(a, b=-1, c=None, /)")]
    fn fast(&self, a: &Object, b: isize, #[arg(keep_none)] c: Option<&Object>) -> Ref {
        let _ = b;
        c.unwrap_or(a).to_ref()
    }

    #[method(sig = "(a, /, b, *, key=None, reverse=False, size=sys.maxsize)", name = "keyed")]
    fn keyed_(
        &self,
        a: &Object,
        b: Option<&Str>,
        key: Option<&Object>,
        reverse: bool,
        #[arg(default = isize::MAX)] size: isize,
        th: &mut Thread,
    ) -> PyResult<Ref> {
        let _ = (b, reverse, size, th);
        Ok(key.unwrap_or(a).to_ref())
    }

    #[method(sig = "(first, *rest, last=None)")]
    fn spread(&self, first: &Object, rest: &[&Object], last: Option<&Object>) -> Ref {
        last.unwrap_or(rest.last().unwrap_or(&first)).to_ref()
    }

    #[classmethod(sig = "(encoding, errors='strict', mode='r', *, kind)")]
    fn make(
        cls: &'static Type,
        encoding: &str,
        errors: Option<&str>,
        mode: &str,
        kind: &'static Type,
        th: &mut Thread,
    ) -> PyResult<()> {
        let _ = (cls, encoding, errors, mode, kind, th);
        Ok(())
    }

    #[staticmethod(sig = "(x, /, y=0.5)")]
    fn plain(x: CodePoint, y: f64) -> f64 {
        f64::from(x.0) + y
    }

    #[method(raw = VARARGS | KEYWORDS, sig = "(*args, **kwargs)", coexist)]
    fn raw_tuple(&self, args: &Object, kwargs: Option<&Object>, th: &mut Thread) -> PyResult<bool> {
        let _ = (args, kwargs, th);
        Ok(true)
    }

    #[method(raw = FASTCALL | KEYWORDS | METHOD)]
    fn raw_method(&self, class: &'static Type, args: &[&Object], kwargs: Kwargs<'_>) -> usize {
        let _ = class;
        args.len() + kwargs.len()
    }

    #[getter(doc = "The value.")]
    fn value(&self) -> Ref {
        self.get()
    }

    #[setter]
    fn set_value(&self, value: Option<&Object>, th: &mut Thread) -> PyResult<()> {
        let _ = th;
        self.layout().ob_ref.replace(value.map(Object::to_ref));
        Ok(())
    }
}

mod elsewhere {
    use super::*;

    #[pymethods]
    impl Sample {
        #[method(sig = "()")]
        fn other(&self) {}

        #[slot]
        fn nb_or(a: &Object, b: &Object) -> Ref {
            if a.is(none()) { b.to_ref() } else { a.to_ref() }
        }

        #[slot]
        fn tp_str(&self) -> &'static Object {
            none()
        }

        #[getter]
        fn read_only(&self) -> bool {
            true
        }
    }
}

#[pyfunction(sig = "(obj, /, *, flag=False)", doc = "Look.")]
fn look(module: &Object, obj: &Object, flag: bool, th: &mut Thread) -> PyResult {
    let _ = (obj, flag, th);
    Ok(module.to_ref())
}

#[pyfunction(sig = "(obj, default=<unrepresentable>, /)", doc = "Old style.", no_text_signature, name = "get")]
fn get_(obj: &Object, default: Option<&Object>) -> Ref {
    default.unwrap_or(obj).to_ref()
}

fn exec(_module: &Object, _th: &mut Thread) -> PyResult<()> {
    Ok(())
}

struct State {
    _counters: [usize; 2],
}

pymodule! {
    name = "tests",
    init = PyInit_tests,
    doc = "A module.",
    functions = [look, get_],
    types = [Sample_Type],
    exec = exec,
    state = State,
}

fn text<'a>(pointer: *const std::ffi::c_char) -> &'a str {
    if pointer.is_null() {
        return "";
    }
    // SAFETY: the tables hold C string literals.
    unsafe { CStr::from_ptr(pointer) }.to_str().unwrap_or("?")
}

/// The rows of a method table before its end.
fn rows(mut table: *const PyMethodDef) -> Vec<PyMethodDef> {
    let mut rows = Vec::new();
    // SAFETY: a table ends with a row without a name.
    unsafe {
        while !(*table).ml_name.is_null() {
            rows.push(*table);
            table = table.add(1);
        }
    }
    rows
}

fn method(name: &str) -> PyMethodDef {
    rows(Sample_Type.tp_methods.get()).into_iter().find(|row| text(row.ml_name) == name).expect("a method of that name")
}

/// Gives this thread a thread state that nobody looks into.
fn enter() {
    if Thread::current_ptr().is_null() {
        // SAFETY: all fields are integers, nullable pointers and options of function pointers; nothing else runs on it.
        unsafe { Thread::set_current_ptr(Box::leak(Box::new(std::mem::zeroed()))) };
    }
}

/// An immortal sample.
fn sample() -> &'static Object {
    let layout = PyCellObject { ob_base: Object::immortal(&Sample_Type), ob_ref: Field::NULL };
    Box::leak(Box::new(layout)).as_object()
}

#[test]
fn type_fields() {
    assert_eq!(Sample_Type.name(), c"tests.Sample");
    assert_eq!(Sample_Type.tp_basicsize.get() as usize, size_of::<PyCellObject>());
    assert_eq!(Sample_Type.tp_weaklistoffset.get(), 8);
    assert!(Sample_Type.has_flags(Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | _Py_TPFLAGS_MATCH_SELF));
    assert_eq!(text(Sample_Type.tp_doc.get()), "Sample(value=None, /)\n--\n\nA sample.");
    assert!(Sample_Type.tp_vectorcall.get().is_some());
    assert!(Sample_Type.tp_as_mapping.get().is_some_and(|suite| suite.mp_ass_subscript.get().is_some()));
    assert!(Sample_Type.tp_as_sequence.get().is_some_and(|suite| suite.sq_item.get().is_some()));
}

#[test]
fn conventions_and_signatures() {
    let expected = [
        ("get", METH_NOARGS, "get($self, /)\n--\n\nGive it."),
        ("put", METH_O, "put($self, value, /)\n--\n\nPut it."),
        ("fast", METH_FASTCALL, "fast($self, a, b=-1, c=None, /)\n--\n\n"),
        (
            "keyed",
            METH_FASTCALL | METH_KEYWORDS,
            "keyed($self, a, /, b, *, key=None, reverse=False, size=sys.maxsize)\n--\n\n",
        ),
        ("spread", METH_FASTCALL | METH_KEYWORDS, "spread($self, /, first, *rest, last=None)\n--\n\n"),
        (
            "make",
            METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
            "make($type, /, encoding, errors='strict', mode='r', *, kind)\n--\n\n",
        ),
        ("plain", METH_FASTCALL | METH_KEYWORDS | METH_STATIC, "plain(x, /, y=0.5)\n--\n\n"),
        ("raw_tuple", METH_VARARGS | METH_KEYWORDS | METH_COEXIST, "raw_tuple($self, /, *args, **kwargs)\n--\n\n"),
        ("raw_method", METH_FASTCALL | METH_KEYWORDS | METH_METHOD, ""),
        ("other", METH_NOARGS, "other($self, /)\n--\n\n"),
    ];
    let found = rows(Sample_Type.tp_methods.get());
    let found: Vec<_> = found.iter().map(|row| (text(row.ml_name), row.ml_flags, text(row.ml_doc))).collect();
    assert_eq!(found, expected);
}

#[test]
fn getset_and_members() {
    let table = Sample_Type.tp_getset.get();
    // SAFETY: two rows and the end.
    let table = unsafe { std::slice::from_raw_parts(table, 3) };
    assert_eq!(text(table[0].name), "value");
    assert_eq!(text(table[0].doc), "The value.");
    assert!(table[0].get.is_some() && table[0].set.is_some());
    assert_eq!(text(table[1].name), "read_only");
    assert!(table[1].get.is_some() && table[1].set.is_none());
    assert!(table[2].name.is_null());
    // SAFETY: one row at least.
    let member = unsafe { &*Sample_Type.tp_members.get() };
    assert_eq!(member.offset as usize, std::mem::offset_of!(PyCellObject, ob_ref));
    assert_eq!((member.type_, member.flags), (Py_T_OBJECT_EX, Py_READONLY));
}

#[test]
fn slots_convert_results() {
    enter();
    let object = sample();
    let hash = Sample_Type.tp_hash.get().expect("tp_hash");
    // SAFETY: slots of the object's own type.
    unsafe {
        assert_eq!(hash(object), Size(-2));
        let compare = Sample_Type.tp_richcompare.get().expect("tp_richcompare");
        let equal = compare(object, object, Py_EQ).expect("an object");
        assert!(equal.is(boolobject::bool_object(true)));
        let send = Sample_Type.tp_as_async.get().and_then(|suite| suite.am_send.get()).expect("am_send");
        let mut result = std::ptr::null_mut();
        assert_eq!(send(object, none(), &mut result), PYGEN_RETURN);
        assert!(std::ptr::eq(result, none()));
        let length = Sample_Type.tp_as_sequence.get().and_then(|suite| suite.sq_length.get()).expect("sq_length");
        assert_eq!(length(object), Size(3));
        let or = Sample_Type.tp_as_number.get().and_then(|suite| suite.nb_or.get()).expect("nb_or");
        assert!(or(none(), object).expect("an object").is(object));
        let str = Sample_Type.tp_str.get().expect("tp_str");
        assert!(str(object).expect("an object").is(none()));
    }
}

type Fast = unsafe extern "C" fn(*mut Object, *const *mut Object, usize) -> PyResult;
type FastKeywords = unsafe extern "C" fn(*mut Object, *const *mut Object, usize, Option<&Object>) -> PyResult;

#[test]
fn calls_through_the_table() {
    enter();
    let object = sample();
    let put = method("put").ml_meth.expect("put");
    let get = method("get").ml_meth.expect("get");
    // SAFETY: the functions are called by their conventions.
    unsafe {
        let result = put(object.as_ptr(), object.as_ptr()).expect("None");
        assert!(result.is(none()));
        assert!(get(object.as_ptr(), std::ptr::null_mut()).expect("an object").is(object));

        let fast: Fast = std::mem::transmute(method("fast").ml_meth);
        let args = [object.as_ptr()];
        assert!(fast(object.as_ptr(), args.as_ptr(), 1).expect("an object").is(object));

        let spread: FastKeywords = std::mem::transmute(method("spread").ml_meth);
        let args = [object.as_ptr(), none().as_ptr()];
        assert!(spread(object.as_ptr(), args.as_ptr(), 2, None).expect("an object").is(none()));
        assert!(spread(object.as_ptr(), args.as_ptr(), 1, None).expect("an object").is(object));
    }
}

#[test]
fn module_definition() {
    assert_eq!(text(MODULE_DEF.m_name.get()), "tests");
    assert_eq!(MODULE_DEF.m_size.get() as usize, size_of::<State>());
    let found = rows(MODULE_DEF.m_methods.get());
    let found: Vec<_> = found.iter().map(|row| (text(row.ml_name), row.ml_flags, text(row.ml_doc))).collect();
    let expected = [
        ("look", METH_FASTCALL | METH_KEYWORDS, "look($module, obj, /, *, flag=False)\n--\n\nLook."),
        ("get", METH_FASTCALL, "Old style."),
    ];
    assert_eq!(found, expected);
    let object = PyInit_tests();
    assert!(std::ptr::eq(object, MODULE_DEF.as_object()) && std::ptr::eq(object, PyInit_tests()));
    assert!(MODULE_DEF.m_base.m_index.get() > 0);
    // SAFETY: a module's slots end with slot 0.
    let slots = unsafe { std::slice::from_raw_parts(MODULE_DEF.m_slots.get(), 4) };
    let kinds: Vec<_> = slots.iter().map(|slot| slot.slot).collect();
    assert_eq!(kinds, [Py_mod_exec, Py_mod_multiple_interpreters, Py_mod_gil, 0]);
}
