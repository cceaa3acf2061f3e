//! Records of built-in modules (`os.stat_result`, `time.struct_time`, …): struct sequences whose types are heap types.

use std::cell::Cell;
use std::ffi::CStr;

use ks_runtime::objects::structseq;
use ks_runtime::prelude::*;

/// A struct sequence type, described where it is declared and made ready when its module is executed.
pub struct Record {
    /// Made once, and never given up.
    ty: Cell<Option<&'static Type>>,
    name: &'static CStr,
    doc: &'static CStr,
    /// Names and docs; [`structseq::UNNAMED`] for fields that are items only.
    fields: &'static [(&'static CStr, &'static CStr)],
    /// How many fields are items, too.
    visible: usize,
}

// SAFETY: touched only by the thread that holds the interpreter.
unsafe impl Sync for Record {}

impl Record {
    /// A record type whose first `visible` fields are the tuple's items.
    pub const fn new(
        name: &'static CStr,
        doc: &'static CStr,
        fields: &'static [(&'static CStr, &'static CStr)],
        visible: usize,
    ) -> Record {
        Record { ty: Cell::new(None), name, doc, fields, visible }
    }

    /// The type, which its module made ready.
    pub fn class(&'static self) -> &'static Type {
        match self.ty.get() {
            Some(ty) => ty,
            None => ks_runtime::unwritten::fatal("a record type is used before its module is executed"),
        }
    }

    /// Makes the type ready; nothing if it is.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn ready(&'static self, th: &mut Thread) -> PyResult<()> {
        if self.ty.get().is_none() {
            let rows: Vec<_> = self.fields.iter().map(|(name, doc)| (name.as_ptr(), doc.as_ptr())).collect();
            let ty = structseq::new_type_of(self.name, self.doc.as_ptr(), &rows, self.visible, 0, th)?;
            self.ty.set(Some(ty.leak()));
        }
        Ok(())
    }

    /// Makes the type ready and adds it to a module, by the last part of its name.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn add_to(&'static self, module: &Module, name: &str, th: &mut Thread) -> PyResult<()> {
        self.ready(th)?;
        module.add(name, self.class().as_object(), th)
    }

    /// A record from the values of all its fields.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn make(&'static self, values: Vec<Ref>) -> PyResult {
        structseq::new(self.class(), values)
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
