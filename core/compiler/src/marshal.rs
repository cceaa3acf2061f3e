//! Writes code units the way `marshal` (version 4) writes the code objects `compile` makes, byte for byte, and `.pyc`
//! files.
//!
//! CPython marks an object for later reference when it is interned or its reference count is above one at that moment,
//! and refers to objects by identity. Which objects are one and the same follows from how its compiler merges constants:
//! within one compilation, equal constants of equal type are one object, and so are equal tables. So values are first
//! numbered by equality ([`Graph`]), counting holders on the way, and then written with the marks the counts call for.
//!
//! What cannot be told from code units is what the process had interned before, by which CPython's own output varies.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ks_bytecode::{MAGIC_BYTES, co};
use ks_syntax::ast::{Constant, Int, Origin, PyStr};
use num_bigint::{BigInt, Sign};

use crate::indexed_set::{FastState, IndexedSet};
use crate::unit::{CodeUnit, ConstValue};

/// Set on the type byte of an object that gets a number to refer to.
const FLAG_REF: u8 = 0x80;

/// `marshal.dumps(code)` while somebody holds `code`, as when a `.pyc` file is written.
pub fn dumps(code: &CodeUnit) -> Vec<u8> {
    let mut graph = Graph::new(code);
    let root = graph.code(code);
    graph.nodes[root as usize].holders = 2;
    let mut writer =
        Writer { graph: &graph, out: Vec::new(), slots: Vec::new(), epoch: 1, next: 0, displaced: Vec::new() };
    writer.slots.resize(graph.nodes.len(), Slot { epoch: 0, number: 0 });
    writer.node(root);
    writer.out
}

/// How a `.pyc` file tells whether it is up to date (PEP 552).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Validation {
    /// Modification time (seconds) and size of the source, both modulo 2³².
    Timestamp { mtime: u32, size: u32 },
    /// Hash of the source, and whether to check it.
    Hash { hash: [u8; 8], check: bool },
}

/// The contents of a `.pyc` file.
pub fn pyc(code: &CodeUnit, validation: Validation) -> Vec<u8> {
    let mut out = Vec::from(MAGIC_BYTES);
    match validation {
        Validation::Timestamp { mtime, size } => {
            out.extend(0u32.to_le_bytes());
            out.extend(mtime.to_le_bytes());
            out.extend(size.to_le_bytes());
        }
        Validation::Hash { hash, check } => {
            out.extend((1 | (check as u32) << 1).to_le_bytes());
            out.extend(hash);
        }
    }
    out.extend(dumps(code));
    out
}

type NodeId = u32;

/// A value, equal if and only if CPython would have one object for it.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Value<'a> {
    /// `None`, `True`, `False`, `Ellipsis`: their type byte.
    Singleton(u8),
    Int(i64),
    BigInt(&'a BigInt),
    /// By its bits.
    Float(u64),
    Complex(u64, u64),
    Interned(&'a [u8]),
    Str(&'a [u8]),
    Bytes(&'a [u8]),
    Tuple(Box<[NodeId]>),
    /// The items sorted by number.
    FrozenSet(Box<[NodeId]>),
    Code(*const CodeUnit),
}

/// What is known of a value besides what it is.
#[derive(Copy, Clone, Default)]
struct Node {
    /// How many containers hold it.
    holders: u32,
    /// A set of which every holder has a copy.
    copied: bool,
}

/// The fields of a code object that are objects, except for those that nothing else can share.
struct CodeNodes<'a> {
    unit: &'a CodeUnit,
    consts: NodeId,
    names: NodeId,
    localsplusnames: NodeId,
    filename: NodeId,
    name: NodeId,
    qualname: NodeId,
    linetable: NodeId,
    exceptiontable: NodeId,
    /// For `localspluskinds` if that is empty.
    empty_bytes: NodeId,
}

/// What the one object is that stands for a string among the constants of a compilation: that of its first occurrence.
#[derive(Copy, Clone, PartialEq, Eq)]
enum First {
    /// The interned string.
    Interned,
    /// One that is not interned, unless it becomes so where no other was.
    Plain,
    /// One that does not become so though it is short.
    Made,
}

struct Graph<'a> {
    /// A value's index is its id.
    values: IndexedSet<Value<'a>>,
    nodes: Vec<Node>,
    codes: HashMap<*const CodeUnit, CodeNodes<'a>, FastState>,
    /// How each string came to be known first.
    first: HashMap<&'a [u8], First, FastState>,
    /// The identifiers that occur in code objects, all of which the parser had interned.
    identifiers: HashSet<&'a [u8], FastState>,
}

/// Whether code objects intern the string when they find it among their constants.
fn is_name_like(text: &[u8]) -> bool {
    text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Whether the string is interned at the latest when a code object has it.
fn is_interned(text: &[u8]) -> bool {
    // Strings of one character below 256 exist once and for all, interned.
    let latin1_char = || text.len() == 2 && matches!(text[0], 0xc2 | 0xc3);
    text.len() <= 1 && text.is_ascii() || latin1_char() || is_name_like(text)
}

fn str_const(value: &ConstValue) -> Option<&PyStr> {
    match value {
        ConstValue::Value(Constant::Str(s)) => Some(s),
        _ => None,
    }
}

fn is_class_body(unit: &CodeUnit) -> bool {
    unit.flags & co::CO_OPTIMIZED == 0 && unit.consts.first().and_then(str_const) == Some(&unit.qualname)
}

fn collect_identifiers<'a>(unit: &'a CodeUnit, names: &mut HashSet<&'a [u8], FastState>) {
    names.extend(unit.names.iter().chain(&unit.localsplusnames).map(|n| n.as_bytes()));
    for c in &unit.consts {
        match c {
            ConstValue::Code(inner) => collect_identifiers(inner, names),
            ConstValue::Value(value) => collect_identifier_constants(value, names),
        }
    }
}

fn collect_identifier_constants<'a>(value: &'a Constant, names: &mut HashSet<&'a [u8], FastState>) {
    match value {
        Constant::Str(text) if text.origin() == Origin::Identifier => {
            names.insert(text.as_bytes());
        }
        Constant::Tuple(items) => items.iter().for_each(|i| collect_identifier_constants(i, names)),
        _ => {}
    }
}

