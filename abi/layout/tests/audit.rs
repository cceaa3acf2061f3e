//! Compares size, alignment and every field's offset and size of our structs with the stock CPython's.
//!
//! The fields of each C struct are taken from the debug information of a program compiled against the stock headers (and,
//! for structs that no header shows, from that of the stock library, if it has any): a field that we lack cannot hide.

// A test may panic.
#![allow(clippy::unwrap_used)]

mod dwarf;

use std::collections::HashMap;
use std::mem::{align_of, offset_of, size_of};

use ks_layout::*;

/// A struct of ours: the C type, its size and alignment, and the fields by their C names.
struct Audited {
    c_name: &'static str,
    size: usize,
    align: usize,
    /// C name, offset, size.
    fields: Vec<(&'static str, usize, usize)>,
}

/// The size of what a projection leads to.
fn size_behind<T, F>(_: impl Fn(&T) -> &F) -> usize {
    size_of::<F>()
}

/// `"C type" as OurType { field, c_field = path.to.ours, … }`
macro_rules! listing {
    ($($c:literal as $ours:ident { $($fields:tt)* })*) => {
        vec![$(Audited {
            c_name: $c,
            size: size_of::<$ours>(),
            align: align_of::<$ours>(),
            fields: fields!($ours [] $($fields)*),
        }),*]
    };
}

macro_rules! fields {
    ($ours:ident [$($done:expr,)*]) => { vec![$($done),*] };
    ($ours:ident [$($done:expr,)*] $name:ident = $($path:ident).+ $(, $($rest:tt)*)?) => {
        fields!($ours [$($done,)* (
            stringify!($name),
            offset_of!($ours, $($path).+),
            size_behind(|it: &$ours| &it.$($path).+),
        ),] $($($rest)*)?)
    };
    ($ours:ident [$($done:expr,)*] $name:ident $(, $($rest:tt)*)?) => {
        fields!($ours [$($done,)* (
            stringify!($name),
            offset_of!($ours, $name),
            size_behind(|it: &$ours| &it.$name),
        ),] $($($rest)*)?)
    };
}

/// Structs that a header shows.
fn in_headers() -> Vec<Audited> {
    listing! {
    "_PyLongValue" as _PyLongValue { lv_tag, ob_digit }
    "PyLongObject" as PyLongObject { ob_base, long_value }
    "PyFloatObject" as PyFloatObject { ob_base, ob_fval }
    "Py_complex" as Py_complex { real, imag }
    "PyComplexObject" as PyComplexObject { ob_base, cval }
    "PyASCIIObject" as PyASCIIObject { ob_base, length, hash, state }
    "PyCompactUnicodeObject" as PyCompactUnicodeObject { _base, utf8_length, utf8 }
    "PyUnicodeObject" as PyUnicodeObject { _base, data }
    "_PyUnicodeWriter" as _PyUnicodeWriter { buffer, data, kind, maxchar, size, pos, min_length, min_char, overallocate, readonly }
    "PyBytesObject" as PyBytesObject { ob_base, ob_shash, ob_sval }
    "_PyBytesWriter" as _PyBytesWriter { buffer, allocated, min_size, use_bytearray, overallocate, use_small_buffer, small_buffer }
    "PyByteArrayObject" as PyByteArrayObject { ob_base, ob_alloc, ob_bytes, ob_start, ob_exports }
    "PyListObject" as PyListObject { ob_base, ob_item, allocated }
    "_PyListIterObject" as _PyListIterObject { ob_base, it_index, it_seq }
    "PyTupleObject" as PyTupleObject { ob_base, ob_item }
    "PyStructSequence" as PyTupleObject { ob_base, ob_item }
    "_PyTupleIterObject" as _PyTupleIterObject { ob_base, it_index, it_seq }
    "PyDictObject" as PyDictObject { ob_base, ma_used, ma_version_tag, ma_keys, ma_values }
    "PyDictKeysObject" as PyDictKeysObject { dk_refcnt, dk_log2_size, dk_log2_index_bytes, dk_kind, dk_version, dk_usable, dk_nentries, dk_indices }
    "PyDictKeyEntry" as PyDictKeyEntry { me_hash, me_key, me_value }
    "PyDictUnicodeEntry" as PyDictUnicodeEntry { me_key, me_value }
    "PyDictValues" as PyDictValues { capacity, size, embedded, valid, values }
    "_PyDictViewObject" as _PyDictViewObject { ob_base, dv_dict }
    "setentry" as setentry { key, hash }
    "PySetObject" as PySetObject { ob_base, fill, used, mask, table, hash, finger, smalltable, weakreflist }
    "PySliceObject" as PySliceObject { ob_base, start, stop, step }
    "_PyRangeIterObject" as _PyRangeIterObject { ob_base, start, step, len }
    "PyCellObject" as PyCellObject { ob_base, ob_ref }
    "PyFrameConstructor" as PyFrameConstructor { fc_globals, fc_builtins, fc_name, fc_qualname, fc_code, fc_defaults, fc_kwdefaults, fc_closure }
    "PyFunctionObject" as PyFunctionObject { ob_base, func_globals, func_builtins, func_name, func_qualname, func_code, func_defaults, func_kwdefaults, func_closure, func_doc, func_dict, func_weakreflist, func_module, func_annotations, func_typeparams, vectorcall, func_version }
    "PyCFunctionObject" as PyCFunctionObject { ob_base, m_ml, m_self, m_module, m_weakreflist, vectorcall }
    "PyCMethodObject" as PyCMethodObject { func, mm_class }
    "PyMethodObject" as PyMethodObject { ob_base, im_func, im_self, im_weakreflist, vectorcall }
    "PyInstanceMethodObject" as PyInstanceMethodObject { ob_base, func }
    "_Py_LocalMonitors" as _Py_LocalMonitors { tools }
    "_Py_GlobalMonitors" as _Py_GlobalMonitors { tools }
    "_PyCoCached" as _PyCoCached { _co_code, _co_varnames, _co_cellvars, _co_freevars }
    "_PyCoLineInstrumentationData" as _PyCoLineInstrumentationData { original_opcode, line_delta }
    "_PyCoMonitoringData" as _PyCoMonitoringData { local_monitors, active_monitors, tools, lines, line_tools, per_instruction_opcodes, per_instruction_tools }
    "_PyExecutorArray" as _PyExecutorArray { size, capacity, executors }
    "PyCodeObject" as PyCodeObject { ob_base, co_consts, co_names, co_exceptiontable, co_flags, co_argcount, co_posonlyargcount, co_kwonlyargcount, co_stacksize, co_firstlineno, co_nlocalsplus, co_framesize, co_nlocals, co_ncellvars, co_nfreevars, co_version, co_localsplusnames, co_localspluskinds, co_filename, co_name, co_qualname, co_linetable, co_weakreflist, co_executors, _co_cached, _co_instrumentation_version, _co_monitoring, _co_firsttraceable, co_extra, co_code_adaptive }
    "_Py_SourceLocation" as _Py_SourceLocation { lineno, end_lineno, col_offset, end_col_offset }
    "_PyInterpreterFrame" as _PyInterpreterFrame { f_executable, previous, f_funcobj, f_globals, f_builtins, f_locals, frame_obj, instr_ptr, stacktop, return_offset, owner, localsplus }
    "PyFrameObject" as PyFrameObject { ob_base, f_back, f_frame, f_trace, f_lineno, f_trace_lines, f_trace_opcodes, f_extra_locals, f_locals_cache, _f_frame_data }
    "PyFrameLocalsProxyObject" as PyFrameLocalsProxyObject { ob_base, frame }
    "PyGenObject" as PyGenObject { ob_base, gi_weakreflist, gi_name, gi_qualname, gi_exc_state, gi_origin_or_finalizer, gi_hooks_inited, gi_closed, gi_running_async, gi_frame_state, gi_iframe }
    "PyCoroObject" as PyCoroObject { ob_base, cr_weakreflist, cr_name, cr_qualname, cr_exc_state, cr_origin_or_finalizer, cr_hooks_inited, cr_closed, cr_running_async, cr_frame_state, cr_iframe }
    "PyAsyncGenObject" as PyAsyncGenObject { ob_base, ag_weakreflist, ag_name, ag_qualname, ag_exc_state, ag_origin_or_finalizer, ag_hooks_inited, ag_closed, ag_running_async, ag_frame_state, ag_iframe }
    "struct wrapperbase" as wrapperbase { name, offset, function, wrapper, doc, flags, name_strobj }
    "PyDescrObject" as PyDescrObject { ob_base, d_type, d_name, d_qualname }
    "PyMethodDescrObject" as PyMethodDescrObject { d_common, d_method, vectorcall }
    "PyMemberDescrObject" as PyMemberDescrObject { d_common, d_member }
    "PyGetSetDescrObject" as PyGetSetDescrObject { d_common, d_getset }
    "PyWrapperDescrObject" as PyWrapperDescrObject { d_common, d_base, d_wrapped }
    "propertyobject" as propertyobject { ob_base, prop_get, prop_set, prop_del, prop_doc, prop_name, getter_doc }
    "PyModuleDef_Base" as PyModuleDef_Base { ob_base, m_init, m_index, m_copy }
    "PyModuleDef_Slot" as PyModuleDef_Slot { slot, value }
    "PyModuleDef" as PyModuleDef { m_base, m_name, m_doc, m_size, m_methods, m_slots, m_traverse, m_clear, m_free }
    "PyModuleObject" as PyModuleObject { ob_base, md_dict, md_def, md_state, md_weaklist, md_name }
    "PyBaseExceptionObject" as PyBaseExceptionObject { ob_base, dict, args, notes, traceback, context, cause, suppress_context }
    "PyBaseExceptionGroupObject" as PyBaseExceptionGroupObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, msg, excs }
    "PySyntaxErrorObject" as PySyntaxErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, msg, filename, lineno, offset, end_lineno, end_offset, text, print_file_and_line }
    "PyImportErrorObject" as PyImportErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, msg, name, path, name_from }
    "PyUnicodeErrorObject" as PyUnicodeErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, encoding, object, start, end, reason }
    "PySystemExitObject" as PySystemExitObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, code }
    "PyOSErrorObject" as PyOSErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, myerrno, strerror, filename, filename2, written }
    "PyEnvironmentErrorObject" as PyOSErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, myerrno, strerror, filename, filename2, written }
    "PyStopIterationObject" as PyStopIterationObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, value }
    "PyNameErrorObject" as PyNameErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, name }
    "PyAttributeErrorObject" as PyAttributeErrorObject { ob_base = base.ob_base, dict = base.dict, args = base.args, notes = base.notes, traceback = base.traceback, context = base.context, cause = base.cause, suppress_context = base.suppress_context, obj, name }
    "PyTracebackObject" as PyTracebackObject { ob_base, tb_next, tb_frame, tb_lasti, tb_lineno }
    "PyWeakReference" as PyWeakReference { ob_base, wr_object, wr_callback, hash, wr_prev, wr_next, vectorcall }
    "_PyManagedBufferObject" as _PyManagedBufferObject { ob_base, flags, exports, master }
    "PyMemoryViewObject" as PyMemoryViewObject { ob_base, mbuf, hash, flags, exports, view, weakreflist, ob_array }
    "PyStructSequence_Field" as PyStructSequence_Field { name, doc }
    "PyStructSequence_Desc" as PyStructSequence_Desc { name, doc, fields, n_in_sequence }
    "PyContext" as PyContext { ob_base, ctx_prev, ctx_vars, ctx_weakreflist, ctx_entered }
    "PyContextVar" as PyContextVar { ob_base, var_name, var_default, var_cached, var_cached_tsid, var_cached_tsver, var_hash }
    "PyContextToken" as PyContextToken { ob_base, tok_ctx, tok_var, tok_oldval, tok_used }
    "PyHamtNode" as PyHamtNode { ob_base }
    "PyHamtNode_Bitmap" as PyHamtNode_Bitmap { ob_base, b_bitmap, b_array }
    "PyHamtObject" as PyHamtObject { ob_base, h_root, h_weakreflist, h_count }
    "PyHamtIteratorState" as PyHamtIteratorState { i_nodes, i_pos, i_level }
    "PyHamtIterator" as PyHamtIterator { ob_base, hi_obj, hi_iter, hi_yield }
    "struct _specialization_cache" as _specialization_cache { getitem, getitem_version, init }
    "PyHeapTypeObject" as PyHeapTypeObject { ht_type, as_async, as_number, as_mapping, as_sequence, as_buffer, ht_name, ht_slots, ht_qualname, ht_cached_keys, ht_module, _ht_tpname, _spec_cache }
    "PyType_Slot" as PyType_Slot { slot, pfunc }
    "PyType_Spec" as PyType_Spec { name, basicsize, itemsize, flags, slots }
    "PyGC_Head" as PyGC_Head { _gc_next, _gc_prev }
    "struct gc_generation" as gc_generation { head, threshold, count }
    "struct gc_generation_stats" as gc_generation_stats { collections, collected, uncollectable }
    "struct _gc_runtime_state" as _gc_runtime_state { trash_delete_later, trash_delete_nesting, enabled, debug, generations, generation0, permanent_generation, generation_stats, collecting, garbage, callbacks, long_lived_total, long_lived_pending }
    "PyStatus" as PyStatus { _type, func, err_msg, exitcode }
    "PyWideStringList" as PyWideStringList { length, items }
    "PyPreConfig" as PyPreConfig { _config_init, parse_argv, isolated, use_environment, configure_locale, coerce_c_locale, coerce_c_locale_warn, utf8_mode, dev_mode, allocator }
    "PyConfig" as PyConfig { _config_init, isolated, use_environment, dev_mode, install_signal_handlers, use_hash_seed, hash_seed, faulthandler, tracemalloc, perf_profiling, import_time, code_debug_ranges, show_ref_count, dump_refs, dump_refs_file, malloc_stats, filesystem_encoding, filesystem_errors, pycache_prefix, parse_argv, orig_argv, argv, xoptions, warnoptions, site_import, bytes_warning, warn_default_encoding, inspect, interactive, optimization_level, parser_debug, write_bytecode, verbose, quiet, user_site_directory, configure_c_stdio, buffered_stdio, stdio_encoding, stdio_errors, check_hash_pycs_mode, use_frozen_modules, safe_path, int_max_str_digits, cpu_count, pathconfig_warnings, program_name, pythonpath_env, home, platlibdir, module_search_paths_set, module_search_paths, stdlib_dir, executable, base_executable, prefix, base_prefix, exec_prefix, base_exec_prefix, skip_source_first_line, run_command, run_module, run_filename, sys_path_0, _install_importlib, _init_main, _is_python_build }
    "_PyArg_Parser" as _PyArg_Parser { format, keywords, fname, custom_msg, once, is_kwtuple_owned, pos, min, max, kwtuple, next }
    "struct _runtime_state" as _runtime_state { size, finalizing, interpreters_head }
    "struct _interpreter_state" as _interpreter_state { size, id, next, threads_head, gc, imports_modules, sysdict, builtins, ceval_gil, gil_runtime_state, gil_runtime_state_enabled, gil_runtime_state_locked, gil_runtime_state_holder }
    "struct _thread_state" as _thread_state { size, prev, next, interp, current_frame, thread_id, native_thread_id, datastack_chunk, status }
    "struct _interpreter_frame" as _interpreter_frame { size, previous, executable, instr_ptr, localsplus, owner }
    "struct _code_object" as _code_object { size, filename, name, qualname, linetable, firstlineno, argcount, localsplusnames, localspluskinds, co_code_adaptive }
    "struct _pyobject" as _pyobject { size, ob_type }
    "struct _type_object" as _type_object { size, tp_name, tp_repr, tp_flags }
    "struct _tuple_object" as _tuple_object { size, ob_item, ob_size }
    "struct _list_object" as _list_object { size, ob_item, ob_size }
    "struct _dict_object" as _dict_object { size, ma_keys, ma_values }
    "struct _float_object" as _float_object { size, ob_fval }
    "struct _long_object" as _long_object { size, lv_tag, ob_digit }
    "struct _bytes_object" as _bytes_object { size, ob_size, ob_sval }
    "struct _unicode_object" as _unicode_object { size, state, length, asciiobject_size }
    "struct _gc" as _gc { size, collecting }
    "_Py_DebugOffsets" as _Py_DebugOffsets { cookie, version, free_threaded, runtime_state, interpreter_state, thread_state, interpreter_frame, code_object, pyobject, type_object, tuple_object, list_object, dict_object, float_object, long_object, bytes_object, unicode_object, gc }
    "struct llist_node" as llist_node { next, prev }
    "struct _pending_call" as _pending_call { func, arg, flags }
    "struct _pending_calls" as _pending_calls { handling_thread, mutex, npending, max, maxloop, calls, first, next }
    "struct _gil_runtime_state" as _gil_runtime_state { interval, last_holder, locked, switch_number, cond, mutex, switch_cond, switch_mutex }
    "struct _ceval_state" as _ceval_state { instrumentation_version, recursion_limit, gil, own_gil, pending }
    "struct pythreads" as pythreads { next_unique_id, head, main, count, stacksize }
    "struct _import_state" as _import_state { modules, modules_by_index, importlib, override_frozen_modules, override_multi_interp_extensions_check, dlopenflags, import_func, lock, find_and_load }
    "struct codecs_state" as codecs_state { search_path, search_cache, error_registry, initialized }
    "struct _xidregitem" as _xidregitem { prev, next, cls, weakref, refcount, getdata }
    "struct _xidregistry" as _xidregistry { global, initialized, mutex, head }
    "struct _xi_state" as _xi_state { registry, PyExc_NotShareableError }
    "struct _warnings_runtime_state" as _warnings_runtime_state { filters, once_registry, default_action, mutex, filters_version }
    "struct atexit_state" as atexit_state { ll_callbacks, last_ll_callback, callbacks, ncallbacks, callback_len }
    "_rare_events" as _rare_events { set_class, set_bases, set_eval_frame_func, builtin_dict, func_modification }
    "struct callable_cache" as callable_cache { isinstance, len, list_append, object__getattribute__ }
    "struct _Py_interp_cached_objects" as _Py_interp_cached_objects { interned_strings, str_replace_inf, objreduce, type_slots_pname, type_slots_ptrs, generic_type, typevar_type, typevartuple_type, paramspec_type, paramspecargs_type, paramspeckwargs_type }
    "struct _Py_dict_state" as _Py_dict_state { global_version, next_keys_version, watchers }
    "struct _Py_exc_state" as _Py_exc_state { errnomap, memerrors_freelist, memerrors_numfree, PyExc_ExceptionGroup }
    "struct _Py_unicode_fs_codec" as _Py_unicode_fs_codec { encoding, utf8, errors, error_handler }
    "struct _Py_unicode_ids" as _Py_unicode_ids { size, array }
    "struct _Py_unicode_state" as _Py_unicode_state { fs_codec, ucnhash_capi, ids }
    "struct _Py_long_state" as _Py_long_state { max_str_digits }
    "PyInterpreterState" as PyInterpreterState { ceval, next, id, id_refcount, requires_idref, id_mutex, _whence, _initialized, _ready, finalizing, last_restart_version, threads, runtime, _finalizing, _finalizing_id, gc, sysdict, builtins, imports, _gil, codecs, config, feature_flags, dict, sysdict_copy, builtins_copy, eval_frame, func_watchers, active_func_watchers, co_extra_user_count, co_extra_freefuncs, xi, before_forkers, after_forkers_parent, after_forkers_child, warnings, atexit, stoptheworld, qsbr, obmalloc, audit_hooks, type_watchers, code_watchers, active_code_watchers, object_state, unicode, long_state, dtoa, func_state, code_state, dict_state, exc_state, mem_free_queue, ast, types, callable_cache, optimizer, executor_list_head, rare_events, builtins_dict_watcher, monitors, sys_profile_initialized, sys_trace_initialized, sys_profiling_threads, sys_tracing_threads, monitoring_callables, monitoring_tool_names, cached_objects, static_objects, _initial_thread, _interactive_src_count }
    "_PyThreadStateImpl" as _PyThreadStateImpl { base, asyncio_running_loop, qsbr, mem_free_queue }
    "struct pyinterpreters" as pyinterpreters { mutex, head, main, next_id }
    "struct _gilstate_runtime_state" as _gilstate_runtime_state { check_enabled, autoInterpreterState }
    "struct _import_runtime_state" as _import_runtime_state { inittab, last_module_index, extensions, pkgcontext }
    "struct _xi_runtime_state" as _xi_runtime_state { registry }
    "Py_tss_t" as Py_tss_t { _is_initialized, _key }
    "_PyRuntimeState" as _PyRuntimeState { debug_offsets, _initialized, preinitializing, preinitialized, core_initialized, initialized, _finalizing, _finalizing_id, interpreters, main_thread, main_tstate, xi, allocators, obmalloc, pyhash_state, threads, signals, autoTSSkey, trashTSSkey, orig_argv, parser, atexit, imports, ceval, gilstate, getargs, fileutils, faulthandler, tracemalloc, ref_tracer, stoptheworld_mutex, stoptheworld, preconfig, open_code_hook, open_code_userdata, audit_hooks, object_state, float_state, unicode_state, types, cached_objects, static_objects, _main_interpreter }
    "_PyCrossInterpreterData" as _PyCrossInterpreterData { data, obj, interpid, new_object, free }
    "_PyXI_excinfo" as _PyXI_excinfo { type = type_, msg, errdisplay }
    "_PyXI_session" as _PyXI_session { prev_tstate, init_tstate, own_init_tstate, running, main_ns, error_override, error, _error, _error_override }
    "_Py_hashtable_allocator_t" as _Py_hashtable_allocator_t { malloc, free }
    "_Py_slist_item_t" as _Py_slist_item_t { next }
    "_Py_slist_t" as _Py_slist_t { head }
    "_Py_hashtable_entry_t" as _Py_hashtable_entry_t { _Py_slist_item, key_hash, key, value }
    "_Py_hashtable_t" as _Py_hashtable_t { nentries, nbuckets, buckets, get_entry_func, hash_func, compare_func, key_destroy_func, value_destroy_func, alloc }
    "PyMemAllocatorEx" as PyMemAllocatorEx { ctx, malloc, calloc, realloc, free }
    "PyObjectArenaAllocator" as PyObjectArenaAllocator { ctx, alloc, free }
    "struct _inittab" as _inittab { name, initfunc }
    "struct _frozen" as _frozen { name, code, size, is_package }
    "PyCompilerFlags" as PyCompilerFlags { cf_flags, cf_feature_version }
    "PyInterpreterConfig" as PyInterpreterConfig { use_main_obmalloc, allow_fork, allow_exec, allow_threads, allow_daemon_threads, check_multi_interp_extensions, gil }
    "PerfMapState" as PerfMapState { perf_map, map_lock }
    "PyMonitoringState" as PyMonitoringState { active, opaque }
    "struct _opaque" as _opaque { computed_line, lo_next, limit }
    "PyCodeAddressRange" as PyCodeAddressRange { ar_start, ar_end, ar_line, opaque }
    "PyDateTime_CAPI" as PyDateTime_CAPI { DateType, DateTimeType, TimeType, DeltaType, TZInfoType, TimeZone_UTC, Date_FromDate, DateTime_FromDateAndTime, Time_FromTime, Delta_FromDelta, TimeZone_FromTimeZone, DateTime_FromTimestamp, Date_FromTimestamp, DateTime_FromDateAndTimeAndFold, Time_FromTimeAndFold }
    "PyDateTime_Delta" as PyDateTime_Delta { ob_base, hashcode, days, seconds, microseconds }
    "PyDateTime_TZInfo" as PyDateTime_TZInfo { ob_base }
    "_PyDateTime_BaseTZInfo" as _PyDateTime_BaseTZInfo { ob_base, hashcode, hastzinfo }
    "_PyDateTime_BaseTime" as _PyDateTime_BaseTime { ob_base, hashcode, hastzinfo, data }
    "PyDateTime_Time" as PyDateTime_Time { ob_base, hashcode, hastzinfo, data, fold, tzinfo }
    "PyDateTime_Date" as PyDateTime_Date { ob_base, hashcode, hastzinfo, data }
    "_PyDateTime_BaseDateTime" as _PyDateTime_BaseDateTime { ob_base, hashcode, hastzinfo, data }
    "PyDateTime_DateTime" as PyDateTime_DateTime { ob_base, hashcode, hastzinfo, data, fold, tzinfo }
    "_PyUnicode_Name_CAPI" as _PyUnicode_Name_CAPI { getname, getcode }
    "_PyCompile_CodeUnitMetadata" as _PyCompile_CodeUnitMetadata { u_name, u_qualname, u_consts, u_names, u_varnames, u_cellvars, u_freevars, u_fasthidden, u_argcount, u_posonlyargcount, u_kwonlyargcount, u_firstlineno }
    "_Py_Identifier" as _Py_Identifier { string, index, mutex }
    "PyMethodDef" as PyMethodDef { ml_name, ml_meth, ml_flags, ml_doc }
    "PyMemberDef" as PyMemberDef { name, type = type_, offset, flags, doc }
    "PyGetSetDef" as PyGetSetDef { name, get, set, doc, closure }
    "PyNumberMethods" as PyNumberMethods { nb_add, nb_subtract, nb_multiply, nb_remainder, nb_divmod, nb_power, nb_negative, nb_positive, nb_absolute, nb_bool, nb_invert, nb_lshift, nb_rshift, nb_and, nb_xor, nb_or, nb_int, nb_reserved, nb_float, nb_inplace_add, nb_inplace_subtract, nb_inplace_multiply, nb_inplace_remainder, nb_inplace_power, nb_inplace_lshift, nb_inplace_rshift, nb_inplace_and, nb_inplace_xor, nb_inplace_or, nb_floor_divide, nb_true_divide, nb_inplace_floor_divide, nb_inplace_true_divide, nb_index, nb_matrix_multiply, nb_inplace_matrix_multiply }
    "PySequenceMethods" as PySequenceMethods { sq_length, sq_concat, sq_repeat, sq_item, was_sq_slice, sq_ass_item, was_sq_ass_slice, sq_contains, sq_inplace_concat, sq_inplace_repeat }
    "PyMappingMethods" as PyMappingMethods { mp_length, mp_subscript, mp_ass_subscript }
    "PyAsyncMethods" as PyAsyncMethods { am_await, am_aiter, am_anext, am_send }
    "PyBufferProcs" as PyBufferProcs { bf_getbuffer, bf_releasebuffer }
    "PyTypeObject" as Type { ob_base, tp_name, tp_basicsize, tp_itemsize, tp_dealloc, tp_vectorcall_offset, tp_getattr, tp_setattr, tp_as_async, tp_repr, tp_as_number, tp_as_sequence, tp_as_mapping, tp_hash, tp_call, tp_str, tp_getattro, tp_setattro, tp_as_buffer, tp_flags, tp_doc, tp_traverse, tp_clear, tp_richcompare, tp_weaklistoffset, tp_iter, tp_iternext, tp_methods, tp_members, tp_getset, tp_base, tp_dict, tp_descr_get, tp_descr_set, tp_dictoffset, tp_init, tp_alloc, tp_new, tp_free, tp_is_gc, tp_bases, tp_mro, tp_cache, tp_subclasses, tp_weaklist, tp_del, tp_version_tag, tp_finalize, tp_vectorcall, tp_watched, tp_versions_used }
    "PyVarObject" as VarObject { ob_base, ob_size }
    "_PyErr_StackItem" as _PyErr_StackItem { exc_value, previous_item }
    "_PyStackChunk" as _PyStackChunk { previous, size, top, data }
    "PyThreadState" as PyThreadState { prev, next, interp, eval_breaker, _status, _whence, state, py_recursion_remaining, py_recursion_limit, c_recursion_remaining, recursion_headroom, tracing, what_event, current_frame, c_profilefunc, c_tracefunc, c_profileobj, c_traceobj, current_exception, exc_info, dict, gilstate_counter, async_exc, thread_id, native_thread_id, delete_later, critical_section, coroutine_origin_tracking_depth, async_gen_firstiter, async_gen_finalizer, context, context_ver, id, datastack_chunk, datastack_top, datastack_limit, exc_state, previous_executor, dict_global_version, threading_local_key, threading_local_sentinel }
    "Py_buffer" as Py_buffer { buf, obj, len, itemsize, readonly, ndim, format, shape, strides, suboffsets, internal }
    "_PyRecursiveMutex" as _PyRecursiveMutex { mutex, thread, level }
    "PyEvent" as PyEvent { v }
    "_PyRWMutex" as _PyRWMutex { bits }
    "PyMutex" as PyMutex { _bits }
    "_PyOnceFlag" as _PyOnceFlag { v }
    "PyHash_FuncDef" as PyHash_FuncDef { hash, name, hash_bits, seed_bits }
    }
}

