//! `BaseExceptionGroup` and `ExceptionGroup` (PEP 654): several exceptions in one, and taking some of them out.

use std::collections::HashSet;

use super::fields::no_keywords;
use super::state::exception_class;
use super::storage;
use super::*;
use crate::abstract_::recursion;

object_type!(
    /// `BaseExceptionGroup`
    pub struct ExceptionGroupObject(PyBaseExceptionGroupObject): BaseExceptionGroup
);

/// Whether an exception is a group.
#[inline]
pub fn is_group(exception: &Object) -> bool {
    ExceptionGroupObject::check(exception)
}

/// `ExceptionGroup`, the class of groups of `Exception`s only: a heap type, for it has two bases.
pub(super) fn exception_group_class(th: &Thread) -> Ref {
    // SAFETY: the thread belongs to a live interpreter.
    let state = unsafe { &(*th.interp.get()).exc_state };
    state.PyExc_ExceptionGroup.get().unwrap_or_else(|| BaseExceptionGroup.to_ref())
}

/// Makes `ExceptionGroup` for an interpreter.
pub(super) fn create_exception_group(th: &mut Thread) -> PyResult<()> {
    let bases = Tuple::new(&[&BaseExceptionGroup, &Exception])?;
    let class = super::state::new_exception("builtins.ExceptionGroup", None, Some(&bases), None, th)?;
    // SAFETY: the thread belongs to a live interpreter.
    let state = unsafe { &(*th.interp.get()).exc_state };
    state.PyExc_ExceptionGroup.set(Some(class), th);
    Ok(())
}

