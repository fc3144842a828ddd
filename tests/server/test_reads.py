#!/usr/bin/env python3
"""Reading from the server: pages of a tail, answers larger than memory, queries that take too long, followers."""
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "tools")]
from cases import NOW
from serving import KAMU, SLOW, Failed, Skipped, add, check, equal, kamu, main, row, serve

ENDLESS = "select sum(a.value * b.value) as s from generate_series(1, 1000000) a cross join generate_series(1, 1000000) b"


def ingest(rows, name="ds"):
    kamu("--system-time", NOW, "-q", "ingest", name, "--stdin", stdin=rows)


def query(s, sql, **more):
    status, headers, body = s.request("GET", "/query?" + urllib.parse.urlencode({"query": sql, **more}))
    return status, headers, json.loads(body) if body else None


def needs_duckdb(s):
    if query(s, "select 1")[0] == 501:
        raise Skipped("no DuckDB here")


def tail(s, arguments, name="ds"):
    status, _, body = s.request("GET", f"/{name}/tail?{arguments}")
    equal(status, 200, body)
    return json.loads(body)


# ---- tail ------------------------------------------------------------------------------------


def case_pages_behind_an_offset():
    with serve() as s:
        add()
        equal(tail(s, "afterOffset=-1"), {"data": [], "dataFormat": "JsonAoS", "lastOffset": -1, "more": False})
        for k in range(5):
            ingest("".join(row(i) for i in range(k * 7, k * 7 + 7)))
        seen, after = [], -1
        while True:
            page = tail(s, f"afterOffset={after}&limit=4")
            seen += [r["offset"] for r in page["data"]]
            after = page["lastOffset"]
            if not page["more"]:
                break
        equal(seen, list(range(35)))
        equal(tail(s, "afterOffset=34")["data"], [])
        equal(tail(s, "afterOffset=1000")["lastOffset"], 1000)
        equal([r["offset"] for r in tail(s, "afterOffset=10&skip=5&limit=2")["data"]], [16, 17])
        for bad in ("afterOffset=-2", "afterOffset=x", "afterOffset=", "follow=2", "batch=0", "batch=10001", "afterOffset=9223372036854775807"):
            equal(s.status("GET", "/ds/tail?" + bad), 400, bad)


def case_answers_larger_than_memory_have_a_limit():
    with serve("--max-answer", "1MiB") as s:
        add()
        ingest("".join(row(i, "x" * 200) for i in range(6000)))
        status, headers, body = s.request("GET", "/ds/tail?limit=3000")
        equal(status, 200)
        equal(int(headers["content-length"]), len(body))
        equal(len(json.loads(body)["data"]), 3000)
        status, headers, body = s.request("GET", "/ds/tail?limit=6000")
        equal((status, headers["content-type"]), (400, "application/problem+json"), body)
        check(b"larger than 1048576" in body, body)
        needs_duckdb(s)
        equal(query(s, "select v from ds", limit=10000)[0], 400)
        equal(query(s, "select count(*) as n from ds")[2], {"output": {"data": [{"n": 6000}], "dataFormat": "JsonAoS"}})
        left = [p for p in pathlib.Path(".kamu/run").glob("*") if not p.is_dir()]
        equal(left, [], "files of answers")


# ---- queries ----------------------------------------------------------------------------------


def case_a_query_that_takes_too_long():
    with serve("--query-timeout", "1s", "--max-queries", 2) as s:
        add()
        ingest(row(1))
        needs_duckdb(s)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(query(s, ENDLESS))) for _ in range(2)]
        start = time.time()
        for t in threads:
            t.start()
        time.sleep(0.2)
        equal(query(s, "select id from ds")[2]["output"]["data"], [{"id": 1}])  # it waits for one of them
        for t in threads:
            t.join()
        check(time.time() - start < 10 * SLOW, f"{time.time() - start} s")
        for status, headers, body in answers:
            equal((status, headers["content-type"]), (400, "application/problem+json"), body)
            check("took longer than 1 s" in body["detail"], body)
        equal(s.status("GET", "/system/health"), 200)


def case_a_client_that_leaves_ends_its_query():
    with serve("--query-timeout", "10m", "--max-queries", 1) as s:
        needs_duckdb(s)
        c = s.connect()
        c.sendall(b"GET /query?%s HTTP/1.1\r\nhost: x\r\n\r\n" % urllib.parse.urlencode({"query": ENDLESS}).encode())
        time.sleep(1)
        c.close()
        start = time.time()
        equal(query(s, "select 1 as one")[0], 200)
        check(time.time() - start < 15 * SLOW, "the engine was free again")


