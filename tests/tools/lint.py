#!/usr/bin/env python3
"""clang-tidy (.clang-tidy) over src/, from build/dev/compile_commands.json; exit 1 when it says anything."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def lint(path: pathlib.Path) -> str:
    # what gcc alone understands in the compile commands is no finding
    done = subprocess.run(["clang-tidy", "-p", TOP / "build/dev", "--quiet", "--extra-arg=-Wno-unknown-warning-option", path],
                          capture_output=True, text=True)
    return done.stdout


def main() -> int:
    files = [pathlib.Path(a) for a in sys.argv[1:]] or sorted((TOP / "src").rglob("*.c"))
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for text in pool.map(lint, files):
            if text.strip():
                print(text)
                bad += 1
    print(f"{len(files)} files, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
