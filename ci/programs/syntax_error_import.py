"""A module with a syntax error is imported; the traceback shows both."""
import pathlib
import sys

pathlib.Path("broken_module.py").write_text("a = 1\ndef f(x:\n    return x\n")
sys.path.insert(0, "")
try:
    import broken_module
except SyntaxError as error:
    print(error.msg, error.lineno, error.offset, error.text, error.end_lineno, error.end_offset, error.filename.endswith("broken_module.py"), error.print_file_and_line)
exec(compile("x = 1\nclass A:\n    return 5\n", "given name", "exec"))
