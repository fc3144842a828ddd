#!/usr/bin/env python3
"""Storage quotas in a workspace of several accounts."""
import json
import threading

from serving import Server, check, equal, kamu, main, row

CONFIG = "kind: CLIConfig\nversion: 1\ncontent:\n  auth:\n    users:\n      predefined:\n" + "".join(
    f"        - {{accountName: {who}, password: {who}.password, email: {who}@example.com{more}}}\n"
    for who, more in (("kamu", ", properties: [admin]"), ("alice", ""), ("bob", "")))
SNAPSHOT = ("kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - kind: AddPushSource\n      sourceName: default\n"
            "      read: {kind: NdJson, schema: {fields: [{name: t, type: {kind: Timestamp}}, {name: id, type: {kind: Int64}}]}}\n      merge: %s\n"
            "    - {kind: SetVocab, eventTimeColumn: t}\n")
ENV = {"KAMU_AUTH_GITHUB_CLIENT_ID": "none", "KAMU_AUTH_GITHUB_CLIENT_SECRET": "none"}


def begin(more=""):
    with open(".kamuconfig", "w") as f:
        f.write(CONFIG + more)
    kamu("-q", "init", "--multi-tenant", "--exists-ok")
    return Server(env=ENV)


def log_in(s, who):
    status, _, body = s.request("POST", "/platform/login", json.dumps({"loginMethod": "password", "loginCredentialsJson": json.dumps(
        {"login": who, "password": f"{who}.password"})}).encode(), {"Content-Type": "application/json"})
    equal(status, 200, body)
    return {"Authorization": "Bearer " + json.loads(body)["accessToken"], "Content-Type": "application/x-ndjson"}


def gql(s, me, query):
    return json.loads(s.request("POST", "/graphql", json.dumps({"query": query}).encode(), me)[2])


def make(s, me, name, merge):
    got = gql(s, me, "mutation { datasets { createFromSnapshot(snapshot: %s, snapshotFormat: YAML, datasetVisibility: PRIVATE) { isSuccess message } } }"
              % json.dumps(SNAPSHOT % (name, merge)))
    check(got["data"]["datasets"]["createFromSnapshot"]["isSuccess"], got)


def limit(s, me, who, size):
    return gql(s, me, "mutation { accounts { byName(accountName: %s) { quotas { setAccountQuotas(quotas: {storage: {limitTotalBytes: %d}}) { isSuccess } } } } }"
               % (json.dumps(who), size))


def push(s, me, path, body):
    status, head, answer = s.request("POST", path + "/ingest", body.encode(), me)
    if status == 403:
        equal([head["content-type"], answer], ["application/json", b'{"message":"Unauthorized"}'])
    return status


def case_what_is_full_takes_nothing():
    with begin() as s:
        admin, alice, bob = (log_in(s, who) for who in ("kamu", "alice", "bob"))
        for name, merge in (("log", "{kind: Append}"), ("all", "{kind: Snapshot, primaryKey: [id]}")):
            make(s, alice, name, merge)
            make(s, bob, name, merge)
        equal(push(s, alice, "/alice/log", row(1)), 200, "no quota, no limit")
        check(limit(s, admin, "alice", 1)["data"]["accounts"]["byName"]["quotas"]["setAccountQuotas"]["isSuccess"], "set")
        for path in ("/alice/log", "/alice/all"):
            equal(push(s, alice, path, row(2)), 403, path)
            equal(push(s, alice, path, ""), 200, "nothing is always taken")
            equal(push(s, bob, path.replace("alice", "bob"), row(2)), 200, "bob has none")
        equal(json.loads(s.request("GET", "/alice/log/tail", headers=alice)[2])["data"].__len__(), 1)
        limit(s, admin, "ALICE", 100000)
        equal([push(s, alice, path, row(3)) for path in ("/alice/log", "/alice/all")], [200, 200])
        # who may set it
        for who in (alice, bob):
            equal(limit(s, who, "bob", 5)["errors"][0]["message"], "Access restricted to administrators only")
        check("errors" in limit(s, admin, "bob", -1), "a negative quota")
        equal(push(s, bob, "/bob/log", row(4)), 200)
    kamu("verify", "alice/log", "alice/all", "bob/log", "bob/all", env=ENV)
    # without a server
    query = "mutation { accounts { byName(accountName: \"alice\") { quotas { setAccountQuotas(quotas: {storage: {limitTotalBytes: 3}}) { isSuccess } } } } }"
    equal(json.loads(kamu("--account", "kamu", "system", "api-server", "gql-query", query, env=ENV).out)["accounts"]["byName"]["quotas"],
          {"setAccountQuotas": {"isSuccess": True}})
    check("administrators only" in kamu("--account", "bob", "system", "api-server", "gql-query", query, env=ENV, ok=False).err, "bob is no admin")
    with begin() as s:  # remembered
        equal(push(s, log_in(s, "alice"), "/alice/log", row(6)), 403)
        admin, alice = log_in(s, "kamu"), log_in(s, "alice")
        limit(s, admin, "bob", 7)
        limit(s, admin, "alice", 2)
        equal(push(s, alice, "/alice/log", row(5)), 403)
        equal(push(s, log_in(s, "bob"), "/bob/log", row(5)), 403)


def case_many_at_once_do_not_slip_through():
    with begin("  quotaDefaults: {storage: 20000}\n") as s:
        alice = log_in(s, "alice")
        make(s, alice, "log", "{kind: Append}")
        equal(push(s, alice, "/alice/log", row(0)), 200)
        statuses = []

        def work(k):
            for i in range(40):
                statuses.append(push(s, alice, "/alice/log", row(1000 * k + i)))
        threads = [threading.Thread(target=work, args=(k,)) for k in range(1, 5)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        equal(set(statuses) - {200, 403}, set())
        check(403 in statuses, "nobody was stopped")
        rows = json.loads(s.request("GET", "/alice/log/tail?limit=1000", headers=alice)[2])["data"]
        equal(len(rows), 1 + statuses.count(200), "what was acknowledged is there, and nothing else")
        size = next(d["bytes"] for d in json.loads(s.request("GET", "/system/page", headers=alice)[2])["datasets"])
        check(size <= 20000, f"{size} bytes")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
