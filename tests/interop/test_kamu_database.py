#!/usr/bin/env python3
"""A workspace with kamu-cli's database: both programs in turn, at once, and after either ended in the middle."""
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import cases
from cases import KAMU, NOW, REAL, Skipped, add, check, equal, ids, main, row

DB = ".kamu/workspace.sqlite.db"
FAULTY = os.environ.get("KAMU_DEV", str(pathlib.Path(__file__).resolve().parents[2] / "build/dev/kamu"))


def kamu(*args, **kw):
    """With one clock, so that chains made by `add` go on."""
    return cases.kamu("--system-time", NOW, *args, **kw)


def push(i, program=KAMU, name="ds", **kw):
    return kamu("ingest", name, "--stdin", stdin=row(i), program=program, **kw)


def listing(program):
    return kamu("list", "-w", "-o", "csv", program=program).out.strip()


def agree(rows, name="ds"):
    """Names, heads, counts, rows and validity are the same for both."""
    equal(listing(KAMU), listing(REAL), "list")
    for program in (KAMU, REAL):
        equal(ids(name, program=program), rows, f"rows, {program}")
        kamu("verify", name, program=program)


def theirs(rows=1):
    """A workspace that kamu made, with one dataset and `rows` rows."""
    kamu("-q", "init", program=REAL)
    add(program=REAL)
    for i in range(rows):
        push(i, REAL)
    check(pathlib.Path(DB).exists(), "no database")


def sql(text, *args):
    with sqlite3.connect(DB) as db:
        rows = db.execute(text, args).fetchall()
    db.close()
    return rows


def case_everything_in_turns():
    theirs()
    rows = [0]
    for i in range(1, 7):
        push(i, (KAMU, REAL)[i % 2])
        rows.append(i)
        agree(rows)
    kamu("pull", "ds", "--set-watermark", "2051-01-01T00:00:00Z")
    kamu("pull", "ds", "--set-watermark", "2052-01-01T00:00:00Z", program=REAL)
    agree(rows)
    for program, other, name in ((KAMU, REAL, "b"), (REAL, KAMU, "c")):
        add(name, program=program)
        push(1, other, name=name)
        push(2, program, name=name)
        agree([1, 2], name)
        kamu("rename", name, name + "2", program=other)
        push(3, program, name=name + "2")
        agree([1, 2, 3], name + "2")
        kamu("-y", "delete", name + "2", program=program)
        equal(listing(KAMU), listing(REAL), "after delete")
        add(name, program=other)
        kamu("-y", "add", "--replace", "--stdin", program=program, stdin=manifest(name))
        agree([], name)
    heads = [line.split()[2] for line in kamu("log", "ds").out.split("\n") if line.startswith("Block #")]
    for program in (KAMU, REAL):
        kamu("-y", "reset", "ds", heads[-5], program=program)
        agree(ids())
        kamu("-y", "reset", "ds", heads[0], program=program)
        agree(rows)
    kamu("-y", "system", "compact", "--hard", "ds")
    agree(rows)
    push(7, REAL)
    kamu("system", "gc")
    agree(rows + [7])


def manifest(name):
    return cases.MANIFEST.format(name=name, merge="{kind: Append}")


def case_kamu_keeps_its_copies_of_blocks():
    """Our commit extends kamu's tables, it does not make kamu build them anew."""
    theirs(3)
    equal(sql("SELECT count(*) FROM dataset_data_blocks"), [(3,)], "before")
    push(3)
    equal(sql("SELECT count(*), max(sequence_number) FROM dataset_data_blocks"), [(4, 7)], "data blocks")
    equal(sql("SELECT num_records FROM dataset_statistics"), [(4,)], "statistics")
    for bad in sql("SELECT block_hash_bin, block_payload FROM dataset_data_blocks"):
        (directory,) = [p for p in pathlib.Path(".kamu/datasets").iterdir() if not p.name.startswith(".")]
        equal((directory / "blocks" / f"f1620{bad[0].hex()}").read_bytes(), bad[1], "payload")
    agree([0, 1, 2, 3])


def case_killed_around_the_commit():
    """We end between the transaction and the file, or before both: the programs agree on one of the two."""
    if not pathlib.Path(FAULTY).exists():
        raise Skipped("no build with fault hooks")
    theirs()
    rows = [0]
    i = 1
    for fault in ("sync_dir:1:kill:/blocks", "rename:1:kill:/refs/head", "sync_dir:1:kill:/refs", "create:1:kill:/heads",
                  "create:1:kill:/refs", "rename:1:kill:/data/"):
        for follower in (REAL, KAMU):
            done = push(i, FAULTY, env={"KAMU_TEST_FAULT": fault}, ok=None)
            equal(done.code, -signal.SIGKILL, fault)
            present = ids(program=follower)
            check(present in (rows, rows + [i]), f"{fault}: {present}")
            rows = present
            push(i + 1, follower)
            rows.append(i + 1)
            agree(rows)
            i += 2


