/* Variadic calls of the C API: what `...` and `va_list` become before Rust sees them.
 *
 * Rust works on a cursor, `ks_va`, and takes values from it through the accessors in va.c. Each exported variadic
 * function is a jump (in src/exports.rs) to its shim here, which makes the cursor and calls the Rust function that does
 * the work. All names here are hidden: only the jumps are exported.
 */
#ifndef KS_VA_H
#define KS_VA_H

#include <stdarg.h>
#include <stddef.h>

#pragma GCC visibility push(hidden)

typedef struct { va_list list; } ks_va;
typedef void object;

void *ks_va_pointer(ks_va *);
int ks_va_int(ks_va *);
long ks_va_long(ks_va *);
double ks_va_double(ks_va *);

/* Rust. */
int ks_parse(object *arg, const char *format, ks_va *);
int ks_parse_tuple(object *args, const char *format, ks_va *);
int ks_parse_stack(object *const *args, ptrdiff_t nargs, const char *format, ks_va *);
int ks_parse_keywords(object *args, object *kwargs, const char *format, const char *const *names, ks_va *);
int ks_parse_tuple_parser(object *args, object *kwargs, void *parser, ks_va *);
int ks_parse_stack_parser(object *const *args, ptrdiff_t nargs, object *kwnames, void *parser, ks_va *);
int ks_unpack_tuple(object *args, const char *name, ptrdiff_t min, ptrdiff_t max, ks_va *);
object *ks_build_value(const char *format, ks_va *);
object *ks_tuple_pack(ptrdiff_t count, ks_va *);
object *ks_unicode_format(const char *format, ks_va *);
object *ks_bytes_format(const char *format, ks_va *);
object *ks_raise_format(object *exception, const char *format, ks_va *);
object *ks_raise_format_cause(object *exception, const char *format, ks_va *);
int ks_warn_format(object *category, ptrdiff_t stack_level, const char *format, ks_va *);
int ks_resource_warning(object *source, ptrdiff_t stack_level, const char *format, ks_va *);
int ks_warn_explicit_format(object *category, const char *filename, int lineno, const char *module, object *registry,
                            const char *format, ks_va *);
void ks_unraisable_format(const char *format, ks_va *);
object *ks_call_built(object *callable, const char *format, ks_va *);
object *ks_call_method_built(object *receiver, const char *name, const char *format, ks_va *);
object *ks_call_format(object *callable, const char *format, ks_va *);
object *ks_call_method_format(object *receiver, const char *name, const char *format, ks_va *);
object *ks_call_method_object_format(object *receiver, object *name, const char *format, ks_va *);
object *ks_call_method_id_format(object *receiver, void *id, const char *format, ks_va *);
object *ks_call_objects(object *callable, ks_va *);
object *ks_call_method_objects(object *receiver, object *name, ks_va *);
int ks_audit(const char *event, const char *format, ks_va *);
void ks_sys_format(int to_stderr, const char *format, ks_va *);
void ks_sys_write(int to_stderr, const char *text, int truncated);
void ks_fatal_format(const char *function, const char *message);

#pragma GCC visibility pop
#endif
