//! The slots that have a name in Python: which method stands for which slot, how Python calls the slot (`wrapper`), and how
//! the slot calls a method written in Python (`function`).
//!
//! Entries of one slot stand together. The order is that in which wrappers appear in a type's `__dict__`.

use std::ffi::{c_char, c_int, c_void};
use std::mem::offset_of;

use super::dispatch::*;
use super::wrappers::*;
use crate::prelude::*;

/// The table, shared as constant.
pub(super) struct Table([wrapperbase; COUNT]);
// SAFETY: constants; nothing writes to them.
unsafe impl Sync for Table {}

impl std::ops::Deref for Table {
    type Target = [wrapperbase];
    fn deref(&self) -> &[wrapperbase] {
        &self.0
    }
}

const COUNT: usize = 94;

/// The interned name of a row.
pub(super) fn name(row: &wrapperbase) -> &'static Str {
    // SAFETY: `slot!` puts the address of a static str there.
    unsafe { &*row.name_strobj.cast::<Str>() }
}

/// The rows' offsets are into `PyHeapTypeObject`, where a heap type's suites stand.
macro_rules! offset {
    (nb $slot:ident) => {
        offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, $slot)
    };
    (sq $slot:ident) => {
        offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, $slot)
    };
    (mp $slot:ident) => {
        offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, $slot)
    };
    (am $slot:ident) => {
        offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, $slot)
    };
    (bf $slot:ident) => {
        offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, $slot)
    };
    (tp $slot:ident) => {
        offset_of!(Type, $slot)
    };
}

macro_rules! wrapper {
    (none) => {
        None
    };
    ($wrapper:ident) => {
        Some($wrapper as wrapperfunc)
    };
}

macro_rules! function {
    (none) => {
        std::ptr::null_mut()
    };
    ($function:ident) => {
        $function as *const () as *mut c_void
    };
}

macro_rules! row {
    ($suite:ident $slot:ident $name:ident $function:ident $wrapper:ident $doc:literal) => {
        wrapperbase {
            name: concat!(stringify!($name), "\0").as_ptr().cast::<c_char>(),
            offset: offset!($suite $slot) as c_int,
            function: function!($function),
            wrapper: wrapper!($wrapper),
            doc: concat!(stringify!($name), $doc, "\0").as_ptr().cast::<c_char>(),
            flags: 0,
            name_strobj: ks_layout::ids::$name.as_ptr().cast_mut().cast::<Object>(),
        }
    };
}

/// As `row!`, for wrappers that take keywords.
macro_rules! keyword_row {
    ($slot:ident $name:ident $function:ident $wrapper:ident $doc:literal) => {
        wrapperbase {
            flags: PyWrapperFlag_KEYWORDS,
            // SAFETY: the flag says what the function's type really is.
            wrapper: Some(unsafe { std::mem::transmute::<wrapperfunc_kwds, wrapperfunc>($wrapper) }),
            ..row!(tp $slot $name $function none $doc)
        }
    };
}

macro_rules! binary {
    ($slot:ident $name:ident $function:ident $doc:literal) => {
        row!(nb $slot $name $function wrap_binaryfunc_l $doc)
    };
}

macro_rules! in_place {
    ($slot:ident $name:ident $function:ident $doc:literal) => {
        row!(nb $slot $name $function wrap_binaryfunc $doc)
    };
}

macro_rules! reflected {
    ($slot:ident $name:ident $function:ident $doc:literal) => {
        row!(nb $slot $name $function wrap_binaryfunc_r $doc)
    };
}

