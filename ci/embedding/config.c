// PyConfig: what its functions fill in, before and after reading, and what the interpreter makes of it.
// run: dump compat
// run: dump python
// run: dump isolated
// run: dump python prog -X dev -W foo -bb -i x.py a b
// run: dump python prog -c pass a -b
// run: dump python prog -m mod
// run: dump python prog -V
// run: dump python prog -X int_max_str_digits=1
// run: dump isolated prog -X dev a
// env: PYTHONPATH=/a:/b PYTHONHASHSEED=3 PYTHONWARNINGS=x,y PYTHONIOENCODING=latin1 PYTHONUTF8=1 PYTHONOPTIMIZE=2
// run: dump python prog
// env: PYTHONPATH=/a:/b PYTHONHASHSEED=3 PYTHONWARNINGS=x,y PYTHONIOENCODING=latin1 PYTHONUTF8=1 PYTHONOPTIMIZE=2
// run: dump compat
// run: main python prog -c print(__name__) a
// run: main python prog -c 1/0
// run: main python prog -m json.tool --help
// run: main python prog nofile.py
// stdin: print("stdin", __file__)\n
// run: main python prog -
// run: main isolated prog -c pass
// run: fields
// run: twice
// run: exitcode
// run: nomain
#include <Python.h>
#include <stdio.h>

static void text(const char *name, const wchar_t *value) {
    if (value) printf("%s='%ls'\n", name, value); else printf("%s=NULL\n", name);
}

static void list(const char *name, const PyWideStringList *value) {
    printf("%s=[", name);
    for (Py_ssize_t i = 0; i < value->length; i++) printf("'%ls',", value->items[i]);
    printf("]\n");
}

#define INT(field) printf(#field "=%d\n", (int)c->field)
#define TEXT(field) text(#field, c->field)
#define LIST(field) list(#field, &c->field)

static void dump(PyConfig *c) {
    INT(_config_init); INT(isolated); INT(use_environment); INT(dev_mode); INT(install_signal_handlers); INT(use_hash_seed);
    INT(hash_seed); INT(faulthandler); INT(tracemalloc); INT(perf_profiling); INT(import_time); INT(code_debug_ranges);
    INT(show_ref_count); INT(dump_refs); TEXT(dump_refs_file); INT(malloc_stats); TEXT(filesystem_encoding); TEXT(filesystem_errors);
    TEXT(pycache_prefix); INT(parse_argv); LIST(orig_argv); LIST(argv); LIST(xoptions); LIST(warnoptions); INT(site_import);
    INT(bytes_warning); INT(warn_default_encoding); INT(inspect); INT(interactive); INT(optimization_level); INT(parser_debug);
    INT(write_bytecode); INT(verbose); INT(quiet); INT(user_site_directory); INT(configure_c_stdio); INT(buffered_stdio);
    TEXT(stdio_encoding); TEXT(stdio_errors); TEXT(check_hash_pycs_mode); INT(use_frozen_modules); INT(safe_path);
    INT(int_max_str_digits); INT(cpu_count); INT(pathconfig_warnings); TEXT(program_name); TEXT(pythonpath_env); TEXT(home);
    TEXT(platlibdir); INT(module_search_paths_set); LIST(module_search_paths); TEXT(stdlib_dir); TEXT(executable);
    TEXT(base_executable); TEXT(prefix); TEXT(base_prefix); TEXT(exec_prefix); TEXT(base_exec_prefix);
    INT(skip_source_first_line); TEXT(run_command); TEXT(run_module); TEXT(run_filename); TEXT(sys_path_0);
    INT(_install_importlib); INT(_init_main); INT(_is_python_build);
}

PyAPI_FUNC(void) _PyConfig_InitCompatConfig(PyConfig *);

static void init(PyConfig *config, const char *kind) {
    if (!strcmp(kind, "compat")) _PyConfig_InitCompatConfig(config);
    else if (!strcmp(kind, "python")) PyConfig_InitPythonConfig(config);
    else PyConfig_InitIsolatedConfig(config);
}

static int check(PyStatus status) {
    printf("status %d %s %s %d; exception %d error %d exit %d\n", status._type, status.func ? status.func : "-",
           status.err_msg ? status.err_msg : "-", status.exitcode, PyStatus_Exception(status), PyStatus_IsError(status),
           PyStatus_IsExit(status));
    fflush(stdout);
    return PyStatus_Exception(status);
}

