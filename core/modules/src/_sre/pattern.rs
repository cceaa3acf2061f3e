//! `re.Pattern` and its scanners.

use std::cell::Cell;
use std::ffi::c_int;
use std::mem::offset_of;

use ks_runtime::abstract_::ObjectOps;
use ks_runtime::heap;
use ks_runtime::import::import_module;
use ks_runtime::objects::iterobject::new_call_iter;
use ks_runtime::prelude::*;
use ks_sre::{Error, Matcher, Mode, Program, Request};

use super::matching::Match;
use super::subject::Subject;
use super::template::Template;

#[repr(C)]
pub struct PatternLayout {
    /// The count is that of the code words.
    ob_base: VarObject,
    groups: Cell<isize>,
    groupindex: Field<Dict>,
    indexgroup: Field<Tuple>,
    pattern: Field,
    flags: Cell<c_int>,
    weakreflist: Cell<*mut Object>,
    /// Whether it is for bytes; `None` for either.
    bytes: Cell<Option<bool>>,
    program: Cell<Option<&'static Program>>,
    /// A matcher at rest, for the next run.
    matcher: Cell<Option<Box<Matcher>>>,
}

object_type!(
    /// `re.Pattern`
    pub struct Pattern(PatternLayout): Pattern_Type
);

const FLAGS: &[(c_int, &str)] = &[
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (32, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];
/// LOCALE, UNICODE and ASCII.
const CHARACTER_FLAGS: c_int = 4 | 32 | 256;

/// `re._compile_template`.
///
/// # Errors
/// What it raises.
pub fn compile_template(pattern: &Pattern, template: &Object, th: &mut Thread) -> PyResult<Ref<Template>> {
    let re = import_module(&*Str::intern_str("re")?, th)?;
    let compile = re.get_attr(&*Str::intern_str("_compile_template")?, th)?;
    let result = compile.call(&[pattern, template], th)?;
    result.downcast_into::<Template>().map_err(|_| raise!(th, TypeError, "invalid template"))
}

/// A search that goes on behind each match, as `findall`, `sub` and the like do.
struct Search<'a> {
    pattern: &'a Pattern,
    subject: &'a Subject,
    matcher: Box<Matcher>,
    start: usize,
    end: usize,
    must_advance: bool,
}

impl<'a> Search<'a> {
    fn new(pattern: &'a Pattern, subject: &'a Subject, start: usize, end: usize) -> Search<'a> {
        let matcher = pattern.layout().matcher.take().unwrap_or_default();
        Search { pattern, subject, matcher, start, end, must_advance: false }
    }

    /// Finds the next match, and steps behind it.
    fn run(&mut self, mode: Mode, th: &mut Thread) -> PyResult<bool> {
        if self.start > self.end {
            return Ok(false);
        }
        let Some(program) = self.pattern.layout().program.get() else { return Err(th.bad_internal_call()) };
        let request = Request {
            text: self.subject.text(),
            mode,
            start: self.start,
            end: self.end,
            must_advance: self.must_advance,
        };
        let result = self.matcher.run(program, request, &mut || ks_runtime::state::handle_signals(th).is_ok());
        match result {
            Ok(found) => {
                if found {
                    let (start, end) = self.matcher.span();
                    self.must_advance = start == end;
                    self.start = end;
                }
                Ok(found)
            }
            Err(Error::Interrupted) => Err(Raised),
            Err(Error::Memory) => Err(th.no_memory()),
        }
    }

    fn group_or(&self, group: usize, default: &Ref) -> PyResult {
        match self.matcher.group(group) {
            Some((start, end)) => self.subject.slice(start, end),
            None => Ok(default.clone()),
        }
    }
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        self.pattern.layout().matcher.set(Some(std::mem::take(&mut self.matcher)));
    }
}