/// Structs that stand in CPython's source files; the sizes show in `sys.getsizeof` and `__basicsize__`.
fn in_sources() -> Vec<Audited> {
    listing! {
    "struct dictiterobject" as dictiterobject { ob_base, di_dict, di_used, di_pos, di_result, len }
    "struct mappingproxyobject" as mappingproxyobject { ob_base, mapping }
    "struct _odictnode" as _odictnode { key, hash, next, prev }
    "struct odictiterobject" as odictiterobject { ob_base, kind, di_odict, di_size, di_state, di_current, di_result }
    "struct setiterobject" as setiterobject { ob_base, si_set, si_used, si_pos, len }
    "struct rangeobject" as PyRangeObject { ob_base, start, stop, step, length }
    "struct longrangeiterobject" as longrangeiterobject { ob_base, start, step, len }
    "struct classmethod" as PyClassMethodObject { ob_base, cm_callable, cm_dict }
    "struct staticmethod" as PyStaticMethodObject { ob_base, sm_callable, sm_dict }
    "struct PyCoroWrapper" as PyCoroWrapper { ob_base, cw_coroutine }
    "struct PyAsyncGenASend" as PyAsyncGenASend { ob_base, ags_gen, ags_sendval, ags_state }
    "struct PyAsyncGenAThrow" as PyAsyncGenAThrow { ob_base, agt_gen, agt_args, agt_state }
    "struct _PyAsyncGenWrappedValue" as _PyAsyncGenWrappedValue { ob_base, agw_val }
    "struct anextawaitableobject" as anextawaitableobject { ob_base, wrapped, default_value }
    "struct wrapperobject" as wrapperobject { ob_base, descr, self = self_ }
    "struct PyPickleBufferObject" as PyPickleBufferObject { ob_base, view, weakreflist }
    "struct seqiterobject" as seqiterobject { ob_base, it_index, it_seq }
    "struct calliterobject" as calliterobject { ob_base, it_callable, it_sentinel }
    "struct striterobject" as bytesiterobject { ob_base, it_index, it_seq }
    "struct bytesiterobject" as bytearrayiterobject { ob_base, it_index, it_seq }
    "struct unicodeiterobject" as unicodeiterobject { ob_base, it_index, it_seq }
    "struct filterobject" as filterobject { ob_base, func, it }
    "struct mapobject" as mapobject { ob_base, iters, func }
    "struct zipobject" as zipobject { ob_base, tuplesize, ittuple, result, strict }
    "struct enumobject" as PyEnumObject { ob_base, en_index, en_sit, en_result, en_longindex, one }
    "struct reversedobject" as reversedobject { ob_base, index, seq }
    "struct _PyNamespaceObject" as _PyNamespaceObject { ob_base, ns_dict }
    "struct gaobject" as gaobject { ob_base, origin, args, parameters, weakreflist, starred, vectorcall }
    "struct unionobject" as PyUnionObject { ob_base, args, parameters }
    "struct PyCapsule" as PyCapsule { ob_base, pointer, name, context, destructor, traverse_func, clear_func }
    "struct typevarobject" as PyTypeVarObject { ob_base, name, bound, evaluate_bound, constraints, evaluate_constraints, default_value, evaluate_default, covariant, contravariant, infer_variance }
    "struct paramspecobject" as paramspecobject { ob_base, name, bound, default_value, evaluate_default, covariant, contravariant, infer_variance }
    "struct typevartupleobject" as typevartupleobject { ob_base, name, default_value, evaluate_default }
    "struct paramspecattrobject" as paramspecattrobject { ob_base, __origin__ }
    "struct typealiasobject" as typealiasobject { ob_base, name, type_params, compute_value, value, module }
    "struct PyHamtNode_Array" as PyHamtNode_Array { ob_base, a_array, a_count }
    "struct PyHamtNode_Collision" as PyHamtNode_Collision { ob_base, c_hash, c_array }
    "struct superobject" as superobject { ob_base, type = type_, obj, obj_type }
    "PyODictObject" as PyODictObject { od_dict, od_first, od_last, od_fast_nodes, od_fast_nodes_size, od_resize_sentinel, od_state, od_inst_dict, od_weakreflist }
    "_PyXI_namespace" as _PyXI_namespace { len, items }
    }
}

