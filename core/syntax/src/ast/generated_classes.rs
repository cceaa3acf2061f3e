// Generated from ast.toml by examples/gen_ast.rs; do not edit.

use super::classes::{Class, ClassInfo, Count, FieldInfo, Positions, Value};

/// The classes, by their Python names.
#[allow(non_upper_case_globals, reason = "the names are Python's")]
pub mod class {
    use super::Class;
    pub const AST: Class = Class(0);
    pub const r#mod: Class = Class(1);
    pub const Module: Class = Class(2);
    pub const Interactive: Class = Class(3);
    pub const Expression: Class = Class(4);
    pub const FunctionType: Class = Class(5);
    pub const stmt: Class = Class(6);
    pub const FunctionDef: Class = Class(7);
    pub const AsyncFunctionDef: Class = Class(8);
    pub const ClassDef: Class = Class(9);
    pub const Return: Class = Class(10);
    pub const Delete: Class = Class(11);
    pub const Assign: Class = Class(12);
    pub const TypeAlias: Class = Class(13);
    pub const AugAssign: Class = Class(14);
    pub const AnnAssign: Class = Class(15);
    pub const For: Class = Class(16);
    pub const AsyncFor: Class = Class(17);
    pub const While: Class = Class(18);
    pub const If: Class = Class(19);
    pub const With: Class = Class(20);
    pub const AsyncWith: Class = Class(21);
    pub const Match: Class = Class(22);
    pub const Raise: Class = Class(23);
    pub const Try: Class = Class(24);
    pub const TryStar: Class = Class(25);
    pub const Assert: Class = Class(26);
    pub const Import: Class = Class(27);
    pub const ImportFrom: Class = Class(28);
    pub const Global: Class = Class(29);
    pub const Nonlocal: Class = Class(30);
    pub const Expr: Class = Class(31);
    pub const Pass: Class = Class(32);
    pub const Break: Class = Class(33);
    pub const Continue: Class = Class(34);
    pub const expr: Class = Class(35);
    pub const BoolOp: Class = Class(36);
    pub const NamedExpr: Class = Class(37);
    pub const BinOp: Class = Class(38);
    pub const UnaryOp: Class = Class(39);
    pub const Lambda: Class = Class(40);
    pub const IfExp: Class = Class(41);
    pub const Dict: Class = Class(42);
    pub const Set: Class = Class(43);
    pub const ListComp: Class = Class(44);
    pub const SetComp: Class = Class(45);
    pub const DictComp: Class = Class(46);
    pub const GeneratorExp: Class = Class(47);
    pub const Await: Class = Class(48);
    pub const Yield: Class = Class(49);
    pub const YieldFrom: Class = Class(50);
    pub const Compare: Class = Class(51);
    pub const Call: Class = Class(52);
    pub const FormattedValue: Class = Class(53);
    pub const JoinedStr: Class = Class(54);
    pub const Constant: Class = Class(55);
    pub const Attribute: Class = Class(56);
    pub const Subscript: Class = Class(57);
    pub const Starred: Class = Class(58);
    pub const Name: Class = Class(59);
    pub const List: Class = Class(60);
    pub const Tuple: Class = Class(61);
    pub const Slice: Class = Class(62);
    pub const expr_context: Class = Class(63);
    pub const Load: Class = Class(64);
    pub const Store: Class = Class(65);
    pub const Del: Class = Class(66);
    pub const boolop: Class = Class(67);
    pub const And: Class = Class(68);
    pub const Or: Class = Class(69);
    pub const operator: Class = Class(70);
    pub const Add: Class = Class(71);
    pub const Sub: Class = Class(72);
    pub const Mult: Class = Class(73);
    pub const MatMult: Class = Class(74);
    pub const Div: Class = Class(75);
    pub const Mod: Class = Class(76);
    pub const Pow: Class = Class(77);
    pub const LShift: Class = Class(78);
    pub const RShift: Class = Class(79);
    pub const BitOr: Class = Class(80);
    pub const BitXor: Class = Class(81);
    pub const BitAnd: Class = Class(82);
    pub const FloorDiv: Class = Class(83);
    pub const unaryop: Class = Class(84);
    pub const Invert: Class = Class(85);
    pub const Not: Class = Class(86);
    pub const UAdd: Class = Class(87);
    pub const USub: Class = Class(88);
    pub const cmpop: Class = Class(89);
    pub const Eq: Class = Class(90);
    pub const NotEq: Class = Class(91);
    pub const Lt: Class = Class(92);
    pub const LtE: Class = Class(93);
    pub const Gt: Class = Class(94);
    pub const GtE: Class = Class(95);
    pub const Is: Class = Class(96);
    pub const IsNot: Class = Class(97);
    pub const In: Class = Class(98);
    pub const NotIn: Class = Class(99);
    pub const comprehension: Class = Class(100);
    pub const excepthandler: Class = Class(101);
    pub const ExceptHandler: Class = Class(102);
    pub const arguments: Class = Class(103);
    pub const arg: Class = Class(104);
    pub const keyword: Class = Class(105);
    pub const alias: Class = Class(106);
    pub const withitem: Class = Class(107);
    pub const match_case: Class = Class(108);
    pub const pattern: Class = Class(109);
    pub const MatchValue: Class = Class(110);
    pub const MatchSingleton: Class = Class(111);
    pub const MatchSequence: Class = Class(112);
    pub const MatchMapping: Class = Class(113);
    pub const MatchClass: Class = Class(114);
    pub const MatchStar: Class = Class(115);
    pub const MatchAs: Class = Class(116);
    pub const MatchOr: Class = Class(117);
    pub const type_ignore: Class = Class(118);
    pub const TypeIgnore: Class = Class(119);
    pub const type_param: Class = Class(120);
    pub const TypeVar: Class = Class(121);
    pub const ParamSpec: Class = Class(122);
    pub const TypeVarTuple: Class = Class(123);
}

