//! `_sre`: what `re` compiles to. The matching itself is the crate `ks-sre`.

mod matching;
mod pattern;
mod subject;
mod template;

use ks_runtime::prelude::*;
use ks_sre::constants::{MAGIC, MAXGROUPS, MAXREPEAT};

use matching::Match_Type;
use pattern::{Pattern_Type, Scanner_Type};
use template::Template_Type;

#[pyfunction(sig = "(pattern, flags, code, groups, groupindex, indexgroup)", doc = "Make a pattern of its code words.")]
fn compile(
    #[arg(keep_none)] pattern: &Object,
    flags: std::ffi::c_int,
    code: &List,
    groups: isize,
    groupindex: &Dict,
    indexgroup: &Tuple,
    th: &mut Thread,
) -> PyResult<Ref<pattern::Pattern>> {
    pattern::Pattern::compile(pattern, flags, code, groups, groupindex, indexgroup, th)
}

#[pyfunction(
    sig = "(pattern, template, /)",
    name = "template",
    doc = "Make a template of its parts: a literal, and by turns a group's number and a literal."
)]
fn template_(pattern: &Object, template: &List, th: &mut Thread) -> PyResult<Ref<template::Template>> {
    let _ = pattern;
    template::Template::make(template, th)
}

#[pyfunction(sig = "()", doc = "How many bytes a code word has.")]
fn getcodesize() -> isize {
    size_of::<u32>() as isize
}

#[pyfunction(sig = "(character, /)", doc = "Whether an ASCII character is a letter.")]
fn ascii_iscased(character: std::ffi::c_int) -> bool {
    ks_sre::ascii_is_cased(character as u32)
}

#[pyfunction(sig = "(character, /)", doc = "Whether a character has another case.")]
fn unicode_iscased(character: std::ffi::c_int) -> bool {
    ks_sre::unicode_is_cased(character as u32)
}

#[pyfunction(sig = "(character, /)", doc = "An ASCII character in lower case.")]
fn ascii_tolower(character: std::ffi::c_int) -> isize {
    ks_sre::ascii_to_lower(character as u32) as i32 as isize
}

#[pyfunction(sig = "(character, /)", doc = "A character in lower case.")]
fn unicode_tolower(character: std::ffi::c_int) -> isize {
    ks_sre::unicode_to_lower(character as u32) as i32 as isize
}

fn exec(module: &Object, th: &mut Thread) -> PyResult<()> {
    for ty in [&Pattern_Type, &Match_Type, &Scanner_Type, &Template_Type] {
        ty.ready(th)?;
    }
    // SAFETY: a module is being executed.
    let module: &Module = unsafe { module.cast_unchecked() };
    let numbers =
        [("MAGIC", MAGIC as u64), ("CODESIZE", 4), ("MAXREPEAT", MAXREPEAT as u64), ("MAXGROUPS", MAXGROUPS as u64)];
    for (name, value) in numbers {
        let value = Long::from_u64(value)?;
        module.add(name, &value, th)?;
    }
    // Programs have been seen to print it; it tells which engine's language this is.
    let copyright = Str::new(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ")?;
    module.add("copyright", &copyright, th)
}

pymodule! {
    name = "_sre",
    init = PyInit__sre,
    functions = [compile, template_, getcodesize, ascii_iscased, unicode_iscased, ascii_tolower, unicode_tolower],
    exec = exec,
}
