"""sqlite3: queries, types, adapters, transactions, functions, row factories, errors."""
import datetime
import sqlite3


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


db = sqlite3.connect(":memory:")
cur = db.cursor()
cur.execute("create table t (id integer primary key, name text not null, score real, data blob, unique(name))")
cur.executemany("insert into t (name, score, data) values (?, ?, ?)", [("ann", 1.5, b"\0\1"), ("böb", None, None), ("cat", 10**12, "text")])
print(cur.rowcount, cur.lastrowid, db.total_changes, db.in_transaction, cur.execute("select * from t order by id").fetchall(), cur.description, cur.fetchone())
print([r[0] for r in db.execute("select name from t where score > :s or name = :n", {"s": 1, "n": "böb"})], db.execute("select count(*), max(score), typeof(data) from t").fetchone(), db.execute("select ?, ?, ?, ?", (None, 2**62, "é", bytearray(b"x"))).fetchone(), cur.execute("select 1 union select 2 union select 3").fetchmany(2), next(cur), attempt(next, cur))
for sql, args in [("bad sql", ()), ("select * from nope", ()), ("select ?", ()), ("select ?", (1, 2)), ("select :a", {}), ("insert into t (name) values ('ann')", ()), ("insert into t (name) values (null)", ()), ("select ?", (object,)), ("select 1; select 2", ()), ("select ?", (2**64,)), ("select ?", 5), ("", ()), ("select 1/0", ()), (5, ())]:
    print(repr(sql), attempt(lambda: db.execute(sql, args).fetchall()))
try:
    db.execute("insert into t (name) values ('ann')")
except sqlite3.IntegrityError as e:
    print(e.sqlite_errorname, e.sqlite_errorcode, type(e).__mro__[1].__name__)
with db:
    db.execute("insert into t (name) values ('kept')")
try:
    with db:
        db.execute("insert into t (name) values ('lost')"); raise KeyError("abort")
except KeyError:
    pass
print([r[0] for r in db.execute("select name from t")], db.rollback(), db.commit(), db.isolation_level, db.autocommit)
db.row_factory = sqlite3.Row
r = db.execute("select id, name as N from t").fetchone(); print(r["n"], r[0], r.keys(), tuple(r), len(r), attempt(lambda: r["zz"]), attempt(lambda: r[9]), r == db.execute("select id, name as N from t").fetchone(), dict(r)); db.row_factory = lambda c, row: {d[0]: v for d, v in zip(c.description, row)}; print(db.execute("select 1 as a, 2 as b").fetchone()); db.row_factory = None; db.text_factory = bytes; print(db.execute("select 'é'").fetchone()); db.text_factory = str
db.create_function("twice", 1, lambda x: x * 2, deterministic=True); db.create_function("boom", 0, lambda: 1 / 0); db.create_collation("rev", lambda a, b: (a < b) - (a > b))
class Agg:
    def __init__(self): self.v = []
    def step(self, x): self.v.append(x)
    def finalize(self): return ",".join(map(str, self.v))
db.create_aggregate("joined", 1, Agg)
print(db.execute("select twice(4), twice('ab')").fetchone(), attempt(lambda: db.execute("select boom()").fetchone()), db.execute("select joined(id) from t").fetchone(), [x[0] for x in db.execute("select name from t order by name collate rev")], attempt(lambda: db.execute("select twice()").fetchone()))
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __conform__(self, p): return f"{self.x};{self.y}"
sqlite3.register_adapter(datetime.date, lambda d: d.isoformat()); sqlite3.register_converter("pt", lambda b: tuple(map(int, b.split(b";"))))
d2 = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES); d2.execute("create table p (v pt, d text)"); d2.execute("insert into p values (?, ?)", (Point(1, 2), datetime.date(2024, 1, 2))); print(d2.execute("select v, d, '3;4' as 'x [pt]' from p").fetchall())
print("\n".join(db.iterdump())); db.executescript("create table s (a); insert into s values (1); insert into s values (2);"); print(db.execute("select sum(a) from s").fetchone(), cur.close(), attempt(cur.execute, "select 1"), db.close(), attempt(db.execute, "select 1"), attempt(sqlite3.connect, "/no/dir/x"), sqlite3.complete_statement("select 1;"), sqlite3.apilevel, sqlite3.paramstyle, sqlite3.threadsafety >= 0, attempt(sqlite3.connect))
t = []; d2.set_trace_callback(t.append); d2.execute("select 5"); d2.set_trace_callback(None); print(t); d2.set_authorizer(lambda *a: sqlite3.SQLITE_DENY); print(attempt(d2.execute, "select * from p")); d2.set_authorizer(None); b = sqlite3.connect(":memory:"); d2.commit(); d2.backup(b); print(b.execute("select count(*) from p").fetchone()); b.execute("create table bl (x blob)"); b.execute("insert into bl values (zeroblob(5))"); blob = b.blobopen("bl", "x", 1); blob.write(b"ab"); blob[2] = 99; print(bytes(blob[:3]), len(blob), blob.tell(), attempt(blob.write, b"x" * 9)); blob.close(); d2.close(); b.close()
