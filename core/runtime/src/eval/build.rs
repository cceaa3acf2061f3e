//! Instructions that build containers and strings, and take sequences apart.

use std::mem::MaybeUninit;

use ks_bytecode::arg::convert;

use super::regs::{Leave, Regs, Step};
use crate::abstract_::{iter, protocol};
use crate::prelude::*;

/// Takes the topmost `count` values off the stack.
fn pop_vec(r: &mut Regs, count: usize) -> Vec<Ref> {
    let mut items = Vec::with_capacity(count);
    // SAFETY: the stack has that many values, none of them NULL; they move into the vector.
    unsafe {
        r.sp = r.sp.sub(count);
        std::ptr::copy_nonoverlapping(r.sp.cast::<Ref>(), items.as_mut_ptr(), count);
        items.set_len(count);
    }
    items
}

#[inline(always)]
pub(super) fn build_tuple(r: &mut Regs, oparg: u32) -> Step {
    let tuple = match oparg {
        1 => Tuple::from_array([r.pop()])?,
        2 => {
            let b = r.pop();
            let a = r.pop();
            Tuple::from_array([a, b])?
        }
        3 => {
            let c = r.pop();
            let b = r.pop();
            let a = r.pop();
            Tuple::from_array([a, b, c])?
        }
        _ => {
            let items = pop_vec(r, oparg as usize);
            Tuple::from_vec(items)?
        }
    };
    r.push(tuple);
    Ok(())
}

#[inline(always)]
pub(super) fn build_list(r: &mut Regs, oparg: u32) -> Step {
    let list = if oparg == 0 {
        List::with_capacity(0)?
    } else {
        let items = pop_vec(r, oparg as usize);
        List::from_vec(items)?
    };
    r.push(list);
    Ok(())
}

pub(super) fn build_set(r: &mut Regs, oparg: u32) -> Step {
    let set = Set::new(None, r.th)?;
    let items = pop_vec(r, oparg as usize);
    for item in &items {
        set.add(item, r.th)?;
    }
    r.push(set);
    Ok(())
}

pub(super) fn build_map(r: &mut Regs, oparg: u32) -> Step {
    let items = pop_vec(r, 2 * oparg as usize);
    let unicode = items.iter().step_by(2).all(|key| Str::check_exact(key));
    let dict = Dict::presized(oparg as usize, unicode)?;
    if oparg > 0 {
        for pair in items.chunks_exact(2) {
            dict.set(&pair[0], &pair[1], r.th)?;
        }
    }
    r.push(dict);
    Ok(())
}

pub(super) fn build_const_key_map(r: &mut Regs, oparg: u32) -> Step {
    let keys = r.pop();
    let values = pop_vec(r, oparg as usize);
    let keys = match keys.downcast_exact::<Tuple>() {
        Some(keys) if keys.len() == values.len() => keys,
        _ => return Err(raise!(r.th, SystemError, "bad BUILD_CONST_KEY_MAP keys argument").into()),
    };
    let unicode = keys.items().iter().all(|key| Str::check_exact(key));
    let dict = Dict::presized(values.len(), unicode)?;
    for (key, value) in keys.items().iter().zip(&values) {
        dict.set(key, value, r.th)?;
    }
    r.push(dict);
    Ok(())
}

pub(super) fn build_slice(r: &mut Regs, oparg: u32) -> Step {
    let step = if oparg == 3 { Some(r.pop()) } else { None };
    let stop = r.pop();
    let start = r.pop();
    let slice = Slice::new(Some(&start), Some(&stop), step.as_deref())?;
    r.push(slice);
    Ok(())
}

pub(super) fn build_string(r: &mut Regs, oparg: u32) -> Step {
    let count = oparg as usize;
    let text = Str::join(empty_str(), r.top(count), r.th);
    r.drop_n(count);
    r.push(text?);
    Ok(())
}

#[inline(always)]
pub(super) fn list_append(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    // SAFETY: the compiler appends only to the list that it built.
    let list = unsafe { r.peek(oparg as usize).cast_unchecked::<List>() };
    Ok(list.push(value)?)
}

