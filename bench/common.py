"""What every measurement needs: processes timed, workspaces, generated data, the opponents, the table."""
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
  name: %(name)s
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read:
        %(read)s
        schema:
          fields:
%(fields)s
      merge: {kind: Append}
    - {kind: SetVocab, eventTimeColumn: t}
"""
SCHEMA = {"t": "Timestamp", "id": "String", "long": "Float64", "lat": "Float64", "n": "Int64"}
ROW = b'{"t":"2020-01-01T00:00:00Z","id":"a","long":1.5,"lat":2.5,"n":1}\n'


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


def manifest(name, read="kind: NdJson", schema=None):
    fields = "\n".join(f"            - {{name: {n}, type: {{kind: {k}}}}}" for n, k in (schema or SCHEMA).items())
    return MANIFEST % {"name": name, "read": read, "fields": fields}


def workspace(name="ds", kamu=KAMU, read="kind: NdJson", schema=None):
    d = pathlib.Path(tempfile.mkdtemp(dir=WORK))
    subprocess.run([kamu, "-q", "init"], cwd=d, env=ENV, check=True, capture_output=True)
    if name:
        (d / "m.yaml").write_text(manifest(name, read, schema))
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


def data(rows, form="ndjson", shuffled=False):
    """The rows of bench/generate.c in one of its forms; in the page cache: all read them from there."""
    program = WORK / "generate"
    source = TOP / "bench" / "generate.c"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)
    out = WORK / f"w1-{rows}{'-shuffled' if shuffled else ''}.{form}"
    if not out.exists():
        with open(out, "wb") as f:
            subprocess.run([program, str(rows), form, *(["shuffled"] if shuffled else [])], stdout=f, check=True)
    with open(out, "rb") as f:
        while f.read(1 << 24):
            pass
    return out


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


MEASUREMENTS = {}


def measurement(f):
    """Registers a measurement under its function's name; its first argument is the table, its second the arguments."""
    MEASUREMENTS[f.__name__] = f
    return f


def target(name):
    """Builds a program of bench/*.c in the release build and returns its path."""
    done = subprocess.run(["cmake", "--build", TOP / "build", "--target", name], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return TOP / "build" / name
