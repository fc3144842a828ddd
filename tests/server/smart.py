"""A client of the smart transfer protocol that can be made to break its rules, and datasets as it sees them."""
import base64
import gzip
import hashlib
import hmac
import io
import json
import os
import pathlib
import socket
import struct
import tarfile
import time

from serving import SECRET

KAMU_DID = "did:odf:fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f"


def token(subject=KAMU_DID, seconds=3600, secret=SECRET) -> str:
    def enc(b):
        return base64.urlsafe_b64encode(b).rstrip(b"=")
    now = int(time.time())
    head = enc(json.dumps({"typ": "JWT", "alg": "HS384"}).encode())
    claims = enc(json.dumps({"exp": now + seconds, "iat": now, "iss": "dev.kamu", "sub": subject}).encode())
    text = head + b"." + claims
    return (text + b"." + enc(hmac.new(secret.encode(), text, hashlib.sha384).digest())).decode()


def auth(**kw) -> dict:
    return {"Authorization": "Bearer " + token(**kw)}


def hash_of(data: bytes) -> str:
    return "f1620" + hashlib.sha3_256(data).hexdigest()


class Ended(Exception):
    """The connection is gone without a close frame."""


class Closed(Exception):
    def __init__(self, code, reason):
        super().__init__(f"close {code} {reason}")
        self.code, self.reason = code, reason


class WebSocket:
    """After the upgrade, or `status` and `body` of the answer that came instead."""

    def __init__(self, server, path, headers=None, version="1", timeout=30, drop=()):
        self.s = server.connect(timeout)
        lines = {"Host": f"127.0.0.1:{server.port}", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                 "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), "x-odf-smtp-version": version, **(headers or {})}
        for name in drop:
            del lines[name]
        self.s.sendall((f"GET {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n").encode())
        self.buf = b""
        while b"\r\n\r\n" not in self.buf:
            self._more()
        head, _, self.buf = self.buf.partition(b"\r\n\r\n")
        self.head = head.decode()
        self.status = int(self.head.split(" ")[1])
        self.body = b""
        if self.status != 101:
            n = next((int(x.split(":")[1]) for x in self.head.lower().split("\r\n") if x.startswith("content-length:")), 0)
            self.body = self._take(n)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.s.close()

    def _more(self):
        try:
            got = self.s.recv(1 << 16)
        except ConnectionError:
            got = b""
        if not got:
            raise Ended
        self.buf += got

    def _take(self, n):
        while len(self.buf) < n:
            self._more()
        out, self.buf = self.buf[:n], self.buf[n:]
        return out

    def frame(self, op, data=b"", fin=True, masked=True):
        n = len(data)
        bit = 128 if masked else 0
        size = struct.pack("!B", bit | n) if n < 126 else struct.pack("!BH", bit | 126, n) if n < 65536 else struct.pack("!BQ", bit | 127, n)
        self.s.sendall(bytes([(128 if fin else 0) | op]) + size + (bytes(4) if masked else b"") + data)

    def send(self, message):
        self.frame(1, (message if isinstance(message, str) else json.dumps(message, separators=(",", ":"))).encode())

    def receive_frame(self):
        a, b = self._take(2)
        n = b & 127
        n = struct.unpack("!H", self._take(2))[0] if n == 126 else struct.unpack("!Q", self._take(8))[0] if n == 127 else n
        return a & 15, bool(a & 128), self._take(n)

    def receive(self):
        """The next message as JSON; Closed or Ended when there is none."""
        data = b""
        while True:
            op, fin, piece = self.receive_frame()
            if op == 8:
                raise Closed(struct.unpack("!H", piece[:2])[0] if len(piece) > 1 else None, piece[2:].decode())
            data += piece
            if fin:
                return json.loads(data)

    def ask(self, message):
        self.send(message)
        return self.receive()

    def close(self, code=1000):
        """Sends a close frame; the code of the answer."""
        self.frame(8, struct.pack("!H", code))
        try:
            self.receive()
        except Closed as c:
            return c.code
        raise AssertionError("a message after a close frame")


# ---- datasets -----------------------------------------------------------------------------------------------------------------------


class Chain:
    """A dataset of a workspace, by its files."""

    def __init__(self, workspace, name="ds"):
        for d in sorted(pathlib.Path(workspace, ".kamu/datasets").iterdir()):
            alias = d / "info/alias"
            if alias.exists() and alias.read_text() == name:
                self.dir = d
        self.head = (self.dir / "refs/head").read_text()
        self.blocks = {p.name: p.read_bytes() for p in (self.dir / "blocks").iterdir()}
        self.data = {p.name: p.read_bytes() for p in (self.dir / "data").iterdir() if not p.name.startswith(".")}
        self.order = self._order()

    def _order(self):
        """Oldest first. A block holds the hash of the one before it, and no other block's."""
        links = {h: next((o for o in self.blocks if o != h and bytes.fromhex(o[5:]) in b), None) for h, b in self.blocks.items()}
        out, at = [], self.head
        while at:
            out.append(at)
            at = links[at]
        return out[::-1]

    def plan(self, first=0):
        return {"num_blocks": len(self.order) - first, "num_objects": len(self.data), "num_records": 1,
                "bytes_in_raw_blocks": sum(len(self.blocks[h]) for h in self.order[first:]),
                "bytes_in_raw_objects": sum(map(len, self.data.values()))}

    def objects(self):
        return [{"object_type": "DataSlice", "physical_hash": h, "size": len(d)} for h, d in self.data.items()]

    def batch(self, first=0, names=None):
        return batch([(h, self.blocks[h]) for h in (names or self.order[first:])])


def archive(entries) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.GNU_FORMAT) as t:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def batch(entries, payload=None, **members) -> dict:
    payload = archive(entries) if payload is None else payload
    return {"num_blocks": len(entries), "media_type": "application/tar+gzip", "encoding": "raw", "payload": list(payload), **members}


def unpack(blocks: dict) -> list:
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(bytes(blocks["payload"])))) as t:
        return [(m.name, t.extractfile(m).read()) for m in t]


def push(server, path, chain, first=0, head=None, force=False, visibility="Private", until="done", headers=None):
    """A whole push, or up to a step; the answer to that step."""
    with WebSocket(server, path + "/push", headers or auth()) as ws:
        if ws.status != 101:
            return ws.status, ws.body
        ok = ws.ask({"current_head": head, "transfer_plan": chain.plan(first), "force_update_if_diverged": force,
                     "visibility_for_created_dataset": visibility})
        if "Ok" not in ok:
            return ok
        ok = ws.ask({"new_blocks": chain.batch(first)})
        if "Ok" not in ok or until == "blocks":
            return ok
        ok = ws.ask({"object_files": chain.objects(), "is_truncated": False})
        if "Ok" not in ok or until == "objects":
            return ok
        for s in ok["Ok"]["object_transfer_strategies"]:
            if s["push_strategy"] == "HttpUpload":
                to = s["upload_to"]
                status = server.status("PUT", "/" + to["url"].split("/", 3)[3], chain.data[s["object_file"]["physical_hash"]],
                                       {h["name"]: h["value"] for h in to["headers"]})
                assert status == 200, status
        if until == "uploaded":
            return ok
        ws.send({"details": "Complete"})
        done = ws.ask({})
        if until == "done":
            ws.close()
        return done
