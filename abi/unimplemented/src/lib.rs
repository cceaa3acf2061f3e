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
    PyConfig_Clear
    PyConfig_InitIsolatedConfig
    PyConfig_InitPythonConfig
    PyConfig_Read
    PyConfig_SetArgv
    PyConfig_SetBytesArgv
    PyConfig_SetBytesString
    PyConfig_SetString
    PyConfig_SetWideStringList
    PyImport_AddModule
    PyImport_AddModuleObject
    PyImport_AppendInittab
    PyImport_ExecCodeModule
    PyImport_ExecCodeModuleEx
    PyImport_ExecCodeModuleObject
    PyImport_ExecCodeModuleWithPathnames
    PyImport_ExtendInittab
    PyImport_GetImporter
    PyImport_GetMagicNumber
    PyImport_GetMagicTag
    PyImport_ImportFrozenModule
    PyImport_ImportFrozenModuleObject
    PyImport_ImportModuleLevel
    PyImport_ReloadModule
    PyInit__sysconfig
    PyInit__tracemalloc
    PyInit_faulthandler
    PyMarshal_ReadLastObjectFromFile
    PyMarshal_ReadLongFromFile
    PyMarshal_ReadObjectFromFile
    PyMarshal_ReadObjectFromString
    PyMarshal_ReadShortFromFile
    PyMarshal_WriteLongToFile
    PyMarshal_WriteObjectToFile
    PyMarshal_WriteObjectToString
    PyODict_DelItem
    PyODict_New
    PyODict_SetItem
    PyOS_Readline
    PyPreConfig_InitIsolatedConfig
    PyPreConfig_InitPythonConfig
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
    PyStatus_Error
    PyStatus_Exception
    PyStatus_Exit
    PyStatus_IsError
    PyStatus_IsExit
    PyStatus_NoMemory
    PyStatus_Ok
    PySys_AddAuditHook
    PySys_AddWarnOption
    PySys_AddWarnOptionUnicode
    PySys_AddXOption
    PySys_AuditTuple
    PySys_GetXOptions
    PySys_HasWarnOptions
    PySys_ResetWarnOptions
    PySys_SetArgv
    PySys_SetArgvEx
    PySys_SetPath
    PyTraceMalloc_Track
    PyTraceMalloc_Untrack
    PyUnicode_DecodeUTF7
    PyUnicode_DecodeUTF7Stateful
    PyWideStringList_Append
    PyWideStringList_Insert
    Py_AtExit
    Py_CompileString
    Py_CompileStringExFlags
    Py_CompileStringFlags
    Py_CompileStringObject
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
    Py_GetArgcArgv
    Py_GetBuildInfo
    Py_GetCompiler
    Py_GetCopyright
    Py_GetExecPrefix
    Py_GetPath
    Py_GetPrefix
    Py_GetProgramFullPath
    Py_GetProgramName
    Py_GetPythonHome
    Py_Initialize
    Py_InitializeEx
    Py_InitializeFromConfig
    Py_Main
    Py_NewInterpreter
    Py_NewInterpreterFromConfig
    Py_PreInitialize
    Py_PreInitializeFromArgs
    Py_PreInitializeFromBytesArgs
    Py_RunMain
    Py_SetPath
    Py_SetProgramName
    Py_SetPythonHome
    _PyAST_Compile
    _PyArena_AddPyObject
    _PyArena_Free
    _PyArena_Malloc
    _PyArena_New
    _PyCompile_Assemble
    _PyCompile_CleanDoc
    _PyCompile_CodeGen
    _PyCompile_OptimizeCfg
    _PyConfig_AsDict
    _PyConfig_FromDict
    _PyConfig_InitCompatConfig
    _PyErr_SetFromPyStatus
    _PyInstructionSequence_New
    _PyInterpreterConfig_AsDict
    _PyInterpreterConfig_InitFromDict
    _PyInterpreterConfig_InitFromState
    _PyInterpreterConfig_UpdateFromDict
    _PyInterpreterState_GetConfigCopy
    _PyInterpreterState_SetConfig
    _PyPathConfig_ClearGlobal
    _PyPreConfig_InitCompatConfig
    _PyState_AddModule
    _PyToken_OneChar
    _PyToken_ThreeChars
    _PyToken_TwoChars
    _PyTraceMalloc_GetTraceback
    _Py_DecodeLocaleEx
    _Py_DisplaySourceLine
    _Py_EncodeLocaleEx
    _Py_GetConfig
    _Py_GetConfigsAsDict
    _Py_Get_Getpath_CodeObject
    _Py_InitializeMain
    _Py_IsValidFD
    _Py_RestoreSignals
    _Py_SetLocaleFromEnv
    _Py_closerange
    _Py_dup
    _Py_fopen_obj
    _Py_fstat
    _Py_fstat_noraise
    _Py_open
    _Py_open_noraise
    _Py_set_inheritable
    _Py_set_inheritable_async_safe
    _Py_stat
    _Py_write
    _Py_write_noraise
}

#[rustfmt::skip]
unimplemented_data! {
    PyODictItems_Type: 416
    PyODictIter_Type: 416
    PyODictKeys_Type: 416
    PyODictValues_Type: 416
    PyODict_Type: 416
    PyOS_InputHook: 8
    PyOS_ReadlineFunctionPointer: 8
    Py_BytesWarningFlag: 4
    Py_DebugFlag: 4
    Py_DontWriteBytecodeFlag: 4
    Py_FileSystemDefaultEncodeErrors: 8
    Py_FileSystemDefaultEncoding: 8
    Py_FrozenFlag: 4
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
    _PyOS_ReadlineTState: 8
}
