#!/usr/bin/env python3
"""Datasets fetched from and brought to the server: the simple and the smart transfer protocol, with clients that break their rules."""
import json
import os
import pathlib
import threading
import time

import serving
from serving import PRESET, SLOW, Failed, add, check, equal, kamu, main, row
from smart import Chain, Closed, Ended, WebSocket, archive, auth, batch, hash_of, push, token, unpack

PULL = {"begin_after": None, "stop_at": None, "force_update_if_diverged": False}


NOW = "2050-01-02T03:04:05Z"


def serve(*options):
    """A server of a workspace of its own, which others can lie beside."""
    if not os.path.exists("srv"):
        os.mkdir("srv")
    os.chdir("srv")
    return serving.serve(*options)


def ingest(n, name="ds", cwd=None):
    kamu("-q", "--system-time", NOW, "ingest", name, "--stdin", stdin=row(n), cwd=cwd)


def dataset(name="ds", rows=1, cwd=None):
    add(name, cwd=cwd)
    for i in range(rows):
        ingest(i, name, cwd)
    return Chain(cwd or ".", name)


def elsewhere(name="ds", rows=1, where="../other"):
    """A dataset of another workspace, to be pushed."""
    if not os.path.exists(where):
        os.mkdir(where)
        kamu("-q", "init", cwd=where)
    return dataset(name, rows, where)


def there(name):
    return any(p.read_text() == name for p in pathlib.Path(".kamu/datasets").glob("*/info/alias"))


def no_remains():
    left = [str(p) for p in pathlib.Path(".kamu").rglob(".pending-*")]
    equal(left, [], "half-made files")


# ---- the simple protocol ------------------------------------------------------------------------------------------------------------


def case_an_object_is_no_page():
    with serve() as s:
        dataset()
        data = b"<!DOCTYPE html><script>fetch('/?' + sessionStorage.token)</script>"
        for path in ("/ds/data/", "/ds/checkpoints/"):
            url = path + hash_of(data)
            equal(s.status("PUT", url, data, auth()), 200, "whoever may push chooses the bytes")
            for more in ({}, {"Range": "bytes=0-60"}):
                _, headers, _ = s.request("GET", url, headers=more)
                equal(headers.get("x-content-type-options"), "nosniff", f"{url} {more}")
                check(headers.get("content-security-policy", "").startswith("sandbox;"), f"{url} {more}")


def case_blocks_and_data_as_stored():
    with serve() as s:
        c = dataset(rows=2)
        equal(s.request("GET", "/ds/refs/head")[2].decode(), c.head, "head")
        for h, data in c.blocks.items():
            status, headers, body = s.request("GET", f"/ds/blocks/{h}")
            equal((status, body, headers["etag"]), (200, data, f'"{h}"'), "block")
        for h, data in c.data.items():
            equal(s.request("GET", f"/ds/data/{h}")[2], data, "data")
            status, headers, body = s.request("HEAD", f"/ds/data/{h}")
            equal((status, headers["content-length"], body), (200, str(len(data)), b""), "HEAD")
        upper = "F1620" + c.head[5:].upper()
        equal(s.status("GET", f"/ds/blocks/{upper}"), 200, "upper case")
        equal(s.status("GET", f"/ds/blocks/f1220{c.head[5:]}"), 200, "another code over the same digest")
        equal(s.status("GET", "/ds/refs/HEAD"), 404, "another reference")
        equal(s.status("GET", f"/ds/blocks/f1620{'0' * 64}"), 404, "no such block")


