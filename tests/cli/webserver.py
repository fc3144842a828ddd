#!/usr/bin/env python3
"""A web server for the transcripts: the directory www on a free port of 127.0.0.1, which goes to the file `port`.

Requests are written to the file `log`: method, path, status, and Range when there is one. The first part of the
path says how the server behaves; what is behind it is the file in www:
  plain     as it should: ranges, ETag, PUT with If-Match and If-None-Match
  norange   no ranges            readonly  no PUT             moved     redirects to plain
  flaky     503 on the first request of each path
  halves    files of data/: half of it, then the connection ends; while the file `stop` exists, then 403
  short     files of data/: announced and sent without their last byte
  endless   files of data/: no end
  file      redirects to a file:// URL
  secret    401 without the token `open sesame`"""
import hashlib
import http.server
import os
import pathlib
import threading

seen = set()
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=(), announced=None):
        self.send_response(status)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        note = f" {self.headers['Range']}" if self.headers["Range"] else ""
        with lock, open("log", "a") as f:
            f.write(f"{self.command} {self.path} {int(code)}{note}\n")

    def log_message(self, *args):
        pass

    def first(self):
        with lock:
            new = self.path not in seen
            seen.add(self.path)
        return new

    def target(self):
        self.mode, _, name = self.path.lstrip("/").partition("/")
        self.data = "/data/" in self.path
        return pathlib.Path("www") / name

    def do_GET(self):
        path = self.target()
        if self.mode == "moved":
            return self.answer(302, headers=[("Location", "/plain/" + "/".join(path.parts[1:]))])
        if self.mode == "file":
            return self.answer(302, headers=[("Location", f"file://{path.resolve()}")])
        if self.mode == "secret" and self.headers["Authorization"] != "Bearer open sesame":
            return self.answer(401)
        if self.mode == "flaky" and self.first():
            return self.answer(503)
        if not path.is_file():
            return self.answer(404, b"nothing here")
        body = path.read_bytes()
        etag = [("ETag", '"' + hashlib.sha256(body).hexdigest()[:16] + '"')]
        if self.mode == "halves" and self.data and os.path.exists("stop"):
            if not self.first():
                return self.answer(403)
            self.answer(200, body[: len(body) // 2], announced=len(body))
            self.close_connection = True
            return None
        if self.mode == "short" and self.data:
            return self.answer(200, body[:-1])
        if self.mode == "endless" and self.data:
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            try:
                while True:
                    self.wfile.write(bytes(65536))
            except OSError:
                return None
        wanted = self.headers["Range"]
        if wanted and self.mode != "norange":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                return self.answer(416)
            span = [("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")]
            return self.answer(206, body[start:], etag + span)
        return self.answer(200, body, etag)

    do_HEAD = do_GET

    def do_PUT(self):
        path = self.target()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.mode == "readonly":
            return self.answer(405)
        there = path.is_file() and '"' + hashlib.sha256(path.read_bytes()).hexdigest()[:16] + '"'
        if (self.headers["If-None-Match"] == "*" and there) or (
                self.headers["If-Match"] and self.headers["If-Match"] != there):
            return self.answer(412)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return self.answer(201)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path("port.new").write_text(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
