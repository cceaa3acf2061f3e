//! The exported names: each is a jump to its C shim.
//!
//! A jump, because only Rust items can be exported from the library, and only C can take `...` portably; registers and
//! stack reach the shim as the caller left them.

/// `exported_name => shim_name, …`
macro_rules! jumps {
    ($($name:ident => $shim:ident),+ $(,)?) => {
        unsafe extern "C" {
            $(fn $shim();)+
        }
        $(
            /// Variadic: see its shim in `shims/va.c`. The signature is the C header's.
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            pub unsafe extern "C" fn $name() {
                core::arch::naked_asm!("jmp {shim}", shim = sym $shim)
            }
        )+
    };
}

jumps! {
    PyArg_Parse => ks_PyArg_Parse,
    PyArg_ParseTuple => ks_PyArg_ParseTuple,
    _PyArg_ParseStack => ks__PyArg_ParseStack,
    PyArg_ParseTupleAndKeywords => ks_PyArg_ParseTupleAndKeywords,
    _PyArg_ParseTupleAndKeywordsFast => ks__PyArg_ParseTupleAndKeywordsFast,
    _PyArg_ParseStackAndKeywords => ks__PyArg_ParseStackAndKeywords,
    PyArg_UnpackTuple => ks_PyArg_UnpackTuple,
    PyArg_VaParse => ks_PyArg_VaParse,
    PyArg_VaParseTupleAndKeywords => ks_PyArg_VaParseTupleAndKeywords,
    Py_BuildValue => ks_Py_BuildValue,
    Py_VaBuildValue => ks_Py_VaBuildValue,
    PyTuple_Pack => ks_PyTuple_Pack,
    PyUnicode_FromFormat => ks_PyUnicode_FromFormat,
    PyUnicode_FromFormatV => ks_PyUnicode_FromFormatV,
    PyBytes_FromFormat => ks_PyBytes_FromFormat,
    PyBytes_FromFormatV => ks_PyBytes_FromFormatV,
    PyErr_Format => ks_PyErr_Format,
    PyErr_FormatV => ks_PyErr_FormatV,
    _PyErr_Format => ks__PyErr_Format,
    _PyErr_FormatFromCause => ks__PyErr_FormatFromCause,
    PyErr_WarnFormat => ks_PyErr_WarnFormat,
    PyErr_ResourceWarning => ks_PyErr_ResourceWarning,
    PyErr_WarnExplicitFormat => ks_PyErr_WarnExplicitFormat,
    PyErr_FormatUnraisable => ks_PyErr_FormatUnraisable,
    PyObject_CallFunction => ks_PyObject_CallFunction,
    PyEval_CallFunction => ks_PyEval_CallFunction,
    PyEval_CallMethod => ks_PyEval_CallMethod,
    PyObject_CallMethod => ks_PyObject_CallMethod,
    _PyObject_CallMethod => ks__PyObject_CallMethod,
    _PyObject_CallMethodId => ks__PyObject_CallMethodId,
    PyObject_CallFunctionObjArgs => ks_PyObject_CallFunctionObjArgs,
    PyObject_CallMethodObjArgs => ks_PyObject_CallMethodObjArgs,
    PySys_Audit => ks_PySys_Audit,
    PySys_FormatStdout => ks_PySys_FormatStdout,
    PySys_FormatStderr => ks_PySys_FormatStderr,
    PyOS_vsnprintf => ks_PyOS_vsnprintf,
    PyOS_snprintf => ks_PyOS_snprintf,
    PySys_WriteStdout => ks_PySys_WriteStdout,
    PySys_WriteStderr => ks_PySys_WriteStderr,
}

/// The names that `PY_SSIZE_T_CLEAN` gave: since 3.13 the same functions.
pub mod size_t {
    jumps! {
        _PyArg_ParseTupleAndKeywords_SizeT => ks_PyArg_ParseTupleAndKeywords,
        _PyArg_ParseTuple_SizeT => ks_PyArg_ParseTuple,
        _PyArg_Parse_SizeT => ks_PyArg_Parse,
        _PyArg_VaParseTupleAndKeywords_SizeT => ks_PyArg_VaParseTupleAndKeywords,
        _PyArg_VaParse_SizeT => ks_PyArg_VaParse,
        _PyObject_CallFunction_SizeT => ks_PyObject_CallFunction,
        _PyObject_CallMethod_SizeT => ks_PyObject_CallMethod,
        _Py_BuildValue_SizeT => ks_Py_BuildValue,
        _Py_VaBuildValue_SizeT => ks_Py_VaBuildValue,
    }
}
