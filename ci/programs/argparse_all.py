# args: --verbose -n 5 build 'file 1' f2 --opt=x
"""argparse: help, usage, subcommands, types, groups, errors and their exit codes."""
import argparse
import contextlib
import io
import sys


def run(parser, args):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            result = parser.parse_args(args)
        except SystemExit as e:
            result = f"exit {e.code}"
        except Exception as e:
            result = f"{type(e).__name__}: {e}"
    print(args, "->", result, out.getvalue(), err.getvalue().splitlines()[-1:] )


p = argparse.ArgumentParser(prog="tool", description="A tool. " * 12, epilog="The end.", add_help=True)
p.add_argument("-v", "--verbose", action="count", default=0, help="be verbose (default: %(default)s)")
p.add_argument("-n", "--num", type=int, metavar="N", choices=range(10), help="a number of %(type)s")
p.add_argument("--flag", action=argparse.BooleanOptionalAction, default=True)
p.add_argument("--list", nargs="+", action="extend"); p.add_argument("--const", action="store_const", const=42); p.add_argument("--append", action="append"); p.add_argument("--opt", nargs="?", const="C", default="D"); p.add_argument("--ver", action="version", version="%(prog)s 1.0"); p.add_argument("--float", type=float, help=argparse.SUPPRESS); p.add_argument("--req", required=False, dest="renamed")
g = p.add_argument_group("grouped", "A group"); g.add_argument("--in-group", type=lambda s: s.upper()); m = p.add_mutually_exclusive_group(); m.add_argument("--this", action="store_true"); m.add_argument("--that", action="store_true")
p.add_argument("pos", nargs="?", help="a positional argument with a rather long help text that has to be wrapped somewhere"); p.add_argument("rest", nargs="*")
p.print_help(); p.print_usage(); print(p.format_usage())
for a in [[], ["-vvv"], ["-n", "5"], ["-n5"], ["--num=7"], ["-n", "x"], ["-n", "99"], ["--nu", "3"], ["--no-flag"], ["--list", "a", "b", "--list", "c"], ["--const"], ["--append", "1", "--append", "2"], ["--opt"], ["--opt", "v"], ["--ver"], ["--float", "1.5"], ["--float", "z"], ["--req", "r"], ["--in-group", "abc"], ["--this", "--that"], ["p", "r1", "r2"], ["--", "-x"], ["--unknown"], ["-h"], ["--l"], ["--list"], ["-v", "pos", "-v"], ["--verbose=3"], ["-vn", "2"], ["-1"], ["--th"]]:
    run(p, a)
print(p.parse_known_args(["--zzz", "a", "-q"]), p.parse_args(["x"], argparse.Namespace(pre=1)), p.get_default("opt"), p.set_defaults(opt="new"), p.parse_args([]).opt)
s = argparse.ArgumentParser(prog="git", allow_abbrev=False, exit_on_error=True, formatter_class=argparse.ArgumentDefaultsHelpFormatter); sub = s.add_subparsers(dest="cmd", required=True, title="commands", metavar="CMD", help="what to do")
add = sub.add_parser("add", help="add files", aliases=["a"], description="Adds."); add.add_argument("files", nargs="+", type=str); add.add_argument("-f", "--force", action="store_true", help="force it"); add.set_defaults(func=len); rm = sub.add_parser("rm"); rm.add_argument("name", choices=["a", "b"])
s.print_help(); add.print_help()
for a in [["add", "x", "y"], ["a", "-f", "z"], [], ["nope"], ["rm", "c"], ["rm", "a"], ["add"], ["add", "--forc", "x"], ["rm"]]:
    run(s, a)
ns = s.parse_args(["add", "q", "w"]); print(ns.func(ns.files), "func" in ns, vars(argparse.Namespace(a=1)), argparse.Namespace(a=1) == argparse.Namespace(a=1), repr(argparse.Namespace(**{"a b": 2, "c": [1]})))
for f in (lambda q: q.add_argument("--a", action="nope"), lambda q: q.add_argument("a", required=True), lambda q: q.add_argument("--x", nargs=0), lambda q: q.add_argument("--h", type="int"), lambda q: (q.add_argument("--dup"), q.add_argument("--dup")), lambda q: q.add_argument("--y", nargs="+", action="store_true"), lambda q: q.add_argument(), lambda q: q.add_argument("-a", "b"), lambda q: q.add_argument("--c", choices=5).choices, lambda q: q.add_argument("-z", dest=None).dest, lambda q: q.add_subparsers() and q.add_subparsers(), lambda q: q.error("custom"), lambda q: q.exit(3, "bye\n"), lambda q: q.add_argument("--bad", help="%(nope)s") and q.format_help()):
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        try: r = f(argparse.ArgumentParser(prog="q"))
        except SystemExit as e: r = f"exit {e.code} {err.getvalue()!r}"
        except Exception as e: r = f"{type(e).__name__}: {e}"
    print(r if not isinstance(r, argparse.Action) else type(r).__name__)
class Act(argparse.Action):
    def __call__(self, parser, ns, values, option=None): setattr(ns, self.dest, (option, values, self.nargs))
def positive(t):
    v = int(t)
    if v <= 0: raise argparse.ArgumentTypeError(f"{t} is not positive")
    return v
c = argparse.ArgumentParser(prog="c", prefix_chars="-+", fromfile_prefix_chars="@", argument_default="AD", conflict_handler="resolve", usage="%(prog)s [stuff]", exit_on_error=False); c.add_argument("+p", "--plus", action=Act, nargs=2); c.add_argument("--pos", type=positive); c.add_argument("--file", type=argparse.FileType("w")); c.add_argument("rem", nargs=argparse.REMAINDER); open("args.txt", "w").write("--pos\n3\n")
for a in [["+p", "1", "2"], ["--pos", "-3"], ["--pos", "5", "a", "-b"], ["@args.txt"], ["@nofile"], ["--pos", "x"], ["--file", "/no/dir/x"]]: run(c, a)
parent = argparse.ArgumentParser(add_help=False); parent.add_argument("--shared", default=1); print(argparse.ArgumentParser(parents=[parent]).parse_args(["--shared", "2"]), argparse.ArgumentParser(prog="raw", formatter_class=argparse.RawDescriptionHelpFormatter, description="line1\n  line2").format_help(), argparse.ArgumentParser(prog="w", formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=10, width=40)).format_help())
i = argparse.ArgumentParser(); i.add_argument("--a"); i.add_argument("b", nargs="*"); print(i.parse_intermixed_args(["x", "--a", "1", "y"]), i.prog)
main = argparse.ArgumentParser(); main.add_argument("--verbose", action="store_true"); main.add_argument("-n", type=int); main.add_argument("cmd"); main.add_argument("--opt"); main.add_argument("files", nargs="*"); print(main.parse_args(), sys.argv[1:]); main.parse_args(["--opt"])
