#!/usr/bin/env python3
"""Uploads: forms of all kinds, tokens that are forged or foreign, sizes around the limit."""
import base64
import json
import os
import pathlib
import time

from serving import add, check, equal, main, serve
from smart import auth

BOUNDARY = "some-boundary"


def prepare(s, name="a.ndjson", n=16, kind=None, headers=None):
    q = f"fileName={name}&contentLength={n}" + (f"&contentType={kind}" if kind else "")
    status, _, body = s.request("POST", f"/platform/file/upload/prepare?{q}", b"", headers or auth())
    return json.loads(body)["uploadToken"] if status == 200 else (status, json.loads(body)["message"])


def form(content, name="file", before=b"", after=b"") -> bytes:
    return (before + f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="x"\r\n\r\n'.encode() + content +
            f"\r\n--{BOUNDARY}--\r\n".encode() + after)


def send(s, t, body, kind=f"multipart/form-data; boundary={BOUNDARY}", headers=None):
    status, _, answer = s.request("POST", f"/platform/file/upload/{t}", body, {**(headers or auth()), "Content-Type": kind})
    return status if not answer else (status, answer.decode() if not answer.startswith(b"{") else json.loads(answer)["message"])


def get(s, t, headers=None):
    status, _, body = s.request("GET", f"/platform/file/upload/{t}", None, headers if headers is not None else auth())
    return status, body


def files():
    return [p for p in pathlib.Path(".kamu/cache").rglob("uploads/*/*/*")]


def case_a_file_and_its_owner():
    with serve() as s:
        t = prepare(s)
        equal(get(s, t), (404, b'{"message":"Uploaded file not found on the server"}'), "before")
        equal(send(s, t, form(b"sixteen bytes...")), 200, "sent")
        equal(get(s, t), (200, b"sixteen bytes..."), "its owner reads it")
        equal(get(s, t, {})[0], 401, "nobody else")
        equal(send(s, t, form(b"another 16 bytes")), 200, "sent again")
        equal(get(s, t)[1], b"another 16 bytes", "the new one")
        equal(len(files()), 1, "files")
        equal(oct(os.stat(".kamu/server").st_mode & 0o777), "0o700", "secrets")


def case_forms_that_are_none():
    with serve() as s:
        t = prepare(s, n=3)
        only = "Expected 'file' to be the only part of upload form"
        head = f"--{BOUNDARY}\r\n".encode()
        equal(send(s, t, form(b"abc", name="data")), (400, only), "another name")
        equal(send(s, t, form(b"abc", before=form(b"abc")[:-len(BOUNDARY) - 6] )), (400, only), "two parts")
        equal(send(s, t, f"--{BOUNDARY}--\r\n".encode()), (400, only), "no part")
        for body in (b"", b"abc", head, head + b"X: y", head + b"X: y\r\n\r\nabc", form(b"abc")[:-4], form(b"abc")[:-20], b"--" + b"x" * 100_000):
            status, text = send(s, t, body)
            check(status == 400 and "Malformed multipart form" in text, f"{body[:60]}: {status} {text}")
        for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x"):
            equal(send(s, t, form(b"abc"), kind=kind), (400, "Invalid `boundary` for `multipart/form-data` request"), kind)
        equal(send(s, t, form(b"abcd")), (400, "Actual content length 4 does not match the initially declared length 3"), "longer")
        equal(send(s, t, form(b"")), (400, "Actual content length 0 does not match the initially declared length 3"), "shorter")
        equal(files(), [], "nothing was stored")
        equal(send(s, t, form(b"abc", before=b"preamble\r\n", after=b"epilogue")), 200, "with text around it")
        equal(send(s, t, [form(b"abc")[:50], form(b"abc")[50:]]), 200, "in chunks")