def case_queries_keep_nobody_from_pushing():
    with serve("--query-timeout", "2s", "--max-queries", 2, "--workers", 4) as s:
        add()
        ingest(row(1))
        needs_duckdb(s)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(query(s, ENDLESS))) for _ in range(8)]
        for t in threads:
            t.start()
        time.sleep(1)
        begin = time.time()
        for i in range(20):
            equal(len(tail(s, "limit=5")["data"]), 1)
        check(time.time() - begin < 1 * SLOW, "others are served")
        for t in threads:
            t.join()
        equal([a[0] for a in answers], [400] * 8, "each had its turn")
        equal(query(s, "select 1 as one")[0], 200)


def case_too_many_queries():
    with serve("--query-timeout", "1s", "--max-queries", 1) as s:
        needs_duckdb(s)
        waiting = []
        for _ in range(258):  # one runs, 256 stand in line
            c = s.connect()
            c.sendall(b"GET /query?%s HTTP/1.1\r\nhost: x\r\n\r\n" % urllib.parse.urlencode({"query": ENDLESS}).encode())
            waiting.append(c)
        until = time.time() + 20 * SLOW
        status, headers, body = query(s, "select 1")
        equal(status, 503, body)
        check("retry-after" in headers, headers)
        for c in waiting:
            c.close()
        while query(s, "select 1 as one")[0] != 200:  # those whose clients have left take no time
            check(time.time() < until, "the line goes on")
            time.sleep(0.1)


def case_a_stopping_server_answers_its_queries():
    s = serve("--query-timeout", "2s", "--max-queries", 1)
    needs_duckdb(s)
    answers = []
    threads = [threading.Thread(target=lambda sql=sql: answers.append(query(s, sql)[0])) for sql in (ENDLESS, "select 1 as one")]
    for t in threads:
        t.start()
        time.sleep(0.3)
    s.stop()
    for t in threads:
        t.join()
    equal(sorted(answers), [200, 400])


def case_nothing_is_written_by_a_query():
    with serve() as s:
        add()
        ingest(row(1))
        needs_duckdb(s)
        for sql in ("copy (select 1) to '/tmp/kamu-evil'", "set memory_limit = '1GB'", "create table x (a int)", "drop table ds", "attach 'x.db'",
                    "insert into ds values (1)", "select * from read_csv('/etc/passwd')", "select * from '/etc/passwd'", "install httpfs",
                    "select getenv('HOME')", "select 1; drop table ds", "call pragma_version()", "explain select 1"):
            status, _, body = query(s, sql)
            equal(status, 400, f"{sql}: {body}")
        check(not pathlib.Path("/tmp/kamu-evil").exists(), "a file was written")


# ---- followers -----------------------------------------------------------------------------------


class Follower:
    """Reads events on a thread."""

    def __init__(self, s, arguments="", headers="", name="ds"):
        self.c = s.connect(timeout=60 * SLOW)
        self.c.sendall(f"GET /{name}/tail?follow=1{arguments} HTTP/1.1\r\nhost: x\r\n{headers}\r\n".encode())
        self.events, self.head, self.closed = [], {}, False
        self.begun = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        f = self.c.makefile("rb")
        try:
            self.status = int(f.readline().split()[1])
            while (line := f.readline().strip()):
                k, _, v = line.decode().partition(": ")
                self.head[k.lower()] = v
            text = b""
            if self.status != 200:
                self.begun.set()
                return
            while (size := int(f.readline() or b"0", 16)):
                text += f.read(size)
                f.readline()
                self.begun.set()
                while b"\n\n" in text:
                    event, _, text = text.partition(b"\n\n")
                    fields = dict(l.split(": ", 1) for l in event.decode().split("\n") if ": " in l)
                    if "data" in fields:
                        self.events.append((fields.get("event"), int(fields["id"]) if "id" in fields else None, json.loads(fields["data"])))
            self.closed = True
        except (OSError, ValueError):
            pass
        self.begun.set()

    def ids(self):
        return [e[1] for e in list(self.events) if e[0] is None]

    def wait(self, n, seconds=20):
        until = time.time() + seconds * SLOW
        while len(self.ids()) < n:
            if time.time() > until:
                raise Failed(f"{len(self.ids())} of {n} events came")
            time.sleep(0.01)
        return self

    def leave(self):
        self.c.shutdown(socket.SHUT_RDWR)
        self.c.close()


