//! The type `code`: its attributes, constructor and `replace`.

use std::ffi::c_int;
use std::mem::offset_of;

use super::lines::{LineIterator, PositionsIterator, lnotab};
use super::{BASIC_SIZE, Code, CodeExtra, CodeParts, compare, destroy};
use crate::prelude::*;

/// A code object without its instructions, for `tp_basicsize`.
type Basic = [u8; BASIC_SIZE];

/// The parts of a code object as Python's constructor takes them: variables by kind.
pub struct CodeArguments {
    pub argcount: c_int,
    pub posonlyargcount: c_int,
    pub kwonlyargcount: c_int,
    pub nlocals: c_int,
    pub stacksize: c_int,
    pub flags: c_int,
    pub code: Ref<Bytes>,
    pub consts: Ref<Tuple>,
    pub names: Ref<Tuple>,
    pub varnames: Ref<Tuple>,
    pub filename: Ref<Str>,
    pub name: Ref<Str>,
    pub qualname: Ref<Str>,
    pub firstlineno: c_int,
    pub linetable: Ref<Bytes>,
    pub exceptiontable: Ref<Bytes>,
    pub freevars: Ref<Tuple>,
    pub cellvars: Ref<Tuple>,
}

impl CodeArguments {
    /// The event `code.__new__`.
    fn audit(&self, th: &mut Thread) -> PyResult<()> {
        if !crate::state::audit::is_watched(th) {
            return Ok(());
        }
        let number = |value: c_int| Ok(Long::from_i64(value.into())?.into_object());
        let args = Tuple::from_array([
            self.code.to_ref(),
            self.filename.to_ref(),
            self.name.to_ref(),
            number(self.argcount)?,
            number(self.posonlyargcount)?,
            number(self.kwonlyargcount)?,
            number(self.nlocals)?,
            number(self.stacksize)?,
            number(self.flags)?,
        ])?;
        crate::state::audit::audit(c"code.__new__", &args, th)
    }

    /// `PyUnstable_Code_NewWithPosOnlyArgs`.
    pub fn make(self, th: &mut Thread) -> PyResult<Ref<Code>> {
        let variables = self.varnames.len();
        let mut names: Vec<Ref> = self.varnames.items().to_vec();
        // Only functions have fast variables that show; others have those of inlined comprehensions.
        let hidden = if self.flags & CO_OPTIMIZED == 0 { CO_FAST_HIDDEN } else { 0 };
        let mut kinds = vec![CO_FAST_LOCAL | hidden; variables];
        for cell in self.cellvars.items() {
            let mut found = None;
            for (index, name) in names[..variables].iter().enumerate() {
                if name.rich_compare_bool(cell, Py_EQ, th)? {
                    found = Some(index);
                    break;
                }
            }
            match found {
                Some(index) => kinds[index] |= CO_FAST_CELL,
                None => {
                    names.push(cell.clone());
                    kinds.push(CO_FAST_CELL);
                }
            }
        }
        for free in self.freevars.items() {
            names.push(free.clone());
            kinds.push(CO_FAST_FREE);
        }
        // Interning changes the tuples, so they must not be shared.
        let consts = Tuple::from_vec(self.consts.items().to_vec())?;
        let own_names = Tuple::from_vec(self.names.items().to_vec())?;
        let parts = CodeParts {
            filename: &self.filename,
            name: &self.name,
            qualname: &self.qualname,
            flags: self.flags,
            code: &self.code,
            firstlineno: self.firstlineno,
            linetable: &self.linetable,
            consts: &consts,
            names: &own_names,
            localsplusnames: &*Tuple::from_vec(names)?,
            localspluskinds: &*Bytes::new(&kinds)?,
            argcount: self.argcount,
            posonlyargcount: self.posonlyargcount,
            kwonlyargcount: self.kwonlyargcount,
            stacksize: self.stacksize,
            exceptiontable: &self.exceptiontable,
        };
        super::validate(&parts, th)?;
        if self.nlocals as usize != variables {
            return Err(raise!(th, ValueError, "code: co_nlocals != len(co_varnames)"));
        }
        Code::new(&parts, th)
    }
}

