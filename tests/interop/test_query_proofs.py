#!/usr/bin/env python3
"""/query, /metadata, /tail and proofs: our server and kamu-cli's on one workspace, asked the same. KAMU, KAMU_REAL: the programs."""
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import KAMU, NOW, REAL, Skipped, add, check, equal, kamu, main, row

SEED = "7b" * 32
FORGE = pathlib.Path(__file__).resolve().parents[2] / "../shared/golden/bin/proof"


def signing(seed=SEED):
    pathlib.Path(".kamuconfig").write_text(
        "kind: CLIConfig\nversion: 1\ncontent:\n  identity:\n    ed25519PrivateKey: f%s\n" % seed)


@contextlib.contextmanager
def server(program):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = dict(os.environ, HOME=os.environ["CASE_HOME"])
    p = subprocess.Popen([program, "--system-time", NOW, "system", "api-server", "--address", "127.0.0.1", "--http-port", str(port)],
                         env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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


def ask(base, path, body=None):
    """Status, media type, text."""
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(base + path, data, {} if data is None else {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as r:
            return r.status, r.headers.get("content-type"), r.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.headers.get("content-type"), e.read().decode()


def proven(base, sql, **more):
    status, _, text = ask(base, "/query", {"query": sql, "include": ["Proof"], **more})
    equal(status, 200, sql)
    return text


def verify_body(answer, *edits):
    """The body of /verify; edits as the `proof` tool of the recordings knows them."""
    if not edits:
        v = json.loads(answer)
        del v["output"]
        return json.dumps(v)
    if not FORGE.exists():
        raise Skipped("no ../shared/golden here")
    return subprocess.run([sys.executable, FORGE, "body", *edits], input=answer, capture_output=True, text=True, check=True).stdout


def data(n=3):
    signing()
    kamu("-q", "init", program=REAL)
    add()
    add("other")
    kamu("--system-time", NOW, "-q", "ingest", "ds", "--stdin", stdin="".join(row(i, "é" if i == 2 else None) for i in range(n)))
    kamu("--system-time", NOW, "-q", "ingest", "other", "--stdin", stdin=row(1))


QUERIES = [
    "select 1 as one",
    "select offset, id, v, t from ds order by offset",
    "select count(*) as n, max(t) as newest from ds",
    "select d.id, o.id as other from ds d left join other o on d.id = o.id order by d.id",
    "select 1.5 as a, 10000000000 as b, 1e16 as c, 1e-7 as d, -0.0 as e, cast(0.1 as float) as f, cast(1.5 as decimal(10, 4)) as g",
    "select 'é \"\\ 😀' as \"ü\", null as n, true as b, x'00ff' as x, [1, null] as l, named_struct('k', 1, 'a', 'x') as s",
    "select date '2020-01-02' as d, time '01:02:03.5' as t, timestamp '2020-01-02T03:04:05.678' as ts",
    "select v from ds where false",
]


def case_answers_and_proofs_are_the_same():
    data()
    with server(KAMU) as ours, server(REAL) as theirs:
        for sql in QUERIES:
            for more in ({}, {"dataFormat": "JsonAoA"}, {"schemaFormat": "OdfJson"}, {"schemaFormat": "ArrowJson", "limit": 2, "skip": 1},
                         {"schemaFormat": "Parquet"}, {"schemaFormat": "ParquetJson"}, {"schemaFormat": "OdfYaml"}):
                a, b = proven(ours, sql, **more), proven(theirs, sql, **more)
                if json.loads(a)["input"] != json.loads(b)["input"]:  # the order of datasets is kamu's hash table's
                    a, b = json.loads(a), json.loads(b)
                    for v in a, b:
                        v["input"]["datasets"].sort(key=lambda d: d["alias"])
                    equal(a["input"], b["input"], sql)
                    equal(a["output"], b["output"], sql)
                else:
                    equal(a, b, sql)


def case_each_verifies_the_other():
    data()
    with server(KAMU) as ours, server(REAL) as theirs:
        for sql in QUERIES:
            for maker in ours, theirs:
                body = verify_body(proven(maker, sql, schemaFormat="OdfJson"))
                for base in ours, theirs:
                    equal(ask(base, "/verify", body), (200, "application/json", '{"ok":true}'), sql)


def case_proofs_outlive_pushes():
    data()
    old = []
    with server(KAMU) as ours, server(REAL) as theirs:
        old = [proven(ours, QUERIES[1]), proven(theirs, QUERIES[1])]
    for i in range(10, 13):
        kamu("--system-time", NOW, "-q", "ingest", "ds", "--stdin", stdin=row(i))
    kamu("-q", "alter", "ds", "--info", "description=x", ok=None)
    with server(KAMU) as ours, server(REAL) as theirs:
        for answer in old:
            for base in ours, theirs:
                equal(ask(base, "/verify", verify_body(answer))[0], 200, base)
        check(json.loads(proven(ours, QUERIES[1]))["output"] != json.loads(old[0])["output"], "the newer rows are there")


EDITS = [
    ['commitment.inputHash="f1620c3e929e13d3f0f55ce24e7579919e01b356e79b4212a622b4fc2e7b0acb10d0e"'],
    ['commitment.subQueriesHash="f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d211"'],
    ['proof.proofValue="uZbm7fFcWc4l6iyvaKe_txdKntL3h3kvsGHOaKIbPV6c42PH1VnSmpYHMopv4TU68syzgoEdcS26AvpkSQb9dBQ"'],
    ['commitment.outputHash="f1620ff7f5beaf16900218a3ac4aae82cdccf764816986c7c739c716cf7dc03112a2d"', "resign"],
    ["input.limit=1", "rehash", "resign"],
    ['input.query="select 1 as two"', "rehash", "resign"],
    ['input.datasets=[{"id":"did:odf:fed01666f6fb3b7370000666f6fb3b737000060f6f60600000000895cddbcb7f7b8cc","alias":"ds"}]', "rehash", "resign"],
    ['input.query="selekt"', "rehash", "resign"],
    ['proof.type="EcdsaSecp256k1Signature2019"'],
    ['proof.type="x"'],
    ["input.other=1"],
    ["output={}"],
]


def case_what_was_tampered_with_is_refused_alike():
    data()
    with server(KAMU) as ours, server(REAL) as theirs:
        answer = proven(ours, QUERIES[1])
        for edits in EDITS:
            body = verify_body(answer, *edits)
            a, b = ask(ours, "/verify", body), ask(theirs, "/verify", body)
            equal(a[0], b[0], f"{edits}: {a} {b}")
            if a[0] == 400 and '"error"' in b[2]:
                mine, real = json.loads(a[2])["error"], json.loads(b[2])["error"]
                equal({k: v for k, v in mine.items() if k != "message"}, {k: v for k, v in real.items() if k != "message"}, str(edits))


def case_a_block_that_is_gone():
    data()
    with server(KAMU) as ours, server(REAL) as theirs:
        answer = json.loads(proven(ours, QUERIES[1]))
        answer["input"]["datasets"][0]["blockHash"] = "f162076d3bc41c9f588f7fcd0d5bf4718f8f84b1c41b20882703100b9eb9413807c01"
        body = verify_body(json.dumps(answer), "rehash", "resign")
        a, b = ask(ours, "/verify", body), ask(theirs, "/verify", body)
        equal(a[0], b[0], f"{a} {b}")
        equal(json.loads(a[2])["error"]["kind"], json.loads(b[2])["error"]["kind"], f"{a} {b}")
        equal(json.loads(a[2])["error"]["block_hash"], json.loads(b[2])["error"]["block_hash"], "block")


def case_metadata_and_tail_are_the_same():
    data(120)
    with server(KAMU) as ours, server(REAL) as theirs:
        paths = ["/ds/metadata", "/ds/metadata?include=attachments,info,license,refs,schema,seed,vocab", "/ds/metadata?include=", "/ds/metadata?x=1",
                 "/ds/metadata?include=a", "/ds/tail", "/ds/tail?limit=3&skip=2", "/other/tail?schemaFormat=OdfYaml", "/ds/tail?dataFormat=JsonSoA&limit=5",
                 "/ds/tail?limit=x", "/ds/tail?skip=+1", "/ds/tail?dataFormat=csv", "/query?query=select+1&x=1", "/query?query=select+1&include=x",
                 "/query?query=select+1&limit=-1", "/query?query=", "/query", "/query?query=select+a+from+ds", "/query?query=select+1+from+nowhere",
                 "/query?query=select+named_struct('z',1,'a',2)+as+s,1+as+a", "/query?query=select+2+as+b,1+as+a&dataFormat=JsonSoA"]
        for f in "ArrowJson", "OdfJson", "OdfYaml", "Parquet", "ParquetJson":
            paths += [f"/ds/metadata?include=schema&schemaFormat={f}", f"/ds/tail?limit=0&schemaFormat={f}"]
        for path in paths:
            equal(ask(ours, path), ask(theirs, path), path)


if __name__ == "__main__":
    sys.exit(main(globals(), needs_real=True))