/// Which exceptions are wanted.
enum Matcher<'a> {
    /// Instances of a class or of one of a tuple of classes.
    Class(&'a Object),
    /// Those for which a function says so.
    Predicate(&'a Object),
    /// Leaves at these addresses.
    Leaves(&'a HashSet<usize>),
}

impl<'a> Matcher<'a> {
    /// What `split` and `subgroup` take.
    fn of(condition: &'a Object, th: &mut Thread) -> PyResult<Matcher<'a>> {
        let is_class = Type::check(condition);
        if condition.is_callable() && !is_class {
            return Ok(Matcher::Predicate(condition));
        }
        let all_classes = match condition.downcast::<Tuple>() {
            Some(classes) => classes.items().iter().all(|class| exception_class(class).is_some()),
            None => exception_class(condition).is_some(),
        };
        if all_classes {
            return Ok(Matcher::Class(condition));
        }
        Err(raise!(
            th,
            TypeError,
            "expected an exception type, a tuple of exception types, or a callable (other than a class)"
        ))
    }

    fn matches(&self, exception: &Object, th: &mut Thread) -> PyResult<bool> {
        match self {
            Matcher::Class(class) => Ok(given_matches(exception, class)),
            Matcher::Predicate(predicate) => predicate.call(&[exception], th)?.is_true(th),
            Matcher::Leaves(leaves) => Ok(!is_group(exception) && leaves.contains(&(exception.as_ptr() as usize))),
        }
    }
}

/// The matching part of an exception and the rest of it.
type Parts = (Option<Ref>, Option<Ref>);

fn split(exception: &Object, matcher: &Matcher, want_rest: bool, th: &mut Thread) -> PyResult<Parts> {
    if matcher.matches(exception, th)? {
        return Ok((Some(exception.to_ref()), None));
    }
    let Some(group) = exception.downcast::<ExceptionGroupObject>() else {
        return Ok((None, want_rest.then(|| exception.to_ref())));
    };
    let members = group.exceptions();
    let Some(members) = members.downcast::<Tuple>() else {
        return Err(th.bad_internal_call());
    };
    let (mut matching, mut rest) = (Vec::new(), Vec::new());
    for member in members.items() {
        let guard = recursion::enter(" in exceptiongroup_split_recursive", th)?;
        let parts = split(member, matcher, want_rest, th);
        drop(guard);
        let (yes, no) = parts?;
        matching.extend(yes);
        rest.extend(no);
    }
    let matching = subset(group, matching, th)?;
    let rest = if want_rest { subset(group, rest, th)? } else { None };
    Ok((matching, rest))
}

/// A group like `group` of other members: made by its `derive`, with traceback, cause, context and notes copied.
fn subset(group: &ExceptionGroupObject, members: Vec<Ref>, th: &mut Thread) -> PyResult<Option<Ref>> {
    if members.is_empty() {
        return Ok(None);
    }
    let members = List::from_vec(members)?;
    let made = group.call_method(id!(derive), &[&members], th)?;
    let Some(derived) = made.downcast::<ExceptionGroupObject>() else {
        return Err(raise!(th, TypeError, "derive must return an instance of BaseExceptionGroup"));
    };
    let (from, to) = (&group.layout().base, &derived.layout().base);
    if let Some(traceback) = from.traceback.get() {
        to.traceback.set(Some(traceback), th);
    }
    to.context.set(from.context.get(), th);
    to.cause.set(from.cause.get(), th);
    // As setting any cause does, `None` included.
    to.suppress_context.set(1);
    if let Some(notes) = group.get_attr_opt(id!(__notes__), th)?
        && crate::abstract_::sequence::is_sequence(&notes)
    {
        // A list of its own, so that notes added to one part do not show on the other.
        let notes = List::from_iterable(&notes, th)?;
        derived.set_attr(id!(__notes__), &notes, th)?;
    }
    Ok(Some(made))
}

/// The parts of `exception` that `class` (or a tuple of classes) matches and does not match.
///
/// # Errors
/// What `derive` of a group raises.
pub fn split_by_class(exception: &Object, class: &Object, th: &mut Thread) -> PyResult<Parts> {
    split(exception, &Matcher::Class(class), true, th)
}

fn collect_leaves(exception: &Object, leaves: &mut HashSet<usize>, th: &mut Thread) -> PyResult<()> {
    if exception.is(none()) {
        return Ok(());
    }
    let Some(group) = exception.downcast::<ExceptionGroupObject>() else {
        leaves.insert(exception.as_ptr() as usize);
        return Ok(());
    };
    let members = group.exceptions();
    for member in members.downcast::<Tuple>().map_or(&[][..], Tuple::items) {
        let guard = recursion::enter(" in collect_exception_group_leaf_ids", th)?;
        let collected = collect_leaves(member, leaves, th);
        drop(guard);
        collected?;
    }
    Ok(())
}

/// The part of `group` whose leaves are leaves of one of `keep`.
///
/// # Errors
/// What `derive` of a group raises.
pub fn project(group: &Object, keep: &[Ref], th: &mut Thread) -> PyResult<Option<Ref>> {
    let mut leaves = HashSet::new();
    for exception in keep {
        collect_leaves(exception, &mut leaves, th)?;
    }
    Ok(split(group, &Matcher::Leaves(&leaves), false, th)?.0)
}

/// Whether `exception` came out of `original` by splitting, and was not raised anew.
fn has_same_metadata(exception: &Object, original: &Object) -> bool {
    let (Some(a), Some(b)) = (exception.downcast::<BaseException>(), original.downcast::<BaseException>()) else {
        return false;
    };
    let (a, b) = (a.layout(), b.layout());
    let same = |a: &Field, b: &Field| std::ptr::eq(a.as_ptr(), b.as_ptr());
    same(&a.notes, &b.notes)
        && same(&a.traceback, &b.traceback)
        && same(&a.cause, &b.cause)
        && same(&a.context, &b.context)
}

/// `_PyExc_PrepReraiseStar`: what a `try` statement with `except*` clauses raises in the end, `None` for nothing.
/// `original` is the exception caught, `excs` the list of what the clauses raised and left.
///
/// # Errors
/// What `derive` of a group raises.
pub fn prep_reraise_star(original: &Object, excs: &Object, th: &mut Thread) -> PyResult {
    let Some(list) = excs.downcast::<List>() else {
        return Err(th.bad_internal_call());
    };
    let items: Vec<Ref> = list.items(th).to_vec();
    let Some(first) = items.first() else {
        return Ok(none().to_ref());
    };
    if !is_group(original) {
        // It was wrapped for the clauses, and one clause at most has run.
        return Ok(first.clone());
    }
    let (reraised, mut raised): (Vec<Ref>, Vec<Ref>) = items
        .into_iter()
        .filter(|exception| !exception.is(none()))
        .partition(|exception| has_same_metadata(exception, original));
    let reraised = project(original, &reraised, th)?;
    if raised.is_empty() {
        return Ok(reraised.unwrap_or_else(|| none().to_ref()));
    }
    raised.extend(reraised);
    if raised.len() == 1
        && let Some(only) = raised.pop()
    {
        return Ok(only);
    }
    let members = List::from_vec(raised)?;
    exception_group_class(th).call(&[empty_str(), &members], th)
}

impl ExceptionGroupObject {
    /// The members: a tuple.
    pub fn exceptions(&self) -> Ref {
        super::fields::or_none(&self.layout().excs)
    }
}

/// The class to make, once the members are known.
fn class_for(class: &'static Type, has_base: bool, th: &mut Thread) -> PyResult<Ref> {
    let group = exception_group_class(th);
    if std::ptr::eq(class, &BaseExceptionGroup) {
        return Ok(if has_base { class.to_ref() } else { group });
    }
    if has_base && group.is(class) {
        return Err(raise!(th, TypeError, "Cannot nest BaseExceptions in an ExceptionGroup"));
    }
    if has_base && class.is_subtype_of(&Exception) {
        return Err(raise!(th, TypeError, "Cannot nest BaseExceptions in '{:.200}'", class.display_name()));
    }
    Ok(class.to_ref())
}

#[pymethods]
impl ExceptionGroupObject {
    #[slot]
    fn tp_new(ty: &'static Type, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult {
        let _ = kwargs;
        let [message, members] = args.items() else {
            let given = args.len();
            return Err(raise!(
                th,
                TypeError,
                "BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)"
            ));
        };
        if !Str::check(message) {
            let name = if message.is(none()) { "None".into() } else { message.ob_type().display_name() };
            return Err(raise!(th, TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not {name:.50}"));
        }
        if !crate::abstract_::sequence::is_sequence(members) {
            return Err(raise!(th, TypeError, "second argument (exceptions) must be a sequence"));
        }
        let exceptions = Tuple::from_iterable(members, th)?;
        if exceptions.is_empty() {
            return Err(raise!(th, ValueError, "second argument (exceptions) must be a non-empty sequence"));
        }
        let mut has_base = false;
        for (index, exception) in exceptions.items().iter().enumerate() {
            if !BaseException::check(exception) {
                return Err(raise!(th, ValueError, "Item {index} of second argument (exceptions) is not an exception"));
            }
            has_base |= !exception.ob_type().is_subtype_of(&Exception);
        }
        let class = class_for(ty, has_base, th)?;
        // SAFETY: a class; it lives as long as the instance, which has a reference to it.
        let class: &'static Type = unsafe { &*class.as_ptr().cast::<Type>() };
        let object = base::allocate(class, Ref::new(args).into_object())?;
        // SAFETY: an instance of `BaseExceptionGroup` or of a subclass.
        let layout = unsafe { (*object).cast_unchecked::<PyBaseExceptionGroupObject>() };
        layout.msg.init(message.clone());
        layout.excs.init(exceptions.into_object());
        Ok(object)
    }

    #[slot]
    fn tp_init(&self, args: &Tuple, kwargs: Option<&Dict>, th: &mut Thread) -> PyResult<()> {
        no_keywords(&self.ob_type().display_name(), kwargs, th)?;
        self.layout().base.args.set(Some(Ref::new(args).into_object()), th);
        Ok(())
    }

    #[slot]
    fn tp_str(&self, th: &mut Thread) -> PyResult<Ref<Str>> {
        let message = super::fields::or_none(&self.layout().msg).str(th)?;
        let count = self.exceptions().downcast::<Tuple>().map_or(0, Tuple::len);
        let s = if count == 1 { "" } else { "s" };
        let mut text = StrWriter::with_capacity(message.len() + 24);
        text.push_str(&message);
        text.push_ascii(&format!(" ({count} sub-exception{s})"));
        text.finish()
    }

    #[classmethod(sig = "(object, /)", name = "__class_getitem__", doc = "A generic alias of the class.")]
    fn class_getitem(cls: &'static Type, object: &Object, th: &mut Thread) -> PyResult {
        genericaliasobject::new(cls, object, th)
    }

    #[method(sig = "(object, /)")]
    fn derive(&self, object: &Object, th: &mut Thread) -> PyResult {
        let message = super::fields::or_none(&self.layout().msg);
        BaseExceptionGroup.call(&[&message, object], th)
    }

    #[method(sig = "(object, /)", name = "split")]
    fn py_split(&self, object: &Object, th: &mut Thread) -> PyResult<Ref<Tuple>> {
        let matcher = Matcher::of(object, th)?;
        let (matching, rest) = split(self, &matcher, true, th)?;
        let or_none = |part: Option<Ref>| part.unwrap_or_else(|| none().to_ref());
        Tuple::from_array([or_none(matching), or_none(rest)])
    }

    #[method(sig = "(object, /)")]
    fn subgroup(&self, object: &Object, th: &mut Thread) -> PyResult {
        let matcher = Matcher::of(object, th)?;
        let (matching, _) = split(self, &matcher, false, th)?;
        Ok(matching.unwrap_or_else(|| none().to_ref()))
    }
}

#[pytype(
    static = BaseExceptionGroup,
    private,
    name = "BaseExceptionGroup",
    layout = PyBaseExceptionGroupObject,
    base = BaseException_Type,
    flags(BASETYPE, HAVE_GC, BASE_EXC_SUBCLASS),
    doc = "Several unrelated exceptions, raised together.",
    methods = [METHODS],
    members = [&[
        member!("message", PyBaseExceptionGroupObject, msg, _Py_T_OBJECT, READONLY, "the message"),
        member!("exceptions", PyBaseExceptionGroupObject, excs, _Py_T_OBJECT, READONLY, "the exceptions"),
    ]],
    slots = [tp_new, tp_init, tp_str],
)]
impl ExceptionGroupObject {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: the slot of the class whose layout this is.
        unsafe { storage::dealloc::<PyBaseExceptionGroupObject>(this.cast()) }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        storage::Storage::each(self.layout(), &mut |field| visit.visit(field));
    }

    #[slot]
    fn tp_clear(&self) {
        storage::Storage::each(self.layout(), &mut |field| drop(field.take()));
    }
}
