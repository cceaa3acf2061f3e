//! Compares size, alignment and every field's offset and size of our structs with the stock CPython's.
//!
//! The fields of each C struct are taken from the debug information of a program compiled against the stock headers (and,
//! for structs that no header shows, from that of the stock library, if it has any): a field that we lack cannot hide.

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
    let program = oracle.compile(&names);
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
    println!("{} structs, {compared} fields compared", headers.len() + sources.len());
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
