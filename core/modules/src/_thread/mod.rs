//! `_thread`: what of it other modules need.

use ks_runtime::prelude::*;

/// In the child of `fork`.
pub fn after_fork(_th: &mut Thread) {}