/// A tuple of names, each an exact str.
fn name_tuple(names: &Tuple, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let mut items = Vec::with_capacity(names.len());
    for name in names.items() {
        if Str::check_exact(name) {
            items.push(name.clone());
        } else if let Some(text) = name.downcast::<Str>() {
            items.push(text.substring(0, text.len())?.into_object());
        } else {
            let found = name.ob_type().display_name();
            return Err(raise!(th, TypeError, "name tuples must contain only strings, not '{found:.500}'"));
        }
    }
    Tuple::from_vec(items)
}

/// An argument of `replace`, converted.
fn typed<T: TypeInfo>(value: &Object, name: &str, th: &mut Thread) -> PyResult<Ref<T>> {
    match value.downcast::<T>() {
        Some(value) => Ok(Ref::new(value)),
        None => {
            let wanted = T::type_object().display_name();
            let found = if value.is(none()) { "None".into() } else { value.ob_type().display_name() };
            Err(raise!(th, TypeError, "replace() argument '{name}' must be {wanted}, not {found:.50}"))
        }
    }
}

/// The reference as a tuple, which the cached attributes are.
fn as_tuple(object: Ref) -> Ref<Tuple> {
    // SAFETY: the attributes by kind are made as tuples.
    unsafe { object.cast_unchecked() }
}

impl Code {
    /// The parts that this code was made of.
    pub fn arguments(&self) -> PyResult<CodeArguments> {
        let layout = self.layout();
        // SAFETY: the fields are set for the code's life and of these types.
        let tuple = |field: &Field| unsafe { Ref::new(&*field.as_ptr().cast::<Tuple>()) };
        // SAFETY: as above.
        let bytes = |field: &Field| unsafe { Ref::new(&*field.as_ptr().cast::<Bytes>()) };
        Ok(CodeArguments {
            argcount: layout.co_argcount.get(),
            posonlyargcount: layout.co_posonlyargcount.get(),
            kwonlyargcount: layout.co_kwonlyargcount.get(),
            nlocals: layout.co_nlocals.get(),
            stacksize: layout.co_stacksize.get(),
            flags: layout.co_flags.get(),
            code: self.bytecode()?,
            consts: tuple(&layout.co_consts),
            names: tuple(&layout.co_names),
            varnames: as_tuple(self.varnames()?),
            filename: self.filename(),
            name: Ref::new(self.name()),
            qualname: Ref::new(self.qualname()),
            firstlineno: layout.co_firstlineno.get(),
            linetable: bytes(&layout.co_linetable),
            exceptiontable: bytes(&layout.co_exceptiontable),
            freevars: as_tuple(self.freevars()?),
            cellvars: as_tuple(self.cellvars()?),
        })
    }

    fn replaced(&self, args: &[&Object], changes: Kwargs<'_>, th: &mut Thread) -> PyResult<Ref<Code>> {
        if !args.is_empty() {
            return Err(raise!(th, TypeError, "replace() takes no positional arguments"));
        }
        let mut parts = self.arguments()?;
        for (name, value) in changes.iter() {
            let name = name.downcast::<Str>().map(|name| name.to_string()).unwrap_or_default();
            let name = name.as_str();
            match name {
                "co_argcount" => parts.argcount = value.as_c_int(th)?,
                "co_posonlyargcount" => parts.posonlyargcount = value.as_c_int(th)?,
                "co_kwonlyargcount" => parts.kwonlyargcount = value.as_c_int(th)?,
                "co_nlocals" => parts.nlocals = value.as_c_int(th)?,
                "co_stacksize" => parts.stacksize = value.as_c_int(th)?,
                "co_flags" => parts.flags = value.as_c_int(th)?,
                "co_firstlineno" => parts.firstlineno = value.as_c_int(th)?,
                "co_code" => parts.code = typed(&value, name, th)?,
                "co_consts" => parts.consts = typed(&value, name, th)?,
                "co_names" => parts.names = typed(&value, name, th)?,
                "co_varnames" => parts.varnames = typed(&value, name, th)?,
                "co_freevars" => parts.freevars = typed(&value, name, th)?,
                "co_cellvars" => parts.cellvars = typed(&value, name, th)?,
                "co_filename" => parts.filename = typed(&value, name, th)?,
                "co_name" => parts.name = typed(&value, name, th)?,
                "co_qualname" => parts.qualname = typed(&value, name, th)?,
                "co_linetable" => parts.linetable = typed(&value, name, th)?,
                "co_exceptiontable" => parts.exceptiontable = typed(&value, name, th)?,
                _ => return Err(raise!(th, TypeError, "replace() got an unexpected keyword argument '{name}'")),
            }
        }
        for (name, value) in [
            ("co_argcount", parts.argcount),
            ("co_posonlyargcount", parts.posonlyargcount),
            ("co_kwonlyargcount", parts.kwonlyargcount),
            ("co_nlocals", parts.nlocals),
            ("co_stacksize", parts.stacksize),
            ("co_flags", parts.flags),
            ("co_firstlineno", parts.firstlineno),
        ] {
            if value < 0 {
                return Err(raise!(th, ValueError, "{name} must be a positive integer"));
            }
        }
        parts.audit(th)?;
        parts.make(th)
    }
}

