#!/usr/bin/env python3
"""Pushes: answers, options, many clients at once, large bodies while they come, a disk that is full."""
import http.client
import json
import os
import pathlib
import subprocess
import threading
import time

from serving import KAMU, SECRET, SLOW, Failed, Server, Skipped, add, check, equal, ids, kamu, main, row, serve, status_of
from smart import auth

ND = "application/x-ndjson"
LEDGER = "{kind: Ledger, primaryKey: [id]}"


def post(s, body, query="", kind=ND, ds="ds", **headers):
    """Status and body of the answer, read as JSON where it is."""
    h = {**auth(), **{k.replace("_", "-"): v for k, v in headers.items()}}
    if kind:
        h["Content-Type"] = kind
    status, got, answer = s.request("POST", f"/{ds}/ingest{query}", body.encode() if isinstance(body, str) else body, h)
    return status, json.loads(answer) if "json" in got.get("content-type", "") else answer


def head(ds="ds"):
    return (next(pathlib.Path(".kamu/datasets").glob("*/refs/head"))).read_text()


def serve_with(*datasets, options=(), **kw):
    kamu("-q", "init")
    for name, merge in datasets:
        add(name, merge, at="2020-01-01T00:00:00Z")
    return Server(*options, **kw)


# ---- answers ----------------------------------------------------------------------------------------

def case_representation():
    with serve_with(("ds", LEDGER)) as s:
        equal(post(s, row(1)), (200, b""), "kamu's answer")
        for h in ({"Accept": "application/json"}, {"Prefer": "return=representation"}, {"Accept": "text/html, application/json;q=0.5"}):
            before = head()
            n = len(ids()) + 1
            status, got = post(s, row(1) + row(n), **h)
            equal((status, got["status"], got["rows"]), (200, "committed", {"received": 2, "new": 1, "rejected": 0}), h)
            equal((got["oldHead"], got["newHead"]), (before, head()), "heads")
            equal(got["offsets"], {"start": n - 1, "end": n - 1}, "offsets")
        status, got = post(s, row(1), Accept="application/json")
        equal((got["status"], got["rows"]["new"], "offsets" in got, got["oldHead"]), ("up-to-date", 0, False, got["newHead"]), "nothing new")
        equal(post(s, row(1), Accept="*/*"), (200, b""), "who takes anything gets what kamu answers")
        equal(post(s, row(1), Accept="application/json", Prefer="return=minimal"), (200, b""), "minimal")


def case_bad_records():
    with serve_with(("ds", "{kind: Append}")) as s:
        bad = row(1) + '{"t": "2020-01-01", "id": "x"}\n' + row(3) + "nonsense\n" + row(5)
        status, got = post(s, bad)
        equal((status, got["line"], got["record"], got["field"], got["text"], got["expected"]), (400, 2, 2, "id", '"x"', "Int64"), "exact")
        equal(ids(), [], "nothing committed")
        status, got = post(s, bad, "?onError=skip")
        equal((status, got["rows"]), (200, {"received": 5, "new": 3, "rejected": 2}), "skipped")
        equal([r["line"] for r in got["rejected"]], [2, 4], "which")
        equal(ids(), [1, 3, 5], "the good ones")
        status, got = post(s, "x\n" * 250 + row(7), "?onError=skip")
        equal((status, got["rows"]["rejected"], len(got["rejected"])), (200, 250, 100), "the first hundred are told")
        equal(post(s, bad, "?onError=skip&maxErrors=1")[0], 400, "too many")
        equal(post(s, row(9), "?onError=perhaps")[0], 400, "no such value")
        equal(post(s, '{"t": "2020-01-01", "id": 9, "more": 1}', "?strict=1")[0], 400, "strict")
        equal(ids(), [1, 3, 5, 7], "no more")


