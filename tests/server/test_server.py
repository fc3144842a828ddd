#!/usr/bin/env python3
"""The server as a whole: TLS, stopping, readiness, options, several of them on one workspace."""
import http.client
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import warnings

from serving import KAMU, SECRET, SLOW, Failed, Server, Skipped, add, certificate, check, equal, ids, kamu, main, row, serve, status_of, statuses

BYTES = random.Random(2).randbytes
BORN = "2020-01-01T00:00:00Z"


def token() -> dict:
    return {"Authorization": "Bearer " + kamu("system", "generate-token", "--login", "kamu", env={"KAMU_JWT_SECRET": SECRET}).out.strip(),
            "Content-Type": "application/x-ndjson"}


# ---- TLS --------------------------------------------------------------------------------------------

def case_tls():
    trusted = certificate()
    with serve("--tls-cert", "cert.pem", "--tls-key", "key.pem") as s:
        check(s.url.startswith("https://"), s.url)
        data = BYTES(3_000_000)
        equal(s.status("GET", "/e2e/health", tls=trusted), 200)
        for body in (b"", b"small", data, [data[:1_000_000], data[1_000_000:]]):
            whole = b"".join(body) if isinstance(body, list) else body
            status, _, got = s.request("POST", "/e2e/echo", body, tls=trusted)
            check(status == 200 and got == whole, f"{len(whole)} bytes: {status} {len(got)}")
        status, _, got = s.request("GET", "/e2e/flow?bytes=5000000", tls=trusted)
        equal((status, len(got)), (200, 5_000_000))
        out = s.raw(*[b"GET /e2e/health HTTP/1.1\r\n\r\n"] * 3, b"GET /nope HTTP/1.1\r\nConnection: close\r\n\r\n", tls=trusted)
        equal(statuses(out), [200, 200, 200, 404], "one connection")
        for early in (b"", b"early"):
            c = s.connect(tls=trusted)
            c.sendall(b"GET /e2e/upgrade HTTP/1.1\r\n\r\n" + early)
            out = b""
            while not out.endswith(b"\r\n\r\n" + early):
                out += c.recv(1000)
            for _ in range(3):
                c.sendall(data[:30_000])
                got = b""
                while len(got) < 30_000:
                    got += c.recv(65536)
                check(got == data[:30_000], "echoed")
            c.close()
        equal(status_of(s.raw(b"GET / HTTP/1.1\r\n\r\n", timeout=3)), 0, "no plain HTTP")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        warnings.simplefilter("ignore", DeprecationWarning)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            s.connect(tls=old)
            check(False, "TLS 1.1 is taken")
        except (ssl.SSLError, ConnectionResetError):
            pass
        for _ in range(30):  # whoever leaves in the middle of the handshake, or says nonsense
            c = s.connect()
            c.sendall(random.randbytes(random.randrange(1, 300)))
            c.close()
        equal(s.status("GET", "/e2e/health", tls=trusted), 200)


def case_tls_clients_that_are_slow():
    trusted = certificate()
    with serve("--tls-cert", "cert.pem", "--tls-key", "key.pem", "--idle-timeout", "500ms") as s:
        quiet = s.connect()
        equal(quiet.recv(10), b"", "a handshake that does not begin")
        c = s.connect(tls=trusted)
        out = b""
        try:
            for b in b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1000:
                c.sendall(bytes([b]))
                time.sleep(0.01)
        except OSError:
            pass
        check(True, out)
        equal(s.status("GET", "/e2e/health", tls=trusted), 200)


def case_bad_certificates():
    certificate()
    kamu("-q", "init")
    pathlib.Path("empty.pem").write_text("")
    pathlib.Path("text.pem").write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    subprocess.run(["openssl", "genrsa", "-out", "other.pem", "2048"], capture_output=True)
    subprocess.run(["openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", "key.pem", "-out", "locked.pem"], capture_output=True)
    os.chmod("other.pem", 0o600)
    os.chmod("locked.pem", 0o600)
    shutil.copy("key.pem", "open.pem")
    os.chmod("open.pem", 0o644)
    for cert, key, words in (("none.pem", "key.pem", "none.pem"), ("cert.pem", "none.pem", "none.pem"), ("empty.pem", "key.pem", "holds no certificate"),
                             ("text.pem", "key.pem", "holds no certificate"), ("cert.pem", "empty.pem", "key"), ("cert.pem", "other.pem", "other.pem"),
                             ("cert.pem", "locked.pem", "passphrase"), ("cert.pem", "open.pem", "may be read by everybody"), ("key.pem", "cert.pem", "")):
        if pathlib.Path(key).exists() and key not in ("open.pem",):
            os.chmod(key, 0o600)
        r = kamu("system", "api-server", "--tls-cert", cert, "--tls-key", key, ok=None, timeout=30)
        check(r.code == 1 and words in r.err and "Error" in r.err, f"{cert} {key}: {r}")


