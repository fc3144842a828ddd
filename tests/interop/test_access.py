#!/usr/bin/env python3
"""Who may do what where kamu-cli has a database: its visibility, roles, accounts and tokens count for us, ours for it; its client logs in at our
server, ours at its. KAMU, KAMU_REAL: the programs."""
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import KAMU, REAL, add, check, equal, kamu, main, row

ADMIN = "did:odf:fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f"
MT = {"KAMU_AUTH_GITHUB_CLIENT_ID": "none", "KAMU_AUTH_GITHUB_CLIENT_SECRET": "none"}
SECRET = {"KAMU_JWT_SECRET": "one-secret-for-both-one-secret-for-both-one-secret-for-both-1234"}


@contextlib.contextmanager
def server(program, env=SECRET):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    full = dict(os.environ, HOME=os.environ["CASE_HOME"], **MT, **env)
    p = subprocess.Popen([program, "system", "api-server", "--address", "127.0.0.1", "--http-port", str(port)],
                         env=full, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(base + "/system/health", timeout=5).read()
                break
            except OSError:
                check(p.poll() is None, f"{program} ended")
                time.sleep(0.1)
        yield base
    finally:
        p.terminate()
        p.wait(30)


def ask(base, path, token=None, body=None):
    request = urllib.request.Request(base + path, None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as r:
            return r.status, r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def login(base, name, password):
    answer = ask(base, "/platform/login", body={"loginMethod": "password", "loginCredentialsJson": json.dumps({"login": name, "password": password})})
    equal(answer[0], 200, answer[1])
    return json.loads(answer[1])["accessToken"]


def gql(base, token, query):
    answer = json.loads(ask(base, "/graphql", token, {"query": query})[1])
    check("errors" not in answer, answer)
    return answer["data"]


def seen(base, token, *names):
    return [ask(base, f"/{n}/refs/head", token)[0] for n in names]


def dataset_id(base, name, token):
    return json.loads(ask(base, f"/{name}/metadata", token)[1])["output"]["seed"]["datasetId"]


def case_visibility_of_both():
    kamu("-q", "init", program=REAL)
    text = "kind: DatasetSnapshot\nversion: 1\ncontent: {name: %s, kind: Root, metadata: []}\n"
    for who, program in (("ours", KAMU), ("kamus", REAL)):
        for visibility in ("public", "private"):
            kamu("-q", "add", "--stdin", "--visibility", visibility, program=program, stdin=text % f"{who}-{visibility}")
    names = ["ours-public", "ours-private", "kamus-public", "kamus-private"]
    for program in (KAMU, REAL):
        with server(program) as base:
            token = login(base, "kamu", "kamu.dev")
            equal(seen(base, None, *names), [200, 404, 200, 404], program)
            equal(seen(base, token, *names), [200] * 4, program)
    # changed while a server of ours runs
    with server(KAMU) as ours, server(REAL) as theirs:
        token = login(theirs, "kamu", "kamu.dev")  # of one secret: good for both
        equal(ask(ours, "/platform/token/validate", token)[0], 200)
        d = dataset_id(theirs, "ours-private", token)
        for visibility, want in (("{public: {anonymousAvailable: true}}", 200), ("{private: {}}", 404), ("{public: {anonymousAvailable: true}}", 200)):
            gql(theirs, token, 'mutation { datasets { byId(datasetId: "%s") { setVisibility(visibility: %s) { message } } } }' % (d, visibility))
            equal(seen(ours, None, "ours-private"), [want], visibility)


def case_access_tokens_of_kamu():
    kamu("-q", "init", program=REAL)
    with server(KAMU) as ours, server(REAL) as theirs:
        token = login(theirs, "kamu", "kamu.dev")
        made = gql(theirs, token, 'mutation { accounts { byId(accountId: "%s") { accessTokens { createAccessToken(tokenName: "t") '
                                  '{ ... on CreateAccessTokenResultSuccess { token { id composed } } } } } } }' % ADMIN)
        made = made["accounts"]["byId"]["accessTokens"]["createAccessToken"]["token"]
        equal(ask(ours, "/platform/token/validate", made["composed"])[0], 200)
        equal(json.loads(ask(ours, "/accounts/me", made["composed"])[1])["accountName"], "kamu")
        listed = json.loads(kamu("system", "access-token", "list", "-o", "json").out)
        equal([(t["Id"], t["Name"], t["Revoked"]) for t in listed], [(made["id"], "t", None)])
        refused = kamu("system", "access-token", "revoke", "t", ok=False)
        check("made by kamu-cli" in refused.err, refused)
        gql(theirs, token, 'mutation { accounts { byId(accountId: "%s") { accessTokens { revokeAccessToken(tokenId: "%s") { message } } } } }'
            % (ADMIN, made["id"]))
        equal(ask(ours, "/platform/token/validate", made["composed"])[0], 401)


CONFIG = """kind: CLIConfig
version: 1
content:
  auth:
    users:
      predefined:
        - {accountName: kamu, password: kamu.password, email: kamu@example.com, properties: [admin]}
        - {accountName: alice, password: alice.password, email: alice@example.com}
        - {accountName: bob, password: bob.password, email: bob@example.com}
"""


def case_roles_given_by_kamu():
    pathlib.Path(".kamuconfig").write_text(CONFIG)
    kamu("-q", "init", "--multi-tenant", program=REAL)
    text = "kind: DatasetSnapshot\nversion: 1\ncontent: {name: a, kind: Root, metadata: []}\n"
    kamu("--account", "alice", "-q", "add", "--stdin", stdin=text, program=REAL)
    with server(KAMU) as ours, server(REAL) as theirs:
        alice, bob, admin = (login(theirs, n, f"{n}.password") for n in ("alice", "bob", "kamu"))
        equal(login(ours, "Bob", "bob.password").split(".")[0], bob.split(".")[0], "header of the token")
        for token in (alice, admin):
            equal(seen(ours, token, "alice/a"), [200])
        equal(seen(ours, bob, "alice/a"), [404])
        who = json.loads(ask(theirs, "/accounts/me", bob)[1])["id"]
        equal(json.loads(ask(ours, "/accounts/me", bob)[1]), {"id": who, "accountName": "bob"})
        d = dataset_id(theirs, "alice/a", alice)
        for role, want in (("READER", [200, 403]), ("EDITOR", [200, 400]), ("MAINTAINER", [200, 400])):
            gql(theirs, alice, 'mutation { datasets { byId(datasetId: "%s") { collaboration { setRole(accountId: "%s", role: %s) { message } } } } }'
                % (d, who, role))
            equal([ask(ours, "/alice/a/refs/head", bob)[0], ask(ours, "/alice/a/ingest", bob, {})[0]], want, role)
        # given by us, seen by kamu
        gql(ours, alice, 'mutation { datasets { byId(datasetId: "%s") { collaboration { setRole(accountId: "%s", role: READER) { message } } } } }'
            % (d, who))
        equal([seen(theirs, bob, "alice/a")[0], ask(theirs, "/alice/a/ingest", bob, {})[0]], [200, 403])


def case_each_client_logs_in_at_each_server():
    kamu("-q", "init", program=REAL)
    ours_dir, theirs_dir = pathlib.Path("ours").absolute(), pathlib.Path("theirs").absolute()
    for directory, program in ((ours_dir, KAMU), (theirs_dir, REAL)):
        pathlib.Path(directory / ".kamu").mkdir(parents=True)  # not the workspace above
        pathlib.Path(directory / ".kamu").rmdir()
        kamu("-q", "init", program=program, cwd=directory, env={"KAMU_WORKSPACE": str(directory)})
    for host in (KAMU, REAL):
        with server(host) as base:
            for directory, program in ((ours_dir, KAMU), (theirs_dir, REAL)):
                run = lambda *a, ok=True: kamu(*a, program=program, cwd=directory, ok=ok, env={"KAMU_WORKSPACE": str(directory)})  # noqa: E731
                what = f"{program} at {host}"
                equal(run("login", "password", "kamu", "kamu.dev", base).err, f"Login successful: {base}/\n", what)
                equal(run("login", "--check", base).err, f"Access token valid: {base}/\n", what)
                wrong = run("logout", base).err + run("login", "password", "kamu", "wrong", base, ok=False).err
                check(re.search(r"^Logged out of .*\n.*Status 401 .*Rejected credentials", wrong, re.S), wrong)
                good = login(base, "kamu", "kamu.dev")
                equal(run("login", "--access-token", good, base).err, f"Login successful: {base}/\n", what)
                # each reads what the other has kept
                other = REAL if program == KAMU else KAMU
                equal(kamu("login", "--check", base, program=other, cwd=directory, env={"KAMU_WORKSPACE": str(directory)}).err,
                      f"Access token valid: {base}/\n", f"{other} after {what}")
                run("logout", base)


def case_kamu_comes_while_we_serve():
    """Its database is made beside a running server: from then on pushes are entered there too."""
    kamu("-q", "init")
    add(at="2020-01-01T00:00:00Z")
    with server(KAMU) as base:
        token = login(base, "kamu", "kamu.dev")

        def push(i):
            request = urllib.request.Request(base + "/ds/ingest", row(i).encode(), {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {token}"})
            equal(urllib.request.urlopen(request, timeout=60).status, 200)
        push(0)
        check(not pathlib.Path(".kamu/workspace.sqlite.db").exists(), "there is a database already")
        equal(len(json.loads(kamu("tail", "ds", "-o", "json", program=REAL).out)), 1)
        for i in range(1, 6):
            push(i)
            equal(len(json.loads(kamu("tail", "ds", "-o", "json", program=REAL).out)), i + 1, "rows that kamu sees")
        kamu("ingest", "ds", "--stdin", stdin=row(6), program=REAL)
        push(7)
        equal(len(json.loads(kamu("tail", "ds", "-o", "json", program=REAL).out)), 8)
        equal(len(json.loads(kamu("tail", "ds", "-o", "json").out)), 8)
    kamu("verify", "ds", program=REAL)
    kamu("verify", "ds")


if __name__ == "__main__":
    sys.exit(main(globals(), needs_real=True))