static const char *SHOW =
    "import sys\n"
    "print(sys.argv, sys.orig_argv, sys.flags)\n"
    "print(sys.warnoptions, sys._xoptions, sys.prefix, sys.path, sys.executable, sys.pycache_prefix, sys.platlibdir)\n"
    "print(sys.stdin.encoding, sys.stdout.errors, sys.getfilesystemencoding(), sys.dont_write_bytecode)\n";

int main(int argc, char **argv) {
    PyConfig config;
    if (!strcmp(argv[1], "dump")) {
        init(&config, argv[2]);
        dump(&config);
        if (argc > 3 && check(PyConfig_SetBytesArgv(&config, argc - 3, argv + 3))) return 1;
        puts("-- read");
        if (check(PyConfig_Read(&config))) return 1;
        dump(&config);
        puts("-- again");
        if (check(PyConfig_Read(&config))) return 1;
        list("argv", &config.argv);
        PyConfig_Clear(&config);
        return 0;
    }
    if (!strcmp(argv[1], "main")) {
        init(&config, argv[2]);
        if (check(PyConfig_SetBytesArgv(&config, argc - 3, argv + 3))) return 1;
        if (check(Py_InitializeFromConfig(&config))) return 1;
        PyConfig_Clear(&config);
        return Py_RunMain();
    }
    if (!strcmp(argv[1], "exitcode")) {
        PyConfig_InitPythonConfig(&config);
        char *words[] = {"prog", "-c", "import sys; sys.exit(7)"};
        PyConfig_SetBytesArgv(&config, 3, words);
        if (check(Py_InitializeFromConfig(&config))) return 1;
        int code = Py_RunMain();
        printf("code %d initialized %d\n", code, Py_IsInitialized());
        return code;
    }
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = 0;
    wchar_t *words[] = {L"first", L"-x", L"\u00e9"};
    check(PyConfig_SetArgv(&config, 3, words));
    check(PyConfig_SetString(&config, &config.program_name, L"./my program"));
    check(PyConfig_SetBytesString(&config, &config.pycache_prefix, "cache"));
    check(PyWideStringList_Append(&config.xoptions, L"one=1"));
    check(PyWideStringList_Append(&config.xoptions, L"three"));
    check(PyWideStringList_Insert(&config.xoptions, 1, L"two"));
    check(PyWideStringList_Insert(&config.xoptions, 100, L"last"));
    check(PyWideStringList_Insert(&config.xoptions, -1, L"bad"));
    wchar_t *filters[] = {L"ignore", L"error::UserWarning"};
    check(PyConfig_SetWideStringList(&config, &config.warnoptions, 2, filters));
    config.optimization_level = 1;
    config.bytes_warning = 1;
    config.quiet = 1;
    config.site_import = 0;
    config.write_bytecode = 0;
    config.use_hash_seed = 1;
    config.hash_seed = 42;
    config.int_max_str_digits = 5000;
    config.cpu_count = 3;
    if (!strcmp(argv[1], "nomain")) config._init_main = 0;
    if (check(Py_InitializeFromConfig(&config))) return 1;
    if (!strcmp(argv[1], "nomain")) {
        printf("initialized %d\n", Py_IsInitialized());
        fflush(stdout);
        PyRun_SimpleString("import sys; sys.stderr.write('core: ' + str('_frozen_importlib_external' in sys.modules) + '\\n')");
        PyAPI_FUNC(PyStatus) _Py_InitializeMain(void);
        if (check(_Py_InitializeMain())) return 1;
    }
    PyRun_SimpleString(SHOW);
    PyRun_SimpleString("print(hash('abc'), sys.get_int_max_str_digits()); import os; print(os.cpu_count())");
    if (!strcmp(argv[1], "twice")) {
        PyConfig_SetString(&config, &config.program_name, L"other");
        config.optimization_level = 0;
        check(Py_InitializeFromConfig(&config));
        PyRun_SimpleString("print(sys.flags.optimize)");
    }
    PyConfig_Clear(&config);
    fflush(stdout);
    return Py_FinalizeEx();
}
