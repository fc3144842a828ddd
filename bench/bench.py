#!/usr/bin/env python3
"""Measures build/kamu against others in the same run; prints one table.

usage: bench.py [--runs N] [--rows N] [w1 w1s w4 w9 digest ...]

  w1      4 M rows of NDJSON (about 420 MB) ingested: parsed, hashed, written, synced; against DuckDB's
          COPY to Parquet (no hashes, no sync) and the real kamu-cli (no sync)
  w1s     the same rows shuffled in time (DuckDB with ORDER BY t)
  w4      10,001 pushes of one record: the last thousand over the first thousand
  w9      start, one-record ingest, list, tail
  digest  SHA3-256 of many streams over OpenSSL's one

Times are medians; peak memory is the program's maximum resident set."""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
WORK = TOP / "build" / "bench"
ORACLE = TOP.parent / "shared" / "oracle" / "kamu-cli-0.265.0.zst"
KAMU = str(TOP / "build" / "kamu")
ENV = dict(os.environ, NO_COLOR="1", HOME=str(WORK / "home"))

MANIFEST = """kind: DatasetSnapshot
version: 1
content:
  name: %s
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
            - {name: t, type: {kind: Timestamp}}
            - {name: id, type: {kind: String}}
            - {name: long, type: {kind: Float64}}
            - {name: lat, type: {kind: Float64}}
            - {name: n, type: {kind: Int64}}
      merge: {kind: Append}
    - {kind: SetVocab, eventTimeColumn: t}
"""
ROW = b'{"t":"2020-01-01T00:00:00Z","id":"a","long":1.5,"lat":2.5,"n":1}\n'

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


class Run:
    """One process: wall and CPU seconds, peak memory in MiB."""

    def __init__(self, args, cwd, stdin=None, wall_from_output=False):
        read, write = os.pipe() if wall_from_output else (None, None)
        start = time.perf_counter()
        p = subprocess.Popen(args, cwd=cwd, env=ENV, stdin=stdin or subprocess.DEVNULL,
                             stdout=write or subprocess.DEVNULL, stderr=subprocess.PIPE)
        complaint = p.stderr.read()
        _, status, usage = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - start
        if wall_from_output:
            os.close(write)
            with os.fdopen(read) as f:
                text = f.read()
            self.wall = float(text) if text else self.wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.mib = usage.ru_maxrss / 1024
        if p.returncode:
            sys.exit(f"bench: {' '.join(map(str, args))}: exit {p.returncode}\n{complaint.decode()[-2000:]}")


def median(runs, member="wall"):
    return statistics.median(getattr(r, member) for r in runs)


class Table:
    def __init__(self):
        self.rows = []
        self.missed = 0

    def add(self, work, what, value, budget="", met=None):
        mark = "" if met is None else ("ok" if met else "MISSED")
        self.missed += met is False
        self.rows.append((work, what, value, budget, mark))
        print(f"  {work:8} {what:44} {value:>28}  {budget:24} {mark}", flush=True)


def workspace(name="ds", kamu=KAMU):
    d = pathlib.Path(tempfile.mkdtemp(dir=WORK))
    subprocess.run([kamu, "-q", "init"], cwd=d, env=ENV, check=True, capture_output=True)
    if name:
        (d / "m.yaml").write_text(MANIFEST % name)
        subprocess.run([kamu, "-q", "add", "m.yaml"], cwd=d, env=ENV, check=True, capture_output=True)
    return d


def real_kamu():
    if not ORACLE.exists():
        return None
    out = WORK / "kamu-cli"
    if not out.exists():
        subprocess.run(["zstd", "-q", "-d", "--long=27", ORACLE, "-o", out], check=True)
        out.chmod(0o755)
    return str(out)


def data(rows, shuffled):
    program = WORK / "generate"
    source = TOP / "bench" / "generate.c"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
    out = WORK / f"w1-{rows}{'-shuffled' if shuffled else ''}.ndjson"
    if not out.exists():
        with open(out, "wb") as f:
            subprocess.run([program, str(rows), *(["shuffled"] if shuffled else [])], stdout=f, check=True)
    with open(out, "rb") as f:  # into the page cache: all read it from there
        while f.read(1 << 24):
            pass
    return out


def w1(table, args, shuffled=False):
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


def pushes(d, n, kamu=KAMU):
    """Wall times of n one-record pushes."""
    row = d / "row.ndjson"
    row.write_bytes(ROW)
    times = []
    for _ in range(n):
        start = time.perf_counter()
        pid = os.posix_spawn(kamu, [kamu, "-q", "ingest", "ds", "row.ndjson"], ENV)
        if os.waitpid(pid, 0)[1] != 0:
            sys.exit("bench: a push failed")
        times.append(time.perf_counter() - start)
    return times


def w4(table, args):
    d = workspace()
    os.chdir(d)
    n = args.pushes
    times = pushes(d, n)
    k = n // 10
    first, last = times[1:k + 1], times[-k:]
    ratio = sum(last) / sum(first)
    table.add("w4", f"{n} pushes of one record: first {k}, each", f"{sum(first) / k * 1e3:.2f} ms")
    table.add("w4", f"last {k}, each", f"{sum(last) / k * 1e3:.2f} ms")
    table.add("w4", "last over first", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2)
    table.add("w4", "medians of the same", f"{statistics.median(last) / statistics.median(first):.2f}")
    os.chdir(WORK)
    return d


