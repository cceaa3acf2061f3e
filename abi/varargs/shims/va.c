/* The shims: see va.h. */
#include "va.h"

#include <stdio.h>

#pragma GCC visibility push(hidden)

void *ks_va_pointer(ks_va *va) { return va_arg(va->list, void *); }
int ks_va_int(ks_va *va) { return va_arg(va->list, int); }
long ks_va_long(ks_va *va) { return va_arg(va->list, long); }
double ks_va_double(ks_va *va) { return va_arg(va->list, double); }

/* A shim that takes `...` after `last` and returns what `call`, which may use `&va`, gives. */
#define VARIADIC(type, name, params, last, call) \
    type name params                             \
    {                                            \
        ks_va va;                                \
        va_start(va.list, last);                 \
        type result = call;                      \
        va_end(va.list);                         \
        return result;                           \
    }

#define VARIADIC_VOID(name, params, last, call) \
    void name params                            \
    {                                           \
        ks_va va;                               \
        va_start(va.list, last);                \
        call;                                   \
        va_end(va.list);                        \
    }

/* A shim that takes a caller's `va_list`, which stays untouched. */
#define WITH_LIST(type, name, params, call) \
    type name params                        \
    {                                       \
        ks_va va;                           \
        va_copy(va.list, list);             \
        type result = call;                 \
        va_end(va.list);                    \
        return result;                      \
    }

VARIADIC(int, ks_PyArg_Parse, (object *arg, const char *format, ...), format, ks_parse(arg, format, &va))
VARIADIC(int, ks_PyArg_ParseTuple, (object *args, const char *format, ...), format, ks_parse_tuple(args, format, &va))
VARIADIC(int, ks__PyArg_ParseStack, (object *const *args, ptrdiff_t nargs, const char *format, ...), format,
         ks_parse_stack(args, nargs, format, &va))
VARIADIC(int, ks_PyArg_ParseTupleAndKeywords,
         (object *args, object *kwargs, const char *format, const char *const *names, ...), names,
         ks_parse_keywords(args, kwargs, format, names, &va))
VARIADIC(int, ks__PyArg_ParseTupleAndKeywordsFast, (object *args, object *kwargs, void *parser, ...), parser,
         ks_parse_tuple_parser(args, kwargs, parser, &va))
VARIADIC(int, ks__PyArg_ParseStackAndKeywords,
         (object *const *args, ptrdiff_t nargs, object *kwnames, void *parser, ...), parser,
         ks_parse_stack_parser(args, nargs, kwnames, parser, &va))
VARIADIC(int, ks_PyArg_UnpackTuple, (object *args, const char *name, ptrdiff_t min, ptrdiff_t max, ...), max,
         ks_unpack_tuple(args, name, min, max, &va))
WITH_LIST(int, ks_PyArg_VaParse, (object *args, const char *format, va_list list), ks_parse_tuple(args, format, &va))
WITH_LIST(int, ks_PyArg_VaParseTupleAndKeywords,
          (object *args, object *kwargs, const char *format, const char *const *names, va_list list),
          ks_parse_keywords(args, kwargs, format, names, &va))

VARIADIC(object *, ks_Py_BuildValue, (const char *format, ...), format, ks_build_value(format, &va))
WITH_LIST(object *, ks_Py_VaBuildValue, (const char *format, va_list list), ks_build_value(format, &va))
VARIADIC(object *, ks_PyTuple_Pack, (ptrdiff_t count, ...), count, ks_tuple_pack(count, &va))

VARIADIC(object *, ks_PyUnicode_FromFormat, (const char *format, ...), format, ks_unicode_format(format, &va))
WITH_LIST(object *, ks_PyUnicode_FromFormatV, (const char *format, va_list list), ks_unicode_format(format, &va))
VARIADIC(object *, ks_PyBytes_FromFormat, (const char *format, ...), format, ks_bytes_format(format, &va))
WITH_LIST(object *, ks_PyBytes_FromFormatV, (const char *format, va_list list), ks_bytes_format(format, &va))

VARIADIC(object *, ks_PyErr_Format, (object *exception, const char *format, ...), format,
         ks_raise_format(exception, format, &va))
