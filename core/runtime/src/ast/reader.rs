//! From `ast` objects to the front end's tree.

use std::collections::HashMap;

use ks_syntax::ast::read::{Fault, Source};
use ks_syntax::ast::{Ast, Class, Constant, Int, Interner, Name, PyStr, class};
use ks_syntax::stack::DROPPED_LEVEL;

use super::{State, state};
use crate::abstract_::{instance, number, recursion};
use crate::prelude::*;

struct Reader<'a> {
    interner: Interner,
    state: &'static State,
    /// The class whose field is being read, innermost last; with the recursion that each counts for.
    owners: Vec<(Class, recursion::RecursionGuard)>,
    originals: Originals,
    /// The names of the classes of objects that no literal stands for, in the order of their numbers.
    foreign: Vec<String>,
    th: &'a mut Thread,
}

/// The objects that constants of a tree came from, so that code has the very same ones.
pub type Originals = HashMap<Constant, Ref>;

/// An object as a constant of the front end.
///
/// # Errors
/// `TypeError` for anything that source text has no literals for.
pub fn constant(object: &Object, th: &mut Thread) -> PyResult<Constant> {
    let mut reader = Reader::new(th)?;
    let constant = reader.literal(object)?;
    match reader.foreign.first() {
        None => Ok(constant),
        Some(class) => Err(raise!(reader.th, TypeError, "got an invalid type in Constant: {class}")),
    }
}

/// A tree as it was read.
pub struct Tree {
    pub ast: Ast,
    pub originals: Originals,
    /// For [`validate`](ks_compiler::validate::validate).
    pub foreign: Vec<String>,
}

/// The tree that objects stand for.
///
/// # Errors
/// `TypeError` and others for attributes missing or of a wrong type; what attribute access raises.
pub fn read_module(object: &Object, th: &mut Thread) -> PyResult<Tree> {
    let mut reader = Reader::new(th)?;
    let module = ks_syntax::ast::read::read_module(&mut reader, object.to_ref())?;
    let Reader { interner, originals, foreign, .. } = reader;
    Ok(Tree { ast: Ast { module, interner }, originals, foreign })
}

impl<'a> Reader<'a> {
    fn new(th: &'a mut Thread) -> PyResult<Reader<'a>> {
        let state = state(th)?;
        Ok(Reader {
            interner: Interner::new(),
            state,
            owners: Vec::new(),
            originals: Originals::new(),
            foreign: Vec::new(),
            th,
        })
    }

    fn big(value: &Long) -> Int {
        let mut words = Vec::new();
        let (mut bits, mut filled) = (0u64, 0);
        for digit in value.digits() {
            bits |= u64::from(*digit) << filled;
            filled += 30;
            if filled >= 32 {
                words.push(bits as u32);
                bits >>= 32;
                filled -= 32;
            }
        }
        words.push(bits as u32);
        Int::from_words(value.sign() < 0, words)
    }

    fn literals(&mut self, items: &[Ref]) -> PyResult<Vec<Constant>> {
        let _guard = recursion::enter(" during compilation", self.th)?;
        let mut all = Vec::with_capacity(items.len());
        for item in items {
            all.push(self.literal(item)?);
        }
        Ok(all)
    }

    fn literal(&mut self, value: &Object) -> PyResult<Constant> {
        let constant = self.plain_literal(value)?;
        let single = matches!(
            constant,
            Constant::None | Constant::True | Constant::False | Constant::Ellipsis | Constant::Foreign(_)
        );
        if !single && !self.originals.contains_key(&constant) {
            self.originals.insert(constant.clone(), value.to_ref());
        }
        Ok(constant)
    }

    fn plain_literal(&mut self, value: &Object) -> PyResult<Constant> {
        if value.is(none()) {
            return Ok(Constant::None);
        }
        if value.is(ellipsis()) {
            return Ok(Constant::Ellipsis);
        }
        if value.is(boolobject::bool_object(true)) {
            return Ok(Constant::True);
        }
        if value.is(boolobject::bool_object(false)) {
            return Ok(Constant::False);
        }
        if let Some(value) = value.downcast_exact::<Long>() {
            return Ok(Constant::Int(match value.to_i64_opt() {
                Some(small) => Int::Small(small),
                None => Reader::big(value),
            }));
        }
        if let Some(value) = value.downcast_exact::<Float>() {
            return Ok(Constant::Float(value.value()));
        }
        if let Some(value) = value.downcast_exact::<Complex>() {
            let value = value.value();
            return Ok(Constant::Complex(value.real, value.imag));
        }
        if let Some(text) = value.downcast_exact::<Str>() {
            return Ok(Constant::Str(PyStr::from_wtf8(&text.to_wtf8())));
        }
        if let Some(bytes) = value.downcast_exact::<Bytes>() {
            return Ok(Constant::Bytes(bytes.as_bytes().into()));
        }
        if let Some(tuple) = value.downcast_exact::<Tuple>() {
            return Ok(Constant::Tuple(self.literals(tuple.items())?.into()));
        }
        if setobject::FrozenSet::check_exact(value) {
            let items = crate::abstract_::items::collect(value, 0, self.th)?;
            return Ok(Constant::FrozenSet(self.literals(&items)?.into()));
        }
        self.foreign.push(value.ob_type().short_name().to_string());
        Ok(Constant::Foreign(self.foreign.len() as u32))
    }
}

impl Source for Reader<'_> {
    type Node = Ref;
    type Error = Raised;

