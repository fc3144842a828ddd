#!/usr/bin/env python3
"""What a push leaves behind when anything fails under it. KAMU: a program built with KAMU_FAULTS."""
import itertools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import KAMU, MANIFEST, add, check, equal, ids, kamu, main, row

STEPS_MAX = 2000
BORN = "2020-01-01T00:00:00Z"


def seeded(merge="{kind: Append}"):
    kamu("-q", "init")
    add(merge=merge, at=BORN)
    kamu("ingest", "ds", "--stdin", stdin=row(1))


def push_with(fault, data, name="ds"):
    return kamu("ingest", name, "--stdin", stdin=data, env={"KAMU_TEST_FAULT": fault}, ok=None)


def each_step(step, action, merge="{kind: Append}"):
    """A push with its N-th file-system step failing, for N = 1, 2, ... until there is no such step."""
    seeded(merge)
    acknowledged = [1]
    numbers = itertools.count(2)

    def attempt(fault, killed):
        """True when the fault took effect."""
        i = next(numbers)
        result = push_with(fault, row(i))
        if killed:
            check(result.code in (0, -signal.SIGKILL), f"{fault}: {result}")
        else:
            check(result.code in (0, 1), f"{fault}: {result}")
            check(result.code == 0 or "Error" in result.err, f"{fault}: no message: {result}")
        # What was acknowledged is there; what was not may be there whole (the head was written) or not at all.
        present = ids()
        if result.code == 0 or i in present:
            acknowledged.append(i)
        equal(present, acknowledged, f"{fault}: rows afterwards, {result}")
        kamu("verify", "ds")
        return result.code != 0

    for n in itertools.count(1):
        check(n < STEPS_MAX, f"a push takes more than {STEPS_MAX} steps")
        reached = attempt(f"{step}:{n}:{action}", action == "kill")
        attempt("", False)
        if action != "kill":  # a failing step may also be absorbed, a cache that is left out: does it exist?
            reached = attempt(f"{step}:{n}:kill", True)
        if not reached:
            break
    kamu("system", "gc")  # no kamu-cli at work here: no age is needed
    kamu("verify", "ds")
    equal(ids(), acknowledged, "rows after gc")
    litter = [str(p) for p in pathlib.Path(".kamu").rglob(".pending-*")]
    equal(litter, [], "files left by the dead")
    return n


def case_killed_at_every_step():
    check(each_step("*", "kill") > 10, "a push has more steps than that")


def case_killed_at_every_step_of_a_ledger_push():
    each_step("*", "kill", "{kind: Ledger, primaryKey: [id]}")


def case_every_step_gives_EIO():
    check(each_step("*", "EIO") > 10, "a push has more steps than that")


def case_every_write_gives_ENOSPC():
    each_step("write", "ENOSPC")


def case_every_create_gives_EACCES():
    each_step("create", "EACCES")


def case_killed_while_a_dataset_is_created():
    """Each step of `add`: the dataset is there whole, or not; and can then be added."""
    kamu("-q", "init")
    manifest = MANIFEST.format(name="ds", merge="{kind: Append}")
    for n in itertools.count(1):
        check(n < STEPS_MAX, "too many steps")
        result = kamu("add", "--stdin", stdin=manifest, env={"KAMU_TEST_FAULT": f"*:{n}:kill"}, ok=None)
        names = kamu("list", "-o", "csv").out
        if "\nds," not in names:
            kamu("add", "--stdin", stdin=manifest)
        kamu("verify", "ds")
        kamu("ingest", "ds", "--stdin", stdin=row(1))
        equal(ids(), [1], f"step {n}")
        kamu("-y", "delete", "ds")
        equal([p.name for p in pathlib.Path(".kamu/datasets").iterdir() if not p.name.startswith(".")], [], f"step {n}: directories")
        if result.code == 0:
            break


def case_killed_while_a_dataset_is_renamed_or_deleted():
    seeded()
    for command in (["rename", "ds", "other"], ["-y", "delete", "ds"]):
        for n in itertools.count(1):
            check(n < STEPS_MAX, "too many steps")
            result = kamu(*command, env={"KAMU_TEST_FAULT": f"*:{n}:kill"}, ok=None)
            names = {line.split(",")[1] for line in kamu("list", "-w", "-o", "csv").out.strip().split("\n")[1:]}
            check(names <= {"ds", "other"} and len(names) <= 1, f"{command} {n}: {names}")
            if "other" in names:
                kamu("verify", "other")
                kamu("rename", "other", "ds")
            elif not names:
                add(at=BORN)
                kamu("ingest", "ds", "--stdin", stdin=row(1))
            equal(ids(), [1], f"{command} {n}")
            if result.code == 0:
                break