WITH_LIST(object *, ks_PyErr_FormatV, (object *exception, const char *format, va_list list),
          ks_raise_format(exception, format, &va))
VARIADIC(object *, ks__PyErr_Format, (void *tstate, object *exception, const char *format, ...), format,
         ((void)tstate, ks_raise_format(exception, format, &va)))
VARIADIC(object *, ks__PyErr_FormatFromCause, (object *exception, const char *format, ...), format,
         ks_raise_format_cause(exception, format, &va))
VARIADIC(int, ks_PyErr_WarnFormat, (object *category, ptrdiff_t level, const char *format, ...), format,
         ks_warn_format(category, level, format, &va))
VARIADIC(int, ks_PyErr_ResourceWarning, (object *source, ptrdiff_t level, const char *format, ...), format,
         ks_resource_warning(source, level, format, &va))
VARIADIC(int, ks_PyErr_WarnExplicitFormat,
         (object *category, const char *filename, int lineno, const char *module, object *registry, const char *format,
          ...),
         format, ks_warn_explicit_format(category, filename, lineno, module, registry, format, &va))
VARIADIC_VOID(ks_PyErr_FormatUnraisable, (const char *format, ...), format, ks_unraisable_format(format, &va))

VARIADIC(object *, ks_PyObject_CallFunction, (object *callable, const char *format, ...), format,
         ks_call_format(callable, format, &va))
VARIADIC(object *, ks_PyEval_CallFunction, (object *callable, const char *format, ...), format,
         ks_call_built(callable, format, &va))
VARIADIC(object *, ks_PyEval_CallMethod, (object *receiver, const char *name, const char *format, ...), format,
         ks_call_method_built(receiver, name, format, &va))
VARIADIC(object *, ks_PyObject_CallMethod, (object *receiver, const char *name, const char *format, ...), format,
         ks_call_method_format(receiver, name, format, &va))
VARIADIC(object *, ks__PyObject_CallMethod, (object *receiver, object *name, const char *format, ...), format,
         ks_call_method_object_format(receiver, name, format, &va))
VARIADIC(object *, ks__PyObject_CallMethodId, (object *receiver, void *id, const char *format, ...), format,
         ks_call_method_id_format(receiver, id, format, &va))
VARIADIC(object *, ks_PyObject_CallFunctionObjArgs, (object *callable, ...), callable, ks_call_objects(callable, &va))
VARIADIC(object *, ks_PyObject_CallMethodObjArgs, (object *receiver, object *name, ...), name,
         ks_call_method_objects(receiver, name, &va))

VARIADIC(int, ks_PySys_Audit, (const char *event, const char *format, ...), format, ks_audit(event, format, &va))
VARIADIC_VOID(ks_PySys_FormatStdout, (const char *format, ...), format, ks_sys_format(0, format, &va))
VARIADIC_VOID(ks_PySys_FormatStderr, (const char *format, ...), format, ks_sys_format(1, format, &va))

int ks_PyOS_vsnprintf(char *text, size_t size, const char *format, va_list list)
{
    if (size > (size_t)0x7fffffff - 512) {
        if (size != 0)
            text[0] = '\0';
        return -666;
    }
    int length = vsnprintf(text, size, format, list);
    if (size > 0)
        text[size - 1] = '\0';
    return length;
}

VARIADIC(int, ks_PyOS_snprintf, (char *text, size_t size, const char *format, ...), format,
         ks_PyOS_vsnprintf(text, size, format, va.list))

/* Text written to sys.stdout or sys.stderr is cut at 1000 bytes, and the cut is said. */
static void write_text(int to_stderr, const char *format, va_list list)
{
    char text[1001];
    int length = vsnprintf(text, sizeof text, format, list);
    ks_sys_write(to_stderr, text, length < 0 || (size_t)length >= sizeof text);
}

VARIADIC_VOID(ks_PySys_WriteStdout, (const char *format, ...), format, write_text(0, format, va.list))
VARIADIC_VOID(ks_PySys_WriteStderr, (const char *format, ...), format, write_text(1, format, va.list))

void ks__Py_FatalErrorFormat(const char *function, const char *format, ...)
{
    char text[1001];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    ks_fatal_format(function, text);
}

#pragma GCC visibility pop