#[pytype(
    static = PyCode_Type,
    name = "code",
    layout = Basic,
    itemsize = 2,
    weaklistoffset = offset_of!(PyCodeObject, co_weakreflist),
    text_signature = "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize,\n     flags, codestring, constants, names, varnames, filename, name,\n     qualname, firstlineno, linetable, exceptiontable, freevars=(),\n     cellvars=(), /)",
    doc = "Compiled code. Making one by hand takes care.",
    members = [&[
        member!("co_argcount", PyCodeObject, co_argcount, Py_T_INT, READONLY),
        member!("co_posonlyargcount", PyCodeObject, co_posonlyargcount, Py_T_INT, READONLY),
        member!("co_kwonlyargcount", PyCodeObject, co_kwonlyargcount, Py_T_INT, READONLY),
        member!("co_stacksize", PyCodeObject, co_stacksize, Py_T_INT, READONLY),
        member!("co_flags", PyCodeObject, co_flags, Py_T_INT, READONLY),
        member!("co_nlocals", PyCodeObject, co_nlocals, Py_T_INT, READONLY),
        member!("co_consts", PyCodeObject, co_consts, _Py_T_OBJECT, READONLY),
        member!("co_names", PyCodeObject, co_names, _Py_T_OBJECT, READONLY),
        member!("co_filename", PyCodeObject, co_filename, _Py_T_OBJECT, READONLY),
        member!("co_name", PyCodeObject, co_name, _Py_T_OBJECT, READONLY),
        member!("co_qualname", PyCodeObject, co_qualname, _Py_T_OBJECT, READONLY),
        member!("co_firstlineno", PyCodeObject, co_firstlineno, Py_T_INT, READONLY),
        member!("co_linetable", PyCodeObject, co_linetable, _Py_T_OBJECT, READONLY),
        member!("co_exceptiontable", PyCodeObject, co_exceptiontable, _Py_T_OBJECT, READONLY),
    ]],
)]
impl Code {
    #[new(
        sig = "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)"
    )]
    fn py_new(
        _ty: &'static Type,
        argcount: c_int,
        posonlyargcount: c_int,
        kwonlyargcount: c_int,
        nlocals: c_int,
        stacksize: c_int,
        flags: c_int,
        codestring: &Bytes,
        constants: &Tuple,
        names: &Tuple,
        varnames: &Tuple,
        filename: &Str,
        name: &Str,
        qualname: &Str,
        firstlineno: c_int,
        linetable: &Bytes,
        exceptiontable: &Bytes,
        freevars: Option<&Tuple>,
        cellvars: Option<&Tuple>,
        th: &mut Thread,
    ) -> PyResult<Ref<Code>> {
        for (what, value) in [
            ("argcount", argcount),
            ("posonlyargcount", posonlyargcount),
            ("kwonlyargcount", kwonlyargcount),
            ("nlocals", nlocals),
        ] {
            if value < 0 {
                return Err(raise!(th, ValueError, "code: {what} must not be negative"));
            }
        }
        let optional = |names: Option<&Tuple>, th: &mut Thread| match names {
            Some(names) => name_tuple(names, th),
            None => Tuple::new(&[]),
        };
        let parts = CodeArguments {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            nlocals,
            stacksize,
            flags,
            code: Ref::new(codestring),
            consts: Ref::new(constants),
            names: name_tuple(names, th)?,
            varnames: name_tuple(varnames, th)?,
            filename: Ref::new(filename),
            name: Ref::new(name),
            qualname: Ref::new(qualname),
            firstlineno,
            linetable: Ref::new(linetable),
            exceptiontable: Ref::new(exceptiontable),
            freevars: optional(freevars, th)?,
            cellvars: optional(cellvars, th)?,
        };
        parts.audit(th)?;
        parts.make(th)
    }

    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: the object is dead but whole.
        unsafe { destroy(this, th) }
    }

    #[slot]
    fn tp_repr(&self) -> String {
        let line = self.layout().co_firstlineno.get();
        let line = if line == 0 { -1 } else { line };
        format!("<code object {} at {:p}, file \"{}\", line {line}>", self.name(), self, self.filename())
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        compare::hash(self, th)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        let Some(other) = other.downcast::<Code>().filter(|_| op == Py_EQ || op == Py_NE) else {
            return Ok(not_implemented().to_ref());
        };
        let equal = compare::equal(self, other, th)?;
        Ok(boolobject::bool_object(equal == (op == Py_EQ)).to_ref())
    }

    #[getter(name = "co_code")]
    fn co_code(&self) -> PyResult<Ref<Bytes>> {
        self.bytecode()
    }

    #[getter(name = "_co_code_adaptive")]
    fn code_adaptive(&self) -> PyResult<Ref<Bytes>> {
        let units = self.layout().unit_count();
        let bytes: Vec<u8> = (0..units).flat_map(|index| self.unit(index).to_le_bytes()).collect();
        Bytes::new(&bytes)
    }

    #[getter(name = "co_varnames")]
    fn co_varnames(&self) -> PyResult {
        self.varnames()
    }

    #[getter(name = "co_cellvars")]
    fn co_cellvars(&self) -> PyResult {
        self.cellvars()
    }

    #[getter(name = "co_freevars")]
    fn co_freevars(&self) -> PyResult {
        self.freevars()
    }

    #[getter(name = "co_lnotab")]
    fn co_lnotab(&self, th: &mut Thread) -> PyResult<Ref<Bytes>> {
        exceptions::warn(&exceptions::DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.", 1, th)?;
        Bytes::new(&lnotab(self))
    }

    #[method(sig = "()", name = "__sizeof__")]
    fn sizeof(&self) -> usize {
        let extra = self.layout().co_extra.get().cast::<CodeExtra>();
        let own = BASIC_SIZE + 2 * self.layout().unit_count();
        // SAFETY: the block belongs to this object.
        match unsafe { extra.as_ref() } {
            Some(extra) => {
                own.next_multiple_of(8) + size_of::<CodeExtra>() + extra.size.saturating_sub(1) * size_of::<usize>()
            }
            None => own.next_multiple_of(8),
        }
    }

    #[method(sig = "()")]
    fn co_lines(&self) -> PyResult<Ref<LineIterator>> {
        LineIterator::new(self)
    }

    #[method(sig = "()")]
    fn co_positions(&self) -> PyResult<Ref<PositionsIterator>> {
        PositionsIterator::new(self)
    }

    #[method(raw = FASTCALL | KEYWORDS, sig = "(**changes)", doc = "Return a copy with the given parts changed.")]
    fn replace(&self, args: &[&Object], changes: Kwargs<'_>, th: &mut Thread) -> PyResult<Ref<Code>> {
        self.replaced(args, changes, th)
    }

    #[method(raw = FASTCALL | KEYWORDS, name = "__replace__", sig = "(**changes)", doc = "As replace().")]
    fn dunder_replace(&self, args: &[&Object], changes: Kwargs<'_>, th: &mut Thread) -> PyResult<Ref<Code>> {
        self.replaced(args, changes, th)
    }

    #[method(
        sig = "(oparg)",
        name = "_varname_from_oparg",
        doc = "(internal-only) The local variable that an instruction's argument means."
    )]
    fn varname_from_oparg(&self, oparg: c_int, th: &mut Thread) -> PyResult {
        match usize::try_from(oparg).ok().and_then(|index| self.localsplus_names().items().get(index)) {
            Some(name) => Ok(name.clone()),
            None => Err(raise!(th, IndexError, "tuple index out of range")),
        }
    }
}
