//! The matching engine behind _sre: pattern code words against text, free of objects.
