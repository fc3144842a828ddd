"""W4 and W9: many small pushes, and how long the program takes to start and to answer."""
import os
import shutil
import statistics
import subprocess

from common import (ENV, KAMU, manifest, ROW, WORK, measurement, pushes, real_kamu, spawn_ms, timed, workspace)


@measurement
def w4(table, args):
    d = workspace()
    os.chdir(d)
    n = args.pushes
    times = pushes(d, n)
    k = n // 10
    first, last = times[1:k + 1], times[-k:]
    ratio = sum(last) / sum(first)
    table.add("w4", f"{n} pushes of one record: first {k}, each", f"{sum(first) / k * 1e3:.2f} ms")
    table.add("w4", f"last {k}, each", f"{sum(last) / k * 1e3:.2f} ms")
    table.add("w4", "last over first", f"{ratio:.2f}", "<= 1.2", ratio <= 1.2)
    table.add("w4", "medians of the same", f"{statistics.median(last) / statistics.median(first):.2f}")
    os.chdir(WORK)
    args.pushed = d


@measurement
def w9(table, args):
    kamu = real_kamu()
    d = workspace()
    nothing = spawn_ms(d, ["/bin/true"])
    table.add("w9", "/bin/true, for comparison", f"{nothing:.2f} ms")
    version = spawn_ms(d, [KAMU, "version"])
    table.add("w9", "kamu version", f"{version:.2f} ms", "<= 3 ms", version <= 3)
    one = statistics.median(pushes(d, 1) + pushes(d, 100)) * 1e3 if not os.chdir(d) else 0
    table.add("w9", "one-record durable ingest", f"{one:.2f} ms", "<= 15 ms", one <= 15)
    one_list = spawn_ms(d, [KAMU, "list"], 50)
    table.add("w9", "list, 1 dataset", f"{one_list:.2f} ms")
    many = workspace(name=None)
    for i in range(1000):
        (many / f"{i}.yaml").write_text(manifest(f"ds{i}"))
    subprocess.run([KAMU, "-q", "add", *[f"{i}.yaml" for i in range(1000)]], cwd=many, env=ENV, check=True, capture_output=True)
    table.add("w9", "list, 1,000 datasets", f"{spawn_ms(many, [KAMU, 'list'], 20):.2f} ms")
    shutil.rmtree(many)
    fresh = workspace()
    os.chdir(fresh)
    pushes(fresh, 1)
    t1 = spawn_ms(fresh, [KAMU, "tail", "ds", "-n", "20"], 100)
    table.add("w9", "tail -n 20 after 1 data block", f"{t1:.2f} ms")
    pushed = args.pushed
    if pushed is None:
        pushed = workspace()
        os.chdir(pushed)
        pushes(pushed, args.pushes - 1)
    t2 = spawn_ms(pushed, [KAMU, "tail", "ds", "-n", "20"], 100)
    table.add("w9", f"tail -n 20 after {args.pushes - 1:,} data blocks", f"{t2:.2f} ms", "<= 1.5 x", t2 <= 1.5 * t1)
    if kamu:
        r = workspace(kamu=kamu)
        (r / "row.ndjson").write_bytes(ROW)
        ms, mib = timed(r, [kamu, "-q", "ingest", "ds", "row.ndjson"], 10)
        table.add("w9", "kamu-cli 0.265: one-record ingest (no sync)", f"{ms:.0f} ms, {mib:.0f} MiB")
        table.add("w9", "kamu-cli 0.265: tail after 10 blocks", f"{timed(r, [kamu, 'tail', 'ds', '-n', '20'], 10)[0]:.0f} ms")
        shutil.rmtree(r)
    shutil.rmtree(fresh)
    shutil.rmtree(d)
