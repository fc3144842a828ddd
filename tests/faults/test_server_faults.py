#!/usr/bin/env python3
"""The server when it dies, when the disk fails, and when others write beside it: what was acknowledged is there exactly
once. KAMU: a program built with KAMU_FAULTS. KAMU_KILLS: how often it is killed under load (5)."""
import collections
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
from serving import FINDINGS, KAMU, Failed, Server, Skipped, add, check, equal, ids, kamu, main, row

KILLS = int(os.environ.get("KAMU_KILLS", "5"))
REAL = os.environ.get("KAMU_REAL", "")
NDJSON = {"Content-Type": "application/x-ndjson"}


def workspace(*names, merge="{kind: Append}"):
    kamu("-q", "init")
    pathlib.Path(".kamuconfig").write_text('kind: CLIConfig\nversion: 1\ncontent:\n  server:\n    anonymousPush: "%"\n')
    for name in names:
        # The clock of the server is the real one.
        add(name, merge=merge if not isinstance(merge, dict) else merge[name], at="2020-01-01T00:00:00Z")


def verified(*names):
    pathlib.Path(".kamuconfig").unlink()  # what it says means nothing to kamu-cli
    for name in names:
        kamu("verify", name)
        if REAL:
            # kamu-cli reads data blocks in pages of 100 and finds every chain malformed that ends with a full one, its own too.
            if kamu("log", name, "-o", "ndjson").out.count('"kind":"AddData"') % 100 == 0:
                kamu("ingest", name, "--stdin", stdin=row(90000000))
            kamu("verify", name, program=REAL)


def kill(server):
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    found = FINDINGS.search(server.text())
    check(not found, f"{found and found[0]}: {server.text()[-4000:]}")


class Target:
    """Where clients find a server; it may be gone for a while."""

    def __init__(self):
        self.ports, self.stop = [], threading.Event()

    def send(self, method, path, body=None, headers=None, timeout=10, port=None):
        """(status, headers, body), or None when there was no answer."""
        ports = self.ports
        if not ports and port is None:
            time.sleep(0.02)
            return None
        c = http.client.HTTPConnection("127.0.0.1", port or random.choice(ports), timeout=timeout)
        try:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            return None
        finally:
            c.close()

    def push(self, path, body, headers, final=(200, 202)):
        """Sends it again until it is acknowledged; None when the test ends before."""
        while not self.stop.is_set():
            answer = self.send("POST", path, body, {**NDJSON, **headers})
            if answer is None or answer[0] in (409, 429, 503):
                time.sleep(0.01)
                continue
            if answer[0] not in final:
                raise Failed(f"{path} {headers}: {answer}")
            return answer
        return None


class Clients:
    """Threads, each of which sends one record after the other; `acknowledged` by dataset."""

    def __init__(self, target):
        self.target, self.threads, self.failures = target, [], []
        self.acknowledged = collections.defaultdict(list)
        self.statuses = []
        self.lock = threading.Lock()

    def start(self, dataset, number, headers):
        """headers(i): those of the client's i-th record."""

        def run():
            i = 0
            try:
                while not self.target.stop.is_set():
                    i += 1
                    identity = number * 1000000 + i
                    answer = self.target.push(f"/{dataset}/ingest", row(identity), headers(number, i))
                    if answer is not None:
                        with self.lock:
                            self.acknowledged[dataset].append(identity)
                            if answer[0] == 202:
                                self.statuses.append(answer[1]["location"])
            except Exception as e:
                self.failures.append(f"{dataset}: {e}")

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()

    def finish(self):
        self.target.stop.set()
        for t in self.threads:
            t.join()
        check(not self.failures, "; ".join(self.failures))

    def expect(self, *names):
        for name in names:
            present = collections.Counter(ids(name))
            doubled = [i for i, n in present.items() if n > 1]
            lost = [i for i in self.acknowledged[name] if present[i] == 0]
            check(not lost, f"{name}: acknowledged, but not there: {lost[:20]} ({len(lost)})")
            check(not doubled, f"{name}: there twice: {doubled[:20]} ({len(doubled)})")
            check(self.acknowledged[name], f"{name}: nothing was acknowledged")


def keyed(number, i):
    return {"Idempotency-Key": f'"{number}-{i}"'}


def numbered(number, i):
    return {"Kamu-Producer": f"p{number}", "Kamu-Offset": str(i), "Kamu-Epoch": "1"}


def asynchronous(number, i):
    return {"Prefer": "respond-async", "Idempotency-Key": f'"{number}-{i}"'}