    fn is_none(&mut self, node: &Ref) -> bool {
        node.is(none())
    }

    fn variant(&mut self, node: &Ref, base: Class) -> PyResult<Option<Class>> {
        if let Some(class) = self.state.find(node.ob_type())
            && class.info().base == base
        {
            return Ok(Some(class));
        }
        for class in base.variants() {
            if instance::is_instance(node, self.state.class(class), self.th)? {
                return Ok(Some(class));
            }
        }
        Ok(None)
    }

    fn attribute(&mut self, node: &Ref, name: &'static str) -> PyResult<Option<Ref>> {
        let name = Str::intern_str(name)?;
        node.get_attr_opt(&name, self.th)
    }

    fn list_len(&mut self, list: &Ref, owner: Class, field: &'static str) -> PyResult<usize> {
        match list.downcast::<List>() {
            Some(list) => Ok(list.len()),
            None => Err(raise!(
                self.th,
                TypeError,
                "{} field \"{field}\" must be a list, not a {:.200}",
                owner.name(),
                list.ob_type().short_name()
            )),
        }
    }

    fn list_item(&mut self, list: &Ref, index: usize) -> Option<Ref> {
        list.downcast::<List>()?.get(index)
    }

    fn enter(&mut self, owner: Class) -> PyResult<()> {
        let guard = match recursion::enter("", self.th) {
            // The tree must be small enough to be dropped again.
            Ok(guard) if recursion::stack_room() / DROPPED_LEVEL > self.owners.len() => guard,
            refused => {
                if refused.is_err() {
                    self.th.clear_raised();
                }
                let name = owner.name();
                let message = "maximum recursion depth exceeded while traversing";
                return Err(raise!(self.th, RecursionError, "{message} '{name}' node"));
            }
        };
        self.owners.push((owner, guard));
        Ok(())
    }

    fn leave(&mut self) {
        self.owners.pop();
    }

    fn identifier(&mut self, value: &Ref) -> PyResult<Option<Name>> {
        if value.is(none()) {
            return Ok(None);
        }
        let Some(text) = value.downcast_exact::<Str>() else {
            return Err(raise!(self.th, TypeError, "AST identifier must be of type str"));
        };
        let text = text.to_utf8(self.th)?;
        Ok(Some(self.interner.intern(text)))
    }

    fn string(&mut self, value: &Ref) -> PyResult<PyStr> {
        match value.downcast_exact::<Str>() {
            Some(text) => Ok(PyStr::from_wtf8(&text.to_wtf8())),
            // Nothing looks into such strings.
            None => match value.downcast_exact::<Bytes>() {
                Some(bytes) => Ok(PyStr::from_wtf8(String::from_utf8_lossy(bytes.as_bytes()).as_bytes())),
                None => Err(raise!(self.th, TypeError, "AST string must be of type str")),
            },
        }
    }

    fn int(&mut self, value: &Ref) -> PyResult<i32> {
        if !Long::check(value) {
            let value = value.repr(self.th)?;
            return Err(raise!(self.th, ValueError, "invalid integer value: {value}"));
        }
        number::as_c_int(value, self.th)
    }

    fn constant(&mut self, value: &Ref) -> PyResult<Constant> {
        self.literal(value)
    }

    fn unexpected(&mut self, node: &Ref, base: Class) -> Raised {
        match node.repr(self.th) {
            Ok(repr) => raise!(self.th, TypeError, "expected some sort of {}, but got {repr}", base.name()),
            Err(raised) => raised,
        }
    }

    fn fault(&mut self, fault: Fault, owner: Class, field: &'static str) -> Raised {
        let name = owner.name();
        match fault {
            Fault::Missing => raise!(self.th, TypeError, "required field \"{field}\" missing from {name}"),
            Fault::Null => raise!(self.th, ValueError, "field '{field}' is required for {name}"),
            Fault::Resized => {
                raise!(self.th, RuntimeError, "{name} field \"{field}\" changed size during iteration")
            }
            Fault::NullItem => {
                let kind = owner.info().fields.iter().find(|info| info.name == field).map(|info| info.value);
                let kind = match kind {
                    Some(ks_syntax::ast::Value::Node(class::stmt)) => "statement",
                    Some(ks_syntax::ast::Value::Node(class)) if class != class::expr => class.name(),
                    Some(ks_syntax::ast::Value::Str) => "identifier",
                    _ => "expression",
                };
                raise!(self.th, ValueError, "None disallowed in {kind} list")
            }
        }
    }
}