def case_parts_and_conditions():
    with serve() as s:
        h, data = next(iter(dataset().data.items()))
        url, n = f"/ds/data/{h}", len(data)

        def get(**headers):
            status, got, body = s.request("GET", url, headers={k.replace("_", "-"): v for k, v in headers.items()})
            return status, got.get("content-range"), body
        equal(get(Range="bytes=0-9"), (206, f"bytes 0-9/{n}", data[:10]), "first bytes")
        equal(get(Range="bytes=-4"), (206, f"bytes {n - 4}-{n - 1}/{n}", b"PAR1"), "last bytes")
        equal(get(Range=f"bytes=10-{n * 5}"), (206, f"bytes 10-{n - 1}/{n}", data[10:]), "up to the end")
        equal(get(Range=f"bytes={n}-"), (416, f"bytes */{n}", b""), "behind the end")
        equal(get(Range="bytes=3-1")[0], 200, "malformed")
        equal(get(Range="bytes=0-1,4-5")[0], 200, "several")
        equal(get(Range="bytes=0-1", If_Range=f'"{h}"')[0], 206, "if it is still this")
        equal(get(Range="bytes=0-1", If_Range='"x"')[0], 200, "if it were that")
        equal(get(If_None_Match=f'"x", W/"{h}"'), (304, None, b""), "known")
        equal(get(If_None_Match='"x"')[0], 200, "not known")


def case_nothing_else_can_be_reached():
    with serve() as s:
        dataset()
        secret = pathlib.Path(".kamu/version").read_bytes()
        for path in ("/ds/data/..%2f..%2f..%2fversion", "/ds/data/../../../version", "/ds/data/%2e%2e/refs/head", "/ds/data/.lock",
                     "/ds/refs/..%2finfo%2falias", "/ds/blocks/%00", "/ds/info/alias", "/ds/data/", "/ds/checkpoints/x%2fy",
                     "/../.kamu/version", "/ds/data/f1620" + "0" * 62 + "%2f", "/ds%2fdata/x"):
            for method in ("GET", "PUT"):
                status, _, body = s.request(method, path, b"x" if method == "PUT" else None, auth())
                check(status in (400, 404, 405), f"{method} {path}: {status}")
                check(secret not in body or len(secret) < 3, path)


def case_objects_are_put():
    with serve() as s:
        c = dataset()
        some, empty, large = b"some object", b"", os.urandom(3_000_000)

        def put(data, name=None, path="/ds/data/", headers=None, as_body=None):
            status, _, body = s.request("PUT", path + (name or hash_of(data)), as_body or data, headers or auth())
            return status, body
        for _ in range(2):
            for data in (some, empty, large):
                equal(put(data), (200, b""), "put")
                equal(s.request("GET", "/ds/data/" + hash_of(data))[2], data, "and read back")
        equal(put(some, path="/DS/checkpoints/")[0], 200, "a checkpoint")
        status, body = put(some, name=hash_of(b"else"))
        check(status == 400 and b"Expected hash" in body, f"wrong hash: {status} {body}")
        equal(s.status("GET", "/ds/data/" + hash_of(b"else")), 404, "it was not stored")
        equal(put(b"", name=hash_of(b"ab"), as_body=[b"a", b"b"])[0], 400, "no length")
        equal(put(some, name="x")[0], 400, "no hash")
        equal(put(some, headers={"X": "y"})[0], 403, "anonymous")
        equal(put(some, headers=auth(secret="no"))[0], 401, "bad token")
        equal(put(some, path="/nope/data/")[0], 404, "no dataset")
        equal(s.status("POST", "/ds/data/" + hash_of(some), some, auth()), 405, "POST")
        equal(s.status("PUT", f"/ds/blocks/{c.head}", some, auth()), 405, "PUT of a block")
        kamu("-y", "system", "gc")
        equal(s.status("GET", "/ds/data/" + hash_of(large)), 200, "a sweep leaves what is fresh")
        kamu("verify", "ds")
    no_remains()


# ---- pull ----------------------------------------------------------------------------------------------------------------------------


