"""Test programs in Python: each `case_*` function of a module is one case, run in its own empty directory.

Prints `ok NAME`, `FAILED NAME: why`, `skipped NAME: why`; `program CASE ...` runs only those."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

KAMU = os.environ.get("KAMU", str(pathlib.Path(__file__).resolve().parents[2] / "build/kamu"))
REAL = os.environ.get("KAMU_REAL", "")
NOW = "2050-01-02T03:04:05Z"


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


class Result:
    def __init__(self, args, done):
        self.args, self.code, self.out, self.err = args, done.returncode, done.stdout, done.stderr

    def __str__(self):
        return f"{' '.join(self.args[1:])}: exit {self.code}\n{self.out[-1500:]}\n{self.err[-1500:]}"


def kamu(*args, program=KAMU, stdin=None, env=None, ok=True, timeout=120, cwd=None) -> Result:
    """Runs the program; with ok, anything but exit 0 fails the case (ok=None: any exit will do)."""
    args = [program, *map(str, args)]
    full = dict(os.environ, NO_COLOR="1", HOME=os.environ["CASE_HOME"], **(env or {}))
    done = subprocess.run(args, input=stdin, capture_output=True, text=True, errors="replace", env=full, timeout=timeout, cwd=cwd)
    result = Result(args, done)
    if ok is not None and (done.returncode == 0) != ok:
        raise Failed(str(result))
    return result


def equal(a, b, what=""):
    if a != b:
        raise Failed(f"{what}: {str(a)[:1500]!r} is not {str(b)[:1500]!r}")


def check(condition, what):
    if not condition:
        raise Failed(what)


MANIFEST = """kind: DatasetSnapshot
version: 1
content:
  name: {name}
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
            - {{name: t, type: {{kind: Timestamp}}}}
            - {{name: id, type: {{kind: Int64}}}}
            - {{name: v, type: {{kind: Option, inner: {{kind: String}}}}}}
      merge: {merge}
    - {{kind: SetVocab, eventTimeColumn: t}}
"""


def add(name="ds", merge="{kind: Append}", program=KAMU, at=NOW, **kw):
    return kamu("--system-time", at, "-q", "add", "--stdin", stdin=MANIFEST.format(name=name, merge=merge), program=program, **kw)


def row(i, v=None):
    return '{"t": "2020-01-01T00:%02d:%02dZ", "id": %d%s}\n' % (i // 60 % 60, i % 60, i, "" if v is None else f', "v": "{v}"')


def ids(name="ds", program=KAMU, **kw):
    """The id column in offset order."""
    out = kamu("tail", name, "-n", 1000000, "-o", "csv", program=program, **kw).out
    lines = out.strip().split("\n") if out.strip() else []
    if not lines:
        return []
    at = lines[0].split(",").index("id")
    return [int(line.split(",")[at]) for line in lines[1:]]


def main(module: dict, needs_real: bool = False) -> int:
    wanted = sys.argv[1:]
    failed = 0
    for key, case in list(module.items()):
        if not key.startswith("case_") or (wanted and key.removeprefix("case_") not in wanted):
            continue
        name = key.removeprefix("case_").replace("_", "-")
        home = tempfile.mkdtemp(prefix="kamu-home-")
        work = tempfile.mkdtemp(prefix="kamu-case-")
        os.environ["CASE_HOME"] = home
        os.chdir(work)
        try:
            if needs_real and not REAL:
                raise Skipped("no kamu-cli in ../shared/oracle")
            case()
            print(f"ok {name}", flush=True)
        except Skipped as why:
            print(f"skipped {name}: {why}", flush=True)
        except Failed as why:
            print(f"FAILED {name}: " + " | ".join(str(why).strip().split("\n")), flush=True)
            failed += 1
        except Exception:
            print(f"FAILED {name}: " + " | ".join(traceback.format_exc().strip().split("\n")[-4:]), flush=True)
            failed += 1
        finally:
            os.chdir("/")
            subprocess.run(["chmod", "-R", "u+rwX", work], check=False)
            shutil.rmtree(work, ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)
    return 1 if failed else 0
