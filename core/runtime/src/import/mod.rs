//! Import: the frozen bootstrap, built-in, frozen and extension modules, `_imp`.
