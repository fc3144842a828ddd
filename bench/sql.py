"""Queries: a push through a preprocess query over one without; the first query of a process; a dataset against DuckDB
over the same Parquet files."""
import os
import shutil
import subprocess
import sys

from common import ENV, KAMU, MEASUREMENTS, WORK, Run, data, median, pushes, spawn_ms, workspace

QUERY = "select t, id, cast(long as float) as lon, lat, n from input where n > 0"
PREPROCESS = f"""kind: Append}}
      preprocess: {{kind: Sql, engine: datafusion, query: "{QUERY}"}}
      # {{"""
DUCK = """
import duckdb, glob, sys, time
c = duckdb.connect(); c.execute("SET threads=2")
files = glob.glob(sys.argv[1])
t = time.perf_counter()
c.execute(f"SELECT count(*), max(t)::TIMESTAMP::VARCHAR FROM read_parquet({files!r})").fetchall()
print(time.perf_counter() - t)
"""
COUNT = 'select count(*) as n, max(t) as t from ds'


def filtered(table, args):
    """4 M rows with a cast, a filter and a rename, against the same push without."""
    source = data(args.rows)
    plain, query = [], []
    for _ in range(args.runs):
        for runs, manifest in ((plain, None), (query, PREPROCESS)):
            d = workspace()
            if manifest:
                text = (d / "m.yaml").read_text().replace("name: ds", "name: pre").replace("kind: Append}", manifest)
                (d / "p.yaml").write_text(text)
                subprocess.run([KAMU, "-q", "add", "p.yaml"], cwd=d, env=ENV, check=True)
            runs.append(Run([KAMU, "-q", "ingest", "pre" if manifest else "ds", source], d))
            if manifest is None and len(plain) == 1:
                keep = d
            else:
                shutil.rmtree(d)
    ratio = median(query) / median(plain)
    table.add("sql", "push without a query", f"{median(plain):.2f} s, {median(plain, 'cpu'):.2f} s CPU")
    table.add("sql", "push through preprocess", f"{median(query):.2f} s, {median(query, 'mib'):.0f} MiB")
    table.add("sql", "preprocess / without", f"{ratio:.2f}", "<= 1.5", ratio <= 1.5)
    return keep


def against_duckdb(table, what, d, runs):
    """Of the whole process, and without what `select 1` takes: DuckDB's time is of the query alone, in a warm process.

    DuckDB answers from the statistics of the files alone when it can."""
    files = next((d / ".kamu" / "datasets").glob("*/data")) / "f*"
    ours, idle, theirs = [], [], []
    for _ in range(runs):
        ours.append(Run([KAMU, "sql", "-c", COUNT], d))
        idle.append(Run([KAMU, "sql", "-c", "select 1"], d))
        theirs.append(Run([sys.executable, "-c", DUCK, files], WORK, wall_from_output=True))
    query = max(median(ours) - median(idle), 0)
    ratio = query / median(theirs)
    table.add("sql", f"count, max: {what}", f"{median(ours) * 1e3:.0f} ms, DuckDB {median(theirs) * 1e3:.0f} ms")
    table.add("sql", "  without start and library / DuckDB", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2)


def ranges(table, d, pushed, runs):
    """WHERE by event time over small slices: the first query opens each, the next knows their ranges."""
    query = [KAMU, "sql", "-c", "select count(*) as n from ds where t >= timestamp '2100-01-01'"]
    first, again, idle = [], [], []
    for _ in range(runs):
        shutil.rmtree(d / ".kamu" / "cache" / "ranges", ignore_errors=True)
        first.append(Run(query, d))
        again.append(Run(query, d))
        idle.append(Run([KAMU, "sql", "-c", "select 1"], d))
    one, two = (max(median(x) - median(idle), 1e-4) for x in (first, again))
    table.add("sql", f"where t >= ..., {pushed:,} slices", f"{median(first) * 1e3:.0f} ms, again {median(again) * 1e3:.0f} ms")
    table.add("sql", "  again / first, without start and library", f"{two / one:.2f}", "<= 0.5", two / one <= 0.5)


def sql(table, args):
    big = filtered(table, args)
    against_duckdb(table, f"{args.rows / 1e6:g} M rows, one slice", big, args.runs)
    shutil.rmtree(big)
    d = workspace()
    os.chdir(d)
    pushes(d, 10)
    table.add("sql", "first query of a process, 10 slices", f"{(ms := spawn_ms(d, [KAMU, 'sql', '-c', COUNT], 20)):.0f} ms",
              "<= 80 ms", ms <= 80)
    os.chdir(d)
    pushes(d, args.pushes)
    Run([KAMU, "sql", "-c", COUNT], d)  # walks the chain once
    against_duckdb(table, f"{args.pushes + 10:,} slices", d, args.runs)
    ranges(table, d, args.pushes + 10, args.runs)
    os.chdir(WORK)
    shutil.rmtree(d)


MEASUREMENTS["sql"] = sql
