//! Replacement templates: literals with groups between them.

use std::cell::Cell;

use ks_runtime::heap;
use ks_runtime::prelude::*;

use super::matching::Match;

#[repr(C)]
pub struct TemplateLayout {
    ob_base: Object,
    /// The literals, one more than groups.
    literals: Field<Tuple>,
    groups: Cell<Option<Box<[usize]>>>,
}

object_type!(
    /// `_sre.SRE_Template`
    pub struct Template(TemplateLayout): Template_Type
);

#[pytype(static = Template_Type, private, no_new, name = "_sre.SRE_Template", layout = TemplateLayout, flags(HAVE_GC))]
impl Template {
    #[slot]
    fn tp_dealloc(this: *mut Self) {
        // SAFETY: called with the last reference gone; nothing touches the object but this function.
        unsafe {
            heap::gc_untrack(&*this);
            drop((*this).layout().literals.take());
            drop((*this).layout().groups.take());
            heap::free_object(this.cast());
        }
    }

    #[slot]
    fn tp_traverse(&self, visit: &mut Visitor) {
        visit.visit(&self.layout().literals);
    }
}

impl Template {
    /// Of the list that `re` makes of a template.
    ///
    /// # Errors
    /// `TypeError` for a list of another form.
    pub fn make(parts: &List, th: &mut Thread) -> PyResult<Ref<Template>> {
        let invalid = |th: &mut Thread| raise!(th, TypeError, "invalid template");
        if parts.len().is_multiple_of(2) {
            return Err(invalid(th));
        }
        let mut literals = Vec::new();
        let mut groups = Vec::new();
        let mut index = 0;
        while let Some(part) = parts.get(index) {
            if index % 2 == 0 {
                literals.push(part);
            } else {
                let group = iterobject::state_index(&part, th)?;
                let Ok(group) = usize::try_from(group) else { return Err(invalid(th)) };
                groups.push(group);
            }
            index += 1;
        }
        let literals = Tuple::from_vec(literals)?;
        let template = heap::new_object::<Template>(&Template_Type)?;
        template.layout().literals.init(literals);
        template.layout().groups.set(Some(groups.into_boxed_slice()));
        heap::gc_track(&template);
        Ok(template)
    }

    /// The whole text of a template without groups.
    pub fn literal(&self) -> Option<Ref> {
        let literals = self.layout().literals.get()?;
        match literals.items() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// The template with a match's groups in it.
    ///
    /// # Errors
    /// `IndexError` for a group that the pattern does not have; what joining raises.
    pub fn expand(&self, found: &Match, th: &mut Thread) -> PyResult {
        if let Some(literal) = self.literal() {
            return Ok(literal);
        }
        let Some(literals) = self.layout().literals.get() else { return Err(th.bad_internal_call()) };
        let groups = self.layout().groups.take().unwrap_or_default();
        let numbers = groups.to_vec();
        self.layout().groups.set(Some(groups));
        let subject = found.subject(th)?;
        let mut parts = Vec::with_capacity(2 * numbers.len() + 1);
        for (index, literal) in literals.items().iter().enumerate() {
            parts.push(literal.clone());
            if let Some(number) = numbers.get(index) {
                let Some(span) = found.span_of(*number) else {
                    return Err(raise!(th, IndexError, "no such group"));
                };
                if let Some((start, end)) = span {
                    parts.push(subject.slice(start, end)?);
                }
            }
        }
        parts.retain(|part| match part.downcast::<Str>() {
            Some(text) => !text.is_empty(),
            None => true,
        });
        subject.join(parts, th)
    }
}