def case_conditions():
    with serve_with(("ds", "{kind: Append}")) as s:
        first = head()
        equal(post(s, row(1), If_Match=f'"{first}"')[0], 200, "the head")
        equal(post(s, row(2), If_Match=f'"{first}"')[0], 412, "no more")
        equal(post(s, row(2), If_Match="*")[0], 200, "any")
        equal(post(s, row(3), If_Match="nonsense")[0], 400, "no hash")
        for text, words in (("2020", "premature end of input"), ("2020-13-01T00:00:00Z", "input is out of range")):
            equal(post(s, row(3), odf_event_time=text), (400, {"message": words}), text)
        equal(post(s, row(3), "?sourceName="), (400, {"message": "Source '' not found"}), "empty name")
        equal(post(s, row(3), kind="text/plain"), (415, {"message": "Unsupported media type"}), "media type")
        equal(post(s, row(3), "?sourceName=x", kind="text/plain"), (400, {"message": "Source 'x' not found"}), "source first")
        equal(ids(), [1, 2], "rows")


def case_media_types():
    with serve_with(("ds", "{kind: Append}")) as s:
        for i, kind in enumerate((ND, "application/ndjson; charset=utf-8", "Application/JSONL", None)):
            equal(post(s, row(i), kind=kind)[0], 200, kind)
        equal(post(s, "2020-01-01T00:00:00Z,4,a\n2020-01-01T00:00:00Z,5,b\n", kind="text/csv")[0], 200, "positional")
        equal(post(s, "t;id;v\n2020-01-01T00:00:00Z;6;a\n", "?separator=%3B&header=true", kind="text/csv")[0], 200, "options")
        equal(post(s, "t,id,v\n2020-01-01T00:00:00Z,7,b\n", kind="text/csv; header=present")[0], 200, "parameter")
        equal(post(s, row(8), "?separator=%3B", kind=None)[0], 400, "options of which format?")
        equal(ids(), list(range(8)), "rows")


# ---- many at once --------------------------------------------------------------------------------------

def clients(s, n, work):
    """n threads, each with a connection of its own: work(i, push)."""
    problems = []

    def run(i):
        c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)

        def push(body, ds="ds"):
            c.request("POST", f"/{ds}/ingest", body, {**auth(), "Content-Type": ND})
            r = c.getresponse()
            r.read()
            return r.status
        try:
            work(i, push)
        except Exception as e:  # noqa: BLE001 each thread tells its own
            problems.append(f"client {i}: {e!r}")
        finally:
            c.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check(not problems, "; ".join(problems[:3]))


def case_groups():
    """Each acknowledged record is there once, bad ones fail alone, fewer blocks than pushes."""
    with serve_with(("ds", LEDGER), ("other", "{kind: Append}"), ("snap", "{kind: Snapshot, primaryKey: [id]}")) as s:
        def work(i, push):
            for k in range(20):
                equal(push(row(k * 100 + i)), 200, "own key")
                equal(push(row(k)), 200, "a key that all push")
                equal(push('{"id": "bad"}\n'), 400, "bad")
                equal(push(row(i * 20 + k), "other"), 200, "another dataset")
            equal(push(row(i), "snap"), 200, "a snapshot")
        clients(s, 16, work)
        equal(sorted(ids()), sorted({*range(20), *(k * 100 + i for k in range(20) for i in range(16))}), "ledger")
        equal(sorted(ids("other")), list(range(320)), "append")
        blocks = max(len(list(d.iterdir())) for d in pathlib.Path(".kamu/datasets").glob("*/blocks"))
        check(blocks < 640, f"{blocks} blocks")
    kamu("verify", "ds", "other", "snap")


def case_beside_the_command_line():
    """The server and `kamu ingest` push into one dataset at once."""
    with serve_with(("ds", LEDGER)) as s:
        def work(i, push):
            for k in range(15):
                if i == 0:
                    kamu("-q", "ingest", "ds", "--stdin", stdin=row(1000 + k))
                else:
                    equal(push(row(i * 15 + k)), 200, "push")
        clients(s, 4, work)
        equal(sorted(ids()), [*range(15, 60), *range(1000, 1015)], "all of them")
    kamu("verify", "ds")


# ---- large bodies -----------------------------------------------------------------------------------------

def large_rows(n, start=0):
    return "".join('{"t": "2020-01-01T00:00:00Z", "id": %d, "v": "%s"}\n' % (i, "x" * 900) for i in range(start, start + n))


