//! What a compiled scope is made of: the tables code generation fills ([`UnitMetadata`]) and the finished,
//! object-free code object ([`CodeUnit`]).

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

use ks_syntax::ast::{Constant, Name, PyStr};

use crate::indexed_set::{FastState, IndexedSet};

/// An entry of `co_consts`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConstValue {
    /// A literal, or what the optimizers made of literals.
    Value(Constant),
    /// The code of a function, class or other inner scope.
    Code(Rc<CodeUnit>),
}

impl ConstValue {
    /// Whether this is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, ConstValue::Value(Constant::None))
    }

    /// The truth value Python gives it.
    pub fn truth(&self) -> bool {
        use ks_syntax::ast::Int;
        match self {
            ConstValue::Code(_) => true,
            ConstValue::Value(v) => match v {
                Constant::None | Constant::False => false,
                Constant::True | Constant::Ellipsis | Constant::Foreign(_) => true,
                Constant::Int(Int::Small(i)) => *i != 0,
                Constant::Int(Int::Big(_)) => true,
                Constant::Float(f) => *f != 0.0,
                Constant::Complex(re, im) => *re != 0.0 || *im != 0.0,
                Constant::Str(s) => !s.is_empty(),
                Constant::Bytes(b) => !b.is_empty(),
                Constant::Tuple(t) | Constant::FrozenSet(t) => !t.is_empty(),
            },
        }
    }
}

impl From<Constant> for ConstValue {
    fn from(value: Constant) -> Self {
        ConstValue::Value(value)
    }
}

impl From<CodeUnit> for ConstValue {
    fn from(code: CodeUnit) -> Self {
        ConstValue::Code(Rc::new(code))
    }
}

/// The constants of a scope in order of first use, merged by exact type and value.
#[derive(Clone, Default, Debug)]
pub struct ConstTable {
    values: IndexedSet<ConstValue>,
    /// Indices of the frozen sets, by a hash that does not depend on the order of their items.
    sets: HashMap<u64, Vec<u32>, FastState>,
}

impl ConstTable {
    /// The index of `value` in `co_consts` (before unused constants are dropped), adding it if need be.
    pub fn add(&mut self, value: impl Into<ConstValue>) -> i32 {
        let value = value.into();
        if let ConstValue::Value(Constant::FrozenSet(items)) = &value {
            // Sets are equal in any order; they are too rare to weigh on the general comparison.
            let hash = items.iter().fold(0u64, |h, i| h.wrapping_add(FastState::default().hash_one(i)));
            let alike = self.sets.entry(hash).or_default();
            let same = |index: &&u32| match &self.values.as_slice()[**index as usize] {
                ConstValue::Value(Constant::FrozenSet(o)) => {
                    o.len() == items.len() && items.iter().all(|i| o.contains(i))
                }
                _ => false,
            };
            if let Some(index) = alike.iter().find(same) {
                return *index as i32;
            }
            let index = self.values.append(value);
            alike.push(index);
            return index as i32;
        }
        if matches!(&value, ConstValue::Value(Constant::Float(f)) if f.is_nan()) {
            // Not equal even to itself.
            return self.values.append(value) as i32;
        }
        self.values.insert(value) as i32
    }

    /// Adds `value` as it is, even if it is there already.
    pub fn push(&mut self, value: impl Into<ConstValue>) {
        self.values.append(value.into());
    }

    /// Number of constants so far.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The constants so far.
    pub fn as_slice(&self) -> &[ConstValue] {
        self.values.as_slice()
    }

    pub(crate) fn into_vec(self) -> Vec<ConstValue> {
        self.values.into_vec()
    }
}

/// Names of a scope, numbered in order of first use.
pub type NameTable = IndexedSet<Name>;

/// What code generation knows of a scope besides its instructions.
///
/// Arguments of instructions index these tables: `names` for globals and attributes; `varnames` for locals;
/// `cellvars` followed by `freevars` for `LOAD_DEREF` and its kin, `LOAD_CLOSURE` and `MAKE_CELL` (their final place
/// among `co_localsplusnames` is worked out by the assembler).
#[derive(Clone, Debug)]
pub struct UnitMetadata {
    /// `co_name`.
    pub name: PyStr,
    /// `co_qualname`.
    pub qualname: PyStr,
    /// `co_consts`.
    pub consts: ConstTable,
    /// `co_names`.
    pub names: NameTable,
    /// `co_varnames`: the parameters first, in the order of the frame's slots.
    pub varnames: NameTable,
    /// `co_cellvars`, in CPython's (sorted) order; may repeat names of `varnames`.
    pub cellvars: NameTable,
    /// `co_freevars`, in CPython's (sorted) order.
    pub freevars: NameTable,
    /// Fast locals that `locals()` must not show: those of comprehensions inlined into a class or module.
    pub fasthidden: Vec<Name>,
    /// `co_argcount`: positional parameters, positional-only ones included.
    pub argcount: u32,
    /// `co_posonlyargcount`.
    pub posonlyargcount: u32,
    /// `co_kwonlyargcount`.
    pub kwonlyargcount: u32,
    /// `co_flags`; must be complete when the unit is assembled.
    pub flags: u32,
    /// `co_firstlineno`.
    pub firstlineno: i32,
}

impl UnitMetadata {
    /// Empty tables under a name.
    pub fn new(name: PyStr, qualname: PyStr, firstlineno: i32) -> UnitMetadata {
        UnitMetadata {
            name,
            qualname,
            consts: ConstTable::default(),
            names: NameTable::new(),
            varnames: NameTable::new(),
            cellvars: NameTable::new(),
            freevars: NameTable::new(),
            fasthidden: Vec::new(),
            argcount: 0,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            flags: 0,
            firstlineno,
        }
    }

    /// Number of parameters of every kind, `*args` and `**kwargs` included: the locals bound on entry.
    pub fn nparams(&self) -> usize {
        use ks_bytecode::co::{CO_VARARGS, CO_VARKEYWORDS};
        let stars = (self.flags & CO_VARARGS != 0) as u32 + (self.flags & CO_VARKEYWORDS != 0) as u32;
        (self.argcount + self.kwonlyargcount + stars) as usize
    }
}

/// A code object without objects: every field that `marshal` writes, under the names of the code object's attributes.
///
/// Equality is that of code objects, by which equal constants merge: file name and qualified name do not count.
#[derive(Clone, Debug)]
pub struct CodeUnit {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: u32,
    pub code: Vec<u8>,
    pub consts: Vec<ConstValue>,
    pub names: Vec<PyStr>,
    pub localsplusnames: Vec<PyStr>,
    /// `CO_FAST_*` bits, one byte for each of `localsplusnames`.
    pub localspluskinds: Vec<u8>,
    pub filename: PyStr,
    pub name: PyStr,
    pub qualname: PyStr,
    pub firstlineno: i32,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

impl PartialEq for CodeUnit {
    fn eq(&self, other: &CodeUnit) -> bool {
        self.firstlineno == other.firstlineno
            && self.name == other.name
            && self.argcount == other.argcount
            && self.posonlyargcount == other.posonlyargcount
            && self.kwonlyargcount == other.kwonlyargcount
            && self.flags == other.flags
            && self.code == other.code
            && self.linetable == other.linetable
            && self.exceptiontable == other.exceptiontable
            && self.names == other.names
            && self.localsplusnames == other.localsplusnames
            && self.consts == other.consts
    }
}

impl Eq for CodeUnit {}

impl Hash for CodeUnit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.firstlineno.hash(state);
        self.name.hash(state);
        self.code.hash(state);
    }
}
