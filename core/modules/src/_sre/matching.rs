//! `re.Match`.

use std::cell::Cell;

use ks_runtime::abstract_::{ObjectOps, number};
use ks_runtime::heap;
use ks_runtime::prelude::*;
use ks_sre::Matcher;

use super::pattern::{Pattern, compile_template};
use super::subject::Subject;

#[repr(C)]
pub struct MatchLayout {
    ob_base: VarObject,
    string: Field,
    regs: Field<Tuple>,
    pattern: Field<Pattern>,
    pos: Cell<isize>,
    endpos: Cell<isize>,
    lastindex: Cell<isize>,
    /// Groups, the whole match included.
    groups: Cell<usize>,
    /// Begin and end of each, -1 for those without part; the first of `2 * groups` words.
    marks: Cell<isize>,
}

object_type!(
    /// `re.Match`
    pub struct Match(MatchLayout): Match_Type
);

type Span = Option<(usize, usize)>;

impl Match {
    /// Of the last run of a matcher.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn make(
        pattern: &Pattern,
        subject: &Subject,
        matcher: &Matcher,
        range: (usize, usize),
    ) -> PyResult<Ref<Match>> {
        let groups = pattern.groups() + 1;
        let found = heap::new_var_object::<Match>(&Match_Type, 2 * groups)?;
        let layout = found.layout();
        layout.string.init(subject.object.clone());
        layout.pattern.init(Ref::new(pattern));
        layout.pos.set(range.0 as isize);
        layout.endpos.set(range.1 as isize);
        layout.lastindex.set(matcher.last_index().map_or(-1, |index| index as isize));
        layout.groups.set(groups);
        for group in 0..groups {
            let span = if group == 0 { Some(matcher.span()) } else { matcher.group(group - 1) };
            let (start, end) = span.map_or((-1, -1), |(start, end)| (start as isize, end as isize));
            // SAFETY: the object was made with room for `2 * groups` words behind its fixed part.
            unsafe {
                layout.marks.as_ptr().add(2 * group).write(start);
                layout.marks.as_ptr().add(2 * group + 1).write(end);
            }
        }
        heap::gc_track(&found);
        Ok(found)
    }

    fn raw_span(&self, group: usize) -> (isize, isize) {
        if group >= self.layout().groups.get() {
            return (-1, -1);
        }
        // SAFETY: there are two words for each group.
        unsafe {
            let marks = self.layout().marks.as_ptr();
            (*marks.add(2 * group), *marks.add(2 * group + 1))
        }
    }

    /// Where a group is; `None` if there is no such group.
    pub fn span_of(&self, group: usize) -> Option<Span> {
        if group >= self.layout().groups.get() {
            return None;
        }
        let (start, end) = self.raw_span(group);
        Some(usize::try_from(start).ok().zip(usize::try_from(end).ok()))
    }

    /// The text matched against.
    ///
    /// # Errors
    /// What acquiring its buffer raises.
    pub fn subject(&self, th: &mut Thread) -> PyResult<Subject> {
        match self.layout().string.get() {
            Some(string) => Subject::of(&string, th),
            None => Err(th.bad_internal_call()),
        }
    }

    fn pattern(&self, th: &mut Thread) -> PyResult<Ref<Pattern>> {
        self.layout().pattern.get().ok_or_else(|| th.bad_internal_call())
    }

    /// The number of a group given by number or name.
    fn index_of(&self, group: &Object, th: &mut Thread) -> PyResult<usize> {
        let mut found = None;
        if number::is_index(group) {
            found = group.as_isize(None, th).ok();
        } else if let Some(names) = self.pattern(th)?.groupindex_dict() {
            found = match names.get(group, th) {
                Ok(Some(index)) => index.downcast::<Long>().and_then(Long::compact_value),
                _ => None,
            };
        }
        if th.is_raised() {
            th.clear_raised();
        }
        match found.and_then(|index| usize::try_from(index).ok()).filter(|index| *index < self.layout().groups.get()) {
            Some(index) => Ok(index),
            None => Err(raise!(th, IndexError, "no such group")),
        }
    }

    fn text_of(&self, subject: &Subject, group: usize, default: &Object) -> PyResult {
        match self.span_of(group).flatten() {
            Some((start, end)) => subject.slice(start, end),
            None => Ok(default.to_ref()),
        }
    }
}

fn pair(span: (isize, isize)) -> PyResult<Ref<Tuple>> {
    Tuple::from_array([Long::from_isize(span.0)?.into_object(), Long::from_isize(span.1)?.into_object()])
}

