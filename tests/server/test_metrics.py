#!/usr/bin/env python3
"""Metrics and the access log, from outside."""
import json
import os
import pathlib
import re
import signal
import time

from serving import SLOW, Skipped, add, check, equal, kamu, main, row, serve

BORN = "2020-01-01T00:00:00Z"
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABELS = r'\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)+\}'
SAMPLE = re.compile(rf"({NAME})({LABELS})? ([0-9.e+-]+|\+Inf|NaN)$")


def parse(text):
    """The text format, strictly: {series: value}, {family: type}."""
    types, helps, samples, family = {}, {}, {}, None
    check(text.endswith("\n"), "the last line has no end")
    for line in text.split("\n")[:-1]:
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            check(family not in helps, f"two HELP of {family}")
            helps[family] = line.split(" ", 3)[3]
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            equal(name, family, "TYPE behind its HELP")
            check(kind in ("counter", "gauge", "histogram"), line)
            types[name] = kind
        else:
            m = SAMPLE.match(line)
            check(m, f"not a sample: {line!r}")
            name = m[1]
            if types.get(family) == "histogram":
                check(re.fullmatch(rf"{family}_(bucket|sum|count)", name), f"{name} among {family}")
            else:
                equal(name, family, "samples stand with their family")
            check((name, m[2]) not in samples, f"twice: {line}")
            samples[name, m[2]] = float(m[3])
    for (name, labels), value in samples.items():
        check(types.get(name) != "counter" or (value >= 0 and name.endswith("_total")), f"counter {name} {value}")
    for family in (f for f, kind in types.items() if kind == "histogram"):
        counts = {}
        for (name, labels), value in samples.items():
            if name == family + "_bucket":
                rest, le = re.fullmatch(r'\{(.*?),?le="([^"]*)"\}', labels).groups()
                counts.setdefault(rest, []).append((float(le.replace("+Inf", "inf")), value))
        for rest, buckets in counts.items():
            equal(buckets, sorted(buckets), f"buckets of {family} in order")
            equal([v for _, v in buckets], sorted(v for _, v in buckets), f"buckets of {family} add up")
            equal(buckets[-1][0], float("inf"))
            equal(samples[family + "_count", "{%s}" % rest if rest else None], buckets[-1][1], family)
    return samples, types


def scrape(s, headers=None):
    status, head, body = s.request("GET", "/metrics", headers=headers)
    equal(status, 200)
    equal(head["content-type"], "text/plain; version=0.0.4; charset=utf-8")
    return parse(body.decode())


def token():
    from serving import SECRET
    return {"Authorization": "Bearer " + kamu("system", "generate-token", "--login", "kamu", env={"KAMU_JWT_SECRET": SECRET}).out.strip()}


def case_counts_what_happens():
    kamu("-q", "init")
    add("ds", "{kind: Ledger, primaryKey: [id]}", at=BORN)
    with serve() as s:
        before, types = scrape(s)
        check(types["outbox_messages_pending_total"] == "gauge", "kamu's families")
        nd = dict(token(), **{"Content-Type": "application/x-ndjson"})
        for body, status in ((row(1) + row(2), 200), (row(1), 200), ('{"t": 1}\n{', 400)):
            equal(s.request("POST", "/ds/ingest", body.encode(), nd)[0], status)
        equal(s.request("GET", "/nothing/here/at/all")[0], 404)
        equal(s.request("GET", "/ds/tail")[0], 200)
        equal(s.request("GET", "/ds/tail", headers={"Authorization": "Bearer nonsense"})[0], 401)
        for _ in range(2):
            equal(s.request("POST", "/ds/ingest", row(9).encode(), dict(nd, **{"Idempotency-Key": '"k"'}))[0], 200)
        after, _ = scrape(s)

        def grew(name, labels):
            return after.get((name, labels), 0) - before.get((name, labels), 0)
        equal(grew("kamu_http_requests_total", '{route="{ds}/ingest",status="2xx"}'), 4)
        equal(grew("kamu_http_requests_total", '{route="{ds}/ingest",status="4xx"}'), 1)
        equal(grew("kamu_http_requests_total", '{route="none",status="4xx"}'), 1)
        equal(grew("kamu_http_request_duration_seconds_count", '{route="{ds}/tail"}'), 2)
        equal(grew("kamu_http_request_bytes_total", '{route="{ds}/ingest"}'), len(row(1) + row(2) + row(1) + row(9) + row(9)) + 10)
        equal(grew("kamu_errors_total", '{kind="input"}'), 1)
        check(after["kamu_http_connections", None] >= 1 and after["kamu_workers", None] >= 8, "levels")
        equal(grew("kamu_pushes_total", '{dataset="ds",result="committed"}'), 2)
        equal(grew("kamu_pushes_total", '{dataset="ds",result="replayed"}'), 1)
        equal(grew("kamu_idempotency_replays_total", None), 1)
        equal(grew("kamu_auth_failures_total", None), 1)
        equal(grew("kamu_http_connections_total", None), 9)
        equal(grew("kamu_pushes_total", '{dataset="ds",result="unchanged"}'), 1)
        equal(grew("kamu_pushes_total", '{dataset="ds",result="failed"}'), 1)
        equal(grew("kamu_rows_committed_total", '{dataset="ds"}'), 3)
        equal(grew("kamu_commits_total", '{dataset="ds"}'), 2)
        equal(grew("kamu_commit_pushes_count", None), 2)
        check(grew("kamu_commit_sync_seconds_sum", None) > 0, "sync times")
        check(grew("kamu_stage_seconds_total", '{stage="sync"}') > 0, "stage times")
        check(grew("kamu_slice_bytes_total", '{dataset="ds"}') > 400, "slice bytes")


