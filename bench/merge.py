"""W5, W6 and upsert: pushes that look at the history, against kamu-cli, DuckDB and SQLite doing the same.

W5's rows count up (its keys are clustered, as times and serial numbers are); w5r has the same with keys that are
spread at random. Histories are made by Parquet pushes; a copy of the workspace serves each opponent."""
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from common import ENV, KAMU, WORK, Run, measurement, median, real_kamu

CHUNK = 5_000_000  # rows of one push while a history is made
NEW, OLD = 500_000, 100_000

MANIFEST = """kind: DatasetSnapshot
version: 1
content:
  name: ds
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read: {kind: %s, schema: [%s]}
      merge: {%s}
"""
COLUMNS = ["k1", "k2", "a", "b", "c", "d"]
SCHEMA = ", ".join(f'"{c} BIGINT"' for c in COLUMNS)
LEDGER = "kind: Ledger, primaryKey: [k1, k2]"

# Row i of the data; `spread` throws keys about (a bijection, so they do not repeat).
ROWS = {
    "clustered": "SELECT i // 1000 AS k1, i AS k2, i * 7 %% 1000003 AS a, i %% 97 AS b, i * i %% 65537 AS c, {v} AS d"
                 " FROM range({lo}, {hi}) t(i)",
    "spread": "SELECT ((i * 2654435761) & 4294967295) %% 1000000 AS k1, (i * 2654435761) & 4294967295 AS k2,"
              " i * 7 %% 1000003 AS a, i %% 97 AS b, i * i %% 65537 AS c, {v} AS d FROM range({lo}, {hi}) t(i)",
}


def duck():
    import duckdb
    c = duckdb.connect()
    c.execute("SET threads=2")
    c.execute("SET enable_progress_bar=false")
    c.execute("SET memory_limit='3GB'")
    return c


def rows_sql(kind, lo, hi, v="1"):
    return ROWS[kind].replace("%%", "%").format(lo=lo, hi=hi, v=v)


def parquet(sql, path):
    duck().execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION snappy)")
    return path


def fresh(merge=LEDGER, read="Parquet", schema=SCHEMA, kamu=KAMU):
    d = pathlib.Path(tempfile.mkdtemp(dir=WORK))
    (d / "m.yaml").write_text(MANIFEST % (read, schema, merge))
    for args in (["init"], ["add", "m.yaml"]):
        subprocess.run([kamu, "-q", *args], cwd=d, env=ENV, check=True, capture_output=True)
    return d


def copy_file(src, dst):
    """Data files and segments are never changed once they are there: a link is a copy."""
    if "/data/" in src or src.endswith(".keys"):
        os.link(src, dst)
    else:
        shutil.copy2(src, dst)


def copy(d):
    to = pathlib.Path(tempfile.mkdtemp(dir=WORK))
    shutil.copytree(d, to, copy_function=copy_file, dirs_exist_ok=True)
    return to


def ingest(d, path, kamu=KAMU):
    return Run([kamu, "-q", "ingest", "ds", path], d)


def data_files(d):
    return next((d / ".kamu" / "datasets").glob("fed01*")) / "data" / "*"


def state_bytes(d):
    total = 0
    for root, _, files in os.walk(d / ".kamu" / "cache" / "keys"):
        total += sum(os.stat(os.path.join(root, f)).st_size for f in files)
    return total


def history(kind, rows, merge=LEDGER, read="Parquet", schema=SCHEMA):
    d = fresh(merge, read, schema)
    for lo in range(0, rows, CHUNK):
        part = parquet(rows_sql(kind, lo, min(lo + CHUNK, rows)), WORK / "part.parquet")
        ingest(d, part)
        part.unlink()
    return d


# ---- ledger ---------------------------------------------------------------------------------------

DUCK_LEDGER = """
import duckdb, sys, time
c = duckdb.connect(); c.execute("SET threads=2"); c.execute("SET enable_progress_bar=false"); c.execute("SET memory_limit='3GB'")
t = time.perf_counter()
c.execute(f"COPY (SELECT * FROM '{sys.argv[1]}' ANTI JOIN read_parquet('{sys.argv[2]}') USING (k1, k2)) "
          f"TO '{sys.argv[3]}' (FORMAT parquet)")
print(time.perf_counter() - t)
"""


