// The ways of old: global flags, Py_SetProgramName and its fellows, options before the start, PySys_SetArgv.
// run: flags
// run: names
// run: path
// run: options
// run: argv
// run: argv script.py a
// run: main -c import(sys);print(1)
// env: PYTHONHOME=/nowhere PYTHONPATH=/p
// run: env
#include <Python.h>

// Exported for programs that were built against older headers.
PyAPI_FUNC(void) Py_SetPath(const wchar_t *);
PyAPI_FUNC(void) PySys_SetPath(const wchar_t *);
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t *);
PyAPI_FUNC(int) PySys_HasWarnOptions(void);
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t *);

static void show(const char *name, const wchar_t *value) {
    printf("%s: %ls\n", name, value ? value : L"(null)");
}

static void answers(void) {
    show("program name", Py_GetProgramName());
    show("home", Py_GetPythonHome());
    show("prefix", Py_GetPrefix());
    show("exec prefix", Py_GetExecPrefix());
    show("path", Py_GetPath());
    show("full path", Py_GetProgramFullPath());
    printf("platform %s\n", Py_GetPlatform());
    fflush(stdout);
}

static void flags(void) {
    printf("%d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d\n", Py_DebugFlag, Py_VerboseFlag, Py_QuietFlag, Py_InteractiveFlag,
           Py_InspectFlag, Py_OptimizeFlag, Py_NoSiteFlag, Py_BytesWarningFlag, Py_FrozenFlag, Py_IgnoreEnvironmentFlag,
           Py_DontWriteBytecodeFlag, Py_NoUserSiteDirectory, Py_UnbufferedStdioFlag, Py_HashRandomizationFlag, Py_IsolatedFlag,
           Py_UTF8Mode);
    printf("%s %s %d\n", Py_FileSystemDefaultEncoding ? Py_FileSystemDefaultEncoding : "-",
           Py_FileSystemDefaultEncodeErrors ? Py_FileSystemDefaultEncodeErrors : "-", Py_HasFileSystemDefaultEncoding);
    fflush(stdout);
}

int main(int argc, char **argv) {
    const char *how = argv[1];
    if (!strcmp(how, "main")) {
        wchar_t *words[8];
        for (int i = 0; i < argc - 1; i++) words[i] = Py_DecodeLocale(argv[i + 1], NULL);
        for (wchar_t *c = words[2]; *c; c++) if (*c == L'(') { *c = L' '; break; }
        for (wchar_t *c = words[2]; *c; c++) if (*c == L')') { *c = L' '; break; }
        return Py_Main(argc - 1, words);
    }
    if (!strcmp(how, "flags")) {
        flags();
        Py_OptimizeFlag = 2; Py_QuietFlag = 1; Py_NoSiteFlag = 1; Py_BytesWarningFlag = 1; Py_DontWriteBytecodeFlag = 1;
        Py_IgnoreEnvironmentFlag = 1; Py_UTF8Mode = 1; Py_UnbufferedStdioFlag = 1; Py_IsolatedFlag = 1;
        Py_Initialize();
        flags();
        PyRun_SimpleString("import sys; print(sys.flags, sys.stdout.write_through, sys.getfilesystemencoding())");
    }
    if (!strcmp(how, "names")) {
        Py_SetProgramName(L"/some/where/program");
        answers();
        Py_Initialize();
        answers();
        PyRun_SimpleString("import sys; print(sys.executable, sys.argv, sys.prefix)");
    }
    if (!strcmp(how, "path")) {
        Py_SetProgramName(L"prog");
        Py_Initialize();
        wchar_t *path = wcsdup(Py_GetPath());
        Py_Finalize();
        Py_SetPath(path);
        answers();
        Py_Initialize();
        PyRun_SimpleString("import sys; print(sys.path == [p for p in sys.path], len(sys.path), sys.prefix, sys.exec_prefix)");
    }
    if (!strcmp(how, "options")) {
        PySys_AddWarnOption(L"once");
        PySys_AddWarnOption(L"ignore::ImportWarning");
        PySys_AddXOption(L"a=b");
        PySys_AddXOption(L"c");
        Py_Initialize();
        printf("has %d\n", PySys_HasWarnOptions());
        fflush(stdout);
        PyRun_SimpleString("import sys; print(sys.warnoptions, sys._xoptions)");
        PySys_AddXOption(L"late=x");
        PyObject_Print(PySys_GetXOptions(), stdout, 0);
        PySys_ResetWarnOptions();
        PyRun_SimpleString("print(sys.warnoptions, sys._xoptions)");
        PySys_SetPath(L"/x:/y");
        PyRun_SimpleString("print(sys.path)");
        PyRun_SimpleString("print(sys.flags)");
    }
    if (!strcmp(how, "argv")) {
        Py_Initialize();
        wchar_t *words[8];
        for (int i = 0; i < argc - 2; i++) words[i] = Py_DecodeLocale(argv[i + 2], NULL);
        PySys_SetArgvEx(argc - 2, words, 0);
        PyRun_SimpleString("import sys; print(sys.argv, len(sys.path))");
        PySys_SetArgv(argc - 2, words);
        PyRun_SimpleString("print(sys.argv, sys.path[0], len(sys.path))");
    }
    if (!strcmp(how, "env")) {
        Py_IgnoreEnvironmentFlag = 1;
        printf("%s\n", Py_GETENV("PYTHONHOME") ? "seen" : "not seen");
        Py_Initialize();
        PyRun_SimpleString("import sys; print('/p' in sys.path)");
    }
    return Py_FinalizeEx();
}