impl<'a> Graph<'a> {
    fn new(root: &'a CodeUnit) -> Graph<'a> {
        let mut identifiers = HashSet::default();
        collect_identifiers(root, &mut identifiers);
        let mut graph = Graph {
            values: IndexedSet::new(),
            nodes: Vec::new(),
            codes: HashMap::default(),
            first: HashMap::default(),
            identifiers,
        };
        graph.find_first(root);
        graph
    }

    /// Goes through the strings among constants in the order in which the compiler met them: those of an inner scope come
    /// before its code. (Names do not count: only whole tuples of them merge with constants.)
    fn find_first(&mut self, unit: &'a CodeUnit) {
        for (i, c) in unit.consts.iter().enumerate() {
            match c {
                ConstValue::Code(inner) => self.find_first(inner),
                ConstValue::Value(Constant::Str(text)) if i == 0 && is_class_body(unit) => {
                    // The class's name itself, or a path that its code object interns unless there is another.
                    let is_path = text.origin() != Origin::Identifier;
                    let text = text.as_bytes();
                    let known = is_path && self.identifiers.contains(text) && !is_interned(text);
                    self.first.entry(text).or_insert(if known { First::Plain } else { First::Interned });
                }
                ConstValue::Value(value) => self.find_first_in(value),
            }
        }
        let qualname = unit.qualname.as_bytes();
        if !is_interned(qualname) {
            // The code object has interned another one.
            self.first.entry(qualname).or_insert(First::Plain);
        }
    }

    fn find_first_in(&mut self, value: &'a Constant) {
        match value {
            Constant::Str(text) => {
                let first = match text.origin() {
                    Origin::Text => First::Plain,
                    Origin::Identifier => First::Interned,
                    Origin::Made => First::Made,
                };
                self.first.entry(text.as_bytes()).or_insert(first);
            }
            Constant::Tuple(items) | Constant::FrozenSet(items) => items.iter().for_each(|i| self.find_first_in(i)),
            _ => {}
        }
    }

    /// The node of a value. A container that is new holds its items, whose ids must be given anew each time.
    fn intern(&mut self, value: Value<'a>) -> NodeId {
        let id = match value {
            // Not equal even to itself.
            Value::Float(bits) if f64::from_bits(bits).is_nan() => self.values.append(value),
            _ => self.values.insert(value),
        };
        if id as usize == self.nodes.len() {
            let value = &self.values.as_slice()[id as usize];
            if let Value::Tuple(items) | Value::FrozenSet(items) = value {
                for i in items {
                    self.nodes[*i as usize].holders += 1;
                }
            }
            let copied = matches!(value, Value::FrozenSet(_)) && self.is_copied(id);
            self.nodes.push(Node { holders: 0, copied });
        }
        id
    }

    /// A code object that finds strings in a set of constants interns them; where those strings exist interned already,
    /// as the parser's names do, this replaces the set by one of its own.
    fn is_copied(&mut self, set: NodeId) -> bool {
        let values = self.values.as_slice();
        let Value::FrozenSet(items) = &values[set as usize] else { return false };
        items.iter().any(|i| match values[*i as usize] {
            Value::Interned(text) => {
                text.len() > 1 && self.identifiers.contains(text) && self.first.get(text) != Some(&First::Interned)
            }
            _ => false,
        })
    }

    /// As [`Graph::intern`], with one more holder.
    fn hold(&mut self, value: Value<'a>) -> NodeId {
        let id = self.intern(value);
        self.nodes[id as usize].holders += 1;
        id
    }

    fn constant(&mut self, value: &'a Constant) -> NodeId {
        let value = match value {
            Constant::None => Value::Singleton(b'N'),
            Constant::True => Value::Singleton(b'T'),
            Constant::False => Value::Singleton(b'F'),
            Constant::Ellipsis | Constant::Foreign(_) => Value::Singleton(b'.'),
            Constant::Int(Int::Small(i)) => Value::Int(*i),
            Constant::Int(Int::Big(i)) => Value::BigInt(i),
            Constant::Float(f) => Value::Float(f.to_bits()),
            Constant::Complex(re, im) => Value::Complex(re.to_bits(), im.to_bits()),
            Constant::Str(s) => {
                let text = s.as_bytes();
                match self.first.get(text) {
                    Some(First::Interned) => Value::Interned(text),
                    Some(First::Made) if !is_name_like(text) => Value::Str(text),
                    _ if is_interned(text) => Value::Interned(text),
                    _ => Value::Str(text),
                }
            }
            Constant::Bytes(b) => Value::Bytes(b),
            Constant::Tuple(items) => Value::Tuple(items.iter().map(|i| self.constant(i)).collect()),
            Constant::FrozenSet(items) => {
                let mut ids: Vec<NodeId> = items.iter().map(|i| self.constant(i)).collect();
                ids.sort_unstable();
                Value::FrozenSet(ids.into())
            }
        };
        self.intern(value)
    }

    fn name_tuple(&mut self, names: &'a [PyStr]) -> NodeId {
        let ids = names.iter().map(|n| self.intern(Value::Interned(n.as_bytes()))).collect();
        self.hold(Value::Tuple(ids))
    }

    fn code(&mut self, unit: &'a CodeUnit) -> NodeId {
        let key: *const CodeUnit = unit;
        if let Some(id) = self.values.index_of(&Value::Code(key)) {
            return id;
        }
        let consts = unit.consts.iter().map(|c| match c {
            ConstValue::Value(v) => self.constant(v),
            ConstValue::Code(inner) => self.code(Rc::as_ref(inner)),
        });
        let consts = Value::Tuple(consts.collect());
        let nodes = CodeNodes {
            unit,
            consts: self.hold(consts),
            names: self.name_tuple(&unit.names),
            localsplusnames: self.name_tuple(&unit.localsplusnames),
            filename: self.hold(Value::Interned(unit.filename.as_bytes())),
            name: self.hold(Value::Interned(unit.name.as_bytes())),
            qualname: self.hold(Value::Interned(unit.qualname.as_bytes())),
            linetable: self.hold(Value::Bytes(&unit.linetable)),
            exceptiontable: self.hold(Value::Bytes(&unit.exceptiontable)),
            empty_bytes: self.intern(Value::Bytes(&[])),
        };
        self.codes.insert(key, nodes);
        self.intern(Value::Code(key))
    }
}

/// Where an object was written; valid only in the epoch it names.
#[derive(Copy, Clone)]
struct Slot {
    epoch: u32,
    number: u32,
}

struct Writer<'a> {
    graph: &'a Graph<'a>,
    out: Vec<u8>,
    slots: Vec<Slot>,
    /// 1 for the output proper; others for items of sets that are written on trial, each as if it were alone.
    epoch: u32,
    next: u32,
    /// Slots that a trial has overwritten.
    displaced: Vec<(NodeId, Slot)>,
}