/// Name and value of each constant.
macro_rules! values {
    ($($name:ident)*) => {
        &[$((stringify!($name), $name as i64)),*]
    };
}

/// Constants that a header defines, as macros or in enumerations.
#[rustfmt::skip]
fn constants() -> &'static [(&'static str, i64)] {
    values! {
        Py_DEFAULT_RECURSION_LIMIT Py_C_RECURSION_LIMIT Py_TRASHCAN_HEADROOM _PY_GIL_DROP_REQUEST_BIT
        _PY_SIGNALS_PENDING_BIT _PY_CALLS_TO_DO_BIT _PY_ASYNC_EXCEPTION_BIT _PY_GC_SCHEDULED_BIT
        _PY_EVAL_PLEASE_STOP_BIT _PY_EVAL_EXPLICIT_MERGE_BIT _PY_EVAL_EVENTS_BITS _PY_EVAL_EVENTS_MASK
        _Py_PENDING_MAINTHREADONLY _Py_PENDING_RAWFREE _Py_ADD_PENDING_SUCCESS _Py_ADD_PENDING_FULL
        MAXPENDINGCALLS MAXPENDINGCALLSLOOP MAXPENDINGCALLS_MAIN MAXPENDINGCALLSLOOP_MAIN FVC_MASK FVC_NONE
        FVC_STR FVC_REPR FVC_ASCII FVS_MASK FVS_HAVE_SPEC _PY_MONITORING_LOCAL_EVENTS
        _PY_MONITORING_UNGROUPED_EVENTS _PY_MONITORING_EVENTS PY_MONITORING_TOOL_IDS CO_OPTIMIZED CO_NEWLOCALS
        CO_VARARGS CO_VARKEYWORDS CO_NESTED CO_GENERATOR CO_COROUTINE CO_ITERABLE_COROUTINE CO_ASYNC_GENERATOR
        CO_FUTURE_DIVISION CO_FUTURE_ABSOLUTE_IMPORT CO_FUTURE_WITH_STATEMENT CO_FUTURE_PRINT_FUNCTION
        CO_FUTURE_UNICODE_LITERALS CO_FUTURE_BARRY_AS_BDFL CO_FUTURE_GENERATOR_STOP CO_FUTURE_ANNOTATIONS
        CO_NO_MONITORING_EVENTS CO_MAXBLOCKS CO_FAST_HIDDEN CO_FAST_LOCAL CO_FAST_CELL CO_FAST_FREE
        CODE_MAX_WATCHERS PY_CODE_EVENT_CREATE PY_CODE_EVENT_DESTROY COMPARISON_UNORDERED COMPARISON_LESS_THAN
        COMPARISON_GREATER_THAN COMPARISON_EQUALS COMPARISON_NOT_EQUALS ADAPTIVE_WARMUP_VALUE
        ADAPTIVE_WARMUP_BACKOFF ADAPTIVE_COOLDOWN_VALUE ADAPTIVE_COOLDOWN_BACKOFF PyWrapperFlag_KEYWORDS
        DICT_KEYS_GENERAL DICT_KEYS_UNICODE DICT_KEYS_SPLIT DKIX_EMPTY DKIX_DUMMY DKIX_ERROR DKIX_KEY_CHANGED
        SHARED_KEYS_MAX_SIZE NEXT_LOG2_SHARED_KEYS_MAX_SIZE DICT_MAX_WATCHERS DICT_WATCHED_MUTATION_BITS
        DICT_WATCHER_MASK DICT_WATCHER_AND_MODIFICATION_MASK DICT_VERSION_INCREMENT PyDict_EVENT_ADDED
        PyDict_EVENT_MODIFIED PyDict_EVENT_DELETED PyDict_EVENT_CLONED PyDict_EVENT_CLEARED
        PyDict_EVENT_DEALLOCATED E_OK E_EOF E_INTR E_TOKEN E_SYNTAX E_NOMEM E_DONE E_ERROR E_TABSPACE E_OVERFLOW
        E_TOODEEP E_DEDENT E_DECODE E_EOFS E_EOLS E_LINECONT E_BADSINGLE E_INTERACT_STOP E_COLUMNOVERFLOW
        FRAME_OWNED_BY_THREAD FRAME_OWNED_BY_GENERATOR FRAME_OWNED_BY_FRAME_OBJECT FRAME_OWNED_BY_CSTACK
        FRAME_CREATED FRAME_SUSPENDED FRAME_SUSPENDED_YIELD_FROM FRAME_EXECUTING FRAME_COMPLETED FRAME_CLEARED
        FRAME_SPECIALS_SIZE PyUnstable_EXECUTABLE_KIND_SKIP PyUnstable_EXECUTABLE_KIND_PY_FUNCTION
        PyUnstable_EXECUTABLE_KIND_BUILTIN_FUNCTION PyUnstable_EXECUTABLE_KIND_METHOD_DESCRIPTOR
        PyUnstable_EXECUTABLE_KINDS PyFunction_EVENT_CREATE PyFunction_EVENT_DESTROY
        PyFunction_EVENT_MODIFY_CODE PyFunction_EVENT_MODIFY_DEFAULTS PyFunction_EVENT_MODIFY_KWDEFAULTS
        FUNC_MAX_WATCHERS _PyGC_PREV_MASK_FINALIZED _PyGC_PREV_MASK_COLLECTING _PyGC_PREV_SHIFT _PyGC_PREV_MASK
        NUM_GENERATIONS _PyGC_DEBUG_STATS _PyGC_DEBUG_COLLECTABLE _PyGC_DEBUG_UNCOLLECTABLE _PyGC_DEBUG_SAVEALL
        _Py_HAMT_MAX_TREE_DEPTH _PyStatus_TYPE_OK _PyStatus_TYPE_ERROR _PyStatus_TYPE_EXIT _PyConfig_INIT_COMPAT
        _PyConfig_INIT_PYTHON _PyConfig_INIT_ISOLATED PENDINGCALLSARRAYSIZE Py_RTFLAGS_USE_MAIN_OBMALLOC
        Py_RTFLAGS_MULTI_INTERP_EXTENSIONS Py_RTFLAGS_THREADS Py_RTFLAGS_DAEMON_THREADS Py_RTFLAGS_FORK
        Py_RTFLAGS_EXEC _PyInterpreterState_WHENCE_NOTSET _PyInterpreterState_WHENCE_UNKNOWN
        _PyInterpreterState_WHENCE_RUNTIME _PyInterpreterState_WHENCE_LEGACY_CAPI
        _PyInterpreterState_WHENCE_CAPI _PyInterpreterState_WHENCE_XI _PyInterpreterState_WHENCE_STDLIB
        _PyInterpreterState_WHENCE_MAX _Py_UNLOCKED _Py_LOCKED _Py_HAS_PARKED _Py_ONCE_INITIALIZED PyLong_SHIFT
        PyLong_BASE PyLong_MASK SIGN_MASK SIGN_ZERO SIGN_NEGATIVE NON_SIZE_BITS _PyLong_FALSE_TAG
        _PyLong_TRUE_TAG Py_ASNATIVEBYTES_DEFAULTS Py_ASNATIVEBYTES_BIG_ENDIAN Py_ASNATIVEBYTES_LITTLE_ENDIAN
        Py_ASNATIVEBYTES_NATIVE_ENDIAN Py_ASNATIVEBYTES_UNSIGNED_BUFFER Py_ASNATIVEBYTES_REJECT_NEGATIVE
        Py_ASNATIVEBYTES_ALLOW_INDEX _PY_LONG_DEFAULT_MAX_STR_DIGITS _PY_LONG_MAX_STR_DIGITS_THRESHOLD
        Py_MARSHAL_VERSION _Py_MANAGED_BUFFER_RELEASED _Py_MANAGED_BUFFER_FREE_FORMAT _Py_MEMORYVIEW_RELEASED
        _Py_MEMORYVIEW_C _Py_MEMORYVIEW_FORTRAN _Py_MEMORYVIEW_SCALAR _Py_MEMORYVIEW_PIL
        _Py_MEMORYVIEW_RESTRICTED Py_CLEANUP_SUPPORTED Py_mod_create Py_mod_exec Py_mod_multiple_interpreters
        Py_mod_gil _Py_mod_LAST_SLOT PY_MONITORING_EVENT_PY_START PY_MONITORING_EVENT_PY_RESUME
        PY_MONITORING_EVENT_PY_RETURN PY_MONITORING_EVENT_PY_YIELD PY_MONITORING_EVENT_CALL
        PY_MONITORING_EVENT_LINE PY_MONITORING_EVENT_INSTRUCTION PY_MONITORING_EVENT_JUMP
        PY_MONITORING_EVENT_BRANCH PY_MONITORING_EVENT_STOP_ITERATION PY_MONITORING_EVENT_RAISE
        PY_MONITORING_EVENT_EXCEPTION_HANDLED PY_MONITORING_EVENT_PY_UNWIND PY_MONITORING_EVENT_PY_THROW
        PY_MONITORING_EVENT_RERAISE PY_MONITORING_EVENT_C_RETURN PY_MONITORING_EVENT_C_RAISE
        PY_MONITORING_DEBUGGER_ID PY_MONITORING_COVERAGE_ID PY_MONITORING_PROFILER_ID PY_MONITORING_OPTIMIZER_ID
        PY_MONITORING_SYS_PROFILE_ID PY_MONITORING_SYS_TRACE_ID _Py_IMMORTAL_REFCNT PYGEN_RETURN PYGEN_ERROR
        PYGEN_NEXT PY_VECTORCALL_ARGUMENTS_OFFSET Py_LT Py_LE Py_EQ Py_NE Py_GT Py_GE Py_TPFLAGS_HAVE_FINALIZE
        _Py_TPFLAGS_STATIC_BUILTIN Py_TPFLAGS_INLINE_VALUES Py_TPFLAGS_MANAGED_WEAKREF Py_TPFLAGS_MANAGED_DICT
        Py_TPFLAGS_PREHEADER Py_TPFLAGS_SEQUENCE Py_TPFLAGS_MAPPING Py_TPFLAGS_DISALLOW_INSTANTIATION
        Py_TPFLAGS_IMMUTABLETYPE Py_TPFLAGS_HEAPTYPE Py_TPFLAGS_BASETYPE Py_TPFLAGS_HAVE_VECTORCALL
        Py_TPFLAGS_READY Py_TPFLAGS_READYING Py_TPFLAGS_HAVE_GC Py_TPFLAGS_METHOD_DESCRIPTOR
        Py_TPFLAGS_HAVE_VERSION_TAG Py_TPFLAGS_VALID_VERSION_TAG Py_TPFLAGS_IS_ABSTRACT _Py_TPFLAGS_MATCH_SELF
        Py_TPFLAGS_ITEMS_AT_END Py_TPFLAGS_LONG_SUBCLASS Py_TPFLAGS_LIST_SUBCLASS Py_TPFLAGS_TUPLE_SUBCLASS
        Py_TPFLAGS_BYTES_SUBCLASS Py_TPFLAGS_UNICODE_SUBCLASS Py_TPFLAGS_DICT_SUBCLASS
        Py_TPFLAGS_BASE_EXC_SUBCLASS Py_TPFLAGS_TYPE_SUBCLASS Py_TPFLAGS_DEFAULT METH_VARARGS METH_KEYWORDS
        METH_NOARGS METH_O METH_CLASS METH_STATIC METH_COEXIST METH_FASTCALL METH_METHOD Py_T_SHORT Py_T_INT
        Py_T_LONG Py_T_FLOAT Py_T_DOUBLE Py_T_STRING _Py_T_OBJECT Py_T_CHAR Py_T_BYTE Py_T_UBYTE Py_T_USHORT
        Py_T_UINT Py_T_ULONG Py_T_STRING_INPLACE Py_T_BOOL Py_T_OBJECT_EX Py_T_LONGLONG Py_T_ULONGLONG
        Py_T_PYSSIZET _Py_T_NONE Py_READONLY Py_AUDIT_READ _Py_WRITE_RESTRICTED Py_RELATIVE_OFFSET
        Py_CONSTANT_NONE Py_CONSTANT_FALSE Py_CONSTANT_TRUE Py_CONSTANT_ELLIPSIS Py_CONSTANT_NOT_IMPLEMENTED
        Py_CONSTANT_ZERO Py_CONSTANT_ONE Py_CONSTANT_EMPTY_STR Py_CONSTANT_EMPTY_BYTES Py_CONSTANT_EMPTY_TUPLE
        Py_PRINT_RAW MANAGED_WEAKREF_OFFSET MANAGED_DICT_OFFSET T_SHORT T_INT T_LONG T_FLOAT T_DOUBLE T_STRING
        T_OBJECT T_CHAR T_BYTE T_UBYTE T_USHORT T_UINT T_ULONG T_STRING_INPLACE T_BOOL T_OBJECT_EX T_LONGLONG
        T_ULONGLONG T_PYSSIZET T_NONE READONLY READ_RESTRICTED PY_WRITE_RESTRICTED RESTRICTED PY_AUDIT_READ
        PyBUF_MAX_NDIM PyBUF_SIMPLE PyBUF_WRITABLE PyBUF_WRITEABLE PyBUF_FORMAT PyBUF_ND PyBUF_STRIDES
        PyBUF_C_CONTIGUOUS PyBUF_F_CONTIGUOUS PyBUF_ANY_CONTIGUOUS PyBUF_INDIRECT PyBUF_CONTIG PyBUF_CONTIG_RO
        PyBUF_STRIDED PyBUF_STRIDED_RO PyBUF_RECORDS PyBUF_RECORDS_RO PyBUF_FULL PyBUF_FULL_RO PyBUF_READ
        PyBUF_WRITE PY_CTF_LOWER PY_CTF_UPPER PY_CTF_ALPHA PY_CTF_DIGIT PY_CTF_ALNUM PY_CTF_SPACE PY_CTF_XDIGIT
        _PyHASH_BITS _PyHASH_MODULUS _PyHASH_INF _PyHASH_IMAG PyHASH_MULTIPLIER Py_HASH_CUTOFF Py_HASH_SIPHASH24
        Py_HASH_FNV Py_HASH_SIPHASH13 Py_HASH_ALGORITHM PYMEM_DOMAIN_RAW PYMEM_DOMAIN_MEM PYMEM_DOMAIN_OBJ
        PYMEM_ALLOCATOR_NOT_SET PYMEM_ALLOCATOR_DEFAULT PYMEM_ALLOCATOR_DEBUG PYMEM_ALLOCATOR_MALLOC
        PYMEM_ALLOCATOR_MALLOC_DEBUG PYMEM_ALLOCATOR_PYMALLOC PYMEM_ALLOCATOR_PYMALLOC_DEBUG PYMEM_CLEANBYTE
        PYMEM_DEADBYTE PYMEM_FORBIDDENBYTE PyTrace_CALL PyTrace_EXCEPTION PyTrace_LINE PyTrace_RETURN
        PyTrace_C_CALL PyTrace_C_EXCEPTION PyTrace_C_RETURN PyTrace_OPCODE _PyThreadState_WHENCE_NOTSET
        _PyThreadState_WHENCE_UNKNOWN _PyThreadState_WHENCE_INIT _PyThreadState_WHENCE_FINI
        _PyThreadState_WHENCE_THREADING _PyThreadState_WHENCE_GILSTATE _PyThreadState_WHENCE_EXEC
        _Py_THREAD_DETACHED _Py_THREAD_ATTACHED _Py_THREAD_SUSPENDED MAX_CO_EXTRA_USERS Py_DTSF_SIGN
        Py_DTSF_ADD_DOT_0 Py_DTSF_ALT Py_DTSF_NO_NEG_0 Py_DTST_FINITE Py_DTST_INFINITE Py_DTST_NAN
        PyCF_SOURCE_IS_UTF8 PyCF_DONT_IMPLY_DEDENT PyCF_ONLY_AST PyCF_IGNORE_COOKIE PyCF_TYPE_COMMENTS
        PyCF_ALLOW_TOP_LEVEL_AWAIT PyCF_ALLOW_INCOMPLETE_INPUT PyCF_OPTIMIZED_AST Py_single_input Py_file_input
        Py_eval_input Py_func_type_input PyInterpreterConfig_DEFAULT_GIL PyInterpreterConfig_SHARED_GIL
        PyInterpreterConfig_OWN_GIL PyCF_MASK PyCF_MASK_OBSOLETE PyCF_COMPILE_MASK PY_INVALID_STACK_EFFECT
        NOWAIT_LOCK WAIT_LOCK PyTime_MIN PyTime_MAX PySet_MINSIZE _PY_NSMALLPOSINTS _PY_NSMALLNEGINTS
        TYPE_MAX_WATCHERS _Py_MAX_GLOBAL_TYPE_VERSION_TAG _Py_TYPE_BASE_VERSION_TAG MCACHE_SIZE_EXP
        _Py_MAX_MANAGED_STATIC_BUILTIN_TYPES _Py_MAX_MANAGED_STATIC_EXT_TYPES Py_bf_getbuffer
        Py_bf_releasebuffer Py_mp_ass_subscript Py_mp_length Py_mp_subscript Py_nb_absolute Py_nb_add Py_nb_and
        Py_nb_bool Py_nb_divmod Py_nb_float Py_nb_floor_divide Py_nb_index Py_nb_inplace_add Py_nb_inplace_and
        Py_nb_inplace_floor_divide Py_nb_inplace_lshift Py_nb_inplace_multiply Py_nb_inplace_or
        Py_nb_inplace_power Py_nb_inplace_remainder Py_nb_inplace_rshift Py_nb_inplace_subtract
        Py_nb_inplace_true_divide Py_nb_inplace_xor Py_nb_int Py_nb_invert Py_nb_lshift Py_nb_multiply
        Py_nb_negative Py_nb_or Py_nb_positive Py_nb_power Py_nb_remainder Py_nb_rshift Py_nb_subtract
        Py_nb_true_divide Py_nb_xor Py_sq_ass_item Py_sq_concat Py_sq_contains Py_sq_inplace_concat
        Py_sq_inplace_repeat Py_sq_item Py_sq_length Py_sq_repeat Py_tp_alloc Py_tp_base Py_tp_bases Py_tp_call
        Py_tp_clear Py_tp_dealloc Py_tp_del Py_tp_descr_get Py_tp_descr_set Py_tp_doc Py_tp_getattr
        Py_tp_getattro Py_tp_hash Py_tp_init Py_tp_is_gc Py_tp_iter Py_tp_iternext Py_tp_methods Py_tp_new
        Py_tp_repr Py_tp_richcompare Py_tp_setattr Py_tp_setattro Py_tp_str Py_tp_traverse Py_tp_members
        Py_tp_getset Py_tp_free Py_nb_matrix_multiply Py_nb_inplace_matrix_multiply Py_am_await Py_am_aiter
        Py_am_anext Py_tp_finalize Py_am_send SSTATE_NOT_INTERNED SSTATE_INTERNED_MORTAL
        SSTATE_INTERNED_IMMORTAL SSTATE_INTERNED_IMMORTAL_STATIC PyUnicode_1BYTE_KIND PyUnicode_2BYTE_KIND
        PyUnicode_4BYTE_KIND Py_UNICODE_REPLACEMENT_CHARACTER PY_MAJOR_VERSION PY_MINOR_VERSION PY_MICRO_VERSION
        PY_RELEASE_LEVEL PY_RELEASE_SERIAL PY_VERSION_HEX PYTHON_API_VERSION PYTHON_ABI_VERSION
        _PyLong_DECIMAL_BASE _PyLong_DECIMAL_SHIFT
    }
}