pub(super) static SLOTDEFS: Table = Table([
    row!(tp tp_getattr __getattribute__ none none ""),
    row!(tp tp_getattr __getattr__ none none ""),
    row!(tp tp_setattr __setattr__ none none ""),
    row!(tp tp_setattr __delattr__ none none ""),
    row!(tp tp_repr __repr__ slot_tp_repr wrap_unaryfunc "($self, /)\n--\n\nWhat repr(self) gives."),
    row!(tp tp_hash __hash__ slot_tp_hash wrap_hashfunc "($self, /)\n--\n\nWhat hash(self) gives."),
    keyword_row!(tp_call __call__ slot_tp_call wrap_call "($self, /, *args, **kwargs)\n--\n\nCall self as a function."),
    row!(tp tp_str __str__ slot_tp_str wrap_unaryfunc "($self, /)\n--\n\nWhat str(self) gives."),
    row!(tp tp_getattro __getattribute__ slot_tp_getattr_hook wrap_binaryfunc "($self, name, /)\n--\n\nWhat getattr(self, name) gives."),
    row!(tp tp_getattro __getattr__ slot_tp_getattr_hook none "($self, name, /)\n--\n\nAttribute of last resort."),
    row!(tp tp_setattro __setattr__ slot_tp_setattro wrap_setattr "($self, name, value, /)\n--\n\nSet an attribute, as setattr(self, name, value) does."),
    row!(tp tp_setattro __delattr__ slot_tp_setattro wrap_delattr "($self, name, /)\n--\n\nDelete an attribute, as delattr(self, name) does."),
    row!(tp tp_richcompare __lt__ slot_tp_richcompare wrap_lt "($self, value, /)\n--\n\nWhether self<value."),
    row!(tp tp_richcompare __le__ slot_tp_richcompare wrap_le "($self, value, /)\n--\n\nWhether self<=value."),
    row!(tp tp_richcompare __eq__ slot_tp_richcompare wrap_eq "($self, value, /)\n--\n\nWhether self==value."),
    row!(tp tp_richcompare __ne__ slot_tp_richcompare wrap_ne "($self, value, /)\n--\n\nWhether self!=value."),
    row!(tp tp_richcompare __gt__ slot_tp_richcompare wrap_gt "($self, value, /)\n--\n\nWhether self>value."),
    row!(tp tp_richcompare __ge__ slot_tp_richcompare wrap_ge "($self, value, /)\n--\n\nWhether self>=value."),
    row!(tp tp_iter __iter__ slot_tp_iter wrap_unaryfunc "($self, /)\n--\n\nWhat iter(self) gives."),
    row!(tp tp_iternext __next__ slot_tp_iternext wrap_next "($self, /)\n--\n\nImplement next(self)."),
    row!(tp tp_descr_get __get__ slot_tp_descr_get wrap_descr_get "($self, instance, owner=None, /)\n--\n\nThe attribute's value for instance, an instance of owner."),
    row!(tp tp_descr_set __set__ slot_tp_descr_set wrap_descr_set "($self, instance, value, /)\n--\n\nSet the attribute of instance to value."),
    row!(tp tp_descr_set __delete__ slot_tp_descr_set wrap_descr_delete "($self, instance, /)\n--\n\nDelete the attribute of instance."),
    keyword_row!(tp_init __init__ slot_tp_init wrap_init "($self, /, *args, **kwargs)\n--\n\nInitialize self; the class's signature tells the arguments."),
    row!(tp tp_new __new__ slot_tp_new none "(type, /, *args, **kwargs)\n--\n\nMake an object; the class's signature tells the arguments."),
    row!(tp tp_finalize __del__ slot_tp_finalize wrap_del "($self, /)\n--\n\nCalled before the object is destroyed."),
    row!(bf bf_getbuffer __buffer__ slot_bf_getbuffer wrap_buffer "($self, flags, /)\n--\n\nA memoryview of the object's memory."),
    row!(bf bf_releasebuffer __release_buffer__ slot_bf_releasebuffer wrap_releasebuffer "($self, buffer, /)\n--\n\nGive a memoryview of the object's memory back."),
    row!(am am_await __await__ slot_am_await wrap_unaryfunc "($self, /)\n--\n\nAn iterator to await self with."),
    row!(am am_aiter __aiter__ slot_am_aiter wrap_unaryfunc "($self, /)\n--\n\nAn asynchronous iterator."),
    row!(am am_anext __anext__ slot_am_anext wrap_unaryfunc "($self, /)\n--\n\nAn awaitable of the next value."),
    binary!(nb_add __add__ slot_nb_add "($self, value, /)\n--\n\nself+value."),
    reflected!(nb_add __radd__ slot_nb_add "($self, value, /)\n--\n\nvalue+self."),
    binary!(nb_subtract __sub__ slot_nb_subtract "($self, value, /)\n--\n\nself-value."),
    reflected!(nb_subtract __rsub__ slot_nb_subtract "($self, value, /)\n--\n\nvalue-self."),
    binary!(nb_multiply __mul__ slot_nb_multiply "($self, value, /)\n--\n\nself*value."),
    reflected!(nb_multiply __rmul__ slot_nb_multiply "($self, value, /)\n--\n\nvalue*self."),
    binary!(nb_remainder __mod__ slot_nb_remainder "($self, value, /)\n--\n\nself%value."),
    reflected!(nb_remainder __rmod__ slot_nb_remainder "($self, value, /)\n--\n\nvalue%self."),
    binary!(nb_divmod __divmod__ slot_nb_divmod "($self, value, /)\n--\n\ndivmod(self, value)."),
    reflected!(nb_divmod __rdivmod__ slot_nb_divmod "($self, value, /)\n--\n\ndivmod(value, self)."),
    row!(nb nb_power __pow__ slot_nb_power wrap_ternaryfunc "($self, value, mod=None, /)\n--\n\npow(self, value, mod)."),
    row!(nb nb_power __rpow__ slot_nb_power wrap_ternaryfunc_r "($self, value, mod=None, /)\n--\n\npow(value, self, mod)."),
    row!(nb nb_negative __neg__ slot_nb_negative wrap_unaryfunc "($self, /)\n--\n\n-self"),
    row!(nb nb_positive __pos__ slot_nb_positive wrap_unaryfunc "($self, /)\n--\n\n+self"),
    row!(nb nb_absolute __abs__ slot_nb_absolute wrap_unaryfunc "($self, /)\n--\n\nabs(self)"),
    row!(nb nb_bool __bool__ slot_nb_bool wrap_inquirypred "($self, /)\n--\n\nWhether self is true."),
    row!(nb nb_invert __invert__ slot_nb_invert wrap_unaryfunc "($self, /)\n--\n\n~self"),
    binary!(nb_lshift __lshift__ slot_nb_lshift "($self, value, /)\n--\n\nself<<value."),
    reflected!(nb_lshift __rlshift__ slot_nb_lshift "($self, value, /)\n--\n\nvalue<<self."),
    binary!(nb_rshift __rshift__ slot_nb_rshift "($self, value, /)\n--\n\nself>>value."),
    reflected!(nb_rshift __rrshift__ slot_nb_rshift "($self, value, /)\n--\n\nvalue>>self."),
    binary!(nb_and __and__ slot_nb_and "($self, value, /)\n--\n\nself&value."),
    reflected!(nb_and __rand__ slot_nb_and "($self, value, /)\n--\n\nvalue&self."),
    binary!(nb_xor __xor__ slot_nb_xor "($self, value, /)\n--\n\nself^value."),
    reflected!(nb_xor __rxor__ slot_nb_xor "($self, value, /)\n--\n\nvalue^self."),
    binary!(nb_or __or__ slot_nb_or "($self, value, /)\n--\n\nself|value."),
    reflected!(nb_or __ror__ slot_nb_or "($self, value, /)\n--\n\nvalue|self."),
    row!(nb nb_int __int__ slot_nb_int wrap_unaryfunc "($self, /)\n--\n\nint(self)"),
    row!(nb nb_float __float__ slot_nb_float wrap_unaryfunc "($self, /)\n--\n\nfloat(self)"),
    in_place!(nb_inplace_add __iadd__ slot_nb_inplace_add "($self, value, /)\n--\n\nself+=value."),
    in_place!(nb_inplace_subtract __isub__ slot_nb_inplace_subtract "($self, value, /)\n--\n\nself-=value."),
    in_place!(nb_inplace_multiply __imul__ slot_nb_inplace_multiply "($self, value, /)\n--\n\nself*=value."),
    in_place!(nb_inplace_remainder __imod__ slot_nb_inplace_remainder "($self, value, /)\n--\n\nself%=value."),
    row!(nb nb_inplace_power __ipow__ slot_nb_inplace_power wrap_ternaryfunc "($self, value, mod=None, /)\n--\n\nself**=value."),
    in_place!(nb_inplace_lshift __ilshift__ slot_nb_inplace_lshift "($self, value, /)\n--\n\nself<<=value."),
    in_place!(nb_inplace_rshift __irshift__ slot_nb_inplace_rshift "($self, value, /)\n--\n\nself>>=value."),
    in_place!(nb_inplace_and __iand__ slot_nb_inplace_and "($self, value, /)\n--\n\nself&=value."),
    in_place!(nb_inplace_xor __ixor__ slot_nb_inplace_xor "($self, value, /)\n--\n\nself^=value."),
    in_place!(nb_inplace_or __ior__ slot_nb_inplace_or "($self, value, /)\n--\n\nself|=value."),
    binary!(nb_floor_divide __floordiv__ slot_nb_floor_divide "($self, value, /)\n--\n\nself//value."),
    reflected!(nb_floor_divide __rfloordiv__ slot_nb_floor_divide "($self, value, /)\n--\n\nvalue//self."),
    binary!(nb_true_divide __truediv__ slot_nb_true_divide "($self, value, /)\n--\n\nself/value."),
    reflected!(nb_true_divide __rtruediv__ slot_nb_true_divide "($self, value, /)\n--\n\nvalue/self."),
    in_place!(nb_inplace_floor_divide __ifloordiv__ slot_nb_inplace_floor_divide "($self, value, /)\n--\n\nself//=value."),
    in_place!(nb_inplace_true_divide __itruediv__ slot_nb_inplace_true_divide "($self, value, /)\n--\n\nself/=value."),
    row!(nb nb_index __index__ slot_nb_index wrap_unaryfunc "($self, /)\n--\n\nself as an int, for where an index is wanted."),
    binary!(nb_matrix_multiply __matmul__ slot_nb_matrix_multiply "($self, value, /)\n--\n\nself@value."),
    reflected!(nb_matrix_multiply __rmatmul__ slot_nb_matrix_multiply "($self, value, /)\n--\n\nvalue@self."),
    in_place!(nb_inplace_matrix_multiply __imatmul__ slot_nb_inplace_matrix_multiply "($self, value, /)\n--\n\nself@=value."),
    row!(mp mp_length __len__ slot_mp_length wrap_lenfunc "($self, /)\n--\n\nlen(self)."),
    row!(mp mp_subscript __getitem__ slot_mp_subscript wrap_binaryfunc "($self, key, /)\n--\n\nself[key]."),
    row!(mp mp_ass_subscript __setitem__ slot_mp_ass_subscript wrap_objobjargproc "($self, key, value, /)\n--\n\nSet self[key] to value."),
    row!(mp mp_ass_subscript __delitem__ slot_mp_ass_subscript wrap_delitem "($self, key, /)\n--\n\nDelete self[key]."),
    row!(sq sq_length __len__ slot_mp_length wrap_lenfunc "($self, /)\n--\n\nlen(self)."),
    row!(sq sq_concat __add__ none wrap_binaryfunc "($self, value, /)\n--\n\nself+value."),
    row!(sq sq_repeat __mul__ none wrap_indexargfunc "($self, value, /)\n--\n\nself*value."),
    row!(sq sq_repeat __rmul__ none wrap_indexargfunc "($self, value, /)\n--\n\nvalue*self."),
    row!(sq sq_item __getitem__ slot_sq_item wrap_sq_item "($self, key, /)\n--\n\nself[key]."),
    row!(sq sq_ass_item __setitem__ slot_sq_ass_item wrap_sq_setitem "($self, key, value, /)\n--\n\nSet self[key] to value."),
    row!(sq sq_ass_item __delitem__ slot_sq_ass_item wrap_sq_delitem "($self, key, /)\n--\n\nDelete self[key]."),
    row!(sq sq_contains __contains__ slot_sq_contains wrap_objobjproc "($self, key, /)\n--\n\nWhether key is in self."),
    row!(sq sq_inplace_concat __iadd__ none wrap_binaryfunc "($self, value, /)\n--\n\nself+=value."),
    row!(sq sq_inplace_repeat __imul__ none wrap_indexargfunc "($self, value, /)\n--\n\nself*=value."),
]);

