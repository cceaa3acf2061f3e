//! C shims that turn variadic calls into va_list walks.
