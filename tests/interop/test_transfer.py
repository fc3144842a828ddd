#!/usr/bin/env python3
"""Datasets between our program and the real kamu-cli over HTTP, each of them once the server and once the client."""
import os
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
import serving  # noqa: E402
from serving import SECRET  # noqa: E402
from cases import KAMU, NOW, REAL, Failed, add, check, equal, kamu, main, row  # noqa: E402
from smart import token  # noqa: E402


class Place:
    """A workspace in a directory beside the current one, worked on by one of the programs."""

    def __init__(self, name, program):
        self.dir, self.program = os.path.abspath(f"../{name}"), program
        os.mkdir(self.dir)
        self("-q", "init")

    def __call__(self, *args, ok=True, program=None, stdin=None):
        return kamu(*args, program=program or self.program, cwd=self.dir, ok=ok, stdin=stdin, env={"KAMU_JWT_SECRET": SECRET})

    def add(self, name="ds", **kw):
        add(name, program=self.program, cwd=self.dir, **kw)

    def ingest(self, *numbers, name="ds"):
        for n in numbers:
            self("-q", "--system-time", NOW, "ingest", name, "--stdin", stdin=row(n))

    def head(self, name="ds"):
        return next(line.split(": ")[1] for line in self("log", name, "-o", "yaml").out.split("\n") if line.startswith("# Block: "))

    def ids(self, name="ds"):
        lines = self("tail", name, "-n", 100000, "-o", "csv").out.strip().split("\n")
        at = lines[0].split(",").index("id") if lines[0] else 0
        return [int(x.split(",")[at]) for x in lines[1:]]

    def verified(self, name="ds"):
        """By both programs."""
        for program in (KAMU, REAL):
            self("verify", name, program=program)


def worlds(server_program, client_program):
    os.mkdir("here")
    os.chdir("here")
    here, there = Place("server", server_program), Place("client", client_program)
    server = RealServer(here.dir) if server_program == REAL else serving.Server(cwd=here.dir)
    return here, there, server


def same(here, there, name="ds"):
    equal(here.head(name), there.head(name), "heads")
    here("verify", name)  # kamu-cli would make its database here, which knows nothing of who may read
    there.verified(name)


def pulls(here, there, server, scheme):
    here.add()
    here.ingest(1, 2)
    url = f"{scheme}{server.url}ds"
    there("pull", url)
    equal(there.ids(), [1, 2], "rows")
    same(here, there)
    check("up-to-date" in said(there("pull", url)), "twice")
    here.ingest(3)
    there("pull", "ds")
    same(here, there)
    if scheme:
        here("-q", "-y", "--system-time", NOW, "system", "compact", "ds", "--hard")
        check("diverged" in said(there("pull", "ds", ok=False)), "compacted")
        there("pull", "ds", "--force")
        same(here, there)
    there("pull", f"{scheme}{server.url}nope", ok=False)


def said(result):
    return result.out + result.err


def pushes(here, there, server):
    there.add()
    there.ingest(1, 2)
    url = f"odf+{server.url}ds"
    check("Unauthenticated" in said(there("push", "ds", "--to", url, ok=False)), "anonymous")
    there("login", "--access-token", token(), server.url)
    check("valid" in said(there("login", "--check", server.url)), "login")
    check("1 dataset(s) pushed" in said(there("push", "ds", "--to", url)), "pushed")
    same(here, there)
    check("up-to-date" in said(there("push", "ds")), "twice")
    there.ingest(3, 4)
    there("push", "ds")
    same(here, there)
    check("already exists" in said(there("push", "ds", "--to", f"odf+{server.url}other", ok=False)), "another name")
    here.ingest(5)
    check("Invalid block interval" in said(there("push", "ds", ok=False)), "behind")
    there.ingest(6)
    check("Invalid block interval" in said(there("push", "ds", ok=False)), "diverged")
    there("push", "ds", "--force")
    same(here, there)
    equal(here.ids(), [1, 2, 3, 4, 6], "rows")
    there("-q", "-y", "--system-time", NOW, "system", "compact", "ds", "--hard")
    check("Invalid block interval" in said(there("push", "ds", ok=False)), "compacted")
    there("push", "ds", "--force")
    same(here, there)
    there.add("empty")
    there("push", "empty", "--to", f"odf+{server.url}empty", "--visibility", "public")
    same(here, there, "empty")
    equal(server.status("GET", "/empty/refs/head"), 200, "public")
    equal(server.status("GET", "/ds/refs/head"), 404, "private")
    there.add("elsewhere")
    here.add("taken")
    check("Invalid block interval" in said(there("push", "elsewhere", "--to", f"odf+{server.url}taken", ok=False)), "another dataset")


def case_kamu_pulls_from_us_by_smart_protocol():
    here, there, server = worlds(KAMU, REAL)
    with server:
        pulls(here, there, server, "odf+")


def case_kamu_pulls_from_us_by_plain_gets():
    here, there, server = worlds(KAMU, REAL)
    with server:
        pulls(here, there, server, "")


def case_kamu_pushes_to_us():
    here, there, server = worlds(KAMU, REAL)
    with server:
        pushes(here, there, server)


def case_kamu_pushes_to_us_in_a_workspace_of_its_own():
    """With kamu's database there."""
    os.mkdir("here")
    os.chdir("here")
    here, there = Place("server", REAL), Place("client", REAL)
    here.program = KAMU
    with serving.Server(cwd=here.dir) as server:
        pushes(here, there, server)
    equal(sorted(x.split(",")[0] for x in here("list", "-o", "csv", program=REAL).out.strip().split("\n")[1:]), ["ds", "empty", "taken"], "kamu lists")


def case_we_pull_from_kamu():
    here, there, server = worlds(REAL, KAMU)
    with server:
        pulls(here, there, server, "odf+")


def case_we_push_to_kamu():
    here, there, server = worlds(REAL, KAMU)
    with server:
        pushes(here, there, server)


class RealServer(serving.Server):
    """kamu's server ends by a signal, with no exit code worth a look."""

    def __init__(self, cwd):  # noqa
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{self.port}/", pathlib.Path("kamu.log").absolute()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([REAL, "system", "api-server", "--address", "127.0.0.1", "--http-port", str(self.port)], cwd=cwd,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=dict(os.environ, HOME=os.environ["CASE_HOME"], KAMU_JWT_SECRET=SECRET))
        for _ in range(300):
            try:
                self.connect().close()
                return
            except OSError:
                time.sleep(0.1)
        raise Failed("kamu's server does not start: " + self.text())

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def long_chain(place, n):
    place.add()
    for k in range(n):
        kamu("-q", "--system-time", NOW, "pull", "ds", "--set-watermark", f"2020-01-{1 + k // 86400:02d}T{k // 3600 % 24:02d}:{k // 60 % 60:02d}:{k % 60:02d}Z",
             cwd=place.dir)


def case_thousands_of_blocks_both_ways():
    here, there, server = worlds(KAMU, REAL)
    with server:
        long_chain(there, 2500)
        there("login", "--access-token", token(), server.url)
        there("push", "ds", "--to", f"odf+{server.url}ds", "--visibility", "public")
        equal(here.head(), there.head(), "pushed")
        here("verify", "ds", program=KAMU)
        third = Place("third", REAL)
        third("pull", f"odf+{server.url}ds")
        equal(third.head(), here.head(), "pulled")


if __name__ == "__main__":
    raise SystemExit(main(globals(), needs_real=True))
