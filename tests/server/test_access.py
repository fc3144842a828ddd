#!/usr/bin/env python3
"""Tokens of several servers on one workspace, the description of the API, and headers that nobody should send."""
import json
import pathlib
import random
import re
import stat
import sys
import threading

from browser import Page
from serving import Server, Skipped, add, check, equal, kamu, main

NO_SECRET = {"KAMU_JWT_SECRET": ""}  # the one of the workspace


def token(*options):
    return kamu("system", "access-token", "create", *options).out.strip()


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def status(server, text, path="/platform/token/validate"):
    return server.request("GET", path, headers=bearer(text))[0]


def case_two_servers_and_a_command_line():
    kamu("-q", "init")
    add()
    with Server(name="one", env=NO_SECRET) as one, Server(name="two", env=NO_SECRET) as two:
        for i in range(10):
            t = token("device")
            equal([status(one, t), status(two, t)], [200, 200], f"round {i}")
            kamu("system", "access-token", "revoke", "device")
            equal([status(one, t), status(two, t)], [401, 401], f"round {i}")
        # a token of one is good for the other: they have one secret
        body = json.dumps({"loginMethod": "password", "loginCredentialsJson": json.dumps({"login": "kamu", "password": "kamu.dev"})})
        answer = one.request("POST", "/platform/login", body.encode(), {"Content-Type": "application/json"})
        equal(status(two, json.loads(answer[2])["accessToken"]), 200)
        equal(status(two, kamu("system", "generate-token", "--login", "kamu").out.strip()), 200)


def case_tokens_made_at_once():
    kamu("-q", "init")
    made, threads = [], []
    for i in range(12):
        threads.append(threading.Thread(target=lambda i=i: made.append(token(f"t{i}"))))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal(len(set(made)), 12, "all of them were made")
    listed = json.loads(kamu("system", "access-token", "list", "-o", "json").out)
    equal(sorted(t["Name"] for t in listed), sorted(f"t{i}" for i in range(12)))
    for name in pathlib.Path(".kamu/server").iterdir():
        check(stat.S_IMODE(name.stat().st_mode) & 0o077 == 0 or name.suffix == ".lock", f"{name} can be read by others")


def case_headers_of_all_kinds():
    """None of them ends the server, none gets in."""
    kamu("-q", "init")
    add()
    kamu("system", "access-token", "create", "x")
    rng = random.Random(1)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    with Server() as s:
        texts = ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer " + "x" * 7000, "Bearer ka", "Bearer ka_", "Bearer a.b.c", "Bearer ..", "Bearer \u00e9",
                 "bearer\tka_x", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkaWQ6b2RmOmZlZDAxIn0.", "Token x", "Bearer a, Bearer b"]
        texts += ["Bearer ka_" + "".join(rng.choice(alphabet) for _ in range(58)) for _ in range(50)]
        texts += ["Bearer " + "".join(chr(rng.randrange(33, 127)) for _ in range(rng.randrange(200))) for _ in range(100)]
        for text in texts:
            out = s.raw(b"POST /ds/ingest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\nAuthorization: " + text.encode("latin-1")
                        + b"\r\n\r\n")
            check(re.match(rb"HTTP/1.1 (400|401) ", out), f"{text!r}: {out[:100]!r}")
        equal(s.request("GET", "/info")[0], 200)


def case_tokens_are_not_in_the_log():
    kamu("-q", "init")
    add()
    t = token("secret")
    with Server("--access-log", "access.log") as s:
        status(s, t)
        s.request("GET", f"/ds/refs/head?access_token={t}")
        s.stop()
        check(t not in pathlib.Path("access.log").read_text() + s.text(), "the token is in a log")


def case_the_description_is_valid():
    try:
        from openapi_spec_validator import validate
    except ImportError:
        raise Skipped("openapi-spec-validator is not installed")
    for options in ([], ["--multi-tenant"]):
        name = options[0].strip("-") if options else "single"
        pathlib.Path(name).mkdir()
        kamu("-q", "init", *options, cwd=name)
        with Server(cwd=name) as s:
            document = json.loads(s.request("GET", "/openapi.json")[2])
            validate(document)
            equal(document["servers"][0]["url"] + "/", s.url)


def case_the_page_of_the_description():
    kamu("-q", "init")
    with Server() as s, Page(s.url + "openapi") as page:
        operations = sum(len(p) for p in json.loads(s.request("GET", "/openapi.json")[2])["paths"].values())
        page.wait(f"document.querySelectorAll('details').length === {operations}")
        equal(page.complaints, [], "complaints of the browser")
        page.evaluate("document.querySelector('#find').value = 'ingest status'; document.querySelector('#find').dispatchEvent(new Event('input'))")
        equal(page.evaluate("[...document.querySelectorAll('details')].filter(d => !d.hidden).map(d => d.querySelector('code').textContent)"),
              ["/{dataset_name}/ingest/status/{status_id}"])
        equal(page.evaluate("[...new Set(performance.getEntriesByType('resource').map(e => new URL(e.name).origin))]"), [s.url.rstrip("/")])


if __name__ == "__main__":
    sys.exit(main(globals()))
