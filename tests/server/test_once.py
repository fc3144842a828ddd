#!/usr/bin/env python3
"""Exactly-once over HTTP: keys, producers, what resets and compactions do to them, other sources and accounts."""
import json
import pathlib
import sys

from serving import Server, add, check, equal, ids, kamu, main, row

NDJSON = {"Content-Type": "application/x-ndjson"}
BORN = "2020-01-01T00:00:00Z"


def workspace(merge="{kind: Append}"):
    kamu("-q", "init")
    pathlib.Path(".kamuconfig").write_text('kind: CLIConfig\nversion: 1\ncontent:\n  server:\n    anonymousPush: "%"\n')
    add("ds", merge=merge, at=BORN)


def push(server, body, query="", **headers):
    full = {**NDJSON, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return server.request("POST", f"/ds/ingest{query}", body.encode(), full)


def replayed(answer):
    equal(answer[0], 200, answer)
    return answer[1].get("idempotent-replayed") == "true"


def producer(server, name):
    status, _, body = server.request("GET", f"/ds/producers/{name}")
    return json.loads(body)["offset"] if status == 200 else status


def case_keys():
    workspace()
    with Server() as server:
        first = push(server, row(1), Idempotency_Key='"a"', Accept="application/json")
        again = push(server, row(1), Idempotency_Key='"a"', Accept="application/json")
        check(not replayed(first) and replayed(again), "the second time is a replay")
        one, two = json.loads(first[2]), json.loads(again[2])
        equal(two.pop("replayed"), True)
        equal(one, two, "the first answer")
        equal(first[1]["idempotency-key-retention"], "86400", "how long it is remembered")
        equal(push(server, row(2), Idempotency_Key='"a"')[0], 422, "another body")
        equal(push(server, row(1), Idempotency_Key='"a"', odf_event_time="2020-01-01T00:00:00Z")[0], 422, "another event time")
        check(not replayed(push(server, row(2), "?sourceName=default", Idempotency_Key='"a"')), "another source has keys of its own")
        check(not replayed(push(server, row(3), Idempotency_Key="bare-token")), "a bare token")
        check(replayed(push(server, row(3), Idempotency_Key='"bare-token"')), "is the same in quotes")
        for bad in ('""', '"a', "a b", '"' + "x" * 256 + '"', "\u00e4".encode().decode("latin-1")):
            equal(push(server, row(9), Idempotency_Key=bad)[0], 400, bad)
        # nothing is remembered of what was bad
        equal(push(server, '{"id": "x"}\n', Idempotency_Key='"b"')[0], 400)
        check(not replayed(push(server, row(4), Idempotency_Key='"b"')), "a key whose push was bad")
        equal(push(server, row(4), Idempotency_Key='"c"', Kamu_Producer="p", Kamu_Offset="1")[0], 400, "both")
    equal(ids(), [1, 2, 3, 4])


def case_producers():
    workspace()
    with Server() as server:
        equal(producer(server, "p"), 404)
        check(not replayed(push(server, row(1), Kamu_Producer="p", Kamu_Offset="10")), "new")
        check(replayed(push(server, row(1), Kamu_Producer="p", Kamu_Offset="9")), "lower")
        check(not replayed(push(server, row(2), Kamu_Producer="p", Kamu_Offset="11", Kamu_Epoch="2")), "a higher epoch")
        equal(push(server, row(3), Kamu_Producer="p", Kamu_Offset="12", Kamu_Epoch="1")[0], 409, "a lower epoch")
        equal(push(server, row(3), Kamu_Producer="p", Kamu_Offset="12")[0], 409, "no epoch")
        equal(producer(server, "p"), "11")
        status, _, body = server.request("GET", "/ds/producers/p?sourceName=default")
        known = json.loads(body)
        equal((known["producer"], known["sourceName"], known["offset"], known["epoch"]), ("p", "default", "11", 2))
        equal(server.request("GET", "/ds/producers/p?sourceName=other")[0], 404)
        equal(server.request("GET", "/no/producers/p")[0], 404)
        equal([p["producer"] for p in json.loads(server.request("GET", "/ds/producers")[2])["producers"]], ["p"])
        for headers in ({"Kamu_Producer": "p"}, {"Kamu_Offset": "1"}, {"Kamu_Epoch": "1"}, {"Kamu_Producer": "a b", "Kamu_Offset": "1"},
                        {"Kamu_Producer": "p", "Kamu_Offset": "1", "Kamu_Epoch": "x"}, {"Kamu_Producer": "p" * 256, "Kamu_Offset": "1"}):
            equal(push(server, row(9), **headers)[0], 400, headers)
    equal(ids(), [1, 2])


def case_compaction_and_reset():
    """Compaction keeps what is known; a reset forgets it with the rows."""
    workspace()
    with Server() as server:
        for i in range(1, 6):
            push(server, row(i), Idempotency_Key=f'"k{i}"')
            push(server, row(10 + i), Kamu_Producer=f"p{i}", Kamu_Offset=str(i))
        kamu("-y", "system", "compact", "--hard", "ds")
        for i in range(1, 6):
            check(replayed(push(server, row(i), Idempotency_Key=f'"k{i}"')), f"k{i} after compaction")
            check(replayed(push(server, row(10 + i), Kamu_Producer=f"p{i}", Kamu_Offset=str(i))), f"p{i} after compaction")
        before = json.loads(push(server, row(20), Idempotency_Key='"late"', Accept="application/json")[2])["oldHead"]
        push(server, row(21), Kamu_Producer="p1", Kamu_Offset="7")
        kamu("-y", "reset", "ds", before)
        equal(producer(server, "p1"), "1", "after a reset")
        check(not replayed(push(server, row(20), Idempotency_Key='"late"')), "its row is gone, so it is new")
        check(not replayed(push(server, row(21), Kamu_Producer="p1", Kamu_Offset="7")), "the same of a producer")
        check(replayed(push(server, row(1), Idempotency_Key='"k1"')), "what is older is known")
    with Server(name="again") as server:
        kamu("-y", "system", "compact", "--hard", "ds")
        check(replayed(push(server, row(1), Idempotency_Key='"k1"')), "by a server that was started before the compaction")
    kamu("-y", "system", "compact", "--hard", "ds", "--keep-metadata-only")
    with Server(name="empty") as server:
        check(not replayed(push(server, row(1), Idempotency_Key='"k1"')), "all rows were dropped")
        equal(producer(server, "p2"), 404)
    kamu("verify", "ds")


def case_device():
    """A token that may only push may ask what has become of its pushes."""
    workspace()
    pathlib.Path(".kamuconfig").write_text("kind: CLIConfig\nversion: 1\ncontent:\n  auth:\n    allowAnonymous: false\n")
    token = kamu("system", "access-token", "create", "--push", "ds", "device").out.strip()
    bearer = {"Authorization": f"Bearer {token}"}
    with Server() as server:
        equal(push(server, row(1), Kamu_Producer="p", Kamu_Offset="1", **bearer)[0], 200)
        accepted = push(server, row(2), Prefer="respond-async", **bearer)
        equal(accepted[0], 202, accepted)
        for path, status in ((accepted[1]["location"], 200), ("/ds/producers/p", 200), ("/ds/producers", 200), ("/ds/tail", 403)):
            equal(server.request("GET", path, headers=bearer)[0], status, path)


def case_ledger():
    """A push that adds nothing is remembered, and moves its offset."""
    workspace("{kind: Ledger, primaryKey: [id]}")
    with Server() as server:
        push(server, row(1))
        check(not replayed(push(server, row(1), Idempotency_Key='"a"')), "up to date")
        check(replayed(push(server, row(1), Idempotency_Key='"a"')), "and remembered")
        push(server, row(1), Kamu_Producer="p", Kamu_Offset="5")
        equal(producer(server, "p"), "5")
    with Server(name="again") as server:
        check(replayed(push(server, row(1), Idempotency_Key='"a"')), "by the next server too")
        equal(producer(server, "p"), "5")
    equal(ids(), [1])
    kamu("verify", "ds")


if __name__ == "__main__":
    sys.exit(main(globals()))
