//! Runtime, interpreter and thread state; the interpreter lock; configuration; start-up and shut-down.