def duck_ledger(d, path):
    out = WORK / "duck.parquet"
    run = Run([sys.executable, "-c", DUCK_LEDGER, path, data_files(d), out], WORK, wall_from_output=True)
    out.unlink()
    return run


class Sqlite:
    """A table with a UNIQUE index; INSERT OR IGNORE, committed and synced."""

    def __init__(self, kind, rows):
        self.path = WORK / "ledger.sqlite"
        self.path.unlink(missing_ok=True)
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute("CREATE TABLE t(k1 INTEGER, k2 INTEGER, a INTEGER, b INTEGER, c INTEGER, d INTEGER, UNIQUE(k1, k2))")
        for lo in range(0, rows, 1_000_000):
            self.insert(duck().execute(rows_sql(kind, lo, min(lo + 1_000_000, rows))).fetchall())
        self.db.execute("PRAGMA synchronous=FULL")

    def insert(self, rows):
        start = time.perf_counter()
        self.db.execute("BEGIN")
        self.db.executemany("INSERT OR IGNORE INTO t VALUES (?,?,?,?,?,?)", rows)
        self.db.execute("COMMIT")
        return time.perf_counter() - start

    def undone(self, rows):
        """The same without the commit: the table stays as it was."""
        start = time.perf_counter()
        self.db.execute("BEGIN")
        self.db.executemany("INSERT OR IGNORE INTO t VALUES (?,?,?,?,?,?)", rows)
        t = time.perf_counter() - start
        self.db.execute("ROLLBACK")
        return t

    def close(self):
        self.db.close()
        self.path.unlink()


def inputs(kind, rows):
    """(a) new and repeated, (b) repeated, (c) a hundred at random, half of them known, (d) one new."""
    def make(name, sql):
        return parquet(sql, WORK / f"{name}.parquet")
    old, two = max(0, rows - OLD), max(0, rows - NEW - OLD)
    some = (f"SELECT * FROM ({rows_sql(kind, 0, 2 * rows)}) WHERE hash(k2 + {{seed}}) % {max(1, 2 * rows // 100)} = 0")
    return {
        "a": make("a", rows_sql(kind, old, rows + NEW)),
        "b": make("b", rows_sql(kind, two, min(rows, two + NEW + OLD), v="2")),
        "c": [make(f"c{i}", some.format(seed=i)) for i in range(9)],
        "d": [make(f"d{i}", rows_sql(kind, 3 * rows + i, 3 * rows + i + 1)) for i in range(9)],
    }


def sql_rows(path):
    return duck().execute(f"SELECT * FROM '{path}'").fetchall()


def warm(d):
    for root, _, files in os.walk(d / ".kamu" / "cache"):
        for name in files:
            (pathlib.Path(root) / name).read_bytes()