def case_another_parser_reads_it():
    try:
        from prometheus_client.parser import text_string_to_metric_families
    except ImportError:
        raise Skipped("prometheus_client is not installed")
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s:
        s.request("POST", "/ds/ingest", row(1).encode(), dict(token(), **{"Content-Type": "application/x-ndjson"}))
        families = {f.name: f for f in text_string_to_metric_families(s.request("GET", "/metrics")[2].decode())}
        equal(families["kamu_pushes"].type, "counter")
        equal(families["kamu_http_request_duration_seconds"].type, "histogram")
        names = {sample.labels["dataset"] for sample in families["kamu_rows_received"].samples}
        equal(names, {"ds"})


def case_names_of_private_datasets_are_not_told():
    kamu("-q", "init")
    add("secret-plan", at=BORN)
    with serve() as s:
        me = token()
        did = json.loads(s.request("GET", "/secret-plan/metadata")[2])["output"]["seed"]["datasetId"]
        equal(s.request("POST", "/graphql", json.dumps({"query": 'mutation { datasets { byId(datasetId: "%s") { setVisibility(visibility: {private: {}}) '
                                                        '{ message } } } }' % did}).encode(), me)[0], 200)
        equal(s.request("POST", "/secret-plan/ingest", row(1).encode(), dict(me, **{"Content-Type": "application/x-ndjson"}))[0], 200)
        samples, _ = scrape(s)
        check(not any("secret" in (labels or "") for _, labels in samples), "a name is told")
        equal(samples["kamu_commits_total", '{dataset="private"}'], 1)
        samples, _ = scrape(s, me)
        equal(samples["kamu_commits_total", '{dataset="secret-plan"}'], 1)


def lines(path, n):
    until = time.time() + 10 * SLOW
    while time.time() < until:
        got = path.read_text().splitlines() if path.exists() else []
        if len(got) >= n:
            return [json.loads(line) for line in got]
        time.sleep(0.05)
    check(False, f"no {n} lines in {path}: {got}")


def case_logs_each_request():
    kamu("-q", "init")
    add("ds", at=BORN)
    log = pathlib.Path("access.log").absolute()
    with serve("--access-log", log) as s:
        me = token()
        s.request("GET", "/system/health")
        status, head, _ = s.request("GET", "/ds/tail?limit=1&token=hunter2", headers={"X-Request-Id": "abc-1"})
        equal(head.get("x-request-id"), "abc-1")
        bad = s.request("GET", "/ds/tail", headers={"X-Request-Id": "a b"})[1]
        check("x-request-id" not in bad, bad)
        equal(s.request("POST", "/ds/ingest", row(1).encode(), dict(me, **{"Content-Type": "application/x-ndjson"}))[0], 200)
        equal(s.request("POST", "/ds/ingest", b'{"id": "x"}', dict(me, **{"Content-Type": "application/x-ndjson"}))[0], 400)
        equal(s.request("GET", "/platform/file/upload/" + me["Authorization"][7:], headers=me)[0] // 100, 4)
        got = lines(log, 6)
        check("hunter2" not in log.read_text() and me["Authorization"][7:] not in log.read_text(), "a secret is in the log")
        tail = next(e for e in got if e.get("requestId") == "abc-1")
        equal([tail[k] for k in ("method", "path", "query", "route", "status", "dataset")],
              ["GET", "/ds/tail", "limit=1&token=***", "{ds}/tail", 200, "ds"])
        check(re.match(r"127\.0\.0\.1:\d+$", tail["remote"]) and tail["durationUs"] >= 0 and "account" not in tail, tail)
        good, wrong = [e for e in got if e.get("route") == "{ds}/ingest"]
        equal([good[k] for k in ("account", "status", "bytesIn", "rows", "rowsNew", "group", "replayed")], ["kamu", 200, len(row(1)), 1, 1, 1, False])
        equal([wrong["status"], wrong["error"]], [400, "KAMU_E_INPUT"])
        equal(len({e["requestId"] for e in got}), len(got))
        check(all(re.match(r"20\d\d-\d\d-\d\dT[0-9:.]+Z$", e["time"]) for e in got), got)
        # rotated
        n = len(got)
        os.rename(log, "access.log.1")
        s.request("GET", "/info")
        lines(log, 1)
        os.rename(log, "access.log.2")
        s.process.send_signal(signal.SIGHUP)
        s.request("GET", "/info")
        lines(log, 1)
        equal(len(pathlib.Path("access.log.1").read_text().splitlines()), n)
        check(log.stat().st_mode & 0o007 == 0, "the log is for everybody")


def case_a_log_that_cannot_be_opened_is_an_error():
    kamu("-q", "init")
    r = kamu("system", "api-server", "--access-log", "/nowhere/at/all", ok=False)
    check("/nowhere/at/all" in r.err, r)


if __name__ == "__main__":
    raise SystemExit(main(globals()))