/// What each class is, in the order of [`class`] (which is that of `_ast`).
pub static CLASSES: [ClassInfo; 124] = [
    ClassInfo { name: "AST", base: class::AST, fields: &[], positions: Some(Positions::No), doc: "" },
    ClassInfo {
        name: "mod",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "mod = Module(stmt* body, type_ignore* type_ignores)\n    | Interactive(stmt* body)\n    | Expression(expr body)\n    | FunctionType(expr* argtypes, expr returns)",
    },
    ClassInfo {
        name: "Module",
        base: class::r#mod,
        fields: &[
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "type_ignores", value: Value::Node(class::type_ignore), count: Count::Many },
        ],
        positions: None,
        doc: "Module(stmt* body, type_ignore* type_ignores)",
    },
    ClassInfo {
        name: "Interactive",
        base: class::r#mod,
        fields: &[FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many }],
        positions: None,
        doc: "Interactive(stmt* body)",
    },
    ClassInfo {
        name: "Expression",
        base: class::r#mod,
        fields: &[FieldInfo { name: "body", value: Value::Node(class::expr), count: Count::One }],
        positions: None,
        doc: "Expression(expr body)",
    },
    ClassInfo {
        name: "FunctionType",
        base: class::r#mod,
        fields: &[
            FieldInfo { name: "argtypes", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "returns", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "FunctionType(expr* argtypes, expr returns)",
    },
    ClassInfo {
        name: "stmt",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::EndOptional),
        doc: "stmt = FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)\n     | AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)\n     | ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)\n     | Return(expr? value)\n     | Delete(expr* targets)\n     | Assign(expr* targets, expr value, string? type_comment)\n     | TypeAlias(expr name, type_param* type_params, expr value)\n     | AugAssign(expr target, operator op, expr value)\n     | AnnAssign(expr target, expr annotation, expr? value, int simple)\n     | For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)\n     | AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)\n     | While(expr test, stmt* body, stmt* orelse)\n     | If(expr test, stmt* body, stmt* orelse)\n     | With(withitem* items, stmt* body, string? type_comment)\n     | AsyncWith(withitem* items, stmt* body, string? type_comment)\n     | Match(expr subject, match_case* cases)\n     | Raise(expr? exc, expr? cause)\n     | Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)\n     | TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)\n     | Assert(expr test, expr? msg)\n     | Import(alias* names)\n     | ImportFrom(identifier? module, alias* names, int? level)\n     | Global(identifier* names)\n     | Nonlocal(identifier* names)\n     | Expr(expr value)\n     | Pass\n     | Break\n     | Continue",
    },
    ClassInfo {
        name: "FunctionDef",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "args", value: Value::Node(class::arguments), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "decorator_list", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "returns", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
            FieldInfo { name: "type_params", value: Value::Node(class::type_param), count: Count::Many },
        ],
        positions: None,
        doc: "FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)",
    },
    ClassInfo {
        name: "AsyncFunctionDef",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "args", value: Value::Node(class::arguments), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "decorator_list", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "returns", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
            FieldInfo { name: "type_params", value: Value::Node(class::type_param), count: Count::Many },
        ],
        positions: None,
        doc: "AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params)",
    },
    ClassInfo {
        name: "ClassDef",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "bases", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "keywords", value: Value::Node(class::keyword), count: Count::Many },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "decorator_list", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "type_params", value: Value::Node(class::type_param), count: Count::Many },
        ],
        positions: None,
        doc: "ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params)",
    },
    ClassInfo {
        name: "Return",
        base: class::stmt,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::Optional }],
        positions: None,
        doc: "Return(expr? value)",
    },
    ClassInfo {
        name: "Delete",
        base: class::stmt,
        fields: &[FieldInfo { name: "targets", value: Value::Node(class::expr), count: Count::Many }],
        positions: None,
        doc: "Delete(expr* targets)",
    },
    ClassInfo {
        name: "Assign",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "targets", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "Assign(expr* targets, expr value, string? type_comment)",
    },
    ClassInfo {
        name: "TypeAlias",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "name", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "type_params", value: Value::Node(class::type_param), count: Count::Many },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "TypeAlias(expr name, type_param* type_params, expr value)",
    },
    ClassInfo {
        name: "AugAssign",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "op", value: Value::Node(class::operator), count: Count::One },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "AugAssign(expr target, operator op, expr value)",
    },
    ClassInfo {
        name: "AnnAssign",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "annotation", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "simple", value: Value::Int, count: Count::One },
        ],
        positions: None,
        doc: "AnnAssign(expr target, expr annotation, expr? value, int simple)",
    },
    ClassInfo {
        name: "For",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "iter", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
    },
    ClassInfo {
        name: "AsyncFor",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "iter", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)",
    },
    ClassInfo {
        name: "While",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "test", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: None,
        doc: "While(expr test, stmt* body, stmt* orelse)",
    },
    ClassInfo {
        name: "If",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "test", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: None,
        doc: "If(expr test, stmt* body, stmt* orelse)",
    },
    ClassInfo {
        name: "With",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "items", value: Value::Node(class::withitem), count: Count::Many },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "With(withitem* items, stmt* body, string? type_comment)",
    },
    ClassInfo {
        name: "AsyncWith",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "items", value: Value::Node(class::withitem), count: Count::Many },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "AsyncWith(withitem* items, stmt* body, string? type_comment)",
    },
    ClassInfo {
        name: "Match",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "subject", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "cases", value: Value::Node(class::match_case), count: Count::Many },
        ],
        positions: None,
        doc: "Match(expr subject, match_case* cases)",
    },
    ClassInfo {
        name: "Raise",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "exc", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "cause", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "Raise(expr? exc, expr? cause)",
    },
    ClassInfo {
        name: "Try",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "handlers", value: Value::Node(class::excepthandler), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "finalbody", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: None,
        doc: "Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
    },
    ClassInfo {
        name: "TryStar",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "handlers", value: Value::Node(class::excepthandler), count: Count::Many },
            FieldInfo { name: "orelse", value: Value::Node(class::stmt), count: Count::Many },
            FieldInfo { name: "finalbody", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: None,
        doc: "TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)",
    },
    ClassInfo {
        name: "Assert",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "test", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "msg", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "Assert(expr test, expr? msg)",
    },
    ClassInfo {
        name: "Import",
        base: class::stmt,
        fields: &[FieldInfo { name: "names", value: Value::Node(class::alias), count: Count::Many }],
        positions: None,
        doc: "Import(alias* names)",
    },
    ClassInfo {
        name: "ImportFrom",
        base: class::stmt,
        fields: &[
            FieldInfo { name: "module", value: Value::Str, count: Count::Optional },
            FieldInfo { name: "names", value: Value::Node(class::alias), count: Count::Many },
            FieldInfo { name: "level", value: Value::Int, count: Count::Optional },
        ],
        positions: None,
        doc: "ImportFrom(identifier? module, alias* names, int? level)",
    },
    ClassInfo {
        name: "Global",
        base: class::stmt,
        fields: &[FieldInfo { name: "names", value: Value::Str, count: Count::Many }],
        positions: None,
        doc: "Global(identifier* names)",
    },
    ClassInfo {
        name: "Nonlocal",
        base: class::stmt,
        fields: &[FieldInfo { name: "names", value: Value::Str, count: Count::Many }],
        positions: None,
        doc: "Nonlocal(identifier* names)",
    },
    ClassInfo {
        name: "Expr",
        base: class::stmt,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One }],
        positions: None,
        doc: "Expr(expr value)",
    },
    ClassInfo { name: "Pass", base: class::stmt, fields: &[], positions: None, doc: "Pass" },
    ClassInfo { name: "Break", base: class::stmt, fields: &[], positions: None, doc: "Break" },
    ClassInfo { name: "Continue", base: class::stmt, fields: &[], positions: None, doc: "Continue" },
    ClassInfo {
        name: "expr",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::EndOptional),
        doc: "expr = BoolOp(boolop op, expr* values)\n     | NamedExpr(expr target, expr value)\n     | BinOp(expr left, operator op, expr right)\n     | UnaryOp(unaryop op, expr operand)\n     | Lambda(arguments args, expr body)\n     | IfExp(expr test, expr body, expr orelse)\n     | Dict(expr* keys, expr* values)\n     | Set(expr* elts)\n     | ListComp(expr elt, comprehension* generators)\n     | SetComp(expr elt, comprehension* generators)\n     | DictComp(expr key, expr value, comprehension* generators)\n     | GeneratorExp(expr elt, comprehension* generators)\n     | Await(expr value)\n     | Yield(expr? value)\n     | YieldFrom(expr value)\n     | Compare(expr left, cmpop* ops, expr* comparators)\n     | Call(expr func, expr* args, keyword* keywords)\n     | FormattedValue(expr value, int conversion, expr? format_spec)\n     | JoinedStr(expr* values)\n     | Constant(constant value, string? kind)\n     | Attribute(expr value, identifier attr, expr_context ctx)\n     | Subscript(expr value, expr slice, expr_context ctx)\n     | Starred(expr value, expr_context ctx)\n     | Name(identifier id, expr_context ctx)\n     | List(expr* elts, expr_context ctx)\n     | Tuple(expr* elts, expr_context ctx)\n     | Slice(expr? lower, expr? upper, expr? step)",
    },
    ClassInfo {
        name: "BoolOp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "op", value: Value::Node(class::boolop), count: Count::One },
            FieldInfo { name: "values", value: Value::Node(class::expr), count: Count::Many },
        ],
        positions: None,
        doc: "BoolOp(boolop op, expr* values)",
    },
    ClassInfo {
        name: "NamedExpr",
        base: class::expr,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "NamedExpr(expr target, expr value)",
    },
    ClassInfo {
        name: "BinOp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "left", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "op", value: Value::Node(class::operator), count: Count::One },
            FieldInfo { name: "right", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "BinOp(expr left, operator op, expr right)",
    },
    ClassInfo {
        name: "UnaryOp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "op", value: Value::Node(class::unaryop), count: Count::One },
            FieldInfo { name: "operand", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "UnaryOp(unaryop op, expr operand)",
    },
    ClassInfo {
        name: "Lambda",
        base: class::expr,
        fields: &[
            FieldInfo { name: "args", value: Value::Node(class::arguments), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "Lambda(arguments args, expr body)",
    },
    ClassInfo {
        name: "IfExp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "test", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "body", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "orelse", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: None,
        doc: "IfExp(expr test, expr body, expr orelse)",
    },
    ClassInfo {
        name: "Dict",
        base: class::expr,
        fields: &[
            FieldInfo { name: "keys", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "values", value: Value::Node(class::expr), count: Count::Many },
        ],
        positions: None,
        doc: "Dict(expr* keys, expr* values)",
    },
    ClassInfo {
        name: "Set",
        base: class::expr,
        fields: &[FieldInfo { name: "elts", value: Value::Node(class::expr), count: Count::Many }],
        positions: None,
        doc: "Set(expr* elts)",
    },
    ClassInfo {
        name: "ListComp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "elt", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "generators", value: Value::Node(class::comprehension), count: Count::Many },
        ],
        positions: None,
        doc: "ListComp(expr elt, comprehension* generators)",
    },
    ClassInfo {
        name: "SetComp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "elt", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "generators", value: Value::Node(class::comprehension), count: Count::Many },
        ],
        positions: None,
        doc: "SetComp(expr elt, comprehension* generators)",
    },
    ClassInfo {
        name: "DictComp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "key", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "generators", value: Value::Node(class::comprehension), count: Count::Many },
        ],
        positions: None,
        doc: "DictComp(expr key, expr value, comprehension* generators)",
    },
    ClassInfo {
        name: "GeneratorExp",
        base: class::expr,
        fields: &[
            FieldInfo { name: "elt", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "generators", value: Value::Node(class::comprehension), count: Count::Many },
        ],
        positions: None,
        doc: "GeneratorExp(expr elt, comprehension* generators)",
    },
    ClassInfo {
        name: "Await",
        base: class::expr,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One }],
        positions: None,
        doc: "Await(expr value)",
    },
    ClassInfo {
        name: "Yield",
        base: class::expr,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::Optional }],
        positions: None,
        doc: "Yield(expr? value)",
    },
    ClassInfo {
        name: "YieldFrom",
        base: class::expr,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One }],
        positions: None,
        doc: "YieldFrom(expr value)",
    },
    ClassInfo {
        name: "Compare",
        base: class::expr,
        fields: &[
            FieldInfo { name: "left", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "ops", value: Value::Node(class::cmpop), count: Count::Many },
            FieldInfo { name: "comparators", value: Value::Node(class::expr), count: Count::Many },
        ],
        positions: None,
        doc: "Compare(expr left, cmpop* ops, expr* comparators)",
    },
    ClassInfo {
        name: "Call",
        base: class::expr,
        fields: &[
            FieldInfo { name: "func", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "args", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "keywords", value: Value::Node(class::keyword), count: Count::Many },
        ],
        positions: None,
        doc: "Call(expr func, expr* args, keyword* keywords)",
    },
    ClassInfo {
        name: "FormattedValue",
        base: class::expr,
        fields: &[
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "conversion", value: Value::Int, count: Count::One },
            FieldInfo { name: "format_spec", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "FormattedValue(expr value, int conversion, expr? format_spec)",
    },
    ClassInfo {
        name: "JoinedStr",
        base: class::expr,
        fields: &[FieldInfo { name: "values", value: Value::Node(class::expr), count: Count::Many }],
        positions: None,
        doc: "JoinedStr(expr* values)",
    },
    ClassInfo {
        name: "Constant",
        base: class::expr,
        fields: &[
            FieldInfo { name: "value", value: Value::Object, count: Count::One },
            FieldInfo { name: "kind", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "Constant(constant value, string? kind)",
    },
    ClassInfo {
        name: "Attribute",
        base: class::expr,
        fields: &[
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "attr", value: Value::Str, count: Count::One },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "Attribute(expr value, identifier attr, expr_context ctx)",
    },
    ClassInfo {
        name: "Subscript",
        base: class::expr,
        fields: &[
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "slice", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "Subscript(expr value, expr slice, expr_context ctx)",
    },
    ClassInfo {
        name: "Starred",
        base: class::expr,
        fields: &[
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "Starred(expr value, expr_context ctx)",
    },
    ClassInfo {
        name: "Name",
        base: class::expr,
        fields: &[
            FieldInfo { name: "id", value: Value::Str, count: Count::One },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "Name(identifier id, expr_context ctx)",
    },
    ClassInfo {
        name: "List",
        base: class::expr,
        fields: &[
            FieldInfo { name: "elts", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "List(expr* elts, expr_context ctx)",
    },
    ClassInfo {
        name: "Tuple",
        base: class::expr,
        fields: &[
            FieldInfo { name: "elts", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "ctx", value: Value::Node(class::expr_context), count: Count::One },
        ],
        positions: None,
        doc: "Tuple(expr* elts, expr_context ctx)",
    },
    ClassInfo {
        name: "Slice",
        base: class::expr,
        fields: &[
            FieldInfo { name: "lower", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "upper", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "step", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "Slice(expr? lower, expr? upper, expr? step)",
    },
    ClassInfo {
        name: "expr_context",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "expr_context = Load | Store | Del",
    },
    ClassInfo { name: "Load", base: class::expr_context, fields: &[], positions: None, doc: "Load" },
    ClassInfo { name: "Store", base: class::expr_context, fields: &[], positions: None, doc: "Store" },
    ClassInfo { name: "Del", base: class::expr_context, fields: &[], positions: None, doc: "Del" },
    ClassInfo {
        name: "boolop",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "boolop = And | Or",
    },
    ClassInfo { name: "And", base: class::boolop, fields: &[], positions: None, doc: "And" },
    ClassInfo { name: "Or", base: class::boolop, fields: &[], positions: None, doc: "Or" },
    ClassInfo {
        name: "operator",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "operator = Add | Sub | Mult | MatMult | Div | Mod | Pow | LShift | RShift | BitOr | BitXor | BitAnd | FloorDiv",
    },
    ClassInfo { name: "Add", base: class::operator, fields: &[], positions: None, doc: "Add" },
    ClassInfo { name: "Sub", base: class::operator, fields: &[], positions: None, doc: "Sub" },
    ClassInfo { name: "Mult", base: class::operator, fields: &[], positions: None, doc: "Mult" },
    ClassInfo { name: "MatMult", base: class::operator, fields: &[], positions: None, doc: "MatMult" },
    ClassInfo { name: "Div", base: class::operator, fields: &[], positions: None, doc: "Div" },
    ClassInfo { name: "Mod", base: class::operator, fields: &[], positions: None, doc: "Mod" },
    ClassInfo { name: "Pow", base: class::operator, fields: &[], positions: None, doc: "Pow" },
    ClassInfo { name: "LShift", base: class::operator, fields: &[], positions: None, doc: "LShift" },
    ClassInfo { name: "RShift", base: class::operator, fields: &[], positions: None, doc: "RShift" },
    ClassInfo { name: "BitOr", base: class::operator, fields: &[], positions: None, doc: "BitOr" },
    ClassInfo { name: "BitXor", base: class::operator, fields: &[], positions: None, doc: "BitXor" },
    ClassInfo { name: "BitAnd", base: class::operator, fields: &[], positions: None, doc: "BitAnd" },
    ClassInfo { name: "FloorDiv", base: class::operator, fields: &[], positions: None, doc: "FloorDiv" },
    ClassInfo {
        name: "unaryop",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "unaryop = Invert | Not | UAdd | USub",
    },
    ClassInfo { name: "Invert", base: class::unaryop, fields: &[], positions: None, doc: "Invert" },
    ClassInfo { name: "Not", base: class::unaryop, fields: &[], positions: None, doc: "Not" },
    ClassInfo { name: "UAdd", base: class::unaryop, fields: &[], positions: None, doc: "UAdd" },
    ClassInfo { name: "USub", base: class::unaryop, fields: &[], positions: None, doc: "USub" },
    ClassInfo {
        name: "cmpop",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "cmpop = Eq | NotEq | Lt | LtE | Gt | GtE | Is | IsNot | In | NotIn",
    },
    ClassInfo { name: "Eq", base: class::cmpop, fields: &[], positions: None, doc: "Eq" },
    ClassInfo { name: "NotEq", base: class::cmpop, fields: &[], positions: None, doc: "NotEq" },
    ClassInfo { name: "Lt", base: class::cmpop, fields: &[], positions: None, doc: "Lt" },
    ClassInfo { name: "LtE", base: class::cmpop, fields: &[], positions: None, doc: "LtE" },
    ClassInfo { name: "Gt", base: class::cmpop, fields: &[], positions: None, doc: "Gt" },
    ClassInfo { name: "GtE", base: class::cmpop, fields: &[], positions: None, doc: "GtE" },
    ClassInfo { name: "Is", base: class::cmpop, fields: &[], positions: None, doc: "Is" },
    ClassInfo { name: "IsNot", base: class::cmpop, fields: &[], positions: None, doc: "IsNot" },
    ClassInfo { name: "In", base: class::cmpop, fields: &[], positions: None, doc: "In" },
    ClassInfo { name: "NotIn", base: class::cmpop, fields: &[], positions: None, doc: "NotIn" },
    ClassInfo {
        name: "comprehension",
        base: class::AST,
        fields: &[
            FieldInfo { name: "target", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "iter", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "ifs", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "is_async", value: Value::Int, count: Count::One },
        ],
        positions: Some(Positions::No),
        doc: "comprehension(expr target, expr iter, expr* ifs, int is_async)",
    },
    ClassInfo {
        name: "excepthandler",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::EndOptional),
        doc: "excepthandler = ExceptHandler(expr? type, identifier? name, stmt* body)",
    },
    ClassInfo {
        name: "ExceptHandler",
        base: class::excepthandler,
        fields: &[
            FieldInfo { name: "type", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "name", value: Value::Str, count: Count::Optional },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: None,
        doc: "ExceptHandler(expr? type, identifier? name, stmt* body)",
    },
    ClassInfo {
        name: "arguments",
        base: class::AST,
        fields: &[
            FieldInfo { name: "posonlyargs", value: Value::Node(class::arg), count: Count::Many },
            FieldInfo { name: "args", value: Value::Node(class::arg), count: Count::Many },
            FieldInfo { name: "vararg", value: Value::Node(class::arg), count: Count::Optional },
            FieldInfo { name: "kwonlyargs", value: Value::Node(class::arg), count: Count::Many },
            FieldInfo { name: "kw_defaults", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "kwarg", value: Value::Node(class::arg), count: Count::Optional },
            FieldInfo { name: "defaults", value: Value::Node(class::expr), count: Count::Many },
        ],
        positions: Some(Positions::No),
        doc: "arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* defaults)",
    },
    ClassInfo {
        name: "arg",
        base: class::AST,
        fields: &[
            FieldInfo { name: "arg", value: Value::Str, count: Count::One },
            FieldInfo { name: "annotation", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "type_comment", value: Value::Str, count: Count::Optional },
        ],
        positions: Some(Positions::EndOptional),
        doc: "arg(identifier arg, expr? annotation, string? type_comment)",
    },
    ClassInfo {
        name: "keyword",
        base: class::AST,
        fields: &[
            FieldInfo { name: "arg", value: Value::Str, count: Count::Optional },
            FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One },
        ],
        positions: Some(Positions::EndOptional),
        doc: "keyword(identifier? arg, expr value)",
    },
    ClassInfo {
        name: "alias",
        base: class::AST,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "asname", value: Value::Str, count: Count::Optional },
        ],
        positions: Some(Positions::EndOptional),
        doc: "alias(identifier name, identifier? asname)",
    },
    ClassInfo {
        name: "withitem",
        base: class::AST,
        fields: &[
            FieldInfo { name: "context_expr", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "optional_vars", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: Some(Positions::No),
        doc: "withitem(expr context_expr, expr? optional_vars)",
    },
    ClassInfo {
        name: "match_case",
        base: class::AST,
        fields: &[
            FieldInfo { name: "pattern", value: Value::Node(class::pattern), count: Count::One },
            FieldInfo { name: "guard", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "body", value: Value::Node(class::stmt), count: Count::Many },
        ],
        positions: Some(Positions::No),
        doc: "match_case(pattern pattern, expr? guard, stmt* body)",
    },
    ClassInfo {
        name: "pattern",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::Whole),
        doc: "pattern = MatchValue(expr value)\n        | MatchSingleton(constant value)\n        | MatchSequence(pattern* patterns)\n        | MatchMapping(expr* keys, pattern* patterns, identifier? rest)\n        | MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)\n        | MatchStar(identifier? name)\n        | MatchAs(pattern? pattern, identifier? name)\n        | MatchOr(pattern* patterns)",
    },
    ClassInfo {
        name: "MatchValue",
        base: class::pattern,
        fields: &[FieldInfo { name: "value", value: Value::Node(class::expr), count: Count::One }],
        positions: None,
        doc: "MatchValue(expr value)",
    },
    ClassInfo {
        name: "MatchSingleton",
        base: class::pattern,
        fields: &[FieldInfo { name: "value", value: Value::Object, count: Count::One }],
        positions: None,
        doc: "MatchSingleton(constant value)",
    },
    ClassInfo {
        name: "MatchSequence",
        base: class::pattern,
        fields: &[FieldInfo { name: "patterns", value: Value::Node(class::pattern), count: Count::Many }],
        positions: None,
        doc: "MatchSequence(pattern* patterns)",
    },
    ClassInfo {
        name: "MatchMapping",
        base: class::pattern,
        fields: &[
            FieldInfo { name: "keys", value: Value::Node(class::expr), count: Count::Many },
            FieldInfo { name: "patterns", value: Value::Node(class::pattern), count: Count::Many },
            FieldInfo { name: "rest", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "MatchMapping(expr* keys, pattern* patterns, identifier? rest)",
    },
    ClassInfo {
        name: "MatchClass",
        base: class::pattern,
        fields: &[
            FieldInfo { name: "cls", value: Value::Node(class::expr), count: Count::One },
            FieldInfo { name: "patterns", value: Value::Node(class::pattern), count: Count::Many },
            FieldInfo { name: "kwd_attrs", value: Value::Str, count: Count::Many },
            FieldInfo { name: "kwd_patterns", value: Value::Node(class::pattern), count: Count::Many },
        ],
        positions: None,
        doc: "MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)",
    },
    ClassInfo {
        name: "MatchStar",
        base: class::pattern,
        fields: &[FieldInfo { name: "name", value: Value::Str, count: Count::Optional }],
        positions: None,
        doc: "MatchStar(identifier? name)",
    },
    ClassInfo {
        name: "MatchAs",
        base: class::pattern,
        fields: &[
            FieldInfo { name: "pattern", value: Value::Node(class::pattern), count: Count::Optional },
            FieldInfo { name: "name", value: Value::Str, count: Count::Optional },
        ],
        positions: None,
        doc: "MatchAs(pattern? pattern, identifier? name)",
    },
    ClassInfo {
        name: "MatchOr",
        base: class::pattern,
        fields: &[FieldInfo { name: "patterns", value: Value::Node(class::pattern), count: Count::Many }],
        positions: None,
        doc: "MatchOr(pattern* patterns)",
    },
    ClassInfo {
        name: "type_ignore",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::No),
        doc: "type_ignore = TypeIgnore(int lineno, string tag)",
    },
    ClassInfo {
        name: "TypeIgnore",
        base: class::type_ignore,
        fields: &[
            FieldInfo { name: "lineno", value: Value::Int, count: Count::One },
            FieldInfo { name: "tag", value: Value::Str, count: Count::One },
        ],
        positions: None,
        doc: "TypeIgnore(int lineno, string tag)",
    },
    ClassInfo {
        name: "type_param",
        base: class::AST,
        fields: &[],
        positions: Some(Positions::Whole),
        doc: "type_param = TypeVar(identifier name, expr? bound, expr? default_value)\n           | ParamSpec(identifier name, expr? default_value)\n           | TypeVarTuple(identifier name, expr? default_value)",
    },
    ClassInfo {
        name: "TypeVar",
        base: class::type_param,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "bound", value: Value::Node(class::expr), count: Count::Optional },
            FieldInfo { name: "default_value", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "TypeVar(identifier name, expr? bound, expr? default_value)",
    },
    ClassInfo {
        name: "ParamSpec",
        base: class::type_param,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "default_value", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "ParamSpec(identifier name, expr? default_value)",
    },
    ClassInfo {
        name: "TypeVarTuple",
        base: class::type_param,
        fields: &[
            FieldInfo { name: "name", value: Value::Str, count: Count::One },
            FieldInfo { name: "default_value", value: Value::Node(class::expr), count: Count::Optional },
        ],
        positions: None,
        doc: "TypeVarTuple(identifier name, expr? default_value)",
    },
];
