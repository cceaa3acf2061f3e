//! What CPython exports and we have not written yet. Calling such a function is a fatal error that names it; such a data
//! symbol is zero memory of the right size. The list only shrinks: `ci/abi --prune` takes out what has been written.
//!
//! The symbols are weak, so a definition anywhere else in the library takes their place. The crate depends on nothing and
//! everything depends on it (through `ks-layout`), which puts it last on the linker's command line: had the linker seen a
//! place-holder first, it would not look further for the definition.

use std::arch::global_asm;
use std::ffi::{CStr, c_char};
use std::io::Write;

/// Ends the process as a fatal Python error does.
///
/// # Safety
/// `name` is a NUL-terminated string.
unsafe extern "C" fn unimplemented(name: *const c_char) -> ! {
    // SAFETY: the place-holders below pass their own names.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
    // Nothing can be done when even the error stream is gone.
    let _ = writeln!(std::io::stderr(), "Fatal Python error: {name}: not implemented by Kingsnake");
    std::process::abort()
}

/// `Name, …`: a function for each, of any signature, that does not return.
macro_rules! unimplemented_functions {
    ($($name:ident)*) => {
        global_asm!(
            // By this name the linker finds the object file.
            ".globl kingsnake_unimplemented",
            ".hidden kingsnake_unimplemented",
            ".set kingsnake_unimplemented, {target}",
            $(concat!(
                ".pushsection .text.", stringify!($name), ",\"ax\",@progbits\n",
                ".weak ", stringify!($name), "\n",
                ".type ", stringify!($name), ",@function\n",
                stringify!($name), ":\n",
                "lea rdi, [rip + 8f]\n",
                "jmp {target}\n",
                ".size ", stringify!($name), ", . - ", stringify!($name), "\n",
                ".popsection\n",
                ".pushsection .rodata.kingsnake_names,\"a\",@progbits\n",
                "8: .asciz \"", stringify!($name), "\"\n",
                ".popsection"
            ),)*
            target = sym unimplemented,
        );
    };
}

/// `Name: size, …`: zero memory of that many bytes for each.
macro_rules! unimplemented_data {
    ($($name:ident: $size:literal)*) => {
        global_asm!($(concat!(
            ".pushsection .bss.", stringify!($name), ",\"aw\",@nobits\n",
            ".p2align 5\n",
            ".weak ", stringify!($name), "\n",
            ".type ", stringify!($name), ",@object\n",
            stringify!($name), ":\n",
            ".zero ", stringify!($size), "\n",
            ".size ", stringify!($name), ", ", stringify!($size), "\n",
            ".popsection"
        ),)*);
    };
}

