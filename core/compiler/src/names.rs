//! Names that the compiler itself uses, name mangling, and hash tables keyed by names.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use ks_syntax::ast::{Interner, Name};

/// Hashes the small integers that names and addresses are.
#[derive(Default, Clone, Copy)]
pub struct IntHasher(u64);

impl Hasher for IntHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }
    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }
    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }
    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
    fn write_u64(&mut self, value: u64) {
        let mixed = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// A hash table keyed by integers.
pub type IntMap<K, V> = HashMap<K, V, BuildHasherDefault<IntHasher>>;
/// A map keyed by names.
pub type NameMap<V> = IntMap<Name, V>;
/// A set of names.
pub type NameSet = HashSet<Name, BuildHasherDefault<IntHasher>>;

macro_rules! known {
    ($($field:ident = $text:literal),* $(,)?) => {
        /// Names the compiler looks for or makes, interned once per compilation.
        #[derive(Debug, Clone, Copy)]
        #[allow(missing_docs)]
        pub struct Known { $(pub $field: Name),* }

        impl Known {
            /// Interns all of them.
            pub fn new(interner: &mut Interner) -> Known {
                Known { $($field: interner.intern($text)),* }
            }
        }
    };
}

known! {
    top = "top",
    module = "<module>",
    lambda = "lambda",
    lambda_brackets = "<lambda>",
    genexpr = "genexpr",
    genexpr_brackets = "<genexpr>",
    listcomp = "listcomp",
    listcomp_brackets = "<listcomp>",
    setcomp = "setcomp",
    setcomp_brackets = "<setcomp>",
    dictcomp = "dictcomp",
    dictcomp_brackets = "<dictcomp>",
    annotation = "_annotation",
    implicit_arg = ".0",
    type_params = ".type_params",
    generic_base = ".generic_base",
    defaults = ".defaults",
    kwdefaults = ".kwdefaults",
    dunder_class = "__class__",
    dunder_classcell = "__classcell__",
    dunder_classdict = "__classdict__",
    dunder_classdictcell = "__classdictcell__",
    dunder_type_params = "__type_params__",
    dunder_debug = "__debug__",
    dunder_name = "__name__",
    dunder_module = "__module__",
    dunder_qualname = "__qualname__",
    dunder_doc = "__doc__",
    dunder_firstlineno = "__firstlineno__",
    dunder_static_attributes = "__static_attributes__",
    dunder_annotations = "__annotations__",
    dunder_future = "__future__",
    super_ = "super",
    star = "*",
    return_ = "return",
    empty = "",
}

/// The name under which `name` is kept inside a class called `class`: `__x` becomes `_C__x` (without the class name's
/// leading underscores), unless it ends in two underscores, has a dot in it, or the class name is all underscores.
pub fn mangle(interner: &mut Interner, class: Option<Name>, name: Name) -> Name {
    let Some(class) = class else { return name };
    let text = interner.get(name);
    if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
        return name;
    }
    let class = interner.get(class).trim_start_matches('_');
    if class.is_empty() {
        return name;
    }
    let mut mangled = String::with_capacity(1 + class.len() + text.len());
    mangled.push('_');
    mangled.push_str(class);
    mangled.push_str(text);
    interner.intern(&mangled)
}