# ---- stopping --------------------------------------------------------------------------------------

def case_a_request_in_hand_is_answered():
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        with serve() as s:
            c, idle = s.connect(), s.connect()
            idle.sendall(b"GET /e2e/health HTTP/1.1\r\n\r\n")
            idle.recv(1000)
            c.sendall(b"POST /e2e/echo HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345")
            time.sleep(0.2)
            s.process.send_signal(signal_number)
            equal(idle.recv(10), b"", "idle connections are closed")
            try:
                s.connect(timeout=1)
                check(False, "a new connection is taken")
            except OSError:
                pass
            equal(s.process.poll(), None, "it waits")
            c.sendall(b"67890")
            out = b"".join(iter(lambda: c.recv(1000), b""))
            check(status_of(out) == 200 and out.endswith(b"1234567890") and b"connection: close" in out, out)
            equal(s.process.wait(20), 0)


def case_the_drain_has_an_end():
    with serve("--drain-timeout", "500ms") as s:
        c = s.connect()
        c.sendall(b"POST /e2e/echo HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345")
        lazy = s.connect()
        lazy.sendall(b"GET /e2e/flow?bytes=4000000000 HTTP/1.1\r\n\r\n")
        time.sleep(0.2)
        started = time.time()
        s.stop()
        check(0.4 < time.time() - started < 3 * SLOW, time.time() - started)


def case_a_second_signal_ends_at_once():
    s = serve()
    c = s.connect()
    c.sendall(b"POST /e2e/echo HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345")
    time.sleep(0.2)
    s.process.terminate()
    time.sleep(0.3)
    equal(s.process.poll(), None)
    s.process.terminate()
    equal(s.process.wait(5), 128 + signal.SIGTERM)


