"""W1: NDJSON into a dataset, in order and shuffled, against DuckDB's COPY and kamu-cli."""
import shutil
import sys

from common import KAMU, WORK, Run, data, measurement, median, real_kamu, workspace

DUCK = """
import duckdb, sys, time
c = duckdb.connect(); c.execute("SET threads=2"); c.execute("SET enable_progress_bar=false")
order = "ORDER BY t" if sys.argv[3] == "sorted" else ""
t = time.perf_counter()
c.execute(f"COPY (SELECT * FROM read_json('{sys.argv[1]}', format='newline_delimited', "
          "columns={t:'TIMESTAMP', id:'VARCHAR', long:'DOUBLE', lat:'DOUBLE', n:'BIGINT'}) "
          f"{order}) TO '{sys.argv[2]}' (FORMAT parquet)")
print(time.perf_counter() - t)
"""


def compare(table, args, shuffled):
    name = "w1s" if shuffled else "w1"
    source = data(args.rows, shuffled)
    ours, duck, theirs = [], [], []
    kamu = real_kamu()
    for i in range(args.runs):
        d = workspace()
        ours.append(Run([KAMU, "-q", "ingest", "ds", source], d))
        shutil.rmtree(d)
        target = WORK / "duck.parquet"
        duck.append(Run([sys.executable, "-c", DUCK, source, target, "sorted" if shuffled else "as-is"], WORK,
                        wall_from_output=True))
        target.unlink()
        if kamu and i < 2:
            d = workspace(kamu=kamu)
            theirs.append(Run([kamu, "-q", "ingest", "ds", source], d))
            shutil.rmtree(d)
    t, dt = median(ours), median(duck)
    table.add(name, "kamu: wall, CPU", f"{t:.2f} s, {median(ours, 'cpu'):.2f} s")
    table.add(name, "kamu: rate", f"{source.stat().st_size / t / 1e6:.0f} MB/s, {args.rows / t / 1e6:.2f} M rows/s")
    table.add(name, "kamu: peak memory", f"{median(ours, 'mib'):.0f} MiB", "<= 256 MiB", median(ours, "mib") <= 256)
    table.add(name, "DuckDB: wall, CPU, peak", f"{dt:.2f} s, {median(duck, 'cpu'):.2f} s, {median(duck, 'mib'):.0f} MiB")
    table.add(name, "kamu / DuckDB", f"{t / dt:.2f}", "<= 0.9, goal 0.5", t / dt <= 0.9)
    if theirs:
        table.add(name, "kamu-cli 0.265: wall, CPU, peak",
                  f"{median(theirs):.2f} s, {median(theirs, 'cpu'):.2f} s, {median(theirs, 'mib'):.0f} MiB")
        table.add(name, "kamu / kamu-cli", f"{t / median(theirs):.2f}")


@measurement
def w1(table, args):
    compare(table, args, shuffled=False)


@measurement
def w1s(table, args):
    compare(table, args, shuffled=True)