/// Whether objects of this value live for ever, with a reference count to match.
fn is_immortal(value: &Value) -> bool {
    match value {
        Value::Interned(_) => true,
        Value::Int(i) => (-5..=256).contains(i),
        Value::Bytes(b) => b.len() <= 1,
        Value::Tuple(items) => items.is_empty(),
        _ => false,
    }
}

impl<'a> Writer<'a> {
    fn long(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    fn node(&mut self, id: NodeId) {
        self.shared_node(id, false);
    }

    /// Writes an object, which may have another holder than those the graph knows of.
    fn shared_node(&mut self, id: NodeId, other_holder: bool) {
        let graph = self.graph;
        let node = graph.nodes[id as usize];
        let value = &graph.values.as_slice()[id as usize];
        if let Value::Singleton(byte) = value {
            self.out.push(*byte);
            return;
        }
        let mut flag = 0;
        if other_holder || node.holders > 1 && !node.copied || is_immortal(value) {
            let slot = self.slots[id as usize];
            if slot.epoch == self.epoch {
                self.out.push(b'r');
                self.long(slot.number);
                return;
            }
            if self.epoch > 1 {
                self.displaced.push((id, slot));
            }
            self.slots[id as usize] = Slot { epoch: self.epoch, number: self.next };
            self.next += 1;
            flag = FLAG_REF;
        }
        match value {
            Value::Singleton(_) => {}
            Value::Int(i) => match i32::try_from(*i) {
                Ok(i) => {
                    self.out.push(b'i' | flag);
                    self.long(i as u32);
                }
                Err(_) => self.big_int(&BigInt::from(*i), flag),
            },
            Value::BigInt(i) => self.big_int(i, flag),
            Value::Float(bits) => {
                self.out.push(b'g' | flag);
                self.out.extend(bits.to_le_bytes());
            }
            Value::Complex(re, im) => {
                self.out.push(b'y' | flag);
                self.out.extend(re.to_le_bytes());
                self.out.extend(im.to_le_bytes());
            }
            Value::Interned(text) => self.text(text, true, flag),
            Value::Str(text) => self.text(text, false, flag),
            Value::Bytes(b) => self.bytes(b, flag),
            Value::Tuple(items) => {
                match u8::try_from(items.len()) {
                    Ok(len) => self.out.extend([b')' | flag, len]),
                    Err(_) => {
                        self.out.push(b'(' | flag);
                        self.long(items.len() as u32);
                    }
                }
                for i in items {
                    self.node(*i);
                }
            }
            Value::FrozenSet(items) => {
                self.out.push(b'>' | flag);
                self.long(items.len() as u32);
                self.sorted_items(items);
            }
            Value::Code(key) => {
                if let Some(code) = graph.codes.get(key) {
                    self.code(code, flag);
                }
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8], flag: u8) {
        self.out.push(b's' | flag);
        self.long(bytes.len() as u32);
        self.out.extend(bytes);
    }

    fn text(&mut self, text: &[u8], interned: bool, flag: u8) {
        if !text.is_ascii() {
            self.out.push(if interned { b't' } else { b'u' } | flag);
            self.long(text.len() as u32);
        } else if let Ok(len) = u8::try_from(text.len()) {
            self.out.extend([if interned { b'Z' } else { b'z' } | flag, len]);
        } else {
            self.out.push(if interned { b'A' } else { b'a' } | flag);
            self.long(text.len() as u32);
        }
        self.out.extend(text);
    }

    /// Digits of 15 bits; the count is negative for a negative number.
    fn big_int(&mut self, value: &BigInt, flag: u8) {
        let digits = value.magnitude().to_radix_le(1 << 8);
        let mut packed: Vec<u16> = Vec::with_capacity(digits.len() * 8 / 15 + 1);
        let (mut window, mut bits) = (0u32, 0);
        for d in digits {
            window |= (d as u32) << bits;
            bits += 8;
            if bits >= 15 {
                packed.push((window & 0x7fff) as u16);
                window >>= 15;
                bits -= 15;
            }
        }
        if window > 0 {
            packed.push(window as u16);
        }
        let count = packed.len() as i32;
        self.out.push(b'l' | flag);
        self.long(if value.sign() == Sign::Minus { -count } else { count } as u32);
        for d in packed {
            self.out.extend(d.to_le_bytes());
        }
    }

    /// Items of a set go in the order of what each would look like written alone (but held by more than the set, as it
    /// is while being sorted), so that the order does not depend on hashes.
    fn sorted_items(&mut self, items: &[NodeId]) {
        let main = std::mem::take(&mut self.out);
        let (epoch, next) = (self.epoch, self.next);
        let mut written: Vec<(Vec<u8>, NodeId)> = Vec::with_capacity(items.len());
        for &i in items {
            self.epoch += 1;
            self.next = 0;
            self.shared_node(i, true);
            written.push((std::mem::take(&mut self.out), i));
            for (id, slot) in std::mem::take(&mut self.displaced).into_iter().rev() {
                self.slots[id as usize] = slot;
            }
        }
        self.out = main;
        self.epoch = epoch;
        self.next = next;
        written.sort();
        for (_, id) in written {
            self.shared_node(id, true);
        }
    }

    fn code(&mut self, code: &CodeNodes<'a>, flag: u8) {
        let unit = code.unit;
        self.out.push(b'c' | flag);
        for field in [unit.argcount, unit.posonlyargcount, unit.kwonlyargcount, unit.stacksize, unit.flags] {
            self.long(field);
        }
        // The code object keeps the bytes object that reading `co_code` makes, so that it counts as shared.
        self.next += 1;
        self.bytes(&unit.code, FLAG_REF);
        self.node(code.consts);
        self.node(code.names);
        self.node(code.localsplusnames);
        if unit.localspluskinds.is_empty() {
            self.node(code.empty_bytes);
        } else {
            self.bytes(&unit.localspluskinds, 0);
        }
        self.node(code.filename);
        self.node(code.name);
        self.node(code.qualname);
        self.long(unit.firstlineno as u32);
        self.node(code.linetable);
        self.node(code.exceptiontable);
    }
}