def start(*args, data=None, **kw):
    # A shell's background job ignores interrupts, and so do its children: not what is tested.
    kw.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    p = subprocess.Popen([KAMU, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         env=dict(os.environ, HOME=os.environ["CASE_HOME"]), **kw)
    if data is not None:
        p.stdin.write(data)
        p.stdin.close()
        p.stdin = None
    return p


def case_two_writers_both_land():
    seeded()
    rounds, writers = 12, 4
    want = {1}
    for r in range(rounds):
        procs = []
        for w in range(writers):
            i = 100 + r * writers + w
            want.add(i)
            procs.append(start("ingest", "ds", "--stdin", data=row(i)))
        for p in procs:
            out, err = p.communicate(timeout=60)
            equal((p.returncode, err.replace("Dataset updated\n", "")), (0, ""), "a writer")
    got = ids()
    equal(sorted(got), sorted(want), "rows")
    kamu("verify", "ds")


def case_two_writers_of_one_ledger_key_store_it_once():
    seeded("{kind: Ledger, primaryKey: [id]}")
    for r in range(10):
        procs = [start("ingest", "ds", "--stdin", data=row(50 + r)) for _ in range(3)]
        for p in procs:
            p.communicate(timeout=60)
            equal(p.returncode, 0, "a writer")
    equal(sorted(ids()), [1, *range(50, 60)], "rows")
    kamu("verify", "ds")


def signalled(sig):
    """A push that waits for its standard input is interrupted: nothing committed, nothing left."""
    seeded()
    p = start("ingest", "ds", "--stdin")
    p.stdin.write(row(2) * 1000)
    p.stdin.flush()
    time.sleep(0.3)
    p.send_signal(sig)
    try:
        p.wait(timeout=10)
    except subprocess.TimeoutExpired:
        p.kill()
        check(False, "it did not end")
    check(p.returncode in (1, 128 + sig, -sig, 130), f"exit {p.returncode}")
    equal(ids(), [1], "rows")
    litter = [str(f) for f in pathlib.Path(".kamu").rglob(".pending-*")]
    equal(litter, [], "files left")
    kamu("ingest", "ds", "--stdin", stdin=row(3))
    kamu("verify", "ds")


def case_interrupted():
    signalled(signal.SIGINT)


def case_terminated():
    signalled(signal.SIGTERM)


def case_interrupted_at_any_time():
    """SIGTERM at ever later moments of a bigger push: acknowledged or not, whole or not at all."""
    seeded()
    pathlib.Path("big.ndjson").write_text("".join(row(i) for i in range(1000, 61000)))
    have = 1
    for ms in range(0, 200, 12):
        p = start("ingest", "ds", "big.ndjson")
        time.sleep(ms / 1000)
        p.terminate()
        p.communicate(timeout=60)
        n = len(ids())
        check(n - have in (0, 60000), f"after {ms} ms: {n} rows, {have} before")
        check(p.returncode != 0 or n - have == 60000, f"after {ms} ms: acknowledged and not there")
        have = n
        kamu("verify", "ds", "--integrity")
    kamu("verify", "ds")


def case_read_only_workspace():
    seeded()
    if os.getuid() == 0:
        # root may write anywhere; what a read-only mount says is injected
        result = push_with("create:1+:EROFS", row(2))
        check(result.code == 1 and "Read-only file system" in result.err, str(result))
    else:
        subprocess.run(["chmod", "-R", "a-w", ".kamu"], check=True)
        result = kamu("ingest", "ds", "--stdin", stdin=row(2), ok=False)
        check("Permission denied" in result.err, str(result))
        subprocess.run(["chmod", "-R", "u+w", ".kamu"], check=True)
    equal(ids(), [1], "rows")


def case_full_disk():
    seeded()
    result = push_with("write:1+:ENOSPC", row(2))
    check(result.code == 1 and "No space left on device" in result.err, str(result))
    equal(ids(), [1], "rows")


def damaged(pattern, how):
    """A damaged file of the dataset: verify names the trouble, nothing crashes."""
    (dataset,) = pathlib.Path(".kamu/datasets").glob("fed01*")
    files = sorted(dataset.glob(pattern))
    check(files, f"no {pattern}")
    for path in files:
        keep = path.read_bytes()
        if how == "removed":
            path.unlink()
        elif how == "truncated":
            path.write_bytes(keep[: len(keep) // 2])
        elif how == "emptied":
            path.write_bytes(b"")
        else:
            broken = bytearray(keep)
            broken[len(broken) // 2] ^= 0x55
            path.write_bytes(broken)
        shutil.rmtree(".kamu/cache", ignore_errors=True)
        result = kamu("verify", "ds", ok=None)
        check(result.code == 1, f"{path.name} {how}: verify: {result}")
        for command in (["tail", "ds"], ["log", "ds"], ["list", "-w"], ["inspect", "schema", "ds"]):
            result = kamu(*command, ok=None)
            check(result.code in (0, 1), f"{path.name} {how}: {result}")
        result = kamu("ingest", "ds", "--stdin", stdin=row(9), ok=None)
        check(result.code in (0, 1), f"{path.name} {how}: {result}")
        for extra in dataset.glob("**/*"):  # back to what it was
            if extra.is_file() and extra not in KEPT:
                extra.unlink()
        for p, content in KEPT.items():
            p.parent.mkdir(parents=True, exist_ok=True)
            p.write_bytes(content)
        shutil.rmtree(".kamu/cache", ignore_errors=True)
        kamu("verify", "ds")


KEPT = {}


def damage_all(pattern):
    seeded()
    kamu("ingest", "ds", "--stdin", stdin="".join(row(i, "text") for i in range(2, 40)))
    (dataset,) = pathlib.Path(".kamu/datasets").glob("fed01*")
    KEPT.clear()
    KEPT.update({p: p.read_bytes() for p in dataset.glob("**/*") if p.is_file()})
    for how in ("altered", "truncated", "emptied", "removed"):
        damaged(pattern, how)


def case_damaged_blocks():
    damage_all("blocks/*")


def case_damaged_slices():
    damage_all("data/*")


def case_damaged_head():
    damage_all("refs/head")


def case_damaged_caches_do_not_matter():
    seeded()
    files = [p for p in pathlib.Path(".kamu").rglob("*") if p.is_file() and "cache" in p.parts]
    for path in files:
        keep = path.read_bytes()
        for content in (b"", keep[: len(keep) // 2], bytes(b ^ 0x55 for b in keep), b"\0" * 64, keep + keep):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            before = ids()
            kamu("ingest", "ds", "--stdin", stdin=row(len(before) + 1))
            equal(ids(), before + [len(before) + 1], f"{path}")
            kamu("verify", "ds")


if __name__ == "__main__":
    sys.exit(main(globals()))
