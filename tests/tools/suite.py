#!/usr/bin/env python3
"""All tests, or the sections named: what `./dev test` runs. Its last line is `N passed, N failed, N skipped`.

sections: layers format unit readers cli golden server faults interop install"""
import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import golden
import transcripts
from report import Report
from transcripts import TOP

CPUS = len(os.sched_getaffinity(0))
ORACLE = transcripts.SHARED / "oracle" / "kamu-cli-0.265.0.zst"
PRESETS = ["dev", "asan", "tsan"]
SECTIONS = {}


def section(f):
    SECTIONS[f.__name__.rstrip("_")] = f
    return f


def run(args: list, **kw) -> subprocess.CompletedProcess:
    return subprocess.run([str(a) for a in args], capture_output=True, text=True, errors="replace", **kw)


def build(report: Report, preset: str, *targets: str) -> bool:
    where = TOP / "build" / ("" if preset == "release" else preset)
    for step in (["cmake", "--preset", preset], ["cmake", "--build", where, "--parallel", CPUS, *sum((["--target", t] for t in targets), [])]):
        done = run(step, cwd=TOP)
        if done.returncode:
            report.fail(f"build/{preset}", (done.stdout + done.stderr)[-6000:])
            return False
    report.ok(f"build/{preset}")
    return True


@section
def layers(report: Report) -> None:
    done = run([sys.executable, TOP / "tests/tools/check_layers.py"])
    report.fail("layers", done.stdout + done.stderr) if done.returncode else report.ok("layers")


@section
def format_(report: Report) -> None:
    files = [p for d in ("src", "include", "tests", "bench", "examples") for p in sorted((TOP / d).rglob("*.[ch]"))]
    done = run(["clang-format", "--dry-run", "-Werror", *files], cwd=TOP)
    if done.returncode == 0:
        report.ok("format")
    else:
        names = sorted({line.split(":")[0] for line in done.stderr.split("\n") if "error:" in line})
        report.fail("format", "clang-format -i " + " ".join(os.path.relpath(n, TOP) for n in names))


def one_unit(program: pathlib.Path, preset: str) -> tuple:
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="print_stacktrace=1",
               TSAN_OPTIONS=f"halt_on_error=1 suppressions={TOP}/tests/tools/tsan.supp")
    env.pop("KAMU_TEST_FAULT", None)
    env.setdefault("KAMU_DUCKDB", str(TOP / "build/duckdb/libduckdb.so"))  # where it is missing tests skip themselves
    if pathlib.Path("/dev/shm").is_dir():  # they sync a thousand times
        env["TMPDIR"] = "/dev/shm"
    try:
        done = run([program], cwd=TOP / "tests", env=env, timeout=600)
    except subprocess.TimeoutExpired:
        return program, 0, 1, 0, "no end after 600 s"
    text = done.stdout + done.stderr
    ran = sum(map(int, re.findall(r"^\[==========\] (?:\S+: )?(\d+) test\(s\) run", text, re.M)))
    passed = sum(map(int, re.findall(r"^\[  PASSED  \] (\d+) test", text, re.M)))
    skipped = sum(map(int, re.findall(r"^\[  SKIPPED \] (\d+) test", text, re.M)))
    failed = ran - passed - skipped
    if done.returncode and not failed:  # it crashed, or a sanitizer spoke
        failed = 1
    return program, passed, failed, skipped, text[-8000:] if failed else ""


@section
def unit(report: Report) -> None:
    for preset in PRESETS:
        if not build(report, preset):
            continue
        for program in sorted((TOP / "build" / preset / "tests").glob("fuzz_*")):
            if not (TOP / "tests/fuzz" / (program.name + ".c")).exists():
                continue
            corpus = TOP / "tests/fuzz/corpus" / program.name.removeprefix("fuzz_")
            done = run([program, corpus])
            name = f"fuzz/{preset}/{program.name}"
            report.fail(name, (done.stdout + done.stderr)[-4000:]) if done.returncode else report.ok(name)
        programs = sorted(p for p in (TOP / "build" / preset / "tests").glob("*_test_*") if os.access(p, os.X_OK) and p.is_file())
        sources = {f"{p.parent.name}_{p.stem}" for p in (TOP / "tests/unit").glob("*/test_*.c")}
        programs = [p for p in programs if p.name in sources]
        with concurrent.futures.ThreadPoolExecutor(CPUS) as pool:
            for program, passed, failed, skipped, text in pool.map(lambda p: one_unit(p, preset), programs):
                name = f"unit/{preset}/{program.name}"
                if passed:
                    report.ok(name, passed)
                if skipped:
                    report.skip(name, "cannot be tried here (as root)", skipped)
                if failed:
                    lines = [l for l in text.split("\n") if not re.match(r"\[( RUN  |       OK )", l)]
                    report.fail(name, "\n".join(lines), failed)