def case_pull_message_by_message():
    with serve() as s:
        c = dataset(rows=3)
        with WebSocket(s, "/ds/pull") as ws:
            plan = ws.ask(PULL)["Ok"]["transfer_plan"]
            equal(plan, {**c.plan(), "num_records": 3}, "plan")
            blocks = ws.ask({})["blocks"]
            equal(unpack(blocks), [(h, c.blocks[h]) for h in c.order], "blocks")
            for files in ([], c.objects()):
                out = ws.ask({"object_files": files})["object_transfer_strategies"]
                equal([x["object_file"] for x in out], files, "object files")
            for x in out:
                equal((x["pull_strategy"], x["download_from"]["expires_at"]), ("HttpDownload", None), "strategy")
                url = x["download_from"]["url"]
                check(url.startswith(s.url + "ds/data/f1620"), url)
                equal(s.request("GET", "/" + url.split("/", 3)[3])[2], c.data[x["object_file"]["physical_hash"]], "object")
            equal(x["download_from"]["headers"], [{"name": "x-odf-smtp-version", "value": "1"}], "no token was sent")
            equal(ws.close(), 1000, "close")
        with WebSocket(s, "/DS/pull", auth()) as ws:
            equal(ws.ask({**PULL, "begin_after": c.head})["Ok"]["transfer_plan"]["num_blocks"], 0, "up to date")
            equal(ws.close(), 1000, "close")
        with WebSocket(s, "/DS/pull", auth()) as ws:
            plan = ws.ask({**PULL, "begin_after": c.order[-3], "stop_at": c.order[-2]})["Ok"]["transfer_plan"]
            equal((plan["num_blocks"], plan["num_records"]), (1, 1), "a part")
            equal([h for h, _ in unpack(ws.ask({})["blocks"])], [c.order[-2]], "its block")
            x = ws.ask({"object_files": c.objects()})["object_transfer_strategies"][0]["download_from"]
            check(x["url"].startswith(s.url + "DS/data/"), x["url"])
            check(x["headers"][1]["name"] == "authorization" and x["headers"][1]["value"].startswith("Bearer ey"), "token")


def case_pull_of_other_intervals():
    with serve() as s:
        c, other = dataset(rows=2), dataset("other")

        def ask(**kw):
            with WebSocket(s, "/ds/pull") as ws:
                return ws.ask({**PULL, **kw})
        equal(ask(begin_after=other.head), {"Err": {"InvalidInterval": {"head": c.head, "tail": other.head}}}, "foreign")
        equal(ask(begin_after=c.head, stop_at=c.order[1]), {"Err": {"InvalidInterval": {"head": c.order[1], "tail": c.head}}}, "turned round")
        equal(ask(stop_at="f1620" + "0" * 64),
              {"Err": {"Internal": {"phase": {"Pull": "InitialRequest"}, "error_message": "Internal error"}}}, "unknown stop")
        equal(ask(begin_after=other.head, force_update_if_diverged=True)["Ok"]["transfer_plan"]["num_blocks"], len(c.order), "forced")


def case_messages_that_are_none():
    """kamu drops the connection without a close frame."""
    with serve() as s:
        dataset()
        for bad in ("", "{", "[]", "{}", "null", '{"begin_after":1,"force_update_if_diverged":false}', "x" * 100_000):
            with WebSocket(s, "/ds/pull") as ws:
                try:
                    raise Failed(f"{bad[:40]!r} is answered by {ws.ask(bad)}")
                except Ended:
                    pass
        for op, answer in ((2, None), (9, 10)):
            with WebSocket(s, "/ds/pull") as ws:
                ws.frame(op, b"{}")
                try:
                    equal(ws.receive_frame()[0], answer, "an answer to a ping")
                    ws.receive_frame()
                    raise Failed(f"the connection goes on after a frame {op}")
                except Ended:
                    pass
        with WebSocket(s, "/ds/pull") as ws:
            ws.s.sendall(b"\x81\xff" + (17 << 20).to_bytes(8, "big") + bytes(4) + b"x" * 1000)
            try:
                ws.receive()
            except Closed as c:
                equal(c.code, 1009, "a frame that is too large")
        with WebSocket(s, "/ds/pull") as ws:
            try:
                raise Failed(f"2 MB are answered by {ws.ask('x' * 2_000_000)}")
            except Closed as c:
                equal(c.code, 1009, "more than a request can have")
        with WebSocket(s, "/ds/pull") as ws:
            ws.frame(1, json.dumps(PULL).encode()[:10], fin=False)
            ws.frame(0, json.dumps(PULL).encode()[10:])
            check("Ok" in ws.receive(), "a message in two frames")
        equal(s.status("GET", "/ds/refs/head"), 200, "the server is well")