/// The address of the slot at `offset` (of a heap type) in `ty`; `None` if the type lacks the suite.
pub(super) fn slot_address(ty: &Type, offset: usize) -> Option<*mut usize> {
    let within = |suite: *const u8, start: usize| -> *mut usize {
        // SAFETY: the offset is of a field of the suite that starts at `start` in a heap type.
        unsafe { suite.add(offset - start).cast_mut().cast() }
    };
    macro_rules! suite {
        ($field:ident, $start:ident) => {
            ty.$field.get().map(|suite| within(std::ptr::from_ref(suite).cast(), offset_of!(PyHeapTypeObject, $start)))
        };
    }
    if offset >= offset_of!(PyHeapTypeObject, as_buffer) {
        suite!(tp_as_buffer, as_buffer)
    } else if offset >= offset_of!(PyHeapTypeObject, as_sequence) {
        suite!(tp_as_sequence, as_sequence)
    } else if offset >= offset_of!(PyHeapTypeObject, as_mapping) {
        suite!(tp_as_mapping, as_mapping)
    } else if offset >= offset_of!(PyHeapTypeObject, as_number) {
        suite!(tp_as_number, as_number)
    } else if offset >= offset_of!(PyHeapTypeObject, as_async) {
        suite!(tp_as_async, as_async)
    } else {
        Some(within(std::ptr::from_ref(ty).cast(), 0))
    }
}
