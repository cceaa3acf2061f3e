//! The rows of the instruction table, and the macros that turn them into constants and lookup tables.
//!
//! A row reads
//! `NAME number + caches (popped => pushed) [flags];` for an instruction that the compiler emits,
//! `NAME number of FAMILY (popped => pushed) [flags];` for a specialized form,
//! `NAME number for BASE (popped => pushed) [flags];` for an instrumented form,
//! `NAME number as [REAL …] (popped => pushed) [flags];` for a pseudo-instruction, which exists only until the
//! assembler has run.
//!
//! `popped` and `pushed` are the stack items consumed and produced on the fall-through path, as expressions of `oparg`.
//! `caches` counts the 16-bit units of inline cache that follow the instruction.
//! Facts: `opcode_ids.h`, `internal/pycore_opcode_metadata.h`, the `opcode` and `_opcode` modules of CPython 3.13.

/// Hands the table to the macro named by the caller, so that one set of rows feeds every generated item.
macro_rules! with_instructions {
    ($consumer:ident) => {
        $consumer! {
        (oparg)
        base {
            CACHE 0 + 0 (0 => 0) [];
            BEFORE_ASYNC_WITH 1 + 0 (1 => 2) [ERROR ERROR_NO_POP ESCAPES];
            BEFORE_WITH 2 + 0 (1 => 2) [ERROR ERROR_NO_POP ESCAPES];
            BINARY_SLICE 4 + 0 (3 => 1) [ERROR ESCAPES];
            BINARY_SUBSCR 5 + 1 (2 => 1) [ERROR ESCAPES];
            CHECK_EG_MATCH 6 + 0 (2 => 2) [ERROR ESCAPES];
            CHECK_EXC_MATCH 7 + 0 (2 => 2) [ERROR ESCAPES];
            CLEANUP_THROW 8 + 0 (3 => 2) [ERROR ERROR_NO_POP ESCAPES];
            DELETE_SUBSCR 9 + 0 (2 => 0) [ERROR ESCAPES];
            END_ASYNC_FOR 10 + 0 (2 => 0) [ERROR ERROR_NO_POP ESCAPES];
            END_FOR 11 + 0 (1 => 0) [PURE];
            END_SEND 12 + 0 (2 => 1) [PURE];
            EXIT_INIT_CHECK 13 + 0 (1 => 0) [ERROR ERROR_NO_POP ESCAPES];
            FORMAT_SIMPLE 14 + 0 (1 => 1) [ERROR ESCAPES];
            FORMAT_WITH_SPEC 15 + 0 (2 => 1) [ERROR ESCAPES];
            GET_AITER 16 + 0 (1 => 1) [ERROR ESCAPES];
            RESERVED 17 + 0 (0 => 0) [];
            GET_ANEXT 18 + 0 (1 => 2) [ERROR ERROR_NO_POP ESCAPES];
            GET_ITER 19 + 0 (1 => 1) [ERROR ESCAPES];
            GET_LEN 20 + 0 (1 => 2) [ERROR ESCAPES];
            GET_YIELD_FROM_ITER 21 + 0 (1 => 1) [ERROR ERROR_NO_POP ESCAPES];
            INTERPRETER_EXIT 22 + 0 (1 => 0) [ESCAPES];
            LOAD_ASSERTION_ERROR 23 + 0 (0 => 1) [];
            LOAD_BUILD_CLASS 24 + 0 (0 => 1) [ERROR ESCAPES];
            LOAD_LOCALS 25 + 0 (0 => 1) [ERROR ESCAPES];
            MAKE_FUNCTION 26 + 0 (1 => 1) [ERROR ERROR_NO_POP ESCAPES];
            MATCH_KEYS 27 + 0 (2 => 3) [ERROR ESCAPES];
            MATCH_MAPPING 28 + 0 (1 => 2) [];
            MATCH_SEQUENCE 29 + 0 (1 => 2) [];
            NOP 30 + 0 (0 => 0) [PURE];
            POP_EXCEPT 31 + 0 (1 => 0) [ESCAPES];
            POP_TOP 32 + 0 (1 => 0) [PURE];
            PUSH_EXC_INFO 33 + 0 (1 => 2) [];
            PUSH_NULL 34 + 0 (0 => 1) [PURE];
            RETURN_GENERATOR 35 + 0 (0 => 1) [ERROR ERROR_NO_POP ESCAPES];
            RETURN_VALUE 36 + 0 (1 => 0) [];
            SETUP_ANNOTATIONS 37 + 0 (0 => 0) [ERROR ESCAPES];
            STORE_SLICE 38 + 0 (4 => 0) [ERROR ESCAPES];
            STORE_SUBSCR 39 + 1 (3 => 0) [ERROR ESCAPES];
            TO_BOOL 40 + 3 (1 => 1) [ERROR ESCAPES];
            UNARY_INVERT 41 + 0 (1 => 1) [ERROR ESCAPES];
            UNARY_NEGATIVE 42 + 0 (1 => 1) [ERROR ESCAPES];
            UNARY_NOT 43 + 0 (1 => 1) [PURE];
            WITH_EXCEPT_START 44 + 0 (4 => 5) [ERROR ESCAPES];
            BINARY_OP 45 + 1 (2 => 1) [ARG ERROR ESCAPES];
            BUILD_CONST_KEY_MAP 46 + 0 (1 + oparg => 1) [ARG ERROR ESCAPES];
            BUILD_LIST 47 + 0 (oparg => 1) [ARG ERROR];
            BUILD_MAP 48 + 0 (2 * oparg => 1) [ARG ERROR ESCAPES];
            BUILD_SET 49 + 0 (oparg => 1) [ARG ERROR ERROR_NO_POP ESCAPES];
            BUILD_SLICE 50 + 0 (2 + (oparg == 3) as i32 => 1) [ARG ERROR];
            BUILD_STRING 51 + 0 (oparg => 1) [ARG ERROR];
            BUILD_TUPLE 52 + 0 (oparg => 1) [ARG ERROR];
            CALL 53 + 3 (2 + oparg => 1) [ARG EVAL_BREAK ERROR ERROR_NO_POP ESCAPES];
            CALL_FUNCTION_EX 54 + 0 (3 + (oparg & 1) => 1) [ARG EVAL_BREAK ERROR ERROR_NO_POP ESCAPES];
            CALL_INTRINSIC_1 55 + 0 (1 => 1) [ARG ERROR ESCAPES];
            CALL_INTRINSIC_2 56 + 0 (2 => 1) [ARG ERROR ESCAPES];
            CALL_KW 57 + 0 (3 + oparg => 1) [ARG EVAL_BREAK ERROR ERROR_NO_POP ESCAPES];
            COMPARE_OP 58 + 1 (2 => 1) [ARG ERROR ESCAPES];
            CONTAINS_OP 59 + 1 (2 => 1) [ARG ERROR ESCAPES];
            CONVERT_VALUE 60 + 0 (1 => 1) [ARG ERROR];
            COPY 61 + 0 (oparg => 1 + oparg) [ARG PURE];
            COPY_FREE_VARS 62 + 0 (0 => 0) [ARG];
            DELETE_ATTR 63 + 0 (1 => 0) [ARG NAME ERROR ESCAPES];
            DELETE_DEREF 64 + 0 (0 => 0) [ARG FREE ERROR ERROR_NO_POP ESCAPES];
            DELETE_FAST 65 + 0 (0 => 0) [ARG LOCAL ERROR ESCAPES];
            DELETE_GLOBAL 66 + 0 (0 => 0) [ARG NAME ERROR ERROR_NO_POP ESCAPES];
            DELETE_NAME 67 + 0 (0 => 0) [ARG NAME ERROR ERROR_NO_POP ESCAPES];
            DICT_MERGE 68 + 0 (4 + oparg => 3 + oparg) [ARG ERROR ESCAPES];
            DICT_UPDATE 69 + 0 (1 + oparg => oparg) [ARG ERROR ESCAPES];
            ENTER_EXECUTOR 70 + 0 (0 => 0) [ARG];
            EXTENDED_ARG 71 + 0 (0 => 0) [ARG];
            FOR_ITER 72 + 1 (1 => 2) [ARG JUMP ERROR ERROR_NO_POP ESCAPES];
            GET_AWAITABLE 73 + 0 (1 => 1) [ARG ERROR ESCAPES];
            IMPORT_FROM 74 + 0 (1 => 2) [ARG NAME ERROR ESCAPES];
            IMPORT_NAME 75 + 0 (2 => 1) [ARG NAME ERROR ESCAPES];
            IS_OP 76 + 0 (2 => 1) [ARG];
            JUMP_BACKWARD 77 + 1 (0 => 0) [ARG JUMP EVAL_BREAK ERROR ESCAPES];
            JUMP_BACKWARD_NO_INTERRUPT 78 + 0 (0 => 0) [ARG JUMP];
            JUMP_FORWARD 79 + 0 (0 => 0) [ARG JUMP];
            LIST_APPEND 80 + 0 (1 + oparg => oparg) [ARG ERROR];
            LIST_EXTEND 81 + 0 (1 + oparg => oparg) [ARG ERROR ESCAPES];
            LOAD_ATTR 82 + 9 (1 => 1 + (oparg & 1)) [ARG NAME ERROR ESCAPES];
            LOAD_CONST 83 + 0 (0 => 1) [ARG CONST PURE];
            LOAD_DEREF 84 + 0 (0 => 1) [ARG FREE ERROR ESCAPES];
            LOAD_FAST 85 + 0 (0 => 1) [ARG LOCAL PURE];
            LOAD_FAST_AND_CLEAR 86 + 0 (0 => 1) [ARG LOCAL];
            LOAD_FAST_CHECK 87 + 0 (0 => 1) [ARG LOCAL ERROR ESCAPES];
            LOAD_FAST_LOAD_FAST 88 + 0 (0 => 2) [ARG LOCAL];
            LOAD_FROM_DICT_OR_DEREF 89 + 0 (1 => 1) [ARG FREE ERROR ERROR_NO_POP ESCAPES];
            LOAD_FROM_DICT_OR_GLOBALS 90 + 0 (1 => 1) [ARG NAME ERROR ERROR_NO_POP ESCAPES];
            LOAD_GLOBAL 91 + 4 (0 => 1 + (oparg & 1)) [ARG NAME ERROR ESCAPES];
            LOAD_NAME 92 + 0 (0 => 1) [ARG NAME ERROR ERROR_NO_POP ESCAPES];
            LOAD_SUPER_ATTR 93 + 1 (3 => 1 + (oparg & 1)) [ARG NAME ERROR ESCAPES];
            MAKE_CELL 94 + 0 (0 => 0) [ARG FREE ERROR ERROR_NO_POP];
            MAP_ADD 95 + 0 (2 + oparg => oparg) [ARG ERROR ESCAPES];
            MATCH_CLASS 96 + 0 (3 => 1) [ARG ERROR ESCAPES];
            POP_JUMP_IF_FALSE 97 + 1 (1 => 0) [ARG JUMP];
            POP_JUMP_IF_NONE 98 + 1 (1 => 0) [ARG JUMP];
            POP_JUMP_IF_NOT_NONE 99 + 1 (1 => 0) [ARG JUMP];
            POP_JUMP_IF_TRUE 100 + 1 (1 => 0) [ARG JUMP];
            RAISE_VARARGS 101 + 0 (oparg => 0) [ARG ERROR ERROR_NO_POP ESCAPES];
            RERAISE 102 + 0 (1 + oparg => oparg) [ARG ERROR ERROR_NO_POP ESCAPES];
            RETURN_CONST 103 + 0 (0 => 0) [ARG CONST];
            SEND 104 + 1 (2 => 2) [ARG JUMP ERROR ERROR_NO_POP ESCAPES];
            SET_ADD 105 + 0 (1 + oparg => oparg) [ARG ERROR ESCAPES];
            SET_FUNCTION_ATTRIBUTE 106 + 0 (2 => 1) [ARG ESCAPES];
            SET_UPDATE 107 + 0 (1 + oparg => oparg) [ARG ERROR ESCAPES];
            STORE_ATTR 108 + 4 (2 => 0) [ARG NAME ERROR ESCAPES];
            STORE_DEREF 109 + 0 (1 => 0) [ARG FREE ESCAPES];
            STORE_FAST 110 + 0 (1 => 0) [ARG LOCAL];
            STORE_FAST_LOAD_FAST 111 + 0 (1 => 1) [ARG LOCAL];
            STORE_FAST_STORE_FAST 112 + 0 (2 => 0) [ARG LOCAL];
            STORE_GLOBAL 113 + 0 (1 => 0) [ARG NAME ERROR ESCAPES];
            STORE_NAME 114 + 0 (1 => 0) [ARG NAME ERROR ESCAPES];
            SWAP 115 + 0 (oparg => oparg) [ARG PURE];
            UNPACK_EX 116 + 0 (1 => 1 + (oparg >> 8) + (oparg & 0xFF)) [ARG ERROR ESCAPES];
            UNPACK_SEQUENCE 117 + 1 (1 => oparg) [ARG ERROR ESCAPES];
            YIELD_VALUE 118 + 0 (1 => 1) [ARG ESCAPES];
            RESUME 149 + 0 (0 => 0) [ARG EVAL_BREAK ERROR ESCAPES];
        }
        specialized {
            BINARY_OP_INPLACE_ADD_UNICODE 3 of BINARY_OP (2 => 0) [LOCAL DEOPT EXIT ERROR ESCAPES];
            BINARY_OP_ADD_FLOAT 150 of BINARY_OP (2 => 1) [EXIT];
            BINARY_OP_ADD_INT 151 of BINARY_OP (2 => 1) [EXIT ERROR];
            BINARY_OP_ADD_UNICODE 152 of BINARY_OP (2 => 1) [EXIT ERROR];
            BINARY_OP_MULTIPLY_FLOAT 153 of BINARY_OP (2 => 1) [EXIT];
            BINARY_OP_MULTIPLY_INT 154 of BINARY_OP (2 => 1) [EXIT ERROR];
            BINARY_OP_SUBTRACT_FLOAT 155 of BINARY_OP (2 => 1) [EXIT];
            BINARY_OP_SUBTRACT_INT 156 of BINARY_OP (2 => 1) [EXIT ERROR];
            BINARY_SUBSCR_DICT 157 of BINARY_SUBSCR (2 => 1) [DEOPT ERROR ESCAPES];
            BINARY_SUBSCR_GETITEM 158 of BINARY_SUBSCR (2 => 1) [DEOPT ESCAPES];
            BINARY_SUBSCR_LIST_INT 159 of BINARY_SUBSCR (2 => 1) [DEOPT];
            BINARY_SUBSCR_STR_INT 160 of BINARY_SUBSCR (2 => 1) [DEOPT];
            BINARY_SUBSCR_TUPLE_INT 161 of BINARY_SUBSCR (2 => 1) [DEOPT];
            CALL_ALLOC_AND_ENTER_INIT 162 of CALL (2 + oparg => 1) [ARG DEOPT ERROR ERROR_NO_POP ESCAPES];
            CALL_BOUND_METHOD_EXACT_ARGS 163 of CALL (2 + oparg => 0) [ARG DEOPT EXIT];
            CALL_BOUND_METHOD_GENERAL 164 of CALL (2 + oparg => 0) [ARG DEOPT EXIT ERROR ERROR_NO_POP ESCAPES];
            CALL_BUILTIN_CLASS 165 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_BUILTIN_FAST 166 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_BUILTIN_FAST_WITH_KEYWORDS 167 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_BUILTIN_O 168 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_ISINSTANCE 169 of CALL (2 + oparg => 1) [ARG DEOPT ERROR ERROR_NO_POP ESCAPES];
            CALL_LEN 170 of CALL (2 + oparg => 1) [ARG DEOPT ERROR ERROR_NO_POP ESCAPES];
            CALL_LIST_APPEND 171 of CALL (3 => 1) [ARG DEOPT ERROR ERROR_NO_POP];
            CALL_METHOD_DESCRIPTOR_FAST 172 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS 173 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_METHOD_DESCRIPTOR_NOARGS 174 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_METHOD_DESCRIPTOR_O 175 of CALL (2 + oparg => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_NON_PY_GENERAL 176 of CALL (2 + oparg => 1) [ARG EVAL_BREAK EXIT ERROR ESCAPES];
            CALL_PY_EXACT_ARGS 177 of CALL (2 + oparg => 0) [ARG DEOPT EXIT];
            CALL_PY_GENERAL 178 of CALL (2 + oparg => 0) [ARG DEOPT EXIT ERROR ERROR_NO_POP ESCAPES];
            CALL_STR_1 179 of CALL (3 => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_TUPLE_1 180 of CALL (3 => 1) [ARG EVAL_BREAK DEOPT ERROR ESCAPES];
            CALL_TYPE_1 181 of CALL (3 => 1) [ARG DEOPT];
            COMPARE_OP_FLOAT 182 of COMPARE_OP (2 => 1) [ARG EXIT];
            COMPARE_OP_INT 183 of COMPARE_OP (2 => 1) [ARG DEOPT EXIT];
            COMPARE_OP_STR 184 of COMPARE_OP (2 => 1) [ARG EXIT];
            CONTAINS_OP_DICT 185 of CONTAINS_OP (2 => 1) [ARG DEOPT ERROR ESCAPES];
            CONTAINS_OP_SET 186 of CONTAINS_OP (2 => 1) [ARG DEOPT ERROR ESCAPES];
            FOR_ITER_GEN 187 of FOR_ITER (1 => 1) [ARG DEOPT];
            FOR_ITER_LIST 188 of FOR_ITER (1 => 2) [ARG JUMP EXIT];
            FOR_ITER_RANGE 189 of FOR_ITER (1 => 2) [ARG JUMP EXIT ERROR];
            FOR_ITER_TUPLE 190 of FOR_ITER (1 => 2) [ARG JUMP EXIT];
            LOAD_ATTR_CLASS 191 of LOAD_ATTR (1 => 1 + (oparg & 1)) [ARG DEOPT];
            LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN 192 of LOAD_ATTR (1 => 1) [ARG NAME DEOPT ESCAPES];
            LOAD_ATTR_INSTANCE_VALUE 193 of LOAD_ATTR (1 => 1 + (oparg & 1)) [ARG DEOPT EXIT];
            LOAD_ATTR_METHOD_LAZY_DICT 194 of LOAD_ATTR (1 => 2) [ARG DEOPT EXIT];
            LOAD_ATTR_METHOD_NO_DICT 195 of LOAD_ATTR (1 => 2) [ARG EXIT];
            LOAD_ATTR_METHOD_WITH_VALUES 196 of LOAD_ATTR (1 => 2) [ARG DEOPT EXIT];
            LOAD_ATTR_MODULE 197 of LOAD_ATTR (1 => 1 + (oparg & 1)) [ARG DEOPT];
            LOAD_ATTR_NONDESCRIPTOR_NO_DICT 198 of LOAD_ATTR (1 => 1) [ARG EXIT];
            LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES 199 of LOAD_ATTR (1 => 1) [ARG DEOPT EXIT];
            LOAD_ATTR_PROPERTY 200 of LOAD_ATTR (1 => 1) [ARG DEOPT ESCAPES];
            LOAD_ATTR_SLOT 201 of LOAD_ATTR (1 => 1 + (oparg & 1)) [ARG DEOPT EXIT];
            LOAD_ATTR_WITH_HINT 202 of LOAD_ATTR (1 => 1 + (oparg & 1)) [ARG NAME DEOPT EXIT];
            LOAD_GLOBAL_BUILTIN 203 of LOAD_GLOBAL (0 => 1 + (oparg & 1)) [ARG DEOPT];
            LOAD_GLOBAL_MODULE 204 of LOAD_GLOBAL (0 => 1 + (oparg & 1)) [ARG DEOPT];
            LOAD_SUPER_ATTR_ATTR 205 of LOAD_SUPER_ATTR (3 => 1) [ARG NAME DEOPT ERROR ESCAPES];
            LOAD_SUPER_ATTR_METHOD 206 of LOAD_SUPER_ATTR (3 => 2) [ARG NAME DEOPT ERROR ESCAPES];
            RESUME_CHECK 207 of RESUME (0 => 0) [DEOPT];
            SEND_GEN 208 of SEND (2 => 2) [ARG DEOPT];
            STORE_ATTR_INSTANCE_VALUE 209 of STORE_ATTR (2 => 0) [DEOPT EXIT];
            STORE_ATTR_SLOT 210 of STORE_ATTR (2 => 0) [EXIT];
            STORE_ATTR_WITH_HINT 211 of STORE_ATTR (2 => 0) [ARG NAME DEOPT ESCAPES];
            STORE_SUBSCR_DICT 212 of STORE_SUBSCR (3 => 0) [DEOPT ERROR ESCAPES];
            STORE_SUBSCR_LIST_INT 213 of STORE_SUBSCR (3 => 0) [DEOPT];
            TO_BOOL_ALWAYS_TRUE 214 of TO_BOOL (1 => 1) [EXIT];
            TO_BOOL_BOOL 215 of TO_BOOL (1 => 1) [EXIT];
            TO_BOOL_INT 216 of TO_BOOL (1 => 1) [EXIT ESCAPES];
            TO_BOOL_LIST 217 of TO_BOOL (1 => 1) [EXIT];
            TO_BOOL_NONE 218 of TO_BOOL (1 => 1) [EXIT];
            TO_BOOL_STR 219 of TO_BOOL (1 => 1) [EXIT ESCAPES];
            UNPACK_SEQUENCE_LIST 220 of UNPACK_SEQUENCE (1 => oparg) [ARG DEOPT];
            UNPACK_SEQUENCE_TUPLE 221 of UNPACK_SEQUENCE (1 => oparg) [ARG DEOPT];
            UNPACK_SEQUENCE_TWO_TUPLE 222 of UNPACK_SEQUENCE (1 => 2) [ARG DEOPT];
        }
        instrumented {
            INSTRUMENTED_RESUME 236 for RESUME (0 => 0) [ARG EVAL_BREAK ERROR ERROR_NO_POP ESCAPES];
            INSTRUMENTED_END_FOR 237 for END_FOR (2 => 1) [ERROR ERROR_NO_POP];
            INSTRUMENTED_END_SEND 238 for END_SEND (2 => 1) [ERROR ERROR_NO_POP];
            INSTRUMENTED_RETURN_VALUE 239 for RETURN_VALUE (1 => 0) [ERROR ERROR_NO_POP ESCAPES];
            INSTRUMENTED_RETURN_CONST 240 for RETURN_CONST (0 => 0) [ARG CONST ERROR ERROR_NO_POP ESCAPES];
            INSTRUMENTED_YIELD_VALUE 241 for YIELD_VALUE (1 => 1) [ARG ERROR ERROR_NO_POP ESCAPES];
            INSTRUMENTED_LOAD_SUPER_ATTR 242 for LOAD_SUPER_ATTR (3 => 1 + (oparg & 1)) [ARG];
            INSTRUMENTED_FOR_ITER 243 for FOR_ITER (0 => 0) [ARG ERROR ERROR_NO_POP ESCAPES];
            INSTRUMENTED_CALL 244 for CALL (0 => 0) [ARG ERROR ESCAPES];
            INSTRUMENTED_CALL_KW 245 for CALL_KW (0 => 0) [ARG ERROR ESCAPES];
            INSTRUMENTED_CALL_FUNCTION_EX 246 for CALL_FUNCTION_EX (0 => 0) [];
            INSTRUMENTED_INSTRUCTION 247 for INSTRUMENTED_INSTRUCTION (0 => 0) [ERROR ESCAPES];
            INSTRUMENTED_JUMP_FORWARD 248 for JUMP_FORWARD (0 => 0) [ARG];
            INSTRUMENTED_JUMP_BACKWARD 249 for JUMP_BACKWARD (0 => 0) [ARG EVAL_BREAK];
            INSTRUMENTED_POP_JUMP_IF_TRUE 250 for POP_JUMP_IF_TRUE (0 => 0) [ARG];
            INSTRUMENTED_POP_JUMP_IF_FALSE 251 for POP_JUMP_IF_FALSE (0 => 0) [ARG];
            INSTRUMENTED_POP_JUMP_IF_NONE 252 for POP_JUMP_IF_NONE (0 => 0) [ARG];
            INSTRUMENTED_POP_JUMP_IF_NOT_NONE 253 for POP_JUMP_IF_NOT_NONE (0 => 0) [ARG];
            INSTRUMENTED_LINE 254 for INSTRUMENTED_LINE (0 => 0) [];
        }
        pseudo {
            JUMP 256 as [JUMP_FORWARD JUMP_BACKWARD] (0 => 0) [ARG JUMP EVAL_BREAK ERROR ESCAPES];
            JUMP_NO_INTERRUPT 257 as [JUMP_FORWARD JUMP_BACKWARD_NO_INTERRUPT] (0 => 0) [ARG JUMP];
            LOAD_CLOSURE 258 as [LOAD_FAST] (0 => 1) [ARG LOCAL PURE];
            LOAD_METHOD 259 as [LOAD_ATTR] (1 => 2) [ARG NAME ERROR ESCAPES];
            LOAD_SUPER_METHOD 260 as [LOAD_SUPER_ATTR] (3 => 2) [ARG NAME ERROR ESCAPES];
            LOAD_ZERO_SUPER_ATTR 261 as [LOAD_SUPER_ATTR] (3 => 2) [ARG NAME ERROR ESCAPES];
            LOAD_ZERO_SUPER_METHOD 262 as [LOAD_SUPER_ATTR] (3 => 2) [ARG NAME ERROR ESCAPES];
            POP_BLOCK 263 as [NOP] (0 => 0) [PURE];
            SETUP_CLEANUP 264 as [NOP] (0 => 0) [PURE ARG];
            SETUP_FINALLY 265 as [NOP] (0 => 0) [PURE ARG];
            SETUP_WITH 266 as [NOP] (0 => 0) [PURE ARG];
            STORE_FAST_MAYBE_NULL 267 as [STORE_FAST] (1 => 0) [ARG LOCAL];
        }
            }
    };
}

pub(crate) use with_instructions;