def case_killed_while_datasets_change():
    if not pathlib.Path(FAULTY).exists():
        raise Skipped("no build with fault hooks")
    theirs()
    two = manifest("x") + "---\n" + manifest("y")
    for n in range(1, 400):
        if n % 3 and n > 60:  # the rest in wider steps: each one costs kamu's start
            continue
        done = kamu("add", "--stdin", stdin=two, program=FAULTY, env={"KAMU_TEST_FAULT": f"*:{n}:kill"}, ok=None)
        kamu("list")  # finishes what was recorded
        names = [line.split(",")[1] for line in listing(REAL).split("\n")[1:]]
        check(names in (["ds"], ["ds", "x", "y"]), f"add, step {n}: {names}")
        equal(listing(KAMU), listing(REAL), f"add, step {n}")
        if len(names) == 1:
            kamu("add", "--stdin", stdin=two)
        done_too = kamu("-y", "delete", "x", "y", program=FAULTY, env={"KAMU_TEST_FAULT": f"*:{n}:kill"}, ok=None)
        kamu("list")
        names = [line.split(",")[1] for line in listing(REAL).split("\n")[1:]]
        check(names in (["ds"], ["ds", "x", "y"]), f"delete, step {n}: {names}")
        equal(listing(KAMU), listing(REAL), f"delete, step {n}")
        if len(names) == 3:
            kamu("-y", "delete", "x", "y")
        if done.code == 0 and done_too.code == 0:
            break
    push(1)
    agree([0, 1])


def case_kamu_ended_before_it_wrote_the_file():
    """Its transaction is done, its message pending, refs/head is old: the database counts."""
    theirs()
    (directory,) = [p for p in pathlib.Path(".kamu/datasets").iterdir() if not p.name.startswith(".")]
    head = directory / "refs/head"
    producer = "dev.kamu.domain.datasets.DatasetReferenceService"
    pend = "UPDATE outbox_message_consumptions SET last_consumed_message_id = last_consumed_message_id - 1 WHERE producer_name = ?"
    old = head.read_text()
    push(1, REAL)
    head.write_text(old)
    sql(pend, producer)
    equal(ids(), [0, 1], "an append")
    push(2)
    agree([0, 1, 2])
    # A reset goes back: only the message tells.
    before = head.read_text()
    kamu("-y", "reset", "ds", old, program=REAL)
    head.write_text(before)
    sql(pend, producer)
    equal(ids(), [0], "a reset")
    push(3)
    agree([0, 3])


def case_a_head_moved_by_hand():
    """Another program moves refs/head alone: we go by the file and bring the database along."""
    theirs(3)
    (directory,) = [p for p in pathlib.Path(".kamu/datasets").iterdir() if not p.name.startswith(".")]
    sql("UPDATE dataset_references SET block_hash_bin = (SELECT block_hash_bin FROM dataset_data_blocks ORDER BY sequence_number LIMIT 1)")
    equal(ids(), [0, 1, 2], "rows")
    push(3)
    agree([0, 1, 2, 3])


def case_at_once():
    """Both push at the same time: what was acknowledged is there, in one chain."""
    theirs()
    running = []
    for i in range(1, 9):
        program = (KAMU, REAL)[i % 2]
        p = subprocess.Popen([program, "--system-time", NOW, "ingest", "ds", "--stdin"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True, env=dict(os.environ, HOME=os.environ["CASE_HOME"]))
        p.stdin.write(row(i))
        p.stdin.close()
        running.append((i, program, p))
    acknowledged = [0]
    for i, program, p in running:
        error = p.stderr.read()
        if p.wait() == 0:
            acknowledged.append(i)
        else:
            check(program != KAMU, f"ours failed: {error}")
    present = ids()
    equal(sorted(present), sorted(acknowledged), "rows")
    agree(present)


def case_database_removed():
    theirs(2)
    for part in ("", "-wal", "-shm"):
        pathlib.Path(DB + part).unlink(missing_ok=True)
    push(2)
    agree([0, 1, 2])


def case_read_only_database():
    theirs(2)
    for part in pathlib.Path(".kamu").glob("workspace.sqlite.db*"):
        part.chmod(0o444)
    equal(ids(), [0, 1], "rows")
    if os.geteuid() == 0:
        return
    failed = push(2, ok=False)
    check("workspace.sqlite.db" in failed.err, failed)


if __name__ == "__main__":
    sys.exit(main(dict(globals()), needs_real=True))
