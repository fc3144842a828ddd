"""A server of the program under test, and clients that speak HTTP byte by byte."""
import http.client
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import KAMU, Failed, Skipped, add, check, equal, ids, kamu, main, row  # noqa: F401

PRESET = os.environ.get("PRESET", "release")
SLOW = 1 if PRESET == "release" else 5  # how much longer things may take
SECRET = "secret-of-the-tests-secret-of-the-tests-secret-of-the-tests-1234567890"
FINDINGS = re.compile(r"(ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:|SUMMARY: \w+Sanitizer|assertion failed).*")


class Server:
    """Serves the workspace of the current directory; use it with `with`."""

    def __init__(self, *options, env=None, program=KAMU, name="server", cwd=None):
        self.log = pathlib.Path(cwd or ".").absolute() / f"{name}.log"
        url = self.log.with_suffix(".url")
        url.unlink(missing_ok=True)
        full = dict(os.environ, NO_COLOR="1", HOME=os.environ["CASE_HOME"], **{"KAMU_JWT_SECRET": SECRET, **(env or {})})
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([program, "-v", "system", "api-server", "--e2e-output-data-path", str(url), *map(str, options)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=full, cwd=cwd,
                                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a shell may ignore it
        until = time.time() + 30 * SLOW
        while not (url.exists() and url.read_text().endswith("/")):
            if self.process.poll() is not None or time.time() > until:
                self.process.kill()
                raise Failed(f"the server did not start: {self.text()}")
            time.sleep(0.01)
        self.url = url.read_text()
        self.port = int(self.url.rstrip("/").rpartition(":")[2])

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.stop(check_code=kind is None)
        found = FINDINGS.search(self.text())
        if found and kind is None:
            raise Failed(f"{found[0]}: {self.text()[-6000:]}")

    def stop(self, signal_number=signal.SIGTERM, check_code=True, timeout=60):
        self.process.send_signal(signal_number)
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed(f"the server does not stop: {self.text()[-2000:]}")
        if check_code:
            equal(code, 0, f"exit code of the server, {self.text()[-3000:]}")
        return code

    def memory_kib(self) -> int:
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def connect(self, timeout=20, tls=None):
        s = socket.create_connection(("127.0.0.1", self.port), timeout)
        return tls.wrap_socket(s, server_hostname="localhost") if tls else s

    def raw(self, *pieces, half_close=False, timeout=20, pause=0, tls=None) -> bytes:
        """Sends the pieces, returns all that comes until the server closes."""
        s = self.connect(timeout, tls)
        out = b""
        try:
            for p in pieces:
                s.sendall(p)
                time.sleep(pause)
            if half_close:
                s.shutdown(socket.SHUT_WR)
            while True:
                d = s.recv(65536)
                if not d:
                    break
                out += d
        except (ConnectionResetError, BrokenPipeError):
            out += b"<reset>"
        except TimeoutError:
            out += b"<timeout>"
        finally:
            s.close()
        return out

    def request(self, method, path, body=None, headers=None, tls=None, timeout=60):
        """Status, headers (lower case), body. A list as body is sent in chunks."""
        c = (http.client.HTTPSConnection("localhost", self.port, timeout=timeout, context=tls) if tls
             else http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout))
        try:
            c.putrequest(method, path, skip_accept_encoding=True)
            for k, v in (headers or {}).items():
                c.putheader(k, v)
            if isinstance(body, list):
                c.putheader("Transfer-Encoding", "chunked")
            elif body is not None:
                c.putheader("Content-Length", str(len(body)))
            c.endheaders()
            if isinstance(body, list):
                for piece in body:
                    c.send(b"%x\r\n%s\r\n" % (len(piece), piece))
                c.send(b"0\r\n\r\n")
            elif body:
                c.send(body)
            r = c.getresponse()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        finally:
            c.close()

    def status(self, *args, **kw) -> int:
        return self.request(*args, **kw)[0]


def serve(*options, **kw) -> Server:
    kamu("-q", "init", "--exists-ok", cwd=kw.get("cwd"))
    return Server(*options, **kw)


def status_of(answer: bytes) -> int:
    """Of a raw answer; 0 when there is none."""
    m = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(m[1]) if m else 0


def statuses(answer: bytes) -> list:
    return [int(x) for x in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


def certificate() -> ssl.SSLContext:
    """cert.pem and key.pem for localhost, and a client that trusts them."""
    if subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                       "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], capture_output=True).returncode:
        raise Skipped("no openssl here")
    os.chmod("key.pem", 0o600)
    return ssl.create_default_context(cafile="cert.pem")