impl Pattern {
    /// `_sre.compile`.
    ///
    /// # Errors
    /// `RuntimeError` for code that no compiler makes; `OverflowError` for words that are too large.
    pub fn compile(
        pattern: &Object,
        flags: c_int,
        code: &List,
        groups: isize,
        groupindex: &Dict,
        indexgroup: &Tuple,
        th: &mut Thread,
    ) -> PyResult<Ref<Pattern>> {
        let bytes = if pattern.is(none()) { None } else { Some(Subject::of(pattern, th)?.is_bytes()) };
        let mut words = Vec::with_capacity(code.len());
        let mut index = 0;
        while let Some(word) = code.get(index) {
            let Some(word) = word.downcast::<Long>() else {
                return Err(raise!(th, TypeError, "an integer is required"));
            };
            match word.to_u64_opt().and_then(|word| u32::try_from(word).ok()) {
                Some(word) => words.push(word),
                None => return Err(raise!(th, OverflowError, "regular expression code size limit exceeded")),
            }
            index += 1;
        }
        let program = usize::try_from(groups).ok().and_then(|groups| Program::new(&words, groups).ok());
        let Some(program) = program else { return Err(raise!(th, RuntimeError, "invalid SRE code")) };
        let new = heap::new_var_object::<Pattern>(&Pattern_Type, words.len())?;
        let layout = new.layout();
        layout.groups.set(groups);
        layout.flags.set(flags);
        layout.bytes.set(bytes);
        layout.program.set(Some(Box::leak(Box::new(program))));
        layout.pattern.init(pattern.to_ref());
        if !groupindex.is_empty() {
            layout.groupindex.init(Ref::new(groupindex));
            layout.indexgroup.init(Ref::new(indexgroup));
        }
        heap::gc_track(&new);
        Ok(new)
    }

    /// The number of groups.
    pub fn groups(&self) -> usize {
        self.layout().groups.get() as usize
    }

    /// The named groups' numbers, if there are any.
    pub fn groupindex_dict(&self) -> Option<Ref<Dict>> {
        self.layout().groupindex.get()
    }

    /// The groups' names, if there are any.
    pub fn indexgroup_tuple(&self) -> Option<Ref<Tuple>> {
        self.layout().indexgroup.get()
    }

    fn code(&self) -> &[u32] {
        self.layout().program.get().map_or(&[], Program::code)
    }

    /// Holds a subject, and says where in it the search goes.
    fn subject(
        &self,
        string: &Object,
        pos: isize,
        endpos: isize,
        th: &mut Thread,
    ) -> PyResult<(Subject, usize, usize)> {
        let subject = Subject::of(string, th)?;
        match (self.layout().bytes.get(), subject.is_bytes()) {
            (Some(false), true) => {
                return Err(raise!(th, TypeError, "cannot use a string pattern on a bytes-like object"));
            }
            (Some(true), false) => {
                return Err(raise!(th, TypeError, "cannot use a bytes pattern on a string-like object"));
            }
            _ => {}
        }
        let len = subject.len();
        let clip = |index: isize| (index.max(0) as usize).min(len);
        Ok((subject, clip(pos), clip(endpos)))
    }

    fn once(&self, mode: Mode, string: &Object, pos: isize, endpos: isize, th: &mut Thread) -> PyResult {
        let (subject, start, end) = self.subject(string, pos, endpos, th)?;
        let mut search = Search::new(self, &subject, start, end);
        if !search.run(mode, th)? {
            return Ok(none().to_ref());
        }
        Ok(Match::make(self, &subject, &search.matcher, (start, end))?.into_object())
    }

    fn substitute(&self, repl: &Object, string: &Object, count: isize, th: &mut Thread) -> PyResult<(Ref, usize)> {
        /// What stands in a match's place.
        enum By {
            Literal(Ref),
            Function(Ref),
            Template(Ref<Template>),
        }
        let by = if repl.is_callable() {
            By::Function(repl.to_ref())
        } else if is_literal(repl, th) {
            By::Literal(repl.to_ref())
        } else {
            let template = compile_template(self, repl, th)?;
            match template.literal() {
                Some(literal) => By::Literal(literal),
                None => By::Template(template),
            }
        };
        let (subject, start, end) = self.subject(string, 0, isize::MAX, th)?;
        let mut search = Search::new(self, &subject, start, end);
        let mut parts = Vec::new();
        let (mut last, mut done) = (0, 0isize);
        while count == 0 || done < count {
            if !search.run(Mode::Search, th)? {
                break;
            }
            let (begin, stop) = search.matcher.span();
            if last < begin {
                parts.push(subject.slice(last, begin)?);
            }
            let item = match &by {
                By::Literal(literal) => literal.clone(),
                By::Function(function) => {
                    let found = Match::make(self, &subject, &search.matcher, (start, end))?;
                    function.call(&[&found], th)?
                }
                By::Template(template) => {
                    let found = Match::make(self, &subject, &search.matcher, (start, end))?;
                    template.expand(&found, th)?
                }
            };
            if !item.is(none()) {
                parts.push(item);
            }
            last = stop;
            done += 1;
        }
        if last < end {
            parts.push(subject.slice(last, end)?);
        }
        Ok((subject.join(parts, th)?, done as usize))
    }
}