@section
def readers(report: Report) -> None:
    """What the readers make of many inputs, against other programs' reading of them; in the asan build too."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        report.skip("readers", "pyarrow is not installed")
        return
    for preset in ("dev", "asan"):
        if build(report, preset, "kamu", "read_probe"):
            where = TOP / "build" / preset
            scripts(report, "readers", {"KAMU": str(where / "kamu"), "PROBE": str(where / "tests/read_probe"), "PRESET": preset})


def own_transcripts(report: Report, preset: str) -> None:
    kamu = TOP / "build" / ("" if preset == "release" else preset) / "kamu"
    here = TOP / "tests" / "cli"
    jobs = [(f"cli/{preset}/{p.name}", lambda p=p: transcripts.replay(p, kamu, here, here / "lib.sh"))
            for p in sorted(here.glob("*.t"))]
    transcripts.run_all(jobs, report)


@section
def cli(report: Report) -> None:
    if not transcripts.have_prysk():
        report.skip("cli", "prysk is not installed")
        return
    for preset in ["release", "asan", "tsan"]:
        if build(report, preset, "kamu"):
            own_transcripts(report, preset)


@section
def golden_(report: Report) -> None:
    if build(report, "release"):
        golden.run(report, TOP / "build" / "kamu", [])


def scripts(report: Report, folder: str, env: dict) -> None:
    """Programs test_*.py of a folder; each prints `ok NAME`, `FAILED NAME: why`, `skipped NAME: why` lines."""
    for path in sorted((TOP / "tests" / folder).glob("test_*.py")):
        done = run([sys.executable, path], cwd=TOP, env=dict(os.environ, **env), timeout=1800)
        seen = 0
        for line in done.stdout.split("\n"):
            word, _, rest = line.partition(" ")
            name, _, why = rest.partition(": ")
            full = f"{folder}/{path.stem}/{name}"
            if word == "ok":
                report.ok(full)
            elif word == "FAILED":
                report.fail(full, why)
            elif word == "skipped":
                report.skip(full, why)
            else:
                continue
            seen += 1
        if done.returncode and (seen == 0 or "FAILED" not in done.stdout):
            report.fail(f"{folder}/{path.stem}", done.stdout[-2000:] + done.stderr[-4000:])


@section
def server(report: Report) -> None:
    """The HTTP server as its clients see it; under the sanitizers too, whose reports end up in its standard error."""
    for preset in ["release", "asan", "tsan"]:
        if build(report, preset, "kamu"):
            kamu = TOP / "build" / ("" if preset == "release" else preset) / "kamu"
            scripts(report, "server", {"KAMU": str(kamu), "PRESET": preset,
                                       "TSAN_OPTIONS": f"suppressions={TOP}/tests/tools/tsan.supp"})


@contextlib.contextmanager
def real_kamu():
    """The path of kamu-cli, unpacked for as long as it is wanted; "" without ../shared."""
    with tempfile.TemporaryDirectory() as scratch:
        real = pathlib.Path(scratch) / "kamu-cli"
        if ORACLE.exists():
            subprocess.run(["zstd", "-q", "-d", "--long=27", ORACLE, "-o", real], check=True)
            real.chmod(0o755)
        yield str(real) if real.exists() else ""


@section
def faults(report: Report) -> None:
    if build(report, "dev"):
        with real_kamu() as real:
            scripts(report, "faults", {"KAMU": str(TOP / "build/dev/kamu"), "KAMU_REAL": real})


@section
def interop(report: Report) -> None:
    if not build(report, "release"):
        return
    with real_kamu() as real:
        scripts(report, "interop", {"KAMU": str(TOP / "build/kamu"), "KAMU_REAL": real})


@section
def install(report: Report) -> None:
    """The installed library works for a program that knows only kamu.h and kamu.pc."""
    if not build(report, "release") or not build(report, "release", "install-files"):
        return
    with tempfile.TemporaryDirectory() as scratch:
        done = run(["cmake", "--install", TOP / "build", "--prefix", scratch], cwd=TOP)
        if done.returncode:
            report.fail("install/files", done.stdout + done.stderr)
            return
        names = run(["nm", "-D", "--defined-only", f"{scratch}/lib/libkamu.so"]).stdout.split("\n")
        foreign = [n for n in names if n and not n.split()[-1].startswith("kamu_")]
        report.fail("install/exports", "\n".join(foreign)) if foreign else report.ok("install/exports")
        example = TOP / "examples" / "push.c"
        if not example.exists():
            report.skip("install/example", "no examples/push.c")
            return
        for kind in ("shared", "static"):
            name = f"install/example-{kind}"
            env = dict(os.environ, PKG_CONFIG_PATH=f"{scratch}/lib/pkgconfig", LD_LIBRARY_PATH=f"{scratch}/lib")
            flags = run(["pkg-config", "--cflags", "--libs", *(["--static"] if kind == "static" else []), "kamu"], env=env).stdout.split()
            flags = [f"{scratch}/lib/libkamu.a" if f == "-lkamu" and kind == "static" else f for f in flags]
            out = f"{scratch}/{kind}"
            done = run(["cc", "-Wall", "-Wextra", "-Werror", "-o", out, example, *flags], env=env)
            if done.returncode == 0:
                done = run(["sh", TOP / "examples" / "check.sh", out, f"{scratch}/bin/kamu"], env=env)
            if done.returncode:
                report.fail(name, done.stdout + done.stderr)
            else:
                report.ok(name)


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("-v", action="store_true", help="name each test that passes or is skipped")
    p.add_argument("sections", nargs="*", choices=[[], *SECTIONS], metavar="SECTION")
    args = p.parse_args()
    report = Report(verbose=args.v).to_stdout()
    for name in args.sections or SECTIONS:
        report.section(name)
        try:
            SECTIONS[name](report)
        except Exception as e:  # a broken section must not hide the others, nor the summary line
            report.fail(name, f"{type(e).__name__}: {e}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