def ledger(table, args, name, kind, rows):
    label = f"{rows // 1_000_000} M"
    start = time.perf_counter()
    base = history(kind, rows)
    table.add(name, f"{label}: history made at", f"{rows / (time.perf_counter() - start) / 1e6:.2f} M rows/s")
    data = inputs(kind, rows)
    warm(base)
    kamu = real_kamu()
    peak, times, theirs = [], {}, {}
    for step in "ba":  # in turn, so that other work on the machine meets all alike
        runs, others, ducks = [], [], []
        for i in range(args.runs):
            d = copy(base)
            runs.append(ingest(d, data[step]))
            shutil.rmtree(d)
            if kamu and i < 3:
                d = copy(base)
                others.append(ingest(d, data[step], kamu))
                shutil.rmtree(d)
            if i < 3:
                ducks.append(duck_ledger(base, data[step]))
        times[step], peak = median(runs), peak + runs
        what = {"a": "(a) 500 k new, 100 k repeated", "b": "(b) 600 k repeated"}[step]
        table.add(name, f"{label} {what}: wall, peak", f"{times[step] * 1e3:.0f} ms, {max(r.mib for r in runs):.0f} MiB")
        if others:
            theirs[step] = median(others)
            table.add(name, "  kamu-cli 0.265", f"{theirs[step] * 1e3:.0f} ms, {median(others, 'mib'):.0f} MiB")
            ratio = times[step] / theirs[step]
            table.add(name, "  kamu / kamu-cli", f"{ratio:.2f}", "<= 0.5", ratio <= 0.5)
        table.add(name, "  DuckDB, ANTI JOIN (no hashes, no sync)", f"{median(ducks) * 1e3:.0f} ms, {median(ducks, 'mib'):.0f} MiB")
        table.add(name, "  kamu / DuckDB", f"{times[step] / median(ducks):.2f}")
    empty = []
    for _ in range(args.runs):
        d = fresh()
        empty.append(median([ingest(d, data["a"])]))
        shutil.rmtree(d)
    ratio = times["a"] / statistics.median(empty)
    table.add(name, "  (a) into an empty dataset", f"{statistics.median(empty) * 1e3:.0f} ms")
    table.add(name, "  (a) over the same into an empty one", f"{ratio:.2f}", "<= 2", ratio <= 2)
    tiny = fresh()
    alone = median([ingest(tiny, p) for p in data["d"]]) * 1e3  # what a durable push costs here and now
    shutil.rmtree(tiny)
    table.add(name, f"{label} one row into an empty dataset", f"{alone:.1f} ms")
    d = copy(base)
    for step, what in (("c", "(c) 100 rows, random keys"), ("d", "(d) one row")):
        runs = [ingest(d, p) for p in data[step]]
        ms = median(runs) * 1e3
        peak += runs
        table.add(name, f"{label} {what}", f"{ms:.1f} ms, worst {max(r.wall for r in runs) * 1e3:.1f} ms", "<= 20 ms", ms <= 20)
        table.add(name, "  over one row into an empty dataset", f"{ms / alone:.2f}")
        if kamu:
            k = copy(base)
            other = median([ingest(k, p, kamu) for p in data[step][:3]])
            shutil.rmtree(k)
            table.add(name, "  kamu-cli 0.265", f"{other * 1e3:.0f} ms")
        ducks = median([duck_ledger(base, p) for p in data[step][:3]])
        table.add(name, "  DuckDB, ANTI JOIN", f"{ducks * 1e3:.0f} ms")
    shutil.rmtree(d)
    if rows <= args.sqlite_rows:
        db = Sqlite(kind, rows)
        for step in "bacd":
            path = data[step] if step in "ab" else data[step][0]
            t = statistics.median([db.undone(sql_rows(path)) for _ in range(3)])
            table.add(name, f"{label} ({step}) SQLite, INSERT OR IGNORE (no hashes, no commit)", f"{t * 1e3:.1f} ms")
            if step in times:
                table.add(name, "  kamu / SQLite", f"{times[step] / t:.2f}")
        db.close()
    table.add(name, f"{label}: state per key", f"{state_bytes(base) / rows:.1f} bytes")
    shutil.rmtree(base / ".kamu" / "cache" / "keys")
    rebuild = ingest(base, data["d"][0])
    peak.append(rebuild)
    rate = rows / rebuild.wall / 1e6
    table.add(name, f"{label}: state rebuilt from the slices at", f"{rate:.2f} M rows/s, {rebuild.mib:.0f} MiB", ">= 2 M rows/s", rate >= 2)
    most = max(r.mib for r in peak)
    table.add(name, f"{label}: peak memory of all", f"{most:.0f} MiB", "<= 512 MiB", most <= 512)
    shutil.rmtree(base)


@measurement
def w5(table, args):
    for m in args.history.split(","):
        ledger(table, args, "w5", "clustered", int(float(m) * 1_000_000))


@measurement
def w5r(table, args):
    for m in args.history.split(","):
        ledger(table, args, "w5r", "spread", int(float(m) * 1_000_000))


# ---- snapshot ---------------------------------------------------------------------------------------

SNAPSHOT_SCHEMA = '"id BIGINT", "name STRING", "a BIGINT", "b BIGINT", "c DOUBLE"'
SNAPSHOT = "kind: Snapshot, primaryKey: [id]"
STATE = "SELECT i AS id, 'name ' || i AS name, i % 97 AS a, {b} AS b, i / 7.0 AS c FROM range({n}) t(i)"