def case_names_that_lead_elsewhere():
    with serve() as s:
        for name in ("", "..", ".", "a%2Fb", "..%2F..%2Fversion", "%2Fetc%2Fpasswd", "a%5Cb", "a%00b", "a%0Ab", "x" * 256):
            equal(prepare(s, name), (400, "Invalid file name"), name)
        for name in ("...", "x" * 255, "%C3%BC.csv", "a%20b", "%2E%2E%2E.csv", "c%3Ad"):
            t = prepare(s, name)
            equal(send(s, t, form(b"sixteen bytes...")), 200, name)
            equal(get(s, t)[1], b"sixteen bytes...", name)


def mint(**members):
    text = json.dumps({"upload_id": "0" * 32, "file_name": "version", "owner_account_id": "fed01" + "0" * 64, "content_length": 1, **members},
                      separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def case_tokens_that_are_forged():
    with serve() as s:
        add()
        good = prepare(s)
        equal(send(s, good, form(b"sixteen bytes...")), 200, "sent")
        members = json.loads(base64.urlsafe_b64decode(good))
        equal(list(members), ["upload_id", "file_name", "owner_account_id", "content_length"], "kamu's members, in their order")
        forged = [mint(), mint(upload_id="../../.."), mint(upload_id="../../../../../../../../../../.."), mint(file_name="../../../version"),
                  mint(upload_id=members["upload_id"], owner_account_id=members["owner_account_id"])]
        for change in ({"file_name": "version"}, {"content_length": 17}, {"content_type": "text/csv"}, {"owner_account_id": "fed01" + "1" * 64},
                       {"upload_id": members["upload_id"][:-1] + ("0" if members["upload_id"][-1] != "0" else "1")},
                       {"upload_id": "ffffffff" + members["upload_id"][8:]}, {"upload_id": members["upload_id"].upper()}):
            forged.append(mint(**{**members, **change}))
        for t in forged:
            for h in (auth(), {}):
                status, body = get(s, t, h)
                check(status in (400, 403) and b"version" not in body and body != b"7", f"{base64.urlsafe_b64decode(t)}: {status} {body}")
            check(send(s, t, form(b"sixteen bytes..."))[0] in (400, 403), t)
            status = s.status("POST", f"/ds/ingest?uploadToken={t}", b"", auth())
            check(status in (400, 403), f"ingest with {base64.urlsafe_b64decode(t)}: {status}")
        for junk in ("x", "%00", "=", "====", "a" * 5000, "e30=", "W10=", "bnVsbA=="):
            check(get(s, junk)[0] == 400, junk)
        equal(len(files()), 1, "files")


def case_tokens_outlive_the_server_and_end():
    with serve() as s:
        t = prepare(s)
        equal(send(s, t, form(b"sixteen bytes...")), 200, "sent")
    with serve() as s:
        equal(get(s, t)[0], 200, "after a restart")
        old = time.time() - 25 * 3600
        directory = files()[0].parent
        os.utime(directory, (old, old))
        os.utime(".kamu/cache/upload-sweep", (old, old))
        prepare(s)
        for _ in range(100):
            if not directory.exists():
                break
            time.sleep(0.05)
        check(not directory.exists(), "an old file goes")
        equal(get(s, t)[0], 404, "and is not found")


def case_sizes_around_the_limit():
    with serve() as s:
        limit = 50 << 20
        equal(prepare(s, n=limit + 1), (400, "Content too large"), "above it")
        t = prepare(s, n=limit)
        big = os.urandom(1 << 20) * 50
        equal(send(s, t, form(big)), 200, "just fits")
        equal(get(s, t)[1] == big, True, "it is the same")
        equal(send(s, t, form(big + b"x")), (400, "Content too large"), "one byte more")
        equal(s.status("POST", f"/platform/file/upload/{t}", form(big + bytes(100_000)),
                       {**auth(), "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}), 413, "much more")
        t = prepare(s, n=3 << 20)
        equal(send(s, t, form(big[:3 << 20])), 200, "more than kamu's 2 MiB")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