def case_upgrades_that_are_refused():
    with serve() as s:
        dataset()

        def refused(path="/ds/pull", **kw):
            with WebSocket(s, path, **kw) as ws:
                return ws.status, ws.body.decode()
        equal(refused(drop=["Connection"]), (400, "Connection header did not include 'upgrade'"), "connection")
        equal(refused(drop=["Upgrade"]), (400, "`Upgrade` header did not include 'websocket'"), "upgrade")
        equal(refused(headers={"Sec-WebSocket-Version": "12"}), (400, "`Sec-WebSocket-Version` header did not include '13'"), "version")
        equal(refused(drop=["Sec-WebSocket-Key"]), (400, "`Sec-WebSocket-Key` header missing"), "key")
        equal(refused(drop=["x-odf-smtp-version"]), (400, "Header of type `x-odf-smtp-version` was missing"), "no protocol version")
        equal(refused(version="one"), (400, "invalid HTTP header (x-odf-smtp-version)"), "no number")
        equal(refused(version="2"), (400, '{"message":"Incompatible client version"}'), "another version")
        equal(refused("/nope/pull"), (404, ""), "no dataset")
        equal(refused("/not_valid/pull"), (400, ""), "no name")
        equal(refused("/nope/push"), (401, '{"message":"Unauthenticated"}'), "anonymous push of a new one")
        equal(refused("/ds/push"), (403, ""), "anonymous push")
        equal(refused("/ds/push", headers=auth(secret="no"))[0], 401, "bad token")
        equal(s.status("GET", "/ds/pull"), 400, "no upgrade at all")


# ---- push ----------------------------------------------------------------------------------------------------------------------------


def case_push_of_a_new_dataset():
    with serve() as s:
        c = elsewhere(rows=2)
        equal(push(s, "/ds", c, until="uploaded")["Ok"]["object_transfer_strategies"][0]["push_strategy"], "HttpUpload", "objects")
        check(not there("ds"), "nothing is to be seen before the end")
        again = push(s, "/ds", c, until="objects")["Ok"]["object_transfer_strategies"]
        equal({x["push_strategy"] for x in again}, {"SkipUpload"}, "the next push goes on")
        equal(push(s, "/ds", c), {}, "confirmed")
        mine = Chain(".")
        equal((mine.order, mine.blocks, mine.data), (c.order, c.blocks, c.data), "the copy")
        equal(s.status("GET", "/ds/refs/head"), 404, "private")
        equal(s.status("GET", "/ds/refs/head", None, auth()), 200, "but not for its owner")
        kamu("verify", "ds")
        equal(list(pathlib.Path(".kamu/server/incoming").iterdir()), [], "what was gathered")
        ingest(7, cwd="../other")
        more = Chain("../other")
        equal(push(s, "/ds", more, first=len(c.order), head=c.head), {}, "more")
        kamu("verify", "ds")
        equal(push(s, "/public", elsewhere("pub"), visibility="Public"), {}, "a public one")
        equal(s.status("GET", "/public/refs/head"), 200, "which all can read")
        equal(push(s, "/none", elsewhere("none", rows=0)), {}, "one without data")
    no_remains()