def count(ds="ds"):
    return int(kamu("sql", "-c", f"select count(*) n from {ds}", "-o", "csv").out.split()[-1])


def send_slowly(s, body, pauses, cut=None, query=""):
    """A body in pieces: {offset: seconds to wait there}."""
    sock = s.connect(120)
    try:
        sock.sendall(f"POST /ds/ingest{query} HTTP/1.1\r\nHost: x\r\nAuthorization: {auth()['Authorization']}\r\nContent-Type: {ND}\r\n"
                     f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        at = 0
        for stop in [*sorted(pauses), cut or len(body)]:
            sock.sendall(body[at:stop])
            time.sleep(pauses.get(stop, 0))
            at = stop
        if cut:
            return 0
        out = b""
        while piece := sock.recv(65536):
            out += piece
        return status_of(out)
    finally:
        sock.close()


def case_a_large_body():
    body = large_rows(40_000).encode()  # more than is read in one piece
    check(len(body) > 33 << 20, "large")
    with serve_with(("ds", "{kind: Append}")) as s:
        equal(send_slowly(s, body, {}), 200, "at once")
        equal(count(), 40_000, "rows")
        equal(send_slowly(s, body, {}, query="?sourceName=other"), 400, "no such source")
        equal(send_slowly(s, body, {20 << 20: 0.5}, query="?sourceName=default&onError=skip"), 200, "with a rest")
        equal(count(), 80_000, "rows")
        start = time.time()
        done = []
        t = threading.Thread(target=lambda: done.append(send_slowly(s, body, {16 << 20: 5})))
        t.start()
        time.sleep(2.5)
        equal(post(s, row(1))[0], 200, "another push")
        check(time.time() - start < 5, "a client that sleeps does not hold the dataset up")
        t.join()
        equal(done, [200], "it is not lost")
        equal(count(), 120_001, "rows")
        check(s.memory_kib() < 600_000 * SLOW, f"{s.memory_kib()} KiB")
        equal(list(pathlib.Path(".kamu/run").glob(".pending-*")), [], "left behind")


def case_a_large_body_that_breaks_off():
    body = large_rows(40_000).encode()
    with serve_with(("ds", "{kind: Append}")) as s:
        send_slowly(s, body, {20 << 20: 1}, cut=30 << 20)
        time.sleep(1)
        bad = body[:24 << 20].rpartition(b"\n")[0] + b"\nnonsense\n" + body[24 << 20:].partition(b"\n")[2]
        equal(send_slowly(s, bad, {}) in (0, 400), True, "a bad record")
        equal(kamu("log", "ds", "-o", "yaml").out.count("kind: AddData"), 0, "nothing committed")
        equal(post(s, row(1))[0], 200, "the dataset goes on")
        equal(ids(), [1], "rows")


# ---- a full disk ---------------------------------------------------------------------------------------------

def case_full_disk():
    """On a file system of its own: 503, nothing acknowledged is lost, and it goes on when there is room."""
    pathlib.Path("small").mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", "small"], capture_output=True).returncode:
        raise Skipped("no file system can be mounted here")
    here = os.getcwd()
    try:
        os.chdir("small")
        with serve_with(("ds", LEDGER)) as s:
            good, refused = [], 0
            for i in range(2000):
                status, got = post(s, row(i, "v" * 200) * 1)
                if status == 200:
                    good.append(i)
                else:
                    equal(status, 503, got)
                    refused += 1
                    if refused > 5:
                        break
            check(refused > 5, "the disk never filled")
            equal(sorted(ids()), good, "what was acknowledged")
            subprocess.run(["mount", "-o", "remount,size=30m", "small" if os.path.isdir("small") else "."], check=True, capture_output=True)
            for i in range(5000, 5010):
                equal(post(s, row(i))[0], 200, "there is room again")
            equal(sorted(ids()), [*good, *range(5000, 5010)], "rows")
        kamu("verify", "ds")
    finally:
        os.chdir(here)
        subprocess.run(["umount", "-l", "small"], check=False)


if __name__ == "__main__":
    raise SystemExit(main(globals()))