/// Whether a replacement has no backslash, so that it stands for itself.
fn is_literal(repl: &Object, th: &mut Thread) -> bool {
    if let Some(text) = repl.downcast::<Str>() {
        return text.find_char(u32::from('\\'), 0, text.len()).is_none();
    }
    match Subject::of(repl, th) {
        Ok(subject) => match subject.text() {
            ks_sre::Text::Bytes(bytes) => !bytes.contains(&b'\\'),
            _ => false,
        },
        Err(Raised) => {
            th.clear_raised();
            false
        }
    }
}

#[pytype(
    static = Pattern_Type,
    private,
    no_new,
    name = "re.Pattern",
    layout = PatternLayout,
    itemsize = size_of::<u32>(),
    flags(HAVE_GC),
    weaklistoffset = offset_of!(PatternLayout, weakreflist),
    members = [&[
        member!("pattern", PatternLayout, pattern, _Py_T_OBJECT, READONLY, "What the pattern was compiled from."),
        member!("flags", PatternLayout, flags, Py_T_INT, READONLY, "The flags that hold."),
        member!("groups", PatternLayout, groups, Py_T_PYSSIZET, READONLY, "How many groups there are."),
    ]],
    doc = "Compiled regular expression object."
)]
impl Pattern {
    #[slot]
    fn tp_dealloc(this: *mut Self, th: &mut Thread) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function; the program was
        // leaked by `compile` for this object alone.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            if !layout.weakreflist.get().is_null() {
                weakrefobject::clear_weakrefs(&*this, th);
            }
            drop(layout.groupindex.take());
            drop(layout.indexgroup.take());
            drop(layout.pattern.take());
            drop(layout.matcher.take());
            if let Some(program) = layout.program.take() {
                drop(Box::from_raw(std::ptr::from_ref(program).cast_mut()));
            }
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().groupindex);
        visit.visit(&self.layout().indexgroup);
        visit.visit(&self.layout().pattern);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().groupindex.set(None, th);
        self.layout().indexgroup.set(None, th);
        self.layout().pattern.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let Some(pattern) = self.layout().pattern.get() else { return Err(th.bad_internal_call()) };
        let mut flags = self.layout().flags.get();
        // The default of str patterns is not shown.
        if self.layout().bytes.get() == Some(false) && flags & CHARACTER_FLAGS == 32 {
            flags &= !32;
        }
        let mut names = Vec::new();
        for (flag, name) in FLAGS {
            if flags & flag != 0 {
                names.push((*name).to_owned());
                flags &= !flag;
            }
        }
        if flags != 0 {
            names.push(format!("{flags:#x}"));
        }
        let text = pattern.repr(th)?;
        let text = text.substring(0, text.len().min(200))?;
        let mut out = unicodeobject::StrWriter::with_capacity(text.len() + 32);
        out.push_ascii("re.compile(");
        out.push_str(&text);
        if !names.is_empty() {
            out.push_ascii(", ");
            out.push_ascii(&names.join("|"));
        }
        out.push_ascii(")");
        out.finish()
    }

    #[slot]
    fn tp_hash(&self, th: &mut Thread) -> PyResult<isize> {
        let Some(pattern) = self.layout().pattern.get() else { return Err(th.bad_internal_call()) };
        let mut hash = pattern.hash(th)? as usize;
        for word in self.code() {
            hash = hash.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ *word as usize;
        }
        hash ^= self.layout().flags.get() as usize;
        hash ^= self.groups();
        Ok(hash as isize)
    }

    #[slot]
    fn tp_richcompare(&self, other: &Object, op: c_int, th: &mut Thread) -> PyResult {
        if op != Py_EQ && op != Py_NE {
            return Ok(not_implemented().to_ref());
        }
        let Some(other) = other.downcast_exact::<Pattern>() else { return Ok(not_implemented().to_ref()) };
        if self.is(other) {
            return (op == Py_EQ).into_py();
        }
        let (a, b) = (self.layout(), other.layout());
        let mut equal = a.flags.get() == b.flags.get()
            && a.bytes.get() == b.bytes.get()
            && a.groups.get() == b.groups.get()
            && self.code() == other.code();
        if equal && let (Some(a), Some(b)) = (a.pattern.get(), b.pattern.get()) {
            // The same code may come of different patterns; compared last, as it may warn of bytes and str.
            equal = a.rich_compare_bool(&b, Py_EQ, th)?;
        }
        (equal == (op == Py_EQ)).into_py()
    }

    #[method(
        sig = "(string, pos=0, endpos=sys.maxsize)",
        name = "match",
        doc = "Match at the beginning of the string."
    )]
    fn match_(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult {
        self.once(Mode::Match, string, pos, endpos, th)
    }

    #[method(sig = "(string, pos=0, endpos=sys.maxsize)", doc = "Match the whole string.")]
    fn fullmatch(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult {
        self.once(Mode::FullMatch, string, pos, endpos, th)
    }

    #[method(sig = "(string, pos=0, endpos=sys.maxsize)", doc = "Find the first match in the string.")]
    fn search(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult {
        self.once(Mode::Search, string, pos, endpos, th)
    }

    #[method(sig = "(repl, string, count=0)", doc = "The string with its matches replaced.")]
    fn sub(&self, repl: &Object, string: &Object, count: isize, th: &mut Thread) -> PyResult {
        self.substitute(repl, string, count, th).map(|(text, _)| text)
    }

    #[method(sig = "(repl, string, count=0)", doc = "The string with its matches replaced, and how many they were.")]
    fn subn(&self, repl: &Object, string: &Object, count: isize, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let (text, count) = self.substitute(repl, string, count, th)?;
        Tuple::from_array([text, Long::from_usize(count)?.into_object()])
    }

    #[method(
        sig = "(string, pos=0, endpos=sys.maxsize)",
        doc = "All matches in the string: their texts, or their groups."
    )]
    fn findall(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult<Ref<List>> {
        let (subject, start, end) = self.subject(string, pos, endpos, th)?;
        let mut search = Search::new(self, &subject, start, end);
        let empty = subject.slice(0, 0)?;
        let found = List::new(&[])?;
        while search.run(Mode::Search, th)? {
            let item = match self.groups() {
                0 => {
                    let (start, end) = search.matcher.span();
                    subject.slice(start, end)?
                }
                1 => search.group_or(0, &empty)?,
                groups => {
                    let texts =
                        (0..groups).map(|group| search.group_or(group, &empty)).collect::<PyResult<Vec<_>>>()?;
                    Tuple::from_vec(texts)?.into_object()
                }
            };
            found.push(item)?;
        }
        Ok(found)
    }

    #[method(sig = "(string, maxsplit=0)", doc = "The parts of the string between the matches; groups are parts, too.")]
    fn split(&self, string: &Object, maxsplit: isize, th: &mut Thread) -> PyResult<Ref<List>> {
        let (subject, start, end) = self.subject(string, 0, isize::MAX, th)?;
        let mut search = Search::new(self, &subject, start, end);
        let parts = List::new(&[])?;
        let missing = none().to_ref();
        let (mut last, mut done) = (0, 0);
        while maxsplit == 0 || done < maxsplit {
            if !search.run(Mode::Search, th)? {
                break;
            }
            let (begin, stop) = search.matcher.span();
            parts.push(subject.slice(last, begin)?)?;
            for group in 0..self.groups() {
                parts.push(search.group_or(group, &missing)?)?;
            }
            last = stop;
            done += 1;
        }
        parts.push(subject.slice(last, end)?)?;
        Ok(parts)
    }

    #[method(sig = "(string, pos=0, endpos=sys.maxsize)", doc = "An iterator over all matches in the string.")]
    fn finditer(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult {
        let scanner = Scanner::over(self, string, pos, endpos, th)?;
        let search = scanner.get_attr(&*Str::intern_str("search")?, th)?;
        new_call_iter(&search, none())
    }

    #[method(sig = "(string, pos=0, endpos=sys.maxsize)")]
    fn scanner(
        &self,
        string: &Object,
        pos: isize,
        #[arg(default = isize::MAX)] endpos: isize,
        th: &mut Thread,
    ) -> PyResult<Ref<Scanner>> {
        Scanner::over(self, string, pos, endpos, th)
    }

    #[method(sig = "()")]
    fn __copy__(&self) -> Ref {
        self.to_ref()
    }

    #[method(sig = "(memo, /)")]
    fn __deepcopy__(&self, memo: &Object) -> Ref {
        let _ = memo;
        self.to_ref()
    }

    #[classmethod(sig = "(object, /)", doc = "See PEP 585")]
    fn __class_getitem__(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[getter(doc = "The numbers of the named groups by name.")]
    fn groupindex(&self, th: &mut Thread) -> PyResult {
        match self.groupindex_dict() {
            Some(dict) => descrobject::new_proxy(&dict, th),
            None => Ok(Dict::new()?.into_object()),
        }
    }
}

#[repr(C)]
pub struct ScannerLayout {
    ob_base: Object,
    pattern: Field<Pattern>,
    string: Field,
    /// Where the search goes on; beyond `end` when it is over.
    start: Cell<usize>,
    first: Cell<usize>,
    end: Cell<usize>,
    must_advance: Cell<bool>,
    running: Cell<bool>,
}

object_type!(
    /// `_sre.SRE_Scanner`
    pub struct Scanner(ScannerLayout): Scanner_Type
);

impl Scanner {
    fn over(pattern: &Pattern, string: &Object, pos: isize, endpos: isize, th: &mut Thread) -> PyResult<Ref<Scanner>> {
        let (subject, start, end) = pattern.subject(string, pos, endpos, th)?;
        let scanner = heap::new_object::<Scanner>(&Scanner_Type)?;
        let layout = scanner.layout();
        layout.pattern.init(Ref::new(pattern));
        layout.string.init(subject.object.clone());
        layout.start.set(start);
        layout.first.set(start);
        layout.end.set(end);
        heap::gc_track(&scanner);
        Ok(scanner)
    }

    fn next(&self, mode: Mode, th: &mut Thread) -> PyResult {
        let layout = self.layout();
        if layout.running.get() {
            return Err(raise!(th, ValueError, "regular expression scanner already executing"));
        }
        if layout.start.get() > layout.end.get() {
            return Ok(none().to_ref());
        }
        let (Some(pattern), Some(string)) = (layout.pattern.get(), layout.string.get()) else {
            return Err(th.bad_internal_call());
        };
        let (subject, _, _) = pattern.subject(&string, 0, isize::MAX, th)?;
        let mut search = Search::new(&pattern, &subject, layout.start.get(), layout.end.get());
        search.must_advance = layout.must_advance.get();
        layout.running.set(true);
        let found = search.run(mode, th);
        layout.running.set(false);
        if !found? {
            layout.start.set(usize::MAX);
            return Ok(none().to_ref());
        }
        layout.must_advance.set(search.must_advance);
        layout.start.set(search.start);
        Ok(Match::make(&pattern, &subject, &search.matcher, (layout.first.get(), layout.end.get()))?.into_object())
    }
}

#[pytype(
    static = Scanner_Type,
    private,
    no_new,
    name = "_sre.SRE_Scanner",
    layout = ScannerLayout,
    flags(HAVE_GC),
    members = [&[member!("pattern", ScannerLayout, pattern, _Py_T_OBJECT, READONLY)]],
)]
impl Scanner {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().pattern.take());
            drop((*this).layout().string.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().pattern);
        visit.visit(&self.layout().string);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().pattern.set(None, th);
        self.layout().string.set(None, th);
    }

    #[method(sig = "()", name = "match")]
    fn match_(&self, th: &mut Thread) -> PyResult {
        self.next(Mode::Match, th)
    }

    #[method(sig = "()")]
    fn search(&self, th: &mut Thread) -> PyResult {
        self.next(Mode::Search, th)
    }
}
