# stdin: open alice 100\nopen bob 50\nopen alice 5\ntransfer alice bob 30.50\ntransfer bob alice 1000\ntransfer x y 1\ndeposit bob -5\ndeposit bob abc\nwithdraw alice 20\ninterest 5\nundo\nhistory alice\nreport\nfoo\n\nclose bob\nclose alice\nreport\nquit\n
"""A bank: commands from standard input, exact money, undo by snapshots, an audit log, validation."""
import abc
import contextlib
import copy
import dataclasses
import decimal
import enum
import functools
import inspect
import sys
from decimal import Decimal


class BankError(Exception):
    code = "E000"

    def __str__(self):
        return f"[{self.code}] {super().__str__()}"


class NoAccount(BankError, LookupError):
    code = "E404"


class Insufficient(BankError):
    code = "E402"

    def __init__(self, account, needed):
        super().__init__(f"{account.owner} has {account.balance}, needs {needed}")
        self.add_note(f"short by {needed - account.balance}")


class Kind(enum.StrEnum):
    OPEN = enum.auto()
    IN = enum.auto()
    OUT = enum.auto()
    INTEREST = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    kind: Kind
    amount: Decimal
    text: str = ""

    def __format__(self, spec):
        return f"{self.kind.value:<9}{self.amount:>10.2f}  {self.text}".rstrip()


@dataclasses.dataclass
class Account:
    owner: str
    entries: list[Entry] = dataclasses.field(default_factory=list, repr=False)

    @property
    def balance(self):
        return sum((e.amount for e in self.entries), Decimal("0.00"))

    def add(self, kind, amount, text=""):
        if self.balance + amount < 0:
            raise Insufficient(self, -amount)
        self.entries.append(Entry(kind, amount, text))


def money(text):
    try:
        value = Decimal(text)
    except decimal.InvalidOperation as error:
        raise BankError(f"not an amount: {text!r}") from error
    if value <= 0:
        raise BankError(f"amount must be positive: {value}")
    return value.quantize(Decimal("0.01"), decimal.ROUND_HALF_EVEN)


class Shell(abc.ABC):
    commands = {}

    def __init_subclass__(cls):
        cls.commands = {name.removeprefix("do_"): f for name, f in vars(cls).items() if name.startswith("do_")}

    @abc.abstractmethod
    def transaction(self): ...

    def run(self, line):
        match line.split():
            case []:
                return
            case [name, *args] if name in self.commands:
                command = self.commands[name]
                try:
                    inspect.signature(command).bind(self, *args)
                except TypeError as error:
                    raise BankError(f"{name}: {error}") from None
                return command(self, *args)
            case [name, *_]:
                raise BankError(f"unknown command {name!r}")


class Bank(Shell):
    def __init__(self):
        self.accounts, self.snapshots, self.audit = {}, [], []

    @contextlib.contextmanager
    def transaction(self):
        before = copy.deepcopy(self.accounts)
        try:
            yield
        except BankError:
            self.accounts = before
            raise
        self.snapshots.append(before)

    def __getitem__(self, owner):
        try:
            return self.accounts[owner]
        except KeyError:
            raise NoAccount(f"no account of {owner}") from None

    @staticmethod
    def atomic(f):
        @functools.wraps(f)
        def wrapper(self, *args):
            with self.transaction():
                return f(self, *args)
        return wrapper

    @atomic
    def do_open(self, owner, amount="0.01"):
        if owner in self.accounts:
            raise BankError(f"{owner} has an account")
        self.accounts[owner] = Account(owner)
        self[owner].add(Kind.OPEN, money(amount))

    @atomic
    def do_deposit(self, owner, amount):
        self[owner].add(Kind.IN, money(amount))

    @atomic
    def do_withdraw(self, owner, amount):
        self[owner].add(Kind.OUT, -money(amount))

    @atomic
    def do_transfer(self, source, target, amount):
        value = money(amount)
        self[target].add(Kind.IN, value, f"from {source}")
        self[source].add(Kind.OUT, -value, f"to {target}")

    @atomic
    def do_interest(self, percent):
        for account in self.accounts.values():
            account.add(Kind.INTEREST, (account.balance * Decimal(percent) / 100).quantize(Decimal("0.01")))

    @atomic
    def do_close(self, owner):
        if self[owner].balance > 50:
            raise BankError(f"{owner} still has {self[owner].balance:,}")
        del self.accounts[owner]

    def do_undo(self):
        self.accounts = self.snapshots.pop()

    def do_history(self, owner):
        for number, entry in enumerate(self[owner].entries, 1):
            print(f"  {number}. {entry}")

    def do_report(self):
        for account in sorted(self.accounts.values(), key=lambda a: a.owner):
            print(f"  {account.owner:.<12}{account.balance:.>12,.2f}")
        print(f"  {'total':.<12}{sum(a.balance for a in self.accounts.values()):.>12,.2f}")

    def do_quit(self):
        raise EOFError


bank = Bank()
for number, line in enumerate(sys.stdin, 1):
    print(f"{number:>2}> {line.rstrip()}")
    try:
        bank.run(line)
    except EOFError:
        break
    except BankError as error:
        print("  error:", error, *getattr(error, "__notes__", []), f"({type(error).__name__}, cause {error.__cause__!r})")
print(sorted(bank.commands), repr(bank["alice"]) if "alice" in bank.accounts else "gone", len(bank.snapshots))
for args in ("open", "open a b c", "transfer a"):
    try: bank.run(args)
    except BankError as error: print(error)
try: Shell()
except TypeError as error: print(error)
bank.run("withdraw nobody 5")