/// Compares, and returns the number of fields compared.
fn compare(listed: &[Audited], real: &HashMap<String, dwarf::Struct>, faults: &mut Vec<String>) -> usize {
    let mut compared = 0;
    for ours in listed {
        let name = ours.c_name;
        let Some(theirs) = real.get(name.trim_start_matches("struct ")) else {
            faults.push(format!("{name}: not found"));
            continue;
        };
        if ours.size as u64 != theirs.size {
            faults.push(format!("{name}: size {} instead of {}", ours.size, theirs.size));
        }
        for (field, offset, size) in &theirs.fields {
            compared += 1;
            match ours.fields.iter().find(|ours| ours.0 == field) {
                None => faults.push(format!("{name}.{field}: missing")),
                Some(ours) if ours.1 as u64 != *offset => {
                    faults.push(format!("{name}.{field}: at {} instead of {offset}", ours.1))
                }
                Some(ours) if ours.2 as u64 != *size => {
                    faults.push(format!("{name}.{field}: {} bytes instead of {size}", ours.2))
                }
                Some(_) => {}
            }
        }
        for (field, ..) in &ours.fields {
            if !theirs.fields.iter().any(|theirs| theirs.0 == *field) {
                faults.push(format!("{name}.{field}: not in C"));
            }
        }
    }
    compared
}

