#!/usr/bin/env python3
"""Replays what kamu-cli 0.265 really printed (../shared/golden) against our program.

usage: golden.py [--kamu PATH] [--later] [-v] [AREA | AREA/FILE.t ...]

A recording that we answer differently on purpose has its own copy in tests/golden/AREA/ and a line with the
reason in tests/golden/DIFFERENCES.md. tests/golden/LATER.md lists those of features still to come: skipped,
run with --later. Everything else must match."""
import argparse
import fnmatch
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from report import Report
from transcripts import GOLDEN, TOP, have_prysk, replay, run_all

OWN = TOP / "tests" / "golden"
AREAS = ["cli", "ingest", "readers", "merge", "http"]


def table(name: str) -> dict:
    """`area/file.t | text` rows of a Markdown table in tests/golden; the key may be a pattern."""
    rows = {}
    for line in (OWN / name).read_text().split("\n"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(cells) >= 2 and cells[0].strip("`").endswith(".t"):
            rows[cells[0].strip("`")] = cells[1]
    return rows


def check_tables(report: Report, differences: dict) -> None:
    """Each own copy has its reason, each reason its copy and its recording."""
    copies = {f"{p.parent.name}/{p.name}" for p in OWN.glob("*/*.t")}
    for name in sorted(copies ^ set(differences)):
        report.fail(f"golden/{name}", "tests/golden and DIFFERENCES.md do not agree about this file")
    for name in sorted(differences):
        if not (GOLDEN / name).exists():
            report.fail(f"golden/{name}", "there is no such recording")


def run(report: Report, kamu: pathlib.Path, wanted: list, later_too: bool = False) -> None:
    if not GOLDEN.is_dir():
        report.skip("golden", "no ../shared/golden here")
        return
    if not have_prysk():
        report.skip("golden", "prysk is not installed")
        return
    differences, later = table("DIFFERENCES.md"), table("LATER.md")
    check_tables(report, differences)
    jobs = []
    for path in sorted(GOLDEN.glob("*/*.t"), key=lambda p: (AREAS.index(p.parent.name), p.name)):
        name = f"{path.parent.name}/{path.name}"
        if wanted and not any(fnmatch.fnmatch(name, w) or fnmatch.fnmatch(name, w + "*") for w in wanted):
            continue
        topic = next((t for pattern, t in later.items() if fnmatch.fnmatch(name, pattern)), None)
        if topic and not later_too and name not in differences:
            report.skip(f"golden/{name}", topic)
            continue
        own = OWN / name if name in differences else None
        jobs.append((f"golden/{name}", lambda p=path, o=own: replay(
            p, kamu, GOLDEN / "bin", GOLDEN / "bin" / "lib.sh", o, GOLDEN / "bin" / "tdiff")))
    run_all(jobs, report)


def main() -> int:
    p = argparse.ArgumentParser()
    p.add_argument("--kamu", default=TOP / "build" / "kamu", type=pathlib.Path)
    p.add_argument("--later", action="store_true")
    p.add_argument("-v", action="store_true")
    p.add_argument("files", nargs="*")
    args = p.parse_args()
    report = Report(verbose=args.v)
    run(report, args.kamu.absolute(), args.files, args.later)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
