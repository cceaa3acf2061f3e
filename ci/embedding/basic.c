// The shortest embedding: start, run, end; several times over, with functions to call at the end.
// run:
// run: 5
// run: 3 nosig
#include <Python.h>
#include <signal.h>

static void first(void) { puts("exit function 1"); }
static void second(void) { puts("exit function 2"); }

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    printf("initialized before: %d\n", Py_IsInitialized());
    for (int round = 0; round < rounds; round++) {
        if (argc > 2) Py_InitializeEx(0); else Py_Initialize();
        Py_Initialize();
        printf("initialized: %d finalizing: %d\n", Py_IsInitialized(), Py_IsFinalizing());
        struct sigaction action;
        sigaction(SIGINT, NULL, &action);
        printf("SIGINT handled: %d\n", action.sa_handler != SIG_DFL);
        Py_AtExit(first);
        Py_AtExit(second);
        fflush(stdout);
        int status = PyRun_SimpleString(
            "import sys, atexit, json, re, collections, threading\n"
            "print('hello', sys.argv, sys.flags.interactive, json.dumps({'a': [1, 2.5, None]}))\n"
            "print(re.sub('(a+)', r'<\\1>', 'baab'), sys.orig_argv, sys.executable.rpartition('/')[2])\n"
            "atexit.register(print, 'atexit')\n"
            "class A:\n"
            "    def __del__(self): print('del')\n"
            "a = A(); a.a = a\n"
            "threading.Thread(target=lambda: print('thread')).start()\n"
            "x = 1\n");
        printf("status %d\n", status);
        status = PyRun_SimpleString("print(x); y = x / 0\n");
        printf("status %d occurred %d\n", status, PyErr_Occurred() != NULL);
        fflush(stdout);
        status = Py_FinalizeEx();
        printf("finalized %d initialized %d\n", status, Py_IsInitialized());
        fflush(stdout);
    }
    return 0;
}
