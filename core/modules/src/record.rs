//! Records of built-in modules (`os.stat_result`, `time.struct_time`, …): static struct sequence types.

use std::ffi::CStr;

use ks_runtime::objects::structseq;
use ks_runtime::prelude::*;

/// A struct sequence type, described where it is declared and made ready when its module is executed.
pub struct Record {
    ty: Type,
    name: &'static CStr,
    doc: &'static CStr,
    /// Names and docs; [`structseq::UNNAMED`] for fields that are items only.
    fields: &'static [(&'static CStr, &'static CStr)],
    /// How many fields are items, too.
    visible: usize,
}

impl Record {
    /// A record type whose first `visible` fields are the tuple's items.
    pub const fn new(
        name: &'static CStr,
        doc: &'static CStr,
        fields: &'static [(&'static CStr, &'static CStr)],
        visible: usize,
    ) -> Record {
        let size = size_of::<PyTupleObject>();
        let ty = Type::new_static(&typeobject::PyType_Type, name, size, Py_TPFLAGS_DEFAULT);
        Record { ty, name, doc, fields, visible }
    }

    /// The type.
    pub fn class(&'static self) -> &'static Type {
        &self.ty
    }

    /// Makes the type ready; nothing if it is.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn ready(&'static self, th: &mut Thread) -> PyResult<()> {
        let rows: Vec<_> = self.fields.iter().map(|(name, doc)| (name.as_ptr(), doc.as_ptr())).collect();
        structseq::init_static(&self.ty, self.name, self.doc.as_ptr(), &rows, self.visible, th)
    }

    /// Makes the type ready and adds it to a module, by the last part of its name.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn add_to(&'static self, module: &Module, name: &str, th: &mut Thread) -> PyResult<()> {
        self.ready(th)?;
        typeobject::add_module_attribute(&self.ty, th)?;
        module.add(name, self.ty.as_object(), th)
    }

    /// A record from the values of all its fields.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn make(&'static self, values: Vec<Ref>) -> PyResult {
        structseq::new(&self.ty, values)
    }
}

/// An int as a plain object.
pub fn int(value: i64) -> PyResult {
    Ok(Long::from_i64(value)?.into_object())
}

/// A float as a plain object.
pub fn float(value: f64) -> PyResult {
    Ok(Float::new(value)?.into_object())
}
