//! Unicode 15.1 character data, generated from the oracle's tables.
