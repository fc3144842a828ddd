#!/usr/bin/env python3
"""Datasets that kamu-cli wrote (../shared/golden/datasets): found, verified, listed and shown as it does."""
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import Skipped, check, equal, kamu, main

GOLDEN = pathlib.Path(__file__).resolve().parents[3] / "shared" / "golden" / "datasets"


def place(name):
    if not GOLDEN.is_dir():
        raise Skipped("no ../shared/golden/datasets here")
    log = (GOLDEN / f"{name}.log.yaml").read_text()
    did = re.search(r"datasetId: did:odf:(\w+)", log)[1]
    kamu("-q", "init")
    shutil.copytree(GOLDEN / name, f".kamu/datasets/{did}")
    return log


def dataset(name):
    log = place(name)
    check(name in kamu("list", "-o", "csv").out, "not in the list")
    kamu("verify", name)
    equal(kamu("log", name, "-o", "yaml").out.strip(), log.strip(), "log")
    rows = (GOLDEN / f"{name}.rows.ndjson").read_text().strip()
    equal(kamu("tail", name, "-n", rows.count("\n") + 1, "-o", "ndjson").out.strip(), rows, "rows")
    kamu("verify", name, "--integrity")


def case_raw_blocks_are_kept():
    """A push behind kamu's blocks leaves theirs as they are."""
    place("gps")
    (directory,) = pathlib.Path(".kamu/datasets").iterdir()
    before = {p.name: p.read_bytes() for p in (directory / "blocks").iterdir()}
    kamu("--system-time", "2051-01-01T00:00:00Z", "ingest", "gps", "--stdin", stdin='{"t": "2020-01-05T00:00:00Z", "long": 1.5, "lat": 2}\n')
    after = {p.name: p.read_bytes() for p in (directory / "blocks").iterdir()}
    equal({k: v for k, v in after.items() if k in before}, before, "blocks")
    check(len(after) > len(before), "nothing was committed")
    kamu("verify", "gps")


for found in sorted(GOLDEN.glob("*.log.yaml")) if GOLDEN.is_dir() else []:
    globals()["case_" + found.name.removesuffix(".log.yaml").replace("-", "_")] = (
        lambda name=found.name.removesuffix(".log.yaml"): dataset(name))

if __name__ == "__main__":
    sys.exit(main(globals()))