def case_pushes_that_are_refused_in_time():
    with serve() as s:
        mine = dataset("mine", rows=2)
        c = elsewhere(rows=2)
        equal(push(s, "/ds", c, head=c.head), {"Err": {"InvalidHead": {"actual_head": c.head, "expected_head": None}}}, "no such dataset")
        equal(push(s, "/mine", c), {"Err": {"InvalidHead": {"actual_head": None, "expected_head": mine.head}}}, "there is one")

        def closed(*args, **kw):
            try:
                return push(s, *args, **kw)
            except Closed as e:
                equal(e.code, 1011, "close code")
                return json.loads(e.reason)
        equal(closed("/mine", c, head=mine.head, force=True), {"Err": {"SeedBlockOverwriteRestricted": {}}}, "another's Seed")
        equal(closed("/mine", c, head=mine.head), {"Err": {"NameCollision": {"dataset_alias": "mine"}}}, "another dataset")
        internal = closed("/mine", mine, first=2, head=mine.head)["Err"]["Internal"]
        equal(internal["phase"], {"Push": "EnsuringTargetExists"}, "not behind the head")
        internal = closed("/ds", c, first=1)["Err"]["Internal"]
        equal(internal["phase"], {"Push": "ObjectsUploadProgress"}, "not from the Seed on")
        equal(push(s, "/ds", c), {}, "as it should be")
        id_of = json.loads(kamu("list", "-w", "-o", "json").out)
        did = next(x["ID"] for x in id_of if x["Name"] == "ds")
        equal(closed("/again", c), {"Err": {"RefCollision": {"dataset_id": did}}}, "the same under another name")
        check(not there("again"), "it was not made")



def bad_blocks(s, message, c):
    """What follows a bad message of blocks."""
    with WebSocket(s, "/ds/push", auth()) as ws:
        ws.ask({"current_head": None, "transfer_plan": c.plan(), "force_update_if_diverged": False,
                "visibility_for_created_dataset": "Private"})
        try:
            ok = ws.ask({"new_blocks": message})
            equal(ok, {"Ok": {}}, "kamu says Ok to any archive")
            return ws.ask({"object_files": c.objects(), "is_truncated": False})
        except Closed as e:
            return json.loads(e.reason)
        except Ended:
            return "dropped"


def case_the_server_asks_how_far_it_is():
    with serve() as s:
        c = elsewhere()
        with WebSocket(s, "/ds/push", auth()) as ws:
            ws.ask({"current_head": None, "transfer_plan": c.plan(), "force_update_if_diverged": False,
                    "visibility_for_created_dataset": "Private"})
            ws.ask({"new_blocks": c.batch()})
            ws.ask({"object_files": c.objects(), "is_truncated": True})
            began = time.time()
            equal(ws.receive(), {}, "a question")
            check(9 < time.time() - began < 15 * SLOW, "every ten seconds")
            ws.send({"details": {"Running": {"uploaded_objects_count": 0}}})
            for h, data in c.data.items():
                equal(s.status("PUT", f"/ds/data/{h}", data, auth()), 200, "an object")
            ws.send({"details": "Complete"})
            out = ws.ask({"object_files": c.objects(), "is_truncated": False})  # the list went in two parts
            equal([x["push_strategy"] for x in out["Ok"]["object_transfer_strategies"]], ["SkipUpload"], "the second part")
            ws.send({"details": "Complete"})
            equal(ws.ask({}), {}, "confirmed")
        kamu("verify", "ds")


def case_announced_giants_take_turns():
    """A client that announces more than there is memory for makes others wait, not the server fall."""
    with serve() as s:
        c = elsewhere()
        plan = {**c.plan(), "num_blocks": 4_000_000_000, "bytes_in_raw_blocks": 1 << 62}
        request = {"current_head": None, "transfer_plan": plan, "force_update_if_diverged": False, "visibility_for_created_dataset": "Private"}
        giants = [WebSocket(s, f"/g{i}/push", auth()) for i in range(3)]
        for g in giants:
            g.ask(request)
        time.sleep(0.3)
        refused = 0
        for i in range(2):
            with WebSocket(s, f"/h{i}/push", auth(), timeout=5) as ws:
                ws.ask(request)
                try:
                    ws.receive()
                except Closed as e:
                    equal(e.code, 1013, "close code")
                    refused += 1
                except (Ended, TimeoutError):
                    pass
        check(refused > 0, "all giants at once")
        check(s.memory_kib() < 300 << 10 or PRESET != "release", "memory")
        for g in giants:
            g.s.close()
        time.sleep(0.5)
        equal(push(s, "/ds", c), {}, "when they are gone")


