//! The method resolution order: the C3 merge, and metaclasses that override `mro()`.

use super::{PyType_Type, TypeOps, base_tuple, bases, class_of, mro_tuple};
use crate::prelude::*;

/// What `type.mro()` gives: the C3 linearization of the bases.
///
/// # Errors
/// `TypeError` if the bases contradict each other.
pub(super) fn compute(ty: &Type, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let bases = base_tuple(ty).map(Ref::new);
    let bases = bases.as_ref().map_or(&[][..], |bases| bases.items());
    for base in bases {
        let base = class_of(base);
        if mro_tuple(base).is_none() {
            return Err(raise!(th, TypeError, "Cannot extend an incomplete type '{:.100}'", base.display_name()));
        }
    }
    // One base: its order with the type in front.
    if let [only] = bases {
        let inherited = mro_tuple(class_of(only)).map(Ref::new);
        let mut order = vec![ty.to_ref()];
        order.extend(inherited.iter().flat_map(|mro| mro.items().iter().cloned()));
        return Tuple::from_vec(order);
    }
    for (index, base) in bases.iter().enumerate() {
        if bases[..index].iter().any(|other| other.is(base)) {
            let name = class_of(base).short_name();
            return Err(raise!(th, TypeError, "duplicate base class {name}"));
        }
    }
    let mut sequences: Vec<Ref<Tuple>> =
        bases.iter().filter_map(|base| mro_tuple(class_of(base)).map(Ref::new)).collect();
    if !bases.is_empty() {
        sequences.push(Tuple::new(&bases.iter().map(|base| &**base).collect::<Vec<_>>())?);
    }
    let mut heads = vec![0usize; sequences.len()];
    let mut order = vec![ty.to_ref()];
    'merge: loop {
        let mut finished = true;
        for (sequence, &head) in sequences.iter().zip(&heads) {
            let Some(candidate) = sequence.items().get(head) else { continue };
            finished = false;
            let later = sequences.iter().zip(&heads).any(|(other, &head)| {
                other.items().get(head + 1..).is_some_and(|tail| tail.iter().any(|class| class.is(candidate)))
            });
            if later {
                continue;
            }
            let candidate = candidate.clone();
            for (sequence, head) in sequences.iter().zip(&mut heads) {
                if sequence.items().get(*head).is_some_and(|class| class.is(&candidate)) {
                    *head += 1;
                }
            }
            order.push(candidate);
            continue 'merge;
        }
        if finished {
            return Tuple::from_vec(order);
        }
        return Err(inconsistent(&sequences, &heads, th));
    }
}

/// The merge is stuck: names what is left at the heads.
#[cold]
fn inconsistent(sequences: &[Ref<Tuple>], heads: &[usize], th: &mut Thread) -> Raised {
    let mut seen: Vec<Ref> = Vec::new();
    for (sequence, &head) in sequences.iter().zip(heads) {
        if let Some(class) = sequence.items().get(head)
            && !seen.iter().any(|other| other.is(class))
        {
            seen.push(class.clone());
        }
    }
    let names: Vec<String> = seen.iter().map(|class| class_of(class).short_name().to_string()).collect();
    raise!(th, TypeError, "Cannot create a consistent method resolution order (MRO) for bases {}", names.join(", "))
}

/// What goes into `tp_mro`: [`compute`], or what the metaclass's `mro()` says, checked.
fn invoke(ty: &Type, th: &mut Thread) -> PyResult<Ref<Tuple>> {
    let metatype = ty.ob_type();
    let custom = if std::ptr::eq(metatype, &PyType_Type) {
        None
    } else {
        let method = metatype.lookup_ref(id!(mro));
        method.filter(|method| PyType_Type.lookup_ref(id!(mro)).is_none_or(|own| !own.is(method)))
    };
    if custom.is_none() {
        return compute(ty, th);
    }
    let result = ty.call_method(id!(mro), &[], th)?;
    let order = Tuple::from_iterable(&result, th)?;
    if order.is_empty() {
        return Err(raise!(th, TypeError, "type MRO must not be empty"));
    }
    let solid = bases::solid_base(ty);
    for class in order.items() {
        let Some(class) = class.downcast::<Type>() else {
            return Err(raise!(
                th,
                TypeError,
                "mro() returned a non-class ('{:.500}')",
                class.ob_type().display_name()
            ));
        };
        if !solid.is_subtype_of(bases::solid_base(class)) {
            return Err(raise!(
                th,
                TypeError,
                "mro() returned base with unsuitable layout ('{:.500}')",
                class.display_name()
            ));
        }
    }
    Ok(order)
}

/// `mro_internal`: computes and stores the order. Hands the old one out; `None` if a nested call (an `mro()` that assigned
/// `__bases__`) already replaced it, whose result then stands.
///
/// # Errors
/// What the computation raises; nothing has changed then.
pub(super) fn update(ty: &Type, th: &mut Thread) -> PyResult<Option<Option<Ref>>> {
    let old = ty.tp_mro.get();
    let new = invoke(ty, th)?;
    let reentered = match (&old, ty.tp_mro.get()) {
        (None, None) => false,
        (Some(old), Some(now)) => !old.is(&now),
        _ => true,
    };
    if reentered {
        return Ok(None);
    }
    let previous = ty.tp_mro.replace(Some(new.into_object()));
    modified_mro(ty);
    ty.modified();
    Ok(Some(previous))
}

/// `type_mro_modified`: with a metaclass whose `mro()` is not `type`'s, or bases that are not in the order, what a lookup
/// finds may change without notice, so the type gets no version tags.
fn modified_mro(ty: &Type) {
    let metatype = ty.ob_type();
    let custom = !std::ptr::eq(metatype, &PyType_Type)
        && match (metatype.lookup_ref(id!(mro)), PyType_Type.lookup_ref(id!(mro))) {
            (Some(method), Some(own)) => !method.is(&own),
            _ => false,
        };
    let foreign = base_tuple(ty)
        .is_some_and(|bases| bases.items().iter().any(|base| !super::subclasses::is_in_mro(ty, class_of(base))));
    if custom || foreign {
        ty.tp_versions_used.set(u16::MAX);
        ty.modified();
        ty.tp_version_tag.set(0);
    }
}
