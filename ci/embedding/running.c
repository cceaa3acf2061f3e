// PyRun_*, Py_CompileString*: text, files, prompts, and how errors come out.
// run: text
// run: files
// stdin: 1+1\nif 1:\n  2\n\nfoo\nx = (\n1)\nx\n
// run: prompt
// stdin: 1+1\n2+\n3\n
// run: one
// stdin: print("any", __file__)\n1/0\n
// run: any
// run: compile
// run: exit 3
// run: exit text
// run: pyexit
#include <Python.h>

static void show(PyObject *object) {
    if (object) { PyObject_Print(object, stdout, 0); puts(""); } else { fflush(stdout); PyErr_Print(); }
    fflush(stdout);
}

static FILE *file_with(const char *name, const char *text) {
    FILE *file = fopen(name, "w");
    fputs(text, file);
    fclose(file);
    return fopen(name, "r");
}

int main(int argc, char **argv) {
    const char *how = argv[1];
    Py_Initialize();
    PyObject *globals = PyDict_New();
    if (!strcmp(how, "text")) {
        show(PyRun_String("1 + 1", Py_eval_input, globals, globals));
        show(PyRun_String("x = 3\ny = x * 2", Py_file_input, globals, globals));
        show(PyRun_String("y", Py_single_input, globals, globals));
        show(PyRun_String("1 +", Py_eval_input, globals, globals));
        show(PyRun_String("x = ", Py_file_input, globals, globals));
        show(PyRun_String("1/0", Py_eval_input, globals, globals));
        PyCompilerFlags flags = {0, 13};
        printf("%d", PyRun_SimpleStringFlags("from __future__ import annotations\n", &flags));
        printf(" %x\n", flags.cf_flags);
        fflush(stdout);
        printf("%d\n", PyRun_SimpleString("raise ValueError('\xc3\xa9')"));
        printf("%d\n", PyRun_SimpleString("def f(:"));
        printf("%d\n", PyRun_SimpleString("print(__name__, '__builtins__' in globals())"));
    }
    if (!strcmp(how, "files")) {
        FILE *file = file_with("a.py", "z = 1\nprint(globals().get('__file__'), __name__)\n");
        PyDict_SetItemString(globals, "__name__", PyUnicode_FromString("mine"));
        show(PyRun_File(file, "a.py", Py_file_input, globals, globals));
        rewind(file);
        show(PyRun_FileEx(file, "b.py", Py_file_input, globals, globals, 1));
        file = file_with("c.py", "print(__file__, __cached__, __loader__.path)\n1/0\n");
        printf("%d\n", PyRun_SimpleFile(file, "c.py"));
        fclose(file);
        file = file_with("d.py", "x = = 1\n");
        printf("%d\n", PyRun_SimpleFileEx(file, "d.py", 1));
        file = file_with("e.py", "# coding: latin1\nprint(ascii('\xe9'))\n");
        printf("%d\n", PyRun_AnyFileEx(file, "e.py", 1));
        file = file_with("f.py", "print('\xe9')\n");
        printf("%d\n", PyRun_AnyFileEx(file, "f.py", 1));
        PyRun_SimpleString("print('__file__' in globals())\n"
                           "import py_compile; py_compile.compile('a.py', 'a.pyc')");
        file = fopen("a.pyc", "rb");
        printf("%d\n", PyRun_SimpleFileEx(file, "a.pyc", 1));
    }
    if (!strcmp(how, "prompt")) printf("%d\n", PyRun_InteractiveLoop(stdin, "<mine>"));
    if (!strcmp(how, "one")) {
        PyRun_SimpleString("import sys; sys.ps1 = '1> '; sys.ps2 = '2> '");
        for (int i = 0; i < 5; i++) printf("%d\n", PyRun_InteractiveOne(stdin, "<one>"));
    }
    if (!strcmp(how, "any")) {
        printf("%d\n", Py_FdIsInteractive(stdin, "<stdin>"));
        printf("%d\n", PyRun_AnyFile(stdin, NULL));
    }
    if (!strcmp(how, "compile")) {
        show(Py_CompileString("a + b", "<a>", Py_eval_input));
        show(Py_CompileString("a + ", "<a>", Py_eval_input));
        show(Py_CompileString("x: int = 1", "file.py", Py_file_input));
        PyCompilerFlags flags = {PyCF_ONLY_AST, 13};
        show(Py_CompileStringFlags("f(1)", "<a>", Py_eval_input, &flags));
        flags.cf_flags = PyCF_ALLOW_INCOMPLETE_INPUT | PyCF_DONT_IMPLY_DEDENT;
        show(Py_CompileStringFlags("if 1:\n  (", "<a>", Py_single_input, &flags));
        PyObject *code = Py_CompileStringExFlags("'doc'\nassert x", "<a>", Py_file_input, NULL, 2);
        show(PyEval_EvalCode(code, globals, globals));
        show(PyDict_GetItemString(globals, "__doc__"));
    }
    if (!strcmp(how, "exit")) {
        PyRun_SimpleString("import atexit; atexit.register(print, 'at exit')");
        if (!strcmp(argv[2], "text")) PyRun_SimpleString("raise SystemExit('the end')");
        PyRun_SimpleString("import sys; sys.exit(3)");
        puts("not reached");
    }
    if (!strcmp(how, "pyexit")) {
        PyRun_SimpleString("import atexit; atexit.register(print, 'at exit')");
        Py_Exit(9);
    }
    fflush(stdout);
    return Py_FinalizeEx();
}