DUCK_SNAPSHOT = """
import duckdb, sys, time
c = duckdb.connect(); c.execute("SET threads=2"); c.execute("SET enable_progress_bar=false")
new, old, out = sys.argv[1:4]
t = time.perf_counter()
c.execute(f"CREATE TEMP TABLE j AS SELECT o, n FROM (SELECT id, name, a, b, c FROM read_parquet('{old}') QUALIFY "
          f"row_number() OVER (PARTITION BY id ORDER BY \\"offset\\" DESC) = 1) o FULL JOIN '{new}' n ON o.id = n.id "
          "WHERE o.id IS NULL OR n.id IS NULL OR (o.name, o.a, o.b, o.c) IS DISTINCT FROM (n.name, n.a, n.b, n.c)")
c.execute("COPY (SELECT CASE WHEN n IS NULL THEN 1 ELSE 2 END AS op, unnest(o) FROM j WHERE o IS NOT NULL UNION ALL "
          f"SELECT CASE WHEN o IS NULL THEN 0 ELSE 3 END, unnest(n) FROM j WHERE n IS NOT NULL ORDER BY id, op) "
          f"TO '{out}' (FORMAT parquet)")
print(time.perf_counter() - t)
"""


def sqlite_snapshot(first, second):
    path = WORK / "snapshot.sqlite"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE t(id INTEGER, name TEXT, a INTEGER, b INTEGER, c REAL, UNIQUE(id))")
    upsert = ("INSERT INTO t VALUES (?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET name=excluded.name, a=excluded.a, "
              "b=excluded.b, c=excluded.c WHERE (name, a, b, c) IS NOT (excluded.name, excluded.a, excluded.b, excluded.c)")
    rows = sql_rows(first)
    db.execute("BEGIN")
    db.executemany("INSERT OR IGNORE INTO t VALUES (?,?,?,?,?)", rows)
    db.execute("COMMIT")
    rows = sql_rows(second)
    start = time.perf_counter()
    db.execute("BEGIN")
    db.executemany(upsert, rows)
    db.execute("CREATE TEMP TABLE there(id INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO there VALUES (?)", ((r[0],) for r in rows))
    db.execute("DELETE FROM t WHERE id NOT IN there")
    db.execute("COMMIT")
    t = time.perf_counter() - start
    db.close()
    path.unlink()
    return t


@measurement
def w6(table, args):
    n = 1_000_000
    first = parquet(STATE.format(b="i", n=n), WORK / "first.parquet")
    second = parquet("SELECT * FROM (" + STATE.format(b="CASE WHEN i % 100 = 50 THEN -i ELSE i END", n=n)
                     + ") WHERE id % 1000 <> 999", WORK / "second.parquet")
    kamu = real_kamu()
    ours, seconds, appends, theirs, ducks = [], [], [], [], []
    for i in range(args.runs):
        d = fresh(SNAPSHOT, schema=SNAPSHOT_SCHEMA)
        ours.append(ingest(d, first))
        if kamu and i < 3:
            k = copy(d)
            theirs.append(ingest(k, second, kamu))
            shutil.rmtree(k)
        if i < 3:
            out = WORK / "duck.parquet"
            ducks.append(Run([sys.executable, "-c", DUCK_SNAPSHOT, second, data_files(d), out], WORK, wall_from_output=True))
            out.unlink()
        seconds.append(ingest(d, second))
        shutil.rmtree(d)
        d = fresh("kind: Append", schema=SNAPSHOT_SCHEMA)
        appends.append(ingest(d, second))
        shutil.rmtree(d)
    t, a, dt = median(seconds), median(appends), median(ducks)
    lite = statistics.median([sqlite_snapshot(first, second) for _ in range(2)])
    table.add("w6", "1 M rows, first snapshot", f"{median(ours) * 1e3:.0f} ms, {median(ours, 'mib'):.0f} MiB")
    table.add("w6", "second: 1 % changed, 0.1 % gone", f"{t * 1e3:.0f} ms, {median(seconds, 'mib'):.0f} MiB")
    if theirs:
        ratio = t / median(theirs)
        table.add("w6", "  kamu-cli 0.265", f"{median(theirs) * 1e3:.0f} ms, {median(theirs, 'mib'):.0f} MiB")
        table.add("w6", "  kamu / kamu-cli", f"{ratio:.2f}", "<= 0.25", ratio <= 0.25)
    table.add("w6", "  Append of the same rows", f"{a * 1e3:.0f} ms")
    table.add("w6", "  second over Append", f"{t / a:.2f}", "<= 1.5", t / a <= 1.5)
    table.add("w6", "  DuckDB, FULL JOIN (no hashes, no sync)", f"{dt * 1e3:.0f} ms, {median(ducks, 'mib'):.0f} MiB")
    table.add("w6", "  kamu / DuckDB", f"{t / dt:.2f}")
    table.add("w6", "  SQLite, ON CONFLICT DO UPDATE, DELETE", f"{lite * 1e3:.0f} ms")
    table.add("w6", "  kamu / SQLite", f"{t / lite:.2f}")
    first.unlink()
    second.unlink()


