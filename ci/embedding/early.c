// What works before the start, and what goes wrong early.
// run: status
// run: null
// run: exit
// run: error
// env: LC_ALL=C
// run: locale python
// env: LC_ALL=C
// run: locale isolated
// env: LC_ALL=C PYTHONUTF8=0
// run: locale python
// env: LC_ALL=C.UTF-8
// run: locale isolated
// env: LC_ALL=C.UTF-8
// run: locale utf8
// run: args python -X utf8=0 -X dev
// run: args python -I
// run: args python -X utf8=wrong
// run: memory
#include <Python.h>
#include <locale.h>

static int check(PyStatus status) {
    printf("status %d %s %s %d\n", status._type, status.func ? status.func : "-", status.err_msg ? status.err_msg : "-",
           status.exitcode);
    fflush(stdout);
    return PyStatus_Exception(status);
}

// Before the start only decoding is possible: what encoding allocates needs an interpreter.
static void decode(const char *text) {
    size_t length = 77;
    wchar_t *wide = Py_DecodeLocale(text, &length);
    if (!wide) { printf("decode error %zd\n", (Py_ssize_t)length); return; }
    printf("%zu: %x\n", length, (unsigned)wide[0]);
    PyMem_RawFree(wide);
}

static void round_trip(const char *text) {
    size_t length = 77, position = 77;
    wchar_t *wide = Py_DecodeLocale(text, &length);
    if (!wide) { printf("decode error %zd\n", (Py_ssize_t)length); return; }
    printf("%zu:", length);
    for (size_t i = 0; i < length; i++) printf(" %x", (unsigned)wide[i]);
    char *back = Py_EncodeLocale(wide, &position);
    printf(" back %d %zd\n", back && !strcmp(back, text), (Py_ssize_t)position);
    PyMem_Free(back);
    PyMem_RawFree(wide);
}

int main(int argc, char **argv) {
    const char *how = argv[1];
    if (!strcmp(how, "status")) {
        check(PyStatus_Ok());
        check(PyStatus_Error("wrong"));
        check(PyStatus_NoMemory());
        check(PyStatus_Exit(4));
        printf("%s|%s\n", Py_GetPlatform(), Py_GetVersion() ? "version" : "-");
        printf("%d %d\n", Py_IsInitialized(), PyImport_Inittab != NULL);
        return 0;
    }
    if (!strcmp(how, "null")) {
        check(Py_PreInitialize(NULL));
        check(Py_InitializeFromConfig(NULL));
        return 0;
    }
    if (!strcmp(how, "exit")) Py_ExitStatusException(PyStatus_Exit(12));
    if (!strcmp(how, "error")) Py_ExitStatusException(PyStatus_Error("my own error"));
    if (!strcmp(how, "memory")) {
        char *raw = PyMem_RawMalloc(10);
        raw = PyMem_RawRealloc(raw, 100);
        PyMem_RawFree(raw);
        void *none = PyMem_RawCalloc(0, 0);
        printf("%d\n", none != NULL);
        PyMem_RawFree(none);
        return 0;
    }
    PyPreConfig config;
    if (!strcmp(argv[2], "isolated")) PyPreConfig_InitIsolatedConfig(&config); else PyPreConfig_InitPythonConfig(&config);
    if (!strcmp(argv[2], "utf8")) config.utf8_mode = 1;
    if (!strcmp(how, "args")) {
        if (check(Py_PreInitializeFromBytesArgs(&config, argc - 2, argv + 2))) return 1;
    } else if (check(Py_PreInitialize(&config))) {
        return 1;
    }
    check(Py_PreInitialize(&config));
    printf("%d %d %d %s\n", Py_UTF8Mode, Py_IsolatedFlag, Py_IgnoreEnvironmentFlag, setlocale(LC_CTYPE, NULL));
    decode("plain");
    decode("\xc3\xa9");
    decode("\xff\xc3");
    fflush(stdout);
    Py_Initialize();
    round_trip("plain");
    round_trip("\xc3\xa9");
    round_trip("\xff\xc3");
    round_trip("\xed\xb2\x80");
    round_trip("\xf0\x9f\x98\x80");
    size_t position = 5;
    char *encoded = Py_EncodeLocale(L"a\xd800", &position);
    printf("%s %zd\n", encoded ? encoded : "(null)", (Py_ssize_t)position);
    fflush(stdout);
    PyRun_SimpleString("import sys; print(sys.flags.utf8_mode, sys.flags.isolated, sys.getfilesystemencoding(), sys.stdout.encoding)");
    return Py_FinalizeEx();
}
