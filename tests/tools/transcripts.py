"""Replays command transcripts (cram format) with prysk, several at once."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = TOP.parent / "shared"
GOLDEN = SHARED / "golden"
TIMEOUT_S = 600


def prysk() -> str:
    """The one beside this interpreter (the virtual environment of `./dev`), else that of PATH."""
    beside = pathlib.Path(sys.executable).parent / "prysk"
    return str(beside) if beside.exists() else "prysk"


def have_prysk() -> bool:
    return shutil.which(prysk()) is not None


def environment(kamu: pathlib.Path, scratch: pathlib.Path, tools: pathlib.Path, lib: pathlib.Path) -> dict:
    shim = scratch / "bin"
    shim.mkdir()
    (shim / "kamu").symlink_to(kamu.resolve())
    home = scratch / "home"
    home.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KAMU_", "CLICOLOR")) and k != "NO_COLOR"}
    env.update(PATH=f"{shim}:{tools}:{pathlib.Path(sys.executable).parent}:{env['PATH']}", KAMU_LIB=str(lib),
               HOME=str(home), PYTHONDONTWRITEBYTECODE="1",
               TSAN_OPTIONS=f"suppressions={TOP}/tests/tools/tsan.supp")
    return env


def replay(transcript: pathlib.Path, kamu: pathlib.Path, tools: pathlib.Path, lib: pathlib.Path,
           expected: pathlib.Path | None = None, diff: pathlib.Path | None = None) -> str:
    """The difference of a replay against `expected` (else the transcript itself); "" when there is none.

    `diff EXPECTED ACTUAL` judges when given; else prysk does (with its (re), (glob), (esc) lines)."""
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="kamu-t-"))
    try:
        env = environment(kamu, scratch, tools, lib)
        work = scratch / "work"
        work.mkdir()
        copy = work / transcript.name
        shutil.copy(expected or transcript, copy)
        try:
            run = subprocess.run([prysk(), "--shell", "/bin/bash", copy.name], cwd=work, env=env,
                                 capture_output=True, timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            return f"no end after {TIMEOUT_S} s\n"
        actual = work / (transcript.name + ".err")
        if not actual.exists():
            return "" if run.returncode == 0 else run.stdout.decode() + run.stderr.decode()
        if diff is None:
            return run.stdout.decode("utf-8", "replace")
        judged = subprocess.run([str(diff), str(expected or transcript), str(actual)], capture_output=True)
        return "" if judged.returncode == 0 else judged.stdout.decode("utf-8", "replace") + judged.stderr.decode()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run_all(jobs: list, report, workers: int = 0) -> None:
    """jobs: (name, callable -> difference). Results come to report in the jobs' order."""
    with concurrent.futures.ThreadPoolExecutor(workers or os.cpu_count() or 2) as pool:
        futures = [(name, pool.submit(call)) for name, call in jobs]
        for name, future in futures:
            difference = future.result()
            if difference:
                report.fail(name, difference)
            else:
                report.ok(name)