#[test]
fn structs_are_the_stock_ones() {
    let Some(oracle) = dwarf::Oracle::find() else {
        eprintln!("NO CPYTHON 3.13 FOUND (KINGSNAKE_CPYTHON, PATH, pyenv): LAYOUTS NOT COMPARED");
        return;
    };
    let mut faults = Vec::new();
    let headers = in_headers();
    let names: Vec<&str> = headers.iter().map(|ours| ours.c_name).collect();
    let constants = constants();
    let program = oracle.compile(&names, constants.iter().map(|ours| ours.0));
    let mut compared = compare(&headers, &program.structs, &mut faults);
    for (ours, theirs) in headers.iter().zip(&program.aligns) {
        if ours.align as u64 != *theirs {
            faults.push(format!("{}: alignment {} instead of {theirs}", ours.c_name, ours.align));
        }
    }
    let sources = in_sources();
    let library = oracle.library_structs();
    if library.is_empty() {
        eprintln!("the stock library has no debug information: {} structs of its sources not compared", sources.len());
    } else {
        compared += compare(&sources, &library, &mut faults);
    }
    for ((name, ours), theirs) in constants.iter().zip(&program.constants) {
        if ours != theirs {
            faults.push(format!("{name}: {ours} instead of {theirs}"));
        }
    }
    println!(
        "{} structs, {compared} fields, {} constants compared",
        headers.len() + sources.len(),
        program.constants.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn debug_offsets_are_the_stock_ones() {
    let Some(oracle) = dwarf::Oracle::find() else { return };
    let ours = &raw const _PyRuntime.debug_offsets;
    // SAFETY: plain numbers without padding.
    let ours = unsafe { std::slice::from_raw_parts(ours.cast::<[u8; 8]>(), size_of::<_Py_DebugOffsets>() / 8) };
    let theirs = oracle.library_section(".PyRuntime");
    for (at, (ours, theirs)) in ours.iter().zip(theirs.chunks(8)).enumerate() {
        assert_eq!(u64::from_le_bytes(*ours), u64::from_le_bytes(theirs.try_into().unwrap()), "at {}", at * 8);
    }
}

/// Stands in for the runtime's types, whose addresses the static objects hold.
macro_rules! stand_in {
    ($($name:ident)*) => {$(
        #[unsafe(no_mangle)]
        static $name: Type = Type::new_static(std::ptr::null(), c"", 0, 0);
    )*};
}
stand_in!(PyUnicode_Type PyLong_Type PyBytes_Type PyTuple_Type);