def case_blocks_that_are_none():
    with serve() as s:
        c = elsewhere(rows=2)
        whole = [(h, c.blocks[h]) for h in c.order]
        flipped = bytearray(whole[2][1])
        flipped[40] ^= 1
        n = len(whole)
        dropped = {"count of the message": batch(whole[:-1]), "media type": batch(whole, media_type="application/tar"),
                   "encoding": batch(whole, encoding="gzip"), "number": batch(whole, payload=b"") | {"payload": [1, 256]}}
        told = {"junk": batch(whole, payload=b"junk"), "nothing": batch(whole, payload=b""), "cut off": batch(whole, payload=archive(whole)[:-20]),
                "too few": batch(whole[:-1], num_blocks=n), "damaged": batch(whole[:2] + [(whole[2][0], bytes(flipped))] + whole[3:]),
                "names": batch([("../../version", b"x")] * n), "bomb": batch(whole, payload=archive([(hash_of(bytes(50 << 20)), bytes(50 << 20))]))}
        for what, message in dropped.items():
            equal(bad_blocks(s, message, c), "dropped", what)
        for what, message in told.items():
            answer = bad_blocks(s, message, c)
            check(isinstance(answer, dict) and answer["Err"]["Internal"]["phase"] == {"Push": "MetadataRequest"}, f"{what}: {answer}")
        check(not there("ds"), "nothing was made")
        equal(s.status("GET", "/system/health"), 200, "the server is well")


def failed_at_the_end(s, path, c, **kw):
    """The reason of a push that fails in its last step; it must be no JSON object, which clients take for success."""
    try:
        return f"success: {push(s, path, c, **kw)}"
    except Closed as e:
        equal(e.code, 1011, "close code")
        check(not e.reason.startswith("{"), e.reason)
        return e.reason


def case_failures_at_the_end_are_no_success():
    with serve() as s:
        c = elsewhere(rows=2)
        h, data = next(iter(c.data.items()))
        kept = dict(c.data)
        c.data.pop(h)  # neither offered nor sent
        equal(failed_at_the_end(s, "/ds", c), f"Object does not exist: {h}", "a missing object")
        check(not there("ds"), "nothing was made")
        c.data = kept
        order = c.order[:]
        c.order[-1], c.order[-2] = c.order[-2], c.order[-1]
        check("success" not in failed_at_the_end(s, "/ds", c), "blocks in another order")
        c.order = order
        check(not there("ds"), "nothing was made")
        equal(push(s, "/ds", c), {}, "as it should be")
        ingest(8, cwd="../other")
        more, n = Chain("../other"), len(c.order)
        with WebSocket(s, "/ds/push", auth()) as ws:
            ws.ask({"current_head": c.head, "transfer_plan": more.plan(n), "force_update_if_diverged": False,
                    "visibility_for_created_dataset": "Private"})
            ws.ask({"new_blocks": more.batch(n)})
            for x in ws.ask({"object_files": more.objects(), "is_truncated": False})["Ok"]["object_transfer_strategies"]:
                if x["upload_to"]:
                    s.status("PUT", "/" + x["upload_to"]["url"].split("/", 3)[3], more.data[x["object_file"]["physical_hash"]], auth())
            ws.send({"details": "Complete"})
            ingest(9)  # the head moves
            head = Chain(".").head
            try:
                raise Failed(f"success: {ws.ask({})}")
            except Closed as e:
                check("head" in e.reason and not e.reason.startswith("{"), e.reason)
        equal(Chain(".").head, head, "the other's commit stays")
        kamu("verify", "ds")
    no_remains()


