//! `datetime.h`: the types of the `_datetime` extension module, for those who read them.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use crate::object::{Object, Type};
use crate::refs::Field;

/// The capsule `datetime.datetime_CAPI`.
#[repr(C)]
pub struct PyDateTime_CAPI {
    pub DateType: *mut Type,
    pub DateTimeType: *mut Type,
    pub TimeType: *mut Type,
    pub DeltaType: *mut Type,
    pub TZInfoType: *mut Type,
    pub TimeZone_UTC: *mut Object,
    pub Date_FromDate: Option<unsafe extern "C" fn(c_int, c_int, c_int, *mut Type) -> *mut Object>,
    pub DateTime_FromDateAndTime: Option<
        unsafe extern "C" fn(c_int, c_int, c_int, c_int, c_int, c_int, c_int, *mut Object, *mut Type) -> *mut Object,
    >,
    pub Time_FromTime: Option<unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut Object, *mut Type) -> *mut Object>,
    pub Delta_FromDelta: Option<unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut Type) -> *mut Object>,
    pub TimeZone_FromTimeZone: Option<unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object>,
    pub DateTime_FromTimestamp: Option<unsafe extern "C" fn(*mut Object, *mut Object, *mut Object) -> *mut Object>,
    pub Date_FromTimestamp: Option<unsafe extern "C" fn(*mut Object, *mut Object) -> *mut Object>,
    pub DateTime_FromDateAndTimeAndFold: Option<
        unsafe extern "C" fn(
            c_int,
            c_int,
            c_int,
            c_int,
            c_int,
            c_int,
            c_int,
            *mut Object,
            c_int,
            *mut Type,
        ) -> *mut Object,
    >,
    pub Time_FromTimeAndFold:
        Option<unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut Object, c_int, *mut Type) -> *mut Object>,
}

/// `timedelta`.
#[repr(C)]
pub struct PyDateTime_Delta {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub days: Cell<c_int>,
    pub seconds: Cell<c_int>,
    pub microseconds: Cell<c_int>,
}
object_layout!(PyDateTime_Delta: ob_base -> Object);

/// `tzinfo`.
#[repr(C)]
pub struct PyDateTime_TZInfo {
    pub ob_base: Object,
}
object_layout!(PyDateTime_TZInfo: ob_base -> Object);

/// What the others begin with.
#[repr(C)]
pub struct _PyDateTime_BaseTZInfo {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
}
object_layout!(_PyDateTime_BaseTZInfo: ob_base -> Object);

/// `time` without a zone.
#[repr(C)]
pub struct _PyDateTime_BaseTime {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
    pub data: [Cell<u8>; 6],
}
object_layout!(_PyDateTime_BaseTime: ob_base -> Object);

/// `time`.
#[repr(C)]
pub struct PyDateTime_Time {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
    pub data: [Cell<u8>; 6],
    pub fold: Cell<u8>,
    pub tzinfo: Field,
}
object_layout!(PyDateTime_Time: ob_base -> Object);

/// `date`.
#[repr(C)]
pub struct PyDateTime_Date {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
    pub data: [Cell<u8>; 4],
}
object_layout!(PyDateTime_Date: ob_base -> Object);

/// `datetime` without a zone.
#[repr(C)]
pub struct _PyDateTime_BaseDateTime {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
    pub data: [Cell<u8>; 10],
}
object_layout!(_PyDateTime_BaseDateTime: ob_base -> Object);

/// `datetime`.
#[repr(C)]
pub struct PyDateTime_DateTime {
    pub ob_base: Object,
    pub hashcode: Cell<isize>,
    pub hastzinfo: Cell<c_char>,
    pub data: [Cell<u8>; 10],
    pub fold: Cell<u8>,
    pub tzinfo: Field,
}
object_layout!(PyDateTime_DateTime: ob_base -> Object);