def case_streams_end_when_the_server_stops():
    with serve() as s:
        c = s.connect()
        c.sendall(b"POST /e2e/stream HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        time.sleep(0.2)
        started = time.time()
        s.stop()
        out = b"".join(iter(lambda: c.recv(1000), b""))
        check(b"KAMU_E_CANCELLED" in out and out.endswith(b"0\r\n\r\n"), out)
        check(time.time() - started < 3 * SLOW, "it takes its time")


def case_pushes_under_the_stop_are_answered_truthfully():
    kamu("-q", "init")
    add(at=BORN)
    with Server() as s:
        headers = token()
        acknowledged, refused = [], []
        lock = threading.Lock()

        def client(k):
            for i in range(k * 10000, k * 10000 + 5000):
                try:
                    status = s.status("POST", "/ds/ingest", row(i).encode(), headers, timeout=30)
                except (OSError, http.client.HTTPException):
                    return
                with lock:
                    (acknowledged if status == 200 else refused).append((i, status))
                if status != 200:
                    return

        threads = [threading.Thread(target=client, args=(k,)) for k in range(8)]
        for t in threads:
            t.start()
        time.sleep(1)
        s.stop()
        for t in threads:
            t.join()
        present = ids()
        equal(len(present), len(set(present)), "nothing twice")
        missing = {i for i, _ in acknowledged} - set(present)
        equal(missing, set(), "acknowledged and lost")
        check(len(acknowledged) > 8, "there were pushes")
        check(all(status == 503 for _, status in refused), refused)
    kamu("verify", "ds")


# ---- readiness ---------------------------------------------------------------------------------------

def case_readiness():
    with serve() as s:
        for kind in ("", "?type=liveness", "?type=readiness", "?type=startup"):
            equal(s.request("GET", "/system/health" + kind)[2], b'{"ok":true}', kind)
        if os.geteuid() != 0:
            os.chmod(".kamu/server", 0o500)
            time.sleep(1.1)
            status, _, body = s.request("GET", "/system/health?type=readiness")
            equal((status, body), (503, b'{"ok":false,"reason":"the workspace cannot be written"}'))
            equal(s.status("GET", "/system/health?type=liveness"), 200)
            os.chmod(".kamu/server", 0o700)
        else:
            os.rename(".kamu/server", ".kamu/elsewhere")
            time.sleep(1.1)
            equal(s.status("GET", "/system/health?type=readiness"), 503)
            equal(s.status("GET", "/system/health?type=liveness"), 200)
            os.rename(".kamu/elsewhere", ".kamu/server")
        time.sleep(1.1)
        equal(s.status("GET", "/system/health?type=readiness"), 200, "it recovers by itself")


# ---- starting ------------------------------------------------------------------------------------------

def case_starting():
    kamu("-q", "init")
    with Server("--http-port", 0) as s:
        r = kamu("system", "api-server", "--http-port", s.port, ok=False)
        check("Address already in use (os error 98)" in r.err, r)
        equal((r.code, r.out), (1, ""))
    for options, words in ((("--address", "nowhere"), "Not an IP address"), (("--address", "192.0.2.1"), "os error 99"), (("--tls-cert", "x"), "go together")):
        r = kamu("system", "api-server", *options, ok=None, timeout=20)
        check(r.code == 1 and words in r.err, f"{options} {r}")
    for options in (("--http-port", "70000"), ("--http-port", "x"), ("--idle-timeout", "75"), ("--idle-timeout", "1ms"), ("--max-body", "1"),
                    ("--max-body", "9000000TiB"), ("--workers", "0"), ("--workers", "2000"), ("--max-connections", "many"), ("--base-url", "ftp://x"),
                    ("--drain-timeout", "99999999999999999999d"), ("--max-queue", "1KiB"), ("--nonsense",)):
        r = kamu("system", "api-server", *options, ok=None, timeout=20)
        check(r.code == 2 and options[0] in r.err, f"{options} {r}")
    with Server("--external-address", "203.0.113.7") as s:
        equal(re.sub(r":\d+/", ":PORT/", s.url), "http://203.0.113.7:PORT/")
    with Server("--address", "::1") as s:
        equal(re.sub(r":\d+/", ":PORT/", s.url), "http://[::1]:PORT/")
        c = socket.create_connection(("::1", s.port), 5)
        c.sendall(b"GET /e2e/health HTTP/1.1\r\n\r\n")
        equal(status_of(c.recv(1000)), 200)
    elsewhere = pathlib.Path("elsewhere")
    elsewhere.mkdir()
    os.chdir("/")
    r = kamu("system", "api-server", ok=False)
    check("Directory is not a kamu workspace" in r.err, r)


def case_nothing_is_printed_off_a_terminal():
    kamu("-q", "init")
    p = subprocess.Popen([KAMU, "system", "api-server", "--get-token"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1 * SLOW)
    p.terminate()
    equal(p.communicate(timeout=20), (b"", b""))
    equal(p.returncode, 0)


def case_two_servers_and_a_command_line_on_one_workspace():
    kamu("-q", "init")
    add(at=BORN)
    with Server(name="a") as a, Server(name="b") as b:
        headers = token()
        wrong = []

        def client(s, base):
            for i in range(base, base + 40):
                status, _, body = s.request("POST", "/ds/ingest", row(i).encode(), headers)
                if status != 200:
                    wrong.append((i, status, body))

        threads = [threading.Thread(target=client, args=(s, n)) for n, s in ((1000, a), (2000, b), (3000, a), (4000, b))]
        for t in threads:
            t.start()
        for i in range(5):
            kamu("ingest", "ds", "--stdin", stdin=row(i))
        for t in threads:
            t.join()
        equal(wrong, [])
        want = sorted([*range(5), *[n + i for n in (1000, 2000, 3000, 4000) for i in range(40)]])
        equal(sorted(ids()), want)
        for s in (a, b):
            status, _, body = s.request("GET", "/ds/tail?limit=1000")
            equal(body.count(b'"id"'), len(want))
    kamu("verify", "ds")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