def timed(d, args, n):
    runs = [Run(args, d) for _ in range(n)]
    return median(runs) * 1e3, median(runs, "mib")


def spawn_ms(d, args, n=200):
    """Median time from start to exit, by posix_spawn: Python's own fork would cost more than the program."""
    os.chdir(d)
    null = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    times = []
    for _ in range(n):
        start = time.perf_counter()
        pid = os.posix_spawn(args[0], args, ENV, file_actions=null)
        status = os.waitpid(pid, 0)[1]
        times.append(time.perf_counter() - start)
        if status:
            sys.exit(f"bench: {' '.join(args)} failed")
    os.chdir(WORK)
    return statistics.median(times) * 1e3


def w9(table, args, pushed=None):
    kamu = real_kamu()
    d = workspace()
    nothing = spawn_ms(d, ["/bin/true"])
    table.add("w9", "/bin/true, for comparison", f"{nothing:.2f} ms")
    version = spawn_ms(d, [KAMU, "version"])
    table.add("w9", "kamu version", f"{version:.2f} ms", "<= 3 ms", version <= 3)
    one = statistics.median(pushes(d, 1) + pushes(d, 100)) * 1e3 if not os.chdir(d) else 0
    table.add("w9", "one-record durable ingest", f"{one:.2f} ms", "<= 15 ms", one <= 15)
    one_list = spawn_ms(d, [KAMU, "list"], 50)
    table.add("w9", "list, 1 dataset", f"{one_list:.2f} ms")
    many = workspace(name=None)
    for i in range(1000):
        (many / f"{i}.yaml").write_text(MANIFEST % f"ds{i}")
    subprocess.run([KAMU, "-q", "add", *[f"{i}.yaml" for i in range(1000)]], cwd=many, env=ENV, check=True, capture_output=True)
    table.add("w9", "list, 1,000 datasets", f"{spawn_ms(many, [KAMU, 'list'], 20):.2f} ms")
    shutil.rmtree(many)
    fresh = workspace()
    os.chdir(fresh)
    pushes(fresh, 1)
    t1 = spawn_ms(fresh, [KAMU, "tail", "ds", "-n", "20"], 100)
    table.add("w9", "tail -n 20 after 1 data block", f"{t1:.2f} ms")
    if pushed is None:
        pushed = workspace()
        os.chdir(pushed)
        pushes(pushed, args.pushes - 1)
    t2 = spawn_ms(pushed, [KAMU, "tail", "ds", "-n", "20"], 100)
    table.add("w9", f"tail -n 20 after {args.pushes - 1:,} data blocks", f"{t2:.2f} ms", "<= 1.5 x", t2 <= 1.5 * t1)
    if kamu:
        r = workspace(kamu=kamu)
        (r / "row.ndjson").write_bytes(ROW)
        ms, mib = timed(r, [kamu, "-q", "ingest", "ds", "row.ndjson"], 10)
        table.add("w9", "kamu-cli 0.265: one-record ingest (no sync)", f"{ms:.0f} ms, {mib:.0f} MiB")
        table.add("w9", "kamu-cli 0.265: tail after 10 blocks", f"{timed(r, [kamu, 'tail', 'ds', '-n', '20'], 10)[0]:.0f} ms")
        shutil.rmtree(r)
    shutil.rmtree(fresh)
    shutil.rmtree(d)


def digest(table, args):
    done = subprocess.run(["cmake", "--build", TOP / "build", "--target", "bench_digest"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    for line in subprocess.run([TOP / "build" / "bench_digest"], capture_output=True, text=True, check=True).stdout.split("\n"):
        if line:
            what, value, least = line.split("\t")
            ratio = float(value.split()[-2]) if value.endswith(" x") else None
            table.add("digest", what, value, f">= {least} x" if least else "", ratio >= float(least) if least else None)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--rows", type=int, default=4_000_000)
    p.add_argument("--pushes", type=int, default=10_001)
    p.add_argument("work", nargs="*")
    args = p.parse_args()
    wanted = args.work or ["digest", "w1", "w1s", "w4", "w9"]
    unknown = set(wanted) - {"digest", "w1", "w1s", "w4", "w9"}
    if unknown:
        sys.exit(f"bench: no such measurement: {', '.join(unknown)}")
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "home").mkdir(exist_ok=True)
    table = Table()
    print(f"  {'work':8} {'what':44} {'measured':>28}  budget", flush=True)
    pushed = None
    for w in wanted:
        if w == "digest":
            digest(table, args)
        elif w in ("w1", "w1s"):
            w1(table, args, shuffled=w == "w1s")
        elif w == "w4":
            pushed = w4(table, args)
        elif w == "w9":
            w9(table, args, pushed)
    if pushed:
        shutil.rmtree(pushed)
    if table.missed:
        print(f"{table.missed} budget(s) missed")


if __name__ == "__main__":
    main()
