#!/usr/bin/env python3
"""What the server leaves in a chain of producers: kamu-cli verifies, pushes on top, pulls, compacts. KAMU_REAL: kamu-cli."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
from serving import KAMU, Server, add, check, equal, ids, kamu, main, row
from cases import REAL

NDJSON = {"Content-Type": "application/x-ndjson"}


def push(server, i, producer, offset):
    answer = server.request("POST", "/ds/ingest", row(i).encode(), {**NDJSON, "Kamu-Producer": producer, "Kamu-Offset": offset})
    equal(answer[0], 200, answer)
    return answer[1].get("idempotent-replayed") == "true"


def workspace(merge):
    kamu("-q", "init", program=REAL)
    add("ds", merge=merge, at="2020-01-01T00:00:00Z")


def configured():
    pathlib.Path(".kamuconfig").write_text('kind: CLIConfig\nversion: 1\ncontent:\n  server:\n    anonymousPush: "%"\n')


def real(*args, **kw):
    pathlib.Path(".kamuconfig").unlink(missing_ok=True)
    return kamu(*args, program=REAL, **kw)


def case_kamu_goes_on():
    workspace("{kind: Ledger, primaryKey: [id]}")
    configured()
    with Server() as server:
        push(server, 1, "a", "1")
        push(server, 1, "a", "2")  # a block without data
        push(server, 2, "b", "x")
        real("verify", "ds")
        real("ingest", "ds", "--stdin", stdin=row(3))
        real("ingest", "ds", "--source-name", "default", "--stdin", stdin=row(4))
        real("ingest", "ds", "--stdin", stdin=row(4))  # nothing new: it takes the state away
        check(push(server, 9, "a", "2"), "known behind kamu's blocks")
        check(push(server, 9, "b", "x"), "known behind kamu's blocks")
        check(not push(server, 5, "a", "3"), "new")
    equal(ids(), [1, 2, 3, 4, 5])
    real("verify", "ds")
    real("ingest", "ds", "--source-name", "default", "--stdin", stdin=row(6))
    out = real("log", "ds", "-o", "yaml").out
    check("kamu-c/producers" in out, out[-2000:])
    equal(ids(), [1, 2, 3, 4, 5, 6])


def case_kamu_pulls():
    workspace("{kind: Append}")
    configured()
    with Server() as server:
        push(server, 1, "a", "1")
        push(server, 2, "a", "2")
        pathlib.Path(".kamuconfig").unlink()
        with tempfile.TemporaryDirectory() as other:
            kamu("-q", "init", program=REAL, cwd=other)
            kamu("pull", f"{server.url}ds", program=REAL, cwd=other)
            kamu("verify", "ds", program=REAL, cwd=other)
            equal(ids(program=KAMU, cwd=other), [1, 2])


if __name__ == "__main__":
    sys.exit(main(globals(), needs_real=True))
