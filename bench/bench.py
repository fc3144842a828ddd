#!/usr/bin/env python3
"""Measures build/kamu against others in the same run; prints one table.

usage: bench.py [--runs N] [--rows N] [w1 w1s w2 json geojson parquet scan stages w4 w5 w5r w6 upsert sql http w9 digest ...]

  w1       4 M rows of NDJSON (about 420 MB) ingested: parsed, hashed, written, synced; against DuckDB's
           COPY to Parquet (no hashes, no sync), pyarrow and the real kamu-cli (no sync)
  w1s      the same rows shuffled in time (DuckDB with ORDER BY t)
  w2       the same rows as CSV (about 290 MB)
  json     the same rows as one JSON array
  geojson  500 k points in one FeatureCollection
  parquet  the same rows as a Parquet file that pyarrow wrote
  scan     reading alone, into columns that are dropped, each text format
  stages   what `kamu ingest --timings` says of w1, w1s and w2
  w4       10,001 pushes of one record: the last thousand over the first thousand
  w5       Ledger: 600 k rows, 100 rows, one row into histories of --history million rows with keys that count up;
           against kamu-cli, DuckDB's ANTI JOIN over the same Parquet files, SQLite's INSERT OR IGNORE
  w5r      the same with keys spread at random
  w6       Snapshot of 1 M rows, then one with 1 % changed and 0.1 % gone
  upsert   one row at a time onto --live million keys
  sql      w1 through a preprocess query; queries against DuckDB over the same files
  http     the server: 1, 10, 100 records a request on 1, 16, 128 connections, --seconds each, against SQLite behind an
           HTTP library and kamu-cli; one body of w1's rows; --idle connections that do nothing
  w9       start, one-record ingest, list, tail
  digest   SHA3-256 of many streams over OpenSSL's one

Times are medians; peak memory is the program's maximum resident set."""
import argparse
import shutil

import digest  # noqa: F401  each module registers its measurements
import ingest  # noqa: F401
import pushes  # noqa: F401
import merge  # noqa: F401
import server  # noqa: F401
import sql  # noqa: F401
from common import MEASUREMENTS, WORK, Table


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--rows", type=int, default=4_000_000)
    p.add_argument("--pushes", type=int, default=10_001)
    p.add_argument("--history", default="1,10", help="w5: million rows, a list")
    p.add_argument("--live", type=float, default=10, help="upsert: million keys")
    p.add_argument("--sqlite-rows", type=int, default=10_000_000, help="w5: no SQLite beyond that history")
    p.add_argument("--seconds", type=float, default=60, help="http: of each load, after a warm-up")
    p.add_argument("--idle", type=int, default=10_000, help="http: idle connections")
    p.add_argument("--http-only", help="http: ours, sqlite, kamu, large, idle: a list")
    p.add_argument("work", nargs="*")
    args = p.parse_args()
    unknown = set(args.work) - set(MEASUREMENTS)
    if unknown:
        p.error(f"no such measurement: {', '.join(sorted(unknown))}")
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "home").mkdir(exist_ok=True)
    args.pushed = None  # the workspace that w4 leaves for w9
    table = Table()
    print(f"  {'work':8} {'what':44} {'measured':>28}  budget", flush=True)
    for name in args.work or MEASUREMENTS:
        MEASUREMENTS[name](table, args)
    if args.pushed:
        shutil.rmtree(args.pushed)
    if table.missed:
        print(f"{table.missed} budget(s) missed")


if __name__ == "__main__":
    main()