#[inline(always)]
pub(super) fn set_add(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    // SAFETY: the compiler adds only to the set that it built.
    let set = unsafe { r.peek(oparg as usize).cast_unchecked::<Set>() };
    Ok(set.add(&value, r.th)?)
}

#[inline(always)]
pub(super) fn map_add(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let key = r.pop();
    // SAFETY: the compiler adds only to the dict that it built.
    let dict = unsafe { r.peek(oparg as usize).cast_unchecked::<Dict>() };
    Ok(dict.set(&key, &value, r.th)?)
}

pub(super) fn list_extend(r: &mut Regs, oparg: u32) -> Step {
    let iterable = r.pop();
    // SAFETY: the compiler extends only the list that it built.
    let list = unsafe { r.peek(oparg as usize).cast_unchecked::<List>() };
    if list.extend(&iterable, r.th).is_err() {
        if r.th.raised_matches(&exceptions::TypeError)
            && iterable.ob_type().tp_iter.get().is_none()
            && !crate::abstract_::sequence::is_sequence(&iterable)
        {
            r.th.clear_raised();
            return Err(raise!(
                r.th,
                TypeError,
                "Value after * must be an iterable, not {:.200}",
                iterable.ob_type().display_name()
            )
            .into());
        }
        return Err(Leave::Error);
    }
    Ok(())
}

pub(super) fn set_update(r: &mut Regs, oparg: u32) -> Step {
    let iterable = r.pop();
    // SAFETY: the compiler updates only the set that it built.
    let set = unsafe { r.peek(oparg as usize).cast_unchecked::<Set>() };
    Ok(set.update(&iterable, r.th)?)
}

pub(super) fn dict_update(r: &mut Regs, oparg: u32) -> Step {
    let mapping = r.pop();
    // SAFETY: the compiler updates only the dict that it built.
    let dict = unsafe { r.peek(oparg as usize).cast_unchecked::<Dict>() };
    if dict.merge(&mapping, 1, r.th).is_err() {
        if r.th.raised_matches(&exceptions::AttributeError) {
            r.th.clear_raised();
            return Err(
                raise!(r.th, TypeError, "'{:.200}' object is not a mapping", mapping.ob_type().display_name()).into()
            );
        }
        return Err(Leave::Error);
    }
    Ok(())
}

/// Keyword arguments of a call: `f(**a, **b)` refuses duplicates.
pub(super) fn dict_merge(r: &mut Regs, oparg: u32) -> Step {
    let mapping = r.pop();
    // SAFETY: as above.
    let dict = unsafe { r.peek(oparg as usize).cast_unchecked::<Dict>() };
    if dict.merge(&mapping, 2, r.th).is_err() {
        let callable = r.peek(oparg as usize + 3);
        return Err(super::calls::kwargs_error(callable, &mapping, r.th).into());
    }
    Ok(())
}

pub(super) fn convert_value(r: &mut Regs, oparg: u32) -> Step {
    let value = r.pop();
    let text = match oparg as u8 {
        convert::STR => protocol::str(&value, r.th)?,
        convert::REPR => protocol::repr(&value, r.th)?,
        convert::ASCII => protocol::ascii(&value, r.th)?,
        _ => return Err(raise!(r.th, SystemError, "unexpected conversion flag {oparg}").into()),
    };
    r.push(text);
    Ok(())
}

#[inline(always)]
pub(super) fn format_simple(r: &mut Regs, _: u32) -> Step {
    if std::ptr::eq(r.peek(1).ob_type(), Str::type_object()) {
        return Ok(());
    }
    let value = r.pop();
    let text = protocol::format(&value, None, r.th)?;
    r.push(text);
    Ok(())
}

pub(super) fn format_with_spec(r: &mut Regs, _: u32) -> Step {
    let spec = r.pop();
    let value = r.pop();
    let Some(spec) = spec.downcast::<Str>() else {
        return Err(raise!(r.th, SystemError, "Format specifier must be a string").into());
    };
    let text = protocol::format(&value, Some(spec), r.th)?;
    r.push(text);
    Ok(())
}