def case_followers_see_every_row_once():
    with serve() as s:
        add()
        ingest("".join(row(i) for i in range(10)))
        a, b, c = Follower(s), Follower(s, "&afterOffset=-1"), Follower(s, "&batch=3&afterOffset=-1&dataFormat=JsonAoA")
        d = Follower(s, "&limit=2", "Last-Event-ID: 4\r\n")
        e = Follower(s, "&limit=2&schemaFormat=OdfJson")
        for f in a, b, c, d, e:
            f.begun.wait(10 * SLOW)
        b.wait(10)
        for i in range(10, 40):
            ingest(row(i))
        a.wait(30), b.wait(40), d.wait(35), e.wait(32)
        equal(a.ids(), list(range(10, 40)))
        equal(b.ids(), list(range(40)))
        equal(d.ids(), list(range(5, 40)))
        equal(e.ids(), list(range(8, 40)))
        equal(e.events[0][0], "schema")
        equal([x[2]["id"] for x in b.events], list(range(40)))
        until = time.time() + 10 * SLOW
        while (c.ids() or [0])[-1] < 39 and time.time() < until:
            time.sleep(0.02)
        equal([r[0] for x in c.events for r in x[2]], list(range(40)))
        check(max(len(x[2]) for x in c.events) == 3, "batches")
        equal([x[2][-1][0] for x in c.events], c.ids(), "the id is the last offset")
        equal(a.head["content-type"], "text/event-stream")
        ingest(row(40, "y" * 3_000_000))  # one event larger than any buffer
        equal(len(b.wait(41).events[-1][2]["v"]), 3_000_000)


def case_many_followers_and_a_busy_dataset():
    with serve() as s:
        add()
        add("other")
        ingest("".join(row(i) for i in range(3000)))
        fast = [Follower(s, f"&afterOffset={k * 29 - 1}") for k in range(60)]
        others = [Follower(s, name="other") for _ in range(5)]
        for f in fast + others:
            f.begun.wait(20 * SLOW)
        for k in range(15):
            ingest("".join(row(i) for i in range(3000 + 100 * k, 3100 + 100 * k)))
            if k % 5 == 0:
                ingest(row(k), "other")
                fast[k].leave()
        for k, f in enumerate(fast):
            if k not in (0, 5, 10):
                f.wait(4500 - k * 29, 60)
                equal(f.ids(), list(range(k * 29, 4500)), f"follower {k}")
        for f in others:
            equal(f.wait(3).ids(), [0, 1, 2])


def case_a_slow_client_holds_nothing():
    with serve() as s:
        add()
        ingest("".join(row(i, "x" * 1000) for i in range(40000)))
        slow = []
        before = s.memory_kib()
        for _ in range(30):
            c = s.connect(timeout=120)
            c.sendall(b"GET /ds/tail?follow=1&afterOffset=-1 HTTP/1.1\r\nhost: x\r\n\r\n")
            slow.append(c)
        time.sleep(2)
        f = Follower(s)
        f.begun.wait(10 * SLOW)
        ingest(row(1))
        equal(f.wait(1).ids(), [40000], "others go on")
        grown = s.memory_kib() - before
        check(grown < (80 if SLOW == 1 else 600) * 1024, f"{grown} KiB more for 30 clients that do not read 1.5 GB")
        for c in slow[:3]:  # and what they have missed is still theirs
            n, text = 0, b""
            while b"\nid: 39999\n" not in text:
                d = c.recv(1 << 20)
                check(d, f"ended at {n}")
                n += len(d)
                text = (text + d)[-(1 << 20) - 100:]
        for c in slow:
            c.close()


def case_too_many_followers():
    with serve("--max-followers", 3) as s:
        add()
        all_of = [Follower(s) for _ in range(3)]
        for f in all_of:
            f.begun.wait(10 * SLOW)
        status, headers, _ = s.request("GET", "/ds/tail?follow=1")
        equal(status, 503)
        check("retry-after" in headers, headers)
        all_of[0].leave()
        until = time.time() + 10 * SLOW
        while time.time() < until:
            f = Follower(s)
            f.begun.wait(10 * SLOW)
            if f.status == 200:
                return
            time.sleep(0.1)
        raise Failed("no place was given back")


def case_history_is_rewritten_and_the_dataset_goes():
    with serve() as s:
        add()
        for i in range(4):
            ingest(row(i))
        f = Follower(s)
        f.begun.wait(10 * SLOW)
        head = kamu("log", "ds", "-o", "yaml").out
        import re
        blocks = re.findall(r"Block: (f1620\w+)", head)
        kamu("-y", "reset", "ds", blocks[2])
        until = time.time() + 10 * SLOW
        while not f.events and time.time() < until:
            time.sleep(0.02)
        equal(f.events[0], ("rewritten", None, {"lastOffset": 1}))
        ingest(row(9))
        f.wait(1)
        equal(f.ids(), [2])
        kamu("-y", "delete", "ds")
        until = time.time() + 10 * SLOW
        while not f.closed and time.time() < until:
            time.sleep(0.02)
        check(f.closed, "the answer ended")
        equal(f.events[-1][0], "gone")


def case_a_stopping_server_ends_followers():
    s = serve()
    add()
    f = [Follower(s) for _ in range(5)]
    for x in f:
        x.begun.wait(10 * SLOW)
    start = time.time()
    s.stop()
    check(time.time() - start < 5 * SLOW, f"it took {time.time() - start} s")
    for x in f:
        x.thread.join(10)
        check(x.closed, "the answer ended")


if __name__ == "__main__":
    sys.exit(main(globals()))
