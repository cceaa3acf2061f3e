// marshal in files and strings; Py_UniversalNewline-free reading; configurations as the interpreter shows them.
// run: marshal
// run: audit
// run: threads
#include <Python.h>
#include <marshal.h>
#include <pthread.h>

static void show(PyObject *object) {
    if (object) { PyObject_Print(object, stdout, 0); puts(""); } else { fflush(stdout); PyErr_Print(); }
    fflush(stdout);
}

static int hook(const char *event, PyObject *args, void *data) {
    if (!strncmp(event, "mine.", 5) || !strncmp(event, "cpython.", 8) || !strcmp(event, "sys.addaudithook")) {
        printf("%s: %s", (const char *)data, event);
        if (args) { printf(" "); PyObject_Print(args, stdout, 0); }
        puts("");
        fflush(stdout);
    }
    if (!strcmp(event, "mine.stop")) { PyErr_SetString(PyExc_PermissionError, "stopped"); return -1; }
    return 0;
}

static void *worker(void *data) {
    PyGILState_STATE state = PyGILState_Ensure();
    PyRun_SimpleString("counter += 1");
    PyGILState_Release(state);
    return NULL;
}

int main(int argc, char **argv) {
    const char *how = argv[1];
    if (!strcmp(how, "audit")) {
        printf("%d\n", PySys_AddAuditHook(hook, "first"));
        fflush(stdout);
    }
    Py_Initialize();
    if (!strcmp(how, "marshal")) {
        PyObject *value = Py_BuildValue("(i[sd]O{s:O})", 5, "text", 2.5, Py_None, "key", Py_True);
        FILE *file = fopen("data", "wb");
        PyMarshal_WriteLongToFile(0x12345678L, file, Py_MARSHAL_VERSION);
        PyMarshal_WriteObjectToFile(value, file, Py_MARSHAL_VERSION);
        PyMarshal_WriteLongToFile(-2, file, Py_MARSHAL_VERSION);
        PyMarshal_WriteObjectToFile(value, file, 0);
        fclose(file);
        file = fopen("data", "rb");
        printf("%lx\n", PyMarshal_ReadLongFromFile(file));
        show(PyMarshal_ReadObjectFromFile(file));
        printf("%x\n", PyMarshal_ReadShortFromFile(file));
        printf("%x\n", PyMarshal_ReadShortFromFile(file));
        show(PyMarshal_ReadLastObjectFromFile(file));
        show(PyMarshal_ReadObjectFromFile(file));
        printf("%ld\n", PyMarshal_ReadLongFromFile(file));
        PyErr_Print();
        printf("%d\n", PyMarshal_ReadShortFromFile(file));
        PyErr_Print();
        fclose(file);
        PyObject *text = PyMarshal_WriteObjectToString(value, 4);
        show(text);
        show(PyMarshal_ReadObjectFromString(PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text)));
        show(PyMarshal_ReadObjectFromString("(", 1));
        show(PyMarshal_WriteObjectToString((PyObject *)&PyLong_Type, 4));
    }
    if (!strcmp(how, "audit")) {
        printf("%d\n", PySys_AddAuditHook(hook, "second"));
        PyRun_SimpleString("import sys; sys.audit('mine.event', 1, 'two')");
        PySys_Audit("mine.c", "is", 3, "four");
        PySys_AuditTuple("mine.tuple", PyTuple_New(0));
        printf("%d\n", PySys_AuditTuple("mine.bad", PyLong_FromLong(1)));
        PyErr_Print();
        PyRun_SimpleString("sys.audit('mine.stop')");
        PyRun_SimpleString("sys.addaudithook(lambda event, args: print('python:', event) if event.startswith('mine') else None)\n"
                           "sys.audit('mine.last')");
    }
    if (!strcmp(how, "threads")) {
        PyRun_SimpleString("counter = 0");
        pthread_t threads[8];
        PyThreadState *state = PyEval_SaveThread();
        for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, worker, NULL);
        for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
        PyEval_RestoreThread(state);
        PyRun_SimpleString("print(counter)");
        printf("%d %d\n", PyGILState_Check(), PyGILState_GetThisThreadState() == PyThreadState_Get());
        PyGILState_STATE outer = PyGILState_Ensure();
        PyGILState_Release(outer);
    }
    fflush(stdout);
    return Py_FinalizeEx();
}