def case_pushes_of_several_accounts():
    os.mkdir("srv")
    pathlib.Path("srv/.kamuconfig").write_text("""kind: CLIConfig
version: 1
content:
  auth: {users: {predefined: [{accountName: kamu, password: kamu.password, email: k@x.com, properties: [admin]},
    {accountName: alice, password: alice.password, email: a@x.com}, {accountName: bob, password: bob.password, email: b@x.com}]}}
  quotaDefaults: {storage: 1500}
""")
    kamu("-q", "init", "--multi-tenant", cwd="srv")
    c = elsewhere(rows=1, where="other")
    os.chdir("srv")
    with serving.Server() as s:
        def login(name):
            body = {"loginMethod": "password", "loginCredentialsJson": json.dumps({"login": name, "password": f"{name}.password"})}
            answer = s.request("POST", "/platform/login", json.dumps(body).encode(), {"Content-Type": "application/json"})[2]
            return {"Authorization": "Bearer " + json.loads(answer)["accessToken"]}
        alice, bob = login("alice"), login("bob")
        h, data = next(iter(c.data.items()))
        equal(push(s, "/bob/ds", c, headers=alice), (403, b'{"message":"Unauthorized"}'), "another's place")
        push(s, "/alice/ds", c, until="objects", headers=alice)
        equal(s.status("PUT", f"/alice/ds/data/{h}", data, bob), 404, "another's push")
        equal(push(s, "/alice/ds", c, headers=alice), {}, "pushed")
        equal(s.status("GET", "/alice/ds/refs/head", None, bob), 404, "private")
        equal(s.status("GET", "/alice/ds/refs/head", None, alice), 200, "hers")
        with WebSocket(s, "/alice/ds/pull", bob) as ws:
            equal(ws.status, 404, "pull of another's")
        with WebSocket(s, "/alice/ds/push", bob) as ws:
            equal(ws.status, 404, "push to another's")
        more = elsewhere("more", rows=1)
        try:
            raise Failed(f"over the quota: {push(s, '/alice/more', more, headers=alice)}")
        except Closed as e:
            equal(json.loads(e.reason)["Err"]["Internal"]["error_message"], "The storage quota is used up", "quota")
        equal(push(s, "/alice/none", elsewhere("none", rows=0), headers=alice), {}, "one without data")


def case_forced_pushes():
    with serve() as s:
        c = elsewhere(rows=2)
        equal(push(s, "/ds", c), {}, "first")
        ingest(5)
        ingest(6, cwd="../other")
        mine, theirs = Chain("."), Chain("../other")
        equal(push(s, "/ds", theirs, head=mine.head, force=True), {}, "diverged")
        equal(Chain(".").order, theirs.order, "theirs now")
        kamu("verify", "ds")
        kamu("-q", "-y", "--system-time", NOW, "system", "compact", "ds", "--hard", cwd="../other")
        compact = Chain("../other")
        equal(push(s, "/ds", compact, head=theirs.head, force=True), {}, "compacted")
        equal(Chain(".").order, compact.order, "the compacted one")
        kamu("verify", "ds")
        equal(push(s, "/ds", c, head=compact.head, force=True), {}, "and back")
        kamu("verify", "ds")