pub(super) fn get_len(r: &mut Regs, _: u32) -> Step {
    let length = r.peek(1).len(r.th)?;
    let length = Long::from_usize(length)?;
    r.push(length);
    Ok(())
}

/// Pushes items so that the first one is on top.
fn push_reversed(r: &mut Regs, items: &[Ref]) {
    for item in items.iter().rev() {
        r.push(item.clone());
    }
}

#[inline(always)]
pub(super) fn unpack_sequence(r: &mut Regs, oparg: u32) -> Step {
    let sequence = r.pop();
    if let Some(tuple) = sequence.downcast_exact::<Tuple>()
        && tuple.len() == oparg as usize
    {
        push_reversed(r, tuple.items());
        return Ok(());
    }
    unpack_iterable(r, &sequence, oparg as usize, None)
}

pub(super) fn unpack_ex(r: &mut Regs, oparg: u32) -> Step {
    let sequence = r.pop();
    unpack_iterable(r, &sequence, (oparg & 0xFF) as usize, Some((oparg >> 8) as usize))
}

/// `_PyEval_UnpackIterable`: `before` values, and with a starred target all others and `after` values at the end.
#[inline(never)]
fn unpack_iterable(r: &mut Regs, object: &Object, before: usize, after: Option<usize>) -> Step {
    let total = before + after.map_or(0, |after| after + 1);
    let room = r.sp;
    // SAFETY: the results go to the next `total` stack slots, which the code's stack size has room for. The stack pointer
    // is moved over them once all are filled, so that an error finds nothing there.
    let slots = unsafe { std::slice::from_raw_parts_mut(room.cast::<MaybeUninit<Ref>>(), total) };
    unpack_to(object, before, after, slots, r.th)?;
    // SAFETY: all slots are filled.
    r.sp = unsafe { r.sp.add(total) };
    Ok(())
}

/// Fills `out` from its end: `out[total - 1]` is the first item. On failure nothing is left in it.
pub fn unpack_to(
    object: &Object,
    before: usize,
    after: Option<usize>,
    out: &mut [MaybeUninit<Ref>],
    th: &mut Thread,
) -> PyResult<()> {
    let total = out.len();
    let iterator = match iter::iter(object, th) {
        Ok(iterator) => iterator,
        Err(Raised) => {
            if th.raised_matches(&exceptions::TypeError)
                && object.ob_type().tp_iter.get().is_none()
                && !crate::abstract_::sequence::is_sequence(object)
            {
                th.clear_raised();
                return Err(raise!(
                    th,
                    TypeError,
                    "cannot unpack non-iterable {:.200} object",
                    object.ob_type().display_name()
                ));
            }
            return Err(Raised);
        }
    };
    let mut items: Vec<Ref> = Vec::with_capacity(total);
    for index in 0..before {
        match iter::next(&iterator, th)? {
            Some(item) => items.push(item),
            None => {
                return Err(match after {
                    None => raise!(th, ValueError, "not enough values to unpack (expected {before}, got {index})"),
                    Some(after) => raise!(
                        th,
                        ValueError,
                        "not enough values to unpack (expected at least {}, got {index})",
                        before + after
                    ),
                });
            }
        }
    }
    match after {
        None => {
            if let Some(extra) = iter::next(&iterator, th)? {
                drop(extra);
                return Err(raise!(th, ValueError, "too many values to unpack (expected {before})"));
            }
        }
        Some(after) => {
            let rest = List::from_iterable(&iterator, th)?;
            let length = rest.len();
            if length < after {
                return Err(raise!(
                    th,
                    ValueError,
                    "not enough values to unpack (expected at least {}, got {})",
                    before + after,
                    before + length
                ));
            }
            let tail: Vec<Ref> = rest.items(th)[length - after..].to_vec();
            if after > 0 {
                rest.set_slice(length - after, length, None, th)?;
            }
            items.push(rest.into_object());
            items.extend(tail);
        }
    }
    for (index, item) in items.into_iter().enumerate() {
        out[total - 1 - index].write(item);
    }
    Ok(())
}
