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
    files = next((d / ".kamu" / "datasets").glob("fed01*")) / "data" / "*"
    out = WORK / "duck.parquet"
    run = Run([sys.executable, "-c", DUCK_LEDGER, path, files, out], WORK, wall_from_output=True)
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
    some = (f"SELECT * FROM ({rows_sql(kind, 0, 2 * rows)}) WHERE hash(k2 + {{seed}}) % {max(1, 2 * rows // 300)} = 0 LIMIT 100")
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
    d = copy(base)
    for step, what in (("c", "(c) 100 rows, random keys"), ("d", "(d) one row")):
        runs = [ingest(d, p) for p in data[step]]
        ms = median(runs) * 1e3
        peak += runs
        table.add(name, f"{label} {what}", f"{ms:.1f} ms, worst {max(r.wall for r in runs) * 1e3:.1f} ms", "<= 20 ms", ms <= 20)
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
