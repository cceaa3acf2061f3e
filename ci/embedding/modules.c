// Modules of the embedding program: built in, frozen, and made from code objects.
// run: inittab
// run: frozen
// run: exec
// run: late
#include <Python.h>
#include <marshal.h>

static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, "The answer."}, {NULL}};
static struct PyModuleDef single = {PyModuleDef_HEAD_INIT, "single", "One phase.", -1, methods};
static int exec_multi(PyObject *module) { return PyModule_AddIntConstant(module, "phase", 2); }
static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_multi}, {0, NULL}};
static struct PyModuleDef multi = {PyModuleDef_HEAD_INIT, "multi", "Two phases.", 0, methods, slots};
static PyObject *PyInit_single(void) { return PyModule_Create(&single); }
static PyObject *PyInit_multi(void) { return PyModuleDef_Init(&multi); }

static void show(PyObject *object) {
    if (object) { PyObject_Print(object, stdout, Py_PRINT_RAW); puts(""); } else { fflush(stdout); PyErr_Print(); }
    fflush(stdout);
}

int main(int argc, char **argv) {
    const char *how = argv[1];
    if (!strcmp(how, "inittab")) {
        printf("%d\n", PyImport_AppendInittab("single", PyInit_single));
        struct _inittab more[] = {{"multi", PyInit_multi}, {NULL, NULL}};
        printf("%d\n", PyImport_ExtendInittab(more));
        fflush(stdout);
        for (int round = 0; round < 2; round++) {
            Py_Initialize();
            PyRun_SimpleString("import sys, single, multi\n"
                               "print(single, single.answer(), single.__doc__, multi.answer(), multi.phase, multi)\n"
                               "print('single' in sys.builtin_module_names, single.__spec__, multi.__loader__)\n");
            Py_Finalize();
        }
        return 0;
    }
    if (!strcmp(how, "late")) {
        Py_Initialize();
        fflush(stdout);
        PyImport_AppendInittab("single", PyInit_single);
        return 0;
    }
    Py_Initialize();
    if (!strcmp(how, "frozen")) {
        PyObject *code = Py_CompileString("x = __name__\nprint('frozen runs', __name__)\n", "<frozen mine>", Py_file_input);
        PyObject *bytes = PyMarshal_WriteObjectToString(code, Py_MARSHAL_VERSION);
        static struct _frozen table[2];
        table[0].name = "mine";
        table[0].code = (unsigned char *)PyBytes_AS_STRING(bytes);
        table[0].size = PyBytes_GET_SIZE(bytes);
        PyImport_FrozenModules = table;
        printf("%d\n", PyImport_ImportFrozenModule("mine"));
        fflush(stdout);
        PyRun_SimpleString("import sys; print(sys.modules['mine'].x, sys.modules['mine'].__origname__)");
        PyRun_SimpleString("del sys.modules['mine']; import mine; print(mine, mine.__spec__.loader)");
        printf("%d\n", PyImport_ImportFrozenModule("nothing"));
        printf("%d\n", PyImport_ImportFrozenModule("__hello__"));
        fflush(stdout);
    }
    if (!strcmp(how, "exec")) {
        PyObject *code = Py_CompileString("y = 5\nprint(__name__, __file__)\n", "made.py", Py_file_input);
        show(PyImport_ExecCodeModule("made", code));
        show(PyImport_ExecCodeModuleEx("made2", code, "/other/made.py"));
        show(PyImport_ExecCodeModuleWithPathnames("made3", code, NULL, "/x/__pycache__/made.cpython-313.pyc"));
        PyObject *bad = Py_CompileString("1/0\n", "bad.py", Py_file_input);
        show(PyImport_ExecCodeModule("bad", bad));
        PyRun_SimpleString("import sys; print('bad' in sys.modules, sys.modules['made3'].__cached__)");
        show(PyImport_AddModule("fresh"));
        show(PyImport_ImportModule("json.tool"));
        show(PyImport_ImportModule("no.such"));
        show(PyImport_ImportModuleLevel("json.decoder", NULL, NULL, NULL, 0));
        PyObject *module = PyImport_ImportModule("stat");
        show(PyImport_ReloadModule(module));
        PyObject *path = PyUnicode_FromString("/tmp");
        show((PyObject *)Py_TYPE(PyImport_GetImporter(path)));
        show(PyImport_GetImporter(PyUnicode_FromString("/no/such/thing.zip")));
        printf("%ld %s\n", PyImport_GetMagicNumber(), PyImport_GetMagicTag());
    }
    return Py_FinalizeEx();
}
