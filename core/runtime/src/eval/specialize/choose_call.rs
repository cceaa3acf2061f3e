//! The choice of special forms of CALL.

use ks_bytecode::op;

use super::settle;
use crate::eval::interp;
use crate::eval::regs::Regs;
use crate::objects::funcobject::_PyFunction_Vectorcall;
use crate::prelude::*;

/// Number of parameters of a function that takes them positionally and nothing else.
pub(super) fn simple_argcount(function: &Function) -> Option<usize> {
    let layout = function.code_unchecked().layout();
    let flags = layout.co_flags.get();
    let plain = flags & (CO_VARKEYWORDS | CO_VARARGS | CO_OPTIMIZED) == CO_OPTIMIZED;
    if plain && layout.co_kwonlyargcount.get() == 0 { Some(layout.co_argcount.get() as usize) } else { None }
}

fn python(r: &mut Regs, function: &Function, count: usize, bound: bool) -> Option<u8> {
    let plain = function
        .layout()
        .vectorcall
        .get()
        .is_some_and(|f| std::ptr::fn_addr_eq(f, _PyFunction_Vectorcall as vectorcallfunc));
    if !plain || interp::block(r.th).eval_frame.get().is_some() {
        return None;
    }
    let version = function.version(r.th);
    if version == 0 {
        return None;
    }
    r.set_cache_u32(1, version);
    let exact = simple_argcount(function) == Some(count);
    Some(match (exact, bound) {
        (true, false) => op::CALL_PY_EXACT_ARGS,
        (true, true) => op::CALL_BOUND_METHOD_EXACT_ARGS,
        (false, false) => op::CALL_PY_GENERAL,
        (false, true) => op::CALL_BOUND_METHOD_GENERAL,
    })
}

/// Looks the callables up that have forms of their own, once.
fn fill_cache(th: &mut Thread) {
    use crate::state::InterpAccess;
    let cache = &interp::block(th).callable_cache;
    if !cache.len.is_null() {
        return;
    }
    let Some(builtins) = th.interp().builtins_copy.get() else { return };
    let mut known = |name: &Str| match builtins.get_str(name, th) {
        Ok(value) => value,
        Err(Raised) => {
            th.clear_raised();
            None
        }
    };
    if let (Some(len), Some(isinstance)) = (known(id!(len)), known(id!(isinstance))) {
        cache.len.init(len);
        cache.isinstance.init(isinstance);
    }
    if let Some(append) = List::type_object().lookup_ref(id!(append)) {
        drop(cache.list_append.replace(Some(append)));
    }
}

fn builtin(r: &Regs, function: &CFunction, count: usize) -> Option<u8> {
    let flags =
        function.def().ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD);
    function.layout().vectorcall.get()?;
    let cache = &interp::block(r.th).callable_cache;
    Some(match flags {
        METH_O if count == 1 => {
            if std::ptr::eq(function.as_ptr(), cache.len.as_ptr()) {
                op::CALL_LEN
            } else {
                op::CALL_BUILTIN_O
            }
        }
        METH_FASTCALL => {
            if count == 2 && std::ptr::eq(function.as_ptr(), cache.isinstance.as_ptr()) {
                op::CALL_ISINSTANCE
            } else {
                op::CALL_BUILTIN_FAST
            }
        }
        flags if flags == METH_FASTCALL | METH_KEYWORDS => op::CALL_BUILTIN_FAST_WITH_KEYWORDS,
        _ => op::CALL_NON_PY_GENERAL,
    })
}

fn descriptor(r: &Regs, callable: &Object, oparg: usize, count: usize) -> Option<u8> {
    // SAFETY: the caller checked the type; the definition outlives it.
    let def = unsafe { &*callable.cast_unchecked::<PyMethodDescrObject>().d_method.get() };
    let flags = def.ml_flags & (METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD);
    Some(match flags {
        METH_NOARGS if count == 1 => op::CALL_METHOD_DESCRIPTOR_NOARGS,
        METH_O if count == 2 => {
            let append = interp::block(r.th).callable_cache.list_append.as_ptr();
            // SAFETY: instructions follow: this one cannot be the last.
            let next = unsafe { *r.this.add(1 + op::CACHES[op::CALL as usize] as usize) } as u8;
            if next == op::POP_TOP
                && oparg == 1
                && std::ptr::eq(callable.as_ptr(), append)
                && List::check_exact(r.peek(2))
            {
                op::CALL_LIST_APPEND
            } else {
                op::CALL_METHOD_DESCRIPTOR_O
            }
        }
        METH_FASTCALL => op::CALL_METHOD_DESCRIPTOR_FAST,
        flags if flags == METH_FASTCALL | METH_KEYWORDS => op::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
        _ => op::CALL_NON_PY_GENERAL,
    })
}

fn class(class: &'static Type, oparg: usize, has_self: bool) -> Option<u8> {
    if class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) && !has_self {
        if oparg == 1 {
            if std::ptr::eq(class, &typeobject::PyType_Type) {
                return Some(op::CALL_TYPE_1);
            }
            if std::ptr::eq(class, Str::type_object()) {
                return Some(op::CALL_STR_1);
            }
            if std::ptr::eq(class, Tuple::type_object()) {
                return Some(op::CALL_TUPLE_1);
            }
        }
        if class.tp_vectorcall.get().is_some() {
            return Some(op::CALL_BUILTIN_CLASS);
        }
    }
    let plain_new = std::ptr::eq(class.ob_type(), &typeobject::PyType_Type)
        && class.tp_new.get().map(|f| f as usize) == object::PyBaseObject_Type.tp_new.get().map(|f| f as usize);
    if !class.has_flags(Py_TPFLAGS_IMMUTABLETYPE) && plain_new && class.assign_version_tag() == 0 {
        // CPython gives up on classes that have used up their versions.
        return None;
    }
    Some(op::CALL_NON_PY_GENERAL)
}

#[cold]
#[inline(never)]
pub(in crate::eval) fn call(r: &mut Regs, oparg: u32) {
    let oparg = oparg as usize;
    fill_cache(r.th);
    let callable = r.peek(oparg + 2);
    let has_self = !r.peek_raw(oparg + 1).is_null();
    let count = oparg + usize::from(has_self);
    let choice = if let Some(function) = callable.downcast_exact::<Function>() {
        python(r, function, count, false)
    } else if let Some(function) = callable.downcast_exact::<CFunction>() {
        builtin(r, function, count)
    } else if std::ptr::eq(callable.ob_type(), &descrobject::PyMethodDescr_Type) {
        descriptor(r, callable, oparg, count)
    } else if let Some(ty) = callable.downcast::<Type>() {
        class(typeobject::static_type(ty), oparg, has_self)
    } else if let Some(method) = callable.downcast_exact::<Method>() {
        match method.function().downcast_exact::<Function>() {
            Some(function) if !has_self => python(r, function, count + 1, true),
            _ => None,
        }
    } else {
        Some(op::CALL_NON_PY_GENERAL)
    };
    settle(r, choice);
}