#[rustfmt::skip]
unimplemented_functions! {
    PyAIter_Check
    PyBuffer_FillContiguousStrides
    PyBuffer_FillInfo
    PyBuffer_FromContiguous
    PyBuffer_GetPointer
    PyBuffer_IsContiguous
    PyBuffer_Release
    PyBuffer_SizeFromFormat
    PyBuffer_ToContiguous
    PyByteArray_AsString
    PyByteArray_Concat
    PyByteArray_FromObject
    PyByteArray_FromStringAndSize
    PyByteArray_Resize
    PyByteArray_Size
    PyBytes_AsString
    PyBytes_AsStringAndSize
    PyBytes_Concat
    PyBytes_ConcatAndDel
    PyBytes_DecodeEscape
    PyBytes_FromObject
    PyBytes_FromString
    PyBytes_FromStringAndSize
    PyBytes_Repr
    PyBytes_Size
    PyCallIter_New
    PyCapsule_GetContext
    PyCapsule_GetDestructor
    PyCapsule_GetName
    PyCapsule_GetPointer
    PyCapsule_Import
    PyCapsule_IsValid
    PyCapsule_New
    PyCapsule_SetContext
    PyCapsule_SetDestructor
    PyCapsule_SetName
    PyCapsule_SetPointer
    PyCodec_BackslashReplaceErrors
    PyCodec_Decode
    PyCodec_Decoder
    PyCodec_Encode
    PyCodec_Encoder
    PyCodec_IgnoreErrors
    PyCodec_IncrementalDecoder
    PyCodec_IncrementalEncoder
    PyCodec_KnownEncoding
    PyCodec_LookupError
    PyCodec_NameReplaceErrors
    PyCodec_Register
    PyCodec_RegisterError
    PyCodec_ReplaceErrors
    PyCodec_StreamReader
    PyCodec_StreamWriter
    PyCodec_StrictErrors
    PyCodec_Unregister
    PyCodec_XMLCharRefReplaceErrors
    PyCompile_OpcodeStackEffect
    PyCompile_OpcodeStackEffectWithJump
    PyConfig_Clear
    PyConfig_InitIsolatedConfig
    PyConfig_InitPythonConfig
    PyConfig_Read
    PyConfig_SetArgv
    PyConfig_SetBytesArgv
    PyConfig_SetBytesString
    PyConfig_SetString
    PyConfig_SetWideStringList
    PyContextVar_Get
    PyContextVar_New
    PyContextVar_Reset
    PyContextVar_Set
    PyContext_Copy
    PyContext_CopyCurrent
    PyContext_Enter
    PyContext_Exit
    PyContext_New
    PyCriticalSection2_Begin
    PyCriticalSection2_End
    PyCriticalSection_Begin
    PyCriticalSection_End
    PyDescr_IsData
    PyDescr_NewClassMethod
    PyDescr_NewGetSet
    PyDescr_NewMember
    PyDescr_NewMethod
    PyDescr_NewWrapper
    PyDictProxy_New
    PyDict_AddWatcher
    PyDict_Clear
    PyDict_ClearWatcher
    PyDict_Contains
    PyDict_ContainsString
    PyDict_Copy
    PyDict_DelItem
    PyDict_DelItemString
    PyDict_GetItem
    PyDict_GetItemRef
    PyDict_GetItemString
    PyDict_GetItemStringRef
    PyDict_GetItemWithError
    PyDict_Items
    PyDict_Keys
    PyDict_Merge
    PyDict_MergeFromSeq2
    PyDict_New
    PyDict_Next
    PyDict_Pop
    PyDict_PopString
    PyDict_SetDefault
    PyDict_SetDefaultRef
    PyDict_SetItem
    PyDict_SetItemString
    PyDict_Size
    PyDict_Unwatch
    PyDict_Update
    PyDict_Values
    PyDict_Watch
    PyErr_SetInterrupt
    PyErr_SetInterruptEx
    PyEval_AcquireLock
    PyEval_CallFunction
    PyEval_CallMethod
    PyEval_ReleaseLock
    PyEvent_Wait
    PyEvent_WaitTimed
    PyFile_FromFd
    PyFile_GetLine
    PyFile_NewStdPrinter
    PyFile_OpenCode
    PyFile_OpenCodeObject
    PyFile_SetOpenCodeHook
    PyFile_WriteObject
    PyFile_WriteString
    PyFrozenSet_New
    PyFunction_GetClosure
    PyFunction_GetCode
    PyFunction_GetDefaults
    PyFunction_GetGlobals
    PyFunction_GetKwDefaults
    PyFunction_GetModule
    PyGC_Collect
    PyGC_Disable
    PyGC_Enable
    PyGC_IsEnabled
    PyGILState_Check
    PyGILState_Ensure
    PyGILState_GetThisThreadState
    PyGILState_Release
    PyHash_GetFuncDef
    PyImport_AddModule
    PyImport_AddModuleObject
    PyImport_AddModuleRef
    PyImport_AppendInittab
    PyImport_ExecCodeModule
    PyImport_ExecCodeModuleEx
    PyImport_ExecCodeModuleObject
    PyImport_ExecCodeModuleWithPathnames
    PyImport_ExtendInittab
    PyImport_GetImporter
    PyImport_GetMagicNumber
    PyImport_GetMagicTag
    PyImport_GetModule
    PyImport_GetModuleDict
    PyImport_Import
    PyImport_ImportFrozenModule
    PyImport_ImportFrozenModuleObject
    PyImport_ImportModule
    PyImport_ImportModuleLevel
    PyImport_ImportModuleLevelObject
    PyImport_ImportModuleNoBlock
    PyImport_ReloadModule
    PyIndex_Check
    PyInit__abc
    PyInit__ast
    PyInit__codecs
    PyInit__collections
    PyInit__functools
    PyInit__imp
    PyInit__io
    PyInit__locale
    PyInit__operator
    PyInit__signal
    PyInit__sre
    PyInit__stat
    PyInit__string
    PyInit__suggestions
    PyInit__symtable
    PyInit__sysconfig
    PyInit__thread
    PyInit__tokenize
    PyInit__tracemalloc
    PyInit__typing
    PyInit__weakref
    PyInit_atexit
    PyInit_errno
    PyInit_faulthandler
    PyInit_gc
    PyInit_itertools
    PyInit_posix
    PyInit_pwd
    PyInit_time
    PyInterpreterState_Clear
    PyInterpreterState_Delete
    PyInterpreterState_Get
    PyInterpreterState_GetDict
    PyInterpreterState_GetID
    PyInterpreterState_Head
    PyInterpreterState_Main
    PyInterpreterState_New
    PyInterpreterState_Next
    PyInterpreterState_ThreadHead
    PyIter_Check
    PyIter_Next
    PyIter_Send
    PyList_Append
    PyList_AsTuple
    PyList_Clear
    PyList_Extend
    PyList_GetItem
    PyList_GetItemRef
    PyList_GetSlice
    PyList_Insert
    PyList_New
    PyList_Reverse
    PyList_SetItem
    PyList_SetSlice
    PyList_Size
    PyList_Sort
    PyMapping_Check
    PyMapping_GetItemString
    PyMapping_GetOptionalItem
    PyMapping_GetOptionalItemString
    PyMapping_HasKey
    PyMapping_HasKeyString
    PyMapping_HasKeyStringWithError
    PyMapping_HasKeyWithError
    PyMapping_Items
    PyMapping_Keys
    PyMapping_Length
    PyMapping_SetItemString
    PyMapping_Size
    PyMapping_Values
    PyMarshal_Init
    PyMarshal_ReadLastObjectFromFile
    PyMarshal_ReadLongFromFile
    PyMarshal_ReadObjectFromFile
    PyMarshal_ReadObjectFromString
    PyMarshal_ReadShortFromFile
    PyMarshal_WriteLongToFile
    PyMarshal_WriteObjectToFile
    PyMarshal_WriteObjectToString
    PyMem_Calloc
    PyMem_Free
    PyMem_GetAllocator
    PyMem_Malloc
    PyMem_RawCalloc
    PyMem_RawFree
    PyMem_RawMalloc
    PyMem_RawRealloc
    PyMem_Realloc
    PyMem_SetAllocator
    PyMem_SetupDebugHooks
    PyMember_GetOne
    PyMember_SetOne
    PyMemoryView_FromBuffer
    PyMemoryView_FromMemory
    PyMemoryView_FromObject
    PyMemoryView_GetContiguous
    PyModuleDef_Init
    PyModule_Add
    PyModule_AddFunctions
    PyModule_AddIntConstant
    PyModule_AddObject
    PyModule_AddObjectRef
    PyModule_AddStringConstant
    PyModule_AddType
    PyModule_Create2
    PyModule_ExecDef
    PyModule_FromDefAndSpec2
    PyModule_GetDef
    PyModule_GetDict
    PyModule_GetFilename
    PyModule_GetFilenameObject
    PyModule_GetName
    PyModule_GetNameObject
    PyModule_GetState
    PyModule_New
    PyModule_NewObject
    PyModule_SetDocString
    PyMonitoring_EnterScope
    PyMonitoring_ExitScope
    PyMutex_Lock
    PyMutex_Unlock
    PyNumber_Absolute
    PyNumber_Add
    PyNumber_And
    PyNumber_AsSsize_t
    PyNumber_Check
    PyNumber_Divmod
    PyNumber_Float
    PyNumber_FloorDivide
    PyNumber_InPlaceAdd
    PyNumber_InPlaceAnd
    PyNumber_InPlaceFloorDivide
    PyNumber_InPlaceLshift
    PyNumber_InPlaceMatrixMultiply
    PyNumber_InPlaceMultiply
    PyNumber_InPlaceOr
    PyNumber_InPlacePower
    PyNumber_InPlaceRemainder
    PyNumber_InPlaceRshift
    PyNumber_InPlaceSubtract
    PyNumber_InPlaceTrueDivide
    PyNumber_InPlaceXor
    PyNumber_Index
    PyNumber_Invert
    PyNumber_Long
    PyNumber_Lshift
    PyNumber_MatrixMultiply
    PyNumber_Multiply
    PyNumber_Negative
    PyNumber_Or
    PyNumber_Positive
    PyNumber_Power
    PyNumber_Remainder
    PyNumber_Rshift
    PyNumber_Subtract
    PyNumber_ToBase
    PyNumber_TrueDivide
    PyNumber_Xor
    PyODict_DelItem
    PyODict_New
    PyODict_SetItem
    PyOS_AfterFork
    PyOS_AfterFork_Child
    PyOS_AfterFork_Parent
    PyOS_BeforeFork
    PyOS_FSPath
    PyOS_InterruptOccurred
    PyOS_Readline
    PyOS_getsig
    PyOS_mystricmp
    PyOS_mystrnicmp
    PyOS_setsig
    PyOS_strtol
    PyOS_strtoul
    PyObject_ASCII
    PyObject_AsCharBuffer
    PyObject_AsReadBuffer
    PyObject_AsWriteBuffer
    PyObject_Bytes
    PyObject_CallFinalizer
    PyObject_CallFinalizerFromDealloc
    PyObject_Calloc
    PyObject_CheckBuffer
    PyObject_CheckReadBuffer
    PyObject_ClearManagedDict
    PyObject_ClearWeakRefs
    PyObject_CopyData
    PyObject_DelAttr
    PyObject_DelAttrString
    PyObject_DelItem
    PyObject_DelItemString
    PyObject_Dir
    PyObject_Format
    PyObject_GC_IsFinalized
    PyObject_GC_IsTracked
    PyObject_GC_Track
    PyObject_GC_UnTrack
    PyObject_GET_WEAKREFS_LISTPTR
    PyObject_GenericGetDict
    PyObject_GenericHash
    PyObject_GenericSetAttr
    PyObject_GenericSetDict
    PyObject_GetAIter
    PyObject_GetArenaAllocator
    PyObject_GetAttr
    PyObject_GetAttrString
    PyObject_GetBuffer
    PyObject_GetItem
    PyObject_GetItemData
    PyObject_GetIter
    PyObject_GetOptionalAttr
    PyObject_GetOptionalAttrString
    PyObject_GetTypeData
    PyObject_HasAttr
    PyObject_HasAttrString
    PyObject_HasAttrStringWithError
    PyObject_HasAttrWithError
    PyObject_Hash
    PyObject_HashNotImplemented
    PyObject_IS_GC
    PyObject_Init
    PyObject_InitVar
    PyObject_IsInstance
    PyObject_IsSubclass
    PyObject_IsTrue
    PyObject_Length
    PyObject_LengthHint
    PyObject_Malloc
    PyObject_Not
    PyObject_Print
    PyObject_Realloc
    PyObject_Repr
    PyObject_RichCompare
    PyObject_RichCompareBool
    PyObject_SelfIter
    PyObject_SetArenaAllocator
    PyObject_SetAttr
    PyObject_SetAttrString
    PyObject_SetItem
    PyObject_Size
    PyObject_Str
    PyObject_Type
    PyObject_VisitManagedDict
    PyPickleBuffer_FromObject
    PyPickleBuffer_GetBuffer
    PyPickleBuffer_Release
    PyPreConfig_InitIsolatedConfig
    PyPreConfig_InitPythonConfig
    PyRefTracer_GetTracer
    PyRefTracer_SetTracer
    PyRun_AnyFile
    PyRun_AnyFileEx
    PyRun_AnyFileExFlags
    PyRun_AnyFileFlags
    PyRun_File
    PyRun_FileEx
    PyRun_FileExFlags
    PyRun_FileFlags
    PyRun_InteractiveLoop
    PyRun_InteractiveLoopFlags
    PyRun_InteractiveOne
    PyRun_InteractiveOneFlags
    PyRun_InteractiveOneObject
    PyRun_SimpleFile
    PyRun_SimpleFileEx
    PyRun_SimpleFileExFlags
    PyRun_SimpleString
    PyRun_SimpleStringFlags
    PyRun_String
    PyRun_StringFlags
    PySeqIter_New
    PySequence_Check
    PySequence_Concat
    PySequence_Contains
    PySequence_Count
    PySequence_DelItem
    PySequence_DelSlice
    PySequence_Fast
    PySequence_GetItem
    PySequence_GetSlice
    PySequence_In
    PySequence_InPlaceConcat
    PySequence_InPlaceRepeat
    PySequence_Index
    PySequence_Length
    PySequence_List
    PySequence_Repeat
    PySequence_SetItem
    PySequence_SetSlice
    PySequence_Size
    PySequence_Tuple
    PySet_Add
    PySet_Clear
    PySet_Contains
    PySet_Discard
    PySet_New
    PySet_Pop
    PySet_Size
    PySignal_SetWakeupFd
    PySlice_AdjustIndices
    PySlice_GetIndices
    PySlice_GetIndicesEx
    PySlice_New
    PySlice_Unpack
    PyState_AddModule
    PyState_FindModule
    PyState_RemoveModule
    PyStatus_Error
    PyStatus_Exception
    PyStatus_Exit
    PyStatus_IsError
    PyStatus_IsExit
    PyStatus_NoMemory
    PyStatus_Ok
    PyStructSequence_GetItem
    PyStructSequence_InitType
    PyStructSequence_InitType2
    PyStructSequence_New
    PyStructSequence_NewType
    PyStructSequence_SetItem
    PySys_AddAuditHook
    PySys_AddWarnOption
    PySys_AddWarnOptionUnicode
    PySys_AddXOption
    PySys_AuditTuple
    PySys_GetObject
    PySys_GetXOptions
    PySys_HasWarnOptions
    PySys_ResetWarnOptions
    PySys_SetArgv
    PySys_SetArgvEx
    PySys_SetObject
    PySys_SetPath
    PyThreadState_Clear
    PyThreadState_Delete
    PyThreadState_DeleteCurrent
    PyThreadState_EnterTracing
    PyThreadState_Get
    PyThreadState_GetDict
    PyThreadState_GetFrame
    PyThreadState_GetID
    PyThreadState_GetInterpreter
    PyThreadState_GetUnchecked
    PyThreadState_LeaveTracing
    PyThreadState_New
    PyThreadState_Next
    PyThreadState_SetAsyncExc
    PyThreadState_Swap
    PyThread_GetInfo
    PyThread_ParseTimeoutArg
    PyThread_ReInitTLS
    PyThread_acquire_lock
    PyThread_acquire_lock_timed
    PyThread_acquire_lock_timed_with_retries
    PyThread_allocate_lock
    PyThread_create_key
    PyThread_delete_key
    PyThread_delete_key_value
    PyThread_detach_thread
    PyThread_exit_thread
    PyThread_free_lock
    PyThread_get_key_value
    PyThread_get_stacksize
    PyThread_get_thread_ident
    PyThread_get_thread_ident_ex
    PyThread_get_thread_native_id
    PyThread_init_thread
    PyThread_join_thread
    PyThread_release_lock
    PyThread_set_key_value
    PyThread_set_stacksize
    PyThread_start_joinable_thread
    PyThread_start_new_thread
    PyThread_tss_alloc
    PyThread_tss_create
    PyThread_tss_delete
    PyThread_tss_free
    PyThread_tss_get
    PyThread_tss_is_created
    PyThread_tss_set
    PyTime_AsSecondsDouble
    PyTime_Monotonic
    PyTime_MonotonicRaw
    PyTime_PerfCounter
    PyTime_PerfCounterRaw
    PyTime_Time
    PyTime_TimeRaw
    PyTraceMalloc_Track
    PyTraceMalloc_Untrack
    PyTuple_GetItem
    PyTuple_GetSlice
    PyTuple_New
    PyTuple_SetItem
    PyTuple_Size
    PyType_AddWatcher
    PyType_ClearCache
    PyType_ClearWatcher
    PyType_FromMetaclass
    PyType_FromModuleAndSpec
    PyType_FromSpec
    PyType_FromSpecWithBases
    PyType_GenericAlloc
    PyType_GenericNew
    PyType_GetDict
    PyType_GetFlags
    PyType_GetFullyQualifiedName
    PyType_GetModule
    PyType_GetModuleByDef
    PyType_GetModuleName
    PyType_GetModuleState
    PyType_GetName
    PyType_GetQualName
    PyType_GetSlot
    PyType_GetTypeDataSize
    PyType_IsSubtype
    PyType_Modified
    PyType_Ready
    PyType_SUPPORTS_WEAKREFS
    PyType_Unwatch
    PyType_Watch
    PyUnicode_Append
    PyUnicode_AppendAndDel
    PyUnicode_AsASCIIString
    PyUnicode_AsCharmapString
    PyUnicode_AsDecodedObject
    PyUnicode_AsDecodedUnicode
    PyUnicode_AsEncodedObject
    PyUnicode_AsEncodedString
    PyUnicode_AsEncodedUnicode
    PyUnicode_AsLatin1String
    PyUnicode_AsRawUnicodeEscapeString
    PyUnicode_AsUCS4
    PyUnicode_AsUCS4Copy
    PyUnicode_AsUTF16String
    PyUnicode_AsUTF32String
    PyUnicode_AsUTF8
    PyUnicode_AsUTF8AndSize
    PyUnicode_AsUTF8String
    PyUnicode_AsUnicodeEscapeString
    PyUnicode_AsWideChar
    PyUnicode_AsWideCharString
    PyUnicode_BuildEncodingMap
    PyUnicode_Compare
    PyUnicode_CompareWithASCIIString
    PyUnicode_Concat
    PyUnicode_Contains
    PyUnicode_CopyCharacters
    PyUnicode_Count
    PyUnicode_Decode
    PyUnicode_DecodeASCII
    PyUnicode_DecodeCharmap
    PyUnicode_DecodeFSDefault
    PyUnicode_DecodeFSDefaultAndSize
    PyUnicode_DecodeLatin1
    PyUnicode_DecodeLocale
    PyUnicode_DecodeLocaleAndSize
    PyUnicode_DecodeRawUnicodeEscape
    PyUnicode_DecodeUTF16
    PyUnicode_DecodeUTF16Stateful
    PyUnicode_DecodeUTF32
    PyUnicode_DecodeUTF32Stateful
    PyUnicode_DecodeUTF7
    PyUnicode_DecodeUTF7Stateful
    PyUnicode_DecodeUTF8
    PyUnicode_DecodeUTF8Stateful
    PyUnicode_DecodeUnicodeEscape
    PyUnicode_EncodeFSDefault
    PyUnicode_EncodeLocale
    PyUnicode_EqualToUTF8
    PyUnicode_EqualToUTF8AndSize
    PyUnicode_FSConverter
    PyUnicode_FSDecoder
    PyUnicode_Fill
    PyUnicode_Find
    PyUnicode_FindChar
    PyUnicode_Format
    PyUnicode_FromEncodedObject
    PyUnicode_FromKindAndData
    PyUnicode_FromObject
    PyUnicode_FromOrdinal
    PyUnicode_FromString
    PyUnicode_FromStringAndSize
    PyUnicode_FromWideChar
    PyUnicode_GetDefaultEncoding
    PyUnicode_GetLength
    PyUnicode_GetSize
    PyUnicode_InternFromString
    PyUnicode_InternImmortal
    PyUnicode_InternInPlace
    PyUnicode_IsIdentifier
    PyUnicode_Join
    PyUnicode_New
    PyUnicode_Partition
    PyUnicode_RPartition
    PyUnicode_RSplit
    PyUnicode_ReadChar
    PyUnicode_Replace
    PyUnicode_Resize
    PyUnicode_RichCompare
    PyUnicode_Split
    PyUnicode_Splitlines
    PyUnicode_Substring
    PyUnicode_Tailmatch
    PyUnicode_Translate
    PyUnicode_WriteChar
    PyUnstable_AtExit
    PyUnstable_CopyPerfMapFile
    PyUnstable_GC_VisitObjects
    PyUnstable_InterpreterState_GetMainModule
    PyUnstable_Object_ClearWeakRefsNoCallbacks
    PyUnstable_Object_GC_NewWithExtraData
    PyUnstable_PerfMapState_Fini
    PyUnstable_PerfMapState_Init
    PyUnstable_PerfTrampoline_CompileCode
    PyUnstable_PerfTrampoline_SetPersistAfterFork
    PyUnstable_Type_AssignVersionTag
    PyUnstable_WritePerfMapEntry
    PyWeakref_GetObject
    PyWeakref_GetRef
    PyWeakref_NewProxy
    PyWeakref_NewRef
    PyWideStringList_Append
    PyWideStringList_Insert
    PyWrapper_New
    Py_AtExit
    Py_BytesMain
    Py_CompileString
    Py_CompileStringExFlags
    Py_CompileStringFlags
    Py_CompileStringObject
    Py_DecRef
    Py_DecodeLocale
    Py_EncodeLocale
    Py_EndInterpreter
    Py_Exit
    Py_ExitStatusException
    Py_FdIsInteractive
    Py_Finalize
    Py_FinalizeEx
    Py_FrozenMain
    Py_GETENV
    Py_GenericAlias
    Py_GetArgcArgv
    Py_GetBuildInfo
    Py_GetCompiler
    Py_GetConstant
    Py_GetConstantBorrowed
    Py_GetCopyright
    Py_GetExecPrefix
    Py_GetPath
    Py_GetPlatform
    Py_GetPrefix
    Py_GetProgramFullPath
    Py_GetProgramName
    Py_GetPythonHome
    Py_GetVersion
    Py_HashPointer
    Py_IncRef
    Py_Initialize
    Py_InitializeEx
    Py_InitializeFromConfig
    Py_Is
    Py_IsFinalizing
    Py_IsInitialized
    Py_IsNone
    Py_Main
    Py_NewInterpreter
    Py_NewInterpreterFromConfig
    Py_NewRef
    Py_PreInitialize
    Py_PreInitializeFromArgs
    Py_PreInitializeFromBytesArgs
    Py_ReprEnter
    Py_ReprLeave
    Py_RunMain
    Py_SetPath
    Py_SetProgramName
    Py_SetPythonHome
    Py_UniversalNewlineFgets
    Py_XNewRef
    _PyAST_Compile
    _PyArena_AddPyObject
    _PyArena_Free
    _PyArena_Malloc
    _PyArena_New
    _PyBuffer_ReleaseInInterpreter
    _PyBuffer_ReleaseInInterpreterAndRawFree
    _PyBytesWriter_Alloc
    _PyBytesWriter_Dealloc
    _PyBytesWriter_Finish
    _PyBytesWriter_Init
    _PyBytesWriter_Prepare
    _PyBytesWriter_Resize
    _PyBytesWriter_WriteBytes
    _PyBytes_DecodeEscape
    _PyBytes_Find
    _PyBytes_Join
    _PyBytes_Repeat
    _PyBytes_Resize
    _PyBytes_ReverseFind
    _PyCapsule_SetTraverse
    _PyCompile_Assemble
    _PyCompile_CleanDoc
    _PyCompile_CodeGen
    _PyCompile_GetBinaryIntrinsicName
    _PyCompile_GetUnaryIntrinsicName
    _PyCompile_OpcodeHasArg
    _PyCompile_OpcodeHasConst
    _PyCompile_OpcodeHasExc
    _PyCompile_OpcodeHasFree
    _PyCompile_OpcodeHasJump
    _PyCompile_OpcodeHasLocal
    _PyCompile_OpcodeHasName
    _PyCompile_OpcodeIsValid
    _PyCompile_OptimizeCfg
    _PyConfig_AsDict
    _PyConfig_FromDict
    _PyConfig_InitCompatConfig
    _PyContext_NewHamtForTests
    _PyCriticalSection2_BeginSlow
    _PyCriticalSection_BeginSlow
    _PyCriticalSection_Resume
    _PyCriticalSection_SuspendAll
    _PyCrossInterpreterData_Clear
    _PyCrossInterpreterData_Free
    _PyCrossInterpreterData_Init
    _PyCrossInterpreterData_InitWithSize
    _PyCrossInterpreterData_Lookup
    _PyCrossInterpreterData_New
    _PyCrossInterpreterData_NewObject
    _PyCrossInterpreterData_RegisterClass
    _PyCrossInterpreterData_Release
    _PyCrossInterpreterData_ReleaseAndRawFree
    _PyCrossInterpreterData_UnregisterClass
    _PyDeadline_Get
    _PyDeadline_Init
    _PyDict_DelItemIf
    _PyDict_DelItem_KnownHash
    _PyDict_FromItems
    _PyDict_GetItemRef_KnownHash_LockHeld
    _PyDict_GetItemStringWithError
    _PyDict_GetItem_KnownHash
    _PyDict_LoadGlobal
    _PyDict_MergeEx
    _PyDict_NewPresized
    _PyDict_Pop
    _PyDict_SetItem_KnownHash
    _PyDict_SetItem_KnownHash_LockHeld
    _PyDict_SetItem_Take2
    _PyDict_SizeOf
    _PyErr_SetFromPyStatus
    _PyEvalFramePushAndInit
    _PyEval_AddPendingCall
    _PyEval_ExceptionGroupMatch
    _PyEval_FormatAwaitableError
    _PyEval_FormatExcCheckArg
    _PyEval_FormatExcUnbound
    _PyEval_MonitorRaise
    _PyEvent_IsSet
    _PyEvent_Notify
    _PyImport_ClearExtension
    _PyImport_GetModuleAttr
    _PyImport_GetModuleAttrString
    _PyImport_SetModule
    _PyInstructionSequence_New
    _PyInterpreterConfig_AsDict
    _PyInterpreterConfig_InitFromDict
    _PyInterpreterConfig_InitFromState
    _PyInterpreterConfig_UpdateFromDict
    _PyInterpreterState_FailIfRunningMain
    _PyInterpreterState_GetConfigCopy
    _PyInterpreterState_GetIDObject
    _PyInterpreterState_GetWhence
    _PyInterpreterState_IDDecref
    _PyInterpreterState_IDIncref
    _PyInterpreterState_IDInitref
    _PyInterpreterState_IsReady
    _PyInterpreterState_IsRunningMain
    _PyInterpreterState_LookUpID
    _PyInterpreterState_LookUpIDObject
    _PyInterpreterState_New
    _PyInterpreterState_ObjectToID
    _PyInterpreterState_RequireIDRef
    _PyInterpreterState_RequiresIDRef
    _PyInterpreterState_SetConfig
    _PyInterpreterState_SetNotRunningMain
    _PyInterpreterState_SetRunningMain
    _PyList_AppendTakeRefListResize
    _PyList_Extend
    _PyList_FromArraySteal
    _PyMem_GetCurrentAllocatorName
    _PyMem_Strdup
    _PyMonitoring_FireBranchEvent
    _PyMonitoring_FireCRaiseEvent
    _PyMonitoring_FireCReturnEvent
    _PyMonitoring_FireCallEvent
    _PyMonitoring_FireExceptionHandledEvent
    _PyMonitoring_FireJumpEvent
    _PyMonitoring_FireLineEvent
    _PyMonitoring_FirePyResumeEvent
    _PyMonitoring_FirePyReturnEvent
    _PyMonitoring_FirePyStartEvent
    _PyMonitoring_FirePyThrowEvent
    _PyMonitoring_FirePyUnwindEvent
    _PyMonitoring_FirePyYieldEvent
    _PyMonitoring_FireRaiseEvent
    _PyMonitoring_FireReraiseEvent
    _PyMonitoring_FireStopIterationEvent
    _PyNamespace_New
    _PyOS_IsMainThread
    _PyOS_URandomNonblock
    _PyObject_AssertFailed
    _PyObject_CheckCrossInterpreterData
    _PyObject_DebugMallocStats
    _PyObject_Dump
    _PyObject_FunctionStr
    _PyObject_GC_New
    _PyObject_GC_NewVar
    _PyObject_GC_Resize
    _PyObject_GenericGetAttrWithDict
    _PyObject_GenericSetAttrWithDict
    _PyObject_GetAttrId
    _PyObject_GetCrossInterpreterData
    _PyObject_GetDictPtr
    _PyObject_GetMethod
    _PyObject_GetState
    _PyObject_IsFreed
    _PyObject_LookupSpecial
    _PyObject_New
    _PyObject_NewVar
    _PyObject_SetManagedDict
    _PyOnceFlag_CallOnceSlow
    _PyParkingLot_AfterFork
    _PyParkingLot_Park
    _PyParkingLot_Unpark
    _PyParkingLot_UnparkAll
    _PyPathConfig_ClearGlobal
    _PyPreConfig_InitCompatConfig
    _PyRWMutex_Lock
    _PyRWMutex_RLock
    _PyRWMutex_RUnlock
    _PyRWMutex_Unlock
    _PyRecursiveMutex_IsLockedByCurrentThread
    _PyRecursiveMutex_Lock
    _PyRecursiveMutex_Unlock
    _PySemaphore_Destroy
    _PySemaphore_Init
    _PySemaphore_Wait
    _PySemaphore_Wakeup
    _PySeqLock_AbandonWrite
    _PySeqLock_AfterFork
    _PySeqLock_BeginRead
    _PySeqLock_EndRead
    _PySeqLock_LockWrite
    _PySeqLock_UnlockWrite
    _PySet_Contains
    _PySet_NextEntry
    _PySet_NextEntryRef
    _PySet_Update
    _PySlice_FromIndices
    _PySlice_GetLongIndices
    _PyState_AddModule
    _PyStaticType_InitForExtension
    _PyStructSequence_NewType
    _PySuper_Lookup
    _PySys_GetAttr
    _PySys_GetSizeOf
    _PyThreadState_GetCurrent
    _PyThreadState_GetDict
    _PyThreadState_Init
    _PyThreadState_New
    _PyThreadState_NewBound
    _PyThreadState_Prealloc
    _PyThread_CurrentFrames
    _PyTime_AsLong
    _PyTime_AsMicroseconds
    _PyTime_AsMilliseconds
    _PyTime_AsTimespec
    _PyTime_AsTimespec_clamp
    _PyTime_AsTimeval
    _PyTime_AsTimevalTime_t
    _PyTime_AsTimeval_clamp
    _PyTime_FromLong
    _PyTime_FromMillisecondsObject
    _PyTime_FromSeconds
    _PyTime_FromSecondsObject
    _PyTime_MonotonicWithInfo
    _PyTime_ObjectToTime_t
    _PyTime_ObjectToTimespec
    _PyTime_ObjectToTimeval
    _PyTime_gmtime
    _PyTime_localtime
    _PyToken_OneChar
    _PyToken_ThreeChars
    _PyToken_TwoChars
    _PyTraceMalloc_GetTraceback
    _PyTrash_thread_deposit_object
    _PyTrash_thread_destroy_chain
    _PyTuple_FromArraySteal
    _PyTuple_Resize
    _PyType_GetDict
    _PyType_GetModuleByDef2
    _PyType_Lookup
    _PyType_LookupRef
    _PyType_Name
    _PyUnicodeWriter_Dealloc
    _PyUnicodeWriter_Finish
    _PyUnicodeWriter_Init
    _PyUnicodeWriter_PrepareInternal
    _PyUnicodeWriter_PrepareKindInternal
    _PyUnicodeWriter_WriteASCIIString
    _PyUnicodeWriter_WriteChar
    _PyUnicodeWriter_WriteLatin1String
    _PyUnicodeWriter_WriteStr
    _PyUnicodeWriter_WriteSubstring
    _PyUnicode_AsUTF8NoNUL
    _PyUnicode_AsUTF8String
    _PyUnicode_CheckConsistency
    _PyUnicode_Copy
    _PyUnicode_DecodeUnicodeEscapeInternal
    _PyUnicode_EncodeUTF16
    _PyUnicode_EncodeUTF32
    _PyUnicode_Equal
    _PyUnicode_EqualToASCIIString
    _PyUnicode_ExactDealloc
    _PyUnicode_FromId
    _PyUnicode_InternImmortal
    _PyUnicode_InternInPlace
    _PyUnicode_InternMortal
    _PyUnicode_IsAlpha
    _PyUnicode_IsDecimalDigit
    _PyUnicode_IsDigit
    _PyUnicode_IsLinebreak
    _PyUnicode_IsLowercase
    _PyUnicode_IsNumeric
    _PyUnicode_IsPrintable
    _PyUnicode_IsTitlecase
    _PyUnicode_IsUppercase
    _PyUnicode_IsWhitespace
    _PyUnicode_JoinArray
    _PyUnicode_ScanIdentifier
    _PyUnicode_ToDecimalDigit
    _PyUnicode_ToDigit
    _PyUnicode_ToLowercase
    _PyUnicode_ToNumeric
    _PyUnicode_ToTitlecase
    _PyUnicode_ToUppercase
    _PyUnicode_TransformDecimalAndSpaceToASCII
    _PyWeakref_ClearRef
    _PyWeakref_IsDead
    _PyXI_ApplyCapturedException
    _PyXI_ApplyError
    _PyXI_ApplyNamespace
    _PyXI_ClearExcInfo
    _PyXI_EndInterpreter
    _PyXI_Enter
    _PyXI_ExcInfoAsObject
    _PyXI_Exit
    _PyXI_FillNamespaceFromDict
    _PyXI_FormatExcInfo
    _PyXI_FreeNamespace
    _PyXI_HasCapturedException
    _PyXI_InitExcInfo
    _PyXI_NamespaceFromNames
    _PyXI_NewInterpreter
    _Py_BreakPoint
    _Py_Dealloc
    _Py_DecRef
    _Py_DecodeLocaleEx
    _Py_DisplaySourceLine
    _Py_EncodeLocaleEx
    _Py_FatalRefcountErrorFunc
    _Py_GetConfig
    _Py_GetConfigsAsDict
    _Py_GetErrorHandler
    _Py_Get_Getpath_CodeObject
    _Py_Gid_Converter
    _Py_HashBytes
    _Py_IncRef
    _Py_InitializeMain
    _Py_IsInterpreterFinalizing
    _Py_IsValidFD
    _Py_MakeCoro
    _Py_NewReference
    _Py_NewReferenceNoTotal
    _Py_RestoreSignals
    _Py_ResurrectReference
    _Py_SetLocaleFromEnv
    _Py_SetRefcnt
    _Py_Uid_Converter
    _Py_UniversalNewlineFgetsWithSize
    _Py_closerange
    _Py_dup
    _Py_fopen_obj
    _Py_fstat
    _Py_fstat_noraise
    _Py_hashtable_clear
    _Py_hashtable_compare_direct
    _Py_hashtable_destroy
    _Py_hashtable_foreach
    _Py_hashtable_get
    _Py_hashtable_hash_ptr
    _Py_hashtable_len
    _Py_hashtable_new
    _Py_hashtable_new_full
    _Py_hashtable_set
    _Py_hashtable_size
    _Py_hashtable_steal
    _Py_normpath
    _Py_open
    _Py_open_noraise
    _Py_set_inheritable
    _Py_set_inheritable_async_safe
    _Py_stat
    _Py_strhex
    _Py_strhex_bytes_with_sep
    _Py_trampoline_func_end
    _Py_trampoline_func_start
    _Py_union_type_or
    _Py_write
    _Py_write_noraise
}