def case_pushes_at_once_and_ends_in_between():
    with serve() as s:
        c = elsewhere(rows=2)
        results = []

        def one():
            try:
                results.append(push(s, "/ds", c))
            except (Closed, Ended) as e:
                results.append(str(e))
        threads = [threading.Thread(target=one) for _ in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        equal(sum(r == {} for r in results), 1, f"one of them: {results}")
        kamu("verify", "ds")
    no_remains()


def case_a_killed_server_leaves_no_half_dataset():
    s = serve()
    c = elsewhere(rows=2)
    push(s, "/ds", c, until="uploaded")
    s.process.kill()
    s.process.wait()
    check(not there("ds"), "half a dataset")
    with serving.serve() as s:
        out = push(s, "/ds", c, until="objects")["Ok"]["object_transfer_strategies"]
        equal({x["push_strategy"] for x in out}, {"SkipUpload"}, "what was sent before is there")
        equal(push(s, "/ds", c), {}, "the push")
    kamu("verify", "ds")


def case_a_stopping_server_ends_transfers():
    with serve() as s:
        c = elsewhere()
        with WebSocket(s, "/ds/push", auth()) as ws:
            ws.ask({"current_head": None, "transfer_plan": c.plan(), "force_update_if_diverged": False,
                    "visibility_for_created_dataset": "Private"})
            began = time.time()
            s.stop()
            check(time.time() - began < 10 * SLOW, "it waits for the client")


# ---- our own client ------------------------------------------------------------------------------------------------------------------


def client(*args, ok=True, cwd="../other"):
    return kamu(*args, cwd=cwd, ok=ok)


def case_our_client_on_both_sides():
    with serve() as s:
        elsewhere("ds", rows=3)
        url = f"odf+{s.url}ds"
        check("Unauthenticated" in client("push", "ds", "--to", url, ok=False).err, "anonymous")
        client("login", "--access-token", token(), s.url)
        check("1 dataset(s) pushed" in client("push", "ds", "--to", url).err, "pushed")
        check("up-to-date" in client("push", "ds").err, "twice")
        kamu("verify", "ds")
        ingest(9, cwd="../other")
        client("push", "ds")
        equal(Chain(".").order, Chain("../other").order, "the same chain")
        ingest(10)
        check("Invalid block interval" in client("push", "ds", ok=False).err, "behind")
        client("pull", url)
        equal(Chain(".").order, Chain("../other").order, "pulled")
        check("already exists" in client("push", "ds", "--to", f"odf+{s.url}other", ok=False).err, "another name")
        os.mkdir("../third")
        client("-q", "init", cwd="../third")
        client("login", "--access-token", token(), s.url, cwd="../third")
        client("pull", url, cwd="../third")
        equal(Chain("../third").order, Chain(".").order, "the third")
        kamu("verify", "ds", cwd="../third")


def case_our_pulls_take_all_blocks_at_once():
    with serve("--access-log", "access.log") as s:
        dataset(rows=3)
        os.mkdir("../third")
        client("-q", "init", cwd="../third")

        def pull(*args, **kw):
            pathlib.Path("access.log").write_text("")
            out = client("pull", f"odf+{s.url}ds", *args, cwd="../third", **kw)
            time.sleep(0.3)
            paths = [json.loads(x)["path"] for x in pathlib.Path("access.log").read_text().split("\n") if x]
            return out.err, [p for p in paths if "/blocks/" in p], [p for p in paths if p.endswith("/pull")]
        _, blocks, smart = pull()
        equal((blocks, len(smart) > 0), ([], True), "the first")
        equal(Chain("../third").order, Chain(".").order, "the same chain")
        _, blocks, smart = pull()
        equal((blocks, smart), ([], []), "up to date")
        ingest(8)
        equal(pull()[1], [], "more")
        kamu("verify", "ds", cwd="../third")
        kamu("-q", "-y", "--system-time", NOW, "system", "compact", "ds", "--hard")
        check("diverged" in pull(ok=False)[0], "diverged")
        equal(pull("--force")[1], [], "forced")
        equal(Chain("../third").order, Chain(".").order, "the same chain")
        kamu("verify", "ds", cwd="../third")


def case_thousands_of_blocks():
    """More blocks than a process may have open files."""
    n = 1500 if PRESET == "release" else 300
    with serve() as s:
        elsewhere("ds", rows=0)
        for k in range(n):  # one commit for each watermark
            kamu("-q", "--system-time", NOW, "pull", "ds", "--set-watermark", f"2020-01-01T00:{k // 60:02d}:{k % 60:02d}Z", cwd="../other")
        client("login", "--access-token", token(), s.url)
        began = time.time()
        client("push", "ds", "--to", f"odf+{s.url}ds")
        pushed = time.time()
        equal(Chain(".").head, (next(pathlib.Path("../other/.kamu/datasets").glob("*/refs/head"))).read_text(), "head")
        kamu("verify", "ds")
        os.mkdir("../third")
        client("-q", "init", cwd="../third")
        client("login", "--access-token", token(), s.url, cwd="../third")
        client("pull", f"odf+{s.url}ds", cwd="../third")
        print(f"# {n} blocks: pushed in {pushed - began:.1f} s, pulled in {time.time() - pushed:.1f} s")
        kamu("verify", "ds", cwd="../third")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
