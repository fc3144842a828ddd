#!/usr/bin/env python3
"""Pushes into a server whose disk refuses: nothing half-made is seen, nothing that failed is called a success, and the next push works."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
import serving  # noqa: E402
from cases import check, equal, kamu, main, row  # noqa: E402
from serving import add  # noqa: E402
from smart import Chain, Closed, Ended, auth, hash_of, push  # noqa: E402

NOW = "2050-01-02T03:04:05Z"


def ingest(n, cwd):
    kamu("-q", "--system-time", NOW, "ingest", "ds", "--stdin", stdin=row(n), cwd=cwd)


def begin():
    """A dataset to push, and an empty workspace to push it to."""
    for name in ("srv", "other"):
        os.mkdir(name)
        kamu("-q", "init", cwd=name)
    add("ds", cwd="other")
    ingest(1, "other")
    ingest(2, "other")
    os.chdir("srv")
    return Chain("../other")


def server(fault=None):
    return serving.Server(env={"KAMU_TEST_FAULT": fault} if fault else None)


def is_there():
    return any(p.read_text() == "ds" for p in pathlib.Path(".kamu/datasets").glob("*/info/alias"))


def try_push(s, c, **kw):
    """"done", or how it failed."""
    try:
        answer = push(s, "/ds", c, **kw)
        return "done" if answer == {} else str(answer)
    except Closed as e:
        check(e.code == 1011 and not (e.reason.startswith("{") and "Err" not in e.reason), e.reason)
        return e.reason
    except (Ended, AssertionError, OSError) as e:
        return f"{type(e).__name__} {e}"


def pushed(first, head, fault, expect_there):
    """A push under a fault, then one without."""
    c = begin()
    if first:
        with server() as s:
            part = Chain("../other")
            part.order = part.order[:first]
            part.head = part.order[-1]
            equal(try_push(s, part), "done", "the first part")
    with server(fault) as s:
        how = try_push(s, c, first=first, head=head and c.order[first - 1])
        check(how != "done", f"{fault}: done")
        equal(s.status("GET", "/system/health"), 200, "the server is well")
    equal(is_there(), expect_there, f"{fault}: the dataset after {how}")
    if expect_there:
        equal(Chain(".").head, c.order[first - 1], "its head")
        kamu("verify", "ds")
    with server() as s:
        equal(try_push(s, c, first=first, head=head and c.order[first - 1]), "done", f"after {fault}")
    equal(Chain(".").head, c.head, "head")
    kamu("verify", "ds")
    kamu("-y", "system", "gc")
    kamu("verify", "ds")
    left = [str(p) for p in pathlib.Path(".kamu").rglob(".pending-*")]
    equal(left, [], "half-made files")
    os.chdir("..")
    kamu("version")
    for name in ("srv", "other"):
        os.system(f"rm -rf {name}")


def case_a_new_dataset():
    for fault in ("write:1+:ENOSPC:/incoming/", "rename:1+:EIO:/incoming/", "sync:1+:EIO:/incoming/", "sync_dir:1+:EIO:/incoming/",
                  "create:1+:ENOSPC:/blocks/", "sync:1+:EIO:/blocks/", "sync_dir:1+:EIO:/datasets/.pending", "rename:1+:EIO:/datasets/fed01",
                  "mkdir:1+:ENOSPC:/datasets/", "read:1+:EIO:/incoming/"):
        pushed(0, None, fault, False)


def case_further_blocks():
    n = 5  # Seed, source, vocabulary, schema, first data
    for fault in ("write:1+:ENOSPC:/data/", "rename:1+:EIO:/data/", "create:1+:ENOSPC:/blocks/", "write:1+:ENOSPC:/blocks/",
                  "sync:1+:EIO:/blocks/", "rename:1+:EIO:/blocks/", "sync_dir:1+:EIO:/blocks", "rename:1+:EIO:/refs/", "sync:1+:EIO:/refs/"):
        pushed(n, True, fault, True)


def case_objects_that_cannot_be_stored_are_no_success():
    begin()
    with server("sync:1+:EIO:/incoming/") as s:
        c = Chain("../other")
        push(s, "/ds", c, until="objects")
        h, data = next(iter(c.data.items()))
        equal(s.status("PUT", f"/ds/data/{h}", data, auth()), 503, "a disk that refuses")
        equal(s.status("PUT", f"/ds/data/{hash_of(data)}", data, auth()), 503, "again")
    equal([p.name for p in pathlib.Path(".kamu/server/incoming").rglob("*") if p.is_file()], [], "what was stored")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