#[pytype(
    static = Match_Type,
    private,
    no_new,
    name = "re.Match",
    layout = MatchLayout,
    itemsize = size_of::<isize>(),
    flags(HAVE_GC),
    members = [&[
        member!("string", MatchLayout, string, _Py_T_OBJECT, READONLY, "What was searched."),
        member!("re", MatchLayout, pattern, _Py_T_OBJECT, READONLY, "The pattern that matched."),
        member!("pos", MatchLayout, pos, Py_T_PYSSIZET, READONLY, "Where the search began."),
        member!("endpos", MatchLayout, endpos, Py_T_PYSSIZET, READONLY, "Where the search was to end."),
    ]],
    doc = "What a pattern found. It is always true."
)]
impl Match {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            let layout = (*this).layout();
            drop(layout.string.take());
            drop(layout.regs.take());
            drop(layout.pattern.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().string);
        visit.visit(&self.layout().regs);
        visit.visit(&self.layout().pattern);
    }

    #[slot]
    fn tp_clear(&self, th: &mut Thread) {
        self.layout().string.set(None, th);
        self.layout().regs.set(None, th);
        self.layout().pattern.set(None, th);
    }

    #[slot]
    fn tp_repr(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let subject = self.subject(th)?;
        let text = self.text_of(&subject, 0, none())?.repr(th)?;
        let text = text.substring(0, text.len().min(50))?;
        let (start, end) = self.raw_span(0);
        let mut out = unicodeobject::StrWriter::with_capacity(96);
        out.push_ascii(&format!("<re.Match object; span=({start}, {end}), match="));
        out.push_str(&text);
        out.push_ascii(">");
        out.finish()
    }

    #[slot]
    fn mp_subscript(&self, key: &Object, th: &mut Thread) -> PyResult {
        let index = self.index_of(key, th)?;
        self.text_of(&self.subject(th)?, index, none())
    }

    #[method(
        raw = FASTCALL,
        doc = "group([group1, ...]) -> str or tuple.\n    The text of a group by number or name, of several in a tuple; of the whole match for 0."
    )]
    fn group(&self, args: &[&Object], th: &mut Thread) -> PyResult {
        let subject = self.subject(th)?;
        match args {
            [] => self.text_of(&subject, 0, none()),
            [group] => {
                let index = self.index_of(group, th)?;
                self.text_of(&subject, index, none())
            }
            _ => {
                let mut found = Vec::with_capacity(args.len());
                for group in args {
                    let index = self.index_of(group, th)?;
                    found.push(self.text_of(&subject, index, none())?);
                }
                Ok(Tuple::from_vec(found)?.into_object())
            }
        }
    }

    #[method(sig = "(group=0, /)", doc = "Where the text of a group begins; -1 if the group took no part.")]
    fn start(&self, #[arg(keep_none)] group: Option<&Object>, th: &mut Thread) -> PyResult<isize> {
        let index = group.map_or(Ok(0), |group| self.index_of(group, th))?;
        Ok(self.raw_span(index).0)
    }

    #[method(sig = "(group=0, /)", doc = "Where the text of a group ends; -1 if the group took no part.")]
    fn end(&self, #[arg(keep_none)] group: Option<&Object>, th: &mut Thread) -> PyResult<isize> {
        let index = group.map_or(Ok(0), |group| self.index_of(group, th))?;
        Ok(self.raw_span(index).1)
    }

    #[method(sig = "(group=0, /)", doc = "(start(group), end(group))")]
    fn span(&self, #[arg(keep_none)] group: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let index = group.map_or(Ok(0), |group| self.index_of(group, th))?;
        pair(self.raw_span(index))
    }

    #[method(sig = "(default=None)", doc = "The texts of all groups; default for those that took no part.")]
    fn groups(&self, default: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let subject = self.subject(th)?;
        let mut found = Vec::new();
        for index in 1..self.layout().groups.get() {
            found.push(self.text_of(&subject, index, default.unwrap_or(none()))?);
        }
        Tuple::from_vec(found)
    }

    #[method(
        sig = "(default=None)",
        doc = "The texts of all named groups by name; default for those that took no part."
    )]
    fn groupdict(&self, default: Option<&Object>, th: &mut Thread) -> PyResult<Ref<Dict>> {
        let result = Dict::new()?;
        let Some(names) = self.pattern(th)?.groupindex_dict() else { return Ok(result) };
        let subject = self.subject(th)?;
        let mut position = 0;
        while let Some((name, index)) = names.next(&mut position) {
            let index = self.index_of(&index, th)?;
            let text = self.text_of(&subject, index, default.unwrap_or(none()))?;
            result.set(&name, &text, th)?;
        }
        Ok(result)
    }

    #[method(sig = "(template)", doc = "A template with the groups put in, as sub() does.")]
    fn expand(&self, template: &Object, th: &mut Thread) -> PyResult {
        let pattern = self.pattern(th)?;
        compile_template(&pattern, template, th)?.expand(self, th)
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

    #[getter(doc = "The number of the last group that took part.")]
    fn lastindex(&self) -> PyResult {
        match self.layout().lastindex.get() {
            index if index < 0 => Ok(none().to_ref()),
            index => index.into_py(),
        }
    }

    #[getter(doc = "The name of the last group that took part.")]
    fn lastgroup(&self, th: &mut Thread) -> PyResult {
        let names = self.pattern(th)?.indexgroup_tuple();
        let name =
            usize::try_from(self.layout().lastindex.get()).ok().and_then(|index| names?.items().get(index).cloned());
        Ok(name.unwrap_or_else(|| none().to_ref()))
    }

    #[getter]
    fn regs(&self, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        if let Some(regs) = self.layout().regs.get() {
            return Ok(regs);
        }
        let mut spans = Vec::new();
        for group in 0..self.layout().groups.get() {
            spans.push(pair(self.raw_span(group))?.into_object());
        }
        let regs = Tuple::from_vec(spans)?;
        self.layout().regs.set(Some(regs.clone()), th);
        Ok(regs)
    }
}
