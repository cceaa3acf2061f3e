//! What is printed of an exception in the end.