#[rustfmt::skip]
unimplemented_data! {
    PyByteArrayIter_Type: 416
    PyBytesIter_Type: 416
    PyContextToken_Type: 416
    PyContextVar_Type: 416
    PyContext_Type: 416
    PyDictItems_Type: 416
    PyDictIterItem_Type: 416
    PyDictIterKey_Type: 416
    PyDictIterValue_Type: 416
    PyDictKeys_Type: 416
    PyDictRevIterItem_Type: 416
    PyDictRevIterKey_Type: 416
    PyDictRevIterValue_Type: 416
    PyDictValues_Type: 416
    PyEnum_Type: 416
    PyExc_ArithmeticError: 8
    PyExc_AssertionError: 8
    PyExc_AttributeError: 8
    PyExc_BaseException: 8
    PyExc_BaseExceptionGroup: 8
    PyExc_BlockingIOError: 8
    PyExc_BrokenPipeError: 8
    PyExc_BufferError: 8
    PyExc_BytesWarning: 8
    PyExc_ChildProcessError: 8
    PyExc_ConnectionAbortedError: 8
    PyExc_ConnectionError: 8
    PyExc_ConnectionRefusedError: 8
    PyExc_ConnectionResetError: 8
    PyExc_DeprecationWarning: 8
    PyExc_EOFError: 8
    PyExc_EncodingWarning: 8
    PyExc_EnvironmentError: 8
    PyExc_Exception: 8
    PyExc_FileExistsError: 8
    PyExc_FileNotFoundError: 8
    PyExc_FloatingPointError: 8
    PyExc_FutureWarning: 8
    PyExc_GeneratorExit: 8
    PyExc_IOError: 8
    PyExc_ImportError: 8
    PyExc_ImportWarning: 8
    PyExc_IndentationError: 8
    PyExc_IndexError: 8
    PyExc_InterpreterError: 8
    PyExc_InterpreterNotFoundError: 8
    PyExc_InterruptedError: 8
    PyExc_IsADirectoryError: 8
    PyExc_KeyError: 8
    PyExc_KeyboardInterrupt: 8
    PyExc_LookupError: 8
    PyExc_MemoryError: 8
    PyExc_ModuleNotFoundError: 8
    PyExc_NameError: 8
    PyExc_NotADirectoryError: 8
    PyExc_NotImplementedError: 8
    PyExc_OSError: 8
    PyExc_OverflowError: 8
    PyExc_PendingDeprecationWarning: 8
    PyExc_PermissionError: 8
    PyExc_ProcessLookupError: 8
    PyExc_PythonFinalizationError: 8
    PyExc_RecursionError: 8
    PyExc_ReferenceError: 8
    PyExc_ResourceWarning: 8
    PyExc_RuntimeError: 8
    PyExc_RuntimeWarning: 8
    PyExc_StopAsyncIteration: 8
    PyExc_StopIteration: 8
    PyExc_SyntaxError: 8
    PyExc_SyntaxWarning: 8
    PyExc_SystemError: 8
    PyExc_SystemExit: 8
    PyExc_TabError: 8
    PyExc_TimeoutError: 8
    PyExc_TypeError: 8
    PyExc_UnboundLocalError: 8
    PyExc_UnicodeDecodeError: 8
    PyExc_UnicodeEncodeError: 8
    PyExc_UnicodeError: 8
    PyExc_UnicodeTranslateError: 8
    PyExc_UnicodeWarning: 8
    PyExc_UserWarning: 8
    PyExc_ValueError: 8
    PyExc_Warning: 8
    PyExc_ZeroDivisionError: 8
    PyFilter_Type: 416
    PyFrameLocalsProxy_Type: 416
    PyImport_FrozenModules: 8
    PyImport_Inittab: 8
    PyListIter_Type: 416
    PyListRevIter_Type: 416
    PyLongRangeIter_Type: 416
    PyMap_Type: 416
    PyODictItems_Type: 416
    PyODictIter_Type: 416
    PyODictKeys_Type: 416
    PyODictValues_Type: 416
    PyODict_Type: 416
    PyOS_InputHook: 8
    PyOS_ReadlineFunctionPointer: 8
    PyPickleBuffer_Type: 416
    PyReversed_Type: 416
    PySetIter_Type: 416
    PyStdPrinter_Type: 416
    PyTupleIter_Type: 416
    PyUnicodeIter_Type: 416
    PyUnstable_ExecutableKinds: 48
    PyZip_Type: 416
    Py_BytesWarningFlag: 4
    Py_DebugFlag: 4
    Py_DontWriteBytecodeFlag: 4
    Py_FileSystemDefaultEncodeErrors: 8
    Py_FileSystemDefaultEncoding: 8
    Py_FrozenFlag: 4
    Py_GenericAliasType: 416
    Py_HasFileSystemDefaultEncoding: 4
    Py_HashRandomizationFlag: 4
    Py_IgnoreEnvironmentFlag: 4
    Py_InspectFlag: 4
    Py_InteractiveFlag: 4
    Py_IsolatedFlag: 4
    Py_NoSiteFlag: 4
    Py_NoUserSiteDirectory: 4
    Py_OptimizeFlag: 4
    Py_QuietFlag: 4
    Py_UTF8Mode: 4
    Py_UnbufferedStdioFlag: 4
    Py_VerboseFlag: 4
    _PyAsyncGenASend_Type: 416
    _PyEval_BinaryOps: 208
    _PyEval_ConversionFuncs: 32
    _PyImport_FrozenBootstrap: 8
    _PyImport_FrozenStdlib: 8
    _PyImport_FrozenTest: 8
    _PyIntrinsics_BinaryFunctions: 96
    _PyIntrinsics_UnaryFunctions: 192
    _PyOS_ReadlineTState: 8
    _PySet_Dummy: 8
    _PyUnion_Type: 416
    _Py_HashSecret: 24
}
