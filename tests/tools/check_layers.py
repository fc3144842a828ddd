#!/usr/bin/env python3
"""The order of the rooms: a file of src/ includes only from its own room and from those below it.

Also: every header says what it includes by its path from src/, and nothing in src/ reaches into tests/.
Exit 1 and one line for each breach."""
import pathlib
import re
import sys

ROOMS = ["base", "digest", "columnar", "parquet", "odf", "store", "readers", "sql", "merge", "ingest", "server", "cli"]
TOP = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    bad = 0
    for path in sorted(TOP.glob("src/**/*.[ch]")):
        room = path.relative_to(TOP / "src").parts[0]
        rank = ROOMS.index(room)
        for number, line in enumerate(path.read_text().split("\n"), 1):
            m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not m or m[1] == "kamu.h":
                continue
            target = m[1].split("/")[0]
            where = f"{path.relative_to(TOP)}:{number}"
            if "/" not in m[1] or target not in ROOMS:
                print(f'{where}: write the path from src/: #include "{room}/{m[1]}"')
                bad += 1
            elif ROOMS.index(target) > rank:
                print(f"{where}: {room}/ lies below {target}/ and must not include {m[1]}")
                bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