def all_committed(target, statuses):
    until = time.time() + 60
    for where in statuses:
        while True:
            answer = target.send("GET", where)
            check(time.time() < until, f"{where}: {answer}")
            if answer and answer[0] == 200 and json.loads(answer[2])["status"] != "pending":
                check(json.loads(answer[2])["status"] in ("committed", "up-to-date"), f"{where}: {answer}")
                break
            time.sleep(0.02)


def case_killed_under_load():
    names = ["keys", "producers", "ledger", "async", "asyncproducers"]
    workspace(*names, merge={n: "{kind: Ledger, primaryKey: [id]}" if n == "ledger" else "{kind: Append}" for n in names})
    target = Target()
    clients = Clients(target)
    server = Server()
    target.ports = [server.port]
    for n in range(1, 4):
        clients.start("keys", n, keyed)
        clients.start("producers", n, numbered)
        clients.start("ledger", n, lambda number, i: {})
        clients.start("async", n, asynchronous)
        clients.start("asyncproducers", n, lambda number, i: {"Prefer": "respond-async", **numbered(number, i)})
    for n in range(KILLS):
        time.sleep(random.uniform(0.2, 0.8))
        target.ports = []
        kill(server)
        server = Server(name=f"server{n}")
        target.ports = [server.port]
    time.sleep(0.3)
    clients.finish()
    all_committed(target, clients.statuses)
    offsets = {n: json.loads(target.send("GET", f"/producers/producers/p{n}")[2])["offset"] for n in range(1, 4)}
    server.stop()
    clients.expect(*names)
    present = ids("producers")
    for n, offset in offsets.items():
        equal(max(i for i in present if i // 1000000 == n), n * 1000000 + int(offset), f"offset of p{n}")
    for n in range(1, 4):  # one client after the other: in the order in which they were accepted
        mine = [i for i in ids("async") if i // 1000000 == n]
        equal(mine, sorted(mine), "order of asynchronous pushes")
    verified(*names)


def case_two_servers_and_a_command_line():
    names = ["keys", "producers", "async"]
    workspace(*names)
    target = Target()
    clients = Clients(target)
    with Server(name="one") as one, Server(name="two") as two:
        target.ports = [one.port, two.port]
        for n in range(1, 4):
            clients.start("keys", n, keyed)
            clients.start("producers", n, numbered)
        # The status of an accepted push is known to the server that took it.
        owned = Target()
        owned.ports = [two.port]
        others = Clients(owned)
        others.start("async", 1, asynchronous)
        others.start("async", 2, asynchronous)
        until, extra = time.time() + 4, []
        while time.time() < until:
            i = 90000000 + len(extra)
            kamu("ingest", "keys", "--stdin", stdin=row(i))
            extra.append(i)
        # What one has committed the other one knows.
        for i in range(20):
            first = target.push("/keys/ingest", row(80000000 + i), {"Idempotency-Key": f'"x{i}"'})
            clients.acknowledged["keys"].append(80000000 + i)
            for server in (one, two):
                again = target.send("POST", "/keys/ingest", row(80000000 + i), {**NDJSON, "Idempotency-Key": f'"x{i}"'}, port=server.port)
                equal((again[0], again[1].get("idempotent-replayed")), (200, "true"), f"{first} again")
                other = target.send("POST", "/keys/ingest", row(1), {**NDJSON, "Idempotency-Key": f'"x{i}"'}, port=server.port)
                equal(other[0], 422, f"another body under a key: {other}")
        clients.finish()
        others.finish()
        all_committed(owned, others.statuses)
    clients.acknowledged["keys"] += extra
    clients.expect("keys", "producers")
    others.expect("async")
    verified(*names)


def with_faults(fault, names, seconds=2.0, expect_503=True):
    """Load on a server with a fault, then on one without; all acknowledged is there once."""
    target = Target()
    clients = Clients(target)
    server = Server(env={"KAMU_TEST_FAULT": fault}, name="faulty")
    target.ports = [server.port]
    seen = collections.Counter()
    plain = target.send

    def counting(*args, **kw):
        answer = plain(*args, **kw)
        seen[answer and answer[0]] += 1
        return answer

    target.send = counting
    for n in range(1, 3):
        clients.start("keys", n, keyed)
        clients.start("producers", n, numbered)
        clients.start("async", n, asynchronous)
    time.sleep(seconds)
    check(not any(500 <= (s or 0) < 600 and s != 503 for s in seen), f"{fault}: {dict(seen)}")
    check(seen[503] > 0 or not expect_503, f"{fault}: no failure was seen: {dict(seen)}")
    return target, clients, server, seen


def case_failing_sync_and_back():
    """One sync fails, here and there: 503 or nothing, and the same server goes on."""
    names = ["keys", "producers", "async"]
    workspace(*names)
    for fault in ("sync:9:EIO", "sync:30:EIO:/wal/", "sync:12:EIO:/idempotency/", "sync_dir:15:EIO", "rename:31:EIO:/refs/"):
        target, clients, server, _ = with_faults(fault, names, 1.0, expect_503=False)
        before = {n: len(clients.acknowledged[n]) for n in names}
        time.sleep(0.5)
        after = {n: len(clients.acknowledged[n]) for n in names}
        clients.finish()
        check(all(after[n] > before[n] for n in names), f"{fault}: it does not go on: {before}, {after}, {server.text()[-2000:]}")
        all_committed(target, clients.statuses)
        server.stop()
        clients.expect(*names)
        for name in names:  # anew for the next fault
            kamu("-y", "delete", name)
            add(name, at="2020-01-01T00:00:00Z")


def case_sync_fails_for_good():
    names = ["keys", "producers", "async"]
    workspace(*names)
    target, clients, server, _ = with_faults("sync:60+:EIO", names)
    kill(server)
    target.ports = []
    with Server(name="healthy") as healthy:
        target.ports = [healthy.port]
        time.sleep(0.7)
        clients.finish()
        all_committed(target, clients.statuses)
    clients.expect(*names)
    verified(*names)


def mounted(size):
    """A small file system at ./disk; skipped where nobody may mount one."""
    pathlib.Path("disk").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", "disk"], capture_output=True).returncode:
        raise Skipped("no right to mount a file system")


def case_full_disk():
    mounted("96m")
    try:
        os.chdir("disk")
        full_disk()
    finally:
        os.chdir("..")
        subprocess.run(["umount", "-l", "disk"], check=False)


def full_disk():
    names = ["keys", "producers", "async"]
    workspace(*names)
    target = Target()
    clients = Clients(target)
    with Server() as server:
        target.ports = [server.port]
        for n in range(1, 3):
            clients.start("keys", n, keyed)
            clients.start("producers", n, numbered)
            clients.start("async", n, asynchronous)
        time.sleep(0.4)
        before = {n: len(clients.acknowledged[n]) for n in names}
        try:  # the disk may be full by itself already
            with open("ballast", "wb", buffering=0) as f:
                while f.write(b"x" * 65536):
                    pass
        except OSError:
            pass
        answers = []
        until = time.time() + 10
        while time.time() < until and 503 not in answers:
            answer = target.send("POST", "/keys/ingest", row(70000000 + len(answers)) * 200, {**NDJSON, "Idempotency-Key": f'"f{len(answers)}"'})
            answers.append(answer and answer[0])
        check(503 in answers, f"a full disk: {answers}")
        check(set(answers) <= {200, 503}, f"a full disk: {answers}")
        equal(target.send("GET", "/system/health?type=liveness")[0], 200, "liveness")
        pathlib.Path("ballast").unlink(missing_ok=True)
        time.sleep(1.5)
        after = {n: len(clients.acknowledged[n]) for n in names}
        clients.finish()
        check(all(after[n] > before[n] for n in names), f"it does not go on: {before}, {after}")
        all_committed(target, clients.statuses)
    for name in names:
        present = collections.Counter(i for i in ids(name) if i < 70000000)
        equal([i for i in clients.acknowledged[name] if present[i] != 1], [], f"{name}: not there once")
    shutil.copytree(".", "../copy")  # kamu-cli needs room for its database
    os.chdir("../copy")
    verified(*names)


def case_a_poison_record():
    """One that cannot be committed tells why by its status, and does not hold up the others."""
    workspace("ds")
    with Server() as server:
        target = Target()
        target.ports = [server.port]
        first = target.push("/ds/ingest", row(1), {"Prefer": "return=representation"})
        old = json.loads(first[2])["oldHead"]
        bad = target.push("/ds/ingest", row(2), {"Prefer": "respond-async", "If-Match": f'"{old}"'})
        good = target.push("/ds/ingest", row(3), {"Prefer": "respond-async"})
        equal((bad[0], good[0]), (202, 202))
        all_committed(target, [good[1]["location"]])
        until = time.time() + 10
        while json.loads(target.send("GET", bad[1]["location"])[2])["status"] == "pending" and time.time() < until:
            time.sleep(0.02)
        status = json.loads(target.send("GET", bad[1]["location"])[2])
        equal((status["status"], status["error"]["code"], status["bodyKept"]), ("failed", "KAMU_E_CONFLICT", True), status)
        kept = [p for p in pathlib.Path(".kamu/server/wal").rglob("dead/*") if p.suffix == ""]
        equal([p.read_text() for p in kept], [row(2)], "the body that is kept")
        # what is bad by itself is never accepted
        equal(target.send("POST", "/ds/ingest", b'{"id": "x"}', {**NDJSON, "Prefer": "respond-async"})[0], 400)
        # the same key again: the same place
        one = target.push("/ds/ingest", row(4), {"Prefer": "respond-async", "Idempotency-Key": '"k"'})
        two = target.push("/ds/ingest", row(4), {"Prefer": "respond-async", "Idempotency-Key": '"k"'})
        equal((two[0], two[1]["location"], two[1].get("idempotent-replayed")), (202, one[1]["location"], "true"))
        equal(target.send("POST", "/ds/ingest", row(5), {**NDJSON, "Prefer": "respond-async", "Idempotency-Key": '"k"'})[0], 422)
        all_committed(target, [one[1]["location"]])
        equal(target.push("/ds/ingest", row(4), {"Idempotency-Key": '"k"'})[1].get("idempotent-replayed"), "true")
    with Server(name="again") as server:  # statuses outlive the server
        target.ports = [server.port]
        equal(json.loads(target.send("GET", bad[1]["location"])[2]), status)
        equal(json.loads(target.send("GET", good[1]["location"])[2])["status"], "committed")
        equal(target.send("GET", "/ds/ingest/status/" + "0" * 32)[0], 404)
    equal(ids(), [1, 3, 4])


def case_too_many_accepted():
    """Beyond --max-accepted: 503 and when to come again; a commit makes room."""
    workspace("ds")
    with Server("--max-accepted", "1MiB", env={"KAMU_TEST_FAULT": "rename:1+:EIO:/refs/head"}, name="stuck") as server:
        target = Target()
        target.ports = [server.port]
        body = "".join(row(i) for i in range(5000))
        answers = [target.send("POST", "/ds/ingest", body, {**NDJSON, "Prefer": "respond-async"}) for _ in range(12)]
        equal({a[0] for a in answers}, {202, 503}, "answers")
        check(all(a[1].get("retry-after") for a in answers if a[0] == 503), "Retry-After")
        accepted = sum(a[0] == 202 for a in answers)
        kill(server)
    with Server(name="free") as server:
        target.ports = [server.port]
        all_committed(target, [a[1]["location"] for a in answers if a[0] == 202])
        equal(target.send("POST", "/ds/ingest", row(7), {**NDJSON, "Prefer": "respond-async"})[0], 202)
    check(len(ids()) in (accepted * 5000, accepted * 5000 + 1), "rows")


def stream(port, path, lines, headers, pause=0.0, read_all=True):
    """Sends lines in chunks of their own; the answer's lines."""
    s = socket.create_connection(("127.0.0.1", port), 20)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-ndjson\r\n"
    out = b""
    try:
        s.sendall((head + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n").encode())
        for line in lines:
            data = line.encode()
            s.sendall(b"%x\r\n%s\r\n" % (len(data), data))
            time.sleep(pause)
        if read_all:
            s.sendall(b"0\r\n\r\n")
            while b'"status":"end"' not in out and b'"status":"error"' not in out:
                d = s.recv(65536)
                if not d:
                    break
                out += d
    except OSError:
        pass
    finally:
        s.close()
    return [json.loads(line) for line in out.decode(errors="replace").split("\r\n") if line.startswith("{") for line in line.split("\n") if line]


def case_streams_killed():
    """A producer sends the same lines again from where it has come, however often the server is killed."""
    workspace("ds")
    lines = [row(i) for i in range(1, 4001)]
    target, done = Target(), 0
    for attempt in range(60):
        server = Server(name=f"server{attempt}")
        target.ports = [server.port]
        known = target.send("GET", "/ds/producers/p")
        done = int(json.loads(known[2])["offset"]) if known[0] == 200 else 0
        if done == len(lines):
            server.stop()
            break
        if attempt < KILLS:
            threading.Timer(random.uniform(0.15, 0.4), lambda p=server.process: p.send_signal(signal.SIGKILL)).start()
            begin = random.choice([0, done // 2, done])  # those that are known are left out
            stream(server.port, "/ds/ingest/stream?maxRows=50", lines[begin:], {"Kamu-Producer": "p", "Kamu-Offset": begin}, pause=0.0004)
        else:
            answer = stream(server.port, "/ds/ingest/stream?maxRows=500", lines[done:], {"Kamu-Producer": "p", "Kamu-Offset": done})
            equal(answer[-1]["status"], "end", answer[-3:])
        if server.process.poll() is None:
            time.sleep(0.5 if attempt < KILLS else 0)
        if server.process.poll() is None:
            server.stop(check_code=attempt >= KILLS)
    equal(done, len(lines), "lines committed")
    present = collections.Counter(ids())
    equal(([i for i in range(1, 4001) if present[i] != 1], len(present)), ([], 4000), "rows that are not there once")
    verified("ds")


def case_streams():
    workspace("ds")
    with Server() as server:
        target = Target()
        target.ports = [server.port]
        answer = stream(server.port, "/ds/ingest/stream?maxRows=2", [row(i) for i in range(1, 6)], {})
        equal([(a["status"], a["line"]) for a in answer], [("committed", 2), ("committed", 4), ("committed", 5), ("end", 5)])
        # by time: the lines come slowly
        answer = stream(server.port, "/ds/ingest/stream?maxMs=50", [row(i) for i in range(6, 9)], {}, pause=0.2)
        equal([(a["status"], a["line"]) for a in answer], [("committed", 1), ("committed", 2), ("committed", 3), ("end", 3)])
        # a bad record ends it behind what was good
        bad = row(9).replace('"id": 9', '"id": "x"')
        lines = [row(9), row(10), bad, row(11)]
        answer = stream(server.port, "/ds/ingest/stream", lines, {})
        equal([(a["status"], a["line"]) for a in answer], [("committed", 2), ("error", 3)])
        equal((answer[1]["field"], answer[1]["expected"]), ("id", "Int64"))
        lines = [row(12), bad, row(13), "nonsense\n", row(14)]
        answer = stream(server.port, "/ds/ingest/stream?onError=skip", lines, {})
        equal([(a["status"], a.get("line")) for a in answer], [("rejected", 2), ("rejected", 4), ("committed", 5), ("end", 5)])
        # the client breaks off: whole lines are committed, half of one is not
        s = socket.create_connection(("127.0.0.1", server.port))
        part = (row(15) + row(16)[:20]).encode()
        s.sendall(b"POST /ds/ingest/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(part), part))
        time.sleep(0.2)
        s.close()
        until = time.time() + 10
        while 15 not in ids() and time.time() < until:
            time.sleep(0.1)
        for query, headers, status in (("?maxRows=0", {}, 400), ("?maxMs=1", {}, 400), ("?onError=x", {}, 400), ("?sourceName=x", {}, 400),
                                       ("", {"Kamu-Offset": "1"}, 400), ("", {"Kamu-Producer": "p", "Kamu-Offset": "x"}, 400),
                                       ("", {"Idempotency-Key": '"a"'}, 400), ("", {"Content-Type": "text/csv"}, 415)):
            got = target.send("POST", "/ds/ingest/stream" + query, row(1), {**NDJSON, **headers})
            equal(got[0], status, f"{query} {headers}: {got}")
        metrics = target.send("GET", "/metrics")[2].decode()
        check("kamu_stream_records_total 16" in metrics, f"metrics of streams: {metrics[:3000]}")
    equal(ids(), [*range(1, 11), *range(12, 16)], "rows")


def case_many_producers():
    """What a push costs does not grow with the number of producers."""
    workspace("ds")
    with Server() as server:
        c = http.client.HTTPConnection("127.0.0.1", server.port)

        def seconds(first, n):
            begin = time.time()
            for i in range(first, first + n):
                c.request("POST", "/ds/ingest", row(i), {**NDJSON, "Kamu-Producer": f"device-{i}", "Kamu-Offset": "1"})
                r = c.getresponse()
                r.read()
                equal(r.status, 200)
            return (time.time() - begin) / n

        seconds(0, 50)
        early = seconds(50, 150)
        late = seconds(200, 600)
        late = seconds(800, 150)
        check(late < 3 * early, f"{early * 1000:.2f} ms a push with few producers, {late * 1000:.2f} ms with many")
        c.request("GET", "/ds/producers/device-7")
        equal(json.loads(c.getresponse().read())["offset"], "1")
    equal(len(ids()), 950)


if __name__ == "__main__":
    sys.exit(main(globals()))