# ---- upsert ------------------------------------------------------------------------------------------

DUCK_UPSERT = """
import duckdb, sys, time
c = duckdb.connect(); c.execute("SET threads=2"); c.execute("SET enable_progress_bar=false"); c.execute("SET memory_limit='3GB'")
t = time.perf_counter()
c.execute(f"COPY (SELECT o.*, n.v AS new FROM read_json('{sys.argv[1]}', format='newline_delimited') n "
          f"LEFT JOIN read_parquet('{sys.argv[2]}') o USING (k) QUALIFY row_number() OVER (PARTITION BY k ORDER BY o.\\"offset\\" DESC) = 1) "
          f"TO '{sys.argv[3]}' (FORMAT parquet)")
print(time.perf_counter() - t)
"""


@measurement
def upsert(table, args):
    live, n = int(args.live * 1_000_000), args.pushes - 1
    d = fresh("kind: UpsertStream, primaryKey: [k]", "NdJson", '"k BIGINT", "v BIGINT"')
    for lo in range(0, live, CHUNK):
        part = parquet(f"SELECT i AS k, i % 1000 AS v FROM range({lo}, {min(lo + CHUNK, live)}) t(i)", WORK / "part.parquet")
        Run([KAMU, "-q", "ingest", "ds", "--input-format", "parquet", part], d)
        part.unlink()
    kamu = real_kamu()
    row, times = d / "row.ndjson", []
    os.chdir(d)
    other = None
    if kamu:  # before the many pushes: behind 10,000 blocks one of kamu's takes minutes
        row.write_text('{"k":7,"v":-1}\n')
        c = copy(d)
        other = median([ingest(c, "row.ndjson", kamu) for _ in range(2)])
        shutil.rmtree(c)
    for i in range(n):
        row.write_text('{"k":%d,"v":%d}\n' % (i * 7919 * 7919 % live, i + 1000))
        start = time.perf_counter()
        pid = os.posix_spawn(KAMU, [KAMU, "-q", "ingest", "ds", "row.ndjson"], ENV)
        if os.waitpid(pid, 0)[1] != 0:
            sys.exit("bench: a push failed")
        times.append(time.perf_counter() - start)
    k = max(1, n // 10)
    first, last = times[:k], times[-k:]
    ratio = sum(last) / sum(first)
    table.add("upsert", f"{n:,} pushes of one row onto {args.live:g} M keys: first {k}, each", f"{sum(first) / k * 1e3:.2f} ms")
    table.add("upsert", f"last {k}, each", f"{sum(last) / k * 1e3:.2f} ms")
    table.add("upsert", "last over first", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2)
    table.add("upsert", "medians of the same", f"{statistics.median(last) / statistics.median(first):.2f}")
    table.add("upsert", "state per key", f"{state_bytes(d) / live:.1f} bytes")
    if other:
        table.add("upsert", "kamu-cli 0.265, one push before these", f"{other * 1e3:.0f} ms")
    out = WORK / "duck.parquet"
    t = median([Run([sys.executable, "-c", DUCK_UPSERT, row, data_files(d), out], WORK, wall_from_output=True)
                for _ in range(3)])
    table.add("upsert", "DuckDB, LEFT JOIN, each (no hashes, no sync)", f"{t * 1e3:.0f} ms")
    path = WORK / "upsert.sqlite"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("CREATE TABLE t(k INTEGER, v INTEGER, UNIQUE(k))")
    db.execute(f"WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < {live - 1}) "
               "INSERT OR IGNORE INTO t SELECT i, i % 1000 FROM s")
    db.execute("PRAGMA synchronous=FULL")
    start = time.perf_counter()
    for i in range(200):
        db.execute("INSERT INTO t VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v=excluded.v", (i * 7919 * 7919 % live, -i))
    table.add("upsert", "SQLite, ON CONFLICT DO UPDATE, each (one process)", f"{(time.perf_counter() - start) / 200 * 1e3:.2f} ms")
    db.close()
    path.unlink()
    os.chdir(WORK)
    shutil.rmtree(d)
