"""HTTP: small pushes into the server, against SQLite behind an HTTP library and against kamu-cli; a large body; idle
connections. The client (bench/http_load.c) runs on the same machine and is counted in."""
import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from common import ENV, KAMU, WORK, TOP, Run, data, measurement, real_kamu, workspace

DATASETS = {"append": "{kind: Append}", "ledger": "{kind: Ledger, primaryKey: [id]}"}
SOURCE = """kind: DatasetSnapshot
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
            - {name: id, type: {kind: Int64}}
            - {name: event_time, type: {kind: Timestamp}}
            - {name: city, type: {kind: String}}
            - {name: population, type: {kind: Int64}}
      merge: %s
"""
SECRET = "bench" * 13
SUBJECT = "did:odf:fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f"  # account "kamu"


def token():
    def enc(b):
        return base64.urlsafe_b64encode(b).rstrip(b"=")
    now = int(time.time())
    body = enc(b'{"typ":"JWT","alg":"HS384"}') + b"." + enc(json.dumps(
        {"exp": now + 86400, "iat": now, "iss": "dev.kamu", "sub": SUBJECT}).encode())
    return (body + b"." + enc(hmac.new(SECRET.encode(), body, hashlib.sha384).digest())).decode()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def running(args, cwd, port):
    env = dict(ENV, KAMU_JWT_SECRET=SECRET)
    p = subprocess.Popen(args, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield p
    finally:
        p.send_signal(signal.SIGTERM)
        try:
            p.wait(60)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()


def kamu_server(d, kamu=KAMU, port=None):
    port = port or free_port()
    return port, running([kamu, "system", "api-server", "--address", "127.0.0.1", "--http-port", str(port)], d, port)


def load_workspace(kamu=KAMU):
    d = workspace(name=None, kamu=kamu)
    for name, merge in DATASETS.items():
        (d / f"{name}.yaml").write_text(SOURCE % (name, merge))
    subprocess.run([kamu, "-q", "add", *[f"{n}.yaml" for n in DATASETS]], cwd=d, env=ENV, check=True,
                   capture_output=True)
    return d


def c_program(name, *libraries):
    source, out = TOP / "bench" / f"{name}.c", WORK / name
    if not out.exists() or out.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-o", out, source, *libraries], check=True)
    return str(out)


class Load:
    """Runs http_load; keys never come twice."""
    next_key = 1

    def __init__(self, args, port, path, connections, records, idle=0, seconds=None):
        seconds = seconds or args.seconds
        run = subprocess.run([c_program("http_load"), "-p", str(port), "-u", path, "-t", token(), "-c", str(connections),
                              "-r", str(records), "-d", str(seconds), "-w", str(min(5, seconds / 4)), "-i", str(idle),
                              "-k", str(Load.next_key)], capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"bench: http_load: {run.stderr}")
        self.__dict__.update(json.loads(run.stdout))
        Load.next_key = self.next_key

    def text(self):
        return f"{self.per_second:,.0f}/s, {self.p50:.1f} / {self.p99:.1f} / {self.p999:.1f} ms"


def du(path, pattern="*"):
    return sum(f.stat().st_blocks * 512 for f in pathlib.Path(path).rglob(pattern) if f.is_file())


def dataset_dirs(d):
    return [p for p in (d / ".kamu" / "datasets").iterdir() if (p / "blocks").is_dir()]


def blocks(d):
    return sum(len(list((p / "blocks").iterdir())) for p in dataset_dirs(d))


def matrix(args):
    return [(c, r) for r in (1, 10, 100) for c in (1, 16, 128)]


def ours(table, args):
    d = load_workspace()
    port, server = kamu_server(d)
    with server:
        for name in DATASETS:
            for connections, records in matrix(args):
                before, bytes_before, count = blocks(d), sum(du(p) for p in dataset_dirs(d)), Load.next_key
                run = Load(args, port, f"/{name}/ingest", connections, records)
                made = blocks(d) - before
                rows = Load.next_key - count
                size = (sum(du(p) for p in dataset_dirs(d)) - bytes_before) / rows
                budget, met = "", None
                if (connections, records) == (128, 1):
                    budget, met = ">= 10,000/s, p99 < 50 ms", run.per_second >= 10_000 and run.p99 < 50
                table.add("http", f"{name}: {records} a request, {connections} connections", run.text(), budget, met)
                table.add("http", "  blocks, pushes a block, bytes a record on disk",
                          f"{made:,}, {run.acknowledged / max(1, made):.1f}, {size:,.0f}")
    done = subprocess.run([KAMU, "verify", *DATASETS], cwd=d, env=ENV, capture_output=True, text=True)
    table.add("http", "kamu verify afterwards", "valid" if done.returncode == 0 else "NOT VALID", "valid", done.returncode == 0)
    shutil.rmtree(d)


def sqlite(table, args):
    d = pathlib.Path(tempfile.mkdtemp(dir=WORK))
    port = free_port()
    program = c_program("http_sqlite", "-lmicrohttpd", "-lsqlite3", "-lpthread")
    with running([program, str(d / "bench.db"), str(port)], d, port):
        for connections, records in matrix(args):
            run = Load(args, port, "/ingest", connections, records)
            table.add("http", f"SQLite: {records} a request, {connections} connections", run.text())
    shutil.rmtree(d)


def kamu_cli(table, args):
    kamu = real_kamu()
    if kamu is None:
        return
    d = load_workspace(kamu)
    port, server = kamu_server(d, kamu)
    with server:
        time.sleep(2)
        for connections in (1, 16, 128):
            run = Load(args, port, "/append/ingest", connections, 1)
            table.add("http", f"kamu-cli (no sync): 1 a request, {connections} connections", run.text())
    shutil.rmtree(d)


def peak_mib(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmHWM")) / 1024


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS")) / 1024


def large(table, args):
    """One body of all of w1's rows, against `kamu ingest` of the file."""
    source = data(args.rows)
    cli, http_times, peaks = [], [], []
    for _ in range(3):
        d = workspace()
        cli.append(Run([KAMU, "-q", "ingest", "ds", str(source)], d).wall)
        shutil.rmtree(d)
        d = workspace()
        port, server = kamu_server(d)
        with server as p:
            start = time.perf_counter()
            curl = subprocess.run(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Authorization: Bearer {token()}",
                                   "-H", "Content-Type: application/x-ndjson", "-H", "Expect:", "-T", str(source), "-X", "POST",
                                   f"http://127.0.0.1:{port}/ds/ingest"], capture_output=True, text=True, check=True)
            http_times.append(time.perf_counter() - start)
            peaks.append(peak_mib(p.pid))
        if curl.stdout != "200":
            sys.exit(f"bench: the large body was answered {curl.stdout}")
        shutil.rmtree(d)
    one, two = sorted(cli)[1], sorted(http_times)[1]
    size = source.stat().st_size / 1e6
    table.add("http", f"one body of {size:.0f} MB; kamu ingest of the file", f"{two:.2f} s; {one:.2f} s", "<= 1.2 x", two <= 1.2 * one)
    table.add("http", "  peak memory of the server", f"{max(peaks):.0f} MiB")


def idle(table, args):
    d = load_workspace()
    port, server = kamu_server(d)
    with server as p:
        seconds = max(3, args.seconds / 3)
        alone = Load(args, port, "/append/ingest", 16, 1, seconds=seconds)
        before = resident_mib(p.pid)
        crowded = Load(args, port, "/append/ingest", 16, 1, idle=args.idle, seconds=seconds)
        table.add("http", "16 connections, alone", alone.text())
        table.add("http", f"16 connections beside {args.idle:,} idle ones", crowded.text())
        table.add("http", "  memory of the server, peak of the latter", f"{before:.0f} MiB, {peak_mib(p.pid):.0f} MiB")
    shutil.rmtree(d)


@measurement
def http(table, args):
    """--http-only NAME: one part of it."""
    parts = {"ours": ours, "sqlite": sqlite, "kamu": kamu_cli, "large": large, "idle": idle}
    for name in args.http_only.split(",") if args.http_only else parts:
        parts[name](table, args)
